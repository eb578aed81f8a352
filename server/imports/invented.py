"""Datos sintéticos: answers that nobody gave, consistent enough to try everything with.

Each government has a strength and each item a difficulty; the chance of a practice is the logistic
of their difference. Same seed, same answers. Every invented answer is complete: it could be
submitted as it is.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from game.answers import Answer, Citation, factor_of
from game.questionnaire import Band, Direction, Effort, Expected, Item, Kind

EFFORT_DIFFICULTY: Mapping[Effort, float] = {
    Effort.LOW: -0.35,
    Effort.MEDIUM: 0.0,
    Effort.HIGH: 0.45,
}
REASONS = (
    "No se ha asignado personal para esta tarea. (Dato sintético.)",
    "El proyecto está en revisión jurídica y aún no se publica. (Dato sintético.)",
    "No hubo presupuesto en el periodo evaluado. (Dato sintético.)",
    "La administración anterior no dejó expediente. (Dato sintético.)",
)
PLANS = (
    "Preparar el proyecto y someterlo a aprobación. (Dato sintético.)",
    "Designar a una persona responsable y publicar el documento. (Dato sintético.)",
    "Firmar el convenio y habilitar el sistema compartido. (Dato sintético.)",
    "Levantar el inventario y publicarlo en formato abierto. (Dato sintético.)",
)
NOT_APPLICABLE_REASON = "No hubo casos en el periodo evaluado. (Dato sintético.)"
MENDED = "Se precisó tras la devolución."
TOLD = "Se describen los casos del periodo en términos generales. (Dato sintético.)"
NOT_APPLICABLE_SHARE = 0.04
# Minutes that an invented official is busy with an item of each kind, and the most with any.
MINUTES: Mapping[Kind, float] = {
    Kind.YES_NO: 1.1,
    Kind.SCALE: 1.3,
    Kind.MULTIPLE: 1.5,
    Kind.NUMBER: 1.9,
    Kind.PERCENTAGE: 2.7,
    Kind.DATE: 1.2,
    Kind.TEXT: 2.2,
}
MOST_MINUTES = 6.0


def difficulty_of(item: Item, seed: str) -> float:
    """How hard an item is: its effort, and a part of its own that its lineage shares."""
    own = Random(f"{seed}:{item.continues or item.code}").gauss(0, 0.7)  # noqa: S311
    return EFFORT_DIFFICULTY[item.effort] + own


def strength_of(code: str, seed: str) -> float:
    """How far a government is from the mean of its kind."""
    return Random(f"{seed}:{code}").gauss(0, 0.85)  # noqa: S311


def pace_of(item: Item, seed: str, draw: Random) -> timedelta:
    """How long an invented official takes over an item: some items take longer than others."""
    own = Random(f"{seed}:minutes:{item.continues or item.code}").gauss(0, 0.35)  # noqa: S311
    minutes = MINUTES[item.kind] * math.exp(own + draw.gauss(0, 0.3))
    return timedelta(seconds=round(60 * min(minutes, MOST_MINUTES)))


def invented_answer(
    item: Item,
    advantage: float,
    draw: Random,
    *,
    document: str,
    today: date,
    must_apply: bool = False,
) -> Answer:
    """A complete answer. `advantage`, strength less difficulty, is the log-odds of the practice.

    `must_apply`: the level has no room for another "no aplica".
    """
    if item.not_applicable is not None:
        is_spared = draw.random() < NOT_APPLICABLE_SHARE
        if is_spared and not must_apply:
            return Answer(item.code, not_applicable=True, reason=NOT_APPLICABLE_REASON)
    chance = 1 / (1 + math.exp(-advantage))
    answer = _INVENT[item.kind](item, chance, draw)
    if _is_gap(item, answer):
        return _with_plan(item, answer, draw, document, today)
    if item.evidence.expected is Expected.NEVER:
        return answer
    return replace(answer, evidence=_proof(draw, document))


def mended(answer: Answer) -> Answer:
    """The same answer, put in other words after it was returned."""
    if answer.evidence:
        pages = [replace(each, page=str(int(each.page) + 1)) for each in answer.evidence]
        return replace(answer, evidence=tuple(pages))
    if answer.text:
        return replace(answer, text=f"{answer.text} {MENDED}")
    return replace(answer, reason=f"{answer.reason} {MENDED}")


def _is_gap(item: Item, answer: Answer) -> bool:
    if item.options:
        return not any(option.factor for option in item.options if option.code in answer.chosen)
    return item.is_scored and factor_of(item, answer) == 0


def _with_plan(item: Item, answer: Answer, draw: Random, document: str, today: date) -> Answer:
    """A reason and a plan for what is missing; proof only where even a no is proved."""
    return replace(
        answer,
        reason=draw.choice(REASONS),
        plan=draw.choice(PLANS),
        plan_by=(today + timedelta(days=draw.randrange(60, 420))).isoformat(),
        evidence=_proof(draw, document) if item.evidence.expected is Expected.ALWAYS else (),
    )


def _proof(draw: Random, document: str) -> tuple[Citation, ...]:
    return (Citation(document, str(draw.randrange(1, 60))),)


def _yes_no(item: Item, chance: float, draw: Random) -> Answer:
    return Answer(item.code, chosen=("yes" if draw.random() < chance else "no",))


def _scale(item: Item, chance: float, draw: Random) -> Answer:
    """Of n steps, as many as there are lucky draws."""
    steps = sorted(item.options, key=lambda option: option.factor)
    reached = sum(draw.random() < chance for _ in steps[1:])
    return Answer(item.code, chosen=(steps[reached].code,))


def _multiple(item: Item, chance: float, draw: Random) -> Answer:
    shared = [option for option in item.options if not option.exclusive]
    none = [option.code for option in item.options if option.exclusive]
    lucky = tuple(option.code for option in shared if draw.random() < chance)
    return Answer(item.code, chosen=lucky or tuple(none[:1]))


def _number(item: Item, chance: float, draw: Random) -> Answer:
    bands = item.scoring.bands if item.scoring else ()
    band = _drawn_band(bands, chance, draw)
    value = _value_in(band, bands)
    places = item.decimals
    low = item.minimum if item.minimum is not None else Decimal(0)
    high = item.maximum if item.maximum is not None else value
    return Answer(item.code, number=f"{min(max(value, low), max(high, low)):.{places}f}")


def _percentage(item: Item, chance: float, draw: Random) -> Answer:
    denominator = draw.randrange(10, 120)
    scoring = item.scoring
    if scoring is not None and scoring.linear is None:
        percent = _value_in(_drawn_band(scoring.bands, chance, draw), scoring.bands)
        share = float(min(max(percent, Decimal(0)), Decimal(100))) / 100
        # Rounding away from the limit of the band keeps the answer inside it.
        falls = bool(scoring.bands) and scoring.bands[0].at_most is not None
        scaled = share * denominator
        return Answer(
            item.code,
            number=str(math.floor(scaled) if falls else math.ceil(scaled)),
            denominator=str(denominator),
        )
    share = min(1.0, max(0.0, draw.gauss(chance, 0.16)))
    if scoring is not None and scoring.linear is Direction.DOWN:
        share = 1 - share
    return Answer(item.code, number=str(round(share * denominator)), denominator=str(denominator))


def _date(item: Item, chance: float, draw: Random) -> Answer:
    bands = item.scoring.bands if item.scoring else ()
    limit = next((band.at_least for band in bands if isinstance(band.at_least, date)), None)
    start = limit or date(2018, 5, 18)
    shift = draw.randrange(30, 2000)
    when = start + timedelta(days=shift) if draw.random() < chance else start - timedelta(shift)
    return Answer(item.code, date=when.isoformat())


def _text(item: Item, chance: float, draw: Random) -> Answer:
    return Answer(item.code, text=TOLD)


_INVENT = {
    Kind.YES_NO: _yes_no,
    Kind.SCALE: _scale,
    Kind.MULTIPLE: _multiple,
    Kind.NUMBER: _number,
    Kind.PERCENTAGE: _percentage,
    Kind.DATE: _date,
    Kind.TEXT: _text,
}


def _drawn_band(bands: tuple[Band, ...], chance: float, draw: Random) -> Band | None:
    """Bands go from best to worst; None is "in no band". A middling chance lands in the middle."""
    target = draw.betavariate(max(chance, 0.02) * 3, max(1 - chance, 0.02) * 3)
    return min((*bands, None), key=lambda band: abs((float(band.factor) if band else 0) - target))


def _value_in(band: Band | None, bands: tuple[Band, ...]) -> Decimal:
    """A number at the limit of the band, or one that no band takes."""
    if band is not None:
        limit = band.at_least if band.at_least is not None else band.at_most
        return limit if isinstance(limit, Decimal) else Decimal(0)
    limits = [each.at_most for each in bands if isinstance(each.at_most, Decimal)]
    return max(limits) + 1 if limits else Decimal(0)
