"""What an installation can set: environment variables that begin with CHUISHAO_."""

import os
import re
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from config.maps import MapSettings

_DRIVERS = {
    "sqlite://": "sqlite+aiosqlite://",
    "postgres://": "postgresql+asyncpg://",
    "postgresql://": "postgresql+asyncpg://",
}
"""How people write a database's address, and the driver that we use for it."""


MAIL_PORTS = {"smtp": 587, "smtps": 465}
"""How a mail server may be reached, and its usual port."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)


class DatabaseSettings(BaseModel):
    """Where the rows live; empty means SQLite in the data folder."""

    url: str = ""
    pool: int = Field(default=10, gt=0)


class RedisSettings(BaseModel):
    """Where conversation state lives; empty means the database."""

    url: str = ""


class TelegramSettings(BaseModel):
    """The Telegram channel; without a token it is off."""

    token: SecretStr = SecretStr("")
    name: str = Field(default="", pattern=r"^(?:[A-Za-z]\w{3,31})?$")
    """The bot's user name without @, for deep links on posters."""
    api_base: str = "https://api.telegram.org"

    @field_validator("token")
    @classmethod
    def _is_a_token(cls, token: SecretStr) -> SecretStr:
        secret = token.get_secret_value()
        if secret and not re.fullmatch(r"\d+:\S+", secret):
            raise ValueError("not the token of a bot")
        return token


class MailSettings(BaseModel):
    """Mail to bodies; without a server it is off."""

    url: SecretStr = SecretStr("")
    """``smtps://user:password@host:465`` or ``smtp://…:587``, which then wants STARTTLS."""
    sender: str = ""
    """The address mail comes from."""
    audit_to: str = ""
    """Addresses, with commas between them, that get each day's signed heads."""

    @field_validator("url")
    @classmethod
    def _is_a_server(cls, url: SecretStr) -> SecretStr:
        given = urlsplit(url.get_secret_value())
        if url.get_secret_value() and (given.scheme not in MAIL_PORTS or not given.hostname):
            raise ValueError("not smtp://host or smtps://host")
        return url

    @field_validator("sender", "audit_to")
    @classmethod
    def _are_addresses(cls, given: str) -> str:
        if not all(is_address(one.strip()) for one in given.split(",") if one.strip()):
            raise ValueError("not an address of mail")
        return given

    @property
    def on(self) -> bool:
        """Whether mail can be sent at all."""
        return bool(self.url.get_secret_value() and self.sender)


class OidcSettings(BaseModel):
    """Single sign-on by OpenID Connect; without issuer and client id it is off.

    It says who somebody is; who may work here, and as what, stays with this installation.
    """

    issuer: str = ""
    """The provider's address, as its tokens name it."""
    client_id: str = ""
    client_secret: SecretStr = SecretStr("")
    claim: str = Field(default="preferred_username", min_length=1)
    """Which claim of a token holds the name that somebody signs in with here."""
    trust_mfa: bool = False
    """Whether a second factor that the provider asked for (``amr`` with ``mfa``) counts as ours."""

    @field_validator("issuer")
    @classmethod
    def _is_safe(cls, issuer: str) -> str:
        given = urlsplit(issuer)
        near = given.scheme == "http" and given.hostname in ("127.0.0.1", "localhost")
        if issuer and not (near or (given.scheme == "https" and given.hostname)):
            raise ValueError("not an https:// address")
        return issuer

    @property
    def on(self) -> bool:
        """Whether there is a provider to ask."""
        return bool(self.issuer and self.client_id)


class OriginSettings(BaseModel):
    """Servers of offices' own that may be called."""

    origins: str = ""

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, given: str) -> str:
        for one in _parts(given):
            parts = urlsplit(one)
            if parts.scheme not in ("http", "https") or one != f"{parts.scheme}://{parts.netloc}":
                raise ValueError("not https://host")
        return given

    @property
    def allowed(self) -> frozenset[str]:
        """Each of the origins."""
        return frozenset(one.lower() for one in _parts(self.origins))


