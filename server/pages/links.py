"""Enlaces: what every page shows around its own content."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from server.i18n import ASKED, LOCALES
from server.people import ROLE_NAMES, Person

# Makes the address of a route from its name and its parameters.
Url = Callable[..., str]


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead. `quoted`: what somebody wrote, after them, in its `language`."""

    label: str
    url: str
    current: bool = False
    quoted: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Quoting:
    """A sentence with what somebody wrote in it, which has a language of its own."""

    before: str
    words: str
    after: str
    language: str


def quoting(sentence: str, words: str, language: str) -> Quoting:
    """The sentence parted at the words; one that does not hold them is whole before."""
    before, found, after = sentence.partition(words) if words else (sentence, "", "")
    return Quoting(before, found, after, language)


@dataclass(frozen=True, slots=True)
class PersonCard:
    """Who is signed in, and from which seat."""

    name: str
    role_label: str
    participant_name: str
    seat: str = ""
    may_switch: bool = False
    drawn_for: str = ""


def person_card(person: Person | None) -> PersonCard | None:
    """Show somebody; nobody is shown as None."""
    if person is None:
        return None
    return PersonCard(
        person.name,
        str(ROLE_NAMES[person.role]),
        person.participant_name,
        seat_words(person),
        person.may_switch,
        person.key,
    )


def seat_words(person: Person) -> str:
    """From which seat somebody works now: the role, and the government if it has one."""
    role = str(ROLE_NAMES[person.role])
    return f"{role} · {person.participant_name}" if person.participant_name else role


def language_links(
    path: str, query: tuple[tuple[str, str], ...], spoken: str
) -> tuple[tuple[str, str, str, bool], ...]:
    """Give this same page in every language: code, name, address, whether it is the one spoken."""
    kept = tuple(pair for pair in query if pair[0] != ASKED)
    return tuple(
        (code, name, f"{path}?{urlencode((*kept, (ASKED, code)))}", code == spoken)
        for code, name in LOCALES.items()
    )
