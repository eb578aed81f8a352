"""Piezas: items drawn once for each content and language, and shown to whoever asks.

Drawing a level of forty questions takes milliseconds; filling in what differs between two
visitors (the CSRF token, the key of the sheet) takes microseconds.
"""

import hashlib
import json
import secrets
from functools import lru_cache
from typing import Final

from jinja2 import Environment, Template
from markupsafe import Markup, escape

from server.i18n import locale
from server.pages.answers import ItemCard

# A drawn item has some 25 KiB, and each save makes another one: what nobody asks for again goes.
MOST_REMEMBERED: Final = 1024
# No text of anybody's can hold these: they are new in every process.
_CSRF_MARK: Final = f"csrf-{secrets.token_hex(16)}"
_SHEET_MARK: Final = f"sheet-{secrets.token_hex(16)}"


def new_sheet() -> str:
    """The key of a page of forms: whatever it sends comes from the same sheet."""
    return secrets.token_urlsafe(16)


def sheet_saying(sheet: str, *said: str) -> str:
    """The key of a form for what it says, of at most 64 letters.

    The same form sent twice says one thing; sent again with something else, it says another.
    """
    told = hashlib.sha256(json.dumps(said).encode()).hexdigest()
    return f"{sheet[:32]}.{told[:24]}"


def item_piece(environment: Environment, card: ItemCard, *, csrf: str, sheet: str) -> Markup:
    """An item as HTML, for one session and one sheet."""
    drawn = _drawn(environment.get_template("partials/item.html"), card, locale())
    return Markup(  # noqa: S704 - drawn by a template that escapes; the marks are filled escaped
        drawn.replace(_CSRF_MARK, str(escape(csrf))).replace(_SHEET_MARK, str(escape(sheet)))
    )


@lru_cache(maxsize=MOST_REMEMBERED)
def _drawn(template: Template, card: ItemCard, spoken: str) -> str:
    return template.render(card=card, csrf_token=_CSRF_MARK, sheet=_SHEET_MARK, locale=spoken)
