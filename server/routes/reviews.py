"""Verificación: the queue, a signed level, and a verdict on each of its items."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

from litestar import Request, Router, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.plugins.htmx import HTMXRequest, HTMXTemplate
from litestar.response import Redirect, Template

from game.answers import Answer, asked_items, is_complete
from game.editions import Act, Stage, allows
from game.reviews import Verdict, is_being_mended, standing_verdict
from game.rules import RuleBroken
from game.typed import whole_number
from server.i18n import gettext as _
from server.i18n import locale, moment
from server.pages.links import Link
from server.pages.reviews import (
    VERDICT_NAMES,
    Decision,
    Proof,
    Read,
    ReviewPage,
    coming_link,
    queue_page,
    review_page,
)
from server.people import Person
from server.policy import VERIFYING
from server.problems import SENTENCES, sentence_of
from server.queries.answers import KeptAnswer, answers_of, plain
from server.queries.documents import Document, documents_of
from server.queries.editions import EditionRules, Entry, editions, entry_of, rules_of
from server.queries.levels import LevelEntry, changed_since_signed, level_entry_of
from server.queries.reviews import GivenReview, Reply, replies_of, review_histories_of
from server.queries.verdicts import coming_after, keep_verdict, waiting_levels

# There is no page of the item to show these refusals on.
NOT_HERE = frozenset({"not-signed", "not-asked"})


@dataclass
class VerdictForm:
    """A verdict as it was sent: on which revision, and why."""

    verdict: str = ""
    reason: str = ""
    revision: str = ""


@get("/verificacion", name="queue")
async def show_queue(
    request: Request[Any, Any, Any],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
    gobierno: FromQuery[str] = "",
) -> Template:
    verifiable = [
        each
        for each in await editions()
        if allows(each.stage, Act.VERIFY) or allows(each.stage, Act.DECIDE_REPLY)
    ]
    pages = []
    for edition in verifiable:
        rules = await rules_of(edition.code)
        levels = [
            (each.entry.participant, each.topic, each.signed_at, each.waiting, each.returned)
            for each in await waiting_levels(rules, person.state)
        ]
        url = request.app.route_reverse
        pages.append(
            queue_page(rules.edition, rules.questionnaire, levels, now, url, chosen=gobierno)
        )
    return HTMXTemplate(template_name="pages/queue.html", context={"pages": pages})


@get("/verificacion/{edition:str}/{participant:str}/{topic:str}", name="review")
async def show_review(
    request: Request[Any, Any, Any],
    edition: FromPath[str],
    participant: FromPath[str],
    topic: FromPath[str],
    person: NamedDependency[Person],
) -> Template:
    rules, entry = await _found(edition, participant)
    page = await _page(request, rules, entry, topic, person)
    return HTMXTemplate(template_name="pages/review.html", context={"page": page})


@post("/verificacion/{edition:str}/{participant:str}/reactivos/{item:str}", name="verdict")
async def give_verdict(
    request: HTMXRequest,
    edition: FromPath[str],
    participant: FromPath[str],
    item: FromPath[str],
    data: URLEncodedBody[VerdictForm],
    person: NamedDependency[Person],
    now: NamedDependency[datetime],
) -> Template | Redirect:
    rules, entry = await _found(edition, participant)
    topic = rules.questionnaire.item(item).topic
    failed = None
    status = HTTPStatus.OK
    try:
        await keep_verdict(
            rules,
            entry,
            item,
            _verdict(data.verdict),
            data.reason,
            revision=whole_number(data.revision) or 0,
            by=person,
            at=now,
        )
    except RuleBroken as broken:
        if broken.code in NOT_HERE:
            raise
        status = SENTENCES[broken.code].status
        failed = (item, sentence_of(broken.code, broken.facts), data.reason)
    if failed is None and not request.htmx:
        address = request.app.route_reverse(
            "review", edition=edition, participant=participant, topic=topic
        )
        return Redirect(f"{address}#item-{item}", status_code=303)
    page = await _page(request, rules, entry, topic, person, failed)
    if not request.htmx:
        return HTMXTemplate(
            template_name="pages/review.html", context={"page": page}, status_code=status
        )
    (card,) = (card for card in page.cards if card.code == item)
    return HTMXTemplate(
        template_name="partials/reviewed.html",
        context={"page": page, "card": card},
        status_code=status,
    )


async def _found(edition: str, participant: str) -> tuple[EditionRules, Entry]:
    """What is not entered, or is a draft, is not there."""
    rules = await rules_of(edition)
    if rules.stage is Stage.DRAFT:
        raise NotFoundException
    return rules, await entry_of(edition, participant)


async def _page(
    request: Request[Any, Any, Any],
    rules: EditionRules,
    entry: Entry,
    topic_code: str,
    person: Person,
    failed: tuple[str, str, str] | None = None,
) -> ReviewPage:
    participant = entry.participant
    topic = rules.questionnaire.topic(topic_code)
    level = await level_entry_of(participant.code, rules.code, topic_code)
    if level.signed_at is None:
        raise NotFoundException
    kept = await answers_of(participant.code, rules.code)
    histories = await review_histories_of(participant.code, rules.code)
    replies = await replies_of(participant.code, rules.code)
    documents = {each.id: each for each in await documents_of(participant.code)}
    pillar = rules.questionnaire.pillar_of(topic_code)
    changed = await changed_since_signed(participant.code, rules.code, kept, level.signed_at)
    reads = [
        _read(
            request,
            rules,
            item.code,
            kept.get(item.code),
            histories.get(item.code, ()),
            replies.get(item.code),
            documents,
            is_mended=item.code in changed,
        )
        for item in asked_items(topic, plain(kept), participant)
    ]
    signed = _("Firmó {name}, {at}").format(name=level.signer_name, at=moment(level.signed_at))
    return review_page(
        rules.edition,
        topic,
        (pillar.code, pillar.name.of(locale())),
        participant,
        participant.name,
        signed,
        reads,
        request.app.route_reverse,
        is_own_state=person.state is not None and person.state == participant.state,
        is_reader=person.role not in VERIFYING,
        coming=await _coming(request, rules, entry, level, person),
        failed=failed,
    )


async def _coming(
    request: Request[Any, Any, Any],
    rules: EditionRules,
    entry: Entry,
    level: LevelEntry,
    person: Person,
) -> Link | None:
    """What a verifier reads next. A single item that is drawn again does not say it."""
    if person.role not in VERIFYING or level.signed_at is None or "HX-Request" in request.headers:
        return None
    levels = await waiting_levels(rules, person.state)
    found = coming_after(levels, entry.participant.code, level.topic, level.signed_at)
    where = (rules.code, found.entry.participant, found.topic) if found else None
    return coming_link(rules.questionnaire, where, request.app.route_reverse)


def _read(
    request: Request[Any, Any, Any],
    rules: EditionRules,
    code: str,
    kept: KeptAnswer | None,
    given: tuple[GivenReview, ...],
    reply: Reply | None,
    documents: dict[str, Document],
    *,
    is_mended: bool,
) -> Read:
    item = rules.questionnaire.item(code)
    answer = kept.answer if kept else Answer(code)
    revision = kept.revision if kept else 0
    standing = standing_verdict(given[-1].review if given else None, revision)

    def proofs(citations: tuple[Any, ...]) -> tuple[Proof, ...]:
        return tuple(
            _proof(request, documents[cited.document], cited.page)
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
    is_open = kept is not None and not mending and _is_open(rules, given, reply, standing)
    return Read(
        item,
        answer,
        revision,
        kept.author if kept else "",
        kept.saved_at if kept else given[-1].at if given else rules.edition.dates[Stage.OPEN],
        proofs(answer.evidence),
        standing,
        tuple(decision for _at, decision in sorted(history, key=lambda pair: pair[0])),
        is_open,
        is_mended=is_mended,
        is_being_mended=mending,
    )


def _is_open(
    rules: EditionRules,
    given: tuple[GivenReview, ...],
    reply: Reply | None,
    standing: Verdict | None,
) -> bool:
    """Whether a verdict can be given: nothing decided yet, or a reply that nobody answered."""
    if allows(rules.stage, Act.DECIDE_REPLY):
        return reply is not None and bool(given) and given[-1].at < reply.at
    return allows(rules.stage, Act.VERIFY) and standing in {None, Verdict.RETURNED}


def _proof(request: Request[Any, Any, Any], document: Document, page: str) -> Proof:
    is_file = document.kind == "file"
    url = request.app.route_reverse("document", id=document.id) if is_file else document.url
    return Proof(document.title, url, page, is_file)


def _verdict(given: str) -> Verdict:
    if given not in set(Verdict):
        raise RuleBroken("unknown-verdict", verdict=given)
    return Verdict(given)


router = Router("/", route_handlers=[show_queue, show_review, give_verdict])
