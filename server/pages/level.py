"""Un nivel: how far it is, what can be done with it, and its page to fill."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from game.answers import Problem
from game.burden import is_timed
from game.editions import Act, Edition, Stage, allows
from game.levels import Level, LevelState, Seal, awaits_signature, is_past_signing, may_reopen
from game.points import Points
from game.questionnaire import Item, Questionnaire, Topic
from game.signatures import Signature
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number, rounded
from server.i18n import gettext as _
from server.pages.answers import problem_text
from server.pages.copying import Offer
from server.pages.editions import assessed_text
from server.pages.entered import NOT_ENTERED, Entered
from server.pages.lines import Line
from server.pages.links import Link, Url
from server.pages.names import level_name
from server.pages.not_applicable import beyond_text, filled_text, is_of_level, problem_texts
from server.pages.signatures import past_signing_text, voided_text
from server.people import Role

STATE_WORDS: Final[Mapping[LevelState, Lazy]] = MappingProxyType(
    {
        LevelState.CLOSED: lazy("Cerrado"),
        LevelState.OPEN: lazy("Por empezar"),
        LevelState.IN_PROGRESS: lazy("En curso"),
        LevelState.SUBMITTED: lazy("Enviado"),
        LevelState.RETURNED: lazy("Devuelto"),
        LevelState.VERIFIED: lazy("Verificado"),
    }
)
SEAL_WORDS: Final[Mapping[Seal, Lazy]] = MappingProxyType(
    {
        Seal.COMPLETE: lazy("Respondido"),
        Seal.EVIDENCED: lazy("Con evidencia"),
        Seal.VERIFIED: lazy("Verificado"),
    }
)
STAGE_TEXTS: Final[Mapping[Stage, Lazy]] = MappingProxyType(
    {
        Stage.DRAFT: lazy("La edición todavía no abre."),
        Stage.OPEN: lazy("Se responde, se envía y se firma nivel por nivel."),
        Stage.REVIEW: lazy("Se verifica: solo se corrige lo que se devuelva."),
        Stage.REPLY: lazy("Derecho de réplica: una por cada dictamen que no se aceptó."),
        Stage.PUBLISHED: lazy("La edición está publicada."),
    }
)


@dataclass(frozen=True, slots=True)
class SealMark:
    """A seal, earned or not yet."""

    code: str
    word: str
    earned: bool


@dataclass(frozen=True, slots=True)
class PointMarks:
    """Points in two parts: texts, and widths of a bar in percent."""

    settled: str
    provisional: str
    total: str
    settled_width: str
    provisional_width: str
    points_text: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """When a level was opened again, from which seat and why, while it is not handed in since."""

    at: datetime
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenForm:
    """The way to open a level that was handed in again, with a public reason."""

    id: str
    action: str
    reason: Entered

    @property
    def is_open(self) -> bool:
        return bool(self.reason.error)


@dataclass(frozen=True, slots=True)
class Foot:
    """What can be done with a level, told again at its end: what is left, or how it goes on."""

    text: str
    left: Link | None
    submit_url: str
    sign: Link | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a level is, and what can be done with it now.

    `cap_text`: how much of it says "no aplica"; `cap_problem` instead, where that is too much.
    """

    state: str
    state_word: str
    seals: tuple[SealMark, ...]
    answered_text: str
    answered_width: str
    left_text: str
    cap_text: str
    cap_problem: str
    points: PointMarks
    submit_url: str
    submit_note: str
    sign_url: str
    sign_label: str
    sign_note: str
    voided: str
    reopened: Line | None
    reopen: ReopenForm | None
    notes: tuple[str, ...]
    offer: Offer | None
    attention: tuple[Link, ...]
    laws_url: str
    foot: Foot


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem and the item it is in."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class LevelPage:
    """A level to fill. Its items are drawn apart: they are the same for whoever sees them.

    `saves`: whether answers can be given here now, so that it is told how they are kept.
    `noted`: that it is noted that the level was opened; empty where it is not.
    `stream_url`: what others do here; `presence_url`: where it is said that one is typing.
    """

    title: str
    lead: str
    saves: bool
    noted: str
    pillar: str
    pillar_name: str
    breadcrumb: tuple[Link, ...]
    progress: Progress
    problems_title: str
    problems: tuple[ProblemRow, ...]
    next_label: str
    next_url: str
    stream_url: str
    presence_url: str


