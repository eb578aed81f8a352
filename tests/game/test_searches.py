"""Búsqueda: the same word however it is written, marked where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from game.searches import (
    LONGEST_WORD,
    excerpt,
    found_in,
    marked,
    plain_text,
    sought_in,
    words_of,
)

GOAL = "Publicar el Catálogo de TRÁMITES en la Ventanilla única"
LONG = (
    "La primera parte de la historia no dice nada de lo que se busca y solo ocupa lugar en la"
    " página; después viene la ventanilla digital, que es lo que importa, y luego sigue otra vez"
    " mucho texto que ya no interesa a quien busca y que por eso no se muestra en la tarjeta."
)


#   what is written           its words
@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("Catálogo de TRÁMITES", ("catalogo", "de", "tramites"), id="accents"),
        pytest.param("Año, niñez, PINGÜINO", ("ano", "ninez", "pinguino"), id="ñ is n, ü is u"),
        pytest.param("cafe\u0301 reglamen\u00adto", ("cafe", "reglamento"), id="unseen signs"),
        pytest.param("L'Hospitalet d’aquí", ("l", "hospitalet", "d", "aqui"), id="an apostrophe"),
        pytest.param("e-firma (2.0) art. 5º", ("e", "firma", "2", "0", "art", "5o"), id="signs"),
        pytest.param("ﬁrma Ⅷ ½", ("firma", "viii", "12"), id="one sign for several letters"),
        pytest.param("Straße Łódź", ("strasse", "łodz"), id="letters of others"),
        pytest.param("* \" ' ( ) : ^ % _ \\", (), id="signs are no words"),
        pytest.param("", (), id="nothing"),
        pytest.param("a" * 500, ("a" * LONGEST_WORD,), id="a word without an end"),
    ],
)
def test_the_words_of_a_text(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        pytest.param(("catalogo", "tramites"), {"catalogo", "tramites"}, id="whole words"),
        pytest.param(("catalogo", "vent"), {"catalogo", "vent"}, id="the last may be begun"),
        pytest.param(("cata", "ventanilla"), {"ventanilla"}, id="the others may not"),
        pytest.param(("tanilla",), set(), id="no word ends so"),
    ],
)
def test_which_are_found(sought: tuple[str, ...], found: set[str]) -> None:
    assert found_in(GOAL, sought) == found


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        pytest.param("Ley de la Ley", ("de", "la", "ley"), id="what comes again may be begun"),
        pytest.param("la la ley", ("la", "ley"), id="once is enough"),
        pytest.param("¿?", (), id="no word"),
    ],
)
def test_what_is_looked_for(typed: str, sought: tuple[str, ...]) -> None:
    assert sought_in(typed) == sought


def test_found_words_are_marked_as_they_are_written() -> None:
    pieces = marked(GOAL, sought_in("tramites VENTA"))
    assert [each.text for each in pieces if each.is_found] == ["TRÁMITES", "Ventanilla"]
    assert "".join(each.text for each in pieces) == GOAL


def test_an_excerpt_is_around_the_first_found_word_and_cut_between_words() -> None:
    pieces = excerpt(LONG, words_of("ventanilla"), 80)
    assert [each.text for each in pieces if each.is_found] == ["ventanilla"]
    told = "".join(each.text for each in pieces)
    assert told.startswith("…")
    assert told.endswith("…")
    assert set(told.strip("…").replace(",", "").split()) <= set(LONG.replace(",", "").split())
    assert len(told) <= 82


def test_a_short_text_is_its_own_excerpt() -> None:
    assert "".join(each.text for each in excerpt("Meta  corta", ("meta",), 80)) == "Meta corta"


@given(some.text())
def test_words_hold_no_sign_and_stay_what_they_are(text: str) -> None:
    words = words_of(text)
    assert all(0 < len(word) <= LONGEST_WORD and word.isalnum() for word in words)
    assert plain_text(text).split(" ") == list(words or [""])


@given(some.text(), some.text())
def test_marking_loses_nothing_and_marks_only_what_is_found(text: str, typed: str) -> None:
    sought = sought_in(typed)
    pieces = marked(text, sought)
    assert "".join(each.text for each in pieces) == text
    assert any(each.is_found for each in pieces) == bool(found_in(text, sought))


@given(some.text(), some.text(), some.integers(1, 60))
def test_an_excerpt_shows_a_found_word_if_there_is_one(text: str, typed: str, most: int) -> None:
    sought = sought_in(typed)
    pieces = excerpt(text, sought, most)
    if found_in(" ".join(text.split()), sought):
        assert any(each.is_found for each in pieces)
