"""Lugares: how a government is named where its name alone could be another's."""

from collections.abc import Mapping

from game.participants import MUNICIPALITY, Participant


def full_name(participant: Participant, states: Mapping[str, str]) -> str:
    """A municipality with its state: there are several of the same name. `states`: by code."""
    state = states.get(participant.state, "")
    if participant.kind == MUNICIPALITY and state:
        return f"{participant.name}, {state}"
    return participant.name
