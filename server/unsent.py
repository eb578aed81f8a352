"""Sin enviar: what was typed in a form that was refused before anything was done with it.

A form may come after its session ended, from another seat than the one now in use, or with what
no database keeps. The reply then carries what was typed, to be sent again by whoever typed it.
Nothing of it stays on the server: on the way to a new session it travels inside the page.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import urlencode

from game.rules import RuleBroken
from game.typed import whole_number

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


def _named(wanted: str, pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (text for name, text in pairs if name == wanted)


def _legible(text: str) -> str:
    return _CONTROL.sub("", text)
