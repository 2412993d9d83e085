"""Conversations as one HTML page that looks like Telegram and needs nothing else, its screens side by side."""

from __future__ import annotations

from html import escape
from itertools import zip_longest
from string import Template
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from docs.talks import Offered, Pressed, Said
from tests.double import BotMessage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from docs.talks import Event, Screen

_ZONE: Final = ZoneInfo("Asia/Jakarta")
_WIDTH: Final = 430
_GAP: Final = 24
_MOST_OFFERED: Final = 3


def page(screens: Sequence[Screen]) -> str:
    """The screens as one page, `page_width` CSS pixels wide."""
    shown = ""
    for screen in screens:
        drawn = [_drawn(screen, event, after) for event, after in zip_longest(screen.events, screen.events[1:])]
        header = _HEADER.substitute(
            initial=escape(screen.title[0]), title=escape(screen.title), line=escape(screen.line)
        )
        shown += "\n".join(["<section>", header, "<main>", *drawn, "</main>", "</section>\n"])
    return Template(_PAGE).substitute(width=page_width(screens), style=_STYLE, screens=shown)


def page_width(screens: Sequence[Screen]) -> int:
    """The width of the screens side by side, in CSS pixels."""
    return len(screens) * _WIDTH + (len(screens) - 1) * _GAP


def _drawn(screen: Screen, event: Event, after: Event | None) -> str:
    match event:
        case Said():
            return _said(screen, event)
        case Pressed(toast=toast) if toast:
            return f'<div class="toast">{escape(toast)}</div>'
        case Pressed(called=True):
            return ""
        case Pressed(who=who, label=label):
            return f'<div class="note">{escape(who)} mengetuk <b>{escape(label)}</b> dan pesan itu berganti</div>'
        case Offered():
            return _offered(event)
        case BotMessage():
            return _from_bot(screen, event, after.label if isinstance(after, Pressed) else "")


def _said(screen: Screen, said: Said) -> str:
    mine = said.who == screen.reader
    time = f'<span class="time">{_clock(said.at)}{_TICKS if mine else ""}</span>'
    reply = _reply(*said.reply_to) if said.reply_to else ""
    bubble = f'<div class="bubble">{"" if mine else _name(said.who)}{reply}{escape(said.text)}{time}</div>'
    return f'<div class="said {"by-reader" if mine else "by-other"}">{bubble}</div>'


def _from_bot(screen: Screen, message: BotMessage, pressed: str) -> str:
    raw = message.raw
    original = raw.reply_to_message
    replied = _reply(original.from_user.first_name, original.text or "") if original and original.from_user else ""
    sent_by_reader = raw.via_bot is not None
    name = _name("Kutip") if screen.is_group and not sent_by_reader else ""
    via = f'<div class="via">lewat @{escape(raw.via_bot.username or "")}</div>' if raw.via_bot else ""
    side = "by-reader wide" if sent_by_reader else "by-bot"
    return (
        f'<div class="said {side}"><div class="bubble">{name}{via}{replied}{_body(message)}'
        f'<span class="time">{_clock(raw.date)}{_TICKS if sent_by_reader else ""}</span></div>'
        f"{_keyboard(message, pressed)}</div>"
    )


def _offered(offered: Offered) -> str:
    lines = "".join(
        f'<div class="offer{" pressed" if place == offered.chosen else ""}"><b>{escape(result.title)}</b>'
        f"<span>{escape(result.description)}</span></div>"
        for place, result in enumerate(offered.results[:_MOST_OFFERED])
    )
    return f'<div class="offers">{lines}<div class="typed">{escape(offered.typed)}</div></div>'


def _name(who: str) -> str:
    colour = _COLOURS[sum(map(ord, who)) % len(_COLOURS)]
    return f'<div class="name" style="color: {colour}">{escape(who)}</div>'


def _reply(name: str, text: str) -> str:
    return f'<div class="reply"><b>{escape(name)}</b><span>{escape(text)}</span></div>'


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


_COLOURS: Final = ("#c6483b", "#2f86c6", "#8a4fc4", "#c2701d", "#2e9648")

_HEADER: Final = Template(
    '<header><div class="avatar">$initial</div><div><b>$title</b><small>$line</small></div></header>'
)

_TICKS: Final = (
    '<svg viewBox="0 0 18 11"><path d="M1 6l3.2 3.4L11 1.6M6.6 7.6l1.7 1.8L15.6 1.6" fill="none"'
    ' stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)

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
.by-other {{ align-self: flex-start; max-width: 374px; }}
.wide {{ width: 374px; }}
.name {{ font-size: 14.5px; font-weight: 500; }}
.via {{ color: #55a94a; font-size: 14px; }}
.by-bot {{ align-self: flex-start; width: 374px; }}
.bubble {{ padding: 6px 11px 7px; border-radius: 16px; background: #fff; box-shadow: 0 1px 1px #0000001f; }}
.bubble {{ white-space: pre-wrap; overflow-wrap: break-word; }}
.bubble::after {{ content: ""; display: block; clear: both; }}
.by-bot .bubble, .by-other .bubble {{ border-bottom-left-radius: 6px; }}
.by-reader .bubble {{ background: #e9fcd4; border-bottom-right-radius: 6px; }}
.offers {{ margin: auto -9px -12px; background: #fff; border-top: 1px solid #d8dfd2; }}
.offer {{ padding: 8px 14px 9px; border-bottom: 1px solid #e6ebe2; }}
.offer b, .offer span {{ display: block; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }}
.offer b {{ font-size: 14.5px; font-weight: 500; }}
.offer span {{ color: #6d767c; font-size: 13.5px; }}
.offer.pressed {{ background: #e9f3e3; }}
.typed {{ padding: 11px 16px 13px; }}
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
