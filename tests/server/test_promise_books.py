"""Compromisos en Excel: taken away, filled in, looked at, and proposed once."""

import asyncio
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

import pytest
from openpyxl import Workbook, load_workbook

from game.commitments import Milestone, Move, Term
from server.pages.promise_books import codes_in, codes_text
from server.promise_books.columns import COLUMNS, lines_of, text_of
from server.queries.batches import recommended_in
from server.queries.commitments import Filters, commitment_of, commitments_where
from server.tables.commitments import CommitmentRow
from tests.browser import BASE, Browser, Page
from tests.commitments import TODAY, YUCATAN, a_commitment, moved, promised
from tests.server.people import OAXACA
from tests.server.published import measured, publish
from tests.server.test_batches import DRAFT, ROOM

BOOK = "/mi-liga/compromisos/excel"
FILE = "/mi-liga/compromisos/libro.xlsx"
KEEP = "/mi-liga/compromisos/excel/propuesta"
MARKED = "/mi-liga/compromisos/excel/corregir"
ROW = {
    "pillar": "P",
    "goal": "Publicar el catálogo",
    "indicator": "Su dirección",
    "responsible": "Mejora Regulatoria",
    "due": "2026-09-30",
    "milestone_1": "Inventario",
    "milestone_1_due": "2026-06-15",
}


async def taken(browser: Browser) -> Workbook:
    """The workbook of a government, as it comes."""
    response = await browser.client.get(FILE)
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content))


def filled(book: Workbook, *rows: Mapping[str, object]) -> bytes:
    """The same with rows below what it has."""
    page = book.worksheets[0]
    heads = [str(cell.value).removeprefix("liga:") for cell in page[1]]
    first = next(n for n in range(3, 200) if not any(cell.value for cell in page[n]))
    for offset, row in enumerate(rows):
        for name, value in row.items():
            cell = page.cell(first + offset, heads.index(name) + 1, value)
            # As a person types it: words that begin with a sign are words.
            cell.data_type = "s" if isinstance(value, str) else cell.data_type
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


async def sent(browser: Browser, book: bytes, status: int = 200) -> Page:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return await browser.send(BOOK, status, files={"file": ("libro.xlsx", book, kind)})


def held(page: Page) -> dict[str, str]:
    """What the preview sends back when it is confirmed."""
    return {
        name: str(page.select_one(f'form[action="{KEEP}"] input[name="{name}"]')["value"])
        for name in ("key", "rows")
    }


@pytest.mark.both
@pytest.mark.usefixtures("opened")
async def test_forty_rows_are_looked_at_and_proposed_once(ana: Browser, carla: Browser) -> None:
    await promised(None, Move.AGREE)
    rows = [ROW | {"goal": f"=Meta {n}", "budget": 1_000 * n} for n in range(40)]
    page = await sent(ana, filled(await taken(ana), *rows))
    assert "40 compromisos nuevos" in page.text
    assert "Ya está" in page.text
    assert await CommitmentRow.count() == 1
    listed = await ana.send(KEEP, **held(page))
    assert "41 compromisos" in listed.text
    notice = listed.select_one("main .notice.is-good")
    assert "Se propusieron 40 compromisos en público:" in notice.text
    assert "los demás están en la lista" in notice.text
    links = [each["href"] for each in notice.select("a")]
    assert links == [f"/compromisos/{code}" for code in range(2, 12)]
    # What somebody else reads under the same address tells them nothing of it.
    assert not (await carla.open(listed.url)).select("main .notice.is-good")
    strange = await ana.open(f"/compromisos?gobierno={OAXACA}&propuestos=99-x-2-{'9' * 30}")
    assert "Se propuso 1 compromiso en público:" in strange.text
    await ana.send(KEEP, **held(page))
    assert await CommitmentRow.count() == 41
    found = await commitments_where(Filters(participant=OAXACA), TODAY, size=60)
    goals = {each.commitment.goal for each in found.listed}
    assert {f"=Meta {n}" for n in range(40)} <= goals
    again = (await taken(ana)).worksheets[0]
    assert sum(1 for row in again.iter_rows(min_row=3) if row[0].value) == 41
    assert all(cell.data_type != "f" for row in again.iter_rows() for cell in row)


