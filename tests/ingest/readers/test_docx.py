"""The reader for Word documents: what its styles and lists say, what is shown, and what is refused."""

from __future__ import annotations

import zipfile
from typing import Any

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableDocument
from ingest.readers import docx_file
from ingest.readers.docx import read_docx
from ingest.types import Reading, Source
from tests.ingest.readers.docxs import Write, markup, paragraph, repacked, run, with_part, word

SOURCE = Source(id="x", title="X", file="policy.docx")
PLAIN = word(paragraph("Be kind."), paragraph("Ask first."))


def read(*writes: Write) -> Reading:
    return read_docx(word(*writes), SOURCE)


def blocks(*writes: Write) -> list[tuple[str, int, str]]:
    reading = read(*writes)
    return [(b.kind, b.level, reading.text[b.span.start : b.span.end]) for b in reading.blocks]


def texts(*writes: Write) -> list[str]:
    return [text for _, _, text in blocks(*writes)]


def refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_docx(data, SOURCE)
    assert str(caught.value).startswith("policy.docx: ")
    assert reason in str(caught.value)
    assert caught.value.do


def test_headings_have_the_ranks_of_their_styles_and_a_title_stands_above_them() -> None:
    page = (paragraph("One", "Heading 1"), paragraph("Be kind."), paragraph("In", "Heading 2"), paragraph("Ask."))
    assert [(kind, level) for kind, level, _ in blocks(*page)] == [
        ("heading", 1),
        ("paragraph", 0),
        ("heading", 2),
        ("paragraph", 0),
    ]
    titled = blocks(paragraph("Policy", "Title"), *page)
    assert [level for kind, level, _ in titled if kind == "heading"] == [1, 2, 3]


def test_the_only_heading_of_the_first_rank_is_the_title() -> None:
    ask = paragraph("Ask.")
    assert read(paragraph("Policy", "Title"), paragraph("One", "Heading 1"), ask).title == "Policy"
    assert read(paragraph("One", "Heading 1"), ask, paragraph("Two", "Heading 1"), ask).title is None


def test_a_short_line_in_bold_is_a_heading_below_those_by_style() -> None:
    def bold(text: str) -> Write:
        return markup(run(text, "<w:b/>"))

    page = (paragraph("One", "Heading 1"), bold("Records"), paragraph("Keep them."), bold("Keep them safe."))
    assert [kind for kind, _, _ in blocks(*page)] == ["heading", "heading", "paragraph", "paragraph"]
    assert blocks(*page)[1][1] > 1
    assert blocks(markup(run("Records", '<w:b w:val="0"/>')), paragraph("Keep."))[0][0] == "paragraph"
    assert blocks(paragraph("Keep them."), bold("The end"))[1] == ("paragraph", 0, "The end")


def test_lists_by_style_have_markers_and_depths_and_what_continues_an_item_belongs_to_it() -> None:
    page = (
        paragraph("You may if:"),
        paragraph("they know;", "List Bullet"),
        paragraph("by name; or", "List Bullet 2"),
        paragraph("by face;", "List Bullet 2"),
        paragraph("which is enough.", "List Continue"),
        paragraph("they agree.", "List Bullet"),
        paragraph("Go on."),
    )
    assert blocks(*page) == [
        ("paragraph", 0, "You may if:"),
        ("item", 2, "• they know;"),
        ("item", 4, "• by name; or"),
        ("item", 4, "• by face;"),
        ("paragraph", 4, "which is enough."),
        ("item", 2, "• they agree."),
        ("paragraph", 0, "Go on."),
    ]


NUMBERED = """<w:abstractNum {names} w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>
<w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/>
<w:pPr><w:ind w:left="720" w:hanging="720"/></w:pPr></w:lvl></w:abstractNum>"""


def listing(form: str, text: str, start: int = 1) -> Write:
    """Defines a list of a form, and two lists that look so; the second starts again."""

    def define(document: Any) -> None:
        numbering = document.part.numbering_part.element
        names = nsdecls("w")
        numbering.insert(0, parse_xml(NUMBERED.format(names=names, form=form, text=text, start=start)))
        again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
        for id, override in ((90, ""), (91, again)):
            numbering.append(
                parse_xml(f'<w:num {names} w:numId="{id}"><w:abstractNumId w:val="90"/>{override}</w:num>')
            )

    return define


def numbered(text: str, depth: int = 0, id: int = 90) -> Write:
    return markup(f'<w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{id}"/></w:numPr></w:pPr>{run(text)}')


