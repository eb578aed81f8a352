"""Recomendaciones: what closing each gap takes and gains, and the way to promise it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from game.questionnaire import Effort, Item, Text
from game.recommendations import gain_per_effort
from game.room import EffortRules
from server.i18n import Lazy, lazy, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.examples import ExampleLine, Shown, example_lines
from server.pages.filters import Option, ignored_words, options_of, page_links
from server.pages.legal import NONE_ABROGATED, Abrogations, LegalLine, legal_lines
from server.pages.links import Link, Url

PAGE_SIZE = 10
# How an address asks for the order of a plan.
PER_EFFORT = "plan"
USUAL_EFFORTS = EffortRules()
NO_EXAMPLES: Mapping[tuple[str, str], Sequence[Shown]] = MappingProxyType({})
EFFORT_NAMES: Mapping[Effort, Lazy] = MappingProxyType(
    {
        Effort.LOW: lazy("Esfuerzo bajo: semanas, con medios propios"),
        Effort.MEDIUM: lazy("Esfuerzo medio: meses y acuerdo de varias áreas"),
        Effort.HIGH: lazy("Esfuerzo alto: reforma, presupuesto o sistemas"),
    }
)
EFFORT_WORDS: Mapping[Effort, Lazy] = MappingProxyType(
    {
        Effort.LOW: lazy("Esfuerzo bajo"),
        Effort.MEDIUM: lazy("Esfuerzo medio"),
        Effort.HIGH: lazy("Esfuerzo alto"),
    }
)
EFFORT_TONES: Mapping[Effort, str] = MappingProxyType(
    {Effort.LOW: "good", Effort.MEDIUM: "info", Effort.HIGH: "warn"}
)


@dataclass(frozen=True, slots=True)
class Advised:
    """A gap as the page takes it. `gain` (0..1) only where results are published.

    It is had with the items that closing the gap `opens`, so many, closed too. `issued`: the
    recommendation that waits to be answered for it, or was declined.
    """

    edition: str
    item: Item
    pillar: str
    pillar_name: Text
    is_published: bool
    gain: float | None = None
    place_before: int | None = None
    place: int | None = None
    opens: int = 0
    plan: str = ""
    commitment: int | None = None
    issued: int | None = None
    was_declined: bool = False


@dataclass(frozen=True, slots=True)
class AdviceCard:
    """One recommendation, finished."""

    id: str
    code: str
    pillar: str
    pillar_name: str
    question: str
    text: str
    origin: str
    effort: str
    effort_tone: str
    effort_meaning: str
    gain: str
    gain_note: str
    plan: str
    legal: tuple[LegalLine, ...]
    examples: tuple[ExampleLine, ...]
    propose_url: str
    commitment_url: str
    issued_url: str = ""


@dataclass(frozen=True, slots=True)
class RecommendationsPage:
    """What a government could do next, the largest known gain first."""

    lead: str
    count: str
    pillars: tuple[Option, ...]
    efforts: tuple[Option, ...]
    orders: tuple[Option, ...]
    cards: tuple[AdviceCard, ...]
    pages: tuple[Link, ...]
    own_idea_url: str
    book_url: str
    own_commitments_url: str
    is_empty: bool
    ignored: tuple[str, ...] = ()


def recommendations_page(
    advised: Sequence[Advised],
    *,
    participant: tuple[str, str],
    pillar: str,
    effort: str,
    order: str = "",
    weights: EffortRules = USUAL_EFFORTS,
    page: int,
    url: Url,
    may_propose: bool = True,
    abrogated: Abrogations = NONE_ABROGATED,
    examples: Mapping[tuple[str, str], Sequence[Shown]] = NO_EXAMPLES,
    ignored: Sequence[tuple[str, str]] = (),
) -> RecommendationsPage:
    """`participant` is code and name; `advised` are all of its gaps, in the order to be read.

    `examples` by edition and item, of those that are on the page. `ignored`: what the address asks
    for and nobody knows.
    """
    code, name = participant
    chosen = chosen_of(advised, pillar=pillar, effort=effort, order=order, weights=weights)
    asked = (("pilar", pillar), ("esfuerzo", effort), ("orden", order))
    pairs = tuple((key, value) for key, value in asked if value)
    start = (page - 1) * PAGE_SIZE
    return RecommendationsPage(
        lead=_lead(name, advised),
        count=ngettext("{n} recomendación", "{n} recomendaciones", len(chosen)).format(
            n=number(len(chosen))
        ),
        pillars=options_of(_("Todos los pilares"), _pillars(advised), pillar),
        efforts=options_of(
            _("Cualquier esfuerzo"),
            [(each.value, str(word)) for each, word in EFFORT_WORDS.items()],
            effort,
        ),
        orders=options_of(
            _("Lo que más gana"), [(PER_EFFORT, _("Lo que más gana por esfuerzo"))], order
        ),
        cards=tuple(
            _card(
                each,
                abrogated,
                url,
                may_propose=may_propose,
                examples=examples.get((each.edition, each.item.code), ()),
            )
            for each in chosen[start : start + PAGE_SIZE]
        ),
        pages=page_links(url("recommendations"), pairs, page, len(chosen), PAGE_SIZE),
        own_idea_url=url("proposal") if may_propose else "",
        book_url=url("promise_book") if may_propose else "",
        own_commitments_url=f"{url('commitments')}?{urlencode({'gobierno': code})}",
        is_empty=not advised,
        ignored=ignored_words(ignored),
    )


def chosen_of(
    advised: Sequence[Advised], *, pillar: str, effort: str, order: str, weights: EffortRules
) -> list[Advised]:
    """Those that are asked for, in the order asked for."""
    chosen = [
        each
        for each in advised
        if pillar in {"", each.pillar} and effort in {"", each.item.effort.value}
    ]
    if order == PER_EFFORT:
        chosen.sort(key=lambda e: -gain_per_effort(e.gain or 0.0, e.item.effort, weights))
    return chosen


def _lead(name: str, advised: Sequence[Advised]) -> str:
    if not advised:
        return _("Aquí aparecerá lo que {name} puede hacer para cerrar cada brecha.").format(
            name=name
        )
    return _(
        "Lo que {name} puede hacer para cerrar cada brecha, con su fundamento por validar, el "
        "esfuerzo que pide y lo que ganaría en el índice publicado."
    ).format(name=name)


def _pillars(advised: Sequence[Advised]) -> list[tuple[str, str]]:
    names = {each.pillar: each.pillar_name.of(locale()) for each in advised}
    return list(names.items())


def _card(
    advised: Advised,
    abrogated: Abrogations,
    url: Url,
    *,
    may_propose: bool,
    examples: Sequence[Shown],
) -> AdviceCard:
    item = advised.item
    known = advised.commitment
    waits = advised.issued is not None and not advised.was_declined
    asked = urlencode({"edicion": advised.edition, "reactivo": item.code})
    gain, note = _gain(advised)
    return AdviceCard(
        id=f"{advised.edition}-{item.code}",
        code=item.code,
        pillar=advised.pillar,
        pillar_name=advised.pillar_name.of(locale()),
        question=item.text.of(locale()),
        text=item.recommendation.of(locale()),
        origin=_origin(advised),
        effort=str(EFFORT_WORDS[item.effort]),
        effort_tone=EFFORT_TONES[item.effort],
        effort_meaning=str(EFFORT_NAMES[item.effort]),
        gain=gain,
        gain_note=note,
        plan=advised.plan,
        legal=legal_lines(item, abrogated),
        examples=example_lines(examples, url),
        propose_url=f"{url('proposal')}?{asked}" if may_propose and not (known or waits) else "",
        commitment_url=url("commitment", id=known) if known else "",
        issued_url=f"{url('recommendations')}#r-{advised.issued}" if waits else "",
    )


def _origin(advised: Advised) -> str:
    if advised.is_published:
        return _("Resultados publicados de {edition}").format(edition=advised.edition)
    return _("Su respuesta en {edition}").format(edition=advised.edition)


def _gain(advised: Advised) -> tuple[str, str]:
    """In points of the index, 0 to 100; what is not published is not said."""
    if advised.gain is not None:
        points = number(advised.gain * 100, 1)
        won = _won(advised).format(points=points, n=number(advised.opens))
        return f"+{points}", " ".join(filter(None, (won, _places(advised))))
    if advised.is_published:
        return "", _("Sin índice publicado con qué comparar.")
    return "", _("La ganancia se conocerá al publicarse los resultados.")


def _places(advised: Advised) -> str:
    """What becomes of the place, where that is known and it moves."""
    before, after = advised.place_before, advised.place
    if before is None or after is None or after >= before:
        return ""
    return _("Pasaría del lugar {before} al {after} de su liga.").format(
        before=number(before), after=number(after)
    )


def _won(advised: Advised) -> str:
    if not advised.opens:
        return _("Ganaría {points} puntos del índice si lo demás no cambia.")
    return ngettext(
        "Ganaría {points} puntos del índice, con la pregunta que abre, si lo demás no cambia.",
        "Ganaría {points} puntos del índice, con las {n} preguntas que abre, si lo demás no"
        " cambia.",
        advised.opens,
    )
