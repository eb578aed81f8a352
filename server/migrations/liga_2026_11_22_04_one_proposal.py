"""An edition has one open proposal; what was published names the snapshot that both people saw.

A proposal from before has no SHA-256, so it cannot be confirmed: whoever tries is told to propose
again. Of several open ones of an edition the newest stays.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_22_04_one_proposal"
VERSION = "1.38.0"
DESCRIPTION = "One open proposal in each edition"

SEEN = (
    "UPDATE publication SET sha256 = (SELECT snapshot.sha256 FROM snapshot"
    " WHERE snapshot.id = publication.snapshot)"
    " WHERE snapshot IN (SELECT id FROM snapshot)"
)
SURPLUS = (
    "UPDATE publication SET is_void = TRUE, ended_at = proposed_at"
    " WHERE confirmed_at IS NULL AND EXISTS (SELECT 1 FROM publication AS later"
    " WHERE later.edition = publication.edition AND later.id > publication.id)"
)
ONE = (
    "CREATE UNIQUE INDEX publication_open ON publication (edition)"
    " WHERE confirmed_at IS NULL AND ended_at IS NULL"
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, [SEEN, SURPLUS, ONE])
    return manager
