"""Lotes de recomendaciones: drafted and edited by the observatory, issued, and answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from game.questionnaire import Effort, Item
from game.questionnaire import Option as Step
from game.recommendations import Answered, Decision, gain_per_effort
from game.room import EffortRules
from server.i18n import SOURCE, Lazy, day, lazy, list_of, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments.words import aim_words, first_words, goal_words, in_spanish
from server.pages.examples import ExampleLine, Shown, example_lines
from server.pages.filters import Option, address_of, file_links, ignored_words, options_of
from server.pages.legal import NONE_ABROGATED, Abrogations, LegalLine, legal_lines
from server.pages.links import Link, Url
from server.pages.moves import Unsent
from server.pages.recommendations import EFFORT_NAMES, EFFORT_TONES, EFFORT_WORDS
from server.people import ROLE_NAMES, Role

DECISIONS: Mapping[Decision, tuple[str, Lazy]] = {
    Decision.ACCEPTED: ("agreed", lazy("La aceptó")),
    Decision.ADAPTED: ("amended", lazy("La adaptó")),
    Decision.DECLINED: ("withdrawn", lazy("La declinó")),
}
# What is promised without an answer to the recommendation is one, whoever looks.
PROMISED: tuple[str, Lazy] = ("agreed", lazy("Ya es compromiso"))


@dataclass(frozen=True, slots=True)
class Issued:
    """A recommendation as the pages take it. `gain` from 0 to 1; places of the league.

    `aims`: item to the option that is aimed at, where it is not the best; `steps`: to those that
    can be. `promised`: item to the commitment that answers for it apart from the recommendation.
    """

    id: int
    batch: int
    batch_title: str
    issued_on: date | None
    participant: str
    items: tuple[Item, ...]
    text: str
    effort: Effort
    priority: int
    gain: float | None
    place_before: int | None
    place: int | None
    aims: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    revision: int = 1
    answers: tuple[Answered, ...] = ()
    examples: tuple[Shown, ...] = ()
    promised: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_promised(self) -> bool:
        """Whether all of it is promised, apart from it: there is nothing left to accept."""
        return bool(self.items) and all(item.code in self.promised for item in self.items)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """What was answered to it, by which seat and when, and the reason."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class IssuedCard:
    """One recommendation, finished. `unsent`: a reason that can be given no more."""

    id: str
    rank: str
    text: str
    text_language: str
    origin: str
    items: tuple[str, ...]
    effort: str
    effort_tone: str
    effort_meaning: str
    gain: str
    gain_note: str
    examples: tuple[ExampleLine, ...]
    legal: tuple[LegalLine, ...]
    answer_code: str
    answer_word: str
    answers: tuple[AnswerLine, ...]
    accept_url: str
    decline_url: str
    commitment_url: str
    reason: str
    reason_error: str
    promised: tuple[Link, ...] = ()
    unsent: Unsent | None = None


# What to do first: more than these nobody weighs at once.
FIRST_OF_PLAN = 5


