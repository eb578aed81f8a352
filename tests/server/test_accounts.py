"""Cuentas: seats, invitations, and who may hand them out."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from game.participants import MUNICIPALITY, Participant
from server.db import Refused
from server.queries.accounts import account_of, invitation_of, take_seat
from server.queries.participants import keep_participants
from server.security import token_hash
from server.tables.accounts import AccountRow, InvitationRow, SeatRow
from server.tables.audit import AuditRow
from tests.browser import PASSWORD, Browser, Page
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN, seated

Enter = Callable[[str], Awaitable[Browser]]
DIANA = "diana@oaxaca.gob.mx"


async def seat_number(title: str) -> int:
    row = await SeatRow.select(SeatRow.id).where(SeatRow.title == title).first()
    assert row
    return int(row["id"])


async def invited(lead: Browser, email: str = DIANA, title: str = "Jurídico") -> str:
    """Make a seat, invite somebody to it, and give the link."""
    await lead.send("/cuentas", role="contributor", title=title)
    page = await lead.send(f"/cuentas/cargos/{await seat_number(title)}", email=email, name="Diana")
    return link_of(page)


def link_of(page: Page) -> str:
    link = page.select_one("#invitation-link").text
    assert link.startswith("http://127.0.0.1:8000/invitacion/")
    return link.removeprefix("http://127.0.0.1:8000")


async def accept(browser: Browser, link: str, status: int = 200, **fields: str) -> Page:
    given = {"name": "Diana Sosa", "password": PASSWORD, "again": PASSWORD, **fields}
    return await browser.send(link, status, **given)


async def test_from_invitation_to_a_seat_of_ones_own(ana: Browser, browser: Browser) -> None:
    link = await invited(ana)
    page = await browser.open(link)
    assert "Jurídico" in page.select_one(".lead").text
    assert page.field("email") == DIANA
    assert page.field("name") == "Diana"
    page = await accept(browser, link)
    assert "Diana Sosa" in page.select_one(".menu-person").text
    assert "Colaboración" in page.select_one(".menu-person").text
    assert "Oaxaca" in page.select_one(".menu-person").text
    await browser.sign_out()
    await browser.sign_in(DIANA)


async def test_the_link_is_shown_once(ana: Browser) -> None:
    await invited(ana)
    page = await ana.open(f"/cuentas/cargos/{await seat_number('Jurídico')}")
    assert page.select("#invitation-link") == []
    assert DIANA in page.select_one(".definitions").text


@pytest.mark.both
async def test_only_the_hash_of_an_invitation_is_kept(ana: Browser) -> None:
    token = (await invited(ana)).rpartition("/")[2]
    row = await InvitationRow.select().where(InvitationRow.email == DIANA).first()
    assert row
    assert row["token_hash"] == token_hash(token)
    events = await AuditRow.select(AuditRow.details)
    assert not any(token in event["details"] for event in events)


async def test_an_invitation_serves_once(ana: Browser, browser: Browser) -> None:
    link = await invited(ana)
    await accept(browser, link)
    page = await browser.open(link, status=410)
    assert "ya se usó o venció" in page.text
    await accept(browser, link, status=410)


async def test_two_who_accept_at_once_get_one_seat(ana: Browser) -> None:
    hashed = token_hash((await invited(ana)).rpartition("/")[2])
    invitation = await invitation_of(hashed, NOON)
    assert invitation
    await take_seat(invitation, hashed, now=NOON, name="Diana", password_hash="x")
    second = replace(invitation, email="eva@oaxaca.gob.mx")
    with pytest.raises(Refused, match="invitation-used"):
        await take_seat(second, hashed, now=NOON, name="Eva", password_hash="x")
    assert await account_of("eva@oaxaca.gob.mx") is None


async def test_an_invitation_ends_after_fourteen_days(
    ana: Browser, browser: Browser, clock: Clock
) -> None:
    link = await invited(ana)
    clock.move(days=13, hours=23)
    await browser.open(link)
    clock.move(hours=1)
    await browser.open(link, status=410)
    await accept(browser, link, status=410)


async def test_a_new_invitation_ends_the_one_before(ana: Browser, browser: Browser) -> None:
    first = await invited(ana)
    number = await seat_number("Jurídico")
    page = await ana.send(f"/cuentas/cargos/{number}", email="eva@oaxaca.gob.mx", name="Eva")
    await browser.open(first, status=410)
    assert (await browser.open(link_of(page))).field("email") == "eva@oaxaca.gob.mx"


@pytest.mark.both
async def test_who_has_an_account_proves_it_and_keeps_the_password(
    ana: Browser, browser: Browser
) -> None:
    await seated(PEOPLE["victor"])
    email = PEOPLE["victor"].email
    link = await invited(ana, email)
    page = await browser.open(link)
    assert page.select("[name=again]") == []
    page = await browser.send(link, 422, password="la que quisiera ponerle")
    assert "no es la de su cuenta" in page.select_one(".field-error").text
    page = await browser.send(link, password=PASSWORD)
    assert "Colaboración" in page.select_one(".menu-person").text
    assert await AccountRow.count().where(AccountRow.email == email) == 1
    await browser.sign_out()
    await browser.sign_in(email)


async def test_whoever_guesses_at_an_invitation_waits_beside_the_password(
    ana: Browser, browser: Browser
) -> None:
    await seated(PEOPLE["victor"])
    link = await invited(ana, PEOPLE["victor"].email)
    for _ in range(10):
        await browser.send(link, 422, password="la que quisiera ponerle")
    page = await browser.send(link, 429, password=PASSWORD)
    assert "Pruebe de nuevo en 15 min." in page.select_one("#password-error").text
    assert page.response.headers["retry-after"] == "900"


async def test_a_forgotten_password_is_renewed_by_whoever_administers_accounts(
    admin: Browser, ana: Browser, browser: Browser
) -> None:
    row = await SeatRow.select(SeatRow.id).where(SeatRow.role == "lead").first()
    assert row
    link = link_of(await admin.send(f"/cuentas/cargos/{row['id']}", email=PEOPLE["ana"].email))
    assert (await browser.open(link)).select("[name=name]") == []
    new = "otra frase muy distinta"
    page = await browser.send(link, password=new, again=new)
    assert "Ana Ruiz" in page.select_one(".menu-person").text
    assert (await ana.open("/cuentas")).h1.text == "Entrar"
    await browser.sign_out()
    await browser.sign_in(PEOPLE["ana"].email, status=422)
    await browser.sign_in(PEOPLE["ana"].email, new)


@pytest.mark.both
async def test_nobody_renews_the_password_of_the_observatory_from_the_site(
    admin: Browser, browser: Browser
) -> None:
    await seated(PEOPLE["victor"])
    row = await SeatRow.select(SeatRow.id).where(SeatRow.role == "verifier").first()
    assert row
    link = link_of(await admin.send(f"/cuentas/cargos/{row['id']}", email=PEOPLE["victor"].email))
    assert (await browser.open(link)).select("[name=again]") == []
    await browser.send(link, 422, password="otra frase muy distinta")


async def test_a_verifier_has_a_state_that_they_may_not_judge(admin: Browser) -> None:
    page = await admin.send("/cuentas", 422, role="verifier", title="Verificación", state="")
    assert "no dictamina a la suya" in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param({"name": "  "}, "Escriba su nombre completo.", id="no name"),
        pytest.param(
            {"password": "corta", "again": "corta"}, "al menos 10 caracteres", id="a short one"
        ),
        pytest.param(
            {"password": DIANA.upper(), "again": DIANA.upper()}, "su correo", id="the e-mail"
        ),
        pytest.param({"password": "a" * 12, "again": "a" * 12}, "repetido", id="one letter"),
        pytest.param({"password": "x1" * 101, "again": "x1" * 101}, "hasta 200", id="a long one"),
        pytest.param({"again": "otra frase larga"}, "no son iguales", id="not the same twice"),
    ],
)
async def test_what_cannot_be_accepted_says_why_beside_its_field(
    ana: Browser, browser: Browser, fields: dict[str, str], sentence: str
) -> None:
    link = await invited(ana)
    page = await accept(browser, link, 422, **fields)
    assert sentence in page.select_one(".field-error").text
    assert await account_of(DIANA) is None
    await accept(browser, link)


@pytest.mark.parametrize(
    "email", ["", "diana", "diana@", "@gob.mx", "a@b", "a b@gob.mx", "a@b@gob.mx", "x" * 260]
)
async def test_an_invitation_needs_an_email(ana: Browser, email: str) -> None:
    await ana.send("/cuentas", role="signer", title="Titular")
    url = f"/cuentas/cargos/{await seat_number('Titular')}"
    page = await ana.send(url, 422, email=email)
    assert "Escriba un correo completo" in page.select_one(".field-error").text
    assert page.field("email") == email


async def test_a_lead_sees_only_the_seats_of_the_own_government(
    ana: Browser, carla: Browser
) -> None:
    page = await ana.open("/cuentas")
    assert page.select_one("#seats tbody tr").text.split()[:2] == ["Enlace,", "Oaxaca"]
    page = await ana.open("/cuentas?gobierno=31")
    assert "Yucatán" not in page.select_one("main").text


async def test_the_list_of_seats_says_a_government_and_a_role_once(ana: Browser) -> None:
    await ana.send("/cuentas", role="contributor", title="Archivo")
    page = await ana.open("/cuentas")
    (named,) = (row for row in page.select("#seats tbody tr") if "Archivo" in row.text)
    # The name of the government is heard with the link, and seen in its own column.
    said = " ".join(named.text.split())
    assert said == "Archivo, Oaxaca Colaboración Oaxaca Vacante"
    (plain,) = (row for row in page.select("#seats tbody tr") if "Ana Ruiz" in row.text)
    assert plain.text.count("Enlace") == 1


@pytest.mark.both
async def test_a_seat_of_another_government_is_not_there(ana: Browser, carla: Browser) -> None:
    await ana.send("/cuentas", role="contributor", title="Jurídico")
    url = f"/cuentas/cargos/{await seat_number('Jurídico')}"
    await carla.open(url, status=404)
    await carla.send(url, 404, email="carla2@yucatan.gob.mx")
    await ana.open("/cuentas/cargos/999999", status=404)
    assert await InvitationRow.count().where(InvitationRow.email == "carla2@yucatan.gob.mx") == 0


@pytest.mark.parametrize("role", ["lead", "admin", "verifier", "", "dictator"])
async def test_a_lead_gives_no_other_seats_than_the_teams(ana: Browser, role: str) -> None:
    page = await ana.send("/cuentas", 422, role=role, title="Otro")
    assert "Elija el tipo de cargo" in page.select_one(".field-error").text
    assert await SeatRow.count().where(SeatRow.title == "Otro") == 0


async def test_a_lead_cannot_give_away_the_leads_seat(ana: Browser) -> None:
    row = await SeatRow.select(SeatRow.id).where(SeatRow.role == "lead").first()
    assert row
    url = f"/cuentas/cargos/{row['id']}"
    assert (await ana.open(url)).select("[name=email]") == []
    await ana.send(url, 403, email=DIANA)


@pytest.mark.both
async def test_a_lead_makes_seats_of_the_own_government_whatever_the_form_says(
    ana: Browser,
) -> None:
    await ana.send("/cuentas", role="signer", participant="31", title="Titular")
    row = await SeatRow.select().where(SeatRow.title == "Titular").first()
    assert row
    assert row["participant"] == OAXACA


async def test_an_admin_sees_all_and_finds_a_government(
    admin: Browser, ana: Browser, carla: Browser
) -> None:
    page = await admin.open("/cuentas")
    assert len(page.select("#seats tbody tr")) == 3
    for sought in ("31", "Yucatán", "yucatan"):
        page = await admin.open(f"/cuentas?gobierno={sought}")
        assert "Carla Poot" in page.select_one("#seats tbody tr").text
    page = await admin.open("/cuentas?gobierno=Tlaxcala")
    assert "Ningún gobierno con cargos coincide" in page.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        pytest.param(
            {"role": "lead"}, "Escriba la clave del gobierno", id="a government's, without one"
        ),
        pytest.param({"role": "lead", "participant": "77"}, "«77»", id="one that does not exist"),
        pytest.param({"role": "verifier", "state": "20123"}, "«20123»", id="not a state"),
    ],
)
async def test_an_admin_is_told_which_code_is_wrong(
    admin: Browser, fields: dict[str, str], sentence: str
) -> None:
    page = await admin.send("/cuentas", 422, **fields)
    assert sentence in page.select_one(".field-error").text


@pytest.mark.parametrize("typed", ["31", " yucatan ", "YUCATÁN", "Yuc"])
async def test_an_admin_names_a_government_by_code_or_by_name(admin: Browser, typed: str) -> None:
    await admin.send("/cuentas", role="lead", participant=typed, title="Enlace nuevo")
    row = await SeatRow.select().where(SeatRow.title == "Enlace nuevo").first()
    assert row
    assert row["participant"] == YUCATAN


async def juarez(many: int) -> None:
    """So many municipalities of the same name."""
    await keep_participants(
        Participant(f"20{number:03}", MUNICIPALITY, "Benito Juárez", OAXACA)
        for number in range(1, many + 1)
    )


async def test_a_name_that_several_have_is_told_apart(admin: Browser) -> None:
    await juarez(7)
    page = await admin.send("/cuentas", 422, role="lead", participant="juarez", title="Enlace")
    told = page.select_one(".field-error").text
    assert "«juarez» puede ser cualquiera de 7 gobiernos" in told
    assert "Benito Juárez, Oaxaca (20001)" in told
    assert "(20005)" in told
    assert "(20006)" not in told
    assert page.field("participant") == "juarez"
    assert await SeatRow.count().where(SeatRow.title == "Enlace") == 0


@pytest.mark.parametrize(("many", "offered"), [(297, 300), (298, 0)])
async def test_names_are_offered_while_they_are_few(
    admin: Browser, many: int, offered: int
) -> None:
    await juarez(many)
    page = await admin.open("/cuentas")
    assert len(page.select("#participant-offered option")) == offered
    assert page.select_one("#participant").has_attr("list") is bool(offered)


async def test_an_admin_seats_a_verifier_with_the_own_state(admin: Browser) -> None:
    await admin.send("/cuentas", role="verifier", state="20", participant="31", title="Verifica")
    row = await SeatRow.select().where(SeatRow.title == "Verifica").first()
    assert row
    assert (row["participant"], row["state"]) == (None, "20")


@pytest.mark.parametrize("name", ["beto", "sofia", "rita", "coordinadora", "publicadora"])
async def test_other_seats_have_no_accounts_page(enter: Enter, name: str) -> None:
    browser = await enter(name)
    page = await browser.open("/cuentas", status=403)
    assert "otro tipo de cargo" in page.text
    await browser.send("/cuentas", 403, role="contributor")


async def test_a_stranger_is_asked_to_enter(browser: Browser) -> None:
    assert (await browser.open("/cuentas")).h1.text == "Entrar"
    await browser.send("/cuentas", 401, role="contributor")


async def test_an_invented_link_leads_nowhere(browser: Browser) -> None:
    page = await browser.open("/invitacion/inventada", status=410)
    assert "Pida una nueva" in page.text
    assert page.h1.text == "Esta dirección ya no sirve"


async def test_what_is_done_to_seats_is_in_the_audit_log(ana: Browser, browser: Browser) -> None:
    await accept(browser, await invited(ana))
    rows = await AuditRow.select(AuditRow.action, AuditRow.role).order_by(AuditRow.id)
    told = [(row["action"], row["role"]) for row in rows]
    assert told[-4:] == [
        ("seat-added", "lead"),
        ("invited", "lead"),
        ("seat-taken", "contributor"),
        ("sign-in", "contributor"),
    ]


async def test_a_page_of_english_speaks_english_throughout(ana: Browser, browser: Browser) -> None:
    link = await invited(ana)
    page = await browser.open(f"{link}?idioma=en")
    assert page.lang == "en"
    assert not re.search(r"\b(Contraseña|Nombre|Correo|Aceptar)\b", page.select_one("main").text)


@pytest.mark.parametrize("digits", [1, 25, 5_000])
async def test_a_seat_with_a_number_nobody_has_is_not_there(admin: Browser, digits: int) -> None:
    number = "9" * digits
    await admin.open(f"/cuentas/cargos/{number}", 404)
    await admin.send(f"/cuentas/cargos/{number}", 404, email="x@oaxaca.gob.mx")
    await admin.send(f"/cargo/{number}", 404)