STEPS = tuple(Milestone(f"Paso {n}", date(2026, 6, n), n) for n in range(1, 13))


@pytest.mark.both
@pytest.mark.usefixtures("opened")
async def test_a_book_has_every_milestone_and_untouched_changes_nothing(ana: Browser) -> None:
    """A commitment is given milestones after it was proposed, up to twelve."""
    await promised(a_commitment(milestones=STEPS))
    await promised(a_commitment(goal="Otra meta"))
    before = (await commitment_of(1)).commitment
    book = await taken(ana)
    page = book.worksheets[0]
    heads = [str(cell.value).removeprefix("liga:") for cell in page[1]]
    last = {name: page.cell(3, heads.index(name) + 1) for name in heads if "_12" in name}
    title, due, weight = (cell.value for cell in last.values())
    assert (title, due.date(), weight) == ("Paso 12", date(2026, 6, 12), 12)
    assert last["milestone_12_due"].number_format == "dd/mm/yyyy"
    assert page.cell(2, heads.index("milestone_12_due") + 1).value == "Fecha del hito 12"
    assert page.column_dimensions[last["milestone_12"].column_letter].width == 16
    assert page.freeze_panes == "D3"
    assert "hasta 6 hitos" in " ".join(str(row[0].value) for row in book.worksheets[1].iter_rows())
    told = await sent(ana, filled(book))
    assert "0 compromisos nuevos; 2 que ya están" in told.text
    assert "El libro dice otra cosa" not in told.text
    assert not told.select(f'form[action="{KEEP}"]')
    assert (await commitment_of(1)).commitment == before
    last["milestone_12"].value = "Otro paso"
    told = await sent(ana, filled(book))
    assert "El libro dice otra cosa en «Hito 12»." in told.text


@pytest.mark.usefixtures("opened")
async def test_a_new_row_has_as_many_milestones_as_a_proposal(ana: Browser) -> None:
    def row(goal: str, steps: int) -> dict[str, object]:
        names = [f"milestone_{n}" for n in range(1, steps + 1)]
        return (
            ROW
            | {"goal": goal}
            | dict.fromkeys(names, "Paso")
            | {f"{name}_due": "2026-06-15" for name in names}
        )

    page = await sent(ana, filled(await taken(ana), row("Seis", 6), row("Ocho", 8)))
    assert "1 compromiso nuevo; 1 renglón por corregir" in page.text
    flaws = [" ".join(each.text.split()) for each in page.select(".queue .field-error")]
    assert [flaw.partition(":")[0] for flaw in flaws] == ["Hito 7", "Hito 8"]
    assert "Un compromiso nuevo lleva a lo más 6 hitos" in flaws[0]
    book = await marked(ana, page)
    assert book["Compromisos"].max_row >= 3
    comments = [cell.comment for cell in book["Compromisos"][3] if cell.comment]
    assert len(comments) == 2
    await ana.send(KEEP, **held(page))
    assert len((await commitment_of(1)).commitment.milestones) == 6
    assert await CommitmentRow.count() == 1


@pytest.mark.usefixtures("opened")
async def test_more_than_a_hundred_that_are_there_come_back_too(ana: Browser) -> None:
    for n in range(103):
        await promised(a_commitment(goal=f"Meta {n}"))
    page = await sent(ana, filled(await taken(ana), ROW))
    assert "1 compromiso nuevo; 103 que ya están" in page.text
    assert "Meta 102" not in held(page)["rows"]
    await ana.send(KEEP, **held(page))
    assert await CommitmentRow.count() == 104


