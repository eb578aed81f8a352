"""Copias: the last edition beside the question, what can be copied of it, and what was copied."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from game.answers import Answer, Stance, problems_of, stance_of
from game.copying import (
    Before,
    Change,
    CopyPlan,
    Left,
    Obstacle,
    changes_of,
    copy_of,
    may_confirm,
    obstacle_of,
)
from game.editions import Act, Edition, allows
from game.prefilling import commitment_in
from game.questionnaire import Item, Questionnaire, Topic
from game.reviews import Verdict
from server.i18n import Lazy, lazy, list_of, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.evidence import Cited
from server.pages.lines import Line, copied_name, first_of, legible
from server.pages.links import Link, Url
from server.pages.names import item_url
from server.pages.reviews import VERDICT_NAMES

WHY_LEFT: Final[Mapping[Left, Lazy]] = MappingProxyType(
    {
        Left.TIME_BOUND: lazy("Depende del periodo evaluado: se responde de nuevo."),
        Left.OTHER_KIND: lazy("Ahora se responde de otra forma: no se puede copiar."),
        Left.OTHER_UNIT: lazy("Ahora se mide en otra unidad: no se puede copiar."),
        Left.EXCUSE_GONE: lazy("Decía «no aplica», que aquí ya no cabe: no se puede copiar."),
    }
)
CHANGES: Final[Mapping[Change, Lazy]] = MappingProxyType(
    {
        Change.KIND: lazy("Cambió la forma de responder."),
        Change.WORDING: lazy("Cambió la redacción de la pregunta."),
        Change.OPTIONS: lazy("Cambiaron las opciones."),
        Change.SCORE: lazy("Cambió cómo se puntúa."),
    }
)
# How many items are left for each reason, in the order in which they are told.
COUNTS: Final[Mapping[Left, Callable[[int], str]]] = MappingProxyType(
    {
        Left.ANSWERED: lambda n: ngettext("{n} ya tenía respuesta", "{n} ya tenían respuesta", n),
        Left.COPIED: lambda n: ngettext(
            "{n} ya está copiada, por confirmar", "{n} ya están copiadas, por confirmar", n
        ),
        Left.TIME_BOUND: lambda n: ngettext(
            "{n} depende del periodo evaluado", "{n} dependen del periodo evaluado", n
        ),
        Left.UNANSWERED: lambda n: ngettext(
            "{n} no se respondió entonces", "{n} no se respondieron entonces", n
        ),
        Left.OTHER_KIND: lambda n: ngettext(
            "{n} ahora se responde de otra forma", "{n} ahora se responden de otra forma", n
        ),
        Left.OTHER_UNIT: lambda n: ngettext(
            "{n} ahora se mide en otra unidad", "{n} ahora se miden en otra unidad", n
        ),
        Left.OPTION_GONE: lambda n: ngettext(
            "{n} tenía una opción que ya no existe", "{n} tenían una opción que ya no existe", n
        ),
        Left.EXCUSE_GONE: lambda n: ngettext(
            "{n} decía «no aplica», que ya no cabe", "{n} decían «no aplica», que ya no cabe", n
        ),
        Left.CLOSED: lambda n: ngettext(
            "{n} no admite cambios ahora", "{n} no admiten cambios ahora", n
        ),
        Left.NEW: lambda n: ngettext("{n} es nueva", "{n} son nuevas", n),
    }
)
PAST_PLAN: Final = "plan-date-past"
UNACCEPTED: Final = frozenset({Verdict.RETURNED, Verdict.REJECTED})


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was answered to the item this one continues, its verdict and its documents.

    `same`: codes of all items that continue that one. `own`: what this edition has. `missing`:
    documents whose file is not here any more.
    """

    before: Before
    was_asked: bool = True
    verdict: Verdict | None = None
    reason: str = ""
    verified: str = ""
    same: tuple[str, ...] = ()
    own: Answer | None = None
    documents: Mapping[str, Cited] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PastDocument:
    """A document that proved the answer of the last edition."""

    title: str
    url: str
    note: str
    problem: str


@dataclass(frozen=True, slots=True)
class Previous:
    """The item of the last edition beside this one: what was answered, and what to do with it.

    `copy_url`: where it is copied from here, if it can be; `why_not` otherwise. `mend`: what is to
    be typed anew in a copy.
    """

    title: str
    code: str
    url: str
    changes: tuple[str, ...]
    asked_text: str
    line: Line | None
    nothing: str
    details: tuple[Line, ...]
    verdict: str
    verdict_code: str
    reason: str
    verified: str
    is_unaccepted: bool
    documents: tuple[PastDocument, ...]
    copy_url: str
    why_not: str
    mend: str


