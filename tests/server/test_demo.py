"""Demostración: everything to try the product with, all of it invented and marked so."""

import json
import re
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import product
from operator import itemgetter
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from click.testing import CliRunner

from game.answers import Stance, is_asked, is_complete, stance_of, unpack
from game.badges import BadgeKind
from game.commitments import Move, Status, Term
from game.declarations import Status as DeclarationStatus
from game.declarations import status_of
from game.editions import Stage
from game.levels import submit_problems
from game.reviews import Verdict
from indicators.firmness import are_apart
from indicators.groups import by_kind
from indicators.receipt_document import Told
from indicators.robustness import Standing
from indicators.tree import Method, Node
from server import db
from server.app import create_app
from server.cli import main
from server.days import today_of
from server.demo import FIXTURE, demo_accounts
from server.exports import results_workbook
from server.imports.demo import SEED, Round, half_way_rows, strengths_of
from server.imports.invented import difficulty_of
from server.pages.followed import Sought
from server.pages.formulas import index_method
from server.pages.score_receipts import Issue, score_receipt_page
from server.people import Person, Role
from server.queries.answers import given_of
from server.queries.badges import achieved_of
from server.queries.checks import ledger_differences, signature_differences
from server.queries.commitments import Filters, counts_where, every_commitment
from server.queries.declarations import declarations
from server.queries.editions import editions, entries_of, rules_of
from server.queries.exchanges import asked_in, helps_given_by, said_of
from server.queries.final_results import published_final
from server.queries.finals import final_of
from server.queries.prefilling import kept_promises_of
from server.queries.results import frozen, index_definition_of, published
from server.queries.reviews import reviews_of_edition
from server.reminding import roll_of
from server.settings import Settings
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.audit import AuditRow
from server.tables.commitments import CommitmentEventRow
from server.tables.levels import LevelRow
from server.tables.reviews import VerdictRow
from server.tables.signatures import SignatureRow
from server.templating import Appearance
from tests.browser import browsing, running
from tests.calc import compared, recalculated
from tests.conftest import NO_CALC
from tests.databases import new_database, settings_for
from tests.postgres import Server
from tests.server.people import NOON

PAST, CURRENT = "2025", "2026"
TOLERANCE = 0.01
SLOPE = 0.17


def order(settings: Settings) -> str:
    environ = {
        "LIGA_DATA_DIR": str(settings.data_dir),
        "LIGA_DATABASE_URL": settings.database_url,
    }
    result = CliRunner().invoke(main, ["demo"], env=environ)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str]:
    """The demonstration, loaded once by its order, and what the order printed."""
    settings = settings_for(tmp_path_factory.mktemp("demo"))
    return settings, order(settings)


@pytest.fixture
async def demo(loaded: tuple[Settings, str]) -> AsyncIterator[Settings]:
    """Its database, open to be read."""
    settings, _ = loaded
    await db.connect(settings)
    yield settings
    await db.close()


# What the published edition says


@pytest.mark.parametrize("kind", ["state", "municipality"])
async def test_published_means_are_those_of_the_reference(demo: Settings, kind: str) -> None:
    fixture = yaml.safe_load(FIXTURE.read_text())
    goal, strength = float(fixture["means"][kind]), float(fixture["strengths"][kind])
    results = (await published(PAST)).results
    (found,) = [s for s in by_kind(results, "index") if s.group == kind]
    better = strength + (goal - found.mean) / SLOPE
    assert abs(found.mean - goal) <= TOLERANCE, (
        f"the mean of {kind} is {found.mean:.4f}, not {goal}: "
        f"in fixtures/demo/demo.yaml move strengths.{kind} from {strength} to about {better:.2f}"
    )


async def test_everybody_has_an_index_and_nobody_all_of_it(demo: Settings) -> None:
    results = (await published(PAST)).results
    scores = [results.scores.value(entry.participant, "index") for entry in results.entries]
    assert len(scores) == 158
    assert all(score is not None and 0.02 < score < 0.98 for score in scores)