@pytest.mark.parametrize(
    ("form", "text", "markers"),
    [
        ("decimal", "%1.", ["1.", "2."]),
        ("lowerLetter", "(%1)", ["(a)", "(b)"]),
        ("lowerRoman", "%1)", ["i)", "ii)"]),
        ("bullet", "–", ["–", "–"]),
        ("bullet", "\uf0b7", ["•", "•"]),
        ("bullet", "o", ["◦", "◦"]),
    ],
)
def test_markers_are_those_that_word_draws(form: str, text: str, markers: list[str]) -> None:
    page = (listing(form, text), numbered("think"), numbered("post"))
    assert blocks(*page) == [("item", 2, f"{markers[0]} think"), ("item", 2, f"{markers[1]} post")]


def test_rules_that_word_numbers_bear_their_numbers() -> None:
    """Rejects a reader that drops them: a rule would be quoted without the number it is known by."""
    page = (listing("decimal", "%1", start=1), numbered("Rights"), numbered("You must ask.", 1), numbered("And.", 1))
    more = (numbered("Duties"), numbered("You must tell.", 1))
    assert texts(*page, *more) == ["1 Rights", "1.1 You must ask.", "1.2 And.", "2 Duties", "2.1 You must tell."]


def test_a_list_counts_on_after_a_paragraph_and_another_starts_again() -> None:
    page = (listing("decimal", "%1."), numbered("one"), paragraph("Between."), numbered("two"), numbered("new", id=91))
    assert texts(*page) == ["1. one", "Between.", "2. two", "1. new"]


def test_markers_that_are_typed_make_items_too() -> None:
    assert blocks(paragraph("•\tThink."), paragraph("–  Post.")) == [("item", 2, "• Think."), ("item", 2, "– Post.")]


def test_tables_are_rows_in_their_place_and_a_frame_is_text() -> None:
    def table(document: Any) -> None:
        rows = document.add_table(2, 3)
        for cell, text in zip(
            (c for row in rows.rows for c in row.cells), ["Old", "", "New", "1.7", "1.8", "a"], strict=True
        ):
            cell.text = text

    def frame(document: Any) -> None:
        cell = document.add_table(1, 1).rows[0].cells[0]
        cell.text = "Note:"
        cell.add_paragraph("ask first.", "List Bullet")

    assert blocks(paragraph("Before."), table, paragraph("After."), frame) == [
        ("paragraph", 0, "Before."),
        ("row", 0, "Old |  | New"),
        ("row", 0, "1.7 | 1.8 | a"),
        ("paragraph", 0, "After."),
        ("paragraph", 0, "Note:"),
        ("item", 2, "• ask first."),
    ]


def test_merged_cells_are_read_once() -> None:
    """Rejects the cells as python-docx lists them: a merged one once for each place that it takes."""

    def table(document: Any) -> None:
        cells = document.add_table(2, 2)
        cells.cell(0, 0).merge(cells.cell(1, 0)).text = "Both"
        cells.cell(0, 1).text, cells.cell(1, 1).text = "one", "two"

    assert texts(table) == ["Both | one", "| two"]


def test_all_that_is_shown_of_a_paragraph_is_read_and_nothing_else() -> None:
    shown = (
        run("Ask ")
        + f'<w:hyperlink r:id="rId1">{run("the HCPC")}</w:hyperlink>'
        + "<w:r><w:noBreakHyphen/><w:t>led</w:t><w:tab/><w:t>team</w:t></w:r>"
        + f'<w:fldSimple w:instr="PAGE">{run(" 7")}</w:fldSimple>'
        + '<w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'
        + f"<w:sdt><w:sdtContent>{run(' now')}</w:sdtContent></w:sdt>"
        + f"<w:smartTag>{run(', not later')}</w:smartTag>"
        + "<w:r><w:softHyphen/><w:br/><w:t>or never\u00a0more.</w:t></w:r>"
    )
    assert texts(markup(shown, "w r")) == ["Ask the HCPC-led team 7 now, not later\nor never\u00a0more."]


def test_what_stands_in_content_controls_is_read() -> None:
    def control(document: Any) -> None:
        inner = f"<w:p>{run('Be kind.')}</w:p>"
        document.element.body.insert(
            0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{inner}</w:sdtContent></w:sdt>")
        )

    assert texts(control, paragraph("Ask.")) == ["Be kind.", "Ask."]


def test_contents_are_set_apart_and_headers_and_footers_left_out() -> None:
    def contents(document: Any) -> None:
        style = document.styles.add_style("toc 1", 1)
        document.add_paragraph("Consent\t3", style)
        document.sections[0].header.paragraphs[0].text = "Draft"
        document.sections[0].footer.paragraphs[0].text = "Page 1"

    reading = read(contents, paragraph("Consent", "Heading 1"), paragraph("Ask."))
    assert reading.text == "Consent\n\nAsk.\n\nConsent 3"
    assert [reading.text[span.start : span.end] for span in reading.furniture] == ["Consent 3"]


def test_quotations_are_told_by_their_style() -> None:
    assert blocks(paragraph("We say:"), paragraph("You must ask (5.1)", "Quote"))[1][0] == "quotation"


