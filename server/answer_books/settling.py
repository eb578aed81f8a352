"""Conflictos de un libro: one answer of two stays in force, as in the web."""

from datetime import datetime

from server.answer_books.comparing import Compared, Fate
from server.people import Person
from server.queries.answers import keep_answer, keep_both, keep_theirs
from server.queries.editions import EditionRules, Entry
from server.queries.kept import KeptAnswer
from server.queries.saves import Saved, Tell


async def settle(
    rules: EditionRules,
    entry: Entry,
    found: Compared,
    keep: str,
    base: int,
    *,
    by: Person,
    at: datetime,
    tell: Tell,
) -> Saved:
    """Put the chosen one in force; the other one stays in the history.

    What is no conflict any more is left as it is. Raises `StaleAnswer` where what is in force is
    not what was shown.
    """
    if found.fate is not Fate.CONFLICT:
        return Saved(
            KeptAnswer(found.theirs, found.revision, by.account, by.name, at), is_new=False
        )
    make = {"theirs": keep_theirs, "both": keep_both}.get(keep, keep_answer)
    return await make(rules, entry, found.mine, base=base, by=by, at=at, tell=tell)
