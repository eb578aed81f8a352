"""Participantes: how somebody is found by a name typed in a hurry."""

import pytest

from game.participants import MUNICIPALITY, STATE, Participant, meant, nearest, sought


def a_state(code: str, name: str) -> Participant:
    return Participant(code, STATE, name, code)


def a_municipality(code: str, name: str) -> Participant:
    return Participant(code, MUNICIPALITY, name, code[:2])


EVERYBODY = (
    a_municipality("08037", "Juárez, Chihuahua"),
    a_municipality("19026", "Guadalupe, Nuevo León"),
    a_state("20", "Oaxaca"),
    a_municipality("20067", "Oaxaca de Juárez, Oaxaca"),
    a_state("21", "Puebla"),
    a_municipality("21114", "Puebla, Puebla"),
    a_municipality("26012", "Bácum, Sonora"),
    a_municipality("30131", "Poza Rica de Hidalgo, Veracruz"),
    a_municipality("31050", "Mérida, Yucatán"),
    a_municipality("32057", "Peñón Blanco, Zacatecas"),
)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        pytest.param("mérida", ["31050"], id="a name"),
        pytest.param("  MERIDA ", ["31050"], id="whatever its case and accents"),
        pytest.param("penon", ["32057"], id="n for ñ"),
        pytest.param("yucatan mer", ["31050"], id="beginnings of words, in any order"),
        pytest.param("erida", [], id="not the middle of a word"),
        pytest.param("juarez", ["08037", "20067"], id="who is called just that first"),
        pytest.param("oaxaca", ["20", "20067"], id="a state, then those in it"),
        pytest.param("puebla", ["21", "21114"], id="two of the same name"),
        pytest.param("20067", ["20067"], id="a code"),
        pytest.param("20", ["20"], id="the code of a state, not those that begin so"),
        pytest.param("(rica)", ["30131"], id="signs do not count"),
        pytest.param("", [], id="nothing"),
        pytest.param(" , ", [], id="nothing but signs"),
        pytest.param("Atlantis", [], id="nowhere"),
    ],
)
def test_who_is_sought(typed: str, codes: list[str]) -> None:
    assert [each.code for each in sought(typed, EVERYBODY)] == codes


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("mer", "31050", id="the only one"),
        pytest.param("Juárez", "08037", id="the only one of that name"),
        pytest.param("Oaxaca", "20", id="the state of that name"),
        pytest.param("oaxaca de juarez oaxaca", "20067", id="the whole name"),
        pytest.param("Puebla", None, id="two of that name"),
        pytest.param("Puebla, Puebla", "21114", id="with its state there is no doubt"),
        pytest.param("de", None, id="several, and none of that name"),
        pytest.param("Atlantis", None, id="nobody"),
    ],
)
def test_who_is_meant_beyond_doubt(typed: str, code: str | None) -> None:
    found = meant(typed, sought(typed, EVERYBODY))
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("guadalajra", ["Guadalajara, Jalisco"]),
        ("monterey", ["Monterrey, Nuevo León"]),
        ("Ciudad de Puebla", ["Puebla", "Puebla, Puebla"]),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_who_is_spelled_nearly_so(typed: str, names: list[str]) -> None:
    everybody = [
        Participant("09", STATE, "Ciudad de México", "09"),
        Participant("14039", MUNICIPALITY, "Guadalajara, Jalisco", "14"),
        Participant("19039", MUNICIPALITY, "Monterrey, Nuevo León", "19"),
        Participant("21", STATE, "Puebla", "21"),
        Participant("21114", MUNICIPALITY, "Puebla, Puebla", "21"),
    ]
    assert [each.name for each in nearest(typed, everybody)] == names
