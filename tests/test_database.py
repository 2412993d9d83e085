"""The database file: who may open it, what survives, what is said when it cannot be used."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from retrieval.database import open_database
from retrieval.errors import Cause, LibraryError, StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from retrieval.database import Database, Row


async def _note(database: Database, number: int) -> None:
    async with database.transaction() as transaction:
        await transaction.execute("INSERT INTO removed (article, revision) VALUES (?, 1)", (number,))


async def _noted(database: Database) -> list[int]:
    return [row.integer("article") for row in await database.fetch("SELECT article FROM removed ORDER BY article")]


async def test_a_missing_file_is_made_with_its_directory(tmp_path: Path) -> None:
    async with open_database(tmp_path / "data" / "kutip.db") as database:
        assert await database.findings() == []
    assert (tmp_path / "data" / "kutip.db").is_file()


async def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        await _note(database, 7)
    async with open_database(tmp_path / "kutip.db") as database:
        assert await _noted(database) == [7]


async def test_the_connection_is_set_up_for_safety(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database, database.transaction() as transaction:
        rows = await transaction.fetch(
            "SELECT j.journal_mode, s.synchronous, f.foreign_keys, d.secure_delete FROM pragma_journal_mode AS j, "
            "pragma_synchronous AS s, pragma_foreign_keys AS f, pragma_secure_delete AS d"
        )
        assert rows[0].integer("secure_delete") == 1
        assert (rows[0].text("journal_mode"), rows[0].integer("synchronous"), rows[0].integer("foreign_keys")) == (
            "wal",
            2,
            1,
        )


async def test_an_error_inside_a_transaction_undoes_it_whole(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:

        async def fail() -> None:
            async with database.transaction() as transaction:
                await transaction.execute("INSERT INTO removed (article, revision) VALUES (1, 1)")
                raise KeyError

        with pytest.raises(KeyError):
            await fail()
        await _note(database, 2)
        assert await _noted(database) == [2]


async def test_a_cancelled_transaction_is_undone_and_the_next_one_works(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        inside = asyncio.Event()

        async def write_and_wait() -> None:
            async with database.transaction() as transaction:
                await transaction.execute("INSERT INTO removed (article, revision) VALUES (1, 1)")
                inside.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(write_and_wait())
        await inside.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await _note(database, 2)
        assert await _noted(database) == [2]


@pytest.mark.parametrize("steps", range(8))
async def test_a_transaction_cancelled_at_any_step_leaves_all_or_nothing(tmp_path: Path, steps: int) -> None:
    async with open_database(tmp_path / "kutip.db") as database:

        async def write() -> None:
            async with database.transaction() as transaction:
                await transaction.execute("INSERT INTO removed (article, revision) VALUES (1, 1)")
                await transaction.execute("INSERT INTO removed (article, revision) VALUES (2, 1)")

        task = asyncio.create_task(write())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await _noted(database) in ([], [1, 2])
        await _note(database, 3)
        assert 3 in await _noted(database)


async def test_readers_do_not_see_what_is_not_committed(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        async with database.transaction() as transaction:
            await transaction.execute("INSERT INTO removed (article, revision) VALUES (1, 1)")
            assert await _noted(database) == []
        assert await _noted(database) == [1]


async def test_transactions_of_many_tasks_wait_for_one_another(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        await asyncio.gather(*(_note(database, number) for number in range(30)))
        assert await _noted(database) == list(range(30))


_RECORD = "INSERT INTO removed (article, revision) VALUES (?, 1) RETURNING article"


@pytest.mark.parametrize("durable", [True, False])
async def test_what_was_recorded_is_there_for_everybody_at_once(tmp_path: Path, durable: bool) -> None:
    path = tmp_path / "kutip.db"
    async with open_database(path) as one, open_database(path) as two:
        (row,) = await one.record(_RECORD, (7,), durable=durable)
        assert row.integer("article") == 7
        assert await _noted(one) == await _noted(two) == [7]


@pytest.mark.parametrize("durable", [True, False])
async def test_a_record_waits_for_the_transaction_under_way_and_is_no_part_of_it(tmp_path: Path, durable: bool) -> None:
    async with open_database(tmp_path / "kutip.db") as database:

        async def write_in_vain() -> None:
            async with database.transaction() as transaction:
                await transaction.execute("INSERT INTO removed (article, revision) VALUES (1, 1)")
                recording.append(asyncio.create_task(database.record(_RECORD, (2,), durable=durable)))
                await database.fetch("SELECT 1")
                raise ValueError("in vain")

        recording: list[asyncio.Task[list[Row]]] = []
        with pytest.raises(ValueError, match="in vain"):
            await write_in_vain()
        await recording[0]
        assert await _noted(database) == [2]


@pytest.mark.parametrize("durable", [True, False])
async def test_a_record_that_cannot_be_made_leaves_nothing_and_the_next_one_works(
    tmp_path: Path, durable: bool
) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        await database.record(_RECORD, (1,), durable=durable)
        with pytest.raises(sqlite3.IntegrityError):
            await database.record(f"{_RECORD.partition(' RETURNING')[0]}, (?, 1)", (2, 1), durable=durable)
        await database.record(_RECORD, (3,), durable=durable)
        await _note(database, 4)
        assert await _noted(database) == [1, 3, 4]


@pytest.mark.parametrize("durable", [True, False])
async def test_a_cancelled_record_does_not_keep_the_next_one_from_working(tmp_path: Path, durable: bool) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        recording = asyncio.create_task(database.record(_RECORD, (1,), durable=durable))
        await asyncio.sleep(0)
        recording.cancel()
        await asyncio.gather(recording, return_exceptions=True)
        await _note(database, 2)
        await database.record(_RECORD, (3,))
        assert await _noted(database) in ([2, 3], [1, 2, 3])


async def test_only_a_durable_record_waits_for_the_disk(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        asked = "SELECT synchronous FROM pragma_synchronous"
        assert (await database.record(asked))[0].integer("synchronous") == 2  # FULL
        assert (await database.record(asked, durable=False))[0].integer("synchronous") == 1  # NORMAL


async def test_two_openings_of_one_file_see_each_others_commits(tmp_path: Path) -> None:
    path = tmp_path / "kutip.db"
    async with open_database(path) as one, open_database(path) as two:
        await asyncio.gather(*(_note(which, n) for n, which in enumerate([one, two] * 10)))
        assert await _noted(one) == await _noted(two) == list(range(20))


def test_many_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    script = (
        "import asyncio, pathlib, sys\n"
        "from retrieval.database import open_database\n"
        "async def main():\n"
        "    async with open_database(pathlib.Path(sys.argv[1])) as database:\n"
        "        print(len(await database.fetch('SELECT name FROM migration')))\n"
        "asyncio.run(main())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "kutip.db")]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    results = [process.communicate(timeout=60) for process in processes]
    assert [errors for _, errors in results] == [""] * 4
    assert len({output for output, _ in results}) == 1


@pytest.mark.parametrize("damage", ["random", "text", "half", "header only"])
async def test_a_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "kutip.db"
    async with open_database(path) as database:
        await _note(database, 1)
    whole = path.read_bytes()
    contents = {
        "random": os.urandom(10_000),
        "text": b"Bukan basis data.\n" * 100,
        "half": whole[: len(whole) // 2],
        "header only": whole[:100],
    }[damage]
    path.write_bytes(contents)
    with pytest.raises(LibraryError, match=r"move it away.*backup"):
        async with open_database(path):
            pass
    assert path.read_bytes() == contents


async def _with_damaged_table(path: Path) -> None:
    """A database at `path` in which what was noted is damaged, and nothing else."""
    async with open_database(path) as database:
        async with database.transaction() as transaction:
            await transaction.execute_many(
                "INSERT INTO removed (article, revision) VALUES (?, 1)", [(n,) for n in range(5000, 9000)]
            )
        (page,) = await database.fetch("SELECT rootpage FROM sqlite_schema WHERE name = 'removed'")
        (size,) = await database.fetch("SELECT page_size FROM pragma_page_size")
    _overwrite(path, (page.integer("rootpage") - 1) * size.integer("page_size"))


def _overwrite(path: Path, start: int) -> None:
    contents = bytearray(path.read_bytes())
    contents[start : start + 200] = os.urandom(200)
    path.write_bytes(bytes(contents))


async def test_damage_that_is_met_while_reading_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "kutip.db"
    await _with_damaged_table(path)
    async with open_database(path) as database:
        with pytest.raises(LibraryError, match="damaged"):
            await _noted(database)
        assert await database.findings()


async def test_damage_that_is_met_in_another_thread_is_told_to_who_looks_after_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "kutip.db"
    await _with_damaged_table(path)
    async with open_database(path) as database:
        with pytest.raises(StorageError, match="damaged"):
            await asyncio.to_thread(database.fetch_blocking, "SELECT article FROM removed ORDER BY article")
        async with asyncio.timeout(10):
            assert (await database.storage.until_trouble()).cause is Cause.DAMAGED


async def test_what_was_committed_is_read_in_any_thread_and_by_many_at_once(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        for number in range(20):
            await _note(database, number)
            rows = await asyncio.to_thread(database.fetch_blocking, "SELECT max(article) AS n FROM removed")
            assert rows[0].integer("n") == number
        sql = "SELECT article FROM removed WHERE article = ?"
        rows_of_all = await asyncio.gather(*(asyncio.to_thread(database.fetch_blocking, sql, (n,)) for n in range(20)))
        assert [rows[0].integer("article") for rows in rows_of_all] == list(range(20))


async def test_a_directory_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "kutip.db").mkdir()
    with pytest.raises(LibraryError, match="is a directory"):
        async with open_database(tmp_path / "kutip.db"):
            pass


async def test_a_file_where_its_directory_should_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(LibraryError, match="use another DATA_DIR"):
        async with open_database(tmp_path / "data" / "kutip.db"):
            pass


async def test_another_programs_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "kutip.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (id INTEGER)")
    other.commit()
    other.close()
    contents = path.read_bytes()
    with pytest.raises(LibraryError, match="another program"):
        async with open_database(path):
            pass
    assert path.read_bytes() == contents


@contextmanager
def _as_somebody_else() -> Iterator[Path]:
    """A directory that a user without rights may enter, and the process as that user, if it was root."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        try:
            yield Path(directory)
        finally:
            os.seteuid(user)


