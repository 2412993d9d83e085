"""What went wrong in a run, question by question, as Markdown for people to learn from."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from retrieval.answer import Status
from retrieval.evaluation.metrics import bold_holds_answer, is_right, kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from retrieval.answer import Quote
    from retrieval.evaluation.metrics import RightBy
    from retrieval.evaluation.run import Outcome

Miss = Literal["Wrong first passage", "Wrong words in bold", "Missed answer", "False answer"]

_ORDER: tuple[Miss, ...] = ("Wrong first passage", "Missed answer", "False answer", "Wrong words in bold")
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~])")


def miss_of(outcome: Outcome, by: RightBy) -> Miss | None:
    """What went wrong, the worst of it; `None` if nothing did. A right answer given as unsure is none."""
    status = outcome.answer.status
    if not outcome.case.answerable:
        return "False answer" if status is Status.ANSWERED else None
    if status is Status.NOT_FOUND:
        return "Missed answer"
    if not is_right(outcome, by):
        return "Wrong first passage"
    return None if bold_holds_answer(outcome) else "Wrong words in bold"


def misses(title: str, outcomes: Sequence[Outcome], by: RightBy) -> str:
    """The misses among `outcomes` under `title`, by what went wrong and by the question's type, a section each.

    Questions that were traced show their gold passages; the stand-alone ones also where those stood, or n/a.
    """
    questions = {outcome.case.id: outcome.case.question for outcome in outcomes}
    grouped: dict[Miss, dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        if miss := miss_of(outcome, by):
            grouped[miss][outcome.case.type or "any type"].append(outcome)
    count = sum(len(some) for types in grouped.values() for some in types.values())
    parts = [f"# {_plain(title)}: {count} of {len(outcomes)} missed"]
    for miss in _ORDER:
        types = grouped.get(miss, {})
        if types:
            parts.append(f"## {miss} ({sum(map(len, types.values()))})")
        for name, some in sorted(types.items()):
            parts.append(f"### {miss}: {_plain(name)} ({len(some)})")
            parts.extend("\n\n".join(_section(outcome, questions)) for outcome in some)
    return "\n\n".join(parts) + "\n"


def _section(outcome: Outcome, questions: Mapping[str, str]) -> Iterator[str]:
    """The paragraphs on one miss."""
    case, answer, trace = outcome.case, outcome.answer, outcome.trace
    yield f"#### {_plain(case.id)}: {_plain(case.question)}"
    if case.followup_of:
        parent = questions.get(case.followup_of)
        yield f"Asked after {_plain(case.followup_of)}" + (f": “{_plain(parent)}”" if parent else "")
    if case.style:
        yield f"Style: {_plain(case.style)}"
    if case.answerable:
        yield f"Expected “{_plain(case.answer)}”" + (" in" if trace and trace.expected else "")
        yield from (f"> {_plain(text)}" for text in (trace.expected if trace else ()))
    else:
        yield "Expected nothing: the article does not answer."
    said = f"{answer.status.value.replace('_', ' ')}, confidence {answer.confidence:.2f}"
    if answer.quotes:
        first = answer.quotes[0]
        yield f"Quoted ({said}) from “{_plain(first.article.title or first.article.ref)}”"
        yield f"> {_marked(first)}"
    else:
        yield f"Quoted nothing ({said})"
    if trace and kind(outcome) == "stand-alone":
        yield f"Gold passage: rank {trace.rank or 'n/a'} in the ranking, {trace.listed or 'n/a'} in the shortlist"


def _marked(quote: Quote) -> str:
    """The quote with its bold words between asterisks."""
    parts = []
    end = 0
    for start, stop in quote.highlights:
        parts += [_escaped(quote.text[end:start]), f"**{_escaped(quote.text[start:stop])}**"]
        end = stop
    return " ".join("".join([*parts, _escaped(quote.text[end:])]).split())


def _plain(text: str) -> str:
    """Text on one line, without a meaning in Markdown."""
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)
