"""Haystack: words and dense vectors in memory, their ranks fused. Its store is kept on disk as JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from tests.bench.peers.lines import SHOWN, Peer, model_folder, serve_peer, timed


def index(texts: Sequence[str], folder: Path) -> float:
    documents = [Document(id=str(place), content=text) for place, text in enumerate(texts)]
    embedder = SentenceTransformersDocumentEmbedder(model=model_folder(), progress_bar=False)
    embedder.warm_up()
    folder.mkdir()

    def write() -> None:
        store = InMemoryDocumentStore()
        store.write_documents(embedder.run(documents)["documents"])
        store.save_to_disk(str(folder / "store.json"))

    return timed(write)[0]


def open_index(folder: Path) -> Callable[[str], Sequence[int]]:
    pipeline = make_pipeline(InMemoryDocumentStore.load_from_disk(str(folder / "store.json")))

    def search(question: str) -> Sequence[int]:
        found = pipeline.run({"embedder": {"text": question}, "words": {"query": question}})
        return [int(document.id) for document in found["joiner"]["documents"]]

    return search


def make_pipeline(store: InMemoryDocumentStore) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("embedder", SentenceTransformersTextEmbedder(model=model_folder(), progress_bar=False))
    pipeline.add_component("vectors", InMemoryEmbeddingRetriever(store))
    pipeline.add_component("words", InMemoryBM25Retriever(store))
    pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=SHOWN))
    pipeline.connect("embedder", "vectors")
    pipeline.connect("vectors", "joiner")
    pipeline.connect("words", "joiner")
    pipeline.warm_up()
    return pipeline


if __name__ == "__main__":
    libraries = ("haystack-ai", "sentence-transformers-haystack", "sentence-transformers", "torch", "transformers")
    serve_peer(Peer(libraries, index, open_index))
