"""A small edition of the fault run: whatever fails, each question gets its answer, in order and where it was asked."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.faults import STORM, Trial, run


async def test_each_question_gets_one_answer_in_order_in_its_chat_through_faults_and_kills() -> None:
    outcome = await run(Trial(questions=60, chats=6, kills=3, pause=0.5, weather=replace(STORM, lost=0.05, seed=7)))
    # Which instant the bot dies at is nobody's to choose here, so one may come twice; but for no other reason.
    assert outcome.is_right, outcome
    assert len(outcome.stories) == outcome.twice
    assert outcome.questions == 60
    assert outcome.refused
