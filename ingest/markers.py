"""The marks in front of list items: bullets, dashes, numbers, letters."""

from __future__ import annotations

import re

MARKER = re.compile(r"(?:[•◦▪▫●○‣⁃·*–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])(?=\s)")
NUMBER = r"\(?-?(?:\d{1,6}|[A-Za-z]{1,2}|(?i:[ivxlcdm]{1,12}))[.)](?=\s)"
ITEM_MARKER = re.compile(rf"\A(?:{MARKER.pattern}|{NUMBER})\s+(?=\S)")
"""Of what is known to be an item, whatever its number; with the white space behind it."""
