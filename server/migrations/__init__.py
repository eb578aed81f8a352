"""Migraciones: dated, additive, the same chain on both engines. `server.schema` runs them.

`python -m server.migrations few words` writes the next one from what the tables gained; read it,
and shorten it with what is below. The file is named as its ID. Piccolo on SQLite can neither alter a column nor declare a uniqueness
of several: the first is a table rebuilt, the second an index in plain SQL.
"""

from collections.abc import Iterable, Mapping

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.columns import Column

from server import piccolo_conf

APP = "server"


def migration(name: str, description: str) -> MigrationManager:
    return MigrationManager(migration_id=name, app_name=APP, description=description)


def add_table(manager: MigrationManager, row: str, tablename: str, **columns: Column) -> None:
    """Add a table of these columns; a serial `id` comes by itself where none is the key."""
    manager.add_table(row, tablename=tablename)
    for name, column in columns.items():
        add_column(manager, row, tablename, name, column)


def add_column(
    manager: MigrationManager, row: str, tablename: str, name: str, column: Column
) -> None:
    manager.add_column(
        table_class_name=row,
        tablename=tablename,
        column_name=name,
        db_column_name=name,
        column_class_name=type(column).__name__,
        column_class=type(column),
        params=column._meta.params,  # noqa: SLF001
    )


def add_sql(manager: MigrationManager, statements: Iterable[str]) -> None:
    """Run plain SQL, the same on both engines, before what else the migration adds."""

    async def run() -> None:
        for sql in statements:
            await Migration.raw(sql)

    manager.add_raw(run)


def add_own_sql(manager: MigrationManager, statements: Mapping[str, Iterable[str]]) -> None:
    """Run plain SQL of the engine that is migrated: for what each of them has in its own way."""

    async def run() -> None:
        for sql in statements[piccolo_conf.DB.engine_type]:
            await Migration.raw(sql)

    manager.add_raw(run)
