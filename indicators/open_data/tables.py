"""Tablas: columns with what they mean, rows as text, and the CSV and the schema that tell both.

A cell is the text of its value: a number is decimal text, yes or no is `true` or `false`, and what
has no value is empty. Nothing is put before a text that looks like a formula: data stay what they
are, and the dictionary says so.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from io import StringIO
from typing import Any

from game.questionnaire import Text
from indicators.canonical import Json, decimal_text

Value = str | int | bool | None
Row = Sequence[Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `kind` is a type of Table Schema; `codes`: all it may say, with what each means.

    `rules`: constraints of Table Schema beside those that follow from the rest.
    """

    name: str
    kind: str
    meaning: Text
    is_required: bool = False
    codes: Mapping[str, Text] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns that are the key of a row of another table."""

    columns: tuple[str, ...]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its key and all of its rows, in their order."""

    name: str
    title: Text
    meaning: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: tuple[Row, ...]
    references: tuple[Reference, ...] = ()

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


def column(name: str, kind: str, es: str, en: str, **rules: Any) -> Column:
    """A column; `required` and `codes` are known, everything else is a constraint."""
    required, codes = rules.pop("required", False), rules.pop("codes", {})
    return Column(name, kind, Text(es, en), required, codes, rules)


def exact(share: str | None) -> tuple[str | None, str | None]:
    """A quotient as decimal text, as near as a double holds it, and as it is written."""
    return (None, None) if share is None else (decimal_text(float(Fraction(share))), share)


def words_of(codes: Mapping[Any, Text]) -> Mapping[str, Text]:
    """The words of an enumeration by the codes that cells say."""
    return {str(each): text for each, text in codes.items()}


def cell_of(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
    return str(value)


def csv_of(table: Table) -> bytes:
    """RFC 4180 in UTF-8 without a mark: its header, and quotes only where a cell needs them."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([each.name for each in table.columns])
    writer.writerows([cell_of(value) for value in row] for row in table.rows)
    return file.getvalue().encode()


def schema_of(table: Table) -> Json:
    """The Table Schema of a table."""
    return {
        "fields": [_field(each) for each in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
        **(
            {"foreignKeys": [_reference(each, table.name) for each in table.references]}
            if table.references
            else {}
        ),
    }


def _field(each: Column) -> Json:
    told = {"required": True} if each.is_required else {}
    constraints = {**told, **({"enum": list(each.codes)} if each.codes else {}), **each.rules}
    return {
        "name": each.name,
        "type": each.kind,
        "description": each.meaning.es,
        "description_en": each.meaning.en,
        **({"constraints": constraints} if constraints else {}),
        **({"categories": [_coded(*pair) for pair in each.codes.items()]} if each.codes else {}),
    }


def _coded(code: str, meaning: Text) -> Json:
    """As version 2 of the standard tells what a code means; version 1 lets it stand."""
    return {"value": code, "label": meaning.es, "label_en": meaning.en}


def _reference(each: Reference, own: str) -> Json:
    """That to another row of the same table names no table, as the standard says."""
    return {
        "fields": list(each.columns),
        "reference": {
            "resource": "" if each.table == own else each.table,
            "fields": list(each.key),
        },
    }


def codes_of(tables: Iterable[Table]) -> Iterable[tuple[Table, Column, str, Text]]:
    """Every code of every column, with what it means."""
    for table in tables:
        for each in table.columns:
            for code, meaning in each.codes.items():
                yield table, each, code, meaning
