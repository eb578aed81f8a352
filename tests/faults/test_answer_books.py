"""Libros hostiles: each is refused for what it is and costs little; the server goes on."""

from pathlib import Path

import pytest

from bench.books import over_http, read
from server.problems import SENTENCES
from server.xlsforms.making import READER as FORM_READER
from tests.faults.book_bombs import BOMBS, LATER, Bomb, good

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


@pytest.mark.parametrize("bomb", LATER, ids=lambda each: each.id)
def test_whoever_reads_questionnaires_refuses_it_too(bomb: Bomb, tmp_path: Path) -> None:
    found = read(bomb, tmp_path, FORM_READER)
    assert found.code == AS_A_FORM.get(bomb.code, bomb.code)
    assert found.mib < MOST_MEMORY
    assert found.processor < MOST_SECONDS


def test_the_server_refuses_them_all_and_answers_meanwhile(tmp_path: Path) -> None:
    sent = over_http(BOMBS[::4], tmp_path)
    assert {each.status for each in sent} == {422}
    assert all(each.waits > 0 for each in sent if each.seconds > 0.5)
    assert not list((tmp_path / "books").iterdir())
