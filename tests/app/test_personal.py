"""Personal details are taken out of a question, wherever they stand in it; what only looks like one stays."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.details import Kind
from app.personal import MASK, Masked, mask, personal_notices

QUESTIONS = Path(__file__).parents[1] / "quality" / "social_media_dev.jsonl"
SENTENCES = [
    "{}",
    "My patient ({}) added me on Facebook, may I accept?",
    "Can I post this: {}?",
    "It is {}. Is that confidential under 5.1, or 1.8 to 1.12?",
    "On 24/03/2021 at 10:30 I gave 10 mg and wrote “{}” on a page of 2,500 words",
    "since 1 September 2024,{}\n",
    "\u00a0“café”\u200b {}, in the 2016 edition",
]


def grouped(digits: str, sizes: tuple[int, ...], gap: str) -> str:
    groups, at = [], 0
    for size in sizes:
        groups.append(digits[at : at + size])
        at += size
    return gap.join(group for group in [*groups, digits[at:]] if group)


def nhs_check(nine: str) -> int:
    """As NHS England describes it: 11 less the remainder of the weighted sum; 11 is written 0, and 10 is not used."""
    left = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    return 0 if left == 11 else left


def luhn_check(digits: str) -> int:
    """Worked from the right, as on paper: every second digit doubled, its digits added."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value // 10 + value % 10
    return -total % 10


gaps = st.sampled_from(["", " ", "-", "\u2011", "\u00a0", " - "])
nines = st.from_regex(r"[4-9][0-9]{8}", fullmatch=True).filter(lambda nine: nhs_check(nine) < 10)
nhs_numbers = st.builds(lambda nine, gap: grouped(f"{nine}{nhs_check(nine)}", (3, 3), gap), nines, gaps)
other_numbers = st.builds(
    lambda nine, gap, more: grouped(f"{nine}{(nhs_check(nine) + more) % 10}", (3, 3), gap),
    nines,
    gaps,
    st.integers(1, 9),
)
card_starts = st.from_regex(r"[3-6][0-9]{11,17}", fullmatch=True)
card_sizes = st.sampled_from([(), (4, 4, 4)])
card_gaps = st.sampled_from([" ", "-", "\u00a0"])


def card(start: str, sizes: tuple[int, ...], gap: str, more: int = 0) -> str:
    return grouped(f"{start}{(luhn_check(start) + more) % 10}", sizes, gap)


