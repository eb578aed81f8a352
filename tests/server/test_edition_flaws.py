"""Edición: how the importer says what is wrong, file by file."""

import re
from pathlib import Path

import pytest

from server.imports.editions import EditionInvalid, load_edition
from tests.server.edition_folders import EARLIER, LAWS, problems, written


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            "no_answer: full",
            "edition.yaml, no_answer: debe ser uno de: exclude, zero",
            id="an unknown policy",
        ),
        pytest.param(
            "edition.yaml",
            "topic: 1/2",
            "topic: mitad",
            "edition.yaml, thresholds.topic: debe estar entre 0 y 1",
            id="a threshold in words",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            "no_answer: zero\nassessed: {first: 2025-12-31, last: 2025-01-01}",
            "edition.yaml, assessed.last: es anterior a first",
            id="a period that ends before it begins",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            "no_answer: zero\nassessed: {first: 2025-01-01}",
            "edition.yaml, assessed.last: falta este campo",
            id="a period without an end",
        ),
        pytest.param(
            "laws.yaml",
            "valid_to: null",
            "valid_to: 2025-07-16, replaced_by: OTRA",
            "laws.yaml, LEY, replaced_by: «OTRA» no es otra ley de este archivo",
            id="a successor that is not there",
        ),
        pytest.param(
            "laws.yaml",
            "valid_to: null",
            "valid_to: 2025-07-16, replaced_by: LEY",
            "laws.yaml, LEY, replaced_by: «LEY» no es otra ley de este archivo",
            id="its own successor",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            "no_answer: zero\nnot_applicable_cap: la mitad",
            "edition.yaml, not_applicable_cap: debe estar entre 0 y 1",
            id="a cap in words",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            'no_answer: zero\nnot_applicable_cap: "4/3"',
            "edition.yaml, not_applicable_cap: debe estar entre 0 y 1",
            id="a cap of more than everything",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            "no_answer: zero\nnot_applicable_cap: 0.0",
            "edition.yaml, not_applicable_cap: debe ser mayor que 0; donde no cabe «no aplica», "
            "lo dice cada reactivo",
            id="a cap that admits none",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            "no_answer: zero\nnot_aplicable_cap: 1/3",
            "edition.yaml, not_aplicable_cap: campo desconocido",
            id="a cap with a slip in its name",
        ),
        pytest.param(
            "edition.yaml",
            '"2026-09-01T00:00:00-06:00"',
            "2026-09-01",
            "edition.yaml, dates.open: debe ser una fecha con hora y zona, como "
            "2026-09-01T00:00:00-06:00",
            id="a deadline without its hour",
        ),
        pytest.param(
            "edition.yaml",
            "2026-12-15T",
            "2026-08-15T",
            "edition.yaml, dates: las fechas deben seguir el orden de las etapas",
            id="stages the wrong way round",
        ),
        pytest.param(
            "edition.yaml",
            'dates: {open: "2026-09-01T00:00:00-06:00",',
            'dates: {open: "2026-09-01T00:00:00-06:00", freeze: "2026-09-01T06:00:00+00:00",',
            "edition.yaml, dates.freeze: la tabla se detiene después de abrir la edición (open)",
            id="a freeze that begins with the opening, in another zone",
        ),
        pytest.param(
            "edition.yaml",
            'dates: {open: "2026-09-01T00:00:00-06:00",',
            'dates: {open: "2026-09-01T00:00:00-06:00", freeze: "2026-12-15T00:00:01-06:00",',
            "edition.yaml, dates.freeze: la tabla se detiene a más tardar al empezar la revisión "
            "(review)",
            id="a freeze that comes after the review",
        ),
        pytest.param(
            "edition.yaml",
            "population_to: 49999",
            "population_to: 59999",
            "edition.yaml, leagues: grandes: su rango de población se encima con otro",
            id="two leagues for one city",
        ),
        pytest.param(
            "edition.yaml",
            "population_to: 49999",
            "population_to: 29999",
            "edition.yaml, leagues: grandes: antes de su rango de población queda un hueco",
            id="a city without a league",
        ),
        pytest.param(
            "edition.yaml",
            "population_from: 50000",
            "population_from: 50000, population_to: 900000",
            "edition.yaml, leagues: grandes: el último rango de población no debe tener población "
            "máxima",
            id="a city too large for any league",
        ),
        pytest.param(
            "edition.yaml",
            "kind: state",
            "kind: company",
            "edition.yaml, leagues[1].kind: «company» no está en kinds",
            id="a league of strangers",
        ),
        pytest.param(
            "edition.yaml",
            "code: chicas",
            "code: grandes",
            "edition.yaml, leagues: la clave grandes está repetida",
            id="a league given twice",
        ),
        pytest.param(
            "points.yaml",
            "percentage: 14",
            "percentage: 15",
            "points.yaml, percentage: debe ser par: la mitad se otorga al responder",
            id="points that do not halve",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, provisional: 1/4",
            "points.yaml, provisional: 1/4 de 10 puntos (default) no es un número entero",
            id="a share before verification that is not whole",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, reply: 0.75",
            "points.yaml, reply: 3/4 de 14 puntos (percentage) no es un número entero",
            id="a share on a reply that is not whole",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, returns: {free: 1, share: 0}",
            "points.yaml, returns.share: es menor que lo provisional, 1/2: aceptar quitaría",
            id="an acceptance that takes points away",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, returns: {free: -1, share: 1}",
            "points.yaml, returns.free: debe ser un número entero desde 0",
            id="fewer than no returns",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, returns: {free: 2}",
            "points.yaml, returns.share: falta este campo",
            id="returns without what they settle",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, provisional: 3/2",
            "points.yaml, provisional: debe estar entre 0 y 1",
            id="more than all before verification",
        ),
        pytest.param(
            "points.yaml",
            "default: 10, by_kind: {percentage: 14}",
            "default: 9, by_kind: {percentage: 15}, provisional: 1/3,"
            " returns: {free: 0, share: 2/3}, reply: 1",
            "",
            id="odd points of which thirds are given",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, timeliness: [{days: 60, points: 12}, {days: 60, points: 6}]",
            "points.yaml, timeliness[2].days: debe ser más que en el plazo anterior",
            id="two terms that end on a day",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, timeliness: [{days: 60, points: 6}, {days: 90, points: 6}]",
            "points.yaml, timeliness[2].points: debe ser menos que en el plazo anterior",
            id="nothing more for being earlier",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, timeliness: [{days: 106, points: 6}]",
            "points.yaml, timeliness[1].days: el plazo termina después de que empieza la revisión "
            "(review)",
            id="a term for nobody",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 10, timeliness: [{days: 90, points: 12}, {days: 105, points: 1}]",
            "",
            id="a term until the last day",
        ),
        pytest.param(
            "points.yaml",
            "default: 10",
            "default: 0",
            "points.yaml, default: debe ser un número entero desde 2",
            id="no points",
        ),
        pytest.param(
            "badges.yaml",
            "code: racha",
            "code: primero",
            "badges.yaml, badges: la clave primero está repetida",
            id="a badge given twice",
        ),
        pytest.param(
            "badges.yaml",
            "levels: 1",
            "points: 1",
            "badges.yaml, primero, levels: falta este campo en una insignia de tipo levels",
            id="a badge for nobody knows how many",
        ),
        pytest.param(
            "badges.yaml",
            "working_days: 5",
            "working_days: 5\n    pillar: P",
            "badges.yaml, racha, pillar: no corresponde a una insignia de tipo streak",
            id="a streak of a pillar",
        ),
        pytest.param(
            "badges.yaml",
            "pillar: P",
            "pillar: Z",
            "badges.yaml, pilar, pillar: «Z» no está en questionnaire.yaml",
            id="a badge of a pillar that is not there",
        ),
        pytest.param(
            "badges.yaml",
            "levels: 1",
            "levels: 0",
            "badges.yaml, badges[1].levels: debe ser un número entero desde 1",
            id="a badge for nothing",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            'no_answer: zero\nrest_days: ["2026-02-30"]',
            "edition.yaml, rest_days[1]: debe ser una fecha, como 2026-03-01",
            id="a day of rest that is not",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            "no_answer: zero\nlicence: {spdx: CC BY 4.0, name: {es: A, en: A},"
            " url: https://example.org/, credit: {es: A, en: A}}",
            "edition.yaml, licence.spdx: «CC BY 4.0» no es un identificador SPDX, como CC-BY-4.0",
            id="a licence by a name of its own",
        ),
        pytest.param(
            "edition.yaml",
            "no_answer: zero",
            "no_answer: zero\nlicence: {spdx: CC-BY-4.0, name: {es: A, en: A},"
            " url: javascript:alert(1), credit: {es: A, en: A}}",
            "edition.yaml, licence.url: «javascript:alert(1)» no es una dirección https://",
            id="a licence that is nowhere",
        ),
        pytest.param(
            "points.yaml",
            "{percentage: 14}",
            "[14]",
            "points.yaml, by_kind: debe ser un grupo de campos",
            id="points of nobody knows what",
        ),
        pytest.param(
            "questionnaire.yaml",
            "code: P2",
            "code: P1",
            "questionnaire.yaml, topics: la clave P1 está repetida",
            id="a topic given twice",
        ),
        pytest.param(
            "questionnaire.yaml",
            "pillars:",
            "pillars: []\nothers:",
            "questionnaire.yaml, others: campo desconocido",
            id="a word nobody expects",
        ),
        pytest.param(
            "laws.yaml",
            "valid_from: 2018-05-19",
            'valid_from: "2018-19-05"',
            "laws.yaml, laws[1].valid_from: debe ser una fecha, como 2026-03-01",
            id="a day of a month that is not",
        ),
        pytest.param(
            "laws.yaml",
            "valid_from: 2018-05-19",
            "valid_from: 2018",
            "laws.yaml, laws[1].valid_from: debe ser una fecha, como 2026-03-01",
            id="only a year",
        ),
        pytest.param("laws.yaml", "2018-05-19", '"2018-05-19"', "", id="a quoted day is a day"),
        pytest.param(
            "edition.yaml",
            '"2026-09-01T00:00:00-06:00"',
            '"primero de septiembre"',
            "edition.yaml, dates.open: debe ser una fecha con hora y zona, como "
            "2026-09-01T00:00:00-06:00",
            id="a deadline in words",
        ),
        pytest.param(
            "edition.yaml",
            "topic: 1/2",
            "topic: true",
            "edition.yaml, thresholds.topic: debe estar entre 0 y 1",
            id="a threshold that YAML made true",
        ),
        pytest.param(
            "items/P2.yaml",
            "minimum: 0",
            "minimum: false",
            "items/P2.yaml, P2-01, minimum: debe ser un número",
            id="a limit that YAML made false",
        ),
        pytest.param(
            "laws.yaml",
            "valid_to: null",
            "valid_to: 2017-01-01",
            "laws.yaml, LEY, valid_to: es anterior a valid_from",
            id="a law that ended before it began",
        ),
    ],
)
def test_a_flaw_is_told_where_it_is(
    tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    if problem:
        assert problem in problems(tmp_path, (file, old, new))
    else:
        load_edition(written(tmp_path, (file, old, new)), EARLIER)


def test_all_flaws_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    told = problems(
        tmp_path,
        ("edition.yaml", "no_answer: zero", "no_answer: full"),
        ("points.yaml", "percentage: 14", "percentage: 15"),
        ("items/P1.yaml", "effort: low", "effort: easy"),
        ("items/P1.yaml", '"2/3"', '"1/3"'),
        ("items/P2.yaml", "from: 3.5", "from: 35"),
    )
    assert {line.split(":")[0] for line in told} >= {
        "edition.yaml, no_answer",
        "points.yaml, percentage",
        "items/P1.yaml, P1-01, effort",
        "items/P1.yaml, P1-03, options",
        "items/P2.yaml, P2-01, scoring.bands[2]",
    }


def test_what_is_not_yaml_is_said_with_its_line(tmp_path: Path) -> None:
    [told] = problems(tmp_path, ("points.yaml", "}}", "}"))
    assert re.match(r"points\.yaml, línea 2, columna 1: no es YAML válido: falta «,» o «}»", told)


def test_missing_and_stray_files_are_named(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "laws.yaml").unlink()
    (folder / "items" / "P2.yaml").rename(folder / "items" / "P8.yaml")
    with pytest.raises(EditionInvalid) as refused:
        load_edition(folder, EARLIER)
    assert refused.value.problems == (
        "laws.yaml: no existe este archivo",
        "items/P8.yaml: no corresponde a ningún tema de questionnaire.yaml",
        "items/P2.yaml: no existe este archivo",
    )


def test_a_file_in_an_old_encoding_is_said_to_be_so(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "laws.yaml").write_bytes(LAWS.encode("utf-16"))
    with pytest.raises(EditionInvalid, match=r"laws.yaml, línea 1, columna 1: no es texto UTF-8"):
        load_edition(folder, EARLIER)


@pytest.mark.parametrize("content", ["", "- 1", "items: 3\ntopic: P2", "topic: P2\nitems: [3]"])
def test_what_is_no_list_of_items_is_refused(tmp_path: Path, content: str) -> None:
    folder = written(tmp_path)
    (folder / "items" / "P2.yaml").write_text(content)
    with pytest.raises(EditionInvalid, match=r"items/P2.yaml"):
        load_edition(folder, EARLIER)


def test_items_are_still_checked_when_the_tree_is_flawed(tmp_path: Path) -> None:
    told = problems(
        tmp_path,
        ("questionnaire.yaml", "minutes: 12", "minutes: 0"),
        ("edition.yaml", "kinds: [state, municipality]", "kinds: []"),
        ("laws.yaml", "laws:", "leyes:"),
        ("items/P1.yaml", '"2/3"', '"1/3"'),
    )
    assert "items/P1.yaml, P1-03, options: las partes deben sumar 1 y suman 0.666667" in told
    assert "edition.yaml, kinds: debe tener al menos 1" in told
