"""Panorama, desacuerdos, novedades y prácticas: what those pages show, as tables and documents.

As in `server.pages.lists`: a table in the language of whoever asks, a document the same for all.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from game.fulfilment import Tally
from game.participants import Participant
from game.questionnaire import Item, Questionnaire, Text
from game.voices import Disagreement
from server.i18n import SOURCE, locale
from server.i18n import gettext as _
from server.pages.commitments.words import STATUS_NAMES, goal_words
from server.pages.fulfilment import Called, Counted, share_text
from server.pages.lists import Json, Promised, Row, Shared, document_of, in_english, participant_in
from server.pages.names import practice_name
from server.pages.news import Entry, happening_note, happening_text, happening_word
from server.pages.voices import disagreement_lines, disagreement_mark

OVERVIEW: Final = "liga-fulfilment-1"
DISAGREEMENTS: Final = "liga-disagreements-1"
HAPPENINGS: Final = "liga-happenings-1"
PRACTICES: Final = "liga-practices-1"


# Panorama


def fulfilment_table(counted: Counted, called: Called, shared: Shared) -> Iterator[Row]:
    """One row for all, and for each pillar, league and state."""
    yield (
        *(_("Por"), _("Clave"), _("Nombre"), _("Asumidos"), _("Verificados"), _("Ya vencidos")),
        *(_("No cumplidos"), _("Retirados"), _("Vencidos o terminados"), _("Parte verificada")),
        _("Fecha"),
    )
    kinds = {
        "all": _("Todos"),
        "pillar": _("Pilar"),
        "league": _("Liga"),
        "state": _("Estado"),
    }
    for kind, code, name, tally in _tallies(counted, called):
        counts = (tally.made, tally.verified, tally.overdue, tally.not_met, tally.withdrawn)
        shown = name.of(locale()) if isinstance(name, Text) else name
        yield (
            *(kinds[kind], code, shown, *map(str, counts), str(tally.ripe), share_text(tally)),
            shared.today.isoformat(),
        )


def fulfilment_document(counted: Counted, called: Called, shared: Shared) -> Json:
    """The same counts; `share`: verified of `ripe`, null where nothing is ripe."""
    rows: list[Json] = [
        {
            "by": kind,
            "code": code or None,
            "name": name.es if isinstance(name, Text) else name or None,
            "made": tally.made,
            "verified": tally.verified,
            "overdue": tally.overdue,
            "not_met": tally.not_met,
            "withdrawn": tally.withdrawn,
            "ripe": tally.ripe,
            "share": None if tally.share is None else round(float(tally.share), 6),
        }
        for kind, code, name, tally in _tallies(counted, called)
    ]
    return {**document_of(OVERVIEW, "counts", rows, shared), "edition": counted.edition or None}


def _tallies(counted: Counted, called: Called) -> Iterator[tuple[str, str, Text | str, Tally]]:
    """What is counted by, its code, its name and the counts; what has no name comes last."""
    yield "all", "", "", sum(counted.pillars.values(), Tally())
    leagues = {each.code: each.name for each in called.leagues}
    groups: Sequence[tuple[str, Mapping[str, Tally], Mapping[str, Text | str]]] = (
        ("pillar", counted.pillars, {**called.pillars}),
        ("league", counted.leagues, {**leagues}),
        ("state", counted.states, {**called.states}),
    )
    for kind, tallies, names in groups:
        for code in (*(each for each in names if each in tallies), *(tallies.keys() - names)):
            yield kind, code, names.get(code, ""), tallies[code]


# Disagreements


def disagreements_table(
    listed: Iterable[Promised],
    found: Mapping[int, Sequence[Disagreement]],
    shared: Shared,
    goals: Mapping[str, Text],
) -> Iterator[Row]:
    """One row per commitment on which voices do not agree."""
    yield (
        *(_("Número"), _("Clave"), _("Gobierno"), _("Meta"), _("Situación")),
        *(_("Fecha comprometida"), _("Voces"), _("Qué dice cada una"), _("Dirección")),
    )
    for commitment, participant in listed:
        voices = found.get(commitment.code or 0, ())
        lines = disagreement_lines(voices, commitment.due)
        yield (
            *(str(commitment.code), participant.code, participant.name),
            goal_words(commitment.goal, goals)[0],
            *(str(STATUS_NAMES[commitment.status]), commitment.due.isoformat()),
            *(disagreement_mark(voices), " ".join(line.text for line in lines)),
            shared.url("commitment", id=commitment.code),
        )


def disagreements_document(
    listed: Iterable[Promised],
    found: Mapping[int, Sequence[Disagreement]],
    shared: Shared,
    goals: Mapping[str, Text],
) -> Json:
    """The same, each with the kinds of `game.voices` and how many reports say so."""
    rows: list[Json] = [
        {
            "number": commitment.code,
            "participant": participant_in(participant),
            "goal": commitment.goal,
            "goal_en": in_english(commitment.goal, goals),
            "status": commitment.status,
            "due": commitment.due,
            "disagreements": [
                {"kind": each.kind, "sides": list(each.sides), "reports": each.reports}
                for each in found.get(commitment.code or 0, ())
            ],
            "address": shared.url("commitment", id=commitment.code),
        }
        for commitment, participant in listed
    ]
    return document_of(DISAGREEMENTS, "commitments", rows, shared)


# What happened


def happenings_table(
    entries: Iterable[Entry], shared: Shared, goals: Mapping[str, Text]
) -> Iterator[Row]:
    """One row per thing that happened, the newest first."""
    yield (
        *(_("Fecha"), _("Qué pasó"), _("En qué cambió"), _("Razón"), _("Número"), _("Clave")),
        *(_("Gobierno"), _("Meta"), _("Dirección")),
    )
    for each in entries:
        happening = each.happening
        yield (
            *(happening.on.isoformat(), happening_word(happening), happening_text(happening)),
            *(happening_note(happening), str(happening.commitment), each.participant.code),
            *(each.participant.name, goal_words(each.commitment.goal, goals)[0]),
            shared.url("commitment", id=happening.commitment),
        )


def happenings_document(
    entries: Iterable[Entry], shared: Shared, goals: Mapping[str, Text]
) -> Json:
    """The same; `move` is null where the calendar did it, `status` where it brought no other."""
    rows: list[Json] = [
        {
            "on": each.happening.on,
            "move": each.happening.move,
            "status": each.happening.status,
            "note": happening_note(each.happening) or None,
            "due_before": each.happening.due_before,
            "due_after": each.happening.due_after,
            "commitment": each.happening.commitment,
            "goal": each.commitment.goal,
            "goal_en": in_english(each.commitment.goal, goals),
            "participant": participant_in(each.participant),
            "address": shared.url("commitment", id=each.happening.commitment),
        }
        for each in entries
    ]
    return document_of(HAPPENINGS, "happenings", rows, shared)


# Practices


def practices_table(
    edition: str,
    questionnaire: Questionnaire,
    items: Sequence[Item],
    having: Mapping[str, Sequence[Participant]],
    shared: Shared,
) -> Iterator[Row]:
    """One row per practice and government that has it verified; one for a practice nobody has."""
    yield (
        *(_("Edición"), _("Clave del reactivo"), _("Práctica"), _("Pregunta"), _("Pilar")),
        _("Tema"),
        *(_("Clave"), _("Gobierno"), _("Dirección")),
    )
    for item in items:
        pillar, topic = questionnaire.pillar_of(item.topic), questionnaire.topic(item.topic)
        texts = (
            *(practice_name(item), item.text.of(locale())),
            *(pillar.name.of(locale()), topic.name.of(locale())),
        )
        address = shared.url("practice", edition=edition, item=item.code)
        for whose in having.get(item.code, ()) or (Participant("", "", "", ""),):
            yield (edition, item.code, *texts, whose.code, whose.name, address)


def practices_document(
    edition: str,
    questionnaire: Questionnaire,
    items: Sequence[Item],
    having: Mapping[str, Sequence[Participant]],
    shared: Shared,
) -> Json:
    """Every practice with the governments that have it verified."""
    rows: list[Json] = [
        {
            "item": item.code,
            "name": practice_name(item, SOURCE),
            "text": item.text.es,
            "pillar": questionnaire.pillar_of(item.topic).code,
            "topic": item.topic,
            "verified_in": [participant_in(whose) for whose in having.get(item.code, ())],
            "address": shared.url("practice", edition=edition, item=item.code),
        }
        for item in items
    ]
    return {**document_of(PRACTICES, "practices", rows, shared), "edition": edition}
