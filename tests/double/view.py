"""A message of the bot as a person sees it on the screen."""

from dataclasses import dataclass

from aiogram.types import Message, MessageEntity

from .tdlib import utf16_length


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; exactly one of `data` and `url` is set for the two usual kinds."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quotation; an expandable one shows three lines until it is tapped."""

    text: str
    expandable: bool


@dataclass(frozen=True, slots=True, repr=False)
class BotMessage:
    """A message of the bot at one moment: `raw` as the Bot API gives it, after `edits` edits."""

    raw: Message
    edits: int = 0

    def __repr__(self) -> str:
        """Short: pytest shows it where an assertion fails."""
        return f"<BotMessage #{self.message_id}, {self.edits} edits: {self.screen()}>"

    @property
    def message_id(self) -> int:
        """Its number in the chat."""
        return self.raw.message_id

    @property
    def chat_id(self) -> int:
        """The chat it stands in."""
        return self.raw.chat.id

    @property
    def text(self) -> str:
        """The text without markup; of a file, its caption."""
        return self.raw.text or self.raw.caption or ""

    @property
    def html(self) -> str:
        """The text with its markup as Telegram HTML."""
        return self.raw.html_text

    @property
    def entities(self) -> tuple[MessageEntity, ...]:
        """What is marked, with offsets in UTF-16 code units; links that Telegram found itself are among it."""
        return tuple(self.raw.entities or self.raw.caption_entities or ())

    @property
    def bold(self) -> tuple[str, ...]:
        """The parts in bold, in order."""
        return self._marked("bold")

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """The block quotations, in order."""
        return tuple(
            Quote(entity.extract_from(self.text), entity.type == "expandable_blockquote")
            for entity in self.entities
            if entity.type in {"blockquote", "expandable_blockquote"}
        )

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses of the links in the text, written out or behind words."""
        return tuple(
            entity.url or entity.extract_from(self.text)
            for entity in self.entities
            if entity.type in {"url", "text_link"}
        )

    @property
    def preview(self) -> str | None:
        """The page whose preview is shown, if any."""
        options = self.raw.link_preview_options
        return options.url if options is not None and options.is_disabled is not True else None

    @property
    def buttons(self) -> tuple[tuple[Button, ...], ...]:
        """The inline keyboard, row by row."""
        rows = self.raw.reply_markup.inline_keyboard if self.raw.reply_markup else []
        return tuple(tuple(Button(button.text, button.callback_data, button.url) for button in row) for row in rows)

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons, in order."""
        return [button.text for row in self.buttons for button in row]

    @property
    def reply_to(self) -> int | None:
        """The number of the message of this chat that this one answers, if any.

        The Bot API tells of every message in a topic as a reply to the one that opened the topic; that counts for none.
        """
        original = self.raw.reply_to_message
        return original.message_id if original and original.forum_topic_created is None else None

    @property
    def quoted(self) -> str | None:
        """The part that it quotes of the message that it answers, if any."""
        return self.raw.quote.text if self.raw.quote else None

    @property
    def topic(self) -> int | None:
        """The id of the topic it stands in; None in General and where there are no topics."""
        return self.raw.message_thread_id if self.raw.is_topic_message else None

    @property
    def protected(self) -> bool:
        """Whether it cannot be forwarded or saved."""
        return bool(self.raw.has_protected_content)

    @property
    def picture(self) -> tuple[int, int] | None:
        """The width and height in pixels of the picture above its text, if there is one."""
        return (self.raw.photo[-1].width, self.raw.photo[-1].height) if self.raw.photo else None

    @property
    def file(self) -> str | None:
        """The name of the file that it is, if it is one; `Room.opens` has what is in it."""
        return self.raw.document.file_name if self.raw.document else None

    def screen(self) -> str:
        """The message for a transcript: **bold**, quoted lines behind a bar, buttons in brackets below."""
        inserts = [
            (entity.offset + extent, "**")
            for entity in self.entities
            if entity.type == "bold"
            for extent in (0, entity.length)
        ]
        for entity in self.entities:
            if entity.type in {"blockquote", "expandable_blockquote"}:
                place = entity.offset
                for line in entity.extract_from(self.text).split("\n"):
                    # Before the bold marks that open at the same place: the bar stands at the margin.
                    inserts.insert(0, (place, "┃ "))
                    place += utf16_length(line) + 1
        units = self.text.encode("utf-16-le")
        shown, done = "", 0
        for place, mark in sorted(inserts, key=lambda insert: insert[0]):
            shown += units[done * 2 : place * 2].decode("utf-16-le") + mark
            done = place
        shown += units[done * 2 :].decode("utf-16-le")
        keyboard = [" ".join(f"[{button.text}]" for button in row) for row in self.buttons]
        file = f"[{self.raw.document.file_name}]" if self.raw.document else "[photo]" if self.raw.photo else ""
        return "\n".join([part for part in (file, shown) if part] + keyboard)

    def _marked(self, kind: str) -> tuple[str, ...]:
        return tuple(entity.extract_from(self.text) for entity in self.entities if entity.type == kind)
