"""Firmas: everything a titular reads before signing a level, and what became of a signature."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from game.answers import Answer, Stance, stance_of
from game.editions import Edition, Stage
from game.levels import Level, awaits_signature, is_past_signing
from game.questionnaire import Item, Topic
from game.reviews import Verdict
from game.signatures import Cause, Signature, Voiding, counts_of
from game.typed import date_of
from server.days import today_of
from server.i18n import Lazy, day, lazy, list_of, locale, moment, number
from server.i18n import gettext as _
from server.pages.entered import Entered
from server.pages.lines import Line, legible
from server.pages.links import Link, Url
from server.pages.names import level_name
from server.pages.not_applicable import beyond_text
from server.pages.reviews import Proof, answer_text, is_told

SHORT: Final = 16
# What the answer itself does not say.
KINDS: Final[Mapping[Stance, Lazy]] = MappingProxyType(
    {
        Stance.INVALID: lazy("no se puede leer"),
        Stance.GAP: lazy("con plan"),
        Stance.TOLD: lazy("sin puntaje"),
    }
)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many answers of a kind there are."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class SignedRow:
    """An answer as it is signed. `changed` since the last signature, and what it said `before`."""

    code: str
    text: str
    kind: str
    value: str
    is_told: bool
    evidence: tuple[Proof, ...]
    author: str
    changed: str
    before: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Why something is not done, and what its government proposes to do, until when."""

    code: str
    reason: str
    plan: str
    until: str


@dataclass(frozen=True, slots=True)
class Said:
    """Words that go with an item: a reason, why it was returned."""

    code: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A document, and where in it each answer is proved."""

    title: str
    url: str
    note: str
    where: str
    expired: str


@dataclass(frozen=True, slots=True)
class SignForm:
    """The signature itself. `digest` names what is shown above it.

    `version`: of the questionnaire, as its words can change while they are read.
    """

    action: str
    digest: str
    version: str
    password: Entered


@dataclass(frozen=True, slots=True)
class SignaturePage:
    """A level to be read before it is signed. `note`: why it cannot be signed, where it cannot."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    stale: str
    voided: str
    gone: str
    note: str
    counts: tuple[Figure, ...]
    rows: tuple[SignedRow, ...]
    not_applicable: tuple[Said, ...]
    plans: tuple[Gap, ...]
    documents: tuple[Shown, ...]
    returned: tuple[Said, ...]
    returned_open: str
    beyond: str
    authors: tuple[Said, ...]
    digest: str
    form: SignForm | None


