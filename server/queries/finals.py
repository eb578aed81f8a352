"""Rondas finales: the shortlist, the panel and what it marks, until the marking is closed.

Before that nobody reads a mark but whoever gave it: `handed_in` and `recusals` are asked by what is
published (`server.queries.final_results`), and by nothing else while it is open.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from piccolo.columns.combination import WhereRaw
from piccolo.querystring import QueryString

from game.editions import Act, check_allowed
from game.finals import (
    NO_STATE,
    FinalAct,
    Finalist,
    FinalRound,
    Mark,
    Member,
    Phase,
    Sheet,
    Shortlisted,
    by_settled,
    check_act,
    check_may_mark,
    check_recusal,
    check_redraw,
    check_withdrawal,
    flaws_of,
    shortlist,
)
from game.rules import RuleBroken
from server.db import Param, Refused, Step, held, params, statement, write
from server.people import PANEL, Account, Person, Role
from server.queries.accounts import account_of, check_state, seats_held
from server.queries.audit import noting
from server.queries.boards import board_of
from server.queries.editions import EditionRules, rules_of
from server.queries.mail import Message, posting
from server.queries.participants import everybody
from server.queries.stages import STAYS
from server.tables.finals import (
    FinalistRow,
    FinalRow,
    MarkSheetRow,
    PanelMemberRow,
    RecusalRow,
    ShortlistRow,
)

LONGEST_TYPED: Final = 40

OWN_STATES = """
    SELECT DISTINCT COALESCE(seat.state, place.state) AS state
    FROM seat
    LEFT JOIN participant ON participant.code = seat.participant
    LEFT JOIN place ON place.code = participant.place
    WHERE seat.account = {}
"""
# The newest save of each sheet, and the newest of those that were handed in.
NEWEST = """
    SELECT mark_sheet.account AS account, mark_sheet.participant AS participant,
        mark_sheet.revision AS revision, mark_sheet.is_handed_in AS is_handed_in,
        mark_sheet.content AS content, mark_sheet.at AS at
    FROM mark_sheet
    WHERE mark_sheet.edition = {} AND mark_sheet.account = {}
    ORDER BY mark_sheet.revision
"""
COUNTS = """
    SELECT DISTINCT mark_sheet.account AS account, mark_sheet.participant AS participant
    FROM mark_sheet WHERE mark_sheet.edition = {} AND mark_sheet.is_handed_in
"""
HANDED_IN = """
    SELECT mark_sheet.account AS account, mark_sheet.participant AS participant,
        mark_sheet.content AS content
    FROM mark_sheet
    WHERE mark_sheet.edition = {} AND mark_sheet.is_handed_in
        AND mark_sheet.revision = (
            SELECT MAX(later.revision) FROM mark_sheet AS later
            WHERE later.edition = mark_sheet.edition AND later.account = mark_sheet.account
                AND later.participant = mark_sheet.participant AND later.is_handed_in
        )
    ORDER BY mark_sheet.account, mark_sheet.participant
