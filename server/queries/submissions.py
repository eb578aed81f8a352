"""Envíos y firmas: a level handed in by one seat and signed from another, each as a unit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.answers import asked_items, is_complete
from game.levels import Level, level_of, sign, submit, submit_problems
from game.points import timely_change
from game.questionnaire import Item, Topic
from game.rules import RuleBroken
from game.signatures import Signature, Signed, counts_of, digest_of, signing_since
from server.db import Param, Refused, Step, announce, held, params, statement, write
from server.people import Person
from server.queries.answers import KeptAnswer, answers_of, authors_of, plain, standing_of
from server.queries.audit import NOTE
from server.queries.documents import Document, as_seen, documents_named
from server.queries.editions import EditionRules, Entry
from server.queries.levels import LevelEntry, level_entry_of
from server.queries.mail import Message, posting
from server.queries.points import keeping_points
from server.queries.reviews import reviews_of
from server.queries.saves import HOLD
from server.queries.signatures import keeping_signature, signature_histories_of, unmoved
from server.queries.stages import STAYS
from server.tables.editions import EditionRow
from server.tables.levels import LevelRow

SUBMIT = statement(
    LevelRow.insert(params(LevelRow))
    .on_conflict(
        target=(LevelRow.participant, LevelRow.edition, LevelRow.topic),
        action="DO UPDATE",
        values=[LevelRow.submitted_at, LevelRow.submitted_by, LevelRow.submitter_name],
        where=LevelRow.submitted_at.is_null(),
    )
    .returning(LevelRow.topic)
)
# The questionnaire that is handed in and signed is the one in force.
CURRENT = held(
    EditionRow.select(EditionRow.code).where(
        EditionRow.code == Param("edition"), EditionRow.version == Param("version")
    )
)
SIGN = statement(
    LevelRow.update(
        {
            LevelRow.signed_at: Param("signed_at"),
            LevelRow.signed_by: Param("signed_by"),
            LevelRow.signer_name: Param("signer_name"),
        }
    )
    .where(
        LevelRow.participant == Param("participant"),
        LevelRow.edition == Param("edition"),
        LevelRow.topic == Param("topic"),
        LevelRow.submitted_at.is_not_null(),
        LevelRow.signed_at.is_null(),
    )
    .returning(LevelRow.topic)
)


@dataclass(frozen=True, slots=True)
class LevelNow:
    """A level as it stands: its answers, who handed it in, and its signatures in order."""

    topic: Topic
    answers: Mapping[str, KeptAnswer]
    handed: LevelEntry
    level: Level
    signatures: tuple[Signature, ...]
    asked: tuple[Item, ...]
    documents: Mapping[str, Document]

    @property
    def signature(self) -> Signature | None:
        """The latest one, in force or not."""
        return self.signatures[-1] if self.signatures else None

    def digest(self, rules: EditionRules, entry: Entry) -> str:
        """What signing it now would sign."""
        return digest_of_level(rules, entry, self.topic, self.asked, self.answers, self.documents)

    @property
    def incomplete(self) -> tuple[str, ...]:
        return tuple(
            item.code
            for item in self.asked
            if item.code not in self.answers
            or not is_complete(item, self.answers[item.code].answer)
        )


def digest_of_level(
    rules: EditionRules,
    entry: Entry,
    topic: Topic,
    asked: Sequence[Item],
    answers: Mapping[str, KeptAnswer],
    documents: Mapping[str, Document],
) -> str:
    """SHA-256 of the answers to what a level asks and what they cite, as a signature takes them in.

    `documents` by id, at least those that are cited; without any it is the digest of a signature
    from before they were signed too.
    """
    signed = (
        Signed(item.code, answers[item.code].revision, answers[item.code].answer)
        for item in asked
        if item.code in answers
    )
    shown = [documents[each].signed for each in _cited(asked, answers) if each in documents]
    return digest_of(rules.code, entry.participant.code, topic.code, signed, shown)


async def submit_level(
    rules: EditionRules,
    entry: Entry,
    topic_code: str,
    *,
    by: Person,
    at: datetime,
    told: Sequence[Message] = (),
) -> None:
    """Hand in a level. Refused while any of its answers has a problem, or moves meanwhile.

    `told`: the messages that go out with it.
    """
    now = await state_of(rules, entry, rules.questionnaire.topic(topic_code))
    cap = rules.edition.not_applicable_cap
    problems = submit_problems(now.topic, entry.participant, plain(now.answers), cap)
    submit(rules.stage, now.level, problems)
    here = _here(rules, entry, topic_code, by, at, "level-submitted")
    handed_in = {
        "submitted_at": at,
        "submitted_by": by.account,
        "submitter_name": by.name,
        "signed_at": None,
        "signed_by": None,
        "signer_name": "",
    }
    holds = [
        Step(HOLD, {**here, "item": item.code, "base": now.answers[item.code].revision}, rows=1)
        for item in now.asked
    ]
    await _write(
        entry,
        here,
        [
            Step(CURRENT, {**here, "version": rules.questionnaire.version}, rows=1),
            *holds,
            Step(SUBMIT, {**here, **handed_in}, rows=1),
        ],
        told,
        at,
    )


async def check_signature(
    rules: EditionRules,
    entry: Entry,
    topic_code: str,
    digest: str,
    version: str = "",
    *,
    by: Person,
) -> LevelNow | None:
    """Refuse now what signing would refuse; None where this very signature was kept before.

    `digest` is that of what the signer was shown, `version` that of the questionnaire they read it
    in, where it is known; with another one now it is stale.
    """
    now = await state_of(rules, entry, rules.questionnaire.topic(topic_code))
    if _is_kept(now, digest, by):
        return None
    items = [item.code for item in now.topic.items]
    authors = await authors_of(entry.participant.code, rules.code, items)
    submitter = [now.handed.submitted_by] if now.handed.submitted_by is not None else []
    sign(rules.stage, now.level, by.account, authors.union(submitter), now.incomplete)
    is_reworded = version not in {"", rules.questionnaire.version}
    if is_reworded or now.digest(rules, entry) != digest:
        raise RuleBroken("signature-stale", level=topic_code)
    return now


async def sign_level(
    rules: EditionRules,
    entry: Entry,
    topic_code: str,
    *,
    digest: str,
    by: Person,
    at: datetime,
    told: Sequence[Message] = (),
) -> None:
    """Sign a level handed in, from a seat that did not fill it, as it was shown.

    `digest` names what was shown: an answer or a document that changed since refuses it, also when
    both arrive at once. The same signature sent twice is one.
    """
    now = await check_signature(rules, entry, topic_code, digest, by=by)
    if now is None:
        return
    here = _here(rules, entry, topic_code, by, at, "level-signed", digest=digest)
    signature = {"signed_at": at, "signed_by": by.account, "signer_name": by.name}
    signed = {
        item.code: now.answers[item.code].revision for item in now.asked if item.code in now.answers
    }
    near = {item.code for item in now.topic.items}
    near |= {code for item in near for code in rules.links.openers[item]}
    seen = {code: now.answers[code].revision if code in now.answers else 0 for code in near}
    counts = counts_of(now.asked, plain(now.answers))
    timely = timely_change(rules.points, None, signing_since(now.signatures, at))
    try:
        await _write(
            entry,
            here,
            [
                Step(
                    CURRENT,
                    {**here, "version": rules.questionnaire.version},
                    rows=1,
                    otherwise="signature-stale",
                ),
                Step(SIGN, {**here, **signature}, rows=1, otherwise="signature-stale"),
                unmoved(here, seen),
                *(as_seen(now.documents[each]) for each in sorted(now.documents)),
                keeping_signature(here, digest, signed, counts, by),
                *keeping_points(entry, topic_code, timely, at),
            ],
            told,
            at,
        )
    except Refused as refused:
        again = await state_of(rules, entry, now.topic)
        if not _is_kept(again, digest, by):
            raise RuleBroken(refused.code, level=topic_code) from refused


async def state_of(rules: EditionRules, entry: Entry, topic: Topic) -> LevelNow:
    """One level with what decides what may be done with it."""
    participant = entry.participant
    kept = await answers_of(participant.code, rules.code)
    reviews = await reviews_of(participant.code, rules.code)
    handed = await level_entry_of(participant.code, rules.code, topic.code)
    histories = await signature_histories_of(participant.code, rules.code)
    level = level_of(
        topic,
        participant,
        plain(kept),
        standing_of(rules.questionnaire, kept, reviews),
        submitted_at=handed.submitted_at,
        signed_at=handed.signed_at,
        stage=rules.stage,
        cap=rules.edition.not_applicable_cap,
        was_signed=topic.code in histories,
    )
    asked = asked_items(topic, plain(kept), participant)
    documents = await documents_named(_cited(asked, kept))
    return LevelNow(topic, kept, handed, level, histories.get(topic.code, ()), asked, documents)


def _cited(asked: Sequence[Item], answers: Mapping[str, KeptAnswer]) -> frozenset[str]:
    """The documents that answers to these items cite."""
    found = (answers[item.code].answer for item in asked if item.code in answers)
    return frozenset(cited.document for answer in found for cited in answer.evidence)


def _is_kept(now: LevelNow, digest: str, by: Person) -> bool:
    found = now.signature
    return (
        found is not None
        and found.voiding is None
        and bool(digest)
        and (found.digest, found.account) == (digest, by.account)
    )


def _here(
    rules: EditionRules,
    entry: Entry,
    topic: str,
    by: Person,
    at: datetime,
    action: str,
    **details: object,
) -> dict[str, object]:
    return {
        "participant": entry.participant.code,
        "edition": rules.code,
        "topic": topic,
        "stage": rules.stage.value,
        "at": at,
        "account": by.account,
        "role": by.role.value,
        "action": action,
        "subject": topic,
        "details": json.dumps(details),
    }


async def _write(
    entry: Entry,
    here: Mapping[str, object],
    steps: Sequence[Step],
    told: Sequence[Message],
    at: datetime,
) -> None:
    """The steps, while the edition stays at its stage, with the audit event and the letters."""
    where = {"edition": entry.edition, "league": entry.league}
    await write(
        [
            Step(STAYS, here, rows=1, otherwise="stage-forbids"),
            *steps,
            Step(NOTE, here),
            *(posting(each, at) for each in told),
            announce(json.dumps(where)),
        ]
    )
