"""Fórmulas del libro, worked out anew by a spreadsheet program: they say what the engine says."""

import random
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, seed, settings

from game.answers import Answer
from game.questionnaire import (
    Band,
    Direction,
    Item,
    Kind,
    NotApplicable,
    Option,
    Pillar,
    Questionnaire,
    Scoring,
    Text,
    Topic,
)
from game.reviews import Verdict
from indicators.calculation import Calculation
from indicators.definition import Definition
from indicators.given import GivenAnswer
from indicators.inputs import Inputs
from indicators.layout import Layout
from indicators.matrix import AnswerState, Cell, matrix_of_values, verified
from indicators.ranks import Ties
from indicators.report import Entry, compute, results_of
from indicators.scores import Scores, score
from indicators.sheets import Look, book_of
from indicators.standings import Standings
from indicators.tree import Leaf, Method, Node, Policies, Silence, tree_of
from indicators.workbook import Cover, Material, workbook_of
from tests.calc import Comparison, all_recalculated, compared, values, with_values
from tests.conftest import NO_CALC
from tests.indicators.builders import REFERENCE, a_text, an_item
from tests.indicators.editions import LINEAR, editions

pytestmark = pytest.mark.skipif(not shutil.which("soffice"), reason=NO_CALC)

SIX = tuple("abcdef")
COVER = Cover("Indicador", "2026", date(2026, 3, 1), synthetic=True)
LOOK = Look("Indicador", "2026", "", "es", date(2026, 3, 1), " … {length}")
# Of every sheet more the others are opened more slowly.
TREES_IN_A_BOOK = 2

CLOSED = Scoring(
    bands=(
        Band(Fraction(1), at_most=Decimal(5)),
        Band(Fraction(2, 3), Decimal(6), Decimal("9.5")),
        Band(Fraction(1, 3), Decimal(10), Decimal(20)),
    )
)
SINCE = Scoring(
    bands=(
        Band(Fraction(1), date(2020, 1, 1)),
        Band(Fraction(1, 2), date(1917, 2, 5), date(2019, 12, 31)),
    )
)
SHARES = Scoring(bands=(Band(Fraction(1), Decimal(70)), Band(Fraction(1, 2), Decimal("33.3"))))
SEVERAL = tuple(
    Option(code, Text(f"Por {code}; ya", f"By {code}"), Fraction(1, 3))
    for code in ("web", "office", "phone", "web-2")
)


def an(code: str, kind: Kind, **given: Any) -> Item:
    return replace(an_item(code), kind=kind, options=(), **given)


# One of every kind, twice where it is valued in more than one way.
KINDS = (
    replace(an_item("P1-01", policy="exclude"), weight=Fraction(2)),
    an(
        "P1-02",
        Kind.MULTIPLE,
        not_applicable=NotApplicable(a_text("Si no hay")),
    ),
    an("P1-03", Kind.NUMBER, scoring=CLOSED, decimals=1, minimum=Decimal(0)),
    an("P1-04", Kind.DATE, scoring=SINCE),
    an("I1-01", Kind.PERCENTAGE, scoring=Scoring(linear=Direction.UP)),
    an("I1-02", Kind.PERCENTAGE, scoring=Scoring(linear=Direction.DOWN)),
    an("I1-03", Kind.PERCENTAGE, scoring=SHARES),
    an("I1-04", Kind.NUMBER, scoring=None),
    an_item("I1-05", policy="full"),
    an_item("I1-06", policy="zero"),
)
LETTERS = replace(
    an_item("I1-07"),
    options=tuple(Option(c, Text(f"¿{c}?", f"“{c}”"), Fraction(n, 2)) for n, c in enumerate("abc")),
)
MULTIPLE = replace(
    KINDS[1], options=(*SEVERAL, Option("none", Text("none", "none"), Fraction(0), exclusive=True))
)
ITEMS = (KINDS[0], MULTIPLE, *KINDS[2:], LETTERS)

