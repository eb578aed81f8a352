"""Cambios: what differs between two definitions of an edition, and what each change may touch.

A definition is plain JSON (`server.imports.definitions`). While governments answer, help and legal
basis may be mended and items added to levels that nobody handed in; what would alter an answer
that was given, or what it is worth, may not. Words that were answered change only where the
observatory marks that their meaning stays.
"""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from game.index import USUAL as USUAL_INDEX_RULES
from game.room import USUAL

Definition = Mapping[str, Any]


class Gravity(StrEnum):
    """What a change does to those who have answered.

    harmless: nothing. notable: they are told, and their answer stays. critical: refused.
    """

    HARMLESS = "harmless"
    NOTABLE = "notable"
    CRITICAL = "critical"


class Scope(StrEnum):
    """Which part of a definition changed."""

    EDITION = "edition"
    POINTS = "points"
    BADGE = "badge"
    LAW = "law"
    PILLAR = "pillar"
    TOPIC = "topic"
    ITEM = "item"
    FINAL = "final"
    ROOM = "room"
    INDEX = "index"


class Step(StrEnum):
    """What became of it."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `code`: of the law, pillar, topic or item; `path`: the field of it.

    `within`: the topic of an item, the pillar of a topic. `option`: the option it is about.
    `before` and `after` are texts to be read; of a group, a list or a text in several languages,
    its JSON.
    """

    scope: Scope
    code: str
    path: str
    step: Step
    gravity: Gravity
    before: str = ""
    after: str = ""
    within: str = ""
    option: str = ""

    @property
    def yields(self) -> bool:
        """Whether it is critical only for those it touches: where there are none, it is not."""
        if self.gravity is not Gravity.CRITICAL:
            return False
        match self.scope:
            case Scope.ITEM:
                is_gone = self.step is Step.REMOVED and self.path in {WHOLE, OPTIONS}
                return is_gone or self.adds_item or self.path in WORDS
            case Scope.LAW | Scope.FINAL:
                return True
            case _:
                return False

    @property
    def adds_item(self) -> bool:
        """Whether there is an item more."""
        return (self.scope, self.path, self.step) == (Scope.ITEM, WHOLE, Step.ADDED)


@dataclass(frozen=True, slots=True)
class Version:
    """One definition an open edition has had: from when, on whose word, and what it changed."""

    number: int
    version: str
    at: datetime
    author: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Hits:
    """How many answers a change would touch, and of how many participants.

    Of an item more: of how many participants that handed in a level of its topic. Of the final
    round: how many sheets of marks, and on how many finalists.
    """

    answers: int = 0
    participants: int = 0


WHOLE: Final = ""
OPTIONS: Final = "options"
LEGAL: Final = "legal"
ORDER: Final = "order"
DATES: Final = "dates."
# The day on which a draft began is past wherever an edition is open.
BEGAN: Final = "dates.draft"
FREEZE_DATE: Final = "dates.freeze"
# Words that say what is asked, what each option claims, or what a number counts.
WORDS: Final = frozenset(
    f"{field}.{language}"
    for field in ("text", "options.text", "unit", "numerator", "denominator")
    for language in ("es", "en")
)

_H, _N, _C = Gravity.HARMLESS, Gravity.NOTABLE, Gravity.CRITICAL

