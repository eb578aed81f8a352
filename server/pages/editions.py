"""Ediciones: where each stands, what comes next, and who has to act for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.editions import Act, Edition, Stage, allows, next_stages
from game.publications import Tally
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.days import early_text
from server.pages.freezes import FreezePanel
from server.pages.links import Link, Url
from server.pages.publications import Event, Publishing
from server.people import HOLDING_FINALS, READING_ALL, Person, Role

STAGE_NAMES: Mapping[Stage, Lazy] = {
    Stage.DRAFT: lazy("Borrador"),
    Stage.OPEN: lazy("Abierta"),
    Stage.REVIEW: lazy("Revisión"),
    Stage.REPLY: lazy("Réplica"),
    Stage.PUBLISHED: lazy("Publicada"),
}
STAGE_MEANINGS: Mapping[Stage, Lazy] = {
    Stage.DRAFT: lazy("El cuestionario puede cambiar; nadie responde todavía."),
    Stage.OPEN: lazy(
        "Los gobiernos responden, adjuntan evidencia, envían y firman; "
        "los niveles firmados se verifican conforme llegan."
    ),
    Stage.REVIEW: lazy("Se verifica lo firmado; solo los reactivos devueltos siguen abiertos."),
    Stage.REPLY: lazy(
        "Los gobiernos ven los dictámenes y pueden replicar una vez por reactivo; "
        "decide otra persona."
    ),
    Stage.PUBLISHED: lazy("Los resultados son públicos y quedaron congelados."),
}
MOVE_LABELS: Mapping[Stage, Lazy] = {
    Stage.OPEN: lazy("Abrir la edición"),
    Stage.REVIEW: lazy("Cerrar respuestas y pasar a revisión"),
    Stage.REPLY: lazy("Pasar a réplica"),
}
STEPPING = frozenset({Role.COORDINATOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class StageStep:
    """A stage on the line of an edition: `code` is done, now or next."""

    name: str
    date: str
    code: str


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition in the list."""

    name: str
    code: str
    stage: str
    stage_word: str
    url: str


@dataclass(frozen=True, slots=True)
class EditionsPage:
    """All editions."""

    cards: tuple[EditionCard, ...]


@dataclass(frozen=True, slots=True)
class EditionPage:
    """One edition and the acts that are open to whoever looks.

    `warnings`: what whoever moves it on should know first.
    `problem`: why what was just sent was refused. `publishing` is there when its stage has come.
    """

    title: str
    code: str
    meaning: str
    stages: tuple[StageStep, ...]
    move_label: str
    move_to: str
    may_move: bool
    who_moves: str
    warnings: tuple[str, ...]
    pending: str
    problem: str
    publishing: Publishing | None
    freeze: FreezePanel
    history: tuple[Event, ...]
    links: tuple[Link, ...]
    version: str


def assessed_text(edition: Edition) -> str:
    """The time that the items ask about; nothing where the edition does not say."""
    if edition.assessed is None:
        return ""
    return _("Periodo evaluado: del {first} al {last}.").format(
        first=day(edition.assessed.first), last=day(edition.assessed.last)
    )


def freeze_text(edition: Edition) -> str:
    """From when the public boards stand still, and until when."""
    if edition.freeze is None:
        return _("la tabla pública no se detiene: se mueve hasta el final")
    return _(
        "desde el {moment}, por la hora de cada cambio, hasta que el observatorio la reanude o "
        "publique; mientras, cada gobierno ve sus propios puntos"
    ).format(moment=moment(edition.freeze))


def editions_page(editions: Sequence[Edition], url: Url) -> EditionsPage:
    """The newest edition first."""
    return EditionsPage(
        tuple(
            EditionCard(
                each.name.of(locale()),
                each.code,
                each.stage.value,
                str(STAGE_NAMES[each.stage]),
                url("edition", edition=each.code),
            )
            for each in editions
        )
    )


