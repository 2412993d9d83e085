"""The channel post that an article came from, and the words of it to quote."""

from __future__ import annotations

import pytest

from bot.screens.source_post import SourcePost, source_post
from retrieval.answer import ArticleCard, Quote

TEXT = "Rapat dibuka pagi hari. Wali kota datang pukul 09.00 WIB. Warga pulang."


def quote(url: str, text: str = TEXT, *highlights: tuple[int, int]) -> Quote:
    return Quote(1, ArticleCard(1, "ref", "Judul", "", None, url), "", text, highlights, 1.0)


@pytest.mark.parametrize(
    ("url", "channel", "message"),
    [
        ("https://t.me/kabarkota/12", "@kabarkota", 12),
        ("http://telegram.me/Kabar_Kota/9", "@Kabar_Kota", 9),
        ("https://t.me/s/kabarkota/12", "@kabarkota", 12),
        ("https://t.me/kabarkota/12?single", "@kabarkota", 12),
        ("https://t.me/kabarkota/5/12", "@kabarkota", 12),
    ],
)
def test_post_of_a_public_channel_is_known_by_its_address(url: str, channel: str, message: int) -> None:
    post = source_post(quote(url))
    assert post is not None
    assert (post.channel, post.message) == (channel, message)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.com/kabarkota/12",
        "https://t.me/kabarkota",
        "https://t.me/c/1234567/12",
        "https://t.me/kabarkota/0",
        "https://t.me/kabarkota/12/../../evil",
        "https://evil.example/?https://t.me/kabarkota/12",
        "https://t.me/+AbCdEfGh/12",
    ],
)
def test_other_addresses_are_no_posts(url: str) -> None:
    assert source_post(quote(url)) is None


def test_sentence_that_answers_is_quoted() -> None:
    at = TEXT.index("09.00")
    post = source_post(quote("https://t.me/kabarkota/12", TEXT, (at, at + 9)))
    assert post == SourcePost("@kabarkota", 12, "Wali kota datang pukul 09.00 WIB.")


def test_first_sentence_is_quoted_where_nothing_is_in_bold() -> None:
    post = source_post(quote("https://t.me/kabarkota/12"))
    assert post is not None
    assert post.words == "Rapat dibuka pagi hari."


@pytest.mark.parametrize("text", ["😀" * 600 + ".", "kata " * 300 + ".", "Rusak \ud800 sekali."])
def test_words_that_telegram_would_not_take_are_left_out(text: str) -> None:
    post = source_post(quote("https://t.me/kabarkota/12", text))
    assert post == SourcePost("@kabarkota", 12, "")
