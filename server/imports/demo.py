"""Demostración: a published edition and one half-way, as rows. All of it is synthetic.

Names of governments are real, everything they "answer" is invented, and every edition loaded here
is marked synthetic, so that each page and each export says so. What is drawn depends on the seed
alone: the same version of the questionnaire is answered the same again.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import accumulate
from random import Random
from types import MappingProxyType
from typing import Any, cast

from game.answers import Answer, Stance, is_asked, pack, stance_of
from game.levels import not_applicable_of
from game.participants import Participant
from game.points import (
    NO_POINTS,
    PointEvent,
    PointRules,
    Reason,
    change,
    points_of_complete,
    timely_change,
)
from game.questionnaire import Item, Questionnaire, Topic
from game.reviews import Verdict
from game.signatures import Cause, Signed, counts_of, digest_of
from game.threads import EntryKind, ThreadState
from server.days import calendar_of, today_of
from server.db import Statement, params, statement, write_many
from server.imports.invented import invented_answer, mended, pace_of, strength_of
from server.people import Person, Role
from server.queries.audit import NOTE
from server.queries.documents import ADD_DOCUMENT, LINK, Document, row_of
from server.queries.editions import Entry
from server.queries.points import keeping_points
from server.queries.verdicts import KEEP_VERDICT
from server.queries.visits import KEEP_VISIT
from server.tables.answers import AnswerRevisionRow, AnswerRow
from server.tables.levels import LevelRow
from server.tables.signatures import SignatureRow
from server.tables.threads import ThreadEntryRow, ThreadRow

SEED = "liga-2026"
AUTHOR = "Simulación (datos sintéticos)"
# Nobody's accounts: they have no password and hold no seat.
FILLER = 0
SIGNER = -1
# Nobody rejects an honest no.
REJECTED = {
    Stance.CLAIM: "La evidencia no corresponde al periodo evaluado. (Dato sintético.)",
    Stance.NOT_APPLICABLE: "Las funciones del gobierno sí lo comprenden. (Dato sintético.)",
    Stance.TOLD: "El texto no responde a lo que se pregunta. (Dato sintético.)",
}
RETURNED = {
    Stance.CLAIM: (
        "El documento citado no muestra la fecha de publicación; dé la página. (Dato sintético.)",
        "El enlace no abre; adjunte el archivo. (Dato sintético.)",
    ),
    Stance.GAP: ("El plan no dice quién lo hará; precise. (Dato sintético.)",),
    Stance.NOT_APPLICABLE: ("Explique qué función no tiene su gobierno. (Dato sintético.)",),
    Stance.TOLD: ("El texto no responde a lo que se pregunta; complete. (Dato sintético.)",),
}
# Of the answers of a finished edition; of the levels and answers of one under way.
REJECTED_SHARE = 0.04
STALLED_SHARE = 0.25
LEFT_SHARE = 0.15
# Of the governments at work, those that save something every working day.
STEADY_SHARE = 0.4
# Of all of them, those that mend what is returned, some days later.
MENDING_SHARE = 0.3
SIGNED_SHARE = 0.85
# Of the governments, those whose signer leaves a level waiting for more than these days.
SLOW_SHARE = 0.15
PROMPT = timedelta(days=4)
RETURNED_SHARE = 0.06
# Verifiers are about this far behind: what was signed before is decided, most of the rest waits.
BACKLOG = timedelta(days=9)
AHEAD_SHARE = 0.2
BEHIND_SHARE = 0.02
# Nobody's time was taken while the finished edition was answered: its levels have no visits.
STEP = timedelta(minutes=3)

NOTHING: Mapping[str, int] = MappingProxyType({})
WRITE = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

KEEP_ANSWER = statement(AnswerRow.insert(params(AnswerRow)))
KEEP_REVISION = statement(AnswerRevisionRow.insert(params(AnswerRevisionRow)))
KEEP_LEVEL = statement(LevelRow.insert(params(LevelRow)))
KEEP_SIGNATURE = statement(SignatureRow.insert(params(SignatureRow)))
KEEP_THREAD = statement(ThreadRow.insert(params(ThreadRow)))
KEEP_ENTRY = statement(ThreadEntryRow.insert(params(ThreadEntryRow)))


@dataclass(frozen=True, slots=True)
class Round:
    """One edition as the demonstration fills it, between two moments."""

    code: str
    questionnaire: Questionnaire
    rules: PointRules
    cap: Fraction | None
    leagues: Mapping[str, str]
    strengths: Mapping[str, float]
    difficulties: Mapping[str, float]
    verifiers: Sequence[Person]
    starts: datetime
    ends: datetime

    def moment(self, share: float) -> datetime:
        """A working hour at this share of the round; what follows it stays before the end."""
        span = self.ends - self.starts - timedelta(days=3)
        at = self.starts + span * min(max(share, 0.0), 1.0)
        return at.replace(hour=15 + at.minute % 8, microsecond=0)

    def working_days(self, count: int) -> list[datetime]:
        """An hour of each of the last working days, so many of them, the first one first."""
        calendar = calendar_of({self.starts.year, self.ends.year})
        at = self.ends - timedelta(hours=2)
        found: list[datetime] = []
        while len(found) < count:
            if calendar.is_worked(today_of(at)):
                found.append(at)
            at -= timedelta(days=1)
        return found[::-1]

    def verifier_of(self, participant: Participant, draw: Random) -> Person:
        """Somebody who is not from there."""
        return draw.choice([each for each in self.verifiers if each.state != participant.state])


@dataclass(slots=True)
class Rows:
    """Rows to be kept, by the statement that keeps them."""

    by_statement: dict[Statement, list[dict[str, object]]] = field(default_factory=dict)

    def add(self, kept_by: Statement, row: Mapping[str, object]) -> None:
        """Note one row."""
        self.by_statement.setdefault(kept_by, []).append(dict(row))

    def latest(self, kept_by: Statement, item: str = "") -> dict[str, object]:
        """The row noted last, of an item if one is named: what comes later may still change it."""
        rows = reversed(self.by_statement[kept_by])
        return next(row for row in rows if not item or row["item"] == item)

    def quiet_since(self, at: datetime, participants: Iterable[Participant]) -> set[str]:
        """Those of whom no answer was saved after that moment."""
        saved = self.by_statement.get(KEEP_ANSWER, ())
        heard = {row["participant"] for row in saved if cast("datetime", row["saved_at"]) > at}
        return {each.code for each in participants} - heard

    def unsigned_since(self, at: datetime) -> set[str]:
        """Those with a level that was handed in by that moment and is not signed."""
        return {
            str(row["participant"])
            for row in self.by_statement.get(KEEP_LEVEL, ())
            if row["signed_at"] is None and cast("datetime", row["submitted_at"]) <= at
        }

    async def keep(self) -> None:
        """Write every row, one transaction for each table."""
        for kept_by, rows in self.by_statement.items():
            await write_many(kept_by, rows)


def strengths_of(
    participants: Iterable[Participant], shift: Mapping[str, float]
) -> dict[str, float]:
    """Participant to strength: its own, and the shift of its kind."""
    return {each.code: strength_of(each.code, SEED) + shift[each.kind] for each in participants}


def document_of(participant: str, edition: str, topic: str, at: datetime) -> Document:
    """The one document a government cites in a topic: a link to an address kept for examples."""
    return Document(
        id=_document_id(participant, edition, topic),
        participant=participant,
        kind=LINK,
        title=f"Expediente {topic} (documento sintético)",
        filename="",
        media_type="",
        size=0,
        sha256="",
        url=f"https://example.org/{edition}/{participant}/{topic}",
        dated=at.date(),
        account=FILLER,
        author=AUTHOR,
        at=at,
        valid_until=date(today_of(at).year, 12, 31),
    )


def finished_rows(round_: Round, participants: Sequence[Participant]) -> Rows:
    """An edition that is over: every level submitted, signed and verified."""
    rows = Rows()
    levels = len(round_.questionnaire.topics)
    for participant in participants:
        given: dict[str, Answer] = {}
        for number, topic in enumerate(round_.questionnaire.topics):
            walk = _Walk(
                round_, participant, topic, rows, _draw("over", round_, participant, topic)
            )
            answered = walk.invented(given)
            if not answered:
                continue
            saved = round_.moment((number + walk.draw.random()) / levels)
            walk.keep(answered, saved, [STEP * position for position in range(len(answered))])
            walk.hand_in(answered, saved + timedelta(hours=2), saved + timedelta(days=1))
            for item, answer in answered:
                reason = REJECTED.get(stance_of(item, answer), "")
                if walk.draw.random() < REJECTED_SHARE and reason:
                    walk.decide(item, Verdict.REJECTED, saved + timedelta(days=2), reason)
                else:
                    walk.decide(item, Verdict.ACCEPTED, saved + timedelta(days=2))
    return rows


def half_way_rows(round_: Round, participants: Sequence[Participant]) -> Rows:
    """An edition under way: some governments ahead, some stuck, returned items here and there."""
    rows = Rows()
    for participant in participants:
        _half_way(round_, participant, rows)
    return rows


def _half_way(round_: Round, participant: Participant, rows: Rows) -> None:
    pace = _draw("reach", round_, participant)
    reach = pace.betavariate(2.2, 1.9)
    stalled = pace.random() < STALLED_SHARE
    pause = reach if stalled else pace.uniform(0.94, 1.0)
    topics = [t for t in round_.questionnaire.topics if _is_for(t, participant)]
    done = reach * len(topics)
    given: dict[str, Answer] = {}
    for number, topic in enumerate(topics):
        if number >= done:
            break
        walk = _Walk(round_, participant, topic, rows, _draw("now", round_, participant, topic))
        answered = walk.invented(given)
        saved = round_.moment(pause * (number + walk.draw.random()) / done)
        # The last topic reached is left half-filled; most governments are at it these days.
        until = len(answered) if number + 1 <= done else walk.draw.randrange(len(answered))
        after = walk.paced(answered[:until])
        if number + 1 > done and not stalled:
            saved = round_.ends - timedelta(hours=walk.draw.uniform(1.5, 60))
            if until and _draw("habit", round_, participant).random() < STEADY_SHARE:
                days = round_.working_days(until)
                saved, after = days[0], [each - days[0] for each in days]
        walk.open(saved)
        walk.keep(answered[:until], saved, after)
        if until < len(answered) or walk.draw.random() < LEFT_SHARE:
            continue
        _handed_in(walk, answered, saved + timedelta(hours=3))


def _handed_in(walk: "_Walk", answered: Sequence[tuple[Item, Answer]], submitted: datetime) -> None:
    """A level that was submitted: most are signed by now, and the earlier ones verified."""
    is_signed = walk.draw.random() < SIGNED_SHARE
    if submitted < walk.round.ends - PROMPT:
        is_slow = _draw("signer", walk.round, walk.participant).random() < SLOW_SHARE
        is_signed = is_signed or not is_slow
    signed = submitted + timedelta(hours=20) if is_signed else None
    walk.hand_in(answered, submitted, signed)
    if signed is None:
        return
    is_late = signed > walk.round.ends - BACKLOG
    if walk.draw.random() < (1 - AHEAD_SHARE if is_late else BEHIND_SHARE):
        return
    returned = []
    for item, answer in answered:
        at = signed + timedelta(hours=walk.draw.randrange(2, 20))
        if walk.draw.random() < RETURNED_SHARE:
            reasons = RETURNED[stance_of(item, answer)]
            walk.decide(item, Verdict.RETURNED, at, walk.draw.choice(reasons))
            returned.append((item, answer))
        else:
            walk.decide(item, Verdict.ACCEPTED, at)
    mends = _draw("care", walk.round, walk.participant)
    if returned and mends.random() < MENDING_SHARE:
        walk.mend(answered, returned, signed)


@dataclass(frozen=True, slots=True)
class _Walk:
    """One participant through one topic: each act adds its rows, as the product would."""

    round: Round
    participant: Participant
    topic: Topic
    rows: Rows
    draw: Random

    def invented(self, given: dict[str, Answer]) -> list[tuple[Item, Answer]]:
        """Every item that is asked with its answer; `given` grows by them.

        A level beyond the cap on "no aplica" is invented again with its last one answered.
        """
        must_apply: set[str] = set()
        while True:
            answers = dict(given)
            answered = self._invented(answers, must_apply)
            asked = [item for item, _ in answered]
            count = not_applicable_of(asked, answers, {}, self.round.cap)
            if not count.is_beyond:
                given |= answers
                return answered
            must_apply.add(count.items[-1])

    def _invented(
        self, given: dict[str, Answer], must_apply: Collection[str]
    ) -> list[tuple[Item, Answer]]:
        strength = self.round.strengths[self.participant.code]
        document = _document_id(self.participant.code, self.round.code, self.topic.code)
        answered = []
        for item in self.topic.items:
            if is_asked(item, given, self.participant):
                answer = given[item.code] = invented_answer(
                    item,
                    strength - self.round.difficulties[item.code],
                    _draw_of(self.participant, item),
                    document=document,
                    today=self.round.starts.date(),
                    must_apply=item.code in must_apply,
                )
                answered.append((item, answer))
        return answered

    def open(self, at: datetime) -> None:
        """Open the page of the level."""
        row = {
            "participant": self.participant.code,
            "edition": self.round.code,
            "topic": self.topic.code,
            "account": FILLER,
            "at": at,
        }
        self.rows.add(KEEP_VISIT, row)

    def paced(self, answered: Sequence[tuple[Item, Answer]]) -> list[timedelta]:
        """How long after the level was opened each answer is saved."""
        draw = _draw("pace", self.round, self.participant, self.topic)
        return list(accumulate(pace_of(item, SEED, draw) for item, _ in answered))

    def keep(
        self,
        answered: Sequence[tuple[Item, Answer]],
        at: datetime,
        after: Sequence[timedelta],
    ) -> None:
        """Save the answers one after the other, and the document they cite."""
        document = document_of(self.participant.code, self.round.code, self.topic.code, at)
        self.rows.add(ADD_DOCUMENT, row_of(document))
        for (item, answer), later in zip(answered, after, strict=True):
            self._save(item, answer, at + later)

    def hand_in(
        self,
        answered: Sequence[tuple[Item, Answer]],
        submitted: datetime,
        signed: datetime | None,
    ) -> None:
        """Submit the level and, when it was, sign it from the other seat."""
        self._note("level-submitted", self.topic.code, submitted, FILLER, Role.LEAD)
        if signed is not None:
            self._sign(answered, signed)
            self._move(timely_change(self.round.rules, None, signed), signed)
        self.rows.add(
            KEEP_LEVEL,
            {
                "participant": self.participant.code,
                "edition": self.round.code,
                "topic": self.topic.code,
                "submitted_at": submitted,
                "submitted_by": FILLER,
                "submitter_name": AUTHOR,
                "signed_at": signed,
                "signed_by": SIGNER if signed else None,
                "signer_name": AUTHOR if signed else "",
            },
        )

    def _sign(
        self,
        answered: Sequence[tuple[Item, Answer]],
        at: datetime,
        mended_to: Mapping[str, int] = NOTHING,
    ) -> None:
        """What was signed, as the product keeps it; the first revision of what was not mended."""
        code, edition, topic = self.participant.code, self.round.code, self.topic.code
        answers = {item.code: answer for item, answer in answered}
        revisions = dict.fromkeys(answers, 1) | dict(mended_to)
        signed = (Signed(item, revisions[item], answer) for item, answer in answers.items())
        digest = digest_of(edition, code, topic, signed, ())
        self._note("level-signed", topic, at, SIGNER, Role.SIGNER, digest=digest)
        self.rows.add(
            KEEP_SIGNATURE,
            {
                "participant": code,
                "edition": edition,
                "topic": topic,
                "account": SIGNER,
                "name": AUTHOR,
                "seat": None,
                "seat_title": "",
                "at": at,
                "digest": digest,
                "revisions": json.dumps(revisions, sort_keys=True),
                "counts": json.dumps(asdict(counts_of([item for item, _ in answered], answers))),
                "voided_at": None,
                "voided_by": None,
                "voider_name": "",
                "void_cause": "",
                "voided_item": "",
                "voided_revision": 0,
                "voided_document": "",
                "outdone_at": None,
                "outdone_by": None,
                "outdoer_name": "",
                "outdone_cause": "",
                "outdone_item": "",
                "outdone_revision": 0,
                "outdone_document": "",
            },
        )

    def mend(
        self,
        answered: Sequence[tuple[Item, Answer]],
        returned: Sequence[tuple[Item, Answer]],
        signed: datetime,
    ) -> None:
        """Mend what was returned in the days after the verdicts, and sign the level again."""
        at = signed + timedelta(
            days=_draw("mended", self.round, self.participant, self.topic).randrange(2, 5)
        )
        again = at + timedelta(hours=20)
        if again >= self.round.ends:
            return
        codes = [item.code for item, _ in returned]
        self.rows.latest(KEEP_SIGNATURE).update(
            voided_at=at,
            voided_by=FILLER,
            voider_name=AUTHOR,
            void_cause=Cause.MENDED.value,
            voided_item=codes[0],
            voided_revision=2,
        )
        self._move(timely_change(self.round.rules, signed, None), at)
        for number, (item, answer) in enumerate(returned):
            self._save(item, mended(answer), at + STEP * number, revision=2)
        now = [(item, mended(old) if item.code in codes else old) for item, old in answered]
        self._sign(now, again, dict.fromkeys(codes, 2))
        self._move(timely_change(self.round.rules, None, signed), again)
        self.rows.latest(KEEP_LEVEL).update(signed_at=again)

    def decide(self, item: Item, verdict: Verdict, at: datetime, reason: str = "") -> None:
        """Give a verdict on an answer, which moves its points; a return opens its thread."""
        verifier = self.round.verifier_of(self.participant, self.draw)
        row = self._here(
            item,
            verdict=verdict.value,
            reason=reason,
            verifier=verifier.account,
            verifier_name=verifier.name,
            seat=verifier.seat,
            at=at,
        )
        self.rows.add(KEEP_VERDICT, row)
        told = {"verdict": verdict.value, "revision": 1}
        self._note("verdict-given", item.code, at, verifier.account, Role.VERIFIER, **told)
        if verdict is Verdict.RETURNED:
            said = {"account": verifier.account, "author": verifier.name, "role": "verifier"}
            kind = EntryKind.RETURNED.value
            self.rows.add(KEEP_THREAD, {**row, "state": ThreadState.OPEN.value, "entries": 1})
            self.rows.add(KEEP_ENTRY, {**row, **said, "kind": kind, "text": reason})
        rules = self.round.rules
        before = points_of_complete(rules, item, None)
        after = points_of_complete(rules, item, verdict)
        self._move(change(before, after, item.code, Reason(verdict.value)), at, revision=1)

    def _save(self, item: Item, answer: Answer, at: datetime, revision: int = 1) -> None:
        row = self._here(
            item,
            content=WRITE(pack(answer)),
            account=FILLER,
            author=AUTHOR,
            saved_at=at,
            based_on=revision - 1,
            revision=revision,
        )
        if revision > 1:
            self.rows.latest(KEEP_ANSWER, item.code).update(row)
        else:
            self.rows.add(KEEP_ANSWER, row)
        self.rows.add(KEEP_REVISION, row)
        based = {"base": revision - 1, "revision": revision}
        self._note("answer-saved", item.code, at, FILLER, Role.LEAD, **based)
        # Every invented answer is complete, so that it need not be asked of each.
        after = points_of_complete(self.round.rules, item, None)
        self._move(change(NO_POINTS, after, item.code, Reason.ANSWERED), at, revision)

    def _note(
        self,
        action: str,
        subject: str,
        at: datetime,
        account: int | None,
        role: Role,
        **details: object,
    ) -> None:
        """What the audit log keeps of an act."""
        row = {
            "at": at,
            "account": account,
            "role": role.value,
            "action": action,
            "participant": self.participant.code,
            "edition": self.round.code,
            "subject": subject,
            "details": json.dumps(details),
        }
        self.rows.add(NOTE, row)

    def _move(self, event: PointEvent | None, at: datetime, revision: int | None = None) -> None:
        league = self.round.leagues[self.participant.code]
        here = Entry(self.round.code, league, self.participant)
        for step in keeping_points(here, self.topic.code, event, at, revision):
            self.rows.add(step.statement, step.arguments)

    def _here(self, item: Item, **given: Any) -> dict[str, Any]:
        """What every row about an item says; of its first revision, if it says nothing else."""
        return {
            "participant": self.participant.code,
            "edition": self.round.code,
            "item": item.code,
            "revision": 1,
            **given,
        }


def _draw_of(participant: Participant, item: Item) -> Random:
    """Chance by lineage: a stronger government keeps the practices it had an edition ago."""
    return Random(f"{SEED}:{participant.code}:{item.continues or item.code}")  # noqa: S311


def _is_for(topic: Topic, participant: Participant) -> bool:
    return any(item.audience.includes(participant) for item in topic.items)


def _document_id(participant: str, edition: str, topic: str) -> str:
    named = f"{SEED}:{edition}:{participant}:{topic}"
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _draw(what: str, round_: Round, participant: Participant, topic: Topic | None = None) -> Random:
    """Chance of its own for each topic: a change in one leaves the others as they are."""
    where = topic.code if topic else ""
    return Random(f"{SEED}:{what}:{round_.code}:{participant.code}:{where}")  # noqa: S311
