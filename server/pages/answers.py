"""Reactivo: one question with its answer, evidence and verdict, finished for showing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from game.answers import Answer, Problem, Stance, problems_of, stance_of
from game.changes import Change, Version
from game.copying import UNCONFIRMED
from game.prefilling import AnsweringCommitment
from game.questionnaire import Item, Kind
from game.reviews import Verdict
from game.threads import Thread
from server.i18n import Lazy, day, exact_percent, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.changes import RewordedNotice, reworded_notice
from server.pages.copying import CopyMark, Earlier, Previous, copy_mark_of, previous_of
from server.pages.entered import EVIDENCE, LAW, REPLY, THREAD, Entered, Tried
from server.pages.evidence import Cited, Evidence, Here, Uploads, evidence_of
from server.pages.filters import Option
from server.pages.laws import ItemLaws, LawNotice, law_notices
from server.pages.legal import Abrogations, LegalLine, legal_lines
from server.pages.lines import Line, copied_name, first_of, legible
from server.pages.links import Url
from server.pages.notes import NoteCard, Noted, note_card
from server.pages.prefilling import Prefill, prefill_of
from server.pages.reviews import VERDICT_NAMES
from server.pages.threads import ThreadCard, thread_card

PROBLEMS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "copy-unconfirmed": lazy("Copiada de {edition}: revise y confirme."),
        "missing": lazy("Falta la respuesta."),
        "evidence-missing": lazy("Falta la evidencia que lo demuestra, con su página."),
        "page-missing": lazy("Falta la página o el artículo."),
        "reason-missing": lazy("Falta la razón."),
        "plan-missing": lazy("Falta qué hará su gobierno para tenerlo."),
        "plan-date-missing": lazy("Falta para cuándo lo hará."),
        "plan-date-past": lazy(
            "El plan no puede ser de antes del {opened}, día en que abrió la edición."
        ),
        "plan-date-far": lazy("El plan no puede ser para después del {latest}."),
        "not-a-number": lazy("Escriba un número, como 1,234.5."),
        "not-a-date": lazy("Escriba una fecha, como 31/12/2026."),
        "outside-limits": lazy("El número está fuera de lo posible: {limits}."),
        "too-many-decimals": lazy("Use {decimals} decimales como máximo."),
        "not-whole": lazy("Escriba un número entero, sin decimales."),
        "date-late": lazy(
            "La fecha no puede ser posterior al {latest}, cierre del periodo evaluado."
        ),
        "zero-denominator": lazy("El total no puede ser cero."),
        "numerator-above-denominator": lazy("La parte no puede ser mayor que el total."),
        "unknown-option": lazy("Elija una de las opciones."),
        "one-option-only": lazy("Elija una sola opción."),
        "exclusive-option": lazy("Esa opción no se combina con otras."),
        "not-applicable-not-allowed": lazy("En este reactivo no cabe «no aplica»."),
    }
)
# A percentage has two fields: it is said which one is empty.
PARTS_MISSING: Final[Mapping[str, Lazy]] = MappingProxyType(
    {"denominator": lazy("Falta el total.")}
)
# What is only not there yet: a reminder while one fills, a problem when one submits.
STILL_TO_COME: Final = frozenset(
    {
        UNCONFIRMED,
        "missing",
        "evidence-missing",
        "page-missing",
        "reason-missing",
        "plan-missing",
        "plan-date-missing",
    }
)
# Why an item cannot be changed now, by the code the rules refuse with.
LOCKS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "item-decided": lazy("Ya tiene dictamen: no admite cambios."),
        "level-locked": lazy("Enviado: se reabre si se devuelve."),
        "stage-forbids": lazy("En esta etapa ya no se responde."),
        "seat-reads": lazy("Su cargo las lee y las firma, no las cambia."),
    }
)


# What an answer says that asks for more, as the page tells it.
STANCES: Final[Mapping[Stance, str]] = MappingProxyType(
    {Stance.GAP: "gap", Stance.NOT_APPLICABLE: "aside"}
)
NO_LAWS: Final = ItemLaws()
HALF: Final = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Field:
    """Something to be typed. `aside_label`: how it is called once "no aplica" is chosen."""

    name: str
    label: str
    value: str
    type: str = "text"
    is_long: bool = False
    help: str = ""
    error: str = ""
    unit: str = ""
    inputmode: str = ""
    aside_label: str = ""


@dataclass(frozen=True, slots=True)
class NotApplicableChoice:
    """The way to say that an item does not apply."""

    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of an honest no, and why an item does not apply.

    It is on the page from the start, so that it can be filled without a line: what is chosen shows
    and hides it. Where only the server can tell a no, as of a number, `opener` is what opens it.
    Without a `title` the item has no such answer, and only the reason is asked.
    """

    title: str
    text: str
    opener: str
    reason: Field
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class VerdictMark:
    """What a verifier said, and what comes next when it is to be mended."""

    code: str
    word: str
    reason: str
    author: str
    next: str = ""


