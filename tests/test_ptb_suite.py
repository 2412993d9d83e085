"""PTB's own live tests against the double; what the list of them is and how it grows is told in `ptb_suite`."""

import os
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.ptb_suite import listing, running, source


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """PTB's sources. Without a network the tests of them are skipped, except where that would go unnoticed."""
    into = tmp_path / "sources"
    into.mkdir()
    try:
        return source.unpacked(into)
    except source.Unavailable as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


async def test_listed_live_tests_of_ptb_pass_against_the_double(sources: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    tests = listing.listed()
    report = await running.run(sources, scratch, tests)

    assert sorted(set(tests) - report.passed) == [], report.output
    assert report.lacking == ()


def test_list_names_each_test_once_in_order() -> None:
    tests = listing.listed()

    assert tests == sorted(set(tests))
    assert len(tests) >= 99


def test_list_grows_by_what_passes() -> None:
    assert listing.grown({"b"}, {"a", "b"}) == ["a", "b"]


def test_list_does_not_shrink_when_a_listed_test_fails() -> None:
    with pytest.raises(listing.Shrinking, match="1 listed tests do not pass:\nc"):
        listing.grown({"b", "c"}, {"a", "b"})


def test_sources_that_cannot_be_fetched_are_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)

    with pytest.raises(source.Unavailable, match="pip cannot fetch python-telegram-bot=="):
        source.unpacked(tmp_path, kept=tmp_path / "kept")


def test_kept_archive_that_is_not_the_right_one_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    wrong = tmp_path / f"python_telegram_bot-{version('python-telegram-bot')}.tar.gz"
    wrong.write_bytes(b"not it")

    with pytest.raises(source.Unavailable):
        source.archive(tmp_path)
    assert not wrong.exists()
