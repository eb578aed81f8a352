"""Compromisos de la demostración: promises of invented governments, in every status there is."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from game.answers import Citation
from game.commitments import (
    Commitment,
    Milestone,
    Move,
    Plan,
    Status,
    advance,
    finish_milestone,
    propose,
)
from game.participants import Participant
from game.questionnaire import Item, Questionnaire
from game.room import USUAL
from indicators.receipt import Line, receipt_of
from server.days import calendar_of, today_of
from server.imports.demo import AUTHOR, FILLER, SEED
from server.people import Person, Role
from server.queries.commitments import keep_change, keep_proposal
from server.queries.documents import LINK, Document
from server.queries.editions import rules_of
from server.queries.results import published

AT_ONCE = 50
REASON = "Se acordó con las dependencias y se publica la razón. (Dato sintético.)"
CHECKED = "Se revisó la publicación y corresponde a la meta. (Dato sintético.)"
MISSED = "Venció el plazo y no hay publicación que lo pruebe. (Dato sintético.)"
LACKING = "El documento no corresponde al indicador de éxito. (Dato sintético.)"
DONE = "Se publicó el documento y se adjunta su dirección. (Dato sintético.)"
# How many of each hundred promises got how far, and the moves of each life after the proposal.
# Of those that reached their date, the share kept is near the 60 % of the reference.
REPORTED = (Move.AGREE, Move.START, Move.FINISH_MILESTONE, Move.FINISH_MILESTONE, Move.REPORT_DONE)
LIVES: Mapping[str, tuple[int, tuple[Move, ...]]] = {
    "proposed": (8, ()),
    "agreed": (10, (Move.AGREE,)),
    "in_progress": (14, (Move.AGREE, Move.START, Move.FINISH_MILESTONE)),
    "overdue": (6, (Move.AGREE, Move.START)),
    "late": (3, (Move.AGREE, Move.START, Move.FINISH_MILESTONE)),
    "reported_done": (8, REPORTED),
    "sent_back": (2, (*REPORTED, Move.SEND_BACK)),
    "verified": (26, (*REPORTED, Move.VERIFY)),
    "amended": (8, (Move.AGREE, Move.AMEND, *REPORTED[1:], Move.VERIFY)),
    "not_met": (6, (Move.AGREE, Move.START, Move.MARK_NOT_MET)),
    "withdrawn": (5, (Move.AGREE, Move.WITHDRAW)),
    "inherited": (4, (Move.AGREE, Move.START, Move.INHERIT)),
}
NOTES: Mapping[Move, str] = {
    Move.AMEND: REASON,
    Move.WITHDRAW: REASON,
    Move.INHERIT: REASON,
    Move.REPORT_DONE: DONE,
    Move.VERIFY: CHECKED,
    Move.MARK_NOT_MET: MISSED,
    Move.SEND_BACK: LACKING,
}
WHO: Mapping[Move, Role] = {
    Move.INHERIT: Role.COORDINATOR,
    Move.VERIFY: Role.VERIFIER,
    Move.MARK_NOT_MET: Role.VERIFIER,
    Move.SEND_BACK: Role.VERIFIER,
}
# Of the government whose accounts are named: what it amended stands beside what was before.
SHOWN_AMENDED = "20"
REPLANNED = "Se suma una consulta pública y se mueve la fecha. (Dato sintético.)"
# Of the other one: what it kept answers a question that the edition under way still asks of it.
SHOWN_KEPT = ("29033", "25-H10-01")
A_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)
LARGEST_GAPS = 12
MOST_EACH = 5


async def keep_promises(
    edition: str, participants: Sequence[Participant], people: Sequence[Person], now: datetime
) -> None:
    """Give every government with results a few commitments from its largest gaps."""
    questionnaire = (await rules_of(edition)).questionnaire
    results = (await published(edition)).results
    lives, shown = [], []
    for participant in participants:
        draw = Random(f"{SEED}:promises:{participant.code}")  # noqa: S311
        gaps = _largest_gaps(receipt_of(results.scores, participant.code).lines)
        actors, of = _actors(participant, people), questionnaire.item
        chosen = draw.sample(gaps, min(len(gaps), draw.randrange(1, MOST_EACH + 1)))
        for item in chosen:
            promise = _Promise(participant, questionnaire, of(item), actors, draw)
            lives.append(promise.moves(_life(draw), today_of(now)))
        if participant.code == SHOWN_AMENDED:
            left = next(item for item in gaps if item not in chosen)
            promise = _Promise(participant, questionnaire, of(left), actors, draw)
            shown.append(promise.replanned(today_of(now)))
        if participant.code == SHOWN_KEPT[0] and SHOWN_KEPT[1] not in chosen:
            promise = _Promise(participant, questionnaire, of(SHOWN_KEPT[1]), actors, draw)
            shown.append(promise.moves("verified", today_of(now)))
    lives += shown
    # A few at a time: units of several share one commit.
    for start in range(0, len(lives), AT_ONCE):
        await asyncio.gather(*(_lived(life) for life in lives[start : start + AT_ONCE]))


@dataclass(frozen=True, slots=True)
class _Step:
    """One change of a commitment: who made it, when, and what it was afterwards."""

    commitment: Commitment
    by: Person
    on: date
    documents: tuple[Document, ...] = ()


async def _lived(life: Sequence[_Step]) -> None:
    """Keep a commitment and every change of it, in order."""
    first, *changes = life
    key = f"demo-{first.commitment.participant}-{first.commitment.item}"
    code = await keep_proposal(first.commitment, key=key, by=first.by, at=_noon(first.on))
    seen = replace(first.commitment, code=code)
    for step in changes:
        changed = replace(step.commitment, code=code)
        await keep_change(seen, changed, by=step.by, at=_noon(step.on), documents=step.documents)
        seen = changed


def _largest_gaps(lines: Sequence[Line]) -> list[str]:
    """The items that would give most if they stood at their best."""
    gaps = [line for line in lines if line.is_gap]
    gaps.sort(key=lambda line: -line.weight * (1 - (line.factor or 0.0)))
    return [line.item for line in gaps[:LARGEST_GAPS]]


def _actors(participant: Participant, people: Sequence[Person]) -> Mapping[Role, Person]:
    """Who moves the commitments of a government; nobody verifies those of the own state."""
    here = [each for each in people if each.state != participant.state]
    found = {each.role: each for each in here}
    found[Role.LEAD] = Person(FILLER, AUTHOR, "", 0, Role.LEAD, participant.code, None)
    return found


def _life(draw: Random) -> str:
    return draw.choices(list(LIVES), [share for share, _ in LIVES.values()])[0]


@dataclass(frozen=True, slots=True)
class _Promise:
    """A commitment to one item, and the chance that decides on its dates."""

    participant: Participant
    questionnaire: Questionnaire
    item: Item
    actors: Mapping[Role, Person]
    draw: Random

    def moves(self, life: str, today: date) -> list[_Step]:
        """The proposal and every move of this life, none of them after yesterday."""
        start = today - timedelta(days=self.draw.randrange(120, 200))
        is_short = life in {"overdue", "late", "not_met"}
        lasts = self.draw.randrange(60, 110) if is_short else self.draw.randrange(230, 420)
        lead = self.actors[Role.LEAD]
        steps = [_Step(self._proposed(start, start + timedelta(days=lasts)), lead, start)]
        for move in LIVES[life][1]:
            days = timedelta(days=self.draw.randrange(6, 18))
            on = steps[-1].on + days
            if move is Move.MARK_NOT_MET:
                on = max(on, steps[-1].commitment.due + A_WEEK)
            steps.append(self._moved(steps[-1], move, min(on, today - A_DAY)))
        return steps

    def replanned(self, today: date) -> list[_Step]:
        """A life whose date moved and whose milestones were planned anew while it went on."""
        lead, start = self.actors[Role.LEAD], today - timedelta(days=150)
        steps = [_Step(self._proposed(start, start + timedelta(days=240)), lead, start)]
        for move, days in ((Move.AGREE, 8), (Move.START, 16), (Move.FINISH_MILESTONE, 110)):
            steps.append(self._moved(steps[-1], move, start + timedelta(days=days)))
        on, seen = today - A_WEEK, steps[-1].commitment
        due = seen.due + timedelta(days=60)
        (at, done), (last, publication) = enumerate(seen.milestones)
        consultation = Milestone("Consulta pública (dato sintético)", seen.due)
        plan = Plan(
            seen.starts,
            1_250_000,
            (
                (at, done),
                (last, replace(publication, due=due, weight=3)),
                (None, consultation),
            ),
        )
        changed = advance(seen, Move.AMEND, Role.LEAD, on, REPLANNED, due=due, plan=plan)
        return [*steps, _Step(changed, lead, on)]

    def _proposed(self, start: date, due: date) -> Commitment:
        return propose(
            Commitment(
                self.participant.code,
                goal=self.item.recommendation.es,
                indicator=self.item.evidence.text.es,
                responsible="Autoridad de mejora regulatoria",
                due=due,
                status=Status.PROPOSED,
                edition=self.questionnaire.edition,
                item=self.item.code,
                pillar=self.questionnaire.pillar_of(self.item.topic).code,
                starts=start + A_WEEK,
                budget=self._budget(),
                milestones=tuple(_milestones(start, due)),
            ),
            Role.LEAD,
            start,
        )

    def _budget(self) -> int | None:
        """What two of three say it costs, in whole pesos; nobody knows of the third."""
        draw = Random(f"{SEED}:budget:{self.participant.code}:{self.item.code}")  # noqa: S311
        pesos = draw.randrange(2, 90) * 50_000
        return pesos if pesos % 150_000 else None

    def _moved(self, before: _Step, move: Move, on: date) -> _Step:
        seen, by = before.commitment, self.actors[WHO.get(move, Role.LEAD)]
        if move is Move.FINISH_MILESTONE:
            position = sum(each.done_on is not None for each in seen.milestones)
            return _Step(finish_milestone(seen, position, by.role, on), by, on)
        documents = (_document(seen, on, self.draw),) if move is Move.REPORT_DONE else ()
        changed = advance(
            seen,
            move,
            by.role,
            on,
            NOTES.get(move, ""),
            evidence=tuple(Citation(each.id, "1") for each in documents),
            due=seen.due + timedelta(days=30) if move is Move.AMEND else None,
            term=_days_to_ratify(on) if move is Move.INHERIT else None,
        )
        return _Step(changed, by, on, documents)


def _days_to_ratify(on: date) -> date:
    """Thirty working days, as the reference set has it."""
    return calendar_of(range(on.year, on.year + 2)).after(on, USUAL.ratify_days)


def _milestones(start: date, due: date) -> Iterator[Milestone]:
    whole = (due - start).days
    yield Milestone("Proyecto aprobado (dato sintético)", start + timedelta(days=whole // 2))
    yield Milestone("Publicación y evidencia (dato sintético)", due, weight=2)


def _document(seen: Commitment, day: date, draw: Random) -> Document:
    return Document(
        id=draw.randbytes(16).hex(),
        participant=seen.participant,
        kind=LINK,
        title="Publicación del compromiso (documento sintético)",
        filename="",
        media_type="",
        size=0,
        sha256="",
        url=f"https://example.org/compromisos/{seen.participant}/{seen.item}",
        dated=day,
        account=FILLER,
        author=AUTHOR,
        at=_noon(day),
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(18), UTC)
