"""The command hcpc-guidance. Each call imports what it needs when it runs, so that --help is quick."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.question import MOST_PASSAGES, PASSAGES
from ingest.corpus import SHIPPED
from ingest.errors import GuidanceError

if TYPE_CHECKING:
    from app.evaluation.types import Report
    from app.types import Answer
    from index.types import Encoder, Index
    from ingest.progress import Progress

cli = typer.Typer(
    help="What the HCPC's guidance says, letter for letter, with the standards that govern it. Unofficial.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help takes half the time
)

Corpus = Annotated[
    Path, typer.Option("--corpus", help="Folder of documents.", show_default="the corpus that comes along")
]
IndexFolder = Annotated[
    Path | None, typer.Option("--index", help="Folder of the index.", show_default="in your user data folder")
]
Model = Annotated[
    str, typer.Option("--model", help="A sentence-transformers folder, or a hub model already on this machine.")
]
Passages = Annotated[
    int, typer.Option("--passages", min=1, max=MOST_PASSAGES, help="How many passages to show at most.")
]
Field = Annotated[str, typer.Option("--field", help="The field of each line that is asked.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
BUNDLED = "all-MiniLM-L6-v2"  # as index.encoder says, whose imports would keep --help waiting


@cli.command()
def ask(
    question: Annotated[str, typer.Argument(help="In everyday words.")],
    json: Json = False,
    passages: Passages = PASSAGES,
    corpus: Corpus = SHIPPED,
    index: IndexFolder = None,
    model: Model = BUNDLED,
) -> None:
    """Answer a question with the passages of the guidance that answer it."""
    from app.question import check_question

    question = check_question(question)
    library = opened(corpus, index, model)
    from app.answer import answer

    show(answer(question, *library, passages), json)


@cli.command()
def standard(
    number: Annotated[str, typer.Argument(help='A number, as in "5.1", or a chapter, as in "5".')],
    edition: Annotated[str | None, typer.Option("--edition", help="Only this edition, as in 2016.")] = None,
    document: Annotated[str | None, typer.Option("--document", help="Only this document, by its id.")] = None,
    json: Json = False,
    corpus: Corpus = SHIPPED,
) -> None:
    """Show the exact standard, or what is known of that number; never the nearest one."""
    from app.standards import find_standard

    show(find_standard(number, corpus, edition, document), json)


@cli.command()
def verify(
    text: Annotated[str | None, typer.Argument(help="The quotation.", show_default=False)] = None,
    json: Json = False,
    edition: Annotated[str | None, typer.Option("--edition", help="The edition it is said to be from.")] = None,
    receipt: Annotated[Path | None, typer.Option("--receipt", help="Check an answer that ask --json saved.")] = None,
    corpus: Corpus = SHIPPED,
) -> None:
    """Check a quotation, or a saved answer, letter by letter. The exit status is 0 only if it is exact."""
    from ingest.errors import QuestionRefused

    if (text is None) == (receipt is None):
        raise QuestionRefused("One thing to check is needed.", do="Give a quotation, or --receipt FILE.")
    holds = check_receipt(receipt, corpus, json) if receipt else judge(text or "", corpus, edition, json)
    raise typer.Exit(0 if holds else 1)


@cli.command()
def run(
    questions: Annotated[Path, typer.Argument(help='A file of lines {"id": ..., "question": ...}.')],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here.", show_default="standard output")
    ] = None,
    field: Field = "question",
    passages: Passages = PASSAGES,
    corpus: Corpus = SHIPPED,
    index: IndexFolder = None,
    model: Model = BUNDLED,
) -> None:
    """Answer a file of questions, one line {"id", "answer"} each."""
    from app.run import answer_all, read_questions, write_lines

    asked = read_questions(questions, field)
    library = opened(corpus, index, model)
    with reporting() as progress:
        write_lines(answer_all(asked, *library, passages, progress), output)


@cli.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(help='A file of lines {"id", "question", "quotes", "standards"}.')],
    run: Annotated[Path | None, typer.Option("--run", help="Judge this run; ask nothing.", show_default=False)] = None,
    compare: Annotated[
        Path | None, typer.Option("--compare", help="Also compare with this run.", show_default=False)
    ] = None,
    misses: Annotated[
        bool, typer.Option("--misses", help="Print what was shown where the answer is not first.")
    ] = False,
    plots: Annotated[
        Path | None, typer.Option("--plots", help="Write plots of confidence to this folder.", show_default=False)
    ] = None,
    json: Json = False,
    field: Field = "question",
    passages: Passages = PASSAGES,
    corpus: Corpus = SHIPPED,
    index: IndexFolder = None,
    model: Model = BUNDLED,
) -> None:
    """Measure answers to a file of questions whose answers are known."""
    from app.evaluation.evaluate import ask_all, judge_all, make_report
    from app.evaluation.files import read_queries, read_run

    if plots:
        from app.evaluation.plots import draw  # first of all, as it may not be installed
    queries = read_queries(questions, field)
    others = judge_all(queries, read_run(compare, queries)) if compare else None
    if run:
        outcomes = judge_all(queries, read_run(run, queries))
    else:
        library = opened(corpus, index, model)
        with reporting() as progress:
            outcomes = judge_all(queries, ask_all(queries, *library, passages, progress))
    show_report(make_report(outcomes, others), json, misses)
    if plots:
        print("Plots:", *draw(outcomes, plots), file=sys.stderr)


@cli.command()
def build(
    corpus: Annotated[
        Path, typer.Argument(help="Folder of documents.", show_default="the corpus that comes along")
    ] = SHIPPED,
    skip_unreadable: Annotated[
        bool, typer.Option("--skip-unreadable", help="Leave out the documents that cannot be read, and name them.")
    ] = False,
    index: IndexFolder = None,
    model: Model = BUNDLED,
) -> None:
    """Read what changed in a corpus and write its index. The index that was there serves until the new one is whole."""
    build_and_tell(corpus, skip_unreadable, index, model)


@cli.command()
def fetch(
    ids: Annotated[
        list[str] | None, typer.Argument(help="Documents, by id.", show_default="all with an address and no file")
    ] = None,
    allow_http: Annotated[bool, typer.Option("--allow-http", help="Also fetch from addresses without TLS.")] = False,
    corpus: Corpus = SHIPPED,
    index: IndexFolder = None,
    model: Model = BUNDLED,
) -> None:
    """Download the documents that corpus.toml gives addresses of, and index them. Nothing else uses a network."""
    from app.fetched import print_outcomes
    from ingest.fetch.documents import fetch_documents
    from ingest.fetch.types import Rules

    with reporting() as progress:
        outcomes = list(fetch_documents(corpus, ids or (), Rules(allow_http=allow_http), progress))
    print_outcomes(outcomes)
    kinds = {outcome.kind for outcome in outcomes}
    if kinds & {"new", "changed"}:
        from app.library import default_index
        from index.store import skipped_documents

        # A document that the index in use does without must not keep it from being renewed.
        build_and_tell(corpus, skipped_documents(index or default_index(corpus)), index, model)
    raise typer.Exit(1 if "failed" in kinds else 0)


@cli.command()
def sources(
    json: Json = False,
    propose: Annotated[
        bool, typer.Option("--propose", help="Print entries for the files that corpus.toml does not name.")
    ] = False,
    corpus: Corpus = SHIPPED,
) -> None:
    """List every document: whether it is there, edition, date, status, hash, passages, standards."""
    from app.sources import list_sources, print_sources, sources_json
    from ingest.proposal import propose as proposed

    if propose:
        print(proposed(corpus), end="")
        return
    rows = list_sources(corpus)
    if json:
        print(sources_json(rows))
        return
    print_sources(rows, corpus)


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 7860,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="A name that the server is asked by.", show_default="--host and localhost"),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(help="An origin whose pages may ask it, as in https://intranet.example.", show_default="none"),
    ] = None,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(help="A proxy that is believed about whom it asks for, as in 127.0.0.1.", show_default="none"),
    ] = None,
    root_path: Annotated[
        str, typer.Option(help="The path that a proxy takes away, as in /guidance.", show_default="none")
    ] = "",
    rate_limit: Annotated[int, typer.Option(min=1, help="Questions a minute that an address may ask.")] = 600,
    corpus: Corpus = SHIPPED,
    index: IndexFolder = None,
    model: Model = BUNDLED,
) -> None:
    """Serve the page at /, POST /api/ask and POST /api/verify. Builds the index first if there is none."""
    from app.library import default_index
    from app.web.access import read_access
    from app.web.live import Renewal
    from app.web.log import tell
    from app.web.server import listen, serve_forever

    access = read_access(host, allow_host or (), allow_origin or (), trusted_proxy or (), root_path, rate_limit)
    socket = listen(host, port)
    tell("loading", "Loading the model and the index ...")
    renewal = Renewal(corpus, index or default_index(corpus))
    serve_forever(socket, lambda: opened(corpus, index, model), access, renewal)


def build_and_tell(corpus: Path, skip_unreadable: bool | Collection[str], index: Path | None, model: str) -> None:
    """Builds, and prints what came of it."""
    from app.cite import counted
    from app.library import build_library, default_index
    from app.sources import print_unread

    folder = index or default_index(corpus)
    with reporting() as progress:
        built = build_library(corpus, folder, model, progress, skip_unreadable=skip_unreadable)
    documents, passages = counted(len(built.corpus.documents), "document"), counted(len(built.passages), "passage")
    print(f"{documents}, {passages}: {folder}")
    if (least := min(built.recall.passages, built.recall.sentences)) < 1:
        print(
            f"So many are not all compared with each question: {least:.1%} of the nearest are found, as measured now."
        )
    print_unread(corpus)
    for one in built.corpus.skipped:
        print(f"Left out: {one.id}: {one.reason} {one.do}")


def judge(text: str, corpus: Path, edition: str | None, json: bool) -> bool:
    """Prints the verdict on a quotation, and says whether it is exact."""
    from app.documents import read_documents
    from app.verification.verdict import to_json
    from app.verification.verify import verify

    verdict = verify(text, read_documents(corpus), edition=edition)
    if json:
        print(to_json(verdict, indent=2))
    else:
        from rich.console import Console

        from app.verification.terminal import print_verdict

        print_verdict(verdict, Console(highlight=False))
    return verdict.verdict == "exact"


def check_receipt(receipt: Path, corpus: Path, json: bool) -> bool:
    """Prints what no longer holds of a saved answer, and says whether all of it does."""
    from app.documents import read_documents
    from app.receipt import check_file, to_json

    problems = check_file(receipt, read_documents(corpus))
    holds = "The answer holds: every passage is its document's, letter for letter."
    print(to_json(problems) if json else "\n".join(map(str, problems)) or holds)
    return not problems


def show_report(report: Report, json: bool, misses: bool) -> None:
    from app.evaluation.evaluate import report_json

    if json:
        print(report_json(report))
        return
    from rich.console import Console

    from app.evaluation.terminal import print_report

    print_report(report, Console(highlight=False), misses=misses)


def show(found: Answer, json: bool) -> None:
    from app.types import to_json

    if json:
        print(to_json(found, indent=2))
        return
    from rich.console import Console

    from app.terminal import print_answer

    print_answer(found, Console(highlight=False))


def opened(corpus: Path, index: Path | None, model: str) -> tuple[Index, Encoder]:
    from app.library import default_index, open_library

    with reporting() as progress:
        return open_library(corpus, index or default_index(corpus), model, progress)


@contextmanager
def reporting() -> Iterator[Progress]:
    """Progress bars on standard error; silence when that is not a terminal."""
    from ingest.progress import silent

    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks = {}

        def report(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield report


def main() -> None:
    """Runs the command; an error is one line on standard error and exit status 1, Ctrl-C is 130 and no line."""
    use_utf8()
    # Of numpy, which reads it when it is imported: what a question multiplies is too small to be shared out.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        cli()
    except GuidanceError as error:
        print(f"hcpc-guidance: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(141)


def use_utf8() -> None:
    """Quotations are printed letter for letter wherever the output goes."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]


if __name__ == "__main__":
    main()
