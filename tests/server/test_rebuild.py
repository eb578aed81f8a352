"""Lo publicado se sigue de lo respondido: whoever touches either is found out by the file alone."""

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from game.answers import Answer, pack
from indicators.canonical import Json, canonical_bytes, digest_of
from server.cli import main
from server.imports.snapshots import rebuilt_from
from tests.editions import a_definition
from tests.server.people import OAXACA, YUCATAN
from tests.server.signed import DATED, HALF, P1

#   Oaxaca   P1-01 no, so that P1-04 is not asked; P1-03 was rejected
#   Yucatán  P1-01 yes, 5 days in P1-04: all of it
YES = Answer("P1-01", chosen=("yes",))
DAYS = Answer("P1-04", number="5")
GIVEN = {
    OAXACA: {**P1, "I1-01": HALF, "I1-02": DATED},
    YUCATAN: {**P1, "I1-01": HALF, "P1-01": YES, "P1-04": DAYS},
}


@cache
def frozen() -> bytes:
    """What two states answered, published as it follows."""
    definition = a_definition()
    definition["index"] = {"robustness": {"runs": 40, "top": 2}}
    rows = [(who, item) for who, own in GIVEN.items() for item in own]
    bare = {
        "format": "liga-snapshot-4",
        "definition": definition,
        "participants": [a_participant(who) for who in GIVEN],
        "items": [],
        "factors": [[], []],
        "unsigned": [],
        "answers": [an_answer(*here) for here in rows],
        "verdicts": [a_verdict(*here) for here in rows],
        "robustness": None,
    }
    return canonical_bytes(rebuilt_from(bare).document())


def a_participant(who: str) -> Json:
    return {"code": who, "name": who, "kind": "state", "league": "states", "population": 4_000_000}


def an_answer(who: str, item: str) -> Json:
    told = {"participant": who, "item": item, "revision": 1, "evidence": []}
    return {**told, "content": pack(GIVEN[who][item]), "verdict": judged(who, item)}


def a_verdict(who: str, item: str) -> Json:
    told = {"participant": who, "item": item, "revision": 1, "verdict": judged(who, item)}
    return {**told, "reason": "", "seat": 7, "seat_title": "Mesa", "at": "2026-06-01T12:00:00"}


def judged(who: str, item: str) -> str:
    return "rejected" if (who, item) == (OAXACA, "P1-03") else "accepted"


def recomputed(folder: Path, content: bytes, *options: str) -> Result:
    file = folder / "liga.json"
    file.write_bytes(content)
    return CliRunner().invoke(main, ["index", "recompute", str(file), *options])


def of(document: Json, part: str, who: str, item: str) -> Json:
    return next(r for r in document[part] if (r["participant"], r["item"]) == (who, item))


def an_item(document: Json, code: str) -> Json:
    topics = (topic for pillar in document["definition"]["pillars"] for topic in pillar["topics"])
    return next(item for topic in topics for item in topic["items"] if item["code"] == code)


def factor(document: Json, who: str, item: str) -> str:
    row = [each["code"] for each in document["participants"]].index(who)
    return str(document["factors"][row][document["items"].index(item)])


def test_it_follows_to_the_byte(tmp_path: Path) -> None:
    document = json.loads(frozen())
    assert factor(document, OAXACA, "P1-01") == "0"
    assert factor(document, OAXACA, "P1-03") == "0"
    assert factor(document, OAXACA, "P1-04") == "not_asked"
    assert factor(document, YUCATAN, "P1-03") == "0.5"
    assert factor(document, YUCATAN, "P1-04") == "1"
    assert factor(document, YUCATAN, "I1-02") == "no_answer"
    assert factor(document, YUCATAN, "H1-01") == "not_asked"
    found = recomputed(tmp_path, frozen())
    assert found.exit_code == 0
    assert "Coincide, byte por byte" in found.output
    assert "Compare este SHA-256 con el de la página del índice." in found.output
    assert "No se pudo comprobar" not in found.output


