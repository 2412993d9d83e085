"""A group that has one of everything, and those who look at it from elsewhere."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from bot import buttons
from retrieval.intake import slug
from retrieval.layout import DATABASE
from tests.seats import EDITORS, ID, IDS, Seat, rows
from tests.stocked import passage_with

if TYPE_CHECKING:
    from pathlib import Path

    from tests.double import BotApiDouble, BotMessage, Group, Person

SECRET: Final = "Iuran Kenangasari Menurut Wrekatama"
QUESTION: Final = "berapa iuran pos kamling Kenangasari?"
REMOVED: Final = "Kolam Renang Ditutup Brajasuta"
MISSED: Final = "kapan Zebulonius dilantik?"
PINNED: Final = "di mana gandrungarum disimpan?"
TELLTALES: Final = ("Wrekatama", "Rp91.500", "Brahmagiri", "Zebulonius", "Brajasuta")
"""What stands in A's articles and questions and nowhere else."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The numbers that buttons carry."""

    article: int
    passage: int
    turn: int
    miss: int
    pinned: int
    change: int
    person: int
    pin: int
    job: int = 1


@dataclass(frozen=True, slots=True)
class Estate:
    """Group A, which has one of everything, and its numbers."""

    group: Group
    owner: Person
    ids: Ids

    def state(self, home: Path) -> list[tuple[object, ...]]:
        """All that is kept of the group."""
        with closing(sqlite3.connect(home / "data" / DATABASE)) as database:
            return [row for sql in _KEPT for row in database.execute(sql, (str(self.group.id),))]


_KEPT: Final = (
    "SELECT id, owner, ref, title, revision FROM article WHERE owner = ? ORDER BY id",
    "SELECT id, kind, undone_by FROM change WHERE owner = ? ORDER BY id",
    "SELECT * FROM pin WHERE owner = ? ORDER BY id",
    "SELECT * FROM chat WHERE chat = ?",
    "SELECT * FROM focus WHERE chat = ?",
    "SELECT * FROM turn WHERE chat = ? ORDER BY id",
    "SELECT settled.* FROM settled JOIN turn ON turn.id = turn WHERE turn.chat = ?",
    "SELECT feedback.* FROM feedback JOIN turn ON turn.id = turn WHERE turn.chat = ?",
)


async def founded(home: Path, telegram: BotApiDouble) -> Estate:
    """A, which has become a supergroup after all of that: so it is also seen that nothing was lost on the way."""
    owner, mira = telegram.person(next(IDS), "Ani"), telegram.person(next(IDS), "Mira")
    group = telegram.group("A", [owner, mira], supergroup=False, bot="administrator")
    ani = Seat(group, owner)
    secret = (
        f"{SECRET}\n\nIuran naik mulai Juli.\n\n## Kata Brahmagiri\n\nIuran pos kamling Kenangasari Rp91.500 sebulan."
    )
    shown = await ani.orders("tambah", secret)
    (change,) = [press.first for press in pressed(shown) if isinstance(press, buttons.Undo)]
    await ani.orders("tambah", f"{REMOVED}\n\nKolam renang desa ditutup karena pompanya rusak sejak Senin pagi.")
    await ani.orders("hapus", slug(REMOVED))
    answer = await group.asks(mira, f"/tanya@kutip_bot {QUESTION}")
    (vote,) = [press for press in pressed(answer) if isinstance(press, buttons.Vote) and not press.helpful]
    await group.presses(mira, answer, ID.no)
    for question in (MISSED, PINNED):
        assert (await group.asks(mira, f"/tanya@kutip_bot {question}")).text == ID.not_found
    listed = await ani.orders("belum")
    misses = {
        question: next(
            press.miss
            for row in listed.buttons
            for one in row
            if question in one.text and isinstance(press := buttons.decode(one.data or ""), buttons.ShowMiss)
        )
        for question in (MISSED, PINNED)
    }
    passage, article = passage_with(home, "Rp91.500")
    assert await ani.forges(listed, buttons.Pin(misses[PINNED], passage)) == ""
    await group.hears()
    ((pin,),) = rows(home, "SELECT id FROM pin WHERE owner = ?", str(group.id))
    assert isinstance(pin, int)
    await ani.orders("fokus", SECRET)
    await group.migrates()
    ids = Ids(article, passage, vote.turn, misses[MISSED], misses[PINNED], change, owner.id, pin)
    there = await ani.orders("artikel", "kenangasari")  # so the bot is through with the move
    assert there.labels[0].startswith(SECRET)
    return Estate(group, owner, ids)


def pressed(shown: BotMessage) -> list[buttons.Press | None]:
    """What the buttons of a message carry."""
    return [buttons.decode(one.data or "") for row in shown.buttons for one in row]


class Viewer(Enum):
    """Who looks from elsewhere."""

    NEIGHBOUR = "admin-of-b-in-b"
    OWNER = "admin-of-a-in-private"
    MEMBER = "member-of-a-in-private"
    OUTSIDER = "outsider-in-private"
    BOT_ADMIN = "bot-admin-in-private"


EDITING: Final = frozenset({Viewer.NEIGHBOUR, Viewer.BOT_ADMIN})
"""Those who are editors where they look; the others are refused there, as the matrix tells."""


def seated(viewer: Viewer, telegram: BotApiDouble, estate: Estate) -> Seat:
    """Somebody new who is that; whoever can be in A is."""
    person = telegram.person(next(EDITORS if viewer is Viewer.BOT_ADMIN else IDS), viewer.value)
    if viewer is Viewer.OWNER:
        estate.group.promotes(person)
    elif viewer is not Viewer.OUTSIDER:
        estate.group.demotes(person)
    return Seat(telegram.group("B", [person]) if viewer is Viewer.NEIGHBOUR else person, person)


def told(words: str) -> set[str]:
    """The telltales among these words."""
    return {one for one in TELLTALES if one.lower() in words.lower()}


_NONE: Final = 10**15
NOBODYS: Final = Ids(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, job=2)
