"""Averías de la base: each way a database cannot be used is told in a sentence to act on."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from socket import gaierror

import asyncpg
import pytest
from click.testing import CliRunner

from server import db_postgres
from server.cli import main
from server.db_problems import database_problem
from tests.databases import settings_for
from tests.postgres import Server

SECRET = "s3cret"
SERVER = f"postgresql://ana:{SECRET}@db.example.mx:5433/liga"


def told(folder: Path, url: str) -> str:
    """What `liga migrate` says of a database, in its one line."""
    environ = {"LIGA_DATA_DIR": str(folder), "LIGA_DATABASE_URL": url}
    result = CliRunner().invoke(main, ["migrate"], env=environ)
    assert result.exit_code == 1, result.exc_info
    (line,) = result.stderr.splitlines()
    assert SECRET not in line
    return line


# Files


def test_nothing_but_the_sentence_is_told(tmp_path: Path) -> None:
    environ = {**os.environ, "LIGA_DATA_DIR": str(tmp_path), "LIGA_DATABASE_URL": "sqlite:////proc"}
    done = subprocess.run(
        [sys.executable, "-c", "from server.cli import main; main(['migrate'])"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("/proc es una carpeta: ")
    assert len(done.stderr.splitlines()) == 1


def test_folder_where_a_file_should_be(tmp_path: Path) -> None:
    line = told(tmp_path, f"sqlite:///{tmp_path}")
    assert line == (
        f"{tmp_path} es una carpeta: LIGA_DATABASE_URL pide la ruta de un archivo, como"
        f" sqlite:///{tmp_path}/liga.db"
    )
    assert not Path(f"{tmp_path}.lock").exists()


def random_bytes(path: Path) -> None:
    path.write_bytes(b"\x93no es una base\x00" * 600)


def of_a_newer_sqlite(path: Path) -> None:
    """A file that says that only a newer SQLite may write in it: also root may not."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with path.open("r+b") as file:
        file.seek(18)
        file.write(b"\x03")


def torn(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (x)")
    connection.close()
    with path.open("r+b") as file:
        file.seek(100)
        file.write(b"\xff" * 200)


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(random_bytes, "no es una base de SQLite: ponga", id="random bytes"),
        pytest.param(of_a_newer_sqlite, "No se puede escribir en", id="only to be read"),
        pytest.param(torn, "está dañada: restaure su última copia", id="torn"),
    ],
)
def test_file_that_does_not_serve(tmp_path: Path, spoil: Callable[[Path], None], says: str) -> None:
    path = tmp_path / "otra.db"
    spoil(path)
    line = told(tmp_path, f"sqlite:///{path}")
    assert says in line
    assert str(path) in line


def test_file_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "archivo").write_text("x")
    line = told(tmp_path, f"sqlite:///{tmp_path}/archivo/liga.db")
    assert line.startswith(f"No se puede usar {tmp_path}/archivo/liga.db (")


def test_folder_that_takes_no_files(tmp_path: Path) -> None:
    line = told(tmp_path, "sqlite:////proc/liga.db")
    assert line.startswith("No se puede abrir /proc/liga.db: revise en LIGA_DATABASE_URL")


def test_mistake_of_ours_is_not_told_as_the_operators(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError) as wrong:
        sqlite3.connect(":memory:").execute("SELECT nothing FROM nowhere")
    assert database_problem(settings_for(tmp_path), wrong.value) is None


def test_file_of_our_own_is_not_told_as_the_databases(tmp_path: Path) -> None:
    settings, error = settings_for(tmp_path), PermissionError(13, "Permission denied")
    assert database_problem(settings, error)
    assert database_problem(settings, error, is_opening=False) is None


# Servers


def test_nobody_listens(tmp_path: Path) -> None:
    line = told(tmp_path, f"postgresql://u:{SECRET}@127.0.0.1:9/x")
    assert line.startswith("La base de datos no responde en 127.0.0.1:9 (")
    assert "encienda PostgreSQL o corrija LIGA_DATABASE_URL" in line


def test_no_such_host(tmp_path: Path) -> None:
    line = told(tmp_path, f"postgresql://u:{SECRET}@liga.invalid/x")
    assert line == (
        "No se encuentra el servidor liga.invalid: revise su nombre en LIGA_DATABASE_URL"
    )


def test_address_that_the_driver_does_not_understand(tmp_path: Path) -> None:
    line = told(tmp_path, f"postgresql://u:{SECRET}@127.0.0.1/x?sslmode=perhaps")
    assert line.startswith("LIGA_DATABASE_URL no se entiende: `sslmode`")


@pytest.mark.postgres
def test_no_such_database(tmp_path: Path, postgres: Server) -> None:
    line = told(tmp_path, postgres.url("no_existe"))
    assert "no existe la base no_existe: créela (createdb no_existe)" in line


@pytest.mark.postgres
def test_no_such_user(tmp_path: Path, postgres: Server) -> None:
    line = told(tmp_path, f"postgresql://nadie:{SECRET}@127.0.0.1:{postgres.port}/postgres")
    assert f"PostgreSQL en 127.0.0.1:{postgres.port} no deja entrar al usuario «nadie»" in line


@pytest.mark.postgres
def test_server_of_another_age(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db_postgres, "OLDEST", 99)
    environ = {"LIGA_DATA_DIR": str(tmp_path), "LIGA_DATABASE_URL": postgres.url("liga_template")}
    result = CliRunner().invoke(main, ["check"], env=environ)
    assert result.exit_code == 1
    assert "es muy antiguo: hace falta 99 o posterior" in result.stderr


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (asyncpg.InvalidPasswordError("password authentication failed"), "usuario «ana»"),
        (asyncpg.InsufficientPrivilegeError("permission denied for schema public"), "base liga"),
        (asyncpg.TooManyConnectionsError("sorry"), "max_connections"),
        (asyncpg.CannotConnectNowError("starting up"), "repita en un momento"),
        (gaierror(-2, "Name or service not known"), "db.example.mx:5433"),
        (TimeoutError(), "no responde en db.example.mx:5433 (TimeoutError)"),
        (asyncpg.DiskFullError("no space left"), "no pudo hacerlo: no space left"),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Exception) else "",
)
def test_what_a_server_refuses(tmp_path: Path, error: Exception, says: str) -> None:
    line = database_problem(settings_for(tmp_path, SERVER), error)
    assert line
    assert says in line
    assert SECRET not in line
