"""Hilo: what a verifier and a government say to each other about one returned answer.

It opens with the reason of the return. The government answers in words, the verifier asks again or
takes it as resolved; a final verdict resolves it too, and another return opens it again. Words
change no answer and no points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from game.editions import Act, Stage, check_allowed
from game.rules import RuleBroken
from game.typed import said

LONGEST_ENTRY = 4_000


class ThreadState(StrEnum):
    """Whether anything is still to be said."""

    OPEN = "open"
    RESOLVED = "resolved"


class EntryKind(StrEnum):
    """What an entry of a thread is: a return, a new question, an answer, or its end."""

    RETURNED = "returned"
    ASKED = "asked"
    ANSWERED = "answered"
    RESOLVED = "resolved"


# What a verifier writes; the rest of it comes with a verdict or from the government.
OF_VERIFIERS = frozenset({EntryKind.ASKED, EntryKind.RESOLVED})


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """Something said, by whom, from which role and when. What ends a thread may have no text."""

    kind: EntryKind
    text: str
    account: int
    author: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """The thread of one item, its entries in order."""

    item: str
    state: ThreadState
    entries: tuple[ThreadEntry, ...]

    @property
    def is_open(self) -> bool:
        return self.state is ThreadState.OPEN

    @property
    def waits_for_answer(self) -> bool:
        """Whether it is the government's turn; otherwise it is the verifier's."""
        return self.is_open and _last_kind(self.entries) is not EntryKind.ANSWERED


def write_entry(stage: Stage, thread: Thread | None, kind: EntryKind, text: str) -> str:
    """The text as it is kept; refuses what cannot be said now.

    A government writes while it may mend, a verifier while answers are verified.
    """
    check_allowed(stage, Act.VERIFY if kind in OF_VERIFIERS else Act.MEND)
    if thread is None:
        raise RuleBroken("no-thread")
    if not thread.is_open:
        raise RuleBroken("thread-resolved")
    words = said(text)
    if not words and kind is not EntryKind.RESOLVED:
        raise RuleBroken("entry-empty")
    if len(words) > LONGEST_ENTRY:
        raise RuleBroken("text-too-long", limit=LONGEST_ENTRY)
    return words


def is_said(thread: Thread, kind: EntryKind, text: str, account: int) -> bool:
    """Whether this is the last thing said, by the same person: a form that was sent twice."""
    last = thread.entries[-1] if thread.entries else None
    return last is not None and (last.kind, last.text, last.account) == (
        kind,
        said(text),
        account,
    )


def asker_of(thread: Thread) -> int | None:
    """The account of the verifier who spoke last; none in a thread without one."""
    asked = [e.account for e in thread.entries if e.kind in {EntryKind.RETURNED, EntryKind.ASKED}]
    return asked[-1] if asked else None


def _last_kind(entries: Sequence[ThreadEntry]) -> EntryKind | None:
    return entries[-1].kind if entries else None
