"""Firmar I1: where it is read, signed and judged, and an answer that is mended meanwhile."""

from dataclasses import replace
from datetime import timedelta

from game.answers import Answer
from game.reviews import Verdict
from server.queries.answers import answers_of, keep_answer
from server.queries.citations import put_right
from server.queries.documents import document_of
from server.queries.editions import entry_of, rules_of
from server.queries.signatures import signatures_of
from server.queries.submissions import state_of
from tests.editions import ANA as LEAD
from tests.editions import BETO as CONTRIBUTOR
from tests.editions import EDITION
from tests.server.people import NOON, OAXACA
from tests.server.signed import a_document, decide, sign_again

LEVEL = "/mi-liga/niveles/I1"
SIGN = f"{LEVEL}/firmar"
GAZETTE = f"/mi-liga/documentos/{a_document().id}"
REVIEW = f"/verificacion/{EDITION}/{OAXACA}/I1"
PLAN = {"reason": "Falta personal.", "plan": "Asignarlo.", "plan_by": "2026-12-01"}
MENDED = Answer("I1-01", number="6", denominator="10")
# They answer without a browser: theirs are none of the accounts that sign in.
ANA, BETO = (replace(each, account=800 + each.account) for each in (LEAD, CONTRIBUTOR))


async def mend(mended: Answer = MENDED) -> None:
    """Ana puts another answer in place of the one in force."""
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    base = (await answers_of(OAXACA, EDITION))[mended.item].revision
    await keep_answer(rules, entry, mended, base=base, by=ANA, at=NOON + timedelta(hours=1))


async def decide_and_mend() -> None:
    """The level was signed by another seat, an item returned, and mended."""
    await sign_again()
    await decide("I1-01", Verdict.RETURNED)
    await mend()


async def check_no_signature_over_anything_else() -> None:
    """Whatever is in force is over exactly the answers in force, and level and signature agree."""
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    for topic in ("I1", "P1"):
        now = await state_of(rules, entry, rules.questionnaire.topic(topic))
        in_force = [
            each
            for each in await signatures_of(OAXACA, EDITION)
            if each.topic == topic and each.voiding is None
        ]
        assert len(in_force) == int(now.level.is_signed)
        assert [each.digest for each in in_force] == [now.digest(rules, entry)] * len(in_force)


async def renames(title: str) -> None:
    """Somebody puts the title of the gazette right."""
    seen = await document_of(a_document().id)
    await put_right(seen, replace(seen, title=title), by=BETO, at=NOON)
