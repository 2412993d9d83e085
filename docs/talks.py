"""Conversations with the real bot, to be shown: in a private chat, in a group, and by inline mode."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from tests.botprocess import SEEDS, BotProcess
from tests.double import TOKEN, BotApiDouble, BotMessage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.double import Group, Page, Person
    from tests.double.inline import Result

_READER: Final = "Rina"
_PRIVATE: Final = (
    (("siapa menlu Pakistan?", ""), ("kalau Iran?", "Ya")),
    (("berapa korban tewas?", "Bagian lain"), ("berapa harga tiketnya?", "")),
)
"""What the reader asks and which button they then press, if any, by the screen on which it is shown."""

_EDITOR: Final = "Sari"
_EDITORS_ID: Final = 4
_MISSED: Final = (
    ("Budi", "kapan pasar kliwon kudus dibuka lagi?"),
    ("Tono", "Pasar Kliwon Kudus kapan dibuka kembali ya?"),
)
"""Who asks in vain, and how: the same in other words."""
_PASTED: Final = """\
Pasar Kliwon Kudus Dibuka Lagi Senin Depan

Pasar Kliwon di Kudus dibuka kembali pada Senin, 5 Februari 2024, setelah tiga pekan diperbaiki.

Nasib pedagang

Kepala pasar Suharto mengatakan 212 pedagang sudah bisa menempati kios mereka mulai Minggu sore."""

_FIRST_START: Final = 300.0
"""Seconds for the bot to be there: at its first start it prepares its encoder."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote, and when; `reply_to` is the name and the text of what it replies to."""

    who: str
    text: str
    at: datetime
    reply_to: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Pressed:
    """Somebody pressed a button of the message above: a `toast` was shown, or else it became the message below, unless
    that is a new one, which it `called`.
    """

    who: str
    label: str
    toast: str
    called: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """What inline mode offered for what was `typed`, and the place of the result that was chosen."""

    typed: str
    results: tuple[Result, ...]
    chosen: int


Event = Said | BotMessage | Pressed | Offered


@dataclass(frozen=True, slots=True)
class Screen:
    """What `reader` sees of a chat, with the line under its title."""

    title: str
    line: str
    reader: str
    events: Sequence[Event]
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Talks:
    """The screens of the conversation in a private chat, those of the one in a group, and those of an editor's day."""

    private: list[Screen]
    group: list[Screen]
    desk: list[Screen]


async def talk() -> Talks:
    """Let people talk with the real bot; what was to be seen.

    Raises AssertionError when the bot does not answer, breaks a rule of the Bot API, or offers no such button.
    """
    with TemporaryDirectory() as home:
        async with BotApiDouble() as telegram:
            settings = {
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": telegram.url,
                "SEEDS_DIR": str(SEEDS),
                "DATA_DIR": str(Path(home) / "data"),
                "SEMANTIC": "auto",
                "ADMIN_IDS": str(_EDITORS_ID),
            }
            async with BotProcess(settings, Path(home)) as bot:
                await bot.until_polling(telegram, _FIRST_START)
                reader = telegram.person(first_name=_READER)
                private = [
                    Screen("Kutip", "bot", _READER, [event for step in steps for event in await _step(reader, *step)])
                    for steps in _PRIVATE
                ]
                talks = Talks(private, await _evening(telegram, reader), await _desk(telegram))
                await bot.terminate()
            telegram.assert_clean()
    return talks


def transcript(screens: Sequence[Screen]) -> str:
    """A conversation as plain text: bold between **, quotes behind a bar, buttons in brackets."""
    parts: list[str] = []
    for screen in screens:
        for event in screen.events:
            match event:
                case Said(who=who, text=text):
                    parts.append(f"🧑 {who}: {text}" if screen.is_group else f"🧑 {text}")
                case Pressed(label=label, toast=toast):
                    parts.append(f"🧑 [{label}]" + (f"\n\n🤖 ({toast})" if toast else ""))
                case Offered(typed=typed, results=results):
                    offers = "".join(f"\n   • {result.title} — {result.description}" for result in results)
                    parts.append(f"🧑 ({typed}){offers}")
                case BotMessage():
                    parts.append("🤖 " + event.screen().replace("\n", "\n   "))
    return "\n\n".join(parts) + "\n"


