"""Who is pointed to help or to the regulator's pages, and whose question only speaks of such things."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from app.pointers import FILE, notices_for, plain

QUESTIONS = Path(__file__).parents[1] / "quality" / "social_media_dev.jsonl"
DISTRESS = [
    "I don't think I can cope",
    "I've been thinking about suicide",
    "I just want to end it all",
    "I can't cope",
    "I cant cope any more since the complaint",
    "I'm really not coping with all this",
    "I am suicidal",
    "im suicidal what do i do",
    "I’m feeling suicidal after a review of me",
    "I have been having suicidal thoughts",
    "I want to end my life",
    "I am thinking of killing myself",
    "I don't want to live anymore",
    "I don’t want to be here any more",
    "I'm having a panic attack about this",
    "I keep having panic attacks",
    "I'm panicking, a patient found my account",
    "I am at breaking point",
    "I want to die",
    "I'm at my wit's end",
    "I want to hurt myself",
    "I feel so hopeless",
]
REPORTED = [
    "I've had a complaint about a tweet",
    "I am going to be reported for this",
    "A colleague reported my post to the HCPC",
    "I have been reported",
    "I've been reported to the HCPC for a tweet",
    "I've just been reported to the HCPC",
    "Have I been reported?",
    "I am under investigation",
    "I'm under HCPC investigation",
    "I am being investigated by my trust",
    "someone complained about me",
    "A patient complained about me on Facebook, can I reply?",
    "someone has made a complaint about me",
    "a complaint was made to my manager about me",
    "A colleague reported me for a post",
    "They have raised a concern about me",
    "Will this affect my fitness to practise?",
    "I have a fitness to practise hearing",
    "I'm facing a fitness to practice hearing",
    "My employer has referred me to the HCPC",
    "what happens if I get reported",
    "Someone is threatening to report me",
    "I was struck off",
    "I've been suspended",
    "should I refer myself to the HCPC?",
]
NEITHER = [
    "I have a complaint about a colleague",
    "A colleague reported my patient's post to the HCPC",
    "Do you think I can go on TikTok?",
    "I am thinking of a post on suicide prevention",
    "Can I post about suicide?",
    "can I report a colleague",
    "How do I report a colleague to the HCPC?",
    "a patient is suicidal",
    "A service user posted that she wants to end her life",
    'My patient wrote "I want to die" on my page',
    "My patient wrote ‘I can’t cope’ on my page",
    "My colleague can't cope",
    "My colleague is under investigation, can I message her?",
    "a patient complained about a colleague",
    "What is fitness to practise?",
    "Is a colleague's fitness to practise impaired?",
    "Who investigates complaints?",
    "I reported a colleague",
    "I have reported a colleague",
    "I have accused nobody",
    "I have suspended my account",
    "My post was reported to Facebook",
    "Can I post about panic attacks?",
    "A patient had a panic attack and I filmed it",
    "I can't go on TikTok at work",
    "I cut myself on a scalpel",
    "My GP referred me to a physio",
    "I am worried about my posts",
    "I'm worried that a colleague is not coping",
    "Do I have an investigation duty",
    "Are there concerns about photos?",
    "I am concerned about a colleague",
    "Can a friend of a patient report posts?",
    "I have a patient who is suicidal",
    "I take part in an investigation",
    "I can't take any more patients",
    "I don't want to die on this hill",
    "Am I allowed to report abuse",
    "how long is a suspension order",
]


def kinds(question: str) -> tuple[str, ...]:
    return tuple(notice.kind for notice in notices_for(question))


def test_distress_said_of_oneself_is_pointed_to_help() -> None:
    assert {question: kinds(question) for question in DISTRESS} == dict.fromkeys(DISTRESS, ("distress",))


def test_a_person_who_is_reported_is_pointed_to_the_regulator_s_pages() -> None:
    assert {question: kinds(question) for question in REPORTED} == dict.fromkeys(REPORTED, ("reported",))


def test_what_is_said_of_others_or_of_other_things_calls_for_no_pointer() -> None:
    assert {question: kinds(question) for question in NEITHER} == dict.fromkeys(NEITHER, ())


def test_both_are_shown_where_both_are_said() -> None:
    assert kinds("I've been reported to the HCPC. I can't cope.") == ("distress", "reported")


def test_nothing_is_found_across_the_end_of_a_sentence() -> None:
    assert kinds("What would you do if you were I? Am suicidal patients covered") == ()


def test_no_development_question_calls_for_a_pointer() -> None:
    questions = [json.loads(line)["question"] for line in QUESTIONS.read_text("utf-8").splitlines()]
    assert len(questions) > 70
    assert [question for question in questions if notices_for(question)] == []


def test_every_line_of_the_file_finds_what_it_says() -> None:
    """Rejects a line whose words are written so that they can never match, or match anything."""
    entries = tomllib.loads(FILE.read_text("utf-8"))["pointer"]
    for kind, said in ((entry["kind"], said) for entry in entries for said in entry["said"]):
        slots = said.split()
        assert all(plain(word.removesuffix("?")) for slot in slots for word in slot.split("|")), said
        longest = [slot.removesuffix("?").split("|") for slot in slots]
        shortest = [slot.split("|") for slot in slots if not slot.endswith("?")]
        assert len(shortest) > 1, said
        for words in (longest, shortest):
            for end in (0, -1):
                assert kind in kinds(f"Hello. {' '.join(word[end] for word in words)}, yes."), said


def test_the_words_shown_are_fixed_and_their_numbers_and_addresses_certain() -> None:
    """A changed number or address must be changed here too, by somebody who checked it."""
    distress, reported = (notices_for(question)[0].text for question in (DISTRESS[0], REPORTED[0]))
    addresses = [re.findall(r"https://[^\s]*[^\s.,;]", text) for text in (distress, reported)]
    assert addresses == [["https://www.samaritans.org", "https://111.nhs.uk"], ["https://www.hcpc-uk.org/concerns/"]]
    assert re.findall(r"\d[\d ]*\d", distress.replace("https://111", "")) == ["999", "116 123", "111"]
    assert notices_for(DISTRESS[0]) == notices_for(DISTRESS[-1])


@pytest.mark.parametrize("piece", ["I am ", "'", '"a ', "' a", "I have been ", "concerns "])
def test_the_longest_question_is_judged_at_once(piece: str) -> None:
    notices_for((piece * 2000)[:2000])
