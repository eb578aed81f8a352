"""What happened to commitments, who follows what by mail, and what letters say of themselves."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import Date, Integer, Text, Timestamptz, Varchar

from server.migrations import add_column, add_table, migration

ID = "liga_2026_11_30_71_following"
VERSION = "1.38.0"
DESCRIPTION = "Following by mail"


async def forwards() -> MigrationManager:
    manager = migration(ID, DESCRIPTION)
    add_column(manager, "MailRow", "mail", "headers", Text(default=""))
    add_table(
        manager,
        "NewsRow",
        "news",
        number=Integer(default=None),
        key=Varchar(length=80, default=None),
        commitment=Integer(default=None),
        event=Integer(null=True, default=None),
        act=Varchar(length=24, default=""),
        status=Varchar(length=16, default=""),
        day=Date(default=None),
        at=Timestamptz(default=None),
        due=Date(default=None),
        due_before=Date(null=True, default=None),
        due_after=Date(null=True, default=None),
        note=Text(default=""),
        found_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "FollowRequestRow",
        "follow_request",
        token_hash=Varchar(length=64, default=None),
        address=Varchar(length=254, default=None),
        locale=Varchar(length=8, default="es"),
        rhythm=Varchar(length=16, default=None),
        kind=Varchar(length=16, default=None),
        code=Varchar(length=24, default=""),
        asked_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "FollowerRow",
        "follower",
        name=Varchar(length=32, default=None),
        address=Varchar(length=254, default=None),
        locale=Varchar(length=8, default="es"),
        rhythm=Varchar(length=16, default=None),
        told=Integer(default=None),
        refused=Integer(default=0),
        confirmed_at=Timestamptz(default=None),
    )
    add_table(
        manager,
        "FollowRow",
        "follow",
        follower=Integer(default=None),
        kind=Varchar(length=16, default=None),
        code=Varchar(length=24, default=""),
        since=Integer(default=None),
    )
    return manager
