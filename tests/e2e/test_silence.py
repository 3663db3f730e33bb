"""Fifty questions of a real server, by the API and by the page's queue: nothing goes out, and nothing of them stays."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.conftest import command
from tests.e2e.test_installed import OUTBOUND, SEND

pytestmark = [pytest.mark.slow, pytest.mark.model]

PROGRAM = str(Path(sys.executable).with_name("hcpc-guidance"))
MARK = "quokka"  # in every question and quotation, and in nothing else
TIMES = 50


def questions() -> list[str]:
    asked = ("Can I accept a friend request from", "May I post a photo of", "Is it confidential what I know of")
    return [f"{asked[number % 3]} the {MARK} {number} “señor” from ward {number}?" for number in range(TIMES)]


def test_nothing_goes_out_and_nothing_of_a_question_is_kept(tmp_path: Path) -> None:
    """Rejects a look-up, telemetry, a log of questions, a cache of answers, a crash report."""
    run, trace = tmp_path / "run", tmp_path / "trace"
    for name in ("home", "data", "tmp", "cwd"):
        (run / name).mkdir(parents=True)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(run / "home"),
        "XDG_DATA_HOME": str(run / "data"),
        "TMPDIR": str(run / "tmp"),
    }
    tracer = [command("strace"), "-f", "--seccomp-bpf", "-qq", "-e", f"trace={SEND}", "-o", str(trace)]
    with (run / "log").open("w+") as log:
        process = subprocess.Popen(
            [*tracer, PROGRAM, "serve", "--port", "0"], cwd=run / "cwd", env=environment, stdout=log, stderr=log
        )
        try:
            heard = ask_all(serving(process, run / "log"))
        finally:
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            for child in children:
                os.kill(int(child), signal.SIGTERM)
            process.wait(timeout=60)
    assert [line for line in trace.read_text().splitlines() if OUTBOUND.search(line)] == []
    assert MARK not in heard
    files = [path for path in run.rglob("*") if path.is_file()]
    assert len(files) > 10  # the index and the log, at least
    spellings = {MARK, MARK.upper(), "señor", quote("señor"), quote_plus("“señor”"), json.dumps("señor")[1:-1]}
    for path in files:
        data = path.read_bytes()
        assert [text for text in spellings if text.encode() in data] == [], path
        assert not any(text in path.name for text in spellings)
    events = [json.loads(line) for line in (run / "log").read_text().splitlines() if line.startswith("{")]
    assert sum(event["event"] == "request" and event["method"] == "POST" for event in events) == 3 * TIMES


def serving(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        if found := re.search(r'"event": "serving", "address": "([^"]+)"', log.read_text()):
            return found[1]
        time.sleep(0.2)
    raise AssertionError(log.read_text())


def ask_all(url: str) -> str:
    """Asks everything at every door; gives what the server said besides the answers: headers, addresses, metrics."""
    heard = ""
    with httpx.Client(base_url=url, timeout=60) as http:
        assert http.get("/").status_code == 200
        for number, question in enumerate(questions()):
            answer = http.post("/api/ask", json={"question": question})
            assert answer.json()["question"] == question
            verdict = http.post("/api/verify", json={"text": question})
            assert verdict.json()["quotation"] == question
            session = f"session{number}"
            body = {"data": [question], "fn_index": 0, "session_hash": session}
            joined = http.post("/gradio_api/0/queue/join", json=body)
            shown = http.get("/gradio_api/0/queue/data", params={"session_hash": session})
            assert "process_completed" in shown.text
            heard += joined.text + "".join(
                str(reply.headers) + str(reply.url) for reply in (answer, verdict, joined, shown)
            )
        for path in ("/metrics", "/readyz", "/healthz", "/openapi.json", "/"):
            heard += http.get(path).text
    return heard