class RobotSettings(OriginSettings):
    """Robots of 企业微信, 钉钉, 飞书 groups that send cards out.

    ``origins``: where a robot may be beside the services' own hosts, with commas between them, such
    as an office's own 政务微信: ``https://im.office.example``.
    """

    @field_validator("origins")
    @classmethod
    def _are_secure(cls, given: str) -> str:
        for parts in map(urlsplit, _parts(given)):
            if parts.scheme == "http" and not is_here(parts.hostname or ""):
                raise ValueError("http only on this machine")
        return given


class WebhookSettings(OriginSettings):
    """Webhooks of bodies: news of cases for their own systems.

    ``origins``: receivers that need be neither https nor on the public net, with commas between
    them: ``http://10.1.2.3:8080``.
    """


def _parts(given: str) -> list[str]:
    return [one for one in (part.strip() for part in given.split(",")) if one]


def is_here(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def is_address(given: str) -> bool:
    """Whether this can be an address of mail: one line, one recipient, nothing beside it."""
    return len(given) <= 200 and bool(_ADDRESS.fullmatch(given))


class Settings(BaseSettings):
    """All settings of one installation; ``CHUISHAO_DATABASE__URL`` sets ``database.url``."""

    model_config = SettingsConfigDict(
        env_prefix="CHUISHAO_", env_nested_delimiter="__", extra="ignore"
    )

    data: Path = Path("var")
    """Folder of the database and the sealed files."""
    keys: Path | None = None
    """Folder of the keys; ``DATA.keys`` beside the data folder when unset."""
    keys_passphrase: SecretStr = SecretStr("")
    """Opens key files that were sealed with a passphrase."""
    escrow_passphrase: SecretStr = SecretStr("")
    """Seals or opens the file of ``chuishao keys escrow`` where nobody can type it."""
    database: DatabaseSettings = DatabaseSettings()
    redis: RedisSettings = RedisSettings()
    telegram: TelegramSettings = TelegramSettings()
    mail: MailSettings = MailSettings()
    webhooks: WebhookSettings = WebhookSettings()
    map: MapSettings = MapSettings()
    oidc: OidcSettings = OidcSettings()
    robots: RobotSettings = RobotSettings()
    intake_body: str = "intake"
    """The body whose desk takes reports for bodies that aren't connected here."""
    public_url: str = ""
    """The address people reach us at, for links in chat; empty means http://host:port."""
    phone: str = Field(default="12350", pattern=r"^[0-9+ -]{3,20}$")
    """Where people ask whether a poster is genuine; 12350 is the country's own line."""
    demo: bool = False
    """A trial without real reports: nobody has to set up a second factor, every page says so."""
    metrics_token: SecretStr = SecretStr("")
    """Opens /metrics to others than loopback."""
    audit_heads: Path | None = None
    """Folder that gets each day's signed heads of the audit chains: one on another machine."""
    undo_seconds: int = Field(default=5, ge=0, le=30)
    """Seconds in which an officer can take back a step in the console before it is sent."""
    draft_days: int = Field(default=7, gt=0)
    """Days until a draft nobody touched is erased."""
    receipt_hours: int = Field(default=24, gt=0)
    """Hours until an unconfirmed receipt is erased from the conversation."""

    @property
    def key_folder(self) -> Path:
        """The folder of the keys, never inside the data folder."""
        if self.keys is not None:
            return self.keys
        # By its whole path: "." and ".." have no name of their own to add to.
        data = Path(os.path.normpath(self.data.absolute()))
        return data.with_name(data.name + ".keys")

    @property
    def database_url(self) -> str:
        """The SQLAlchemy address of the database, with an async driver."""
        url = self.database.url
        if not url:
            return f"sqlite+aiosqlite:///{(self.data / 'chuishao.db').absolute()}"
        for given, driver in _DRIVERS.items():
            if url.startswith(given):
                return driver + url.removeprefix(given)
        return url