@pytest.mark.both
@pytest.mark.usefixtures("opened")
async def test_pressed_several_times_at_once_each_leads_to_all_of_them(ana: Browser) -> None:
    rows = [ROW | {"goal": f"Meta {n}"} for n in range(35)]
    fields = held(await sent(ana, filled(await taken(ana), *rows)))
    fields["csrf"] = await ana.csrf()

    async def press() -> str:
        response = await ana.client.post(
            KEEP,
            data=fields,
            headers={"Origin": BASE, "Sec-Fetch-Site": "same-origin"},
            follow_redirects=False,
        )
        assert response.status_code == 303, response.text
        return str(response.headers["location"])

    led = await asyncio.gather(*(press() for _ in range(3)))
    led = [*led, await press()]
    kept = sorted(row["id"] for row in await CommitmentRow.select(CommitmentRow.id))
    assert len(kept) == 35
    for address in led:
        found = dict(parse_qsl(urlsplit(address).query))
        assert sorted(codes_in(found["propuestos"])) == kept
        assert found["gobierno"] == OAXACA
    page = await ana.open(led[1])
    assert "Se propusieron 35 compromisos en público:" in page.text


@pytest.mark.usefixtures("opened")
async def test_a_single_press_leads_to_a_short_address(ana: Browser) -> None:
    rows = [ROW | {"goal": f"Meta {n}"} for n in range(35)]
    listed = await ana.send(KEEP, **held(await sent(ana, filled(await taken(ana), *rows))))
    assert listed.url.partition("?")[2] == "gobierno=20&propuestos=1_35"


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        pytest.param((), "", id="none"),
        pytest.param((7,), "7", id="one"),
        pytest.param((9, 7, 8, 7), "7_9", id="in a row, and one twice"),
        pytest.param((1, 2, 5, 9, 10), "1_2-5-9_10", id="apart"),
    ],
)
def test_numbers_in_an_address(codes: tuple[int, ...], text: str) -> None:
    assert codes_text(codes) == text
    assert codes_in(text) == tuple(sorted(set(codes)))


@pytest.mark.parametrize("text", ["x", "0", "-", "_", "9_1", "1_x", "_4", "2147483648"])
def test_what_is_no_number_in_an_address_is_passed_over(text: str) -> None:
    assert codes_in(text) == ()


def test_so_many_numbers_an_address_tells() -> None:
    assert codes_in("5_2000000000") == tuple(range(5, 205))


@pytest.mark.both
@pytest.mark.usefixtures("opened")
async def test_the_same_workbook_again_proposes_nothing_without_a_word(ana: Browser) -> None:
    rows = [ROW | {"goal": f"Meta {n}"} for n in range(3)]
    book = filled(await taken(ana), *rows)
    await ana.send(KEEP, **held(await sent(ana, book)))
    page = await sent(ana, book)
    assert "0 compromisos nuevos; 3 que ya están" in page.text
    first = page.select(".queue > li")[0]
    assert "Ya está" in first.text
    assert "Dice lo mismo que el compromiso 1, para el mismo día." in first.text
    assert first.select_one("a")["href"] == "/compromisos/1"
    # Whoever presses without a tick is told so, and nothing happens.
    page = await ana.send(KEEP, **held(page))
    assert "No se propuso nada: lo que trae el libro ya está." in page.text
    assert await CommitmentRow.count() == 3
    # Each is proposed again by its own box, once however often it is sent.
    await ana.send(KEEP, **held(page), again="4")
    await ana.send(KEEP, **held(await sent(ana, book)), again="99")
    assert await CommitmentRow.count() == 4
    kept = await CommitmentRow.select(CommitmentRow.goal).order_by(CommitmentRow.id)
    assert [row["goal"] for row in kept] == ["Meta 0", "Meta 1", "Meta 2", "Meta 1"]


