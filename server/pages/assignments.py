"""Equipo: who is on what and until when, what was touched last, and the forms to delegate it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from game.assignments import Assignment, AssignmentEvent, AssignmentMove, AssignmentState
from game.levels import Level, LevelState
from game.questionnaire import Item, Questionnaire, Topic
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.filters import Option
from server.pages.level import state_word
from server.pages.links import Link, Url
from server.pages.names import item_url, level_name
from server.people import ROLE_NAMES, Holder

STATE_WORDS: Final[Mapping[AssignmentState, Lazy]] = MappingProxyType(
    {
        AssignmentState.GIVEN: lazy("Encargado"),
        AssignmentState.STARTED: lazy("En curso"),
        AssignmentState.OVERDUE: lazy("Vencido"),
        AssignmentState.DONE: lazy("Terminado"),
        AssignmentState.WITHDRAWN: lazy("Retirado"),
    }
)
MOVE_WORDS: Final[Mapping[AssignmentMove, Lazy]] = MappingProxyType(
    {
        AssignmentMove.GIVE: lazy("Encargó"),
        AssignmentMove.CHANGE: lazy("Cambió el encargo"),
        AssignmentMove.FINISH: lazy("Dio por terminado"),
        AssignmentMove.REOPEN: lazy("Reabrió"),
        AssignmentMove.WITHDRAW: lazy("Retiró el encargo"),
        AssignmentMove.REMIND: lazy("Envió un recordatorio"),
    }
)
STEP_LABELS: Final[Mapping[AssignmentMove, Lazy]] = MappingProxyType(
    {
        AssignmentMove.FINISH: lazy("Ya terminé"),
        AssignmentMove.REOPEN: lazy("Reabrir"),
        AssignmentMove.REMIND: lazy("Recordar por correo"),
        AssignmentMove.WITHDRAW: lazy("Retirar el encargo"),
    }
)
UNSAID: Final[Mapping[str, str]] = MappingProxyType(dict.fromkeys(("seat", "due", "note"), ""))


@dataclass(frozen=True, slots=True)
class Given:
    """An assignment as it stands: what may be done with it, and the state people see."""

    id: int
    assignment: Assignment
    shown: AssignmentState
    holder: Holder
    giver: str
    given_at: datetime
    moves: tuple[AssignmentMove, ...]
    version: int = 1


@dataclass(frozen=True, slots=True)
class LastTouch:
    """Who saved something last, and when."""

    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StepButton:
    """Something that can be done with an assignment."""

    code: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class AssignmentCard:
    """An assignment, finished for showing. `names_level`: its title is that of its level."""

    id: str
    names_level: bool
    title: str
    url: str
    state: str
    state_word: str
    holder: str
    due: str
    due_note: str
    note: str
    given: str
    action: str
    steps: tuple[StepButton, ...]
    change: "AssignmentFields | None"


@dataclass(frozen=True, slots=True)
class AssignmentFields:
    """The form that delegates: to whom, until when, with which note."""

    id: str
    action: str
    scopes: tuple[Option, ...]
    seats: tuple[Option, ...]
    due: str
    note: str
    errors: Mapping[str, str]
    is_open: bool
    version: str = ""


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A level: how far it is, who is on it, and who touched it last."""

    code: str
    name: str
    url: str
    state: str
    state_word: str
    answered: str
    touched: str
    cards: tuple[AssignmentCard, ...]
    give: AssignmentFields | None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log, finished."""

    at: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class TeamPage:
    """The whole questionnaire by who does it. `refusal`: why the last form was not kept."""

    breadcrumb: tuple[Link, ...]
    refusal: str
    typed_note: str
    participant: str
    lead: str
    waiting: tuple[Link, ...]
    rows: tuple[TeamRow, ...]
    log: tuple[LogLine, ...]
    seats_url: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was refused: of which assignment (or level), what was typed, what is wrong.

    `refusal`: what no field can mend.
    """

    place: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """What the page is made of. `touches`: item to its last touch."""

    seat: int
    holders: tuple[Holder, ...]
    given: tuple[Given, ...]
    touches: Mapping[str, LastTouch]
    may_give: bool
    today: date
    is_over: bool
    sent: Sent


