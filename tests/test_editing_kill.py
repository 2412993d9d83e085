"""Editors at work in a process that is killed, again and again, at any moment: both a change and its record, or none.

So many moments as `KILLS` says (40): `KILLS=200 python -m pytest tests/test_editing_kill.py`.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import signal
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest

from retrieval.analysis import analyzer
from retrieval.answer import Status
from retrieval.article import Article, Section
from retrieval.database import open_database
from retrieval.editing import ChangeKind, Editor
from retrieval.following import FINGERPRINT, Follower
from retrieval.index_tantivy import open_tantivy_index
from retrieval.layout import DATABASE, INDEX
from retrieval.opening import open_library
from retrieval.passages import passages_of
from retrieval.scope import EVERYONE, PUBLIC
from retrieval.sources.bulk import BulkArticle
from retrieval.store import Store

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path

    from retrieval.index import PassageIndex
    from retrieval.library import Library

KILLS: Final = int(os.environ.get("KILLS", "40"))
SEED: Final = 5
PATIENCE: Final = 60.0
"""Seconds until a process that says nothing is taken for stuck."""
STORIES: Final = {
    "Sukamaju": ("rumah", "terendam banjir", "Air sungai meluap setelah tanggul jebol.", "Perahu karet dikirim."),
    "Karangrejo": ("kambing", "hilang dicuri", "Pemilik kandang melapor ke polsek.", "Ronda malam diperketat."),
    "Wonosari": ("siswa", "keracunan jajanan", "Puskesmas merawat anak yang mual.", "Kantin sekolah ditutup."),
    "Cibodas": ("pendaki", "tersesat di gunung", "Tim penyelamat menyisir jalur.", "Cuaca berkabut tebal."),
    "Tanjungpura": ("nelayan", "tidak melaut", "Ombak tinggi menghantam pantai.", "Harga ikan melonjak."),
    "Mekarwangi": ("pohon kopi", "terserang hama", "Penyuluh pertanian mengambil daun.", "Panen turun separuh."),
    "Bontang": ("lampu jalan", "padam", "Gardu listrik terbakar tengah malam.", "Teknisi mengganti kabel."),
    "Labuapi": ("pasangan", "menikah massal", "Penghulu datang sejak subuh.", "Pengantin naik delman."),
    "Kertosono": ("sepeda", "dibagikan", "Pelajar berangkat lebih pagi.", "Bengkel memberi servis gratis."),
    "Pasirjambu": ("sapi", "divaksin", "Dokter hewan berkeliling dusun.", "Penyakit kuku menular cepat."),
}
"""Of each village: what is counted there, what happened to it, and more to tell."""
VILLAGES: Final = tuple(STORIES)[:6]
IN_BULK: Final = tuple(STORIES)[6:]
"""What comes by the command line, which is no editor: of articles of its own, since it leaves nothing to undo."""
SARI: Final = Editor("7", "7")


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done to the library: to the article about a village, if it is about one."""

    kind: str
    village: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Model:
    """What a library has to hold: titles and numbers of its articles by village, and the record of its changes."""

    articles: dict[str, tuple[str, int]] = field(default_factory=dict)
    record: tuple[tuple[ChangeKind, bool], ...] = ()
    """Of every change, in order: its kind, and whether it is undone."""
    undoable: tuple[tuple[int, str, tuple[str, int] | None], ...] = ()
    """Of every change that is not undone: its place in the record, the village, and what was there before."""

    def after(self, step: Step) -> Model:
        """What it is once a step was taken."""
        now, articles = self.articles.get(step.village), dict(self.articles)
        match step.kind:
            case "bulk":
                return replace(self, articles=articles | {v: (title_of(v, step.number), step.number) for v in IN_BULK})
            case "undo":
                *others, (place, village, before) = self.undoable
                articles.pop(village, None)
                if before:
                    articles[village] = before
                record = list(self.record)
                record[place] = (record[place][0], True)
                return Model(articles, (*record, (ChangeKind.RESTORED, False)), tuple(others))
            case "put":
                kind = ChangeKind.REPLACED if now else ChangeKind.ADDED
                articles[step.village] = (title_of(step.village, step.number), step.number)
            case "rename" if now:
                kind = ChangeKind.REPLACED
                articles[step.village] = (f"Judul baru nomor {step.number}", now[1])
            case _:
                kind = ChangeKind.REMOVED
                del articles[step.village]
        undoable = (*self.undoable, (len(self.record), step.village, now))
        return Model(articles, (*self.record, (kind, False)), undoable)

    def next_step(self, dice: random.Random, number: int) -> Step:
        """Any step that can be taken."""
        here = [village for village in VILLAGES if village in self.articles]
        kinds = ["put", "put", "put", "bulk", *(["rename", "rename", "remove"] if here else [])]
        kind = dice.choice([*kinds, *(["undo", "undo"] if self.undoable else [])])
        if kind in {"undo", "bulk"}:
            return Step(kind, number=number)
        return Step(kind, dice.choice(VILLAGES if kind == "put" else here), number)


def title_of(village: str, number: int) -> str:
    things, happened, *_ = STORIES[village]
    return f"{things.capitalize()} {happened} di Desa {village}, kabar nomor {number}"


def written(village: str, number: int) -> Article:
    """The article about a village; its first paragraph tells the number."""
    things, happened, *more = STORIES[village]
    first = f"Sebanyak {1000 + number} {things} di Desa {village} {happened} pada hari Senin, kata kepala desa."
    others = tuple(f"{sentence} Begitu laporan ke-{n} dari {village}." for n in range(3) for sentence in more)
    return Article(title_of(village, number), (Section("", (first, *others)),), url=f"https://example.com/{village}")


