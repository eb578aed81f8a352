"""Libro de respuestas: what stands in the workbook that a government fills in, every word of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Final

from game.answers import Answer, Problem
from game.questionnaire import Condition, Item, Kind, Questionnaire, Topic
from server.answer_books.cells import (
    LONGEST_TEXT,
    Fault,
    Form,
    Known,
    Slot,
    fits,
    shown,
    slots_of,
    value_of,
)
from server.answer_books.plan import Block, BookPlan, LevelSheet, Line, Table
from server.i18n import LOCALES, Lazy, lazy, locale, number, speaking
from server.i18n import gettext as _
from server.pages.answers import LOCKS, PROBLEMS, problem_text
from server.pages.lines import copied_name, legible

# Headers of the pillars, dark enough for white text: the hues of `static/css/tokens.css`.
HUES: Final[Mapping[str, str]] = MappingProxyType({"P": "1F4E8C", "I": "8A5A00", "H": "0F6B55"})
PLAIN_HUE: Final = "1F2933"
# Why a cell is not taken, by the code it is refused with.
FAULTS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "cell-formula": lazy("Es una fórmula sin valor guardado: escriba el valor."),
        "cell-error": lazy("La celda tiene un error de cálculo: escriba el valor."),
        "cell-option": lazy("No es una de las opciones: elíjala de la lista de la celda."),
        "cell-yes-or-no": lazy("Escriba «Sí» o «No», o deje la celda vacía."),
        "cell-document": lazy(
            "No es un documento de su gobierno: elíjalo de la lista, por su clave."
        ),
        "cell-page-alone": lazy("Tiene página y no tiene documento: elija el documento."),
        "cell-page-long": lazy("La página es demasiado larga: hasta {limit} caracteres."),
        "cell-twice": lazy("Esta celda está dos veces en el libro, con contenidos distintos."),
        "cell-stray": lazy("Esta celda no es de este reactivo: no se sabe qué responde."),
        "text-too-long": lazy("El texto es demasiado largo: hasta {limit} caracteres."),
    }
)
FIELDS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "chosen": lazy("Respuesta"),
        "number": lazy("Número"),
        "denominator": lazy("Total"),
        "date": lazy("Fecha"),
        "text": lazy("Respuesta"),
        "not_applicable": lazy("No aplica"),
        "reason": lazy("Razón"),
        "plan": lazy("Qué hará su gobierno"),
        "plan_by": lazy("Para cuándo"),
        "evidence": lazy("Documento"),
    }
)
# What may be typed in a cell that is the same in every item.
HINTS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "chosen": lazy("Sí, si se cumple."),
        "date": lazy("Día/mes/año."),
        "reason": lazy("Si no se tiene, o si no aplica: por qué."),
        "plan": lazy("Si no se tiene: qué hará su gobierno."),
        "plan_by": lazy("Si no se tiene: para cuándo, día/mes/año."),
        "text": lazy("Hasta {limit} caracteres."),
    }
)
HEADS: Final = (
    lazy("Reactivo"),
    lazy("Pregunta"),
    lazy("Su respuesta"),
    lazy("Página"),
    lazy("Cómo se responde"),
    lazy("Edición anterior"),
)
# Stands where a text would, which then has no cell.
TOO_LONG: Final = lazy("Demasiado largo para una celda: se lee y se cambia en la página.")
# Which of the heads stands over the answers.
ANSWERED: Final = 2
# What a program says when something else is typed, by the kind of its rule.
ALERTS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "title": lazy("Revise la celda"),
        "list": lazy("Elija de la lista. Lo que no esté en ella vuelve con un comentario."),
        "decimal": lazy("El número está fuera de lo posible. Lo que no quepa vuelve comentado."),
        "date": lazy("Escriba una fecha, como 31/12/2026."),
    }
)
GUIDE: Final = (
    lazy("Cada nivel es una hoja. Se responde solo en las celdas amarillas."),
    lazy(
        "Donde hay lista, elija de ella. Los números van sin unidades; las fechas, como 31/12/2026."
    ),
    lazy(
        "Si algo no se tiene, dígalo: con razón, plan y fecha da los mismos puntos que un «Sí»"
        " probado."
    ),
    lazy(
        "La evidencia se cita con la clave de un documento que ya esté en «Documentos» y su página."
        " Los documentos se suben en la página, no aquí."
    ),
    lazy("Lo gris no se pregunta con lo que respondió hasta ahora, o ya no se puede cambiar."),
    lazy("Puede guardar y cerrar cuando quiera, y repartir copias: cada quien sube la suya."),
    lazy(
        "Al terminar, súbalo en Mi liga → Trabajar en Excel. Antes de guardar verá qué cambia; si"
        " alguien respondió lo mismo mientras tanto, se le preguntará."
    ),
    lazy(
        "No cambie las hojas ocultas ni la primera columna: dicen de qué reactivo es cada celda."
        " Guárdelo como .xlsx."
    ),
)
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\']")
LONGEST_NAME: Final = 31


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """An item with what its cells show. `faults`: what was typed in them and is not taken."""

    item: Item
    answer: Answer
    earlier: str = ""
    lock: str = ""
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What a workbook says of itself. `unplaced`: what one that came back held besides."""

    edition: str
    participant: str
    made_text: str
    made_on: date
    signed: tuple[str, ...]
    is_returned: bool = False
    unplaced: tuple[str, ...] = field(default_factory=tuple)


