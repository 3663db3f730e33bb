"""Encoding the GOV.UK pages takes minutes: the tests of a session share it."""

from __future__ import annotations

import pytest

from index.types import Encoder
from tests.quality.development import Remembering


@pytest.fixture(scope="session")
def remembering(model: Encoder) -> Remembering:
    return Remembering(model)