@dataclass(frozen=True, slots=True)
class Replied:
    """The one reply to a verdict, as it was sent; who decides on it, or what was decided."""

    text: str
    author: str
    fate: str
    fate_code: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """The one reply to a verdict, to be written."""

    action: str
    help: str
    text: Entered
    file: Entered
    page: Entered


@dataclass(frozen=True, slots=True)
class Side:
    """One of two answers that met."""

    title: str
    line: Line
    details: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two answers to one item; whoever sent the second one decides which stays in force."""

    lead: str
    mine: Side
    theirs: Side
    hidden: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item of a level. Equal cards are drawn once: it holds nothing of who looks at it.

    `given`: what is answered, a line each, where it cannot be changed and nothing typed waits.
    """

    id: str
    code: str
    text: str
    help: str
    example: str
    pillar: str
    weight_text: str
    weight_note: str
    points_text: str
    legal: tuple[LegalLine, ...]
    action: str
    history_url: str
    revision: str
    is_editable: bool
    given: tuple[Line, ...]
    lock: str
    refusal: str
    state: str
    saved_text: str
    saved_short: str
    options: tuple[Option, ...]
    option_type: str
    option_help: str
    gap_options: tuple[str, ...]
    stance: str
    fields: tuple[Field, ...]
    not_applicable: NotApplicableChoice | None
    plan: Plan | None
    carried: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]
    missing: tuple[str, ...]
    previous: Previous | None
    copied: CopyMark | None
    prefill: Prefill | None
    evidence: Evidence | None
    verdict: VerdictMark | None
    reply: Replied | None
    reply_form: ReplyForm | None
    conflict: Conflict | None
    thread: ThreadCard | None
    edition: str
    now_url: str
    notes: tuple[NoteCard, ...]
    laws: tuple[LawNotice, ...]
    reworded: RewordedNotice | None
    version: str

    @property
    def is_confirmed(self) -> bool:
        """Whether it stands beside an earlier answer with nothing left to confirm."""
        return self.is_editable and self.previous is not None and self.copied is None

    @property
    def looks_again(self) -> bool:
        """Whether something moved under the answer since it was given."""
        return bool(self.laws) or self.reworded is not None


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict that was given. `stands`: for the answer as it is now.

    `is_back`: it was saved since, and says what was returned.
    """

    verdict: Verdict
    reason: str
    verifier: str
    at: datetime
    stands: bool = True
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that was sent, and the one it did not see. `is_own`: they saved that one too."""

    mine: Answer
    theirs: Answer
    author: str
    at: datetime
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Hoja: everything that is known of an item of a participant."""

    item: Item
    pillar: str
    answer: Answer
    revision: int = 0
    author: str = ""
    saved_at: datetime | None = None
    given: Given | None = None
    earlier: Earlier | None = None
    copier: str = ""
    promise: AnsweringCommitment | None = None
    lock: str = ""
    points: int = 0
    provisional: Fraction = HALF
    documents: Mapping[str, Cited] = field(default_factory=dict)
    is_handed_in: bool = True
    may_reply: bool = False
    reply: str = ""
    reply_author: str = ""
    is_reply_decided: bool = False
    thread: Thread | None = None
    may_answer_thread: bool = False
    is_checked: bool = False
    refusal: str = ""
    clash: Clash | None = None
    tried: Tried | None = None
    uploads: Uploads = field(default_factory=Uploads)
    reply_limit: int = 5_000
    edition: str = ""
    notes: tuple[Noted, ...] = ()
    may_resolve: bool = False
    laws: ItemLaws = NO_LAWS
    abrogated: Abrogations = field(default_factory=dict)
    reworded: tuple[tuple[Version, Change], ...] = ()
    may_confirm: bool = False
    version: int = 0
    here: Here | None = None

    def entered(self, form: str) -> Tried:
        """What was typed in a form beside the answer; nothing in one that was not refused."""
        if self.tried is not None and self.tried.form == form:
            return self.tried
        return Tried(self.item.code, form, {}, {})


def item_card(sheet: Sheet, url: Url) -> ItemCard:
    """One item, finished."""
    item, spoken = sheet.item, locale()
    is_open = not sheet.lock and sheet.clash is None
    problems, missing = _problems(sheet)
    fields = _fields(item, sheet.answer)
    plan = _plan(sheet)
    return ItemCard(
        id=f"item-{item.code}",
        code=item.code,
        text=item.text.of(spoken),
        help=item.help.of(spoken),
        example=item.example.of(spoken),
        pillar=sheet.pillar,
        weight_text=_weight_text(item),
        weight_note=_weight_note(item),
        points_text=_points_text(sheet.points, sheet.provisional),
        legal=legal_lines(item, sheet.abrogated),
        action=url("answer", item=item.code),
        history_url=url("answer_history", item=item.code) if sheet.revision else "",
        revision=str(sheet.revision),
        is_editable=is_open,
        given=_given(sheet),
        lock=str(LOCKS[sheet.lock]) if sheet.lock else "",
        refusal=sheet.refusal,
        state=_state(sheet),
        saved_text=_saved_text(sheet, problems),
        saved_short=_saved_short(sheet, problems),
        options=_options(item, sheet.answer),
        option_type="checkbox" if item.kind is Kind.MULTIPLE else "radio",
        option_help=_("Marque todas las que se cumplan.") if item.kind is Kind.MULTIPLE else "",
        gap_options=_gap_options(item),
        stance=STANCES.get(stance_of(item, sheet.answer), ""),
        fields=fields,
        not_applicable=_not_applicable(item, sheet.answer),
        plan=plan,
        carried=_carried(sheet.answer, fields, plan),
        problems=problems,
        missing=missing,
        previous=previous_of(item, sheet.earlier, url, may_copy=is_open),
        copied=copy_mark_of(item, sheet.answer, sheet.copier, url, is_open=is_open),
        prefill=prefill_of(item, sheet.answer, sheet.promise, url, is_open=is_open),
        evidence=evidence_of(
            item,
            sheet.answer.evidence,
            sheet.documents,
            sheet.entered(EVIDENCE),
            sheet.uploads,
            url,
            may_change=is_open,
            here=sheet.here,
        ),
        verdict=_verdict(sheet),
        reply=_reply(sheet),
        reply_form=_reply_form(sheet, url),
        conflict=_conflict(sheet),
        thread=_thread(sheet, url),
        edition=sheet.edition,
        now_url=url("item_now", item=item.code),
        notes=tuple(
            note_card(item, noted, url, may_resolve=sheet.may_resolve) for noted in sheet.notes
        ),
        laws=law_notices(
            item,
            sheet.laws,
            sheet.entered(LAW),
            url,
            may_confirm=sheet.may_confirm,
            lock=sheet.lock,
        ),
        reworded=reworded_notice(item, sheet.reworded, url, may_confirm=sheet.may_confirm),
        version=str(sheet.version),
    )


def problem_text(item: Item, problem: Problem) -> str:
    """The sentence of what keeps an answer from being submitted."""
    facts = {
        name: day(fact) if isinstance(fact, date) else str(fact)
        for name, fact in problem.facts.items()
    }
    if problem.code == "copy-unconfirmed":
        facts["edition"] = copied_name(facts["edition"])
    if problem.code == "outside-limits":
        facts["limits"] = _limits(problem.facts)
    if problem.code == "missing" and problem.field in PARTS_MISSING:
        return str(PARTS_MISSING[problem.field])
    return str(PROBLEMS[problem.code]).format_map(facts)


def _given(sheet: Sheet) -> tuple[Line, ...]:
    """A locked answer is read, not filled in. What could not be kept stays in its fields."""
    if not sheet.lock or sheet.refusal or sheet.clash is not None:
        return ()
    stance = stance_of(sheet.item, sheet.answer)
    lines = legible(sheet.item, replace(sheet.answer, copied_from=""))
    told = {Stance.GAP: lines[1:], Stance.NOT_APPLICABLE: lines[1:2]}
    return (first_of(lines), *told.get(stance, ()))


def _state(sheet: Sheet) -> str:
    if sheet.clash is not None:
        return "conflict"
    if sheet.refusal:
        return "unsaved"
    return "saved" if sheet.revision else "blank"


def _saved_text(sheet: Sheet, problems: tuple[str, ...]) -> str:
    if sheet.saved_at is None:
        return ""
    if sheet.answer.copied_from:
        return _("Copiada, por confirmar")
    saved = _("Guardado por {author}, {at}").format(author=sheet.author, at=moment(sheet.saved_at))
    return _("{saved}; falta corregir lo que se indica").format(saved=saved) if problems else saved


def _saved_short(sheet: Sheet, problems: tuple[str, ...]) -> str:
    """The same without who did it."""
    if sheet.saved_at is None:
        return ""
    if sheet.answer.copied_from:
        return _("Copiada, por confirmar")
    saved = _("Guardado, {at}").format(at=moment(sheet.saved_at))
    return _("{saved}; falta corregir lo que se indica").format(saved=saved) if problems else saved


def _points_text(points: int, provisional: Fraction) -> str:
    """What it is worth, and how much of that comes with the answer alone."""
    total = ngettext("{n} punto", "{n} puntos", points).format(n=points)
    words = (
        _("{points}: la mitad al responder, todo al verificarse")
        if provisional == HALF
        else _("{points}: {share} al responder, todo al verificarse")
    )
    return words.format(points=total, share=exact_percent(provisional))


def _weight_text(item: Item) -> str:
    if not item.is_scored:
        return _("Sin puntaje")
    if item.weight == 1:
        return ""
    return _("Peso {weight}").format(weight=_weight(item))


def _weight_note(item: Item) -> str:
    """What a weight means, where it is not that of most items."""
    if not item.is_scored:
        return _("Se lee, pero no cuenta en el índice.")
    if item.weight == 1:
        return ""
    return _("En el índice, pesa {weight} veces lo que un reactivo normal de su tema.").format(
        weight=_weight(item)
    )


def _weight(item: Item) -> str:
    return number(item.weight, 0 if item.weight % 1 == 0 else 1)


def _options(item: Item, answer: Answer) -> tuple[Option, ...]:
    return tuple(
        Option(option.code, option.text.of(locale()), option.code in answer.chosen)
        for option in item.options
    )


def _fields(item: Item, answer: Answer) -> tuple[Field, ...]:
    spoken = locale()
    if item.kind is Kind.NUMBER:
        unit = item.unit.of(spoken) if item.unit else ""
        help_text = _limits_help(item)
        label = _("Número")
        return (
            Field("number", label, answer.number, unit=unit, help=help_text, inputmode="decimal"),
        )
    if item.kind is Kind.PERCENTAGE:
        part = item.numerator.of(spoken) if item.numerator else _("Parte")
        whole = item.denominator.of(spoken) if item.denominator else _("Total")
        return (
            Field("number", part, answer.number, inputmode="decimal"),
            Field("denominator", whole, answer.denominator, inputmode="decimal"),
        )
    if item.kind is Kind.DATE:
        return (Field("date", _("Fecha"), answer.date, type="date"),)
    if item.kind is Kind.TEXT:
        return (Field("text", _("Respuesta"), answer.text, is_long=True),)
    return ()


def _limits_help(item: Item) -> str:
    if item.minimum is None and item.maximum is None:
        return ""
    return _limits({"minimum": item.minimum, "maximum": item.maximum})


def _limits(facts: Mapping[str, object]) -> str:
    least, most = facts.get("minimum"), facts.get("maximum")
    if isinstance(least, Decimal) and isinstance(most, Decimal):
        return _("de {least} a {most}").format(least=_exact(least), most=_exact(most))
    if isinstance(least, Decimal):
        return _("{least} o más").format(least=_exact(least))
    return _("hasta {most}").format(most=_exact(most) if isinstance(most, Decimal) else "")


def _exact(value: Decimal) -> str:
    return number(value, max(0, -int(value.normalize().as_tuple().exponent)))


def _not_applicable(item: Item, answer: Answer) -> NotApplicableChoice | None:
    if item.not_applicable is None:
        return None
    return NotApplicableChoice(
        label=_("No aplica a mi gobierno"),
        hint=item.not_applicable.when.of(locale()),
        chosen=answer.not_applicable,
    )


def _plan(sheet: Sheet) -> Plan | None:
    """An honest no is worth as much as a proved yes: it says why, what, and by when."""
    item, answer = sheet.item, sheet.answer
    has_gap = item.is_scored and (not item.options or bool(_gap_options(item)))
    if not has_gap and item.not_applicable is None:
        return None
    if sheet.lock and stance_of(item, answer) not in STANCES:
        return None
    return Plan(
        title=_("Reconocer lo que falta vale lo mismo") if has_gap else "",
        text=_("Una respuesta honesta con razón y plan da los mismos puntos que un «Sí» probado."),
        opener=_("Si es un «no»: razón y plan") if has_gap and not item.options else "",
        reason=_reason(item, answer, has_gap=has_gap),
        fields=_plan_fields(item, answer) if has_gap else (),
    )


def _reason(item: Item, answer: Answer, *, has_gap: bool) -> Field:
    """One field for both reasons: an answer has one."""
    aside = _("¿Por qué no aplica?") if item.not_applicable else ""
    label = _("¿Por qué no se tiene?") if has_gap else aside
    return Field("reason", label, answer.reason, is_long=True, aside_label=aside if has_gap else "")


def _plan_fields(item: Item, answer: Answer) -> tuple[Field, ...]:
    return (
        Field("plan", _("¿Qué hará su gobierno?"), answer.plan, is_long=True),
        Field(
            "plan_by",
            _("¿Para cuándo?"),
            answer.plan_by,
            type="date",
            help=_plan_days_text(item),
        ),
    )


def _gap_options(item: Item) -> tuple[str, ...]:
    """The options that are a no, where it is scored."""
    return tuple(each.code for each in item.options if item.is_scored and each.factor <= 0)


def _plan_days_text(item: Item) -> str:
    if item.plans_from is None or item.plans_until is None:
        return ""
    return _("Del {opened}, día en que abrió la edición, al {latest}.").format(
        opened=day(item.plans_from), latest=day(item.plans_until)
    )


def _carried(
    answer: Answer,
    fields: tuple[Field, ...],
    plan: Plan | None,
) -> tuple[tuple[str, str], ...]:
    """What was typed in fields that are not here: it comes back with them."""
    shown = {"chosen", "not_applicable", *(each.name for each in fields)}
    if plan is not None:
        shown |= {plan.reason.name, *(each.name for each in plan.fields)}
    return tuple(pair for pair in typed_fields(answer) if pair[0] not in shown)


def _problems(sheet: Sheet) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is wrong, and what is only still to come; after a check all of it is a problem."""
    found = problems_of(sheet.item, sheet.answer)
    is_blank = stance_of(sheet.item, sheet.answer) is Stance.BLANK
    wrong = [p for p in found if sheet.is_checked or p.code not in STILL_TO_COME]
    missing = [
        p
        for p in found
        if p not in wrong and p.code != UNCONFIRMED and not is_blank and not sheet.lock
    ]
    return _sentences(sheet.item, wrong), _sentences(sheet.item, missing)