@dataclass(frozen=True, slots=True)
class Before:
    """What was signed last of an item; no answer where it was not among it."""

    answer: Answer | None
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An answer to an item, by whom, with its proof.

    `before`: what was signed last, where it changed since and that signature is without effect.
    """

    item: Item
    answer: Answer
    author: str
    saved_at: datetime | None
    proofs: tuple[Proof, ...]
    before: Before | None = None


@dataclass(frozen=True, slots=True)
class PastReturn:
    """A return, and the verdict that stands on the answer now, if there is one."""

    item: str
    reason: str
    verifier: str
    at: datetime
    standing: Verdict | None


@dataclass(frozen=True, slots=True)
class Signer:
    """What the seat of whoever looks may do here, and what was wrong with what they sent."""

    is_signer: bool
    has_filled: bool
    account: int | None = None
    error: str = ""
    is_stale: bool = False
    version: str = ""


def voided_text(signature: Signature, reader: int | None = None) -> str:
    """Whose signature lost its effect, by what, and what then took its day; none in force.

    `reader`: the account of whoever is told, where it may be their own.
    """
    lost = signature.voiding
    if lost is None:
        return ""
    signed = day(today_of(signature.at))
    is_own = reader == signature.account
    if lost.cause is Cause.REOPENED:
        own = _("Su firma del {day} quedó sin efecto: {name} reabrió el nivel el {at}.")
        text = _(
            "La firma de {signer} del {day} quedó sin efecto: {name} reabrió el nivel el {at}."
        )
        at = day(today_of(lost.at))
    elif lost.document:
        own = _(
            "Su firma del {day} quedó sin efecto por un cambio en el documento «{document}» de"
            " {name}, el {at}."
        )
        text = _(
            "La firma de {signer} del {day} quedó sin efecto por un cambio en el documento"
            " «{document}» de {name}, el {at}."
        )
        at = moment(lost.at)
    else:
        own = _("Su firma del {day} quedó sin efecto por un cambio en {item} de {name}, el {at}.")
        text = _(
            "La firma de {signer} del {day} quedó sin efecto por un cambio en {item} de {name},"
            " el {at}."
        )
        at = moment(lost.at)
    said = (own if is_own else text).format(
        signer=signature.name,
        day=signed,
        item=lost.item,
        document=lost.document,
        name=lost.by,
        at=at,
    )
    return f"{said} {_outdone_text(signature.outdone)}" if signature.outdone else said


def _outdone_text(later: Voiding) -> str:
    """What happened to a level after mending, before it was signed again."""
    if later.cause is Cause.REOPENED:
        text, at = _("Después, {name} reabrió el nivel el {at}."), day(today_of(later.at))
    elif later.document:
        text = _("Después, {name} cambió el documento «{document}», el {at}.")
        at = moment(later.at)
    else:
        text, at = _("Después, {name} cambió {item}, el {at}."), moment(later.at)
    return text.format(name=later.by, item=later.item, document=later.document, at=at)


def signature_page(
    edition: Edition,
    topic: Topic,
    level: Level,
    answers: Sequence[ReadAnswer],
    returns: Sequence[PastReturn],
    submitted: tuple[str, datetime] | None,
    signature: Signature | None,
    digest: str,
    signer: Signer,
    url: Url,
) -> SignaturePage:
    """`answers` to everything the level asks, in order. `submitted`: by whom and when."""
    name = level_name(topic)
    title = _("Firmar {level}") if signer.is_signer else _("Lo que se firma de {level}")
    may_sign = signer.is_signer and not signer.has_filled and awaits_signature(edition.stage, level)
    return SignaturePage(
        title=title.format(level=name),
        lead=_lead(submitted),
        breadcrumb=(
            Link(_("Mi liga"), url("my_league")),
            Link(name, url("level", topic=topic.code)),
            Link(_("Firma"), ""),
        ),
        stale=_(
            "Una respuesta, un documento o una pregunta cambió mientras usted leía, y no se firmó"
            " nada. En esta página está el nivel como quedó: léalo antes de firmar."
        )
        if signer.is_stale
        else "",
        voided=voided_text(signature, signer.account) if signature and not level.is_signed else "",
        gone=_gone(answers, signature) if signature and not level.is_signed else "",
        note="" if may_sign else _note(edition.stage, level, signature, signer),
        counts=_counts(answers),
        rows=tuple(_row(each, signature) for each in answers),
        not_applicable=tuple(
            Said(each.item.code, each.answer.reason, "")
            for each in answers
            if each.answer.not_applicable
        ),
        plans=tuple(_plan(each) for each in answers if _stance(each) is Stance.GAP),
        documents=_documents(answers),
        returned=tuple(map(_return, returns)),
        returned_open=_returned_open(level),
        beyond=beyond_text(level.not_applicable),
        authors=_authors(answers),
        digest=digest[:SHORT],
        form=SignForm(
            url("sign_level", topic=topic.code), digest, signer.version, Entered("", signer.error)
        )
        if may_sign
        else None,
    )


def _lead(submitted: tuple[str, datetime] | None) -> str:
    if submitted is None:
        return _("El nivel todavía no se envía.")
    name, at = submitted
    return _("Enviado por {name}, {at}.").format(name=name, at=moment(at))


def _note(stage: Stage, level: Level, signature: Signature | None, signer: Signer) -> str:
    if level.is_signed and signature is not None:
        text = _("Firmado por {name}, {at}.")
        return text.format(name=signature.name, at=moment(signature.at))
    if not level.is_submitted:
        return _("Podrá firmarse cuando el enlace lo envíe.")
    if is_past_signing(stage, level):
        return past_signing_text(level)
    if not awaits_signature(stage, level):
        return _("Su equipo todavía corrige: podrá firmarse cuando todo esté completo.")
    if signer.has_filled:
        return _("Usted respondió parte de este nivel: lo firma otra persona.")
    return _("Lo firma la persona titular.")


def past_signing_text(level: Level) -> str:
    """What becomes of a level whose signature did not come in time."""
    if level.was_signed:
        return _("No se firmó de nuevo a tiempo: cuenta lo que ya tenía dictamen.")
    return _("No se firmó a tiempo: no se verifica ni se publica.")


def _counts(answers: Sequence[ReadAnswer]) -> tuple[Figure, ...]:
    """Those of every kind that can be signed, none too; what is unfit only where there is some."""
    counts = counts_of(
        [each.item for each in answers], {each.item.code: each.answer for each in answers}
    )
    figures = [
        Figure(number(counts.claims), _("Sí")),
        Figure(number(counts.gaps), _("No, con plan")),
        Figure(number(counts.not_applicable), _("No aplica")),
        Figure(number(counts.told), _("Texto, sin puntaje")),
    ]
    if counts.unfit:
        figures.append(Figure(number(counts.unfit), _("Sin respuesta válida")))
    return tuple(figures)


def _row(each: ReadAnswer, signature: Signature | None) -> SignedRow:
    author = (
        _("{name}, {at}").format(name=each.author, at=moment(each.saved_at))
        if each.saved_at
        else ""
    )
    return SignedRow(
        code=each.item.code,
        text=each.item.text.of(locale()),
        kind=str(KINDS.get(_stance(each), "")),
        value=answer_text(each.item, each.answer) or "—",
        is_told=is_told(each.item, each.answer),
        evidence=each.proofs,
        author=author,
        changed=_("Cambió desde la firma del {day}").format(day=day(today_of(signature.at)))
        if signature is not None and each.before is not None
        else "",
        before=_before(each.item, each.answer, each.proofs, each.before) if each.before else (),
    )


def _before(
    item: Item, answer: Answer, proofs: Sequence[Proof], before: Before
) -> tuple[Line, ...]:
    """What was signed and does not say any more, a line each."""
    if before.answer is None:
        return (Line(_("No estaba en lo que se firmó.")),)
    if before.answer == answer:
        return (Line(_("Se cambió y se volvió a lo mismo.")),)
    now, then = legible(item, answer), legible(item, before.answer)
    was = [replace(line, label=line.label or _("Antes:")) for line in then if line not in now]
    cited = [_cited(each) for each in before.proofs]
    if cited != [_cited(each) for each in proofs]:
        told = list_of(cited) or _("nada")
        was.append(Line(told, _("Antes se citaba:"), is_typed=bool(cited)))
    return tuple(was) or (Line(_("Antes decía lo mismo, sin lo que se agregó.")),)


def _cited(proof: Proof) -> str:
    return f"{proof.title} · {proof.page}" if proof.page else proof.title


def _gone(answers: Sequence[ReadAnswer], signature: Signature) -> str:
    """What was signed and is not asked any more."""
    gone = sorted(signature.revisions.keys() - {each.item.code for each in answers})
    return _("Se firmó y ya no se pregunta: {items}.").format(items=list_of(gone)) if gone else ""


def _plan(each: ReadAnswer) -> Gap:
    by = date_of(each.answer.plan_by)
    until = _("Para el {day}").format(day=day(by)) if by else each.answer.plan_by
    return Gap(each.item.code, each.answer.reason, each.answer.plan, until)


def _documents(answers: Sequence[ReadAnswer]) -> tuple[Shown, ...]:
    """Each document once, with the items that cite it and where."""
    found: dict[str, list[str]] = {}
    proofs: dict[str, Proof] = {}
    for each in answers:
        for proof in each.proofs:
            place = f"{each.item.code}: {proof.page}" if proof.page else each.item.code
            proofs.setdefault(proof.url, proof)
            found.setdefault(proof.url, []).append(place)
    return tuple(
        Shown(proof.title, url, proof.note, list_of(found[url]), proof.expired)
        for url, proof in proofs.items()
    )


def _return(each: PastReturn) -> Said:
    after = {
        Verdict.RETURNED: _("sin corregir"),
        Verdict.ACCEPTED: _("después se aceptó"),
        Verdict.REJECTED: _("después se rechazó"),
    }
    state = after[each.standing] if each.standing else _("ya se corrigió")
    return Said(
        each.item,
        each.reason,
        _("{name}, {at}; {state}").format(name=each.verifier, at=moment(each.at), state=state),
    )


def _returned_open(level: Level) -> str:
    """What will void the signature at once, said before it is given."""
    if not level.returned:
        return ""
    return _(
        "Hay reactivos devueltos sin corregir. Puede firmar ya para que se verifique lo demás: al"
        " corregirse, la firma quedará sin efecto y se pedirá otra."
    )


def _authors(answers: Sequence[ReadAnswer]) -> tuple[Said, ...]:
    found: dict[str, list[str]] = {}
    for each in answers:
        if each.author:
            found.setdefault(each.author, []).append(each.item.code)
    return tuple(Said(name, list_of(codes), "") for name, codes in found.items())


def _stance(each: ReadAnswer) -> Stance:
    return stance_of(each.item, each.answer)
