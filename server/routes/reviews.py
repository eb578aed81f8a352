"""Verificación: the queue, a signed level, and a verdict on each of its items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.plugins.htmx import HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template

from game.editions import Act, allows
from game.reviews import Verdict
from game.rules import RuleBroken
from game.typed import whole_number
from server.notices import Notices, notices_for
from server.pages.reviews import queue_page
from server.people import Person
from server.problems import SENTENCES, sentence_of
from server.queries.editions import editions, rules_of
from server.queries.threads import open_threads
from server.queries.verdicts import keep_verdict, waiting_levels
from server.reviewing import Bench, back_to_review, found, review_of
from server.settings import Settings

# There is no page of the item to show these refusals on.
NOT_HERE = frozenset({"not-signed", "not-asked"})


@dataclass
class VerdictForm:
    """A verdict as it was sent: on which revision, and why."""

    verdict: str = ""
    reason: str = ""
    revision: str = ""


@get("/verificacion", name="queue")
async def show_queue(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    gobierno: FromQuery[str] = "",
) -> Template:
    verifiable = [
        each
        for each in await editions()
        if allows(each.stage, Act.VERIFY) or allows(each.stage, Act.DECIDE_REPLY)
    ]
    pages = []
    for edition in verifiable:
        rules = await rules_of(edition.code)
        levels = [
            (each.entry.participant, each.topic, each.signed_at, each.waiting, each.returned)
            for each in await waiting_levels(rules, person.state, person.account)
        ]
        url = request.app.route_reverse
        threads = [
            (each.entry.participant, each.thread)
            for each in await open_threads(rules, person.state)
        ]
        pages.append(
            queue_page(
                rules.edition,
                rules.questionnaire,
                levels,
                now,
                url,
                threads=threads,
                chosen=gobierno,
            )
        )
    return HTMXTemplate(template_name="pages/queue.html", context={"pages": pages})


@get("/verificacion/{edition:str}/{participant:str}/{topic:str}", name="review")
async def show_review(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    topic: FromPath[str],
    person: NamedDependency[Person],
) -> Template:
    rules, entry = await found(edition, participant)
    page = await review_of(Bench(request, rules, entry, person), topic)
    return HTMXTemplate(template_name="pages/review.html", context={"page": page})


@post("/verificacion/{edition:str}/{participant:str}/reactivos/{item:str}", name="verdict")
async def give_verdict(
    request: HTMXRequest,
    edition: FromPath[str],
    participant: FromPath[str],
    item: FromPath[str],
    data: URLEncodedBody[VerdictForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await found(edition, participant)
    topic = rules.questionnaire.item(item).topic
    bench = Bench(request, rules, entry, person)
    try:
        await _keep(notices_for(request, settings, rules, entry, person, now), item, data)
    except RuleBroken as broken:
        if broken.code in NOT_HERE:
            raise
        failed = (item, sentence_of(broken.code, broken.facts), data.reason)
        bench = Bench(request, rules, entry, person, failed)
        return await _shown(bench, topic, item, SENTENCES[broken.code].status)
    if request.htmx:
        return await _shown(bench, topic, item, 200)
    return back_to_review(request, rules, entry, item)


async def _keep(notices: Notices, item: str, data: VerdictForm) -> None:
    verdict = _verdict(data.verdict)
    await keep_verdict(
        notices.rules,
        notices.entry,
        item,
        verdict,
        data.reason,
        revision=whole_number(data.revision) or 0,
        by=notices.by,
        at=notices.at,
        told=await notices.judged(item, verdict),
    )


async def _shown(bench: Bench, topic: str, item: str, status: int) -> Template:
    """The level again, or with htmx the item alone."""
    page = await review_of(bench, topic)
    if "HX-Request" not in bench.request.headers:
        return HTMXTemplate(
            template_name="pages/review.html", context={"page": page}, status_code=status
        )
    (card,) = (card for card in page.cards if card.code == item)
    return HTMXTemplate(
        template_name="partials/reviewed.html",
        context={"page": page, "card": card},
        status_code=status,
    )


@get("/verificacion/{edition:str}/{participant:str}/reactivos/{item:str}", name="review_again")
async def reopen_review(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    item: FromPath[str],
) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    rules, entry = await found(edition, participant)
    return back_to_review(request, rules, entry, item)


def _verdict(given: str) -> Verdict:
    if given not in set(Verdict):
        raise RuleBroken("unknown-verdict", verdict=given)
    return Verdict(given)


router = Router("/", route_handlers=[show_queue, show_review, give_verdict, reopen_review])
