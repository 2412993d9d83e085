"""The picture in the README: a conversation with the real bot, drawn as Telegram would show it.

Run from the root of the repository: `python -m docs.picture`. It needs the test dependencies, Chromium, pngquant, and
fonts to draw with (Debian: `chromium`, `pngquant`, `fonts-roboto-unhinted`, `fonts-noto-color-emoji`).
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from html import escape
from itertools import chain, zip_longest
from pathlib import Path
from string import Template
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from tests.botprocess import BotProcess
from tests.double import TOKEN, BotApiDouble, BotMessage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.double import Person

_HERE: Final = Path(__file__).resolve().parent
_SEEDS: Final = _HERE.parent / "seeds"
_READER: Final = "Rina"
_SCREENS: Final = (
    (("siapa menlu Pakistan?", ""), ("kalau Iran?", "Ya")),
    (("berapa korban tewas?", "Bagian lain"), ("berapa harga tiketnya?", "")),
)
"""What the reader asks and which button they then press, if any, by the screen on which it is shown."""

_ZONE: Final = ZoneInfo("Asia/Jakarta")
_FIRST_START: Final = 300.0
"""Seconds for the bot to be there: at its first start it prepares its encoder."""

_WIDTH: Final = 430
_GAP: Final = 24
_CHROMIUM_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--default-background-color=00000000",
    "--force-device-scale-factor=2",
)
_MEASURE: Final = "<script>document.body.dataset.height = Math.ceil(document.body.offsetHeight)</script>"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader wrote, and when."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Pressed:
    """The reader pressed a button of the message above: a `toast` was shown, or else it became the message below."""

    label: str
    toast: str


Event = Asked | BotMessage | Pressed
Screen = list[Event]


async def converse() -> list[Screen]:
    """Let the reader talk with the real bot; what was to be seen, in order.

    Raises AssertionError when the bot does not answer, breaks a rule of the Bot API, or offers no such button.
    """
    with TemporaryDirectory() as home:
        async with BotApiDouble() as telegram:
            settings = {
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": telegram.url,
                "SEEDS_DIR": str(_SEEDS),
                "DATA_DIR": str(Path(home) / "data"),
                "SEMANTIC": "auto",
            }
            async with BotProcess(settings, Path(home)) as bot:
                await bot.until_polling(telegram, _FIRST_START)
                reader = telegram.person(first_name=_READER)
                screens = [[event for step in steps for event in await _step(reader, *step)] for steps in _SCREENS]
                await bot.terminate()
            telegram.assert_clean()
    return screens


async def _step(reader: Person, question: str, label: str) -> Screen:
    asked = await reader.says(question)
    answer = await reader.hears()
    seen: Screen = [Asked(question, asked.date), answer]
    if label:
        press = await reader.presses(answer, label)
        changed = await reader.hears()
        seen += [Pressed(press.button.text, press.toast)] + ([] if press.toast else [changed])
    return seen


def transcript(screens: Sequence[Screen]) -> str:
    """The conversation as plain text: bold between **, quotes behind a bar, buttons in brackets."""
    parts: list[str] = []
    for event in chain.from_iterable(screens):
        match event:
            case Asked(text=text):
                parts.append(f"🧑 {text}")
            case Pressed(label=label, toast=toast):
                parts.append(f"🧑 [{label}]" + (f"\n\n🤖 ({toast})" if toast else ""))
            case BotMessage():
                parts.append("🤖 " + event.screen().replace("\n", "\n   "))
    return "\n\n".join(parts) + "\n"


def page(screens: Sequence[Screen]) -> str:
    """The conversation as one HTML page that needs nothing else, its screens side by side."""
    shown = ""
    for events in screens:
        drawn = [_drawn(event, after) for event, after in zip_longest(events, events[1:])]
        shown += "\n".join(["<section>", _HEADER, "<main>", *drawn, "</main>", "</section>\n"])
    return Template(_PAGE).substitute(width=_page_width(screens), style=_STYLE, screens=shown)


def _page_width(screens: Sequence[Screen]) -> int:
    return len(screens) * _WIDTH + (len(screens) - 1) * _GAP


def _drawn(event: Event, after: Event | None) -> str:
    match event:
        case Asked(text=text, at=at):
            time = f'<span class="time">{_clock(at)}{_TICKS}</span>'
            return f'<div class="said by-reader"><div class="bubble">{escape(text)}{time}</div></div>'
        case Pressed(toast=toast) if toast:
            return f'<div class="toast">{escape(toast)}</div>'
        case Pressed(label=label):
            return f'<div class="note">{_READER} mengetuk <b>{escape(label)}</b> dan pesan itu berganti</div>'
        case BotMessage():
            pressed = after.label if isinstance(after, Pressed) else ""
            return (
                f'<div class="said by-bot"><div class="bubble">{_replied(event)}{_body(event)}'
                f'<span class="time">{_clock(event.raw.date)}</span></div>{_keyboard(event, pressed)}</div>'
            )


def _replied(message: BotMessage) -> str:
    original = message.raw.reply_to_message
    if original is None or original.from_user is None:
        return ""
    name, text = escape(original.from_user.first_name), escape(original.text or "")
    return f'<div class="reply"><b>{name}</b><span>{text}</span></div>'


def _body(message: BotMessage) -> str:
    # Telegram starts a new line after a quotation by itself; the line break there is not shown a second time.
    return message.html.replace("</blockquote>\n", "</blockquote>").replace("\n<blockquote", "<blockquote")


def _keyboard(message: BotMessage, pressed: str) -> str:
    rows = ""
    for row in message.buttons:
        rows += '<div class="row">'
        for button in row:
            kind = "".join((" link" if button.url else "", " pressed" if button.text == pressed else ""))
            rows += f'<span class="button{kind}">{escape(button.text)}</span>'
        rows += "</div>"
    return f'<div class="keyboard">{rows}</div>' if rows else ""


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone(_ZONE):%H.%M}"


async def draw(html: str, width: int, picture: Path) -> None:
    """Write a page as a PNG of `width` CSS pixels, two dots each, and as high as the page.

    Raises RuntimeError when Chromium or pngquant is missing or fails.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        shown, measured, taken = folder / "page.html", folder / "measured.html", folder / "page.png"
        shown.write_text(html, encoding="utf-8")
        measured.write_text(html.replace("</body>", f"{_MEASURE}</body>"), encoding="utf-8")
        chromium = ("chromium", *_CHROMIUM_FLAGS, f"--user-data-dir={folder / 'profile'}")
        height = re.search(r'data-height="(\d+)"', await _run(*chromium, "--dump-dom", measured.as_uri()))
        if height is None:
            raise RuntimeError("Chromium did not tell the height of the page")
        size = f"--window-size={width},{height[1]}"
        await _run(*chromium, size, f"--screenshot={taken}", shown.as_uri())
        await _run("pngquant", "--force", "--strip", "--speed=1", f"--output={picture}", str(taken))


