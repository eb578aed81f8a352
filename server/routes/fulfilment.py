"""Cumplimiento: all commitments counted, by month, as they change, and those of one government."""

from datetime import datetime
from typing import Any, Final

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from game.months import Month, month_named, month_of
from server.days import today_of
from server.following import drawn
from server.fulfilment import (
    commitments_in,
    counted_now,
    months_near,
    pairs_of,
    told_of,
)
from server.imports.references import commitment_references
from server.listing import looking
from server.pages.disagreements import disagreements_page
from server.pages.following import participant_panel
from server.pages.fulfilment import fulfilment_page
from server.pages.happenings import happenings_page
from server.pages.months import month_page, months_page
from server.pages.news import Entry
from server.pages.participant_commitments import participant_commitments_page
from server.queries.commitments import (
    histories_of,
    listed_of,
    pillar_names,
    recommended_texts,
)
from server.queries.editions import participant_of
from server.queries.fulfilment import all_of, due_in, tallies_by_month, tally_of_month
from server.queries.news import count_where, gather_news, news_where
from server.queries.voices import disagreeing
from server.settings import Settings
from server.voices import disagreement_marks, disagreements_of

IN_A_MONTH: Final = 60
OF_NEWS: Final = 40
NOWHERE_NEAR: Final[tuple[Month | None, Month | None]] = (None, None)


@get("/compromisos/panorama", name="fulfilment")
async def show_fulfilment(
    request: Request[Any, Any, Any], now: NamedDependency[datetime]
) -> Template:
    counted, called = await counted_now(today_of(now))
    page = fulfilment_page(
        counted,
        called,
        next(iter(commitment_references()), None),
        is_synthetic=bool(request.app.state.get("synthetic", False)),
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/fulfilment.html", context={"page": page})


@get("/compromisos/calendario", name="months")
async def show_months(request: Request[Any, Any, Any], now: NamedDependency[datetime]) -> Template:
    here = await looking(request, now, is_dated=True)
    page = months_page(
        await tallies_by_month(here.filters, here.today),
        here.query,
        here.whose,
        now=month_of(here.today),
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/months.html", context={"page": page})


@get("/compromisos/calendario/{month:str}", name="month")
async def show_month(
    request: Request[Any, Any, Any], month: FromPath[str], now: NamedDependency[datetime]
) -> Template:
    asked = month_named(month)
    if asked is None:
        raise NotFoundException
    here = await looking(request, now, is_dated=True)
    listed = await due_in(asked, here.filters, here.today, page=here.page, size=IN_A_MONTH)
    tally = await tally_of_month(asked, here.filters, here.today)
    shown = month_page(
        asked,
        pairs_of(listed),
        tally,
        here.query,
        participant=here.whose,
        marks=await disagreement_marks(commitments_in(listed), here.today),
        goals=await recommended_texts(),
        near=NOWHERE_NEAR if tally.made else await months_near(asked, here.filters, here.today),
        page=here.page,
        size=IN_A_MONTH,
        today=here.today,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/month.html", context={"page": shown})


@get("/compromisos/novedades", name="happenings")
async def show_happenings(
    request: Request[Any, Any, Any], now: NamedDependency[datetime]
) -> Template:
    await gather_news(now)
    here = await looking(request, now)
    news = await news_where(here.filters, here.today, OF_NEWS, page=here.page)
    listed = await listed_of(each.commitment for each in news)
    told = ((each, listed[each.commitment]) for each in news if each.commitment in listed)
    shown = happenings_page(
        [Entry(each, one.commitment, one.participant) for each, one in told],
        here.query,
        here.whose,
        page=here.page,
        total=await count_where(here.filters, here.today),
        size=OF_NEWS,
        goals=await recommended_texts(),
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/happenings.html", context={"page": shown})


@get("/compromisos/desacuerdos", name="disagreements")
async def show_disagreements(
    request: Request[Any, Any, Any], now: NamedDependency[datetime]
) -> Template:
    here = await looking(request, now)
    codes, total = await disagreeing(here.filters, here.today, page=here.page, size=OF_NEWS)
    found = await listed_of(codes)
    listed = [found[code] for code in codes if code in found]
    shown = disagreements_page(
        pairs_of(listed),
        await disagreements_of(commitments_in(listed), here.today),
        here.query,
        here.whose,
        page=here.page,
        total=total,
        size=OF_NEWS,
        goals=await recommended_texts(),
        today=here.today,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/disagreements.html", context={"page": shown})


@get("/gobiernos/{code:str}/compromisos", name="participant_commitments")
async def show_participant(
    request: Request[Any, Any, Any],
    code: FromPath[str],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template:
    participant, today, url = await participant_of(code), today_of(now), request.app.route_reverse
    commitments = commitments_in(await all_of(participant))
    page = participant_commitments_page(
        participant,
        commitments,
        await histories_of(each.code or 0 for each in commitments),
        await told_of(participant, now, url),
        pillars=await pillar_names(),
        marks=await disagreement_marks(commitments, today),
        goals=await recommended_texts(),
        today=today,
        url=url,
    )
    follow = participant_panel(participant, settings.public_url, url)
    return HTMXTemplate(
        template_name="pages/participant_commitments.html",
        context={"page": page, "follow": drawn(follow, settings, now)},
    )


router = Router(
    "/",
    route_handlers=[
        show_fulfilment,
        show_months,
        show_month,
        show_happenings,
        show_disagreements,
        show_participant,
    ],
)
