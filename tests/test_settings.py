"""Settings: what is read, what is refused and in which words."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bot.settings import Settings, load_settings
from retrieval.errors import SettingsError

SECRET = "AAH-notARealOne_x"


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of this machine reaches a test."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def complaint(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_without_anything_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.bot_token is None
    assert settings.token is None
    assert settings.data_dir == Path("data")
    assert settings.language == "id"
    assert settings.zone.key == "Asia/Jakarta"
    assert settings.retention_days == 90
    assert settings.group_articles == 500
    assert settings.seeds is None


def test_env_file_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(f"BOT_TOKEN=42:{SECRET}\nADMIN_IDS= 7, 8 ,\nlanguage=EN\n", encoding="utf-8")
    monkeypatch.setenv("LANGUAGE", "id")
    settings = load_settings()
    assert settings.token == f"42:{SECRET}"
    assert settings.admin_ids == {7, 8}
    assert settings.language == "id"


@pytest.mark.parametrize("days", [1, 3650])
def test_questions_are_kept_for_as_many_days_as_is_said(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RETENTION_DAYS", f" {days} ")
    assert load_settings().retention_days == days


def test_contact_longer_than_a_line_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTACT", " @pengelola ")
    assert load_settings().contact == "@pengelola"
    monkeypatch.setenv("CONTACT", "x" * 101)
    assert "CONTACT" in complaint(monkeypatch)


def test_empty_values_count_as_unset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BOT_TOKEN=\nADMIN_IDS=\nSEEDS_DIR=\n", encoding="utf-8")
    monkeypatch.setenv("LOG_LEVEL", "")
    assert load_settings().log_level == "INFO"


def test_unknown_name_in_env_file_gets_a_suggestion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("BOT_TOKN=1:a\n", encoding="utf-8")
    assert complaint(monkeypatch) == "BOT_TOKN: unknown setting in .env; did you mean BOT_TOKEN?"


def test_unknown_name_like_no_other_points_to_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("ZZZ=1\n", encoding="utf-8")
    assert ".env.example" in complaint(monkeypatch)


def test_env_file_that_is_no_text_is_said_to_be_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_bytes(b"LANGUAGE=\xff\xfe\x00")
    assert complaint(monkeypatch).startswith(".env: cannot be read")


def test_env_file_that_may_not_be_read_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("LANGUAGE=en\n", encoding="utf-8")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)  # file modes do not bind root, who may run the tests
    assert complaint(monkeypatch) == ".env: cannot be read (Permission denied); check its owner and mode"


@pytest.mark.parametrize(
    ("content", "line"), [("= x\n", 1), ("\nLANGUAGE=en\n\nSEMANTIC\n", 4), ('# note\nLOG_LEVEL="INFO\n', 2)]
)
def test_line_that_is_no_setting_is_named(
    content: str, line: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(content, encoding="utf-8")
    assert complaint(monkeypatch).startswith(f".env, line {line}: not a setting")


def test_env_file_of_a_windows_editor_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfLANGUAGE=en\r\nSEMANTIC=off\r\n")
    settings = load_settings()
    assert (settings.language, settings.semantic) == ("en", "off")


@pytest.mark.parametrize(
    ("systems", "ours"),
    [
        ("en_US:en", "en"),
        ("en_GB.UTF-8", "en"),
        ("id_ID:en", "id"),
        ("de_DE:en:id", "en"),
        ("de_DE", "id"),
        (":", "id"),
    ],
)
def test_language_that_a_desktop_sets_for_gettext_is_no_bad_value(
    systems: str, ours: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", systems)
    assert load_settings().language == ours


def test_folder_of_seeds_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seeds").mkdir()
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert load_settings().seeds is None
    assert complaint(monkeypatch, SEEDS_DIR="seeds").startswith("SEEDS_DIR: 'seeds' is not valid")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMIN_IDS", "12,abc"),
        ("ADMIN_IDS", "-5"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://api.telegram.org"),
        ("WEBHOOK_URL", "http://example.org/hook"),
        ("FEEDS", "https://kabar.example/feed ftp://kabar.example/feed"),
        ("FEEDS", "kabar.example/feed"),
        ("FEED_MINUTES", "4"),
        ("WEBHOOK_LISTEN", "8080"),
        ("WEBHOOK_LISTEN", "localhost:99999"),
        ("WEBHOOK_LISTEN", "unix:"),
        ("WEBHOOK_LISTEN", "unix:/run/kutip/"),
        ("METRICS_LISTEN", "9100"),
        ("METRICS_LISTEN", f"unix:/{'x' * 120}"),
        ("LOG_FORMAT", "xml"),
        ("SEMANTIC", "maybe"),
        ("LANGUAGE", "fr"),
        ("LOG_LEVEL", "LOUD"),
        ("RETENTION_DAYS", "0"),
        ("RETENTION_DAYS", "3651"),
        ("RETENTION_DAYS", "1.5"),
        ("RETENTION_DAYS", "selamanya"),
        ("TIMEZONE", "Jakarta"),
        ("TIMEZONE", "../srv/rahasia"),
        ("SEEDS_DIR", "not-there"),
    ],
)
def test_bad_value_names_the_setting_the_value_and_what_is_allowed(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = complaint(monkeypatch, **{name: value})
    assert said.startswith(f"{name}: ")
    assert value.rsplit(",", maxsplit=1)[-1] in said
    assert str(Settings.model_fields[name.lower()].description) in said


@pytest.mark.parametrize("value", [SECRET, f"42{SECRET}", f"42:{SECRET}!", "42: "])
def test_bad_token_is_refused_and_not_repeated(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = complaint(monkeypatch, BOT_TOKEN=value)
    assert said.startswith("BOT_TOKEN: the given value is not valid")
    assert SECRET not in said


def test_bad_webhook_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "päss" not in complaint(monkeypatch, WEBHOOK_SECRET="päss")


def test_webhook_needs_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    assert complaint(monkeypatch, WEBHOOK_URL="https://example.org/hook").startswith("WEBHOOK_SECRET: ")


@pytest.mark.parametrize("place", ["127.0.0.1:9100", "[::1]:9100", "localhost:9100", "unix:/run/kutip/metrics.sock"])
def test_metrics_listen_at_a_port_or_a_socket(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_LISTEN", place)
    assert str(load_settings().metrics) == place


def test_metrics_are_not_told_where_the_world_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICS_LISTEN", "127.0.0.1:8080")
    assert load_settings().metrics == load_settings().webhook  # which nobody listens at without a webhook
    said = complaint(monkeypatch, WEBHOOK_URL="https://example.org/hook", WEBHOOK_SECRET="rahasia")
    assert said.startswith("METRICS_LISTEN: ")


def test_several_bad_values_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    said = complaint(monkeypatch, LANGUAGE="fr", SEMANTIC="maybe")
    assert "LANGUAGE" in said
    assert "SEMANTIC" in said


def test_token_does_not_show_in_the_settings_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", f"42:{SECRET}")
    assert SECRET not in repr(load_settings())


def test_api_url_loses_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    assert load_settings().telegram_api_url == "http://127.0.0.1:8081"


def written(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_example_file_names_every_setting_with_its_default_and_a_comment() -> None:
    lines = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8").splitlines()
    example: dict[str, str] = {}
    for number, line in enumerate(lines):
        if knob := re.fullmatch(r"([A-Z_]+)=(.*)", line):
            example[knob[1].lower()] = knob[2]
            assert lines[number - 1].startswith("# "), f"{line} has no comment above it"
    empty: tuple[object, ...] = (None, "", frozenset(), ())
    defaults = {
        name: "" if field.default in empty else written(field.default) for name, field in Settings.model_fields.items()
    }
    assert example == defaults
