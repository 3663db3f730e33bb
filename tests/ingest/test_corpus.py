"""A corpus folder: what is read, what is inferred, and every error it can hold, each with what to do."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from ingest.corpus import SHIPPED, corpus_fingerprints, folder_fingerprints, read_corpus, read_sources
from ingest.errors import CorpusError
from ingest.types import Corpus

ENTRY = '[[document]]\nid = "a"\ntitle = "A"\nfile = "a.txt"\n'


def folder(path: Path, manifest: str | None, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.txt").write_text(text, "utf-8")
    if manifest is not None:
        (path / "corpus.toml").write_text(manifest, "utf-8")
    return path


def test_the_shipped_bytes_are_those_the_owner_supplied(corpus: Corpus) -> None:
    published = "05d3d949fcf4b587db283355aaff0e2687b1e1077308d9cbd937d98c4016ad16"
    (document,) = corpus.documents
    source = document.source
    assert document.sha256 == published == hashlib.sha256((SHIPPED / str(source.file)).read_bytes()).hexdigest()
    assert (source.edition, source.updated, source.status) == ("2016", date(2021, 3, 24), "superseded")


def test_without_a_manifest_the_entries_say_only_what_is_certain(tmp_path: Path) -> None:
    (source,) = read_sources(folder(tmp_path, None, lone_policy="Be kind."))
    assert (source.id, source.title, source.edition, source.updated, source.url) == (
        "lone_policy",
        "lone policy",
        None,
        None,
        None,
    )


def test_a_file_of_another_kind_stops_the_build_rather_than_being_passed_over(tmp_path: Path) -> None:
    folder(tmp_path, None, policy="Be kind.")
    (tmp_path / ".DS_Store").write_bytes(b"hidden files are nobody's documents")
    assert len(read_sources(tmp_path)) == 1
    (tmp_path / "scan.tiff").write_bytes(b"II*\x00")
    with pytest.raises(CorpusError, match=r"scan\.tiff: files of this kind \(\.tiff\) cannot be read"):
        read_sources(tmp_path)


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        ("[[document", "not valid TOML"),
        ("[[documents]]\nid = 'a'", "documents"),
        ('[[document]]\nid = "a"\nfile = "a.txt"', "a: title: is missing"),
        (ENTRY + 'colour = "red"', "a: colour: no such key"),
        (ENTRY + 'updated = "soon"', "a: updated"),
        (ENTRY + "updated = 2021-02-30", "a date that does not exist"),
        (ENTRY + 'status = "maybe"', "a: status"),
        (ENTRY.replace("a.txt", "b.txt"), "cannot be opened"),
        ('[[document]]\nid = "a"\ntitle = "A"', "no documents here"),
        ("document = 3", "document"),
        ("document = [3]", "entry 1: "),
        (None, "no documents here"),
    ],
)
def test_a_faulty_corpus_is_refused_by_name(tmp_path: Path, manifest: str | None, reason: str) -> None:
    files = {} if manifest is None else {"a": "Be kind."}
    with pytest.raises(CorpusError) as caught:
        read_corpus(folder(tmp_path, manifest, **files))
    assert reason in str(caught.value)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.do


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no such folder"):
        read_corpus(tmp_path / "none")


def test_a_page_that_gives_another_date_than_its_entry_stops_the_build(tmp_path: Path) -> None:
    """A page fetched again may be a new edition: its old entry must not vouch for it."""
    text = "Be kind.\n\nPage updated on: 25/03/2021"
    with pytest.raises(CorpusError, match=r"updated on 2021-03-25, but its entry says 2021-03-24"):
        read_corpus(folder(tmp_path, ENTRY + "updated = 2021-03-24", a=text))


def test_a_day_that_does_not_exist_is_a_refusal_and_no_crash(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="a day that does not exist"):
        read_corpus(folder(tmp_path, None, a="Be kind.\n\nPage updated on: 99/99/2021"))


def test_a_manifest_that_cannot_be_read_is_a_refusal_and_no_crash(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").mkdir()
    with pytest.raises(CorpusError, match="cannot be read"):
        read_corpus(tmp_path)


def test_a_fingerprint_changes_with_the_bytes_and_with_the_entry(tmp_path: Path) -> None:
    before = folder_fingerprints(folder(tmp_path, ENTRY, a="Be kind."))
    after_bytes = folder_fingerprints(folder(tmp_path, ENTRY, a="Be kind!"))
    after_entry = folder_fingerprints(folder(tmp_path, ENTRY.replace('"A"', '"B"'), a="Be kind!"))
    assert before[0].bytes != after_bytes[0].bytes
    assert before[0].entry == after_bytes[0].entry != after_entry[0].entry


def test_a_corpus_that_was_read_has_the_fingerprint_of_its_folder(corpus: Corpus) -> None:
    assert corpus_fingerprints(corpus) == folder_fingerprints(SHIPPED)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.corpus.LIMIT", 20)
    assert read_corpus(folder(tmp_path, None, a="Be kind. Be careful."))
    with pytest.raises(CorpusError, match=r"b\.txt: is larger than 0 MB"):
        read_corpus(folder(tmp_path, None, b="Be kind. Be careful!!"))


def test_an_inferred_entry_is_completed_by_its_page_and_keeps_its_fingerprint(tmp_path: Path) -> None:
    """Rejects an index that is never the one its folder asks for."""
    address = "https://www.hcpc-uk.org/standards/"
    page = f"<title>X</title><link rel=canonical href='{address}'><main><h1>Be kind</h1><p>Always.</main>"
    (tmp_path / "lone-page.html").write_text(page, "utf-8")
    corpus = read_corpus(tmp_path)
    assert [(s.id, s.title, s.url, s.updated) for s in corpus.sources] == [("lone-page", "Be kind", address, None)]
    assert corpus.sources == tuple(document.source for document in corpus.documents)
    assert corpus_fingerprints(corpus) == folder_fingerprints(tmp_path)
