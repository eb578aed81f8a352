"""Acuerdos: the form of one as it was typed, whom it invites, and the letters that do so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from game.agreements import Agreement, missing_code
from game.commitments import Milestone
from game.editions import Stage
from game.participants import Participant
from game.rules import RuleBroken
from game.typed import date_of
from server.i18n import locale
from server.inheriting import letters_to
from server.pages.commitment_letters import agreement_letter
from server.people import Holder
from server.proposals import LONGEST, LONGEST_TITLE, LONGEST_YEARS, is_too_far
from server.queries.editions import editions, entries_of, rules_of
from server.queries.mail import Message

MOST_STEPS: Final = 4
LONGEST_WORDS: Final = 20_000
# Between the code of an edition and that of one of its leagues.
LEAGUE_SIGN: Final = "/"
STEPS: Final = tuple(
    f"milestone_{n}{end}" for n in range(1, MOST_STEPS + 1) for end in ("", "_due")
)
TEXTS: Final[Mapping[str, int]] = {
    "meeting": LONGEST_TITLE,
    "title": LONGEST_TITLE,
    "goal": LONGEST["goal"],
    "indicator": LONGEST["indicator"],
}
DATES: Final = ("held_on", "starts", "due", "sign_by")
FIELDS: Final = ("key", *TEXTS, "text", "pillar", *DATES, "invited", *STEPS)

Flaws = dict[str, tuple[str, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class AgreementForm:
    """Every field as text. `invited`: an edition and one of its leagues."""

    typed: Mapping[str, str]

    def day(self, name: str) -> date | None:
        return date_of(self.typed.get(name, ""))


def flaws_of(form: AgreementForm, today: date, pillars: Iterable[str]) -> Flaws:
    """Field to what is wrong with it: the code of a sentence and its facts."""
    found: Flaws = {}
    for name, longest in TEXTS.items():
        typed = form.typed[name].strip()
        if not typed:
            found[name] = (missing_code(name), {})
        elif len(typed) > longest:
            found[name] = ("text-too-long", {"limit": longest})
    if len(form.typed["text"]) > LONGEST_WORDS:
        found["text"] = ("text-too-long", {"limit": LONGEST_WORDS})
    if form.typed["pillar"] not in set(pillars):
        found["pillar"] = ("pillar-missing", {})
    for name in DATES:
        typed = form.typed[name].strip()
        if not typed and name != "starts":
            found[name] = ("date-missing", {})
        elif typed and form.day(name) is None:
            found[name] = ("date-unreadable", {})
        elif (on := form.day(name)) and is_too_far(on, today):
            found[name] = ("due-too-far", {"years": LONGEST_YEARS})
    found.update(_step_flaws(form, today))
    return found


def _step_flaws(form: AgreementForm, today: date) -> Flaws:
    found: Flaws = {}
    due, starts = form.day("due"), form.day("starts")
    if not any(form.typed[name].strip() for name in STEPS):
        found["milestone_1"] = ("milestone-missing", {})
    for n in range(1, MOST_STEPS + 1):
        name = f"milestone_{n}"
        title, typed = form.typed[name].strip(), form.typed[f"{name}_due"].strip()
        on = date_of(typed)
        if not (title or typed):
            continue
        if not title:
            found[name] = ("milestone-untitled", {})
        elif len(title) > LONGEST_TITLE:
            found[name] = ("text-too-long", {"limit": LONGEST_TITLE})
        if on is None:
            found[f"{name}_due"] = ("date-unreadable" if typed else "date-missing", {})
        else:
            found.update(_day_flaw(f"{name}_due", on, today, due=due, starts=starts))
    return found


def _day_flaw(name: str, on: date, today: date, *, due: date | None, starts: date | None) -> Flaws:
    """What is wrong with the day of a step, if anything is."""
    if on <= today:
        return {name: ("due-in-the-past", {"due": on})}
    if is_too_far(on, today):
        return {name: ("due-too-far", {"years": LONGEST_YEARS})}
    if due and on > due:
        return {name: ("milestone-late", {"due": due})}
    if starts and on < starts:
        return {name: ("milestone-early", {"starts": starts})}
    return {}


def agreement_in(form: AgreementForm) -> Agreement:
    """The agreement that a form without flaws says."""
    words = {name: form.typed[name].strip() for name in (*TEXTS, "text", "pillar")}
    days = {name: form.day(name) for name in DATES}
    steps = (
        Milestone(form.typed[f"milestone_{n}"].strip(), on)
        for n in range(1, MOST_STEPS + 1)
        if (on := form.day(f"milestone_{n}_due")) is not None
    )
    return Agreement(**words, **days, milestones=tuple(steps))  # type: ignore[arg-type]


async def leagues_to_invite() -> Sequence[tuple[str, str]]:
    """The leagues of the newest edition that is known: whom a meeting can have been of."""
    for edition in await editions():
        rules = await rules_of(edition.code)
        if rules.stage is not Stage.DRAFT:
            return [
                (f"{rules.code}{LEAGUE_SIGN}{league.code}", league.name.of(locale()))
                for league in rules.edition.leagues
            ]
    return ()


async def invited_in(typed: str) -> Sequence[Participant]:
    """Whoever is in a league, as a form names it; nobody where there is none such."""
    edition, _sign, league = typed.partition(LEAGUE_SIGN)
    try:
        entries = await entries_of(edition)
    except RuleBroken:
        return ()
    return [each.participant for each in entries if each.league == league]


async def invitations(
    agreement: Agreement, invited: Sequence[Participant], at: datetime, address: str
) -> Sequence[Message]:
    """To the heads of everybody invited: what was agreed and until when it may be signed."""
    found: list[Message] = []
    for participant in invited:

        def write(reader: Holder, participant: Participant = participant) -> Message:
            made = agreement_letter(
                title=agreement.title,
                meeting=agreement.meeting,
                sign_by=agreement.sign_by,
                reader=reader.name,
                participant=participant.name,
                address=address,
            )
            key = f"agreement.{participant.code}.{at:%Y%m%d%H%M%S%f}.{reader.account}"
            return Message(key, reader.email, reader.name, made.subject, made.body)

        found += await letters_to(participant.code, write)
    return found
