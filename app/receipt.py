"""A saved answer checked against the documents that it says it quotes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.quote import place_of, quote
from app.types import QuotedPassage
from ingest.errors import QuestionRefused
from ingest.passages import cut_passages
from ingest.types import Corpus, Passage

if TYPE_CHECKING:
    from pydantic import TypeAdapter

RANKING = frozenset(("score", "rank", "parts", "also"))  # the question decided these; the last two are checked apart
SHOWN = 60  # characters of a value that a problem shows


@dataclass(frozen=True, slots=True)
class Problem:
    """A field of a saved answer that is not what the documents say: "passages.0.standards.1.number"."""

    field: str
    saved: str
    found: str

    def __str__(self) -> str:
        return f"{self.field}: {self.saved} in the answer, {self.found} in the documents"


def check_receipt(answer_json: bytes | str, corpus: Corpus) -> tuple[Problem, ...]:
    """Every field of every passage that differs from what the documents give now; empty if the answer still holds."""
    try:
        saved = json.loads(answer_json)["passages"]
        quoted = [(passage, passage["document"]["id"]) for passage in saved]
    except (ValueError, TypeError, KeyError, RecursionError):
        return (Problem("answer", "no JSON of an answer", "nothing to compare it with"),)
    documents = {document.source.id: document for document in corpus.documents}

    @cache
    def cut(id: str) -> tuple[Passage, ...]:
        return cut_passages(documents[id]) if id in documents else ()

    return tuple(
        problem
        for i, (passage, id) in enumerate(quoted)
        for problem in check_passage(passage, cut(str(id)), corpus, f"passages.{i}")
    )


def check_file(path: Path, corpus: Corpus) -> tuple[Problem, ...]:
    try:
        return check_receipt(path.read_bytes(), corpus)
    except OSError as error:
        raise QuestionRefused(
            f"cannot be read: {error.strerror}.", do="Name a file that ask --json wrote.", path=path
        ) from None


def to_json(problems: tuple[Problem, ...]) -> str:
    return json.dumps({"holds": not problems, "problems": [asdict(problem) for problem in problems]}, indent=2)


def check_passage(saved: dict[str, Any], passages: tuple[Passage, ...], corpus: Corpus, at: str) -> Iterator[Problem]:
    """What is wrong with one passage, against the passage of its document that shares most with it."""
    if not passages:
        yield Problem(f"{at}.document.id", shown(saved["document"]["id"]), "no such document")
        return
    nearest = max(passages, key=lambda passage: shared(saved, passage))
    if not shared(saved, nearest):
        yield Problem(f"{at}.start", shown(saved.get("start")), "no such passage")
        return
    yield from differences(saved, rebuilt(nearest, corpus), at, RANKING)
    yield from check_places(saved.get("also"), corpus, f"{at}.also")
    if joined(saved.get("parts")) != nearest.text:
        yield Problem(f"{at}.parts", "parts that do not make up the text", shown(nearest.text))


def check_places(saved: Any, corpus: Corpus, at: str) -> Iterator[Problem]:
    """What is wrong with the further places of a passage."""
    if not isinstance(saved, list):
        yield Problem(at, shown(saved), "a list of places")
        return
    places = {
        (document.source.id, passage.span.start): asdict(place_of(passage))
        for document in corpus.documents
        for passage in (cut_passages(document) if saved else ())
    }
    for i, place in enumerate(saved):
        said = (place.get("document"), place.get("start")) if isinstance(place, dict) else None
        found = json.loads(json.dumps(places.get(said))) if said in places else ...
        yield from differences(place, found, f"{at}.{i}")


def shared(saved: dict[str, Any], passage: Passage) -> int:
    """How many of the three things that say which passage it is are this passage's."""
    said = (saved.get("start"), saved.get("end"), saved.get("text"))
    return sum(a == b for a, b in zip(said, (passage.span.start, passage.span.end, passage.text), strict=True))


def rebuilt(passage: Passage, corpus: Corpus) -> dict[str, Any]:
    """The JSON that the passage has in an answer given now."""
    data: dict[str, Any] = adapter().dump_python(quote(passage, corpus.crosswalks, rank=1), mode="json")
    return data


@cache
def adapter() -> TypeAdapter[QuotedPassage]:
    from pydantic import TypeAdapter

    return TypeAdapter(QuotedPassage)


def differences(saved: Any, found: Any, at: str, ignored: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """Field by field, down to single values; a field that only one side has differs."""
    if isinstance(saved, list) and isinstance(found, list):
        saved, found = dict(enumerate(saved)), dict(enumerate(found))
    if isinstance(saved, dict) and isinstance(found, dict):
        for name in dict.fromkeys((*found, *saved)):
            if name not in ignored:
                yield from differences(saved.get(name, ...), found.get(name, ...), f"{at}.{name}")
    # 1, 1.0 and true are equal to Python, and not the same JSON.
    elif type(saved) is not type(found) or saved != found:
        yield Problem(at, *apart(saved, found))


def apart(saved: Any, found: Any) -> tuple[str, str]:
    """Two values as they are shown: long texts from shortly before the first character that differs."""
    if not (isinstance(saved, str) and isinstance(found, str)):
        return shown(saved), shown(found)
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(saved, found, strict=False)))
    start = max(0, same - SHOWN // 2) if max(len(saved), len(found)) > SHOWN else 0
    return shown(saved[start:]), shown(found[start:])


def shown(value: Any) -> str:
    if value is ...:
        return "nothing"
    text = json.dumps(value, ensure_ascii=False).encode(errors="backslashreplace").decode()
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def joined(parts: Any) -> str | None:
    """The text of the parts together; None if they are not parts."""
    try:
        return "".join(part["text"] for part in parts)
    except (TypeError, KeyError):
        return None
