"""Small trees and answers, written as one would on paper."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from hypothesis import settings

from game.questionnaire import Item, Kind, NotApplicable, Option, Pillar, Questionnaire, Text, Topic
from indicators.definition import Definition
from indicators.matrix import AnswerMatrix, AnswerState, Cell, matrix_of
from indicators.report import Entry
from indicators.tree import Leaf, Node, Policies, Silence, tree_of

NA = AnswerState.NOT_APPLICABLE
SILENT = AnswerState.NO_ANSWER
UNASKED = AnswerState.NOT_ASKED
UNSURE = AnswerState.UNKNOWN
OPEN = AnswerState.OPEN

Given = Fraction | float | str | AnswerState

#     index ── P (1) ── P1 (1) ── P1-01 (1), P1-02 (2)
#           │        └─ P2 (3) ── P2-01 (1)
#           ├─ I (1) ── I1 (1) ── I1-01 (1), I1-02 (1)
#           └─ H (2) ── H1 (1) ── H1-01 (1), H1-02 (1), H1-03 (1), H1-04 (1)
SMALL = Node(
    "index",
    children=(
        Node(
            "P",
            children=(
                Node("P1", leaves=(Leaf("P1-01"), Leaf("P1-02", Fraction(2)))),
                Node("P2", Fraction(3), leaves=(Leaf("P2-01"),)),
            ),
        ),
        Node("I", children=(Node("I1", leaves=(Leaf("I1-01"), Leaf("I1-02"))),)),
        Node(
            "H",
            Fraction(2),
            children=(Node("H1", leaves=tuple(Leaf(f"H1-0{n}") for n in range(1, 5))),),
        ),
    ),
)
ITEMS = tuple(leaf.item for leaf in SMALL.all_leaves())
ALL_YES = dict.fromkeys(ITEMS, Fraction(1))
EXCLUDING = Policies()
ZEROING = Policies(no_answer=Silence.ZERO)
LAW = settings(max_examples=min(40, settings().max_examples))
REFERENCE = Policies(thresholds=(Fraction(3, 4), Fraction(2, 3), Fraction(1, 2)))


def cell(participant: str, item: str, given: Given) -> Cell:
    if isinstance(given, AnswerState):
        return participant, item, given, None
    return participant, item, AnswerState.ANSWERED, Fraction(given)


def cells(answers: Mapping[str, Mapping[str, Given]]) -> list[Cell]:
    return [cell(who, item, given) for who, own in answers.items() for item, given in own.items()]


def matrix(
    answers: Mapping[str, Mapping[str, Given]], items: Sequence[str] = ITEMS
) -> AnswerMatrix:
    return matrix_of([*answers], items, cells(answers))


def one(answers: Mapping[str, Given], items: Sequence[str] = ITEMS) -> AnswerMatrix:
    """The answers of Oaxaca alone."""
    return matrix({"20": answers}, items)


def entry(participant: str, kind: str = "state", league: str = "states") -> Entry:
    return Entry(participant, f"Gobierno {participant}", kind, league)


def defined(
    questionnaire: Questionnaire | None = None, policies: Policies = REFERENCE
) -> Definition:
    """How the index of a questionnaire is computed, the small one if nothing else is said."""
    asked = questionnaire or a_questionnaire()
    return Definition(asked.edition, asked.version, tree_of(asked), policies)


def a_text(es: str) -> Text:
    return Text(es, f"{es} (en)")


def an_item(code: str, *, weight: int = 1, kind: Kind = Kind.YES_NO, policy: str = "") -> Item:
    return Item(
        code=code,
        topic=code.partition("-")[0],
        kind=kind,
        text=a_text(f"¿{code}?"),
        weight=Fraction(weight),
        options=(
            Option("yes", Text("Sí", "Yes"), Fraction(1)),
            Option("half", Text("En parte", "In part"), Fraction(1, 2)),
            Option("no", Text("No", "No"), Fraction(0)),
        )
        if kind is not Kind.TEXT
        else (),
        not_applicable=NotApplicable(a_text("Si no hay oficina"), policy) if policy else None,
        recommendation=a_text("Expedir el reglamento"),
    )


def a_questionnaire() -> Questionnaire:
    """The small tree again, with a free text and an item that may not apply."""
    policy = Topic(
        "P1",
        "P",
        a_text("Marco"),
        Fraction(1),
        10,
        (an_item("P1-01"), an_item("P1-02", weight=2), an_item("P1-03", kind=Kind.TEXT)),
    )
    agenda = Topic("P2", "P", a_text("Agenda"), Fraction(3), 10, (an_item("P2-01"),))
    council = Topic(
        "I1",
        "I",
        a_text("Consejo"),
        Fraction(1),
        10,
        (an_item("I1-01", policy="exclude"), an_item("I1-02", policy="full")),
    )
    register = Topic("H1", "H", a_text("Registro"), Fraction(1), 10, tuple(map(an_item, ITEMS[5:])))
    return Questionnaire(
        "2026",
        "v1",
        (
            Pillar("P", a_text("Políticas"), Fraction(1), (policy, agenda)),
            Pillar("I", a_text("Instituciones"), Fraction(1), (council,)),
            Pillar("H", a_text("Herramientas"), Fraction(2), (register,)),
        ),
    )
