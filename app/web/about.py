"""What stands under About: how it works, what is kept, how often it is right, and who can use it."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from app.cite import written_date
from app.web.frame import PRIVATE
from index.confidence import FILE as CONFIDENCE

FOLDER = Path(__file__).parent
ACCURACY = FOLDER.parent / "data" / "accuracy.toml"


@cache
def about_html() -> str:
    """The words are in about.html; the figures are those that were measured last."""
    accuracy, confidence = read(ACCURACY), read(CONFIDENCE)["fitted"]
    html = (FOLDER / "about.html").read_text(encoding="utf-8")
    values = {
        "private": escape(PRIVATE),
        "figures": "".join(map(figure_html, accuracy["figure"])),
        "measured": day(accuracy["measured"]),
        "error": f"{confidence['calibration_error']:.1%}".replace("%", "\u00a0%"),
        "fitted": day(confidence["on"]),
    }
    for name, value in values.items():
        html = html.replace(f"[{name}]", value)
    return html


def figure_html(figure: dict[str, str]) -> str:
    asked, found, share = (escape(figure[name]) for name in ("asked", "found", "share"))
    return f'<tr><th scope="row">{asked}</th><td>{found}</td><td class="share">{share}</td></tr>'


def day(on: date) -> str:
    return escape(written_date(on))


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
