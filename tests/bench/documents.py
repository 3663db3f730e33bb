"""Synthetic documents of any number, made of the shipped page's words: the same every time, and no two alike."""

from __future__ import annotations

from pathlib import Path
from random import Random

from ingest.corpus import SHIPPED, read_corpus

SECTION = 10  # paragraphs under a heading


def words() -> list[str]:
    page = read_corpus(SHIPPED).documents[0]
    texts = [page.slice(block.span) for block in page.blocks if block.kind == "paragraph"]
    return [word for text in texts for word in text.split() if word.isalpha()]


def document(seed: str, passages: int, known: list[str]) -> str:
    """A document of so many passages: paragraphs too long to be shown together."""
    chance = Random(seed)  # noqa: S311, no secret
    parts = []
    for number in range(passages):
        if number % SECTION == 0:
            parts.append(f"{number // SECTION + 1}. How to go about it")
        lengths = [chance.randint(8, 20) for _ in range(5)]
        parts.append(" ".join(" ".join(chance.sample(known, length)).capitalize() + "." for length in lengths))
    return "\n\n".join(parts) + "\n"


def write_documents(folder: Path, documents: int, passages: int) -> None:
    folder.mkdir(parents=True)
    known = words()
    for number in range(documents):
        (folder / f"document-{number:04}.txt").write_text(document(str(number), passages, known), "utf-8")


def change_document(folder: Path, number: int, version: int, passages: int) -> None:
    text = document(f"{number} {version}", passages, words())
    (folder / f"document-{number:04}.txt").write_text(text, "utf-8")
