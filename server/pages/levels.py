"""Mi liga y sus niveles: what a government has done, what comes next, and one level to fill."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from game.answers import Problem
from game.burden import is_timed
from game.coordination import days_until, deadline_of
from game.editions import Act, Edition, Stage, allows
from game.leaderboard import Standing
from game.levels import (
    Level,
    LevelState,
    Seal,
    awaits_signature,
    is_past_signing,
    may_reopen,
)
from game.points import NO_POINTS, Points
from game.questionnaire import Item, Pillar, Questionnaire, Topic
from game.signatures import Signature
from game.threads import Thread
from server.days import today_of
from server.i18n import Lazy, day, lazy, locale, moment, ngettext, number, rounded
from server.i18n import gettext as _
from server.pages.answers import problem_text
from server.pages.copying import Offer
from server.pages.days import left_text
from server.pages.editions import assessed_text
from server.pages.entered import Entered
from server.pages.lines import Line
from server.pages.links import Link, Url
from server.pages.not_applicable import beyond_text, filled_text, is_of_level, problem_texts
from server.pages.signatures import voided_text
from server.pages.threads import ThreadLine, open_text, thread_line
from server.people import Role

NOT_ENTERED: Final = Entered()
STATE_WORDS: Final[Mapping[LevelState, Lazy]] = MappingProxyType(
    {
        LevelState.CLOSED: lazy("Cerrado"),
        LevelState.OPEN: lazy("Por empezar"),
        LevelState.IN_PROGRESS: lazy("En curso"),
        LevelState.SUBMITTED: lazy("Enviado"),
        LevelState.RETURNED: lazy("Devuelto"),
        LevelState.VERIFIED: lazy("Verificado"),
    }
)
SEAL_WORDS: Final[Mapping[Seal, Lazy]] = MappingProxyType(
    {
        Seal.COMPLETE: lazy("Completo"),
        Seal.EVIDENCED: lazy("Con evidencia"),
        Seal.VERIFIED: lazy("Verificado"),
    }
)
STAGE_TEXTS: Final[Mapping[Stage, Lazy]] = MappingProxyType(
    {
        Stage.DRAFT: lazy("La edición todavía no abre."),
        Stage.OPEN: lazy("Se responde, se envía y se firma nivel por nivel."),
        Stage.REVIEW: lazy("Se verifica: solo se corrige lo que se devuelva."),
        Stage.REPLY: lazy("Derecho de réplica: una por cada dictamen que no se aceptó."),
        Stage.PUBLISHED: lazy("La edición está publicada."),
    }
)


@dataclass(frozen=True, slots=True)
class SealMark:
    """A seal, earned or not yet."""

    code: str
    word: str
    earned: bool


@dataclass(frozen=True, slots=True)
class PointMarks:
    """Points in two parts: texts, and widths of a bar in percent."""

    settled: str
    provisional: str
    total: str
    settled_width: str
    provisional_width: str
    points_text: str


@dataclass(frozen=True, slots=True)
class LevelCard:
    """A level among others."""

    code: str
    name: str
    pillar: str
    pillar_name: str
    url: str
    state: str
    state_word: str
    seals: tuple[SealMark, ...]
    settled: str
    provisional: str
    total: str
    settled_width: str
    provisional_width: str
    points_text: str
    answered_text: str
    minutes_text: str
    returned_text: str
    copied_text: str


@dataclass(frozen=True, slots=True)
class PillarGroup:
    """The levels of a pillar."""

    code: str
    name: str
    levels: tuple[LevelCard, ...]


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """Something a verifier did not accept, and why. `turn` and `said`: of its open thread."""

    label: str
    reason: str
    url: str
    turn: str = ""
    is_own_turn: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class ToSign:
    """A level that waits for a signature. `note`: which one it had, and why it has it no more."""

    label: str
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Reopened:
    """When a level was opened again, from which seat and why, while it is not handed in since."""

    at: datetime
    role: Role
    reason: str


@dataclass(frozen=True, slots=True)
class ReopenedLevel:
    """A level that was opened again and waits to be handed in."""

    label: str
    url: str
    why: Line


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done with a level, and where it goes on."""

    text: str
    next: Link | None


