"""Global Open Data Index 2015: 122 places, 13 datasets, 9 questions; every figure as published."""

from collections import defaultdict
from fractions import Fraction
from functools import cache

from indicators.matrix import AnswerState, matrix_of
from indicators.ranks import places_of, round_half_up
from indicators.scores import Scores, score
from indicators.tree import Leaf, Node, Policies, Silence
from tests.conformance.shared import needs_figures, rows

pytestmark = needs_figures

FACTORS = {"Yes": Fraction(1), "No": Fraction(0)}


@cache
def scores() -> Scores:
    """Unsure is silence, and silence scores zero."""
    answers = rows("godi2015/answers.csv")
    weights = {q["qid"]: Fraction(q["weight"]) for q in rows("godi2015/questions.csv")}
    datasets = [*dict.fromkeys(a["dataset"] for a in answers)]
    tree = Node(
        "index",
        children=tuple(
            Node(name, leaves=tuple(Leaf(f"{name}/{q}", weight) for q, weight in weights.items()))
            for name in datasets
        ),
    )
    cells = [(a["place"], f"{a['dataset']}/{a['qid']}", *_state(a["answer"])) for a in answers]
    places = [*dict.fromkeys(a["place"] for a in answers)]
    items = [leaf.item for leaf in tree.all_leaves()]
    return score(tree, matrix_of(places, items, cells), Policies(no_answer=Silence.ZERO))


def test_all_1586_entries_are_as_published() -> None:
    published = rows("godi2015/published_entries.csv")
    ours = [
        round_half_up(100 * (scores().value(entry["place"], entry["dataset"]) or 0))
        for entry in published
    ]
    assert ours == [int(entry["score"]) for entry in published]
    assert len(ours) == 1586


def test_all_places_have_the_published_score_and_rank() -> None:
    published = {p["place"]: p for p in rows("godi2015/published_places.csv")}
    places = scores().matrix.participants
    ours = [round_half_up(100 * (scores().value(place, "index") or 0)) for place in places]
    assert ours == [float(published[place]["score"]) for place in places]
    ranks = places_of([float(rounded) for rounded in ours])
    assert [*ranks] == [float(published[place]["rank"]) for place in places]
    assert len(places) == 122


def test_datasets_have_the_published_mean() -> None:
    published = {d["dataset"]: int(d["score"]) for d in rows("godi2015/published_datasets.csv")}
    entries = defaultdict(list)
    for place in scores().matrix.participants:
        for dataset in scores().nodes[1:]:
            entries[dataset].append(Fraction(scores().value(place, dataset) or 0))
    means = {name: 100 * sum(found) / len(found) for name, found in entries.items()}
    ours = {name: round_half_up(float(mean)) for name, mean in means.items()}
    assert ours == {name: published[name] for name in ours}
    assert len(ours) == 13


def _state(answer: str) -> tuple[AnswerState, Fraction | None]:
    factor = FACTORS.get(answer)
    return (AnswerState.NO_ANSWER if factor is None else AnswerState.ANSWERED), factor
