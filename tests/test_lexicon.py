"""The word lists: well-formed, without contradictions, and each entry reachable by the words that people write."""

from __future__ import annotations

from collections import Counter
from importlib.resources import files

import pytest

from retrieval.analysis import analyzer
from retrieval.analysis.analyzer import fold
from retrieval.analysis.lexicon import lexicon, roots
from retrieval.gazetteer import is_place, places
from retrieval.question import parse_question


def entries(name: str) -> list[str]:
    text = files("retrieval.analysis").joinpath("data", name).read_text(encoding="utf-8")
    return [line for raw in text.splitlines() if (line := raw.partition("#")[0].strip())]


def spellings() -> list[tuple[str, str]]:
    """(chat spelling, standard form) as they stand in the file, in order."""
    return [
        (spelling, right.strip())
        for line in entries("slang.txt")
        for left, _, right in [line.partition("=")]
        for spelling in left.split()
    ]


@pytest.mark.parametrize("name", ["slang.txt", "abbreviations.txt"])
def test_every_line_of_a_list_of_pairs_has_two_sides(name: str) -> None:
    for line in entries(name):
        left, equals, right = line.partition("=")
        assert equals, line
        assert left.strip(), line
        assert right.strip(), line


@pytest.mark.parametrize(
    "name",
    [
        "slang.txt",
        "abbreviations.txt",
        "stopwords.txt",
        "synonyms.txt",
        "contraries.txt",
        "roots.txt",
        "verbs.txt",
    ],
)
def test_entries_are_written_as_texts_are_folded(name: str) -> None:
    """A capital or an accent in a list would never be met: words are folded before they are looked up."""
    for line in entries(name):
        assert fold(line) == line.replace(" ", ""), line


def test_no_chat_spelling_means_two_things() -> None:
    meanings: dict[str, set[str]] = {}
    for spelling, standard in spellings():
        meanings.setdefault(spelling, set()).add(standard)
    assert {spelling: found for spelling, found in meanings.items() if len(found) > 1} == {}


def test_the_standard_form_of_a_chat_spelling_is_standard_itself() -> None:
    slang = lexicon().slang
    assert {spelling: word for spelling, words in slang.items() for word in words if word in slang} == {}


@pytest.mark.parametrize(
    "word",
    [
        # Each was once, or is easily, taken for chat spelling; in news it means what it says.
        *("sma", "smp", "laki", "pk", "pg", "psn", "kasi", "kasih"),
        *("mau", "jadi", "sama", "per", "kali", "baru", "masa", "dana", "suara", "korban", "as", "pm", "bi", "pn"),
        *("jan", "mar", "jun", "jul", "mei", "sby", "no", "event", "update", "match", "game"),
    ],
)
def test_a_right_word_of_news_is_no_chat_spelling(word: str) -> None:
    assert word not in lexicon().slang


def test_a_standard_spelling_is_not_given_up_for_another() -> None:
    """Both sides of a pair of spellings meet, whichever stands in the text."""
    for old, standard in (("resiko", "risiko"), ("hutang", "utang"), ("ustad", "ustaz"), ("milyar", "miliar")):
        assert analyzer().terms(old) == analyzer().terms(standard)


def test_saying_it_politely_adds_nothing_to_look_for() -> None:
    assert analyzer().terms("tolong kasih tau siapa menlu Iran") == analyzer().terms("menlu Iran")


def test_no_short_form_names_two_concepts() -> None:
    shorts = Counter(form for group in lexicon().abbreviations for form in group[:-1])
    assert [form for form, count in shorts.items() if count > 1] == []
    fulls = Counter(group[-1] for group in lexicon().abbreviations)
    assert [form for form, count in fulls.items() if count > 1] == []


def test_every_short_form_gives_its_term() -> None:
    """A stop word with the same letters must not hide it: "AS" (the United States) and English "as"."""
    for group in lexicon().abbreviations:
        term = analyzer().phrase_term("_".join(group[0]))
        for form in group[:-1]:
            assert term in analyzer().terms(" ".join(form).upper()), form


def test_no_short_form_is_also_a_chat_spelling_of_something_else() -> None:
    """Chat spelling is read first: "kl" would be "kalau" whatever a list of cities says."""
    single = {form[0] for group in lexicon().abbreviations for form in group[:-1] if len(form) == 1}
    assert single & set(lexicon().slang) == set()


@pytest.mark.parametrize("line", entries("abbreviations.txt"))
def test_the_full_form_as_it_is_written_finds_the_short_form(line: str) -> None:
    shorts, _, full = line.partition("=")
    short = shorts.split(",")[0].strip()
    assert analyzer().phrase_term(short.replace(" ", "_")) in analyzer().terms(full)


@pytest.mark.parametrize("number", range(len(entries("synonyms.txt"))))
def test_every_family_of_synonyms_loads_with_two_members_or_more(number: int) -> None:
    weight, family = lexicon().synonyms[number]
    assert 0 < weight < 1
    assert len(family) >= 2
    assert all(analyzer().phrase_term(member) for member in family)


def test_a_phrase_of_a_family_is_found_in_running_text() -> None:
    for _, family in lexicon().synonyms:
        for member in family:
            if "_" in member:
                assert analyzer().phrase_term(member) in analyzer().terms(member.replace("_", " ")), member


def test_a_reduplicated_word_is_one_word_in_a_family_too() -> None:
    (pria,) = parse_question("pria").terms
    assert dict(pria.alternatives).keys() >= set(analyzer().terms("laki-laki"))


def test_roots_are_sorted_under_the_letters_that_the_stemmer_asks_for() -> None:
    assert set(roots()) == {"n", "m", "ny", "k", "whole", "final-k"}
    for letters in ("n", "m", "ny", "k"):
        assert all(root.startswith(letters) for root in roots()[letters]), letters
    assert all(root.endswith("k") for root in roots()["final-k"])


def test_places_are_known_in_any_case_and_with_their_kind() -> None:
    assert is_place("Jakarta")
    assert is_place("SURABAYA,")
    assert is_place("Kabupaten Bogor")
    assert is_place("kota bandung")
    assert not is_place("Budi")
    assert not is_place("")
    assert "" not in places()
