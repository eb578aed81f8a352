"""Novedades: what happened to commitments in words, and the letters that tell it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from game.commitments import Commitment, Move, Status
from game.following import Focus, Happening, Kind, Rhythm
from game.participants import Participant
from game.questionnaire import Text
from server.i18n import Lazy, day, lazy, list_of, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.amendments import changed_text
from server.pages.commitment import event_word, moved_text, review_text
from server.pages.commitments.words import STATUS_NAMES, first_words
from server.pages.letters import LONGEST_SUBJECT, Letter
from server.pages.links import Quoting, quoting

LONGEST_NOTE = 300
LONGEST_GOAL = 160
RHYTHM_NAMES: Mapping[Rhythm, Lazy] = MappingProxyType(
    {
        Rhythm.AT_ONCE: lazy("En cuanto pase algo"),
        Rhythm.DAILY: lazy("Un resumen por día hábil"),
        Rhythm.WEEKLY: lazy("Un resumen por semana"),
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, with the commitment it happened to and whose that is."""

    happening: Happening
    commitment: Commitment
    participant: Participant


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a letter leads: a commitment by its code, what one follows, and the end of it.

    `is_synthetic`: what it leads to is invented.
    """

    commitment: Callable[[int], str]
    change: str
    stop: str
    is_synthetic: bool = False


def happening_word(happening: Happening) -> str:
    """What happened, in few words."""
    if happening.move is None:
        return _("Venció el plazo")
    return event_word(happening.move, happening.changes)


def happening_text(happening: Happening) -> str:
    """What more there is to say of it, without what people wrote; nothing where all is said."""
    if happening.move is None:
        return _("Pasó la fecha comprometida, {due}, sin que se reportara cumplido.").format(
            due=day(happening.due)
        )
    if happening.move is Move.ASK_REVIEW:
        return review_text(happening.note)
    said = [changed_text(each) for each in happening.changes]
    if happening.due_before and happening.due_after:
        said.insert(0, moved_text(happening.due_before, happening.due_after, happening.changes))
    return " ".join(said)


def happening_note(happening: Happening) -> str:
    """What somebody wrote of it; nobody writes where a review is asked for."""
    return "" if happening.move is Move.ASK_REVIEW else happening.note


@dataclass(frozen=True, slots=True)
class Name:
    """How something that is followed is called: a goal in the `language` that it is read in."""

    text: str
    language: str = ""


def focus_told(sentence: str, focus: Focus, name: Name) -> Quoting:
    """A sentence with the words of a focus in it, the goal of a commitment in its language."""
    is_goal = focus.kind is Kind.COMMITMENT
    return quoting(sentence, first_words(name.text, LONGEST_GOAL) if is_goal else "", name.language)


def focus_words(focus: Focus, name: str) -> str:
    """What is followed. `name`: of the government or the pillar, or the goal of a commitment."""
    match focus.kind:
        case Kind.ALL:
            return _("todos los compromisos")
        case Kind.PARTICIPANT:
            return _("los compromisos de {name}").format(name=name)
        case Kind.COMMITMENT:
            return _("el compromiso {number}, «{goal}»").format(
                number=focus.code, goal=first_words(name, LONGEST_GOAL)
            )
        case Kind.PILLAR:
            return _("los compromisos del pilar {name}").format(name=name)
        case Kind.TOPIC:
            return _("los compromisos del tema {name}").format(name=name)
        case Kind.STATUS:
            return _("los compromisos que pasan a «{status}»").format(
                status=STATUS_NAMES[Status(focus.code)]
            )


def topic_text(topics: Mapping[str, Text], code: str) -> str:
    """What a topic is called here; its code where no edition names it."""
    return topics[code].of(locale()) if code in topics else code


def pillar_text(pillars: Mapping[str, Text], code: str) -> str:
    """What a pillar is called here; its code where no edition names it."""
    return pillars[code].of(locale()) if code in pillars else code


def asking_letter(what: str, rhythm: Rhythm, *, days: int, address: str) -> Letter:
    """To an address that somebody typed in: whether it wants to be told. `what`: is followed."""
    return _letter(
        _("Confirme que quiere recibir avisos de compromisos"),
        [
            _("Alguien escribió esta dirección para seguir {what}.").format(what=what),
            _("Ritmo: {rhythm}. Vale para todo lo que siga con esta dirección.").format(
                rhythm=str(RHYTHM_NAMES[rhythm]).lower()
            ),
            _("Si fue usted, confírmelo aquí: {address}").format(address=address),
            ngettext(
                "Si no fue usted, no haga nada: sin confirmar no se le escribe más, y en {n} día"
                " se borra la dirección.",
                "Si no fue usted, no haga nada: sin confirmar no se le escribe más, y en {n} días"
                " se borra la dirección.",
                days,
            ).format(n=number(days)),
        ],
    )


def news_letter(
    entries: Sequence[Entry], reasons: Sequence[str], rhythm: Rhythm, ways: Ways
) -> Letter:
    """What happened to what somebody follows, by government and commitment.

    `reasons`: what they follow that it belongs to, in words.
    """
    told = sorted(entries, key=_place)
    paragraphs = [_told(group, ways) for group in _grouped(told)]
    if ways.is_synthetic:
        paragraphs.insert(0, _("Datos sintéticos: no describen a ningún gobierno real."))
    why = _("Recibe este correo porque sigue {what}. Ritmo: {rhythm}.").format(
        what=list_of(reasons), rhythm=str(RHYTHM_NAMES[rhythm]).lower()
    )
    change = _("Cambiar qué sigue y cada cuándo: {address}").format(address=ways.change)
    stop = _("Dejar de recibir estos correos: {address}").format(address=ways.stop)
    return _letter(_subject(told), [*paragraphs, "--", f"{why}\n{change}\n{stop}"])


def _place(entry: Entry) -> tuple[str, int, str, str]:
    happening = entry.happening
    return (
        entry.participant.name,
        happening.commitment,
        happening.at.isoformat(),
        happening.key,
    )


def _grouped(told: Sequence[Entry]) -> list[list[Entry]]:
    return [list(group) for _code, group in groupby(told, lambda each: each.commitment.code)]


def _told(group: Sequence[Entry], ways: Ways) -> str:
    """One commitment and all that happened to it."""
    first = group[0]
    heading = _("{participant}: {goal}").format(
        participant=first.participant.name, goal=first_words(first.commitment.goal, LONGEST_GOAL)
    )
    lines = [_line(each.happening) for each in group]
    return "\n".join([heading, *lines, ways.commitment(first.happening.commitment)])


def _line(happening: Happening) -> str:
    said = [f"{day(happening.on)}: {happening_word(happening)}.", happening_text(happening)]
    if note := happening_note(happening):
        said.append(f"«{first_words(note, LONGEST_NOTE)}»")
    return "- " + " ".join(each for each in said if each)


def _subject(told: Sequence[Entry]) -> str:
    if len(told) > 1:
        return ngettext(
            "{n} novedad de los compromisos que sigue",
            "{n} novedades de los compromisos que sigue",
            len(told),
        ).format(n=number(len(told)))
    (entry,) = told
    return _("{participant}: {what}").format(
        participant=entry.participant.name, what=happening_word(entry.happening)
    )


def _letter(subject: str, paragraphs: Sequence[str]) -> Letter:
    """To an address without a name; who writes, and that nobody reads the answers."""
    end = _("Liga de mejora regulatoria. Este correo lo envía un programa: no lo responda.")
    body = "\n\n".join((_("Hola:"), *paragraphs, end)) + "\n"
    return Letter(" ".join(subject.split())[:LONGEST_SUBJECT], body)
