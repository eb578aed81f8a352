"""Ajustes: what the environment says, read once and validated loudly."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import TypeVar
from urllib.parse import SplitResult, parse_qs, urlsplit

from server.contents import ENDINGS
from server.mailboxes import is_mailbox

PREFIX = "LIGA_"
YES = frozenset({"1", "true", "yes", "on"})
NO = frozenset({"0", "false", "no", "off"})
WILDCARD_HOSTS = frozenset({"0.0.0.0", "::"})  # noqa: S104  (recognised, not bound)
LOOPBACK = ("127.0.0.1", "localhost")
# What comes before the last @; what a query calls so; and what stands where a port should.
PASSWORDS = (
    (re.compile(r"://.*@"), "://***@"),
    (re.compile(r"(password=)[^&]*", re.IGNORECASE), r"\1***"),
    (re.compile(r"(://[^/:@\[]*:)(?!\d+(?:/|$))[^/]*"), r"\1***"),
)
LONGEST_CONTACT = 120
# Of a name that is written wrong; one that shares less with any other means something else.
NEAR = 0.6
LEAST_PULSE = 0.1
SMTP = frozenset({"smtp", "smtp+starttls", "smtps"})
HOST = re.compile(r"\*?[A-Za-z0-9._:\-\[\]]+")
# As types are named in the environment: pdf, docx.
_ENDINGS = {ending.removeprefix("."): media_type for media_type, ending in ENDINGS.items()}

Value = TypeVar("Value")


class SettingsError(Exception):
    """Everything that is wrong with the environment, one line for each variable."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this process runs. Nothing else in the house reads the environment."""

    host: str
    port: int
    database_url: str = field(repr=False)  # it may hold a password
    data_dir: Path
    demo_pulse: float
    upload_max_mb: int
    upload_types: frozenset[str]  # media types
    trusted_hosts: tuple[str, ...]
    public_url: str
    secure_cookies: bool
    trust_proxy: bool
    smtp_url: str = field(repr=False)  # it may hold a password; empty: mail is kept as files
    mail_from: str
    contact: str  # empty: whoever writes is the one to be asked

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read every LIGA_ variable; raise one SettingsError that names all that is wrong."""
        reader = _Reader(environ)
        host = reader.take("HOST", "127.0.0.1", _host)
        port = reader.take("PORT", "8000", _port)
        data_dir = reader.take("DATA_DIR", "var", _path)
        public_url = reader.take("PUBLIC_URL", f"http://{_shown(host)}:{port}", _public_url)
        settings = cls(
            host=host,
            port=port,
            data_dir=data_dir,
            database_url=reader.take("DATABASE_URL", f"sqlite:///{data_dir}/liga.db", _database),
            demo_pulse=reader.take("DEMO_PULSE", "0", _seconds),
            upload_max_mb=reader.take("UPLOAD_MAX_MB", "20", _megabytes),
            upload_types=reader.take("UPLOAD_TYPES", ",".join(_ENDINGS), _types),
            trusted_hosts=reader.take("TRUSTED_HOSTS", _hosts_of(public_url), _hosts),
            public_url=public_url,
            secure_cookies=reader.take(
                "SECURE_COOKIES", str(public_url.startswith("https:")), _yes_or_no
            ),
            trust_proxy=reader.take("TRUST_PROXY", "no", _yes_or_no),
            smtp_url=reader.take("SMTP_URL", "", _smtp),
            mail_from=reader.take("MAIL_FROM", _mailbox_of(public_url), _mailbox),
            contact=reader.take("CONTACT", "", _contact),
        )
        reader.finish()
        return settings

    @property
    def sqlite_path(self) -> Path | None:
        """The file, when the database is SQLite; None when it is PostgreSQL."""
        scheme, _, rest = self.database_url.partition("://")
        return Path(rest.removeprefix("/")) if scheme == "sqlite" else None

    @property
    def outbox(self) -> Path:
        """Where messages are kept as files while no mail server is named."""
        return self.data_dir / "outbox"

    @property
    def upload_max_bytes(self) -> int:
        return self.upload_max_mb * 1024 * 1024


class _Reader:
    """Takes variables one by one and remembers what was wrong with each."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        self._known: list[str] = []
        self._problems: list[str] = []

    def take(self, name: str, default: str, parse: Callable[[str], Value]) -> Value:
        variable = PREFIX + name
        self._known.append(variable)
        text = self._given.get(variable, "").strip()
        try:
            return parse(text or default)
        except ValueError as problem:
            self._problems.append(f"{variable}={_without_password(text)}: {problem}")
            return parse(default)

    def finish(self) -> None:
        problems = (*self._problems, *self._unknown())
        if problems:
            raise SettingsError(problems)

    def _unknown(self) -> Iterator[str]:
        names = [variable.removeprefix(PREFIX) for variable in self._known]
        for variable in sorted(self._given.keys() - set(self._known)):
            nearest = get_close_matches(variable.removeprefix(PREFIX), names, n=1, cutoff=NEAR)
            hint = (
                f"el más parecido es {PREFIX}{nearest[0]}"
                if nearest
                else f"el README explica los que hay: {', '.join(self._known)}"
            )
            yield f"{variable}: no hay tal ajuste; {hint}"


