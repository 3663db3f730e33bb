"""The command evaluate, with the hashing encoder: what it asks, judges, compares and prints."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from app import cli, library
from app.evaluation.evaluate import make_report
from app.evaluation.measures import MEASURES
from app.evaluation.terminal import print_report
from tests.app.evaluation.outcomes import line, outcomes_of, question
from tests.fakes import HashEncoder

pytestmark = pytest.mark.slow

Run = Callable[..., int]
DECLINE = "If this happens, we recommend that you decline invitations, follows or friend requests."
QUESTIONS = [
    {
        "id": "a",
        "question": "decline friend requests",
        "short": "mortgage rate",
        "quotes": [DECLINE],
        "standards": ["1.7"],
    },
    {"id": "n", "question": "how do I fix a puncture on my bike", "short": "mortgage rate", "quotes": []},
]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, encoder: HashEncoder) -> Run:
    """Runs the command in a folder of the test's own, and gives its exit status."""
    monkeypatch.setattr(library, "load_encoder", lambda model: encoder)
    monkeypatch.setattr(cli, "use_utf8", lambda: None)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    Path("questions.jsonl").write_text("\n".join(map(json.dumps, QUESTIONS)), "utf-8")

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["hcpc-guidance", *arguments])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        return int(caught.value.code or 0)

    return run


def measured(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_the_answers_are_measured(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "questions.jsonl", "--json") == 0
    report = measured(capsys)
    assert list(report) == ["answerable", "unanswerable", "measures", "calibration", "comparison", "misses"]
    assert (report["answerable"], report["unanswerable"], report["misses"]) == (1, 1, [])
    assert list(report["measures"]) == list(MEASURES)
    values = {name: one["value"] for name, one in report["measures"].items()}
    assert values.pop("words@3") > 50
    assert values == {name: float(name != "refused") for name in values}


def test_another_field_can_be_asked(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("evaluate", "questions.jsonl", "--json", "--field", "short") == 0
    report = measured(capsys)
    assert report["measures"]["refused"]["value"] == 1
    (miss,) = report["misses"]
    assert (miss["id"], miss["question"], miss["wanted"], miss["rank"]) == ("a", "mortgage rate", [DECLINE], None)


def test_a_saved_run_is_judged_without_a_model_and_gives_the_same(
    run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("run", "questions.jsonl", "-o", "run.jsonl") == 0
    assert run("evaluate", "questions.jsonl", "--json") == 0
    asked = measured(capsys)
    monkeypatch.setattr(library, "load_encoder", lambda model: pytest.fail("loaded a model"))
    assert run("evaluate", "questions.jsonl", "--json", "--run", "run.jsonl") == 0
    assert measured(capsys) == asked


def test_two_runs_are_compared(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("run", "questions.jsonl", "-o", "run.jsonl") == 0
    Path("none.jsonl").write_text('{"id": "a", "answer": {}}\n{"id": "n", "answer": {"passages": null}}', "utf-8")
    assert run("evaluate", "questions.jsonl", "--json", "--run", "run.jsonl", "--compare", "none.jsonl") == 0
    found = measured(capsys)["comparison"]
    assert found["hit@1"] == {"first": 1, "second": 0, "difference": 1, "low": 1, "high": 1, "p": 1}
    assert found["declined"]["difference"] == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere.jsonl",), "nowhere.jsonl: cannot be read"),
        (("questions.jsonl", "--field", "long"), "questions.jsonl:1: 'long' is missing."),
        (("questions.jsonl", "--run", "questions.jsonl"), "questions.jsonl:1: 'answer' is missing."),
        (("questions.jsonl", "--compare", "nowhere.jsonl"), "nowhere.jsonl: cannot be read"),
    ],
)
def test_an_error_is_one_line_before_anything_is_asked(
    run: Run,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.setattr(library, "load_encoder", lambda model: pytest.fail("loaded a model"))
    assert run("evaluate", *arguments) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert said in captured.err


def test_plots_are_written_where_the_answers_carry_confidence(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line("a", [DECLINE], confidence=0.9), line("n", [], confidence=0.2)]
    Path("run.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert run("evaluate", "questions.jsonl", "--run", "run.jsonl", "--plots", "plots") == 0
    captured = capsys.readouterr()
    assert sorted(path.name for path in Path("plots").iterdir()) == ["reliability.svg", "risk-coverage.svg"]
    assert "plots/reliability.svg" in captured.err
    assert "Confidence of 2 answers: expected calibration error 0.150, AUROC 1.000" in captured.out


OUTCOMES = outcomes_of(
    [question("right", ["a"]), question("second", ["a b"]), question("lost", ["a"]), question("none"), question("off")],
    [
        line("right", ["a"], confidence=0.9),
        line("second", ["one " * 30, "a b"], confidence=0.8),
        line("lost", [], confidence=0.1),
        line("none", ["a"], confidence=0.7),
        line("off", [], confidence=0.05),
    ],
)


def printed(*, misses: bool = False, terminal: bool = False, width: int = 120) -> str:
    file = io.StringIO()
    console = Console(file=file, force_terminal=terminal, width=width, highlight=False)
    print_report(make_report(OUTCOMES, OUTCOMES), console, misses=misses)
    return file.getvalue()


def test_in_a_pipe_the_table_is_plain_text() -> None:
    text = printed()
    assert "\x1b[" not in text
    assert "\nmeasure   value  95 % interval   of\nhit@1     0.333  0.000 to 1.000  3   the answer is first\n" in text
    assert "Not first: 2. Answered though nothing answers it: 1. See them with --misses." in text
    assert "+0.000 to +0.000" in text


@pytest.mark.parametrize("width", [60, 120])
def test_in_a_terminal_the_table_has_every_measure(width: int) -> None:
    text = printed(terminal=True, width=width)
    assert "\x1b[" in text
    assert all(name in text for name in MEASURES if name != "standard")
    assert "standard" not in text, "no question has one"


def test_a_miss_says_what_was_wanted_where_it_stood_and_what_was_shown_instead() -> None:
    text = printed(misses=True)
    assert text.startswith(
        "second  question second?\n"
        "   the answer is passage 2, confidence 0.80\n"
        "   wanted  “a b”\n"
        f"   1       “{'one ' * 16}...”\n"
        "   2       “a b”\n"
        "\n"
        "lost  question lost?\n"
        "   declined, though there is an answer, confidence 0.10\n"
        "   wanted  “a”\n"
        "\n"
        "none  question none?\n"
        "   answered, though nothing answers it, confidence 0.70\n"
        "   1       “a”\n"
        "\n"
    )
    assert "right  question" not in text
