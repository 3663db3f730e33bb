"""Generated documents: text with the groups put into it, and outlines of headings, panels, rules and furniture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import strategies as st

from ingest.corpus import document_of
from ingest.readers.compose import Piece, compose
from ingest.types import Document, Source

PHRASES = [
    "keep the records",
    "you must not post",
    "patients and their carers",
    "consent to it, if it’s asked for, in writing",
    "social\u00a0media is (mostly) public and you must keep that in mind",
]
SOURCE = Source(id="generated", title="Guidance for tests", file="generated.txt", standards="Standards", edition="2016")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text with the groups it holds, and for each the number of the rule that governs it."""

    text: str
    groups: tuple[str, ...]
    governed_by: tuple[str | None, ...]


phrases = st.sampled_from(PHRASES)
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
    unit = st.one_of(paragraphs.map(plain), tips(), panels(), listed().map(plain))
    headed = draw(st.lists(st.tuples(st.booleans(), unit), min_size=1, max_size=6))
    parts = [f"{n}.{'1' * lower} Part\n\n{unit.text}" for n, (lower, unit) in enumerate(headed, 1)]
    text = "\n\n".join(["Guidance for tests", *parts])
    return document_of(text.encode(), SOURCE), tuple(unit for _, unit in headed)


def composed(*pieces: Piece, furniture: Sequence[int] = ()) -> Document:
    """A document of pieces, those with the numbers given being furniture."""
    text, blocks = compose(pieces)
    content = tuple(block for i, block in enumerate(blocks) if i not in furniture)
    return Document(SOURCE, text, "0" * 64, content, tuple(blocks[i].span for i in furniture))


def words(count: int, last: str = "end.") -> str:
    """A paragraph of so many words."""
    return " ".join([*["Word", *["word"] * count][: count - 1], last])


# Lengths around those that sections and pieces may have.
texts = st.sampled_from([1, 5, 20, 39, 40, 41, 79, 80, 81, 100, 159, 160, 161]).map(words)
plain_pieces = st.builds(Piece, st.just("paragraph"), texts)
heading_pieces = st.builds(Piece, st.just("heading"), st.sampled_from(["One", "Two words"]), st.integers(1, 4))
rule_pieces = st.builds(Piece, st.just("paragraph"), numbers.map(lambda number: f"{number} You must not post."))
list_pieces = st.just(
    (Piece("paragraph", "You must not post:"), Piece("item", "• names;", 2), Piece("item", "• it.", 2))
)


@st.composite
def panel_pieces(draw: st.DrawFn) -> tuple[Piece, ...]:
    """A panel, to be numbered, with or without a title, which has a rank below those of the headings outside."""
    title = draw(st.lists(st.just(Piece("heading", "Panel", 5)), max_size=1))
    inside = draw(st.lists(st.one_of(plain_pieces, rule_pieces), max_size=2))
    return tuple(replace(piece, panels=(1,)) for piece in [*title, *inside])


@st.composite
def outlines(draw: st.DrawFn) -> Document:
    """Headings of every depth, some with nothing below them, over paragraphs, lists, rules, panels and furniture."""
    lone = st.one_of(plain_pieces, heading_pieces, plain_pieces, heading_pieces, rule_pieces).map(
        lambda piece: (piece,)
    )
    drawn = draw(st.lists(st.one_of(lone, lone, lone, list_pieces, panel_pieces()), max_size=14))
    numbered = [replace(p, panels=p.panels and (n,)) for n, stretch in enumerate(drawn) for p in stretch]
    pieces = [Piece("heading", SOURCE.title, 1), *numbered, Piece("paragraph", "Last of all.")]
    # Where a reader finds furniture: a line of its own.
    candidates = [i for i, piece in enumerate(pieces[:-1]) if piece.kind == "paragraph" and len(piece.text) < 30]
    furniture = draw(st.lists(st.sampled_from(candidates), max_size=2, unique=True)) if candidates else []
    return composed(*pieces, furniture=sorted(furniture))