@dataclass(frozen=True, slots=True)
class PlanPanel:
    """What was issued to one's own government: what to do first, and what was answered.

    `later`: what comes after the first few, folded; open where something in it is to be mended.
    """

    title: str
    lead: str
    cards: tuple[IssuedCard, ...]
    later: tuple[IssuedCard, ...]
    later_title: str
    is_later_open: bool
    answered: tuple[IssuedCard, ...]
    answered_title: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason that was refused: of which recommendation, what was typed, and why."""

    id: int
    typed: str
    error: str


def plan_panel(
    issued: Sequence[Issued],
    efforts: EffortRules,
    *,
    may_answer: bool,
    url: Url,
    abrogated: Abrogations = NONE_ABROGATED,
    refusal: Refusal | None = None,
) -> PlanPanel | None:
    """What gains most at least effort first; what is answered with a commitment below it."""
    if not issued:
        return None
    waiting = [each for each in issued if not each.answers and not each.is_promised]
    waiting.sort(
        key=lambda each: (-gain_per_effort(each.gain or 0.0, each.effort, efforts), each.priority)
    )
    answered = [each for each in issued if each.answers or each.is_promised]

    def card(each: Issued, rank: int) -> IssuedCard:
        mine = refusal if refusal is not None and refusal.id == each.id else None
        return issued_card(
            each, rank, url=url, abrogated=abrogated, may_answer=may_answer, refusal=mine
        )

    cards = tuple(card(each, rank) for rank, each in enumerate(waiting, start=1))
    later = cards[FIRST_OF_PLAN:]
    return PlanPanel(
        title=_("Su plan"),
        lead=_(
            "Lo que el observatorio le recomienda, primero lo que más gana por esfuerzo. Cada una"
            " se acepta, se adapta o se declina con una razón pública."
        ),
        cards=cards[:FIRST_OF_PLAN],
        later=later,
        later_title=ngettext("{n} más de su plan", "{n} más de su plan", len(later)).format(
            n=number(len(later))
        ),
        is_later_open=any(each.reason_error for each in later),
        answered=tuple(card(each, 0) for each in answered),
        answered_title=ngettext("{n} ya respondida", "{n} ya respondidas", len(answered)).format(
            n=number(len(answered))
        ),
    )


def issued_card(
    each: Issued,
    rank: int,
    *,
    url: Url,
    abrogated: Abrogations = NONE_ABROGATED,
    may_answer: bool = False,
    refusal: Refusal | None = None,
) -> IssuedCard:
    """One recommendation, whoever reads it; `rank` in the plan, 0 for none."""
    last = each.answers[-1] if each.answers else None
    code, word = DECISIONS[last.decision] if last else ("pending", lazy("Sin respuesta"))
    if each.is_promised:
        code, word = PROMISED
    is_open = not each.is_promised and (last is None or last.decision is Decision.DECLINED)
    gain, note = _gain(each)
    known = {item.recommendation.of(SOURCE): item.recommendation for item in each.items}
    text, language = goal_words(each.text, known)
    asked = (("recomendacion", str(each.id)),)
    declines = may_answer and last is None and is_open
    return IssuedCard(
        id=f"r-{each.id}",
        rank=number(rank) if rank else "",
        text=text,
        text_language=language,
        origin=_origin(each),
        items=tuple(_item_line(item, each.aims.get(item.code, "")) for item in each.items),
        effort=str(EFFORT_WORDS[each.effort]),
        effort_tone=EFFORT_TONES[each.effort],
        effort_meaning=str(EFFORT_NAMES[each.effort]),
        gain=gain,
        gain_note=note,
        examples=example_lines(each.examples, url),
        legal=_legal(each.items, abrogated),
        answer_code=code,
        answer_word=str(word),
        answers=tuple(map(_answer, each.answers)),
        accept_url=address_of(url("proposal"), asked) if may_answer and is_open else "",
        decline_url=url("recommendation_decline", number=each.id) if declines else "",
        commitment_url=url("commitment", id=last.commitment) if last and last.commitment else "",
        reason=refusal.typed if refusal else "",
        reason_error=refusal.error if refusal else "",
        promised=_promised(each, url),
        unsent=Unsent(refusal.error, (refusal.typed,)) if refusal and not declines else None,
    )


def _promised(each: Issued, url: Url) -> tuple[Link, ...]:
    """What was promised for it apart: each commitment, and the items it answers for."""
    items: dict[int, list[str]] = {}
    for item, code in each.promised.items():
        items.setdefault(code, []).append(item)
    return tuple(
        Link(
            _("Compromiso {number}, para {items}").format(number=code, items=list_of(own)),
            url("commitment", id=code),
        )
        for code, own in items.items()
    )


def _item_line(item: Item, aim: str) -> str:
    """What it answers for and, where that is not the best answer, what it aims at."""
    line = f"{item.code} · {item.text.of(locale())}"
    option = aim_words(item, aim)
    return _("{item} Apunta a: «{option}».").format(item=line, option=option) if option else line


def _origin(each: Issued) -> str:
    if each.issued_on is None:
        return each.batch_title
    return _("{title}, {day}").format(title=each.batch_title, day=day(each.issued_on))


def _answer(given: Answered) -> AnswerLine:
    seat = str(ROLE_NAMES[Role(given.role)]) if given.role in set(Role) else given.role
    text = _("{what}, {seat}, {day}").format(
        what=DECISIONS[given.decision][1], seat=seat, day=day(given.on)
    )
    return AnswerLine(text, given.note)


def _legal(items: Sequence[Item], abrogated: Abrogations) -> tuple[LegalLine, ...]:
    found = (line for item in items for line in legal_lines(item, abrogated))
    return tuple(dict.fromkeys(found))


def _gain(each: Issued) -> tuple[str, str]:
    """In points of the index and in places, as published; nothing where nothing is known."""
    if each.gain is None:
        return "", _("Sin índice publicado con qué comparar.")
    points = number(each.gain * 100, 1)
    told = _("Ganaría {points} puntos del índice si lo demás no cambia").format(points=points)
    before, after = each.place_before, each.place
    if before is None or after is None:
        return f"+{points}", f"{told}."
    if after >= before:
        same = _("{gain}; seguiría en el lugar {place} de su liga.")
        return f"+{points}", same.format(gain=told, place=number(before))
    up = _("{gain}, y pasaría del lugar {before} al {after} de su liga.")
    return f"+{points}", up.format(gain=told, before=number(before), after=number(after))


# What the observatory works with


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """A batch as the pages take it."""

    number: int
    title: str
    edition: str
    is_public: bool
    created_on: date
    issued_on: date | None
    count: int


@dataclass(frozen=True, slots=True)
class BatchCard:
    """A batch in a list."""

    title: str
    url: str
    facts: str
    badge: str
    tone: str


@dataclass(frozen=True, slots=True)
class BatchesPage:
    """All batches: of the observatory with the form of a new one, or those issued in public."""

    title: str
    lead: str
    cards: tuple[BatchCard, ...]
    empty: str
    action: str
    key: str
    typed_title: str
    most: str
    editions: tuple[Option, ...]
    audiences: tuple[Option, ...]
    error: str
    title_error: str
    most_error: str
    files: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class AimField:
    """Which answer of an item a recommendation of a draft aims at."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A recommendation of a draft, as fields."""

    id: str
    items: str
    questions: tuple[str, ...]
    aims: tuple[AimField, ...]
    text_label: str
    text: str
    text_error: str
    efforts: tuple[Option, ...]
    priority: str
    priority_error: str
    gain: str
    gain_note: str
    revision: str
    examples: tuple[ExampleLine, ...]
    legal: tuple[LegalLine, ...]


