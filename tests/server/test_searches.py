"""Búsqueda de compromisos: found by their words on either engine, from the moment they are kept."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from game.commitments import Move, Plan, advance, propose
from game.participants import Participant
from game.searches import found_in, sought_in
from game.typed import said
from server import db, schema
from server.db import Refused
from server.listing import asked_of
from server.queries.commitments import (
    Filters,
    Order,
    commitment_of,
    commitments_where,
    counts_where,
    keep_change,
    keep_proposal,
)
from server.queries.participants import keep_participants
from server.schema import migrate, migrations
from server.settings import Settings
from server.tables.participants import PlaceRow
from server.tables.searches import SearchRow
from tests.browser import Browser
from tests.commitments import ANA, NOON, OAXACA, YUCATAN, a_commitment, moved, promised
from tests.conftest import BOTH
from tests.databases import new_database, settings_for
from tests.editions import open_edition

TODAY = date(2026, 3, 3)
# Signs and words that mean something to one engine or the other.
TRICKS = (
    *('"', "'", "*", "^", "(", ")", "-", "+", ":", "{", "}", "\\", "%", "_", ";", "--", ","),
    *("AND", "OR", "NOT", "NEAR(", "goal:", "{goal}:", ":*", "&", "|", "!", "<->", ":A", "''"),
    *("reglamento", "REGLA", "Publicar", "mejora", "oaxaca", "niñez", "nin", "é", "ñ", "2026"),
)
ANY_SIGN = some.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TYPED = some.one_of(
    some.text(ANY_SIGN, max_size=12),
    some.lists(some.sampled_from(TRICKS), max_size=5).map(" ".join),
    some.lists(some.sampled_from(TRICKS), max_size=4).map("".join),
)


async def found(text: str, **given: object) -> list[int | None]:
    """The codes of what a search finds, in its order."""
    narrowed = replace(Filters(text=text, order=Order.MATCH), **given)  # type: ignore[arg-type]
    page = await commitments_where(narrowed, TODAY, size=500)
    assert page.total == len(page.listed)
    return [each.commitment.code for each in page.listed]


def drawn(strategy: some.SearchStrategy[str], most: int) -> list[str]:
    """Texts that Hypothesis thinks of: the database is open in a loop where it cannot run."""
    kept: list[str] = []

    @settings(max_examples=most, database=None)
    @given(strategy)
    def keep(text: str) -> None:
        kept.append(text)

    keep()
    return kept


@pytest.fixture
async def one(app: object) -> int:
    """Oaxaca promised its by-law."""
    return await promised(
        a_commitment(
            goal="Publicar el reglamento de Mejora Regulatoria para la niñez",
            indicator="Ejemplar del periódico oficial, edición 1º de O'Brien",
            responsible="Dirección de Trámites",
        )
    )


@pytest.mark.both
@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        pytest.param("reglamento", True, id="the goal"),
        pytest.param("PERIODICO", True, id="the indicator, whatever accents and capitals"),
        pytest.param("trámites", True, id="the seat that answers for it"),
        pytest.param("oaxaca", True, id="the name of its government"),
        pytest.param("consulta", True, id="a step"),
        pytest.param("proyecto aprobado public", True, id="words of two steps"),
        pytest.param("ninez", True, id="ñ is n"),
        pytest.param("niñez", True, id="and n is ñ"),
        pytest.param("NIÑ", True, id="as it is being typed"),
        pytest.param("o'brien", True, id="an apostrophe parts"),
        pytest.param("o brien", True, id="as a space does"),
        pytest.param("1o", True, id="a number with a sign"),
        pytest.param("oaxaca reglamento periodico tram", True, id="words from all over"),
        pytest.param("regla publicar", False, id="only the last word may be begun"),
        pytest.param("reglamento puebla", False, id="every word is asked for"),
        pytest.param("glamento", False, id="a word begins where it begins"),
        pytest.param("yucatan", False, id="another government"),
        pytest.param("x" * 120, False, id="a long word"),
        pytest.param("reglamento" * 30, False, id="a longer one"),
        pytest.param('"reglamento"', True, id="quotes are just signs"),
        pytest.param("reglamento* OR", False, id="an operator is a word"),
        pytest.param("goal : reglamento", False, id="a column is a word"),
        pytest.param("NOT (reglamento", False, id="so is a denial"),
        pytest.param("***", False, id="signs alone find nothing"),
    ],
)
async def test_what_is_looked_for(one: int, text: str, is_found: bool) -> None:
    assert await found(text) == ([one] if is_found else [])
    counts = await counts_where(Filters(text=text), TODAY)
    assert sum(counts.values()) == is_found


@pytest.mark.both
async def test_a_long_word_is_found_by_all_of_it(app: object) -> None:
    code = await promised(a_commitment(goal=f"Instalar {'x' * 200}"))
    assert await found("x" * 100) == [code]


@pytest.mark.both
async def test_it_is_found_by_its_history_once_that_says_so(one: int) -> None:
    assert await found("veda electoral") == []
    await moved(one, Move.AMEND, note="Por la veda electoral", due=date(2026, 9, 30))
    assert await found("veda electoral") == [one]
    await moved(one, Move.WITHDRAW, note="Se extinguió la dependencia")
    assert await found("dependencia veda") == [one]


@pytest.mark.both
async def test_what_is_worded_anew_is_found_by_both(one: int) -> None:
    """By what it says now, and in its history by what it said."""
    seen = (await commitment_of(one)).commitment
    agreed = advance(seen, Move.AGREE, "lead", TODAY)
    await keep_change(seen, replace(agreed, goal="Abrir la ventanilla"), by=ANA, at=NOON)
    assert await found("ventanilla oaxaca periodico") == [one]
    assert await found("reglamento") == [one]
    (row,) = await SearchRow.select(SearchRow.goal, SearchRow.notes)
    assert row["goal"] == "abrir la ventanilla"
    assert row["notes"].strip() == "publicar el reglamento de mejora regulatoria para la ninez"


@pytest.mark.both
async def test_steps_are_found_as_they_are_and_as_they_were(one: int) -> None:
    """A step that an amendment words anew is found by both, as everything else."""
    seen = (await commitment_of(one)).commitment
    first, second = seen.milestones
    agreed = advance(seen, Move.AGREE, "lead", TODAY)
    await keep_change(seen, agreed, by=ANA, at=NOON)
    seen = (await commitment_of(one)).commitment
    steps = ((0, replace(first, title="Padrón de ventanillas")), (1, second))
    plan = Plan(seen.starts, seen.budget, steps)
    later = advance(seen, Move.AMEND, "lead", TODAY, "Cambió el plan", plan=plan)
    assert await found("padron") == []
    await keep_change(seen, later, by=ANA, at=NOON)
    assert await found("padron oaxaca") == [one]
    assert await found("consulta") == [one]
    (row,) = await SearchRow.select(SearchRow.terms, SearchRow.notes)
    assert "consulta" not in row["terms"]
    assert "aprobado" not in row["notes"]


@pytest.mark.both
async def test_what_is_refused_is_not_found(one: int) -> None:
    """Its words are kept with the change or not at all."""
    seen = (await commitment_of(one)).commitment
    await moved(one, Move.AGREE)
    stale = replace(
        seen, history=(*seen.history, replace(seen.history[0], note="Una nota que llegó tarde"))
    )
    with pytest.raises(Refused):
        await keep_change(seen, stale, by=ANA, at=NOON)
    assert await found("tarde") == []
    twice = propose(a_commitment(goal="Otra meta"), "lead", TODAY)
    later = NOON.replace(hour=19)
    code = await keep_proposal(twice, key="k", by=ANA, at=later)
    assert await keep_proposal(twice, key="k", by=ANA, at=later) == code
    assert await found("otra meta") == [code]
    assert await SearchRow.count() == 2


@pytest.mark.both
async def test_a_government_is_found_by_the_name_it_has_now(one: int) -> None:
    await keep_participants([Participant(OAXACA, "state", "Oaxaca de Juárez", OAXACA)])
    assert await found("juarez") == [one]
    await keep_participants([Participant(OAXACA, "state", "Oaxaca", OAXACA)])
    assert await found("juarez") == []
    assert await found("oaxaca") == [one]


#   Whole in the goal; begun there; in what is promised; in its history. Then the date.
@pytest.mark.both
async def test_what_matches_best_comes_first_and_then_what_is_due_next(app: object) -> None:
    history = await promised(a_commitment(goal="Una", due=date(2026, 3, 10), milestones=()))
    await moved(history, Move.AMEND, note="Falta la ventanilla", due=date(2026, 3, 11))
    terms = await promised(
        a_commitment(goal="Dos", indicator="Ventanilla", due=date(2026, 3, 12), milestones=())
    )
    begun = await promised(a_commitment(goal="Ventanillas", due=date(2026, 3, 13), milestones=()))
    later = await promised(
        a_commitment(goal="La ventanilla única", due=date(2026, 12, 1), milestones=())
    )
    sooner = await promised(
        a_commitment(YUCATAN, goal="Otra ventanilla", due=date(2026, 11, 1), milestones=())
    )
    assert await found("ventanilla") == [sooner, later, begun, terms, history]
    assert await found("ventanilla", order=Order.DUE) == [history, terms, begun, sooner, later]
    assert await found("ventanilla", participant=YUCATAN) == [sooner]


@pytest.mark.both
async def test_whatever_is_typed_finds_what_the_rule_says(app: object) -> None:
    goals = [goal for goal in drawn(TYPED, 25) if said(goal)]
    goals += ["Publicar el reglamento", "Atención a la niñez 2026", "AND OR NOT NEAR"]
    texts = {}
    for number, goal in enumerate(dict.fromkeys(goals)):
        plain = a_commitment(goal=goal, indicator="Ejemplar", responsible=f"Cargo {number}")
        code = await promised(plain)
        steps = " ".join(step.title for step in plain.milestones)
        texts[code] = f"{goal} Ejemplar Cargo {number} {steps} Oaxaca"
    for typed in (*goals, *drawn(TYPED, 80)):
        sought = sought_in(typed)
        expected = {
            code
            for code, text in texts.items()
            if not typed or (sought and found_in(text, sought) == set(sought))
        }
        assert set(await found(typed)) == expected, typed


# On the page


@pytest.mark.both
async def test_the_card_marks_what_was_found_and_says_where_the_rest_is(
    browser: Browser, one: int
) -> None:
    await moved(one, Move.AMEND, note="Por la <b>veda</b> electoral", due=date(2026, 9, 30))
    page = await browser.open("/compromisos?texto=oaxaca+REGLAMENTO+ved")
    card = page.select_one(".commitment")
    assert [each.text for each in card.select("mark")] == ["reglamento", "Oaxaca", "veda"]
    assert "Historia: Por la <b>veda</b> electoral" in card.text
    assert "<b>veda" not in page.source
    plain = (await browser.open("/compromisos")).select_one(".commitment")
    assert not plain.select("mark")


async def test_the_card_says_which_step_it_was_found_by(browser: Browser, one: int) -> None:
    page = await browser.open("/compromisos?texto=consulta")
    assert "Hito: Proyecto en consulta" in page.select_one(".commitment").text
    assert page.select_one(".commitment mark").text == "consulta"


async def test_a_long_goal_shows_the_part_that_was_found(browser: Browser) -> None:
    await open_edition()
    await promised(a_commitment(goal=f"Instalar {'la oficina ' * 30} en Juchitán de Zaragoza"))
    page = await browser.open("/compromisos?texto=juchitan")
    card = page.select_one(".commitment")
    assert "Meta: …" in card.text
    assert card.select_one("mark").text == "Juchitán"


async def test_nothing_found_is_no_dead_end(browser: Browser, one: int) -> None:
    page = await browser.open("/compromisos?texto=%22puebla*")
    assert "Ningún compromiso coincide" in page.text
    assert page.field("texto") == '"puebla*'
    assert page.select_one('a[href="/compromisos"].button')


async def test_orders_are_offered_that_mean_something(browser: Browser, one: int) -> None:
    async def offered(address: str) -> list[str]:
        page = await browser.open(address)
        return [each.text for each in page.select("#orden option")]

    usual, changed = "Lo que vence antes", "Lo que cambió al último"
    assert await offered("/compromisos") == [usual, changed]
    assert await offered("/compromisos?texto=regla") == [
        "Lo que más se parece a las palabras",
        usual,
        changed,
    ]
    page = await browser.open("/compromisos?orden=changed")
    assert page.select_one("#orden [selected]")["value"] == "changed"
    assert all("orden=changed" in link["href"] for link in page.select(".figures a"))
    assert "orden" not in page.select_one('link[rel="alternate"]')["href"]


@pytest.mark.both
async def test_what_changed_last_comes_first_where_that_is_asked_for(app: object) -> None:
    first = await promised()
    second = await promised(a_commitment(goal="Otra", due=date(2026, 4, 20), milestones=()))
    await moved(first, Move.AGREE, at=datetime(2026, 3, 4, 18, tzinfo=UTC))
    asked = await asked_of({"orden": "changed"})
    page = await commitments_where(asked.filters, TODAY)
    assert [each.commitment.code for each in page.listed] == [first, second]


# What was there before


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database that nobody has touched, on each engine in turn."""
    if request.param == "sqlite":
        yield settings_for(tmp_path)
    else:
        with new_database(request.getfixturevalue("postgres")) as url:
            yield settings_for(tmp_path, url)