def test_what_an_unverified_answer_leaves_open_follows(tmp_path: Path) -> None:
    """P1-04 depends on P1-01: without its verdict nobody knows whether it is asked."""
    document = json.loads(frozen())
    document["verdicts"].remove(of(document, "verdicts", YUCATAN, "P1-01"))
    of(document, "answers", YUCATAN, "P1-01")["verdict"] = None
    document = rebuilt_from(document).document()
    assert factor(document, YUCATAN, "P1-04") == "open"
    assert recomputed(tmp_path, canonical_bytes(document)).exit_code == 0
    row = [each["code"] for each in document["participants"]].index(YUCATAN)
    document["factors"][row][document["items"].index("P1-04")] = "not_asked"
    found = recomputed(tmp_path, canonical_bytes(document))
    assert found.exit_code == 1
    assert "P1-04" in found.output


def test_which_one_was_published_is_told_by_its_sha256_alone(tmp_path: Path) -> None:
    """A day that somebody changed follows from nothing: the file is whole, and another."""
    published = hashlib.sha256(frozen()).hexdigest()
    found = recomputed(tmp_path, frozen(), "--sha256", f" {published.upper()} ")
    assert found.exit_code == 0
    assert "Es el SHA-256 que usted dijo." in found.output
    document = json.loads(frozen())
    document["verdicts"][0]["at"] = "2026-06-02T12:00:00"
    assert recomputed(tmp_path, canonical_bytes(document)).exit_code == 0
    found = recomputed(tmp_path, canonical_bytes(document), "--sha256", published)
    assert found.exit_code == 1
    assert "No es la publicada" in found.output
    assert "Coincide" not in found.output


@dataclass(frozen=True)
class Touched:
    """What somebody does to a document, and what is said of it."""

    how: Callable[[Json], Any]
    told: str


def chosen(who: str, item: str, code: str) -> Callable[[Json], Any]:
    return lambda d: of(d, "answers", who, item)["content"].update(chosen=[code])


def turned(verdict: str) -> Callable[[Json], Any]:
    def turn(document: Json) -> None:
        for part in ("answers", "verdicts"):
            of(document, part, YUCATAN, "P1-03")["verdict"] = verdict

    return turn


def emptied(*parts: str) -> Callable[[Json], Any]:
    return lambda d: d.update({part: [] for part in parts})


def said_otherwise(document: Json) -> None:
    """A definition of the index that has its own hash."""
    document["index"]["tree"]["children"][0]["weight"] = "3"
    document["index_sha256"] = digest_of(document["index"])


FOUND = {
    "an answer": Touched(
        chosen(OAXACA, "P1-01", "yes"), "factors › 20 › P1-01: dice «0», y se sigue «1»"
    ),
    "what opens": Touched(
        chosen(YUCATAN, "P1-01", "no"), "factors › 31 › P1-04: dice «1», y se sigue «not_asked»"
    ),
    "a verdict turned": Touched(
        turned("rejected"), "factors › 31 › P1-03: dice «0.5», y se sigue «0»"
    ),
    "a verdict of an answer": Touched(
        lambda d: of(d, "answers", OAXACA, "P1-03").update(verdict="accepted"),
        "answers › 20 › P1-03 › verdict: dice «accepted», y se sigue «rejected»",
    ),
    "every answer": Touched(
        emptied("answers", "verdicts"), "factors › 20 › P1-01: dice «0», y se sigue «no_answer»"
    ),
    "an answer of another item": Touched(
        lambda d: of(d, "answers", OAXACA, "P1-01")["content"].update(item="P1-02"),
        "answers › 20 › P1-01 › content › item: dice «P1-02», y se sigue «P1-01»",
    ),
    "options": Touched(
        lambda d: an_item(d, "P1-03")["options"][0].update(factor="1/4"),
        "factors › 31 › P1-03: dice «0.5», y se sigue «0.25»",
    ),
    "the scale": Touched(
        lambda d: an_item(d, "P1-04")["scoring"]["bands"][0].update(up_to="4"),
        "factors › 31 › P1-04: dice «1», y se sigue «0»",
    ),
    "who is asked": Touched(
        lambda d: an_item(d, "P1-02").update(
            audience={"kinds": ["municipality"], "population_from": None, "population_to": None}
        ),
        "factors › 20 › P1-02: dice «1», y se sigue «not_asked»",
    ),
    "a weight": Touched(
        lambda d: an_item(d, "P1-02").update(weight="9"),
        "P1 › leaves › P1-02 › weight: dice «1», y se sigue «9»",
    ),
    "words": Touched(
        lambda d: an_item(d, "P1-02")["text"].update(es="¿Otra?"), "index › questionnaire: dice «"
    ),
    "the index": Touched(
        said_otherwise, "index › tree › children › P › weight: dice «3», y se sigue «1»"
    ),
    "a league": Touched(
        lambda d: d["participants"][0].update(league="cities"),
        "participants › 20 › league: dice «cities», y se sigue «states»",
    ),
    "a factor": Touched(
        lambda d: d["factors"][0].__setitem__(0, "1"),
        "factors › 20 › P1-01: dice «1», y se sigue «0»",
    ),
    "a score": Touched(
        lambda d: d["results"][0].update(score="0.9"), "results › 20 › index › score: dice «0.9»"
    ),
    "one thing more": Touched(lambda d: d.update(more=1), "more: dice «1», y se sigue nada"),
}


