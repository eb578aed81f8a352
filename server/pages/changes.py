"""Cambios del cuestionario: each change in a line, for whoever loads it, answers it or reads it."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from game.changes import (
    LAW_NAMES,
    LEGAL,
    OPTIONS,
    ORDER,
    WORDS,
    Change,
    Gravity,
    Hits,
    Scope,
    Step,
    Version,
)
from game.questionnaire import Item
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.legal import articles_text
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
        Scope.BADGE: lazy("insignia"),
        Scope.LAW: lazy("ley"),
        Scope.PILLAR: lazy("pilar"),
        Scope.TOPIC: lazy("tema"),
        Scope.ITEM: lazy("reactivo"),
        Scope.FINAL: lazy("ronda final"),
        Scope.ROOM: lazy("seguimiento"),
        Scope.INDEX: lazy("índice"),
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
        "rest_days": lazy("días de descanso"),
        "plan_years": lazy("años que puede durar un plan"),
        "licence": lazy("licencia de los datos"),
        "declaration": lazy("declaración pública"),
        "description": lazy("descripción"),
        "levels": lazy("cuántos niveles"),
        "reached": lazy("hasta dónde"),
        "items": lazy("cuántos reactivos"),
        "working_days": lazy("días hábiles"),
        "points": lazy("puntos"),
        "default": lazy("puntos por reactivo"),
        "by_kind": lazy("puntos por tipo"),
        "provisional": lazy("parte provisional de los puntos"),
        "returns": lazy("puntos de lo aceptado tras devoluciones"),
        "reply": lazy("puntos de lo aceptado por réplica"),
        "timeliness": lazy("puntos de lo firmado a tiempo"),
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
        "scored": lazy("si da puntaje"),
        "places": lazy("lugares por liga"),
        "least_members": lazy("calificaciones que hacen falta"),
        "names": lazy("nombres del jurado"),
        "scale": lazy("escala de calificación"),
        "calendar": lazy("calendario"),
        "criteria": lazy("criterio"),
        "held_up": lazy("quién está rezagado"),
        "reminder_days": lazy("días entre recordatorios"),
        "pace_hours": lazy("horas de ritmo"),
        "forecast": lazy("pronóstico"),
        "burden": lazy("carga"),
        "reports": lazy("observaciones"),
        "late_days": lazy("días para verificar"),
        "soon_days": lazy("días antes de un encargo"),
        "least_reach": lazy("aviso por pocos gobiernos con índice"),
        "ratify_days": lazy("días hábiles para ratificar"),
        "commitment_days": lazy("días antes de un compromiso"),
        "efforts": lazy("cuánto cuenta cada esfuerzo"),
        "exchanges": lazy("intercambio entre gobiernos"),
        "terms": lazy("días que se sugieren para un compromiso"),
        "index": lazy("cómo se forma el índice"),
        "pillars": lazy("cómo se forman los pilares"),
        "topics": lazy("cómo se forman los temas"),
        "nodes": lazy("cómo se forma un nodo"),
        "thin": lazy("qué hace un nodo con poca cobertura"),
        "ties": lazy("lugares tras un empate"),
        "robustness": lazy("prueba de robustez"),
        "groups": lazy("grupos pequeños"),
        ORDER: lazy("orden"),
    }
)
DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT: Final = re.compile(f"{DAY.pattern}T[0-9:.]+[+-][0-9:]+")
# What a value of a definition is called by people; the rest is shown as it is written.
PART_WORDS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "spdx": lazy("identificador"),
        "url": lazy("dirección"),
        "credit": lazy("a quién se da crédito"),
        "title": lazy("título"),
        "valid_days": lazy("días que vale una firma"),
        "renew_days": lazy("desde cuántos días antes se renueva"),
        "told": lazy("a cuántos se avisa"),
        "low": lazy("el bajo"),
        "medium": lazy("el medio"),
        "high": lazy("el alto"),
        "factor": lazy("valor"),
        "exclusive": lazy("exclusiva"),
        "when": lazy("cuándo cabe"),
        "policy": lazy("qué hace al índice"),
        "expected": lazy("cuándo se pide"),
        "open": lazy("apertura"),
        "freeze": lazy("tabla detenida"),
        "review": lazy("revisión"),
        "reply": lazy("réplica"),
        "published": lazy("publicación"),
        "draft": lazy("borrador"),
        "topic": lazy("tema"),
        "pillar": lazy("pilar"),
        "index": lazy("índice"),
        "en": lazy("en inglés"),
        "es": lazy("en español"),
        "bands": lazy("tramos"),
        "from": lazy("desde"),
        "up_to": lazy("hasta"),
        "linear": lazy("en línea recta"),
        "free": lazy("devoluciones sin efecto"),
        "share": lazy("parte que queda firme"),
        "days": lazy("días desde la apertura"),
        "points": lazy("puntos"),
        "first": lazy("primer día"),
        "last": lazy("último día"),
        "item": lazy("según el reactivo"),
        "any_of": lazy("si respondió"),
        "kinds": lazy("tipos de gobierno"),
        ORDER: lazy("orden"),
        "kind": lazy("tipo"),
        "members": lazy("quiénes"),
        "population_from": lazy("población desde"),
        "population_to": lazy("población hasta"),
        "name": lazy("nombre"),
        "weight": lazy("peso"),
        "anchors": lazy("qué significa cada calificación"),
        "mark": lazy("calificación"),
        "least": lazy("la menor"),
        "most": lazy("la mayor"),
        "shortlist": lazy("lista de finalistas"),
        "marks": lazy("cierre de calificaciones"),
        "publication": lazy("publicación"),
        "quiet_days": lazy("días sin actividad"),
        "returned_days": lazy("días con devueltos"),
        "unsent_days": lazy("días con niveles por enviar"),
        "unsigned_days": lazy("días por firmar"),
        "last_days": lazy("días antes del cierre"),
        "window": lazy("últimos días hábiles"),
        "fewest": lazy("cuántos hacen falta"),
        "runs": lazy("recorridos"),
        "pool": lazy("parte de los días"),
        "inside": lazy("recorridos entre los límites"),
        "idle_minutes": lazy("minutos de pausa"),
        "heaviest": lazy("cuántos son los más pesados"),
        "answer_days": lazy("días hábiles para contestar"),
        "review_days": lazy("días hábiles para leer"),
        "link_hours": lazy("horas para confirmar"),
        "keep_months": lazy("meses que se conserva un correo"),
        "review_after": lazy("personas que piden nueva verificación"),
        "hourly": lazy("las que caben en una hora"),
        "daily": lazy("las que caben en un día"),
        "brake": lazy("las que se reciben en una hora"),
        "least_seconds": lazy("segundos al menos"),
        "most_links": lazy("direcciones a lo más"),
        "spam_from": lazy("señales de correo no deseado"),
        "alike": lazy("parte que dice lo mismo"),
        "method": lazy("método"),
        "zeros": lazy("regla para los ceros"),
        "floor": lazy("piso"),
        "seed": lazy("semilla"),
        "spread": lazy("cuánto se mueven los pesos"),
        "methods": lazy("métodos"),
        "drops": lazy("quitar un pilar"),
        "outside": lazy("parte fuera del intervalo"),
        "top": lazy("primeros lugares por los que se pregunta"),
        "quartiles": lazy("los menos con cuartiles"),
        "draws": lazy("sorteos"),
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
        "state": lazy("estado"),
        "municipality": lazy("municipio"),
        "zero": lazy("cuenta cero"),
        "up": lazy("más es mejor"),
        "down": lazy("menos es mejor"),
        "shown": lazy("a la vista"),
        "hidden": lazy("reservados"),
    }
)
SPANISH: Final = "es"
OTHER: Final[Mapping[str, str]] = MappingProxyType({"es": "en", "en": "es"})
# A former text longer than this is folded.
LONG: Final = 120
# What is mended without asking anything, as a sentence names it.
MENDED: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "help": lazy("la ayuda"),
        "example": lazy("el ejemplo"),
        "recommendation": lazy("la recomendación"),
        OPTIONS: lazy("una opción que nadie había elegido"),
    }
)
ORDERS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        f"{OPTIONS}.{ORDER}": lazy("El {day} cambió el orden de las opciones."),
        LEGAL: lazy("El {day} cambió el orden del fundamento."),
    }
)
ADVICE: Final = lazy(
    "Si de las palabras solo se corrige la redacción y el sentido es el mismo, dígalo con"
    " «--editorial CLAVE»: se avisa a quien respondió."
)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change, finished: `what` was changed, and how it read before and reads now.

    `language`: that of the two.
    """

    gravity: str
    tone: str
    what: str
    before: str
    after: str
    language: str


