"""Sospechosas: what looks like spam waits apart, counts for nothing, and nobody loses anything."""

from dataclasses import replace

import pytest

from game.reports import Mark, Move, Status
from game.room import ReportRules
from server.queries.reports import report_of, vouchers_of
from server.settings import Settings
from server.tables.audit import AuditRow
from server.tables.mail import MailRow
from server.tables.reports import ReportRow, ReportTurnRow
from tests.browser import Browser, browsing
from tests.commitments import promised
from tests.files import a_pdf
from tests.reports import CANARY, NEW, SEND, a_report, contradicting, moved, published, sent
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, enters, seated
from tests.server.test_reports import FORM, carried, letters_to, link_in, written

QUEUE = "/moderacion/observaciones"
APART = f"{QUEUE}?cola=sospechosas"
DISCARD = f"{QUEUE}/descartar"
REASON = "Parece publicidad."
CASE = f"{QUEUE}/1"

pytestmark = [pytest.mark.both, pytest.mark.usefixtures("opened")]


async def waits(settings: Settings, *marks: Mark, commitment: int = 0, email: str = CANARY) -> int:
    """A report that was confirmed and carries these marks; its number."""
    given = {"marks": frozenset(marks)}
    report = contradicting(commitment, **given) if commitment else a_report(**given)
    code = await sent(settings, report, email=email)
    await moved(code, Move.CONFIRM)
    return code


async def test_what_looks_like_spam_is_told_apart_with_its_reasons_and_is_nowhere_in_public(
    each_settings: Settings, victor: Browser, browser: Browser
) -> None:
    commitment = await promised()
    code = await waits(each_settings, Mark.TRAP, Mark.CROWD, commitment=commitment)
    plain = await waits(each_settings, Mark.LINKS)
    page = await victor.open(QUEUE)
    assert "Por leer (1)" in page.text
    assert "Sospechosas (1)" in page.text
    assert [str(each["href"]) for each in page.select(".queue a")] == [f"{QUEUE}/{plain}"]
    page = await victor.open(APART)
    row = " ".join(page.select_one(".queue > li").text.split())
    assert "llenó un campo que las personas no ven" in row
    assert "llegaron muchas de la misma conexión" in row
    for address in (
        f"/observaciones/{code}",
        f"/observaciones/{code}/tambien",
    ):
        await browser.open(address, 404)
    for address in (
        "/observaciones",
        "/observaciones.csv",
        "/observaciones.json",
        f"/compromisos/{commitment}",
        "/compromisos/desacuerdos",
        f"/gobiernos/{OAXACA}",
    ):
        shown = await browser.client.get(address)
        assert shown.status_code == 200
        assert "tres copias" not in shown.text
    (voucher,) = await vouchers_of(commitment)
    assert voucher.published_at is None


async def test_one_is_passed_to_those_that_are_read_in_their_turn_and_is_then_as_any_other(
    each_settings: Settings, victor: Browser, browser: Browser
) -> None:
    await waits(each_settings, Mark.QUICK)
    page = await victor.open(APART)
    clear = page.select_one('.queue form[action$="/cola"]')
    page = await victor.send(str(clear["action"]))
    assert "La observación 1 pasó a «Por leer»" in page.text
    assert "Sospechosas (0)" in page.text
    assert page.select(f'.queue a[href="{CASE}"]')
    await victor.send(str(clear["action"]))
    # Why it looked like spam is still there to be read, and who said that it does not.
    case = await victor.open(CASE)
    assert "menos tiempo del que toma escribirla" in case.text
    assert not case.select('form[action$="/cola"]')
    noted = await AuditRow.select(AuditRow.action, AuditRow.details).where(
        AuditRow.action == "report-clear"
    )
    assert [row["details"] for row in noted] == ['{"marks": "quick"}']
    await victor.send(CASE, move="publish", asked="Licencia", story="Pidieron tres copias.")
    page = await browser.open("/observaciones/1")
    assert "menos tiempo" not in page.text


