"""Piezas, by examples: what goes to PostgreSQL together, and what never does."""

import pytest

from server.db_pieces import added, in_pieces, joined
from server.units import NOTIFY, Bound


def asks(text: str, *values: object) -> Bound:
    return Bound(text, values, None, "")


def adds(table: str, *, otherwise: str = "stale", rows: int | None = None) -> Bound:
    text = f'INSERT INTO "{table}" ("id","name") VALUES (DEFAULT,$1) RETURNING "id"'
    return Bound(text, (table,), rows, otherwise)


HOLDS = Bound("UPDATE answer SET revision = revision RETURNING revision", (), 1, "stale")
TELLS = Bound(NOTIFY, ("{}",), None, "")


def test_questions_are_one_question_whose_places_are_counted_through() -> None:
    first = asks("SELECT a FROM one WHERE b = $1 AND c IN ($2, $3)", "b", 2, 3)
    second = asks("SELECT d FROM two WHERE e = $2 AND f = $1", "f", "e")
    assert joined([first, second]) == asks(
        "SELECT (SELECT array_agg(q) FROM (SELECT a FROM one WHERE b = $1 AND c IN ($2, $3)) AS q),"
        " (SELECT array_agg(q) FROM (SELECT d FROM two WHERE e = $5 AND f = $4) AS q)",
        "b",
        2,
        3,
        "f",
        "e",
    )


def test_what_only_adds_rows_is_one_piece() -> None:
    unit = [HOLDS, adds("revision"), adds("point"), adds("audit"), TELLS]
    assert list(in_pieces(unit)) == [unit[:1], unit[1:]]


@pytest.mark.parametrize(
    "apart",
    [
        [adds("point"), adds("point")],
        [adds("point"), HOLDS, adds("audit")],
        [adds("point"), adds("document", otherwise="twice")],
        [adds("point"), adds("audit", rows=1)],
        [adds("point"), asks('INSERT INTO "audit" SELECT $1 RETURNING "id"', 1)],
        [adds("point"), asks('INSERT INTO "audit" ("code") VALUES ($1) RETURNING "code"', 1)],
    ],
    ids=["one table", "held", "two refusals", "counted", "looked for", "other key"],
)
def test_all_else_keeps_its_turn(apart: list[Bound]) -> None:
    assert list(in_pieces(apart)) == [[step] for step in apart]


def test_nothing_is_left_out_of_a_unit() -> None:
    assert list(in_pieces([])) == []
    unit = [adds("a"), HOLDS, HOLDS, adds("b"), adds("c"), adds("b"), TELLS]
    assert [step for piece in in_pieces(unit) for step in piece] == unit


def test_what_is_added_is_one_statement_that_tells_after_it() -> None:
    whole = added([adds("point"), adds("audit"), TELLS])
    assert whole.values == ("point", "audit", "{}")
    assert whole.sql == (
        'WITH add0 AS (INSERT INTO "point" ("id","name") VALUES (DEFAULT,$1) RETURNING "id"),'
        ' add1 AS (INSERT INTO "audit" ("id","name") VALUES (DEFAULT,$2) RETURNING "id")'
        " SELECT (SELECT array_agg(id) FROM add0), (SELECT array_agg(id) FROM add1),"
        " (SELECT pg_notify('liga', $3)::text)"
    )