# Own rule: a class for each field there is. What decides on points, completeness, factor, weight
# or who is asked is critical. So is what a number counts: its unit, its part and its whole. A
# date to come is notable; the day of opening decides which plans are in time.
FIELDS: Final[Mapping[Scope, Mapping[str, Gravity]]] = MappingProxyType(
    {
        Scope.EDITION: {
            "format": _C,
            "code": _C,
            "instrument": _C,
            "name.es": _H,
            "name.en": _H,
            "note.es": _H,
            "note.en": _H,
            "synthetic": _C,
            "results": _C,
            "continues": _C,
            "kinds": _C,
            "leagues.code": _C,
            "leagues.name.es": _H,
            "leagues.name.en": _H,
            "leagues.kind": _C,
            "leagues.population_from": _C,
            "leagues.population_to": _C,
            "leagues.members": _C,
            "dates.draft": _H,
            "dates.open": _C,
            "dates.freeze": _N,
            "dates.review": _N,
            "dates.reply": _N,
            "dates.published": _N,
            "no_answer": _C,
            "thresholds.topic": _C,
            "thresholds.pillar": _C,
            "thresholds.index": _C,
            "not_applicable_cap": _C,
            "assessed.first": _C,
            "assessed.last": _C,
            "rest_days": _N,
            "plan_years": _C,
            "licence.spdx": _N,
            "licence.name.es": _H,
            "licence.name.en": _H,
            "licence.url": _N,
            "licence.credit.es": _N,
            "licence.credit.en": _N,
            "declaration.title.es": _N,
            "declaration.title.en": _N,
            "declaration.text.es": _N,
            "declaration.text.en": _N,
            "declaration.valid_days": _N,
            "declaration.renew_days": _N,
        },
        Scope.POINTS: {
            "default": _C,
            "by_kind": _C,
            "provisional": _C,
            "returns.free": _C,
            "returns.share": _C,
            "reply": _C,
            "timeliness.days": _C,
            "timeliness.points": _C,
        },
        # One more takes nothing from anybody; what is given for it may not change while it is.
        Scope.BADGE: {
            WHOLE: _C,
            "code": _C,
            "kind": _C,
            "name.es": _H,
            "name.en": _H,
            "description.es": _H,
            "description.en": _H,
            "levels": _C,
            "reached": _C,
            "pillar": _C,
            "items": _C,
            "working_days": _C,
            "points": _C,
        },
        Scope.LAW: {
            WHOLE: _C,
            "code": _H,
            "name.es": _C,
            "name.en": _C,
            "valid_from": _H,
            "valid_to": _H,
            "replaced_by": _H,
        },
        # A pillar or a topic more changes what all the others weigh in the index.
        Scope.PILLAR: {
            WHOLE: _C,
            ORDER: _H,
            "code": _C,
            "name.es": _H,
            "name.en": _H,
            "weight": _C,
        },
        Scope.TOPIC: {
            WHOLE: _C,
            ORDER: _H,
            "code": _C,
            "pillar": _C,
            "name.es": _H,
            "name.en": _H,
            "weight": _C,
            "minutes": _H,
        },
        Scope.ITEM: {
            ORDER: _H,
            "code": _C,
            "topic": _C,
            "kind": _C,
            "text.es": _C,
            "text.en": _C,
            "help.es": _H,
            "help.en": _H,
            "example.es": _H,
            "example.en": _H,
            "weight": _C,
            "scored": _C,
            "options.code": _C,
            "options.text.es": _C,
            "options.text.en": _C,
            "options.factor": _C,
            "options.exclusive": _C,
            "options.order": _H,
            "unit.es": _C,
            "unit.en": _C,
            "numerator.es": _C,
            "numerator.en": _C,
            "denominator.es": _C,
            "denominator.en": _C,
            "minimum": _C,
            "maximum": _C,
            "decimals": _C,
            "scoring.bands.from": _C,
            "scoring.bands.up_to": _C,
            "scoring.bands.factor": _C,
            "scoring.linear": _C,
            "audience.kinds": _C,
            "audience.population_from": _C,
            "audience.population_to": _C,
            "asked_when.item": _C,
            "asked_when.any_of": _C,
            "not_applicable.when.es": _N,
            "not_applicable.when.en": _N,
            "not_applicable.policy": _C,
            "evidence.expected": _C,
            "evidence.text.es": _N,
            "evidence.text.en": _N,
            "legal.law": _N,
            "legal.articles": _N,
            "time_bound": _N,
            "recommendation.es": _H,
            "recommendation.en": _H,
            "effort": _N,
            "continues": _C,
        },
        # Whatever a mark was given by is critical once there are marks; before that it is told.
        Scope.FINAL: {
            WHOLE: _C,
            ORDER: _H,
            "places": _C,
            "least_members": _C,
            "names": _C,
            "scale.least": _C,
            "scale.most": _C,
            "calendar.shortlist": _N,
            "calendar.marks": _N,
            "calendar.publication": _N,
            "criteria.code": _C,
            "criteria.name.es": _H,
            "criteria.name.en": _H,
            "criteria.text.es": _C,
            "criteria.text.en": _C,
            "criteria.weight": _C,
            "criteria.anchors.mark": _C,
            "criteria.anchors.text.es": _C,
            "criteria.anchors.text.en": _C,
        },
        # Nothing that was answered hangs on it. Who is written to, and when, is told; on how many a
        # figure rests was promised to whoever answered.
        Scope.ROOM: {
            "held_up.quiet_days": _N,
            "held_up.returned_days": _N,
            "held_up.unsent_days": _N,
            "held_up.unsigned_days": _N,
            "held_up.last_days": _N,
            "reminder_days": _N,
            "pace_hours": _H,
            "forecast.window": _H,
            "forecast.fewest": _H,
            "forecast.runs": _H,
            "forecast.pool": _H,
            "forecast.inside": _H,
            "burden.idle_minutes": _H,
            "burden.fewest": _C,
            "burden.heaviest": _H,
            # Whoever sent a report was told how long their address is kept.
            "reports.answer_days": _N,
            "reports.review_days": _N,
            "reports.link_hours": _H,
            "reports.keep_months": _C,
            "reports.review_after": _N,
            "reports.hourly": _H,
            "reports.daily": _H,
            "reports.brake": _H,
            "reports.least_seconds": _H,
            "reports.most_links": _H,
            "reports.spam_from": _H,
            "reports.alike": _H,
            "late_days": _H,
            "soon_days": _H,
            "least_reach": _H,
            "ratify_days": _N,
            "commitment_days": _H,
            "efforts.low": _H,
            "efforts.medium": _H,
            "efforts.high": _H,
            "exchanges.hourly": _H,
            "exchanges.daily": _H,
            "exchanges.most_links": _H,
            "exchanges.told": _H,
            "terms.low": _H,
            "terms.medium": _H,
            "terms.high": _H,
        },
        # What is measured by is said before anybody is measured, the draws of chance too.
        Scope.INDEX: {
            "index.method": _C,
            "index.zeros": _C,
            "index.floor": _C,
            "pillars.method": _C,
            "pillars.zeros": _C,
            "pillars.floor": _C,
            "topics.method": _C,
            "topics.zeros": _C,
            "topics.floor": _C,
            "nodes": _C,
            "thin": _C,
            "ties": _C,
            "decimals": _C,
            "robustness.runs": _C,
            "robustness.seed": _C,
            "robustness.spread": _C,
            "robustness.methods": _C,
            "robustness.zeros": _C,
            "robustness.drops": _C,
            "robustness.outside": _C,
            "robustness.top": _C,
            "groups.least": _C,
            "groups.quartiles": _C,
            "groups.draws": _C,
            "groups.seed": _C,
        },
    }
)
LAW_NAMES: Final = frozenset({"name.es", "name.en"})
# Fields read as one value: their parts mean nothing alone.
AS_ONE: Final = frozenset(
    {
        "kinds",
        "assessed",
        "note",
        "by_kind",
        "returns",
        "timeliness",
        "scoring",
        "audience",
        "asked_when",
        "legal",
        "members",
        "nodes",
        "methods",
    }
)


