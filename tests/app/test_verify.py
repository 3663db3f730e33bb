"""Verdicts on quotations: what is exact, what is cut, what is altered, what is of another edition."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Callable
from itertools import pairwise

import pytest
from rich.console import Console

from app.verification.concordance import Concordance, make_concordance
from app.verification.terminal import print_verdict
from app.verification.verdict import Verdict, to_json
from app.verification.verify import verify
from ingest.corpus import document_of
from ingest.errors import QuestionRefused
from ingest.passages import cut_passages
from ingest.types import Corpus, Document, Source

RULE = "You must treat information about service users as confidential"
CHARTER = "Charter of the lamplighters"


@pytest.fixture(scope="module")
def shipped(corpus: Corpus) -> Concordance:
    return make_concordance(corpus)


@pytest.fixture(scope="module")
def sentences(page: Document) -> list[str]:
    return [page.slice(span) for passage in cut_passages(page) for span in passage.sentences]


def one_line(text: str) -> str:
    return re.sub(r"•\s|\s+", " ", text).strip()


DISGUISES: dict[str, Callable[[str], str]] = {
    "as printed": lambda text: text,
    "straight quotes": lambda text: text.replace("’", "'"),
    "no-break spaces": lambda text: re.sub(r"\s+", "\u00a0", text),
    "one line, ordinary spaces, no bullets": one_line,
    "one line, with bullets": lambda text: " ".join(text.split()),
    "wrapped": lambda text: "\n".join(textwrap.wrap(one_line(text), 30)),
    "in curly quotation marks": lambda text: f"“{one_line(text)}”",
    "in straight quotation marks": lambda text: f'"{one_line(text)}"',
    "full stop dropped": lambda text: text.rstrip("."),
    "full stop added": lambda text: f"{text}." if text[-1].isalnum() else text,
    "full stop added behind the quotation mark": lambda text: f"“{one_line(text).rstrip('.')}”.",
    "first letter lowered": lambda text: one_line(text)[0].lower() + one_line(text)[1:],
    "hyphens as dashes": lambda text: text.replace("-", "–"),
    "dashes as bullets": lambda text: text.replace("•", "-"),
    "soft hyphens": lambda text: re.sub(r"(?<=\w{4})(?=\w{4})", "\u00ad", text),
    "ligatures": lambda text: text.replace("fi", "ﬁ").replace("ff", "ﬀ"),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.mutation
def test_every_sentence_in_every_typographic_disguise_is_exact(
    disguise: str, sentences: list[str], shipped: Concordance
) -> None:
    """Rejects: literal search, which the page's no-break spaces and curly apostrophes defeat."""
    disguised = [DISGUISES[disguise](sentence) for sentence in sentences]
    assert [text for text in disguised if verify(text, shipped).verdict != "exact"] == []


def test_whole_passages_are_exact(page: Document, shipped: Concordance) -> None:
    """Rejects: comparing with single sentences only."""
    passages = cut_passages(page)
    assert [p.text for p in passages if verify(p.text, shipped).verdict != "exact"] == []
    assert [p.text for p in passages if verify(" ".join(p.text.split()), shipped).verdict != "exact"] == []


def test_runs_of_two_and_three_sentences_are_exact_across_paragraphs(page: Document, shipped: Concordance) -> None:
    """Rejects: runs that end with a passage, and headings taken for part of a run."""
    spans = [span for passage in cut_passages(page) for span in passage.sentences]
    headings = [block.span for block in page.blocks if block.kind == "heading"]
    for length in (2, 3):
        for run in zip(*(spans[i:] for i in range(length)), strict=False):
            text = " ".join(page.slice(span) for span in run)
            parted = any(a.end <= h.start and h.end <= b.start for a, b in pairwise(run) for h in headings)
            assert (verify(text, shipped).verdict == "exact") is not parted


def test_places_are_slices_of_the_document(sentences: list[str], page: Document, shipped: Concordance) -> None:
    """Rejects: offsets of the folded text, and letters that are not the document's."""
    for sentence in sentences:
        for place in verify(sentence, shipped).places:
            assert place.text == page.text[place.start : place.end]
            assert place.text in place.whole
            assert place.whole in page.text
            assert sentence.removeprefix("• ").rstrip(".") in place.text + place.whole


