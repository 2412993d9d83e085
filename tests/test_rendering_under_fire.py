"""Rendering under fire: whatever articles and people bring, Telegram takes every message and shows it as meant.

Each of the drawn articles, quotes and people holds many texts: together far more than 10,000 a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.screens import focusing, helping, offers, privacy, render, shelves
from bot.screens.leaves import Leaf
from bot.texts import texts_of
from bot.typesetting.cutting import ELLIPSIS, excerpt, pages, shorten
from bot.typesetting.markup import sound, utf16
from retrieval.answer import Answer, Context, Status
from retrieval.sentences import sentences
from tests import wild
from tests.sendable import blockquote_bold, sent

if TYPE_CHECKING:
    from bot.screens.topics import Topic
    from bot.typesetting.cutting import Excerpt
    from retrieval.answer import ArticleCard, Quote
    from retrieval.library import OpenArticle

ID = texts_of("id")
FIRE = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
TURN = 10**15


@settings(FIRE, max_examples=500)
@given(
    quotes=st.lists(wild.quotes(), min_size=1, max_size=2),
    also=st.lists(wild.cards(), max_size=5),
    status=st.sampled_from([Status.ANSWERED, Status.UNSURE]),
    shown=st.integers(0, 3),
    voted=st.booleans(),
    question=wild.texts(4096),
)
def test_answer_is_shown_whatever_its_quotes_and_question_hold(
    quotes: list[Quote], also: list[ArticleCard], status: Status, shown: int, voted: bool, question: str
) -> None:
    parsed = sent(render.quoted(TURN, status, quotes, shown, ID, also=also, voted=voted).under(question))
    quote = quotes[shown % len(quotes)]
    part = excerpt(quote.text, quote.highlights, 2500)
    bold = (sound(part.text[start:end]) for start, end in part.highlights[:30])
    # TDLib takes white space at the end of a quotation out of what is marked there.
    assert [words.strip() for words in blockquote_bold(parsed)] == [words.strip() for words in bold if words.strip()]


@settings(FIRE, max_examples=300)
@given(opened=wild.articles(), shelf=st.integers(0, 10**4))
def test_article_can_be_browsed_whatever_it_holds(opened: OpenArticle, shelf: int) -> None:
    sent(shelves.outline(opened, 0, ID, shelf=shelf))
    sent(focusing.pinned(opened, ID))
    for number, section in enumerate(opened.article.sections):
        for page in range(len(pages(section.paragraphs, 3200))):
            screen = shelves.section_page(opened, number, page, ID, shelf=shelf)
            assert screen is not None
            sent(screen)


@settings(FIRE, max_examples=300)
@given(cards=st.lists(wild.cards(), min_size=1, max_size=8), page=st.integers(0, 3))
def test_titles_can_be_chosen_from_whatever_they_hold(cards: list[ArticleCard], page: int) -> None:
    sent(shelves.listing(cards, Leaf.holding(page, 40, 8), ID))
    sent(render.choices(TURN, cards[:3], ID))
    sent(render.not_found_within(TURN, cards[0], ID))
    sent(focusing.offer(cards, cards[-1], "", ID))


@settings(FIRE, max_examples=300)
@given(
    name=wild.texts(),
    topics=st.lists(wild.topics(), max_size=3),
    pinned=st.none() | wild.cards(),
    question=wild.texts(4096),
)
def test_person_is_greeted_and_helped_whatever_the_name_and_topics(
    name: str, topics: list[Topic], pinned: ArticleCard | None, question: str
) -> None:
    sent(render.greeting(name, topics, ID))
    topic = topics[0] if topics else None
    sent(helping.page(topics, pinned, ID, inline="@kutip_bot"))
    sent(helping.in_group("@kutip_bot", topic, pinned, ID))
    sent(privacy.offer(10**15, name, ID))
    sent(render.only_words(topic, ID))
    sent(focusing.offer((), None, question, ID))
    sent(render.not_found(ID).under(question))


@settings(FIRE, max_examples=100)
@given(quotes=st.lists(wild.quotes(), min_size=1, max_size=4), opened=wild.articles(), first=st.integers(0, 3))
def test_offers_of_inline_mode_can_be_read_and_sent_whatever_they_hold(
    quotes: list[Quote], opened: OpenArticle, first: int
) -> None:
    answer = Answer("apa?", Status.UNSURE, 0.5, tuple(quotes), Context("apa?"), 1.0)
    offered = [
        *offers.answers(answer, first, ID, "kutip_bot").offers,
        *offers.articles([opened], "", ID, "kutip_bot").offers,
    ]
    for offer in offered:
        sent(offer.screen)
        assert offer.title == sound(offer.title).strip() != ""
        assert utf16(offer.title) + utf16(offer.description) <= 700


@settings(FIRE, max_examples=1000)
@given(data=st.data(), passage=wild.texts(10_000), limit=st.sampled_from([80, 300, 900, 2500]))
def test_excerpt_holds_the_answer_and_is_cut_between_sentences(data: st.DataObject, passage: str, limit: int) -> None:
    spans = data.draw(wild.highlights(passage))
    part = excerpt(passage, spans, limit)
    assert utf16(part.text) <= limit
    if part.text == passage:
        assert part.highlights == spans
        return
    start, end = where(part, passage, spans)
    assert not {start, end} & wild.inside(passage)
    kept = [(max(first, start), min(last, end)) for first, last in spans if first < end and start < last]
    assert [part.text[first:last] for first, last in part.highlights] == [passage[first:last] for first, last in kept]
    answer = spans[0] if spans else (start, start)
    assert start <= answer[0]
    room = limit - 4
    if fits(passage[slice(*answer)], room):
        assert answer[1] <= end
    around = [span for span in sentences(passage) if span[0] <= answer[0] < span[1] or answer[0] < span[0] < answer[1]]
    if around and fits(passage[around[0][0] : around[-1][1]], room):
        assert start in {first for first, _ in sentences(passage)}
        assert end in {last for _, last in sentences(passage)}


def where(part: Excerpt, passage: str, spans: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """Where an excerpt stands in its passage."""
    lead = 2 if part.text.startswith(ELLIPSIS) else 0
    body = part.text[lead:].removesuffix(f" {ELLIPSIS}")
    start = spans[0][0] - part.highlights[0][0] + lead if spans else len(passage) - len(passage.lstrip())
    assert passage[start : start + len(body)] == body
    return start, start + len(body)


def fits(text: str, room: int) -> bool:
    """Whether a text fits by its length, and has so few signs of a link that it need not be cut for them."""
    return utf16(text) <= room and sum(character in "@#$/." for character in text) <= 3


@settings(FIRE, max_examples=1500)
@given(text=wild.texts(10_000), limit=st.sampled_from([46, 60, 300]))
def test_label_is_one_line_cut_between_characters(text: str, limit: int) -> None:
    label = shorten(text, limit, "Tanpa judul")
    assert utf16(label) <= limit
    whole = " ".join(sound(text).split())
    if label not in {whole, "Tanpa judul"}:
        kept = label.removesuffix(ELLIPSIS)
        assert whole.startswith(kept)
        assert len(kept) not in wild.inside(whole)


@settings(FIRE, max_examples=300)
@given(paragraphs=st.lists(wild.texts(10_000), max_size=4), limit=st.sampled_from([200, 3200]))
def test_pages_hold_everything_and_are_cut_between_characters(paragraphs: list[str], limit: int) -> None:
    dealt = pages(tuple(paragraphs), limit)
    assert all(utf16("\n\n".join(page)) <= limit for page in dealt)
    whole, at = "\n".join(paragraphs), 0
    torn = wild.inside(whole)
    for piece in (piece for page in dealt for piece in page):
        start = whole.index(piece, at)
        assert not whole[at:start].strip()
        at = start + len(piece)
        assert at not in torn
    assert not whole[at:].strip()
