"""Cambio publicado: a change between two editions with all that is behind it, as one document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from game.questionnaire import Questionnaire
from indicators.canonical import Json, decimal_text
from indicators.causes import Cause, movements_of, part_of, shown_change
from indicators.change import Change, Changes, Line, Lineage, Overlap, Split
from indicators.report import Results

FORMAT = "liga-change-1"


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """One end of a change, as it was published. `sha256` is that of its snapshot."""

    results: Results
    questionnaire: Questionnaire
    sha256: str

    @property
    def code(self) -> str:
        return self.results.definition.edition


@dataclass(frozen=True, eq=False)
class Between:
    """Two published editions, and which items of the later one continue those of the earlier."""

    before: Edition
    after: Edition
    lineage: Lineage

    @cached_property
    def changes(self) -> Mapping[str, Changes]:
        """The index and its pillars as the later edition has them, by their codes."""
        tree = self.after.results.scores.tree
        ends = (self.before.results.scores, self.after.results.scores)
        nodes = (tree.code, *(child.code for child in tree.children))
        return {node: Changes(*ends, self.lineage, node) for node in nodes}

    @property
    def decimals(self) -> int:
        """As many as both editions show."""
        return min(side.results.definition.rules.decimals for side in (self.before, self.after))

    def change(self, participant: str, node: str) -> Change:
        return self.changes[node].of(participant)


def change_document(between: Between, participant: str) -> Json:
    """Numbers are decimal text, in shares of one; `shown` is in points of a hundred.

    after - before = performance + method + coverage, and each of those = the sum of what it moved
    in `items`, and in `lift`. Same snapshots, same document.
    """
    entry = between.after.results.entry(participant)
    return {
        "format": FORMAT,
        "participant": {"code": entry.participant, "name": entry.name, "kind": entry.kind},
        "before": _packed_edition(between.before),
        "after": _packed_edition(between.after),
        "nodes": [_packed_node(between, participant, node) for node in between.changes],
    }


def _packed_edition(side: Edition) -> Json:
    return {
        "edition": side.code,
        "questionnaire": side.results.definition.version,
        "definition_sha256": side.results.definition.sha256,
        "snapshot_sha256": side.sha256,
    }


def _packed_node(between: Between, participant: str, node: str) -> Json:
    change = between.change(participant, node)
    return {
        "code": node,
        "before": _optional(change.before),
        "after": _optional(change.after),
        "change": _optional(change.total),
        "shared": _optional(change.shared),
        "shared_coverage": change.overlap and _packed_overlap(change.overlap),
        **_packed_split(change.split),
        "lift": _packed_split(change.lift) if change.lift else None,
        "shown": _packed_shown(change, between.decimals),
        "items": list(_packed_lines(between, change)),
    }


def _packed_overlap(overlap: Overlap) -> Json:
    ends = zip(("before", "after"), overlap.coverage, overlap.least, strict=True)
    return {
        end: {"coverage": _optional(coverage), "least": decimal_text(least)}
        for end, coverage, least in ends
    }


def _packed_split(split: Split | None) -> Json:
    return {each.value: split and decimal_text(part_of(split, each)) for each in Cause}


def _packed_shown(change: Change, decimals: int) -> Json | None:
    shown = shown_change(change, decimals)
    if shown is None:
        return None
    figures = {"before": shown.before, "after": shown.after, "change": shown.total}
    parts = {cause.value: part for cause, part in shown.parts.items()}
    return {name: str(figure) for name, figure in {**figures, **parts}.items()}


def _packed_lines(between: Between, change: Change) -> Iterator[Json]:
    moved: dict[Line, Json] = {}
    for each in movements_of(between.changes[change.node], change):
        told = moved.setdefault(each.line, {})
        told[each.cause.value] = {
            "moved": decimal_text(each.moved),
            "reason": each.reason.value,
        }
    for line, causes in moved.items():
        yield {"before": list(line.before), "after": list(line.after), "causes": causes}


def _optional(number: float | None) -> str | None:
    return None if number is None else decimal_text(number)
