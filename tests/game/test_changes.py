"""Cambios: every field has its class, and what is called harmless harms no answer."""

import inspect
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Answer, Citation, factor_of, is_asked, problems_of
from game.changes import (
    FIELDS,
    OPTIONS,
    ORDER,
    USUAL_INDEX,
    USUAL_ROOM,
    WHOLE,
    WORDS,
    Change,
    Gravity,
    Hits,
    Scope,
    Step,
    changes_between,
    dated,
    gravity_of,
    readable,
    settled,
    touched_items,
)
from game.participants import Participant
from game.points import points_of
from server.imports.definitions import edition_of
from server.imports.editions import (
    BADGE,
    EDITION,
    FINAL,
    INDEX,
    ITEM,
    LAW,
    OPTION,
    PILLAR,
    POINTS,
    ROOM,
    TOPIC,
)
from server.imports.shapes import Optional
from tests.editions import a_badge, a_criterion, a_definition, a_final, an_item, an_option, words

H, N, C = Gravity.HARMLESS, Gravity.NOTABLE, Gravity.CRITICAL
OAXACA = Participant("20", "state", "Oaxaca", "20", 4_132_148)
# Shape by scope, and its fields that are lists of another scope.
SHAPES = {
    Scope.EDITION: (EDITION, frozenset()),
    Scope.POINTS: (POINTS, frozenset()),
    Scope.BADGE: (BADGE, frozenset()),
    Scope.LAW: (LAW, frozenset()),
    Scope.PILLAR: (PILLAR, frozenset({"topics"})),
    Scope.TOPIC: (TOPIC, frozenset()),
    Scope.ITEM: (ITEM, frozenset()),
    Scope.FINAL: (FINAL, frozenset()),
    Scope.ROOM: (ROOM, frozenset()),
    Scope.INDEX: (INDEX, frozenset()),
}
# Not fields of a file: where something stands, whether it is there, in which order.
PLACES = {
    Scope.EDITION: {"format"},
    Scope.BADGE: {WHOLE},
    Scope.LAW: {WHOLE},
    Scope.PILLAR: {WHOLE, ORDER},
    Scope.TOPIC: {WHOLE, ORDER, "pillar"},
    Scope.ITEM: {ORDER, "topic", f"{OPTIONS}.{ORDER}"},
    Scope.FINAL: {WHOLE, ORDER},
}


def leaves(reader: Any, path: str = "") -> Iterator[str]:
    """The paths of a shape as the importer reads it: whatever is read is somewhere in here."""
    if isinstance(reader, Optional):
        reader = reader.reader
    closed = inspect.getclosurevars(reader).nonlocals
    if "named" in closed:
        for name, field in closed["named"].items():
            yield from leaves(field, f"{path}.{name}" if path else name)
    elif "key" in closed:  # a mapping: the words its keys may be
        words_of = inspect.getclosurevars(closed["key"]).nonlocals.get("words")
        yield from ([f"{path}.{word}" for word in words_of] if path == "dates" else [path])
    elif "reader" in closed:
        yield from leaves(closed["reader"], path)
    else:
        yield path


@pytest.mark.parametrize("scope", SHAPES)
def test_every_field_of_the_files_has_its_class(scope: Scope) -> None:
    reader, elsewhere = SHAPES[scope]
    read = {path for path in leaves(reader) if path.split(".")[0] not in elsewhere}
    assert set(FIELDS[scope]) - PLACES.get(scope, set()) == read


def test_the_shapes_are_read_to_their_leaves() -> None:
    assert {"code", "text.es", "text.en", "factor", "exclusive"} == set(leaves(OPTION))
    assert {"scoring.bands.from", "audience.kinds", "evidence.expected"} <= set(leaves(ITEM))


def test_what_no_table_knows_is_critical() -> None:
    assert gravity_of(Scope.ITEM, "colour") is C
    assert gravity_of(Scope.ITEM, "audience") is C
    assert gravity_of(Scope.ITEM, "legal") is N


def test_words_that_carry_meaning_are_critical_in_both_languages() -> None:
    assert {FIELDS[Scope.ITEM][path] for path in WORDS} == {C}
    assert {"text.es", "text.en", "options.text.es", "numerator.en", "unit.es"} <= WORDS


def item_of(definition: Mapping[str, Any], code: str) -> Any:
    topics = (topic for pillar in definition["pillars"] for topic in pillar["topics"])
    return next(item for topic in topics for item in topic["items"] if item["code"] == code)


