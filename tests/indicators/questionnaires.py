"""Small questionnaires with openers, drawn at random, and what may yet become of their answers."""

from dataclasses import replace

from hypothesis import strategies as st

from game.answers import Answer
from game.participants import Participant
from game.questionnaire import Audience, Condition, Item
from game.reviews import Verdict
from indicators.matrix import Given
from tests.indicators.builders import an_item

CODES = tuple(f"i{n}" for n in range(6))
STATE = Participant("20", "state", "Oaxaca", "20")
CITY = Participant("20067", "municipality", "Oaxaca de Juárez", "20", 270_955)
OPTIONS = ("yes", "half", "no")


@st.composite
def openable(draw: st.DrawFn) -> tuple[Item, ...]:
    """Items of which any may be for states alone, not apply, or be opened by one before it."""
    found: list[Item] = []
    for code in CODES:
        item = an_item(code, policy=draw(st.sampled_from(["", "exclude", "full", "zero"])))
        audience = draw(st.sampled_from([Audience(), Audience(), Audience(frozenset({"state"}))]))
        opener = draw(st.none() | st.sampled_from(found)) if found else None
        condition = opener and Condition(
            opener.code,
            draw(st.sampled_from([frozenset({"yes", "half"}), frozenset({"no"})])),
            opener.audience,
            opener.asked_when,
        )
        found.append(replace(item, audience=audience, asked_when=condition))
    return tuple(found)


@st.composite
def told(draw: st.DrawFn, items: tuple[Item, ...], known: Given | None = None) -> Given:
    """Answers with their verdicts, some of them none; what is `known` stays as it is."""
    given = {}
    for item in items:
        excused = draw(st.booleans()) and item.not_applicable is not None
        chosen = () if excused else (draw(st.sampled_from(OPTIONS)),)
        verdict = draw(st.sampled_from([None, None, *[Verdict.ACCEPTED] * 4, Verdict.REJECTED]))
        given[item.code] = Answer(item.code, chosen=chosen, not_applicable=excused), verdict
    return given | {code: pair for code, pair in (known or {}).items() if pair[1] is not None}