@dataclass(frozen=True, slots=True)
class CopyMark:
    """Tells that an answer was copied and nobody has confirmed it, and how it is confirmed."""

    text: str
    author: str
    confirm_url: str
    mend: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be copied from here, and what was copied and waits; empty texts for nothing."""

    text: str
    label: str
    url: str
    waiting: str
    waiting_url: str


@dataclass(frozen=True, slots=True)
class CopyRow:
    """An answer that will be copied, or that was and waits to be confirmed.

    `mend`: why it cannot be confirmed as it is, where it cannot.
    """

    code: str
    text: str
    url: str
    line: Line
    details: tuple[Line, ...]
    notes: tuple[str, ...]
    mend: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeftGroup:
    """The items of a level that are left for one reason."""

    text: str
    items: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class CopyLevel:
    """What copying does to one level."""

    code: str
    name: str
    url: str
    count: str
    rows: tuple[CopyRow, ...]
    left: tuple[LeftGroup, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class CopyingPage:
    """What will be copied and what not, with the button that does it; and what waits."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    count: str
    left: tuple[str, ...]
    outdated: str
    action: str
    button: str
    note: str
    levels: tuple[CopyLevel, ...]
    others: tuple[CopyLevel, ...]
    others_title: str
    waiting_title: str
    waiting: tuple[CopyRow, ...]
    done: tuple[str, ...]
    nothing: str
    all_url: str


def previous_of(
    item: Item, earlier: Earlier | None, url: Url, *, may_copy: bool
) -> Previous | None:
    """The last edition beside the question; nothing where the item continues none."""
    if earlier is None:
        return None
    before, given = earlier.before, earlier.before.answer
    obstacle = obstacle_of(item, before, earlier.own)
    why_not = _why_not(obstacle) if may_copy else ""
    changes = [
        change
        for change in changes_of(item, before.item, earlier.same)
        if change is not Change.KIND or not why_not  # it says so itself
    ]
    is_told = given is not None and stance_of(before.item, given) is not Stance.BLANK
    lines = legible(before.item, given) if given is not None and is_told else ()
    is_copied = may_copy and obstacle is None
    return Previous(
        title=_("En la edición {edition}").format(edition=before.edition),
        code=before.item.code,
        url=url("method", edition=before.edition) + f"#question-{before.item.code}",
        changes=_changes(changes, earlier),
        asked_text=before.item.text.of(locale()) if Change.WORDING in changes else "",
        line=first_of(lines) if is_told else None,
        nothing="" if is_told else _nothing(earlier),
        details=lines[1:],
        verdict=str(VERDICT_NAMES[earlier.verdict]) if earlier.verdict and is_told else "",
        verdict_code=earlier.verdict.value if earlier.verdict else "",
        reason=earlier.reason if is_told else "",
        verified=earlier.verified,
        is_unaccepted=earlier.verdict in UNACCEPTED,
        documents=_documents(earlier),
        copy_url=url("copy_item", item=item.code) if is_copied else "",
        why_not=why_not,
        mend=_mend(item, copy_of(item, before, ())) if is_copied else "",
    )


def copy_mark_of(
    item: Item, answer: Answer, copier: str, url: Url, *, is_open: bool
) -> CopyMark | None:
    """The mark of a copy; nothing on any other answer."""
    if not answer.copied_from:
        return None
    stands = may_confirm(item, answer)
    text = _("Copiada de {edition}: revise y confirme").format(
        edition=copied_name(answer.copied_from)
    )
    mend = _("Corrija lo que se indica: al guardarlo, la respuesta queda revisada.")
    return CopyMark(
        text=text,
        author=_("La copió {who}").format(who=copier) if copier else "",
        confirm_url=url("copy_confirm", item=item.code) if is_open and stands else "",
        mend=mend if is_open and not stands else "",
    )


def offer_of(
    edition: str | None, copies: int, unconfirmed: int, url: Url, *, topic: str = "", may_copy: bool
) -> Offer | None:
    """What is offered in one level, or in all; nothing where there is nothing to say."""
    offered = copies if may_copy and edition else 0
    if not offered and not unconfirmed:
        return None
    address = url("copying_level", topic=topic) if topic else url("copying")
    text = ngettext(
        "{n} respuesta de {edition} se puede copiar.",
        "{n} respuestas de {edition} se pueden copiar.",
        offered,
    )
    waiting = ngettext("{n} copiada por confirmar", "{n} copiadas por confirmar", unconfirmed)
    return Offer(
        text=text.format(n=number(offered), edition=edition) if offered else "",
        label=_("Ver qué se copia"),
        url=address if offered else "",
        waiting=waiting.format(n=number(unconfirmed)) if unconfirmed else "",
        waiting_url=f"{address}#por-confirmar" if unconfirmed else "",
    )


