"""What corpus.toml may say, and each thing it may not: with its line, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.addresses import wrong_address
from ingest.corpus import SHIPPED
from ingest.entries import document_files, read_stated
from ingest.errors import CorpusError

ENTRY = '[[document]]\nid = "a"\ntitle = "A"\nfile = "a.txt"\n'
OTHER = '\n[[document]]\nid = "b"\ntitle = "B"\n'


def entry(id: str, superseded_by: str) -> str:
    return f'[[document]]\nid = "{id}"\ntitle = "T"\nsuperseded_by = "{superseded_by}"\n'


@pytest.mark.parametrize(
    ("manifest", "line", "reason"),
    [
        (ENTRY + "\n" + ENTRY, 7, "a: id: two entries have this id"),
        (ENTRY.replace("a.txt", "../a.txt"), 4, "a: file: '../a.txt' points outside the corpus"),
        (ENTRY.replace("a.txt", "/etc/passwd"), 4, "a: file: '/etc/passwd' points outside the corpus"),
        (ENTRY.replace("a.txt", "a\\u0000.txt"), 4, "a: file: 'a\\x00.txt' points outside the corpus"),
        (ENTRY.replace("a.txt", "out/a.txt"), 4, "a: file: 'out/a.txt' points outside the corpus"),
        (ENTRY + 'media_type = "text/rtf"', 5, "a: media_type: 'text/rtf' has no reader"),
        (ENTRY + OTHER + 'media_type = "image/png"', 9, "b: media_type: 'image/png' has no reader"),
        (ENTRY + 'superseded_by = "z"', 5, "a: superseded_by: names 'z', which has no entry"),
        (ENTRY + 'superseded_by = "a"', 5, "a: superseded_by: goes round in a circle: a -> a"),
        (entry("a", "b") + entry("b", "a"), 4, "a: superseded_by: goes round in a circle: a -> b -> a"),
        (entry("a", "b") + entry("b", "c") + entry("c", "b"), 8, "b: superseded_by: goes round in a circle: b -> c"),
        (ENTRY + 'standards = "Rules"', 5, "a: standards: quotes standards of no edition"),
        (ENTRY + "inferred = true", 5, "a: inferred: is for documents without an entry"),
        (ENTRY + 'url = "ftp://a.example/"', 5, "a: url: 'ftp://a.example/' does not start with https://"),
        (ENTRY + 'url = "https://me@a.example/"', 5, "a: url: 'https://me@a.example/' holds a user name"),
        (ENTRY + 'url = "https:///standards/"', 5, "a: url: 'https:///standards/' names no host"),
    ],
)
def test_a_faulty_entry_is_refused_with_its_line(tmp_path: Path, manifest: str, line: int, reason: str) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path)
    (folder / "corpus.toml").write_text(manifest)
    with pytest.raises(CorpusError) as caught:
        read_stated(folder)
    assert str(caught.value.path) == f"{folder / 'corpus.toml'}:{line}"
    assert caught.value.reason.startswith(reason)
    assert caught.value.do


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("https://www.hcpc-uk.org/standards/", None),
        ("http://intranet.example:8080/policy?id=3#top", None),
        ("https://example.org/canllawiau-cyfryngau-cymdeithasol-â", None),
        ("file:///etc/passwd", "does not start with https://"),
        ("javascript:alert(1)", "does not start with https://"),
        ("www.hcpc-uk.org/standards/", "does not start with https://"),
        ("https://:secret@a.example/", "holds a user name or a password"),
        ("https://:8080/", "names no host"),
        ("https://[::1/", "is not an address"),
        ("https://a.example:port/", "is not an address"),
        ("https://a.example:99999/", "is not an address"),
        ("https://a.example/ b", "holds a space, a backslash or a control character"),
        ("https://a.example\\@b.example/", "holds a space, a backslash or a control character"),
        ("https://a.example/\u202egpj", "holds a space, a backslash or a control character"),
        ("\thttps://a.example/", "holds a space, a backslash or a control character"),
    ],
)
def test_which_addresses_may_stand_in_an_entry(url: str, wrong: str | None) -> None:
    assert wrong_address(url) == wrong


def test_a_chain_of_editions_is_no_circle(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").write_text(entry("a", "b") + entry("b", "c") + OTHER.replace('"b"', '"c"'))
    assert [source.id for source in read_stated(tmp_path)] == ["a", "b", "c"]


def test_the_shipped_corpus_is_accepted() -> None:
    assert len(read_stated(SHIPPED)) > 2


def written(folder: Path, *files: str) -> Path:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("Be kind.")
    return folder


def test_the_documents_of_a_folder_are_those_of_the_folders_in_it_too(tmp_path: Path) -> None:
    written(tmp_path, "phones.txt", "leave/sick pay.txt", "leave/2024/annual.v2.txt", "leave.txt")
    assert [(source.id, source.title) for source in read_stated(tmp_path)] == [
        ("leave/2024/annual.v2", "annual.v2"),
        ("leave/sick pay", "sick pay"),
        ("leave", "leave"),
        ("phones", "phones"),
    ]


def test_what_programs_keep_for_themselves_is_no_document(tmp_path: Path) -> None:
    written(
        tmp_path, ".DS_Store", ".git/HEAD", "~$phones.docx", "Thumbs.db", "hr/desktop.ini", "fetched/a.txt", "a.txt"
    )
    assert document_files(tmp_path) == ["a.txt"]


def test_what_a_browser_saves_beside_a_page_is_no_document(tmp_path: Path) -> None:
    written(tmp_path, "hr/Annual leave.html", "hr/Annual leave_files/logo.png", "our_files/a.txt")
    assert document_files(tmp_path) == ["hr/Annual leave.html", "our_files/a.txt"]


def test_nothing_that_somebody_may_have_meant_is_passed_over(tmp_path: Path) -> None:
    """A link to a folder, a folder's own corpus.toml and a folder named as that of the downloads are named, or read."""
    written(tmp_path, "hr/corpus.toml", "hr/fetched/a.txt", "sheet.xls")
    (tmp_path / "all").symlink_to(tmp_path)
    assert document_files(tmp_path) == ["all", "hr/corpus.toml", "hr/fetched/a.txt", "sheet.xls"]
    assert {source.id for source in read_stated(tmp_path)} == {"all", "hr/corpus.toml", "hr/fetched/a", "sheet.xls"}
