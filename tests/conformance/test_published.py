"""Indices that others published come out of our engine figure by figure."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from indicators.conformance import check
from server.cli import main
from server.imports.published import FolderInvalid, read_folder
from tests.conformance.convert import SHARED, cases, convert

# Every entry, place and dataset; of the others, eleven nodes of 51 countries but for thin ones.
LEAST = {"godi2015": 1735, "godi2015_datasets": 1601}
CASES = cases() if SHARED.is_dir() else ("every case",)

needs_figures = [
    pytest.mark.conformance,
    pytest.mark.skipif(
        not SHARED.is_dir(), reason="no ../shared/conformance: published figures are not at hand"
    ),
]


@pytest.mark.parametrize("case", [pytest.param(case, marks=needs_figures) for case in CASES])
def test_every_value_and_rank_is_as_published(case: str, tmp_path: Path) -> None:
    convert(case, tmp_path)
    checks = check(read_folder(tmp_path).case)
    assert not [mismatch for each in checks for mismatch in each.mismatches]
    assert sum(each.compared for each in checks) >= LEAST.get(case, 552)


HERE = Path(__file__).parent / "invented"


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    """A copy of the invented case, to be changed."""
    return Path(shutil.copytree(HERE, tmp_path / "invented"))


#   01 rules (1 x 0.5 + 3 x 1) / 4 = 87.5   register 4 / (4 + 1) = 80   desk a third
#      tools √(0.8 / 3) = 51.6              index (2 x 87.5 + 51.6...) / 3 = 75.5
#   02 and 04 rules are known by a quarter: no value, and the index is that of the tools, 100
#   03 rules (1 x 1 + 3 x 0) / 4 = 25       index (2 x 25 + 100) / 3 = 50
def test_the_invented_case_agrees_with_what_was_worked_out_by_hand(invented: Path) -> None:
    checks = {each.node: each for each in check(read_folder(invented).case)}
    assert {node: (each.compared, each.ranks) for node, each in checks.items()} == {
        "index": (4, 4),
        "rules": (2, 1),
        "tools": (2, 2),
        "register": (1, 0),
        "desk": (1, 2),
        "all": (4, 4),
    }
    assert not any(each.mismatches for each in checks.values())


def test_a_figure_that_differs_is_told_with_ours(invented: Path) -> None:
    change(invented, "published.csv", "01,2025,index,75.5,3", "01,2025,index,75.6,2")
    index = check(read_folder(invented).case)[0]
    score, rank = index.mismatches
    assert (score.published.line, str(score.ours), score.is_rank) == (2, "75.5", False)
    assert (str(rank.ours), rank.is_rank) == ("3", True)
    assert index.largest == pytest.approx(75.6 - 75.5466, abs=1e-4)


#   Of a node in points the sum is told, and of others their share of one.
def test_points_are_told_as_sums_where_the_scale_is_points(invented: Path) -> None:
    change(invented, "check.yaml", "scale: 100", "scale: points")
    change(invented, "published.csv", None, "unit,edition,node,score,rank\n01,2025,register,4,\n")
    assert not check(read_folder(invented).case)[0].mismatches


@pytest.mark.parametrize(
    ("method", "ranks"),
    [("competition", "1,1,3,4"), ("dense", "1,1,2,3"), ("average", "1.5,1.5,3,4")],
)
def test_ranks_follow_the_rule_for_ties(invented: Path, method: str, ranks: str) -> None:
    change(invented, "check.yaml", "competition", method)
    units = zip(("02", "04", "01", "03"), ranks.split(","), strict=True)
    rows = [f"{unit},2025,index,,{rank}" for unit, rank in units]
    change(invented, "published.csv", None, "\n".join(["unit,edition,node,score,rank", *rows]))
    (index,) = check(read_folder(invented).case)
    assert (index.ranks, index.ranks_off) == (4, 0)


def test_groups_are_ranked_by_themselves(invented: Path) -> None:
    (invented / "units.csv").write_text("unit,group\n01,a\n02,b\n03,a\n04,b\n")
    rows = ["unit,edition,node,score,rank", "01,2025,index,,1", "03,2025,index,,2"]
    change(invented, "published.csv", None, "\n".join(rows))
    assert not check(read_folder(invented).case)[0].mismatches


#   4, 6 and 10 days, less is better: from the worst, 10, to the best, 4, lie 6 days.
@pytest.mark.parametrize(
    ("numeric", "factors"),
    [
        ("{normalisation: minmax, direction: down}", (1, 2 / 3, 0)),
        ("{g1: {direction: -1, normalisation: minmax}, range: [0.1, 1]}", (1, 0.7, 0.1)),
        ("{normalisation: goalposts, direction: down, g1: {low: 5, high: 25}}", (1, 0.95, 0.75)),
        ("{normalisation: none}", (4, 6, 10)),
        ("{normalisation: zscore}", (-8 / 84**0.5, -2 / 84**0.5, 10 / 84**0.5)),
    ],
)
def test_numbers_are_normalised_as_declared(invented: Path, numeric: str, factors: tuple) -> None:
    for name, text in {
        "tree.csv": "node,parent\nindex,",
        "items.csv": "item,node\ng1,index",
        "options.csv": "item,option,factor",
        "answers.csv": "unit,edition,item,value\na,1,g1,4\nb,1,g1,6\nc,1,g1,10",
        "check.yaml": f"numeric: {numeric}",
        "published.csv": "unit,edition,node,score\n"
        + "\n".join(f"{u},1,index,{f:.15f}" for u, f in zip("abc", factors, strict=True)),
    }.items():
        (invented / name).write_text(text)
    (index,) = check(read_folder(invented).case)
    assert (index.compared, index.scores_off) == (3, 0)


THIRD = {
    "tree.csv": "node,parent\nindex,",
    "items.csv": "item,node\na,index\nb,index\nc,index",
    "options.csv": "item,option,factor\na,y,1\nb,n,0\nc,n,0",
    "answers.csv": "unit,item,option\nu,a,y\nu,b,n\nu,c,n",
}


@pytest.mark.parametrize(
    ("scale", "decimals", "score", "off"),
    [
        (1, 12, "0.333333333333", 0),
        (1, 12, "0.333333333000", 1),
        (100, 8, "33.33333333", 0),
        (100, 8, "33.33333330", 1),
        (100, 15, "33.333333333333333", 0),
        (100, 15, "33.333333333333", 1),
    ],
)
def test_many_decimals_are_compared_one_by_one(
    invented: Path, scale: int, decimals: int, score: str, off: int
) -> None:
    write(invented, THIRD)
    rules = f"scale: {scale}\nrounding: half_up\ndecimals: {decimals}"
    write(invented, {"check.yaml": rules})
    write(invented, {"published.csv": f"unit,node,score\nu,index,{score}"})
    (index,) = check(read_folder(invented).case)
    assert (index.compared, index.scores_off) == (1, off)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "tree.csv",
            "index,,1",
            "index,desk,1",
            "tree.csv, línea 6: un ciclo: desk → index → tools → desk",
        ),
        (
            "tree.csv",
            "all,,1",
            "desk,index,1",
            "línea 7: el nodo desk tiene dos padres: «tools» y «index»",
        ),
        ("tree.csv", "all,,1", "desk,tools,1", "tree.csv, línea 7: el nodo desk está repetido"),
        ("tree.csv", "tools,index,1", "tools,index,0", "línea 4: el peso de tools es «0»"),
        (
            "tree.csv",
            "index,1,geometric",
            "index,1,median",
            "línea 4: kind es «median»; puede ser mean,",
        ),
        (
            "tree.csv",
            "all,,1,points,",
            "all,none,1,points,",
            "línea 7: el padre de all no existe: none",
        ),
        ("tree.csv", "0.5", "50", "tree.csv, línea 3: threshold es «50»; va de 0 a 1"),
        ("items.csv", "extra,all", "extra,every", "items.csv: el nodo de extra no existe: every"),
        ("items.csv", "r1,rules,1", "r1,rules,-1", "items.csv, línea 2: el peso de r1 es «-1»"),
        (
            "items.csv",
            "exclude,exclude",
            "excluded,exclude",
            "línea 2: na es «excluded»; puede ser exclude, full o zero",
        ),
        ("items.csv", "g2,", "g1,", "items.csv, línea 5: el reactivo g1 está repetido"),
        (
            "options.csv",
            "d1,third,1/3",
            "d1,third,1/0",
            "options.csv, línea 16: «1/0» no es un número finito",
        ),
        ("options.csv", "d1,third,1/3", "d1,third,nan", "línea 16: «nan» no es un número finito"),
        (
            "options.csv",
            "d1,third,1/3",
            "d1,third,1.5",
            "línea 16: el factor de third en d1 es 1.5; va de 0 a 1",
        ),
        (
            "options.csv",
            "r1,na,,",
            "r1,na,0,",
            "línea 5: la opción na de r1 no es una respuesta y tiene un factor",
        ),
        (
            "options.csv",
            "r1,half,0.5",
            "r9,half,0.5",
            "options.csv, línea 3: no hay un reactivo r9",
        ),
        (
            "answers.csv",
            "01,2025,r2,na",
            "01,2025,r1,na",
            "answers.csv, línea 3: 01 ya respondió r1 en la edición 2025",
        ),
        (
            "answers.csv",
            "01,2025,r1,half",
            "01,2025,r1,maybe",
            "línea 2: r1 no tiene una opción «maybe»",
        ),
        (
            "answers.csv",
            "01,2025,r1,half",
            "01,2025,r7,half",
            "answers.csv, línea 2: no hay un reactivo r7",
        ),
        (
            "answers.csv",
            "item,option",
            "reactivo,option",
            "answers.csv, línea 1: falta la columna item",
        ),
        ("published.csv", "75.5", "inf", "published.csv, línea 2: «inf» no es un número finito"),
        (
            "published.csv",
            "01,2025,rules",
            "01,2025,pillar",
            "published.csv, línea 6: no hay un nodo pillar",
        ),
        (
            "published.csv",
            "02,2025,index",
            "01,2025,index",
            "línea 3: index de 01 está repetido en la edición 2025",
        ),
        (
            "check.yaml",
            "rounding: half_up",
            "rounding: none",
            "ranks.on es «rounded» y rounding «none»: se contradicen",
        ),
        (
            "check.yaml",
            "half_up",
            "upwards",
            "check.yaml, rounding: mode es «upwards»; puede ser none, half_up o half_even",
        ),
        ("check.yaml", "decimals: 1", "", "check.yaml: con rounding hace falta decimals"),
        ("check.yaml", "missing: zero", "mising: zero", "check.yaml: no hay un campo «mising»"),
        (
            "check.yaml",
            "missing: zero",
            "zeros: floor",
            "«zeros: floor» y un «floor» mayor que cero van juntos",
        ),
        ("check.yaml", "scale: 100", "scale: .inf", "scale es «inf»"),
    ],
)
def test_what_cannot_be_is_told_with_its_file_and_line(
    invented: Path, file: str, old: str, new: str, told: str
) -> None:
    change(invented, file, old, new)
    with pytest.raises(FolderInvalid) as caught:
        read_folder(invented)
    assert told in str(caught.value)


def test_every_problem_is_told_at_once(invented: Path) -> None:
    change(invented, "items.csv", "r1,rules", "r1,nowhere")
    change(invented, "items.csv", "d1,desk", "d1,nowhere")
    (invented / "answers.csv").unlink()
    with pytest.raises(FolderInvalid) as missing:
        read_folder(invented)
    assert str(missing.value) == "answers.csv: no existe este archivo"
    shutil.copy(HERE / "answers.csv", invented)
    with pytest.raises(FolderInvalid) as caught:
        read_folder(invented)
    assert len(caught.value.problems) >= 2


def test_the_command_tells_the_figures_and_fails_on_any_mismatch(invented: Path) -> None:
    agreed = CliRunner().invoke(main, ["index", "check", str(invented)])
    assert agreed.exit_code == 0
    assert (
        "14 valores, mayor diferencia 4.66e-02, 0 distintos; 13 lugares, 0 distintos."
        in agreed.output
    )
    change(invented, "published.csv", "75.5", "75.4")
    differs = CliRunner().invoke(main, ["index", "check", str(invented)])
    assert differs.exit_code == 1
    assert "01, index (2025): publicado 75.4, aquí 75.5" in differs.output
    machine = CliRunner().invoke(main, ["index", "check", "--json", str(invented)])
    assert json.loads(machine.output)["nodes"][0]["score_mismatches"] == 1


def change(folder: Path, file: str, old: str | None, new: str) -> None:
    """Put other words in a file, or in place of all of it."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old is None or old in text
    (folder / file).write_text(new if old is None else text.replace(old, new, 1), encoding="utf-8")


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Put these files in place of those that are there."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