@pytest.mark.usefixtures("opened")
async def test_a_row_that_was_edited_says_that_nothing_changes_here(ana: Browser) -> None:
    rows = [ROW | {"goal": f"Meta {n}"} for n in range(2)]
    await ana.send(KEEP, **held(await sent(ana, filled(await taken(ana), *rows))))
    book = await taken(ana)
    sheet = book.worksheets[0]
    heads = [str(cell.value).removeprefix("liga:") for cell in sheet[1]]
    number = str(sheet.cell(3, heads.index("code") + 1).value)
    sheet.cell(3, heads.index("goal") + 1, "Otra meta")
    sheet.cell(3, heads.index("budget") + 1, 77)
    sheet.cell(4, heads.index("indicator") + 1).value = None
    page = await sent(ana, filled(book))
    edited, other = page.select(".queue > li")
    assert "El libro dice otra cosa en «Meta» y «Presupuesto»." in edited.text
    assert edited.select_one("a")["href"] == f"/compromisos/{number}"
    assert "El libro dice otra cosa" not in other.text
    assert "Otra meta" not in (await ana.open(f"/compromisos/{number}")).text


@pytest.mark.usefixtures("opened")
async def test_a_box_that_is_sent_twice_proposes_once(ana: Browser) -> None:
    book = filled(await taken(ana), ROW)
    await ana.send(KEEP, **held(await sent(ana, book)))
    again = {**held(await sent(ana, book)), "again": "3"}
    await ana.send(KEEP, **again)
    await ana.send(KEEP, **again)
    assert await CommitmentRow.count() == 2


@pytest.mark.both
@pytest.mark.usefixtures("opened")
async def test_a_promise_is_known_by_what_it_says_whatever_became_of_it(ana: Browser) -> None:
    """However it is typed, and as it was before it was amended; another day is another promise."""
    own = a_commitment(goal=ROW["goal"], due=date(2026, 9, 30), milestones=())
    code = await promised(own, Move.AGREE)
    rows = (
        ROW | {"goal": f" {ROW['goal'].upper()}.", "due": "30/09/2026"},
        ROW | {"due": "2026-10-31"},
        ROW | {"goal": "Publicar los catálogos"},
        ROW | {"goal": "Publicar los catálogos"},
    )
    book = filled(await taken(ana), *rows)
    words = ["Ya está", "Ya está", "Nuevo", "Nuevo", "Repetido"]
    page = await sent(ana, book)
    assert [each.text.strip() for each in page.select(".queue .badge")] == words
    assert "2 compromisos nuevos; 2 que ya están; 1 repetido en el libro" in page.text
    assert "Dice lo mismo que el renglón 6" in page.text
    reworded = {Term.GOAL: "Publicar y difundir el catálogo"}
    await moved(code, Move.AMEND, note="Se amplía.", worded=reworded, due=date(2026, 12, 1))
    page = await sent(ana, book)
    assert [each.text.strip() for each in page.select(".queue .badge")] == words


@pytest.mark.usefixtures("opened")
async def test_the_row_of_an_item_that_is_promised_so_is_there_already(ana: Browser) -> None:
    of_item = ROW | {"edition": "2026", "pillar": "", "item": "P1-02"}
    book = filled(await taken(ana), of_item)
    await ana.send(KEEP, **held(await sent(ana, book)))
    page = await sent(ana, book)
    assert "0 compromisos nuevos; 1 que ya está" in page.text
    assert page.select_one(".queue a")["href"] == "/compromisos/1"
    # It is promised once: there is nothing to tick.
    assert not page.select('[name="again"]')
    assert not page.select(f'form[action="{KEEP}"]')


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("code", ["999", "0", "uno", "9" * 20, "2"])
async def test_a_number_that_no_commitment_of_theirs_has_is_told(ana: Browser, code: str) -> None:
    """The second is of another government, which is no business of theirs."""
    await promised(None)
    await promised(a_commitment(YUCATAN))
    rows = (ROW | {"code": code}, {"code": "#1"})
    page = await sent(ana, filled(await taken(ana), *rows))
    # The book already holds the row of the first.
    assert "0 compromisos nuevos; 2 que ya están; 1 renglón por corregir" in page.text
    flaw = page.select_one(".queue .field-error").text
    assert f"Compromiso: Su gobierno no tiene un compromiso {code}" in flaw
    assert not page.select_one(".queue > li:has(.field-error)").select("a")
    assert "no tiene un compromiso" in (await marked(ana, page))["Compromisos"]["A3"].comment.text


