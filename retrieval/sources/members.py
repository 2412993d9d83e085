"""A file among several, and what came of reading it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retrieval.article import Article
    from retrieval.errors import ArticleError


@dataclass(frozen=True, slots=True)
class Member:
    """A file: its name, fit to be shown and never a path, and its article or what is wrong with it."""

    name: str
    outcome: Article | ArticleError
