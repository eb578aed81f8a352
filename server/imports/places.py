"""Lugares: INEGI's lists of states and municipalities, read and checked."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from game.participants import MUNICIPALITY, STATE, Participant, joined
from server.imports.tables import NotCsv, rows_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "places"
STATE_CODES = frozenset(f"{number:02}" for number in range(1, 33))
STATE_COLUMNS = ("code", "name", "population_2020")
MUNICIPALITY_COLUMNS = (
    "agem_code",
    "agee_code",
    "state",
    "municipality",
    "head_town",
    "population_2020",
)
MUNICIPALITY_CODE = re.compile(r"[0-9]{5}")
POPULATION = re.compile(r"[0-9]{0,9}")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """A state (two digits) or a municipality (five); no population if the census had none."""

    code: str
    kind: str
    name: str
    state: str
    head_town: str = ""
    population: int | None = None

    @property
    def participant(self) -> Participant:
        """The government of the place."""
        return Participant(self.code, self.kind, self.name, self.state, self.population)


class PlacesInvalid(Exception):
    """Everything wrong with a list, line by line, in words one can act on."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def reference_places() -> tuple[Place, ...]:
    """The reference set: 32 states, then 126 municipalities."""
    return reference_states() + read_municipalities((FIXTURES / "municipalities.csv").read_bytes())


def reference_states() -> tuple[Place, ...]:
    """The 32 states."""
    return read_states((FIXTURES / "states.csv").read_bytes())


@cache
def short_names() -> Mapping[str, str]:
    """What states are called for short, as `game.participants.joined` writes it, to their code."""
    text = (FIXTURES / "short_names.csv").read_text("utf-8")
    return {joined(row["short_name"]): row["code"] for row in csv.DictReader(io.StringIO(text))}


def read_states(raw: bytes) -> tuple[Place, ...]:
    """The states of a list with the columns code, name and population_2020."""
    return _read(raw, STATE_COLUMNS, _state, _state_problems)


def read_municipalities(raw: bytes, states: Collection[str] = STATE_CODES) -> tuple[Place, ...]:
    """The municipalities of a list in INEGI's columns, of the states that are known."""

    def problems(row: Row) -> Iterator[str]:
        return _municipality_problems(row, states)

    return _read(raw, MUNICIPALITY_COLUMNS, _municipality, problems)


def _read(
    raw: bytes,
    columns: tuple[str, ...],
    place: Callable[[Row], Place],
    problems: Callable[[Row], Iterator[str]],
) -> tuple[Place, ...]:
    """All problems of all lines at once, or all the places."""
    found: dict[str, Place] = {}
    wrong: list[str] = []
    for line, row in _rows(raw, columns):
        seen = [*problems(row)]
        if row[columns[0]] in found:
            seen.append(f"la clave {row[columns[0]]} está repetida")
        wrong += [f"línea {line}: {problem}" for problem in seen]
        if not seen:
            found[row[columns[0]]] = place(row)
    if not (found or wrong):
        wrong.append("no trae ningún lugar: después del encabezado va una línea por cada uno")
    if wrong:
        raise PlacesInvalid(wrong)
    return tuple(found.values())


def _rows(raw: bytes, columns: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    """Each row with its line number; what is missing at the end of a line is empty."""
    reader = csv.reader(io.StringIO(_decoded(raw), newline=""), strict=True)
    found = rows_of(reader)
    try:
        header = [name.strip() for name in next(found, [])]
        if missing := [name for name in columns if name not in header]:
            raise PlacesInvalid([f"línea 1: faltan las columnas {', '.join(missing)}"])
        for cells in found:
            if any(cells):
                given = dict(zip(header, cells, strict=False))
                yield reader.line_num, {name: given.get(name, "").strip() for name in columns}
    except NotCsv as error:
        raise PlacesInvalid([f"línea {error.line}: {error}"]) from None


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise PlacesInvalid([f"línea {line}: el archivo no está en UTF-8"]) from None


def _state_problems(row: Row) -> Iterator[str]:
    if row["code"] not in STATE_CODES:
        yield f"clave de estado incorrecta: «{row['code']}» (se esperan dos dígitos, 01 a 32)"
    yield from _common_problems(row["name"], row["population_2020"])


def _municipality_problems(row: Row, states: Collection[str]) -> Iterator[str]:
    code, state = row["agem_code"], row["agee_code"]
    if not MUNICIPALITY_CODE.fullmatch(code):
        yield f"clave de municipio incorrecta: «{code}» (se esperan cinco dígitos)"
    elif not code.startswith(state):
        yield f"la clave {code} no empieza con la de su estado, «{state}»"
    if state not in states:
        yield f"estado desconocido: «{state}»"
    yield from _common_problems(row["municipality"], row["population_2020"])


def _common_problems(name: str, population: str) -> Iterator[str]:
    if not name:
        yield "falta el nombre"
    if not name.isprintable():
        yield "el nombre tiene caracteres que no se pueden mostrar"
    if not POPULATION.fullmatch(population):
        yield f"la población no es un número: «{population}»"


def _state(row: Row) -> Place:
    population = _population(row["population_2020"])
    return Place(row["code"], STATE, row["name"], row["code"], population=population)


def _municipality(row: Row) -> Place:
    return Place(
        code=row["agem_code"],
        kind=MUNICIPALITY,
        name=row["municipality"],
        state=row["agee_code"],
        head_town=row["head_town"],
        population=_population(row["population_2020"]),
    )


def _population(typed: str) -> int | None:
    return int(typed) if typed else None
