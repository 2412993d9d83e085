"""How good the answers are: question files, the runs over them, and the metrics."""

from retrieval.evaluation.cases import Case, read_cases
from retrieval.evaluation.misses import miss_of, misses
from retrieval.evaluation.report import Report, report
from retrieval.evaluation.run import Scope, evaluate
from retrieval.evaluation.sets import question_files
from retrieval.evaluation.tracing import traced

__all__ = [
    "Case",
    "Report",
    "Scope",
    "evaluate",
    "miss_of",
    "misses",
    "question_files",
    "read_cases",
    "report",
    "traced",
]
