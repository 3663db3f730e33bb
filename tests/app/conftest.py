"""What the tests of the doors share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import pytest
import typer.main


@pytest.fixture(scope="session", autouse=True)
def commands_read_once() -> Iterator[None]:
    """Typer reads the signature of every command whenever one is called; here that is hundreds of times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(typer.main, "get_command", lru_cache(typer.main.get_command))
        yield
