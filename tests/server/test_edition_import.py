"""Edición: what the importer reads, and how it says what is wrong.

The flawed editions of these tests are copies of a small sound one with one text replaced.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from game.badges import BadgeKind, Reach
from game.changes import USUAL_ROOM
from game.editions import Period, Stage
from game.levels import most_not_applicable
from game.participants import Participant
from game.questionnaire import Band, Effort, Expected, Kind, Law, Text
from game.room import USUAL, BurdenRules, ForecastRules, Patience, Room
from server.imports.definitions import badges_of
from server.imports.editions import (
    FIXTURES,
    EditionInvalid,
    canonical,
    edition_of,
    load_edition,
    version_of,
)

EDITION = """
code: "2026"
instrument: prueba
name: {es: Prueba, en: Trial}
results: public
continues: "2025"
kinds: [state, municipality]
leagues:
  - {code: estados, name: {es: Estados, en: States}, kind: state}
  - {code: grandes, name: {es: Grandes, en: Large}, kind: municipality, population_from: 50000}
  - {code: chicas, name: {es: Chicas, en: Small}, kind: municipality, population_to: 49999}
dates: {open: "2026-09-01T00:00:00-06:00", review: 2026-12-15T00:00:00-06:00}
no_answer: zero
thresholds: {topic: 1/2, pillar: "2/3", index: 0.75}
"""
POINTS = "{default: 10, by_kind: {percentage: 14}}"
TREE = """
pillars:
  - code: P
    name: {es: Políticas, en: Policies}
    topics:
      - {code: P1, name: {es: Marco, en: Framework}, minutes: 12}
      - {code: P2, name: {es: Plan, en: Plan}, minutes: 10, weight: 2}
"""
BADGES = """
badges:
  - code: primero
    kind: levels
    levels: 1
    reached: signed
    name: {es: Uno, en: One}
    description: {es: Uno., en: One.}
  - code: pilar
    kind: pillar
    pillar: P
    reached: verified
    name: {es: Todo, en: All}
    description: {es: Todo., en: All.}
  - code: racha
    kind: streak
    working_days: 5
    name: {es: Cinco, en: Five}
    description: {es: Cinco., en: Five.}
"""
LAWS = """
laws:
  - {code: LEY, name: {es: Ley, en: Law}, valid_from: 2018-05-19, valid_to: null}
"""
WORDS = """
    text: {es: ¿Hay?, en: Is there?}
    help: {es: Cuente., en: Count.}
    example: {es: Sí., en: "Yes."}
    evidence: {expected: claim, text: {es: Gaceta., en: Gazette.}}
    legal: [{law: LEY, articles: art. 5}]
    not_applicable: null
    time_bound: false
    recommendation: {es: Hacerlo., en: Do it.}
    effort: low
