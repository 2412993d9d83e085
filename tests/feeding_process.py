"""The bot as `python -m bot` runs it, but for one exception from its strict guard: the site of a test.

That site is at 127.0.0.1, on the port that `SITE_PORT` names. Its pages are asked for without a pause.
"""

from __future__ import annotations

import asyncio
import os
from functools import partial
from typing import TYPE_CHECKING

from bot.service.logs import set_up_logging
from bot.service.serving import serve
from bot.settings import load_settings
from retrieval.web import Guard, fetch
from retrieval.web.polite import Visitor
from tests.feedsite import HOST
from tests.websites import Names

if TYPE_CHECKING:
    from retrieval.web.addresses import Address


def main() -> None:
    """Be the bot."""
    port = int(os.environ["SITE_PORT"])
    settings = load_settings()
    set_up_logging(settings.log_level, settings.token)

    def allows(address: Address, at: int) -> bool:
        return (str(address), at) == ("127.0.0.1", port)

    guard = Guard(resolve=Names({HOST: [["127.0.0.1"]]}).resolve, allows=allows, ports=frozenset({port}))
    asyncio.run(serve(settings, visitor=Visitor(partial(fetch, guard=guard), pause=0)))


if __name__ == "__main__":
    main()
