"""Mi liga, un nivel y su envío, as browsers see them."""

import pytest
from litestar import Litestar

from game.editions import Stage
from server.queries.levels import level_entry_of
from server.settings import Settings
from tests.browser import PASSWORD, Browser
from tests.editions import EDITION, give_verdict, move_to, open_edition
from tests.files import a_pdf
from tests.server.people import OAXACA
from tests.server.signed import P1, YES, answer, puts_signature, sign

LEVEL = "/mi-liga/niveles/I1"
PLAN = {"reason": "Falta personal.", "plan": "Asignarlo.", "plan_by": "2026-12-01"}


@pytest.fixture(autouse=True)
async def _opened(app: Litestar) -> None:
    """Every test finds the small edition open."""
    await open_edition()


async def fill(browser: Browser) -> None:
    """Two honest answers: nothing published, and a date that is too old to count."""
    await browser.send("/mi-liga/reactivos/I1-01", number="0", denominator="40", **PLAN)
    await browser.send("/mi-liga/reactivos/I1-02", date="2010-01-01", **PLAN)


async def submitted(browser: Browser) -> None:
    await fill(browser)
    await browser.send(f"{LEVEL}/enviar")


async def test_my_league_shows_levels_points_place_and_what_comes_next(ana: Browser) -> None:
    page = await ana.open("/mi-liga")
    assert page.h1.get_text() == "Mi liga"
    assert "Lugar 1 de 2" in page.text
    assert "Empezar P1 Tema P1" in page.text
    assert page.select_one('a[href="/ligas/2026/states"]')
    assert "H1" not in [tag.get_text() for tag in page.select(".level h3 .quiet")]


async def test_my_league_counts_what_was_answered(ana: Browser) -> None:
    await fill(ana)
    page = await ana.open("/mi-liga")
    assert "2 de 6 reactivos respondidos" in page.text
    assert "10 provisionales" in page.text


async def test_returned_items_come_first(ana: Browser, sofia: Browser) -> None:
    await submitted(ana)
    await give_verdict("I1-01", "returned", reason="Falta el inventario.")
    page = await ana.open("/mi-liga")
    assert "Falta el inventario." in page.text
    assert "Corregir lo devuelto en I1 Tema I1" in page.text


async def test_opened_item_is_to_be_completed(ana: Browser, app: Litestar) -> None:
    await answer(P1)
    await sign("P1")
    await give_verdict("P1-01", "returned", revision=1)
    await answer({"P1-01": YES})
    page = await ana.open("/mi-liga")
    assert "Completar P1 Tema P1" in page.text
    page = await ana.open("/mi-liga/niveles/P1")
    assert "Falta 1 por completar" in page.select_one("#progress").get_text()


# What the stage allows


async def main_button(browser: Browser) -> tuple[str, str]:
    """The one thing to do next: what it says, and where it leads."""
    buttons = (await browser.open("/mi-liga")).select("main .panel .button-primary")
    said = [(each.get_text(strip=True), str(each["href"])) for each in buttons]
    return said[0] if said else ("", "")


async def test_in_review_what_was_returned_is_mended_and_nothing_else(ana: Browser) -> None:
    await fill(ana)
    await move_to(Stage.REVIEW)
    assert await main_button(ana) == ("", "")
    page = await ana.open("/mi-liga")
    card = next(each for each in page.select(".level") if "I1" in each.first("h3").get_text())
    assert "Cerrado" in card.get_text()
    assert "por revisar y enviar" not in card.get_text()
    assert " min" not in page.text
    page = await ana.open(LEVEL)
    assert "guarda sola" not in page.text
    assert "Todo está completo" not in page.text
    assert "Este nivel no se envió a tiempo" in page.text


async def test_in_the_reply_stage_one_replies_and_mends_nothing(ana: Browser) -> None:
    await submitted(ana)
    await give_verdict("I1-01", "returned", reason="Falta el inventario.")
    await give_verdict("I1-02", "rejected", reason="No es del periodo.")
    await move_to(Stage.REPLY)
    page = await ana.open("/mi-liga")
    assert "orregir" not in page.select_one("main").get_text()
    section = page.select_one("[aria-labelledby=returned]").get_text(" ", strip=True)
    assert section.startswith("Dictámenes que admiten réplica")
    assert "No es del periodo." in section
    assert await main_button(ana) == ("Replicar en I1 Tema I1", f"{LEVEL}#item-I1-01")
    page = await ana.open(LEVEL)
    assert "Derecho de réplica" in page.select_one(".lead").get_text()
    assert "orregir" not in page.select_one("#progress").get_text()
    await ana.send("/mi-liga/reactivos/I1-01/replica", text="Ya estaba.")
    assert await main_button(ana) == ("Replicar en I1 Tema I1", f"{LEVEL}#item-I1-02")
    await ana.send("/mi-liga/reactivos/I1-02/replica", text="Ya estaba.")
    assert await main_button(ana) == ("", "")


