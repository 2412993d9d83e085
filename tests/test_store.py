"""The store: what is put is kept, nothing doubles, nothing is half there, whoever is killed."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.article import Article, Passage, Section
from retrieval.database import open_database
from retrieval.documents import from_document, to_document
from retrieval.errors import ArticleError
from retrieval.intake import slug
from retrieval.scope import EVERYONE, Scope
from retrieval.store import Changes, NewArticle, Store, Stored
from retrieval.vectors import Vectors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.database import Database

IRAN = Article(
    title="Sempat Ribut, Kini Iran-Pakistan Sepakati Kerja Sama Keamanan",
    sections=(Section("", ("Pada Senin, Iran.", "Baca juga.")), Section("Serangan", ("Sembilan orang tewas.",))),
    deck="Keduanya akur",
    place="Jakarta",
    publisher="IDN Times",
    date=date(2024, 1, 29),
    author="Zidan",
    url="https://example.com/iran",
    discarded=("Baca Juga: x",),
)


def article(title: str, *paragraphs: str, url: str = "", published: date | None = None) -> Article:
    return Article(title, (Section("", paragraphs or (f"Isi {title}.",)),), url=url, date=published)


def passages(of: Article) -> list[Passage]:
    return [
        Passage(number, section.heading, paragraph, number, number)
        for number, (section, paragraph) in enumerate((s, p) for s in of.sections for p in s.paragraphs)
    ]


async def put(store: Store, one: Article, ref: str | None = None, owner: str = "") -> Stored:
    return await store.put(one, passages(one), ref=ref, owner=owner)


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with open_database(tmp_path / "kutip.db") as database:
        yield database


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database)


async def test_an_article_comes_back_as_it_was_put(store: Store) -> None:
    stored = await put(store, IRAN)
    kept = await store.article(stored.id)
    assert (kept, kept.discarded) == (IRAN, IRAN.discarded)
    assert stored == Stored(stored.id, "sempat-ribut-kini-iran-pakistan-sepakati-kerja", replaced=False, passages=3)
    card = await store.card(stored.ref, EVERYONE)
    assert (card.id, card.title, card.publisher, card.date, card.url) == (
        stored.id,
        IRAN.title,
        IRAN.publisher,
        IRAN.date,
        IRAN.url,
    )


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(
    st.builds(
        Article,
        title=texts,
        sections=st.lists(st.builds(Section, texts, st.lists(texts, max_size=3).map(tuple)), max_size=3).map(tuple),
        deck=texts,
        date=st.none() | st.dates(),
        url=texts,
        discarded=st.lists(texts, max_size=2).map(tuple),
    )
)
def test_any_article_survives_as_a_document(one: Article) -> None:
    again = from_document(to_document(one))
    assert (again, again.discarded) == (one, one.discarded)


async def test_passages_come_back_in_the_order_asked_for_without_those_gone(store: Store) -> None:
    stored = await put(store, IRAN)
    first, second, third = await store.passages_of(stored.id)
    assert [p.passage for p in (first, second, third)] == passages(IRAN)
    again = await store.passages([third.id, 999, first.id])
    assert again == [third, first]
    assert (again[0].article.ref, again[0].owner, again[0].origins) == (stored.ref, "", (2,))


async def test_passages_know_the_sources_own_paragraph_numbers(store: Store) -> None:
    merged = [Passage(0, "", "Pada Senin, Iran. Baca juga.", 0, 1), Passage(1, "Serangan", "Sembilan orang.", 2, 2)]
    stored = await store.put(IRAN, merged, origins=[3, 5, 8])
    assert [p.origins for p in await store.passages_of(stored.id)] == [(3, 5), (8,)]


async def test_more_ids_than_a_statement_takes_parameters(store: Store) -> None:
    many = article("Panjang", *(f"Paragraf {n}." for n in range(3)))
    await put(store, many)
    assert len(await store.passages(range(1, 100_000))) == 3


@pytest.mark.parametrize("by", ["ref", "url", "content"])
async def test_the_same_article_again_replaces_and_never_doubles(store: Store, by: str) -> None:
    first = await put(store, IRAN, ref="iran")
    old = await store.passages_of(first.id)
    ref, again = {
        "ref": ("iran", article("Judul lain", "Isi lain.")),
        "url": (None, article("Judul lain", "Isi lain.", url=IRAN.url)),
        "content": (None, replace(IRAN, url="https://example.com/lain", publisher="Lain")),
    }[by]
    second = await put(store, again, ref)
    assert (second.id, second.ref, second.replaced) == (first.id, "iran", True)
    assert await store.count(EVERYONE) == 1
    assert await store.article(first.id) == again
    assert await store.passages([p.id for p in old]) == []
    assert len(await store.passages_of(first.id)) == second.passages


async def test_a_new_reference_renames_the_article_it_replaces(store: Store) -> None:
    await put(store, IRAN, ref="lama")
    renamed = await put(store, IRAN, ref="baru")
    assert (renamed.ref, renamed.replaced) == ("baru", True)
    with pytest.raises(ArticleError, match="lama"):
        await store.card("lama", EVERYONE)


async def test_putting_what_is_there_already_changes_nothing(store: Store, database: Database) -> None:
    first = await put(store, IRAN)
    old, revision = await store.passages_of(first.id), await store.revision()
    await Vectors(database).put("e", {old[0].id: b"1"})
    assert await put(store, IRAN) == replace(first, replaced=True)
    assert (await store.passages_of(first.id), await store.revision()) == (old, revision)
    assert await Vectors(database).of([old[0].id], "e") == {old[0].id: b"1"}


async def test_passages_cut_in_another_way_are_a_change(store: Store) -> None:
    first = await put(store, IRAN)
    whole = [Passage(0, "", "Pada Senin, Iran. Baca juga. Sembilan orang tewas.", 0, 2)]
    again = await store.put(IRAN, whole)
    assert (again.id, again.passages) == (first.id, 1)
    assert [p.passage for p in await store.passages_of(first.id)] == whole


async def test_articles_that_turn_out_to_be_one_become_one(store: Store) -> None:
    by_ref = await put(store, article("Satu"), ref="satu")
    by_url = await put(store, article("Dua", url="https://example.com/dua"), ref="dua")
    before = await store.revision()
    merged = await put(store, article("Tiga", url="https://example.com/dua"), ref="satu")
    assert merged.id == by_ref.id
    assert await store.changes_since(before) == Changes((by_ref.id,), (by_url.id,), before + 1)


async def test_owners_do_not_replace_one_anothers_articles(store: Store) -> None:
    public, chat = await put(store, IRAN, ref="iran"), await put(store, IRAN, ref="iran", owner="-100")
    assert public.id != chat.id
    assert (await store.owner_of(public.id), await store.owner_of(chat.id)) == ("", "-100")


async def test_a_scope_sees_its_own_and_the_public_articles_only(store: Store) -> None:
    public = await put(store, article("Umum"), ref="a")
    own = await put(store, article("Sendiri"), ref="a", owner="-100")
    await put(store, article("Orang lain"), ref="b", owner="-200")
    assert [card.id for card in await store.cards(Scope("-100"))] == [own.id, public.id]
    assert [card.id for card in await store.cards(Scope("-100", public=False))] == [own.id]
    assert [await store.count(scope) for scope in (EVERYONE, Scope("-100"), Scope("-300", public=False))] == [1, 2, 0]
    assert (await store.card("a", Scope("-100"))).id == own.id
    assert (await store.card("a", Scope("-300"))).id == public.id
    assert (await store.card_of(own.id, Scope("-100"))).id == own.id
    assert [card.id for card in await store.cards_of([own.id, 99, public.id], Scope("-100"))] == [own.id, public.id]
    assert [card.id for card in await store.cards_of([own.id, public.id], EVERYONE)] == [public.id]
    for hidden in (store.card("b", Scope("-100")), store.card_of(own.id, EVERYONE)):
        with pytest.raises(ArticleError):
            await hidden


async def test_lists_show_the_newest_first_and_go_on_where_they_ended(store: Store) -> None:
    for day in (3, 1, 5, 2, 4):
        await put(store, article(f"Hari {day}", published=date(2024, 1, day)))
    today = await put(store, article("Tanpa tanggal"))
    titles = [card.title for card in await store.cards(EVERYONE)]
    assert titles == ["Tanpa tanggal", "Hari 5", "Hari 4", "Hari 3", "Hari 2", "Hari 1"]
    assert [c.title for c in await store.cards(EVERYONE, limit=2, offset=3)] == titles[3:5]
    assert (await store.card(today.ref, EVERYONE)).date is None


async def test_a_search_finds_words_whatever_their_case_accents_and_order(store: Store) -> None:
    found = await put(store, replace(article("Café di Jakarta Ditutup"), publisher="Kompas.com"))
    await put(store, article("Kafe di Bandung"))
    for search in ("cafe", "JAKARTA café", "ditutup kompas", "karta", "  "):
        assert found.id in [card.id for card in await store.cards(EVERYONE, search=search)], search
        assert await store.count(EVERYONE, search=search) == len(await store.cards(EVERYONE, search=search)), search
    for search in ("jakarta bandung", "100%", "_"):
        assert await store.cards(EVERYONE, search=search) == [], search
        assert await store.count(EVERYONE, search=search) == 0, search


async def test_references_are_made_of_titles_and_never_collide(store: Store) -> None:
    refs = [(await put(store, article("Banjir!", f"Isi {n}."))).ref for n in range(3)]
    assert refs == ["banjir", "banjir-2", "banjir-3"]
    assert (await put(store, article("Banjir", "Milik grup."), owner="-100")).ref == "banjir-4"
    assert (await put(store, article("Banjir bandang"))).ref == "banjir-bandang"
    await store.remove("banjir-2")
    assert (await put(store, article("Banjir", "Isi baru."))).ref == "banjir-2"


def test_a_title_becomes_a_slug() -> None:
    assert slug("Kasus “Sambo”: Babak ke-2") == "kasus-sambo-babak-ke-2"
    assert slug("Café São Paulo") == "cafe-sao-paulo"
    assert slug("𝐁𝐞𝐫𝐢𝐭𝐚 𝐃𝐞𝐦𝐚𝐤") == "berita-demak"
    assert slug("日本 🤔") == slug("") == "artikel"
    assert slug("a" * 60) == "a" * 48
    assert slug("kata " * 20) == "kata-kata-kata-kata-kata-kata-kata-kata-kata"
    exact = "x" * 20 + " " + "y" * 27
    assert slug(exact) == slug(exact + " z") == exact.replace(" ", "-")


@given(texts)
def test_a_slug_is_short_ascii_words(title: str) -> None:
    made = slug(title)
    assert 0 < len(made) <= 48
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


async def test_removing_takes_everything_and_says_what_it_was(store: Store, database: Database) -> None:
    stored = await put(store, IRAN)
    old = await store.passages_of(stored.id)
    await Vectors(database).put("e", {p.id: b"1" for p in old})
    assert (await store.remove(stored.ref)).title == IRAN.title
    assert await store.count(EVERYONE) == 0
    for table in ("passage", "vector"):
        counts = {
            "passage": "SELECT count(*) AS n FROM passage",
            "vector": "SELECT count(*) AS n FROM vector",
        }
        assert (await database.fetch(counts[table]))[0].integer("n") == 0
    with pytest.raises(ArticleError):
        await store.article(stored.id)
    with pytest.raises(ArticleError):
        await store.remove(stored.ref)


async def test_another_owners_article_cannot_be_removed(store: Store) -> None:
    stored = await put(store, IRAN, owner="-100")
    with pytest.raises(ArticleError):
        await store.remove(stored.ref, "")
    assert await store.owner_of(stored.id) == "-100"


async def test_ids_are_never_used_again(store: Store) -> None:
    first = await put(store, IRAN)
    old = [p.id for p in await store.passages_of(first.id)]
    await store.remove(first.ref)
    again = await put(store, IRAN)
    assert again.id > first.id
    assert min(p.id for p in await store.passages_of(again.id)) > max(old)


async def test_an_article_without_passages_or_with_broken_characters_is_refused(store: Store) -> None:
    with pytest.raises(ArticleError, match="no text"):
        await store.put(IRAN, [])
    with pytest.raises(ArticleError, match="characters"):
        await put(store, article("Rusak \ud83d"))
    assert await store.revision() == 0


async def test_a_bad_article_in_a_batch_keeps_no_other_out(store: Store) -> None:
    good, bad = article("Baik"), article("Rusak", "\udc00")
    first, second, third = await store.put_many(
        [NewArticle(good, passages(good)), NewArticle(bad, passages(bad)), NewArticle(IRAN, passages(IRAN), "iran")]
    )
    assert isinstance(first, Stored)
    assert isinstance(second, ArticleError)
    assert isinstance(third, Stored)
    assert await store.count(EVERYONE) == 2
    assert await store.revision() == 1


async def test_references_may_change_hands_within_a_batch(store: Store) -> None:
    one, two = article("Satu", url="u1"), article("Dua", url="u2")
    await store.put_many([NewArticle(one, passages(one), "a"), NewArticle(two, passages(two), "b")])
    swap = [
        NewArticle(article("X", url="u9"), passages(one), "a"),
        NewArticle(article("Y", url="u1"), passages(two), "b"),
        NewArticle(article("Z", url="u2"), passages(one), "a"),
    ]
    await store.put_many(swap)
    cards = await store.cards(EVERYONE)
    assert {(card.ref, card.title, card.url) for card in cards} == {("a", "Z", "u2"), ("b", "Y", "u1")}


_batches = st.lists(
    st.lists(
        st.tuples(st.sampled_from([None, "a", "b", "c"]), st.sampled_from("PQR"), st.sampled_from(["", "u", "v", "w"])),
        max_size=5,
    ),
    max_size=4,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_batches)
async def test_a_batch_ends_as_putting_one_by_one_and_whoever_follows_the_changes_is_right(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[str | None, str, str]]]
) -> None:
    directory = tmp_path_factory.mktemp("batches")
    async with open_database(directory / "many.db") as many, open_database(directory / "single.db") as single:
        followed, at = set[int](), 0
        for batch in batches:
            news = [NewArticle(a, passages(a), ref) for ref, t, u in batch for a in [article(t, url=u)]]
            await Store(many).put_many(news)
            for new in news:
                await Store(single).put(new.article, new.passages, ref=new.ref)
            changes = await Store(many).changes_since(at)
            followed = (followed | set(changes.changed)) - set(changes.removed)
            at = changes.revision
            cards = [await Store(database).cards(EVERYONE, limit=99) for database in (many, single)]
            ends = [{(c.ref, c.title, c.url) for c in shown} for shown in cards]
            assert ends[0] == ends[1]
            assert followed == {c.id for c in cards[0]}
            for name in ("ref", "title"):
                assert len({getattr(c, name) for c in cards[0]}) == len(cards[0])


async def test_changes_since_tell_each_article_once(store: Store) -> None:
    assert await store.changes_since(0) == Changes((), (), 0)
    one, two = await put(store, article("Satu")), await put(store, article("Dua"))
    middle = await store.revision()
    await put(store, article("Satu", "Isi baru."), ref=one.ref)
    await store.remove(two.ref)
    three = await put(store, article("Tiga"))
    now = await store.revision()
    assert await store.changes_since(middle) == Changes((one.id, three.id), (two.id,), now)
    assert await store.changes_since(now) == Changes((), (), now)


async def test_a_revision_that_never_was_asks_for_a_restart(store: Store) -> None:
    one = await put(store, article("Satu"))
    changes = await store.changes_since(99)
    assert (changes.changed, changes.revision, changes.restart) == ((one.id,), 1, True)


async def test_vectors_are_kept_by_encoder_and_told_when_lacking(store: Store, database: Database) -> None:
    vectors = Vectors(database)
    ids = [p.id for p in await store.passages_of((await put(store, IRAN)).id)]
    assert await vectors.lacking("e5", 10) == ids[::-1]
    await vectors.put("e5", {ids[0]: b"a", ids[1]: b"b", 999: b"gone"})
    assert await vectors.of([*ids, 999], "e5") == {ids[0]: b"a", ids[1]: b"b"}
    assert await vectors.lacking("e5", 10) == [ids[2]]
    assert await vectors.of(ids, "other") == {}
    assert sorted(await vectors.lacking("other", 10)) == ids
    assert await vectors.lacking("other", 1) == [ids[2]]
    await vectors.put("other", {ids[0]: b"c"})
    assert await vectors.of(ids, "e5") == {ids[1]: b"b"}


_WRITER = """
import asyncio, pathlib, sys
from retrieval.article import Article, Passage, Section
from retrieval.database import open_database
from retrieval.store import NewArticle, Store

