"""Stored vectors: one a passage, deleted with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from retrieval.filing import as_json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from retrieval.database import Database
    from retrieval.scope import Scope


@dataclass(frozen=True, slots=True)
class Placed:
    """The stored vector of a passage, and the article that it belongs to."""

    article: int
    vector: bytes


class Vectors:
    """The passage vectors of a database. A passage has one at most: another encoder's takes its place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, passages: Collection[int], encoder: str) -> dict[int, bytes]:
        """The vectors that the encoder of this name made of these passages; those without one are left out."""
        rows = await self._database.fetch(
            "SELECT v.passage, v.data FROM json_each(?) AS given CROSS JOIN vector AS v ON v.passage = given.value "
            "CROSS JOIN passage AS p ON p.id = v.passage CROSS JOIN encoder AS e ON e.id = p.encoder AND e.name = ?",
            (as_json(passages), encoder),
        )
        return {row.integer("passage"): row.blob("data") for row in rows}

    async def placed(self, passages: Sequence[int], encoder: str, scope: Scope) -> dict[int, Placed]:
        """The same with their articles for those that the scope may see, in the order given."""
        rows = await self._database.fetch(
            "SELECT p.id, p.article, v.data FROM json_each(?) AS given CROSS JOIN passage AS p ON p.id = given.value "
            "CROSS JOIN encoder AS e ON e.id = p.encoder AND e.name = ? CROSS JOIN vector AS v ON v.passage = p.id "
            "CROSS JOIN article AS a ON a.id = p.article AND a.owner IN (SELECT value FROM json_each(?))",
            (as_json(passages), encoder, as_json(scope.owners)),
        )
        found = {row.integer("id"): Placed(row.integer("article"), row.blob("data")) for row in rows}
        return {passage: found[passage] for passage in passages if passage in found}

    async def put(
        self, encoder: str, vectors: Mapping[int, bytes], texts: Mapping[int, str] | None = None
    ) -> list[int]:
        """Store the vectors that this encoder made, by passage id; the ids of those that were stored.

        Passages removed meanwhile are passed over. So are those that have another text than `texts` says, if it is
        given: a backup was put back meanwhile.
        """
        ids = as_json(vectors)
        async with self._database.transaction() as transaction:
            if texts is not None:
                same = await transaction.fetch(
                    "SELECT p.id FROM json_each(?) AS given CROSS JOIN passage AS p "
                    "ON p.id = json_extract(given.value, '$[0]') AND p.body = json_extract(given.value, '$[1]')",
                    (as_json([passage, text] for passage, text in texts.items()),),
                )
                ids = as_json(row.integer("id") for row in same)
            await transaction.execute("INSERT OR IGNORE INTO encoder (name) VALUES (?)", (encoder,))
            rows = await transaction.fetch(
                "UPDATE passage SET encoder = (SELECT id FROM encoder WHERE name = ?) "
                "WHERE id IN (SELECT value FROM json_each(?)) RETURNING id",
                (encoder, ids),
            )
            there = [row.integer("id") for row in rows]
            await transaction.execute_many(
                "INSERT OR REPLACE INTO vector (passage, data) VALUES (?, ?)", [(id_, vectors[id_]) for id_ in there]
            )
        return there

    async def restored(self) -> int:
        """How many times a backup was put back: with each, ids may have come to mean other passages."""
        rows = await self._database.fetch("SELECT restored FROM library")
        return rows[0].integer("restored")

    async def ids(self, encoder: str) -> list[int]:
        """The ids of all passages that this encoder has made vectors of, in order."""
        rows = await self._database.fetch(
            "SELECT p.id FROM encoder AS e CROSS JOIN passage AS p ON p.encoder = e.id WHERE e.name = ? ORDER BY p.id",
            (encoder,),
        )
        return [row.integer("id") for row in rows]

    async def count_lacking(self, encoder: str) -> int:
        """How many passages this encoder has made no vector of."""
        rows = await self._database.fetch(
            "SELECT (SELECT count(*) FROM passage) - (SELECT count(*) FROM encoder AS e "
            "CROSS JOIN passage AS p ON p.encoder = e.id WHERE e.name = ?) AS n",
            (encoder,),
        )
        return rows[0].integer("n")

    async def lacking(self, encoder: str, limit: int) -> list[int]:
        """Ids of up to `limit` passages that this encoder has made no vector of.

        First the newest of those without any vector, then those that another encoder has made one of.
        """
        rows = await self._database.fetch(
            "SELECT id FROM passage WHERE encoder IS NULL ORDER BY id DESC LIMIT ?", (limit,)
        )
        if len(rows) < limit:
            rows += await self._database.fetch(
                "SELECT p.id FROM encoder AS e CROSS JOIN passage AS p ON p.encoder = e.id WHERE e.name <> ? LIMIT ?",
                (encoder, limit - len(rows)),
            )
        return [row.integer("id") for row in rows]
