"""Cambios del cuestionario: each change in a line, for whoever loads it, answers it or reads it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from game.changes import ORDER, WHOLE, Change, Gravity, Hits, Scope, Step, Version
from game.questionnaire import Item
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.links import Url

GRAVITIES: Final[Mapping[Gravity, Lazy]] = MappingProxyType(
    {
        Gravity.HARMLESS: lazy("menor"),
        Gravity.NOTABLE: lazy("importante"),
        Gravity.CRITICAL: lazy("crítico"),
    }
)
SCOPES: Final[Mapping[Scope, Lazy]] = MappingProxyType(
    {
        Scope.EDITION: lazy("edición"),
        Scope.POINTS: lazy("puntos"),
        Scope.LAW: lazy("ley"),
        Scope.PILLAR: lazy("pilar"),
        Scope.TOPIC: lazy("tema"),
        Scope.ITEM: lazy("reactivo"),
    }
)
# The first part of a path, in words; what follows it is the language or a part.
FIELD_WORDS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "format": lazy("formato"),
        "code": lazy("clave"),
        "instrument": lazy("instrumento"),
        "name": lazy("nombre"),
        "note": lazy("nota"),
        "synthetic": lazy("datos sintéticos"),
        "results": lazy("quién ve los resultados"),
        "continues": lazy("a cuál continúa"),
        "kinds": lazy("quiénes participan"),
        "leagues": lazy("ligas"),
        "dates": lazy("fechas"),
        "no_answer": lazy("qué vale no responder"),
        "thresholds": lazy("cobertura mínima"),
        "not_applicable_cap": lazy("tope de «no aplica»"),
        "assessed": lazy("periodo evaluado"),
        "default": lazy("puntos por reactivo"),
        "by_kind": lazy("puntos por tipo"),
        "valid_from": lazy("vigente desde"),
        "valid_to": lazy("vigente hasta"),
        "replaced_by": lazy("la sustituye"),
        "weight": lazy("peso"),
        "pillar": lazy("pilar"),
        "minutes": lazy("minutos"),
        "topic": lazy("tema"),
        "kind": lazy("tipo"),
        "text": lazy("pregunta"),
        "help": lazy("qué cuenta"),
        "example": lazy("ejemplo"),
        "options": lazy("opción"),
        "unit": lazy("unidad"),
        "numerator": lazy("parte"),
        "denominator": lazy("total"),
        "minimum": lazy("mínimo"),
        "maximum": lazy("máximo"),
        "decimals": lazy("decimales"),
        "scoring": lazy("escala de puntaje"),
        "audience": lazy("a quién se pregunta"),
        "asked_when": lazy("cuándo se pregunta"),
        "not_applicable": lazy("«no aplica»"),
        "evidence": lazy("evidencia esperada"),
        "legal": lazy("fundamento"),
        "time_bound": lazy("depende del periodo"),
        "recommendation": lazy("recomendación"),
        "effort": lazy("esfuerzo"),
        ORDER: lazy("orden"),
    }
)
DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT: Final = re.compile(f"{DAY.pattern}T[0-9:.]+[+-][0-9:]+")
# What a value of a definition is called by people; the rest is shown as it is written.
PART_WORDS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "factor": lazy("valor"),
        "exclusive": lazy("exclusiva"),
        "when": lazy("cuándo cabe"),
        "policy": lazy("qué hace al índice"),
        "expected": lazy("cuándo se pide"),
        "open": lazy("apertura"),
        "review": lazy("revisión"),
        "reply": lazy("réplica"),
        "published": lazy("publicación"),
        "draft": lazy("borrador"),
        "topic": lazy("tema"),
        "pillar": lazy("pilar"),
        "index": lazy("índice"),
        "en": lazy("en inglés"),
        ORDER: lazy("orden"),
        "kind": lazy("tipo"),
        "members": lazy("quiénes"),
        "population_from": lazy("población desde"),
        "population_to": lazy("población hasta"),
        "name": lazy("nombre"),
    }
)
VALUE_WORDS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "low": lazy("bajo"),
        "medium": lazy("medio"),
        "high": lazy("alto"),
        "true": lazy("sí"),
        "false": lazy("no"),
        "claim": lazy("si se afirma"),
        "always": lazy("siempre"),
        "never": lazy("nunca"),
    }
)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, finished: `what` was changed, and how it read before and reads now."""

    gravity: str
    tone: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One version of a questionnaire."""

    title: str
    lead: str
    version: str
    is_current: bool
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class RewordedNotice:
    """What changed in an item since it was answered. `action` is empty for whoever only reads."""

    lines: tuple[str, ...]
    number: str
    action: str


TONES: Final[Mapping[Gravity, str]] = MappingProxyType(
    {Gravity.HARMLESS: "neutral", Gravity.NOTABLE: "warn", Gravity.CRITICAL: "bad"}
)


def change_line(change: Change) -> ChangeLine:
    """A change as it is listed."""
    return ChangeLine(
        gravity=str(GRAVITIES[change.gravity]),
        tone=TONES[change.gravity],
        what=_what(change),
        before=_value(change.before),
        after=_value(change.after),
    )


def change_text(change: Change, hits: Hits | None = None) -> str:
    """The same in a line of a terminal; with whom it touches, where that is why it is refused."""
    line = change_line(change)
    told = f"[{line.gravity}] {line.what}: {_before_after(change, line)}"
    if hits is None:
        return told
    answers = ngettext("{n} respuesta", "{n} respuestas", hits.answers)
    governments = ngettext("{n} gobierno", "{n} gobiernos", hits.participants)
    counted = _("toca {answers} de {governments}").format(
        answers=answers.format(n=number(hits.answers)),
        governments=governments.format(n=number(hits.participants)),
    )
    return f"{told} ({counted})"


def reworded_notice(
    item: Item, found: Sequence[tuple[Version, Change]], url: Url, *, may_confirm: bool
) -> RewordedNotice | None:
    """What is told beside an answer that was given before the item changed."""
    if not found:
        return None
    return RewordedNotice(
        lines=tuple(_reworded(version, change) for version, change in found),
        number=str(max(version.number for version, _change in found)),
        action=url("item_seen", item=item.code) if may_confirm else "",
    )


def reworded_count(items: int) -> str:
    """How many items changed since they were answered; nothing where none did."""
    if not items:
        return ""
    words = ngettext(
        "{n} pregunta cambió desde que se respondió",
        "{n} preguntas cambiaron desde que se respondieron",
        items,
    )
    return words.format(n=number(items))


def version_cards(version: str, history: Sequence[Version]) -> tuple[VersionCard, ...]:
    """Every version of a questionnaire, the newest first; one where nothing has changed."""
    if not history:
        return (VersionCard(_("Versión 1"), _("Sin cambios desde que abrió."), version, True, ()),)
    return tuple(_version_card(each, is_current=each is history[-1]) for each in reversed(history))


def _version_card(version: Version, *, is_current: bool) -> VersionCard:
    told = day(today_of(version.at))
    if version.number == 1:
        lead = _("Con ella abrió la edición, el {day}.").format(day=told)
    elif version.author:
        lead = _("Desde el {day}. La cargó {author}.").format(day=told, author=version.author)
    else:
        lead = _("Desde el {day}. La cargó la administración del sitio.").format(day=told)
    added = sum(_is_new_item(change) for change in version.changes)
    if added:
        words = ngettext(
            "{n} reactivo más: sube el total de puntos que se puede alcanzar.",
            "{n} reactivos más: sube el total de puntos que se puede alcanzar.",
            added,
        )
        lead = f"{lead} {words.format(n=number(added))}"
    return VersionCard(
        title=_("Versión {n}").format(n=number(version.number)),
        lead=lead,
        version=version.version,
        is_current=is_current,
        lines=tuple(change_line(change) for change in version.changes),
    )


def _is_new_item(change: Change) -> bool:
    return change.scope is Scope.ITEM and change.path == WHOLE and change.step is Step.ADDED


def _reworded(version: Version, change: Change) -> str:
    on = day(today_of(version.at))
    if change.path == "text.es":
        words = _("La pregunta cambió el {day}: antes decía «{before}» (su respuesta se conserva).")
        return words.format(day=on, before=_before(version, change))
    if change.step is Step.ADDED:
        words = _("Desde el {day} hay más en {what}: «{after}» (su respuesta se conserva).")
        return words.format(day=on, what=_field(change), after=_value(change.after))
    words = _("Cambió el {day} ({what}): antes decía «{before}» (su respuesta se conserva).")
    return words.format(day=on, what=_field(change), before=_value(change.before))


def _before(version: Version, change: Change) -> str:
    """How a question read, in the language that is spoken where that was changed too."""
    spoken = f"text.{locale()}"
    same = (each for each in version.changes if each.code == change.code and each.path == spoken)
    found = next(same, change)
    return found.before


def _what(change: Change) -> str:
    """Whose change it is, and of what."""
    named = f"{SCOPES[change.scope]} {change.code}".strip()
    if change.scope is Scope.ITEM and change.path == ORDER:
        named = f"{SCOPES[Scope.TOPIC]} {change.code}"
    field = _field(change)
    option = f" {change.option}" if change.option else ""
    return f"{named}, {field}{option}" if field else named


def _field(change: Change) -> str:
    """A path in words; Spanish is not said, it is the language of the questionnaire."""
    if not change.path:
        return ""
    first, *parts = change.path.split(".")
    words = [str(FIELD_WORDS[first])]
    words += [str(PART_WORDS[part]) for part in parts if part in PART_WORDS]
    return ", ".join(words)


def _before_after(change: Change, line: ChangeLine) -> str:
    match change.step:
        case Step.ADDED:
            return _("se añade «{after}»").format(after=line.after)
        case Step.REMOVED:
            return _("se quita «{before}»").format(before=line.before)
        case Step.CHANGED:
            return f"«{line.before}» → «{line.after}»"


def _value(written: str) -> str:
    """A value as people read it: days and moments in full, codes in words."""
    if written in VALUE_WORDS:
        return str(VALUE_WORDS[written])
    if MOMENT.fullmatch(written):
        return moment(datetime.fromisoformat(written))
    return day(date.fromisoformat(written)) if DAY.fullmatch(written) else written
