"""Reglas de comparación: check.yaml, how an index of others was computed and published."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from indicators.conformance import Rounding, Rules
from indicators.ranks import TOLERANCE, Ties
from indicators.tree import Coverage, Silence, ThinNode, Zeros
from server.imports.figures import Say, either, exact_of, number_of, word_of
from server.imports.shapes import Where
from server.imports.yamls import Lines, lines_of, read_yaml

MOST_DIGITS: Final = 15
DIRECTIONS: Final = {"": 1, "1": 1, "+1": 1, "up": 1, "-1": -1, "down": -1}
SCALE_OF_POINTS: Final = "points"
# How deep the name of an item stands: numeric, item.
IN_NUMERIC: Final = 2


class Normalisation(StrEnum):
    NONE = "none"
    MINMAX = "minmax"
    ZSCORE = "zscore"
    GOALPOSTS = "goalposts"


@dataclass(frozen=True, slots=True)
class Numeric:
    """What is done with numbers.

    `range`: of minmax and goalposts the ends they reach, of zscore the mean and the deviation.
    `low` and `high`: the goalposts.
    """

    normalisation: Normalisation = Normalisation.NONE
    direction: int = 1
    low: float | None = None
    high: float | None = None
    range: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """check.yaml. `items`: those that are named, and `lines` where."""

    rules: Rules = field(default_factory=Rules)
    missing: Silence | None = None
    thin: ThinNode = ThinNode.LEAVES
    coverage: Coverage = Coverage.WEIGHT
    zeros: Zeros = Zeros.STRICT
    floor: Fraction = Fraction(0)
    numeric: Numeric = field(default_factory=Numeric)
    items: Mapping[str, Numeric] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)


def direction_of(given: str, usual: int, say: Say) -> int:
    if given.lower() not in DIRECTIONS:
        say(f"direction es «{given}»; puede ser {either(['up', 'down', '1', '-1'])}")
    return DIRECTIONS.get(given.lower(), 1) if given else usual


@dataclass(frozen=True, slots=True)
class _Place:
    """A field of check.yaml, told with the line that its key stands on."""

    problems: list[str]
    file: str
    lines: Lines
    path: tuple[str, ...] = ()

    def field(self, name: str) -> "_Place":
        return _Place(self.problems, self.file, self.lines, (*self.path, name))

    def say(self, problem: str) -> None:
        where = Where(self.problems, self.file, self._line(self.path), ".".join(self.path))
        where.say(problem)

    def saying(self, name: str) -> Say:
        """What is said of one of its fields."""
        line = self._line((*self.path, name))
        return Where(self.problems, self.file, line, ".".join(self.path)).say

    def _line(self, path: tuple[str, ...]) -> str:
        known = (path[:size] for size in range(len(path), 0, -1))
        line = next((self.lines[each] for each in known if each in self.lines), 1)
        return f"línea {line}"


class _Keys:
    """The fields of check.yaml, each asked for once; what nobody asked for is a problem."""

    def __init__(self, given: Any, place: _Place) -> None:
        if given is not None and not isinstance(given, dict):
            place.say("se espera una lista de campos y valores")
        fields = given.items() if isinstance(given, dict) else ()
        self._given = {str(key): value for key, value in fields}
        self._place = place

    def pop(self, *names: str) -> Any:
        """The value of the one of these names that is there; two of them are a problem."""
        found = [name for name in names if name in self._given]
        if len(found) > 1:
            self._place.saying(found[1])(f"«{found[0]}» y «{found[1]}» dicen lo mismo; deje uno")
        values = [self._given.pop(name) for name in found]
        return values[0] if values else None

    def named(self, *names: str) -> str:
        """Which of these names is there."""
        return next((name for name in names if name in self._given), names[0])

    def word(self, words: Any, default: Any, *names: str) -> Any:
        say = self._place.saying(self.named(*names))
        given = self.pop(*names)
        if given is None:
            return default
        said = str(given).lower().replace("-", "_")
        return word_of(said, words, default, names[0], say)

    def tolerance(self, name: str = "tolerance") -> float | None:
        """How far two numbers may be apart: nothing, or more; None where it is not said."""
        given, say = self.pop(name), self._place.saying(name)
        found = None if given is None else number_of(str(given), say)
        if found is not None and found < 0:
            say(f"{name} es «{given}»; no puede ser menor que cero")
        return found

    def within(self, *names: str) -> "_Keys":
        place = self._place.field(self.named(*names))
        return _Keys(self.pop(*names), place)

    def done(self) -> None:
        for name in self._given:
            self._place.saying(name)(f"no hay un campo «{name}»")


class _On(StrEnum):
    ROUNDED = "rounded"
    UNROUNDED = "unrounded"


def settings_of(path: Path, problems: list[str]) -> Settings:
    """check.yaml; every field has a usual value but the scale."""
    document = read_yaml(path, Where(problems, path.name), as_written=True)
    if problems:
        return Settings()
    place = _Place(problems, path.name, lines_of(path))
    keys = _Keys(document, place)
    rules = _rules(keys, place)
    numeric, items = _numeric(keys, place)
    zeros, floor = keys.word(Zeros, Zeros.STRICT, "zeros"), _floor(keys, place)
    settings = Settings(
        rules=rules,
        missing=keys.word(Silence, None, "missing", "missing_item"),
        thin=keys.word(ThinNode, ThinNode.LEAVES, "thin"),
        coverage=keys.word(Coverage, Coverage.WEIGHT, "coverage"),
        zeros=zeros,
        floor=floor or Fraction(0),
        numeric=numeric,
        items=items,
        lines={path[-1]: line for path, line in place.lines.items() if len(path) == IN_NUMERIC},
    )
    if floor is not None and (zeros is Zeros.FLOOR) != (floor > 0):
        say = place.saying("floor" if floor > 0 else "zeros")
        say("«zeros: floor» y un «floor» mayor que cero van juntos")
    keys.done()
    return settings


def _floor(keys: _Keys, place: _Place) -> Fraction | None:
    """None where it is no number, which is told."""
    given = keys.pop("floor")
    found = Fraction(0) if given is None else exact_of(str(given))
    if found is None or found < 0:
        place.saying("floor")(f"floor es «{given}»; debe ser un número, cero o mayor")
        return None
    return found


def _rules(keys: _Keys, place: _Place) -> Rules:
    told = keys.pop("rounding")
    given = told if isinstance(told, dict) else {"mode": told} if told is not None else {}
    rounding = _Keys(given, place.field("rounding"))
    mode = rounding.word(Rounding, Rounding.NONE, "mode", "method")
    inner, outer = rounding.pop("decimals"), keys.pop("decimals")
    rounding.done()
    decimals = inner if inner is not None else outer
    if inner is not None and outer is not None:
        place.saying("decimals")("decimals también está en rounding; deje uno")
    is_asked = mode is not Rounding.NONE or decimals is not None
    if is_asked and not (type(decimals) is int and 0 <= decimals <= MOST_DIGITS):
        say = place.saying("rounding" if outer is None else "decimals")
        say(f"con rounding hace falta decimals, de 0 a {MOST_DIGITS}")
    scale = keys.pop("scale")
    ranks = keys.within("ranks", "rank")
    on = ranks.word(_On, _On.UNROUNDED, "on")
    if on is _On.ROUNDED and mode is Rounding.NONE:
        place.saying("ranks")("ranks.on es «rounded» y rounding «none»: se contradicen")
    tie = ranks.tolerance()
    rules = Rules(
        scale=None if scale == SCALE_OF_POINTS else _scale(scale, place),
        rounding=mode,
        decimals=decimals if type(decimals) is int else 0,
        tolerance=keys.tolerance(),
        ties=ranks.word(Ties, Ties.COMPETITION, "method"),
        ranks_rounded=on is _On.ROUNDED,
        tie=TOLERANCE if tie is None else tie,
    )
    ranks.done()
    return rules


def _scale(given: Any, place: _Place) -> float:
    if given is None:
        return 1.0
    found = exact_of(str(given))
    if found is None or found <= 0:
        told = f"scale es «{given}»; debe ser un número mayor que cero, o «points»"
        place.saying("scale")(told)
        return 1.0
    return float(found)


def _numeric(keys: _Keys, place: _Place) -> tuple[Numeric, dict[str, Numeric]]:
    """What is done with all numbers, and with those of items that are named: `{item: {...}}`."""
    here = place.field(keys.named("numeric", "numeric_items"))
    given = keys.pop("numeric", "numeric_items")
    if given is not None and not isinstance(given, dict):
        here.say("se espera una lista de campos y valores")
    fields = dict(given) if isinstance(given, dict) else {}
    named = {str(key): fields.pop(key) for key in [*fields] if isinstance(fields[key], dict)}
    usual = _numeric_rule(fields, Numeric(), here)
    items = {code: _numeric_rule(rule, usual, here.field(code)) for code, rule in named.items()}
    _check_used(fields, {usual.normalisation, *(e.normalisation for e in items.values())}, here)
    for code, rule in named.items():
        _check_used(rule, {items[code].normalisation}, here.field(code))
    return usual, items


def _numeric_rule(given: Any, usual: Numeric, place: _Place) -> Numeric:
    keys = _Keys(given, place)
    low, high = keys.pop("low"), keys.pop("high")
    direction, ends = keys.pop("direction"), keys.pop("range")
    how = keys.word(Normalisation, usual.normalisation, "normalisation")
    # Ends are no mean and deviation: neither is taken for the other.
    is_zscore = how is Normalisation.ZSCORE
    is_alike = is_zscore == (usual.normalisation is Normalisation.ZSCORE)
    found = Numeric(
        how,
        usual.direction
        if direction is None
        else direction_of(str(direction), 1, place.saying("direction")),
        usual.low if low is None else number_of(str(low), place.saying("low")),
        usual.high if high is None else number_of(str(high), place.saying("high")),
        _range(ends, place.field("range"), is_zscore=is_zscore)
        if ends is not None
        else (usual if is_alike else Numeric()).range,
    )
    keys.done()
    return found


def _check_used(given: Mapping[str, Any], ways: Collection[Normalisation], place: _Place) -> None:
    """What was said for one normalisation is not passed over by another."""
    if Normalisation.GOALPOSTS not in ways:
        for name in (each for each in ("low", "high") if each in given):
            place.saying(name)(f"{name} es de goalposts, y normalisation es {_told(ways)}")
    if {*ways} == {Normalisation.NONE} and "range" in given:
        place.saying("range")("range necesita una normalisation, y es none")


def _told(ways: Collection[Normalisation]) -> str:
    return " y ".join(sorted(ways))


def _range(given: Any, place: _Place, *, is_zscore: bool) -> tuple[float, float]:
    """Two ends, the less first; or of a zscore its mean and its deviation, which is above zero."""
    ends = [exact_of(str(each)) for each in given] if isinstance(given, list) else []
    match ends:
        case [Fraction() as low, Fraction() as high] if (0 if is_zscore else low) < high:
            return float(low), float(high)
    place.say(
        "debe ser la media y una desviación mayor que cero"
        if is_zscore
        else "debe ser dos números, primero el menor"
    )
    return 0.0, 1.0
