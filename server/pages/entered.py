"""Lo escrito: the forms beside an answer, as they were typed when they were refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# The forms beside an answer.
EVIDENCE: Final = "evidence"
REPLY: Final = "reply"
THREAD: Final = "thread"
LAW: Final = "law"


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed in a field of a form that was refused, and what is wrong with it."""

    value: str = ""
    error: str = ""


NOT_ENTERED: Final = Entered()


@dataclass(frozen=True, slots=True)
class Tried:
    """A form beside an answer that was refused: what was typed, and what is wrong where."""

    item: str
    form: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]

    def entered(self, name: str) -> Entered:
        return Entered(self.typed.get(name, ""), self.errors.get(name, ""))
