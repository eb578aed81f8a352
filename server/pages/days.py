"""Días que faltan: how long there still is, in words."""

from datetime import datetime

from game.coordination import days_left, days_until, deadline_of
from game.days import last_day_of
from game.editions import Edition
from server.days import today_of
from server.i18n import day, moment, ngettext, number
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


def stage_end_text(deadline: datetime, now: datetime) -> str:
    """When a stage ends or was to end, and how long that still is; without a full stop."""
    if deadline <= now:
        return _("La etapa debía terminar el {day}").format(day=until_text(deadline))
    return _("La etapa termina el {day}: {left}").format(
        day=until_text(deadline), left=left_text(deadline, now)
    )


def until_text(deadline: datetime) -> str:
    """The last day of a term, and the hour where it does not last all of that day."""
    last = last_day_of(deadline)
    return moment(deadline) if last == today_of(deadline) else day(last)


def left_text(deadline: datetime, now: datetime) -> str:
    """What is left of a term that has not ended."""
    days = days_left(deadline, now)
    if not days:
        return _("hoy es el último día")
    return ngettext("queda {n} día", "quedan {n} días", days).format(n=number(days))
