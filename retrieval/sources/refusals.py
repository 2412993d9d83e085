"""Why a document (PDF, Word, ZIP) is not read as an article."""

from __future__ import annotations

from enum import StrEnum

from retrieval.errors import ArticleError

MAX_DOCUMENT = 20 * 1024 * 1024
"""The largest document that is read, in bytes: as large as a bot can fetch from Telegram."""


class Reason(StrEnum):
    """What kept a document from being read, one for each thing that a person could be told to do about it."""

    NOT_THIS_KIND = "not_this_kind"
    """Its first bytes are not those of the kind that its name or its sender says."""
    OLD_WORD = "old_word"
    """A .doc of Word before 2007."""
    BROKEN = "broken"
    """Damaged, cut off, or breaking the rules of its kind."""
    PASSWORD = "password"  # noqa: S105 - the name of a reason
    SCANNED = "scanned"
    """Pages that are pictures, without any text in them."""
    TOO_LARGE = "too_large"
    """More bytes, as they came or unpacked, or more text than any article has."""
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_FILES = "too_many_files"
    """An archive of more members than are read."""
    NESTED = "nested"
    """An archive within an archive."""
    NO_FILES = "no_files"
    """An archive without any file that could be read."""
    OTHER_KIND = "other_kind"
    """A member of an archive that is of no kind that is read."""
    NOT_A_FILE = "not_a_file"
    """A member of an archive that is a link or a device."""
    TWICE = "twice"
    """A member of an archive whose name another one had before."""
    TOO_SLOW = "too_slow"
    """Reading took longer than allowed."""
    CRASHED = "crashed"
    """The program that reads this kind fell over it, or wanted more memory than allowed."""


_MESSAGES = {
    Reason.NOT_THIS_KIND: "This file is not what its name says. Save it again from the program it comes from.",
    Reason.OLD_WORD: "This is an old Word file (.doc). Open it in Word or LibreOffice, save it as .docx, and send it.",
    Reason.BROKEN: "This file is damaged or incomplete. Save or download it again, or send the article's text.",
    Reason.PASSWORD: "This file is protected by a password. Save a copy without it, or send the article's text.",
    Reason.SCANNED: (
        "This PDF is a scan: its pages are pictures without text. Run text recognition (OCR) on it, or send the "
        "article's text."
    ),
    Reason.TOO_LARGE: "This file is too large for an article. Send only the article, best as .txt.",
    Reason.TOO_MANY_PAGES: "This file has too many pages for an article; at most 200 are read. Send only its pages.",
    Reason.TOO_MANY_FILES: "This archive has too many files; at most 200 are read. Split it into several.",
    Reason.NESTED: "This is an archive within an archive. Unpack it, and send the files in one archive.",
    Reason.NO_FILES: "This archive holds no file that can be read; put .txt, .md, .html, .pdf or .docx files into it.",
    Reason.OTHER_KIND: "Files of this kind are not read. Save it as .txt, .md, .html, .pdf or .docx.",
    Reason.NOT_A_FILE: "This is a link, not a file. Put the file itself into the archive.",
    Reason.TWICE: "The archive holds another file of this name; only the first was read.",
    Reason.TOO_SLOW: "Reading this file took too long. Send the article's text instead.",
    Reason.CRASHED: "This file could not be read. Save it again from the program it comes from, or send its text.",
}


class DocumentError(ArticleError):
    """No article can be read from a document; `reason` says which of the few kinds it is, the message what to do."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(_MESSAGES[reason])
        self.reason: Reason = reason
