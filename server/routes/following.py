"""Seguir por correo: asking, confirming, changing and stopping, without an account."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.following import Focus, Kind, Rhythm
from game.rules import RuleBroken
from server.attempts import Throttle
from server.following import (
    Post,
    Purpose,
    check_human,
    check_pace,
    drawn,
    name_of,
    new_name,
    post_of,
)
from server.i18n import LOCALES, locale, speaking
from server.mailboxes import is_mailbox
from server.pages.following import (
    StepPage,
    confirm_page,
    focus_panel,
    focus_value,
    follow_page,
    follows_page,
    sent_page,
    stop_page,
    stopped_page,
)
from server.problems import SENTENCES, retry_after, sentence_of
from server.queries.following import (
    Follower,
    FollowRequest,
    address_key,
    change,
    confirm,
    confirmed_with,
    follower_of,
    follows_of,
    keep_request,
    request_of,
    stop,
)
from server.reports import seal_of
from server.security import FROM_ANYWHERE, new_token
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class FollowForm:
    """What to follow, by which address and how often. People leave `website` empty.

    `seal`: when the form was drawn, as this server signed it.
    """

    kind: str = ""
    code: str = ""
    email: str = ""
    rhythm: str = ""
    language: str = ""
    website: str = ""
    seal: str = ""

    @property
    def focus(self) -> Focus:
        if self.kind not in set(Kind):
            raise RuleBroken("follow-unknown")
        return Focus(Kind(self.kind), self.code[:24])


@get("/compromisos/seguir", name="follow")
async def show_form(
    request: Request[Any, Any, Any],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
    que: FromQuery[str] = Kind.ALL.value,
    codigo: FromQuery[str] = "",
) -> Template:
    return await _form(request, settings, FollowForm(kind=que, code=codigo), now)


@post("/compromisos/seguir", name="follow_send", status_code=200)
async def ask(
    request: Request[Any, Any, Any],
    *,
    data: URLEncodedBody[FollowForm],
    settings: NamedDependency[Settings],
    throttle: NamedDependency[Throttle],
    now: NamedDependency[datetime],
) -> Template:
    """The answer is the same for an address that follows already: nobody learns who does."""
    await name_of(data.focus)
    try:
        await _check(request, settings, data, throttle, now)
    except RuleBroken as broken:
        return await _form(request, settings, data, now, broken)
    if not data.website:
        await _asked(request, settings, data, now)
    return _step(sent_page(request.app.route_reverse))


@get("/seguimiento/confirmar/{token:str}", name="follow_confirm")
async def show_confirm(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    """Nothing is confirmed by opening this: programs open every link of a letter."""
    post = post_of(request.app, settings)
    asked = await request_of(token, now, post.rules)
    if asked is None:
        return _to_follows(request, post, await _confirmed(token))
    action = request.app.route_reverse("follow_confirm_send", token=token)
    page = confirm_page(
        asked.focus,
        await name_of(asked.focus),
        asked.rhythm,
        address=asked.address,
        action=action,
    )
    return _step(page)


@post("/seguimiento/confirmar/{token:str}", name="follow_confirm_send")
async def confirm_request(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    settings: NamedDependency[Settings],
    now: NamedDependency[datetime],
) -> Redirect:
    post = post_of(request.app, settings)
    asked = await request_of(token, now, post.rules)
    follower = await confirm(asked, token, new_name(), now) if asked else None
    return _to_follows(request, post, follower or await _confirmed(token))


@get("/seguimiento/{token:str}", name="follows")
async def show_follows(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    settings: NamedDependency[Settings],
    hecho: FromQuery[str] = "",
) -> Template:
    post = post_of(request.app, settings)
    follower = await _follower(post, token)
    followed = (await follows_of([follower]))[follower.id]
    stop_token = post.link(follower.name, Purpose.STOP)
    page = follows_page(
        follower.address,
        [(each.focus, await name_of(each.focus)) for each in followed],
        rhythm=follower.rhythm,
        language=follower.locale,
        action=request.app.route_reverse("follows_change", token=token),
        stop=request.app.route_reverse("unfollow", token=stop_token),
        is_done=bool(hecho),
    )
    return HTMXTemplate(template_name="pages/follows.html", context={"page": page})


@post("/seguimiento/{token:str}", name="follows_change")
async def change_follows(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    settings: NamedDependency[Settings],
) -> Redirect:
    """What is no longer ticked is followed no more; with nothing left the address is forgotten."""
    post, fields = post_of(request.app, settings), await request.form()
    kept = {str(each) for each in fields.getall("keep", [])}
    stopped = Redirect(request.app.route_reverse("unfollowed"), status_code=303)
    if not kept and await follower_of(post.name_in(token, Purpose.CHANGE)) is None:
        return stopped
    follower = await _follower(post, token)
    rhythm, language = str(fields.get("rhythm", "")), str(fields.get("language", ""))
    followed = [each.focus for each in (await follows_of([follower]))[follower.id]]
    dropped = [each for each in followed if focus_value(each) not in kept]
    if len(dropped) == len(followed):
        await stop(follower)
        return stopped
    await change(
        follower,
        Rhythm(rhythm) if rhythm in set(Rhythm) else follower.rhythm,
        language if language in LOCALES else follower.locale,
        dropped,
    )
    return _to_follows(request, post, follower)


@get("/seguimiento/{token:str}/baja", name="unfollow")
async def show_stop(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    settings: NamedDependency[Settings],
) -> Template:
    """Nothing is stopped by opening this: programs open every link of a letter."""
    post_of(request.app, settings).name_in(token, Purpose.STOP)
    return _step(stop_page(request.app.route_reverse("unfollow_send", token=token), ""))


@post(
    "/seguimiento/{token:str}/baja",
    name="unfollow_send",
    status_code=200,
    opt={FROM_ANYWHERE: True},
)
async def stop_letters(
    request: Request[Any, Any, Any],
    token: FromPath[str],
    settings: NamedDependency[Settings],
) -> Template:
    """Stop them all, by the button or by a mail program: one click, no cookie (RFC 8058)."""
    name = post_of(request.app, settings).name_in(token, Purpose.STOP)
    follower = await follower_of(name)
    if follower is not None:
        await stop(follower)
    return _step(stopped_page(request.app.route_reverse))


@get("/seguimiento/baja", name="unfollowed")
async def show_stopped(request: Request[Any, Any, Any]) -> Template:
    return _step(stopped_page(request.app.route_reverse))


async def _check(
    request: Request[Any, Any, Any],
    settings: Settings,
    data: FollowForm,
    throttle: Throttle,
    now: datetime,
) -> None:
    """Refuse what is no address, comes from no person, or comes too often."""
    email = data.email.strip()
    if not is_mailbox(email):
        raise RuleBroken("follow-email-invalid")
    await check_human(settings, data.seal, now)
    host = request.client.host if request.client else ""
    await check_pace(throttle, host, address_key(email), now)


async def _asked(
    request: Request[Any, Any, Any],
    settings: Settings,
    data: FollowForm,
    now: datetime,
) -> None:
    post, token = post_of(request.app, settings), new_token()
    asked = FollowRequest(
        address=address_key(data.email),
        locale=data.language if data.language in LOCALES else locale(),
        rhythm=Rhythm(data.rhythm) if data.rhythm in set(Rhythm) else Rhythm.WEEKLY,
        focus=data.focus,
    )
    with speaking(asked.locale):
        name = await name_of(asked.focus)
    await keep_request(asked, token, post.asking(asked, token, name), now, post.rules)


async def _form(
    request: Request[Any, Any, Any],
    settings: Settings,
    data: FollowForm,
    now: datetime,
    refused: RuleBroken | None = None,
) -> Template:
    """The form as it was filled in; the moment it was first drawn at still counts."""
    url = request.app.route_reverse
    panel = focus_panel(
        data.focus,
        await name_of(data.focus),
        settings.public_url,
        url,
        rhythm=data.rhythm,
        email=data.email,
        language=data.language,
        error=sentence_of(refused.code, refused.facts) if refused else "",
    )
    is_ours = seal_of(settings, data.seal, now) is not None
    panel = replace(panel, seal=data.seal) if is_ours else drawn(panel, settings, now)
    return HTMXTemplate(
        template_name="pages/follow.html",
        context={"page": follow_page(panel, url)},
        status_code=SENTENCES[refused.code].status if refused else 200,
        headers=retry_after(refused.facts) if refused else {},
    )


async def _confirmed(token: str) -> Follower:
    """Whoever pressed this link before; of nobody it is gone."""
    follower = await confirmed_with(token)
    if follower is None:
        raise RuleBroken("follow-link-gone")
    return follower


async def _follower(post: Post, token: str) -> Follower:
    follower = await follower_of(post.name_in(token, Purpose.CHANGE))
    if follower is None:
        raise RuleBroken("follow-stopped")
    return follower


def _step(page: StepPage) -> Template:
    return HTMXTemplate(template_name="pages/follow_step.html", context={"page": page})


def _to_follows(request: Request[Any, Any, Any], post: Post, follower: Follower) -> Redirect:
    token = post.link(follower.name, Purpose.CHANGE)
    address = request.app.route_reverse("follows", token=token)
    return Redirect(f"{address}?hecho=si", status_code=303)


router = Router(
    "/",
    route_handlers=[
        show_form,
        ask,
        show_confirm,
        confirm_request,
        show_follows,
        change_follows,
        show_stop,
        stop_letters,
        show_stopped,
    ],
)
