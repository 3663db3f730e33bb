"""A corpus folder: what is read, what is inferred, and every error it can hold, each with what to do."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from pathlib import Path

import pytest

from ingest import corpus as corpus_module
from ingest.corpus import SHIPPED, corpus_fingerprints, folder_fingerprints, read_corpus, read_sources
from ingest.errors import CorpusError, UnreadableDocument
from ingest.types import Corpus, Document, Source
from tests.conftest import REGULATOR

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
    with pytest.raises(UnreadableDocument, match=r"scan\.tiff: files of this kind \(\.tiff\) cannot be read"):
        read_corpus(tmp_path)


def test_two_files_that_would_have_one_id_are_refused(tmp_path: Path) -> None:
    """Rejects an index in which one of them stands for both."""
    folder(tmp_path, None, policy="Be kind.")
    (tmp_path / "policy.md").write_text("Be kind.")
    with pytest.raises(CorpusError, match=r"policy\.md and policy\.txt would both be called 'policy'\. Rename one"):
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


GOOD, BAD, WORSE = "Be kind.", b"\xff\xfe", "sheet.xls"


def partly_readable(path: Path) -> Path:
    folder(path, None, good=GOOD)
    (path / "bad.txt").write_bytes(BAD)
    (path / WORSE).write_bytes(b"\xd0\xcf")
    return path


def test_what_cannot_be_read_is_listed_with_its_reason_if_asked(tmp_path: Path) -> None:
    corpus = read_corpus(partly_readable(tmp_path), skip_unreadable=True)
    assert [source.id for source in corpus.sources] == ["bad", "good", WORSE]
    assert [document.source.id for document in corpus.documents] == ["good"]
    bad, worse = corpus.skipped
    assert (bad.id, bad.reason, bad.bytes) == ("bad", "not UTF-8 text (byte 0).", hashlib.sha256(BAD).hexdigest())
    assert worse.id == WORSE
    assert worse.reason == "files of this kind (.xls) cannot be read."
    assert all(one.do for one in corpus.skipped)


def test_a_corpus_that_lacks_a_document_is_another_one_and_is_known_again(tmp_path: Path) -> None:
    """Rejects an index without a document that passes for one with it, and one that its own folder refuses."""
    corpus = read_corpus(partly_readable(tmp_path), skip_unreadable=True)
    assert corpus_fingerprints(corpus) == folder_fingerprints(tmp_path, {"bad", WORSE})
    assert corpus_fingerprints(corpus) != folder_fingerprints(tmp_path)
    assert [one.skipped for one in folder_fingerprints(tmp_path, {"bad"})] == [True, False, False, False, False]


def test_a_skipped_document_that_has_gone_is_no_error_but_another_state(tmp_path: Path) -> None:
    before = folder_fingerprints(folder(tmp_path, ENTRY, a="Be kind."), {"a"})
    (tmp_path / "a.txt").unlink()
    after = folder_fingerprints(tmp_path, {"a"})
    assert (after[0].bytes, before[0].entry) == (None, after[0].entry)
    assert before[0].bytes is not None
    with pytest.raises(UnreadableDocument, match="cannot be opened"):
        folder_fingerprints(tmp_path)


def test_a_corpus_of_which_nothing_can_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(BAD)
    with pytest.raises(CorpusError, match=r"none of these documents can be read\. See why: hcpc-guidance sources"):
        read_corpus(tmp_path, skip_unreadable=True)


def test_a_held_document_is_read_again_only_if_its_bytes_or_its_entry_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str | None] = []
    real = corpus_module.checked_document

    def counted(data: bytes, source: Source, path: Path | str) -> Document:
        names.append(source.file)
        return real(data, source, path)

    monkeypatch.setattr(corpus_module, "checked_document", counted)
    entries = ENTRY + ENTRY.replace('"a', '"b').replace('"A"', '"B"') + ENTRY.replace('"a', '"c').replace('"A"', '"C"')
    before = read_corpus(folder(tmp_path, entries, a="One.", b="Two.", c="Three."))
    fingerprints = {one.id: one for one in corpus_fingerprints(before)}
    held = {fingerprints[document.source.id]: document for document in before.documents}
    names.clear()
    assert read_corpus(tmp_path, held) == before
    assert names == []
    after = read_corpus(folder(tmp_path, entries.replace('"C"', '"D"'), b="Two!"), held)
    assert names == ["b.txt", "c.txt"]
    assert [(d.source.title, d.text) for d in after.documents] == [("A", "One."), ("B", "Two!"), ("D", "Three.")]


def test_a_held_document_is_held_against_the_crosswalk_of_today(tmp_path: Path) -> None:
    entry = ENTRY + 'standards = "Standards of behaviour for lamplighters"\nedition = "2023"\n'
    corpus = read_corpus(folder(tmp_path, entry, a="1.2 You must keep your ladder away from doors."))
    held = {corpus_fingerprints(corpus)[0]: corpus.documents[0]}
    (tmp_path / "crosswalk.toml").write_bytes((REGULATOR / "crosswalk.toml").read_bytes())
    with pytest.raises(UnreadableDocument, match="has the words of that of 2018"):
        read_corpus(tmp_path, held)


def test_reading_says_how_far_it_has_come(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    read_corpus(folder(tmp_path, None, a="One.", b="Two."), progress=lambda *said: told.append(said))
    assert told == [("Reading documents", done, 2) for done in (0, 1, 2)]


def test_a_pipe_in_place_of_a_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(folder(tmp_path, ENTRY) / "a.txt")
    with pytest.raises(UnreadableDocument, match=r"a\.txt: cannot be opened \(Not a file\)"):
        read_corpus(tmp_path)
