"""A year of commitments on each engine: what governments promise, and what is counted of it.

Every figure below was counted by hand from the days in the story, which the calendar of Mexico and
the rules of the usual room give; none was read off a run.

    3 March     recommendations issued; one accepted, one adapted, one declined; four commitments
    16 May      the second one is overdue, and nobody clicked; amended on the 20th
    11 June     Yucatán's is overdue, and stays so
    1 July      the signer's seat passes to a new administration: three are inherited
    6-30 July   one ratified, one modified and ratified, one withdrawn; until 12 August in time
    26 August   the first one is verified
    September   three businesses contradict it: answered, disputed, answered late; verified again
    31 October  the second one is overdue again
    2027        the next edition is answered by the first one
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date

import pytest
from litestar import Litestar

from game.commitments import Status
from server.days import today_of
from server.people import Role
from server.queries.answers import answers_of
from server.queries.batches import recommended_in
from server.queries.commitments import Filters, commitment_of, counts_where
from server.queries.documents import documents_of
from tests.browser import Browser, browsing
from tests.commitments import lines_seen
from tests.editions import open_edition
from tests.journeys.year import (
    TRAVELLING,
    Year,
    a_year,
    follows,
    published,
    reports,
    takes_seat,
)
from tests.server.conftest import Clock
from tests.server.followers import path_in
from tests.server.people import OAXACA, PEOPLE, Somebody, seated
from tests.server.published import measured, publish
from tests.server.test_copying import a_round
from tests.server.test_feeds import calendar_at, feed_at
from tests.server.test_handovers import link_of, seat_held_by

pytestmark = pytest.mark.both

DIANA = Somebody("diana@oaxaca.gob.mx", "Diana Sosa", Role.SIGNER, OAXACA)
ROOM = "/coordinacion/recomendaciones"
NEW = "/mi-liga/compromisos/nuevo"
STAFF = ("ana", "sofia", "carla", "rita", "victor", "coordinadora")
DAILY, WEEKLY = "diaria@prensa.example", "semanal@camara.example"
AT_ONCE, TOPIC = "vencidos@ciudad.example", "tema@universidad.example"
FIRST, SECOND, THIRD, FOURTH = (f"/compromisos/{number}" for number in range(1, 5))
PROMISE = {
    "indicator": "La gaceta",
    "responsible": "Dirección de Mejora Regulatoria",
    "is_public": "1",
}
STORIES = (
    ("Licencia de un taller", "Pidieron tres copias del recibo predial en papel."),
    ("Permiso de anuncio", "La ventanilla dijo que el reglamento todavía no se aplica."),
    ("Alta de una fonda", "Hubo que ir cuatro veces, y ningún funcionario conocía la norma."),
)


@pytest.fixture
async def year(app: Litestar, clock: Clock) -> AsyncIterator[Year]:
    """Published results, and everybody whom the story needs."""
    await measured()
    await publish()
    async with AsyncExitStack() as stack:
        browsers = {}
        for name in (*STAFF, "anyone", "arrives"):
            if name in PEOPLE:
                await seated(PEOPLE[name])
            browsers[name] = await stack.enter_async_context(browsing(app))
        with a_year(app, clock, browsers) as begun:
            yield begun


async def test_a_year_of_commitments(year: Year) -> None:
    await people_follow(year)
    await what_was_recommended_is_promised(year)
    await a_date_passes_and_is_amended(year)
    await a_new_administration_finds_them(year)
    await one_is_kept_and_verified(year)
    await businesses_contradict_it(year)
    await year.until(1, 18, 2027)
    await letters_are_counted(year)
    await the_next_edition_is_answered_by_it(year)
    await programs_say_the_same(year)


async def people_follow(year: Year) -> None:
    await follows(year, DAILY, kind="participant", code=OAXACA, rhythm="daily")
    await follows(year, WEEKLY, kind="all", rhythm="weekly")
    await follows(year, AT_ONCE, kind="status", code="overdue", rhythm="at_once")
    await follows(year, TOPIC, kind="topic", code="P1", rhythm="at_once")


async def what_was_recommended_is_promised(year: Year) -> None:
    """A batch is issued: one is accepted as it is, one adapted, one declined with its reason."""
    draft = {"key": "lote", "title": "2026", "edition": "2026", "audience": OAXACA, "most": "3"}
    coordinator = await year.as_("coordinadora")
    await coordinator.send(ROOM, **draft)
    await coordinator.send(f"{ROOM}/1/emision", audience="public")
    found = {item: each for each in await recommended_in(1, OAXACA) for item in each.what.items}
    ana, carla = await year.as_("ana"), await year.as_("carla")
    form = await ana.open(f"{NEW}?recomendacion={found['P1-01'].id}")
    await ana.send(
        NEW,
        **PROMISE,
        key="1",
        recommendation=str(found["P1-01"].id),
        goal=form.field("goal"),
        due="2026-08-31",
        milestone_1="Proyecto en consulta",
        milestone_1_due="2026-05-29",
        milestone_1_weight="3",
        milestone_2="Publicado",
        milestone_2_due="2026-08-31",
        milestone_2_weight="1",
    )
    await ana.send(
        NEW,
        **PROMISE,
        key="2",
        recommendation=str(found["P1-03"].id),
        goal="Publicar la mitad del padrón",
        due="2026-05-15",
        milestone_1="Inventario",
        milestone_1_due="2026-04-20",
    )
    await ana.send(
        f"/mi-liga/recomendaciones/{found['I1-01'].id}/declinacion", reason="La ley lo impide."
    )
    own = {"pillar": "P", "milestone_1": "En línea"}
    await ana.send(
        NEW, **PROMISE, **own, key="3", goal="Abrir la ventanilla", due="2026-12-15",
        milestone_1_due="2026-12-15",
    )  # fmt: skip
    await carla.send(
        NEW, **PROMISE, **own, key="4", goal="Medir las visitas", due="2026-06-10",
        milestone_1_due="2026-06-10",
    )  # fmt: skip
    for number in (1, 2, 3):
        await ana.send(f"/compromisos/{number}/pasos", move="agree")
    await year.sends("carla", f"{FOURTH}/pasos", move="agree")
    page = await (await year.as_("anyone")).open(f"/recomendaciones/1?gobierno={OAXACA}")
    for said in ("La aceptó, Enlace", "La adaptó, Enlace", "La declinó, Enlace"):
        assert said in page.text


async def a_date_passes_and_is_amended(year: Year) -> None:
    """Nobody clicks on anything: the calendar says it. Then the date and the goal move."""
    await year.until(4, 6)
    await year.sends("ana", f"{FIRST}/pasos", move="start")
    await year.until(5, 15)
    assert await counted(year) == {Status.AGREED: 3, Status.IN_PROGRESS: 1}
    await year.until(5, 16)
    assert await counted(year) == {Status.AGREED: 2, Status.IN_PROGRESS: 1, Status.OVERDUE: 1}
    assert year.digests(AT_ONCE) == [1]
    await year.until(5, 20)
    goal = "Publicar el padrón completo"
    amended = {"due": "2026-10-30", "goal": goal, "note": "Hubo veda."}
    seen = await lines_seen(2)
    page = await year.sends("ana", f"{SECOND}/pasos", move="amend", seen=seen, **amended)
    assert page.h1.text == goal
    line = " ".join(page.select(".timeline > li")[0].text.split())
    assert "del 15 de mayo de 2026 al 30 de octubre de 2026." in line
    assert page.select_one(".timeline del").text == "Publicar la mitad del padrón"
    assert await counted(year) == {Status.AGREED: 3, Status.IN_PROGRESS: 1}
    await year.until(5, 28)
    page = await year.sends("ana", f"{FIRST}/hitos", position="0")
    assert "1 de 2 hitos" in page.text
    assert "75.0%" in page.source
    await year.until(6, 11)
    assert await counted(year) == {Status.AGREED: 2, Status.IN_PROGRESS: 1, Status.OVERDUE: 1}


async def a_new_administration_finds_them(year: Year) -> None:
    """The signer's seat passes in one unit with all that is alive; the record says so."""
    await year.until(7, 1)
    sofia = await year.as_("sofia")
    seat = await seat_held_by(PEOPLE["sofia"].email)
    offer = {
        "email": DIANA.email,
        "name": DIANA.name,
        "effective_on": "2026-07-01",
        "reason": "Cambio de gobierno.",
        "new_administration": "1",
    }
    link = link_of(await sofia.send(f"/entregas/cargos/{seat}", **offer))
    assert Status.INHERITED not in await counted(year)
    await takes_seat(year, "diana", DIANA, link, year.browsers["arrives"])
    assert await counted(year) == {Status.INHERITED: 3, Status.OVERDUE: 1}
    record = await (await year.as_("diana")).open("/entregas/1/acta")
    assert "Hereda 3 compromisos, por ratificar a tiempo hasta el 12 de agosto" in record.text
    told = year.subjects("hereda 3 compromisos")
    assert told == {DIANA.email: 1, PEOPLE["ana"].email: 1}
    await year.until(7, 2)
    stop = path_in(year.letters(TOPIC)[-1], "/baja")
    reply = await year.browsers["anyone"].client.post(stop, data={"List-Unsubscribe": "One-Click"})
    assert reply.status_code == 200
    await year.until(7, 6)
    await year.sends("diana", f"{FIRST}/pasos", move="ratify")
    await year.until(7, 7)
    seat_now = {"responsible": "Secretaría de Economía", "note": "Otra área responde."}
    await year.sends("diana", f"{SECOND}/pasos", move="amend", seen=await lines_seen(2), **seat_now)
    await year.sends("diana", f"{SECOND}/pasos", move="ratify")
    await year.until(7, 30)
    await year.sends("diana", f"{THIRD}/pasos", move="withdraw", note="Ya no procede.")
    assert await counted(year) == {Status.AGREED: 2, Status.OVERDUE: 1, Status.WITHDRAWN: 1}
    kept = (await commitment_of(2)).commitment
    assert kept.responsible == "Secretaría de Economía"
    assert [each.term for each in kept.history if each.term] == [date(2026, 8, 12)]


