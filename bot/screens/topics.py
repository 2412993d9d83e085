"""Topics to tap or to name as an example: always from the articles at hand, never made up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from retrieval.article import Article
    from retrieval.library import Library, OpenArticle
    from retrieval.scope import Scope

_FEWEST_HEADINGS: Final = 2
_NUMBERING: Final = re.compile(r"^\s*(?:\d{1,2}[.)]|[•–-])\s*")


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that an article is about: a section's heading, or the article's title when `section` is None."""

    article: int
    section: int | None
    text: str


def headings(article: Article) -> list[tuple[int, str]]:
    """The article's headings without their numbering, each with the index of its section."""
    found = ((number, _NUMBERING.sub("", section.heading)) for number, section in enumerate(article.sections))
    return [(number, heading) for number, heading in found if heading]


def topics_in(opened: OpenArticle, limit: int = 3) -> tuple[Topic, ...]:
    """Up to `limit` headings of one article."""
    return tuple(Topic(opened.card.id, section, heading) for section, heading in headings(opened.article)[:limit])


async def topics_of(library: Library, scope: Scope, limit: int = 3) -> tuple[Topic, ...]:
    """Up to `limit` topics: headings of the newest article, or the newest titles when it has hardly any heading."""
    cards = await library.articles(scope, limit=limit)
    if not cards:
        return ()
    found = await topics_within(library, cards[0].id, scope, max(limit, _FEWEST_HEADINGS))
    if len(found) >= _FEWEST_HEADINGS:
        return found[:limit]
    return tuple(Topic(card.id, None, card.title) for card in cards if card.title)


async def topics_within(library: Library, article: int, scope: Scope, limit: int = 3) -> tuple[Topic, ...]:
    """Up to `limit` headings of one article. Raises ArticleError when it is gone."""
    return topics_in(await library.open_article(article, scope), limit)