def _as_said(rules: Any) -> Definition:
    """Rules as a definition says them."""
    return asdict(rules, dict_factory=lambda pairs: {name: _said(value) for name, value in pairs})


def _said(value: Any) -> Any:
    if isinstance(value, Fraction):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


# What holds in an edition that says nothing of it.
USUAL_ROOM: Final = _as_said(USUAL)
USUAL_INDEX: Final = _as_said(USUAL_INDEX_RULES)


def changes_between(
    before: Definition, after: Definition, editorial: Collection[str] = ()
) -> tuple[Change, ...]:
    """Every difference, in the order of the files.

    `editorial`: items and laws of which the observatory says that their meaning stays.
    """
    found = (
        *_fields(Scope.EDITION, before["edition"], after["edition"], before["edition"]["code"]),
        *_values(Scope.EDITION, "", "", "format", before.get("format"), after.get("format")),
        *_fields(Scope.POINTS, before["points"], after["points"], ""),
        *_listed(Scope.BADGE, before.get("badges", ()), after.get("badges", ()), added=_N),
        *_listed(Scope.LAW, before["laws"], after["laws"], added=_H),
        *_pillars(before, after),
        *_topics(before, after),
        *_items(before, after),
        *_final(before.get("final"), after.get("final")),
        *_rules(Scope.ROOM, before.get("room"), after.get("room"), USUAL_ROOM),
        *_rules(Scope.INDEX, before.get("index"), after.get("index"), USUAL_INDEX),
    )
    return tuple(_softened(change, editorial) for change in found)


