"""Telegram's own judgement of texts: offline static functions of TDLib, which the official Bot API server calls too.

Only `td_execute` is used; no client is ever made, nothing leaves the process. All offsets are in UTF-16 code units.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

from aiogram.types import MessageEntity, User
from pydantic import BaseModel, JsonValue
from tdjson import td_execute

from .refusal import bad_request

_KINDS: Final = {
    "Mention": "mention",
    "Hashtag": "hashtag",
    "Cashtag": "cashtag",
    "BotCommand": "bot_command",
    "Url": "url",
    "EmailAddress": "email",
    "PhoneNumber": "phone_number",
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "CustomEmoji": "custom_emoji",
}
"""TDLib's entity types that a bot sees, and the Bot API's names of them. A bot is not shown the others."""

_PARSE_MODES: Final[dict[str, dict[str, JsonValue]]] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
_OPAQUE: Final = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})


@dataclass(frozen=True, slots=True)
class FormattedText:
    """A text and what is marked in it."""

    text: str
    entities: tuple[MessageEntity, ...] = ()

    @property
    def length(self) -> int:
        """Length as Telegram counts it, in UTF-16 code units."""
        return utf16_length(self.text)


class _TdEntityType(BaseModel):
    url: str | None = None
    user_id: int | None = None
    language: str | None = None
    custom_emoji_id: str | None = None


class _TdEntity(BaseModel):
    offset: int
    length: int
    type: dict[str, JsonValue]


class _TdText(BaseModel):
    text: str = ""
    entities: list[_TdEntity] = []


class _TdError(BaseModel):
    message: str


def utf16_length(text: str) -> int:
    """How many UTF-16 code units `text` takes."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(text: str, parse_mode: str | None, known: dict[int, User]) -> FormattedText:
    """Parse the markup of a text that a bot sends, and add the commands, mentions and links that Telegram finds itself.

    `known` are the people whom a `tg://user?id=` link can mention; others lose the link, as on Telegram.
    Raises `Refusal` (400) with Telegram's own words when the markup is broken.
    """
    if parse_mode:
        mode = _PARSE_MODES.get(parse_mode.lower())
        if mode is None:
            raise bad_request("unsupported parse_mode")
        answer = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
        if answer["@type"] == "error":
            raise bad_request(_TdError.model_validate(answer).message)
        parsed = _TdText.model_validate(answer)
        marked = FormattedText(parsed.text, _entities(parsed.entities, known))
    else:
        marked = FormattedText(text)
    return with_detected(trimmed(marked))


def detect(text: str) -> tuple[MessageEntity, ...]:
    """The commands, mentions, hashtags, links and the like that Telegram's clients find in a typed text."""
    return _entities(_TdText.model_validate(_execute({"@type": "getTextEntities", "text": text})).entities, {})


def with_detected(marked: FormattedText) -> FormattedText:
    """Add what `detect` finds, except inside code, links and the like, where Telegram does not look."""
    closed = [entity for entity in marked.entities if entity.type in _OPAQUE]
    found = [
        entity
        for entity in detect(marked.text)
        if not any(
            entity.offset < other.offset + other.length and other.offset < entity.offset + entity.length
            for other in closed
        )
    ]
    ordered = sorted([*marked.entities, *found], key=lambda entity: (entity.offset, -entity.length))
    return FormattedText(marked.text, tuple(ordered))


def trimmed(marked: FormattedText) -> FormattedText:
    """Without the white space around the text, as Telegram stores a message; entities move with it."""
    text = marked.text.rstrip()
    end = utf16_length(text)
    first_entity = min((entity.offset for entity in marked.entities), default=end)
    lead = 0
    while lead < first_entity and text[lead : lead + 1] in {" ", "\n"}:
        lead += 1
    moved = [
        entity.model_copy(
            update={"offset": entity.offset - lead, "length": min(entity.offset + entity.length, end) - entity.offset}
        )
        for entity in marked.entities
        if entity.offset < end
    ]
    return FormattedText(text[lead:], tuple(moved))


def accepts_link(url: str) -> bool:
    """Whether Telegram takes `url` as a link, by whether its parser keeps one to it."""
    escaped = url.replace("&", "&amp;").replace('"', "&quot;")
    answer = _execute(
        {"@type": "parseTextEntities", "text": f'<a href="{escaped}">x</a>', "parse_mode": _PARSE_MODES["html"]}
    )
    return answer["@type"] == "formattedText" and bool(_TdText.model_validate(answer).entities)


def find_quote(text: str, quote: str, near: int) -> int | None:
    """Where `quote` stands in `text`, in UTF-16 units, as close to `near` as can be; None when it is no exact part."""
    answer = _execute(
        {
            "@type": "searchQuote",
            "text": {"@type": "formattedText", "text": text},
            "quote": {"@type": "formattedText", "text": quote},
            "quote_position": near,
        }
    )
    position = answer.get("position")
    return position if answer["@type"] == "foundPosition" and isinstance(position, int) else None


def _entities(found: list[_TdEntity], known: dict[int, User]) -> tuple[MessageEntity, ...]:
    entities = []
    for entity in found:
        kind = _KINDS.get(str(entity.type["@type"]).removeprefix("textEntityType"))
        details = _TdEntityType.model_validate(entity.type)
        user = known.get(details.user_id) if details.user_id is not None else None
        if kind is None or (kind == "text_mention" and user is None):
            continue
        optional: dict[str, JsonValue | User] = {
            "url": details.url,
            "user": user,
            "language": details.language,
            "custom_emoji_id": details.custom_emoji_id,
        }
        entities.append(
            MessageEntity.model_validate(
                {"type": kind, "offset": entity.offset, "length": entity.length}
                | {name: value for name, value in optional.items() if value}
            )
        )
    return tuple(entities)


def _execute(request: dict[str, JsonValue]) -> dict[str, JsonValue]:
    _silence()
    return _call(request)


@cache
def _silence() -> None:
    """TDLib logs every static call to stderr until told otherwise, once a process."""
    _call({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def _call(request: dict[str, JsonValue]) -> dict[str, JsonValue]:
    answer = td_execute(json.dumps(request).encode())
    if answer is None:
        raise RuntimeError(f"TDLib has no static function {request['@type']}")
    decoded: dict[str, JsonValue] = json.loads(answer)
    return decoded
