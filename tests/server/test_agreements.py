"""Acuerdos: what a meeting agreed is signed by many, declined by some, and seen by everybody."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from litestar import Litestar

from game.commitments import Move, Status
from game.participants import Participant
from game.rules import RuleBroken
from server.imports.places import Place
from server.people import Person, Role
from server.queries.agreements import agreement_of, invite
from server.queries.commitments import commitment_of
from server.queries.mail import messages
from server.queries.participants import enter, keep_participants, keep_places
from server.tables.agreements import AgreementEventRow, AgreementRow
from server.tables.commitments import CommitmentRow
from tests.browser import Browser, Page, browsing
from tests.editions import EDITION
from tests.server.conftest import Clock, Enter
from tests.server.people import Somebody, enters, seated

NEW = "/coordinacion/acuerdos/nuevo"
FORM = {
    "key": "acta-1",
    "meeting": "LX Reunión Nacional",
    "held_on": "2026-02-20",
    "title": "Ventanilla única digital",
    "text": "Los estados acuerdan abrir una ventanilla única.",
    "pillar": "P",
    "goal": "Abrir la ventanilla única digital",
    "indicator": "Dirección de la ventanilla en línea",
    "due": "2026-12-01",
    "sign_by": "2026-04-15",
    "milestone_1": "Convenio firmado",
    "milestone_1_due": "2026-06-30",
    "invited": "league/states",
}
SIGNED = {"key": "firma-1", "responsible": "Secretaría de Economía", "is_public": "1"}
DORA = Somebody("dora@cdmx.gob.mx", "Dora Paz", Role.LEAD, "09", title="Enlace")


def asked_in(page: Page) -> dict[str, list[str]]:
    """What the form sends that asks whether to do it."""
    found: dict[str, list[str]] = {}
    for each in page.select("main form input[type=hidden]"):
        if each["name"] != "csrf":
            found.setdefault(str(each["name"]), []).append(str(each["value"]))
    return found


async def publishes(browser: Browser, **given: Any) -> Page:
    """An agreement is asked about, and then published."""
    asked = await browser.send(NEW, **{**FORM, **given})
    return await browser.send(NEW, **asked_in(asked))


@pytest.fixture
async def three(opened: None) -> None:
    """Three states are in the edition, and in its one league."""
    await enter(EDITION, {"09": "states"})


@pytest.fixture
async def dora(app: Litestar, clock: Clock) -> AsyncIterator[Browser]:
    """The lead of Mexico City."""
    await seated(DORA)
    async with browsing(app) as browser:
        await enters(browser, DORA, clock())
        yield browser


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_two_sign_and_one_declines_in_public(
    coordinadora: Browser, ana: Browser, carla: Browser, dora: Browser, browser: Browser
) -> None:
    page = await publishes(coordinadora)
    assert page.h1.text == "Ventanilla única digital"
    assert "0 de 3 gobiernos lo firmaron" in page.text
    told = [each.message.address for each in await messages(10)]
    assert {"ana@oaxaca.gob.mx", "dora@cdmx.gob.mx"} <= set(told)
    promise = await ana.send("/acuerdos/1/firma", **SIGNED, budget="$1,500,000")
    assert "Acuerdo de una reunión" in promise.text
    assert "1,500,000 pesos" in promise.text
    await carla.send("/acuerdos/1/firma", **SIGNED | {"key": "firma-2"})
    await dora.send("/acuerdos/1/declinacion", reason="La ventanilla ya opera por ley.")
    seen = await browser.open("/acuerdos/1")
    assert "2 de 3 gobiernos lo firmaron; 1 lo declinó" in seen.text
    assert "La ventanilla ya opera por ley." in seen.text
    assert seen.select_one('a[href="/compromisos/2"]').text == "Compromiso 2"
    listed = await browser.open("/acuerdos")
    assert "2 de 3 gobiernos" in listed.text
    first = (await commitment_of(1)).commitment
    second = (await commitment_of(2)).commitment
    assert (first.agreement, second.agreement) == (1, 1)
    assert (first.participant, second.participant) == ("20", "31")
    assert first.milestones == second.milestones
    # The signature is the agreement of each: nobody has to press anything else.
    assert (first.status, second.status) == (Status.AGREED, Status.AGREED)
    assert [each.move for each in first.history] == [Move.PROPOSE, Move.AGREE]
    assert "Se acordó" in promise.text


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_what_was_declined_may_be_signed_later_and_both_stay_in_sight(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    await publishes(coordinadora)
    await ana.send("/acuerdos/1/declinacion", reason="Falta presupuesto.")
    page = await ana.open("/acuerdos/1")
    assert "Todavía puede firmarlo" in page.text
    await ana.send("/acuerdos/1/firma", **SIGNED)
    seen = await browser.open("/acuerdos/1")
    assert "Lo declinó, Enlace" in seen.text
    assert "Lo firmó, Enlace" in seen.text


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_a_government_reads_on_its_own_page_what_waits_for_its_signature(
    coordinadora: Browser, ana: Browser, carla: Browser, clock: Clock, enter: Enter
) -> None:
    """Until it answers, or the last day to sign is over."""
    told = '.notice a[href^="/acuerdos"]'
    assert not (await ana.open("/mi-liga")).select(told)
    await publishes(coordinadora)
    one = (await ana.open("/mi-liga")).select_one(told)
    assert one["href"] == "/acuerdos/1"
    assert one.text == (
        "1 acuerdo espera la firma de su gobierno, o su razón para no firmarlo, hasta el 15 de"
        " abril de 2026."
    )
    await publishes(coordinadora, key="acta-2", title="Otro", sign_by="2026-04-10")
    both = (await ana.open("/mi-liga")).select_one(told)
    assert both["href"] == "/acuerdos"
    assert both.text.startswith("2 acuerdos esperan la firma de su gobierno")
    assert both.text.endswith("el primero, hasta el 10 de abril de 2026.")
    await ana.send("/acuerdos/2/declinacion", reason="Falta presupuesto.")
    assert (await ana.open("/mi-liga")).select_one(told)["href"] == "/acuerdos/1"
    await ana.send("/acuerdos/1/firma", **SIGNED)
    assert not (await ana.open("/mi-liga")).select(told)
    clock.now = datetime(2026, 4, 11, 18, tzinfo=UTC)
    assert (await (await enter("carla")).open("/mi-liga")).select_one(told)["href"] == "/acuerdos/1"
    clock.now = datetime(2026, 4, 15, 18, tzinfo=UTC)
    assert (await (await enter("carla")).open("/mi-liga")).select(told)
    clock.now = datetime(2026, 4, 16, 18, tzinfo=UTC)
    assert not (await (await enter("carla")).open("/mi-liga")).select(told)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("field", ["due", "sign_by", "milestone_1_due"])
async def test_a_date_that_nobody_would_be_there_for_is_told_beside_its_field(
    coordinadora: Browser, field: str
) -> None:
    late = {"due": "2036-12-31", field: "2037-01-01"}
    page = await coordinadora.send(NEW, 422, **FORM | late)
    assert "próximos 10 años" in page.select_one(f"#{field}-error").text
    assert page.field(field) == "2037-01-01"
    assert await AgreementRow.count() == 0


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_the_same_form_twice_is_one_agreement_and_one_promise(
    coordinadora: Browser, ana: Browser
) -> None:
    await publishes(coordinadora)
    await publishes(coordinadora)
    assert await AgreementRow.count() == 1
    await ana.send("/acuerdos/1/firma", **SIGNED)
    again = await ana.send("/acuerdos/1/firma", **SIGNED)
    assert again.url.endswith("/compromisos/1?repetido=si")
    assert await CommitmentRow.count() == 1
    assert await AgreementEventRow.count() == 4


@pytest.mark.usefixtures("three")
async def test_a_signature_stays(coordinadora: Browser, ana: Browser) -> None:
    await publishes(coordinadora)
    await ana.send("/acuerdos/1/firma", **SIGNED)
    page = await ana.send("/acuerdos/1/declinacion", 409, reason="No.")
    assert "ya lo firmó" in page.text
    assert not (await ana.open("/acuerdos/1")).select("#sign")


@pytest.mark.usefixtures("three")
async def test_after_the_last_day_nobody_signs(
    coordinadora: Browser, enter: Callable[[str], Awaitable[Browser]], clock: Clock
) -> None:
    await publishes(coordinadora)
    clock.move(days=44)
    ana = await enter("ana")
    page = await ana.send("/acuerdos/1/firma", 409, **SIGNED)
    assert "15 de abril de 2026" in page.text
    assert await CommitmentRow.count() == 0


@pytest.mark.usefixtures("three")
async def test_nothing_typed_is_lost(coordinadora: Browser, ana: Browser) -> None:
    assert "De 1 a 4 pasos" in (await coordinadora.open(NEW)).text
    page = await coordinadora.send(NEW, 422, **FORM | {"goal": " ", "held_on": "ayer"})
    assert page.field("indicator") == FORM["indicator"]
    assert page.select_one("#goal-error")
    assert page.select_one("#held_on-error")
    page = await coordinadora.send(NEW, 422, **FORM | {"sign_by": "2026-12-24"})
    assert "después del último día" in page.select_one("#due-error").text
    assert await AgreementRow.count() == 0
    await publishes(coordinadora)
    page = await ana.send("/acuerdos/1/firma", 422, **SIGNED | {"budget": "mucho"})
    # The form stands below the terms: what to mend is told before them.
    assert page.select_one('.problems a[href="#budget"]').text.startswith("Presupuesto: ")
    assert page.select_one("input#budget")
    assert page.field("responsible") == SIGNED["responsible"]
    assert "1,500,000" in page.select_one("#budget-error").text
    page = await ana.send("/acuerdos/1/declinacion", 422, reason=" ")
    assert page.select_one('.problems a[href="#reason"]').text.startswith("Razón pública: ")
    assert page.select_one("textarea#reason")
    assert page.select_one("#reason-error")


@pytest.mark.usefixtures("three")
async def test_who_may_not(
    coordinadora: Browser, ana: Browser, beto: Browser, victor: Browser, browser: Browser
) -> None:
    await ana.open(NEW, 403)
    await victor.send(NEW, 403, **FORM)
    await browser.open("/acuerdos/9", 404)
    await publishes(coordinadora)
    await beto.send("/acuerdos/1/firma", 403, **SIGNED)
    await browser.send("/acuerdos/1/firma", 401, **SIGNED)
    assert not (await browser.open("/acuerdos/1")).select("#sign")


# Whom it is offered to


MERIDA = Participant("31050", "municipality", "Mérida", "31", 995_129)
JUCHITAN = Participant("20043", "municipality", "Juchitán de Zaragoza", "20", 113_570)


@pytest.fixture
async def many(three: None) -> None:
    """Two municipalities are in it besides."""
    towns = (MERIDA, JUCHITAN)
    await keep_places([Place(t.code, t.kind, t.name, t.state, "", t.population) for t in towns])
    await keep_participants(towns)
    await enter(EDITION, {each.code: "towns" for each in towns})


def names_in(page: Page) -> set[str]:
    return {item.text for item in page.select("main details li")}


@pytest.mark.both
@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("ticked", "names"),
    [
        pytest.param(["league/states"], {"Ciudad de México", "Oaxaca", "Yucatán"}, id="a league"),
        pytest.param(["state/31"], {"Yucatán", "Mérida, Yucatán"}, id="a whole state"),
        pytest.param(["one/20043"], {"Juchitán de Zaragoza, Oaxaca"}, id="one"),
        pytest.param(
            ["state/20", "one/20", "one/31050", "one/99", "league/none"],
            {"Oaxaca", "Juchitán de Zaragoza, Oaxaca", "Mérida, Yucatán"},
            id="some of each, nobody twice, and nobody who is not there",
        ),
    ],
)
async def test_whoever_was_ticked_is_asked_about_by_name_and_then_invited(
    coordinadora: Browser, ticked: list[str], names: set[str]
) -> None:
    asked = await coordinadora.send(NEW, **{**FORM, "invited": ticked})
    n = len(names)
    assert asked.h1.text == f"Publicar e invitar a {n} gobierno{'s' if n > 1 else ''}"
    assert names <= names_in(asked)
    assert await AgreementRow.count() == 0
    assert await messages(10) == ()
    page = await coordinadora.send(NEW, **asked_in(asked))
    assert {each.text for each in page.select(".queue-name a")} == names
    assert await AgreementEventRow.count() == n


@pytest.mark.usefixtures("many")
async def test_it_says_how_many_are_written_to_and_who_is_not(
    coordinadora: Browser, ana: Browser, sofia: Browser
) -> None:
    asked = await coordinadora.send(NEW, **{**FORM, "invited": ["state/20", "one/31"]})
    assert "Se escribirá a 1 gobierno: 2 correos a enlaces y titulares." in asked.text
    assert "A 2 gobiernos no hay a quién escribirles" in asked.text
    await coordinadora.send(NEW, **asked_in(asked))
    assert len(await messages(10)) == 2


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_the_letter_leads_to_its_agreement(coordinadora: Browser, ana: Browser) -> None:
    await publishes(coordinadora, invited="one/31")
    await publishes(coordinadora, key="acta-2", title="Otro acuerdo")
    (letter,) = [m.message for m in await messages(10) if m.message.address == "ana@oaxaca.gob.mx"]
    address = next(word for word in letter.body.split() if "/acuerdos" in word)
    page = await ana.open(urlsplit(address).path)
    assert page.h1.text == "Otro acuerdo"
    assert page.select("#sign")


@pytest.mark.usefixtures("three")
async def test_what_is_confirmed_holds_for_those_who_were_shown(
    coordinadora: Browser, ana: Browser
) -> None:
    asked = asked_in(await coordinadora.send(NEW, **FORM))
    again = await coordinadora.send(NEW, **{**asked, "invited": "one/31"})
    assert again.h1.text == "Publicar e invitar a 1 gobierno"
    assert await AgreementRow.count() == 0
    form = await coordinadora.send(NEW, **{**asked, "step": "mend"})
    assert form.field("goal") == FORM["goal"]
    assert form.select_one('[value="league/states"]').get("checked") is not None
    assert not form.select(".field-error")


@pytest.mark.usefixtures("many")
async def test_the_governments_of_one_state_are_shown_and_the_others_stay_chosen(
    coordinadora: Browser,
) -> None:
    typed = {**FORM, "goal": "", "invited": ["one/20043", "one/31"], "state": "31", "step": "show"}
    page = await coordinadora.send(NEW, **typed)
    assert not page.select(".problems")
    boxes = {box["value"]: box.get("checked") for box in page.select("[id^='invited-one']")}
    assert set(boxes) == {"one/31", "one/31050"}
    assert boxes["one/31"] is not None
    assert page.select_one('input[type=hidden][value="one/20043"]')
    assert "sigue elegido 1 gobierno de otra entidad" in page.text
    assert "Hasta ahora eligió 2 gobiernos." in page.text
    assert page.field("indicator") == FORM["indicator"]


@pytest.mark.usefixtures("three")
async def test_every_message_names_its_field_and_leads_to_it(coordinadora: Browser) -> None:
    page = await coordinadora.send(NEW, 422, key="x")
    lines = {a["href"]: a.text for a in page.select(".problems a")}
    assert lines == {
        "#meeting": "Reunión: Escriba en qué reunión se acordó.",
        "#held_on": "Fecha de la reunión: Elija la fecha.",
        "#title": "Título del acuerdo: Escriba el título del acuerdo.",
        "#pillar-error": "Pilar al que aporta: Elija el pilar al que aporta.",
        "#goal": "Meta: Escriba la meta: qué quedará hecho.",
        "#indicator": "Indicador de éxito: Escriba cómo se sabrá que se cumplió.",
        "#due": "Fecha comprometida: Elija la fecha.",
        "#sign_by": "Se firma hasta: Elija la fecha.",
        "#milestone_1": "Hito 1: Escriba al menos un hito con su fecha.",
        "#invited": "Gobiernos invitados: Elija al menos un gobierno.",
    }
    for address in lines:
        assert page.select(address)


@pytest.mark.usefixtures("three")
async def test_days_that_do_not_fit_are_told_at_once(coordinadora: Browser) -> None:
    days = {"held_on": "2026-12-02", "sign_by": "2026-01-15", "due": "2026-01-10"}
    page = await coordinadora.send(NEW, 422, **{**FORM, **days})
    for name in days:
        assert page.select_one(f"#{name}-error")


MORE = "/coordinacion/acuerdos/1/invitaciones"


@pytest.mark.both
@pytest.mark.usefixtures("many")
async def test_more_are_invited_later_with_the_day_in_sight(
    coordinadora: Browser,
    ana: Browser,
    browser: Browser,
    enter: Callable[[str], Awaitable[Browser]],
    clock: Clock,
) -> None:
    await publishes(coordinadora, invited="one/31")
    assert "Se le invitó después" not in (await browser.open("/acuerdos/1")).text
    clock.move(hours=26)
    coordinadora, ana = await enter("coordinadora"), await enter("ana")
    page = await coordinadora.open(MORE)
    assert not page.select('[value="one/31"]')
    page = await coordinadora.send(MORE, 422, key="k")
    assert "Gobiernos invitados: Elija" in page.select_one('.problems a[href="#invited"]').text
    asked = await coordinadora.send(MORE, key="k", invited="state/20")
    assert asked.h1.text == "Invitar a 2 gobiernos más"
    assert await AgreementEventRow.count() == 1
    await coordinadora.send(MORE, **asked_in(asked))
    again = await coordinadora.send(MORE, **asked_in(asked))
    assert "Ya se había guardado" in again.text
    assert await AgreementEventRow.count() == 3
    seen = await browser.open("/acuerdos/1")
    assert "0 de 3 gobiernos lo firmaron" in seen.text
    assert seen.text.count("Se le invitó después, el 4 de marzo de 2026") == 2
    (letter,) = [m.message for m in await messages(10) if "oaxaca" in m.message.address]
    assert "/acuerdos/1\n" in letter.body
    await ana.send("/acuerdos/1/firma", **SIGNED)
    assert "1 de 3 gobiernos" in (await browser.open("/acuerdos/1")).text


@pytest.mark.usefixtures("three")
async def test_who_may_not_invite_and_when_nobody_may(
    coordinadora: Browser,
    ana: Browser,
    victor: Browser,
    enter: Callable[[str], Awaitable[Browser]],
    clock: Clock,
) -> None:
    await publishes(coordinadora, invited="one/31")
    await ana.open(MORE, 403)
    await victor.send(MORE, 403, invited="one/20")
    assert "Invitar a más" not in (await ana.open("/acuerdos/1")).text
    assert "Invitar a más" in (await coordinadora.open("/acuerdos/1")).text
    await coordinadora.open("/coordinacion/acuerdos/9/invitaciones", 404)
    clock.move(days=44)
    coordinadora = await enter("coordinadora")
    await coordinadora.open(MORE, 409)
    assert "Invitar a más" not in (await coordinadora.open("/acuerdos/1")).text
    assert await AgreementEventRow.count() == 1


@pytest.mark.both
@pytest.mark.usefixtures("three")
async def test_whoever_was_invited_meanwhile_is_invited_once(
    coordinadora: Browser, app: Litestar, clock: Clock
) -> None:
    await publishes(coordinadora, invited="one/31")
    seen = await agreement_of(1)
    by = Person(1, "Elena", "elena@observatorio.mx", 1, Role.COORDINATOR, None, None)
    await invite(seen, ["20"], key="a", by=by, at=clock())
    with pytest.raises(RuleBroken, match="agreement-invited"):
        await invite(seen, ["09", "20"], key="b", by=by, at=clock())
    await invite(seen, ["20"], key="a", by=by, at=clock())
    assert await AgreementEventRow.count() == 2
