"""Índices publicados: a folder with the tree, the answers and the figures of an index of others.

`liga index check` reads it. The README tells its files and their columns; all problems of all of
them are told at once, each with its file, its line and its cause.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np

from indicators.conformance import Case, Published
from indicators.matrix import AnswerMatrix, AnswerState, Floats
from indicators.means import Mean
from indicators.normalise import directed, goalposts, min_max, z_scores
from indicators.scores import score
from indicators.tree import Excuse, Leaf, Method, Node, Policies, Silence, Zeros
from server.imports.check_rules import (
    Normalisation,
    Numeric,
    Settings,
    direction_of,
    settings_of,
)
from server.imports.figures import (
    Commas,
    Say,
    decimal_of,
    either,
    number_of,
    threshold_of,
    weight_of,
    word_of,
)
from server.imports.tables import Row, Table, read_table, saying

MOST_TOLD: Final = 40
# Of a tree: what walks it goes from parent to child.
DEEPEST: Final = 100
STATES: Final = {
    "": AnswerState.ANSWERED,
    "answered": AnswerState.ANSWERED,
    "not_applicable": AnswerState.NOT_APPLICABLE,
    "unknown": AnswerState.UNKNOWN,
}
OF_NUMBERS: Final = ("direction", "low", "high")

Rows = Mapping[str, tuple[int, Row]]
Tables = Mapping[str, Mapping[str, tuple[AnswerState, float]]]


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
    """A case, and what of its files goes into no comparison.

    `unused`: columns that nobody asks for. `empty`: cells of scores and ranks without a figure.
    `silent`: where the first figure of each unit stands that answered nothing in that edition.
    `unpublished`: the first answer of each unit that has no row in the figures of an edition.
    `untold`: editions with answers and without a single figure.
    """

    case: Case
    unused: tuple[str, ...]
    empty: int
    silent: tuple["Place", ...]
    unpublished: tuple["Place", ...]
    untold: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, and the unit and the edition that it is of."""

    line: int
    unit: str
    edition: str


@dataclass(frozen=True, slots=True)
class _Item:
    """A row of items.csv, and where numbers stand that no option table has."""

    code: str
    line: int
    node: str
    weight: Fraction
    excuse: Excuse
    blank: Silence | None
    numeric: Numeric

    @property
    def best(self) -> Fraction:
        """What the best number is worth, where numbers have a scale of their own; or one."""
        is_scored = self.numeric.normalisation is Normalisation.ZSCORE
        return Fraction(1) if is_scored else Fraction(max(self.numeric.range))


def read_folder(folder: Path) -> Folder:
    """The case of a folder. `FolderInvalid` with all that is wrong in it."""
    reading = _Reading(folder)
    case = reading.case()
    if reading.problems or case is None:
        raise FolderInvalid(reading.problems)
    answered, told = reading.answered, {each.edition for each in case.published}
    shown = {(each.edition, each.unit): each.line for each in reversed(case.published)}
    alone = {at: line for at, line in answered.items() if at[0] in told and at not in shown}
    return Folder(
        case,
        tuple(reading.unused),
        reading.empty,
        _places({at: line for at, line in shown.items() if at not in answered}),
        _places(alone),
        tuple(sorted({edition for edition, _ in answered} - told)),
    )


def _places(lines: Mapping[tuple[str, str], int]) -> tuple[Place, ...]:
    return tuple(sorted(Place(line, unit, edition) for (edition, unit), line in lines.items()))


