"""Método: how an edition measures, written from its own data, finished for its template."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from game.badges import Badge
from game.declarations import Wording
from game.editions import Edition, Stage
from game.leagues import League
from game.points import PointRules
from game.questionnaire import Item, Kind, Pillar, Questionnaire, Topic
from game.room import EffortRules, ExchangeRules, ReportRules, TermRules
from indicators.definition import Definition
from indicators.scale import exact_text, scale_text
from server.days import today_of
from server.i18n import Lazy, day, exact_percent, lazy, locale, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.badges import BadgeRule, badge_rules
from server.pages.burden import method_texts
from server.pages.editions import STAGE_NAMES, assessed_text, freeze_text
from server.pages.finals import FinalRules, final_rules
from server.pages.followed import held_up_text
from server.pages.forecast import forecast_text
from server.pages.formulas import IndexMethod, index_method
from server.pages.links import Link, Url
from server.pages.open_data import licence_line
from server.pages.reminders import rule_text

ITEM_KINDS: Mapping[Kind, Lazy] = {
    Kind.YES_NO: lazy("sí o no"),
    Kind.SCALE: lazy("escala"),
    Kind.MULTIPLE: lazy("varias opciones"),
    Kind.NUMBER: lazy("número"),
    Kind.PERCENTAGE: lazy("porcentaje"),
    Kind.DATE: lazy("fecha"),
    Kind.TEXT: lazy("texto libre, sin puntaje"),
}


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of the method page."""

    code: str
    text: str
    kind: str
    scale: str
    weight: str


@dataclass(frozen=True, slots=True)
class MethodTopic:
    """A topic of the method page."""

    code: str
    name: str
    share: str
    items: str
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class MethodPillar:
    """A pillar of the method page."""

    code: str
    name: str
    share: str
    topics: tuple[MethodTopic, ...]


@dataclass(frozen=True, slots=True)
class MethodPage:
    """How an edition measures. Rules, points, leagues: pairs of a term and its text."""

    title: str
    edition: str
    note: str
    version: str
    index: IndexMethod
    links: tuple[Link, ...]
    rules: tuple[tuple[str, str], ...]
    point_rules: tuple[str, ...]
    board_rules: tuple[tuple[str, str], ...]
    room_rules: tuple[tuple[str, str], ...]
    points: tuple[tuple[str, str], ...]
    leagues: tuple[tuple[str, str], ...]
    badges: tuple[BadgeRule, ...]
    pillars: tuple[MethodPillar, ...]
    final: FinalRules | None


def method_page(
    edition: Edition,
    questionnaire: Questionnaire,
    points: PointRules,
    badges: Sequence[Badge],
    definition: Definition,
    url: Url,
    *,
    is_public: bool = False,
) -> MethodPage:
    """Every rule the edition was measured by; `is_public`: whether its results can be seen."""
    total = sum((pillar.weight for pillar in questionnaire.pillars), Fraction(0))
    return MethodPage(
        title=_("Método {edition}").format(edition=edition.code),
        edition=edition.code,
        note=edition.note.of(locale()) if edition.note else "",
        version=questionnaire.version,
        index=index_method(definition, questionnaire, url),
        links=_links(edition.code, url) if is_public else (),
        rules=_rules(edition),
        point_rules=tuple(_point_rules(points)),
        board_rules=_board_rules(edition),
        room_rules=_room_rules(edition),
        points=tuple(
            (str(name), _points(points.by_kind.get(kind, points.default)))
            for kind, name in ITEM_KINDS.items()
        ),
        leagues=tuple((each.name.of(locale()), _bracket(each)) for each in edition.leagues),
        badges=badge_rules(badges, questionnaire),
        pillars=tuple(_pillar(pillar, total) for pillar in questionnaire.pillars),
        final=final_rules(edition.final) if edition.final else None,
    )


def _links(edition: str, url: Url) -> tuple[Link, ...]:
    """What is there of results that can be seen."""
    return (
        Link(_("Qué tan firmes son los lugares"), url("robustness", edition=edition)),
        Link(_("Los datos y su diccionario"), url("open_data_latest", edition=edition)),
    )


def _rules(edition: Edition) -> tuple[tuple[str, str], ...]:
    assessed = assessed_text(edition)
    return (
        *(((_("Qué se pregunta"), assessed),) if assessed else ()),
        (_("Cuántos «no aplica» admite un tema"), _cap(edition.not_applicable_cap)),
        (_("Hasta cuándo puede ser un plan"), _plans(edition.plan_years)),
        (_("Licencia de los datos"), licence_line(edition.licence).text),
        *(
            ((_("Declaración pública"), _declaring(edition.declaration)),)
            if edition.declaration
            else ()
        ),
        (
            _("Etapas"),
            "; ".join(
                f"{STAGE_NAMES[stage]}: {day(today_of(at))}"
                for stage, at in sorted(edition.dates.items(), key=lambda each: each[1])
            ),
        ),
    )


