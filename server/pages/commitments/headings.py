"""What stands above the pages on all commitments: the headline, and the ways to the others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from game.commitments import Status
from server.i18n import gettext as _
from server.i18n import number
from server.pages.commitments.narrowing import Query
from server.pages.commitments.words import HEADLINES, UNDER_WAY, headline_labels
from server.pages.filters import address_of
from server.pages.links import Link, Url


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number and what it counts."""

    value: str
    label: str
    url: str = ""


def figures_of(counts: Mapping[Status, int], query: Query, url: Url) -> tuple[Figure, ...]:
    """The headline; each number leads to its list, narrowed as the one that was counted.

    Of one government only what there is: six figures, most of them 0, hide the few promises.
    """
    listed = url("commitments")
    figures = []
    for statuses, (count, label) in zip(HEADLINES, headline_labels(counts), strict=True):
        if query.participant and not count:
            continue
        code = UNDER_WAY if len(statuses) > 1 else next(iter(statuses)).value
        asked = replace(query, status=code).pairs
        figures.append(Figure(number(count), label, address_of(listed, asked)))
    return tuple(figures)


def ways_of(here: str, url: Url) -> tuple[Link, ...]:
    """The pages on all commitments. `here`: the name of the route of the one that is shown."""
    named = (
        ("fulfilment", _("Panorama")),
        ("commitments", _("Lista")),
        ("months", _("Calendario")),
        ("happenings", _("Lo último")),
        ("disagreements", _("Desacuerdos")),
    )
    return tuple(Link(label, url(name), name == here) for name, label in named)
