"""Copiar: what of the last edition is answered again, one item, one level or all of them."""

from datetime import datetime

from litestar import Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template

from game.questionnaire import Item, Topic
from game.rules import RuleBroken
from server.copies import all_earlier
from server.desks import back_to_item, kept_template, level_template, seen_now, with_unsaved
from server.forms import AnswerForm, number_in
from server.live import announce
from server.notices import notices_for
from server.pages.copying import copying_page
from server.people import Person
from server.pieces import new_sheet
from server.policy import ANSWERING, own_participant
from server.prefilling import commitment_document
from server.problems import SENTENCES, sentence_of
from server.queries.answers import check_item_open, plain
from server.queries.copying import confirm_copy, copy_answer, copy_answers, copying_of
from server.queries.editions import EditionRules, Entry, current_entry
from server.queries.prefilling import kept_promise, kept_promises_of, prefill_answer
from server.queries.saves import Tell
from server.settings import Settings


@get("/mi-liga/copiar", name="copying")
async def show_copying(request: HTMXRequest, person: NamedDependency[Person]) -> Template:
    rules, entry = await current_entry(own_participant(person))
    return await _page(request, rules, entry, person)


@get("/mi-liga/copiar/{topic:str}", name="copying_level")
async def show_copying_level(
    request: HTMXRequest, topic: FromPath[str], person: NamedDependency[Person]
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    return await _page(request, rules, entry, person, rules.questionnaire.topic(topic))


@post("/mi-liga/copiar", name="copy_all", status_code=200)
async def copy_everything(
    request: HTMXRequest,
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Redirect:
    rules, entry = await current_entry(own_participant(person))
    tell = notices_for(request, settings, rules, entry, person, now).tell
    await _copy(rules, entry, rules.questionnaire.items, person, now, tell)
    return Redirect(request.app.route_reverse("copying"), status_code=303)


@post("/mi-liga/copiar/{topic:str}", name="copy_level", status_code=200)
async def copy_one_level(
    request: HTMXRequest,
    topic: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Redirect:
    rules, entry = await current_entry(own_participant(person))
    tell = notices_for(request, settings, rules, entry, person, now).tell
    await _copy(rules, entry, rules.questionnaire.topic(topic).items, person, now, tell)
    return Redirect(request.app.route_reverse("copying_level", topic=topic), status_code=303)


@post("/mi-liga/reactivos/{item:str}/copiar", name="copy_item", status_code=200)
async def copy_one_answer(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    tell = notices_for(request, settings, rules, entry, person, now).tell
    copied = await copy_answer(rules, entry, asked, by=person, at=now, tell=tell)
    if copied.items:
        announce(rules.code, entry.league)
    return await kept_template(
        request,
        rules,
        entry,
        asked,
        person,
        settings,
        sheet=await _sheet(request),
        moved=copied.moved,
    )


@post("/mi-liga/reactivos/{item:str}/compromiso", name="prefill_item", status_code=200)
async def prefill_one_answer(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    """Answer by the verified commitment; like a copy, it waits to be confirmed."""
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    promise = (await kept_promises_of(rules, entry)).get(item)
    if promise is None:
        raise RuleBroken("prefill-impossible", item=item)
    await check_item_open(rules, entry, item, by=person)
    address = settings.public_url + request.app.route_reverse("commitment", id=promise.commitment)
    kept = await kept_promise(promise)
    page = commitment_document(kept, entry.participant.code, address, by=person, at=now)
    tell = notices_for(request, settings, rules, entry, person, now).tell
    saved = await prefill_answer(rules, entry, asked, kept, page, by=person, at=now, tell=tell)
    if saved.is_new:
        announce(rules.code, entry.league)
    sheet = await _sheet(request)
    return await kept_template(
        request, rules, entry, asked, person, settings, sheet=sheet, moved=saved.moved
    )


@post("/mi-liga/reactivos/{item:str}/confirmar", name="copy_confirm", status_code=200)
async def confirm_one_copy(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    asked = rules.questionnaire.item(item)
    tell = notices_for(request, settings, rules, entry, person, now).tell
    shown = number_in(await request.form(), "revision")
    try:
        saved = await confirm_copy(rules, entry, asked, shown=shown, by=person, at=now, tell=tell)
    except RuleBroken as broken:
        if broken.code != "copy-moved" or request.htmx:
            raise  # the page says it beside the button, and has the way to what is new
        return await _moved(request, rules, entry, asked, person, settings, broken)
    if saved.is_new:
        announce(rules.code, entry.league)
    return await kept_template(
        request,
        rules,
        entry,
        asked,
        person,
        settings,
        sheet=await _sheet(request),
        moved=saved.moved,
    )


@get(
    [
        "/mi-liga/reactivos/{item:str}/copiar",
        "/mi-liga/reactivos/{item:str}/confirmar",
        "/mi-liga/reactivos/{item:str}/compromiso",
    ],
    name="copy_again",
)
async def reopen_copied(
    request: HTMXRequest, item: FromPath[str], person: NamedDependency[Person]
) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    rules, _ = await current_entry(own_participant(person))
    return back_to_item(request, rules.questionnaire.item(item))


async def _page(
    request: HTMXRequest,
    rules: EditionRules,
    entry: Entry,
    person: Person,
    topic: Topic | None = None,
) -> Template:
    copying = await copying_of(rules, entry, (topic.code,) if topic else ())
    if copying.edition is None:
        raise RuleBroken("nothing-to-copy")
    page = copying_page(
        rules.edition,
        rules.questionnaire,
        copying.edition,
        copying.plan,
        all_earlier(copying),
        plain(copying.answers),
        {code: (each.author, each.at) for code, each in copying.unconfirmed.items()},
        request.app.route_reverse,
        topic=topic,
        may_copy=person.role in ANSWERING,
    )
    return HTMXTemplate(template_name="pages/copying.html", context={"page": page})


async def _copy(
    rules: EditionRules, entry: Entry, items: tuple[Item, ...], by: Person, at: datetime, tell: Tell
) -> None:
    copied = await copy_answers(rules, entry, items, by=by, at=at, tell=tell)
    if copied.items:
        announce(rules.code, entry.league)


async def _sheet(request: HTMXRequest) -> str:
    return AnswerForm.of(await request.form()).sheet or new_sheet()


async def _moved(
    request: HTMXRequest,
    rules: EditionRules,
    entry: Entry,
    item: Item,
    person: Person,
    settings: Settings,
    broken: RuleBroken,
) -> Template:
    """The copy as it is now, to be read before it is confirmed."""
    sentence = sentence_of(broken.code, broken.facts)
    seen = await seen_now(request, rules, entry, item.topic, person, settings)
    seen = with_unsaved(seen, seen.desk.answer_to(item), sentence)
    status = SENTENCES[broken.code].status
    return await level_template(request, seen, sheet=await _sheet(request), status=status)


router = Router(
    "/",
    route_handlers=[
        show_copying,
        show_copying_level,
        copy_everything,
        copy_one_level,
        copy_one_answer,
        prefill_one_answer,
        confirm_one_copy,
        reopen_copied,
    ],
)