def edition_page(
    edition: Edition,
    version: str,
    reached: Mapping[Stage, datetime],
    levels: int,
    person: Person,
    url: Url,
    *,
    now: datetime,
    tally: Tally | None,
    publishing: Publishing | None,
    freeze: FreezePanel,
    history: tuple[Event, ...],
    problem: str = "",
) -> EditionPage:
    """`reached` says when each stage began; `levels`: how many wait for a verifier.

    `tally`: what it holds, while anything of it can still be finished.
    """
    stage = edition.stage
    to = next((each for each in next_stages(stage) if each is not Stage.PUBLISHED), None)
    may_move = to is not None and person.role in STEPPING
    is_others = to is not None and not may_move
    return EditionPage(
        title=edition.name.of(locale()),
        code=edition.code,
        meaning=str(STAGE_MEANINGS[stage]),
        stages=_steps(edition, reached),
        move_label=str(MOVE_LABELS[to]) if to else "",
        move_to=to.value if to else "",
        may_move=may_move,
        who_moves=_("La etapa la cambia quien coordina o administra.") if is_others else "",
        warnings=tuple(_warnings(edition, tally, levels, now)) if may_move else (),
        pending=_pending(levels),
        problem=problem,
        publishing=publishing,
        freeze=freeze,
        history=history,
        links=_links(edition, person, url),
        version=version,
    )


def _steps(edition: Edition, reached: Mapping[Stage, datetime]) -> tuple[StageStep, ...]:
    order = tuple(Stage)
    now = order.index(edition.stage)
    steps = []
    for position, stage in enumerate(order):
        code = "done" if position < now else "now" if position == now else "next"
        at = reached.get(stage) or edition.dates.get(stage)
        shown = day(today_of(at)) if at and (stage in reached or position > now) else ""
        steps.append(StageStep(str(STAGE_NAMES[stage]), shown, code))
    return tuple(steps)


def _warnings(edition: Edition, tally: Tally | None, levels: int, now: datetime) -> Iterator[str]:
    """That a stage ends before its day, and what it would leave unfinished."""
    early = early_text(edition, now)
    if early:
        yield early
    if tally and tally.unsigned and allows(edition.stage, Act.SUBMIT):
        yield ngettext(
            "{n} nivel sin firmar quedará fuera: ya no podrá enviarse ni firmarse.",
            "{n} niveles sin firmar quedarán fuera: ya no podrán enviarse ni firmarse.",
            tally.unsigned,
        ).format(n=number(tally.unsigned))
    if tally and tally.voided and edition.stage is Stage.REVIEW:
        yield ngettext(
            "{n} nivel con la firma sin efecto ya no podrá firmarse: contará lo ya dictaminado.",
            "{n} niveles con la firma sin efecto ya no podrán firmarse: contará lo ya dictaminado.",
            tally.voided,
        ).format(n=number(tally.voided))
    if levels:
        yield _pending(levels)
    if tally and tally.returned and edition.stage is Stage.REVIEW:
        yield ngettext(
            "{n} respuesta devuelta ya no podrá corregirse.",
            "{n} respuestas devueltas ya no podrán corregirse.",
            tally.returned,
        ).format(n=number(tally.returned))


def _pending(levels: int) -> str:
    """What a stage that ends now would leave undecided."""
    if not levels:
        return ""
    return ngettext(
        "{n} nivel firmado espera dictamen.", "{n} niveles firmados esperan dictamen.", levels
    ).format(n=number(levels))


def _links(edition: Edition, person: Person, url: Url) -> tuple[Link, ...]:
    links = []
    if edition.stage is not Stage.DRAFT:
        method = url("method", edition=edition.code)
        links.append(Link(_("Método y cuestionario"), method))
        links.append(Link(_("Versiones del cuestionario"), f"{method}#versions"))
    if edition.stage is not Stage.DRAFT and person.role in READING_ALL:
        links.append(Link(_("Todas las respuestas"), url("answer_export", edition=edition.code)))
    if allows(edition.stage, Act.SEE_RESULTS):
        links.append(Link(_("Resultados"), url("ranking", edition=edition.code)))
        links.append(Link(_("Fe de erratas"), url("erratum", edition=edition.code)))
        links.append(Link(_("Libro de Excel"), url("export", edition=edition.code)))
    if person.role in STEPPING:
        book = url("questionnaire_book", edition=edition.code)
        links.append(Link(_("Cuestionario en Excel"), book))
    if edition.final is not None and person.role in HOLDING_FINALS:
        links.append(Link(_("Ronda final"), url("final_room", edition=edition.code)))
    return tuple(links)
