"""Código QR: an address on paper that a telephone can open, drawn as one path."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import segno

from server.i18n import gettext as _

# Light squares on each side, by which a camera finds where it begins (ISO/IEC 18004).
QUIET: Final = 4


@dataclass(frozen=True, slots=True)
class QrCode:
    """A square of `side` by `side`, the quiet zone too. `path`: what of it is dark.

    `title`: what it is, to whoever does not see it.
    """

    title: str
    side: str
    path: str


def qr_code(address: str) -> QrCode:
    """The code of a whole address. It is read with 15 % of it stained or folded."""
    code = segno.make(address, error="m", micro=False)
    return QrCode(
        title=_("Código QR de la dirección {address}").format(address=address),
        side=str(len(code.matrix) + 2 * QUIET),
        path="".join(_strokes(code.matrix)),
    )


def _strokes(matrix: tuple[bytearray, ...]) -> Iterator[str]:
    """Each run of dark squares of a row, from its left end."""
    for row, squares in enumerate(matrix, QUIET):
        column = QUIET
        for is_dark, run in groupby(squares):
            long = len(tuple(run))
            if is_dark:
                yield f"M{column} {row}h{long}v1h-{long}z"
            column += long
