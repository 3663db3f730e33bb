"""sentence-transformers and FAISS by hand: dense vectors alone, and a flat index of inner products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import faiss
from sentence_transformers import SentenceTransformer

from tests.bench.peers.lines import SHOWN, Peer, model_folder, serve_peer, timed


def index(texts: Sequence[str], folder: Path) -> float:
    model = SentenceTransformer(model_folder())
    folder.mkdir()

    def write() -> None:
        vectors = model.encode_document(texts, normalize_embeddings=True)
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        faiss.write_index(flat, str(folder / "index.faiss"))

    return timed(write)[0]


def open_index(folder: Path) -> Callable[[str], Sequence[int]]:
    model, flat = SentenceTransformer(model_folder()), faiss.read_index(str(folder / "index.faiss"))

    def search(question: str) -> Sequence[int]:
        _, places = flat.search(model.encode_query([question], normalize_embeddings=True), SHOWN)
        return [place for place in places[0].tolist() if place >= 0]

    return search


if __name__ == "__main__":
    serve_peer(Peer(("sentence-transformers", "faiss-cpu", "torch", "transformers"), index, open_index))
