"""Generated documents: text, and the passages that it must be cut into, known because they were put there."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from ingest.corpus import document_of
from ingest.types import Document, Source

WORDS = ["patients", "records", "consent", "you", "must", "not", "post", "keep", "carers", "social\u00a0media", "it’s"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text with the passages it holds, and for each the number of the rule that governs it."""

    text: str
    passages: tuple[str, ...]
    governed_by: tuple[str | None, ...]


phrases = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)
sentences = phrases.map(lambda phrase: phrase.capitalize() + ".")
paragraphs = st.lists(sentences, min_size=1, max_size=3).map(" ".join)
numbers = st.tuples(st.integers(1, 15), st.integers(1, 12)).map(lambda pair: f"{pair[0]}.{pair[1]}")


def plain(text: str) -> Unit:
    return Unit(text, (text,), (None,))


@st.composite
def tips(draw: st.DrawFn) -> Unit:
    items = [f"• {text}" for text in draw(st.lists(paragraphs, min_size=1, max_size=4))]
    return Unit("\n".join(f"  {item}" for item in items), tuple(items), (None,) * len(items))


@st.composite
def listed(draw: st.DrawFn) -> str:
    """A lead-in with the whole of its list."""
    items = draw(st.lists(phrases, min_size=1, max_size=4))
    lines = [f"    • {item}{';' if i < len(items) - 1 else '.'}" for i, item in enumerate(items)]
    return "\n\n".join([draw(phrases).capitalize() + ":", *lines])


@st.composite
def panels(draw: st.DrawFn) -> Unit:
    """An accordion panel: a lead-in and its rule, then what the rule governs."""
    number, body = draw(numbers), draw(st.lists(st.one_of(paragraphs, listed()), min_size=1, max_size=3))
    rule = f"• Our standards say:\n\n    {draw(phrases).capitalize()} ({number})"
    text = "\n\n".join([f"  {rule}", *(f"    {part}" for part in body)])
    return Unit(text, (rule, *body), (number,) * (1 + len(body)))


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, tuple[Unit, ...]]:
    """Headed sections of units; a heading before every list, so that no paragraph above it reads as its lead-in."""
    units = draw(
        st.lists(st.one_of(paragraphs.map(plain), tips(), panels(), listed().map(plain)), min_size=1, max_size=6)
    )
    text = "Guidance for tests\n\n" + "\n\n".join(f"{n}. Part\n\n{unit.text}" for n, unit in enumerate(units, 1))
    source = Source(
        id="generated", title="Guidance for tests", file="generated.txt", standards="Standards", edition="2016"
    )
    return document_of(text.encode(), source), tuple(units)
