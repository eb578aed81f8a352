"""Intercambio entre pares: what may be said, who asks and thanks, and which help counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.exchanges import (
    Help,
    check_asking,
    check_hiding,
    check_text,
    check_thanks,
    counted,
    givers_for,
    helps_given,
    may_ask,
)
from game.room import ExchangeRules
from game.rules import RuleBroken

NOON = datetime(2026, 3, 3, 18, tzinfo=UTC)
RULES = ExchangeRules(most_links=1)


def helped(asker: str, giver: str, item: str = "P1-01", minute: int = 0) -> Help:
    return Help(asker, giver, item, NOON + timedelta(minutes=minute))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param(" Así lo hicimos. ", "", id="plain words"),
        pytest.param("Vea https://oaxaca.example/acuerdo", "", id="an address as text"),
        pytest.param(" \n ", "entry-empty", id="nothing"),
        pytest.param("a" * 3_001, "text-too-long", id="too much"),
        pytest.param("Vea <a href='x'>esto</a>", "text-has-markup", id="tags"),
        pytest.param("https://a.example https://b.example", "too-many-links", id="many addresses"),
    ],
)
def test_what_may_be_said(text: str, code: str) -> None:
    if not code:
        assert check_text(text, RULES) == text.strip()
        return
    with pytest.raises(RuleBroken, match=code):
        check_text(text, RULES)


def test_whoever_has_it_asks_for_nothing_and_nobody_asks_twice() -> None:
    assert may_ask("20", verified={"31"}, asked={"09"})
    with pytest.raises(RuleBroken, match="help-not-needed"):
        check_asking("31", {"31"}, set())
    with pytest.raises(RuleBroken, match="help-asked"):
        check_asking("20", {"31"}, {"20"})


@pytest.mark.parametrize(
    ("giver", "is_asked", "is_thanked", "code"),
    [
        pytest.param("31", True, False, "", id="one who has it"),
        pytest.param("09", True, False, "", id="one who wrote"),
        pytest.param("20", True, False, "help-self", id="oneself"),
        pytest.param("14", True, False, "help-stranger", id="one who did neither"),
        pytest.param("31", False, False, "help-not-asked", id="nothing was asked"),
        pytest.param("31", True, True, "help-thanked", id="a second time"),
    ],
)
def test_whom_one_thanks(giver: str, is_asked: bool, is_thanked: bool, code: str) -> None:
    givers = givers_for("20", {"31"}, {"09", "20"})
    assert givers == {"31", "09"}
    found = ""
    try:
        check_thanks("20", giver, givers, is_asked=is_asked, is_thanked=is_thanked)
    except RuleBroken as refused:
        found = refused.code
    assert found == code


def test_what_is_hidden_has_a_reason_and_is_hidden_once() -> None:
    assert check_hiding(" Da datos de alguien. ", is_hidden=False) == "Da datos de alguien."
    with pytest.raises(RuleBroken, match="reason-required"):
        check_hiding("", is_hidden=False)
    with pytest.raises(RuleBroken, match="message-hidden"):
        check_hiding("Razón", is_hidden=True)


def test_two_friends_count_once_whoever_helps_whom() -> None:
    helps = [
        helped("20", "31", "P1-01", 0),
        helped("31", "20", "P1-02", 1),
        helped("20", "31", "P1-03", 2),
        helped("09", "31", "P1-01", 3),
    ]
    assert counted(helps) == (helps[0], helps[3])
    assert helps_given(helps, "31") == (helps[0], helps[3])
    assert helps_given(helps, "20") == ()


CODES = st.sampled_from(["09", "14", "20", "31"])
ITEMS = st.sampled_from(["P1-01", "P1-02", "I1-01"])
HELPS = st.lists(st.builds(helped, CODES, CODES, ITEMS, st.integers(0, 50)), max_size=30)


@given(HELPS)
def test_nobody_helps_themselves_and_no_pair_counts_twice(helps: list[Help]) -> None:
    found = counted(helps)
    assert all(each.asker != each.giver for each in found)
    assert len({each.pair for each in found}) == len(found)
    assert len({(each.asker, each.item) for each in found}) == len(found)


@given(HELPS, CODES)
def test_a_participant_counts_at_most_once_for_each_other(helps: list[Help], code: str) -> None:
    others = {each.asker for each in helps} - {code}
    assert len(helps_given(helps, code)) <= len(others)


@given(HELPS)
def test_what_counts_does_not_depend_on_the_order_it_is_read_in(helps: list[Help]) -> None:
    assert counted(reversed(helps)) == counted(helps)


@given(HELPS, st.builds(helped, CODES, CODES, ITEMS, st.just(60)))
def test_a_later_help_takes_none_away(helps: list[Help], later: Help) -> None:
    found = counted([*helps, later])
    assert found[: len(counted(helps))] == counted(helps)


@given(HELPS)
def test_confirming_the_same_again_changes_nothing(helps: list[Help]) -> None:
    assert counted([*helps, *helps]) == counted(helps)
