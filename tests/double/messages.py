"""The methods that write, change and delete messages, and answer presses."""

from typing import Final

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendMessage,
)
from aiogram.types import InlineKeyboardMarkup, Message

from . import keyboards
from .composing import Composer, given
from .refusal import bad_request
from .world import ChatState, World, now

_TOAST_CHARACTERS: Final = 200
_ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


class Messages:
    """What the bot does in chats. Every method takes a valid request, and raises `Refusal` where Telegram would."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._compose = Composer(world)

    async def send_message(self, call: SendMessage) -> Message:
        """Put a text into a chat."""
        state = self._world.writable(call.chat_id)
        body = self._compose.text(call.text, call.parse_mode, call.entities)
        original, quote = self._compose.reply(state, call.reply_parameters)
        inline = call.reply_markup if isinstance(call.reply_markup, InlineKeyboardMarkup) else None
        message = Message(
            message_id=self._world.next_message_id(),
            date=now(),
            chat=state.chat,
            from_user=self._world.bot,
            text=body.text,
            entities=list(body.entities) or None,
            reply_to_message=original,
            quote=quote,
            link_preview_options=self._compose.preview(call.link_preview_options, body),
            has_protected_content=given(call.protect_content) or None,
            reply_markup=keyboards.checked(inline),
        )
        await self._world.bot_said(state, message)
        return message

    async def edit_message_text(self, call: EditMessageText) -> Message:
        """Change a text; without a keyboard in the request the old one goes."""
        state, message = self._own_message(call.chat_id, call.message_id)
        body = self._compose.text(call.text or "", call.parse_mode, call.entities)
        if message.text is None:
            raise bad_request("there is no text in the message to edit")
        return await self._change(
            state,
            message,
            {
                "text": body.text,
                "entities": list(body.entities) or None,
                "link_preview_options": self._compose.preview(call.link_preview_options, body),
                "reply_markup": keyboards.checked(call.reply_markup),
            },
        )

    async def edit_message_reply_markup(self, call: EditMessageReplyMarkup) -> Message:
        """Change or take away the keyboard."""
        state, message = self._own_message(call.chat_id, call.message_id)
        return await self._change(state, message, {"reply_markup": keyboards.checked(call.reply_markup)})

    async def delete_message(self, call: DeleteMessage) -> bool:
        """Delete anybody's message, as a bot may in a private chat."""
        state = self._world.chat(call.chat_id)
        if state.messages.pop(call.message_id, None) is None:
            raise bad_request("message to delete not found")
        self._world.journal.note(self._world.bot.first_name, f"(deletes #{call.message_id})")
        return True

    async def send_chat_action(self, call: SendChatAction) -> bool:
        """Show "typing…" or the like."""
        state = self._world.writable(call.chat_id)
        if call.action not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        state.actions.append(call.action)
        self._world.journal.note(self._world.bot.first_name, f"({call.action}…)")
        return True

    async def answer_callback_query(self, call: AnswerCallbackQuery) -> bool:
        """End the waiting of the one who pressed a button."""
        pressed = self._world.pressed.get(call.callback_query_id)
        if pressed is None or pressed.answer is not None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        if len(call.text or "") > _TOAST_CHARACTERS:
            self._world.journal.violation(f"answerCallbackQuery: text has more than {_TOAST_CHARACTERS} characters")
            raise bad_request("MESSAGE_TOO_LONG")
        pressed.answer = call
        shown = f"{'(alert)' if call.show_alert else '(toast)'} {call.text}" if call.text else "(takes the press)"
        self._world.journal.note(self._world.bot.first_name, shown)
        return True

    def _own_message(self, chat_id: int | str | None, message_id: int | None) -> tuple[ChatState, Message]:
        if chat_id is None or message_id is None:
            raise bad_request("message identifier is not specified")
        state = self._world.writable(chat_id)
        message = state.messages.get(message_id)
        if message is None:
            raise bad_request("message to edit not found")
        if message.from_user is None or message.from_user.id != self._world.bot.id:
            raise bad_request("message can't be edited")
        return state, message

    async def _change(self, state: ChatState, message: Message, changes: dict[str, object]) -> Message:
        if all(getattr(message, name) == value for name, value in changes.items()):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        edited = message.model_copy(update=changes | {"edit_date": int(now().timestamp())})
        await self._world.bot_said(state, edited)
        return edited
