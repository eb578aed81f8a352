"""A seat is handed over once at a time; what is inherited is listed once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_10_handovers_indexes"
VERSION = "1.38.0"
DESCRIPTION = "One open handover for each seat"

INDEXES = (
    "CREATE UNIQUE INDEX handover_open ON handover (seat) WHERE state = 'offered'",
    "CREATE INDEX handover_by_seat ON handover (seat)",
    "CREATE INDEX handover_by_participant ON handover (participant)",
    "CREATE INDEX handover_by_giver ON handover (giver)",
    "CREATE INDEX handover_by_receiver_email ON handover (receiver_email)",
    "CREATE UNIQUE INDEX handover_matter_once ON handover_matter (handover, kind, code)",
    "CREATE INDEX session_by_seat ON session (seat)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