def _board_rules(edition: Edition) -> tuple[tuple[str, str], ...]:
    """What the points are shown in, and until when."""
    return (
        *(((_("Tabla de mejora"), _improvement()),) if edition.continues else ()),
        (_("Cuándo se detiene la tabla"), freeze_text(edition)),
    )


def _room_rules(edition: Edition) -> tuple[tuple[str, str], ...]:
    """By which figures the edition is followed; none moves a point or the index."""
    room = edition.room
    late = ngettext(
        "Está atrasada la que espera más de {n} día desde la firma.",
        "Está atrasada la que espera más de {n} días desde la firma.",
        room.late_days,
    )
    return (
        (_("Quién está rezagado"), held_up_text(Stage.OPEN, room.held_up)),
        (_("Recordatorios"), rule_text(room.reminder_days)),
        (_("Encargos por vencer"), _soon(room.soon_days)),
        (_("Verificación atrasada"), late.format(n=number(room.late_days))),
        (_("Observaciones"), _reports(room.reports)),
        (_("Pronóstico"), forecast_text(room.forecast)),
        (_("Tiempo que pide el cuestionario"), " ".join(method_texts(room.burden))),
        (_("Compromisos por vencer"), _promised(room.commitment_days)),
        (_("Compromisos heredados"), _ratifying(room.ratify_days)),
        (_("Plan de recomendaciones"), _planning(room.efforts)),
        (_("Fecha que se sugiere"), _suggesting(room.terms)),
        (_("Intercambio entre gobiernos"), _exchanging(room.exchanges)),
    )


def _promised(days: int) -> str:
    return ngettext(
        "A enlace y titular se les recuerda {n} día antes la fecha de un compromiso, de un hito y"
        " del plazo para ratificar, y una vez más cuando se vence.",
        "A enlace y titular se les recuerda {n} días antes la fecha de un compromiso, de un hito y"
        " del plazo para ratificar, y una vez más cuando se vence.",
        days,
    ).format(n=number(days))


def _ratifying(days: int) -> str:
    return ngettext(
        "Una nueva administración tiene {n} día hábil para ratificar lo que hereda; después se dice"
        " en público que no se ratificó a tiempo, y nada más cambia.",
        "Una nueva administración tiene {n} días hábiles para ratificar lo que hereda; después se"
        " dice en público que no se ratificó a tiempo, y nada más cambia.",
        days,
    ).format(n=number(days))


def _declaring(wording: Wording) -> str:
    return _(
        "Cada firma vale {valid} días; el mismo texto se vuelve a firmar desde {renew} días antes"
        " de su fin, y el de una edición nueva en cualquier momento."
    ).format(valid=number(wording.valid_days), renew=number(wording.renew_days))


def _exchanging(rules: ExchangeRules) -> str:
    return _(
        "En la página de una práctica cada persona escribe hasta {hourly} textos por hora y {daily}"
        " por día; cuando un gobierno pide ayuda se avisa a {told} de sus pares, a lo más. No"
        " mueve puntos ni el índice."
    ).format(hourly=number(rules.hourly), daily=number(rules.daily), told=number(rules.told))


def _planning(efforts: EffortRules) -> str:
    return _(
        "Van primero las que más ganan por esfuerzo: uno bajo cuenta {low}, uno medio {medium} y"
        " uno alto {high}."
    ).format(low=number(efforts.low), medium=number(efforts.medium), high=number(efforts.high))


def _suggesting(terms: TermRules) -> str:
    return _(
        "Si el día de un plan ya pasó, el formulario de un compromiso sugiere otro: a {low} días"
        " cuando el esfuerzo es bajo, a {medium} si es medio y a {high} si es alto. Es una"
        " propuesta de Liga, no un plazo de ley, y quien propone la cambia."
    ).format(low=number(terms.low), medium=number(terms.medium), high=number(terms.high))


def _soon(days: int) -> str:
    if not days:
        return _("A quien tiene un encargo se le avisa por correo el día en que vence.")
    return ngettext(
        "A quien tiene un encargo se le avisa por correo {n} día antes de que venza.",
        "A quien tiene un encargo se le avisa por correo {n} días antes de que venza.",
        days,
    ).format(n=number(days))


def _reports(rules: ReportRules) -> str:
    """By what the third voice is taken; it moves nothing."""
    answer = ngettext(
        "El gobierno tiene {n} día hábil para contestar cada una.",
        "El gobierno tiene {n} días hábiles para contestar cada una.",
        rules.answer_days,
    ).format(n=number(rules.answer_days))
    review = ngettext(
        "Si {n} persona distinta contradice lo verificado, se verifica de nuevo.",
        "Si {n} personas distintas contradicen lo verificado, se verifica de nuevo.",
        rules.review_after,
    ).format(n=number(rules.review_after))
    return f"{answer} {review}"


