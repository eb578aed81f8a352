"""Inicio: what Liga is, how it goes today, and the way on for whoever looks; finished."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from game.commitments import Status
from game.coordination import days_until
from game.editions import Act, Edition, Stage, allows, freeze_to_come
from game.leaderboard import Standing
from game.leagues import League
from game.levels import Level
from game.questionnaire import Item, Questionnaire
from indicators.groups import by_kind
from indicators.report import Results
from server.days import today_of
from server.i18n import Lazy, day, lazy, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.boards import EditionLeagues, edition_leagues
from server.pages.editions import STAGE_NAMES
from server.pages.levels import main_step
from server.pages.links import Link, Url
from server.pages.map import MapPage
from server.pages.scores import INDEX, KIND_MEANS, score_text, state_map
from server.people import Role

# Where the work of each seat of the observatory begins.
DESKS: Mapping[Role, tuple[str, Lazy]] = {
    Role.VERIFIER: ("queue", lazy("Ir a los niveles que esperan dictamen")),
    Role.COORDINATOR: ("coordination", lazy("Ver cómo va cada liga y quién se ha rezagado")),
    Role.PUBLISHER: ("editions", lazy("Ir a las ediciones")),
    Role.ADMIN: ("accounts", lazy("Ir a los cargos y sus invitaciones")),
    Role.AUDITOR: ("editions", lazy("Ir a las ediciones")),
    Role.OBSERVER: ("commitments", lazy("Seguir los compromisos")),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number, what it counts and where to read more."""

    value: str
    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class DateRow:
    """A coming date: what begins, and when."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page."""

    title: str
    lead: str
    work: Link | None
    figures: tuple[Figure, ...]
    leagues: EditionLeagues | None
    leagues_lead: str
    dates: tuple[DateRow, ...]
    map: MapPage | None
    results_title: str
    results: Link | None


def home_page(
    edition: Edition | None,
    answered: Fraction | None,
    boards: Sequence[tuple[League, Sequence[Standing]]],
    published: tuple[str, Results] | None,
    promised: Mapping[Status, int],
    *,
    work: Link | None,
    frozen: datetime | None,
    now: datetime,
    svg: str | None,
    url: Url,
) -> HomePage:
    """`published`: the code and the results of the last published edition.

    `frozen`: since when what is said of `edition` stands still, where it does.
    """
    figures: list[Figure] = []
    if edition is not None:
        figures += _figures_of(edition, answered, boards, url)
    if published is not None:
        figures += _means(*published, url)
    made = sum(promised.values())
    if made:
        figures.append(_promises(made, promised[Status.VERIFIED], url))
    return HomePage(
        title=_("Liga de mejora regulatoria"),
        lead=_(
            "Estados y municipios responden, nivel por nivel, cómo hacen, revisan y simplifican "
            "sus reglas, y prueban con evidencia lo que afirman. El observatorio verifica, "
            "publica un índice de tres pilares y da seguimiento público a los compromisos que "
            "resultan."
        ),
        work=work,
        figures=tuple(figures),
        leagues=edition_leagues(edition, boards, url, frozen=frozen, stops=None)
        if edition
        else None,
        leagues_lead=_leagues_lead(edition) if edition else "",
        dates=_dates(edition, now) if edition else (),
        map=state_map(published[1], svg, url) if published else None,
        results_title=_("Índice {edition}").format(edition=published[0]) if published else "",
        results=Link(_("Ver el índice completo"), url("ranking", edition=published[0]))
        if published
        else None,
    )


def desk_link(role: Role, publishable: Edition | None, url: Url) -> Link | None:
    """Where somebody of the observatory goes on; a government's people have levels for that.

    `publishable`: the edition whose publication has come, if there is one.
    """
    if role is Role.PUBLISHER and publishable is not None:
        words = _("Ir a publicar la edición {edition}").format(edition=publishable.code)
        return Link(words, url("edition", edition=publishable.code))
    if role not in DESKS:
        return None
    name, label = DESKS[role]
    return Link(str(label), url(name))


