"""The wheel, installed away from the checkout and run without a network: it answers, and tries no connection."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from ingest.corpus import SHIPPED
from tests.conftest import command

pytestmark = [pytest.mark.install, pytest.mark.model]

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "Can I accept a friend request from a patient on Facebook?"
ANSWER = "we recommend that you decline invitations, follows or friend requests"
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


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(pip, check=True)
    return next(folder.glob("hcpc_guidance-*.whl"))


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a new environment that holds the wheel; only third-party packages are lent to it.

    A path file adds a folder without reading the path files in it, and so not the editable install of the checkout.
    """
    folder = tmp_path_factory.mktemp("elsewhere")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(pip, check=True)
    site = run(folder, python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip()
    (Path(site) / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return folder


def run(folder: Path, *line: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(folder / "data"), "HOME": str(folder)}
    return subprocess.run(line, cwd=folder, env=environment, capture_output=True, text=True, timeout=180, check=False)


def in_namespace(folder: Path, *line: str) -> subprocess.CompletedProcess[str]:
    script = f'{command("ip")} link set lo up && exec "$@"'
    return run(folder, command("unshare"), "--map-root-user", "--net", "sh", "-c", script, "sh", *line)


def watched(folder: Path, *line: str) -> list[str]:
    """A command line that writes what is sent anywhere, by any process it starts, to folder/trace."""
    tracer = [command("strace"), "-f", "--seccomp-bpf", "-qq", "-e", f"trace={SEND}", "-o", str(folder / "trace")]
    return [*tracer, *line]


def outbound(folder: Path) -> list[str]:
    """Traced calls that name an internet address; a server's answers on sockets it accepted name none."""
    return [line for line in (folder / "trace").read_text().splitlines() if OUTBOUND.search(line)]


def test_the_wheel_carries_the_corpus_as_published_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for path in SHIPPED.iterdir():
            assert archive.read(f"corpus/{path.name}") == path.read_bytes()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"ingest", "index", "app", "corpus"}
    assert any(name.endswith("NOTICE") for name in names)
    assert "app/web/static/page.css" in names


def test_what_runs_elsewhere_is_the_wheel_and_not_the_checkout(elsewhere: Path) -> None:
    python = str(elsewhere / "venv" / "bin" / "python")
    assert run(elsewhere, python, "-c", "import ingest; print(ingest.__file__)").stdout.startswith(str(elsewhere))


def test_ask_answers_without_a_route_and_tries_no_connection(elsewhere: Path) -> None:
    program = str(elsewhere / "venv" / "bin" / "hcpc-guidance")
    done = in_namespace(elsewhere, *watched(elsewhere, program, "ask", QUESTION))
    assert done.returncode == 0, done.stderr
    assert ANSWER in done.stdout
    assert outbound(elsewhere) == []


def test_serve_answers_without_a_route_and_tries_no_connection(elsewhere: Path) -> None:
    program = str(elsewhere / "venv" / "bin" / "hcpc-guidance")
    server = watched(elsewhere, program, "serve", "--port", "7861")
    done = in_namespace(elsewhere, sys.executable, "-c", CLIENT, QUESTION, *server)
    assert done.returncode == 0, done.stderr
    assert ANSWER in done.stdout
    assert outbound(elsewhere) == []


def test_the_watch_sees_a_connection_where_there_is_one(elsewhere: Path) -> None:
    """Rejects a trace that records nothing."""
    attempt = "import socket; socket.socket().connect_ex(('192.0.2.1', 80))"
    in_namespace(elsewhere, *watched(elsewhere, sys.executable, "-c", attempt))
    assert outbound(elsewhere)
