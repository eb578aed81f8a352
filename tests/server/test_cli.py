"""Línea de órdenes: what an operator asks, what is answered, and with which exit code."""

import re
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from server.cli import main
from server.imports.editions import FIXTURES
from server.settings import Settings

FULL_LIST = Path(__file__).parents[3] / "shared" / "data" / "municipalities.csv"
HEADER = "agem_code,agee_code,state,municipality,head_town,population_2020"
EARLIER = FIXTURES / "2025"

Run = Callable[..., Result]


@pytest.fixture
def run(each_settings: Settings) -> Run:
    """Give an order on a database of the test's own, on each engine in turn."""
    environ = {
        "LIGA_DATA_DIR": str(each_settings.data_dir),
        "LIGA_DATABASE_URL": each_settings.database_url,
    }

    def give(*arguments: str | Path, code: int = 0, **given: str) -> Result:
        return run_with({**environ, **given}, *arguments, code=code)

    return give


def run_with(environ: Mapping[str, str], *arguments: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(each) for each in arguments], env=dict(environ))
    assert result.exit_code == code, result.output + str(result.exc_info)
    return result


def orders(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Every order there is, with the words that lead to it."""
    yield before
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from orders(command, *before, name)
        else:
            yield (*before, name)


# Help and wrong use


@pytest.mark.parametrize("order", tuple(orders(main)), ids=" ".join)
def test_every_order_explains_itself_in_spanish(order: tuple[str, ...]) -> None:
    result = run_with({}, *order, "--help")
    assert result.output.startswith("Uso: ")
    english = r"\b(Usage|Options|Commands|Show|message|OPTIONS|COMMAND|ARGS|required|default|the)\b"
    assert not re.findall(english, result.output)
    assert "..." not in re.sub(r"ARGUMENTOS\]\.\.\.|LIGA_DEMO_PULSE\.\.\.", "", result.output)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(["noexiste"], "No hay una orden noexiste", id="no such order"),
        pytest.param(["export"], "Falta el argumento 'EDICIÓN'", id="an argument is missing"),
        pytest.param(["demo", "--fast"], "No hay una opción --fast", id="no such option"),
        pytest.param(["edition", "stage", "2026", "published"], "'reply'", id="no such stage"),
        pytest.param(["places", "import", "nada.csv"], "No existe: nada.csv", id="no such file"),
        pytest.param(["serve", "--workers", "0"], "intervalo", id="no process"),
        pytest.param(
            ["invite", "ana@oaxaca.gob.mx", "--role", "king"], "elija entre", id="no such role"
        ),
        pytest.param(
            ["invite", "ana", "--role", "admin"], "escriba un correo completo", id="not an address"
        ),
        pytest.param(
            ["invite", "ana@oaxaca.gob.mx", "--role", "lead"],
            "Valor incorrecto de --participant: falta: el cargo lead es de un gobierno",
            id="whose lead",
        ),
        pytest.param(
            ["invite", "rita@observatorio.mx", "--role", "verifier"],
            "Valor incorrecto de --state: falta: es la entidad de quien verifica",
            id="a verifier from nowhere",
        ),
        pytest.param(
            ["export", "2025", "x.csv"], "un nombre que termine en .xlsx, como x.xlsx", id="a CSV"
        ),
        pytest.param(["export", "2025", "libro"], "como libro.xlsx", id="a book without ending"),
    ],
)
def test_wrong_use_is_two(arguments: list[str], told: str) -> None:
    assert told in run_with({}, *arguments, code=2).output


def test_every_wrong_setting_has_its_line() -> None:
    result = run_with({"LIGA_PORT": "ochenta", "LIGA_SECRETO": "x"}, "migrate", code=1)
    lines = result.stderr.splitlines()
    assert lines[0] == "LIGA_PORT=ochenta: el puerto debe ser un entero de 1 a 65535"
    assert lines[1].startswith("LIGA_SECRETO: no hay tal ajuste")


def test_a_database_that_does_not_answer_is_told_in_a_line(tmp_path: Path) -> None:
    environ = {"LIGA_DATA_DIR": str(tmp_path), "LIGA_DATABASE_URL": "postgresql://x@127.0.0.1:9/x"}
    result = run_with(environ, "migrate", code=1)
    assert "Traceback" not in result.output
    assert len(result.stderr.splitlines()) == 1


# Migrations, places


def test_migrating_again_does_nothing(tmp_path: Path) -> None:
    environ = {"LIGA_DATA_DIR": str(tmp_path / "new")}
    assert "Migraciones aplicadas: liga_" in run_with(environ, "migrate").output
    assert "Nada que migrar." in run_with(environ, "migrate").output


def test_bad_list_of_places_names_each_line(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "lugares.csv"
    bad.write_text(f"{HEADER}\n20067,20,Oaxaca,Oaxaca,Oaxaca,mil\n2067,20,Oaxaca,,Oaxaca,5\n")
    lines = run("places", "import", bad, code=1).stderr.splitlines()
    assert lines[0] == f"{bad}: línea 2: la población no es un número: «mil»"
    assert lines[1].startswith(f"{bad}: línea 3: clave de municipio incorrecta: «2067»")
    assert "Hay 32 estados" not in run("places", "import", bad, code=1).output


def test_list_without_places_is_refused(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "lugares.csv"
    empty.write_text(f"{HEADER}\n")
    result = run("places", "import", empty, code=1)
    assert result.stderr.strip() == (
        f"{empty}: no trae ningún lugar: después del encabezado va una línea por cada uno"
    )


@pytest.mark.both
def test_one_municipality_is_told_as_one(run: Run, tmp_path: Path) -> None:
    one = tmp_path / "lugares.csv"
    one.write_text(f"{HEADER}\n20067,20,Oaxaca,Oaxaca de Juárez,Oaxaca,270955\n")
    assert "Hay 32 estados y 1 municipio.\n" in run("places", "import", one).output


def test_reference_places_come_with_the_program(run: Run) -> None:
    assert "Hay 32 estados y 126 municipios." in run("places", "import").output
    assert "Hay 32 estados y 126 municipios." in run("places", "import").output


@pytest.mark.skipif(not FULL_LIST.exists(), reason="the full list of INEGI is not here")
def test_full_list_of_municipalities(run: Run) -> None:
    assert "Hay 32 estados y 2,478 municipios." in run("places", "import", FULL_LIST).output


# Editions


def test_edition_becomes_a_draft_once(run: Run) -> None:
    assert "87 reactivos, quedó como borrador" in run("edition", "load", EARLIER).output
    assert "87 reactivos, ya estaba, sin cambios" in run("edition", "load", EARLIER).output


def test_bad_edition_names_file_item_and_field(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "2025"
    shutil.copytree(EARLIER, folder)
    items = folder / "items" / "P1.yaml"
    items.write_text(items.read_text().replace("weight: 2", "weight: heavy", 1))
    lines = run("edition", "load", folder, code=1).stderr.splitlines()
    assert re.match(r"items/P1\.yaml.*25-P1-\d\d.*weight", lines[0]), lines


@pytest.mark.both
def test_edition_opens_with_everybody_in_it(run: Run) -> None:
    run("places", "import", "--participants")
    run("edition", "load", EARLIER)
    assert (
        "La edición 2025 pasó a la etapa «open»." in run("edition", "stage", "2025", "open").output
    )
    result = run("edition", "stage", "2025", "reply", code=1)
    assert result.stderr.strip() == "La edición solo puede pasar a la etapa que sigue."
    result = run("index", "compute", "2025")
    assert "0 de 158 participantes tienen índice. SHA-256 " in result.output


@pytest.mark.parametrize(
    "order",
    [
        ("edition", "stage", "1999", "open"),
        ("index", "compute", "1999"),
        ("export", "1999", "libro.xlsx"),
    ],
    ids=" ".join,
)
def test_unknown_edition(run: Run, order: tuple[str, ...]) -> None:
    assert run(*order, code=1).stderr.strip() == "No hay una edición 1999."


def test_no_workbook_before_publication(run: Run, tmp_path: Path) -> None:
    run("edition", "load", EARLIER)
    book = tmp_path / "libro.xlsx"
    result = run("export", "2025", book, code=1)
    assert "se verán cuando se publiquen" in result.stderr
    assert not book.exists()


def test_all_answers_are_written_before_publication_too(run: Run, tmp_path: Path) -> None:
    run("edition", "load", EARLIER)
    book = tmp_path / "respuestas.xlsx"
    assert "0 respuestas" in run("export", "2025", book, "--answers").output
    assert load_workbook(book).sheetnames == ["Léame", "Respuestas"]
    assert [path.name for path in tmp_path.glob("*.draft")] == []


def test_all_answers_of_an_unknown_edition(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "respuestas.xlsx"
    result = run("export", "1999", book, "--answers", code=1)
    assert result.stderr.strip() == "No hay una edición 1999."
    assert not book.exists()


# Seats


def test_invitation_prints_its_link(run: Run) -> None:
    result = run(
        "invite", "admin@observatorio.mx", "--role", "admin", LIGA_PUBLIC_URL="https://liga.mx"
    )
    assert re.fullmatch(r"https://liga\.mx/invitacion/\S{20,}\n", result.stdout)


def test_seat_of_an_unknown_government(run: Run) -> None:
    result = run("invite", "ana@oaxaca.gob.mx", "--role", "lead", "--participant", "99", code=1)
    assert result.stderr.strip() == "No hay un participante con la clave «99». Revísela."


# Serving


@pytest.mark.parametrize(
    ("host", "says"),
    [
        pytest.param("liga.invalid", "corrija LIGA_HOST", id="a name that leads nowhere"),
        pytest.param("a..b", "corrija LIGA_HOST", id="what can be no name"),
        pytest.param("192.0.2.1", "no es de esta máquina: dé en LIGA_HOST", id="another machine"),
    ],
)
def test_host_where_one_cannot_listen(tmp_path: Path, host: str, says: str) -> None:
    result = run_with({"LIGA_DATA_DIR": str(tmp_path), "LIGA_HOST": host}, "serve", code=1)
    assert result.stderr.startswith(f"No se puede escuchar en {host}:8000 (")
    assert says in result.stderr
    assert "LIGA_PORT" not in result.stderr


def test_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        environ = {"LIGA_DATA_DIR": str(tmp_path), "LIGA_PORT": port}
        result = run_with(environ, "serve", code=1)
    assert "elija otro puerto: LIGA_PORT=8001" in result.stderr


# Demo


@pytest.mark.both
def test_demo_leaves_other_editions_alone_and_promises_no_accounts(run: Run) -> None:
    run("edition", "load", EARLIER)
    result = run("demo")
    assert "La base ya tiene ediciones que no son de la demostración (2025)" in result.stdout
    assert "solo se carga en una base vacía" in result.stdout
    assert "demo.example" not in result.stdout
    assert "Contraseña" not in result.stdout


# Check


def test_check_says_how_things_stand(run: Run, each_settings: Settings) -> None:
    result = run("check", LIGA_HOST="0.0.0.0", LIGA_TRUSTED_HOSTS="liga.mx", code=1)
    engine = "SQLite" if each_settings.sqlite_path else "PostgreSQL"
    assert engine in result.stdout
    told = " ".join(result.stdout.split())
    assert "cada saldo es la suma de sus movimientos" in told
    assert "se ofrece a otros sin https: defina LIGA_PUBLIC_URL=https://..." in told
    assert "arreglar" in result.stderr
