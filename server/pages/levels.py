"""Mi liga: what a government has done, level by level, and what comes next."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from game.coordination import deadline_of
from game.editions import Act, Edition, Stage, allows
from game.leaderboard import Standing
from game.levels import Level, LevelState, awaits_signature, is_past_signing
from game.points import NO_POINTS, Points
from game.questionnaire import Item, Pillar, Questionnaire, Topic
from game.signatures import Signature
from game.threads import Thread
from server.i18n import gettext as _
from server.i18n import locale, moment, ngettext, number, rounded
from server.pages.days import left_text, until_text
from server.pages.editions import assessed_text
from server.pages.level import (
    STAGE_TEXTS,
    PointMarks,
    Reopened,
    SealMark,
    lost_text,
    marks_of,
    reopened_line,
    seals_of,
    state_word,
    width_of,
)
from server.pages.lines import Line
from server.pages.links import Link, Url
from server.pages.names import item_name, item_url, level_name
from server.pages.threads import ThreadLine, open_text, thread_line
from server.people import Role


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
    frozen_text: str
    league: str
    board_url: str
    points: PointMarks
    term_text: str
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
    book_url: str


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
    frozen: datetime | None,
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
    term: str = "",
) -> MyLeaguePage:
    """`levels`, `points` and `possible` points by topic. `role`, `reader`: the seat, the account.

    `signatures`: the latest of each topic. `reopened`: the levels opened again and not handed in
    since. `threads`: the open ones, with their items; one of a
    returned item is told with it. `term`: until when signing a level earns points for it.

    `standings`: as they are public, since `frozen` those of that moment: a place now would tell
    what the others have. Of what was `returned` and what is `repliable` the stage decides which
    can be acted on.
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
        frozen_text=_frozen_text(frozen),
        league=found.name.of(locale()) if found else league,
        board_url=url("board", edition=edition.code, league=league),
        points=marks_of(sum(points.values(), NO_POINTS), sum(possible.values())),
        term_text=term,
        answered_text=_("{n} de {all} reactivos respondidos").format(n=answered, all=items),
        answered_width=width_of(answered, items),
        next_label=step.label if step else "",
        next_url=step.url if step else "",
        returned_title=title,
        returned=tuple(_with_thread(each, lines.get(each.item.code), url) for each in acted_on),
        reopened=tuple(
            ReopenedLevel(
                level_name(topic),
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
        book_url=url("answer_book") if role in {Role.CONTRIBUTOR, Role.LEAD} else "",
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
        text = _("Siguiente por firmar: {level}").format(level=level_name(waiting))
        return Done(_("Firmado."), Link(text, url("signature", topic=waiting.code)))
    text = _("{level} quedó firmado. No queda otro nivel por firmar.")
    return Done(text.format(level=level_name(topic)), None)


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
        return Link(
            _("Revisar y enviar de nuevo {level}").format(level=level_name(coming)), address
        )
    return Link(_next_label(coming, level), address)


def to_sign(
    stage: Stage, questionnaire: Questionnaire, levels: Mapping[str, Level], url: Url
) -> Link | None:
    """The first level that waits for a signature."""
    for topic in _waiting(stage, questionnaire, levels):
        return Link(
            _("Leer y firmar {level}").format(level=level_name(topic)),
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
            level_name(topic),
            url("signature", topic=topic.code),
            lost_text(levels[topic.code], signatures.get(topic.code), reader),
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
    """Signatures without effect of levels that cannot be signed yet."""
    return tuple(
        f"{level_name(topic)}. {lost_text(level, signatures.get(topic.code), reader)}"
        for topic in questionnaire.topics
        if (level := levels[topic.code]).is_voided
        and not awaits_signature(edition.stage, level)
        and not is_past_signing(edition.stage, level)
    )


def _threads(
    stage: Stage, threads: Sequence[tuple[Item, Thread]], url: Url
) -> Mapping[str, ThreadLine]:
    """Item to its open thread; none once nothing is said in them any more."""
    if not allows(stage, Act.MEND):
        return {}
    return {
        item.code: thread_line(
            thread, item_name(item), url("level", topic=item.topic), is_verifier=False
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


def _to_reply(questionnaire: Questionnaire, item: Item, url: Url) -> Link:
    topic = questionnaire.topic(item.topic)
    address = item_url(url, topic.code, item.code)
    return Link(_("Replicar en {level}").format(level=level_name(topic)), address)


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


def _next_label(topic: Topic, level: Level) -> str:
    name = level_name(topic)
    if level.state is LevelState.RETURNED and not level.returned:
        return _("Completar {level}").format(level=name)
    if level.state is LevelState.RETURNED:
        return _("Corregir lo devuelto en {level}").format(level=name)
    if level.state is LevelState.IN_PROGRESS:
        return _("Continuar con {level}").format(level=name)
    return _("Empezar {level}").format(level=name)


def _deadline(edition: Edition, now: datetime) -> str:
    deadline = deadline_of(edition)
    if deadline is None:
        return ""
    at = until_text(deadline)
    if deadline <= now:
        return _("La fecha de esta etapa ya pasó: {at}.").format(at=at)
    return _("Hasta el {at}: {left}.").format(at=at, left=left_text(deadline, now))


def _place_text(standings: Sequence[Standing], participant: str) -> str:
    own = next((each for each in standings if each.participant == participant), None)
    if own is None:
        return ""
    return _("Lugar {place} de {all}").format(place=own.place, all=len(standings))


def _frozen_text(frozen: datetime | None) -> str:
    if frozen is None:
        return ""
    return _(
        "Tabla detenida desde el {moment}: el lugar es el de entonces. Sus puntos son los de ahora "
        "y solo los ven su gobierno y el observatorio."
    ).format(moment=moment(frozen))


def _returned(each: Returned, url: Url) -> ReturnedItem:
    item = each.item
    return ReturnedItem(
        label=item_name(item),
        reason=each.reason,
        url=item_url(url, item.topic, item.code),
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
                marks_of(points.get(topic.code, NO_POINTS), possible.get(topic.code, 0)),
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
        seals=seals_of(level),
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
