"""Coordinación: all leagues at once, how much has been answered, and who is stuck; finished."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from game.coordination import (
    Followed,
    Progress,
    deadline_of,
    response_rate,
)
from game.editions import Edition
from game.leaderboard import Standing
from game.leagues import League
from game.outlook import Outlook
from server.i18n import gettext as _
from server.i18n import (
    locale,
    moment,
    ngettext,
    number,
    rounded,
)
from server.pages.boards import version_of
from server.pages.days import stage_end_text
from server.pages.editions import STAGE_NAMES
from server.pages.feed import Feed, Named, feed_of
from server.pages.filters import address_of
from server.pages.followed import (
    FollowedList,
    Known,
    Sought,
    everybody_in,
    followed_list,
    list_id,
    rate_text,
    reminders_url,
)
from server.pages.forecast import ForecastCard, forecast_card
from server.pages.links import Link, Url
from server.pages.pace import Chart, days_chart, hours_chart
from server.pages.wall import wall_links


@dataclass(frozen=True, slots=True)
class Figure:
    """A headline number with what it counts."""

    value: str
    label: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TileRow:
    """One fact of a league."""

    name: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class LeagueTile:
    """A league: how much of it has been answered, and its facts."""

    title: str
    url: str
    value: str
    note: str
    width: str
    width_text: str
    rows: tuple[TileRow, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """What an edition is drawn from, besides its own rules."""

    progresses: Sequence[Progress]
    boards: Mapping[str, Sequence[Standing]]
    outlook: Outlook
    known: Known


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition under way."""

    code: str
    name: str
    stage: str
    stage_word: str
    deadline: str
    updated_text: str
    figures: tuple[Figure, ...]
    leagues_id: str
    tiles: tuple[LeagueTile, ...]
    followed: FollowedList
    charts: tuple[Chart, ...]
    forecast: ForecastCard
    feed: Feed


@dataclass(frozen=True, slots=True)
class CoordinationCard:
    """What changes while one watches: every edition under way."""

    editions: tuple[EditionCard, ...]


@dataclass(frozen=True, slots=True)
class RemindForm:
    """The form that the buttons of a list belong to, as the list was narrowed."""

    id: str
    action: str


@dataclass(frozen=True, slots=True)
class CoordinationPage:
    """The coordinators' page. `told`: what was just done."""

    coordination: CoordinationCard
    stream_url: str
    refresh_url: str
    laws_url: str
    wall_links: tuple[Link, ...]
    remind_forms: tuple[RemindForm, ...]
    told: str


def edition_card(
    edition: Edition, situation: Situation, sought: Sought, now: datetime, url: Url
) -> EditionCard:
    """Finish one edition: its figures, its leagues, who is followed, its pace and its news.

    What is `sought` narrows the list and nothing else.
    """
    progresses, outlook = situation.progresses, situation.outlook
    everybody = everybody_in(edition, progresses, sought, now)
    held = [each for each in everybody if each.holds]
    return EditionCard(
        code=edition.code,
        name=edition.name.of(locale()),
        stage=edition.stage.value,
        stage_word=str(STAGE_NAMES[edition.stage]),
        deadline=deadline_line(edition, now),
        updated_text=_last_activity(progresses),
        figures=_figures(edition, progresses, held, url),
        leagues_id=_leagues_id(edition),
        tiles=tuple(
            _tile(edition, league, progresses, held, situation.boards.get(league.code, ()), url)
            for league in edition.leagues
        ),
        followed=followed_list(edition, everybody, situation.known, sought, now, url),
        charts=charts_of(edition.code, outlook),
        forecast=forecast_of(edition, outlook),
        feed=feed_of(
            outlook.news,
            names_of(edition, ((each.participant, each.name, each.league) for each in progresses)),
            situation.known.questionnaire,
            url,
        ),
    )


def charts_of(edition: str, outlook: Outlook, *, is_stopped: bool = False) -> tuple[Chart, ...]:
    """The last hours and the days since the opening; nothing where nobody is asked anything."""
    asked = outlook.reached.asked
    if not asked:
        return ()
    found = outlook.forecast
    expected = found.answers if found is not None and not found.is_baseless else None
    return (
        hours_chart(outlook.hours, asked, f"horas-{edition}", is_stopped=is_stopped),
        days_chart(outlook.days, asked, outlook.until, expected, f"dias-{edition}"),
    )


def forecast_of(edition: Edition, outlook: Outlook) -> ForecastCard:
    """What is expected of the edition and of each league by the deadline."""
    return forecast_card(
        edition,
        outlook.until,
        (outlook.reached.share, outlook.forecast),
        [
            (league, outlook.by_league[league.code].share, outlook.forecasts[league.code])
            for league in edition.leagues
        ],
    )


def names_of(edition: Edition, members: Iterable[tuple[str, str, str]]) -> Mapping[str, Named]:
    """Participant to its name and that of its league. `members`: code, name, code of league."""
    leagues = {each.code: each.name.of(locale()) for each in edition.leagues}
    return {code: Named(name, leagues.get(league, league)) for code, name, league in members}


