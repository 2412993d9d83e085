"""The form of what Telegram sends, as far as the bot reads it: what has another one is let go before it can do harm.

python-telegram-bot takes whatever it is given, so that a number that is a text would come to light anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Mapping

_Id = Annotated[int, Field(gt=-(2**53), lt=2**53)]
"""The Bot API promises 52 bits."""
_GroupId = Annotated[int, Field(gt=-(2**53), lt=0)]


class _Form(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class _User(_Form):
    id: _Id
    is_bot: bool
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None


class _Chat(_Form):
    id: _Id
    type: str
    title: str | None = None
    username: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    is_forum: bool | None = None


class _Entity(_Form):
    type: str
    offset: int
    length: int
    url: str | None = None
    user: _User | None = None


class _Quote(_Form):
    text: str
    position: int


class _Origin(_Form):
    type: str
    date: int
    sender_user: _User | None = None
    sender_user_name: str | None = None
    sender_chat: _Chat | None = None
    chat: _Chat | None = None
    message_id: _Id | None = None
    author_signature: str | None = None


class _Reply(_Form):
    origin: _Origin
    chat: _Chat | None = None
    message_id: _Id | None = None


class _File(_Form):
    file_id: str
    file_unique_id: str
    file_name: str | None = None
    mime_type: str | None = None
    file_size: int | None = None


class _Button(_Form):
    text: str
    url: str | None = None
    callback_data: str | None = None


class _Keyboard(_Form):
    inline_keyboard: list[list[_Button]]


class _Message(_Form):
    message_id: _Id
    date: int
    chat: _Chat
    sender: _User | None = Field(default=None, alias="from")
    sender_chat: _Chat | None = None
    via_bot: _User | None = None
    edit_date: int | None = None
    text: str | None = None
    entities: list[_Entity] | None = None
    caption: str | None = None
    caption_entities: list[_Entity] | None = None
    document: _File | None = None
    photo: list[_File] | None = None
    media_group_id: str | None = None
    message_thread_id: _Id | None = None
    is_topic_message: bool | None = None
    is_automatic_forward: bool | None = None
    reply_to_message: _Message | None = None
    external_reply: _Reply | None = None
    quote: _Quote | None = None
    forward_origin: _Origin | None = None
    reply_markup: _Keyboard | None = None
    migrate_to_chat_id: _GroupId | None = None
    migrate_from_chat_id: _GroupId | None = None
    guest_query_id: str | None = None
    guest_bot_caller_user: _User | None = None
    guest_bot_caller_chat: _Chat | None = None


class _Said(_Message):
    """A message that was said just now: what has no date is one that Telegram does not show us any more."""

    date: Annotated[int, Field(gt=0)]


class _Called(_Said):
    """A guest's message, with the number by which alone it can be answered."""

    guest_query_id: str


class _Press(_Form):
    id: str
    sender: _User = Field(alias="from")
    chat_instance: str
    message: _Message | None = None
    inline_message_id: str | None = None
    data: str | None = None


class _Query(_Form):
    id: str
    sender: _User = Field(alias="from")
    query: str
    offset: str


class _Member(_Form):
    status: str
    user: _User


class _Change(_Form):
    chat: _Chat
    sender: _User = Field(alias="from")
    date: int
    old_chat_member: _Member
    new_chat_member: _Member


class _Update(_Form):
    update_id: int
    message: _Said | None = None
    edited_message: _Said | None = None
    guest_message: _Called | None = None
    callback_query: _Press | None = None
    inline_query: _Query | None = None
    my_chat_member: _Change | None = None
    chat_member: _Change | None = None


KINDS: Final = frozenset(_Update.model_fields) - {"update_id"}
"""The kinds of updates that are read."""


def read(told: Mapping[str, Any]) -> dict[str, Any]:  # Any: the values of JSON
    """What there is to read in an update, in JSON, torn characters mended; nothing but its number if it is of no kind
    that we handle. Raises ValueError, in whose words is what was said, where its form is another one.
    """
    update = {name: _mended(value) for name, value in told.items() if name in KINDS}
    if sum(value is not None for value in update.values()) > 1:
        raise ValueError("an update is of one kind, as the Bot API promises")
    update["update_id"] = told["update_id"]
    _Update.model_validate(update)
    return update


def _mended(value: Any) -> Any:  # Any: the same
    """The value with U+FFFD for each half of a character, which nobody could encode again, in whatever is in it."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {_mended(name): _mended(one) for name, one in value.items()}
    return [_mended(one) for one in value] if isinstance(value, list) else value
