"""Columnas: what a row of a workbook of commitments says, as the form of one has it, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from unicodedata import category

from game.commitments import Commitment
from game.typed import date_of, whole_number, written_number
from server.amending import MOST_STEPS
from server.proposals import YES, ProposalForm

EPOCH: Final = date(1899, 12, 30)
LAST_SERIAL: Final = 2_958_465
# What stands over each column, in a row that is hidden: how it is found wherever it went.
MARK: Final = "liga:"
CODE: Final = "code"
# Below the marks and the heads.
FIRST_ROW: Final = 3
# More new rows than anybody promises at once: 40 is a great deal for one government.
MOST_ROWS: Final = 100
# So many that are commitments already go out in a book, and may come back in it.
MOST_KNOWN: Final = 1_000
LONGEST_TEXT: Final = 2_000
STEPS: Final = tuple(
    f"milestone_{n}{end}" for n in range(1, MOST_STEPS + 1) for end in ("", "_due", "_weight")
)
TYPED: Final = (
    "edition",
    "item",
    "pillar",
    "goal",
    "indicator",
    "responsible",
    "starts",
    "due",
    "budget",
    *STEPS,
)
# Beside what is typed, what is only read: which commitment it is, and how it stands.
READ: Final = (CODE, "status")
COLUMNS: Final = (*READ, *TYPED)
# A commitment has more milestones than a proposal of one may have: it is given them later.
PROPOSED: Final = tuple(name for name in TYPED if name in ProposalForm.__slots__)
BEYOND: Final = tuple(name for name in TYPED if name not in PROPOSED)

Cell = Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it was read: its number in the sheet, and what each column says."""

    row: int
    typed: Mapping[str, str]

    @property
    def code(self) -> str:
        """The number of the commitment that it is already, as it was typed; empty in a new row."""
        return self.typed.get(CODE, "").strip().removeprefix("#").strip()

    @property
    def is_known(self) -> bool:
        """Whether it is a commitment already, which is moved on its own page."""
        return bool(self.typed.get(CODE, "").strip())

    def form(self, key: str) -> ProposalForm:
        """The same as the form of one commitment; that it is public is confirmed for all."""
        typed = {name: self.typed.get(name, "").strip() for name in PROPOSED}
        return ProposalForm(**typed, key=key, is_public=YES)

    @property
    def beyond(self) -> tuple[str, ...]:
        """The first column of each milestone that a proposal has no place for, in order."""
        steps: dict[str, str] = {}
        for name in BEYOND:
            if self.typed.get(name, "").strip():
                steps.setdefault(name.removesuffix("_due").removesuffix("_weight"), name)
        return tuple(steps.values())


def lines_of(rows: Sequence[tuple[int, Mapping[str, Cell]]]) -> tuple[Line, ...]:
    """The rows below the one that says which column is which; none where no row does."""
    found: list[Line] = []
    columns: dict[str, str] = {}
    for number, row in rows:
        marks = {
            letter: cell[1].removeprefix(MARK)
            for letter, cell in row.items()
            if cell[1].startswith(MARK)
        }
        if marks:
            columns = {letter: name for letter, name in marks.items() if name in COLUMNS}
            continue
        typed = {name: text_of(row[letter]) for letter, name in columns.items() if letter in row}
        if columns and any(typed.get(name, "").strip() for name in (*TYPED, CODE)):
            found.append(Line(number, typed))
    # The row under the marks has the heads that people read.
    return tuple(found[1:])


def too_many(lines: Sequence[Line]) -> bool:
    """Whether there are more rows than a book may have: new ones, or all together."""
    new = sum(not line.is_known for line in lines)
    return new > MOST_ROWS or len(lines) - new > MOST_KNOWN


def text_of(cell: Cell) -> str:
    """A cell as somebody would have typed it: a day as 2026-12-31, a whole number without a point.

    What a cell only computes and nobody computed yet is nothing.
    """
    kind, told, style = cell
    if kind == "number" and style == "date":
        return _day(told)
    if kind == "number":
        return _plain(told)
    return told[:LONGEST_TEXT] if kind in {"text", "boolean", "error"} else ""


def _day(told: str) -> str:
    serial = written_number(told)
    if serial is None or not 0 < serial <= LAST_SERIAL:
        return told[:LONGEST_TEXT]
    return (EPOCH + timedelta(days=int(serial))).isoformat()


def _plain(told: str) -> str:
    value = written_number(told)
    if value is None or value != value.to_integral_value():
        return told[:LONGEST_TEXT]
    return f"{value:f}".partition(".")[0]


def key_of(place: int, column: str) -> str:
    """How a summary names a cell: the row among those of a book, and its column."""
    return f"{place}/{column}"


def typed_row(line: Line) -> dict[str, str | date | int | None]:
    """A row as it was typed: days and numbers as such where they can be read, else the words."""
    return {name: _value(name, line.typed.get(name, "")) for name in COLUMNS}


def _value(name: str, typed: str) -> str | date | int:
    if name.endswith("due") or name == "starts":
        return date_of(typed) or typed
    if name.endswith("_weight") or name == "budget":
        number = whole_number(typed.strip())
        return typed if number is None else number
    return typed


def changed_in(line: Line, commitment: Commitment) -> tuple[str, ...]:
    """The columns that say something else than the commitment of their row; an empty one does not.

    A workbook proposes, it changes nothing that was promised: whoever tried is to be told.
    """
    now, typed = (
        row_of(commitment, ""),
        {name: _same(told) for name, told in typed_row(line).items()},
    )
    return tuple(name for name in TYPED if typed[name] and typed[name] != _same(now.get(name)))


def _same(value: object) -> str:
    """A value as it is compared: spaces, ends of lines and unseen signs tell nothing apart."""
    text = str("" if value is None else value)
    return " ".join("".join(each for each in text if category(each) != "Cf").split())


def row_of(commitment: Commitment, status: str) -> dict[str, str | date | int | None]:
    """A commitment as a row says it."""
    steps: dict[str, str | date | int | None] = {}
    for number, step in enumerate(commitment.milestones[:MOST_STEPS], start=1):
        name = f"milestone_{number}"
        steps |= {name: step.title, f"{name}_due": step.due, f"{name}_weight": step.weight}
    return {
        CODE: str(commitment.code),
        "status": status,
        "edition": commitment.edition,
        "item": commitment.item,
        "pillar": commitment.pillar,
        "goal": commitment.goal,
        "indicator": commitment.indicator,
        "responsible": commitment.responsible,
        "starts": commitment.starts,
        "due": commitment.due,
        "budget": commitment.budget,
        **steps,
    }
