"""A URL → the article behind it, whole: also where a site spreads it over several pages."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, TypeAlias

from retrieval.errors import ArticleError
from retrieval.sources.worker import read_safely
from retrieval.web import DOCX, HTML, PDF, PLAIN, XHTML, Page, fetch

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from retrieval.article import Article
    from retrieval.sources.html_pages import OtherPages

logger = logging.getLogger(__name__)

Fetch: TypeAlias = "Callable[[str], Awaitable[Page]]"
"""A URL → the page behind it; raises FetchError."""

SUFFIXES: Final = {HTML: ".html", XHTML: ".html", PDF: ".pdf", DOCX: ".docx", PLAIN: ".txt"}
"""What names of files end in that hold what these media types name: all that `fetch` brings."""


async def read_web(url: str, fetch: Fetch = fetch) -> Article:
    """The article at a URL, which only `fetch` opens; its pages are read by workers.

    Of an article on several pages, the one page that shows all of it is preferred, else all of them are joined. Raises
    ArticleError: FetchError, PageError or DocumentError, of the first page that fails, so that nothing is half read.
    """
    page = await fetch(url)
    if SUFFIXES.get(page.content_type) != ".html":
        return await _read(page)
    others = await asyncio.to_thread(_others, page)
    if others.whole:
        try:
            return await _read(await fetch(others.whole))
        except ArticleError as error:  # not every site keeps what it links to; the pages are there all the same
            logger.info("the page with all of an article could not be read: %s", error)
    if not others.parts:
        return await _read(page)
    from retrieval.sources.html_pages import joined_pages  # noqa: PLC0415 - lxml, only for those who read HTML

    parts = [page if part == page.final_url else await fetch(part) for part in others.parts]
    return joined_pages([await _read(part) for part in parts])


def _others(page: Page) -> OtherPages:
    from retrieval.sources.html_pages import other_pages  # noqa: PLC0415 - lxml, only for those who read HTML

    return other_pages(page.body, url=page.final_url, charset=page.charset or "")


async def _read(page: Page) -> Article:
    suffix = SUFFIXES.get(page.content_type, ".txt")
    return await read_safely(page.body, suffix, url=page.final_url, charset=page.charset or "")
