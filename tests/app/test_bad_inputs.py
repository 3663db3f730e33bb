"""Every bad input is a named error in one line, exit status 1, and an index that stays as it was.

Each goes through the command. What each reader refuses besides, and why, its own tests say.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from app import cli, library
from index.build import build_index
from index.store import SEEN, save_index
from ingest.corpus import read_corpus
from tests.fakes import HashEncoder
from tests.ingest.readers.docxs import markup, paragraph, repacked, word
from tests.ingest.readers.docxs import run as word_run
from tests.ingest.readers.pdfs import FULL, lines, pdf
from tests.ingest.readers.test_pdf_refusals import changed, scan, words_apart

Run = Callable[..., int]
GOOD = "Be kind to everyone."
PDF = pdf(lines("Be kind.", FULL, "and ends."))
DOCX = word(paragraph("Be kind."))
HTML = b"<!doctype html><title>X</title><main><h1>Be kind</h1><p>Always, to everyone.</main>"
ENTRY = '[[document]]\nid = "a"\ntitle = "A"\nfile = "good.txt"\n'
CROSSWALK = """[[crosswalk]]
title = "Rules"
earlier = "1"
later = "2"
in_effect = 2024-09-01
url = "https://a.example/"
standards = [{ number = "1.1", now = ["1.1"], change = "same", certainty = "seen" }]
"""


def with_file(name: str, data: bytes) -> bytes:
    return repacked(DOCX, lambda files: files.update({name: data}))


def without(name: str) -> bytes:
    return repacked(DOCX, lambda files: files.pop(name))


DOCUMENTS = [  # a file that is put beside a good one, and what is said of it
    ("bad.pdf", b"", "the file is empty"),
    ("bad.pdf", b"<!doctype html><p>Not found", "not a PDF"),
    ("bad.pdf", PDF[: len(PDF) // 2], "not whole"),
    ("bad.pdf", PDF[:-1100], "not whole"),
    ("bad.pdf", b"%PDF-1.7\n%%EOF", "damaged"),
    ("bad.pdf", gzip.compress(PDF), "not a PDF"),
    ("bad.pdf", changed(lambda writer: writer.encrypt("secret", algorithm="AES-256"), PDF), "password"),
    ("bad.pdf", pdf(lines("Be kind."), scan), "page 2 has no text layer"),
    ("bad.pdf", pdf(lines("Be kind."), words_apart("Helvetica", 90)), "page 2 has lost the spaces"),
    ("bad.pdf", pdf(lines("Condentiality is essential.")), "page 1 has lost the letters"),
    ("bad.docx", b"", "the file is empty"),
    ("bad.docx", b"Dear colleague", "not a Word document"),
    ("bad.docx", DOCX[: len(DOCX) // 2], "not whole"),
    ("bad.docx", gzip.compress(DOCX), "not a Word document"),
    ("bad.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "has a password"),
    ("bad.docx", with_file("word/zeros.bin", b"\0" * 2_000_000), "unpacks to far more"),
    ("bad.docx", with_file("xl/workbook.xml", b"x"), "a spreadsheet"),
    ("bad.docx", without("word/document.xml"), "damaged"),
    ("bad.docx", without("[Content_Types].xml"), "damaged"),
    ("bad.docx", word(), "has no text"),
    ("bad.docx", word(markup(f'<w:ins w:id="1" w:author="A">{word_run("not ")}</w:ins>')), "tracked changes"),
    ("bad.html", b"", "the file is empty"),
    ("bad.html", b"Be kind.", "holds no HTML"),
    ("bad.html", gzip.compress(HTML), "not utf-8 text"),
    ("bad.html", b"<body><nav><a href=/>Home</a></nav><footer>Top</footer>", "holds no main text"),
    ("bad.html", b"<meta charset=klingon>" + HTML, "'klingon'"),
    ("bad.html", b"<meta charset=windows-1252>" + HTML.replace(b"kind", "käind".encode()), "written in UTF-8"),
    ("bad.html", HTML.replace(b"kind", b"k\xe4ind"), "not utf-8 text"),
    ("bad.html", HTML.decode().encode("utf-16-le"), "NUL"),
    ("bad.html", HTML.replace(b"kind", "k\ufffdind".encode()), "lost letters"),
    ("bad.html", HTML.replace(b"<main>", b"<main>" + b"<div>" * 200), "inside one another"),
    ("bad.html", b"<link rel=canonical href='https://a.example/?printerfriendly=1'>" + HTML, "printer-friendly"),
    ("bad.md", b"\n\n", "the file is empty"),
    ("bad.md", b"<!-- nothing -->", "holds no text"),
    ("bad.md", b"> " * 101 + b"Be kind.", "inside one another"),
    ("bad.txt", b"", "the file is empty"),
    ("bad.txt", b"caf\xe9", "not UTF-8 text (byte 3)"),
    ("bad.txt", GOOD.encode("utf-16"), "not UTF-8 text (byte 0)"),
    ("bad.txt", GOOD.encode("utf-16-le"), "NUL"),
    ("bad.txt", gzip.compress(GOOD.encode()), "not UTF-8 text"),
    ("bad.txt", b"Skip navigation\nPage updated on: 24/03/2021", "no text besides page furniture"),
    ("bad.txt", b"Be kind.\n\nPage updated on: 30/02/2021", "a day that does not exist"),
    ("bad.txt", b"x" * 2_000_000, "is larger than 1 MB"),
    ("bad.xls", b"\xd0\xcf", "files of this kind (.xls) cannot be read"),
    ("bad", b"Be kind.", "files of this kind (no suffix) cannot be read"),
]
OTHERS = [  # a file that goes with the documents
    ("good.md", b"Be kind.", "good.md and good.txt would both be called 'good'"),
    ("corpus.toml", b"[[document", "not valid TOML"),
    ("corpus.toml", b"\xff\xfe", "not UTF-8 text"),
    ("corpus.toml", b"[[documents]]\nid = 'a'", "unknown: documents"),
    ("corpus.toml", b"", "no documents here"),
    ("corpus.toml", f"{ENTRY}colour = 3".encode(), "a: colour: no such key"),
    ("corpus.toml", f"{ENTRY}{ENTRY}".encode(), "a: id: two entries have this id"),
    ("corpus.toml", ENTRY.replace('title = "A"\n', "").encode(), "a: title: is missing"),
    ("corpus.toml", ENTRY.replace("good.txt", "../good.txt").encode(), "points outside the corpus"),
    ("corpus.toml", ENTRY.replace("good.txt", "gone.txt").encode(), "gone.txt: cannot be opened (No such file"),
    ("corpus.toml", ENTRY.replace("good.txt", ".").encode(), "'.' points outside the corpus"),
    ("corpus.toml", f'{ENTRY}superseded_by = "a"'.encode(), "goes round in a circle: a -> a"),
    ("corpus.toml", f'{ENTRY}superseded_by = "z"'.encode(), "names 'z', which has no entry"),
    ("corpus.toml", f"{ENTRY}updated = 2021-02-30".encode(), "a date that does not exist"),
    ("corpus.toml", f"{ENTRY}updated = 2021".encode(), "a: updated: not a date"),
    ("corpus.toml", f'{ENTRY}status = "maybe"'.encode(), "a: status: "),
    ("corpus.toml", f'{ENTRY}media_type = "text/rtf"'.encode(), "'text/rtf' has no reader"),
    ("corpus.toml", f'{ENTRY}url = "file:///etc/passwd"'.encode(), "does not start with https://"),
    ("corpus.toml", b"[" * 20_000, "not valid TOML"),
    ("crosswalk.toml", CROSSWALK.replace("1.1", "one", 1).encode(), "'one' is not a standard's number"),
    ("crosswalk.toml", CROSSWALK.replace('"2"', '"1"').encode(), "goes round in a circle: 1 -> 1"),
    ("crosswalk.toml", CROSSWALK.replace('"same"', '"gone"').encode(), "Rules: standards: item 1: change: "),
    ("vocabulary.toml", b'[[word]]\neveryday = []\nguidance = ["x"]\n', "everyday: names no words"),
    ("vocabulary.toml", b'[[word]]\neveryday = "x"\nguidance = ["x"]\n', "everyday: "),
]


@pytest.fixture(scope="module")
def command() -> Any:
    """The command, made once: that takes longer than most refusals."""
    return typer.main.get_command(cli.cli)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, command: Any, encoder: HashEncoder) -> Run:
    monkeypatch.setattr(cli, "cli", command)
    monkeypatch.setattr(library, "load_encoder", lambda model: encoder)
    monkeypatch.setattr(cli, "use_utf8", lambda: None)
    monkeypatch.setattr("ingest.corpus.LIMIT", 1_000_000)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["hcpc-guidance", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return int(caught.value.code or 0)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus of one good document."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "good.txt").write_text(GOOD)
    return folder


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, encoder: HashEncoder) -> Path:
    """The folder of its index; one for all, as no refusal changes it."""
    corpus, index = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("index")
    (corpus / "good.txt").write_text(GOOD)
    save_index(build_index(read_corpus(corpus), encoder), index)
    return index


def files_in(folder: Path) -> dict[str, bytes]:
    """But for the note of which were hashed when."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != SEEN)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refused(run: Run, capsys: pytest.CaptureFixture[str], folder: Path, index: Path, *said: str) -> None:
    """A build of the folder is one error in one line, and changes nothing."""
    before = files_in(index)
    assert run("build", str(folder), "--index", str(index)) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("hcpc-guidance: ")
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    for words in said:
        assert words in captured.err
    assert files_in(index) == before


