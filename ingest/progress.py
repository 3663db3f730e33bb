"""How far a long piece of work has come, told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told of a stage by name, with how much of it is done and how much there is."""


def silent(stage: str, done: int, total: int) -> None:
    """No progress report."""
