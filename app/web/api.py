"""The API: a question or a quotation as JSON in, the JSON of the core function out, problems that tell no secrets."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any, Literal, cast, get_type_hints

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.question import LONGEST_QUESTION, MOST_PASSAGES, PASSAGES
from app.types import Answer, to_json
from app.verification.quotation import LONGEST_QUOTATION
from app.verification.verdict import Verdict
from app.verification.verdict import to_json as verdict_json
from app.web.access import LOCAL, Access, Hosts, Shared
from app.web.embed import add_widget
from app.web.guard import GRADIO, Door, Doors, Shield
from app.web.limits import Crowd, Limited, Waiting, not_yet
from app.web.live import SIDE_BY_SIDE, Live, Ready
from app.web.log import Tell, silent
from app.web.metrics import CONTENT_TYPE
from app.web.observe import Observed
from app.web.problem import PROBLEM_JSON, Problem, not_found, problem
from ingest.errors import QuestionRefused

STATIC = Path(__file__).parent / "static"

Ask = Callable[[str, int], Answer]
Check = Callable[[str, str | None], Verdict]


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    question: Annotated[str, Field(description=f"In everyday words; at most {LONGEST_QUESTION:,} characters.")]
    passages: Annotated[int, Field(ge=1, le=MOST_PASSAGES, description="How many passages to give at most.")] = PASSAGES


class Quotation(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    text: Annotated[str, Field(description=f"The quotation; at most {LONGEST_QUOTATION:,} characters.")]
    edition: Annotated[
        str | None, Field(min_length=1, max_length=100, description="The edition it is said to be from; null for any.")
    ] = None


SEND = {  # by path
    "/api/ask": 'Send JSON: {"question": "...", "passages": 5}',
    "/api/verify": 'Send JSON: {"text": "...", "edition": null}',
}
WRONG = {  # by field: what is wrong with a value that is there
    "question": "`question` must be text.",
    "passages": f"`passages` must be a whole number from 1 to {MOST_PASSAGES}.",
    "text": "`text` must be text.",
    "edition": '`edition` must be text, as in "2016", or null.',
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body is not JSON."},
    408: {"model": Problem, "description": "The body took too long to arrive."},
    413: {"model": Problem, "description": "The body is over 64 KiB."},
    415: {"model": Problem, "description": "The body is not said to be JSON."},
    422: {"model": Problem, "description": "What was sent cannot be looked up as it stands."},
    429: {"model": Problem, "description": "Too much was asked from this address; Retry-After says when to go on."},
    500: {"model": Problem, "description": "The answer could not be made."},
    503: {"model": Problem, "description": "Too much is asked at once, or no index is loaded yet; see Retry-After."},
}


def create_api(
    ask: Ask, check: Check, access: Access = LOCAL, live: Live | None = None, told: Tell = silent
) -> FastAPI:
    """The API alone, behind the guard that also lets through what the page needs.

    `live` is what /readyz and /metrics tell of; requests are told of only if there is somebody to tell.
    """
    known = live or Live()
    app = FastAPI(
        title="hcpc-guidance",
        version="1",  # of the form of its requests and answers
        description="What the HCPC's guidance says, letter for letter. Unofficial.",
        docs_url=None,  # both fetch their scripts from elsewhere
        redoc_url=None,
    )
    add_routes(app, ask, check)
    add_operations(app, known)
    add_widget(app, access.origins)
    app.exception_handler(QuestionRefused)(refuse_question)
    app.exception_handler(HTTPException)(refuse)
    routes = [route for route in app.routes if isinstance(route, Route)]
    doors = [Door(re.compile(re.escape(route.path)), tuple(route.methods or ())) for route in routes]
    if live:
        app.add_middleware(Waiting, loaded=live.loaded)
    app.add_middleware(Crowd)
    app.add_middleware(Doors, doors=[*doors, *GRADIO], root=access.root)
    if access.per_minute:
        app.add_middleware(Limited, per_minute=access.per_minute)
    app.add_middleware(Shared, origins=access.origins)
    app.add_middleware(Hosts, hosts=access.hosts)
    app.add_middleware(Shield)
    app.add_middleware(Observed, metrics=known.metrics, routes=[route.path for route in routes], told=told)
    return app


def add_routes(app: FastAPI, ask: Ask, check: Check) -> None:
    app.router.route_class = Direct
    turns = ThreadPoolExecutor(SIDE_BY_SIDE)  # no thread that waits for its turn, and few that have the model's memory

    async def made(make: Callable[[], str], threads: ThreadPoolExecutor | None = None) -> Response:
        text = await asyncio.get_running_loop().run_in_executor(threads, make)
        return Response(text, media_type="application/json")

    @app.post("/api/ask", response_model=Answer, responses=REFUSALS, summary="Answer a question")
    async def ask_question(body: Question) -> Response:
        return await made(lambda: to_json(ask(body.question, body.passages)), turns)

    @app.post("/api/verify", response_model=Verdict, responses=REFUSALS, summary="Check a quotation")
    async def check_quotation(body: Quotation) -> Response:
        return await made(lambda: verdict_json(check(body.text, body.edition)))

    style, drawing = ((STATIC / name).read_bytes() for name in ("page.css", "icon.svg"))

    @app.get("/page.css", include_in_schema=False)
    async def stylesheet() -> Response:
        return Response(style, media_type="text/css", headers={"Cache-Control": "no-cache"})

    @app.get("/icon.svg", include_in_schema=False)
    async def icon() -> Response:
        return Response(drawing, media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})

    describe = app.openapi
    app.openapi = lambda: describe_problems(describe())  # type: ignore[method-assign]


class Direct(APIRoute):
    """Where an endpoint takes a `body`, its model reads it, and nothing else is looked for in the request.

    FastAPI's way to the same takes a third of a millisecond more when it was not just gone.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        model = get_type_hints(self.endpoint).get("body")
        if model is None:
            return super().get_route_handler()

        async def handle(request: Request) -> Response:
            if not is_json(request):
                return problem(415, "The body is not said to be JSON.", "Set Content-Type: application/json")
            try:
                body = model.model_validate(json.loads(await request.body()))
            except ValidationError as error:
                return refuse_body(request, error)
            except (ValueError, RecursionError):
                return problem(400, "The body is not JSON.", sending(request))
            return cast("Response", await self.endpoint(body))

        return handle