@pytest.mark.parametrize(("name", "data", "said"), [*DOCUMENTS, *OTHERS])
def test_a_bad_file_is_refused_by_name_and_the_index_stays_as_it_was(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path, index: Path, name: str, data: bytes, said: str
) -> None:
    (folder / name).write_bytes(data)
    refused(run, capsys, folder, index, said, name if (name, data, said) in DOCUMENTS else "corpus")


def fifo(folder: Path) -> None:
    (folder / "corpus.toml").write_text(ENTRY.replace("good", "pipe"))
    os.mkfifo(folder / "pipe.txt")


def loop(folder: Path) -> None:
    (folder / "corpus.toml").write_text(ENTRY.replace("good", "loop"))
    (folder / "loop.txt").symlink_to("loop.txt")


def dangling(folder: Path) -> None:
    (folder / "dangling.txt").symlink_to("nowhere.txt")


def directory(folder: Path) -> None:
    (folder / "corpus.toml").write_text(ENTRY)
    (folder / "good.txt").unlink()
    (folder / "good.txt").mkdir()


def wrong_kind(folder: Path) -> None:
    (folder / "corpus.toml").write_text(f'{ENTRY}media_type = "application/pdf"')


def out_of_bounds(folder: Path) -> None:
    (folder / "corpus.toml").write_text(ENTRY.replace("good", "out"))
    (folder / "out.txt").symlink_to(folder.parent / "elsewhere.txt")


