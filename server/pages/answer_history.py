"""Historia: every save of an answer and every verdict on it, with nothing taken away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest

from game.answers import Answer
from game.questionnaire import Item
from server.i18n import gettext as _
from server.i18n import locale, moment, ngettext
from server.pages.answers import Given, VerdictMark
from server.pages.lines import Line, first_of, legible
from server.pages.links import Link, Url
from server.pages.names import item_url
from server.pages.reviews import VERDICT_NAMES


@dataclass(frozen=True, slots=True)
class Revision:
    """One save of an answer. `version` and `asked`: what it answered to, where that changed."""

    number: str
    line: Line
    details: tuple[Line, ...]
    author: str
    is_current: bool
    version: str
    asked: str
    note: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Every save of an answer, and every verdict on it."""

    title: str
    code: str
    text: str
    breadcrumb: tuple[Link, ...]
    revisions: tuple[Revision, ...]
    verdicts: tuple[VerdictMark, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """A revision as it was kept, and the item as it read then.

    `version` of the questionnaire; 0 where it has had one alone. Two based on the same one: the
    first gave way to the second, which is what they were based on, and whoever wrote it chose so.
    """

    revision: int
    answer: Answer
    author: str
    at: datetime
    item: Item
    version: int = 0
    note: str = ""
    based_on: int = 0


def history_page(
    item: Item, topic_name: str, revisions: Sequence[Past], given: Sequence[Given], url: Url
) -> HistoryPage:
    """`revisions` with the newest first: it is the one in force."""
    return HistoryPage(
        title=_("Historia de {code}").format(code=item.code),
        code=item.code,
        text=item.text.of(locale()),
        breadcrumb=(
            Link(_("Mi liga"), url("my_league")),
            Link(topic_name, item_url(url, item.topic, item.code)),
            Link(_("Historia"), ""),
        ),
        revisions=tuple(
            _revision(item, past, earlier, is_current=number_ == 0)
            for number_, (past, earlier) in enumerate(zip_longest(revisions, revisions[1:]))
        ),
        verdicts=tuple(
            VerdictMark(
                each.verdict.value,
                str(VERDICT_NAMES[each.verdict]),
                each.reason,
                _("{name}, {at}").format(name=each.verifier, at=moment(each.at)),
            )
            for each in given
        ),
    )


def _revision(item: Item, past: Past, earlier: Past | None, *, is_current: bool) -> Revision:
    """One save; that of a copy as it was is its confirmation."""
    lines = legible(past.item, past.answer)
    then, now = past.item.text.of(locale()), item.text.of(locale())
    if earlier is not None and _is_confirmed(earlier.answer, past.answer):
        lines = (*lines, Line(_("Copia confirmada")))
    if earlier is not None and earlier.based_on == past.based_on == earlier.revision - 1:
        chosen = _("Elegida por {name}, {at}, en lugar de lo que escribió")
        lines = (*lines, Line(chosen.format(name=earlier.author, at=moment(earlier.at))))
    evidence = len(past.answer.evidence)
    if evidence:
        cited = ngettext("{n} documento citado", "{n} documentos citados", evidence)
        lines = (first_of(lines), *lines[1:], Line(cited.format(n=evidence)))
    return Revision(
        number=str(past.revision),
        line=first_of(lines),
        details=lines[1:],
        author=_("{name}, {at}").format(name=past.author, at=moment(past.at)),
        is_current=is_current,
        note=past.note,
        version=_("Versión {n} del cuestionario").format(n=past.version) if past.version else "",
        asked=_("Entonces se preguntaba: «{text}»").format(text=then) if then != now else "",
    )


def _is_confirmed(before: Answer, after: Answer) -> bool:
    return bool(before.copied_from) and replace(before, copied_from="") == after
