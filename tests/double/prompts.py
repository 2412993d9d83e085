"""Input fields that the bot opens: whose it opens, by the documentation of `ForceReply`."""

from dataclasses import dataclass

from aiogram.types import ForceReply, Message


@dataclass(frozen=True, slots=True)
class Prompt:
    """An input field made ready for a reply. `people` are the ids of those who see it so; None for everybody."""

    placeholder: str
    people: frozenset[int] | None = None


def prompt_of(message: Message, wanted: ForceReply) -> Prompt:
    """What a message with this markup opens.

    A selective one: for who is mentioned in its text, and for who wrote the message of the same chat that it answers.
    """
    placeholder = wanted.input_field_placeholder or ""
    if not wanted.selective:
        return Prompt(placeholder)
    mentioned = {entity.user.id for entity in message.entities or () if entity.type == "text_mention" and entity.user}
    answered = message.reply_to_message.from_user if message.reply_to_message else None
    return Prompt(placeholder, frozenset(mentioned | ({answered.id} if answered and not answered.is_bot else set())))