def locked(folder: Path) -> None:
    (folder / "locked.txt").write_text("Secret.")
    (folder / "locked.txt").chmod(0)
    if os.access(folder / "locked.txt", os.R_OK):
        pytest.skip("root reads everything")


def manifest_folder(folder: Path) -> None:
    (folder / "corpus.toml").mkdir()


def nothing(folder: Path) -> None:
    (folder / "good.txt").unlink()


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


def a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("Be kind.")


def below(folder: Path) -> None:
    (folder / "hr" / "old").mkdir(parents=True)
    (folder / "hr" / "old" / "leave.pdf").write_bytes(b"%PDF-1.7")


def manifest_below(folder: Path) -> None:
    (folder / "hr").mkdir()
    (folder / "hr" / "corpus.toml").write_text(ENTRY)


def link_to_folder(folder: Path) -> None:
    (folder / "all").symlink_to(folder)


def damaged_lock(folder: Path) -> None:
    (folder / "fetched").mkdir()
    (folder / "fetched" / "corpus.lock.json").write_text("{")


@pytest.mark.parametrize(
    ("put", "said"),
    [
        (fifo, "pipe.txt: cannot be opened (Not a file)"),
        (loop, "'loop.txt' is a link that leads to itself"),
        (dangling, "dangling.txt: cannot be opened (No such file or directory)"),
        (directory, "good.txt: cannot be opened (Is a directory)"),
        (wrong_kind, "good.txt: is not a PDF"),
        (out_of_bounds, "points outside the corpus"),
        (locked, "locked.txt: cannot be opened (Permission denied)"),
        (manifest_folder, "corpus.toml: cannot be read (Is a directory)"),
        (nothing, "no documents here"),
        (gone, "no such folder"),
        (a_file, "no such folder"),
        (below, "hr/old/leave.pdf: is not whole"),
        (manifest_below, "hr/corpus.toml: files of this kind (.toml) cannot be read"),
        (link_to_folder, "all: cannot be opened (Is a directory)"),
        (damaged_lock, "corpus.lock.json: is not what fetch wrote"),
    ],
)
def test_a_bad_folder_is_refused_by_name_and_the_index_stays_as_it_was(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path, index: Path, put: Callable[[Path], Any], said: str
) -> None:
    put(folder)
    refused(run, capsys, folder, index, said)


