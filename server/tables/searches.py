"""Búsqueda: the words of each commitment, as they are looked for."""

from piccolo.columns import Integer, Text
from piccolo.table import Table


class SearchRow(Table, tablename="commitment_search"):
    """One per commitment: its words without accents and capitals, as `game.searches` reads them.

    `terms`: of the indicator, of the seat that answers for it and of the steps. `participant`: of
    the name. `notes`: of its history. The index over them is each engine's own; it follows by
    itself.
    """

    commitment = Integer(primary_key=True, default=None)
    goal = Text(default="")
    terms = Text(default="")
    participant = Text(default="")
    notes = Text(default="")