async def one_is_kept_and_verified(year: Year) -> None:
    await year.until(8, 24)
    await year.sends("ana", f"{FIRST}/hitos", position="1")
    proof = {"link": "https://gaceta.example.mx/1", "title": "Gaceta del lunes", "page": "2"}
    await year.sends("ana", f"{FIRST}/cumplimiento", note="Se publicó.", **proof)
    await year.until(8, 26)
    seen = await lines_seen(1)
    verdict = {"move": "verify", "note": "Está completo.", "seen": seen}
    await year.sends("victor", f"{FIRST}/dictamen", **verdict)
    assert (await counted(year))[Status.VERIFIED] == 1


async def businesses_contradict_it(year: Year) -> None:
    """Answered in its ten working days; disputed, and answered three days after the next ten."""
    await year.until(9, 7)
    link = await reports(year, "uno@taller.example", STORIES[0][1], asked=STORIES[0][0])
    await published(year, 1, *STORIES[0])
    anyone = await year.as_("anyone")
    page = await anyone.open("/observaciones/1")
    assert "10 días hábiles para contestar, hasta el 22 de septiembre de 2026" in page.text
    await year.until(9, 17)
    await year.sends("diana", "/observaciones/1/respuesta", text="Se instruyó a la ventanilla.")
    assert len(year.letters("uno@taller.example", "contestó su observación 1")) == 1
    await year.until(9, 21)
    await year.sends("anyone", link, move="contest", text="Las siguen pidiendo.")
    case = "/moderacion/observaciones/1"
    await year.sends("coordinadora", case, move="release", text="Las siguen pidiendo.")
    await year.until(9, 28)
    assert "nueva verificación" not in (await anyone.open(FIRST)).text
    for number, email in ((2, "dos@rotulos.example"), (3, "tres@fonda.example")):
        asked, said = STORIES[number - 1]
        await reports(year, email, said, asked=asked)
        await published(year, number, asked, said)
    page = await anyone.open(FIRST)
    assert "Se pide una nueva verificación" in page.text
    assert "3 personas o empresas dicen que no se cumple." in page.text
    await year.until(10, 6)
    page = await anyone.open("/observaciones/1")
    assert "Pasó el plazo sin contestar la inconformidad" in page.text
    await year.until(10, 8)
    await year.sends("diana", "/observaciones/1/respuesta", text="Se sancionó a quien las pidió.")
    await year.until(10, 12)
    again = f"{FIRST}/dictamen"
    await year.sends("victor", again, 403, move="uphold", note="Ya lo vi.")
    await year.sends("rita", again, move="uphold", note="La gaceta rige; la ventanilla aprende.")


