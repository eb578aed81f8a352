"""Lugar: a small database with something on every page, and addresses of all of them.

One edition has lived through the whole story and is published; the next one is open, half-way and
labelled synthetic. Of an older one there are the final round and the index of one state.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from litestar import Litestar
from openpyxl import Workbook

from game.agreements import Agreement
from game.commitments import Milestone
from game.editions import Stage as LifeStage
from game.finals import NO_STATE, Mark
from game.following import Focus, Kind, Rhythm
from game.months import month_of
from game.questionnaire import Effort
from game.reports import Mark as SpamMark
from game.reports import Move, Told
from server.app import create_app
from server.contents import XLSX
from server.days import today_of
from server.following import Purpose
from server.pages.news import Name
from server.people import Person
from server.queries.accounts import account_of
from server.queries.agreements import keep_agreement
from server.queries.batches import Drafted, batch_of, issue, keep_batch
from server.queries.changes import load_changes
from server.queries.editions import rules_of
from server.queries.exchanges import keep_message, keep_thanks
from server.queries.exchanges import keep_request as keep_help_request
from server.queries.final_results import confirm_final, propose_final
from server.queries.finals import (
    appoint,
    close_marking,
    draw_shortlist,
    keep_sheet,
    recuse,
    withdraw_finalist,
)
from server.queries.following import FollowRequest, keep_request
from server.queries.laws import abrogate
from server.queries.participants import enter
from server.queries.publications import confirm_publication, propose_publication
from server.queries.stages import keep_edition
from server.security import new_token
from server.settings import Settings
from tests.books import cell_of, changed
from tests.browser import PASSWORD, Page, running
from tests.editions import a_definition, a_final, move_to, open_edition, words
from tests.files import a_pdf
from tests.journeys.stage import Actor, Stage, a_stage
from tests.journeys.story import REGULATION, invited, signs, the_whole_story
from tests.reports import a_report, moved, private_link, published, sent
from tests.server.conftest import Clock
from tests.server.followers import follower, post_for
from tests.server.leagues import CAPITAL, LEAGUE, earn, freeze
from tests.server.people import OAXACA, QUICK, YUCATAN
from tests.server.published import ANYWHERE, STRONG
from tests.server.signed import verified

OPEN = "2027"
CLOSED = "2026"
OLD = "2025"
NOBODY = "nobody"
# Nowhere to break a line: somebody promises to publish there.
LONG = f"https://www.oaxaca.example/{'mejora_regulatoria' * 6}.html"


@dataclass(frozen=True, slots=True)
class Corner:
    """A page, and who looks at it."""

    who: str
    address: str


CORNERS: Mapping[str, Corner] = {
    "home": Corner(NOBODY, "/"),
    "home of somebody": Corner("ana", "/"),
    "sign-in": Corner(NOBODY, "/entrar"),
    "leagues": Corner(NOBODY, "/ligas"),
    "board": Corner("ana", f"/ligas/{OPEN}/states"),
    "board since the freeze": Corner(NOBODY, f"/ligas/{CLOSED}/states?comparar=detenida"),
    "board of improvement": Corner("ana", f"/ligas/{OPEN}/states/mejora"),
    "final round": Corner(NOBODY, f"/ligas/{OLD}/final"),
    "final round under way": Corner("elena", f"/coordinacion/{CLOSED}/final"),
    "panel": Corner("victor", "/jurado"),
    "marks": Corner("victor", f"/jurado/{CLOSED}/{OAXACA}"),
    "ranking": Corner(NOBODY, f"/indicador/{CLOSED}"),
    "open data": Corner(NOBODY, "/datos"),
    "open data of a publication": Corner(NOBODY, f"/datos/{CLOSED}"),
    "robustness": Corner(NOBODY, f"/indicador/{CLOSED}/robustez"),
    "errata": Corner(NOBODY, f"/indicador/{CLOSED}/erratas"),
    "receipt of an index": Corner(NOBODY, f"/indicador/{CLOSED}/recibo/{OAXACA}/index"),
    "receipt of a topic": Corner(NOBODY, f"/indicador/{CLOSED}/recibo/{OAXACA}/P1"),
    "search of governments": Corner(NOBODY, "/gobiernos?nombre=a"),
    "search that finds nobody": Corner(NOBODY, "/gobiernos?nombre=Atlantis"),
    "profile": Corner(NOBODY, f"/gobiernos/{OAXACA}"),
    "change of an index": Corner(NOBODY, f"/gobiernos/{OAXACA}/cambio/{CLOSED}"),
    "profile without results": Corner(NOBODY, f"/gobiernos/{YUCATAN}"),
    "method": Corner(NOBODY, f"/metodo/{OPEN}"),
    "commitments": Corner(NOBODY, "/compromisos"),
    "fulfilment": Corner(NOBODY, "/compromisos/panorama"),
    "months": Corner(NOBODY, "/compromisos/calendario"),
    "month": Corner(NOBODY, "/compromisos/calendario/{month}"),
    "disagreements": Corner(NOBODY, "/compromisos/desacuerdos"),
    "happenings": Corner(NOBODY, "/compromisos/novedades"),
    "commitments of a government in groups": Corner(NOBODY, f"/gobiernos/{OAXACA}/compromisos"),
    "commitment": Corner(NOBODY, "/compromisos/1"),
    "commitment on paper": Corner(NOBODY, "/compromisos/1/hoja"),
    "commitment of one's own": Corner("ana", "/compromisos/2"),
    "reports": Corner(NOBODY, "/observaciones"),
    "reports narrowed by half": Corner(
        NOBODY, "/observaciones?situacion=unanswered&tema=P1&anio=2025&desde=ayer"
    ),
    "report": Corner("ana", "/observaciones/1"),
    "new report": Corner(NOBODY, "/observaciones/nueva?compromiso=1"),
    "new report on a topic": Corner(NOBODY, f"/observaciones/nueva?gobierno={OAXACA}"),
    "report that was sent": Corner(NOBODY, "/observaciones/enviada"),
    "report of one's own": Corner(NOBODY, "{reported}"),
    "joining a report": Corner(NOBODY, "/observaciones/1/tambien"),
    "reports to answer": Corner("ana", "/mi-liga/observaciones"),
    "reports to read": Corner("elena", "/moderacion/observaciones"),
    "suspicious reports": Corner("elena", "/moderacion/observaciones?cola=sospechosas"),
    "suspicious report": Corner("elena", "/moderacion/observaciones/3"),
    "report to read": Corner("elena", "/moderacion/observaciones/2"),
    "desk of an observer": Corner("olga", "/observaciones/panel"),
    "my league": Corner("ana", "/mi-liga"),
    "points": Corner("ana", "/mi-liga/puntos"),
    "improvement": Corner("ana", "/mi-liga/mejora"),
    "points of a level": Corner("ana", "/mi-liga/puntos?nivel=I1"),
    "my league after a signature": Corner("sofia", "/mi-liga?firmado=I1"),
    "my league after a seat was received": Corner("irma", "/mi-liga?recibido={received}"),
    "level just signed": Corner("sofia", "/mi-liga/niveles/I1?hecho=firmado"),
    "level with a document brought again": Corner(
        "ana", "/mi-liga/niveles/P1?en=P1-01&citado={document}&title=Otro+padrón"
    ),
    "team": Corner("ana", "/mi-liga/equipo"),
    "copying": Corner("ana", "/mi-liga/copiar"),
    "copying of a level": Corner("ana", "/mi-liga/copiar/P1"),
    "documents": Corner("ana", "/mi-liga/documentos"),
    "documents to cite": Corner("ana", "/mi-liga/documentos?citar=P1-04"),
    "document": Corner("ana", "/mi-liga/documentos/{document}"),
    "level": Corner("ana", "/mi-liga/niveles/P1"),
    "laws of a level": Corner("ana", "/mi-liga/niveles/P1/leyes"),
    "level that is signed": Corner("sofia", "/mi-liga/niveles/I1"),
    "what is signed": Corner("sofia", "/mi-liga/niveles/P1/firmar"),
    "signature": Corner("sofia", "/mi-liga/niveles/I1/firmar"),
    "history": Corner("ana", "/mi-liga/reactivos/P1-01/historia"),
    "recommendations": Corner("ana", "/mi-liga/recomendaciones"),
    "new commitment": Corner("ana", f"/mi-liga/compromisos/nuevo?edicion={CLOSED}&reactivo=P1-03"),
    "queue": Corner("rita", "/verificacion"),
    "review": Corner("rita", f"/verificacion/{OPEN}/{OAXACA}/I1"),
    "commitment queue": Corner("victor", "/verificacion/compromisos"),
    "coordination": Corner("elena", "/coordinacion"),
    "coordination of a state": Corner("elena", "/coordinacion?estado=31"),
    "coordination of everybody": Corner("elena", "/coordinacion?ver=todos&orden=avance"),
    "reminders": Corner("elena", f"/coordinacion/{OPEN}/recordar"),
    "wall": Corner("elena", "/coordinacion/muro"),
    "burden": Corner("elena", "/coordinacion/carga"),
    "burden by blanks": Corner("elena", f"/coordinacion/carga?edicion={CLOSED}&orden=blanco"),
    "items": Corner("elena", f"/coordinacion/{CLOSED}/reactivos"),
    "levels of a government": Corner("elena", f"/coordinacion/{OPEN}/{OAXACA}"),
    "laws": Corner("elena", "/coordinacion/leyes"),
    "board of coordinators": Corner("elena", f"/coordinacion/{OPEN}/tabla/states"),
    "ceremony": Corner("elena", f"/coordinacion/{CLOSED}/ceremonia?paso=2"),
    "editions": Corner("elena", "/ediciones"),
    "questionnaire in Excel": Corner("elena", f"/ediciones/{OPEN}/cuestionario"),
    "edition": Corner("elena", f"/ediciones/{OPEN}"),
    "erratum": Corner("elena", f"/ediciones/{CLOSED}/erratas"),
    "all answers": Corner("elena", f"/ediciones/{OPEN}/respuestas"),
    "all published answers": Corner(NOBODY, f"/indicador/{CLOSED}/respuestas"),
    "accounts": Corner("admin", "/cuentas"),
    "seat": Corner("ana", "/cuentas/cargos/3"),
    "mail": Corner("admin", "/cuentas/correo"),
    "own seats": Corner("ana", "/cargo"),
    "handovers": Corner("ana", "/entregas"),
    "handovers of everybody": Corner("admin", "/entregas"),
    "handing a seat over": Corner("ana", "/entregas/cargos/{own_seat}"),
    "handing anybody's seat over": Corner("admin", "/entregas/cargos/{own_seat}"),
    "handing over the seat that signs": Corner("ana", "/entregas/cargos/{signing_seat}"),
    "handover under way": Corner("admin", "/entregas/{offered}"),
    "record of a handover": Corner("ana", "/entregas/{received}/acta"),
    "copy of a record": Corner(NOBODY, "/entregas/{received}/copia"),
    "league of whoever came": Corner("irma", "/mi-liga"),
    "invitation to a seat that is handed over": Corner(NOBODY, "/invitacion/{handed}"),
    "invitation": Corner(NOBODY, "/invitacion/{invitation}"),
    "workbook to take away": Corner("ana", "/mi-liga/excel"),
    "workbook that came back": Corner("ana", "/mi-liga/excel/{book}"),
    "following": Corner(NOBODY, f"/compromisos/seguir?que=participant&codigo={OAXACA}"),
    "following a topic": Corner(NOBODY, "/compromisos/seguir?que=topic&codigo=P1"),
    "confirming to follow": Corner(NOBODY, "/seguimiento/confirmar/{asked}"),
    "what is followed": Corner(NOBODY, "/seguimiento/{follows}"),
    "stopping letters": Corner(NOBODY, "/seguimiento/{stops}/baja"),
    "agreements": Corner(NOBODY, "/acuerdos"),
    "agreement": Corner("ana", "/acuerdos/1"),
    "new agreement": Corner("elena", "/coordinacion/acuerdos/nuevo"),
    "more governments for an agreement": Corner("elena", "/coordinacion/acuerdos/1/invitaciones"),
    "recommendations that were issued": Corner(NOBODY, "/recomendaciones"),
    "batch": Corner(NOBODY, f"/recomendaciones/1?gobierno={OAXACA}"),
    "recommendations to be issued": Corner("elena", "/coordinacion/recomendaciones"),
    "draft of recommendations": Corner("elena", "/coordinacion/recomendaciones/2"),
    "commitments of one government": Corner("elena", f"/compromisos?gobierno={OAXACA}"),
    "commitments that were looked for": Corner(NOBODY, "/compromisos?texto=public&orden=changed"),
    "commitments on paper": Corner(NOBODY, f"/compromisos/ficha?gobierno={OAXACA}"),
    "commitments in a workbook": Corner("ana", "/mi-liga/compromisos/excel"),
    "declarations": Corner("sofia", "/declaraciones"),
    "declaration": Corner("sofia", "/declaraciones/1"),
    "signing a declaration": Corner("olga", "/declaraciones/firmar"),
    "practices": Corner(NOBODY, f"/practicas?edicion={CLOSED}"),
    "practice": Corner("ana", f"/practicas/{CLOSED}/I1-02"),
    "practice as it is moderated": Corner("elena", f"/practicas/{CLOSED}/I1-02"),
    "practice in public": Corner(NOBODY, f"/practicas/{CLOSED}/P1-02"),
    "letter to a government": Corner("carla", f"/practicas/{CLOSED}/I1-02/contacto/{OAXACA}"),
    "error": Corner(NOBODY, "/no-existe"),
}


async def fill(settings: Settings) -> Mapping[str, str]:
    """Play everything into the database; what addresses need that only chance knows."""
    clock = Clock()
    app = create_app(settings, clock=clock, passwords=QUICK)
    async with running(app), a_stage(app) as stage:
        company = await the_whole_story(stage, clock)
        await _final_rounds(clock.now)
        published = (await rules_of(CLOSED)).edition.published
        assert published is not None
        await freeze(published - timedelta(hours=1), CLOSED)
        clock.now = datetime.now(UTC) - timedelta(minutes=5)
        definition = _next_edition(clock.now)
        await open_edition(definition)
        await enter(OPEN, {CAPITAL: "states"})
        for actor in (company.admin, company.lead, company.signer, company.rita):
            await actor.signs_in()
        await _half_way(company.lead, company.signer, company.rita)
        await _promise(company.lead)
        await _recommended(clock.now)
        await _delegated(company.lead)
        document = await _shelved(company.lead)
        book = await _brought_back(company.lead)
        await _moved_under_them(definition, clock.now + timedelta(minutes=1))
        known = await _a_seat_passes(stage, company.lead)
        reported = await _reported(settings, clock.now, await _person("elena"))
        olga = await invited(stage, company.admin, "olga", "Olga Sol", role="observer")
        await olga.sends("/observaciones/panel", act="add", kind="participant", code=OAXACA)
        invitation = await _somebody_is_invited(stage, company.admin, company.lead)
        await _declared(company.signer)
        await _exchanged(clock.now)
        known = {**known, **await _followed(app, clock.now)}
        return {
            "document": document,
            "book": book,
            "invitation": invitation,
            "reported": reported,
            "month": month_of(today_of(clock.now + timedelta(days=120))).code,
            **known,
        }


async def _declared(signer: Actor) -> None:
    """The head of Oaxaca has put her name to the text of the open edition."""
    page = await signer.opens("/declaraciones/firmar")
    digest = str(page.select_one("[name=digest]")["value"])
    await signer.sends("/declaraciones/firmar", digest=digest, password=PASSWORD, is_public="1")


async def _exchanged(now: datetime) -> None:
    """Yucatán asked for help with what Oaxaca has verified, they talked, and it said thanks."""
    carla = replace(await _person("carla"), participant=YUCATAN)
    ana = replace(await _person("ana"), participant=OAXACA)
    text = "¿Con qué área empezaron? Vea https://yucatan.example/acuerdo"
    await keep_help_request(CLOSED, "I1-02", text, by=carla, at=now, told=(), turns=())
    for sheet, by in (("a", carla), ("b", ana)):
        await keep_message(CLOSED, "I1-02", text, sheet=sheet, by=by, at=now, turns=())
    thanks = "Nos pasaron su formato."
    await keep_thanks(CLOSED, "I1-02", OAXACA, thanks, by=carla, at=now, told=())


async def _followed(app: Litestar, now: datetime) -> Mapping[str, str]:
    """Somebody follows a government and a commitment, and has asked for more."""
    post, asked = post_for(app), new_token()
    everything = FollowRequest("eva@journey.example", "es", Rhythm.DAILY, Focus(Kind.ALL))
    letter = post.asking(everything, asked, Name(""))
    for focus in (Focus(Kind.PARTICIPANT, OAXACA), Focus(Kind.COMMITMENT, "1")):
        eva = await follower("eva@journey.example", at=now, post=post, focus=focus)
    await keep_request(everything, asked, letter, datetime.now(UTC), post.rules)
    return {
        "asked": asked,
        "follows": post.link(eva.name, Purpose.CHANGE),
        "stops": post.link(eva.name, Purpose.STOP),
    }


async def _final_rounds(now: datetime) -> None:
    """One that is published, with a recusal and a withdrawal; one whose panel is marking."""
    elena, rita, victor, pilar, pablo = [
        await _person(name) for name in ("elena", "rita", "victor", "pilar", "pablo")
    ]
    definition = {**a_definition(OLD, continues=None), "final": a_final(least_members=1)}
    await keep_edition(definition)
    await enter(OLD, dict.fromkeys((OAXACA, YUCATAN), LEAGUE))
    await move_to(LifeStage.OPEN, OLD)
    await verified(STRONG, OAXACA, ANYWHERE, OLD)
    await move_to(LifeStage.REPLY, OLD)
    await earn(OAXACA, 0, 60, at=now, edition=OLD)
    await earn(YUCATAN, 0, 40, at=now, edition=OLD)
    for edition in (OLD, CLOSED):
        await draw_shortlist(edition, by=elena, at=now)
        for member in (rita, victor):
            await appoint(edition, member.email, NO_STATE, by=elena, at=now)
    marks = {code: Mark("8", "Cifras de antes y después.") for code in ("impact", "lasting")}
    await keep_sheet(OLD, OAXACA, marks, base=0, hands_in=True, by=victor, at=now)
    await recuse(OLD, OAXACA, "Trabajó en ese gobierno.", by=rita, at=now)
    await withdraw_finalist(OLD, YUCATAN, "Así lo pidió.", by=elena, at=now)
    await close_marking(OLD, by=elena, at=now)
    seen = await propose_final(OLD, by=pilar, at=now)
    await confirm_final(OLD, sha256=seen, by=pablo, at=now)
    seen = await propose_publication(OLD, by=pilar, at=now)
    await confirm_publication(OLD, sha256=seen, by=pablo, at=now)


async def _person(name: str) -> Person:
    account = await account_of(f"{name}@journey.example")
    assert account
    assert account.seat
    assert account.role
    return Person(account.id, account.name, account.email, account.seat, account.role, None, None)


def _next_edition(now: datetime) -> dict[str, Any]:
    definition = a_definition(OPEN, continues=CLOSED)
    definition["edition"]["synthetic"] = True
    definition["edition"]["declaration"] = {
        "title": words("Por la mejora regulatoria", "For better regulation"),
        "text": words("Declaro que diré la verdad.", "I declare that I will say the truth."),
        "valid_days": 365,
        "renew_days": 60,
    }
    definition["edition"]["dates"] = {
        stage: (now + timedelta(days=days)).isoformat()
        for stage, days in (("open", -30), ("review", 30), ("reply", 60), ("published", 90))
    }
    for pillar in definition["pillars"]:
        for topic in pillar["topics"]:
            for item in topic["items"]:
                item["continues"] = item["code"]
    return definition


async def _half_way(lead: Actor, signer: Actor, rita: Actor) -> None:
    """A level in progress, with a copy to be confirmed; another one signed and half verified."""
    here = "/mi-liga/reactivos"
    await lead.sends(f"{here}/P1-05/copiar")
    await lead.sends(f"{here}/P1-01", revision="0", chosen="yes")
    file = {"file": ("reglamento.pdf", REGULATION, "application/pdf")}
    await lead.sends(f"{here}/P1-01/evidencia", files=file, title="Reglamento", page="art. 12")
    await lead.sends(
        f"{here}/P1-03", revision="0", chosen="none", reason="Sin padrón.", plan="Hacerlo"
    )
    await lead.sends(f"{here}/I1-01", revision="0", number="45", denominator="60")
    await lead.sends(f"{here}/I1-02", revision="0", date="2021-04-15")
    for item in ("I1-01", "I1-02"):
        await lead.sends(
            f"{here}/{item}/evidencia", link=f"https://oaxaca.example/{item}", title="Registro"
        )
    await lead.sends("/mi-liga/niveles/I1/enviar")
    await signs(signer, "/mi-liga/niveles/I1")
    page = await rita.opens(f"/verificacion/{OPEN}/{OAXACA}/I1")
    revision = str(page.select("#item-I1-01 [name=revision]")[0]["value"])
    await rita.sends(
        f"/verificacion/{OPEN}/{OAXACA}/reactivos/I1-01",
        verdict="returned",
        reason="La liga pide contraseña.",
        revision=revision,
    )


async def _shelved(lead: Actor) -> str:
    """A document that is over, cited, and replaced since; its address ends with what comes back."""
    shelf = "/mi-liga/documentos"
    last = f"{datetime.now(UTC) - timedelta(days=3):%Y-%m-%d}"
    files = {"file": ("padron.pdf", a_pdf("padron de tramites"), "application/pdf")}
    page = await lead.sends(shelf, files=files, title="Padrón de trámites", valid_until=last)
    first = page.response.url.path.rpartition("/")[2]
    await lead.sends("/mi-liga/reactivos/P1-01/evidencia", document=first, page="art. 3")
    files = {"file": ("padron-2.pdf", a_pdf("padron segundo"), "application/pdf")}
    page = await lead.sends(f"{shelf}/{first}/versiones", files=files)
    return page.response.url.path.rpartition("/")[2]


async def _brought_back(lead: Actor) -> str:
    """A workbook with something new in it, something wrong and something somebody changed."""
    page = await lead.opens("/mi-liga/excel/libro.xlsx")

    def fill(made: Workbook) -> None:
        for key, text in (
            ("P1-02/chosen", "Opción half"),
            ("P1-05/text", "Del libro"),
            ("P1-04/number", "doce"),
        ):
            cell_of(made, key).value = text

    book = changed(page.response.content, fill)
    await lead.sends("/mi-liga/reactivos/P1-05", revision="1", text="De la página")
    files = {"file": ("libro.xlsx", book, XLSX)}
    page = await lead.sends("/mi-liga/excel", files=files)
    return page.response.url.path.rpartition("/")[2]


async def _delegated(lead: Actor) -> None:
    """Two levels are somebody's."""
    page = await lead.opens("/mi-liga/equipo")
    seats = [str(option["value"]) for option in page.select("#give-P1-seat option")][1:]
    due = f"{datetime.now(UTC) + timedelta(days=6):%Y-%m-%d}"
    for topic, seat in (("P1", seats[0]), ("I1", seats[-1])):
        await lead.sends(
            f"/mi-liga/equipo/niveles/{topic}", item="", seat=seat, due=due, note="Con la gaceta."
        )


