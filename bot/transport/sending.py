"""Messages to Telegram: a reply, an edit. A refusal of our markup or of a link never costs the reader the answer."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from telegram import InlineQueryResultArticle, InputTextMessageContent, ReplyParameters
from telegram.constants import MessageLimit, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.hearing.facts import topic_of
from bot.transport import finding, refusals
from bot.transport.delivery import Patience
from bot.typesetting.cutting import clip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from telegram import Bot, ForceReply, InlineQuery, InlineQueryResultsButton, Message

    from bot.screens.offers import Page
    from bot.screens.render import Screen
    from bot.screens.source_post import SourcePost

_log = logging.getLogger(__name__)
_GUESTS_TITLE: Final = "Kutip"
"""Asked for by Telegram, shown to nobody."""

_T = TypeVar("_T")


async def reply(
    message: Message,
    screen: Screen,
    *,
    to: Message | None = None,
    source: SourcePost | None = None,
    prompt: ForceReply | None = None,
) -> Message:
    """Answer somebody's message, under another one of its chat if `to` says so; in its topic, or where its group went.

    If that was deleted meanwhile, the answer comes all the same. With a `source`, it comes under the quoted words of
    that post instead, as long as Telegram finds them there. A screen without buttons may open the input field by
    `prompt`.
    """
    here = ReplyParameters((to or message).message_id, allow_sending_without_reply=True)

    async def under(target: ReplyParameters, shown: Screen, mode: ParseMode | None) -> Message:
        return await message.reply_text(
            written(shown, mode),
            parse_mode=mode,
            reply_markup=shown.keyboard or prompt,
            link_preview_options=shown.preview,
            reply_parameters=target,
        )

    async def arrived(shown: Screen, mode: ParseMode | None) -> Message | None:
        return await finding.arrived(message, partial(_edit, message.get_bot(), shown, mode, message.chat_id))

    try:
        for target in _targets(source):
            try:
                return await insist(screen, partial(under, target), arrived)
            except (BadRequest, Forbidden) as error:  # forbidden: the bot was removed from the channel
                _log.info("the source post could not be quoted (%s)", error.message)
        return await insist(screen, partial(under, here), arrived)
    except ChatMigrated as moved:  # asked while it was still a group; its messages have other numbers now
        return await post(message.get_bot(), moved.new_chat_id, screen, prompt=prompt)
    except BadRequest as error:
        if not refusals.has_nothing_to_reply_to(error):
            raise
        _log.info("sent without a reply (%s)", error.message)
        return await post(message.get_bot(), message.chat_id, screen, topic=topic_of(message), prompt=prompt)


def _targets(source: SourcePost | None) -> list[ReplyParameters]:
    """The post with its words quoted, then without: words that were edited since are refused."""
    if source is None:
        return []
    plain = ReplyParameters(source.message, chat_id=source.channel)
    return (
        [ReplyParameters(source.message, chat_id=source.channel, quote=source.words), plain]
        if source.words
        else [plain]
    )


async def post(
    bot: Bot,
    chat: int,
    screen: Screen,
    *,
    topic: int | None = None,
    under: int | None = None,
    prompt: ForceReply | None = None,
) -> Message:
    """Send a message that answers no question in particular, or where the group went.

    It goes into a forum topic if one is given, and replies to the message `under` if that is given and still there.
    """

    async def send(
        to: int, where: int | None, target: ReplyParameters | None, shown: Screen, mode: ParseMode | None
    ) -> Message:
        return await bot.send_message(
            to,
            written(shown, mode),
            message_thread_id=where,
            parse_mode=mode,
            reply_markup=shown.keyboard or prompt,
            link_preview_options=shown.preview,
            reply_parameters=target,
        )

    return await deliver(send, chat, screen, topic=topic, under=under)


async def deliver(
    send: Callable[[int, int | None, ReplyParameters | None, Screen, ParseMode | None], Awaitable[Message]],
    chat: int,
    screen: Screen,
    *,
    topic: int | None,
    under: int | None,
) -> Message:
    """Have `screen` sent to a chat, or where the group went; without a reply when there is nothing left to reply to.

    `send` does it once, to a chat, its topic, and what is replied to, as the screen then is.
    """
    target = None if under is None else ReplyParameters(under, allow_sending_without_reply=True)
    try:
        return await insist(screen, partial(send, chat, topic, target))
    except ChatMigrated as moved:  # its messages and topics have other numbers now
        return await deliver(send, moved.new_chat_id, screen, topic=None, under=None)
    except BadRequest as error:
        if under is None or not refusals.has_nothing_to_reply_to(error):
            raise
        return await deliver(send, chat, screen, topic=topic, under=None)


async def change(bot: Bot, chat: int, message: int, screen: Screen) -> bool:
    """Make one of the bot's messages show `screen`; False when it is gone, with its group too, or is past editing."""
    return await _change(bot, screen, chat=chat, message=message)


