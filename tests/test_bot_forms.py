"""The real bot given articles in every form, in private and in a group: added, asked, replaced, removed, undone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

import pytest
import pytest_asyncio

from bot.texts import texts_of
from retrieval.intake import slug
from tests.botprocess import EDITORS as THEIRS
from tests.botprocess import running
from tests.documents.plainpdf import line, pdf_of
from tests.double import BotApiDouble, Person
from tests.given import written_by, zipped
from tests.stocked import stock
from tests.test_bot_editing import Story, here, page_of
from tests.test_sources_docx import docx, paragraph, run
from tests.websites import Site, answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping

    from aiogram.types import Message

    from tests.botprocess import BotProcess
    from tests.double import BotMessage, Group

pytestmark = pytest.mark.asyncio(loop_scope="module")

ID: Final = texts_of("id")
EDITORS: Final = range(950_000, 950_100)
"""The bot's admins, another one for each test."""
_editors = iter(EDITORS)
_ids = count(950_100)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def bot_and_shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[BotProcess, BotApiDouble]]:
    home = tmp_path_factory.mktemp("home")
    await stock(home)
    async with BotApiDouble() as telegram, running(telegram, home, ADMIN_IDS=",".join(map(str, EDITORS))) as bot:
        yield bot, telegram


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody edits: their private chat as an admin of the bot, or a group that they run."""

    telegram: BotApiDouble
    editor: Person
    group: Group | None = None
    reader: Person | None = None
    """Somebody else in the group."""

    @property
    def library(self) -> str:
        """What is edited there."""
        return ID.own_library if self.group else ID.public_library

    async def says(self, text: str, *, reply_to: Message | BotMessage | None = None) -> Message:
        """Say something there."""
        if self.group:
            return await self.group.says(self.editor, text, reply_to=reply_to)
        return await self.editor.says(text, reply_to=reply_to)

    async def hears(self) -> BotMessage:
        """The next thing that the bot says."""
        return await (self.group or self.editor).hears()

    async def asks(self, text: str, *, reply_to: Message | BotMessage | None = None) -> BotMessage:
        """Say something, and hear what the bot says."""
        await self.says(text, reply_to=reply_to)
        return await self.hears()

    async def sends(
        self, name: str, content: bytes, *, caption: str | None = None, under: BotMessage | None = None
    ) -> Message:
        """Send a file; in a group below the message that has asked for it."""
        if self.group:
            return await self.group.sends_document(self.editor, name, content, caption=caption, reply_to=under)
        return await self.editor.sends_document(name, content, caption=caption)

    async def shown_to_all(self, sent: Message) -> Message:
        """Let pass what the bot says to what was said to nobody in particular: in private, everything is said to it."""
        if not self.group:
            await self.hears()
        return sent


def desk_of(role: str, telegram: BotApiDouble, editors: Iterator[int] = _editors) -> Desk:
    """The desk of a new editor in this role; `editors` are ids of the bot's admins."""
    if role == "bot-admin":
        return Desk(telegram, telegram.person(next(editors), "Rina"))
    owner, budi, siti = (telegram.person(next(_ids), name) for name in ("Ani", "Budi", "Siti"))
    return Desk(telegram, budi, telegram.group("Warga", [owner, budi, siti], admins=[budi]), siti)


# --- Files


def _words(story: Story) -> list[str]:
    """The lines of a story without the marks of its heading."""
    return [one.removeprefix("## ") for one in story.text.split("\n\n")]


def as_pdf(story: Story) -> bytes:
    title, *rest = _words(story)
    drawn = [line(title, y=780, size=20), *(line(text, y=740 - 30 * at) for at, text in enumerate(rest))]
    return pdf_of(["\n".join(drawn)])


def as_docx(story: Story) -> bytes:
    title, opening, heading, body = _words(story)
    return docx(
        paragraph(run(title), style="Title"),
        paragraph(run(opening)),
        paragraph(run(heading), style="Heading1"),
        paragraph(run(body)),
    )


FILES: Final[Mapping[str, Callable[[Story], bytes]]] = {
    "../../etc/berita.txt": lambda story: story.text.encode(),
    "berita.MD": lambda story: f"# {story.text}".encode(),
    "berita.html": page_of,
    "berita.pdf": as_pdf,
    "berita.docx": as_docx,
    "berita.zip": lambda story: zipped(satu__md=f"# {story.text}".encode()),
}


async def file_with_the_command_below(desk: Desk, command: str, name: str, content: bytes) -> BotMessage:
    await desk.sends(name, content, caption=command)
    return await desk.hears()


async def file_once_asked_for(desk: Desk, command: str, name: str, content: bytes) -> BotMessage:
    await desk.sends(name, content, under=await desk.asks(command))
    return await desk.hears()


async def file_replied_to(desk: Desk, command: str, name: str, content: bytes) -> BotMessage:
    sent = await desk.shown_to_all(await desk.sends(name, content))
    return await desk.asks(command, reply_to=sent)


# --- Texts


async def text_behind_the_command(desk: Desk, command: str, story: Story) -> BotMessage:
    return await desk.asks(f"{command} {story.text}")


async def text_once_asked_for(desk: Desk, command: str, story: Story) -> BotMessage:
    return await desk.asks(story.text, reply_to=await desk.asks(command))