"""
FIRST = f"""
topic: P1
items:
  - code: P1-01
    kind: yes_no
    continues: 25-P1-01
{WORDS}
  - code: P1-02
    kind: scale
    weight: 0.5
    asked_when: {{item: P1-01, any_of: ["yes"]}}
    options:
      - {{code: none, text: {{es: Nada, en: Nothing}}, factor: 0}}
      - {{code: some, text: {{es: Algo, en: Some}}, factor: 0.5}}
      - {{code: all, text: {{es: Todo, en: All}}, factor: 1}}
{WORDS}
  - code: P1-03
    kind: multiple
    audience: {{kinds: [municipality], population_from: 50000}}
    options:
      - {{code: web, text: {{es: Portal, en: Portal}}, factor: "1/3"}}
      - {{code: desk, text: {{es: Ventanilla, en: Desk}}, factor: "2/3"}}
      - {{code: nada, text: {{es: Ninguno, en: None}}, factor: 0, exclusive: true}}
{WORDS}
"""
SECOND = f"""
topic: P2
items:
  - code: P2-01
    kind: number
    unit: {{es: días, en: days}}
    minimum: 0
    maximum: 250.5
    asked_when: {{item: P1-02, any_of: [some, all]}}
    scoring: {{bands: [{{up_to: 3, factor: 1}}, {{from: 3.5, up_to: 10, factor: 0.5}}]}}
{WORDS}
  - code: P2-02
    kind: percentage
    numerator: {{es: con ficha, en: with entry}}
    denominator: {{es: en total, en: in all}}
    scoring: {{linear: down}}
{WORDS}
  - code: P2-03
    kind: date
    scoring: {{bands: [{{from: 2018-05-18, factor: 1}}]}}
{WORDS}
  - code: P2-04
    kind: text
{
    WORDS.replace("expected: claim", "expected: never").replace(
        "not_applicable: null",
        '''
    not_applicable: {when: {es: No hubo., en: None.}}''',
    )
}
"""
SOUND = {
    "edition.yaml": EDITION,
    "points.yaml": POINTS,
    "badges.yaml": BADGES,
    "questionnaire.yaml": TREE,
    "laws.yaml": LAWS,
    "items/P1.yaml": FIRST,
    "items/P2.yaml": SECOND,
}
EARLIER = {"pillars": [{"topics": [{"items": [{"code": "25-P1-01"}]}]}]}


def written(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The sound edition with, in some files, one text replaced by another."""
    files = dict(SOUND)
    for name, old, new in changes:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
    (folder / "items").mkdir()
    for name, content in files.items():
        (folder / name).write_text(content, "utf-8")
    return folder


def problems(folder: Path, *changes: tuple[str, str, str]) -> tuple[str, ...]:
    with pytest.raises(EditionInvalid) as refused:
        load_edition(written(folder, *changes), EARLIER)
    return refused.value.problems


def test_a_sound_edition_becomes_values(tmp_path: Path) -> None:
    definition = load_edition(written(tmp_path), EARLIER)
    edition, questionnaire, points = edition_of(definition, Stage.OPEN)
    assert (edition.code, edition.stage, edition.continues) == ("2026", Stage.OPEN, "2025")
    assert edition.dates[Stage.OPEN] == datetime(2026, 9, 1, 6, tzinfo=UTC)
    assert edition.freeze is None
    assert {item.plans_from for item in questionnaire.items} == {date(2026, 9, 1)}
    assert edition.thresholds.pillar == Fraction(2, 3)
    assert [league.population_from for league in edition.leagues] == [None, 50_000, None]
    assert questionnaire.version == version_of(definition)
    assert [topic.weight for topic in questionnaire.topics] == [1, 2]
    assert points.of(questionnaire.item("P2-02")) == 14
    assert points.of(questionnaire.item("P2-04")) == 10


def test_items_keep_everything_that_was_written(tmp_path: Path) -> None:
    _, tree, _ = edition_of(load_edition(written(tmp_path), EARLIER))
    yes_no, scale, multiple, number, percentage, day, told = tree.items
    assert [option.text for option in yes_no.options] == [Text("Sí", "Yes"), Text("No", "No")]
    assert yes_no.legal[0].law == Law("LEY", Text("Ley", "Law"), date(2018, 5, 19))
    assert (yes_no.continues, yes_no.effort) == ("25-P1-01", Effort.LOW)
    assert (scale.weight, scale.options[1].factor) == (Fraction(1, 2), Fraction(1, 2))
    assert [option.factor for option in multiple.options] == [Fraction(1, 3), Fraction(2, 3), 0]
    assert multiple.options[2].exclusive
    assert multiple.audience.population_from == 50_000
    assert (number.minimum, number.maximum) == (Decimal(0), Decimal("250.5"))
    assert number.scoring
    assert number.scoring.bands[1] == Band(Fraction(1, 2), Decimal("3.5"), Decimal(10))
    assert percentage.scoring
    assert percentage.scoring.linear == "down"
    assert day.scoring
    assert day.scoring.bands[0].at_least == date(2018, 5, 18)
    assert (told.kind, told.evidence.expected) == (Kind.TEXT, Expected.NEVER)
    assert told.not_applicable
    assert told.not_applicable.policy == "exclude"


