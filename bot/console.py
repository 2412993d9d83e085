"""The same conversation as in Telegram, in a terminal, and without a token."""

from __future__ import annotations

import locale
import sys
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from anyio.from_thread import start_blocking_portal

from bot.addressing import AskBack, BeKind, Facts, Question, decide
from bot.conversation import MEMORY, utc_now
from bot.hearing.courtesy import Courtesy
from bot.service.background import encoding
from bot.terminal import Paper
from bot.texts import Texts, texts_of
from bot.typesetting.markup import sound
from retrieval.answer import Status
from retrieval.errors import ArticleError
from retrieval.opening import open_library
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime

    from bot.settings import Settings
    from retrieval.answer import Answer
    from retrieval.library import Library

_LIST: Final = 20
_HELP: Final = frozenset({"bantuan", "help", "start", "h", "?"})
_ARTICLES: Final = frozenset({"artikel", "articles"})
_EVERYWHERE: Final = frozenset({"semua", "all"})
_MORE: Final = frozenset({"lain", "more", "next"})
_LEAVE: Final = frozenset({"keluar", "quit", "exit", "q"})


class Talk:
    """One conversation: hears lines, writes to paper, and remembers the last turn as long as the bot would."""

    def __init__(self, library: Library, paper: Paper, texts: Texts, now: Callable[[], datetime] = utc_now) -> None:
        self._library = library
        self._paper = paper
        self._texts = texts
        self._now = now
        self._last: Answer | None = None
        self._asked_at = now()
        self._shown = 0

    async def hear(self, line: str) -> bool:
        """Answer a question, take a choice or obey a command (`:lain` or `/lain`); False when it was to leave."""
        written = sound(line).strip()
        if not written:
            return True
        if self._last and written in map(str, range(1, len(self._last.choices) + 1)):
            await self._again(self._last, self._last.choices[int(written) - 1].ref)
            return True
        if written[0] in ":/":
            name, _, argument = written[1:].partition(" ")
            return await self._obey(name.lower(), argument.strip())
        await self._read(written)
        return True

    async def _obey(self, name: str, argument: str) -> bool:
        paper, texts = self._paper, self._texts
        if name in _LEAVE:
            return False
        if name in _HELP:
            paper.pairs(texts.terminal_help)
        elif name in _ARTICLES:
            cards = await self._library.articles(EVERYONE, limit=_LIST)
            paper.cards(cards)
            rest = await self._library.count(EVERYONE) - len(cards)
            if not cards:
                paper.say(texts.empty_library)
            elif rest > 0:
                paper.say(f"… +{rest}")
        elif name in _MORE:
            self._next_quote()
        elif name in _EVERYWHERE:
            if self._last:
                await self._again(self._last)
            else:
                paper.say(texts.terminal_nothing_to_repeat)
        elif isinstance(decide(Facts(private=True, command=name, argument=argument)), Question):
            await self._read(argument)
        elif isinstance(decide(Facts(private=True, command=name)), AskBack):
            paper.say(texts.what_question)
        else:
            paper.say(texts.terminal_unknown)
        return True

    async def _read(self, written: str) -> None:
        texts = self._texts
        match decide(Facts(private=True, text=written)):
            case Question(question):
                await self._answer(question)
            case BeKind(courtesy):
                self._paper.say(texts.thanked if courtesy is Courtesy.THANKS else texts.greeted)
            case _:
                self._paper.say(texts.only_words)

    async def _answer(self, question: str) -> None:
        fresh = self._last is not None and self._now() - self._asked_at <= MEMORY
        context = self._last.context if self._last and fresh else None
        self._show(await self._library.ask(question, scope=EVERYONE, context=context))

    async def _again(self, asked: Answer, article: str | None = None) -> None:
        """Ask the same once more, of the article of this reference or of all."""
        try:
            answer = await self._library.ask(asked.context.question, scope=EVERYONE, article=article)
        except ArticleError:
            self._paper.say(self._texts.gone)
        else:
            self._show(answer)

    def _show(self, answer: Answer) -> None:
        self._last, self._asked_at, self._shown = answer, self._now(), 0
        if answer.choices:
            self._shown = -1  # none of the quotes yet
            self._paper.choices(answer.choices)
        else:
            (more, _), (everywhere, _), *_ = self._texts.terminal_help
            show_answer(self._paper, answer, self._texts, more=f" ({more})", everywhere=everywhere)

    def _next_quote(self) -> None:
        last = self._last
        if last is None or len(last.quotable) < 2:
            self._paper.say(self._texts.terminal_no_other)
            return
        self._shown = (self._shown + 1) % len(last.quotes)
        also = () if self._shown else last.also
        self._paper.quote(last.quotes[self._shown], f"{self._shown + 1}/{len(last.quotes)}", also)


def show_answer(paper: Paper, answer: Answer, texts: Texts, more: str = "", everywhere: str = "") -> None:
    """The best quote, or the honest word that there is none.

    `more` says how to see the other quotes, if there are any; `everywhere` is the command that asks all articles.
    """
    if not answer.quotable:
        if answer.within:
            paper.say(texts.not_found_within.format(title=answer.within.title or texts.untitled))
            paper.say(texts.terminal_everywhere.format(command=everywhere) if everywhere else texts.not_found_hint)
        else:
            paper.say(texts.not_found)
            paper.say(texts.not_found_hint)
        return
    if answer.status is Status.UNSURE:
        paper.say(texts.unsure, style="italic")
    place = f"1/{len(answer.quotes)}{more}" if len(answer.quotes) > 1 else ""
    paper.quote(answer.quotes[0], place, answer.also)


def chat(settings: Settings) -> None:
    """Talk with whoever sits at the terminal, or answers the lines of a pipe, until they end.

    Raises LibraryError and EncoderError when the library cannot be opened.
    """
    texts = texts_of(settings.language)
    paper = Paper(sys.stdout, texts)
    sys.stderr.write(f"{texts.terminal_loading}\n")
    # Lines are read in this thread, where Ctrl-C and line editing work; all else runs in the portal's.
    with (
        suppress(KeyboardInterrupt),
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(_opened(settings, paper, texts)) as talk,
    ):
        paper.say(texts.terminal_welcome)
        while (line := _next_line(paper, texts)) is not None and portal.call(talk.hear, line):
            pass
    paper.say(texts.terminal_bye)


@asynccontextmanager
async def _opened(settings: Settings, paper: Paper, texts: Texts) -> AsyncIterator[Talk]:
    async with (
        open_library(settings.data_dir, semantic=settings.semantic, seeds=settings.seeds) as library,
        encoding(library),
    ):
        yield Talk(library, paper, texts)


def _next_line(paper: Paper, texts: Texts) -> str | None:
    """The next line that is typed or piped, without its end; None when there are no more.

    Piped lines are repeated, so that the transcript reads well.
    """
    paper.say()
    prompt = f"{texts.terminal_prompt} › "
    typed = sys.stdin.isatty()
    if typed and _has_line_editing():
        try:
            return input(prompt)
        except EOFError:
            paper.say()
            return None
    if typed:
        sys.stdout.write(prompt)
        sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        return None
    if not typed:
        paper.say(prompt + line.strip())
    return line.rstrip("\n")


def _has_line_editing() -> bool:
    """Whether `input` can be given the arrow keys and a history; without them it may prompt on standard error."""
    if locale.getencoding().lower() != "utf-8":
        return False  # there it would take bytes of our letters for editing keys
    try:
        import readline  # noqa: F401, PLC0415 - being imported is its effect; not every Python has it
    except ImportError:
        return False
    return True
