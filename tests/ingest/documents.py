"""Generated documents: text with the groups put into it, and outlines of headings, panels, rules and furniture.

They are drawn from few parts made beforehand: to draw every word takes Hypothesis longer than any test of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from hypothesis import strategies as st

from ingest.corpus import document_of
from ingest.readers.compose import Piece, compose
from ingest.types import Document, Source

SOURCE = Source(id="generated", title="Guidance for tests", file="generated.txt", standards="Standards", edition="2016")


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of text with the groups it holds, and for each the number of the rule that governs it."""

    text: str
    groups: tuple[str, ...]
    governed_by: tuple[str | None, ...]


def plain(text: str) -> Unit:
    return Unit(text, (text,), (None,))


def tips(*texts: str) -> Unit:
    items = tuple(f"• {text}" for text in texts)
    return Unit("\n".join(f"  {item}" for item in items), items, (None,) * len(items))


def listed(*items: str) -> str:
    """A lead-in with the whole of its list."""
    return "\n\n".join(["You must not post:", *(f"    • {item};" for item in items[:-1]), f"    • {items[-1]}."])


def panel(number: str, *body: str) -> Unit:
    """An accordion panel: a lead-in and its rule, then what the rule governs."""
    rule = f"• Our standards say:\n\n    You must ask for consent ({number})"
    text = "\n\n".join([f"  {rule}", *(f"    {part}" for part in body)])
    return Unit(text, (rule, *body), (number,) * (1 + len(body)))


PARAGRAPHS = [
    "Keep the records.",
    "Social\u00a0media is public. It’s not for patients (or their carers) to say so.",
    "Ask first. Ask again, in writing. Only then post.",
]
LISTS = [listed("records"), listed("names of patients", "it’s their choice", "what they say")]
UNITS = [
    *map(plain, [*PARAGRAPHS, *LISTS]),
    *(tips(*PARAGRAPHS[:count]) for count in (1, 2, 3)),
    *(panel("5.1", part) for part in (*PARAGRAPHS, *LISTS)),
    panel("12.10", *PARAGRAPHS),
    panel("1.7", *LISTS, PARAGRAPHS[0]),
]


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, tuple[Unit, ...]]:
    """Headed sections of units; a heading before every list, so that no paragraph above it reads as its lead-in."""
    headed = draw(st.lists(st.tuples(st.booleans(), st.sampled_from(UNITS)), min_size=1, max_size=8))
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
TEXTS = [Piece("paragraph", words(count)) for count in (1, 5, 20, 39, 40, 41, 79, 80, 81, 100, 159, 160, 161)]
RULE = Piece("paragraph", "1.7 You must not post.")
LIST = [Piece("paragraph", "You must not post:"), Piece("item", "• names;", 2), Piece("item", "• it.", 2)]
PANEL_TITLE = Piece("heading", "Panel", 5)  # of a rank below that of any heading outside
STRETCHES = [
    *([text] for text in TEXTS),
    *([Piece("heading", text, level)] for text, level in product(("One", "Two words"), (1, 2, 2, 3, 3, 4))),
    [RULE],
    LIST,
    *(
        [replace(piece, panels=(1,)) for piece in (*title, *inside)]
        for title, inside in product([[], [PANEL_TITLE]], [[TEXTS[1]], [TEXTS[2], TEXTS[3]], [RULE, TEXTS[1]]])
    ),
]


@st.composite
def outlines(draw: st.DrawFn) -> Document:
    """Headings of every depth, some with nothing below them, over paragraphs, lists, rules, panels and furniture."""
    drawn = draw(st.lists(st.sampled_from(STRETCHES), max_size=20))
    numbered = [replace(p, panels=p.panels and (n,)) for n, stretch in enumerate(drawn) for p in stretch]
    pieces = [Piece("heading", SOURCE.title, 1), *numbered, Piece("paragraph", "Last of all.")]
    # Where a reader finds furniture: a line of its own.
    lines = [i for i, piece in enumerate(pieces[:-1]) if piece.kind == "paragraph" and len(piece.text) < 30]
    furniture = draw(st.sets(st.sampled_from(lines), max_size=2)) if lines else ()
    return composed(*pieces, furniture=sorted(furniture))