@dataclass(frozen=True, slots=True)
class Handed:
    """Who handed a level in and who signed it; `signature`: the latest, in force or not."""

    submitted_at: datetime | None = None
    submitter: str = ""
    signed_at: datetime | None = None
    signer: str = ""
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class SeatActs:
    """What the seat of whoever looks may do with the level."""

    may_submit: bool
    may_sign: bool
    has_filled: bool = False
    account: int | None = None


def level_page(
    edition: Edition,
    questionnaire: Questionnaire,
    topic: Topic,
    progress: Progress,
    problems: Mapping[str, tuple[Problem, ...]],
    url: Url,
    *,
    level: Level,
    may_answer: bool,
) -> LevelPage:
    """`problems` by item: those a refused submission found. `may_answer`: the seat fills levels."""
    pillar = questionnaire.pillar_of(topic.code)
    name = topic.name.of(locale())
    after = _after(questionnaire, topic)
    return LevelPage(
        title=level_name(topic),
        lead=" ".join(
            (
                f"{edition.name.of(locale())}.",
                _lead(edition.stage, level, may_answer=may_answer),
                assessed_text(edition),
            )
        ).strip(),
        saves=may_answer and not level.is_submitted and allows(edition.stage, Act.ANSWER),
        noted=_noted(edition) if may_answer and is_timed(edition.stage) else "",
        pillar=pillar.code,
        pillar_name=pillar.name.of(locale()),
        breadcrumb=(Link(_("Mi liga"), url("my_league")), Link(name, "")),
        progress=progress,
        problems_title=_problems_title(problems),
        problems=_problem_rows(questionnaire, problems),
        next_label=_("Siguiente: {level}").format(level=after.name.of(locale())) if after else "",
        next_url=url("level", topic=after.code) if after else "",
        stream_url=url("level_live", topic=topic.code),
        presence_url=url("presence", topic=topic.code),
    )


def _lead(stage: Stage, level: Level, *, may_answer: bool) -> str:
    """What can be done with the level in this stage."""
    if level.is_submitted and allows(stage, Act.MEND):
        return _(
            "El nivel está enviado: solo se corrige lo que se devuelva."
            " Quien firma puede reabrirlo, con una razón pública."
        )
    if level.is_submitted or not allows(stage, Act.ANSWER):
        return str(STAGE_TEXTS[stage])
    if may_answer:
        return _("El nivel se envía al terminar.")
    return _("Lo responde su equipo; se firma cuando está enviado.")


def _noted(edition: Edition) -> str:
    fewest = edition.room.burden.fewest
    return _(
        "Para saber cuánto tiempo pide el cuestionario se anota qué cuenta abre cada nivel y"
        " cuándo, y nada más; eso se borra al publicarse la edición, y solo se muestran medianas de"
        " {n} gobiernos o más."
    ).format(n=number(fewest))