def confirm_link(edition: str, url: Url, *, is_final: bool) -> Link:
    """Where a publication waits for the second of two people."""
    if is_final:
        words = _("Confirmar la publicación de la ronda final {edition}")
    else:
        words = _("Confirmar la publicación de la edición {edition}")
    address = url("final_room" if is_final else "edition", edition=edition)
    return Link(words.format(edition=edition), f"{address}#publishing")


def level_link(
    role: Role,
    edition: Edition,
    questionnaire: Questionnaire,
    levels: Mapping[str, Level],
    repliable: Sequence[Item],
    url: Url,
    *,
    reopened: Container[str] = (),
) -> Link:
    """Where somebody of a government goes on: what to sign, to fill, to mend or to reply to."""
    step = main_step(edition, questionnaire, levels, repliable, role, url, reopened=reopened)
    return step or Link(_("Ir a mi liga"), url("my_league"))


def _figures_of(
    edition: Edition,
    answered: Fraction | None,
    boards: Sequence[tuple[League, Sequence[Standing]]],
    url: Url,
) -> tuple[Figure, ...]:
    count = sum(len(standings) for _league, standings in boards)
    name = _("edición {edition}").format(edition=edition.code)
    governments = ngettext("gobierno participa", "gobiernos participan", count)
    entered = Figure(number(count), governments, name, url("leagues"))
    if answered is None:
        return (entered,)
    share = Figure(percent(answered), _("del cuestionario respondido"), name, url("leagues"))
    return (entered, share)


def _means(edition: str, results: Results, url: Url) -> tuple[Figure, ...]:
    means = by_kind(results, INDEX)
    return tuple(
        Figure(
            score_text(each.mean, results.definition.rules.decimals),
            str(KIND_MEANS.get(each.group, each.group)),
            _("índice {edition}, de 0 a 100").format(edition=edition),
            url("ranking", edition=edition),
        )
        for each in sorted(means, key=lambda each: each.group, reverse=True)
    )


def _promises(made: int, verified: int, url: Url) -> Figure:
    words = ngettext("compromiso público", "compromisos públicos", made)
    kept = ngettext("{n} cumplido y verificado", "{n} cumplidos y verificados", verified)
    return Figure(number(made), words, kept.format(n=number(verified)), url("fulfilment"))


def _dates(edition: Edition, now: datetime) -> tuple[DateRow, ...]:
    """When each stage to come begins, and the freeze; a stage that came early is not to come."""
    order = tuple(Stage)
    coming = [
        (at, _coming_name(stage))
        for stage, at in edition.dates.items()
        if at > now and order.index(stage) > order.index(edition.stage)
    ]
    stops = freeze_to_come(edition, now)
    if stops is not None:
        coming.append((stops, _("La tabla pública se detiene")))
    return tuple(DateRow(name, _coming(at, now)) for at, name in sorted(coming))


def _leagues_lead(edition: Edition) -> str:
    """What the places of the leagues say, and where the index is."""
    if allows(edition.stage, Act.SEE_RESULTS):
        return _(
            "Cómo quedó cada liga, por puntos de avance: responder completo, con evidencia y con "
            "honestidad. El índice de esta edición ya está publicado."
        )
    return _(
        "Quién va adelante en cada liga, por puntos de avance: responder completo, con evidencia "
        "y con honestidad. El índice de esta edición se conoce cuando se publica."
    )


def _coming(at: datetime, now: datetime) -> str:
    days = days_until(at, now) or 0
    left = ngettext("en {n} día", "en {n} días", days).format(n=number(days)) if days else _("hoy")
    return f"{day(today_of(at))} ({left})"


def _coming_name(stage: Stage) -> str:
    """What is still to come is the act; the stage is named as if it had happened."""
    return _("Publicación") if stage is Stage.PUBLISHED else str(STAGE_NAMES[stage])
