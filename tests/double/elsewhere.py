"""What Telegram tells of a message that is replied to from another chat, or from another topic of its own."""

from aiogram.enums import MessageOriginType
from aiogram.types import ExternalReplyInfo, Message, MessageOriginChannel, MessageOriginChat, MessageOriginUser

from .chats import ChatState


def told_of(source: ChatState, original: Message) -> ExternalReplyInfo:
    """Where `original`, a message of `source`, comes from; nothing of what it says."""
    origin: MessageOriginChannel | MessageOriginChat | MessageOriginUser
    if source.chat.type == "channel":
        origin = MessageOriginChannel(
            type=MessageOriginType.CHANNEL, date=original.date, chat=source.chat, message_id=original.message_id
        )
    elif original.sender_chat is not None:
        origin = MessageOriginChat(type=MessageOriginType.CHAT, date=original.date, sender_chat=original.sender_chat)
    elif original.from_user is not None:
        origin = MessageOriginUser(type=MessageOriginType.USER, date=original.date, sender_user=original.from_user)
    else:
        raise ValueError(f"message #{original.message_id} is from nobody")
    return ExternalReplyInfo(origin=origin, chat=source.chat, message_id=original.message_id)
