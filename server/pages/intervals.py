"""Intervalos: how firm a place is, wherever one is shown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from game.index import RobustnessRules
from indicators.firmness import Firmness, are_apart
from indicators.ranks import round_half_up
from indicators.robustness import Standing
from server.i18n import gettext as _
from server.i18n import ngettext, number
from server.pages.links import Link, Url

# So many pairs are named one by one; more are only counted.
MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which places a government stays: short, read aloud, and as a bar of its league.

    Numbers of the bar are percentages of its width. `mark` is where the place itself begins, one
    `step` wide; empty for who has none.
    """

    text: str
    spoken: str
    low: str
    span: str
    mark: str
    step: str


@dataclass(frozen=True, slots=True)
class IntervalsNote:
    """What the intervals of a league say together, and where all of it is told."""

    texts: tuple[str, ...]
    link: Link


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two of a league that follow each other in their places, and whether their order holds."""

    before: Standing
    behind: Standing

    @property
    def are_equal(self) -> bool:
        return self.before.place == self.behind.place

    @property
    def are_firm(self) -> bool:
        return are_apart(self.before, self.behind)


def interval_of(firmness: Firmness, standing: Standing) -> Interval:
    """That of a government that had a place in any run."""
    size = firmness.lasts[str(standing.group)]
    return Interval(
        text=interval_text(standing),
        spoken=spoken_text(standing, firmness.rules),
        low=_percent(standing.low - 1, size),
        span=_percent(standing.high - standing.low + 1, size),
        mark="" if standing.place is None else _percent(standing.place - 1, size),
        step=_percent(1, size),
    )


def interval_text(standing: Standing) -> str:
    """The interval alone, as figures of a table."""
    if standing.low == standing.high:
        return number(standing.low)
    return _("{low} a {high}").format(low=number(standing.low), high=number(standing.high))


def spoken_text(standing: Standing, rules: RobustnessRules) -> str:
    """The interval as it is said in a sentence."""
    runs = most_runs(rules)
    if standing.low == standing.high:
        return _("lugar {place} en {runs}").format(place=number(standing.low), runs=runs)
    return _("entre {low} y {high} en {runs}").format(
        low=number(standing.low), high=number(standing.high), runs=runs
    )


def most_runs(rules: RobustnessRules) -> str:
    """The share of the runs that an interval holds, in small numbers."""
    inside = 1 - 2 * rules.outside
    return _("{n} de cada {of} corridas").format(
        n=number(inside.numerator), of=number(inside.denominator)
    )


def profile_text(firmness: Firmness, participant: str) -> str:
    """One sentence of a government; nothing where it has no place."""
    standing = firmness.standings.get(participant)
    if standing is None or standing.place is None:
        return ""
    before, behind = firmness.apart(participant)
    others = len(firmness.league(str(standing.group))) - 1 - before - behind
    told = _(
        "Lugar {place} de su liga; con otras maneras de medir, {interval} de la prueba de robustez."
    ).format(place=number(standing.place), interval=spoken_text(standing, firmness.rules))
    if not others:
        return told
    near = ngettext(
        "Su orden respecto de {n} gobierno no es firme: sus intervalos se tocan.",
        "Su orden respecto de {n} gobiernos no es firme: sus intervalos se tocan.",
        others,
    )
    return f"{told} {near.format(n=number(others))}"


def neighbours_of(firmness: Firmness, league: str) -> tuple[Neighbours, ...]:
    """Each with the one that follows it, from the first place."""
    placed = [each for each in firmness.league(league) if each.place is not None]
    return tuple(Neighbours(*pair) for pair in pairwise(placed))


def bands_in(firmness: Firmness, league: str) -> int:
    """How many bands a league has."""
    return len({each.band for each in firmness.league(league)})


def band_text(firmness: Firmness, standing: Standing) -> str:
    """A band as a heading: its number, how many it has and its places."""
    members = [e for e in firmness.league(str(standing.group)) if e.band == standing.band]
    low, high = min(each.low for each in members), max(each.high for each in members)
    count = ngettext("{n} gobierno", "{n} gobiernos", len(members)).format(n=number(len(members)))
    if low == high:
        return _("Banda {band}: {count}, lugar {low}").format(
            band=number(standing.band), count=count, low=number(low)
        )
    return _("Banda {band}: {count}, lugares {low} a {high}").format(
        band=number(standing.band), count=count, low=number(low), high=number(high)
    )


def band_heads(firmness: Firmness, participants: Iterable[str]) -> Mapping[str, str]:
    """The headings of the bands, by whom each stands over; none where there is only one band.

    A band has one wherever it begins in that order.
    """
    standings = [firmness.standings[code] for code in participants if code in firmness.standings]
    if len({each.band for each in standings}) < 2:
        return {}
    before = (None, *(each.band for each in standings))
    return {
        each.participant: band_text(firmness, each)
        for each, band in zip(standings, before, strict=False)
        if each.band != band
    }


def intervals_note(
    firmness: Firmness, league: str, names: Mapping[str, str], edition: str, url: Url
) -> IntervalsNote | None:
    """What stands over a ranking, of governments by their names; None over an empty one."""
    if not firmness.league(league):
        return None
    return IntervalsNote(
        tuple(_notes(firmness, league, names)),
        Link(
            _("Qué tan firmes son los lugares"),
            url("robustness", edition=edition) + f"?liga={league}",
        ),
    )


def _notes(firmness: Firmness, league: str, names: Mapping[str, str]) -> Iterator[str]:
    yield interval_meaning(firmness)
    yield _("La marca de la barra es su lugar.")
    yield from order_texts(firmness, league, names)


def interval_meaning(firmness: Firmness) -> str:
    """What an interval says, in a sentence."""
    return _(
        "El intervalo dice entre qué lugares queda un gobierno en {runs} de la prueba de robustez."
    ).format(runs=most_runs(firmness.rules))


def order_texts(firmness: Firmness, league: str, names: Mapping[str, str]) -> Iterator[str]:
    """Which neighbours are told apart, and what the bands say."""
    pairs = [each for each in neighbours_of(firmness, league) if not each.are_equal]
    if not pairs:
        return
    firm = [each for each in pairs if each.are_firm]
    if len(firm) < len(pairs):
        yield ngettext(
            "No es firme el orden de los dos vecinos: sus intervalos se tocan.",
            "No es firme el orden de {n} de los {of} pares de vecinos: sus intervalos se tocan.",
            len(pairs),
        ).format(n=number(len(pairs) - len(firm)), of=number(len(pairs)))
    if firm and len(firm) <= MOST_NAMED:
        yield _("Sí es firme: {pairs}.").format(
            pairs="; ".join(
                _("{before} antes que {behind}").format(
                    before=names[each.before.participant], behind=names[each.behind.participant]
                )
                for each in firm
            )
        )
    yield _bands_text(firmness, league)


def _bands_text(firmness: Firmness, league: str) -> str:
    if bands_in(firmness, league) == 1:
        return _(
            "Todos están en una sola banda: los intervalos que se tocan los enlazan del primero al "
            "último."
        )
    return _(
        "Una banda reúne a los gobiernos enlazados por intervalos que se tocan; entre bandas "
        "distintas el orden es firme para todos."
    )


def _percent(part: int, whole: int) -> str:
    return str(round_half_up(100 * part / whole, 2))
