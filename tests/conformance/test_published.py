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
        (
            "{normalisation: zscore, range: [10, 10]}",
            (10 - 80 / 84**0.5, 10 - 20 / 84**0.5, 10 + 100 / 84**0.5),
        ),
        # The ends of the others are no mean and deviation of the one that is another thing.
        (
            "{normalisation: minmax, range: [1, 100], g1: {normalisation: zscore}}",
            (-8 / 84**0.5, -2 / 84**0.5, 10 / 84**0.5),
        ),
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
        (
            "items.csv",
            "extra,all",
            "extra,every",
            "items.csv, línea 7: el nodo de extra no existe: every",
        ),
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
            "check.yaml, línea 3, rounding: mode es «upwards»; puede ser none, half_up o half_even",
        ),
        ("check.yaml", "decimals: 1", "", "check.yaml, línea 3: con rounding hace falta decimals"),
        (
            "check.yaml",
            "missing: zero",
            "mising: zero",
            "check.yaml, línea 6: no hay un campo «mising»",
        ),
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


#   Each of these once passed for good, or was told without its line.
@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("answers.csv", "01,2025,r1,half", ",2025,r1,half", "línea 2: falta la clave de la unidad"),
        (
            "answers.csv",
            "01,2025,r1,half",
            "01,2025,r1",
            "tiene menos celdas que el encabezado: 3,",
        ),
        ("answers.csv", "01,2025,r1,half", "01,2025,r1,half,", "tiene más celdas que el encabeza"),
        ("published.csv", "01,2025,index,75.5,3", ",2025,index,75.5,3", "falta la clave de la uni"),
        ("published.csv", "01,2025,index,75.5,3", "01,2025,index", "línea 2: tiene menos celdas"),
        ("published.csv", "75.5", "NA", "«NA» no es un número finito; lo que no se compara va va"),
        ("published.csv", "75.5", "s/d", "línea 2: «s/d» no es un número finito"),
        (
            "published.csv",
            "score,rank",
            "puntaje,rank",
            "published.csv, línea 1: no hay columna score, y no se conoce «puntaje»",
        ),
        (
            "published.csv",
            None,
            "unit,edition,node,score,rank\n01,2025,index,,\n",
            "published.csv, línea 1: no trae ningún puntaje ni lugar que comparar",
        ),
        ("published.csv", None, "unit,edition,node,score,rank\n", "no trae ningún puntaje"),
        ("published.csv", None, "unit,edition,node\n01,2025,index\n", "no trae ningún puntaje"),
        ("options.csv", "r1,half,0.5", "r1,,0.5", "línea 3: falta la clave de la opción"),
        ("tree.csv", None, "node,parent\n", "tree.csv, línea 1: no trae ningún nodo"),
        (
            "check.yaml",
            "missing: zero",
            "missing: zero\nnumeric:\n  r1: {normalisation: minmax}",
            "check.yaml, línea 8: r1 tiene opciones, y numeric es de los que llevan números",
        ),
        (
            "check.yaml",
            "missing: zero",
            "numeric:\n  r9: {normalisation: minmax}",
            "check.yaml, línea 7: no hay un reactivo r9",
        ),
        (
            "check.yaml",
            "missing: zero",
            "floor: {a: 1}",
            "check.yaml, línea 6: floor es «{'a': 1}»",
        ),
        (
            "check.yaml",
            "missing: zero",
            "zeros: floor\nfloor: 1",
            "tree.csv, línea 4: floor es 1, y lo mejor bajo tools vale 1",
        ),
        ("answers.csv", "01,2025,r1", "0\0001,2025,r1", "línea 2: trae un carácter que no se ve"),
        ("check.yaml", "missing: zero", "floor: -1", "línea 6: floor es «-1»; debe ser un número"),
        ("check.yaml", "1e-9", "-1e-9", "línea 5, ranks: tolerance es «-1e-9»; no puede ser men"),
        ("check.yaml", "missing: zero", "tolerance: -1", "línea 6: tolerance es «-1»; no puede se"),
        (
            "check.yaml",
            "missing: zero",
            "missing: [",
            "check.yaml, línea 7, columna 1: no es YAML válido: se espera un valor",
        ),
        ("check.yaml", "missing: zero", "numeric: {range: [a, 2]}", "línea 6, numeric.range: debe"),
        (
            "check.yaml",
            "missing: zero",
            "missing: zero\nmissing_item: exclude",
            "check.yaml, línea 7: «missing» y «missing_item» dicen lo mismo; deje uno",
        ),
        (
            "check.yaml",
            "rounding: half_up",
            "rounding: {mode: half_up, decimals: 2}",
            "check.yaml, línea 4: decimals también está en rounding; deje uno",
        ),
        ("check.yaml", None, "- scale", "check.yaml, línea 1: se espera una lista de campos y va"),
        (
            "check.yaml",
            None,
            "decimals: many",
            "check.yaml, línea 1: con rounding hace falta decimals, de 0 a 15",
        ),
        (
            "answers.csv",
            None,
            "unit,edition,item,answer\n01,2025,r1,half\n",
            "answers.csv, línea 1: falta la columna option, o value",
        ),
        ("tree.csv", "rules,index,2", "rules,index,--1/2", "el peso de rules es «--1/2»"),
        ("tree.csv", "rules,index,2", "rules,index,1_0", "el peso de rules es «1_0»"),
        (
            "answers.csv",
            "01,2025,r1,half",
            '01,2025,r1,"half',
            "answers.csv, línea 2: no es CSV válido: no se cierran unas comillas de esta fila",
        ),
        ("answers.csv", "r1,half", 'r1,"ha"lf', "línea 2: no es CSV válido: tras cerrar unas com"),
        (
            "answers.csv",
            "r1,half",
            f"r1,{'x' * 140_000}",
            "línea 2: no es CSV válido: una celda es",
        ),
        (
            "answers.csv",
            None,
            "unit,edition,item,option\n01,2024,r1,half\n",
            "published.csv, línea 2: answers.csv no trae ninguna respuesta de la edición «2025»",
        ),
    ],
)
def test_what_would_be_dropped_or_misread_is_told(
    invented: Path, file: str, old: str | None, new: str, told: str
) -> None:
    change(invented, file, old, new)
    with pytest.raises(FolderInvalid) as caught:
        read_folder(invented)
    assert told in str(caught.value)


