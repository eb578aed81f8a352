"""Migraciones: the same chain on both engines, whole or not at all, and nothing forgotten."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.columns import Text
from piccolo.conf.apps import AppConfig
from piccolo.table import Table

from server import db, schema
from server.migrations import APP
from server.migrations.__main__ import next_name, write_migration
from server.piccolo_app import APP_CONFIG
from server.queries.replies import unanswered_replies_of
from server.queries.reports import Filters, reports_where
from server.queries.reviews import replies_of
from server.queries.signatures import signatures_of
from server.queries.threads import threads_of
from server.schema import SchemaError, migrate, migrations
from server.settings import Settings
from server.tables import ALL
from server.tables.documents import DocumentRow
from server.tables.participants import PlaceRow
from server.tables.reports import SupportRow
from server.tables.results import PublicationRow
from server.tables.reviews import VerdictRow
from tests.conftest import BOTH
from tests.databases import new_database, settings_for

ROOT = Path(__file__).parents[2]
OAXACA = {"code": "20", "kind": "state", "name": "Oaxaca", "state": "20"}
MIGRATE = """
import asyncio, sys
from server.schema import migrate
from server.settings import Settings
print(*asyncio.run(migrate(Settings.from_environ({"LIGA_DATABASE_URL": sys.argv[1]}))))
"""


class TreasureRow(Table, tablename="treasure"):
    """A table that no migration makes."""

    where = Text()


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database that nobody has touched, on each engine in turn."""
    if request.param == "sqlite":
        yield settings_for(tmp_path)
    else:
        with new_database(request.getfixturevalue("postgres")) as url:
            yield settings_for(tmp_path, url)


async def test_an_empty_database_gets_every_migration(empty: Settings) -> None:
    assert await migrate(empty) == migrations()


async def test_a_second_time_there_is_nothing_to_do(empty: Settings) -> None:
    await migrate(empty)
    assert await migrate(empty) == ()


async def test_it_says_nothing(empty: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    await migrate(empty)
    assert capsys.readouterr() == ("", "")


@pytest.mark.both
async def test_rows_survive_the_migrations_that_follow(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:1])
        await migrate(empty)
    await db.connect(empty)
    await PlaceRow.insert(PlaceRow(**OAXACA))
    await db.close()
    assert await migrate(empty) == migrations()[1:]
    await db.connect(empty)
    assert await PlaceRow.select(PlaceRow.name) == [{"name": "Oaxaca"}]
    await db.close()


