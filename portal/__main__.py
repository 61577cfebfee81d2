"""The console command, as `python -m portal`."""

from portal.cli import program

program.run()