async def text_replied_to(desk: Desk, command: str, story: Story) -> BotMessage:
    if desk.group and desk.reader:
        told = await desk.group.says(desk.reader, story.text)
    else:
        told = await desk.shown_to_all(await desk.says(story.text))
    return await desk.asks(command, reply_to=told)


async def caption_replied_to(desk: Desk, command: str, story: Story) -> BotMessage:
    picture = b"\xff\xd8"
    if desk.group:
        told = await desk.group.sends_photo(desk.editor, picture, width=1, height=1, caption=story.text)
    else:
        told = await desk.editor.sends_photo(picture, width=1, height=1, caption=story.text)
    return await desk.asks(command, reply_to=await desk.shown_to_all(told))


async def post_forwarded(desk: Desk, command: str, story: Story) -> BotMessage:
    """In private it comes once it was asked for; in a group, where forwards are for all, it is replied to."""
    channel = desk.telegram.channel("Kabar", username=f"kabar_{next(_ids)}", bot="left")
    forwarded = written_by(channel, await channel.posts(story.text))
    if desk.group:
        return await desk.asks(command, reply_to=await desk.group._say(desk.editor, forwarded))
    await desk.asks(command)
    await desk.editor._send(forwarded)
    return await desk.hears()


TEXTS: Final = (
    text_behind_the_command,
    text_once_asked_for,
    text_replied_to,
    caption_replied_to,
    post_forwarded,
)
WAYS: Final = (file_with_the_command_below, file_once_asked_for, file_replied_to)


# --- Each form through all that can be done


async def goes_through_everything(desk: Desk, give: Callable[[str, Story], Awaitable[BotMessage]]) -> None:
    """Add → ask → replace → undo → remove → undo, asking in between; `give` gives a story with a command."""
    story, newer = Story(), Story()
    ref = slug(story.title)

    async def answers(one: Story) -> bool:
        return one.length in (await desk.asks(f"/tanya@kutip_bot {one.question}")).text

    added = await give("/tambah@kutip_bot", story)
    summed_up = ID.archive_title.format(taken=1, count=1, library=desk.library)
    assert added.text.startswith((ID.added.format(library=desk.library), summed_up))
    assert story.title in added.text
    assert await answers(story)
    replaced = await give(f"/ganti@kutip_bot {ref}", newer)
    assert replaced.text.startswith(ID.replaced.format(library=desk.library))
    assert replaced.bold == (newer.title,)
    assert await answers(newer)
    room = desk.group or desk.editor
    assert await room.forges(desk.editor.user, replaced, undo_of(replaced)) == ""
    assert (await desk.hears()).text == ID.restored.format(title=story.title)
    removed = await desk.asks(f"/hapus@kutip_bot {ref}")
    assert removed.text == ID.removed.format(library=desk.library, title=story.title)
    assert not await answers(story)
    assert (await desk.asks("/urungkan@kutip_bot")).text == ID.restored.format(title=story.title)
    assert await answers(story)


def undo_of(shown: BotMessage) -> str:
    """What the button to undo carries."""
    (data,) = [one.data for row in shown.buttons for one in row if one.text == ID.undo]
    assert data is not None
    return data


@pytest.mark.parametrize("role", ["bot-admin", "group-admin"])
@pytest.mark.parametrize("form", TEXTS, ids=lambda form: form.__name__)
async def test_text(
    telegram: BotApiDouble, role: str, form: Callable[[Desk, str, Story], Awaitable[BotMessage]]
) -> None:
    desk = desk_of(role, telegram)
    await goes_through_everything(desk, lambda command, story: form(desk, command, story))


@pytest.mark.parametrize(
    ("role", "name", "way"),
    [
        # Every kind of file and every way of giving one, for both: what they have in common needs no third time.
        pytest.param(role, name, WAYS[(number + turn) % len(WAYS)], id=f"{role}-{name.rpartition('.')[2].lower()}")
        for turn, role in enumerate(("bot-admin", "group-admin"))
        for number, name in enumerate(FILES)
    ],
)
async def test_file(
    telegram: BotApiDouble,
    role: str,
    name: str,
    way: Callable[[Desk, str, str, bytes], Awaitable[BotMessage]],
) -> None:
    desk = desk_of(role, telegram)
    await goes_through_everything(desk, lambda command, story: way(desk, command, name, FILES[name](story)))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def web(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[tuple[BotApiDouble, Site, Callable[[str], str]]]:
    """Telegram with a bot in this process, which takes a site of ours for one of the internet; the site's addresses."""
    async with (
        Site() as site,
        BotApiDouble() as telegram,
        here(tmp_path_factory.mktemp("home"), telegram, site) as address,
    ):
        yield telegram, site, address


@pytest.mark.parametrize("role", ["bot-admin", "group-admin"])
async def test_address(web: tuple[BotApiDouble, Site, Callable[[str], str]], role: str) -> None:
    telegram, site, address = web
    desk = desk_of(role, telegram, iter(THEIRS))

    async def give(command: str, story: Story) -> BotMessage:
        path = f"/{slug(story.title)}"
        site.pages[path] = answer(page_of(story))
        return await desk.asks(f"{command} {address(path)}")

    await goes_through_everything(desk, give)
