"""Text to terms: the analysis that passages and questions share."""

from retrieval.analysis.analyzer import VERSION, Analyzer, Word, analyzer

__all__ = ["VERSION", "Analyzer", "Word", "analyzer"]
