"""Observaciones, from the form to the last word: without account, moderated, answered in time."""

import re
from datetime import date

import pytest

from game.reports import Bearing, Move
from server.queries.reports import report_of
from server.settings import Settings
from server.tables.mail import MailRow
from server.tables.reports import ReportEventRow, ReportRow, ReportTurnRow
from tests.browser import Browser, Page
from tests.commitments import a_commitment, promised
from tests.editions import open_edition
from tests.files import a_pdf
from tests.reports import CANARY, NEW, SEND, TOLD, moved, private_link, published, sent
from tests.server.conftest import Clock, Enter
from tests.server.people import OAXACA, PEOPLE, YUCATAN, enters

FORM = {
    "participant": OAXACA,
    "topic": "P1",
    "asked": "Licencia de funcionamiento de un taller",
    "place": "Ventanilla única de Oaxaca",
    "happened_on": "2026-02-20",
    "story": "Pidieron tres copias en papel. Mi teléfono es 951 123 4567.",
    "shown_as": "Taller El Yunque",
    "email": CANARY,
}
CASE = "/moderacion/observaciones/1"
ANSWER = "/observaciones/1/respuesta"


@pytest.fixture
async def edition(app: object) -> None:
    await open_edition()


def carried(page: Page) -> dict[str, str]:
    """What a form carries along unseen."""
    return {
        str(each["name"]): str(each["value"])
        for each in page.select('form[action="/observaciones/envio"] input[type="hidden"]')
        if each["name"] != "csrf"
    }


async def written(browser: Browser, clock: Clock, **given: str) -> Page:
    """The preview of what somebody wrote, some seconds after the form was drawn."""
    page = await browser.open(f"{NEW}?gobierno={OAXACA}")
    clock.move(seconds=30)
    return await browser.send(SEND, **{**carried(page), **FORM, "step": "preview", **given})


async def letters_to(email: str = CANARY) -> list[str]:
    rows = await MailRow.select(MailRow.body).where(MailRow.address == email).order_by(MailRow.id)
    return [row["body"] for row in rows]


def link_in(letter: str) -> str:
    found = re.search(r"http://[^/\s]+(/observaciones/\S+)", letter)
    assert found
    return found[1]


@pytest.mark.both
@pytest.mark.usefixtures("edition")
async def test_a_report_from_the_form_to_the_public(
    browser: Browser, clock: Clock, victor: Browser, ana: Browser
) -> None:
    preview = await written(browser, clock)
    assert preview.h1.text == "Así se verá"
    assert preview.select_one("mark").text == "951 123 4567"
    assert "un teléfono" in preview.text
    assert await ReportRow.count() == 0
    again = await browser.send(SEND, **{**carried(preview), "step": "edit"})
    assert again.field("story") == FORM["story"]
    assert again.field("email") == CANARY
    sent_page = await browser.send(SEND, **{**carried(preview), "step": "send"})
    assert sent_page.h1.text == "Revise su correo"
    await browser.open("/observaciones/1", 404)
    await victor.open(CASE, 404)

    (letter,) = await letters_to()
    link = link_in(letter)
    page = await browser.open(link)
    assert "Confirme antes del" in page.text
    await browser.send(link, move="confirm")
    replayed = await browser.send(link, move="confirm")
    assert "En revisión" in replayed.text

    queue = await victor.open("/moderacion/observaciones")
    assert "Por leer (1)" in queue.text
    assert "quedan 5 días hábiles para leerla" in queue.text
    case = await victor.open(CASE)
    assert CANARY not in case.source
    assert case.field("story").strip().endswith("[dato personal oculto].")
    await victor.send(CASE, 422, move="publish", asked=" ", story="Pidieron copias.")
    await victor.send(
        CASE, move="publish", asked=FORM["asked"], place=FORM["place"], story="Pidieron copias."
    )
    page = await browser.open("/observaciones/1")
    assert "Taller El Yunque" in page.text
    assert "ocultó" in page.text
    assert "951 123 4567" not in page.source
    assert "hasta el 18 de marzo de 2026" in page.text
    assert (await ReportRow.select(ReportRow.story).first())["story"] == FORM["story"]
    assert "18 de marzo de 2026" in (await letters_to("ana@oaxaca.gob.mx"))[-1]
    confirming, told = await letters_to()
    assert confirming == letter
    assert (
        "El observatorio publicó su observación 1. Oaxaca tiene hasta el 18 de marzo de 2026 para"
        " contestar; le avisaremos."
    ) in told
    assert "ocultó datos personales o partes que no se publican" in told
    assert link_in(told) == link
    assert "El observatorio ocultó datos personales" in (await browser.open(link)).text
    subjects = await MailRow.select(MailRow.subject).where(MailRow.address == CANARY)
    assert {row["subject"] for row in subjects} == {
        "Confirme su observación 1",
        "Su observación 1 se publicó",
    }


