"""Edición: how the importer says what is wrong with an item."""

from pathlib import Path

import pytest

from server.imports.editions import load_edition
from tests.server.edition_folders import EARLIER, problems, written


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        pytest.param(
            "items/P1.yaml",
            "factor: 0.5",
            "factor: 1.5",
            "items/P1.yaml, P1-02, options[2].factor: debe estar entre 0 y 1",
            id="a factor above one",
        ),
        pytest.param(
            "items/P1.yaml",
            'any_of: ["yes"]',
            "any_of: [yes]",
            "items/P1.yaml, P1-02, asked_when.any_of[1]: debe ser texto; póngalo entre comillas",
            id="a yes that YAML made true",
        ),
        pytest.param(
            "items/P1.yaml",
            "effort: low",
            "efort: low",
            "items/P1.yaml, P1-01, efort: campo desconocido",
            id="a field that does not exist",
        ),
        pytest.param(
            "items/P1.yaml",
            "effort: low",
            "effort: easy",
            "items/P1.yaml, P1-01, effort: debe ser uno de: low, medium, high",
            id="a word that is not one of them",
        ),
        pytest.param(
            "items/P1.yaml",
            "{es: ¿Hay?, en: Is there?}",
            "{es: ¿Hay?}",
            "items/P1.yaml, P1-01, text.en: falta este campo",
            id="one language",
        ),
        pytest.param(
            "items/P1.yaml",
            "{es: Cuente., en: Count.}",
            '{es: Cuente., en: " "}',
            "items/P1.yaml, P1-01, help.en: no puede estar vacío",
            id="an empty translation",
        ),
        pytest.param(
            "items/P1.yaml",
            "time_bound: false",
            "time_bound: nunca",
            "items/P1.yaml, P1-01, time_bound: debe ser true o false",
            id="neither true nor false",
        ),
        pytest.param(
            "items/P1.yaml",
            "weight: 0.5",
            "weight: 0",
            "items/P1.yaml, P1-02, weight: debe ser un número mayor que 0",
            id="no weight",
        ),
        pytest.param(
            "items/P1.yaml",
            "code: P1-01",
            "code: P1 01",
            "items/P1.yaml, P1 01, code: «P1 01» no es una clave: use letras sin acento, cifras "
            "y guiones, hasta 24",
            id="a code with a space",
        ),
        pytest.param(
            "items/P1.yaml",
            "code: P1-02",
            "code: P1-01",
            "items/P1.yaml, P1-01, code: la clave está repetida",
            id="a code given twice",
        ),
        pytest.param(
            "items/P1.yaml",
            "kind: yes_no",
            "kind: yes_no\n    kind: scale",
            "items/P1.yaml: línea 6: el campo «kind» está repetido",
            id="a field given twice",
        ),
        pytest.param(
            "items/P1.yaml",
            "kind: yes_no",
            "kind: 2026-02-30",
            "items/P1.yaml, línea 5, columna 11: no es YAML válido: «2026-02-30» no es una fecha "
            "ni un número que exista; entre comillas sería texto",
            id="a day that does not exist",
        ),
        pytest.param(
            "items/P1.yaml",
            "kind: yes_no",
            "kind: yes_no\n    ? [a, b]\n    : 1",
            "items/P1.yaml, línea 6, columna 7: no es YAML válido: el nombre de un campo no puede "
            "ser una lista ni un grupo",
            id="a list for a field",
        ),
        pytest.param(
            "items/P1.yaml",
            "kind: yes_no",
            "kind: " + "[" * 50_000,
            "items/P1.yaml: tiene más de 30 niveles de anidación",
            id="a bottomless file",
        ),
        pytest.param(
            "items/P1.yaml",
            "25-P1-01",
            "25-P9-01",
            "items/P1.yaml, P1-01, continues: «25-P9-01» no existe en la edición anterior",
            id="a lineage from nowhere",
        ),
        pytest.param(
            "items/P1.yaml",
            "item: P1-01",
            "item: P2-02",
            "items/P1.yaml, P1-02, asked_when.item: «P2-02» no es un reactivo anterior",
            id="a condition on what comes later",
        ),
        pytest.param(
            "items/P2.yaml",
            "item: P1-02, any_of: [some, all]",
            "item: P1-03, any_of: [web]",
            "items/P2.yaml, P2-01, asked_when.item: P1-03 debe ser de tipo yes_no o scale",
            id="a condition on a list",
        ),
        pytest.param(
            "items/P1.yaml",
            'any_of: ["yes"]',
            "any_of: [quizá]".replace("á", "as"),
            "items/P1.yaml, P1-02, asked_when.any_of: «quizas» no es una opción de P1-01",
            id="a condition on no option",
        ),
        pytest.param(
            "items/P1.yaml",
            "code: some, text",
            "code: none, text",
            "items/P1.yaml, P1-02, options: la clave none está repetida",
            id="an option given twice",
        ),
        pytest.param(
            "items/P1.yaml",
            "factor: 0.5",
            "factor: 1",
            "",
            id="two at the top of the scale are allowed",
        ),
        pytest.param(
            "items/P1.yaml",
            "factor: 0}",
            "factor: 0.1}",
            "items/P1.yaml, P1-02, options: los factores de la escala deben ir de 0 a 1, "
            "de menor a mayor",
            id="a scale without a zero",
        ),
        pytest.param(
            "items/P1.yaml",
            "factor: 0.5",
            "factor: 0.5, exclusive: true",
            "items/P1.yaml, P1-02, options: exclusive solo corresponde a un reactivo de tipo "
            "multiple",
            id="an exclusive step",
        ),
        pytest.param(
            "items/P1.yaml",
            '"2/3"',
            '"1/3"',
            "items/P1.yaml, P1-03, options: las partes deben sumar 1 y suman 0.666667",
            id="shares that do not add up",
        ),
        pytest.param(
            "items/P1.yaml",
            "factor: 0, exclusive: true",
            "factor: 0",
            "items/P1.yaml, P1-03, options: falta una opción exclusiva para «ninguno de los "
            "anteriores»",
            id="no way to say none",
        ),
        pytest.param(
            "items/P1.yaml",
            'factor: "1/3"',
            'factor: "1/3", exclusive: true',
            "items/P1.yaml, P1-03, options[1].factor: la opción exclusiva debe valer 0",
            id="an exclusive share",
        ),
        pytest.param(
            "items/P1.yaml",
            "continues: 25-P1-01",
            "unit: {es: días, en: days}",
            "items/P1.yaml, P1-01, unit: no corresponde a un reactivo de tipo yes_no",
            id="the unit of a yes",
        ),
        pytest.param(
            "items/P1.yaml",
            "law: LEY",
            "law: LGX",
            "items/P1.yaml, P1-01, legal[1].law: «LGX» no está en laws.yaml",
            id="an unknown law",
        ),
        pytest.param(
            "items/P1.yaml",
            "expected: claim",
            "expected: never",
            "items/P1.yaml, P1-01, evidence.expected: never solo corresponde a un reactivo sin "
            "puntaje",
            id="a claim that nothing proves",
        ),
        pytest.param(
            "items/P1.yaml",
            "kinds: [municipality]",
            "kinds: [company]",
            "items/P1.yaml, P1-03, audience: los límites de población solo valen para municipios",
            id="the population of a company",
        ),
        pytest.param(
            "items/P1.yaml",
            "population_from: 50000",
            "population_from: 50000, population_to: 9",
            "items/P1.yaml, P1-03, audience.population_to: es menor que population_from",
            id="nobody is asked",
        ),
        pytest.param(
            "items/P2.yaml",
            "    unit: {es: días, en: days}\n",
            "",
            "items/P2.yaml, P2-01, unit: falta este campo en un reactivo de tipo number",
            id="a number of what",
        ),
        pytest.param(
            "items/P2.yaml",
            "maximum: 250.5",
            "maximum: -1",
            "items/P2.yaml, P2-01, maximum: es menor que minimum",
            id="limits the wrong way round",
        ),
        pytest.param(
            "items/P2.yaml",
            "minimum: 0",
            "minimum: cero",
            "items/P2.yaml, P2-01, minimum: debe ser un número",
            id="a limit in words",
        ),
        pytest.param(
            "items/P2.yaml",
            "up_to: 3,",
            "upto: 3,",
            "items/P2.yaml, P2-01, scoring.bands[1].upto: campo desconocido",
            id="a band misspelt",
        ),
        pytest.param(
            "items/P2.yaml",
            "{up_to: 3, factor: 1}",
            "{factor: 1}",
            "items/P2.yaml, P2-01, scoring.bands[1]: falta from o up_to",
            id="a band without limits",
        ),
        pytest.param(
            "items/P2.yaml",
            "from: 3.5",
            "from: 2018-05-18",
            "items/P2.yaml, P2-01, scoring.bands[2].from: debe ser un número",
            id="a number of days that is a date",
        ),
        pytest.param(
            "items/P2.yaml",
            "from: 2018-05-18",
            "from: 2018",
            "items/P2.yaml, P2-03, scoring.bands[1].from: debe ser una fecha",
            id="a date that is a number",
        ),
        pytest.param(
            "items/P2.yaml",
            "from: 2018-05-18",
            "from: ayer",
            "items/P2.yaml, P2-03, scoring.bands[1].from: debe ser una fecha, como 2026-03-01",
            id="a date in words",
        ),
        pytest.param(
            "items/P2.yaml",
            "from: 3.5",
            "from: 35",
            "items/P2.yaml, P2-01, scoring.bands[2]: from es mayor que up_to",
            id="an empty band",
        ),
        pytest.param(
            "items/P2.yaml",
            "from: 2018-05-18",
            "from: 2018-05-18, up_to: 2017-01-01",
            "items/P2.yaml, P2-03, scoring.bands[1]: from es mayor que up_to",
            id="an empty band of days",
        ),
        pytest.param(
            "items/P2.yaml",
            "{linear: down}",
            "{}",
            "items/P2.yaml, P2-02, scoring: debe tener bands o linear, y solo uno",
            id="no rule to score by",
        ),
        pytest.param(
            "items/P2.yaml",
            "{bands: [{from: 2018-05-18, factor: 1}]}",
            "{linear: up}",
            "items/P2.yaml, P2-03, scoring.linear: solo corresponde a un reactivo de tipo "
            "percentage",
            id="a share of a date",
        ),
        pytest.param(
            "items/P2.yaml",
            "topic: P2",
            "topic: P7",
            "items/P2.yaml, topic: debe decir P2, como el archivo",
            id="the topic of another file",
        ),
    ],
)
def test_a_flaw_of_an_item_is_told_where_it_is(
    tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    if problem:
        assert problem in problems(tmp_path, (file, old, new))
    else:
        load_edition(written(tmp_path, (file, old, new)), EARLIER)
