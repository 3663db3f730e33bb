"""The model by sentence-transformers: the reference that every export is held to, and the encoder where one fails."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import BUNDLED, SILENCE, folder_digest, model_folder, unit
from index.types import Encoded
from ingest.errors import ModelRefused

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

WHOLE: Any = {"output_value": None, "show_progress_bar": False}  # the vector of a text and those of its tokens
BATCH = 128  # texts whose vectors are in memory at a time


class SentenceEncoder:
    """A loaded sentence-transformers model, with the prompts and pooling that its folder states."""

    def __init__(self, name: str, digest: str, model: SentenceTransformer) -> None:
        self.name, self.digest, self.model = name, digest, model

    @property
    def dimension(self) -> int:
        return int(self.model.get_embedding_dimension() or 0)

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoded]:
        for start in range(0, len(texts), BATCH):
            yield from map(self.encoded, self.model.encode_document(list(texts[start : start + BATCH]), **WHOLE))

    def encode_question(self, text: str) -> Encoded:
        return self.encoded(self.model.encode_query([text], **WHOLE)[0])

    def knows(self, word: str) -> bool:
        return len(self.model.tokenizer.tokenize(word)) == 1

    def encoded(self, features: dict[str, Tensor]) -> Encoded:
        """Without the tokens that the model puts around every text, if there are others."""
        present = features["attention_mask"].bool()
        tokens = features["token_embeddings"][present].numpy()
        words = ~np.isin(features["input_ids"][present].numpy(), self.model.tokenizer.all_special_ids)
        return Encoded(unit(features["sentence_embedding"].numpy()), unit(tokens[words] if words.any() else tokens))


def load_reference(model: str = BUNDLED) -> SentenceEncoder:
    os.environ.update(SILENCE)
    folder = model_folder(model)
    digest = folder_digest(folder)
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceEncoder(model, digest, SentenceTransformer(str(folder), device="cpu", local_files_only=True))
    except (OSError, ValueError, KeyError) as error:
        raise ModelRefused(
            f"cannot be loaded: {error}.", do="Check that it is a whole sentence-transformers model.", path=folder
        ) from error
