"""Problemas: every refusal in one table, joined of one for each noun.

`game` refuses by code and facts; here each code has its HTTP status and its sentence. A sentence
says what to do, may use the facts by name, and is translated when it is shown; the page or the
piece of one that shows it is made in `server/telling.py`.
"""

from collections.abc import Mapping
from datetime import date

from server.i18n import day, list_of, number
from server.problems import (
    accounts,
    agreements,
    answers,
    assignments,
    books,
    commitments,
    declarations,
    documents,
    editions,
    exchanges,
    files,
    finals,
    following,
    handovers,
    laws,
    recommendations,
    reports,
    requests,
    results,
    reviews,
)
from server.problems.sentence import Sentence, joined

SENTENCES: Mapping[str, Sentence] = joined(
    requests.SENTENCES,
    accounts.SENTENCES,
    handovers.SENTENCES,
    editions.SENTENCES,
    laws.SENTENCES,
    results.SENTENCES,
    answers.SENTENCES,
    reviews.SENTENCES,
    assignments.SENTENCES,
    documents.SENTENCES,
    files.SENTENCES,
    books.SENTENCES,
    finals.SENTENCES,
    commitments.SENTENCES,
    recommendations.SENTENCES,
    agreements.SENTENCES,
    following.SENTENCES,
    exchanges.SENTENCES,
    declarations.SENTENCES,
    reports.SENTENCES,
)

# The facts that count something.
QUANTITIES = frozenset(
    {"accepted", "least", "limit", "megabytes", "minutes", "most", "n", "seconds"}
)


def sentence_of(code: str, facts: Mapping[str, object]) -> str:
    """The sentence of a refusal, in the language of the request."""
    shown = {name: _shown(name, fact) for name, fact in facts.items()}
    return str(SENTENCES[code].text).format_map(_Facts(shown))


def retry_after(facts: Mapping[str, object]) -> dict[str, str]:
    """The header that says when to try again, where a refusal says so."""
    minutes = facts.get("minutes")
    return {"Retry-After": str(minutes * 60)} if isinstance(minutes, int) else {}


class _Facts(dict[str, str]):
    """A fact the sentence names and the refusal does not bring is left as a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


def _shown(name: str, fact: object) -> str:
    """A number is written with separators only where it counts something: most facts are codes."""
    match fact:
        case date():
            return day(fact)
        case int() if name in QUANTITIES:
            return number(fact)
        case tuple() | list() | frozenset():
            return list_of(_shown(name, each) for each in fact)
        case _:
            return str(fact)