@dataclass(frozen=True, slots=True)
class VersionCard:
    """One version of a questionnaire."""

    title: str
    lead: str
    version: str
    is_current: bool
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class QuietLine:
    """What was mended in an item without asking anything. `before`: how it read, if it did."""

    text: str
    before: str

    @property
    def is_long(self) -> bool:
        return len(self.before) > LONG


@dataclass(frozen=True, slots=True)
class RewordedNotice:
    """What changed in an item since it was answered. `action` is empty for whoever only reads.

    `lines` ask for another look; `quiet` are only told.
    """

    lines: tuple[str, ...]
    quiet: tuple[QuietLine, ...]
    number: str
    action: str


TONES: Final[Mapping[Gravity, str]] = MappingProxyType(
    {Gravity.HARMLESS: "neutral", Gravity.NOTABLE: "warn", Gravity.CRITICAL: "bad"}
)


def change_line(change: Change) -> ChangeLine:
    """A change as it is listed."""
    before, after = _sides(change)
    return ChangeLine(
        gravity=str(GRAVITIES[change.gravity]),
        tone=TONES[change.gravity],
        what=_what(change),
        before=before,
        after=after,
        language=_language(change),
    )


def change_text(change: Change, hits: Hits | None = None) -> str:
    """The same in a line of a terminal; with whom it touches, where that is why it is refused."""
    line = change_line(change)
    told = f"[{line.gravity}] {line.what}: {_before_after(change, line)}"
    if hits is None:
        return told
    if change.adds_item:
        words = ngettext(
            "{n} gobierno ya entregó ese nivel",
            "{n} gobiernos ya entregaron ese nivel",
            hits.participants,
        )
        return f"{told} ({words.format(n=number(hits.participants))})"
    answers = ngettext("{n} respuesta", "{n} respuestas", hits.answers)
    if change.scope is Scope.FINAL:
        answers = ngettext("{n} calificación", "{n} calificaciones", hits.answers)
    governments = ngettext("{n} gobierno", "{n} gobiernos", hits.participants)
    counted = _("toca {answers} de {governments}").format(
        answers=answers.format(n=number(hits.answers)),
        governments=governments.format(n=number(hits.participants)),
    )
    return f"{told} ({counted})"


