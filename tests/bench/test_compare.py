"""The table of the benchmark, and that programs are asked in turn, or said to be absent."""

from __future__ import annotations

import sys

import pytest

from tests.bench.compare import Worker, ask_in_turn
from tests.bench.measures import Row, table
from tests.quality.development import Question

ECHO = """
import json, sys
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    print(json.dumps({"seconds": 0.5, "shown": ["nothing", json.loads(line)]}), flush=True)
print(json.dumps({"memory": 7_000_000}), flush=True)
"""


def test_the_table_has_medians_and_the_ratio_of_questions_asked_at_one_time() -> None:
    """The machine was slow at the third question: the ratio does not see it."""
    base, ours = Row("model", [0.010, 0.010, 0.100]), Row("ours", [0.015, 0.015, 0.150], cold=[2, 4, 3], disk=2_500_000)
    lines = table([base, ours, Row("peer", absent="absent (why)")], "model").splitlines()
    assert lines[0].startswith("|  | p50, ms | p95, ms | times model |")
    assert lines[3].startswith("| ours | 15.00 | 136.50 | 1.50 | 3.00 | – |")
    assert "| 2.5 |" in lines[3]
    assert lines[4].startswith("| peer | absent (why) |")
    assert len({line.count("|") for line in lines}) == 1


@pytest.mark.slow
def test_a_program_that_keeps_to_the_lines_is_a_row_and_one_that_does_not_start_is_absent() -> None:
    queries = [Question("1", "the gold quotation", ("gold quotation",)), Question("2", "another", ("not it",))]
    with (
        Worker.started("echo", [sys.executable, "-c", ECHO]) as echo,
        Worker.started("silent", [sys.executable, "-c", ""]) as silent,
        Worker.started("nobody", ["/no/such/program"]) as nobody,
    ):
        ask_in_turn([echo], queries, 2)
        for worker in (echo, silent, nobody):
            worker.finish()
    assert echo.row.seconds == [0.5] * 4
    assert echo.row.right == (0, 0.5)
    assert echo.row.memory == 7_000_000
    assert silent.row.absent == "absent (does not start)"
    assert nobody.row.absent == "absent (No such file or directory)"