"""

BEGIN = statement(FinalRow.insert(params(FinalRow)))
ADD_SHORTLIST = statement(ShortlistRow.insert(params(ShortlistRow)))
ADD_FINALIST = statement(FinalistRow.insert(params(FinalistRow)))
# Whoever saves a mark holds the round (`GOES_ON`): this waits for them, and then looks again.
REDRAW = statement(
    FinalRow.update({FinalRow.shortlist: Param("number")})
    .where(
        FinalRow.edition == Param("edition"),
        FinalRow.phase == Phase.MARKING.value,
        FinalRow.shortlist == Param("former"),
    )
    .returning(FinalRow.edition)
)
UNMARKED = statement(
    FinalRow.update({FinalRow.phase: QueryString("phase")})
    .where(
        FinalRow.edition == Param("edition"),
        WhereRaw(
            "NOT EXISTS (SELECT 1 FROM mark_sheet WHERE mark_sheet.edition = {})", Param("edition")
        ),
    )
    .returning(FinalRow.edition)
)
GOES_ON = held(
    FinalRow.select(FinalRow.edition).where(
        FinalRow.edition == Param("edition"), FinalRow.phase == Phase.MARKING.value
    )
)
# Asked after `GOES_ON`: the shortlist that somebody had before them is still the one in force.
SAME_LIST = held(
    FinalRow.select(FinalRow.edition).where(
        FinalRow.edition == Param("edition"), FinalRow.shortlist == Param("number")
    )
)
UNPUBLISHED = held(
    FinalRow.select(FinalRow.edition).where(
        FinalRow.edition == Param("edition"), FinalRow.phase != Phase.PUBLISHED.value
    )
)
CLOSE = statement(
    FinalRow.update(
        {
            FinalRow.phase: Phase.CLOSED.value,
            FinalRow.closed_at: Param("at"),
            FinalRow.closer_name: Param("author"),
        }
    )
    .where(FinalRow.edition == Param("edition"), FinalRow.phase == Phase.MARKING.value)
    .returning(FinalRow.edition)
)
LEAVE = statement(
    FinalistRow.update(
        {FinalistRow.withdrew: Param("reason"), FinalistRow.withdrew_at: Param("at")}
    )
    .where(
        FinalistRow.edition == Param("edition"),
        FinalistRow.number == Param("number"),
        FinalistRow.participant == Param("participant"),
        FinalistRow.withdrew_at.is_null(),
    )
    .returning(FinalistRow.id)
)
APPOINT = statement(PanelMemberRow.insert(params(PanelMemberRow)))
SITS = held(
    PanelMemberRow.select(PanelMemberRow.id).where(
        PanelMemberRow.edition == Param("edition"),
        PanelMemberRow.account == Param("account"),
        PanelMemberRow.released_at.is_null(),
    )
)
RELEASE = statement(
    PanelMemberRow.update({PanelMemberRow.released_at: Param("at")})
    .where(
        PanelMemberRow.edition == Param("edition"),
        PanelMemberRow.account == Param("member"),
        PanelMemberRow.released_at.is_null(),
    )
    .returning(PanelMemberRow.id)
)
HAS_DONE_NOTHING = statement(
    PanelMemberRow.update({PanelMemberRow.name: QueryString("name")})
    .where(
        PanelMemberRow.edition == Param("edition"),
        PanelMemberRow.account == Param("member"),
        PanelMemberRow.released_at == Param("at"),
        WhereRaw(
            "NOT EXISTS (SELECT 1 FROM mark_sheet WHERE mark_sheet.edition = {}"
            " AND mark_sheet.account = {})",
            Param("edition"),
            Param("member"),
        ),
        WhereRaw(
            "NOT EXISTS (SELECT 1 FROM recusal WHERE recusal.edition = {}"
            " AND recusal.account = {})",
            Param("edition"),
            Param("member"),
        ),
    )
    .returning(PanelMemberRow.id)
)
KEEP_SHEET = statement(MarkSheetRow.insert(params(MarkSheetRow)))
RECUSE = statement(RecusalRow.insert(params(RecusalRow)))


@dataclass(frozen=True, slots=True)
class Shortlist:
    """How a shortlist came about; `standings` by league, everybody by settled points."""

    number: int
    at: datetime
    author: str
    reason: str
    standings: Mapping[str, tuple[Shortlisted, ...]]


@dataclass(frozen=True, slots=True)
class FinalNow:
    """The final round of an edition as it stands; `phase`: None until a shortlist is drawn."""

    rules: EditionRules
    round: FinalRound
    phase: Phase | None = None
    number: int = 0
    shortlist: Shortlist | None = None
    finalists: tuple[Finalist, ...] = ()
    members: tuple[Member, ...] = ()
    closed_at: datetime | None = None
    closer: str = ""
    published_at: datetime | None = None

    @property
    def edition(self) -> str:
        return self.rules.code

    def finalist(self, participant: str) -> Finalist:
        """The finalist of that code; another is not there."""
        found = [each for each in self.finalists if each.participant == participant]
        if not found:
            raise RuleBroken("unknown-finalist", participant=participant)
        return found[0]

    def member(self, account: int) -> Member:
        """The member with that account; for anybody else there is no panel."""
        found = [each for each in self.members if each.account == account]
        if not found:
            raise RuleBroken("not-on-panel", edition=self.edition)
        return found[0]


# Makes the letter to whoever is put on the panel of a round.
TellMember: TypeAlias = Callable[[FinalNow, Account], Message]


@dataclass(frozen=True, slots=True)
class OwnSheet:
    """What a member has said of a finalist: the newest save, and the newest that counts."""

    sheet: Sheet
    revision: int
    is_handed_in: bool
    at: datetime
    handed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Recusal:
    """A member who does not mark a finalist, and why."""

    member: int
    participant: str
    reason: str
    at: datetime


async def final_of(edition: str) -> FinalNow:
    """The final round of an edition; refused where the edition has none."""
    rules = await rules_of(edition)
    round_ = rules.edition.final
    if round_ is None:
        raise RuleBroken("no-final", edition=edition)
    row = await FinalRow.select().where(FinalRow.edition == edition).first()
    if row is None:
        return FinalNow(rules, round_)
    return FinalNow(
        rules=rules,
        round=round_,
        phase=Phase(row["phase"]),
        number=row["shortlist"],
        shortlist=await _shortlist(edition, row["shortlist"]),
        finalists=await _finalists(edition, row["shortlist"]),
        members=await _members(edition),
        closed_at=row["closed_at"],
        closer=row["closer_name"],
        published_at=row["published_at"],
    )


async def panels_of(account: int) -> tuple[str, ...]:
    """The editions on whose panel somebody sits, the newest first."""
    rows = (
        await PanelMemberRow.select(PanelMemberRow.edition)
        .where(PanelMemberRow.account == account, PanelMemberRow.released_at.is_null())
        .order_by(PanelMemberRow.edition, ascending=False)
    )
    return tuple(row["edition"] for row in rows)


async def own_sheets_of(edition: str, account: int) -> Mapping[str, OwnSheet]:
    """Finalist to what a member has said of it so far; nobody else asks for it."""
    found: dict[str, OwnSheet] = {}
    for row in await MarkSheetRow.raw(NEWEST, edition, account):
        before = found.get(row["participant"])
        is_handed_in = bool(row["is_handed_in"])
        handed = row["at"] if is_handed_in else before.handed_in_at if before else None
        found[row["participant"]] = OwnSheet(
            _sheet(row), row["revision"], is_handed_in, row["at"], handed
        )
    return found


async def recused_by(edition: str, account: int) -> Mapping[str, Recusal]:
    """Finalist to the recusal of one member."""
    rows = await RecusalRow.select().where(
        RecusalRow.edition == edition, RecusalRow.account == account
    )
    return {row["participant"]: _recusal(row) for row in rows}


async def recusals(edition: str) -> tuple[Recusal, ...]:
    """Every recusal, with its reason."""
    rows = await RecusalRow.select().where(RecusalRow.edition == edition).order_by(RecusalRow.id)
    return tuple(map(_recusal, rows))


async def handed_in(edition: str) -> tuple[Sheet, ...]:
    """The sheets that count: of each member on each finalist the last one handed in."""
    return tuple(map(_sheet, await MarkSheetRow.raw(HANDED_IN, edition)))


async def progress_of(edition: str) -> tuple[Mapping[int, int], Mapping[str, int]]:
    """How many sheets each member handed in, and on each finalist. No mark is read for it."""
    rows = await MarkSheetRow.raw(COUNTS, edition)
    return Counter(row["account"] for row in rows), Counter(row["participant"] for row in rows)


async def marked_counts(edition: str) -> tuple[int, int]:
    """How many sheets there are, drafts too, and of how many finalists."""
    rows = await MarkSheetRow.raw(
        "SELECT DISTINCT account, participant FROM mark_sheet WHERE edition = {}", edition
    )
    return len(rows), len({row["participant"] for row in rows})


async def draw_shortlist(edition: str, *, reason: str = "", by: Person, at: datetime) -> None:
    """Draw the shortlist from the settled points as they stand; again only with a reason."""
    final = await final_of(edition)
    check_allowed(final.rules.stage, Act.HOLD_FINAL)
    kept = ""
    if final.phase is not None:
        check_act(final.phase, FinalAct.REDRAW)
        kept = check_redraw(reason)
        if (await marked_counts(edition))[0]:
            raise RuleBroken("already-marked")
    standings = await settled_standings(final.rules, at)
    drawn = [
        (league, each)
        for league, rows in standings.items()
        for each in shortlist(rows, final.round.places)
    ]
    if not drawn:
        raise RuleBroken("shortlist-empty")
    number = final.number + 1
    facts = {
        "edition": edition,
        "number": number,
        "former": final.number,
        "phase": Phase.MARKING.value,
        "shortlist": number,
        "closed_at": None,
        "closer_name": "",
        "published_at": None,
        "standings": json.dumps(
            {league: [asdict(each) for each in rows] for league, rows in standings.items()},
            ensure_ascii=False,
        ),
        "reason": kept,
        "account": by.account,
        "author": by.name,
        "at": at,
    }
    begun = (
        [Step(BEGIN, facts, otherwise="already-shortlisted")]
        if final.phase is None
        else [
            Step(REDRAW, facts, rows=1),
            Step(UNMARKED, facts, rows=1, otherwise="already-marked"),
        ]
    )
    finalists = [
        Step(
            ADD_FINALIST,
            {
                **facts,
                "league": league,
                "participant": each.participant,
                "place": each.place,
                "settled": each.settled,
                "withdrew": "",
                "withdrew_at": None,
            },
        )
        for league, each in drawn
    ]
    note = noting(
        edition, "shortlist-drawn", str(number), by, at, finalists=len(drawn), reason=kept
    )
    await write_in(final, [*begun, Step(ADD_SHORTLIST, facts, otherwise="stale"), *finalists, note])


async def appoint(
    edition: str,
    email: str,
    state: str,
    *,
    by: Person,
    at: datetime,
    tell: TellMember | None = None,
) -> None:
    """Put the account of an e-mail on the panel. `state`: its own, or `NO_STATE`.

    Whoever coordinates, publishes or answers for a government does not judge; a verifier's own
    state is that of the seat, whatever is said here.
    """
    final = await final_of(edition)
    check_allowed(final.rules.stage, Act.HOLD_FINAL)
    check_act(final.phase, FinalAct.APPOINT)
    account = await account_of(email.strip().lower())
    if account is None:
        raise RuleBroken("account-unknown")
    await _check_may_sit(account.id)
    if not state:
        raise RuleBroken("panel-state-missing")
    if state != NO_STATE:
        await check_state(state)
    facts = {
        "edition": edition,
        "number": final.number,
        "account": account.id,
        "name": account.name,
        "state": None if state == NO_STATE else state,
        "appointed_at": at,
        "released_at": None,
    }
    await write_in(
        final,
        [
            Step(GOES_ON, facts, rows=1, otherwise="marking-closed"),
            Step(APPOINT, facts, otherwise="already-on-panel"),
            noting(edition, "panel-appointed", str(account.id), by, at),
            *([posting(tell(final, account), at)] if tell else []),
        ],
    )


async def release(edition: str, member: int, *, by: Person, at: datetime) -> None:
    """Take somebody off the panel who has neither marked nor recused themselves."""
    final = await final_of(edition)
    check_allowed(final.rules.stage, Act.HOLD_FINAL)
    check_act(final.phase, FinalAct.APPOINT)
    final.member(member)
    facts = {"edition": edition, "number": final.number, "member": member, "at": at}
    await write_in(
        final,
        [
            Step(GOES_ON, facts, rows=1, otherwise="marking-closed"),
            Step(RELEASE, facts, rows=1),
            Step(HAS_DONE_NOTHING, facts, rows=1, otherwise="member-has-marked"),
            noting(edition, "panel-released", str(member), by, at),
        ],
    )


async def withdraw_finalist(
    edition: str, participant: str, reason: str, *, by: Person, at: datetime
) -> None:
    """Note that a finalist left the final round, and why; that is public with the results."""
    final = await final_of(edition)
    check_allowed(final.rules.stage, Act.HOLD_FINAL)
    check_act(final.phase, FinalAct.WITHDRAW)
    finalist = final.finalist(participant)
    if finalist.withdrew:
        raise RuleBroken("finalist-withdrew")
    kept = check_withdrawal(reason)
    facts = {
        "edition": edition,
        "number": final.number,
        "participant": participant,
        "reason": kept,
        "at": at,
    }
    note = noting(
        edition, "finalist-withdrew", participant, by, at, participant=participant, reason=kept
    )
    await write_in(
        final,
        [
            Step(UNPUBLISHED, facts, rows=1, otherwise="final-published"),
            Step(LEAVE, facts, rows=1),
            note,
        ],
    )


async def keep_sheet(
    edition: str,
    participant: str,
    marks: Mapping[str, Mark],
    *,
    base: int,
    hands_in: bool,
    by: Person,
    at: datetime,
) -> None:
    """Keep what a member says of a finalist, as a draft or handed in; every save stays.

    A draft after a sheet was handed in takes nothing back: the one handed in counts until another
    is. `base`: the save that the page was drawn from.
    """
    final, member, finalist = await _marking(edition, participant, by)
    recused = await recused_by(edition, member.account)
    check_may_mark(member, finalist, recused)
    sheet = Sheet(member.account, participant, marks)
    flaws = flaws_of(final.round, sheet)
    if hands_in and flaws:
        raise RuleBroken("sheet-incomplete")
    if any(len(each.typed) > LONGEST_TYPED for each in marks.values()) or any(
        flaw.code == "reason-too-long" for flaw in flaws
    ):
        raise RuleBroken("sheet-too-long")
    before = (await own_sheets_of(edition, member.account)).get(participant)
    if (before.revision if before else 0) != base:
        raise RuleBroken("stale")
    if before and before.sheet == sheet and before.is_handed_in == hands_in:
        return
    facts = {
        "edition": edition,
        "number": final.number,
        "account": member.account,
        "participant": participant,
        "revision": base + 1,
        "is_handed_in": hands_in,
        "content": json.dumps(
            {code: asdict(mark) for code, mark in marks.items()}, ensure_ascii=False
        ),
        "at": at,
    }
    # The log says that somebody marked, never how.
    action = "marks-handed-in" if hands_in else "marks-drafted"
    note = noting(edition, action, participant, by, at, participant=participant, revision=base + 1)
    await write_in(
        final,
        [
            Step(GOES_ON, facts, rows=1, otherwise="marking-closed"),
            Step(SAME_LIST, facts, rows=1),
            Step(SITS, facts, rows=1, otherwise="not-on-panel"),
            Step(KEEP_SHEET, facts),
            note,
        ],
    )


async def recuse(edition: str, participant: str, reason: str, *, by: Person, at: datetime) -> None:
    """A member does not mark a finalist, for a public reason; what they marked does not count."""
    final, member, finalist = await _marking(edition, participant, by)
    check_may_mark(member, finalist, await recused_by(edition, member.account))
    kept = check_recusal(reason)
    facts = {
        "edition": edition,
        "number": final.number,
        "account": member.account,
        "participant": participant,
        "reason": kept,
        "at": at,
    }
    await write_in(
        final,
        [
            Step(GOES_ON, facts, rows=1, otherwise="marking-closed"),
            Step(SAME_LIST, facts, rows=1),
            Step(SITS, facts, rows=1, otherwise="not-on-panel"),
            Step(RECUSE, facts, otherwise="already-recused"),
            noting(edition, "panel-recused", participant, by, at, participant=participant),
        ],
    )


async def close_marking(edition: str, *, by: Person, at: datetime) -> None:
    """End the marking for good: from now on it is read, and nobody marks any more."""
    final = await final_of(edition)
    check_allowed(final.rules.stage, Act.HOLD_FINAL)
    check_act(final.phase, FinalAct.CLOSE)
    by_member, _by_finalist = await progress_of(edition)
    if not by_member:
        raise RuleBroken("nothing-marked")
    facts = {"edition": edition, "at": at, "author": by.name}
    count = sum(by_member.values())
    await write_in(
        final,
        [
            Step(CLOSE, facts, rows=1, otherwise="marking-closed"),
            noting(edition, "marking-closed", str(final.number), by, at, sheets=count),
        ],
    )


def may_sit(roles: Sequence[Role]) -> bool:
    """Whether whoever holds these seats may be on a panel: they hold one, and none that forbids."""
    return bool(roles) and PANEL.issuperset(roles)


async def write_in(final: FinalNow, steps: Sequence[Step]) -> None:
    """One unit, while the edition stays at its stage."""
    stays = {"edition": final.edition, "stage": final.rules.stage.value}
    try:
        await write([Step(STAYS, stays, rows=1, otherwise="stage-forbids"), *steps])
    except Refused as refused:
        raise RuleBroken(refused.code, edition=final.edition) from refused


async def _check_may_sit(account: int) -> None:
    """Asked again of everybody who marks: seats change hands."""
    if not may_sit([seat.role for seat in await seats_held(account)]):
        raise RuleBroken("panel-not-eligible")


async def _marking(edition: str, participant: str, by: Person) -> tuple[FinalNow, Member, Finalist]:
    """Who marks whom, while it may be: for whoever is not on the panel there is nothing here."""
    final = await final_of(edition)
    member = final.member(by.account)
    finalist = final.finalist(participant)
    check_allowed(final.rules.stage, Act.HOLD_FINAL)
    check_act(final.phase, FinalAct.MARK)
    await _check_may_sit(member.account)
    return final, member, finalist


async def settled_standings(
    rules: EditionRules, now: datetime
) -> dict[str, tuple[Shortlisted, ...]]:
    """Every league by settled points as they stand, a stopped board or not."""
    found = {}
    for league in rules.edition.leagues:
        board = await board_of(rules.code, league.code, now=now)
        found[league.code] = by_settled(
            (each.participant, each.name, each.points.settled) for each in board.standings
        )
    return found


async def _shortlist(edition: str, number: int) -> Shortlist:
    row = (
        await ShortlistRow.select()
        .where(ShortlistRow.edition == edition, ShortlistRow.number == number)
        .first()
    )
    if row is None:
        raise RuleBroken("no-shortlist")
    standings = {
        league: tuple(Shortlisted(**each) for each in rows)
        for league, rows in json.loads(row["standings"]).items()
    }
    return Shortlist(row["number"], row["at"], row["author"], row["reason"], standings)


async def _finalists(edition: str, number: int) -> tuple[Finalist, ...]:
    """In the order of the leagues as they were written, best placed first.

    Whoever is entered in the edition no more is one all the same.
    """
    known = {each.code: each for each in await everybody()}
    rows = (
        await FinalistRow.select()
        .where(FinalistRow.edition == edition, FinalistRow.number == number)
        .order_by(FinalistRow.id)
    )
    return tuple(
        Finalist(
            row["participant"],
            known[row["participant"]].name,
            row["league"],
            known[row["participant"]].state,
            row["place"],
            row["settled"],
            row["withdrew"],
            row["withdrew_at"],
        )
        for row in rows
    )


async def _members(edition: str) -> tuple[Member, ...]:
    """Everybody on the panel, with the states of all their seats beside the one they said."""
    rows = (
        await PanelMemberRow.select()
        .where(PanelMemberRow.edition == edition, PanelMemberRow.released_at.is_null())
        .order_by(PanelMemberRow.id)
    )
    states: dict[int, set[str]] = defaultdict(set)
    for row in rows:
        seats = await PanelMemberRow.raw(OWN_STATES, row["account"])
        said = [row["state"], *(seat["state"] for seat in seats)]
        states[row["account"]].update(state for state in said if state)
    return tuple(
        Member(row["account"], row["name"], frozenset(states[row["account"]])) for row in rows
    )


def _sheet(row: Mapping[str, Any]) -> Sheet:
    marks = {code: Mark(**mark) for code, mark in json.loads(row["content"]).items()}
    return Sheet(row["account"], row["participant"], marks)


def _recusal(row: Mapping[str, Any]) -> Recusal:
    return Recusal(row["account"], row["participant"], row["reason"], row["at"])
