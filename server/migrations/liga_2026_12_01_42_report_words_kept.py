"""Reports that were published before are found too: by what they tell and what was answered."""

from collections import defaultdict

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

from game.searches import plain_text
from server.migrations import migration

ID = "liga_2026_12_01_42_report_words_kept"
VERSION = "1.38.0"
DESCRIPTION = "Words of earlier reports"

REPORTS = (
    "SELECT id, shown_asked, shown_place, shown_story, shown_as FROM report WHERE shown_story <> ''"
)
# What everybody reads of a history.
ANSWERS = (
    "SELECT report, text FROM report_event"
    " WHERE text <> '' AND move IN ('answer', 'release', 'close') ORDER BY id"
)
KEEP = "UPDATE report SET shown_words = {} WHERE id = {}"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    manager.add_raw(_keep)
    return manager


async def _keep() -> None:
    answers: dict[int, list[str]] = defaultdict(list)
    for row in await Migration.raw(ANSWERS):
        answers[row["report"]].append(row["text"])
    for row in await Migration.raw(REPORTS):
        told = (row[f"shown_{name}"] for name in ("asked", "place", "story", "as"))
        words = plain_text(" ".join((*told, *answers[row["id"]])))
        await Migration.raw(KEEP, f" {words} ", row["id"])
