"""Resultados: seen by nobody before two people publish them, and by everybody the same after."""

import csv
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from game.reviews import Verdict
from indicators.given import PublicEvidence
from indicators.snapshot import is_reproduced
from server.cli import main
from server.pages.scores import place_text, score_text, share_text, width_of
from server.people import Role
from server.queries.documents import FILE
from server.queries.editions import entry_of, rules_of
from server.queries.evidence import keep_evidence
from server.queries.matrix import given_of, signed_answers_of
from server.queries.participants import enter
from server.queries.replies import keep_reply
from server.queries.results import frozen, published, snapshot_document
from server.settings import Settings
from tests.browser import Browser
from tests.editions import (
    EDITION,
    a_definition,
    move_to,
    open_edition,
)
from tests.server.people import NOON, OAXACA, YUCATAN, Somebody, seated
from tests.server.published import ANYWHERE, CAPITAL, STRONG, measured, publish
from tests.server.signed import (
    DATED,
    HALF,
    P1,
    a_document,
    answer,
    decide,
    sign,
    somebody,
    verified,
)

RANKING = f"/indicador/{EDITION}"
SNAPSHOT = f"{RANKING}/instantanea.json"
TABLE = f"{RANKING}/indice.csv"


# Before publication


@pytest.mark.parametrize("stage", [Stage.OPEN, Stage.REVIEW, Stage.REPLY])
@pytest.mark.parametrize(
    "address", [RANKING, SNAPSHOT, f"/exportar/{EDITION}/liga.xlsx", f"{RANKING}?liga=states"]
)
async def test_nothing_is_told_before_publication(
    publicadora: Browser, address: str, stage: Stage
) -> None:
    await open_edition(stage=stage)
    page = await publicadora.open(address, 404)
    assert "se verán cuando se publiquen" in page.text


async def test_verified_answers_show_no_score_before_publication(
    app: Litestar, ana: Browser, rita: Browser
) -> None:
    await measured()
    for browser, address in (
        (ana, "/"),
        (ana, f"/gobiernos/{OAXACA}"),
        (ana, "/mi-liga"),
        (ana, f"/metodo/{EDITION}"),
        (ana, f"/ligas/{EDITION}/states"),
        (rita, "/verificacion"),
    ):
        page = await browser.open(address)
        assert "62.5" not in page.text, address
        assert not page.select("#ranking, .pillar-panel"), address
    await ana.open(RANKING, 404)


async def test_latest_ranking_says_that_there_is_none(app: Litestar, browser: Browser) -> None:
    await measured()
    page = await browser.open("/indicador", 404)
    assert "Todavía no hay resultados publicados" in page.text


# The snapshot


@pytest.mark.both
async def test_whoever_has_the_snapshot_computes_it_again_without_our_database(
    app: Litestar, browser: Browser, tmp_path: Path
) -> None:
    await measured()
    digest = await publish()
    file, made = tmp_path / "liga.json", tmp_path / "again.json"
    file.write_bytes((await browser.open(SNAPSHOT)).response.content)
    agreed = CliRunner().invoke(main, ["index", "recompute", str(file), "--to", str(made)])
    assert agreed.exit_code == 0
    assert f"Coincide, byte por byte: SHA-256 {digest}" in agreed.output
    assert made.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"score":"0.625"', '"score":"0.626"', "No coincide"),
        ('"league_place":1', '"league_place":2', "No coincide"),
        ('"band":1', '"band":2', "No coincide"),
        ('"frequency":[[1,', '"frequency":[[2,', "No coincide"),
        ('"robustness":{"leagues"', '"robustness":{"liga"', "No coincide"),
        ('"spread":"1/4"', '"spread":"1/3"', "la definición del índice es "),
        ('"liga-snapshot-4"', '"liga-snapshot-0"', "no es una instantánea de Liga"),
        ('{"answers":[', '{"answers":[nothing', "no es JSON"),
        ('"method":"mean"', '"method":"median"', "la definición del índice no se entiende"),
    ],
)
async def test_a_snapshot_that_was_touched_is_found_out(
    app: Litestar, browser: Browser, tmp_path: Path, old: str, new: str, told: str
) -> None:
    await measured()
    await publish()
    text = (await browser.open(SNAPSHOT)).response.content.decode()
    assert old in text
    (tmp_path / "liga.json").write_text(text.replace(old, new, 1))
    found = CliRunner().invoke(main, ["index", "recompute", str(tmp_path / "liga.json")])
    assert found.exit_code == 1
    assert told in found.stderr


