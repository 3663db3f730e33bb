"""Small runs for the tests of evaluation: passages are a few letters, and a quote is one letter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from app.evaluation.evaluate import judge_all
from app.evaluation.files import as_query, as_shown
from app.evaluation.types import Outcome


def question(id: str, quotes: Sequence[str] = (), standards: Sequence[str] = ()) -> dict[str, Any]:
    return {"id": id, "question": f"question {id}?", "quotes": list(quotes), "standards": list(standards)}


def line(
    id: str, passages: Sequence[str], standards: Sequence[str] = (), confidence: float | None = None
) -> dict[str, Any]:
    """An answer with passages, the first of which has standards of which only the number is known."""
    named = [{"number": number, "text": None} for number in standards]
    shown = [{"text": text, "standards": [] if n else named} for n, text in enumerate(passages)]
    return {"id": id, "answer": {"passages": shown, "confidence": confidence}}


def outcomes_of(questions: Sequence[dict[str, Any]], run: Sequence[dict[str, Any]]) -> tuple[Outcome, ...]:
    answers = {line["id"]: as_shown(line["answer"]) for line in run}
    return judge_all([as_query("question", q) for q in questions], [answers[q["id"]] for q in questions])


def one(quotes: Sequence[str], passages: Sequence[str], confidence: float | None = None) -> Outcome:
    (outcome,) = outcomes_of([question("1", quotes)], [line("1", passages, confidence=confidence)])
    return outcome


letters = st.sampled_from("abcdef")
numbers = st.sampled_from(["1.7", "2.7", "5.1", "9.1"])
texts = st.lists(st.sampled_from([*"abcdef", "\u00a0", "“a’s”", "• b\n", "  "]), min_size=1, max_size=4).map(" ".join)
shown_standards = st.fixed_dictionaries({"number": numbers, "text": st.none() | texts})
shown_passages = st.fixed_dictionaries({"text": texts, "standards": st.none() | st.lists(shown_standards, max_size=2)})


@st.composite
def runs(draw: st.DrawFn, count: int = 1) -> tuple[list[dict[str, Any]], ...]:
    """Questions, of which the first has an answer, and runs that answer them."""
    size = draw(st.integers(1, 8))
    quotes = [draw(st.lists(letters, min_size=not n, max_size=3)) for n in range(size)]
    questions = [question(str(n), quotes[n], draw(st.lists(numbers, max_size=2))) for n in range(size)]
    answers = st.fixed_dictionaries({"passages": st.none() | st.lists(shown_passages, max_size=12)})
    return questions, *([{"id": q["id"], "answer": draw(answers)} for q in questions] for _ in range(count))
