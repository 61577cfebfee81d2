"""The record of reviews: stored once, never changed, read as a log."""