async def _step(reader: Person, question: str, label: str) -> list[Event]:
    asked = await reader.says(question)
    answer = await reader.hears()
    seen: list[Event] = [Said(_READER, question, asked.date), answer]
    if label:
        press = await reader.presses(answer, label)
        changed = await reader.hears()
        seen.append(Pressed(_READER, press.button.text, press.toast))
        if not press.toast:
            seen.append(changed)
    return seen


async def _evening(telegram: BotApiDouble, reader: Person) -> list[Screen]:
    """A group: somebody's question is passed on to the bot, others ask on, and a quote is shared by inline mode."""
    budi, siti = telegram.person(2, "Budi"), telegram.person(3, "Siti")
    group = telegram.group("Warga Cemara", [budi, siti, reader])
    first = await _passed_on(group, budi, siti, reader)
    second = await _shared(group, budi, reader)
    line = "4 anggota"
    return [Screen("Warga Cemara", line, _READER, events, is_group=True) for events in (first, second)]


async def _passed_on(group: Group, budi: Person, siti: Person, reader: Person) -> list[Event]:
    asked = await group.says(budi, "menlu Pakistan sekarang siapa sih?")
    called = await group.says(siti, "@kutip_bot", reply_to=asked)
    answer = await group.hears()
    went_on = await group.says(reader, "kalau Iran?", reply_to=answer)
    followed = await group.hears()
    thanks = await group.says(budi, "nah, itu dia. makasih!", reply_to=followed)
    return [
        Said("Budi", asked.text or "", asked.date),
        Said("Siti", called.text or "", called.date, ("Budi", asked.text or "")),
        answer,
        Said(_READER, went_on.text or "", went_on.date, ("Kutip", answer.text.split("\n")[0])),
        followed,
        Said("Budi", thanks.text or "", thanks.date, ("Kutip", followed.text.split("\n")[0])),
    ]


async def _shared(group: Group, budi: Person, reader: Person) -> list[Event]:
    asked = await group.says(budi, "emang korbannya berapa?")
    query = "berapa korban tewas"
    offered: Page = await reader.types_inline(query)
    posted = await reader.chooses(offered.results[0], into=group)
    return [
        Said("Budi", asked.text or "", asked.date),
        posted,
        Offered(f"@kutip_bot {query}", offered.results, 0),
    ]


async def _desk(telegram: BotApiDouble) -> list[Screen]:
    """An editor finds what was asked in vain, adds the article that tells, and has who asked told of it."""
    editor = telegram.person(_EDITORS_ID, _EDITOR)
    asked: list[list[Event]] = []
    readers = [telegram.person(5 + number, name) for number, (name, _) in enumerate(_MISSED)]
    for reader, (name, question) in zip(readers, _MISSED, strict=True):
        message = await reader.says(question)
        asked.append([Said(name, question, message.date), await reader.hears()])
    command = await editor.says("/belum")
    listed = await editor.hears()
    finding: list[Event] = [Said(_EDITOR, "/belum", command.date), listed]
    entry, pressed = await _tap(editor, listed, "2×")
    finding += [pressed, entry]
    prompt, pressed = await _tap(editor, entry, "Tambah artikel")
    finding += [replace(pressed, called=True), prompt]
    pasted = await editor.says(_PASTED)
    adding: list[Event] = [Said(_EDITOR, _PASTED, pasted.date), await editor.hears()]
    offer = await editor.hears()
    adding.append(offer)
    press = await editor.presses(offer, "Beri tahu")
    adding += [Pressed(_EDITOR, press.button.text, press.toast), await editor.hears()]
    news = await readers[0].hears()
    return [
        Screen("Kutip", "bot", _EDITOR, finding),
        Screen("Kutip", "bot", _EDITOR, adding),
        Screen("Kutip", "bot", _MISSED[0][0], [*asked[0], news]),
    ]


async def _tap(editor: Person, message: BotMessage, label: str) -> tuple[BotMessage, Pressed]:
    press = await editor.presses(message, re.compile(f"^{re.escape(label)}"))
    return await editor.hears(), Pressed(_EDITOR, press.button.text, press.toast)
