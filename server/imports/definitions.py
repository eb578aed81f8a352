"""Definición: a whole edition as canonical JSON, its hash, and the values it stands for."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import rfc8785

from game.badges import Badge, BadgeKind, Reach
from game.declarations import Wording
from game.editions import FREEZE, Edition, Licence, Period, Stage, Thresholds
from game.finals import Anchor, Criterion, FinalRound
from game.index import GroupRules, IndexRules, NodeRule, RobustnessRules
from game.leagues import League
from game.points import PointRules, Returns, Term
from game.questionnaire import (
    EVERYONE,
    YES_NO_OPTIONS,
    Audience,
    Band,
    Condition,
    Direction,
    Effort,
    EvidenceRule,
    Expected,
    Item,
    Kind,
    Law,
    LegalBasis,
    NotApplicable,
    Option,
    Pillar,
    Questionnaire,
    Scoring,
    Text,
    Topic,
)
from game.room import (
    BurdenRules,
    EffortRules,
    ExchangeRules,
    ForecastRules,
    Patience,
    ReportRules,
    Room,
    TermRules,
)
from server.days import today_of

Definition = Mapping[str, Any]


def canonical(definition: Definition) -> bytes:
    """The definition in RFC 8785 form: same content, same bytes."""
    return rfc8785.dumps(definition)


def version_of(definition: Definition) -> str:
    """The SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(definition)).hexdigest()


def edition_of(
    definition: Definition, stage: Stage = Stage.DRAFT, *, version: str = ""
) -> tuple[Edition, Questionnaire, PointRules]:
    """The values of a checked definition. The stage is not part of it: it moves.

    `version`: its hash, where that is known already.
    """
    edition = _edition(definition["edition"], stage)
    if definition.get("final"):
        edition = replace(edition, final=final_round_of(definition["final"]))
    if definition.get("room"):
        edition = replace(edition, room=room_of(definition["room"]))
    if definition.get("index"):
        edition = replace(edition, index=index_rules_of(definition["index"]))
    laws = laws_of(definition)
    known: dict[str, Item] = {}
    days = _Days.of(edition)
    pillars = tuple(_pillar(pillar, laws, known, days) for pillar in definition["pillars"])
    questionnaire = Questionnaire(edition.code, version or version_of(definition), pillars)
    points = replace(points_of_definition(definition["points"]), opened=days.opened)
    return edition, questionnaire, points


def points_of_definition(data: Definition) -> PointRules:
    """The rules of the points; what an edition does not say is what `PointRules` says.

    Terms run from the day of opening, which the points do not say.
    """
    returns, shares = data.get("returns"), ("provisional", "reply")
    said: dict[str, Any] = {
        name: Fraction(data[name]) for name in shares if data.get(name) is not None
    }
    return PointRules(
        by_kind=dict(data["by_kind"]),
        default=data["default"],
        returns=Returns(returns["free"], Fraction(returns["share"])) if returns else None,
        timeliness=tuple(Term(**each) for each in data.get("timeliness") or ()),
        **said,
    )


def badges_of(definition: Definition) -> tuple[Badge, ...]:
    """The badges of a checked definition, in order; an older one has none."""
    return tuple(map(_badge, definition.get("badges", ())))


def laws_of(definition: Definition) -> dict[str, Law]:
    """The laws of a checked definition by code, also those that no item rests on."""
    names = {law["code"]: _text(law["name"]) for law in definition["laws"]}
    return {law["code"]: _law(law, names) for law in definition["laws"]}


def _edition(data: Definition, stage: Stage) -> Edition:
    return Edition(
        code=data["code"],
        instrument=data["instrument"],
        name=_text(data["name"]),
        stage=stage,
        kinds=tuple(data["kinds"]),
        leagues=tuple(_league(league) for league in data["leagues"]),
        dates={
            Stage(name): datetime.fromisoformat(at)
            for name, at in data["dates"].items()
            if name != FREEZE
        },
        no_answer=data["no_answer"],
        thresholds=Thresholds(**{k: Fraction(v) for k, v in data["thresholds"].items()}),
        synthetic=data["synthetic"],
        results=data["results"],
        continues=data["continues"],
        note=_optional_text(data["note"]),
        not_applicable_cap=_optional_fraction(data.get("not_applicable_cap")),
        assessed=_period(data.get("assessed")),
        freeze=_optional_moment(data["dates"].get(FREEZE)),
        rest_days=frozenset(map(date.fromisoformat, data.get("rest_days") or ())),
        licence=_licence(data.get("licence")),
        declaration=_wording(data["code"], data.get("declaration")),
        **_said({"plan_years": data.get("plan_years")}),
    )