@pytest.mark.both
async def test_publications_from_before_keep_what_they_were(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One published; of two open proposals the newest stays, and no third one is taken."""
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:2])
        await migrate(empty)
    await db.connect(empty)
    await PublicationRow.raw(
        "INSERT INTO snapshot (id, edition, number, sha256, document, note, created_at)"
        " VALUES (7, '2025', 1, 'abc', '{}', '', '2025-12-01 18:00:00+00:00')"
    )
    for edition, snapshot in (("2025", "7"), ("2026", "NULL"), ("2026", "NULL")):
        confirmed = "'2025-12-01 18:00:00+00:00'" if snapshot == "7" else "NULL"
        await PublicationRow.raw(
            "INSERT INTO publication (edition, proposed_by, proposed_at, confirmed_at, snapshot)"
            f" VALUES ('{edition}', 1, '2025-12-01 17:00:00+00:00', {confirmed}, {snapshot})"
        )
    await db.close()
    assert await migrate(empty) == migrations()[2:]
    await db.connect(empty)
    rows = await PublicationRow.select().order_by(PublicationRow.id)
    assert [(row["sha256"], row["is_void"], row["reason"]) for row in rows] == [
        ("abc", False, ""),
        ("", True, ""),
        ("", False, ""),
    ]
    with pytest.raises(Exception, match=r"(?i)unique"):
        await PublicationRow.insert(
            PublicationRow(edition="2026", proposed_by=2, proposed_at=datetime.now(UTC))
        )
    await db.close()


@pytest.mark.both
async def test_what_came_twice_before_stays_and_comes_no_third_time(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = next(n for n, name in enumerate(migrations()) if "documents_once" in name)
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:before])
        await migrate(empty)
    await db.connect(empty)
    columns = "id, participant, kind, title, sha256, account, author, at"
    row = "'20', 'file', 'Gaceta', 'abc', 1, 'Ana Ruiz', '2026-03-01 18:00:00+00:00'"
    for code in "ab":
        await DocumentRow.raw(f"INSERT INTO document ({columns}) VALUES ('{code}', {row})")
    await db.close()
    await migrate(empty)
    await db.connect(empty)
    rows = await DocumentRow.select(DocumentRow.id, DocumentRow.bytes_once)
    assert {each["id"]: each["bytes_once"] for each in rows} == {"a": "abc", "b": ""}
    third = f"INSERT INTO document ({columns}, bytes_once) VALUES ('c', {row}, 'abc')"
    with pytest.raises(Exception, match=r"(?i)unique"):
        await DocumentRow.raw(third)
    await db.close()


@pytest.mark.both
async def test_a_link_that_joined_several_addresses_is_of_the_first_from_now_on(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = next(n for n, name in enumerate(migrations()) if "support_tokens" in name)
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:before])
        await migrate(empty)
    await db.connect(empty)
    at = "'2026-03-01 18:00:00+00:00'"
    for report, person, account, token in (
        (1, "eva", "NULL", "shared"),
        (1, "luz", "NULL", "shared"),
        (2, "eva", "NULL", "shared"),
        (1, "sol", "NULL", "own"),
        (1, "olga", "7", "desk"),
        (2, "olga", "7", "desk"),
    ):
        await SupportRow.raw(
            "INSERT INTO report_support"
            " (report, email, person, account, locale, token_hash, confirm_until, at)"
            f" VALUES ({report}, '', '{person}', {account}, 'es', '{token}', {at}, {at})"
        )
    await db.close()
    await migrate(empty)
    await db.connect(empty)
    rows = await SupportRow.select().order_by(SupportRow.id)
    assert [(each["report"], each["person"]) for each in rows] == [
        (1, "eva"),
        (2, "eva"),
        (1, "sol"),
        (1, "olga"),
        (2, "olga"),
    ]
    tokens = [each["token_hash"] for each in rows]
    assert tokens[0] == "shared"
    assert tokens[2] == "own"
    assert len(set(tokens)) == len(tokens)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await SupportRow.raw("UPDATE report_support SET token_hash = 'own' WHERE id = 1")
    await db.close()


@pytest.mark.both
async def test_earlier_verdicts_are_of_the_seat_where_their_verifier_sits(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = migrations().index("liga_2026_11_29_71_verdict_seats")
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:before])
        await migrate(empty)
    await db.connect(empty)
    at = "'2026-03-03 18:00:00+00:00'"
    for seat, role, account in ((3, "coordinator", 5), (4, "verifier", 5), (6, "verifier", 7)):
        await PlaceRow.raw(
            "INSERT INTO seat (id, role, title, account, created_at)"
            f" VALUES ({seat}, '{role}', 'Mesa {seat}', {account}, {at})"
        )
    for account in (5, 8):
        await PlaceRow.raw(
            "INSERT INTO verdict (participant, edition, item, revision, verdict, reason, verifier,"
            f" verifier_name, at) VALUES ('20', '2026', 'P1-01', 1, 'accepted', '', {account},"
            f" 'Rita Canul', {at})"
        )
    await db.close()
    await migrate(empty)
    await db.connect(empty)
    rows = await VerdictRow.select(VerdictRow.verifier, VerdictRow.seat, VerdictRow.seat_title)
    assert {row["verifier"]: (row["seat"], row["seat_title"]) for row in rows} == {
        5: (4, "Mesa 4"),
        8: (None, ""),
    }
    await db.close()


SIGNED = (
    "INSERT INTO level (participant, edition, topic, submitted_at, signed_at, signed_by,"
    " signer_name) VALUES ('20', '2026', 'P1', '2026-03-01 18:00:00+00:00',"
    " '2026-03-02 18:00:00+00:00', 3, 'Sofía León')"
)
HANDED_IN = (
    "INSERT INTO level (participant, edition, topic, submitted_at, signer_name)"
    " VALUES ('20', '2026', 'I1', '2026-03-01 18:00:00+00:00', '')"
)
REPLIED = (
    "INSERT INTO reply (participant, edition, item, text, account, author, at)"
    " VALUES ('20', '2026', 'P1-02', 'Sí es.', 1, 'Ana Ruiz', '2026-03-06 18:00:00+00:00')"
)
BEFORE_SIGNATURES = (
    SIGNED,
    HANDED_IN,
    *(
        "INSERT INTO verdict (participant, edition, item, revision, verdict, reason, verifier,"
        f" verifier_name, at) VALUES ('20', '2026', '{item}', 1, '{verdict}', '{reason}', 5,"
        f" 'Rita Canul', '2026-03-0{day} 18:00:00+00:00')"
        for item, verdict, reason, day in (
            ("P1-01", "returned", "Falta el acta.", 3),
            ("P1-01", "returned", "No abre.", 4),
            ("P1-02", "returned", "Falta la fecha.", 3),
            ("P1-02", "rejected", "No es del periodo.", 4),
            ("P1-02", "accepted", "", 8),
            ("P1-03", "accepted", "", 3),
        )
    ),
    REPLIED,
)


@pytest.mark.both
async def test_what_was_signed_and_returned_before_has_its_signature_and_its_thread(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = migrations().index("liga_2026_11_28_07_signatures")
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:first])
        await migrate(empty)
    await db.connect(empty)
    for sql in BEFORE_SIGNATURES:
        await PlaceRow.raw(sql)
    await db.close()
    await migrate(empty)
    await db.connect(empty)
    (signed,) = await signatures_of("20", "2026")
    assert (signed.topic, signed.name, signed.digest) == ("P1", "Sofía León", "")
    assert signed.voiding is None
    threads = await threads_of("20", "2026")
    assert {item: thread.is_open for item, thread in threads.items()} == {
        "P1-01": True,
        "P1-02": False,
    }
    assert [each.text for each in threads["P1-01"].entries] == ["Falta el acta.", "No abre."]
    assert await unanswered_replies_of("2026") == ()
    assert (await replies_of("20", "2026"))["P1-02"].verdict == 4
    await db.close()


@pytest.mark.both
async def test_a_migration_that_fails_leaves_nothing(empty: Settings) -> None:
    await db.connect(empty)
    await PlaceRow.create_table()
    await db.close()
    with pytest.raises(Exception, match="already exists"):
        await migrate(empty)
    await db.connect(empty)
    assert not await Migration.table_exists()
    assert [row for row in ALL if await row.table_exists()] == [PlaceRow]
    await db.close()


@pytest.mark.both
async def test_a_database_from_the_future_is_left_alone(empty: Settings) -> None:
    await migrate(empty)
    await db.connect(empty)
    await Migration.insert(Migration(name="liga_2099_01_01_robots", app_name=APP))
    await db.close()
    with pytest.raises(SchemaError, match=r"más nueva que este programa: .*robots"):
        await migrate(empty)


def test_of_two_processes_one_migrates_and_the_other_waits(empty: Settings) -> None:
    command = [sys.executable, "-c", MIGRATE, empty.database_url]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) for _ in range(2)]
    said = sorted(process.communicate()[0].decode().split() for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said == [[], list(migrations())]


async def test_tables_keep_their_engine_while_another_database_is_migrated(
    empty: Settings, sqlite_database: Settings
) -> None:
    await migrate(empty)
    await PlaceRow.insert(PlaceRow(**OAXACA))
    assert await PlaceRow.count() == 1


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.__name__)
async def test_every_table_is_there_with_its_columns(row: type[Table], settings: Settings) -> None:
    await db.connect(settings)
    assert await row.select() == []
    await db.close()


@pytest.mark.both
async def test_every_table_is_on_postgresql_too(database: Settings) -> None:
    assert [await row.select() for row in ALL] == [[] for _ in ALL]


async def test_tables_and_migrations_say_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await _drift(APP_CONFIG, monkeypatch) == []


async def test_a_table_without_a_migration_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    config = AppConfig(
        app_name=APP,
        migrations_folder_path=APP_CONFIG.migrations_folder_path,
        table_classes=[*ALL, TreasureRow],
    )
    assert any("TreasureRow" in statement for statement in await _drift(config, monkeypatch))


@pytest.mark.parametrize("name", migrations())
def test_a_migration_is_named_as_its_file(name: str) -> None:
    module = schema.import_module(f"server.migrations.{name}")
    assert name == module.ID
    assert module.DESCRIPTION


def test_every_migration_file_is_run() -> None:
    files = {path.stem for path in schema.FOLDER.glob("*.py")} - {"__init__", "__main__"}
    assert files == set(migrations())


async def test_the_next_migration_is_written_from_what_the_tables_gained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    config = AppConfig(
        app_name=APP,
        migrations_folder_path=APP_CONFIG.migrations_folder_path,
        table_classes=[*ALL, TreasureRow],
    )
    path = await write_migration("A chest for all", tmp_path, date(2100, 1, 31), config)
    assert path == tmp_path / "liga_2100_01_31_01_a_chest_for_all.py"
    told: dict[str, Any] = {}
    exec(compile(path.read_text(), path, "exec"), told)
    manager = await told["forwards"]()
    assert (told["ID"], manager.migration_id) == (path.stem, path.stem)
    assert [table.class_name for table in manager.add_tables] == ["TreasureRow"]


async def test_where_nothing_changed_no_migration_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path])
    folder = tmp_path / "there is no such folder to write in"
    assert await write_migration("Nothing", folder, date(2100, 1, 31)) is None


@pytest.mark.parametrize(
    ("known", "name"),
    [
        pytest.param([], "liga_2026_11_22_01_a_b", id="the first one"),
        pytest.param(["liga_2026_11_21_07_x"], "liga_2026_11_22_01_a_b", id="the first of a day"),
        pytest.param(["liga_2026_11_22_09_x"], "liga_2026_11_22_10_a_b", id="the next of a day"),
        pytest.param(["liga_2027_01_05_01_x"], "liga_2027_01_05_02_a_b", id="a clock that is slow"),
    ],
)
def test_a_new_migration_comes_after_all_others(known: list[str], name: str) -> None:
    assert next_name("A, b!", date(2026, 11, 22), known) == name


def test_the_command_that_writes_a_migration_works_from_a_shell() -> None:
    command = [sys.executable, "-m", "server.migrations"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert asked.returncode == 1
    assert "Diga en pocas palabras qué cambia" in asked.stderr


async def _drift(config: AppConfig, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the next migration would hold."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    alters = await AutoMigrationManager().get_alter_statements(app_config=config)
    return [statement for alter in alters for statement in alter.statements]


AT = "'2026-03-03 18:00:00+00:00'"
REPORTS_BEFORE = (
    "INSERT INTO participant (code, kind, name) VALUES ('20', 'state', 'Oaxaca')",
    (
        "INSERT INTO report (id, participant, bearing, asked, story, shown_asked, shown_story,"
        " shown_as, status, person, token_hash, sheet, confirm_until, sent_at, published_at,"
        " updated_at) VALUES (1, '20', 'other', 'Licencia', 'Secreto', 'Licencia de ruido',"
        f" 'Piden copias', 'Panadería Ñandú', 'answered', 'x', 'x', 'x', {AT}, {AT}, {AT}, {AT})"
    ),
    *(
        "INSERT INTO report_event (report, at, move, from_status, to_status, by_part, text)"
        f" VALUES (1, {AT}, '{move}', 'published', 'answered', 'participant', '{text}')"
        for move, text in (("answer", "Será en línea"), ("dismiss", "Insultos"))
    ),
)


async def test_reports_from_before_are_found_by_what_is_published_of_them(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = migrations().index("liga_2026_12_01_41_report_words")
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:before])
        await migrate(empty)
    await db.connect(empty)
    for sql in REPORTS_BEFORE:
        await PlaceRow.raw(sql)
    await db.close()
    assert "liga_2026_12_01_42_report_words_kept" in await migrate(empty)
    await db.connect(empty)
    for text, count in (("LINEA ruido", 1), ("nandu", 1), ("secreto", 0), ("insultos", 0)):
        assert (await reports_where(Filters(text=text))).total == count, text
    await db.close()