def test_a_condition_carries_the_condition_of_its_own_item(tmp_path: Path) -> None:
    _, tree, _ = edition_of(load_edition(written(tmp_path), EARLIER))
    condition = tree.item("P2-01").asked_when
    assert condition
    assert condition.asked_when == tree.item("P1-02").asked_when
    assert condition.any_of == {"some", "all"}


def test_the_same_content_has_the_same_hash_however_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = load_edition(written(tmp_path / "one"), EARLIER)
    two = load_edition(
        written(tmp_path / "two", ("items/P1.yaml", "factor: 0.5", 'factor: "1/2"')), EARLIER
    )
    assert version_of(one) == version_of(two)
    assert json.loads(canonical(one)) == one


def test_another_wording_has_another_hash(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = load_edition(written(tmp_path / "one"), EARLIER)
    two = load_edition(written(tmp_path / "two", ("items/P1.yaml", "¿Hay?", "¿Existe?")), EARLIER)
    assert version_of(one) != version_of(two)


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
            "items/P1.yaml: no es YAML válido: «2026-02-30» no se puede leer; entre comillas "
            'sería texto (day is out of range for month) in "<unicode string>", line 5, column 11',
            id="a day that does not exist",
        ),
        pytest.param(
            "items/P1.yaml",
            "kind: yes_no",
            "kind: yes_no\n    ? [a, b]\n    : 1",
            'items/P1.yaml: no es YAML válido: while constructing a mapping in "<unicode string>", '
            'line 4, column 5 found unhashable key in "<unicode string>", line 6, column 7',
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
            "items/P1.yaml, P1-01, evidence.expected: never solo corresponde a un reactivo de "
            "tipo text",
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
    assert told.startswith("points.yaml: no es YAML válido")
    assert "line" in told


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
    with pytest.raises(EditionInvalid, match=r"laws.yaml: no es texto UTF-8"):
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


def test_without_the_earlier_edition_lineage_is_taken_as_given(tmp_path: Path) -> None:
    assert load_edition(written(tmp_path))["edition"]["continues"] == "2025"


@pytest.mark.parametrize(
    ("written_as", "cap"),
    [
        pytest.param('"1/3"', Fraction(1, 3), id="a third is exact"),
        pytest.param("0.25", Fraction(1, 4), id="a decimal"),
        pytest.param("1", Fraction(1), id="all of them"),
    ],
)
def test_the_cap_on_not_applicable_is_an_exact_share(
    tmp_path: Path, written_as: str, cap: Fraction
) -> None:
    change = ("edition.yaml", "no_answer", f"not_applicable_cap: {written_as}\nno_answer")
    definition = json.loads(canonical(load_edition(written(tmp_path, change), EARLIER)))
    assert edition_of(definition)[0].not_applicable_cap == cap


def test_without_a_cap_there_is_none_also_in_definitions_kept_before_there_were(
    tmp_path: Path,
) -> None:
    definition = load_edition(written(tmp_path), EARLIER)
    assert edition_of(definition)[0].not_applicable_cap is None
    del definition["edition"]["not_applicable_cap"]
    assert edition_of(definition)[0].not_applicable_cap is None


def test_the_assessed_period_binds_the_dates_that_are_asked_for(tmp_path: Path) -> None:
    change = (
        "edition.yaml",
        "no_answer",
        "assessed: {first: 2025-01-01, last: 2025-12-31}\nno_answer",
    )
    definition = json.loads(canonical(load_edition(written(tmp_path, change), EARLIER)))
    edition, questionnaire, _ = edition_of(definition)
    assert edition.assessed == Period(date(2025, 1, 1), date(2025, 12, 31))
    assert {item.latest for item in questionnaire.items} == {date(2025, 12, 31)}
    del definition["edition"]["assessed"]
    edition, questionnaire, _ = edition_of(definition)
    assert edition.assessed is None
    assert {item.latest for item in questionnaire.items} == {None}


def test_badges_become_values_and_an_edition_without_any_has_none(tmp_path: Path) -> None:
    definition = load_edition(written(tmp_path), EARLIER)
    first, pillar, streak = badges_of(definition)
    assert (first.kind, first.levels, first.reached) == (BadgeKind.LEVELS, 1, Reach.SIGNED)
    assert (pillar.pillar, pillar.reached) == ("P", Reach.VERIFIED)
    assert (streak.working_days, streak.name.of("en")) == (5, "Five")
    (tmp_path / "badges.yaml").unlink()
    assert badges_of(load_edition(tmp_path, EARLIER)) == ()
    del definition["badges"]
    assert badges_of(definition) == ()


def test_days_of_rest_are_days(tmp_path: Path) -> None:
    more = ("edition.yaml", "no_answer: zero", "no_answer: zero\nrest_days: [2026-11-02]")
    edition, _, _ = edition_of(load_edition(written(tmp_path, more), EARLIER))
    assert edition.rest_days == {date(2026, 11, 2)}


def test_a_law_knows_what_came_after_it(tmp_path: Path) -> None:
    new = "{code: NUEVA, name: {es: Nueva, en: New}, valid_from: 2025-07-17}"
    change = (
        "laws.yaml",
        "valid_to: null}",
        f"valid_to: 2025-07-16, replaced_by: NUEVA}}\n  - {new}",
    )
    _, questionnaire, _ = edition_of(load_edition(written(tmp_path, change), EARLIER))
    law = next(basis.law for item in questionnaire.items for basis in item.legal)
    assert (law.valid_to, law.replaced_by) == (date(2025, 7, 16), Text("Nueva", "New"))


def test_an_edition_may_stand_alone(tmp_path: Path) -> None:
    assert load_edition(written(tmp_path, ("edition.yaml", 'continues: "2025"', "synthetic: true")))


def test_leagues_may_list_their_members(tmp_path: Path) -> None:
    change = ("edition.yaml", "kind: state}", 'kind: state, members: ["20", "31"]}')
    edition, _, _ = edition_of(load_edition(written(tmp_path, change), EARLIER))
    assert edition.leagues[0].members == {"20", "31"}


#        edition  topics  items  lineage
@pytest.mark.parametrize(
    ("year", "topics", "items", "continued"),
    [pytest.param("2026", 22, 187, 87, id="2026"), pytest.param("2025", 21, 87, 0, id="2025")],
)
def test_the_reference_editions_load(year: str, topics: int, items: int, continued: int) -> None:
    definition = load_edition(FIXTURES / year)
    edition, tree, points = edition_of(definition)
    assert (edition.code, edition.synthetic, edition.no_answer) == (year, False, "zero")
    assert (len(tree.pillars), len(tree.topics), len(tree.items)) == (3, topics, items)
    assert sum(item.continues is not None for item in tree.items) == continued
    assert all(10 <= topic.minutes <= 25 for topic in tree.topics)
    assert all(points.of(item) % 2 == 0 for item in tree.items)
    assert "conjunto de referencia" in edition.name.es


# Of a percentage of nothing or an average of no days there is no true answer but "no aplica".
COUNTED = {Kind.PERCENTAGE, Kind.NUMBER}


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(Participant("20", "state", "Oaxaca", "20", 4_132_148), id="a state"),
        pytest.param(Participant("20067", "municipality", "Oaxaca", "20", 270_955), id="a city"),
        pytest.param(Participant("20057", "municipality", "Matías", "20", 38_183), id="a town"),
    ],
)
@pytest.mark.parametrize("year", ["2025", "2026"])
def test_whoever_has_nothing_to_count_may_say_so_in_every_topic(
    year: str, asked: Participant
) -> None:
    edition, tree, _ = edition_of(load_edition(FIXTURES / year))
    cap = edition.not_applicable_cap
    assert cap is not None
    counted = {
        topic.code: [item for item in topic.items if item.audience.includes(asked)]
        for topic in tree.topics
    }
    assert [
        code
        for code, items in counted.items()
        if sum(item.not_applicable is not None and item.kind in COUNTED for item in items)
        > most_not_applicable(len(items), cap)
    ] == []


