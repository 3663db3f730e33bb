"""The plots are SVG with a point for everything they speak of."""

from __future__ import annotations

import importlib
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from app.evaluation.calibration import confidences, equal_bins, risk_by_coverage
from app.evaluation.types import Outcome
from ingest.errors import GuidanceError
from tests.app.evaluation.outcomes import one

SVG = "{http://www.w3.org/2000/svg}"
OUTCOMES = [
    one([] if n % 5 == 0 else ["a"], [] if n < 10 else ["a" if n % 3 else "b"], round(n / 50, 1)) for n in range(50)
]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def plots() -> ModuleType:
    """Not at the top: Matplotlib takes long to load, and who leaves out the slow tests does without it."""
    return importlib.import_module("app.evaluation.plots")


@pytest.fixture(scope="module")
def paths(plots: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    return plots.draw(OUTCOMES, tmp_path_factory.mktemp("plots"))


def root(path: Path) -> ElementTree.Element:
    return ElementTree.fromstring(path.read_text("utf-8"))  # noqa: S314, our own file


def marks(svg: ElementTree.Element, name: str) -> int:
    return len(svg.findall(f".//{SVG}g[@id='{name}']//{SVG}use"))


def words(svg: ElementTree.Element) -> str:
    return " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text"))


def test_the_reliability_plot_has_a_point_for_each_bin_and_a_tick_for_each_answer(paths: tuple[Path, ...]) -> None:
    svg = root(paths[0])
    confidence, right = confidences(OUTCOMES)
    assert svg.tag == f"{SVG}svg"
    assert 1 < marks(svg, "bins") == len(equal_bins(confidence, right))
    assert (marks(svg, "right"), marks(svg, "wrong")) == (int(right.sum()), int((~right).sum()))
    assert "50 answers; expected calibration error 0." in words(svg)


def test_the_risk_plot_has_a_vertex_for_each_confidence_and_a_point_for_what_is_answered_now(
    paths: tuple[Path, ...],
) -> None:
    svg = root(paths[1])
    curve = svg.find(f".//{SVG}g[@id='curve']/{SVG}path")
    assert curve is not None
    path = str(curve.get("d"))
    assert path.count("M") + path.count("L") == len(risk_by_coverage(*confidences(OUTCOMES))[0]) == 11
    assert marks(svg, "point") == 1
    assert "as it answers now: 80 % of the" in words(svg)


def test_the_same_answers_give_the_same_files(plots: ModuleType, paths: tuple[Path, ...], tmp_path: Path) -> None:
    """Whether or not others without confidence are among them."""
    again = plots.draw([one(["a"], ["a"]), *OUTCOMES], tmp_path)
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in paths]


@pytest.mark.parametrize(
    "outcomes", [[one(["a"], ["a"], 1.0)], [one(["a"], [], 0.0)], [one([], ["a"], 0.5), one([], ["b"], 0.5)]]
)
def test_a_few_alike_answers_have_one_point(plots: ModuleType, outcomes: list[Outcome]) -> None:
    for figure, name in ((plots.reliability(*confidences(outcomes)), "bins"), (plots.risk_coverage(outcomes), "point")):
        (points,) = [points for points in figure.axes[0].lines if points.get_gid() == name]
        assert np.shape(points.get_xydata()) == (1, 2)


def test_what_cannot_be_plotted_or_written_is_an_error_that_says_so(plots: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(GuidanceError, match="no confidence to plot"):
        plots.draw([one(["a"], ["a"])], tmp_path)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(GuidanceError, match="Name a folder of yours"):
        plots.draw(OUTCOMES, tmp_path / "file")


def test_without_matplotlib_the_error_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.delitem(sys.modules, "app.evaluation.plots", raising=False)
    with pytest.raises(GuidanceError, match=r"pip install 'hcpc-guidance\[plots\]'"):
        import app.evaluation.plots  # noqa: F401
