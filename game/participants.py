"""Participante: whoever answers an instrument; here a state or a municipality."""

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
