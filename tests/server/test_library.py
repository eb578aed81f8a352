"""Documentos de un gobierno: each once, with its versions, its validity and where it is cited."""

import asyncio
import gzip
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from litestar import Litestar

from game.commitments import Move
from game.editions import Stage
from game.rules import RuleBroken
from server.db import write
from server.queries.answers import answers_of
from server.queries.citations import put_right
from server.queries.documents import (
    FILE,
    LINK,
    Document,
    adding,
    choices_of,
    document_of,
    documents_of,
    edits_of,
    keep_version,
)
from server.tables.audit import AuditRow
from server.tables.points import PointEventRow
from tests.browser import Browser, Page
from tests.commitments import promised
from tests.editions import ANA, BETO, EDITION, give_verdict, move_to, open_edition
from tests.files import a_book, a_pdf, a_png
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters
from tests.server.signed import puts_signature

SHELF = "/mi-liga/documentos"
LEVEL = "/mi-liga/niveles/P1"
EVIDENCE = "/mi-liga/reactivos/P1-01/evidencia"
OTHER = "/mi-liga/reactivos/P1-02/evidencia"
VERSION = f"{EVIDENCE}/version"
FIRST, SECOND = a_pdf("primera"), a_pdf("segunda")


@pytest.fixture(autouse=True)
async def _opened(app: Litestar) -> None:
    """Every test finds the small edition open."""
    await open_edition()


def a_file(content: bytes = FIRST, name: str = "padron.pdf") -> dict[str, object]:
    return {"file": (name, content, "application/octet-stream")}


async def added(who: Browser, **given: object) -> Document:
    """A document on the shelf of Oaxaca."""
    await who.send(SHELF, **{"files": a_file(), "title": "Padrón de trámites", **given})
    return max(await documents_of(OAXACA), key=lambda each: each.version)


async def replaced(who: Browser, document: Document, content: bytes = SECOND) -> Document:
    await who.send(f"{SHELF}/{document.id}/versiones", files=a_file(content))
    return max(await documents_of(OAXACA), key=lambda each: each.version)


async def cited(item: str = "P1-01") -> list[tuple[str, str]]:
    kept = await answers_of(OAXACA, EDITION, [item])
    return [(each.document, each.page) for each in kept[item].answer.evidence] if kept else []


def card_of(page: Page, title: str) -> str:
    (card,) = [each for each in page.select(".document") if title in each.select_one("h3").text]
    return " ".join(card.get_text(" ").split())


# The list


async def test_an_empty_shelf_says_what_it_is_for(ana: Browser) -> None:
    page = await ana.open(SHELF)
    assert "Todavía no hay documentos" in page.text
    assert page.select_one("form#document-add")


async def test_what_is_added_is_listed_with_everything_known_of_it(ana: Browser) -> None:
    await added(ana, dated="2026-02-01", valid_until="2026-12-31")
    text = card_of(await ana.open(SHELF), "Padrón de trámites")
    assert "PDF, 1 kB" in text
    assert "con fecha del 1 de febrero de 2026" in text
    assert "vigente hasta el 31 de diciembre de 2026" in text
    assert "Sin citar" in text


async def test_a_document_attached_at_an_item_is_on_the_shelf_with_its_place(ana: Browser) -> None:
    await ana.send(EVIDENCE, files=a_file(), title="Padrón", page="14")
    page = await ana.open(SHELF)
    text = card_of(page, "Padrón")
    assert "1 cita" in text
    assert "P1-01, Tema P1" in text
    assert "Página o artículo: 14" in text
    assert page.select_one(".places a")["href"] == f"{LEVEL}#item-P1-01"


async def test_it_is_found_from_the_league_and_from_the_item(ana: Browser) -> None:
    assert (await ana.open("/mi-liga")).select(f'a[href="{SHELF}"]')
    form = (await ana.open(LEVEL)).select_one("#item-P1-01 form[id$='-search']")
    assert form["action"] == SHELF
    assert form.select_one("[name=citar]")["value"] == "P1-01"


#   situation          what of: in force, over, cited, replaced
@pytest.mark.parametrize(
    ("situation", "titles"),
    [
        pytest.param("", {"Vigente", "Pasado", "Citado"}, id="all"),
        pytest.param("vigente", {"Vigente", "Citado"}, id="in force"),
        pytest.param("vencido", {"Pasado"}, id="over"),
        pytest.param("sin-citar", {"Vigente", "Pasado"}, id="not cited"),
        pytest.param("por-confirmar", {"Citado"}, id="replaced and cited"),
        pytest.param("ninguna", {"Vigente", "Pasado", "Citado"}, id="no such situation"),
    ],
)
async def test_the_shelf_is_narrowed_by_situation(
    ana: Browser, situation: str, titles: set[str]
) -> None:
    await a_shelf_of_three(ana)
    page = await ana.open(f"{SHELF}?situacion={situation}")
    assert {each.text.strip() for each in page.select(".document h3")} == titles


