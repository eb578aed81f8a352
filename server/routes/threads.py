"""Hilos: a government answers in words, a verifier asks again or takes it as resolved."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from game.threads import OF_VERIFIERS, EntryKind
from server.desks import back_to_item, level_template, seen_now, with_tried
from server.notices import Notices, notices_for
from server.pages.entered import THREAD, Entered, Tried
from server.people import Person
from server.pieces import new_sheet
from server.policy import own_participant
from server.problems import SENTENCES, sentence_of
from server.queries.accounts import has_served
from server.queries.editions import EditionRules, Entry, current_entry
from server.queries.signatures import last_signatures_of
from server.queries.threads import keep_entry
from server.reviewing import Bench, back_to_review, found, review_of
from server.settings import Settings

# Told beside what was typed.
BESIDE = frozenset(
    {
        "entry-empty",
        "text-too-long",
        "thread-resolved",
        "unknown-entry",
        "stage-forbids",
        "own-state",
        "own-government",
        "too-busy",
    }
)


@dataclass(frozen=True, slots=True)
class EntryForm:
    """What is said, and what it is meant as."""

    text: str = ""
    kind: str = ""


@post("/mi-liga/reactivos/{item:str}/hilo", name="thread_answer", status_code=200)
async def answer_thread(
    request: Request[Any, Any, Any],
    *,
    item: FromPath[str],
    data: URLEncodedBody[EntryForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    try:
        told = await notices_for(request, settings, rules, entry, person, now).answered(item)
        kind = EntryKind.ANSWERED
        await keep_entry(rules, entry, item, kind, data.text, by=person, at=now, told=told)
    except RuleBroken as broken:
        if broken.code not in BESIDE:
            raise
        error = sentence_of(broken.code, broken.facts)
        seen = await seen_now(request, rules, entry, asked.topic, person, settings)
        tried = Tried(item, THREAD, {"text": data.text}, {"text": error})
        status = SENTENCES[broken.code].status
        return await level_template(
            request, with_tried(seen, tried), sheet=new_sheet(), status=status
        )
    return back_to_item(request, asked)


@post(
    "/verificacion/{edition:str}/{participant:str}/reactivos/{item:str}/hilo",
    name="thread_verify",
    status_code=200,
)
async def verify_thread(
    request: Request[Any, Any, Any],
    *,
    edition: FromPath[str],
    participant: FromPath[str],
    item: FromPath[str],
    data: URLEncodedBody[EntryForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await found(edition, participant)
    topic = rules.questionnaire.item(item).topic
    try:
        await _say(notices_for(request, settings, rules, entry, person, now), item, data)
    except RuleBroken as broken:
        if broken.code not in BESIDE or not await _is_there(rules, entry, topic):
            raise
        error = sentence_of(broken.code, broken.facts)
        bench = Bench(request, rules, entry, person, unsaid=(item, Entered(data.text, error)))
        return HTMXTemplate(
            template_name="pages/review.html",
            context={"page": await review_of(bench, topic)},
            status_code=SENTENCES[broken.code].status,
        )
    return back_to_review(request, rules, entry, item)


async def _say(notices: Notices, item: str, data: EntryForm) -> None:
    """Nobody writes as a verifier to their own state, nor to a government they work in."""
    rules, entry, by = notices.rules, notices.entry, notices.by
    participant = entry.participant
    if by.state is not None and by.state == participant.state:
        raise RuleBroken("own-state", state=by.state)
    if await has_served(by.account, participant.code):
        raise RuleBroken("own-government")
    if data.kind not in OF_VERIFIERS:
        raise RuleBroken("unknown-entry")
    kind = EntryKind(data.kind)
    told = await notices.asked(item) if kind is EntryKind.ASKED else ()
    await keep_entry(rules, entry, item, kind, data.text, by=by, at=notices.at, told=told)


async def _is_there(rules: EditionRules, entry: Entry, topic: str) -> bool:
    return topic in await last_signatures_of(entry.participant.code, rules.code)


@get("/mi-liga/reactivos/{item:str}/hilo", name="thread_answer_again")
async def reopen_answer(
    request: Request[Any, Any, Any], item: FromPath[str], person: NamedDependency[Person]
) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    rules, _entry = await current_entry(own_participant(person))
    return back_to_item(request, rules.questionnaire.item(item))


@get(
    "/verificacion/{edition:str}/{participant:str}/reactivos/{item:str}/hilo",
    name="thread_verify_again",
)
async def reopen_verify(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    item: FromPath[str],
) -> Redirect:
    """The same for whoever verifies."""
    rules, entry = await found(edition, participant)
    return back_to_review(request, rules, entry, item)


router = Router("/", route_handlers=[answer_thread, verify_thread, reopen_answer, reopen_verify])
