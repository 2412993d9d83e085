"""A loopback double of the Telegram Bot API, to test the real bot without Telegram."""

from .people import Person, Press
from .server import TOKEN, BotApiDouble
from .view import BotMessage, Button, Quote

__all__ = ["TOKEN", "BotApiDouble", "BotMessage", "Button", "Person", "Press", "Quote"]