def book_plan(
    cover: Cover,
    questionnaire: Questionnaire,
    asked: Sequence[Topic],
    sheets: Mapping[str, ItemSheet],
    documents: Sequence[Known],
) -> BookPlan:
    """The whole workbook. `asked`: the levels with the items of this government's audience."""
    title = _("Liga · {edition} · {participant}").format(
        edition=cover.edition, participant=cover.participant
    )
    return BookPlan(
        title=title,
        locale=locale(),
        made_on=cover.made_on,
        signed=cover.signed,
        heads=tuple(map(str, HEADS)),
        guide=_guide(cover, title),
        levels=tuple(_level(questionnaire, topic, sheets, documents) for topic in asked),
        documents=_documents(documents),
        summary=_summary(cover, sheets) if cover.is_returned else None,
        alerts={name: str(text) for name, text in ALERTS.items()},
    )


def is_ours(text: str) -> bool:
    """Whether a text is what we write in the column of the answers ourselves, in any language."""
    return text in _written_there()


@cache
def _written_there() -> frozenset[str]:
    found = set()
    for each in LOCALES:
        with speaking(each):
            found |= {str(HEADS[ANSWERED]), str(TOO_LONG)}
    return frozenset(found)


def fault_text(item: Item, fault: Fault) -> str:
    """Why a cell is not taken, in words."""
    if fault.code in FAULTS:
        return str(FAULTS[fault.code]).format_map(dict(fault.facts))
    return problem_text(item, Problem(fault.code, fault.slot, fault.facts))


def slot_name(item: Item, name: str) -> str:
    """How a cell of an item is called."""
    kind, _sep, part = name.partition(":")
    if kind == "option":
        return next((o.text.of(locale()) for o in item.options if o.code == part), part)
    if kind == "number" and item.kind is Kind.PERCENTAGE:
        return item.numerator.of(locale()) if item.numerator else _("Parte")
    if kind == "denominator" and item.denominator:
        return item.denominator.of(locale())
    told = str(FIELDS[kind]) if kind in FIELDS else name
    return f"{told} {part}".strip()


def _sheet_name(topic: Topic) -> str:
    """A name that every program takes: short, and without the marks of an address."""
    name = _NOT_IN_NAMES.sub(" ", f"{topic.code} {topic.name.of(locale())}")
    return " ".join(name.split())[:LONGEST_NAME].strip()