async def test_many_are_discarded_with_one_reason_that_each_sender_gets(
    each_settings: Settings, victor: Browser, browser: Browser
) -> None:
    codes = [
        await waits(each_settings, Mark.TRAP, email=f"x{number}@correo.example")
        for number in range(3)
    ]
    kept = await waits(each_settings, Mark.TRAP, email="otra@correo.example")
    plain = await waits(each_settings, email="vecina@correo.example")
    page = await victor.open(APART)
    assert page.field("text").startswith("Parece un envío automático")
    # Nothing is done before somebody says which ones and why.
    page = await victor.send(DISCARD, 422, text=REASON)
    assert "Marque al menos una." in page.select_one("#text-error").text
    ticked = [str(each) for each in (*codes, plain, 999)]
    page = await victor.send(DISCARD, 422, text="\u200b", report=ticked)
    assert "no puede quedar vacío" in page.select_one("#text-error").text
    page = await victor.send(DISCARD, 422, text="Es <b>spam</b>", report=ticked)
    assert "Escriba solo texto" in page.select_one("#text-error").text
    assert page.field("text") == "Es <b>spam</b>"
    assert len(page.select('[name="report"][checked]')) == 3
    assert {each["status"] for each in await ReportRow.select(ReportRow.status)} == {"confirmed"}
    page = await victor.send(DISCARD, text=REASON, report=ticked)
    assert "Se descartaron 3. 2 no: las decide otra persona o cambiaron" in page.text
    assert "Sospechosas (1)" in page.text
    statuses = [(await report_of(code)).report.status for code in (*codes, kept, plain)]
    assert statuses == [Status.REJECTED] * 3 + [Status.CONFIRMED] * 2
    letters = await MailRow.select(MailRow.address, MailRow.body).where(
        MailRow.address.like("x%@correo.example")
    )
    assert sorted(row["address"] for row in letters) == [
        f"x{number}@correo.example" for number in range(3)
    ]
    assert all(REASON in row["body"] for row in letters)
    # What was written is kept for those who moderate, who may think better of it.
    case = f"{QUEUE}/{codes[0]}"
    assert "tres copias" in (await victor.open(case)).text
    page = await victor.send(case, 422, move="reconsider", text="\u2060")
    assert page.select_one("#reconsider-text-error")
    await victor.send(case, move="reconsider", text="Es de una persona.")
    assert (await report_of(codes[0])).report.is_cleared
    page = await victor.open(QUEUE)
    assert page.select(f'.queue a[href="{case}"]')
    (told,) = await MailRow.select(MailRow.body).where(MailRow.subject.like("%se lee de nuevo"))
    assert "se lee otra vez" in told["body"]
    assert "Es de una persona." not in told["body"]
    await victor.send(case, move="publish", asked="Licencia", story="Pidieron tres copias.")
    page = await browser.open(f"/observaciones/{codes[0]}")
    assert "Es de una persona." not in page.source
    assert REASON not in page.source


async def test_nobody_discards_or_passes_on_what_concerns_them(
    each_settings: Settings, ana: Browser, browser: Browser
) -> None:
    code = str(await waits(each_settings, Mark.TRAP))
    async with browsing(browser.app) as other:
        own = replace(PEOPLE["victor"], email="oaxaqueno@observatorio.mx", state=OAXACA)
        await seated(own)
        await enters(other, own, NOON)
        assert "Nada espera" in (await other.open(APART)).text
        page = await other.send(DISCARD, text=REASON, report=code)
        assert "Se descartaron 0. 1 no" in page.text
        await other.send(f"{QUEUE}/{code}/cola", 403)
    await ana.send(DISCARD, 403, text=REASON, report=code)
    await ana.send(f"{QUEUE}/{code}/cola", 403)
    await browser.send(DISCARD, 401, text=REASON, report=code)
    kept = await report_of(int(code))
    assert (kept.report.status, kept.report.is_cleared) == (Status.CONFIRMED, False)


