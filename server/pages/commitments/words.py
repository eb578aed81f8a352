"""What is said of a commitment wherever it is told: status, goal, date, progress."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from game.commitments import Commitment, Origin, Status, progress_of
from game.questionnaire import Item, Text
from server.i18n import SOURCE, Lazy, lazy, locale, ngettext, number, rounded
from server.i18n import gettext as _

STATUS_NAMES: Mapping[Status, Lazy] = MappingProxyType(
    {
        Status.PROPOSED: lazy("Propuesto"),
        Status.AGREED: lazy("Acordado"),
        Status.IN_PROGRESS: lazy("En curso"),
        Status.REPORTED_DONE: lazy("Reportado como cumplido"),
        Status.VERIFIED: lazy("Cumplido y verificado"),
        Status.OVERDUE: lazy("Vencido"),
        Status.NOT_MET: lazy("No cumplido"),
        Status.WITHDRAWN: lazy("Retirado"),
        Status.INHERITED: lazy("Heredado"),
    }
)
ORIGIN_NAMES: Mapping[Origin, Lazy] = MappingProxyType(
    {
        Origin.RECOMMENDATION: lazy("Recomendación"),
        Origin.GAP: lazy("Iniciativa propia, por una brecha"),
        Origin.AGREEMENT: lazy("Acuerdo"),
        Origin.OWN_INITIATIVE: lazy("Iniciativa propia"),
    }
)
ENDED = frozenset({Status.VERIFIED, Status.NOT_MET, Status.WITHDRAWN})
# What is promised, neither late nor ended, begun or not; asked for together in an address.
UNDER_WAY = "under_way"
# What each number of the headline counts, in the order it is read.
HEADLINES: Sequence[frozenset[Status]] = (
    frozenset({Status.PROPOSED, Status.AGREED, Status.IN_PROGRESS, Status.INHERITED}),
    frozenset({Status.REPORTED_DONE}),
    frozenset({Status.VERIFIED}),
    frozenset({Status.OVERDUE}),
    frozenset({Status.NOT_MET}),
    frozenset({Status.WITHDRAWN}),
)
FIRST_WORDS: int = 110


@dataclass(frozen=True, slots=True)
class Names:
    """What codes are called: states by their two digits, pillars by their letter.

    `goals`: what the observatory recommends, by its Spanish: it is a goal in many promises.
    """

    states: Mapping[str, str]
    pillars: Mapping[str, Text]
    goals: Mapping[str, Text]


def not_inherited() -> str:
    """What of the promises of a government does not pass to its new administration, and why."""
    return _(
        "Los que ya se reportaron como cumplidos no se heredan ni se ratifican: siguen con quien"
        " los verifica."
    )


def in_spanish() -> str:
    """A word to whoever reads another language about what governments write; empty in Spanish."""
    if locale() == SOURCE:
        return ""
    return _("Lo que escriben los gobiernos se muestra en español, tal como lo escribieron.")


def statuses_of(code: str) -> frozenset[Status]:
    """What an address asks for; all of them, said with none, where it asks for nothing we know."""
    if code == UNDER_WAY:
        return HEADLINES[0]
    return frozenset({Status(code)}) if code in set(Status) else frozenset()


def goal_words(goal: str, known: Mapping[str, Text]) -> tuple[str, str]:
    """How a goal is read, and in which language that is.

    As its government wrote it; in the language that is spoken where it is, word for word, a
    recommendation that the observatory wrote in it too.
    """
    found = known.get(goal)
    return (found.of(locale()), locale()) if found else (goal, SOURCE)


def spoken(commitment: Commitment, known: Mapping[str, Text]) -> Commitment:
    """A commitment to be told in words alone: its goal as `goal_words` reads it."""
    return replace(commitment, goal=goal_words(commitment.goal, known)[0])


def first_words(text: str, most: int = FIRST_WORDS) -> str:
    """The beginning of a long text, cut between words."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    return plain[:most].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"


def pillar_name_of(commitment: Commitment, pillars: Mapping[str, Text]) -> str:
    name = pillars.get(commitment.pillar or "")
    return name.of(locale()) if name else ""


def progress_words(commitment: Commitment) -> tuple[str, str]:
    """The width of the bar and the words beside it."""
    width = str(rounded(progress_of(commitment) * 100, 1))
    if commitment.status is Status.VERIFIED:
        return width, _("Meta cumplida")
    done = sum(1 for step in commitment.milestones if step.done_on)
    text = ngettext("{done} de {n} hito", "{done} de {n} hitos", len(commitment.milestones))
    return width, text.format(done=number(done), n=number(len(commitment.milestones)))


def due_note_of(commitment: Commitment, today: date) -> str:
    """How far the date is, while it still matters."""
    if commitment.status in ENDED | {Status.REPORTED_DONE}:
        return ""
    days = (commitment.due - today).days
    if days == 0:
        return _("vence hoy")
    if days > 0:
        return ngettext("falta {n} día", "faltan {n} días", days).format(n=number(days))
    return ngettext("venció hace {n} día", "venció hace {n} días", -days).format(n=number(-days))


def status_words(code: str) -> str:
    """How the situation that an address asks for is called; nothing where it asks for none."""
    if code == UNDER_WAY:
        return _("Por cumplir")
    return str(STATUS_NAMES[Status(code)]) if code in set(Status) else ""


def aim_words(item: Item, aim: str) -> str:
    """The answer of an item that is aimed at, in its words; empty where the best one is."""
    option = next((each for each in item.options if each.code == aim), None)
    return option.text.of(locale()) if option else ""


def headline_labels(counts: Mapping[Status, int]) -> tuple[tuple[int, str], ...]:
    """Each number of the headline, and what it counts in words that agree with it."""
    open_now, reported, kept, late, broken, withdrawn = (
        sum(counts.get(each, 0) for each in statuses) for statuses in HEADLINES
    )
    return (
        (open_now, _("por cumplir")),
        (reported, _("por verificar")),
        (kept, ngettext("cumplido y verificado", "cumplidos y verificados", kept)),
        (late, ngettext("vencido", "vencidos", late)),
        (broken, ngettext("no cumplido", "no cumplidos", broken)),
        (withdrawn, ngettext("retirado", "retirados", withdrawn)),
    )
