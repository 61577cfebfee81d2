"""Data access: the SQL, beside the function that runs it. Nothing here knows Flask."""
