"""An agreement is signed once by each, and of two answers at once only one is the next."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_30_53_agreements_indexes"
VERSION = "1.38.0"
DESCRIPTION = "What is there only once of agreements and recommendations"

INDEXES = (
    "CREATE UNIQUE INDEX agreement_event_once ON agreement_event (agreement, participant, position)",
    "CREATE INDEX agreement_event_by_participant ON agreement_event (participant)",
    "CREATE INDEX commitment_by_agreement ON commitment (agreement)",
    "CREATE INDEX recommendation_by_batch ON recommendation (batch, participant)",
    "CREATE INDEX recommendation_by_participant ON recommendation (participant)",
    (
        "CREATE UNIQUE INDEX recommendation_event_once"
        " ON recommendation_event (recommendation, position)"
    ),
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
