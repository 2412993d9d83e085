"""Vectors of passages and questions: stored ones where they exist, computed and stored where they do not."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

from retrieval.errors import EncoderError, LibraryError
from retrieval.semantic import Encoder, Glance, PairReading, Sketches, Vector, codes_of, spread, stored_similarities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from retrieval.scope import Scope
    from retrieval.semantic import Codes
    from retrieval.store import Store, StoredPassage
    from retrieval.vectors import Placed, Vectors

logger = logging.getLogger(__name__)
Given = TypeVarTuple("Given")
Told = TypeVar("Told")
Awaited = TypeVar("Awaited", bound="asyncio.Future[Any]")  # Any: whatever it results in

_FEW = 32
"""Vectors that a question waits for: a long article's. It then does not matter whether they were stored before."""
_HELPING = 16_384
"""Vectors that are read at once to be sketched."""
_THREADS = 2
"""Work in the background takes one of them at most, so that a question need not wait for its batch."""


def passage_text(stored: StoredPassage) -> str:
    """What is encoded of a passage: its title and heading before its text, since a paragraph rarely names its topic.

    Measured on the dev questions, article scope: similarity alone puts a right passage first for 63 % with the
    title and for 55 % without.
    """
    return _headed(stored.article.title, stored.passage.section, stored.passage.text)


def _context(stored: StoredPassage) -> str:
    """What a passage is read under."""
    return ". ".join(part for part in (stored.article.title, stored.passage.section) if part)


def _headed(*parts: str) -> str:
    """Titles and text in a row, each a sentence of its own."""
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


class UnreadyError(EncoderError):
    """The vectors of passages that were just added are being computed, and a question does not wait for them."""


def unheeded(work: Awaited) -> Awaited:
    """The same, whose failure is no news: who gives up before asking for its result does not care how it went."""
    work.add_done_callback(lambda done: done.cancelled() or done.exception())
    return work


