"""Lo respondido: an answer with what was decided on it, by whom, and the evidence it cites."""

from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True, slots=True)
class PublicEvidence:
    """A document as it is told in public: by the SHA-256 of its file, or by its address.

    `by_reply`: it came with the reply to a verdict and not with the answer.
    """

    title: str
    page: str = ""
    sha256: str = ""
    url: str = ""
    by_reply: bool = False


@dataclass(frozen=True, slots=True)
class PublishedAnswer:
    """An answer as it was published, with the verdict that stands on it, and from which seat.

    Without a verdict nobody decided on it, at no time and for no reason. It names nobody.
    """

    answer: Answer
    revision: int
    verdict: Verdict | None = None
    reason: str = ""
    seat: int | None = None
    seat_title: str = ""
    at: datetime | None = None
    evidence: tuple[PublicEvidence, ...] = ()
