"""The page of threats names tests that there are, for every threat on it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parent
PAGE: Final = (TESTS.parent / "docs" / "threats.md").read_text(encoding="utf-8")
_NAMED: Final = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
_HEADINGS: Final = 2
"""Rows of a table that name its columns and draw a line."""


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests in a file of this folder; none if there is no such file."""
    if not (TESTS / file).is_file():
        return frozenset()
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def sections() -> dict[str, list[str]]:
    """Each heading of the page with the rows of the table below it."""
    found: dict[str, list[str]] = {}
    for part in PAGE.split("\n## ")[1:]:
        heading, _, text = part.partition("\n")
        found[heading] = [line for line in text.splitlines() if line.startswith("|")][_HEADINGS:]
    return found


def test_every_test_that_is_named_exists() -> None:
    named = set(_NAMED.findall(PAGE))
    assert len(named) > 100
    assert [f"{file}::{name}" for file, name in sorted(named) if name not in names_in(file)] == []


def test_every_threat_has_its_rule_and_a_test() -> None:
    tables = sections()
    left_open = tables.pop("Left open")
    assert not left_open
    for heading, rows in tables.items():
        assert rows, f"{heading}: no threat"
        for row in rows:
            threat, rule, tests = (cell.strip() for cell in row.strip("|").split("|"))
            assert threat, row
            assert rule, row
            assert _NAMED.sub("", tests).strip(", ") == "", f"{heading}: more than tests in {tests!r}"
            assert _NAMED.search(tests), f"{heading}: no test for {threat!r}"


def test_what_is_not_stopped_is_said() -> None:
    _, _, text = PAGE.partition("\n## Left open\n")
    assert text.count("\n- **") >= 5
