"""De la invitación al compromiso verificado: the whole chain, as the people in it live it.

Each act is a function that others may play too. Dates move: what comes later is later.
"""

from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from server.people import Role
from server.queries.accounts import add_seat, invite
from server.security import new_token
from tests.browser import PASSWORD
from tests.commitments import lines_seen
from tests.editions import EDITION, a_definition, a_final, open_edition
from tests.files import a_pdf
from tests.journeys.stage import Actor, Stage
from tests.server.conftest import Clock
from tests.server.people import NOON, OAXACA, YUCATAN

LEVEL = "/mi-liga/niveles/P1"
OTHER_LEVEL = "/mi-liga/niveles/I1"
BOARD = f"/ligas/{EDITION}/states"
REVIEW = f"/verificacion/{EDITION}/{OAXACA}"
ADMIN = f"/ediciones/{EDITION}"
CAPITAL = "09"
GAP = "P1-03"
CONTESTED = "I1-02"

# The least a PDF is.
REGULATION = a_pdf("reglamento")


@dataclass(slots=True)
class Company:
    """Everybody who is in the story by now."""

    admin: Actor
    lead: Actor
    signer: Actor
    rita: Actor
    victor: Actor
    coordinator: Actor
    pilar: Actor
    pablo: Actor
    anyone: Actor


async def the_whole_story(stage: Stage, clock: Clock) -> Company:
    """From an invitation to a verified commitment."""
    company = await people_are_invited(stage)
    await the_lead_answers_a_level(company)
    await the_level_is_handed_in_and_signed(company, clock)
    await verifiers_decide(company, clock)
    await a_reply_is_decided_by_another(company, clock)
    await two_people_publish(company, clock)
    await everybody_reads_the_results(company)
    await a_commitment_is_kept(company, clock)
    return company


async def people_are_invited(stage: Stage) -> Company:
    """An admin sits down by a link from the command line; the others come through the admin."""
    await open_edition({**a_definition(), "final": a_final(least_members=1)})
    admin = await stage.enter("admin")
    await admin.accepts(await link_for_the_first_admin(), "Adela Ríos")
    lead = await invited(stage, admin, "ana", "Ana Ruiz", role="lead", participant=OAXACA)
    await lead.sends("/salir", "leaves")
    await lead.signs_in()
    signer = await invited(stage, lead, "sofia", "Sofía León", role="signer", title="Titular")
    seats: dict[str, Any] = {"title": "Verificación", "role": "verifier"}
    return Company(
        admin,
        lead,
        signer,
        await invited(stage, admin, "rita", "Rita Canul", **seats, state=YUCATAN),
        await invited(stage, admin, "victor", "Víctor Mora", **seats, state=CAPITAL),
        await invited(stage, admin, "elena", "Elena Paz", role="coordinator"),
        await invited(stage, admin, "pilar", "Pilar Gómez", role="publisher"),
        await invited(stage, admin, "pablo", "Pablo Sáenz", role="publisher"),
        await stage.enter("anyone"),
    )


async def link_for_the_first_admin() -> str:
    """What `liga invite` prints."""
    seat = await add_seat(Role.ADMIN, participant=None, state=None, title="", now=NOON)
    token = new_token()
    await invite(seat, email="admin@journey.example", name="", token=token, now=NOON)
    return f"/invitacion/{token}"


async def invited(stage: Stage, host: Actor, name: str, full_name: str, **seat: str) -> Actor:
    """The host makes a seat, invites somebody to it, and hands over the link."""
    guest = await stage.enter(name)
    made = await host.sends("/cuentas", f"makes a seat: {seat['role']}", **seat)
    page = await host.sends(
        made.response.url.path, f"invites {name}", email=guest.email, name=full_name
    )
    link = next(word for word in page.text.split() if "/invitacion/" in word)
    await guest.accepts(link, full_name)
    return guest


