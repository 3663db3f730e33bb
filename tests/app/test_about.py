"""What the page says of itself: the figures of the data files, and examples of the documents at hand."""

from __future__ import annotations

import re
from dataclasses import replace

from app.cite import written_date
from app.web.about import ACCURACY, about_html, read
from app.web.examples import examples, examples_html
from index.confidence import FILE as CONFIDENCE
from index.types import Index
from ingest.types import Corpus
from tests.app.test_cards import Read


def test_every_figure_is_that_of_its_data_file() -> None:
    """Rejects a figure that stays when another was measured."""
    shown, accuracy = Read(about_html()), read(ACCURACY)
    cells = [value for figure in accuracy["figure"] for value in (figure["found"], figure["share"])]
    assert shown.texts("td") == cells
    assert shown.texts("th")[3:] == [figure["asked"] for figure in accuracy["figure"]]
    text = " ".join(shown.texts("p"))
    assert f"Measured on {written_date(accuracy['measured'])}" in text
    fitted = read(CONFIDENCE)["fitted"]
    assert f"on {written_date(fitted['on'])}" in " ".join(text.split())
    assert f"off by {fitted['calibration_error'] * 100:.1f}\u00a0%" in " ".join(re.split(r"[ \n]+", text))
    assert not re.search(r"\[\w+\]", about_html())


def test_it_has_its_parts() -> None:
    wanted = ["How it works", "What is kept", "How often it is right", "Accessibility", "Keys"]
    assert Read(about_html()).texts("h3") == wanted


def test_an_example_is_offered_only_with_its_document(corpus: Corpus, regulator: Index) -> None:
    """Rejects questions that the documents at hand do not answer."""
    assert len(examples(corpus)) == 4
    assert Read(examples_html(corpus)).texts("button") == list(examples(corpus))
    assert examples_html(regulator.corpus) == examples_html(replace(corpus, documents=())) == ""
