"""Question files → cases: chat questions as JSON lines, FacQA's CSV, and SQuAD-like JSON (TyDi, IDK-MRC)."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from retrieval.analysis.analyzer import fold
from retrieval.errors import ArticleError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

READABLE = (".jsonl", ".csv", ".json")
"""How the names of question files end, by kind: chat questions, FacQA, SQuAD-like."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known of its answer.

    `article` is the reference of the article that it was asked about. `gold` are the indices of that source's
    paragraphs which answer, best first; a case from a passage collection has the passage itself as `passage` instead.
    """

    id: str
    question: str
    article: str
    gold: tuple[int, ...]
    answer: str
    type: str = ""
    style: str = ""
    followup_of: str | None = None
    answerable: bool = True
    passage: str | None = None

    def is_gold(self, article: str, origins: Collection[int]) -> bool:
        """Whether a passage answers: of the article of this reference, covering these paragraphs of its source."""
        return article == self.article and not set(origins).isdisjoint(self.gold)

    def is_told_in(self, text: str) -> bool:
        """Whether a text contains the answer, case and spacing folded away.

        Also within a word, as the metric is defined ("201" in "2019"): that is one dev question in each scope, 0.7
        points.
        """
        return fold(self.answer) in fold(text)


_LETTERS = re.compile(r"[^\W_]+")


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    article_id: int | str
    question: str
    gold: tuple[int, ...] = ()
    answer: str = ""
    type: str = ""
    style: str = ""
    followup_of: str | None = None
    answerable: bool = True


class _Span(BaseModel):
    text: str


class _Pair(BaseModel):
    id: str
    question: str
    is_impossible: bool = False
    answers: list[_Span] = []


class _Paragraph(BaseModel):
    context: str
    qas: list[_Pair]


class _Paragraphs(BaseModel):
    data: list[_Paragraph]


def read_cases(path: Path) -> list[Case]:
    """The cases of a question file, by the end of its name (.jsonl, .csv, .json).

    Raises `ArticleError`, with the line where there is one, if the file cannot be read as what it should be.
    """
    readers = dict(zip(READABLE, (_chat, _facqa, _squad), strict=True))
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise ArticleError(f"{path.name}: question files end in {', '.join(READABLE)}.")
    try:
        return list(reader(path))
    except OSError as error:
        raise ArticleError(f"{path.name}: the file cannot be read ({error.strerror}).") from error
    except (ValueError, SyntaxError, KeyError, csv.Error) as error:
        raise ArticleError(f"{path.name}: not a question file of its kind ({_problem(error)}).") from error


def passage_ref(passage: str) -> str:
    """The reference of a collection's passage: the same text has the same everywhere, however it is spaced.

    FacQA holds 44 passages twice, once with numbers torn ("2, 4 juta") and once without ("2,4 juta"): which of the two
    is quoted says nothing about an answer.
    """
    letters = "".join(_LETTERS.findall(passage.casefold())) or passage
    return hashlib.sha256(letters.encode()).hexdigest()[:16]


def _chat(path: Path) -> Iterator[Case]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            with _naming(number):
                row = _Line.model_validate_json(line)
            yield Case(
                id=row.id,
                question=row.question,
                article=str(row.article_id),
                gold=row.gold,
                answer=row.answer,
                type=row.type,
                style=row.style,
                followup_of=row.followup_of,
                answerable=row.answerable,
            )


def _facqa(path: Path) -> Iterator[Case]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            with _naming(number + 1):  # after the line of column names
                question, passage, labels = (_tokens(row[key]) for key in ("question", "passage", "seq_label"))
                answer = [token for token, label in zip(passage, labels, strict=True) if label != "O"]
            text = detokenised(passage)
            yield Case(
                id=f"{path.stem}-{number}",
                question=detokenised(question),
                article=passage_ref(text),
                gold=(0,),
                answer=detokenised(answer),
                passage=text,
            )


def _squad(path: Path) -> Iterator[Case]:
    paragraphs = _Paragraphs.model_validate({"data": json.loads(path.read_text(encoding="utf-8"))}).data
    for paragraph in paragraphs:
        for pair in paragraph.qas:
            answerable = bool(pair.answers) and not pair.is_impossible
            yield Case(
                id=pair.id,
                question=pair.question,
                article=passage_ref(paragraph.context),
                gold=(0,) if answerable else (),
                answer=pair.answers[0].text if answerable else "",
                answerable=answerable,
                passage=paragraph.context,
            )


@contextmanager
def _naming(line: int) -> Iterator[None]:
    """Tell with an error in which line it was found."""
    try:
        yield
    except (ValueError, SyntaxError, KeyError) as error:
        raise ValueError(f"line {line}: {_problem(error)}") from error


def _problem(error: Exception) -> str:
    """What an error says, on one line."""
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return ": ".join((*map(str, first["loc"]), first["msg"]))
    if isinstance(error, KeyError):
        return f"there is no {error.args[0]}"
    return str(error).splitlines()[0] if str(error) else type(error).__name__


def _tokens(cell: str) -> list[str]:
    tokens = ast.literal_eval(cell)
    if not isinstance(tokens, list):
        raise ValueError("a cell is not a list of tokens")  # noqa: TRY004 - a bad file, not a bad call
    return [str(token) for token in tokens]


def detokenised(tokens: list[str]) -> str:
    """Tokens as running text: punctuation closed up, number ranges joined."""
    text = " ".join(tokens)
    text = re.sub(r" ([.,;:?!%)\]}])", r"\1", text)
    text = re.sub(r"([(\[{]) ", r"\1", text)
    return re.sub(r"(\d) - (\d)", r"\1-\2", text)
