"""A build takes from the index in use what has not changed, and makes what a build of everything would make."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import build as build_module
from index import dense
from index import held as held_module
from index.build import build_index, context, plain
from index.held import open_held
from index.lexical import number_terms
from index.search import search
from index.store import SEEN, open_generation, save_index
from index.types import Encoded, Encoder, Index
from ingest.corpus import read_corpus
from ingest.passages import cut_passages
from tests.fakes import HashEncoder

HANDS, PHONES, DOORS = "Wash your hands. Then dry them.", "Keep phones in your locker.", "Close doors behind you."
LONG = " ".join(["You must speak up when something goes wrong."] * 12)


class Counting(HashEncoder):
    """Keeps every text that it encodes."""

    def __init__(self, digest: str = "0" * 64) -> None:
        super().__init__(digest=digest)
        self.texts: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> list[Encoded]:
        self.texts += texts
        return super().encode_passages(texts)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    write(folder, {"hands": HANDS, "phones": PHONES, "doors": DOORS})
    return folder


def write(folder: Path, texts: dict[str, str]) -> None:
    """The folder with these documents and no others."""
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")


def build(corpus: Path, folder: Path, encoder: HashEncoder) -> Index:
    """As the command builds."""
    held = open_held(folder)
    index = build_index(read_corpus(corpus, held.documents), encoder, held=held)
    save_index(index, folder)
    return index


def stored(folder: Path) -> dict[str, bytes]:
    files = (path for path in open_generation(folder).iterdir() if path.name != SEEN)
    return {path.name: path.read_bytes() for path in files}


def texts_of(index: Index, *documents: str) -> set[str]:
    """What an encoder sees of documents."""
    passages = [passage for passage in index.passages if passage.document.source.id in documents]
    sentences = {plain(passage.document.slice(span)) for passage in passages for span in passage.sentences}
    return {*sentences, *map(context, passages)}


FOLDERS = st.dictionaries(
    st.sampled_from("abcd"),
    st.lists(st.sampled_from([HANDS, PHONES, DOORS, LONG]), min_size=1, max_size=4).map("\n\n".join),
    min_size=1,
)


@pytest.mark.slow
@settings(max_examples=8)
@given(folders=st.lists(FOLDERS, min_size=2, max_size=3))
def test_a_build_upon_another_is_a_build_of_everything_byte_for_byte(
    folders: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Rejects vectors and codes in another's place, and documents and texts that outlive their removal."""
    folder = tmp_path_factory.mktemp("builds")
    for texts in folders:
        write(folder / "corpus", texts)
        build(folder / "corpus", folder / "upon", HashEncoder())
    build(folder / "corpus", folder / "anew", HashEncoder())
    assert stored(folder / "upon") == stored(folder / "anew")


