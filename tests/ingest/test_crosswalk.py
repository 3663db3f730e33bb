"""Crosswalks between editions: read, followed, and used to catch a document of another edition than it claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.corpus import SHIPPED, read_corpus
from ingest.crosswalk import change_of, check_editions, read_crosswalks
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
    corpus = read_corpus(tmp_path)
    passages = cut_passages(corpus.documents[0])
    assert standards_in(passages)
    if reason is None:
        check_editions(passages, corpus.crosswalks)
    else:
        with pytest.raises(UnreadableDocument, match=reason):
            check_editions(passages, corpus.crosswalks)


@pytest.mark.parametrize("text", ["[[crosswalk", "[[crosswalk]]\ntitle = 'x'", "other = 1"])
def test_a_faulty_crosswalk_is_refused_with_its_path(tmp_path: Path, text: str) -> None:
    (tmp_path / "crosswalk.toml").write_text(text)
    with pytest.raises(CorpusError, match=r"crosswalk\.toml"):
        read_crosswalks(tmp_path)


def test_a_corpus_needs_no_crosswalk(tmp_path: Path) -> None:
    assert read_crosswalks(tmp_path) == ()