def _sentences(item: Item, problems: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(problem_text(item, problem) for problem in problems))


def _verdict(sheet: Sheet) -> VerdictMark | None:
    given = sheet.given
    if given is None:
        return None
    word = str(VERDICT_NAMES[given.verdict])
    if not given.stands:
        word = _("{verdict} antes; ya se corrigió").format(verdict=word)
    author = _("{name}, {at}").format(name=given.verifier, at=moment(given.at))
    code = given.verdict.value if given.stands else "submitted"
    is_open = code == Verdict.RETURNED and not sheet.lock
    # What was returned stands in the thread with its reason.
    is_in_thread = sheet.thread is not None and given.verdict is Verdict.RETURNED
    reason = "" if is_in_thread else given.reason
    return VerdictMark(code, word, reason, author, _mending_text(sheet, given) if is_open else "")


def _mending_text(sheet: Sheet, given: Given) -> str:
    """What comes next of an answer that is as it was returned."""
    if given.is_back:
        told = _(
            "Lo guardado dice lo mismo que se devolvió: la respuesta sigue devuelta hasta que"
            " cambie lo que dice, su evidencia, su razón o su plan."
        )
        way_out = _("Si ya no hay nada que cambiar, dígalo en el hilo.")
        return f"{told} {way_out}"
    if not sheet.is_handed_in:
        return _("Si el nivel se envía así, la respuesta sigue devuelta y no da puntos.")
    return _(
        "Al guardar lo corregido, el nivel vuelve a firma y de ahí a verificación: no hay que"
        " enviarlo de nuevo."
    )


