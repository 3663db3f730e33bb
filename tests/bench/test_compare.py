"""The tables of the benchmark and who is ahead in them, and that programs are asked in turn, or said to be absent."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.bench.compare import Worker, ask_in_turn, load_in_turn, start_cold
from tests.bench.measures import CLIENTS, Load, Row, draw, judgement, notes, table
from tests.bench.peers.lines import Ready, load
from tests.bench.workers import quoted
from tests.quality.development import Question

ECHO = """
import json, sys
print(json.dumps({"ready": True, "versions": {"echo": "1.0"}}), flush=True)
for line in sys.stdin:
    asked = json.loads(line)
    if isinstance(asked, str):
        print(json.dumps({"seconds": 0.5, "shown": ["nothing", asked]}), flush=True)
    else:
        clients = asked["clients"]
        print(json.dumps({"answers": 10 * clients, "seconds": 2, "errors": clients // 32, "processor": 1}), flush=True)
print(json.dumps({"memory": 7_000_000}), flush=True)
"""
EVENTS = """\
data: {"msg": "process_starts"}

data: {"msg": "process_completed", "output": {"data": ["", %s]}}

data: {"msg": "close_stream"}

"""


def loads(*rates: float) -> dict[int, Load]:
    return {clients: Load(int(10 * rate), 10, processor=5) for clients, rate in zip(CLIENTS, rates, strict=True)}


def test_the_table_has_medians_and_the_ratio_of_questions_asked_at_one_time() -> None:
    """The machine was slow at the third question: the ratios do not see it."""
    base, ours = Row("model", [0.010, 0.010, 0.100]), Row("ours", [0.015, 0.015, 0.150], cold=[2, 4, 3], disk=2_500_000)
    ours.loads = {1: Load(300, 3, 0), 8: Load(900, 4.5, 1, 6)}
    lines = table([base, ours, Row("peer", absent="absent (why)")], ["model", "ours"]).splitlines()
    assert lines[0].startswith("|  | p50, ms | p95, ms | times model | times ours | 1 client, questions a second |")
    assert lines[2].startswith("| model | 10.00 | 91.00 | 1.00 | 0.67 | – | – | – | – |")
    assert lines[3].startswith("| ours | 15.00 | 136.50 | 1.50 | 1.00 | 100.0 | 200.0 | – | 5.00 | 3.00 | – |")
    assert "| 2.5 |" in lines[3]
    assert lines[4].startswith("| peer | absent (why) |")
    assert len({line.count("|") for line in lines}) == 1


def test_the_notes_tell_of_wrong_answers_and_of_versions() -> None:
    failing = Row("failing", loads={1: Load(5, 1), 8: Load(5, 1, 3)}, versions={"it": "2", "torch": "3"})
    assert (
        notes([failing, Row("silent")]) == "- failing: 3 wrong or no answers to 8 clients.\n- failing: it 2, torch 3\n"
    )


def test_ahead_is_faster_with_any_number_of_clients_at_as_good_a_hit_at_3() -> None:
    """Rejects a mean over the numbers of clients, hit@1 in place of hit@3, and better where as good is enough."""
    ours, model = Row("ours", loads=loads(100, 200, 300), right=(0.5, 0.9)), Row("model", loads=loads(150, 300, 450))
    peers = [
        Row("slow", loads=loads(9, 8, 12), right=(0.6, 0.9)),
        Row("slower when alone", loads=loads(90, 201, 20), right=(0.4, 0.8)),
        Row("right", loads=loads(10, 10, 10), right=(0.4, 0.91)),
        Row("words", loads=loads(900, 900, 900), right=(0.4, 0.8)),
        Row("missing", absent="absent (why)"),
    ]
    said = judgement([ours], peers, model)
    assert "| ours | slow | 11.11 | 25.00 | 25.00 | 20.69 | 0.900 : 0.900 | yes |" in said
    assert "| ours | slower when alone | 1.11 | 1.00 | 15.00 | 1.93 | 0.900 : 0.800 | no: slower |" in said
    assert "| ours | right | 10.00 | 20.00 | 30.00 | 20.00 | 0.900 : 0.910 | no: hit@3 is lower |" in said
    assert "| ours | words | 0.11 | 0.22 | 0.33 | 0.22 | 0.900 : 0.800 | no: slower |" in said
    assert "missing" not in said
    assert [line for line in said.splitlines() if "faster than the model" in line] == [
        "words is faster than the model alone: what runs the model cannot be ahead of it."
    ]


def test_ten_times_is_of_the_slowest_two_each_at_its_best() -> None:
    """Rejects a comparison with the slowest alone, and one with their mean."""
    ours, model = Row("ours", loads=loads(100, 100, 100), right=(1, 1)), Row("model", loads=loads(200, 200, 200))
    slowest, second = Row("slowest", loads=loads(2, 2, 2)), Row("second", loads=loads(5, 5, 10))
    third = Row("third", loads=loads(50, 50, 50))
    said = judgement([ours], [third, second, slowest], model).splitlines()[-2:]
    assert said[0] == "ours beside slowest and second, the slowest: 10.0 times at least; 10 times: yes."
    assert said[1] == "model beside slowest and second, the slowest: 20.0 times at least; 10 times: yes."
    second.loads = loads(5, 5, 11)
    assert "ours beside slowest and second, the slowest: 9.1 times at least; 10 times: no.\n" in judgement(
        [ours], [third, second, slowest], model
    )
    assert "the slowest" not in judgement([ours], [slowest], model)


def test_clients_ask_at_once_and_what_is_not_as_before_is_an_error() -> None:
    """Rejects a load that counts failures and other answers as answers, and clients that all begin at one question."""
    first: list[str] = []

    def ask(question: str) -> tuple[float, list[str]]:
        first.append(question)
        if question == "fails":
            raise ValueError
        return 0.001, [question]

    asked = ["same", "fails", "other"]
    ready = Ready(
        ask,
        processor=iter([0.0, 0.0, 1.0, 3.5]).__next__,
        seen={"same": ["same"], "fails": ["fails"], "other": ["another"]},
    )
    said = load(ready, clients=3, seconds=0, questions=asked)
    assert (said["answers"], said["errors"]) == (0, 0)
    said = load(ready, clients=3, seconds=0.05, questions=asked)
    assert set(first[:9]) == set(asked)
    assert int(str(said["answers"])) + int(str(said["errors"])) == len(first)
    assert said["answers"] == first.count("same")
    assert said["processor"] == 2.5


def test_the_passages_of_the_page_are_read_from_its_last_event() -> None:
    """Rejects one that takes the rules, too, which are quotations beside the passage and not it."""
    rule = '<div class="rule"><blockquote>a rule</blockquote></div>'
    card = f'<article class="card">{rule}<blockquote>One<br>two</blockquote></article>'
    assert quoted(EVENTS % json.dumps(card)) == ["Onetwo"]
    assert quoted(EVENTS % '"<p>nothing</p>"') == []


@pytest.mark.slow
def test_a_program_that_keeps_to_the_lines_is_a_row_and_one_that_does_not_start_is_absent() -> None:
    queries = [Question("1", "the gold quotation", ("gold quotation",)), Question("2", "another", ("not it",))]
    with (
        Worker.started("echo", [sys.executable, "-c", ECHO]) as echo,
        Worker.started("silent", [sys.executable, "-c", ""]) as silent,
        Worker.started("nobody", ["/no/such/program"]) as nobody,
    ):
        ask_in_turn([echo], queries, 1, 2)
        load_in_turn([echo], queries, 2)
        start_cold(echo.row, echo.line, "a question")
        for worker in (echo, silent, nobody):
            worker.finish()
    assert echo.row.seconds == [0.5] * 2
    assert echo.row.right == (0, 0.5)
    assert echo.row.loads == {1: Load(20, 4, 0, 2), 8: Load(160, 4, 0, 2), 32: Load(640, 4, 2, 2)}
    assert echo.row.memory == echo.row.cold_memory == 7_000_000
    assert echo.row.versions == {"echo": "1.0"}
    assert 0 < echo.row.cold[0] < 10
    assert silent.row.absent == "absent (does not start)"
    assert nobody.row.absent == "absent (No such file or directory)"


@pytest.mark.slow
def test_the_plot_names_every_row(tmp_path: Path) -> None:
    rows = [
        Row("model", [0.01], loads=loads(100, 100, 100)),
        Row("ours", [0.02], loads=loads(50, 50, 50), right=(0.5, 0.9)),
        Row("reckoned", [0.01]),
        Row("gone", absent="absent (why)"),
    ]
    draw(rows, ["ours"], tmp_path / "plot.svg")
    drawn = (tmp_path / "plot.svg").read_text("utf-8")
    assert [drawn.count(f"<!-- {row.name} -->") for row in rows] == [2, 2, 1, 0]
