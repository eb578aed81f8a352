"""Verificación: the queue of signed levels, and one level as its verifier reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from game.answers import Answer, Stance, stance_of
from game.editions import Act, Edition, Stage, allows
from game.levels import NotApplicableCount, not_applicable_of
from game.participants import Participant, alphabetical
from game.questionnaire import Item, Kind, Questionnaire, Topic
from game.reviews import Verdict
from game.threads import Thread
from game.typed import date_of, number_of
from server.i18n import Lazy, day, lazy, list_of, locale, moment, ngettext, number, percent
from server.i18n import gettext as _
from server.pages.filters import Option, options_of
from server.pages.links import Link, Url
from server.pages.not_applicable import reviewed_text, too_many_text
from server.pages.threads import ThreadCard, ThreadLine, open_text, thread_line

MOST_THREADS = 12
# What is answered with a reason. One typed for an earlier answer stays with it and says nothing.
EXPLAINED = frozenset({Stance.GAP, Stance.NOT_APPLICABLE})

VERDICT_NAMES: Mapping[Verdict, Lazy] = {
    Verdict.ACCEPTED: lazy("Aceptada"),
    Verdict.RETURNED: lazy("Devuelta"),
    Verdict.REJECTED: lazy("Rechazada"),
}
STANCE_NAMES: Mapping[Stance, Lazy] = {
    Stance.BLANK: lazy("sin respuesta"),
    Stance.INVALID: lazy("respuesta que no se puede leer"),
    Stance.CLAIM: lazy("afirma tener la práctica"),
    Stance.GAP: lazy("reconoce que no la tiene"),
    Stance.NOT_APPLICABLE: lazy("dice que no aplica"),
    Stance.TOLD: lazy("texto libre, sin puntaje"),
}


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A level that waits."""

    participant: str
    topic: str
    pillar: str
    pillar_name: str
    url: str
    state: str
    state_word: str
    waiting: str
    counts: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What a verifier may take up, the longest wait first."""

    edition: str
    lead: str
    rows: tuple[QueueRow, ...]
    shown: str
    governments: tuple[Option, ...]
    threads: tuple[ThreadLine, ...]
    threads_text: str
    threads_shown: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A cited document as the verifier finds it.

    `expired`: since when it is over. `note`: that its government has a newer version.
    """

    title: str
    url: str
    page: str
    is_file: bool
    expired: str = ""
    note: str = ""
    is_pending: bool = False


@dataclass(frozen=True, slots=True)
class LawLine:
    """What an abrogation means for an answer; `is_pending` while its government has not said."""

    text: str
    is_pending: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict that was given, or a reply to it."""

    code: str
    word: str
    text: str
    author: str
    evidence: tuple[Proof, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A verdict that can be given now."""

    code: str
    label: str
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """One item: what was asked, what was answered, with which proof, and what was decided.

    `mending`: that its government has yet to complete or to sign it, which until then is a draft of
    its own; `mending_text` says what it waits for.
    `decides`: who decides on its reply, where whoever looks may not.
    `is_change`: it was returned, waits for its government, and the verdict could yet be another.
    `unsigned`: since when there is no signature over it, and which cited document moved after it.
    """

    id: str
    code: str
    text: str
    help: str
    expected: str
    stance: str
    answer: str
    is_told: bool
    reason: str
    plan: str
    evidence: tuple[Proof, ...]
    author: str
    mending: str
    mending_text: str
    unsigned: tuple[str, ...]
    revision: int
    standing: Decision | None
    history: tuple[Decision, ...]
    action: str
    choices: tuple[Choice, ...]
    reason_label: str
    decides: str
    is_change: bool
    error: str
    typed: str
    thread: ThreadCard | None
    laws: tuple[LawLine, ...]


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A level of a government that was signed. `voided`: why its signature is without effect."""

    title: str
    participant: str
    topic: str
    pillar: str
    pillar_name: str
    signed: str
    progress: str
    breadcrumb: tuple[Link, ...]
    cards: tuple[ReviewCard, ...]
    leaves_out: bool
    too_many: str
    locked: str
    voided: str
    coming: Link | None


@dataclass(frozen=True, slots=True)
class Read:
    """What the queries found of one item.

    `is_unsigned`: its answer is not the one that was signed. `is_being_mended`: nor complete yet.
    `is_anothers`: its reply waits for somebody else than whoever looks, who judged it first.
    `laws`: what abrogations mean for it, and whether each is pending. `voided_at`: when the
    signature over it lost its effect, while nobody has decided; `corrected`: titles of documents it
    cites that were put right after they were signed.
    """

    item: Item
    answer: Answer
    revision: int
    author: str
    saved_at: datetime
    proofs: tuple[Proof, ...]
    standing: Verdict | None
    history: tuple[Decision, ...]
    is_open: bool
    is_anothers: bool = False
    is_unsigned: bool = False
    is_being_mended: bool = False
    thread: ThreadCard | None = None
    laws: tuple[tuple[str, bool], ...] = ()
    voided_at: datetime | None = None
    corrected: tuple[str, ...] = ()

    @property
    def is_draft(self) -> bool:
        """Whether it is still its government's own."""
        return self.is_unsigned or self.is_being_mended