def _reply(sheet: Sheet) -> Replied | None:
    """The reply with its fate: who decides on it, or what another verifier decided."""
    if not sheet.reply:
        return None
    given = sheet.given
    if given is None or not sheet.is_reply_decided:
        fate = _("La decide otra persona verificadora, distinta de quien dio el dictamen.")
        return Replied(sheet.reply, sheet.reply_author, fate, "pending", _("En espera"))
    fate = _("La decidió {name}, {at}.").format(name=given.verifier, at=moment(given.at))
    word = str(VERDICT_NAMES[given.verdict])
    return Replied(sheet.reply, sheet.reply_author, fate, given.verdict.value, word)


def _thread(sheet: Sheet, url: Url) -> ThreadCard | None:
    """What was said of a returned item; one that was refused stays as it was typed."""
    if sheet.thread is None:
        return None
    return thread_card(
        sheet.thread,
        url("thread_answer", item=sheet.item.code),
        sheet.entered(THREAD).entered("text"),
        is_verifier=False,
        may_speak=sheet.may_answer_thread,
    )


def _reply_form(sheet: Sheet, url: Url) -> ReplyForm | None:
    """To be written while it may be; and as it was typed, when it came too late."""
    entered = sheet.entered(REPLY)
    if not entered.errors and (sheet.reply or not sheet.may_reply):
        return None
    help_text = _("Hasta {limit} caracteres.").format(limit=number(sheet.reply_limit))
    return ReplyForm(
        action=url("reply", item=sheet.item.code),
        help=help_text,
        text=entered.entered("text"),
        file=entered.entered("file"),
        page=entered.entered("page"),
    )


