"""The methods about the bot itself, its commands, its updates, and what it may look up."""

import re
from typing import Final
from urllib.parse import urlsplit

from aiogram.methods import (
    DeleteMyCommands,
    DeleteWebhook,
    GetChat,
    GetFile,
    GetMe,
    GetMyCommands,
    GetMyDescription,
    GetMyShortDescription,
    GetUpdates,
    GetWebhookInfo,
    SetMyCommands,
    SetMyDescription,
    SetMyShortDescription,
    SetWebhook,
)
from aiogram.types import (
    AcceptedGiftTypes,
    BotCommand,
    BotCommandScopeDefault,
    BotDescription,
    BotShortDescription,
    ChatFullInfo,
    ChatPermissions,
    File,
    Update,
    User,
    WebhookInfo,
)
from aiogram.types.bot_command_scope_union import BotCommandScopeUnion

from .chats import GroupState
from .refusal import bad_request
from .updates import Webhook
from .world import World

_COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE: Final = re.compile(r"([a-z]{2})?")
_MOST_COMMANDS: Final = 100
_COMMAND_DESCRIPTION: Final = 256
_DESCRIPTION: Final = 512
_SHORT_DESCRIPTION: Final = 120
_LARGEST_DOWNLOAD: Final = 20 * 1024 * 1024
_REACTIONS: Final = 11
_CONNECTIONS: Final = 40
"""Of a webhook at once, unless the bot says otherwise."""
_PERMISSIONS: Final = ChatPermissions(
    can_send_messages=True, can_send_documents=True, can_send_photos=True, can_send_other_messages=True
)