def set_in(code: str, path: str, value: Any) -> Any:
    """A change of one field of an item."""

    def change(definition: dict[str, Any]) -> None:
        target, *rest = item_of(definition, code), *path.split(".")
        for name in rest[:-1]:
            target = target[int(name)] if name.isdigit() else target[name]
        target[rest[-1]] = value

    return change


def in_edition(name: str, value: Any) -> Any:
    return lambda definition: definition["edition"].update({name: value})


def in_tree(place: int, name: str, value: Any) -> Any:
    return lambda definition: definition["pillars"][place].update({name: value})


def in_topic(name: str, value: Any) -> Any:
    return lambda definition: definition["pillars"][0]["topics"][0].update({name: value})


def move_item(definition: dict[str, Any]) -> None:
    first, second = (definition["pillars"][n]["topics"][0]["items"] for n in (0, 1))
    second.append(first.pop())


def new_item(definition: dict[str, Any]) -> None:
    definition["pillars"][0]["topics"][0]["items"].append(an_item("P1-06", "yes_no"))


def new_option(definition: dict[str, Any]) -> None:
    item_of(definition, "P1-02")["options"].insert(1, an_option("some", "1/4"))


def no_option(definition: dict[str, Any]) -> None:
    del item_of(definition, "P1-02")["options"][1]


def no_item(definition: dict[str, Any]) -> None:
    del definition["pillars"][0]["topics"][0]["items"][1]


def new_topic(definition: dict[str, Any]) -> None:
    topic = deepcopy(definition["pillars"][0]["topics"][0])
    topic |= {"code": "P2", "items": [an_item("P2-01", "yes_no")]}
    definition["pillars"][0]["topics"].append(topic)


def other_order(definition: dict[str, Any]) -> None:
    definition["pillars"][0]["topics"][0]["items"].reverse()


def a_law_more(definition: dict[str, Any]) -> None:
    law = {"code": "LNETB", "name": words("Ley nueva"), "valid_from": None, "valid_to": None}
    definition["laws"].append(law)


def no_law(definition: dict[str, Any]) -> None:
    del definition["laws"][0]


def rename_law(definition: dict[str, Any]) -> None:
    definition["laws"][0]["name"]["es"] = "Otra ley"


def more_legal(definition: dict[str, Any]) -> None:
    item_of(definition, "P1-01")["legal"] = [
        {"law": "LGMR", "articles": "art. 5"},
        {"law": "CFF", "articles": "art. 9"},
    ]


def first_level(code: str = "primero", **given: Any) -> dict[str, Any]:
    return a_badge(code, "levels", "Primer nivel", levels=1, reached="signed") | given