@pytest.mark.both
@pytest.mark.usefixtures("edition")
async def test_an_answer_is_contested_once_it_was_read_and_answered_again(
    each_settings: Settings, browser: Browser, victor: Browser, ana: Browser
) -> None:
    link = await private_link(each_settings, await published(each_settings))
    league = await ana.open("/mi-liga")
    assert "La primera vence en 10 días hábiles" in league.text
    assert "Licencia de funcionamiento" in (await ana.open("/mi-liga/observaciones")).text
    await ana.send(ANSWER, 422, text=" ")
    await ana.send(
        ANSWER,
        text="Ya no se piden.",
        link="https://oaxaca.example/acuerdo",
        title="Acuerdo",
        page="2",
    )
    page = await browser.open("/observaciones/1")
    assert "Ya no se piden." in page.text
    document = str(page.select('.timeline a[href*="/respuestas/"]')[0]["href"])
    reply = await browser.client.get(document, follow_redirects=False)
    assert reply.headers["location"] == "https://oaxaca.example/acuerdo"
    await browser.open("/observaciones/1/respuestas/nada", 404)

    await browser.send(link, 422, move="contest", text="")
    refused = await browser.send(link, 422, move="contest", text="Siguen: <a href=x>aquí</a>")
    assert "las etiquetas como <a> o <b> no se aceptan" in refused.text
    assert "Siguen: <a href=x>aquí</a>" in refused.text
    await browser.send(link, move="contest", text="Las siguen pidiendo.")
    page = await browser.open("/observaciones/1")
    assert "Las siguen pidiendo." not in page.source
    assert "revisa su razón" in page.text
    assert "Las siguen pidiendo." in (await victor.open(CASE)).text
    await victor.send(CASE, move="release", text="Las siguen pidiendo.")
    assert "Las siguen pidiendo." in (await browser.open("/observaciones/1")).text
    asked = (await letters_to("ana@oaxaca.gob.mx"))[-1]
    assert "no está conforme con la respuesta, y el observatorio publicó por qué" in asked
    assert "para contestar la inconformidad en público" in asked
    assert "publicó una observación sobre Oaxaca" not in asked
    await ana.send(ANSWER, text="Se instruyó a la ventanilla.")
    await browser.send(link, move="close")
    page = await browser.open("/observaciones/1")
    assert "Cerrada" in page.text
    moves = await ReportEventRow.select(ReportEventRow.move).order_by(ReportEventRow.id)
    assert [row["move"] for row in moves] == (
        ["confirm", "publish", "answer", "contest", "release", "answer", "close"]
    )


@pytest.mark.usefixtures("edition")
async def test_the_same_form_sent_twice_is_one_report(browser: Browser, clock: Clock) -> None:
    preview = await written(browser, clock)
    sending = {**carried(preview), "step": "send"}
    await browser.send(SEND, **sending)
    await browser.send(SEND, **sending)
    assert await ReportRow.count() == 1
    assert len(await letters_to()) == 1


@pytest.mark.usefixtures("edition")
async def test_nothing_typed_is_lost_when_something_is_missing(browser: Browser) -> None:
    typed = {**FORM, "topic": "", "asked": " ", "email": "yo", "happened_on": "31 de junio"}
    page = await browser.send(SEND, 422, **typed, step="preview")
    assert page.field("story") == FORM["story"]
    assert page.field("happened_on") == "31 de junio"
    errors = {str(each["id"]) for each in page.select(".field-error") if each.text.strip()}
    assert errors == {"topic-error", "asked-error", "email-error", "happened_on-error"}
    assert all(page.select_one(str(each["href"])) for each in page.select(".problems a"))


