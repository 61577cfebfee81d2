"""How large a list of words can be.

A file of few bytes can stand for much more work than its size tells. These limits keep the time and
the memory of an import in proportion to the size of its file.
"""

MAX_BYTES = 32 * 2**20  # of a file, and of the texts in an Anki deck
MAX_ROWS = 60_000
MAX_LINES = 1_000_000  # empty lines and those within quotes included
MAX_LINES_OF_ROW = 1_000  # with a text in quotes that has line breaks
MAX_ROW_LENGTH = 2 * 2**20  # characters, or bytes of an entry in JSON
MAX_COLUMNS = 1_000
MAX_CELLS = 1_000_000  # that aren't empty
MAX_COMMAS = 3_000_000  # in a JSON file, which bounds the number of its entries
MAX_TEXTS = 8 * 2**20  # characters of the German and English texts, which are indexed for search
MAX_WORD_BYTES = 96 * 2**20  # of memory, where a text with an emoji needs 4 bytes a character
MAX_GROUPS = 1_000  # different ones
MAX_GROUP_NAMES = 250_000  # of all rows together, repeated ones included
