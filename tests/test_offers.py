"""What is offered in inline mode: the lines to choose from, and messages that carry all that their buttons need."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import buttons
from bot.hearing.deeplinks import LONGEST
from bot.screens import arrivals, offers
from bot.screens.topics import Topic
from bot.texts import LANGUAGES, texts_of
from retrieval.answer import Answer, ArticleCard, Context, Quote, Status
from retrieval.article import Article, Passage, Section
from retrieval.library import OpenArticle
from tests.sendable import blockquote_bold, sent

if TYPE_CHECKING:
    from bot.screens.render import Screen

ID = texts_of("id")
EN = texts_of("en")
NAME = "kutip_bot"
CARD = ArticleCard(7, "ref", "Banjir Rendam Demak", "Kabar Uji", date(2024, 2, 6), "https://example.com/banjir")
TEXT = "Banjir merendam 350 rumah. Warga mengungsi ke balai desa."
SPAN = (16, 25)


def quote(passage: int, text: str = TEXT, *spans: tuple[int, int], card: ArticleCard = CARD) -> Quote:
    return Quote(passage, card, "Warga mengungsi", text, spans or (SPAN,), 1.0)


def answer(
    *quotes: Quote, status: Status = Status.ANSWERED, confidence: float = 0.9, choices: tuple[ArticleCard, ...] = ()
) -> Answer:
    return Answer("berapa rumah?", status, confidence, quotes, Context("berapa rumah?"), 1.0, choices=choices)


def presses(screen: Screen) -> list[buttons.Press | None]:
    rows = screen.keyboard.inline_keyboard if screen.keyboard else ()
    return [buttons.decode(str(button.callback_data)) for row in rows for button in row if button.callback_data]


def ways_out(screen: Screen) -> dict[str, str]:
    rows = screen.keyboard.inline_keyboard if screen.keyboard else ()
    return {button.text: button.url for row in rows for button in row if button.url}


def flip(screen: Screen) -> buttons.Flip:
    (pressed,) = presses(screen)
    assert isinstance(pressed, buttons.Flip)
    return pressed


def passages(screen: Screen) -> list[int]:
    return [part.passage for part in flip(screen).parts]


def test_offer_names_the_place_and_shows_the_words_around_the_answer() -> None:
    long = f"Kata Bupati, air surut. {'Panjang sekali kalimat ini. ' * 20}{TEXT}"
    at = long.index("350")
    (one,) = offers.answers(answer(quote(1, long, (at, at + 9))), 0, ID, NAME).offers
    assert one.title == "Banjir Rendam Demak › Warga mengungsi"
    shown, source = one.description.split("\n")
    assert "350 rumah" in shown
    assert len(shown) <= 140
    assert source == "Kabar Uji · 6 Feb 2024"


def test_chosen_quote_looks_as_ever_but_asks_for_no_vote() -> None:
    (one,) = offers.answers(answer(quote(1)), 0, ID, NAME).offers
    parsed = sent(one.screen)
    assert blockquote_bold(parsed) == ["350 rumah"]
    assert parsed.text == f"Banjir Rendam Demak\n› Warga mengungsi\n{TEXT}\nKabar Uji · 6 Feb 2024"
    assert one.screen.preview.url == CARD.url
    assert presses(one.screen) == []
    assert ways_out(one.screen) == {
        "Buka artikel": "https://example.com/banjir",
        "Buka di Kutip": "https://t.me/kutip_bot?start=p1-7",
    }


def test_article_without_an_address_is_opened_in_kutip_alone() -> None:
    (one,) = offers.answers(answer(quote(1, card=replace(CARD, url=""))), 0, ID, NAME).offers
    assert list(ways_out(one.screen)) == ["Buka di Kutip"]


def test_each_offer_turns_over_from_its_own_passage_to_the_best_ones() -> None:
    found = answer(*map(quote, range(1, 6)))
    assert [passages(one.screen) for one in offers.answers(found, 0, ID, NAME).offers] == [
        [1, 2, 3],
        [2, 1, 3],
        [3, 1, 2],
        [4, 1, 2],
        [5, 1, 2],
    ]


def test_only_the_first_offer_of_an_unsure_answer_says_so() -> None:
    page = offers.answers(answer(quote(1), quote(2), status=Status.UNSURE), 0, ID, NAME)
    assert [one.screen.text.plain.startswith(ID.unsure) for one in page.offers] == [True, False]
    assert [flip(one.screen).unsure for one in page.offers] == [True, False]


def test_where_one_of_several_articles_is_meant_choosing_tells_which() -> None:
    found = answer(quote(1), quote(2), status=Status.UNSURE, choices=(CARD, CARD))
    assert not any(flip(one.screen).unsure for one in offers.answers(found, 0, ID, NAME).offers)


def test_nothing_is_offered_where_nothing_answers_and_it_is_soon_asked_again() -> None:
    page = offers.answers(answer(quote(1), status=Status.NOT_FOUND), 0, ID, NAME)
    assert (page.offers, page.next_offset) == ((), "")
    assert page.fresh < offers.answers(answer(quote(1)), 0, ID, NAME).fresh


def test_pages_hold_every_quote_once_and_end() -> None:
    quotes = list(map(quote, range(1, 100)))
    seen: list[str] = []
    offset = "0"
    while offset:
        first = offers.first_of(offset)
        page = offers.answers(answer(*quotes[: offers.wanted(first)]), first, ID, NAME)
        seen += [one.id for one in page.offers]
        offset = page.next_offset
    assert seen == [f"p{number}" for number in range(1, offers.MOST + 1)]


@pytest.mark.parametrize("offset", ["", "x", "-1", "²", "1e3", "9" * 60])
def test_offset_that_is_none_of_ours_begins_at_the_beginning(offset: str) -> None:
    assert offers.first_of(offset) == 0


def test_turning_over_goes_round_and_keeps_language_and_doubt() -> None:
    three = (quote(1), quote(2), quote(3))
    screen = offers.quoted(three, 0, EN, NAME, unsure=True)
    labels = []
    for _ in range(4):
        rows = screen.keyboard.inline_keyboard if screen.keyboard else ()
        labels.append(rows[0][0].text)
        pressed = flip(screen)
        assert (pressed.unsure, LANGUAGES[pressed.language]) == (True, "en")
        screen = offers.quoted(three, pressed.shown, EN, NAME, unsure=pressed.unsure)
    assert labels == ["Another part ▸", "Another part ▸ 2/3", "Another part ▸ 3/3", "Another part ▸"]


def opened(card: ArticleCard = CARD, deck: str = "Ratusan warga mengungsi") -> OpenArticle:
    lead = Section("", ("Satu.", "Dua."))
    return OpenArticle(
        card,
        Article(card.title, (lead, Section("Kosong", ()), Section("Warga mengungsi", ("Tiga.", TEXT))), deck=deck),
        (Passage(0, "", "Satu. Dua.", 0, 1), Passage(1, "Warga mengungsi", TEXT, 3, 3)),
    )


def test_article_is_presented_with_the_way_to_ask_about_it() -> None:
    (one,) = offers.articles([opened()], "8", ID, NAME).offers
    assert (one.id, one.title) == ("a7", "Banjir Rendam Demak")
    assert one.description == "Ratusan warga mengungsi\nKabar Uji · 6 Feb 2024"
    assert sent(one.screen).text == "Banjir Rendam Demak\nRatusan warga mengungsi\nKabar Uji · 6 Feb 2024"
    assert ways_out(one.screen) == {
        "Buka artikel": "https://example.com/banjir",
        "Tanya soal artikel ini": "https://t.me/kutip_bot?start=a7",
    }


def test_nameless_article_is_offered_all_the_same() -> None:
    nameless = ArticleCard(7, "ref", "\u2800", "", None, "")
    (one,) = offers.articles([opened(nameless, "")], "", ID, NAME).offers
    assert (one.title, one.description) == ("Tanpa judul", "")
    sent(one.screen)


def test_passage_that_a_link_leads_to_can_be_read_on_from_its_section() -> None:
    screen = arrivals.passage(quote(1), opened(), ID)
    sent(screen)
    assert presses(screen) == [buttons.ShowSection(7, 2, 0), buttons.FocusOn(7)]


def test_section_of_many_pages_is_read_on_from_the_page_of_the_passage() -> None:
    paragraphs = tuple(f"Paragraf {number}. " + "kata " * 200 for number in range(12))
    article = Article("Panjang", (Section("", paragraphs),))
    whole = OpenArticle(CARD, article, tuple(Passage(n, "", one, n, n) for n, one in enumerate(paragraphs)))
    pages = [
        next(press.page for press in presses(screen) if isinstance(press, buttons.ShowSection))
        for screen in (arrivals.passage(quote(1, one, (0, 0)), whole, ID) for one in paragraphs)
    ]
    assert pages == sorted(pages)
    assert set(pages) == {0, 1, 2, 3}
    assert pages[:4] == [0, 0, 0, 1]


def test_article_that_is_gone_is_made_up_for_with_topics_if_there_are_any() -> None:
    assert presses(arrivals.gone([Topic(3, 1, "Banjir")], ID)) == [buttons.AskTopic(3, 1), buttons.OpenList()]
    assert arrivals.gone([], ID).keyboard is None


WILD = st.text(
    st.characters(exclude_categories=[]) | st.sampled_from("<>&\"'/ \n\u0301\u200d\u202e👨👩🏽🇮🇩﷽"), max_size=200
)
LONG = st.builds(lambda part, times: part * times, WILD, st.sampled_from([1, 2, 40]))


@settings(max_examples=60, deadline=None)
@given(
    title=LONG,
    section=LONG,
    passage=LONG.filter(str.strip),
    number=st.integers(1, 10**17),
    span=st.tuples(st.integers(0, 400), st.integers(1, 400)),
)
def test_telegram_takes_offers_whatever_an_article_holds(
    title: str, section: str, passage: str, number: int, span: tuple[int, int]
) -> None:
    card = ArticleCard(number, "r", title, title, date(2024, 1, 29), "https://example.com/x")
    spans = ((min(span[0], len(passage) - 1), min(sum(span), len(passage))),)
    quotes = [Quote(number + more, card, section, passage, spans, 0) for more in range(3)]
    found = answer(*quotes, status=Status.UNSURE)
    whole = OpenArticle(card, Article(title, (Section(section, (passage,)),), deck=passage), ())
    for page in (offers.answers(found, 0, ID, NAME), offers.articles([whole], "8", ID, NAME)):
        for one in page.offers:
            sent(one.screen)
            assert one.title.strip()
            assert len(one.title) <= 310
            assert "\n" not in one.title
            assert len(one.description) <= 600
            assert len(one.id.encode()) <= LONGEST
    sent(arrivals.passage(quotes[0], whole, ID))