async def a_shelf_of_three(ana: Browser) -> None:
    await ana.send(SHELF, link="oaxaca.gob.mx/a", title="Vigente", valid_until="2026-03-03")
    await ana.send(SHELF, link="oaxaca.gob.mx/b", title="Pasado", valid_until="2026-03-02")
    await ana.send(EVIDENCE, files=a_file(), title="Citado", page="1")
    (document,) = [each for each in await documents_of(OAXACA) if each.kind == FILE]
    await replaced(ana, document)


@pytest.mark.parametrize(
    ("words", "count"),
    [("padron tramites", 1), ("PADRÓN", 1), ("gaceta", 0), ("P1-01", 1), ("padron.pdf", 1)],
)
async def test_it_is_searched_by_words_as_they_are_typed(
    ana: Browser, words: str, count: int
) -> None:
    document = await added(ana)
    await ana.send(EVIDENCE, document=document.id, page="2")
    await ana.send(SHELF, link="oaxaca.gob.mx/ley", title="Ley")
    assert len((await ana.open(f"{SHELF}?texto={words}")).select(".document")) == count


async def test_it_is_ordered_as_asked(ana: Browser, clock: Clock) -> None:
    for title, until in (("Beta", "2026-05-01"), ("Álamo", "2027-01-01"), ("Cedro", "2026-04-01")):
        await ana.send(SHELF, link=f"oaxaca.gob.mx/{title}", title=title, valid_until=until)
        clock.move(minutes=1)
    for order, titles in (
        ("", ["Cedro", "Álamo", "Beta"]),
        ("titulo", ["Álamo", "Beta", "Cedro"]),
        ("vencimiento", ["Cedro", "Beta", "Álamo"]),
    ):
        page = await ana.open(f"{SHELF}?orden={order}")
        assert [each.text.strip() for each in page.select(".document h3")] == titles


async def three_hundred() -> None:
    for number in range(300):
        document = Document(
            id=f"{number:032x}",
            participant=OAXACA,
            kind=FILE,
            title=f"Reglamento de mejora regulatoria número {number} del municipio",
            filename=f"reglamento-{number}.pdf",
            media_type="application/pdf",
            size=1_000_000 + number,
            sha256=f"{number:064x}",
            url="",
            dated=date(2026, 1, 1) + timedelta(days=number),
            account=1,
            author="Ana Ruiz",
            at=NOON + timedelta(minutes=number),
            valid_until=date(2026, 6, 1) + timedelta(days=number),
        )
        await write([adding(document)])


async def test_three_hundred_documents_are_read_page_by_page_on_a_slow_line(ana: Browser) -> None:
    await three_hundred()
    page = await ana.open(SHELF)
    assert "300 documentos" in page.text
    assert len(page.select(".document")) == 40
    assert [each.text.strip() for each in page.select(".pagination a")][-1] == "8"
    assert len(gzip.compress(page.response.content, 3)) < 60 * 1024
    last = await ana.open(f"{SHELF}?pagina=8")
    assert len(last.select(".document")) == 20
    level = await ana.open(LEVEL)
    assert "Reglamento de mejora" not in level.text, "an item does not carry all of them"


# Whose it is


async def test_who_may_do_what(ana: Browser, beto: Browser, sofia: Browser) -> None:
    document = await added(beto)
    page = await sofia.open(f"{SHELF}/{document.id}")
    assert not page.select("form[method=post][action^='/mi-liga/documentos']")
    assert not (await sofia.open(SHELF)).select("#document-add")
    await sofia.send(SHELF, 403, link="oaxaca.gob.mx/a", title="A")
    await sofia.send(f"{SHELF}/{document.id}", 403, title="Otro")
    await sofia.send(f"{SHELF}/{document.id}/versiones", 403, link="oaxaca.gob.mx/a")
    await sofia.send(f"{SHELF}/{document.id}/citas", 403)
    await ana.send(f"{SHELF}/{document.id}", title="Corregido")
    assert (await document_of(document.id)).title == "Corregido"


async def test_for_another_government_nothing_of_it_is_there(ana: Browser, carla: Browser) -> None:
    document = await added(ana)
    assert "Padrón" not in (await carla.open(SHELF)).text
    await carla.open(f"{SHELF}/{document.id}", 404)
    await carla.send(f"{SHELF}/{document.id}", 404, title="Mío")
    await carla.send(f"{SHELF}/{document.id}/versiones", 404, files=a_file(SECOND))
    await carla.send(f"{SHELF}/{document.id}/citas", 404)
    await carla.send(VERSION, 404, document=document.id, old_page="1", page="2", choice="new")
    assert len(await documents_of(OAXACA)) == 1
    assert await documents_of(YUCATAN) == ()


async def test_strangers_and_the_observatory_have_no_shelf(
    browser: Browser, victor: Browser
) -> None:
    assert (await browser.open(SHELF)).response.url.path == "/entrar"
    await victor.open(SHELF, 403)


# Add


async def test_a_link_is_added_with_the_day_it_was_consulted(ana: Browser) -> None:
    page = await ana.send(SHELF, link="oaxaca.gob.mx/gaceta", title="Gaceta")
    assert page.h1.text.strip() == "Gaceta"
    assert "consultada el 3 de marzo de 2026" in page.text