async def letters_are_counted(year: Year) -> None:
    """Every letter that a mail server received, by whom it was for and what it told."""
    assert await counted(year) == {Status.VERIFIED: 1, Status.OVERDUE: 2, Status.WITHDRAWN: 1}
    assert year.digests(DAILY) == [6, 1, 1, 1, 1, 3, 1, 2, 1, 2, 1, 1, 1, 1]
    assert year.digests(WEEKLY) == [8, 1, 1, 1, 1, 1, 3, 3, 1, 3, 1, 1, 1]
    assert year.digests(AT_ONCE) == [1, 1, 1]
    # The letter of the first day tells four things: two were proposed and agreed.
    assert sum(year.digests(TOPIC)) == 10
    assert len(year.digests(TOPIC)[1:]) == 5
    assert all(all(each[name] for name in TRAVELLING) for each in year.news())
    ana, sofia, diana, carla = (
        PEOPLE["ana"].email,
        PEOPLE["sofia"].email,
        DIANA.email,
        PEOPLE["carla"].email,
    )
    # A step of each of the first two, before July.
    assert year.subjects(r"^Compromiso \d: un hito es para el") == {ana: 2, sofia: 2}
    # The second one twice, as its date moved; the first one in August; Yucatán's in May.
    assert year.subjects(r"^Compromiso \d: es para el") == {
        ana: 3, sofia: 1, diana: 2, carla: 1,
    }  # fmt: skip
    assert year.subjects(r"^Compromiso \d: venció el") == {
        ana: 2, sofia: 1, diana: 1, carla: 1,
    }  # fmt: skip
    # What nobody ratified until two weeks before the end of its term.
    assert year.subjects("por ratificar hasta el 12 de agosto") == {ana: 1, diana: 1}
    # Clocks: the dispute and the other two reports, each told when it was near and when it ended.
    for when in ("vence", "venció"):
        assert year.subjects(rf"^Observación \d: el plazo {when} ") == {ana: 2, diana: 2}
        objected = rf"^Observación 1: el plazo para contestar la inconformidad {when} "
        assert year.subjects(objected) == {ana: 1, diana: 1}


