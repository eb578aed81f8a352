"""XLSForms de otros: each form of the corpus becomes what is expected, and all else is told."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.i18n import speaking
from server.imports.editions import FIXTURES, load_edition
from server.pages.questionnaires import SENTENCES, faults_told, left_sections
from server.xlsforms.grids import grids_of, told_rows
from server.xlsforms.listing import Left, Why
from server.xlsforms.reading import told
from server.xlsforms.sheets import items_of
from server.xlsforms.taking import Taken, taken
from tests.server.form_corpus import FORMS, Form
from tests.server.forms import cells_of, written


@cache
def base() -> Any:
    return load_edition(FIXTURES / "2026")


def brought(folder: Path, table: str) -> Taken:
    found = told(written(folder, table))
    return taken(grids_of(found["sheets"]), base(), found["said"], otherwise="forma")


def lines(found: list[Left]) -> tuple[str, ...]:
    return tuple(
        f"{each.place.sheet} {each.place.row} {each.place.column} {each.why}"
        f" {each.facts['language'] if each.why is Why.LANGUAGE_MISSING else ''}".rstrip()
        for each in found
    )


def described(item: Any) -> str:
    """An item with its options, or its limits, and what it is asked by."""
    options = [option["code"] for option in item["options"]]
    limits = item["minimum"], item["maximum"]
    parts = [item["code"], item["kind"], *options]
    if any(limits):
        parts.append("..".join(limit or "" for limit in limits))
    if item["asked_when"]:
        parts += ["<", item["asked_when"]["item"], *item["asked_when"]["any_of"]]
    return " ".join(parts)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_of_others(tmp_path: Path, form: Form) -> None:
    found = brought(tmp_path, form.table)
    items = items_of(found.definition) if found.definition else ()
    assert lines(found.listing.faults) == form.faults
    assert tuple(map(described, items)) == form.items
    if form.faults:
        return
    # Badges of a pillar of the base are not those of a form, whatever it asks.
    left = [each for each in found.listing.left if each.why is not Why.BADGE_LEFT]
    assert sorted(lines(left)) == sorted(form.left)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_nothing_that_was_written_is_lost_in_silence(tmp_path: Path, form: Form) -> None:
    """Each cell of a form is in the draft, or the list names its row, its column or its sheet."""
    found = brought(tmp_path, form.table)
    if found.definition is None:
        assert found.listing.faults
        return
    # A list of a yes and a no is read as such, whatever its words.
    kept = f"{found.definition!r} Sí Yes No"
    left = {(each.place.sheet, each.place.row) for each in found.listing.left}
    for sheet, rows in cells_of(form.table).items():
        for number, row in enumerate(rows[1:], start=2):
            for head, text in zip(rows[0], row, strict=False):
                is_kept = text in kept or head.lower().startswith(("type", "required", "relev"))
                is_told = {(sheet, number), (sheet, 0)} & left
                is_list = head in {"list_name", "list name", "name", "default_language"}
                is_limit = head in {"constraint", "parameters", "disabled"}
                assert not text or is_kept or is_told or is_list or is_limit, (sheet, number, head)


def test_every_reason_has_its_sentence_and_its_place_in_the_list() -> None:
    assert set(SENTENCES) == set(Why)


@pytest.mark.parametrize("locale", ["es", "en"])
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_what_is_told_is_in_the_language_of_who_reads(
    tmp_path: Path, form: Form, locale: str
) -> None:
    found = brought(tmp_path, form.table)
    with speaking(locale):
        sections = left_sections(found.listing.left)
        faults = faults_told(found.listing.faults)
    told_of = [str(line) for section in sections for line in section.lines]
    assert len(faults) == len(form.faults)
    assert bool(told_of) or not form.left
    assert not [line for line in told_of if "{" in line.replace("${", "")]
    words = " ".join([*told_of, *map(str, faults)])
    spanish = {"fila ", "filas ", "no se usa", "pregunta "} if form.left or form.faults else set()
    if locale == "en":
        assert not [word for word in spanish if word in words.replace(form.table, "")]
    elif told_of:
        assert " row " not in words


def test_what_is_the_same_of_many_rows_is_one_line(tmp_path: Path) -> None:
    rows = "\n".join(f"text | q{n} | Q{n} | Q{n} | yes | w1" for n in range(1, 9))
    head = "survey\ntype | name | label::es | label::en | required | appearance\n"
    found = brought(tmp_path, head + rows)
    [section] = left_sections(
        [each for each in found.listing.left if each.why is Why.COLUMN_UNUSED]
    )
    assert [line.where for line in section.lines] == ["survey, filas 2-9, appearance"]
    assert told_rows([3, 9, 4, 5, 7]) == "3-5, 7, 9"


def test_the_same_form_gives_the_same_draft(tmp_path: Path) -> None:
    form = next(each for each in FORMS if each.name == "names that are no codes, and long ones")
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = brought(tmp_path / "one", form.table), brought(tmp_path / "two", form.table)
    assert one.definition is not None
    assert one.definition == two.definition


def test_a_draft_gives_no_score_and_is_completed_from_its_base(tmp_path: Path) -> None:
    form = FORMS[0]
    found = brought(tmp_path, form.table)
    definition = found.definition
    assert definition is not None
    assert [item.get("scored") for item in items_of(definition)] == [None, *[False] * 6]
    edition = definition["edition"]
    assert (edition["code"], edition["name"]["es"], edition["continues"]) == (
        "forma",
        "forma",
        None,
    )
    assert edition["leagues"] == base()["edition"]["leagues"]
    assert definition["points"] == base()["points"]
    assert [each.why for each in found.listing.left] == [Why.BADGE_LEFT] * 3


def test_notes_and_hints_are_the_help_of_the_next_question(tmp_path: Path) -> None:
    form = next(each for each in FORMS if each.name == "notes before questions, and one alone")
    found = brought(tmp_path, form.table)
    assert found.definition is not None
    first, second = items_of(found.definition)
    assert (first["help"]["es"], first["help"]["en"]) == ("Lea esto.", "Read this.")
    assert second["help"]["es"] == "Por escribir."


def test_what_only_pyxform_says_is_quoted_inside_a_sentence(tmp_path: Path) -> None:
    found = brought(tmp_path, FORMS[-1].table)
    [line] = faults_told(found.listing.faults)
    assert line.where == "survey, fila 3"
    assert line.text.startswith("el lector de XLSForm no lo acepta. Detalle técnico")
    assert "Missing calculation" in line.text
