"""Documentos de un gobierno: a new version leaves what is cited until somebody chooses."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from game.commitments import Move
from game.editions import Stage
from game.rules import RuleBroken
from server.queries.citations import put_right
from server.queries.documents import (
    FILE,
    LINK,
    Document,
    choices_of,
    document_of,
    documents_of,
    edits_of,
    keep_version,
)
from server.tables.points import PointEventRow
from tests.browser import Browser
from tests.commitments import lines_seen, promised
from tests.editions import ANA, BETO, EDITION, give_verdict, move_to
from tests.files import a_book, a_pdf, a_png
from tests.server.people import NOON, OAXACA
from tests.server.shelf import (
    EVIDENCE,
    FIRST,
    LEVEL,
    OTHER,
    SECOND,
    SHELF,
    VERSION,
    a_file,
    added,
    cited,
    replaced,
)

pytestmark = pytest.mark.usefixtures("opened")


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
    await victor.send(
        f"/compromisos/{number}/dictamen",
        move="verify",
        note="Está publicado.",
        seen=await lines_seen(number),
    )
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
