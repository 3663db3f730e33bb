"""A file of questions answered, for evaluation: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from app.answer import answer
from app.question import check_question
from app.types import to_json
from index.types import Encoder, Index
from ingest.errors import GuidanceError, QuestionRefused
from ingest.progress import Progress

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str


def read_questions(path: Path, field: str = "question") -> tuple[Question, ...]:
    """Every question of the file, in the field given; the first line that is not one stops with its number."""
    form = json.dumps({"id": "1", field: "..."})
    return read_lines(path, partial(read_question, field), f"Write one JSON object a line: {form}")


def read_question(field: str, entry: dict[str, Any]) -> Question:
    return Question(str(entry["id"]), check_question(entry[field]))


def read_lines(path: Path, parse: Callable[[dict[str, Any]], Line], do: str) -> tuple[Line, ...]:
    """What `parse` makes of each line of JSON; the first that it can make nothing of stops with its number."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionRefused(f"cannot be read: {error}.", do="Name a UTF-8 file of JSON lines.", path=path) from None
    return tuple(read_line(line, parse, do, f"{path}:{n}") for n, line in enumerate(lines, 1) if line.strip())


def read_line(line: str, parse: Callable[[dict[str, Any]], Line], do: str, where: str) -> Line:
    try:
        return parse(json.loads(line))
    except KeyError as error:
        raise QuestionRefused(f"{error.args[0]!r} is missing.", do=do, path=where) from None
    except (ValueError, TypeError, AttributeError):
        raise QuestionRefused("not understood.", do=do, path=where) from None
    except GuidanceError as error:
        raise QuestionRefused(error.reason, do=error.do, path=where) from None


def answer_all(
    questions: Sequence[Question], index: Index, encoder: Encoder, passages: int, progress: Progress
) -> Iterator[str]:
    for n, question in enumerate(questions, 1):
        found = to_json(answer(question.text, index, encoder, passages))
        yield f'{{"id": {json.dumps(question.id)}, "answer": {found}}}'
        progress("Answering", n, len(questions))


def write_lines(lines: Iterator[str], output: Path | None) -> None:
    """The lines on standard output; or in a file, which appears when it is whole."""
    if output is None:
        for line in lines:
            sys.stdout.write(f"{line}\n")
        return
    partial = output.with_name(f".{output.name}.{os.getpid()}.partial")
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
        partial.replace(output)
    except OSError as error:
        raise QuestionRefused(
            f"cannot be written: {error.strerror}.", do="Name a file in a folder of yours.", path=output
        ) from None
    finally:
        partial.unlink(missing_ok=True)
