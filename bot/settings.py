"""Every knob of the program, read from the environment or from `.env`, and checked before anything starts."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.service.listening import Listen, read_listen
from retrieval.errors import SettingsError
from retrieval.web import FetchError
from retrieval.web.urls import parse

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

ENV_FILE: Final = ".env"
_TOKEN: Final = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{1,256}")


class Settings(BaseSettings):
    """The program's settings. A field's description says what is allowed, and is what an error message quotes."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        validate_default=False,
    )

    bot_token: SecretStr | None = Field(
        default=None, description="the token that @BotFather gave, such as 123456:ABC-def"
    )
    admin_ids: Annotated[frozenset[int], NoDecode] = Field(
        default=frozenset(), description="Telegram user ids separated by commas, such as 123456,234567"
    )
    data_dir: Path = Field(default=Path("data"), description="a folder that can be written to")
    seeds_dir: Path = Field(
        default=Path("seeds"), description="a folder of .txt and .md articles that exists and can be read"
    )
    telegram_api_url: str = Field(
        default="https://api.telegram.org",
        description="an address such as https://api.telegram.org or http://127.0.0.1:8081",
    )
    webhook_url: str = Field(default="", description="a public address that starts with https://")
    webhook_secret: SecretStr | None = Field(default=None, description="1 to 256 of the characters A-Z a-z 0-9 _ -")
    webhook_listen: str = Field(
        default="127.0.0.1:8080", description="host:port, such as 127.0.0.1:8080, or unix:/path/of/a.sock"
    )
    metrics_listen: str = Field(default="", description="host:port, such as 127.0.0.1:9100, or unix:/path/of/a.sock")
    semantic: Literal["auto", "on", "off"] = Field(default="auto", description="auto, on or off")
    language: Literal["id", "en"] = Field(default="id", description="id or en")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Literal["text", "json"] = Field(default="text", description="text or json")
    error_reports: bool = Field(default=True, description="true or false")
    feeds: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="addresses of RSS or Atom feeds that start with https:// or http://, separated by commas or spaces",
    )
    feed_minutes: int = Field(default=15, ge=5, le=1440, description="a whole number of minutes from 5 to 1440")
    retention_days: int = Field(default=90, ge=1, le=3650, description="a whole number of days from 1 to 3650")
    group_articles: int = Field(
        default=500, ge=0, le=100_000, description="a whole number from 0 to 100000; 0 lets groups have none"
    )
    questions_a_minute: int = Field(default=90, ge=1, le=10_000, description="a whole number from 1 to 10000")
    contact: str = Field(
        default="", max_length=100, description="at most 100 characters, such as @user_name or an e-mail address"
    )
    timezone: str = Field(default="Asia/Jakarta", description="a time zone's name, such as Asia/Jakarta or UTC")

    @field_validator("bot_token")
    @classmethod
    def _token_has_its_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("not a bot token")
        return value

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value

    @field_validator("feeds", mode="before")
    @classmethod
    def _split_at_commas_and_spaces(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("feeds")
    @classmethod
    def _feeds_are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for address in value:
            try:
                parse(address)
            except FetchError as error:
                raise ValueError("not an address") from error
        return tuple(dict.fromkeys(value))

    @field_validator("admin_ids")
    @classmethod
    def _ids_are_of_users(cls, value: frozenset[int]) -> frozenset[int]:
        if any(number <= 0 for number in value):
            raise ValueError("user ids are positive")
        return value

    @field_validator("data_dir", "seeds_dir")
    @classmethod
    def _home_is_known(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("seeds_dir")
    @classmethod
    def _named_seeds_exist(cls, value: Path) -> Path:
        if not _is_readable(value):  # defaults are not validated, so this sees only a folder that somebody named
            raise ValueError("no such folder")
        return value

    @field_validator("telegram_api_url")
    @classmethod
    def _api_is_an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("not an address")
        return value.rstrip("/")

    @field_validator("webhook_url")
    @classmethod
    def _webhook_is_https(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname:
            raise ValueError("not a public https address")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret_is_what_telegram_allows(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _WEBHOOK_SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("not allowed by Telegram")
        return value

    @field_validator("webhook_listen", "metrics_listen")
    @classmethod
    def _listen_is_a_port_or_a_socket(cls, value: str) -> str:
        read_listen(value)
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _level_in_capitals(cls, value: object) -> object:
        return value.strip().upper() if isinstance(value, str) else value

    @field_validator("semantic", "language", "log_format", mode="before")
    @classmethod
    def _choice_in_small_letters(cls, value: object) -> object:
        return value.strip().lower() if isinstance(value, str) else value

    @field_validator("language", mode="before")
    @classmethod
    def _language_may_be_the_systems(cls, value: object) -> object:
        # Many a desktop sets LANGUAGE for gettext: locales in order of liking, such as en_US:en. We take the first
        # that we speak, or else our default; a single word was meant for us.
        if not isinstance(value, str) or not set(value) & set("_:"):
            return value
        primaries = (re.split("[_.@-]", locale, maxsplit=1)[0].lower() for locale in value.split(":"))
        return next((primary for primary in primaries if primary in {"id", "en"}), "id")

    @field_validator("timezone")
    @classmethod
    def _zone_is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("no such time zone") from error
        return value

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> Settings:
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("WEBHOOK_SECRET: needed beside WEBHOOK_URL, so that only Telegram can call it")
        return self

    @model_validator(mode="after")
    def _metrics_are_apart(self) -> Settings:
        # The webhook is open to the world, and what is told of the program is for its operator.
        if self.webhook_url and self.metrics == self.webhook:
            raise ValueError("METRICS_LISTEN: the same as WEBHOOK_LISTEN; choose another port or socket")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which dates are shown."""
        return ZoneInfo(self.timezone)

    @property
    def secret(self) -> str | None:
        """The webhook's secret in the clear, for the ones who tell it to Telegram and compare it."""
        return self.webhook_secret.get_secret_value() if self.webhook_secret else None

    @property
    def webhook(self) -> Listen:
        """Where the webhook's server listens, if there is one."""
        return read_listen(self.webhook_listen)

    @property
    def metrics(self) -> Listen | None:
        """Where health and metrics are told; None for nowhere."""
        return read_listen(self.metrics_listen) if self.metrics_listen else None

    @property
    def seeds(self) -> Path | None:
        """The folder of seed articles, or None when there is none (the default one need not exist)."""
        return self.seeds_dir if _is_readable(self.seeds_dir) else None

    @property
    def token(self) -> str | None:
        """The bot's token in the clear, for the one who calls Telegram."""
        return self.bot_token.get_secret_value() if self.bot_token else None


def load_settings() -> Settings:
    """Read the settings of this process.

    Raises SettingsError: a value is bad, or `.env` names a setting that does not exist; one line, no secret in it.
    """
    try:
        _check_lines(Path(ENV_FILE))
        return Settings()
    except ValidationError as error:
        raise SettingsError("; ".join(dict.fromkeys(map(_explain, error.errors())))) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{ENV_FILE}: cannot be read, it is not text; save it as UTF-8") from None
    except OSError as error:
        raise SettingsError(f"{ENV_FILE}: cannot be read ({error.strerror}); check its owner and mode") from None


def _check_lines(path: Path) -> None:
    """Raise SettingsError for a line that is no setting, where dotenv would only shrug, and lose what it was to set."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig") as file:
        for binding in parse_stream(file):
            if binding.error or (binding.key and binding.value is None):
                written = binding.original.string  # with the blank lines before it
                number = binding.original.line + written[: len(written) - len(written.lstrip())].count("\n")
                raise SettingsError(f"{ENV_FILE}, line {number}: not a setting; write NAME=value, or # before a remark")


def _is_readable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.R_OK | os.X_OK)


def _explain(problem: ErrorDetails) -> str:
    """One problem of pydantic's, in a sentence that names the setting, what was wrong and what is allowed."""
    if not problem["loc"]:
        return problem["msg"].removeprefix("Value error, ")
    field = str(problem["loc"][0])
    name = field.upper()
    known = Settings.model_fields
    if field not in known:
        close = get_close_matches(name, [other.upper() for other in known], n=1)
        hint = f"did you mean {close[0]}?" if close else "see .env.example for all settings"
        return f"{name}: unknown setting in {ENV_FILE}; {hint}"
    is_secret = "SecretStr" in str(known[field].annotation)
    given = problem["input"]
    shown = ",".join(map(str, given)) if isinstance(given, (list, frozenset)) else str(given)
    wrong = "the given value" if is_secret else repr(shown)
    return f"{name}: {wrong} is not valid; allowed: {known[field].description}"
