"""Mapa: the states of Mexico with the class of their score, ready to be drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from xml.etree.ElementTree import Element, ParseError, fromstring

SVG = "{http://www.w3.org/2000/svg}"

# Names of the shapes in the npm package @svg-maps/mexico, by INEGI's code of the state.
CODES: Mapping[str, str] = {
    "agu": "01",
    "bcn": "02",
    "bcs": "03",
    "cam": "04",
    "coa": "05",
    "col": "06",
    "chp": "07",
    "chh": "08",
    "cmx": "09",
    "dur": "10",
    "gua": "11",
    "gro": "12",
    "hid": "13",
    "jal": "14",
    "mex": "15",
    "mic": "16",
    "mor": "17",
    "nay": "18",
    "nle": "19",
    "oax": "20",
    "pue": "21",
    "que": "22",
    "roo": "23",
    "slp": "24",
    "sin": "25",
    "son": "26",
    "tab": "27",
    "tam": "28",
    "tla": "29",
    "ver": "30",
    "yuc": "31",
    "zac": "32",
}
LIMITS = (0, 20, 40, 60, 80, 100)


@dataclass(frozen=True, slots=True)
class StateShape:
    """One state as it is drawn: INEGI's code, the name in the file, the path."""

    code: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Outline:
    """All shapes and the box they are drawn in."""

    view_box: str
    shapes: tuple[StateShape, ...]


@dataclass(frozen=True, slots=True)
class StateScore:
    """What the map should say of a state; `value` (0..100) is None where there is no score.

    `margin`: how open the score is, if it is.
    """

    name: str
    url: str
    value: Fraction | float | None
    score: str
    margin: str = ""


@dataclass(frozen=True, slots=True)
class MapState:
    """A finished state: `shade` is "1" to "5"; empty, like `url`, where nothing is known."""

    code: str
    name: str
    url: str
    path: str
    shade: str
    score: str
    text: str
    margin: str


@dataclass(frozen=True, slots=True)
class ScoreClass:
    """A step of the legend; it includes its lower limit."""

    shade: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map of one result."""

    title: str
    view_box: str
    states: tuple[MapState, ...]
    classes: tuple[ScoreClass, ...]


@lru_cache(maxsize=2)
def outline_of(svg: str) -> Outline | None:
    """The shapes in the text of the map's file; None when it is not that file."""
    try:
        # The file comes with the install, checked against its hash: it is not a stranger's.
        root = fromstring(svg)  # noqa: S314
    except ParseError:
        return None
    shapes = tuple(_shapes(root.iter(f"{SVG}path")))
    if {shape.code for shape in shapes} != set(CODES.values()):
        return None
    return Outline(view_box=root.get("viewBox", ""), shapes=shapes)


def map_page(
    svg: str | None,
    title: str,
    scores: Mapping[str, StateScore],
    limits: Sequence[int] = LIMITS,
) -> MapPage | None:
    """The map of these scores by state code; None when the map's file is not installed."""
    outline = outline_of(svg) if svg else None
    if outline is None:
        return None
    states = (_state(shape, scores.get(shape.code), limits) for shape in outline.shapes)
    return MapPage(
        title=title,
        view_box=outline.view_box,
        states=tuple(sorted(states, key=lambda state: state.code)),
        classes=tuple(
            ScoreClass(str(number), str(low), str(high))
            for number, (low, high) in enumerate(pairwise(limits), start=1)
        ),
    )


def shade_of(value: Fraction | float | None, limits: Sequence[int] = LIMITS) -> str:
    """The class a score falls in: as many as there are lower limits at or below it."""
    if value is None:
        return ""
    reached = sum(value >= limit for limit in limits[1:-1])
    return str(reached + 1)


def _shapes(paths: Iterable[Element]) -> Iterable[StateShape]:
    for path in paths:
        code = CODES.get(path.get("id", ""))
        if code:
            yield StateShape(code, path.get("aria-label", ""), " ".join(path.get("d", "").split()))


def _state(shape: StateShape, state: StateScore | None, limits: Sequence[int]) -> MapState:
    if state is None:
        state = StateScore(name=shape.name, url="", value=None, score="")
    return MapState(
        code=shape.code,
        name=state.name,
        url=state.url,
        path=shape.path,
        shade=shade_of(state.value, limits),
        score=state.score,
        text=_told(state),
        margin=state.margin,
    )


def _told(state: StateScore) -> str:
    if not state.score:
        return state.name
    margin = f" ({state.margin})" if state.margin else ""
    return f"{state.name}: {state.score}{margin}"
