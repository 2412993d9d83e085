"""The methods that the double has: each with the fields of its request that the double heeds."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aiogram import methods
from aiogram.methods import TelegramMethod
from pydantic import JsonValue, ValidationError

from .account import Account
from .forums import Forums
from .guests import GuestMode
from .inline import InlineMode
from .members import Members
from .messages import Messages
from .refusal import Refusal, bad_request
from .uploads import Uploads
from .validation import RawValue, decode, method_model, pop_unknown_fields, to_wire
from .world import World

_M = TypeVar("_M", bound=TelegramMethod[Any])  # Any: each method has a result type of its own


@dataclass(frozen=True, slots=True)
class _Modelled:
    run: Callable[[Mapping[str, RawValue]], Awaitable[JsonValue]]


class Api:
    """Performs requests by name, and judges both what comes in and what goes out."""

    def __init__(self, world: World) -> None:
        account, messages, uploads = Account(world), Messages(world), Uploads(world)
        self._journal = world.journal
        self._methods: dict[str, _Modelled] = {}
        self._model(methods.GetMe, account.get_me)
        self._model(methods.GetUpdates, account.get_updates, "offset limit timeout allowed_updates")
        self._model(
            methods.SetWebhook,
            account.set_webhook,
            "url certificate ip_address max_connections allowed_updates drop_pending_updates secret_token",
        )
        self._model(methods.DeleteWebhook, account.delete_webhook, "drop_pending_updates")
        self._model(methods.GetWebhookInfo, account.get_webhook_info)
        self._model(methods.SetMyCommands, account.set_my_commands, "commands scope language_code")
        self._model(methods.GetMyCommands, account.get_my_commands, "scope language_code")
        self._model(methods.DeleteMyCommands, account.delete_my_commands, "scope language_code")
        self._model(methods.SetMyDescription, account.set_my_description, "description language_code")
        self._model(methods.SetMyShortDescription, account.set_my_short_description, "short_description language_code")
        self._model(methods.GetMyDescription, account.get_my_description, "language_code")
        self._model(methods.GetMyShortDescription, account.get_my_short_description, "language_code")
        self._model(methods.GetChat, account.get_chat, "chat_id")
        members = Members(world)
        self._model(methods.GetChatAdministrators, members.get_chat_administrators, "chat_id return_bots")
        self._model(methods.GetChatMember, members.get_chat_member, "chat_id user_id")
        self._model(methods.GetChatMemberCount, members.get_chat_member_count, "chat_id")
        self._model(methods.LeaveChat, members.leave_chat, "chat_id")
        forums = Forums(world)
        self._model(methods.GetForumTopicIconStickers, forums.get_forum_topic_icon_stickers)
        self._model(methods.CreateForumTopic, forums.create_forum_topic, "chat_id name icon_color icon_custom_emoji_id")
        self._model(
            methods.EditForumTopic, forums.edit_forum_topic, "chat_id message_thread_id name icon_custom_emoji_id"
        )
        self._model(methods.CloseForumTopic, forums.close_forum_topic, "chat_id message_thread_id")
        self._model(methods.ReopenForumTopic, forums.reopen_forum_topic, "chat_id message_thread_id")
        self._model(methods.DeleteForumTopic, forums.delete_forum_topic, "chat_id message_thread_id")
        self._model(methods.GetFile, account.get_file, "file_id")
        self._model(
            methods.SendMessage,
            messages.send_message,
            "chat_id message_thread_id text parse_mode entities link_preview_options disable_notification "
            "protect_content reply_parameters reply_markup",
        )
        self._model(
            methods.EditMessageText,
            messages.edit_message_text,
            "chat_id message_id inline_message_id text parse_mode entities link_preview_options reply_markup",
        )
        self._model(
            methods.EditMessageReplyMarkup,
            messages.edit_message_reply_markup,
            "chat_id message_id inline_message_id reply_markup",
        )
        files = (
            "chat_id message_thread_id caption parse_mode caption_entities disable_notification protect_content "
            "reply_parameters reply_markup"
        )
        self._model(methods.SendDocument, uploads.send_document, f"document {files}")
        self._model(methods.SendPhoto, uploads.send_photo, f"photo has_spoiler show_caption_above_media {files}")
        self._model(
            methods.EditMessageMedia,
            messages.edit_message_media,
            "chat_id message_id media reply_markup",
        )
        self._model(methods.DeleteMessage, messages.delete_message, "chat_id message_id")
        self._model(methods.DeleteMessages, messages.delete_messages, "chat_id message_ids")
        self._model(methods.SendChatAction, messages.send_chat_action, "chat_id message_thread_id action")
        self._model(
            methods.AnswerCallbackQuery,
            messages.answer_callback_query,
            "callback_query_id text show_alert cache_time",
        )
        self._model(
            methods.AnswerInlineQuery,
            InlineMode(world).answer_inline_query,
            "inline_query_id results cache_time is_personal next_offset button",
        )
        self._model(methods.AnswerGuestQuery, GuestMode(world).answer_guest_query, "guest_query_id result")

    async def perform(self, name: str, raw: Mapping[str, RawValue]) -> JsonValue:
        """Perform the method called `name` (in any case of letters) and return its result. Raises `Refusal`."""
        modelled = self._methods.get(name.lower())
        if modelled is not None:
            return await modelled.run(raw)
        if method_model(name) is None:
            self._journal.violation(f"{name}: the Bot API has no such method")
            raise Refusal(404, "Not Found: method not found")
        self._journal.violation(f"{name}: the double has no such method yet")
        raise Refusal(501, f"Not Implemented: the double has no {name} yet")

    def _model(self, model: type[_M], act: Callable[[_M], Awaitable[object]], heeded: str = "") -> None:
        name, heeds = model.__api_method__, frozenset(heeded.split())

        async def run(raw: Mapping[str, RawValue]) -> JsonValue:
            try:
                call = model.model_validate(decode(model, raw))
            except ValidationError as error:
                reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
                self._journal.violation(f"{name}: {reasons}")
                raise bad_request(f"invalid request: {reasons}") from error
            except ValueError as error:
                self._journal.violation(f"{name}: {error}")
                raise bad_request(f"can't parse {error}") from error
            for field in pop_unknown_fields(call):
                self._journal.violation(f"{name}: the Bot API has no field {field}")
            for field in sorted((call.model_fields_set & set(model.model_fields)) - heeds):
                self._journal.violation(f"{name}: the double does not heed {field} yet")
            return to_wire(model.__returning__, await act(call))

        self._methods[name.lower()] = _Modelled(run)
