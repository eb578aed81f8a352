"""Commitments from before are found by their steps too, also by those that were amended since."""

import json
from collections import defaultdict

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

from game.searches import plain_text
from server.migrations import migration

ID = "liga_2026_12_01_43_searched_steps"
VERSION = "1.38.0"
DESCRIPTION = "Words of the steps of commitments"

STEPS = "SELECT commitment, title FROM milestone ORDER BY commitment, position"
AMENDED = "SELECT commitment, changes FROM commitment_event WHERE changes <> '[]' ORDER BY id"
# The index of either engine follows by itself.
KEEP = (
    "UPDATE commitment_search SET terms = terms || ' ' || {}, notes = notes || ' ' || {}"
    " WHERE commitment = {}"
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    manager.add_raw(_keep)
    return manager


async def _keep() -> None:
    titles: dict[int, list[str]] = defaultdict(list)
    before: dict[int, list[str]] = defaultdict(list)
    for row in await Migration.raw(STEPS):
        titles[row["commitment"]].append(row["title"])
    for row in await Migration.raw(AMENDED):
        for change in json.loads(row["changes"]):
            if change["term"] == "milestone" and change["before"]:
                before[row["commitment"]].append(change["before"]["title"])
    for commitment in titles.keys() | before.keys():
        gone = [title for title in before[commitment] if title not in titles[commitment]]
        words = (plain_text(" ".join(each)) for each in (titles[commitment], gone))
        await Migration.raw(KEEP, *words, commitment)