def copying_page(
    edition: Edition,
    questionnaire: Questionnaire,
    last: str,
    plan: CopyPlan,
    earlier: Mapping[str, Earlier],
    answers: Mapping[str, Answer],
    unconfirmed: Mapping[str, tuple[str, datetime]],
    url: Url,
    *,
    topic: Topic | None,
    may_copy: bool,
) -> CopyingPage:
    """What copying would do in one level, or in all of them.

    `last`: the edition that is copied. `unconfirmed`: item code to who copied it and when.
    """
    shown = questionnaire.topics if topic is None else (topic,)
    copies = len(plan.copies) if may_copy else 0
    levels = [
        _level(each, plan, earlier, url, is_open=topic is not None, may_copy=may_copy)
        for each in shown
    ]
    others = tuple(each for each in levels if each.left and not each.rows)
    return CopyingPage(
        title=_title(last, topic),
        lead=_lead(edition, may_copy=may_copy),
        breadcrumb=_breadcrumb(topic, url),
        count=_count(copies),
        left=_left_texts(plan),
        outdated=_outdated(questionnaire, plan) if copies else "",
        action=_address(topic, url) if copies else "",
        button=ngettext("Copiar {n} respuesta", "Copiar {n} respuestas", copies).format(
            n=number(copies)
        ),
        note=_("Cada una queda marcada y sin puntos hasta que alguien la revise y la confirme."),
        levels=tuple(each for each in levels if each.rows),
        others=others,
        others_title=_others_title(len(others)),
        waiting_title=_waiting_title(len(unconfirmed)),
        waiting=tuple(
            _row(questionnaire.item(code), answers[code], earlier.get(code), url)
            for code in unconfirmed
        ),
        done=_done(
            {
                code: press
                for code, press in unconfirmed.items()
                if commitment_in(answers[code].copied_from) is None
            },
            last,
        ),
        nothing="" if copies else _("No queda nada por copiar."),
        all_url=url("copying") if topic is not None else "",
    )


def _nothing(earlier: Earlier) -> str:
    if not earlier.was_asked:
        return _("No se preguntó a su gobierno.")
    return _("No se respondió.")


def _changes(changes: Sequence[Change], earlier: Earlier) -> tuple[str, ...]:
    said = [str(CHANGES[change]) for change in changes if change in CHANGES]
    if Change.SPLIT in changes:
        text = _("Ese reactivo ahora son varios: {items}.")
        said.append(text.format(items=list_of(earlier.same)))
    return tuple(said)


def _why_not(obstacle: Obstacle | None) -> str:
    """Beside the question; what is seen there already is not said again."""
    if obstacle is None:
        return ""
    if obstacle.code is Left.OPTION_GONE:
        return ngettext(
            "Ya no existe la opción {options}: no se puede copiar.",
            "Ya no existen las opciones {options}: no se puede copiar.",
            len(obstacle.options),
        ).format(options=list_of(f"«{text.of(locale())}»" for text in obstacle.options))
    return str(WHY_LEFT[obstacle.code]) if obstacle.code in WHY_LEFT else ""


def _documents(earlier: Earlier) -> tuple[PastDocument, ...]:
    """What it cited. What is not here any more cannot prove anything: it is said."""
    given = earlier.before.answer
    found = []
    for cited in given.evidence if given is not None else ():
        document = earlier.documents.get(cited.document)
        is_missing = document is None or cited.document in earlier.missing
        gone = _("Ya no está: adjúntelo de nuevo.") if is_missing else ""
        page = _("Página o artículo: {page}").format(page=cited.page) if cited.page else ""
        found.append(
            PastDocument(
                title=document.title if document else _("Documento"),
                url=document.url if document and not is_missing else "",
                note=" · ".join(filter(None, (document.note if document else "", page))),
                problem=gone or (document.expired if document else ""),
            )
        )
    return tuple(found)


def _title(last: str, topic: Topic | None) -> str:
    if topic is None:
        return _("Copiar de la edición {edition}").format(edition=last)
    return _("{level}: copiar de la edición {edition}").format(level=topic.code, edition=last)


def _lead(edition: Edition, *, may_copy: bool) -> str:
    if not allows(edition.stage, Act.MEND):
        return _("En esta etapa ya no se responde.")
    if not may_copy:
        return _("Copia quien responde: su cargo puede leer lo que se copió.")
    return _(
        "Se copia lo que no depende del periodo evaluado y solo donde no hay respuesta: nada de lo"
        " escrito en esta edición se toca."
    )


def _breadcrumb(topic: Topic | None, url: Url) -> tuple[Link, ...]:
    here = Link(_("Copiar"), "")
    if topic is None:
        return (Link(_("Mi liga"), url("my_league")), here)
    level = Link(topic.name.of(locale()), url("level", topic=topic.code))
    return (Link(_("Mi liga"), url("my_league")), level, here)


