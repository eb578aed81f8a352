"""Cuestionario: pillars, topics and items of an edition, as values."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from game.participants import MUNICIPALITY, Participant
from game.rules import RuleBroken


@dataclass(frozen=True, slots=True)
class Text:
    """What people read, in both languages."""

    es: str
    en: str

    def of(self, locale: str) -> str:
        """English where it is asked for, Spanish otherwise."""
        return self.en if locale == "en" else self.es


NOTHING = Text("", "")


class Kind(StrEnum):
    """How an item is answered."""

    YES_NO = "yes_no"
    SCALE = "scale"
    MULTIPLE = "multiple"
    NUMBER = "number"
    PERCENTAGE = "percentage"
    DATE = "date"
    TEXT = "text"


class Direction(StrEnum):
    """Whether a larger share is better or worse."""

    UP = "up"
    DOWN = "down"


class Expected(StrEnum):
    """When an item asks for evidence: if the practice is claimed, always, or never."""

    CLAIM = "claim"
    ALWAYS = "always"
    NEVER = "never"


class Effort(StrEnum):
    """What closing a gap takes: weeks; months and several offices; a reform or a budget."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the things to choose. In a multiple item the factor is the option's share."""

    code: str
    text: Text
    factor: Fraction
    exclusive: bool = False


YES_NO_OPTIONS = (
    Option("yes", Text("Sí", "Yes"), Fraction(1)),
    Option("no", Text("No", "No"), Fraction(0)),
)


@dataclass(frozen=True, slots=True)
class Band:
    """The factor of the values from one limit to another; a missing limit is no limit."""

    factor: Fraction
    at_least: Decimal | date | None = None
    at_most: Decimal | date | None = None


@dataclass(frozen=True, slots=True)
class Scoring:
    """Bands tried in order (none matches: zero), or the share itself, up or down."""

    bands: tuple[Band, ...] = ()
    linear: Direction | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is asked. No kinds means every kind; population limits include both ends."""

    kinds: frozenset[str] = frozenset()
    population_from: int | None = None
    population_to: int | None = None

    def includes(self, participant: Participant) -> bool:
        """Population excuses only municipalities, and only where the census counted them."""
        if self.kinds and participant.kind not in self.kinds:
            return False
        if participant.kind != MUNICIPALITY or participant.population is None:
            return True
        return within(participant.population, self.population_from, self.population_to)


EVERYONE = Audience()


@dataclass(frozen=True, slots=True)
class Condition:
    """An item is asked when `item` was answered with one of these options.

    `audience` and `asked_when` are those of the condition's own item: an old answer to an item
    that is no longer asked opens nothing.
    """

    item: str
    any_of: frozenset[str]
    audience: Audience = EVERYONE
    asked_when: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """When "no aplica" is legitimate, and what it does to the index: exclude, full or zero."""

    when: Text
    policy: str = "exclude"


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    """Which evidence proves the answer, and when it is expected."""

    expected: Expected = Expected.CLAIM
    text: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Law:
    """A law with its validity; an open end is still in force. `replaced_by`: its successor."""

    code: str
    name: Text
    valid_from: date | None = None
    valid_to: date | None = None
    replaced_by: Text | None = None


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Fundamento: the articles of a law an item rests on, shown as "por validar"."""

    law: Law
    articles: str


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """Reactivo: one question, how it is answered, proved, scored and mended.

    `plans_from`: the day its edition opens; what a government will do is not done before it.
    `plans_until`: the last day of a plan, which is for somebody who will be asked about it.
    `latest`: the last day of what its edition assesses; no date that is asked for is after it.
    `scored`: whether its edition gives its answers a factor; free text never has one.
    Only itself is equal to it: comparing all the texts of two would be slow.
    """

    code: str
    topic: str
    kind: Kind
    text: Text
    help: Text = NOTHING
    example: Text = NOTHING
    weight: Fraction = Fraction(1)
    options: tuple[Option, ...] = ()
    unit: Text | None = None
    numerator: Text | None = None
    denominator: Text | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 0
    scoring: Scoring | None = None
    audience: Audience = EVERYONE
    asked_when: Condition | None = None
    not_applicable: NotApplicable | None = None
    evidence: EvidenceRule = EvidenceRule()
    legal: tuple[LegalBasis, ...] = ()
    time_bound: bool = False
    recommendation: Text = NOTHING
    effort: Effort = Effort.MEDIUM
    continues: str | None = None
    scored: bool = True
    plans_from: date | None = None
    plans_until: date | None = None
    latest: date | None = None

    @property
    def is_scored(self) -> bool:
        """Free text tells, it does not score; nor does what its edition gives no factor yet."""
        return self.scored and self.kind is not Kind.TEXT


@dataclass(frozen=True, slots=True)
class Topic:
    """Tema of the questionnaire, level of the game; `minutes` is the time it takes."""

    code: str
    pillar: str
    name: Text
    weight: Fraction
    minutes: int
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Pillar:
    """Pilar: Políticas (P), Instituciones (I) or Herramientas (H)."""

    code: str
    name: Text
    weight: Fraction
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The whole tree of an edition; `version` is the hash of its canonical definition."""

    edition: str
    version: str
    pillars: tuple[Pillar, ...]
    topics: tuple[Topic, ...] = field(init=False, repr=False, compare=False)
    items: tuple[Item, ...] = field(init=False, repr=False, compare=False)
    _topics: dict[str, Topic] = field(init=False, repr=False, compare=False)
    _items: dict[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        topics = tuple(topic for pillar in self.pillars for topic in pillar.topics)
        items = tuple(item for topic in topics for item in topic.items)
        object.__setattr__(self, "topics", topics)
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "_topics", {topic.code: topic for topic in topics})
        object.__setattr__(self, "_items", {item.code: item for item in items})

    def item(self, code: str) -> Item:
        """The item of that code; an unknown one is refused."""
        try:
            return self._items[code]
        except KeyError:
            raise RuleBroken("unknown-item", item=code) from None

    def topic(self, code: str) -> Topic:
        """The topic of that code; an unknown one is refused."""
        try:
            return self._topics[code]
        except KeyError:
            raise RuleBroken("unknown-topic", topic=code) from None

    def pillar_of(self, topic_code: str) -> Pillar:
        """The pillar a topic stands in."""
        topic = self.topic(topic_code)
        return next(pillar for pillar in self.pillars if topic in pillar.topics)


def within(population: int, at_least: int | None, at_most: int | None) -> bool:
    """Both ends belong to a bracket; a missing end is open."""
    return (at_least is None or population >= at_least) and (
        at_most is None or population <= at_most
    )
