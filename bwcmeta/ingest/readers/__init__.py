"""Readers: bytes to batches of text cells. One file a format; `open.py` chooses."""
