"""The PDF reader: what is one paragraph, item or heading, what is printed around the text, and where pages part."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import UnreadableDocument
from ingest.readers.pdf import read_pdf
from ingest.readers.pdf_lines import clean
from ingest.types import Reading, Source
from tests.ingest.readers.pdfs import BODY, BOLD, FULL, LEFT, STEP, TOP, UNICODE, Drawing, Text, at, lines, pdf

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

SOURCE = Source(id="x", title="X", file="x.pdf", media_type="application/pdf")
GAP = 2 * STEP


def read(*pages: Drawing | list[Drawing]) -> Reading:
    return read_pdf(pdf(*pages), SOURCE)


def blocks(*pages: Drawing | list[Drawing]) -> list[tuple[str, str]]:
    reading = read(*pages)
    return [(block.kind, reading.text[block.span.start : block.span.end]) for block in reading.blocks]


def texts(*pages: Drawing | list[Drawing]) -> list[str]:
    return [text for _, text in blocks(*pages)]


def around(*pages: Drawing | list[Drawing]) -> list[str]:
    reading = read(*pages)
    return [reading.text[span.start : span.end] for span in reading.furniture]


def levels(*pages: Drawing | list[Drawing]) -> list[int]:
    return [block.level for block in read(*pages).blocks]


def test_lines_are_joined_until_more_than_leading_parts_them() -> None:
    assert texts(lines(FULL, "and ends here.", Text("Second.", down=GAP), "Third.")) == [
        f"{FULL} and ends here.",
        "Second.",
        "Third.",
    ]


def test_an_indent_or_a_short_last_line_parts_paragraphs_that_no_space_does() -> None:
    assert texts(lines(f"{FULL}.", Text(FULL, x=LEFT + 12), "ends.", FULL)) == [f"{FULL}.", f"{FULL} ends.", FULL]


def test_a_number_that_hangs_in_front_of_its_rule_is_of_one_block_with_it() -> None:
    rule = Text(f"1.8 You must keep to it. {FULL[:-21]}")
    assert texts(lines(rule, Text("And to this.", x=LEFT + 30))) == [f"{rule.words} And to this."]


def test_a_paragraph_goes_on_over_the_end_of_a_page_and_the_pages_are_kept_apart() -> None:
    reading = read(lines("First.", Text(FULL, down=GAP)), lines("and ends here.", Text("Last.", down=GAP)))
    assert [reading.text[b.span.start : b.span.end] for b in reading.blocks] == [
        "First.",
        f"{FULL} and ends here.",
        "Last.",
    ]
    first, second = reading.pages
    assert reading.text[first.start : first.end].startswith("First.")
    assert reading.text[second.start : second.end].startswith("and ends here.")


def test_a_short_last_line_of_a_page_ends_its_paragraph_with_or_without_a_full_stop() -> None:
    """Rejects a rule without a full stop that is joined to what the next page says of it."""
    rule = "You must treat information as confidential (5.1)"
    assert texts(lines(FULL, "ends.", Text(rule, down=GAP)), lines("Confidentiality is essential.", FULL))[1] == rule


def test_a_list_goes_on_over_the_end_of_a_page() -> None:
    first = lines("Ask if:", Text("• they know; and", x=LEFT + 18, down=GAP))
    second = lines(Text("• they agree.", x=LEFT + 18), Text("Then go.", down=GAP))
    assert blocks(first, second) == [
        ("paragraph", "Ask if:"),
        ("item", "• they know; and"),
        ("item", "• they agree."),
        ("paragraph", "Then go."),
    ]


def test_a_hyphen_at_the_end_of_a_line_is_kept_and_joins_and_a_soft_one_goes() -> None:
    assert texts(lines(f"{FULL} well-", "being.")) == [f"{FULL} well-being."]
    soft = Text(f"{FULL} confi\u00ad", font=UNICODE, size=9)
    assert texts(lines(soft, Text("dential.", font=UNICODE, size=9))) == [f"{FULL} confidential."]


def test_a_hyphen_that_is_said_to_be_soft_goes_too() -> None:
    def draw(canvas: Canvas) -> None:
        text = canvas.beginText(LEFT, TOP)
        text.setFont("Helvetica", 10)
        soft = r"/Span <</ActualText (\376\377\000\255)>> BDC (-) Tj EMC"
        text._code.append(f"({FULL} confi) Tj {soft} 0 -12 Td (dential and well-) Tj 0 -12 Td (being.) Tj")
        canvas.drawText(text)

    assert texts(draw) == [f"{FULL} confidential and well-being."]


def test_a_hyphen_that_waits_for_its_word_and_a_dash_do_not_join() -> None:
    assert texts(lines(f"{FULL} short-", "and long-term.")) == [f"{FULL} short- and long-term."]
    assert texts(lines(f"{FULL} this –", "or that.")) == [f"{FULL} this – or that."]
    assert texts(lines(f"{FULL} his and/", "or hers.")) == [f"{FULL} his and/or hers."]


def test_ligatures_are_letters_and_no_break_spaces_are_kept() -> None:
    assert texts(lines(Text("The ﬁrst ﬂoor.", font=UNICODE))) == ["The first floor."]
    assert clean("of \tsocial\u00a0media o\ufb03ce  ") == "of social\u00a0media office"


def test_a_raised_number_is_that_of_a_note_and_not_a_digit_of_a_rule() -> None:
    drawn = [at(LEFT, TOP, "You must (5.1)"), at(LEFT + 70, TOP + 4, "2", size=6)]
    assert texts(drawn) == ["You must (5.1)²"]


def test_a_footnote_stands_behind_the_paragraph_that_its_page_breaks_off() -> None:
    note = at(LEFT, 60, "1 The Act of 2001.", size=8)
    assert texts([lines(FULL, FULL), note], lines("and ends here.", Text("Next.", down=GAP))) == [
        f"{FULL} {FULL} and ends here.",
        "1 The Act of 2001.",
        "Next.",
    ]


def test_words_that_are_drawn_twice_to_look_bold_are_read_once() -> None:
    assert texts([at(LEFT, TOP, "Be kind."), at(LEFT + 0.3, TOP, "Be kind.")]) == ["Be kind."]


def test_headings_are_larger_than_the_text_or_bold_and_rank_by_size() -> None:
    page = lines(
        Text("Guidance", font=BOLD, size=20),
        Text("Consent", down=30, font=BOLD, size=14),
        Text("Ask first.", down=GAP),
        Text("In writing", down=GAP, font=BOLD),
        Text(FULL, down=GAP),
        "ends here.",
    )
    reading = read(page)
    assert [(b.kind, b.level, b.section) for b in reading.blocks] == [
        ("heading", 1, 1),
        ("heading", 2, 2),
        ("paragraph", 0, 2),
        ("heading", 3, 3),
        ("paragraph", 0, 3),
    ]


def test_a_bold_rule_a_bold_sentence_and_a_bold_list_are_no_headings() -> None:
    page = lines(
        Text("Our standards say:"),
        Text("You must treat it as confidential", font=BOLD, down=GAP),
        Text("Never post it.", font=BOLD, down=GAP),
        Text("1. Think", font=BOLD, down=GAP),
        Text("2. Post", font=BOLD, down=GAP),
        Text("You must ask (5.1)", font=BOLD, down=GAP),
        Text("That is all.", down=GAP),
    )
    assert "heading" not in dict.fromkeys(kind for kind, _ in blocks(page))


def test_a_bold_line_above_its_paragraph_without_a_space_is_a_heading() -> None:
    assert blocks(lines(Text("Records", font=BOLD), FULL, "and ends here."))[0] == ("heading", "Records")


def test_a_bold_lead_in_to_a_line_is_of_one_block_with_it() -> None:
    page = [at(LEFT, TOP, "Note:", font=BOLD), at(LEFT + 32, TOP, "keep all of it.")]
    assert blocks(page) == [("paragraph", "Note: keep all of it.")]


def test_the_only_heading_of_the_first_rank_is_the_title_if_it_is_on_the_first_page() -> None:
    text = (Text("Ask.", down=GAP), Text(FULL), Text("ends."))
    assert read(lines(Text("Guidance", size=20), *text)).title == "Guidance"
    assert read(lines(Text("One", size=20), *text, Text("Two", size=20, down=40), *text)).title is None
    assert read(lines(*text), lines(Text("Guidance", size=20), *text)).title is None


def test_metadata_give_the_title_only_if_the_first_page_is_headed_so() -> None:
    page = lines(Text("Guidance", size=20), Text("on consent", down=40, size=20), Text(FULL, down=GAP), "ends.")
    assert read(page).title is None
    assert read([lambda canvas: canvas.setTitle("Guidance on consent"), page]).title == "Guidance on consent"
    assert read([lambda canvas: canvas.setTitle("Microsoft Word - template"), page]).title is None


def test_markers_that_are_drawn_dashes_numbers_and_letters_make_items_by_depth() -> None:
    page = lines(
        "You may if:",
        Text("– they know;", x=90, down=GAP),
        Text("a) by name; or", x=108, down=GAP),
        Text("b) by face;", x=108, down=GAP),
        Text("– they agree.", x=90, down=GAP),
        Text("Go on.", down=GAP),
    )
    assert blocks(page) == [
        ("paragraph", "You may if:"),
        ("item", "– they know;"),
        ("item", "a) by name; or"),
        ("item", "b) by face;"),
        ("item", "– they agree."),
        ("paragraph", "Go on."),
    ]
    assert levels(page) == [0, 2, 4, 4, 2, 0]


def test_a_line_that_breaks_in_front_of_a_dash_or_a_number_starts_no_item() -> None:
    assert texts(lines(FULL, "– if at all – and so on, says rule", "12. It says so.")) == [
        f"{FULL} – if at all – and so on, says rule 12. It says so."
    ]


def test_a_bullet_that_is_a_shape_is_the_marker_it_looks_like() -> None:
    def shapes(canvas: Canvas) -> None:
        canvas.circle(LEFT + 3, TOP - 12 + 3.5, 2, stroke=0, fill=1)
        canvas.rect(LEFT + 1, TOP - 36 + 1.5, 4, 4, stroke=0, fill=1)

    page = [shapes, lines(Text("Think.", x=LEFT + 18), Text("Post.", x=LEFT + 18, down=GAP))]
    assert blocks(page) == [("item", "• Think."), ("item", "▪ Post.")]


def test_markers_that_are_drawn_before_all_text_belong_to_the_lines_at_their_height() -> None:
    marks = [at(LEFT, TOP - 12, "•"), at(LEFT, TOP - 36, "•")]
    assert texts([*marks, lines(Text("Think.", x=LEFT + 18), Text("Post.", x=LEFT + 18, down=GAP))]) == [
        "• Think.",
        "• Post.",
    ]


def test_paragraphs_below_an_item_belong_to_it_and_make_it_a_section() -> None:
    page = lines(
        Text("• We say:", x=84),
        Text("You must ask (5.1)", x=96, down=GAP),
        Text("• We also say:", x=84, down=GAP),
        Text("You must tell (5.2)", x=96, down=GAP),
        Text("All of it.", down=GAP),
    )
    reading = read(page)
    assert [(block.level, block.section) for block in reading.blocks] == [(2, 1), (4, 1), (2, 3), (4, 3), (0, 4)]


def test_columns_are_read_one_after_the_other() -> None:
    """Rejects lines that are read across, and a paragraph that ends with its column."""
    narrow = "and so it goes on to the end of it"
    left = [at(72, TOP - 12 * i, narrow) for i in range(12)]
    right = [at(320, TOP, "and ends here."), *(at(320, TOP - 24 - 12 * i, narrow) for i in range(6))]
    assert texts([*left, *right]) == [
        " ".join([narrow] * 12 + ["and ends here."]),
        " ".join([narrow] * 6),
    ]


def test_cells_below_each_other_are_rows() -> None:
    cells = [
        at(x, TOP - 20 * i, word) for i, row in enumerate(ROWS) for x, word in zip((72, 200, 330), row, strict=True)
    ]
    assert blocks(cells) == [("row", "Old | New | Change"), ("row", "1.7 | 1.8 | reworded")]


ROWS = [("Old", "New", "Change"), ("1.7", "1.8", "reworded")]


def test_cells_of_several_lines_are_of_one_row_and_empty_ones_keep_their_place() -> None:
    old = [at(72, TOP, "Old"), at(330, TOP, "Change")]
    first = [at(72, 680, "1.7"), at(200, 680, "1.8 to"), at(200, 668, "1.12"), at(330, 680, "reworded")]
    second = [at(72, 650, "2.7"), at(200, 656, "2.9"), at(200, 644, "2.10"), at(330, 650, "new")]
    assert texts([*old, *first, *second]) == [
        "Old |  | Change",
        "1.7 | 1.8 to 1.12 | reworded",
        "2.7 | 2.9 2.10 | new",
    ]


def test_what_stands_in_the_middle_beside_two_lines_is_not_read_into_them() -> None:
    """Rejects pypdf's runs where it takes all three for one line."""
    drawn = [at(72, 700, "You must not"), at(300, 694, "in force"), at(72, 688, "post this.")]
    assert texts(drawn) == ["You must not", "in force", "post this."]


