"""The code that reads, cuts and encodes, as one hash: from an index that other code made, nothing is taken over."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ingest.hashes import file_sha256

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ingest", "index")
# Those that decide how a document is read or a text encoded.
LIBRARIES = (
    "lxml",
    "markdown-it-py",
    "numpy",
    "onnxruntime",
    "pypdf",
    "pypdfium2",
    "python-docx",
    "selectolax",
    "sentence-transformers",
    "tokenizers",
    "torch",
    "transformers",
)


@cache
def code_digest() -> str:
    """sha256 over the names and hashes of this project's files that take part, and the versions of the libraries."""
    files = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    lines = [f"{path.relative_to(ROOT).as_posix()} {file_sha256(path)}\n" for path in files]
    lines += [f"{name} {version(name)}\n" for name in LIBRARIES]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
