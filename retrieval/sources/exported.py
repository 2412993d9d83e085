"""The line of JSON that an article is exported as, and the way back: what comes back is what went out, exactly.

It is a bulk line like any other, with one key more, "kutip", which tells that the article was read and sifted before
and is to be taken as it is: a second sifting might take a line that an editor wanted for page furniture.
"""

from __future__ import annotations

import datetime  # noqa: TC003 - pydantic reads the annotation when the class is made
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from retrieval.article import Article, Section
from retrieval.errors import ArticleError
from retrieval.scope import PUBLIC
from retrieval.sources.cleaning import clean

if TYPE_CHECKING:
    from collections.abc import Mapping

MARK = "kutip"
"""The key that only exported lines have."""


@dataclass(frozen=True, slots=True)
class Exported:
    """An article on its way from one library to another, with its reference and its owner there.

    `origins` are the source's own numbers of its paragraphs, `None` if they are just counted.
    """

    ref: str
    owner: str
    article: Article
    origins: tuple[int, ...] | None = None


class _Part(BaseModel):
    # An older version of Kutip must be able to read, and a newer one to add.
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Section(_Part):
    heading: str = ""
    paragraphs: tuple[str, ...]


class _Own(_Part):
    """What bulk lines of others do not have."""

    owner: str = PUBLIC
    place: str = ""
    origins: tuple[int, ...] | None = None
    discarded: tuple[str, ...] = ()


class _Line(_Part):
    id: str = Field(min_length=1, coerce_numbers_to_str=True)
    title: str
    deck: str = ""
    source: str = ""
    author: str = ""
    date: datetime.date | None = None
    url: str = ""
    sections: tuple[_Section, ...]
    kutip: _Own


def to_line(exported: Exported) -> str:
    """The line, without its end; the same article always gives the same."""
    article = exported.article
    counted = exported.origins == tuple(range(len(article.paragraphs)))
    return _Line(
        id=exported.ref,
        title=article.title,
        deck=article.deck,
        source=article.publisher,
        author=article.author,
        date=article.date,
        url=article.url,
        sections=tuple(_Section(heading=one.heading, paragraphs=one.paragraphs) for one in article.sections),
        kutip=_Own(
            owner=exported.owner,
            place=article.place,
            origins=None if counted else exported.origins,
            discarded=article.discarded,
        ),
    ).model_dump_json(exclude_defaults=True)


def is_exported(record: Mapping[str, object]) -> bool:
    """Whether a bulk line's object is one that `to_line` wrote."""
    return isinstance(record.get(MARK), dict)


def from_record(record: Mapping[str, object]) -> Exported:
    """The article that `to_line` was given. Raises `ArticleError` if somebody has broken it since."""
    try:
        line = _Line.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ArticleError(f'This line was exported by Kutip, but its "{where}" was changed: {first["msg"]}.') from None
    article = Article(
        title=_clean(line.title),
        sections=tuple(Section(_clean(one.heading), tuple(map(_clean, one.paragraphs))) for one in line.sections),
        deck=_clean(line.deck),
        place=_clean(line.kutip.place),
        publisher=_clean(line.source),
        date=line.date,
        author=_clean(line.author),
        url=_clean(line.url),
        discarded=line.kutip.discarded,
    )
    ref, origins = _clean(line.id), line.kutip.origins
    if not (ref and article.title and article.paragraphs and all(article.paragraphs)):
        raise ArticleError('This line has an empty "id", "title" or paragraph.')
    if origins is not None and len(origins) != len(article.paragraphs):
        raise ArticleError('This line has not as many "origins" as paragraphs; leave them out after changing it.')
    return Exported(ref, line.kutip.owner, article, origins)


def _clean(text: str) -> str:
    """Nothing is mended: what looks torn in a library that was read before is meant."""
    return clean(text, mended=False)
