"""HTML bytes: the encodings that are read, and every page that is refused, by name and with what to do."""

from __future__ import annotations

import pytest

from ingest.errors import UnreadableDocument
from ingest.readers.html import read_html
from ingest.types import Source
from tests.ingest.pages import HTML, read

GOOD = b"<main><p>You must."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("<main><p>It’s £5 ŵ", "utf-8"),
        ("<meta charset=utf-8><main><p>It’s £5 ŵ", "utf-8-sig"),
        ("<meta charset=windows-1252><main><p>It’s £5", "cp1252"),
        ("<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><main><p>It’s £5", "cp1252"),
        ("<meta charset=iso-8859-14><main><p>£5 ŵ", "iso8859-14"),
        ("<?xml version='1.0' encoding='ISO-8859-15'?><main><p>€5", "iso8859-15"),
        ("<main><p>It’s £5 ŵ", "utf-16"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(data: str, encoding: str) -> None:
    assert read_html(data.encode(encoding), HTML).text == data.rsplit(">")[-1]


GOOD = b"<main><p>You must."


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n ", "the file is empty"),
        (b"You must be kind.", "holds no HTML"),
        (b"%PDF-1.7 < 3", "holds no HTML"),
        (b"<html><body></body></html>", "holds no main text"),
        (b"<main><nav>Home</nav><script>x</script></main>", "holds no main text"),
        (b"<div id=app></div><noscript>Switch scripts on.</noscript>", "holds no main text"),
        (b"<main><p>Page updated on: 24/03/2021</main>", "holds no main text"),
        (b"<main><p>Page updated on: 99/03/2021<p>x</main>", "a day that does not exist"),
        (GOOD + "’".encode("cp1252"), "not utf-8 text (byte 18)"),
        (b"<meta charset=cp1252>" + GOOD + "’".encode(), "declares its encoding as cp1252, but is written in UTF-8"),
        (b"<meta charset=windows-1252>" + GOOD + b"\x81", "not cp1252 text"),
        (b"<meta charset=klingon>" + GOOD, "its encoding, 'klingon', is not one that can be read"),
        (b"<meta charset=utf-7>" + GOOD, "'utf-7'"),
        (b"<meta charset=zlib>" + GOOD, "'zlib'"),
        (b"<meta charset='\xff'>" + GOOD, "is not one that can be read"),
        (b"\xff\xfe<\x00m", "utf-16"),
        (GOOD + b"\0", "NUL"),
        (GOOD + "\ufffd".encode(), "lost letters"),
        (GOOD + "doesnâ€™t".encode(), "lost letters"),
        (GOOD + "\x92".encode(), "lost letters"),
        (GOOD + b"<div>" * 101, "more than 100 elements inside one another"),
        (GOOD + b"<p><b>x" * 101, "more than 100 elements inside one another"),
        (GOOD + b"<p>x" * 100_001, "more than 100,000 elements"),
        (GOOD + b"<b>" * 90 + b"<p>x" * 2_000, "more than 100,000 elements"),
        (GOOD + b"<p " + b" ".join(b"a%d=''" % i for i in range(101)) + b">", "more than 100 attributes"),
        (GOOD + b"<p a='" + b"x" * 20_000_000 + b"'>", "more than 20,000,000 characters"),
        (b"<link rel=canonical href='https://www.hcpc-uk.org/x/?printerfriendly=1'>" + GOOD, "printer-friendly"),
        (b"<body class='printer-friendly'>" + GOOD, "printer-friendly"),
    ],
)
def test_a_page_that_cannot_be_read_whole_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_html(data, HTML)
    assert reason in str(caught.value)
    assert str(caught.value).startswith("x.html: ")
    assert caught.value.do


def test_a_printer_friendly_address_in_the_entry_is_enough() -> None:
    source = Source(id="x", title="X", url="https://www.hcpc-uk.org/printerfriendly/?id=1", media_type="text/html")
    with pytest.raises(UnreadableDocument, match="lose their lists"):
        read_html(GOOD, source)
    assert read("<main><p>Be kind. <a href='?printerfriendly=1'>Print</a>").text == "Be kind. Print"


def test_scripts_comments_and_quoted_values_nest_nothing() -> None:
    """Rejects a page refused for what its scripts write."""
    noise = "<script>'<div>'</script><!-- <div> --><p title='<div>' data-x=\"<div>\">x"
    assert len(read("<main>" + noise * 200).blocks) == 200
