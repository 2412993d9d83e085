"""Whom a message speaks to: the decision, and the facts it is made from. Telegram's own library finds the entities."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from telegram import (
    Chat,
    Document,
    ExternalReplyInfo,
    ForumTopicCreated,
    InaccessibleMessage,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    MessageOriginHiddenUser,
    MessageOriginUser,
    PhotoSize,
    Sticker,
    TextQuote,
    Update,
    User,
)
from telegram.constants import ZERO_DATE

from bot.addressing import (
    AskBack,
    BeKind,
    Command,
    Decision,
    Facts,
    Ignore,
    MoveChat,
    Question,
    Reason,
    Request,
    Run,
    Take,
    UnknownCommand,
    Wanted,
    Wordless,
    decide,
)
from bot.conversation import Place
from bot.editing.requests import wording
from bot.hearing.courtesy import Courtesy, courtesy_of
from bot.hearing.facts import facts_of, in_thread, place_of, replied_id, replied_message
from bot.texts import texts_of
from retrieval.answer import ArticleCard
from tests.double.tdlib import detect, parse

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
KUTIP = User(99, "Kutip", is_bot=True, username="Kutip_Bot")
BUDI = User(5, "Budi", is_bot=False)
SITI = User(6, "Siti", is_bot=False)
OTHER_BOT = User(7, "Cuaca", is_bot=True, username="lain_bot")
ANONYMOUS = User(1_087_968_824, "Group", is_bot=True, username="GroupAnonymousBot")
CHANNEL_BOT = User(136_817_688, "Channel", is_bot=True, username="Channel_Bot")
TELEGRAM = User(777_000, "Telegram", is_bot=False)
GROUP = Chat(-100_5, Chat.SUPERGROUP, title="Warga", is_forum=True)
CHANNEL = Chat(-100_8, Chat.CHANNEL, title="Berita")
STICKER = Sticker("f", "u", 512, 512, is_animated=False, is_video=False, type="regular")
ASK = "siapa menlu Pakistan?"


def entities(text: str) -> list[MessageEntity]:
    return [MessageEntity(one.type, one.offset, one.length) for one in detect(text)]


def message(text: str | None = None, **rest: object) -> Message:
    """A message of Budi to the bot alone, unless told otherwise; `caption` as `text`, below a picture."""
    caption = rest.get("caption")
    given: dict[str, object] = {
        "message_id": 10,
        "date": NOW,
        "chat": Chat(5, Chat.PRIVATE),
        "from_user": BUDI,
        "text": text,
        "entities": entities(text) if text else [],
        "caption_entities": entities(caption) if isinstance(caption, str) else [],
        "photo": [PhotoSize("f", "u", 9, 9)] if isinstance(caption, str) else [],
        **rest,
    }
    return Message(**given)  # type: ignore[arg-type] # its forty parameters have as many types


def said(text: str | None = None, **rest: object) -> Message:
    """A message in the group."""
    return message(text, **{"chat": GROUP, **rest})


def facts(update: Update) -> Facts:
    found = facts_of(update, KUTIP.id, "Kutip_Bot", NOW + timedelta(minutes=3))
    assert found is not None
    return found


def naming_us(text: str, name: str) -> list[MessageEntity]:
    """The mention of somebody without a user name: Telegram marks the words and says who is meant."""
    offset = len(text[: text.index(name)].encode("utf-16-le")) // 2
    return [MessageEntity(MessageEntity.TEXT_MENTION, offset, len(name), user=KUTIP)]


THEIRS = said(ASK, message_id=8, from_user=SITI)
OURS = said("Pada Senin, Jalil Abbas Jilani hadir.", message_id=9, from_user=KUTIP)
POSED = said("Apa yang ingin Anda tanyakan?", message_id=9, from_user=KUTIP)
PRIVATE_THEIRS = message(ASK, message_id=8, from_user=SITI)
TOPIC_START = said(message_id=4, from_user=KUTIP, forum_topic_created=ForumTopicCreated("Politik", 0))
IN_TOPIC: dict[str, object] = {"message_thread_id": 4, "is_topic_message": True}
OURS_IN_ANOTHER_TOPIC = ExternalReplyInfo(MessageOriginUser(NOW, KUTIP), GROUP, message_id=9)
NOT_SAID_TO_US = Ignore(Reason.NOT_ADDRESSED)

ARTICLE = Request(Wanted.ARTICLE)
CARD = ArticleCard(7, "banjir", "Banjir <i>Demak", "", None, "")
FILE = Document("f", "u", file_name="berita.txt")


def asking(wanted: Wanted, card: ArticleCard | None = None, language: str = "id") -> Message:
    """A message of ours that asks for something, as Telegram hands it back in a reply."""
    parsed = parse(wording(wanted, card, "Kutip_Bot", texts_of(language)).html, "HTML", {})
    marked = [MessageEntity(one.type, one.offset, one.length, url=one.url) for one in parsed.entities]
    return message(parsed.text, message_id=9, from_user=KUTIP, entities=marked)


WANTING = asking(Wanted.ARTICLE)

PRIVATE = {
    "a question": (message(ASK), Question(ASK)),
    "a single word": (message("Iran"), Question("Iran")),
    "a question in another script": (message("パキスタン"), Question("パキスタン")),
    "a question with the bot's name in it": (message(f"@kutip_bot {ASK}"), Question(ASK)),
    "the bot's name alone": (message("@kutip_bot"), AskBack()),
    "a sticker": (message(sticker=STICKER), Wordless()),
    "emoji and marks": (message("😀 !?"), Wordless()),
    "a greeting": (message("halo"), BeKind(Courtesy.GREETING)),
    "thanks": (message("makasih ya"), BeKind(Courtesy.THANKS)),
    "laughter is looked up as it always was": (message("wkwkwk"), Question("wkwkwk")),
    "tanya with a question": (message("/tanya siapa?"), Question("siapa?")),
    "ask with a question on the next line": (message("/Ask@Kutip_Bot\nsiapa 😀?"), Question("siapa 😀?")),
    "tanya in a caption": (message(caption="/tanya siapa?"), Question("siapa?")),
    "tanya alone": (message("/tanya"), AskBack()),
    "tanya with an emoji": (message("/tanya 😀"), Wordless()),
    "tanya in reply to somebody": (message("/tanya", reply_to_message=PRIVATE_THEIRS), Question(ASK, theirs=True)),
    "tanya with a question in reply to somebody": (
        message("/tanya kapan?", reply_to_message=PRIVATE_THEIRS),
        Question("kapan?"),
    ),
    "tanya in reply to the bot": (message("/tanya", reply_to_message=message("x", from_user=KUTIP)), AskBack()),
    "tanya in the middle of a text is no command": (message("coba 😀 /tanya"), Question("coba 😀 /tanya")),
    "start": (message("/start"), Run(Command.START)),
    "start with a payload": (message("/start payload"), Run(Command.START, "payload")),
    "bantuan": (message("/bantuan"), Run(Command.HELP)),
    "help with the bot's name in another case": (message("/help@KUTIP_bot"), Run(Command.HELP)),
    "artikel": (message("/artikel"), Run(Command.ARTICLES)),
    "articles": (message("/articles"), Run(Command.ARTICLES)),
    "fokus with words of a title": (message("/fokus banjir demak"), Run(Command.FOCUS, "banjir demak")),
    "focus": (message("/focus"), Run(Command.FOCUS)),
    "atur": (message("/atur"), Run(Command.SETTINGS)),
    "settings": (message("/settings"), Run(Command.SETTINGS)),
    "privasi": (message("/privasi"), Run(Command.PRIVACY)),
    "privacy": (message("/privacy"), Run(Command.PRIVACY)),
    "hapusdata": (message("/hapusdata"), Run(Command.FORGET)),
    "deletedata": (message("/deletedata"), Run(Command.FORGET)),
    "tambah with a text": (message("/tambah Judul\nIsi"), Run(Command.ADD, "Judul\nIsi")),
    "add below a file": (message(caption="/add"), Run(Command.ADD)),
    "ganti with a reference": (message("/ganti banjir-demak"), Run(Command.REPLACE, "banjir-demak")),
    "replace": (message("/replace"), Run(Command.REPLACE)),
    "hapus with a reference": (message("/hapus banjir-demak"), Run(Command.REMOVE, "banjir-demak")),
    "remove": (message("/remove"), Run(Command.REMOVE)),
    "urungkan": (message("/urungkan"), Run(Command.UNDO)),
    "undo": (message("/undo"), Run(Command.UNDO)),
    "belum": (message("/belum"), Run(Command.UNANSWERED)),
    "unanswered": (message("/unanswered"), Run(Command.UNANSWERED)),
    "a text in reply to what asks for an article": (message("Judul\nIsi", reply_to_message=WANTING), Take(ARTICLE)),
    "a question in reply to what asks for an article": (message(ASK, reply_to_message=WANTING), Take(ARTICLE)),
    "a command in reply to what asks for an article": (
        message("/bantuan", reply_to_message=WANTING),
        Run(Command.HELP),
    ),
    "a title in reply to what asks for one": (
        message("Judul baru", reply_to_message=asking(Wanted.TITLE, CARD)),
        Take(Request(Wanted.TITLE, 7)),
    ),
    "a text in reply to what asks, in English, for a replacement": (
        message("Judul\nIsi", reply_to_message=asking(Wanted.REPLACEMENT, CARD, "en")),
        Take(Request(Wanted.REPLACEMENT, 7)),
    ),
    "a text in reply to somebody who writes the same words": (
        message(ASK, reply_to_message=message(WANTING.text, from_user=SITI)),
        Question(ASK),
    ),
    "an unknown command": (message("/cuaca"), UnknownCommand()),
    "a command for another bot": (message("/bantuan@lain_bot"), Ignore(Reason.OTHER_BOT)),
    "a bot": (message(ASK, from_user=OTHER_BOT), Ignore(Reason.FROM_BOT)),
    "nobody": (message(ASK, from_user=None), Ignore(Reason.FROM_BOT)),
    "through a bot's inline results": (message(ASK, via_bot=OTHER_BOT), Ignore(Reason.VIA_BOT)),
    "a pinned message": (message(pinned_message=message("x", message_id=2)), Ignore(Reason.SERVICE)),
    "a question forwarded from somebody": (
        message(ASK, forward_origin=MessageOriginHiddenUser(NOW, "Siti")),
        Question(ASK),
    ),
    "an hour and a minute ago": (message(ASK, date=NOW - timedelta(minutes=58)), Ignore(Reason.OLD)),
    "almost an hour ago": (message(ASK, date=NOW - timedelta(minutes=56)), Question(ASK)),
}

GROUPS = {
    # Said to others
    "a question to nobody": (said(ASK), NOT_SAID_TO_US),
    "a question in reply to somebody": (said("kapan?", reply_to_message=THEIRS), NOT_SAID_TO_US),
    "another bot's name": (said(f"@lain_bot {ASK}"), NOT_SAID_TO_US),
    "the beginning of a longer name": (said(f"@kutip_bot_2 {ASK}"), NOT_SAID_TO_US),
    "the name without its @": (said(f"kutip_bot {ASK}"), NOT_SAID_TO_US),
    "the name within an e-mail address": (said("tulis ke warga@kutip_bot.id"), NOT_SAID_TO_US),
    "a text mention of somebody else": (
        said(f"Siti {ASK}", entities=[MessageEntity(MessageEntity.TEXT_MENTION, 0, 4, user=SITI)]),
        NOT_SAID_TO_US,
    ),
    "a sticker to nobody": (said(sticker=STICKER), NOT_SAID_TO_US),
    "thanks to nobody": (said("makasih"), NOT_SAID_TO_US),
    "a new message in a topic that the bot opened": (
        said(ASK, reply_to_message=TOPIC_START, **IN_TOPIC),
        NOT_SAID_TO_US,
    ),
    "a quote of the bot's answer from another chat": (
        said(
            "lihat ini", external_reply=ExternalReplyInfo(MessageOriginUser(NOW, KUTIP)), quote=TextQuote("Jilani", 0)
        ),
        NOT_SAID_TO_US,
    ),
    # Commands to ask
    "tanya with a question": (said(f"/tanya {ASK}"), Question(ASK)),
    "ask with a question and the bot's name": (said(f"/ask@kutip_bot {ASK}"), Question(ASK)),
    "tanya with the bot's name in another case": (said(f"/tanya@KUTIP_BOT {ASK}"), Question(ASK)),
    "tanya for another bot": (said(f"/tanya@lain_bot {ASK}"), Ignore(Reason.OTHER_BOT)),
    "tanya for another bot in reply to us": (
        said(f"/tanya@lain_bot {ASK}", reply_to_message=OURS),
        Ignore(Reason.OTHER_BOT),
    ),
    "tanya alone": (said("/tanya"), AskBack()),
    "tanya alone with the bot's name": (said("/tanya@kutip_bot"), AskBack()),
    "tanya with an emoji only": (said("/tanya 😀"), AskBack()),
    "tanya in reply to somebody": (said("/tanya", reply_to_message=THEIRS), Question(ASK, theirs=True)),
    "tanya with filler in reply to somebody": (
        said("/tanya tolong dijawab kak", reply_to_message=THEIRS),
        Question(ASK, theirs=True),
    ),
    "tanya with a question in reply to somebody": (said("/tanya kapan?", reply_to_message=THEIRS), Question("kapan?")),
    "tanya in reply to a part of somebody's message": (
        said("/tanya", reply_to_message=said("siapa? dan kapan?", from_user=SITI), quote=TextQuote("dan kapan?", 7)),
        Question("dan kapan?", theirs=True),
    ),
    "tanya in reply to the bot": (said("/tanya", reply_to_message=OURS), AskBack()),
    "tanya in reply to a part of the bot's answer": (
        said("/tanya", reply_to_message=OURS, quote=TextQuote("Jalil", 12)),
        AskBack(),
    ),
    "tanya with a question in reply to the bot": (said("/tanya kapan?", reply_to_message=OURS), Question("kapan?")),
    "tanya in reply to a picture without words": (
        said("/tanya", reply_to_message=said(from_user=SITI, photo=[PhotoSize("f", "u", 9, 9)])),
        Wordless(),
    ),
    "tanya in reply to a tanya that nobody answered": (
        said("/tanya", reply_to_message=said(f"/tanya@kutip_bot {ASK}", from_user=SITI)),
        Question(ASK, theirs=True),
    ),
    "tanya in reply to thanks": (said("/tanya", reply_to_message=said("makasih", from_user=SITI)), AskBack()),
    "tanya as the first message of a topic that the bot opened": (
        said("/tanya", reply_to_message=TOPIC_START, **IN_TOPIC),
        AskBack(),
    ),
    "tanya with a part quoted from another chat": (
        said("/tanya", external_reply=ExternalReplyInfo(MessageOriginUser(NOW, SITI)), quote=TextQuote(ASK, 0)),
        Question(ASK, theirs=True),
    ),
    # Mentions
    "mention at the start": (said(f"@kutip_bot {ASK}"), Question(ASK)),
    "mention at the start with a comma": (said(f"@Kutip_Bot, {ASK}"), Question(ASK)),
    "mention at the end in capitals": (said("siapa menlu Pakistan @KUTIP_BOT?"), Question(ASK)),
    "mention in the middle": (said("siapa @kutip_bot menlu Pakistan?"), Question(ASK)),
    "mention in the middle after emoji beyond the first plane": (
        said("🇮🇩😀 siapa @kutip_bot menlu Pakistan?"),
        Question("🇮🇩😀 siapa menlu Pakistan?"),
    ),
    "mention in the middle of a caption after an emoji": (
        said(caption="👨‍👩‍👧 siapa @kutip_bot menlu ini?"),
        Question("👨‍👩‍👧 siapa menlu ini?"),
    ),
    "mention twice": (said(f"@kutip_bot {ASK} @kutip_bot"), Question(ASK)),
    "mention among other names": (said(f"@budi @kutip_bot {ASK}"), Question(f"@budi {ASK}")),
    "mention between two lines": (said("siapa menlunya?\n@kutip_bot\nkapan?"), Question("siapa menlunya?\nkapan?")),
    "text mention after an emoji": (
        said(f"😀 Kutip {ASK}", entities=naming_us(f"😀 Kutip {ASK}", "Kutip")),
        Question(f"😀 {ASK}"),
    ),
    "text mention in a caption": (
        said(caption="Kutip siapa ini?", caption_entities=naming_us("Kutip siapa ini?", "Kutip")),
        Question("siapa ini?"),
    ),
    "mention in an unknown command": (said("/cuaca @kutip_bot"), UnknownCommand()),
    "mention alone": (said("@kutip_bot"), AskBack()),
    "mention alone below a picture": (said(caption="@kutip_bot"), AskBack()),
    "mention with an emoji only": (said("@kutip_bot 😀"), AskBack()),
    "mention with a greeting": (said("halo @kutip_bot"), BeKind(Courtesy.GREETING)),
    "mention with thanks": (said("makasih @kutip_bot"), Ignore(Reason.THANKS)),
    "mention with laughter": (said("wkwkwk @kutip_bot"), Ignore(Reason.REACTION)),
    # Mentions in reply to somebody
    "mention alone in reply to somebody": (said("@kutip_bot", reply_to_message=THEIRS), Question(ASK, theirs=True)),
    "mention with filler in reply to somebody": (
        said("@kutip_bot tolong jawab dong kak 🙏", reply_to_message=THEIRS),
        Question(ASK, theirs=True),
    ),
    "mention and the asker's name in reply to somebody": (
        said("@kutip_bot bantu @siti ya", reply_to_message=THEIRS),
        Question(ASK, theirs=True),
    ),
    "mention with a question of its own in reply to somebody": (
        said("@kutip_bot kapan Jilani hadir?", reply_to_message=THEIRS),
        Question("kapan Jilani hadir?"),
    ),
    "mention in reply to somebody who named the bot": (
        said("@kutip_bot", reply_to_message=said(f"@kutip_bot {ASK}", from_user=SITI)),
        Question(ASK, theirs=True),
    ),
    "mention in reply to a picture's caption": (
        said("@kutip_bot", reply_to_message=said(caption=ASK, from_user=SITI)),
        Question(ASK, theirs=True),
    ),
    "mention in reply to a part of somebody's message": (
        said(
            "@kutip_bot", reply_to_message=said("siapa? dan kapan?", from_user=SITI), quote=TextQuote("dan kapan?", 7)
        ),
        Question("dan kapan?", theirs=True),
    ),
    "mention in reply to another bot": (
        said("@kutip_bot ini bener?", reply_to_message=said("Jilani menlu Pakistan", from_user=OTHER_BOT)),
        Question("Jilani menlu Pakistan", theirs=True),
    ),
    "mention in reply to a channel's post": (
        said(
            "@kutip_bot", reply_to_message=said(ASK, from_user=TELEGRAM, sender_chat=CHANNEL, is_automatic_forward=True)
        ),
        Question(ASK, theirs=True),
    ),
    "mention in reply to a sticker": (
        said("@kutip_bot", reply_to_message=said(sticker=STICKER, from_user=SITI)),
        Wordless(),
    ),
    "mention in reply to a greeting": (said("@kutip_bot", reply_to_message=said("halo", from_user=SITI)), AskBack()),
    "mention in reply to the notice that somebody joined": (
        said("@kutip_bot", reply_to_message=said(new_chat_members=[SITI], from_user=SITI)),
        AskBack(),
    ),
    "mention with thanks in reply to somebody": (
        said("oke makasih @kutip_bot", reply_to_message=THEIRS),
        Ignore(Reason.THANKS),
    ),
    "mention with laughter in reply to somebody": (
        said("wkwk @kutip_bot", reply_to_message=THEIRS),
        Ignore(Reason.REACTION),
    ),
    "mention in a topic that the bot opened": (
        said(f"@kutip_bot {ASK}", reply_to_message=TOPIC_START, **IN_TOPIC),
        Question(ASK),
    ),
    # Replies to the bot
    "a question in reply to the bot": (said("kalau Iran?", reply_to_message=OURS), Question("kalau Iran?")),
    "a question in reply to the bot in a topic": (
        said("kalau Iran?", reply_to_message=OURS, **IN_TOPIC),
        Question("kalau Iran?"),
    ),
    "a question in reply to a part of the bot's answer": (
        said("siapa dia?", reply_to_message=OURS, quote=TextQuote("Jalil Abbas Jilani", 12)),
        Question("siapa dia?"),
    ),
    "a question in reply to the bot's question back": (said(ASK, reply_to_message=POSED), Question(ASK)),
    "a caption in reply to the bot": (said(caption="siapa ini?", reply_to_message=OURS), Question("siapa ini?")),
    "mention alone in reply to the bot": (said("@kutip_bot", reply_to_message=OURS), AskBack()),
    "mention with a question in reply to the bot": (
        said("@kutip_bot kapan?", reply_to_message=OURS),
        Question("kapan?"),
    ),
    "a greeting in reply to the bot": (said("halo", reply_to_message=OURS), BeKind(Courtesy.GREETING)),
    "a question in reply to the bot from another topic": (
        said("kalau Iran?", external_reply=OURS_IN_ANOTHER_TOPIC, **IN_TOPIC),
        Question("kalau Iran?"),
    ),
    "a question in reply to a part of the bot's answer from another topic": (
        said("siapa dia?", external_reply=OURS_IN_ANOTHER_TOPIC, quote=TextQuote("Jilani", 12), **IN_TOPIC),
        Question("siapa dia?"),
    ),
    "mention alone in reply to the bot from another topic": (
        said("@kutip_bot", external_reply=OURS_IN_ANOTHER_TOPIC, quote=TextQuote("Jilani", 12), **IN_TOPIC),
        AskBack(),
    ),
    "thanks in reply to the bot from another topic": (
        said("makasih kak", external_reply=OURS_IN_ANOTHER_TOPIC, **IN_TOPIC),
        Ignore(Reason.THANKS),
    ),
    "a question in reply to somebody from another topic": (
        said("kapan?", external_reply=ExternalReplyInfo(MessageOriginUser(NOW, SITI), GROUP, message_id=8), **IN_TOPIC),
        NOT_SAID_TO_US,
    ),
    "a question in reply to what the bot said in another chat": (
        said("kapan?", external_reply=ExternalReplyInfo(MessageOriginUser(NOW, KUTIP), CHANNEL, message_id=9)),
        NOT_SAID_TO_US,
    ),
    "thanks in reply to the bot": (said("makasih kak", reply_to_message=OURS), Ignore(Reason.THANKS)),
    "laughter in reply to the bot": (said("hahaha iya", reply_to_message=OURS), Ignore(Reason.REACTION)),
    "a sticker in reply to the bot": (said(sticker=STICKER, reply_to_message=OURS), Ignore(Reason.WORDLESS)),
    "emoji in reply to the bot": (said("👍", reply_to_message=OURS), Ignore(Reason.WORDLESS)),
    "an unknown command in reply to the bot": (said("/cuaca", reply_to_message=OURS), NOT_SAID_TO_US),
    # Other commands
    "tambah": (said("/tambah"), Run(Command.ADD)),
    "add with the bot's name": (said("/add@kutip_bot Judul\nIsi"), Run(Command.ADD, "Judul\nIsi")),
    "add, which many bots know": (said("/add"), NOT_SAID_TO_US),
    "undo, which many bots know": (said("/undo"), NOT_SAID_TO_US),
    "hapus with a reference": (said("/hapus banjir-demak"), Run(Command.REMOVE, "banjir-demak")),
    "urungkan": (said("/urungkan"), Run(Command.UNDO)),
    "belum": (said("/belum"), Run(Command.UNANSWERED)),
    "a file in reply to what asks for an article": (said(document=FILE, reply_to_message=WANTING), Take(ARTICLE)),
    "a file that nobody asked for": (said(document=FILE), NOT_SAID_TO_US),
    "a text of several lines that nobody asked for": (said("Judul\nIsi"), NOT_SAID_TO_US),
    "start": (said("/start"), NOT_SAID_TO_US),
    "start with the bot's name as the button that adds it to a group sends it": (
        said("/start@kutip_bot true"),
        Run(Command.HELP),
    ),
    "bantuan": (said("/bantuan"), Run(Command.HELP)),
    "bantuan with the bot's name": (said("/bantuan@kutip_bot"), Run(Command.HELP)),
    "help, which many bots know": (said("/help"), NOT_SAID_TO_US),
    "help with the bot's name": (said("/help@kutip_bot"), Run(Command.HELP)),
    "artikel": (said("/artikel"), Run(Command.ARTICLES)),
    "artikel with the bot's name": (said("/artikel@kutip_bot"), Run(Command.ARTICLES)),
    "fokus": (said("/fokus"), Run(Command.FOCUS)),
    "atur": (said("/atur"), Run(Command.SETTINGS)),
    "settings, which many bots know": (said("/settings"), NOT_SAID_TO_US),
    "settings with the bot's name": (said("/settings@kutip_bot"), Run(Command.SETTINGS)),
    "privasi": (said("/privasi"), Run(Command.PRIVACY)),
    "privacy, which many bots know": (said("/privacy"), NOT_SAID_TO_US),
    "privacy with the bot's name": (said("/privacy @kutip_bot"), Run(Command.PRIVACY)),
    "hapusdata": (said("/hapusdata"), Run(Command.FORGET)),
    "bantuan for another bot": (said("/bantuan@lain_bot"), Ignore(Reason.OTHER_BOT)),
    "an unknown command": (said("/cuaca"), NOT_SAID_TO_US),
    "an unknown command with the bot's name": (said("/cuaca@kutip_bot"), UnknownCommand()),
    # Who writes
    "another bot that names us": (said(f"@kutip_bot {ASK}", from_user=OTHER_BOT), Ignore(Reason.FROM_BOT)),
    "another bot in reply to us": (said(ASK, from_user=OTHER_BOT, reply_to_message=OURS), Ignore(Reason.FROM_BOT)),
    "through a bot's inline results": (said(f"@kutip_bot {ASK}", via_bot=OTHER_BOT), Ignore(Reason.VIA_BOT)),
    "an anonymous admin who names us": (
        said(f"@kutip_bot {ASK}", from_user=ANONYMOUS, sender_chat=GROUP),
        Question(ASK),
    ),
    "an anonymous admin to nobody": (said(ASK, from_user=ANONYMOUS, sender_chat=GROUP), NOT_SAID_TO_US),
    "somebody on behalf of a channel in reply to us": (
        said("kapan?", from_user=CHANNEL_BOT, sender_chat=CHANNEL, reply_to_message=OURS),
        Question("kapan?"),
    ),
    "the linked channel's post that names us": (
        said(f"@kutip_bot {ASK}", from_user=TELEGRAM, sender_chat=CHANNEL, is_automatic_forward=True),
        Ignore(Reason.CHANNEL_POST),
    ),
    "a mention forwarded from elsewhere": (
        said(f"@kutip_bot {ASK}", forward_origin=MessageOriginHiddenUser(NOW, "Siti")),
        Ignore(Reason.FORWARDED),
    ),
    # What happens in a group
    "the bot's own name pinned": (said(pinned_message=OURS, from_user=BUDI), Ignore(Reason.SERVICE)),
    "the bot is added": (said(new_chat_members=[KUTIP]), Ignore(Reason.SERVICE)),
    "a topic is opened": (TOPIC_START, Ignore(Reason.SERVICE)),
    "the group has become a supergroup": (
        said(chat=Chat(-5, Chat.GROUP, title="Warga"), migrate_to_chat_id=-100_5),
        MoveChat(-5, -100_5),
    ),
    "the supergroup was a group": (said(migrate_from_chat_id=-5), MoveChat(-5, -100_5)),
    "the group became a supergroup while the bot was down": (
        said(migrate_from_chat_id=-5, date=NOW - timedelta(days=1)),
        MoveChat(-5, -100_5),
    ),
    "a mention that waited more than an hour": (
        said(f"@kutip_bot {ASK}", date=NOW - timedelta(hours=2)),
        Ignore(Reason.OLD),
    ),
    "a mention in a small group": (said(f"@kutip_bot {ASK}", chat=Chat(-5, Chat.GROUP, title="Warga")), Question(ASK)),
    "a mention in General": (said(f"@kutip_bot {ASK}"), Question(ASK)),
    "a mention in a thread of replies": (said(f"@kutip_bot {ASK}", message_thread_id=4), Question(ASK)),
}

OVERHEARD = Question(ASK, overheard=True)
LISTENING = {
    "a question to nobody": (said(ASK), OVERHEARD),
    "a question in a caption": (said(caption=ASK), OVERHEARD),
    "a question in a topic": (said(ASK, reply_to_message=TOPIC_START, **IN_TOPIC), OVERHEARD),
    "a question in reply to somebody": (said(ASK, reply_to_message=THEIRS), OVERHEARD),
    "a question in reply to an anonymous admin": (
        said(ASK, reply_to_message=said("halo", from_user=ANONYMOUS, sender_chat=GROUP)),
        OVERHEARD,
    ),
    "a question in reply to another bot": (
        said(ASK, reply_to_message=said("halo", from_user=OTHER_BOT)),
        NOT_SAID_TO_US,
    ),
    "a question to somebody by name": (said(f"@siti_r {ASK}"), NOT_SAID_TO_US),
    "a question to another bot by name": (said(f"@lain_bot {ASK}"), NOT_SAID_TO_US),
    "a question by an anonymous admin": (said(ASK, from_user=ANONYMOUS, sender_chat=GROUP), OVERHEARD),
    "a statement": (said("menlu Pakistan datang"), NOT_SAID_TO_US),
    "a question with an afterthought": (said(f"{ASK} ada yang tau"), NOT_SAID_TO_US),
    "a word with a question mark": (said("Pakistan?"), NOT_SAID_TO_US),
    "a question that was forwarded": (
        said(ASK, forward_origin=MessageOriginHiddenUser(NOW, "Siti")),
        Ignore(Reason.FORWARDED),
    ),
    "a question by another bot": (said(ASK, from_user=OTHER_BOT), Ignore(Reason.FROM_BOT)),
    "a question through a bot's inline results": (said(ASK, via_bot=OTHER_BOT), Ignore(Reason.VIA_BOT)),
    "the linked channel's post": (
        said(ASK, from_user=TELEGRAM, sender_chat=CHANNEL, is_automatic_forward=True),
        Ignore(Reason.CHANNEL_POST),
    ),
    "an unknown command": (said(f"/cuaca {ASK}"), NOT_SAID_TO_US),
    "a command for another bot": (said(f"/tanya@lain_bot {ASK}"), Ignore(Reason.OTHER_BOT)),
    "a mention is no less a mention": (said(f"@kutip_bot {ASK}"), Question(ASK)),
    "a reply to us is no less a reply": (said("kapan?", reply_to_message=OURS), Question("kapan?")),
}

EDITED = {
    "a question": (message(ASK), Question(ASK)),
    "tanya": (message("/tanya kapan?"), Question("kapan?")),
    "start": (message("/start"), Ignore(Reason.EDITED_COMMAND)),
    "an unknown command": (message("/cuaca"), Ignore(Reason.EDITED_COMMAND)),
    "a question to nobody in a group": (said(ASK), NOT_SAID_TO_US),
    "a question in a group that now names us": (said(f"@kutip_bot {ASK}"), Question(ASK)),
    "a question in reply to us": (said("kapan?", reply_to_message=OURS), Question("kapan?")),
    "a reply to somebody that now names us": (said("@kutip_bot", reply_to_message=THEIRS), Question(ASK, theirs=True)),
    "tanya in a group": (said(f"/tanya {ASK}"), Question(ASK)),
    "bantuan in a group": (said("/bantuan@kutip_bot"), Ignore(Reason.EDITED_COMMAND)),
    "a question of weeks ago edited just now": (
        said(f"@kutip_bot {ASK}", date=NOW - timedelta(weeks=3)),
        Question(ASK),
    ),
}


@pytest.mark.parametrize(("written", "decision"), PRIVATE.values(), ids=PRIVATE.keys())
def test_in_private(written: Message, decision: Decision) -> None:
    assert decide(facts(Update(1, message=written))) == decision


@pytest.mark.parametrize(("written", "decision"), GROUPS.values(), ids=GROUPS.keys())
def test_in_a_group(written: Message, decision: Decision) -> None:
    assert decide(facts(Update(1, message=written))) == decision


@pytest.mark.parametrize(
    ("written", "decision"),
    [
        (said(f"@kutip_bot {ASK}"), Question(ASK)),
        (said("@kutip_bot", reply_to_message=THEIRS), Question(ASK, theirs=True)),
        (said("@kutip_bot kalau Iran?", reply_to_message=OURS), Question("kalau Iran?")),
        (said("@kutip_bot"), AskBack()),
        (said("@kutip_bot wkwkwk"), BeKind(Courtesy.THANKS)),
        (said("wah keren ya @kutip_bot"), BeKind(Courtesy.THANKS)),
        (said("@kutip_bot wah siapa dia ya?"), Question("wah siapa dia ya?")),
        (said("@kutip_bot jawab dong", reply_to_message=said("wkwkwk", from_user=SITI)), AskBack()),
        (said("halo @kutip_bot"), BeKind(Courtesy.GREETING)),
        (said("makasih @kutip_bot"), BeKind(Courtesy.THANKS)),
        (message(f"@kutip_bot {ASK}"), Question(ASK)),
        (said(f"@kutip_bot {ASK}", from_user=OTHER_BOT), Ignore(Reason.FROM_BOT)),
        (said(f"@kutip_bot {ASK}", date=NOW - timedelta(hours=2)), Ignore(Reason.OLD)),
    ],
    ids=lambda given: given.text if isinstance(given, Message) else "",
)
def test_as_a_guest(written: Message, decision: Decision) -> None:
    assert decide(facts(Update(1, guest_message=written))) == decision


@pytest.mark.parametrize(("written", "decision"), LISTENING.values(), ids=LISTENING.keys())
def test_in_a_group_that_wants_its_questions_answered(written: Message, decision: Decision) -> None:
    assert decide(replace(facts(Update(1, message=written)), listens=True)) == decision


@pytest.mark.parametrize(("written", "decision"), EDITED.values(), ids=EDITED.keys())
def test_edited(written: Message, decision: Decision) -> None:
    with written._unfrozen():
        written.edit_date = NOW
    assert decide(facts(Update(1, edited_message=written))) == decision


@pytest.mark.parametrize(
    ("further", "decision"),
    [
        pytest.param(Facts(private=True, album_seen=True), Ignore(Reason.ALBUM), id="in private, without words"),
        pytest.param(
            Facts(
                private=False, album_seen=True, replied=facts(Update(1, message=said(reply_to_message=OURS))).replied
            ),
            Ignore(Reason.ALBUM),
            id="in reply to us, without words",
        ),
        pytest.param(Facts(private=True, text="siapa?", album_seen=True), Question("siapa?"), id="with a question"),
        pytest.param(Facts(private=False, mentioned=True, album_seen=True), AskBack(), id="with our name alone"),
    ],
)
def test_further_picture_of_an_album(further: Facts, decision: Decision) -> None:
    assert decide(further) == decision


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


def test_facts_of_a_plain_question() -> None:
    assert facts(Update(1, message=message(" siapa? "))) == Facts(
        private=True, text="siapa?", bot_name="Kutip_Bot", age=timedelta(minutes=3)
    )


def test_age_of_an_edited_message_counts_from_its_edit() -> None:
    edited = facts(Update(1, edited_message=message("siapa?", edit_date=NOW + timedelta(minutes=2))))
    assert edited.edited
    assert edited.age == timedelta(minutes=1)


def test_lone_surrogate_is_made_harmless() -> None:
    assert facts(Update(1, message=message("siapa \ud83d?", entities=[]))).text == "siapa \ufffd?"


def test_update_of_another_kind_has_no_facts() -> None:
    assert facts_of(Update(1, channel_post=message("berita")), KUTIP.id, "Kutip_Bot") is None


@pytest.mark.parametrize(
    ("written", "place"),
    [
        pytest.param(message(ASK), Place(5, 5), id="in private"),
        pytest.param(said(ASK), Place(GROUP.id, 5), id="in a group or in General"),
        pytest.param(said(ASK, **IN_TOPIC), Place(GROUP.id, 5, 4), id="in a topic"),
        pytest.param(said(ASK, message_thread_id=4), Place(GROUP.id, 5), id="in a thread of replies"),
        pytest.param(
            said(ASK, from_user=ANONYMOUS, sender_chat=GROUP), Place(GROUP.id, GROUP.id), id="by an anonymous admin"
        ),
        pytest.param(
            said(ASK, from_user=CHANNEL_BOT, sender_chat=CHANNEL), Place(GROUP.id, CHANNEL.id), id="as a channel"
        ),
        pytest.param(said(ASK, guest_query_id="1"), Place(GROUP.id, 5, guest=True), id="to a guest"),
    ],
)
def test_place_of_a_question(written: Message, place: Place) -> None:
    assert place_of(written) == place


def test_place_of_somebody_elses_question_is_where_we_were_called() -> None:
    assert place_of(said("@kutip_bot", **IN_TOPIC), writer=THEIRS) == Place(GROUP.id, SITI.id, 4)


def test_notice_that_opened_a_topic_is_not_what_its_messages_reply_to() -> None:
    assert replied_message(said(ASK, reply_to_message=TOPIC_START, **IN_TOPIC)) is None
    assert replied_message(said(ASK, reply_to_message=THEIRS, **IN_TOPIC)) == THEIRS


@pytest.mark.parametrize(
    ("written", "number"),
    [
        pytest.param(said(ASK), None, id="to none"),
        pytest.param(said(ASK, reply_to_message=THEIRS), THEIRS.message_id, id="here"),
        pytest.param(said(ASK, external_reply=OURS_IN_ANOTHER_TOPIC, **IN_TOPIC), 9, id="in another topic"),
        pytest.param(
            said(ASK, reply_to_message=TOPIC_START, external_reply=OURS_IN_ANOTHER_TOPIC, **IN_TOPIC),
            9,
            id="in another topic, told of beside the notice that opened this one",
        ),
        pytest.param(
            said(ASK, external_reply=ExternalReplyInfo(MessageOriginUser(NOW, KUTIP), CHANNEL, message_id=9)),
            None,
            id="in another chat",
        ),
        pytest.param(
            said(ASK, external_reply=ExternalReplyInfo(MessageOriginUser(NOW, KUTIP))), None, id="in a private chat"
        ),
    ],
)
def test_number_of_the_message_of_this_chat_that_is_replied_to(written: Message, number: int | None) -> None:
    assert replied_id(written) == number


@pytest.mark.parametrize(
    ("shown", "threaded"),
    [
        pytest.param(said(ASK, message_thread_id=4), True, id="a comment"),
        pytest.param(said(ASK, **IN_TOPIC), False, id="in a topic"),
        pytest.param(said(ASK), False, id="in no thread"),
        pytest.param(InaccessibleMessage(Chat(-5, Chat.SUPERGROUP), 4), True, id="old, perhaps a comment"),
        pytest.param(Message(4, ZERO_DATE, Chat(-5, Chat.SUPERGROUP)), True, id="old, as PTB gives it"),
        pytest.param(InaccessibleMessage(GROUP, 4), False, id="old, in a forum"),
        pytest.param(InaccessibleMessage(Chat(5, Chat.PRIVATE), 4), False, id="old, in private"),
    ],
)
def test_what_stands_in_a_thread_that_is_no_topic(shown: MaybeInaccessibleMessage, threaded: bool) -> None:
    assert in_thread(shown) is threaded


@pytest.mark.parametrize(
    ("given", "decision"),
    {
        "a text of several lines": (message("Judul\nIsi"), Take(ARTICLE)),
        "a link": (message("coba baca https://example.com/a"), Take(ARTICLE)),
        "a link that hides behind words": (
            message("baca ini", entities=[MessageEntity("text_link", 0, 8, url="https://example.com/a")]),
            Take(ARTICLE),
        ),
        "a file": (message(document=FILE), Take(ARTICLE)),
        "a forwarded post": (message("Judul\nIsi", forward_origin=MessageOriginHiddenUser(NOW, "Siti")), Take(ARTICLE)),
        "a question": (message(ASK), Question(ASK)),
        "a picture": (message(photo=[PhotoSize("f", "u", 9, 9)]), Wordless()),
        "a command": (message("/bantuan"), Run(Command.HELP)),
    }.values(),
)
def test_right_after_we_asked_for_an_article(given: Message, decision: Decision) -> None:
    assert decide(replace(facts(Update(1, message=given)), awaited=ARTICLE)) == decision


def test_further_file_of_an_album_is_taken_as_the_first_was() -> None:
    further = replace(facts(Update(1, message=message(document=FILE))), album_seen=True)
    assert decide(further) == Ignore(Reason.ALBUM)
    assert decide(replace(further, awaited=ARTICLE)) == Take(ARTICLE)


def test_edited_article_is_not_added_again() -> None:
    edited = message("Judul\nIsi", reply_to_message=WANTING, edit_date=NOW)
    assert decide(facts(Update(1, edited_message=edited))) == Ignore(Reason.EDITED_COMMAND)