def _give_up_rights() -> None:
    if os.geteuid() == 0:
        os.seteuid(65534)


@pytest.mark.parametrize("mode", [0o444, 0o000])
async def test_a_file_that_may_not_be_written_is_refused(mode: int) -> None:
    with _as_somebody_else() as directory:
        path = directory / "kutip.db"
        async with open_database(path) as database:
            await _note(database, 1)
        path.chmod(mode)
        _give_up_rights()
        with pytest.raises(LibraryError, match="may not be read and written"):
            async with open_database(path):
                pass


async def test_a_directory_that_may_not_be_written_is_refused() -> None:
    with _as_somebody_else() as directory:
        directory.chmod(0o555)
        _give_up_rights()
        with pytest.raises(LibraryError, match="may not be read and written"):
            async with open_database(directory / "kutip.db"):
                pass


async def test_another_process_that_writes_too_long_is_told_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.database._BUSY_SECONDS", 0.05)
    path = tmp_path / "kutip.db"
    async with open_database(path) as one, open_database(path) as two, one.transaction():
        with pytest.raises(LibraryError, match="Another process"):
            await _note(two, 1)


async def test_a_mistake_in_a_statement_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        with pytest.raises(sqlite3.OperationalError):
            await database.fetch("SELECT nothing FROM nowhere")