async def the_lead_answers_a_level(company: Company) -> None:
    """A yes with a file, one with a link, an honest no with a plan, one that does not apply."""
    lead = company.lead
    page = await lead.opens("/", "finds the way on")
    assert "Empezar P1" in page.text
    await lead.opens(f"/metodo/{EDITION}", "reads the rules first")
    await lead.opens("/mi-liga", "looks at all levels")
    page = await lead.opens(LEVEL, "opens one")
    assert "0 de 4 respondidos" in page.text
    await answer(lead, "P1-01", "says yes", chosen="yes")
    page = await company.anyone.opens(BOARD, "sees nothing settled yet")
    assert "Oaxaca" in page.text
    await lead.sends(
        "/mi-liga/reactivos/P1-01/evidencia",
        "proves it with a file",
        files={"file": ("reglamento.pdf", REGULATION, "application/pdf")},
        title="Reglamento de mejora regulatoria",
        page="art. 12",
    )
    await answer(lead, "P1-02", "says it does not apply", not_applicable="1", reason="Sin casos.")
    await answer(
        lead,
        GAP,
        "says no, why, and what will be done",
        chosen="none",
        reason="El municipio no tiene padrón de trámites.",
        plan="Publicar el padrón",
        plan_by="2026-11-30",
    )
    await answer(lead, "P1-04", "gives a number", number="7")
    page = await company.anyone.opens(BOARD, "sees the board move")
    assert "Oaxaca, 15 puntos" in page.text


async def the_level_is_handed_in_and_signed(company: Company, clock: Clock) -> None:
    """The first try is refused and says what is missing; the signer never filled anything."""
    lead = company.lead
    page = await lead.sends(f"{LEVEL}/enviar", "hands it in too early", 422)
    assert "P1-04" in page.text
    await lead.sends(
        "/mi-liga/reactivos/P1-04/evidencia",
        "mends: a link that proves the number",
        link="https://oaxaca.example/plazos",
        title="Plazos de resolución",
        page="tabla 2",
    )
    await answer(lead, "P1-05", "mends: adds a comment", text="Se revisa cada año.")
    await lead.sends(f"{LEVEL}/enviar", "hands it in")
    await lead.opens(f"{LEVEL}/firmar", "reads what will be signed")
    await lead.sends(f"{LEVEL}/firmar", "may not sign what she filled", 403)
    await answer(lead, "I1-01", "gives a percentage", number="45", denominator="60")
    await answer(lead, CONTESTED, "gives a date", date="2021-04-15")
    for item in ("I1-01", CONTESTED):
        await lead.sends(
            f"/mi-liga/reactivos/{item}/evidencia",
            "proves it",
            link=f"https://oaxaca.example/{item}",
            title="Registro de trámites",
        )
    await lead.sends(f"{OTHER_LEVEL}/enviar", "hands in the other level")
    clock.move(hours=1)
    page = await company.signer.opens("/", "finds what waits for a signature")
    assert "Leer y firmar P1" in page.text
    await signs(company.signer, LEVEL)
    await signs(company.signer, OTHER_LEVEL)


async def signs(signer: Actor, level: str) -> None:
    """Read what is shown and sign it, with the password."""
    page = await signer.opens(f"{level}/firmar", "reads what is to be signed")
    digest = page.field("digest")
    await signer.sends(
        f"{level}/firmar", "mistypes the password", 422, digest=digest, password="otra frase larga"
    )
    await signer.sends(f"{level}/firmar", "signs", digest=digest, password=PASSWORD)


async def verifiers_decide(company: Company, clock: Clock) -> None:
    """One item is returned with a reason, mended and accepted; one is rejected."""
    rita, lead = company.rita, company.lead
    await days_later(1, clock, rita, lead)
    page = await rita.opens("/verificacion", "reads the queue")
    assert "Oaxaca" in page.text
    page = await rita.opens(f"{REVIEW}/P1", "reads the level")
    code = str(page.select('a[href^="/documentos/"]')[0]["href"]).rpartition("/")[2]
    await rita.opens(f"/documentos/{code}", "reads the evidence")
    await decide(rita, "P1-01", "returned", "no reason given", 422)
    await decide(rita, "P1-01", "returned", "returns it", reason="Falta el artículo vigente.")
    for item in ("P1-02", GAP, "P1-04", "P1-05", "I1-01"):
        await decide(rita, item, "accepted", "accepts it")
    await decide(rita, CONTESTED, "rejected", "rejects it", reason="La liga no abre.")
    page = await lead.opens("/mi-liga", "sees what came back")
    assert "Falta el artículo vigente." in page.text
    await answer(lead, "P1-04", "may not touch what was accepted", 409, number="9")
    await lead.sends(
        "/mi-liga/reactivos/P1-01/hilo", "says so in the thread", text="Se anexa el vigente."
    )
    page = await rita.opens("/verificacion", "finds the answer in her open threads")
    assert "Se anexa el vigente." in page.text
    await lead.sends(
        "/mi-liga/reactivos/P1-01/evidencia",
        "mends it",
        link="https://oaxaca.example/reglamento-vigente",
        title="Reglamento vigente",
        page="art. 14",
    )
    clock.move(hours=1)
    await decide(rita, "P1-01", "accepted", "may not decide before it is signed anew", 409)
    await company.signer.signs_in()
    page = await company.signer.opens("/mi-liga", "sees why her signature is asked for again")
    assert "quedó sin efecto por un cambio en P1-01 de Ana Ruiz" in page.text
    await signs(company.signer, LEVEL)
    await decide(rita, "P1-01", "accepted", "accepts it now")
    page = await lead.opens(LEVEL, "sees the level verified")
    assert "Verificado" in page.select_one("#progress").text