def progress_of(
    edition: Edition,
    topic: Topic,
    level: Level,
    points: Points,
    possible: int,
    handed: Handed,
    acts: SeatActs,
    url: Url,
    *,
    offer: Offer | None = None,
    reopening: Entered = NOT_ENTERED,
    attention: tuple[Link, ...] = (),
    confirms_laws: bool = False,
    reopened: Reopened | None = None,
    first_left: str = "",
    timely: str = "",
) -> Progress:
    """How far a level is, for the page and for the reply to every save.

    `offer`: what can be copied. `reopening`: the reason to open it again, as it was refused.
    `attention`: how much is to be looked at again, and the first of it. `confirms_laws`: whether
    all that laws ask of it may be confirmed at once.
    `reopened`: when it was opened again, until it is handed in. `first_left`: the first item that
    is to be completed or mended. `timely`: what signing in time gives.
    """
    may_submit = acts.may_submit and not level.is_submitted and allows(edition.stage, Act.SUBMIT)
    may_sign = acts.may_sign and awaits_signature(edition.stage, level)
    reopens = acts.may_sign and (may_reopen(edition.stage, level) or bool(reopening.error))
    submit_url = url("submit_level", topic=topic.code) if may_submit else ""
    sign_url = url("signature", topic=topic.code) if level.is_submitted else ""
    signs = Link(_sign_label(level, may_sign=True), sign_url)
    left_text = _left_text(edition.stage, level)
    return Progress(
        state=level.state.value,
        state_word=state_word(level),
        seals=seals_of(level),
        answered_text=_("{n} de {all} respondidos").format(n=level.answered, all=level.asked),
        answered_width=width_of(level.answered, level.asked),
        left_text=left_text,
        cap_text="" if level.not_applicable.is_beyond else filled_text(level.not_applicable),
        cap_problem=beyond_text(level.not_applicable),
        points=marks_of(points, possible),
        submit_url=submit_url,
        submit_note=_submit_note(level) if may_submit else "",
        sign_url=sign_url,
        sign_label=_sign_label(level, may_sign=may_sign and not acts.has_filled),
        sign_note=_sign_note(edition.stage, level, acts, may_sign=may_sign),
        voided=lost_text(level, handed.signature, acts.account),
        reopened=reopened_line(reopened) if reopened and not level.is_submitted else None,
        reopen=ReopenForm(f"reopen-{topic.code}", url("level_reopen", topic=topic.code), reopening)
        if reopens
        else None,
        notes=_notes(edition, level, handed, timely),
        offer=offer,
        attention=attention,
        laws_url=url("level_laws", topic=topic.code) if confirms_laws else "",
        foot=_foot(
            level,
            left_text,
            first_left,
            submit_url,
            signs if may_sign and not acts.has_filled else None,
        ),
    )


def _submit_note(level: Level) -> str:
    """What was returned keeps no level from being handed in: the rest of it is verified."""
    note = _("Al enviarlo se cierra y pasa a firma.")
    if not level.returned:
        return note
    left = ngettext(
        "{n} respuesta sigue como se devolvió: no da puntos mientras no se corrija.",
        "{n} respuestas siguen como se devolvieron: no dan puntos mientras no se corrijan.",
        level.returned,
    ).format(n=number(level.returned))
    return f"{note} {left}"


def _foot(
    level: Level, left_text: str, first_left: str, submit_url: str, sign: Link | None
) -> Foot:
    """Handed in from there only where nothing keeps it back: what does is told with its place."""
    left = None
    if left_text and first_left:
        left = Link(_("Ir a {item}").format(item=first_left), f"#item-{first_left}")
    elif submit_url and level.not_applicable.is_beyond:
        left = Link(_("Ver qué falta para enviarlo"), "#progress")
    return Foot(left_text, left, "" if left else submit_url, sign)


def _sign_label(level: Level, *, may_sign: bool) -> str:
    """One reads what is signed on a page of its own, and signs there."""
    if may_sign:
        return _("Leer y firmar de nuevo") if level.was_signed else _("Leer y firmar")
    return _("Ver lo que se firma")


def _left_text(stage: Stage, level: Level) -> str:
    """What is left to do, while it can be done."""
    left = level.asked - level.complete
    if not allows(stage, Act.MEND if level.is_submitted else Act.ANSWER):
        return ""
    if level.is_submitted and not level.returned and not left:
        return ""
    if level.returned:
        return ngettext(
            "{n} devuelto por corregir", "{n} devueltos por corregir", level.returned
        ).format(n=level.returned)
    if not left:
        return "" if level.not_applicable.is_beyond else _("Todo está completo.")
    return ngettext("Falta {n} por completar", "Faltan {n} por completar", left).format(n=left)


def _sign_note(stage: Stage, level: Level, acts: SeatActs, *, may_sign: bool) -> str:
    if may_sign and acts.has_filled:
        return _("Usted respondió parte de este nivel: lo firma otra persona.")
    if may_sign:
        return _("Con su firma pasa a verificación.")
    if is_past_signing(stage, level):
        return past_signing_text(level)
    if awaits_signature(stage, level):
        return _("Falta la firma de la persona titular.")
    if level.is_voided:
        return _("Cuando todo esté completo se pedirá otra vez la firma.")
    return ""


