"""The web door: POST /api/ask and the page, served from one process to whoever can reach its address."""

from __future__ import annotations

import re
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from app.answer import PASSAGES, answer
from app.guard import GRADIO, Door, Doors, Shield
from app.problem import PROBLEM_JSON, Problem, not_found, problem
from app.question import LONGEST_QUESTION
from app.types import Answer, to_json
from index.types import Encoder, Index
from ingest.errors import AddressRefused, QuestionRefused

STATIC = Path(__file__).parent / "static"
SHUTDOWN = 1  # seconds that an open page, which always listens for events, may hold up Ctrl-C

Ask = Callable[[str, int], Answer]


class Question(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    question: Annotated[str, Field(description=f"In everyday words; at most {LONGEST_QUESTION:,} characters.")]
    passages: Annotated[int, Field(ge=1, le=20, description="How many passages to give at most.")] = PASSAGES


SEND = 'Send JSON: {"question": "...", "passages": 5}'
WRONG = {  # by field: what is wrong with a value that is there
    "question": "`question` must be text.",
    "passages": "`passages` must be a whole number from 1 to 20.",
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "The body is not JSON."},
    413: {"model": Problem, "description": "The body is over 64 KiB."},
    415: {"model": Problem, "description": "The body is not said to be JSON."},
    422: {"model": Problem, "description": "The question cannot be asked as it stands."},
    500: {"model": Problem, "description": "The answer could not be made."},
}


def create_app(index: Index, encoder: Encoder) -> FastAPI:
    """The API and the page."""
    from app.page import mount_page

    ask = partial(answer_with, index, encoder)
    return mount_page(create_api(ask), ask, index.corpus)


def answer_with(index: Index, encoder: Encoder, question: str, passages: int) -> Answer:
    return answer(question, index, encoder, passages)


def create_api(ask: Ask) -> FastAPI:
    """The API alone, behind the guard that also lets through what the page needs."""
    app = FastAPI(
        title="hcpc-guidance",
        version="1",  # of the form of its requests and answers
        description="What the HCPC's guidance says, letter for letter. Unofficial.",
        docs_url=None,  # both fetch their scripts from elsewhere
        redoc_url=None,
    )
    add_routes(app, ask)
    app.exception_handler(QuestionRefused)(refuse_question)
    app.exception_handler(RequestValidationError)(refuse_body)
    app.exception_handler(HTTPException)(refuse)
    doors = [Door(re.compile(re.escape(r.path)), tuple(r.methods or ())) for r in app.routes if isinstance(r, Route)]
    app.add_middleware(Doors, doors=[*doors, *GRADIO])
    # Without it Gradio lets any origin read its answers; with it, and no origin named, none can.
    app.add_middleware(CORSMiddleware)
    app.add_middleware(Shield)
    return app


def add_routes(app: FastAPI, ask: Ask) -> None:
    @app.post("/api/ask", response_model=Answer, responses=REFUSALS, summary="Answer a question")
    def ask_question(body: Question) -> Response:
        return Response(to_json(ask(body.question, body.passages)), media_type="application/json")

    @app.get("/healthz", summary="Whether the server is alive")
    def healthz() -> dict[Literal["status"], Literal["ok"]]:
        return {"status": "ok"}

    @app.get("/page.css", include_in_schema=False)
    def stylesheet() -> Response:
        return FileResponse(STATIC / "page.css", media_type="text/css", headers={"Cache-Control": "no-cache"})

    @app.get("/icon.svg", include_in_schema=False)
    def icon() -> Response:
        return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml", headers={"Cache-Control": "no-cache"})

    describe = app.openapi
    app.openapi = lambda: describe_problems(describe())  # type: ignore[method-assign]


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


def refuse_body(request: Request, error: RequestValidationError) -> Response:
    """Names what is wrong by its kind and its field, never by its value."""
    kind, where = error.errors()[0]["type"], error.errors()[0]["loc"]
    if kind == "json_invalid":
        return problem(400, "The body is not JSON.", SEND)
    if not is_json(request):
        return problem(415, "The body is not said to be JSON.", "Set Content-Type: application/json")
    field = str(where[-1]) if len(where) > 1 else ""
    if kind == "missing":
        return problem(422, "`question` is missing.", SEND)
    if kind == "extra_forbidden":
        return problem(422, "The body has a field that is not known here.", SEND)
    return problem(422, WRONG.get(field, "The body is not a JSON object."), SEND)


def is_json(request: Request) -> bool:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == "application/json"


def refuse(request: Request, error: HTTPException) -> Response:
    if error.status_code == 404:
        return not_found()
    return problem(error.status_code, "The request cannot be read.", SEND, dict(error.headers or {}))


def listen(host: str, port: int) -> socket.socket:
    """A socket that already takes connections: who comes while the model loads waits, and is answered."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "not an address"
        raise AddressRefused(
            f"{host}, port {port}, cannot be listened on: {reason}.",
            do="Name another with --port (0 takes a free one) or --host.",
        ) from None


def serve_forever(socket: socket.socket, index: Index, encoder: Encoder) -> None:
    """Serves until Ctrl-C or SIGTERM. Requests are not logged."""
    config = uvicorn.Config(
        partial(create_app, index, encoder),
        factory=True,  # made in the running loop, or Gradio opens a dozen of its own and leaves them
        access_log=False,
        log_level="critical",  # a failure is told by the guard, without its words
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN,
        ws="none",
    )
    with suppress(KeyboardInterrupt):  # which uvicorn raises again after it has stopped
        Server(config).run(sockets=[socket])


class Server(uvicorn.Server):
    """Says where it serves, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for bound in sockets or []:
            print(f"Serving at {address(bound)} (Ctrl-C stops)", file=sys.stderr)


def address(bound: socket.socket) -> str:
    """http://127.0.0.1:7860"""
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
