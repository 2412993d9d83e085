"""What `check` finds of the ways in: how updates come, and whether its own servers can listen."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import httpx

from bot.service.listening import Socket
from retrieval.checking import Finding
from retrieval.errors import SettingsError

if TYPE_CHECKING:
    from telegram import WebhookInfo

    from bot.service.listening import Listen
    from bot.settings import Settings

_RECENT: Final = timedelta(hours=1)
"""An error of Telegram's that is older has passed, unless updates wait still."""
_SHORT: Final = 16
"""Characters of a secret that can be guessed in the long run."""
_PATIENCE: Final = 3.0
_ADVICE: Final = (
    ("403", "WEBHOOK_SECRET is not what Telegram was told; start the bot again"),
    ("404", "let the proxy hand on the path of WEBHOOK_URL"),
    ("502", "let the proxy hand it on to WEBHOOK_LISTEN, and see that the bot runs"),
    ("503", "let the proxy hand it on to WEBHOOK_LISTEN, and see that the bot runs"),
    ("504", "let the proxy hand it on to WEBHOOK_LISTEN, and see that the bot runs"),
    ("certificate", "give the proxy a valid certificate with its whole chain"),
    ("SSL", "give the proxy a valid certificate with its whole chain"),
    ("resolve", "see that the name in WEBHOOK_URL is known to the DNS"),
    ("refused", "see that the proxy runs, and that Telegram may reach it through the firewall"),
    ("timed out", "see that the proxy runs, and that Telegram may reach it through the firewall"),
)
_NO_ADVICE: Final = "see the log of the proxy"


@dataclass(frozen=True, slots=True)
class Note(Finding):
    """Something to know that is neither well nor wrong."""


def on_updates(settings: Settings, told: WebhookInfo, now: datetime | None = None) -> list[Finding]:
    """How updates come, by the settings and by what Telegram tells of the webhook."""
    waiting = f"; {told.pending_update_count} wait" if told.pending_update_count else ""
    if not settings.webhook_url:
        if told.url:
            said = f"Telegram sends them to {_host(told.url)}; the bot ends that when it begins to fetch them{waiting}"
            return [Note("updates", True, said)]
        return [Finding("updates", ok=True, message=f"are fetched{waiting}")]
    return [_on_webhook(settings.webhook_url, told, waiting, now or datetime.now(UTC)), *_on_secret(settings.secret)]


def _on_webhook(url: str, told: WebhookInfo, waiting: str, now: datetime) -> Finding:
    if not told.url:
        said = f"Telegram does not send them yet; it does when the bot runs: python -m bot{waiting}"
        return Note("updates", True, said)
    if told.url != url:
        where = _host(told.url)
        said = f"Telegram sends them to another address, at {where}, not to WEBHOOK_URL; start the bot again{waiting}"
        return Finding("updates", ok=False, message=said)
    failed, why = told.last_error_date, told.last_error_message or "no reason given"
    if failed is not None and (told.pending_update_count or now - failed < _RECENT):
        advice = next((advice for sign, advice in _ADVICE if sign.lower() in why.lower()), _NO_ADVICE)
        said = f"Telegram could not send one at {failed:%Y-%m-%d %H:%M} UTC ({why}): {advice}{waiting}"
        return Finding("updates", ok=False, message=said)
    return Finding("updates", ok=True, message=f"Telegram sends them to {_host(url)}{waiting}")


def _on_secret(secret: str | None) -> list[Finding]:
    if secret is None or len(secret) >= _SHORT:
        return []
    said = f"has fewer than {_SHORT} characters; make a longer one: openssl rand -hex 32"
    return [Note("webhook secret", True, said)]


def _host(url: str) -> str:
    """All of an address that is no secret: some have a token in the path."""
    return urlsplit(url).hostname or "an address without a host"


async def on_listening(settings: Settings) -> list[Finding]:
    """Whether the servers of the settings can listen, or do already."""
    found = []
    if settings.webhook_url:
        found.append(await _on_place("webhook", "WEBHOOK_LISTEN", settings.webhook))
    if settings.metrics is not None:
        found.append(await _on_place("metrics", "METRICS_LISTEN", settings.metrics))
    return found


async def _on_place(name: str, setting: str, at: Listen) -> Finding:
    answer = await _asked(at)
    if answer is None:
        return _on_free_place(name, setting, at)
    if name == "webhook":
        said = f"somebody listens at {at} already: this bot, if it runs; any other program must be stopped"
        return Note(name, True, said)
    with suppress(ValueError):
        told = answer.json()
        if isinstance(told, dict) and "status" in told:
            failing = [part for part, how in told.items() if part != "status" and how != "ok"]
            said = f"the bot that runs says: {' and '.join(failing)} not working" if failing else "the bot runs well"
            return Finding(name, ok=not failing, message=said)
    return Finding(name, ok=False, message=f"another program listens at {at}; stop it or choose another {setting}")


def _on_free_place(name: str, setting: str, at: Listen) -> Finding:
    from bot.service.web import bound  # noqa: PLC0415 - a server, for those who want one

    try:
        for opened in bound(setting, at):
            opened.close()
    except SettingsError as error:
        return Finding(name, ok=False, message=str(error))
    if isinstance(at, Socket):
        at.path.unlink(missing_ok=True)
    return Finding(name, ok=True, message=f"{at} is free")


async def _asked(at: Listen) -> httpx.Response | None:
    """What somebody there says to `/healthz`; None when there is nobody."""
    unix = str(at.path) if isinstance(at, Socket) else None
    place = "localhost" if isinstance(at, Socket) else str(at)
    try:
        async with httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(uds=unix), timeout=_PATIENCE, trust_env=False
        ) as client:
            return await client.get(f"http://{place}/healthz")
    except httpx.ConnectError:
        return None
    except httpx.HTTPError:  # somebody, but nobody who speaks HTTP
        return httpx.Response(500)
