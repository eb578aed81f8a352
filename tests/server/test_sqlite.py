"""Which SQLite serves, and when it may keep a write-ahead log."""

import sqlite3
from types import ModuleType, SimpleNamespace
from typing import cast

import aiosqlite
import piccolo.engine.sqlite
import pytest

from server.sqlite import bundled, may_keep_wal, newest, standard


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        pytest.param((3, 40, 1), False, id="Debian 12 has the bug"),
        pytest.param((3, 44, 5), False, id="the last 3.44 with the bug"),
        pytest.param((3, 44, 6), True, id="fixed in 3.44"),
        pytest.param((3, 45, 0), False, id="3.45 was never fixed"),
        pytest.param((3, 50, 6), False, id="the last 3.50 with the bug"),
        pytest.param((3, 50, 7), True, id="fixed in 3.50"),
        pytest.param((3, 51, 2), False, id="the last 3.51 with the bug"),
        pytest.param((3, 51, 3), True, id="fixed in 3.51"),
        pytest.param((3, 53, 4), True, id="later ones are fixed"),
        pytest.param((4, 0, 0), True, id="much later ones too"),
    ],
)
def test_only_a_fixed_version_keeps_a_log(version: tuple[int, ...], safe: bool) -> None:
    assert may_keep_wal(version) is safe


def test_the_bundled_one_serves_where_the_system_has_the_bug() -> None:
    old, new = _sqlite(3, 40, 1), _sqlite(3, 53, 4)
    assert newest(new, old) is new


def test_the_one_of_the_system_serves_where_no_other_is_installed() -> None:
    old = _sqlite(3, 40, 1)
    assert newest(None, old) is old


def test_a_fixed_version_is_preferred_to_a_later_one_with_the_bug() -> None:
    fixed, later = _sqlite(3, 44, 6), _sqlite(3, 45, 1)
    assert newest(later, fixed) is fixed


def test_piccolo_uses_the_chosen_one() -> None:
    chosen = newest(bundled, standard)
    assert sqlite3 is chosen
    assert piccolo.engine.sqlite.sqlite3 is chosen
    assert aiosqlite.Connection.__module__ == "aiosqlite.core"
    assert aiosqlite.core.sqlite3 is chosen


def _sqlite(*version: int) -> ModuleType:
    return cast("ModuleType", SimpleNamespace(sqlite_version_info=version))