async def _moved_under_them(definition: dict[str, Any], now: datetime) -> None:
    """A law was abrogated, a question reworded and its help mended after they were answered."""
    await abrogate(
        "LGMR", today_of(now), note="Vea el transitorio tercero.", is_forced=True, at=now
    )
    first = definition["pillars"][0]["topics"][0]["items"][0]
    first["text"]["es"] = "¿Hay ley y reglamento?"
    first["help"]["es"] = "La ley y su reglamento, publicados y vigentes."
    first["example"]["es"] = "La ley estatal y su reglamento."
    found = await load_changes(definition, {first["code"]}, author="Elena Paz", at=now)
    assert not found.refused


async def _promise(lead: Actor) -> None:
    """A commitment that is under way, with a milestone to come."""
    soon = datetime.now(UTC) + timedelta(days=60)
    await lead.sends(
        "/mi-liga/compromisos/nuevo",
        key="hoja",
        pillar="H",
        goal=f"Un portal de trámites para todo el estado en {LONG}",
        indicator=f"Portal en servicio: {LONG}",
        responsible="Secretaría de Economía",
        due=f"{soon + timedelta(days=60):%Y-%m-%d}",
        is_public="1",
        milestone_1=f"Contratar el desarrollo de {LONG}",
        milestone_1_due=f"{soon:%Y-%m-%d}",
    )
    await lead.sends("/compromisos/2/pasos", move="agree")