async def test_only_who_replies_is_led_to_a_reply(ana: Browser, beto: Browser) -> None:
    await submitted(ana)
    await give_verdict("I1-01", "rejected")
    await move_to(Stage.REPLY)
    assert await main_button(beto) == ("", "")


async def test_titular_is_led_to_what_waits_for_a_signature(ana: Browser, sofia: Browser) -> None:
    assert await main_button(sofia) == ("", "")
    await submitted(ana)
    assert await main_button(sofia) == ("Leer y firmar I1 Tema I1", f"{LEVEL}/firmar")
    assert "se firma cuando está enviado" in (await sofia.open("/mi-liga/niveles/P1")).text
    await puts_signature(sofia)
    assert await main_button(sofia) == ("", "")


async def test_what_nobody_signed_in_time_is_not_said_to_wait(ana: Browser, sofia: Browser) -> None:
    await submitted(ana)
    assert "Falta la firma" in (await ana.open(LEVEL)).text
    await move_to(Stage.REVIEW)
    page = await ana.open(LEVEL)
    assert "Falta la firma" not in page.text
    assert "No se firmó a tiempo" in page.text
    assert await main_button(sofia) == ("", "")


async def test_level_says_how_answers_are_kept_with_scripts_and_without(ana: Browser) -> None:
    header = (await ana.open(LEVEL)).select_one(".page-header")
    assert header.select_one(".with-script").get_text() == "Cada respuesta se guarda sola."
    assert header.select_one(".without-script").get_text() == "Guarde cada respuesta con su botón."
    assert "guarda" not in header.select_one(".lead").get_text()
    await submitted(ana)
    header = (await ana.open(LEVEL)).select_one(".page-header")
    assert "guard" not in header.get_text()
    assert "solo se corrige lo que se devuelva" in header.get_text()


async def test_strangers_and_the_observatory_have_no_league(
    browser: Browser, victor: Browser, admin: Browser
) -> None:
    page = await browser.open("/mi-liga")
    assert page.response.url.path == "/entrar"
    await victor.open("/mi-liga", 403)
    await admin.open(LEVEL, 403)


async def test_a_level_with_everything_in_place_is_submitted(ana: Browser) -> None:
    await fill(ana)
    page = await ana.send(f"{LEVEL}/enviar")
    assert "Enviado por Ana Ruiz" in page.select_one("#progress").get_text()
    assert not page.select("#item-I1-01-number")
    assert page.select_one("#item-I1-01 .item-answer")


async def test_an_answer_without_its_proof_is_answered_and_not_said_to_be_complete(
    ana: Browser,
) -> None:
    await ana.send("/mi-liga/reactivos/I1-01", number="40", denominator="40")
    await ana.send("/mi-liga/reactivos/I1-02", date="2024-01-01")
    progress = (await ana.open(LEVEL)).select_one("#progress")
    assert "Faltan 2 por completar" in progress.get_text()
    (earned,) = progress.select(".seal.is-earned")
    assert earned.get_text(strip=True) == "Respondido"
    english = (await ana.open(f"{LEVEL}?idioma=en")).select_one("#progress")
    (earned,) = english.select(".seal.is-earned")
    assert earned.get_text(strip=True) == "Answered"


async def test_an_item_says_how_much_of_its_points_comes_with_the_answer(ana: Browser) -> None:
    head = (await ana.open(LEVEL)).select_one("#item-I1-01 .item-head")
    assert "10 puntos: la mitad al responder, todo al verificarse" in head.get_text()


async def test_the_end_of_a_level_leads_to_what_is_left_and_then_hands_it_in(
    ana: Browser, beto: Browser
) -> None:
    await ana.send("/mi-liga/reactivos/I1-01", number="0", denominator="40", **PLAN)
    page = await ana.open(LEVEL)
    foot = page.select_one("#foot")
    assert "Falta 1 por completar" in foot.text
    assert foot.select_one("a")["href"] == "#item-I1-02"
    assert not foot.select("form")
    reply = await ana.send("/mi-liga/reactivos/I1-02", htmx=True, date="2010-01-01", **PLAN)
    below = reply.select_one('[hx-target="#foot"]')
    assert below.first("form")["action"] == f"{LEVEL}/enviar"
    assert not below.select("a")
    assert not (await beto.open(LEVEL)).select("#foot form")
    foot = (await ana.open(LEVEL)).select_one("#foot")
    await ana.send(str(foot.first("form")["action"]))
    assert not (await ana.open(LEVEL)).select("#foot form, #foot a")


