"""txtai: words and dense vectors. It keeps no content: the passages are at hand, and without SQL it is quicker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from txtai import Embeddings

from tests.bench.peers.lines import SHOWN, Peer, model_folder, serve_peer, timed


def index(texts: Sequence[str], folder: Path) -> float:
    embeddings = Embeddings(path=model_folder(), hybrid=True)

    def write() -> None:
        embeddings.index(texts)
        embeddings.save(str(folder))

    return timed(write)[0]


def open_index(folder: Path) -> Callable[[str], Sequence[int]]:
    embeddings = Embeddings()
    embeddings.load(str(folder))
    return lambda question: [place for place, _ in embeddings.search(question, SHOWN)]


if __name__ == "__main__":
    serve_peer(Peer(("txtai", "faiss-cpu", "torch", "transformers"), index, open_index))
