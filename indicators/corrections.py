"""Correcciones: what a snapshot says otherwise than the one it corrects, one figure at a time.

Causes come before what follows from them: the definition, answers, factors, results. How firm the
places are is worked out anew and stands in both: it is not told place by place.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from indicators.canonical import Json

FIGURES: Final = ("score", "coverage", "lower", "upper", "league_place", "kind_place")
# Of an answer: what it says, which revision of it, and the verdict that stands on it.
TOLD: Final = ("content", "revision", "verdict")


@dataclass(frozen=True, slots=True)
class Issue:
    """A snapshot that was published, and what it says of the one it corrects; the first says none.

    `told`: its `number`, which SHA-256 it `corrects`, the `reason` and the `differences`.
    """

    number: int
    sha256: str
    published_at: datetime
    told: Mapping[str, Any] | None


def corrections_of(was: Json, now: Json) -> list[Json]:
    """`was` and `is` of everything that changes; of earlier forms only what they tell too."""
    return [*_definition(was, now), *_answers(was, now), *_factors(was, now), *_results(was, now)]


def _definition(was: Json, now: Json) -> Iterator[Json]:
    if "index_sha256" in was and was["index_sha256"] != now["index_sha256"]:
        said = was["index_sha256"], now["index_sha256"]
        yield {"part": "index_sha256", **_pair(*said)}


def _answers(was: Json, now: Json) -> Iterator[Json]:
    before, after = (_by(each["answers"], "participant", "item") for each in (was, now))
    for participant, item in sorted({*before, *after}):
        one, other = before.get((participant, item), {}), after.get((participant, item), {})
        for field in TOLD:
            is_told = not one or not other or field in one
            if is_told and one.get(field) != other.get(field):
                here = {"part": "answers", "participant": participant, "item": item}
                yield {**here, "field": field, **_pair(one.get(field), other.get(field))}


def _factors(was: Json, now: Json) -> Iterator[Json]:
    before, after = _cells(was), _cells(now)
    for participant, item in sorted({*before, *after}):
        one, other = before.get((participant, item)), after.get((participant, item))
        if one != other:
            here = {"part": "factors", "participant": participant, "item": item}
            yield {**here, **_pair(one, other)}


def _results(was: Json, now: Json) -> Iterator[Json]:
    before, after = (_by(each["results"], "participant", "node") for each in (was, now))
    for here in [*after, *(each for each in before if each not in after)]:
        one, other = before.get(here, {}), after.get(here, {})
        for field in FIGURES:
            if one.get(field) != other.get(field):
                told = {"part": "results", "participant": here[0], "node": here[1]}
                yield {**told, "field": field, **_pair(one.get(field), other.get(field))}


def _pair(was: Any, now: Any) -> Json:
    return {"was": was, "is": now}


def _by(rows: list[Json], *names: str) -> Mapping[tuple[str, ...], Json]:
    return {tuple(row[name] for name in names): row for row in rows}


def _cells(snapshot: Json) -> Mapping[tuple[str, str], str]:
    return {
        (who["code"], item): factor
        for who, row in zip(snapshot["participants"], snapshot["factors"], strict=True)
        for item, factor in zip(snapshot["items"], row, strict=True)
    }
