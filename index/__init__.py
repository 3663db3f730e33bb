"""Passages in, hits out: vectors and terms, and the rule that joins their scores."""