async def _run(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        raise RuntimeError(f"{program} is not installed (Debian: apt-get install {program})")
    process = await asyncio.create_subprocess_exec(
        program, *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, problems = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{program} failed with status {process.returncode}: {problems.decode(errors='replace')}")
    return out.decode()


_TICKS: Final = (
    '<svg viewBox="0 0 18 11"><path d="M1 6l3.2 3.4L11 1.6M6.6 7.6l1.7 1.8L15.6 1.6" fill="none"'
    ' stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)

_HEADER: Final = '<header><div class="avatar">K</div><div><b>Kutip</b><small>bot</small></div></header>'

_PAGE: Final = """<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<title>Kutip</title>
<style>
$style</style>
</head>
<body style="width: ${width}px">
$screens</body>
</html>
"""

_STYLE: Final = f"""\
* {{ box-sizing: border-box; }}
html, body {{ margin: 0; }}
body {{ display: flex; gap: {_GAP}px; font: 15.5px/1.32 Roboto, system-ui, sans-serif; color: #000; }}
section {{ display: flex; flex-direction: column; flex: 0 0 {_WIDTH}px; }}
section {{ border: 1px solid #b4c8a5; border-radius: 20px; overflow: hidden; }}
header {{ display: flex; align-items: center; gap: 12px; padding: 9px 14px; background: #fff; }}
header {{ border-bottom: 1px solid #d8dfd2; }}
header b {{ display: block; font-size: 17px; font-weight: 500; }}
header small {{ display: block; margin-top: -1px; font-size: 13.5px; color: #8a9399; }}
.avatar {{ width: 42px; height: 42px; border-radius: 50%; background: linear-gradient(#6ec2f4, #3c8fd8); }}
.avatar {{ color: #fff; font-size: 20px; font-weight: 500; line-height: 42px; text-align: center; }}
main {{ display: flex; flex: 1; flex-direction: column; gap: 9px; padding: 12px 9px; background: #c6d9b7; }}
.by-reader {{ align-self: flex-end; max-width: 374px; }}
.by-bot {{ align-self: flex-start; width: 374px; }}
.bubble {{ padding: 6px 11px 7px; border-radius: 16px; background: #fff; box-shadow: 0 1px 1px #0000001f; }}
.bubble {{ white-space: pre-wrap; overflow-wrap: break-word; }}
.bubble::after {{ content: ""; display: block; clear: both; }}
.by-bot .bubble {{ border-bottom-left-radius: 6px; }}
.by-reader .bubble {{ background: #e9fcd4; border-bottom-right-radius: 6px; }}
.time {{ float: right; margin: 6px -2px -3px 12px; color: #939ba1; font-size: 12px; line-height: 15px; }}
.by-reader .time {{ color: #55a94a; }}
.time svg {{ width: 18px; height: 11px; margin: 0 0 -1px 4px; }}
.reply, blockquote {{ border-left: 3px solid #3a95d5; border-radius: 5px; background: #3a95d51a; }}
.reply {{ margin: 1px 0 5px; padding: 3px 9px 4px 8px; font-size: 14px; line-height: 1.3; }}
.reply b, .reply span {{ display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }}
.reply b {{ color: #2f86c6; font-weight: 500; }}
blockquote {{ margin: 4px 0 5px; padding: 5px 8px 6px; }}
blockquote::before {{ content: "\\201d"; float: right; width: 13px; height: 18px; margin-left: 8px; }}
blockquote::before {{ color: #3a95d5; font: 700 25px/23px Roboto, serif; }}
blockquote[expandable] {{ display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }}
blockquote[expandable] {{ overflow: hidden; }}
.keyboard {{ display: flex; flex-direction: column; gap: 4px; margin-top: 4px; }}
.row {{ display: flex; gap: 4px; }}
.button {{ position: relative; flex: 1 1 0; padding: 9px 6px; border-radius: 8px; background: #7b9a6e; }}
.button {{ color: #fff; font-size: 14.5px; font-weight: 500; line-height: 19px; text-align: center; }}
.row:last-child .button:first-child {{ border-bottom-left-radius: 15px; }}
.row:last-child .button:last-child {{ border-bottom-right-radius: 15px; }}
.button.link::after {{ content: "\\2197"; position: absolute; top: 2px; right: 6px; font: 11px/13px Roboto; }}
.button.pressed {{ background: #46663d; box-shadow: 0 0 0 2px #fff; }}
.note {{ align-self: center; padding: 3px 12px 4px; border-radius: 14px; background: #7b9a6e; color: #fff; }}
.note {{ font-size: 13px; }}
.note b {{ font-weight: 500; }}
.toast {{ margin: auto 3px 3px; padding: 14px 17px; border-radius: 12px; background: #26323ae6; color: #fff; }}
"""


async def _make(picture: Path, html: Path | None, text: Path | None) -> None:
    screens = await converse()
    drawn = page(screens)
    await draw(drawn, _page_width(screens), picture)
    sys.stdout.write(f"{picture}\n")
    for path, content in ((html, drawn), (text, transcript(screens))):
        if path is not None:
            path.write_text(content, encoding="utf-8")
            sys.stdout.write(f"{path}\n")


def main() -> None:
    """Hold the conversation and write what was asked for on the command line."""
    parser = ArgumentParser(prog="python -m docs.picture", description="Draw a conversation with the real bot.")
    parser.add_argument("--picture", type=Path, default=_HERE / "conversation.png", help="PNG to write")
    parser.add_argument("--html", type=Path, help="page to write too")
    parser.add_argument("--transcript", type=Path, help="plain text to write too")
    arguments = parser.parse_args()
    asyncio.run(_make(arguments.picture, arguments.html, arguments.transcript))


if __name__ == "__main__":
    main()
