"""Respuesta: what each kind of answer is worth, and what it still lacks."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import (
    Answer,
    Citation,
    Stance,
    asked_items,
    cite,
    factor_of,
    is_asked,
    is_complete,
    pack,
    problems_of,
    stance_of,
    unpack,
)
from game.questionnaire import (
    Band,
    Direction,
    EvidenceRule,
    Expected,
    Item,
    Kind,
    Scoring,
)
from tests.game.builders import (
    MERIDA,
    OAXACA,
    ONE_OF_EACH,
    PROOF,
    a_claim,
    a_topic,
    an_excuse,
    an_honest_no,
    an_item,
    asked_after,
    asked_of,
)

IDS = [item.kind.value for item in ONE_OF_EACH]
THIRD_IN_THE_MIDDLE = Scoring(
    (Band(Fraction(1), Decimal(50)), Band(Fraction(1, 3), Decimal(25), Decimal(49)))
)


def problems(item: Item, answer: Answer) -> list[str]:
    return [f"{problem.field}: {problem.code}" for problem in problems_of(item, answer)]


@pytest.mark.parametrize(
    ("kind", "typed", "factor"),
    [
        pytest.param("yes_no", {"chosen": ("yes",)}, "1", id="yes"),
        pytest.param("yes_no", {"chosen": ("no",)}, "0", id="no"),
        pytest.param("yes_no", {"chosen": ("yes", "no")}, None, id="yes and no"),
        pytest.param("scale", {"chosen": ("some",)}, "1/2", id="half the scale"),
        pytest.param("scale", {"chosen": ("most",)}, None, id="not on the scale"),
        pytest.param("multiple", {"chosen": ("web",)}, "3/5", id="one of the list"),
        pytest.param("multiple", {"chosen": ("desk", "web")}, "1", id="all of the list"),
        pytest.param("multiple", {"chosen": ("none",)}, "0", id="none of the list"),
        pytest.param("multiple", {"chosen": ("none", "web")}, None, id="none, and one"),
        pytest.param("number", {"number": "3"}, "1", id="at the limit of the best band"),
        pytest.param("number", {"number": "3.1"}, "1/2", id="in the second band"),
        pytest.param("number", {"number": "11"}, "0", id="in no band"),
        pytest.param("number", {"number": "3 %"}, "1", id="with the sign of its unit"),
        pytest.param("number", {"number": "3.15"}, None, id="finer than asked"),
        pytest.param("number", {"number": "251"}, None, id="too large to be true"),
        pytest.param("number", {"number": "-1"}, None, id="too small to be true"),
        pytest.param("number", {"number": "tres"}, None, id="in words"),
        pytest.param("percentage", {"number": "3", "denominator": "4"}, "3/4", id="3 of 4"),
        pytest.param("percentage", {"number": "3"}, None, id="3 of who knows"),
        pytest.param("percentage", {"number": "3", "denominator": "0"}, None, id="3 of 0"),
        pytest.param("percentage", {"number": "5", "denominator": "4"}, None, id="5 of 4"),
        pytest.param("percentage", {"number": "-1", "denominator": "4"}, None, id="-1 of 4"),
        pytest.param("percentage", {"number": "3%", "denominator": "4"}, None, id="3% of 4"),
        pytest.param("date", {"date": "2018-05-18"}, "1", id="on the first day"),
        pytest.param("date", {"date": "17/05/2018"}, "0", id="the day before"),
        pytest.param("date", {"date": "2018"}, None, id="only a year"),
        pytest.param("text", {"text": "Tres casos."}, None, id="free text is not scored"),
        pytest.param("yes_no", {}, None, id="nothing"),
        pytest.param("yes_no", {"not_applicable": True}, None, id="not applicable"),
    ],
)
def test_factor(kind: str, typed: dict[str, object], factor: str | None) -> None:
    expected = None if factor is None else Fraction(factor)
    assert factor_of(an_item(Kind(kind)), Answer("P1-01", **typed)) == expected


@pytest.mark.parametrize(
    ("scoring", "factor"),
    [
        pytest.param(Scoring(linear=Direction.UP), "1/4", id="more is better"),
        pytest.param(Scoring(linear=Direction.DOWN), "3/4", id="less is better"),
        pytest.param(
            Scoring(
                (Band(Fraction(1), Decimal(50)), Band(Fraction(1, 3), Decimal(25), Decimal(49)))
            ),
            "1/3",
            id="in percent bands",
        ),
        pytest.param(None, "0", id="without rules nothing is earned"),
    ],
)
def test_one_quarter_scores_by_the_rules_of_its_item(scoring: Scoring | None, factor: str) -> None:
    item = an_item(Kind.PERCENTAGE, scoring=scoring)
    assert factor_of(item, Answer("P1-01", number="1", denominator="4")) == Fraction(factor)


def test_shares_never_pass_one() -> None:
    generous = an_item(Kind.MULTIPLE)
    options = tuple(replace(option, factor=Fraction(1)) for option in generous.options[:2])
    item = replace(generous, options=options)
    assert factor_of(item, Answer("P1-01", chosen=("web", "desk"))) == 1


@pytest.mark.parametrize("item", ONE_OF_EACH, ids=IDS)
def test_stance(item: Item) -> None:
    told = item.kind is Kind.TEXT
    assert stance_of(item, Answer(item.code)) is Stance.BLANK
    assert stance_of(item, a_claim(item)) is (Stance.TOLD if told else Stance.CLAIM)
    assert stance_of(item, an_honest_no(item)) is (Stance.TOLD if told else Stance.GAP)
    assert stance_of(item, an_excuse(item)) is Stance.NOT_APPLICABLE


@pytest.mark.parametrize("item", ONE_OF_EACH, ids=IDS)
def test_what_is_whole_lacks_nothing(item: Item) -> None:
    assert problems(item, a_claim(item)) == []
    assert problems(item, an_honest_no(item)) == []
    assert problems(item, an_excuse(item)) == []


@pytest.mark.parametrize(
    ("plan_by", "found"),
    [
        pytest.param("2020-02-01", ["plan_by: plan-date-past"], id="years before"),
        pytest.param("14/1/2026", ["plan_by: plan-date-past"], id="the day before"),
        pytest.param("2026-01-15", [], id="the very day"),
        pytest.param("2026-12-01", [], id="later"),
        pytest.param("2036-01-15", [], id="the last day"),
        pytest.param("2036-01-16", ["plan_by: plan-date-far"], id="the day after it"),
    ],
)
def test_a_plan_is_between_the_days_that_its_edition_says(plan_by: str, found: list[str]) -> None:
    item = an_item()
    assert problems(item, an_honest_no(item, plan_by=plan_by)) == found


def test_without_an_opening_day_a_plan_may_be_for_any() -> None:
    item = an_item(plans_from=None, plans_until=None)
    assert is_complete(item, an_honest_no(item, plan_by="2020-02-01"))


@pytest.mark.parametrize(
    ("kind", "typed", "found"),
    [
        pytest.param("yes_no", {}, ["chosen: missing"], id="nothing chosen"),
        pytest.param("number", {}, ["number: missing"], id="no number"),
        pytest.param(
            "percentage", {}, ["number: missing", "denominator: missing"], id="no percentage"
        ),
        pytest.param("date", {"date": " "}, ["date: missing"], id="no date"),
        pytest.param("text", {"text": " "}, ["text: missing"], id="no text"),
        pytest.param("number", {"number": "x"}, ["number: not-a-number"], id="not a number"),
        pytest.param("number", {"number": "900"}, ["number: outside-limits"], id="beyond"),
        pytest.param("number", {"number": "1.25"}, ["number: too-many-decimals"], id="too fine"),
        pytest.param("date", {"date": "ayer"}, ["date: not-a-date"], id="not a date"),
        pytest.param("date", {"date": "2026-01-01"}, ["date: date-late"], id="after the period"),
        pytest.param(
            "date", {"date": "31/12/2025", "evidence": PROOF}, [], id="on the last day of it"
        ),
        pytest.param(
            "percentage",
            {"number": "3.5", "denominator": "10"},
            ["number: not-whole"],
            id="half a thing of ten",
        ),
        pytest.param(
            "percentage",
            {"number": "3.0", "denominator": "10.25"},
            ["denominator: not-whole"],
            id="of ten and a quarter",
        ),
        pytest.param("scale", {"chosen": ("x",)}, ["chosen: unknown-option"], id="unknown"),
        pytest.param(
            "scale", {"chosen": ("some", "all")}, ["chosen: one-option-only"], id="two at once"
        ),
        pytest.param(
            "multiple",
            {"chosen": ("none", "web")},
            ["chosen: exclusive-option"],
            id="none, and one",
        ),
        pytest.param(
            "percentage",
            {"number": "5", "denominator": "4"},
            ["number: numerator-above-denominator"],
            id="five of four",
        ),
        pytest.param(
            "percentage",
            {"number": "0", "denominator": "0"},
            ["denominator: zero-denominator"],
            id="none of none",
        ),
        pytest.param(
            "percentage",
            {"number": "-5", "denominator": "cuatro"},
            ["number: outside-limits", "denominator: not-a-number"],
            id="below zero, of words",
        ),
        pytest.param("yes_no", {"chosen": ("yes",)}, ["evidence: evidence-missing"], id="bare yes"),
        pytest.param(
            "yes_no",
            {"chosen": ("yes",), "evidence": (Citation(""),)},
            ["evidence: evidence-missing"],
            id="evidence of nothing",
        ),
        pytest.param(
            "yes_no",
            {"chosen": ("yes",), "evidence": (Citation("acta", " ", has_pages=True),)},
            ["evidence: page-missing"],
            id="a file that one would have to search",
        ),
        pytest.param(
            "yes_no",
            {"chosen": ("yes",), "evidence": (*PROOF, Citation("acta", has_pages=True))},
            ["evidence: page-missing"],
            id="one file with its page and one without",
        ),
        pytest.param(
            "yes_no",
            {"chosen": ("yes",), "evidence": (Citation("acta", "art. 5", has_pages=True),)},
            [],
            id="a file with its article",
        ),
        pytest.param(
            "yes_no",
            {"chosen": ("yes",), "evidence": (Citation("sitio"),)},
            [],
            id="a web page is its own page",
        ),
        pytest.param(
            "yes_no",
            {"chosen": ("no",)},
            ["reason: reason-missing", "plan: plan-missing", "plan_by: plan-date-missing"],
            id="bare no",
        ),
        pytest.param(
            "yes_no",
            {"chosen": ("no",), "reason": "r", "plan": "p", "plan_by": "pronto"},
            ["plan_by: not-a-date"],
            id="some day",
        ),
        pytest.param(
            "yes_no", {"not_applicable": True}, ["reason: reason-missing"], id="excused without why"
        ),
    ],
)
def test_problems(kind: str, typed: dict[str, object], found: list[str]) -> None:
    assert problems(an_item(Kind(kind)), Answer("P1-01", **typed)) == found


def test_a_list_may_choose_several() -> None:
    item = an_item(Kind.MULTIPLE)
    assert is_complete(item, a_claim(item, chosen=("web", "desk")))


def test_limits_tell_what_is_expected() -> None:
    [problem] = problems_of(an_item(Kind.NUMBER), Answer("P1-01", number="900"))
    assert problem.facts == {"minimum": Decimal(0), "maximum": Decimal(250)}


def test_without_limits_any_number_goes() -> None:
    item = an_item(Kind.NUMBER, minimum=None, maximum=None)
    assert problems(item, a_claim(item, number="-12")) == []


def test_excuse_is_refused_where_the_item_allows_none() -> None:
    item = an_item(not_applicable=None)
    assert problems(item, an_excuse(item)) == ["not_applicable: not-applicable-not-allowed"]
    assert stance_of(item, an_excuse(item)) is Stance.INVALID


@pytest.mark.parametrize("item", ONE_OF_EACH, ids=IDS)
def test_some_items_ask_for_evidence_whatever_the_answer(item: Item) -> None:
    strict = replace(item, evidence=EvidenceRule(Expected.ALWAYS))
    assert problems(strict, an_honest_no(strict)) == ["evidence: evidence-missing"]
    assert problems(strict, an_honest_no(strict, evidence=PROOF)) == []


#    P1-01 ¿Hay consejo?  -- sí -->  P1-02 ¿Sesiona?  -- sí -->  P1-03 ¿Publica actas?
COUNCIL = an_item(code="P1-01")
MEETS = an_item(code="P1-02", asked_when=asked_after(COUNCIL, "yes"))
MINUTES = an_item(code="P1-03", asked_when=asked_after(MEETS, "yes"))
CHAIN = a_topic(COUNCIL, MEETS, MINUTES)


@pytest.mark.parametrize(
    ("chosen", "asked"),
    [
        pytest.param({}, ["P1-01"], id="not asked yet"),
        pytest.param({"P1-01": "yes"}, ["P1-01", "P1-02"], id="opened"),
        pytest.param({"P1-01": "no"}, ["P1-01"], id="not opened"),
        pytest.param(
            {"P1-01": "yes", "P1-02": "yes"}, ["P1-01", "P1-02", "P1-03"], id="opened twice"
        ),
        pytest.param({"P1-01": "no", "P1-02": "yes"}, ["P1-01"], id="an old yes opens nothing"),
    ],
)
def test_asked_after_what_was_answered(chosen: dict[str, str], asked: list[str]) -> None:
    answers = {code: Answer(code, chosen=(option,)) for code, option in chosen.items()}
    assert [item.code for item in asked_items(CHAIN, answers, OAXACA)] == asked


def test_an_excused_condition_opens_nothing() -> None:
    excused = replace(a_claim(COUNCIL), not_applicable=True)
    assert not is_asked(MEETS, {"P1-01": excused}, OAXACA)


def test_nothing_hangs_on_an_item_of_another_audience() -> None:
    for_states = an_item(code="P1-01", audience=asked_of("state"))
    item = an_item(code="P1-02", asked_when=asked_after(for_states, "yes"))
    answers = {"P1-01": a_claim(for_states)}
    assert is_asked(item, answers, OAXACA)
    assert not is_asked(item, answers, MERIDA)


@pytest.mark.parametrize("typed", [{}, {"reason": "r"}, {"evidence": PROOF}])
def test_blank_is_nothing_at_all(typed: dict[str, object]) -> None:
    assert Answer("P1-01", **typed).is_blank is (not typed)


def test_packed_answers_are_small() -> None:
    assert pack(Answer("P1-01", chosen=("yes",))) == {"item": "P1-01", "chosen": ["yes"]}


def test_unpacking_leaves_out_what_it_does_not_know() -> None:
    packed = {"item": "P1-01", "chosen": "yes", "evidence": ["acta"], "colour": "blue"}
    assert unpack(packed) == Answer("P1-01")


def test_what_was_packed_before_files_were_told_apart_needs_no_page() -> None:
    packed = {"item": "P1-01", "evidence": [{"document": "acta", "page": ""}]}
    assert not unpack(packed).evidence[0].lacks_page
    assert pack(unpack(packed)) == packed


def test_a_file_without_its_page_is_known_as_one_when_it_comes_back() -> None:
    answer = Answer("P1-01", evidence=(Citation("acta", has_pages=True),))
    assert unpack(pack(answer)).evidence[0].lacks_page


BARE = Citation("acta", has_pages=True)
THIRD = Citation("acta", "3", has_pages=True)
NINTH = Citation("acta", "9", has_pages=True)
SITE = Citation("sitio")


@pytest.mark.parametrize(
    ("before", "citation", "after"),
    [
        pytest.param((), BARE, (BARE,), id="the first one"),
        pytest.param((BARE,), THIRD, (THIRD,), id="its page takes the place of none"),
        pytest.param((THIRD,), NINTH, (THIRD, NINTH), id="another page stands beside"),
        pytest.param((THIRD,), THIRD, (THIRD,), id="the same page twice is once"),
        pytest.param((THIRD,), BARE, (THIRD,), id="no page adds nothing to one"),
        pytest.param((SITE, BARE), THIRD, (SITE, THIRD), id="other documents stay"),
    ],
)
def test_citing(
    before: tuple[Citation, ...], citation: Citation, after: tuple[Citation, ...]
) -> None:
    assert cite(Answer("P1-01", evidence=before), citation).evidence == after


def answers() -> st.SearchStrategy[Answer]:
    words = st.text(max_size=12)
    return st.builds(
        Answer,
        item=st.just("P1-01"),
        chosen=st.lists(words, max_size=3).map(tuple),
        not_applicable=st.booleans(),
        evidence=st.lists(st.builds(Citation, words, words, st.booleans()), max_size=2).map(tuple),
        **dict.fromkeys(
            ("number", "denominator", "date", "text", "reason", "plan", "copied_from"), words
        ),
    )


@given(answers())
def test_what_is_packed_comes_back(answer: Answer) -> None:
    back = unpack(pack(answer))
    assert back == answer
    assert [each.has_pages for each in back.evidence] == [e.has_pages for e in answer.evidence]


@given(st.sampled_from(ONE_OF_EACH), answers())
def test_every_factor_stays_between_zero_and_one(item: Item, answer: Answer) -> None:
    factor = factor_of(item, answer)
    assert factor is None or 0 <= factor <= 1
    assert (factor is None) == (stance_of(item, answer) not in {Stance.CLAIM, Stance.GAP})


@given(st.sampled_from(ONE_OF_EACH), answers())
def test_what_is_blank_or_invalid_is_never_complete(item: Item, answer: Answer) -> None:
    if stance_of(item, answer) in {Stance.BLANK, Stance.INVALID}:
        assert not is_complete(item, answer)
