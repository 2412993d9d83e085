"""`python -m benchmarks.fuzzing`: whether any update, or anything else at the webhook, upsets the bot.

The bot runs as a process of its own, by webhook, over the seed library, against a double of the Bot API on this
machine. It is sent updates of all kinds with wild values, and among them updates with values of a wrong type, broken
JSON, bodies that are too large, and requests without the secret or with a wrong one.

Every request must get the status that is right for it. Nothing may be written into a chat in which nobody has spoken to
the bot, by a rule that knows nothing of the bot's own: in private chats everybody does, in groups who names it, gives a
command or replies to it. Nobody is written to more often than they spoke. The log must have no error, no traceback and
none of the words; the bot's admins must have been told of nothing. In the end a question is answered as ever. Memory
must not grow with the number of updates, once the caches are full.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from argparse import ArgumentParser
from collections import Counter, deque
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from time import time
from typing import TYPE_CHECKING, Any, Final
from zlib import compress, decompress

from aiohttp import ClientError, ClientSession, ClientTimeout, UnixConnector, web

from benchmarks.flatness import theil_sen
from benchmarks.vitals import vitals
from benchmarks.wild_updates import BOT, MARK, NAME, Known, Wild, is_valid
from tests.botprocess import SEEDS, BotProcess
from tests.double import TOKEN, BotApiDouble

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pydantic import JsonValue

    from benchmarks.wild_updates import Json
    from tests.double import Group, Person

SECRET: Final = "rahasia-yang-cukup-panjang_0123456789"  # noqa: S105 - of a bot that is nobody's
_HOST: Final = "kutip.example"
_PATH: Final = "/kait/telegram"
_HEADERS: Final = {"X-Telegram-Bot-Api-Secret-Token": SECRET, "Content-Type": "application/json"}
_LARGEST: Final = 1 << 20
_ADMIN: Final = 399_999_999
_FIRST_PERSON: Final = 300_000_001
_AT_ONCE: Final = 16
_LOOKS: Final = 20
_LONG: Final = 10_000
"""Updates from which on memory is looked at, and so what waits is waited for."""
_QUIET: Final = 3.0
WARM_UP: Final = 0.7
"""The share of the updates in which caches may fill: those of words hold 50,000 and 30,000, of which an update brings
one or two new ones. Of 100,000 updates, memory rose by 23 MiB until 70,000, and by 0.01 from there on."""
LEAK: Final = 0.64
"""MiB for 10,000 updates: 64 bytes for each, as in `benchmarks.flatness`. One entry of a dictionary takes more."""
_PATIENCE: Final = 120.0
_HOUR: Final = 3600
_SPARE: Final = 60
"""Seconds by which the bot and we may disagree what is an hour ago."""
_ENTRY: Final = re.compile(r"^[\d-]{10} [\d:,]{12} (?:u\d+ )?", re.MULTILINE)
"""How an entry of the log begins, before its level."""
_WORSE: Final = ("ERROR", "CRITICAL")
_TAKEN: Final = 200
_REFUSED: Final = 0
"""Instead of a status: the connection was closed, mostly while the body was still being sent."""
_PASSING: Final = frozenset({_REFUSED, 503})
_TRIES: Final = 240


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent to the webhook, and the statuses that are right for it; `update` is what a reader finds in it."""

    kind: str
    body: bytes
    right: frozenset[int] = frozenset({200})
    method: str = "POST"
    path: str = _PATH
    headers: dict[str, str] = field(default_factory=lambda: dict(_HEADERS))
    update: Json | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """The bot after so many `updates`: MiB that it has allocated and that it has in memory, and the seconds so far."""

    updates: int
    allocated: float
    resident: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    `sent` are requests by kind, `again` is how often one had to be repeated, by status (0: the line broke), `wrong` are
    those that got another status than they should. `written` counts messages of the bot that arrived. `uncalled` are
    those that it tried to write where nobody spoke to it, and what was said there, `surplus` those beyond one for each
    time. `growth` is MiB for 10,000 updates after the warm-up.
    """

    sent: dict[str, int]
    again: dict[int, int]
    wrong: list[str]
    invalid: list[str]
    written: int
    uncalled: list[str]
    surplus: list[str]
    violations: list[str]
    errors: list[str]
    leaked_words: int
    told_admins: int
    growth: float
    looks: list[Look]
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether nothing went wrong, whatever the memory does."""
        wrong = (self.wrong, self.invalid, self.uncalled, self.surplus, self.violations, self.errors)
        return not any(wrong) and not self.leaked_words and not self.told_admins and self.written > 0

    @property
    def is_good(self) -> bool:
        """Whether memory does not grow, either."""
        return self.is_right and self.growth <= LEAK


