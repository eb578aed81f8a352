"""Metas: the fewest practices to a goal, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from game.questionnaire import Questionnaire
from indicators.report import Results
from indicators.targets import Goal, Openings, Route
from server.i18n import Lazy, lazy, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.links import Url
from server.pages.recommendations import EFFORT_WORDS
from server.pages.scores import place_before_noun, receipt_url, score_text

MOST_LISTED: Final = 8
# Of a score as it is shown.
MOST: Final = 100
TITLES: Final[Mapping[str, Lazy]] = {
    "next-place": lazy("Llegar al menos al {place} lugar de su liga"),
    "first-place": lazy("Llegar al {place} lugar de su liga"),
    "median": lazy("Llegar a la mediana de su grupo: {score}"),
    "upper-quartile": lazy("Entrar al cuarto más alto de su grupo: {score}"),
    "score": lazy("Llegar a {score}"),
    "index": lazy("Tener índice"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A practice of a route."""

    code: str
    pillar: str
    pillar_name: str
    text: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class TargetCard:
    """A goal, how many practices reach it, the first of them; whether fewer might do."""

    title: str
    text: str
    steps: tuple[Step, ...]
    rest: str
    note: str


@dataclass(frozen=True, slots=True)
class TargetsPanel:
    """What a government could aim at.

    `ask_url`: where another score can be asked for; `asked`: the one that was, as it was typed,
    and `problem` what is wrong with it.
    """

    lead: str
    cards: tuple[TargetCard, ...]
    ask_url: str
    asked: str
    problem: str


@dataclass(frozen=True, slots=True, eq=False)
class Aimed:
    """As much of the aims of a government as the panel takes: kind, goal, and the route to it.

    Where results are not public no place is told: it would say how another government stands.
    """

    participant: str
    edition: str
    questionnaire: Questionnaire
    results: Results
    openings: Openings
    aims: tuple[tuple[str, Goal, Route | None], ...]
    is_public: bool


def score_of(asked: str) -> float | None:
    """A score that was asked for, from 0 to 1; None where it is none."""
    typed = asked.strip()
    if not typed.isascii() or not typed.isdigit() or len(typed) > len(str(MOST)):
        return None
    return int(typed) / MOST if 0 < int(typed) <= MOST else None


def targets_panel(
    aimed: Aimed, url: Url, asked: str = "", ask_url: str = ""
) -> TargetsPanel | None:
    """Nothing where nothing is left to aim at, and nothing can be asked."""
    if not aimed.aims and not ask_url:
        return None
    is_wrong = bool(asked) and score_of(asked) is None
    return TargetsPanel(
        lead=_(
            "Con cuántas prácticas se llega, y con cuáles, si los demás se quedan como están en la "
            "edición {edition} y cada una se verifica completa."
        ).format(edition=aimed.edition),
        cards=tuple(_card(aimed, kind, goal, route, url) for kind, goal, route in aimed.aims),
        ask_url=ask_url,
        asked=asked,
        problem=_("Escriba un número entero del 1 al {most}.").format(most=number(MOST))
        if is_wrong
        else "",
    )


def _card(aimed: Aimed, kind: str, goal: Goal, route: Route | None, url: Url) -> TargetCard:
    title = str(TITLES["first-place" if goal.place == 1 else kind]).format(
        place=place_before_noun(goal.place), score=score_text(goal.score, _decimals(aimed))
    )
    if route is None:
        return TargetCard(title, _("No se alcanza aunque cierre todas sus brechas."), (), "", "")
    if not route.items:
        return TargetCard(title, _("Ya lo tiene."), (), "", "")
    count = len(route.items)
    left = count - MOST_LISTED
    return TargetCard(
        title=title,
        text=_reached(aimed, goal, route),
        steps=tuple(_step(aimed, route, item, url) for item in route.items[:MOST_LISTED]),
        rest=ngettext("Y {n} práctica más.", "Y {n} prácticas más.", left).format(n=number(left))
        if left > 0
        else "",
        note=_sureness(route) if count > 1 else "",
    )


def _sureness(route: Route) -> str:
    if route.is_smallest:
        return _("Con menos prácticas no se llega.")
    return _("Ninguna sobra, aunque puede haber otra combinación más corta.")


def _reached(aimed: Aimed, goal: Goal, route: Route) -> str:
    count = len(route.items)
    words = ngettext(
        "Con {n} práctica llegaría a {score}", "Con {n} prácticas llegaría a {score}", count
    ).format(n=number(count), score=score_text(route.score, _decimals(aimed)))
    if not aimed.is_public:
        return f"{words}."
    is_past = goal.place is not None and route.place != goal.place
    told = _("{reached} y rebasaría la meta: {place} lugar de su liga.")
    return (told if is_past else _("{reached}, {place} lugar de su liga.")).format(
        reached=words, place=place_before_noun(route.place)
    )


def _decimals(aimed: Aimed) -> int:
    return aimed.results.definition.rules.decimals


def _step(aimed: Aimed, route: Route, code: str, url: Url) -> Step:
    item = aimed.questionnaire.item(code)
    pillar = aimed.questionnaire.pillar_of(item.topic)
    topic = aimed.results.node_score(aimed.participant, item.topic)
    notes = [str(EFFORT_WORDS[item.effort]), *_opened(aimed.openings, route, code)]
    return Step(
        code=code,
        pillar=pillar.code,
        pillar_name=pillar.name.of(locale()),
        text=item.recommendation.of(locale()) or item.text.of(locale()),
        note=" · ".join(notes),
        url=f"{receipt_url(url, aimed.edition, topic)}#item-{code}",
    )


def _opened(openings: Openings, route: Route, code: str) -> Iterator[str]:
    """What it opens: left without an answer in the score that is told, unless the route has it."""
    opens = openings.opens.get(code, ())
    left = len([item for item in opens if item not in route.items])
    if left:
        yield ngettext(
            "abre {n} pregunta más, que aquí queda sin responder",
            "abre {n} preguntas más, que aquí quedan sin responder",
            left,
        ).format(n=number(left))
    if len(opens) > left:
        yield _("abre {n} de esta lista").format(n=number(len(opens) - left))
