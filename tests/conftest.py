"""What every test may ask for: settings, and a migrated database of its own on each engine."""

import asyncio
import gc
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings as examples

import server  # noqa: F401  (before Piccolo: it chooses the SQLite that Piccolo takes)
from server import db
from server.schema import migrate
from server.settings import Settings
from tests import statements
from tests.databases import administer, new_database, settings_for
from tests.postgres import NoBinariesError, Server, running_server

EVERYDAY = 20
# A law holds or it does not; how long a busy machine takes to try an example says nothing of it.
examples.register_profile("house", deadline=None)
# Every day a law is tried on some examples, and on all of them before a change lands.
examples.register_profile("everyday", examples.get_profile("house"), max_examples=EVERYDAY)
examples.load_profile("house")

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
TEMPLATE = "liga_template"
NO_CHROMIUM = "no chromium on this machine: make browser"
NO_STRACE = "no strace on this machine, or it may watch no process: make browser"
NO_CALC = "no LibreOffice on this machine: make browser"
LOUD = {
    "ON POSTGRESQL": str(NoBinariesError()),
    "IN A REAL BROWSER": NO_CHROMIUM,
    "IN A SPREADSHEET PROGRAM": NO_CALC,
    "THAT A REPLY WAITS FOR THE DISK": NO_STRACE,
}

# Whole stories, real processes, real books: not for every few minutes of work.
SLOW = (
    "tests/chromium/",
    "tests/conformance/",
    "tests/faults/",
    "tests/game/test_forecast.py::test_eight_of_ten",
    "tests/indicators/test_formulas.py",
    "tests/journeys/",
    "tests/server/test_answer_books.py",
    "tests/server/test_answer_cells.py::test_saved_by_another_program",
    "tests/server/test_answer_cells.py::test_whatever_is_written_in_it",
    "tests/server/test_cli.py",
    "tests/server/test_demo.py",
    "tests/server/test_edition_",
    "tests/server/test_exports.py",
    "tests/server/test_freeze.py::test_a_stream_is_silent",
    "tests/server/test_freeze_leaks.py",
    "tests/server/test_hostile_uploads.py",
    "tests/server/test_interleavings.py",
    "tests/server/test_laws.py::test_a_whole_country",
    "tests/server/test_live_process.py",
    "tests/server/test_migrations.py",
    "tests/server/test_pulse.py",
)


def pytest_configure(config: pytest.Config) -> None:
    """Note all that is asked of a database."""
    statements.listen()
    config.pluginmanager.register(statements.Hearing())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what does not belong to the everyday part."""
    for item in items:
        if item.nodeid.startswith(SLOW) or _is_asked_of_both_over_http(item):
            item.add_marker(pytest.mark.slow)


def _is_asked_of_both_over_http(item: pytest.Item) -> bool:
    """On both engines in the whole run: every day those tests do that ask queries by themselves."""
    names = getattr(item, "fixturenames", ())
    return item.get_closest_marker("both") is not None and "app" in names


def pytest_collection_finish() -> None:
    """Look no more at what stays until the end: thousands of tests, and all that was imported."""
    gc.collect()
    gc.freeze()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try on both engines what is marked so; SQLite is enough for the others.

    `tests/statements.py` sees to it that every statement is asked of both all the same.
    """
    is_both = metafunc.definition.get_closest_marker("both") is not None
    given = [each.args[0] for each in metafunc.definition.iter_markers("parametrize")]
    if "each_settings" in metafunc.fixturenames and "each_settings" not in given:
        metafunc.parametrize("each_settings", BOTH if is_both else BOTH[:1], indirect=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database that went through every migration, closed: copy it."""
    settings = settings_for(tmp_path_factory.mktemp("sqlite"))
    asyncio.run(migrate(settings))
    assert settings.sqlite_path
    return settings.sqlite_path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server of our own, with a migrated template that tests clone."""
    try:
        with running_server() as own:
            administer(own, f"CREATE DATABASE {TEMPLATE}")
            asyncio.run(migrate(settings_for(Path("unused"), own.url(TEMPLATE))))
            yield own
    except NoBinariesError as problem:
        pytest.skip(str(problem))


@pytest.fixture
def settings(tmp_path: Path, migrated_sqlite: Path) -> Settings:
    """Settings of a migrated SQLite database, not yet open."""
    own = settings_for(tmp_path)
    assert own.sqlite_path
    shutil.copyfile(migrated_sqlite, own.sqlite_path)
    return own


@pytest.fixture
def each_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a migrated database, not yet open: on each engine in turn for `both`."""
    if request.param == "sqlite":
        yield request.getfixturevalue("settings")
    else:
        with new_database(request.getfixturevalue("postgres"), TEMPLATE) as url:
            yield settings_for(tmp_path, url)


@pytest.fixture
async def database(each_settings: Settings) -> AsyncIterator[Settings]:
    """A migrated database of the test's own, open: on each engine in turn for `both`."""
    await db.connect(each_settings)
    yield each_settings
    await db.close()


@pytest.fixture
async def sqlite_database(settings: Settings) -> AsyncIterator[Settings]:
    """A migrated SQLite database of the test's own, open."""
    await db.connect(settings)
    yield settings
    await db.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what could not be tried here."""
    reasons = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])}
    for title, cause in LOUD.items():
        if any(cause in reason for reason in reasons):
            terminalreporter.write_line(f"NOT TESTED {title}: {cause}", red=True)
