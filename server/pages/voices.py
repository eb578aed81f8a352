"""Voces: in words, who does not agree on a commitment and about what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from game.voices import Disagreement, Kind, Side
from server.i18n import Lazy, day, lazy, list_of, ngettext, number
from server.i18n import gettext as _

SIDES: Mapping[Side, Lazy] = MappingProxyType(
    {
        Side.PARTICIPANT: lazy("gobierno"),
        Side.OBSERVATORY: lazy("observatorio"),
        Side.REPORTS: lazy("empresas y ciudadanía"),
    }
)


@dataclass(frozen=True, slots=True)
class DisagreementLine:
    """Which voices do not agree, and what each says."""

    title: str
    text: str


def disagreement_lines(found: Sequence[Disagreement], due: date) -> tuple[DisagreementLine, ...]:
    """Each disagreement in words. `due`: the date in force."""
    return tuple(DisagreementLine(_title([each]), _text(each, due)) for each in found)


def disagreement_mark(found: Sequence[Disagreement]) -> str:
    """Which voices do not agree, as a card says it; empty where all do."""
    return _title(found) if found else ""


def _title(found: Sequence[Disagreement]) -> str:
    """Voices are named; a date has none, and what it says is said whole."""
    sides = dict.fromkeys(side for each in found for side in each.sides if _is_of_voices(each))
    parts = []
    if sides:
        named = list_of(str(SIDES[side]) for side in sides)
        parts.append(_("No coinciden: {sides}").format(sides=named))
    if not all(map(_is_of_voices, found)):
        parts.append(_("El gobierno reporta avances; la fecha ya pasó"))
    return ". ".join(parts)


def _is_of_voices(found: Disagreement) -> bool:
    return Side.DUE not in found.sides


def _text(found: Disagreement, due: date) -> str:
    match found.kind:
        case Kind.DONE_NOT_FOUND:
            return _(
                "El gobierno dice que cumplió; el observatorio, que lo revisó después, no lo dio"
                " por cumplido."
            )
        case Kind.VERIFIED_CONTRADICTED:
            text = ngettext(
                "El observatorio verificó que se cumplió; desde entonces {n} observación publicada"
                " dice que no se cumple.",
                "El observatorio verificó que se cumplió; desde entonces {n} observaciones"
                " publicadas dicen que no se cumple.",
                found.reports,
            )
        case Kind.DONE_CONTRADICTED:
            text = ngettext(
                "El gobierno dice que cumplió y falta verificarlo; desde entonces {n} observación"
                " publicada dice que no se cumple.",
                "El gobierno dice que cumplió y falta verificarlo; desde entonces {n} observaciones"
                " publicadas dicen que no se cumple.",
                found.reports,
            )
        case Kind.NOT_MET_SUPPORTED:
            text = ngettext(
                "El observatorio lo declaró no cumplido; desde entonces {n} observación publicada"
                " dice que sí se cumple.",
                "El observatorio lo declaró no cumplido; desde entonces {n} observaciones"
                " publicadas dicen que sí se cumple.",
                found.reports,
            )
        case Kind.PROGRESS_OVERDUE:
            return _(
                "El gobierno reporta avances; la fecha que comprometió, el {day}, pasó sin que"
                " reportara que cumplió."
            ).format(day=day(due))
    return text.format(n=number(found.reports))
