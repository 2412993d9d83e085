"""The double itself: a Bot API server on the loopback interface."""

import asyncio
import re
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from aiogram.types import BufferedInputFile, User
from aiohttp import BodyPartReader, web
from pydantic import JsonValue

from . import founding
from .api import Api
from .changes import PATIENCE
from .channels import Channel
from .chats import Presence
from .exchanges import Exchange
from .faults import Drop, Fault, Faults, Hold, Weather
from .forgetting import forget_chatter, forget_person
from .groups import Group
from .people import Person
from .refusal import Refusal
from .room import Room
from .speakers import Speaker, Talker
from .updates import Webhook
from .validation import RawValue
from .view import BotMessage
from .webhooks import Delivery, Way, Webhooks
from .world import Profile, World

TOKEN: Final = "7654321098:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw4"
"""A token of the right shape that opens nothing."""

_TOKEN_SHAPE: Final = re.compile(r"\d+:[\w-]{30,}")
_LARGEST_UPLOAD: Final = 64 * 1024 * 1024


class BotApiDouble:
    """A double of the Bot API on 127.0.0.1, for `async with`; the people, groups and channels are made up by the test.

    It keeps state only. What it takes and gives is judged by aiogram's models, and texts by TDLib; what breaks the
    rules is gathered in `violations`, and `assert_clean` fails on them. A method that it lacks answers 501.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        username: str = "kutip_bot",
        first_name: str = "Kutip",
        can_read_all_group_messages: bool = False,
        supports_inline_queries: bool = True,
        supports_guest_queries: bool = True,
        inline_feedback: bool = False,
    ) -> None:
        """Make a server for the one bot that has `token`; the rest is what `getMe` tells of it.

        With `inline_feedback` the bot hears of the inline results that people choose.
        """
        self.token = token
        self._world = World(
            User(
                id=int(token.partition(":")[0]),
                is_bot=True,
                first_name=first_name,
                username=username,
                can_join_groups=True,
                can_read_all_group_messages=can_read_all_group_messages,
                supports_inline_queries=supports_inline_queries,
                supports_guest_queries=supports_guest_queries,
                can_connect_to_business=False,
                has_main_web_app=False,
            ),
            inline_feedback=inline_feedback,
        )
        self._api = Api(self._world)
        self._webhooks = Webhooks(self._world.queue, self._world.journal)
        self._faults = Faults()
        self._exchanges: list[Exchange] = []
        self._runner: web.AppRunner | None = None
        self._url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_LARGEST_UPLOAD)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        app.router.add_route("*", "/bot{token}/{method}", self._method)
        app.router.add_route("*", "/{anything:.*}", self._nowhere)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port: int = self._runner.addresses[0][1]
        self._url = f"http://127.0.0.1:{port}"
        self._webhooks.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._world.queue.close()
        await self._webhooks.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """The root of the server; the Bot API is at `url + "/bot"`, files at `url + "/file/bot"`."""
        return self._url

    @property
    def violations(self) -> list[str]:
        """What the bot did against the rules so far, a press or an inline query never answered among it."""
        unanswered = [
            f"the press of [{pressed.label}] by {pressed.by.first_name} was never answered"
            for pressed in self._world.pressed.values()
            if pressed.answer is None
        ]
        ignored = [
            f"the inline query {request.query!r} of {request.by.first_name} was never answered"
            for request in self._world.inline_requests.values()
            if request.answer is None
        ]
        return [*self._world.journal.violations, *unanswered, *ignored]

    @property
    def profile(self) -> Profile:
        """The command menus and descriptions that the bot has set."""
        return self._world.profile

    @property
    def pending_updates(self) -> int:
        """How many updates the bot has not confirmed yet."""
        return len(self._world.queue.pending)

    def assert_clean(self) -> None:
        """Raise AssertionError with all violations, and with failures that were ordered but never came to pass."""
        wrong = [*self.violations, *(f"a fault for {method} was never used" for method in self._faults.left())]
        if wrong:
            raise AssertionError("\n".join([*wrong, self._world.journal.text()]))

    @property
    def bot(self) -> User:
        """The bot, to mention it."""
        return self._world.bot

    def transcript(self) -> list[str]:
        """The conversation so far, one event an item; a text's further lines are indented."""
        return list(self._world.journal.lines)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The requests that were granted, in the order in which they were answered, with their moments."""
        return tuple(self._exchanges)

    def forgets(self) -> tuple[Exchange, ...]:
        """Let go of the transcript, of presses and inline queries that were answered, and of the exchanges, which are
        returned. What breaks the rules is kept, and chats forget for themselves.
        """
        told, self._exchanges = tuple(self._exchanges), []
        forget_chatter(self._world)
        return told

    def parts_with(self, person: Person) -> None:
        """Forget somebody who is in no group, with their private chat."""
        forget_person(self._world, person.user.id)

    def person(
        self,
        id: int = 111_000_111,
        first_name: str = "Budi",
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "id",
    ) -> Person:
        """Let somebody new open a private chat with the bot. Raises ValueError when `id` is taken."""
        user = User(
            id=id,
            is_bot=False,
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        return Person(self._world, user)

    def group(
        self,
        title: str,
        members: Sequence[Person],
        *,
        admins: Sequence[Person] = (),
        supergroup: bool = True,
        forum: bool = False,
        username: str | None = None,
        bot: Presence = "member",
        privacy: bool | None = None,
    ) -> Group:
        """Let people found a group: the first of `members` is its owner, and `admins` are among them.

        A `forum` is a supergroup with topics, one with a `username` is public. `bot` is what the bot is there. Its
        `privacy` mode, by default as it is for all its groups, keeps from it what is not meant for it. Raises
        ValueError without a member, or for an admin who is none.
        """
        state = founding.group(
            self._world,
            title,
            [person.user for person in members],
            [person.user for person in admins],
            kind="supergroup" if supergroup or forum or username else "group",
            forum=forum,
            username=username,
            bot=bot,
            privacy=privacy,
        )
        return Group(self._world, state, members[0])

    def channel(
        self,
        title: str,
        *,
        username: str | None = None,
        bot: Presence = "administrator",
        members: Sequence[Talker] = (),
        admins: Sequence[Talker] = (),
    ) -> Channel:
        """Found a channel; `bot` is what the bot is there.

        The first of its `members`, if there are any, is its owner; they and the `admins` among them may be other bots.
        Raises ValueError for an admin who is no member.
        """
        state = founding.channel(
            self._world,
            title,
            [member.speaker.user for member in members],
            [admin.speaker.user for admin in admins],
            bot=bot,
            username=username,
        )
        return Channel(self._world, state)

    def other_bot(self, first_name: str, *, username: str, talks_to_bots: bool = False) -> Speaker:
        """Make another bot, to speak in groups and to send messages via it. Few bots are shown what bots say."""
        user = User(id=self._world.next_newcomer_id(), is_bot=True, first_name=first_name, username=username)
        return Speaker(user, talks_to_bots=talks_to_bots)

    def resolves(self, host: str, address: str) -> None:
        """Let a webhook on `host` be at this IP address, as long as the bot names no other."""
        self._world.addresses[host] = address

    def leads(self, host: str, *, port: str = "", unix: str = "") -> None:
        """Let a proxy on `host` hand requests for a webhook on to where the bot listens: a `host:port` or a socket."""
        self._webhooks.ways[host] = Way(port, unix)
        self._world.queue.stir()

    @property
    def deliveries(self) -> tuple[Delivery, ...]:
        """The attempts to send updates to a webhook, in the order in which they ended."""
        return tuple(self._webhooks.deliveries)

    async def until_webhook(self, patience: float = PATIENCE) -> Webhook:
        """Wait until the bot has set a webhook; which one."""
        queue = self._world.queue
        await self._world.changes.until(lambda: bool(queue.webhook.url), "A setWebhook", patience)
        return queue.webhook

    def said_to(self, room: Room) -> list[BotMessage]:
        """All that the bot ever sent or edited in a group or in the private chat with a person, heard or not."""
        return list(room.said)

    def fail_next(
        self,
        method: str,
        *,
        status: int | None = None,
        description: str | None = None,
        retry_after: int | None = None,
        drop: Drop | None = None,
        times: int = 1,
    ) -> None:
        """Let the next `times` calls of `method` fail, with an HTTP `status` (429 needs `retry_after`) or a dropped
        connection: `drop="before"` the request has its effect, or "after" it, so that only the answer is lost.
        """
        self._faults.order(
            method, status=status, description=description, retry_after=retry_after, drop=drop, times=times
        )

    def hold_next(self, method: str, moment: Drop) -> Hold:
        """Let the next call of `method` never be answered, "before" or "after" it has its effect; for whoever kills the
        bot at that very moment.
        """
        return self._faults.hold(method, moment)

    def expect(self, weather: Weather) -> None:
        """From now on, let calls fail by chance."""
        self._faults.expect(weather)

    async def until_polled(self, since: float, patience: float = PATIENCE) -> None:
        """Wait for a long poll that arrived after `since`, a time of the event loop's clock."""
        queue = self._world.queue
        await self._world.changes.until(
            lambda: queue.last_poll_at is not None and queue.last_poll_at >= since, "The first getUpdates", patience
        )

    async def _method(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        try:
            self._authorize(request.match_info["token"])
            fault = self._faults.next(name)
            if fault is not None and fault.refusal is not None:
                raise fault.refusal
            await _hinder(fault, "before")
            if fault is not None and fault.drop == "before":
                return self._dropped(request, name)
            received, result = await self._perform(name, request)
            await _hinder(fault, "after")
            if fault is not None and fault.drop == "after":
                return self._dropped(request, name)
        except Refusal as refusal:
            self._world.journal.note(f"({name} refused)", f"{refusal.status} {refusal.description}")
            return web.json_response(refusal.body(), status=refusal.status)
        response = web.json_response({"ok": True, "result": result})
        # Written here instead of by aiohttp a moment later, to know when.
        try:
            await response.prepare(request)
            await response.write_eof()
        except ConnectionResetError:  # the bot was killed meanwhile
            return response
        self._exchanges.append(Exchange(name, result, received, asyncio.get_running_loop().time(), _port(request)))
        return response

    async def _perform(self, name: str, request: web.Request) -> tuple[float, JsonValue]:
        """When the request had been received, and its result."""
        try:
            parameters = await _parameters(request)
            received = asyncio.get_running_loop().time()
            return received, await self._api.perform(name, parameters)
        except Refusal:
            raise
        except Exception as error:
            self._world.journal.violation(f"{name}: the double itself failed: {error!r}")
            raise Refusal(500, "Internal Server Error: the double itself failed") from error
        finally:
            await self._world.changes.announce()

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._authorize(request.match_info["token"])
        except Refusal as refusal:
            return web.json_response(refusal.body(), status=refusal.status)
        for stored in self._world.files.values():
            if stored.path == request.match_info["path"]:
                return web.Response(body=stored.content, content_type="application/octet-stream")
        return await self._nowhere(request)

    async def _nowhere(self, request: web.Request) -> web.Response:
        return web.json_response(Refusal(404, "Not Found").body(), status=404)

    def _authorize(self, token: str) -> None:
        if not _TOKEN_SHAPE.fullmatch(token):
            raise Refusal(404, "Not Found")
        if token != self.token:
            raise Refusal(401, "Unauthorized")

    def _dropped(self, request: web.Request, name: str) -> web.Response:
        self._world.journal.note(f"({name})", "the connection breaks")
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


async def _hinder(fault: Fault | None, moment: Drop) -> None:
    """Take as long over a request as its failure says, which may be until the bot gives up."""
    if fault is None:
        return
    if fault.hold is not None and fault.hold.moment == moment:
        fault.hold.reached.set()
        await asyncio.Event().wait()
    if fault.delay and moment == "before":
        await asyncio.sleep(fault.delay)


def _port(request: web.Request) -> int:
    peer = request.get_extra_info("peername")
    return int(peer[1]) if peer else 0


async def _parameters(request: web.Request) -> dict[str, RawValue]:
    """The parameters of a request from its address and its body, whichever of the four ways they were sent."""
    parameters: dict[str, RawValue] = dict(request.query)
    if request.content_type == "application/json":
        parameters |= await request.json()
    elif request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name is not None:
                content = bytes(await part.read())
                parameters[part.name] = (
                    BufferedInputFile(content, part.filename) if part.filename is not None else content.decode()
                )
    else:
        form = await request.post()
        parameters |= {name: value for name, value in form.items() if isinstance(value, str)}
    return parameters
