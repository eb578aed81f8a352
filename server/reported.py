"""Observaciones de la demostración: invented reports, some answered, some late, some to be read.

Nobody sent them: they have no address, and no letter goes out.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from game.commitments import Status as CommitmentStatus
from game.participants import Participant
from game.reports import Bearing, Mark, Move, Part, Report, Status, Told, advance, publish
from server.days import today_of
from server.imports.demo import AUTHOR, FILLER, SEED
from server.people import Person, Role
from server.queries.commitments import Filters, commitments_where
from server.queries.report_watches import PARTICIPANT, TOPIC, watch
from server.queries.reports import Sender, keep_move, keep_report, report_of
from server.reports import Rules, rules_now, topics_now

ANSWERED = "Se instruyó a la ventanilla y ya se recibe en línea. (Dato sintético.)"
CONTESTED = "En la ventanilla lo siguen pidiendo en papel. (Dato sintético.)"


@dataclass(frozen=True, slots=True)
class _Life:
    """One report: what it tells, how long ago it was sent, and how far it got."""

    told: Told
    days: int
    moves: tuple[Move, ...] = ()
    shown_as: str = ""
    bearing: Bearing = Bearing.OTHER
    of_commitment: bool = False
    marks: frozenset[Mark] = frozenset()


PUBLISHED = (Move.CONFIRM, Move.PUBLISH)
LIVES: Mapping[str, tuple[_Life, ...]] = {
    "20": (
        _Life(
            Told(
                "Constancia de uso de suelo para un local (dato sintético)",
                "Ventanilla única",
                "El catálogo dice que basta una copia y pidieron tres, en papel. (Dato sintético.)",
            ),
            days=4,
            moves=PUBLISHED,
            shown_as="Taller de ejemplo",
        ),
        _Life(
            Told(
                "Publicar lo comprometido (dato sintético)",
                "",
                "Se buscó en el sitio del gobierno y no está publicado. (Dato sintético.)",
            ),
            days=6,
            moves=PUBLISHED,
            bearing=Bearing.CONTRADICTS,
            of_commitment=True,
        ),
        _Life(
            Told(
                "Registro de una microempresa (dato sintético)",
                "Portal de trámites",
                "El formato no se podía enviar desde un teléfono. (Dato sintético.)",
            ),
            days=40,
            moves=(*PUBLISHED, Move.ANSWER),
            shown_as="Asociación de ejemplo",
        ),
        _Life(
            Told(
                "Licencia de construcción menor (dato sintético)",
                "Módulo de atención",
                "Tardaron 45 días. Mi teléfono es 951 000 0000. (Dato sintético.)",
            ),
            days=2,
            moves=(Move.CONFIRM,),
        ),
    ),
    "29033": (
        _Life(
            Told(
                "Permiso para un puesto en el mercado (dato sintético)",
                "Presidencia municipal",
                "Nadie dice cuánto cuesta ni cuánto tarda. (Dato sintético.)",
            ),
            days=35,
            moves=PUBLISHED,
        ),
        _Life(
            Told(
                "Alta en el padrón (dato sintético)",
                "Tesorería",
                "Pidieron el recibo impreso. (Dato sintético.)",
            ),
            days=60,
            moves=(*PUBLISHED, Move.ANSWER, Move.CONTEST, Move.RELEASE),
            shown_as="Comercio de ejemplo",
        ),
        _Life(
            Told(
                "COMPRE YA (dato sintético)",
                "",
                "COMPRE BARATO EN https://example.org SOLO HOY EN EL MERCADO (dato sintético)",
            ),
            days=1,
            moves=(Move.CONFIRM,),
            marks=frozenset({Mark.LINKS, Mark.CAPITALS}),
        ),
    ),
}


async def keep_reports(
    participants: Sequence[Participant], people: Sequence[Person], now: datetime
) -> None:
    """Give two governments a few reports, and an observer something to follow."""
    known = {each.code: each for each in participants}
    topics = sorted((await topics_now()).items())
    rules = await rules_now(now)
    for code, lives in LIVES.items():
        for number, life in enumerate(lives):
            topic, (pillar, _name) = topics[number % len(topics)]
            report = await _report(life, code, (pillar, topic), now)
            moderator = _moderator(people, known[code])
            await _lived(report, life, f"demo.{code}.{number}", moderator, rules, now)
    for observer in people:
        if observer.role is Role.OBSERVER:
            await watch(observer.account, PARTICIPANT, "20", now)
            await watch(observer.account, TOPIC, topics[0][0], now)


async def _report(life: _Life, code: str, place: tuple[str, str], now: datetime) -> Report:
    at = now - timedelta(days=life.days)
    pillar, topic = place
    commitment = None
    if life.of_commitment:
        # Of one that was verified, where there is one: then two voices do not agree.
        for statuses in (frozenset({CommitmentStatus.VERIFIED}), frozenset[CommitmentStatus]()):
            asked = Filters(participant=code, statuses=statuses)
            found = (await commitments_where(asked, today_of(now), size=1)).listed
            if found:
                commitment = found[0].commitment
                break
    return Report(
        participant=code,
        told=life.told,
        status=Status.SENT,
        sent_at=at,
        commitment=commitment.code if commitment else None,
        pillar=(commitment.pillar or "") if commitment else pillar,
        topic="" if commitment else topic,
        bearing=life.bearing,
        shown_as=life.shown_as,
        marks=life.marks,
    )


async def _lived(
    report: Report, life: _Life, sheet: str, moderator: Person, rules: Rules, now: datetime
) -> None:
    """Keep it and every move of it, some days between one and the next."""
    nobody = hashlib.sha256(f"{SEED}:{sheet}".encode()).hexdigest()
    sender = Sender("", nobody, "es", nobody, report.sent_at, None, sheet)
    code = await keep_report(
        report, sender, None, turns=(), at=report.sent_at, tell=lambda _code: ()
    )
    lead = Person(FILLER, AUTHOR, "", 0, Role.LEAD, report.participant, None)
    at, step = report.sent_at, timedelta(days=max(1, life.days // (len(life.moves) + 4)))
    for move in life.moves:
        at = min(at + step, now)
        seen = await report_of(code)
        moved = _moved(seen.report, move, at, rules)
        by = {Move.ANSWER: lead, Move.PUBLISH: moderator, Move.RELEASE: moderator}.get(move)
        await keep_move(seen, moved, by=by, at=at)


def _moved(report: Report, move: Move, at: datetime, rules: Rules) -> Report:
    on, clock = today_of(at), rules.clock
    match move:
        case Move.PUBLISH:
            return publish(report, report.told, at, on=on, author=AUTHOR, clock=clock)
        case Move.ANSWER:
            part, text = Part.PARTICIPANT, ANSWERED
        case Move.RELEASE:
            part, text = Part.MODERATOR, CONTESTED
        case Move.CONTEST:
            part, text = Part.REPORTER, CONTESTED
        case _:
            part, text = Part.REPORTER, ""
    return advance(report, move, part, at, on=on, text=text, author=AUTHOR, clock=clock)


def _moderator(people: Sequence[Person], participant: Participant) -> Person:
    """Somebody who moderates and is not from there."""
    return next(
        each for each in people if each.role is Role.COORDINATOR and each.state != participant.state
    )
