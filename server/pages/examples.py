"""Ejemplos: peers of the same league who have a practice, verified, with what proves it."""

from collections.abc import Sequence
from dataclasses import dataclass

from indicators.given import PublicEvidence
from server.i18n import gettext as _
from server.pages.links import Link, Url


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as the pages take it: a peer at its best, where its receipt is, what proves it."""

    name: str
    edition: str
    item: str
    topic: str
    participant: str
    evidence: tuple[PublicEvidence, ...]


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """A peer who has it, verified, and what proves it."""

    name: str
    url: str
    receipt_url: str
    evidence: tuple[Link, ...]


def example_lines(examples: Sequence[Shown], url: Url) -> tuple[ExampleLine, ...]:
    """Each leads to the answer, its verdict and its evidence, as they were published."""
    return tuple(_line(each, url) for each in examples)


def _line(example: Shown, url: Url) -> ExampleLine:
    receipt = url(
        "score_receipt",
        edition=example.edition,
        participant=example.participant,
        node=example.topic,
    )
    return ExampleLine(
        name=example.name,
        url=url("profile", code=example.participant),
        receipt_url=f"{receipt}#item-{example.item}",
        evidence=tuple(Link(_cited(each), each.url) for each in example.evidence),
    )


def _cited(each: PublicEvidence) -> str:
    page = _("p. {page}").format(page=each.page) if each.page.isdecimal() else each.page
    return _("{title}, {page}").format(title=each.title, page=page) if page else each.title
