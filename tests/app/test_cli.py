"""The commands, run in this process with the hashing encoder; what starts a process of its own is in e2e."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app import cli, library
from index import dense
from index import encoder as encoder_module
from index.types import Index
from ingest.corpus import SHIPPED
from ingest.types import Document
from tests.conftest import REGULATOR
from tests.fakes import HashEncoder

Run = Callable[..., int]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: HashEncoder) -> Run:
    """Runs the command and gives its exit status; the index goes to a folder of the test's own."""
    monkeypatch.setattr(library, "load_encoder", lambda model: encoder)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["hcpc-guidance", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return int(caught.value.code or 0)

    return run


@pytest.fixture(autouse=True)
def text_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pytest's own streams cannot be reconfigured."""
    monkeypatch.setattr(cli, "use_utf8", lambda: None)


def test_ask_builds_the_index_once_and_then_loads_it(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("ask", "decline friend requests") == 0
    first = capsys.readouterr().out
    assert "“Keep in mind that service users" in first
    monkeypatch.setattr(library, "build_index", lambda *_: pytest.fail("built again"))
    assert run("ask", "decline friend requests") == 0
    assert capsys.readouterr().out == first


def test_ask_json_prints_the_json_of_the_core_function(
    run: Run, capsys: pytest.CaptureFixture[str], index: Index, encoder: HashEncoder
) -> None:
    from app.answer import answer
    from app.types import to_json

    assert run("ask", "decline friend requests", "--json", "--passages", "2") == 0
    expected = json.loads(to_json(answer("decline friend requests", index, encoder, 2)))
    assert json.loads(capsys.readouterr().out) == expected


def test_nothing_is_written_on_standard_error_when_that_is_no_terminal(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    run("ask", "decline friend requests")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", " "), "The question is empty."),
        (("ask", "x" * 2001), "at most 2,000"),
        (("ask", "consent", "--corpus", "nowhere"), "nowhere: no such folder."),
        (("build", "nowhere"), "nowhere: no such folder."),
        (("sources", "--corpus", "nowhere"), "nowhere: no such folder."),
        (("run", "nowhere.jsonl"), "nowhere.jsonl: cannot be read"),
    ],
)
def test_an_error_is_one_line_and_exit_status_1(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    assert run(*arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("hcpc-guidance: ")
    assert said in captured.err


def test_ctrl_c_is_exit_status_130_without_a_traceback(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(library, "load_encoder", interrupt)
    assert run("ask", "consent") == 130
    assert "Traceback" not in capsys.readouterr().err


def test_the_command_s_model_is_the_bundled_one() -> None:
    assert cli.BUNDLED == encoder_module.BUNDLED


def test_build_says_what_it_made_and_where(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path, index: Index
) -> None:
    assert run("build", "--index", str(tmp_path / "here")) == 0
    assert capsys.readouterr().out == f"1 document, {len(index.passages)} passages: {tmp_path / 'here'}\n"


def test_a_changed_corpus_is_refused_until_it_is_built_again(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "policies"
    own.mkdir()
    (own / "phones.txt").write_text("Keep phones away from patients.", "utf-8")
    assert run("ask", "phones", "--corpus", str(own)) == 0
    (own / "phones.txt").write_text("Keep phones in your locker.", "utf-8")
    capsys.readouterr()
    assert run("ask", "phones", "--corpus", str(own)) == 1
    refusal = capsys.readouterr().err
    assert "sources.phones.bytes" in refusal
    assert "hcpc-guidance build" in refusal
    assert run("build", str(own)) == 0
    assert run("ask", "phones", "--corpus", str(own)) == 0
    assert "“Keep phones in your locker.”" in capsys.readouterr().out


def test_a_corpus_of_one_s_own_has_an_index_of_its_own(tmp_path: Path) -> None:
    folders = {library.default_index(path) for path in (SHIPPED, tmp_path, tmp_path / "other")}
    assert len(folders) == 3


def test_a_build_of_many_says_how_many_of_the_nearest_its_searches_find(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dense, "EXACT", 5)
    monkeypatch.setattr(dense, "recall", lambda *_: 0.9961)
    assert run("build", "--index", str(tmp_path / "here")) == 0
    assert "99.6% of the nearest are found" in capsys.readouterr().out
    monkeypatch.setattr(dense, "EXACT", 5_000)
    assert run("build", "--index", str(tmp_path / "here")) == 0
    assert "nearest" not in capsys.readouterr().out


def test_a_document_that_cannot_be_read_stops_the_build_and_the_old_index_serves_on(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own, index = tmp_path / "policies", str(tmp_path / "index")
    own.mkdir()
    (own / "phones.txt").write_text("Keep phones away from patients.", "utf-8")
    run("build", str(own), "--index", index)
    before = {path: path.read_bytes() for path in Path(index).rglob("*") if path.is_file()}
    (own / "broken.txt").write_bytes(b"\xff\xfe")
    capsys.readouterr()
    assert run("build", str(own), "--index", index) == 1
    assert "broken.txt: not UTF-8" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path(index).rglob("*") if path.is_file()} == before


def test_an_index_folder_that_cannot_be_written_is_an_error_that_says_so(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert run("build", "--index", str(tmp_path / "file" / "index")) == 1
    assert "Name a folder of yours with --index." in capsys.readouterr().err


def test_run_answers_every_question_of_a_file(run: Run, tmp_path: Path) -> None:
    questions, output = tmp_path / "questions.jsonl", tmp_path / "run.jsonl"
    questions.write_text(
        '{"id": "a", "question": "decline friend requests"}\n\n{"id": "b", "question": "mortgage rate"}\n'
    )
    assert run("run", str(questions), "-o", str(output)) == 0
    lines = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert [(line["id"], line["answer"]["kind"]) for line in lines] == [("a", "passages"), ("b", "none")]
    assert [path.name for path in tmp_path.iterdir() if "partial" in path.name] == []


@pytest.mark.parametrize(
    "line", ["not json", "3", '{"id": "a"}', '{"id": "a", "question": 3}', '{"id": "a", "question": ""}']
)
def test_a_line_that_is_no_question_stops_with_its_number_and_writes_nothing(
    run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str
) -> None:
    questions, output = tmp_path / "questions.jsonl", tmp_path / "run.jsonl"
    questions.write_text(f'{{"id": "0", "question": "consent"}}\n{line}\n')
    assert run("run", str(questions), "-o", str(output)) == 1
    assert "questions.jsonl:2: " in capsys.readouterr().err
    assert not output.exists()


def test_a_terminal_is_shown_how_much_is_done_and_how_long_the_rest_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with cli.reporting() as progress:
        for done in (0, 250, 500):
            progress("Encoding", done, 1000)
    assert re.search(r"Encoding .* 50%\S* \S*0:00:0\d", terminal.getvalue())


def test_sources_lists_every_document_with_what_is_quoted_in_it(
    run: Run, capsys: pytest.CaptureFixture[str], page: Document, index: Index
) -> None:
    """Rejects numbers without their edition and words, and offsets that do not hold."""
    assert run("sources", "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [(row["source"]["id"], row["state"], row["passages"]) for row in rows][:2] == [
        ("social-media-2021", "there", len(index.passages)),
        ("social-media-2024", "not held", 0),
    ]
    assert [standard["number"] for standard in rows[0]["standards"]] == ["5.1", "2.7", "9.1", "9.3", "1.7"]
    assert {row["state"] for row in rows[1:]} == {"not held"}
    for standard in rows[0]["standards"]:
        assert list(standard) == ["number", "edition", "title", "text", "start", "end"]
        assert standard["text"] == page.text[standard["start"] : standard["end"]]
        assert f"({standard['number']})" in standard["text"]
        assert (standard["edition"], standard["title"]) == ("2016", "Standards of conduct, performance and ethics")
    assert run("sources") == 0
    text = capsys.readouterr().out
    superseded = "superseded on 1 September 2024 by social-media-2024"
    assert f"social-media-2021: {superseded}; 2016 edition of the standards; 24 March 2021" in text
    assert "known, not held here: its address is not known" in text
    assert "known, not held here: hcpc-guidance fetch standards-2024" in text
    assert "Not read" not in text
    for standard in rows[0]["standards"]:
        assert f"\n   {standard['number']} (2016): “{standard['text']}”\n" in text


def test_sources_keeps_a_rule_of_several_lines_on_one(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """Rejects a listing that a list in a rule breaks up."""
    assert run("sources", "--corpus", str(REGULATOR)) == 0
    text = capsys.readouterr().out
    rule = "2.1 You must greet everyone you meet on your round: – in words they understand; – without shouting."
    assert f"\n   2.1 (2023): “{rule}”\n" in text