async def a_reply_is_decided_by_another(company: Company, clock: Clock) -> None:
    """The right of reply: once, with evidence, decided by somebody else."""
    people = (company.lead, company.rita, company.victor, company.pilar)
    await days_later(90, clock, company.coordinator, *people)
    await company.coordinator.opens("/coordinacion", "watches all leagues")
    await company.coordinator.opens("/ediciones", "looks for the edition")
    await company.coordinator.opens(ADMIN, "sees what comes next")
    await company.coordinator.sends(f"{ADMIN}/etapa", "closes answering", to="review")
    await answer(company.lead, "P1-04", "comes too late", 409, number="9")
    await company.coordinator.sends(f"{ADMIN}/etapa", "opens the right of reply", to="reply")
    clock.move(hours=1)
    await company.lead.sends(
        f"/mi-liga/reactivos/{CONTESTED}/replica",
        "replies, with a file",
        text="La liga cambió de dirección; adjuntamos el acuerdo publicado.",
        files={"file": ("acuerdo.pdf", a_pdf("acuerdo"), "application/pdf")},
        page="pág. 3",
    )
    await company.lead.sends(
        f"/mi-liga/reactivos/{CONTESTED}/replica", "replies twice", 409, text="Otra vez."
    )
    page = await company.pilar.sends(f"{ADMIN}/proponer", "may not publish over a reply", 409)
    waits = page.select_one("#unanswered a")
    assert waits.text == f"Oaxaca, {CONTESTED}"
    await company.pilar.opens(str(waits["href"]), "reads it where it waits")
    clock.move(hours=1)
    await decide(company.rita, CONTESTED, "accepted", "may not decide on her own verdict", 403)
    await company.victor.opens("/verificacion", "finds the reply in his queue")
    await decide(company.victor, CONTESTED, "accepted", "accepts the reply")


async def two_people_publish(company: Company, clock: Clock) -> None:
    """Nobody sees an index before; nobody publishes alone, nor anything but what both saw."""
    await days_later(30, clock, company.coordinator, company.pilar, company.pablo, company.lead)
    await company.anyone.opens(f"/indicador/{EDITION}", "sees no index yet", 404)
    await company.coordinator.opens(f"/exportar/{EDITION}/liga.xlsx", "gets no workbook yet", 404)
    pilar, pablo = company.pilar, company.pablo
    page = await pilar.opens(ADMIN, "reads what would be published")
    assert "Réplicas sin resolver 0" in page.text
    await pilar.sends(f"{ADMIN}/proponer", "proposes to publish")
    await pilar.sends(f"{ADMIN}/retirar", "takes it back without a reason", 422, reason="")
    await pilar.sends(f"{ADMIN}/retirar", "takes it back", reason="Falta avisar a los gobiernos.")
    page = await pilar.sends(f"{ADMIN}/proponer", "proposes again")
    seen = page.select_one("#publishing .hash").text
    await pilar.sends(f"{ADMIN}/publicar", "may not confirm alone", 409, sha256=seen)
    clock.move(hours=1)
    page = await pablo.opens(ADMIN, "sees what she saw")
    assert page.field("sha256") == seen
    assert "Falta avisar a los gobiernos." in page.text
    await pablo.sends(f"{ADMIN}/publicar", "confirms: published", sha256=seen)


async def everybody_reads_the_results(company: Company) -> None:
    """Ranking, receipts, profile, method, the snapshot for anybody, the workbook for staff."""
    page = await company.anyone.opens("/indicador", "reads the ranking")
    assert "Oaxaca" in page.text
    for node, why in (
        ("index", "asks what the number of Oaxaca is made of"),
        ("P", "goes on to a pillar"),
        ("P1", "goes on to a topic, its answers and what proves them"),
    ):
        address = f"/indicador/{EDITION}/recibo/{OAXACA}/{node}"
        assert page.select(f'a[href="{address}"]')
        page = await company.anyone.opens(address, why)
    answer_shown = page.select_one("#item-P1-01").get_text(" ")
    assert "Reglamento de mejora regulatoria" in answer_shown
    assert "art. 12" in answer_shown
    assert "Verificación (cargo n.º" in answer_shown
    await company.anyone.opens(f"{address}.json", "takes the receipt away")
    page = await company.anyone.opens(f"/gobiernos/{OAXACA}", "reads the profile")
    assert page.h1.text == "Oaxaca"
    await company.anyone.opens("/metodo", "reads the method")
    page = await company.anyone.opens(
        f"/indicador/{EDITION}/instantanea.json", "takes the snapshot away"
    )
    assert page.response.json()
    await company.anyone.opens(f"/exportar/{EDITION}/liga.xlsx", "is asked to sign in")
    page = await company.coordinator.opens(f"/exportar/{EDITION}/liga.xlsx", "opens the workbook")
    assert len(load_workbook(BytesIO(page.response.content), read_only=True).sheetnames) >= 7


