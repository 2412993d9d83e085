"""The methods by which the bot runs the topics of a forum."""

from dataclasses import replace
from typing import Final

from aiogram.methods import (
    CloseForumTopic,
    CreateForumTopic,
    DeleteForumTopic,
    EditForumTopic,
    GetForumTopicIconStickers,
    ReopenForumTopic,
)
from aiogram.types import (
    ForumTopic,
    ForumTopicClosed,
    ForumTopicEdited,
    ForumTopicReopened,
    Message,
    PhotoSize,
    Sticker,
)

from . import founding
from .chats import GroupState
from .contents import Content
from .refusal import bad_request
from .speakers import Speaker
from .speaking import spoken
from .topics import ICON_COLOUR, Topic
from .world import World

_NAME_CHARACTERS: Final = 128
_COLOURS: Final = frozenset({ICON_COLOUR, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F})
_ICON: Final = Sticker(
    file_id="CAACAgIAAxUAAWTopic",
    file_unique_id="AgADFhIAAlxpeEk",
    type="custom_emoji",
    width=512,
    height=512,
    is_animated=True,
    is_video=False,
    thumbnail=PhotoSize(
        file_id="AAMCAgADFQABZTopic", file_unique_id="AQADFhIAAlxpeEly", width=128, height=128, file_size=4096
    ),
    emoji="📰",
    set_name="Topics",
    custom_emoji_id="5434144690511290129",
    file_size=32768,
)
"""The only icon that topics can have here."""


class Forums:
    """What the bot does to topics, as an admin. Each method takes a valid request; `Refusal` where Telegram refuses."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def get_forum_topic_icon_stickers(self, call: GetForumTopicIconStickers) -> list[Sticker]:
        """The icons to choose from."""
        return [_ICON]

    async def create_forum_topic(self, call: CreateForumTopic) -> ForumTopic:
        """Open a topic."""
        forum = self._forum(call.chat_id, "create a topic")
        colour = ICON_COLOUR if call.icon_color is None else call.icon_color
        if colour not in _COLOURS:
            self._world.journal.violation(f"createForumTopic: {colour} is no colour of a topic")
        name, icon = _cleaned(call.name), self._icon(call.icon_custom_emoji_id)
        opening = founding.topic(self._world, forum, self._world.bot, name, colour=colour, icon=icon)
        self._note(forum, opening, f"(opens the topic {name})")
        return ForumTopic.model_validate(
            {
                "message_thread_id": opening.message_id,
                "name": name,
                "icon_color": colour,
                **({"icon_custom_emoji_id": icon} if icon else {}),
            }
        )

    async def edit_forum_topic(self, call: EditForumTopic) -> bool:
        """Give a topic another name, another icon or both; an empty icon takes the one it has."""
        forum, topic = self._topic(call.chat_id, call.message_thread_id, "edit the topic")
        name = _cleaned(call.name) if call.name else topic.name
        icon = topic.icon if call.icon_custom_emoji_id is None else self._icon(call.icon_custom_emoji_id)
        told = ({"name": name} if name != topic.name else {}) | (
            {"icon_custom_emoji_id": icon or ""} if icon != topic.icon else {}
        )
        changed = replace(topic, name=name, icon=icon)
        self._change(forum, topic, changed, f"(renames it {name})", forum_topic_edited=ForumTopicEdited(**told))
        return True

    async def close_forum_topic(self, call: CloseForumTopic) -> bool:
        """Close a topic: only admins can write there."""
        forum, topic = self._topic(call.chat_id, call.message_thread_id, "close or open the topic")
        self._change(forum, topic, replace(topic, closed=True), "(closes it)", forum_topic_closed=ForumTopicClosed())
        return True

    async def reopen_forum_topic(self, call: ReopenForumTopic) -> bool:
        """Open a closed topic again."""
        forum, topic = self._topic(call.chat_id, call.message_thread_id, "close or open the topic")
        opened = replace(topic, closed=False)
        self._change(forum, topic, opened, "(reopens it)", forum_topic_reopened=ForumTopicReopened())
        return True

    async def delete_forum_topic(self, call: DeleteForumTopic) -> bool:
        """Delete a topic with all its messages."""
        forum, topic = self._topic(call.chat_id, call.message_thread_id, "delete the topic")
        forum.delete_topic(topic.id)
        self._world.journal.note(f"{self._world.bot.first_name}{forum.place()}", f"(deletes the topic {topic.name})")
        return True

    def _forum(self, chat_id: int | str, deed: str) -> GroupState:
        state = self._world.writable(chat_id)
        if not isinstance(state, GroupState) or not state.chat.is_forum:
            raise bad_request("the chat is not a forum")
        if state.bot_status != "administrator":
            raise bad_request(f"not enough rights to {deed}")
        return state

    def _topic(self, chat_id: int | str, number: int, deed: str) -> tuple[GroupState, Topic]:
        forum = self._forum(chat_id, deed)
        if number not in forum.topics:
            raise bad_request("TOPIC_ID_INVALID")
        return forum, forum.topics[number]

    def _icon(self, wanted: str | None) -> str | None:
        if wanted and wanted != _ICON.custom_emoji_id:
            self._world.journal.violation(f"{wanted} is no icon of a topic")
            raise bad_request("DOCUMENT_INVALID")
        return wanted or None

    def _change(self, forum: GroupState, old: Topic, new: Topic, deed: str, **told: object) -> None:
        if new == old:
            raise bad_request("TOPIC_NOT_MODIFIED")
        forum.topics[new.id] = new
        message = spoken(self._world, forum, Speaker(self._world.bot), Content(deed, told), topic=new)
        self._note(forum, message, deed)

    def _note(self, forum: GroupState, message: Message, deed: str) -> None:
        self._world.journal.note(f"{self._world.bot.first_name}{forum.place(message)}", deed)


def _cleaned(name: str) -> str:
    cleaned = " ".join(name.split())[:_NAME_CHARACTERS]
    if not cleaned:
        raise bad_request("title must be non-empty")
    return cleaned
