"""The real bot, asked for everything by everybody everywhere: who may do what, and that no chat sees another's.

Two tables say what is to be: `RIGHTS` with `COMMANDS`, and `PRESSES`. A command or a kind of press that has no row in
them fails a test.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import TYPE_CHECKING, Final, get_args

import pytest
import pytest_asyncio

from bot import buttons
from bot.addressing import COMMANDS as NAMES
from bot.addressing import Command
from bot.buttons import Setting
from bot.hearing import deeplinks
from bot.texts import texts_of
from retrieval.intake import slug
from retrieval.library import DATABASE
from tests.botprocess import TITLE, running
from tests.double import BotApiDouble, Group, Person
from tests.newsroom import IRAN, ROOT
from tests.stocked import passage_with, stock
from tests.test_bot_editing import written_by

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
    from pathlib import Path

    from aiogram.types import User

    from tests.botprocess import BotProcess
    from tests.double import BotMessage
    from tests.double.speakers import Talker
    from tests.double.topics import Topic

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
PROBLEMS: Final = dict(ID.problems)
EDITORS: Final = range(940_000, 940_200)
"""The bot's admins, another one for each scene: nobody gets many messages at once."""
_editors = iter(EDITORS)
_ids = count(940_200)
_towns = count(1)
WHO: Final = "siapa menlu Pakistan?"
"""A question that the public library answers."""


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bot's home with some articles in its library."""
    home = tmp_path_factory.mktemp("home")
    await stock(home)
    return home


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(
    home: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    """A bot that cannot draw, so that statistics come in words at once."""
    shadow = tmp_path_factory.mktemp("shadow")
    (shadow / "matplotlib.py").write_text("raise ImportError")
    environment = {"ADMIN_IDS": ",".join(map(str, EDITORS)), "PYTHONPATH": f"{shadow}:{ROOT}"}
    async with BotApiDouble() as telegram, running(telegram, home, **environment) as bot:
        yield bot, telegram


class Story:
    """An article that nobody else has."""

    def __init__(self, kind: str = "Pasar") -> None:
        self.town = f"Kencana{next(_towns):04}"
        self.title = f"{kind} {self.town} Diperbaiki"
        self.ref = slug(self.title)
        self.text = f"{self.title}\n\n{kind} di {self.town} diperbaiki oleh warga desa mulai Senin (5/2/2024) pagi."


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at a place: a private chat, a group, or a topic of a group."""

    room: Person | Group
    who: Talker
    topic: Topic | None = None
    own: Story | None = None
    """An article of the group's own."""

    @property
    def user(self) -> User:
        """The person."""
        return self.who.speaker.user

    @property
    def library(self) -> str:
        """What an editor there edits."""
        return ID.own_library if isinstance(self.room, Group) else ID.public_library

    async def orders(self, command: str, argument: str = "") -> BotMessage:
        """Give a command; what the bot says to it, which stands where it was given."""
        text = f"/{command}@kutip_bot {argument}".strip()
        if isinstance(self.room, Person):
            return await self.room.asks(text)
        shown = await self.room.asks(self.who, text, topic=self.topic)
        assert shown.topic == (self.topic.id if self.topic else None)
        return shown

    async def forges(self, shown: BotMessage, press: buttons.Press) -> str:
        """Press a button that is not there; the toast."""
        return await self.room.forges(self.user, shown, buttons.encode(press))


def rows(home: Path, sql: str, *parameters: str | int) -> list[tuple[object, ...]]:
    """What the bot's database tells."""
    with closing(sqlite3.connect(home / "data" / DATABASE)) as database:
        return list(database.execute(sql, parameters))


# --- Roles × commands × places


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


class May(Enum):
    """What somebody may edit, and look into as its editor."""

    PUBLIC = "the public library"
    OWN = "the group's own articles"
    NOTHING = "nothing"
    NOT_HERE = "nothing here, but the public library in private"


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
        numbers = _editors if role in {Role.BOT_ADMIN, Role.BOT_ADMIN_ALONE} else _ids
        person = self._telegram.person(next(numbers), role.value)
        if place is Place.PRIVATE:
            if role in RUNS_A:
                self._telegram.group("A", [person])
            return Seat(person, person)
        in_a = place in {Place.A, Place.TOPIC}
        runs_it = role in RUNS_A if in_a else role is Role.NEIGHBOUR
        owner = person if role is Role.CREATOR and in_a else self._telegram.person(next(_ids), "Ani")
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


def as_editor(seat: Seat, may: May) -> str:
    """What is said to somebody who wants to edit and may not."""
    if may is May.NOT_HERE:
        return ID.edit_in_private
    return ID.edit_refused_in_group if isinstance(seat.room, Group) else ID.edit_refused_in_private


def at_desk(seat: Seat, may: May) -> str:
    """What is said to somebody who wants to look into what is for editors, and may not."""
    if may is May.NOT_HERE:
        return ID.desk_in_private
    return ID.desk_refused_in_group if isinstance(seat.room, Group) else ID.desk_refused_in_private


def at_settings(seat: Seat, may: May) -> str:
    """The same of a chat's settings; everybody sets their own private chat."""
    return ID.settings_refused if isinstance(seat.room, Group) else ""


def for_all(seat: Seat, may: May) -> str:
    """Nobody is refused."""
    return ""


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


# --- What is seen of a group elsewhere: nothing


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


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def estate(home: Path, bot_and_shared: tuple[BotProcess, BotApiDouble]) -> Estate:
    """A, which has become a supergroup after all of that: so it is also seen that nothing was lost on the way."""
    _, telegram = bot_and_shared
    owner, mira = telegram.person(next(_ids), "Ani"), telegram.person(next(_ids), "Mira")
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


async def answer(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("tanya", QUESTION)
    return ()


async def pinned_answer(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("tanya", PINNED)
    return ()


async def article_list(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("artikel")
    return ()


async def title_search(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("artikel", "kenangasari")
    return ()


async def text_search(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("artikel", "pos kamling")
    return ()


async def focus(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("fokus", "kenangasari")
    return ()


async def help_page(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("bantuan")
    return ()


async def greeting(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("start")
    return ()


async def choice_to_remove(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("hapus", "kenangasari")
    return ()


async def choice_to_replace(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("ganti")
    return ()


async def misses(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("belum")
    return ()


async def figures(seat: Seat, estate: Estate) -> Sequence[str]:
    if seat.room is not estate.group:
        await seat.orders("tanya", WHO)
    await seat.orders("statistik")
    return ()


async def tables(seat: Seat, estate: Estate) -> Sequence[str]:
    shown = seat.room.said[-1] if seat.room is estate.group else await seat.orders("tanya", WHO)
    if await seat.forges(shown, buttons.SendTables(30)):
        return ()
    return [seat.room.opens(file).decode() for file in await seat.room.hears(2)]


async def condition(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("status")
    return ()


async def offers(seat: Seat, estate: Estate) -> Sequence[str]:
    person = await _typist(seat)
    return [
        f"{result.title}\n{result.description}\n{result.text}"
        for query in (QUESTION, PINNED, "")
        for result in (await person.types_inline(query)).results
    ]


async def _typist(seat: Seat) -> Person:
    """The person as who they type anywhere."""
    assert isinstance(seat.who, Person)
    return seat.who


async def link_to_article(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("start", deeplinks.parameter(deeplinks.ToArticle(estate.ids.article)))
    return ()


async def link_to_passage(seat: Seat, estate: Estate) -> Sequence[str]:
    await seat.orders("start", deeplinks.parameter(deeplinks.ToPassage(estate.ids.passage, estate.ids.article)))
    return ()


@dataclass(frozen=True, slots=True)
class View:
    """A way of looking at what there is, and which of the telltales an admin of A sees by it in A."""

    look: Callable[[Seat, Estate], Awaitable[Sequence[str]]]
    shows: tuple[str, ...] = ()
    for_editors: bool = False
    private_only: bool = False


VIEWS: Final = {
    "answer": View(answer, ("Wrekatama", "Rp91.500", "Brahmagiri")),
    "pinned-answer": View(pinned_answer, ("Rp91.500",)),
    "list": View(article_list, ("Wrekatama",)),
    "search-in-titles": View(title_search, ("Wrekatama",)),
    "search-in-texts": View(text_search, ("Wrekatama",)),
    "fokus": View(focus, ("Wrekatama",)),
    "bantuan": View(help_page, ("Wrekatama",)),
    "hapus": View(choice_to_remove, for_editors=True),
    "ganti": View(choice_to_replace, ("Wrekatama",), for_editors=True),
    "belum": View(misses, ("Zebulonius",), for_editors=True),
    "statistik": View(figures, ("Wrekatama", "Zebulonius"), for_editors=True),
    "csv": View(tables, ("Wrekatama",), for_editors=True),
    "status": View(condition, ("Brajasuta",), for_editors=True),
    "inline": View(offers),
    "start": View(greeting, private_only=True),
    "link-to-article": View(link_to_article, private_only=True),
    "link-to-passage": View(link_to_passage, private_only=True),
}
"""In a group, only 14 of its messages leave room for presses."""


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
    person = telegram.person(next(_editors if viewer is Viewer.BOT_ADMIN else _ids), viewer.value)
    if viewer is Viewer.OWNER:
        estate.group.promotes(person)
    elif viewer is not Viewer.OUTSIDER:
        estate.group.demotes(person)
    return Seat(telegram.group("B", [person]) if viewer is Viewer.NEIGHBOUR else person, person)


async def seen(view: View, seat: Seat, estate: Estate) -> str:
    """All that somebody is shown when they look, addresses of buttons too."""
    before = len(seat.room.said)
    more = await view.look(seat, estate)
    said = seat.room.said[before:]
    addresses = [one.url or "" for message in said for row in message.buttons for one in row]
    return "\n".join([*(message.screen() for message in said), *addresses, *more])


def told(words: str) -> set[str]:
    """The telltales among these words."""
    return {one for one in TELLTALES if one.lower() in words.lower()}


async def test_admin_of_a_group_sees_all_of_it_there_after_it_has_moved(estate: Estate, home: Path) -> None:
    seat = Seat(estate.group, estate.owner)
    focused = rows(home, "SELECT article FROM focus WHERE chat = ?", str(estate.group.id))
    assert focused == [(estate.ids.article,)]
    for name, view in VIEWS.items():
        if view.shows:
            assert told(await seen(view, seat, estate)) >= set(view.shows), name


@pytest.mark.parametrize(
    ("name", "viewer"),
    [
        pytest.param(name, viewer, id=f"{name}-{viewer.value}")
        for name, view in VIEWS.items()
        for viewer in Viewer
        if not (view.for_editors and viewer not in EDITING)
        if not (view.private_only and viewer is Viewer.NEIGHBOUR)
    ],
)
async def test_nothing_of_a_group_is_seen_elsewhere(
    estate: Estate, telegram: BotApiDouble, name: str, viewer: Viewer
) -> None:
    words = await seen(VIEWS[name], seated(viewer, telegram, estate), estate)
    assert words
    assert not told(words), words


async def test_guest_is_shown_nothing_of_a_group_not_even_in_that_very_group(
    estate: Estate, telegram: BotApiDouble
) -> None:
    person, story = telegram.person(next(_ids), "Mira"), Story("Jembatan")
    estate.group.demotes(person)
    left = telegram.group("Pergi", [person])
    await left.asks(person, f"/tambah@kutip_bot {story.text}")
    await left.kicks_the_bot()
    away = telegram.group("Jauh", [person], bot="left")
    for room, question in ((away, QUESTION), (away, PINNED), (left, f"siapa yang memperbaiki jembatan {story.town}?")):
        await room.says(person, f"@kutip_bot {question}")
        shown = await room.hears()
        assert not told(shown.screen())
        assert story.title not in shown.text


# --- Forged presses


@dataclass(frozen=True, slots=True)
class Forgery:
    """A press with numbers of A, and the toast that it gets elsewhere from who may edit there.

    It is what numbers get that nobody has. `refusal` is what is said to who may not do such things.
    """

    make: Callable[[Ids], buttons.Press]
    toast: str = ""
    refusal: Callable[[Seat, May], str] = for_all


_GONE: Final = ID.missed_gone
_NOTHING_ASKED: Final = ID.figures_none.format(days=30)
PRESSES: Final[Mapping[type[buttons.Press], Forgery]] = {
    buttons.Vote: Forgery(lambda ids: buttons.Vote(ids.turn, helpful=True, shown=0), ID.stale),
    buttons.Turnover: Forgery(lambda ids: buttons.Turnover(ids.turn, 1, voted=False), ID.stale),
    buttons.OpenOutline: Forgery(lambda ids: buttons.OpenOutline(ids.article), ID.gone),
    buttons.ShowOutline: Forgery(lambda ids: buttons.ShowOutline(ids.article, 0), ID.gone),
    buttons.ShowSection: Forgery(lambda ids: buttons.ShowSection(ids.article, 1, 0), ID.gone),
    buttons.ShowQuestions: Forgery(lambda ids: buttons.ShowQuestions(ids.article, 0), ID.gone, as_editor),
    buttons.OpenList: Forgery(lambda _: buttons.OpenList()),
    buttons.ShowList: Forgery(lambda _: buttons.ShowList(0)),
    buttons.AskTopic: Forgery(lambda ids: buttons.AskTopic(ids.article, 1), ID.gone),
    buttons.AskWithin: Forgery(lambda ids: buttons.AskWithin(ids.turn, ids.article), ID.stale),
    buttons.AskEverywhere: Forgery(lambda ids: buttons.AskEverywhere(ids.turn), ID.stale),
    buttons.Flip: Forgery(lambda ids: buttons.Flip(0, False, (buttons.Part(ids.passage, 0, 5),)), ID.stale),
    buttons.FocusOn: Forgery(lambda ids: buttons.FocusOn(ids.article), ID.gone),
    buttons.Choose: Forgery(
        lambda _: buttons.Choose(Setting.PUBLIC, 1), ID.settings_states[Setting.PUBLIC][1], at_settings
    ),
    buttons.OfferToForget: Forgery(lambda _: buttons.OfferToForget()),
    buttons.Forget: Forgery(lambda ids: buttons.Forget(ids.person, remove=True), ID.forget_not_yours),
    buttons.Undo: Forgery(lambda ids: buttons.Undo(ids.change, ids.change), PROBLEMS["undo.nothing"], as_editor),
    buttons.Rename: Forgery(lambda ids: buttons.Rename(ids.article), ID.gone, as_editor),
    buttons.Replace: Forgery(lambda ids: buttons.Replace(ids.article), ID.gone, as_editor),
    buttons.Withdraw: Forgery(lambda ids: buttons.Withdraw(ids.article), ID.gone, as_editor),
    buttons.ShowDiscarded: Forgery(lambda ids: buttons.ShowDiscarded(ids.article), ID.gone, as_editor),
    buttons.Cancel: Forgery(lambda ids: buttons.Cancel(ids.job), ID.interrupted, as_editor),
    buttons.OpenMisses: Forgery(lambda _: buttons.OpenMisses(), refusal=as_editor),
    buttons.ShowMisses: Forgery(lambda _: buttons.ShowMisses(0), refusal=as_editor),
    buttons.ShowMiss: Forgery(lambda ids: buttons.ShowMiss(ids.miss, 0), _GONE, as_editor),
    buttons.AskForArticle: Forgery(lambda _: buttons.AskForArticle(), refusal=as_editor),
    buttons.SeekPassage: Forgery(lambda ids: buttons.SeekPassage(ids.miss), _GONE, as_editor),
    buttons.ShowPassage: Forgery(lambda ids: buttons.ShowPassage(ids.miss, 0, (ids.passage,)), _GONE, as_editor),
    buttons.Pin: Forgery(lambda ids: buttons.Pin(ids.miss, ids.passage), _GONE, as_editor),
    buttons.Unpin: Forgery(lambda ids: buttons.Unpin(ids.pinned), _GONE, as_editor),
    buttons.ShowPins: Forgery(lambda _: buttons.ShowPins(0), refusal=as_editor),
    buttons.ShowPin: Forgery(lambda ids: buttons.ShowPin(ids.pin, 0), ID.pin_gone, as_editor),
    buttons.RemovePin: Forgery(lambda ids: buttons.RemovePin(ids.pin), ID.pin_gone, as_editor),
    buttons.IgnoreMiss: Forgery(lambda ids: buttons.IgnoreMiss(ids.miss, 0), _GONE, as_editor),
    buttons.RecallMiss: Forgery(lambda ids: buttons.RecallMiss(ids.miss, 0), _GONE, as_editor),
    buttons.Tell: Forgery(lambda ids: buttons.Tell(ids.miss), ID.told_already, as_editor),
    buttons.ShowFigures: Forgery(lambda _: buttons.ShowFigures(30), _NOTHING_ASKED, at_desk),
    buttons.SendTables: Forgery(lambda _: buttons.SendTables(30), _NOTHING_ASKED, at_desk),
}
_NONE: Final = 10**15
NOBODYS: Final = Ids(_NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, _NONE, job=2)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def forgers(
    estate: Estate, bot_and_shared: tuple[BotProcess, BotApiDouble]
) -> Mapping[Viewer, tuple[Seat, BotMessage]]:
    """Who forges presses from elsewhere, each with a message to press below."""
    seats = {viewer: seated(viewer, bot_and_shared[1], estate) for viewer in (*EDITING, Viewer.OWNER)}
    return {viewer: (seat, await seat.orders("privasi")) for viewer, seat in seats.items()}


async def test_every_kind_of_press_is_forged_below() -> None:
    assert set(PRESSES) == set(get_args(buttons.Press))


@pytest.mark.parametrize("viewer", [Viewer.NEIGHBOUR, Viewer.BOT_ADMIN, Viewer.OWNER], ids=lambda viewer: viewer.value)
@pytest.mark.parametrize("kind", PRESSES, ids=lambda kind: kind.__name__)
async def test_forged_press_with_a_groups_numbers_is_as_one_with_numbers_that_nobody_has(
    estate: Estate,
    forgers: Mapping[Viewer, tuple[Seat, BotMessage]],
    telegram: BotApiDouble,
    home: Path,
    kind: type[buttons.Press],
    viewer: Viewer,
) -> None:
    (seat, shown), forgery, before = forgers[viewer], PRESSES[kind], estate.state(home)
    expected = ("" if viewer in EDITING else forgery.refusal(seat, May.NOTHING)) or forgery.toast
    outcomes = []
    for press in dict.fromkeys((forgery.make(estate.ids), forgery.make(NOBODYS))):
        heard = len(seat.room.said)
        toast = await seat.forges(shown, press)
        # What has been asked in private chats is the bot's admins' to see.
        assert toast == expected or (toast, viewer, expected) == ("", Viewer.BOT_ADMIN, _NOTHING_ASKED)
        outcomes.append([message.screen() for message in seat.room.said[heard:]])
    assert outcomes[0] == outcomes[-1]
    assert not told("\n".join(outcomes[0]))
    assert estate.state(home) == before


@pytest.mark.parametrize("kind", [kind for kind in PRESSES if PRESSES[kind].refusal is not for_all])
async def test_editors_press_is_refused_in_the_group_from_its_members(
    estate: Estate, telegram: BotApiDouble, home: Path, kind: type[buttons.Press]
) -> None:
    forgery, before, shown = PRESSES[kind], estate.state(home), estate.group.said[-1]
    for numbers, may in ((_ids, May.NOTHING), (_editors, May.NOT_HERE)):
        person = telegram.person(next(numbers), "Mira")
        estate.group.demotes(person)
        seat = Seat(estate.group, person)
        assert await seat.forges(shown, forgery.make(estate.ids)) == forgery.refusal(seat, may)
    assert estate.state(home) == before
    assert estate.group.said[-1] == shown


async def test_own_button_with_a_groups_number_in_it_leads_to_nothing(
    estate: Estate, telegram: BotApiDouble, home: Path
) -> None:
    seat, before, ids = seated(Viewer.NEIGHBOUR, telegram, estate), estate.state(home), estate.ids
    shown = await seat.orders("tanya", WHO)
    (vote,) = [press for press in pressed(shown) if isinstance(press, buttons.Vote) and press.helpful]
    await seat.orders("tanya", "kapan genta pualam berdentang?")
    listed = await seat.orders("belum")
    (miss,) = [press.miss for press in pressed(listed) if isinstance(press, buttons.ShowMiss)]
    added = await seat.orders("tambah", Story().text)
    (own,) = [press.first for press in pressed(added) if isinstance(press, buttons.Undo)]
    heard = len(seat.room.said)
    assert await seat.forges(shown, buttons.AskWithin(vote.turn, ids.article)) == ID.gone
    for press in (buttons.Pin(miss, ids.passage), buttons.ShowPassage(miss, 0, (ids.passage,))):
        assert await seat.forges(listed, press) == ID.missed_passage_gone
    assert len(seat.room.said) == heard
    assert await seat.forges(added, buttons.Undo(own, own + 1)) == ""
    assert (await seat.room.hears()).text.startswith(ID.taken_back.partition("{")[0])
    assert await seat.forges(added, buttons.Undo(ids.change, own)) == PROBLEMS["undo.nothing"]
    assert estate.state(home) == before


# --- Words that might tell


@pytest.mark.parametrize("viewer", [Viewer.NEIGHBOUR, Viewer.BOT_ADMIN], ids=lambda viewer: viewer.value)
async def test_reference_of_a_groups_article_is_said_to_be_as_unknown_as_any(
    estate: Estate, telegram: BotApiDouble, viewer: Viewer
) -> None:
    seat = seated(viewer, telegram, estate)
    for command in ("hapus", "ganti"):
        for ref in (slug(SECRET), "tidak-ada-begini"):
            unknown = ID.edit_unknown.format(library=seat.library, search=ref)
            assert (await seat.orders(command, ref)).text == unknown
    offered = await seat.orders("ganti", f"{slug(SECRET)} https://example.com/kenangasari")
    assert not told(offered.screen().replace(slug(SECRET), ""))


@pytest.mark.parametrize("viewer", [Viewer.OWNER, Viewer.OUTSIDER], ids=lambda viewer: viewer.value)
async def test_link_to_a_groups_article_is_as_one_to_nothing(
    estate: Estate, telegram: BotApiDouble, viewer: Viewer
) -> None:
    seat = seated(viewer, telegram, estate)
    shown = [
        (await seat.orders("start", deeplinks.parameter(link))).screen()
        for ids in (estate.ids, NOBODYS)
        for link in (deeplinks.ToArticle(ids.article), deeplinks.ToPassage(ids.passage, ids.article))
    ]
    assert len(set(shown)) == 1
    assert shown[0].startswith(ID.link_gone)


async def test_articles_of_the_same_title_get_references_as_if_there_were_no_other_group(
    telegram: BotApiDouble,
) -> None:
    story, editor = Story(), telegram.person(next(_editors), "Rina")
    places = [Seat(telegram.group(name, [person := telegram.person(next(_ids), name)]), person) for name in ("A", "B")]
    for seat in (*places, Seat(editor, editor)):
        assert (await seat.orders("tambah", f"{story.text}\n\nKata {seat.room.name}.")).bold == (story.title,)
        gone = await seat.orders("hapus", story.ref)
        assert gone.text == ID.removed.format(library=seat.library, title=story.title)


# --- What is done in one place stays there


async def test_same_post_in_two_groups_and_in_public_are_three_articles(telegram: BotApiDouble) -> None:
    story, newer = Story(), Story()
    ani, editor = telegram.person(next(_ids), "Ani"), telegram.person(next(_editors), "Rina")
    channel = telegram.channel("Kabar", username=f"kabar_{next(_ids)}", bot="left")
    post = await channel.posts(story.text)
    seats = [Seat(telegram.group(name, [ani]), ani) for name in ("A", "B")] + [Seat(editor, editor)]
    for seat in seats:
        if isinstance(seat.room, Group):
            await seat.room._say(seat.who, written_by(channel, post))
            told_there = max(seat.room.state.messages.values(), key=lambda message: message.message_id)
            shown = await seat.room.asks(seat.who, "/tambah@kutip_bot", reply_to=told_there)
        else:
            await seat.orders("tambah")
            await seat.room._send(written_by(channel, post))
            shown = await seat.room.hears()
        assert shown.text.startswith(ID.added.format(library=seat.library))  # and replaces no other
    a, b, public = seats
    assert (await a.orders("hapus", story.ref)).text == ID.removed.format(library=a.library, title=story.title)
    assert (await public.orders("ganti", f"{story.ref} {newer.text}")).bold == (newer.title,)
    for seat in seats:
        labels = (await seat.orders("artikel", story.town)).labels  # what was replaced is found by its reference still
        assert sum(label.startswith(story.title) for label in labels) == (seat is b)


async def test_who_runs_two_groups_undoes_in_each_what_was_done_there(telegram: BotApiDouble) -> None:
    ani = telegram.person(next(_ids), "Ani")
    a, b = (Seat(telegram.group(name, [ani]), ani) for name in ("A", "B"))
    first, last = Story(), Story()
    await a.orders("tambah", first.text)
    shown = await b.orders("tambah", last.text)
    (change,) = [press.first for press in pressed(shown) if isinstance(press, buttons.Undo)]
    assert await a.forges(a.room.said[-1], buttons.Undo(change, change)) == PROBLEMS["undo.nothing"]
    assert (await a.orders("urungkan")).text == ID.taken_back.format(title=first.title)
    assert (await a.orders("urungkan")).text == PROBLEMS["undo.nothing"]
    assert (await b.orders("urungkan")).text == ID.taken_back.format(title=last.title)


async def test_what_an_admin_was_asked_for_is_not_taken_from_them_once_they_are_none(telegram: BotApiDouble) -> None:
    ani, mira = telegram.person(next(_ids), "Ani"), telegram.person(next(_ids), "Mira")
    group = telegram.group("A", [ani, mira], admins=[mira], bot="administrator")
    story, seat = Story(), Seat(group, mira)
    added = await seat.orders("tambah", story.text)
    asked = [await seat.orders("tambah"), await seat.orders("ganti", story.ref)]
    await group.presses(mira, added, ID.rename)
    asked.append(await group.hears())
    group.demotes(mira)
    for question in asked:
        assert (await group.asks(mira, Story().text, reply_to=question)).text == ID.edit_refused_in_group
    assert (await group.presses(mira, added, ID.undo)).toast == ID.edit_refused_in_group
    listed = await Seat(group, ani).orders("artikel", "diperbaiki")
    assert [label.split(" · ")[0] for label in listed.labels if story.town in label] == [story.title]


async def test_group_that_turns_the_public_library_off_finds_nothing_of_it_by_its_old_buttons_either(
    telegram: BotApiDouble, home: Path
) -> None:
    ani = telegram.person(next(_ids), "Ani")
    seat = Seat(telegram.group("A", [ani]), ani)
    passage, article = passage_with(home, "Sembilan orang")
    shown = await seat.orders("tanya", WHO)
    (vote,) = [press for press in pressed(shown) if isinstance(press, buttons.Vote) and press.helpful]
    await seat.orders("tanya", "kapan genta pualam berdentang?")
    listed = await seat.orders("belum")
    (miss,) = [press.miss for press in pressed(listed) if isinstance(press, buttons.ShowMiss)]
    await seat.orders("fokus", TITLE)
    assert await seat.forges(shown, buttons.Pin(miss, passage)) == ""
    assert (await seat.room.hears()).message_id == shown.message_id
    assert await seat.forges(await seat.orders("atur"), buttons.Choose(Setting.PUBLIC, 0))
    await seat.room.hears()
    heard = len(seat.room.said)
    for press, toast in (
        (buttons.Turnover(vote.turn, 1, voted=False), ID.gone),
        (buttons.AskWithin(vote.turn, article), ID.gone),
        (buttons.OpenOutline(article), ID.gone),
        (buttons.AskTopic(article, 0), ID.gone),
        (buttons.FocusOn(article), ID.gone),
    ):
        assert await seat.forges(shown, press) == toast, press
    for question in (WHO, "di mana itu?", "kapan genta pualam berdentang?"):
        assert (await seat.orders("tanya", question)).text == ID.not_found
    assert (await seat.orders("fokus", "sempat ribut")).text == ID.focus_unknown.format(search="sempat ribut")
    for command in ("bantuan", "artikel", "statistik", "belum"):
        await seat.orders(command)
    said = "\n".join(message.screen() for message in seat.room.said[heard:])
    assert TITLE not in said
    assert "Jilani" not in said
