"""Changes that people make to the library: each one a transaction with its record, and to be undone for a day."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from retrieval.audit import FEED, Change, ChangeKind, Editor, change_of_row, moment, record
from retrieval.errors import ArticleError
from retrieval.filing import exchange, plan_for
from retrieval.intake import NewArticle, draft, drafted
from retrieval.sources.cleaning import clean
from retrieval.store import unknown
from retrieval.versions import from_json, versions_of

if TYPE_CHECKING:
    from retrieval.database import Database, Row, Transaction
    from retrieval.intake import Draft, Placed
    from retrieval.versions import Version

__all__ = ["UNDOABLE", "Change", "ChangeKind", "Editing", "Editor", "QuotaError", "UndoError", "UndoReason"]

UNDOABLE: Final = timedelta(days=1)
"""How long a change can be undone."""


class UndoReason(StrEnum):
    """What keeps a change from being undone."""

    NOTHING = "nothing"
    """There is no such change of this owner's; an undo is none."""
    TOO_OLD = "too_old"
    CHANGED_SINCE = "changed_since"
    """The article was changed again, or another one has taken its reference, address or content."""
    DONE = "done"
    """It is undone already."""


class UndoError(ArticleError):
    """A change was not undone, and nothing happened; `reason` says why."""

    def __init__(self, reason: UndoReason, message: str) -> None:
        super().__init__(message)
        self.reason: UndoReason = reason


class QuotaError(ArticleError):
    """An owner has as many articles as they may have, `most`; nothing happened."""

    def __init__(self, most: int) -> None:
        super().__init__(f"The owner may have {most} articles and has them; remove or replace one.")
        self.most = most


class Editing:
    """The changes that people make to the articles of a database, and the record of them.

    A change and its record are one transaction. What is replaced or removed is kept, whole, until it is undone or
    forgotten. An article that turns out to be several known ones, which become one, is a single change: undone, all
    of them are back.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, new: NewArticle, by: Editor, *, most: int | None = None) -> Change:
        """Add an article, or replace the owner's of the same address, else content.

        With a reference it replaces the owner's article of that reference. Raises `ArticleError` if there is none, or
        the article cannot be stored, and `QuotaError` if the owner would have more than `most` articles by it.
        """
        ready = await asyncio.to_thread(draft, new)
        async with self._database.transaction() as transaction:
            if new.ref and not await transaction.fetch(
                "SELECT 1 FROM article WHERE owner = ? AND ref = ?", (new.owner, new.ref)
            ):
                raise unknown(new.ref)
            change = await self._write(transaction, ready, by)
            if change.kind is ChangeKind.ADDED:
                await _check_quota(transaction, new.owner, most)
            return change

    async def rename(self, article: int, title: str, by: Editor, owner: str) -> Change:
        """Give the owner's article of this id another title; raises `ArticleError` if there is none, or no title.

        Its reference and the way it was cut into passages stay.
        """
        named = clean(title)
        if not named:
            raise ArticleError("A title needs at least one character that shows.")
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch("SELECT id FROM article WHERE owner = ? AND id = ?", (owner, article))
            (old,) = await versions_of(transaction, _known(rows, str(article)))
            now = old.placed(owner).draft
            new = replace(now.new, article=replace(now.new.article, title=named))
            return await self._write(transaction, drafted(new, now.origins), by)

    async def remove(self, ref: str, by: Editor, owner: str) -> Change:
        """Remove the owner's article of this reference, with all that hangs on it; `ArticleError` if there is none."""
        async with self._database.transaction() as transaction:
            rows = await transaction.fetch("SELECT id FROM article WHERE owner = ? AND ref = ?", (owner, ref))
            gone = await versions_of(transaction, _known(rows, ref))
            card, passages = gone[0].placed(owner).shown
            change = Change(0, ChangeKind.REMOVED, card, passages, datetime.now(UTC), by, owner, undone=False)
            return await record(transaction, change, await exchange(transaction, [card.id], []), gone)

    async def undo(self, change: int | None, by: Editor, owner: str, *, most: int | None = None) -> Change:
        """Undo this change of the owner's library, or the last one of its editors that is neither undone nor an undo.

        Articles come back under their ids and references, their passages under their ids. What was undone makes the
        change before it the article's last one again, so that one can go back step by step. What came by a feed is no
        editor's change, and is undone only by its number. Raises `UndoError`, and
        `QuotaError` if the owner would have more than `most` articles by it.
        """
        async with self._database.transaction() as transaction:
            undone, revision, before = await _to_undo(transaction, change, owner)
            article = undone.card.id
            back = [old.placed(owner) for old in before]
            there = await versions_of(transaction, [article])
            untouched = [revision] if undone.kind is not ChangeKind.REMOVED else []
            if [now.revision for now in there] != untouched or not all(
                [await _is_free(transaction, owner, article, placed) for placed in back]
            ):
                raise UndoError(
                    UndoReason.CHANGED_SINCE, f"“{undone.card.title}” was changed again since; undo that change first."
                )
            added = undone.kind is ChangeKind.ADDED
            revision = await exchange(transaction, [article] if added else [], back)
            if len(back) > len(there):
                await _check_quota(transaction, owner, most)
            # What had left the articles like this is their last change again.
            await transaction.execute_many(
                "UPDATE change SET revision = ? WHERE article = ? AND revision = ?",
                [(revision, old.id, old.revision) for old in before],
            )
            (left,) = [now.placed(owner) for now in there] if added else [one for one in back if one.id == article]
            card, passages = left.shown
            undoing = Change(
                id=0,
                kind=ChangeKind.RESTORED,
                card=card,
                passages=0 if added else passages,
                at=datetime.now(UTC),
                by=by,
                owner=owner,
                undone=False,
            )
            recorded = await record(transaction, undoing, revision)
            await transaction.execute(
                "UPDATE change SET undone_by = ?, before = NULL WHERE id = ?", (recorded.id, undone.id)
            )
            return recorded

    async def changes(self, owner: str, *, limit: int, offset: int) -> list[Change]:
        """What was changed in the owner's library, newest first."""
        rows = await self._database.fetch(
            "SELECT * FROM audit WHERE owner = ? ORDER BY change DESC LIMIT ? OFFSET ?",
            (owner, limit, offset),
        )
        return [change_of_row(row) for row in rows]

    async def forget_old_versions(self, before: datetime) -> int:
        """Forget the articles that were replaced or removed before that time; of how many changes.

        The record of the changes stays. Raises `ValueError` if `before` names no time zone.
        """
        async with self._database.transaction() as transaction:
            return await transaction.execute(
                "UPDATE change SET before = NULL WHERE before IS NOT NULL AND at < ?", (moment(before),)
            )

    async def _write(self, transaction: Transaction, ready: Draft, by: Editor) -> Change:
        plan = await plan_for(transaction, [ready])
        place = plan.place(ready)
        card, passages = place.shown
        kind = ChangeKind.REPLACED if place.replaced else ChangeKind.ADDED
        change = Change(0, kind, card, passages, datetime.now(UTC), by, ready.new.owner, undone=False)
        if place.unchanged:
            return replace(change, kind=ChangeKind.UNCHANGED)
        before = await versions_of(transaction, {place.id, *plan.removed})
        return await record(transaction, change, await exchange(transaction, plan.removed, plan.written), before)


