"""Búsqueda de compromisos: the words of each kept with it, and found by the index of the engine.

`game.searches` says what a word is. SQLite finds by FTS5, PostgreSQL by a tsvector; both hold the
words as they were folded here, so both find the same.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from piccolo.columns.combination import WhereRaw
from piccolo.query.mixins import OrderByRaw
from piccolo.querystring import QueryString

from game.commitments import Commitment, Move
from game.searches import plain_text
from server.db import Param, Statement, Step, params, statement, write_many
from server.tables.commitments import CommitmentRow
from server.tables.searches import SearchRow

FOLLOW = statement(
    SearchRow.update(
        {
            SearchRow.goal: Param("goal_words"),
            SearchRow.terms: Param("term_words"),
            SearchRow.notes: QueryString("commitment_search.notes || ' ' || {}", Param("words")),
        }
    ).where(SearchRow.commitment == Param("commitment"))
)
RENAME = statement(
    SearchRow.update({SearchRow.participant: Param("words")}).where(
        WhereRaw(
            "commitment IN (SELECT promised.id FROM commitment AS promised"
            " WHERE promised.participant = {})",
            Param("code"),
        )
    )
)
# Where the words stand, the best place first: all of them whole in the goal; there, one of them
# still being typed; somewhere in what is promised and by whom; and last in the history alone.
LAST: Final = 3
_MATCHED: Final = "(SELECT rowid FROM commitment_index WHERE commitment_index MATCH {})"
_VECTORS: Final = ("goal_words", "goal_words", "promised_words")


def making_found(code: QueryString) -> Statement:
    """Make the statement that lets the new commitment of this code be found, by `words_in`."""
    return statement(
        SearchRow.insert(
            params(
                SearchRow,
                commitment=code,
                goal=Param("goal_words"),
                terms=Param("term_words"),
                participant=Param("name_words"),
                notes="",
            )
        )
    )


def words_in(commitment: Commitment, name: str) -> dict[str, object]:
    """The words of a new commitment, as `making_found` calls them. `name`: of whoever promises."""
    return {
        "goal_words": plain_text(commitment.goal),
        "term_words": plain_text(
            " ".join((commitment.indicator, commitment.responsible, *_steps(commitment)))
        ),
        "name_words": plain_text(name),
    }


def following(seen: Commitment, changed: Commitment) -> Step:
    """The step that lets a commitment be found as it is after its last move.

    What it said before is found in its history, where it said something else; how many asked for a
    review is a number, and nobody's words.
    """
    event = changed.history[-1]
    told = [] if event.move is Move.ASK_REVIEW else [event.note]
    for before, after in zip(_terms(seen), _terms(changed), strict=True):
        told += [before] if before != after else []
    told += [step for step in _steps(seen) if step not in _steps(changed)]
    words = words_in(changed, "") | {"words": plain_text(" ".join(told))}
    return Step(FOLLOW, words | {"commitment": seen.code})


async def rename(names: Mapping[str, str]) -> None:
    """Let the commitments of these participants be found by the name they have now."""
    rows = await CommitmentRow.select(CommitmentRow.participant).distinct()
    promising = sorted({row["participant"] for row in rows} & names.keys())
    if promising:
        facts = [{"code": code, "words": plain_text(names[code])} for code in promising]
        await write_many(RENAME, facts)


def holding(sought: Sequence[str]) -> WhereRaw:
    """The commitment says all the sought words, or is by whoever is called so."""
    if _is_sqlite():
        return WhereRaw(f"commitment.id IN {_MATCHED}", _matching(sought))
    return WhereRaw(
        "commitment.id IN (SELECT found.commitment FROM commitment_search AS found"
        " WHERE found.words @@ CAST(CAST({} AS text) AS tsquery))",
        _query(sought),
    )


def best_first(sought: Sequence[str]) -> OrderByRaw:
    """How well a commitment matches, 0 for the best, to be ordered by."""
    if _is_sqlite():
        cases = " ".join(f"WHEN commitment.id IN {_MATCHED} THEN {n}" for n in range(LAST))
        return OrderByRaw(
            f"CASE {cases} ELSE {LAST} END",
            f"goal : ({_matching(sought, is_whole=True)})",
            f"goal : ({_matching(sought)})",
            f"{{goal terms participant}} : ({_matching(sought)})",
        )
    cases = " ".join(
        f"WHEN found.{name} @@ CAST(CAST({{}} AS text) AS tsquery) THEN {n}"
        for n, name in enumerate(_VECTORS)
    )
    return OrderByRaw(
        f"(SELECT CASE {cases} ELSE {LAST} END FROM commitment_search AS found"  # noqa: S608
        " WHERE found.commitment = commitment.id)",
        _query(sought, is_whole=True),
        _query(sought),
        _query(sought),
    )


def _terms(commitment: Commitment) -> tuple[str, str, str]:
    """What of a commitment may be worded anew."""
    return commitment.goal, commitment.indicator, commitment.responsible


def _steps(commitment: Commitment) -> tuple[str, ...]:
    return tuple(step.title for step in commitment.milestones)


def _is_sqlite() -> bool:
    return CommitmentRow._meta.db.engine_type == "sqlite"  # noqa: SLF001


def _matching(sought: Sequence[str], *, is_whole: bool = False) -> str:
    """As FTS5 asks: words hold no quotes, and in quotes none is an operator."""
    *others, last = (f'"{word}"' for word in sought)
    return " AND ".join([*others, last if is_whole else f"{last}*"])


def _query(sought: Sequence[str], *, is_whole: bool = False) -> str:
    """As a tsquery is written; the same holds."""
    *others, last = (f"'{word}'" for word in sought)
    return " & ".join([*others, last if is_whole else f"{last}:*"])
