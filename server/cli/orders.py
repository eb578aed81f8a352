"""Órdenes: what all have in common: their usage in Spanish, and refusals told in words."""

import sys
from typing import Any

import click

from game.rules import RuleBroken
from server.cli.terminal import complaints
from server.cli.words import speak_spanish
from server.settings import SettingsError

# Before any order is made: some of its words are chosen then.
speak_spanish()


class Failed(Exception):
    """Something the operator can mend, in words."""


class Order(click.Command):
    """One order, with its usage in Spanish."""

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **{"options_metavar": "[OPCIONES]", **given})


class Orders(click.Group):
    """Turns every refusal into readable lines and exit code 1."""

    command_class = Order
    group_class = type

    def __init__(self, *args: Any, **given: Any) -> None:
        words = {"options_metavar": "[OPCIONES]", "subcommand_metavar": "ORDEN [ARGUMENTOS]..."}
        super().__init__(*args, **{**words, **given})

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            for line in _told(error):
                complaints.print(line, style="red", markup=False)
        sys.exit(1)


def _told(error: Exception) -> tuple[str, ...]:
    """What went wrong, a line for each thing."""
    if isinstance(error, SettingsError):
        return error.problems
    if not isinstance(error, RuleBroken):
        return tuple(str(error).splitlines())
    from server.problems import SENTENCES, sentence_of

    known = error.code in SENTENCES
    return (sentence_of(error.code, error.facts) if known else str(error),)


EXPECTED = (SettingsError, RuleBroken, Failed, OSError)
