"""Sin enviar: what was typed in a form that was refused before anything was done with it.

A form may come after its session ended, from another seat than the one now in use, or with what
no database keeps. The reply then carries what was typed, to be sent again by whoever typed it.
Nothing of it stays on the server: on the way to a new session it travels inside the page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, urlencode

from game.rules import RuleBroken
from game.typed import whole_number
from server.i18n import ASKED

SECRETS: Final = frozenset({"password", "again"})
# Besides these a page sends what signs in; all of it must fit in one body.
LONGEST_CARRIED: Final = 224 * 1024
TO, SEAT, SECRET, FILE, FIELD = (
    "unsent-to",
    "unsent-seat",
    "unsent-secret",
    "unsent-file",
    "unsent.",
)

# What the switch of languages adds to an address beside the language: nothing is to be kept.
ONLY_SHOWN: Final = "solo"
# In the form that it sends: all that the other one held, and on which page that one was.
HELD: Final = "unsent-held"
CAME_FROM: Final = "unsent-from"

# What no keyboard types: the control characters but for the tab and the ends of lines.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Fields(Protocol):
    """The fields of a form, in their order; a name may come several times."""

    def items(self) -> Iterable[tuple[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form held and where it was sent. Passwords and files are only named.

    `seat` is the one it was drawn for, as far as it says so.
    """

    address: str
    seat: int | None
    fields: tuple[tuple[str, str], ...]
    secrets: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Unsent(RuleBroken):
    """A form that was refused whole, with what was typed in it."""

    def __init__(self, code: str, typed: Typed, **facts: object) -> None:
        super().__init__(code, **facts)
        self.typed = typed


def typed_in(form: Fields, *, address: str, seat: int | None, left_out: frozenset[str]) -> Typed:
    """What a form held; when it was carrying what another held, that one."""
    pairs = [(name, value) for name, value in form.items() if name not in left_out]
    texts = [(name, value) for name, value in pairs if isinstance(value, str)]
    files = [name for name, value in pairs if getattr(value, "filename", "")]
    return carried_in(form) or Typed(
        address,
        seat,
        fields=tuple((name, _legible(text)) for name, text in texts if name not in SECRETS),
        secrets=tuple(dict.fromkeys(name for name, _ in texts if name in SECRETS)),
        files=tuple(dict.fromkeys(files)),
    )


def carried(typed: Typed) -> tuple[tuple[str, str], ...]:
    """The hidden fields that carry a form inside another; nothing when they would be too long."""
    pairs = (
        (TO, typed.address),
        *([(SEAT, str(typed.seat))] if typed.seat else []),
        *((SECRET, name) for name in typed.secrets),
        *((FILE, name) for name in typed.files),
        *((FIELD + name, text) for name, text in typed.fields),
    )
    return pairs if len(urlencode(pairs)) <= LONGEST_CARRIED else ()


def carried_in(form: Fields) -> Typed | None:
    """The form that another one carries."""
    pairs = [(name, value) for name, value in form.items() if isinstance(value, str)]
    address = next(_named(TO, pairs), "")
    if not address:
        return None
    seat = next(_named(SEAT, pairs), "")
    return Typed(
        address,
        seat=whole_number(seat),
        fields=tuple(
            (name.removeprefix(FIELD), _legible(text))
            for name, text in pairs
            if name.startswith(FIELD)
        ),
        secrets=tuple(name for name in _named(SECRET, pairs) if name in SECRETS),
        files=tuple(_named(FILE, pairs)),
    )


def is_only_shown(method: str, query: bytes) -> bool:
    """Whether a form is sent to be shown again in another language, and for nothing else."""
    names = {name for name, _text in parse_qsl(query.decode("latin-1"))}
    return method == "POST" and {ASKED, ONLY_SHOWN} <= names


def without_switch(query: str) -> str:
    """What an address asks for beside the switch of languages."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([pair for pair in pairs if pair[0] not in {ASKED, ONLY_SHOWN}])


def held_in(pairs: Iterable[tuple[str, str]]) -> str:
    """All the fields of a form as the value of one."""
    return urlencode(tuple(pairs))


def unheld(held: str) -> dict[str, str | list[str]]:
    """The fields again, each with its value, or with a list where there are several."""
    found: dict[str, list[str]] = {}
    for name, text in parse_qsl(held, keep_blank_values=True):
        found.setdefault(name, []).append(text)
    return {name: all_[0] if len(all_) == 1 else all_ for name, all_ in found.items()}


def _named(wanted: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (text for name, text in pairs if name == wanted)


def _legible(text: str) -> str:
    return _CONTROL.sub("", text)
