"""Lugares: INEGI's lists, as they come and as they should not."""

from collections import Counter
from pathlib import Path

import pytest

from game.leagues import league_of
from server.imports.editions import FIXTURES, edition_of, load_edition
from server.imports.places import (
    Place,
    PlacesInvalid,
    read_municipalities,
    read_states,
    reference_places,
)

FULL_LIST = Path(__file__).parents[3] / "shared" / "data" / "municipalities.csv"
HEADER = "agem_code,agee_code,state,municipality,head_town,population_2020"
MERIDA = "31050,31,Yucatán,Mérida,Mérida,995129"


def a_list(*lines: str) -> bytes:
    return "\n".join((HEADER, *lines, "")).encode()


OLD_ENCODING = a_list(MERIDA).decode().encode("latin-1")


def problems(raw: bytes) -> tuple[str, ...]:
    with pytest.raises(PlacesInvalid) as refused:
        read_municipalities(raw)
    return refused.value.problems


@pytest.mark.parametrize("raw", [a_list(), a_list("", "")], ids=["a header", "empty lines"])
def test_a_list_of_nothing_is_refused(raw: bytes) -> None:
    assert problems(raw) == (
        "no trae ningún lugar: después del encabezado va una línea por cada uno",
    )


def test_a_municipality_keeps_its_zeros_and_its_accents() -> None:
    [place] = read_municipalities(a_list("01001,01,Aguascalientes,Jesús María,Jesús María,129929"))
    assert place == Place("01001", "municipality", "Jesús María", "01", "Jesús María", 129_929)
    assert place.participant.population == 129_929


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(a_list(MERIDA), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + a_list(MERIDA), id="with the mark of a spreadsheet"),
        pytest.param(a_list(MERIDA).replace(b"\n", b"\r\n"), id="with its line ends"),
        pytest.param(a_list("", MERIDA, "", ",,,,,"), id="with empty lines"),
        pytest.param(a_list('31050,31,Yucatán," Mérida ",Mérida,995129'), id="quoted"),
    ],
)
def test_ways_of_writing_the_same_list(raw: bytes) -> None:
    assert [(place.code, place.name) for place in read_municipalities(raw)] == [("31050", "Mérida")]


def test_a_municipality_newer_than_the_census_has_no_population() -> None:
    [place] = read_municipalities(a_list("02007,02,Baja California,San Felipe,San Felipe,"))
    assert place.population is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        pytest.param(
            "1001,01,A,B,C,5",
            "línea 3: clave de municipio incorrecta: «1001» (se esperan cinco dígitos)",
            id="a zero lost by a spreadsheet",
        ),
        pytest.param(
            "01001,02,A,B,C,5",
            "línea 3: la clave 01001 no empieza con la de su estado, «02»",
            id="of another state",
        ),
        pytest.param("33001,33,A,B,C,5", "línea 3: estado desconocido: «33»", id="of no state"),
        pytest.param(MERIDA, "línea 3: la clave 31050 está repetida", id="twice"),
        pytest.param(
            "01001,01,A,B,C,unos", "línea 3: la población no es un número: «unos»", id="in words"
        ),
        pytest.param(
            "01001,01,A,B,C,-5", "línea 3: la población no es un número: «-5»", id="below zero"
        ),
        pytest.param("01001,01,A,,C,5", "línea 3: falta el nombre", id="without a name"),
        pytest.param("01001,01", "línea 3: falta el nombre", id="cut short"),
        pytest.param(
            "01001,01,A,B\x00,C,5",
            "línea 3: el nombre tiene caracteres que no se pueden mostrar",
            id="with a hidden character",
        ),
    ],
)
def test_what_is_wrong_with_a_line(line: str, problem: str) -> None:
    assert problems(a_list(MERIDA, line)) == (problem,)


def test_everything_wrong_is_told_at_once() -> None:
    assert len(problems(a_list("x,99,A,,C,muchos", MERIDA, MERIDA))) == 5


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        pytest.param(b"", "línea 1: faltan las columnas agem_code", id="an empty file"),
        pytest.param(b"agem_code\n1\n", "línea 1: faltan las columnas agee_code", id="another"),
        pytest.param(OLD_ENCODING, "línea 2: el archivo no está en UTF-8", id="latin-1"),
        pytest.param(a_list('"31050,31'), "línea 2: no es CSV válido", id="an open quote"),
    ],
)
def test_what_is_not_a_list(raw: bytes, problem: str) -> None:
    [told] = problems(raw)
    assert told.startswith(problem)


def test_states_are_two_digits() -> None:
    assert read_states(b"code,name,population_2020\n20,Oaxaca,4132148\n") == (
        Place("20", "state", "Oaxaca", "20", population=4_132_148),
    )
    with pytest.raises(PlacesInvalid, match="línea 2: clave de estado incorrecta: «33»"):
        read_states(b"code,name,population_2020\n33,Atlantis,1\n")


def test_the_reference_set() -> None:
    places = reference_places()
    assert Counter(place.kind for place in places) == {"state": 32, "municipality": 126}
    by_state = Counter(place.state for place in places if place.kind == "municipality")
    assert set(by_state) == {place.code for place in places if place.kind == "state"}
    assert min(by_state.values()) >= 2


@pytest.mark.parametrize("year", ["2025", "2026"])
def test_every_government_of_the_set_has_a_league_of_25_to_50(year: str) -> None:
    edition, _, _ = edition_of(load_edition(FIXTURES / year))
    leagues = Counter(
        league_of(edition.leagues, place.participant).code for place in reference_places()
    )
    assert set(leagues) == {league.code for league in edition.leagues}
    assert all(25 <= members <= 50 for members in leagues.values())


@pytest.mark.skipif(not FULL_LIST.exists(), reason="the full list is not at hand")
def test_the_full_list_of_inegi() -> None:
    places = read_municipalities(FULL_LIST.read_bytes())
    assert len(places) == 2_478
    assert sum(place.population is None for place in places) == 9
    known = {place.code: place for place in places}
    reference = reference_places()
    assert all(known[p.code] == p for p in reference if p.kind == "municipality")
    for state in (place for place in reference if place.kind == "state"):
        people = (p.population or 0 for p in places if p.state == state.code)
        assert state.population == sum(people)