NUMBERS = {
    "tree.csv": "node,parent,kind\nindex,,mean",
    "items.csv": "item,node,direction,low,high\ng1,index,,,\ng2,index,,,",
    "options.csv": "item,option,factor\ng2,y,1",
    "answers.csv": "unit,item,option,value\na,g1,,4\nb,g1,,-6\na,g2,y,\nb,g2,y,",
    "check.yaml": "numeric: {normalisation: none}",
    "published.csv": "unit,node,score\na,index,2.5",
}


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "answers.csv",
            "a,g2,y,",
            "a,g2,y,n",
            "answers.csv, línea 4: g2 trae dos respuestas: option «y» y value «n»",
        ),
        ("items.csv", "g2,index,,,", "g2,index,down,,", "línea 3: g2 tiene opciones, y direction"),
        ("items.csv", "g2,index,,,", "g2,index,,0,", "línea 3: g2 tiene opciones, y low es de los"),
        ("items.csv", "g2,index,,,", "g2,index,,,5", "línea 3: g2 tiene opciones, y high es de "),
        ("check.yaml", "none", "goalposts", "items.csv, línea 2: g1 no tiene límites: low y high"),
        (
            "check.yaml",
            "none",
            "goalposts, low: 3, high: 3",
            "items.csv, línea 2: los límites de g1 son iguales",
        ),
        (
            "check.yaml",
            "none",
            "goalposts, low: 9, high: 3",
            "items.csv, línea 2: low de g1 es mayor que high: qué es mejor lo dice direction",
        ),
        ("check.yaml", "none", "minmax, low: 3", "línea 1, numeric: low es de goalposts, y norma"),
        (
            "check.yaml",
            "none",
            "goalposts, low: 1, high: 2, g1: {normalisation: none, high: 3}",
            "línea 1, numeric.g1: high es de goalposts, y normalisation es none",
        ),
        (
            "items.csv",
            "g1,index,,,",
            "g1,index,,0,",
            "items.csv, línea 2: low es de goalposts, y normalisation de g1 es none",
        ),
        (
            "check.yaml",
            "none",
            "none, range: [0, 100]",
            "numeric: range necesita una normalisation",
        ),
        ("check.yaml", "none", "minmax, range: [1, 0]", "numeric.range: debe ser dos números, pri"),
        (
            "check.yaml",
            "none",
            "zscore, range: [1, 0]",
            "numeric.range: debe ser la media y una desviación mayor que cero",
        ),
        (
            "tree.csv",
            "mean",
            "geometric",
            "línea 2: index es geometric, y no admite partes negativas: g1 de b () vale -6",
        ),
        ("tree.csv", "mean", "harmonic", "línea 2: index es harmonic, y no admite partes negati"),
    ],
)
def test_numbers_are_for_items_without_options(
    invented: Path, file: str, old: str, new: str, told: str
) -> None:
    write(invented, NUMBERS)
    assert not check(read_folder(invented).case)[0].mismatches
    change(invented, file, old, new)
    with pytest.raises(FolderInvalid) as caught:
        read_folder(invented)
    assert told in str(caught.value)