async def _check_quota(transaction: Transaction, owner: str, most: int | None) -> None:
    """Raise `QuotaError`, which undoes the transaction, if the owner has more than `most` articles now."""
    if most is None:
        return
    rows = await transaction.fetch("SELECT count(*) AS n FROM article WHERE owner = ?", (owner,))
    if rows[0].integer("n") > most:
        raise QuotaError(most)


def _known(rows: list[Row], name: str) -> list[int]:
    """The ids in these rows; `ArticleError` if there are none, so that `name` names no article."""
    if not rows:
        raise unknown(name)
    return [row.integer("id") for row in rows]


async def _to_undo(transaction: Transaction, change: int | None, owner: str) -> tuple[Change, int, tuple[Version, ...]]:
    """The change that is to be undone, the revision that it made, and what was there before; or `UndoError`."""
    rows = await transaction.fetch(
        "SELECT a.*, c.before FROM audit AS a JOIN change AS c ON c.id = a.change "
        "WHERE a.owner = ?1 AND a.kind <> 'restored' "
        "AND iif(?2 IS NULL, a.undone_by IS NULL AND a.chat <> ?3, a.change = ?2) "
        "ORDER BY a.change DESC LIMIT 1",
        (owner, change, FEED.chat),
    )
    if not rows:
        raise UndoError(UndoReason.NOTHING, "There is no change to undo.")
    (row,) = rows
    found, before = change_of_row(row), row.text_or_none("before")
    if found.undone:
        raise UndoError(UndoReason.DONE, f"The change of “{found.card.title}” is undone already.")
    # What it was before may have been forgotten a moment early, by another process's clock.
    if datetime.now(UTC) - found.at > UNDOABLE or (before is None and found.kind is not ChangeKind.ADDED):
        raise UndoError(
            UndoReason.TOO_OLD, f"The change of “{found.card.title}” is too old to be undone; make it anew by hand."
        )
    return found, row.integer("revision"), from_json(before) if before else ()


async def _is_free(transaction: Transaction, owner: str, article: int, placed: Placed) -> bool:
    """Whether an article can come back into the owner's library in which only `article` makes room for it."""
    new = placed.draft.new
    return not await transaction.fetch(
        # Spelled out like this, each of them is a look-up by an index.
        "SELECT id FROM article WHERE id <> ?1 AND (id = ?2 OR (owner = ?3 AND ref = ?4) "
        "OR (owner = ?3 AND content = ?5) OR (owner = ?3 AND url = ?6 AND url <> ''))",
        (article, placed.id, owner, placed.ref, placed.draft.content, new.article.url),
    )