@pytest.mark.parametrize(
    ("given", "field", "sentence"),
    [
        pytest.param({"story": "<a href='x'>clic</a>"}, "story", "solo texto", id="HTML"),
        pytest.param({"place": "<b>aquí</b>"}, "place", "solo texto", id="HTML in a line"),
        pytest.param({"shown_as": "www.a.mx"}, "shown_as", "0 direcciones", id="a link as a name"),
        pytest.param({"story": "x" * 4001}, "story", "4,000", id="a book"),
        pytest.param({"happened_on": "2026-12-01"}, "happened_on", "no llega", id="to come"),
        pytest.param({"happened_on": "0026-02-20"}, "happened_on", "desde 1980", id="short year"),
    ],
)
@pytest.mark.usefixtures("edition")
async def test_each_flaw_is_told(
    browser: Browser, given: dict[str, str], field: str, sentence: str
) -> None:
    page = await browser.send(SEND, 422, **{**FORM, **given}, step="preview")
    assert sentence in page.select_one(f"#{field}-error").text


@pytest.mark.usefixtures("edition")
async def test_a_link_that_is_too_late_confirms_nothing(browser: Browser, clock: Clock) -> None:
    preview = await written(browser, clock)
    await browser.send(SEND, **{**carried(preview), "step": "send"})
    link = link_in((await letters_to())[0])
    clock.move(hours=73)
    page = await browser.send(link, move="confirm")
    assert "venció" in page.text
    assert FORM["story"] in page.text
    assert (await report_of(1)).report.status == "sent"
    await browser.open("/observaciones/seguimiento/nadie", 404)


@pytest.mark.usefixtures("edition")
async def test_a_file_is_shown_once_a_moderator_lets_it(
    browser: Browser, clock: Clock, victor: Browser
) -> None:
    page = await browser.open(f"{NEW}?gobierno={OAXACA}")
    clock.move(seconds=30)
    files = {"file": ("Juan Pérez.pdf", a_pdf("recibo"), "application/pdf")}
    preview = await browser.send(SEND, files=files, **{**carried(page), **FORM, "step": "preview"})
    assert "Juan Pérez.pdf" in preview.text
    without = await browser.send(SEND, **{**carried(preview), "step": "without_file"})
    assert "Juan Pérez.pdf" not in without.text
    await browser.send(SEND, **{**carried(preview), "step": "send"})
    await browser.send(link_in((await letters_to())[0]), move="confirm")
    reply = await victor.client.get(f"{CASE}/documento")
    assert reply.content == a_pdf("recibo")
    await victor.send(
        CASE, move="publish", asked="Licencia", story="Pidieron copias.", shows_file="1"
    )
    reply = await browser.client.get("/observaciones/1/documento")
    assert reply.content == a_pdf("recibo")
    assert "attachment" in reply.headers["content-disposition"]
    assert "Juan" not in reply.headers["content-disposition"]


@pytest.mark.usefixtures("edition")
async def test_a_file_is_hidden_until_then_and_a_program_is_refused(
    browser: Browser, clock: Clock, victor: Browser
) -> None:
    program = {"file": ("x.pdf", b"MZ\x90\x00" + b"\0" * 200, "application/pdf")}
    page = await browser.send(SEND, 422, files=program, **FORM, step="preview")
    assert page.select_one("#file-error")
    assert page.field("story") == FORM["story"]
    page = await browser.open(f"{NEW}?gobierno={OAXACA}")
    clock.move(seconds=30)
    files = {"file": ("recibo.pdf", a_pdf("recibo"), "application/pdf")}
    preview = await browser.send(SEND, files=files, **{**carried(page), **FORM, "step": "preview"})
    await browser.send(SEND, **{**carried(preview), "step": "send"})
    await browser.send(link_in((await letters_to())[0]), move="confirm")
    await victor.send(CASE, move="publish", asked="Licencia", story="Pidieron copias.")
    await browser.open("/observaciones/1/documento", 404)


