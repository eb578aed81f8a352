"""Hacer una observación: without an account, read before it is sent ("así se verá"), never lost."""

import asyncio
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from litestar import Request, Router, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.participants import Participant
from game.reports import Mark, Move, Part, Report, advance
from game.rules import RuleBroken
from server.days import today_of
from server.forms import CITED_FIELDS, Fields, fields_of, text_of
from server.i18n import gettext as _
from server.i18n import locale
from server.pages.commitments.words import first_words
from server.pages.filters import address_of
from server.pages.governments import REPORTING
from server.pages.report_form import form_page, preview_page, sent_page
from server.people import Person, Role
from server.problems import SENTENCES, retry_after, sentence_of
from server.queries.accounts import seat_of
from server.queries.commitments import Listed, commitment_of
from server.queries.participants import participants_named
from server.queries.recommendations import source_of
from server.queries.report_turns import taken, write_in_turn
from server.queries.reports import (
    File,
    Sender,
    is_repeated,
    keep_report,
    refused_stories,
)
from server.reports import (
    FILE_BYTES,
    NAMES,
    ReportForm,
    Rules,
    Seal,
    file_carried,
    file_of,
    file_turns,
    flaws_of,
    new_seal,
    person_of,
    report_files,
    report_of,
    rules_now,
    seal_of,
    sheet_of,
    suspicion_of,
    token_of,
    topics_now,
    turns_of,
)
from server.security import token_hash
from server.settings import Settings
from server.storage import shown_name
from server.voices import Post, is_of_government

# So many of the last ones that were not published are compared with what comes.
MOST_REFUSED = 500
SEND, EDIT, WITHOUT_FILE = "send", "edit", "without_file"
KEPT_ALONG = tuple(name for name in NAMES if name != "step")
PASSED_ON = ("seal", "commitment", "participant", "brought")


@dataclass(frozen=True, slots=True)
class _About:
    """What somebody reports on: a government, and its commitment or a topic."""

    participant: Participant
    listed: Listed | None
    topics: dict[str, tuple[str, str]]

    @property
    def words(self) -> str:
        if self.listed is None:
            return ""
        commitment = self.listed.commitment
        return _("Compromiso {number}: {goal}").format(
            number=commitment.code, goal=first_words(commitment.goal)
        )

    async def place(self, form: ReportForm) -> tuple[str, str]:
        """The pillar and the topic of the report."""
        if self.listed is None:
            return self.topics[form.topic][0], form.topic
        commitment = self.listed.commitment
        topic = ""
        if commitment.edition and commitment.item:
            try:
                topic = (await source_of(commitment.edition, commitment.item)).item.topic
            except RuleBroken:
                topic = ""
        return commitment.pillar or "", topic


@dataclass(frozen=True, slots=True)
class _Sitting:
    """One request of somebody who fills the form in."""

    request: Request[Any, Any, Any]
    visitor: Person | None
    settings: Settings
    now: datetime
    rules: Rules

    @property
    def account(self) -> Person | None:
        """Whoever needs no letter: the observatory gave them their seat."""
        is_known = self.visitor is not None and self.visitor.role is Role.OBSERVER
        return self.visitor if is_known else None

    @property
    def host(self) -> str:
        return self.request.client.host if self.request.client else ""

    async def account_name(self) -> str | None:
        """What an account is called: its organisation, which is the title of its seat."""
        if self.account is None:
            return None
        seat = await seat_of(self.account.seat, self.now)
        return (seat.title if seat else "") or self.account.name


@get("/observaciones/nueva", name="report_new")
async def show_form(
    request: Request[Any, Any, Any],
    *,
    visitor: NamedDependency[Person | None],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
    compromiso: FromQuery[str] = "",
    gobierno: FromQuery[str] = "",
    tema: FromQuery[str] = "",
) -> Template | Redirect:
    sitting = _Sitting(request, visitor, settings, now, await rules_now(now))
    if not compromiso and not gobierno:
        search = address_of(request.app.route_reverse("governments"), (("para", REPORTING),))
        return Redirect(search, status_code=303)
    form = ReportForm(
        seal=new_seal(settings, now), commitment=compromiso, participant=gobierno, topic=tema
    )
    return await _form(sitting, form, await _about(form))