async def change_elsewhere(bot: Bot, message: str, screen: Screen) -> bool:
    """The same of a message that was sent through inline or guest mode, of which only `inline_message_id` is known."""
    return await _change(bot, screen, elsewhere=message)


async def _change(
    bot: Bot, screen: Screen, *, chat: int | None = None, message: int | None = None, elsewhere: str | None = None
) -> bool:
    async def edit(shown: Screen, mode: ParseMode | None) -> object:
        return await _edit(bot, shown, mode, chat, message, elsewhere)

    return await redraw(screen, edit)


async def _edit(
    bot: Bot, shown: Screen, mode: ParseMode | None, chat: int | None, message: int | None, elsewhere: str | None = None
) -> Message | bool:
    return await bot.edit_message_text(
        written(shown, mode),
        chat_id=chat,
        message_id=message,
        inline_message_id=elsewhere,
        parse_mode=mode,
        reply_markup=shown.keyboard,
        link_preview_options=shown.preview,
    )


async def redraw(screen: Screen, edit: Callable[[Screen, ParseMode | None], Awaitable[object]]) -> bool:
    """Have a message `edit`ed to show `screen`; False when it is gone, with its group too, or is past editing."""
    try:
        await insist(screen, edit)
    except ChatMigrated:
        return False
    except BadRequest as error:
        if refusals.is_unchanged(error):
            return True
        if refusals.is_past_editing(error):
            return False
        raise
    return True


async def offer(query: InlineQuery, page: Page, button: InlineQueryResultsButton | None) -> None:
    """Answer what somebody types with a page of offers, and a button above them. Once more without markup and links
    if Telegram refuses; an answer that comes too late is dropped, for more has been typed by then.
    """

    async def answer(mode: ParseMode | None) -> None:
        results = [
            _result(one.id, one.title, one.screen if mode else one.screen.without_links, mode, one.description)
            for one in page.offers
        ]
        await query.answer(
            results, cache_time=page.fresh, is_personal=True, next_offset=page.next_offset, button=button
        )

    for mode in (ParseMode.HTML, None):
        try:
            await answer(mode)
        except BadRequest as error:
            if refusals.is_too_late(error):
                _log.info("an inline query was answered too late")
            elif mode:
                _log.warning("Telegram refused inline results (%s); offered without markup and links", error.message)
                continue
            else:
                raise
        return


async def answer_guest(message: Message, screen: Screen) -> None:
    """Give the one answer to a message that called the bot as a guest; dropped when it comes too late."""

    async def send(shown: Screen, mode: ParseMode | None) -> object:
        return await message.answer_guest_query(_result("1", _GUESTS_TITLE, shown, mode))

    try:
        await insist(screen, send)
    except BadRequest as error:
        if not refusals.is_too_late(error):
            raise
        _log.info("a guest's question was answered too late")


def _result(
    identity: str, title: str, screen: Screen, mode: ParseMode | None, description: str | None = None
) -> InlineQueryResultArticle:
    content = InputTextMessageContent(written(screen, mode), mode, link_preview_options=screen.preview)
    return InlineQueryResultArticle(identity, title, content, screen.keyboard, description=description)


async def insist(
    screen: Screen,
    send: Callable[[Screen, ParseMode | None], Awaitable[_T]],
    arrived: Callable[[Screen, ParseMode | None], Awaitable[_T | None]] | None = None,
) -> _T:
    """Send `screen`; again without what Telegram refused of it, and again after pauses while it does not get through.

    Of what broke off, `arrived` finds out whether it is there, and what it is then. Without that nobody can tell. It is
    sent again all the same: mostly an idle connection had been closed just then. But what nothing is heard of in time
    is not, for mostly that arrives.
    """
    mode: ParseMode | None = ParseMode.HTML
    patience = Patience()
    while True:
        try:
            found = await arrived(screen, mode) if arrived else None
            return found if found is not None else await send(screen, mode)
        except BadRequest as error:
            plain = screen.without_links
            if mode and refusals.is_about_markup(error):
                _log.warning("Telegram could not read our markup (%s); sent as plain text", error.message)
                mode = None
            elif plain != screen and refusals.may_be_about_links(error):
                _log.warning("Telegram refused a message (%s); sent without links", error.message)
                screen = plain
            else:
                raise
        except RetryAfter as error:
            if not await patience.outlasts(error):
                raise
        except NetworkError as error:
            repeatable = refusals.is_repeatable(error) or (arrived and finding.can_tell())
            if not repeatable or not await patience.outlasts(error):
                raise


def written(screen: Screen, mode: ParseMode | None, limit: int = MessageLimit.MAX_TEXT_LENGTH) -> str:
    """The text of `screen` with its markup, or without it in at most `limit` UTF-16 units."""
    return screen.text.html if mode else clip(screen.text.plain, limit)
