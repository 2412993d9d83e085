"""What can go wrong, as one small hierarchy. Every message is a sentence its user can act on.

KutipError
├── SettingsError      a setting is missing or wrong (exit status 2)
├── ArticleError       a text cannot be read as an article, or a reference names none
│   ├── FetchError     a page cannot be fetched; in `retrieval.web`, with the reason as an enum
│   ├── QuotaError     an owner has as many articles as they may have; in `retrieval.editing`
│   └── UndoError      a change cannot be undone; in `retrieval.editing`, with the reason as an enum
├── LibraryError       the database or the index cannot be used
│   ├── OutdatedError  what was found is gone since; in `retrieval.asking`
│   └── StorageError   the disk under them is to blame, or what it holds; with the cause as an enum
└── EncoderError       the semantic encoder cannot be prepared or run
"""

from enum import StrEnum


class KutipError(Exception):
    """Base of all errors that Kutip raises on purpose; `str(error)` is fit to be shown to an operator."""


class SettingsError(KutipError):
    """A setting is missing, unknown or has a bad value."""


class ArticleError(KutipError):
    """A file or a text cannot be read as an article, or no article has the given reference."""


class LibraryError(KutipError):
    """The database or the index is missing, broken, or written by a newer version."""


class Cause(StrEnum):
    """What is the matter with the disk, or with what is on it."""

    FULL = "full"
    READ_ONLY = "read_only"
    """It takes nothing, or not from this user."""
    FAILING = "failing"
    """It could not be read or written, and says no more."""
    DAMAGED = "damaged"
    """What is in the file is not what was written."""


class StorageError(LibraryError):
    """The disk does not do what it should; `cause` tells who looks after it what to do."""

    def __init__(self, message: str, cause: Cause) -> None:
        super().__init__(message)
        self.cause: Cause = cause


class EncoderError(KutipError):
    """The encoder's weights or engine are missing, or a text could not be encoded."""
