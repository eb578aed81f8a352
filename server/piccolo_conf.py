"""Where Piccolo looks for the engine and the tables. `server.db` puts the engine in force here.

Until then an empty database in memory serves, which is all that comparing tables with
migrations needs: `python -m server.migrations few words` does that. The `piccolo` command itself
does not serve here: it takes a SQLite before `server` could choose one.
"""

from typing import Any

from piccolo.engine import SQLiteEngine
from piccolo.engine.base import Engine

DB: Engine[Any] = SQLiteEngine(path=":memory:")


def __getattr__(name: str) -> Any:
    """Make the registry when Piccolo's own tools ask: it brings a code formatter along."""
    if name == "APP_REGISTRY":
        from piccolo.conf.apps import AppRegistry  # noqa: PLC0415

        return AppRegistry(apps=["server.piccolo_app"])
    raise AttributeError(name)
