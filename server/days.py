"""Días: which day it is where governments keep their word."""

from game.days import today_of

__all__ = ["today_of"]
