"""Dos veces: every button of the loop is pressed twice, and nothing of it is kept twice.

A form that comes again as it was leads to where it led the first time. One that comes again with
other words never says that all is well: it is kept beside the first, or it is refused with what
stands now and what was typed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from game.commitments import Move as Step
from game.reports import Move
from server.policy import POLICIES
from server.queries.batches import recommended_in
from server.queries.participants import enter as enter_edition
from server.settings import Settings
from server.tables import ALL
from tests.browser import BASE, PASSWORD, Browser
from tests.commitments import a_commitment, lines_seen, promised
from tests.editions import EDITION, open_edition
from tests.reports import CANARY, NEW, SEND, moved, private_link, published, sent
from tests.server.conftest import Clock, Enter
from tests.server.followers import carried as letters_now
from tests.server.followers import path_in
from tests.server.people import OAXACA, YUCATAN, seated
from tests.server.published import CAPITAL, measured, publish
from tests.server.test_agreements import FORM as AGREEMENT
from tests.server.test_agreements import NEW as NEW_AGREEMENT
from tests.server.test_agreements import SIGNED, asked_in, publishes
from tests.server.test_batches import DRAFT, PROMISE, ROOM
from tests.server.test_declarations import declaring, signs
from tests.server.test_exchanges import DORA
from tests.server.test_exchanges import PAGE as PRACTICE
from tests.server.test_following import asks
from tests.server.test_reports import FORM, carried, letters_to, link_in, written

# The modules of the loop: whatever they take is pressed twice here.
LOOP = frozenset(
    f"server.routes.{name}"
    for name in (
        "agreements",
        "batches",
        "commitments",
        "declarations",
        "exchanges",
        "following",
        "moderation",
        "promise_books",
        "recommendations",
        "report_desks",
        "report_forms",
        "report_links",
        "reports",
    )
)
# What is pressed twice elsewhere, and where.
ELSEWHERE: Mapping[str, str] = {
    "promise_book_send": "keeps nothing: it shows what a workbook would do",
    "promise_book_marked": "keeps nothing: it gives a workbook back",
    "promise_book_keep": "test_promise_books: a box that is sent twice proposes once",
}
# What grows with every visit and says nothing of what was kept.
UNCOUNTED = frozenset({"attempt", "session", "report_turn", "visit"})
# What comes of published results.
MEASURED = frozenset(
    {
        "batch_draft",
        "batch_edit",
        "batch_issue",
        "practice_ask",
        "practice_contact_send",
        "practice_hide",
        "practice_say",
        "practice_thank",
        "recommendation_decline",
    }
)
LINK = {"link": "https://oaxaca.example/acuerdo", "title": "Acuerdo", "page": "2"}
CASE = "/moderacion/observaciones/1"


@dataclass(frozen=True)
class Press:
    """A form as it is sent, by whom. `status`: of what comes back, both times.

    `other`: the same with other words; `tells`: what that answers, where it is not kept beside.
    """

    by: Browser
    url: str
    fields: Mapping[str, Any]
    status: int = 303
    other: Mapping[str, Any] | None = None
    tells: int = 409


@dataclass(frozen=True)
class World:
    """Everybody who can press something."""

    app: Litestar
    settings: Settings
    enter: Enter
    browser: Browser
    clock: Clock


Case = Callable[[World], Awaitable[Press]]
CASES: dict[str, Case] = {}


def pressing(name: str) -> Callable[[Case], Case]:
    def keep(case: Case) -> Case:
        CASES[name] = case
        return case

    return keep


# Commitments


@pressing("commitment_move")
async def _(world: World) -> Press:
    await promised()
    fields = {"move": "withdraw", "note": "Cambió la ley.", "seen": await lines_seen()}
    other = {**fields, "note": "Otra razón."}
    return Press(await world.enter("ana"), "/compromisos/1/pasos", fields, other=other)


@pressing("commitment_milestone")
async def _(world: World) -> Press:
    await promised(None, Step.AGREE)
    return Press(await world.enter("ana"), "/compromisos/1/hitos", {"position": "0"})


@pressing("commitment_report")
async def _(world: World) -> Press:
    await promised(a_commitment(milestones=()), Step.AGREE)
    fields = {"note": "Se publicó.", "seen": await lines_seen(), **LINK}
    other = {**fields, "title": "Otro acuerdo"}
    return Press(await world.enter("ana"), "/compromisos/1/cumplimiento", fields, other=other)


@pressing("commitment_verdict")
async def _(world: World) -> Press:
    await promised(a_commitment(milestones=()), Step.AGREE)
    ana = await world.enter("ana")
    await ana.send("/compromisos/1/cumplimiento", note="Ya.", seen=await lines_seen(), **LINK)
    fields = {"move": "verify", "note": "Se vio.", "seen": await lines_seen()}
    other = {**fields, "move": "send_back", "note": "Falta."}
    return Press(await world.enter("victor"), "/compromisos/1/dictamen", fields, other=other)


@pressing("commitment_inherit")
async def _(world: World) -> Press:
    await promised(None, Step.AGREE)
    fields = {"move": "inherit", "note": "Cambió el gobierno.", "seen": await lines_seen()}
    by = await world.enter("coordinadora")
    other = {**fields, "note": "Otra."}
    return Press(by, "/compromisos/1/herencia", fields, other=other)


@pressing("commitment_inherit_all")
async def _(world: World) -> Press:
    await promised(None, Step.AGREE)
    fields = {"participant": OAXACA, "note": "Cambió el gobierno."}
    return Press(await world.enter("coordinadora"), "/compromisos/herencia", fields)


@pressing("proposal_send")
async def _(world: World) -> Press:
    fields = {**PROMISE, "goal": "Abrir la ventanilla", "pillar": "P"}
    other = {**fields, "goal": "Abrir dos ventanillas"}
    return Press(await world.enter("ana"), "/mi-liga/compromisos/nuevo", fields, other=other)


# Recommendations


async def issued(world: World) -> int:
    await measured()
    await publish()
    by = await world.enter("coordinadora")
    await by.send(ROOM, **DRAFT | {"audience": OAXACA})
    await by.send(f"{ROOM}/1/emision", audience="each")
    return (await recommended_in(1, OAXACA))[0].id


@pressing("recommendation_decline")
async def _(world: World) -> Press:
    url = f"/mi-liga/recomendaciones/{await issued(world)}/declinacion"
    other = {"reason": "Y no hay presupuesto."}
    by = await world.enter("ana")
    return Press(by, url, {"reason": "La ley lo impide."}, other=other, tells=303)


@pressing("batch_draft")
async def _(world: World) -> Press:
    await measured()
    await publish()
    return Press(await world.enter("coordinadora"), ROOM, DRAFT)


@pressing("batch_edit")
async def _(world: World) -> Press:
    await measured()
    await publish()
    by = await world.enter("coordinadora")
    await by.send(ROOM, **DRAFT | {"audience": OAXACA})
    page = await by.open(f"{ROOM}/1?gobierno={OAXACA}")
    names = [
        str(each["name"]) for each in page.select("main form textarea, main form [name^=priority_]")
    ]
    fields = {name: page.field(name).strip() for name in names}
    first = next(name for name in names if name.startswith("text_"))
    seen = {
        str(each["name"]): str(each["value"])
        for each in page.select("main form input[type=hidden]")
        if each["name"] != "csrf"
    }
    fields |= seen | {"participant": OAXACA, first: "Se recomienda otra cosa."}
    return Press(by, f"{ROOM}/1", fields, other={**fields, first: "Y otra."})


@pressing("batch_issue")
async def _(world: World) -> Press:
    await measured()
    await publish()
    by = await world.enter("coordinadora")
    await by.send(ROOM, **DRAFT | {"audience": OAXACA})
    other = {"audience": "public"}
    return Press(by, f"{ROOM}/1/emision", {"audience": "each"}, other=other)


# Agreements


async def agreed(world: World) -> Browser:
    await enter_edition(EDITION, {"09": "states"})
    by = await world.enter("coordinadora")
    await publishes(by, invited=f"one/{OAXACA}")
    return by


@pressing("agreement_publish")
async def _(world: World) -> Press:
    await enter_edition(EDITION, {"09": "states"})
    by = await world.enter("coordinadora")
    asked = await by.send(NEW_AGREEMENT, **AGREEMENT)
    return Press(by, NEW_AGREEMENT, asked_in(asked))


@pressing("agreement_invite")
async def _(world: World) -> Press:
    by = await agreed(world)
    url = "/coordinacion/acuerdos/1/invitaciones"
    key = (await by.open(url)).field("key")
    asked = await by.send(url, invited=f"one/{YUCATAN}", key=key)
    return Press(by, url, asked_in(asked))


@pressing("agreement_sign")
async def _(world: World) -> Press:
    await agreed(world)
    other = {**SIGNED, "responsible": "Secretaría de Turismo"}
    return Press(await world.enter("ana"), "/acuerdos/1/firma", SIGNED, other=other)


@pressing("agreement_decline")
async def _(world: World) -> Press:
    await agreed(world)
    by, url = await world.enter("ana"), "/acuerdos/1/declinacion"
    other = {"reason": "Y la ley lo impide."}
    return Press(by, url, {"reason": "Falta presupuesto."}, other=other, tells=303)


# Declarations


@pressing("declaration_sign")
async def _(world: World) -> Press:
    by = await world.enter("sofia")
    digest = (await by.open("/declaraciones/firmar")).field("digest")
    fields = {"digest": digest, "password": PASSWORD, "is_public": "1"}
    return Press(by, "/declaraciones/firmar", fields)


@pressing("declaration_revoke")
async def _(world: World) -> Press:
    by = await world.enter("sofia")
    await signs(by)
    other = {"reason": "Otra razón."}
    return Press(by, "/declaraciones/1/revocacion", {"reason": "Cambió."}, other=other)


# Following


@pressing("follow_send")
async def _(world: World) -> Press:
    seal = (await world.browser.open("/compromisos/seguir")).field("seal")
    world.clock.move(seconds=30)
    fields = {"kind": "all", "code": "", "email": "eva@example.mx", "seal": seal}
    return Press(world.browser, "/compromisos/seguir", fields, 200)


async def confirming(world: World) -> str:
    await asks(world.browser)
    (letter,) = await letters_now(world.clock())
    return "/seguimiento/confirmar/" + path_in(letter, "/seguimiento/confirmar/").rpartition("/")[2]


@pressing("follow_confirm_send")
async def _(world: World) -> Press:
    return Press(world.browser, await confirming(world), {})


@pressing("follows_change")
async def _(world: World) -> Press:
    page = await world.browser.send(await confirming(world))
    return Press(world.browser, urlsplit(page.url).path, {})


@pressing("unfollow_send")
async def _(world: World) -> Press:
    page = await world.browser.send(await confirming(world))
    stop = next(
        str(each["href"]) for each in page.select("main a") if str(each["href"]).endswith("/baja")
    )
    return Press(world.browser, stop, {}, 200)


# Practices


@pressing("practice_say")
async def _(world: World) -> Press:
    await measured()
    await publish()
    ana = await world.enter("ana")
    fields = {"text": "Empezamos por Economía.", "sheet": (await ana.open(PRACTICE)).field("sheet")}
    other = {**fields, "text": "Empezamos por Hacienda."}
    return Press(ana, f"{PRACTICE}/mensajes", fields, other=other, tells=303)


@pressing("practice_ask")
async def _(world: World) -> Press:
    await measured()
    await publish()
    return Press(await world.enter("ana"), f"{PRACTICE}/ayuda", {"text": "¿Cómo empezaron?"})


@pressing("practice_thank")
async def _(world: World) -> Press:
    await measured()
    await publish()
    ana = await world.enter("ana")
    await ana.send(f"{PRACTICE}/ayuda", text="¿Cómo empezaron?")
    fields = {"giver": CAPITAL, "thanks": "Nos pasaron su formato."}
    return Press(ana, f"{PRACTICE}/gracias", fields)


@pressing("practice_hide")
async def _(world: World) -> Press:
    await measured()
    await publish()
    ana = await world.enter("ana")
    await ana.send(f"{PRACTICE}/mensajes", sheet="a", text="Llámenme.")
    fields = {"reason": "Da un teléfono."}
    return Press(await world.enter("coordinadora"), f"{PRACTICE}/mensajes/1/ocultar", fields)


@pressing("practice_contact_send")
async def _(world: World) -> Press:
    await measured()
    await publish()
    await seated(DORA)
    ana, contact = await world.enter("ana"), f"{PRACTICE}/contacto/{CAPITAL}"
    fields = {"text": "¿Nos pasan su formato?", "sheet": (await ana.open(contact)).field("sheet")}
    return Press(ana, contact, fields, other={**fields, "text": "¿Y su acta?"}, tells=303)


# Reports


@pressing("report_send")
async def _(world: World) -> Press:
    preview = await written(world.browser, world.clock)
    fields: dict[str, Any] = {**carried(preview), "step": "send"}
    other = {**fields, "story": "Pidieron cuatro copias."}
    return Press(world.browser, SEND, fields, other=other, tells=303)


@pressing("report_follow_send")
async def _(world: World) -> Press:
    code = await published(world.settings)
    await moved(code, Move.ANSWER, "Ya.")
    fields = {"move": "contest", "text": "Las siguen pidiendo.", "seen": "1"}
    other = {**fields, "text": "Y además las cobran."}
    link = await private_link(world.settings, code)
    return Press(world.browser, link, fields, other=other, tells=303)


@pressing("report_support_send")
async def _(world: World) -> Press:
    await published(world.settings)
    join, by = "/observaciones/1/tambien", await world.enter("olga")
    seal = (await by.open(join)).field("seal")
    world.clock.move(seconds=30)
    return Press(by, join, {"seal": seal}, 200)


@pressing("join_confirm")
async def _(world: World) -> Press:
    await published(world.settings)
    join = "/observaciones/1/tambien"
    seal = (await world.browser.open(join)).field("seal")
    world.clock.move(seconds=30)
    await world.browser.send(join, seal=seal, email="vecina@correo.example")
    return Press(world.browser, link_in((await letters_to("vecina@correo.example"))[0]), {})


@pressing("report_answer")
async def _(world: World) -> Press:
    await published(world.settings)
    fields = {"text": "Ya no se piden.", "seen": "0", **LINK}
    other = {**fields, "text": "Sí se piden."}
    return Press(await world.enter("ana"), "/observaciones/1/respuesta", fields, other=other)


@pressing("observer_desk_send")
async def _(world: World) -> Press:
    fields = {"act": "add", "kind": "participant", "code": OAXACA}
    return Press(await world.enter("olga"), "/observaciones/panel", fields)


async def confirmed(world: World, **given: Any) -> Browser:
    await moved(await sent(world.settings, **given), Move.CONFIRM)
    return await world.enter("victor")


@pressing("report_moderate")
async def _(world: World) -> Press:
    by = await confirmed(world)
    fields = {"move": "reject", "text": "No se entiende."}
    return Press(by, CASE, fields, other={**fields, "text": "Otra razón."})


@pressing("report_clear")
async def _(world: World) -> Press:
    by = await suspected(world)
    return Press(by, f"{CASE}/cola", {})


@pressing("report_discard")
async def _(world: World) -> Press:
    by = await suspected(world)
    fields = {"report": "1", "text": "Es publicidad."}
    return Press(by, "/moderacion/observaciones/descartar", fields)


async def suspected(world: World) -> Browser:
    """One that was written quicker than anybody writes waits apart."""
    page = await world.browser.open(f"{NEW}?gobierno={OAXACA}")
    typed = {**carried(page), **FORM, "step": "preview"}
    preview = await world.browser.send(SEND, **typed)
    await world.browser.send(SEND, **{**carried(preview), "step": "send"})
    await world.browser.send(link_in((await letters_to(CANARY))[0]), move="confirm")
    return await world.enter("victor")


# All of them


@pytest.fixture
async def world(
    app: Litestar, each_settings: Settings, enter: Enter, browser: Browser, clock: Clock
) -> World:
    return World(app, each_settings, enter, browser, clock)


async def pressed(world: World, name: str) -> Press:
    """What is pressed, in an edition that is open or was measured already."""
    if name not in MEASURED:
        await open_edition(declaring())
    return await CASES[name](world)


async def kept() -> Mapping[str, int]:
    """How many rows each table has."""
    tables = {each._meta.tablename: each for each in ALL}
    return {name: await table.count() for name, table in tables.items() if name not in UNCOUNTED}


async def presses(press: Press, fields: Mapping[str, Any]) -> tuple[int, str, str]:
    """Send a form, and go nowhere: the status, where it leads, and the page that came."""
    token = await press.by.csrf()
    sent_as = {"Origin": BASE, "Sec-Fetch-Site": "same-origin"}
    response = await press.by.client.post(
        press.url, data={**fields, "csrf": token}, headers=sent_as, follow_redirects=False
    )
    return response.status_code, response.headers.get("location", ""), response.text


def test_whatever_the_loop_takes_is_pressed_twice(assembled: Litestar) -> None:
    taken = {
        str(handler.name)
        for route in assembled.routes
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler)
        and "POST" in handler.http_methods
        and handler.fn.__module__ in LOOP
    }
    assert taken <= POLICIES.keys()
    assert taken == CASES.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", sorted(CASES))
async def test_pressed_twice_it_is_kept_once(world: World, name: str) -> None:
    press = await pressed(world, name)
    status, first, _page = await presses(press, press.fields)
    assert status == press.status
    before = await kept()
    status, second, page = await presses(press, press.fields)
    assert status == press.status, page
    assert urlsplit(second).path == urlsplit(first).path
    if name != "follow_send":  # each press asks its owner again, so many times in a day
        assert await kept() == before
    if second:
        await press.by.open(second)


# What is written in words, or decided: the others say nothing that could be said otherwise.
OTHERS = (
    "agreement_decline",
    "agreement_sign",
    "batch_edit",
    "batch_issue",
    "commitment_inherit",
    "commitment_move",
    "commitment_report",
    "commitment_verdict",
    "declaration_revoke",
    "practice_contact_send",
    "practice_say",
    "proposal_send",
    "recommendation_decline",
    "report_answer",
    "report_follow_send",
    "report_moderate",
    "report_send",
)


@pytest.mark.parametrize("name", OTHERS)
async def test_other_words_are_kept_beside_or_told(world: World, name: str) -> None:
    press = await pressed(world, name)
    assert press.other is not None
    await presses(press, press.fields)
    before = await kept()
    status, _where, page = await presses(press, press.other)
    assert status == press.tells, page
    (word,) = {v for k, v in press.other.items() if press.fields.get(k) != v and k != "move"}
    if press.tells == 303:
        assert await kept() != before
    else:
        assert await kept() == before
        assert word in page or name == "batch_issue"
