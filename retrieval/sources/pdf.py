"""PDF → Article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from retrieval.sources.cleaning import clean
from retrieval.sources.marked import read_found
from retrieval.sources.masthead import Masthead
from retrieval.sources.pdf_blocks import blocks_in
from retrieval.sources.pdf_lines import pages_of
from retrieval.sources.pdf_rows import lines_of
from retrieval.sources.pdf_running import without_running

if TYPE_CHECKING:
    from retrieval.article import Article

# "Microsoft Word - berita.docx", "untitled", "(anonymous)", "Layout 1": what programs write when nobody named it.
_NO_TITLE = re.compile(
    r"microsoft \w+ - .*|\(?(?:untitled|anonymous|tanpa judul|unspecified)\)?.*|.*\.(?:docx?|pdf|indd|odt|html?|txt)$"
    r"|layout ?\d*|\S+$",
    re.IGNORECASE,
)


def read_pdf(data: bytes, *, url: str = "") -> Article:
    """The article in a PDF: its title and headings by the size and weight of their letters, its paragraphs joined over
    lines, columns and pages, running heads and page numbers left out.

    Raises DocumentError (with a reason) when there is no text to read, ArticleError when there is no paragraph in it.
    Meant to be run apart (`retrieval.sources.worker`): PDFium is C++ and the data anybody's.
    """
    pages, named = pages_of(data)
    body = without_running(pages)
    title = clean(named)
    title = "" if _NO_TITLE.match(title) else title
    laid = blocks_in(lines_of(body.pages), title)
    apart = [line for text in (*body.running, *laid.small) if (line := clean(text))]
    return read_found(Masthead(url=clean(url) or body.url, deck=laid.deck, discarded=apart), laid.found)