def _notes(edition: Edition, level: Level, handed: Handed, timely: str) -> tuple[str, ...]:
    notes = []
    if handed.submitted_at is not None:
        text = _("Enviado por {name}, {at}.")
        notes.append(text.format(name=handed.submitter, at=moment(handed.submitted_at)))
    if handed.signed_at is not None:
        text = _("Firmado por {name}, {at}.")
        notes.append(text.format(name=handed.signer, at=moment(handed.signed_at)))
    if timely and (level.is_signed or _may_be_signed(edition.stage, level)):
        notes.append(timely)
    if not level.is_submitted and not allows(edition.stage, Act.ANSWER):
        notes.append(
            _("Este nivel no se envió a tiempo. {stage}").format(stage=STAGE_TEXTS[edition.stage])
        )
    return tuple(notes)


def _may_be_signed(stage: Stage, level: Level) -> bool:
    return allows(stage, Act.SUBMIT) or (level.was_signed and allows(stage, Act.SIGN))


def _problems_title(problems: Mapping[str, tuple[Problem, ...]]) -> str:
    lacking = sum(not all(map(is_of_level, found)) for found in problems.values())
    if not lacking:
        return _("Hay más «no aplica» de los que admite el nivel")
    return ngettext("Falta algo en {n} reactivo", "Falta algo en {n} reactivos", lacking).format(
        n=lacking
    )


def _problem_rows(
    questionnaire: Questionnaire, problems: Mapping[str, tuple[Problem, ...]]
) -> tuple[ProblemRow, ...]:
    """What is wrong with the level as a whole is said once, then where each item stands."""
    of_level = dict.fromkeys(text for found in problems.values() for text in problem_texts(found))
    way_out = _("Conteste los demás: un «no» con razón y plan da los mismos puntos.")
    rows = [ProblemRow(f"{text} {way_out}", "") for text in of_level]
    rows += [_problem_row(questionnaire.item(code), found) for code, found in problems.items()]
    return tuple(rows)


def _problem_row(item: Item, problems: tuple[Problem, ...]) -> ProblemRow:
    sentences = dict.fromkeys(
        _("Dice «no aplica».") if is_of_level(problem) else problem_text(item, problem)
        for problem in problems
    )
    return ProblemRow(f"{item.code}: {' '.join(sentences)}", f"#item-{item.code}")


def _after(questionnaire: Questionnaire, topic: Topic) -> Topic | None:
    place = questionnaire.topics.index(topic)
    later = questionnaire.topics[place + 1 :]
    return later[0] if later else None


def state_word(level: Level) -> str:
    """Where a level is, in a word."""
    if level.state is LevelState.SUBMITTED and level.is_signed:
        return _("Firmado")
    if level.state is LevelState.SUBMITTED and level.is_voided:
        return _("Por firmar de nuevo")
    return str(STATE_WORDS[level.state])


def lost_text(level: Level, signature: Signature | None, reader: int | None) -> str:
    """The signature that it lost, and why; nothing where it lost none. `reader`: their account."""
    return voided_text(signature, reader) if signature is not None and not level.is_signed else ""


def reopened_line(each: Reopened) -> Line:
    """From which seat a level was opened again, when, and why in the words of whoever did."""
    by = {
        Role.COORDINATOR: _("Reabierto por la coordinación el {day}:"),
        Role.SIGNER: _("Reabierto por la persona titular el {day}:"),
    }
    text = by.get(each.role) or _("Reabierto el {day}:")
    return Line(f"«{each.reason}»", text.format(day=day(today_of(each.at))), is_typed=True)


def seals_of(level: Level) -> tuple[SealMark, ...]:
    """Every seal, those that it has not earned yet too."""
    return tuple(SealMark(seal.value, str(SEAL_WORDS[seal]), seal in level.seals) for seal in Seal)


def marks_of(points: Points, possible: int) -> PointMarks:
    """Points, of those that are `possible`."""
    settled, provisional = number(points.settled), number(points.provisional)
    text = _("{settled} puntos firmes y {provisional} provisionales de {possible}")
    return PointMarks(
        settled=settled,
        provisional=provisional,
        total=number(points.total),
        settled_width=width_of(points.settled, possible),
        provisional_width=width_of(points.provisional, possible),
        points_text=text.format(
            settled=settled, provisional=provisional, possible=number(possible)
        ),
    )


def width_of(part: int, whole: int) -> str:
    """Percent of a bar, as the attribute takes it."""
    if whole <= 0:
        return "0"
    return str(min(Decimal(100), rounded(Fraction(100 * part, whole), 1)))
