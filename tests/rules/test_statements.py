"""What is asked of one engine and never of the other is found, whatever each calls its places."""

from pathlib import Path

import pytest

from tests import statements


@pytest.mark.parametrize(
    ("of_sqlite", "of_postgresql"),
    [
        ("SELECT 1 FROM a WHERE b = ?", "SELECT 1 FROM a WHERE b = $1"),
        ("SELECT 1 FROM a WHERE b IN (?, ?, ?)", "SELECT 1 FROM a WHERE b IN ($1, $2)"),
        ("SELECT 1\n   FROM a", "SELECT 1 FROM a"),
        ("INSERT INTO a VALUES (?,?), (?,?)", "INSERT INTO a VALUES ($1,$2)"),
        ("SELECT 1 FROM a WHERE b = ?", "SELECT 1 FROM a WHERE b = $1 FOR SHARE"),
        ("INSERT INTO a VALUES (null,?)", "INSERT INTO a VALUES (DEFAULT,$1)"),
    ],
)
def test_the_same_statement_has_the_same_shape(of_sqlite: str, of_postgresql: str) -> None:
    assert statements.shape_of(of_sqlite) == statements.shape_of(of_postgresql)


def test_another_column_is_another_shape() -> None:
    assert statements.shape_of("SELECT a FROM t") != statements.shape_of("SELECT b FROM t")


@pytest.fixture
def product(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was asked yet; and whatever is noted now is said by the product."""
    monkeypatch.setattr(statements, "asked", {"sqlite": set(), "postgres": set()})
    monkeypatch.setattr(statements, "QUERIES", str(Path(__file__).parent))


@pytest.mark.usefixtures("product")
def test_what_postgresql_was_never_asked_is_named() -> None:
    statements.note("sqlite", "SELECT a FROM t WHERE b = ?")
    statements.note("sqlite", "SELECT b FROM t")
    statements.note("postgres", "SELECT a FROM t WHERE b = $1")
    assert statements.unasked() == ["SELECT b FROM t"]


@pytest.mark.usefixtures("product")
def test_what_only_one_engine_understands_is_its_own() -> None:
    statements.note("sqlite", "PRAGMA data_version")
    assert statements.unasked() == []


def test_what_a_test_asks_to_see_how_things_stand_is_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(statements, "asked", {"sqlite": set(), "postgres": set()})
    statements.note("sqlite", "SELECT a FROM t")
    assert statements.unasked() == []
