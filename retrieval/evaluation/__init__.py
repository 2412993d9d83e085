"""How good the answers are: question files, the runs over them, and the metrics."""

from retrieval.evaluation.cases import Case, read_cases
from retrieval.evaluation.report import Report, report
from retrieval.evaluation.run import Scope, evaluate

__all__ = ["Case", "Report", "Scope", "evaluate", "read_cases", "report"]
