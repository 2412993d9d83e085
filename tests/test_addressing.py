"""Whom a message speaks to: the decision, and the facts it is made from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from telegram import Chat, Message, MessageEntity, Sticker, TextQuote, Update, User

from bot.addressing import (
    AskBack,
    BeKind,
    Command,
    Decision,
    Facts,
    Ignore,
    Question,
    Reason,
    Run,
    UnknownCommand,
    Wordless,
    decide,
)
from bot.courtesy import Courtesy, courtesy_of
from bot.facts import facts_of

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
BOT = 99


@pytest.mark.parametrize(
    ("facts", "decision"),
    [
        (Facts(private=True, text="siapa menlu Pakistan?"), Question("siapa menlu Pakistan?")),
        (Facts(private=True, text="Iran"), Question("Iran")),
        (Facts(private=True, text="パキスタン"), Question("パキスタン")),
        (Facts(private=True, text="siapa?", edited=True), Question("siapa?")),
        (Facts(private=True, text=""), Wordless()),
        (Facts(private=True, text="😀 !?"), Wordless()),
        (Facts(private=True, text="halo"), BeKind(Courtesy.GREETING)),
        (Facts(private=True, text="makasih ya"), BeKind(Courtesy.THANKS)),
        (Facts(private=True, command="tanya", argument="siapa?"), Question("siapa?")),
        (Facts(private=True, command="ask", argument="siapa?"), Question("siapa?")),
        (Facts(private=True, command="tanya"), AskBack()),
        (Facts(private=True, command="tanya", replied_text="siapa?"), Question("siapa?")),
        (Facts(private=True, command="tanya", argument="kapan?", replied_text="siapa?"), Question("kapan?")),
        (Facts(private=True, command="tanya", argument="kapan?", edited=True), Question("kapan?")),
        (Facts(private=True, command="start"), Run(Command.START)),
        (Facts(private=True, command="start", argument="payload"), Run(Command.START)),
        (Facts(private=True, command="bantuan"), Run(Command.HELP)),
        (Facts(private=True, command="help"), Run(Command.HELP)),
        (Facts(private=True, command="artikel"), Run(Command.ARTICLES)),
        (Facts(private=True, command="articles"), Run(Command.ARTICLES)),
        (Facts(private=True, command="cuaca"), UnknownCommand()),
        (Facts(private=True, command="bantuan", command_for="kutip_bot", bot_name="Kutip_Bot"), Run(Command.HELP)),
        (
            Facts(private=True, command="bantuan", command_for="lain_bot", bot_name="kutip_bot"),
            Ignore(Reason.OTHER_BOT),
        ),
        (Facts(private=True, command="start", edited=True), Ignore(Reason.EDITED_COMMAND)),
        (Facts(private=False, text="siapa?"), Ignore(Reason.NOT_PRIVATE)),
        (Facts(private=True, text="siapa?", from_bot=True), Ignore(Reason.FROM_BOT)),
        (Facts(private=True, text="siapa?", via_bot=True), Ignore(Reason.VIA_BOT)),
        (Facts(private=True, service=True), Ignore(Reason.SERVICE)),
        (Facts(private=True, text="siapa?", age=timedelta(minutes=61)), Ignore(Reason.OLD)),
        (Facts(private=True, text="siapa?", age=timedelta(minutes=59)), Question("siapa?")),
        (Facts(private=True, album_seen=True), Ignore(Reason.ALBUM)),
        (Facts(private=True, text="siapa ini?", album_seen=True), Question("siapa ini?")),
    ],
    ids=lambda value: "" if isinstance(value, Facts) else str(value),
)
def test_decision(facts: Facts, decision: Decision) -> None:
    assert decide(facts) == decision


@pytest.mark.parametrize(
    "written", ["halo", "Haloooo!", "hai kak", "Selamat pagi 🙏", "assalamu'alaikum", "p", "Hi there"]
)
def test_greeting_is_known(written: str) -> None:
    assert courtesy_of(written) is Courtesy.GREETING


@pytest.mark.parametrize(
    "written", ["makasih", "Makasiiih ya kak", "oke, terima kasih", "thanks!", "sip", "thank you so much"]
)
def test_thanks_are_known(written: str) -> None:
    assert courtesy_of(written) is Courtesy.THANKS


@pytest.mark.parametrize(
    "written",
    [
        "halo, siapa menlu Pakistan?",
        "pagi ini ada berita apa",
        "Iran",
        "ok google",
        "terima kasih kepada siapa?",
        "tes DNA",
        "17",
    ],
)
def test_question_is_not_taken_for_a_courtesy(written: str) -> None:
    assert courtesy_of(written) is None


def message(text: str | None = None, *, command: int = 0, **rest: object) -> Message:
    entities = [MessageEntity(MessageEntity.BOT_COMMAND, 0, command)] if command else []
    given: dict[str, object] = {
        "message_id": 1,
        "date": NOW,
        "chat": Chat(5, Chat.PRIVATE),
        "from_user": User(5, "Budi", is_bot=False),
        "text": text,
        "entities": entities,
        **rest,
    }
    return Message(**given)  # type: ignore[arg-type] # its forty parameters have as many types


def facts(update: Update) -> Facts:
    found = facts_of(update, BOT, "kutip_bot", NOW + timedelta(minutes=3))
    assert found is not None
    return found


def test_facts_of_a_plain_question() -> None:
    assert facts(Update(1, message=message(" siapa? "))) == Facts(
        private=True, text="siapa?", bot_name="kutip_bot", age=timedelta(minutes=3)
    )


def test_facts_of_a_command_with_a_bots_name_and_a_question_on_the_next_line() -> None:
    found = facts(Update(1, message=message("/Tanya@Kutip_Bot\nsiapa 😀?", command=16)))
    assert (found.command, found.command_for, found.argument) == ("tanya", "kutip_bot", "siapa 😀?")


def test_command_in_the_middle_of_a_text_is_no_command() -> None:
    middle = [MessageEntity(MessageEntity.BOT_COMMAND, 7, 6)]
    assert facts(Update(1, message=message("coba 😀 /tanya", entities=middle))).command == ""


def test_facts_of_a_caption_with_a_command() -> None:
    captioned = message(caption="/tanya siapa?", caption_entities=[MessageEntity(MessageEntity.BOT_COMMAND, 0, 6)])
    assert facts(Update(1, message=captioned)).argument == "siapa?"


def test_age_of_an_edited_message_counts_from_its_edit() -> None:
    edited = facts(Update(1, edited_message=message("siapa?", edit_date=NOW + timedelta(minutes=2))))
    assert edited.edited
    assert edited.age == timedelta(minutes=1)


def test_text_replied_to_is_known_unless_it_is_the_bots_own() -> None:
    theirs = message("siapa menlu?", message_id=2)
    ours = message("Pada Senin …", message_id=3, from_user=User(BOT, "Kutip", is_bot=True))
    assert (
        facts(Update(1, message=message("/tanya", command=6, reply_to_message=theirs))).replied_text == "siapa menlu?"
    )
    assert facts(Update(1, message=message("/tanya", command=6, reply_to_message=ours))).replied_text == ""


def test_quoted_part_is_what_was_replied_to() -> None:
    theirs = message("siapa menlu? dan kapan?", message_id=2)
    quoting = message("/tanya", command=6, reply_to_message=theirs, quote=TextQuote("dan kapan?", 13))
    assert facts(Update(1, message=quoting)).replied_text == "dan kapan?"


def test_lone_surrogate_is_made_harmless() -> None:
    assert facts(Update(1, message=message("siapa \ud83d?"))).text == "siapa \ufffd?"


def test_sticker_has_no_text_and_a_pinned_message_is_a_service_notice() -> None:
    sticker = Sticker("f", "u", 512, 512, is_animated=False, is_video=False, type="regular")
    assert decide(facts(Update(1, message=message(sticker=sticker)))) == Wordless()
    pinned = message(pinned_message=message("x", message_id=2))
    assert decide(facts(Update(1, message=pinned))) == Ignore(Reason.SERVICE)


def test_message_without_a_sender_and_a_group_message_are_left_alone() -> None:
    assert decide(facts(Update(1, message=message("siapa?", from_user=None)))) == Ignore(Reason.FROM_BOT)
    group = message("siapa?", chat=Chat(-5, Chat.GROUP, title="Warga"))
    assert decide(facts(Update(1, message=group))) == Ignore(Reason.NOT_PRIVATE)


def test_update_of_another_kind_has_no_facts() -> None:
    assert facts_of(Update(1, channel_post=message("berita")), BOT, "kutip_bot") is None
