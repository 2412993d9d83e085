"""The real bot, asked by everybody everywhere: nothing of one chat shows in another, and what is done there stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from bot import buttons
from bot.hearing import deeplinks
from retrieval.intake import slug
from tests.botprocess import TITLE
from tests.double import BotApiDouble, Group, Person
from tests.estate import (
    EDITING,
    NOBODYS,
    PINNED,
    QUESTION,
    SECRET,
    Estate,
    Viewer,
    pressed,
    seated,
    told,
)
from tests.given import written_by
from tests.seats import EDITORS, ID, IDS, PROBLEMS, WHO, Seat, Story, rows
from tests.stocked import passage_with

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path


pytestmark = pytest.mark.asyncio(loop_scope="module")


# --- What is seen of a group elsewhere: nothing


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
    forEDITORS: bool = False
    private_only: bool = False


VIEWS: Final = {
    "answer": View(answer, ("Wrekatama", "Rp91.500", "Brahmagiri")),
    "pinned-answer": View(pinned_answer, ("Rp91.500",)),
    "list": View(article_list, ("Wrekatama",)),
    "search-in-titles": View(title_search, ("Wrekatama",)),
    "search-in-texts": View(text_search, ("Wrekatama",)),
    "fokus": View(focus, ("Wrekatama",)),
    "bantuan": View(help_page, ("Wrekatama",)),
    "hapus": View(choice_to_remove, forEDITORS=True),
    "ganti": View(choice_to_replace, ("Wrekatama",), forEDITORS=True),
    "belum": View(misses, ("Zebulonius",), forEDITORS=True),
    "statistik": View(figures, ("Wrekatama", "Zebulonius"), forEDITORS=True),
    "csv": View(tables, ("Wrekatama",), forEDITORS=True),
    "status": View(condition, ("Brajasuta",), forEDITORS=True),
    "inline": View(offers),
    "start": View(greeting, private_only=True),
    "link-to-article": View(link_to_article, private_only=True),
    "link-to-passage": View(link_to_passage, private_only=True),
}
"""In a group, only 14 of its messages leave room for presses."""


async def seen(view: View, seat: Seat, estate: Estate) -> str:
    """All that somebody is shown when they look, addresses of buttons too."""
    before = len(seat.room.said)
    more = await view.look(seat, estate)
    said = seat.room.said[before:]
    addresses = [one.url or "" for message in said for row in message.buttons for one in row]
    return "\n".join([*(message.screen() for message in said), *addresses, *more])


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
        if not (view.forEDITORS and viewer not in EDITING)
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
    person, story = telegram.person(next(IDS), "Mira"), Story("Jembatan")
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
    story, editor = Story(), telegram.person(next(EDITORS), "Rina")
    places = [Seat(telegram.group(name, [person := telegram.person(next(IDS), name)]), person) for name in ("A", "B")]
    for seat in (*places, Seat(editor, editor)):
        assert (await seat.orders("tambah", f"{story.text}\n\nKata {seat.room.name}.")).bold == (story.title,)
        gone = await seat.orders("hapus", story.ref)
        assert gone.text == ID.removed.format(library=seat.library, title=story.title)


# --- What is done in one place stays there


async def test_same_post_in_two_groups_and_in_public_are_three_articles(telegram: BotApiDouble) -> None:
    story, newer = Story(), Story()
    ani, editor = telegram.person(next(IDS), "Ani"), telegram.person(next(EDITORS), "Rina")
    channel = telegram.channel("Kabar", username=f"kabar_{next(IDS)}", bot="left")
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
    ani = telegram.person(next(IDS), "Ani")
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
    ani, mira = telegram.person(next(IDS), "Ani"), telegram.person(next(IDS), "Mira")
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
    ani = telegram.person(next(IDS), "Ani")
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
    assert await seat.forges(await seat.orders("atur"), buttons.Choose(buttons.Setting.PUBLIC, 0))
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