async def the_next_edition_is_answered_by_it(year: Year) -> None:
    """The verified commitment fills the answer in, and cites itself with what its report cited."""
    definition = a_round("2027", last="2026")
    definition["edition"]["dates"] = {
        "open": "2027-01-15T06:00:00+00:00",
        "review": "2027-06-15T06:00:00+00:00",
    }
    await open_edition(definition)
    ana = await year.as_("ana")
    level = await ana.open("/mi-liga/niveles/P1")
    offer = level.select_one(f"#item-P1-01 .item-previous a[href='{FIRST}']")
    assert offer.text == "Compromiso 1"
    assert not level.select(f"#item-P1-03 .item-previous a[href='{SECOND}']")
    await ana.send("/mi-liga/reactivos/P1-01/compromiso")
    answer = (await answers_of(OAXACA, "2027"))["P1-01"].answer
    titles = {each.id: each.title for each in await documents_of(OAXACA)}
    assert (answer.chosen, answer.copied_from) == (("yes",), "commitment-1")
    assert [titles[each.document] for each in answer.evidence] == [
        "Gaceta del lunes",
        "Compromiso 1, verificado",
    ]
    await ana.send("/mi-liga/reactivos/P1-01/confirmar")
    answer = (await answers_of(OAXACA, "2027"))["P1-01"].answer
    assert (answer.chosen, answer.copied_from) == (("yes",), "")


async def programs_say_the_same(year: Year) -> None:
    """A reader of feeds and a calendar find the counts that the page has."""
    anyone = await year.as_("anyone")
    stands = {"verified": 1, "overdue": 2, "withdrawn": 1}
    feed = await feed_at(anyone, "/compromisos.atom")
    assert len(feed.entries) == 26
    last: dict[str, str] = {}
    for entry in feed.entries:
        for tag in entry.get("tags", ()):
            last.setdefault(entry.link, tag.term)
    assert Counter(last.values()) == stands
    overdue = await feed_at(anyone, "/compromisos.atom?situacion=overdue")
    assert len(overdue.entries) == 3
    topic = await feed_at(anyone, "/compromisos.atom?tema=P1")
    assert len(topic.entries) == 11 + 8
    assert await standing(anyone, "/compromisos.ics") == {
        "Cumplido y verificado": 1,
        "Vencido": 2,
        "Retirado": 1,
    }
    assert await standing(anyone, "/compromisos.ics?tema=P1") == {
        "Cumplido y verificado": 1,
        "Vencido": 1,
    }
    listed = await anyone.open("/compromisos?situacion=overdue")
    assert len(listed.select(".commitment")) == 2


async def standing(browser: Browser, address: str) -> Counter[str]:
    """How the commitments of a calendar stand, by the words of their own events."""
    calendar = await calendar_at(browser, address)
    return Counter(
        str(event["description"]).splitlines()[0].removeprefix("Situación: ")
        for event in calendar.walk("VEVENT")
        if "-hito-" not in str(event["uid"])
    )


async def counted(year: Year) -> dict[Status, int]:
    """What the public list counts today, without what there is none of."""
    counts = await counts_where(Filters(), today_of(year.clock()))
    return {status: count for status, count in counts.items() if count}
