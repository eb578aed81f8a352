"""Each engine's own index over the words of commitments; it follows what is kept by itself.

The words come folded, with one space between two (`game.searches`). So no tokenizer and no parser
of an engine has a say in what a word is, and both find the same.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_own_sql, migration

ID = "liga_2026_11_30_55_searches_index"
VERSION = "1.38.0"
DESCRIPTION = "Full text index of commitments"

COLUMNS = "goal, terms, participant, notes"
OLD = "old.commitment, old.goal, old.terms, old.participant, old.notes"
NEW = "new.commitment, new.goal, new.terms, new.participant, new.notes"
INTO = "INSERT INTO commitment_index"
FORGET = f"{INTO} (commitment_index, rowid, {COLUMNS}) VALUES ('delete', {OLD});"
LEARN = f"{INTO} (rowid, {COLUMNS}) VALUES ({NEW});"
# Of FTS5's tokenizers the one that leaves every sign but a space where it is.
SQLITE = (
    (
        f"CREATE VIRTUAL TABLE commitment_index USING fts5({COLUMNS}, content='commitment_search',"
        " content_rowid='commitment', tokenize='ascii', prefix='2 3')"
    ),
    f"CREATE TRIGGER commitment_search_added AFTER INSERT ON commitment_search BEGIN {LEARN} END",
    (
        "CREATE TRIGGER commitment_search_changed AFTER UPDATE ON commitment_search"
        f" BEGIN {FORGET} {LEARN} END"
    ),
    f"CREATE TRIGGER commitment_search_gone AFTER DELETE ON commitment_search BEGIN {FORGET} END",
)
PROMISED = "goal || ' ' || terms || ' ' || participant"
# Which words stand where; the last one is what is looked in, the others tell how well it matches.
VECTORS = {
    "goal_words": "goal",
    "promised_words": PROMISED,
    "words": f"{PROMISED} || ' ' || notes",
}
POSTGRES = (
    *(
        f"ALTER TABLE commitment_search ADD COLUMN {name} tsvector GENERATED ALWAYS AS"
        f" (array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))) STORED"
        for name, text in VECTORS.items()
    ),
    "CREATE INDEX commitment_search_words ON commitment_search USING GIN (words)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_own_sql(manager, {"sqlite": SQLITE, "postgres": POSTGRES})
    return manager