@dataclass(frozen=True, slots=True)
class BatchRoom:
    """A draft with what it says to one government, or one that was issued."""

    title: str
    breadcrumb: tuple[Link, ...]
    facts: str
    is_draft: bool
    governments: tuple[Option, ...]
    government: str
    participant: str
    rows: tuple[DraftRow, ...]
    cards: tuple[IssuedCard, ...]
    edit_url: str
    issue_url: str
    audiences: tuple[Option, ...]
    issue_text: str
    error: str
    done: str


@dataclass(frozen=True, slots=True)
class BatchPage:
    """An issued batch, in public."""

    title: str
    breadcrumb: tuple[Link, ...]
    lead: str
    ignored: tuple[str, ...]
    governments: tuple[Option, ...]
    rows: tuple[Link, ...]
    cards: tuple[IssuedCard, ...]
    action: str
    in_spanish: str


@dataclass(frozen=True, slots=True)
class TypedDraft:
    """What was typed for a recommendation of a draft, and what is wrong with it."""

    text: str
    effort: str
    priority: str
    aims: Mapping[str, str] = field(default_factory=dict)
    text_error: str = ""
    priority_error: str = ""


def batches_page(
    found: Sequence[BatchFacts],
    *,
    is_public: bool,
    url: Url,
    key: str = "",
    typed: Mapping[str, str] | None = None,
    editions: Sequence[str] = (),
    audiences: Sequence[tuple[str, str]] = (),
    error: str = "",
    wrong: str = "",
) -> BatchesPage:
    """Those issued, for everybody; or all of them, with the form of a new one.

    `wrong`: the field of which `error` tells; of several together, none.
    """
    given = typed or {}
    return BatchesPage(
        title=_("Recomendaciones emitidas") if is_public else _("Recomendaciones por emitir"),
        lead=_("Lo que el observatorio recomendó a cada gobierno, y qué respondió.")
        if is_public
        else _(
            "De las brechas de una edición publicada sale un borrador; se corrige, se une y se"
            " ordena, y se emite de una vez, con su fecha."
        ),
        cards=tuple(_batch_card(each, url, is_public=is_public) for each in found),
        empty=_("Todavía no se ha emitido ninguna."),
        action="" if is_public else url("batch_draft"),
        key=key,
        typed_title=given.get("title", ""),
        most=given.get("most", "") or "5",
        editions=tuple(Option(code, code, code == given.get("edition")) for code in editions),
        audiences=tuple(
            Option(code, name, code == given.get("audience")) for code, name in audiences
        ),
        error="" if wrong in {"title", "most"} else error,
        title_error=error if wrong == "title" else "",
        most_error=error if wrong == "most" else "",
        files=file_links(url("batches_table"), url("batches_document")) if is_public else (),
    )


