"""A file → the article in it, by the reader for its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.errors import ArticleError
from retrieval.sources.encoding import MAX_BYTES, decode
from retrieval.sources.markdown import read_markdown
from retrieval.sources.plain import read_plain

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.article import Article

PLAIN = frozenset({"", ".txt", ".text"})
MARKDOWN = frozenset({".md", ".markdown"})


def read_path(path: Path) -> Article:
    """The article in a text or Markdown file, told apart by the end of its name.

    Raises ArticleError when the file cannot be opened, is of another kind, too large, not a text, or holds no article.
    """
    suffix = path.suffix.lower()
    if suffix not in PLAIN | MARKDOWN:
        kinds = ", ".join(sorted((PLAIN | MARKDOWN) - {""}))
        raise ArticleError(f"{path.name}: files ending in {suffix} are not read; use one of {kinds}.")
    try:
        with path.open("rb") as file:
            # One byte more than is allowed is enough to tell that a file, or an endless device, is too large.
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ArticleError(f"{path.name}: the file cannot be read ({error.strerror or error}).") from error
    try:
        text = decode(data)
        return read_markdown(text) if suffix in MARKDOWN else read_plain(text)
    except ArticleError as error:
        raise ArticleError(f"{path.name}: {error}") from error
