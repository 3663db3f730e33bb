"""What many tests share: the shipped corpus, an index of it by the hashing encoder, data beside the project."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from index.build import build_index
from index.encoder import load_encoder
from index.reference import SentenceEncoder, load_reference
from index.types import Encoder, Index
from ingest.corpus import SHIPPED, read_corpus
from ingest.types import Corpus, Document
from tests.fakes import HashEncoder

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# No deadline: how long an example takes says more of the machine than of the code. Timings are for benchmarks.
# Where someone waits, fewer examples.
settings.register_profile("project", max_examples=30 if os.environ.get("CI") else 10, deadline=None)
settings.load_profile("project")

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=AutofillServerCommunication",  # Chromium asks a host of its own about every input
]
SHARED = Path(__file__).resolve().parents[2] / "shared"
REGULATOR = Path(__file__).parent / "fixtures" / "regulator"


def pytest_configure() -> None:
    """What is imported stays to the end: to look through it for garbage, again and again, takes seconds."""
    gc.disable()


def pytest_collection_finish() -> None:
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """No test pulls the plug; that files are synced at all is tested where they are written."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda file: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_downloads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the person who runs the tests has fetched belongs to no test's corpus."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    return read_corpus(SHIPPED)


@pytest.fixture(scope="session")
def page(corpus: Corpus) -> Document:
    """The social media guidance."""
    return corpus.documents[0]


@pytest.fixture(scope="session")
def encoder() -> HashEncoder:
    return HashEncoder()


@pytest.fixture(scope="session")
def model() -> Encoder:
    """The real encoder, exported and loaded once for all tests of this process."""
    return load_encoder()


@pytest.fixture(scope="session")
def reference() -> SentenceEncoder:
    """The same model by sentence-transformers."""
    return load_reference()


@pytest.fixture(scope="session")
def index(corpus: Corpus, encoder: HashEncoder) -> Index:
    return build_index(corpus, encoder)


@pytest.fixture(scope="session")
def regulator(encoder: HashEncoder) -> Index:
    """A made-up regulator, with two editions of its standards."""
    return build_index(read_corpus(REGULATOR), encoder)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one Chromium of all tests: Playwright cannot run twice in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


def needed(path: Path) -> Path:
    """Data that lies beside the project and not in it: without it a test is skipped, but not in CI."""
    if not path.exists():
        message = f"{path.name} is not beside the project"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return path


def command(name: str) -> str:
    """The path of a program that a test drives: without it the test is skipped, but not in CI."""
    found = shutil.which(name)
    if found is None:
        message = f"{name} is not installed"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return found
