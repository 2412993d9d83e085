"""The methods that write, change and delete messages, and answer presses."""

from typing import Final

from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    DeleteMessages,
    EditMessageMedia,
    EditMessageReplyMarkup,
    EditMessageText,
    SendChatAction,
    SendMessage,
)
from aiogram.types import ForceReply, InlineKeyboardMarkup, InputMediaPhoto, Message

from . import keyboards
from .chats import ChatState, GroupState
from .composing import Composer, given
from .prompts import prompt_of
from .refusal import bad_request
from .replying import compose_own, land
from .topics import GENERAL
from .uploads import stored_photo
from .world import World, now

_TOAST_CHARACTERS: Final = 200
_MOST_DELETED: Final = 100
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
        landing = land(self._world, state, call.reply_parameters, call.message_thread_id)
        inline = call.reply_markup if isinstance(call.reply_markup, InlineKeyboardMarkup) else None
        message = compose_own(
            self._world,
            state,
            landing,
            text=body.text,
            entities=list(body.entities) or None,
            link_preview_options=self._compose.preview(call.link_preview_options, body),
            has_protected_content=given(call.protect_content) or None,
            reply_markup=keyboards.checked(inline),
        )
        if isinstance(call.reply_markup, ForceReply):
            state.prompts[message.message_id] = prompt_of(message, call.reply_markup)
        await self._world.bot_said(state, message)
        return message

    async def edit_message_text(self, call: EditMessageText) -> Message | bool:
        """Change a text; without a keyboard in the request the old one goes."""
        state, message = self._own_message(call.chat_id, call.message_id, call.inline_message_id)
        body = self._compose.text(call.text or "", call.parse_mode, call.entities)
        if message.text is None:
            raise bad_request("there is no text in the message to edit")
        edited = await self._change(
            state,
            message,
            {
                "text": body.text,
                "entities": list(body.entities) or None,
                "link_preview_options": self._compose.preview(call.link_preview_options, body),
                "reply_markup": keyboards.checked(call.reply_markup),
            },
        )
        return edited if call.inline_message_id is None else True

    async def edit_message_media(self, call: EditMessageMedia) -> Message:
        """Make a text or a picture another picture; only such messages and media are understood here."""
        state, message = self._own_message(call.chat_id, call.message_id, None)
        if not isinstance(call.media, InputMediaPhoto) or not (message.text or message.photo):
            raise bad_request("the double knows no such media")
        caption = self._compose.caption(call.media.caption, call.media.parse_mode, call.media.caption_entities)
        return await self._change(
            state,
            message,
            {
                "text": None,
                "entities": None,
                "link_preview_options": None,
                "photo": stored_photo(self._world, call.media.media),
                "caption": caption.text or None,
                "caption_entities": list(caption.entities) or None,
                "reply_markup": keyboards.checked(call.reply_markup),
            },
        )

    async def edit_message_reply_markup(self, call: EditMessageReplyMarkup) -> Message | bool:
        """Change or take away the keyboard."""
        state, message = self._own_message(call.chat_id, call.message_id, call.inline_message_id)
        edited = await self._change(state, message, {"reply_markup": keyboards.checked(call.reply_markup)})
        return edited if call.inline_message_id is None else True

    async def delete_message(self, call: DeleteMessage) -> bool:
        """Delete anybody's message, as a bot may in a private chat; of a group only its own unless it is an admin."""
        state = self._world.writable(call.chat_id)
        message = state.messages.get(call.message_id)
        if message is None:
            raise bad_request("message to delete not found")
        if not self._may_delete(state, message):
            raise bad_request("message can't be deleted")
        self._delete(state, message)
        return True

    async def delete_messages(self, call: DeleteMessages) -> bool:
        """Delete several messages; those that are not there are passed over."""
        state = self._world.writable(call.chat_id)
        if not call.message_ids:
            raise bad_request("message identifiers are not specified")
        if len(call.message_ids) > _MOST_DELETED:
            raise bad_request("too many message identifiers specified")
        found = [state.messages[number] for number in set(call.message_ids) if number in state.messages]
        if not all(self._may_delete(state, message) for message in found):
            raise bad_request("message can't be deleted")
        for message in found:
            self._delete(state, message)
        return True

    async def send_chat_action(self, call: SendChatAction) -> bool:
        """Show "typing…" or the like."""
        state = self._world.writable(call.chat_id)
        if call.action not in _ACTIONS:
            raise bad_request("wrong parameter action in request")
        thread = call.message_thread_id
        if thread is not None and thread != GENERAL:
            land(self._world, state, None, thread)
        state.actions.append(call.action)
        self._world.journal.note(f"{self._world.bot.first_name}{state.place()}", f"({call.action}…)")
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

    def _own_message(
        self, chat_id: int | str | None, message_id: int | None, inline_id: str | None
    ) -> tuple[ChatState, Message]:
        if inline_id is not None:
            return self._inline_message(inline_id)
        if chat_id is None or message_id is None:
            raise bad_request("message identifier is not specified")
        state = self._world.writable(chat_id)
        message = state.messages.get(message_id)
        if message is None:
            raise bad_request("message to edit not found")
        if not self._is_own(state, message):
            raise bad_request("message can't be edited")
        return state, message

    def _may_delete(self, state: ChatState, message: Message) -> bool:
        if not isinstance(state, GroupState):
            return True
        return self._is_own(state, message) or state.bot_status == "administrator"

    def _delete(self, state: ChatState, message: Message) -> None:
        del state.messages[message.message_id]
        deed = f"(deletes #{message.message_id})"
        self._world.journal.note(f"{self._world.bot.first_name}{state.place(message)}", deed)

    def _is_own(self, state: ChatState, message: Message) -> bool:
        if message.from_user is None:  # a post in a channel has no author
            return any(said.message_id == message.message_id for said in state.said)
        return message.from_user.id == self._world.bot.id

    def _inline_message(self, inline_id: str) -> tuple[ChatState, Message]:
        state, number = self._world.inline_messages.get(inline_id, (None, 0))
        message = state.messages.get(number) if state else None
        if state is None or message is None:
            raise bad_request("MESSAGE_ID_INVALID")
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