WRITTEN: Mapping[str, tuple[Mapping[str, Any], ...]] = {
    "P1-01": tuple({"chosen": (code,)} for code in ("yes", "half", "no", "gone")),
    "P1-02": (
        {"chosen": ("web", "phone")},
        {"chosen": ("web", "office", "phone", "web-2")},
        {"chosen": ("web-2",)},
        {"chosen": ("none",)},
        {"chosen": ("none", "web")},
        {"chosen": ("web", "fax")},
    ),
    "P1-03": tuple({"number": n} for n in ("5", "5.5", "9.5", "1,000", "10", "0", "x", "-1")),
    "P1-04": tuple(
        {"date": day} for day in ("2020-01-01", "31/12/2019", "1917-02-05", "1880-01-01", "ayer")
    ),
    "I1-01": (
        {"number": "1", "denominator": "3"},
        {"number": "0", "denominator": "9"},
        {"number": "4", "denominator": "3"},
        {"number": "1", "denominator": "0"},
    ),
    "I1-02": ({"number": "1", "denominator": "3"}, {"number": "7", "denominator": "7"}),
    "I1-03": (
        {"number": "333", "denominator": "1000"},
        {"number": "7", "denominator": "10"},
        {"number": "699", "denominator": "1000"},
    ),
    "I1-04": ({"number": "3"},),
    "I1-05": ({"chosen": ("half",)},),
    "I1-06": ({"chosen": ("yes",)},),
    "I1-07": tuple({"chosen": codes} for codes in (("a",), ("b",), ("c",), ("d",), ("a", "b"))),
}
VERDICTS = (*[Verdict.ACCEPTED] * 6, Verdict.RETURNED, Verdict.REJECTED, None)


def a_questionnaire(items: tuple[Item, ...] = ITEMS, weight: int = 3) -> Questionnaire:
    def topic(code: str, weight: int = 1) -> Topic:
        own = tuple(each for each in items if each.topic == code)
        return Topic(code, code[0], a_text(code), Fraction(weight), 10, own)

    first = Pillar("P", a_text("Políticas"), Fraction(1), (topic("P1"),))
    return Questionnaire(
        "2026",
        "v1",
        (first, Pillar("I", a_text("Instituciones"), Fraction(weight), (topic("I1"),))),
    )


@cache
def answered() -> Mapping[tuple[str, str], GivenAnswer]:
    """What forty governments answered, and what was decided on it."""
    drawn = random.Random(4)
    found = {}
    for place in range(40):
        for item in ITEMS:
            if drawn.random() < 0.1:
                continue
            facts = dict(drawn.choice(WRITTEN[item.code]))
            if drawn.random() < 0.15:
                facts = {"not_applicable": True, "reason": "No hay."}
            answer = Answer(item.code, **facts)
            verdict = drawn.choice(VERDICTS)
            found[f"{place:02}", item.code] = GivenAnswer(answer, verdict, "Razón", "Rita")
    return found


def known(
    questionnaire: Questionnaire, given: Mapping[tuple[str, str], GivenAnswer]
) -> Iterator[Cell]:
    for place in range(40):
        for item in questionnaire.items:
            here = f"{place:02}", item.code
            if place % 7 == 0 and item.code == "I1-05":
                yield *here, AnswerState.NOT_ASKED, None
                continue
            found = given.get(here)
            yield *here, *verified(item, found and found.answer, found and found.verdict)


def a_material(
    questionnaire: Questionnaire | None = None,
    given: Mapping[tuple[str, str], GivenAnswer] | None = None,
    policies: Policies = REFERENCE,
) -> Material:
    asked, told = questionnaire or a_questionnaire(), given or answered()
    entries = [Entry(f"{n:02}", f"Gobierno {n}", "state", f"liga {n % 3}") for n in range(40)]
    definition = Definition("2026", "v1", tree_of(asked), policies)
    return Material(compute(definition, entries, known(asked, told)), asked, COVER, told)


def small_book(found: list[Scores]) -> bytes:
    """Some indices of one league each, on sheets of their own, by one rule for ties after other."""
    sheets = []
    for number, (scores, ties) in enumerate(zip(found, cycle(Ties), strict=False)):
        definition = Definition("x", "v", scores.tree, scores.policies)
        definition = replace(definition, rules=replace(definition.rules, ties=ties.value))
        entries = [Entry(code, code, "k", "l") for code in scores.matrix.participants]
        results = results_of(definition, entries, scores.matrix)
        bare = Questionnaire("x", "v", ())
        layout = Layout(Material(results, bare, COVER, suffix=f" {number}"))
        index, standings = Calculation(layout), Standings(layout)
        inputs = Inputs(layout, index)
        sheets += [inputs.rules(), inputs.weights(), inputs.answers()]
        sheets += [index.states(), index.factors(), index.calculation()]
        sheets += [standings.scores(), standings.order(), standings.ranking()]
    return book_of(sheets, LOOK)


def drawn_indices(many: int, **options: Any) -> list[Scores]:
    found: list[Scores] = []

    @seed(7)
    @settings(max_examples=many, database=None, deadline=None, phases=[Phase.generate])
    @given(editions(SIX, **options))
    def collect(scores: Scores) -> None:
        found.append(scores)

    collect()
    return found


