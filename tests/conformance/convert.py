"""Published indices from the folder `shared`, put into the form that `liga index check` reads.

`python -m tests.conformance.convert FOLDER` writes them all; `SOURCES` says what each is.
"""

import csv
import itertools
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml

SHARED = Path(__file__).resolve().parents[3] / "shared" / "conformance"
GODI, GODI_DATASETS = "godi2015", "godi2015_datasets"
# What COINr calls each of its cases, in our words.
KINDS = {"a_amean": "mean", "a_gmean": "geometric"}
RANGES = {"minmax_0_100": [0, 100], "minmax_1_100": [1, 100]}
# COINr parts ties by float noise; these put them together again.
TIE = 1e-9

YEAR = "2015"

Row = Mapping[str, str]


def convert(case: str, folder: Path) -> None:
    """One case, by its name in `cases()`."""
    folder.mkdir(parents=True, exist_ok=True)
    if case == GODI:
        _godi(folder, unit="place", part="dataset")
    elif case == GODI_DATASETS:
        _godi(folder, unit="dataset", part="place")
    else:
        _asem(next(row for row in _rows("asem/cases.csv") if row["case_id"] == case), folder)


def cases() -> tuple[str, ...]:
    return (GODI, GODI_DATASETS, *(row["case_id"] for row in _rows("asem/cases.csv")))


def _godi(folder: Path, *, unit: str, part: str) -> None:
    """122 places, 13 datasets, 9 questions; unsure scores zero, ranks are of rounded scores.

    The mean of a place is over its datasets, that of a dataset over the places.
    """
    answers, questions = _rows("godi2015/answers.csv"), _rows("godi2015/questions.csv")
    parts = [*dict.fromkeys(row[part] for row in answers)]
    items = [(f"{name}/{q['qid']}", name, q["weight"]) for name in parts for q in questions]
    entries = [e for e in _rows("godi2015/published_entries.csv") if e["year"] == YEAR]
    totals = [t for t in _rows(f"godi2015/published_{unit}s.csv") if t["year"] == YEAR]
    worth = (("Yes", 1, "answered"), ("No", 0, "answered"), ("Unsure", "", "unknown"))
    _write(
        folder,
        tree=[
            ("node", "parent", "kind"),
            ("index", "", "mean"),
            *((name, "index", "points") for name in parts),
        ],
        items=[("item", "node", "weight", "blank"), *((*item, "zero") for item in items)],
        options=[
            ("item", "option", "factor", "state"),
            *((item, *option) for item, _, _ in items for option in worth),
        ],
        answers=[
            ("unit", "edition", "item", "option"),
            *((a[unit], YEAR, f"{a[part]}/{a['qid']}", _said(a["answer"])) for a in answers),
        ],
        published=[
            ("unit", "edition", "node", "score", "rank"),
            *((e[unit], YEAR, e[part], e["score"], "") for e in entries),
            *((t[unit], YEAR, "index", t["score"], t["rank"].removesuffix(".0")) for t in totals),
        ],
    )
    _rules(
        folder,
        scale=100,
        rounding="half_up",
        decimals=0,
        ranks={"method": "competition", "on": "rounded", "tolerance": TIE},
        missing="zero",
    )


def _said(answer: str) -> str:
    return answer if answer in {"Yes", "No"} else "Unsure"


def _asem(case: Row, folder: Path) -> None:
    """51 countries, 49 indicators in a tree of four levels, as COINr computed it."""
    meta = [row for row in _rows("asem/meta.csv") if row["Type"] in {"Indicator", "Aggregate"}]
    weights = {row["iCode"]: row["Weight"] for row in meta}
    if case["weights"] == "alt":
        weights |= {row["iCode"]: row["Weight"] for row in _rows("asem/weights_alt.csv")}
    limits = [limit for limit in case["dat_thresh"].split("|") if limit]
    by_level = limits if len(limits) > 1 else limits * 3
    nodes = [row for row in meta if row["Type"] == "Aggregate"]
    leaves = [row for row in meta if row["Type"] == "Indicator"]
    known = {row["iCode"] for row in nodes}
    data = _rows(f"asem/data_{case['data']}.csv")
    _write(
        folder,
        tree=[("node", "parent", "weight", "kind", "threshold")]
        + [
            (
                row["iCode"],
                row["Parent"] if row["Parent"] in known else "",
                weights[row["iCode"]],
                KINDS[case["agg"]],
                by_level[int(row["Level"]) - 2] if by_level else "",
            )
            for row in nodes
        ],
        items=[("item", "node", "weight", "direction")]
        + [
            (row["iCode"], row["Parent"], weights[row["iCode"]], row["Direction"]) for row in leaves
        ],
        answers=[("unit", "edition", "item", "value")]
        + [
            (unit["uCode"], case["case_id"], row["iCode"], "" if value == "NA" else value)
            for unit in data
            for row in leaves
            for value in [unit[row["iCode"]]]
        ],
        published=[("unit", "edition", "node", "score", "rank"), *_told(case, sorted(known))],
    )
    _rules(
        folder,
        scale=1,
        rounding="none",
        tolerance=TIE,
        ranks={"method": "competition", "on": "unrounded", "tolerance": TIE},
        missing="exclude",
        coverage="parts",
        thin="leaves",
        numeric={"normalisation": "minmax", "range": RANGES[case["norm"]]},
    )


def _told(case: Row, nodes: Sequence[str]) -> Iterable[Sequence[str]]:
    """What COINr found, a rank for a rank, but for those that float noise alone had parted."""
    scores = _rows(f"asem/expected/{case['case_id']}.csv")
    ranks = _rows(f"asem/expected/{case['case_id']}.ranks.csv")
    for node in nodes:
        best = _tied([(row[node], each[node]) for row, each in zip(scores, ranks, strict=True)])
        for row, rank in zip(scores, best, strict=True):
            score = "" if row[node] in {"NA", ""} else row[node]
            yield row["uCode"], case["case_id"], node, score, rank


def _tied(published: Sequence[tuple[str, str]]) -> list[str]:
    ranks = ["" if rank in {"NA", ""} else rank for _, rank in published]
    order = sorted((u for u, rank in enumerate(ranks) if rank), key=lambda unit: int(ranks[unit]))
    for before, unit in itertools.pairwise(order):
        if abs(float(published[before][0]) - float(published[unit][0])) <= TIE:
            ranks[unit] = ranks[before]
    return ranks


def _rows(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(folder: Path, **tables: Iterable[Sequence[object]]) -> None:
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


def _rules(folder: Path, **rules: object) -> None:
    (folder / "check.yaml").write_text(yaml.safe_dump(rules, sort_keys=False), encoding="utf-8")


def main() -> None:
    """Write every case below a folder."""
    for case in cases():
        convert(case, Path(sys.argv[1], case))


if __name__ == "__main__":
    main()
