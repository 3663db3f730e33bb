"""The marks in front of list items: bullets, dashes, numbers, letters."""

from __future__ import annotations

import re

MARKER = re.compile(r"(?:[•◦▪▫●○‣⁃·*–—-]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})[.)])(?=\s)")
ITEM_MARKER = re.compile(rf"{MARKER.pattern}\s+(?=\S)")
"""With the white space behind it."""
