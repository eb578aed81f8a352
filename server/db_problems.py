"""Averías de la base: what an operator is told when the database cannot be used.

The engines speak English and of themselves; here each of their complaints says which file or
server it is about and what to do. No sentence repeats the address, which may hold a password.
"""

import socket
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from server.db_postgres import OldServer
from server.settings import Settings

# By SQLite's own numbers. The others are mistakes of ours, and are not told as the operator's.
FILES: Mapping[int, str] = MappingProxyType(
    {
        sqlite3.SQLITE_CANTOPEN: "No se puede abrir {path}: revise en LIGA_DATABASE_URL la ruta"
        " del archivo y los permisos de su carpeta",
        sqlite3.SQLITE_NOTADB: "{path} no es una base de SQLite: ponga en LIGA_DATABASE_URL la"
        " ruta de una, o de un archivo que aún no exista",
        sqlite3.SQLITE_READONLY: "No se puede escribir en {path}: dé permiso sobre el archivo y su"
        " carpeta a quien da esta orden, o elija otro en LIGA_DATABASE_URL",
        sqlite3.SQLITE_PERM: "El sistema no permite usar {path}: dé permiso sobre el archivo y su"
        " carpeta a quien da esta orden",
        sqlite3.SQLITE_CORRUPT: "{path} está dañada: restaure su última copia",
        sqlite3.SQLITE_FULL: "No queda espacio en el disco de {path}: libere espacio y repita",
        sqlite3.SQLITE_IOERR: "El disco de {path} falla al leer o escribir: revíselo y repita",
        sqlite3.SQLITE_BUSY: "Otro programa tiene ocupada {path}: ciérrelo y repita",
        sqlite3.SQLITE_LOCKED: "Otro programa tiene ocupada {path}: ciérrelo y repita",
    }
)
FOLDER = (
    "{path} es una carpeta: LIGA_DATABASE_URL pide la ruta de un archivo, como"
    " sqlite:///{path}/liga.db"
)
PATH_REFUSED = (
    "No se puede usar {path} ({reason}): elija otro archivo en LIGA_DATABASE_URL, o dé permiso"
    " sobre su carpeta"
)

SERVERS: Mapping[type[Exception], str] = MappingProxyType(
    {
        socket.gaierror: "No se encuentra el servidor {server}: revise su nombre en"
        " LIGA_DATABASE_URL",
        asyncpg.InvalidPasswordError: "PostgreSQL en {server} no acepta esa contraseña o no conoce"
        " al usuario {user}: corríjalos en LIGA_DATABASE_URL",
        asyncpg.InvalidAuthorizationSpecificationError: "PostgreSQL en {server} no deja entrar al"
        " usuario {user} ({reason}): corríjalo en LIGA_DATABASE_URL o dele permiso",
        asyncpg.InvalidCatalogNameError: "En {server} no existe la base {name}: créela (createdb"
        " {name}) o corrija LIGA_DATABASE_URL",
        asyncpg.InsufficientPrivilegeError: "PostgreSQL no da al usuario {user} permiso sobre la"
        " base {name} ({reason}): désela en propiedad o use otro usuario",
        asyncpg.TooManyConnectionsError: "PostgreSQL en {server} no admite más conexiones"
        " ({reason}): suba max_connections o use menos procesos",
        asyncpg.CannotConnectNowError: "PostgreSQL en {server} está arrancando o apagándose:"
        " repita en un momento",
        asyncpg.ClientConfigurationError: "LIGA_DATABASE_URL no se entiende: {reason}",
        OldServer: "{reason}",
        OSError: "La base de datos no responde en {server} ({reason}): encienda PostgreSQL o"
        " corrija LIGA_DATABASE_URL",
        asyncpg.PostgresError: "PostgreSQL en {server} no pudo hacerlo: {reason}",
    }
)
COMPLAINTS = (
    sqlite3.DatabaseError,
    asyncpg.PostgresError,
    asyncpg.ClientConfigurationError,
    OldServer,
)


# What says that the server of the database is away, for a while at least.
AWAY = (
    ConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
)


def is_away(error: Exception) -> bool:
    """Whether it is the database that does not answer, and may answer in a moment."""
    was_cut = isinstance(error, asyncpg.InterfaceError) and "closed" in str(error)
    return was_cut or isinstance(error, AWAY)


def database_problem(
    settings: Settings, error: Exception, *, is_opening: bool = True
) -> str | None:
    """One sentence about what the database refused; None when the operator cannot mend it.

    Once it is open, what the system refuses may be about any other file.
    """
    if not (is_opening or isinstance(error, COMPLAINTS)):
        return None
    path = settings.sqlite_path
    return _of_server(settings.database_url, error) if path is None else _of_file(path, error)


def _of_file(path: Path, error: Exception) -> str | None:
    if path.is_dir():
        return FOLDER.format(path=path)
    if isinstance(error, OSError):
        return PATH_REFUSED.format(path=path, reason=error.strerror or error)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of it says which variety
    sentence = FILES.get(code)
    return sentence and sentence.format(path=path)


def _of_server(url: str, error: Exception) -> str | None:
    parts = urlsplit(url)
    said = next((text for kind, text in SERVERS.items() if isinstance(error, kind)), None)
    return said and said.format(
        server=parts.netloc.rpartition("@")[2] or _asked(parts.query, "host") or "esta máquina",
        user=_quoted(unquote(parts.username or "") or _asked(parts.query, "user")),
        name=unquote(parts.path.strip("/")),
        reason=_first_line(error),
    )


def _asked(query: str, name: str) -> str:
    return parse_qs(query).get(name, [""])[-1]


def _quoted(name: str) -> str:
    return f"«{name}»" if name else "de esta sesión"


def _first_line(error: Exception) -> str:
    """What the engine says, or the name of what happened: a wait that ran out says nothing."""
    return next(iter(str(error).splitlines()), "") or type(error).__name__
