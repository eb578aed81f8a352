"""Otra vez: what is sent twice is kept once, and whoever sent it is told so where it stands.

A form comes twice when its button is pressed twice, when its page is gone back to, or when a bad
line made the browser try again. The second time leads to the same place as the first.
"""

from typing import Final

from litestar.response import Redirect

from server.pages.filters import address_of

# As the address of that place says it; the layout of every page reads it.
REPEATED: Final = "repetido"


def kept_before(address: str, anchor: str = "") -> Redirect:
    """Lead to where the first one led, which then says that it was kept already."""
    return Redirect(address_of(address, ((REPEATED, "si"),)) + anchor, status_code=303)