async def test_the_end_of_a_level_leads_to_what_was_returned_and_whoever_signs_to_sign(
    ana: Browser, sofia: Browser
) -> None:
    await submitted(ana)
    foot = (await sofia.open(LEVEL)).select_one("#foot")
    assert foot.select_one("a")["href"] == f"{LEVEL}/firmar"
    assert not (await ana.open(LEVEL)).select("#foot a")
    await give_verdict("I1-02", "returned", reason="Falta el inventario.")
    foot = (await ana.open(LEVEL)).select_one("#foot")
    assert "1 devuelto por corregir" in foot.text
    assert foot.select_one("a")["href"] == "#item-I1-02"


async def test_whoever_hands_in_is_told_so_and_led_on(ana: Browser) -> None:
    await fill(ana)
    page = await ana.send(f"{LEVEL}/enviar")
    told = page.select_one("#done")
    assert "Enviado: pasa a firma." in told.text
    assert (told.first("a").text, told.first("a")["href"]) == (
        "Empezar P1 Tema P1",
        "/mi-liga/niveles/P1",
    )
    assert not (await ana.open(LEVEL)).select("#done")
    assert not (await ana.open("/mi-liga/niveles/P1?hecho=enviado")).select("#done")
    assert not (await ana.open(f"{LEVEL}?hecho=otra")).select("#done")


async def test_whoever_signs_is_told_so_and_led_to_the_next(ana: Browser, sofia: Browser) -> None:
    await submitted(ana)
    await answer(P1)
    await ana.send("/mi-liga/niveles/P1/enviar")
    page = await puts_signature(sofia)
    assert page.url.endswith(f"{LEVEL}?hecho=firmado")
    told = page.select_one("#done")
    assert told.text.split() == ["Firmado.", "Siguiente", "por", "firmar:", "P1", "Tema", "P1"]
    assert told.first("a")["href"] == "/mi-liga/niveles/P1/firmar"
    page = await puts_signature(sofia, "P1")
    assert page.url.endswith("/mi-liga?firmado=P1")
    told = page.select_one("#done")
    assert "P1 Tema P1 quedó firmado. No queda otro nivel por firmar." in told.text
    for address in ("/mi-liga?firmado=Z9", "/mi-liga?firmado=H1", "/mi-liga"):
        assert not (await sofia.open(address)).select("#done")


async def test_an_incomplete_level_lists_its_problems_and_loses_nothing(ana: Browser) -> None:
    await ana.send("/mi-liga/reactivos/I1-01", number="8", denominator="4")
    page = await ana.send(f"{LEVEL}/enviar", 422)
    links = [str(link["href"]) for link in page.select(".problems a")]
    assert links == ["#item-I1-01", "#item-I1-02"]
    assert "no puede ser mayor" in page.select_one("#item-I1-01 .problem-list").get_text()
    assert "Falta la respuesta." in page.select_one("#item-I1-02 .problem-list").get_text()
    assert page.select_one("#item-I1-01-number")["value"] == "8"
    assert (await level_entry_of(OAXACA, EDITION, "I1")).submitted_at is None


async def test_a_level_is_submitted_once(ana: Browser) -> None:
    await submitted(ana)
    await ana.send(f"{LEVEL}/enviar", 409)


async def test_a_contributor_does_not_submit(beto: Browser) -> None:
    await fill(beto)
    page = await beto.open(LEVEL)
    assert not page.select("form[action$='/enviar']")
    await beto.send(f"{LEVEL}/enviar", 403)


async def test_a_submitted_level_is_closed(ana: Browser) -> None:
    await submitted(ana)
    page = await ana.send("/mi-liga/reactivos/I1-01", 409, revision="1", number="1")
    assert "ya se envió" in page.select_one("#item-I1-01 [role=alert]").get_text()


async def test_another_government_submits_its_own(ana: Browser, carla: Browser) -> None:
    await fill(ana)
    await carla.send(f"{LEVEL}/enviar", 422)
    assert (await level_entry_of(OAXACA, EDITION, "I1")).submitted_at is None


async def test_in_another_stage_nothing_is_submitted_or_signed(
    ana: Browser, sofia: Browser
) -> None:
    await submitted(ana)
    await move_to(Stage.REVIEW)
    await ana.send("/mi-liga/niveles/P1/enviar", 409)
    await sofia.send(f"{LEVEL}/firmar", 409, password=PASSWORD)