@pytest.mark.parametrize("value", ["\udcff", 2**63])
async def test_a_value_that_no_column_can_hold_is_told_and_the_database_goes_on(
    tmp_path: Path, value: str | int
) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        with pytest.raises(LibraryError, match=r"no text|64 bits"):
            await database.fetch("SELECT ? AS one", (value,))
        with pytest.raises(LibraryError, match=r"no text|64 bits"):
            async with database.transaction() as transaction:
                await transaction.fetch("SELECT ? AS one", (value,))
        assert (await database.fetch("SELECT 1 AS one"))[0].integer("one") == 1


async def test_a_column_of_another_type_is_a_type_error(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        (row,) = await database.fetch("SELECT 1 AS one, 'x' AS x, NULL AS none")
        assert (row.integer("one"), row.text("x"), row.text_or_none("none")) == (1, "x", None)
        with pytest.raises(TypeError):
            row.text("one")
        with pytest.raises(TypeError):
            row.integer("none")


async def test_a_table_that_is_written_anew_is_what_it_was_and_holds_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "kutip.db"
    async with open_database(path) as database:
        async with database.transaction() as transaction:
            await transaction.execute_many(
                "INSERT INTO focus (chat, topic, article) VALUES (?, 0, ?)", [(f"rahasia {n}", n) for n in range(900)]
            )
        async with database.transaction() as transaction:
            await transaction.execute("DELETE FROM focus WHERE article % 2")
        rows = await database.fetch("SELECT chat, topic, article FROM focus ORDER BY article")
        await database.rewrite(["focus"])
        assert await database.empty_log()
        again = await database.fetch("SELECT chat, topic, article FROM focus ORDER BY article")
        assert [row.text("chat") for row in again] == [row.text("chat") for row in rows]
        assert path.read_bytes().count(b"rahasia") == len(rows) == 450
        assert await database.findings() == []


async def test_rows_that_belong_to_a_table_stay_while_it_is_written_anew(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        async with database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO turn (conversation, chat, person, asked_at, question, status, confidence, context, "
                "quotes, language) VALUES ('5:0:5', '5', '5', '', 'apa?', 'unsure', 0.5, '{}', '[]', 'id')"
            )
            await transaction.execute("INSERT INTO feedback (turn, person, helpful, given_at) VALUES (1, '5', 1, '')")
        await database.rewrite(["turn"])
        assert len(await database.fetch("SELECT * FROM turn JOIN feedback ON turn.id = feedback.turn")) == 1
        assert await database.findings() == []


async def test_a_table_that_cannot_be_written_anew_stays_as_it_is_and_the_next_write_works(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        await _note(database, 1)
        with pytest.raises(sqlite3.OperationalError):
            await database.rewrite(["removed", "nowhere"])
        await _note(database, 2)
        assert await _noted(database) == [1, 2]


async def test_writing_anew_that_is_cancelled_leaves_all_there_is(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        await asyncio.gather(*(_note(database, number) for number in range(20)))
        for steps in range(0, 60, 3):
            task = asyncio.create_task(database.rewrite(["removed"]))
            for _ in range(steps):
                await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            assert await _noted(database) == list(range(20))
        await _note(database, 20)


async def test_the_log_is_emptied_unless_somebody_reads_what_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retrieval.database._PAUSES", (0.0, 0.01))
    path = tmp_path / "kutip.db"
    log = tmp_path / "kutip.db-wal"
    async with open_database(path) as database:
        await _note(database, 1)
        assert log.stat().st_size > 0
        with closing(sqlite3.connect(path, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM removed").fetchall()
            assert not await database.empty_log()
            await _note(database, 2)
            assert await _noted(database) == [1, 2]
        assert await database.empty_log()
        assert log.stat().st_size == 0
        await _note(database, 3)
        assert await _noted(database) == [1, 2, 3]


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    async def back_up_into(target: Path) -> None:
        async with open_database(tmp_path / "kutip.db") as database:
            await database.backup(target)

    (tmp_path / "taken").write_text("x")
    with pytest.raises(LibraryError):
        asyncio.run(back_up_into(tmp_path / "taken" / "copy.db"))
    assert not list(tmp_path.glob("**/*unfinished*"))


async def test_a_backup_is_a_whole_database_and_never_overwrites(tmp_path: Path) -> None:
    async with open_database(tmp_path / "kutip.db") as database:
        await _note(database, 5)
        await database.backup(tmp_path / "copy.db")
        with pytest.raises(LibraryError, match="exists already"):
            await database.backup(tmp_path / "copy.db")
        with pytest.raises(LibraryError):
            await database.backup(tmp_path / "no such folder" / "copy.db")
    async with open_database(tmp_path / "copy.db") as copy:
        assert await _noted(copy) == [5]
