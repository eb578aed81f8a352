"""Instantáneas: a published document read from a file that anybody may have touched."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, Final

from game.index import IndexRules
from game.rules import RuleBroken
from indicators.canonical import Json, canonical_bytes
from indicators.definition import unpacked
from indicators.rebuild import Difference, Doubt, Rebuilt, rebuilt
from indicators.snapshot import EARLIER, FACTOR, FORMAT, STATES
from server.imports.definitions import edition_of

LISTS = ("participants", "items", "factors", "results", "answers", "verdicts")
# What a document may break on that is not that of a snapshot, wherever it is touched.
BROKEN = (
    *(ValueError, KeyError, TypeError, AttributeError, IndexError),
    *(ArithmeticError, RecursionError, RuleBroken),
)
MOST_RUNS: Final = 1_000_000
LONGEST_VALUE: Final = 60
DOUBTS: Final[Mapping[Doubt, str]] = {
    Doubt.DRAFT: "celdas que dependen de una respuesta que no se publica, por no estar firmada",
    Doubt.MENDED: "respuestas corregidas de las que no se sabe si el dictamen sigue en pie",
    Doubt.POPULATION: "celdas que dependen de la población, que esta forma no dice",
    Doubt.LEAGUE: "ligas cuya población no es la del participante: se fijan al inscribirlo",
}


class SnapshotInvalid(Exception):
    """Why a file is no snapshot, in words."""


def read_snapshot(content: bytes) -> Json:
    """The document of a file. `SnapshotInvalid` where its shape is not that of a snapshot."""
    try:
        document = json.loads(content.decode())
    except UnicodeDecodeError as error:
        raise SnapshotInvalid(f"no es texto UTF-8 desde el byte {error.start + 1:,}") from error
    except json.JSONDecodeError as error:
        place = f"línea {error.lineno}, columna {error.colno}"
        raise SnapshotInvalid(f"no es JSON: no se entiende desde la {place}") from error
    except (ValueError, RecursionError) as error:
        raise SnapshotInvalid("no es JSON que se pueda leer") from error
    version = document.get("format") if isinstance(document, dict) else None
    if not isinstance(version, str) or version not in (FORMAT, *EARLIER):
        raise SnapshotInvalid(f"no es una instantánea de Liga ({FORMAT})")
    for name in (*LISTS, *(("unsigned",) if version == FORMAT else ())):
        if not isinstance(document.get(name), list):
            raise SnapshotInvalid(f"falta la lista «{name}»")
    try:
        canonical_bytes(document)
    except (ValueError, TypeError, RecursionError) as error:
        raise SnapshotInvalid("trae texto que no se puede escribir en UTF-8") from error
    try:
        definition = unpacked(document["index"])
        digest = definition.sha256
    except BROKEN as error:
        raise SnapshotInvalid(f"la definición del índice no se entiende: {_why(error)}") from error
    if document.get("index_sha256") != digest:
        raise SnapshotInvalid(f"la definición del índice es {digest}, y dice otra")
    _check_table(document)
    _check_rows(document)
    checked: Json = document
    return checked


def rebuilt_from(document: Json) -> Rebuilt:
    """All that follows from a snapshot. `SnapshotInvalid` where nothing can."""
    try:
        edition, questionnaire, _ = edition_of(document["definition"])
        _check_rules(edition.index)
    except BROKEN as error:
        why = f"la definición de la edición no se entiende: {_why(error)}"
        raise SnapshotInvalid(why) from error
    try:
        return rebuilt(document, edition, questionnaire)
    except BROKEN as error:
        raise SnapshotInvalid(f"lo que trae no se puede calcular: {_why(error)}") from error


def written_again(document: Json, found: Rebuilt) -> Json:
    """The document that follows. `SnapshotInvalid` where its places cannot be shaken."""
    try:
        return found.document()
    except (*BROKEN, MemoryError) as error:
        raise SnapshotInvalid(f"su robustez no se puede calcular: {_why(error)}") from error


def told(difference: Difference) -> str:
    """In one line: where, what stands there, and what follows from the rest."""
    there, follows = (_value(each) for each in (difference.there, difference.follows))
    return f"{' › '.join(difference.path)}: dice {there}, y se sigue {follows}"


def _value(value: Any) -> str:
    if value is None:
        return "nada"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"«{text[:LONGEST_VALUE]}{'…' if len(text) > LONGEST_VALUE else ''}»"


def _why(error: BaseException) -> str:
    text = f"falta «{error.args[0]}»" if isinstance(error, KeyError) else str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _check_rules(rules: IndexRules) -> None:
    """Counts are whole: those of a checked definition are."""
    counts: list[tuple[str, Any]] = [("decimals", rules.decimals)]
    for group in (rules.robustness, rules.groups):
        counts += [
            (each.name, getattr(group, each.name))
            for each in fields(group)
            if type(each.default) is int
        ]
    for name, count in counts:
        if type(count) is not int or count < 0:
            raise ValueError(f"{name} no es un número entero: {count!r}")
    if not 0 < rules.robustness.runs <= MOST_RUNS:
        raise ValueError(f"runs es {rules.robustness.runs}; va de 1 a {MOST_RUNS:,}")
    for name in ("spread", "outside"):
        if type(getattr(rules.robustness, name)) is not Fraction:
            raise ValueError(f"{name} no es un número")


def _check_table(document: Json) -> None:
    """A row of known factors for each participant."""
    codes = [
        each.get("code") if isinstance(each, dict) else None for each in document["participants"]
    ]
    if not all(isinstance(code, str) for code in codes) or len({*codes}) < len(codes):
        raise SnapshotInvalid("un participante no tiene clave, o está dos veces")
    if not all(map(_is_entry(document["format"]), document["participants"])):
        raise SnapshotInvalid("un participante no tiene nombre, tipo, liga o población")
    items = document["items"]
    if not all(isinstance(item, str) for item in items) or len({*items}) < len(items):
        raise SnapshotInvalid("un reactivo no es una clave, o está dos veces")
    rows, width = document["factors"], len(items)
    if len(rows) != len(codes) or any(_width(row) != width for row in rows):
        raise SnapshotInvalid("no hay un factor por cada participante y reactivo")


def _is_entry(version: str) -> Callable[[Json], bool]:
    def is_entry(each: Json) -> bool:
        is_told = all(isinstance(each.get(name), str) for name in ("name", "kind", "league"))
        if version in EARLIER:
            return is_told
        population = each.get("population", "")
        return is_told and (population is None or type(population) is int)

    return is_entry


def _width(row: Any) -> int:
    """How many factors it has, if all of its cells are one or the word for why there is none."""
    is_row = isinstance(row, list) and all(
        isinstance(x, str) and (x in STATES or FACTOR.fullmatch(x)) for x in row
    )
    return len(row) if is_row else -1


def _check_rows(document: Json) -> None:
    """Answers and verdicts name whose they are, and of what."""
    for name in ("answers", "verdicts", "unsigned"):
        for row in document.get(name, ()):
            if not isinstance(row, dict) or not all(
                isinstance(row.get(key), str) for key in ("participant", "item")
            ):
                raise SnapshotInvalid(f"en «{name}» algo no dice de quién es, o de qué reactivo")
    if not all(isinstance(row.get("content"), dict) for row in document["answers"]):
        raise SnapshotInvalid("una respuesta no tiene contenido")