#   Of 4, -6 and 10, which 99 is not: 10 / 16, 0 and 1, and whom it does not apply to has what `na`
#   gives; with the g2 of all the index is the mean of both.
@pytest.mark.parametrize(
    ("excuse", "score"), [("exclude", "1"), ("full", "1"), ("zero", "0.5")], ids=str
)
def test_a_number_may_be_not_applicable(invented: Path, excuse: str, score: str) -> None:
    files = {
        "items.csv": f"item,node,na\ng1,index,{excuse}\ng2,index,full",
        "options.csv": "item,option,factor,state\ng2,y,1,\ng1,99,,not_applicable\ng1,ns,,unknown",
        "answers.csv": "unit,item,option,value\na,g1,,4\nb,g1,,-6\nc,g1,,10\nd,g1,99,\ne,g1,ns,\n"
        + "\n".join(f"{unit},g2,y," for unit in "abcde"),
        "check.yaml": "numeric: {normalisation: minmax}",
        "published.csv": "unit,node,score\na,index,0.8125\nb,index,0.5\nc,index,1\n"
        f"d,index,{score}\ne,index,1",
    }
    write(invented, {**NUMBERS, **files})
    (index,) = check(read_folder(invented).case)
    assert (index.compared, index.mismatches) == (5, ())
    change(invented, "check.yaml", "minmax", "minmax, range: [0, 100]")
    if excuse == "full":
        with pytest.raises(FolderInvalid) as caught:
            read_folder(invented)
        why = "na de g1 es full, que cuenta 1, y lo mejor vale 100"
        assert str(caught.value) == f"items.csv, línea 2: {why}"
    else:
        read_folder(invented)
    change(invented, "answers.csv", "d,g1,99", "d,g1,na")
    with pytest.raises(FolderInvalid, match="línea 5: «na» no es un número finito"):
        read_folder(invented)