def _conflict(sheet: Sheet) -> Conflict | None:
    clash = sheet.clash
    if clash is None:
        return None
    mine, theirs = legible(sheet.item, clash.mine), legible(sheet.item, clash.theirs)
    author = _("{name}, {at}").format(name=clash.author, at=moment(clash.at))
    title = _("Lo que guardó {author}")
    lead = (
        _("Esta respuesta la guardó usted en otra ventana. Elija cuál queda; la otra se conserva.")
        if clash.is_own
        else _(
            "Otra persona guardó esta respuesta mientras usted escribía. Elija cuál queda; la otra"
            " se conserva en la historia."
        )
    )
    return Conflict(
        lead=lead,
        mine=Side(_("Lo que usted envió"), first_of(mine), mine[1:]),
        theirs=Side(title.format(author=author), first_of(theirs), theirs[1:]),
        hidden=typed_fields(clash.mine),
    )


def typed_fields(answer: Answer) -> tuple[tuple[str, str], ...]:
    """An answer as the fields of a form, to be sent again as it was."""
    fields = [("chosen", code) for code in answer.chosen]
    names = ("number", "denominator", "date", "text", "reason", "plan", "plan_by")
    fields += [(name, typed) for name in names if (typed := getattr(answer, name))]
    if answer.not_applicable:
        fields.append(("not_applicable", "1"))
    return tuple(fields)
