"""Días que faltan: how long there still is, in words."""

from datetime import datetime

from game.coordination import days_until, deadline_of
from game.editions import Edition
from server.days import today_of
from server.i18n import day, ngettext, number
from server.i18n import gettext as _


def early_text(edition: Edition, now: datetime) -> str:
    """That the next stage was announced for a later day; nothing on that day or after it."""
    announced = deadline_of(edition)
    days = days_until(announced, now)
    if announced is None or not days:
        return ""
    return ngettext(
        "Se anunció para el {day}: falta {n} día.",
        "Se anunció para el {day}: faltan {n} días.",
        days,
    ).format(day=day(today_of(announced)), n=number(days))


def left_text(days: int) -> str:
    """What is left of a stage that ends in so many days."""
    if not days:
        return _("vence hoy")
    return ngettext("queda {n} día", "quedan {n} días", days).format(n=number(days))