@pytest.mark.parametrize(
    ("units", "told"),
    [
        ("01,a\n02,b\n03,a\n04,b\n01,b", "units.csv, línea 6: la unidad 01 ya está en el grupo a"),
        ("01,a\n02,b\n03,a", "answers.csv, línea 19: la unidad 04 no está en units.csv"),
        ("01,a\n02,b\n03,a\n04,b\n05,b", "línea 6: la unidad 05 no responde ni tiene nada publi"),
        ("01,a\n02,b\n03,a\n04,", "units.csv, línea 5: falta group"),
        ("01,a\n02,b\n03,a\n04,b\n,b", "units.csv, línea 6: falta unit"),
    ],
)
def test_every_unit_has_one_group(invented: Path, units: str, told: str) -> None:
    (invented / "units.csv").write_text(f"unit,group\n{units}\n")
    with pytest.raises(FolderInvalid) as caught:
        read_folder(invented)
    assert told in str(caught.value)


def test_another_encoding_is_told_with_the_line_of_its_first_byte(invented: Path) -> None:
    answers = (invented / "answers.csv").read_bytes().splitlines()
    answers[3] = "ñ,2025,r1,half".encode("latin-1")
    (invented / "answers.csv").write_bytes(b"\n".join(answers))
    with pytest.raises(FolderInvalid, match=r"answers\.csv, línea 4: el byte 0xF1 no es de UTF-8"):
        read_folder(invented)


@pytest.mark.parametrize("levels", [99, 100, 101, 3_000])
def test_a_tree_is_at_most_so_deep(invented: Path, levels: int) -> None:
    rows = ["n1,", *(f"n{n},n{n - 1}" for n in range(2, levels + 1))]
    write(invented, {**THIRD, "check.yaml": "scale: 1"})
    write(invented, {"tree.csv": "\n".join(["node,parent", *rows])})
    change(invented, "items.csv", None, f"item,node\na,n{levels}\nb,n{levels}\nc,n{levels}")
    write(invented, {"published.csv": "unit,node,rank\nu,n1,1"})
    if levels <= 100:
        assert not check(read_folder(invented).case)[0].mismatches
    else:
        with pytest.raises(
            FolderInvalid, match="línea 102: el nodo n101 está a más de 100 niveles"
        ):
            read_folder(invented)


#   Of 0, 50 and 100 on a scale of a hundred 1 + 0.99 x is 1, 50.5 and 100.
def test_a_shift_of_zeros_is_that_of_the_declared_scale(invented: Path) -> None:
    write(
        invented,
        {
            "tree.csv": "node,parent,kind\nindex,,geometric",
            "items.csv": "item,node\na,index\nb,index",
            "answers.csv": "unit,item,value\nu,a,0\nv,a,50\nw,a,100\nu,b,0\nv,b,50\nw,b,100",
            "check.yaml": "zeros: shift\nnumeric: {normalisation: minmax, range: [0, 100]}",
            "published.csv": "unit,node,score,rank\nu,index,1,3\nv,index,50.5,2\nw,index,100,1",
        },
    )
    (invented / "options.csv").unlink()
    assert not check(read_folder(invented).case)[0].mismatches
    write(invented, {"options.csv": "item,option,factor\nb,0,0\nb,50,1/2\nb,100,1"})
    with pytest.raises(FolderInvalid, match="necesita una sola escala bajo index"):
        read_folder(invented)


# Spanish Excel


def in_spanish(folder: Path) -> None:
    """Semicolons between cells, and commas before decimals."""
    for file in folder.glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace(",", ";").replace(".", ",")
        file.write_text(text, encoding="utf-8")


def test_decimal_commas_are_read_where_semicolons_part_the_cells(invented: Path) -> None:
    before = check(read_folder(invented).case)
    in_spanish(invented)
    assert check(read_folder(invented).case) == before


def test_a_number_with_a_decimal_comma_is_an_answer_too(invented: Path) -> None:
    write(invented, NUMBERS)
    change(invented, "published.csv", "2.5", "2.75")
    change(invented, "answers.csv", "a,g1,,4", "a,g1,,4.5")
    in_spanish(invented)
    assert not check(read_folder(invented).case)[0].mismatches