CASES = [
    ("a typo in the help", set_in("P1-01", "help.es", "Qué cuenta."), [(H, "help.es")]),
    ("another example", set_in("P1-01", "example.es", "Otro."), [(H, "example.es")]),
    ("the translation", set_in("P1-01", "text.en", "What?"), [(C, "text.en")]),
    (
        "the recommendation",
        set_in("P1-01", "recommendation.es", "Eso."),
        [(H, "recommendation.es")],
    ),
    ("the legal basis", set_in("P1-01", "legal", []), [(N, "legal")]),
    ("the question", set_in("P1-01", "text.es", "¿Otra?"), [(C, "text.es")]),
    (
        "the evidence expected",
        set_in("P1-01", "evidence.text.es", "Acta."),
        [(N, "evidence.text.es")],
    ),
    ("the effort", set_in("P1-01", "effort", "high"), [(N, "effort")]),
    ("an option's words", set_in("P1-02", "options.0.text.es", "Nada"), [(C, "options.text.es")]),
    (
        "when evidence is asked",
        set_in("P1-01", "evidence.expected", "always"),
        [(C, "evidence.expected")],
    ),
    ("an option's factor", set_in("P1-02", "options.1.factor", "1/3"), [(C, "options.factor")]),
    ("the weight", set_in("P1-01", "weight", "2"), [(C, "weight")]),
    ("the bands", set_in("P1-04", "scoring", {"bands": [], "linear": "up"}), [(C, "scoring")]),
    ("the kind", set_in("P1-01", "kind", "text"), [(C, "kind")]),
    ("the audience", set_in("H1-01", "audience", None), [(C, "audience")]),
    ("the condition", set_in("P1-04", "asked_when", None), [(C, "asked_when")]),
    ("no aplica, allowed", set_in("P1-02", "not_applicable", None), [(C, "not_applicable")]),
    (
        "no aplica, its policy",
        set_in("P1-02", "not_applicable.policy", "zero"),
        [(C, "not_applicable.policy")],
    ),
    (
        "no aplica, its words",
        set_in("P1-02", "not_applicable.when.es", "Nunca."),
        [(N, "not_applicable.when.es")],
    ),
    ("the minimum", set_in("P1-04", "minimum", "1"), [(C, "minimum")]),
    ("the maximum", set_in("P1-04", "maximum", None), [(C, "maximum")]),
    ("the decimals", set_in("I1-01", "decimals", 2), [(C, "decimals")]),
    ("the unit", set_in("P1-04", "unit.es", "horas"), [(C, "unit.es")]),
    ("the whole", set_in("I1-01", "denominator.es", "Todas"), [(C, "denominator.es")]),
    ("what it continues", set_in("P1-01", "continues", "A-02"), [(C, "continues")]),
    ("another topic", move_item, [(C, "topic")]),
    ("an item more", new_item, [(C, WHOLE)]),
    ("an option more", new_option, [(N, OPTIONS)]),
    ("an option less", no_option, [(C, OPTIONS)]),
    ("an item less", no_item, [(C, WHOLE)]),
    ("another order", other_order, [(H, ORDER)]),
    ("a topic more", new_topic, [(C, WHOLE), (C, WHOLE)]),
    ("the name of a topic", in_topic("name", words("Otro", "Topic P1")), [(H, "name.es")]),
    ("the minutes", in_topic("minutes", 20), [(H, "minutes")]),
    ("the weight of a topic", in_topic("weight", "2"), [(C, "weight")]),
    ("the weight of a pillar", in_tree(0, "weight", "2"), [(C, "weight")]),
    ("a law more", a_law_more, [(H, WHOLE)]),
    ("a law less", no_law, [(C, WHOLE)]),
    ("the name of a law", rename_law, [(C, "name.es")]),
    ("the note", in_edition("note", words("Nota.")), [(H, "note")]),
    ("the leagues", in_edition("leagues", []), [(C, "leagues.code")]),
    (
        "the thresholds",
        in_edition("thresholds", {"topic": "0", "pillar": "2/3", "index": "3/4"}),
        [(C, "thresholds.topic")],
    ),
    ("the cap", in_edition("not_applicable_cap", "1/3"), [(C, "not_applicable_cap")]),
    (
        "the period",
        in_edition("assessed", {"first": "2026-01-01", "last": "2026-02-01"}),
        [(C, "assessed")],
    ),
    (
        "the day of opening",
        in_edition(
            "dates", {"open": "2026-01-16T06:00:00+00:00", "review": "2026-06-15T06:00:00+00:00"}
        ),
        [(C, "dates.open")],
    ),
    (
        "the deadline",
        in_edition(
            "dates", {"open": "2026-01-15T06:00:00+00:00", "review": "2026-07-15T06:00:00+00:00"}
        ),
        [(N, "dates.review")],
    ),
    ("the points", lambda definition: definition["points"].update(default=20), [(C, "default")]),
    (
        "the points of a kind",
        lambda definition: definition["points"].update(by_kind={}),
        [(C, "by_kind")],
    ),
    (
        "the shares of the points",
        lambda definition: definition["points"].update(
            provisional="1/5", returns={"free": 1, "share": "1/2"}, reply="4/5"
        ),
        [(C, "provisional"), (C, "returns"), (C, "reply")],
    ),
    (
        "the points of signing in time",
        lambda definition: definition["points"].update(timeliness=[{"days": 30, "points": 6}]),
        [(C, "timeliness")],
    ),
    ("a badge more", lambda definition: definition.update(badges=[first_level()]), [(N, WHOLE)]),
    ("a day of rest more", in_edition("rest_days", ["2026-04-02"]), [(N, "rest_days")]),
    ("plans of another length", in_edition("plan_years", 3), [(C, "plan_years")]),
    (
        "days between reminders",
        lambda definition: definition.update(room={"reminder_days": 5}),
        [(N, "reminder_days")],
    ),
    (
        "patience",
        lambda definition: definition.update(room={"held_up": {"last_days": 14}}),
        [(N, "held_up.last_days")],
    ),
    (
        "a forecast drawn otherwise",
        lambda definition: definition.update(room={"forecast": {"window": 9, "inside": "9/10"}}),
        [(H, "forecast.window"), (H, "forecast.inside")],
    ),
    (
        "on how many a figure rests",
        lambda definition: definition.update(room={"burden": {"fewest": 8}}),
        [(C, "burden.fewest")],
    ),
    (
        "figures that say what holds anyway",
        lambda definition: definition.update(room=deepcopy(USUAL_ROOM)),
        [],
    ),
    (
        "an index computed otherwise",
        lambda definition: definition.update(
            index={"pillars": {"method": "geometric"}, "robustness": {"seed": 7}}
        ),
        [(C, "pillars.method"), (C, "robustness.seed")],
    ),
    (
        "an index computed as it was anyway",
        lambda definition: definition.update(
            index={**deepcopy(USUAL_INDEX), "topics": {"method": "mean", "zeros": None}}
        ),
        [],
    ),
    (
        "shares that say what holds anyway",
        lambda definition: definition["points"].update(provisional=None, returns=None, reply=None),
        [],
    ),
]


