"""Acta: the record of a seat that passed, as it was frozen; finished to be read and printed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from game.commitments import Status
from game.editions import Stage
from game.handovers import MatterKind
from game.levels import LevelState
from game.threads import EntryKind
from game.typed import date_of
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments.words import STATUS_NAMES
from server.pages.editions import STAGE_NAMES
from server.pages.handovers import MATTER_WORDS, Line, barred_text, copies_text, named, seat_label
from server.pages.level import STATE_WORDS
from server.pages.lines import copied_name
from server.pages.links import Link, Url
from server.pages.threads import KIND_WORDS
from server.people import ROLE_NAMES, Role

KIND_NAMES: Final[Mapping[str, Lazy]] = MappingProxyType(
    {"file": lazy("Archivo"), "link": lazy("Página")}
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number of a record, with what it counts."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level in the summary of a record."""

    code: str
    name: str
    state: str
    state_word: str
    answered: str
    counts: str
    done: tuple[Line, ...]
    url: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer in the annex of a record."""

    item: str
    asks: str
    value: str
    says: str
    notes: tuple[Line, ...]
    revision: str
    author: str
    evidence: str


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answers of one level."""

    id: str
    title: str
    caption: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the annex of a record."""

    id: str
    title: str
    kind: str
    dated: str
    added: str
    sha256: str
    url: str
    cited: str


@dataclass(frozen=True, slots=True)
class MatterRow:
    """An open matter in a record."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment in force in a record."""

    goal: str
    status: str
    status_word: str
    due: str
    responsible: str
    steps: str


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """An open thread in a record: what was said, in order."""

    item: str
    said: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verifier decided, by edition, and the threads they began that are still open."""

    verdicts: tuple[Line, ...]
    threads: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RecordPage:
    """An acta as it was frozen, in the language of whoever reads."""

    title: str
    folio: str
    lead: str
    breadcrumb: tuple[Link, ...]
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...]
    contents: tuple[Link, ...]
    barred: str
    levels: tuple[LevelRow, ...]
    matters: tuple[MatterRow, ...]
    groups: tuple[AnswerGroup, ...]
    documents: tuple[DocumentRow, ...]
    commitments: tuple[CommitmentRow, ...]
    threads: tuple[ThreadRow, ...]
    is_whole: bool
    verification: Verification | None
    sha256: str
    document_url: str
    signatures: tuple[Line, ...]


def record_page(
    document: Mapping[str, Any],
    sha256: str,
    *,
    number_: int,
    is_signed_in: bool,
    url: Url,
) -> RecordPage:
    """Show a frozen record; nothing of it is read again from what stands today."""
    at = datetime.fromisoformat(document["at"])
    seat, levels = document["seat"], document.get("levels", [])
    label = seat_label(seat["title"], Role(seat["role"]), seat["participant_name"])
    groups = _groups(document)
    return RecordPage(
        title=_("Acta de entrega-recepción"),
        folio=document["folio"],
        lead=_("{folio}. {seat}. {at}.").format(folio=document["folio"], seat=label, at=moment(at)),
        breadcrumb=(Link(_("Entregas"), url("handovers")), Link(document["folio"], ""))
        if is_signed_in
        else (),
        lines=_record_lines(document, label),
        figures=_figures(document) if "edition" in document else (),
        contents=_contents(document) if "edition" in document else (),
        barred=barred_text(document.get("may_not_sign", [])),
        levels=tuple(_level_row(each, groups) for each in levels),
        matters=tuple(
            MatterRow(str(MATTER_WORDS[MatterKind(each["kind"])]), each["label"][locale()])
            for each in document.get("matters", [])
        ),
        groups=groups,
        documents=tuple(map(_document_row, document.get("documents", []))),
        commitments=tuple(map(_commitment_row, document.get("commitments", []))),
        threads=tuple(map(_thread_row, document.get("threads", []))),
        is_whole="edition" in document,
        verification=_verification(document["verification"])
        if "verification" in document
        else None,
        sha256=sha256,
        document_url=url("handover_document", number=number_) if is_signed_in else "",
        signatures=(
            Line(_("Entrega"), document["delivers"]["name"]),
            Line(_("Recibe"), document["receives"]["name"]),
        ),
    )


def _record_lines(document: Mapping[str, Any], label: str) -> tuple[Line, ...]:
    seat, started = document["seat"], document["started"]
    edition = document.get("edition")
    effective = document["effective_on"]
    starter = _("{name} ({role}), {at}").format(
        name=started["name"],
        role=str(ROLE_NAMES[Role(started["role"])]).lower(),
        at=moment(datetime.fromisoformat(started["at"])),
    )
    delivers = named(document["delivers"]["name"], document["delivers"]["email"])
    whole = (
        (_("Folio"), document["folio"]),
        (_("Entrega"), delivers or _("nadie: el cargo estaba vacío")),
        (_("Recibe"), named(document["receives"]["name"], document["receives"]["email"])),
        (_("Cargo"), label),
        (_("Tipo de cargo"), str(ROLE_NAMES[Role(seat["role"])])),
        (_("Gobierno"), seat["participant_name"] or _("Observatorio")),
        (
            _("Edición"),
            _("{edition}, etapa: {stage}").format(
                edition=edition["name"][locale()],
                stage=str(STAGE_NAMES[Stage(edition["stage"])]).lower(),
            )
            if edition
            else "",
        ),
        (_("Recibido el"), moment(datetime.fromisoformat(document["at"]))),
        (_("Fecha de efecto"), day(date.fromisoformat(effective)) if effective else ""),
        (
            _("Fin del acceso de quien entrega"),
            moment(datetime.fromisoformat(document["access_ended_at"])),
        ),
        (_("La inició"), starter),
        (_("Razón"), document["reason"]),
        (_("Nueva administración"), _administration_text(document)),
    )
    return tuple(Line(term, text) for term, text in whole if text)


def _administration_text(document: Mapping[str, Any]) -> str:
    """What passed to a new administration with the seat, until when, and what did not pass."""
    given = document.get("administration")
    if given is None:
        return ""
    many = len(given["inherited"])
    reported = sum(each["status"] == Status.REPORTED_DONE for each in document["commitments"])
    left = ngettext(
        "{n} ya reportado como cumplido no se hereda: sigue con quien lo verifica.",
        "{n} ya reportados como cumplidos no se heredan: siguen con quien los verifica.",
        reported,
    ).format(n=number(reported))
    return " ".join(
        part for part in (_inherited_text(given, many), left if reported else "") if part
    )


def _inherited_text(given: Mapping[str, Any], many: int) -> str:
    if not many:
        return _("Sí. No había compromisos vigentes por heredar.")
    text = ngettext(
        "Hereda {n} compromiso, por ratificar a tiempo hasta el {day}.",
        "Hereda {n} compromisos, por ratificar a tiempo hasta el {day}.",
        many,
    )
    return text.format(n=number(many), day=day(date.fromisoformat(given["ratify_by"])))


def _verification(given: Mapping[str, Any]) -> Verification:
    counts = _("aceptadas: {accepted}; devueltas: {returned}; rechazadas: {rejected}")
    began = _("desde el {at}")
    return Verification(
        tuple(
            Line(
                _("Edición {edition}").format(edition=each["edition"]),
                counts.format(
                    accepted=number(each["accepted"]),
                    returned=number(each["returned"]),
                    rejected=number(each["rejected"]),
                ),
            )
            for each in given["verdicts"]
        ),
        tuple(
            Line(
                f"{each['participant_name']}, {each['item']} ({each['edition']})",
                began.format(at=moment(datetime.fromisoformat(each["at"]))),
            )
            for each in given["threads"]
        ),
    )


def _figures(document: Mapping[str, Any]) -> tuple[Figure, ...]:
    levels = document["levels"]
    answered = sum(each["answered"] for each in levels)
    asked = sum(each["asked"] for each in levels)
    submitted = sum(1 for each in levels if each["submitted"]["at"])
    signed = sum(1 for each in levels if each["signed"]["at"])
    of_levels = _("de {n}").format(n=number(len(levels)))
    return (
        Figure(
            number(answered),
            _("respuestas"),
            "; ".join((_("de {n}").format(n=number(asked)), *_beside(document["answers"]))),
        ),
        Figure(number(submitted), _("niveles enviados"), of_levels),
        Figure(number(signed), _("niveles firmados"), of_levels),
        Figure(number(len(document["documents"])), _("documentos")),
        Figure(number(len(document["matters"])), _("asuntos pendientes")),
        Figure(number(len(document["commitments"])), _("compromisos vigentes")),
    )


def _contents(document: Mapping[str, Any]) -> tuple[Link, ...]:
    named = (
        (_("Niveles"), "#niveles", number(len(document["levels"]))),
        (_("Anexo 1. Asuntos pendientes"), "#anexo-1", number(len(document["matters"]))),
        (_("Anexo 2. Respuestas"), "#anexo-2", _answers_text(document["answers"])),
        (_("Anexo 3. Documentos"), "#anexo-3", number(len(document["documents"]))),
        (_("Anexo 4. Compromisos"), "#anexo-4", number(len(document["commitments"]))),
        (_("Anexo 5. Hilos abiertos"), "#anexo-5", number(len(document.get("threads", [])))),
    )
    return tuple(
        Link(_("{what} ({n})").format(what=what, n=count), address)
        for what, address, count in named
    )


def _thread_row(thread: Mapping[str, Any]) -> ThreadRow:
    said = (
        Line(
            _("{author}, {at}. {move}").format(
                author=each["author"],
                at=moment(datetime.fromisoformat(each["at"])),
                move=KIND_WORDS[EntryKind(each["kind"])],
            ),
            each["text"],
        )
        for each in thread["entries"]
    )
    return ThreadRow(thread["item"], tuple(said))


def _level_row(level: Mapping[str, Any], groups: Sequence[AnswerGroup]) -> LevelRow:
    group = f"respuestas-{level['code']}"
    return LevelRow(
        code=level["code"],
        name=level["name"][locale()],
        state=level["state"],
        state_word=_level_word(level),
        answered=_("{n} de {all}").format(n=number(level["answered"]), all=number(level["asked"])),
        counts=_level_counts(level),
        done=_level_done(level),
        url=f"#{group}" if any(each.id == group for each in groups) else "",
    )


def _level_word(level: Mapping[str, Any]) -> str:
    """The word that Mi liga had for it; a record from before it was kept has the state's."""
    if "state_word" in level:
        return str(level["state_word"][locale()])
    return str(STATE_WORDS[LevelState(level["state"])])


