"""Each link of whoever joins a report is of one address; one that was of several is of the first.

What was confirmed by the link of somebody else was proved by nobody, and goes.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_30_63_support_tokens"
VERSION = "1.38.0"
DESCRIPTION = "A link for each address that joins a report"

STEPS = (
    # Whoever is signed in needs no link.
    "UPDATE report_support SET token_hash = 'account ' || id WHERE account IS NOT NULL",
    """
    DELETE FROM report_support WHERE person <> (
        SELECT earlier.person FROM report_support AS earlier
        WHERE earlier.token_hash = report_support.token_hash ORDER BY earlier.id LIMIT 1
    )
    """,
    # The same address that joined two reports by one form.
    """
    UPDATE report_support SET token_hash = 'report ' || id WHERE id > (
        SELECT MIN(earlier.id) FROM report_support AS earlier
        WHERE earlier.token_hash = report_support.token_hash
    )
    """,
    "DROP INDEX report_support_token",
    "CREATE UNIQUE INDEX report_support_token_once ON report_support (token_hash)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, STEPS)
    return manager
