"""Refusals: a sentence that nobody says is taken away; a code without one never reaches people.

That every code that is raised in place has its sentence stands in `tests/server/test_problems.py`.
Here is the reverse, and the codes that travel: what a function gives back to be told later.
"""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from server.pages.answers import PROBLEMS
from server.problems import SENTENCES
from server.problems.laws import SENTENCES as OF_LAWS
from server.problems.sentence import joined

ROOT = Path(__file__).parents[2]
# What holds the sentences, and what tells them.
SAYING = frozenset([*ROOT.glob("server/problems/*.py"), ROOT / "server" / "telling.py"])
TEXT = re.compile(r"""(?:["']|\})(-?[a-z]+(?:-[a-z]+)*)["']""")


def sources_of(*folders: str) -> Iterator[str]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path not in SAYING:
                yield path.read_text(encoding="utf-8")


def codes_given_to(name: str, place: int, source: str) -> Iterator[str]:
    """What stands in that place of every call of this name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name:
            match node.args[place]:
                case ast.Constant(value=str(code)):
                    yield code


SAID = frozenset(text for source in sources_of("game", "server") for text in TEXT.findall(source))
# Codes made of a field and an ending: f"{name}-missing".
ENDINGS = tuple(sorted({text for text in SAID if text.startswith("-")}))
# What a form lacks is found in one place and told in another.
CARRIED = frozenset(
    code
    for source in sources_of("server")
    if "Flaw(" in source
    for code in codes_given_to("Flaw", 1, source)
)
ANSWERS = (ROOT / "game" / "answers.py").read_text(encoding="utf-8")


def test_a_code_that_has_two_sentences_stops_the_program() -> None:
    with pytest.raises(ValueError, match="law-in-force"):
        joined(OF_LAWS, {"law-in-force": SENTENCES["stale"]})


def test_the_sentences_of_every_module_are_in_the_one_table() -> None:
    there = {path.stem for path in ROOT.glob("server/problems/*.py")} - {"__init__", "sentence"}
    tables = [import_module(f"server.problems.{name}").SENTENCES for name in sorted(there)]
    assert joined(*tables) == SENTENCES


# The door tells it by its own exception, without a code.
@pytest.mark.parametrize("code", sorted(SENTENCES.keys() - {"crowded"}))
def test_every_sentence_has_somebody_who_says_it(code: str) -> None:
    made = any(code.removesuffix(each) in SAID for each in ENDINGS if code.endswith(each))
    assert code in SAID or made, "nobody refuses with it: take its sentence away"


@pytest.mark.parametrize("code", sorted(CARRIED))
def test_every_flaw_has_its_sentence(code: str) -> None:
    assert code in SENTENCES


@pytest.mark.parametrize("code", sorted(set(codes_given_to("Problem", 0, ANSWERS))))
def test_every_problem_of_an_answer_has_its_sentence(code: str) -> None:
    assert code in PROBLEMS


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_every_sentence_about_an_answer_has_its_problem(code: str) -> None:
    assert code in set(TEXT.findall(ANSWERS)), "no answer has this problem: take its sentence away"
