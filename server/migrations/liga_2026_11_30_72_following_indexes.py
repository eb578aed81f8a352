"""What happened is kept once and in order; an address, and what it follows, are there once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.migrations import add_sql, migration

ID = "liga_2026_11_30_72_following_indexes"
VERSION = "1.38.0"
DESCRIPTION = "Following by mail: each once"

INDEXES = (
    "CREATE UNIQUE INDEX news_number ON news (number)",
    "CREATE UNIQUE INDEX news_key ON news (key)",
    "CREATE INDEX news_event ON news (event)",
    "CREATE INDEX news_commitment ON news (commitment, due)",
    "CREATE INDEX news_at ON news (at, number)",
    "CREATE UNIQUE INDEX follow_request_token ON follow_request (token_hash)",
    "CREATE INDEX follow_request_address ON follow_request (address)",
    "CREATE UNIQUE INDEX follower_name ON follower (name)",
    "CREATE UNIQUE INDEX follower_address ON follower (address)",
    "CREATE INDEX follower_told ON follower (rhythm, told)",
    "CREATE UNIQUE INDEX follow_once ON follow (follower, kind, code)",
)


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_sql(manager, INDEXES)
    return manager
