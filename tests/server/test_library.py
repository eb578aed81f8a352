"""Documentos de un gobierno: the list, whose it is, where each is cited, and whether in force."""

import gzip
import re
from datetime import date

import pytest

from game.editions import Stage
from server.queries.documents import FILE, Document, document_of, documents_of
from tests.browser import Browser
from tests.editions import EDITION, move_to
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, enters
from tests.server.shelf import (
    EVIDENCE,
    LEVEL,
    SECOND,
    SHELF,
    VERSION,
    a_file,
    added,
    card_of,
    replaced,
    three_hundred,
)
from tests.server.signed import puts_signature

pytestmark = pytest.mark.usefixtures("opened")


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