def _batch_card(each: BatchFacts, url: Url, *, is_public: bool) -> BatchCard:
    counted = ngettext("{n} recomendación", "{n} recomendaciones", each.count).format(
        n=number(each.count)
    )
    told = _("Edición {edition} · {count} · {day}").format(
        edition=each.edition, count=counted, day=day(each.issued_on or each.created_on)
    )
    badge, tone = _("Borrador"), "neutral"
    if each.issued_on is not None:
        badge = _("Público") if each.is_public else _("Solo a cada gobierno")
        tone = "good" if each.is_public else "info"
    name = "batch" if is_public else "batch_room"
    return BatchCard(each.title, url(name, number=each.number), told, badge, tone)


def batch_room(
    batch: BatchFacts,
    governments: Sequence[tuple[str, str, int]],
    shown: Sequence[Issued],
    *,
    participant: str,
    url: Url,
    typed: Mapping[int, TypedDraft] | None = None,
    abrogated: Abrogations = NONE_ABROGATED,
    error: str = "",
    is_kept: bool = False,
) -> BatchRoom:
    """`governments`: code, name and how many are for each; `shown`: those of `participant`.

    `is_kept`: whether what was typed was just kept, which the page says.
    """
    is_draft = batch.issued_on is None
    name = next((name for code, name, _n in governments if code == participant), "")
    total = sum(count for _code, _name, count in governments)
    told = _("Edición {edition} · borrador").format(edition=batch.edition)
    if batch.issued_on is not None:
        told = _("Edición {edition} · emitido el {day}").format(
            edition=batch.edition, day=day(batch.issued_on)
        )
    issuing = ngettext(
        "Se emite {n} recomendación como está guardada, con la fecha de hoy; después no cambia.",
        "Se emiten {n} recomendaciones como están guardadas, con la fecha de hoy; después no"
        " cambian.",
        total,
    ).format(n=number(total))
    return BatchRoom(
        title=batch.title,
        breadcrumb=(Link(_("Recomendaciones"), url("batch_list")), Link(batch.title, "")),
        facts=told,
        is_draft=is_draft,
        governments=_governments(governments, participant),
        government=name,
        participant=participant,
        rows=tuple(_draft_row(each, (typed or {}).get(each.id), abrogated, url) for each in shown)
        if is_draft
        else (),
        cards=()
        if is_draft
        else tuple(
            issued_card(each, each.priority, url=url, abrogated=abrogated) for each in shown
        ),
        edit_url=url("batch_edit", number=batch.number),
        issue_url=url("batch_issue", number=batch.number),
        audiences=(
            Option("public", _("En público"), chosen=True),
            Option("each", _("Solo a cada gobierno, hasta que responda"), chosen=False),
        ),
        issue_text=issuing,
        error=error,
        done=_("Los cambios quedaron guardados.") if is_kept and is_draft else "",
    )