@pytest.mark.parametrize(
    ("score", "told"),
    [
        ("1.234,5", "published.csv, línea 2: «1.234,5» no es un número finito"),
        ("1,234,5", "published.csv, línea 2: «1,234,5» no es un número finito"),
        ("75.5", "no se sabe qué separa los decimales: el archivo trae «100,0» y «75.5»"),
    ],
)
def test_what_a_decimal_comma_leaves_open_is_told(invented: Path, score: str, told: str) -> None:
    in_spanish(invented)
    change(invented, "published.csv", "75,5", score)
    with pytest.raises(FolderInvalid) as caught:
        read_folder(invented)
    assert told in str(caught.value)


def test_between_commas_a_comma_is_no_decimal(invented: Path) -> None:
    change(invented, "published.csv", "75.5", '"75,5"')
    with pytest.raises(FolderInvalid, match="«75,5» no es un número finito"):
        read_folder(invented)


def test_empty_cells_are_counted(invented: Path) -> None:
    agreed = CliRunner().invoke(main, ["index", "check", str(invented)])
    text = (invented / "published.csv").read_text(encoding="utf-8").splitlines()[1:]
    empty = sum(row.split(",")[3:].count("") for row in text)
    assert f"que no se comparan: {empty}" in agreed.output


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
    change(invented, "published.csv", "75.4,3", "1e30,20")
    change(invented, "published.csv", "100.0,1", "100.0,10")
    far = CliRunner().invoke(main, ["index", "check", str(invented)])
    assert "01, index (2025): publicado 1E+30, aquí 75.5" in far.output
    assert "01, index (2025): lugar publicado 20, aquí 3" in far.output
    machine = CliRunner().invoke(main, ["index", "check", "--json", str(invented)])
    document = json.loads(machine.output)
    assert document["nodes"][0]["score_mismatches"] == 1
    assert document["mismatches"][0] == {
        "line": 2,
        "unit": "01",
        "edition": "2025",
        "node": "index",
        "figure": "score",
        "published": "1E+30",
        "ours": "75.5",
    }


@pytest.mark.parametrize(
    ("value", "decimals", "score", "off"),
    [
        ("0.1234499996", 4, "0.1234", 0),
        ("0.1234500000", 4, "0.1234", 1),
        ("0.1234500000", 4, "0.1235", 0),
        ("0.285", 2, "0.28", 1),
        ("0.285", 2, "0.29", 0),
    ],
)
def test_what_is_surely_below_a_half_is_rounded_down(
    invented: Path, value: str, decimals: int, score: str, off: int
) -> None:
    files = {
        "tree.csv": "node,parent\nindex,",
        "items.csv": "item,node\ng1,index",
        "options.csv": "item,option,factor\n",
        "answers.csv": f"unit,item,value\na,g1,{value}",
        "check.yaml": f"rounding: {{mode: half_up, decimals: {decimals}}}",
        "published.csv": f"unit,node,score\na,index,{score}",
    }
    write(invented, files)
    (found,) = check(read_folder(invented).case)
    assert found.scores_off == off


#   YAML would read 1.10 as 1.1, 01 as 1, and no as a false.
@pytest.mark.parametrize("item", ["1.10", "01", "no", "2026-01-01"])
def test_an_item_is_named_in_the_rules_as_it_is_written(invented: Path, item: str) -> None:
    files = {
        "tree.csv": "node,parent\nindex,",
        "items.csv": f"item,node\n1.1,index\n{item},index",
        "options.csv": "item,option,factor\n",
        "answers.csv": f"unit,item,value\na,1.1,4\nb,1.1,8\na,{item},1\nb,{item},3",
        "check.yaml": f"numeric:\n  normalisation: minmax\n  {item}: {{direction: down}}",
        "published.csv": "unit,node,score\na,index,0.5\nb,index,0.5",
    }
    write(invented, files)
    assert not check(read_folder(invented).case)[0].mismatches
    change(invented, "check.yaml", "down}", "down}\n  1.1: {direction: down}")
    change(invented, "published.csv", "a,index,0.5\nb,index,0.5", "a,index,1\nb,index,0")
    assert not check(read_folder(invented).case)[0].mismatches


