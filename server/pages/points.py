"""Puntos: why a government has the points it has, event by event, finished for its template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate

from game.editions import Act, Edition, allows
from game.points import NO_POINTS, WHOLE_LEVEL, PointEvent, PointRules, Points, Reason, fold
from game.questionnaire import Item, Questionnaire, Topic
from game.signatures import Signature, signed_since, signing_since
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.filters import Option, address_of, options_of, page_links
from server.pages.links import Link, Url
from server.pages.names import item_name, item_url, level_name

PAGE_SIZE = 50

# Each reason in words: for points that come or settle, and, where it differs, for those that go.
REASONS: Mapping[Reason, tuple[Lazy, ...]] = {
    Reason.ANSWERED: (
        lazy("La respuesta quedó completa."),
        lazy("La respuesta dejó de estar completa: sus puntos se retiran hasta que lo esté."),
    ),
    Reason.CONDITION: (
        lazy("Otra respuesta hizo que este reactivo se pregunte: sus puntos cuentan."),
        lazy("Otra respuesta hizo que este reactivo ya no se pregunte: sus puntos se retiran."),
    ),
    Reason.ACCEPTED: (lazy("Verificación aceptó la respuesta: sus puntos quedan firmes."),),
    Reason.ACCEPTED_AFTER_RETURNS: (
        lazy(
            "Verificación aceptó la respuesta, que se había devuelto:"
            " queda firme solo la parte que dicen las reglas."
        ),
    ),
    Reason.ACCEPTED_ON_REPLY: (
        lazy(
            "Verificación aceptó la respuesta por su réplica:"
            " queda firme solo la parte que dicen las reglas."
        ),
    ),
    Reason.RETURNED: (
        lazy("Verificación devolvió la respuesta: sus puntos se retiran hasta que se corrija."),
    ),
    Reason.REJECTED: (lazy("Verificación rechazó la respuesta: sus puntos se retiran."),),
    Reason.TIMELY: (
        lazy("El nivel se firmó dentro de un plazo que da puntos: quedan firmes."),
        lazy("La firma del nivel quedó sin efecto: los puntos por firmar a tiempo se retiran."),
    ),
}

# An event, the level it belongs to, the revision whose save it came with, and when it was.
Event = tuple[PointEvent, str, int | None, datetime]


@dataclass(frozen=True, slots=True)
class PointsRow:
    """A level or an item with its points in two parts."""

    code: str
    name: str
    url: str
    settled: str
    provisional: str
    total: str


@dataclass(frozen=True, slots=True)
class PointsLevel:
    """A level with its points, and those of each of its items."""

    row: PointsRow
    summary: str
    is_open: bool
    items: tuple[PointsRow, ...]


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event: what it changed in both parts, why, and the sum up to it."""

    at: str
    item: str
    url: str
    reason: str
    settled: str
    provisional: str
    sum: str
    answer: Link | None


@dataclass(frozen=True, slots=True)
class PointsPage:
    """Every point of a government, by level and item, and every event that they come from.

    `sum_note`: what the running sum adds up, all of it or one level.
    """

    title: str
    kicker: str
    lead: str
    breadcrumb: tuple[Link, ...]
    method_url: str
    improvement_url: str
    settled: str
    provisional: str
    total: str
    levels: tuple[PointsLevel, ...]
    choices: tuple[Option, ...]
    everything_url: str
    events: tuple[EventRow, ...]
    caption: str
    sum_note: str
    pages: tuple[Link, ...]