def _host(text: str) -> str:
    if not HOST.fullmatch(text) or text.startswith("*"):
        raise ValueError("debe ser un nombre o una dirección donde escuchar, como 127.0.0.1")
    return text


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ValueError("el puerto debe ser un entero de 1 a 65535")
    return int(text)


def _path(text: str) -> Path:
    if "\0" in text:
        raise ValueError("debe ser la ruta de una carpeta")
    return Path(text).expanduser()


def _database(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if scheme == "sqlite" and separator and rest.startswith("/") and rest.strip("/"):
        return text
    if scheme in {"postgresql", "postgres"} and separator and _parts(text).path.strip("/"):
        _check_server(_parts(text))
        return text
    raise ValueError(
        "debe ser sqlite:///RUTA (sqlite:////RUTA desde la raíz) "
        "o postgresql://USUARIO:CONTRASEÑA@SERVIDOR/BASE"
    )


def _check_server(parts: SplitResult) -> None:
    """Refuse the port that is none, and the password that would be read as part of the server."""
    if parts.netloc.count("@") > 1 or "@" in parts.path:
        raise ValueError(
            "tiene más de una @ o una / antes de ella; en el usuario y la contraseña escriba "
            "%40 por @, %2F por / y %3A por :"
        )
    servers = parts.netloc.rpartition("@")[2].split(",")
    ports = [each.rpartition("]")[2].partition(":")[2] for each in servers]
    for listed in parse_qs(parts.query).get("port", ()):
        ports += listed.split(",")
    for port in ports:
        if port:
            _port(port)


def _smtp(text: str) -> str:
    parts = _parts(text)
    if text:
        _check_server(parts)
    if not text or (parts.scheme in SMTP and parts.hostname and not parts.path.strip("/")):
        return text
    raise ValueError(
        "debe ser smtp://, smtp+starttls:// o smtps://, como smtps://USUARIO:CONTRASEÑA@SERVIDOR:465"
    )


def _mailbox(text: str) -> str:
    if not is_mailbox(text):
        raise ValueError("debe ser una dirección de correo, como liga@example.mx")
    return text


def _contact(text: str) -> str:
    if len(text) > LONGEST_CONTACT or not text.isprintable():
        raise ValueError(
            f"debe ser un renglón de hasta {LONGEST_CONTACT} letras, como liga@example.mx o "
            "55 5555 5555"
        )
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not isfinite(seconds) or 0 < seconds < LEAST_PULSE or seconds < 0:
        raise ValueError("debe ser un número de segundos, 0.1 o más; 0 lo apaga")
    return seconds


def _megabytes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1024:
        raise ValueError("debe ser un entero de megabytes, de 1 a 1024")
    return int(text)


def _types(text: str) -> frozenset[str]:
    named = [each.strip().lower().removeprefix(".") for each in text.split(",") if each.strip()]
    if not named or not set(named) <= _ENDINGS.keys():
        raise ValueError(f"deben ser tipos separados por comas, de estos: {', '.join(_ENDINGS)}")
    return frozenset(_ENDINGS[each] for each in named)


def _hosts(text: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in text.split(",") if host.strip())
    if not hosts or not all(HOST.fullmatch(host) for host in hosts):
        raise ValueError("deben ser nombres separados por comas, como liga.example.mx")
    return hosts


def _public_url(text: str) -> str:
    parts = _parts(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("debe ser la dirección que usa la gente, como https://liga.example.mx")
    return text.rstrip("/")


def _without_password(text: str) -> str:
    """What was given, as it may be repeated on a screen or in a log."""
    for written, shown in PASSWORDS:
        text = written.sub(shown, text)
    return text


def _parts(address: str) -> SplitResult:
    """The parts of an address; of one that is no address, none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _hosts_of(public_url: str) -> str:
    """The names under which this process is surely asked for: its own machine and the public."""
    return ",".join(dict.fromkeys((*LOOPBACK, str(urlsplit(public_url).hostname))))


def _mailbox_of(public_url: str) -> str:
    """Who writes when nobody says otherwise."""
    sender = f"liga@{urlsplit(public_url).hostname}"
    return sender if is_mailbox(sender) else "liga@liga.invalid"


def _yes_or_no(text: str) -> bool:
    word = text.lower()
    if word not in YES | NO:
        raise ValueError("debe ser yes o no")
    return word in YES


def _shown(host: str) -> str:
    """A host as a browser can reach it: the loopback when listening everywhere."""
    if host in WILDCARD_HOSTS:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
