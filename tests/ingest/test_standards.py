"""The rules that a document quotes, and what each governs."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.corpus import read_corpus
from ingest.passages import cut_passages, standards_in
from ingest.types import Corpus, Document, Passage, Span
from ingest.wholes import whole_groups

REGULATOR = Path(__file__).parents[1] / "fixtures" / "regulator"


@pytest.fixture(scope="module")
def regulator() -> Corpus:
    return read_corpus(REGULATOR)


def passages_of(corpus: Corpus, name: str) -> tuple[Passage, ...]:
    return cut_passages(next(document for document in corpus.documents if document.source.id == name))


def rules_of(corpus: Corpus, name: str) -> list[tuple[str, str]]:
    passages = passages_of(corpus, name)
    return [(s.number, passages[0].document.slice(s.span)) for s in standards_in(passages)]


def governing(corpus: Corpus, name: str, start: str) -> list[str]:
    (found,) = [p for p in passages_of(corpus, name) if p.text.startswith(start)]
    return [standard.number for standard in found.standards]


def test_the_five_standards_of_the_page_are_found_whole_with_their_edition(page: Document) -> None:
    found = [(s.number, s.edition, page.slice(s.span).replace("\u00a0", " ")) for s in standards_in(cut_passages(page))]
    assert found == [
        ("5.1", "2016", "You must treat information about service users as confidential (5.1)"),
        (
            "2.7",
            "2016",
            "You must use all forms of communication appropriately and responsibly, including social media and "
            "networking websites (2.7)",
        ),
        (
            "9.1",
            "2016",
            "You must make sure that your conduct justifies the public’s trust and confidence in you and your "
            "profession (9.1)",
        ),
        (
            "9.3",
            "2016",
            "You must make sure that any promotional activities you are involved in are accurate and are not likely to "
            "mislead (9.3)",
        ),
        ("1.7", "2016", "You must keep your relationships with service users and carers professional (1.7)"),
    ]


def test_a_rule_governs_what_follows_it_to_the_next_rule_or_the_end_of_its_panel(page: Document) -> None:
    """9.3 stands in the middle of the panel that 9.1 opens; the last panel has no rule."""
    spans = [Span(group[0].span.start, group[-1].span.end) for _, group in whole_groups(page)]
    shown = [passage for span in spans for passage in cut_passages(page) if passage.span.holds(span)]
    governed = [[standard.number for standard in passage.standards] for passage in shown]
    assert (
        governed == [[]] * 11 + [["5.1"]] * 7 + [["2.7"]] * 2 + [["9.1"]] * 2 + [["9.3"]] * 2 + [["1.7"]] * 6 + [[]] * 5
    )


def test_a_rule_is_found_in_every_shape_that_pages_give_it(regulator: Corpus) -> None:
    assert rules_of(regulator, "shapes") == [
        ("1.1", "You must light every lamp on your round before dark (1.1)"),
        ("1.2", "1.2 You must carry a second wick at all times."),
        ("1.3", "1.3. You must keep your ladder clear of doors and of passers-by."),
        ("1.4", "1.4. You must never lend your ladder unless your council agrees in writing."),
        ("2.1", "• 2.1 You must greet everyone you meet on your round."),
        ("5.1", "5.1 You must treat what you learn on your round as private."),
        ("5.10", "Standard 5.10 of your standards says: ‘You must burn the notes of your round once a year.’"),
        ("1.1", "You must light every lamp on your round before dark (1.1)."),
    ]
    assert rules_of(regulator, "proficiency") == [
        ("5.1", "• 5.1: recognise a leaking pipe by its smell"),
        ("5.2", "• 5.2: know when to call the gas works"),
        ("6.3", "• 6.3: choose a wick of the right width"),
    ]


def test_a_rule_with_a_list_of_its_own_is_quoted_with_the_whole_list(regulator: Corpus) -> None:
    (rule,) = [text for number, text in rules_of(regulator, "conduct-2023") if number == "2.1"]
    assert rule.endswith("without shouting.")


def test_rules_that_stand_together_govern_together_and_are_not_governed_by_each_other(regulator: Corpus) -> None:
    assert governing(regulator, "shapes", "A neighbour") == ["1.3", "1.4"]
    assert governing(regulator, "shapes", "1.4.") == ["1.4"]
    assert governing(regulator, "conduct-2023", "1.1") == ["1.1"]


def test_a_rule_governs_no_further_than_its_section(regulator: Corpus) -> None:
    assert governing(regulator, "shapes", "Carry it dry") == ["1.2"]
    assert governing(regulator, "shapes", "Strike the match") == ["1.1"]
    assert governing(regulator, "shapes", "Write no names") == ["5.1"]


def test_a_bullet_s_lead_in_stays_with_its_numbered_rules(regulator: Corpus) -> None:
    assert passages_of(regulator, "proficiency")[0].text.startswith("Registrants must:")