@pytest.mark.both
@pytest.mark.usefixtures("edition")
async def test_what_is_put_right_and_sent_again_is_kept_with_a_letter_of_its_own(
    browser: Browser, clock: Clock, victor: Browser
) -> None:
    """Back from the page that says a letter was sent: the form still has the same seal."""
    mistyped = await written(browser, clock, email="eva@correo.exmaple")
    sending = {**carried(mistyped), "step": "send"}
    await browser.send(SEND, **sending)
    await browser.send(SEND, **sending)
    assert await ReportRow.count() == 1
    right = {**sending, "email": "eva@correo.example"}
    await browser.send(SEND, **right)
    await browser.send(SEND, **right)
    (letter,) = await letters_to("eva@correo.example")
    await browser.send(link_in(letter), move="confirm")
    assert FORM["asked"] in (await victor.open("/moderacion/observaciones")).text
    await browser.send(SEND, **{**right, "story": "Pidieron tres copias, y luego cuatro."})
    letters = await letters_to("eva@correo.example")
    assert len({link_in(each) for each in letters}) == 2
    page = await browser.send(link_in(letters[1]), move="confirm")
    assert "y luego cuatro" in page.text
    rows = await ReportRow.select(ReportRow.story, ReportRow.status).order_by(ReportRow.id)
    assert [each["status"] for each in rows] == ["sent", "confirmed", "confirmed"]
    await browser.send(SEND, **{**right, "email": "otra@correo.example"})
    (letter,) = await letters_to("otra@correo.example")
    await browser.send(link_in(letter), move="confirm")
    doubtful = await victor.open("/moderacion/observaciones?cola=sospechosas")
    assert FORM["asked"] in doubtful.text, "the same text, a third time"


# Abuse


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        pytest.param({"trap": "https://compre.example"}, 30, id="the field nobody sees"),
        pytest.param({}, 1, id="quicker than anybody writes"),
        pytest.param({"story": "Vea http://a.mx " * 3}, 30, id="three addresses of pages"),
    ],
)
@pytest.mark.usefixtures("edition")
async def test_what_looks_like_spam_waits_in_the_other_queue(
    browser: Browser, clock: Clock, victor: Browser, given: dict[str, str], seconds: int
) -> None:
    page = await browser.open(f"{NEW}?gobierno={OAXACA}")
    clock.move(seconds=seconds)
    preview = await browser.send(SEND, **{**carried(page), **FORM, "step": "preview", **given})
    told = await browser.send(SEND, **{**carried(preview), "step": "send"})
    assert told.h1.text == "Revise su correo"
    await browser.send(link_in((await letters_to())[0]), move="confirm")
    assert "Nada espera" in (await victor.open("/moderacion/observaciones")).text
    doubtful = await victor.open("/moderacion/observaciones?cola=sospechosas")
    assert FORM["asked"] in doubtful.text
    assert "Señales de correo no deseado" in (await victor.open(CASE)).text


@pytest.mark.both
@pytest.mark.usefixtures("edition")
async def test_too_many_from_one_address_are_told_when_to_come_back(
    browser: Browser, clock: Clock
) -> None:
    """One mailbox has many addresses."""
    name, host = CANARY.split("@")
    for number in range(5):
        preview = await written(browser, clock, email=f"{name}+{number}@{host}")
        await browser.send(SEND, **{**carried(preview), "step": "send"})
    preview = await written(browser, clock)
    page = await browser.send(SEND, 429, **{**carried(preview), "step": "send"})
    assert page.field("story") == FORM["story"]
    assert int(page.response.headers["retry-after"]) > 0
    assert await ReportRow.count() == 5
    rows = await ReportTurnRow.select(ReportTurnRow.source)
    assert all(re.fullmatch("[0-9a-f]{64}", row["source"]) for row in rows)
    clock.move(days=1)
    preview = await written(browser, clock)
    await browser.send(SEND, **{**carried(preview), "step": "send"})
    assert await ReportRow.count() == 6


