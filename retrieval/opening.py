"""Opening a library: its directory, its database, its index and its encoder, ready for questions."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING

from retrieval.database import open_database
from retrieval.errors import LibraryError
from retrieval.following import FINGERPRINT
from retrieval.index_tantivy import open_tantivy_index
from retrieval.layout import DATABASE, ENCODER, INDEX
from retrieval.library import Library
from retrieval.repairing import in_use
from retrieval.restoring import clear_leftovers
from retrieval.seeding import plant
from retrieval.semantic import Mode, open_encoder
from retrieval.store import Store
from retrieval.vectorising import Vectoriser
from retrieval.vectors import Vectors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@asynccontextmanager
async def open_library(
    directory: Path,
    *,
    semantic: Mode = "auto",
    seeds: Path | None = None,
    threads: int = 2,
    patience: float | None = None,
) -> AsyncIterator[Library]:
    """Open the library in `directory`, made if missing, with the index and the encoder ready.

    A library that never held anything gets the articles in `seeds`. `threads` are the encoder's; for `patience` see
    `Vectoriser`. Raises `LibraryError` if the database cannot be used, `EncoderError` if `semantic` is "on" and there
    is no encoder.
    """
    try:
        await asyncio.to_thread(directory.mkdir, parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(
            f"The data directory {directory} cannot be made ({error.strerror}): choose another DATA_DIR."
        ) from error
    with in_use(directory):
        async with _opened(directory, semantic, seeds, threads, patience) as library:
            yield library


@asynccontextmanager
async def _opened(
    directory: Path, semantic: Mode, seeds: Path | None, threads: int, patience: float | None
) -> AsyncIterator[Library]:
    await asyncio.to_thread(clear_leftovers, directory)
    async with open_database(directory / DATABASE) as database:
        await database.glance()
        store = Store(database)
        # Of another database, whose revisions mean other changes, nothing in the index is right.
        fingerprint = f"{FINGERPRINT}-{await store.identity()}"
        with closing(await asyncio.to_thread(open_tantivy_index, directory / INDEX, fingerprint)) as index:
            encoder = await asyncio.to_thread(open_encoder, directory / ENCODER, mode=semantic, threads=threads)
            vectoriser = None if encoder is None else Vectoriser(encoder, Vectors(database), store, patience=patience)
            library = Library(database, store, index, vectoriser, await plant(store, seeds))
            try:
                await library.follow()
                await library.compare()
                yield library
            finally:
                await library.close()
