"""From what an editor gave to the articles in it. Only `retrieval.web` opens addresses, and only a worker files."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from telegram.constants import FileSizeLimit
from telegram.error import TelegramError

from bot.editing.problems import Given, GivenError
from bot.editing.submissions import Link, Pasted, Upload
from retrieval.errors import ArticleError
from retrieval.sources.cleaning import clean
from retrieval.sources.members import Member
from retrieval.sources.plain import read_plain
from retrieval.sources.web import SUFFIXES, read_web
from retrieval.sources.worker import read_archive_safely, read_safely
from retrieval.web import FetchError, Reason

if TYPE_CHECKING:
    from datetime import tzinfo

    from telegram import Bot

    from bot.editing.submissions import Origin, Submission
    from retrieval.article import Article
    from retrieval.sources.web import Fetch

_DOWNLOAD: Final = 90.0
"""Seconds that Telegram has for a file of 20 MB."""
_WHOLE: Final = 120.0
"""Seconds for all the pages of an article, each of which has a limit of its own."""
_ARCHIVE: Final = ".zip"
_SUFFIXES: Final = SUFFIXES | {
    "text/markdown": ".md",
    "application/zip": _ARCHIVE,
    "application/x-zip-compressed": _ARCHIVE,
    "application/msword": ".doc",
}
"""The ends of names by media type, for files whose name does not end in anything."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """The articles that were given, and what is wrong with each file of an `archive` that holds none."""

    members: tuple[Member, ...]
    archive: bool = False

    @property
    def articles(self) -> tuple[Article, ...]:
        """What can be added, in order."""
        return tuple(member.outcome for member in self.members if not isinstance(member.outcome, ArticleError))


async def read(given: Submission, bot: Bot, fetch: Fetch, zone: tzinfo) -> Harvest:
    """Read what was given; posts of channels are dated in `zone`.

    Raises ArticleError, one that `bot.editing.problems` knows. When the task is cancelled, fetching and reading end at
    once.
    """
    match given:
        case Pasted(text, origin):
            return _alone(_told_by(origin, read_plain(text), zone, ours=True))
        case Link(url):
            try:
                async with asyncio.timeout(_WHOLE):
                    return _alone(await read_web(url, fetch))
            except TimeoutError as error:
                raise FetchError(Reason.TOO_SLOW, "The site takes too long; send the article's text.") from error
        case Upload():
            suffix = _suffix(given)
            data = await _download(bot, given)
            if suffix == _ARCHIVE:
                return Harvest(await read_archive_safely(data), archive=True)
            return _alone(_told_by(given.origin, await read_safely(data, suffix), zone, ours=False))


def _alone(article: Article) -> Harvest:
    return Harvest((Member("", article),))


def _told_by(origin: Origin | None, article: Article, zone: tzinfo, *, ours: bool) -> Article:
    """The article as a channel's post; of a file, which has facts `ours` is false of, only what it does not tell."""
    if origin is None:
        return article
    posted, publisher = origin.posted.astimezone(zone).date(), clean(origin.publisher)
    if ours:
        return replace(article, url=origin.url or article.url, publisher=publisher, date=posted)
    return replace(
        article,
        url=article.url or origin.url,
        publisher=article.publisher or publisher,
        date=article.date or posted,
    )


def _suffix(given: Upload) -> str:
    """How names of files of this kind end. Nothing else is made of the sender's name."""
    return PurePosixPath(given.name).suffix.lower() or _SUFFIXES.get(given.media_type, ".txt")


async def _download(bot: Bot, given: Upload) -> bytes:
    """The file's content. Raises GivenError when it is too large, or does not come."""
    if given.size > FileSizeLimit.FILESIZE_DOWNLOAD:
        raise GivenError(Given.TOO_BIG)
    try:
        async with asyncio.timeout(_DOWNLOAD):
            file = await bot.get_file(given.file)
            return bytes(await file.download_as_bytearray())
    except TimeoutError as error:
        raise GivenError(Given.LOST) from error
    except TelegramError as error:
        reason = Given.TOO_BIG if "too big" in error.message.lower() else Given.LOST
        raise GivenError(reason) from error