def team_page(
    questionnaire: Questionnaire,
    levels: Mapping[str, Level],
    asked: Mapping[str, Sequence[Item]],
    team: Team,
    log: Sequence[AssignmentEvent],
    url: Url,
    *,
    participant_name: str,
) -> TeamPage:
    """Every level that is asked, with what is delegated of it. `asked`: topic to its items."""
    names = {topic.code: topic for topic in questionnaire.topics}
    return TeamPage(
        breadcrumb=(Link(_("Mi liga"), url("my_league")), Link(_("Equipo"), "")),
        refusal=team.sent.refusal,
        typed_note=team.sent.typed.get("note", "") if team.sent.refusal else "",
        participant=participant_name,
        lead=_lead(team),
        waiting=_waiting(names, team),
        rows=tuple(
            _row(topic, levels[topic.code], asked[topic.code], team, url)
            for topic in names.values()
            if asked[topic.code]
        ),
        log=tuple(_log_line(each, names) for each in log),
        seats_url=url("accounts") if team.may_give else "",
    )


def own_cards(questionnaire: Questionnaire, team: Team, url: Url) -> tuple[AssignmentCard, ...]:
    """What is open of one's own seat, what is due first before the rest."""
    topics = {topic.code: topic for topic in questionnaire.topics}
    return tuple(
        replace(_card(topics[each.assignment.topic], each, team, url), change=None)
        for each in team.given
        if each.assignment.is_open and each.assignment.seat == team.seat and not team.is_over
    )


def level_cards(topic: Topic, team: Team, url: Url) -> tuple[AssignmentCard, ...]:
    """What is delegated of a level and not taken back."""
    return tuple(
        _card(topic, each, team, url)
        for each in team.given
        if each.assignment.topic == topic.code
        and each.assignment.state is not AssignmentState.WITHDRAWN
    )


def fields_to_give(
    topic: Topic, asked: Sequence[Item], team: Team, url: Url
) -> AssignmentFields | None:
    """The form of a new assignment in a level; none for whoever may not give, or nothing left."""
    taken = {
        each.assignment.item
        for each in team.given
        if each.assignment.topic == topic.code
        and each.assignment.state is not AssignmentState.WITHDRAWN
    }
    free = [("", _("Todo el nivel"))] if "" not in taken else []
    free += [
        (item.code, f"{item.code}. {_short(item.text.of(locale()))}")
        for item in asked
        if item.code not in taken
    ]
    if not team.may_give or not free:
        return None
    place = f"give-{topic.code}"
    sent = team.sent if team.sent.place == place else Sent()
    return AssignmentFields(
        id=place,
        action=url("assignment_give", topic=topic.code),
        scopes=tuple(
            Option(code, label, code == sent.typed.get("item", free[0][0])) for code, label in free
        ),
        seats=_seats(team, sent.typed.get("seat", "")),
        due=sent.typed.get("due", ""),
        note=sent.typed.get("note", ""),
        errors={**UNSAID, **sent.errors},
        is_open=bool(sent.errors or sent.refusal),
    )


def holder_label(holder: Holder) -> str:
    """The person with the post, or the post alone while nobody sits there."""
    post = holder.title or str(ROLE_NAMES[holder.role])
    if not holder.name:
        return _("{post} (sin ocupar)").format(post=post)
    return _("{name}, {post}").format(name=holder.name, post=post)


def _waiting(topics: Mapping[str, Topic], team: Team) -> tuple[Link, ...]:
    """What is open, due first, each a link to where it stands on the page."""
    return tuple(
        Link(
            _("{what}: {holder}, para el {due}").format(
                what=_title(topics[each.assignment.topic], each.assignment.item),
                holder=holder_label(each.holder),
                due=day(each.assignment.due),
            ),
            f"#assignment-{each.id}",
        )
        for each in team.given
        if each.assignment.is_open and not team.is_over
    )


def _lead(team: Team) -> str:
    late = sum(1 for each in team.given if each.shown is AssignmentState.OVERDUE)
    under_way = sum(1 for each in team.given if each.assignment.is_open)
    if team.is_over:
        return _("En esta etapa ya no se responde: aquí queda quién estuvo en qué.")
    if not team.given:
        return _("Nada está encargado todavía: cualquiera del equipo puede responder todo.")
    text = ngettext("{n} encargo abierto", "{n} encargos abiertos", under_way)
    late_text = ngettext("{n} vencido", "{n} vencidos", late).format(n=number(late))
    return f"{text.format(n=number(under_way))}, {late_text}."


