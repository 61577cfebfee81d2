"""Lists of words: reading them from files, importing them, and writing them to files."""
