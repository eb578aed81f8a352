"""Copias: what the queries know of the last edition, as the pages show it."""

from collections.abc import Mapping, Sequence

from game.answers import Answer
from game.editions import Act, allows
from game.questionnaire import Questionnaire
from server.documents import storage_of
from server.i18n import gettext as _
from server.i18n import moment
from server.pages.copying import Earlier, Offer, offer_of
from server.pages.links import Url
from server.people import Person
from server.policy import ANSWERING
from server.queries.answers import plain
from server.queries.copying import Copying, EarlierAnswer, copying_of
from server.queries.documents import FILE, Document
from server.queries.editions import EditionRules, Entry
from server.settings import Settings


def earlier_seen(questionnaire: Questionnaire, found: EarlierAnswer, own: Answer | None) -> Earlier:
    """What was answered, with its verdict; `own` is what this edition has."""
    given = found.review
    same = tuple(i.code for i in questionnaire.items if i.continues == found.before.item.code)
    return Earlier(
        before=found.before,
        was_asked=found.was_asked,
        verdict=given.review.verdict if given else None,
        reason=given.review.reason if given else "",
        verified=_("{name}, {at}").format(name=given.verifier_name, at=moment(given.at))
        if given
        else "",
        same=same,
        own=own,
    )


def all_earlier(copying: Copying) -> Mapping[str, Earlier]:
    """The same of every item that continues another one."""
    answers = plain(copying.answers)
    questionnaire = copying.rules.questionnaire
    return {
        code: earlier_seen(questionnaire, found, answers.get(code))
        for code, found in copying.earlier.items()
    }


def missing_of(documents: Sequence[Document], settings: Settings) -> frozenset[str]:
    """Those whose file is not here any more. Whether a page still opens is for people to see."""
    storage = storage_of(settings)
    files = [each for each in documents if each.kind == FILE]
    return frozenset(each.id for each in files if not storage.path_of(each.sha256).exists())


async def offer_for(rules: EditionRules, entry: Entry, person: Person, url: Url) -> Offer | None:
    """What is offered to somebody in all levels, while something can be done about it."""
    if rules.edition.continues is None or not allows(rules.stage, Act.MEND):
        return None
    copying = await copying_of(rules, entry)
    copies, waiting = len(copying.plan.copies), len(copying.unconfirmed)
    return offer_of(copying.edition, copies, waiting, url, may_copy=person.role in ANSWERING)
