"""Demostración: an agreement that states signed or declined, and a batch that was issued."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random

from game.agreements import Agreement, signed_under
from game.commitments import Commitment, Milestone, Status, propose
from game.participants import Participant
from game.recommendations import Decision
from server.days import today_of
from server.imports.demo import AUTHOR, FILLER, SEED
from server.people import Person, Role
from server.queries.agreements import agreement_of, decline, keep_agreement, sign
from server.queries.batches import batch_of, issue, keep_batch, promise, recommended_in
from server.queries.batches import decline as decline_recommendation
from server.queries.recommendations import source_of
from server.recommending import Request, drafts_for

STATE = "state"
SIGNED_SHARE = 0.6
# How many states are recommended something, and how much each.
ADVISED, MOST_EACH = 8, 4
NO_MEANS = "Su presupuesto de este año ya está comprometido. (Dato sintético.)"
BY_LAW = "Una reforma en curso lo sustituye. (Dato sintético.)"


async def keep_agreed(
    participants: Sequence[Participant], people: Sequence[Person], now: datetime
) -> None:
    """What a meeting agreed 40 days ago: most states signed it, two declined, some may still."""
    states = [each for each in participants if each.kind == STATE]
    coordinator = next(each for each in people if each.role is Role.COORDINATOR)
    today = today_of(now)
    agreed = Agreement(
        meeting="Reunión Nacional de Mejora Regulatoria (dato sintético)",
        held_on=today - timedelta(days=47),
        title="Ventanilla única de trámites para empresas",
        text="Los gobiernos acuerdan reunir en un solo lugar los trámites de apertura. (Texto"
        " sintético.)",
        pillar="H",
        goal="Poner en línea una ventanilla única con los trámites de apertura de empresas.",
        indicator="Dirección de la ventanilla, con el catálogo de los trámites que atiende.",
        starts=today - timedelta(days=30),
        due=today + timedelta(days=330),
        sign_by=today + timedelta(days=25),
        milestones=(
            Milestone("Convenio entre dependencias", today + timedelta(days=90)),
            Milestone("Ventanilla en línea", today + timedelta(days=330), weight=3),
        ),
    )
    begun = now - timedelta(days=40)
    codes = [each.code for each in states]
    number = await keep_agreement(agreed, codes, key="demo", by=coordinator, at=begun)
    draw = Random(f"{SEED}:agreement")  # noqa: S311
    declining = set(draw.sample(codes[1:], 2))
    for offset, state in enumerate(states):
        at = _noon(begun + timedelta(days=3 + offset % 20))
        lead = _lead(state)
        if state.code in declining:
            kept = await agreement_of(number)
            party = kept.party(state.code)
            if party is not None:
                await decline(kept, party, NO_MEANS, by=lead, at=at)
        elif draw.random() < SIGNED_SHARE:
            await _signed(number, state, lead, at, budget=draw.randrange(5, 60) * 100_000)


async def _signed(
    number: int, state: Participant, lead: Person, at: datetime, *, budget: int
) -> None:
    """The state signs: its commitment is agreed with it."""
    kept = await agreement_of(number)
    party = kept.party(state.code)
    if party is None:
        return
    given = signed_under(
        kept.agreement,
        state.code,
        "Secretaría de Economía",
        budget,
        by_role=lead.role.value,
        on=today_of(at),
    )
    await sign(kept, party, given, key=f"demo-{number}", by=lead, at=at)


async def keep_advised(
    edition: str, participants: Sequence[Participant], people: Sequence[Person], now: datetime
) -> None:
    """A public batch of three weeks ago: one accepted, one adapted, one declined, the rest open."""
    coordinator = next(each for each in people if each.role is Role.COORDINATOR)
    states = [each for each in participants if each.kind == STATE]
    led = {each.participant for each in people}
    chosen = sorted(states, key=lambda each: (each.code not in led, each.code))[:ADVISED]
    drafted = await drafts_for(Request(edition, [each.code for each in chosen], MOST_EACH))
    if not drafted:
        return
    begun = _noon(now - timedelta(days=24))
    title = f"Recomendaciones de la edición {edition} (dato sintético)"
    number = await keep_batch(edition, title, drafted, key="demo", by=coordinator, at=begun)
    issued = begun + timedelta(days=3)
    await issue(await batch_of(number), is_public=True, by=coordinator, at=issued, told=())
    answers: Mapping[int, Decision] = {
        1: Decision.ACCEPTED,
        2: Decision.ADAPTED,
        3: Decision.DECLINED,
    }
    for place, decision in answers.items():
        if place < len(chosen):
            await _answered(number, chosen[place], decision, issued + timedelta(days=4 + place))


async def _answered(batch: int, state: Participant, decision: Decision, at: datetime) -> None:
    """The first one of a state, answered so."""
    kept = await recommended_in(batch, state.code)
    if not kept:
        return
    lead, found = _lead(state), kept[0]
    if decision is Decision.DECLINED:
        await decline_recommendation(found, BY_LAW, by=lead, at=at)
        return
    goal = found.what.text
    if decision is Decision.ADAPTED:
        goal = f"{goal} Primero en la capital. (Adaptada; dato sintético.)"
    batched, today = await batch_of(batch), today_of(at)
    pillar = (await source_of(batched.edition, found.what.items[0])).pillar
    given = Commitment(
        participant=state.code,
        goal=goal,
        indicator="Publicación oficial y su dirección. (Dato sintético.)",
        responsible="Autoridad de mejora regulatoria",
        due=today + timedelta(days=240),
        status=Status.PROPOSED,
        edition=batched.edition,
        item=found.what.items[0],
        pillar=pillar,
        milestones=(Milestone("Proyecto aprobado (dato sintético)", today + timedelta(days=120)),),
        recommendation=found.id,
    )
    given = propose(given, lead.role.value, today)
    await promise(found, decision, given, key=f"demo-{found.id}", by=lead, at=at)


def _lead(state: Participant) -> Person:
    return Person(FILLER, AUTHOR, "", 0, Role.LEAD, state.code, None)


def _noon(moment: datetime) -> datetime:
    return datetime.combine(today_of(moment), time(18), UTC)
