"""What makes a cross-encoder of the encoder: low-rank corrections of its matrices, and heads.

The encoder's 4-bit weights stay as they are; to each product `W x` a correction `B (A x)` is added (Hu et al. 2021,
"LoRA"). `python -m retrieval.fitting reading` has fitted them on questions with their passages; the file ships with
Kutip.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from retrieval.errors import EncoderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Tensor = npt.NDArray[np.float32]

ADAPTER: Final = "reader.npz"
STRENGTH: Final = 0.85
"""How much of the unevenness of the inputs the weights take over."""
DEPTHS: Final = ("glance", "reading")
"""How deep a pair is read: with the first half of the layers, or with all; each depth has heads of its own (Xin et al.
2021, "BERxiT"). After a glance the mean of the tokens tells how relevant the passage is: halfway the opening mark,
which tells it after a reading, knows nothing of the text yet (after 1,000 batches it varied by 0.01 between pairs)."""
QUESTION, CONTEXT, PASSAGE = range(3)
"""The parts of what is read together, each with a vector of its own: the question, the title, the passage's text."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """The fitted tensors by name, in single precision (they are kept in half of it)."""

    tensors: Mapping[str, Tensor]

    def low_rank(self, name: str) -> tuple[Tensor, Tensor]:
        """The correction of the matrix `name` ("l0.q+l0.k+l0.v"): A, rank × inputs, and B, outputs × rank."""
        return self._tensor(f"{name}.down"), self._tensor(f"{name}.up")

    def head(self, name: str) -> tuple[Tensor, Tensor]:
        """The head `name` ("glance.span", "reading.relevance"): its matrix, outputs × hidden, and its bias."""
        return self._tensor(f"{name}.w"), self._tensor(f"{name}.b")

    def smoothing(self, name: str) -> Tensor | None:
        """What the inputs of the matrix `name` are divided by before they become bytes, if anything; see `smoothed`."""
        return self.tensors.get(f"{name}.smoothing")

    @property
    def parts(self) -> Tensor:
        """What is added to a word's embedding for the part that it stands in: 3 × hidden."""
        return self._tensor("parts")

    def save(self, path: Path) -> None:
        """Write the tensors, in half precision."""
        halves = {name: tensor.astype(np.float16) for name, tensor in self.tensors.items()}
        np.savez(path, allow_pickle=False, **halves)

    @classmethod
    def load(cls, path: Path) -> Adapter:
        """Read what `save` wrote. Raises `EncoderError` where it is missing or damaged."""
        try:
            with np.load(path, allow_pickle=False) as content:
                return cls({name: content[name].astype(np.float32) for name in content.files})
        except (OSError, EOFError, ValueError, KeyError) as error:
            raise EncoderError(f"The reader in {path} cannot be used ({error}): reinstall Kutip.") from error

    def _tensor(self, name: str) -> Tensor:
        found = self.tensors.get(name)
        if found is None:
            raise EncoderError(f"The reader lacks {name}: reinstall Kutip.")
        return found


def layers_of(depth: str, layers: int) -> range:
    """Those of the `layers` that belong to a depth, behind those of the depth before it."""
    return range(layers // 2) if depth == "glance" else range(layers // 2, layers)


def smoothed(peaks: Tensor, matrix: Tensor) -> Tensor:
    """What each input of a matrix should be divided by, and its weights multiplied by, before both become bytes.

    `peaks` are the largest inputs that were seen. One hidden unit in each layer is six times as large as all others,
    and would leave these a handful of steps (Xiao et al. 2022, "SmoothQuant"): relevance is then 0.1 off what floats
    give, instead of 0.2.
    """
    largest = np.maximum(np.abs(matrix).max(axis=0), 1e-6)
    scales = np.maximum(peaks, 1e-3) ** STRENGTH / largest ** (1 - STRENGTH)
    return np.asarray(scales / np.exp(np.log(scales).mean()), np.float32)


def shipped_adapter() -> Path:
    """Where the adapter lies that ships with this version: a file of its own, since packages are installed unpacked."""
    return Path(str(files("retrieval").joinpath("data", ADAPTER)))