ROOM_GROUPS: Mapping[str, type] = {
    "held_up": Patience,
    "forecast": ForecastRules,
    "burden": BurdenRules,
    "reports": ReportRules,
    "efforts": EffortRules,
    "exchanges": ExchangeRules,
    "terms": TermRules,
}


def room_of(data: Definition) -> Room:
    """By which figures the edition is followed; what it does not say is what `Room` says."""
    groups = {name: kind(**_said(data.get(name) or {})) for name, kind in ROOM_GROUPS.items()}
    return Room(**{**_said(data), **groups})


def index_rules_of(data: Definition) -> IndexRules:
    """How the index is computed; what the edition does not say is what `IndexRules` says."""
    said: dict[str, Any] = {
        name: data[name] for name in ("thin", "ties", "decimals") if data.get(name) is not None
    }
    for name in ("index", "pillars", "topics"):
        said[name] = _node_rule(data.get(name) or {})
    shaken = dict(data.get("robustness") or {})
    words = {
        "zeros": shaken.pop("zeros", None),
        "methods": tuple(shaken.pop("methods", None) or ()),
    }
    return IndexRules(
        nodes={code: _node_rule(rule) for code, rule in (data.get("nodes") or {}).items()},
        robustness=RobustnessRules(
            **_said(shaken), **{name: word for name, word in words.items() if word}
        ),
        groups=GroupRules(**_said(data.get("groups") or {})),
        **said,
    )


def _node_rule(data: Definition) -> NodeRule:
    said = {name: data[name] for name in ("method", "zeros") if data.get(name)}
    return NodeRule(**said, floor=Fraction(data.get("floor") or 0))


def _said(data: Definition) -> dict[str, Any]:
    """What of these is said; a share is exact."""
    return {
        name: Fraction(value) if isinstance(value, str) else value
        for name, value in data.items()
        if value is not None
    }


def _badge(data: Definition) -> Badge:
    numbers = ("levels", "items", "working_days", "points")
    return Badge(
        code=data["code"],
        kind=BadgeKind(data["kind"]),
        name=_text(data["name"]),
        description=_text(data["description"]),
        reached=Reach(data["reached"]) if data["reached"] else Reach.SIGNED,
        pillar=data["pillar"] or "",
        **{name: data[name] or 0 for name in numbers},
    )


def final_round_of(data: Definition) -> FinalRound:
    """The final round that a definition, or what was published of one, holds."""
    return FinalRound(
        places=data["places"],
        least_members=data["least_members"],
        shows_names=data["names"] == "shown",
        least=data["scale"]["least"],
        most=data["scale"]["most"],
        criteria=tuple(_criterion(each) for each in data["criteria"]),
        shortlist_on=date.fromisoformat(data["calendar"]["shortlist"]),
        marks_until=date.fromisoformat(data["calendar"]["marks"]),
        published_on=date.fromisoformat(data["calendar"]["publication"]),
    )


def _criterion(data: Definition) -> Criterion:
    return Criterion(
        code=data["code"],
        name=_text(data["name"]),
        text=_text(data["text"]),
        weight=Fraction(data["weight"]),
        anchors=tuple(Anchor(each["mark"], _text(each["text"])) for each in data["anchors"]),
    )


def _optional_moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _period(data: Definition | None) -> Period | None:
    if data is None:
        return None
    return Period(date.fromisoformat(data["first"]), date.fromisoformat(data["last"]))


def _licence(data: Definition | None) -> Licence | None:
    if data is None:
        return None
    return Licence(data["spdx"], _text(data["name"]), data["url"], _text(data["credit"]))


def _wording(edition: str, data: Definition | None) -> Wording | None:
    if data is None:
        return None
    return Wording(
        edition, _text(data["title"]), _text(data["text"]), data["valid_days"], data["renew_days"]
    )


def _league(data: Definition) -> League:
    members = data["members"]
    return League(
        code=data["code"],
        name=_text(data["name"]),
        kind=data["kind"],
        population_from=data["population_from"],
        population_to=data["population_to"],
        members=None if members is None else frozenset(members),
    )


def _law(data: Definition, names: Mapping[str, Text]) -> Law:
    return Law(
        data["code"],
        names[data["code"]],
        _day(data["valid_from"]),
        _day(data["valid_to"]),
        names.get(data.get("replaced_by") or ""),
    )


