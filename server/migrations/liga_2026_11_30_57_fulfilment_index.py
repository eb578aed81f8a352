"""What everybody counts of commitments stands in an index: the whole country in one pass."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_30_57_fulfilment_index"
VERSION = "1.38.0"
DESCRIPTION = "Commitments counted by participant and pillar"

INDEX = "CREATE INDEX commitment_counted ON commitment (participant, pillar, status, due)"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, [INDEX])
    return manager
