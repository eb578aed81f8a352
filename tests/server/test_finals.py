"""Ronda final: from the shortlist to the public page, and what an edition says of it."""

import csv
import hashlib
import io
import json
from datetime import timedelta

import pytest
import rfc8785

from game.editions import Stage
from game.finals import NO_STATE
from server.queries.changes import compare
from server.queries.finals import appoint, close_marking, draw_shortlist, recuse
from server.settings import Settings
from tests.browser import Browser
from tests.editions import EDITION, move_to
from tests.server.conftest import Clock, Enter
from tests.server.final_round import (
    CLOSE,
    DOCUMENT,
    DRAW,
    PANEL,
    PROPOSE,
    PUBLIC,
    PUBLISH,
    ROOM,
    TABLE,
    a_closing_league,
    at,
    cells,
    drawn_with,
    everybody_is_kept_out,
    everybody_marks,
    mark,
    on_the_panel,
    people,
    published_by_two,
    way_on,
    with_final,
)
from tests.server.leagues import CAPITAL, a_league, freeze
from tests.server.people import NOON, OAXACA, PEOPLE, YUCATAN
from tests.server.signed import I1, verified
from tests.server.test_publications import VICTOR

# The whole story


@pytest.mark.both
async def test_from_the_shortlist_to_the_public_page(
    coordinadora: Browser,
    rita: Browser,
    victor: Browser,
    auditora: Browser,
    olga: Browser,
    publicadora: Browser,
    publicador: Browser,
    ana: Browser,
    browser: Browser,
) -> None:
    await a_closing_league()
    outsiders = (browser, ana, olga)
    page = await coordinadora.send(DRAW)
    assert [row["id"] for row in page.select("[id^=finalist-]")] == [
        f"finalist-{code}" for code in (OAXACA, CAPITAL, YUCATAN)
    ]
    await everybody_is_kept_out(*outsiders)
    await olga.open(PANEL, 404)
    await on_the_panel(coordinadora, "rita", "victor", "auditora", "olga")
    assert "Jurado" in [each.text for each in (await olga.open("/")).select("header nav a")]
    assert way_on(await auditora.open("/")) == ("Calificar a 3 finalistas", PANEL)
    await everybody_marks(rita, victor, auditora, olga)
    await everybody_is_kept_out(*outsiders)
    page = await coordinadora.open(ROOM)
    assert "2 de 2" in page.select_one("#members").text
    assert not page.select("[id^=finalista-]")
    await publicadora.send(PROPOSE, 409)
    page = await coordinadora.send(CLOSE)
    assert cells(page, OAXACA)[-1] == "8.00"
    await everybody_is_kept_out(*outsiders)
    await publicadora.send(PROPOSE)
    await everybody_is_kept_out(*outsiders)
    own = await publicadora.open(ROOM)
    refused = await publicadora.send(PUBLISH, 409, sha256=own.select_one("code.hash").text)
    assert "otra persona" in refused.text
    seen = await publicador.open(ROOM)
    await publicador.send(PUBLISH, sha256=seen.field("sha256"))

    page = await browser.open(PUBLIC)
    #  (7 + 9) / 2, (6 + 5) / 2 with impact (6 + 4) / 2 and lasting (6 + 8) / 2, and one alone
    assert cells(page, OAXACA)[2:] == ["9.00", "5.00", "8.00"]
    assert cells(page, YUCATAN)[2:] == ["5.00", "7.00", "5.50"]
    assert [cells(page, code)[0] for code in (OAXACA, YUCATAN, CAPITAL)] == ["1", "2", "—"]
    assert "la calificó 1 integrante y hacen falta 2" in cells(page, CAPITAL)[1]
    assert "no suma puntos ni mueve el índice" in page.text
    assert "Olga Sol se excusó Asesoró a ese gobierno." in page.text
    assert "Víctor Mora · 9.00" in page.text

    written = (await browser.open(DOCUMENT)).response.content
    # One sheet of marks would be a result all the same: it is not shown.
    (league,) = json.loads(written)["leagues"]
    assert {each["participant"]: len(each["sheets"]) for each in league["finalists"]} == {
        OAXACA: 2,
        YUCATAN: 2,
        CAPITAL: 0,
    }
    assert rfc8785.dumps(json.loads(written)) == written
    assert page.select_one("code.hash").text == hashlib.sha256(written).hexdigest()

    table = (await browser.open(TABLE)).response.content.decode("utf-8-sig")
    rows = {row["Gobierno"]: row for row in csv.DictReader(io.StringIO(table))}
    assert (rows["Oaxaca"]["Lugar"], rows["Oaxaca"]["Resultado"]) == ("1", "8.00")
    assert rows["Yucatán"]["Impacto"] == "5.00"
    assert rows["Ciudad de México"]["Resultado"] == ""

    assert PUBLIC in [each["href"] for each in (await browser.open("/ligas")).select("main a")]
    profile = await browser.open(f"/gobiernos/{OAXACA}")
    assert "Finalista 2026: lugar 1" in profile.text


