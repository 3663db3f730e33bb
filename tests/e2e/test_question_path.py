"""Questions are answered without what exports the model: torch, and all that is built on it."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import httpx
import pytest

from index.types import Encoder

pytestmark = [pytest.mark.model, pytest.mark.slow]

HEAVY = {"torch", "transformers", "sentence_transformers", "gradio", "fastapi", "onnx", "onnxscript"}
QUESTION = "Can I accept a friend request from a patient on Facebook?"
COMMAND = """
import sys
from app import cli
try:
    cli.main()
finally:
    print(*sys.modules, file=sys.stderr)
"""


@pytest.fixture(scope="module")
def index(model: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the index of the shipped corpus; the model is exported."""
    folder = tmp_path_factory.mktemp("index")
    subprocess.run([sys.executable, "-m", "app.cli", "build", "--index", str(folder)], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("call", ["ask", "run"])
def test_a_question_in_a_terminal_imports_neither_torch_nor_gradio(call: str, index: Path, tmp_path: Path) -> None:
    (tmp_path / "asked.jsonl").write_text(json.dumps({"id": "1", "question": QUESTION}), "utf-8")
    asked = QUESTION if call == "ask" else str(tmp_path / "asked.jsonl")
    line = [sys.executable, "-c", COMMAND, call, asked, "--index", str(index)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    imported = set(done.stderr.split())
    assert "decline invitations, follows or friend requests" in " ".join(done.stdout.split())
    assert {"onnxruntime", "tokenizers"} <= imported
    assert imported & HEAVY == set()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_server_that_answers_has_not_loaded_torch(index: Path) -> None:
    line = [sys.executable, "-m", "app.cli", "serve", "--port", "0", "--index", str(index)]
    with subprocess.Popen(line, stdout=PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            assert server.stdout
            url = next(found[0] for said in server.stdout if (found := re.search(r"http://[\d.:]+", said)))
            reply = httpx.post(f"{url}/api/ask", json={"question": QUESTION}, timeout=60)
            loaded = Path(f"/proc/{server.pid}/maps").read_text("utf-8")
        finally:
            server.send_signal(signal.SIGINT)
    assert reply.json()["kind"] == "passages"
    assert "/onnxruntime/" in loaded
    assert "/torch/" not in loaded
