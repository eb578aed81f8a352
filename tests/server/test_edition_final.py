"""Edición: what the importer reads of a final round."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from server.imports.editions import EditionInvalid, edition_of, load_edition
from tests.server.edition_folders import EARLIER, problems, written

A_FINAL = """
places: 3
least_members: 2
names: hidden
scale: {least: 0, most: 10}
calendar: {shortlist: 2027-01-26, marks: 2027-02-19, publication: 2027-03-08}
criteria:
  - code: impacto
    name: {es: Impacto, en: Impact}
    text: {es: Qué cambió., en: What changed.}
    weight: "2/5"
    anchors:
      - {mark: 0, text: {es: Nada., en: Nothing.}}
      - {mark: 5, text: {es: Algo., en: Some.}}
      - {mark: 10, text: {es: Todo., en: All.}}
  - code: permanencia
    name: {es: Permanencia, en: Permanence}
    text: {es: Si dura., en: Whether it lasts.}
    weight: 0.6
    anchors:
      - {mark: 0, text: {es: Nada., en: Nothing.}}
      - {mark: 10, text: {es: Todo., en: All.}}
"""


def with_final(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in A_FINAL
    (written(folder) / "final.yaml").write_text(A_FINAL.replace(old, new, 1), "utf-8")
    return folder


def test_an_edition_without_the_file_has_no_final_round(tmp_path: Path) -> None:
    definition = load_edition(written(tmp_path), EARLIER)
    assert "final" not in definition
    assert edition_of(definition)[0].final is None


def test_a_final_round_becomes_values(tmp_path: Path) -> None:
    final = edition_of(load_edition(with_final(tmp_path), EARLIER))[0].final
    assert final is not None
    assert (final.places, final.least_members, final.shows_names) == (3, 2, False)
    assert [each.weight for each in final.criteria] == [Fraction(2, 5), Fraction(3, 5)]
    assert [each.mark for each in final.criteria[0].anchors] == [0, 5, 10]
    assert final.marks_until == date(2027, 2, 19)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param(
            "weight: 0.6",
            "weight: 0.5",
            "final.yaml, criteria: los pesos deben sumar 1 y suman 9/10",
            id="weights",
        ),
        pytest.param(
            "code: permanencia",
            "code: impacto",
            "final.yaml, criteria: la clave impacto está repetida",
            id="a criterion twice",
        ),
        pytest.param(
            "{mark: 5,",
            "{mark: 0,",
            "final.yaml, criteria[1].anchors: deben ir de menor a mayor, sin repetir",
            id="an anchor twice",
        ),
        pytest.param(
            "most: 10",
            "most: 20",
            "final.yaml, criteria[1].anchors: deben decir qué es 0 primero y qué es 20 al final",
            id="anchors that do not reach the ends",
        ),
        pytest.param(
            "{least: 0, most: 10}",
            "{least: 10, most: 10}",
            "final.yaml, scale.most: debe ser mayor que least",
            id="a scale of one mark",
        ),
        pytest.param(
            "marks: 2027-02-19",
            "marks: 2027-01-01",
            "final.yaml, calendar: los días deben seguir el orden: shortlist, marks, publication",
            id="days out of order",
        ),
        pytest.param(
            "places: 3",
            "places: 0",
            "final.yaml, places: debe ser un número entero desde 1",
            id="no places",
        ),
        pytest.param(
            "names: hidden",
            "names: some",
            "final.yaml, names: debe ser uno de: shown, hidden",
            id="names by halves",
        ),
        pytest.param(
            "least_members: 2\n", "", "final.yaml, least_members: falta este campo", id="a field"
        ),
    ],
)
def test_what_is_wrong_with_a_final_round_is_said(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    with pytest.raises(EditionInvalid) as refused:
        load_edition(with_final(tmp_path, old, new), EARLIER)
    assert problem in refused.value.problems


def test_no_league_has_the_address_of_the_final_round(tmp_path: Path) -> None:
    found = problems(tmp_path, ("edition.yaml", "code: estados", "code: final"))
    assert any("«final» es la dirección de la ronda final" in each for each in found)