def _governments(found: Sequence[tuple[str, str, int]], chosen: str) -> tuple[Option, ...]:
    return tuple(
        Option(code, _("{name} ({n})").format(name=name, n=number(count)), code == chosen)
        for code, name, count in found
    )


def _draft_row(
    each: Issued, typed: TypedDraft | None, abrogated: Abrogations, url: Url
) -> DraftRow:
    now = typed or TypedDraft(each.text, each.effort.value, str(each.priority), each.aims)
    gain, note = _gain(each)
    return DraftRow(
        id=str(each.id),
        items=", ".join(item.code for item in each.items),
        questions=tuple(item.text.of(locale()) for item in each.items),
        aims=tuple(
            _aim_field(each, item, now.aims.get(item.code, ""))
            for item in each.items
            if each.steps.get(item.code)
        ),
        text_label=_("Qué se recomienda ({items})").format(
            items=", ".join(item.code for item in each.items)
        ),
        text=now.text,
        text_error=now.text_error,
        efforts=tuple(
            Option(effort.value, str(word), effort.value == now.effort)
            for effort, word in EFFORT_WORDS.items()
        ),
        priority=now.priority,
        priority_error=now.priority_error,
        gain=gain,
        gain_note=note,
        revision=str(each.revision),
        examples=example_lines(each.examples, url),
        legal=_legal(each.items, abrogated),
    )


def aim_name(recommendation: int, item: str) -> str:
    """What the field of an aim is called in the form."""
    return f"aim_{recommendation}_{item}"


def _aim_field(each: Issued, item: Item, aim: str) -> AimField:
    return AimField(
        name=aim_name(each.id, item.code),
        label=_("A qué respuesta de {item} apunta").format(item=item.code),
        options=options_of(
            _("La mejor respuesta"),
            [(option.code, option.text.of(locale())) for option in each.steps[item.code]],
            aim,
        ),
    )


def batch_page(
    batch: BatchFacts,
    governments: Sequence[tuple[str, str, int]],
    shown: Sequence[Issued],
    *,
    participant: str,
    ignored: Sequence[tuple[str, str]],
    url: Url,
    abrogated: Abrogations = NONE_ABROGATED,
) -> BatchPage:
    """Of a batch for each government alone only what was answered is here.

    `ignored`: what the address asks for and nobody knows.
    """
    here = url("batch", number=batch.number)
    lead = _("Emitido el {day}, de la edición {edition}.").format(
        day=day(batch.issued_on) if batch.issued_on else "", edition=batch.edition
    )
    if not batch.is_public:
        only = _("Se emitió a cada gobierno por separado: aquí está lo que ya respondieron.")
        lead = f"{lead} {only}"
    return BatchPage(
        title=batch.title,
        breadcrumb=(
            Link(_("Compromisos"), url("commitments")),
            Link(_("Recomendaciones emitidas"), url("batches")),
            Link(first_words(batch.title, 60), ""),
        ),
        lead=lead,
        ignored=ignored_words(ignored),
        governments=_governments(governments, participant),
        rows=tuple(
            Link(
                _("{name} ({n})").format(name=name, n=number(count)),
                address_of(here, (("gobierno", code),)),
                code == participant,
            )
            for code, name, count in governments
        ),
        cards=tuple(
            issued_card(replace(each), each.priority, url=url, abrogated=abrogated)
            for each in shown
        ),
        action=here,
        in_spanish=in_spanish(),
    )
