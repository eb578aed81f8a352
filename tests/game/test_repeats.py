"""Repetidos: the same promise is known by its words and its day, also after it was amended."""

from dataclasses import replace
from datetime import date

import pytest

from game.commitments import Commitment, Move, Status, Term, advance, propose
from game.repeats import ever_said, promised_before, said_in

TODAY, DUE, LATER = date(2026, 3, 3), date(2026, 9, 30), date(2026, 12, 1)
GOAL = "Publicar el catálogo de 1.5 millones"
FIRST = Commitment("20", GOAL, "Su dirección", "Economía", DUE, Status.PROPOSED, code=7)


@pytest.mark.parametrize(
    ("goal", "due", "same"),
    [
        pytest.param("  PUBLICAR el catálogo,\nde 1.5 millones.", DUE, True, id="as it is typed"),
        pytest.param("Publicar\u200b el catálogo de 1.5 millones", DUE, True, id="unseen"),
        pytest.param(GOAL, LATER, False, id="another day"),
        pytest.param("Publicar el catálogo de 15 millones", DUE, False, id="another number"),
        pytest.param("Publicar el registro de 1.5 millones", DUE, False, id="another word"),
    ],
)
def test_what_is_the_same_promise(goal: str, due: date, same: bool) -> None:
    assert (said_in(goal, due) == said_in(GOAL, DUE)) is same


def test_it_is_still_what_it_was_before_each_amendment() -> None:
    kept = advance(
        propose(FIRST, "lead", TODAY),
        Move.AMEND,
        "lead",
        TODAY,
        "Se amplía.",
        worded={Term.GOAL: "Publicar dos catálogos"},
        due=LATER,
    )
    assert ever_said(kept) == {
        said_in(goal, due) for goal in (GOAL, "Publicar dos catálogos") for due in (DUE, LATER)
    }


def test_the_first_that_said_it_is_named() -> None:
    again = replace(FIRST, code=9)
    assert promised_before([again, FIRST]) == {said_in(GOAL, DUE): 7}
    assert promised_before([]) == {}
