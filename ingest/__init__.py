"""Bytes in, documents out: text that is never changed, and spans of it that read as a whole."""