class Overheard(BotApiDouble):
    """A double that counts what the bot tries to write into which chat, be it granted or refused."""

    def __init__(self) -> None:
        super().__init__()
        self.tried: Counter[int] = Counter()
        self.written = 0
        self._called_at = 0.0

    async def quiet(self) -> None:
        """Wait until the bot has called nothing for a while: what waits for Telegram's limits is no growth."""
        until = time() + _PATIENCE
        while True:
            left = min(until, self._called_at + _QUIET) - time()
            if left <= 0:
                return
            await asyncio.sleep(left)

    async def _perform(self, name: str, request: web.Request) -> tuple[float, JsonValue]:
        self._called_at = time()
        if name.startswith("send") and request.content_type == "application/x-www-form-urlencoded":
            with suppress(ValueError):
                self.tried[int(str((await request.post()).get("chat_id", "")))] += 1
        done = await super()._perform(name, request)
        self.written += name.startswith("send")
        return done


def spoken_to(update: Json) -> int | None:
    """The chat in which an update speaks to the bot, so that it may write there once; None when it does not.

    Rather yes than no: what is said in so many words that it needs no answer counts as well.
    """
    if isinstance(press := update.get("callback_query"), dict):
        return _chat(press.get("message"))
    if isinstance(change := update.get("my_chat_member"), dict):
        return _chat(change)
    message = update.get("message") or update.get("edited_message")
    if not isinstance(message, dict) or not isinstance(chat := message.get("chat"), dict):
        return None
    moment = message.get("edit_date") or message.get("date")
    if not isinstance(moment, int) or moment < time() - _HOUR - _SPARE or message.get("via_bot") is not None:
        return None
    sender = message.get("from")
    if message.get("sender_chat") is None and (not isinstance(sender, dict) or sender.get("is_bot")):
        return None
    if chat.get("type") == "private":
        return _chat(message)
    called = chat.get("type") in ("group", "supergroup") and message.get("forward_origin") is None
    return _chat(message) if called and _is_called(message) else None


def _is_called(message: Json) -> bool:
    """Whether a message in a group names the bot, begins with a command, or replies to it."""
    # Nobody sends both a text and a caption; of a message that has both, either may be heard.
    listed = [message.get(name) for name in ("entities", "caption_entities")]
    marked = [one for entities in listed if isinstance(entities, list) for one in entities if isinstance(one, dict)]
    said = f"{message.get('text', '')} {message.get('caption', '')}"
    return (
        any(one.get("type") == "bot_command" and one.get("offset") == 0 for one in marked)
        or (any(one.get("type") == "mention" for one in marked) and NAME in said.lower())
        or f'"id": {BOT}' in json.dumps([marked, message.get("reply_to_message"), message.get("external_reply")])
    )


def _chat(message: object) -> int | None:
    chat = message.get("chat") if isinstance(message, dict) else None
    number = chat.get("id") if isinstance(chat, dict) else None
    return number if isinstance(number, int) else None


