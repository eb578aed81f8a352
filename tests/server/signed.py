"""Niveles firmados: answered, submitted and signed by the ways that everybody uses."""

from collections.abc import Mapping
from datetime import datetime

from game.answers import Answer
from game.reviews import Verdict
from server.people import Person, Role
from server.queries.answers import answers_of, keep_answer
from server.queries.documents import LINK, Document
from server.queries.editions import Entry, entry_of, rules_of
from server.queries.evidence import keep_evidence
from server.queries.submissions import sign_level, state_of, submit_level
from server.queries.verdicts import keep_verdict
from tests.browser import PASSWORD, Browser, Page
from tests.editions import EDITION, RITA
from tests.server.people import NOON, OAXACA

# Who fills and who signs in any government; accounts that nobody signs in with.
FILLER = 901
SIGNER = 902

#   I1-01  5 of 10 with a file card    a half
#   I1-02  after 18 May 2018           all of it
HALF = Answer("I1-01", number="5", denominator="10")
WHOLE = Answer("I1-01", number="10", denominator="10")
DATED = Answer("I1-02", date="2019-01-01")
LATE = Answer("I1-02", date="2010-01-01", reason="Falta.", plan="Hacerlo.", plan_by="2026-12-01")
I1 = {"I1-01": HALF, "I1-02": DATED}
#   P1-01  an honest no, so that P1-04 is not asked
NO = Answer("P1-01", chosen=("no",), reason="Falta.", plan="Hacerlo.", plan_by="2026-12-01")
YES = Answer("P1-01", chosen=("yes",))
P1 = {
    "P1-01": NO,
    "P1-02": Answer("P1-02", chosen=("full",)),
    "P1-03": Answer("P1-03", chosen=("a",)),
    "P1-05": Answer("P1-05", text="Se consulta con la gente."),
}


def a_document(participant: str = OAXACA) -> Document:
    """The gazette of a government."""
    return Document(
        id=participant.rjust(32, "0"),
        participant=participant,
        kind=LINK,
        title="Gaceta",
        filename="",
        media_type="",
        size=0,
        sha256="",
        url=f"https://example.org/{participant}",
        dated=None,
        account=FILLER,
        author="Quien respondió",
        at=NOON,
    )


async def answer(
    answers: Mapping[str, Answer] = I1,
    participant: str = OAXACA,
    edition: str = EDITION,
    at: datetime = NOON,
) -> None:
    """Save the answers; all but honest noes and plain text cite the gazette."""
    rules, entry = await rules_of(edition), await entry_of(edition, participant)
    by = somebody(Role.LEAD, entry)
    for each in answers.values():
        known = (await answers_of(participant, edition)).get(each.item)
        base = known.revision if known else 0
        await keep_answer(rules, entry, each, base=base, by=by, at=at)
        if not each.plan and not each.text and not each.not_applicable:
            gazette = a_document(participant)
            await keep_evidence(rules, entry, each.item, gazette, "3", by=by, at=at)


async def sign(
    topic: str = "I1", participant: str = OAXACA, at: datetime = NOON, edition: str = EDITION
) -> None:
    """Submit and sign a level that was answered in full."""
    rules, entry = await rules_of(edition), await entry_of(edition, participant)
    await submit_level(rules, entry, topic, by=somebody(Role.LEAD, entry), at=at)
    await sign_again(topic, participant, at, edition)


async def sign_again(
    topic: str = "I1", participant: str = OAXACA, at: datetime = NOON, edition: str = EDITION
) -> None:
    """Sign a level handed in, as it stands."""
    rules, entry = await rules_of(edition), await entry_of(edition, participant)
    digest = await digest_now(topic, participant, edition)
    by = somebody(Role.SIGNER, entry)
    await sign_level(rules, entry, topic, digest=digest, by=by, at=at)


async def puts_signature(
    browser: Browser, topic: str = "I1", status: int = 200, password: str = PASSWORD
) -> Page:
    """Read the page of a signature and sign what it shows."""
    address = f"/mi-liga/niveles/{topic}/firmar"
    page = await browser.open(address)
    return await browser.send(address, status, digest=page.field("digest"), password=password)


async def digest_now(topic: str = "I1", participant: str = OAXACA, edition: str = EDITION) -> str:
    """What names the answers of a level as they stand."""
    rules, entry = await rules_of(edition), await entry_of(edition, participant)
    return (await state_of(rules, entry, rules.questionnaire.topic(topic))).digest(rules, entry)


async def decide(
    item: str,
    verdict: Verdict = Verdict.ACCEPTED,
    participant: str = OAXACA,
    reason: str = "Falta la página.",
    by: Person = RITA,
    at: datetime = NOON,
    edition: str = EDITION,
) -> None:
    """A verifier decides on the answer as it stands."""
    rules, entry = await rules_of(edition), await entry_of(edition, participant)
    revision = await revision_of(item, participant, edition)
    await keep_verdict(rules, entry, item, verdict, reason, revision=revision, by=by, at=at)


async def revision_of(item: str, participant: str = OAXACA, edition: str = EDITION) -> int:
    return (await answers_of(participant, edition))[item].revision


async def verified(
    answers: Mapping[str, Answer], participant: str, by: Person = RITA, edition: str = EDITION
) -> None:
    """Levels answered, signed and accepted, item by item."""
    await answer(answers, participant, edition)
    for topic in sorted({item[:2] for item in answers}):
        await sign(topic, participant, edition=edition)
    for item in answers:
        await decide(item, participant=participant, by=by, edition=edition)


def somebody(role: Role, entry: Entry) -> Person:
    """Whoever fills or signs there."""
    account = SIGNER if role is Role.SIGNER else FILLER
    return Person(account, role.value, "", account, role, entry.participant.code, None)