@post("/observaciones/envio", name="report_send", status_code=200)
async def send_form(
    request: Request[Any, Any, Any],
    *,
    visitor: NamedDependency[Person | None],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Look at it first, mend it, or send it: whatever happens, what was typed is still there."""
    sitting = _Sitting(request, visitor, settings, now, await rules_now(now))
    async with fields_of(request) as fields:
        form = ReportForm(**{name: text_of(fields, name, None) for name in NAMES})
        about = await _about(form)
        form, refused = await _with_file(sitting, form, fields)
    if form.step == WITHOUT_FILE:
        form = replace(form, brought="")
    if form.step in {EDIT, WITHOUT_FILE}:
        return await _form(sitting, form, about)
    flaws = flaws_of(
        form,
        today_of(now),
        topics=about.topics,
        asks_email=sitting.account is None,
    )
    errors = _file_errors(refused)
    errors |= {flaw.field: sentence_of(flaw.code, flaw.facts) for flaw in flaws}
    if await is_of_government(about.participant.code, visitor, form.email):
        field = "form" if sitting.account else "email"
        errors.setdefault(field, sentence_of("own-government-report", {}))
    if errors:
        return _braked(await _form(sitting, form, about, errors), refused)
    seal = seal_of(settings, form.seal, now)
    if form.step != SEND or seal is None:
        return await _preview(sitting, form, about, fresh=seal is None)
    return await _send(sitting, form, about, seal)


@get("/observaciones/envio", name="report_send_again")
async def show_form_again(request: Request[Any, Any, Any]) -> Redirect:
    """The address of the form is no page."""
    return Redirect(request.app.route_reverse("reports"), status_code=303)


@get("/observaciones/enviada", name="report_sent")
async def show_sent(request: Request[Any, Any, Any], now: NamedDependency[datetime]) -> Template:
    page = sent_page((await rules_now(now)).reports, request.app.route_reverse)
    return HTMXTemplate(template_name="pages/report_sent.html", context={"page": page})


async def _send(
    sitting: _Sitting, form: ReportForm, about: _About, seal: Seal
) -> Template | Redirect:
    """Keep it, once; the letter to confirm it goes with it."""
    settings, now, rules = sitting.settings, sitting.now, sitting.rules
    account, url = sitting.account, sitting.request.app.route_reverse
    marks = await _suspicion(sitting, form, seal)
    report = await _as_report(sitting, form, about, marks)
    file = file_of(settings, form.brought)
    sender = _sender(sitting, form, report, seal, file)
    if account is not None:
        report = advance(report, Move.CONFIRM, Part.REPORTER, now, on=today_of(now))
    turns = turns_of(
        settings,
        rules.reports,
        now,
        host=sitting.host,
        email=sender.email,
        brake=max(rules.reports.brake, rules.reports.hourly),
    )
    try:
        code = await keep_report(
            report,
            sender,
            file,
            turns=turns,
            at=now,
            tell=Post(settings, url).confirming(sender, rules.reports.link_hours),
        )
    except RuleBroken as broken:
        return await _refused(sitting, form, about, broken)
    if account is not None:
        return Redirect(
            address_of(url("observer_desk"), (("enviada", str(code)),)), status_code=303
        )
    return Redirect(url("report_sent"), status_code=303)


async def _suspicion(sitting: _Sitting, form: ReportForm, seal: Seal) -> frozenset[Mark]:
    """Why it looks like spam; whoever sent it is answered as anybody is."""
    rules, now = sitting.rules.reports, sitting.now
    (hour,) = turns_of(sitting.settings, rules, now, host=sitting.host)
    return suspicion_of(
        form,
        seal,
        rules,
        now,
        is_repeated=await is_repeated(form.told.story, seal.sheet),
        refused=await refused_stories(MOST_REFUSED),
        came=await taken(hour),
    )


def _sender(
    sitting: _Sitting, form: ReportForm, report: Report, seal: Seal, file: File | None
) -> Sender:
    settings, account = sitting.settings, sitting.account
    email = account.email if account else form.email.strip()
    sheet = sheet_of(seal, form, report, email, file)
    return Sender(
        email=email,
        person=person_of(settings, email),
        locale=locale(),
        token_hash=token_hash(token_of(settings, sheet)),
        confirm_until=sitting.now + timedelta(hours=sitting.rules.reports.link_hours),
        account=account.account if account else None,
        sheet=sheet,
    )


async def _shown_as(sitting: _Sitting, form: ReportForm) -> str:
    """The name to be shown: an account shows its own, or none."""
    name = await sitting.account_name()
    if name is None:
        return form.shown_as.strip()
    return "" if form.is_anonymous else name[:160]


async def _refused(
    sitting: _Sitting, form: ReportForm, about: _About, broken: RuleBroken
) -> Template:
    """Too many, or too much at once: it can be sent again as it stands."""
    error = {"form": sentence_of(broken.code, broken.facts)}
    return _braked(await _form(sitting, form, about, error), broken)


def _braked(shown: Template, broken: RuleBroken | None) -> Template:
    """The form with the status of what stopped it, and when it may come again."""
    if broken is not None:
        shown.status_code = SENTENCES[broken.code].status
        shown.headers.update(retry_after(broken.facts))
    return shown


def _file_errors(broken: RuleBroken | None) -> dict[str, str]:
    """Why a file was not taken, beside its field."""
    if broken is None:
        return {}
    return {CITED_FIELDS.get(broken.code, "file"): sentence_of(broken.code, broken.facts)}


async def _about(form: ReportForm) -> _About:
    """What it is about; a commitment or a government that is not there is refused."""
    topics = dict(await topics_now())
    if form.commitment:
        listed = await commitment_of(form.commitment_code or 0)
        return _About(listed.participant, listed, topics)
    named = await participants_named([form.participant])
    if form.participant not in named:
        raise RuleBroken("unknown-participant", participant=form.participant)
    return _About(named[form.participant], None, topics)


async def _with_file(
    sitting: _Sitting, form: ReportForm, fields: Fields
) -> tuple[ReportForm, RuleBroken | None]:
    """The form with the file it brings, taken in; or why it was not."""
    brought = [each for each in fields.getall("file", []) if isinstance(each, UploadFile)]
    upload = next((each for each in brought if each.filename), None)
    if upload is None:
        return form, None
    settings, now = sitting.settings, sitting.now
    try:
        turns = file_turns(settings, sitting.rules.reports, now, sitting.host)
        await write_in_turn(turns, now)
        source = cast("BinaryIO", upload.file)
        kept = await asyncio.to_thread(report_files(settings).keep, source, upload.filename)
    except RuleBroken as broken:
        return form, broken
    name = shown_name(upload.filename, kept.media_type)
    file = File(name, kept.media_type, kept.size, kept.sha256)
    return replace(form, brought=file_carried(settings, file)), None


async def _form(
    sitting: _Sitting,
    form: ReportForm,
    about: _About,
    errors: dict[str, str] | None = None,
) -> Template:
    settings, now = sitting.settings, sitting.now
    if seal_of(settings, form.seal, now) is None:
        form = replace(form, seal=new_seal(settings, now))
    typed, file = asdict(form), file_of(settings, form.brought)
    page = form_page(
        typed,
        about=about.words,
        participant=about.participant.name,
        topics=about.topics,
        is_of_commitment=about.listed is not None,
        errors=errors or {},
        hidden=[(name, typed[name]) for name in PASSED_ON if typed[name]],
        file=file.filename if file else "",
        file_bytes=min(FILE_BYTES, settings.upload_max_bytes),
        account_name=await sitting.account_name(),
        rules=sitting.rules.reports,
        url=sitting.request.app.route_reverse,
    )
    return HTMXTemplate(
        template_name="pages/report_form.html",
        context={"page": page},
        status_code=422 if errors else 200,
    )


async def _preview(sitting: _Sitting, form: ReportForm, about: _About, *, fresh: bool) -> Template:
    settings, now = sitting.settings, sitting.now
    if fresh:
        form = replace(form, seal=new_seal(settings, now))
    typed, file = asdict(form), file_of(settings, form.brought)
    page = preview_page(
        await _as_report(sitting, form, about),
        about=about.words,
        participant=about.participant.name,
        carried=[(name, typed[name]) for name in KEPT_ALONG if typed[name]],
        file=file.filename if file else "",
        asks_email=sitting.account is None,
        url=sitting.request.app.route_reverse,
    )
    return HTMXTemplate(template_name="pages/report_preview.html", context={"page": page})


async def _as_report(
    sitting: _Sitting, form: ReportForm, about: _About, marks: frozenset[Mark] = frozenset()
) -> Report:
    name = await _shown_as(sitting, form)
    return report_of(
        form,
        about.participant.code,
        await about.place(form),
        shown_as=name,
        marks=marks,
        at=sitting.now,
    )


router = Router("/", route_handlers=[show_form, show_sent])
uploads = Router("/", route_handlers=[send_form, show_form_again])
