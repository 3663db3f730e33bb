"""Hits in, one answer out, shown alike at every door: command line, HTTP, page."""
