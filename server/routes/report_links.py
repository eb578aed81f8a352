"""Ligas privadas: an address is proved, a report followed, closed or contested, by its link."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.reports import OPEN, Move, Part, Report, Status, advance, contest, has_reason, withdraw
from game.rules import RuleBroken
from game.typed import whole_number
from server.days import today_of
from server.db import Refused
from server.forms import text_of
from server.i18n import locale
from server.mailboxes import is_mailbox
from server.pages.filters import address_of
from server.pages.moves import Tried
from server.pages.report_form import privacy_text
from server.pages.report_letters import support_letter
from server.pages.report_links import (
    counted_text,
    follow_page,
    join_page,
    letter_sent_text,
    support_page,
)
from server.people import Person, Role
from server.problems import SENTENCES, retry_after, sentence_of
from server.queries.documents import documents_named
from server.queries.mail import PRIVATE_LETTERS, Message
from server.queries.report_supports import confirm_support, keep_support, support_by_token
from server.queries.reports import CHANGED, KeptReport, public_report, report_by_token
from server.reports import (
    Seal,
    new_seal,
    person_of,
    rules_now,
    seal_of,
    token_of,
    turns_of,
)
from server.security import KEPT_NOWHERE, token_hash
from server.settings import Settings
from server.voices import Post, check_third_voice, move_report, seen_of

# Nobody else finds these pages, and no browser keeps them.
PRIVATE = {"Cache-Control": KEPT_NOWHERE, "X-Robots-Tag": "noindex"}
OF_REPORTERS = frozenset({Move.CONFIRM, Move.CLOSE, Move.CONTEST, Move.WITHDRAW})
TYPED = ("move", "text", "seen")
# Told on the page of the report, with what was typed; others have a page of their own.
TOLD_HERE = frozenset(
    {
        "report-text-required",
        "text-too-long",
        "text-has-markup",
        "report-forbids",
        "report-answered-again",
        "report-reasons-full",
        CHANGED,
    }
)
# Somebody else may move it meanwhile: it is looked at again, and nothing typed is dropped.
ATTEMPTS = 3


@get("/observaciones/seguimiento/{token:str}", name="report_follow")
async def show_followed(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    now: NamedDependency[datetime],
    hecho: FromQuery[str] = "",
) -> Template:
    return await _followed(request, token, await _of(token), now, done=hecho)


@post("/observaciones/seguimiento/{token:str}", name="report_follow_send", status_code=200)
async def move_followed(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Confirm it, close it, or say why the answer is not enough. The same twice is once."""
    kept, fields = await _of(token), await request.form()
    typed = {name: text_of(fields, name, None) for name in TYPED}
    if typed["move"] not in OF_REPORTERS:
        raise RuleBroken("report-forbids", status=kept.report.status, move=typed["move"][:16])
    move, here = Move(typed["move"]), request.app.route_reverse("report_follow", token=token)
    if move is Move.CONFIRM and not kept.report.history and now > kept.sender.confirm_until:
        return Redirect(here, status_code=303)
    post_ = Post(settings, request.app.route_reverse)
    try:
        await _keep(token, move, typed, post_, now)
    except RuleBroken as broken:
        if broken.code not in TOLD_HERE:
            raise
        error, status = sentence_of(broken.code, broken.facts), SENTENCES[broken.code].status
        tried = Tried(move, typed, {"text": error})
        return await _followed(request, token, await _of(token), now, tried=tried, status=status)
    return Redirect(address_of(here, (("hecho", move.value),)), status_code=303)


async def _keep(
    token: str, move: Move, typed: Mapping[str, str], post_: Post, now: datetime
) -> None:
    """Keep what its sender does with a report, as it stands at this moment."""
    for _attempt in range(ATTEMPTS):
        kept = await _of(token)
        if _was_made(kept.report, move, typed):
            return
        moved = _moved(kept.report, move, typed, now)
        try:
            await move_report(kept, moved, post_, await rules_now(now), by=None, now=now)
        except Refused as refused:
            if refused.code != CHANGED:
                raise
        else:
            return
    raise RuleBroken(CHANGED)