def _improvement() -> str:
    """The rule of `game.improvement`, as it can be said in a sentence."""
    return _(
        "por reactivo que viene de la edición anterior, los puntos firmes de ahora menos la parte "
        "que quedó firme entonces, en puntos de ahora; lo devuelto o rechazado la pierde hasta que "
        "se acepte, lo que falta responder o ya no se pregunta no resta y lo provisional suma solo "
        "lo que la rebasa"
    )


def _plans(years: int) -> str:
    return ngettext(
        "a lo más {n} año después de abrir la edición",
        "a lo más {n} años después de abrir la edición",
        years,
    ).format(n=number(years))


def _cap(cap: Fraction | None) -> str:
    if cap is None:
        return _("los que quepan en sus reactivos: sin tope")
    text = _("hasta {share} de los que se preguntan, redondeado hacia arriba: uno cabe siempre")
    return text.format(share=cap)


def _point_rules(points: PointRules) -> Iterator[str]:
    """When which share of the points is given; none looks at what an answer says."""
    yield (
        _("La mitad al responder completo, todos al verificarse.")
        if points.provisional == Fraction(1, 2)
        else _("Al responder completo, {share} de los puntos; todos al verificarse.").format(
            share=exact_percent(points.provisional)
        )
    )
    if points.returns is not None:
        free = points.returns.free
        text = ngettext(
            "Si se devolvió más de {n} vez, al aceptarse quedan firmes {share} de los puntos.",
            "Si se devolvió más de {n} veces, al aceptarse quedan firmes {share} de los puntos.",
            free,
        )
        if not free:
            text = _("Si se devolvió, al aceptarse quedan firmes {share} de los puntos.")
        yield text.format(n=number(free), share=exact_percent(points.returns.share))
    if points.reply != 1:
        text = _("Si se acepta por una réplica, quedan firmes {share} de los puntos.")
        yield text.format(share=exact_percent(points.reply))
    if points.returns is not None and points.reply != 1:
        yield _("Si caben las dos, vale la parte menor.")
    yield from _terms(points)


def _terms(points: PointRules) -> Iterator[str]:
    """What signing in time gives, and what keeps it."""
    if not points.deadlines:
        return
    told = [
        _("{points} hasta el {day}").format(points=_points(worth), day=day(last))
        for last, worth in points.deadlines
    ]
    yield _("Cada nivel firmado a tiempo tiene además: {terms}.").format(terms="; ".join(told))
    yield _(
        "Esos puntos quedan firmes desde la firma y se retiran mientras el nivel no esté firmado."
        " Firmarlo de nuevo tras corregir lo devuelto los recupera; tras reabrirlo, o por otro"
        " cambio, cuenta la fecha de la nueva firma."
    )


def _points(worth: int) -> str:
    return ngettext("{n} punto", "{n} puntos", worth).format(n=number(worth))


def _bracket(league: League) -> str:
    if league.members is not None:
        count = len(league.members)
        return ngettext("{n} gobierno nombrado", "{n} gobiernos nombrados", count).format(
            n=number(count)
        )
    low, high = league.population_from, league.population_to
    if low and high:
        return _("de {low} a {high} habitantes").format(low=number(low), high=number(high))
    if low:
        return _("desde {low} habitantes").format(low=number(low))
    if high:
        return _("hasta {high} habitantes").format(high=number(high))
    return _("todos los de su tipo")


def _pillar(pillar: Pillar, total: Fraction) -> MethodPillar:
    inside = sum((topic.weight for topic in pillar.topics), Fraction(0))
    return MethodPillar(
        pillar.code,
        pillar.name.of(locale()),
        _("pesa {share} del índice").format(share=percent(pillar.weight / total, 1)),
        tuple(_topic(topic, inside) for topic in pillar.topics),
    )


def _topic(topic: Topic, inside: Fraction) -> MethodTopic:
    count = len(topic.items)
    return MethodTopic(
        topic.code,
        topic.name.of(locale()),
        _("{share} del pilar").format(share=percent(topic.weight / inside, 1)),
        ngettext("{n} reactivo", "{n} reactivos", count).format(n=number(count)),
        tuple(
            ItemRow(
                item.code,
                item.text.of(locale()),
                str(ITEM_KINDS[item.kind]),
                scale_text(item, locale()),
                _weight(item),
            )
            for item in topic.items
        ),
    )


def _weight(item: Item) -> str:
    if not item.is_scored:
        return "—"
    return exact_text(Fraction(item.weight))