def points_page(
    edition: Edition,
    questionnaire: Questionnaire,
    participant: str,
    events: Sequence[Event],
    level: str,
    page: int,
    url: Url,
) -> PointsPage:
    """`events`: the whole ledger, the first one first. `level`: of which alone, if it is one.

    They are told the newest first; the sum beside each is of it and all before it.
    """
    names = {topic.code: level_name(topic) for topic in questionnaire.topics}
    items = {item.code: item for item in questionnaire.items}
    chosen = level if level in names else ""
    shown = [each for each in events if chosen in {"", each[1]}]
    total, found = fold(event for event, *_rest in events), fold(event for event, *_rest in shown)
    last = max(1, -(-len(shown) // PAGE_SIZE))
    start = (min(page, last) - 1) * PAGE_SIZE
    sums = accumulate((event.points for event, *_rest in shown), initial=NO_POINTS)
    told = list(zip(shown, list(sums)[1:], strict=True))[::-1]
    return PointsPage(
        title=_("De dónde salen los puntos"),
        kicker=participant,
        lead=_lead(edition, total, len(events)),
        breadcrumb=(Link(_("Mi liga"), url("my_league")), Link(_("Puntos"), "")),
        method_url=f"{url('method', edition=edition.code)}#points",
        improvement_url=url("own_improvement") if edition.continues else "",
        settled=number(total.settled),
        provisional=number(total.provisional),
        total=number(total.total),
        levels=_levels(questionnaire.topics, items, events, chosen, url),
        choices=options_of(_("Todos los niveles"), list(names.items()), chosen),
        everything_url=url("points") if chosen else "",
        events=tuple(
            _row(each, sum_, names, items, url) for each, sum_ in told[start:][:PAGE_SIZE]
        ),
        caption=_caption(names.get(chosen, ""), len(shown), found),
        sum_note=_("La suma cuenta este nivel.")
        if chosen
        else _("La suma cuenta todos los niveles."),
        pages=page_links(
            url("points"),
            [("nivel", chosen)] if chosen else [],
            min(page, last),
            len(shown),
            PAGE_SIZE,
        ),
    )


def timely_text(rules: PointRules, signatures: Sequence[Signature], now: datetime) -> str:
    """What signing a level in time gave, or would give now; nothing where that is nothing.

    `signatures`: all of the level, in order.
    """
    signed = signed_since(signatures)
    since = signed or signing_since(signatures, now)
    worth = rules.timely(since).total
    if not worth:
        return ""
    points = ngettext("{n} punto", "{n} puntos", worth).format(n=number(worth))
    if signed:
        return _("Firmado a tiempo: {points}.").format(points=points)
    if since != now:
        return _("Al firmarse de nuevo recupera {points} por haberse firmado a tiempo.").format(
            points=points
        )
    text = ngettext(
        "Firmado a más tardar el {day}, suma {n} punto.",
        "Firmado a más tardar el {day}, suma {n} puntos.",
        worth,
    )
    return text.format(day=day(_term_at(rules, now)), n=number(worth))


def term_text(edition: Edition, rules: PointRules, now: datetime) -> str:
    """Until when every level earns what for being signed, while it can be handed in."""
    worth = rules.timely(now).total
    if not worth or not allows(edition.stage, Act.SUBMIT):
        return ""
    text = ngettext(
        "Cada nivel que se firme a más tardar el {day} suma {n} punto.",
        "Cada nivel que se firme a más tardar el {day} suma {n} puntos.",
        worth,
    )
    return text.format(day=day(_term_at(rules, now)), n=number(worth))


def _term_at(rules: PointRules, now: datetime) -> date:
    """The last day of the term that runs now."""
    return next(last for last, _points in rules.deadlines if today_of(now) <= last)


def _lead(edition: Edition, total: Points, count: int) -> str:
    told = ngettext(
        "{edition}. {total} en total, {settled} firmes y {provisional} provisionales:"
        " la suma de {n} movimiento, que está abajo con su motivo.",
        "{edition}. {total} en total, {settled} firmes y {provisional} provisionales:"
        " la suma de {n} movimientos, que están abajo con su motivo.",
        count,
    )
    return told.format(
        edition=edition.name.of(locale()),
        total=number(total.total),
        settled=number(total.settled),
        provisional=number(total.provisional),
        n=number(count),
    )


def _caption(level: str, count: int, found: Points) -> str:
    moves = ngettext("{n} movimiento que suma", "{n} movimientos que suman", count)
    moves = moves.format(n=number(count))
    worth = ngettext("{n} punto", "{n} puntos", found.total).format(n=number(found.total))
    text = _("{level}: {moves} {worth}") if level else _("{moves} {worth}")
    return text.format(level=level, moves=moves, worth=worth)


def _levels(
    topics: Sequence[Topic],
    items: Mapping[str, Item],
    events: Sequence[Event],
    chosen: str,
    url: Url,
) -> tuple[PointsLevel, ...]:
    """The levels in which points have moved, each with the items in which they have."""
    found = []
    for topic in topics:
        moved: dict[str, Points] = {item.code: NO_POINTS for item in topic.items}
        own = [event for event, where, *_rest in events if where == topic.code]
        for event in own:
            moved[event.item] = moved.get(event.item, NO_POINTS) + event.points
        if not own or chosen not in {"", topic.code}:
            continue
        touched = {event.item for event in own}
        address = address_of(url("points"), [("nivel", topic.code)])
        row = _points_row(topic.code, level_name(topic), address, fold(own))
        summary = _("{settled} firmes + {provisional} provisionales = {total}").format(
            total=row.total, settled=row.settled, provisional=row.provisional
        )
        rows = tuple(
            _points_row(code, *_item_named(code, topic.code, items, url), points)
            for code, points in moved.items()
            if code in touched
        )
        found.append(PointsLevel(row, summary, bool(chosen), rows))
    return tuple(found)


def _points_row(code: str, name: str, url: str, points: Points) -> PointsRow:
    return PointsRow(
        code, name, url, number(points.settled), number(points.provisional), number(points.total)
    )


def _row(
    each: Event, total: Points, levels: Mapping[str, str], items: Mapping[str, Item], url: Url
) -> EventRow:
    event, level, revision, at = each
    texts = REASONS[event.reason]
    name, address = _item_named(event.item, level, items, url)
    return EventRow(
        at=moment(at),
        item=levels.get(level, level) if event.item == WHOLE_LEVEL else name,
        url=address,
        reason=str(texts[0] if event.points.total >= 0 else texts[-1]),
        settled=signed(event.points.settled),
        provisional=signed(event.points.provisional),
        sum=number(total.total),
        answer=_answer(event.item, revision, items, url),
    )


def _answer(code: str, revision: int | None, items: Mapping[str, Item], url: Url) -> Link | None:
    """The save that the points came with, in the history of its item."""
    if revision is None or code not in items:
        return None
    text = _("guardado n.º {n} de la respuesta").format(n=number(revision))
    return Link(text, f"{url('answer_history', item=code)}#revision-{revision}")


def _item_named(code: str, level: str, items: Mapping[str, Item], url: Url) -> tuple[str, str]:
    """What moved, in words, and where it is; what the questionnaire has no more is its code."""
    if code == WHOLE_LEVEL:
        return _("El nivel completo"), url("level", topic=level)
    if code not in items:
        return code, ""
    return item_name(items[code]), item_url(url, items[code].topic, code)


def signed(change: int) -> str:
    """A change with its sign, the minus as it is printed."""
    if not change:
        return "0"
    return f"{'+' if change > 0 else '−'}{number(abs(change))}"
