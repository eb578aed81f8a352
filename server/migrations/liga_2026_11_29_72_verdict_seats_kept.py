"""Verdicts from before are of the seat where whoever gave them verifies, if they still do."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_29_72_verdict_seats_kept"
VERSION = "1.38.0"
DESCRIPTION = "Seats of earlier verdicts"

KEPT = (
    (
        "UPDATE verdict SET seat = (SELECT MIN(seat.id) FROM seat"
        " WHERE seat.account = verdict.verifier AND seat.role = 'verifier')"
    ),
    (
        "UPDATE verdict SET seat_title ="
        " COALESCE((SELECT seat.title FROM seat WHERE seat.id = verdict.seat), '')"
    ),
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, KEPT)
    return manager
