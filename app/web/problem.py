"""What a client of the HTTP door is told when something is wrong (RFC 9457). No word of its own question is in it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from http import HTTPStatus

from starlette.responses import Response

PROBLEM_JSON = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    type: str
    """about:blank: the status says which problem it is."""
    title: str
    status: int
    detail: str
    do: str
    """What to do about it."""


def problem(status: int, detail: str, do: str, headers: dict[str, str] | None = None) -> Response:
    told = Problem("about:blank", HTTPStatus(status).phrase, status, detail, do)
    return Response(json.dumps(asdict(told)), status, headers, PROBLEM_JSON)


def not_found() -> Response:
    return problem(404, "There is nothing at this address.", "Ask with POST /api/ask, or open the page at /.")


def method_not_allowed(allowed: str) -> Response:
    return problem(405, "This address does not take this method.", f"Use {allowed}.", {"Allow": allowed})
