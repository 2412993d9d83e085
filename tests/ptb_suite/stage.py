"""The chats and people that PTB's live tests expect, in the world of a double."""

import base64
import json
from typing import Final

from tests.double import BotApiDouble

_NAME: Final = "PTB tests"
_USERNAME: Final = "ptb_test_bot"
_CHANNEL: Final = "pythontelegrambottests"
ADDRESSES: Final = {"python-telegram-bot.org": "192.0.2.28"}
"""The addresses of hosts, as the double and the tests shall see them: neither has a network."""


def double() -> BotApiDouble:
    """A double of Telegram whose bot is the one of PTB's tests, not started yet."""
    return BotApiDouble(username=_USERNAME, first_name=_NAME)


def set_up(telegram: BotApiDouble) -> str:
    """Found what PTB's tests look for, and return the environment variable BOTS that tells them of it.

    There is a person to talk to, who owns a supergroup, a forum and a channel, where the bot is an administrator.
    """
    person = telegram.person(675_666_224, "PTB", last_name="Test user")
    others = [telegram.person(100 + number, f"Subscriber {number}") for number in range(3)]
    helper = telegram.other_bot("Helper", username="ptb_helper_bot")
    group = telegram.group(f">>> telegram.Bot(test) @{_USERNAME}", [person], bot="administrator")
    forum = telegram.group("Topics", [person], forum=True, bot="administrator")
    telegram.channel("Channel", username=_CHANNEL, members=[person, helper, *others], admins=[helper])
    for host, address in ADDRESSES.items():
        telegram.resolves(host, address)
    bot = {
        "token": telegram.token,
        "name": _NAME,
        "username": f"@{_USERNAME}",
        "chat_id": str(person.id),
        "super_group_id": str(group.id),
        "forum_group_id": str(forum.id),
        "channel_id": f"@{_CHANNEL}",
        # Of payments and paid subscriptions, which the double has not.
        "payment_provider_token": "",
        "subscription_channel_id": 0,
    }
    return base64.b64encode(json.dumps([bot]).encode()).decode()
