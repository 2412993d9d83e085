"""Word document (.docx) → Article."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from retrieval.sources.bylines import author_of
from retrieval.sources.cleaning import clean
from retrieval.sources.docx_blocks import blocks_in
from retrieval.sources.docx_package import open_package
from retrieval.sources.docx_paragraphs import paragraphs_in
from retrieval.sources.marked import read_found
from retrieval.sources.masthead import Masthead

if TYPE_CHECKING:
    from retrieval.article import Article

# Whom programs and freshly installed computers name.
_NOBODY = re.compile(
    r".*\b(?:user|pengguna|admin\w*|owner|pemilik|docx|microsoft|office|windows|libreoffice|google|wps|acer|asus|lenovo"
    r"|toshiba|dell|hp|computer|komputer|laptop|pc|unknown|un-named|author|penulis|company|inc|template)\b",
    re.IGNORECASE,
)


def read_docx(data: bytes, *, url: str = "") -> Article:
    """The article in a Word document: its title and headings by style, by size or all in bold.

    Lists and tables come as lines that can be quoted, footnotes at the end of their section. Deleted or hidden text and
    comments are not read.

    The author in the document's properties counts where the text tells none and where it is a person's full name; the
    date in them is that of the file, not of the news, and never counts.
    Raises DocumentError (with a reason) when it is no such document, ArticleError when there is no paragraph in it.
    Meant to be run apart (`retrieval.sources.worker`).
    """
    package = open_package(data)
    laid = blocks_in(paragraphs_in(package.document))
    head = Masthead(title=laid.title, deck=laid.deck, author=laid.author, date=laid.date, url=clean(url))
    article = read_found(head, laid.found)
    creator = clean(package.author)
    if article.author or " " not in creator or _NOBODY.match(creator) or not author_of(f"Oleh: {creator}"):
        return article
    return replace(article, author=creator)
