"""What should be read from each document of this folder: its story, with the differences that `expected.json` tells."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from retrieval.article import Article, Section

HERE = Path(__file__).parent
STORIES = json.loads((HERE / "stories.json").read_text("utf-8"))
EXPECTED = json.loads((HERE / "expected.json").read_text("utf-8"))


def named(kind: str) -> list[str]:
    """The documents of a kind, "pdf" or "docx", that hold an article."""
    return sorted(name for name in EXPECTED if name.endswith(f".{kind}"))


def expected_of(name: str) -> Article:
    """The article that a document holds. A text `after` the end of a paragraph is one more paragraph behind it."""
    differs = EXPECTED[name]
    told = STORIES[differs["story"]] | differs
    day = told["date"]
    sections = []
    for section in told["sections"]:
        paragraphs = []
        for paragraph in section["paragraphs"]:
            more = [text for end, text in differs.get("after", {}).items() if paragraph.endswith(end)]
            paragraphs.extend([paragraph, *more])
        sections.append(Section(section["heading"], tuple(paragraphs)))
    return Article(
        title=told["title"],
        sections=tuple(sections),
        deck=told.get("deck", ""),
        place=told["place"],
        publisher=told.get("publisher", ""),
        date=date.fromisoformat(day) if day else None,
        author=told["author"],
        url=told.get("url", ""),
    )
