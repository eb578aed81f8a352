"""Correcciones: what one snapshot says otherwise than another, figure by figure."""

from copy import deepcopy

import pytest

from indicators.canonical import Json, canonical_bytes
from indicators.corrections import corrections_of
from indicators.snapshot import corrected, is_reproduced, recompute, written
from tests.indicators.test_snapshot import snapshot


def put_right() -> Json:
    """Of 20, P1-02 was a yes and is a no; all that follows from it is computed."""
    now = deepcopy(snapshot())
    (row,) = now["answers"]
    row["verdict"] = "rejected"
    now["factors"][0][now["items"].index("P1-02")] = "0"
    return written(now, recompute(now), now["answers"])


def test_causes_come_before_what_they_cause() -> None:
    was, now = snapshot(), put_right()
    was["answers"][0]["verdict"] = "accepted"
    found = corrections_of(was, now)
    here = {"participant": "20", "item": "P1-02"}
    assert found[0] == {
        "part": "answers",
        **here,
        "field": "verdict",
        "was": "accepted",
        "is": "rejected",
    }
    assert found[1] == {"part": "factors", **here, "was": "1", "is": "0"}
    index = [each for each in found if each.get("node") == "index" and each["field"] == "score"]
    told = {each["participant"]: (each["was"], each["is"]) for each in index}
    scores = {
        side: next(r["score"] for r in made["results"] if r["participant"] == "20")
        for side, made in (("was", was), ("is", now))
    }
    assert told == {"20": (scores["was"], scores["is"])}
    assert {each["part"] for each in found[2:]} == {"results"}


def test_applied_to_the_one_before_they_give_the_one_after() -> None:
    """The list is whole: with it the factors and results of one become those of the other."""
    was, now = snapshot(), put_right()
    for each in corrections_of(was, now):
        if each["part"] == "factors":
            row = [who["code"] for who in was["participants"]].index(each["participant"])
            column = was["items"].index(each["item"])
            assert was["factors"][row][column] == each["was"]
            was["factors"][row][column] = each["is"]
        elif each["part"] == "results":
            (found,) = (
                result
                for result in was["results"]
                if (result["participant"], result["node"]) == (each["participant"], each["node"])
            )
            assert found[each["field"]] == each["was"]
            found[each["field"]] = each["is"]
    assert (was["factors"], was["results"]) == (now["factors"], now["results"])


def test_of_the_same_there_are_none() -> None:
    assert corrections_of(snapshot(), snapshot()) == []


def test_another_definition_is_told_by_its_hash() -> None:
    now = {**snapshot(), "index_sha256": "f" * 64}
    (found,) = corrections_of(snapshot(), now)
    assert found == {
        "part": "index_sha256",
        "was": snapshot()["index_sha256"],
        "is": "f" * 64,
    }


@pytest.mark.parametrize("field", ["verdict", "revision"])
def test_what_an_earlier_form_does_not_say_is_no_difference(field: str) -> None:
    was, now = snapshot(), snapshot()
    now["answers"][0] |= {"verdict": "accepted", "revision": 3}
    was["answers"][0] = {**now["answers"][0]}
    del was["answers"][0][field]
    assert corrections_of(was, now) == []


def test_a_correction_says_which_one_and_why_and_computes_to_itself() -> None:
    told = corrected(put_right(), snapshot(), 2, "a" * 64, "Se leyó otra página.")
    assert told["erratum"]["number"] == 2
    assert told["erratum"]["corrects"] == "a" * 64
    assert told["erratum"]["reason"] == "Se leyó otra página."
    assert told["erratum"]["differences"] == corrections_of(snapshot(), put_right())
    assert is_reproduced(told)
    assert canonical_bytes(told) != canonical_bytes(put_right())