AT = "'2026-03-03 18:00:00+00:00'"
BEFORE = (
    "INSERT INTO participant (code, kind, name) VALUES ('20', 'state', 'Oaxaca')",
    *(
        "INSERT INTO commitment (id, participant, pillar, goal, indicator, responsible, due,"
        f" status, created_at, updated_at) VALUES ({code}, '{whose}', 'P', '{goal}', 'Periódico',"
        f" 'Dirección', '2026-06-30', 'proposed', {AT}, {AT})"
        for code, whose, goal in ((1, "20", "Publicar el catálogo"), (2, "99", "Niñez"))
    ),
    *(
        "INSERT INTO commitment_event (commitment, at, act, to_status, note, author)"
        f" VALUES (1, {AT}, '{act}', 'proposed', '{note}', 'Ana Ruiz')"
        for act, note in (("propose", ""), ("amend", "Por la veda"), ("ask_review", "3"))
    ),
)


async def test_commitments_from_before_are_found(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = migrations().index("liga_2026_11_30_54_searches")
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:before])
        await migrate(empty)
    await db.connect(empty)
    for sql in BEFORE:
        await PlaceRow.raw(sql)
    for place, title in enumerate(("Padrón abierto", "Publicado")):
        await PlaceRow.raw(
            "INSERT INTO milestone (commitment, position, title, due, weight)"
            f" VALUES (1, {place}, '{title}', '2026-05-01', 1)"
        )
    await db.close()
    # Those that were run already on databases of others come later in the list.
    assert "liga_2026_11_30_56_searches_kept" in await migrate(empty)
    await db.connect(empty)
    assert await found("CATALOGO periodico oaxaca ved") == [1]
    assert await found("ninez 99") == [2]
    assert await found("3") == []
    assert await found("padron publicado catalogo") == [1]
    await moved(1, Move.AGREE)
    await moved(1, Move.AMEND, note="Otra razón", due=date(2026, 7, 30))
    assert await found("razon veda") == [1]
    await db.close()


