"""Generated HTML pages, and the blocks that they must be read as, known because they were put there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from hypothesis import strategies as st

from ingest.readers.html import read_html
from ingest.types import BlockKind, Reading, Source, Span

HTML = Source(id="x", title="X", file="x.html", media_type="text/html")
WORDS = ["patients", "records", "consent", "you", "must", "not", "a < b", "R&D", "social\u00a0media", "it’s", "5.1"]


def read(markup: str) -> Reading:
    return read_html(markup.encode(), HTML)


def sliced(reading: Reading, span: Span) -> str:
    return reading.text[span.start : span.end]


def check_complete(reading: Reading) -> None:
    """Blocks and furniture are disjoint, without white space at their edges, and hold every visible character."""
    spans = sorted([*(block.span for block in reading.blocks), *reading.furniture])
    ends = [0, *(span.end for span in spans)]
    starts = [*(span.start for span in spans), len(reading.text)]
    assert all(not reading.text[end:start].strip() for end, start in zip(ends, starts, strict=True))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(sliced(reading, span) == sliced(reading, span).strip() for span in spans)


@dataclass(frozen=True, slots=True)
class Made:
    """A block without its place."""

    kind: BlockKind
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Part:
    markup: str
    blocks: tuple[Made, ...]


phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@st.composite
def inline(draw: st.DrawFn) -> tuple[str, str]:
    """A phrase, and markup that a browser draws as it: white space, elements and comments in any place."""
    words = draw(phrases).split(" ")
    gaps = st.sampled_from([" ", "\n  ", " <!-- x --> ", "<b> </b>", " <span hidden>x</span>"])
    dressed = st.sampled_from(["{}", "<a href=/x>{}</a>", "<em>{}</em>", "<span class=x>{}</span>", "{}<wbr>"])
    markup = [draw(dressed).format(escape(word)) + draw(gaps) for word in words[:-1]]
    return "".join([*markup, draw(dressed).format(escape(words[-1]))]), " ".join(words)


@st.composite
def headings(draw: st.DrawFn) -> Part:
    markup, text = draw(inline())
    rank = draw(st.integers(1, 6))
    return Part(f"<h{rank}>{markup}</h{rank}>", (Made("heading", text, rank),))


@st.composite
def paragraphs(draw: st.DrawFn, level: int = 0) -> Part:
    markup, text = draw(inline())
    wrapped = draw(st.sampled_from(["<p>{}</p>", "<div>{}</div>", "<section><p> {} </p></section>", "<p>\n{}"]))
    return Part(wrapped.format(markup), (Made("paragraph", text, level),))


@st.composite
def quotations(draw: st.DrawFn) -> Part:
    parts = draw(st.lists(paragraphs(), min_size=1, max_size=2))
    blocks = [Made("quotation", block.text, block.level) for part in parts for block in part.blocks]
    return Part(f"<blockquote>{joined(parts)}</blockquote>", tuple(blocks))


@st.composite
def lists(draw: st.DrawFn, depth: int = 1) -> Part:
    numbered = draw(st.booleans())
    items = [draw(items_of(depth, f"{n}." if numbered else "•")) for n in range(1, draw(st.integers(2, 4)))]
    tag = "ol" if numbered else "ul"
    return Part(f"<{tag}>\n{joined(items)}</{tag}>", blocks_of(items))


@st.composite
def items_of(draw: st.DrawFn, depth: int, marker: str) -> Part:
    """An item, with paragraphs and lists of its own."""
    markup, text = draw(inline())
    inner = st.one_of(paragraphs(2 * depth + 2), lists(depth + 1)) if depth < 3 else paragraphs(2 * depth + 2)
    inside = draw(st.lists(inner, max_size=2))
    closed = draw(st.sampled_from(["</li>", ""]))
    item = Made("item", f"{marker} {text}", 2 * depth)
    return Part(f"<li>{markup}{joined(inside)}{closed}", (item, *blocks_of(inside)))


@st.composite
def tables(draw: st.DrawFn) -> Part:
    columns = draw(st.integers(2, 3))
    rows = draw(st.lists(st.lists(inline(), min_size=columns, max_size=columns), min_size=1, max_size=3))
    cell = draw(st.sampled_from(["<td>{}</td>", "<th>{}", "<td><p>{}</p></td>"]))
    markup = "".join("<tr>" + "".join(cell.format(markup) for markup, _ in row) for row in rows)
    return Part(f"<table>{markup}</table>", tuple(Made("row", " | ".join(text for _, text in row), 0) for row in rows))


furniture = st.sampled_from(
    ["<nav><p>Home</nav>", "<p hidden>x</p>", "<script>'<p>'</script>", "<div class=breadcrumb>x</div>", "<hr>", " \n"]
).map(lambda markup: Part(markup, ()))


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[Made]]:
    """A page, and its blocks in order. What it has around its main content is nothing of it."""
    kinds = [headings(), paragraphs(), quotations(), lists(), tables(), furniture]
    parts = [draw(paragraphs()), *draw(st.lists(st.one_of(kinds), max_size=6))]
    page = draw(st.sampled_from(["<main>{}</main>", "<header>x</header><main>{}</main><footer><p>x</footer>"]))
    return page.format(joined(parts)), list(blocks_of(parts))


def joined(parts: Sequence[Part]) -> str:
    return "".join(part.markup for part in parts)


def blocks_of(parts: Sequence[Part]) -> tuple[Made, ...]:
    return tuple(block for part in parts for block in part.blocks)