def test_numbers_in_front_of_rules_are_no_column() -> None:
    drawn = [at(72, 700, "1.8"), at(110, 700, "You must ask."), at(72, 670, "1.9"), at(110, 670, "You must tell.")]
    assert blocks(drawn) == [("paragraph", "1.8 You must ask."), ("paragraph", "1.9 You must tell.")]


def test_a_gap_in_a_single_line_makes_no_row() -> None:
    assert blocks([at(72, TOP, "Old"), at(300, TOP, "and new.")]) == [("paragraph", "Old and new.")]


def paged(number: int, words: str) -> list[Drawing]:
    """A page with header and page number, mirrored on left and right pages, in small print."""
    x = 72 if number % 2 == 0 else 400
    foot = f"{number} Standards" if number % 2 == 0 else f"Standards {number}"
    return [at(x, 800, "Guidance on conduct", size=8), at(x, 40, foot, size=8), lines(f"{words} {FULL}", f"{words}.")]


def test_mirrored_headers_and_footers_are_no_text() -> None:
    pages = [paged(number, words) for number, words in enumerate(["One", "Two", "Three", "Four"], start=1)]
    assert texts(*pages) == [f"{word} {FULL} {word}." for word in ("One", "Two", "Three", "Four")]
    assert around(*pages)[:4] == ["Guidance on conduct", "Standards 1", "Guidance on conduct", "2 Standards"]


