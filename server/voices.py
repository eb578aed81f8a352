"""Tercera voz: reports as pages may show them, the letters about them, and what three of them ask.

A page gets a report without its sender; a letter to the sender is made here and nowhere else.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from game.agreements import Agreement, awaits_answer
from game.commitments import Commitment, awaits_review
from game.commitments import Status as CommitmentStatus
from game.commitments import ask_review as asking_review
from game.reports import STARTS_CLOCK, Move, Report, ask_review, give_back, waiting_reason
from game.rules import RuleBroken
from game.voices import Disagreement, Kind, disagreements
from server.days import today_of
from server.db import Refused
from server.i18n import speaking
from server.mailboxes import mailbox_of
from server.pages.commitment import Voice
from server.pages.commitments.words import first_words
from server.pages.filters import address_of
from server.pages.links import Link, Url
from server.pages.promise_notices import advice_notice, agreements_notice, promises_notice
from server.pages.report_desks import WaitingNotice, waiting_notice
from server.pages.report_letters import (
    confirm_letter,
    joined_letter,
    moved_letter,
    to_answer_letter,
)
from server.pages.reports import SeenReport, about_link, reports_say
from server.pages.voices import disagreement_mark
from server.people import Person, Role
from server.policy import HEADS
from server.queries.accounts import account_of, has_served
from server.queries.agreements import agreements_inviting
from server.queries.assignments import team_of
from server.queries.batches import waiting_of
from server.queries.commitments import (
    Listed,
    commitment_of,
    histories_of,
    keep_asked_review,
    live_of,
    recommended_texts,
    verdicts_on,
    with_histories,
)
from server.queries.documents import Document
from server.queries.mail import Message
from server.queries.reports import (
    Filters,
    KeptReport,
    Sender,
    keep_move,
    letter_prefix,
    merged_into,
    reports_of,
    reports_where,
    vouchers_of,
)
from server.queries.voices import heard_on
from server.reports import Rules, rules_now, token_of, topics_now
from server.settings import Settings

# Of one commitment: more than anybody counts one by one.
VOICE_READS = 200
# What whoever sent a report does with it: they need no letter.
BY_THEMSELVES = frozenset({Move.CONTEST, Move.CLOSE, Move.CONFIRM, Move.WITHDRAW})
# Why a moderator decided so is written in the letter; why it is read again stands on their page.
WITH_REASON = frozenset({Move.REJECT, Move.DISMISS})
# What is told also to those whose reports were merged into it.
TOLD_TO_JOINED = frozenset({Move.ANSWER, Move.CLOSE, Move.WITHDRAW})


@dataclass(frozen=True, slots=True)
class Post:
    """Where letters lead to: whole addresses, and private links."""

    settings: Settings
    route: Url

    def address(self, name: str, **of: Any) -> str:
        return self.settings.public_url + self.route(name, **of)

    def private(self, sheet: str) -> str:
        """The private link of the report of a sheet."""
        return self.address("report_follow", token=token_of(self.settings, sheet))

    def confirming(self, sender: Sender, hours: int) -> "Confirming":
        return Confirming(self, sender, hours)


@dataclass(frozen=True, slots=True)
class Confirming:
    """Makes the letter by which a sender proves their address, once the report has a number."""

    post: Post
    sender: Sender
    hours: int

    def __call__(self, code: int) -> Sequence[Message]:
        if self.sender.account is not None:
            return ()
        with speaking(self.sender.locale):
            link = self.post.private(self.sender.sheet)
            letter = confirm_letter(folio=code, hours=self.hours, link=link)
        key = f"{letter_prefix(self.sender.token_hash)}confirm"
        return (Message(key, self.sender.email, "", letter.subject, letter.body),)


def seen_of(kept: KeptReport) -> SeenReport:
    """A report as a page may know it."""
    return SeenReport(
        report=kept.report,
        participant=kept.participant,
        people=kept.people,
        published_at=kept.published_at,
        filename=kept.file.filename if kept.file else "",
        shows_file=kept.shows_file,
        is_account=kept.sender.account is not None,
    )


async def reported_on(participant: str, now: datetime, url: Url) -> WaitingNotice | None:
    """What a government still has to answer, for its own page."""
    waiting = [seen_of(each) for each in await reports_of(participant)]
    calendar = (await rules_now(now)).calendar
    return waiting_notice(waiting, calendar, today_of(now), url)


async def pressing_on(participant: str, now: datetime, url: Url) -> tuple[WaitingNotice, ...]:
    """What a government has to answer, to ratify, to sign or to report, for its own page."""
    today = today_of(now)
    found = [each.commitment for each in await with_histories(await live_of(participant))]
    waiting = {each.kept.id for each in (await waiting_of(participant)).values() if each.is_new}
    told = (
        await reported_on(participant, now, url),
        promises_notice(found, participant, today, url),
        agreements_notice(await _to_sign(participant, today), url),
        advice_notice(len(waiting), url),
    )
    return tuple(each for each in told if each is not None)


async def _to_sign(participant: str, today: date) -> Sequence[Agreement]:
    """The agreements that a government has not answered and still can, the newest first."""
    found = await agreements_inviting(participant, signable_on=today)
    parties = ((each.agreement, each.party(participant)) for each in found)
    return [
        agreement
        for agreement, party in parties
        if party is not None and awaits_answer(agreement, party.stand, today)
    ]


async def third_voice(listed: Listed, now: datetime, url: Url) -> tuple[Voice, ...]:
    """What businesses and citizens say of a commitment, beside the other two."""
    code = listed.commitment.code
    found = await reports_where(Filters(commitment=code), size=VOICE_READS)
    differs = (await disagreements_of([listed.commitment], today_of(now))).get(code or 0, ())
    add = address_of(url("report_new"), (("compromiso", str(code)),))
    every = address_of(url("reports"), (("compromiso", str(code)),))
    return (
        reports_say(
            [seen_of(each) for each in found.reports],
            today_of(now),
            is_contradicted=Kind.VERIFIED_CONTRADICTED in {each.kind for each in differs},
            add_url=add,
            list_url=every,
            url=url,
        ),
    )


async def disagreements_of(
    commitments: Iterable[Commitment], today: date
) -> Mapping[int, tuple[Disagreement, ...]]:
    """Where the voices of these do not agree, by the code of each on which some do not."""
    of_code = {each.code or 0: each for each in commitments}
    histories, heard = await histories_of(of_code), await heard_on(of_code)
    found = {
        code: disagreements(each, histories[code], heard.get(code, ()), today)
        for code, each in of_code.items()
    }
    return {code: each for code, each in found.items() if each}


async def disagreement_marks(commitments: Iterable[Commitment], today: date) -> Mapping[int, str]:
    """The same as cards say it."""
    found = await disagreements_of(commitments, today)
    return {code: disagreement_mark(each) for code, each in found.items()}


async def about_of(report: Report, url: Url) -> Link:
    """What a report is about, as a link."""
    goal = ""
    if report.commitment is not None:
        goal = (await commitment_of(report.commitment)).commitment.goal
    return about_link(report, goal, await recommended_texts(), await topics_now(), url)


async def is_of_government(participant: str, visitor: Person | None, email: str) -> bool:
    """Whether whoever sends a report sits in the government that it is about, or once did.

    `email`: as it was typed; its label after a plus hides nobody. The third voice is of others.
    """
    accounts = [await account_of(each) for each in {email.strip(), mailbox_of(email)} if each]
    known = {each.id for each in accounts if each is not None}
    if visitor is not None:
        known.add(visitor.account)
    return any([await has_served(each, participant) for each in sorted(known)])


async def check_third_voice(participant: str, visitor: Person | None, email: str) -> None:
    """Refuse whoever speaks of their own government as if they were somebody else."""
    if await is_of_government(participant, visitor, email):
        raise RuleBroken("own-government-report")


async def check_moderator(person: Person, kept: KeptReport) -> None:
    """Refuse to moderate whoever is from that state, served that government, or judged it.

    Coordinators decide on no evidence, and verifiers know it: both moderate. What contradicts a
    verdict is not read by whoever gave it.
    """
    if person.state is not None and person.state == kept.participant.state:
        raise RuleBroken("own-state", state=person.state)
    if await has_served(person.account, kept.participant.code):
        raise RuleBroken("own-government")
    if person.role is Role.VERIFIER and kept.report.commitment is not None:
        judged = {account for _at, account in await verdicts_on(kept.report.commitment)}
        if person.account in judged:
            raise RuleBroken("own-verdict")


async def move_report(
    seen: KeptReport,
    moved: Report,
    post: Post,
    rules: Rules,
    *,
    by: Person | None,
    now: datetime,
    documents: Collection[Document] = (),
    shows_file: bool | None = None,
) -> None:
    """Keep a move with its letters; then see whether enough people contradict a verdict."""
    joined = await merged_into(seen.code) if moved.history[-1].move in TOLD_TO_JOINED else ()
    letters = [
        *_to_sender(seen, moved, post),
        *(each for one in joined for each in _to_joined(one, seen, moved, post)),
        *await _to_heads(seen, moved, post),
    ]
    is_withdrawn, today = moved.history[-1].move is Move.WITHDRAW, today_of(now)
    given_back = [
        (each, give_back(each.report, now, on=today, clock=rules.clock))
        for each in joined
        if is_withdrawn
    ]
    await keep_move(
        seen,
        moved,
        by=by,
        at=now,
        letters=letters,
        documents=documents,
        shows_file=shows_file,
        with_it=given_back,
    )
    if moved.commitment is not None and moved.history[-1].move in {Move.PUBLISH, Move.MERGE}:
        await ask_for_review(moved.commitment, rules, now)


async def ask_for_review(commitment: int, rules: Rules, now: datetime) -> bool:
    """Have a verified commitment verified again, where enough different people contradict it."""
    seen = (await commitment_of(commitment)).commitment
    verdicts = await verdicts_on(commitment)
    if seen.status is not CommitmentStatus.VERIFIED or not verdicts or awaits_review(seen):
        return False
    vouchers, needed = await vouchers_of(commitment), rules.reports.review_after
    if not ask_review(vouchers, verdicts[-1][0], needed):
        return False
    people = len({each.person for each in vouchers if ask_review([each], verdicts[-1][0], 1)})
    asked = asking_review(seen, today_of(now), people)
    try:
        await keep_asked_review(seen, asked, now)
    except Refused:  # somebody counted the same in the same moment
        return False
    return True


def _to_sender(seen: KeptReport, moved: Report, post: Post) -> Sequence[Message]:
    """What became of it, to whoever sent it, while their address is known."""
    event, sender = moved.history[-1], seen.sender
    if not sender.email or event.move in BY_THEMSELVES:
        return ()
    with speaking(sender.locale):
        letter = moved_letter(
            event.move,
            folio=seen.code,
            participant=seen.participant.name,
            until=moved.answer_by,
            reason=event.text if event.move in WITH_REASON else "",
            hides=_hides(seen.report, moved),
            link=post.private(sender.sheet),
        )
    key = f"{letter_prefix(sender.token_hash)}{event.move.value}.{seen.revision}"
    return (Message(key, sender.email, "", letter.subject, letter.body),)


def _hides(seen: Report, moved: Report) -> bool:
    """Whether a moderator published less than was sent."""
    event = moved.history[-1]
    if event.move is Move.RELEASE:
        return event.text.split() != waiting_reason(seen).split()
    return event.move is Move.PUBLISH and moved.is_redacted


def _to_joined(
    joined: KeptReport, seen: KeptReport, moved: Report, post: Post
) -> Sequence[Message]:
    """What became of a report, to whoever sent another one that was merged into it."""
    event, sender = moved.history[-1], joined.sender
    if not sender.email:
        return ()
    with speaking(sender.locale):
        letter = joined_letter(
            event.move,
            was_public=joined.report.shown is not None,
            folio=joined.code,
            into=seen.code,
            participant=seen.participant.name,
            address=post.address("report", id=seen.code),
            link=post.private(sender.sheet),
        )
    key = f"{letter_prefix(sender.token_hash)}{event.move.value}.{seen.code}.{seen.revision}"
    return (Message(key, sender.email, "", letter.subject, letter.body),)


async def _to_heads(seen: KeptReport, moved: Report, post: Post) -> Sequence[Message]:
    """That the clock runs, to those who may answer."""
    event = moved.history[-1]
    if event.move not in STARTS_CLOCK or moved.answer_by is None:
        return ()
    found = []
    for holder in await team_of(seen.participant.code):
        if holder.role not in HEADS or not holder.email:
            continue
        with speaking(holder.locale):
            letter = to_answer_letter(
                folio=seen.code,
                about=first_words((moved.shown or moved.told).asked),
                until=moved.answer_by,
                is_objection=event.move is Move.RELEASE,
                reader=holder.name,
                participant=seen.participant.name,
                address=post.address("report", id=seen.code),
            )
        key = f"to-answer.{seen.code}.{seen.revision}.{holder.account}"
        found.append(Message(key, holder.email, holder.name, letter.subject, letter.body))
    return found
