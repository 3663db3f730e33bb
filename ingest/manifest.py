"""TOML files of a corpus, read into dataclasses; every fault an error with the file, the entry and the key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.errors import CorpusError

if TYPE_CHECKING:
    from pydantic import ValidationError

Entry = TypeVar("Entry")


def read_entries(path: Path, table: str, entry: type[Entry]) -> tuple[Entry, ...]:
    """The entries of the one table that the file may hold: [[document]] or [[crosswalk]]."""
    from pydantic import TypeAdapter, ValidationError

    data = read_toml(path)
    if unknown := set(data) - {table}:
        raise CorpusError(f"unknown: {', '.join(sorted(unknown))}.", do=f"Use [[{table}]] only.", path=path)
    try:
        return TypeAdapter(tuple[entry, ...]).validate_python(data.get(table, ()))  # type: ignore[valid-type]
    except ValidationError as error:
        raise CorpusError(plain_reasons(error, table, data[table]), do="Correct these entries.", path=path) from None


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CorpusError(f"cannot be read ({error.strerror}).", do="Check the file.", path=path) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"not valid TOML: {error}.", do="Correct that line.", path=path) from None


def plain_reasons(error: ValidationError, table: str, entries: Any) -> str:
    """Each thing wrong, by the entry's id and key: "social-media-2021: updated: Input should be a valid date"."""
    problems = [(list(problem["loc"]) or [table], problem["msg"]) for problem in error.errors()]
    return "; ".join(plain_reason(where, message, entries) for where, message in problems) + "."


def plain_reason(where: list[int | str], message: str, entries: Any) -> str:
    if isinstance(where[0], int):
        entry = entries[where[0]]
        named = entry.get("id", entry.get("title")) if isinstance(entry, dict) else None
        where = [str(named or f"entry {where[0] + 1}"), *where[1:]]
    return ": ".join([*map(str, where), message])