@pytest.mark.timeout(500)
@pytest.mark.skipif(not shutil.which("soffice"), reason=NO_CALC)
async def test_a_spreadsheet_program_gives_every_number_of_the_published_book(
    demo: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = perf_counter()
    book = await results_workbook(PAST, "es", today_of(NOON))
    made = perf_counter()
    file = recalculated(book, tmp_path)
    ended = perf_counter()
    found = compared(file, book)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{found.cells:,} cells compared, largest difference {found.largest:.1e}, "
            f"{len(found.wrong)} mismatches; {len(book) / 2**20:.1f} MiB made in "
            f"{made - began:.1f} s, opened, worked out and saved in {ended - made:.1f} s\n"
        )
    assert found.wrong == []
    assert found.largest <= 1e-9
    assert found.cells > 100_000


async def test_bands_hold_those_whose_intervals_meet(demo: Settings) -> None:
    found = await published(PAST)
    firmness, runs = found.firmness, found.firmness.rules.runs
    assert {*firmness.standings} == {each.participant for each in found.results.entries}
    for league in found.rules.leagues:
        firm = firmness.league(league.code)
        assert [each.place for each in firm] == sorted(each.place or 0 for each in firm)
        for each in firm:
            assert sum(count for _, count in firmness.frequency(each.participant)) == runs
            assert each.low <= each.median <= each.high
        pairs = list(product(firm, firm))
        meets = [(one.band, other.band) for one, other in pairs if _meet(one, other)]
        assert all(one == other for one, other in meets)
        assert all(are_apart(one, other) for one, other in pairs if one.band < other.band)
        # Whoever is alone in a band is told apart from everybody.
        for band in {each.band for each in firm}:
            own = [each for each in firm if each.band == band]
            assert len(own) == 1 or all(
                any(_meet(each, other) for other in own if other is not each) for each in own
            )


def _meet(one: Standing, other: Standing) -> bool:
    return one.low <= other.high and other.low <= one.high


async def test_published_snapshot_computes_to_the_same_bytes(demo: Settings) -> None:
    found = await published(PAST)
    _, _, digest = await frozen(PAST)
    assert digest == found.sha256


async def test_every_column_of_a_receipt_adds_up_as_it_is_shown(demo: Settings) -> None:
    found = await published(PAST)
    scores = found.results.scores
    for participant, node in product(scores.matrix.participants, scores.nodes):
        told = Told(found.results, found.questionnaire, {}, found.sha256)
        issue = Issue(told, found.rules, found.number, found.note, found.published_at)
        page = score_receipt_page(issue, participant, node, lambda *_, **_given: "")
        if page.total:
            shown = [part.contribution for part in page.parts] + [page.lift or "0"]
            assert sum(map(Decimal, shown)) == Decimal(page.total), (participant, node)
            items = [row.contribution for row in page.rows]
            assert not items or sum(map(Decimal, items)) == Decimal(page.total), (participant, node)


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("edition", [PAST, CURRENT])
async def test_every_column_of_the_example_adds_up_as_it_is_shown(
    demo: Settings, edition: str, method: Method
) -> None:
    definition = await index_definition_of(edition)
    given = replace(definition, tree=made_by(definition.tree, method))
    rules = await rules_of(edition)
    for step in index_method(given, rules.questionnaire, lambda *_, **_given: "").example:
        if step.rows:
            shown = [Decimal(row.cells[-1].text) for row in step.rows]
            (said,) = re.findall(r"suma (-?[\d.]*\d)|divididos, (-?[\d.]*\d)", step.sums[0])
            assert sum(shown) == Decimal("".join(said)), step


def made_by(node: Node, method: Method) -> Node:
    """The same tree with every node made by one method."""
    return replace(
        node, method=method, children=tuple(made_by(each, method) for each in node.children)
    )


