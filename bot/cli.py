"""The command line: which commands there are, and what becomes of an error."""

from __future__ import annotations

import io
import os
import sys
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Final

from bot import memory
from bot.commands import add, articles, ask, backup, chat, check, evaluate, export, restore, telegram
from bot.service.logs import set_up_logging
from bot.settings import load_settings
from bot.version import running_version
from retrieval.errors import KutipError, SettingsError
from retrieval.scope import PUBLIC

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import Settings

OK: Final = 0
FAILED: Final = 1
MISUSED: Final = 2
INTERRUPTED: Final = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 well, 1 something failed, 2 a wrong setting or wrong usage."""
    os.umask(0o077)  # what is written holds questions, or may: other users of the machine need not read it
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")  # whatever the locale says, our texts are UTF-8
    memory.manage()
    parser = _parser()
    arguments = parser.parse_args(argv)
    if arguments.run is ask.run and (problem := _misuse_of_ask(arguments)):
        parser.error(problem)
    try:
        settings = load_settings()
        service = arguments.run is telegram.run
        set_up_logging(
            _log_level(settings, service=service),
            settings.token,
            secret=settings.secret,
            style=settings.log_format,
            brief=not service,
        )
        status: int = arguments.run(settings, arguments)
        sys.stdout.flush()
    except SettingsError as error:
        return _fail(error, MISUSED)
    except KutipError as error:
        return _fail(error, FAILED)
    except BrokenPipeError:  # whoever read our output has seen enough
        _give_up_output()
        return OK
    except OSError as error:
        # Of a disk or a network, met where nobody could know better what to do about it.
        _give_up_output()
        return _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error), FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    return status


def _give_up_output() -> None:
    """Write what can be written; what cannot must not fail once more when Python ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fail(error: KutipError | str, status: int) -> int:
    sys.stderr.write(" ".join(str(error).split()) + "\n")
    return status


def _log_level(settings: Settings, *, service: bool) -> str:
    """A program that runs for long tells what it does; a command, at INFO, only what goes wrong."""
    return settings.log_level if service or settings.log_level != "INFO" else "WARNING"


def _misuse_of_ask(arguments: Namespace) -> str:
    if arguments.batch and not arguments.json:
        return "--batch needs --json"
    if arguments.batch and (arguments.question or arguments.article):
        return "--batch takes its questions and articles from the file"
    # To a program an empty question is a question like any other, and has an object for its answer.
    asked = arguments.batch or (arguments.question and (arguments.json or " ".join(arguments.question).strip()))
    return "" if asked else "ask what? give a question, or --batch FILE --json"


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="python -m bot",
        description="Kutip answers questions about news articles by quoting the passage that answers. "
        "Without a command it runs the Telegram bot.",
        epilog="Settings come from the environment or from .env; see .env.example.",
    )
    parser.add_argument("--version", action="version", version=f"kutip {running_version() or '(not installed)'}")
    parser.set_defaults(run=telegram.run)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")

    command = commands.add_parser("chat", help="talk in the terminal; no token needed")
    command.set_defaults(run=chat.run)

    command = commands.add_parser("ask", help="answer one question, or a batch of them")
    command.add_argument("question", nargs="*", metavar="QUESTION")
    command.add_argument("--article", metavar="REF", help="answer from this article alone")
    command.add_argument("--json", action="store_true", help="print JSON, one object a line")
    command.add_argument("--batch", metavar="FILE", help="questions, one JSON object a line; - for standard input")
    command.set_defaults(run=ask.run)

    command = commands.add_parser("add", help="add articles")
    command.add_argument(
        "source",
        nargs="+",
        metavar="PATH|URL",
        help="a .txt, .md, .html, .pdf or .docx file, a .zip or a folder of them, a page of the web, or a .jsonl(.gz)",
    )
    command.add_argument(
        "--restart", action="store_true", help="begin a .jsonl(.gz) anew that was interrupted, instead of going on"
    )
    command.set_defaults(run=add.run)

    command = commands.add_parser("articles", help="list all articles")
    command.set_defaults(run=articles.list_articles)

    command = commands.add_parser("remove", help="remove an article")
    command.add_argument("ref", metavar="REF", help="its reference, as `articles` shows it")
    command.set_defaults(run=articles.remove)

    command = commands.add_parser("changes", help="list who changed what in the library, and when")
    command.add_argument("--owner", metavar="CHAT", default=PUBLIC, help="of a group's own articles, by the group's id")
    command.set_defaults(run=articles.list_changes)

    command = commands.add_parser("undo", help="undo the last change of the public library, for a day")
    command.set_defaults(run=articles.undo)

    command = commands.add_parser("export", help="write the articles as lines of JSON that `add` reads")
    command.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help=".jsonl or .jsonl.gz; else standard output"
    )
    command.add_argument(
        "--owner",
        default="",
        metavar="CHAT|all",
        help="a chat's own articles by its id, or everybody's; else the public ones",
    )
    command.add_argument("--force", action="store_true", help="replace FILE if it exists")
    command.set_defaults(run=export.run)

    command = commands.add_parser("evaluate", help="measure the answers to questions with known passages")
    command.add_argument(
        "--questions",
        required=True,
        nargs="+",
        metavar="FILE",
        help="question files (.jsonl chat questions, FacQA's .csv, SQuAD-like .json), or folders of them",
    )
    command.add_argument("--scope", choices=("library", "article"), default="library", help="where to search")
    command.add_argument("--json", action="store_true", help="print JSON instead of a table")
    command.add_argument("--shortlist", action="store_true", help="measure MRR and recall too; takes twice the time")
    command.add_argument("--misses", metavar="FILE", help="write what went wrong to FILE, as Markdown")
    command.set_defaults(run=evaluate.run)

    command = commands.add_parser("check", help="check settings, database, index, token and privacy mode")
    command.add_argument(
        "--repair",
        action="store_true",
        help="first mend what can be mended, of a copy that is kept; the bot must not run meanwhile",
    )
    command.set_defaults(run=check.run)

    command = commands.add_parser("backup", help="copy the database to a file, also while the bot runs")
    command.add_argument("file", metavar="FILE")
    command.add_argument("--force", action="store_true", help="replace FILE if it exists")
    command.set_defaults(run=backup.run)

    command = commands.add_parser("restore", help="put a backup back, also while the bot runs")
    command.add_argument("file", metavar="FILE", help="what `backup` has made")
    command.add_argument("--yes", action="store_true", help="do not ask before everything is replaced")
    command.set_defaults(run=restore.run)
    return parser