async def test_the_same_file_twice_is_the_same_document(ana: Browser) -> None:
    await added(ana)
    page = await ana.send(SHELF, files=a_file(name="otro.pdf"), title="Otro nombre")
    assert "ya estaba aquí" in page.text
    assert len(await documents_of(OAXACA)) == 1


@pytest.mark.parametrize(
    ("given", "file", "field", "says"),
    [
        pytest.param({}, None, "file", "Elija un archivo", id="nothing"),
        pytest.param({}, b"MZ\x90\x00\x00", "file", "Es un programa", id="a program"),
        pytest.param({"link": "javascript:x"}, None, "link", "no se acepta", id="no page"),
        pytest.param({"dated": "ayer"}, FIRST, "dated", "Escriba una fecha", id="no date"),
        pytest.param({"dated": "2026-03-04"}, FIRST, "dated", "todavía no llega", id="tomorrow"),
        pytest.param({"valid_from": "x"}, FIRST, "valid_from", "Escriba una fecha", id="no start"),
        pytest.param(
            {"valid_from": "2026-05-01", "valid_until": "2026-04-30"},
            FIRST,
            "valid_until",
            "no puede terminar antes",
            id="over before it begins",
        ),
        pytest.param({"title": "x" * 241}, FIRST, "title", "240", id="a title that is none"),
    ],
)
async def test_what_is_wrong_is_told_beside_its_field_and_nothing_typed_is_lost(
    ana: Browser, given: dict[str, str], file: bytes | None, field: str, says: str
) -> None:
    files = a_file(file) if file else None
    typed = {"title": "Padrón", **given}
    page = await ana.send(SHELF, 422, files=files, **typed)
    form = page.select_one("#document-add")
    control = form.select_one(f"[name={field}]")
    (told,) = [control.closest(".field").select_one(".field-error").get_text()]
    assert says in told
    assert form.select_one("[name=title]")["value"] == typed["title"]
    assert form.closest("details").has_attr("open")
    if file and field != "file":
        chosen = form.select_one("[name=file]").closest(".field")
        assert "Elija de nuevo el archivo" in chosen.get_text()
    assert await documents_of(OAXACA) == ()


async def test_for_the_script_a_document_is_an_address_and_a_refusal_a_form(ana: Browser) -> None:
    await ana.open(SHELF)
    page = await ana.send(SHELF, htmx=True, files=a_file(), title="Padrón")
    (document,) = await documents_of(OAXACA)
    assert page.response.headers["HX-Redirect"] == f"{SHELF}/{document.id}"
    page = await ana.send(SHELF, 422, htmx=True, files=a_file(SECOND), dated="ayer")
    assert page.select_one("#document-add-dated-error")
    assert not page.select("#document-add-file-error"), "the file stays where it was chosen"