async def test_final_round_was_published_with_everything_there_is_to_see(demo: Settings) -> None:
    found = await published_final(PAST)
    finalists = [each for league in found.content["leagues"] for each in league["finalists"]]
    assert found.content["synthetic"]
    assert {each["fate"] for each in finalists} == {"placed", "withdrew"}
    assert all(league["finalists"] for league in found.content["leagues"])
    assert sum(len(each["recusals"]) for each in finalists) == 1
    reasons = [
        mark["reason"]
        for each in finalists
        for sheet in each["sheets"]
        for mark in sheet["marks"].values()
    ]
    assert len(reasons) > 100
    assert all("(Dato sintético.)" in reason for reason in reasons)
    # That of the open edition is for later.
    assert (await final_of(CURRENT)).phase is None


# What was invented


@pytest.mark.parametrize("edition", [PAST, CURRENT])
async def test_every_invented_answer_is_complete_and_asked(demo: Settings, edition: str) -> None:
    rules = await rules_of(edition)
    given = await given_of(edition)
    answers: dict[str, dict[str, object]] = {}
    for (participant, item), (answer, _) in given.items():
        answers.setdefault(participant, {})[item] = answer
    participants = {e.participant.code: e.participant for e in await entries_of(edition)}
    wrong = [
        (participant, item)
        for (participant, item), (answer, _) in given.items()
        if not is_complete(rules.questionnaire.item(item), answer)
        or not is_asked(
            rules.questionnaire.item(item), answers[participant], participants[participant]
        )
    ]
    assert wrong == []


async def test_what_was_mended_says_something_else(demo: Settings) -> None:
    reviews, given = await reviews_of_edition(CURRENT), await given_of(CURRENT)
    rows = await AnswerRow.select().where(AnswerRow.edition == CURRENT, AnswerRow.revision > 1)
    mended = [(row["participant"], row["item"]) for row in rows]
    assert len(mended) > 20
    assert all(reviews[here].returned is not None for here in mended)
    assert [here for here in mended if given[here][1] is not None] == []


@pytest.mark.parametrize("edition", [PAST, CURRENT])
async def test_every_level_handed_in_could_be(demo: Settings, edition: str) -> None:
    rules = await rules_of(edition)
    answers: dict[str, dict[str, object]] = {}
    for (participant, item), (answer, _) in (await given_of(edition)).items():
        answers.setdefault(participant, {})[item] = answer
    participants = {e.participant.code: e.participant for e in await entries_of(edition)}
    rows = await LevelRow.select().where(LevelRow.edition == edition)
    assert len(rows) > 500
    assert all(row["signed_by"] != row["submitted_by"] for row in rows)
    problems = [
        submit_problems(
            rules.questionnaire.topic(row["topic"]),
            participants[row["participant"]],
            answers[row["participant"]],
            rules.edition.not_applicable_cap,
        )
        for row in rows
    ]
    assert not any(problems)


async def test_ledger_is_what_the_answers_are_worth(demo: Settings) -> None:
    assert await ledger_differences() == []


@pytest.mark.parametrize("edition", [PAST, CURRENT])
async def test_every_act_of_a_government_is_in_the_audit_log(demo: Settings, edition: str) -> None:
    """What stood at a moment is read from there where a level was opened again since."""

    async def noted(action: str) -> Counter[tuple[object, ...]]:
        audit = AuditRow
        rows = await audit.select(audit.participant, audit.subject, audit.account, audit.at).where(
            audit.edition == edition, audit.action == action
        )
        return Counter(map(of_the_act("subject", "account", "at"), rows))

    saves, levels, signatures, verdicts = [
        await table.select().where(table.edition == edition)
        for table in (AnswerRevisionRow, LevelRow, SignatureRow, VerdictRow)
    ]
    handed_in = of_the_act("topic", "submitted_by", "submitted_at")
    assert await noted("level-submitted") == Counter(map(handed_in, levels))
    assert await noted("level-signed") == Counter(
        map(of_the_act("topic", "account", "at"), signatures)
    )
    assert await noted("verdict-given") == Counter(
        map(of_the_act("item", "verifier", "at"), verdicts)
    )
    assert await noted("answer-saved") == Counter(
        map(of_the_act("item", "account", "saved_at"), saves)
    )


