"""A made-up month of questions, asked of a real library, and the picture of it that `/statistik` sends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.conversation import Conversations, Place
from bot.screens.charts import draw
from bot.screens.figures import USUAL, Sheet, chart, most_missed, offered
from bot.texts import texts_of
from retrieval.opening import open_library
from retrieval.scope import EVERYONE, PUBLIC
from retrieval.statistics import Period
from tests.newsroom import BUS, CHILLI, FLOOD, SEEDS, SHIP, SHUTTLE

if TYPE_CHECKING:
    from retrieval.library import Library

_TODAY: Final = datetime(2026, 11, 20, 14, tzinfo=UTC)
_KEPT: Final = 90
_READERS: Final = 40
_QUESTIONS: Final = {
    "siapa menlu Pakistan?": 9,
    "berapa korban tewas di Pakistan?": 7,
    "berapa harga cabai rawit di Kudus?": 8,
    "berapa rumah yang terendam di Demak?": 6,
    "siapa yang juara di Kumamoto?": 4,
    "kenapa pasokan cabai berkurang?": 3,
    "kapan pasar kliwon dibuka lagi?": 4,
    "pasar kliwon kapan dibuka kembali?": 2,
    "jadwal kereta ke Semarang hari ini?": 3,
    "harga beras di Demak berapa?": 2,
}
"""What is asked, and how often beside the others."""


async def drawn_month() -> bytes:
    """The picture, as PNG. Raises ChartError."""
    chance = Random(1)  # noqa: S311 - the same month each time
    with TemporaryDirectory() as home:
        async with open_library(Path(home), semantic="off", seeds=SEEDS) as library:
            for article in (FLOOD, CHILLI, SHUTTLE, BUS, SHIP):
                await library.add(article)
            for day in range(2 * USUAL):
                for _ in range(chance.randint(2, 6 + (2 * USUAL - day) // 6)):
                    await _ask(library, chance, _TODAY - timedelta(days=day, hours=chance.randint(0, 11)))
            period = Period.until(_TODAY, USUAL, ZoneInfo("Asia/Jakarta"))
            found = await library.statistics.figures(EVERYONE, period, since=_TODAY - timedelta(days=_KEPT))
            unmet = most_missed(await library.unanswered.misses(PUBLIC), period)
        sheet = Sheet(PUBLIC, found, unmet, offered(_KEPT))
        return await draw(chart(sheet, texts_of("id")), Path(home))


async def _ask(library: Library, chance: Random, moment: datetime) -> None:
    """Let somebody ask something at that moment, and mostly not vote."""
    (question,) = chance.choices(list(_QUESTIONS), list(_QUESTIONS.values()))
    person = chance.randint(1, _READERS)
    answer = await library.ask(question)
    conversations = Conversations(library.turns, lambda: moment)
    turn = await conversations.remember(Place(person, person), question, answer, "id")
    if answer.quotable and chance.random() < 0.3:
        await conversations.vote(turn, person, helpful=chance.random() < 0.85)