class Vectoriser:
    """An encoder with a memory. The encoding has threads of its own: whatever else waits for a thread does not.

    `patience` is for how many seconds a question waits for the vectors of passages that were just added, where
    somebody encodes them in the background; `None` where nobody does, and a question waits as long as it takes.
    """

    def __init__(self, encoder: Encoder, vectors: Vectors, store: Store, *, patience: float | None = None) -> None:
        self._encoder = encoder
        self._vectors = vectors
        self._store = store
        self._patience = patience
        self._executor = ThreadPoolExecutor(_THREADS, thread_name_prefix="vectoriser")
        self._newest: asyncio.Task[int] | None = None
        self._sketches: asyncio.Task[Sketches] | None = None
        self._restored = 0
        """Which of the libraries that were put back the sketches are of."""
        self.times_stored = 0
        """How often vectors were stored."""

    @property
    def encoder_name(self) -> str:
        """The name of the encoder whose vectors are stored."""
        return self._encoder.name

    def begin(self, question: str) -> asyncio.Future[Vector]:
        """Begin to encode a question, to be handed to `cosines`, or cancelled."""
        return unheeded(self._begun(self._encoder.encode_question, question))

    async def nearest(self, question: asyncio.Future[Vector], limit: int) -> list[int]:
        """The ids of the `limit` passages whose stored vectors may be nearest to a question, nearest first.

        They are of all scopes, and may be gone by now: see `placed`.

        Where only few are missing, as after an article was added, they are computed first, if that takes no longer than
        a question waits. Those that another process stores meanwhile are known at the next start only. Raises
        `EncoderError` if the engine fails.
        """
        if not limit:
            return []
        await self._encode_newest()
        sketches = await self._sketched()
        return await asyncio.to_thread(sketches.nearest, await question, limit)

    async def placed(self, passages: Iterable[int], scope: Scope) -> dict[int, Placed]:
        """Article and vector of those of the passages that have one and that the scope may see, in the order given."""
        return await self._vectors.placed(list(passages), self._encoder.name, scope)

    def check_ready(self, lacking: Iterable[object]) -> None:
        """Raise `UnreadyError` if there are passages that lack their vector while the newest ones are being encoded."""
        if self._busy and any(True for _ in lacking):
            raise UnreadyError("The newest passages are still being encoded.")

    @property
    def _busy(self) -> bool:
        return self._newest is not None and not self._newest.done()

    async def _encode_newest(self) -> None:
        """Compute what is missing if it is only little; it goes on after all that a question waits."""
        if self._newest is None or self._newest.done():
            lacking = await self._vectors.lacking(self._encoder.name, _FEW + 1)
            if not 0 < len(lacking) <= _FEW:
                return
            self._newest = unheeded(asyncio.create_task(self.encode_pending(_FEW), name="encoding the newest"))
        done, _ = await asyncio.wait({self._newest}, timeout=self._patience)
        for task in done:
            try:
                task.result()
            except LibraryError as error:  # the question is answered by words, see `check_ready`
                logger.warning("The vectors of the newest passages were not stored. %s", error)

    async def _sketched(self) -> Sketches:
        """The sketches of all stored vectors, made at the first call, and after a backup was put back.

        It takes a second for 150,000.
        """
        restored = await self._vectors.restored()
        if restored != self._restored:
            self._restored, self._sketches = restored, None
        task = self._sketches
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = self._sketches = asyncio.create_task(self._sketch(), name="sketching")
        return await asyncio.shield(task)

    async def _sketch(self) -> Sketches:
        """Made in helpings: all vectors at once would take 170 MB for 150,000, where the sketches have 9."""
        ids = await self._vectors.ids(self._encoder.name)
        _, sample = await self._codes(spread(ids))
        sketches = await asyncio.to_thread(Sketches, sample)
        for start in range(0, len(ids), _HELPING):
            await asyncio.to_thread(sketches.extend, *await self._codes(ids[start : start + _HELPING]))
        return sketches

    async def _codes(self, passages: Sequence[int]) -> tuple[list[int], Codes]:
        """Those of these passages whose vectors are stored, in their order, and the codes of these."""
        found = await self._vectors.of(passages, self._encoder.name)
        ids = [passage for passage in passages if passage in found]
        return ids, codes_of(b"".join(found[passage] for passage in ids), self._encoder.dimensions)

    async def cosines(self, question: asyncio.Future[Vector], passages: Sequence[StoredPassage]) -> dict[int, float]:
        """The similarity of a question to each passage, by passage id; missing vectors are computed and stored.

        Raises `EncoderError` if the engine fails, `UnreadyError` if it would take longer than a question waits.
        """
        known = await self._vectors.of([passage.id for passage in passages], self._encoder.name)
        missing = [passage for passage in passages if passage.id not in known]
        if missing and self._patience is not None:
            if not self._busy:
                await self._encode_newest()
            self.check_ready(missing)
            known |= await self._vectors.of([passage.id for passage in missing], self._encoder.name)
            missing = [passage for passage in missing if passage.id not in known]
        if missing:
            fresh = await self._encode(missing)
            known |= fresh
            try:
                await self._put(missing, fresh)
            except LibraryError as error:  # a full disk is no reason to leave the question unanswered
                logger.warning("The vectors of %d passages were not stored. %s", len(fresh), error)
        return _compared(await question, known)

    async def compared(self, question: asyncio.Future[Vector], vectors: Mapping[int, bytes]) -> dict[int, float]:
        """The similarity of a question to each of these vectors. Raises `EncoderError` if the engine fails."""
        return _compared(await question, vectors)

    async def glances(self, question: str, passages: Sequence[StoredPassage], longest: int) -> dict[int, Glance]:
        """What a first look at each passage for the question tells, by passage id. Raises `EncoderError` if it fails.

        Answers have `longest` words at most.
        """
        looked = [
            self._begun(self._encoder.glance, question, _context(one), one.passage.text, longest) for one in passages
        ]
        return {one.id: glance for one, glance in zip(passages, await asyncio.gather(*looked), strict=True)}

    async def readings(self, glances: Mapping[int, Glance]) -> dict[int, PairReading]:
        """What reading them closely tells, by passage id. Raises `EncoderError` if that fails."""
        read = [self._begun(self._encoder.read_on, glance) for glance in glances.values()]
        return dict(zip(glances, await asyncio.gather(*read), strict=True))

    def _begun(self, work: Callable[[*Given], Told], *args: *Given) -> asyncio.Future[Told]:
        return asyncio.get_running_loop().run_in_executor(self._executor, work, *args)

    async def encode_pending(self, limit: int) -> int:
        """Compute and store the vectors of at most `limit` passages that have none; how many that was."""
        await self._sketched()  # so that no question has to wait for them
        ids = await self._vectors.lacking(self._encoder.name, limit)
        if ids:
            passages = await self._store.passages(ids)
            await self._put(passages, await self._encode(passages))
        return len(ids)

    async def lacking(self) -> int:
        """How many passages have no vector yet."""
        return await self._vectors.count_lacking(self._encoder.name)

    async def _put(self, passages: Sequence[StoredPassage], vectors: Mapping[int, bytes]) -> None:
        texts = {one.id: one.passage.text for one in passages}
        stored = await self._vectors.put(self._encoder.name, vectors, texts)
        if self._sketches is not None:
            sketches = await self._sketched()
            sketches.add({passage: Vector.from_bytes(vectors[passage]) for passage in stored})
        self.times_stored += 1

    async def _encode(self, passages: Sequence[StoredPassage]) -> dict[int, bytes]:
        texts = [passage_text(passage) for passage in passages]
        encoded = await self._begun(self._encoder.encode_passages, texts)
        return {passage.id: vector.to_bytes() for passage, vector in zip(passages, encoded, strict=True)}

    async def settle(self) -> None:
        """Let what goes on in the background end, before `close`."""
        if self._newest is not None:
            await asyncio.wait({self._newest})

    def close(self) -> None:
        """Let the work under way end."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _compared(question: Vector, vectors: Mapping[int, bytes]) -> dict[int, float]:
    return dict(zip(vectors, stored_similarities(question, vectors.values()).tolist(), strict=True))