def test_two_pages_that_mirror_each_other_are_enough() -> None:
    assert around(paged(1, "One"), paged(2, "Two"))[1::2] == ["Standards 1", "2 Standards"]


def test_the_header_of_a_chapter_of_one_page_goes_with_the_others() -> None:
    heads = ["Consent", "Consent", "Records", "Records", "Apologies"]
    pages = [[at(72, 800, head, size=8), lines(f"{i} ways. {FULL}", "End.")] for i, head in enumerate(heads)]
    assert around(*pages) == heads


def test_a_header_as_large_as_the_text_is_known_by_standing_apart() -> None:
    pages = [[at(72, 800, "Guidance on conduct"), lines(f"{i} ways. {FULL}", "End.")] for i in range(3)]
    assert around(*pages) == ["Guidance on conduct"] * 3


def test_a_header_close_to_the_text_is_known_by_coming_back_throughout() -> None:
    words = ["One", "Two", "Three", "Four", "Five"]
    pages = [
        [at(400, TOP + 42, "Guidance on conduct"), lines(Text(f"{word} {FULL}", down=-18), f"{word}.")]
        for word in words
    ]
    assert around(*pages) == ["Guidance on conduct"] * 5


def test_a_lead_in_that_opens_several_pages_is_text() -> None:
    """Rejects repetition alone as the mark of a header: it would lose what introduces a rule."""
    says = "Our Standards of conduct, performance and ethics say:"
    rules = [Text(f"You must do thing {i} (5.{i})", down=GAP) for i in (1, 2, 3)]
    pages = [lines(says, rule, Text(FULL, down=GAP), "and ends.") for rule in rules]
    assert texts(*pages).count(says) == 3
    assert around(*pages) == []


