"""Documentos de un gobierno: added once, put right, and cited from an item."""

from typing import Any

import pytest
from litestar import Litestar

from server.queries.documents import documents_of
from server.tables.audit import AuditRow
from tests.browser import Browser
from tests.server.people import OAXACA
from tests.server.shelf import (
    EVIDENCE,
    FIRST,
    LEVEL,
    SECOND,
    SHELF,
    VERSION,
    a_file,
    added,
    cited,
    three_hundred,
)

pytestmark = pytest.mark.usefixtures("opened")


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
