"""One word per concept: the synonyms that the glossary does not use are no names here."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
FOLDERS = ("game", "indicators", "server/tables")

#   word of the house       what it is never called, alone or as part of a name
GLOSSARY: Mapping[str, frozenset[str]] = {
    "participant": frozenset({"government", "institution", "organisation", "organization"}),
    "state": frozenset({"province", "entity"}),
    "municipality": frozenset({"city", "county"}),
    "edition": frozenset({"campaign", "wave", "season"}),
    "questionnaire": frozenset({"survey", "quiz", "form"}),
    "pillar": frozenset({"dimension", "axis", "section"}),
    "topic": frozenset({"theme", "chapter", "subject", "category"}),
    "level": frozenset({"mission", "challenge"}),
    "item": frozenset({"question", "reactive", "practice"}),
    "answer": frozenset({"response", "responses"}),
    "evidence": frozenset({"proof", "attachment"}),
    "verdict": frozenset({"ruling", "judgement", "judgment"}),
    "reply": frozenset({"appeal", "rebuttal"}),
    "points": frozenset({"credits", "xp"}),
    "seal": frozenset({"stamp"}),
    "leaderboard": frozenset({"scoreboard", "ladder"}),
    "score": frozenset({"grade"}),
    "receipt": frozenset({"breakdown"}),
    "recommendation": frozenset({"suggestion", "advice"}),
    "commitment": frozenset({"pledge", "promise"}),
    "declaration": frozenset({"manifesto", "oath"}),
    "exchange": frozenset({"forum", "chat"}),
    "seat": frozenset({"job", "post"}),
    "lead": frozenset({"liaison"}),
    "signer": frozenset({"signatory"}),
    "finalist": frozenset({"nominee", "contestant"}),
    "panel": frozenset({"jury", "juror", "judge", "judges"}),
    "mark": frozenset({"rating", "ratings"}),
    "recusal": frozenset({"abstention"}),
}
# Words that say nothing of what a thing is.
EMPTY = frozenset({"helper", "helpers", "utils", "util", "manager", "info", "misc", "common"})
# In what people read; not the name of a file, nor a command (which stands after «).
LEAGUE = re.compile(r"(?<!«)\bligas?\b(?![-:])")
ALLOWED: Mapping[str, str] = {
    "response_rate": "what everybody calls the share that has been answered",
    "subject": "in the audit log: what an act was done to",
}


@cache
def names() -> Sequence[tuple[str, str]]:
    """Every name that is defined in the core and the tables, and where."""
    return sorted(set(_read()))


def _read() -> Iterator[tuple[str, str]]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            where = path.relative_to(ROOT).as_posix()
            yield path.stem, where
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                yield from (
                    (name, f"{where}:{node.lineno}")
                    for name in _defined(node)
                    if not name.startswith("__")
                )


def _defined(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
            yield name


def words_of(name: str) -> set[str]:
    """Take a name apart: "league_place" and "LeaguePlace" are both league and place."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


@pytest.mark.parametrize("word", GLOSSARY)
def test_concept_has_one_name(word: str) -> None:
    found = [
        f"{name} ({where})"
        for name, where in names()
        if words_of(name) & GLOSSARY[word] and name not in ALLOWED
    ]
    assert not found, f"this is called {word} here: {', '.join(found)}"


def test_no_name_is_empty() -> None:
    found = [f"{name} ({where})" for name, where in names() if words_of(name) & EMPTY]
    assert not found


def test_a_liga_is_a_league_and_never_a_link() -> None:
    """What leads to a page is a "vínculo": the two words are one in common speech."""
    with (ROOT / "server/locale/en/LC_MESSAGES/liga.po").open("rb") as file:
        said = [(_forms(each.id), _forms(each.string)) for each in read_po(file)]
    found = [
        spanish
        for spanish, english in said
        if LEAGUE.search(spanish) and "league" not in english.lower()
    ]
    assert not found, f"a link is a vínculo: {found}"
    helps = [
        f"{path.name}: {match[0]}"
        for path in sorted((ROOT / "server/cli").glob("*.py"))
        for match in re.finditer(r"\bligas? (que invita|para|de invitaci)", path.read_text("utf-8"))
    ]
    assert not helps


def _forms(text: str | Sequence[str] | None) -> str:
    return text if isinstance(text, str) else " ".join(text or ())


def test_every_allowance_is_needed() -> None:
    assert ALLOWED.keys() <= {name for name, _ in names()}