def test_a_sentence_that_stands_twice_has_two_places(shipped: Concordance) -> None:
    """Rejects: stopping at the first find."""
    words = "Your primary focus should be on delivering the best possible care to meet the service user's needs."
    verdict = verify(words, shipped)
    assert [place.start for place in verdict.places] == [2806, 8856]
    assert [s.number for s in verdict.places[0].standards] == ["5.1"]
    assert verdict.places[1].standards == ()
    changed = verify(words.replace("should", "must"), shipped)
    assert [place.start for place in changed.places] == [2806, 8856]


@pytest.mark.parametrize(
    "text",
    [
        RULE,
        f"{RULE} (5.1)",
        f"{RULE} (5.1).",
        f"{RULE}. (5.1)",
        f"“{RULE}” (5.1)",
        f"5.1 {RULE}",
        f"5.1: {RULE}.",
        f"5.1. y{RULE[1:]}",
        f"(5.1) {RULE}",
        f"5.1 “{RULE}”",
        f"Our Standards of conduct, performance and ethics say:\n{RULE} (5.1)",
    ],
)
def test_a_rule_is_exact_with_its_number_before_it_or_behind_it_or_without(text: str, shipped: Concordance) -> None:
    """Rejects: only the form that the page prints."""
    verdict = verify(text, shipped)
    assert (verdict.verdict, len(verdict.places)) == ("exact", 1)


@pytest.mark.parametrize("number", ["5.2", "5.10", "9.1", "1.7", "15.1"])
@pytest.mark.parametrize("form", ["{n} {rule}", "({n}) {rule}", "{n}: {rule}", "{rule} ({n})", "“{rule}” ({n})."])
def test_a_rule_with_another_number_is_altered(form: str, number: str, shipped: Concordance) -> None:
    """Rejects: numbers stripped and forgotten."""
    verdict = verify(form.format(n=number, rule=RULE), shipped)
    assert verdict.verdict == "altered"
    assert verdict.serious
    assert [(change.weight, number in change.quotation) for change in verdict.changes] == [("standard number", True)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("treat information about service users as confidential", f"{RULE} (5.1)"),
        ("You must treat information about service users", f"{RULE} (5.1)"),
        ("If you are unsure whether to post ...", "or trade union."),
        ("They must understand and not object to:", "how the information will be used."),
        ("the reason for the disclosure", "how the information will be used."),
        ("seek advice first", "or trade union."),
        ("be inappropriate or offensive, refrain from posting it.", "If you think something could"),
    ],
)
def test_words_cut_inside_a_sentence_are_partial_and_the_whole_is_shown(
    text: str, whole: str, shipped: Concordance
) -> None:
    """Rejects: "is a substring of the source" as the test of a quotation."""
    verdict = verify(text, shipped)
    assert verdict.verdict == "partial"
    assert whole.replace("\u00a0", " ") in verdict.places[0].whole.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "weight", "changed"),
    [
        ("Do post confidential or service user identifiable information.", "negation", ("", "not")),
        (RULE.replace("must", "should"), "modal", ("should", "must")),
        (RULE.replace("treat", "only treat"), "condition", ("only", "")),
        ("There's no reason why registrants should keep on using it with confidence.",
         "negation", ("should", "shouldn’t")),
        ("Think after you post.", "condition", ("after", "before")),
        ("Maintain appropriate professional boundaries if you communicate with colleagues, employers or carers.",
         "party", ("employers", "service users")),
        ("Think before you tweet.", "word", ("tweet", "post")),
        ("Be polite and respectful and avoid using language that others might reasonably consider to be inappropriate "
         "or offensive.", "punctuation", ("", ",")),
        (RULE.upper(), "word", (RULE.upper(), RULE)),
    ],
)  # fmt: skip
def test_a_change_is_named_and_weighed(text: str, weight: str, changed: tuple[str, str], shipped: Concordance) -> None:
    """Rejects: one kind of alarm for every change, and labels by the words that stayed."""
    verdict = verify(text, shipped)
    assert verdict.verdict == "altered"
    assert [(c.weight, (c.quotation, c.source.replace("\u00a0", " "))) for c in verdict.changes] == [(weight, changed)]
    assert verdict.serious is (weight in {"negation", "modal", "condition", "standard number", "number"})


