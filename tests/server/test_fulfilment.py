"""Cumplimiento, as anybody reads it: counted, by month, as it changes, and by government."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import pytest

from game.agreements import Agreement
from game.answers import Citation
from game.commitments import Milestone, Move, finish_milestone, propose
from game.editions import Stage
from game.fulfilment import Tally
from game.months import Month
from game.reports import Bearing
from game.reports import Move as ReportMove
from server.imports.references import commitment_references
from server.migrations.liga_2026_12_01_22_report_terms_kept import KEPT
from server.queries.agreements import agreement_of, keep_agreement, sign
from server.queries.commitments import Filters, commitment_of, keep_change, listed_of
from server.queries.fulfilment import due_in, tallies_by_month, tallies_placed, tally_of_month
from server.queries.stages import change_stage, keep_edition
from server.queries.voices import disagreeing
from server.settings import Settings
from server.tables.reports import ReportEventRow
from server.voices import disagreements_of
from tests.browser import Browser, Page
from tests.commitments import ANA, NOON, OAXACA, VICTOR, YUCATAN, a_commitment, moved, promised
from tests.editions import EDITION, a_definition, open_edition
from tests.reports import a_report, contradicting, published
from tests.reports import moved as report_moved
from tests.server.conftest import Clock

# Each of them asks the database something of its own.
pytestmark = pytest.mark.both
PANORAMA = "/compromisos/panorama"
CALENDAR = "/compromisos/calendario"
LATEST = "/compromisos/novedades"
OF_OAXACA = f"/gobiernos/{OAXACA}/compromisos"
CAPITAL = "09"
TURNS = "nav[aria-label='Otros meses'] a.button-secondary"
CITED = (Citation("acuerdo"),)
SOON, LATER = date(2026, 3, 20), date(2026, 6, 30)


async def kept(participant: str = OAXACA, **given: object) -> int:
    """A commitment that was verified."""
    code = await promised(a_commitment(participant, **given), Move.AGREE)
    await moved(code, Move.REPORT_DONE, evidence=CITED, note="Se hizo.")
    await moved(code, Move.VERIFY, by=VICTOR, note="Se comprobó.")
    return code


async def country() -> Mapping[str, int]:
    """One of each, in two states; on the 31st of March one is late."""
    withdrawn = await promised(a_commitment(goal="Retirado", pillar="I"), Move.AGREE)
    await moved(withdrawn, Move.WITHDRAW, note="Ya no.")
    return {
        "kept": await kept(goal="Cumplido"),
        "late": await promised(a_commitment(goal="Tarde", due=SOON, milestones=()), Move.AGREE),
        "withdrawn": withdrawn,
        "far": await promised(a_commitment(YUCATAN, goal="En pie", pillar="H"), Move.AGREE),
    }


def cells(page: Page, table: str, name: str) -> list[str]:
    """The numbers of a row, by the name it begins with."""
    rows = (row for row in page.select(f"#{table} tbody tr") if row.select_one("th").text == name)
    (row,) = rows
    return [each.text for each in row.select("td.number")]


# The whole country


async def test_everything_is_counted_by_pillar_state_and_league(
    browser: Browser, clock: Clock
) -> None:
    await open_edition()
    await country()
    await promised(a_commitment(CAPITAL, goal="Sin liga", pillar="H"))
    clock.move(days=28)
    page = await browser.open(PANORAMA)
    figures = [each.text for each in page.select(".figures b")]
    assert figures == ["5", "1", "1", "0", "1"]
    assert "33 %" in page.text
    assert "1 verificado, 1 retirado y 1 vencido" in page.text
    #                                         made verified late not met withdrawn
    assert cells(page, "pillars", "Políticas") == ["2", "1", "1", "0", "0"]
    assert cells(page, "pillars", "Instituciones") == ["1", "0", "0", "0", "1"]
    assert cells(page, "states", "Oaxaca") == ["3", "1", "1", "0", "1"]
    assert cells(page, "states", "Yucatán") == ["1", "0", "0", "0", "0"]
    assert cells(page, "leagues", "Estados") == ["4", "1", "1", "0", "1"]
    assert cells(page, "leagues", f"Fuera de las ligas de {EDITION}") == ["1", "0", "0", "0", "0"]


async def test_each_number_leads_to_as_many(browser: Browser, clock: Clock) -> None:
    await open_edition()
    await country()
    clock.move(days=28)
    page = await browser.open(PANORAMA)
    links = page.select("#states td a, #pillars td a")
    assert len(links) == 11
    for link in links:
        listed = await browser.open(str(link["href"]))
        assert len(listed.select(".commitment")) == int(link.text)


async def test_the_league_leads_to_its_list(browser: Browser) -> None:
    await open_edition()
    await kept()
    page = await browser.open(PANORAMA)
    assert page.select('#leagues a[href="/compromisos?liga=states&situacion=verified"]')


async def test_beside_it_stands_what_was_published_of_the_real_one(browser: Browser) -> None:
    page = await browser.open(PANORAMA)
    (found,) = commitment_references()
    assert (found.made, found.met, found.share) == (2685, 1622, Fraction("0.60"))
    assert "60 %" in page.text
    assert "1,622 de 2,685 compromisos registrados" in page.text
    assert page.select(f'a[href="{found.source}"]')
    assert page.select("[aria-labelledby=share] .score b")[0].text == "—"
    assert "Datos sintéticos" not in page.select_one("main").text


async def test_invented_figures_say_so_beside_the_real_one(browser: Browser) -> None:
    browser.app.state.synthetic = True
    try:
        page = await browser.open(PANORAMA)
    finally:
        browser.app.state.synthetic = False
    section = page.select_one("[aria-labelledby=share]")
    assert [tag.text for tag in section.select(".tag")] == [
        "Datos sintéticos",
        "Dato real publicado",
    ]


@pytest.mark.usefixtures("app")
async def test_what_the_database_counts_adds_up_to_what_is_counted_one_by_one() -> None:
    await country()
    today = date(2026, 3, 31)
    whole = Tally(made=4, verified=1, overdue=1, withdrawn=1, ripe=3)
    assert sum((each.tally for each in await tallies_placed("", today)), Tally()) == whole
    by_month = await tallies_by_month(Filters(), today)
    assert sum(by_month.values(), Tally()) == whole
    assert by_month[Month(2026, 3)] == Tally(made=1, overdue=1, ripe=1)
    own = await tallies_by_month(Filters(participant=YUCATAN), today)
    assert own == {Month(2026, 6): Tally(made=1)}
    assert (
        await tally_of_month(Month(2026, 3), Filters(state=OAXACA), today)
        == by_month[Month(2026, 3)]
    )
    june = await due_in(Month(2026, 6), Filters(), today, page=1, size=2)
    more = await due_in(Month(2026, 6), Filters(), today, page=2, size=2)
    assert len({each.commitment.code for each in (*june, *more)}) == 3


# By month


async def test_a_month_shows_what_is_due_day_by_day(browser: Browser, clock: Clock) -> None:
    await country()
    clock.move(days=28)
    page = await browser.open(CALENDAR)
    assert [each.text for each in page.select("tbody th a")] == ["Marzo de 2026", "Junio de 2026"]
    assert page.select("tr.is-own a")[0]["href"] == f"{CALENDAR}/2026-03"
    page = await browser.open(f"{CALENDAR}/2026-03")
    assert [each.text for each in page.select("h2[id^=d-]")] == ["20 de marzo de 2026"]
    assert page.select_one(".queue a").text == "Tarde"
    assert page.select_one(".queue .badge").text == "Vencido"
    assert page.select('a[href="/compromisos.ics?desde=2026-03-01&hasta=2026-03-31"]')
    turns = [str(each["href"]) for each in page.select(TURNS)]
    assert turns == [f"{CALENDAR}/2026-02", f"{CALENDAR}/2026-04"]
    empty = await browser.open(turns[0])
    assert "Nada vence" in empty.text
    near = [(each.text, str(each["href"])) for each in empty.select(".empty a")]
    assert near == [("Después: marzo de 2026", f"{CALENDAR}/2026-03")]


async def test_an_empty_month_leads_to_those_around_it_and_all_to_this_one(
    browser: Browser, clock: Clock
) -> None:
    await country()
    clock.move(days=28)
    for month, near in (
        ("2026-05", ["Antes: marzo de 2026", "Después: junio de 2026"]),
        ("2027-01", ["Antes: junio de 2026"]),
        ("1999-01", ["Después: marzo de 2026"]),
        ("2026-03", []),
    ):
        page = await browser.open(f"{CALENDAR}/{month}")
        assert [each.text for each in page.select(".empty a")] == near, month
        here = [str(each["href"]) for each in page.select("nav a.button-quiet")]
        assert here == ([] if month == "2026-03" else [f"{CALENDAR}/2026-03"]), month
    own = await browser.open(f"{CALENDAR}/2026-05?gobierno={YUCATAN}")
    assert [str(each["href"]) for each in own.select(".empty a")] == [
        f"{CALENDAR}/2026-06?gobierno={YUCATAN}"
    ]


async def test_the_calendar_jumps_to_this_month_or_to_the_next_with_something(
    browser: Browser, clock: Clock
) -> None:
    await country()
    assert not (await browser.open(CALENDAR)).select('a[href^="#m-"]')
    clock.move(days=40)
    page = await browser.open(CALENDAR)
    (jump,) = page.select('a[href^="#m-"]')
    assert (jump.text.strip(), jump["href"]) == ("Ir a junio de 2026", "#m-2026-06")
    assert page.select_one("tr#m-2026-06")
    clock.move(days=70)
    assert (await browser.open(CALENDAR)).select('a[href^="#m-"]')[
        0
    ].text.strip() == "Ir a este mes"
    clock.move(days=200)
    assert not (await browser.open(CALENDAR)).select('a[href^="#m-"]')


async def test_a_month_of_the_list_folds_its_filters_away(browser: Browser) -> None:
    await country()
    page = await browser.open(f"{CALENDAR}/2026-06")
    (link,) = (a for a in page.select(".figures a") if "situacion" not in str(a["href"]))
    listed = await browser.open(str(link["href"]))
    folded = listed.select_one("details.disclosure:has(> form.filters)")
    assert folded.select("summary")[0].text.strip() == "Filtros: junio de 2026"
    assert not folded.has_attr("open")
    some = await browser.open("/compromisos?desde=2026-06-02&hasta=2026-06-05&situacion=agreed")
    words = some.select_one("details.disclosure:has(> form.filters) > summary").text
    assert "del 2 de junio de 2026 al 5 de junio de 2026" in words
    assert "Acordado" in words
    for asked in (
        "desde=2026-06-02",
        "desde=x&hasta=2026-06-05",
        "desde=2026-07-02&hasta=2026-06-05",
    ):
        wrong = await browser.open(f"/compromisos?{asked}")
        assert not wrong.select("details.disclosure:has(> form.filters)"), asked


async def test_a_calendar_of_one_government_stays_its_own(browser: Browser) -> None:
    await country()
    page = await browser.open(f"{CALENDAR}?gobierno={YUCATAN}")
    assert "Yucatán" in page.h1.text
    assert [each.text for each in page.select("tbody th a")] == ["Junio de 2026"]
    page = await browser.open(str(page.select_one("tbody th a")["href"]))
    assert [each.text for each in page.select(".queue a")] == ["En pie"]
    assert all(f"gobierno={YUCATAN}" in str(each["href"]) for each in page.select(TURNS))


@pytest.mark.parametrize("month", ["2026-13", "9999-12", "marzo"])
async def test_what_is_no_month_is_not_there(browser: Browser, month: str) -> None:
    await browser.open(f"{CALENDAR}/{month}", 404)


async def test_before_the_first_commitment_every_page_says_so(browser: Browser) -> None:
    for address in (PANORAMA, CALENDAR, LATEST, OF_OAXACA, "/compromisos/desacuerdos"):
        page = await browser.open(address)
        assert page.select(".empty") or "—" in page.text or "ningún compromiso" in page.text.lower()


# As it changes


async def test_what_happened_lately_is_told_newest_first(browser: Browser, clock: Clock) -> None:
    await country()
    clock.move(days=28)
    page = await browser.open(LATEST)
    assert page.select(".timeline-head b")[0].text == "Venció el plazo"
    assert "Se verificó el cumplimiento" in page.text
    assert len(page.select(".timeline > li")) == 12
    own = await browser.open(f"{LATEST}?gobierno={YUCATAN}")
    assert len(own.select(".timeline > li")) == 2
    late = await browser.open(f"{LATEST}?situacion=overdue")
    assert [each.text for each in late.select(".timeline p a[lang]")] == ["Tarde"]


async def test_older_changes_are_on_the_next_page(browser: Browser) -> None:
    for number in range(21):
        await promised(a_commitment(goal=f"Meta {number}"), Move.AGREE)
    first = await browser.open(LATEST)
    second = await browser.open(f"{LATEST}?pagina=2")
    assert len(first.select(".timeline > li")) == 40
    assert len(second.select(".timeline > li")) == 2
    assert first.select(f'.pagination a[href="{LATEST}?pagina=2"]')


# By government


async def test_a_government_reads_in_words_and_groups(browser: Browser, clock: Clock) -> None:
    codes = await country()
    clock.move(days=28)
    page = await browser.open(OF_OAXACA)
    assert "Oaxaca ha hecho 3 compromisos públicos: 1 cumplido, 1 tarde y 1 retirado." in page.text
    assert "De los 3 que ya vencieron o terminaron, el observatorio verificó 1 (33 %)." in page.text
    groups = {str(each["id"]): each.text for each in page.select("h2") if "(" in each.text}
    assert list(groups) == ["late", "kept", "withdrawn"]
    assert "reportado a tiempo" in page.text
    assert page.select(f'.queue a[href="/compromisos/{codes["late"]}"]')
    assert page.select('form[action="/compromisos/seguir"]')
    profile = await browser.open(f"/gobiernos/{OAXACA}")
    assert profile.select(f'a[href="{OF_OAXACA}"]')
    await browser.open("/gobiernos/99/compromisos", 404)


async def test_forty_commitments_are_all_there(browser: Browser) -> None:
    for number in range(40):
        await promised(a_commitment(goal=f"Meta {number}"), Move.AGREE)
    page = await browser.open(OF_OAXACA)
    assert len(page.select(".queue > li")) == 40


async def test_how_long_its_answers_take(
    each_settings: Settings, browser: Browser, clock: Clock
) -> None:
    await open_edition()
    first = await published(each_settings)
    await published(each_settings, a_report(), email="otra@correo.example")
    await report_moved(first, ReportMove.ANSWER, "Se atendió.", by=ANA, at=NOON + timedelta(days=3))
    clock.move(days=40)
    page = await browser.open(OF_OAXACA)
    told = page.select_one("[aria-labelledby=reports]").text
    assert "2 observaciones publicadas." in told
    assert "Tarda en contestar 3 días hábiles (mediana de 1 respuesta)." in told
    assert "1 pasó de su plazo" in told
    assert "1 espera respuesta." in told


async def in_force(code: str, days: int) -> None:
    """From now on a government has so many working days to answer."""
    definition = a_definition(code, continues=EDITION) | {
        "room": {"reports": {"answer_days": days}}
    }
    await keep_edition(definition)
    await change_stage(code, Stage.OPEN, by=None, at=NOON)


async def late_ones(browser: Browser) -> str:
    told = (await browser.open(OF_OAXACA)).select_one("[aria-labelledby=reports]").text
    return "1" if "1 pasó de su plazo" in told else "none" if "Ninguna pasó" in told else told


async def test_an_answer_is_late_by_the_term_of_its_report_whatever_comes_after(
    each_settings: Settings, browser: Browser, clock: Clock
) -> None:
    """Ten working days first; in the next edition three; in the one after that sixty."""
    await open_edition()
    first = await published(each_settings)
    await report_moved(first, ReportMove.ANSWER, "Sí.", by=ANA, at=NOON + timedelta(days=9))
    clock.move(days=40)
    assert await late_ones(browser) == "none"
    await in_force("2027", 3)
    # The first one was in time when it was answered, and stays so.
    assert await late_ones(browser) == "none"
    later = NOON + timedelta(days=28)
    second = await published(each_settings, a_report(), email="otra@correo.example", at=later)
    answered = later + timedelta(days=9)
    await report_moved(second, ReportMove.ANSWER, "Sí.", by=ANA, at=answered)
    assert await late_ones(browser) == "1"
    await in_force("2028", 60)
    # The second one was late when it was answered, and stays so.
    assert await late_ones(browser) == "1"
    whole = (await browser.client.get("/observaciones.json")).json()["reports"]
    terms = {
        each["number"]: [line["term"] for line in each["history"] if line["move"] == "publish"]
        for each in whole
    }
    assert terms == {first: ["2026-03-18"], second: ["2026-04-03"]}


async def test_clocks_that_run_from_before_have_their_term_and_others_todays(
    each_settings: Settings, browser: Browser, clock: Clock
) -> None:
    """As the migration finds them: nobody had kept a term beside its move."""
    await open_edition()
    over = await published(each_settings)
    await report_moved(over, ReportMove.ANSWER, "Sí.", by=ANA, at=NOON + timedelta(days=9))
    running = await published(each_settings, a_report(), email="otra@correo.example")
    await ReportEventRow.update({ReportEventRow.term: None}, force=True)
    for statement in KEPT:
        await ReportEventRow.raw(statement)
    rows = await ReportEventRow.select().where(ReportEventRow.term.is_not_null())
    assert [(row["report"], row["move"], row["term"]) for row in rows] == [
        (running, "publish", date(2026, 3, 18))
    ]
    clock.move(days=9)
    assert await late_ones(browser) == "none"
    await in_force("2027", 3)
    # What is over is judged as today; what runs, by its own last day.
    assert await late_ones(browser) == "1"


async def test_what_it_signed_leads_to_its_commitment(browser: Browser) -> None:
    agreement = Agreement(
        meeting="Reunión nacional",
        held_on=date(2026, 3, 1),
        title="Ventanilla única",
        text="Se acuerda.",
        pillar="P",
        goal="Abrir la ventanilla única",
        indicator="Su dirección",
        due=LATER,
        sign_by=date(2026, 4, 1),
    )
    number = await keep_agreement(agreement, (OAXACA, YUCATAN), key="acta", by=ANA, at=NOON)
    seen = await agreement_of(number)
    party = seen.party(OAXACA)
    assert party is not None
    promise = a_commitment(agreement=number, goal=agreement.goal, milestones=())
    promise = propose(promise, "lead", date(2026, 3, 3))
    code = await sign(seen, party, promise, key="firma", by=ANA, at=NOON)
    page = await browser.open(OF_OAXACA)
    assert page.select("[aria-labelledby=signed] a")[0].text == "Ventanilla única"
    assert page.select(f'[aria-labelledby=signed] a[href="/compromisos/{code}"]')
    assert not (await browser.open(f"/gobiernos/{YUCATAN}/compromisos")).select("#signed")


# Voices that do not agree


async def test_voices_that_do_not_agree_are_named_with_why(
    each_settings: Settings, browser: Browser
) -> None:
    await open_edition()
    code, other = await kept(goal="Cumplido"), await kept(goal="También")
    later = NOON + timedelta(hours=1)
    await published(each_settings, contradicting(code), at=later)
    await published(each_settings, a_report(commitment=other, bearing=Bearing.SUPPORTS), at=later)
    page = await browser.open(f"/compromisos/{code}")
    told = page.select_one("[aria-labelledby=disagreements]").text
    assert "No coinciden: observatorio y empresas y ciudadanía" in told
    assert "1 observación publicada dice que no se cumple" in told
    assert [each.text for each in page.select(".voices h2")] == [
        "Dice el gobierno",
        "Verificó el observatorio",
        "Reportan empresas y ciudadanía",
    ]
    agreeing = await browser.open(f"/compromisos/{other}")
    assert not agreeing.select("#disagreements")
    assert "1 dice que sí se cumple." in agreeing.text
    for address in ("/compromisos", OF_OAXACA, f"{CALENDAR}/2026-06"):
        listed = await browser.open(address)
        marked = [each for each in listed.select(".badge") if "No coinciden" in each.text]
        assert len(marked) == 1, address
    assert "En 1 compromiso no coinciden las voces" in (await browser.open(OF_OAXACA)).text


async def test_all_on_which_voices_do_not_agree_are_found_as_the_rule_tells_them(
    each_settings: Settings, browser: Browser, clock: Clock
) -> None:
    await open_edition()
    later = NOON + timedelta(hours=1)
    verified, agreed = await kept(goal="Verificado"), await kept(goal="Nadie dice otra cosa")
    early = await kept(goal="Antes")
    not_met = await promised(a_commitment(goal="No", due=SOON, milestones=()), Move.AGREE)
    await moved(not_met, Move.MARK_NOT_MET, by=VICTOR, note="No.", at=NOON + timedelta(days=20))
    done = await promised(a_commitment(goal="Hecho"), Move.AGREE)
    await moved(done, Move.REPORT_DONE, evidence=CITED, note="Se hizo.")
    back = await promised(a_commitment(goal="Devuelto"), Move.AGREE)
    await moved(back, Move.REPORT_DONE, evidence=CITED, note="Se hizo.")
    await moved(back, Move.SEND_BACK, by=VICTOR, note="Falta.")
    again = await promised(a_commitment(goal="Otra vez"), Move.AGREE)
    await moved(again, Move.REPORT_DONE, evidence=CITED, note="Se hizo.")
    await moved(again, Move.SEND_BACK, by=VICTOR, note="Falta.")
    await moved(again, Move.AMEND, note="Más tiempo.", due=date(2026, 9, 1))
    step = Milestone("Paso", SOON)
    late = await promised(a_commitment(YUCATAN, goal="Avanza", due=SOON, milestones=(step,)))
    await moved(late, Move.AGREE)
    seen = (await commitment_of(late)).commitment
    await keep_change(seen, finish_milestone(seen, 0, "lead", date(2026, 3, 3)), by=ANA, at=NOON)
    for code, bearing, at in (
        (verified, Bearing.CONTRADICTS, later),
        (agreed, Bearing.SUPPORTS, later),
        (early, Bearing.CONTRADICTS, NOON - timedelta(hours=1)),
        (not_met, Bearing.SUPPORTS, NOON + timedelta(days=21)),
        (done, Bearing.CONTRADICTS, later),
    ):
        await published(each_settings, a_report(commitment=code, bearing=bearing), at=at)
    clock.move(days=28)
    today = date(2026, 3, 31)
    everything = await listed_of(range(1, late + 1))
    by_rule = await disagreements_of((each.commitment for each in everything.values()), today)
    assert set(by_rule) == {verified, not_met, done, back, late}
    codes, total = await disagreeing(Filters(), today, page=1, size=40)
    assert (set(codes), total) == (set(by_rule), len(by_rule))
    second, total = await disagreeing(Filters(), today, page=2, size=3)
    assert (second, total) == (codes[3:], 5)
    assert await disagreeing(Filters(), today, page=3, size=3) == ((), 5)
    page = await browser.open("/compromisos/desacuerdos")
    assert len(page.select(".queue > li")) == 5
    assert "pasó sin que reportara que cumplió" in page.text
    # The sentence says it: a mark that repeats it would be one too many.
    assert not [each.text for each in page.select(".badge") if "No coinciden" in each.text]
    own = await browser.open(f"/compromisos/desacuerdos?gobierno={YUCATAN}")
    assert [each.text for each in own.select(".queue a")] == ["Avanza"]


async def test_done_says_the_government_and_the_observatory_does_not(browser: Browser) -> None:
    code = await promised(None, Move.AGREE)
    await moved(code, Move.REPORT_DONE, evidence=CITED, note="Se hizo.")
    await moved(code, Move.SEND_BACK, by=VICTOR, note="Falta el acta.")
    page = await browser.open(f"/compromisos/{code}")
    assert "No coinciden: gobierno y observatorio" in page.text
    assert "no lo dio por cumplido" in page.text


async def test_the_front_page_leads_to_the_panorama(browser: Browser) -> None:
    await kept()
    page = await browser.open("/")
    assert "1 cumplido y verificado" in page.text
    assert page.select(f'.figures a[href="{PANORAMA}"]')
