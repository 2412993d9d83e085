"""The real bot, and presses of buttons that are not there: they tell and change nothing of another chat.

`PRESSES` says what is to be. A kind of press that has no row in it fails a test.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

import pytest
import pytest_asyncio

from bot import buttons
from bot.buttons import Setting
from tests.estate import EDITING, NOBODYS, Estate, Ids, Viewer, pressed, seated, told
from tests.seats import (
    EDITORS,
    ID,
    IDS,
    PROBLEMS,
    WHO,
    May,
    Seat,
    Story,
    as_editor,
    at_desk,
    at_settings,
    for_all,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.botprocess import BotProcess
    from tests.double import BotApiDouble, BotMessage

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
    for numbers, may in ((IDS, May.NOTHING), (EDITORS, May.NOT_HERE)):
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
