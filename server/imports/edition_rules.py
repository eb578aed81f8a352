"""Coherencia: what must hold between the parts of an edition, beyond the shape of each."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

from game.badges import BadgeKind
from game.editions import FREEZE, Stage
from game.participants import MUNICIPALITY
from game.questionnaire import Expected, Kind
from indicators.tree import Method, Zeros
from server.imports.definitions import room_of
from server.imports.shapes import Where

# Fields that only some kinds of item have; those marked True they must have.
FIELDS_OF_KIND: Mapping[Kind, Mapping[str, bool]] = {
    Kind.YES_NO: {},
    Kind.SCALE: {"options": True},
    Kind.MULTIPLE: {"options": True},
    Kind.NUMBER: {
        "unit": True,
        "minimum": False,
        "maximum": False,
        "decimals": False,
        "scoring": True,
    },
    Kind.PERCENTAGE: {
        "numerator": True,
        "denominator": True,
        "decimals": False,
        "scoring": True,
    },
    Kind.DATE: {"scoring": True},
    Kind.TEXT: {},
}
# What each kind of badge says, all of it and nothing else.
FIELDS_OF_BADGE: Mapping[BadgeKind, frozenset[str]] = {
    BadgeKind.LEVELS: frozenset({"levels", "reached"}),
    BadgeKind.PILLAR: frozenset({"pillar", "reached"}),
    BadgeKind.MENDED: frozenset({"items", "working_days"}),
    BadgeKind.STREAK: frozenset({"working_days"}),
    BadgeKind.IMPROVED: frozenset({"points"}),
    BadgeKind.HELPED: frozenset({"items"}),
}
BADGE_FIELDS = sorted(frozenset[str]().union(*FIELDS_OF_BADGE.values()))
# Beside the addresses of the leagues stands that of the final round.
FINAL_ADDRESS = "final"
KIND_FIELDS = sorted({name for fields in FIELDS_OF_KIND.values() for name in fields})


@dataclass(frozen=True, slots=True)
class Placed:
    """An item of good shape, its topic, and where its problems are to be told."""

    topic: str
    item: dict[str, Any]
    where: Where


@dataclass(frozen=True, slots=True)
class Known:
    """What items may refer to; None where that part could not be read."""

    kinds: frozenset[str] | None
    laws: frozenset[str] | None
    earlier: frozenset[str] | None

    @classmethod
    def of(cls, edition: Any, laws: Any, earlier: frozenset[str] | None) -> "Known":
        return cls(
            kinds=frozenset(edition["kinds"]) if edition else None,
            laws=frozenset(law["code"] for law in laws["laws"]) if laws else None,
            earlier=earlier,
        )


def check_edition(edition: Any, where: Where) -> None:
    """Leagues cover every kind once; stages follow each other in time; a cap leaves some room."""
    if edition is None:
        return
    _check_unique((league["code"] for league in edition["leagues"]), where.field("leagues"))
    for n, league in enumerate(edition["leagues"], start=1):
        if league["code"] == FINAL_ADDRESS:
            here = where.field("leagues").position(n).field("code")
            here.say(f"«{FINAL_ADDRESS}» es la dirección de la ronda final; use otra clave")
        if league["kind"] not in edition["kinds"]:
            here = where.field("leagues").position(n).field("kind")
            here.say(f"«{league['kind']}» no está en kinds")
    for kind in edition["kinds"]:
        _check_brackets([each for each in edition["leagues"] if each["kind"] == kind], kind, where)
    moments = [edition["dates"][stage] for stage in Stage if stage in edition["dates"]]
    if moments != sorted(moments):
        where.field("dates").say("las fechas deben seguir el orden de las etapas")
    _check_freeze(edition["dates"], where.field("dates").field(FREEZE))
    assessed = edition["assessed"]
    if assessed and assessed["last"] < assessed["first"]:
        where.field("assessed").field("last").say("es anterior a first")
    if edition["not_applicable_cap"] == "0":
        here = where.field("not_applicable_cap")
        here.say("debe ser mayor que 0; donde no cabe «no aplica», lo dice cada reactivo")


def _check_freeze(dates: Mapping[str, str], where: Where) -> None:
    """The boards stop while governments still answer: after the opening, not after the review."""
    if dates.get(FREEZE) is None:
        return
    at, opens, review = (
        datetime.fromisoformat(dates[name]) if dates.get(name) else None
        for name in (FREEZE, Stage.OPEN, Stage.REVIEW)
    )
    if at and (opens is None or at <= opens):
        where.say("la tabla se detiene después de abrir la edición (open)")
    if at and (review is None or at > review):
        where.say("la tabla se detiene a más tardar al empezar la revisión (review)")


def check_points(points: Any, where: Where) -> None:
    """Every share of the points of every kind is whole, and none settles less than was given."""
    if points is None:
        return
    worth = {"default": points["default"]} | points["by_kind"]
    if points["provisional"] is None:
        for name, amount in worth.items():
            if amount % 2:
                where.field(name).say("debe ser par: la mitad se otorga al responder")
    given = Fraction(points["provisional"] or "1/2")
    for place, share in _shares(points, where):
        for name, amount in worth.items():
            if amount * Fraction(share) % 1:
                place.say(f"{share} de {amount} puntos ({name}) no es un número entero")
        if Fraction(share) < given:
            place.say(f"es menor que lo provisional, {given}: aceptar quitaría")


def check_timeliness(points: Any, edition: Any, where: Where) -> None:
    """Terms run from the opening and end before the review; a longer one is worth less."""
    if not points or not edition or not points["timeliness"]:
        return
    terms = [(each["days"], each["points"]) for each in points["timeliness"]]
    for number, (before, term) in enumerate(pairwise(terms), start=2):
        if term[0] <= before[0]:
            where.position(number).field("days").say("debe ser más que en el plazo anterior")
        if term[1] >= before[1]:
            where.position(number).field("points").say("debe ser menos que en el plazo anterior")
    opens, review = (
        datetime.fromisoformat(edition["dates"][stage]) if edition["dates"].get(stage) else None
        for stage in (Stage.OPEN, Stage.REVIEW)
    )
    if opens is None:
        where.say("los plazos corren desde la apertura: falta dates.open en edition.yaml")
        return
    for number, (days, _) in enumerate(terms, start=1):
        if review is not None and opens + timedelta(days=days) > review:
            here = where.position(number).field("days")
            here.say("el plazo termina después de que empieza la revisión (review)")


def _shares(points: Any, where: Where) -> Iterator[tuple[Where, str]]:
    """The shares that a file says, and where."""
    for name in ("provisional", "reply"):
        if points[name] is not None:
            yield where.field(name), points[name]
    if points["returns"] is not None:
        yield where.field("returns").field("share"), points["returns"]["share"]


def check_badges(badges: Any, tree: Any, where: Where) -> None:
    """Codes are unique, and each badge says what its kind needs and nothing else."""
    if badges is None:
        return
    _check_unique((badge["code"] for badge in badges["badges"]), where.field("badges"))
    pillars = {pillar["code"] for pillar in tree["pillars"]} if tree else None
    for badge in badges["badges"]:
        here, kind = where.within(badge["code"]), BadgeKind(badge["kind"])
        for name in BADGE_FIELDS:
            needs = name in FIELDS_OF_BADGE[kind]
            if badge[name] is None and needs:
                here.field(name).say(f"falta este campo en una insignia de tipo {kind}")
            elif badge[name] is not None and not needs:
                here.field(name).say(f"no corresponde a una insignia de tipo {kind}")
        if badge["pillar"] and pillars is not None and badge["pillar"] not in pillars:
            here.field("pillar").say(f"«{badge['pillar']}» no está en questionnaire.yaml")


def check_tree(tree: Any, where: Where) -> None:
    """Codes of pillars and topics are unique."""
    if tree is None:
        return
    pillars = tree["pillars"]
    _check_unique((pillar["code"] for pillar in pillars), where.field("pillars"))
    topics = (topic["code"] for pillar in pillars for topic in pillar["topics"])
    _check_unique(topics, where.field("topics"))


def check_laws(laws: Any, where: Where) -> None:
    """Codes are unique, no law ends before it begins, and none is its own successor."""
    if laws is None:
        return
    _check_unique((law["code"] for law in laws["laws"]), where.field("laws"))
    codes = {law["code"] for law in laws["laws"]}
    for law in laws["laws"]:
        start, end = law["valid_from"], law["valid_to"]
        if start and end and end < start:
            where.within(law["code"]).field("valid_to").say("es anterior a valid_from")
        if law["replaced_by"] and law["replaced_by"] not in codes - {law["code"]}:
            here = where.within(law["code"]).field("replaced_by")
            here.say(f"«{law['replaced_by']}» no es otra ley de este archivo")


def check_final(final: Any, where: Where) -> None:
    """Weights add up to one, the scale rises and its ends have their meaning, days are in order."""
    if final is None:
        return
    scale, criteria = final["scale"], where.field("criteria")
    if scale["most"] <= scale["least"]:
        where.field("scale").field("most").say("debe ser mayor que least")
    _check_unique((each["code"] for each in final["criteria"]), criteria)
    total = sum((Fraction(each["weight"]) for each in final["criteria"]), Fraction(0))
    if total != 1:
        criteria.say(f"los pesos deben sumar 1 y suman {total}")
    for n, criterion in enumerate(final["criteria"], start=1):
        said = [anchor["mark"] for anchor in criterion["anchors"]]
        here = criteria.position(n).field("anchors")
        if said[:1] + said[-1:] != [scale["least"], scale["most"]]:
            here.say(
                f"deben decir qué es {scale['least']} primero y qué es {scale['most']} al final"
            )
        if said != sorted(set(said)):
            here.say("deben ir de menor a mayor, sin repetir")
    days = list(final["calendar"].values())
    if days != sorted(days):
        where.field("calendar").say("los días deben seguir el orden: shortlist, marks, publication")


def check_room(room: Any, where: Where) -> None:
    """A forecast has days to draw from, and most of its courses lie between its bounds."""
    if room is None:
        return
    rules, here = room_of(room).forecast, where.field("forecast")
    if rules.fewest > rules.window:
        here.field("fewest").say(f"es más que window, {rules.window}: nunca habría pronóstico")
    if rules.pool * rules.fewest < 1:
        here.field("pool").say(f"de {rules.fewest} días no queda ninguno que sacar")
    if rules.inside < Fraction(1, 2):
        here.field("inside").say("debe ser 1/2 o más: lo esperado queda entre los límites")
    efforts, terms = room_of(room).efforts, room_of(room).terms
    for name, by in (("efforts", efforts), ("terms", terms)):
        if not by.low <= by.medium <= by.high:
            where.field(name).say("deben ir de menor a mayor: low, medium, high")


def check_index(index: Any, tree: Any, where: Where) -> None:
    """Rules are for nodes that are there, and those for zeros for means that feel one."""
    if index is None:
        return
    named = index["nodes"]
    for name in ("index", "pillars", "topics"):
        _check_node_rule(index[name], where.field(name))
    known = {part["code"] for pillar in (tree or {}).get("pillars", ()) for part in _parts(pillar)}
    for code, rule in named.items():
        here = where.field("nodes").field(code)
        if tree is not None and code not in known:
            here.say("no hay un pilar ni un tema con esta clave")
        _check_node_rule(rule, here)
    shaken = index["robustness"] or {}
    if shaken.get("outside") is not None and not 0 < Fraction(shaken["outside"]) < Fraction(1, 2):
        where.field("robustness").field("outside").say("debe ser más que 0 y menos que 1/2")
    if shaken.get("spread") is not None and Fraction(shaken["spread"]) == 1:
        where.field("robustness").field("spread").say("debe ser menos que 1: un peso sería cero")


def _parts(pillar: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield pillar
    yield from pillar["topics"]


def _check_node_rule(rule: Any, where: Where) -> None:
    given = rule or {}
    method, zeros = Method(given.get("method") or "mean"), Zeros(given.get("zeros") or "strict")
    if zeros is not Zeros.STRICT and not method.has_zeros:
        where.field("zeros").say(f"un nodo {method} no tiene regla para los ceros")
    if (zeros is Zeros.FLOOR) != (Fraction(given.get("floor") or 0) > 0):
        where.field("floor").say("«zeros: floor» y un piso mayor que cero van juntos")


def check_items(placed: Iterable[Placed], known: Known) -> None:
    """Each item by itself, and what it says of others that came before it."""
    before: dict[str, dict[str, Any]] = {}
    for each in placed:
        item, where = each.item, each.where
        if item["code"] in before:
            where.field("code").say("la clave está repetida")
        _check_fields(item, where)
        _check_options(item, where)
        _check_scoring(item, where)
        _check_audience(item, known.kinds, where)
        _check_condition(item, before, where)
        _check_references(item, known, where)
        before[item["code"]] = item


def _is_scored(item: Mapping[str, Any]) -> bool:
    return bool(item.get("scored", True)) and item["kind"] != Kind.TEXT


def _check_fields(item: Mapping[str, Any], where: Where) -> None:
    kind = Kind(item["kind"])
    must = FIELDS_OF_KIND[kind]
    if not _is_scored(item):
        must = {name: needed and name == "options" for name, needed in must.items()}
        if item["scoring"] is not None:
            where.field("scoring").say("no corresponde a un reactivo sin puntaje")
    for name in KIND_FIELDS:
        has = bool(item[name]) or item[name] == "0"
        if has and name not in must:
            where.field(name).say(f"no corresponde a un reactivo de tipo {kind}")
        elif not has and must.get(name):
            where.field(name).say(f"falta este campo en un reactivo de tipo {kind}")
    if item["evidence"]["expected"] == Expected.NEVER and _is_scored(item):
        where.field("evidence.expected").say("never solo corresponde a un reactivo sin puntaje")
    low, high = item["minimum"], item["maximum"]
    if low is not None and high is not None and Fraction(low) > Fraction(high):
        where.field("maximum").say("es menor que minimum")


def _check_options(item: Mapping[str, Any], where: Where) -> None:
    options = item["options"]
    here = where.field("options")
    _check_unique((option["code"] for option in options), here)
    if not _is_scored(item):
        _check_no_factors(options, here)
        return
    factors = [Fraction(option["factor"]) for option in options]
    if item["kind"] == Kind.SCALE and options:
        if factors[0] != 0 or factors[-1] != 1 or factors != sorted(factors):
            here.say("los factores de la escala deben ir de 0 a 1, de menor a mayor")
        if any(option["exclusive"] for option in options):
            here.say("exclusive solo corresponde a un reactivo de tipo multiple")
    if item["kind"] == Kind.MULTIPLE and options:
        if sum(factors) != 1:
            here.say(f"las partes deben sumar 1 y suman {float(sum(factors)):g}")
        if not any(option["exclusive"] for option in options):
            here.say("falta una opción exclusiva para «ninguno de los anteriores»")
        for n, option in enumerate(options, start=1):
            if option["exclusive"] and factors[n - 1]:
                here.position(n).field("factor").say("la opción exclusiva debe valer 0")


def _check_no_factors(options: Sequence[Mapping[str, Any]], where: Where) -> None:
    for n, option in enumerate(options, start=1):
        if Fraction(option["factor"]):
            where.position(n).field("factor").say("no corresponde a un reactivo sin puntaje")


def _check_scoring(item: Mapping[str, Any], where: Where) -> None:
    scoring = item["scoring"]
    if scoring is None:
        return
    here = where.field("scoring")
    if bool(scoring["bands"]) == bool(scoring["linear"]):
        here.say("debe tener bands o linear, y solo uno")
    if scoring["linear"] and item["kind"] != Kind.PERCENTAGE:
        here.field("linear").say("solo corresponde a un reactivo de tipo percentage")
    for n, band in enumerate(scoring["bands"], start=1):
        _check_band(band, item["kind"], here.field("bands").position(n))


def _check_band(band: Mapping[str, Any], kind: str, where: Where) -> None:
    limits = {name: band[name] for name in ("from", "up_to") if band[name] is not None}
    if not limits:
        where.say("falta from o up_to")
    for name, limit in limits.items():
        is_day = limit.count("-") == 2
        if is_day != (kind == Kind.DATE):
            where.field(name).say(
                "debe ser una fecha" if kind == Kind.DATE else "debe ser un número"
            )
            return
    if len(limits) == 2 and _limit_order(limits["from"], kind) > _limit_order(
        limits["up_to"], kind
    ):
        where.say("from es mayor que up_to")


def _limit_order(limit: str, kind: str) -> tuple[str, Fraction]:
    return (limit, Fraction(0)) if kind == Kind.DATE else ("", Fraction(limit))


def _check_audience(item: Mapping[str, Any], kinds: Collection[str] | None, where: Where) -> None:
    audience = item["audience"]
    if audience is None:
        return
    here = where.field("audience")
    for kind in audience["kinds"]:
        if kinds is not None and kind not in kinds:
            here.field("kinds").say(f"«{kind}» no está en kinds de edition.yaml")
    low, high = audience["population_from"], audience["population_to"]
    if MUNICIPALITY not in audience["kinds"] and (low is not None or high is not None):
        here.say("los límites de población solo valen para municipios")
    if low is not None and high is not None and low > high:
        here.field("population_to").say("es menor que population_from")


def _check_condition(
    item: Mapping[str, Any], before: Mapping[str, dict[str, Any]], where: Where
) -> None:
    condition = item["asked_when"]
    if condition is None:
        return
    here = where.field("asked_when")
    opener = before.get(condition["item"])
    if opener is None:
        here.field("item").say(f"«{condition['item']}» no es un reactivo anterior")
        return
    if opener["kind"] not in {Kind.YES_NO, Kind.SCALE}:
        here.field("item").say(f"{opener['code']} debe ser de tipo yes_no o scale")
        return
    options = {option["code"] for option in opener["options"]} or {"yes", "no"}
    for option in condition["any_of"]:
        if option not in options:
            here.field("any_of").say(f"«{option}» no es una opción de {opener['code']}")


def _check_references(item: Mapping[str, Any], known: Known, where: Where) -> None:
    for n, basis in enumerate(item["legal"], start=1):
        if known.laws is not None and basis["law"] not in known.laws:
            here = where.field("legal").position(n).field("law")
            here.say(f"«{basis['law']}» no está en laws.yaml")
    earlier = item["continues"]
    if earlier is not None and known.earlier is not None and earlier not in known.earlier:
        where.field("continues").say(f"«{earlier}» no existe en la edición anterior")


def _check_unique(codes: Iterable[str], where: Where) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            where.say(f"la clave {code} está repetida")
        seen.add(code)


def _check_brackets(leagues: list[Any], kind: str, where: Where) -> None:
    """Population brackets neither overlap nor leave a gap; lists of members are taken as given."""
    here = where.field("leagues")
    if not leagues:
        here.say(f"ninguna liga recibe a participantes de tipo {kind}")
    if any(league["members"] is not None for league in leagues):
        return
    ordered = sorted(leagues, key=lambda league: league["population_from"] or 0)
    for problem in _bracket_problems(ordered):
        here.say(problem)


def _bracket_problems(ordered: list[Any]) -> Iterator[str]:
    following: int | None = 0
    for league in ordered:
        start, end = league["population_from"] or 0, league["population_to"]
        if following is None or start < following:
            yield f"{league['code']}: su rango de población se encima con otro"
        elif start > following:
            yield f"{league['code']}: antes de su rango de población queda un hueco"
        following = None if end is None else end + 1
    if ordered and following is not None:
        yield f"{ordered[-1]['code']}: el último rango de población no debe tener población máxima"
