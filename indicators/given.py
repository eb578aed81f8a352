"""Lo respondido: an answer with what was decided on it, by whom, and the evidence it cites."""

from dataclasses import dataclass

from game.answers import Answer
from game.reviews import Verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document as an answer cites it: its title, its file or address, and its page."""

    title: str
    place: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer in force; without a verdict nobody gave a reason or signed one."""

    answer: Answer
    verdict: Verdict | None = None
    reason: str = ""
    verifier: str = ""
    evidence: tuple[Evidence, ...] = ()
