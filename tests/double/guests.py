"""Guest mode: people call the bot by name in a chat that it is no member of, and it may answer once."""

from aiogram.methods import AnswerGuestQuery
from aiogram.types import Message, SentGuestMessage

from .chats import GroupState
from .inline import TOO_OLD, offered
from .queries import GuestQuery
from .refusal import bad_request
from .speaking import unnested
from .topics import reply_thread
from .world import World, now


async def call_guest(world: World, message: Message) -> None:
    """Give the bot `message`, which calls it in a chat where it is no member."""
    query_id = world.next_query_id()
    world.guest_queries[query_id] = GuestQuery(message)
    await world.queue.emit(guest_message=message.model_copy(update={"guest_query_id": query_id}))


class GuestMode:
    """The bot's side of it. Takes a valid request; `Refusal` where Telegram refuses."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def answer_guest_query(self, call: AnswerGuestQuery) -> SentGuestMessage:
        """Put the one answer into the chat, as a reply to the message that called."""
        query = self._world.guest_queries.get(call.guest_query_id)
        if query is None or query.answer is not None:
            raise bad_request(TOO_OLD)
        result = offered(self._world, call.result, "")
        question = query.message
        state = self._world.chats[question.chat.id]
        if not isinstance(state, GroupState) or question.message_id not in state.messages:
            raise bad_request("message to be replied not found")
        message = Message.model_validate(
            {
                "message_id": self._world.next_message_id(state),
                "date": now(),
                "chat": state.chat,
                "from_user": self._world.bot,
                **({"guest_bot_caller_user": question.from_user} if question.from_user else {}),
                **({"guest_bot_caller_chat": question.sender_chat} if question.sender_chat else {}),
                **reply_thread(state.chat, question).fields(),
                "reply_to_message": unnested(question),
                **result.message.fields,
            }
        )
        await self._world.bot_said(state, message)
        query.answer = call
        return SentGuestMessage(inline_message_id=self._world.next_inline_id(state, message))
