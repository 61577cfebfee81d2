"""Reading the decks and texts that Anki exports."""
