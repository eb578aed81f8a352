"""Hecho: what was just done with a level, told on the page one comes back to.

The address says what was done; what is told is looked up, so that an address that is kept or
shared tells nothing that is not so any more.
"""

from typing import Any, Final

from litestar import Request

from game.rules import RuleBroken
from server.pages.levels import Done, sent_notice, signed_notice
from server.queries.desks import Overview, overview_of
from server.queries.editions import EditionRules, Entry

SENT: Final = "enviado"
SIGNED: Final = "firmado"


async def done_now(
    request: Request[Any, Any, Any], rules: EditionRules, entry: Entry, topic: str, act: str
) -> Done | None:
    """What is told on the page of a level of one of the acts; nothing of any other word."""
    if act not in {SENT, SIGNED}:
        return None
    overview = await overview_of(rules, entry)
    if act == SIGNED:
        return signed_now(request, rules, overview, topic)
    return sent_notice(
        rules.edition,
        rules.questionnaire,
        rules.questionnaire.topic(topic),
        overview.levels,
        request.app.route_reverse,
        reopened=overview.reopened,
    )


def signed_now(
    request: Request[Any, Any, Any], rules: EditionRules, overview: Overview, topic: str
) -> Done | None:
    """What is told of a level that was signed; nothing where there is no such level."""
    try:
        found = rules.questionnaire.topic(topic)
    except RuleBroken:
        return None
    url = request.app.route_reverse
    return signed_notice(rules.edition, rules.questionnaire, found, overview.levels, url)


async def after_signing(
    request: Request[Any, Any, Any], rules: EditionRules, entry: Entry, topic: str
) -> str:
    """Where a signer comes back to: the level while another one waits, otherwise Mi liga."""
    url = request.app.route_reverse
    done = signed_now(request, rules, await overview_of(rules, entry), topic)
    if done is not None and done.next is None:
        return f"{url('my_league')}?firmado={topic}"
    return f"{url('level', topic=topic)}?hecho={SIGNED}"
