"""`python -m bot check`: is everything well, and if not, what is to be done?"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Final

from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from bot.commands.findings import Note, on_listening, on_updates
from bot.commands.repairing import mend, on_inbox
from bot.texts import texts_of
from bot.transport.meeting import REFUSED
from bot.typesetting.numerals import size
from retrieval.checking import Finding, findings_of
from retrieval.errors import Cause, KutipError, StorageError
from retrieval.feed_polling import shown
from retrieval.layout import DATABASE
from retrieval.opening import open_library
from retrieval.repairing import survey
from retrieval.restoring import safe_copies
from retrieval.scope import EVERYONE

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from bot.settings import Settings
    from retrieval.feed_schedule import FeedState

_PATIENCE: Final = 5.0


def run(settings: Settings, arguments: Namespace) -> int:
    """Print one line for each thing checked, after mending what can be if that is wanted; 1 when something is wrong.

    Raises LibraryError when the library is in use, and shall be mended, or is past mending.
    """
    if arguments.repair:
        mend(settings)
    findings = asyncio.run(_findings(settings))
    for finding in findings:
        sign = "·" if isinstance(finding, Note) else "✓" if finding.ok else "✗"
        sys.stdout.write(f"{sign} {finding.name}: {finding.message}\n")
    return 0 if all(finding.ok for finding in findings) else 1


async def _findings(settings: Settings) -> list[Finding]:
    return [
        Finding("settings", ok=True, message="all are valid"),
        *await _library(settings),
        *await _telegram(settings),
        *await on_listening(settings),
    ]


async def _library(settings: Settings) -> list[Finding]:
    seeds = settings.seeds
    try:
        async with open_library(settings.data_dir, semantic=settings.semantic, seeds=seeds) as library:
            findings = list(await library.check())
            count = await library.count(EVERYONE)
            notices, semantic = library.notices, library.semantic
            followed = await library.feeds.feeds()
    except KutipError as error:
        return [Finding("library", ok=False, message=str(error)), *await _damage(settings, error)]
    empty = "the library is empty; add an article: python -m bot add FILE"
    findings.append(
        Finding("articles", ok=True, message=f"{count} in the library") if count else Note("articles", True, empty)
    )
    if semantic:
        findings.append(Finding("meaning", ok=True, message="questions are compared by meaning too"))
    else:
        why = "switched off by SEMANTIC=off" if settings.semantic == "off" else "the encoder cannot be used here"
        findings.append(Note("meaning", True, f"{why}; questions are answered by their words alone"))
    findings.extend(Finding("seeds", ok=False, message=notice) for notice in notices)
    if not notices:
        where = f"folder {seeds}" if seeds else f"no folder {settings.seeds_dir}; none are loaded into a new library"
        findings.append(Finding("seeds", ok=True, message=where) if seeds else Note("seeds", True, where))
    findings.extend(_feed(address, followed, settings) for address in settings.feeds)
    findings.extend(_safe_copies(settings))
    findings.extend(on_inbox(settings.data_dir))
    return findings


async def _damage(settings: Settings, error: KutipError) -> list[Finding]:
    """What a repair would do about a database that cannot be opened because it is damaged."""
    if not isinstance(error, StorageError) or error.cause is not Cause.DAMAGED:
        return []
    try:
        return findings_of(await asyncio.to_thread(survey, settings.data_dir / DATABASE))
    except KutipError:  # of which has just been told
        return []


def _safe_copies(settings: Settings) -> list[Finding]:
    """What restores have left: who has made sure of them should not keep everybody's questions twice."""
    copies, english = safe_copies(settings.data_dir), texts_of("en")
    if not copies:
        return []
    names = ", ".join(f"{copy.path} ({size(copy.size, english)})" for copy in copies)
    said = (
        f"{names}: made before a restore or a repair, with everybody's questions; delete what is not needed any more, "
        f"or the bot does when it is {settings.retention_days} days old (RETENTION_DAYS)"
    )
    return [Note("copies", True, said)]


def _feed(address: str, followed: Sequence[FeedState], settings: Settings) -> Finding:
    """How a feed of the settings is, by what the running bot has noted of it."""
    feed = next((one for one in followed if one.address == address), None)
    if feed is None or feed.asked_at is None:
        return Note("feed", True, f"{shown(address)} has not been asked yet; it is when the bot runs")
    asked = f"{shown(address)}, asked last on {feed.asked_at.astimezone(settings.zone):%Y-%m-%d at %H:%M}"
    if feed.gone:
        return Finding("feed", ok=False, message=f"{asked}, is not asked any more: {feed.trouble}")
    if feed.failures:
        return Finding("feed", ok=False, message=f"{asked}, has failed {feed.failures} time(s): {feed.trouble}")
    waiting = f"; {feed.waiting} of its articles are still to be read" if feed.waiting else ""
    return Finding("feed", ok=True, message=f"{asked}{waiting}")


async def _telegram(settings: Settings) -> list[Finding]:
    if settings.token is None:
        return [Note("token", True, "BOT_TOKEN is not set; only the terminal works: python -m bot chat")]
    bot = Bot(
        settings.token,
        base_url=f"{settings.telegram_api_url}/bot",
        request=HTTPXRequest(connect_timeout=_PATIENCE, read_timeout=_PATIENCE),
    )
    try:
        me = await bot.get_me()
        webhook = await bot.get_webhook_info()
    except InvalidToken:
        return [Finding("token", ok=False, message=REFUSED)]
    except TelegramError as error:
        wrong = (
            f"{settings.telegram_api_url} cannot be reached ({error.message}); check the network and TELEGRAM_API_URL"
        )
        return [Finding("token", ok=False, message=wrong)]
    finally:
        await bot.shutdown()
    reads_few = (
        "on: in groups it is sent only commands, mentions and replies to it; in one where it shall answer uncalled "
        "(/atur), make it an admin"
    )
    reads_all = (
        "off: in groups it is sent every message, which it needs only where it shall answer uncalled (/atur); "
        "@BotFather can turn it on"
    )
    return [
        Finding("token", ok=True, message=f"belongs to @{me.username}"),
        *on_updates(settings, webhook),
        Finding("privacy mode", ok=True, message=reads_all if me.can_read_all_group_messages else reads_few),
        _mode(
            "inline mode",
            me.supports_inline_queries,
            f"people can quote in any chat by typing @{me.username} and a question",
            "send /setinline to @BotFather to let people quote in any chat",
        ),
        _mode(
            "guest mode",
            me.supports_guest_queries,
            f"people can ask in any chat by naming @{me.username}",
            "turn it on in the bot's settings at @BotFather to let people ask where the bot is no member",
        ),
    ]


def _mode(name: str, on: bool | None, meaning: str, remedy: str) -> Finding:
    """A mode that the bot's owner may have left off on purpose."""
    return Finding(name, ok=True, message=f"on: {meaning}") if on else Note(name, True, f"off: {remedy}")
