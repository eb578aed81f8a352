"""Carga: what is noted when a level is opened, and figures that one can check by hand."""

import asyncio
import csv
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from io import StringIO

import pytest
from litestar import Litestar

from game.burden import Measure
from game.editions import Stage
from game.participants import Participant
from server.db import Step, params, statement, write
from server.imports.places import Place
from server.people import Role
from server.policy import POLICIES
from server.queries import burden
from server.queries.burden import measured
from server.queries.editions import rules_of
from server.queries.participants import enter, keep_participants, keep_places
from server.queries.stages import keep_edition
from server.queries.visits import forget_visits, keep_visit
from server.tables.answers import AnswerRevisionRow
from server.tables.visits import TimeRow, VisitRow
from server.visits import forget_published, forgetting
from tests.browser import Browser, Page
from tests.editions import EARLIER, EDITION, GIVE_VERDICT, move_to, open_edition
from tests.elements import Element
from tests.server.conftest import Clock, Enter
from tests.server.leagues import CAPITAL, KEEP_ANSWER, KEEP_LEVEL
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.published import publish

URL = "/coordinacion/carga"
TABLE = f"/coordinacion/carga/{EDITION}/carga.csv"
LEVEL = "/mi-liga/niveles/P1"
OTHERS = (CAPITAL, YUCATAN, "01", "02")
EVERYBODY = (OAXACA, *OTHERS)
KEEP_REVISION = statement(AnswerRevisionRow.insert(params(AnswerRevisionRow)))