@dataclass(slots=True)
class Stream:
    """Requests, as chance has it."""

    wild: Wild
    dice: Random
    before: deque[Json] = field(default_factory=lambda: deque(maxlen=100))

    def requests(self, count: int) -> Iterator[Request]:
        """So many of them."""
        for number in range(1, count + 1):
            update = self.wild.update(number)
            chance = self.dice.random()
            if chance < 0.8:
                self.before.append(update)
                yield Request("update", _json(update), update=update)
            elif chance < 0.85:
                spoilt = self._spoilt(update)
                yield Request("update with wrong types", _json(spoilt), update=spoilt)
            elif chance < 0.87 and self.before:
                yield Request("update once more", _json(self.dice.choice(self.before)))
            elif chance < 0.93:
                yield self._broken(_json(update))
            elif chance < 0.97:
                yield self._unauthorised(_json(update))
            else:
                yield self._out_of_place(_json(update))

    def _spoilt(self, update: Json) -> Json:
        """An update in which some values are of another type, or missing; its number is as it was."""
        spoilt: Json = json.loads(_json(update))
        for _ in range(self.dice.choice((1, 1, 2, 5))):
            places = [
                place for key, value in spoilt.items() if key != "update_id" for place in _places(spoilt, key, value)
            ]
            if not places:
                break
            holder, key = self.dice.choice(places)
            if self.dice.random() < 0.3:
                del holder[key]
            else:
                holder[key] = self.dice.choice((None, True, 0, -1.5, "", "x", [], {}, [[]], {"id": "x"}, "9" * 30))
        return spoilt

    def _broken(self, body: bytes) -> Request:
        wrong = frozenset({400})
        match self.dice.randrange(5):
            case 0:
                return Request("cut JSON", body[: self.dice.randrange(len(body))], wrong)
            case 1:
                return Request("no JSON", self.dice.randbytes(self.dice.choice((1, 100, 10_000))), wrong)
            case 2:
                return Request(
                    "deep JSON", b'{"update_id":1,"message":' + b"[" * self.dice.choice((2000, 200_000)), wrong
                )
            case 3:
                number = self.dice.choice(
                    ("null", "true", "-1", '"7"', "1e400", "[]", "1.5", "9" * 40, "9" * 5000, "NaN")
                )
                return Request("no number", b'{"message":{},"update_id":' + number.encode() + b"}", wrong)
            case _:
                at = self.dice.randrange(len(body))
                changed = body[:at] + self.dice.randbytes(1) + body[at + 1 :]
                with suppress(ValueError, RecursionError):
                    return Request("changed byte", changed, frozenset({200, 400}), update=json.loads(changed))
                return Request("changed byte", changed, wrong)

    def _unauthorised(self, body: bytes) -> Request:
        headers = dict(_HEADERS)
        name, *_ = headers
        guess = self.dice.choice(("", SECRET[:-1], f"{SECRET}x", SECRET.swapcase(), "x" * 5000, "null", None))
        if guess is None:
            del headers[name]
        else:
            headers[name] = guess
        body = self.dice.choice((body, body, b"{", b"x" * 2 * _LARGEST))
        method = self.dice.choice(("POST", "POST", "PUT", "DELETE"))
        return Request("wrong secret", body, frozenset({403, _REFUSED}), method, headers=headers)

    def _out_of_place(self, body: bytes) -> Request:
        match self.dice.randrange(4):
            case 0:
                return Request("too large", b" " * (_LARGEST + 1) + body, frozenset({413, _REFUSED}))
            case 1:
                path = self.dice.choice(
                    ("/", f"{_PATH}/", "/metrics", "/../etc/passwd", f"/x{_PATH}", "/" + "a" * 2000)
                )
                return Request("other path", body, frozenset({404, _REFUSED}), path=path)
            case 2:
                method = self.dice.choice(("PUT", "DELETE", "PATCH", "BREW"))
                return Request("other method", body, frozenset({405, _REFUSED}), method)
            case _:
                kind = self.dice.choice(("text/plain", "application/xml", "multipart/form-data", "x"))
                return Request(
                    "other type", body, frozenset({415, _REFUSED}), headers=_HEADERS | {"Content-Type": kind}
                )


def _json(update: Json) -> bytes:
    return json.dumps(update).encode()


def _places(holder: Any, key: Any, value: Any) -> Iterator[tuple[Any, Any]]:  # Any: the values of JSON
    """Where values are in an object, however deep."""
    yield holder, key
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for within, deeper in inside:
        yield from _places(value, within, deeper)