def _level(
    questionnaire: Questionnaire,
    topic: Topic,
    sheets: Mapping[str, ItemSheet],
    documents: Sequence[Known],
) -> LevelSheet:
    spoken = locale()
    return LevelSheet(
        name=_sheet_name(topic),
        title=f"{topic.code} · {topic.name.of(spoken)}",
        lead=_("Se responde en las celdas amarillas. Unos {minutes} minutos.").format(
            minutes=topic.minutes
        ),
        hue=HUES.get(topic.pillar, PLAIN_HUE),
        blocks=tuple(
            Block(
                tuple(_lines(sheets[item.code], documents, questionnaire)),
                tuple(_conditions(item.asked_when, questionnaire)),
            )
            for item in topic.items
            if item.code in sheets
        ),
    )


def _conditions(
    condition: Condition | None, questionnaire: Questionnaire
) -> Iterator[tuple[tuple[str, str], ...]]:
    """For each condition, the cells and the words of which one is enough."""
    while condition is not None:
        opener = questionnaire.item(condition.item)
        words = [o for o in opener.options if o.code in condition.any_of]
        if opener.kind is Kind.MULTIPLE:
            yield tuple((f"{opener.code}/option:{o.code}", _("Sí")) for o in words)
        else:
            yield tuple((f"{opener.code}/chosen", o.text.of(locale())) for o in words)
        condition = condition.asked_when


def _lines(
    sheet: ItemSheet, documents: Sequence[Known], questionnaire: Questionnaire
) -> Iterator[Line]:
    """The rows of an item: its question, with the cell of its answer where it has one alone."""
    item, spoken = sheet.item, locale()
    lock = str(LOCKS[sheet.lock]) if sheet.lock else ""
    slots = slots_of(item, len(sheet.answer.evidence))
    is_alone = item.kind not in {Kind.MULTIPLE, Kind.PERCENTAGE}
    first = _line(sheet, slots[0], documents) if is_alone else Line("")
    copied = ""
    if sheet.answer.copied_from:
        copied = str(PROBLEMS["copy-unconfirmed"]).format(
            edition=copied_name(sheet.answer.copied_from)
        )
    about = (lock, copied, _asked_text(item, questionnaire), item.help.of(spoken), first.hint)
    yield replace(
        first,
        label=item.text.of(spoken),
        code=item.code,
        hint="\n".join(text for text in about if text),
        earlier=sheet.earlier,
        is_head=True,
    )
    for slot in slots[1:] if is_alone else slots:
        yield _line(sheet, slot, documents)


def _asked_text(item: Item, questionnaire: Questionnaire) -> str:
    condition = item.asked_when
    if condition is None:
        return ""
    opener = questionnaire.item(condition.item)
    words = [o.text.of(locale()) for o in opener.options if o.code in condition.any_of]
    return _("Se pregunta si en {item} se responde {words}.").format(
        item=opener.code, words=_(" o ").join(f"«{word}»" for word in words)
    )


def _line(sheet: ItemSheet, slot: Slot, documents: Sequence[Known]) -> Line:
    """A cell with what stands in it: what was typed and not taken comes back as it was."""
    item = sheet.item
    fault = next((each for each in sheet.faults if each.slot == slot.name), None)
    words = _words(item, slot)
    line = Line(
        label=slot_name(item, slot.name),
        key=slot.key,
        form=slot.form,
        words=words,
        hint=_hint(item, slot),
        limits=_limits(item, slot),
        is_locked=bool(sheet.lock),
        is_page_asked=slot.form is Form.DOCUMENT,
        comment=fault_text(item, fault) if fault else "",
    )
    if slot.form is Form.DOCUMENT:
        line = _cited(line, sheet.answer, slot, documents)
    else:
        line = replace(line, value=value_of(item, slot, sheet.answer, words))
    if fault is not None and fault.typed:
        line = replace(line, value=fault.typed)
    if isinstance(line.value, str) and not fits(line.value):
        return replace(line, key="", value=str(TOO_LONG), is_locked=True)
    return line


