"""Documentos: a definition as the files it could be read from, and a tree of values as rows.

`definition_in(Documents(documents_of(definition)))` is the same definition. What an edition does
not say is left out, as whoever writes its files would.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.imports.shapes import Where

# The file that each part of a definition comes from.
PART_FILES: Final[Mapping[str, str]] = {
    "edition": "edition.yaml",
    "points": "points.yaml",
    "badges": "badges.yaml",
    "final": "final.yaml",
    "room": "room.yaml",
    "index": "index.yaml",
}
# Their fields may say null, and must be there.
NULLABLE: Final = frozenset({"not_applicable"})
_STEP: Final = re.compile(r"([^.\[\]]+)|\[([0-9]{1,4})\]")


@dataclass(frozen=True, slots=True)
class Documents:
    """The files of an edition that are held in memory."""

    documents: Mapping[str, Any]

    def has(self, name: str) -> bool:
        return name in self.documents

    def read(self, name: str, where: Where) -> Any:
        if name not in self.documents:
            where.say("no existe este archivo")
            return None
        return self.documents[name]

    def topics(self) -> frozenset[str]:
        names = (name.removesuffix(".yaml") for name in self.documents)
        return frozenset(name.removeprefix("items/") for name in names if "/" in name)


def documents_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """The files that a checked definition can be read from."""
    found = {
        PART_FILES[part]: said(definition[part])
        for part in ("edition", "points", "final", "room", "index")
        if definition.get(part)
    }
    if definition.get("badges"):
        found["badges.yaml"] = {"badges": said(definition["badges"])}
    found["laws.yaml"] = {"laws": said(definition["laws"])}
    found["questionnaire.yaml"] = {"pillars": [_pillar(each) for each in definition["pillars"]]}
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            items = [item_said(each) for each in topic["items"]]
            found[f"items/{topic['code']}.yaml"] = {"topic": topic["code"], "items": items}
    return found


def said(value: Any) -> Any:
    """What of a value is said. A group that says nothing was left out where it may be."""
    if isinstance(value, Mapping):
        return {
            name: said(each)
            for name, each in value.items()
            if name in NULLABLE or (each is not None and each != {})
        }
    if isinstance(value, list | tuple):
        return [said(each) for each in value]
    return value


def item_said(item: Mapping[str, Any]) -> dict[str, Any]:
    """The same of an item, where an empty list says nothing either."""
    told: dict[str, Any] = said(item)
    if not told.get("options"):
        told.pop("options", None)
    if not told.get("decimals"):
        told.pop("decimals", None)
    if "scoring" in told and not told["scoring"].get("bands"):
        told["scoring"].pop("bands", None)
    if told.get("scored") is False:
        told["options"] = [
            {name: each for name, each in option.items() if name != "factor"}
            for option in told.get("options", ())
        ]
        if not told["options"]:
            del told["options"]
    return told


def _pillar(pillar: Mapping[str, Any]) -> dict[str, Any]:
    topics = [{n: v for n, v in said(t).items() if n != "items"} for t in pillar["topics"]]
    told: dict[str, Any] = said({**pillar, "topics": []})
    return told | {"topics": topics}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a tree: where it is, how it is written, and what it is.

    `kind`: text, number, yes_no; list or group where there is nothing in it.
    """

    path: str
    value: str
    kind: str


def leaves_of(value: Any, path: str = "") -> Iterator[Leaf]:
    """Every value of a tree of plain ones, in order; a list counts from one."""
    match value:
        case Mapping() if value:
            for name, each in value.items():
                yield from leaves_of(each, f"{path}.{name}" if path else str(name))
        case list() if value:
            for number, each in enumerate(value, start=1):
                yield from leaves_of(each, f"{path}[{number}]")
        case Mapping():
            yield Leaf(path, "", "group")
        case list():
            yield Leaf(path, "", "list")
        case bool():
            yield Leaf(path, "yes" if value else "no", "yes_no")
        case int():
            yield Leaf(path, str(value), "number")
        case _:
            yield Leaf(path, str(value), "text")


def tree_of(leaves: Sequence[tuple[str, Any]]) -> Any:
    """The tree that values stand in by their paths; raises ValueError where none can be made."""
    root: dict[Any, Any] = {}
    for path, value in leaves:
        steps = [name or int(number) for name, number in _STEP.findall(path)]
        if not steps and path:
            raise ValueError(path)
        here = root
        for step in steps[:-1]:
            here = here.setdefault(step, {})
            if not isinstance(here, dict):
                raise ValueError(path)  # noqa: TRY004  (what was written is wrong, not its type)
        if steps and steps[-1] in here:
            raise ValueError(path)
        if steps:
            here[steps[-1]] = value
    return _listed(root)


def _listed(value: Any) -> Any:
    """What was counted from one is a list."""
    if not isinstance(value, dict):
        return value
    if value and all(isinstance(step, int) for step in value):
        if sorted(value) != list(range(1, len(value) + 1)):
            raise ValueError(str(sorted(value)))
        return [_listed(value[number]) for number in sorted(value)]
    return {str(name): _listed(each) for name, each in value.items()}