@pytest.mark.usefixtures("edition")
async def test_a_seal_of_somebody_else_is_drawn_anew(browser: Browser, clock: Clock) -> None:
    page = await browser.send(SEND, **FORM, step="send", seal="YQ.0")
    assert page.h1.text == "Así se verá"
    assert await ReportRow.count() == 0
    clock.move(seconds=30)
    await browser.send(SEND, **{**carried(page), "step": "send"})
    assert await ReportRow.count() == 1


# Moderation


@pytest.mark.both
async def test_a_reason_is_sent_and_the_original_kept(
    app: object, each_settings: Settings, victor: Browser, browser: Browser, auditora: Browser
) -> None:
    code = await sent(each_settings)
    await moved(code, Move.CONFIRM)
    await victor.send(CASE, 422, move="reject", text=" ")
    await victor.send(CASE, move="reject", text="Nombra a una persona.")
    assert "Nombra a una persona." in (await letters_to())[-1]
    await browser.open("/observaciones/1", 404)
    link = await private_link(each_settings, code)
    assert "Nombra a una persona." in (await browser.open(link)).text
    case = await auditora.open(CASE)
    assert "Pidieron tres copias" in case.text
    assert not case.select("form[action^='/moderacion']")
    await auditora.send(CASE, 403, move="reject", text="x")


async def test_a_moderator_publishes_nothing_that_nobody_sent(
    app: object, each_settings: Settings, victor: Browser, browser: Browser
) -> None:
    code = await sent(each_settings)
    await moved(code, Move.CONFIRM)
    given = {"move": "publish", "asked": TOLD.asked, "place": TOLD.place, "story": TOLD.story}
    for field, typed, says in (
        ("story", "Pidieron diez copias.", "No está ahí: diez."),
        ("place", "Palacio", "No está ahí: Palacio."),
        ("asked", "<b>Licencia</b>", "Escriba solo texto"),
    ):
        page = await victor.send(CASE, 422, **{**given, field: typed})
        assert says in page.select_one(f"#{field}-error").text
        assert page.field(field).strip() == typed
    await browser.open("/observaciones/1", 404)
    await victor.send(CASE, **{**given, "story": "Pidieron [dato personal] copias."})
    assert "[dato personal] copias" in (await browser.open("/observaciones/1")).text
    await moved(code, Move.ANSWER, "Ya.")
    await moved(code, Move.CONTEST, "Las siguen pidiendo.")
    page = await victor.send(CASE, 422, move="release", text="El alcalde miente.")
    assert "No está ahí: El." in page.text
    assert "El alcalde miente." in page.source


# Whose voice it is


@pytest.mark.usefixtures("edition")
async def test_a_government_is_no_third_voice_about_itself(
    each_settings: Settings, ana: Browser, browser: Browser, clock: Clock
) -> None:
    for sender, email in (
        (browser, "ana@oaxaca.gob.mx"),
        (browser, "Ana+taller@oaxaca.gob.mx"),
        (ana, "otro@correo.example"),
    ):
        page = await written_by(sender, clock, 422, email=email)
        assert "no observa lo suyo" in page.select_one("#email-error").text
        assert page.field("story") == FORM["story"]
    page = await written_by(ana, clock, 200, gobierno=YUCATAN, participant=YUCATAN)
    assert page.h1.text == "Así se verá"
    await published(each_settings)
    join = "/observaciones/1/tambien"
    assert not (await ana.open("/observaciones/1")).select(f'a[href="{join}"]')
    assert "su cuenta es de ese gobierno" in (await ana.open(join, 403)).text
    page = await ana.send(join, 403, seal="x", email="otro@correo.example")
    assert "su cuenta es de ese gobierno" in page.text
    assert await ReportRow.count() == 1


async def written_by(by: Browser, clock: Clock, status: int, **given: str) -> Page:
    whose = given.pop("gobierno", OAXACA)
    page = await by.open(f"{NEW}?gobierno={whose}")
    clock.move(seconds=30)
    typed = {**carried(page), **FORM, "step": "preview", **given}
    return await by.send(SEND, status, **typed)


