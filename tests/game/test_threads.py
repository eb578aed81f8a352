"""Hilo: who may say what, and when it is over."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from game.editions import Stage
from game.rules import RuleBroken
from game.threads import (
    LONGEST_ENTRY,
    EntryKind,
    Thread,
    ThreadEntry,
    ThreadState,
    is_said,
    write_entry,
)

AT = datetime(2026, 10, 1, tzinfo=UTC)
RITA, ANA = 5, 1
RETURNED = ThreadEntry(EntryKind.RETURNED, "Falta el acta.", RITA, "Rita Canul", "verifier", AT)
ANSWERED = ThreadEntry(EntryKind.ANSWERED, "Se anexó.", ANA, "Ana Ruiz", "lead", AT)
OPEN = Thread("P1-01", ThreadState.OPEN, (RETURNED,))
TALKED = replace(OPEN, entries=(RETURNED, ANSWERED))
OVER = replace(TALKED, state=ThreadState.RESOLVED)


def test_words_are_kept_without_the_blanks_around_them() -> None:
    assert write_entry(Stage.OPEN, OPEN, EntryKind.ANSWERED, "  Se anexó. \n") == "Se anexó."


def test_a_thread_ends_with_or_without_a_word() -> None:
    assert write_entry(Stage.REVIEW, OPEN, EntryKind.RESOLVED, "") == ""
    assert write_entry(Stage.REVIEW, OPEN, EntryKind.RESOLVED, "Gracias.") == "Gracias."


@pytest.mark.parametrize(
    ("stage", "thread", "kind", "text", "code"),
    [
        pytest.param("reply", OPEN, "answered", "Ya.", "stage-forbids", id="late: it replies"),
        pytest.param("reply", OPEN, "asked", "¿Ya?", "stage-forbids", id="late for both"),
        pytest.param("reply", OPEN, "resolved", "", "stage-forbids", id="and to end it"),
        pytest.param("open", None, "answered", "Ya.", "no-thread", id="nothing was returned"),
        pytest.param("open", OVER, "answered", "Ya.", "thread-resolved", id="it is over"),
        pytest.param("open", OVER, "resolved", "", "thread-resolved", id="over already"),
        pytest.param("open", OPEN, "answered", " \n", "entry-empty", id="nothing said"),
        pytest.param("open", OPEN, "asked", "", "entry-empty", id="nothing asked"),
        pytest.param(
            "open", OPEN, "asked", "x" * (LONGEST_ENTRY + 1), "text-too-long", id="a speech"
        ),
    ],
)
def test_what_cannot_be_said(
    stage: str, thread: Thread | None, kind: str, text: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        write_entry(Stage(stage), thread, EntryKind(kind), text)
    assert refused.value.code == code


def test_it_is_the_turn_of_whoever_did_not_speak_last() -> None:
    assert OPEN.waits_for_answer
    assert not TALKED.waits_for_answer
    assert replace(TALKED, entries=(*TALKED.entries, RETURNED)).waits_for_answer
    assert not OVER.waits_for_answer


def test_the_same_from_the_same_person_is_said_once() -> None:
    assert is_said(TALKED, EntryKind.ANSWERED, " Se anexó. ", ANA)
    assert not is_said(TALKED, EntryKind.ANSWERED, "Se anexó.", RITA)
    assert not is_said(TALKED, EntryKind.ANSWERED, "Otra cosa.", ANA)
    assert not is_said(OPEN, EntryKind.ANSWERED, "Se anexó.", ANA)
    assert not is_said(replace(OPEN, entries=()), EntryKind.ANSWERED, "Se anexó.", ANA)