@dataclass(frozen=True, slots=True)
class Attention:
    """What is to be looked at again: a law under it was abrogated, or its item was reworded.

    `causes`: each law once, however many answers rest on it.
    """

    lead: str
    causes: tuple[str, ...]
    shows: str
    items: tuple[ReturnedItem, ...]
    download_url: str


@dataclass(frozen=True, slots=True)
class Moved:
    """An answered item under which something moved, and what."""

    item: Item
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MyLeaguePage:
    """Where a government stands and what it does next."""

    title: str
    participant: str
    lead: str
    deadline: str
    place_text: str
    league: str
    board_url: str
    points: PointMarks
    answered_text: str
    answered_width: str
    next_label: str
    next_url: str
    returned_title: str
    returned: tuple[ReturnedItem, ...]
    reopened: tuple[ReopenedLevel, ...]
    to_sign: tuple[ToSign, ...]
    voided: tuple[str, ...]
    threads: tuple[ThreadLine, ...]
    threads_text: str
    attention: Attention | None
    pillars: tuple[PillarGroup, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """An item that was returned and has not been mended, or that can be replied to."""

    item: Item
    reason: str


def my_league_page(
    edition: Edition,
    questionnaire: Questionnaire,
    participant: str,
    league: str,
    levels: Mapping[str, Level],
    points: Mapping[str, Points],
    possible: Mapping[str, int],
    standings: Sequence[Standing],
    returned: Sequence[Returned],
    now: datetime,
    url: Url,
    *,
    participant_name: str,
    repliable: Sequence[Returned],
    role: Role,
    reader: int | None = None,
    signatures: Mapping[str, Signature],
    reopened: Mapping[str, Reopened],
    threads: Sequence[tuple[Item, Thread]] = (),
    attention: Attention | None = None,
) -> MyLeaguePage:
    """`levels`, `points` and `possible` points by topic. `role`, `reader`: the seat, the account.

    `signatures`: the latest of each topic. `reopened`: the levels opened again and not handed in
    since. `threads`: the open ones, with their items; one of a
    returned item is told with it.

    Of what was `returned` and what is `repliable` the stage decides which can be acted on.
    """
    asked = [levels[topic.code] for topic in questionnaire.topics if levels[topic.code].asked]
    answered, items = sum(each.answered for each in asked), sum(each.asked for each in asked)
    repliables = [each.item for each in repliable]
    step = main_step(edition, questionnaire, levels, repliables, role, url, reopened=reopened)
    title, acted_on = _to_act_on(edition.stage, returned, repliable)
    lines = _threads(edition.stage, threads, url)
    once = {each.item.code for each in acted_on}
    apart = [(item, thread) for item, thread in threads if item.code not in once]
    found = next((each for each in edition.leagues if each.code == league), None)
    return MyLeaguePage(
        title=_("Mi liga"),
        participant=participant_name,
        lead=" ".join(
            (
                f"{edition.name.of(locale())}.",
                str(STAGE_TEXTS[edition.stage]),
                assessed_text(edition),
            )
        ).strip(),
        deadline=_deadline(edition, now),
        place_text=_place_text(standings, participant),
        league=found.name.of(locale()) if found else league,
        board_url=url("board", edition=edition.code, league=league),
        points=_marks(sum(points.values(), NO_POINTS), sum(possible.values())),
        answered_text=_("{n} de {all} reactivos respondidos").format(n=answered, all=items),
        answered_width=_width(answered, items),
        next_label=step.label if step else "",
        next_url=step.url if step else "",
        returned_title=title,
        returned=tuple(_with_thread(each, lines.get(each.item.code), url) for each in acted_on),
        reopened=tuple(
            ReopenedLevel(
                _name(topic),
                url("level", topic=topic.code),
                reopened_line(reopened[topic.code]),
            )
            for topic in questionnaire.topics
            if topic.code in reopened
        ),
        to_sign=_to_sign(edition, questionnaire, levels, signatures, reader, url),
        voided=_still_voided(edition, questionnaire, levels, signatures, reader),
        threads=_own_first(lines[item.code] for item, _thread in apart if item.code in lines),
        threads_text=open_text([thread for _item, thread in apart]),
        attention=attention,
        pillars=tuple(
            _group(pillar, edition.stage, levels, points, possible, url)
            for pillar in questionnaire.pillars
        ),
    )


def attention_of(
    moved: Sequence[Moved],
    lead: Sequence[str],
    causes: Sequence[str],
    download_url: str,
    url: Url,
) -> Attention | None:
    """What is to be looked at again, in the order of the questionnaire; nothing where all is."""
    if not moved:
        return None
    shows = ngettext("Ver el reactivo", "Ver los {n} reactivos", len(moved))
    return Attention(
        lead=". ".join(text for text in lead if text) + ".",
        causes=tuple(dict.fromkeys(causes)),
        shows=shows.format(n=number(len(moved))),
        items=tuple(_returned(Returned(each.item, " ".join(each.reasons)), url) for each in moved),
        download_url=download_url,
    )


def main_step(
    edition: Edition,
    questionnaire: Questionnaire,
    levels: Mapping[str, Level],
    repliable: Sequence[Item],
    role: Role,
    url: Url,
    *,
    reopened: Container[str] = (),
) -> Link | None:
    """What a seat does next in this stage; nothing when nothing waits for it.

    `reopened`: the levels that were opened again and not handed in since.
    """
    stage = edition.stage
    if role is Role.SIGNER:
        return to_sign(stage, questionnaire, levels, url)
    if role is Role.LEAD and repliable and allows(stage, Act.REPLY):
        return _to_reply(questionnaire, repliable[0], url)
    if not allows(stage, Act.MEND):
        return None
    return next_step(questionnaire, levels, url, reopened=reopened)


def sent_notice(
    edition: Edition,
    questionnaire: Questionnaire,
    topic: Topic,
    levels: Mapping[str, Level],
    url: Url,
    *,
    reopened: Container[str] = (),
) -> Done | None:
    """That a level was handed in, with the one to go on with; nothing of one that is not."""
    if not awaits_signature(edition.stage, levels[topic.code]):
        return None
    step = main_step(edition, questionnaire, levels, (), Role.LEAD, url, reopened=reopened)
    return Done(_("Enviado: pasa a firma."), step or Link(_("Ir a mi liga"), url("my_league")))


def signed_notice(
    edition: Edition,
    questionnaire: Questionnaire,
    topic: Topic,
    levels: Mapping[str, Level],
    url: Url,
) -> Done | None:
    """That a level was signed, with the next that waits for it; nothing of one that is not."""
    if not levels[topic.code].is_signed:
        return None
    for waiting in _waiting(edition.stage, questionnaire, levels):
        text = _("Siguiente por firmar: {level}").format(level=_name(waiting))
        return Done(_("Firmado."), Link(text, url("signature", topic=waiting.code)))
    text = _("{level} quedó firmado. No queda otro nivel por firmar.")
    return Done(text.format(level=_name(topic)), None)


def next_step(
    questionnaire: Questionnaire,
    levels: Mapping[str, Level],
    url: Url,
    *,
    reopened: Container[str] = (),
) -> Link | None:
    """The level to go on with; nothing when all are handed in."""
    coming = _next_topic(questionnaire, levels, reopened)
    if coming is None:
        return None
    level, address = levels[coming.code], url("level", topic=coming.code)
    if coming.code in reopened and level.state is not LevelState.RETURNED:
        return Link(_("Revisar y enviar de nuevo {level}").format(level=_name(coming)), address)
    return Link(_next_label(coming, level), address)


def to_sign(
    stage: Stage, questionnaire: Questionnaire, levels: Mapping[str, Level], url: Url
) -> Link | None:
    """The first level that waits for a signature."""
    for topic in _waiting(stage, questionnaire, levels):
        return Link(
            _("Leer y firmar {level}").format(level=_name(topic)),
            url("signature", topic=topic.code),
        )
    return None


def _waiting(
    stage: Stage, questionnaire: Questionnaire, levels: Mapping[str, Level]
) -> list[Topic]:
    """The levels that wait for a signature, those that lost one first."""
    waiting = [each for each in questionnaire.topics if awaits_signature(stage, levels[each.code])]
    return sorted(waiting, key=lambda topic: not levels[topic.code].is_voided)


def _to_sign(
    edition: Edition,
    questionnaire: Questionnaire,
    levels: Mapping[str, Level],
    signatures: Mapping[str, Signature],
    reader: int | None,
    url: Url,
) -> tuple[ToSign, ...]:
    """Every level that waits for a signature, with the one that it lost; those first."""
    return tuple(
        ToSign(
            _name(topic),
            url("signature", topic=topic.code),
            _lost(levels[topic.code], signatures.get(topic.code), reader),
        )
        for topic in _waiting(edition.stage, questionnaire, levels)
    )


def _still_voided(
    edition: Edition,
    questionnaire: Questionnaire,
    levels: Mapping[str, Level],
    signatures: Mapping[str, Signature],
    reader: int | None,
) -> tuple[str, ...]:
    """Signatures without effect of levels that cannot be signed yet, or any more."""
    return tuple(
        f"{_name(topic)}. {_lost(level, signatures.get(topic.code), reader)}"
        for topic in questionnaire.topics
        if (level := levels[topic.code]).is_voided and not awaits_signature(edition.stage, level)
    )


def _lost(level: Level, signature: Signature | None, reader: int | None) -> str:
    return voided_text(signature, reader) if signature is not None and not level.is_signed else ""


def _threads(
    stage: Stage, threads: Sequence[tuple[Item, Thread]], url: Url
) -> Mapping[str, ThreadLine]:
    """Item to its open thread; none once nothing is said in them any more."""
    if not allows(stage, Act.MEND):
        return {}
    return {
        item.code: thread_line(
            thread, _label(item), url("level", topic=item.topic), is_verifier=False
        )
        for item, thread in threads
    }


def _own_first(lines: Iterable[ThreadLine]) -> tuple[ThreadLine, ...]:
    """Those that wait for the government first."""
    return tuple(sorted(lines, key=lambda line: not line.is_own_turn))


def _with_thread(each: Returned, line: ThreadLine | None, url: Url) -> ReturnedItem:
    """A returned item, with whose turn it is and the last words, where they say more."""
    found = _returned(each, url)
    if line is None:
        return found
    said = line.said if line.said != each.reason else ""
    return replace(found, turn=line.turn, is_own_turn=line.is_own_turn, said=said)


def _label(item: Item) -> str:
    return f"{item.code}. {item.text.of(locale())}"


def _name(topic: Topic) -> str:
    return f"{topic.code} {topic.name.of(locale())}"


def _to_reply(questionnaire: Questionnaire, item: Item, url: Url) -> Link:
    topic = questionnaire.topic(item.topic)
    name = f"{topic.code} {topic.name.of(locale())}"
    address = url("level", topic=topic.code) + f"#item-{item.code}"
    return Link(_("Replicar en {level}").format(level=name), address)


def _to_act_on(
    stage: Stage, returned: Sequence[Returned], repliable: Sequence[Returned]
) -> tuple[str, Sequence[Returned]]:
    """What of the verdicts the stage lets a government act on, under its title."""
    if allows(stage, Act.MEND):
        return _("Devuelto para corregir"), returned
    if allows(stage, Act.REPLY):
        return _("Dictámenes que admiten réplica"), repliable
    return "", ()


def _next_topic(
    questionnaire: Questionnaire, levels: Mapping[str, Level], reopened: Container[str]
) -> Topic | None:
    """What was returned first, then what was reopened, what was begun, and what was not."""
    order = (LevelState.RETURNED, LevelState.IN_PROGRESS, LevelState.OPEN)
    waiting = [topic for topic in questionnaire.topics if levels[topic.code].state in order]

    def turn(topic: Topic) -> tuple[bool, bool, int]:
        state = levels[topic.code].state
        return state is not LevelState.RETURNED, topic.code not in reopened, order.index(state)

    return min(waiting, key=turn, default=None)


def reopened_line(each: Reopened) -> Line:
    """From which seat a level was opened again, when, and why in the words of whoever did."""
    by = {
        Role.COORDINATOR: _("Reabierto por la coordinación el {day}:"),
        Role.SIGNER: _("Reabierto por la persona titular el {day}:"),
    }
    text = by.get(each.role) or _("Reabierto el {day}:")
    return Line(f"«{each.reason}»", text.format(day=day(today_of(each.at))), is_typed=True)


def _next_label(topic: Topic, level: Level) -> str:
    name = f"{topic.code} {topic.name.of(locale())}"
    if level.state is LevelState.RETURNED and not level.returned:
        return _("Completar {level}").format(level=name)
    if level.state is LevelState.RETURNED:
        return _("Corregir lo devuelto en {level}").format(level=name)
    if level.state is LevelState.IN_PROGRESS:
        return _("Continuar con {level}").format(level=name)
    return _("Empezar {level}").format(level=name)


def _deadline(edition: Edition, now: datetime) -> str:
    deadline = deadline_of(edition)
    days = days_until(deadline, now)
    if deadline is None or days is None:
        return ""
    if deadline < now:
        return _("La fecha de esta etapa ya pasó: {at}.").format(at=moment(deadline))
    return _("Hasta el {at}: {left}.").format(at=moment(deadline), left=left_text(days))


def _place_text(standings: Sequence[Standing], participant: str) -> str:
    own = next((each for each in standings if each.participant == participant), None)
    if own is None:
        return ""
    return _("Lugar {place} de {all}").format(place=own.place, all=len(standings))


def _returned(each: Returned, url: Url) -> ReturnedItem:
    item = each.item
    return ReturnedItem(
        label=_label(item),
        reason=each.reason,
        url=url("level", topic=item.topic) + f"#item-{item.code}",
    )


def _group(
    pillar: Pillar,
    stage: Stage,
    levels: Mapping[str, Level],
    points: Mapping[str, Points],
    possible: Mapping[str, int],
    url: Url,
) -> PillarGroup:
    """Levels without items for this participant are not shown."""
    shown = [topic for topic in pillar.topics if levels[topic.code].asked]
    return PillarGroup(
        pillar.code,
        pillar.name.of(locale()),
        tuple(
            _card(
                topic,
                pillar,
                stage,
                levels[topic.code],
                _marks(points.get(topic.code, NO_POINTS), possible.get(topic.code, 0)),
                url,
            )
            for topic in shown
        ),
    )


def _card(
    topic: Topic, pillar: Pillar, stage: Stage, level: Level, marks: PointMarks, url: Url
) -> LevelCard:
    may_mend = level.returned > 0 and allows(stage, Act.MEND)
    back = ngettext("{n} devuelto", "{n} devueltos", level.returned).format(n=level.returned)
    return LevelCard(
        code=topic.code,
        name=topic.name.of(locale()),
        pillar=pillar.code,
        pillar_name=pillar.name.of(locale()),
        url=url("level", topic=topic.code),
        state=level.state.value,
        state_word=state_word(level),
        seals=_seals(level),
        settled=marks.settled,
        provisional=marks.provisional,
        total=marks.total,
        settled_width=marks.settled_width,
        provisional_width=marks.provisional_width,
        points_text=marks.points_text,
        answered_text=_("{n} de {all}").format(n=level.answered, all=level.asked),
        minutes_text=_minutes(topic, stage, level),
        returned_text=back if may_mend else "",
        copied_text=_copied(stage, level),
    )


def _copied(stage: Stage, level: Level) -> str:
    if not level.copied or not allows(stage, Act.MEND):
        return ""
    return ngettext("{n} copiada por confirmar", "{n} copiadas por confirmar", level.copied).format(
        n=level.copied
    )


def _minutes(topic: Topic, stage: Stage, level: Level) -> str:
    """The time of what is asked, or of what is left of it: half the items take half the time.

    Nothing is left to do where the time to hand it in is over.
    """
    if not level.is_submitted and not allows(stage, Act.ANSWER) and stage is not Stage.DRAFT:
        return ""
    if level.is_submitted or not level.asked:
        return _("{n} min").format(n=_time(topic, level.asked or len(topic.items)))
    if level.answered == 0:
        return _("unos {n} min").format(n=_time(topic, level.asked))
    if level.answered == level.asked:
        return _("por revisar y enviar")
    return _("faltan unos {n} min").format(n=_time(topic, level.asked - level.answered))


def _time(topic: Topic, items: int) -> int:
    return max(1, int(rounded(Fraction(topic.minutes * items, len(topic.items)))))


def state_word(level: Level) -> str:
    """Where a level is, in a word."""
    if level.state is LevelState.SUBMITTED and level.is_signed:
        return _("Firmado")
    if level.state is LevelState.SUBMITTED and level.is_voided:
        return _("Por firmar de nuevo")
    return str(STATE_WORDS[level.state])


def _seals(level: Level) -> tuple[SealMark, ...]:
    return tuple(SealMark(seal.value, str(SEAL_WORDS[seal]), seal in level.seals) for seal in Seal)


def _marks(points: Points, possible: int) -> PointMarks:
    settled, provisional = number(points.settled), number(points.provisional)
    text = _("{settled} puntos firmes y {provisional} provisionales de {possible}")
    return PointMarks(
        settled=settled,
        provisional=provisional,
        total=number(points.total),
        settled_width=_width(points.settled, possible),
        provisional_width=_width(points.provisional, possible),
        points_text=text.format(
            settled=settled, provisional=provisional, possible=number(possible)
        ),
    )


def _width(part: int, whole: int) -> str:
    """Percent of a bar, as the attribute takes it."""
    if whole <= 0:
        return "0"
    return str(min(Decimal(100), rounded(Fraction(100 * part, whole), 1)))


@dataclass(frozen=True, slots=True)
class ReopenForm:
    """The way to open a level that was handed in again, with a public reason."""

    id: str
    action: str
    reason: Entered

    @property
    def is_open(self) -> bool:
        return bool(self.reason.error)


@dataclass(frozen=True, slots=True)
class Foot:
    """What can be done with a level, told again at its end: what is left, or how it goes on."""

    text: str
    left: Link | None
    submit_url: str
    sign: Link | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a level is, and what can be done with it now.

    `cap_text`: how much of it says "no aplica"; `cap_problem` instead, where that is too much.
    """

    state: str
    state_word: str
    seals: tuple[SealMark, ...]
    answered_text: str
    answered_width: str
    left_text: str
    cap_text: str
    cap_problem: str
    points: PointMarks
    submit_url: str
    submit_note: str
    sign_url: str
    sign_label: str
    sign_note: str
    voided: str
    reopened: Line | None
    reopen: ReopenForm | None
    notes: tuple[str, ...]
    offer: Offer | None
    attention: tuple[Link, ...]
    laws_url: str
    foot: Foot


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A problem and the item it is in."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class LevelPage:
    """A level to fill. Its items are drawn apart: they are the same for whoever sees them.

    `saves`: whether answers can be given here now, so that it is told how they are kept.
    `is_noted`: whether it is noted that the level was opened, which is told too.
    `stream_url`: what others do here; `presence_url`: where it is said that one is typing.
    """

    title: str
    lead: str
    saves: bool
    is_noted: bool
    pillar: str
    pillar_name: str
    breadcrumb: tuple[Link, ...]
    progress: Progress
    problems_title: str
    problems: tuple[ProblemRow, ...]
    next_label: str
    next_url: str
    stream_url: str
    presence_url: str


@dataclass(frozen=True, slots=True)
class Handed:
    """Who handed a level in and who signed it; `signature`: the latest, in force or not."""

    submitted_at: datetime | None = None
    submitter: str = ""
    signed_at: datetime | None = None
    signer: str = ""
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class SeatActs:
    """What the seat of whoever looks may do with the level."""

    may_submit: bool
    may_sign: bool
    has_filled: bool = False
    account: int | None = None


def level_page(
    edition: Edition,
    questionnaire: Questionnaire,
    topic: Topic,
    progress: Progress,
    problems: Mapping[str, tuple[Problem, ...]],
    url: Url,
    *,
    level: Level,
    may_answer: bool,
) -> LevelPage:
    """`problems` by item: those a refused submission found. `may_answer`: the seat fills levels."""
    pillar = questionnaire.pillar_of(topic.code)
    name = topic.name.of(locale())
    after = _after(questionnaire, topic)
    return LevelPage(
        title=f"{topic.code} {name}",
        lead=" ".join(
            (
                f"{edition.name.of(locale())}.",
                _lead(edition.stage, level, may_answer=may_answer),
                assessed_text(edition),
            )
        ).strip(),
        saves=may_answer and not level.is_submitted and allows(edition.stage, Act.ANSWER),
        is_noted=may_answer and is_timed(edition.stage),
        pillar=pillar.code,
        pillar_name=pillar.name.of(locale()),
        breadcrumb=(Link(_("Mi liga"), url("my_league")), Link(name, "")),
        progress=progress,
        problems_title=_problems_title(problems),
        problems=_problem_rows(questionnaire, problems),
        next_label=_("Siguiente: {level}").format(level=after.name.of(locale())) if after else "",
        next_url=url("level", topic=after.code) if after else "",
        stream_url=url("level_live", topic=topic.code),
        presence_url=url("presence", topic=topic.code),
    )


def _lead(stage: Stage, level: Level, *, may_answer: bool) -> str:
    """What can be done with the level in this stage."""
    if level.is_submitted and allows(stage, Act.MEND):
        return _("El nivel está enviado: solo se corrige lo que se devuelva.")
    if level.is_submitted or not allows(stage, Act.ANSWER):
        return str(STAGE_TEXTS[stage])
    if may_answer:
        return _("El nivel se envía al terminar.")
    return _("Lo responde su equipo; se firma cuando está enviado.")


def progress_of(
    edition: Edition,
    topic: Topic,
    level: Level,
    points: Points,
    possible: int,
    handed: Handed,
    acts: SeatActs,
    url: Url,
    *,
    offer: Offer | None = None,
    reopening: Entered = NOT_ENTERED,
    attention: tuple[Link, ...] = (),
    confirms_laws: bool = False,
    reopened: Reopened | None = None,
    first_left: str = "",
) -> Progress:
    """How far a level is, for the page and for the reply to every save.

    `offer`: what can be copied. `reopening`: the reason to open it again, as it was refused.
    `attention`: how much is to be looked at again, and the first of it. `confirms_laws`: whether
    all that laws ask of it may be confirmed at once.
    `reopened`: when it was opened again, until it is handed in. `first_left`: the first item that
    is to be completed or mended.
    """
    may_submit = acts.may_submit and not level.is_submitted and allows(edition.stage, Act.SUBMIT)
    may_sign = acts.may_sign and awaits_signature(edition.stage, level)
    reopens = acts.may_sign and (may_reopen(edition.stage, level) or bool(reopening.error))
    submit_url = url("submit_level", topic=topic.code) if may_submit else ""
    sign_url = url("signature", topic=topic.code) if level.is_submitted else ""
    signs = Link(_sign_label(level, may_sign=True), sign_url)
    left_text = _left_text(edition.stage, level)
    return Progress(
        state=level.state.value,
        state_word=state_word(level),
        seals=_seals(level),
        answered_text=_("{n} de {all} respondidos").format(n=level.answered, all=level.asked),
        answered_width=_width(level.answered, level.asked),
        left_text=left_text,
        cap_text="" if level.not_applicable.is_beyond else filled_text(level.not_applicable),
        cap_problem=beyond_text(level.not_applicable),
        points=_marks(points, possible),
        submit_url=submit_url,
        submit_note=_("Al enviarlo se cierra y pasa a firma.") if may_submit else "",
        sign_url=sign_url,
        sign_label=_sign_label(level, may_sign=may_sign and not acts.has_filled),
        sign_note=_sign_note(edition.stage, level, acts, may_sign=may_sign),
        voided=_lost(level, handed.signature, acts.account),
        reopened=reopened_line(reopened) if reopened and not level.is_submitted else None,
        reopen=ReopenForm(f"reopen-{topic.code}", url("level_reopen", topic=topic.code), reopening)
        if reopens
        else None,
        notes=_notes(edition, level, handed),
        offer=offer,
        attention=attention,
        laws_url=url("level_laws", topic=topic.code) if confirms_laws else "",
        foot=_foot(
            level,
            left_text,
            first_left,
            submit_url,
            signs if may_sign and not acts.has_filled else None,
        ),
    )


def _foot(
    level: Level, left_text: str, first_left: str, submit_url: str, sign: Link | None
) -> Foot:
    """Handed in from there only where nothing keeps it back: what does is told with its place."""
    left = None
    if left_text and first_left:
        left = Link(_("Ir a {item}").format(item=first_left), f"#item-{first_left}")
    elif submit_url and level.not_applicable.is_beyond:
        left = Link(_("Ver qué falta para enviarlo"), "#progress")
    return Foot(left_text, left, "" if left else submit_url, sign)


def _sign_label(level: Level, *, may_sign: bool) -> str:
    """One reads what is signed on a page of its own, and signs there."""
    if may_sign:
        return _("Leer y firmar de nuevo") if level.was_signed else _("Leer y firmar")
    return _("Ver lo que se firma")


def _left_text(stage: Stage, level: Level) -> str:
    """What is left to do, while it can be done."""
    left = level.asked - level.complete
    if not allows(stage, Act.MEND if level.is_submitted else Act.ANSWER):
        return ""
    if level.is_submitted and not level.returned and not left:
        return ""
    if level.returned:
        return ngettext(
            "{n} devuelto por corregir", "{n} devueltos por corregir", level.returned
        ).format(n=level.returned)
    if not left:
        return "" if level.not_applicable.is_beyond else _("Todo está completo.")
    return ngettext("Falta {n} por completar", "Faltan {n} por completar", left).format(n=left)


def _sign_note(stage: Stage, level: Level, acts: SeatActs, *, may_sign: bool) -> str:
    if may_sign and acts.has_filled:
        return _("Usted respondió parte de este nivel: lo firma otra persona.")
    if may_sign:
        return _("Con su firma pasa a verificación.")
    if is_past_signing(stage, level):
        return _past_signing(level)
    if awaits_signature(stage, level):
        return _("Falta la firma de la persona titular.")
    if level.is_voided:
        return _("Cuando todo esté completo se pedirá otra vez la firma.")
    return ""


def _past_signing(level: Level) -> str:
    if level.was_signed:
        return _("No se firmó de nuevo a tiempo: cuenta lo que ya tenía dictamen.")
    return _("No se firmó a tiempo: no se verifica ni se publica.")


def _notes(edition: Edition, level: Level, handed: Handed) -> tuple[str, ...]:
    notes = []
    if handed.submitted_at is not None:
        text = _("Enviado por {name}, {at}.")
        notes.append(text.format(name=handed.submitter, at=moment(handed.submitted_at)))
    if handed.signed_at is not None:
        text = _("Firmado por {name}, {at}.")
        notes.append(text.format(name=handed.signer, at=moment(handed.signed_at)))
    if not level.is_submitted and not allows(edition.stage, Act.ANSWER):
        notes.append(
            _("Este nivel no se envió a tiempo. {stage}").format(stage=STAGE_TEXTS[edition.stage])
        )
    return tuple(notes)


def _problems_title(problems: Mapping[str, tuple[Problem, ...]]) -> str:
    lacking = sum(not all(map(is_of_level, found)) for found in problems.values())
    if not lacking:
        return _("Hay más «no aplica» de los que admite el nivel")
    return ngettext("Falta algo en {n} reactivo", "Falta algo en {n} reactivos", lacking).format(
        n=lacking
    )


def _problem_rows(
    questionnaire: Questionnaire, problems: Mapping[str, tuple[Problem, ...]]
) -> tuple[ProblemRow, ...]:
    """What is wrong with the level as a whole is said once, then where each item stands."""
    of_level = dict.fromkeys(text for found in problems.values() for text in problem_texts(found))
    way_out = _("Conteste los demás: un «no» con razón y plan da los mismos puntos.")
    rows = [ProblemRow(f"{text} {way_out}", "") for text in of_level]
    rows += [_problem_row(questionnaire.item(code), found) for code, found in problems.items()]
    return tuple(rows)


def _problem_row(item: Item, problems: tuple[Problem, ...]) -> ProblemRow:
    sentences = dict.fromkeys(
        _("Dice «no aplica».") if is_of_level(problem) else problem_text(item, problem)
        for problem in problems
    )
    return ProblemRow(f"{item.code}: {' '.join(sentences)}", f"#item-{item.code}")


def _after(questionnaire: Questionnaire, topic: Topic) -> Topic | None:
    place = questionnaire.topics.index(topic)
    later = questionnaire.topics[place + 1 :]
    return later[0] if later else None
