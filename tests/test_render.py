"""Answers as Telegram messages: what they say, and that Telegram takes them whatever an article holds."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import buttons
from bot.screens import render, shelves
from bot.screens.leaves import Leaf
from bot.screens.topics import Topic
from bot.texts import texts_of
from retrieval.answer import ArticleCard, Quote, Status
from retrieval.article import Article, Section
from retrieval.library import OpenArticle
from tests.sendable import sent

if TYPE_CHECKING:
    from telegram import InlineKeyboardMarkup

ID = texts_of("id")
CARD = ArticleCard(7, "ref", "Judul <Berita> & Lainnya", "IDN Times", date(2024, 1, 29), "")
TEXT = "Pada Senin, menteri luar negeri sementara Pakistan, Jalil Abbas Jilani, hadir. Ia bicara."
NAME = (TEXT.index("Jalil"), TEXT.index("Jalil") + len("Jalil Abbas Jilani"))


def quote(passage: str = TEXT, *highlights: tuple[int, int], card: ArticleCard = CARD, section: str = "") -> Quote:
    return Quote(1, card, section, passage, highlights, 1.0)


def first(*quotes: Quote, status: Status = Status.ANSWERED, shown: int = 0, voted: bool = False) -> render.Screen:
    return render.quoted(42, status, quotes, shown, ID, voted=voted)


def labels(screen: render.Screen) -> list[list[str]]:
    return [[button.text for button in row] for row in screen.keyboard.inline_keyboard] if screen.keyboard else []


def data(keyboard: InlineKeyboardMarkup | None) -> list[buttons.Press | None]:
    rows = keyboard.inline_keyboard if keyboard else ()
    return [buttons.decode(str(button.callback_data)) for row in rows for button in row if button.callback_data]


def test_answer_shows_title_section_passage_with_the_answer_bold_and_source() -> None:
    screen = first(quote(TEXT, NAME))
    assert screen.text.html == (
        "<b>Judul &lt;Berita&gt; &amp; Lainnya</b>\n"
        "› Pembuka\n"
        "<blockquote>Pada Senin, menteri luar negeri sementara Pakistan, <b>Jalil Abbas Jilani</b>, hadir. "
        "Ia bicara.</blockquote>\n"
        "IDN Times · 29 Jan 2024\n"
        "<i>Apakah ini menjawab pertanyaan Anda?</i>"
    )
    sent(screen)


def test_several_answers_in_a_passage_are_all_bold() -> None:
    assert first(quote("dua tewas, tiga luka", (0, 3), (11, 15))).text.html.count("<b>") == 3


def test_passage_is_folded_only_when_it_is_long() -> None:
    assert "<blockquote>" in first(quote("a" * render.FOLDED)).text.html
    assert "<blockquote expandable>" in first(quote("a" * (render.FOLDED + 1))).text.html


def test_unsure_answer_says_so_above() -> None:
    assert first(quote(), status=Status.UNSURE).text.plain.startswith(ID.unsure)


def test_only_quote_has_no_button_for_another() -> None:
    assert labels(first(quote())) == [["Ya 👍", "Tidak 👎"], ["Buka artikel"]]


def test_position_shows_on_further_quotes_and_the_last_leads_back_to_the_first() -> None:
    three = (quote("satu"), quote("dua"), quote("tiga"))
    assert labels(first(*three))[1][0] == "Bagian lain ▸"
    assert labels(first(*three, shown=1))[1][0] == "Bagian lain ▸ 2/3"
    assert buttons.Turnover(42, 0, voted=False) in data(first(*three, shown=2).keyboard)


def test_quote_number_beyond_what_is_left_counts_round() -> None:
    assert "dua" in first(quote("satu"), quote("dua"), shown=5).text.plain


def test_after_the_vote_its_question_and_buttons_are_gone_and_stay_gone() -> None:
    screen = first(quote("satu"), quote("dua"), voted=True)
    assert ID.did_it_help not in screen.text.plain
    assert labels(screen) == [["Bagian lain ▸", "Buka artikel"]]
    assert buttons.Turnover(42, 1, voted=True) in data(screen.keyboard)


def test_article_with_an_address_is_opened_and_previewed_there() -> None:
    card = ArticleCard(7, "ref", "Judul", "", None, "https://www.idntimes.com/news?id=1&x=2")
    screen = first(quote(card=card))
    assert screen.keyboard is not None
    assert screen.keyboard.inline_keyboard[-1][-1].url == card.url
    assert screen.preview.url == card.url
    assert screen.preview.prefer_small_media


def test_article_without_an_address_opens_as_outline_without_preview() -> None:
    screen = first(quote())
    assert buttons.OpenOutline(7) in data(screen.keyboard)
    assert screen.preview.is_disabled


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "tg://user?id=1",
        "https://",
        "http://[",
        "https://a b.id/x",
        "https://localhost/x",
        "https://example.org:99999/x",
        "https://example.org:0/x",
        "https://www.idntimes.com@example.org/x",
        'https://example.org/"x"',
        "https://example.org/" + "x" * 3000,
    ],
    ids=lambda url: str(url)[:40],
)
def test_address_that_telegram_would_refuse_is_no_button(url: str) -> None:
    assert render.web_address(url) == ""


def test_source_leaves_out_what_is_unknown() -> None:
    nameless = ArticleCard(7, "ref", "", "", None, "")
    assert ID.untitled in first(quote(card=nameless)).text.plain
    assert "·" not in first(quote(card=nameless)).text.plain


OTHERS = (
    ArticleCard(8, "a", "Judul A", "okezone.com", None, "https://okezone.com/a?x=1&y=2"),
    ArticleCard(9, "b", "Judul B", "OKEZONE.com", None, "https://okezone.com/b"),
    ArticleCard(10, "c", "Judul C", "idn times", None, "https://idntimes.com/c"),
    ArticleCard(11, "d", "Judul D", "", None, ""),
    ArticleCard(12, "e", "Judul E", "Tempo <co>", None, "javascript:alert(1)"),
)


def test_others_that_report_the_same_are_named_once_each_under_the_source_with_a_link_where_there_is_one() -> None:
    screen = render.quoted(42, Status.ANSWERED, [quote()], 0, ID, also=OTHERS)
    assert (
        "IDN Times · 29 Jan 2024\n"
        'Diberitakan juga oleh <a href="https://okezone.com/a?x=1&amp;y=2">okezone.com</a>, Tempo &lt;co&gt;\n'
    ) in screen.text.html
    sent(screen)


def test_others_of_the_same_publisher_or_of_none_are_not_worth_a_line() -> None:
    screen = render.quoted(42, Status.ANSWERED, [quote()], 0, ID, also=OTHERS[2:4])
    assert screen == first(quote())


def test_others_report_the_first_quote_and_no_further_one() -> None:
    assert "okezone" not in render.quoted(42, Status.ANSWERED, [quote(), quote("dua")], 1, ID, also=OTHERS).text.plain


def test_question_back_has_a_button_for_each_title_that_asks_the_same_of_its_article() -> None:
    cards = (
        CARD,
        ArticleCard(10**17, "b", "Kata yang panjang " * 20, "", None, ""),
        ArticleCard(9, "c", "", "", None, ""),
    )
    screen = render.choices(10**17, cards, ID)
    assert screen.text.plain == ID.which
    assert labels(screen)[0] == ["Judul <Berita> & Lainnya · 29 Jan 2024"]
    assert labels(screen)[2] == [ID.untitled]
    assert data(screen.keyboard) == [buttons.AskWithin(10**17, card.id) for card in cards]
    sent(screen)


def test_not_found_within_an_article_names_it_and_offers_to_ask_all() -> None:
    screen = render.not_found_within(42, CARD, ID)
    assert "“Judul <Berita> & Lainnya”" in screen.text.plain
    assert labels(screen) == [[ID.ask_everywhere]]
    assert data(screen.keyboard) == [buttons.AskEverywhere(42)]
    sent(screen)


def test_not_found_quotes_nothing_and_offers_the_articles() -> None:
    screen = render.not_found(ID)
    assert "<blockquote" not in screen.text.html
    assert data(screen.keyboard) == [buttons.OpenList()]


def test_greeting_offers_topics_and_without_any_says_the_library_is_empty() -> None:
    topics = (Topic(3, 1, "Kedua negara sepakat"), Topic(3, None, "Judul"))
    screen = render.greeting("Budi", topics, ID)
    assert data(screen.keyboard) == [buttons.AskTopic(3, 1), buttons.AskTopic(3, None)]
    assert ID.empty_library in render.greeting("Budi", (), ID).text.plain


def opened(*sections: Section, url: str = "", deck: str = "Anak judul") -> OpenArticle:
    article = Article("Judul", sections, deck, "Jakarta", "IDN Times", date(2024, 1, 29), "Fatimah", url)
    return OpenArticle(ArticleCard(7, "ref", "Judul", "IDN Times", article.date, url), article, ())


def test_outline_tells_where_the_article_comes_from_and_lists_its_sections() -> None:
    screen = shelves.outline(opened(Section("", ("Isi.",)), Section("Latar", ("Isi.",)), Section("Kosong", ())), 0, ID)
    assert (
        screen.text.plain == "Judul\nAnak judul\nJakarta · IDN Times · 29 Jan 2024 · oleh Fatimah\n" + ID.choose_section
    )
    assert labels(screen) == [["Pembuka"], ["Latar"], [ID.focus_this], [ID.back_to_articles]]


def test_outline_of_very_many_sections_is_dealt_to_pages() -> None:
    many = opened(*(Section(f"Bagian {number}", ("Isi.",)) for number in range(150)))
    screens = [shelves.outline(many, page, ID) for page in range(8)]
    shown = {press for screen in screens for press in data(screen.keyboard) if isinstance(press, buttons.ShowSection)}
    assert len(shown) == 150
    for screen in screens:
        assert len(labels(screen)) <= 30
        sent(screen)


def test_section_has_its_text_its_page_and_a_way_back() -> None:
    article = opened(Section("", tuple("Satu kalimat lagi. " * 30 for _ in range(20))))
    screen = shelves.section_page(article, 0, 1, ID)
    assert screen is not None
    assert "› Pembuka 2/" in screen.text.plain
    assert labels(screen) == [[ID.previous_page, ID.next_page], [ID.back_to_sections]]
    sent(screen)


def test_section_that_is_not_there_any_more_is_none() -> None:
    assert shelves.section_page(opened(Section("", ("Isi.",))), 5, 0, ID) is None


def test_list_shows_title_and_day_and_turns_pages() -> None:
    cards = [CARD] * 8
    screen = shelves.listing(cards, Leaf.holding(1, 20, 8), ID)
    assert screen.text.plain == f"Daftar artikel 2/3\n{ID.search_hint}"
    assert labels(screen)[0] == ["Judul <Berita> & Lainnya · 29 Jan 2024"]
    assert labels(screen)[-1] == [ID.newer, ID.older]


def test_way_back_from_an_article_leads_to_the_page_of_the_list_it_was_opened_from() -> None:
    many = opened(
        *(Section(f"Bagian {number}", tuple("Satu kalimat lagi. " * 30 for _ in range(9))) for number in range(45))
    )
    (chosen,) = {
        press
        for press in data(shelves.listing([many.card], Leaf(4, 5), ID).keyboard)
        if isinstance(press, buttons.ShowOutline)
    }
    assert chosen == buttons.ShowOutline(7, 0, 4)
    for screen in (shelves.outline(many, page, ID, shelf=4) for page in range(3)):
        presses = data(screen.keyboard)
        assert buttons.ShowList(4) in presses
        assert all(
            press.shelf == 4 for press in presses if isinstance(press, (buttons.ShowSection, buttons.ShowOutline))
        )
    section = shelves.section_page(many, 44, 1, ID, shelf=4)
    assert section is not None
    assert buttons.ShowOutline(7, 2, 4) in data(section.keyboard)
    assert all(isinstance(press, (buttons.ShowSection, buttons.ShowOutline)) for press in data(section.keyboard))


def test_list_page_beyond_the_end_is_the_last() -> None:
    assert Leaf.holding(99, 20, 8) == Leaf(2, 3)
    assert Leaf.holding(3, 0, 8) == Leaf(0, 1)


def test_torn_characters_of_a_source_are_put_right_on_the_screen() -> None:
    torn = "‚ÄúKami lega,‚Äù kata Kepala Desa Sukamaju."
    screen = first(quote(torn, (torn.index("Kepala"), torn.index("."))))
    assert "“Kami lega,” kata <b>Kepala Desa Sukamaju</b>." in screen.text.html
    sent(screen)


@pytest.mark.parametrize(
    "press",
    [
        buttons.Vote(1, helpful=True, shown=2),
        buttons.Vote(1, helpful=False, shown=0),
        buttons.Turnover(10**17, 2, voted=True),
        buttons.OpenOutline(5),
        buttons.ShowOutline(5, 2, 3),
        buttons.ShowSection(10**17, 10**12, 10**12, 10**12),
        buttons.OpenList(),
        buttons.ShowList(3),
        buttons.AskTopic(5, None),
        buttons.AskTopic(5, 0),
        buttons.AskWithin(10**17, 10**17),
        buttons.AskEverywhere(10**17),
        buttons.Flip(0, False, (buttons.Part(5),)),
        buttons.Flip(2, True, tuple(buttons.Part(10**6 + part, 1999, 2034) for part in range(3)), language=1),
    ],
)
def test_press_survives_the_way_through_a_button(press: buttons.Press) -> None:
    assert len(buttons.encode(press).encode()) <= 64
    assert buttons.decode(buttons.encode(press)) == press


@pytest.mark.parametrize("passage", [10**6, 10**9, 10**12, 10**17])
def test_flip_that_is_too_long_loses_what_is_bold_from_the_last_part_on_before_it_loses_a_part(passage: int) -> None:
    parts = tuple(buttons.Part(passage + part, 1999, 2034) for part in range(3))
    kept = buttons.decode(buttons.encode(buttons.Flip(1, True, parts)))
    assert isinstance(kept, buttons.Flip)
    assert len(buttons.encode(kept)) <= 64
    assert [part.passage for part in kept.parts] == [part.passage for part in parts][: len(kept.parts)]
    assert kept.unsure
    assert kept.shown < len(kept.parts)
    bold = [part.end > 0 for part in kept.parts]
    assert bold == sorted(bold, reverse=True)
    assert len(kept.parts) == (3 if passage < 10**17 else 2)


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "1",
        "1.y",
        "1.y.1",
        "1.y.1.2.3",
        "2.y.1.2",
        "1.t.1.2.9",
        "1.y.-1.2",
        "1.y.1.²",
        "1.z.1",
        "1.w.1",
        "1.e",
        "1.l." + "9" * 30,
        "1.i",
        "1.i.0",
        "1.i.0.0",
        "1.i.0.0.1",
        "1.i.0.0.1.2.3.4",
    ],
)
def test_data_that_is_not_ours_is_refused(forged: str) -> None:
    assert buttons.decode(forged) is None


WILD = st.text(
    st.characters(exclude_categories=[]) | st.sampled_from("<>&\"'/ \n\u0301\u200d\u202e👨👩👧🏽🇮🇩﷽"), max_size=400
)
LONG = st.builds(lambda part, times: part * times, WILD, st.sampled_from([1, 2, 40]))


@settings(max_examples=150, deadline=None)
@given(title=LONG, section=LONG, publisher=LONG, passage=LONG.filter(lambda drawn: drawn.strip()), cuts=st.data())
def test_whatever_an_article_holds_telegram_takes_it(
    title: str, section: str, publisher: str, passage: str, cuts: st.DataObject
) -> None:
    ends = sorted(cuts.draw(st.sets(st.integers(0, len(passage)), max_size=300)))
    spans = tuple(zip(ends[::2], ends[1::2], strict=False))
    card = ArticleCard(1, "r", title, publisher, date(2024, 1, 29), "")
    sent(render.quoted(1, Status.UNSURE, [Quote(1, card, section, passage, spans, 0)], 0, ID))
    others = [
        ArticleCard(number, "", "", f"{publisher}{number}", None, "https://a.id/" + "x" * 1900) for number in range(5)
    ]
    sent(render.quoted(1, Status.UNSURE, [Quote(1, card, section, passage, spans, 0)], 0, ID, also=others))
    sent(render.choices(1, [card], ID))
    sent(render.not_found_within(1, card, ID))
    article = Article(title, (Section(section, (passage,)),), deck=passage, place=section, author=publisher)
    sent(shelves.outline(OpenArticle(card, article, ()), 0, ID))
    page = shelves.section_page(OpenArticle(card, article, ()), 0, 0, ID)
    assert page is not None
    sent(page)
    sent(render.greeting(title, [Topic(1, None, section or "x")], ID))
