"""Días que faltan: how long there still is, in words."""

from server.i18n import gettext as _
from server.i18n import ngettext, number


def left_text(days: int) -> str:
    """What is left of a stage that ends in so many days."""
    if not days:
        return _("vence hoy")
    return ngettext("queda {n} día", "quedan {n} días", days).format(n=number(days))
