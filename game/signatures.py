"""Firma: what exactly was signed, by whom, and what left it without effect.

A signature is over the answers as they stood: item by item its revision and its content, and each
document they cite as it is shown, named by one SHA-256. Own rule: any later change to one of them
voids it (`game/levels.py` says what for, `game/documents.py` which documents can change at all).

Own rule: a level signed again after mending what a verifier returned counts as signed since the
signature before, so that mending costs nobody what signing in time had earned. After anything else
that left it unsigned it counts from the new signature.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from game.answers import Answer, Stance, pack, stance_of
from game.documents import Period
from game.questionnaire import Item


class Cause(StrEnum):
    """Why a signature is without effect. `mended`: by mending an answer that had been returned."""

    CHANGED = "changed"
    MENDED = "mended"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Voiding:
    """When a signature lost its effect, by whom, and by which revision of which item.

    `item` is empty where the level was reopened, and where `document` was put right: its title as
    it was signed.
    """

    at: datetime
    by: str
    cause: Cause
    item: str = ""
    revision: int = 0
    document: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature as it was given. `revisions`: item to the revision that was signed.

    `outdone`: what happened after mending had voided it and before the next signature, the first
    of it, which takes the day that mending leaves. One from before digests were kept has neither
    digest nor revisions.
    """

    topic: str
    account: int
    name: str
    at: datetime
    digest: str
    revisions: Mapping[str, int]
    voiding: Voiding | None = None
    outdone: Voiding | None = None

    @property
    def keeps_its_day(self) -> bool:
        """Whether it is without effect by mending alone."""
        return (
            self.voiding is not None and self.voiding.cause is Cause.MENDED and self.outdone is None
        )

    def holds_for(self, item: str, revision: int, saved_at: datetime) -> bool:
        """Whether that revision is signed as it is, by the last signature of its level.

        One in force is over all of its level; one that was voided over what has not changed since.
        """
        return self.voiding is None or self.covers(item, revision, saved_at)

    def covers(self, item: str, revision: int, saved_at: datetime) -> bool:
        """Whether that revision of an answer is what was signed."""
        if not self.digest:
            return saved_at <= self.at
        return self.revisions.get(item) == revision


@dataclass(frozen=True, slots=True)
class Signed:
    """An answer with its revision, as a signature takes it in."""

    item: str
    revision: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class SignedDocument:
    """A document that is cited, as the signer is shown it.

    `source`: the SHA-256 of a file, or the address of a page.
    """

    document: str
    title: str
    dated: date | None
    period: Period
    version: int
    source: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many answers of each kind are signed; `unfit`: blank or unreadable."""

    claims: int = 0
    gaps: int = 0
    not_applicable: int = 0
    told: int = 0
    unfit: int = 0


def signed_since(signatures: Sequence[Signature]) -> datetime | None:
    """Since when a level is signed; None while it is not. `signatures`: all of it, in order."""
    if not signatures or signatures[-1].voiding is not None:
        return None
    *before, last = signatures
    return signing_since(before, last.at)


def signing_since(signatures: Sequence[Signature], at: datetime) -> datetime:
    """The same for a level that is not signed, if it were at this moment."""
    since = at
    for each in reversed(signatures):
        if not each.keeps_its_day:
            break
        since = each.at
    return since


def digest_of(
    edition: str,
    participant: str,
    topic: str,
    signed: Iterable[Signed],
    documents: Iterable[SignedDocument],
) -> str:
    """SHA-256, in hexadecimal, of what is signed: whose it is, each answer, each cited document.

    The same answers and documents give the same digest in whatever order they come. Without
    documents it is that of signatures from before their data were signed too.
    """
    content: dict[str, object] = {
        "edition": edition,
        "participant": participant,
        "topic": topic,
        "answers": {
            each.item: {"revision": each.revision, "content": pack(each.answer)} for each in signed
        },
    }
    shown = {each.document: _shown(each) for each in documents}
    if shown:
        content["documents"] = shown
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _shown(document: SignedDocument) -> dict[str, object]:
    return {
        "title": document.title,
        "dated": _text(document.dated),
        "first": _text(document.period.first),
        "last": _text(document.period.last),
        "version": document.version,
        "source": document.source,
    }


def _text(value: date | None) -> str:
    return value.isoformat() if value else ""


def counts_of(asked: Sequence[Item], answers: Mapping[str, Answer]) -> Counts:
    """The answers of what a level asks, by what they say."""
    found = [stance_of(item, answers.get(item.code) or Answer(item.code)) for item in asked]
    return Counts(
        claims=found.count(Stance.CLAIM),
        gaps=found.count(Stance.GAP),
        not_applicable=found.count(Stance.NOT_APPLICABLE),
        told=found.count(Stance.TOLD),
        unfit=found.count(Stance.BLANK) + found.count(Stance.INVALID),
    )