def test_the_difference_joins_up_to_both_texts(shipped: Concordance, page: Document) -> None:
    """Rejects: a difference tidied for show, from which neither text can be had back."""
    quotation = f"{RULE.replace('must', 'should')}, always (5.1)"
    verdict = verify(quotation, shipped)
    assert "".join(step.quotation for step in verdict.difference) == quotation
    place = verdict.places[0]
    assert "".join(step.source for step in verdict.difference) == page.text[place.start : place.end] == place.text


@pytest.mark.parametrize(
    "text", ["Mitochondria are where a cell's energy is made.", "!!!", "...", "You must pay tax on time.", "47.3"]
)
def test_what_is_near_nothing_is_not_found(text: str, shipped: Concordance) -> None:
    """Rejects: always naming some nearest text."""
    verdict = verify(text, shipped)
    assert (verdict.verdict, verdict.places, verdict.changes) == ("not found", (), ())


@pytest.mark.parametrize("text", ["", " \n\u00a0", "a" * 10_001, "a\0b", "a\ud800b"])
def test_what_cannot_be_looked_up_is_refused(text: str, shipped: Concordance) -> None:
    """Rejects: a crash, or a verdict on nothing."""
    with pytest.raises(QuestionRefused):
        verify(text, shipped)


def charter(id: str, edition: str, text: str, *, in_force: bool, title: str = CHARTER) -> Document:
    source = Source(
        id=id,
        title=title,
        file=f"{id}.txt",
        standards=CHARTER,
        edition=edition,
        status="in force" if in_force else "superseded",
    )
    return document_of(text.encode(), source)


OLD = """The charter says:

You must trim every wick before dusk (1.1)

The charter says:

You must carry spare oil (1.2)

A dry lamp helps nobody.
"""
NEW = """The charter says:

You must not trim a wick after dusk (1.1)

The charter says:

You must carry spare oil (1.2)

Two lamps are better than one.
"""


@pytest.fixture(scope="module")
def editions() -> Corpus:
    old = charter("old", "1890", OLD, in_force=False)
    new = charter("new", "1901", NEW, in_force=True)
    return Corpus((old.source, new.source), (old, new))


def test_a_rule_of_an_edition_no_longer_in_force_is_of_another_edition(editions: Corpus) -> None:
    """Rejects: exact wherever the words stand, whatever became of the rule."""
    verdict = verify("You must trim every wick before dusk", editions)
    assert verdict.verdict == "other edition"
    assert [(p.document.id, p.document.edition) for p in verdict.places] == [("old", "1890")]
    assert verdict.instead is not None
    assert verdict.instead.document.id == "new"
    assert "negation" in {change.weight for change in verdict.changes}


def test_a_rule_in_both_editions_is_exact_in_both_and_the_one_in_force_comes_first(editions: Corpus) -> None:
    """Rejects: the order of the corpus, and "superseded" taken for "false"."""
    verdict = verify("1.2 You must carry spare oil.", editions)
    assert verdict.verdict == "exact"
    assert [place.document.id for place in verdict.places] == ["new", "old"]


def test_an_old_sentence_that_is_no_rule_is_exact(editions: Corpus) -> None:
    """Rejects: treating all guidance of an edition as standards."""
    assert verify("A dry lamp helps nobody.", editions).verdict == "exact"


@pytest.mark.parametrize(
    ("text", "edition", "verdict"),
    [
        ("You must trim every wick before dusk (1.1)", "1890", "exact"),
        ("You must trim every wick before dusk (1.1)", "1901", "other edition"),
        ("You must not trim a wick after dusk", "1890", "other edition"),
        ("A dry lamp helps nobody.", "1901", "other edition"),
        ("A dry lamp", "1901", "other edition"),
        ("Two lamps are better", "1901", "partial"),
        ("You must carry spare oil", "1901", "exact"),
        ("You must carry spare oil", "1999", "other edition"),
        ("You should carry spare oil", "1901", "altered"),
        ("A dry lamp helps everybody.", "1901", "altered"),
    ],
)
def test_an_edition_can_be_asked_for(text: str, edition: str, verdict: str, editions: Corpus) -> None:
    """Rejects: an edition that is asked for and ignored."""
    assert verify(text, editions, edition=edition).verdict == verdict


def test_two_editions_in_force_are_both_exact() -> None:
    """Rejects: calling either of two rules outdated because the other exists."""
    both = charter("a", "1890", OLD, in_force=True, title="A"), charter("b", "1901", NEW, in_force=True, title="B")
    corpus = Corpus(tuple(document.source for document in both), both)
    assert verify("You must trim every wick before dusk", corpus).verdict == "exact"
    assert verify("You must not trim a wick after dusk", corpus).verdict == "exact"


