"""`python -m bot articles`, `remove`, `changes` and `undo`: what the library holds, and what was done to it."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Final

from retrieval.audit import TERMINAL
from retrieval.opening import open_library
from retrieval.scope import EVERYONE, PUBLIC

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.settings import Settings

_AT_ONCE: Final = 500


def list_articles(settings: Settings, _arguments: Namespace) -> int:
    """Print reference, date, publisher and title of every article, newest first, separated by tabs."""
    asyncio.run(_list(settings))
    return 0


def remove(settings: Settings, arguments: Namespace) -> int:
    """Remove the article of a reference."""
    asyncio.run(_remove(settings, arguments.ref))
    return 0


def list_changes(settings: Settings, arguments: Namespace) -> int:
    """Print number, time, person, chat, kind, reference and title of every change, newest first, separated by tabs."""
    asyncio.run(_changes(settings, arguments.owner))
    return 0


def undo(settings: Settings, _arguments: Namespace) -> int:
    """Undo the last change of the public library, whoever made it."""
    asyncio.run(_undo(settings))
    return 0


async def _list(settings: Settings) -> None:
    async with open_library(settings.data_dir, semantic="off", seeds=settings.seeds) as library:
        count = await library.count(EVERYONE)
        if not count:
            sys.stderr.write("The library is empty; add an article: python -m bot add FILE\n")
        for offset in range(0, count, _AT_ONCE):
            for card in await library.articles(EVERYONE, limit=_AT_ONCE, offset=offset):
                day = card.date.isoformat() if card.date else "-"
                sys.stdout.write(f"{card.ref}\t{day}\t{card.publisher or '-'}\t{card.title}\n")


async def _remove(settings: Settings, ref: str) -> None:
    async with open_library(settings.data_dir, semantic="off", seeds=settings.seeds) as library:
        card = (await library.withdraw(ref, by=TERMINAL, owner=PUBLIC)).card
        sys.stdout.write(f"Removed {card.ref}: {card.title}\n")


async def _changes(settings: Settings, owner: str) -> None:
    async with open_library(settings.data_dir, semantic="off", seeds=settings.seeds) as library:
        offset = 0
        while changes := await library.changes(owner, limit=_AT_ONCE, offset=offset):
            for change in changes:
                when = change.at.astimezone(settings.zone).isoformat(" ", timespec="seconds")
                by, kind = change.by, f"{change.kind}, undone" if change.undone else change.kind
                fields = (change.id, when, by.person or "-", by.chat or "-", kind, change.card.ref, change.card.title)
                sys.stdout.write("\t".join(map(str, fields)) + "\n")
            offset += len(changes)


async def _undo(settings: Settings) -> None:
    async with open_library(settings.data_dir, semantic="off", seeds=settings.seeds) as library:
        change = await library.undo(by=TERMINAL, owner=PUBLIC)
        what = "Brought back" if change.passages else "Took out again"
        sys.stdout.write(f"{what} {change.card.ref}: {change.card.title}\n")