def wants_mark(change: Change) -> bool:
    """Whether a critical change may be one of wording alone, which only the operator knows."""
    words = {Scope.ITEM: WORDS, Scope.LAW: LAW_NAMES}.get(change.scope, frozenset())
    return change.path in words


def reworded_notice(
    item: Item, found: Sequence[tuple[Version, Change]], url: Url, *, may_confirm: bool
) -> RewordedNotice | None:
    """What is told beside an answer that was given before the item changed."""
    told = _spoken(found)
    if not told:
        return None
    notable = [(version, change) for version, change in told if _asks(change)]
    latest = str(max((version.number for version, _change in notable), default=""))
    return RewordedNotice(
        lines=tuple(_reworded(version, change) for version, change in notable),
        quiet=tuple(_quiet(version, change) for version, change in told if not _asks(change)),
        number=latest,
        action=url("item_seen", item=item.code) if may_confirm and notable else "",
    )


def asks_again(found: Sequence[tuple[Version, Change]]) -> bool:
    """Whether any of what changed in an item asks whoever reads for another look."""
    return any(_asks(change) for _version, change in _spoken(found))


def reworded_count(found: Iterable[Sequence[tuple[Version, Change]]]) -> str:
    """How many items ask for another look; nothing where none does."""
    items = sum(map(asks_again, found))
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
    added = sum(change.adds_item for change in version.changes)
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
        lines=tuple(change_line(change) for change in _listed(version.changes)),
    )


def _asks(change: Change) -> bool:
    return change.gravity is Gravity.NOTABLE


def _listed(changes: Sequence[Change]) -> tuple[Change, ...]:
    """All of them; whoever reads in English sees a text that changed in both only in theirs."""
    if locale() == SPANISH:
        return tuple(changes)
    known = {(each.scope, each.code, each.option, each.path) for each in changes}
    return tuple(
        each
        for each in changes
        if each.path.endswith(f".{locale()}")
        or (each.scope, each.code, each.option, _twin(each.path) or None) not in known
    )


def _spoken(found: Sequence[tuple[Version, Change]]) -> tuple[tuple[Version, Change], ...]:
    """What is told in the language that is spoken.

    A text that changed in both is as grave in one as in the other. One that changed only in
    Spanish, the language of the questionnaire, is told in English too where it asks something.
    """
    changes = {(version.number, each.option, each.path): each for version, each in found}
    told = []
    for version, change in found:
        twin = _twin(change.path)
        other = changes.get((version.number, change.option, twin))
        if not twin or change.path.endswith(f".{locale()}"):
            is_graver = other is not None and _asks(other)
            shown = replace(change, gravity=Gravity.NOTABLE) if is_graver else change
            told.append((version, shown))
        elif change.path.endswith(f".{SPANISH}") and other is None and _asks(change):
            told.append((version, change))
    return tuple(told)


def _twin(path: str) -> str:
    """The path of the same text in the other language; empty where it is no text."""
    field, _dot, language = path.rpartition(".")
    return f"{field}.{OTHER[language]}" if language in OTHER else ""