async def test_what_says_the_same_as_one_that_was_refused_waits_apart(
    browser: Browser, clock: Clock, victor: Browser
) -> None:
    preview = await written(browser, clock)
    await browser.send(SEND, **{**carried(preview), "step": "send"})
    await browser.send(link_in((await letters_to())[0]), move="confirm")
    await victor.send(CASE, move="reject", text=REASON)
    told = FORM["story"].upper().replace(".", " !!")
    preview = await written(browser, clock, story=told, email="otra@correo.example")
    shown = await browser.send(SEND, **{**carried(preview), "step": "send"})
    assert shown.h1.text == "Revise su correo"
    await browser.send(link_in((await letters_to("otra@correo.example"))[0]), move="confirm")
    assert "dice lo mismo que otra que no se publicó" in (await victor.open(APART)).text


async def test_past_the_usual_number_they_wait_apart_and_past_the_brake_none_is_taken(
    browser: Browser, clock: Clock
) -> None:
    rules = ReportRules()
    page = await browser.open(f"{NEW}?gobierno={OAXACA}")
    clock.move(seconds=30)
    for number in range(rules.brake):
        typed = {**FORM, "email": f"x{number}@correo.example", "story": f"Pasó esto: {number}."}
        preview = await browser.send(SEND, **{**carried(page), **typed, "step": "preview"})
        told = await browser.send(SEND, **{**carried(preview), "step": "send"})
        assert told.h1.text == "Revise su correo"
    rows = await ReportRow.select(ReportRow.marks).order_by(ReportRow.id)
    assert ["crowd" in row["marks"] for row in rows] == (
        [False] * rules.hourly + [True] * (rules.brake - rules.hourly)
    )
    typed = {**FORM, "email": "otra@correo.example"}
    preview = await browser.send(SEND, **{**carried(page), **typed, "step": "preview"})
    told = await browser.send(SEND, 429, **{**carried(preview), "step": "send"})
    assert int(told.response.headers["retry-after"]) <= 3600
    assert told.field("story") == FORM["story"]
    before = {row["source"] for row in await ReportTurnRow.select(ReportTurnRow.source)}
    clock.move(days=1)
    preview = await written(browser, clock, email="x0@correo.example")
    await browser.send(SEND, **{**carried(preview), "step": "send"})
    after = {row["source"] for row in await ReportTurnRow.select(ReportTurnRow.source)}
    # The same connection and the same address are others the day after.
    assert len(after - before) == 2


async def test_joining_too_often_is_told_with_when_to_come_back(
    each_settings: Settings, browser: Browser, clock: Clock
) -> None:
    await published(each_settings)
    join = "/observaciones/1/tambien"
    seal = (await browser.open(join)).field("seal")
    clock.move(minutes=10)
    for number in range(ReportRules().hourly):
        await browser.send(join, seal=seal, email=f"vecina{number}@correo.example")
    page = await browser.send(join, 429, seal=seal, email="otra@correo.example")
    assert page.response.headers["retry-after"] == str(50 * 60)
    assert "envíelo en 50 min" in page.select_one("#email-error").text
    assert page.field("email") == "otra@correo.example"
    # What is only wrong may be sent again at once.
    page = await browser.send(join, 422, seal=seal, email="otra")
    assert "retry-after" not in page.response.headers
    clock.move(minutes=50)
    await browser.send(join, seal=seal, email="otra@correo.example")


async def test_files_that_come_too_often_are_told_with_when_to_come_back(
    browser: Browser, clock: Clock
) -> None:
    page = await browser.open(f"{NEW}?gobierno={OAXACA}")
    clock.move(minutes=20)
    typed = {**carried(page), **FORM, "step": "preview"}
    for number in range(ReportRules().hourly):
        files = {"file": ("recibo.pdf", a_pdf(f"recibo {number}"), "application/pdf")}
        await browser.send(SEND, files=files, **typed)
    page = await browser.send(SEND, 429, files=files, **typed)
    assert page.response.headers["retry-after"] == str(40 * 60)
    assert page.select_one("#file-error")
    assert page.field("story") == FORM["story"]
