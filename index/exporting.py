"""The process that makes an export: python -m index.exporting MODEL FOLDER. It ends when whoever started it does."""

from __future__ import annotations

import os
import sys
from threading import Thread


def main() -> None:
    Thread(target=end_with_parent, daemon=True).start()  # before torch is imported, which takes seconds
    from index.export import main

    main()


def end_with_parent() -> None:
    """Standard input is a pipe that the parent writes nothing to: it closes when the parent is gone, even if killed."""
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
