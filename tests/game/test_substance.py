"""Fondo: when two answers to an item say the same.

                                    as it was typed first                now
other spaces, case, punctuation     Falta personal, por ahora.           falta  personal por ahora
an accent, a digit, a word          1.5 %                                15 %
numbers and days as they are read   1,200 · 2024-03-12                   1200 · 12/3/2024
what the answer does not use        a yes                                a yes, with a plan
"""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer, Citation
from game.questionnaire import Item, Kind
from game.substance import says_the_same
from tests.game.builders import ONE_OF_EACH, a_claim, an_excuse, an_honest_no, an_item

YES_NO, SCALE, SEVERAL, NUMBER, PERCENTAGE, DAY, TOLD = ONE_OF_EACH
KINDS = {item.kind: item for item in ONE_OF_EACH}
NO = an_honest_no(YES_NO, reason="Falta personal, por ahora.", plan="Nombrar a su enlace.")


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        pytest.param(Kind.TEXT, {"text": "Tres casos."}, {"text": " tres   casos "}, id="spaces"),
        pytest.param(Kind.TEXT, {"text": "Sí, hay."}, {"text": "«Sí»\n\n— hay…"}, id="punctuation"),
        pytest.param(Kind.TEXT, {"text": "acción"}, {"text": "accio\u0301n"}, id="encoding"),
        pytest.param(Kind.TEXT, {"text": "hay ley"}, {"text": "hay\u00a0l\u200bey"}, id="unseen"),
        pytest.param(
            Kind.MULTIPLE, {"chosen": ("web", "desk")}, {"chosen": ("desk", "web")}, id="order"
        ),
        pytest.param(Kind.NUMBER, {"number": "1,200"}, {"number": " 1200.0 "}, id="a number"),
        pytest.param(Kind.NUMBER, {"number": "2.5"}, {"number": "2.5 %"}, id="its unit"),
        pytest.param(
            Kind.PERCENTAGE,
            {"number": "1,200", "denominator": "1,600"},
            {"number": "1200", "denominator": "1 600"},
            id="both parts",
        ),
        pytest.param(Kind.DATE, {"date": "2024-03-12"}, {"date": "12/3/2024"}, id="a day"),
        pytest.param(Kind.YES_NO, {}, {"plan": "Nombrar enlace."}, id="the plan of a yes"),
        pytest.param(Kind.YES_NO, {}, {"reason": "Falta."}, id="the reason of a yes"),
        pytest.param(Kind.YES_NO, {}, {"number": "3"}, id="a number where none is asked"),
        pytest.param(Kind.YES_NO, {}, {"copied_from": "2025"}, id="where it was copied from"),
    ],
)
def test_it_is_the_same(kind: Kind, one: dict[str, object], other: dict[str, object]) -> None:
    item = KINDS[kind]
    assert says_the_same(item, a_claim(item, **one), a_claim(item, **other))


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        pytest.param(Kind.TEXT, {"text": "Si hay."}, {"text": "Sí hay."}, id="an accent"),
        pytest.param(Kind.TEXT, {"text": "1.5 %"}, {"text": "15 %"}, id="within a word"),
        pytest.param(Kind.TEXT, {"text": "-5"}, {"text": "5"}, id="a sign"),
        pytest.param(Kind.TEXT, {"text": "Hay ley."}, {"text": "No hay ley."}, id="a word more"),
        pytest.param(Kind.TEXT, {"text": "A, luego B"}, {"text": "B, luego A"}, id="their order"),
        pytest.param(Kind.MULTIPLE, {"chosen": ("web",)}, {"chosen": ("desk",)}, id="the option"),
        pytest.param(Kind.NUMBER, {"number": "2.5"}, {"number": "2.6"}, id="the number"),
        pytest.param(Kind.NUMBER, {"number": "dos"}, {"number": "tres"}, id="what is no number"),
        pytest.param(
            Kind.PERCENTAGE,
            {"number": "4", "denominator": "8"},
            {"number": "2", "denominator": "4"},
            id="the parts of one share",
        ),
        pytest.param(Kind.DATE, {"date": "2024-03-12"}, {"date": "2024-12-03"}, id="the day"),
    ],
)
def test_it_is_another(kind: Kind, one: dict[str, object], other: dict[str, object]) -> None:
    item = KINDS[kind]
    assert not says_the_same(item, a_claim(item, **one), a_claim(item, **other))


