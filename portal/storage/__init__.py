"""The SQLite database: connections, migrations, backups and pages."""