@pytest.mark.usefixtures("opened")
async def test_what_is_wrong_is_told_by_row_and_column_and_the_rest_is_proposed(
    ana: Browser,
) -> None:
    rows = (
        ROW,
        ROW | {"goal": "", "due": "31 de junio", "starts": "31/02/2027"},
        ROW | {"milestone_1_due": "2026-10-01"},
        {"goal": "Del reactivo", "edition": "2026", "item": "Z9-99"},
    )
    page = await sent(ana, filled(await taken(ana), *rows))
    assert "1 compromiso nuevo; 3 renglones por corregir" in page.text
    second, third, fourth = (
        " ".join(each.text.split()) for each in page.select(".queue > li:has(.field-error)")
    )
    assert "Renglón 4" in second
    assert "Meta: Escriba la meta" in second
    assert "Fecha comprometida: Escriba la fecha como 31/12/2026." in second
    assert "Fecha de inicio: Ese día no existe en el calendario" in second
    assert "Fecha del hito 1: El hito debe quedar a más tardar" in third
    assert "Reactivo: No hay un reactivo Z9-99" in fourth
    await ana.send(KEEP, **held(page))
    assert await CommitmentRow.count() == 1


@pytest.mark.usefixtures("opened")
async def test_an_item_is_promised_once(ana: Browser) -> None:
    await promised(a_commitment(edition="2026", item="P1-01"))
    of_item = ROW | {"edition": "2026", "pillar": ""}
    rows = (of_item | {"item": "P1-01"}, of_item | {"item": "P1-02"}, of_item | {"item": "P1-02"})
    page = await sent(ana, filled(await taken(ana), *rows))
    assert "1 compromiso nuevo; 1 que ya está; 2 renglones por corregir" in page.text
    assert "El reactivo P1-02 está en otro renglón" in page.text


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    ("book", "sentence"),
    [
        pytest.param(b"", "vacío", id="nothing"),
        pytest.param(b"not a workbook at all", "libro", id="no workbook"),
    ],
)
async def test_what_is_no_workbook_is_refused(ana: Browser, book: bytes, sentence: str) -> None:
    page = await sent(ana, book, 422)
    assert sentence in page.select_one("#file-error").text


@pytest.mark.usefixtures("opened")
async def test_a_workbook_of_something_else_or_without_rows_is_refused(ana: Browser) -> None:
    other = BytesIO()
    Workbook().save(other)
    page = await sent(ana, other.getvalue(), 422)
    assert "No es un libro de compromisos" in page.select_one("#file-error").text
    page = await sent(ana, filled(await taken(ana)), 422)
    assert "ningún renglón" in page.select_one("#file-error").text


@pytest.mark.usefixtures("opened")
async def test_who_may_not(beto: Browser, victor: Browser, browser: Browser) -> None:
    await beto.open(BOOK, 403)
    await victor.open(BOOK, 403)
    await browser.send(KEEP, 401, key="x", rows="[]")


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("", id="nothing"),
        pytest.param("{}", id="no list"),
        pytest.param("[1]", id="no row"),
        pytest.param('[["x", {}]]', id="no number"),
        pytest.param("[[3, 4]]", id="no cells"),
        pytest.param("[" * 50_000, id="deeper than anybody reads"),
        pytest.param('[[1e999, {"goal": "Meta"}]]', id="a number without end"),
        pytest.param('[[NaN, {"goal": "Meta"}]]', id="a number that is none"),
        pytest.param('[[true, {"goal": "Meta"}]]', id="a truth"),
        pytest.param("[[" + "9" * 5_000 + ', {"goal": "Meta"}]]', id="a number of 5,000 digits"),
        pytest.param(r'[[3, {"goal": "Meta \ud800"}]]', id="half a letter"),
        pytest.param(r'[[3, {"goal": "Meta \u0000"}]]', id="a letter that is none"),
        pytest.param(r'[[3, {"\ud800": "Meta"}]]', id="a column that is none"),
        pytest.param('[[3, {"goal": {"goal": "Meta"}}]]', id="a cell that is no text"),
        pytest.param('[[3, {"goal": null}]]', id="a cell that is nothing"),
    ],
)
async def test_what_no_preview_sent_back_is_refused(ana: Browser, typed: str) -> None:
    page = await ana.send(KEEP, 422, key="x", rows=typed)
    assert "El libro no trae ningún renglón lleno." in page.text
    await ana.send(MARKED, 422, rows=typed)
    assert await CommitmentRow.count() == 0


