"""Sketches: what is near by its vector is near by its sketch, whatever is added, and ties are always the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.errors import EncoderError
from retrieval.semantic import Codes, Sketches, Vector, codes_of, similarities, spread

if TYPE_CHECKING:
    from collections.abc import Sequence


def vectors(count: int, *, seed: int = 1, dimensions: int = 128) -> list[Vector]:
    """Vectors about a common direction, as e5's are."""
    random = np.random.default_rng(seed)
    return [Vector.quantise(2.0 + random.normal(size=dimensions)) for _ in range(count)]


def sketches(made: list[Vector], first: int = 1) -> Sketches:
    return sketched(range(first, first + len(made)), codes_of(b"".join(one.to_bytes() for one in made), 128))


def sketched(ids: Sequence[int], codes: Codes) -> Sketches:
    made = Sketches(codes)
    made.extend(ids, codes)
    return made


def test_a_passage_is_nearest_to_itself() -> None:
    made = vectors(300)
    found = sketches(made)
    assert [found.nearest(vector, 1) for vector in made[:20]] == [[number] for number in range(1, 21)]


def test_sketches_find_most_of_what_the_vectors_themselves_find() -> None:
    made = vectors(2000)
    found = sketches(made)
    shares = []
    for question in vectors(20, seed=2):
        best = set(np.argsort(-similarities(question, made))[:10] + 1)
        shares.append(len(best & set(found.nearest(question, 200))) / 10)
    assert np.mean(shares) > 0.6  # by chance it would be 0.1


def test_added_vectors_are_found_and_known_ones_not_doubled() -> None:
    made, new = vectors(50), vectors(3, seed=9)
    found = sketches(made)
    found.add({100: new[0], 101: new[1], 1: new[2]})
    found.add({})
    assert len(found) == 52
    assert found.nearest(new[1], 1) == [101]
    assert found.nearest(made[0], 1) == [1]


def test_sketches_made_in_helpings_are_those_made_at_once() -> None:
    codes = codes_of(b"".join(one.to_bytes() for one in vectors(300)), 128)
    whole, parts = sketched(range(300), codes), Sketches(codes)
    for start in range(0, 300, 70):
        parts.extend(range(start, min(start + 70, 300)), codes[start : start + 70])
    for question in vectors(10, seed=2):
        assert parts.nearest(question, 20) == whole.nearest(question, 20)


def test_a_sample_is_spread_over_all_and_of_bounded_size() -> None:
    assert list(spread(range(5))) == [0, 1, 2, 3, 4]
    taken = spread(range(1_000_000))
    assert (taken[0], len(taken)) == (0, 20_000)
    assert taken[-1] > 999_000


def test_ties_are_broken_by_id_also_at_the_limit() -> None:
    same = vectors(1) * 5
    assert sketches(same, first=7).nearest(same[0], 3) == [7, 8, 9]


@pytest.mark.parametrize("limit", [0, -1])
def test_nothing_is_asked_for_and_nothing_is_found(limit: int) -> None:
    assert sketches(vectors(5)).nearest(vectors(1)[0], limit) == []


def test_an_empty_library_has_nothing_near() -> None:
    empty = sketches([])
    assert (len(empty), empty.nearest(vectors(1)[0], 5)) == (0, [])
    empty.add({4: vectors(1)[0]})
    assert empty.nearest(vectors(1)[0], 5) == [4]


@pytest.mark.parametrize("dimensions", [1, 26, 64, 100])
def test_vectors_of_any_width_are_sketched(dimensions: int) -> None:
    made = [Vector.quantise(np.random.default_rng(seed).normal(size=dimensions)) for seed in range(3)]
    found = sketched([7, 8, 9], codes_of(b"".join(one.to_bytes() for one in made), dimensions))
    assert found.nearest(made[1], 3)[0] in {7, 8, 9}
    assert len(found.nearest(made[1], 3)) == 3


def test_bytes_of_another_length_are_no_vectors() -> None:
    with pytest.raises(EncoderError, match="another length"):
        codes_of(b"x" * 131, 128)