async def take(library: Library, step: Step) -> None:
    """Take a step."""
    cards = {card.url.rpartition("/")[2]: card for card in await library.articles(EVERYONE, limit=99)}
    match step.kind:
        case "put":
            await library.edit(written(step.village, step.number), by=SARI, owner=PUBLIC)
        case "rename":
            await library.rename(cards[step.village].id, f"Judul baru nomor {step.number}", by=SARI, owner=PUBLIC)
        case "remove":
            await library.withdraw(cards[step.village].ref, by=SARI, owner=PUBLIC)
        case "bulk":
            await library.add_bulk(
                [BulkArticle(n, "", written(v, step.number), tuple(range(7))) for n, v in enumerate(IN_BULK)]
            )
        case _:
            await library.undo(by=SARI, owner=PUBLIC)


def work(directory: Path, model: Model, seed: int, told: Connection) -> None:
    """Take one step after the other, telling of each before and after, until killed; their numbers follow `seed`."""
    asyncio.run(_work(directory, model, seed, told))


async def _work(directory: Path, model: Model, seed: int, told: Connection) -> None:
    dice = random.Random(seed)  # noqa: S311 - no secret
    async with open_library(directory, semantic="off") as library:
        for number in count(seed):
            step = model.next_step(dice, number)
            told.send(step)
            await take(library, step)
            told.send(None)
            model = model.after(step)


def killed(
    process: ForkServerProcess, told: Connection, model: Model, dice: random.Random
) -> tuple[Model, Step | None]:
    """Kill a process at any moment; what it has acknowledged, and the step that was under way."""
    under_way: Step | None = None
    left = dice.randrange(6)
    with suppress(EOFError):
        while True:
            if left == 0:
                time.sleep(dice.uniform(0, 0.04))  # into whatever goes on then, the opening too
                process.kill()
            assert told.poll(PATIENCE)
            step: Step | None = told.recv()
            if step is None and under_way is not None:
                model, left = model.after(under_way), left - 1
            under_way = step
    process.join()
    assert process.exitcode == -signal.SIGKILL
    return model, under_way


async def kept(library: Library) -> tuple[dict[str, tuple[str, int]], list[tuple[ChangeKind, bool]]]:
    """What a library holds, as a model has it; every article must be whole, and answered from."""
    articles = dict[str, tuple[str, int]]()
    for card in await library.articles(EVERYONE, limit=99):
        village = card.url.rpartition("/")[2]
        opened = await library.open_article(card.id, EVERYONE)
        number = int(opened.article.paragraphs[0].split()[1]) - 1000
        assert opened.article == replace(written(village, number), title=card.title)
        assert opened.passages == passages_of(opened.article)
        things, happened, *_ = STORIES[village]
        answer = await library.ask(f"berapa {things} di Desa {village} yang {happened}?")
        assert (answer.status, answer.quotes[0].article) == (Status.ANSWERED, card)
        assert str(1000 + number) in answer.quotes[0].text
        articles[village] = (card.title, number)
    changes = await library.changes(PUBLIC, limit=10_000)
    return articles, [(change.kind, change.undone) for change in reversed(changes)]


async def assert_index_is_as_if_new(directory: Path, fresh: Path) -> None:
    """That the index holds what one would hold that is made of the store now."""
    async with open_database(directory / DATABASE) as database:
        assert await database.findings() == []
        store = Store(database)
        fingerprint = f"{FINGERPRINT}-{await store.identity()}"
        with (
            closing(open_tantivy_index(directory / INDEX, fingerprint)) as index,
            closing(open_tantivy_index(fresh, fingerprint)) as new,
        ):
            await Follower(store, new).catch_up()
            assert (index.revision, held(index)) == (new.revision, held(new))


def held(index: PassageIndex) -> tuple[int, list[list[tuple[int, int]]], list[list[int]]]:
    """How many passages an index holds, and which passages and articles have the words of our articles."""
    words = analyzer().terms(" ".join((*STORIES, "desa kepala laporan judul kabar rumah sapi")))
    terms = [{word: 1.0} for word in words]
    hits = [index.shortlist(term, EVERYONE, 1000, context_weight=0.5) for term in terms]
    whole = [index.articles(term, EVERYONE, 1000) for term in terms]
    return (
        index.frequencies(())[0],
        [sorted((hit.passage, hit.article) for hit in found) for found in hits],
        [sorted(hit.article for hit in found) for found in whole],
    )


@pytest.mark.skipif("forkserver" not in multiprocessing.get_all_start_methods(), reason="no process is forked here")
async def test_whoever_is_killed_while_editing_leaves_every_change_whole_with_its_record_or_no_trace(
    tmp_path: Path,
) -> None:
    # A server that has everything imported: a process that begins in no time can be killed more often.
    forking = multiprocessing.get_context("forkserver")
    forking.set_forkserver_preload([__name__])
    dice = random.Random(SEED)  # noqa: S311 - no secret
    directory, model = tmp_path / "data", Model()
    interrupted, carried_out = 0, 0
    for moment in range(KILLS):
        told, telling = forking.Pipe(duplex=False)
        process = forking.Process(target=work, args=(directory, model, 1000 * moment, telling))
        process.start()
        telling.close()
        with told:
            model, under_way = killed(process, told, model, dice)
        process.close()
        async with open_library(directory, semantic="off") as library:
            found = await kept(library)
        done = model.after(under_way) if under_way else model
        assert found in [(one.articles, list(one.record)) for one in (model, done)], (moment, under_way)
        interrupted += under_way is not None
        if found != (model.articles, list(model.record)):
            carried_out += 1
            model = done
        await assert_index_is_as_if_new(directory, tmp_path / f"fresh-{moment}")
    # The moments were not all before a step or all after it.
    assert 0 < carried_out < interrupted