NOTE = "<w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>The Act of 2001.</w:t></w:r></w:p>"
NOTES = f'<w:footnotes><w:footnote w:id="2">{NOTE}</w:footnote></w:footnotes>'
REFERENCE = '<w:r><w:footnoteReference w:id="2"/></w:r>'


def test_a_footnote_is_numbered_and_stands_behind_the_list_that_refers_to_it() -> None:
    data = word(
        markup(run("You may if") + REFERENCE + run(":")), paragraph("they agree.", "List Bullet"), paragraph("Go on.")
    )
    reading = read_docx(repacked(data, with_part("footnotes.xml", "footnotes", NOTES)), SOURCE)
    assert [reading.text[b.span.start : b.span.end] for b in reading.blocks] == [
        "You may if¹:",
        "• they agree.",
        "¹ The Act of 2001.",
        "Go on.",
    ]


def test_a_footnote_that_is_missing_is_a_refusal() -> None:
    refused(word(markup(run("You may") + REFERENCE)), "footnote")


INSERTED = '<w:ins w:id="1" w:author="A">{}</w:ins>'.format(run("not "))
DELETED = '<w:del w:id="1" w:author="A"><w:r><w:delText>not </w:delText></w:r></w:del>'
BOX = f"<w:r><w:pict><w:txbxContent><w:p>{run('Ask first.')}</w:p></w:txbxContent></w:pict></w:r>"


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (run("You must ") + INSERTED + run("post."), "tracked changes"),
        (run("You must ") + DELETED + run("post."), "tracked changes"),
        (run("You must ") + BOX, "text boxes"),
        (run("You must ") + run("not ", "<w:vanish/>") + run("post."), "hidden text"),
        (run("So ") + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>", "formula"),
        (run("So ") + "<w:r><w:object/></w:r>", "embedded"),
    ],
)
def test_what_may_or_may_not_be_text_is_refused(inner: str, reason: str) -> None:
    refused(word(paragraph("Be kind."), markup(inner, "w m")), reason)


def test_hidden_marks_and_empty_boxes_are_no_reason_to_refuse() -> None:
    marks = "<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>" + run("Be kind.", '<w:vanish w:val="0"/>')
    assert texts(markup(marks)) == ["Be kind."]


def other(name: str) -> bytes:
    return repacked(PLAIN, lambda files: files.update({name: b"x"}))


def cut_out(name: str) -> bytes:
    return repacked(PLAIN, lambda files: files.pop(name))


def entities(files: dict[str, bytes]) -> None:
    doctype = b'<!DOCTYPE w [<!ENTITY a "not ">]><w:document'
    files["word/document.xml"] = files["word/document.xml"].replace(b"<w:document", doctype, 1)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".doc), or has a password"),
        (b"Dear colleague", "not a Word document"),
        (PLAIN[: len(PLAIN) // 2], "not whole"),
        (PLAIN[:-30], "not whole"),
        (b"PK\x03\x04" + b"\0" * 90, "not whole"),
        (other("xl/workbook.xml"), "a spreadsheet"),
        (other("ppt/presentation.xml"), "a presentation"),
        (other("mimetype"), "an OpenDocument"),
        (cut_out("word/document.xml"), "damaged"),
        (cut_out("[Content_Types].xml"), "damaged"),
        (cut_out("word/styles.xml"), "damaged"),
        (repacked(PLAIN, lambda files: files.update({"word/document.xml": b"<w:document"})), "damaged"),
        (repacked(PLAIN, entities), "entities"),
        (word(), "no text"),
    ],
)
def test_a_file_that_is_no_whole_word_document(data: bytes, reason: str) -> None:
    refused(data, reason)


@pytest.mark.parametrize(("limit", "value"), [("MOST_FILES", 3), ("MOST_UNPACKED", 9000), ("MOST_XML", 9000)])
def test_a_bomb_is_refused_before_it_is_unpacked(limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docx_file, limit, value)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    refused(PLAIN, "unpacks to far more")


@given(st.integers(min_value=0, max_value=len(PLAIN) - 1))
def test_no_beginning_of_a_document_is_read_as_a_whole_one(length: int) -> None:
    with pytest.raises(UnreadableDocument):
        read_docx(PLAIN[:length], SOURCE)


@given(st.data())
def test_a_single_damaged_byte_never_changes_the_text(data: st.DataObject) -> None:
    place, value = data.draw(st.integers(0, len(PLAIN) - 1)), data.draw(st.integers(0, 255))
    damaged = PLAIN[:place] + bytes([value]) + PLAIN[place + 1 :]
    try:
        assert read_docx(damaged, SOURCE).text == "Be kind.\n\nAsk first."
    except UnreadableDocument:
        return