async def a_commitment_is_kept(company: Company, clock: Clock) -> None:
    """A gap becomes a public promise, the promise becomes a fact somebody else confirmed."""
    lead, anyone = company.lead, company.anyone
    page = await lead.opens("/mi-liga/recomendaciones", "reads what would close each gap")
    assert GAP in page.text
    address = "/mi-liga/compromisos/nuevo"
    page = await lead.opens(
        f"{address}?edicion={EDITION}&reactivo={GAP}", "starts from a recommendation"
    )
    assert page.field("milestone_1") == "Publicar el padrón"
    page = await lead.sends(
        address,
        "promises in public",
        key=page.field("key"),
        edition=EDITION,
        item=GAP,
        goal=page.field("goal"),
        indicator="Padrón publicado y vigente",
        responsible="Secretaría de Economía",
        due="2026-12-15",
        is_public="1",
        milestone_1=page.field("milestone_1"),
        milestone_1_due=page.field("milestone_1_due"),
    )
    promise = page.response.url.path
    await anyone.opens(promise, "reads it at once")
    await lead.sends(f"{promise}/pasos", "agrees to it", move="agree")
    await lead.sends(f"{promise}/pasos", "starts", move="start")
    await days_later(60, clock, lead, company.victor)
    await lead.sends(f"{promise}/hitos", "finishes the milestone", position="0")
    await lead.sends(f"{promise}/cumplimiento", "may not report without evidence", 422)
    await lead.sends(
        f"{promise}/cumplimiento",
        "reports it done",
        note="El padrón está publicado.",
        title="Padrón de trámites",
        page="todo",
        files={"file": ("padron.pdf", a_pdf("padron"), "application/pdf")},
    )
    clock.move(hours=1)
    await company.victor.opens("/verificacion/compromisos", "sees what was reported")
    await company.victor.sends(
        f"{promise}/dictamen",
        "verifies it",
        move="verify",
        note="El padrón está publicado y completo.",
        seen=await lines_seen(int(promise.rpartition("/")[2])),
    )
    page = await anyone.opens(promise, "sees the whole history")
    for line in ("Se propuso", "Se acordó", "Comenzó", "Se verificó el cumplimiento"):
        assert line in page.text, line
    evidence = page.select('a[href*="/documentos/"]')[0]
    await anyone.opens(str(evidence["href"]), "opens the evidence")
    page = await anyone.opens("/compromisos?situacion=verified", "finds it in the list")
    assert "Oaxaca" in page.text


async def days_later(days: int, clock: Clock, *actors: Actor) -> None:
    """Time goes by; sessions end with the day, so people sign in again."""
    clock.move(days=days)
    for actor in actors:
        await actor.signs_in()


async def answer(actor: Actor, item: str, why: str, status: int = 200, **fields: str) -> None:
    """Save an answer on the revision its page shows, as the form does."""
    page = await actor.browser.open(f"/mi-liga/niveles/{item.partition('-')[0]}")
    revisions = page.select(f"#item-{item}-form [name=revision]")
    base = str(revisions[0]["value"]) if revisions else "0"
    await actor.sends(
        f"/mi-liga/reactivos/{item}", f"{item}: {why}", status, revision=base, **fields
    )


async def decide(
    verifier: Actor, item: str, verdict: str, why: str, status: int = 200, reason: str = ""
) -> None:
    """Decide on the revision that is shown."""
    page = await verifier.browser.open(f"{REVIEW}/{item.partition('-')[0]}")
    found = page.select(f"#item-{item} [name=revision]")
    await verifier.sends(
        f"{REVIEW}/reactivos/{item}",
        f"{item}: {why}",
        status,
        verdict=verdict,
        reason=reason,
        revision=str(found[0]["value"]) if found else "1",
    )