# Gaps of less than the tolerance make one place of the first three, though they are further apart
# than it; noise splits no tie, and no half.
HALF = 0.28749999999999996
CLOSE = [0.7, 0.5, 0.5 - 0.9e-9, 0.5 - 1.8e-9, 0.1 + 0.2, 0.3, np.nan, HALF, HALF - 1.1e-9]


def close_scores() -> Scores:
    matrix = matrix_of_values([f"{n}" for n in range(len(CLOSE))], ["a"], np.array([CLOSE]).T)
    return score(Node("x", leaves=(Leaf("a"),)), matrix, Policies())


# What is typed into the book, where another government is chosen for the receipt too. From row 3 on
# Pesos has index, P, P1, I, I1 and the items; the answers of 01 begin in row 14.
def typed() -> Mapping[tuple[str, str], str | float]:
    return {
        ("Pesos", "E6"): 1.25,
        ("Pesos", "E8"): 7.0,
        ("Pesos", "I3"): 0.5,
        ("Pesos", "K10"): "cuenta como 0",
        ("Opciones", "G4"): 0.25,
        ("Respuestas", "F14"): "no",
        ("Respuestas", "F15"): "web;phone",
        ("Respuestas", "G16"): 9.5,
        ("Respuestas", "I17"): 43831,
        ("Respuestas", "G18"): 1,
        ("Respuestas", "H18"): 4,
        ("Respuestas", "F24"): "no aplica",
        **{("Respuestas", f"N{row}"): "aceptada" for row in (14, 15, 16, 17, 18, 24)},
    }


# The same, and an item that admits no "no aplica" for which that was typed.
TYPED: Mapping[str, Mapping[str, Any]] = {
    "P1-01": {"chosen": ("no",)},
    "P1-02": {"chosen": ("web", "phone")},
    "P1-03": {"number": "9.5"},
    "P1-04": {"date": "2020-01-01"},
    "I1-01": {"number": "1", "denominator": "4"},
    "I1-07": {"not_applicable": True},
}


@cache
def edited() -> bytes:
    """The same said to the engine: a book of its own."""
    half = replace(ITEMS[0].options[1], factor=Fraction(1, 4))
    options = (ITEMS[0].options[0], half, ITEMS[0].options[2])
    first = replace(ITEMS[0], weight=Fraction(7), options=options)
    asked = a_questionnaire((first, *ITEMS[1:]))
    tree = tree_of(asked)
    pillars = (tree.children[0], replace(tree.children[1], weight=Fraction(5, 4)))
    topic = pillars[0].children[0]
    leaves = tuple(
        replace(leaf, silence=Silence.ZERO, unsure=Silence.EXCLUDE)
        if leaf.item == "P1-03"
        else leaf
        for leaf in topic.leaves
    )
    pillars = (replace(pillars[0], children=(replace(topic, leaves=leaves),)), pillars[1])
    policies = replace(REFERENCE, thresholds=(Fraction(1, 2), *REFERENCE.thresholds[1:]))
    told = dict(answered())
    for item, facts in TYPED.items():
        told["01", item] = GivenAnswer(Answer(item, **facts), Verdict.ACCEPTED)
    material = a_material(asked, told, policies)
    definition = replace(material.results.definition, tree=replace(tree, children=pillars))
    results = compute(definition, material.results.entries, known(asked, told))
    return workbook_of(replace(material, results=results))


@pytest.fixture(scope="module")
def worked_out(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, bytes]]:
    """Some books, each as it was written and as a spreadsheet program works it out."""
    book = workbook_of(a_material())
    trees = small_book(drawn_indices(8, methods=LINEAR))
    chosen = ("Recibo", "B2"), str(values(edited())["Recibo", "B2"])
    books = {"book": book, "typed": with_values(book, dict([*typed().items(), chosen]))}
    books |= {
        "ties": small_book([close_scores()] * 3),
        "trees": trees,
        "english": workbook_of(replace(a_material(), locale="en")),
        "thin": with_values(book, {("Reglas", "B3"): "sale de la media"}),
    }
    receipt = {("Recibo", "B2"): "01 · Gobierno 1"}
    books["receipt"] = with_values(book, {**typed(), **receipt})
    found = all_recalculated(books, tmp_path_factory.mktemp("calc"))
    return {name: (found[name], books[name]) for name in books}


def assert_equal(found: Comparison, least: int) -> None:
    assert found.wrong == []
    assert found.largest <= 1e-9
    assert found.cells >= least


def test_every_formula_gives_what_the_engine_found(
    worked_out: Mapping[str, tuple[Path, bytes]],
) -> None:
    assert_equal(compared(*worked_out["book"]), 5_000)


