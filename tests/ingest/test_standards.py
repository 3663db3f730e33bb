"""The rules that a document quotes, and what each governs."""

from __future__ import annotations

from ingest.passages import cut_passages
from ingest.standards import find_standards
from ingest.types import Document


def test_the_five_standards_of_the_page_are_found_whole_with_their_edition(page: Document) -> None:
    found = [(s.number, s.edition, page.slice(s.span).replace("\u00a0", " ")) for s in find_standards(page)]
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
            "You must make sure that your conduct justifies the public’s trust and confidence in you and your profession "
            "(9.1)",
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
    governed = [[s.number for s in passage.standards] for passage in cut_passages(page)]
    assert (
        governed == [[]] * 11 + [["5.1"]] * 7 + [["2.7"]] * 2 + [["9.1"]] * 2 + [["9.3"]] * 2 + [["1.7"]] * 6 + [[]] * 5
    )
