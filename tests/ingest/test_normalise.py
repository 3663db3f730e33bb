"""Text folded for matching, with a map back to its offsets."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.normalise import fold, split_words
from ingest.types import Document

ALPHABET = "aZ5.,;!?()  \n\t\u00a0\u2009\u2028•◦·*-–—'‘’\"“”«…ﬁﬃ\u00ad\u200b\ufeffe\u0301\u0308é\u0327Å\u212bа漢\u0387"
TEXTS = st.text(alphabet=ALPHABET) | st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("a\u00a0b", "a b"),
        ("a \r\n\t b", "a b"),
        ("“It’s”", '"It\'s"'),
        ("a – b — c ‑ d", "a - b - c - d"),
        ("say:\n\n  • one\n  ◦ two", "say: one two"),
        ("con\u00adfi\u200bdent", "confident"),
        ("conﬁdential eﬃcacy", "confidential efficacy"),
        ("cafe\u0301", "café"),
        ("and so on…", "and so on..."),
    ],
)
def test_typography_is_folded(text: str, folded: str) -> None:
    """Rejects: each program that forgot one of these folds."""
    assert fold(text).text == folded


@pytest.mark.parametrize("text", ["Must", "MUST", "sеrvice usеr", "x² ½ Ⅷ", "naïve", "2.7", "a•b", "a * b", "colour"])
def test_words_case_look_alikes_and_figures_are_kept(text: str) -> None:
    """Rejects: NFKC (a footnote's ² would read 2), case folding, and folding of homoglyphs."""
    assert fold(text).text == text


@given(TEXTS)
@example("\u1fef\u0301 \u037e")
@example("•\u200b• a")
@example("=\u0338 ﬁ\u0301")
def test_folding_twice_is_folding_once(text: str) -> None:
    """Rejects: folds whose outcome another fold would still change."""
    once = fold(text).text
    assert fold(once).text == once


@given(TEXTS)
def test_the_map_is_in_order_and_within_the_text(text: str) -> None:
    """Rejects: offsets that drift after a ligature, an accent or a run of spaces."""
    folded = fold(text)
    assert len(folded.starts) == len(folded.ends) == len(folded.text)
    assert list(folded.starts) == sorted(folded.starts)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))


@given(TEXTS, st.data())
def test_every_folded_span_maps_back_to_text_that_folds_to_it(text: str, data: st.DataObject) -> None:
    """Rejects: a map that is off by one anywhere, or cuts a ligature."""
    folded = fold(text)
    whole = [i for i, start in enumerate(folded.starts) if i == 0 or folded.starts[i - 1] != start]
    # What is a bullet depends on the white space before it, so a span that opens with one is read differently.
    openings = [i for i in whole if folded.text[i].isalnum()]
    if not openings:
        return
    start = data.draw(st.sampled_from(openings))
    end = data.draw(st.sampled_from([*(i for i in whole if i > start), len(folded.text)]))
    span = folded.span(start, end)
    assert fold(text[span.start : span.end]).text == folded.text[start:end]


def test_a_match_inside_a_ligature_maps_to_the_whole_ligature() -> None:
    """Rejects: a span of no characters, or one that ends before the letters it stands for."""
    folded = fold("conﬁdent")
    at = folded.text.index("dent")
    assert folded.span(0, at - 1) == folded.span(0, at)
    assert folded.span(0, len(folded.text)).end == len("conﬁdent")


def test_words_stand_where_the_page_has_them(page: Document) -> None:
    """Rejects: tokens whose offsets are those of the folded text."""
    words = split_words(page.text)
    assert len(words.words) > 1500
    for word, start, end in zip(words.words, words.starts, words.ends, strict=True):
        assert split_words(page.text[start:end]).words == (word,)


def test_numbers_and_contractions_are_one_word() -> None:
    """Rejects: 5.10 found by 5.1, and "n't" parted from what it negates."""
    assert split_words("(5.10) isn’t and/or 5.1.").words == ("(", "5.10", ")", "isn't", "and", "/", "or", "5.1", ".")
    assert split_words("care , so").words == split_words("care, so").words
