"""Lista: what of a workbook could not be taken, each thing with its place and why.

A fault stops the import: the workbook is no sound form, or no sound edition. What is left is told,
and the rest goes on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from server.xlsforms.grids import Place


class Why(StrEnum):
    """Why something is wrong, or left. Its sentence is in `server.pages.xlsforms`."""

    # Wrong in a workbook of ours.
    DEFINITION = "definition"
    FORMAT = "format"
    PART = "part"
    PATHS = "paths"
    YES_OR_NO = "yes-or-no"
    OUTSIDE_TOPIC = "outside-topic"
    OUTSIDE_PILLAR = "outside-pillar"
    PERCENTAGE_PARTS = "percentage-parts"
    AUDIENCE_DIFFERS = "audience-differs"
    RELEVANT = "relevant"
    CONSTRAINT = "constraint"
    SCORING = "scoring"
    LEGAL = "legal"
    # Wrong in any form.
    NO_SURVEY = "no-survey"
    NO_COLUMN = "no-column"
    NO_TYPE = "no-type"
    NO_NAME = "no-name"
    NO_TEXT = "no-text"
    NAME_INVALID = "name-invalid"
    NAME_TWICE = "name-twice"
    TYPE_UNKNOWN = "type-unknown"
    LIST_MISSING = "list-missing"
    CHOICE_NAMELESS = "choice-nameless"
    CHOICE_TWICE = "choice-twice"
    CHOICE_SPACED = "choice-spaced"
    REFERENCE = "reference"
    GROUP_OPEN = "group-open"
    GROUP_CLOSED = "group-closed"
    GROUP_CROSSED = "group-crossed"
    NOTHING = "nothing"
    REFUSED = "refused"
    # Left, and the rest taken.
    SHEET_UNUSED = "sheet-unused"
    COLUMN_UNUSED = "column-unused"
    COLUMN_TWICE = "column-twice"
    NO_VALUE = "no-value"
    NO_HEADING = "no-heading"
    DERIVED = "derived"
    LIST_UNUSED = "list-unused"
    CHOICE_TWINS = "choice-twins"
    ROW_COMMENT = "row-comment"
    DISABLED = "disabled"
    METADATA = "metadata"
    CALCULATED = "calculated"
    MEDIA = "media"
    MAP = "map"
    MOMENT = "moment"
    FROM_FILE = "from-file"
    FROM_ANSWERS = "from-answers"
    TYPE_UNUSED = "type-unused"
    REPEATED = "repeated"
    IN_REPEAT = "in-repeat"
    EMPTY_GROUP = "empty-group"
    SUBGROUP = "subgroup"
    OF_GROUP = "of-group"
    NOTE_ALONE = "note-alone"
    NO_LABEL = "no-label"
    OR_OTHER = "or-other"
    CHOICES_FEW = "choices-few"
    FILTERED = "filtered"
    CONDITION_LEFT = "condition-left"
    CONDITION_NEVER = "condition-never"
    CONDITION_LATER = "condition-later"
    CONDITION_MANY = "condition-many"
    CONDITION_OF_LIST = "condition-of-list"
    CONDITION_OF_LEFT = "condition-of-left"
    CONDITION_OTHER = "condition-other"
    CONDITION_CHOICE = "condition-choice"
    LIMIT_LEFT = "limit-left"
    NOT_REQUIRED = "not-required"
    REQUIRED_WHEN = "required-when"
    LANGUAGE_UNUSED = "language-unused"
    LANGUAGE_MISSING = "language-missing"
    REFERENCE_IN_TEXT = "reference-in-text"
    CODE_MADE = "code-made"
    SETTING_UNUSED = "setting-unused"
    BADGE_LEFT = "badge-left"


@dataclass(frozen=True, slots=True)
class Left:
    """One thing, where it stands, why, and what is to be said of it. `name`: of its question."""

    place: Place
    why: Why
    facts: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""


@dataclass(slots=True)
class Listing:
    """Everything that was wrong, and everything that was left."""

    faults: list[Left] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def fault(self, place: Place, why: Why, name: str = "", **facts: Any) -> None:
        self.faults.append(Left(place, why, facts, name))

    def leave(self, place: Place, why: Why, name: str = "", **facts: Any) -> None:
        self.left.append(Left(place, why, facts, name))

    def add(self, found: Iterable[Left]) -> None:
        self.left += found
