"""Stored vectors: one a passage, deleted with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retrieval.filing import as_json

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from retrieval.database import Database


class Vectors:
    """The passage vectors of a database. A passage has one at most: another encoder's takes its place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, passages: Collection[int], encoder: str) -> dict[int, bytes]:
        """The vectors that the encoder of this name made of these passages; those without one are left out."""
        rows = await self._database.fetch(
            "SELECT v.passage, v.data FROM vector AS v JOIN passage AS p ON p.id = v.passage "
            "WHERE v.passage IN (SELECT value FROM json_each(?)) AND p.encoder = ?",
            (as_json(passages), encoder),
        )
        return {row.integer("passage"): row.blob("data") for row in rows}

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
            rows = await transaction.fetch(
                "UPDATE passage SET encoder = ? WHERE id IN (SELECT value FROM json_each(?)) RETURNING id",
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

    async def all_of(self, encoder: str) -> tuple[list[int], bytes]:
        """The ids of all passages that this encoder has made vectors of, in order, and the vectors in a row."""
        rows = await self._database.fetch(
            "SELECT v.passage, v.data FROM vector AS v JOIN passage AS p ON p.id = v.passage "
            "WHERE p.encoder = ? ORDER BY v.passage",
            (encoder,),
        )
        return [row.integer("passage") for row in rows], b"".join(row.blob("data") for row in rows)

    async def count_lacking(self, encoder: str) -> int:
        """How many passages this encoder has made no vector of."""
        rows = await self._database.fetch(
            "SELECT (SELECT count(*) FROM passage WHERE encoder < ?1) "
            "+ (SELECT count(*) FROM passage WHERE encoder > ?1) AS n",
            (encoder,),
        )
        return rows[0].integer("n")

    async def lacking(self, encoder: str, limit: int) -> list[int]:
        """Ids of up to `limit` passages that this encoder has made no vector of.

        First the newest of those without any vector, then those that another encoder has made one of.
        """
        rows = await self._database.fetch(
            "SELECT id FROM passage WHERE encoder = '' ORDER BY id DESC LIMIT ?", (limit,)
        )
        if len(rows) < limit:
            rows += await self._database.fetch(
                "SELECT id FROM passage WHERE encoder > '' AND encoder < ?1 "
                "UNION ALL SELECT id FROM passage WHERE encoder > ?1 LIMIT ?2",
                (encoder, limit - len(rows)),
            )
        return [row.integer("id") for row in rows]