async def test_a_bad_file_of_an_answer_is_told_with_the_text_that_lacks(
    app: object, each_settings: Settings, ana: Browser
) -> None:
    await published(each_settings)
    file = ("acta.pdf", b"Acta de la sesion", "application/pdf")
    page = await ana.send(ANSWER, 422, text=" ", files={"file": file})
    told = {each["id"]: each.text for each in page.select("#act-answer [id$=-error]")}
    assert told.keys() == {"answer-text-error", "answer-file-error"}
    assert "el contenido es .txt" in told["answer-file-error"]


async def test_two_moderators_at_once_decide_once(
    app: object, each_settings: Settings, victor: Browser, coordinadora: Browser
) -> None:
    code = await sent(each_settings)
    await moved(code, Move.CONFIRM)
    await victor.send(CASE, move="publish", asked="Licencia", story="Pidieron copias.")
    page = await coordinadora.send(CASE, 409, move="reject", text="No.")
    assert "ya no está en ese paso" in page.text
    assert (await report_of(code)).report.status == "published"


async def test_nobody_moderates_what_concerns_them(
    app: object, each_settings: Settings, rita: Browser, ana: Browser, enter: Enter
) -> None:
    """Rita is from Yucatán; Ana answers for Oaxaca and moderates nothing."""
    code = await sent(each_settings, email="a@b.example")
    await moved(code, Move.CONFIRM)
    await rita.open(CASE)
    await ana.open(CASE, 403)
    await ReportRow.update({ReportRow.participant: "31"}).where(ReportRow.id == code)
    await rita.open(CASE, 403)
    assert "Nada espera" in (await rita.open("/moderacion/observaciones")).text


@pytest.mark.both
async def test_what_says_the_same_is_counted_together(
    app: object, each_settings: Settings, victor: Browser, browser: Browser
) -> None:
    first = await published(each_settings)
    second = await sent(each_settings, email="otra@correo.example")
    await moved(second, Move.CONFIRM)
    case = await victor.open(f"/moderacion/observaciones/{second}")
    assert f"Observación {first}: dice 100" in case.text
    await victor.send(f"/moderacion/observaciones/{second}", 422, move="merge", text="99")
    await victor.send(f"/moderacion/observaciones/{second}", move="merge", text=str(first))
    page = await browser.open(f"/observaciones/{second}")
    assert page.url.endswith(f"/observaciones/{first}")
    assert "A 1 persona o empresa más también le pasa." in page.text
    assert "se cuenta junto con ella" in (await letters_to("otra@correo.example"))[-1]


# To whom else it happens


@pytest.mark.both
async def test_somebody_to_whom_it_happens_too_is_counted_once_confirmed(
    app: object, each_settings: Settings, browser: Browser, clock: Clock, olga: Browser
) -> None:
    await published(each_settings)
    join = "/observaciones/1/tambien"
    page = await browser.open(join)
    typed = {"seal": page.field("seal"), "email": "vecina@correo.example"}
    page = await browser.send(join, 422, **typed)
    assert "Espere" in page.text
    clock.move(seconds=30)
    await browser.send(join, 422, **{**typed, "email": "vecina"})
    await browser.send(join, **typed)
    page = await browser.open("/observaciones/1")
    assert "La dice una persona" in page.text
    link = link_in((await letters_to("vecina@correo.example"))[0])
    await browser.open(link)
    page = await browser.send(link)
    assert "A 1 persona o empresa más también le pasa." in page.text
    await browser.open(link)
    desk = await olga.open(join)
    clock.move(seconds=30)
    await olga.send(join, seal=desk.field("seal"))
    page = await browser.open("/observaciones/1")
    assert "A 2 personas o empresas más también les pasa." in page.text
    assert "vecina" not in page.source
    await browser.open("/observaciones/tambien/nadie", 404)