class _Reading:
    """Reads the files one after the other; what is wrong anywhere is noted and told together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.problems: list[str] = []
        self.unused: list[str] = []
        self.empty = 0
        self.answered: dict[tuple[str, str], int] = {}

    def case(self) -> Case | None:
        settings = settings_of(self._folder / "check.yaml", self.problems)
        tree = self._table("tree.csv", ("node", "parent"), ("weight", "kind", "threshold"))
        listed = self._table("items.csv", ("item", "node"), ("weight", "na", "blank", *OF_NUMBERS))
        rows = self._table("options.csv", ("item", "option", "factor"), ("state",), optional=True)
        given = self._table("answers.csv", ("unit", "item"), ("edition", "option", "value"))
        told = self._table("published.csv", ("unit", "node"), ("edition", "score", "rank"))
        units = self._table("units.csv", ("unit", "group"), (), optional=True)
        if given.header and not {"option", "value"} & {*given.header}:
            given.saying(1)("falta la columna option, o value")
        if self.problems:
            return None
        options = self._options(rows, {row["item"] for _, row in listed.lines})
        items = self._items(listed, settings, options)
        roots = self._forest(tree, items, settings, options)
        published = self._published(told, {row["node"] for _, row in tree.lines})
        groups = self._groups(units, given, told)
        answers = self._answers(given, items, options, published)
        if self.problems:
            return None
        # What was never answered in any way is missing; a threshold above says what that does.
        policies = Policies(Silence.EXCLUDE, thin=settings.thin, coverage=settings.coverage)
        lines = {row["node"]: line for line, row in tree.lines}
        self._check_signs(roots, answers, policies, lines)
        return Case(roots, policies, settings.rules, answers, published, groups)

    def _table(
        self, name: str, needed: tuple[str, ...], more: tuple[str, ...], *, optional: bool = False
    ) -> Table:
        """A file, or none where it may be missing."""
        path = self._folder / name
        if not path.is_file():
            if not optional:
                self.problems.append(f"{name}: no existe este archivo")
            return Table(name, self.problems, Commas(allowed=False))
        table = read_table(path, self.problems, needed, more)
        self.unused += [f"{name}: {column}" for column in table.unused]
        return table

    def _items(self, table: Table, settings: Settings, options: Tables) -> dict[str, _Item]:
        items: dict[str, _Item] = {}
        for line, row in table.lines:
            say, code = table.saying(line), row["item"]
            if not code:
                say("falta la clave del reactivo")
                continue
            if code in items:
                say(f"el reactivo {code} está repetido")
                continue
            if not _takes_numbers(code, options):
                for column in (each for each in OF_NUMBERS if row[each]):
                    say(f"{code} tiene opciones, y {column} es de los que llevan números")
            items[code] = item = _item(line, row, settings, say)
            may_not_apply = code in options and _takes_numbers(code, options)
            if may_not_apply and item.excuse is Excuse.FULL and item.best != 1:
                say(f"na de {code} es full, que cuenta 1, y lo mejor vale {float(item.best):g}")
        for code in settings.items:
            say = saying(self.problems, "check.yaml", settings.lines.get(code, 1))
            if code not in items:
                say(f"no hay un reactivo {code}")
            elif not _takes_numbers(code, options):
                say(f"{code} tiene opciones, y numeric es de los que llevan números")
        return items

    def _forest(
        self, table: Table, items: Mapping[str, _Item], settings: Settings, options: Tables
    ) -> tuple[Node, ...]:
        """The roots with all that stands below them."""
        rows = self._nodes(table)
        below: dict[str, list[str]] = {}
        for code, (line, row) in rows.items():
            if row["parent"] and row["parent"] not in rows:
                table.saying(line)(f"el padre de {code} no existe: {row['parent']}")
            below.setdefault(row["parent"], []).append(code)
        own: dict[str, list[_Item]] = {}
        for item in items.values():
            if item.node not in rows:
                say = saying(self.problems, "items.csv", item.line)
                say(f"el nodo de {item.code} no existe: {item.node}")
            own.setdefault(item.node, []).append(item)
        self._check_shape(table, rows, below, own)
        if self.problems:
            return ()
        growing = _Growing(table, rows, below, own, settings, options)
        return tuple(growing.grown(code) for code in below.get("", ()))

    def _nodes(self, table: Table) -> dict[str, tuple[int, Row]]:
        rows: dict[str, tuple[int, Row]] = {}
        for line, row in table.lines:
            say, code = table.saying(line), row["node"]
            if not code:
                say("falta la clave del nodo")
            elif code in rows and rows[code][1]["parent"] != row["parent"]:
                parents = f"«{rows[code][1]['parent']}» y «{row['parent']}»"
                say(f"el nodo {code} tiene dos padres: {parents}")
            elif code in rows:
                say(f"el nodo {code} está repetido")
            else:
                rows[code] = line, row
        return rows

    def _check_shape(
        self,
        table: Table,
        rows: Rows,
        below: Mapping[str, list[str]],
        own: Mapping[str, list[_Item]],
    ) -> None:
        depth = dict.fromkeys(below.get("", ()), 1)
        waiting = [*depth]
        while waiting:
            code = waiting.pop()
            for child in below.get(code, ()):
                depth[child] = depth[code] + 1
                waiting.append(child)
        for code, (line, row) in rows.items():
            say = table.saying(line)
            if not below.get(code) and not own.get(code):
                say(f"el nodo {code} no tiene partes")
            if code not in depth and row["parent"] in rows and (ring := _ring(code, rows)):
                say(f"un ciclo: {' → '.join(ring)}")
            if depth.get(code) == DEEPEST + 1:
                say(f"el nodo {code} está a más de {DEEPEST} niveles")
        if not rows:
            table.saying(1)("no trae ningún nodo")

    def _check_signs(
        self,
        roots: Sequence[Node],
        answers: Mapping[str, AnswerMatrix],
        policies: Policies,
        lines: Mapping[str, int],
    ) -> None:
        """No geometric or harmonic mean is of parts below zero."""
        feeling = [(root, node) for root in roots for node in root.nodes() if node.method.has_zeros]
        for edition, matrix in answers.items():
            if not (matrix.factors < 0).any():
                continue
            for root, node in feeling:
                parts = score(root, matrix, policies).parts(node.code)
                is_as_it_is = node.zeros is Zeros.STRICT
                entering = parts.values if is_as_it_is else Mean.of(node).entering(parts.values)
                below = np.argwhere(entering < 0)
                for unit, part in below[:1]:
                    who = f"{parts.codes[part]} de {matrix.participants[unit]} ({edition})"
                    told = f"{who} vale {parts.values[unit, part]:.6g}"
                    why = f"{node.code} es {node.method}, y no admite partes negativas: {told}"
                    saying(self.problems, "tree.csv", lines[node.code])(why)

    def _options(
        self, table: Table, items: set[str]
    ) -> dict[str, dict[str, tuple[AnswerState, float]]]:
        """Of each item with options: what each of them is worth."""
        tables: dict[str, dict[str, tuple[AnswerState, float]]] = {}
        for line, row in table.lines:
            say, code, option = table.saying(line), row["item"], row["option"]
            if code not in items:
                say(f"no hay un reactivo {code}")
                continue
            own = tables.setdefault(code, {})
            if not option:
                say("falta la clave de la opción; qué hace una celda vacía lo dice blank")
                continue
            if option in own:
                say(f"la opción {option} de {code} está repetida")
            own[option] = _worth(row, say)
        return tables

    def _published(self, table: Table, nodes: set[str]) -> list[Published]:
        found: list[Published] = []
        seen: set[tuple[str, str, str]] = set()
        for line, row in table.lines:
            say, here = table.saying(line), (row["unit"], row["edition"], row["node"])
            if not row["unit"]:
                say("falta la clave de la unidad")
            if row["node"] not in nodes:
                say(f"no hay un nodo {row['node']}")
            if here in seen:
                say(f"{row['node']} de {row['unit']} está repetido en la edición {row['edition']}")
            seen.add(here)
            figures = decimal_of(row["score"], say), decimal_of(row["rank"], say)
            found.append(Published(*here, *figures, line))
        self._check_compared(table)
        return found

    def _check_compared(self, table: Table) -> None:
        """Something is, and no column that was meant to be goes by another name."""
        columns = [name for name in ("score", "rank") if name in table.header]
        if table.unused and len(columns) < len(("score", "rank")):
            lacking = " y ".join(name for name in ("score", "rank") if name not in columns)
            unknown = ", ".join(f"«{name}»" for name in table.unused)
            table.saying(1)(f"no hay columna {lacking}, y no se conoce {unknown}")
        cells = [row[name] for _, row in table.lines for name in columns]
        self.empty = cells.count("")
        if self.empty == len(cells):
            table.saying(1)("no trae ningún puntaje ni lugar que comparar")

    def _groups(self, units: Table, given: Table, told: Table) -> dict[str, str]:
        """Of every unit that takes part, where ranks are by group."""
        groups: dict[str, str] = {}
        if not units.header:
            return groups
        first: dict[str, Say] = {}
        for table in (given, told):
            for line, row in table.lines:
                first.setdefault(row["unit"], table.saying(line))
        for line, row in units.lines:
            say, unit = units.saying(line), row["unit"]
            for column in (name for name in ("unit", "group") if not row[name]):
                say(f"falta {column}")
            if unit in groups:
                say(f"la unidad {unit} ya está en el grupo {groups[unit]}")
            elif unit and unit not in first:
                say(f"la unidad {unit} no responde ni tiene nada publicado")
            groups.setdefault(unit, row["group"])
        for unit, say in first.items():
            if unit and unit not in groups:
                say(f"la unidad {unit} no está en units.csv")
        return groups

    def _answers(
        self,
        table: Table,
        items: Mapping[str, _Item],
        options: Tables,
        published: list[Published],
    ) -> dict[str, AnswerMatrix]:
        """The matrix of each edition, numbers normalised within it."""
        units: dict[str, dict[str, int]] = {}
        # Whoever has a figure and never answered is there too, with everything missing.
        for line, row in table.lines:
            self.answered.setdefault((row["edition"], row["unit"]), line)
        for edition, unit in [*self.answered, *((each.edition, each.unit) for each in published)]:
            known = units.setdefault(edition, {})
            known.setdefault(unit, len(known))
        self._check_answered({edition for edition, _ in self.answered}, published)
        columns = {code: column for column, code in enumerate(items)}
        states = {
            edition: np.full((len(known), len(items)), AnswerState.NO_ANSWER, dtype=np.int8)
            for edition, known in units.items()
        }
        values = {edition: np.full(each.shape, np.nan) for edition, each in states.items()}
        seen = {edition: np.zeros(each.shape, dtype=np.bool_) for edition, each in states.items()}
        for line, row in table.lines:
            say, edition, code = table.saying(line), row["edition"], row["item"]
            if not row["unit"]:
                say("falta la clave de la unidad")
            if code not in columns:
                say(f"no hay un reactivo {code}")
                continue
            at = units[edition][row["unit"]], columns[code]
            if seen[edition][at]:
                say(f"{row['unit']} ya respondió {code} en la edición {edition}")
            seen[edition][at] = True
            is_number = _takes_numbers(code, options)
            found = _answer(row, options.get(code, {}), table.commas, say, is_number=is_number)
            states[edition][at], values[edition][at] = found
        if self.problems:
            return {}
        numeric = [column for code, column in columns.items() if _takes_numbers(code, options)]
        return {
            edition: AnswerMatrix(
                tuple(units[edition]),
                tuple(items),
                states[edition],
                self._normalised(values[edition], numeric, [*items.values()]),
            )
            for edition in units
        }

    def _check_answered(self, answered: set[str], published: list[Published]) -> None:
        """No edition has figures and not a single answer: it goes by another name."""
        first = {each.edition: each.line for each in reversed(published)}
        for edition, line in first.items():
            if edition not in answered:
                say = saying(self.problems, "published.csv", line)
                say(f"answers.csv no trae ninguna respuesta de la edición «{edition}»")

    def _normalised(self, values: Floats, numeric: list[int], items: list[_Item]) -> Floats:
        """Measured values on one scale, better upwards; options have their factor already."""
        for column in numeric:
            code, rule = items[column].code, items[column].numeric
            say = saying(self.problems, "items.csv", items[column].line)
            measured = values[:, [column]]
            turned = directed(measured, [rule.direction])
            least, most = rule.range
            match rule.normalisation:
                case Normalisation.MINMAX:
                    turned = min_max(turned, least, most)
                case Normalisation.ZSCORE:
                    turned = z_scores(turned, least, most)
                case Normalisation.GOALPOSTS:
                    low, high = _ends(rule, code, say)
                    ends = np.array([low, high])[:: rule.direction]
                    turned = least + goalposts(measured, ends[:1], ends[1:]) * (most - least)
            values[:, [column]] = turned
        return values


@dataclass(frozen=True, slots=True)
class _Growing:
    """Makes nodes of the rows of a tree whose shape is sound."""

    table: Table
    rows: Rows
    below: Mapping[str, list[str]]
    own: Mapping[str, list[_Item]]
    settings: Settings
    options: Tables

    def grown(self, code: str) -> Node:
        line, row = self.rows[code]
        say = self.table.saying(line)
        method = word_of(row["kind"], Method, Method.MEAN, "kind", say)
        feels, settings = method.has_zeros, self.settings
        return Node(
            code,
            weight_of(row["weight"], code, say),
            tuple(self.grown(each) for each in self.below.get(code, ())),
            tuple(self._leaf(each) for each in self.own.get(code, ())),
            method,
            settings.zeros if feels else Zeros.STRICT,
            settings.floor if feels else Fraction(0),
            threshold_of(row["threshold"], say),
            self._most(code, say) if feels else Fraction(1),
        )

    def _leaf(self, item: _Item) -> Leaf:
        return Leaf(
            item.code,
            item.weight,
            item.excuse,
            self.settings.missing or item.blank,
            item.blank or Silence.EXCLUDE,
        )

    def _most(self, code: str, say: Say) -> Fraction:
        """What the best of all below is worth: a shift of zeros goes by it, and a floor is less."""
        found = {self._best(item) for item in self._all_below(code)}
        most, zeros = max(found), self.settings.zeros
        if zeros is Zeros.SHIFT and len(found) > 1:
            told = either([str(float(each)) for each in sorted(found)])
            say(f"«zeros: shift» necesita una sola escala bajo {code}, y lo mejor vale {told}")
        if zeros is Zeros.SHIFT and most <= 0:
            say(f"«zeros: shift» necesita que lo mejor bajo {code} valga más que cero")
        if zeros is Zeros.FLOOR and self.settings.floor >= most:
            floor = float(self.settings.floor)
            say(f"floor es {floor:g}, y lo mejor bajo {code} vale {float(most):g}")
        return most if zeros is Zeros.SHIFT else Fraction(1)

    def _best(self, item: _Item) -> Fraction:
        """One of an option and where numbers have no scale of their own."""
        return item.best if _takes_numbers(item.code, self.options) else Fraction(1)

    def _all_below(self, code: str) -> Iterator[_Item]:
        yield from self.own.get(code, ())
        for child in self.below.get(code, ()):
            yield from self._all_below(child)


def _item(line: int, row: Row, settings: Settings, say: Say) -> _Item:
    code = row["item"]
    numeric = settings.items.get(code, settings.numeric)
    if numeric.normalisation is not Normalisation.GOALPOSTS:
        for column in (each for each in ("low", "high") if row[each]):
            say(f"{column} es de goalposts, y normalisation de {code} es {numeric.normalisation}")
    return _Item(
        code=code,
        line=line,
        node=row["node"],
        weight=weight_of(row["weight"], code, say),
        excuse=word_of(row["na"], Excuse, Excuse.EXCLUDE, "na", say),
        blank=word_of(row["blank"], Silence, None, "blank", say),
        numeric=replace(
            numeric,
            direction=direction_of(row["direction"], numeric.direction, say),
            low=number_of(row["low"], say) if row["low"] else numeric.low,
            high=number_of(row["high"], say) if row["high"] else numeric.high,
        ),
    )


def _ends(rule: Numeric, code: str, say: Say) -> tuple[float, float]:
    """The goalposts of an item, the lower one first."""
    low, high = rule.low, rule.high
    if low is None or high is None:
        say(f"{code} no tiene límites: low y high")
    elif low == high:
        say(f"los límites de {code} son iguales")
    elif low > high:
        say(f"low de {code} es mayor que high: qué es mejor lo dice direction")
    else:
        return low, high
    return 0.0, 1.0


def _worth(row: Row, say: Say) -> tuple[AnswerState, float]:
    """What an option is, and its factor where it has one."""
    code, option = row["item"], row["option"]
    if row["state"] not in STATES:
        say(f"state es «{row['state']}»; puede ser {either([*STATES][1:])}")
        return AnswerState.UNKNOWN, np.nan
    state = STATES[row["state"]]
    if state is not AnswerState.ANSWERED:
        if row["factor"]:
            say(f"la opción {option} de {code} no es una respuesta y tiene un factor")
        return state, np.nan
    factor = number_of(row["factor"], say)
    if factor is not None and not 0 <= factor <= 1:
        say(f"el factor de {option} en {code} es {row['factor']}; va de 0 a 1")
    return state, np.nan if factor is None else factor


def _takes_numbers(code: str, options: Tables) -> bool:
    """Whether none of its options is an answer: there may be those that say why there is none."""
    return all(state is not AnswerState.ANSWERED for state, _ in options.get(code, {}).values())


def _answer(
    row: Row,
    table: Mapping[str, tuple[AnswerState, float]],
    commas: Commas,
    say: Say,
    *,
    is_number: bool,
) -> tuple[AnswerState, float]:
    """What a row of answers.csv says; an empty one was left blank."""
    option, value = row["option"], row["value"]
    if option and value and option != value:
        say(f"{row['item']} trae dos respuestas: option «{option}» y value «{value}»")
    given = option or value
    if not given:
        return AnswerState.UNKNOWN, np.nan
    if given in table:
        return table[given]
    if is_number:
        number = number_of(commas.plain(given, say), say)
        return AnswerState.ANSWERED, np.nan if number is None else number
    say(f"{row['item']} no tiene una opción «{given}»")
    return AnswerState.UNKNOWN, np.nan


def _ring(code: str, rows: Rows) -> list[str]:
    """The cycle that a node is part of, told once, from the first of its nodes; or nothing."""
    path = [code]
    while (parent := rows[path[-1]][1]["parent"]) in rows and parent != code:
        if parent in path:
            return []
        path.append(parent)
    is_first = parent == code and code == min(path)
    return [code, *path[:0:-1], code] if is_first else []
