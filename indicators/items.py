"""Reactivos a examen: what the answers of an edition say of its items, for the next one.

For whoever writes a questionnaire, not for the public: small groups are not hidden here. Of each
item only those are looked at who answered it; who was silent, not asked, or whom it does not apply
to is missing. Correlations and covariances are **pairwise**: of any two items, those who answered
both. In a questionnaire with conditions hardly anybody answers all items, and listwise nobody would
be left; `alpha_of` gives either.

Sources: L. J. Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16
(1951); K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), by the library
`krippendorff`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import krippendorff
import numpy as np
import pandas as pd

from game.answers import Answer, Stance, stance_of
from game.questionnaire import Item, Questionnaire, Topic
from indicators.frames import factor_frame
from indicators.matrix import AnswerMatrix
from indicators.scores import NOISE

FEWEST: Final = 3


class Missing(StrEnum):
    """Whom a covariance is of: those who answered both items, or those who answered all."""

    PAIRWISE = "pairwise"
    LISTWISE = "listwise"


@dataclass(frozen=True, slots=True)
class Likeness:
    """When two items are taken to say the same: by either figure, of at least so many."""

    correlation: float = 0.9
    agreement: float = 0.95
    fewest: int = 10


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How often an item was answered in each way, by those of a kind.

    `options`: by code, none left out; of a list several may be chosen. `stances`: of everybody
    asked, a blank one too.
    """

    item: str
    kind: str
    asked: int
    options: Mapping[str, int]
    stances: Mapping[Stance, int]


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """An item among the others of its topic; what cannot be said is None.

    `difficulty`: the mean factor, as in test theory: 1 is what everybody has. `spread`: its
    standard deviation. `is_constant`: two at least answered, and all of them the same.
    `item_rest`: the correlation with the mean of the other items of the topic that the same
    participant answered; low or negative where it tells something else than they do.
    """

    item: str
    topic: str
    answered: int
    difficulty: float | None
    spread: float | None
    is_constant: bool
    item_rest: float | None


