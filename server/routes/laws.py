"""Leyes: what was abrogated, and what governments say of the answers and items it touched."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.plugins.htmx import HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from game.typed import whole_number
from server.attention import affected_csv, counts_by_law, level_laws_of
from server.days import today_of
from server.desks import back_to_item, kept_template, refused_template
from server.forms import LONGEST_KEY, Fields, number_in, text_of
from server.pages.entered import LAW, Tried
from server.pages.laws import laws_page
from server.people import Person
from server.policy import POLICIES, own_participant
from server.problems import SENTENCES, sentence_of
from server.queries.changes import keep_seen
from server.queries.editions import EditionRules, Entry, current_entry
from server.queries.laws import abrogations, confirm_law, confirm_laws, known_laws
from server.settings import Settings

LONGEST_NOTE = 1_000
# The charset is added where it is sent.
CSV = "text/csv"


@dataclass(frozen=True, slots=True)
class LawForm:
    """That an answer, a document, or an answer with its documents holds; and why."""

    event: int
    note: str
    document: str
    with_documents: bool
    sheet: str

    @classmethod
    def of(cls, fields: Fields) -> "LawForm":
        return cls(
            event=number_in(fields, "event") or 0,
            note=text_of(fields, "note", None).strip(),
            document=text_of(fields, "document", LONGEST_KEY),
            with_documents=text_of(fields, "documents", LONGEST_KEY) == "1",
            sheet=text_of(fields, "sheet", LONGEST_KEY),
        )


@post("/mi-liga/reactivos/{item:str}/ley", name="law_confirm", status_code=200)
async def confirm(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    form = LawForm.of(await request.form())
    if len(form.note) > LONGEST_NOTE:
        return await _refused(request, rules, entry, item, person, settings, form)
    await confirm_law(
        rules,
        entry,
        item,
        form.event,
        form.note,
        document=form.document,
        with_documents=form.with_documents,
        by=person,
        at=now,
        today=today_of(now),
    )
    return await _confirmed(request, rules, entry, item, person, settings, form.sheet)


@post("/mi-liga/reactivos/{item:str}/pregunta", name="item_seen", status_code=200)
async def see(
    request: HTMXRequest,
    item: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    fields = await request.form()
    await keep_seen(rules, entry, item, number_in(fields, "number") or 0, by=person, at=now)
    sheet = text_of(fields, "sheet", LONGEST_KEY)
    return await _confirmed(request, rules, entry, item, person, settings, sheet)


@get("/mi-liga/niveles/{topic:str}/leyes", name="level_laws")
async def show_level_laws(
    request: HTMXRequest,
    topic: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    rules, entry = await current_entry(own_participant(person))
    page = await level_laws_of(rules, entry, topic, today_of(now), request.app.route_reverse)
    return HTMXTemplate(template_name="pages/level_laws.html", context={"page": page})


@post("/mi-liga/niveles/{topic:str}/leyes", name="level_laws_confirm", status_code=200)
async def confirm_level(
    request: HTMXRequest,
    topic: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    rules, entry = await current_entry(own_participant(person))
    today, url = today_of(now), request.app.route_reverse
    chosen = _chosen(await request.form())
    if not chosen:
        error = sentence_of("nothing-chosen", {})
        page = await level_laws_of(rules, entry, topic, today, url, error)
        status = SENTENCES["nothing-chosen"].status
        return HTMXTemplate(
            template_name="pages/level_laws.html", context={"page": page}, status_code=status
        )
    await confirm_laws(rules, entry, topic, chosen, by=person, at=now, today=today)
    return Redirect(f"{url('level', topic=topic)}#progress", status_code=303)


@get("/coordinacion/leyes", name="laws")
async def show_laws(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    in_force = sorted((await abrogations()).values(), key=lambda each: (each.since, each.law))
    counted = await counts_by_law(today_of(now))
    page = laws_page(
        in_force,
        await known_laws(),
        counted,
        request.app.route_reverse,
        may_download=POLICIES["law_affected"].allows(person),
    )
    return HTMXTemplate(template_name="pages/laws.html", context={"page": page})


@get("/coordinacion/leyes/{law:str}/afectadas.csv", name="law_affected")
async def give_affected(law: FromPath[str], now: NamedDependency[datetime]) -> Response[bytes]:
    laws = await known_laws()
    if law not in laws:
        raise NotFoundException
    return _csv(await affected_csv(today_of(now), laws, law=law), f"leyes-{law}")


@get("/mi-liga/leyes.csv", name="own_affected")
async def give_own(
    person: NamedDependency[Person], now: NamedDependency[datetime]
) -> Response[bytes]:
    participant = own_participant(person)
    found = await affected_csv(today_of(now), await known_laws(), participant=participant)
    return _csv(found, f"leyes-{participant}")


@get(
    ["/mi-liga/reactivos/{item:str}/ley", "/mi-liga/reactivos/{item:str}/pregunta"],
    name="confirm_again",
)
async def reopen(
    request: HTMXRequest, item: FromPath[str], person: NamedDependency[Person]
) -> Redirect:
    """The item of a form that was sent, opened anew."""
    rules, _ = await current_entry(own_participant(person))
    return back_to_item(request, rules.questionnaire.item(item))


async def _confirmed(
    request: HTMXRequest,
    rules: EditionRules,
    entry: Entry,
    item: str,
    person: Person,
    settings: Settings,
    sheet: str,
) -> Template | Redirect:
    """The item once it was confirmed, which asks no more and no less than before."""
    asked = rules.questionnaire.item(item)
    return await kept_template(
        request, rules, entry, asked, person, settings, sheet=sheet, moved=frozenset()
    )


async def _refused(
    request: HTMXRequest,
    rules: EditionRules,
    entry: Entry,
    item: str,
    person: Person,
    settings: Settings,
    form: LawForm,
) -> Template:
    """The item, or its page, with the note as it was typed and what is wrong with it."""
    asked = rules.questionnaire.item(item)
    broken = RuleBroken("text-too-long", limit=LONGEST_NOTE)
    typed = {"event": str(form.event), "note": form.note}
    tried = Tried(item, LAW, typed, {"note": sentence_of(broken.code, broken.facts)})
    return await refused_template(
        request, rules, entry, asked, person, settings, tried, broken, sheet=form.sheet
    )


def _chosen(fields: Fields) -> frozenset[tuple[int, str]]:
    """(event, item) of what was left marked; what is neither is nobody's."""
    pairs = (str(each).partition(":") for each in fields.getall("holds", []))
    return frozenset(
        (number, item) for event, _, item in pairs if (number := whole_number(event)) is not None
    )


def _csv(content: bytes, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(content, media_type=CSV, headers=headers)


router = Router(
    "/",
    route_handlers=[
        confirm,
        see,
        show_level_laws,
        confirm_level,
        show_laws,
        give_affected,
        give_own,
        reopen,
    ],
)
