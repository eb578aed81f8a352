"""Seguir por correo: asked for, confirmed by its owner, told over a real mail server, stopped."""

from datetime import date, timedelta
from typing import Any

import pytest
from litestar import Litestar

from game.commitments import Move
from game.following import USUAL, Focus, Kind, Rhythm
from server.following import Purpose
from server.mail.carriers import MailServer
from server.mail.delivery import deliver
from server.queries.following import follower_of, follows_of, forget_old, note_refused
from server.queries.mail import messages
from server.tables.following import FollowerRow, FollowRequestRow, FollowRow
from server.tables.mail import MailRow
from tests.browser import Browser, browsing
from tests.commitments import OAXACA, a_commitment, moved, promised
from tests.editions import open_edition
from tests.server.conftest import Clock
from tests.server.followers import (
    SENDER,
    asks,
    carried,
    drawn_before,
    follower,
    path_in,
    post_for,
    text_of,
    told,
)
from tests.server.test_mail import Inbox, mail_server


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


# Asking


async def test_a_page_offers_mail_a_feed_and_a_calendar(browser: Browser) -> None:
    await promised()
    for address in ("/compromisos", "/compromisos/1", f"/gobiernos/{OAXACA}"):
        page = await browser.open(address)
        assert page.select('form[action="/compromisos/seguir"]')
        assert page.select('link[rel="alternate"][type="application/atom+xml"]')
        assert page.select('a[href^="webcal://"]')


