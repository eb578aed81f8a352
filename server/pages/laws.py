"""Leyes: what an abrogation asks of an answer, for its government, its verifier and the staff."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from game.laws import Abrogation, LawReview, Lift, Lifting
from game.questionnaire import Item, Law, Text, Topic
from server.i18n import gettext as _
from server.i18n import locale, moment, ngettext, number
from server.pages.entered import Entered, Tried
from server.pages.legal import Abrogated, abrogation_text, law_name
from server.pages.links import Link, Url
from server.pages.names import level_name

Row = tuple[str, ...]
# More than these are folded.
MOST_OPEN: Final = 10
NOTHING_ENTERED: Final = Entered("", "")


@dataclass(frozen=True, slots=True)
class DocumentNotice:
    """A cited document: to be reviewed, or `lifted` by somebody."""

    id: str
    title: str
    lifted: str


@dataclass(frozen=True, slots=True)
class LawNotice:
    """What an abrogation asks of one answer and what it cites.

    `action` is empty for whoever may not confirm. `lifted`: who ended it; then nothing is asked.
    """

    id: str
    event: str
    text: str
    note: str
    advice: str
    way: Link | None
    lifted: str
    action: str
    documents: tuple[DocumentNotice, ...]
    entered: Entered

    @property
    def title(self) -> str:
        if self.is_pending:
            return _("Por revisar: cambió una ley de su fundamento")
        if self.has_pending_documents:
            return _("Documentos por revisar: cambió una ley de su fundamento")
        return _("Cambió una ley de su fundamento")

    @property
    def tone(self) -> str:
        return "warn" if self.is_pending or self.has_pending_documents else "neutral"

    @property
    def is_pending(self) -> bool:
        return not self.lifted

    @property
    def has_pending_documents(self) -> bool:
        return any(not document.lifted for document in self.documents)


@dataclass(frozen=True, slots=True)
class ItemLaws:
    """What is known of the laws under an item: reviews of its answer and of what it cites.

    `documents`: title by id, in order, with their reviews.
    """

    reviews: tuple[LawReview, ...] = ()
    documents: tuple[tuple[str, str, tuple[LawReview, ...]], ...] = ()
    laws: Mapping[str, Law] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A government that a law touches: the way to its levels, and its counts."""

    name: str
    url: str
    pending: str
    reviewed: str
    documents: str


@dataclass(frozen=True, slots=True)
class LeagueTouched:
    """The governments of a league that a law touches; folded where they are many."""

    id: str
    summary: str
    is_open: bool
    caption: str
    rows: tuple[TouchedRow, ...]


