"""An editor at work: adds an article, replaces, undoes, removes, looks at lists and figures, and checks what comes."""

from __future__ import annotations

import asyncio
from itertools import count, cycle
from typing import TYPE_CHECKING, Final

from bot.texts import texts_of
from retrieval.intake import slug

if TYPE_CHECKING:
    from tests.double import BotMessage, Person

_ID: Final = texts_of("id")
_PATIENCE: Final = 60.0
_LOOKS: Final = ("/artikel", "/statistik", "/belum", "/status")
_KEPT: Final = 12


class _UnexpectedError(AssertionError):
    """The bot said something else than it should."""


class Editor:
    """Edits the library in a private chat, one deed every `pause` seconds; the library is in the end as it was.

    `deeds` counts what was done, and what went wrong is told in `troubles`, a line each.
    """

    def __init__(self, person: Person, pause: float) -> None:
        self.deeds = 0
        self.troubles: list[str] = []
        self._person = person
        self._pause = pause
        self._numbers = count(1)
        self._looks = cycle(_LOOKS)

    async def works(self, stop: asyncio.Event) -> None:
        """Go on until told to stop, and leave nothing half-done then."""
        while not stop.is_set():
            self._person.forgets(_KEPT)
            try:
                await self._round(next(self._numbers))
            except AssertionError as error:
                self.troubles.append(str(error).partition("\n")[0])
                self._person.forgets(0)  # whatever comes next is no answer to what went wrong

    async def _round(self, number: int) -> None:
        title = f"Ronda Malam Pekan ke-{number} Dijadwalkan"
        guards, more = f"{number + 3} warga RT Kenanga", f"{number + 9} warga RT Melati"
        shown = await self._deed(f"/tambah {_text(title, number, guards)}")
        _expect(title in shown.bold, "an article was added", shown)
        await self._sees(number, guards)
        asked = await self._deed(f"/ganti {slug(title)}")
        shown = await self._deed(_text(title, number, more), asked)
        _expect(title in shown.bold, "an article was replaced", shown)
        await self._sees(number, more)
        shown = await self._deed("/urungkan")
        _expect(shown.text == _ID.restored.format(title=title), "the replacement was taken back", shown)
        await self._sees(number, guards)
        removed = _ID.removed.format(library=_ID.public_library, title=title)
        gone = await self._deed(f"/hapus {slug(title)}")
        _expect(gone.text == removed, "the article was removed", gone)
        await self._person.presses(gone, _ID.undo, patience=_PATIENCE)
        shown = await self._person.hears(patience=_PATIENCE)
        _expect(shown.text == _ID.restored.format(title=title), "the removal was taken back", shown)
        gone = await self._deed(f"/hapus {slug(title)}")
        _expect(gone.text == removed, "the article was removed again", gone)
        look = next(self._looks)
        shown = await self._deed(look)
        _expect(_ID.trouble not in shown.text, look, shown)

    async def _sees(self, number: int, guards: str) -> None:
        """What was edited is answered at once."""
        answer = await self._deed(f"siapa yang menjaga ronda malam pada pekan ke-{number}?")
        _expect(guards in answer.text, "what had been edited was answered", answer)

    async def _deed(self, words: str, reply_to: BotMessage | None = None) -> BotMessage:
        """Say something and wait for what comes, after a pause."""
        await asyncio.sleep(self._pause)
        await self._person.says(words, reply_to=reply_to)
        self.deeds += 1
        return await self._person.hears(patience=_PATIENCE)


def _text(title: str, number: int, guards: str) -> str:
    return (
        f"{title}\n\nRonda malam pada pekan ke-{number} dijaga oleh {guards}.\n\n"
        f"Ketua ronda pekan ke-{number} meminta warga membawa senter dan kentungan."
    )


def _expect(fulfilled: bool, what: str, shown: BotMessage) -> None:
    if not fulfilled:
        raise _UnexpectedError(f"not so: {what}; the bot said {shown.text!r}")