@pytest.mark.parametrize("touched", FOUND.values(), ids=FOUND)
def test_whatever_is_touched_is_named(tmp_path: Path, touched: Touched) -> None:
    document = json.loads(frozen())
    touched.how(document)
    found = recomputed(tmp_path, canonical_bytes(document))
    assert found.exit_code == 1
    assert "No coincide: el archivo es " in found.stderr
    assert touched.told in found.stderr


def put(*path: Any, value: Any) -> Callable[[Json], Any]:
    """Something else in place of what stands there."""

    def change(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value

    return change


BROKEN = {
    "no definition": put("definition", value=None),
    "no pillars": put("definition", "pillars", value=7),
    "a definition of text": put("definition", "edition", "leagues", value="x"),
    "runs of text": put("definition", "index", "robustness", "runs", value="x"),
    "no runs": put("definition", "index", "robustness", "runs", value=0),
    "decimals of text": put("definition", "index", "decimals", value="x"),
    "a league that is a list": put("participants", 0, "league", value=[1]),
    "a participant that is a list": put("participants", 0, value=[1]),
    "a code that is a list": put("participants", 0, "code", value=[1]),
    "no population": lambda d: d["participants"][0].pop("population"),
    "an item that is a list": put("items", 0, value=[1]),
    "a factor that is none": put("factors", 0, 0, value="1/0"),
    "a factor of absurd size": put("factors", 0, 0, value="1e999999999"),
    "an answer that is a list": put("answers", 0, value=[1]),
    "a content that is a text": put("answers", 0, "content", value="x"),
    "an answer twice": lambda d: d["answers"].append(d["answers"][0]),
    "an unknown verdict": lambda d: of(d, "verdicts", OAXACA, "P1-01").update(verdict="perhaps"),
    "a verdict of nobody": put("verdicts", 0, value={}),
    "unsigned of nobody": put("unsigned", value=[{}]),
    "an index without a tree": put("index", "tree", value=[]),
    "a format that is a list": put("format", value=[]),
    "a weight beyond all": put("definition", "pillars", 0, "weight", value="1e400"),
    "no weight": put("definition", "pillars", 0, "weight", value="0"),
}


@pytest.mark.parametrize("how", BROKEN.values(), ids=BROKEN)
def test_what_is_no_snapshot_is_told_in_a_sentence(
    tmp_path: Path, how: Callable[[Json], Any]
) -> None:
    document = json.loads(frozen())
    how(document)
    found = recomputed(tmp_path, canonical_bytes(document))
    assert isinstance(found.exception, SystemExit), found.exception
    assert found.exit_code == 1
    assert "liga.json: " in found.stderr


def test_the_same_in_another_form_is_not_the_same_bytes(tmp_path: Path) -> None:
    found = recomputed(tmp_path, json.dumps(json.loads(frozen())).encode())
    assert found.exit_code == 1
    assert "no está en su forma canónica" in found.stderr


# What does not follow


def returned(revision: int, told: str | None) -> Json:
    """P1-03 of Yucatán was returned, and is at another revision now."""
    document = json.loads(frozen())
    of(document, "verdicts", YUCATAN, "P1-03")["verdict"] = "returned"
    of(document, "answers", YUCATAN, "P1-03").update(revision=revision, verdict=told)
    return rebuilt_from(document).document()


#   At the same revision it stands; afterwards the answer says whether it does.
@pytest.mark.parametrize(
    ("revision", "told", "factor_told", "doubts"),
    [(1, "returned", "0", 0), (2, "returned", "0", 1), (2, None, "no_answer", 1)],
)
def test_a_mended_answer_says_whether_its_verdict_stands(
    tmp_path: Path, revision: int, told: str | None, factor_told: str, doubts: int
) -> None:
    document = returned(revision, told)
    assert factor(document, YUCATAN, "P1-03") == factor_told
    found = recomputed(tmp_path, canonical_bytes(document))
    assert found.exit_code == 0
    assert found.output.count("1 respuestas corregidas") == doubts
    of(document, "answers", YUCATAN, "P1-03")["verdict"] = "accepted"
    assert recomputed(tmp_path, canonical_bytes(document)).exit_code == 1


def test_a_verdict_on_what_is_not_published_is_told_apart(tmp_path: Path) -> None:
    """The draft that nobody signed anew was rejected, and says nothing else."""
    document = json.loads(frozen())
    document["answers"].remove(of(document, "answers", OAXACA, "P1-03"))
    assert recomputed(tmp_path, canonical_bytes(document)).exit_code == 1
    document["unsigned"] = [{"participant": OAXACA, "item": "P1-03"}]
    assert factor(rebuilt_from(document).document(), OAXACA, "P1-03") == "0"
    found = recomputed(tmp_path, canonical_bytes(document))
    assert found.exit_code == 0


def earlier(form: str, newest: Json | None = None) -> Json:
    document = deepcopy(newest or json.loads(frozen()))
    for name in ("robustness", "unsigned"):
        del document[name]
    for each in document["participants"]:
        del each["population"]
    if form == "liga-snapshot-2":
        for row in document["answers"]:
            del row["verdict"], row["evidence"]
    return {**document, "format": form}


@pytest.mark.parametrize("form", ["liga-snapshot-2", "liga-snapshot-3"])
def test_earlier_forms_are_checked_as_far_as_they_say(tmp_path: Path, form: str) -> None:
    document = earlier(form)
    found = recomputed(tmp_path, canonical_bytes(document))
    assert found.exit_code == 0
    # H1-01 is not asked of states, and whatever else is asked was answered.
    assert "No se pudo comprobar" not in found.output
    chosen(OAXACA, "P1-01", "yes")(document)
    touched = recomputed(tmp_path, canonical_bytes(document))
    assert touched.exit_code == 1
    assert "factors › 20 › P1-01: dice «0», y se sigue «1»" in touched.stderr


# These two were made by the versions that published in these forms: thin topics leave, the index is
# geometric over a floor and its topics are shifted. Yucatán has no I: once it does, it counts.
PUBLISHED = Path("tests/conformance/earlier")


@pytest.mark.parametrize("form", ["liga-snapshot-2", "liga-snapshot-3"])
def test_bounds_of_earlier_forms_are_made_again_by_their_own_rule(
    tmp_path: Path, form: str
) -> None:
    published = (PUBLISHED / f"{form}.json").read_bytes()
    found = recomputed(tmp_path, published)
    assert found.exit_code == 0
    assert "Cotas (lower, upper) que serían otras con la regla de ahora: 1." in found.output
    assert f"SHA-256 {hashlib.sha256(published).hexdigest()}" in found.output
    document = json.loads(published)
    index = next(r for r in document["results"] if r["participant"] == YUCATAN)
    assert (index["node"], index["score"], index["upper"]) == ("index", "1", "0.8429908185606738")
    index["upper"] = "1"
    touched = recomputed(tmp_path, canonical_bytes(document))
    assert touched.exit_code == 1
    assert "31 › index › upper: dice «1», y se sigue «0.8429908185606738»" in touched.stderr


def test_an_earlier_form_says_what_it_cannot_tell(tmp_path: Path) -> None:
    """Without what opens it, nobody knows whether P1-04 was asked."""
    document = earlier("liga-snapshot-3")
    for part in ("answers", "verdicts"):
        document[part].remove(of(document, part, OAXACA, "P1-01"))
    document = rebuilt_from(document).document()
    found = recomputed(tmp_path, canonical_bytes(document))
    assert found.exit_code == 0
    assert "No se pudo comprobar: 1 celdas que dependen de una respuesta" in found.output


def test_what_nobody_there_is_asked_opens_nothing_in_any_form(tmp_path: Path) -> None:
    """P1-01 is for municipalities: no state has an answer to it, and none is asked P1-04."""
    document = json.loads(frozen())
    audience = {"kinds": ["municipality"], "population_from": None, "population_to": None}
    an_item(document, "P1-01")["audience"] = audience
    for part in ("answers", "verdicts"):
        for who in (OAXACA, YUCATAN):
            document[part].remove(of(document, part, who, "P1-01"))
    older = earlier("liga-snapshot-3", rebuilt_from(document).document())
    found = recomputed(tmp_path, canonical_bytes(older))
    assert found.exit_code == 0
    assert "No se pudo comprobar" not in found.output
    older["factors"][0][older["items"].index("P1-04")] = "no_answer"
    assert recomputed(tmp_path, canonical_bytes(older)).exit_code == 1


#   P1-02 is for municipalities of 50,000 people or more: Oaxaca has been made one of 30,000.
def of_people(population: int | None) -> Json:
    document = json.loads(frozen())
    an_item(document, "P1-02")["audience"] = {
        "kinds": [],
        "population_from": 50_000,
        "population_to": None,
    }
    (league,) = document["definition"]["edition"]["leagues"]
    document["definition"]["edition"]["leagues"] = [
        {**league, "members": [OAXACA, YUCATAN], "kind": "municipality"}
    ]
    document["participants"][0].update(kind="municipality", population=population)
    return rebuilt_from(document).document()


@pytest.mark.parametrize(
    ("population", "told"), [(30_000, "not_asked"), (50_000, "1"), (None, "1")]
)
def test_who_is_asked_follows_from_the_population(
    tmp_path: Path, population: int | None, told: str
) -> None:
    document = of_people(population)
    assert factor(document, OAXACA, "P1-02") == told
    assert recomputed(tmp_path, canonical_bytes(document)).exit_code == 0
    put("participants", 0, "population", value=30_000 if told == "1" else 60_000)(document)
    touched = recomputed(tmp_path, canonical_bytes(document))
    assert touched.exit_code == 1
    assert f"factors › 20 › P1-02: dice «{told}», y se sigue" in touched.stderr


def test_an_earlier_form_does_not_say_the_population(tmp_path: Path) -> None:
    """Either follows, and no other."""
    document = earlier("liga-snapshot-3", of_people(30_000))
    found = recomputed(tmp_path, canonical_bytes(document))
    assert found.exit_code == 0
    assert "1 celdas que dependen de la población" in found.output
    document["factors"][0][document["items"].index("P1-02")] = "0.5"
    assert recomputed(tmp_path, canonical_bytes(document)).exit_code == 1


#   A new census does not move anybody out of the league it was entered in.
def test_a_league_of_another_population_is_told_and_stays(tmp_path: Path) -> None:
    document = json.loads(frozen())
    (league,) = document["definition"]["edition"]["leagues"]
    league["population_to"] = 3_000_000
    document = rebuilt_from(document).document()
    assert [each["league"] for each in document["participants"]] == ["states", "states"]
    found = recomputed(tmp_path, canonical_bytes(document))
    assert found.exit_code == 0
    assert "2 ligas cuya población no es la del participante" in found.output