def _address(topic: Topic | None, url: Url) -> str:
    return url("copy_all") if topic is None else url("copy_level", topic=topic.code)


def _count(copies: int) -> str:
    if not copies:
        return ""
    return ngettext("{n} respuesta se copia", "{n} respuestas se copian", copies).format(
        n=number(copies)
    )


def _outdated(questionnaire: Questionnaire, plan: CopyPlan) -> str:
    """How many copies cannot be confirmed as they are, said before they are made."""
    count = sum(
        not may_confirm(questionnaire.item(code), copy) for code, copy in plan.copies.items()
    )
    if not count:
        return ""
    return ngettext(
        "{n} no se podrá confirmar tal cual: se señala abajo, con lo que hay que corregir.",
        "{n} no se podrán confirmar tal cual: se señalan abajo, con lo que hay que corregir.",
        count,
    ).format(n=number(count))


def _left_texts(plan: CopyPlan) -> tuple[str, ...]:
    return tuple(
        text(plan.count(code)).format(n=number(plan.count(code)))
        for code, text in COUNTS.items()
        if plan.count(code)
    )


def _level(
    topic: Topic,
    plan: CopyPlan,
    earlier: Mapping[str, Earlier],
    url: Url,
    *,
    is_open: bool,
    may_copy: bool,
) -> CopyLevel:
    copied = [item for item in topic.items if item.code in plan.copies and may_copy]
    count = ngettext("{n} se copia", "{n} se copian", len(copied)).format(n=number(len(copied)))
    return CopyLevel(
        code=topic.code,
        name=topic.name.of(locale()),
        url=url("copying_level", topic=topic.code),
        count=count,
        rows=tuple(
            _row(item, plan.copies[item.code], earlier.get(item.code), url) for item in copied
        ),
        left=_left(topic, plan, url),
        is_open=is_open,
    )


def _left(topic: Topic, plan: CopyPlan, url: Url) -> tuple[LeftGroup, ...]:
    groups = []
    for code, text in COUNTS.items():
        items = [i for i in topic.items if i.code in plan.left and plan.left[i.code].code is code]
        if items:
            told = text(len(items)).format(n=number(len(items)))
            groups.append(
                LeftGroup(told, tuple(Link(i.code, item_url(url, i.topic, i.code)) for i in items))
            )
    return tuple(groups)


def _row(item: Item, copy: Answer, earlier: Earlier | None, url: Url) -> CopyRow:
    """The answer as it will stand here; a verdict that was not acceptance is told with it."""
    lines = legible(item, replace(copy, copied_from=""))
    is_unaccepted = earlier is not None and earlier.verdict in UNACCEPTED
    return CopyRow(
        code=item.code,
        text=item.text.of(locale()),
        url=item_url(url, item.topic, item.code),
        line=first_of(lines),
        details=lines[1:],
        notes=_changes(changes_of(item, earlier.before.item, earlier.same), earlier)
        if earlier
        else (),
        mend=_mend(item, copy),
        verdict=str(VERDICT_NAMES[earlier.verdict])
        if earlier and earlier.verdict and is_unaccepted
        else "",
        reason=earlier.reason if earlier and is_unaccepted else "",
    )


def _mend(item: Item, copy: Answer) -> str:
    """What is to be typed anew before the copy can be confirmed; nothing where it stands."""
    if may_confirm(item, copy):
        return ""
    if PAST_PLAN in {problem.code for problem in problems_of(item, copy)}:
        return _("La fecha de este plan ya pasó: al revisarla habrá que escribir otra.")
    return _("No cabe tal cual en esta edición: al revisarla habrá que corregirla.")


def _others_title(levels: int) -> str:
    return ngettext(
        "{n} nivel en que no se copia nada", "{n} niveles en que no se copia nada", levels
    ).format(n=number(levels))


def _waiting_title(unconfirmed: int) -> str:
    if not unconfirmed:
        return ""
    return ngettext("{n} copiada por confirmar", "{n} copiadas por confirmar", unconfirmed).format(
        n=number(unconfirmed)
    )


def _done(unconfirmed: Mapping[str, tuple[str, datetime]], last: str) -> tuple[str, ...]:
    """Who copied how many at once, the newest first."""
    presses: dict[tuple[str, datetime], int] = {}
    for press in unconfirmed.values():
        presses[press] = presses.get(press, 0) + 1
    newest = sorted(presses.items(), key=lambda each: each[0][1], reverse=True)
    return tuple(
        _("{name} copió {n} de {edition}, {at}").format(
            name=name, n=number(n), edition=last, at=moment(at)
        )
        for (name, at), n in newest
    )