def _cited(line: Line, answer: Answer, slot: Slot, documents: Sequence[Known]) -> Line:
    place = int(slot.part) - 1
    cited = answer.evidence[place : place + 1]
    if not cited:
        return line
    known = next((each for each in documents if each.id == cited[0].document), None)
    label = known.label if known else cited[0].document
    return replace(line, value=label, page=cited[0].page)


def _words(item: Item, slot: Slot) -> tuple[str, ...]:
    if slot.form is Form.CHOICE:
        return tuple(option.text.of(locale()) for option in item.options)
    return (_("Sí"), _("No")) if slot.form is Form.YES_NO else ()


def _hint(item: Item, slot: Slot) -> str:
    """What may be typed in a cell."""
    if slot.form is Form.CHOICE:
        return _("Elija de la lista.")
    if slot.name == "not_applicable" and item.not_applicable:
        return item.not_applicable.when.of(locale())
    if slot.name == "number" and item.kind is Kind.NUMBER and item.unit:
        return _("En {unit}.").format(unit=item.unit.of(locale()))
    if slot.name == "evidence:1":
        return _("Qué lo prueba: {evidence}").format(evidence=item.evidence.text.of(locale()))
    told = HINTS.get(slot.field)
    return str(told).format(limit=number(LONGEST_TEXT)) if told else ""


def _limits(item: Item, slot: Slot) -> tuple[str, str]:
    if slot.form is not Form.NUMBER:
        return "", ""
    if item.kind is Kind.PERCENTAGE:
        return "0", ""
    return tuple("" if each is None else str(each) for each in (item.minimum, item.maximum))  # type: ignore[return-value]


def earlier_text(item: Item, answer: Answer | None) -> str:
    """What the last edition was told, a line each."""
    if answer is None or answer.is_blank:
        return ""
    lines = legible(item, shown(item, answer))
    return "\n".join(f"{line.label} {line.text}".strip()[:400] for line in lines)


def _guide(cover: Cover, title: str) -> Table:
    told = tuple(f"{n}. {text}" for n, text in enumerate(map(str, GUIDE), start=1))
    lead = (cover.made_text, *told) if cover.made_text else told
    return Table(name=_("Instrucciones"), title=title, lead=lead, widths=(110.0,))


def _documents(documents: Sequence[Known]) -> Table:
    return Table(
        name=_("Documentos"),
        title=_("Documentos de su gobierno"),
        lead=(
            _(
                "Se eligen en las celdas «Documento» de cada reactivo. Para citar otro, súbalo en"
                " la página y descargue el libro de nuevo, o escriba su título completo."
            ),
        ),
        heads=(_("Clave y título"), _("Tipo")),
        widths=(90.0, 20.0),
        rows=tuple(
            (each.label, _("Archivo") if each.has_pages else _("Página web"))
            for each in documents
            if not each.is_old
        ),
    )


def _summary(cover: Cover, sheets: Mapping[str, ItemSheet]) -> Table:
    found = [(each.item, fault) for each in sheets.values() for fault in each.faults]
    rows = [
        (item.code, slot_name(item, fault.slot), fault.typed[:300], fault_text(item, fault))
        for item, fault in found
    ]
    rows += [("", "", text[:300], _("No se supo dónde va.")) for text in cover.unplaced]
    keys = [f"{item.code}/{fault.slot}" for item, fault in found] + [""] * len(cover.unplaced)
    lead = (
        _("Corrija cada celda marcada, que tiene un comentario, y suba este mismo libro.")
        if rows
        else _("Todas las celdas se pudieron leer.")
    )
    return Table(
        name=_("Resumen"),
        title=_("Lo que falta corregir"),
        lead=(lead,),
        heads=(_("Reactivo"), _("Celda"), _("Lo que decía"), _("Por qué no se tomó")),
        widths=(14.0, 34.0, 44.0, 60.0),
        rows=tuple(rows),
        targets=tuple(keys),
    )
