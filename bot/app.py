"""The Telegram application: which handler gets which update."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from telegram import Update
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.conversation import Conversations
from bot.desk import Desk
from bot.handlers import crowding, errors, guest, inline, membership, messages, presses
from bot.service.watching import Watch
from bot.transport.attending import Attending
from bot.transport.client import SteadyBot
from bot.transport.inbox import Inbox
from bot.transport.limits import Limits
from bot.transport.pacing import Pace, Pacing
from retrieval.errors import SettingsError
from retrieval.web import fetch

if TYPE_CHECKING:
    from bot.settings import Settings
    from retrieval.library import Library
    from retrieval.sources.web import Fetch

# PTB's six type parameters (bot, context, three kinds of data, job queue) matter to no caller of ours.
App: TypeAlias = Application[Any, Any, Any, Any, Any, Any]

DESK: Final = "desk"
"""Where the application keeps its `Desk`, for whoever runs and stops it."""
ALLOWED_UPDATES: Final = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.GUEST_MESSAGE,
    Update.MY_CHAT_MEMBER,
    Update.CHAT_MEMBER,
)
"""All that Telegram is asked to send."""


class _Forgetful(Application[Any, Any, Any, Any, Any, Any]):  # Any: as above
    """PTB's application, which notes every chat and person whose data it is to store, and forgets them once it has.

    It never does without a persistence, and ours are in the library.
    """

    __slots__ = ()

    def _mark_for_persistence_update(self, **_: object) -> None:
        """Note nobody."""


def build_application(
    settings: Settings,
    library: Library,
    *,
    fetch: Fetch = fetch,
    watch: Watch | None = None,
    inbox: Inbox | None = None,
) -> App:
    """The application for an open library, ready to be initialised; pages that editors name come by `fetch`.

    What happens is told to `watch`; what waits for an answer is kept in `inbox`, if there is one.

    Raises SettingsError when there is no token.
    """
    if settings.token is None:
        raise SettingsError("BOT_TOKEN: not set; get a token from @BotFather and put it into .env")
    pacing, watch, inbox = Pacing(), watch or Watch(), inbox or Inbox()
    bot = SteadyBot(
        settings.token,
        watch=watch,
        inbox=inbox,
        base_url=f"{settings.telegram_api_url}/bot",
        base_file_url=f"{settings.telegram_api_url}/file/bot",
        rate_limiter=pacing,
    )
    attending = Attending(watch, inbox)
    builder = ApplicationBuilder().application_class(_Forgetful).bot(bot).concurrent_updates(attending).job_queue(None)
    application: App = builder.build()
    limits = Limits(Pace(settings.questions_a_minute, 60.0))
    desk = Desk(settings, library, Conversations(library.turns), pacing, limits, fetch, watch=watch, inbox=inbox)
    application.bot_data[DESK] = desk
    attending.tells(lambda message: application.create_task(crowding.tell_full(desk, message), name="full"))
    written = filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE
    talked = filters.ChatType.PRIVATE | filters.ChatType.GROUPS
    application.add_handler(MessageHandler(written & talked, partial(messages.read, desk)))
    application.add_handler(MessageHandler(filters.UpdateType.GUEST_MESSAGE, partial(guest.answer, desk)))
    application.add_handler(InlineQueryHandler(partial(inline.suggest, desk)))
    application.add_handler(CallbackQueryHandler(partial(presses.press, desk)))
    application.add_handler(ChatMemberHandler(partial(membership.heed, desk), ChatMemberHandler.ANY_CHAT_MEMBER))
    application.add_error_handler(partial(errors.explain, desk))
    return application