def gravity_of(scope: Scope, path: str) -> Gravity:
    """The class of a field; of one read as one value, the gravest of its parts."""
    fields = FIELDS[scope]
    if path in fields:
        return fields[path]
    parts = [gravity for name, gravity in fields.items() if name.startswith(f"{path}.")]
    # What no table knows is not let through.
    return max(parts, key=list(Gravity).index, default=Gravity.CRITICAL)


def settled(change: Change, hits: Hits) -> Change:
    """The change once it is known whom it touches: what touches nobody may be.

    An item more, other words, or another final round are still told.
    """
    if not change.yields or hits.participants:
        return change
    is_told = change.adds_item or change.path in WORDS or change.scope is Scope.FINAL
    return replace(change, gravity=Gravity.NOTABLE if is_told else Gravity.HARMLESS)


def dated(change: Change, now: datetime, *, is_frozen: bool = False) -> Change:
    """The change as it is now: a date that is put into the past is critical.

    So is the date of a freeze that has come: what stands still is not moved, it is lifted.
    """
    if is_frozen and change.path == FREEZE_DATE:
        return replace(change, gravity=Gravity.CRITICAL)
    is_date = change.path.startswith(DATES) and change.path != BEGAN and change.after
    if is_date and datetime.fromisoformat(change.after) <= now:
        return replace(change, gravity=Gravity.CRITICAL)
    return change


def touched_items(change: Change, before: Definition) -> frozenset[str]:
    """The items whose answers a change is about: one, those of a topic or a pillar, or all.

    A pillar or a topic more is about all of them: each weighs another share of the index. The final
    round is about none.
    """
    if change.step is Step.ADDED and change.scope in {Scope.PILLAR, Scope.TOPIC}:
        return frozenset(_placed(before))
    match change.scope:
        case Scope.ITEM:
            return frozenset({change.code})
        case Scope.TOPIC:
            return frozenset(
                code for code, (topic, _) in _placed(before).items() if topic == change.code
            )
        case Scope.PILLAR:
            topics = {each["code"] for p, each in _all_topics(before) if p == change.code}
            return frozenset(
                code for code, (topic, _) in _placed(before).items() if topic in topics
            )
        case Scope.LAW:
            return frozenset(
                code for code, (_, item) in _placed(before).items() if change.code in _cited(item)
            )
        case _:
            return frozenset() if change.scope is Scope.FINAL else frozenset(_placed(before))


def _cited(item: Definition) -> frozenset[str]:
    return frozenset(basis["law"] for basis in item["legal"])


def _softened(change: Change, editorial: Collection[str]) -> Change:
    words = {Scope.ITEM: WORDS, Scope.LAW: LAW_NAMES}.get(change.scope, frozenset())
    if change.code in editorial and change.path in words:
        return replace(change, gravity=Gravity.NOTABLE)
    return change


def _listed(
    scope: Scope, before: Sequence[Definition], after: Sequence[Definition], *, added: Gravity
) -> Iterator[Change]:
    """Badges or laws, of which one more is less grave than one less."""
    was, now = _by_code(before), _by_code(after)
    for code in _union(was, now):
        if code not in now:
            yield _change(scope, code, WHOLE, Step.REMOVED, readable(was[code]["name"]), "")
        elif code not in was:
            new = _change(scope, code, WHOLE, Step.ADDED, "", readable(now[code]["name"]))
            yield replace(new, gravity=added)
        else:
            yield from _fields(scope, was[code], now[code], code)


