"""Índices publicados: a folder with the tree, the answers and the figures of an index of others.

`liga index check` reads it. The README tells its files and their columns; all problems of all of
them are told at once, each with its file, its line and its cause.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from indicators.conformance import Case, Published, Rounding, Rules
from indicators.matrix import AnswerMatrix, AnswerState, Floats
from indicators.normalise import directed, goalposts, min_max, z_scores
from indicators.ranks import TOLERANCE, Ties
from indicators.tree import (
    Coverage,
    Excuse,
    Leaf,
    Method,
    Node,
    Policies,
    Silence,
    ThinNode,
    Zeros,
)
from server.imports.shapes import Where
from server.imports.yamls import read_yaml

MOST_TOLD: Final = 40
LONGEST_NUMBER: Final = 60
MOST_DIGITS: Final = 15
DIRECTIONS: Final = {"": 1, "1": 1, "+1": 1, "up": 1, "-1": -1, "down": -1}
STATES: Final = {
    "": AnswerState.ANSWERED,
    "answered": AnswerState.ANSWERED,
    "not_applicable": AnswerState.NOT_APPLICABLE,
    "unknown": AnswerState.UNKNOWN,
}
SCALE_OF_POINTS: Final = "points"

Row = Mapping[str, str]
Lines = list[tuple[int, Row]]


class FolderInvalid(Exception):
    """What is wrong in the folder, a line for each problem."""

    def __init__(self, problems: list[str]) -> None:
        told = problems[:MOST_TOLD]
        if more := len(problems) - len(told):
            told.append(f"y {more} problemas más")
        super().__init__("\n".join(told))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Folder:
    """A case, and the columns of its files that nobody asks for."""

    case: Case
    unused: tuple[str, ...]


class _Normalisation(StrEnum):
    NONE = "none"
    MINMAX = "minmax"
    ZSCORE = "zscore"
    GOALPOSTS = "goalposts"


@dataclass(frozen=True, slots=True)
class _Numeric:
    """What is done with numbers.

    `range`: of minmax and goalposts the ends they reach, of zscore the mean and the deviation.
    `low` and `high`: the goalposts.
    """

    normalisation: _Normalisation = _Normalisation.NONE
    direction: int = 1
    low: float | None = None
    high: float | None = None
    range: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class _Item:
    """A row of items.csv, and where numbers stand that no option table has."""

    code: str
    node: str
    weight: Fraction
    excuse: Excuse
    blank: Silence | None
    numeric: _Numeric


@dataclass(frozen=True, slots=True)
class _Settings:
    """check.yaml."""

    rules: Rules = field(default_factory=Rules)
    missing: Silence | None = None
    thin: ThinNode = ThinNode.LEAVES
    coverage: Coverage = Coverage.WEIGHT
    zeros: Zeros = Zeros.STRICT
    floor: Fraction = Fraction(0)
    numeric: _Numeric = field(default_factory=_Numeric)
    items: Mapping[str, _Numeric] = field(default_factory=dict)


def read_folder(folder: Path) -> Folder:
    """The case of a folder. `FolderInvalid` with all that is wrong in it."""
    reading = _Reading(folder)
    case = reading.case()
    if reading.problems or case is None:
        raise FolderInvalid(reading.problems)
    return Folder(case, tuple(reading.unused))


class _Reading:
    """Reads the files one after the other; what is wrong anywhere is noted and told together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[str] = []
        self.unused: list[str] = []

    def case(self) -> Case | None:
        settings = _settings(self._folder / "check.yaml", self.problems)
        tree = self._table("tree.csv", ("node", "parent"), ("weight", "kind", "threshold"))
        listed = self._table(
            "items.csv", ("item", "node"), ("weight", "na", "blank", "direction", "low", "high")
        )
        rows = self._table("options.csv", ("item", "option", "factor"), ("state",), optional=True)
        given = self._table("answers.csv", ("unit", "item"), ("edition", "option", "value"))
        told = self._table("published.csv", ("unit", "node"), ("edition", "score", "rank"))
        units = self._table("units.csv", ("unit", "group"), (), optional=True)
        if self.problems:
            return None
        items = self._items(listed, settings)
        roots = self._forest(tree, items, settings)
        options = self._options(rows, items)
        published = self._published(told, {row["node"] for _, row in tree})
        answers = self._answers(given, items, options, published)
        if self.problems:
            return None
        # What was never answered in any way is missing; a threshold above says what that does.
        policies = Policies(Silence.EXCLUDE, thin=settings.thin, coverage=settings.coverage)
        groups = {row["unit"]: row["group"] for _, row in units}
        return Case(roots, policies, settings.rules, answers, published, groups)

    def _table(
        self, name: str, needed: tuple[str, ...], more: tuple[str, ...], *, optional: bool = False
    ) -> Lines:
        """The rows of a file with their line numbers; a column that is not there is empty."""
        path = self._folder / name
        if not path.is_file():
            if not optional:
                self.problems.append(f"{name}: no existe este archivo")
            return []
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.problems.append(f"{name}, byte {error.start}: el archivo no está en UTF-8")
            return []
        first = text.partition("\n")[0]
        separator = max(",;\t", key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        try:
            header = [title.strip().lower() for title in next(reader, [])]
            self._check_header(name, header, needed, {*needed, *more})
            empty = dict.fromkeys((*needed, *more), "")
            return [
                (line, empty | dict(zip(header, cells, strict=False)))
                for line, cells in self._filled(name, reader, len(header))
            ]
        except csv.Error as error:
            self._say(name, reader.line_num, f"no es CSV válido ({error})")
        return []

    def _check_header(
        self, name: str, header: list[str], needed: tuple[str, ...], known: set[str]
    ) -> None:
        for column in needed:
            if column not in header:
                self._say(name, 1, f"falta la columna {column}")
        for column in sorted({each for each in header if header.count(each) > 1}):
            self._say(name, 1, f"la columna {column} está repetida")
        self.unused += [f"{name}: {column}" for column in header if column not in known]

    def _filled(self, name: str, reader: Any, width: int) -> Iterator[tuple[int, list[str]]]:
        """The rows that say something, with the line they end on."""
        for cells in reader:
            trimmed = [cell.strip() for cell in cells]
            if any(trimmed[width:]):
                self._say(name, reader.line_num, "tiene más celdas que el encabezado")
            if any(trimmed):
                yield reader.line_num, trimmed

    def _say(self, file: str, line: int, why: str) -> None:
        self.problems.append(f"{file}, línea {line}: {why}")

    def _items(self, lines: Lines, settings: _Settings) -> dict[str, _Item]:
        items: dict[str, _Item] = {}
        for line, row in lines:
            say = _saying(self._say, "items.csv", line)
            code = row["item"]
            if not code:
                say("falta la clave del reactivo")
                continue
            if code in items:
                say(f"el reactivo {code} está repetido")
                continue
            numeric = settings.items.get(code, settings.numeric)
            items[code] = _Item(
                code=code,
                node=row["node"],
                weight=_weight(row["weight"], code, say),
                excuse=_word(row["na"], Excuse, Excuse.EXCLUDE, "na", say),
                blank=_word(row["blank"], Silence, None, "blank", say),
                numeric=replace(
                    numeric,
                    direction=_direction(row["direction"], numeric.direction, say),
                    low=_number(row["low"], say) if row["low"] else numeric.low,
                    high=_number(row["high"], say) if row["high"] else numeric.high,
                ),
            )
        for code in settings.items.keys() - items.keys():
            self.problems.append(f"check.yaml: no hay un reactivo {code}")
        return items

    def _forest(
        self, lines: Lines, items: Mapping[str, _Item], settings: _Settings
    ) -> tuple[Node, ...]:
        """The roots with all that stands below them."""
        rows: dict[str, tuple[int, Row]] = {}
        for line, row in lines:
            code = row["node"]
            if not code:
                self._say("tree.csv", line, "falta la clave del nodo")
            elif code in rows and rows[code][1]["parent"] != row["parent"]:
                parents = f"«{rows[code][1]['parent']}» y «{row['parent']}»"
                self._say("tree.csv", line, f"el nodo {code} tiene dos padres: {parents}")
            elif code in rows:
                self._say("tree.csv", line, f"el nodo {code} está repetido")
            else:
                rows[code] = line, row
        below: dict[str, list[str]] = {}
        for code, (line, row) in rows.items():
            if row["parent"] and row["parent"] not in rows:
                self._say("tree.csv", line, f"el padre de {code} no existe: {row['parent']}")
            below.setdefault(row["parent"], []).append(code)
        own: dict[str, list[_Item]] = {}
        for item in items.values():
            if item.node not in rows:
                self.problems.append(f"items.csv: el nodo de {item.code} no existe: {item.node}")
            own.setdefault(item.node, []).append(item)
        self._check_shape(rows, below, own)
        if self.problems:
            return ()
        return tuple(self._grown(code, rows, below, own, settings) for code in below.get("", ()))

    def _check_shape(
        self,
        rows: Mapping[str, tuple[int, Row]],
        below: Mapping[str, list[str]],
        own: Mapping[str, list[_Item]],
    ) -> None:
        reached = {*below.get("", ())}
        waiting = [*reached]
        while waiting:
            children = below.get(waiting.pop(), ())
            reached.update(children)
            waiting += children
        for code, (line, row) in rows.items():
            if not below.get(code) and not own.get(code):
                self._say("tree.csv", line, f"el nodo {code} no tiene partes")
            if code not in reached and row["parent"] in rows and (ring := _ring(code, rows)):
                self._say("tree.csv", line, f"un ciclo: {' → '.join(ring)}")
        if not rows:
            self.problems.append("tree.csv: no trae ningún nodo")

    def _grown(
        self,
        code: str,
        rows: Mapping[str, tuple[int, Row]],
        below: Mapping[str, list[str]],
        own: Mapping[str, list[_Item]],
        settings: _Settings,
    ) -> Node:
        line, row = rows[code]
        say = _saying(self._say, "tree.csv", line)
        method = _word(row["kind"], Method, Method.MEAN, "kind", say)
        feels = method.has_zeros
        return Node(
            code,
            _weight(row["weight"], code, say),
            tuple(self._grown(each, rows, below, own, settings) for each in below.get(code, ())),
            tuple(
                Leaf(
                    each.code,
                    each.weight,
                    each.excuse,
                    settings.missing or each.blank,
                    each.blank or Silence.EXCLUDE,
                )
                for each in own.get(code, ())
            ),
            method,
            settings.zeros if feels else Zeros.STRICT,
            settings.floor if feels else Fraction(0),
            _threshold(row["threshold"], say),
        )

    def _options(
        self, lines: Lines, items: Mapping[str, _Item]
    ) -> dict[str, dict[str, tuple[AnswerState, float]]]:
        """Of each item with options: what each of them is worth."""
        tables: dict[str, dict[str, tuple[AnswerState, float]]] = {}
        for line, row in lines:
            say = _saying(self._say, "options.csv", line)
            code, option = row["item"], row["option"]
            if code not in items:
                say(f"no hay un reactivo {code}")
                continue
            table = tables.setdefault(code, {})
            if option in table:
                say(f"la opción {option} de {code} está repetida")
            if row["state"] not in STATES:
                say(f"state es «{row['state']}»; puede ser {_either([*STATES][1:])}")
                continue
            state = STATES[row["state"]]
            if state is not AnswerState.ANSWERED:
                if row["factor"]:
                    say(f"la opción {option} de {code} no es una respuesta y tiene un factor")
                table[option] = state, np.nan
                continue
            factor = _number(row["factor"], say)
            if factor is not None and not 0 <= factor <= 1:
                say(f"el factor de {option} en {code} es {row['factor']}; va de 0 a 1")
            table[option] = state, np.nan if factor is None else factor
        return tables

    def _published(self, lines: Lines, nodes: set[str]) -> list[Published]:
        found: list[Published] = []
        seen: set[tuple[str, str, str]] = set()
        for line, row in lines:
            say = _saying(self._say, "published.csv", line)
            here = row["unit"], row["edition"], row["node"]
            if row["node"] not in nodes:
                say(f"no hay un nodo {row['node']}")
            if here in seen:
                say(f"{row['node']} de {row['unit']} está repetido en la edición {row['edition']}")
            seen.add(here)
            found.append(
                Published(*here, _decimal(row["score"], say), _decimal(row["rank"], say), line)
            )
        return found

    def _answers(
        self,
        lines: Lines,
        items: Mapping[str, _Item],
        options: Mapping[str, Mapping[str, tuple[AnswerState, float]]],
        published: list[Published],
    ) -> dict[str, AnswerMatrix]:
        """The matrix of each edition, numbers normalised within it."""
        units: dict[str, dict[str, int]] = {}
        for _, row in lines:
            known = units.setdefault(row["edition"], {})
            known.setdefault(row["unit"], len(known))
        # Whoever has a figure and never answered is there too, with everything missing.
        for each in published:
            known = units.setdefault(each.edition, {})
            known.setdefault(each.unit, len(known))
        columns = {code: column for column, code in enumerate(items)}
        states = {
            edition: np.full((len(known), len(items)), AnswerState.NO_ANSWER, dtype=np.int8)
            for edition, known in units.items()
        }
        values = {edition: np.full(each.shape, np.nan) for edition, each in states.items()}
        seen = {edition: np.zeros(each.shape, dtype=np.bool_) for edition, each in states.items()}
        for line, row in lines:
            say = _saying(self._say, "answers.csv", line)
            edition, code = row["edition"], row["item"]
            if code not in columns:
                say(f"no hay un reactivo {code}")
                continue
            at = units[edition][row["unit"]], columns[code]
            if seen[edition][at]:
                say(f"{row['unit']} ya respondió {code} en la edición {edition}")
            seen[edition][at] = True
            states[edition][at], values[edition][at] = _answer(row, options.get(code), say)
        if self.problems:
            return {}
        numeric = [column for code, column in columns.items() if code not in options]
        return {
            edition: AnswerMatrix(
                tuple(units[edition]),
                tuple(items),
                states[edition],
                self._normalised(values[edition], numeric, [*items.values()]),
            )
            for edition in units
        }

    def _normalised(self, values: Floats, numeric: list[int], items: list[_Item]) -> Floats:
        """Measured values on one scale, better upwards; options have their factor already."""
        for column in numeric:
            code, rule = items[column].code, items[column].numeric
            measured = values[:, [column]]
            turned = directed(measured, [rule.direction])
            least, most = rule.range
            match rule.normalisation:
                case _Normalisation.MINMAX:
                    turned = min_max(turned, least, most)
                case _Normalisation.ZSCORE:
                    turned = z_scores(turned, least, most)
                case _Normalisation.GOALPOSTS if rule.low is None or rule.high is None:
                    self.problems.append(f"items.csv: {code} no tiene límites: low y high")
                case _Normalisation.GOALPOSTS if rule.low == rule.high:
                    self.problems.append(f"items.csv: los límites de {code} son iguales")
                case _Normalisation.GOALPOSTS:
                    ends = np.array([rule.low, rule.high], dtype=np.float64)[:: rule.direction]
                    turned = least + goalposts(measured, ends[:1], ends[1:]) * (most - least)
            values[:, [column]] = turned
        return values


Say = Callable[[str], None]


def _saying(say: Callable[[str, int, str], None], file: str, line: int) -> Say:
    return lambda why: say(file, line, why)


def _answer(
    row: Row, table: Mapping[str, tuple[AnswerState, float]] | None, say: Say
) -> tuple[AnswerState, float]:
    """What a row of answers.csv says; an empty one was left blank."""
    given = row["option"] or row["value"]
    if not given:
        return AnswerState.UNKNOWN, np.nan
    if table is None:
        number = _number(given, say)
        return AnswerState.ANSWERED, np.nan if number is None else number
    if given not in table:
        say(f"{row['item']} no tiene una opción «{given}»")
        return AnswerState.UNKNOWN, np.nan
    return table[given]


def _ring(code: str, rows: Mapping[str, tuple[int, Row]]) -> list[str]:
    """The cycle that a node is part of, told once, from the first of its nodes; or nothing."""
    path = [code]
    while (parent := rows[path[-1]][1]["parent"]) in rows and parent != code:
        if parent in path:
            return []
        path.append(parent)
    is_first = parent == code and code == min(path)
    return [code, *path[:0:-1], code] if is_first else []


def _number(given: str, say: Say) -> float | None:
    exact = _exact(given)
    if exact is None:
        say(f"«{given}» no es un número finito")
        return None
    return exact.numerator / exact.denominator


def _exact(given: str) -> Fraction | None:
    """A decimal or a quotient of whole numbers; one of absurd size is none."""
    if len(given) > LONGEST_NUMBER or not given.isascii():
        return None
    if "/" in given:
        upper, _, lower = given.partition("/")
        is_whole = upper.strip().lstrip("-").isdigit() and lower.strip().isdigit()
        return Fraction(int(upper), int(lower)) if is_whole and int(lower) else None
    try:
        decimal = Decimal(given)
    except InvalidOperation:
        return None
    is_sane = decimal.is_finite() and abs(decimal.adjusted()) < LONGEST_NUMBER
    return Fraction(decimal) if is_sane else None


def _decimal(given: str, say: Say) -> Decimal | None:
    if not given or given == "NA":
        return None
    if _exact(given) is None or "/" in given:
        say(f"«{given}» no es un número finito")
        return None
    return Decimal(given)


def _weight(given: str, code: str, say: Say) -> Fraction:
    found = _exact(given) if given else Fraction(1)
    if found is None or found <= 0:
        say(f"el peso de {code} es «{given}»; debe ser un número mayor que cero")
        return Fraction(1)
    return found


def _threshold(given: str, say: Say) -> Fraction | None:
    if not given:
        return None
    found = _exact(given)
    if found is None or not 0 <= found <= 1:
        say(f"threshold es «{given}»; va de 0 a 1")
        return None
    return found


def _direction(given: str, usual: int, say: Say) -> int:
    if given.lower() not in DIRECTIONS:
        say(f"direction es «{given}»; puede ser {_either(['up', 'down', '1', '-1'])}")
    return DIRECTIONS.get(given.lower(), 1) if given else usual


def _word(given: str, words: Any, default: Any, column: str, say: Say) -> Any:
    if not given:
        return default
    try:
        return words(given)
    except ValueError:
        say(f"{column} es «{given}»; puede ser {_either([*words])}")
        return default


def _either(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} o {words[-1]}"


class _Keys:
    """The fields of check.yaml, each asked for once; what nobody asked for is a problem."""

    def __init__(self, given: Any, where: Where) -> None:
        if given is not None and not isinstance(given, dict):
            where.say("se espera una lista de campos y valores")
        # YAML reads the word `on` as a yes.
        fields = given.items() if isinstance(given, dict) else ()
        self._given = {"on" if key is True else str(key): value for key, value in fields}
        self._where = where

    def pop(self, *names: str) -> Any:
        """The value of the first of these names that is there."""
        found = [self._given.pop(name) for name in names if name in self._given]
        return found[0] if found else None

    def word(self, words: Any, default: Any, *names: str) -> Any:
        given = self.pop(*names)
        if given is None:
            return default
        said = str(given).lower().replace("-", "_")
        return _word(said, words, default, names[0], self._where.say)

    def number(self, default: float, *names: str) -> float:
        given = self.pop(*names)
        found = None if given is None else _number(str(given), self._where.say)
        return default if found is None else found

    def within(self, *names: str) -> "_Keys":
        return _Keys(self.pop(*names), self._where.field(names[0]))

    def done(self) -> None:
        for name in self._given:
            self._where.say(f"no hay un campo «{name}»")


class _On(StrEnum):
    ROUNDED = "rounded"
    UNROUNDED = "unrounded"


def _settings(path: Path, problems: list[str]) -> _Settings:
    """check.yaml; every field has a usual value but the scale."""
    where = Where(problems, path.name)
    document = read_yaml(path, where)
    if problems:
        return _Settings()
    keys = _Keys(document, where)
    rules = _rules(keys, where)
    numeric, items = _numeric(keys.pop("numeric", "numeric_items"), where.field("numeric"))
    settings = _Settings(
        rules=rules,
        missing=keys.word(Silence, None, "missing", "missing_item"),
        thin=keys.word(ThinNode, ThinNode.LEAVES, "thin"),
        coverage=keys.word(Coverage, Coverage.WEIGHT, "coverage"),
        zeros=keys.word(Zeros, Zeros.STRICT, "zeros"),
        floor=_exact(str(keys.pop("floor") or 0)) or Fraction(0),
        numeric=numeric,
        items=items,
    )
    if (settings.zeros is Zeros.FLOOR) != (settings.floor > 0):
        where.say("«zeros: floor» y un «floor» mayor que cero van juntos")
    keys.done()
    return settings


def _rules(keys: _Keys, where: Where) -> Rules:
    told = keys.pop("rounding")
    given = told if isinstance(told, dict) else {"mode": told} if told is not None else {}
    rounding = _Keys(given, where.field("rounding"))
    mode = rounding.word(Rounding, Rounding.NONE, "mode", "method")
    inner, outer = rounding.pop("decimals"), keys.pop("decimals")
    decimals = inner if inner is not None else outer
    rounding.done()
    if mode is not Rounding.NONE and not (
        isinstance(decimals, int) and 0 <= decimals <= MOST_DIGITS
    ):
        where.say(f"con rounding hace falta decimals, de 0 a {MOST_DIGITS}")
        decimals = 0
    scale = keys.pop("scale")
    ranks = keys.within("ranks", "rank")
    on = ranks.word(_On, _On.UNROUNDED, "on")
    if on is _On.ROUNDED and mode is Rounding.NONE:
        where.say("ranks.on es «rounded» y rounding «none»: se contradicen")
    rules = Rules(
        scale=None if scale == SCALE_OF_POINTS else _scale(scale, where),
        rounding=mode,
        decimals=decimals or 0,
        tolerance=keys.number(TOLERANCE, "tolerance"),
        ties=ranks.word(Ties, Ties.COMPETITION, "method"),
        ranks_rounded=on is _On.ROUNDED,
        tie=ranks.number(TOLERANCE, "tolerance"),
    )
    ranks.done()
    return rules


def _scale(given: Any, where: Where) -> float:
    if given is None:
        return 1.0
    found = _exact(str(given))
    if found is None or found <= 0:
        where.say(f"scale es «{given}»; debe ser un número mayor que cero, o «points»")
        return 1.0
    return float(found)


def _numeric(given: Any, where: Where) -> tuple[_Numeric, dict[str, _Numeric]]:
    """What is done with all numbers, and with those of items that are named: `{item: {...}}`."""
    if given is not None and not isinstance(given, dict):
        where.say("se espera una lista de campos y valores")
    fields = dict(given) if isinstance(given, dict) else {}
    named = {str(key): fields.pop(key) for key in [*fields] if isinstance(fields[key], dict)}
    usual = _numeric_rule(fields, _Numeric(), where)
    return usual, {
        code: _numeric_rule(rule, usual, where.field(code)) for code, rule in named.items()
    }


def _numeric_rule(given: Any, usual: _Numeric, where: Where) -> _Numeric:
    keys = _Keys(given, where)
    low, high = keys.pop("low"), keys.pop("high")
    direction, ends = keys.pop("direction"), keys.pop("range")
    found = _Numeric(
        keys.word(_Normalisation, usual.normalisation, "normalisation"),
        usual.direction if direction is None else _direction(str(direction), 1, where.say),
        usual.low if low is None else _number(str(low), where.say),
        usual.high if high is None else _number(str(high), where.say),
        usual.range if ends is None else _range(ends, where.field("range")),
    )
    keys.done()
    return found


def _range(given: Any, where: Where) -> tuple[float, float]:
    ends = [_exact(str(each)) for each in given] if isinstance(given, list) else []
    match ends:
        case [Fraction() as low, Fraction() as high] if low != high:
            return float(low), float(high)
    where.say("debe ser dos números distintos")
    return 0.0, 1.0
