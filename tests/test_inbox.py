"""What waits for an answer outlasts the process, is told apart from what was answered, and leaves no words behind."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from telegram import Bot, CallbackQuery, Chat, Message, MessageEntity, Update, User

from bot.transport.inbox import MOST_WAITING, REST, Inbox, opened
from tests.double import TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BUDI, SITI = User(11, "Budi", is_bot=False), User(12, "Siti", is_bot=False)
GROUP = Chat(-1001, Chat.SUPERGROUP, title="Warga")


class Known(Bot):
    """A bot that knows who it is without asking Telegram."""

    @property
    def username(self) -> str:
        return "kutip_bot"

    @property
    def id(self) -> int:
        return 7


@pytest.fixture
def bot() -> Bot:
    return Known(TOKEN)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "inbox.jsonl"


def written(path: Path) -> str:
    """What stands in the file now."""
    return path.read_text(encoding="utf-8")


def said(number: int, words: str = "rahasia siapa?", *, by: User = BUDI, chat: Chat | None = None) -> Update:
    place = chat or Chat(by.id, Chat.PRIVATE)
    return Update(number, message=Message(100 + number, datetime.now(UTC), place, from_user=by, text=words))


def killed(path: Path, happen: Callable[[Inbox], object]) -> None:
    """Let something happen to an inbox that is never closed; what it has open is closed with the process."""
    inbox = Inbox(path)
    inbox.open()
    happen(inbox)


async def test_what_was_taken_is_there_after_a_kill_in_its_order_and_as_telegram_told_it(path: Path, bot: Bot) -> None:
    taken = [said(3), said(1, by=SITI), said(2)]
    killed(path, lambda inbox: [inbox.accept(update, bot) for update in taken])
    with opened(path) as inbox:
        left = inbox.left(bot)
    assert [update.update_id for update in left] == [1, 2, 3]
    assert [update.to_dict() for update in left] == [update.to_dict() for update in sorted(taken, key=_number)]


def _number(update: Update) -> int:
    return update.update_id


async def test_what_telegram_hands_over_again_is_nobodys_to_handle(path: Path, bot: Bot) -> None:
    def happen(inbox: Inbox) -> None:
        for number in (1, 2):
            assert inbox.accept(said(number), bot).message
        inbox.finish(1)
        assert inbox.accept(said(1), bot).message is None
        assert inbox.accept(said(2), bot).message is None

    killed(path, happen)
    with opened(path) as inbox:
        assert [inbox.accept(said(number), bot).message is None for number in (1, 2, 3)] == [True, True, False]


async def test_what_nobody_waits_for_is_not_written_down(path: Path, bot: Bot) -> None:
    press = CallbackQuery("1", BUDI, "1", Message(5, datetime.now(UTC), GROUP), data="1")
    old = datetime.now(UTC) - timedelta(hours=2)
    call = MessageEntity(MessageEntity.MENTION, 0, 10)
    with opened(path) as inbox:
        for update in (
            Update(1, callback_query=press),
            said(2, "rahasia di antara kita", chat=GROUP),
            Update(3, message=Message(9, old, Chat(11, Chat.PRIVATE), from_user=BUDI, text="rahasia lama?")),
            Update(4),
        ):
            assert inbox.accept(update, bot) is update
        assert inbox.waiting == 0
        assert "rahasia" not in written(path)
        called = Message(10, datetime.now(UTC), GROUP, from_user=BUDI, text="@kutip_bot siapa?", entities=[call])
        inbox.accept(Update(5, message=called), bot)
        inbox.accept(said(6, "rahasia siapa?", chat=GROUP), bot)  # where the group lets us listen
        assert inbox.waiting == 2


async def test_no_word_stays_when_nobody_waits_any_more(path: Path, bot: Bot) -> None:
    with opened(path) as inbox:
        for number in range(5):
            inbox.accept(said(number), bot)
        for number in range(5):
            inbox.finish(number)
        loop = asyncio.get_running_loop()
        cleared = loop.create_future()
        loop.call_later(REST, cleared.set_result, None)  # after what has been called for before
        await cleared
        assert json.loads(written(path)) == {"done": [0, 1, 2, 3, 4], "last": {"0": 104}}
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]
    assert (await asyncio.to_thread(path.stat)).st_mode & 0o077 == 0


async def test_no_word_of_what_was_answered_stays_after_a_stop_while_others_wait(path: Path, bot: Bot) -> None:
    with opened(path) as inbox:
        inbox.accept(said(1, "rahasia?"), bot)
        inbox.accept(said(2, "terbuka?"), bot)
        inbox.finish(1)
    assert "rahasia" not in written(path)
    assert "terbuka" in written(path)


async def test_person_is_forgotten_with_what_they_still_wait_for_and_what_they_are_replied_to(
    path: Path, bot: Bot
) -> None:
    theirs = Message(50, datetime.now(UTC), GROUP, from_user=BUDI, text="rahasia apa?")
    call = MessageEntity(MessageEntity.MENTION, 0, 10)
    reply = Message(51, datetime.now(UTC), GROUP, SITI, text="@kutip_bot ?", reply_to_message=theirs, entities=[call])
    with opened(path) as inbox:
        inbox.accept(said(1), bot)
        inbox.accept(Update(2, message=reply), bot)
        inbox.accept(said(3, "terbuka?", by=SITI), bot)
        assert inbox.waiting == 3
        inbox.forget(BUDI.id)
        assert "rahasia" not in written(path)
        assert str(BUDI.id) not in json.dumps([one["from"]["id"] for one in _messages(path)])
        assert [update.update_id for update in _left(path, bot)] == [3]
        assert inbox.accept(said(1), bot).message is None


def _messages(path: Path) -> list[dict[str, dict[str, int]]]:
    lines = map(json.loads, written(path).splitlines())
    return [line["told"]["message"] for line in lines if "told" in line]


def _left(path: Path, bot: Bot) -> list[Update]:
    """What another process would find."""
    inbox = Inbox(path)
    inbox.open()
    return inbox.left(bot)


async def test_how_far_an_answer_got_is_known_after_kills(path: Path, bot: Bot) -> None:
    def first(inbox: Inbox) -> None:
        for number in (1, 2, 3):
            inbox.accept(said(number), bot)
        inbox.begin(1)
        inbox.begin(2)
        inbox.answered(2, BUDI.id, 77)
        inbox.answered(2, BUDI.id, 78)

    killed(path, first)
    killed(path, lambda inbox: inbox.begin(1))
    with opened(path) as inbox:
        known = [(inbox.of(number).begun, inbox.of(number).answer, inbox.of(number).left) for number in (1, 2, 3)]
    assert known == [(2, None, True), (1, 77, True), (0, None, True)]


async def test_update_that_kills_the_bot_again_and_again_is_let_go(
    path: Path, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    def begin_all(inbox: Inbox) -> None:
        for update in inbox.left(bot):
            inbox.begin(update.update_id)

    killed(path, lambda inbox: inbox.accept(said(1), bot))
    for _ in range(25):
        killed(path, begin_all)
    with opened(path) as inbox:
        assert inbox.left(bot) == []
        assert inbox.waiting == 0
    assert "update 1 is let go" in caplog.text


def cut_short(path: Path, characters: int) -> None:
    path.write_text(written(path)[:-characters], encoding="utf-8")


@pytest.mark.parametrize("cut", [1, 40, 300])
async def test_line_that_death_has_cut_short_costs_none_of_the_others(cut: int, path: Path, bot: Bot) -> None:
    killed(path, lambda inbox: [inbox.accept(said(number), bot) for number in (1, 2)])
    cut_short(path, cut)  # so the second was not acknowledged, and Telegram hands it over again
    killed(path, lambda inbox: inbox.accept(said(2), bot))
    assert [update.update_id for update in _left(path, bot)] == [1, 2]


async def test_file_is_cleared_of_what_is_done_with_although_somebody_always_waits(path: Path, bot: Bot) -> None:
    with opened(path) as inbox:
        inbox.accept(said(0), bot)
        for number in range(1, 1500):
            inbox.accept(said(number, "x" * 1000 + "?"), bot)
            inbox.finish(number)
        assert len(written(path)) < 1_200_000
        assert [update.update_id for update in _left(path, bot)] == [0]


async def test_full_disk_is_told_once_and_everything_goes_on(
    path: Path, bot: Bot, full_disk: Callable[[int], None], caplog: pytest.LogCaptureFixture
) -> None:
    with opened(path) as inbox:
        inbox.accept(said(1), bot)
        full_disk(len(written(path)) + 100)
        for number in (2, 3):
            assert inbox.accept(said(number), bot).message
        assert inbox.waiting == 3
        full_disk(1 << 30)
        inbox.finish(3)
        assert [update.update_id for update in _left(path, bot)] == [1, 2]
    assert caplog.text.count("cannot be kept") == 1


async def test_who_fetches_waits_while_too_many_are_in_hand(path: Path, bot: Bot) -> None:
    with opened(path) as inbox:
        for number in range(MOST_WAITING):
            inbox.accept(said(number), bot)
        waits = asyncio.create_task(inbox.room())
        await asyncio.sleep(0)
        assert not waits.done()
        inbox.finish(0)
        await waits
        inbox.accept(said(MOST_WAITING), bot)
        inbox.stop()
        await inbox.room()


async def test_what_is_kept_is_what_telegram_told_with_what_this_version_does_not_know(path: Path, bot: Bot) -> None:
    told = said(1).to_dict() | {"of_tomorrow": [1]}
    with opened(path) as inbox:
        inbox.accept(Update.de_json(told, bot), bot, told)
        assert json.loads(written(path).splitlines()[-1]) == {"told": told}


async def test_answer_that_left_is_in_doubt_after_a_kill_until_it_is_known_what_became_of_it(
    path: Path, bot: Bot
) -> None:
    def happen(inbox: Inbox) -> None:
        for number in (1, 2, 3):
            inbox.accept(said(number), bot)
            inbox.sending(number, 103)
        inbox.answered(2, BUDI.id, 105)
        inbox.sending(3, None)

    killed(path, happen)
    with opened(path) as inbox:  # which writes the file anew
        assert [inbox.of(number).after for number in (1, 2, 3)] == [103, 103, None]
    assert [(one.after, one.answer) for one in (_reopened(path).of(number) for number in (1, 2, 3))] == [
        (103, None),
        (103, 105),
        (None, None),
    ]


async def test_file_of_a_bot_that_only_speaks_does_not_grow_and_names_nobody(path: Path, bot: Bot) -> None:
    with opened(path) as inbox:
        for number in range(50_000):
            inbox.said(BUDI.id, number)
        assert len(written(path)) < 1_200_000
        assert f'"in": {BUDI.id}' not in written(path)
    assert _reopened(path).numbers.last(BUDI.id) == 49_999


def _reopened(path: Path) -> Inbox:
    inbox = Inbox(path)
    inbox.open()
    return inbox


async def test_numbers_of_what_the_bot_has_said_outlast_kills_and_stops(path: Path, bot: Bot) -> None:
    def happen(inbox: Inbox) -> None:
        inbox.accept(said(1), bot)
        inbox.answered(1, BUDI.id, 109)
        inbox.finish(1)
        inbox.said(-1_002_100_000_001, 7)

    killed(path, happen)
    for _ in range(2):
        with opened(path) as inbox:
            assert (inbox.numbers.last(BUDI.id), inbox.numbers.last(-1_002_100_000_001)) == (109, 7)
