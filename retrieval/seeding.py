"""The seed articles that an empty library begins with."""

from __future__ import annotations

import asyncio
import itertools
import logging
from typing import TYPE_CHECKING

from retrieval.errors import ArticleError
from retrieval.intake import NewArticle, slug
from retrieval.passages import passages_of
from retrieval.sources import read_path
from retrieval.sources.files import MARKDOWN, PLAIN

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from retrieval.article import Article
    from retrieval.store import Store

logger = logging.getLogger(__name__)

_KINDS = (PLAIN | MARKDOWN) - {""}


def read_seeds(directory: Path) -> Iterator[tuple[str, Article] | str]:
    """The articles in `directory` by file name, each with a reference of its own made of that name.

    For a file that cannot be read, or a directory that cannot be listed, there is a sentence that says why. Files of
    other kinds and hidden ones are passed over; a directory that does not exist holds none.
    """
    try:
        paths = sorted(directory.iterdir()) if directory.is_dir() else []
    except OSError as error:
        yield f"The seed articles in {directory} were left out ({error.strerror or error}): check its owner and mode."
        return
    taken = set[str]()
    for path in paths:
        if path.suffix.lower() not in _KINDS or path.name.startswith("."):
            continue
        try:
            article = read_path(path)
        except ArticleError as error:
            yield f"Seed article left out. {error}"
        else:
            ref = _free(slug(path.stem), taken)
            taken.add(ref)
            yield ref, article


def _free(ref: str, taken: Container[str]) -> str:
    """`ref`, numbered if another file has taken it: "berita.txt" and "berita.md", or names without any letter."""
    names = itertools.chain([ref], (f"{ref}-{number}" for number in itertools.count(2)))
    return next(name for name in names if name not in taken)


async def plant(store: Store, seeds: Path | None) -> list[str]:
    """Put the articles in `seeds` into a library that never held anything; what the operator should know of it."""
    if seeds is None or await store.revision() > 0:
        return []
    notices = []
    drafts = []
    for outcome in await asyncio.to_thread(lambda: list(read_seeds(seeds))):
        if isinstance(outcome, str):
            notices.append(outcome)
            logger.warning("%s", outcome)
        else:
            ref, article = outcome
            drafts.append(NewArticle(article, passages_of(article), ref))
    for stored in await store.put_many(drafts):
        if isinstance(stored, ArticleError):
            notices.append(str(stored))
            logger.warning("%s", stored)
        else:
            logger.info("seed article %s with %d passages", stored.ref, stored.passages)
    return notices
