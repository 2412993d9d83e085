"""What the cross-encoder learns from: questions as people type them, with passages that answer and that do not."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

from retrieval.fitting.noise import as_typed
from retrieval.fitting.pairs import chat_pairs, chat_questions, collection_pairs
from retrieval.opening import open_library
from retrieval.sources.bulk import BulkArticle
from tests.newsroom import CHILLI, FLOOD

if TYPE_CHECKING:
    from pathlib import Path

QUESTION = "Mengapa banyak warga yang mengungsi karena banjir di Demak?"


def typed(question: str, seeds: int) -> list[str]:
    return [as_typed(question, random.Random(seed)) for seed in range(seeds)]  # noqa: S311 - no secrets


def test_questions_are_typed_in_many_ways_and_always_the_same_ones() -> None:
    found = typed(QUESTION, 200)
    assert found == typed(QUESTION, 200)
    assert 0.2 < found.count(QUESTION) / 200 < 0.5  # left alone
    assert len(set(found)) > 30
    assert any("knp" in one or "yg" in one or "krn" in one for one in found)
    assert all(len(one.split()) == len(QUESTION.split()) for one in found)


def test_short_words_and_empty_questions_are_left_whole() -> None:
    assert set(typed("", 20)) == {""}
    assert "apa" in typed("apa", 50)


async def test_chat_questions_meet_their_passage_and_others_of_the_article(tmp_path: Path) -> None:
    text = FLOOD.paragraphs[1]
    about = {"article_id": "banjir", "style": "colloquial"}
    told = {"gold": [3], "answer": text.split()[0]}
    lines = [
        {"id": "1", "question": "berapa warga yang mengungsi?"} | about | told,
        {"id": "2", "question": "terus ke mana?", "followup_of": "1"} | about | told,
        {"id": "3", "question": "siapa nama bupatinya?", "answerable": False} | about,
    ]
    questions = tmp_path / "chat.jsonl"
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    async with open_library(tmp_path / "data", semantic="off") as library:
        await library.add_bulk([BulkArticle(1, "banjir", FLOOD, (0, 3, 5)), BulkArticle(2, "cabai", CHILLI, (3, 4))])
        pairs = chat_pairs(await chat_questions(library, questions), 1)
    right = [pair for pair in pairs if pair.answer]
    assert {(pair.passage, pair.title) for pair in right} == {(text, FLOOD.title)}
    assert [pair.question for pair in right[:2]] == ["berapa warga yang mengungsi?"] * 2
    assert "mengungsi" in right[2].question  # the follow-up has its topic
    wrong = [pair.passage for pair in pairs if not pair.answer]
    assert text not in wrong[:2]
    assert set(FLOOD.paragraphs) <= set(wrong)  # nothing of it answers the third


def test_collections_give_answers_within_their_passages_and_pairs_without(tmp_path: Path) -> None:
    long = "Kalimat pembuka yang panjang sekali. " * 40 + "Gunung Semeru setinggi 3.676 meter. " + "Penutup. " * 60
    for name, impossible in (("tydi-train.json", False), ("idk-mrc-train.json", True)):
        answers = [] if impossible else [{"text": "3.676 meter"}]
        asked = {
            "id": name,
            "question": "berapa tinggi Gunung Semeru?",
            "is_impossible": impossible,
            "answers": answers,
        }
        (tmp_path / name).write_text(json.dumps([{"context": long, "qas": [asked]}]), encoding="utf-8")
    (tmp_path / "facqa-train.csv").write_text("question,passage,seq_label\n", encoding="utf-8")
    answering, open_question = sorted(collection_pairs(tmp_path, 1), key=lambda pair: not pair.answer)
    assert answering.answer in answering.passage
    assert len(answering.passage) < len(long) / 2
    assert open_question.answer == ""