async def _reported(settings: Settings, now: datetime, by: Person) -> str:
    """A report in public, and one to be read with what looks personal; the link of the first.

    Two more look like spam.
    """
    long = Told(f"Alta en {LONG}", "", f"La página {LONG} no abre.")
    first = await published(settings, a_report(told=long), at=now, by=by)
    told = Told("Alta en el padrón", "", "Llamé al 951 123 4567 y nadie contestó.")
    other = await sent(settings, a_report(told=told), email="otra@correo.example", at=now)
    await moved(other, Move.CONFIRM, at=now)
    for number in range(2):
        spam = a_report(told=long, marks=frozenset({SpamMark.TRAP, SpamMark.MANY_LINKS}))
        code = await sent(settings, spam, email=f"spam{number}@correo.example", at=now)
        await moved(code, Move.CONFIRM, at=now)
    return await private_link(settings, first)


async def _recommended(now: datetime) -> None:
    """A batch that was issued and one that is a draft; an agreement that nobody answered."""
    elena, today = await _person("elena"), today_of(now)
    what = Drafted(OAXACA, ("P1-03",), "Hacer P1-03.", Effort.LOW, 1, 0.05, 2, 1)
    other = replace(what, items=("P1-02",), text="Hacer P1-02.", priority=2)
    for key in ("issued", "draft"):
        number = await keep_batch(CLOSED, "Tanda", (what, other), key=key, by=elena, at=now)
        if key == "issued":
            batch = await batch_of(number)
            await issue(batch, is_public=True, by=elena, at=now, told=())
    agreed = Agreement(
        meeting="Reunión nacional",
        held_on=today - timedelta(days=9),
        title="Ventanilla única",
        text="Los estados acuerdan abrirla.",
        pillar="P",
        goal="Abrir la ventanilla única",
        indicator="Su dirección",
        due=today + timedelta(days=200),
        sign_by=today + timedelta(days=20),
        milestones=(Milestone("Convenio", today + timedelta(days=90)),),
    )
    await keep_agreement(agreed, (OAXACA, YUCATAN), key="acta", by=elena, at=now)


