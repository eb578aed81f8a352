"""Recordar: whom a list shows and may be reminded, and each of them reminded as a unit."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.coordination import Followed, Progress, followed
from game.reminders import Reminder, check_reminder
from game.rules import RuleBroken
from server.days import today_of
from server.forms import Fields
from server.frames import UNDER_WAY
from server.notices import Notices
from server.pages.followed import Sought, selected
from server.pages.reminders import Reminding
from server.people import Person
from server.queries.editions import EditionRules, Entry, entry_of, rules_of
from server.queries.reminders import keep_reminder, last_reminders_of, reached_participants
from server.room import followed_now

MOST_AT_ONCE = 40
LONGEST_CODE = 24
# Why one of many is left out, while the others are reminded.
SPARED = frozenset(
    {
        "not-entered",
        "not-held-up",
        "reminded-lately",
        "reminded-already",
        "nobody-to-write-to",
    }
)
# The letters that the person who asked sends to a government.
Post = Callable[[EditionRules, Entry], Notices]


def codes_in(fields: Fields) -> tuple[str, ...]:
    """The governments that a form names, each once."""
    named = (str(code)[:LONGEST_CODE] for code in fields.getall("gobierno", []))
    return tuple(dict.fromkeys(named))[:MOST_AT_ONCE]


@dataclass(frozen=True, slots=True)
class Roll:
    """An edition with how far everybody in it has come, and what is known of reminders."""

    rules: EditionRules
    progresses: Sequence[Progress]
    last: Mapping[str, Reminder]
    reached: frozenset[str]

    @property
    def reminding(self) -> Reminding:
        every = self.rules.edition.room.reminder_days
        return Reminding(self.last, self.reached, may_send=True, every=every)

    def shown(self, sought: Sought, now: datetime) -> tuple[Followed, ...]:
        """Those held up whom the list shows to an address."""
        rows = selected(self.rules.edition, self.progresses, sought, now).rows
        return tuple(each for each in rows if each.holds)


async def roll_of(edition: str, now: datetime) -> Roll:
    """Everybody held up in an edition under way; another one is not there."""
    rules = await rules_of(edition)
    if rules.stage not in UNDER_WAY:
        raise RuleBroken("unknown-edition", edition=edition)
    progresses, _tracks = await followed_now(rules, now)
    return Roll(
        rules,
        progresses,
        await last_reminders_of(edition),
        await reached_participants(),
    )


async def remind(roll: Roll, code: str, post: Post, *, by: Person, at: datetime) -> None:
    """Remind one government of what waits for it, or refuse to."""
    entry = await entry_of(roll.rules.code, code)
    (each,) = followed(
        [each for each in roll.progresses if each.participant == code],
        roll.rules.edition,
        at,
    )
    last, every = roll.last.get(code), roll.rules.edition.room.reminder_days
    check_reminder(each.holds, last, today_of(at), every, is_reached=code in roll.reached)
    told = await post(roll.rules, entry).reminder(each.progress)
    if not told:
        raise RuleBroken("nobody-to-write-to")
    await keep_reminder(roll.rules, entry, last, told, by=by, at=at)


async def remind_all(
    roll: Roll, codes: Collection[str], post: Post, *, by: Person, at: datetime
) -> int:
    """Remind those of them who may be, and give how many they were."""
    sent = 0
    for code in codes:
        try:
            await remind(roll, code, post, by=by, at=at)
        except RuleBroken as broken:
            if broken.code not in SPARED:
                raise
        else:
            sent += 1
    return sent
