"""Text to terms: the analysis that passages and questions share."""

from retrieval.analysis.analyzer import Analyzer, Word, analyzer

__all__ = ["Analyzer", "Word", "analyzer"]