def new(number, version):
    texts = tuple(f"Paragraf {n} dari {number} versi {version}" for n in range(20))
    passages = [Passage(n, "", text, n, n) for n, text in enumerate(texts)]
    return NewArticle(Article(f"Judul {number} versi {version}", (Section("", texts),)), passages, f"a{number}")

async def main():
    async with open_database(pathlib.Path(sys.argv[1])) as database:
        store = Store(database)
        version = 0
        while True:
            version += 1
            for number in range(5):
                one = new(number, version)
                await store.put(one.article, one.passages, ref=one.ref)
                print("put", number, version, flush=True)
            await store.put_many([new(number, version) for number in range(10, 60)])
            print("many", 0, version, flush=True)
            await store.remove("a4")
            print("removed", 4, version, flush=True)

asyncio.run(main())
"""


def _kill_after(path: Path, acknowledged: int) -> list[list[str]]:
    """Let a process write and kill it (-9) soon after so many acknowledged changes; all that it acknowledged."""
    process = subprocess.Popen([sys.executable, "-c", _WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    with process, process.stdout as output:
        lines = [output.readline().split() for _ in range(acknowledged)]
        # Somewhere within the next change, another place each time.
        for _ in range(random.randrange(20_000)):  # noqa: S311 - no secret
            pass
        process.kill()
        return lines + [line.split() for line in output if line.endswith("\n")]


@pytest.mark.parametrize("acknowledged", [1, 3, 5, 6, 7, 9, 13, 17])
async def test_a_killed_process_loses_nothing_acknowledged_and_leaves_nothing_half(
    tmp_path: Path, acknowledged: int
) -> None:
    path = tmp_path / "kutip.db"
    lines = _kill_after(path, acknowledged)
    async with open_database(path) as database:
        store = Store(database)
        assert await database.findings() == []
        cards = {card.ref: card for card in await store.cards(EVERYONE, limit=1000)}
        expected = dict[str, int]()
        for kind, number, version in lines:
            if kind == "put":
                expected[f"a{number}"] = int(version)
            elif kind == "many":
                expected.update({f"a{n}": int(version) for n in range(10, 60)})
            else:
                expected.pop(f"a{number}")
        revision = await store.revision()
        # The change that was under way happened whole or not at all: one revision ahead, if anything.
        assert revision in (len(lines), len(lines) + 1)
        different = {
            ref
            for ref in cards.keys() | expected.keys()
            if ref not in cards or ref not in expected or not cards[ref].title.endswith(f" versi {expected[ref]}")
        }
        assert len(different) in ((0,) if revision == len(lines) else (1, 50))
        for card in cards.values():
            version = card.title.rpartition(" ")[2]
            kept = await store.passages_of(card.id)
            assert len(kept) == 20
            assert all(p.passage.text.endswith(f"versi {version}") for p in kept)
            assert (await store.article(card.id)).title == card.title