class Account:
    """What the bot asks and tells about itself. Each method takes a valid request; `Refusal` where Telegram refuses."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def get_me(self, call: GetMe) -> User:
        """The bot."""
        return self._world.bot

    async def get_updates(self, call: GetUpdates) -> list[Update]:
        """What happened since, by long polling."""
        return await self._world.queue.take(
            call.offset or 0, 100 if call.limit is None else call.limit, call.timeout or 0, call.allowed_updates
        )

    async def set_webhook(self, call: SetWebhook) -> bool:
        """Note a webhook: polling conflicts with it, and it is sent updates if its host has a way."""
        if call.url and urlsplit(call.url).scheme != "https":
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        address = call.ip_address or self._world.addresses.get(urlsplit(call.url).hostname or "")
        certified, connections = call.certificate is not None, call.max_connections or _CONNECTIONS
        webhook = Webhook(call.url, address, certified, connections, call.secret_token)
        await self._world.queue.set_webhook(
            webhook if call.url else Webhook(), call.allowed_updates, drop_pending=bool(call.drop_pending_updates)
        )
        return True

    async def delete_webhook(self, call: DeleteWebhook) -> bool:
        """Forget the webhook."""
        await self._world.queue.set_webhook(Webhook(), None, drop_pending=bool(call.drop_pending_updates))
        return True

    async def get_webhook_info(self, call: GetWebhookInfo) -> WebhookInfo:
        """The webhook, if any, and how many updates wait."""
        queue = self._world.queue
        webhook, failure = queue.webhook, queue.last_failure
        return WebhookInfo(
            url=webhook.url,
            has_custom_certificate=webhook.has_custom_certificate,
            pending_update_count=len(queue.pending),
            ip_address=webhook.ip_address,
            max_connections=webhook.max_connections,
            allowed_updates=queue.allowed,
            last_error_date=failure.at if failure else None,
            last_error_message=failure.message if failure else None,
        )

    async def set_my_commands(self, call: SetMyCommands) -> bool:
        """Keep a command menu for a scope and a language."""
        if len(call.commands) > _MOST_COMMANDS:
            self._refuse(f"setMyCommands: more than {_MOST_COMMANDS} commands")
        for command in call.commands:
            if not _COMMAND.fullmatch(command.command):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(command.description) <= _COMMAND_DESCRIPTION:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self._world.profile.commands[self._menu(call.scope, call.language_code)] = call.commands
        return True

    async def get_my_commands(self, call: GetMyCommands) -> list[BotCommand]:
        """The command menu of exactly this scope and language."""
        return self._world.profile.commands.get(self._menu(call.scope, call.language_code), [])

    async def delete_my_commands(self, call: DeleteMyCommands) -> bool:
        """Forget the command menu of exactly this scope and language."""
        self._world.profile.commands.pop(self._menu(call.scope, call.language_code), None)
        return True

    async def set_my_description(self, call: SetMyDescription) -> bool:
        """Keep what an empty chat shows."""
        if len(call.description or "") > _DESCRIPTION:
            self._refuse(f"setMyDescription: more than {_DESCRIPTION} characters")
        self._world.profile.descriptions[self._language(call.language_code)] = call.description or ""
        return True

    async def set_my_short_description(self, call: SetMyShortDescription) -> bool:
        """Keep what the profile shows."""
        if len(call.short_description or "") > _SHORT_DESCRIPTION:
            self._refuse(f"setMyShortDescription: more than {_SHORT_DESCRIPTION} characters")
        self._world.profile.short_descriptions[self._language(call.language_code)] = call.short_description or ""
        return True

    async def get_my_description(self, call: GetMyDescription) -> BotDescription:
        """What an empty chat shows in a language, or else by default."""
        texts = self._world.profile.descriptions
        return BotDescription(description=texts.get(self._language(call.language_code)) or texts.get("", ""))

    async def get_my_short_description(self, call: GetMyShortDescription) -> BotShortDescription:
        """What the profile shows in a language, or else by default."""
        texts = self._world.profile.short_descriptions
        return BotShortDescription(short_description=texts.get(self._language(call.language_code)) or texts.get("", ""))

    async def get_chat(self, call: GetChat) -> ChatFullInfo:
        """A private chat with somebody, a group or a channel."""
        state = self._world.chat(call.chat_id)
        chat = state.chat
        linked = state.linked if isinstance(state, GroupState) else None
        own = {
            "type": chat.type,
            "title": chat.title,
            "first_name": chat.first_name,
            "last_name": chat.last_name,
            "username": chat.username,
            "active_usernames": [chat.username] if chat.username else None,
            "is_forum": chat.is_forum,
            "linked_chat_id": linked.chat.id if linked else None,
            "permissions": _PERMISSIONS if chat.type in {"group", "supergroup"} else None,
        }
        return ChatFullInfo.model_validate(
            {
                "id": chat.id,
                "accent_color_id": abs(chat.id) % 7,
                "max_reaction_count": _REACTIONS,
                "accepted_gift_types": AcceptedGiftTypes(
                    unlimited_gifts=True,
                    limited_gifts=True,
                    unique_gifts=True,
                    premium_subscription=True,
                    gifts_from_channels=True,
                ),
                **{name: value for name, value in own.items() if value is not None},
            }
        )

    async def get_file(self, call: GetFile) -> File:
        """Where a file can be downloaded from."""
        stored = self._world.files.get(call.file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if len(stored.content) > _LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        return File(
            file_id=stored.file_id,
            file_unique_id=f"U{stored.file_id}",
            file_size=len(stored.content),
            file_path=stored.path,
        )

    def _menu(self, scope: BotCommandScopeUnion | None, language: str | None) -> tuple[str, str]:
        chat_id = getattr(scope, "chat_id", None)
        if chat_id is not None:
            self._world.with_members(chat_id)
        return (scope or BotCommandScopeDefault()).model_dump_json(exclude_none=True), self._language(language)

    def _language(self, code: str | None) -> str:
        if not _LANGUAGE.fullmatch(code or ""):
            self._refuse(f"language_code {code!r} is not a two-letter code")
        return code or ""

    def _refuse(self, what: str) -> None:
        """Refuse where Telegram does too, but in words that are not known here: the test had better see it."""
        self._world.journal.violation(what)
        raise bad_request(what)
