"""Imports run one way: app -> index -> ingest."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {"ingest": {"ingest"}, "index": {"ingest", "index"}, "app": {"ingest", "index", "app"}}


def imported(source: str) -> Iterator[str]:
    """The first name of everything a module imports, wherever in it the import stands."""
    for node in statements(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            yield "a relative import"


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Every statement, however deep; there are ten times as many expressions, and no import stands in one."""
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, ast.stmt | ast.excepthandler | ast.match_case):
            yield inner
            yield from statements(inner)


def wrong_imports(package: str, source: str) -> set[str]:
    return (set(imported(source)) & {*MAY_IMPORT, "tests", "a relative import"}) - MAY_IMPORT[package]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_every_module_imports_only_downwards(package: str) -> None:
    modules = list((ROOT / package).rglob("*.py"))
    assert modules
    assert {str(m): wrong for m in modules if (wrong := wrong_imports(package, m.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    ("package", "planted"),
    [
        ("ingest", "from index.types import Hit"),
        ("ingest", "import app.answer"),
        ("index", "def f():\n    from app import cite"),
        ("index", "import numpy, app"),
        ("index", "match 1:\n    case 1:\n        try: pass\n        except OSError: import app"),
        ("app", "from tests.fakes import HashEncoder"),
        ("app", "from . import cite"),
    ],
)
def test_an_import_planted_the_wrong_way_is_found(package: str, planted: str) -> None:
    assert wrong_imports(package, planted)
