"""Fusión: what is brought back is put together with what was saved meanwhile, and nothing is lost.

Letters are answers: a was taken along, b and c are others.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from game.answers import Answer, Citation
from game.merging import Outcome, merge

LETTERS = ("", "a", "b", "c")
PAPERS = tuple(Citation(name, page) for name in ("gaceta", "ley") for page in ("1", "2"))


def an(text: str, *evidence: Citation, **more: str) -> Answer:
    return Answer("P1-05", text=text, evidence=evidence, **more)


answers = some.builds(
    an, some.sampled_from(LETTERS), some.sampled_from(PAPERS), some.sampled_from(PAPERS)
) | some.builds(an, some.sampled_from(LETTERS))
pasts = some.lists(answers, max_size=3)


#   base  theirs  mine   since     outcome    in force then
TABLE = [
    ("a", "a", "a", "", "same", "a"),
    ("a", "b", "b", "b", "same", "b"),
    ("a", "b", "a", "b", "kept", "b"),
    ("a", "a", "b", "", "taken", "b"),
    ("a", "a", "", "", "taken", ""),
    ("", "", "a", "", "taken", "a"),
    ("a", "b", "c", "b", "conflict", "b"),
    ("a", "b", "c", "cb", "kept", "b"),
    ("a", "a", "b", "ba", "kept", "a"),
    ("", "b", "c", "b", "conflict", "b"),
]


@pytest.mark.parametrize(("base", "theirs", "mine", "since", "outcome", "then"), TABLE)
def test_the_table(base: str, theirs: str, mine: str, since: str, outcome: str, then: str) -> None:
    merged = merge(an(base), an(theirs), an(mine), [an(each) for each in since])
    assert (merged.outcome, merged.answer.text) == (outcome, then)


GACETA, LEY, PADRON = (Citation(name, "1") for name in ("gaceta", "ley", "padrón"))


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "then"),
    [
        pytest.param([], [LEY], [GACETA], [LEY, GACETA], id="both cited another one"),
        pytest.param([LEY], [LEY, PADRON], [], [PADRON], id="one took away, another added"),
        pytest.param([LEY], [], [LEY], [], id="what they took away stays away"),
        pytest.param([LEY], [LEY], [GACETA], [GACETA], id="one was put in the place of another"),
        pytest.param([], [GACETA], [GACETA], [GACETA], id="the same twice is once"),
    ],
)
def test_documents_are_put_together_one_by_one(
    base: list[Citation], theirs: list[Citation], mine: list[Citation], then: list[Citation]
) -> None:
    merged = merge(an("a", *base), an("b", *theirs), an("a", *mine), [an("b", *theirs)])
    assert merged.answer == an("b", *then)


def test_a_copy_that_is_brought_back_as_it_was_stays_to_be_confirmed() -> None:
    copied = an("a", copied_from="2025")
    assert merge(copied, copied, an("a")).answer == copied
    assert merge(copied, copied, an("b")).answer == an("b")


def test_what_looks_the_same_in_a_copy_is_the_same() -> None:
    typed, cell = Answer("I1-01", number="1,500"), Answer("I1-01", number="1500")

    def plain(answer: Answer) -> Answer:
        return replace(answer, number=answer.number.replace(",", ""))

    assert merge(typed, typed, cell, shown=plain).outcome is Outcome.SAME
    assert merge(typed, typed, cell, shown=plain).answer == typed


@given(answers, answers, pasts)
def test_what_was_not_touched_changes_nothing(
    base: Answer, theirs: Answer, since: Sequence[Answer]
) -> None:
    assert merge(base, theirs, base, [*since, theirs]).answer == theirs


@given(answers, answers, answers, pasts)
def test_to_bring_it_again_changes_nothing(
    base: Answer, theirs: Answer, mine: Answer, since: Sequence[Answer]
) -> None:
    once = merge(base, theirs, mine, [*since, theirs])
    again = merge(base, once.answer, mine, [*since, theirs, once.answer])
    assert again.answer == once.answer
    assert again.outcome is not Outcome.TAKEN


@given(answers, answers, answers, pasts)
def test_once_it_was_stored_another_change_stays(
    base: Answer, theirs: Answer, mine: Answer, since: Sequence[Answer]
) -> None:
    once = merge(base, theirs, mine, [*since, theirs])
    if once.outcome is Outcome.CONFLICT:
        return
    later = an("después", *once.answer.evidence)
    known = [*since, theirs, once.answer, later]
    assert merge(base, later, mine, known).answer == later


@given(answers, answers, answers, pasts)
def test_nothing_that_was_said_is_lost(
    base: Answer, theirs: Answer, mine: Answer, since: Sequence[Answer]
) -> None:
    """Mine is in force, was saved before, or waits for a choice; theirs is never written over."""
    merged = merge(base, theirs, mine, [*since, theirs])
    said = {merged.answer.text, *(each.text for each in (*since, theirs, base))}
    assert mine.text in said or merged.outcome is Outcome.CONFLICT
    if theirs.text != base.text:
        assert merged.answer.text == theirs.text
    cited = {*merged.answer.evidence, *(c for each in (*since, theirs) for c in each.evidence)}
    assert set(mine.evidence) - set(base.evidence) <= cited
    assert set(theirs.evidence) - set(base.evidence) <= set(merged.answer.evidence)
