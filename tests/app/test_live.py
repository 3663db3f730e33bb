"""How many questions a running server answers side by side."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

from app.types import Answer
from app.web import live
from app.web.live import SIDE_BY_SIDE, Library, Live

if TYPE_CHECKING:
    import pytest


def test_more_questions_than_are_answered_side_by_side_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rejects a crowd whose threads all run at once, and one that is let in one by one, or not at all."""
    inside, most, counting = 0, 0, threading.Lock()

    def slow(question: str, *_: Any) -> Answer:
        nonlocal inside, most
        with counting:
            inside += 1
            most = max(most, inside)
        time.sleep(0.02)
        with counting:
            inside -= 1
        return Answer(question, "none", None, (), ())

    monkeypatch.setattr(live, "answer", slow)
    asked = Live()
    asked.library = cast("Library", type("Opened", (), {"index": None, "encoder": None}))
    questions = [str(number) for number in range(3 * SIDE_BY_SIDE)]
    with ThreadPoolExecutor(len(questions)) as pool:
        answers = list(pool.map(lambda question: asked.ask(question, 5).question, questions))
    assert answers == questions
    assert 1 < most <= SIDE_BY_SIDE