def test_numbered_headings_at_the_tops_of_pages_are_text() -> None:
    """Rejects every number that rises with the pages as a page number."""
    pages = [lines(Text(f"Standard {i}", size=16, font=BOLD), Text(FULL, down=30), "ends.") for i in (1, 2, 3, 4)]
    assert [text for kind, text in blocks(*pages) if kind == "heading"] == [f"Standard {i}" for i in (1, 2, 3, 4)]


def test_a_page_number_need_not_come_back() -> None:
    assert around([lines(FULL, "ends."), at(300, 40, "1 of 1")]) == ["1 of 1"]
    assert around([lines(FULL, "ends."), at(300, 40, "7 of 9")]) == []
    assert around(lines("Be kind."), [lines(FULL, "ends."), at(300, 40, "ii")]) == ["ii"]


def test_contents_with_and_without_leaders_are_no_text() -> None:
    leaders = lines("Contents", *(f"{i}. Part {i} {'.' * 30} {i + 2}" for i in range(1, 6)))
    plain = lines("Contents", "Introduction 3", "How we work 4", "Glossary 12", Text("Welcome.", down=40))
    assert texts(leaders, lines("Be kind.")) == ["Be kind."]
    assert texts(plain, lines("Be kind.")) == ["Welcome.", "Be kind."]
    assert around(plain, lines("Be kind."))[0] == "Contents"


