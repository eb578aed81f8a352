"""One signature of a level is in force; what was signed or returned before gets its row.

A signature from before has no digest: it is taken to be over what had been saved by then. Every
item that was returned has a thread, with the reasons it was returned for.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_28_08_signatures_indexes"
VERSION = "1.38.0"
DESCRIPTION = "One signature in force, one thread for each item"

SIGNED = (
    "INSERT INTO signature (participant, edition, topic, account, name, at)"
    " SELECT participant, edition, topic, COALESCE(signed_by, 0), signer_name, signed_at"
    " FROM level WHERE signed_at IS NOT NULL"
)
THREADS = (
    "INSERT INTO thread (participant, edition, item, state, entries)"
    " SELECT participant, edition, item, CASE WHEN EXISTS (SELECT 1 FROM verdict AS last"
    " WHERE last.participant = verdict.participant AND last.edition = verdict.edition"
    " AND last.item = verdict.item AND last.verdict <> 'returned')"
    " THEN 'resolved' ELSE 'open' END, COUNT(*)"
    " FROM verdict WHERE verdict = 'returned' GROUP BY participant, edition, item"
)
ENTRIES = (
    "INSERT INTO thread_entry (participant, edition, item, kind, text, account, author, role, at)"
    " SELECT participant, edition, item, 'returned', reason, verifier, verifier_name, 'verifier',"
    " at FROM verdict WHERE verdict = 'returned' ORDER BY id"
)
REPLIES = (
    "UPDATE reply SET verdict = (SELECT MAX(verdict.id) FROM verdict"
    " WHERE verdict.participant = reply.participant AND verdict.edition = reply.edition"
    " AND verdict.item = reply.item AND verdict.at <= reply.at)"
)
IN_FORCE = (
    "CREATE UNIQUE INDEX signature_in_force ON signature (participant, edition, topic)"
    " WHERE voided_at IS NULL"
)
INDEXES = (
    IN_FORCE,
    "CREATE INDEX signature_by_edition ON signature (edition, participant)",
    "CREATE INDEX reopening_by_participant ON reopening (participant)",
    "CREATE UNIQUE INDEX thread_by_item ON thread (participant, edition, item)",
    "CREATE INDEX thread_open ON thread (edition) WHERE state = 'open'",
    "CREATE INDEX thread_entry_by_item ON thread_entry (participant, edition, item)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, [SIGNED, THREADS, ENTRIES, REPLIES, *INDEXES])
    return manager
