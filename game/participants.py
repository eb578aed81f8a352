"""Participante: whoever answers an instrument; here a state or a municipality."""

import unicodedata
from dataclasses import dataclass

STATE = "state"
MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Participant:
    """`code` is INEGI's, as text: "20" is Oaxaca, "31050" is Mérida. `state` has two digits."""

    code: str
    kind: str
    name: str
    state: str
    population: int | None = None


def alphabetical(name: str) -> str:
    """Where a name stands in a Spanish list: accents and capitals do not count, ñ follows n."""
    plain = name.casefold().replace("ñ", "n\x7f")
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
