"""What may exist only once, and what is looked up often."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_22_02_indexes"
VERSION = "1.38.0"
DESCRIPTION = "What may exist only once, and what is looked up often"

ONCE = {
    "entry": "edition, participant",
    "answer": "participant, edition, item",
    "answer_revision": "participant, edition, item, revision",
    "level": "participant, edition, topic",
    "reply": "participant, edition, item",
    "milestone": "commitment, position",
    "snapshot": "edition, number",
    "idempotency": "account, key",
}

OFTEN = (
    ("participant", "kind"),
    ("place", "state"),
    ("seat", "account"),
    ("seat", "participant"),
    ("session", "account"),
    ("answer", "edition"),
    ("point_event", "edition, league, participant"),
    ("level", "edition, participant"),
    ("verdict", "edition, participant, item"),
    ("document", "participant"),
    ("document", "sha256"),
    ("commitment", "participant"),
    ("commitment", "status, due"),
    ("commitment", "due"),
    ("commitment_event", "commitment"),
    ("stage_change", "edition"),
    ("publication", "edition"),
    ("audit_event", "at"),
    ("audit_event", "participant, edition"),
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, [_index("UNIQUE INDEX", table, columns) for table, columns in ONCE.items()])
    add_sql(manager, [_index("INDEX", table, columns) for table, columns in OFTEN])
    return manager


def _index(kind: str, table: str, columns: str) -> str:
    name = f"{table}_by_{columns.replace(', ', '_')}"
    return f"CREATE {kind} {name} ON {table} ({columns})"