@dataclass(frozen=True, slots=True)
class TopicStatistics:
    """`alpha`: of Cronbach, from pairs. `items`: how many of them vary; only they enter.

    `complete` answered all of these; `fewest` is of the pair that the fewest answered.
    """

    topic: str
    alpha: float | None
    items: int
    complete: int
    fewest: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items that are alike. `agreement`: the share of those who answered both the same."""

    first: str
    second: str
    both: int
    correlation: float | None
    agreement: float


class Scale(StrEnum):
    """Whether two values that differ are just different, or nearer or farther apart."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Between those who looked at the same independently.

    `units`: how many were looked at by two or more; `same`: the share of pairs that agree.
    `alpha`: of Krippendorff, 1 without a disagreement and 0 as by chance; None where nothing
    varies, for then chance agrees too.
    """

    units: int
    same: float | None
    alpha: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """All that is said of the items of an edition.

    `frequencies` by item are of accepted answers, one for each kind that was asked; `agreement` is
    between those who decided on the same.
    """

    questionnaire: Questionnaire
    items: tuple[ItemStatistics, ...]
    topics: tuple[TopicStatistics, ...]
    frequencies: Mapping[str, tuple[Frequencies, ...]]
    pairs: tuple[Pair, ...]
    agreement: Agreement


def frequencies_of(
    item: Item, answers: Mapping[str, Answer], kinds: Mapping[str, str]
) -> tuple[Frequencies, ...]:
    """Of those who were asked (participant to its kind), by kind in alphabetical order."""
    by_kind: dict[str, list[Answer]] = {}
    for participant, kind in kinds.items():
        by_kind.setdefault(kind, []).append(answers.get(participant, Answer(item.code)))
    found = []
    for kind, given in sorted(by_kind.items()):
        stances = [stance_of(item, answer) for answer in given]
        valid = [
            answer
            for answer, stance in zip(given, stances, strict=True)
            if stance in {Stance.CLAIM, Stance.GAP}
        ]
        chosen = Counter(code for answer in valid for code in answer.chosen)
        options = {option.code: chosen[option.code] for option in item.options}
        counts = Counter(stances)
        found.append(
            Frequencies(item.code, kind, len(given), options, {s: counts[s] for s in Stance})
        )
    return tuple(found)


def statistics_of(
    questionnaire: Questionnaire, matrix: AnswerMatrix
) -> tuple[tuple[ItemStatistics, ...], tuple[TopicStatistics, ...]]:
    """Of all items that give a score, and of their topics, in the order of the questionnaire."""
    frame = factor_frame(matrix)
    topics = [(topic, frame[_scored(topic)]) for topic in questionnaire.topics]
    return (
        tuple(
            _item(item, topic.code, of_topic)
            for topic, of_topic in topics
            for item in _scored(topic)
        ),
        tuple(_topic(topic.code, of_topic) for topic, of_topic in topics),
    )


def alpha_of(frame: pd.DataFrame, missing: Missing = Missing.PAIRWISE) -> float | None:
    """Cronbach's alpha, k / (k - 1) x (1 - sum of variances / sum of all covariances).

    Items that do not vary are left out. None of fewer than two, where some two have fewer than
    two in common, and where the sum does not vary.
    """
    given = frame.dropna() if missing is Missing.LISTWISE else frame
    given = given[[item for item in given if _varies(given[item])]]
    count = given.shape[1]
    if count < 2:
        return None
    covariances = given.cov(min_periods=2).to_numpy()
    whole = float(covariances.sum())
    if np.isnan(whole) or whole < NOISE:
        return None
    return count / (count - 1) * (1 - float(np.trace(covariances)) / whole)


def redundant_pairs(matrix: AnswerMatrix, likeness: Likeness) -> tuple[Pair, ...]:
    """Pairs of items that are alike, the most alike first."""
    frame = factor_frame(matrix)
    correlations = frame.corr(min_periods=FEWEST).to_numpy()
    values, known = frame.to_numpy(), frame.notna().to_numpy()
    found = []
    for column, first in enumerate(matrix.items):
        later = slice(column + 1, None)
        both = (known[:, [column]] & known[:, later]).sum(axis=0)
        same = (np.abs(values[:, [column]] - values[:, later]) < NOISE).sum(axis=0)
        for place, second in enumerate(matrix.items[later]):
            if both[place] < max(likeness.fewest, 1):
                continue
            agreement = float(same[place] / both[place])
            correlation = float(correlations[column, column + 1 + place])
            is_alike = abs(correlation) >= likeness.correlation - NOISE
            if is_alike or agreement >= likeness.agreement - NOISE:
                told = None if np.isnan(correlation) else correlation
                found.append(Pair(first, second, int(both[place]), told, agreement))
    return tuple(sorted(found, key=lambda pair: (-abs(pair.correlation or 0), -pair.agreement)))


def agreement_of(
    looked: Iterable[Sequence[str]], values: Sequence[str], scale: Scale = Scale.NOMINAL
) -> Agreement:
    """`looked`: what was said of each unit by each who looked; `values`: all that can be, in order.

    Who says what does not matter, so that many can take turns. A value that is not among them is
    a `ValueError`.
    """
    places = {value: place for place, value in enumerate(values)}
    counts = []
    for said in looked:
        if unknown := {*said} - places.keys():
            raise ValueError(f"no such value: {sorted(unknown)}")
        if len(said) > 1:
            counts.append(np.bincount([places[each] for each in said], minlength=len(values)))
    if not counts:
        return Agreement(0, None, None)
    table = np.array(counts)
    looks = table.sum(axis=1)
    same = float((table * (table - 1)).sum() / (looks * (looks - 1)).sum())
    alpha = None
    if np.count_nonzero(table.sum(axis=0)) > 1:
        alpha = float(krippendorff.alpha(value_counts=table, level_of_measurement=scale.value))
    return Agreement(len(counts), same, alpha)


def _scored(topic: Topic) -> list[str]:
    return [item.code for item in topic.items if item.is_scored]


def _item(item: str, topic: str, frame: pd.DataFrame) -> ItemStatistics:
    own = frame[item].dropna()
    count = len(own)
    return ItemStatistics(
        item,
        topic,
        count,
        float(own.mean()) if count else None,
        float(own.std()) if count > 1 else None,
        count > 1 and not _varies(own),
        _correlation(frame[item], frame.drop(columns=item).mean(axis=1)),
    )


def _topic(topic: str, frame: pd.DataFrame) -> TopicStatistics:
    varying = frame[[item for item in frame if _varies(frame[item])]]
    known = varying.notna().to_numpy().astype(np.int64)
    both = known.T @ known
    return TopicStatistics(
        topic,
        alpha_of(varying),
        varying.shape[1],
        int(known.all(axis=1).sum()) if varying.shape[1] else 0,
        int(both.min()) if varying.shape[1] else 0,
    )


def _varies(column: "pd.Series[float]") -> bool:
    return bool(column.max() - column.min() > NOISE)


def _correlation(first: "pd.Series[float]", second: "pd.Series[float]") -> float | None:
    """None of fewer than three, or where either does not vary."""
    both = first.notna() & second.notna()
    mine, theirs = first[both], second[both]
    if len(mine) < FEWEST or not _varies(mine) or not _varies(theirs):
        return None
    return float(np.corrcoef(mine, theirs)[0, 1])
