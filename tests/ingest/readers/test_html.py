"""The HTML reader: what a browser draws, as blocks under the right headings; and that nothing is lost or made up."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.corpus import document_of
from ingest.errors import UnreadableDocument
from ingest.passages import cut_passages
from ingest.readers.html import read_html
from ingest.wholes import whole_groups
from tests.ingest.pages import HTML, Made, check_complete, pages, read, sliced


def kinds(markup: str) -> list[tuple[str, str]]:
    """Kind and text of each block of a main element with this markup."""
    reading = read(f"<main>{markup}</main>")
    return [(block.kind, sliced(reading, block.span)) for block in reading.blocks]


def texts(markup: str) -> list[str]:
    return [text for _, text in kinds(markup)]


def paths(markup: str) -> list[tuple[str, ...]]:
    """The text of each group that is never parted, with the headings above it in front."""
    document = document_of(f"<main>{markup}</main>".encode(), HTML)
    return [
        (*(document.slice(heading.span) for heading in path), "\n".join(document.slice(block.span) for block in group))
        for path, group in whole_groups(document)
    ]


def test_white_space_is_folded_as_a_browser_draws_it_and_no_break_spaces_are_kept() -> None:
    assert texts("<p>  You\n must\t <b>not </b> post\u00a0\u00a0this&nbsp;. </p>") == [
        "You must not post\u00a0\u00a0this\u00a0."
    ]


def test_markup_inside_a_word_does_not_part_it() -> None:
    assert texts("<p>un<b>a</b>ware <a href=/x>of</a><sup>1</sup>, <abbr title='x'>HCPC</abbr> &amp; co</p>") == [
        "unaware of1, HCPC & co"
    ]


def test_a_line_break_is_one_and_an_empty_line_parts_paragraphs() -> None:
    assert texts("<p>Park House<br> London<br/><br>Write <br>&nbsp;<br> or call</p>") == [
        "Park House\nLondon",
        "Write",
        "or call",
    ]


def test_preformatted_text_keeps_its_white_space() -> None:
    assert texts("<pre>\nA:  1\n  B:\n\nC</pre>") == ["A:  1\n  B:\n\nC"]


def test_a_quotation_inside_a_line_has_the_marks_that_a_browser_draws() -> None:
    assert texts("<p>They say <q>be kind</q>.</p>") == ["They say “be kind”."]


def test_words_crossed_out_are_not_quoted() -> None:
    """Rejects "You must not share" where the page has withdrawn the "not"."""
    assert texts("<p>You must <del>not </del><s>ever </s><ins>always </ins>ask.</p>") == ["You must always ask."]


@pytest.mark.parametrize("empty", ["", " ", "&nbsp;", "&#8203;", "<br><br>", "<img alt='A rule' src=x>"])
def test_what_shows_no_letter_is_no_block(empty: str) -> None:
    assert texts(f"<p>{empty}</p><h2>{empty}</h2><ul><li>{empty}</ul><p>Be kind.") == ["Be kind."]


def test_each_kind_of_block() -> None:
    assert kinds(
        "<h2>Records</h2>Loose text<div>in a div</div><p>Keep them.<blockquote><p>You must.</blockquote>"
        "<figure><img src=x><figcaption>A figure</figcaption></figure><address>Park House</address>"
    ) == [
        ("heading", "Records"),
        ("paragraph", "Loose text"),
        ("paragraph", "in a div"),
        ("paragraph", "Keep them."),
        ("quotation", "You must."),
        ("paragraph", "A figure"),
        ("paragraph", "Park House"),
    ]


def test_lists_are_marked_and_indented_as_a_browser_draws_them() -> None:
    reading = read(
        "<main><p>If:<ul><li>they agree<ul><li>in writing</ul>"
        "<li><p>it is true</p><p>and known</p></ul><p>Otherwise not."
    )
    assert reading.text == (
        "If:\n\n  • they agree\n    • in writing\n  • it is true\n\n    and known\n\nOtherwise not."
    )
    assert [block.level for block in reading.blocks] == [0, 2, 4, 2, 4, 0]


@pytest.mark.parametrize(
    ("opened", "markers"),
    [
        ("<ol>", ["1.", "2.", "3."]),
        ("<ol start=9>", ["9.", "10.", "11."]),
        ("<ol start=x>", ["1.", "2.", "3."]),
        ("<ol reversed>", ["3.", "2.", "1."]),
        ("<ol reversed start=5>", ["5.", "4.", "3."]),
        ("<ol type=a start=26>", ["z.", "aa.", "ab."]),
        ("<ol type=A>", ["A.", "B.", "C."]),
        ("<ol type=i start=3>", ["iii.", "iv.", "v."]),
        ("<ol type=I start=3999>", ["MMMCMXCIX.", "4000.", "4001."]),
        ("<ol type=a start=-1>", ["-1.", "0.", "a."]),
        ("<ol style='list-style-type: lower-alpha'>", ["a.", "b.", "c."]),
        ("<ul>", ["•", "•", "•"]),
    ],
)
def test_items_have_the_number_that_a_browser_draws(opened: str, markers: list[str]) -> None:
    assert texts(f"{opened}<li>x<li>x<li>x") == [f"{marker} x" for marker in markers]


def test_an_item_may_give_its_own_number_and_a_nested_list_has_its_own() -> None:
    assert texts("<ol><li>a<li value=7>b<ol><li>c</ol><li>d</ol>") == ["1. a", "7. b", "1. c", "8. d"]


def test_a_list_drawn_without_markers_has_none() -> None:
    assert kinds("<ul style='list-style: none'><li>a</ul>") == [("item", "a")]


def test_the_marker_of_an_item_is_that_of_the_innermost() -> None:
    assert texts("<ul><li><ol><li>a</ol>b</ul>") == ["1. a", "b"]


def test_rows_have_their_cells_parted_by_bars_and_the_caption_is_a_paragraph() -> None:
    table = (
        "<table><caption>Rates</caption><thead><tr><th>Age<th>Rate</thead>"
        "<tr><td><p>Under</p><p>11</p><td>£200<tr><td>Over<td><ul><li>£250<li>more</ul>"
        "<tr><td><td>none<tr><td> </table>"
    )
    assert kinds(table) == [
        ("paragraph", "Rates"),
        ("row", "Age | Rate"),
        ("row", "Under\n11 | £200"),
        ("row", "Over | • £250\n• more"),
        ("row", "| none"),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td><h2>Records</h2><td><p>Keep them.</table>",
        "<table><tr><td>Records<tr><td><table><tr><td>Keep them.</table></table>",
        "<table role=presentation><tr><td>Records<td>Keep them.</table>",
        "<table><tr><td><p>Records</p><p>Keep them.</table>",
    ],
)
def test_a_table_that_only_places_things_is_none(table: str) -> None:
    assert texts(table) == ["Records", "Keep them."]
    assert "row" not in {kind for kind, _ in kinds(table)}


def test_a_definition_is_deeper_than_its_term_and_stays_with_it() -> None:
    assert paths("<dl><dt>Carer<dd>Whoever cares.<dt>User<dd>Whoever is cared for.</dl>") == [
        ("Carer\nWhoever cares.",),
        ("User\nWhoever is cared for.",),
    ]


def test_a_passage_stands_under_the_headings_above_it() -> None:
    assert paths("<p>a<h2>B</h2><p>b<h3>C</h3><p>c<h4>D</h4><p>d<h3>E</h3><p>e<h2>F</h2><p>f") == [
        ("a",),
        ("B", "b"),
        ("B", "C", "c"),
        ("B", "C", "D", "d"),
        ("B", "E", "e"),
        ("F", "f"),
    ]


def test_a_summary_is_a_heading_of_its_panel_alone() -> None:
    assert paths(
        "<h2>A</h2><p>a<details><summary>S</summary><p>s<h3>T</h3><p>t"
        "<details><summary><h4>U</h4></summary>u</details>t2</details><p>b<h4>V</h4><p>v<h3>W</h3><p>w"
    ) == [
        ("A", "a"),
        ("A", "S", "s"),
        ("A", "S", "T", "t"),
        ("A", "S", "T", "U", "u"),
        ("A", "S", "T", "t2"),
        ("A", "b"),
        ("A", "V", "v"),
        ("A", "W", "w"),
    ]


def test_what_follows_a_panel_is_in_no_passage_with_it() -> None:
    """Rejects a short section shown whole, in which the words after a panel seem to stand in it."""
    markup = b"<main><h1>X</h1><h2>Claims</h2><p>Now.<details><summary>Abroad</summary>Write.</details><p>Keep it."
    document = document_of(markup, HTML)
    passages = cut_passages(document)
    assert [passage.text for passage in passages] == ["Now.", "Write.", "Keep it."]
    assert [document.slice(span) for span in passages[1].headings] == ["Claims", "Abroad"]


def test_a_panel_without_a_title_is_a_section_and_no_title_is_made_up_for_it() -> None:
    reading = read("<main><h2>A</h2><p>a<details><summary> </summary>s</details><p>b")
    assert [(sliced(reading, b.span), b.section) for b in reading.blocks] == [("A", 1), ("a", 1), ("s", 2), ("b", 1)]


ACCORDIONS = {
    "govuk": """<div class="govuk-accordion" data-module="govuk-accordion"><div class="govuk-accordion__section">
        <div class="govuk-accordion__section-header"><h3 class="govuk-accordion__section-heading">
        <span class="govuk-accordion__section-button" id="1">{}</span></h3></div>
        <div class="govuk-accordion__section-content" id="c1"><p>{}</p></div></div></div>""",
    "bootstrap": """<div class="accordion" id="a"><div class="accordion-item"><h3 class="accordion-header">
        <button class="accordion-button" data-bs-toggle="collapse" data-bs-target="#c1">{}</button></h3>
        <div id="c1" class="collapse" hidden><div class="accordion-body">{}</div></div></div></div>""",
    "foundation": """<ul class="accordion"><li class="accordion-item"><a href="#" class="accordion-title">{}</a>
        <div class="accordion-content" style="display: none"><p>{}</p></div></li></ul>""",
    "aria": """<h3><button aria-expanded="false" aria-controls="c1">{}</button></h3>
        <div id="c1" hidden><p>{}</p></div>""",
    "role": """<div class="c-accordion"><div class="c-accordion__title" role="heading" aria-level="3">{}</div>
        <div class="c-accordion__panel" aria-hidden="true">{}</div></div>""",
}


@pytest.mark.parametrize("accordion", ACCORDIONS)
def test_closed_panels_of_every_make_are_read_with_their_titles(accordion: str) -> None:
    markup = ACCORDIONS[accordion].format("5.1 Respect", "You must.") + ACCORDIONS[accordion].format("", "Ask.")
    reading = read(f"<main><h1>T</h1><h2>A</h2>{markup}<h2>B</h2><p>b</main>")
    headings = [(block.level, sliced(reading, block.span)) for block in reading.blocks if block.kind == "heading"]
    assert headings == [(1, "T"), (2, "A"), (3, "5.1 Respect"), (2, "B")]
    sections = {sliced(reading, b.span): b.section for b in reading.blocks if b.kind != "heading"}
    assert list(sections) == ["You must.", "Ask.", "b"]
    assert len(set(sections.values())) == 3 if accordion != "aria" else 2


def test_items_with_paragraphs_of_their_own_are_panels() -> None:
    reading = read(
        "<main><ul><li><p>Our standards say:</p><p>Be kind (1.1)</p><li><p>They say:</p><p>Ask (1.2)</p></ul>"
    )
    assert [block.section for block in reading.blocks] == [1, 1, 3, 3]


@given(pages())
def test_a_page_of_random_blocks_is_read_back_into_them(page: tuple[str, list[Made]]) -> None:
    markup, blocks = page
    reading = read(markup)
    found = [Made(b.kind, sliced(reading, b.span), b.level) for b in reading.blocks]
    assert found == blocks
    check_complete(reading)


markup_words = st.sampled_from(
    "<main> </main> <p> <ul> <li> </ul> <ol> <h2> </h2> <table> <tr> <td> </table> <br> <b> </b> <details> <summary> "
    "</details> <dl> <dt> <dd> <pre> <q> <nav> </nav> <p&nbsp;hidden> &lt; &#0; You must not post".split()
)


@given(st.lists(markup_words, max_size=40).map(lambda parts: " ".join(parts).replace("&nbsp;", " ").encode()))
def test_every_letter_of_a_page_is_in_one_block_or_furniture_or_it_is_refused(data: bytes) -> None:
    with contextlib.suppress(UnreadableDocument):
        check_complete(read_html(data, HTML))


@given(st.one_of(st.binary(), st.binary().map(lambda tail: b"<main><p>You must." + tail)))
def test_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    with contextlib.suppress(UnreadableDocument):
        check_complete(read_html(data, HTML))
