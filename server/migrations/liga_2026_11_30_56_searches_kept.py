"""Commitments from before are found too: by what they say, their history and their government."""

from collections import defaultdict

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.tables import Migration

from game.searches import plain_text
from server.migrations import migration

ID = "liga_2026_11_30_56_searches_kept"
VERSION = "1.38.0"
DESCRIPTION = "Words of earlier commitments"

COMMITMENTS = (
    "SELECT commitment.id AS id, commitment.goal AS goal, commitment.indicator AS indicator,"
    " commitment.responsible AS responsible,"
    " COALESCE(participant.name, commitment.participant) AS name"
    " FROM commitment LEFT JOIN participant ON participant.code = commitment.participant"
)
# How many asked for a review is a number, and nobody's words.
NOTES = (
    "SELECT commitment, note FROM commitment_event"
    " WHERE note <> '' AND act <> 'ask_review' ORDER BY id"
)
KEEP = (
    "INSERT INTO commitment_search (commitment, goal, terms, participant, notes)"
    " VALUES ({}, {}, {}, {}, {})"
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    manager.add_raw(_keep)
    return manager


async def _keep() -> None:
    notes: dict[int, list[str]] = defaultdict(list)
    for row in await Migration.raw(NOTES):
        notes[row["commitment"]].append(row["note"])
    for row in await Migration.raw(COMMITMENTS):
        await Migration.raw(
            KEEP,
            row["id"],
            plain_text(row["goal"]),
            plain_text(f"{row['indicator']} {row['responsible']}"),
            plain_text(row["name"]),
            plain_text(" ".join(notes[row["id"]])),
        )
