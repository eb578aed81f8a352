"""The shelf of documents of Oaxaca: where it is, and what is put there."""

from datetime import date, timedelta

from server.db import write
from server.queries.answers import answers_of
from server.queries.documents import FILE, Document, adding, documents_of
from tests.browser import Browser, Page
from tests.editions import EDITION
from tests.files import a_pdf
from tests.server.people import NOON, OAXACA

SHELF = "/mi-liga/documentos"
LEVEL = "/mi-liga/niveles/P1"
EVIDENCE = "/mi-liga/reactivos/P1-01/evidencia"
OTHER = "/mi-liga/reactivos/P1-02/evidencia"
VERSION = f"{EVIDENCE}/version"
FIRST, SECOND = a_pdf("primera"), a_pdf("segunda")


def a_file(content: bytes = FIRST, name: str = "padron.pdf") -> dict[str, object]:
    return {"file": (name, content, "application/octet-stream")}


async def added(who: Browser, **given: object) -> Document:
    """A document on the shelf of Oaxaca."""
    await who.send(SHELF, **{"files": a_file(), "title": "Padrón de trámites", **given})
    return max(await documents_of(OAXACA), key=lambda each: each.version)


async def replaced(who: Browser, document: Document, content: bytes = SECOND) -> Document:
    await who.send(f"{SHELF}/{document.id}/versiones", files=a_file(content))
    return max(await documents_of(OAXACA), key=lambda each: each.version)


async def cited(item: str = "P1-01") -> list[tuple[str, str]]:
    kept = await answers_of(OAXACA, EDITION, [item])
    return [(each.document, each.page) for each in kept[item].answer.evidence] if kept else []


def card_of(page: Page, title: str) -> str:
    (card,) = [each for each in page.select(".document") if title in each.select_one("h3").text]
    return " ".join(card.get_text(" ").split())


async def three_hundred() -> None:
    for number in range(300):
        document = Document(
            id=f"{number:032x}",
            participant=OAXACA,
            kind=FILE,
            title=f"Reglamento de mejora regulatoria número {number} del municipio",
            filename=f"reglamento-{number}.pdf",
            media_type="application/pdf",
            size=1_000_000 + number,
            sha256=f"{number:064x}",
            url="",
            dated=date(2026, 1, 1) + timedelta(days=number),
            account=1,
            author="Ana Ruiz",
            at=NOON + timedelta(minutes=number),
            valid_until=date(2026, 6, 1) + timedelta(days=number),
        )
        await write([adding(document)])
