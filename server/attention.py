"""Por mirar de nuevo: what a government answered before something under it moved, put together.

A law was abrogated, or an item was reworded. Nothing of it changes a point.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from game.changes import Change, Version
from game.laws import LawReview
from game.questionnaire import Law
from server.csvs import csv_of
from server.pages.changes import reworded_count, reworded_notice
from server.pages.laws import (
    Counted,
    LevelLawsPage,
    ToReview,
    affected_header,
    affected_row,
    answer_to_review_text,
    documents_text,
    law_text,
    level_laws_page,
    pending_text,
)
from server.pages.legal import NONE_ABROGATED, Abrogations, abrogated_in
from server.pages.levels import Attention, Moved, attention_of
from server.pages.links import Url
from server.pages.reviews import answer_text, is_told
from server.people import Person, Role
from server.queries.editions import EditionRules, Entry, editions, rules_of
from server.queries.laws import Affected, abrogations, affected_of, known_laws, pending_in

Reworded = Mapping[str, tuple[tuple[Version, Change], ...]]


async def attention_for(
    rules: EditionRules, entry: Entry, person: Person, reworded: Reworded, today: date, url: Url
) -> Attention | None:
    """What a government is to look at again, for its page."""
    found = await affected_of(rules, today, participants=[entry.participant.code])
    pending = {each.item.code for each in found if each.review.is_pending}
    documents = {
        cited.document.id for each in found for cited in each.documents if cited.review.is_pending
    }
    moved = [
        Moved(item, reasons)
        for item in rules.questionnaire.items
        if (reasons := _reasons(rules, item.code, found, reworded, url))
    ]
    is_lead = person.role is Role.LEAD and bool(found)
    return attention_of(
        moved,
        (pending_text(len(pending), len(documents)), reworded_count(reworded.values())),
        [law_text(each.review.abrogation, rules.laws) for each in found if each.is_pending],
        url("own_affected") if is_lead else "",
        url,
    )


def _reasons(
    rules: EditionRules,
    item: str,
    found: Collection[Affected],
    reworded: Reworded,
    url: Url,
) -> tuple[str, ...]:
    here = [each for each in found if each.item.code == item]
    told = [answer_to_review_text()] if any(each.review.is_pending for each in here) else []
    cited = {one.document.id for each in here for one in each.documents if one.review.is_pending}
    if cited:
        told.append(documents_text(len(cited)))
    notice = reworded_notice(
        rules.questionnaire.item(item), reworded.get(item, ()), url, may_confirm=False
    )
    return (*told, *(notice.lines if notice else ()))


async def level_laws_of(
    rules: EditionRules, entry: Entry, topic: str, today: date, url: Url, error: str = ""
) -> LevelLawsPage:
    """What of a level is to be reviewed, to be confirmed at once. `error`: nothing was chosen."""
    found = [
        ToReview(
            one.item,
            answer_text(one.item, one.kept.answer),
            is_told(one.item, one.kept.answer),
            one.review.abrogation,
            one.review.is_pending,
            tuple(each.document.title for each in one.documents if each.review.is_pending),
        )
        for one in await pending_in(rules, entry, topic, today)
    ]
    return level_laws_page(rules.questionnaire.topic(topic), found, rules.laws, url, error=error)


async def abrogated_now() -> Abrogations:
    """What was declared of laws, in words, for wherever a legal basis is shown."""
    in_force = await abrogations()
    return abrogated_in(in_force, await known_laws()) if in_force else NONE_ABROGATED


async def counts_by_law(today: date) -> Mapping[str, tuple[Counted, ...]]:
    """What rests on each abrogated law in the editions under way, by government."""
    found: dict[str, list[Counted]] = defaultdict(list)
    for edition in await editions():
        rules = await rules_of(edition.code)
        leagues = {each.code: each.name for each in edition.leagues}
        totals: dict[tuple[str, str], list[Affected]] = defaultdict(list)
        for each in await affected_of(rules, today):
            totals[each.review.abrogation.law, each.entry.participant.code].append(each)
        for (law, code), those in totals.items():
            entry, pending = those[0].entry, sum(each.review.is_pending for each in those)
            league = entry.league, leagues[entry.league]
            cited = {c.document.id for each in those for c in each.documents if c.review.is_pending}
            name, reviewed = entry.participant.name, len(those) - pending
            found[law].append(
                Counted(edition.code, code, name, league, pending, reviewed, len(cited))
            )
    return {law: tuple(those) for law, those in found.items()}


async def affected_csv(
    today: date,
    laws: Mapping[str, Law],
    *,
    law: str | None = None,
    participant: str | None = None,
) -> bytes:
    """The list of what rests on abrogated laws, as a CSV.

    A government's own names its documents; the observatory's does not: they may be drafts.
    """
    is_own = participant is not None
    rows = [affected_header(is_own=is_own)]
    for edition in await editions():
        rules = await rules_of(edition.code)
        named = [participant] if participant is not None else None
        for each in await affected_of(rules, today, law=law, participants=named):
            who = each.entry.participant
            documents: list[tuple[str, LawReview]] = [
                (one.document.title, one.review) for one in each.documents
            ]
            rows.append(
                affected_row(
                    edition.code,
                    (who.code, who.name),
                    each.item,
                    each.review,
                    documents,
                    laws,
                    is_own=is_own,
                )
            )
    return csv_of(rows)
