"""Firma: a level put together to be read before it is signed, and the proof of who signs it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Request
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from game.answers import Answer
from game.reviews import Verdict, standing_verdict
from game.rules import RuleBroken
from game.signatures import Signature
from server.attempts import Throttle
from server.desks import seen_now
from server.pages.reviews import Proof
from server.pages.signatures import Before, PastReturn, ReadAnswer, Signer, signature_page
from server.passwords import Passwords
from server.people import Person, Role
from server.problems import SENTENCES, retry_after, sentence_of
from server.proofs import proof_of
from server.queries.accounts import account_of
from server.queries.answers import KeptAnswer, answer_history_of
from server.queries.desks import Desk
from server.queries.documents import newest_of
from server.queries.editions import EditionRules, Entry
from server.queries.reviews import review_histories_of
from server.queries.submissions import digest_of_level
from server.settings import Settings

# Told beside the password.
BESIDE_PASSWORD = frozenset({"password-wrong", "too-many-attempts"})
# Told with the level as it is now.
ON_THE_PAGE = BESIDE_PASSWORD | {"signature-stale"}


@dataclass(frozen=True, slots=True)
class Guard:
    """Who checks a password, and who counts the wrong ones, for an address."""

    passwords: Passwords
    throttle: Throttle
    address: str
    now: datetime

    async def check(self, person: Person, password: str) -> None:
        """Refuse a password that is not the person's; it counts as a failed attempt to enter."""
        await self.throttle.check(self.address, person.email, self.now)
        account = await account_of(person.email)
        kept = account.password_hash if account else None
        if not await self.passwords.matches(kept, password):
            await self.throttle.failed(self.address, person.email, self.now)
            raise RuleBroken("password-wrong")
        await self.throttle.succeeded(self.address, person.email, self.now)


async def signature_template(
    request: Request[Any, Any, Any],
    rules: EditionRules,
    entry: Entry,
    topic: str,
    person: Person,
    settings: Settings,
    refused: RuleBroken | None = None,
) -> Template:
    """The page of a signature; `refused`: what kept it from being given."""
    seen = await seen_now(request, rules, entry, topic, person, settings)
    desk = seen.desk
    histories = await review_histories_of(
        entry.participant.code, rules.code, [item.code for item in desk.asked]
    )
    returns = [
        PastReturn(
            item.code,
            each.review.reason,
            each.verifier_name,
            each.at,
            standing_verdict(given[-1].review, item, desk.answer_to(item)),
        )
        for item in desk.asked
        if (given := histories.get(item.code))
        for each in given
        if each.review.verdict is Verdict.RETURNED
    ]
    handed, before = desk.handed, await _signed_before(request, desk)
    code = refused.code if refused else ""
    page = signature_page(
        rules.edition,
        desk.topic,
        desk.level,
        [_read(request, desk, item.code, before) for item in desk.asked],
        sorted(returns, key=lambda each: each.at),
        (handed.submitter_name, handed.submitted_at) if handed.submitted_at else None,
        desk.signature,
        digest_of_level(rules, entry, desk.topic, desk.asked, desk.answers, desk.documents),
        Signer(
            is_signer=person.role is Role.SIGNER,
            has_filled=seen.has_filled,
            account=person.account,
            error=sentence_of(code, refused.facts) if refused and code in BESIDE_PASSWORD else "",
            is_stale=code == "signature-stale",
            version=rules.questionnaire.version,
        ),
        request.app.route_reverse,
    )
    return HTMXTemplate(
        template_name="pages/signature.html",
        context={"page": page},
        status_code=SENTENCES[code].status if code else HTTPStatus.OK,
        headers=retry_after(refused.facts) if refused else {},
    )


async def _signed_before(request: Request[Any, Any, Any], desk: Desk) -> Mapping[str, Before]:
    """What was signed last of each item that changed since, while that has no effect any more."""
    lost = desk.signature
    if lost is None or desk.level.is_signed:
        return {}
    asked = [
        (item.code, desk.answers[item.code]) for item in desk.asked if item.code in desk.answers
    ]
    changed = [code for code, kept in asked if not lost.covers(code, kept.revision, kept.saved_at)]
    who, edition = desk.entry.participant.code, desk.rules.code
    found = await asyncio.gather(*(answer_history_of(who, edition, code) for code in changed))
    histories = zip(changed, found, strict=True)
    return {code: _as_signed(request, desk, lost, code, history) for code, history in histories}


def _as_signed(
    request: Request[Any, Any, Any],
    desk: Desk,
    lost: Signature,
    code: str,
    history: Sequence[KeptAnswer],
) -> Before:
    for kept in history:
        if lost.covers(code, kept.revision, kept.saved_at):
            return Before(kept.answer, _proofs(request, desk, kept.answer))
    return Before(None, ())


def _read(
    request: Request[Any, Any, Any], desk: Desk, code: str, before: Mapping[str, Before]
) -> ReadAnswer:
    kept = desk.answers.get(code)
    item = desk.rules.questionnaire.item(code)
    if kept is None:
        return ReadAnswer(item, Answer(code), "", None, ())
    proofs = _proofs(request, desk, kept.answer)
    return ReadAnswer(item, kept.answer, kept.author, kept.saved_at, proofs, before.get(code))


def _proofs(request: Request[Any, Any, Any], desk: Desk, answer: Answer) -> tuple[Proof, ...]:
    newest = newest_of(desk.documents.values())
    return tuple(
        proof_of(request, desk.documents[cited.document], cited.page, newest, desk.laws)
        for cited in answer.evidence
        if cited.document in desk.documents
    )