@dataclass(frozen=True, slots=True)
class LawRow:
    """A law that was abrogated, and how far its review has come."""

    code: str
    name: str
    text: str
    note: str
    pending: str
    reviewed: str
    documents: str
    participants: str
    download_url: str
    groups: tuple[LeagueTouched, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class LawsPage:
    """Every abrogated law, for whoever coordinates."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    laws: tuple[LawRow, ...]


@dataclass(frozen=True, slots=True)
class ReviewedRow:
    """What is confirmed together: an answer, and the documents it cites. `value` is sent back."""

    id: str
    value: str
    code: str
    question: str
    said: str
    is_told: bool
    url: str
    is_answer: bool
    documents: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class LevelLaw:
    """An abrogated law, and what of a level rests on it."""

    id: str
    text: str
    note: str
    rows: tuple[ReviewedRow, ...]


@dataclass(frozen=True, slots=True)
class LevelLawsPage:
    """What of a level is to be reviewed because laws changed, to be confirmed at once."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    laws: tuple[LevelLaw, ...]
    error: str
    action: str
    confirm: str
    level_url: str


@dataclass(frozen=True, slots=True)
class ToReview:
    """An answer of a level with what is to be reviewed of it: `is_answer` itself, `documents`.

    `said`: what it answers, which `is_told` in the words of whoever typed it.
    """

    item: Item
    said: str
    is_told: bool
    abrogation: Abrogation
    is_answer: bool
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """Answers and documents of one government that rest on a law. `league`: code and name."""

    edition: str
    code: str
    participant: str
    league: tuple[str, Text]
    pending: int
    reviewed: int
    documents: int


def law_notices(
    item: Item, known: ItemLaws, tried: Tried, url: Url, *, may_confirm: bool, lock: str
) -> tuple[LawNotice, ...]:
    """One notice for each abrogated law an answer rests on. `tried`: a form that was refused.

    `lock`: why the answer cannot be changed now, "" where it can.
    """
    return tuple(
        _notice(item, review, known, tried, url, may_confirm=may_confirm, lock=lock)
        for review in known.reviews
        if review.is_pending
        or (review.lift and review.lift.how is Lifting.CONFIRMED)
        or any(_of(review.abrogation, each[2]) for each in known.documents)
    )


def _notice(
    item: Item,
    review: LawReview,
    known: ItemLaws,
    tried: Tried,
    url: Url,
    *,
    may_confirm: bool,
    lock: str,
) -> LawNotice:
    abrogation = review.abrogation
    documents = tuple(
        DocumentNotice(code, title, lift_text(found.lift, is_document=True) if found.lift else "")
        for code, title, reviews in known.documents
        for found in _of(abrogation, reviews)
    )
    return LawNotice(
        id=f"item-{item.code}-law-{abrogation.event}",
        event=str(abrogation.event),
        text=law_text(abrogation, known.laws),
        note=abrogation.note,
        advice=_advice(abrogation, lock) if review.is_pending else "",
        way=Link(_("Quién es titular"), url("team"))
        if review.is_pending and lock == "level-locked"
        else None,
        lifted=lift_text(review.lift) if review.lift else "",
        action=url("law_confirm", item=item.code) if may_confirm else "",
        documents=documents,
        entered=tried.entered("note")
        if tried.typed.get("event") == str(abrogation.event)
        else NOTHING_ENTERED,
    )


def _of(abrogation: Abrogation, reviews: Iterable[LawReview]) -> tuple[LawReview, ...]:
    return tuple(each for each in reviews if each.abrogation.event == abrogation.event)


def _advice(abrogation: Abrogation, lock: str) -> str:
    """What to do: confirm, or change; where it cannot be changed, who sees it and what they can."""
    if abrogation.replaced_by:
        holds = _("Confirme que su respuesta sigue siendo cierta con la ley que la sustituye.")
    else:
        holds = _("Confirme que su respuesta sigue siendo cierta sin esa ley.")
    match lock:
        case "":
            otherwise = _("Si ya no lo es, cámbiela.")
        case "seat-reads":
            otherwise = _("Si ya no lo es, la cambia su equipo.")
        case "level-locked":
            otherwise = _(
                "Si ya no lo es, no la confirme: quien verifica lo ve junto a ella y puede"
                " devolvérsela para que la cambie. Mientras se responde, su titular también puede"
                " reabrir el nivel."
            )
        case _:
            otherwise = _(
                "Si ya no lo es, no la confirme: en esta edición ya no se cambia, y queda por"
                " revisar a la vista de quien verifica y de la coordinación."
            )
    return f"{holds} {otherwise}"


def law_text(abrogation: Abrogation, laws: Mapping[str, Law]) -> str:
    """Which law ended, since when, and what came after it."""
    told = abrogation_text(Abrogated(abrogation.since, law_name(abrogation.replaced_by, laws)))
    return f"{law_name(abrogation.law, laws)}: {told}."


def lift_text(lift: Lift, *, is_document: bool = False) -> str:
    """Who ended a review, and when."""
    if lift.how is Lifting.CHANGED:
        words = _("Se cambió después. {name}, {at}.")
    elif is_document:
        words = _("Revisado: sigue vigente. {name}, {at}.")
    else:
        words = _("Revisada: sigue vigente. {name}, {at}.")
    said = words.format(name=lift.author, at=moment(lift.at))
    return f"{said} «{lift.note}»" if lift.note else said


def level_laws_page(
    topic: Topic,
    found: Sequence[ToReview],
    laws: Mapping[str, Law],
    url: Url,
    *,
    error: str = "",
) -> LevelLawsPage:
    """Everything that is confirmed is read before. `error`: nothing was chosen."""
    level_url = url("level", topic=topic.code)
    name = level_name(topic)
    by_event: dict[int, list[ToReview]] = {}
    for each in found:
        by_event.setdefault(each.abrogation.event, []).append(each)
    return LevelLawsPage(
        title=_("Revisar de una vez: {level}").format(level=name),
        lead=_(
            "Lea la lista. Lo que siga siendo cierto se confirma junto; cada respuesta y cada"
            " documento queda confirmado por su cuenta, con su nombre y la hora. Desmarque lo que"
            " tenga que cambiar."
        )
        if found
        else _("En este nivel ya no hay nada por revisar."),
        breadcrumb=(
            Link(_("Mi liga"), url("my_league")),
            Link(name, level_url),
            Link(_("Revisar de una vez"), ""),
        ),
        laws=tuple(
            LevelLaw(
                f"law-{event}",
                law_text(rows[0].abrogation, laws),
                rows[0].abrogation.note,
                tuple(_reviewed_row(each, level_url, is_chosen=not error) for each in rows),
            )
            for event, rows in by_event.items()
        ),
        error=error,
        action=url("level_laws", topic=topic.code),
        confirm=_holding_text(found),
        level_url=level_url,
    )


def _holding_text(found: Sequence[ToReview]) -> str:
    count = len({each.item.code for each in found if each.is_answer})
    if not count:
        return _("Revisados: los documentos marcados siguen vigentes")
    words = ngettext(
        "Revisada: la respuesta y sus documentos siguen vigentes",
        "Revisadas: las respuestas marcadas (hasta {n}) y sus documentos siguen vigentes",
        count,
    )
    return words.format(n=number(count))


def _reviewed_row(each: ToReview, level_url: str, *, is_chosen: bool) -> ReviewedRow:
    event, code = each.abrogation.event, each.item.code
    return ReviewedRow(
        id=f"holds-{event}-{code}",
        value=f"{event}:{code}",
        code=code,
        question=each.item.text.of(locale()),
        said=each.said,
        is_told=each.is_told,
        url=f"{level_url}#item-{code}",
        is_answer=each.is_answer,
        documents=each.documents,
        is_chosen=is_chosen,
    )


def review_lines(
    reviews: Iterable[LawReview], laws: Mapping[str, Law]
) -> tuple[tuple[str, bool], ...]:
    """For the verifier: what each abrogation means for an answer, and whether it is pending."""
    lines = []
    for review in reviews:
        told = law_text(review.abrogation, laws)
        if review.lift is None:
            silent = _("El gobierno todavía no dice si su respuesta sigue vigente.")
            lines.append((f"{told} {silent}", True))
        else:
            lines.append((f"{told} {lift_text(review.lift)}", False))
    return tuple(lines)


def pending_text(answers: int, documents: int) -> str:
    """How much there is to review; nothing where there is nothing."""
    if not answers and not documents:
        return ""
    told = []
    if answers:
        words = ngettext("{n} respuesta por revisar", "{n} respuestas por revisar", answers)
        told.append(words.format(n=number(answers)))
    if documents:
        words = ngettext("{n} documento por revisar", "{n} documentos por revisar", documents)
        told.append(words.format(n=number(documents)))
    return _("{counts}: cambió una ley de su fundamento").format(counts=" · ".join(told))


def answer_to_review_text() -> str:
    """That an answer is to be reviewed, where its law is told already."""
    return _("Respuesta por revisar.")


def documents_text(count: int) -> str:
    """How many of the documents that an answer cites are to be reviewed."""
    words = ngettext("{n} documento por revisar.", "{n} documentos por revisar.", count)
    return words.format(n=number(count))


def laws_page(
    abrogations: Sequence[Abrogation],
    laws: Mapping[str, Law],
    counted: Mapping[str, Sequence[Counted]],
    url: Url,
    *,
    may_download: bool,
) -> LawsPage:
    """`counted`: by law, the governments it touches; those with most to review first.

    `may_download`: whether whoever looks may take the lists of answers.
    """
    return LawsPage(
        title=_("Leyes que cambiaron"),
        lead=_(
            "Cada respuesta que se funda en una ley abrogada queda por revisar hasta que su "
            "gobierno la confirma o la cambia. Ni los puntos ni el índice se mueven por eso. Quien "
            "administra el sistema declara qué ley se abroga, y lo deshace si fue un error."
        ),
        breadcrumb=(
            Link(_("Coordinación"), url("coordination")),
            Link(_("Leyes que cambiaron"), ""),
        ),
        laws=tuple(
            _law_row(each, laws, counted.get(each.law, ()), url, may_download=may_download)
            for each in abrogations
        ),
    )


def _law_row(
    abrogation: Abrogation,
    laws: Mapping[str, Law],
    counted: Sequence[Counted],
    url: Url,
    *,
    may_download: bool,
) -> LawRow:
    total: Counter[str] = Counter()
    for each in counted:
        total.update(pending=each.pending, reviewed=each.reviewed, documents=each.documents)
    ordered = sorted(counted, key=lambda each: (-each.pending, each.participant))
    pending = len({each.code for each in counted if each.pending})
    return LawRow(
        code=abrogation.law,
        name=law_name(abrogation.law, laws),
        text=_sentence(abrogation, laws),
        note=abrogation.note,
        pending=number(total["pending"]),
        reviewed=number(total["reviewed"]),
        documents=number(total["documents"]),
        participants=number(pending),
        download_url=url("law_affected", law=abrogation.law) if counted and may_download else "",
        groups=_leagues(abrogation, laws, ordered, url),
        empty=_("Ninguna respuesta de una edición en curso se funda en ella, o su día no llega."),
    )


def _leagues(
    abrogation: Abrogation, laws: Mapping[str, Law], counted: Sequence[Counted], url: Url
) -> tuple[LeagueTouched, ...]:
    groups: dict[tuple[str, str], list[Counted]] = {}
    for each in sorted(counted, key=lambda each: (each.edition, each.league[0])):
        groups.setdefault((each.edition, each.league[0]), []).append(each)
    law = law_name(abrogation.law, laws)
    return tuple(
        LeagueTouched(
            id=f"law-{abrogation.law}-{edition}-{code}",
            summary=_league_text(members),
            is_open=len(counted) <= MOST_OPEN,
            caption=_("{league}, edición {edition}: gobiernos a los que toca {law}").format(
                league=members[0].league[1].of(locale()), edition=edition, law=law
            ),
            rows=tuple(_touched_row(each, url) for each in members),
        )
        for (edition, code), members in groups.items()
    )


def _league_text(members: Sequence[Counted]) -> str:
    waiting = sum(each.pending for each in members)
    governments = ngettext("{n} gobierno", "{n} gobiernos", len(members))
    answers = ngettext("{n} respuesta por revisar", "{n} respuestas por revisar", waiting)
    return _("{league}: {answers}, {governments}").format(
        league=members[0].league[1].of(locale()),
        answers=answers.format(n=number(waiting)),
        governments=governments.format(n=number(len(members))),
    )


def _touched_row(each: Counted, url: Url) -> TouchedRow:
    return TouchedRow(
        each.participant,
        url("coordination_levels", edition=each.edition, participant=each.code),
        number(each.pending),
        number(each.reviewed),
        number(each.documents),
    )


def _sentence(abrogation: Abrogation, laws: Mapping[str, Law]) -> str:
    told = abrogation_text(Abrogated(abrogation.since, law_name(abrogation.replaced_by, laws)))
    return f"{told[:1].upper()}{told[1:]}."


def affected_header(*, is_own: bool) -> Row:
    """The columns of the list, for the observatory or for a government about itself."""
    header: Row = (
        _("Edición"),
        _("Ley"),
        _("Abrogada desde"),
        _("La sustituye"),
        _("Clave del gobierno"),
        _("Gobierno"),
        _("Tema"),
        _("Reactivo"),
        _("Pregunta"),
        _("Situación"),
        _("Quién"),
        _("Cuándo"),
        _("Documentos por revisar"),
    )
    return (*header, _("Cuáles documentos"), _("Nota")) if is_own else header


def affected_row(
    edition: str,
    participant: tuple[str, str],
    item: Item,
    review: LawReview,
    documents: Sequence[tuple[str, LawReview]],
    laws: Mapping[str, Law],
    *,
    is_own: bool,
) -> Row:
    """One answer of the list.

    What it says, what it cites and what was noted of it may be a draft: only its owners see that.

    `documents`: titles of what it cites, with their reviews.
    """
    abrogation, lift = review.abrogation, review.lift
    pending = [title for title, found in documents if found.is_pending]
    row: Row = (
        edition,
        law_name(abrogation.law, laws),
        abrogation.since.isoformat(),
        law_name(abrogation.replaced_by, laws),
        *participant,
        item.topic,
        item.code,
        item.text.of(locale()),
        _state(lift),
        lift.author if lift else "",
        moment(lift.at) if lift else "",
        str(len(pending)),
    )
    return (*row, "; ".join(pending), lift.note if lift else "") if is_own else row


def _state(lift: Lift | None) -> str:
    if lift is None:
        return _("por revisar")
    if lift.how is Lifting.CONFIRMED:
        return _("revisada: sigue vigente")
    return _("cambiada después")
