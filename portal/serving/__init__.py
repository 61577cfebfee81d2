"""Hypercorn."""
