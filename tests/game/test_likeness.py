"""Parecido: two texts that say the same share the words that mean something."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.likeness import alike, likeness, says_the_same, words_of

ONE = "Pidieron la licencia de funcionamiento en papel y no en línea"
SAME = "La licencia de funcionamientos se pidió en PAPEL, no en linea"
OTHER = "El inspector pidió dinero para no clausurar el local"


def test_words_that_mean_something() -> None:
    assert words_of("Los trámites de la Línea y para todos") == {"tramit", "line"}


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        pytest.param(ONE, ONE, Fraction(1), id="the same"),
        pytest.param(ONE, SAME, Fraction(4, 5), id="in other words"),
        pytest.param(ONE, OTHER, Fraction(0), id="something else"),
        pytest.param(ONE, "", Fraction(0), id="nothing"),
    ],
)
def test_likeness(one: str, other: str, share: Fraction) -> None:
    assert likeness(one, other) == share


def test_the_most_alike_come_first() -> None:
    found = alike(ONE, [(1, OTHER), (2, SAME), (3, ONE)], least=Fraction(1, 2), most=5)
    assert [code for code, _ in found] == [3, 2]
    assert alike(ONE, [(2, SAME), (3, ONE)], least=Fraction(1, 2), most=1)[0][0] == 3


@given(st.text(), st.text())
def test_neither_comes_first(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(ONE, ONE.upper().replace(" ", "  ") + "!!", True, id="shouted"),
        pytest.param(ONE, ONE + " Compre barato.", False, id="and more"),
        pytest.param("no y no", "no y no", True, id="no word that means something"),
        pytest.param("no y no", "sí", False, id="nor here, and another"),
        pytest.param("", "", True, id="nothing"),
    ],
)
def test_the_same_words_say_the_same(one: str, other: str, same: bool) -> None:
    assert says_the_same(one, other) is same