def of_the_act(*names: str) -> Callable[[Mapping[str, object]], tuple[object, ...]]:
    return itemgetter("participant", *names)


async def test_nobody_verified_their_own_state(demo: Settings) -> None:
    rows = await VerdictRow.select(VerdictRow.participant, VerdictRow.verifier_name)
    states = {"Rita Demo": "31", "Víctor Demo": "14"}
    assert {row["verifier_name"] for row in rows} == set(states)
    assert not [r for r in rows if r["participant"][:2] == states[r["verifier_name"]]]


@pytest.mark.parametrize("edition", ["2025", "2026"])
async def test_nobody_rejected_an_honest_no(demo: Settings, edition: str) -> None:
    questionnaire = (await rules_of(edition)).questionnaire
    rows = await VerdictRow.raw(
        "SELECT answer.content AS content FROM verdict JOIN answer"
        " ON answer.participant = verdict.participant AND answer.edition = verdict.edition"
        " AND answer.item = verdict.item"
        " WHERE verdict.edition = {} AND verdict.verdict = 'rejected'",
        edition,
    )
    answers = [unpack(json.loads(row["content"])) for row in rows]
    assert all(stance_of(questionnaire.item(each.item), each) is not Stance.GAP for each in answers)
    assert bool(answers) is (edition == "2025")


async def test_open_edition_is_half_way(demo: Settings) -> None:
    rules = await rules_of(CURRENT)
    assert rules.stage is Stage.OPEN
    given = await given_of(CURRENT)
    every = len(rules.questionnaire.items) * 158
    assert 0.3 < len(given) / every < 0.7
    verdicts = Counter(verdict for _, verdict in given.values())
    assert verdicts[None] > 1000
    assert verdicts[Verdict.ACCEPTED] > 1000
    assert verdicts[Verdict.RETURNED] > 50


async def test_heads_declare_and_governments_help_each_other(demo: Settings) -> None:
    today = today_of(datetime.now(UTC))
    found = [each.declaration for each in await declarations()]
    assert {status_of(each, today) for each in found} == set(DeclarationStatus) - {
        DeclarationStatus.LEFT
    }
    assert [each.renewals for each in found].count(1) == 1
    (asked,) = await asked_in(PAST)
    assert asked.giver
    assert len(await said_of(PAST, asked.item)) == 3
    assert len(await helps_given_by(asked.giver, PAST)) == 1


async def test_some_governments_have_badges_and_streaks(demo: Settings) -> None:
    rules = await rules_of(CURRENT)
    now = max(row["saved_at"] for row in await AnswerRow.select(AnswerRow.saved_at))
    states = [each for each in await entries_of(CURRENT) if each.league == "estados"]
    found = [await achieved_of(rules, entry, now=now) for entry in states]
    earned = Counter(
        award.badge.kind for each in found for award in each.awards if award.earned_at is not None
    )
    # Who improved most, and who helped with what was published, is known once it is published.
    assert set(earned) == set(BadgeKind) - {BadgeKind.IMPROVED, BadgeKind.HELPED}
    assert max(each.streak.days for each in found) > 2
    assert await signature_differences() == []


async def test_a_kept_promise_answers_a_question_that_is_still_open(demo: Settings) -> None:
    rules = await rules_of(CURRENT)
    (entry,) = [each for each in await entries_of(CURRENT) if each.participant.code == "29033"]
    assert "H10-01" in await kept_promises_of(rules, entry)
    assert ("29033", "H10-01") not in await given_of(CURRENT)


async def test_a_plan_that_was_amended_stands_beside_what_was_before(demo: Settings) -> None:
    now = max(row["at"] for row in await CommitmentEventRow.select(CommitmentEventRow.at))
    (amended,) = [
        each.commitment
        async for each in every_commitment(Filters(participant="20"), today_of(now))
        if any(event.changes for event in each.commitment.history)
    ]
    event = amended.history[-1]
    assert (event.move, event.due_after) == (Move.AMEND, amended.due)
    assert event.due_before != event.due_after
    terms = [(each.term, each.before is None) for each in event.changes]
    assert terms.count((Term.MILESTONE, True)) == terms.count((Term.MILESTONE, False)) == 1
    assert "(Dato sintético.)" in event.note


