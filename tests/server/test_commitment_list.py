"""The list of commitments: found, narrowed, counted, read by anybody."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from game.commitments import Milestone, Move, Status, propose
from game.rules import RuleBroken
from server.queries.commitments import (
    Filters,
    commitment_of,
    commitments_where,
    counts_where,
    keep_proposal,
)
from server.tables.commitments import CommitmentRow
from tests.browser import Browser
from tests.commitments import (
    ANA,
    NOON,
    TODAY,
    YUCATAN,
    a_commitment,
    promised,
)
from tests.editions import a_definition, open_edition
from tests.server.conftest import Clock


@pytest.fixture
async def three(app: object) -> None:
    """Oaxaca promised two things, Yucatán one."""
    await open_edition(a_definition())
    await promised()
    await promised(a_commitment(goal="Instalar el CONSEJO estatal", pillar="I"), Move.AGREE)
    await promised(
        a_commitment(
            YUCATAN,
            goal="Capacitación de inspectores",
            due=date(2026, 5, 2),
            pillar="H",
            indicator="Constancias en la (Gaceta)",
            milestones=(),
        )
    )


@pytest.mark.both
@pytest.mark.parametrize(
    ("address", "found"),
    [
        pytest.param("", [3, 1, 2], id="all, by due date"),
        pytest.param("?gobierno=20", [2, 1], id="of a government, by status"),
        pytest.param("?estado=31", [3], id="of a state"),
        pytest.param("?pilar=I", [2], id="of a pillar"),
        pytest.param("?situacion=agreed", [2], id="of a status"),
        pytest.param("?situacion=under_way", [3, 1, 2], id="neither late nor ended"),
        pytest.param("?desde=2026-06-01", [1, 2], id="due from"),
        pytest.param("?hasta=2026-05-31", [3], id="due to"),
        pytest.param("?texto=consejo", [2], id="by a word, whatever its case"),
        pytest.param("?texto=capacitacion", [3], id="or its accents"),
        pytest.param("?texto=INSPECTORES+capacitación", [3], id="by two words"),
        pytest.param("?texto=%25", [], id="a percent sign is no word"),
        pytest.param("?texto=*[^zz]%5C", [], id="and so is any other sign"),
        pytest.param("?texto=%5E", [], id="a caret too"),
        pytest.param("?texto=(GACETA)", [3], id="brackets too"),
        pytest.param("?situacion=flying&desde=ayer&pagina=x", [3, 1, 2], id="nonsense is ignored"),
        pytest.param("?pagina=9", [], id="past the last page"),
    ],
)
@pytest.mark.usefixtures("three")
async def test_the_list_is_narrowed_by_its_address(
    browser: Browser, address: str, found: list[int]
) -> None:
    page = await browser.open(f"/compromisos{address}")
    addresses = [str(link["href"]) for link in page.select(".commitment h3 a")]
    assert addresses == [f"/compromisos/{code}" for code in found]


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_the_filters_stay_as_they_were_chosen(browser: Browser) -> None:
    page = await browser.open("/compromisos?estado=20&situacion=agreed&texto=consejo")
    assert page.select_one("#estado [selected]")["value"] == "20"
    assert page.select_one("#situacion [selected]")["value"] == "agreed"
    assert page.field("texto") == "consejo"
    assert page.select_one('a[href="/compromisos"].button')


@pytest.mark.usefixtures("three")
async def test_one_government_shows_its_promises_first(browser: Browser) -> None:
    """Its filters are folded, and what it has none of is not counted."""
    assert len((await browser.open("/compromisos")).select(".figures li")) == 6
    page = await browser.open("/compromisos?gobierno=20")
    (figure,) = page.select(".figures li")
    assert figure.get_text(" ", strip=True) == "2 por cumplir"
    folded = page.select_one("details:has(.filters)")
    assert not folded.has_attr("open")
    assert folded.first("summary").get_text(strip=True) == "Filtros: Oaxaca"
    for address in ("/compromisos", "/compromisos?gobierno=20&desde=zz"):
        assert not (await browser.open(address)).select("details:has(.filters)")


async def test_the_page_of_a_government_says_whether_it_kept_its_word(
    browser: Browser, clock: Clock
) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Otra", due=date(2026, 12, 31)))
    link = (await browser.open("/gobiernos/20")).select_one('a[href="/compromisos?gobierno=20"]')
    assert link.get_text(strip=True) == "2 compromisos públicos"
    clock.now = datetime(2026, 7, 2, 18, tzinfo=UTC)
    link = (await browser.open("/gobiernos/20")).select_one('a[href="/compromisos?gobierno=20"]')
    assert link.get_text(strip=True) == "2 compromisos públicos: 1 vencido"


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_each_figure_leads_to_as_many_as_it_counts(browser: Browser) -> None:
    page = await browser.open("/compromisos?gobierno=20&situacion=agreed&texto=consejo")
    figures = {li.first("a")["href"]: li.first("b").text for li in page.select(".figures li")}
    assert "/compromisos?gobierno=20&situacion=under_way&texto=consejo" in figures
    for address, count in figures.items():
        found = (await browser.open(address)).select(".commitment")
        assert len(found) == int(count), address


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_dates_that_are_reversed_say_so_beside_the_field(browser: Browser) -> None:
    page = await browser.open("/compromisos?desde=2026-07-01&hasta=2026-05-01")
    assert not page.select(".commitment")
    assert page.select_one(".field-error").get_text(strip=True) == (
        "Es anterior a «Vence desde»: ningún compromiso vence entre las dos fechas. Cambie una."
    )
    assert page.select_one("#hasta")["aria-describedby"] == "hasta-error"
    assert (page.field("desde"), page.field("hasta")) == ("2026-07-01", "2026-05-01")


#   A field for dates would show nothing of what was typed
@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_a_date_nobody_can_read_is_shown_again_and_narrows_nothing(browser: Browser) -> None:
    page = await browser.open("/compromisos?desde=zz&hasta=31/5/2026")
    assert len(page.select(".commitment")) == 1
    assert (page.field("desde"), page.field("hasta")) == ("zz", "2026-05-31")
    assert page.select_one("#desde")["type"] == "text"
    assert "No se lee como fecha" in page.select_one("#desde-error").text
    assert not page.select("#hasta-error")
    assert page.select_one("form.filters details.disclosure").has_attr("open")


@pytest.mark.both
async def test_a_long_list_has_pages(app: object, browser: Browser) -> None:
    for number in range(25):
        await promised(a_commitment(goal=f"Meta {number}"))
    page = await browser.open("/compromisos?texto=Meta")
    assert len(page.select(".commitment")) == 24
    assert page.select(".pagination a")[-1]["href"] == "/compromisos?texto=Meta&pagina=2"
    assert len((await browser.open("/compromisos?texto=Meta&pagina=2")).select(".commitment")) == 1
    assert len((await browser.open("/compromisos?gobierno=20")).select(".commitment")) == 25


@pytest.mark.both
async def test_counts_are_of_the_status_the_calendar_shows(app: object) -> None:
    await promised(None, Move.AGREE)
    await promised(a_commitment(goal="Otra"))
    await promised(a_commitment(goal="Todavía no", due=date(2026, 12, 31)))
    counts = await counts_where(Filters(), date(2026, 12, 1))
    assert {status: many for status, many in counts.items() if many} == {
        Status.OVERDUE: 2,
        Status.PROPOSED: 1,
    }
    for status, many in counts.items():
        found = await commitments_where(Filters(statuses=frozenset({status})), date(2026, 12, 1))
        assert found.total == many


@pytest.mark.parametrize("code", ["7", "0", "99999999999999", "9" * 25, "9" * 5_000])
async def test_a_number_without_a_promise_leads_nowhere(browser: Browser, code: str) -> None:
    await browser.open(f"/compromisos/{code}", 404)


@pytest.mark.parametrize("position", ["9" * 25, "9" * 5_000, "-1", "uno"])
async def test_a_milestone_that_is_none_is_not_finished(ana: Browser, position: str) -> None:
    code = await promised(None, Move.AGREE)
    await ana.send(f"/compromisos/{code}/hitos", 404, position=position)


async def test_it_is_read_in_english_too(browser: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await browser.open(f"/compromisos/{code}?idioma=en")
    assert "June 30, 2026" in page.text


async def test_its_words_stay_spanish_on_an_english_page(browser: Browser) -> None:
    code = await promised(None, Move.AGREE)
    page = await browser.open(f"/compromisos/{code}?idioma=en")
    said = {each.get_text(strip=True) for each in page.select("main [lang=es]")}
    told = a_commitment()
    steps = {step.title for step in told.milestones}
    assert {told.goal, told.indicator, told.responsible, *steps} <= said


@pytest.mark.parametrize("address", ["/compromisos", "/compromisos/{code}"])
async def test_only_an_english_page_says_that_promises_are_in_spanish(
    browser: Browser, address: str
) -> None:
    code = await promised(None, Move.AGREE)
    english = await browser.open(address.format(code=code) + "?idioma=en")
    assert "What governments write is shown in Spanish, as they wrote it." in english.text
    spanish = await browser.open(address.format(code=code) + "?idioma=es")
    assert "se muestra en español" not in spanish.text


async def test_a_commitment_reads_back_as_it_was_kept(database: object) -> None:
    code = await promised(None, Move.AGREE, Move.START)
    kept = (await commitment_of(code)).commitment
    assert kept.milestones == a_commitment().milestones
    assert [event.move for event in kept.history] == [Move.PROPOSE, Move.AGREE, Move.START]
    assert {event.on for event in kept.history} == {TODAY}


async def test_a_sheet_that_fails_halfway_leaves_nothing(database: object) -> None:
    undated = Milestone("Proyecto en consulta", None)  # type: ignore[arg-type]
    broken = propose(a_commitment(), "lead", TODAY)
    with pytest.raises(Exception, match=r"(?i)null"):
        await keep_proposal(replace(broken, milestones=(undated,)), key="x", by=ANA, at=NOON)
    with pytest.raises(RuleBroken, match="unknown-commitment"):
        await commitment_of(1)
    assert await CommitmentRow.count() == 0
