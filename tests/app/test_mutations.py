"""Every sentence of the shipped page, changed in ways that people and programs change quotations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest

from app.verification.concordance import Concordance, make_concordance
from app.verification.verdict import Change, Verdict
from app.verification.verify import verify
from ingest.passages import cut_passages
from ingest.types import Corpus, Document

ADDED = ("not", "only", "unless", "must")
DROPPED = {"not", "only", "unless", "must", "should", "may", "if", "other", "always", "any", "all", "without"}
MODALS = ("must", "should", "may")
PARTIES = {
    "service users": "colleagues",
    "service user": "registrant",
    "colleagues": "service users",
    "colleague": "employer",
    "employer": "service user",
    "registrants": "employers",
    "public": "registrant",
    "carers": "employers",
    "you": "they",
    "your": "their",
}
SYNONYMS = {
    "appropriate": "suitable",
    "information": "data",
    "share": "disclose",
    "post": "publish",
    "use": "employ",
    "using": "employing",
    "communicate": "speak",
    "professional": "vocational",
    "maintain": "keep",
    "sure": "certain",
    "think": "reflect",
    "seek": "get",
    "advice": "guidance",
    "see": "view",
    "personal": "private",
    "care": "treatment",
    "confidential": "secret",
    "offensive": "rude",
    "standards": "rules",
    "could": "would",
    "can": "will",
    "media": "networks",
    "about": "regarding",
    "who": "which",
    "and": "or",
    "or": "and",
    "the": "a",
    "a": "the",
    "this": "that",
    "that": "which",
    "to": "for",
    "is": "was",
    "are": "were",
    "be": "seem",
}
pytestmark = pytest.mark.mutation

CYRILLIC = str.maketrans("aeopcx", "аеорсх")


@dataclass(frozen=True)
class Mutant:
    kind: str
    text: str
    added: str = ""
    dropped: str = ""


def words_of(sentence: str) -> list[str]:
    return re.sub(r"•\s+", "", sentence).split()


def bare(word: str) -> str:
    return word.strip(".,;:!?()").lower()


def with_word(words: list[str], at: int, *new: str, drop: int = 0) -> str:
    return " ".join([*words[:at], *new, *words[at + drop :]])


def replaced(words: list[str], i: int, word: str) -> str:
    """The words with the i-th replaced, the punctuation around it kept."""
    return with_word(words, i, re.sub(r"[\w’]+", word, words[i], count=1), drop=1)


def one_word_changes(sentence: str) -> Iterator[Mutant]:
    words = words_of(sentence)
    places = sorted({1, len(words) // 2, len(words) - 1})
    for word in ADDED:
        yield from (Mutant(f"add {word}", with_word(words, at, word), added=word) for at in places)
    for at in places:
        yield Mutant("duplicate", with_word(words, at, bare(words[at - 1])), added=bare(words[at - 1]))
    for i, word in enumerate(words):
        plain = bare(word)
        if plain in DROPPED and 0 < i < len(words) - 1:
            yield Mutant(f"drop {plain}", with_word(words, i, drop=1), dropped=plain)
        for modal in MODALS:
            if plain in MODALS and modal != plain:
                yield Mutant("modal", replaced(words, i, modal), modal, plain)
    known = [i for i, word in enumerate(words) if bare(word) in SYNONYMS]
    for i in known[:: max(1, len(known) // 4)]:
        synonym = SYNONYMS[bare(words[i])]
        yield Mutant("synonym", replaced(words, i, synonym), synonym, bare(words[i]))
    alike = [i for i, word in enumerate(words) if bare(word).translate(CYRILLIC) != bare(word)]
    for i in alike[:: max(1, len(alike) // 3)]:
        yield Mutant("homoglyph", with_word(words, i, words[i].translate(CYRILLIC), drop=1), dropped=bare(words[i]))


def number_changes(sentence: str) -> Iterator[Mutant]:
    for own in re.findall(r"\((\d+\.\d+)\)", sentence):
        for other in ("5.1", "2.7", "9.1", "9.3", "1.7", "5.10", "1.5", "7.2"):
            if other != own:
                yield Mutant("number", sentence.replace(own, other), other, own)
                bare_rule = sentence.replace(f" ({own})", "")
                yield Mutant("number in front", f"{other} {bare_rule}", added=other)
                yield Mutant("number in front, in brackets", f"({other}) {bare_rule}", added=other)


def larger_changes(sentence: str, after: str) -> Iterator[Mutant]:
    plain = " ".join(words_of(sentence))
    for party, other in PARTIES.items():
        for match in re.finditer(rf"\b{party}\b", plain):
            yield Mutant("party", plain[: match.start()] + other + plain[match.end() :], other)
    items = [line for line in sentence.split("\n") if line.strip().startswith("•")]
    if len(items) > 1:
        yield from (Mutant("list item", sentence.replace(item, "")) for item in items)
    for match in re.finditer(r"[,;:](?= )| (?=and |or |if |who |which |that |when |to )", plain):
        yield Mutant("truncate", plain[: match.start()])
        yield Mutant("truncate", plain[match.end() :].strip())
    words, others = words_of(sentence), words_of(after)
    for share in (3, 2):
        yield Mutant("join", " ".join(words[: len(words) // share] + others[len(others) // share :]))
        yield Mutant("join", " ".join(others[: len(others) // share] + words[len(words) // share :]))


def plainly(text: str) -> str:
    """A second, simpler account of typography than the one under test."""
    text = re.sub(r"[‘’]", "'", re.sub(r"[•]|\s", " ", text))
    text = " ".join(text.split()).rstrip(".")
    return text[:1].lower() + text[1:]


@pytest.fixture(scope="module")
def concordance(corpus: Corpus) -> Concordance:
    return make_concordance(corpus)


@pytest.fixture(scope="module")
def sentences(page: Document) -> list[str]:
    return [page.slice(span) for passage in cut_passages(page) for span in passage.sentences]


@pytest.fixture(scope="module")
def judged(sentences: list[str], concordance: Concordance) -> dict[str, list[tuple[Mutant, Verdict]]]:
    """By sentence; without the mutants that happen to be whole sentences of the page, alone or two in a row."""
    source = {plainly(text) for text in [*sentences, *(f"{a} {b}" for a, b in pairwise(sentences))]}
    found: dict[str, list[tuple[Mutant, Verdict]]] = {}
    for sentence, after in zip(sentences, [*sentences[7:], *sentences[:7]], strict=True):
        mutants = [*one_word_changes(sentence), *number_changes(sentence), *larger_changes(sentence, after)]
        real = {mutant.text: mutant for mutant in mutants if plainly(mutant.text) not in source}
        found[sentence] = [(mutant, verify(mutant.text, concordance)) for mutant in real.values()]
    return found


def names(change: Change, mutant: Mutant) -> bool:
    return all(
        not word or re.search(rf"\b{re.escape(plainly(word))}\b", plainly(phrase.lower()))
        for phrase, word in ((change.quotation, mutant.added), (change.source, mutant.dropped))
    )


def test_no_mutant_of_any_sentence_is_called_exact(judged: dict[str, list[tuple[Mutant, Verdict]]]) -> None:
    """Rejects: searching the page for the quotation's letters only, fuzzy matching, and folding look-alike letters."""
    mutants = [pair for pairs in judged.values() for pair in pairs]
    assert len(mutants) >= 2000
    assert min(len({mutant.text for mutant, _ in pairs}) for pairs in judged.values()) >= 12
    assert [mutant for mutant, verdict in mutants if verdict.verdict == "exact"] == []


def test_one_word_changes_are_called_altered_and_the_word_is_named(
    judged: dict[str, list[tuple[Mutant, Verdict]]],
) -> None:
    """Rejects: a difference against the wrong sentence, and one that names a phrase without the word in it."""
    changed = [pair for pairs in judged.values() for pair in pairs if pair[0].added or pair[0].dropped]
    assert len(changed) >= 1500
    missed = [
        (mutant.kind, mutant.text)
        for mutant, verdict in changed
        if verdict.verdict != "altered" or not any(names(change, mutant) for change in verdict.changes)
    ]
    assert len(missed) <= len(changed) // 100, Counter(kind for kind, _ in missed)