def queue_page(
    edition: Edition,
    questionnaire: Questionnaire,
    levels: Sequence[tuple[Participant, str, datetime, int, int]],
    now: datetime,
    url: Url,
    *,
    threads: Sequence[tuple[Participant, Thread]] = (),
    chosen: str = "",
    most: int = 100,
) -> QueuePage:
    """`levels`: participant, topic, when it was signed, how many wait, how many were returned.

    `threads`: the open ones, whose they are. `chosen` is the government that is looked for; none is
    all of them.
    """
    waiting = {level[0].code: level[0].name for level in levels}
    waiting |= {participant.code: participant.name for participant, _thread in threads}
    spoken = [each for each in threads if chosen in {"", each[0].code}]
    governments = sorted(waiting.items(), key=lambda each: alphabetical(each[1]))
    levels = [level for level in levels if chosen in {"", level[0].code}]
    rows = tuple(_queue_row(edition, questionnaire, level, now, url) for level in levels[:most])
    lead = ngettext("{n} nivel por verificar", "{n} niveles por verificar", len(levels))
    more = len(levels) - len(rows)
    return QueuePage(
        edition=edition.name.of(locale()),
        lead=lead.format(n=number(len(levels))),
        rows=rows,
        shown=_("Se muestran los {n} que más han esperado.").format(n=len(rows)) if more else "",
        governments=options_of(_("Todos los gobiernos"), governments, chosen),
        threads=tuple(
            thread_line(
                thread,
                f"{participant.name}, {thread.item}",
                url(
                    "review",
                    edition=edition.code,
                    participant=participant.code,
                    topic=questionnaire.item(thread.item).topic,
                ),
                is_verifier=True,
            )
            for participant, thread in spoken[:MOST_THREADS]
        ),
        threads_text=open_text([thread for _participant, thread in spoken]),
        threads_shown=_("Se muestran los {n} primeros.").format(n=MOST_THREADS)
        if len(spoken) > MOST_THREADS
        else "",
    )


def review_page(
    edition: Edition,
    topic: Topic,
    pillar: tuple[str, str],
    participant: Participant,
    named: str,
    signed: str,
    reads: Sequence[Read],
    url: Url,
    *,
    is_own_state: bool,
    is_reader: bool = False,
    voided: str = "",
    coming: Link | None = None,
    failed: tuple[str, str, str] | None = None,
) -> ReviewPage:
    """`named`: the government's full name. `is_reader`: whoever looks does not verify.

    `voided`: why there is no signature in force. `coming`: what to read next. `failed`: item, its
    error and the reason as it was typed, when a verdict was refused.
    """
    name = topic.name.of(locale())
    may_decide = not is_own_state and not is_reader
    decided = sum(1 for read in reads if read.standing is not None)
    count = _not_applicable(edition, reads)
    progress = _("{n} de {all} con dictamen").format(n=decided, all=len(reads))
    said = reviewed_text(count, len(reads))
    return ReviewPage(
        title=f"{named}: {name}",
        participant=named,
        topic=name,
        pillar=pillar[0],
        pillar_name=pillar[1],
        signed=signed,
        progress=f"{progress} · {said}" if said else progress,
        breadcrumb=(_before(edition, url, is_reader=is_reader), Link(named, "")),
        cards=tuple(
            _card(edition, participant, read, url, failed, may_decide=may_decide) for read in reads
        ),
        leaves_out=len(reads) < len(topic.items),
        too_many=too_many_text(count),
        locked=_("Es de su propio estado: lo verifica otra persona.") if is_own_state else "",
        voided=voided,
        coming=coming,
    )