def _moved(report: Report, move: Move, typed: Mapping[str, str], now: datetime) -> Report:
    """The report after what its sender does with it."""
    if move is Move.WITHDRAW:
        return withdraw(report, now, on=today_of(now))
    if move is Move.CONTEST:
        seen = whole_number(typed["seen"])
        return contest(report, typed["text"], now, on=today_of(now), answer=seen)
    return advance(report, move, Part.REPORTER, now, on=today_of(now))


@get("/observaciones/{id:int}/tambien", name="report_support")
async def show_support(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002  (the name in the address)
    *,
    visitor: NamedDependency[Person | None],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    kept = await _open(id)
    _check_joins(kept, visitor)
    return await _support(request, kept, visitor, settings, now)


@post("/observaciones/{id:int}/tambien", name="report_support_send", status_code=200)
async def send_support(
    request: Request[Any, Any, Any],
    id: FromPath[int],  # noqa: A002
    *,
    visitor: NamedDependency[Person | None],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template:
    """Somebody says that it happens to them: counted at once, or once their address is proved."""
    kept, fields = await _open(id), await request.form()
    _check_joins(kept, visitor)
    account = visitor if visitor is not None and visitor.role is Role.OBSERVER else None
    email = account.email if account else text_of(fields, "email", None).strip()
    if not is_mailbox(email):
        refused = RuleBroken("reporter-email-invalid")
        return await _support(request, kept, visitor, settings, now, email=email, refused=refused)
    given = text_of(fields, "seal", None)
    try:
        await check_third_voice(kept.participant.code, visitor, email)
        seal = await _human(settings, given, text_of(fields, "trap", None), now)
        await _keep_support(request, kept, account, email, seal.sheet, settings, now)
    except RuleBroken as broken:
        return await _support(
            request, kept, visitor, settings, now, email=email, refused=broken, seal=given
        )
    done = counted_text() if account else letter_sent_text()
    return await _support(request, kept, visitor, settings, now, done=done)


@get("/observaciones/tambien/{token:str}", name="join")
async def show_join(
    request: Request[Any, Any, Any], token: FromPath[str], now: NamedDependency[datetime]
) -> Template | Redirect:
    found = await support_by_token(token_hash(token))
    if found is None:
        raise RuleBroken("link-unknown")
    url = request.app.route_reverse
    if found.is_confirmed:
        return Redirect(url("report", id=found.report), status_code=303)
    page = join_page(found.report, token=token, is_late=now > found.confirm_until, url=url)
    return HTMXTemplate(
        template_name="pages/report_join.html", context={"page": page}, headers=PRIVATE
    )


@post("/observaciones/tambien/{token:str}", name="join_confirm")
async def confirm_join(
    request: Request[Any, Any, Any], token: FromPath[str], now: NamedDependency[datetime]
) -> Redirect:
    found = await support_by_token(token_hash(token))
    if found is None:
        raise RuleBroken("link-unknown")
    url = request.app.route_reverse
    if now > found.confirm_until and not found.is_confirmed:
        return Redirect(url("join", token=token), status_code=303)
    await confirm_support(token_hash(token), now)
    return Redirect(url("report", id=found.report), status_code=303)


async def _human(settings: Settings, given: str, trap: str, now: datetime) -> Seal:
    """What tells a person from a program: the time it takes, and a field that is not seen."""
    seal, rules = seal_of(settings, given, now), (await rules_now(now)).reports
    least = timedelta(seconds=rules.least_seconds)
    if seal is None or trap.strip() or now - seal.drawn < least:
        raise RuleBroken("looks-automatic", seconds=rules.least_seconds)
    return seal


async def _keep_support(
    request: Request[Any, Any, Any],
    kept: KeptReport,
    account: Person | None,
    email: str,
    sheet: str,
    settings: Settings,
    now: datetime,
) -> None:
    rules = (await rules_now(now)).reports
    person = person_of(settings, email)
    # Of this address alone: whoever opens a letter proves no other address of the same form.
    token = token_of(settings, f"join {sheet} {kept.code} {person}")
    letters: list[Message] = []
    if account is None:
        post_ = Post(settings, request.app.route_reverse)
        letter = support_letter(
            folio=kept.code,
            hours=rules.link_hours,
            link=post_.address("join", token=token),
        )
        key = f"{PRIVATE_LETTERS[1]}{token_hash(token)[:20]}"
        letters.append(Message(key, email, "", letter.subject, letter.body))
    host = request.client.host if request.client else ""
    await keep_support(
        kept.code,
        email=email,
        person=person,
        account=account.account if account else None,
        locale=locale(),
        token_hash=token_hash(token),
        confirm_until=now + timedelta(hours=rules.link_hours),
        at=now,
        turns=turns_of(settings, rules, now, host=host, email=email),
        letters=letters,
    )


async def _open(code: int) -> KeptReport:
    """A report that others may still join."""
    kept = await public_report(code)
    if kept.report.status not in OPEN:
        raise RuleBroken("report-closed")
    return kept


def _check_joins(kept: KeptReport, visitor: Person | None) -> None:
    """A government does not join what is said of it: it answers."""
    if visitor is not None and visitor.participant == kept.participant.code:
        raise RuleBroken("own-government-support")


async def _of(token: str) -> KeptReport:
    kept = await report_by_token(token_hash(token))
    if kept is None:
        raise RuleBroken("link-unknown")
    return kept


def _was_made(report: Report, move: Move, typed: Mapping[str, str]) -> bool:
    """Whether this is a form that was sent twice: the link of a letter may be opened again."""
    match move:
        case Move.CONFIRM:
            return bool(report.history)
        case Move.CONTEST:
            return has_reason(report, typed["text"], whole_number(typed["seen"]))
        case Move.CLOSE:
            return report.status is Status.CLOSED
        case _:
            return report.status is Status.WITHDRAWN


async def _followed(
    request: Request[Any, Any, Any],
    token: str,
    kept: KeptReport,
    now: datetime,
    *,
    done: str = "",
    tried: Tried | None = None,
    status: int = 200,
) -> Template:
    cited = {each.document for event in kept.report.history for each in event.evidence}
    documents = await documents_named(cited)
    page = follow_page(
        seen_of(kept),
        token=token,
        confirm_until=kept.sender.confirm_until,
        now=now,
        calendar=(await rules_now(now)).calendar,
        today=today_of(now),
        titles={code: each.title for code, each in documents.items()},
        done=done,
        tried=tried,
        url=request.app.route_reverse,
    )
    return HTMXTemplate(
        template_name="pages/report_follow.html",
        context={"page": page},
        status_code=status,
        headers=PRIVATE,
    )


async def _support(
    request: Request[Any, Any, Any],
    kept: KeptReport,
    visitor: Person | None,
    settings: Settings,
    now: datetime,
    *,
    email: str = "",
    refused: RuleBroken | None = None,
    done: str = "",
    seal: str = "",
) -> Template:
    page = support_page(
        seen_of(kept),
        asks_email=visitor is None or visitor.role is not Role.OBSERVER,
        seal=seal if seal_of(settings, seal, now) else new_seal(settings, now),
        notice=privacy_text((await rules_now(now)).reports),
        url=request.app.route_reverse,
        email=email,
        error=sentence_of(refused.code, refused.facts) if refused else "",
        done=done,
    )
    return HTMXTemplate(
        template_name="pages/report_support.html",
        context={"page": page},
        status_code=SENTENCES[refused.code].status if refused else 200,
        headers=retry_after(refused.facts) if refused else {},
    )


router = Router(
    "/",
    route_handlers=[
        show_followed,
        move_followed,
        show_support,
        send_support,
        show_join,
        confirm_join,
    ],
)
