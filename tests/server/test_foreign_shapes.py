"""XLSForms de otros programas: what a form says stays said, whoever's spelling it is in."""

from pathlib import Path

import pytest

from server.xlsforms.listing import Why
from server.xlsforms.sheets import items_of
from server.xlsforms.taking import Taken
from tests.server.test_foreign_forms import brought, described


def items(found: Taken) -> list[str]:
    assert not found.listing.faults
    assert found.definition is not None
    return [described(each) for each in items_of(found.definition)]


def whys(found: Taken, *wanted: Why) -> list[tuple[int, str]]:
    return [(each.place.row, each.why) for each in found.listing.left if each.why in wanted]


def test_a_list_named_yes_and_no_that_says_something_else_keeps_its_words(tmp_path: Path) -> None:
    table = """
        survey
        type | name | label | relevant | required
        select_one agree | a | Do you agree? | | yes
        text | b | Why? | ${a} = 'no' | yes
        choices
        list_name | name | label
        agree | yes | Agree somewhat
        agree | no | Disagree strongly
        """
    found = brought(tmp_path, table)
    assert items(found) == ["a scale yes no", "b text < a no"]
    options = next(items_of(found.definition or {}))["options"]
    assert [each["text"]["en"] for each in options] == ["Agree somewhat", "Disagree strongly"]


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("Español (México)", "English (US)"),
        ("Español (MX)", "English (UK)"),
        ("es_MX", "en-GB"),
        ("Spanish - Latin America", "American English"),
    ],
)
def test_a_language_may_name_its_country(tmp_path: Path, spanish: str, english: str) -> None:
    table = f"""
        survey
        type | name | label::Français (fr) | label::{english} | label::{spanish} | required
        text | a | Comment? | How? | ¿Cómo? | yes
        settings
        form_title | form_id | default_language
        f | f | Français (fr)
        """
    found = brought(tmp_path, table)
    assert items(found) == ["a text"]
    assert next(items_of(found.definition or {}))["text"] == {"es": "¿Cómo?", "en": "How?"}
    assert not whys(found, Why.LANGUAGE_MISSING)


def test_a_language_whose_name_has_a_word_like_a_code_is_none_of_ours(tmp_path: Path) -> None:
    table = """
        survey
        type | name | label::En lengua maya | label::Español | required
        text | a | Bix | ¿Cómo? | yes
        """
    found = brought(tmp_path, table)
    assert whys(found, Why.LANGUAGE_UNUSED, Why.LANGUAGE_MISSING) == [
        (2, Why.LANGUAGE_MISSING),
        (2, Why.LANGUAGE_UNUSED),
    ]


def test_types_of_other_applications_are_left_and_the_rest_is_taken(tmp_path: Path) -> None:
    table = """
        survey
        type | name | label | required | calculation
        text audit | ta | | |
        speed violations count | sv | | |
        caseid | caseid | | |
        calculate_here | ch | | | now()
        comments | notes | | |
        begin_score | sc | How much? | |
        score__row | s1 | Row one | |
        end_score | | | |
        text | a | A | yes |
        """
    found = brought(tmp_path, table)
    assert items(found) == ["a text"]
    told = whys(found, Why.METADATA, Why.CALCULATED, Why.TYPE_UNUSED, Why.EMPTY_GROUP)
    assert told == [
        (2, Why.METADATA),
        (3, Why.METADATA),
        (4, Why.METADATA),
        (5, Why.CALCULATED),
        (6, Why.TYPE_UNUSED),
        (8, Why.TYPE_UNUSED),
        (7, Why.EMPTY_GROUP),
    ]


def test_limits_that_no_number_keeps_are_left_and_the_form_is_taken(tmp_path: Path) -> None:
    table = """
        survey
        type | name | label | constraint | parameters | required
        integer | a | A | . >= 5 and . <= 3 | | yes
        integer | b | B | . <= 1000000000000000000000000000000 | | yes
        range | c | C | . <= 20 and . >= 2 | start=0 end=10 step=1 | yes
        """
    found = brought(tmp_path, table)
    assert items(found) == ["a number", "b number", "c number 2..10"]
    assert whys(found, Why.LIMIT_LEFT) == [(2, Why.LIMIT_LEFT), (3, Why.LIMIT_LEFT)]


def test_what_a_group_or_a_note_says_beside_its_label_is_not_lost(tmp_path: Path) -> None:
    table = """
        survey
        type | name | label | hint | guidance_hint | required
        begin_group | g | Group | Hint of it | Guidance of it |
        note | n | Note | Hint of a note | Guidance of a note |
        text | a | A | | | yes
        end_group | | | | |
        """
    found = brought(tmp_path, table)
    assert items(found) == ["a text"]
    said = next(items_of(found.definition or {}))["help"]["en"]
    assert said == "Note\n\nHint of a note\n\nGuidance of a note"
    assert whys(found, Why.OF_GROUP) == [(2, Why.OF_GROUP), (2, Why.OF_GROUP)]


def test_every_text_that_would_show_another_answer_is_told(tmp_path: Path) -> None:
    table = """
        survey
        type | name | label | hint | guidance_hint | required
        integer | a | A | | | yes
        begin_group | g | Group of ${a} | | |
        note | n | You said ${a} | | |
        select_one l | b | B | | More of ${a} | yes
        end_group | | | | |
        choices
        list_name | name | label
        l | x | ${a} or fewer
        l | y | More than that
        """
    found = brought(tmp_path, table)
    assert items(found) == ["a number", "b scale x y"]
    told = [
        (each.place.sheet, each.place.row, each.place.column)
        for each in found.listing.left
        if each.why is Why.REFERENCE_IN_TEXT
    ]
    assert sorted(told) == [
        ("choices", 2, "label"),
        ("survey", 3, "label"),
        ("survey", 4, "label"),
        ("survey", 5, "guidance_hint"),
    ]


def test_a_condition_on_what_is_repeated_does_not_say_that_it_comes_later(tmp_path: Path) -> None:
    table = """
        survey
        type | name | label | relevant | required
        begin_repeat | r | R | |
        select_one l | x | X | | yes
        end_repeat | | | |
        text | a | A | ${x} = '1' | yes
        choices
        list_name | name | label
        l | 1 | One
        l | 2 | Two
        """
    found = brought(tmp_path, table)
    assert items(found) == ["a text"]
    assert whys(found, Why.CONDITION_LATER, Why.CONDITION_OF_LEFT) == [(5, Why.CONDITION_OF_LEFT)]


def test_conditions_that_never_hold_together_keep_the_first_and_say_so(tmp_path: Path) -> None:
    table = """
        survey
        type | name | label | relevant | required
        select_one l | x | X | | yes
        text | a | A | ${x} = '1' and ${x} = '2' | yes
        choices
        list_name | name | label
        l | 1 | One
        l | 2 | Two
        """
    found = brought(tmp_path, table)
    assert items(found) == ["x scale 1 2", "a text < x 1"]
    assert whys(found, Why.CONDITION_NEVER, Why.CONDITION_LEFT) == [(3, Why.CONDITION_NEVER)]