def test_an_index_is_not_put_where_every_file_is_a_document(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """Rejects a first build that makes the second one stop at the index itself."""
    for index in (folder, folder / "index"):
        assert run("build", str(folder), "--index", str(index)) == 1
        assert "folder: lies in the corpus" in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["good.txt"]
    (folder / "corpus.toml").write_text(ENTRY)
    for _ in range(2):
        assert run("build", str(folder), "--index", str(folder / "index")) == 0


def test_what_to_type_names_the_corpus_and_the_index_in_question(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    """Rejects a hint that, when followed, builds another corpus."""
    folder = folder.rename(tmp_path / "our policies")
    index = str(tmp_path / "index")
    assert run("build", str(folder), "--index", index) == 0
    (folder / "new.txt").write_text("Speak up.")
    assert run("ask", "speak up", "--corpus", str(folder), "--index", index) == 1
    assert capsys.readouterr().err.endswith(f'Run: hcpc-guidance build "{folder}" --index {index}\n')


def numbered() -> Iterator[tuple[str, bytes, str]]:
    for number, (name, data, said) in enumerate(DOCUMENTS):
        yield f"{number}-{name}", data, said


def test_all_bad_documents_at_once_are_listed_and_can_be_left_out(
    run: Run, capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    for name, data, _ in numbered():
        (folder / name).write_bytes(data)
    assert run("sources", "--json", "--corpus", str(folder)) == 0
    rows = {row["source"]["file"]: row for row in json.loads(capsys.readouterr().out)}
    assert [file for file, row in rows.items() if row["state"] == "there"] == ["good.txt"]
    assert run("build", str(folder), "--index", str(tmp_path / "index"), "--skip-unreadable") == 0
    first, *left_out = capsys.readouterr().out.splitlines()
    assert first.startswith("1 document, ")
    assert len(left_out) == len(DOCUMENTS)
    for name, _, said in numbered():
        assert rows[name]["state"] == "unreadable"
        assert said in rows[name]["problem"]
        assert any(said in line and name.partition(".")[0] in line for line in left_out)
