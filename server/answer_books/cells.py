"""Celdas: an answer as the cells of a workbook, and cells as an answer again. Pure.

Every field of an item is a cell with a key of its own (`P1-01/number`), by which it is found
wherever it was moved to. What a cell cannot show exactly as it was typed has one shown form, and
two answers with the same one are the same (`shown`).
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from game.answers import VALUE_FIELDS, Answer, Citation, problems_of
from game.questionnaire import Expected, Item, Kind, Option
from game.typed import date_of, number_of, written_number

# A cell of a workbook holds so many UTF-16 units, a field of a form so many letters.
LONGEST_CELL: Final = 32_767
LONGEST_TEXT: Final = 20_000
LONGEST_PAGE: Final = 80
LEAST_EVIDENCE: Final = 3
SPARE_EVIDENCE: Final = 1
# What a number in a cell keeps of its digits.
DIGITS: Final = 15
DECIMALS: Final = 9
EPOCH: Final = date(1899, 12, 30)
LAST_SERIAL: Final = 2_958_465
EARLIER_EPOCH_DAYS: Final = 1_462
YES: Final = frozenset({"si", "yes", "s", "y", "x", "1", "true", "verdadero"})
NO: Final = frozenset({"no", "n", "0", "false", "falso"})
# No keyboard types these; some programs paste them.
CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What a program writes after a day that it takes for a moment.
MIDNIGHT: Final = re.compile(r"[ T]00:00(:00(\.0{1,9})?)?$")
# What is wrong with what was typed, not only still to come.
WRONG: Final = frozenset(
    {
        "not-a-number",
        "not-a-date",
        "outside-limits",
        "too-many-decimals",
        "not-whole",
        "date-late",
        "zero-denominator",
        "numerator-above-denominator",
        "exclusive-option",
        "plan-date-past",
        "plan-date-far",
    }
)

Value = str | Decimal | date | None


class Form(StrEnum):
    """What is typed in a cell."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell to fill in. `name` is the field of the answer, with which option or document it is."""

    item: str
    name: str
    form: Form

    @property
    def key(self) -> str:
        return f"{self.item}/{self.name}"

    @property
    def field(self) -> str:
        """The field of an answer that it is part of."""
        kind = self.name.partition(":")[0]
        return "chosen" if kind == "option" else kind

    @property
    def part(self) -> str:
        return self.name.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Typed:
    """A cell as it came. `kind`: text, number, boolean, error, or a formula without a plain value.

    `style` says what a number is shown as: `percent`, `date`, or nothing.
    """

    kind: str
    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """What came in the cells of one key: the answer, and the page beside a document."""

    answer: Typed | None = None
    page: Typed | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A document as it is named in a workbook. `has_pages`: a file, of which a page is told.

    `is_old`: a newer version has replaced it; it is still cited, and not offered any more.
    """

    id: str
    title: str
    has_pages: bool
    label: str = ""
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the content of a cell is not taken, and what it is."""

    slot: str
    code: str
    typed: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cells of an item say. `missing`: cells that are not there any more.

    `notes`: cells of which something was left out that nobody can type.
    """

    answer: Answer
    faults: tuple[Fault, ...] = ()
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Unreadable(Exception):
    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def slots_of(item: Item, cited: int = 0) -> tuple[Slot, ...]:
    """The cells of an item, in the order of its form; `cited`: how many documents it cites."""
    return tuple(_slots(item, cited))


def _slots(item: Item, cited: int) -> Iterator[Slot]:
    yield from (Slot(item.code, name, form) for name, form in _value_cells(item))
    if item.not_applicable is not None:
        yield Slot(item.code, "not_applicable", Form.YES_NO)
    if may_lack(item) or item.not_applicable is not None:
        yield Slot(item.code, "reason", Form.TEXT)
    if may_lack(item):
        yield Slot(item.code, "plan", Form.TEXT)
        yield Slot(item.code, "plan_by", Form.DATE)
    if item.evidence.expected is not Expected.NEVER or cited:
        for number in range(1, max(LEAST_EVIDENCE, cited + SPARE_EVIDENCE) + 1):
            yield Slot(item.code, f"evidence:{number}", Form.DOCUMENT)


def _value_cells(item: Item) -> tuple[tuple[str, Form], ...]:
    """The cells of what is answered, without its reasons and proofs."""
    if item.kind is Kind.MULTIPLE:
        return tuple((f"option:{option.code}", Form.YES_NO) for option in item.options)
    forms = {"chosen": Form.CHOICE, "date": Form.DATE, "text": Form.TEXT}
    return tuple((name, forms.get(name, Form.NUMBER)) for name in VALUE_FIELDS[item.kind])


def may_lack(item: Item) -> bool:
    """Whether an honest no can be said of it, with its reason and its plan."""
    return item.is_scored and (not item.options or any(o.factor <= 0 for o in item.options))


def named(documents: Sequence[Known]) -> tuple[Known, ...]:
    """The documents with the words they are chosen by: a short code, and their title."""
    ids = [each.id for each in documents]
    length = next(n for n in (8, 12, 16, 64) if n == 64 or len({i[:n] for i in ids}) == len(ids))
    return tuple(
        replace(each, label=f"{each.id[:length]} · {' '.join(each.title.split())[:80]}")
        for each in documents
    )


def fits(text: str) -> bool:
    """Whether a cell can hold a text."""
    return len(text.encode("utf-16-le", "surrogatepass")) <= 2 * LONGEST_CELL


def shown(item: Item, answer: Answer) -> Answer:
    """An answer as its cells say it: numbers and dates in one form, texts without blank ends."""
    order = [option.code for option in item.options]
    chosen = tuple(code for code in order if code in answer.chosen)
    return replace(
        answer,
        chosen=chosen if item.kind is Kind.MULTIPLE else chosen[:1],
        number=_number_shown(answer.number),
        denominator=_number_shown(answer.denominator),
        date=_date_shown(answer.date),
        plan_by=_date_shown(answer.plan_by),
        text=tidy(answer.text),
        reason=tidy(answer.reason),
        plan=tidy(answer.plan),
    )


def tidy(text: str) -> str:
    """A text as a cell keeps it."""
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _number_shown(typed: str) -> str:
    number = number_of(typed, "%")
    return tidy(typed) if number is None or not _is_exact(number) else _plain(number)


def _is_exact(number: Decimal) -> bool:
    """Whether a cell keeps all the digits."""
    return len(number.normalize().as_tuple().digits) <= DIGITS


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _date_shown(typed: str) -> str:
    when = date_of(typed)
    return tidy(typed) if when is None or when.year < 1901 else when.isoformat()


def value_of(item: Item, slot: Slot, answer: Answer, words: Sequence[str]) -> Value:
    """What stands in a cell. `words`: the options as they are chosen, or yes and no."""
    said = shown(item, answer)
    match slot.form:
        case Form.CHOICE:
            codes = [option.code for option in item.options]
            return words[codes.index(said.chosen[0])] if said.chosen else None
        case Form.YES_NO if slot.part:
            is_any = bool(said.chosen)
            return words[0] if slot.part in said.chosen else (words[1] if is_any else None)
        case Form.YES_NO:
            return words[0] if answer.not_applicable else None
        case Form.NUMBER:
            typed = getattr(said, slot.name)
            number = number_of(typed)
            return number if number is not None and _is_exact(number) else typed or None
        case Form.DATE:
            typed = getattr(said, slot.name)
            when = date_of(typed)
            return when if when is not None and when.year >= 1901 else typed or None
        case _:
            return getattr(said, slot.name) or None


def read_item(
    item: Item, pairs: Mapping[str, Pair], base: Answer, documents: Sequence[Known]
) -> Reading:
    """What the cells of an item say. A cell that is gone, or cannot be read, leaves its base."""
    reader = _Reader(item, pairs, base, documents)
    answer = reader.answer()
    # What follows from several cells is found once they are together.
    for problem in problems_of(item, answer):
        if problem.code in WRONG and not answer.not_applicable:
            answer = reader.without(answer, problem.field, problem.code, problem.facts)
    notes = tuple(dict.fromkeys(reader.notes))
    return Reading(answer, tuple(reader.faults), tuple(reader.missing), notes)


class _Reader:
    """Reads the cells of one item, and notes what it cannot."""

    def __init__(
        self, item: Item, pairs: Mapping[str, Pair], base: Answer, documents: Sequence[Known]
    ) -> None:
        self.item, self.pairs, self.documents = item, pairs, documents
        self.base = replace(shown(item, base), copied_from="")
        self.slots = slots_of(item, len(base.evidence))
        self.faults: list[Fault] = []
        self.missing: list[str] = []
        self.notes: list[str] = []

    def answer(self) -> Answer:
        found: dict[str, object] = {}
        for slot in self.slots:
            if slot.form in {Form.NUMBER, Form.DATE, Form.TEXT}:
                found[slot.name] = self._read(slot, getattr(self.base, slot.name), self._plain)
            elif slot.name == "not_applicable":
                told = self._read(slot, "si" if self.base.not_applicable else "", self._yes)
                found[slot.name] = bool(told)
        found["chosen"] = self._chosen()
        faulty = {slot.field for slot in self.slots if self._is_faulty(slot)}
        group = set(VALUE_FIELDS[self.item.kind])
        if faulty & group:
            found |= {name: getattr(self.base, name) for name in group}
        return replace(self.base, **found, evidence=self._evidence())  # type: ignore[arg-type]

    def without(self, answer: Answer, field: str, code: str, facts: Mapping[str, object]) -> Answer:
        """The answer as it was in what is wrong; what was so from the start is left alone."""
        group = VALUE_FIELDS[self.item.kind] if field in VALUE_FIELDS[self.item.kind] else (field,)
        was = {name: getattr(self.base, name) for name in group}
        if all(getattr(answer, name) == value for name, value in was.items()):
            return answer
        slots = [each for each in self.slots if each.field == field]
        told = [each for each in slots if self._typed(each)] or slots
        self.faults += [Fault(each.name, code, self._typed(each), facts) for each in told]
        return replace(answer, **was)

    def _read(self, slot: Slot, base: str, take: Callable[[Slot, Typed], str]) -> str:
        pair = self.pairs.get(slot.key)
        if pair is None:
            # What no cell holds has none in our own books either.
            self.missing += [slot.name] if fits(base) else []
            return base
        if pair.answer is None:
            return ""
        if CONTROLS.search(pair.answer.text.replace("\r", "")):
            self.notes.append(slot.name)
        if pair.answer.kind == "text" and tidy(pair.answer.text) == base:
            return base
        try:
            return take(slot, pair.answer)
        except _Unreadable as fault:
            self._fault(slot.name, fault, pair.answer)
            return base

    def _fault(self, name: str, fault: _Unreadable, typed: Typed) -> None:
        self.faults.append(Fault(name, fault.code, written_out(typed), fault.facts))

    def _is_faulty(self, slot: Slot) -> bool:
        return any(each.slot == slot.name for each in self.faults)

    def _typed(self, slot: Slot) -> str:
        pair = self.pairs.get(slot.key)
        return written_out(pair.answer) if pair and pair.answer else ""

    def _plain(self, slot: Slot, typed: Typed) -> str:
        if slot.form is Form.NUMBER:
            return number_in(typed, is_share=self._is_share)
        return date_in(typed) if slot.form is Form.DATE else text_in(typed)

    @property
    def _is_share(self) -> bool:
        """Whether the number is of a hundred, so that 45 % in a cell, kept as 0.45, is 45."""
        unit = self.item.unit
        return self.item.kind is Kind.NUMBER and unit is not None and "%" in unit.es

    def _yes(self, _: Slot, typed: Typed) -> str:
        word = folded(_told(typed))
        if word in YES | NO:
            return "si" if word in YES else ""
        if word:
            raise _Unreadable("cell-yes-or-no")
        return ""

    def _chosen(self) -> tuple[str, ...]:
        known = {option.code: option for option in self.item.options}
        if self.item.kind is Kind.MULTIPLE:
            slots = [each for each in self.slots if each.field == "chosen"]
            return tuple(
                slot.part
                for slot in slots
                if self._read(slot, "si" if slot.part in self.base.chosen else "", self._yes)
            )
        if not known:
            return ()
        slot = next(each for each in self.slots if each.name == "chosen")
        code = self._read(slot, "".join(self.base.chosen), self._option)
        return (code,) if code else ()

    def _option(self, _: Slot, typed: Typed) -> str:
        word = folded(_told(typed))
        if not word:
            return ""
        found = [each.code for each in self.item.options if word in _words(each)]
        if not found and self.item.kind is Kind.YES_NO and word in YES | NO:
            return "yes" if word in YES else "no"
        if not found:
            raise _Unreadable("cell-option")
        return found[0]

    def _evidence(self) -> tuple[Citation, ...]:
        found: list[Citation] = []
        for slot in self.slots:
            if slot.form is not Form.DOCUMENT:
                continue
            place = int(slot.part) - 1
            before = self.base.evidence[place : place + 1]
            pair = self.pairs.get(slot.key)
            if pair is None:
                self.missing += [slot.name] if before else []
                found += before
                continue
            try:
                found += self._citation(pair)
            except _Unreadable as fault:
                self._fault(slot.name, fault, pair.answer or pair.page or Typed("s", ""))
                found += before
        return tuple(dict.fromkeys(found))

    def _citation(self, pair: Pair) -> Iterator[Citation]:
        told = text_in(pair.answer) if pair.answer else ""
        page = " ".join(text_in(pair.page).split()) if pair.page else ""
        if len(page) > LONGEST_PAGE:
            raise _Unreadable("cell-page-long", limit=LONGEST_PAGE)
        if not told and page:
            raise _Unreadable("cell-page-alone")
        if not told:
            return
        document = document_in(told, self.documents)
        if document is None:
            same = [each for each in self.base.evidence if each.document == told.partition(" ")[0]]
            if not same:
                raise _Unreadable("cell-document")
            yield Citation(same[0].document, page, has_pages=same[0].has_pages)
            return
        yield Citation(document.id, page, has_pages=document.has_pages)


def document_in(told: str, documents: Sequence[Known]) -> Known | None:
    """The document that is named by its code, or by its whole title where only one has it."""
    code = told.partition(" ")[0].lower()
    by_code = [each for each in documents if len(code) >= 8 and each.id.startswith(code)]
    title = folded(told)
    by_title = [each for each in documents if folded(each.title) == title and not each.is_old]
    found = by_code or by_title
    return found[0] if len(found) == 1 else None


def number_in(typed: Typed, *, is_share: bool = False) -> str:
    """A number as one types it in a form."""
    told = _told(typed)
    if typed.kind != "number":
        number = number_of(told, "%")
        if told and number is None:
            raise _Unreadable("not-a-number")
        return "" if number is None else _number_shown(told)
    written = written_number(told)
    if written is None:
        raise _Unreadable("not-a-number")
    try:
        value = Decimal(f"{written:.{DIGITS}g}")
        if typed.style == "percent" and is_share:
            value *= 100
        plain = _plain(round(value, DECIMALS))
    except InvalidOperation:
        raise _Unreadable("not-a-number") from None
    if number_of(plain) is None:
        raise _Unreadable("not-a-number")
    return plain


def date_in(typed: Typed) -> str:
    """A date as one types it in a form."""
    told = _told(typed)
    if typed.kind != "number":
        when = date_of(told[:10] if typed.style == "date" else MIDNIGHT.sub("", told))
        if told and when is None:
            raise _Unreadable("not-a-date")
        return "" if when is None else when.isoformat()
    when = _serial(told)
    if when is None:
        raise _Unreadable("not-a-date")
    return when.isoformat()


def _serial(told: str) -> date | None:
    written = written_number(told)
    # Before that a year of Excel has a day that never was.
    if written is None or not 367 <= written < LAST_SERIAL + 1:
        return None
    return EPOCH + timedelta(days=int(written))


def text_in(typed: Typed) -> str:
    """A text as one types it; a number or a date in its place is written out."""
    told = _told(typed)
    text = tidy(told if typed.kind != "number" else written_out(typed))
    if len(text) > LONGEST_TEXT:
        raise _Unreadable("text-too-long", limit=LONGEST_TEXT)
    return text


def written_out(typed: Typed) -> str:
    """A cell as one sees it: a number that is shown as a day or a percentage is told as one."""
    told = typed.text.strip()
    written = written_number(told)
    if typed.kind != "number" or written is None:
        return typed.text
    when = _serial(told) if typed.style == "date" else None
    if when is not None:
        return when.isoformat()
    is_percent = typed.style == "percent"
    plain = _plain(Decimal(f"{written * 100 if is_percent else written:.{DIGITS}g}"))
    return f"{plain} %" if is_percent else plain


def _told(typed: Typed) -> str:
    """What a cell holds; what it would only compute is not there to be taken."""
    if typed.kind == "formula":
        raise _Unreadable("cell-formula")
    if typed.kind == "error":
        raise _Unreadable("cell-error")
    return typed.text.strip()


def folded(text: str) -> str:
    """Words as they are compared: without accents, sizes and spaces to spare."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return " ".join(letters.casefold().split()).rstrip(".")


def _words(option: Option) -> frozenset[str]:
    return frozenset({folded(option.text.es), folded(option.text.en), folded(option.code)})
