"""The command as a process of its own: quick help, clean interruption, a pipe that closes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROGRAM = str(Path(sys.executable).with_name("hcpc-guidance"))


def test_help_imports_nothing_heavy() -> None:
    """Rejects an import at the top of a module that makes --help wait for it."""
    heavy = {"torch", "gradio", "faiss", "numpy", "sentence_transformers", "fastapi", "pydantic", "rich"}
    code = f"import sys, app.cli; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_help_names_every_command() -> None:
    done = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True)
    for name in ("ask", "run", "build", "fetch", "sources", "serve"):
        assert f"\n  {name} " in done.stdout


def test_a_pipe_that_closes_early_is_not_a_traceback() -> None:
    process = subprocess.Popen([PROGRAM, "sources"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    process.wait(timeout=30)
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()


@pytest.mark.model
def processes_of(folder: Path) -> list[bytes]:
    """The command lines of running processes that name a folder."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            lines.append(path.read_bytes())
    return [line for line in lines if str(folder).encode() in line]


def test_ctrl_c_while_the_model_is_made_ready_ends_without_a_traceback(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [PROGRAM, "ask", "consent", "--index", str(tmp_path / "index")],
        env=os.environ | {"XDG_DATA_HOME": str(tmp_path)},  # where no model is ready
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stderr
    said = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert b"Preparing the model" in said
    deadline = time.monotonic() + 20
    while still := processes_of(tmp_path):
        assert time.monotonic() < deadline, still
        time.sleep(0.05)
    assert process.returncode == 130
    assert b"Traceback" not in errors
