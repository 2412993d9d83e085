"""`python -m benchmarks.constant`: a bot that answers every text with the same words.

It is what python-telegram-bot costs by itself, to hold Kutip against: the same polling, the same pacing and as many
updates at a time, and an answer that is a reply too, but nothing is searched, rendered or stored.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from telegram import ReplyParameters, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot.transport.pacing import Pacing

if TYPE_CHECKING:
    from telegram.ext import BaseHandler

ANSWER: Final = "Ini jawabannya."
_ALLOWED: Final = (Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY)


async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Reply with `ANSWER`."""
    message = update.effective_message
    if message is not None:
        target = ReplyParameters(message.message_id, allow_sending_without_reply=True)
        await message.reply_text(ANSWER, reply_parameters=target)


def main() -> None:
    """Answer the texts sent to BOT_TOKEN by way of the Bot API at TELEGRAM_API_URL until SIGTERM."""
    url = os.environ["TELEGRAM_API_URL"]
    builder = Application.builder().token(os.environ["BOT_TOKEN"]).base_url(f"{url}/bot").rate_limiter(Pacing())
    # Any: the parameters of PTB's context and of what a handler returns, of which nothing is used.
    handler: BaseHandler[Update, ContextTypes.DEFAULT_TYPE, Any] = MessageHandler(filters.TEXT, answer)
    application = builder.concurrent_updates(True).build()
    application.add_handler(handler)
    application.run_polling(allowed_updates=list(_ALLOWED))


if __name__ == "__main__":
    main()
