"""Lines of a file: made when they are asked for, checked each time, and one object while anybody holds it."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import lines as module
from index.lines import Lines, write_lines
from ingest.errors import IndexRefused


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Value:
    line: int
    data: bytes


def stored(folder: Path, values: list[bytes]) -> Lines[Value]:
    folder.mkdir(exist_ok=True)
    write_lines(folder, "values", values)
    return Lines(folder, "values", Value)


@given(values=st.lists(st.binary(), min_size=1))
def test_every_line_comes_back_as_it_was(values: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> None:
    """Line ends within a value too."""
    lines = stored(tmp_path_factory.mktemp("lines"), values)
    assert [value.data for value in lines] == values
    assert [value.line for value in lines] == list(range(len(values)))
    assert lines[-1] == lines[len(values) - 1]
    assert [value.data for value in lines[1:]] == values[1:]
    with pytest.raises(IndexError):
        lines[len(values)]


def test_a_line_is_one_object_while_it_is_held_and_forgotten_some_time_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RECENT", 2)
    lines = stored(tmp_path / "a", [b"0", b"1", b"2", b"3"])
    held, lost = lines[0], weakref.ref(lines[1])
    assert lines[1] is lost()
    list(lines)
    gc.collect()
    assert lines[0] is held
    assert lost() is None


def test_threads_that_ask_at_once_get_one_object(tmp_path: Path) -> None:
    lines = stored(tmp_path / "a", [b"0"])
    with ThreadPoolExecutor(8) as pool:
        assert len({id(value) for value in pool.map(lambda _: lines[0], range(100))}) == 1


@pytest.mark.parametrize("place", range(5))
def test_a_line_that_was_changed_is_refused_when_it_is_asked_for_and_no_other(tmp_path: Path, place: int) -> None:
    """Whatever was checked when the index was opened: a file may change after that."""
    lines = stored(tmp_path / "a", [b"abcde", b"fghij"])
    with (tmp_path / "a" / "values.json").open("r+b") as file:
        file.seek(place)
        file.write(b"?")
    with pytest.raises(IndexRefused, match=r"values\.json: line 1 was changed"):
        lines[0]
    assert lines[1].data == b"fghij"
