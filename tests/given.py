"""What editors give to the bot: forwarded posts and archives."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from aiogram.enums import MessageOriginType
from aiogram.types import MessageOriginChannel

from tests.double import contents
from tests.double.contents import Content

if TYPE_CHECKING:
    from aiogram.types import Message

    from tests.double import Channel


def written_by(channel: Channel, post: Message) -> Content:
    """A channel's post as a person forwards it."""
    origin = MessageOriginChannel(
        type=MessageOriginType.CHANNEL, date=post.date, chat=channel.state.chat, message_id=post.message_id
    )
    content = contents.words(post.text or "")
    return Content(content.shown, {**content.fields, "forward_origin": origin})


def zipped(**files: bytes) -> bytes:
    """A ZIP archive; double underscores stand for the dot of a name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return packed.getvalue()