async def _a_seat_passes(stage: Stage, lead: Actor) -> Mapping[str, str]:
    """Irma came after Eva; her seat is offered already to whoever comes next."""
    await invited(stage, lead, "eva", "Eva Sosa", role="contributor", title="Archivo")
    page = await lead.opens("/cuentas")
    accounts = page
    address = _address_of(page, "Archivo")
    seat = address.rpartition("/")[2]
    irma = await stage.enter("irma")
    await irma.accepts(await _offered(lead, seat, irma.email, "Irma Luna"), "Irma Luna")
    link = await _offered(lead, seat, "omar@journey.example", "Omar Paz")
    page = await lead.opens("/entregas")
    offered, received = (str(tag["href"]) for tag in page.select("tbody th a"))
    own = await lead.opens("/entregas")
    (start,) = own.select("a[href^='/entregas/cargos/']")
    return {
        "handed": link.rpartition("/")[2],
        "offered": offered.rpartition("/")[2],
        "received": received.rpartition("/")[2],
        "signing_seat": _address_of(accounts, "Titular").rpartition("/")[2],
        "own_seat": str(start["href"]).rpartition("/")[2],
    }


async def _offered(lead: Actor, seat: str, email: str, name: str) -> str:
    """Offer a seat; the link of its invitation."""
    page = await lead.sends(
        f"/entregas/cargos/{seat}",
        email=email,
        name=name,
        effective_on=f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}",
        reason="Cambio de administración.",
    )
    return page.select_one("#invitation-link").text.strip()


def _address_of(page: Page, title: str) -> str:
    """Where a seat of the list leads."""
    (link,) = (tag for tag in page.select("#seats a") if title in tag.text)
    return str(link["href"])


async def _somebody_is_invited(stage: Stage, admin: Actor, lead: Actor) -> str:
    """Carla takes her seat in Yucatán and Dora one of Oaxaca's; an invitation is still open.

    Nora leads the capital, which never begins: it is there to be reminded.
    """
    await invited(stage, admin, "carla", "Carla Poot", role="lead", participant=YUCATAN)
    await invited(stage, lead, "dora", "Dora Gil", role="contributor")
    await invited(stage, admin, "nora", "Nora Paz", role="lead", participant=CAPITAL)
    made = await lead.sends("/cuentas", role="contributor", title="Equipo de enlace")
    page = await lead.sends(made.response.url.path, email="beto@journey.example", name="Beto Cruz")
    link = next(word for word in page.text.split() if "/invitacion/" in word)
    return link.rpartition("/")[2]