async def test_front_page_leads_to_a_published_final_round(
    browser: Browser, enter: Enter, clock: Clock
) -> None:
    by, rita = await drawn_with("rita", least_members=1)
    assert "Ronda final" not in (await browser.open("/")).text
    await mark(rita, OAXACA, 8, 4)
    await close_marking(EDITION, by=by, at=NOON)
    await published_by_two(await enter("publicadora"), await enter("publicador"))
    clock.move(seconds=30)
    assert "Ronda final 2026" in (await browser.open("/")).text
    english = await browser.open(f"{PUBLIC}?idioma=en")
    assert english.h1.text == "Final round 2026"
    assert "Impacto (en)" in english.text


async def test_without_names_nobody_is_told_who_gave_what(browser: Browser, enter: Enter) -> None:
    by, rita, auditora, olga = await drawn_with("rita", "auditora", "olga", names="hidden")
    await mark(rita, OAXACA, 8, 4)
    await mark(auditora, OAXACA, 2, 2)
    await recuse(EDITION, OAXACA, "Asesoró a ese gobierno.", by=olga, at=NOON)
    await close_marking(EDITION, by=by, at=NOON)
    await published_by_two(await enter("publicadora"), await enter("publicador"))
    page = await browser.open(PUBLIC)
    written = (await browser.open(DOCUMENT)).response.text
    for name in ("rita", "auditora", "olga"):
        assert PEOPLE[name].name not in page.text + written
    # By their marks, and not by who gave them: Rita was appointed first.
    assert "Integrante 1 · 2.00" in page.text
    assert "Una persona se excusó" in page.text


async def test_method_page_tells_the_rules_and_the_rubric(browser: Browser) -> None:
    await a_league(Stage.OPEN, with_final())
    told = (await browser.open(f"/metodo/{EDITION}")).select_one("#final-rules").text
    assert "los primeros 2 lugares de cada liga por puntos firmes" in told
    assert "números enteros de 0 a 10" in told
    assert "75" in (await browser.open(f"/metodo/{EDITION}")).select_one("#rubric").text


async def test_an_edition_without_a_final_round_has_none_anywhere(
    browser: Browser, coordinadora: Browser
) -> None:
    await a_league(Stage.REPLY)
    await coordinadora.open(ROOM, 404)
    await coordinadora.send(DRAW, 404)
    assert ROOM not in (await coordinadora.open(f"/ediciones/{EDITION}")).source
    assert "Ronda final" not in (await browser.open(f"/metodo/{EDITION}")).text


# What an edition says


@pytest.mark.both
async def test_another_rubric_is_told_before_there_are_marks_and_critical_after(
    database: Settings,
) -> None:
    changed = with_final()
    changed["final"]["criteria"][0]["anchors"][1]["text"]["es"] = "Otra cosa."
    await a_closing_league()
    by, rita = await people("coordinadora", "rita")
    (found,) = (await compare(changed, at=NOON)).changes
    assert (found.change.path, found.change.gravity.value) == ("criteria.anchors", "notable")
    await draw_shortlist(EDITION, by=by, at=NOON)
    await appoint(EDITION, PEOPLE["rita"].email, NO_STATE, by=by, at=NOON)
    await mark(rita, OAXACA, 8, 4)
    (found,) = (await compare(changed, at=NOON)).changes
    assert found.change.gravity.value == "critical"
    assert (found.hits.answers, found.hits.participants) == (1, 1)


async def test_whoever_verifies_reads_the_signed_levels_of_a_finalist(rita: Browser) -> None:
    await a_league(Stage.OPEN, with_final())
    await verified(I1, OAXACA, by=VICTOR)
    await move_to(Stage.REPLY)
    (by,) = await people("coordinadora")
    await draw_shortlist(EDITION, by=by, at=NOON)
    await appoint(EDITION, PEOPLE["rita"].email, NO_STATE, by=by, at=NOON)
    page = await rita.open(at(OAXACA))
    links = [each["href"] for each in page.select("#levels a")]
    assert links == [f"/verificacion/{EDITION}/{OAXACA}/I1"]
    assert "Puntos firmes" in page.select_one("#levels").text
    await rita.open(links[0])
    # How its levels stand is not told while the board stands still.
    await freeze(NOON - timedelta(hours=1))
    page = await rita.open(at(OAXACA))
    assert [each["href"] for each in page.select("#main details li a")] == links
    assert not page.select("#levels, #main .status, #main .seal")
