"""The real bot, given every command by everybody everywhere: who may do what.

`RIGHTS` and `COMMANDS` say what is to be. A command that has no row in them fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

import pytest

from bot.addressing import COMMANDS as NAMES
from bot.addressing import Command
from tests.double import BotApiDouble, Group
from tests.newsroom import IRAN
from tests.seats import (
    EDITORS,
    ID,
    IDS,
    May,
    Seat,
    Story,
    as_editor,
    at_desk,
    at_settings,
    for_all,
    rows,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    from tests.botprocess import BotProcess
    from tests.double.speakers import Talker

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Role(Enum):
    """Who somebody is, with respect to the bot and to the groups A and B."""

    BOT_ADMIN = "bot-admin-and-admin-of-a"
    BOT_ADMIN_ALONE = "bot-admin"
    CREATOR = "creator-of-a"
    ADMIN = "admin-of-a"
    ANONYMOUS = "anonymous-admin-of-a"
    MEMBER = "member"
    OUTSIDER = "outsider"
    CHANNEL = "channel"
    FORMER = "former-admin-of-a"
    NEIGHBOUR = "admin-of-b"


class Place(Enum):
    """Where something is said."""

    PRIVATE = "private"
    A = "a"
    TOPIC = "topic-of-a"
    B = "b"


RIGHTS: Final[Mapping[Role, Mapping[Place, May]]] = {
    Role.BOT_ADMIN: {Place.A: May.OWN, Place.B: May.NOT_HERE},
    Role.BOT_ADMIN_ALONE: {Place.PRIVATE: May.PUBLIC, Place.A: May.NOT_HERE, Place.TOPIC: May.NOT_HERE},
    Role.CREATOR: {Place.A: May.OWN},
    Role.ADMIN: {Place.PRIVATE: May.NOTHING, Place.A: May.OWN, Place.TOPIC: May.OWN, Place.B: May.NOTHING},
    Role.ANONYMOUS: {Place.A: May.OWN, Place.TOPIC: May.OWN, Place.B: May.NOTHING},
    Role.MEMBER: {Place.PRIVATE: May.NOTHING, Place.A: May.NOTHING, Place.TOPIC: May.NOTHING},
    Role.OUTSIDER: {Place.PRIVATE: May.NOTHING},
    Role.CHANNEL: {Place.A: May.NOTHING, Place.TOPIC: May.NOTHING, Place.B: May.NOTHING},
    Role.FORMER: {Place.PRIVATE: May.NOTHING, Place.A: May.NOTHING},
    Role.NEIGHBOUR: {Place.A: May.NOTHING, Place.TOPIC: May.NOTHING, Place.B: May.OWN},
}
"""Who is not said to be somewhere cannot be there, or is no other there than somebody else in this table."""
RUNS_A: Final = frozenset({Role.BOT_ADMIN, Role.CREATOR, Role.ADMIN, Role.ANONYMOUS, Role.FORMER})
"""Who runs A, or did."""


class Scenes:
    """A seat for each role at each place, with a group of its own: in each, 20 messages a minute are allowed."""

    def __init__(self, telegram: BotApiDouble) -> None:
        self._telegram = telegram
        self._seats: dict[tuple[Role, Place], Seat] = {}

    async def seat(self, role: Role, place: Place) -> Seat:
        """The seat, made when it is first wanted."""
        if (role, place) not in self._seats:
            self._seats[role, place] = await self._made(role, place)
        return self._seats[role, place]

    async def _made(self, role: Role, place: Place) -> Seat:
        numbers = EDITORS if role in {Role.BOT_ADMIN, Role.BOT_ADMIN_ALONE} else IDS
        person = self._telegram.person(next(numbers), role.value)
        if place is Place.PRIVATE:
            if role in RUNS_A:
                self._telegram.group("A", [person])
            return Seat(person, person)
        in_a = place in {Place.A, Place.TOPIC}
        runs_it = role in RUNS_A if in_a else role is Role.NEIGHBOUR
        owner = person if role is Role.CREATOR and in_a else self._telegram.person(next(IDS), "Ani")
        group = self._telegram.group(
            place.value,
            list(dict.fromkeys([owner, person])),
            admins=[person] if runs_it and person is not owner else [],
            forum=in_a,
            bot="administrator",
        )
        own = Story("Jembatan")
        assert (await group.asks(owner, f"/tambah@kutip_bot {own.text}")).bold == (own.title,)
        if role is Role.FORMER:
            assert (await group.asks(person, "/urungkan@kutip_bot")).text == ID.taken_back.format(title=own.title)
            assert (await group.asks(person, f"/tambah@kutip_bot {own.text}")).bold == (own.title,)
            group.demotes(person)
        who: Talker = person
        if role is Role.ANONYMOUS:
            who = group.anonymous() if in_a else self._telegram.group("A", [person]).anonymous()
        elif role is Role.CHANNEL:
            who = self._telegram.channel("Kabar", bot="left")
        return Seat(group, who, await group.opens_topic("Politik") if place is Place.TOPIC else None, own)


@pytest.fixture(scope="module")
def scenes(bot_and_shared: tuple[BotProcess, BotApiDouble]) -> Scenes:
    """The seats of the matrix."""
    return Scenes(bot_and_shared[1])


async def adds(seat: Seat, name: str) -> None:
    story = Story()
    shown = await seat.orders(name, story.text)
    assert shown.text.startswith(ID.added.format(library=seat.library))
    assert shown.bold == (story.title,)


async def replaces(seat: Seat, name: str) -> None:
    story, newer = Story(), Story()
    await seat.orders("tambah", story.text)
    shown = await seat.orders(name, f"{story.ref} {newer.text}")
    assert shown.text.startswith(ID.replaced.format(library=seat.library))
    assert shown.bold == (newer.title,)


async def removes(seat: Seat, name: str) -> None:
    story = Story()
    await seat.orders("tambah", story.text)
    shown = await seat.orders(name, story.ref)
    assert shown.text == ID.removed.format(library=seat.library, title=story.title)


async def undoes(seat: Seat, name: str) -> None:
    story = Story()
    await seat.orders("tambah", story.text)
    assert (await seat.orders(name)).text == ID.taken_back.format(title=story.title)


async def looks_at_misses(seat: Seat, name: str) -> None:
    shown = await seat.orders(name)
    if isinstance(seat.room, Group):
        assert shown.text == ID.missed_none
    else:  # others may have asked in vain in private
        assert shown.text.startswith((ID.missed_none, ID.missed_title))


async def looks_at_figures(seat: Seat, name: str) -> None:
    shown = await seat.orders(name)
    none = ID.figures_none.format(days=30)
    if isinstance(seat.room, Group):
        assert shown.text == none
    else:
        assert shown.text.startswith((none, ID.figures_title.format(days=30)))


async def looks_at_condition(seat: Seat, name: str) -> None:
    shown = await seat.orders(name)
    if isinstance(seat.room, Group):
        assert shown.text.startswith(ID.state_title_in_group)
        assert "disk" not in shown.text
    else:
        assert "Perpustakaan umum: " in shown.text
        assert "Jembatan" not in shown.text


async def lists(seat: Seat, name: str) -> None:
    shown = await seat.orders(name, "jembatan")
    if seat.own is None:  # the groups' articles are not there
        assert shown.text == ID.found_nothing.format(search="jembatan")
    else:
        assert [label.split(" · ")[0] for label in shown.labels] == [seat.own.title, ID.all_articles]


async def focuses(seat: Seat, name: str) -> None:
    if seat.own is None:
        assert (await seat.orders(name, "Jembatan")).text == ID.focus_unknown.format(search="Jembatan")
        return
    shown = await seat.orders(name, "Jembatan")
    assert ID.focused in shown.text
    assert seat.own.title in shown.bold


async def sets(seat: Seat, name: str) -> None:
    assert (await seat.orders(name)).bold == (ID.settings_title,)


@dataclass(frozen=True, slots=True)
class Row:
    """A command by its names; what comes of it for who may, and what is said to who may not (`""`: they may)."""

    names: tuple[str, ...]
    obeyed: Callable[[Seat, str], Awaitable[None]]
    refusal: Callable[[Seat, May], str]
    names_article: bool = False


COMMANDS: Final[Mapping[Command, Row]] = {
    Command.ADD: Row(("tambah", "add"), adds, as_editor),
    Command.REPLACE: Row(("ganti", "replace"), replaces, as_editor, names_article=True),
    Command.REMOVE: Row(("hapus", "remove"), removes, as_editor, names_article=True),
    Command.UNDO: Row(("urungkan", "undo"), undoes, as_editor),
    Command.UNANSWERED: Row(("belum", "unanswered"), looks_at_misses, as_editor),
    Command.STATISTICS: Row(("statistik", "statistics", "stats"), looks_at_figures, at_desk),
    Command.STATUS: Row(("status",), looks_at_condition, at_desk),
    Command.ARTICLES: Row(("artikel", "articles"), lists, for_all),
    Command.FOCUS: Row(("fokus", "focus"), focuses, for_all),
    Command.SETTINGS: Row(("atur", "settings"), sets, at_settings),
}
OF_READERS: Final = frozenset({Command.START, Command.HELP, Command.ASK, Command.PRIVACY, Command.FORGET})
"""Commands that are the same for everybody; what they show is looked at below."""


@pytest.mark.parametrize(
    ("role", "place", "command"),
    [
        pytest.param(role, place, command, id=f"{role.value}-{place.value}-{row.names[0]}")
        for role, places in RIGHTS.items()
        for place in places
        for command, row in COMMANDS.items()
    ],
)
async def test_command_is_obeyed_or_refused(
    scenes: Scenes, telegram: BotApiDouble, home: Path, role: Role, place: Place, command: Command
) -> None:
    seat, may, row = await scenes.seat(role, place), RIGHTS[role][place], COMMANDS[command]
    name = row.names[list(Place).index(place) % len(row.names)]
    refusal = "" if may in {May.PUBLIC, May.OWN} else row.refusal(seat, may)
    if not refusal:
        await row.obeyed(seat, name)
        return
    before = rows(home, "SELECT count(*) FROM change")
    named = (seat.own.ref if seat.own else IRAN) if row.names_article else ""
    assert (await seat.orders(name, f"{named} {Story().text}")).text == refusal
    assert rows(home, "SELECT count(*) FROM change") == before


async def test_every_command_and_each_of_its_names_is_in_the_matrix() -> None:
    assert {name: command for command, row in COMMANDS.items() for name in row.names} == {
        name: command for name, command in NAMES.items() if command not in OF_READERS
    }


async def test_every_role_and_every_place_is_in_the_matrix() -> None:
    assert set(RIGHTS) == set(Role)
    assert {place for places in RIGHTS.values() for place in places} == set(Place)
