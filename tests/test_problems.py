"""What is wrong with what an editor gave: a sentence of ours for every reason, and never an error's own words."""

from __future__ import annotations

import pytest

from bot.editing.problems import Given, GivenError, name_of, told
from bot.texts import LANGUAGES, texts_of
from retrieval.editing import QuotaError, UndoError, UndoReason
from retrieval.errors import ArticleError
from retrieval.sources import html_refusals, refusals
from retrieval.sources.encoding import TextError, TextReason
from retrieval.web import FetchError
from retrieval.web import Reason as WebReason

ERRORS = (
    *map(GivenError, Given),
    *(FetchError(reason, "secret words") for reason in WebReason),
    *map(html_refusals.PageError, html_refusals.Reason),
    *map(refusals.DocumentError, refusals.Reason),
    *(TextError(reason, "secret words") for reason in TextReason),
    *(UndoError(reason, "secret words") for reason in UndoReason),
    *map(QuotaError, (0, 500)),
    ArticleError("secret words"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence_that_fits_a_toast(language: str) -> None:
    sentences = [told(error, texts_of(language)) for error in ERRORS]
    assert all(len(sentence) <= 200 and sentence.endswith(".") for sentence in sentences)
    assert len(set(sentences)) == len(sentences)
    assert "secret words" not in sentences


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_for_a_reason_that_does_not_exist(language: str) -> None:
    assert [name for name, _ in texts_of(language).problems if name not in map(name_of, ERRORS)] == []