async def test_steps_from_before_are_found_as_they_are_and_as_they_were(
    empty: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a database that had the words of its commitments without those of their steps."""
    before = migrations().index("liga_2026_12_01_43_searched_steps")
    with monkeypatch.context() as early:
        early.setattr(schema, "migrations", lambda: migrations()[:before])
        await migrate(empty)
    step = {"title": "Acuerdo de Ñuu", "due": "2026-04-01", "weight": 1}
    changes = json.dumps([{"term": "milestone", "before": step, "after": None}])
    await db.connect(empty)
    words = (
        "INSERT INTO commitment_search (commitment, goal, terms, participant, notes)"
        " VALUES (1, 'publicar el catalogo', 'periodico direccion', 'oaxaca', 'por la veda')"
    )
    planned = (
        "INSERT INTO milestone (commitment, position, title, due, weight)"
        " VALUES (1, 0, 'Padrón abierto', '2026-05-01', 1)"
    )
    for sql in (*BEFORE, words, planned):
        await PlaceRow.raw(sql)
    await PlaceRow.raw(
        "INSERT INTO commitment_event (commitment, at, act, to_status, author, changes)"
        f" VALUES (1, {AT}, 'amend', 'proposed', 'Ana Ruiz', {{}})",
        changes,
    )
    assert await found("padron") == []
    await db.close()
    assert "liga_2026_12_01_43_searched_steps" in await migrate(empty)
    await db.connect(empty)
    assert await found("padron oaxaca direccion") == [1]
    assert await found("nuu") == [1]
    (row,) = await SearchRow.select(SearchRow.terms, SearchRow.notes)
    assert row == {
        "terms": "periodico direccion padron abierto",
        "notes": "por la veda acuerdo de nuu",
    }
    await moved(1, Move.AGREE)
    await moved(1, Move.AMEND, note="Otra razón", due=date(2026, 7, 30))
    assert await found("padron razon nuu veda") == [1]
    await db.close()
