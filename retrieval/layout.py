"""What lies where in a library's directory."""

from typing import Final

DATABASE: Final = "kutip.sqlite3"
"""The truth: articles, passages, vectors, turns."""
INDEX: Final = "index"
"""A folder; what is in it can be made again from the database."""
ENCODER: Final = "encoder"
"""A folder; what is in it can be made again from the package with the weights."""