async def test_commitments_stand_in_every_status(demo: Settings) -> None:
    now = max(row["at"] for row in await CommitmentEventRow.select(CommitmentEventRow.at))
    counts = await counts_where(Filters(), today_of(now))
    assert {status for status, count in counts.items() if count} == set(Status)


async def test_all_of_it_is_labelled_synthetic(
    demo: Settings, loaded: tuple[Settings, str], appearance: Appearance
) -> None:
    assert all(edition.synthetic for edition in await editions())
    assert "todo lo que responden los gobiernos es sintético" in loaded[1]
    await db.close()
    async with running(create_app(demo, appearance=appearance)) as app, browsing(app) as browser:
        for address in (
            "/",
            f"/indicador/{PAST}",
            "/gobiernos/20",
            "/ligas",
            f"/ligas/{PAST}/final",
            "/compromisos",
        ):
            page = await browser.open(address)
            assert "atos sintéticos" in page.text, address


# The people


def test_every_role_that_works_has_somebody(loaded: tuple[Settings, str]) -> None:
    roles = Counter(account.role for account in demo_accounts())
    assert roles.keys() == set(Role)
    assert roles[Role.PUBLISHER] >= 2
    assert roles[Role.VERIFIER] >= 2
    for account in demo_accounts():
        assert account.email in loaded[1]


async def test_somebody_can_sign_in(loaded: tuple[Settings, str], appearance: Appearance) -> None:
    settings, _ = loaded
    account = demo_accounts()[0]
    async with running(create_app(settings, appearance=appearance)) as app, browsing(app) as one:
        page = await one.sign_in(account.email, account.password)
        assert "Ana Demo" in page.text


async def test_everybody_who_is_stuck_can_be_reminded(demo: Settings) -> None:
    roll = await roll_of(CURRENT, datetime.now(UTC))
    stuck = {each.progress.participant for each in roll.shown(Sought(), datetime.now(UTC))}
    assert len(stuck) > 20
    assert stuck <= roll.reached
    assert len(roll.last) == 1
    assert roll.last.keys() <= stuck
    # The others are left to the invented officials, who go on.
    assert len(await entries_of(CURRENT)) - len(roll.reached) > 60


# Again


def test_loading_again_changes_nothing(loaded: tuple[Settings, str]) -> None:
    settings, _ = loaded
    before = Path(str(settings.sqlite_path)).stat().st_size
    told = order(settings)
    assert "La base ya tiene la demostración; se deja como está." in told
    assert demo_accounts()[0].email in told
    assert Path(str(settings.sqlite_path)).stat().st_size == before


async def test_the_same_is_drawn_again(demo: Settings) -> None:
    rules = await rules_of(CURRENT)
    entries = (await entries_of(CURRENT))[:3]
    participants = [entry.participant for entry in entries]
    round_ = Round(
        code=CURRENT,
        questionnaire=rules.questionnaire,
        rules=rules.points,
        cap=rules.edition.not_applicable_cap,
        leagues={entry.participant.code: entry.league for entry in entries},
        strengths=strengths_of(participants, {"state": 0.0, "municipality": 0.0}),
        difficulties={i.code: difficulty_of(i, SEED) for i in rules.questionnaire.items},
        verifiers=[Person(1, "Rita", "", 1, Role.VERIFIER, None, None)],
        starts=NOON,
        ends=NOON.replace(month=5),
    )
    first, again = (half_way_rows(round_, participants).by_statement for _ in range(2))
    assert first == again
    assert first


@pytest.mark.slow
@pytest.mark.postgres
def test_loads_on_postgresql_too(postgres: Server, tmp_path: Path) -> None:
    with new_database(postgres) as url:
        assert "Demostración cargada" in order(settings_for(tmp_path, url))
