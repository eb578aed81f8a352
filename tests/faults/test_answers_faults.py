"""Un guardado que falla: the page never says it is kept, and what was typed is still there."""

import pytest
from litestar import Litestar
from piccolo.table import Table

from server.db import Step, statement, write
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.documents import DocumentRow
from server.tables.points import PointEventRow
from tests.browser import Browser
from tests.editions import open_edition
from tests.server.conftest import *  # noqa: F403  (the running app and its people)

pytestmark = pytest.mark.both

LEVEL = "/mi-liga/niveles/P1"
TEXT = "/mi-liga/reactivos/P1-05"

# A debt that is only looked at when it is time to commit, made by every revision.
SQLITE = (
    "CREATE TABLE creditor (id INTEGER PRIMARY KEY)",
    "CREATE TABLE debt (creditor INTEGER REFERENCES creditor DEFERRABLE INITIALLY DEFERRED)",
    (
        "CREATE TRIGGER owe AFTER INSERT ON answer_revision"
        " BEGIN INSERT INTO debt (creditor) VALUES (7); END"
    ),
)
POSTGRES = (
    *SQLITE[:2],
    (
        "CREATE FUNCTION owe() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO debt (creditor) VALUES (7); RETURN NULL; END'"
    ),
    "CREATE TRIGGER owe AFTER INSERT ON answer_revision FOR EACH ROW EXECUTE FUNCTION owe()",
)


async def run(*statements: str) -> None:
    for sql in statements:
        await write([Step(statement(AnswerRow.raw(sql)), {})])


async def is_empty(*tables: type[Table]) -> bool:
    return not any([await table.count() for table in tables])


@pytest.fixture(autouse=True)
async def _commits_fail(app: Litestar) -> None:
    """The small edition is open and no revision can be committed."""
    await open_edition()
    is_sqlite = app.state.parts.settings.sqlite_path is not None
    await run(*(SQLITE if is_sqlite else POSTGRES))


async def pay(app: Litestar) -> None:
    await run("INSERT INTO creditor (id) VALUES (7)")


async def test_a_failed_commit_is_said_and_the_text_is_still_there(ana: Browser) -> None:
    page = await ana.send(TEXT, 503, text="Media hora de trabajo.")
    assert "No se guardó" in page.select_one("#item-P1-05 [role=alert]").get_text()
    assert page.select_one("#item-P1-05-text").get_text().strip() == "Media hora de trabajo."
    assert "Guardado por" not in page.select_one("#item-P1-05").get_text()
    assert await is_empty(AnswerRow, AnswerRevisionRow, PointEventRow)


async def test_with_htmx_the_failure_is_an_error_and_not_an_item(ana: Browser) -> None:
    await ana.open(LEVEL)
    reply = await ana.send(TEXT, 500, htmx=True, text="Media hora de trabajo.")
    assert not reply.select("[data-state=saved]")


async def test_the_same_form_is_kept_once_the_database_is_back(ana: Browser, app: Litestar) -> None:
    page = await ana.send(TEXT, 503, text="Media hora de trabajo.", sheet="hoja", revision="0")
    sent = {
        name: str(page.select_one(f"#item-P1-05-form [name={name}]")["value"])
        for name in ("revision", "sheet")
    }
    await pay(app)
    page = await ana.send(TEXT, **sent, text="Media hora de trabajo.")
    assert "Guardado por Ana Ruiz" in page.select_one("#item-P1-05").get_text()


async def test_evidence_that_fails_leaves_no_document(ana: Browser) -> None:
    await ana.open(LEVEL)
    await ana.send("/mi-liga/reactivos/P1-01/evidencia", 500, link="https://example.org/a")
    assert await is_empty(DocumentRow, AnswerRow)
