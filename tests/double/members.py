"""The methods that tell who is in a group or channel."""

from datetime import UTC, datetime

from aiogram.enums import ChatMemberStatus
from aiogram.methods import GetChatAdministrators, GetChatMember, GetChatMemberCount, LeaveChat
from aiogram.types import (
    ChatMemberAdministrator,
    ChatMemberBanned,
    ChatMemberLeft,
    ChatMemberMember,
    ChatMemberOwner,
    User,
)
from aiogram.types.chat_member_union import ChatMemberUnion

from .chats import ChatState, GroupState, Presence, Standing
from .refusal import bad_request
from .world import World


def as_member(standing: Standing) -> ChatMemberUnion:
    """Somebody's standing as the Bot API tells it."""
    if standing.status == "creator":
        return ChatMemberOwner(
            status=ChatMemberStatus.CREATOR,
            user=standing.user,
            is_anonymous=standing.anonymous,
            custom_title=standing.title,
        )
    if standing.status == "administrator":
        return ChatMemberAdministrator(
            status=ChatMemberStatus.ADMINISTRATOR,
            user=standing.user,
            can_be_edited=False,
            is_anonymous=standing.anonymous,
            can_manage_chat=True,
            can_delete_messages=True,
            can_manage_video_chats=True,
            can_restrict_members=True,
            can_promote_members=False,
            can_change_info=True,
            can_invite_users=True,
            can_post_stories=False,
            can_edit_stories=False,
            can_delete_stories=False,
            can_send_welcome_messages=False,
            can_pin_messages=True,
            can_manage_topics=True,
            custom_title=standing.title,
        )
    return ChatMemberMember(status=ChatMemberStatus.MEMBER, user=standing.user)


def standing_of(user: User, standing: Standing | None) -> ChatMemberUnion:
    """The same of somebody who may have left."""
    return as_member(standing) if standing else ChatMemberLeft(status=ChatMemberStatus.LEFT, user=user)


def bot_as_member(world: World, presence: Presence) -> ChatMemberUnion:
    """The bot's own standing."""
    if presence == "kicked":
        return ChatMemberBanned(
            status=ChatMemberStatus.KICKED, user=world.bot, until_date=datetime.fromtimestamp(0, UTC)
        )
    if presence == "left":
        return ChatMemberLeft(status=ChatMemberStatus.LEFT, user=world.bot)
    return as_member(Standing(world.bot, presence))


class Members:
    """Who is there. Each method takes a valid request; `Refusal` where Telegram refuses."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def get_chat_administrators(self, call: GetChatAdministrators) -> list[ChatMemberUnion]:
        """The owner and the admins, the bot among them if it is one; other bots only if it asks for them."""
        state = self._group(call.chat_id)
        people = [
            as_member(one)
            for one in state.standings.values()
            if one.status != "member" and (call.return_bots or not one.user.is_bot)
        ]
        own = [bot_as_member(self._world, state.bot_status)] if state.bot_status == "administrator" else []
        return [*people, *own]

    async def get_chat_member(self, call: GetChatMember) -> ChatMemberUnion:
        """One person's standing; known people who are not there have left."""
        state = self._world.with_members(call.chat_id)
        if call.user_id == self._world.bot.id:
            return bot_as_member(self._world, state.bot_status if isinstance(state, GroupState) else "member")
        known = self._world.users.get(call.user_id)
        if not isinstance(state, GroupState):
            if state.chat.id != call.user_id or known is None:
                raise bad_request("user not found")
            return ChatMemberMember(status=ChatMemberStatus.MEMBER, user=known)
        if known is not None and call.user_id not in state.standings:
            return standing_of(known, None)
        return as_member(state.standing(call.user_id))

    async def get_chat_member_count(self, call: GetChatMemberCount) -> int:
        """How many are there, the bot included."""
        state = self._world.with_members(call.chat_id)
        return len(state.standings) + state.bot_is_here if isinstance(state, GroupState) else 2

    async def leave_chat(self, call: LeaveChat) -> bool:
        """Let the bot go."""
        state = self._group(call.chat_id)
        state.bot_status = "left"
        self._world.journal.note(f"{self._world.bot.first_name}{state.place()}", "(leaves)")
        return True

    def _group(self, chat_id: int | str) -> GroupState:
        state: ChatState = self._world.with_members(chat_id)
        if not isinstance(state, GroupState):
            raise bad_request("there are no administrators in the private chat")
        return state