@pytest.mark.both
async def test_a_confirmed_address_confirms_no_other_of_the_same_form(
    app: object, each_settings: Settings, browser: Browser, clock: Clock
) -> None:
    await published(each_settings)
    join = "/observaciones/1/tambien"
    seal = (await browser.open(join)).field("seal")
    clock.move(seconds=30)
    for number in range(4):
        await browser.send(join, seal=seal, email=f"vecina{number}@correo.example")
    links = {link_in(*await letters_to(f"vecina{number}@correo.example")) for number in range(4)}
    assert len(links) == 4
    await browser.send(min(links))
    page = await browser.open("/observaciones/1")
    assert "A 1 persona o empresa más también le pasa." in page.text
    await browser.send(max(links))
    page = await browser.open("/observaciones/1")
    assert "A 2 personas o empresas más también les pasa." in page.text


async def test_what_its_author_closed_is_joined_by_nobody(
    app: object, each_settings: Settings, browser: Browser
) -> None:
    await moved(await published(each_settings), Move.CLOSE)
    await browser.open("/observaciones/1/tambien", 409)


# Who answers


async def test_only_the_heads_of_that_government_answer(
    app: object, each_settings: Settings, carla: Browser, beto: Browser, sofia: Browser
) -> None:
    await published(each_settings)
    await carla.send(ANSWER, 404, text="No es cierto.")
    await beto.send(ANSWER, 403, text="No es cierto.")
    assert not (await beto.open("/observaciones/1")).select(f"form[action='{ANSWER}']")
    await sofia.send(ANSWER, text="Se corrige.")
    await sofia.send(ANSWER, 409, text="Otra vez.")
    await carla.open("/mi-liga/observaciones")


#   5 working days to read what was confirmed on Tuesday the 3rd of March
@pytest.mark.parametrize(
    ("days", "told"),
    [
        (6, "queda 1 día hábil para leerla"),
        (7, "se lee hoy a más tardar"),
        (8, "espera hace 6 días hábiles"),
    ],
)
async def test_the_queue_says_how_long_each_may_still_wait(
    each_settings: Settings, app: object, victor: Browser, clock: Clock, days: int, told: str
) -> None:
    await moved(await sent(each_settings), Move.CONFIRM)
    clock.move(days=days)
    await enters(victor, PEOPLE["victor"], clock())
    assert told in (await victor.open("/moderacion/observaciones")).text


async def test_the_calendar_says_that_nobody_answered(
    app: object, each_settings: Settings, browser: Browser, ana: Browser, clock: Clock
) -> None:
    await published(each_settings)
    clock.move(days=20)
    page = await browser.open("/observaciones/1")
    assert "Sin respuesta" in page.text
    assert "Pasó el plazo sin respuesta" in page.select_one(".timeline").text
    assert "hace 3 días hábiles" in (await browser.open("/observaciones")).text
    await enters(ana, PEOPLE["ana"], clock())
    assert "venció" in (await ana.open("/mi-liga/observaciones")).text
    # It stays in the history when the answer comes at last.
    await ana.send(ANSWER, text="Se corrige.")
    lines = [
        each.text for each in (await browser.open("/observaciones/1")).select(".timeline > li")
    ]
    assert "Contestó" in lines[0] or "contestó" in lines[0]
    assert "Pasó el plazo sin respuesta" in lines[1]


# The observer


@pytest.mark.both
@pytest.mark.usefixtures("edition")
async def test_an_observer_needs_no_letter_and_has_a_desk(
    each_settings: Settings, olga: Browser, victor: Browser, clock: Clock
) -> None:
    page = await olga.open(f"{NEW}?gobierno={OAXACA}")
    clock.move(seconds=30)
    typed = {**FORM, "email": None, "shown_as": None, "story": "Piden copias."}
    preview = await olga.send(SEND, **{**carried(page), **typed, "step": "preview"})
    assert "Olga Sol" in preview.text
    desk = await olga.send(SEND, **{**carried(preview), "step": "send"})
    assert desk.h1.text == "Panel de observación"
    assert "Se recibió su observación 1" in desk.text
    assert await letters_to("olga@camara.mx") == []
    await victor.send(CASE, move="publish", asked="Licencia", story="Piden copias.")
    assert "cuenta verificada" in (await olga.open("/observaciones/1")).text
    panel = "/observaciones/panel"
    await olga.send(panel, act="add", kind="participant", code=OAXACA)
    await olga.send(panel, act="add", kind="topic", code="P1")
    await olga.send(panel, act="add", kind="topic", code="nada")
    desk = await olga.open(panel)
    assert desk.select("#participants + .queue a")[0].text == "Oaxaca"
    assert "P1" in desk.select_one("#topics + .queue").text
    clock.move(days=20)
    await enters(olga, PEOPLE["olga"], clock())
    assert "Licencia" in (await olga.open(panel)).select_one('[aria-labelledby="late"]').text
    desk = await olga.send(panel, act="drop", kind="participant", code=OAXACA)
    assert not desk.select("#participants + .queue li")


