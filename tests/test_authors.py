"""Who wrote a question that somebody else passes on, as far as Telegram tells."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import pytest
from telegram import (
    Chat,
    ExternalReplyInfo,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    TextQuote,
    User,
)

from bot.hearing.facts import author_of

NOW: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)
BUDI: Final = User(5, "Budi", is_bot=False)
SITI: Final = User(6, "Siti", is_bot=False)
ANI: Final = User(7, "Ani", is_bot=False)
GROUP: Final = Chat(-100_5, Chat.SUPERGROUP, title="Warga")
CHANNEL: Final = Chat(-100_8, Chat.CHANNEL, title="Berita")
ASK: Final = "siapa menlu Pakistan?"
BY_ANI: Final = MessageOriginUser(NOW, ANI)
HIDDEN: Final = MessageOriginHiddenUser(NOW, "Ani")
QUOTE: Final = TextQuote(ASK, 0)


def said(
    by: User,
    *,
    reply_to: Message | None = None,
    forwarded: MessageOriginUser | MessageOriginHiddenUser | MessageOriginChannel | None = None,
    elsewhere: ExternalReplyInfo | None = None,
    sender: Chat | None = None,
) -> Message:
    """A message in the group."""
    return Message(
        message_id=10,
        date=NOW,
        chat=GROUP,
        from_user=by,
        text=ASK,
        sender_chat=sender,
        reply_to_message=reply_to,
        forward_origin=forwarded,
        external_reply=elsewhere,
        quote=QUOTE if elsewhere else None,
    )


@pytest.mark.parametrize(
    ("message", "theirs", "author"),
    [
        pytest.param(said(BUDI), False, None, id="own words"),
        pytest.param(said(BUDI, reply_to=said(SITI)), False, None, id="own words in reply to another's"),
        pytest.param(said(BUDI, forwarded=BY_ANI), False, ANI.id, id="forwarded"),
        pytest.param(said(BUDI, forwarded=HIDDEN), False, None, id="forwarded from who hides it"),
        pytest.param(
            said(BUDI, forwarded=MessageOriginChannel(NOW, CHANNEL, 3)), False, CHANNEL.id, id="a channel's, forwarded"
        ),
        pytest.param(said(BUDI, reply_to=said(SITI)), True, SITI.id, id="another's"),
        pytest.param(said(BUDI, reply_to=said(BUDI)), True, BUDI.id, id="own of before"),
        pytest.param(said(BUDI, reply_to=said(SITI, sender=CHANNEL)), True, CHANNEL.id, id="a channel's"),
        pytest.param(said(BUDI, reply_to=said(SITI, forwarded=BY_ANI)), True, ANI.id, id="what another forwarded"),
        pytest.param(
            said(BUDI, reply_to=said(SITI, forwarded=HIDDEN)), True, SITI.id, id="what another forwarded from nobody"
        ),
        pytest.param(
            said(BUDI, elsewhere=ExternalReplyInfo(BY_ANI, CHANNEL)), True, ANI.id, id="quoted from another chat"
        ),
        pytest.param(
            said(BUDI, elsewhere=ExternalReplyInfo(MessageOriginChat(NOW, GROUP))),
            True,
            GROUP.id,
            id="quoted from a group that wrote as itself",
        ),
        pytest.param(said(BUDI, elsewhere=ExternalReplyInfo(HIDDEN)), True, None, id="quoted from who hides it"),
    ],
)
def test_author_of_a_question(message: Message, theirs: bool, author: int | None) -> None:
    assert author_of(message, theirs=theirs) == author
