"""What `check --repair` does beside mending the database: the encoder, the inbox, and the word about all of it."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from typing import TYPE_CHECKING

from bot.commands.findings import Note
from bot.transport.inbox import NAME, opened
from retrieval.database import open_database
from retrieval.errors import EncoderError, LibraryError
from retrieval.layout import DATABASE, ENCODER
from retrieval.repairing import alone, is_older, repair
from retrieval.semantic import open_encoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.settings import Settings
    from retrieval.checking import Finding


def mend(settings: Settings) -> None:
    """Mend what can be mended in `DATA_DIR`, and print a sentence for each thing done.

    Raises LibraryError if the library is in use, or is past mending.
    """
    told = 0
    for deed in _deeds(settings):
        sys.stdout.write(f"→ {deed}\n")
        told += 1
    if not told:
        sys.stdout.write("→ There was nothing to mend.\n")


def _deeds(settings: Settings) -> Iterator[str]:
    with alone(settings.data_dir):
        yield from repair(settings.data_dir)
        if is_older(settings.data_dir):
            asyncio.run(_brought_up(settings.data_dir / DATABASE))
            yield "The database was brought up to this version."
            yield from repair(settings.data_dir)
        inbox = settings.data_dir / NAME
        if broken := broken_lines(inbox):
            with opened(inbox):  # which reads what it can, and writes the file anew
                yield f"{broken} line(s) of {inbox} that were cut short were dropped; the others wait for the bot."
        if settings.semantic != "off" and (deed := _mended_encoder(settings.data_dir / ENCODER)):
            yield deed


async def _brought_up(database: Path) -> None:
    async with open_database(database):
        pass


def _mended_encoder(directory: Path) -> str:
    """Throw away an encoder that cannot be opened, to be prepared anew; what was done, if anything."""
    if not directory.exists():
        return ""
    try:
        open_encoder(directory, mode="on")
    except EncoderError as error:
        try:
            shutil.rmtree(directory)
        except OSError as again:
            raise LibraryError(f"{directory} cannot be removed ({again.strerror}); delete it by hand.") from error
        return f"{directory} could not be used and was removed; it is prepared anew."
    return ""


def broken_lines(inbox: Path) -> int:
    """How many lines of the inbox nobody can read: the last one, if death has cut its writing short, or more."""
    try:
        lines = inbox.read_bytes().splitlines()
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise LibraryError(f"{inbox} cannot be read ({error.strerror}); check its owner and mode.") from error
    return sum(not _is_json(line) for line in lines)


def on_inbox(folder: Path) -> list[Finding]:
    """What is to be told of the inbox, if there is anything."""
    broken = broken_lines(folder / NAME)
    said = f"{broken} line(s) were cut short; the bot drops them at its next start, and so does `check --repair`"
    return [Note("inbox", True, said)] if broken else []


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