#   0.8 and 0.7 are 0.10000000000000009 apart to a float.
@pytest.mark.parametrize(
    ("rules", "published", "off"),
    [
        ("ranks: {tolerance: 0.1}", "unit,node,rank\na,index,1\nb,index,1\nc,index,3", 0),
        ("ranks: {tolerance: 0.09}", "unit,node,rank\na,index,1\nb,index,1", 1),
        ("tolerance: 0.1", "unit,node,score\na,index,0.9\nb,index,0.6\nc,index,0.58", 0),
        ("tolerance: 0.1", "unit,node,score\na,index,0.9000001", 1),
        (
            "{tolerance: 0.1, rounding: half_up, decimals: 1}",
            "unit,node,score\na,index,0.7\nb,index,0.8\nc,index,0.5",
            0,
        ),
        ("{tolerance: 0.1, rounding: half_up, decimals: 1}", "unit,node,score\na,index,1", 1),
        ("{rounding: half_up, decimals: 1}", "unit,node,score\na,index,0.7", 1),
    ],
)
def test_a_tolerance_holds_to_its_end_and_also_of_what_was_rounded(
    invented: Path, rules: str, published: str, off: int
) -> None:
    files = {
        "tree.csv": "node,parent\nindex,",
        "items.csv": "item,node\ng1,index",
        "options.csv": "item,option,factor\n",
        "answers.csv": "unit,item,value\na,g1,0.8\nb,g1,0.7\nc,g1,0.48",
        "check.yaml": rules,
        "published.csv": published,
    }
    write(invented, files)
    (found,) = check(read_folder(invented).case)
    assert len(found.mismatches) == off


def test_who_stands_in_one_file_alone_is_told_and_so_is_an_edition_without_figures(
    invented: Path,
) -> None:
    change(invented, "published.csv", "03,2025,all,0,2", "99,2025,all,0,2\n99,2025,desk,,")
    change(
        invented,
        "answers.csv",
        "01,2025,r1,half",
        "01,2025,r1,half\n01,2024,r1,half\n98,2025,r1,no",
    )
    told = CliRunner().invoke(main, ["index", "check", str(invented)])
    assert "published.csv, línea 15: la unidad 99 (2025) no tiene ninguna respuesta" in told.output
    assert "answers.csv, línea 4: la unidad 98 (2025) no tiene nada publicado" in told.output
    assert "Ediciones de answers.csv sin nada publicado: «2024»" in told.output
    machine = CliRunner().invoke(main, ["index", "check", "--json", str(invented)])
    document = json.loads(machine.output)
    assert document["units_without_answers"] == [{"line": 15, "unit": "99", "edition": "2025"}]
    assert document["units_without_figures"] == [{"line": 4, "unit": "98", "edition": "2025"}]
    assert document["editions_without_figures"] == ["2024"]


def test_a_place_is_told_as_people_write_it(invented: Path) -> None:
    units = [f"{each:02}" for each in range(1, 13)]
    files = {
        "tree.csv": "node,parent\n[/a],",
        "items.csv": "item,node\ng1,[/a]",
        "options.csv": "item,option,factor\n",
        "answers.csv": "unit,item,value\n" + "\n".join(f"{x},g1,-{x}" for x in units),
        "check.yaml": "ranks: {method: competition}",
        "published.csv": "unit,node,rank\n10,[/a],9",
    }
    write(invented, files)
    differs = CliRunner().invoke(main, ["index", "check", str(invented)])
    assert differs.exit_code == 1
    assert "10, [/a] (): lugar publicado 9, aquí 10\n" in differs.output


def change(folder: Path, file: str, old: str | None, new: str) -> None:
    """Put other words in a file, or in place of all of it."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old is None or old in text
    (folder / file).write_text(new if old is None else text.replace(old, new, 1), encoding="utf-8")


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Put these files in place of those that are there."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
