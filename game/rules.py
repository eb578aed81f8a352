"""Reglas: what the game refuses, by code and facts. The sentence is written by the page."""

from collections.abc import Mapping


class RuleBroken(Exception):
    """A refusal that a person can act on: a stable code and the facts its sentence needs."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: Mapping[str, object] = facts

    def __str__(self) -> str:
        named = ", ".join(f"{name}={fact}" for name, fact in self.facts.items())
        return f"{self.code} ({named})" if named else self.code
