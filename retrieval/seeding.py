"""The seed articles that an empty library begins with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from retrieval.article import Article
from retrieval.errors import ArticleError
from retrieval.intake import slug
from retrieval.sources import read_path
from retrieval.sources.files import MARKDOWN, PLAIN

_KINDS = (PLAIN | MARKDOWN) - {""}


def read_seeds(directory: Path) -> Iterator[tuple[str, Article] | str]:
    """The articles in `directory` by file name, each with the reference made of that name.

    For a file that cannot be read there is a sentence that says why. Files of other kinds and hidden ones are passed
    over; a directory that does not exist holds none.
    """
    if not directory.is_dir():
        return
    for path in sorted(directory.iterdir()):
        if path.suffix.lower() not in _KINDS or path.name.startswith("."):
            continue
        try:
            yield slug(path.stem), read_path(path)
        except ArticleError as error:
            yield f"Seed article left out. {error}"
