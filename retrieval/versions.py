"""Articles as they were before a change, whole, so that an undo puts them back as if nothing had been."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, TypeAdapter

from retrieval.article import Passage
from retrieval.documents import from_document
from retrieval.filing import as_json
from retrieval.intake import Draft, NewArticle, Placed

if TYPE_CHECKING:
    from collections.abc import Collection

    from retrieval.database import Transaction


class KeptPassage(BaseModel):
    """A passage as it was stored, under its id; `origins` as in `StoredPassage`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int
    section: str
    text: str
    first: int
    last: int
    origins: tuple[int, ...]


class Version(BaseModel):
    """An article as it was stored; `revision` is the library's that wrote it, `document` as `to_document` makes it."""

    # An older version of Kutip must be able to read, and a newer one to add.
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: int
    ref: str
    revision: int
    added_at: str
    content: str
    whole: str
    document: str
    passages: tuple[KeptPassage, ...]

    def placed(self, owner: str) -> Placed:
        """The article where it was: under its id and reference, its passages under theirs too.

        An id of a passage always means the same text, so remembered quotes and stored vectors are right again.
        """
        passages = [
            Passage(position, kept.section, kept.text, kept.first, kept.last)
            for position, kept in enumerate(self.passages)
        ]
        new = NewArticle(from_document(self.document), passages, self.ref, owner)
        draft = Draft(new, self.document, self.content, self.whole, tuple(kept.origins for kept in self.passages))
        ids = tuple(kept.id for kept in self.passages)
        return Placed(draft, self.id, self.ref, self.added_at, replaced=True, passages=ids)


async def versions_of(transaction: Transaction, articles: Collection[int]) -> tuple[Version, ...]:
    """The articles of these ids as they are now, in the order of their ids; those that are gone are left out."""
    passages: dict[int, list[KeptPassage]] = {}
    for row in await transaction.fetch(
        "SELECT id, article, section, body, first, last, origins FROM passage "
        "WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article, position",
        (as_json(articles),),
    ):
        passages.setdefault(row.integer("article"), []).append(
            KeptPassage(
                id=row.integer("id"),
                section=row.text("section"),
                text=row.text("body"),
                first=row.integer("first"),
                last=row.integer("last"),
                origins=_numbers().validate_json(row.text("origins")),
            )
        )
    rows = await transaction.fetch(
        "SELECT id, ref, revision, added_at, content, whole, document FROM article "
        "WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
        (as_json(articles),),
    )
    return tuple(
        Version(
            id=row.integer("id"),
            ref=row.text("ref"),
            revision=row.integer("revision"),
            added_at=row.text("added_at"),
            content=row.text("content"),
            whole=row.text("whole"),
            document=row.text("document"),
            passages=tuple(passages.get(row.integer("id"), ())),
        )
        for row in rows
    )


def to_json(versions: tuple[Version, ...]) -> str:
    """Versions as a JSON list."""
    return _versions().dump_json(versions).decode()


def from_json(document: str) -> tuple[Version, ...]:
    """The versions that `to_json` was given."""
    return _versions().validate_json(document)


@cache
def _versions() -> TypeAdapter[tuple[Version, ...]]:
    return TypeAdapter(tuple[Version, ...])


@cache
def _numbers() -> TypeAdapter[tuple[int, ...]]:
    return TypeAdapter(tuple[int, ...])
