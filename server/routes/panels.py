"""Ronda final bajo coordinación: shortlist, panel and marking; two people publish the results."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, URLEncodedBody
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Redirect, Template

from game.rules import RuleBroken
from server.finals import room_of
from server.notices import panel_notice, second_notices
from server.pages.panels import NOT_TRIED, Tried, panel_room
from server.people import Person, Role
from server.problems import SENTENCES, sentence_of
from server.queries.final_results import confirm_final, propose_final, withdraw_final
from server.queries.finals import (
    appoint,
    close_marking,
    draw_shortlist,
    release,
    withdraw_finalist,
)
from server.settings import Settings

# What a field says beside itself; anything else is told above.
OF_FIELDS = frozenset(
    {
        "reason-required",
        "reason-too-long",
        "account-unknown",
        "panel-not-eligible",
        "already-on-panel",
    }
)
OF_STATE = frozenset({"panel-state-missing", "state-unknown"})


@dataclass(frozen=True, slots=True)
class ReasonForm:
    """Why: a shortlist is drawn anew, a finalist leaves, a proposal is taken back."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class MemberForm:
    """Who is put on the panel, and where they are from."""

    email: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmationForm:
    """Which proposal the second person had before them."""

    sha256: str = ""


@dataclass(frozen=True, slots=True)
class _Visit:
    """Who acts on which final round."""

    request: Request[Any, Any, Any]
    edition: str
    person: Person
    now: datetime

    async def page(self, tried: Tried = NOT_TRIED, status: int = 200) -> Template:
        role = self.person.role
        page = panel_room(
            await room_of(self.edition, self.now),
            self.request.app.route_reverse,
            coordinates=role is Role.COORDINATOR,
            publisher=self.person.account if role is Role.PUBLISHER else None,
            tried=tried,
        )
        return HTMXTemplate(
            template_name="pages/final_room.html", context={"page": page}, status_code=status
        )

    async def done(
        self, act: Awaitable[object], form: str = "", about: str = "", **typed: str
    ) -> Redirect | Template:
        """Back to the page once the act is done; the page with the refusal where it is refused."""
        try:
            await act
        except RuleBroken as refusal:
            said, code = sentence_of(refusal.code, refusal.facts), refusal.code
            if code in OF_STATE:
                tried = Tried(form, "state", typed, said)
            elif code in OF_FIELDS:
                tried = Tried(form, about, typed, said)
            else:
                tried = Tried(text=said)
            return await self.page(tried, SENTENCES[code].status)
        return _back(self.request, self.edition)


@get("/{edition:str}/final", name="final_room")
async def show_room(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template:
    return await _Visit(request, edition, person, now).page()


@post("/{edition:str}/final/finalistas", name="shortlist_draw", status_code=200)
async def draw(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[ReasonForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    act = draw_shortlist(edition, reason=data.reason, by=person, at=now)
    visit = _Visit(request, edition, person, now)
    return await visit.done(act, "draw", reason=data.reason)


@post(
    "/{edition:str}/final/finalistas/{participant:str}/retiro",
    name="finalist_leave",
    status_code=200,
)
async def note_leaving(
    request: Request[Any, Any, Any],
    *,
    edition: FromPath[str],
    participant: FromPath[str],
    data: URLEncodedBody[ReasonForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    act = withdraw_finalist(edition, participant, data.reason, by=person, at=now)
    visit = _Visit(request, edition, person, now)
    return await visit.done(act, "leave", participant, reason=data.reason)


@post("/{edition:str}/final/jurado", name="panel_appoint", status_code=200)
async def appoint_member(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[MemberForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    tell = panel_notice(request, settings, now)
    act = appoint(edition, data.email, data.state, by=person, at=now, tell=tell)
    visit = _Visit(request, edition, person, now)
    return await visit.done(act, "appoint", email=data.email, state=data.state)


@post("/{edition:str}/final/jurado/{member:int}/relevo", name="panel_release", status_code=200)
async def release_member(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    member: FromPath[int],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    visit = _Visit(request, edition, person, now)
    return await visit.done(release(edition, member, by=person, at=now))


@post("/{edition:str}/final/cierre", name="marking_close", status_code=200)
async def close(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    visit = _Visit(request, edition, person, now)
    return await visit.done(close_marking(edition, by=person, at=now))


@post("/{edition:str}/final/proponer", name="final_propose", status_code=200)
async def propose(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    settings: NamedDependency[Settings],
) -> Template | Redirect:
    visit = _Visit(request, edition, person, now)
    tell = second_notices(request, settings, person, now, is_final=True)
    return await visit.done(propose_final(edition, by=person, at=now, tell=tell))


@post("/{edition:str}/final/publicar", name="final_confirm", status_code=200)
async def confirm(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[ConfirmationForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    act = confirm_final(edition, sha256=data.sha256, by=person, at=now)
    return await _Visit(request, edition, person, now).done(act)


@post("/{edition:str}/final/desistir", name="final_withdraw", status_code=200)
async def withdraw(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    data: URLEncodedBody[ReasonForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    act = withdraw_final(edition, data.reason, by=person, at=now)
    visit = _Visit(request, edition, person, now)
    return await visit.done(act, "withdraw", reason=data.reason)


@get(
    [
        "/{edition:str}/final/finalistas",
        "/{edition:str}/final/jurado",
        "/{edition:str}/final/cierre",
        "/{edition:str}/final/proponer",
        "/{edition:str}/final/publicar",
        "/{edition:str}/final/desistir",
    ],
    name="final_room_again",
)
async def room_again(request: Request[Any, Any, Any], edition: FromPath[str]) -> Redirect:
    """The page of a refused form, opened anew: a phone woke up, or an address was shared."""
    return _back(request, edition)


def _back(request: Request[Any, Any, Any], edition: str) -> Redirect:
    return Redirect(request.app.route_reverse("final_room", edition=edition), status_code=303)


router = Router(
    "/coordinacion",
    route_handlers=[
        show_room,
        draw,
        note_leaving,
        appoint_member,
        release_member,
        close,
        propose,
        confirm,
        withdraw,
        room_again,
    ],
)
