"""Libro propio: a workbook of ours read back as the files of an edition. Pure.

Nothing of it is passed over: each cell becomes a value, follows from others, or is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from game.participants import MUNICIPALITY
from game.questionnaire import Kind
from server.imports.editions import EditionInvalid, definition_in
from server.imports.figures import exact_of
from server.xlsforms import columns as c
from server.xlsforms.documents import PART_FILES, Documents, tree_of
from server.xlsforms.expressions import asked_by, audience_text, bounds_in, code_named
from server.xlsforms.grids import Grid, Grids, Line, Place, cells_in
from server.xlsforms.listing import Left, Listing, Why
from server.xlsforms.sheets import (
    DENOMINATOR,
    KINDS,
    NUMERATOR,
    PILLAR,
    TOPIC,
    YES_NO,
    Sheet,
    sheets_of,
)

_WHOLE: Final = re.compile(r"-?[0-9]{1,15}")
CONTINUES: Final = ("edition", "continues")
_BAND: Final = re.compile(r"([^=]*?)\.\.([^=]*?)\s*=\s*(\S+)")
YES: Final = frozenset({"yes", "si", "sí", "true", "1", "x"})
NO: Final = frozenset({"no", "false", "0"})
# What is taken of a sheet, or follows from what is; a cell of any other column is told.
_KNOWN: Final = {
    c.SURVEY: c.SURVEY_HEADS,
    c.CHOICES: c.CHOICES_HEADS,
    c.SETTINGS: c.SETTINGS_HEADS,
    c.LAWS: c.LAWS_HEADS,
    c.RULES: c.RULES_HEADS,
    c.GUIDE: ("es", "en"),
}


def is_own(grids: Grids) -> bool:
    """Whether a workbook says that it is one of ours."""
    return any(line.get("part") == "liga" for line in grids.of(c.RULES).lines)


def continues_in(grids: Grids) -> str:
    """The edition that the one in a workbook of ours continues."""
    lines = grids.of(c.RULES).lines
    told = (e.get("value") for e in lines if (e.get("part"), e.get("path")) == CONTINUES)
    return next(told, "")


@dataclass(slots=True)
class _Read:
    """What has been read so far. `places`: where each file, item and field stands."""

    listing: Listing
    documents: dict[str, Any] = field(default_factory=dict)
    places: dict[tuple[str, str, str], Place] = field(default_factory=dict)


def own_definition(grids: Grids, earlier: Mapping[str, Any] | None, listing: Listing) -> Any:
    """The definition in a workbook of ours; None, and why, where it is none.

    `earlier`: the edition that it continues, if it is at hand.
    """
    read = _Read(listing)
    _rules(grids.of(c.RULES), read)
    _laws(grids.of(c.LAWS), read)
    options = _options(grids.of(c.CHOICES), read)
    _Survey(grids.of(c.SURVEY), options, read).walk()
    if listing.faults:
        return None
    try:
        definition = definition_in(Documents(read.documents), earlier)
    except EditionInvalid as error:
        for flaw in error.problems:
            place, why = getattr(flaw, "place", ("", "", "")), getattr(flaw, "why", str(flaw))
            listing.fault(_placed(read, place), Why.DEFINITION, told=why, field=place[2])
        return None
    listing.add(_unsaid(grids, sheets_of(definition)))
    return definition


def _placed(read: _Read, place: tuple[str, str, str]) -> Place:
    """The cell that a field of a file came from, or the nearest part of it that is known."""
    file, item, path = place
    while True:
        if (file, item, path) in read.places:
            return read.places[file, item, path]
        if not path:
            break
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return read.places.get((file, "", ""), Place(c.RULES))


def _rules(grid: Grid, read: _Read) -> None:
    """The values of `rules`, part by part."""
    leaves: dict[str, list[tuple[str, Any]]] = {}
    for line in grid.lines:
        part, path = line.get("part"), line.get("path")
        place = Place(grid.name, line.number, "value")
        if part == "liga":
            if (path, line.get("value")) != ("format", c.FORMAT):
                read.listing.fault(place, Why.FORMAT, text=line.get("value"))
            continue
        if part not in PART_FILES:
            read.listing.fault(Place(grid.name, line.number, "part"), Why.PART, text=part)
            continue
        file = PART_FILES[part]
        read.places.setdefault((file, "", ""), Place(grid.name, line.number))
        read.places[file, "", path] = place
        leaves.setdefault(part, []).append((path, _leaf(line, place, read)))
    for part, told in leaves.items():
        try:
            read.documents[PART_FILES[part]] = tree_of(told)
        except ValueError as error:
            read.listing.fault(Place(grid.name, 0, "path"), Why.PATHS, part=part, text=str(error))


def _leaf(line: Line, place: Place, read: _Read) -> Any:
    text = line.get("value")
    match line.get("kind"):
        case "number" if _WHOLE.fullmatch(text):
            return int(text)
        case "yes_no":
            return _yes_no(text, place, read)
        case "list":
            return []
        case "group":
            return {}
        case _:
            return text


def _yes_no(text: str, place: Place, read: _Read) -> bool:
    if text.lower() not in YES | NO:
        read.listing.fault(place, Why.YES_OR_NO, text=text)
    return text.lower() in YES


def _laws(grid: Grid, read: _Read) -> None:
    file, found = "laws.yaml", []
    read.places[file, "", ""] = Place(grid.name)
    for n, line in enumerate(grid.lines, start=1):
        law = _filled(code=line.get("code"), name=_own(line, "name"))
        law |= _filled(
            **{name: line.get(name) for name in ("valid_from", "valid_to", "replaced_by")}
        )
        found.append(law)
        here = Place(grid.name, line.number)
        read.places[file, "", f"laws[{n}]"] = read.places[file, law.get("code", ""), ""] = here
    read.documents[file] = {"laws": found}


@dataclass(frozen=True, slots=True)
class _Option:
    said: Mapping[str, Any]
    line: int


def _options(grid: Grid, read: _Read) -> dict[str, list[_Option]]:
    found: dict[str, list[_Option]] = {}
    for line in grid.lines:
        name = line.get("list_name")
        option = _filled(
            code=line.get("name"), text=_text(line, "label"), factor=line.get("factor")
        )
        if line.get("exclusive"):
            place = Place(grid.name, line.number, "exclusive")
            option["exclusive"] = _yes_no(line.get("exclusive"), place, read)
        found.setdefault(name, []).append(_Option(option, line.number))
    return found


class _Survey:
    """Walks the rows of `survey`: pillars, topics in them, items in those."""

    def __init__(self, grid: Grid, options: Mapping[str, list[_Option]], read: _Read) -> None:
        self.grid, self.options, self.read = grid, options, read
        self.pillars: list[dict[str, Any]] = []
        self.topic: dict[str, Any] | None = None
        self.open: list[str] = []
        self.used: set[str] = {KINDS, YES_NO}

    def walk(self) -> None:
        lines = iter(self.grid.lines)
        for line in lines:
            kind, name = line.get("type"), line.get("name")
            if name.startswith("liga_"):
                continue
            if kind == "end_group":
                self._end(line)
            elif kind == "begin_group" and name.startswith(PILLAR):
                self._pillar(line)
            elif kind == "begin_group" and name.startswith(TOPIC):
                self._topic(line)
            elif self.topic is None:
                self._fault(line, "name", Why.OUTSIDE_TOPIC, text=name or kind)
            else:
                self._item(line, lines)
        for name in self.open:
            self.read.listing.fault(Place(self.grid.name), Why.GROUP_OPEN, text=name)
        for name in sorted(self.options.keys() - self.used):
            for option in self.options[name]:
                place = Place(c.CHOICES, option.line, "list_name")
                self.read.listing.left.append(Left(place, Why.LIST_UNUSED, {"text": name}))
        file = "questionnaire.yaml"
        self.read.documents[file] = {"pillars": self.pillars}
        self.read.places[file, "", ""] = Place(self.grid.name)

    def _fault(self, line: Line, column: str, why: Why, **facts: Any) -> None:
        self.read.listing.fault(Place(self.grid.name, line.number, column), why, **facts)

    def _end(self, line: Line) -> None:
        if not self.open:
            self._fault(line, "type", Why.GROUP_CLOSED)
            return
        ended = self.open.pop()
        if line.get("name") not in {"", ended}:
            self._fault(line, "name", Why.GROUP_CROSSED, text=line.get("name"), open=ended)
        if ended.startswith(TOPIC):
            self.topic = None

    def _pillar(self, line: Line) -> None:
        if self.open:
            self._fault(line, "type", Why.GROUP_CROSSED, text=line.get("name"), open=self.open[-1])
        self.open.append(line.get("name"))
        self.pillars.append(self._part(line, PILLAR) | {"topics": []})
        path = f"pillars[{len(self.pillars)}]"
        self.read.places["questionnaire.yaml", "", path] = Place(self.grid.name, line.number)

    def _topic(self, line: Line) -> None:
        if self.topic is not None or not self.pillars or not self.open:
            self._fault(line, "type", Why.OUTSIDE_PILLAR, text=line.get("name"))
            return
        self.open.append(line.get("name"))
        part = self._part(line, TOPIC)
        topics = self.pillars[-1]["topics"]
        topics.append(part | _filled(minutes=_whole(line.get("minutes"))))
        path = f"pillars[{len(self.pillars)}].topics[{len(topics)}]"
        here = Place(self.grid.name, line.number)
        file = f"items/{part.get('code', '')}.yaml"
        self.read.places["questionnaire.yaml", "", path] = self.read.places[file, "", ""] = here
        self.topic = {"topic": part.get("code", ""), "items": []}
        self.read.documents[file] = self.topic

    def _part(self, line: Line, prefix: str) -> dict[str, Any]:
        code = line.get("name").removeprefix(prefix)
        return _filled(code=code, name=_text(line, "label"), weight=line.get("weight"))

    def _item(self, line: Line, lines: Iterator[Line]) -> None:
        if self.topic is None:
            return
        item = self._asked(line) | self._scored(line) | self._proved(line)
        kind = line.get("kind")
        item["text"] = _text(line, "label")
        asks = line
        if kind == Kind.PERCENTAGE:
            above, below, end = (next(lines, Line(line.number, {})) for _ in range(3))
            name = line.get("name")
            parts = (f"{name}{NUMERATOR}", f"{name}{DENOMINATOR}")
            if (above.get("name"), below.get("name")) != parts or end.get("type") != "end_group":
                self._fault(line, "type", Why.PERCENTAGE_PARTS, text=name)
                return
            item |= {"numerator": _text(above, "label"), "denominator": _text(below, "label")}
            asks = above
        item |= {"help": _text(asks, "hint"), "example": _text(asks, "guidance_hint")}
        self.topic["items"].append(_filled(**item) | {"not_applicable": _excuse(line)})
        self._remember(line, item)

    def _remember(self, line: Line, item: Mapping[str, Any]) -> None:
        """Where everything that can be wrong with the item stands."""
        file = f"items/{self.topic['topic'] if self.topic else ''}.yaml"
        code, sheet = str(item["code"]), self.grid.name
        places, number = self.read.places, line.number
        places[file, code, ""] = Place(sheet, number)
        if self.topic:
            label = f"reactivo {len(self.topic['items'])}"
            places[file, label, ""] = Place(sheet, number)
        for path, column in FIELD_COLUMNS.items():
            places[file, code, path] = Place(sheet, number, column)
        for n, option in enumerate(self.options.get(str(item["code"]), ()), start=1):
            places[file, code, f"options[{n}]"] = Place(c.CHOICES, option.line)
            for path, column in (("factor", "factor"), ("code", "name"), ("text", "label")):
                places[file, code, f"options[{n}].{path}"] = Place(c.CHOICES, option.line, column)

    def _asked(self, line: Line) -> dict[str, Any]:
        """The code of an item, and when it is asked."""
        kinds = line.get("audience").split()
        limits = {name: line.get(name) for name in ("population_from", "population_to")}
        audience = None
        if kinds or any(limits.values()):
            audience = {"kinds": kinds} | _filled(**{n: _whole(v) for n, v in limits.items()})
        told = audience_text(
            {"kinds": kinds, **{n: v or None for n, v in limits.items()}} if kinds else None,
            MUNICIPALITY,
        )
        return {
            "code": code_named(line.get("name")),
            "kind": line.get("kind"),
            "audience": audience,
            "asked_when": self._condition(line, told),
        }

    def _condition(self, line: Line, audience: str) -> Any:
        """With which answers; what a form says of whom must be what its columns say."""
        relevant = line.get("relevant")
        if audience and not relevant.endswith(audience):
            self._fault(line, "relevant", Why.AUDIENCE_DIFFERS, text=audience)
            return None
        own = relevant.removesuffix(audience).removesuffix(" and ").strip()
        if not own:
            return None
        found = asked_by(own)
        if found is None or len(found) != 1 or found[0].is_other or "${liga_" in own:
            self._fault(line, "relevant", Why.RELEVANT, text=own)
            return None
        return {"item": code_named(found[0].name), "any_of": list(found[0].any_of)}

    def _scored(self, line: Line) -> dict[str, Any]:
        found: dict[str, Any] = {"weight": line.get("weight"), "unit": _own(line, "unit")}
        if line.get("decimals") not in {"", "0"}:
            found["decimals"] = _whole(line.get("decimals"))
        if line.get("kind") == Kind.NUMBER and line.get("constraint"):
            limits = bounds_in(line.get("constraint"), is_whole=not found.get("decimals"))
            if limits is None:
                self._fault(line, "constraint", Why.CONSTRAINT, text=line.get("constraint"))
            else:
                found["minimum"], found["maximum"] = limits
        if line.get("kind") in {Kind.SCALE, Kind.MULTIPLE}:
            code = code_named(line.get("name"))
            self.used.add(code)
            found["options"] = [dict(option.said) for option in self.options.get(code, ())]
        if line.get("scoring"):
            found["scoring"] = self._scoring(line)
        if line.get("scored"):
            place = Place(self.grid.name, line.number, "scored")
            found["scored"] = _yes_no(line.get("scored"), place, self.read)
        return found

    def _scoring(self, line: Line) -> Any:
        text = line.get("scoring")
        if text.startswith("linear "):
            return {"linear": text.removeprefix("linear ").strip()}
        bands = []
        for told in text.split("\n"):
            band = _BAND.fullmatch(told.strip())
            if band is None:
                self._fault(line, "scoring", Why.SCORING, text=told)
                return None
            ends = {"from": band[1].strip(), "up_to": band[2].strip(), "factor": band[3]}
            bands.append(_filled(**ends))
        return {"bands": bands}

    def _proved(self, line: Line) -> dict[str, Any]:
        legal = []
        for told in filter(None, (each.strip() for each in line.get("legal_basis").split("\n"))):
            law, colon, articles = told.partition(":")
            if not colon:
                self._fault(line, "legal_basis", Why.LEGAL, text=told)
            legal.append({"law": law.strip(), "articles": _folded(articles.strip())})
        place = Place(self.grid.name, line.number, "time_bound")
        return {
            "evidence": _filled(expected=line.get("evidence"), text=_own(line, "evidence")),
            "legal": legal,
            "time_bound": _yes_no(line.get("time_bound"), place, self.read),
            "continues": line.get("lineage"),
            "recommendation": _own(line, "recommendation"),
            "effort": line.get("effort"),
        }


# The column that each field of an item stands in.
FIELD_COLUMNS: Final = {
    "code": "name",
    "kind": "kind",
    "text": "label",
    "help": "hint",
    "example": "guidance_hint",
    "weight": "weight",
    "options": "type",
    "unit": "unit",
    "numerator": "label",
    "denominator": "label",
    "minimum": "constraint",
    "maximum": "constraint",
    "decimals": "decimals",
    "scoring": "scoring",
    "audience": "audience",
    "audience.population_from": "population_from",
    "audience.population_to": "population_to",
    "asked_when": "relevant",
    "not_applicable": "na_when",
    "not_applicable.policy": "na_policy",
    "evidence": "evidence",
    "legal": "legal_basis",
    "time_bound": "time_bound",
    "recommendation": "recommendation",
    "effort": "effort",
    "continues": "lineage",
    "scored": "scored",
}


def _excuse(line: Line) -> dict[str, Any] | None:
    when = _own(line, "na_when")
    if not when and not line.get("na_policy"):
        return None
    return {"when": when} | _filled(policy=line.get("na_policy"))


def _filled(**given: Any) -> dict[str, Any]:
    """What is said of these."""
    return {name: value for name, value in given.items() if value not in ("", None, {})}


def _text(line: Line, column: str) -> dict[str, str]:
    return _filled(**{each: line.get(c.translated(column, each)) for each in c.LANGUAGES})


def _own(line: Line, column: str) -> dict[str, str]:
    return _filled(**{each: line.get(c.own(column, each)) for each in c.LANGUAGES})


def _whole(text: str) -> Any:
    """A number where it is one; what else was typed is judged with everything else."""
    return int(text) if _WHOLE.fullmatch(text) else text


def _folded(text: str) -> str:
    return re.sub(r"\\(n|\\)", lambda found: "\n" if found[1] == "n" else "\\", text)


def _unsaid(grids: Grids, sheets: Sequence[Sheet]) -> Iterator[Left]:
    """What stands in the workbook and is not in the definition made from it."""
    own = {sheet.name: sheet for sheet in sheets}
    for name, grid in grids.sheets.items():
        if name not in own:
            if grid.lines:
                yield Left(Place(grid.name), Why.SHEET_UNUSED, {"count": len(grid.lines)})
            continue
        for row in grid.aside:
            yield Left(Place(grid.name, row), Why.NO_HEADING, {})
        for row, column in grid.unread:
            yield Left(Place(grid.name, row, column), Why.NO_VALUE, {})
        for column in grid.twice:
            yield Left(Place(grid.name, 0, column), Why.COLUMN_TWICE, {})
        heads = set(_KNOWN[name])
        for place, text in cells_in(grid):
            if place.column not in heads:
                yield Left(place, Why.COLUMN_UNUSED, {"text": text})
    for name, keys in _KEYS.items():
        yield from _differing(grids.of(name), own[name], keys)


# By which columns a row is the same one.
_KEYS: Final = {
    c.SURVEY: ("name",),
    c.CHOICES: ("list_name", "name"),
    c.LAWS: ("code",),
    c.RULES: ("part", "path"),
    c.SETTINGS: (),
}


def _differing(grid: Grid, sheet: Sheet, keys: Sequence[str]) -> Iterator[Left]:
    """Cells that say otherwise than the definition that was made: they only repeat it."""
    made = {_key(row, keys): row for row in sheet.rows}
    for line in grid.lines:
        row = made.get(_key(line.cells, keys))
        if row is None:
            continue
        for column in grid.heads:
            told, kept = line.get(column), row.get(column, "")
            if column in sheet.heads and column != "version" and not _agree(told, kept):
                facts = {"text": told, "kept": kept}
                yield Left(Place(grid.name, line.number, column), Why.DERIVED, facts)


def _key(row: Mapping[str, str], keys: Sequence[str]) -> tuple[str, ...]:
    ends = "end" if row.get("type", "") == "end_group" else ""
    return (ends, *(row.get(name, "") for name in keys))


def _agree(told: str, kept: str) -> bool:
    """Whether two cells say the same, however a number or a yes is written."""
    if told == kept:
        return True
    if told.lower() in YES | NO and kept.lower() in YES | NO | {""}:
        return (told.lower() in YES) == (kept.lower() in YES)
    mine, theirs = exact_of(told), exact_of(kept)
    if mine is not None and theirs is not None:
        return mine == theirs
    return " ".join(told.split()) == " ".join(kept.split())
