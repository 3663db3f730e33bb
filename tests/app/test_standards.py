"""Standards by number: exactly what was asked for, each with its edition, what is in force first; or what is known."""

from __future__ import annotations

import json
import sys

import pytest

from app import cli
from app.answer import answer
from app.standards import find_standard
from app.types import Answer, to_json
from index.types import Index
from ingest.corpus import SHIPPED
from tests.app.test_numbers import PHRASINGS
from tests.app.test_terminal import printed
from tests.conftest import REGULATOR
from tests.fakes import HashEncoder

RULES = {
    "5.1": "You must treat information about service users\u00a0as confidential (5.1)",
    "2.7": "You must use all forms of communication\u00a0appropriately and responsibly, including social\u00a0media "
    "and networking websites (2.7)",
    "9.1": "You must make sure that your conduct justifies\u00a0the public’s trust and confidence in you and your\u00a0"
    "profession (9.1)",
    "9.3": "You must make sure that any promotional\u00a0activities you are involved in are accurate and are\u00a0not "
    "likely to mislead (9.3)",
    "1.7": "You must keep your relationships with service\u00a0users and carers professional (1.7)",
}
ABSENT = """
    5.10 1.70 47.3 11.1 0.1 5.1.1 5.2 5.0 1.1 1.2 1.3 1.4 1.5 1.6 1.8 1.12 1.77 17.1 2.1 2.6 2.8 2.70 2.77 27.1 3.1 4.1
    6.1 7.1 8.1 9.2 9.4 9.10 9.11 9.13 9.30 10.1 15.1 51.1 91.1 99.99
    """.split()


def shown(found: Answer) -> list[tuple[str, str]]:
    """The document and the highlighted words of every passage that states a rule asked for."""
    return [(p.document.id, part.text) for p in found.passages for part in p.parts if part.highlight]


@pytest.mark.parametrize("number", RULES)
def test_a_standard_is_answered_by_its_own_words_and_edition(index: Index, encoder: HashEncoder, number: str) -> None:
    for phrasing in PHRASINGS:
        found = answer(phrasing.format(number), index, encoder)
        assert found.kind == "standard", phrasing
        assert shown(found) == [("social-media-2021", RULES[number])]
        assert {(s.number, s.edition) for p in found.passages for s in p.standards} == {(number, "2016")}


@pytest.mark.parametrize("number", ABSENT)
def test_an_absent_number_is_said_to_be_absent_and_never_replaced_by_a_neighbour(
    index: Index, encoder: HashEncoder, number: str
) -> None:
    assert len(set(ABSENT)) >= 40
    for phrasing in PHRASINGS:
        found = answer(phrasing.format(number), index, encoder)
        assert (found.kind, found.passages) == ("none", ())
        assert found.reason
        assert f"No standard {number} in these documents" in found.reason


def test_an_absent_number_comes_with_what_there_is_of_its_chapter(index: Index, encoder: HashEncoder) -> None:
    reason = answer("9.2", index, encoder).reason
    assert reason == "No standard 9.2 in these documents. Of standard 9, they have 9.1 and 9.3."


def test_a_number_of_the_edition_in_force_leads_to_the_rule_it_replaced(index: Index, encoder: HashEncoder) -> None:
    reason = answer("standards 1.8 to 1.12", index, encoder).reason
    assert reason
    assert reason.startswith("No standard 1.8 to 1.12 in these documents. Of standard 1, they have 1.7.")
    assert "In the 2024 edition, 1.8 to 1.12 replaced 1.7 of 2016: https://www.hcpc-uk.org/" in reason


def test_what_became_of_a_number_and_that_it_now_means_another_rule_is_said_with_how_sure(
    index: Index, encoder: HashEncoder
) -> None:
    notes = {}
    for number in RULES:
        now = answer(number, index, encoder).passages[0].standards[0].now
        assert now
        notes[number] = now.note
    assert notes["1.7"] == "From 1 September 2024: 1.8 to 1.12. In the 2024 edition, 1.7 is a different rule."
    assert notes["2.7"].startswith(
        "From 1 September 2024: 2.5, 2.9 and 2.10. New beside it: 2.11. In the 2024 edition, 2.7 is a different rule. "
        "This is inferred: check https://www.hcpc-uk.org/"
    )
    assert notes["5.1"].startswith("Unchanged in the 2024 edition, in effect from 1 September 2024. This is inferred")