@pytest.fixture(autouse=True)
def nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another test is another database, where the same counts are of something else."""
    monkeypatch.setattr(burden, "_known", {})


async def five_states(stage: Stage = Stage.OPEN) -> None:
    """Enough to be shown: the three states of the tests, Aguascalientes and Baja California."""
    await open_edition(stage=stage)
    added = (("01", "Aguascalientes"), ("02", "Baja California"))
    await keep_places([Place(c, "state", n, state=c, head_town="", population=1) for c, n in added])
    await keep_participants(Participant(c, "state", n, c, 1) for c, n in added)
    await enter(EDITION, dict.fromkeys((CAPITAL, "01", "02"), "states"))


async def took(participant: str, item: str, minutes: float, *, opened: datetime = NOON) -> None:
    """Somebody of theirs opened the level and saved the item so many minutes later."""
    await keep_visit(participant, EDITION, item[:2], account=7, at=opened)
    await saved(participant, item, at=opened + timedelta(minutes=minutes))


async def saved(
    participant: str, item: str, *, at: datetime = NOON, edition: str = EDITION, **content: object
) -> None:
    row = {
        "participant": participant,
        "edition": edition,
        "item": item,
        "revision": 1,
        "based_on": 0,
        "content": json.dumps({"item": item, "chosen": ["yes"], **content}),
        "account": 7,
        "author": "Alguien",
        "saved_at": at,
    }
    await write([Step(KEEP_ANSWER, row), Step(KEEP_REVISION, row)])


async def handed_in(participant: str, topic: str = "P1") -> None:
    row = {
        "participant": participant,
        "edition": EDITION,
        "topic": topic,
        "submitted_at": NOON,
        "submitted_by": 7,
        "submitter_name": "Alguien",
        "signed_at": None,
        "signed_by": None,
        "signer_name": "",
    }
    await write([Step(KEEP_LEVEL, row)])


async def decided(
    participants: Sequence[str], item: str, verdict: str, *, edition: str = EDITION
) -> None:
    for participant in participants:
        row = {
            "participant": participant,
            "edition": edition,
            "item": item,
            "revision": 1,
            "verdict": verdict,
            "reason": "Falta la página.",
            "verifier": 5,
            "verifier_name": "Rita",
            "at": NOON,
            "seat": None,
            "seat_title": "",
        }
        await write([Step(GIVE_VERDICT, row)])


def words(tag: Element) -> str:
    return " ".join(tag.get_text(" ").split())


def cells(row: Element) -> list[str]:
    """What the cells of a row say, the chosen measure first."""
    return [words(cell) for cell in row.select("td")]


def rows(page: Page, where: str) -> dict[str, list[str]]:
    """Code of the item to its cells, in the order of the page."""
    return {
        row.select_one(".item-code").get_text(): cells(row)
        for row in page.select(f"#{where} tbody tr")
    }


# What is noted


async def test_opening_a_level_notes_who_answers_which_level_and_when(
    app: Litestar, ana: Browser
) -> None:
    await open_edition()
    await ana.open(LEVEL)
    (row,) = await VisitRow.select()
    assert row.keys() == {"id", "participant", "edition", "topic", "account", "at"}
    assert (row["participant"], row["edition"], row["topic"]) == (OAXACA, EDITION, "P1")
    assert row["at"] == NOON


@pytest.mark.parametrize(
    ("who", "stage", "noted"),
    [
        pytest.param("beto", Stage.OPEN, 1, id="a contributor answers too"),
        pytest.param("ana", Stage.REVIEW, 1, id="what was returned is mended"),
        pytest.param("sofia", Stage.OPEN, 0, id="a titular reads"),
        pytest.param("ana", Stage.REPLY, 0, id="nothing can be answered any more"),
    ],
)
async def test_only_who_can_answer_is_noted(
    app: Litestar, enter: Enter, who: str, stage: Stage, noted: int
) -> None:
    await open_edition(stage=stage)
    await (await enter(who)).open(LEVEL)
    assert await VisitRow.count() == noted


@pytest.mark.both
async def test_a_level_that_is_not_there_is_not_visited(app: Litestar, ana: Browser) -> None:
    await open_edition()
    await ana.open("/mi-liga/niveles/P9", status=404)
    assert await VisitRow.count() == 0


async def test_a_visit_that_cannot_be_noted_keeps_nobody_from_the_page(
    app: Litestar, ana: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("server.visits.keep_visit", full)
    await open_edition()
    page = await ana.open(LEVEL)
    assert page.select("article.item")
    assert "a visit was not noted" in caplog.text


async def test_the_level_says_that_it_is_noted(app: Litestar, enter: Enter) -> None:
    await open_edition()
    told = "se anota qué cuenta abre cada nivel y cuándo, y nada más"
    assert told in (await (await enter("ana")).open(LEVEL)).text
    assert told not in (await (await enter("sofia")).open(LEVEL)).text


# How long it is kept


@pytest.mark.both
async def test_visits_are_forgotten_with_the_publication_and_the_minutes_stay(
    app: Litestar, coordinadora: Browser
) -> None:
    await five_states()
    for participant, minutes in zip(EVERYBODY, (1, 2, 2.25, 4, 5), strict=True):
        await took(participant, "P1-01", minutes)
        await handed_in(participant)
    for stage in (Stage.OPEN, Stage.REVIEW, Stage.REPLY):
        await move_to(stage)
        assert await forget_published() == 0
    assert await VisitRow.count() == 5
    before = rows(await coordinadora.open(URL), "items-P1")
    assert before["P1-01"][0].startswith("2.3 min de 5")
    await publish()
    shown = (await coordinadora.open(TABLE)).response.text
    assert await forget_published() == 5
    assert await VisitRow.count() == 0
    assert (await coordinadora.open(TABLE)).response.text == shown
    assert rows(await coordinadora.open(URL), "items-P1")["P1-01"][0] == before["P1-01"][0]
    # What stays is of nobody in particular.
    kept = await TimeRow.select()
    assert {row["participant"]: json.loads(row["content"]) for row in kept} == {
        participant: {"P1-01": round(minutes * 60_000_000)}
        for participant, minutes in zip(EVERYBODY, (1, 2, 2.25, 4, 5), strict=True)
    }
    assert all(row.keys() == {"id", "participant", "edition", "content"} for row in kept)


@pytest.mark.both
async def test_a_visit_noted_just_after_changes_no_minute_and_is_forgotten_too(
    app: Litestar,
) -> None:
    await open_edition()
    await took(OAXACA, "P1-01", 3)
    await move_to(Stage.REPLY)
    await publish()
    await forget_published()
    rules = await rules_of(EDITION)
    (before,) = [each for each in (await measured(rules)).items if each.item.code == "P1-01"]
    await keep_visit(OAXACA, EDITION, "P1", account=7, at=NOON + timedelta(minutes=1))
    assert await forget_published() == 1
    assert await VisitRow.count() == 0
    (after,) = [each for each in (await measured(rules)).items if each.item.code == "P1-01"]
    assert after.now == before.now
    (kept,) = await TimeRow.select()
    assert json.loads(kept["content"]) == {"P1-01": 180_000_000}


async def test_who_was_measured_before_anything_was_noted_is_measured_by_what_was_kept(
    app: Litestar,
) -> None:
    """Without visits again, there are as many as in the beginning: that is not the same."""
    await five_states()
    for participant in EVERYBODY:
        await saved(participant, "P1-01", at=NOON + timedelta(minutes=3))
    rules = await rules_of(EDITION)
    assert not [each for each in (await measured(rules)).items if each.now[Measure.MINUTES].count]
    for participant in EVERYBODY:
        await keep_visit(participant, EDITION, "P1", account=7, at=NOON)
    await move_to(Stage.REPLY)
    await publish()
    await forget_published()
    (item,) = [
        each
        for each in (await measured(await rules_of(EDITION))).items
        if each.item.code == "P1-01"
    ]
    assert item.now[Measure.MINUTES].value == 3


async def test_the_server_forgets_by_itself(app: Litestar, monkeypatch: pytest.MonkeyPatch) -> None:
    await open_edition()
    await took(OAXACA, "P1-01", 3)
    await move_to(Stage.REPLY)
    await publish()
    forgotten = asyncio.Event()

    async def forget(*given: object) -> None:
        await forget_visits(*given)  # type: ignore[arg-type]
        forgotten.set()

    monkeypatch.setattr(burden, "forget_visits", forget)
    async with forgetting()(app), asyncio.timeout(30):
        await forgotten.wait()
    assert (await VisitRow.count(), await TimeRow.count()) == (0, 1)


# What is shown


#   P1-01, opened at noon: Ana saves after 3 minutes and again after one more; the others after
#   1, 2, 6 and 20 minutes, of which twenty is a pause. Measured: 1, 2, 4, 6 of four: reserved.
#   With a fifth, 9 minutes: 1, 2, 4, 6, 9, and 4 is in the middle.
async def test_minutes_are_those_of_the_clock(
    app: Litestar, ana: Browser, coordinadora: Browser, clock: Clock
) -> None:
    await five_states()
    await ana.open(LEVEL)
    clock.move(minutes=3)
    await ana.send("/mi-liga/reactivos/P1-01", htmx=True, revision="0", chosen="yes")
    clock.move(minutes=1)
    await ana.send("/mi-liga/reactivos/P1-01", htmx=True, revision="1", chosen="no")
    for participant, minutes in zip(OTHERS, (1, 2, 6, 20), strict=True):
        await took(participant, "P1-01", minutes)
    page = await coordinadora.open(URL)
    assert rows(page, "items-P1")["P1-01"][0] == "reservado: menos de 5"
    assert not page.select("#heaviest")
    assert "Ningún reactivo tiene todavía esta medida" in page.text
    later = NOON + timedelta(hours=1)
    await keep_visit("02", EDITION, "P1", account=8, at=later)
    row = {"participant": "02", "edition": EDITION, "item": "P1-01", "revision": 2, "based_on": 1}
    row |= {"content": "{}", "account": 8, "author": "Otra persona"}
    await write([Step(KEEP_REVISION, row | {"saved_at": later + timedelta(minutes=9)})])
    page = await coordinadora.open(URL)
    assert list(rows(page, "heaviest")) == ["P1-01"]
    assert rows(page, "heaviest")["P1-01"][0] == "4.0 min de 5"
    figures = [each.get_text(" ", strip=True) for each in page.select(".figures li")]
    assert figures[0] == "5 gobiernos con tiempo medido de 5"


#   P1 of five that handed it in: each 2 minutes on P1-01 and 10 on P1-03, of the 10 it promises
async def test_a_level_is_beside_what_it_promises(app: Litestar, coordinadora: Browser) -> None:
    await five_states()
    for participant in EVERYBODY:
        await took(participant, "P1-01", 2)
        await took(participant, "P1-03", 10, opened=NOON + timedelta(hours=1))
        await handed_in(participant)
    page = await coordinadora.open(URL)
    level, other = (page.select_one(f"#level-{code}") for code in ("P1", "I1"))
    assert words(level.first("summary")).endswith("Más de lo prometido: 12.0 de 10 min prometidos")
    assert words(level.first("p")) == "Mediana de 5 gobiernos que ya enviaron el nivel: 12.0 min."
    assert words(other.first("summary")).endswith("Tema I1 10 min prometidos")
    assert words(other.first("p")) == "Minutos que toma el nivel: sin dato."
    assert list(rows(page, "heaviest")) == ["P1-03", "P1-01"]


#   P1-01 of five states: two were returned, one of them twice: 3 of 5. A-01 before: 1 of 5.
#   P1-02: 2 of 5 say that it does not apply. P1-03: nobody answered, all handed P1 in.
async def test_other_measures_and_their_change(app: Litestar, coordinadora: Browser) -> None:
    await keep_edition(EARLIER)
    await move_to(Stage.OPEN, "2025")
    await five_states()
    await enter("2025", dict.fromkeys(EVERYBODY, "states"))
    for participant in EVERYBODY:
        spared = participant in {OAXACA, YUCATAN}
        await saved(participant, "A-01", edition="2025")
        await saved(participant, "P1-01", evidence=[{"document": "no-existe", "page": ""}])
        await saved(participant, "P1-02", not_applicable=spared, reason="No hay casos.")
        await handed_in(participant)
    await decided(EVERYBODY, "A-01", "accepted", edition="2025")
    await decided([OAXACA], "A-01", "returned", edition="2025")
    await decided(EVERYBODY, "P1-01", "accepted")
    await decided([OAXACA, OAXACA, YUCATAN], "P1-01", "returned")
    page = await coordinadora.open(f"{URL}?orden=devueltas")
    found = rows(page, "heaviest")
    assert list(found) == ["P1-01"]
    assert found["P1-01"] == [
        "60.0 % de 5 +40.0",
        "sin dato",
        "0.0 % de 5",
        "0.0 % de 5 igual",
        "1 documento de 5",
    ]
    assert "de cuántos sale: gobiernos; en «Devueltas», respuestas revisadas" in page.text
    assert "cuánto cambió desde 2025" in page.text
    page = await coordinadora.open(f"{URL}?orden=no-aplica")
    assert rows(page, "heaviest")["P1-02"][0] == "40.0 % de 5"
    assert page.select_one("#heaviest tbody th").get_text().endswith("nuevo en esta edición")
    page = await coordinadora.open(f"{URL}?orden=blanco")
    # P1-04 is asked because P1-01 says yes.
    assert list(rows(page, "heaviest")) == ["P1-03", "P1-04", "P1-05"]
    assert rows(page, "heaviest")["P1-03"][0].startswith("100.0 %")
    page = await coordinadora.open(f"{URL}?orden=evidencia")
    assert list(rows(page, "heaviest")) == ["P1-01"]


async def test_orders_are_addresses(app: Litestar, coordinadora: Browser) -> None:
    await five_states()
    page = await coordinadora.open(f"{URL}?orden=blanco")
    links = {link.get_text(): link["href"] for link in page.select(".tabs a")}
    assert list(links) == ["Minutos", "Devueltas", "En blanco", "No aplica", "Evidencia"]
    assert page.select_one(".tabs [aria-current]").get_text() == "En blanco"
    page = await coordinadora.open(links["Minutos"])
    assert page.select_one(".tabs [aria-current]").get_text() == "Minutos"
    page = await coordinadora.open(f"{URL}?orden=zz")
    assert page.select_one(".tabs [aria-current]").get_text() == "Minutos"


async def test_the_table_holds_the_same_figures(app: Litestar, coordinadora: Browser) -> None:
    await five_states()
    for participant, minutes in zip(EVERYBODY, (1, 2, 2.25, 4, 5), strict=True):
        await took(participant, "P1-01", minutes)
    await took(OAXACA, "I1-01", 3)
    page = await coordinadora.open(TABLE)
    assert page.response.headers["content-disposition"].endswith('"carga-2026.csv"')
    text = page.response.text
    assert text.startswith("\N{BOM}edición,datos,nivel,")
    table = {row["reactivo"]: row for row in csv.DictReader(StringIO(text.removeprefix("\N{BOM}")))}
    assert len(table) == 8
    # 2.25 is written half up.
    assert table["P1-01"]["minutos (mediana)"] == "2.3"
    assert table["P1-01"]["gobiernos medidos"] == "5"
    assert table["P1-01"]["datos"] == "reales"
    # Of one nothing is told, not even that it is one.
    assert table["I1-01"]["minutos (mediana)"] == table["I1-01"]["gobiernos medidos"] == ""


@pytest.mark.both
async def test_only_those_who_moved_are_measured_again(
    app: Litestar, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    load_of = burden.load_of
    monkeypatch.setattr(
        burden, "load_of", lambda *given: read.append(given[1].code) or load_of(*given)
    )
    await five_states()
    rules = await rules_of(EDITION)
    await measured(rules)
    assert sorted(read) == sorted(EVERYBODY)
    read.clear()
    await keep_visit(OAXACA, EDITION, "P1", account=7, at=NOON)
    await measured(rules)
    assert read == [OAXACA]
    read.clear()
    await saved(YUCATAN, "P1-01")
    await measured(rules)
    assert read == [YUCATAN]


async def test_before_any_edition_is_open_there_is_nothing(
    app: Litestar, coordinadora: Browser
) -> None:
    page = await coordinadora.open(URL)
    assert "Todavía no hay nada que medir" in page.text
    assert "una pausa de más de 15 minutos no cuenta" in page.text


async def test_one_gets_there_from_coordination(app: Litestar, coordinadora: Browser) -> None:
    await five_states()
    page = await coordinadora.open("/coordinacion")
    link = page.select_one(f'main a[href="{URL}"]')
    assert link.get_text() == (await coordinadora.open(URL)).h1.get_text()


async def test_an_edition_that_is_not_there(app: Litestar, coordinadora: Browser) -> None:
    await coordinadora.open(f"{URL}?edicion=1999", status=404)
    await coordinadora.open("/coordinacion/carga/1999/carga.csv", status=404)


# Who may look


@pytest.mark.parametrize("name", ["burden", "burden_export"])
def test_the_observatory_may_look(name: str) -> None:
    assert POLICIES[name].who == {Role.COORDINATOR, Role.PUBLISHER, Role.ADMIN, Role.AUDITOR}


@pytest.mark.parametrize("who", ["ana", "sofia", "rita"])
@pytest.mark.parametrize("url", [URL, TABLE])
async def test_others_may_not(app: Litestar, enter: Enter, who: str, url: str) -> None:
    await five_states()
    await (await enter(who)).open(url, status=403)


async def test_a_stranger_is_asked_to_sign_in(app: Litestar, browser: Browser) -> None:
    page = await browser.open(URL)
    assert page.url.startswith("http://localhost/entrar")
