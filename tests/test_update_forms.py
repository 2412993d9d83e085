"""What of an update is read: of the Bot API's form, or nothing but its number; and whole characters only."""

from __future__ import annotations

import json

import pytest
from telegram import MessageEntity, Update

from bot.app import ALLOWED_UPDATES
from bot.editing.submissions import Link, submission_in, words_of
from bot.hearing.facts import facts_of
from bot.hearing.mentions import marked
from bot.transport.forms import KINDS, read

BUDI = {"id": 11, "is_bot": False, "first_name": "Budi"}
CHAT = {"id": 11, "type": "private", "first_name": "Budi"}


def update(**fields: object) -> dict[str, object]:
    said = {"message_id": 5, "date": 1_700_000_000, "chat": CHAT, "from": BUDI, "text": "apa kabar?"}
    return {"update_id": 7, "message": said | fields}


def test_kinds_that_are_read_are_those_that_telegram_is_asked_for() -> None:
    assert set(ALLOWED_UPDATES) == KINDS


def test_update_is_read_as_it_is_with_fields_that_nobody_knows() -> None:
    told = update(entities=[{"type": "bold", "offset": 0, "length": 3}], new_in_2030={"a": [1]}, reply_to_message=None)
    assert read(told) == told


def test_of_a_kind_that_was_not_asked_for_only_the_number_is_read() -> None:
    assert read({"update_id": 7, "channel_post": {"chat": "x"}, "telepathy": 1}) == {"update_id": 7}


@pytest.mark.parametrize(
    "fields",
    [
        {"chat": None},
        {"chat": "11"},
        {"chat": CHAT | {"id": "11"}},
        {"chat": CHAT | {"id": 2**53}},
        {"chat": CHAT | {"id": {}}},
        {"chat": CHAT | {"type": 3}},
        {"from": BUDI | {"id": [11]}},
        {"from": BUDI | {"id": True}},
        {"from": BUDI | {"first_name": None}},
        {"from": BUDI | {"username": 5}},
        {"message_id": "5"},
        {"date": "kemarin"},
        {"date": 0},
        {"date": 1.5},
        {"text": 5},
        {"text": ["a"]},
        {"entities": {}},
        {"entities": [{"type": "bold", "offset": "0", "length": 3}]},
        {"reply_to_message": {"message_id": 4}},
        {"quote": {"text": 4, "position": 0}},
        {"document": {"file_id": 4, "file_unique_id": "x"}},
        {"migrate_to_chat_id": 12},
    ],
)
def test_update_of_another_form_is_not_read(fields: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="_Update"):
        read(update(**fields))


def test_group_does_not_become_somebodys_private_chat() -> None:
    group = {"id": -1001, "type": "supergroup", "title": "Warga"}
    assert read(update(chat=group, migrate_from_chat_id=-5))
    with pytest.raises(ValueError, match="migrate_from_chat_id"):
        read(update(chat=group, migrate_from_chat_id=5))


@pytest.mark.parametrize(
    ("torn", "mended"),
    [
        (r'"siapa\ud83d"', "siapa\ufffd"),
        (r'"\udfffsiapa"', "\ufffdsiapa"),
        (r'"\ud83d\ude00"', "😀"),
        (r'"\ude00\ud83d"', "\ufffd\ufffd"),
        (r'"a\ud800b\udc00c"', "a\ufffdb\ufffdc"),
        (r'"سلام 👨‍👩‍👧‍👦"', "سلام 👨‍👩‍👧‍👦"),
    ],
)
def test_half_characters_are_mended_at_once_and_everywhere(torn: str, mended: str) -> None:
    text: str = json.loads(torn)
    told = read(update(text=text, deep=[{text: [text, 1, None]}]) | {})
    assert told == update(text=mended, deep=[{mended: [mended, 1, None]}])
    json.dumps(told, ensure_ascii=False).encode()


def entity(offset: int, length: int, kind: str = "mention") -> MessageEntity:
    return MessageEntity(kind, offset, length)


@pytest.mark.parametrize(
    ("offset", "length", "words"),
    [
        (0, 2, "😀"),
        (3, 5, "kutip"),
        (1, 2, "\ufffd "),
        (0, 1, "\ufffd"),
        (0, 0, None),
        (0, -1, None),
        (-1, 2, None),
        (3, 6, None),
        (100, 1, None),
        (10**30, 1, None),
        (0, 10**30, None),
    ],
)
def test_entity_counts_where_it_lies_within_the_text_also_amid_a_character(
    offset: int, length: int, words: str | None
) -> None:
    one = entity(offset, length)
    assert list(marked("😀 kutip", [one])) == ([] if words is None else [(one, words)])


def test_entities_that_tear_characters_cost_nobody_the_facts_or_the_links() -> None:
    torn = [{"type": kind, "offset": 1, "length": 2} for kind in ("mention", "bot_command", "url", "text_mention")]
    link = {"type": "url", "offset": 3, "length": 21}
    told = update(text="😀 https://example.com/a", entities=[*torn, link])
    read_update = Update.de_json(read(told), None)
    facts = facts_of(read_update, 1, "kutip_bot")
    assert facts is not None
    assert (facts.text, facts.mentioned) == ("😀 https://example.com/a", False)
    assert read_update.message is not None
    found = submission_in(read_update.message, words_of(read_update.message))
    assert found == Link("https://example.com/a")


def test_guest_whom_no_number_lets_answer_is_let_go() -> None:
    said = update()["message"]
    assert isinstance(said, dict)
    called = {"update_id": 7, "guest_message": said | {"guest_query_id": "9"}}
    assert read(called) == called
    with pytest.raises(ValueError, match="guest_query_id"):
        read({"update_id": 7, "guest_message": said})


def test_update_of_two_kinds_is_let_go() -> None:
    said = update()["message"]
    assert isinstance(said, dict)
    with pytest.raises(ValueError, match="one kind"):
        read(update() | {"guest_message": said | {"guest_query_id": "9"}})
    assert read(update() | {"guest_message": None}) == update() | {"guest_message": None}