def test_a_rule_is_followed_by_what_it_governs(index: Index, encoder: HashEncoder) -> None:
    found = answer("2.7", index, encoder)
    assert [p.text[:30] for p in found.passages] == [
        "• The Standards of conduct, pe",
        "You should apply the same stan",
    ]
    assert len(answer("1.7", index, encoder, 5).passages) == 5


def test_several_numbers_are_all_shown_and_a_missing_one_is_noticed(index: Index, encoder: HashEncoder) -> None:
    found = answer("quote 2.7, 47.3 and 9.3", index, encoder)
    assert [text for _, text in shown(found)] == [RULES["2.7"], RULES["9.3"]]
    assert found.notices[0].kind == "missing-standard"
    assert found.notices[0].text == "No standard 47.3 in these documents."


def test_rules_are_shown_even_where_they_are_more_than_the_passages_asked_for(
    index: Index, encoder: HashEncoder
) -> None:
    assert len(shown(answer("quote 2.7, 9.1, 9.3", index, encoder, 1))) == 3


def test_a_chapter_gives_all_its_standards(index: Index, encoder: HashEncoder) -> None:
    assert [text for _, text in shown(answer("standard 9", index, encoder))] == [RULES["9.1"], RULES["9.3"]]


def test_a_number_in_several_documents_is_shown_from_all_in_force_first(regulator: Index, encoder: HashEncoder) -> None:
    found = answer("5.1", regulator, encoder)
    assert [(name, text[:28]) for name, text in shown(found)] == [
        ("conduct-2023", "5.1 You must treat what you "),
        ("proficiency", "5.1: recognise a leaking pip"),
        ("shapes", "5.1 You must treat what you "),
        ("conduct-2018", "5.1 You must not tell anyone"),
    ]
    assert [p.document.status for p in found.passages][3] == "superseded"
    assert [notice.kind for notice in found.notices] == ["superseded"]


def test_5_1_is_not_5_10(regulator: Index, encoder: HashEncoder) -> None:
    assert {name for name, _ in shown(answer("5.10", regulator, encoder))} == {"conduct-2023", "shapes"}
    assert not any("5.10" in text for _, text in shown(answer("5.1", regulator, encoder)))


@pytest.mark.parametrize(
    ("question", "documents"),
    [
        ("1.2 in the 2018 edition", ["conduct-2018", "ladders-2019"]),
        ("1.2 (2023)", ["conduct-2023", "shapes"]),
        ("standards of skill 5.1", ["proficiency"]),
        ("SBL 5.1", ["conduct-2023", "shapes", "conduct-2018"]),
    ],
)
def test_an_edition_or_a_set_of_standards_that_is_named_is_the_only_one_shown(
    regulator: Index, encoder: HashEncoder, question: str, documents: list[str]
) -> None:
    assert [name for name, _ in shown(answer(question, regulator, encoder))] == documents


def test_the_command_gives_the_answer_that_asking_gives(
    regulator: Index, encoder: HashEncoder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "use_utf8", lambda: None)
    monkeypatch.setattr(sys, "argv", ["hcpc-guidance", "standard", "1.2", "--corpus", str(REGULATOR), "--json"])
    with pytest.raises(SystemExit):
        cli.main()
    asked = json.loads(to_json(answer("1.2", regulator, encoder, 100)))
    assert json.loads(capsys.readouterr().out) == asked


def test_the_command_can_be_held_to_an_edition_and_a_document() -> None:
    assert {p.document.id for p in find_standard("1.2", REGULATOR, edition="2018").passages} == {
        "conduct-2018",
        "ladders-2019",
    }
    assert {p.document.id for p in find_standard("1.2", REGULATOR, document="shapes").passages} == {"shapes"}
    assert find_standard("1.7", SHIPPED, edition="2024").reason


def test_the_terminal_prints_rule_edition_successor_and_notice(regulator: Index, encoder: HashEncoder) -> None:
    text = printed(answer("1.2", regulator, encoder))
    assert "Standard 1.2, 2023 edition\n" in text, "in the standards themselves it is not quoted"
    assert "Standard 1.2, 2023 edition, as quoted in this document" in text
    assert "Standard 1.2, 2018 edition" in text
    assert "From 1 March 2023: 1.3 and 1.4. In the 2023 edition, 1.2 is a different rule." in text
    assert "superseded on 1 March 2023" in text
