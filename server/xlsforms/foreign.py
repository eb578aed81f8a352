"""XLSForm ajeno: somebody's form as the draft of an edition. Pure.

Each row becomes an item, the end of one, or a line of what was left, with its reason. What a form
does not say is taken from another edition or left to be written; nothing of it is scored.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from game.questionnaire import Kind
from server.imports.shapes import EXACT_NUMBER, LONGEST_CODE
from server.xlsforms import columns as c
from server.xlsforms.conditions import Asking
from server.xlsforms.expressions import REFERENCE, bounds_in
from server.xlsforms.grids import Grids, Place
from server.xlsforms.headings import (
    TEXTS,
    Head,
    Reading,
    Tongues,
    folded,
    heads_of,
    reading_of,
    tongues_of,
)
from server.xlsforms.kinds import Form, Type, type_in
from server.xlsforms.listing import Listing, Why

Text = dict[str, str]
Limits = tuple[str | None, str | None]

TO_WRITE: Final = {"es": "Por escribir.", "en": "To be written."}
GENERAL: Final = {"es": "Preguntas generales", "en": "General questions"}
OTHER: Final = {"es": "Otro", "en": "Other"}
OTHER_CODE: Final = "other"
# Decimal numbers of a form have as many digits as anybody types; ours say how many.
DECIMALS: Final = 2
# The hundred points of a level take so long; whoever edits the draft says better.
MINUTES_FOR: Final = 5 / 3
LEAST_OPTIONS: Final = 2
TRUE: Final = frozenset({"yes", "y", "true", "true()", "1"})
FALSE: Final = frozenset({"", "no", "n", "false", "false()", "0"})
_YES: Final = frozenset({"yes", "y", "si", "s", "true"})
_NO: Final = frozenset({"no", "n", "false"})
# Columns of `survey` that are read; any other one is told with its rows.
_READ: Final = frozenset(
    {
        "type",
        "name",
        "label",
        "hint",
        "guidance_hint",
        "required",
        "relevant",
        "constraint",
        "disabled",
    }
)
_READ_CHOICES: Final = frozenset({"list_name", "name", "label"})
_READ_SETTINGS: Final = frozenset({"form_title", "form_id", "default_language"})
_TEXTS: Final = ("label", "hint", "guidance_hint")
_ASKING: Final = frozenset({Form.VALUE, Form.SELECT_ONE, Form.SELECT_MULTIPLE, Form.RANK})
_NO_CODE: Final = re.compile(r"[^A-Za-z0-9]+")
_PARAMETER: Final = re.compile(
    r"(start|end|step)\s*=\s*(-?[0-9]{1,15}(?:\.[0-9]{1,15})?)(?![0-9.e])"
)


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a list: what the form calls it, its code here, and its words."""

    name: str
    code: str
    text: Text
    row: int


@dataclass(frozen=True, slots=True)
class Found:
    """An item that was made, the row it came from and what the form calls it."""

    row: int
    name: str
    item: Mapping[str, Any]


