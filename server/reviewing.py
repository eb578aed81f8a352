"""Mesa de verificación: one level that was signed, drawn for whoever reads it.

Routes of verdicts and of threads show the same page; this is where it is put together.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from litestar import Request
from litestar.exceptions import NotFoundException
from litestar.response import Redirect

from game.answers import Answer, asked_items, is_complete
from game.editions import Act, Stage, allows
from game.reviews import Verdict, is_being_mended, standing_verdict
from game.signatures import Signature
from game.threads import Thread
from server.days import today_of
from server.i18n import gettext as _
from server.i18n import locale, moment
from server.pages.entered import NOT_ENTERED, Entered
from server.pages.laws import review_lines
from server.pages.links import Link
from server.pages.reviews import (
    VERDICT_NAMES,
    Decision,
    Proof,
    Read,
    ReviewPage,
    coming_link,
    review_page,
)
from server.pages.signatures import voided_text
from server.pages.threads import ThreadCard, thread_card
from server.people import Person
from server.policy import VERIFYING
from server.proofs import proof_of
from server.queries.answers import KeptAnswer, answers_of, plain
from server.queries.documents import Document, documents_of, edits_of, newest_of
from server.queries.editions import EditionRules, Entry, entry_of, rules_of
from server.queries.laws import LawReviews, law_reviews_of
from server.queries.reviews import GivenReview, Reply, replies_of, review_histories_of
from server.queries.signatures import last_signatures_of
from server.queries.stages import is_under_erratum
from server.queries.threads import threads_of
from server.queries.verdicts import coming_after, waiting_levels


@dataclass(frozen=True, slots=True)
class Bench:
    """A level in front of a verifier, with what became of the form they sent.

    `failed`: item, its error and the reason as it was typed, of a verdict that was refused.
    `unsaid`: item and its entry of a thread, refused. `corrects`: an erratum is open.
    """

    request: Request[Any, Any, Any]
    rules: EditionRules
    entry: Entry
    person: Person
    failed: tuple[str, str, str] | None = None
    unsaid: tuple[str, Entered] | None = None
    corrects: bool = False

    @property
    def verifies(self) -> bool:
        return self.person.role in VERIFYING

    @property
    def is_own_state(self) -> bool:
        state = self.person.state
        return state is not None and state == self.entry.participant.state


def back_to_review(
    request: Request[Any, Any, Any], rules: EditionRules, entry: Entry, item: str
) -> Redirect:
    """To an item on the page where its level is verified, opened anew."""
    address = request.app.route_reverse(
        "review",
        edition=rules.code,
        participant=entry.participant.code,
        topic=rules.questionnaire.item(item).topic,
    )
    return Redirect(f"{address}#item-{item}", status_code=303)


async def found(edition: str, participant: str) -> tuple[EditionRules, Entry]:
    """What is not entered, or is a draft, is not there."""
    rules = await rules_of(edition)
    if rules.stage is Stage.DRAFT:
        raise NotFoundException
    return rules, await entry_of(edition, participant)


async def review_of(bench: Bench, topic_code: str) -> ReviewPage:
    """The page of a level; one that was never signed is not there."""
    rules, entry, url = bench.rules, bench.entry, bench.request.app.route_reverse
    if allows(rules.stage, Act.CORRECT):
        bench = replace(bench, corrects=await is_under_erratum(rules.code))
    participant = entry.participant
    topic = rules.questionnaire.topic(topic_code)
    signature = (await last_signatures_of(participant.code, rules.code)).get(topic_code)
    if signature is None:
        raise NotFoundException
    kept = await answers_of(participant.code, rules.code)
    histories = await review_histories_of(participant.code, rules.code)
    replies = await replies_of(participant.code, rules.code)
    threads = await threads_of(participant.code, rules.code) if bench.verifies else {}
    documents = {each.id: each for each in await documents_of(participant.code)}
    newest = newest_of(documents.values())
    corrected = await _corrected(signature, participant.code, documents)
    laws = await law_reviews_of(rules, entry, today_of(bench.request.app.state.parts.now()))
    pillar = rules.questionnaire.pillar_of(topic_code)
    reads = [
        _read(
            bench,
            signature,
            item.code,
            kept.get(item.code),
            histories.get(item.code, ()),
            replies.get(item.code),
            documents,
            newest,
            laws,
            threads.get(item.code),
            corrected,
        )
        for item in asked_items(topic, plain(kept), participant)
    ]
    signed = _("Firmó {name}, {at}").format(name=signature.name, at=moment(signature.at))
    return review_page(
        rules.edition,
        topic,
        (pillar.code, pillar.name.of(locale())),
        participant,
        participant.name,
        "" if signature.voiding else signed,
        reads,
        url,
        is_own_state=bench.is_own_state,
        is_reader=not bench.verifies,
        voided=voided_text(signature),
        coming=await _coming(bench, signature),
        failed=bench.failed,
    )


async def _corrected(
    signature: Signature, participant: str, documents: Collection[str]
) -> frozenset[str]:
    """The documents that were put right since a signature that is without effect."""
    if signature.voiding is None:
        return frozenset()
    edits = await edits_of(participant, documents)
    return frozenset(each.document for each in edits if each.at >= signature.at)


async def _coming(bench: Bench, signature: Signature) -> Link | None:
    """What a verifier reads next. A single item that is drawn again does not say it."""
    if not bench.verifies or "HX-Request" in bench.request.headers:
        return None
    rules = bench.rules
    levels = await waiting_levels(rules, bench.person.state, bench.person.account)
    after = coming_after(levels, bench.entry.participant.code, signature.topic, signature.at)
    where = (rules.code, after.entry.participant, after.topic) if after else None
    return coming_link(rules.questionnaire, where, bench.request.app.route_reverse)


def _read(
    bench: Bench,
    signature: Signature,
    code: str,
    kept: KeptAnswer | None,
    given: tuple[GivenReview, ...],
    reply: Reply | None,
    documents: Mapping[str, Document],
    newest: Mapping[str, Document],
    laws: LawReviews,
    thread: Thread | None,
    corrected: Collection[str],
) -> Read:
    rules = bench.rules
    item = rules.questionnaire.item(code)
    answer = kept.answer if kept else Answer(code)
    revision = kept.revision if kept else 0
    standing = standing_verdict(given[-1].review if given else None, item, answer)

    def proofs(citations: tuple[Any, ...]) -> tuple[Proof, ...]:
        return tuple(
            proof_of(bench.request, documents[cited.document], cited.page, newest, laws)
            for cited in citations
            if cited.document in documents
        )

    history = [
        (
            each.at,
            Decision(
                each.review.verdict.value,
                str(VERDICT_NAMES[each.review.verdict]),
                each.review.reason,
                f"{each.verifier_name}, {moment(each.at)}",
            ),
        )
        for each in given
    ]
    if reply is not None:
        author = f"{reply.author}, {moment(reply.at)}"
        said = Decision(
            "reply", _("Réplica del gobierno"), reply.text, author, proofs(reply.evidence)
        )
        history.append((reply.at, said))
    mending = standing is None and is_being_mended(
        rules.stage, is_complete=is_complete(item, answer)
    )
    is_unsigned = signature.voiding is not None and not (
        kept is not None and signature.covers(code, revision, kept.saved_at)
    )
    is_open = (
        kept is not None and not mending and _is_open(bench, signature, given, reply, standing)
    )
    is_anothers = (
        is_open
        and (bench.corrects or allows(rules.stage, Act.DECIDE_REPLY))
        and bool(given)
        and given[-1].review.verifier == str(bench.person.account)
    )
    return Read(
        item,
        answer,
        revision,
        kept.author if kept else "",
        kept.saved_at if kept else given[-1].at if given else rules.edition.dates[Stage.OPEN],
        proofs(answer.evidence),
        standing,
        tuple(decision for _at, decision in sorted(history, key=lambda pair: pair[0])),
        is_open and not is_anothers,
        is_anothers=is_anothers,
        is_unsigned=is_unsigned,
        is_being_mended=mending,
        thread=_thread(bench, code, thread),
        laws=review_lines(laws.answers.get(code, ()), rules.laws),
        voided_at=signature.voiding.at
        if signature.voiding and standing is None and allows(rules.stage, Act.VERIFY)
        else None,
        corrected=tuple(
            dict.fromkeys(
                documents[cited.document].title
                for cited in answer.evidence
                if cited.document in corrected
            )
        ),
    )


def _is_open(
    bench: Bench,
    signature: Signature,
    given: tuple[GivenReview, ...],
    reply: Reply | None,
    standing: Verdict | None,
) -> bool:
    """Whether a verdict can be given: nothing decided yet, or a reply that nobody answered."""
    stage = bench.rules.stage
    if bench.corrects:
        return True
    if allows(stage, Act.DECIDE_REPLY):
        return reply is not None and bool(given) and not reply.is_decided_by(given[-1])
    return (
        signature.voiding is None
        and allows(stage, Act.VERIFY)
        and standing in {None, Verdict.RETURNED}
    )


def _thread(bench: Bench, item: str, thread: Thread | None) -> ThreadCard | None:
    if thread is None:
        return None
    unsaid = bench.unsaid
    action = bench.request.app.route_reverse(
        "thread_verify",
        edition=bench.rules.code,
        participant=bench.entry.participant.code,
        item=item,
    )
    return thread_card(
        thread,
        action,
        unsaid[1] if unsaid is not None and unsaid[0] == item else NOT_ENTERED,
        is_verifier=True,
        may_speak=not bench.is_own_state and allows(bench.rules.stage, Act.VERIFY),
    )