@pytest.mark.parametrize(
    ("change", "found"), [pytest.param(*case[1:], id=case[0]) for case in CASES]
)
def test_each_change_has_its_gravity(change: Any, found: list[tuple[Gravity, str]]) -> None:
    before, after = a_definition(), a_definition()
    change(after)
    told = [(each.gravity, each.path) for each in changes_between(before, after)]
    assert told == found


@pytest.mark.parametrize(
    ("badges", "found"),
    [
        ([first_level()], []),
        ([], [(C, WHOLE)]),
        ([first_level(levels=2)], [(C, "levels")]),
        ([first_level(reached="verified")], [(C, "reached")]),
        ([first_level(name=words("Otro", "Primer nivel (en)"))], [(H, "name.es")]),
        (
            [first_level(description=words("Otro.", "Por Primer nivel. (en)"))],
            [(H, "description.es")],
        ),
        ([first_level(code="constancia"), first_level()], [(N, WHOLE)]),
    ],
)
def test_what_a_badge_is_given_for_stays(
    badges: list[dict[str, Any]], found: list[tuple[Gravity, str]]
) -> None:
    before, after = a_definition(), a_definition()
    before["badges"], after["badges"] = [first_level()], badges
    assert [(each.gravity, each.path) for each in changes_between(before, after)] == found


def test_what_is_the_same_has_no_changes() -> None:
    assert changes_between(a_definition(), a_definition()) == ()


def test_a_change_says_how_it_read_and_reads() -> None:
    after = a_definition()
    item_of(after, "P1-02")["options"][1]["text"]["es"] = "La mitad"
    assert changes_between(a_definition(), after) == (
        Change(
            Scope.ITEM,
            "P1-02",
            "options.text.es",
            Step.CHANGED,
            C,
            "Opción half",
            "La mitad",
            within="P1",
            option="half",
        ),
    )


@pytest.mark.parametrize(
    ("path", "value", "gravity"),
    [
        ("text.es", "¿Pregunta, P1-01?", N),
        ("text.en", "Question, P1-01?", N),
        ("evidence.text.es", "Otra", N),
        ("weight", "2", C),
    ],
)
def test_only_wording_is_marked_as_mended(path: str, value: str, gravity: Gravity) -> None:
    after = a_definition()
    set_in("P1-01", path, value)(after)
    assert [each.gravity for each in changes_between(a_definition(), after, {"P1-01"})] == [gravity]


def test_what_nobody_answered_may_go() -> None:
    after = a_definition()
    no_item(after)
    (gone,) = changes_between(a_definition(), after)
    assert settled(gone, Hits(0, 0)).gravity is H
    assert settled(gone, Hits(1, 1)).gravity is C


def test_words_that_nobody_answered_may_change_and_are_told() -> None:
    after = a_definition()
    set_in("P1-01", "text.es", "¿No hay ley?")(after)
    (words_,) = changes_between(a_definition(), after)
    assert settled(words_, Hits(0, 0)).gravity is N
    assert settled(words_, Hits(1, 1)).gravity is C


def test_an_item_more_is_critical_where_a_level_was_handed_in() -> None:
    after = a_definition()
    new_item(after)
    (new,) = changes_between(a_definition(), after)
    assert settled(new, Hits(0, 0)).gravity is N
    assert settled(new, Hits(0, 1)).gravity is C


