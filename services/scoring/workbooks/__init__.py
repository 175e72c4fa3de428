"""Scoring's tables as .xlsx: to fill in, to send back, to print."""