@pytest.mark.both
@pytest.mark.usefixtures("opened")
async def test_what_no_keyboard_types_is_left_out_of_a_workbook(ana: Browser) -> None:
    page = await sent(ana, filled(await taken(ana), ROW | {"goal": "Meta _x0000__xD800_clara"}))
    await ana.send(KEEP, **held(page))
    (kept,) = await CommitmentRow.select(CommitmentRow.goal)
    assert not set(kept["goal"]) & {"\0", "\ud800"}
    assert kept["goal"].endswith("clara")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (("number", "46295", "date"), "2026-09-30"),
        (("number", "1500000.0", ""), "1500000"),
        (("number", "1.5", ""), "1.5"),
        (("number", "1.5E+6", ""), "1500000"),
        (("number", "1E2", ""), "100"),
        # What no memory holds as a number stays as it was written, to be told beside its cell.
        (("number", "1e300000000", ""), "1e300000000"),
        (("number", "1e3000000", "date"), "1e3000000"),
        (("number", "inf", "date"), "inf"),
        (("number", "nan", ""), "nan"),
        (("text", " 31/12/2026 ", ""), " 31/12/2026 "),
        (("formula", "", ""), ""),
    ],
)
def test_a_cell_is_read_as_somebody_would_type_it(cell: tuple[str, str, str], text: str) -> None:
    assert text_of(cell) == text


def test_columns_are_found_wherever_they_went() -> None:
    marks = {"B": ("text", "liga:goal", ""), "A": ("text", "liga:due", "")}
    heads = {"B": ("text", "Meta", ""), "A": ("text", "Fecha", "")}
    row = {"B": ("text", "Hacerlo", ""), "A": ("number", "46295", "date")}
    (line,) = lines_of([(1, marks), (2, heads), (5, row), (6, {"B": ("text", " ", "")})])
    assert (line.row, line.typed) == (5, {"goal": "Hacerlo", "due": "2026-09-30"})
    assert {"goal", "due"} <= set(COLUMNS)


async def marked(browser: Browser, page: Page) -> Workbook:
    """The workbook of what is to be corrected, as the page offers it."""
    rows = str(page.select_one(f'form[action="{MARKED}"] input[name="rows"]')["value"])
    answer = await browser.send(MARKED, rows=rows)
    assert "attachment" in answer.response.headers["content-disposition"]
    return load_workbook(BytesIO(answer.response.content))


@pytest.mark.both
@pytest.mark.usefixtures("opened")
async def test_what_is_wrong_comes_back_with_a_comment_on_each_cell(ana: Browser) -> None:
    rows = (
        ROW,
        ROW | {"goal": "", "due": "31 de junio", "budget": "mucho"},
        ROW | {"goal": "=Tarde", "milestone_1_due": "2026-10-01"},
    )
    page = await sent(ana, filled(await taken(ana), *rows))
    book = await marked(ana, page)
    assert book.sheetnames[:2] == ["Resumen", "Compromisos"]
    sheet = book["Compromisos"]
    heads = [str(cell.value).removeprefix("liga:") for cell in sheet[1]]
    comments = {
        (cell.row, heads[cell.column - 1]): cell.comment.text
        for line in sheet.iter_rows(min_row=3)
        for cell in line
        if cell.comment
    }
    assert {place: text.partition(".")[0] for place, text in comments.items()} == {
        (3, "goal"): "Escriba la meta: qué quedará hecho",
        (3, "due"): "Escriba la fecha como 31/12/2026",
        (3, "budget"): comments[3, "budget"].partition(".")[0],
        (4, "milestone_1_due"): comments[4, "milestone_1_due"].partition(".")[0],
    }
    # What could be proposed is not in it; what could not is as it was typed.
    typed = {name: sheet.cell(4, heads.index(name) + 1).value for name in ("goal", "indicator")}
    assert typed == {"goal": "=Tarde", "indicator": "Su dirección"}
    assert sheet.cell(4, heads.index("goal") + 1).data_type == "s"
    assert sheet.cell(3, heads.index("due") + 1).value == "31 de junio"
    assert sheet.cell(4, heads.index("due") + 1).value.date().isoformat() == "2026-09-30"
    assert not sheet.cell(5, heads.index("indicator") + 1).value
    said = [[cell.value for cell in line] for line in book["Resumen"].iter_rows()]
    assert ["Renglón 3", "Fecha comprometida", "31 de junio", comments[3, "due"]] in said
    links = [
        cell.hyperlink.location
        for line in book["Resumen"].iter_rows()
        for cell in line
        if cell.hyperlink
    ]
    assert links[0] == f"'Compromisos'!{sheet.cell(3, heads.index('goal') + 1).coordinate}"
    assert len(links) == len(comments) == 4


