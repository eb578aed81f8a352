"""A commitment says when it starts, what it costs, what it answers to and until when to ratify it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import BigInt, Column, Date, Integer

from server.migrations import add_column, migration

ID = "liga_2026_11_30_51_commitment_terms"
VERSION = "1.38.0"
DESCRIPTION = "Start, budget, source and ratification of commitments"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    columns: dict[str, Column] = {
        "starts": Date(null=True, default=None),
        "budget": BigInt(null=True, default=None),
        "agreement": Integer(null=True, default=None),
        "recommendation": Integer(null=True, default=None),
        "ratify_by": Date(null=True, default=None),
    }
    for name, column in columns.items():
        add_column(manager, "CommitmentRow", "commitment", name, column)
    term = Date(null=True, default=None)
    add_column(manager, "CommitmentEventRow", "commitment_event", "term", term)
    return manager