async def test_a_file_that_is_cut_off_on_its_way_is_no_failure_of_ours(
    ana: Browser, app: Litestar, caplog: pytest.LogCaptureFixture
) -> None:
    await ana.open(SHELF)
    cookies = "; ".join(f"{name}={value}" for name, value in ana.client.cookies.items())
    headers = {
        "host": "localhost",
        "origin": "http://localhost",
        "sec-fetch-site": "same-origin",
        "cookie": cookies,
        "content-type": "multipart/form-data; boundary=x",
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": SHELF,
        "raw_path": SHELF.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    first = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF'
    arriving = iter(
        [
            {"type": "http.request", "body": first, "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    sent: list[Any] = []

    async def receive() -> Any:
        return next(arriving)

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert not [each for each in caplog.records if each.levelname == "ERROR"]
    assert await documents_of(OAXACA) == ()


async def test_the_texts_beside_a_file_are_as_short_as_those_of_any_form(ana: Browser) -> None:
    await ana.send(SHELF, 413, files=a_file(), title="x" * 270_000)
    assert await documents_of(OAXACA) == ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"no es un formulario", id="nothing of a form"),
        pytest.param(b"--x\r\n\r\nhola\r\n--x--\r\n", id="a part without a name"),
        pytest.param(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nhola', id="no end"),
    ],
)
async def test_a_body_that_is_no_form_is_told_so(ana: Browser, body: bytes) -> None:
    headers = {
        "Origin": "http://localhost",
        "Sec-Fetch-Site": "same-origin",
        "X-CSRF": await ana.csrf(),
        "Content-Type": "multipart/form-data; boundary=x",
    }
    ana.arrive(await ana.client.post(SHELF, content=body, headers=headers), 400)


async def test_the_form_opened_anew_leads_back(ana: Browser) -> None:
    document = await added(ana)
    for address in ("citas", "versiones"):
        page = await ana.open(f"{SHELF}/{document.id}/{address}")
        assert page.response.url.path == f"{SHELF}/{document.id}"
    page = await ana.open(VERSION)
    assert page.response.url.path == LEVEL


# Put right


@pytest.mark.both
async def test_what_is_put_right_stays_in_the_history(ana: Browser) -> None:
    document = await added(ana, valid_until="2026-04-01")
    page = await ana.send(
        f"{SHELF}/{document.id}", title="Padrón 2026", dated="", valid_until="2026-12-31"
    )
    assert page.h1.text.strip() == "Padrón 2026"
    assert "Título: de «Padrón de trámites» a «Padrón 2026»" in page.text
    assert "Vigente hasta: de «2026-04-01» a «2026-12-31»" in page.text
    actions = await AuditRow.select(AuditRow.action).where(AuditRow.subject == document.id)
    assert [each["action"] for each in actions] == ["document-added", "document-edited"]
    await ana.send(f"{SHELF}/{document.id}", title="Padrón 2026", valid_until="2026-12-31")
    assert await AuditRow.count().where(AuditRow.action == "document-edited") == 1


async def test_a_title_cannot_be_taken_away(ana: Browser) -> None:
    document = await added(ana)
    page = await ana.send(f"{SHELF}/{document.id}", 422, title="  ", valid_until="2026-12-31")
    form = page.select_one("#document-edit")
    assert "Escriba el título" in form.get_text()
    assert form.select_one("[name=valid_until]")["value"] == "2026-12-31"


# Versions


async def test_a_new_version_leaves_what_is_cited_as_it_was(ana: Browser) -> None:
    first = await added(ana)
    await ana.send(EVIDENCE, document=first.id, page="14")
    second = await replaced(ana, first)
    assert (second.version, second.lineage, second.title) == (2, first.id, first.title)
    assert await cited() == [(first.id, "14")]
    assert len((await ana.open(SHELF)).select(".document")) == 1, "it is one document"
    page = await ana.open(f"{SHELF}/{second.id}")
    assert "cita la versión 1: falta confirmar" in page.text
    for each, content in ((first, FIRST), (second, SECOND)):
        assert (await ana.open(f"/documentos/{each.id}")).response.content == content


async def test_the_item_asks_which_of_the_two(ana: Browser) -> None:
    first = await added(ana)
    await ana.send(EVIDENCE, document=first.id, page="14")
    second = await replaced(ana, first)
    item = (await ana.open(LEVEL)).select_one("#item-P1-01 .newer")
    assert "Hay una versión nueva de este documento: la 2" in item.get_text(" ")
    form = item.select_one("form")
    assert form.select_one("[name=page]")["value"] == "14"
    page = await ana.send(
        str(form["action"]), document=first.id, old_page="14", page="16", choice="new"
    )
    assert await cited() == [(second.id, "16")]
    assert not page.select("#item-P1-01 .newer")


async def test_with_htmx_the_item_comes_back_with_the_new_one(ana: Browser) -> None:
    first = await added(ana)
    await ana.send(EVIDENCE, document=first.id, page="14")
    await replaced(ana, first)
    reply = await ana.send(
        VERSION, htmx=True, document=first.id, old_page="14", page="14", choice="new"
    )
    assert not reply.is_whole
    assert not reply.select("article#item-P1-01 .newer")


async def test_the_old_one_is_kept_by_choice_and_can_still_be_given_up(ana: Browser) -> None:
    first = await added(ana)
    await ana.send(EVIDENCE, document=first.id, page="14")
    second = await replaced(ana, first)
    for _ in range(2):
        page = await ana.send(VERSION, document=first.id, old_page="14", choice="old")
    assert "Se decidió conservar la anterior" in page.select_one("#item-P1-01 .newer").get_text(" ")
    assert await choices_of(OAXACA, EDITION) == {("P1-01", first.id, second.id)}
    assert "falta confirmar" not in (await ana.open(SHELF)).text
    third = await replaced(ana, second, a_pdf("tercera"))
    text = (await ana.open(LEVEL)).select_one("#item-P1-01 .newer").get_text(" ")
    assert "la 3" in text
    assert "Se decidió" not in text, "a choice is about one version"
    await ana.send(VERSION, document=first.id, old_page="14", page="1", choice="new")
    assert await cited() == [(third.id, "1")]


async def test_a_page_that_is_too_long_is_told_with_the_new_one_chosen(ana: Browser) -> None:
    first = await added(ana)
    await ana.send(EVIDENCE, document=first.id, page="14")
    second = await replaced(ana, first)
    page = await ana.send(
        VERSION, 422, document=first.id, old_page="14", page="x" * 81, choice="new"
    )
    form = page.select_one("#item-P1-01-add-1")
    assert "hasta 80 caracteres" in form.get_text()
    assert form.select_one("option[selected]")["value"] == second.id
    assert await cited() == [(first.id, "14")]


@pytest.mark.both
async def test_all_of_them_are_confirmed_from_the_document_except_what_is_closed(
    ana: Browser,
) -> None:
    first = await added(ana)
    for item, page in (("P1-01", "1"), ("P1-02", "2"), ("P1-03", "3")):
        await ana.send(f"/mi-liga/reactivos/{item}/evidencia", document=first.id, page=page)
    await give_verdict("P1-02", "accepted", revision=1)
    second = await replaced(ana, first)
    await ana.send(VERSION.replace("P1-01", "P1-03"), document=first.id, old_page="3", choice="old")
    page = await ana.send(f"{SHELF}/{second.id}/citas")
    assert await cited("P1-01") == [(second.id, "1")]
    assert await cited("P1-02") == [(first.id, "2")]
    assert await cited("P1-03") == [(first.id, "3")]
    assert "cita la versión 1 y la conserva: ya tiene dictamen" in page.text
    assert "cita la versión 1: se decidió conservarla" in page.text
    assert "falta confirmar" not in page.text
    assert not page.select(f'form[action="{SHELF}/{second.id}/citas"]')


async def test_a_closed_item_keeps_the_old_one_and_says_so(ana: Browser) -> None:
    first = await added(ana)
    await ana.send("/mi-liga/reactivos/P1-01", chosen="yes")
    await ana.send(EVIDENCE, document=first.id, page="14")
    await give_verdict("P1-01", "accepted", revision=2)
    await replaced(ana, first)
    item = (await ana.open(LEVEL)).select_one("#item-P1-01 .newer")
    assert "conserva la anterior" in item.get_text(" ")
    assert not item.select("form")
    await ana.send(VERSION, 409, document=first.id, old_page="14", page="1", choice="new")
    await move_to(Stage.REVIEW)
    await ana.send(VERSION, 409, document=first.id, old_page="14", choice="old")
    assert await cited() == [(first.id, "14")]


@pytest.mark.both
async def test_a_newer_version_settles_the_points_as_any_other_evidence(ana: Browser) -> None:
    first = await added(ana)
    await ana.send("/mi-liga/reactivos/P1-01", chosen="yes")
    await ana.send(EVIDENCE, document=first.id, page="14")
    await replaced(ana, first)
    await ana.send(VERSION, document=first.id, old_page="14", page="", choice="new")
    given = await PointEventRow.select(PointEventRow.provisional).order_by(PointEventRow.id)
    assert [each["provisional"] for each in given] == [5, -5], "without its page it is not proved"


async def test_a_version_may_be_another_kind_of_thing(ana: Browser) -> None:
    first = await added(ana)
    await ana.send(f"{SHELF}/{first.id}/versiones", link="oaxaca.gob.mx/padron")
    newest = max(await documents_of(OAXACA), key=lambda each: each.version)
    assert (newest.kind, newest.version) == (LINK, 2)
    page = await ana.send(
        f"{SHELF}/{newest.id}/versiones", files=a_file(a_book(), "padron.xlsx"), title="Libro"
    )
    assert "Versión 3" in page.text
    assert "Excel" in page.text


async def test_what_replaces_a_document_is_not_what_is_there_already(ana: Browser) -> None:
    first = await added(ana)
    await ana.send(SHELF, files=a_file(a_png(), "mapa.png"), title="Mapa")
    page = await ana.send(f"{SHELF}/{first.id}/versiones", 422, files=a_file())
    assert "no hay nada que sustituir" in page.select_one("#document-replace").get_text()
    page = await ana.send(f"{SHELF}/{first.id}/versiones", 422, files=a_file(a_png(), "otro.png"))
    assert "como «Mapa»" in page.select_one("#document-replace").get_text()
    assert len(await documents_of(OAXACA)) == 2


async def test_two_who_replace_the_same_version_are_told(ana: Browser) -> None:
    first = await added(ana)
    await replaced(ana, first)
    page = await ana.send(
        f"{SHELF}/{first.id}/versiones",
        409,
        files=a_file(a_pdf("tercera"), "c.pdf"),
        title="Padrón corregido",
        dated="2026-02-01",
    )
    form = page.select_one("#document-replace")
    assert "Alguien subió otra versión" in form.select_one("[role=alert]").text
    assert form.select_one("[name=title]")["value"] == "Padrón corregido"
    assert form.select_one("[name=dated]")["value"] == "2026-02-01"
    assert "Elija de nuevo el archivo" in form.text
    assert len(await documents_of(OAXACA)) == 2
    # The form now replaces what is there.
    await ana.send(str(form["action"]), files=a_file(a_pdf("tercera"), "c.pdf"))
    assert len(await documents_of(OAXACA)) == 3


async def test_no_correction_brings_a_date_that_is_still_to_come(ana: Browser) -> None:
    document = await added(ana, dated="2026-02-01")
    page = await ana.send(f"{SHELF}/{document.id}", 422, title="Padrón", dated="2026-03-04")
    form = page.select_one("#document-edit")
    assert "todavía no llega" in form.select_one("#document-edit-dated-error").text
    assert form.select_one("[name=dated]")["value"] == "2026-03-04"
    assert (await document_of(document.id)).dated == date(2026, 2, 1)


async def test_who_corrects_what_was_corrected_meanwhile_sees_both(
    ana: Browser, beto: Browser
) -> None:
    document = await added(ana)
    address = f"{SHELF}/{document.id}"
    seen = (await beto.open(address)).select_one("#document-edit [name=seen]")["value"]
    await ana.send(address, seen=seen, title="Padrón 2026", valid_until="2026-12-31")
    page = await beto.send(address, 409, seen=seen, title="Padrón de Beto")
    form = page.select_one("#document-edit")
    assert "Alguien corrigió estos datos" in form.select_one("[role=alert]").text
    assert form.select_one("[name=title]")["value"] == "Padrón de Beto"
    assert "«Padrón 2026»" in form.select_one("#document-edit-title-error").text
    assert "31 de diciembre de 2026" in form.select_one("#document-edit-until-error").text
    assert (await document_of(document.id)).title == "Padrón 2026"
    seen = form.select_one("[name=seen]")["value"]
    await beto.send(address, seen=seen, title="Padrón de Beto")
    assert (await document_of(document.id)).title == "Padrón de Beto"


async def test_what_was_typed_of_a_file_that_was_here_is_offered_as_a_correction(
    ana: Browser,
) -> None:
    document = await added(ana)
    page = await ana.send(SHELF, files=a_file(), title="Otro", valid_until="2027-01-01")
    form = page.select_one("#document-edit")
    assert page.select_one("details:has(#document-edit)").has_attr("open")
    assert "ya estaba aquí" in form.select_one("[role=alert]").text
    assert form.select_one("[name=title]")["value"] == "Otro"
    assert form.select_one("[name=valid_until]")["value"] == "2027-01-01"
    assert "«Padrón de trámites»" in form.text
    seen = form.select_one("[name=seen]")["value"]
    await ana.send(f"{SHELF}/{document.id}", seen=seen, title="Otro", valid_until="2027-01-01")
    assert (await document_of(document.id)).title == "Otro"
    page = await ana.send(SHELF, files=a_file(), title="Otro")
    assert not page.select("#document-edit [role=alert]")
    assert "no se guardó otra vez" in page.text


@pytest.mark.parametrize(
    "later", [{"title": "La mía"}, {"dated": date(2026, 1, 2)}], ids=["the same", "another field"]
)
async def test_nobody_corrects_over_what_they_did_not_see(
    ana: Browser, later: dict[str, Any]
) -> None:
    """Two corrections decided on the same reading: the unit of the second one finds the first."""
    seen = await added(ana)
    await put_right(seen, replace(seen, title="La de Beto"), by=BETO, at=NOON)
    with pytest.raises(RuleBroken, match="document-changed"):
        await put_right(seen, replace(seen, **later), by=ANA, at=NOON)
    assert (await document_of(seen.id)).title == "La de Beto"


async def test_of_corrections_at_the_same_moment_one_is_kept_and_the_others_are_told(
    ana: Browser,
) -> None:
    seen = await added(ana)
    titles = [f"Título {number}" for number in range(5)]
    outcomes = await asyncio.gather(
        *(put_right(seen, replace(seen, title=each), by=ANA, at=NOON) for each in titles),
        return_exceptions=True,
    )
    assert outcomes.count(None) == 1
    codes = {getattr(each, "code", each) for each in outcomes if each is not None}
    assert codes == {"document-changed"}
    assert (await document_of(seen.id)).title == titles[outcomes.index(None)]


async def test_the_same_correction_twice_at_once_is_one(ana: Browser) -> None:
    seen = await added(ana)
    changed = replace(seen, title="Padrón 2026")
    await asyncio.gather(*(put_right(seen, changed, by=ANA, at=NOON) for _ in range(4)))
    assert len(await edits_of(OAXACA, [seen.id])) == 1


@pytest.mark.both
async def test_what_a_decided_reply_cites_stays_as_it_was_read(ana: Browser) -> None:
    await ana.send(OTHER, link="oaxaca.gob.mx/a", title="Otro")
    await give_verdict("P1-02", "rejected", revision=1)
    await move_to(Stage.REPLY)
    shown = {"files": a_file(), "title": "Padrón de trámites", "page": "3"}
    await ana.send("/mi-liga/reactivos/P1-02/replica", text="Sí lo es.", **shown)
    (document,) = [each for each in await documents_of(OAXACA) if each.kind == FILE]
    await ana.send(f"{SHELF}/{document.id}", title="Padrón municipal")
    await give_verdict("P1-02", "accepted", revision=1)
    page = await ana.send(f"{SHELF}/{document.id}", 409, title="Otra cosa")
    assert "El reactivo P1-02 cita este documento y ya se verificó" in page.text
    assert (await document_of(document.id)).title == "Padrón municipal"


@pytest.mark.both
async def test_what_a_verified_commitment_cites_stays_as_it_was_read(
    ana: Browser, victor: Browser
) -> None:
    number = await promised(None, Move.AGREE, Move.START)
    shown = {"files": a_file(), "title": "Periódico oficial", "page": "3"}
    await ana.send(f"/compromisos/{number}/cumplimiento", note="Publicado.", **shown)
    (document,) = await documents_of(OAXACA)
    await ana.send(f"{SHELF}/{document.id}", title="Periódico oficial 12")
    await victor.send(f"/compromisos/{number}/dictamen", move="verify", note="Está publicado.")
    page = await ana.send(f"{SHELF}/{document.id}", 409, title="Otra cosa")
    assert f"El compromiso {number} cita este documento y ya se dictaminó" in page.text
    assert (await document_of(document.id)).title == "Periódico oficial 12"


async def test_what_is_advised_for_a_document_that_was_judged_can_be_done(ana: Browser) -> None:
    """Its data stay as they were read there; with the same pages saved anew they are put right."""
    document = await added(ana)
    await ana.send(EVIDENCE, document=document.id, page="3")
    await give_verdict("P1-01", "accepted", revision=1)
    page = await ana.send(f"{SHELF}/{document.id}", 409, title="Padrón municipal")
    assert "uno idéntico no se sube dos veces" in page.select_one("form#document-edit").text
    versions = f"{SHELF}/{document.id}/versiones"
    page = await ana.send(versions, 422, files=a_file(), title="Padrón municipal")
    assert "Corregir título y fechas" in page.select_one("#document-replace").text
    await ana.send(versions, files=a_file(FIRST + b"\n"), title="Padrón municipal")
    newest = max(await documents_of(OAXACA), key=lambda each: each.version)
    assert (newest.version, newest.title) == (2, "Padrón municipal")
    # The others cite that one; the judged one cites what was read.
    await ana.send(OTHER, document=newest.id, page="3")
    assert await cited("P1-02") == [(newest.id, "3")]
    assert await cited("P1-01") == [(document.id, "3")]


async def test_who_renews_a_citation_that_was_taken_away_is_told_and_keeps_the_page(
    ana: Browser, beto: Browser
) -> None:
    first = await added(ana)
    await ana.send(EVIDENCE, document=first.id, page="3")
    second = await replaced(ana, first)
    renewal = {"document": first.id, "old_page": "3", "page": "17, art. 4", "choice": "new"}
    await beto.send(f"{EVIDENCE}/quitar", document=first.id, page="3")
    page = await ana.send(VERSION, 422, **renewal)
    assert "Alguien quitó esa cita mientras tanto" in page.select_one("#item-P1-01").text
    form = page.select_one(f"#item-P1-01 form.stack[action^='{EVIDENCE}']")
    assert form.select_one("[name=page]")["value"] == "17, art. 4"
    await ana.send(EVIDENCE, document=second.id, page="17, art. 4")
    await ana.send(VERSION, **renewal)  # as it stands by now
    assert await cited() == [(second.id, "17, art. 4")]


async def test_nobody_decides_how_an_item_cites_what_it_does_not_cite(ana: Browser) -> None:
    first = await added(ana)
    await replaced(ana, first)
    await ana.send(VERSION, 404, document=first.id, choice="old")
    assert await choices_of(OAXACA, EDITION) == frozenset()


async def test_an_old_address_leads_to_the_document(ana: Browser) -> None:
    first = await added(ana)
    await replaced(ana, first)
    page = await ana.open(f"{SHELF}/{first.id}")
    assert "La dirección era de la versión 1; la vigente es la 2." in page.text


# Cite from an item


async def test_a_document_is_found_and_cited_without_scripts(ana: Browser) -> None:
    document = await added(ana)
    page = await ana.open(f"{SHELF}?citar=P1-01&texto=padron")
    assert "Elija el documento que prueba P1-01" in page.text
    form = page.select_one(".document form")
    assert form["action"] == EVIDENCE
    page = await ana.send(
        str(form["action"]), document=form.select_one("[name=document]")["value"], page="art. 7"
    )
    assert page.response.url.path == LEVEL
    assert await cited() == [(document.id, "art. 7")]


async def test_with_scripts_what_is_found_comes_into_the_form(ana: Browser) -> None:
    await three_hundred()
    reply = await ana.open(f"{SHELF}?citar=P1-01&texto=numero", htmx=True)
    assert not reply.is_whole
    assert len(reply.select("input[type=radio][name=document]")) == 13
    assert "Hay más" in reply.text
    reply = await ana.open(f"{SHELF}?citar=P1-01&texto=numero%20299", htmx=True)
    assert reply.select_one("input[checked]")["value"] == f"{299:032x}"
    reply = await ana.open(f"{SHELF}?citar=P1-01&texto=nada", htmx=True)
    assert "Ninguno coincide" in reply.text


async def test_what_was_found_and_could_not_be_cited_stays_chosen(ana: Browser) -> None:
    document = await added(ana)
    page = await ana.send(EVIDENCE, 422, document=document.id, page="x" * 81)
    chosen = page.select_one("#item-P1-01 select[name=document] option[selected]")
    assert chosen["value"] == document.id


async def test_a_page_past_the_last_one_is_the_last_one(ana: Browser) -> None:
    await added(ana)
    assert len((await ana.open(f"{SHELF}?pagina=9")).select(".document")) == 1


async def test_an_item_that_is_none_is_not_there(ana: Browser) -> None:
    await added(ana)
    await ana.open(f"{SHELF}?citar=Z9-99", 404)


# Validity


async def test_what_is_over_says_so_wherever_it_is_seen(
    ana: Browser, sofia: Browser, rita: Browser, clock: Clock
) -> None:
    document = await added(ana, valid_until="2026-03-03")
    await complete(ana, document)
    assert "vencido" not in (await ana.open(LEVEL)).select_one("#item-P1-01").get_text()
    clock.move(days=1)
    await enters(ana, PEOPLE["ana"], clock())
    await enters(sofia, PEOPLE["sofia"], clock())
    await enters(rita, PEOPLE["rita"], clock())
    told = "vencido: valía hasta el 3 de marzo de 2026"
    page = await ana.open(LEVEL)
    assert told in page.select_one("#item-P1-01 .evidence-list").get_text(" ")
    notice = page.select_one(".notice.is-warn")
    assert "Hay documentos vencidos" in notice.get_text()
    assert notice.select_one("a")["href"] == "#item-P1-01"
    assert told in card_of(await ana.open(SHELF), "Padrón")
    await ana.send(f"{LEVEL}/enviar")
    assert "Hay documentos vencidos" not in (await sofia.open(LEVEL)).text
    await puts_signature(sofia, "P1")
    await move_to(Stage.REVIEW)
    review = await rita.open(f"/verificacion/{EDITION}/{OAXACA}/P1")
    assert told in review.select_one("#item-P1-01").get_text(" ")


async def test_the_last_day_ends_with_the_day_in_mexico(ana: Browser, clock: Clock) -> None:
    await added(ana, valid_until="2026-03-03")
    clock.move(hours=11, minutes=59)  # 23:59 in Mexico, already the 4th in Greenwich
    assert "vencido" not in card_of(await ana.open(SHELF), "Padrón")
    clock.move(minutes=1)
    await enters(ana, PEOPLE["ana"], clock())
    assert "vencido" in card_of(await ana.open(SHELF), "Padrón")


async def test_whoever_verifies_sees_that_a_newer_version_is_there(
    ana: Browser, sofia: Browser, rita: Browser
) -> None:
    document = await added(ana)
    await complete(ana, document)
    await ana.send(f"{LEVEL}/enviar")
    await puts_signature(sofia, "P1")
    await replaced(ana, document)
    await move_to(Stage.REVIEW)
    review = await rita.open(f"/verificacion/{EDITION}/{OAXACA}/P1")
    text = review.select_one("#item-P1-01").get_text(" ")
    assert "versión 1; el gobierno tiene ya la 2" in text


async def complete(ana: Browser, document: Document) -> None:
    """P1 in full: a proved yes, and what it opens."""
    here = "/mi-liga/reactivos"
    await ana.send(f"{here}/P1-01", chosen="yes")
    await ana.send(EVIDENCE, document=document.id, page="1")
    plan = {"reason": "No hay.", "plan": "Hacerlo.", "plan_by": "2026-12-01"}
    await ana.send(f"{here}/P1-02", chosen="none", **plan)
    await ana.send(f"{here}/P1-03", chosen="none", **plan)
    await ana.send(f"{here}/P1-04", number="50", **plan)
    await ana.send(f"{here}/P1-05", text="Nada.")


# Other places


async def test_what_a_commitment_and_a_reply_cite_counts_as_cited(ana: Browser) -> None:
    from server.queries.citations import COMMITMENT, REPLY, citations_of
    from server.tables.commitments import CommitmentEventRow, CommitmentRow
    from server.tables.reviews import ReplyRow

    document = await added(ana)
    evidence = f'[{{"document": "{document.id}", "page": "9"}}]'
    (promise,) = await CommitmentRow.insert(
        CommitmentRow(
            participant=OAXACA,
            pillar="P",
            goal="Meta",
            due=date(2027, 1, 1),
            status="verified",
            created_at=NOON,
            updated_at=NOON,
        )
    )
    await CommitmentEventRow.insert(
        CommitmentEventRow(
            commitment=promise["id"],
            at=NOON,
            act="report_done",
            to_status="verified",
            evidence=evidence,
            author="Ana Ruiz",
        )
    )
    await ReplyRow.insert(
        ReplyRow(
            participant=OAXACA,
            edition=EDITION,
            item="P1-01",
            text="Sí hay.",
            evidence=evidence,
            account=1,
            author="Ana Ruiz",
            at=NOON,
        )
    )
    assert {each.kind for each in await citations_of(OAXACA)} == {COMMITMENT, REPLY}
    page = await ana.open(f"{SHELF}/{document.id}")
    assert "2 citas" in page.text
    assert f"Compromiso {promise['id']}" in page.text
    assert "Réplica en P1-01" in page.text


async def test_the_words_are_there_in_english(ana: Browser) -> None:
    document = await added(ana, valid_until="2026-03-01")
    for address in (SHELF, f"{SHELF}/{document.id}"):
        page = await ana.open(f"{address}?idioma=en")
        assert not re.search(r"vencido|Sin citar|Versiones|Situación", page.text)


@pytest.mark.both
async def test_a_race_for_the_next_version_has_one_winner(ana: Browser) -> None:
    """On either engine the table itself holds it."""
    import asyncio
    from dataclasses import replace as changed

    first = await added(ana)
    rivals = [changed(first, id=f"{n:032x}", sha256=f"{n:064x}", at=NOON) for n in range(1, 6)]
    results = await asyncio.gather(
        *(keep_version(first, each, by=ANA) for each in rivals), return_exceptions=True
    )
    assert sum(isinstance(each, Document) for each in results) == 1
    assert len(await documents_of(OAXACA)) == 2