async def test_a_reply_is_given_once_and_only_to_a_verdict(ana: Browser) -> None:
    await submitted(ana)
    await give_verdict("I1-01", "rejected", reason="No se encontró.")
    await move_to(Stage.REPLY)
    page = await ana.open(LEVEL)
    assert page.select_one("form[action*='I1-01/replica']")
    page = await ana.send("/mi-liga/reactivos/I1-01/replica", text="Está en la página 3.")
    assert "Está en la página 3." in page.select_one("#item-I1-01 .verdict").get_text()
    await ana.send("/mi-liga/reactivos/I1-01/replica", 409, text="Otra vez.")
    await ana.send("/mi-liga/reactivos/I1-02/replica", 409, text="Sin dictamen.")


async def test_an_empty_reply_is_refused(ana: Browser, beto: Browser) -> None:
    await submitted(ana)
    await give_verdict("I1-01", "rejected")
    await ana.send("/mi-liga/reactivos/I1-01/replica", 409, text="Todavía no es la etapa.")
    await move_to(Stage.REPLY)
    await ana.send("/mi-liga/reactivos/I1-01/replica", 422, text="  ")
    await beto.send("/mi-liga/reactivos/I1-01/replica", 403, text="No es mi cargo.")


@pytest.mark.parametrize("act", ["enviar", "reabrir"])
async def test_the_address_of_a_form_opened_anew_leads_to_its_level(
    app: Litestar, ana: Browser, act: str
) -> None:
    await open_edition()
    page = await ana.open(f"/mi-liga/niveles/I1/{act}")
    assert page.url.endswith("/mi-liga/niveles/I1")


@pytest.mark.parametrize("form", ["", "/evidencia", "/evidencia/quitar", "/hilo", "/replica"])
async def test_and_that_of_an_item_to_the_item(app: Litestar, ana: Browser, form: str) -> None:
    await open_edition()
    page = await ana.open(f"/mi-liga/reactivos/I1-02{form}")
    assert page.url.endswith("/mi-liga/niveles/I1#item-I1-02")


# A reply that is refused


TEXT = "El inventario está en la página 3 del anexo."
PDF = a_pdf()


async def rejected(ana: Browser) -> None:
    await submitted(ana)
    await give_verdict("I1-01", "rejected", reason="No se encontró.")
    await move_to(Stage.REPLY)


@pytest.mark.parametrize(
    ("sent", "file", "field", "told"),
    [
        pytest.param({"text": "x" * 7_500}, None, "", "hasta 5,000 caracteres", id="a long text"),
        pytest.param({"text": " "}, None, "", "Escriba la réplica", id="no text"),
        pytest.param(
            {"page": "art. " * 18}, None, "-page", "hasta 80 caracteres", id="a long page"
        ),
        pytest.param({"page": "3"}, b"MZ\x00\x00", "-file", "Es un programa", id="a program"),
        pytest.param({}, PDF, "-page", "Falta la página", id="a file without its page"),
    ],
)
async def test_a_reply_that_is_refused_is_all_still_there(
    ana: Browser,
    settings: Settings,
    sent: dict[str, str],
    file: bytes | None,
    field: str,
    told: str,
) -> None:
    await rejected(ana)
    typed = {"text": TEXT, "page": "", **sent}
    files = {"file": ("anexo.pdf", file, "application/pdf")} if file else None
    page = await ana.send("/mi-liga/reactivos/I1-01/replica", 422, files=files, **typed)
    assert told in page.select_one(f"#item-I1-01-reply{field}-error").text
    assert page.select_one("#item-I1-01-reply").text.strip() == typed["text"].strip()
    assert page.select_one("#item-I1-01-reply-page")["value"] == typed["page"]
    assert bool(page.select("#item-I1-01-reply-file-error")) is bool(file)
    kept = settings.data_dir / "documents"
    assert not [each for each in kept.rglob("*") if each.is_file()]
    await ana.send("/mi-liga/reactivos/I1-01/replica", text=TEXT)


async def test_a_reply_that_came_second_is_shown_beside_the_first(ana: Browser) -> None:
    await rejected(ana)
    await ana.send("/mi-liga/reactivos/I1-01/replica", text=TEXT)
    page = await ana.send("/mi-liga/reactivos/I1-01/replica", 409, text="Está en otro anexo.")
    assert TEXT in page.select_one("#item-I1-01 .verdict").get_text()
    assert "Está en otro anexo." in page.select_one("#item-I1-01-reply").text
    assert "ya tiene la réplica" in page.select_one("#item-I1-01-reply-error").text