def _reworded(version: Version, change: Change) -> str:
    on = day(today_of(version.at))
    before, after = _sides(change)
    if change.path.partition(".")[0] == "text" and before:
        words = _("La pregunta cambió el {day}: antes decía «{before}» (su respuesta se conserva).")
        return words.format(day=on, before=before)
    if not before:
        words = _("Desde el {day} hay más en {what}: «{after}» (su respuesta se conserva).")
        return words.format(day=on, what=_field(change), after=after)
    words = _("Cambió el {day} ({what}): antes decía «{before}» (su respuesta se conserva).")
    return words.format(day=on, what=_field(change), before=before)


def _quiet(version: Version, change: Change) -> QuietLine:
    on = day(today_of(version.at))
    if change.path in ORDERS:
        return QuietLine(str(ORDERS[change.path]).format(day=on), "")
    before, _after = _sides(change)
    what = MENDED.get(change.path.partition(".")[0])
    named = str(what) if what else _field(change)
    match change.step:
        case Step.ADDED:
            return QuietLine(_("El {day} se añadió {what}.").format(day=on, what=named), "")
        case Step.REMOVED:
            text = _("El {day} se quitó {what}.")
        case Step.CHANGED:
            text = _("El {day} se corrigió {what}.")
    was = _("Antes decía: «{before}».").format(before=before) if before else ""
    return QuietLine(text.format(day=on, what=named), was)


def _what(change: Change) -> str:
    """Whose change it is, and of what."""
    named = f"{SCOPES[change.scope]} {change.code}".strip()
    if change.scope is Scope.ITEM and change.path == ORDER:
        named = f"{SCOPES[Scope.TOPIC]} {change.code}"
    field = _field(change)
    option = f" {change.option}" if change.option else ""
    return f"{named}, {field}{option}" if field else named


def _field(change: Change) -> str:
    """A path in words; the language that is spoken is not said."""
    if not change.path:
        return ""
    first, *parts = change.path.split(".")
    words = [str(FIELD_WORDS[first])]
    spoken = locale()
    words += [str(PART_WORDS[part]) for part in parts if part in PART_WORDS and part != spoken]
    return ", ".join(words)


def _before_after(change: Change, line: ChangeLine) -> str:
    match change.step:
        case Step.ADDED:
            return _("se añade «{after}»").format(after=line.after)
        case Step.REMOVED:
            return _("se quita «{before}»").format(before=line.before)
        case Step.CHANGED:
            return f"«{line.before}» → «{line.after}»"


def _language(change: Change) -> str:
    """In which language the two sides of a change are."""
    is_citation = change.path == LEGAL
    return SPANISH if is_citation or change.path.endswith(f".{SPANISH}") else locale()


def _sides(change: Change) -> tuple[str, str]:
    """How it read and how it reads; of lists and groups only what is not in both."""
    was, now = _unfolded(change.before), _unfolded(change.after)
    if isinstance(was, list) and isinstance(now, list):
        gone = [each for each in was if each not in now]
        new = [each for each in now if each not in was]
        if not gone and not new:
            return "", _("lo mismo, en otro orden")
        return _value(gone), _value(new)
    if isinstance(was, dict) and isinstance(now, dict):
        moved = [name for name in {**was, **now} if was.get(name) != now.get(name)]
        return tuple(  # type: ignore[return-value]
            _value({name: side.get(name) for name in moved}) for side in (was, now)
        )
    return _value(was), _value(now)


def _unfolded(written: str) -> Any:
    """What was folded into JSON (`game.changes.readable`); any other text as it is."""
    if not written.startswith(("{", "[")):
        return written
    try:
        return json.loads(written)
    except ValueError:
        return written  # a text that begins so


def _value(value: Any) -> str:
    """A value as people read it: days and moments in full, codes in words."""
    match value:
        case bool():
            return str(VALUE_WORDS["true" if value else "false"])
        case {"es": spanish, **others} if not set(others) - {"en"}:
            return str(others.get(locale()) or spanish)
        case {"law": law, "articles": articles}:
            return f"{law}, {articles_text(articles)}"
        case dict():
            given = [(_name(name), _value(each)) for name, each in value.items()]
            return ", ".join(f"{name}: {text}" for name, text in given if text)
        case list():
            between = "; " if any(isinstance(each, dict) for each in value) else ", "
            return between.join(map(_value, value))
    return _text("" if value is None else str(value))


def _name(name: str) -> str:
    return str(PART_WORDS.get(name) or FIELD_WORDS.get(name) or name)


def _text(written: str) -> str:
    if written in VALUE_WORDS:
        return str(VALUE_WORDS[written])
    if MOMENT.fullmatch(written):
        return moment(datetime.fromisoformat(written))
    return day(date.fromisoformat(written)) if DAY.fullmatch(written) else written
