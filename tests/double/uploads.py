"""The methods that send files."""

import mimetypes
import struct
from pathlib import PurePosixPath
from typing import Final

from aiogram.methods import SendDocument, SendPhoto
from aiogram.types import BufferedInputFile, Document, InlineKeyboardMarkup, InputFile, Message, PhotoSize

from . import keyboards
from .composing import Composer, given
from .refusal import bad_request
from .replying import compose_own, land
from .world import StoredFile, World

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_WIDEST: Final = 10_000
"""A photo's width and height together, in pixels."""
_SMALLER: Final = (90, 320, 800)
"""The longer side of the sizes in which Telegram offers a larger photo as well, in pixels."""


class Uploads:
    """What the bot sends as files. Every method takes a valid request, and raises `Refusal` where Telegram would."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._compose = Composer(world)

    async def send_document(self, call: SendDocument) -> Message:
        """Send a file as it is."""
        name, stored = _stored(self._world, call.document, "documents")
        document = Document(
            file_id=stored.file_id,
            file_unique_id=f"U{stored.file_id}",
            file_name=name,
            mime_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            file_size=len(stored.content),
        )
        return await self._send(call, document=document)

    async def send_photo(self, call: SendPhoto) -> Message:
        """Send a picture; only PNG is understood here."""
        return await self._send(call, photo=stored_photo(self._world, call.photo))

    async def _send(
        self,
        call: SendDocument | SendPhoto,
        *,
        document: Document | None = None,
        photo: list[PhotoSize] | None = None,
    ) -> Message:
        state = self._world.writable(call.chat_id)
        caption = self._compose.caption(call.caption, call.parse_mode, call.caption_entities)
        landing = land(self._world, state, call.reply_parameters, call.message_thread_id)
        picture = call if isinstance(call, SendPhoto) else None
        above = given(picture.show_caption_above_media) if picture else None
        spoiler = picture.has_spoiler if picture else None
        inline = call.reply_markup if isinstance(call.reply_markup, InlineKeyboardMarkup) else None
        message = compose_own(
            self._world,
            state,
            landing,
            document=document,
            photo=photo,
            caption=caption.text or None,
            caption_entities=list(caption.entities) or None,
            show_caption_above_media=above or None,
            has_media_spoiler=spoiler or None,
            has_protected_content=given(call.protect_content) or None,
            reply_markup=keyboards.checked(inline),
        )
        await self._world.bot_said(state, message)
        return message


def stored_photo(world: World, file: InputFile | str) -> list[PhotoSize]:
    """A picture, uploaded or named by its id, in all its sizes. Raises `Refusal` where Telegram would."""
    _, stored = _stored(world, file, "photos")
    if not stored.content.startswith(_PNG):
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", stored.content[16:24])
    if width + height > _WIDEST:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return _sizes(stored, width, height)


def _stored(world: World, file: InputFile | str, folder: str) -> tuple[str, StoredFile]:
    if isinstance(file, BufferedInputFile):
        if not file.data:
            raise bad_request("file must be non-empty")
        return file.filename or "file", world.store(folder, file.filename or "file", file.data)
    stored = world.files.get(str(file))
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return PurePosixPath(stored.path).name, stored


def _sizes(stored: StoredFile, width: int, height: int) -> list[PhotoSize]:
    """A photo in all its sizes, the largest last; of the smaller ones there is no file, as nothing is scaled here."""
    longer = max(width, height)
    smaller = [
        PhotoSize(
            file_id=f"{stored.file_id}s{side}",
            file_unique_id=f"U{stored.file_id}s{side}",
            width=max(1, width * side // longer),
            height=max(1, height * side // longer),
        )
        for side in _SMALLER
        if side < longer
    ]
    whole = PhotoSize(
        file_id=stored.file_id,
        file_unique_id=f"U{stored.file_id}",
        width=width,
        height=height,
        file_size=len(stored.content),
    )
    return [*smaller, whole]
