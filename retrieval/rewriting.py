"""Rewriting: articles that are no longer as they were stored, put together again from what is left of them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from retrieval.analysis.analyzer import unaccented
from retrieval.article import Article, Passage, Section
from retrieval.documents import from_document
from retrieval.intake import NewArticle, drafted
from retrieval.passages import passages_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from retrieval.integrity import Altered


@dataclass(frozen=True, slots=True)
class _Kept:
    """A passage that is there, with its id and the paragraphs of the source, as JSON, that it covers."""

    id: int
    passage: Passage
    origins: str


def rewrite(connection: sqlite3.Connection, one: Altered) -> str:
    """Put an article together again, within the caller's transaction; a sentence that says from what.

    Its text is taken from its passages if it is unreadable, and its passages are cut anew if they are not those of its
    text. The library must have a new revision already. Raises `sqlite3.DatabaseError`.
    """
    owner, ref, title, publisher, published, url, document, content = connection.execute(
        "SELECT owner, ref, title, publisher, published, url, document, content FROM article WHERE id = ?", (one.id,)
    ).fetchone()
    kept = _kept(connection, one.id)
    article = _read(document)
    if one.text_is_whole and article is not None:
        said = f"{ref}: its passages were cut anew from its text"
        passages = passages_of(article)
    elif article is not None:
        said = f"{ref}: its text or its passages have changed on the disk; read it through, and replace it if need be"
        passages = tuple(old.passage for old in kept) or passages_of(article)
    else:
        said = f"{ref}: its text was put together from its passages; replace it if anything is missing"
        article = Article(title, _sections(kept), publisher=publisher, date=_day(published), url=url)
        passages = passages_of(article)
    if not passages:
        connection.execute("INSERT OR REPLACE INTO removed SELECT ?, revision FROM library", (one.id,))
        connection.execute("DELETE FROM article WHERE id = ?", (one.id,))
        return f"{ref}: LOST, nothing of it can be read; add it again"
    origins = _store(connection, one.id, kept, passages)
    draft = drafted(NewArticle(article, passages, ref, owner), tuple(tuple(json.loads(row)) for row in origins))
    values = (draft.document, draft.whole, unaccented(f"{title} {publisher} {ref}"))
    update = "UPDATE article SET document = ?, whole = ?, folded = ?, revision = (SELECT revision FROM library)"
    connection.execute(f"{update} WHERE id = ?", (*values, one.id))
    if draft.content != content:
        with suppress(sqlite3.IntegrityError):  # it has become the same as another one: an editor may tell them apart
            connection.execute("UPDATE article SET content = ? WHERE id = ?", (draft.content, one.id))
    return said


def _kept(connection: sqlite3.Connection, article: int) -> list[_Kept]:
    rows = connection.execute(
        "SELECT id, position, section, body, first, last, origins FROM passage WHERE article = ? ORDER BY position",
        (article,),
    )
    return [
        _Kept(id_, Passage(position, section, body, first, last), origins)
        for id_, position, section, body, first, last, origins in rows
    ]


def _read(document: str) -> Article | None:
    try:
        return from_document(document)
    except ValueError:
        return None


def _sections(kept: Sequence[_Kept]) -> tuple[Section, ...]:
    together = groupby((old.passage for old in kept), key=lambda passage: passage.section)
    return tuple(Section(heading, tuple(passage.text for passage in passages)) for heading, passages in together)


def _day(published: str | None) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(published or "")
    return None


def _store(
    connection: sqlite3.Connection, article: int, kept: Sequence[_Kept], passages: Sequence[Passage]
) -> list[str]:
    """Have these passages, with the ids and the origins of those which they were; the origins of each, as JSON."""
    before = {old.passage.position: old for old in kept} if len(kept) == len(passages) else {}
    origins = []
    if not before:
        connection.execute("DELETE FROM passage WHERE article = ?", (article,))
    for new in passages:
        old = before.get(new.position)
        covered = json.dumps(list(range(new.first, new.last + 1)))
        if old is not None and _is_list_of_numbers(old.origins) and _paragraphs(old.passage) == _paragraphs(new):
            covered = old.origins
        origins.append(covered)
        if old is None:
            connection.execute(
                "INSERT INTO passage (article, position, section, body, first, last, origins) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (article, new.position, new.section, new.text, new.first, new.last, covered),
            )
        elif old.passage != new or old.origins != covered:
            connection.execute("DELETE FROM vector WHERE passage = ?", (old.id,))
            connection.execute(
                "UPDATE passage SET section = ?, body = ?, first = ?, last = ?, origins = ?, encoder = NULL "
                "WHERE id = ?",
                (new.section, new.text, new.first, new.last, covered, old.id),
            )
    return origins


def _paragraphs(passage: Passage) -> tuple[int, int]:
    return passage.first, passage.last


def _is_list_of_numbers(origins: str) -> bool:
    try:
        read: object = json.loads(origins)
    except ValueError:
        return False
    return isinstance(read, list) and all(isinstance(number, int) for number in read)