def test_text_at_an_angle_is_kept_apart() -> None:
    def watermark(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.rotate(45)
        canvas.drawString(300, 300, "DRAFT")
        canvas.restoreState()

    assert texts([watermark, lines("Be kind.")]) == ["Be kind."]
    assert around([watermark, lines("Be kind.")]) == ["DRAFT"]


def test_a_page_that_is_turned_is_read_as_it_is_held() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.translate(1000, 0)
        canvas.rotate(90)
        lines(FULL, "ends.", Text("Next.", down=GAP))(canvas)

    assert texts(turned) == [f"{FULL} ends.", "Next."]


def test_text_in_a_form_stands_where_the_form_is_drawn() -> None:
    """Rejects places as pypdf gives them: all forms at the origin, and so above or below each other at random."""

    def form(canvas: Canvas) -> None:
        canvas.beginForm("later")
        lines("Ask first.")(canvas)
        canvas.endForm()

    def show(canvas: Canvas) -> None:
        canvas.translate(0, -24)
        canvas.doForm("later")

    assert texts([form, lines("Be kind."), show]) == ["Be kind.", "Ask first."]


def test_what_lies_outside_the_shown_part_of_a_page_is_not_read() -> None:
    page = [lambda canvas: canvas.setCropBox((0, 0, 400, 842)), lines("Be kind."), at(450, TOP, "proof.indd 7")]
    assert texts(page) == ["Be kind."]


def test_pages_without_text_are_pages_too() -> None:
    """Rejects page numbers that are off by the blank pages before."""
    blank = lines()
    reading = read(blank, blank, lines("Three."), blank, lines("Five."), blank)
    assert len(reading.pages) == 6
    assert [reading.text[page.start : page.end].strip() for page in reading.pages] == [
        "",
        "",
        "Three.",
        "",
        "Five.",
        "",
    ]


def check_kept(reading: Reading, drawn: str) -> None:
    """Every visible character that was drawn is in exactly one block or piece of what is around; pages follow on.

    The marks between the cells of a row are the reader's own.
    """
    spans = sorted([*(block.span for block in reading.blocks), *reading.furniture])
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(reading.text[span.start : span.end] for span in spans)
    assert sorted(kept.replace(" ", "").replace("|", "")) == sorted(drawn.replace(" ", ""))
    outside = set(range(len(reading.text))).difference(*(range(span.start, span.end) for span in spans))
    assert all(reading.text[i].isspace() for i in outside)
    assert all(a.end == b.start for a, b in pairwise(reading.pages))


def test_every_drawn_letter_is_in_one_block_or_in_what_is_around() -> None:
    drawn = "".join(f"Guidance on conductStandards {n}Page {n} {FULL}Page {n}." for n in range(1, 6))
    check_kept(read(*(paged(number, f"Page {number}") for number in range(1, 6))), drawn)


WORDS = [
    "Ask",
    "first.",
    "You",
    "must",
    "• think",
    "1.",
    "say:",
    "and",
    "5.1",
    "(5.1)",
    "not",
    "–",
    "page 2",
    "2",
    "self-",
]
placed = st.builds(
    Text,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join),
    x=st.sampled_from([72, 84, 90, 300]),
    down=st.sampled_from([0, 11, 12, 14, 24, 60, -60]),
    font=st.sampled_from([BODY, BOLD]),
    size=st.sampled_from([6, 8, 10, 10, 10, 12, 20]),
)


def is_on_page(page: list[Text]) -> bool:
    heights = accumulate((-line.down for line in page), initial=TOP)
    return all(0 < height < 800 for height in heights)


@settings(max_examples=12)
@given(st.lists(st.lists(placed, max_size=12).filter(is_on_page), min_size=1, max_size=4))
def test_nothing_is_lost_or_doubled_however_a_page_is_laid_out(pages: list[list[Text]]) -> None:
    """But words that stand on themselves: those are drawn twice to look bold."""
    drawn = [line for page in pages for line in page]
    try:
        reading = read(*(lines(*page) for page in pages))
    except UnreadableDocument:
        return
    if not any(a.words == b.words and b.down == 0 for a, b in pairwise(drawn)):
        check_kept(reading, "".join(line.words for line in drawn))
