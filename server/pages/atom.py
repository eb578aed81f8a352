"""Canal Atom: what happened to commitments, for programs that look again and again (RFC 4287).

Written with the standard library: of the two libraries that write Atom one has seen no release for
years and the other needs a compiler. Tests read it with a parser of others.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from server.i18n import ASKED, SOURCE, locale
from server.i18n import gettext as _
from server.pages.commitments.words import STATUS_NAMES, first_words
from server.pages.links import Url
from server.pages.news import Entry, happening_note, happening_text, happening_word

NAMESPACE: Final = "http://www.w3.org/2005/Atom"
MEDIA_TYPE: Final = "application/atom+xml"
LANGUAGE: Final = "xml:lang"
# A feed in which nothing ever happened has to say a time all the same.
NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_GOAL: Final = 200
# What XML 1.0 cannot hold, whatever it is written as; some programs paste it.
UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is asked for. `path`: its address without its language; `page`: for people.

    `ignored`: what its address asks for and nobody knows, in words. `site`: the address people use;
    `host`: its name, which the names of entries are made with.
    """

    title: str
    path: str
    page: str
    site: str
    host: str
    ignored: tuple[str, ...] = ()


def atom_of(feed: Feed, entries: Sequence[Entry], url: Url) -> bytes:
    """The feed with these entries, newest first, in the language that is spoken."""
    what = _("Todo cambio de un compromiso, y las fechas que se vencen.")
    root = feed_element(feed, what, updated_of(entries))
    for entry in entries:
        _entry(root, feed, entry, url)
    return written(root)


def feed_element(feed: Feed, what: str, updated: datetime) -> Element:
    """A feed without its entries. `what`: it tells; `updated`: when the last of it happened."""
    root = Element("feed", {"xmlns": NAMESPACE, LANGUAGE: locale()})
    add(root, "id", f"tag:{feed.host},2026:{feed.path.removeprefix('/')}")
    add(root, "title", feed.title)
    add(root, "subtitle", " ".join((what, *feed.ignored)))
    add(root, "updated", moment(updated))
    author = SubElement(root, "author")
    add(author, "name", _("Liga de mejora regulatoria"))
    link(root, "self", feed.site + with_language(feed.path), MEDIA_TYPE)
    link(root, "alternate", feed.site + feed.page, "text/html")
    return root


def written(root: Element) -> bytes:
    """The feed as it is sent."""
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def updated_of(entries: Sequence[Entry]) -> datetime:
    """When the last of it happened."""
    return max((each.happening.at for each in entries), default=NEVER)


def with_language(path: str) -> str:
    """The address of what is shown, in the language that is spoken; Spanish needs no word."""
    if locale() == SOURCE:
        return path
    return f"{path}{'&' if '?' in path else '?'}{ASKED}={locale()}"


def _entry(root: Element, feed: Feed, entry: Entry, url: Url) -> None:
    happening, commitment = entry.happening, entry.commitment
    element = SubElement(root, "entry")
    number = f"compromisos/{happening.commitment}/{happening.key}"
    add(element, "id", f"tag:{feed.host},2026:{number}")
    add(
        element,
        "title",
        _("{participant}: {what}").format(
            participant=entry.participant.name, what=happening_word(happening)
        ),
    )
    add(element, "updated", moment(happening.at))
    add(element, "published", moment(happening.at))
    link(element, "alternate", feed.site + url("commitment", id=happening.commitment), "text/html")
    if happening.status:
        word = str(STATUS_NAMES[happening.status])
        SubElement(element, "category", {"term": happening.status.value, "label": word})
    said = [
        first_words(commitment.goal, LONGEST_GOAL),
        happening_text(happening),
        happening_note(happening),
    ]
    content = add(element, "content", "\n\n".join(each for each in said if each))
    content.set("type", "text")


def add(parent: Element, tag: str, text: str) -> Element:
    """An element of this text, without what XML cannot hold."""
    element = SubElement(parent, tag)
    element.text = UNWRITABLE.sub("", text)
    return element


def link(parent: Element, rel: str, address: str, media_type: str) -> None:
    """Where a feed, or an entry of it, stands in another form."""
    SubElement(parent, "link", {"rel": rel, "type": media_type, "href": address})


def moment(at: datetime) -> str:
    """A moment as RFC 3339 writes it, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
