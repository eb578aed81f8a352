"""Jurado: what a member of a panel marks, finalist by finalist, finished for its templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from game.editions import Edition
from game.finals import Finalist, FinalRound, Flaw, Mark, Member, Phase, Sheet, flaws_of
from game.levels import Level
from game.points import NO_POINTS, Points
from game.questionnaire import Questionnaire
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.entered import NOT_ENTERED, Entered
from server.pages.finals import RubricLine, rubric_line
from server.pages.level import SealMark, seals_of, state_word
from server.pages.links import Link, Url

LONGEST = 2_000
# What is wrong with a field of a sheet, beside it.
FLAWS: Mapping[str, Lazy] = MappingProxyType(
    {
        "mark-missing": lazy("Falta la calificación: un número entero de {least} a {most}."),
        "mark-outside": lazy("Debe ser un número entero de {least} a {most}."),
        "mark-reason-missing": lazy("Escriba por qué da esa calificación."),
        "reason-too-long": lazy("La razón es demasiado larga: hasta {limit} caracteres."),
    }
)


@dataclass(frozen=True, slots=True)
class ToMark:
    """A finalist in the list of a member, and how far they have come with it.

    `about`: its league, with its place and points where they may be told.
    """

    name: str
    url: str
    about: str
    tone: str
    word: str
    note: str


@dataclass(frozen=True, slots=True)
class PanelCard:
    """The panel of one edition: `told` is what it comes to for the member.

    `is_open`: whether marks may still change; `waiting`: how many finalists they have yet to mark.
    """

    code: str
    title: str
    told: str
    is_open: bool
    waiting: int
    frozen_text: str
    finalists: tuple[ToMark, ...]


@dataclass(frozen=True, slots=True)
class PanelPage:
    """Every panel that somebody sits on."""

    title: str
    lead: str
    cards: tuple[PanelCard, ...]


@dataclass(frozen=True, slots=True)
class CriterionField:
    """A criterion to be marked. `help`: the scale, with what its marks mean."""

    criterion: RubricLine
    mark: Entered
    reason: Entered


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level of a finalist: state, seals, points. `url`: its answers, for whoever reads them."""

    code: str
    name: str
    url: str
    state: str
    state_word: str
    seals: tuple[SealMark, ...]
    points: str


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """What a sheet lacks, and where it is mended."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One finalist to be marked. `closed`: why nothing can be marked; then `fields` are only read.

    `recusal`: the reason as it was typed, where it was refused. `frozen_text`: why neither
    place nor points are told while the board stands still; then how the levels stand is not either.
    """

    title: str
    kicker: str
    lead: str
    breadcrumb: tuple[Link, ...]
    told: str
    frozen_text: str
    problem: str
    problems: tuple[ProblemLine, ...]
    closed: str
    fields: tuple[CriterionField, ...]
    scale: str
    published: str
    base: str
    save_url: str
    recuse_url: str
    recusal: Entered
    levels: tuple[LevelRow, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a member has done about a finalist: when they saved and handed in, or why they do not.

    `recused`: their reason; `is_own_state`: it is of a state of theirs.
    """

    saved_at: datetime | None = None
    handed_in_at: datetime | None = None
    is_handed_in: bool = False
    recused: str = ""
    is_own_state: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent and refused: the marks with their flaws, or the reason of a recusal."""

    marks: Mapping[str, Mark] | None = None
    hands_in: bool = False
    recusal: Entered = NOT_ENTERED
    problem: str = ""


NOTHING_TYPED = Typed()


def panel_page(cards: Sequence[PanelCard]) -> PanelPage:
    """Where a member begins."""
    return PanelPage(
        title=_("Jurado"),
        lead=_(
            "Califique a cada finalista con la rúbrica. Nadie ve sus calificaciones hasta que la"
            " coordinación cierre; hasta entonces puede corregirlas."
        )
        if any(card.is_open for card in cards)
        else _("Los finalistas que le tocaron y lo que les dio. Ya no se califica."),
        cards=tuple(cards),
    )


def panel_card(
    edition: Edition,
    round_: FinalRound,
    phase: Phase,
    finalists: Sequence[Finalist],
    standings: Mapping[str, Standing],
    frozen: datetime | None,
    url: Url,
) -> PanelCard:
    """One edition; `standings` by finalist."""
    names = {each.code: each.name.of(locale()) for each in edition.leagues}
    mine = [each for each in finalists if not _is_not_mine(each, standings[each.participant])]
    done = sum(standings[each.participant].handed_in_at is not None for each in mine)
    return PanelCard(
        code=edition.code,
        title=edition.name.of(locale()),
        told=_told(round_, phase, done, len(mine)),
        is_open=phase is Phase.MARKING,
        waiting=len(mine) - done if phase is Phase.MARKING else 0,
        frozen_text=_frozen_text(frozen),
        finalists=tuple(
            _to_mark(
                edition,
                each,
                _about(each, names[each.league], frozen),
                phase,
                standings[each.participant],
                url,
            )
            for each in finalists
        ),
    )


def marking_link(cards: Sequence[PanelCard], url: Url) -> Link | None:
    """The way to the finalists that a member has yet to mark, if there are any."""
    waiting = sum(card.waiting for card in cards)
    if not waiting:
        return None
    words = ngettext("Calificar a {n} finalista", "Calificar a {n} finalistas", waiting)
    return Link(words.format(n=number(waiting)), url("panel"))


def sheet_page(
    edition: Edition,
    round_: FinalRound,
    phase: Phase,
    finalist: Finalist,
    member: Member,
    sheet: Sheet | None,
    revision: int,
    standing: Standing,
    levels: Sequence[LevelRow],
    frozen: datetime | None,
    url: Url,
    typed: Typed = NOTHING_TYPED,
) -> SheetPage:
    """`sheet`: what was saved last, at `revision`; `typed`: what was refused instead."""
    here = {"edition": edition.code, "participant": finalist.participant}
    given = typed.marks if typed.marks is not None else sheet.marks if sheet else {}
    now = Sheet(member.account, finalist.participant, given)
    flaws = flaws_of(round_, now) if typed.hands_in else ()
    league = next(each for each in edition.leagues if each.code == finalist.league)
    closed = _closed(phase, finalist, standing)
    return SheetPage(
        title=finalist.name
        if closed
        else _("Calificar a {government}").format(government=finalist.name),
        kicker=_("Ronda final {edition}").format(edition=edition.code),
        lead=_about(finalist, league.name.of(locale()), frozen),
        breadcrumb=(Link(_("Jurado"), url("panel")), Link(finalist.name, "")),
        told=_standing_text(standing),
        frozen_text=_frozen_text(frozen),
        problem=typed.problem,
        problems=tuple(_problem(round_, flaw) for flaw in flaws),
        closed=closed,
        fields=tuple(
            CriterionField(
                rubric_line(each),
                _entered(round_, each.code, "mark", given, flaws),
                _entered(round_, each.code, "reason", given, flaws),
            )
            for each in round_.criteria
        ),
        scale=_("Número entero de {least} a {most}.").format(
            least=number(round_.least), most=number(round_.most)
        ),
        published=_("Al publicarse, cada calificación y su razón se ven con su nombre.")
        if round_.shows_names
        else _("Al publicarse, cada calificación y su razón se ven sin su nombre."),
        base=str(revision),
        save_url=url("mark_sheet_save", **here),
        recuse_url=url("recuse", **here),
        recusal=typed.recusal,
        levels=tuple(each for each in levels if each.url or frozen is None),
        links=(
            Link(_("Perfil público"), url("profile", code=finalist.participant)),
            Link(
                _("Compromisos y su evidencia"),
                f"{url('commitments')}?gobierno={finalist.participant}",
            ),
        ),
    )


def level_rows(
    questionnaire: Questionnaire,
    levels: Mapping[str, Level],
    points: Mapping[str, Points],
    participant: str,
    url: Url,
    *,
    reads: bool,
) -> tuple[LevelRow, ...]:
    """Every level that is asked of a finalist; `reads`: whether its answers may be opened."""
    return tuple(
        LevelRow(
            topic.code,
            topic.name.of(locale()),
            url(
                "review",
                edition=questionnaire.edition,
                participant=participant,
                topic=topic.code,
            )
            if reads and levels[topic.code].is_signed
            else "",
            levels[topic.code].state.value,
            state_word(levels[topic.code]),
            seals_of(levels[topic.code]),
            number(points.get(topic.code, NO_POINTS).settled),
        )
        for topic in questionnaire.topics
        if levels[topic.code].asked
    )


def _told(round_: FinalRound, phase: Phase, done: int, asked: int) -> str:
    if phase is not Phase.MARKING:
        return _("Las calificaciones están cerradas.")
    told = ngettext(
        "{done} de {n} finalista con su calificación entregada.",
        "{done} de {n} finalistas con su calificación entregada.",
        asked,
    ).format(done=number(done), n=number(asked))
    until = _("Hasta el {day}.").format(day=day(round_.marks_until))
    return f"{told} {until}"


def _to_mark(
    edition: Edition, finalist: Finalist, about: str, phase: Phase, standing: Standing, url: Url
) -> ToMark:
    tone, word = _state(finalist, standing, phase)
    note = _standing_text(standing) if not finalist.withdrew else finalist.withdrew
    address = url("mark_sheet", edition=edition.code, participant=finalist.participant)
    return ToMark(finalist.name, address, about, tone, word, note)


def _state(finalist: Finalist, standing: Standing, phase: Phase) -> tuple[str, str]:
    if finalist.withdrew:
        return "neutral", _("se retiró")
    if standing.is_own_state:
        return "neutral", _("de su estado")
    if standing.recused:
        return "neutral", _("se excusó")
    if standing.handed_in_at is not None:
        return "good", _("entregada")
    if phase is not Phase.MARKING:
        return "neutral", _("sin calificar")
    return ("info", _("borrador")) if standing.saved_at else ("warn", _("por calificar"))


def _standing_text(standing: Standing) -> str:
    if standing.is_own_state:
        return _("Nadie califica a los gobiernos de su propio estado.")
    if standing.recused:
        return _("Se excusó: {reason}").format(reason=standing.recused)
    if standing.handed_in_at is not None:
        told = _("Entregada el {moment}.").format(moment=moment(standing.handed_in_at))
        if standing.is_handed_in:
            return told
        return told + " " + _("Hay una corrección en borrador: contará cuando la entregue.")
    if standing.saved_at is not None:
        return _("Borrador guardado el {moment}.").format(moment=moment(standing.saved_at))
    return ""


def _closed(phase: Phase, finalist: Finalist, standing: Standing) -> str:
    if phase is not Phase.MARKING:
        return _("Las calificaciones están cerradas.")
    if finalist.withdrew:
        return _("Se retiró: {reason}").format(reason=finalist.withdrew)
    if standing.is_own_state or standing.recused:
        return _("Usted no la califica.")
    return ""


def _is_not_mine(finalist: Finalist, standing: Standing) -> bool:
    return bool(finalist.withdrew or standing.recused or standing.is_own_state)


def _frozen_text(frozen: datetime | None) -> str:
    if frozen is None:
        return ""
    return _(
        "Tabla detenida desde el {moment}: los finalistas van por nombre, sin lugar ni puntos, que"
        " dirían lo que el público todavía no ve. Los de la lista se muestran cuando la tabla se"
        " reanude."
    ).format(moment=moment(frozen))


def _about(finalist: Finalist, league: str, frozen: datetime | None) -> str:
    if frozen is not None:
        return league
    return _("{league}: {points}").format(league=league, points=_points(finalist))


def _points(finalist: Finalist) -> str:
    words = ngettext("{n} punto firme", "{n} puntos firmes", finalist.settled)
    return _("{place}.º por puntos firmes, {points}").format(
        place=number(finalist.place), points=words.format(n=number(finalist.settled))
    )


def _entered(
    round_: FinalRound, code: str, name: str, given: Mapping[str, Mark], flaws: Sequence[Flaw]
) -> Entered:
    mark = given.get(code, Mark())
    wrong = [each for each in flaws if (each.criterion, each.field) == (code, name)]
    error = _flaw_text(round_, wrong[0]) if wrong else ""
    return Entered(mark.typed if name == "mark" else mark.reason, error)


def _flaw_text(round_: FinalRound, flaw: Flaw) -> str:
    return str(FLAWS[flaw.code]).format(
        least=number(round_.least), most=number(round_.most), limit=number(LONGEST)
    )


def _problem(round_: FinalRound, flaw: Flaw) -> ProblemLine:
    criterion = next(each for each in round_.criteria if each.code == flaw.criterion)
    text = f"{criterion.name.of(locale())}: {_flaw_text(round_, flaw)}"
    return ProblemLine(text, f"#{flaw.field}-{flaw.criterion}")
