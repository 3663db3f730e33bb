"""Which questions ask for standards by number, and which only hold a number."""

from __future__ import annotations

import pytest

from app.numbers import asked_numbers

TITLES = ("Standards of conduct, performance and ethics", "Standards of proficiency for dietitians")
EDITIONS = frozenset({"2016", "2024"})
PHRASINGS = [
    "{}",
    "standard {}",
    "what does standard {} say",
    "What does {} require?",
    "quote {} please",
    "SCPE {}",
    "§{}",
    "Show me the exact wording of HCPC standard {}.",
    "no. {}",
    "I need the text of rule {}",
    "Does standard {} apply when I post about a patient?",
    "the {} of the standards of conduct, performance and ethics",
]


def numbers(question: str) -> tuple[str, ...]:
    asked = asked_numbers(question, EDITIONS, TITLES)
    return asked.numbers if asked else ()


@pytest.mark.parametrize("number", ["5.1", "1.7", "2.7", "9.1", "9.3", "5.10", "1.12", "47.3", "0.1", "5.1.1"])
def test_a_number_is_asked_for_in_any_phrasing(number: str) -> None:
    assert {phrasing: numbers(phrasing.format(number)) for phrasing in PHRASINGS} == dict.fromkeys(PHRASINGS, (number,))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("quote 2.7 and 9.3", ("2.7", "9.3")),
        ("standards 2.7, 9.1 & 9.3", ("2.7", "9.1", "9.3")),
        ("standard 2.7; standard 9.1", ("2.7", "9.1")),
        ("standards 1.8 to 1.12", ("1.8", "1.9", "1.10", "1.11", "1.12")),
        ("1.8–1.10", ("1.8", "1.9", "1.10")),
        ("standards 9.3 to 9.1", ("9.3", "9.1")),
        ("standards 1.8 to 2.2", ("1.8", "2.2")),
        ("standard 5", ("5",)),
        ("What does standard 10 say about records?", ("10",)),
        ("standard 5 and standard 9.1", ("5", "9.1")),
        ("standards 5, 9 and 10", ("5", "9", "10")),
        ("what was 1.7 replaced by?", ("1.7",)),
        ("Is 5.1 still in force?", ("5.1",)),
        ("Where is 9.3 quoted?", ("9.3",)),
    ],
)
def test_lists_ranges_and_chapters(question: str, asked: tuple[str, ...]) -> None:
    assert numbers(question) == asked


@pytest.mark.parametrize(
    "question",
    [
        "Do I have to reply within 10 days?",
        "The page was updated on 24/03/2021, is it current?",
        "What changed on 24.03.2021?",
        "Should I call NHS 111 about a post?",
        "I scored 7.5 in IELTS, can I say so online?",
        "Can I post 1.5 hours after a shift?",
        "Can I charge £1.50 for a post?",
        "I posted that his temperature was 37.5",
        "Do standard 7.5 hour shifts count?",
        "My shift is 12.30 to 20.30, can I tweet in it?",
        "Is version 2.0 of the app safe?",
        "A ratio of 1:2.5 of posts",
        "My router is 192.168.1.1",
        "Are 5.1 million followers too many?",
        "Is 3.5% engagement boastful?",
        "I am a band 5 physio, may I advertise?",
        "Which standard mentions social media?",
        "What are the top tips?",
        "I have 2 standards to follow, mine and my employer's",
        "1,000.50 pounds raised online",
        "Can I film a standard 12 lead ECG?",
        "Is it a standard 9 to 5 job?",
        "The gold standard 3 tests agree",
    ],
)
def test_a_quantity_a_date_or_a_score_is_not_a_standard(question: str) -> None:
    assert numbers(question) == ()


def test_an_edition_and_a_set_of_standards_are_understood_where_they_are_known() -> None:
    asked = asked_numbers("SCPE 1.7 in the 2016 edition", EDITIONS, TITLES)
    assert asked
    assert (asked.edition, asked.titles) == ("2016", TITLES[:1])
    asked = asked_numbers("standards of proficiency 5.1 (2019)", EDITIONS, TITLES)
    assert asked
    assert (asked.numbers, asked.edition, asked.titles) == (("5.1",), None, TITLES[1:])


def test_a_profession_in_a_title_makes_no_short_name() -> None:
    """Rejects SPOT as a name of the standards of proficiency for occupational therapists."""
    title = "Standards of proficiency: occupational therapists"
    asked = asked_numbers("Standard 9.1: how do I spot a false claim?", EDITIONS, (title,))
    assert asked
    assert asked.titles == ()


def test_the_longest_question_is_judged_at_once() -> None:
    """Rejects a pattern that takes exponential time."""
    assert numbers("5.1 " * 500) == ("5.1",)
    assert numbers("a1.b2." * 330) == ()
    assert numbers("1." * 1000) == ()
