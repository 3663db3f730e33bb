"""No connection, no look-up: asked and served in a network namespace with no route, every system call watched."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import command

pytestmark = pytest.mark.model

QUESTION = "Can I accept a friend request from a patient on Facebook?"
SEND = "connect,sendto,sendmsg,sendmmsg"
OUTBOUND = re.compile(r"AF_INET6?\b")

# Runs inside the namespace, where only the loopback device exists: starts the server, asks it, stops it.
CLIENT = """
import http.client, json, os, signal, subprocess, sys, time
server = subprocess.Popen(sys.argv[2:])
connection = http.client.HTTPConnection("127.0.0.1", 7861, timeout=60)
for _ in range(240):
    try:
        connection.connect()
        break
    except ConnectionRefusedError:
        time.sleep(0.5)
body = json.dumps({"question": sys.argv[1]})
connection.request("POST", "/api/ask", body, {"Content-Type": "application/json"})
print(connection.getresponse().read().decode())
connection.request("GET", "/")
assert connection.getresponse().read()
connection.close()
os.kill(int(open(f"/proc/{server.pid}/task/{server.pid}/children").read().split()[0]), signal.SIGINT)
sys.exit(server.wait(timeout=60))
"""


def watched(tmp_path: Path, *arguments: str) -> tuple[list[str], Path]:
    """A command line that traces hcpc-guidance, and the file that the trace goes to."""
    trace = tmp_path / "trace"
    program = str(Path(sys.executable).with_name("hcpc-guidance"))
    tracer = [command("strace"), "-f", "--seccomp-bpf", "-qq", "-e", f"trace={SEND}", "-o", str(trace)]
    return [*tracer, program, *arguments], trace


def in_namespace(tmp_path: Path, *line: str) -> subprocess.CompletedProcess[str]:
    script = f'{command("ip")} link set lo up && exec "$@"'
    return subprocess.run(
        [command("unshare"), "--map-root-user", "--net", "sh", "-c", script, "sh", *line],
        env={**os.environ, "XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def outbound(trace: Path) -> list[str]:
    """Traced calls that name an internet address; a server's answers on sockets it accepted name none."""
    return [line for line in trace.read_text().splitlines() if OUTBOUND.search(line)]


def test_ask_answers_without_a_route_and_tries_no_connection(tmp_path: Path) -> None:
    line, trace = watched(tmp_path, "ask", QUESTION)
    done = in_namespace(tmp_path, *line)
    assert done.returncode == 0, done.stderr
    assert "we recommend that you decline invitations, follows or friend requests" in done.stdout
    assert outbound(trace) == []


def test_serve_answers_without_a_route_and_tries_no_connection(tmp_path: Path) -> None:
    line, trace = watched(tmp_path, "serve", "--port", "7861")
    done = in_namespace(tmp_path, sys.executable, "-c", CLIENT, QUESTION, *line)
    assert done.returncode == 0, done.stderr
    assert "we recommend that you decline invitations, follows or friend requests" in done.stdout
    assert outbound(trace) == []


def test_the_watch_sees_a_connection_where_there_is_one(tmp_path: Path) -> None:
    """Rejects a trace that records nothing."""
    trace = tmp_path / "trace"
    attempt = "import socket; socket.socket().connect_ex(('192.0.2.1', 80))"
    tracer = [command("strace"), "-f", "--seccomp-bpf", "-qq", "-e", f"trace={SEND}", "-o", str(trace)]
    in_namespace(tmp_path, *tracer, sys.executable, "-c", attempt)
    assert outbound(trace)