def coordination_page(
    card: CoordinationCard,
    sought: Sought,
    url: Url,
    *,
    may_remind: bool,
    told: str = "",
) -> CoordinationPage:
    """Put the card in its page; its stream is narrowed as the page is."""
    asked = sought.all_pairs
    return CoordinationPage(
        coordination=card,
        stream_url=address_of(url("coordination_live"), (*asked, ("desde", version_of(card)))),
        refresh_url=address_of(url("coordination"), asked),
        laws_url=url("laws"),
        wall_links=wall_links(url),
        remind_forms=tuple(
            RemindForm(each.followed.remind_form, reminders_url(each.code, sought, url))
            for each in card.editions
            if may_remind
        ),
        told=told,
    )


def deadline_line(edition: Edition, now: datetime) -> str:
    """When the stage ends, and how long that still is."""
    deadline = deadline_of(edition)
    return stage_end_text(deadline, now) if deadline else _("Sin fecha de cierre")


def _last_activity(progresses: Sequence[Progress]) -> str:
    """One short sentence."""
    moves = [(each.last_at, each) for each in progresses if each.last_at]
    if not moves:
        return _("Todavía nadie ha respondido.")
    at, latest = max(moves, key=lambda move: (move[0], move[1].participant))
    return _("Última actividad: {name}, {answered}. {moment}.").format(
        name=latest.name, answered=_answered(latest), moment=moment(at)
    )


def _figures(
    edition: Edition, progresses: Sequence[Progress], held: Sequence[Followed], url: Url
) -> tuple[Figure, ...]:
    begun = sum(1 for each in progresses if each.answered)
    returned = sum(each.returned for each in progresses)
    return (
        Figure(
            rate_text(response_rate(progresses)),
            _("respondido, liga por liga"),
            _answered_by(progresses),
            f"#{_leagues_id(edition)}",
        ),
        Figure(
            number(begun),
            _("gobiernos han empezado"),
            _("de {n}").format(n=number(len(progresses))),
        ),
        Figure(
            number(sum(each.submitted for each in progresses)),
            _("niveles enviados"),
            _("de {n}").format(n=number(sum(each.levels for each in progresses))),
        ),
        Figure(number(returned), _("reactivos devueltos sin corregir")),
        Figure(number(len(held)), _("gobiernos rezagados"), url=f"#{list_id(edition.code)}"),
        *_reviews(progresses, url),
    )


def _reviews(progresses: Sequence[Progress], url: Url) -> tuple[Figure, ...]:
    """How many answers rest on abrogated laws, where any does."""
    count = sum(each.to_review for each in progresses)
    touched = sum(each.to_review > 0 for each in progresses)
    if not count:
        return ()
    words = ngettext("de {n} gobierno", "de {n} gobiernos", touched)
    label = _("respuestas por revisar: cambió una ley")
    return (Figure(number(count), label, words.format(n=number(touched)), url("laws")),)


def _tile(
    edition: Edition,
    league: League,
    progresses: Sequence[Progress],
    held: Sequence[Followed],
    standings: Sequence[Standing],
    url: Url,
) -> LeagueTile:
    members = [each for each in progresses if each.league == league.code]
    rate = response_rate(members)
    count = len(members)
    return LeagueTile(
        title=league.name.of(locale()),
        url=url("board", edition=edition.code, league=league.code),
        value=rate_text(rate),
        note=ngettext("{n} gobierno", "{n} gobiernos", count).format(n=number(count)),
        width=str(rounded((rate or Fraction(0)) * 100, 1)),
        width_text=_answered_by(members),
        rows=(
            *_leader(standings, url),
            TileRow(
                _("Niveles enviados"),
                _of(sum(each.submitted for each in members), sum(each.levels for each in members)),
            ),
            TileRow(_("Devueltos sin corregir"), number(sum(each.returned for each in members))),
            _held_in(edition, league, held, url),
        ),
    )


def _held_in(edition: Edition, league: League, held: Sequence[Followed], url: Url) -> TileRow:
    count = sum(1 for each in held if each.progress.league == league.code)
    listed = address_of(url("coordination"), (("liga", league.code),)) + f"#{list_id(edition.code)}"
    return TileRow(_("Rezagados"), number(count), listed if count else "")


def _leader(standings: Sequence[Standing], url: Url) -> tuple[TileRow, ...]:
    leading = next((each for each in standings if each.points.total > 0), None)
    if leading is None:
        return ()
    total = leading.points.total
    points = ngettext("{n} punto", "{n} puntos", total).format(n=number(total))
    name = _("Va adelante: {name}").format(name=leading.name)
    return (TileRow(name, points, url("profile", code=leading.participant)),)


def _leagues_id(edition: Edition) -> str:
    return f"ligas-{edition.code}"


def _answered(progress: Progress) -> str:
    return _("{answered} de {asked} reactivos").format(
        answered=number(progress.answered), asked=number(progress.asked)
    )


def _answered_by(members: Sequence[Progress]) -> str:
    return _("{answered} de {asked} reactivos").format(
        answered=number(sum(each.answered for each in members)),
        asked=number(sum(each.asked for each in members)),
    )


def _of(part: int, whole: int) -> str:
    return _("{part} de {whole}").format(part=number(part), whole=number(whole))