def _row(topic: Topic, level: Level, asked: Sequence[Item], team: Team, url: Url) -> TeamRow:
    last = max(
        (team.touches[item.code] for item in asked if item.code in team.touches),
        key=lambda each: each.at,
        default=None,
    )
    return TeamRow(
        code=topic.code,
        name=topic.name.of(locale()),
        url=url("level", topic=topic.code),
        state=level.state.value,
        state_word=state_word(level),
        answered=_("{n} de {all}").format(n=level.answered, all=level.asked),
        touched=touched_text(last),
        cards=level_cards(topic, team, url),
        give=fields_to_give(topic, asked, team, url)
        if level.state is not LevelState.VERIFIED
        else None,
    )


def touched_text(last: LastTouch | None) -> str:
    """Who touched it last, and when."""
    if last is None:
        return _("Nadie lo ha tocado")
    return _("Lo tocó {author}, {at}").format(author=last.author, at=moment(last.at))


def _card(topic: Topic, given: Given, team: Team, url: Url) -> AssignmentCard:
    assignment = given.assignment
    level, item = topic.code, assignment.item
    return AssignmentCard(
        id=f"assignment-{given.id}",
        names_level=not item,
        title=_title(topic, item),
        url=item_url(url, level, item) if item else url("level", topic=level),
        state=given.shown.value,
        state_word=str(STATE_WORDS[given.shown]),
        holder=holder_label(given.holder),
        due=day(assignment.due),
        due_note=_due_note(given, team.today),
        note=assignment.note,
        given=_("{name}, {at}").format(name=given.giver, at=moment(given.given_at)),
        action=url("assignment_move", number=given.id),
        steps=tuple(
            StepButton(
                step.value,
                str(STEP_LABELS[step]),
                "primary" if step is AssignmentMove.FINISH and _is_own(given, team) else "quiet",
            )
            for step in given.moves
            if step in STEP_LABELS
            and (step is not AssignmentMove.REMIND or _can_be_told(given, team))
        ),
        change=_fields_to_change(given, team, url),
    )


def _is_own(given: Given, team: Team) -> bool:
    return given.holder.seat == team.seat


def _can_be_told(given: Given, team: Team) -> bool:
    """Whether a reminder would reach anybody else."""
    return bool(given.holder.email) and not _is_own(given, team)


def _fields_to_change(given: Given, team: Team, url: Url) -> AssignmentFields | None:
    if AssignmentMove.CHANGE not in given.moves:
        return None
    place = f"assignment-{given.id}"
    sent = team.sent if team.sent.place == place else Sent()
    assignment = given.assignment
    return AssignmentFields(
        id=f"{place}-change",
        action=url("assignment_change", number=given.id),
        scopes=(),
        seats=_seats(team, sent.typed.get("seat", str(assignment.seat))),
        due=sent.typed.get("due", assignment.due.isoformat()),
        note=sent.typed.get("note", assignment.note),
        errors={**UNSAID, **sent.errors},
        is_open=bool(sent.errors or sent.refusal),
        version=str(given.version),
    )


def _seats(team: Team, chosen: str) -> tuple[Option, ...]:
    """Nobody is chosen beforehand: one press would give everything to whoever presses."""
    return (
        Option("", _("Elija a quién"), not chosen),
        *(
            Option(str(each.seat), holder_label(each), str(each.seat) == chosen)
            for each in team.holders
        ),
    )


def _title(topic: Topic, item: str) -> str:
    found = next((each for each in topic.items if each.code == item), None)
    return f"{item}. {_short(found.text.of(locale()))}" if found else level_name(topic)


def _short(text: str, most: int = 90) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;:. ¿?") + "…"


def _due_note(given: Given, today: date) -> str:
    if not given.assignment.is_open:
        return ""
    days = (given.assignment.due - today).days
    if days == 0:
        return _("vence hoy")
    if days > 0:
        return ngettext("falta {n} día", "faltan {n} días", days).format(n=number(days))
    return ngettext("venció hace {n} día", "venció hace {n} días", -days).format(n=number(-days))


def _log_line(each: AssignmentEvent, topics: Mapping[str, Topic]) -> LogLine:
    text = _("{author}: {move} {what}; {holder}, para el {due}.").format(
        author=each.author,
        move=str(MOVE_WORDS[each.move]).lower(),
        what=each.item or f"{each.topic} {topics[each.topic].name.of(locale())}",
        holder=each.holder,
        due=day(each.due),
    )
    return LogLine(moment(each.at), text, each.note)