def _level_counts(level: Mapping[str, Any]) -> str:
    """How many of its answers are complete, how many came back, how many copies wait."""
    complete, returned, copied = level["complete"], level["returned"], level.get("copied", 0)
    texts = [ngettext("{n} completa", "{n} completas", complete).format(n=number(complete))]
    if returned:
        back = ngettext("{n} devuelta", "{n} devueltas", returned)
        texts.append(back.format(n=number(returned)))
    if copied:
        texts.append(_besides(copies_text(copied)))
    return "; ".join(texts)


def _level_done(level: Mapping[str, Any]) -> tuple[Line, ...]:
    """Handed in and signed, or what undid it."""
    voided = level.get("voided")
    signed = voided["says"][locale()] if voided else _done_by(level["signed"])
    return (
        Line(_("Enviado"), _done_by(level["submitted"])),
        Line(_("Firma sin efecto") if voided else _("Firmado"), signed),
        *(Line(_("Reabierto"), _reopened_by(each)) for each in level.get("reopened", ())),
    )


def _reopened_by(reopened: Mapping[str, str]) -> str:
    """By role, when and why, as it is public; nobody is named."""
    role = str(ROLE_NAMES[Role(reopened["role"])])
    return _("{seat}, {at}. Razón: {reason}").format(
        seat=f"{role}, {reopened['seat_title']}" if reopened["seat_title"] else role,
        at=day(today_of(datetime.fromisoformat(reopened["at"]))),
        reason=reopened["reason"],
    )