def test_a_mark_is_for_laws_too() -> None:
    after = a_definition()
    rename_law(after)
    assert [each.gravity for each in changes_between(a_definition(), after, {"LGMR"})] == [N]


def test_another_order_of_the_legal_basis_is_harmless() -> None:
    before, after = a_definition(), a_definition()
    more_legal(before)
    more_legal(after)
    item_of(after, "P1-01")["legal"].reverse()
    assert [(each.gravity, each.path) for each in changes_between(before, after)] == [(H, "legal")]


@pytest.mark.parametrize(
    ("stage", "day", "gravity"),
    [
        ("review", 14, C),
        ("review", 16, N),
        ("reply", 14, C),
        ("draft", 14, H),
        ("freeze", 14, C),
        ("freeze", 16, N),
    ],
)
def test_a_date_is_not_put_into_the_past(stage: str, day: int, gravity: Gravity) -> None:
    after = a_definition()
    after["edition"]["dates"][stage] = f"2026-03-{day}T06:00:00+00:00"
    (moved,) = changes_between(a_definition(), after)
    assert dated(moved, datetime(2026, 3, 15, 6, tzinfo=UTC)).gravity is gravity


def test_a_freeze_that_has_come_is_not_moved_by_the_files() -> None:
    after = a_definition()
    after["edition"]["dates"]["freeze"] = "2026-03-16T06:00:00+00:00"
    (moved,) = changes_between(a_definition(), after)
    assert dated(moved, datetime(2026, 3, 15, 6, tzinfo=UTC), is_frozen=True).gravity is C


def test_nothing_else_that_is_critical_may() -> None:
    after = a_definition()
    set_in("P1-01", "weight", "2")(after)
    (heavier,) = changes_between(a_definition(), after)
    assert settled(heavier, Hits(0, 0)).gravity is C


def test_a_change_touches_an_item_a_topic_a_pillar_or_all() -> None:
    before = a_definition()
    p1 = {f"P1-0{n}" for n in range(1, 6)}

    def touched(change: Any) -> set[str]:
        after = a_definition()
        change(after)
        return set(touched_items(changes_between(before, after)[0], before))

    assert touched(set_in("P1-01", "weight", "2")) == {"P1-01"}
    assert touched(in_topic("weight", "2")) == p1
    assert touched(in_tree(0, "weight", "2")) == p1
    everything = p1 | {"I1-01", "I1-02", "H1-01"}
    assert touched(in_edition("no_answer", "zero")) == everything
    assert touched(new_topic) == everything
    assert touched(a_law_more) == set()
    assert touched(rename_law) == everything


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        ("1/2", "1/2"),
        (["state", "municipality"], '["state", "municipality"]'),
        ({"es": "Año", "en": "Year"}, '{"es": "Año", "en": "Year"}'),
    ],
)
def test_a_value_is_a_text(value: Any, text: str) -> None:
    assert readable(value) == text


# A law: whatever is called harmless leaves what answers are worth.

TEXTS = st.text(st.characters(categories=["L", "P"]), min_size=1, max_size=8)
ANSWERS = st.builds(
    Answer,
    item=st.just(""),
    chosen=st.lists(
        st.sampled_from(["yes", "no", "none", "half", "full", "a", "b"]), max_size=2, unique=True
    ).map(tuple),
    number=st.sampled_from(["", "5", "50", "500", "x"]),
    denominator=st.sampled_from(["", "0", "10", "100"]),
    date=st.sampled_from(["", "2017-01-01", "2020-01-01", "x"]),
    text=st.sampled_from(["", "Algo."]),
    not_applicable=st.booleans(),
    reason=st.sampled_from(["", "Falta."]),
    plan=st.sampled_from(["", "Hacerlo."]),
    plan_by=st.sampled_from(["", "2025-01-01", "2026-12-01"]),
    evidence=st.sampled_from([(), (Citation("d", "3"),)]),
)


HARMLESS = ("help", "example", "recommendation", "options")
HARMFUL = ("weight", "decimals", "points")


