"""Inline mode: people type "@bot query" in any chat, are offered results, and send one of them."""

import re
from dataclasses import dataclass
from typing import Final

from aiogram.methods import AnswerInlineQuery
from aiogram.types import (
    ChosenInlineResult,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    User,
)
from aiogram.types.inline_query_result_union import InlineQueryResultUnion

from . import keyboards
from .chats import ChatState, GroupState
from .composing import Composer
from .contents import Content
from .queries import InlineRequest
from .refusal import Refusal, bad_request
from .speakers import Speaker
from .speaking import spoken
from .view import BotMessage
from .world import World

QUERY_CHARACTERS: Final = 256
_MOST_RESULTS: Final = 50
_ID_BYTES: Final = 64
_DEFAULT_CACHE: Final = 300
_START_PARAMETER: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of what the bot offers; `message` is how it would be sent, without place and sender."""

    id: str
    title: str
    description: str
    message: Content
    url: str | None
    thumbnail_url: str | None
    query: str

    @property
    def text(self) -> str:
        """The text that would be sent, without markup."""
        return self.message.shown


@dataclass(frozen=True, slots=True)
class Page:
    """The bot's answer to an inline query; an empty `next_offset` means that there is no more."""

    results: tuple[Result, ...]
    next_offset: str
    cache_time: int
    is_personal: bool
    button: InlineQueryResultsButton | None


async def typed(world: World, user: User, query: str, chat_type: str | None, offset: str, patience: float) -> Page:
    """Let `user` type an inline query and wait for the bot's answer. Raises AssertionError when none comes."""
    if len(query) > QUERY_CHARACTERS:
        raise ValueError(f"nobody can type more than {QUERY_CHARACTERS} characters")
    query_id = world.next_query_id()
    request = world.inline_requests[query_id] = InlineRequest(user, query)
    world.journal.note(
        user.first_name, f"(types @{world.bot.username} {query})" + (f" from {offset}" if offset else "")
    )
    event = {"id": query_id, "from_user": user, "query": query, "offset": offset}
    await world.queue.emit(
        inline_query=InlineQuery.model_validate(event | ({"chat_type": chat_type} if chat_type else {}))
    )
    await world.changes.until(lambda: request.answer is not None, f"The answer to the inline query {query!r}", patience)
    if request.answer is None:
        raise AssertionError("unreachable")
    return _page(world, request.answer, query)


async def chosen(world: World, state: ChatState, speaker: Speaker, result: Result) -> BotMessage:
    """Send `result` into a chat as a message of `speaker` via the bot."""
    message = spoken(world, state, speaker, result.message, via=Speaker(world.bot))
    inline_id = world.next_inline_id(state, message) if message.reply_markup else None
    world.journal.note(f"{speaker.name} via {world.bot.first_name}{state.place(message)}", state.view(message).screen())
    if not isinstance(state, GroupState) or state.bot_is_here:
        await world.queue.emit(message=message)
    if world.inline_feedback:
        choice = {"result_id": result.id, "from_user": speaker.user, "query": result.query}
        await world.queue.emit(
            chosen_inline_result=ChosenInlineResult.model_validate(
                choice | ({"inline_message_id": inline_id} if inline_id else {})
            )
        )
    return state.view(message)


class InlineMode:
    """The bot's side of it. Takes a valid request; `Refusal` where Telegram refuses."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def answer_inline_query(self, call: AnswerInlineQuery) -> bool:
        """Offer results for what somebody types."""
        request = self._world.inline_requests.get(call.inline_query_id)
        if request is None or request.answer is not None:
            raise bad_request(TOO_OLD)
        if len(call.results) > _MOST_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        ids = [result.id for result in call.results]
        if len(set(ids)) < len(ids):
            raise bad_request("RESULT_ID_DUPLICATE")
        if len((call.next_offset or "").encode()) > _ID_BYTES:
            raise bad_request("NEXT_OFFSET_INVALID")
        start = call.button.start_parameter if call.button else None
        if start is not None and not _START_PARAMETER.fullmatch(start):
            raise bad_request("START_PARAM_INVALID")
        page = [offered(self._world, result, request.query) for result in call.results]
        request.answer = call
        lines = [f"(offers {len(page)} results)", *(f"• {line.title} — {line.description}" for line in page)]
        self._world.journal.note(self._world.bot.first_name, "\n".join(lines))
        return True


def offered(world: World, result: InlineQueryResultUnion, query: str) -> Result:
    """A result as people would send it. Raises `Refusal`: only articles that send a text are understood here (501)."""
    if not isinstance(result, InlineQueryResultArticle) or not isinstance(
        result.input_message_content, InputTextMessageContent
    ):
        world.journal.violation(f"an inline result of type {result.type} is not modelled")
        raise Refusal(501, f"Not Implemented: the double has no inline result of type {result.type} yet")
    if not 1 <= len(result.id.encode()) <= _ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")
    if not result.title.strip():
        raise bad_request("RESULT_TITLE_EMPTY")
    compose, content = Composer(world), result.input_message_content
    body = compose.text(content.message_text, content.parse_mode, content.entities)
    preview = compose.preview(content.link_preview_options, body)
    markup = keyboards.checked(result.reply_markup)
    fields = {
        "text": body.text,
        "entities": list(body.entities) or None,
        "link_preview_options": preview,
        "reply_markup": markup,
    }
    return Result(
        id=result.id,
        title=result.title,
        description=result.description or "",
        message=Content(body.text, {name: value for name, value in fields.items() if value is not None}),
        url=result.url,
        thumbnail_url=result.thumbnail_url,
        query=query,
    )


def _page(world: World, answer: AnswerInlineQuery, query: str) -> Page:
    return Page(
        results=tuple(offered(world, result, query) for result in answer.results),
        next_offset=answer.next_offset or "",
        cache_time=_DEFAULT_CACHE if answer.cache_time is None else answer.cache_time,
        is_personal=bool(answer.is_personal),
        button=answer.button,
    )
