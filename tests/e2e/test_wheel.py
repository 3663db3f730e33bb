"""The wheel, installed away from the checkout, answers from another folder with the corpus it carries."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from ingest.corpus import SHIPPED

pytestmark = pytest.mark.install

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)],
        check=True,
    )
    return next(folder.glob("hcpc_guidance-*.whl"))


def test_the_wheel_carries_the_corpus_as_published_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        for path in SHIPPED.iterdir():
            assert archive.read(f"corpus/{path.name}") == path.read_bytes()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"ingest", "index", "app", "corpus"}
    assert any(name.endswith("NOTICE") for name in names)


def test_an_installed_wheel_answers_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """The environment is new; only third-party packages are lent to it, so the checkout cannot be imported."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", str(wheel)], check=True)
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    # A path file adds a folder without reading the path files in it, and so not the editable install of the checkout.
    (Path(site.stdout.strip()) / "lent.pth").write_text(sysconfig.get_path("purelib"))

    def run(*line: str | Path) -> str:
        environment = {"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path)}
        return subprocess.run(line, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout

    assert run(python, "-c", "import ingest; print(ingest.__file__)").startswith(str(tmp_path))
    answered = run(
        python.with_name("hcpc-guidance"), "ask", "Can I accept a friend request from a patient on Facebook?"
    )
    assert "we recommend that you decline invitations, follows or friend requests" in answered