def add_operations(app: FastAPI, live: Live) -> None:
    """What whoever runs the server asks it; async, so that no question keeps these waiting."""

    @app.get("/healthz", summary="Whether the server is alive")
    async def healthz() -> dict[Literal["status"], Literal["ok"]]:
        return {"status": "ok"}

    @app.get(
        "/readyz",
        response_model=Ready,
        responses={503: REFUSALS[503]},
        summary="Whether it can answer, and from which index",
    )
    async def readyz() -> Ready | Response:
        return live.ready() or not_yet()

    @app.get("/metrics", response_class=PlainTextResponse, summary="Counts and times, in the text format of Prometheus")
    async def metrics() -> Response:
        return Response(live.metrics.text(), media_type=CONTENT_TYPE)


def describe_problems(schema: dict[str, Any]) -> dict[str, Any]:
    """The OpenAPI document with the media type that problems have."""
    for path in schema["paths"].values():
        for operation in path.values():
            for status, reply in operation["responses"].items():
                if status >= "4" and "application/json" in reply["content"]:
                    reply["content"] = {PROBLEM_JSON: reply["content"]["application/json"]}
    return schema


def refuse_question(request: Request, error: QuestionRefused) -> Response:
    return problem(422, error.reason, error.do)


def refuse_body(request: Request, error: ValidationError) -> Response:
    """Names what is wrong by its kind and its field, never by its value."""
    send = sending(request)
    kind, where = error.errors()[0]["type"], error.errors()[0]["loc"]
    field = str(where[-1]) if where else ""
    if kind == "missing":
        return problem(422, f"`{field}` is missing.", send)
    if kind == "extra_forbidden":
        return problem(422, "The body has a field that is not known here.", send)
    return problem(422, WRONG.get(field, "The body is not a JSON object."), send)


def sending(request: Request) -> str:
    return SEND.get(request.url.path, "Ask with POST /api/ask.")


def is_json(request: Request) -> bool:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))


def refuse(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return not_found()
    return problem(error.status_code, "The request cannot be read.", sending(request), dict(error.headers or {}))
