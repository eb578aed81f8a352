"""Mejora: the board of what each government added to the last edition, and one's own receipt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.editions import Edition
from game.improvement import ItemImprovement, improvement_of
from game.leaderboard import Standing
from game.leagues import League
from game.points import Points
from game.questionnaire import Questionnaire
from server.i18n import gettext as _
from server.i18n import locale, moment, ngettext, number
from server.pages.boards import (
    BoardCard,
    BoardPage,
    BoardRow,
    Compared,
    Span,
    compared_text,
    frozen_line,
    medal_of,
    movement_of,
    page_of,
    row_id,
    scale_of,
    stops_line,
    width_of,
)
from server.pages.links import Link, Url
from server.pages.names import item_name, item_url, level_name
from server.pages.points import signed


@dataclass(frozen=True, slots=True)
class ImprovementRow:
    """An item: what it left in the last edition, what it has now, and what that adds."""

    name: str
    url: str
    then: str
    now: str
    change: str
    note: str


@dataclass(frozen=True, slots=True)
class ImprovementLevel:
    """A level in which something changed, with its items that changed."""

    code: str
    name: str
    summary: str
    rows: tuple[ImprovementRow, ...]


@dataclass(frozen=True, slots=True)
class ImprovementPage:
    """Where the improvement of a government comes from. Without `levels` nothing changed yet."""

    title: str
    kicker: str
    lead: str
    breadcrumb: tuple[Link, ...]
    board: Link
    settled: str
    provisional: str
    total: str
    levels: tuple[ImprovementLevel, ...]
    same_text: str
    empty_text: str


def improvement_card(
    standings: Sequence[Standing],
    counts: Mapping[str, tuple[int, int]],
    newcomers: Sequence[tuple[str, str]],
    last_move: tuple[str, datetime] | None,
    span: Span,
    before: Edition,
    url: Url,
) -> BoardCard:
    """Finish the part of the board that changes. `counts`: of items that gained and that lost."""
    scale = scale_of(max((each.points.total for each in standings), default=0))
    return BoardCard(
        rows=tuple(_row(each, scale, counts, span, url) for each in standings),
        measure=_("Puntos de mejora"),
        last=_("Reactivos que cambian"),
        updated_text=_last_change(standings, last_move),
        compared_text=compared_text(span),
        frozen_text=frozen_line(span.frozen),
        stops_text=stops_line(span.stops),
        empty_text=_("Ningún gobierno de esta liga participó en la edición {edition}.").format(
            edition=before.code
        ),
        apart=tuple(
            Link(name, url("profile", code=code))
            for code, name in sorted(newcomers, key=lambda each: each[1])
        ),
        apart_text=_("Sin lugar, porque no participaron en la edición {edition}:").format(
            edition=before.code
        ),
    )


def improvement_page(
    edition: Edition,
    before: Edition,
    league: League,
    card: BoardCard,
    url: Url,
    *,
    own: str | None,
    compared: Compared,
    lifted: datetime | None,
) -> BoardPage:
    """Put the board in its page, as that of points."""
    return page_of(
        edition,
        league,
        card,
        url,
        own=own,
        measure="improvement",
        title=_("{league}: mejora").format(league=league.name.of(locale())),
        lead=_lead(before),
        note=_note(),
        compared=compared,
        lifted=lifted,
        improves=True,
    )


def own_improvement_page(
    edition: Edition,
    before: Edition | None,
    questionnaire: Questionnaire,
    participant: str,
    league: str,
    receipt: Sequence[ItemImprovement] | None,
    url: Url,
) -> ImprovementPage:
    """`before`: None where the edition is compared with none; `receipt`: None for a newcomer."""
    total = improvement_of(receipt or ())
    changed = [line for line in receipt or () if line.change.total]
    same = len(receipt or ()) - len(changed)
    return ImprovementPage(
        title=_("De dónde sale la mejora"),
        kicker=participant,
        lead=f"{_lead(before)} {_note()}" if before else "",
        breadcrumb=(Link(_("Mi liga"), url("my_league")), Link(_("Mejora"), "")),
        board=Link(
            _("Ver la tabla de mejora"), url("improvement", edition=edition.code, league=league)
        )
        if before
        else Link("", ""),
        settled=signed(total.settled),
        provisional=signed(total.provisional),
        total=signed(total.total),
        levels=tuple(_levels(questionnaire, changed, url)),
        same_text=ngettext(
            "{n} reactivo más está como en la edición anterior, o todavía no la rebasa.",
            "{n} reactivos más están como en la edición anterior, o todavía no la rebasan.",
            same,
        ).format(n=number(same))
        if same
        else "",
        empty_text=_why_empty(before, receipt),
    )


def _lead(before: Edition) -> str:
    return _("Lo que cada gobierno suma a lo que dejó firme en la edición {edition}.").format(
        edition=before.code
    )


def _note() -> str:
    return _(
        "Se cuenta reactivo por reactivo: lo que falta responder o ya no se pregunta no resta; lo "
        "devuelto o rechazado, sí."
    )


def _why_empty(before: Edition | None, receipt: Sequence[ItemImprovement] | None) -> str:
    if before is None:
        return _("Esta edición no continúa otra cuyos puntos estén aquí.")
    if receipt is None:
        return _(
            "Su gobierno no participó en la edición {edition}: no hay con qué comparar."
        ).format(edition=before.code)
    return _("Todavía no cambia ningún reactivo respecto de la edición anterior.")


def _row(
    standing: Standing,
    scale: int,
    counts: Mapping[str, tuple[int, int]],
    span: Span,
    url: Url,
) -> BoardRow:
    points = standing.points
    movement, movement_text = movement_of(standing.movement, span)
    # The bar is of the sum alone: what is lost takes from what is won.
    settled = max(0, min(points.settled, points.total))
    return BoardRow(
        id=row_id(standing.participant),
        place=number(standing.place),
        medal=medal_of(standing),
        movement=movement,
        movement_text=movement_text,
        name=standing.name,
        url=url("profile", code=standing.participant),
        settled=signed(points.settled),
        provisional=signed(points.provisional),
        total=signed(points.total),
        settled_width=width_of(settled, scale),
        provisional_width=width_of(points.total - settled, scale),
        points_text=f"{standing.name}, {_points_text(points)}",
        last_level="",
        last_at="",
        items_text=_counts_text(*counts.get(standing.participant, (0, 0))),
    )


def _points_text(points: Points) -> str:
    return _("mejora de {total}: {settled} firmes y {provisional} provisionales").format(
        total=signed(points.total),
        settled=signed(points.settled),
        provisional=signed(points.provisional),
    )


def _counts_text(gained: int, lost: int) -> str:
    up = ngettext("{n} sube", "{n} suben", gained).format(n=number(gained)) if gained else ""
    down = ngettext("{n} baja", "{n} bajan", lost).format(n=number(lost)) if lost else ""
    return ", ".join(text for text in (up, down) if text) or _("ninguno")


def _last_change(standings: Sequence[Standing], last_move: tuple[str, datetime] | None) -> str:
    moved, at = last_move or ("", None)
    found = next((each for each in standings if each.participant == moved), None)
    if found is None or at is None:
        return _("Todavía no cambia ningún reactivo respecto de la edición anterior.")
    return _("Último cambio: {name}, mejora de {n}, lugar {place}. {moment}.").format(
        name=found.name,
        n=signed(found.points.total),
        place=number(found.place),
        moment=moment(at),
    )


def _levels(
    questionnaire: Questionnaire, changed: Sequence[ItemImprovement], url: Url
) -> Iterable[ImprovementLevel]:
    for topic in questionnaire.topics:
        lines = [line for line in changed if line.topic == topic.code]
        if lines:
            gained = signed(improvement_of(lines).total)
            yield ImprovementLevel(
                code=topic.code,
                name=level_name(topic),
                summary=_("{n} en este nivel").format(n=gained),
                rows=tuple(
                    ImprovementRow(
                        name=item_name(questionnaire.item(line.item)),
                        url=item_url(url, topic.code, line.item),
                        then=number(line.then),
                        now=number(line.now.total),
                        change=signed(line.change.total),
                        note=_("provisional") if line.change.provisional else _("firme"),
                    )
                    for line in lines
                ),
            )
