"""Edición: what the importer reads."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from game.badges import BadgeKind, Reach
from game.editions import Period, Stage
from game.levels import most_not_applicable
from game.participants import Participant
from game.questionnaire import Band, Effort, Expected, Kind, Law, Text
from server.imports.definitions import badges_of
from server.imports.editions import FIXTURES, canonical, edition_of, load_edition, version_of
from tests.server.edition_folders import EARLIER, written


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
