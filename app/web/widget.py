"""The widget as it is served: one module with its words and its style in it, at an address that its bytes decide."""

from __future__ import annotations

import gzip
import json
import tomllib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from hashlib import sha256, sha384
from html import escape
from pathlib import Path
from typing import Any

import rcssmin
import rjsmin

from app.web.frame import TITLE

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


@dataclass(frozen=True, slots=True)
class Script:
    code: bytes
    packed: bytes
    """The same, by gzip."""
    name: str
    """widget-0123456789ab.js: other bytes have another name, so that a browser may keep these for good."""
    integrity: str
    """What a page states to refuse any other bytes (SRI)."""


@cache
def widget() -> Script:
    style = rcssmin.cssmin((STATIC / "widget.css").read_text(encoding="utf-8"))
    given = f"const WORDS={compact(words())},STYLE={compact(style)};\n"
    code = (given + spared("widget.js")).encode()
    name = f"widget-{sha256(code).hexdigest()[:12]}.js"
    return Script(code, gzip.compress(code, 9, mtime=0), name, f"sha384-{b64encode(sha384(code).digest()).decode()}")


def spared(name: str) -> str:
    """A script without what a browser does not read."""
    return str(rjsmin.jsmin((STATIC / name).read_text(encoding="utf-8")))


def words() -> dict[str, dict[str, str]]:
    """The widget's own words by language; quotations are in none of them."""
    return tomllib.loads((FOLDER / "widget.toml").read_text(encoding="utf-8"))


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def snippet(server: str) -> str:
    """What to put into a page, or into a site that takes only frames. The link is seen where the script cannot run."""
    script = widget()
    return (
        f'<script type="module" src="{escape(server)}/{script.name}" integrity="{script.integrity}"></script>\n'
        f'<hcpc-guidance><a href="{escape(server)}/embed">{TITLE}</a></hcpc-guidance>\n'
        f'or: <iframe src="{escape(server)}/embed" title="{TITLE}" allow="clipboard-write"></iframe>'
    )