@dataclass(frozen=True, slots=True)
class _Days:
    """What an edition says about the dates in answers.

    `opened`: the day governments begin to answer, where they are. `planned`: the last day of a
    plan, so many years after it. `latest`: the last day assessed.
    """

    opened: date | None
    planned: date | None
    latest: date | None

    @classmethod
    def of(cls, edition: Edition) -> "_Days":
        opens, years = edition.dates.get(Stage.OPEN), edition.plan_years
        opened = today_of(opens) if opens else None
        planned = opened and opened.replace(year=opened.year + years, day=min(opened.day, 28))
        return cls(opened, planned, edition.assessed.last if edition.assessed else None)


def _pillar(
    data: Definition, laws: Mapping[str, Law], known: dict[str, Item], days: _Days
) -> Pillar:
    topics = tuple(_topic(topic, data["code"], laws, known, days) for topic in data["topics"])
    return Pillar(data["code"], _text(data["name"]), Fraction(data["weight"]), topics)


def _topic(
    data: Definition,
    pillar: str,
    laws: Mapping[str, Law],
    known: dict[str, Item],
    days: _Days,
) -> Topic:
    items = []
    for each in data["items"]:
        read = _item(each, data["code"], laws, known)
        item = replace(read, plans_from=days.opened, plans_until=days.planned, latest=days.latest)
        known[item.code] = item
        items.append(item)
    return Topic(
        code=data["code"],
        pillar=pillar,
        name=_text(data["name"]),
        weight=Fraction(data["weight"]),
        minutes=data["minutes"],
        items=tuple(items),
    )


def _item(data: Definition, topic: str, laws: Mapping[str, Law], known: Mapping[str, Item]) -> Item:
    kind = Kind(data["kind"])
    return Item(
        code=data["code"],
        topic=topic,
        kind=kind,
        text=_text(data["text"]),
        help=_text(data["help"]),
        example=_text(data["example"]),
        weight=Fraction(data["weight"]),
        options=_options(kind, data["options"]),
        unit=_optional_text(data["unit"]),
        numerator=_optional_text(data["numerator"]),
        denominator=_optional_text(data["denominator"]),
        minimum=_number(data["minimum"]),
        maximum=_number(data["maximum"]),
        decimals=data["decimals"],
        scoring=_scoring(kind, data["scoring"]),
        audience=_audience(data["audience"]),
        asked_when=_condition(data["asked_when"], known),
        not_applicable=_not_applicable(data["not_applicable"]),
        evidence=EvidenceRule(
            Expected(data["evidence"]["expected"]), _text(data["evidence"]["text"])
        ),
        legal=tuple(LegalBasis(laws[each["law"]], each["articles"]) for each in data["legal"]),
        time_bound=data["time_bound"],
        recommendation=_text(data["recommendation"]),
        effort=Effort(data["effort"]),
        continues=data["continues"],
        # Nothing is said of it where it is, as in every definition kept before it could be said.
        scored=data.get("scored", True),
    )


def _options(kind: Kind, data: Any) -> tuple[Option, ...]:
    if kind is Kind.YES_NO:
        return YES_NO_OPTIONS
    return tuple(
        Option(each["code"], _text(each["text"]), Fraction(each["factor"]), each["exclusive"])
        for each in data
    )


def _scoring(kind: Kind, data: Any) -> Scoring | None:
    if data is None:
        return None
    limit = _day if kind is Kind.DATE else _number
    bands = tuple(
        Band(Fraction(each["factor"]), limit(each["from"]), limit(each["up_to"]))
        for each in data["bands"]
    )
    return Scoring(bands, Direction(data["linear"]) if data["linear"] else None)


def _audience(data: Any) -> Audience:
    if data is None:
        return EVERYONE
    return Audience(frozenset(data["kinds"]), data["population_from"], data["population_to"])


def _condition(data: Any, known: Mapping[str, Item]) -> Condition | None:
    """The condition carries what decides whether its own item is asked."""
    if data is None:
        return None
    opener = known[data["item"]]
    return Condition(opener.code, frozenset(data["any_of"]), opener.audience, opener.asked_when)


def _not_applicable(data: Any) -> NotApplicable | None:
    return None if data is None else NotApplicable(_text(data["when"]), data["policy"])


def _text(data: Definition) -> Text:
    return Text(data["es"], data["en"])


def _optional_text(data: Any) -> Text | None:
    return None if data is None else _text(data)


def _optional_fraction(written: str | None) -> Fraction | None:
    return None if written is None else Fraction(written)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _number(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)