async def test_nobody_is_told_before_the_owner_of_the_address_says_so(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    code = await promised()
    await asks(browser, kind="commitment", code="1")
    (letter,) = await carried(clock())
    assert letter["To"] == "eva@example.mx"
    assert letter["List-Unsubscribe"] is None
    assert "Publicar el reglamento de mejora regulatoria" in text_of(letter)
    await moved(code, Move.AGREE, at=clock())
    assert await told(post_for(app), clock()) == 0
    assert await FollowerRow.count() == 0


@pytest.mark.both
async def test_opening_the_link_confirms_nothing_and_pressing_the_button_does(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await promised()
    await asks(browser, kind="participant", code=OAXACA, rhythm="daily", language="en")
    (letter,) = await carried(clock())
    link = path_in(letter, "/seguimiento/confirmar/")
    token = link.rpartition("/")[2].partition("?")[0]
    # The page speaks the language of the letter, whatever the browser does.
    page = await browser.open(link)
    assert page.h1.text == "Confirm that you want to be told"
    assert "eva@example.mx" in page.text
    assert await FollowerRow.count() == 0
    await browser.open("/compromisos?idioma=es")
    page = await browser.send(f"/seguimiento/confirmar/{token}")
    assert "Los compromisos de Oaxaca" in page.text
    assert page.select_one('[name="rhythm"] [selected]')["value"] == "daily"
    assert await FollowRequestRow.select(FollowRequestRow.address) == [{"address": ""}]
    # Pressed again, or opened again from the letter: the same place, and still once.
    for again in (
        await browser.open(f"/seguimiento/confirmar/{token}"),
        await browser.send(f"/seguimiento/confirmar/{token}"),
    ):
        assert again.url == page.url
    assert await FollowRow.count() == await FollowerRow.count() == 1
    await browser.send(page.url.partition("?")[0])
    stopped = await browser.send(page.url.partition("?")[0])
    assert stopped.url.endswith("/seguimiento/baja")
    assert await FollowRequestRow.count() == 0
    await browser.open(f"/seguimiento/confirmar/{token}", 404)
    await browser.send(f"/seguimiento/confirmar/{token}", 404)
    await browser.send(page.url.partition("?")[0], 404, keep="all:")


async def test_the_answer_is_the_same_for_an_address_that_follows_already(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await follower("eva@example.mx", at=clock(), post=post_for(app))
    assert await asks(browser) == await asks(browser, email="nadie@example.mx")
    assert await asks(browser, email="EVA@example.mx") == await asks(browser)


async def test_an_address_that_is_none_is_told_beside_its_field(browser: Browser) -> None:
    page = await browser.send("/compromisos/seguir", 422, kind="all", code="", email="eva@")
    assert "dirección de correo" in page.select_one("#follow-email-error").text
    assert page.field("email") == "eva@"


async def test_a_refused_address_on_the_page_of_a_commitment_loses_nothing(
    browser: Browser,
) -> None:
    code = str(await promised())
    page = await browser.open(f"/compromisos/seguir?que=commitment&codigo={code}")
    assert page.select(f'a[href^="/compromisos/{code}/"]')
    page = await browser.send(
        "/compromisos/seguir", 422, kind="commitment", code=code, email="eva@", rhythm="daily"
    )
    assert "dirección de correo" in page.select_one("#follow-email-error").text
    assert (page.field("email"), page.field("code")) == ("eva@", code)
    assert page.select_one('[name="rhythm"] [selected]')["value"] == "daily"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("participant", "99"),
        ("commitment", "5"),
        ("commitment", "x"),
        ("pillar", "Z"),
        ("topic", "Z9"),
        ("status", "x"),
        ("all", "1"),
        ("x", ""),
    ],
)
async def test_what_is_not_there_cannot_be_followed(browser: Browser, kind: str, code: str) -> None:
    await browser.open(f"/compromisos/seguir?que={kind}&codigo={code}", 404)
    await asks(browser, 404, kind=kind, code=code)
    assert await MailRow.count() == 0


async def test_a_program_that_fills_in_every_field_is_answered_and_not_believed(
    browser: Browser,
) -> None:
    assert await asks(browser, website="https://example.mx") == await asks(browser)
    assert await MailRow.count() == 1


@pytest.mark.both
async def test_a_form_pressed_three_times_asks_in_one_letter(browser: Browser) -> None:
    for _ in range(3):
        await asks(browser)
    assert await MailRow.count() == 1


async def test_nobody_fills_the_mailbox_of_another(browser: Browser, clock: Clock) -> None:
    for _ in range(USUAL.most_asked + 2):
        await asks(browser)
        clock.move(minutes=5)
    assert await MailRow.count() == USUAL.most_asked
    clock.move(days=1, minutes=1)
    await asks(browser)
    assert await MailRow.count() == USUAL.most_asked + 1


@pytest.mark.both
async def test_what_comes_back_sooner_than_anybody_types_is_asked_again_and_loses_nothing(
    browser: Browser, clock: Clock
) -> None:
    await promised()
    page = await browser.open("/compromisos/1")
    typed = {
        "kind": "commitment",
        "code": "1",
        "email": "eva@example.mx",
        "rhythm": "daily",
        "language": "en",
        "seal": page.field("seal"),
    }
    clock.move(seconds=2)
    page = await browser.send("/compromisos/seguir", 422, **typed)
    assert "Espere 5 segundos" in page.select_one("#follow-email-error").text
    assert {name: page.field(name) for name in ("email", "code", "seal")} == {
        name: typed[name] for name in ("email", "code", "seal")
    }
    assert page.select_one('[name="rhythm"] [selected]')["value"] == "daily"
    assert page.select_one('[name="language"] [selected]')["value"] == "en"
    assert await MailRow.count() == 0
    # Of a form that this server did not draw nobody knows how long it took.
    page = await browser.send("/compromisos/seguir", 422, **{**typed, "seal": "YQ.0"})
    clock.move(seconds=5)
    await browser.send("/compromisos/seguir", **{**typed, "seal": page.field("seal")})
    assert await MailRow.count() == 1


async def test_whoever_asks_without_end_is_asked_to_wait(browser: Browser, clock: Clock) -> None:
    for number in range(60):
        await asks(browser, email=f"eva{number}@example.mx")
    typed = {"kind": "all", "email": "otra@example.mx", "seal": drawn_before(browser.app)}
    page = await browser.send("/compromisos/seguir", 429, **typed)
    assert "demasiadas confirmaciones" in page.select_one("#follow-email-error").text
    assert page.field("email") == "otra@example.mx"
    assert page.response.headers["retry-after"] == "900"
    clock.move(minutes=16)
    await asks(browser, email="otra@example.mx")


async def test_asking_too_often_keeps_nobody_from_signing_in(ana: Browser) -> None:
    for _ in range(10):
        await asks(ana, email="ana@oaxaca.gob.mx")
    await asks(ana, 429, email="ana@oaxaca.gob.mx")
    await ana.sign_out()
    await ana.sign_in("ana@oaxaca.gob.mx")


@pytest.mark.both
async def test_what_nobody_confirmed_is_forgotten_with_its_letter(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await asks(browser)
    await carried(clock())
    clock.move(days=USUAL.confirm_days, minutes=-1)
    await forget_old(clock(), USUAL)
    assert await FollowRequestRow.count() == await MailRow.count() == 1
    clock.move(minutes=1)
    await told(post_for(app), clock())
    assert await FollowRequestRow.count() == await MailRow.count() == 0


# Being told


async def test_a_letter_says_what_happened_why_it_came_and_how_to_stop(
    app: Litestar, clock: Clock, inbox: Inbox
) -> None:
    code = await promised()
    post = post_for(app)
    await follower("eva@example.mx", at=clock(), post=post, focus=Focus(Kind.PARTICIPANT, OAXACA))
    await carried(clock())
    await moved(code, Move.AGREE, at=clock())
    assert await told(post, clock()) == 1
    with mail_server(inbox) as address:
        await deliver(MailServer(f"smtp://{address}", SENDER), clock)
    (letter,) = inbox.taken
    assert letter["To"] == "eva@example.mx"
    assert letter["Subject"] == "Oaxaca: Se acordó"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "Compromisos <compromisos.127.0.0.1>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Precedence"] is None
    assert letter.get_content_type() == "text/plain"
    text = text_of(letter)
    assert "Oaxaca: Publicar el reglamento de mejora regulatoria\n" in text
    assert "- 3 de marzo de 2026: Se acordó." in text
    assert "/compromisos/1\n" in text
    assert "porque sigue los compromisos de Oaxaca" in text
    assert path_in(letter, "/baja") in letter["List-Unsubscribe"]


async def test_one_click_of_a_mail_program_stops_the_letters(
    app: Litestar, clock: Clock, inbox: Inbox
) -> None:
    """Without a cookie, without a page of ours, by the address in the header alone (RFC 8058)."""
    code = await promised()
    post = post_for(app)
    eva = await follower("eva@example.mx", at=clock(), post=post)
    await carried(clock())
    await moved(code, Move.AGREE, at=clock())
    await told(post, clock())
    with mail_server(inbox) as address:
        await deliver(MailServer(f"smtp://{address}", SENDER), clock)
    (letter,) = inbox.taken
    address = letter["List-Unsubscribe"].strip("<>").partition("8000")[2]
    async with browsing(app) as program:
        shown = await program.client.get(address)
        assert "Dejar de recibir correos" in shown.text
        assert await follower_of(eva.name) is not None, "opening it stops nothing"
        sent = {"List-Unsubscribe": "One-Click"}
        reply = await program.client.post(address, data=sent, follow_redirects=False)
        assert (reply.status_code, reply.headers.get("set-cookie")) == (200, None)
        assert await FollowerRow.count() == await FollowRow.count() == 0
        again = await program.client.post(address, files={k: (None, v) for k, v in sent.items()})
        assert again.status_code == 200
    await moved(code, Move.START, at=clock())
    assert await told(post, clock()) == 0
    assert await MailRow.count() == 0, "her address is gone, from her letters too"


async def test_the_button_of_the_page_stops_them_too(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    post = post_for(app)
    eva = await follower("eva@example.mx", at=clock(), post=post)
    token = post.link(eva.name, Purpose.STOP)
    page = await browser.open(f"/seguimiento/{token}/baja")
    assert page.select('form[method="post"]')
    page = await browser.send(f"/seguimiento/{token}/baja")
    assert page.h1.text == "Ya no le escribiremos"
    assert await FollowerRow.count() == 0


@pytest.mark.parametrize("token", ["x", "x.", "abc.0123456789abcdef0123456789abcdef"])
async def test_a_link_that_nobody_signed_leads_nowhere(browser: Browser, token: str) -> None:
    await browser.open(f"/seguimiento/{token}", 404)
    await browser.open(f"/seguimiento/{token}/baja", 404)
    await browser.send(f"/seguimiento/{token}", 404, rhythm="daily")
    await browser.send(f"/seguimiento/{token}/baja", 404)


async def test_the_link_that_stops_opens_nothing_else(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    """A letter is passed on: whoever gets it may stop it, and does not see what is followed."""
    post = post_for(app)
    eva = await follower("eva@example.mx", at=clock(), post=post)
    token = post.link(eva.name, Purpose.STOP)
    await browser.open(f"/seguimiento/{token}", 404)


@pytest.mark.both
async def test_what_is_followed_is_changed_by_the_link_of_a_letter(
    app: Litestar, browser: Browser, clock: Clock
) -> None:
    await promised()
    post = post_for(app)
    eva = await follower("eva@example.mx", at=clock(), post=post)
    for focus in (Focus(Kind.COMMITMENT, "1"), Focus(Kind.STATUS, "verified")):
        await follower("eva@example.mx", at=clock(), post=post, focus=focus)
    token = post.link(eva.name, Purpose.CHANGE)
    page = await browser.open(f"/seguimiento/{token}")
    assert [tag["value"] for tag in page.select('[name="keep"]')] == [
        "all:",
        "commitment:1",
        "status:verified",
    ]
    page = await browser.send(
        f"/seguimiento/{token}", keep=["all:", "commitment:1"], rhythm="weekly", language="en"
    )
    changed = await follower_of(eva.name)
    assert changed is not None
    assert (changed.rhythm, changed.locale) == (Rhythm.WEEKLY, "en")
    follows = (await follows_of([changed]))[changed.id]
    assert [each.focus.kind for each in follows] == [Kind.ALL, Kind.COMMITMENT]
    page = await browser.send(f"/seguimiento/{token}", rhythm="weekly", language="en")
    assert page.h1.text == "Ya no le escribiremos"
    await browser.open("/seguimiento/baja")
    await browser.open(f"/seguimiento/{token}", 404)


async def test_a_follower_reads_the_language_they_chose(app: Litestar, clock: Clock) -> None:
    code = await promised()
    post = post_for(app)
    await follower("eva@example.mx", at=clock(), post=post, locale="en")
    await carried(clock())
    await moved(code, Move.AGREE, at=clock())
    await told(post, clock())
    (letter,) = await carried(clock())
    assert "You receive this" in text_of(letter)
    assert "Publicar el reglamento" in text_of(letter)


async def test_the_admin_does_not_read_who_follows_what(
    app: Litestar, admin: Browser, clock: Clock
) -> None:
    code = await promised()
    post = post_for(app)
    await follower("eva@example.mx", at=clock(), post=post)
    await moved(code, Move.AGREE, at=clock())
    await told(post, clock())
    page = await admin.open("/cuentas/correo")
    assert "eva@example.mx" not in page.text
    assert await messages(9) == ()


# Mailboxes that are gone


class Gone(Inbox):
    """A server that knows nobody of that name, for as often as it is told."""

    def __init__(self, times: int, reply: str = "550 5.1.1 No such user") -> None:
        super().__init__()
        self.times, self.reply = times, reply

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.times > 0:
            self.times -= 1
            return self.reply
        envelope.rcpt_tos.append(address)
        return "250 OK"


async def _refusals(app: Litestar, clock: Clock, gone: Gone, letters: int) -> None:
    goal = f"Meta de las {clock():%H:%M}"
    code = await promised(a_commitment(goal=goal), Move.AGREE, at=clock())
    post = post_for(app)
    await MailRow.delete(force=True)
    with mail_server(gone) as address:
        for number in range(letters):
            clock.move(hours=1)
            due = a_commitment().due + timedelta(days=number + 1)
            await moved(code, Move.AMEND, at=clock(), note=f"razón {number}", due=due)
            await told(post, clock())
            await deliver(MailServer(f"smtp://{address}", SENDER), clock)


@pytest.mark.both
async def test_a_mailbox_that_refuses_for_good_is_let_go_in_the_end(
    app: Litestar, clock: Clock
) -> None:
    await follower("eva@example.mx", at=clock(), post=post_for(app))
    await _refusals(app, clock, Gone(99), USUAL.most_refused - 1)
    assert await FollowerRow.count() == 1
    await _refusals(app, clock, Gone(99), 1)
    assert await FollowerRow.count() == await MailRow.count() == 0


async def test_one_letter_that_arrives_makes_good_for_the_refusals_before(
    app: Litestar, clock: Clock
) -> None:
    await follower("eva@example.mx", at=clock(), post=post_for(app))
    await _refusals(app, clock, Gone(USUAL.most_refused - 1), USUAL.most_refused)
    row = await FollowerRow.select().first()
    assert row is not None
    assert row["refused"] == 0


async def test_a_server_that_is_busy_is_tried_again_and_nobody_is_let_go(
    app: Litestar, clock: Clock
) -> None:
    await follower("eva@example.mx", at=clock(), post=post_for(app))
    await _refusals(app, clock, Gone(99, "450 Mailbox busy"), USUAL.most_refused + 1)
    assert await FollowerRow.count() == 1


@pytest.mark.both
async def test_a_refusal_of_a_stranger_is_nobodys(app: Litestar) -> None:
    await note_refused("nadie@example.mx", USUAL)
    assert await FollowerRow.count() == 0


#   1  answers for P1-01   2  answers for I1-01   3  an idea of one's own, of the same pillar as 1
@pytest.mark.both
async def test_a_topic_is_followed_by_mail(app: Litestar, clock: Clock, browser: Browser) -> None:
    await open_edition()
    await promised(a_commitment(edition="2026", item="P1-01"), at=clock())
    await promised(a_commitment(goal="Otro tema", edition="2026", item="I1-01"), at=clock())
    await promised(a_commitment(goal="Sin tema"), at=clock())
    await asks(browser, kind="topic", code="P1")
    (letter,) = await carried(clock())
    assert "los compromisos del tema Tema P1" in text_of(letter)
    page = await browser.send(path_in(letter, "/seguimiento/confirmar/"))
    assert "Los compromisos del tema Tema P1" in page.text
    for code in (1, 2, 3):
        await moved(code, Move.AGREE, at=clock())
    assert await told(post_for(app), clock()) == 1
    (letter,) = await carried(clock())
    assert text_of(letter).count("\n- ") == 1
    assert "porque sigue los compromisos del tema Tema P1" in text_of(letter)


@pytest.mark.both
async def test_a_status_is_followed_by_what_comes_to_it_and_nothing_else(
    app: Litestar, clock: Clock
) -> None:
    """What is agreed already is no news, nor is what goes on being so, nor what leaves it."""
    await promised(None, Move.AGREE, at=clock())
    await promised(a_commitment(goal="Otra"), at=clock())
    post = post_for(app)
    await follower("eva@example.mx", at=clock(), post=post, focus=Focus(Kind.STATUS, "agreed"))
    await carried(clock())
    await moved(1, Move.AMEND, at=clock(), note="Razón.", due=date(2026, 8, 31))
    await moved(1, Move.START, at=clock())
    assert await told(post, clock()) == 0
    await moved(2, Move.AGREE, at=clock())
    assert await told(post, clock()) == 1
    (letter,) = await carried(clock())
    assert "Otra" in text_of(letter)
    assert text_of(letter).count("\n- ") == 1
    assert "que pasan a «Acordado»" in text_of(letter)
