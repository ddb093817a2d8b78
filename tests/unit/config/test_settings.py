"""Settings come from the environment, and what can't be is refused at the start."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from config.settings import Settings


def test_without_any_setting_it_runs_on_this_machine() -> None:
    settings = Settings()
    assert settings.data == Path("var")
    assert settings.database_url == f"sqlite+aiosqlite:///{Path('var/chuishao.db').absolute()}"
    assert settings.intake_body == "intake"
    assert settings.redis.url == settings.telegram.token.get_secret_value() == ""


def test_the_environment_sets_what_lies_deeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUISHAO_DATABASE__URL", "postgresql://u@h/d")
    monkeypatch.setenv("CHUISHAO_DATABASE__POOL", "3")
    monkeypatch.setenv("CHUISHAO_TELEGRAM__TOKEN", "1:secret")
    monkeypatch.setenv("CHUISHAO_DATA", "/srv/chuishao")
    settings = Settings()
    assert (settings.database.pool, settings.data) == (3, Path("/srv/chuishao"))
    assert settings.telegram.token.get_secret_value() == "1:secret"


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d",
                                 "postgresql+asyncpg://u@h/d"])  # fmt: skip
def test_every_spelling_of_postgresql_gets_the_driver(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("CHUISHAO_DATABASE__URL", url)
    assert Settings().database_url == "postgresql+asyncpg://u@h/d"


def test_a_spelling_of_sqlite_gets_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHUISHAO_DATABASE__URL", "sqlite:////srv/x.db")
    assert Settings().database_url == "sqlite+aiosqlite:////srv/x.db"


@pytest.mark.parametrize("data", ["var", "/srv/x/var", ".", "..", "a/../b", "var/"])
def test_keys_never_lie_in_the_data_folder(data: str) -> None:
    settings = Settings(data=Path(data))
    keys = settings.key_folder.resolve()
    assert not keys.is_relative_to(settings.data.resolve())
    assert keys.name.endswith(".keys")


def test_the_key_folder_may_be_elsewhere() -> None:
    assert Settings(keys=Path("/media/stick")).key_folder == Path("/media/stick")


def test_secrets_do_not_show() -> None:
    settings = Settings.model_validate(
        {
            "keys_passphrase": "secret-a",
            "metrics_token": "secret-b",
            "telegram": {"token": "1:secret-c"},
        }
    )
    assert "secret-" not in f"{settings!r} {settings} {settings.model_dump()}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CHUISHAO_DRAFT_DAYS", "0"),
        ("CHUISHAO_RECEIPT_HOURS", "-1"),
        ("CHUISHAO_DATABASE__POOL", "none"),
        ("CHUISHAO_WEBHOOKS__ORIGINS", "10.1.2.3:8080"),
        ("CHUISHAO_WEBHOOKS__ORIGINS", "http://10.1.2.3:8080/"),
        ("CHUISHAO_WEBHOOKS__ORIGINS", "https://one.example,ftp://two.example"),
    ],
)
def test_what_cannot_be_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


@pytest.mark.parametrize("token", ["nonsense", "42:", "42 :x", "-5:x"])
def test_what_cannot_be_a_bots_token_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("CHUISHAO_TELEGRAM__TOKEN", token)
    with pytest.raises(ValidationError) as refused:
        Settings()
    assert refused.value.errors(include_input=False)[0]["loc"] == ("telegram", "token")


def test_receivers_of_webhooks_are_named_by_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().webhooks.allowed == frozenset()
    monkeypatch.setenv("CHUISHAO_WEBHOOKS__ORIGINS", "http://10.1.2.3:8080, https://A.example,")
    assert Settings().webhooks.allowed == {"http://10.1.2.3:8080", "https://a.example"}
