"""Letting go of what has happened, for those who watch a bot for hours: a double that remembers all grows and slows."""

from .chats import ChatState
from .world import World


def forget_chat(state: ChatState, keep: int) -> int:
    """Forget all but the last `keep` messages of a chat, and what the bot said there before; how much that was."""
    gone = max(0, len(state.said) - keep)
    del state.said[:gone], state.said_at[:gone]
    state.actions.clear()
    numbers = sorted(state.messages)
    for number in numbers[: max(0, len(numbers) - keep)]:
        del state.messages[number]
        state.edits.pop(number, None)
        state.prompts.pop(number, None)
        state.faded.discard(number)
    return gone


def forget_chatter(world: World) -> None:
    """Forget the transcript, and the presses and inline queries that were answered."""
    world.journal.lines.clear()
    world.pressed = {key: pressed for key, pressed in world.pressed.items() if pressed.answer is None}
    world.inline_requests = {key: asked for key, asked in world.inline_requests.items() if asked.answer is None}


def forget_person(world: World, person: int) -> None:
    """Forget somebody with their private chat, as if they had never come. Raises KeyError when they have not."""
    del world.users[person], world.chats[person]
