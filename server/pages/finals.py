"""Ronda final: its rubric, and what two people published of it, finished for everybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from game.finals import Criterion, Fate, FinalRound
from server.i18n import day, list_of, locale, moment, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.links import Link, Url

NOTHING = "—"
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class RubricLine:
    """A criterion: its share of the result, and what some marks mean."""

    code: str
    name: str
    text: str
    weight: str
    anchors: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FinalRules:
    """What an edition says of its final round: pairs of a term and its text, and the rubric."""

    rules: tuple[tuple[str, str], ...]
    rubric: tuple[RubricLine, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a member gave on one criterion, and why."""

    term: str
    text: str
    is_typed: bool = True


@dataclass(frozen=True, slots=True)
class SheetCard:
    """The marks of one member on one finalist; `result`: what they come to."""

    member: str
    result: str
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class FinalistRow:
    """A finalist with its result, or the `note` that says why it has none.

    `means`: of each criterion, with its name. `withdrew`: the reason of whoever left.
    """

    id: str
    place: str
    name: str
    url: str
    points: str
    means: tuple[tuple[str, str], ...]
    result: str
    count: str
    note: str
    withdrew: str
    recusals: tuple[Said, ...]
    sheets: tuple[SheetCard, ...]


@dataclass(frozen=True, slots=True)
class FinalLeague:
    """The finalists of a league, best first. `columns`: pairs of a label and its kind."""

    code: str
    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[FinalistRow, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and its text."""

    term: str
    text: str


@dataclass(frozen=True, slots=True)
class FinalPage:
    """A published final round."""

    title: str
    kicker: str
    lead: str
    breadcrumb: tuple[Link, ...]
    facts: tuple[Fact, ...]
    leagues: tuple[FinalLeague, ...]
    rules: FinalRules
    downloads: tuple[Link, ...]
    sha256: str


def final_page(
    round_: FinalRound, content: Mapping[str, Any], sha256: str, published_at: datetime, url: Url
) -> FinalPage:
    """`content`: the published document, which alone decides what is shown; `round_` is of it."""
    edition = content["edition"]
    return FinalPage(
        title=_("Ronda final {edition}").format(edition=edition),
        kicker=_words(content["name"]),
        lead=_(
            "Un jurado calificó con una rúbrica a los primeros lugares de cada liga. Es la tercera"
            " cuenta, aparte: no suma puntos ni mueve el índice, y ninguno de los dos la mueve."
        ),
        breadcrumb=(Link(_("Ligas"), url("leagues")), Link(_("Ronda final"), "", current=True)),
        facts=tuple(_facts(content, published_at)),
        leagues=leagues_of(content, url),
        rules=final_rules(round_),
        downloads=(
            Link(_("Descargar la tabla (CSV)"), url("final_table", edition=edition)),
            Link(_("Documento publicado (JSON)"), url("final_document", edition=edition)),
        ),
        sha256=sha256,
    )


def leagues_of(content: Mapping[str, Any], url: Url) -> tuple[FinalLeague, ...]:
    """The leagues that have finalists."""
    criteria = content["final"]["criteria"]
    return tuple(
        FinalLeague(
            league["code"],
            _words(league["name"]),
            (
                (_("Lugar"), "number"),
                (_("Gobierno"), ""),
                *((_words(each["name"]), "number") for each in criteria),
                (_("Resultado"), "number"),
            ),
            tuple(_row(each, content["final"], url) for each in league["finalists"]),
        )
        for league in content["leagues"]
        if league["finalists"]
    )


def final_rules(round_: FinalRound) -> FinalRules:
    """The final round as the method tells it, from the data of the edition alone."""
    return FinalRules(tuple(_rules(round_)), tuple(rubric_line(each) for each in round_.criteria))


def rubric_line(criterion: Criterion) -> RubricLine:
    """One criterion as it is shown."""
    return RubricLine(
        criterion.code,
        criterion.name.of(locale()),
        criterion.text.of(locale()),
        percent(criterion.weight, 0 if (criterion.weight * 100).denominator == 1 else 1),
        tuple((number(each.mark), each.text.of(locale())) for each in criterion.anchors),
    )


def final_table(content: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    """The finalists as a table; results and means with two decimals, rounded half up.

    Invented data say so in every row, which may be copied to where nothing else tells.
    """
    criteria = content["final"]["criteria"]
    is_synthetic = content["synthetic"]
    yield (
        _("Edición"),
        _("Liga"),
        _("Clave"),
        _("Gobierno"),
        _("Lugar por puntos"),
        _("Puntos firmes"),
        _("Lugar"),
        _("Resultado"),
        *(_words(each["name"]) for each in criteria),
        _("Calificaciones"),
        _("Nota"),
        *((_("Datos"),) if is_synthetic else ()),
    )
    for league in content["leagues"]:
        for each in league["finalists"]:
            yield (
                content["edition"],
                _words(league["name"]),
                each["participant"],
                each["name"],
                str(each["shortlist_place"]),
                str(each["settled"]),
                "" if each["place"] is None else str(each["place"]),
                shown(each["result"], ""),
                *(shown(each["means"].get(c["code"]), "") for c in criteria),
                str(each["count"]),
                f"{_fate(each, content['final'])} {each['withdrew']}".strip(),
                *((_("DATOS SINTÉTICOS"),) if is_synthetic else ()),
            )


def finalist_place(content: Mapping[str, Any], participant: str) -> str:
    """How a government came out of a final round; nothing where it was no finalist."""
    for league in content["leagues"]:
        for each in league["finalists"]:
            if each["participant"] == participant and each["place"] is not None:
                return _("Finalista {edition}: lugar {place}").format(
                    edition=content["edition"], place=number(each["place"])
                )
            if each["participant"] == participant:
                return _("Finalista {edition}").format(edition=content["edition"])
    return ""


def final_link(edition: str, url: Url) -> Link:
    """The way to a published final round."""
    return Link(_("Ronda final {edition}").format(edition=edition), url("final", edition=edition))


def shown(exact: str | None, nothing: str = NOTHING) -> str:
    """A result as it is read, with two decimals."""
    return nothing if exact is None else number(Fraction(exact), DECIMALS)


def count_of_marks(count: int) -> str:
    """How many members marked a finalist."""
    return ngettext("{n} calificación", "{n} calificaciones", count).format(n=number(count))


def _facts(content: Mapping[str, Any], published_at: datetime) -> Iterator[Fact]:
    panel = content["panel"]
    yield Fact(_("Publicada"), moment(published_at))
    members = ngettext("{n} integrante", "{n} integrantes", panel["count"]).format(
        n=number(panel["count"])
    )
    names = list_of(panel["members"])
    text = _("{members}: {names}").format(members=members, names=names) if names else members
    yield Fact(_("Jurado"), text)
    drawn = datetime.fromisoformat(content["shortlist"]["at"])
    yield Fact(
        _("Finalistas"),
        ngettext(
            "el primer lugar de cada liga por puntos firmes, al {moment}",
            "los primeros {n} lugares de cada liga por puntos firmes, al {moment}",
            content["final"]["places"],
        ).format(n=number(content["final"]["places"]), moment=moment(drawn)),
    )
    closed = datetime.fromisoformat(content["closed_at"])
    yield Fact(_("Cierre de calificaciones"), moment(closed))


def _row(finalist: Mapping[str, Any], final: Mapping[str, Any], url: Url) -> FinalistRow:
    place = finalist["place"]
    points = ngettext("{n} punto firme", "{n} puntos firmes", finalist["settled"])
    means = finalist["means"]
    return FinalistRow(
        id=f"finalista-{finalist['participant']}",
        place=NOTHING if place is None else number(place),
        name=finalist["name"],
        url=url("profile", code=finalist["participant"]),
        points=_("{place}.º por puntos firmes, {points}").format(
            place=number(finalist["shortlist_place"]),
            points=points.format(n=number(finalist["settled"])),
        ),
        means=tuple(
            (_words(each["name"]), shown(means.get(each["code"]))) for each in final["criteria"]
        ),
        result=shown(finalist["result"]),
        count=count_of_marks(finalist["count"]),
        note=_fate(finalist, final),
        withdrew=finalist["withdrew"],
        recusals=tuple(
            Said(
                _("{name} se excusó").format(name=each["member"] or _("Una persona")),
                each["reason"],
            )
            for each in finalist["recusals"]
        ),
        sheets=tuple(
            _sheet(position, each, final) for position, each in enumerate(finalist["sheets"], 1)
        ),
    )


def _sheet(position: int, sheet: Mapping[str, Any], final: Mapping[str, Any]) -> SheetCard:
    marks = sheet["marks"]
    total = sum(
        (Fraction(each["weight"]) * marks[each["code"]]["mark"] for each in final["criteria"]),
        Fraction(0),
    )
    return SheetCard(
        sheet["member"] or _("Integrante {n}").format(n=number(position)),
        number(total, DECIMALS),
        tuple(
            Said(
                _("{criterion}: {mark}").format(
                    criterion=_words(each["name"]), mark=number(marks[each["code"]]["mark"])
                ),
                marks[each["code"]]["reason"],
            )
            for each in final["criteria"]
        ),
    )


def _fate(finalist: Mapping[str, Any], final: Mapping[str, Any]) -> str:
    """Why a finalist has no result; nothing where it has one."""
    if finalist["fate"] == Fate.WITHDREW:
        # A document from before that was noted does not say when.
        at = finalist.get("withdrew_at", "")
        return left_text(
            datetime.fromisoformat(at) if at else None,
            is_late=finalist.get("withdrew_late", False),
        )
    if finalist["fate"] == Fate.TOO_FEW:
        return ngettext(
            "Sin resultado: la calificó {n} integrante y hacen falta {least}.",
            "Sin resultado: la calificaron {n} integrantes y hacen falta {least}.",
            finalist["count"],
        ).format(n=number(finalist["count"]), least=number(final["least_members"]))
    return ""


def left_text(at: datetime | None, *, is_late: bool) -> str:
    """When a finalist left; its reason follows. `is_late`: its marks could be read by then."""
    if at is None:
        return _("Se retiró:")
    text = (
        _("Se retiró el {moment}, ya cerradas las calificaciones:")
        if is_late
        else _("Se retiró el {moment}:")
    )
    return text.format(moment=moment(at))


def _rules(round_: FinalRound) -> Iterator[tuple[str, str]]:
    yield (
        _("Quiénes"),
        ngettext(
            "el primer lugar de cada liga por puntos firmes; los empates entran",
            "los primeros {n} lugares de cada liga por puntos firmes; los empates en el último"
            " entran",
            round_.places,
        ).format(n=number(round_.places)),
    )
    yield (
        _("Quién califica"),
        _(
            "un jurado; nadie califica a los gobiernos de su propio estado, y quien se excusa dice"
            " por qué"
        ),
    )
    yield (
        _("Calificaciones que hacen falta"),
        ngettext(
            "de al menos {n} integrante; con menos no hay resultado",
            "de al menos {n} integrantes; con menos no hay resultado",
            round_.least_members,
        ).format(n=number(round_.least_members)),
    )
    yield (
        _("Escala"),
        _("números enteros de {least} a {most}").format(
            least=number(round_.least), most=number(round_.most)
        ),
    )
    yield (
        _("Resultado"),
        _(
            "la media de lo que da cada integrante, y eso es la media de sus calificaciones por el"
            " peso de cada criterio; los empates comparten lugar"
        ),
    )
    yield (
        _("Qué se publica"),
        _("cada calificación con el nombre de quien la dio y su razón")
        if round_.shows_names
        else _("cada calificación con su razón, sin el nombre de quien la dio"),
    )
    yield (
        _("Retiros"),
        _(
            "quien se retira no tiene lugar; se publica cuándo, por qué y si fue después de cerrar"
            " las calificaciones"
        ),
    )
    yield (
        _("Calendario"),
        _(
            "finalistas: {shortlist}; calificaciones: hasta el {marks}; publicación: {published}"
        ).format(
            shortlist=day(round_.shortlist_on),
            marks=day(round_.marks_until),
            published=day(round_.published_on),
        ),
    )


def _words(text: Mapping[str, str]) -> str:
    """A text of the document, in the language that is spoken."""
    return text.get(locale()) or text["es"]
