"""Sala: the figures by which an edition is followed while it runs. None moves a point or the index.

All of them are data of the edition; what one does not say is as it stands here.
"""

from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Patience:
    """How many days without activity are worth a word, and from when the deadline presses.

    Whoever has returned items is given a few days to come back to them (`returned_days`), whoever
    has complete levels some to hand them in (`unsent_days`), and a level handed in waits some for
    its signature, the first one or another (`unsigned_days`).
    """

    quiet_days: int = 7
    returned_days: int = 3
    unsent_days: int = 7
    unsigned_days: int = 5
    last_days: int = 7


@dataclass(frozen=True, slots=True)
class ForecastRules:
    """What a forecast is drawn from: the last `window` working days, once there are `fewest`.

    `runs`: how many courses are drawn, `pool`: from what part of those days. `inside`: the part of
    the courses that lies between the two bounds, half or more.
    """

    window: int = 14
    fewest: int = 5
    runs: int = 240
    pool: Fraction = Fraction(3, 4)
    inside: Fraction = Fraction(4, 5)

    @property
    def outside(self) -> Fraction:
        """So much of the courses lies below the lower bound, and as much above the upper one."""
        return (1 - self.inside) / 2


@dataclass(frozen=True, slots=True)
class BurdenRules:
    """How the time of an item is read. A pause longer than `idle_minutes` counts nothing.

    Of fewer than `fewest` nothing is shown: one could tell who it was. `heaviest`: how many items
    are called so. A level of five to fourteen items promises 10 to 25 minutes, about two for an
    item: seven times that is still somebody who looks for a document.
    """

    idle_minutes: int = 15
    fewest: int = 5
    heaviest: int = 10

    @property
    def idle(self) -> timedelta:
        """The longest pause that counts."""
        return timedelta(minutes=self.idle_minutes)


@dataclass(frozen=True, slots=True)
class ReportRules:
    """How reports of businesses and citizens are taken. A government has `answer_days` to answer.

    `review_days`: in how many a moderator reads one (both in working days). `link_hours`: how long
    a letter can be confirmed. `keep_months`: how long after its end the address of whoever sent one
    is kept. `review_after`: so many different people who contradict what was verified have it
    verified again. `hourly`, `daily`: how many come from one connection and from one address.
    Past `hourly` they look like spam, and past the `brake` none is taken. `least_seconds`: nobody
    fills the form in less. `most_links`: in one text. `spam_from`: marks that send it to the other
    queue. `alike`: the share of its words that another one says too.
    """

    answer_days: int = 10
    review_days: int = 5
    link_hours: int = 72
    keep_months: int = 6
    review_after: int = 3
    hourly: int = 10
    daily: int = 5
    brake: int = 30
    least_seconds: int = 5
    most_links: int = 2
    spam_from: int = 2
    alike: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class ExchangeRules:
    """How governments write to each other about an item: `hourly` and `daily` texts of each person.

    `most_links`: in one text. `told`: how many peers are told by mail that somebody asks for help.
    """

    hourly: int = 10
    daily: int = 40
    most_links: int = 3
    told: int = 10


@dataclass(frozen=True, slots=True)
class EffortRules:
    """What each effort counts for where gain is told per effort: a plan begins with the most.

    A low one counts once; that a reform takes four times the weeks of a rule of one's own is an
    estimate, which an edition may replace by its own.
    """

    low: int = 1
    medium: int = 2
    high: int = 4


@dataclass(frozen=True, slots=True)
class TermRules:
    """In how many days from today what was planned for a day that passed is suggested, by effort.

    A proposal of this program (weeks, months, a reform), in no law: an edition may replace it, and
    whoever proposes a commitment changes the day.
    """

    low: int = 90
    medium: int = 180
    high: int = 365


@dataclass(frozen=True, slots=True)
class Room:
    """`held_up`: who is. `reminder_days`: after how many a government may be reminded again.

    `pace_hours`: of how many last hours the pace is told. `late_days`: a signed level that has
    waited longer for its verdicts is late. `soon_days`: how long before its day an assignment is
    recalled. `least_reach`: with an index for a smaller part of a kind of government, whoever
    publishes is warned. `reports`: how what businesses and citizens say is taken. `ratify_days`:
    how many working days a new administration has to ratify what it inherited. `commitment_days`:
    how long before its day a commitment, a step of one or that term is recalled. `efforts`: what
    each effort counts for in a plan. `exchanges`: how governments write to each other. `terms`: in
    how many days the form of a commitment suggests what was planned for a day that passed.
    """

    held_up: Patience = Patience()
    reminder_days: int = 3
    pace_hours: int = 48
    forecast: ForecastRules = ForecastRules()
    burden: BurdenRules = BurdenRules()
    late_days: int = 10
    soon_days: int = 2
    least_reach: Fraction = Fraction(1, 2)
    reports: ReportRules = ReportRules()
    ratify_days: int = 30
    commitment_days: int = 15
    efforts: EffortRules = EffortRules()
    exchanges: ExchangeRules = ExchangeRules()
    terms: TermRules = TermRules()


USUAL = Room()