def test_every_item_of_2026_continues_one_of_its_kind() -> None:
    _, before, _ = edition_of(load_edition(FIXTURES / "2025"))
    _, after, _ = edition_of(load_edition(FIXTURES / "2026"))
    continued = [item for item in after.items if item.continues]
    assert {item.continues for item in continued} == {item.code for item in before.items}
    assert all(before.item(item.continues or "").kind is item.kind for item in continued)


@pytest.mark.parametrize("year", ["2025", "2026"])
def test_every_file_of_an_edition_names_its_source(year: str) -> None:
    files = sorted((FIXTURES / year).rglob("*.yaml"))
    assert [path.name for path in files if not path.read_text("utf-8").startswith("# ")] == []


# The final round

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


# By which figures it is followed

A_ROOM = """
held_up: {quiet_days: 9}
reminder_days: 5
forecast: {window: 9, fewest: 4, pool: 1/2, inside: 0.9}
burden: {fewest: 6}
least_reach: "1/4"
"""


def with_room(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in A_ROOM
    (written(folder) / "room.yaml").write_text(A_ROOM.replace(old, new, 1), "utf-8")
    return folder


def test_an_edition_without_the_file_is_followed_as_usual(tmp_path: Path) -> None:
    definition = load_edition(written(tmp_path), EARLIER)
    assert "room" not in definition
    assert edition_of(definition)[0].room == USUAL


def test_what_a_file_says_is_so_and_the_rest_is_as_usual(tmp_path: Path) -> None:
    definition = json.loads(canonical(load_edition(with_room(tmp_path), EARLIER)))
    assert edition_of(definition)[0].room == Room(
        held_up=Patience(quiet_days=9),
        reminder_days=5,
        forecast=ForecastRules(9, 4, pool=Fraction(1, 2), inside=Fraction(9, 10)),
        burden=BurdenRules(fewest=6),
        least_reach=Fraction(1, 4),
    )


def test_the_reference_file_says_what_is_usual() -> None:
    definition = load_edition(FIXTURES / "2026")
    assert definition["room"] == USUAL_ROOM
    assert edition_of(definition)[0].room == USUAL


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "reminder_days: 5",
            "reminder_days: 0",
            "reminder_days: debe ser un número entero desde 1 hasta 365",
        ),
        ("reminder_days: 5", "reminders: 5", "reminders: campo desconocido"),
        ("fewest: 6", "fewest: 4", "burden.fewest: debe ser un número entero desde 5"),
        (
            "window: 9",
            "window: 90",
            "forecast.window: debe ser un número entero desde 1 hasta 60",
        ),
        ("{quiet_days: 9}", "9", "held_up: debe ser un grupo de campos"),
        (
            "window: 9",
            "window: 3",
            "forecast.fewest: es más que window, 3: nunca habría pronóstico",
        ),
        ("pool: 1/2", "pool: 1/5", "forecast.pool: de 4 días no queda ninguno que sacar"),
        ("pool: 1/2", "pool: 3/2", "forecast.pool: debe estar entre 0 y 1"),
        (
            "inside: 0.9",
            "inside: 0.4",
            "forecast.inside: debe ser 1/2 o más: lo esperado queda entre los límites",
        ),
        ('"1/4"', "todos", "least_reach: debe estar entre 0 y 1"),
    ],
)
def test_what_is_wrong_with_the_figures_is_said(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    with pytest.raises(EditionInvalid) as refused:
        load_edition(with_room(tmp_path, old, new), EARLIER)
    assert f"room.yaml, {problem}" in refused.value.problems


@pytest.mark.parametrize(("said", "latest"), [("", 2036), ("plan_years: 3\n", 2029)])
def test_a_plan_ends_some_years_after_the_opening(tmp_path: Path, said: str, latest: int) -> None:
    change = ("edition.yaml", "no_answer", f"{said}no_answer")
    _, questionnaire, _ = edition_of(load_edition(written(tmp_path, change), EARLIER))
    assert {item.plans_until for item in questionnaire.items} == {date(latest, 9, 1)}
