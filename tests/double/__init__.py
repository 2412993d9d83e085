"""A loopback double of the Telegram Bot API, to test the real bot without Telegram."""

from .channels import Channel
from .exchanges import Exchange
from .faults import Hold, Weather
from .groups import Group
from .inline import Page, Result
from .people import Person
from .room import Press
from .server import TOKEN, BotApiDouble
from .speakers import Speaker
from .topics import Topic
from .view import BotMessage, Button, Quote

__all__ = [
    "TOKEN",
    "BotApiDouble",
    "BotMessage",
    "Button",
    "Channel",
    "Exchange",
    "Group",
    "Hold",
    "Page",
    "Person",
    "Press",
    "Quote",
    "Result",
    "Speaker",
    "Topic",
    "Weather",
]