def _pillars(before: Definition, after: Definition) -> Iterator[Change]:
    was, now = _by_code(before["pillars"]), _by_code(after["pillars"])
    yield from _members(Scope.PILLAR, was, now)
    for code in _kept(was, now):
        yield from _fields(Scope.PILLAR, was[code], now[code], code, skipped=("topics",))


def _topics(before: Definition, after: Definition) -> Iterator[Change]:
    was = {each["code"]: each | {"pillar": pillar} for pillar, each in _all_topics(before)}
    now = {each["code"]: each | {"pillar": pillar} for pillar, each in _all_topics(after)}
    yield from _members(Scope.TOPIC, was, now)
    for code in _kept(was, now):
        yield from _fields(Scope.TOPIC, was[code], now[code], code, skipped=("items",))


def _items(before: Definition, after: Definition) -> Iterator[Change]:
    was, now = _placed(before), _placed(after)
    for code, (topic, item) in was.items():
        if code not in now:
            text = readable(item["text"])
            yield replace(
                _change(Scope.ITEM, code, WHOLE, Step.REMOVED, text, ""),
                within=topic,
                gravity=Gravity.CRITICAL,
            )
    for code, (topic, item) in now.items():
        if code in was:
            yield from _item(code, was[code], (topic, item))
        else:
            text = readable(item["text"])
            yield replace(
                _change(Scope.ITEM, code, WHOLE, Step.ADDED, "", text),
                within=topic,
                gravity=Gravity.CRITICAL,
            )
    yield from _item_orders(was, now)


def _item(code: str, was: tuple[str, Definition], now: tuple[str, Definition]) -> Iterator[Change]:
    topic = now[0]
    for change in (
        *_values(Scope.ITEM, code, "", "topic", was[0], topic),
        *_fields(Scope.ITEM, was[1], now[1], code, skipped=("options",)),
        *_options(code, was[1]["options"], now[1]["options"]),
    ):
        yield replace(change, within=topic)


def _item_orders(
    was: Mapping[str, tuple[str, Definition]], now: Mapping[str, tuple[str, Definition]]
) -> Iterator[Change]:
    """Items that stay in their topic, in another order; told once for each topic."""
    for topic in dict.fromkeys(topic for topic, _ in now.values()):
        stay = [code for code in now if was.get(code, ("",))[0] == now[code][0] == topic]
        former = [code for code in was if code in set(stay)]
        if former != stay:
            told = _change(
                Scope.ITEM, topic, ORDER, Step.CHANGED, ", ".join(former), ", ".join(stay)
            )
            yield replace(told, within=topic)


def _final(was: Definition | None, now: Definition | None) -> Iterator[Change]:
    if was is None or now is None:
        if was is not now:
            told = [readable(each["criteria"][0]["name"]) if each else "" for each in (was, now)]
            yield _change(Scope.FINAL, "", WHOLE, _step(was, now), *told)
        return
    yield from _fields(Scope.FINAL, was, now, "", skipped=("criteria",))
    before, after = _by_code(was["criteria"]), _by_code(now["criteria"])
    yield from _members(Scope.FINAL, before, after)
    for code in _kept(before, after):
        yield from _fields(Scope.FINAL, before[code], after[code], code, before_path="criteria.")


def _rules(
    scope: Scope, was: Definition | None, now: Definition | None, usual: Definition
) -> Iterator[Change]:
    yield from _fields(scope, _held(was, usual), _held(now, usual), "")


def _held(said: Definition | None, usual: Definition) -> Definition:
    """What holds: to say what holds anyway changes nothing."""
    given = said or {}
    return {
        name: _held(given.get(name), value)
        if isinstance(value, Mapping) and value
        else value
        if given.get(name) is None
        else given[name]
        for name, value in usual.items()
    }


