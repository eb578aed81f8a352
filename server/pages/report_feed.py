"""Canal de observaciones: what is published, and what was answered, for programs (RFC 4287).

An entry is a report, with one name for good; it is new again whenever something of it is read.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from game.reports import PUBLIC_WORDS, last_moved, shown_status
from server.i18n import gettext as _
from server.pages.atom import NEVER, Feed, add, feed_element, link, moment, written
from server.pages.commitments.words import first_words
from server.pages.links import Url
from server.pages.reports import SeenReport, status_word

LONGEST_TITLE: Final = 120


def reports_atom(feed: Feed, found: Sequence[SeenReport], today: date, url: Url) -> bytes:
    """The feed of these reports, each with its history, in the language that is spoken."""
    what = _("Lo que dicen empresas y ciudadanía, y lo que contesta cada gobierno.")
    root = feed_element(feed, what, moved_of(found, today))
    for seen in found:
        _entry(root, feed, seen, today, url)
    return written(root)


def moved_of(found: Sequence[SeenReport], today: date) -> datetime:
    """When the last of it was published, answered, or came to be late."""
    return max((_moved(each, today) for each in found), default=NEVER)


def _moved(seen: SeenReport, today: date) -> datetime:
    return last_moved(seen.report, seen.published_at, today)


def _entry(root: Element, feed: Feed, seen: SeenReport, today: date, url: Url) -> None:
    report = seen.report
    told = report.shown or report.told
    entry = SubElement(root, "entry")
    add(entry, "id", f"tag:{feed.host},2026:observaciones/{seen.code}")
    words = _("{participant}: {what}").format(
        participant=seen.participant.name, what=first_words(told.asked, LONGEST_TITLE)
    )
    add(entry, "title", words)
    add(entry, "updated", moment(_moved(seen, today)))
    add(entry, "published", moment(seen.published_at or report.sent_at))
    link(entry, "alternate", feed.site + url("report", id=seen.code), "text/html")
    status = shown_status(report, today).value
    SubElement(entry, "category", {"term": status, "label": status_word(report, today)})
    answers = [event.text for event in report.history if event.move in PUBLIC_WORDS]
    said = [status_word(report, today), told.asked, told.story, *answers]
    content = add(entry, "content", "\n\n".join(each for each in said if each))
    content.set("type", "text")
