"""An article as the JSON document that the store keeps of it."""

from __future__ import annotations

import datetime  # noqa: TC003 - pydantic reads the annotation when the class is made

from pydantic import BaseModel, ConfigDict

from retrieval.article import Article, Section


class _Document(BaseModel):
    # An older version of Kutip must be able to read, and a newer one to add.
    model_config = ConfigDict(extra="ignore", frozen=True)

    title: str
    sections: tuple[Section, ...]
    deck: str = ""
    place: str = ""
    publisher: str = ""
    date: datetime.date | None = None
    author: str = ""
    url: str = ""
    discarded: tuple[str, ...] = ()


def to_document(article: Article) -> str:
    """The article as a JSON object; the same article always gives the same text."""
    return _Document(
        title=article.title,
        sections=article.sections,
        deck=article.deck,
        place=article.place,
        publisher=article.publisher,
        date=article.date,
        author=article.author,
        url=article.url,
        discarded=article.discarded,
    ).model_dump_json()


def from_document(document: str) -> Article:
    """The article that `to_document` was given, `discarded` lines and all; `ValueError` if it is none."""
    read = _Document.model_validate_json(document)
    return Article(
        title=read.title,
        sections=read.sections,
        deck=read.deck,
        place=read.place,
        publisher=read.publisher,
        date=read.date,
        author=read.author,
        url=read.url,
        discarded=read.discarded,
    )
