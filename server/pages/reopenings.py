"""Niveles reabiertos: what is public of each, and the levels of a government for coordinators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.editions import Edition
from game.levels import Level, may_reopen
from game.questionnaire import Questionnaire, Topic
from game.signatures import Signature
from server.days import today_of
from server.i18n import day, locale, moment
from server.i18n import gettext as _
from server.pages.entered import NOT_ENTERED, Entered
from server.pages.level import ReopenForm, state_word
from server.pages.links import Link, Url
from server.pages.signatures import voided_text
from server.people import ROLE_NAMES, Holder, Role


@dataclass(frozen=True, slots=True)
class Reopened:
    """A level that was opened again, as it was kept. `level`: its name, where it is known."""

    edition: str
    topic: str
    level: str
    at: datetime
    role: Role
    seat_title: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenedLine:
    """The same, for everybody to read: no person is named."""

    level: str
    at: str
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """That a level was opened again, beside it: when and by whom, and the reason as typed."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level of a government, with what was signed and what became of it."""

    code: str
    name: str
    state: str
    state_word: str
    notes: tuple[str, ...]
    voided: str
    reopened: tuple[Trace, ...]
    reopen: ReopenForm | None


@dataclass(frozen=True, slots=True)
class LeadLine:
    """Whom to call at a government. `email` is empty where nobody has come yet."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class LevelsPage:
    """All levels of a government, for whoever coordinates.

    `leads`: whom to call; None for whoever has no reason to.
    """

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    leads: tuple[LeadLine, ...] | None
    levels: tuple[LevelLine, ...]
    reopened: tuple[ReopenedLine, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A level that was not opened again: the reason as typed, and what is wrong with it."""

    topic: str = ""
    reason: Entered = NOT_ENTERED


NOT_REFUSED = Refused()


def reopened_lines(reopened: Sequence[Reopened]) -> tuple[ReopenedLine, ...]:
    """What is public of each: level, day, role and name of the seat, reason."""
    return tuple(map(_line, reopened))


def levels_page(
    edition: Edition,
    questionnaire: Questionnaire,
    participant: tuple[str, str],
    levels: Mapping[str, Level],
    submitted: Mapping[str, tuple[str, datetime]],
    signatures: Mapping[str, Signature],
    reopened: Sequence[Reopened],
    url: Url,
    *,
    may_open: bool,
    leads: Sequence[Holder] | None = None,
    refused: Refused = NOT_REFUSED,
) -> LevelsPage:
    """`participant`: code and name. `submitted`: topic to who handed it in and when.

    `may_open`: whether whoever looks may open a level again. `leads`: the seats to call, if they
    may see them.
    """
    code, name = participant
    return LevelsPage(
        title=_("Niveles de {government}").format(government=name),
        lead=edition.name.of(locale()),
        breadcrumb=(Link(_("Coordinación"), url("coordination")), Link(name, "")),
        leads=None
        if leads is None
        else tuple(LeadLine(each.name, each.email) for each in leads if each.email),
        levels=tuple(
            _level(
                topic,
                levels[topic.code],
                submitted.get(topic.code),
                signatures.get(topic.code),
                [each for each in reopened if each.topic == topic.code],
                _form(edition, topic, code, refused, url)
                if may_open
                and (may_reopen(edition.stage, levels[topic.code]) or refused.topic == topic.code)
                else None,
            )
            for topic in questionnaire.topics
            if levels[topic.code].asked
        ),
        reopened=reopened_lines(reopened),
    )


def _form(
    edition: Edition, topic: Topic, participant: str, refused: Refused, url: Url
) -> ReopenForm:
    return ReopenForm(
        f"reopen-{topic.code}",
        url(
            "coordination_reopen",
            edition=edition.code,
            participant=participant,
            topic=topic.code,
        ),
        refused.reason if refused.topic == topic.code else NOT_ENTERED,
    )


def _level(
    topic: Topic,
    level: Level,
    submitted: tuple[str, datetime] | None,
    signature: Signature | None,
    reopened: Sequence[Reopened],
    form: ReopenForm | None,
) -> LevelLine:
    notes = []
    if submitted is not None:
        text = _("Enviado por {name}, {at}.")
        notes.append(text.format(name=submitted[0], at=moment(submitted[1])))
    if level.is_signed and signature is not None:
        text = _("Firmado por {name}, {at}.")
        notes.append(text.format(name=signature.name, at=moment(signature.at)))
    return LevelLine(
        code=topic.code,
        name=topic.name.of(locale()),
        state=level.state.value,
        state_word=state_word(level),
        notes=tuple(notes),
        voided=voided_text(signature) if signature is not None and not level.is_signed else "",
        reopened=tuple(map(_trace, reopened)),
        reopen=form,
    )


def _trace(each: Reopened) -> Trace:
    line = _line(each)
    return Trace(_("Reabierto el {day} ({by}):").format(day=line.at, by=line.by), each.reason)


def _line(each: Reopened) -> ReopenedLine:
    role = str(ROLE_NAMES[each.role])
    return ReopenedLine(
        level=_("{level}, edición {edition}").format(level=each.level, edition=each.edition),
        at=day(today_of(each.at)),
        by=role if each.seat_title in {"", role} else f"{role}, {each.seat_title}",
        reason=each.reason,
    )
