"""The language of a text: English, Welsh, or not known; and whose word counts."""

from __future__ import annotations

import pytest

from ingest.corpus import document_of
from ingest.language import WORDS, detect
from ingest.types import Document, Source

ENGLISH = "You must keep information about the people you care for confidential, and share it only if they agree."
WELSH = (
    "Rhaid i chi drin gwybodaeth am y rhai rydych yn gofalu amdanynt yn gyfrinachol, "
    "a’i rhannu dim ond os ydynt wedi cytuno gyda hynny."
)
FRENCH = "Vous devez garder les informations des patients confidentielles et les partager seulement avec leur accord."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (ENGLISH.upper(), "en"),
        (WELSH, "cy"),
        (f"{WELSH} HCPC", "cy"),
        (f"Tudalen Gymraeg o'r HCPC. {ENGLISH} {ENGLISH} {ENGLISH}", "en"),
        (f"{ENGLISH} {WELSH}", None),
        (FRENCH, None),
        ("Page of the HCPC", None),
        ("2.7 | 5.1 | 9.1", None),
        ("", None),
    ],
)
def test_a_text_is_english_or_welsh_or_not_known(text: str, language: str | None) -> None:
    assert detect(text) == language


def test_no_word_tells_both_languages() -> None:
    assert not WORDS["en"] & WORDS["cy"]


def document(text: str, declared: str, entry: str | None) -> Document:
    source = Source(id="x", title="X", file="x.html", media_type="text/html", language=entry)
    return document_of(f'<html lang="{declared}"><main><p>{text}'.encode(), source)


@pytest.mark.parametrize(
    ("text", "declared", "entry", "language"),
    [
        (ENGLISH, "cy", None, "en"),  # the regulator's pages in Welsh mostly carry English text
        (WELSH, "en-GB", None, "cy"),
        ("Tudalen", "cy-GB", None, "cy"),
        ("Page", "", None, "en"),
        (ENGLISH, "en", "cy", "cy"),
    ],
)
def test_the_entry_counts_before_the_text_and_the_text_before_the_page(
    text: str, declared: str, entry: str | None, language: str
) -> None:
    assert document(text, declared, entry).language == language


def test_the_shipped_page_is_in_english(page: Document) -> None:
    assert detect(page.text) == page.language == "en"