def coming_link(
    questionnaire: Questionnaire, level: tuple[str, Participant, str] | None, url: Url
) -> Link:
    """What a verifier reads next: `level` by edition, government and topic, or the queue."""
    if level is None:
        return Link(_("Volver a la cola de verificación"), url("queue"))
    edition, participant, code = level
    name = questionnaire.topic(code).name.of(locale())
    return Link(
        _("Siguiente en la cola: {government}, {level}").format(
            government=participant.name, level=name
        ),
        url("review", edition=edition, participant=participant.code, topic=code),
    )


def _before(edition: Edition, url: Url, *, is_reader: bool) -> Link:
    """Where whoever looks came from: verifiers from their queue, others from the edition."""
    if is_reader:
        return Link(edition.name.of(locale()), url("edition", edition=edition.code))
    return Link(_("Verificación"), url("queue"))


def _not_applicable(edition: Edition, reads: Sequence[Read]) -> NotApplicableCount:
    return not_applicable_of(
        [read.item for read in reads],
        {read.item.code: read.answer for read in reads},
        {read.item.code: read.standing for read in reads if read.standing is not None},
        edition.not_applicable_cap,
    )


def answer_text(item: Item, answer: Answer) -> str:
    """What was answered, in words; what cannot be read is shown as it was typed."""
    if answer.not_applicable:
        return _("No aplica")
    if item.options:
        chosen = [o.text.of(locale()) for o in item.options if o.code in answer.chosen]
        return list_of(chosen)
    if item.kind is Kind.PERCENTAGE:
        return _percentage(answer)
    if item.kind is Kind.NUMBER and answer.number:
        value = number_of(answer.number)
        shown = answer.number if value is None else _exact(value, item.decimals)
        unit = item.unit.of(locale()) if item.unit else ""
        return f"{shown} {unit}".strip()
    if item.kind is Kind.DATE:
        when = date_of(answer.date)
        return answer.date if when is None else day(when)
    return answer.text


def is_told(item: Item, answer: Answer) -> bool:
    """Whether an answer is somebody's own words, in their own language."""
    return item.kind is Kind.TEXT and not answer.not_applicable


def _percentage(answer: Answer) -> str:
    above, below = number_of(answer.number), number_of(answer.denominator)
    if above is None or not below:
        return f"{answer.number} / {answer.denominator}".strip(" /")
    return _("{above} de {below} ({share})").format(
        above=_exact(above), below=_exact(below), share=percent(above / below, 1)
    )


def _exact(value: Decimal, decimals: int = 0) -> str:
    """A number with the decimals it was typed with: what is judged is never rounded."""
    exponent = value.as_tuple().exponent
    typed = -exponent if isinstance(exponent, int) else 0
    return number(value, max(typed, decimals))


def _queue_row(
    edition: Edition,
    questionnaire: Questionnaire,
    level: tuple[Participant, str, datetime, int, int],
    now: datetime,
    url: Url,
) -> QueueRow:
    participant, code, signed_at, waiting, returned = level
    topic, pillar = questionnaire.topic(code), questionnaire.pillar_of(code)
    days = max((now - signed_at).days, 0)
    counts = ngettext("{n} por decidir", "{n} por decidir", waiting).format(n=waiting)
    if returned:
        back = ngettext("{n} devuelta", "{n} devueltas", returned).format(n=returned)
        counts = f"{counts} · {back}"
    return QueueRow(
        participant=participant.name,
        topic=topic.name.of(locale()),
        pillar=pillar.code,
        pillar_name=pillar.name.of(locale()),
        url=url("review", edition=edition.code, participant=participant.code, topic=code),
        state="submitted",
        state_word=_("Firmado"),
        waiting=_waiting_text(days),
        counts=counts,
        is_late=days > edition.room.late_days,
    )


