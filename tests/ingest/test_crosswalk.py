"""Crosswalks between editions: read, followed, and used to catch a document of another edition than it claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.corpus import SHIPPED, read_corpus
from ingest.crosswalk import change_of, read_crosswalks
from ingest.errors import CorpusError, UnreadableDocument
from ingest.passages import cut_passages, standards_in
from ingest.types import Document

REGULATOR = Path(__file__).parents[1] / "fixtures" / "regulator"
ENTRY = """[[document]]
id = "a"
title = "A"
file = "a.txt"
standards = "Standards of behaviour for lamplighters"
edition = "{edition}"
"""


def test_the_five_standards_of_the_page_lead_to_what_became_of_them(page: Document) -> None:
    crosswalks, became = read_crosswalks(SHIPPED), {}
    for standard in standards_in(cut_passages(page)):
        found = change_of(standard, crosswalks)
        assert found
        became[standard.number] = (found[1].now, found[1].certainty)
    assert became == {
        "5.1": (("5.1",), "inferred"),
        "2.7": (("2.5", "2.9", "2.10"), "inferred"),
        "9.1": (("9.1",), "inferred"),
        "9.3": (("9.3",), "inferred"),
        "1.7": (("1.8", "1.9", "1.10", "1.11", "1.12"), "seen"),
    }


@pytest.mark.parametrize(
    ("edition", "text", "reason"),
    [
        ("2023", "1.2 You must keep your ladder away from doors.", "has the words of that of 2018"),
        ("2018", "1.3 You must keep your ladder clear of doors.", "1.3 exists only in that of 2023"),
        ("2018", "1.2 You must keep your ladder away from doors.", None),
        ("2023", "1.3 You must keep your ladder clear of doors.", None),
    ],
)
def test_a_document_of_another_edition_than_its_entry_says_stops_the_build(
    tmp_path: Path, edition: str, text: str, reason: str | None
) -> None:
    (tmp_path / "corpus.toml").write_text(ENTRY.format(edition=edition))
    (tmp_path / "a.txt").write_text(f"Rules\n\n{text}\n\nMore of it.")
    (tmp_path / "crosswalk.toml").write_bytes((REGULATOR / "crosswalk.toml").read_bytes())
    if reason is None:
        assert standards_in(cut_passages(read_corpus(tmp_path).documents[0]))
    else:
        with pytest.raises(UnreadableDocument, match=reason):
            read_corpus(tmp_path)


CROSSWALK = """[[crosswalk]]
title = "Rules"
earlier = "1"
later = "2"
in_effect = 2024-09-01
url = "https://a.example/"
standards = [
    { number = "1.1", now = ["1.1"], change = "same", certainty = "seen" },
]
"""
TWICE = "Rules: standards: item 2: 1.1 stands here twice"
NEXT = CROSSWALK.replace('"2"', '"3"').replace('"1"', '"2"')


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("[[crosswalk", 1, "not valid TOML"),
        ("[[crosswalk]]\ntitle = 'x'", 1, "x: earlier: is missing"),
        ("\nother = 1", 2, "unknown: other"),
        (CROSSWALK.replace("2024-09-01", "2024-09-31"), 5, "not valid TOML: a date that does not exist"),
        (CROSSWALK.replace("same", "rewritten"), 8, "Rules: standards: item 1: change: "),
        (CROSSWALK.replace("https", "ftp"), 6, "Rules: url: 'ftp://a.example/' does not start with https://"),
        (CROSSWALK.replace("https://a", "https://me:secret@a"), 6, "Rules: url: "),
        (
            CROSSWALK.replace("},", "},\n    { number = '1.1', now = [], change = 'withdrawn', certainty = 'seen' },"),
            9,
            TWICE,
        ),
        (CROSSWALK.replace('["1.1"]', '["one"]'), 8, "Rules: standards: item 1: 'one' is not a standard's number"),
        (CROSSWALK.replace('"2"', '"1"'), 4, "Rules: later: goes round in a circle: 1 -> 1"),
        (CROSSWALK + CROSSWALK, 12, "Rules: earlier: two crosswalks lead on from '1'"),
        (CROSSWALK + NEXT.replace('"3"', '"1"'), 4, "Rules: later: goes round in a circle: 1 -> 2 -> 1"),
    ],
)
def test_a_faulty_crosswalk_is_refused_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / "crosswalk.toml").write_text(text)
    with pytest.raises(CorpusError) as caught:
        read_crosswalks(tmp_path)
    assert str(caught.value.path) == f"{tmp_path / 'crosswalk.toml'}:{line}"
    assert caught.value.reason.startswith(reason)


def test_crosswalks_may_follow_one_another(tmp_path: Path) -> None:
    (tmp_path / "crosswalk.toml").write_text(CROSSWALK + NEXT)
    assert [(c.earlier, c.later) for c in read_crosswalks(tmp_path)] == [("1", "2"), ("2", "3")]


def test_a_corpus_needs_no_crosswalk(tmp_path: Path) -> None:
    assert read_crosswalks(tmp_path) == ()
