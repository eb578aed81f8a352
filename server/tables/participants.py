"""Participantes: places as INEGI lists them, who takes part, and in which league of an edition."""

from piccolo.columns import Integer, Serial, Varchar
from piccolo.table import Table


class PlaceRow(Table, tablename="place"):
    """Lugar: a state (two digits) or a municipality (five). Codes are text: zeros lead."""

    code = Varchar(length=5, primary_key=True, default=None)
    kind = Varchar(length=24, default=None)
    name = Varchar(length=120, default=None)
    state = Varchar(length=2, default=None)
    head_town = Varchar(length=120, default="")
    population = Integer(null=True, default=None)


class ParticipantRow(Table, tablename="participant"):
    """Whoever answers an instrument: a government, an agency, a programme, a company."""

    code = Varchar(length=24, primary_key=True, default=None)
    kind = Varchar(length=24, default=None)
    name = Varchar(length=160, default=None)
    place = Varchar(length=5, null=True, default=None)
    population = Integer(null=True, default=None)


class EntryRow(Table, tablename="entry"):
    """Inscripción: a participant in an edition, and the league it competes in."""

    id: Serial
    edition = Varchar(length=24, default=None)
    participant = Varchar(length=24, default=None)
    league = Varchar(length=40, default=None)
