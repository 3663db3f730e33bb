"""Schemathesis makes up requests from the OpenAPI document, right ones and wrong ones, and holds every reply to it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROGRAM = str(Path(sys.executable).with_name("schemathesis"))
MEANT = "positive_data_acceptance"  # an empty question, or one of blanks, is of the right form and still refused


def test_every_reply_is_as_the_document_says_and_none_is_a_failure_of_the_server(served: str, tmp_path: Path) -> None:
    """Rejects a status, a type or a form that the document does not state, and any 5xx."""
    options = ["--exclude-checks", MEANT, "--max-examples", "60", "--seed", "1", "--no-color"]
    line = [PROGRAM, "run", f"{served}/openapi.json", *options]
    done = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    tested = re.search(r"Tested: (\d+)", done.stdout)
    assert tested
    assert int(tested[1]) == 5
