"""Dos ediciones publicadas: the same states twice, with a change that can be computed by hand."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from game.answers import Answer
from game.editions import Stage
from server.queries.participants import enter
from tests.editions import (
    EDITION,
    a_definition,
    a_topic,
    an_item,
    move_to,
    open_edition,
    words,
)
from tests.server.people import OAXACA, YUCATAN
from tests.server.published import ANYWHERE, CAPITAL, publish
from tests.server.signed import verified

FORMER = "2025"
WHO = (OAXACA, YUCATAN, CAPITAL)
NO = {"chosen": ("no",), "reason": "Falta.", "plan": "Hacerlo.", "plan_by": "2026-12-01"}
YES = {"chosen": ("yes",)}
EXCUSED = {"not_applicable": True, "reason": "No hay casos."}

#           2025                       2026
#   P1      P1-01 no,  P1-02 yes       P1-01 yes (continues P1-01), P1-03 no (new; P1-02 left)
#   I1      I1-01 yes, I1-02 no        I1-01 yes, weighs 3; I1-02 no, does not apply in Oaxaca
#
#   Oaxaca  (1/2 + 1/2) / 2 = 1/2      (1/2 + 1) / 2 = 3/4
#   others  the same, 1/2              (1/2 + 3/4) / 2 = 5/8
THEN = {"P1-01": NO, "P1-02": YES, "I1-01": YES, "I1-02": NO}
NOW = {"P1-01": YES, "P1-03": NO, "I1-01": YES, "I1-02": NO}
IN_OAXACA = {**NOW, "I1-02": EXCUSED}


def a_yes_no(code: str, **given: Any) -> dict[str, Any]:
    return an_item(code, "yes_no", **given)


FIRST = {
    "P": [a_topic("P1", [a_yes_no("P1-01"), a_yes_no("P1-02")])],
    "I": [a_topic("I1", [a_yes_no("I1-01"), a_yes_no("I1-02")])],
}
SECOND = {
    "P": [a_topic("P1", [a_yes_no("P1-01", continues="P1-01"), a_yes_no("P1-03")])],
    "I": [
        a_topic(
            "I1",
            [
                a_yes_no("I1-01", continues="I1-01", weight="3"),
                a_yes_no(
                    "I1-02",
                    continues="I1-02",
                    not_applicable={"when": words("No hay casos."), "policy": "exclude"},
                ),
            ],
        )
    ],
}


def former(**given: Any) -> dict[str, Any]:
    """The definition of the first edition, with something of its own."""
    definition = a_definition(FORMER, topics=FIRST, continues=None)
    definition["edition"].update(given)
    return definition


def latter(**given: Any) -> dict[str, Any]:
    """That of the one that continues it."""
    definition = a_definition(EDITION, topics=SECOND, continues=FORMER)
    definition["edition"].update(given)
    return definition


def answers(given: Mapping[str, Mapping[str, Any]]) -> dict[str, Answer]:
    return {item: Answer(item, **own) for item, own in given.items()}


async def held(
    definition: Mapping[str, Any], given: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> str:
    """An edition asked, answered by some states, verified and published; gives its SHA-256."""
    edition = definition["edition"]["code"]
    await open_edition(deepcopy(dict(definition)))
    await enter(edition, {CAPITAL: "states"})
    for participant, own in given.items():
        await verified(answers(own), participant, ANYWHERE, edition)
    await move_to(Stage.REPLY, edition)
    return await publish(edition)


async def held_twice(
    first: Mapping[str, Any] | None = None, second: Mapping[str, Any] | None = None
) -> tuple[str, str]:
    """Both of them; gives the SHA-256 of each."""
    before = await held(first or former(), dict.fromkeys(WHO, THEN))
    after = await held(second or latter(), {**dict.fromkeys(WHO, NOW), OAXACA: IN_OAXACA})
    return before, after