class Sender:
    """Sends requests to the bot, several at a time, and notes what came of them."""

    def __init__(self, session: ClientSession) -> None:
        self._session = session
        self.sent: Counter[str] = Counter()
        self.again: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.due: Counter[int] = Counter()
        self._taken: list[bytes] = []

    async def send(self, requests: Iterator[Request]) -> None:
        """Send the rest of them."""
        async with asyncio.TaskGroup() as tasks:
            for _ in range(_AT_ONCE):
                tasks.create_task(self._send_some(requests))

    async def _send_some(self, requests: Iterator[Request]) -> None:
        for request in requests:
            if request.update is not None and (chat := spoken_to(request.update)) is not None:
                self.due[chat] += 1
            status, tries = await self._send(request), 1
            while status not in request.right and status in _PASSING and tries < _TRIES:  # as Telegram does
                self.again[status] += 1
                await asyncio.sleep(0.5)
                status, tries = await self._send(request), tries + 1
            self.sent[request.kind] += 1
            if status == _TAKEN:
                self._taken.append(compress(request.body, 1))
            if status not in request.right:
                self.wrong.append(
                    f"{request.kind}: {status} for {request.method} {request.path} {request.body[:500]!r}"
                )

    def naming(self, chat: int) -> str:
        """What was sent and taken that has the number of a chat in it, the first time; "" if nothing has."""
        number = str(chat).encode()
        return next((body.decode(errors="replace") for body in map(decompress, self._taken) if number in body), "")

    async def _send(self, request: Request) -> int:
        try:
            async with self._session.request(
                request.method, f"http://localhost{request.path}", data=BytesIO(request.body), headers=request.headers
            ) as response:
                if await response.read():
                    self.wrong.append(f"{request.kind}: was told something")
                return response.status
        except (ClientError, ConnectionError):
            return _REFUSED


def _town(double: BotApiDouble, people: int, groups: int) -> tuple[list[Known], list[Known], list[Person | Group]]:
    """The private chats and the groups that the double knows."""
    persons = [double.person(_FIRST_PERSON + number, f"Warga {number}") for number in range(people)]
    private = [Known(_told(one.state.chat), [_told(one.user)], lambda one=one: one.said) for one in persons]  # type: ignore[misc]
    rooms: list[Person | Group] = [*persons]
    known = []
    for number in range(groups):
        members = persons[number % people :][:4] or persons[:4]
        group = double.group(f"RT {number}", members, forum=number % 5 == 0, supergroup=number % 3 > 0)
        told = [_told(one.user) for one in members]
        known.append(Known(_told(group.state.chat), told, lambda group=group: group.said))  # type: ignore[misc]
        rooms.append(group)
    return private, known, rooms


def _told(one: Any) -> Json:  # Any: a chat or a user, as JSON
    told: Json = json.loads(one.model_dump_json(exclude_none=True))
    return told


async def run(
    updates: int,
    seed: int = 0,
    *,
    people: int = 100,
    groups: int = 60,
    noted: Callable[[Look], object] = lambda _: None,
) -> Outcome:
    """Send so many requests, as the `seed` has it, to the bot of which so many people and groups are known; each look
    at it is `noted`. Raises AssertionError when the bot ends, or answers no more.
    """
    dice = Random(seed)  # noqa: S311 - no secret
    with TemporaryDirectory(prefix="kutip-fuzz-") as folder:
        home, socket = Path(folder), Path(folder) / "s"
        async with Overheard() as double:
            double.leads(_HOST, unix=str(socket))
            settings = {
                "BOT_TOKEN": TOKEN,
                "TELEGRAM_API_URL": double.url,
                "SEEDS_DIR": str(SEEDS),
                "SEMANTIC": "off",
                "ADMIN_IDS": str(_ADMIN),
                "GROUP_ARTICLES": "3",
                "WEBHOOK_URL": f"https://{_HOST}{_PATH}",
                "WEBHOOK_SECRET": SECRET,
                "WEBHOOK_LISTEN": f"unix:{socket}",
            }
            async with BotProcess(settings, home) as bot:
                await bot.until(double.until_webhook(_PATIENCE), "set a webhook")
                return await _fuzzed(double, bot, home, updates, dice, _town(double, people, groups), noted)