def test_the_standards_own_document_says_which_edition_is_in_force() -> None:
    """Rejects: guidance still in force that quotes an old rule, taken as proof that the rule is."""
    guidance = charter("guidance", "1890", OLD, in_force=True, title="Guidance on lamps")
    standards = charter("charter", "1901", NEW, in_force=True)
    corpus = Corpus((guidance.source, standards.source), (guidance, standards))
    assert verify("You must trim every wick before dusk", corpus).verdict == "other edition"
    assert verify("You must not trim a wick after dusk", corpus).verdict == "exact"


ADJACENT = "Our rules:\n\n• 1.1 You must knock.\n• 1.2 You must wait.\n• 1.3 You must not enter unasked.\n"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("You must knock.", "exact"),
        ("1.1 You must knock", "exact"),
        ("1.1. You must knock. 1.2 You must wait.", "exact"),
        ("You must wait (1.2)", "exact"),
        ("You must wait (1.1)", "altered"),
        ("1.3 You must wait.", "altered"),
        ("You must enter unasked", "altered"),
        ("You must knock. 1.2", "altered"),
    ],
)
def test_rules_with_their_number_in_front_keep_it(text: str, verdict: str) -> None:
    """Rejects: a number taken from the neighbouring rule because the letters stand side by side."""
    document = charter("rules", "1901", ADJACENT, in_force=True)
    assert verify(text, Corpus((document.source,), (document,))).verdict == verdict


def test_a_number_of_the_rule_above_is_not_a_piece_of_the_source() -> None:
    """Rejects: "(1.1) You must carry spare oil" as partial where rule 1.1 ends just above rule 1.2."""
    text = "The charter says:\n\nYou must trim (1.1)\n\nThe charter says:\n\nYou must carry spare oil (1.2)\n"
    document = charter("rules", "1901", text.replace("\n\nThe charter says:\n\nYou must carry", "\n\nYou must carry"),
                       in_force=True)  # fmt: skip
    verdict = verify("(1.1) You must carry spare oil", Corpus((document.source,), (document,)))
    assert verdict.verdict == "altered"


def printed(verdict: Verdict, *, terminal: bool = False) -> str:
    file = io.StringIO()
    print_verdict(verdict, Console(file=file, force_terminal=terminal, width=100, highlight=False))
    return file.getvalue()


def test_a_pipe_shows_what_was_left_out_and_put_in_without_colours(shipped: Concordance) -> None:
    """Rejects: a difference that only colours tell."""
    text = printed(verify(f"5.2 {RULE.replace('must', 'should')}", shipped))
    assert "{+5.2+} You [-must-] {+should+} treat" in text
    assert "modal: “should” for “must”" in text
    assert "can turn a rule round" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("text", "said"), [(RULE, "Exact"), ("treat information", "Partial"), ("Why? No idea at all.", "Not found")]
)
def test_a_terminal_says_the_verdict_in_words(text: str, said: str, shipped: Concordance) -> None:
    """Rejects: a verdict that a screen reader cannot hear."""
    assert said in printed(verify(text, shipped), terminal=True)


def test_another_edition_is_printed_with_what_stands_there_now(editions: Corpus) -> None:
    """Rejects: a verdict without the edition's own words."""
    text = printed(verify("You must trim every wick before dusk", editions))
    assert "Other edition" in text
    assert "[-not-]" in text


def test_the_json_holds_every_field(shipped: Concordance) -> None:
    """Rejects: a door with its own form of the verdict."""
    data = json.loads(to_json(verify(RULE, shipped)))
    assert list(data) == [
        "verdict", "quotation", "edition", "places", "difference", "changes", "serious", "instead", "notices",
    ]  # fmt: skip
    assert data["places"][0]["document"]["edition"] == "2016"


def test_verifying_loads_no_search_engine() -> None:
    """Rejects: half a minute of imports for a look-up in one page."""
    modules = "app.verification.verify, app.receipt, app.verification.terminal"
    script = f"import sys, {modules}; print([m for m in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert not [module for module in ("torch", "faiss", "bm25s", "numpy", "gradio") if f"'{module}'" in loaded]
