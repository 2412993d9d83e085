"""`python -m bot ask`: one question, or a batch of them from a file."""

from __future__ import annotations

import asyncio
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.console import show_answer
from bot.terminal import Paper
from bot.texts import texts_of
from bot.typesetting.markup import sound
from bot.wire import BadLineError, BatchQuestion, Id, answer_line, read_question
from retrieval.errors import ArticleError, KutipError
from retrieval.opening import open_library

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator

    from bot.settings import Settings
    from retrieval.answer import Context
    from retrieval.library import Library

SINGLE: Id = "1"
"""The `id` of a question that was asked by itself."""


def run(settings: Settings, arguments: Namespace) -> int:
    """Answer on standard output; 1 when a line of a batch could not be answered."""
    if arguments.batch:
        with _lines(arguments.batch) as lines:
            return asyncio.run(_batch(settings, lines))
    asyncio.run(_single(settings, sound(" ".join(arguments.question)), arguments.article, as_json=arguments.json))
    return 0


async def _single(settings: Settings, question: str, article: str | None, *, as_json: bool) -> None:
    async with open_library(settings.data_dir, semantic=settings.semantic, seeds=settings.seeds) as library:
        answer = await library.ask(question, article=article)
    if as_json:
        sys.stdout.write(answer_line(SINGLE, question, answer) + "\n")
    else:
        texts = texts_of(settings.language)
        show_answer(Paper(sys.stdout, texts), answer, texts)


async def _batch(settings: Settings, lines: Iterable[str]) -> int:
    status = 0
    contexts: dict[str, Context] = {}
    async with open_library(settings.data_dir, semantic=settings.semantic, seeds=settings.seeds) as library:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                asked = read_question(line.removeprefix("\ufeff"))
                print_line = await _answer(library, number, asked, contexts)
            except (BadLineError, ArticleError) as error:
                sys.stderr.write(f"line {number}: {error}\n")
                status = 1
            else:
                sys.stdout.write(f"{print_line}\n")
                sys.stdout.flush()
    return status


async def _answer(library: Library, number: int, asked: BatchQuestion, contexts: dict[str, Context]) -> str:
    context = None
    if asked.followup_of is not None:
        context = contexts.get(str(asked.followup_of))
        if context is None:
            sys.stderr.write(f"line {number}: no question {asked.followup_of!r} before it; answered by itself\n")
    answer = await library.ask(asked.question, article=asked.article, context=context)
    contexts[str(asked.id)] = answer.context
    return answer_line(asked.id, asked.question, answer)


@contextmanager
def _lines(path: str) -> Iterator[Iterable[str]]:
    """The lines of a file, or of standard input for `-`. Raises KutipError when it cannot be read."""
    if path == "-":
        yield sys.stdin
        return
    try:
        file = Path(path).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - closed below
    except OSError as error:
        raise KutipError(f"{path}: cannot be read ({error.strerror})") from None
    with file:
        yield file
