"""Lists of words as files: JSON, CSV, and what Anki exports, into words and back."""
