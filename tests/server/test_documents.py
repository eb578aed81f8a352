"""Evidencia: files and links, cited with their page, kept by hash and given back as downloads."""

import io
import zipfile
from collections.abc import Sequence

import pytest
from litestar import Litestar

from game.editions import Stage
from server.queries.answers import answers_of
from server.queries.documents import documents_of
from server.settings import Settings
from server.tables.points import PointEventRow
from tests.browser import Browser
from tests.editions import EDITION, give_verdict, move_to, open_edition
from tests.files import a_jpeg, a_pdf, a_png
from tests.server.people import OAXACA, YUCATAN
from tests.server.signed import answer, sign

LEVEL = "/mi-liga/niveles/P1"
EVIDENCE = "/mi-liga/reactivos/P1-01/evidencia"
PDF = a_pdf()


@pytest.fixture(autouse=True)
async def _opened(app: Litestar) -> None:
    """Every test finds the small edition open."""
    await open_edition()


def a_file(content: bytes = PDF, name: str = "gaceta.pdf") -> dict[str, object]:
    return {"file": (name, content, "application/octet-stream")}


def a_package(*names: str, **given: str | bytes) -> bytes:
    """A zip with these entries; `mimetype="..."` and the like give their content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name in names:
            package.writestr(name, "<xml/>")
        for name, content in given.items():
            package.writestr(name, content)
    return buffer.getvalue()


def an_open_text(inside: str) -> bytes:
    """An OpenDocument text that holds this."""
    spaces = 'xmlns:x="urn:x" xmlns:l="http://www.w3.org/1999/xlink"'
    content = f"<x:document {spaces}>{inside}</x:document>"
    return a_package(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": content})


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PLACES = "http://schemas.openxmlformats.org/package/2006/relationships"


def a_relationship(kind: str, target: str, mode: str = "", family: str = OFFICE) -> str:
    said = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rId1" Type="{family}/{kind}" Target="{target}"{said}/>'


def a_letter(*relationships: str, parts: Sequence[str] = (), head: str = "") -> bytes:
    """A Word document with these relationships and these parts beside its text."""
    told = f'{head}<Relationships xmlns="{PLACES}">{"".join(relationships)}</Relationships>'
    return a_package(
        "[Content_Types].xml",
        "word/document.xml",
        *parts,
        **{"word/_rels/document.xml.rels": told},
    )


STYLES = a_relationship("styles", "styles.xml")
EXTERNAL = "https://example.org/x"
A_LOCKED_ZIP = bytearray(a_letter(STYLES))
# The bit that says a part is locked with a password, in both places where each part has it.
for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
    at = A_LOCKED_ZIP.find(mark)
    while at >= 0:
        A_LOCKED_ZIP[at + place] |= 1
        at = A_LOCKED_ZIP.find(mark, at + 4)


async def cited() -> int:
    kept = await answers_of(OAXACA, EDITION, ["P1-01"])
    return len(kept["P1-01"].answer.evidence) if kept else 0


async def test_a_file_is_cited_with_its_page(ana: Browser) -> None:
    page = await ana.send(EVIDENCE, files=a_file(), title="Gaceta 12", page="14")
    evidence = page.select_one("#item-P1-01 .evidence-list").get_text(" ")
    assert "Gaceta 12" in evidence
    assert "Página o artículo: 14" in evidence


async def test_with_htmx_the_item_comes_back_with_its_evidence(ana: Browser) -> None:
    await ana.open(LEVEL)
    reply = await ana.send(EVIDENCE, htmx=True, files=a_file(), page="14")
    assert reply.select_one("article#item-P1-01 .evidence-list a")
    assert not reply.is_whole


async def test_a_file_is_given_back_as_a_download_and_nothing_else(ana: Browser) -> None:
    page = await ana.send(EVIDENCE, files=a_file(name="../../gaceta <b>.pdf"))
    url = str(page.select_one("#item-P1-01 .evidence-list a")["href"])
    response = (await ana.open(url)).response
    assert response.content == PDF
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in response.headers["content-security-policy"]
    assert "/" not in response.headers["content-disposition"].replace("UTF-8''", "")


I1_EVIDENCE = "/mi-liga/reactivos/I1-01/evidencia"


async def test_a_colleague_downloads_it_and_a_verifier_once_it_was_signed(
    ana: Browser, beto: Browser, victor: Browser, coordinadora: Browser
) -> None:
    await answer()
    page = await ana.send(I1_EVIDENCE, files=a_file(), page="4")
    (document,) = [each for each in await documents_of(OAXACA) if each.kind == "file"]
    url = f"/documentos/{document.id}"
    assert url in page.source
    await beto.open(url)
    await victor.open(url, 404)
    await coordinadora.open(url, 404)
    await sign()
    await victor.open(url)
    await coordinadora.open(url)
    await ana.send(f"{I1_EVIDENCE}/quitar", 409, document=document.id, page="4")


@pytest.mark.both
async def test_what_nobody_cites_is_of_its_government_alone(ana: Browser, victor: Browser) -> None:
    await answer()
    await sign()
    await ana.send("/mi-liga/documentos", files=a_file(), title="Borrador")
    (document,) = [each for each in await documents_of(OAXACA) if each.kind == "file"]
    await ana.open(f"/documentos/{document.id}")
    await victor.open(f"/documentos/{document.id}", 404)


async def test_for_another_government_it_is_not_there(
    ana: Browser, carla: Browser, admin: Browser, browser: Browser
) -> None:
    page = await ana.send(EVIDENCE, files=a_file())
    url = str(page.select_one("#item-P1-01 .evidence-list a")["href"])
    await carla.open(url, 404)
    await admin.open(url, 403)
    assert (await browser.open(url)).response.url.path == "/entrar"


async def test_nobody_cites_what_belongs_to_another(ana: Browser, carla: Browser) -> None:
    await ana.send(EVIDENCE, files=a_file())
    (document,) = await documents_of(OAXACA)
    await carla.send(EVIDENCE, 404, document=document.id)


async def test_the_same_file_is_one_document(ana: Browser, app: Litestar) -> None:
    await ana.send(EVIDENCE, files=a_file(), page="1")
    await ana.send("/mi-liga/reactivos/P1-02/evidencia", files=a_file(name="b.pdf"), page="2")
    settings: Settings = app.state.parts.settings
    kept = [p for p in (settings.data_dir / "documents").rglob("*") if p.is_file()]
    assert len(await documents_of(OAXACA)) == 1
    assert len(kept) == 1


@pytest.mark.parametrize("htmx", [False, True], ids=["plain", "htmx"])
async def test_a_file_that_was_here_by_another_title_says_by_which_one_it_is_cited(
    ana: Browser, *, htmx: bool
) -> None:
    await ana.send(EVIDENCE, files=a_file(), page="3", title="Gaceta de enero")
    other = EVIDENCE.replace("P1-01", "P1-02")
    typed = {"page": "5", "title": "Padrón de trámites", "dated": "2026-01-15"}
    page = await ana.send(other, files=a_file(), htmx=htmx, **typed)
    told = page.select_one("#item-P1-02-attached [role=status]")
    assert "ya estaba entre los documentos de su gobierno" in told.text
    assert "Gaceta de enero" in told.text
    # The way to correct it leads to its form, with what was typed.
    link = told.select_one("a")
    assert "Cambiar su título o sus datos" in link.text
    form = (await ana.open(link["href"])).select_one("form#document-edit")
    values = {each["name"]: each.get("value") for each in form.select("input[name]")}
    assert (values["title"], values["dated"]) == ("Padrón de trámites", "2026-01-15")
    assert len(await documents_of(OAXACA)) == 1


@pytest.mark.parametrize("title", ["", "Gaceta de enero"], ids=["untitled", "by its title"])
async def test_a_file_that_was_here_says_so_also_where_nothing_else_was_typed(
    ana: Browser, title: str
) -> None:
    await ana.send(EVIDENCE, files=a_file(), page="3", title="Gaceta de enero")
    page = await ana.send(EVIDENCE, files=a_file(name="otro.pdf"), page="5", title=title, htmx=True)
    told = page.select_one("#item-P1-01-attached [role=status]")
    assert "Gaceta de enero" in told.text
    assert "Ver el documento" in told.select_one("a").text


async def test_a_file_that_is_new_or_was_chosen_says_nothing_of_the_kind(ana: Browser) -> None:
    page = await ana.send(EVIDENCE, files=a_file(), page="3", title="Gaceta", htmx=True)
    assert not page.select("#item-P1-01-attached [role=status]")
    (known,) = await documents_of(OAXACA)
    page = await ana.send(EVIDENCE, document=known.id, page="4", htmx=True)
    assert not page.select("#item-P1-01-attached [role=status]")


async def test_what_an_address_says_was_here_is_only_told_of_ones_own(
    ana: Browser, carla: Browser
) -> None:
    await carla.send(EVIDENCE, files=a_file(), page="3", title="La de Yucatán")
    (theirs,) = await documents_of(YUCATAN)
    for asked in (theirs.id, "nadie"):
        page = await ana.open(f"{LEVEL}?en=P1-01&citado={asked}")
        assert not page.select("#item-P1-01-attached [role=status]")


async def test_a_document_of_the_level_is_cited_again(ana: Browser) -> None:
    await ana.send(EVIDENCE, files=a_file(), page="1")
    (document,) = await documents_of(OAXACA)
    await ana.send(EVIDENCE, document=document.id, page="7")
    assert await cited() == 2


async def test_a_file_without_its_page_is_kept_and_asked_for_it(ana: Browser) -> None:
    await ana.send("/mi-liga/reactivos/P1-01", chosen="yes")
    page = await ana.send(EVIDENCE, files=a_file())
    assert "Falta la página o el artículo." in page.select_one("#item-P1-01").get_text()
    assert await cited() == 1
    page = await ana.send(f"{LEVEL}/enviar", 422)
    assert "Falta la página o el artículo." in page.select_one("#item-P1-01").get_text()
    (document,) = await documents_of(OAXACA)
    asked = page.select_one(f"#item-P1-01-page-{document.id}")
    form = asked.closest("form")
    assert form.select_one("[name=document]")["value"] == document.id
    page = await ana.send(str(form["action"]), document=document.id, page="art. 7")
    assert "Falta la página" not in page.select_one("#item-P1-01").get_text()
    assert not page.select(f"#item-P1-01-page-{document.id}")
    assert await cited() == 1


async def test_a_file_without_its_page_has_no_points_yet(ana: Browser) -> None:
    await ana.send("/mi-liga/reactivos/P1-01", chosen="yes")
    await ana.send(EVIDENCE, files=a_file())
    assert await PointEventRow.count() == 0
    await ana.send(EVIDENCE, files=a_file(), page="7")
    assert await PointEventRow.select(PointEventRow.provisional) == [{"provisional": 5}]


@pytest.mark.both
async def test_a_link_needs_no_page(ana: Browser) -> None:
    await ana.send("/mi-liga/reactivos/P1-01", chosen="yes")
    page = await ana.send(EVIDENCE, link="oaxaca.gob.mx/gaceta")
    assert "Falta la página" not in page.select_one("#item-P1-01").get_text()
    assert await PointEventRow.select(PointEventRow.provisional) == [{"provisional": 5}]


async def test_a_link_keeps_its_title_and_the_day_it_was_consulted(ana: Browser) -> None:
    page = await ana.send(
        EVIDENCE, link="https://gaceta.example.org/12?p=3", title="Gaceta en línea", page="3"
    )
    link = page.select_one("#item-P1-01 .evidence-list a")
    assert link["href"] == "https://gaceta.example.org/12?p=3"
    assert "consultado el 3 de marzo de 2026" in page.select_one("#item-P1-01").get_text(" ")


@pytest.mark.parametrize(
    "link",
    [
        "https://",
        "no es",
        "ana@oaxaca.gob.mx",
        "gaceta",
        "oaxaca.gob.mx/dos palabras",
        "http:oaxaca",
    ],
)
async def test_a_link_that_is_no_web_page_is_refused(ana: Browser, link: str) -> None:
    page = await ana.send(EVIDENCE, 422, link=link)
    assert "como oaxaca.gob.mx/gaceta" in page.text
    assert await cited() == 0


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "ftp://x.example/a", "mailto:ana@oaxaca.gob.mx", "DATA:text/html,x"],
)
async def test_a_scheme_that_is_not_the_webs_is_refused_by_its_name(
    ana: Browser, link: str
) -> None:
    page = await ana.send(EVIDENCE, 422, link=link)
    assert f"Una dirección «{link.partition(':')[0].lower()}:» no se acepta" in page.text
    assert await cited() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("oaxaca.gob.mx/gaceta", "https://oaxaca.gob.mx/gaceta", id="as it is said"),
        pytest.param(" www.oaxaca.gob.mx ", "https://www.oaxaca.gob.mx", id="the site alone"),
        pytest.param("oaxaca.gob.mx:8443?p=1", "https://oaxaca.gob.mx:8443?p=1", id="with a port"),
        pytest.param("méxico.gob.mx/ley", "https://méxico.gob.mx/ley", id="with an accent"),
        pytest.param("http://oaxaca.gob.mx", "http://oaxaca.gob.mx", id="as it was given"),
        pytest.param("Https://oaxaca.gob.mx", "Https://oaxaca.gob.mx", id="as phones write it"),
    ],
)
async def test_a_link_is_kept_as_a_whole_address(ana: Browser, typed: str, kept: str) -> None:
    await ana.send(EVIDENCE, link=typed)
    (document,) = await documents_of(OAXACA)
    assert document.url == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        pytest.param("//evil.mx", "dirección completa", id="the scheme of another page"),
        pytest.param("http://localhost/gaceta", "«localhost» solo existe", id="this machine"),
        pytest.param("http://192.168.1.20/x", "«192.168.1.20» solo existe", id="this network"),
        pytest.param("https://ana:clave@gob.mx/", "ni contraseña", id="a name and a password"),
        pytest.param("https://gob.mx/\u200bx", "dirección completa", id="what nobody sees"),
    ],
)
async def test_an_address_that_is_not_the_same_for_everybody_is_refused_beside_its_field(
    ana: Browser, typed: str, sentence: str
) -> None:
    page = await ana.send(EVIDENCE, 422, link=typed)
    assert sentence in page.select_one("#item-P1-01-add-0-link-error").text
    assert await cited() == 0


async def test_the_browser_lets_an_address_be_typed_as_it_is_said(ana: Browser) -> None:
    field = (await ana.open(LEVEL)).select_one("#item-P1-01 [name=link]")
    assert (field["type"], field["inputmode"]) == ("text", "url")


async def test_a_page_is_a_few_words(ana: Browser) -> None:
    page = await ana.send(EVIDENCE, 422, files=a_file(), page="x" * 81)
    assert "hasta 80 caracteres" in page.text
    await ana.send(EVIDENCE, files=a_file(), page=f"  art.\n5 {'x' * 70} ")
    kept = await answers_of(OAXACA, EDITION, ["P1-01"])
    assert kept["P1-01"].answer.evidence[0].page == f"art. 5 {'x' * 70}"


async def test_evidence_is_withdrawn(ana: Browser) -> None:
    await ana.send(EVIDENCE, files=a_file(), page="1")
    (document,) = await documents_of(OAXACA)
    await ana.send(f"{EVIDENCE}/quitar", document=document.id, page="1")
    assert await cited() == 0


@pytest.mark.parametrize(
    ("content", "name", "ending"),
    [
        pytest.param(a_png(), "a", ".png", id="PNG"),
        pytest.param(a_jpeg(), "a.JPEG", ".jpg", id="JPEG"),
        pytest.param("año,número\n".encode(), "a.csv", ".csv", id="CSV"),
        pytest.param("año".encode("cp1252"), "a", ".txt", id="text in the letters of Windows"),
        pytest.param(
            a_package("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", ".xlsx", id="Excel"
        ),
        pytest.param(
            a_package("[Content_Types].xml", "word/document.xml"), "a", ".docx", id="Word"
        ),
        pytest.param(
            a_package("[Content_Types].xml", "ppt/presentation.xml"), "a", ".pptx", id="PowerPoint"
        ),
        pytest.param(
            a_package(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "a.ods",
            ".ods",
            id="open spreadsheet",
        ),
    ],
)
async def test_the_type_is_what_the_content_says(
    ana: Browser, content: bytes, name: str, ending: str
) -> None:
    await ana.send(EVIDENCE, files=a_file(content, name))
    (document,) = await documents_of(OAXACA)
    assert document.filename.lower().endswith((ending, ".jpeg"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"MZ\x90\x00\x03\x00", "Es un programa", id="a program"),
        pytest.param(b"", "vacío", id="nothing"),
        pytest.param(a_package("readme.txt"), "archivo comprimido", id="any zip"),
        pytest.param(b"PK\x03\x04 cut short", "incompleto", id="a broken zip"),
        pytest.param(
            b"MZ\x90\x00" + b"\x00" * 500 + PDF, "Es un programa", id="a program with a PDF"
        ),
        pytest.param(
            a_package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
            "macros",
            id="macros",
        ),
        pytest.param(
            a_package(
                "word/document.xml",
                **{"[Content_Types].xml": '<T><O ContentType="ms-word.macroEnabled"/></T>'},
            ),
            "macros",
            id="macros by type",
        ),
    ],
)
async def test_anything_else_is_refused_with_what_to_do(
    ana: Browser, content: bytes, says: str
) -> None:
    page = await ana.send(EVIDENCE, 422, files=a_file(content, "gaceta.pdf"))
    assert says in page.select_one("#item-P1-01 .evidence .field .field-error").get_text()
    # And again at the button, that one is looking at.
    assert says in page.select_one("#item-P1-01-attached").get_text()
    assert await cited() == 0


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(a_letter(STYLES), id="styles of its own"),
        pytest.param(
            a_letter(STYLES, a_relationship("hyperlink", EXTERNAL, "External")), id="a hyperlink"
        ),
        pytest.param(
            a_letter(a_relationship("hyperlink", EXTERNAL, "External", STRICT)),
            id="a hyperlink in the strict form",
        ),
        pytest.param(a_letter(a_relationship("image", "media/image1.png")), id="its own picture"),
    ],
)
async def test_a_document_that_holds_all_it_shows_is_accepted(ana: Browser, content: bytes) -> None:
    await ana.send(EVIDENCE, files=a_file(content, "oficio.docx"))
    assert await cited() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(
            a_letter(a_relationship("attachedTemplate", "file:///c:/machote.dotx", "External")),
            "Guárdelo como PDF",
            id="a template outside",
        ),
        pytest.param(
            a_letter(a_relationship("attachedTemplate", EXTERNAL, "external", STRICT)),
            "Guárdelo como PDF",
            id="a template outside, in the strict form",
        ),
        pytest.param(
            a_letter(a_relationship("image", EXTERNAL, "External")),
            "Guárdelo como PDF",
            id="a picture outside, that tells who opens the file",
        ),
        pytest.param(
            a_letter(a_relationship("oleObject", "parts/object1.bin")),
            "Guárdelo como PDF",
            id="an object",
        ),
        pytest.param(
            a_letter(a_relationship("package", "parts/book1.xlsx")),
            "Guárdelo como PDF",
            id="a book inside",
        ),
        pytest.param(
            a_letter(a_relationship("aFChunk", "parts/page.html")),
            "Guárdelo como PDF",
            id="a page inside",
        ),
        pytest.param(
            a_letter(a_relationship("control", "parts/control1.xml")),
            "Guárdelo como PDF",
            id="a control",
        ),
        pytest.param(
            a_letter(parts=["word/embeddings/oleObject1.bin"]),
            "Guárdelo como PDF",
            id="an object by its folder",
        ),
        pytest.param(
            a_package("[Content_Types].xml", "xl/workbook.xml", "XL/activeX/control1.xml"),
            "Guárdelo como PDF",
            id="a control by its folder",
        ),
        pytest.param(
            a_package(
                "[Content_Types].xml", "xl/workbook.xml", "xl/externalLinks/externalLink1.xml"
            ),
            "Guárdelo como PDF",
            id="figures of another book",
        ),
        pytest.param(
            a_package(
                "word/document.xml",
                **{
                    "[Content_Types].xml": "<Types/>",
                    "word/_rels/settings.xml.RELS": (
                        f'<Relationships xmlns="{PLACES}">'
                        f"{a_relationship('attachedTemplate', EXTERNAL, 'External')}"
                        "</Relationships>"
                    ).encode("utf-16"),
                },
            ),
            "Guárdelo como PDF",
            id="in other letters and capitals",
        ),
        pytest.param(
            a_letter(STYLES, head='<!DOCTYPE x [<!ENTITY m "External">]>'),
            "Guárdelo como PDF",
            id="words of its own",
        ),
        pytest.param(a_letter("<Relationship"), "incompleto", id="broken relationships"),
        pytest.param(bytes(A_LOCKED_ZIP), "contraseña", id="locked with a password"),
        pytest.param(
            an_open_text('<x:object-ole l:href="./Object 1"/>'),
            "Guárdelo como PDF",
            id="an object in an open text",
        ),
        pytest.param(
            an_open_text('<x:image l:href="https://elsewhere.example/a.png"/>'),
            "Guárdelo como PDF",
            id="a picture from elsewhere in an open text",
        ),
        pytest.param(
            an_open_text('<x:section-source l:href="file:///etc/passwd"/>'),
            "Guárdelo como PDF",
            id="a section of another file",
        ),
        pytest.param(
            an_open_text('<x:dde-source x:application="soffice"/>'),
            "Guárdelo como PDF",
            id="cells of another program",
        ),
        pytest.param(an_open_text("<x:p>"), "incompleto", id="a broken open text"),
    ],
)
async def test_a_document_that_opens_more_than_itself_is_refused(
    ana: Browser, content: bytes, says: str
) -> None:
    page = await ana.send(EVIDENCE, 422, files=a_file(content, "oficio"))
    assert says in page.text
    assert await cited() == 0


async def test_an_open_text_keeps_its_links_pictures_and_charts(ana: Browser) -> None:
    inside = (
        '<x:a l:href="https://oaxaca.gob.mx/gaceta">Gaceta</x:a>'
        '<x:image l:href="Pictures/1.png"/><x:object l:href="./Object 1"/>'
    )
    await ana.send(EVIDENCE, files=a_file(an_open_text(inside), "oficio.odt"))
    assert await cited() == 1


async def test_a_file_too_large_is_refused_and_leaves_nothing(ana: Browser, app: Litestar) -> None:
    settings: Settings = app.state.parts.settings
    await ana.send(EVIDENCE, 413, files=a_file(PDF + b"0" * settings.upload_max_bytes))
    assert not [p for p in (settings.data_dir / "documents").rglob("*") if p.is_file()]


async def test_an_empty_form_says_what_it_wants(ana: Browser) -> None:
    page = await ana.send(EVIDENCE, 422)
    assert "Elija un archivo" in page.text


async def test_a_file_needs_the_token_of_the_session(ana: Browser) -> None:
    await ana.send(EVIDENCE, 403, link="https://example.org/a", csrf="otro")


async def test_evidence_of_a_decided_item_stays_as_it_is(ana: Browser, app: Litestar) -> None:
    await ana.send("/mi-liga/reactivos/P1-01", chosen="yes")
    await give_verdict("P1-01", "accepted")
    await ana.send(EVIDENCE, 409, files=a_file())
    await move_to(Stage.REVIEW)
    await ana.send(EVIDENCE, 409, files=a_file())
    assert await cited() == 0
    assert not (app.state.parts.settings.data_dir / "documents").exists()


# Evidence that is refused


GAZETTE = {
    "link": "https://oaxaca.example/gaceta",
    "title": "Gaceta del estado",
    "dated": "2026-02-11",
    "page": "12",
}


@pytest.mark.parametrize("htmx", [False, True], ids=["without JavaScript", "with htmx"])
@pytest.mark.parametrize(
    ("sent", "file", "field"),
    [
        pytest.param({"link": "la gaceta"}, None, "link", id="a link that is none"),
        pytest.param({"link": "x" * 20_001}, None, "link", id="a link without an end"),
        pytest.param({"link": ""}, None, "file", id="nothing to cite"),
        pytest.param({"page": "art. " * 18}, None, "page", id="a long page"),
        pytest.param({"title": "x" * 241}, None, "title", id="a long title"),
        pytest.param({"link": ""}, b"MZ\x00\x00", "file", id="a program"),
        pytest.param({}, PDF, "link", id="a file and a link at once"),
        pytest.param({"dated": "2099-05-01"}, None, "dated", id="a day to come"),
        pytest.param({"dated": "ayer"}, None, "dated", id="a day in words"),
        pytest.param({"link": ""}, b"", "file", id="an empty file"),
    ],
)
async def test_evidence_that_is_refused_is_all_still_there(
    ana: Browser, sent: dict[str, str], file: bytes | None, field: str, *, htmx: bool
) -> None:
    typed = GAZETTE | sent
    files = None if file is None else a_file(file, "programa.pdf")
    page = await ana.send(EVIDENCE, 422, htmx=htmx, files=files, **typed)
    assert "open" in page.select_one("#item-P1-01-add-0").attrs
    assert page.select_one(f"#item-P1-01-add-0-{field}-error")
    for name, value in typed.items():
        assert page.select_one(f"#item-P1-01-add-0-{name}")["value"] == value
    await ana.send(EVIDENCE, **GAZETTE)
    assert len(await documents_of(OAXACA)) == 1


async def test_a_file_that_was_not_kept_is_asked_for_again(ana: Browser) -> None:
    page = await ana.send(EVIDENCE, 422, files=a_file(), title="x" * 241, page="3")
    assert "Elija de nuevo el archivo" in page.select_one("#item-P1-01-add-0-file-error").text


async def test_the_document_that_was_chosen_stays_chosen(ana: Browser) -> None:
    await ana.send(EVIDENCE, **GAZETTE)
    (known,) = await documents_of(OAXACA)
    other = EVIDENCE.replace("P1-01", "P1-02")
    page = await ana.send(other, 422, document=known.id, page="art. " * 18)
    chosen = page.select_one("#item-P1-02-add-0-document option[selected]")
    assert chosen["value"] == known.id
