"""bm25s: words alone, without stop words, by their stems."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import Stemmer

from tests.bench.peers.lines import SHOWN, Peer, serve_peer, timed


def index(texts: Sequence[str], folder: Path) -> float:
    stemmer = Stemmer.Stemmer("english")

    def write() -> None:
        retriever = bm25s.BM25()
        retriever.index(
            bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False), show_progress=False
        )
        retriever.save(str(folder))

    return timed(write)[0]


def open_index(folder: Path) -> Callable[[str], Sequence[int]]:
    retriever, stemmer = bm25s.BM25.load(str(folder)), Stemmer.Stemmer("english")
    shown = min(SHOWN, retriever.scores["num_docs"])

    def search(question: str) -> Sequence[int]:
        words = bm25s.tokenize(question, stopwords="en", stemmer=stemmer, show_progress=False)
        places: list[int] = retriever.retrieve(words, k=shown, show_progress=False).documents[0].tolist()
        return places

    return search


if __name__ == "__main__":
    serve_peer(Peer(("bm25s", "PyStemmer"), index, open_index))
