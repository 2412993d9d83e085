"""A small edition of the fuzzing: nothing at the webhook upsets the bot, and nobody is written to unasked."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from benchmarks.fuzzing import Stream, run, spoken_to
from benchmarks.wild_updates import BOT, NAME, Json, Known, Wild, is_valid

NOW = int(datetime.now(UTC).timestamp())
BUDI: Json = {"id": 11, "is_bot": False, "first_name": "Budi"}
PRIVATE: Json = {"id": 11, "type": "private", "first_name": "Budi"}
GROUP: Json = {"id": -1001, "type": "supergroup", "title": "Warga"}


async def test_nothing_at_the_webhook_upsets_the_bot_or_makes_it_speak_unasked() -> None:
    outcome = await run(300, seed=7, people=8, groups=5)
    assert outcome.is_right, outcome
    assert outcome.sent["update"] > 200
    assert {"wrong secret", "update with wrong types"} <= set(outcome.sent)
    assert not {"no JSON", "cut JSON", "deep JSON", "changed byte"}.isdisjoint(outcome.sent)  # few, and one or other


def wild(seed: int) -> Wild:
    dice = Random(seed)  # noqa: S311 - no secret
    return Wild(dice, [Known(PRIVATE, [BUDI], tuple)], [Known(GROUP, [BUDI], tuple)], lambda: NOW)


def test_wild_updates_are_valid_of_every_kind_and_the_same_for_the_same_seed() -> None:
    updates = [wild(1).update(number) for number in range(3)]
    assert updates == [wild(1).update(number) for number in range(3)]
    drawn = wild(2)
    many = [drawn.update(number) for number in range(600)]
    assert [why for why in map(is_valid, many) if why] == []
    kinds = {kind for update in many for kind in update}
    assert {"message", "edited_channel_post", "guest_message", "poll", "chat_boost", "telepathy"} <= kinds


def test_what_is_refused_and_what_is_taken_both_come() -> None:
    drawn = wild(3)
    requests = list(Stream(drawn, drawn.dice).requests(400))
    assert {200, 400, 403, 404, 405, 413, 415} <= {status for request in requests for status in request.right}


def message(chat: Json, text: str = "apa kabar?", *, sender: Json = BUDI, **fields: object) -> Json:
    said = {"message_id": 5, "date": NOW, "chat": chat, "from": sender, "text": text}
    return {"update_id": 1, "message": said | fields}


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        (message(PRIVATE), 11),
        (message(PRIVATE, date=NOW - 7200), None),
        (message(PRIVATE, via_bot=BUDI), None),
        (message(PRIVATE, sender=BUDI | {"is_bot": True}), None),
        (message(GROUP), None),
        (message(GROUP, f"{NAME} apa?"), None),
        (message(GROUP, f"{NAME} apa?", entities=[{"type": "mention", "offset": 0, "length": 10}]), -1001),
        (message(GROUP, "/tanya apa?", entities=[{"type": "bot_command", "offset": 0, "length": 6}]), -1001),
        (message(GROUP, reply_to_message={"message_id": 4, "from": {"id": BOT}}), -1001),
        (message(GROUP, reply_to_message={"message_id": 4, "from": {"id": 12}}), None),
        (message(GROUP | {"type": "channel"}, "/tanya", entities=[{"type": "bot_command", "offset": 0}]), None),
        ({"update_id": 1, "callback_query": {"message": {"chat": GROUP}}}, -1001),
        ({"update_id": 1, "channel_post": {"chat": GROUP}}, None),
    ],
)
def test_who_has_spoken_to_the_bot_is_judged_by_a_rule_of_its_own(update: Json, chat: int | None) -> None:
    assert spoken_to(update) == chat
