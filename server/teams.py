"""Equipo: what is delegated in a government, put together for whoever looks, and its letters."""

from collections.abc import Mapping, Sequence
from datetime import date

from game.assignments import (
    DOERS,
    GIVERS,
    Assignment,
    AssignmentMove,
    Doer,
    may_assign,
    moves_of,
    shown_state,
)
from game.participants import Participant
from game.questionnaire import Questionnaire
from server.i18n import locale, speaking
from server.pages.assignments import Given, LastTouch, Sent, Team
from server.pages.letters import (
    SUBJECTS,
    TAKEN_AWAY,
    Letter,
    assignment_letter,
    due_letter,
    taken_letter,
)
from server.pages.names import level_name
from server.people import Holder, Person
from server.queries.assignments import (
    KeptAssignment,
    Touch,
    assignments_of,
    team_of,
    touches_of,
)
from server.queries.editions import EditionRules, Entry
from server.queries.mail import Message

NOT_SENT = Sent()


async def team_for(
    rules: EditionRules, entry: Entry, person: Person, today: date, sent: Sent = NOT_SENT
) -> Team:
    """Everything delegated in one's own government, as it stands today."""
    participant = entry.participant.code
    kept = await assignments_of(participant, rules.code)
    touches = await touches_of(participant, rules.code)
    holders = [each for each in await team_of(participant) if each.role in DOERS]
    by = doer(person)
    return Team(
        seat=person.seat,
        holders=tuple(holders),
        given=tuple(
            _given(
                each,
                moves_of(each.assignment, by) if may_assign(rules.stage) else (),
                today,
                is_touched=_touched_since(each, rules.questionnaire, touches),
            )
            for each in kept
        ),
        touches=_last_of_each(touches),
        may_give=person.role in GIVERS and may_assign(rules.stage),
        is_over=not may_assign(rules.stage),
        today=today,
        sent=sent,
    )


def doer(person: Person) -> Doer:
    """Somebody, as the rules of assignments know them."""
    return Doer(person.role.value, person.seat)


def as_doer(holder: Holder) -> Doer:
    """A seat, as the rules of assignments know it."""
    return Doer(holder.role.value, holder.seat)


def letters_for(
    step: AssignmentMove,
    assignment: Assignment,
    holder: Holder,
    *,
    questionnaire: Questionnaire,
    participant: Participant,
    by: Person,
    key: str,
    address: str,
) -> Sequence[Message]:
    """The message to whoever holds an assignment, where the move is one to be told.

    There is none to oneself, nor to an empty seat.
    """
    if step not in SUBJECTS or not holder.email or holder.account == by.account:
        return ()
    with speaking(holder.locale):
        letter = assignment_letter(
            step,
            assignment,
            what=name_of(questionnaire, assignment),
            question=_question(questionnaire, assignment),
            reader=holder.name,
            author=by.name,
            participant=participant.name,
            address=address,
        )
    place = _place(participant.code, questionnaire, assignment)
    return (_message(f"assignment.{place}.{step.value}.{key}", holder, letter),)


def farewells_for(
    step: AssignmentMove,
    assignment: Assignment,
    holder: Holder,
    *,
    questionnaire: Questionnaire,
    participant: Participant,
    by: Person,
    key: str,
    address: str,
) -> Sequence[Message]:
    """The message to whoever held what is now taken back or in another seat; none to oneself."""
    is_gone = step is AssignmentMove.WITHDRAW or assignment.seat != holder.seat
    if step not in TAKEN_AWAY or not is_gone:
        return ()
    if not holder.email or holder.account == by.account:
        return ()
    with speaking(holder.locale):
        letter = taken_letter(
            what=name_of(questionnaire, assignment),
            reader=holder.name,
            author=by.name,
            participant=participant.name,
            address=address,
        )
    place = _place(participant.code, questionnaire, assignment)
    return (_message(f"assignment.{place}.taken.{key}", holder, letter),)


def due_message(
    assignment: Assignment,
    holder: Holder,
    *,
    is_late: bool,
    questionnaire: Questionnaire,
    participant: str,
    key: str,
    address: str,
) -> Message:
    """The message that an assignment is due soon or late, in the language of its holder."""
    with speaking(holder.locale):
        letter = due_letter(
            assignment,
            is_late=is_late,
            what=name_of(questionnaire, assignment),
            reader=holder.name,
            address=address,
        )
    place = _place(participant, questionnaire, assignment)
    return _message(f"assignment.{place}.{key}", holder, letter)


def name_of(questionnaire: Questionnaire, assignment: Assignment) -> str:
    """What is delegated, as people call it: the code of an item, or a level by its name."""
    topic = questionnaire.topic(assignment.topic)
    return assignment.item or level_name(topic)


def _question(questionnaire: Questionnaire, assignment: Assignment) -> str:
    """What the item asks; nothing where a whole level is delegated."""
    if not assignment.item:
        return ""
    return questionnaire.item(assignment.item).text.of(locale())


def _place(participant: str, questionnaire: Questionnaire, assignment: Assignment) -> str:
    scope = assignment.item or assignment.topic
    return f"{participant}.{questionnaire.edition}.{scope}"


def _message(key: str, holder: Holder, letter: Letter) -> Message:
    return Message(key, holder.email, holder.name, letter.subject, letter.body)


def _given(
    kept: KeptAssignment, moves: tuple[AssignmentMove, ...], today: date, *, is_touched: bool
) -> Given:
    return Given(
        kept.id,
        kept.assignment,
        shown_state(kept.assignment, today, is_touched=is_touched),
        kept.holder,
        kept.giver,
        kept.given_at,
        moves,
        kept.version,
    )


def _touched_since(
    kept: KeptAssignment, questionnaire: Questionnaire, touches: Sequence[Touch]
) -> bool:
    """Whether its holder saved something of it since it was given."""
    level = {item.code for item in questionnaire.topic(kept.assignment.topic).items}
    scope = {kept.assignment.item} if kept.assignment.item else level
    return any(
        each.item in scope and each.account == kept.holder.account and each.at >= kept.given_at
        for each in touches
    )


def _last_of_each(touches: Sequence[Touch]) -> Mapping[str, LastTouch]:
    """Item to its last touch; the first found is the latest."""
    found: dict[str, LastTouch] = {}
    for each in touches:
        found.setdefault(each.item, LastTouch(each.author, each.at))
    return found
