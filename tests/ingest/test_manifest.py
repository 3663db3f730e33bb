"""Entries read from TOML: each fault an error that says the file, its line, the entry, the key and what to do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import CorpusError
from ingest.lines import line_of_entry
from ingest.manifest import read_entries
from ingest.types import Crosswalk, Source

ENTRY = '[[document]]\nid = "a"\ntitle = "A"\n'
LONG = '[[document]]\nid = "l"\ntitle = """\n[[document]]\nid = "not one"\n"""\n\n# Another.\n'
CHANGE = '{ number = "1.1", now = ["1.1"], change = "same", certainty = "seen" }'


def refusal(path: Path, text: str | bytes, table: str = "document", kind: type = Source) -> CorpusError:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CorpusError) as caught:
        read_entries(path, table, kind)
    assert caught.value.do
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[[document", 1, "not valid TOML"),
        (ENTRY + "[[document]]\nid = 'b", 5, "not valid TOML"),
        (ENTRY + "updated = 2021-02-30", 4, "not valid TOML: a date that does not exist"),
        (ENTRY + "updated = 2021-13-01", 4, "not valid TOML: a date that does not exist"),
        (ENTRY + 'updated = "soon"', 4, "a: updated: not a date: write it as 2021-03-24"),
        (ENTRY + "updated = 86400", 4, "a: updated: not a date"),
        (ENTRY + "updated = 2021-03-24T10:00:00Z", 4, "a: updated: not a date"),
        (ENTRY + "superseded_on = 12:30:00", 4, "a: superseded_on: not a date"),
        (ENTRY + "\n# Its colour.\ncolour = 'red'", 6, "a: colour: no such key"),
        (ENTRY + "staus = 'in force'", 4, "a: staus: no such key; is it status?"),
        (ENTRY + "status = 'maybe'", 4, "a: status: Input should be 'in force' or 'superseded'"),
        (ENTRY + "audience = [\n'students',\n3,\n]", 6, "a: audience: item 2: "),
        (ENTRY + "\n[[document]]\nid = 'b'", 5, "b: title: is missing"),
        (ENTRY + "[[document]]\ntitle = 'B'", 4, "B: id: is missing"),
        (LONG + ENTRY + "title2 = ''", 12, "a: title2: no such key"),
        (ENTRY + "[documents]\nid = 'b'", 4, "unknown: documents"),
        ("publisher = 'HCPC'\n" + ENTRY, 1, "unknown: publisher"),
        ("# Mine.\ndocument = 3", 2, "document is not a list of entries"),
        ("[document]\nid = 'a'", 1, "document is not a list of entries"),
        ("document = [3]", 1, "entry 1: "),
        ((ENTRY + "publisher = '\u00e9'").encode("latin-1"), 4, "not UTF-8"),
        ("a = " + "[" * 9999, None, "not valid TOML: nested too deeply"),
    ],
)
def test_a_fault_is_said_with_its_line(tmp_path: Path, text: str | bytes, line: int | None, reason: str) -> None:
    error = refusal(tmp_path / "corpus.toml", text)
    assert str(error.path) == str(tmp_path / "corpus.toml") + (f":{line}" if line else "")
    assert error.reason.startswith(reason)


def test_a_second_fault_is_said_too_with_a_line_of_its_own(tmp_path: Path) -> None:
    error = refusal(tmp_path / "corpus.toml", ENTRY + "colour = 1\n\n[[document]]\ntitle = 'B'\n")
    assert str(error.path).endswith("corpus.toml:4")
    assert error.reason == "a: colour: no such key; line 6: B: id: is missing."


@pytest.mark.parametrize(
    ("changes", "line", "reason"),
    [
        (f"{CHANGE},\n{CHANGE.replace('same', 'so')},", 8, "Rules: standards: item 2: change: Input should be 'same'"),
        (f"{CHANGE}, {CHANGE},\n{{ number = '1' }}", 8, "Rules: standards: item 3: now: is missing"),
        (f"{CHANGE},\n\n{CHANGE[:-1]}, news = [] }}", 9, "Rules: standards: item 2: news: no such key; is it new?"),
    ],
)
def test_a_fault_in_a_long_list_is_said_with_the_line_of_the_item(
    tmp_path: Path, changes: str, line: int, reason: str
) -> None:
    head = "[[crosswalk]]\ntitle = 'Rules'\nearlier = '1'\nlater = '2'\nin_effect = 2024-09-01\nstandards = [\n"
    text = f"{head}{changes}\n]\nurl = 'https://a.example'"
    error = refusal(tmp_path / "crosswalk.toml", text, "crosswalk", Crosswalk)
    assert str(error.path).endswith(f"crosswalk.toml:{line}")
    assert error.reason.startswith(reason)


VALUES = st.one_of(
    st.integers().map(str), st.text("ab[]=\n#", max_size=9).map(json.dumps), st.just('"""\n[[document]]\nk0 = 1\n"""')
)


@given(st.lists(st.lists(st.tuples(st.integers(0, 2), VALUES), max_size=4), min_size=1, max_size=5))
def test_the_line_of_any_key_of_any_entry_is_found(tables: list[list[tuple[int, str]]]) -> None:
    """Keys come after any number of blank lines and comments, and after values of several lines."""
    text, places = "# Entries.\n", {}
    for entry, pairs in enumerate(tables):
        text += "[[document]]\n"
        for i, (blank, value) in enumerate(pairs):
            text += "\n" * blank + "# [[document]]\n"
            places[entry, f"k{i}"] = text.count("\n") + 1
            text += f"k{i} = {value}\n"
    for (entry, key), line in places.items():
        assert line_of_entry(text, "document", entry, (key,)) == line
