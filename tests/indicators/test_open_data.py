"""Datos abiertos: cells are exactly what was published, and a dictionary tells all of them."""

import csv
from io import StringIO

import pytest

from game.questionnaire import Text
from indicators.open_data.tables import (
    Reference,
    Table,
    Value,
    cell_of,
    column,
    csv_of,
    exact,
    schema_of,
)

WORDS = Text("Cosas", "Things")


def a_table(*rows: tuple[Value, ...]) -> Table:
    return Table(
        "cosas",
        WORDS,
        WORDS,
        (
            column("cosa", "string", "Clave", "Code", required=True),
            column("padre", "string", "De cuál es parte", "Part of", codes={"a": WORDS}),
            column("cuenta", "integer", "Cuántas", "How many", minimum=0),
        ),
        ("cosa",),
        rows,
        (Reference(("padre",), "cosas", ("cosa",)), Reference(("cosa",), "otras", ("otra",))),
    )


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param(None, "", id="what is not there is empty"),
        pytest.param(True, "true", id="yes"),
        pytest.param(False, "false", id="no"),
        pytest.param(0, "0", id="zero is a number"),
        pytest.param("007", "007", id="zeros at the front stay"),
        pytest.param("=1+1", "=1+1", id="a text that looks like a formula stays what it is"),
    ],
)
def test_a_cell_is_the_text_of_its_value(value: Value, cell: str) -> None:
    assert cell_of(value) == cell


@pytest.mark.parametrize(
    ("share", "decimal"), [("1/3", "0.3333333333333333"), ("1", "1"), ("1/8", "0.125")]
)
def test_a_share_is_told_twice(share: str, decimal: str) -> None:
    assert exact(share) == (decimal, share)
    assert exact(None) == (None, None)


def test_a_csv_has_quotes_only_where_they_are_needed() -> None:
    content = csv_of(a_table(("01", None, 2), ('di"jo, «sí»\ny más', "a", 0)))
    assert content == 'cosa,padre,cuenta\r\n01,,2\r\n"di""jo, «sí»\ny más",a,0\r\n'.encode()
    assert list(csv.reader(StringIO(content.decode(), newline="")))[2][0] == 'di"jo, «sí»\ny más'


def test_a_schema_says_types_rules_keys_and_references() -> None:
    schema = schema_of(a_table())
    assert [each["type"] for each in schema["fields"]] == ["string", "string", "integer"]
    assert [each.get("constraints") for each in schema["fields"]] == [
        {"required": True},
        {"enum": ["a"]},
        {"minimum": 0},
    ]
    assert schema["missingValues"] == [""]
    assert schema["primaryKey"] == ["cosa"]
    assert schema["foreignKeys"] == [
        {"fields": ["padre"], "reference": {"resource": "", "fields": ["cosa"]}},
        {"fields": ["cosa"], "reference": {"resource": "otras", "fields": ["otra"]}},
    ]