async def test_snapshot_has_the_hash_of_its_bytes_and_computes_to_itself(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    digest = await publish()
    page = await browser.open(SNAPSHOT)
    content = page.response.content
    assert hashlib.sha256(content).hexdigest() == digest
    assert page.response.headers["ETag"] == f'"{digest}"'
    snapshot = json.loads(content)
    assert is_reproduced(snapshot)
    assert len(snapshot["verdicts"]) == 18
    assert snapshot["definition"]["edition"]["code"] == EDITION


@pytest.mark.both
async def test_what_the_edition_gives_now_is_what_was_published(database: Settings) -> None:
    await measured()
    digest = await publish()
    _, document, again = await frozen(EDITION)
    assert again == digest
    assert (document, digest) == await snapshot_document(EDITION)


#   Vera decides from a seat; the gazette is a page of the web, the act a file
@pytest.mark.both
async def test_what_proves_an_answer_is_published_with_it(database: Settings) -> None:
    await open_edition()
    desk = Somebody("v@observatorio.mx", "Vera", Role.VERIFIER, state=CAPITAL, title="Mesa 1")
    vera = await seated(desk)
    await answer()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    act = replace(a_document(), id="a" * 32, kind=FILE, title="Acta", url="", sha256="b" * 64)
    await keep_evidence(
        rules, entry, "I1-01", act, "art. 5", by=somebody(Role.LEAD, entry), at=NOON
    )
    await sign()
    await decide("I1-01", Verdict.RETURNED, by=vera, reason="Falta la fecha.")
    await decide("I1-02", by=vera)
    await move_to(Stage.REPLY)
    rules = await rules_of(EDITION)
    letter = replace(a_document(), id="c" * 32, title="Oficio", url="https://example.org/oficio")
    await keep_reply(
        rules,
        entry,
        "I1-01",
        "Sí.",
        by=somebody(Role.LEAD, entry),
        at=NOON,
        document=letter,
        page="2",
    )
    await decide("I1-01", by=ANYWHERE)
    await publish()
    found = await published(EDITION)
    told = found.answers_of(OAXACA)["I1-01"]
    assert told.evidence == (
        PublicEvidence("Gaceta", "3", url="https://example.org/20"),
        PublicEvidence("Acta", "art. 5", sha256="b" * 64),
        PublicEvidence("Oficio", "2", url="https://example.org/oficio", by_reply=True),
    )
    assert (told.verdict, told.seat, told.seat_title) == (Verdict.ACCEPTED, ANYWHERE.seat, "")
    other = found.answers_of(OAXACA)["I1-02"]
    assert (other.verdict, other.seat, other.seat_title) == (Verdict.ACCEPTED, vera.seat, "Mesa 1")
    assert "Vera" not in (await snapshot_document(EDITION))[0]
    assert found.answers_of(YUCATAN) == {}


# The ranking


async def test_equals_share_a_place(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open(RANKING)
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td, th")]
        for row in page.select("#ranking .ranked")
    ]
    assert [[*row[:3], *row[4:7]] for row in rows] == [
        ["1", "Oaxaca", "62.5", "50.0", "75.0", "—"],
        ["1", "Yucatán", "62.5", "50.0", "75.0", "—"],
        ["3", "Ciudad de México", "50.0", "50.0", "50.0", "—"],
    ]
    assert [row[7].replace("\N{NO-BREAK SPACE}", " ") for row in rows] == ["100 %"] * 3


async def test_ranking_names_who_has_no_index(app: Litestar, browser: Browser) -> None:
    await open_edition()
    await enter(EDITION, {CAPITAL: "states"})
    await verified(STRONG, OAXACA)
    await move_to(Stage.REPLY)
    await publish()
    page = await browser.open(RANKING)
    assert [row.first("th").get_text(strip=True) for row in page.select("#ranking tbody tr")] == [
        "Oaxaca"
    ]
    assert "verificadas: Ciudad de México y Yucatán." in page.text


async def test_mean_of_fewer_than_five_is_not_shown(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open(RANKING)
    assert page.select_one(".figures").get_text(" ", strip=True) == "3 gobiernos inscritos"


async def test_ranking_in_english(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open(f"{RANKING}?idioma=en")
    heads = [head.get_text(" ", strip=True) for head in page.select("#ranking thead th")]
    assert heads[:3] == ["Place", "Government", "Index"]
    assert heads[-1] == "Coverage"
    assert page.h1.get_text() == f"{EDITION} index"


async def test_unknown_league_shows_the_first_one(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open(f"{RANKING}?liga=no-such")
    assert page.select_one("#places").get_text() == "Estados"


async def test_latest_ranking_is_the_newest(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open("/indicador")
    assert page.url.endswith(RANKING)


async def test_only_the_observatory_is_offered_the_workbook(
    app: Litestar, browser: Browser, publicadora: Browser
) -> None:
    await measured()
    await publish()
    export = f'a[href="/exportar/{EDITION}/liga.xlsx"]'
    assert not (await browser.open(RANKING)).select(export)
    assert (await publicadora.open(RANKING)).select(export)


async def test_private_instrument_shows_nothing_in_public(app: Litestar, browser: Browser) -> None:
    definition = a_definition()
    definition["edition"]["results"] = "private"
    await open_edition(definition)
    await verified(STRONG, OAXACA)
    await move_to(Stage.REPLY)
    await publish()
    await browser.open(RANKING, 404)
    await browser.open(SNAPSHOT, 404)
    await browser.open(TABLE, 404)
    await browser.open("/indicador", 404)
    page = await browser.open(f"/gobiernos/{OAXACA}")
    assert "Todavía no hay resultados publicados" in page.text


async def test_the_ranking_is_a_table_with_all_digits(app: Litestar, browser: Browser) -> None:
    await measured()
    await browser.open(TABLE, 404)
    await publish()
    link = (await browser.open(RANKING)).select_one(f'a[href="{TABLE}"]')
    assert link.text == "Tabla (CSV)"
    content = (await browser.open(TABLE)).response.content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    results = (await published(EDITION)).results
    assert [row["Clave"] for row in rows] == [OAXACA, YUCATAN, CAPITAL]
    assert [row["Lugar"] for row in rows] == ["1", "1", "3"]
    for row in rows:
        for node, name in (("index", "Índice"), ("I", "I Instituciones"), ("P1", "P1 Tema P1")):
            found = results.node_score(row["Clave"], node)
            told = [f"{name}{end}" for end in (" (de 0 a 1)", ": cobertura", ": cota inferior")]
            given = [None if row[each] == "" else float(row[each]) for each in told]
            assert given == [found.score, found.coverage, found.lower]
    english = (await browser.open(f"{TABLE}?idioma=en")).response.content.decode("utf-8-sig")
    assert english.splitlines()[0].startswith('"League","Code","Government","Kind","Place"')


#   0.0005 is 0.05 of a hundred: half up gives 0.1, half to even would give 0.0
@pytest.mark.parametrize(
    ("score", "text"),
    [
        pytest.param(0.6245, "62.5", id="half up"),
        pytest.param(0.0005, "0.1", id="half up where half to even goes down"),
        pytest.param(0.62449, "62.4", id="below the half"),
        pytest.param(1.0, "100.0", id="all of it"),
        pytest.param(0.0, "0.0", id="nothing of it"),
        pytest.param(None, "—", id="no score"),
    ],
)
def test_scores_are_rounded_half_up(score: float | None, text: str) -> None:
    assert score_text(score) == text


def test_what_is_missing_is_a_dash() -> None:
    assert (share_text(None), place_text(None), width_of(None)) == ("—", "—", "0")


# The profile of a government


async def test_profile_shows_pillars_topics_strengths_and_gaps(
    app: Litestar, browser: Browser
) -> None:
    await measured()
    await publish()
    page = await browser.open(f"/gobiernos/{OAXACA}")
    figures = page.select_one(".figures").get_text(" ", strip=True)
    assert "62.5 índice, de 0 a 100" in figures
    assert "1.er lugar en su liga" in figures
    panels = {
        p["aria-labelledby"]: p.get_text(" ", strip=True) for p in page.select(".pillar-panel")
    }
    assert "50.0" in panels["pillar-P"]
    assert "Tema I1 75.0" in panels["pillar-I"]
    strengths, gaps = (
        [row.get_text(" ", strip=True) for row in page.select(f"[aria-labelledby={part}] li")]
        for part in ("strengths", "gaps")
    )
    assert any("I1-02" in row and "aporta 25.00 puntos" in row for row in strengths)
    #  I1-01 from a half to one: a half of a half of a half of the index.
    assert any("I1-01" in row and "ganaría 12.50 puntos" in row for row in gaps)
    #  P1 from (0 + 1 + 1/2) / 3 to (1 + 1 + 1/2 + 1) / 4, with P1-04; a half of that.
    assert "P1-01" in gaps[0]
    assert "ganaría 18.75 puntos del índice con la pregunta que abre" in gaps[0]
    told = {
        part: page.select_one(f"[aria-labelledby={part}]").get_text(" ", strip=True)
        for part in ("strengths", "gaps")
    }
    assert told["gaps"].startswith("Lo que más le haría avanzar Primero lo que más sumaría")
    assert told["strengths"].startswith("Fortalezas verificadas Primero lo que más aporta.")
    assert page.select_one("#history-table tbody th").get_text() == EDITION


#   Of I1 one item is a gap and one a strength
async def test_a_topic_leads_to_its_items_on_the_same_page(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open(f"/gobiernos/{OAXACA}")
    (topic,) = [each for each in page.select(".topics .score") if "Tema I1" in each.text]
    links = {link.text: link["href"] for link in topic.select("a")}
    assert links == {
        "Tema I1": f"/metodo/{EDITION}#topic-I1",
        "75.0": f"{RANKING}/recibo/{OAXACA}/I1",
        "1 entre las brechas": "#gap-I1-01",
        "1 entre las fortalezas": "#strength-I1-02",
    }
    assert "¿Pregunta I1-01?" in page.select_one("#gap-I1-01").text


async def test_a_list_that_is_cut_says_so(
    app: Litestar, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.pages.profile.MOST_LISTED", 1)
    await measured()
    await publish()
    page = await browser.open(f"/gobiernos/{OAXACA}")
    assert "Se muestran 1 de 3." in page.select_one("[aria-labelledby=gaps]").text
    # What is not listed has nothing to lead to.
    assert not page.select('a[href="#gap-I1-01"]')


async def test_profile_without_results_says_so(app: Litestar, browser: Browser) -> None:
    await open_edition()
    page = await browser.open(f"/gobiernos/{OAXACA}")
    assert page.h1.get_text() == "Oaxaca"
    assert "Todavía no hay resultados publicados de este gobierno" in page.text
    assert page.select(f'a[href="/ligas/{EDITION}/states"]')
    assert page.select(f'a[href="/compromisos?gobierno={OAXACA}"]')


@pytest.mark.both
async def test_profile_of_whoever_lacks_coverage_says_so(app: Litestar, browser: Browser) -> None:
    await open_edition()
    await verified({"I1-01": HALF, "I1-02": DATED}, OAXACA)
    await move_to(Stage.REPLY)
    await publish()
    page = await browser.open(f"/gobiernos/{OAXACA}")
    assert "no alcanzó la cobertura" in page.text
    assert "lugar en su liga" not in page.select_one(".figures").get_text()
    assert "puntos del índice" not in page.text
    assert "más le haría avanzar" not in page.text
    gaps = page.select_one("[aria-labelledby=gaps]").get_text(" ", strip=True)
    assert gaps.startswith("Brechas En el orden del cuestionario: sin índice no puede decirse")
    strengths = page.select_one("[aria-labelledby=strengths]").get_text(" ", strip=True)
    assert strengths.startswith("Fortalezas verificadas En el orden del cuestionario")


async def test_answer_without_a_verdict_is_not_called_silence(
    app: Litestar, browser: Browser
) -> None:
    await open_edition()
    await verified(P1, OAXACA)
    await answer()
    await sign()
    await decide("I1-01")
    await move_to(Stage.REPLY)
    await publish()
    page = await browser.open(f"/gobiernos/{OAXACA}")
    gaps = {
        row.first("small").get_text().split()[0]: row.get_text(" ", strip=True)
        for row in page.select("[aria-labelledby=gaps] li")
    }
    assert "sin dictamen" in gaps["I1-02"]
    assert "sin dictamen" not in gaps["I1-01"]
    page = await browser.open(f"/gobiernos/{OAXACA}?idioma=en")
    assert "no verdict" in page.select_one("[aria-labelledby=gaps]").get_text()


async def test_what_nobody_answered_stays_silence(app: Litestar, browser: Browser) -> None:
    await open_edition()
    await verified(P1, OAXACA)
    await move_to(Stage.REPLY)
    await publish()
    gaps = (await browser.open(f"/gobiernos/{OAXACA}")).select_one("[aria-labelledby=gaps]")
    assert "sin respuesta" in gaps.get_text()
    assert "sin dictamen" not in gaps.get_text()


async def test_unknown_government(app: Litestar, browser: Browser) -> None:
    await browser.open("/gobiernos/99", 404)


async def test_profile_in_english(app: Litestar, browser: Browser) -> None:
    await measured()
    await publish()
    page = await browser.open(f"/gobiernos/{OAXACA}?idioma=en")
    assert "index, from 0 to 100" in page.text
    assert "Pillars and topics" in page.text


#   I1-02 rejected: (1/2 + (1/2 + 0) / 2) / 2
async def test_rejected_answer_counts_zero_and_is_a_gap(app: Litestar, browser: Browser) -> None:
    await open_edition()
    await verified(P1, OAXACA)
    await answer()
    await sign()
    await decide("I1-01")
    await decide("I1-02", Verdict.REJECTED)
    await move_to(Stage.REPLY)
    await publish()
    page = await browser.open(f"/gobiernos/{OAXACA}")
    assert "37.5 índice" in page.select_one(".figures").get_text(" ", strip=True)
    assert "I1-02" in page.select_one("[aria-labelledby=gaps]").get_text()


# The method


async def test_method_is_written_from_the_edition(app: Litestar, browser: Browser) -> None:
    await open_edition()
    page = await browser.open(f"/metodo/{EDITION}")
    assert page.h1.get_text() == f"Método {EDITION}"
    assert "texto libre, sin puntaje 4 puntos" in page.select_one("#points-table").get_text(
        " ", strip=True
    )
    assert "sí o no 10 puntos" in page.select_one("#points-table").get_text(" ", strip=True)
    shares = page.select_one("#method-P").get_text(" ", strip=True)
    assert "33.3" in shares
    assert "¿Pregunta P1-01?" in page.select_one("#topic-P1").get_text()


async def test_method_says_when_which_share_of_the_points_is_given(
    app: Litestar, browser: Browser
) -> None:
    await open_edition()
    page = await browser.open(f"/metodo/{EDITION}")
    usual = page.select_one("[aria-labelledby=points]").get_text(" ", strip=True)
    assert "La mitad al responder completo, todos al verificarse." in usual
    assert "devolvió" not in usual
    assert "réplica" not in usual
    assert "firmado a tiempo" not in usual
    shares = {"provisional": "1/4", "returns": {"free": 2, "share": "1/2"}, "reply": "3/4"}
    shares["timeliness"] = [{"days": 60, "points": 6}, {"days": 90, "points": 1}]
    definition = a_definition("2027", continues=None)
    definition["points"] = {"default": 12, "by_kind": {}, **shares}
    await open_edition(definition)
    page = await browser.open("/metodo/2027")
    said = " ".join(page.select_one("[aria-labelledby=points]").get_text(" ").split())
    for sentence in (
        "Al responder completo, 25 % de los puntos; todos al verificarse.",
        "Si se devolvió más de 2 veces, al aceptarse quedan firmes 50 % de los puntos.",
        "Si se acepta por una réplica, quedan firmes 75 % de los puntos.",
        "Si caben las dos, vale la parte menor.",
        "6 puntos hasta el 15 de marzo de 2026; 1 punto hasta el 14 de abril de 2026.",
        "Firmarlo de nuevo tras corregir lo devuelto los recupera",
    ):
        assert sentence in said


async def test_newest_method_is_that_of_the_newest_edition(app: Litestar, browser: Browser) -> None:
    await browser.open("/metodo", 404)
    await open_edition()
    page = await browser.open("/metodo")
    assert page.url.endswith(f"/metodo/{EDITION}")


async def test_draft_has_no_method_yet(app: Litestar, browser: Browser) -> None:
    await open_edition(stage=Stage.DRAFT)
    await browser.open(f"/metodo/{EDITION}", 404)
    await browser.open("/metodo", 404)


async def test_drafts_of_unsigned_levels_are_in_no_publication(app: Litestar) -> None:
    await open_edition()
    await verified(STRONG, OAXACA)
    await enter(EDITION, {YUCATAN: "states"})
    await answer({"P1-05": Answer("P1-05", text="BORRADOR")}, YUCATAN)
    await move_to(Stage.REPLY)
    _, document, _ = await frozen(EDITION)
    assert "BORRADOR" not in document
    assert {each["participant"] for each in json.loads(document)["answers"]} == {OAXACA}
    assert (YUCATAN, "P1-05") in await given_of(EDITION)
    assert (YUCATAN, "P1-05") not in await signed_answers_of(EDITION)