def _card(
    edition: Edition,
    participant: Participant,
    read: Read,
    url: Url,
    failed: tuple[str, str, str] | None,
    *,
    may_decide: bool,
) -> ReviewCard:
    item, answer = read.item, read.answer
    error, typed = ("", "")
    if failed is not None and failed[0] == item.code:
        error, typed = failed[1], failed[2]
    stance = stance_of(item, answer)
    return ReviewCard(
        id=f"item-{item.code}",
        code=item.code,
        text=item.text.of(locale()),
        help=item.help.of(locale()),
        expected=item.evidence.text.of(locale()),
        stance="" if read.is_draft else str(STANCE_NAMES[stance]),
        answer=answer_text(item, answer),
        is_told=is_told(item, answer),
        reason=answer.reason if stance in EXPLAINED else "",
        plan=_plan(answer) if stance is Stance.GAP else "",
        evidence=read.proofs,
        author=_("{name}, {at}").format(name=read.author, at=moment(read.saved_at)),
        mending=_("En corrección") if read.is_draft else "",
        mending_text=_mending_text(edition.stage, read),
        unsigned=_unsigned(read),
        revision=read.revision,
        standing=_standing(read.standing),
        history=tuple(
            each
            for each in read.history
            if read.thread is None or each.code != Verdict.RETURNED.value
        ),
        action=url("verdict", edition=edition.code, participant=participant.code, item=item.code),
        choices=_choices(edition.stage, read) if may_decide and read.is_open else (),
        reason_label=_reason_label(edition.stage),
        decides=_decides(edition.stage) if may_decide and read.is_anothers else "",
        is_change=read.standing is Verdict.RETURNED and allows(edition.stage, Act.RETURN),
        error=error,
        typed=typed,
        thread=read.thread,
        laws=tuple(LawLine(text, is_pending) for text, is_pending in read.laws),
    )


def _mending_text(stage: Stage, read: Read) -> str:
    """What a draft of its government waits for, or that it waits for nothing any more."""
    if not read.is_draft:
        return ""
    if not allows(stage, Act.VERIFY):
        return _("Se corrigió y no se firmó de nuevo: no puede aceptarse ni se publica.")
    if read.is_being_mended:
        return _(
            "El gobierno corrige esta respuesta: se podrá leer y decidir cuando esté completa y"
            " firmada."
        )
    return _(
        "El gobierno corrigió esta respuesta: se podrá leer y decidir cuando el nivel se firme de"
        " nuevo."
    )


def _unsigned(read: Read) -> tuple[str, ...]:
    """That the answer is as it was signed and yet nothing signed is in force, and by what."""
    if read.voided_at is None or read.is_draft:
        return ()
    since = _(
        "Sin firma vigente desde el {at}: se podrá decidir cuando el nivel se firme de nuevo."
    )
    moved = _("Después de la firma se corrigieron los datos del documento «{document}», que cita.")
    return (
        since.format(at=moment(read.voided_at)),
        *(moved.format(document=title) for title in read.corrected),
    )


def _plan(answer: Answer) -> str:
    by = date_of(answer.plan_by)
    return f"{answer.plan} ({day(by) if by else answer.plan_by})" if answer.plan else ""


def newer_note(version: int, newest: int) -> str:
    """That a cited document has been replaced since; nothing where it has not."""
    if version == newest:
        return ""
    return _("versión {n}; el gobierno tiene ya la {newest}").format(n=version, newest=newest)


def _standing(verdict: Verdict | None) -> Decision | None:
    if verdict is None:
        return None
    return Decision(verdict.value, str(VERDICT_NAMES[verdict]), "", "")


def _reason_label(stage: Stage) -> str:
    """What is said of the reason, and when it is needed."""
    if allows(stage, Act.CORRECT):
        return _("Razón del nuevo dictamen (se publica con la fe de erratas)")
    return _("Razón (se muestra al gobierno; necesaria para devolver o rechazar)")


def _decides(stage: Stage) -> str:
    """Why it is somebody else's to decide."""
    if allows(stage, Act.CORRECT):
        return _("Usted dio el dictamen en pie: en una fe de erratas lo revisa otra persona.")
    return _(
        "Usted dio el dictamen que se replica: la réplica la resuelve otra persona que verifica."
    )


def _choices(stage: Stage, read: Read) -> tuple[Choice, ...]:
    """What was never signed as it is cannot be accepted on a reply."""
    choices = []
    if not read.is_unsigned:
        explains = allows(stage, Act.CORRECT)
        choices.append(Choice(Verdict.ACCEPTED.value, _("Aceptar"), needs_reason=explains))
    if allows(stage, Act.RETURN):
        choices.append(Choice(Verdict.RETURNED.value, _("Devolver"), needs_reason=True))
    choices.append(Choice(Verdict.REJECTED.value, _("Rechazar"), needs_reason=True))
    return tuple(choices)


def _waiting_text(days: int) -> str:
    if not days:
        return _("firmado hoy")
    return ngettext("espera desde hace {n} día", "espera desde hace {n} días", days).format(n=days)
