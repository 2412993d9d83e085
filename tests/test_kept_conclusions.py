"""What a question came to is kept for as long as nothing changes, and for those alone who may see the same."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from retrieval.answer import Context, Status
from retrieval.concluding import Conclusion
from retrieval.kept_conclusions import KeptConclusions, Search
from retrieval.opening import open_library
from retrieval.question import parse_question
from retrieval.reader import Confidence
from retrieval.scope import EVERYONE, Scope
from retrieval.spans import weighed
from tests.newsroom import CHILLI, FLOOD, SHUTTLE, article, fingerprint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from retrieval.answer import Answer
    from retrieval.library import Library
    from retrieval.semantic import Mode

EVACUATED = "berapa warga yang mengungsi di Demak?"
GROUP = Scope("-1001")


def conclusion(value: float) -> Conclusion:
    return Conclusion(weighed(parse_question(""), {}), Confidence(value, Status.UNSURE), ())


def search(text: str, scope: Scope = EVERYONE, own: int | None = None, most: int = 3) -> Search:
    return Search(text, scope, None, own, most)


def measured(answer: Answer) -> bool:
    """Whether the library was looked into for this answer: it tells how long that took."""
    return bool(answer.timings)


@asynccontextmanager
async def opened(directory: Path, semantic: Mode = "off") -> AsyncIterator[Library]:
    async with open_library(directory, semantic=semantic) as library:
        for one in (FLOOD, CHILLI, SHUTTLE):
            await library.add(one)
        yield library


def test_what_a_search_came_to_is_known_until_something_changes() -> None:
    kept, found = KeptConclusions(), conclusion(0.5)
    assert kept.of(search("kapan?"), 1) is None
    kept.keep(search("kapan?"), 1, found)
    assert kept.of(search("kapan?"), 1) is found
    assert kept.of(search("kapan?"), 2) is None
    kept.keep(search("kapan?"), 1, found)  # by somebody slower, who began before
    assert kept.of(search("kapan?"), 2) is None
    kept.keep(search("kapan?"), 2, conclusion(0.6))
    assert kept.of(search("kapan?"), 2) == conclusion(0.6)


def test_searches_that_differ_in_anything_do_not_share() -> None:
    kept = KeptConclusions()
    kept.of(search("kapan?"), 1)
    kept.keep(search("kapan?"), 1, conclusion(0.5))
    for other in (search("Kapan?"), search("kapan?", GROUP), search("kapan?", own=3), search("kapan?", most=1)):
        assert kept.of(other, 1) is None


def test_those_needed_last_are_kept() -> None:
    kept = KeptConclusions(2)
    kept.of(search("satu"), 1)
    for text in ("satu", "dua"):
        kept.keep(search(text), 1, conclusion(0.5))
    kept.of(search("satu"), 1)
    kept.keep(search("tiga"), 1, conclusion(0.5))
    assert [kept.of(search(text), 1) is not None for text in ("satu", "dua", "tiga")] == [True, False, True]
    kept.clear()
    assert kept.of(search("satu"), 1) is None


async def test_who_asks_the_same_again_gets_the_same_without_a_look_into_the_library(tmp_path: Path) -> None:
    async with opened(tmp_path) as library:
        once, again = await library.ask(EVACUATED), await library.ask(f" {EVACUATED}\n")
        assert fingerprint(again) == fingerprint(once)
        assert again.context == once.context
        assert (measured(once), measured(again)) == (True, False)


async def test_a_change_by_anybody_is_answered_from_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path) as library, open_library(tmp_path, semantic="off") as other:
        question = "siapa bupati Kudus?"
        assert (await library.ask(question)).status is not Status.ANSWERED
        added = await other.add(article("Pelantikan di Kudus", "Bupati Kudus Hartono Wibowo dilantik pada Senin."))
        found = await library.ask(question)
        assert found.quotes[0].bold == ("Hartono Wibowo",)
        await other.remove(added.ref)
        gone = await library.ask(question)
        assert all(quote.article.ref != added.ref for quote in gone.quotes)


async def test_what_a_group_finds_is_kept_for_the_group_alone(tmp_path: Path) -> None:
    async with opened(tmp_path) as library:
        await library.add(article("Rapat warga", "Rapat warga RT 5 digelar di balai desa."), owner=GROUP.own)
        question = "di mana rapat warga RT 5?"
        assert (await library.ask(question, scope=GROUP)).quotes[0].article.title == "Rapat warga"
        assert all(quote.article.title != "Rapat warga" for quote in (await library.ask(question)).quotes)


async def test_a_follow_up_in_the_same_words_is_asked_of_the_article_before(tmp_path: Path) -> None:
    async with opened(tmp_path) as library:
        first = await library.ask(EVACUATED)
        alone = await library.ask("kapan itu?")
        follow_up = await library.ask("kapan itu?", context=first.context)
        assert follow_up.within == first.quotes[0].article
        assert alone.within is None
        within = await library.ask(EVACUATED, article=first.quotes[0].article.id)
        assert within.within == first.quotes[0].article
        assert (await library.ask("kapan itu?", context=Context("", None, None))).within is None


async def test_a_persons_questions_are_forgotten_with_the_person(tmp_path: Path) -> None:
    async with opened(tmp_path) as library:
        await library.ask(EVACUATED)
        await library.forget_person("7")
        assert measured(await library.ask(EVACUATED))


async def test_with_meaning_it_is_known_until_vectors_are_stored(semantic_data: Path) -> None:
    async with opened(semantic_data, semantic="on") as library:
        assert library.semantic
        first = await library.ask(EVACUATED)
        while await library.encode_pending(10):
            pass
        second, third = await library.ask(EVACUATED), await library.ask(EVACUATED)
        assert (measured(first), measured(third)) == (True, False)
        assert fingerprint(third) == fingerprint(second) == fingerprint(first)
        await library.add(article("Bendungan", "Bupati meninjau tanggul yang jebol di Demak."))
        assert measured(await library.ask(EVACUATED))
