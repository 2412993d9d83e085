"""Sources → articles: each reader takes what people have (a text, a file, a list of lines) and gives an `Article`."""

from retrieval.sources.encoding import decode
from retrieval.sources.files import read_path
from retrieval.sources.markdown import read_markdown
from retrieval.sources.plain import read_plain

__all__ = ["decode", "read_markdown", "read_path", "read_plain"]