@st.composite
def amended(draw: st.DrawFn, fields: tuple[str, ...]) -> dict[str, Any]:
    """The small edition with any of these fields rewritten, here and there."""
    definition = a_definition()
    items = [i for p in definition["pillars"] for t in p["topics"] for i in t["items"]]
    for item in draw(st.lists(st.sampled_from(items), min_size=1, max_size=4)):
        match field := draw(st.sampled_from(fields)):
            case "options":
                item[field] = draw(st.permutations(item[field]))
            case "weight":
                item[field] = draw(st.sampled_from(["1", "2"]))
            case "decimals":
                item[field] = draw(st.sampled_from([0, 1]))
            case "points":
                definition["points"]["default"] = draw(st.sampled_from([10, 20]))
            case _:
                item[field] = item[field] | {draw(st.sampled_from(["es", "en"])): draw(TEXTS)}
    definition["laws"][0]["valid_to"] = draw(st.sampled_from([None, "2025-07-16"]))
    return definition


@given(amended(HARMLESS), st.dictionaries(st.sampled_from(range(8)), ANSWERS, min_size=1))
def test_a_harmless_change_moves_no_answer(after: dict[str, Any], drawn: dict[int, Answer]) -> None:
    before = a_definition()
    assert {change.gravity for change in changes_between(before, after)} <= {H}
    _, was, points = edition_of(before)
    _, now, new_points = edition_of(after)
    codes = [item.code for item in was.items]
    answers = {codes[n]: _named(answer, codes[n]) for n, answer in drawn.items()}
    for code, answer in answers.items():
        old, new = was.item(code), now.item(code)
        assert problems_of(old, answer) == problems_of(new, answer)
        assert factor_of(old, answer) == factor_of(new, answer)
        assert is_asked(old, answers, OAXACA) == is_asked(new, answers, OAXACA)
        assert points_of(points, old, answer, None) == points_of(new_points, new, answer, None)


@given(amended((*HARMLESS, *HARMFUL)))
def test_whatever_moves_a_point_is_not_harmless(after: dict[str, Any]) -> None:
    before = a_definition()
    _, was, points = edition_of(before)
    _, now, new_points = edition_of(after)
    worth = [(points.of(item), item.weight, item.decimals) for item in was.items]
    if worth != [(new_points.of(item), item.weight, item.decimals) for item in now.items]:
        assert any(change.gravity is C for change in changes_between(before, after))


def _named(answer: Answer, code: str) -> Answer:
    return Answer(**{**{f: getattr(answer, f) for f in answer.__slots__}, "item": code})


# The final round


def with_final(**given: Any) -> dict[str, Any]:
    return {**a_definition(), "final": a_final(**given)}


@pytest.mark.parametrize(
    ("after", "path", "code", "step"),
    [
        pytest.param(with_final(places=3), "places", "", Step.CHANGED, id="more places"),
        pytest.param(
            with_final(scale={"least": 0, "most": 100}), "scale.most", "", Step.CHANGED, id="scale"
        ),
        pytest.param(a_definition(), WHOLE, "", Step.REMOVED, id="none any more"),
        pytest.param(
            with_final(criteria=[a_criterion("impact", "Impacto", "1")]),
            WHOLE,
            "lasting",
            Step.REMOVED,
            id="a criterion less",
        ),
        pytest.param(
            with_final(
                criteria=[
                    a_criterion("impact", "Impacto", "1/2"),
                    a_criterion("lasting", "Permanencia", "1/4"),
                ]
            ),
            "criteria.weight",
            "impact",
            Step.CHANGED,
            id="a weight",
        ),
    ],
)
def test_the_rubric_is_critical_where_marks_were_given_by_it(
    after: dict[str, Any], path: str, code: str, step: Step
) -> None:
    found = {(each.path, each.code): each for each in changes_between(with_final(), after)}
    change = found[path, code]
    assert (change.scope, change.step, change.gravity) == (Scope.FINAL, step, C)
    assert settled(change, Hits(answers=4, participants=2)).gravity is C
    # Before anybody marked it is told, and stops nobody.
    assert settled(change, Hits()).gravity is N
    assert touched_items(change, with_final()) == frozenset()


def test_a_final_round_more_is_told() -> None:
    (change,) = changes_between(a_definition(), with_final())
    assert (change.step, settled(change, Hits()).gravity) == (Step.ADDED, N)


def test_the_name_of_a_criterion_and_the_days_are_not_critical() -> None:
    after = with_final(calendar={**a_final()["calendar"], "marks": "2026-03-25"})
    after["final"]["criteria"][0]["name"]["es"] = "Efecto"
    found = {each.path: each.gravity for each in changes_between(with_final(), after)}
    assert found == {"calendar.marks": N, "criteria.name.es": H}