def _options(
    code: str, before: Sequence[Definition], after: Sequence[Definition]
) -> Iterator[Change]:
    was, now = _by_code(before), _by_code(after)
    for option in was:
        if option not in now:
            text = readable(was[option]["text"])
            yield Change(
                Scope.ITEM, code, OPTIONS, Step.REMOVED, Gravity.CRITICAL, text, "", option=option
            )
    for option in now:
        if option in was:
            found = _fields(Scope.ITEM, was[option], now[option], code, before_path="options.")
            yield from (replace(change, option=option) for change in found)
        else:
            text = readable(now[option]["text"])
            yield Change(
                Scope.ITEM, code, OPTIONS, Step.ADDED, Gravity.NOTABLE, "", text, option=option
            )
    former, stay = [o for o in was if o in now], [o for o in now if o in was]
    if former != stay:
        order = f"{OPTIONS}.{ORDER}"
        yield _change(Scope.ITEM, code, order, Step.CHANGED, ", ".join(former), ", ".join(stay))


def _members(
    scope: Scope, was: Mapping[str, Definition], now: Mapping[str, Definition]
) -> Iterator[Change]:
    for code in _union(was, now):
        if code not in now:
            yield _change(scope, code, WHOLE, Step.REMOVED, readable(was[code]["name"]), "")
        elif code not in was:
            yield _change(scope, code, WHOLE, Step.ADDED, "", readable(now[code]["name"]))
    former, stay = [c for c in was if c in now], [c for c in now if c in was]
    if former != stay:
        yield _change(scope, "", ORDER, Step.CHANGED, ", ".join(former), ", ".join(stay))


def _fields(
    scope: Scope,
    was: Definition,
    now: Definition,
    code: str,
    *,
    skipped: Collection[str] = (),
    before_path: str = "",
) -> Iterator[Change]:
    """Differences of a group of fields, one for each that can be read by itself."""
    for name in _union(was, now):
        if name not in skipped:
            path = f"{before_path}{name}"
            yield from _values(scope, code, path, name, was.get(name), now.get(name))


def _values(scope: Scope, code: str, path: str, name: str, was: Any, now: Any) -> Iterator[Change]:
    path = path or name
    if was == now:
        return
    if name == LEGAL and _members_of(was) == _members_of(now):
        moved = _change(scope, code, path, Step.CHANGED, readable(was), readable(now))
        yield replace(moved, gravity=Gravity.HARMLESS)
        return
    if name == "leagues":
        yield from _leagues(scope, code, was, now)
    elif isinstance(was, Mapping) and isinstance(now, Mapping) and name not in AS_ONE:
        yield from _fields(scope, was, now, code, before_path=f"{path}.")
    else:
        yield _change(scope, code, path, _step(was, now), readable(was), readable(now))


def _members_of(values: Sequence[Definition] | None) -> list[str]:
    return sorted(map(readable, values or ()))


def _leagues(
    scope: Scope, code: str, was: Sequence[Definition], now: Sequence[Definition]
) -> Iterator[Change]:
    before, after = _by_code(was), _by_code(now)
    if list(before) != list(after):
        told = ", ".join(before), ", ".join(after)
        yield _change(scope, code, "leagues.code", Step.CHANGED, *told)
    for league in _kept(before, after):
        found = _fields(scope, before[league], after[league], code, before_path="leagues.")
        yield from (replace(change, option=league) for change in found)


def _step(was: Any, now: Any) -> Step:
    if was is None:
        return Step.ADDED
    return Step.REMOVED if now is None else Step.CHANGED


def _change(scope: Scope, code: str, path: str, step: Step, before: str, after: str) -> Change:
    return Change(scope, code, path, step, gravity_of(scope, path), before, after)


def readable(value: Any) -> str:
    """A value of a definition as a text; of a group or a list, its JSON."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Mapping() | list() | tuple():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def _placed(definition: Definition) -> dict[str, tuple[str, Definition]]:
    """Item code to its topic and the item, in order."""
    return {
        item["code"]: (topic["code"], item)
        for _, topic in _all_topics(definition)
        for item in topic["items"]
    }


def _all_topics(definition: Definition) -> Iterator[tuple[str, dict[str, Any]]]:
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            yield pillar["code"], topic


def _by_code(members: Sequence[Definition]) -> dict[str, Definition]:
    return {each["code"]: each for each in members}


def _union(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*was, *now)))


def _kept(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name in was if name in now)
