"""Where Piccolo looks for the engine and the tables. `server.db` puts the engine in force here.

Until then an empty database in memory serves, which is all that comparing tables with
migrations needs: `PICCOLO_CONF=server.piccolo_conf piccolo migrations new server --auto`.
"""

from typing import Any

from piccolo.conf.apps import AppRegistry
from piccolo.engine import SQLiteEngine
from piccolo.engine.base import Engine

DB: Engine[Any] = SQLiteEngine(path=":memory:")
APP_REGISTRY = AppRegistry(apps=["server.piccolo_app"])
