"""TOML files of a corpus, read into dataclasses; every fault an error with file, line, entry and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from ingest.errors import CorpusError
from ingest.lines import line_of_entry, line_of_name

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

Entry = TypeVar("Entry", bound="DataclassInstance")
PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")
A_DATE_LIKE = re.compile(r"=\s*\d{4}-\d\d-\d\d\b")
A_DATE = "not a date: write it as 2021-03-24, without quotes"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an entry, and the way to the key that it is wrong with."""

    entry: int
    keys: tuple[str | int, ...]
    reason: str


def read_entries(path: Path, table: str, kind: type[Entry]) -> tuple[Entry, ...]:
    """The entries of the one table that the file may hold: [[document]] or [[crosswalk]]."""
    from pydantic import ValidationError

    text = read_text(path)
    data = read_toml(text, path)
    for name in data:
        if name != table:
            raise CorpusError(f"unknown: {name}.", do=f"Use [[{table}]] only.", path=at(path, line_of_name(text, name)))
    raw = data.get(table, [])
    if not isinstance(raw, list):
        raise CorpusError(
            f"{table} is not a list of entries.", do=f"Use [[{table}]].", path=at(path, line_of_name(text, table))
        )
    try:
        entries = adapter(kind).validate_python(raw)
    except ValidationError as error:
        raise faulty(path, table, [fault_of(problem, kind) for problem in error.errors()]) from None
    if faults := [fault for i, entry in enumerate(raw) for fault in wrong_dates(i, entry, entries[i])]:
        raise faulty(path, table, faults)
    return entries


@cache
def adapter(kind: type[Entry]) -> TypeAdapter[tuple[Entry, ...]]:
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]


def faulty(path: Path, table: str, faults: Sequence[Fault], do: str = "Correct it.") -> CorpusError:
    """One error for all that is wrong; its path is the line of the first fault, and the others say theirs."""
    text = read_text(path)
    raw = read_toml(text, path).get(table, [])
    lines = [line_of_entry(text, table, fault.entry, fault.keys) for fault in faults]
    said = [described(fault, raw) for fault in faults]
    others = [f"line {line}: {words}" for line, words in zip(lines[1:], said[1:], strict=True)]
    return CorpusError("; ".join([said[0], *others]) + ".", do=do, path=at(path, lines[0]))


def described(fault: Fault, raw: Sequence[Any]) -> str:
    """As in "social-media-2021: updated: not a date"."""
    entry = raw[fault.entry]
    named = entry.get("id", entry.get("title")) if isinstance(entry, dict) else None
    way = [f"item {key + 1}" if isinstance(key, int) else key for key in fault.keys]
    return ": ".join([str(named or f"entry {fault.entry + 1}"), *way, fault.reason])


def fault_of(problem: ErrorDetails, kind: type[Entry]) -> Fault:
    entry, *keys = problem["loc"]
    return Fault(int(entry), tuple(keys), plain_reason(problem, kind))


def plain_reason(problem: ErrorDetails, kind: type[Entry]) -> str:
    """Pydantic's words, where they are plain; ours where those speak of Python."""
    if problem["type"] == "missing":
        return "is missing"
    if problem["type"] == "unexpected_keyword_argument":
        near = get_close_matches(str(problem["loc"][-1]), [field.name for field in fields(kind)], n=1)
        return f"no such key; is it {near[0]}?" if near else "no such key"
    if problem["type"].startswith("date"):
        return A_DATE
    return problem["msg"]


def wrong_dates(place: int, raw: Mapping[str, Any], entry: DataclassInstance) -> Iterator[Fault]:
    """Numbers that pydantic takes for seconds since 1970."""
    for key, value in raw.items():
        if isinstance(getattr(entry, key), date) and not isinstance(value, (date, str)):
            yield Fault(place, (key,), A_DATE)


def circle_from(start: str, after: Mapping[str, str | None]) -> str | None:
    """The way from a name back to itself, as in "a -> b -> a"; None if it ends elsewhere."""
    way = [start]
    while (name := after.get(way[-1])) and name not in way:
        way.append(name)
    return " -> ".join([*way, start]) if name == start else None


def read_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"cannot be read ({error.strerror}).", do="Check the file.", path=path) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError("not UTF-8 text.", do="Save the file as UTF-8.", path=at(path, line)) from None


def read_toml(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise CorpusError("not valid TOML: nested too deeply.", do="Correct the file.", path=path) from None
    except ValueError as error:
        place = PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1
        a_date = A_DATE_LIKE.search(text.split("\n")[line - 1])
        reason = "a date that does not exist" if a_date else PLACE.sub("", str(error))
        raise CorpusError(f"not valid TOML: {reason}.", do="Correct that line.", path=at(path, line)) from None


def at(path: Path, line: int) -> str:
    return f"{path}:{line}"
