"""The signs by which lines are told apart, for all modules that judge lines."""

from __future__ import annotations

import re

BULLET = re.compile(r"[•●○▪■□◦‣·►▶➤✓✔✅🔹🔸*\-–—]\s+(?=\S)")
"""A bullet at the beginning of an item, with the white space behind it."""

SENTENCE_END = re.compile(r"[.!?…][\"”'’»)\]]*$")
"""The stop at the end of a line that ends as a sentence does, with the quotation marks that it closes."""
