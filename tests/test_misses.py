"""The screens of what was asked and not answered, and of telling those who asked."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError, TimedOut

from bot import buttons
from bot.editing.tellings import Tellings
from bot.screens import misses, tidings
from bot.screens.leaves import Leaf
from bot.screens.render import Screen, sentence
from bot.screens.tidings import Outcome, outcome_of
from bot.texts import LANGUAGES, texts_of
from retrieval.answer import Answer, ArticleCard, Context, Quote, Status
from retrieval.misses import Missed
from retrieval.pins import Pin
from retrieval.question import parse_question
from retrieval.sense import sense
from retrieval.unanswered import Miss
from tests.sendable import sent

ID = texts_of("id")
ZONE = ZoneInfo("Asia/Jakarta")
CARD = ArticleCard(7, "cabai", "Harga Cabai Naik", "Kabar Uji", None, "https://example.com/cabai")
QUOTE = Quote(70, CARD, "Pasar", "Harga cabai Rp80.000 per kilogram.", ((12, 20),), 1.0)
ASKED_AT = datetime(2024, 1, 29, 20, tzinfo=UTC)
"""On the next day in Jakarta."""
PIN = Pin(10**15, "", sense(parse_question("berapa harga cabai di Palu? " * 20)), 7, 70, "", ((12, 20),))
HOSTILE = "<b>a</b> & @nama /hapus https://x.example/ " * 30


MISSED = Missed(1, "-100:0:5", "5", ASKED_AT, "berapa harga cabai?", False, None, ASKED_AT.isoformat(), frozenset(), "")


def miss(*wordings: str, turns: tuple[Missed, ...] = (MISSED,), count: int = 12, disliked: int = 0) -> Miss:
    words = wordings or ("berapa harga cabai di Palu?",)
    return Miss(10**15, words[0], words, count, 9, disliked, ASKED_AT, turns)


def found(status: Status, *quotes: Quote) -> Answer:
    return Answer("berapa harga cabai?", status, 0.9, quotes, Context("berapa harga cabai?"), 1.0)


def labels(screen: Screen) -> list[str]:
    rows = screen.keyboard.inline_keyboard if screen.keyboard else ()
    return [button.text for row in rows for button in row]


# --- The list and its entries


def test_label_has_the_count_and_as_much_of_the_wording_as_fits() -> None:
    short, long = misses.listing([miss(), miss("kata " * 100)], Leaf(0, 1), ID).keyboard.inline_keyboard  # type: ignore[union-attr]  # it has buttons
    assert short[0].text == "12× berapa harga cabai di Palu?"
    assert long[0].text.startswith("12× kata kata")
    assert long[0].text.endswith("…")


def test_list_without_misses_is_a_kind_sentence() -> None:
    assert misses.listing([], Leaf(0, 1), ID) == sentence(ID.missed_none)


def test_list_leads_to_the_pins_where_there_are_some() -> None:
    way = ID.pins.format(count=3)
    assert labels(misses.listing([miss()], Leaf(0, 3), ID, pins=3))[-1] == way
    assert labels(misses.listing([], Leaf(0, 1), ID, pins=3)) == [way]
    assert labels(misses.listing([miss()], Leaf(0, 1), ID)) == ["12× berapa harga cabai di Palu?"]


def test_pin_is_listed_by_its_title_and_the_start_of_its_passage_or_said_to_be_asleep() -> None:
    shown = misses.pins([(PIN, QUOTE), (PIN, None)], Leaf(1, 3), ID)
    first, asleep, *turning = labels(shown)
    assert first == "Harga Cabai Naik › Harga cabai Rp80.000 per kilogram."
    assert asleep.startswith(ID.pin_asleep[:30])
    assert turning == [ID.previous_page, ID.next_page, ID.missed_back]
    assert "2/3" in shown.text.plain


@pytest.mark.parametrize(("page", "turning"), [(0, 1), (1, 2), (2, 1)])
def test_list_is_turned_where_there_are_more(page: int, turning: int) -> None:
    screen = misses.listing([miss()], Leaf(page, 3), ID)
    assert len(labels(screen)) == 1 + turning
    assert f"{page + 1}/3" in screen.text.plain


def test_entry_tells_the_day_where_the_editor_is() -> None:
    assert "30 Jan 2024" in misses.entry(miss(), 0, [], ZONE, ID).text.plain


def test_entry_shows_at_most_five_other_wordings() -> None:
    shown = misses.entry(miss(*(f"pertanyaan {number}" for number in range(9))), 0, [], ZONE, ID).text.plain
    assert shown.count("\n• ") == 5
    assert "• pertanyaan 0" not in shown
    assert "• pertanyaan 5" in shown


def test_entry_offers_to_tell_only_where_there_is_an_answer() -> None:
    told = ID.tell.format(people=1)
    assert told not in labels(misses.entry(miss(), 0, [], ZONE, ID))
    assert told in labels(misses.entry(miss(), 0, [], ZONE, ID, answered=True))


def test_proposal_of_one_passage_is_not_turned() -> None:
    assert ID.missed_next not in labels(misses.proposal(miss(), QUOTE, 0, [70], ID))
    two = misses.proposal(miss(), QUOTE, 1, [69, 70], ID)
    assert ID.missed_next in labels(two)
    assert f"{ID.missed_which} 2/2" in two.text.plain


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_takes_every_screen_whatever_was_asked(language: str) -> None:
    texts = texts_of(language)
    asked = miss(HOSTILE, *(f"{number} {HOSTILE}" for number in range(9)), disliked=3)
    card = ArticleCard(7, "x", HOSTILE, HOSTILE, None, "")
    quote = Quote(70, card, HOSTILE, HOSTILE * 5, ((0, 5),), 1.0)
    for screen in (
        misses.listing([asked] * misses.LIST_PAGE, Leaf(1, 3), texts),
        misses.listing([], Leaf(0, 1), texts, pins=3),
        misses.pins([(PIN, quote), (PIN, None)] * (misses.LIST_PAGE // 2), Leaf(1, 3), texts),
        misses.pin(PIN, quote, 10**6, texts),
        misses.pin(PIN, None, 0, texts),
        misses.entry(asked, 10**6, [card] * 5, ZONE, texts, answered=True),
        misses.ignored(asked, 10**6, texts),
        misses.proposal(asked, quote, 4, [10**9 + number for number in range(5)], texts),
        misses.pinned(asked, quote, texts),
        tidings.offer([asked] * 7, texts),
        tidings.offer([asked], texts, several=True),
        tidings.offer([asked] * 7, texts, titles=[HOSTILE] * 9),
        tidings.tidings(10**15, HOSTILE, found(Status.UNSURE, quote, quote), texts),
        Screen(tidings.report(HOSTILE, Counter(Outcome), texts)),
    ):
        sent(screen)


# --- What buttons carry


@pytest.mark.parametrize(
    "press",
    [
        buttons.OpenMisses(),
        buttons.ShowMisses(3),
        buttons.ShowMiss(10**17, 3),
        buttons.AskForArticle(),
        buttons.SeekPassage(10**17),
        buttons.ShowPassage(10**6, 4, (10**6, 2, 3, 4, 5)),
        buttons.Pin(10**17, 10**17),
        buttons.Unpin(10**17),
        buttons.ShowPins(10**17),
        buttons.ShowPin(10**17, 10**6),
        buttons.RemovePin(10**17),
        buttons.IgnoreMiss(10**17, 10**6),
        buttons.RecallMiss(10**17, 10**6),
        buttons.Tell(10**17),
    ],
)
def test_press_survives_the_way_through_a_button(press: buttons.Press) -> None:
    assert len(buttons.encode(press)) <= 64
    assert buttons.decode(buttons.encode(press)) == press


def test_passages_that_are_too_many_for_a_button_are_fewer() -> None:
    data = buttons.encode(buttons.ShowPassage(10**17, 4, tuple(10**17 + number for number in range(5))))
    assert len(data) <= 64
    assert buttons.decode(data) == buttons.ShowPassage(10**17, 0, (10**17, 10**17 + 1))


@pytest.mark.parametrize("forged", ["1.mv", "1.mv.1", "1.mv.1.0", "1.mp.1", "1.mt", "1.mt.-1", "1.mo.1", "1.ml"])
def test_data_that_is_not_ours_is_refused(forged: str) -> None:
    assert buttons.decode(forged) is None


# --- Telling


def test_quote_that_did_not_help_is_no_news() -> None:
    answered = found(Status.ANSWERED, QUOTE)
    assert tidings.is_news(answered, None)
    assert tidings.is_news(answered, 69)
    assert not tidings.is_news(answered, 70)
    assert not tidings.is_news(found(Status.NOT_FOUND, QUOTE), None)


def test_offer_names_five_misses_and_leads_to_the_others() -> None:
    asked = [miss(f"pertanyaan {number}") for number in range(7)]
    shown = tidings.offer(asked, ID)
    assert ID.answers_missed.format(count=7) in shown.text.plain
    assert shown.text.plain.endswith(ID.more_missed.format(count=2))
    assert len(labels(shown)) == 6
    assert labels(shown)[-1] == ID.see_missed
    assert labels(shown)[0] == f"{ID.tell.format(people=1)}: pertanyaan 0"


def test_offer_of_a_feeds_articles_names_three_of_them() -> None:
    shown = tidings.offer([miss()], ID, titles=["Satu", "", "Tiga", "Empat", "Lima"])
    assert shown.text.plain.splitlines() == [
        ID.feed_answers_missed.format(count=1),
        "Satu",
        ID.untitled,
        "Tiga",
        ID.more_missed.format(count=2),
        "• berapa harga cabai di Palu? (12×)",
    ]


def test_report_tells_those_apart_who_can_be_told_later() -> None:
    outcomes = Counter([Outcome.STOPPED, Outcome.STOPPED, Outcome.NOT_YET, Outcome.UNCLEAR])
    assert tidings.report("kapan?", outcomes, ID).plain.splitlines()[1:] == [
        ID.told.format(told=0, count=4),
        ID.told_unclear.format(count=1),
        ID.told_not_yet.format(count=1),
        ID.told_stopped.format(count=2),
    ]


def test_report_counts_nobody_who_is_forgotten_and_names_the_reasons_that_there_are() -> None:
    outcomes = Counter([Outcome.TOLD, Outcome.TOLD, Outcome.OUT_OF_REACH, Outcome.FORGOTTEN])
    assert tidings.report("kapan?", outcomes, ID).plain.splitlines() == [
        "“kapan?”",
        ID.told.format(told=2, count=3),
        ID.told_out_of_reach.format(count=1),
    ]


def _unconnected() -> TimedOut:
    error = TimedOut()
    error.__cause__ = httpx.ConnectTimeout("")
    return error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Forbidden("bot was blocked by the user"), Outcome.OUT_OF_REACH),
        (BadRequest("Chat not found"), Outcome.OUT_OF_REACH),
        (BadRequest("MESSAGE_TOO_LONG"), Outcome.OUT_OF_REACH),
        (NetworkError("Bad Gateway"), Outcome.NOT_YET),
        (_unconnected(), Outcome.NOT_YET),
        (TimedOut(), Outcome.UNCLEAR),  # it may have arrived, and nobody is told twice
    ],
    ids=str,
)
def test_who_may_be_told_later_is_told_by_the_error(error: TelegramError, outcome: Outcome) -> None:
    assert outcome_of(error) is outcome


def test_tellings_of_one_message_share_a_sheet_until_the_last_has_ended() -> None:
    tellings = Tellings()
    with tellings.of(1, 2) as first:
        with tellings.of(1, 2) as second:
            assert second is first
        with tellings.of(1, 3) as other:
            assert other is not first
        with tellings.of(1, 2) as third:
            assert third is first
    with tellings.of(1, 2) as later:
        assert later is not first


def test_message_that_shows_something_else_takes_no_report_any_more() -> None:
    tellings = Tellings()
    with tellings.of(1, 2) as before:
        tellings.turn(1, 2)
        assert before.turned
        with tellings.of(1, 2) as after:
            assert not after.turned
    tellings.turn(1, 2)  # nothing is under way