@dataclass(slots=True)
class Topic:
    """A topic as it fills up."""

    code: str
    name: Text
    items: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form becomes: its name and code, its topics, and what was made of each row."""

    code: str
    name: Text
    topics: tuple[Topic, ...]
    found: tuple[Found, ...]


class Codes:
    """Codes made from names: the same form gives the same ones, and no two are alike."""

    def __init__(self, taken: Sequence[str] = ()) -> None:
        self._taken = {each.lower() for each in taken}

    def of(self, name: str, otherwise: str) -> str:
        plain = _NO_CODE.sub("-", folded_letters(name)).strip("-")[:LONGEST_CODE].strip("-")
        code = stem = plain or otherwise
        number = 1
        while code.lower() in self._taken:
            number += 1
            end = f"-{number}"
            code = f"{stem[: LONGEST_CODE - len(end)].rstrip('-')}{end}"
        self._taken.add(code.lower())
        return code


def folded_letters(name: str) -> str:
    """Letters without accents; capitals stay."""
    return "".join(folded(each) if not each.isascii() else each for each in name)


def draft_of(grids: Grids, listing: Listing, otherwise: str) -> Draft | None:
    """The draft that a form gives; None where the form is wrong, which is told.

    `otherwise`: what it is called where it does not say.
    """
    reader = _Form(grids, listing)
    reader.check()
    if listing.faults:
        return None
    reader.walk()
    if not reader.topics:
        listing.fault(Place(c.SURVEY), Why.NOTHING)
        return None
    return reader.draft(otherwise)


class _Form:
    """One form: its lists, its rows one after the other, and what they make."""

    def __init__(self, grids: Grids, listing: Listing) -> None:
        self.grids, self.listing = grids, listing
        self.survey, self.choices = grids.of(c.SURVEY), grids.of(c.CHOICES)
        self.settings = self._settings()
        heads = (*heads_of(self.survey), *heads_of(self.choices))
        self.tongues: Tongues = tongues_of(heads, self.settings.get("default_language", ""))
        self.rows = reading_of(self.survey, self.tongues)
        self.lists = self._lists()
        self.codes = Codes(["index"])
        self.topics: list[Topic] = []
        self.found: list[Found] = []
        self.asking = Asking(listing, c.SURVEY)
        self.groups: list[_Group] = []
        self.notes: list[_Note] = []
        self.used: set[str] = set()
        self.general: Topic | None = None

    def _settings(self) -> dict[str, str]:
        grid = self.grids.of(c.SETTINGS)
        heads = heads_of(grid)
        line = grid.lines[0] if grid.lines else None
        return {head.column: line.get(head.written) for head in heads if line is not None}

    def _lists(self) -> dict[str, list[Reading]]:
        found: dict[str, list[Reading]] = {}
        for row in reading_of(self.choices, self.tongues):
            found.setdefault(row.get("list_name"), []).append(row)
        return found

    # What makes it no form at all.

    def check(self) -> None:
        """Everything that XLSForm itself would not take, told at once."""
        if not self.survey:
            self.listing.fault(Place(c.SURVEY), Why.NO_SURVEY)
            return
        for column in ("type", "name"):
            if not any(head.column == column for head in heads_of(self.survey)):
                self.listing.fault(Place(c.SURVEY, 1, column), Why.NO_COLUMN)
        if self.listing.faults:
            return
        self._check_lists()
        opened, names = [_Opened("", 0, "")], set[str]()
        for row in self.rows:
            if _is_off(row) or not row.get("type"):
                self._check_typeless(row)
            else:
                self._check_row(row, type_in(row.get("type")), opened, names)
        for each in opened[1:]:
            self._fault(each.row, "type", Why.GROUP_OPEN, each.name, text=each.what)
        for row in self.rows:
            self._check_references(row, names)

    def _check_references(self, row: Reading, names: set[str]) -> None:
        for column in ("relevant", "constraint", "calculation", "choice_filter"):
            for wanted in REFERENCE.findall(row.get(column)):
                if wanted.removeprefix("last-saved#") not in names and not _is_off(row):
                    number = row.line.number
                    self._fault(number, column, Why.REFERENCE, row.get("name"), text=wanted)

    def _fault(self, row: int, column: str, why: Why, name: str = "", **facts: Any) -> None:
        self.listing.fault(Place(self.survey.name, row, column), why, name, **facts)

    def _check_typeless(self, row: Reading) -> None:
        is_said = row.get("name") or row.texts("label")
        if not row.get("type") and is_said and not _is_off(row):
            self._fault(row.line.number, "type", Why.NO_TYPE, row.get("name"))

    def _check_row(
        self, row: Reading, kind: Type, opened: list["_Opened"], names: set[str]
    ) -> None:
        number, name = row.line.number, row.get("name")
        if kind.form in {Form.END_GROUP, Form.END_REPEAT}:
            self._check_end(row, kind, opened)
            return
        if not name and kind.form is not Form.NOTE and kind.written != "audit":
            self._fault(number, "name", Why.NO_NAME)
        elif name and not re.fullmatch(r"[^\W\d][\w.\-]*", name):
            self._fault(number, "name", Why.NAME_INVALID, name, text=name)
        elif name in opened[-1].names:
            self._fault(number, "name", Why.NAME_TWICE, name, text=name)
        if kind.form in _ASKING and not _speaks(row):
            self._fault(number, "label", Why.NO_TEXT, name)
        opened[-1].names.add(name)
        names.add(name)
        if kind.form in {Form.BEGIN_GROUP, Form.BEGIN_REPEAT}:
            opened.append(_Opened(kind.form.value.removeprefix("begin_"), number, name))
        self._check_list(row, kind)

    def _check_end(self, row: Reading, kind: Type, opened: list["_Opened"]) -> None:
        number, what = row.line.number, kind.form.value.removeprefix("end_")
        if len(opened) == 1:
            self._fault(number, "type", Why.GROUP_CLOSED, row.get("name"))
            return
        if opened[-1].what != what:
            self._fault(number, "type", Why.GROUP_CROSSED, row.get("name"), open=opened[-1].name)
        opened.pop()

    def _check_list(self, row: Reading, kind: Type) -> None:
        if kind.list_name and kind.list_name not in self.lists:
            number, name = row.line.number, row.get("name")
            self._fault(number, "type", Why.LIST_MISSING, name, text=kind.list_name)
        if kind.form is Form.SELECT_MULTIPLE:
            for choice in self.lists.get(kind.list_name, ()):
                if " " in choice.get("name"):
                    place = Place(self.choices.name, choice.line.number, "name")
                    self.listing.fault(place, Why.CHOICE_SPACED, text=choice.get("name"))

    def _check_lists(self) -> None:
        may_repeat = self.settings.get("allow_choice_duplicates", "").lower() in TRUE
        for name, rows in self.lists.items():
            seen: set[str] = set()
            for row in rows:
                place, choice = Place(self.choices.name, row.line.number, "name"), row.get("name")
                if not choice and name:
                    self.listing.fault(place, Why.CHOICE_NAMELESS, text=name)
                elif choice in seen and not may_repeat:
                    self.listing.fault(place, Why.CHOICE_TWICE, text=choice, list=name)
                seen.add(choice)

    # What each row becomes.

    def walk(self) -> None:
        """Go through the rows once, in order."""
        for row in self.rows:
            self._row(row)
        self._lone_notes()
        self._unread()

    def _leave(self, row: Reading, column: str, why: Why, **facts: Any) -> None:
        place = Place(self.survey.name, row.line.number, column)
        self.listing.leave(place, why, row.get("name"), **facts)

    def _row(self, row: Reading) -> None:
        if not row.get("type"):
            if row.line.cells:
                self._leave(row, "", Why.ROW_COMMENT, text=" · ".join(row.line.cells.values()))
            return
        kind = type_in(row.get("type"))
        if _is_off(row) and not kind.form.value.startswith(("begin", "end")):
            self._leave(row, "disabled", Why.DISABLED)
            self.asking.leaves(row.get("name"))
            return
        match kind.form:
            case Form.BEGIN_GROUP | Form.BEGIN_REPEAT:
                self._begin(row, kind)
            case Form.END_GROUP | Form.END_REPEAT:
                self._end()
            case _ if any(group.is_repeat for group in self.groups):
                self._leave(row, "type", Why.IN_REPEAT, text=_shown(row))
                self.asking.leaves(row.get("name"))
            case Form.NOTE:
                self._note(row)
            case Form.LEFT | Form.RANK:
                why = kind.why or Why.TYPE_UNUSED
                is_known = {"is_known": kind.is_known}
                self._leave(row, "type", why, text=kind.written, label=_shown(row), **is_known)
                self.asking.leaves(row.get("name"))
            case _:
                self._question(row, kind)

    def _begin(self, row: Reading, kind: Type) -> None:
        is_repeat = kind.form is Form.BEGIN_REPEAT
        inside = any(group.is_repeat for group in self.groups)
        if inside:
            self._leave(row, "type", Why.IN_REPEAT, text=_shown(row))
        elif is_repeat:
            self._leave(row, "type", Why.REPEATED, text=_shown(row))
        elif self.groups:
            self._leave(row, "type", Why.SUBGROUP, text=_shown(row), group=self.groups[0].name)
        if not self.groups:
            self._lone_notes()
        self.groups.append(_Group(row, row.get("name"), is_repeat, len(self.found)))
        if not inside and not is_repeat:
            for column in ("hint", "guidance_hint", "constraint"):
                if row.get(column) or row.texts(column):
                    self._leave(row, column, Why.OF_GROUP, text=_said(row, column))

    def _end(self) -> None:
        group = self.groups.pop()
        if not self.groups:
            self._lone_notes()
            if len(self.found) == group.before and not group.is_repeat:
                self._leave(group.row, "type", Why.EMPTY_GROUP, text=_shown(group.row))

    def _note(self, row: Reading) -> None:
        if row.texts("label"):
            self.notes.append(_Note(row, row.get("relevant")))
        else:
            self._leave(row, "label", Why.NO_LABEL)

    def _lone_notes(self) -> None:
        for note in self.notes:
            self._leave(note.row, "label", Why.NOTE_ALONE, text=_shown(note.row))
        self.notes.clear()

    def _question(self, row: Reading, kind: Type) -> None:
        made = self._kind(row, kind)
        if made is None:
            self.asking.leaves(row.get("name"))
            return
        topic = self._topic(row)
        text = row.texts("label")
        if not text:
            self._leave(row, "label", Why.NO_LABEL)
            text = dict.fromkeys(("es", "en"), row.get("name"))
        code = self.codes.of(row.get("name"), "item")
        if code != row.get("name"):
            self._leave(row, "name", Why.CODE_MADE, text=row.get("name"), code=code)
        relevant = [group.row for group in self.groups] + [row]
        item = {
            "code": code,
            **made,
            "text": text,
            "help": self._help(row),
            "example": dict(TO_WRITE),
            "evidence": {"expected": "never", "text": dict(TO_WRITE)},
            "legal": [],
            "not_applicable": None,
            "time_bound": False,
            "recommendation": dict(TO_WRITE),
            "effort": "medium",
        }
        if item["kind"] != Kind.TEXT:
            item["scored"] = False
        condition = self.asking.condition(relevant)
        if condition is not None:
            item["asked_when"] = condition
        self._limits(row, item)
        self._asides(row)
        topic.items.append(item)
        self.asking.adds(row.get("name"), item, self._names(kind, item))
        self.found.append(Found(row.line.number, row.get("name"), item))

    def _topic(self, row: Reading) -> Topic:
        """The topic of the outermost group, or of the questions that stand in none."""
        if self.groups:
            group, self.general = self.groups[0], None
            if group.topic is None:
                name = group.row.texts("label")
                code = self.codes.of(group.name, "topic")
                if code != group.name:
                    self._leave(group.row, "name", Why.CODE_MADE, text=group.name, code=code)
                group.topic = Topic(code, name or dict.fromkeys(("es", "en"), group.name))
                self.topics.append(group.topic)
                self._citing(group.row, ("label",))
                self._lacking(group.row, "label")
            return group.topic
        if self.general is None:
            self.general = Topic(self.codes.of("general", "general"), dict(GENERAL))
            self.topics.append(self.general)
        return self.general

    def _help(self, row: Reading) -> Text:
        """The notes that stand before a question, its hint and its guidance."""
        mine = [note for note in self.notes if note.relevant in {"", row.get("relevant")}]
        told = [each.row.texts(column) for each in mine for column in _TEXTS]
        told += [row.texts(column) for column in ("hint", "guidance_hint")]
        for note in mine:
            self._citing(note.row, _TEXTS)
            self._lacking(note.row, "label")
        self.notes = [note for note in self.notes if note not in mine]
        self._lone_notes()
        said = [each for each in told if each]
        if not said:
            return dict(TO_WRITE)
        return {
            ours: "\n\n".join(each[ours] or next(filter(None, each.values())) for each in said)
            for ours in ("es", "en")
        }

    def _kind(self, row: Reading, kind: Type) -> dict[str, Any] | None:
        """The kind of an item with what it needs; None where nothing can be asked with it."""
        if kind.form is Form.VALUE and kind.kind is not None:
            return {"kind": kind.kind.value} | self._number(row, kind)
        options = self._options(kind)
        if kind.or_other:
            self._leave(row, "type", Why.OR_OTHER)
        if len(options) < LEAST_OPTIONS:
            self._leave(row, "type", Why.CHOICES_FEW, text=_shown(row), list=kind.list_name)
            return None
        self.used.add(kind.list_name)
        if row.get("choice_filter"):
            self._leave(row, "choice_filter", Why.FILTERED, text=row.get("choice_filter"))
        if kind.form is Form.SELECT_ONE and yes_no_of(options):
            return {"kind": Kind.YES_NO.value}
        told = Kind.SCALE if kind.form is Form.SELECT_ONE else Kind.MULTIPLE
        listed = [{"code": option.code, "text": option.text} for option in options]
        return {"kind": told.value, "options": listed}

    def _number(self, row: Reading, kind: Type) -> dict[str, Any]:
        if kind.written == "decimal":
            return {"decimals": DECIMALS}
        if kind.written != "range":
            return {}
        given = {"start": "1", "end": "10", "step": "1"}
        given |= dict(_PARAMETER.findall(row.get("parameters").lower()))
        try:
            least, most = sorted((Decimal(given["start"]), Decimal(given["end"])))
        except InvalidOperation:
            return {}
        step = Decimal(given["step"])
        digits = max(0, -int(step.normalize().as_tuple().exponent))
        if step != Decimal(1).scaleb(-digits):
            self._leave(row, "parameters", Why.LIMIT_LEFT, text=f"step={given['step']}")
        found: dict[str, Any] = {"minimum": f"{least:f}", "maximum": f"{most:f}"}
        return found | ({"decimals": digits} if digits else {})

    def _options(self, kind: Type) -> list[Option]:
        codes, seen, found = Codes(), set[str](), []
        is_new = kind.list_name not in self.asking.told_lists
        self.asking.told_lists.add(kind.list_name)
        for row in self.lists.get(kind.list_name, ()):
            name, place = row.get("name"), Place(self.choices.name, row.line.number, "name")
            if name in seen:
                if is_new:
                    self.listing.leave(place, Why.CHOICE_TWINS, text=name)
                continue
            seen.add(name)
            text = row.texts("label") or dict.fromkeys(("es", "en"), name)
            code = codes.of(name, "option")
            if is_new and code != name:
                self.listing.leave(place, Why.CODE_MADE, text=name, code=code)
            label = Place(self.choices.name, row.line.number, "label")
            if is_new and not row.texts("label"):
                self.listing.leave(label, Why.NO_LABEL, name)
            elif is_new:
                for ours in row.lacks("label"):
                    self.listing.leave(label, Why.LANGUAGE_MISSING, name, language=ours)
                if any(REFERENCE.search(each) for each in text.values()):
                    self.listing.leave(label, Why.REFERENCE_IN_TEXT, name, text=text["es"])
            found.append(Option(name, code, text, row.line.number))
        if kind.or_other and OTHER_CODE not in seen:
            found.append(Option(OTHER_CODE, codes.of(OTHER_CODE, OTHER_CODE), dict(OTHER), 0))
        return found

    def _names(self, kind: Type, item: Mapping[str, Any]) -> dict[str, str]:
        """What the form calls each option, and its code here."""
        if not kind.list_name:
            return {}
        options = self._options(kind)
        if item["kind"] == Kind.YES_NO:
            return yes_no_of(options)
        return {option.name: option.code for option in options}

    def _limits(self, row: Reading, item: dict[str, Any]) -> None:
        told = row.get("constraint")
        if not told:
            return
        limits = None
        if item["kind"] == Kind.NUMBER:
            limits = bounds_in(told, is_whole=not item.get("decimals"))
        if limits is not None:
            limits = _narrowed(limits, (item.get("minimum"), item.get("maximum")))
        if limits is None:
            self._leave(row, "constraint", Why.LIMIT_LEFT, text=told)
            return
        named = zip(("minimum", "maximum"), limits, strict=True)
        item.update({name: limit for name, limit in named if limit is not None})

    def _asides(self, row: Reading) -> None:
        """What is told of a question that was taken."""
        required = row.get("required")
        if required.lower() in FALSE:
            self._leave(row, "required", Why.NOT_REQUIRED)
        elif required.lower() not in TRUE:
            self._leave(row, "required", Why.REQUIRED_WHEN, text=required)
        self._citing(row, _TEXTS)
        for column in ("label", "hint"):
            self._lacking(row, column)

    def _citing(self, row: Reading, columns: Sequence[str]) -> None:
        """Tell which texts would show another answer, as nothing is put in its place here."""
        for column in columns:
            texts = row.texts(column)
            if any(REFERENCE.search(each) for each in texts.values()):
                self._leave(row, column, Why.REFERENCE_IN_TEXT, text=_said(row, column))

    def _lacking(self, row: Reading, column: str) -> None:
        """Tell which of our languages a text is not written in."""
        for ours in row.lacks(column) if row.texts(column) else ():
            self._leave(row, column, Why.LANGUAGE_MISSING, language=ours)

    # What nobody read.

    def _unread(self) -> None:
        for grid, read in (
            (self.survey, _READ),
            (self.choices, _READ_CHOICES),
            (self.grids.of(c.SETTINGS), _READ_SETTINGS),
        ):
            self._unread_columns(grid.name, read)
            for row in grid.aside:
                self.listing.leave(Place(grid.name, row), Why.NO_HEADING)
            for row, column in grid.unread:
                self.listing.leave(Place(grid.name, row, column), Why.NO_VALUE)
            for column in grid.twice:
                self.listing.leave(Place(grid.name, 1, column), Why.COLUMN_TWICE)
        self._unused()

    def _unused(self) -> None:
        """Lists and sheets that nothing was made of."""
        for name, rows in self.lists.items():
            if name not in self.used:
                for choice in rows:
                    place = Place(self.choices.name, choice.line.number, "list_name")
                    self.listing.leave(place, Why.LIST_UNUSED, text=name)
        for line in self.grids.of(c.SETTINGS).lines[1:]:
            place = Place(self.grids.of(c.SETTINGS).name, line.number)
            self.listing.leave(place, Why.ROW_COMMENT, text=" · ".join(line.cells.values()))
        for name, grid in self.grids.sheets.items():
            if name not in {c.SURVEY, c.CHOICES, c.SETTINGS} and (grid.heads or grid.lines):
                self.listing.leave(Place(grid.name), Why.SHEET_UNUSED, count=len(grid.lines))

    def _unread_columns(self, name: str, read: frozenset[str]) -> None:
        grid = self.grids.of(name.strip().lower())
        is_settings = name.strip().lower() == c.SETTINGS
        for head in heads_of(grid):
            why = Why.SETTING_UNUSED if is_settings else Why.COLUMN_UNUSED
            if head.column in read:
                why = Why.LANGUAGE_UNUSED
            for row in reading_of(grid, self.tongues):
                text, number = row.line.get(head.written), row.line.number
                if head.column in read and not self._is_other(head, row):
                    continue
                if text and not self._is_taken(head.column, number):
                    place = Place(grid.name, number, head.written)
                    facts = {"text": text, "column": head.column, "language": head.language}
                    self.listing.leave(place, why, **facts)

    def _is_other(self, head: Head, row: Reading) -> bool:
        """Whether a text is in a language that is not read, or read from another column."""
        if head.column not in TEXTS:
            return False
        if not head.language:
            return row.has_both(head.column)
        return head.language in self.tongues.unused

    def _is_taken(self, column: str, number: int) -> bool:
        """Whether it was read, or told, with its row."""
        if column == "choice_filter":
            return True
        is_range = any(
            row.line.number == number and type_in(row.get("type")).written == "range"
            for row in self.rows
        )
        return column == "parameters" and is_range

    def draft(self, otherwise: str) -> Draft:
        title = self.settings.get("form_title", "") or self.settings.get("form_id", "")
        stem = self.settings.get("form_id", "") or title or otherwise
        code = Codes().of(stem, "form")
        if code != stem and self.settings:
            place = Place(self.grids.of(c.SETTINGS).name, 2, "form_id")
            self.listing.leave(place, Why.CODE_MADE, text=stem, code=code)
        name = title or otherwise
        return Draft(code, {"es": name, "en": name}, tuple(self.topics), tuple(self.found))


@dataclass(slots=True)
class _Opened:
    """A group or a repeat that is not closed yet, with the names in it."""

    what: str
    row: int
    name: str
    names: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Group:
    row: Reading
    name: str
    is_repeat: bool
    before: int
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class _Note:
    row: Reading
    relevant: str


def _is_off(row: Reading) -> bool:
    return row.get("disabled").lower() in TRUE


def _speaks(row: Reading) -> bool:
    """Whether a question says anything: XLSForm lets it speak by a picture, or be reckoned."""
    has_media = any(h.column.startswith("media::") for h in row.heads if row.get(h.column))
    return bool(row.texts("label") or row.texts("hint") or row.get("calculation") or has_media)


def _said(row: Reading, column: str) -> str:
    """What stands in a column, in one of our languages."""
    return row.texts(column).get("es", "") or row.get(column)


def _shown(row: Reading) -> str:
    """How a row is told of: its label, else its name."""
    texts = row.texts("label")
    return texts.get("es", "") or row.get("name")


def _narrowed(one: Limits, other: Limits) -> Limits | None:
    """The limits that hold where both do; None where no number is left, or one is too long."""
    least = max((Decimal(each) for each in (one[0], other[0]) if each), default=None)
    most = min((Decimal(each) for each in (one[1], other[1]) if each), default=None)
    if least is not None and most is not None and least > most:
        return None
    found = tuple(None if each is None else f"{each:f}" for each in (least, most))
    if any(each is not None and not EXACT_NUMBER.fullmatch(each) for each in found):
        return None
    return found[0], found[1]


def yes_no_of(options: Sequence[Option]) -> dict[str, str]:
    """What a list of a yes and a no calls them; nothing where it is another list.

    Its words have to say so in both languages: what is named yes may read "very much agreed".
    """
    if len(options) != LEAST_OPTIONS:
        return {}
    found = []
    for ours in ("es", "en"):
        words = [folded(option.text[ours]).strip(" .!") for option in options]
        found.append(["yes" if word in _YES else "no" if word in _NO else "" for word in words])
    said = found[0]
    if set(said) != {"yes", "no"} or found[1] != said:
        return {}
    return {option.name: told for option, told in zip(options, said, strict=True)}


def minutes_of(topic: Topic) -> int:
    """How long a topic takes, by how many items it has."""
    return max(1, round(len(topic.items) * MINUTES_FOR))


def topics_said(draft: Draft) -> Iterator[dict[str, Any]]:
    """The topics as the tree of an edition says them."""
    for topic in draft.topics:
        yield {"code": topic.code, "name": topic.name, "minutes": minutes_of(topic)}