@pytest.mark.slow
def test_so_it_is_where_vectors_are_too_many_to_be_compared(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rejects lists around means of other vectors than a first build has, as of such that were rounded in between."""
    monkeypatch.setattr(dense, "EXACT", 20)
    chance = np.random.default_rng(0)
    words = [f"word{number}" for number in range(300)]
    for number in range(40):
        sentences = [" ".join(chance.choice(words, 12)).capitalize() + "." for _ in range(5)]
        (corpus / f"{number}.txt").write_text(" ".join(sentences), "utf-8")
    build(corpus, tmp_path / "upon", HashEncoder())
    (corpus / "7.txt").write_text("Wash your hands before you see anyone.", "utf-8")
    build(corpus, tmp_path / "upon", HashEncoder())
    build(corpus, tmp_path / "anew", HashEncoder())
    assert stored(tmp_path / "upon") == stored(tmp_path / "anew")
    for number in range(3, 40):
        (corpus / f"{number}.txt").unlink()
    monkeypatch.setattr(dense, "EXACT", 1_000)
    build(corpus, tmp_path / "upon", HashEncoder())
    build(corpus, tmp_path / "again", HashEncoder())
    assert stored(tmp_path / "upon") == stored(tmp_path / "again")


def test_only_what_changed_is_encoded(corpus: Path, tmp_path: Path) -> None:
    encoder = Counting()
    build(corpus, tmp_path / "index", encoder)
    encoder.texts.clear()
    build(corpus, tmp_path / "index", encoder)
    assert encoder.texts == []
    (corpus / "hands.txt").write_text("Wash your hands. Then shake them.", "utf-8")
    (corpus / "phones.txt").unlink()
    (corpus / "new.txt").write_text("Speak up.", "utf-8")
    index = build(corpus, tmp_path / "index", encoder)
    assert set(encoder.texts) == texts_of(index, "hands", "new") - {"Wash your hands."}
    assert {passage.document.source.id for passage in index.passages} == {"doors", "hands", "new"}


def test_only_what_changed_is_cut_and_split_into_terms(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, tmp_path / "index", HashEncoder())
    (corpus / "phones.txt").write_text("Keep phones at home.", "utf-8")
    cut, split = Mock(wraps=cut_passages), Mock(wraps=number_terms)
    monkeypatch.setattr(build_module, "cut_passages", cut)
    monkeypatch.setattr(build_module, "number_terms", split)
    index = build(corpus, tmp_path / "index", HashEncoder())
    assert [call.args[0].text for call in cut.call_args_list] == ["Keep phones at home."]
    phones = [passage for passage in index.passages if passage.document.source.id == "phones"]
    assert [call.args[0] for call in split.call_args_list] == [context(passage) for passage in phones]


def test_a_text_that_stands_in_many_places_is_encoded_once_and_found_in_all(tmp_path: Path) -> None:
    write(tmp_path / "corpus", {"a": f"{HANDS}\n\n{LONG}\n\n{LONG}", "b": HANDS})
    encoder = Counting()
    index = build(tmp_path / "corpus", tmp_path / "index", encoder)
    assert len(encoder.texts) == len(set(encoder.texts))
    assert set(encoder.texts) == texts_of(index, "a", "b")
    first, second = (row for row, passage in enumerate(index.passages) if passage.text == LONG)
    assert (index.dense.reconstruct(first) == index.dense.reconstruct(second)).all()
    for row in (first, second):
        codes = index.tokens[index.token_starts[row] : index.token_starts[row + 1]]
        assert codes.tobytes() == index.tokens[index.token_starts[first] : index.token_starts[first + 1]].tobytes()


@pytest.mark.parametrize("change", ["model", "code", "damage", "format"])
def test_nothing_is_taken_from_an_index_that_something_else_made(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    everything = texts_of(build(corpus, tmp_path / "index", Counting()), "hands", "phones", "doors")
    encoder = Counting(digest="1" * 64 if change == "model" else "0" * 64)
    if change == "code":
        monkeypatch.setattr(held_module, "code_digest", lambda: "another")
    if change == "damage":
        damaged = open_generation(tmp_path / "index") / "sentences.faiss"
        damaged.write_bytes(damaged.read_bytes()[:-1] + b"\1")
    if change == "format":
        monkeypatch.setattr("index.store.FORMAT", 10**6)
    build(corpus, tmp_path / "index", encoder)
    assert set(encoder.texts) == everything


def test_progress_is_one_measure_of_what_must_be_encoded(corpus: Path, tmp_path: Path) -> None:
    """Rejects a bar that starts again for sentences, or counts what is held."""

    def encoding() -> list[tuple[int, int]]:
        told: list[tuple[str, int, int]] = []
        held = open_held(tmp_path / "index")
        build_index(read_corpus(corpus), HashEncoder(), lambda *said: told.append(said), held)
        return [(done, total) for stage, done, total in told if stage == "Encoding"]

    whole = encoding()
    assert whole[0][0] == 0
    assert whole[-1][0] == whole[-1][1] > len(HANDS + PHONES + DOORS)
    assert len({total for _, total in whole}) == 1
    build(corpus, tmp_path / "index", HashEncoder())
    assert encoding() == [(0, 0)]


@pytest.mark.model
def test_with_the_model_a_build_upon_another_is_a_build_of_everything(
    corpus: Path, tmp_path: Path, model: Encoder
) -> None:
    """To the last bit: no text is encoded beside another, which would move it."""
    for name in ("one", "two", "three"):
        (corpus / f"{name}.txt").write_text(f"{LONG}\n\nAnd so it is for {name}.", "utf-8")
    save_index(build_index(read_corpus(corpus), model), tmp_path / "index")
    (corpus / "hands.txt").write_text("Wash your hands before you see anyone.", "utf-8")
    held = open_held(tmp_path / "index")
    upon, anew = build_index(read_corpus(corpus), model, held=held), build_index(read_corpus(corpus), model)
    assert len(held.encoded_by(model).cuts) > 1
    for of_one, of_other in ((upon.dense, anew.dense), (upon.sentences, anew.sentences)):
        vectors = [index.reconstruct_n(0, index.ntotal) for index in (of_one, of_other)]
        np.testing.assert_array_equal(*vectors)
    np.testing.assert_array_equal(upon.tokens, anew.tokens)
    found = [search(index, model, "When must I wash my hands?", 5).hits for index in (upon, anew)]
    assert [hit.passage for hit in found[0]] == [hit.passage for hit in found[1]]
