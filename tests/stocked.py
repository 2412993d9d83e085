"""The library of a bot that is about to be started: public articles, and one that a single group may see."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Final

from retrieval.opening import open_library
from retrieval.scope import EVERYONE
from tests.botprocess import SEEDS
from tests.newsroom import CHILLI, FLOOD, article

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.article import Article

SECRET: Final = article("Rapat tertutup warga RT 5", "Iuran keamanan warga RT 5 naik menjadi Rp75.000 pada bulan Juli.")
"""An article of one group's own."""
OWNER: Final = "-1009998887"
"""That group."""


async def stock(home: Path, *more: Article) -> None:
    """Fill the library of the bot that lives in `home` with the seed, FLOOD and CHILLI, SECRET, and `more`."""
    async with open_library(home / "data", semantic="off", seeds=SEEDS) as library:
        for public in (FLOOD, CHILLI, *more):
            await library.add(public)
        await library.add(SECRET, owner=OWNER)


async def take_out(home: Path, title: str) -> None:
    """Remove the public article of this title, whether the bot runs or not."""
    async with open_library(home / "data", semantic="off") as library:
        (card,) = await library.articles(EVERYONE, search=title)
        await library.remove(card.ref)


def passage_with(home: Path, words: str) -> tuple[int, int]:
    """The ids of the first passage that holds these words, and of its article, whosever they are."""
    with closing(sqlite3.connect(home / "data" / "kutip.sqlite3")) as database:
        passage, article_id = database.execute(
            "SELECT passage, id FROM quotable WHERE instr(body, ?) ORDER BY passage LIMIT 1", (words,)
        ).fetchone()
    return passage, article_id


def turns_of(home: Path, person: int) -> list[tuple[str, str]]:
    """The conversations and questions that are kept of somebody, in order."""
    with closing(sqlite3.connect(home / "data" / "kutip.sqlite3")) as database:
        return list(
            database.execute("SELECT conversation, question FROM turn WHERE person = ? ORDER BY id", (str(person),))
        )
