"""`python -m bot chat`: the conversation in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.console import chat

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.settings import Settings


def run(settings: Settings, _arguments: Namespace) -> int:
    """Chat until the person leaves."""
    chat(settings)
    return 0