cards = st.builds(card, card_starts, card_sizes, card_gaps)
# Without zeros: a group of an invalid card number may well be a phone number.
not_cards = st.builds(
    card, st.from_regex(r"[3-6][1-9]{11,17}", fullmatch=True), card_sizes, card_gaps, st.integers(1, 9)
)
insurance_numbers = st.builds(
    lambda letters, digits, last, gap: grouped(f"{letters}{digits}{last}", (2, 2, 2, 2), gap),
    st.from_regex(r"[A-CEGHJ-PR-TW-Za-c][A-CEGHJ-NPR-TW-Z]", fullmatch=True).filter(
        lambda letters: letters.upper() not in {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
    ),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.sampled_from("ABCDabcd"),
    gaps,
)
unallotted = st.builds(
    lambda letters, digits, last: f"{letters}{digits}{last}",
    st.sampled_from(["BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "DA", "FA", "IA", "QQ", "UA", "VA", "AD", "AO", "AV"]),
    st.from_regex(r"[0-9]{6}", fullmatch=True),
    st.sampled_from("ABCD"),
)
phones = st.builds(
    lambda start, digits, sizes, gap: start + grouped(digits, sizes, gap),
    st.sampled_from(["0", "(0", "+44 ", "+44 (0)", "+44(0) ", "0044 ", "(+44) "]),
    st.from_regex(r"(7[0-9]|20|1[1-9]|80)[0-9]{8}", fullmatch=True),
    st.sampled_from([(), (4,), (4, 3), (3, 3), (3, 3, 2)]),
    st.sampled_from([" ", "-", ") ", "\u00a0"]),
)
emails = st.from_regex(r"[a-z0-9][a-zA-Z0-9._+'-]{0,80}@([a-z0-9][a-z0-9-]{0,8}\.){1,3}[a-z]{2,6}", fullmatch=True)
DETAILS: list[tuple[Kind, st.SearchStrategy[str]]] = [
    ("an NHS number", nhs_numbers),
    ("a payment card number", cards),
    ("a National Insurance number", insurance_numbers),
    ("a phone number", phones),
    ("an e-mail address", emails),
]


def letters_of(text: str) -> str:
    """Only letters and digits, so that nothing hides behind spaces."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@pytest.mark.parametrize(("kind", "strategy"), DETAILS, ids=[kind for kind, _ in DETAILS])
@given(st.data(), st.sampled_from(SENTENCES))
def test_a_detail_never_survives_wherever_it_stands(
    kind: Kind, strategy: st.SearchStrategy[str], data: st.DataObject, sentence: str
) -> None:
    """Rejects a mask that misses a way of writing, or that takes the rest of the question with it."""
    detail = data.draw(strategy)
    masked = mask(sentence.format(detail))
    assert kind in masked.kinds
    assert masked.text.replace("(" + MASK, MASK) == sentence.format(MASK).replace("(" + MASK, MASK)
    assert letters_of(detail) not in letters_of(str(masked) + str(personal_notices(masked)))
    assert mask(masked.text).kinds == ()


@given(st.lists(st.one_of([strategy for _, strategy in DETAILS]), min_size=2, max_size=5))
def test_several_details_in_a_row_are_all_taken_out(details: list[str]) -> None:
    """Rejects a mask that stops at the first, or lets what it leaves join into another."""
    masked = mask("; ".join(details))
    assert not [detail for detail in details if letters_of(detail) in letters_of(masked.text)]
    assert mask(masked.text).kinds == ()


@pytest.mark.parametrize("strategy", [other_numbers, not_cards, unallotted], ids=["check digit", "Luhn", "prefix"])
@given(st.data(), st.sampled_from(SENTENCES))
def test_a_number_that_fails_its_check_stays(
    strategy: st.SearchStrategy[str], data: st.DataObject, sentence: str
) -> None:
    question = sentence.format(data.draw(strategy))
    assert mask(question) == Masked(question, ())


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("NHS number: 943 476 5919?", "NHS number: …?"),  # the example of NHS England's data dictionary
        ("9 4 3 4 7 6 5 9 1 9", "…"),
        ("９４３４７６５９１９", "…"),
        ("my NI number is QQ 12 34 56 C", "my NI number is …"),
        ("national insurance ab123456", "national insurance …"),
        ("card 4111 1111 1111 1111 123 10/27", "card … 123 10/27"),
        ("3782 822463 10005", "…"),
        ("call 01632 960 001 or (020) 7946 0958", "call … or …"),
        ("447700900123 messaged me", "… messaged me"),
        ("+353 86 123 4567", "…"),
        ("write to Jane.O’Neil+x@south.nhs.uk.", "write to …."),
        ("she lives at SW1A 1AA", "she lives at …"),
        ("he lives in m1 1ae, I think", "he lives in …, I think"),
        ("B5 4TH", "…"),
        ("a man born on 3 March 1985", "a man born on …"),
        ("born 3rd of March, 1985 in Leeds", "born … in Leeds"),
        ("DOB 03/04/85, tall", "DOB …, tall"),
        ("dob: 1985-04-03", "dob: …"),
        ("D.O.B. 3.4.1985.", "D.O.B. …."),
        ("date of birth of my client is March 3, 1985", "date of birth of my client is …"),
        ("12/03/1985 (DOB)", "… (DOB)"),
        ("12/03/1985 is her date of birth", "… is her date of birth"),
        ("12/03/1985, when she was born", "…, when she was born"),
        ("I am PH123456", "I am …"),
        ("my registration number is PYL 12345", "my registration number is …"),
    ],
)
def test_the_ways_people_write_them(question: str, text: str) -> None:
    assert mask(question).text == text


@pytest.mark.parametrize(
    "question",
    [
        "5.1",
        "standards 1.8 to 1.12",
        "What changed on 1 September 2024?",
        "The page was updated on 24/03/2021, is it current?",
        "Since 24.03.2021 10.30 I posted nothing",
        "On 01-09-2024 10 people saw it",
        "10 mg of adrenaline at 10:30",
        "My shift is 0800-2000 12 hours",
        "the years 2016 2017 2018 2019",
        "1,000,000 followers",
        "5@10.50 each",
        "@hcpc on Twitter",
        "Call 111, 999 or 116 123",
        "in E1 2nd floor",
        "CO2 5th edition",
        "I was born in 1999 in London",
        "Are people born after 1 September 2024 children?",
        "I was born before the standards of 24 March 2021",
        "Is PH a profession? Is 123456 a number?",
        "https://www.hcpc-uk.org/standards/",
        "My patient is called Jane Smith",
    ],
)
def test_what_is_no_detail_stays_letter_for_letter(question: str) -> None:
    """The last one says what is not recognised."""
    assert mask(question) == Masked(question, ())


def test_no_development_question_is_changed() -> None:
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert len(questions) > 70
    assert [question for question in questions if mask(question) != Masked(question, ())] == []


@given(st.text(max_size=60))
def test_any_text_without_details_is_kept_as_it_is(text: str) -> None:
    masked = mask(text)
    assert masked.kinds or masked.text == text


def test_the_notice_names_the_kinds_and_nothing_else() -> None:
    (notice,) = personal_notices(mask("Jane at LS1 4AP, 943 476 5919, 07700 900123"))
    assert notice.kind == "personal-details"
    assert notice.text.startswith("Your question seemed to hold an NHS number, a phone number and a postcode.")
    assert not any(character.isdigit() for character in notice.text)
    assert personal_notices(mask("5.1")) == ()


@pytest.mark.parametrize(
    "piece", ["a@", "a.", "1 ", "1", "07 ", "dob a ", "born 1.", "+4", "((", "ni ab 1", "A1 ", "x"]
)
def test_the_longest_question_is_judged_at_once(piece: str) -> None:
    """Rejects a pattern that takes exponential time."""
    mask((piece * 2000)[:2000])
