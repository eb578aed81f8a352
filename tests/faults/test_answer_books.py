"""Libros hostiles: each is refused for what it is and costs little; the server goes on."""

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bench.books import over_http, read
from game.answers import Answer
from game.rules import RuleBroken
from server.answer_books.cells import LONGEST_TEXT
from server.answer_books.reading import told
from server.answer_books.taking import MOST_SAID, WAIT_SECONDS, read_at
from server.problems import SENTENCES
from server.xlsforms.making import READER as FORM_READER
from tests.books import a_book, filled, reference
from tests.faults.book_bombs import BOMBS, ECHOES, LATER, Bomb, good

MOST_MEMORY = 256
MOST_SECONDS = 2
# What a questionnaire is refused with where a book of answers is too large.
AS_A_FORM = {"book-too-large": "questionnaire-too-large"}


def test_there_are_enough_of_them() -> None:
    assert len({bomb.id for bomb in BOMBS}) == len(BOMBS) >= 45
    assert all(SENTENCES[bomb.code].status == 422 for bomb in BOMBS)


def test_the_book_they_are_made_of_is_taken(tmp_path: Path) -> None:
    assert read(Bomb("good", good, ""), tmp_path).code == ""


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda each: each.id)
def test_it_is_refused_for_what_it_is_and_costs_little(bomb: Bomb, tmp_path: Path) -> None:
    found = read(bomb, tmp_path)
    assert found.code == bomb.code
    assert found.mib < MOST_MEMORY
    assert found.processor < MOST_SECONDS


@pytest.mark.parametrize("bomb", [*LATER, *ECHOES], ids=lambda each: each.id)
def test_whoever_reads_questionnaires_refuses_it_too(bomb: Bomb, tmp_path: Path) -> None:
    found = read(bomb, tmp_path, FORM_READER)
    assert found.code == AS_A_FORM.get(bomb.code, bomb.code)
    assert found.mib < MOST_MEMORY
    assert found.processor < MOST_SECONDS


async def test_a_reader_that_goes_on_and_on_is_stopped() -> None:
    """Whatever it was brought to say, the server holds no more of it than this."""
    began = time.monotonic()
    with pytest.raises(RuleBroken, match="book-too-large"):
        await read_at("", "tests.faults.chatter")
    assert time.monotonic() - began < WAIT_SECONDS


def test_the_longest_answers_are_read(tmp_path: Path) -> None:
    """Every text as long as a form takes it: what is too large for a book is larger than this."""
    answers = {code: _at_length(answer) for code, answer in filled(reference()).items()}
    path = tmp_path / "libro.xlsx"
    path.write_bytes(a_book(answers, reference()))
    found = told(path)
    assert len(found["cells"]) == 1_409
    assert len(json.dumps(found)) < MOST_SAID


def _at_length(answer: Answer) -> Answer:
    texts = {
        name: "ñ" * LONGEST_TEXT for name in ("text", "reason", "plan") if getattr(answer, name)
    }
    return replace(answer, **texts)


def test_the_server_refuses_them_all_and_answers_meanwhile(tmp_path: Path) -> None:
    sent = over_http(BOMBS[::4], tmp_path)
    assert {each.status for each in sent} == {422}
    assert all(each.waits > 0 for each in sent if each.seconds > 0.5)
    assert not list((tmp_path / "books").iterdir())