async def _fuzzed(
    double: Overheard,
    bot: BotProcess,
    home: Path,
    updates: int,
    dice: Random,
    town: tuple[list[Known], list[Known], list[Person | Group]],
    noted: Callable[[Look], object],
) -> Outcome:
    admin, (private, known, rooms) = double.person(_ADMIN, "Pak Admin"), town
    stream, began = Stream(Wild(dice, private, known, time), dice), time()
    requests = stream.requests(updates)
    looks: list[Look] = []
    invalid: list[str] = []
    connector = UnixConnector(str(home / "s"), limit=_AT_ONCE)
    async with ClientSession(connector=connector, timeout=ClientTimeout(total=_PATIENCE)) as session:
        sender = Sender(session)
        step = max(1, updates // _LOOKS)
        for number in range(step, updates + 1, step):
            some = _checked(islice(requests, step), invalid, every=max(1, updates // 2000))
            await bot.until(sender.send(some), "had taken what it was sent")
            if updates >= _LONG:
                await double.quiet()
            now = vitals(bot.pid, home / "data")
            looks.append(Look(number, now.anonymous, now.rss, round(time() - began, 1)))
            noted(looks[-1])
            double.forgets()
            for room in rooms:
                room.forgets(20)
    asker = double.person(_ADMIN - 1, "Penanya")
    await asker.says("siapa menlu Pakistan?")
    answer = await asker.hears(patience=_PATIENCE)
    if "Jalil Abbas Jilani" not in answer.bold:
        raise AssertionError(f"a question is no longer answered as it was: {answer.screen()}")
    status = await bot.terminate(_PATIENCE)
    uncalled, surplus = _beyond(double.tried, sender.due, {_ADMIN - 1})
    warm = [look for look in looks if look.updates > WARM_UP * updates]
    return Outcome(
        sent=dict(sender.sent),
        again=dict(sender.again),
        wrong=sender.wrong[:20],
        invalid=invalid[:20],
        written=double.written,
        uncalled=[f"{count} message(s) to {chat}: {sender.naming(chat)}" for chat, count in uncalled[:20]],
        surplus=surplus[:20],
        violations=[one for one in double.violations if "the double does not heed" not in one][:20],
        errors=_errors(bot.stderr, status)[:40],
        leaked_words=bot.stderr.count(MARK),
        told_admins=len(admin.said),
        growth=round(10_000 * theil_sen([one.updates for one in warm], [one.allocated for one in warm]), 3),
        looks=looks,
        seconds=round(time() - began, 1),
    )


def _checked(requests: Iterator[Request], invalid: list[str], *, every: int) -> Iterator[Request]:
    """The same; of those that shall be valid updates, some are looked at whether they are."""
    for number, request in enumerate(requests):
        if request.kind == "update" and request.update is not None and number % every == 0:
            invalid += filter(None, [is_valid(request.update)])
        yield request


def _beyond(tried: Counter[int], due: Counter[int], others: set[int]) -> tuple[list[tuple[int, int]], list[str]]:
    """The chats in which the bot has written unasked, and how often; and those in which it was spoken to less often."""
    written = {chat: count for chat, count in tried.items() if chat not in others}
    uncalled = [(chat, count) for chat, count in written.items() if not due[chat]]
    surplus = [
        f"{count} message(s) to {chat}, spoken to {due[chat]} time(s)"
        for chat, count in written.items()
        if 0 < due[chat] < count
    ]
    return uncalled, surplus


def _errors(log: str, status: int) -> list[str]:
    """The ends of what in a log should not be there, each with how often it is."""
    lines = Counter(
        " | ".join(entry.strip().splitlines()[-6:])
        for entry in _ENTRY.split(log)
        if entry.startswith(_WORSE) or "Traceback" in entry
    )
    wrong = [f"{count} ×: {line}" for line, count in lines.most_common()]
    return [*wrong, *([f"it ended with status {status}"] if status else [])]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it from the command line, with the given arguments or those of the process; the exit status."""
    parser = ArgumentParser(prog="python -m benchmarks.fuzzing", description="whether anything upsets the bot")
    parser.add_argument("--updates", type=int, default=100_000, help="(%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="what chance decides by (0)")
    given = parser.parse_args(arguments)
    outcome = asyncio.run(run(given.updates, given.seed, noted=lambda look: sys.stderr.write(f"{look}\n")))
    told = asdict(outcome) | {"good": outcome.is_good}
    sys.stdout.write(json.dumps(told, indent=2, ensure_ascii=True) + "\n")
    return 0 if outcome.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