@pytest.mark.both
@pytest.mark.usefixtures("edition")
async def test_a_desk_says_how_the_promises_of_what_is_followed_stand(
    olga: Browser, clock: Clock
) -> None:
    panel = "/observaciones/panel"
    await promised(a_commitment(due=date(2026, 4, 1), milestones=()))
    await promised(a_commitment(goal="Otra"))
    for kind, code in (("participant", OAXACA), ("participant", YUCATAN), ("topic", "P1")):
        desk = await olga.send(panel, act="add", kind=kind, code=code)
    assert [each.text.split() for each in desk.select("#participants + .queue small")] == [
        ["2", "por", "cumplir"],
        ["Sin", "compromisos", "públicos"],
    ]
    clock.move(days=60)
    await enters(olga, PEOPLE["olga"], clock())
    desk = await olga.open(panel)
    shown = desk.select("#participants + .queue small a")
    told = {" ".join(each.text.split()): each["href"] for each in shown}
    assert told == {
        "1 por cumplir": f"/compromisos?gobierno={OAXACA}&situacion=under_way",
        "1 vencido": f"/compromisos?gobierno={OAXACA}&situacion=overdue",
    }
    for address in told.values():
        assert len((await olga.open(address)).select(".commitment")) == 1


async def test_a_desk_is_for_observers(ana: Browser, browser: Browser) -> None:
    await ana.open("/observaciones/panel", 403)
    await ana.send("/observaciones/panel", 403, act="add")


# Beside the other two voices


async def test_the_third_voice_stands_beside_the_other_two(
    app: object, each_settings: Settings, browser: Browser, clock: Clock, victor: Browser
) -> None:
    await open_edition()
    code = await promised()
    page = await browser.open("/compromisos/1")
    assert "Sin observaciones" in page.text
    form = await browser.open(f"{NEW}?compromiso={code}")
    clock.move(seconds=30)
    typed = {**FORM, "participant": None, "topic": None, "bearing": "contradicts"}
    preview = await browser.send(SEND, **{**carried(form), **typed, "step": "preview"})
    assert "No se cumple" in preview.text
    await browser.send(SEND, **{**carried(preview), "step": "send"})
    await browser.send(link_in((await letters_to())[0]), move="confirm")
    await victor.send(CASE, move="publish", asked="Licencia", story="Pidieron copias.")
    page = await browser.open("/compromisos/1")
    voices = [each.text for each in page.select(".split-even h2")]
    assert voices == [
        "Dice el gobierno",
        "Verificó el observatorio",
        "Reportan empresas y ciudadanía",
    ]
    assert "1 dice que no se cumple." in page.text
    kept = (await report_of(1)).report
    assert (kept.commitment, kept.bearing, kept.pillar) == (1, Bearing.CONTRADICTS, "P")
    listed = await browser.open("/observaciones?compromiso=1")
    assert listed.h1.text == "Observaciones sobre el compromiso 1"
    assert "Licencia" in listed.text
    assert "Pidieron" not in (await browser.open("/observaciones?gobierno=31")).text
    assert "Pidieron" not in (await browser.open("/observaciones?tema=P1")).text


async def test_a_form_is_about_something(app: object, browser: Browser) -> None:
    page = await browser.open(NEW)
    assert page.url.endswith("/gobiernos?para=observacion")
    assert page.select_one("input[name=para]")["value"] == "observacion"
    await browser.open(f"{NEW}?compromiso=99", 404)
    await browser.open(f"{NEW}?gobierno=99", 404)
    await browser.open("/observaciones/enviada")
    assert (await browser.open(SEND)).h1.text == "Observaciones"