def _done_by(done: Mapping[str, str]) -> str:
    if not done["at"]:
        return _("todavía no")
    return _("{name}, {at}").format(
        name=done["name"], at=moment(datetime.fromisoformat(done["at"]))
    )


def _groups(document: Mapping[str, Any]) -> tuple[AnswerGroup, ...]:
    titles = {each["id"]: each["title"] for each in document.get("documents", [])}
    found = []
    for level in document.get("levels", []):
        rows = [each for each in document["answers"] if each["level"] == level["code"]]
        if rows:
            name = f"{level['code']} {level['name'][locale()]}"
            count = _answers_text(rows)
            found.append(
                AnswerGroup(
                    id=f"respuestas-{level['code']}",
                    title=_("{name}: {count}").format(name=name, count=count),
                    caption=name,
                    rows=tuple(_answer_row(each, titles) for each in rows),
                )
            )
    return tuple(found)


def _answers_text(answers: Sequence[Mapping[str, Any]]) -> str:
    """How many there are, and apart from them those that are not counted."""
    counted = sum(map(_is_counted, answers))
    text = ngettext("{n} respuesta", "{n} respuestas", counted).format(n=number(counted))
    return "; ".join((text, *_beside(answers)))


def _beside(answers: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """What is in the annex and is not counted: copies to confirm, and what is not asked or said."""
    copied = sum(bool(each["copied_from"]) for each in answers)
    aside = len(answers) - copied - sum(map(_is_counted, answers))
    loose = ngettext("{n} que no cuenta", "{n} que no cuentan", aside).format(n=number(aside))
    whole = ((copied, copies_text(copied)), (aside, loose))
    return tuple(_besides(text) for count, text in whole if count)


def _is_counted(answer: Mapping[str, Any]) -> bool:
    return bool(answer.get("counted", not answer["copied_from"]))


def _besides(what: str) -> str:
    return _("además {what}").format(what=what)


def _answer_row(answer: Mapping[str, Any], titles: Mapping[str, str]) -> AnswerRow:
    verdict = answer["verdict"][locale()] if answer["verdict"] else ""
    plan_by = date_of(answer["plan_by"])
    aside = _("ya no se pregunta, o no dice todavía qué se responde")
    copied = _("de {edition}, sin confirmar").format(edition=copied_name(answer["copied_from"]))
    notes = (
        (_("Copia"), copied if answer["copied_from"] else ""),
        (_("No cuenta"), aside if not _is_counted(answer) and not answer["copied_from"] else ""),
        (_("Razón"), answer["reason"]),
        (_("Plan"), answer["plan"]),
        (_("Para cuándo"), day(plan_by) if plan_by else answer["plan_by"]),
        (_("Dictamen"), f"{verdict}. {answer['verdict_reason']}".strip(" .") if verdict else ""),
    )
    return AnswerRow(
        item=answer["item"],
        asks=answer["asks"][locale()],
        value=answer["value"][locale()] or answer["says"][locale()],
        says=answer["says"][locale()],
        notes=tuple(Line(term, text) for term, text in notes if text),
        revision=_("revisión {n}").format(n=number(answer["revision"])),
        author=_("{name}, {at}").format(
            name=answer["author"], at=moment(datetime.fromisoformat(answer["saved_at"]))
        ),
        evidence="; ".join(
            _cited(titles.get(each["document"], each["document"]), each["page"])
            for each in answer["evidence"]
        ),
    )


def _cited(what: str, page: str) -> str:
    return _("{what} ({page})").format(what=what, page=page) if page else what


def _document_row(document: Mapping[str, Any]) -> DocumentRow:
    return DocumentRow(
        id=document["id"],
        title=document["title"],
        kind=str(KIND_NAMES.get(document["kind"], document["kind"])),
        dated=day(date.fromisoformat(document["dated"])) if document["dated"] else "",
        added=_("{name}, {at}").format(
            name=document["author"], at=moment(datetime.fromisoformat(document["added_at"]))
        ),
        sha256=document["sha256"],
        url=document["url"],
        cited=", ".join(_cited(each["item"], each["page"]) for each in document["cited"]),
    )


def _commitment_row(commitment: Mapping[str, Any]) -> CommitmentRow:
    steps = commitment["milestones"]
    done = sum(1 for each in steps if each["done_on"])
    status = Status(commitment["status"])
    return CommitmentRow(
        goal=commitment["goal"],
        status=status.value,
        status_word=str(STATUS_NAMES[status]),
        due=day(date.fromisoformat(commitment["due"])),
        responsible=commitment["responsible"],
        steps=_("{n} de {all} hitos").format(n=number(done), all=number(len(steps)))
        if steps
        else "",
    )