def test_ties_are_told_as_by_hand(worked_out: Mapping[str, tuple[Path, bytes]]) -> None:
    assert_equal(compared(*worked_out["ties"]), 500)
    told = values(worked_out["ties"][0])
    places = [[told.get((f"Puntajes {n}", f"K{row}")) for row in range(3, 12)] for n in range(3)]
    assert places == [
        [1, 2, 2, 2, 5, 5, None, 7, 8],
        [1, 2, 2, 2, 3, 3, None, 4, 5],
        [1, 3, 3, 3, 5.5, 5.5, None, 7, 8],
    ]


def test_halves_are_rounded_up_though_noise_is_below_them(
    worked_out: Mapping[str, tuple[Path, bytes]],
) -> None:
    told = values(worked_out["ties"][0])
    assert [told["Puntajes 0", f"F{row}"] for row in (3, 10, 11)] == [70, 28.8, 28.7]


def test_formulas_speak_english(worked_out: Mapping[str, tuple[Path, bytes]]) -> None:
    assert_equal(compared(*worked_out["english"]), 5_000)


def test_whatever_mean_of_parts_a_tree_is(worked_out: Mapping[str, tuple[Path, bytes]]) -> None:
    assert_equal(compared(*worked_out["trees"]), 900)


def test_another_weight_and_another_answer_move_all_that_follows(
    worked_out: Mapping[str, tuple[Path, bytes]],
) -> None:
    found, _ = worked_out["typed"]
    assert_equal(compared(found, edited()), 5_000)
    before, after = values(worked_out["book"][0]), values(found)
    moved = {here for here in after if before.get(here) != after[here]}
    assert {"Cálculo", "Puntajes", "Orden", "Lugares"} < {sheet for sheet, _ in moved}


def test_an_answer_reads_as_what_was_typed_there_and_on_its_receipt(
    worked_out: Mapping[str, tuple[Path, bytes]],
) -> None:
    told = values(worked_out["receipt"][0])
    rows = {told["Respuestas", f"C{row}"]: row for row in range(14, 25)}
    lines = {told.get(("Recibo", f"A{row}")): row for row in range(1, 40)}
    wanted = {
        "P1-01": ITEMS[0].options[2].text.es,
        "P1-02": "Por web; ya; Por phone; ya",
        "P1-03": "9.5",
        "P1-04": "2020-01-01",
        "I1-01": "1 / 4",
        "I1-07": "no aplica",
    }
    assert {code: told["Respuestas", f"J{rows[code]}"] for code in wanted} == wanted
    assert {code: told["Recibo", f"D{lines[code]}"] for code in wanted} == wanted


def test_what_may_not_be_not_applicable_is_no_answer_to_the_book_too(
    worked_out: Mapping[str, tuple[Path, bytes]],
) -> None:
    assert MULTIPLE.not_applicable
    assert not LETTERS.not_applicable
    told = values(worked_out["receipt"][0])
    assert told["Respuestas", "Q24"] == "sin respuesta"
    assert ("Respuestas", "R24") not in told


def test_no_bounds_are_told_by_a_rule_that_they_do_not_know(
    worked_out: Mapping[str, tuple[Path, bytes]],
) -> None:
    """Where thin nodes leave, which of them count in a bound is chosen: no formula does that."""
    before, after = values(worked_out["book"][0]), values(worked_out["thin"][0])
    bounds = [here for here in before if here[0] == "Puntajes" and here[1][:1] in {"I", "J"}]
    told = [here for here in bounds if isinstance(before[here], int | float)]
    assert len(told) >= 70
    assert all(after.get(here) in {None, ""} for here in told)
    assert after["Reglas", "B6"] == "no se calculan con estas reglas"


def test_no_formula_gives_an_error(worked_out: Mapping[str, tuple[Path, bytes]]) -> None:
    for found, _ in worked_out.values():
        told = [each for each in values(found).values() if isinstance(each, str)]
        assert not [each for each in told if each.startswith("#")]


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_every_tree_that_can_be_declared(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    found = drawn_indices(64, methods=tuple(Method))
    books = {
        f"b{at}": small_book(found[at : at + TREES_IN_A_BOOK])
        for at in range(0, len(found), TREES_IN_A_BOOK)
    }
    files = all_recalculated(books, tmp_path)
    every = [compared(files[name], books[name]) for name in books]
    with capsys.disabled():
        cells, largest = sum(each.cells for each in every), max(each.largest for each in every)
        told = f"{len(found)} trees, {cells:,} cells, largest difference {largest:.1e}"
        sys.stdout.write(f"\n{told}\n")
    for each in every:
        assert_equal(each, 250)
