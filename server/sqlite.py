"""SQLite: which one there is, and whether it may keep a write-ahead log.

Imported before Piccolo, which takes whatever answers to the name `sqlite3`.
"""

import sqlite3 as standard
import sys
from types import ModuleType

try:
    import pysqlite3 as bundled
except ImportError:  # no wheel for this system: the standard library's serves
    bundled = None

# Below these, two connections that reset the write-ahead log at once can corrupt the file.
FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


def may_keep_wal(version: tuple[int, ...]) -> bool:
    """Whether a write-ahead log is safe: 3.51.3 and later, or a fixed 3.50 or 3.44."""
    return version >= FIXED[-1] or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in FIXED
    )


def newest(*candidates: ModuleType | None) -> ModuleType:
    """Give the candidate that may keep a write-ahead log, or else the latest version."""
    present = [module for module in candidates if module is not None]
    return max(present, key=lambda module: (may_keep_wal(version_of(module)), version_of(module)))


def version_of(module: ModuleType) -> tuple[int, ...]:
    version: tuple[int, ...] = module.sqlite_version_info
    return version


def install() -> ModuleType:
    """Put the best SQLite there is where everything else will look for it."""
    chosen = newest(bundled, standard)
    if chosen is not sys.modules["sqlite3"]:
        if "piccolo.engine.sqlite" in sys.modules:
            raise ImportError("import server before piccolo: Piccolo already took another sqlite3")
        sys.modules["sqlite3"] = chosen
        sys.modules["sqlite3.dbapi2"] = chosen.dbapi2
    return chosen


sqlite3 = install()