@pytest.mark.both
@pytest.mark.usefixtures("opened")
async def test_what_came_back_is_corrected_and_brought_again(ana: Browser) -> None:
    await promised(None, Move.AGREE)
    wrong = ROW | {"goal": "Abrir la ventanilla", "due": "31 de junio"}
    page = await sent(ana, filled(await taken(ana), ROW, wrong))
    await ana.send(KEEP, **held(page))
    book = await marked(ana, page)
    sheet = book["Compromisos"]
    heads = [str(cell.value).removeprefix("liga:") for cell in sheet[1]]
    sheet.cell(3, heads.index("due") + 1).value = "30/09/2026"
    packed = BytesIO()
    book.save(packed)
    again = await sent(ana, packed.getvalue())
    assert "1 compromiso nuevo" in again.text
    await ana.send(KEEP, **held(again))
    found = await commitments_where(Filters(participant=OAXACA), TODAY)
    assert {each.commitment.goal for each in found.listed[:3]} >= {
        "Publicar el catálogo",
        "Abrir la ventanilla",
    }
    assert found.total == 3


@pytest.mark.usefixtures("opened")
async def test_a_book_without_a_flaw_offers_nothing_to_correct(ana: Browser, beto: Browser) -> None:
    page = await sent(ana, filled(await taken(ana), ROW))
    assert not page.select(f'form[action="{MARKED}"]')
    await ana.send(MARKED, 422, rows=held(page)["rows"])
    await ana.send(MARKED, 422, rows="[]")
    await beto.send(MARKED, 403, rows=held(page)["rows"])


@pytest.mark.both
async def test_a_row_for_an_item_that_was_recommended_answers_to_that(
    coordinadora: Browser, ana: Browser, browser: Browser
) -> None:
    await measured()
    await publish()
    await coordinadora.send(ROOM, **DRAFT | {"audience": OAXACA})
    await coordinadora.send(f"{ROOM}/1/emision", audience="public")
    found = next(r for r in await recommended_in(1, OAXACA) if r.what.items == ("P1-01",))
    row = ROW | {"edition": "2026", "pillar": "", "item": "P1-01"}
    page = await sent(ana, filled(await taken(ana), row, row | {"goal": "Otra"}))
    first, second = page.select(".queue > li")
    assert "Responde a la recomendación «Recomendaciones 2026»" in first.text
    assert "Por corregir" in second.text
    await ana.send(KEEP, **held(page))
    kept = (await commitment_of(1)).commitment
    assert (kept.item, kept.recommendation) == ("P1-01", found.id)
    told = await browser.open(f"/recomendaciones/1?gobierno={OAXACA}")
    assert "La adaptó, Enlace" in told.select_one(f"#r-{found.id}").text
    # The same sheet again proposes nothing and answers nothing twice.
    await ana.send(KEEP, **held(page))
    assert await CommitmentRow.count() == 1
    (again,) = [r for r in await recommended_in(1, OAXACA) if r.id == found.id]
    assert len(again.answers) == 1
