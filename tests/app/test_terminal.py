"""An answer in a terminal and in a pipe."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from app.answer import answer
from app.terminal import print_answer
from app.types import Answer, Notice
from index.types import Index
from tests.fakes import HashEncoder


def printed(found: Answer, *, terminal: bool = False, width: int = 80) -> str:
    file = io.StringIO()
    print_answer(found, Console(file=file, force_terminal=terminal, width=width, highlight=False))
    return file.getvalue()


@pytest.fixture
def found(index: Index, encoder: HashEncoder) -> Answer:
    return answer("relationships with service users and carers", index, encoder)


def test_in_a_pipe_every_quotation_stands_whole_between_quotation_marks(found: Answer) -> None:
    text = printed(found)
    for passage in found.passages:
        indented = passage.text.replace("\n", "\n   ")
        assert f"“{indented}”" in text
        assert text.index(passage.text.split("\n")[0]) > text.index("Standard 1.7, 2016 edition")


def test_a_standard_that_governs_several_passages_is_printed_once(found: Answer) -> None:
    governed = [p for p in found.passages if any(s.number == "1.7" for s in p.standards)]
    assert len(governed) > 1
    assert printed(found).count(governed[0].standards[0].text) == 1


def test_title_date_status_and_address_stand_below_every_passage(found: Answer) -> None:
    text = printed(found)
    for passage in found.passages:
        place = ", ".join(["Guidance on the use of social media", *passage.headings])
        assert f"   {place}. HCPC, updated 24 March 2021, superseded 1 September 2024\n   {passage.url}\n" in text


def test_a_pipe_gets_no_colour_and_a_terminal_does(found: Answer) -> None:
    assert "\x1b[" not in printed(found)
    assert "\x1b[1m" in printed(found, terminal=True)


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_terminal_wraps_between_words_and_loses_none(found: Answer, width: int) -> None:
    text = printed(found, terminal=True, width=width)
    plain = " ".join(part.split("m", 1)[1] if i else part for i, part in enumerate(text.split("\x1b[")))
    for passage in found.passages:
        assert " ".join(passage.text.split()) in " ".join(plain.replace("“", " ").split())


def test_declining_prints_the_reason_and_that_the_tool_is_unofficial(index: Index, encoder: HashEncoder) -> None:
    text = printed(answer("how do I fix a puncture on my bike", index, encoder))
    assert text.startswith("Nothing in these documents answers this.")
    assert "not endorsed by the HCPC" in text


@pytest.mark.parametrize("width", [20, 80])
def test_an_address_in_a_notice_or_a_reason_is_a_link_even_where_it_is_broken(width: int) -> None:
    """Rejects a link that takes in the full stop behind it, or one that ends with the line."""
    notice = Notice("reported", "See https://example.org/a/long/address/, and https://example.org/b.")
    found = Answer("?", "none", "Ask (https://example.org/policy).", (notice,), ())
    said = ["https://example.org/a/long/address/", "https://example.org/b", "https://example.org/policy"]
    links = re.findall(r"\x1b\]8;[^;]*;([^\x1b]+)\x1b", printed(found, terminal=True, width=width))
    assert list(dict.fromkeys(links)) == said
    assert "\x1b" not in printed(found)
    assert notice.text in printed(found)
