"""Intercambio entre pares: what governments say, ask and thank each other for, about one item.

Own rules:

- Whoever has something verified needs no help with it, and nobody helps themselves.
- A participant asks once for help with an item, and says once who helped: one who has it verified
  in the edition, or who wrote about it.
- **Two participants count once per edition**, whoever of them helped whom and however often: two
  friends cannot raise each other. The first help between them counts.

What is counted gives a badge; it moves no points and no index.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from game.reports import links_in
from game.room import ExchangeRules
from game.rules import RuleBroken
from game.typed import has_markup, said

WRITERS: Final = frozenset({"contributor", "lead", "signer"})
LONGEST_MESSAGE: Final = 3_000
LONGEST_THANKS: Final = 280
LONGEST_REASON: Final = 1_000


@dataclass(frozen=True, slots=True)
class Help:
    """That `asker` was helped with an item by `giver`, as the asker said at that moment."""

    asker: str
    giver: str
    item: str
    at: datetime

    @property
    def pair(self) -> frozenset[str]:
        """The two of them, whoever helped whom."""
        return frozenset({self.asker, self.giver})


def check_text(text: str, rules: ExchangeRules, limit: int = LONGEST_MESSAGE) -> str:
    """The text as it is kept: plain words, not too many, with few addresses of pages."""
    words = said(text)
    if not words:
        raise RuleBroken("entry-empty")
    if len(words) > limit:
        raise RuleBroken("text-too-long", limit=limit)
    if has_markup(words):
        raise RuleBroken("text-has-markup")
    if links_in(words) > rules.most_links:
        raise RuleBroken("too-many-links", most=rules.most_links)
    return words


def check_hiding(reason: str, *, is_hidden: bool) -> str:
    """The reason as it is sent to whoever wrote; what is hidden is not hidden twice."""
    if is_hidden:
        raise RuleBroken("message-hidden")
    words = said(reason)
    if not words:
        raise RuleBroken("reason-required")
    if len(words) > LONGEST_REASON:
        raise RuleBroken("text-too-long", limit=LONGEST_REASON)
    return words


def check_asking(asker: str, verified: Collection[str], asked: Collection[str]) -> None:
    """Refuse to ask: who has it verified, or asked before. Both are codes of participants."""
    if asker in verified:
        raise RuleBroken("help-not-needed")
    if asker in asked:
        raise RuleBroken("help-asked")


def may_ask(asker: str, verified: Collection[str], asked: Collection[str]) -> bool:
    """Whether it can ask for help with the item."""
    return asker not in verified and asker not in asked


def givers_for(asker: str, verified: Collection[str], wrote: Collection[str]) -> frozenset[str]:
    """Whom the asker may thank: who has it verified, or wrote about it, and is somebody else."""
    return frozenset((*verified, *wrote)) - {asker}


def check_thanks(
    asker: str, giver: str, givers: Collection[str], *, is_asked: bool, is_thanked: bool
) -> None:
    """Refuse thanks: for nothing that was asked, a second time, to oneself or to a stranger."""
    if not is_asked:
        raise RuleBroken("help-not-asked")
    if is_thanked:
        raise RuleBroken("help-thanked")
    if giver == asker:
        raise RuleBroken("help-self")
    if giver not in givers:
        raise RuleBroken("help-stranger")


def counted(helps: Iterable[Help]) -> tuple[Help, ...]:
    """The helps of one edition that count, in the order they were confirmed.

    Each asker counts once for an item, and two participants once, whoever helped whom.
    """
    pairs: set[frozenset[str]] = set()
    asked: set[tuple[str, str]] = set()
    found = []
    for each in sorted(helps, key=lambda help_: (help_.at, help_.item, help_.asker, help_.giver)):
        here = (each.asker, each.item)
        if each.asker == each.giver or each.pair in pairs or here in asked:
            continue
        pairs.add(each.pair)
        asked.add(here)
        found.append(each)
    return tuple(found)


def helps_given(helps: Iterable[Help], giver: str) -> tuple[Help, ...]:
    """Those among them that count for whoever helped."""
    return tuple(each for each in counted(helps) if each.giver == giver)