@pytest.mark.parametrize(
    ("given", "same"),
    [
        pytest.param({"reason": "falta personal por ahora"}, True, id="the reason typed anew"),
        pytest.param({"reason": "Falta presupuesto."}, False, id="another reason"),
        pytest.param({"plan": " Nombrar a su enlace"}, True, id="the plan typed anew"),
        pytest.param({"plan": "Nombrar a dos."}, False, id="another plan"),
        pytest.param({"plan_by": "30/6/2026"}, True, id="the same day"),
        pytest.param({"plan_by": "2026-07-30"}, False, id="another day"),
        pytest.param({"evidence": (Citation("acta", "3"),)}, False, id="a proof of it"),
    ],
)
def test_of_a_no_the_reason_and_the_plan_count(given: dict[str, object], same: bool) -> None:
    assert says_the_same(YES_NO, NO, replace(NO, **given)) is same


@pytest.mark.parametrize(
    ("given", "same"),
    [
        pytest.param({"chosen": ("yes",)}, True, id="a value under it"),
        pytest.param({"plan": "Nombrar enlace."}, True, id="a plan under it"),
        pytest.param({"reason": "NO HUBO CASOS"}, True, id="the reason typed anew"),
        pytest.param({"reason": "No hubo trámites."}, False, id="another reason"),
    ],
)
def test_of_an_excuse_the_reason_counts(given: dict[str, object], same: bool) -> None:
    excuse = an_excuse(YES_NO)
    assert says_the_same(YES_NO, excuse, replace(excuse, **given)) is same


ACT, GAZETTE = Citation("acta", "3", has_pages=True), Citation("gaceta", "7")


@pytest.mark.parametrize(
    ("cited", "same"),
    [
        pytest.param((GAZETTE, ACT), True, id="in another order"),
        pytest.param((ACT, GAZETTE, GAZETTE), True, id="twice"),
        pytest.param((replace(ACT, page=" 3. "), GAZETTE), True, id="the page typed anew"),
        pytest.param((replace(ACT, has_pages=False), GAZETTE), True, id="what belongs to the file"),
        pytest.param((ACT,), False, id="one less"),
        pytest.param((replace(ACT, page="4"), GAZETTE), False, id="another page"),
        pytest.param((replace(ACT, document="otra"), GAZETTE), False, id="another document"),
    ],
)
def test_the_evidence_counts_with_its_pages(cited: tuple[Citation, ...], same: bool) -> None:
    one = a_claim(YES_NO, evidence=(ACT, GAZETTE))
    assert says_the_same(YES_NO, one, replace(one, evidence=cited)) is same


def test_a_yes_a_no_and_an_excuse_say_three_things() -> None:
    for item in ONE_OF_EACH[:-1]:
        said = (a_claim(item), an_honest_no(item), an_excuse(item), Answer(item.code))
        for number, one in enumerate(said):
            assert not any(says_the_same(item, one, other) for other in said[number + 1 :])


# Laws, over any answers, half-filled and wrong ones too.

WORDS = st.sampled_from(
    ("", " ", "yes", "no", "all", "12", "1,200", " 1200", "2024-03-12", "12/3/2024", "Sí.", "sí")
)
answers = st.builds(
    Answer,
    st.just("P1-01"),
    chosen=st.lists(st.sampled_from(("yes", "no", "all", "web")), max_size=2).map(tuple),
    number=WORDS,
    denominator=WORDS,
    date=WORDS,
    text=WORDS,
    not_applicable=st.booleans(),
    reason=WORDS,
    plan=WORDS,
    plan_by=WORDS,
    evidence=st.lists(st.builds(Citation, WORDS, WORDS), max_size=2).map(tuple),
)
any_item = st.sampled_from(list(Kind)).map(an_item)


@given(any_item, answers, answers, answers)
def test_to_say_the_same_is_an_equivalence(
    item: Item, one: Answer, other: Answer, third: Answer
) -> None:
    assert says_the_same(item, one, one)
    assert says_the_same(item, one, other) is says_the_same(item, other, one)
    if says_the_same(item, one, other) and says_the_same(item, other, third):
        assert says_the_same(item, one, third)


@given(
    any_item, answers, st.sampled_from(("text", "reason", "plan")), st.sampled_from(" \n\t\u00a0")
)
def test_spaces_say_nothing(item: Item, one: Answer, name: str, space: str) -> None:
    spaced = space + getattr(one, name).replace(" ", space * 2) + space
    assert says_the_same(item, one, replace(one, **{name: spaced}))
