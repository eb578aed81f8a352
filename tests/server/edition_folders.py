"""Carpetas de edición: a small sound one, whose flawed copies have one text replaced."""

from pathlib import Path

import pytest

from server.imports.editions import EditionInvalid, load_edition

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
