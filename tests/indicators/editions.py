"""Two editions of an instrument, drawn at random: trees, answers and what continues what."""

from fractions import Fraction

from hypothesis import strategies as st

from indicators.scores import Scores, score
from indicators.tree import (
    Coverage,
    Excuse,
    Leaf,
    Method,
    Node,
    Policies,
    Silence,
    ThinNode,
    Zeros,
)
from tests.indicators.builders import NA, SILENT, UNASKED, UNSURE, matrix

WEIGHTS = st.sampled_from([Fraction(1, 2), Fraction(2, 3), Fraction(1), Fraction(5, 2)])
FACTS = st.sampled_from(
    [NA, SILENT, UNASKED, UNSURE, *[Fraction(n, d) for d in (1, 3, 8) for n in range(d + 1)]]
)
LINEAR = (Method.MEAN, Method.LEAF_MEAN, Method.POINTS)
THEN = tuple(f"a{n}" for n in range(6))
NOW = tuple(f"b{n}" for n in range(6))
WHO = ("20", "31", "09")


@st.composite
def trees(draw: st.DrawFn, items: tuple[str, ...], methods: tuple[Method, ...]) -> Node:
    """Some of the items in two pillars, of which one has a topic, or at the root itself."""
    places = draw(
        st.dictionaries(st.sampled_from(items), st.sampled_from(["x", "P", "P1", "I"]), min_size=1)
    )

    def node(code: str, *children: Node) -> Node:
        method = draw(st.sampled_from(methods))
        zeros = draw(st.sampled_from(Zeros)) if method.has_zeros else Zeros.STRICT
        return Node(
            code,
            draw(WEIGHTS),
            children,
            tuple(leaf(item) for item, place in sorted(places.items()) if place == code),
            method,
            zeros,
            Fraction(1, 16) if zeros is Zeros.FLOOR else Fraction(0),
            draw(st.sampled_from([None, Fraction(1, 2)])),
        )

    def leaf(item: str) -> Leaf:
        silence = draw(st.sampled_from([None, *Silence]))
        return Leaf(item, draw(WEIGHTS), draw(st.sampled_from(Excuse)), silence)

    return node("x", node("P", node("P1")), node("I"))


@st.composite
def editions(
    draw: st.DrawFn,
    items: tuple[str, ...],
    methods: tuple[Method, ...] = tuple(Method),
    thin: ThinNode | None = None,
) -> Scores:
    """A tree, its policies and the answers of three."""
    policies = Policies(
        draw(st.sampled_from(Silence)),
        draw(st.sampled_from([(), (Fraction(1, 2), Fraction(1, 3))])),
        thin or draw(st.sampled_from(ThinNode)),
        draw(st.sampled_from(Coverage)),
    )
    answers = st.fixed_dictionaries(dict.fromkeys(items, FACTS))
    given = {participant: draw(answers) for participant in WHO}
    return score(draw(trees(items, methods)), matrix(given, items), policies)


lineages = st.sets(st.tuples(st.sampled_from(THEN), st.sampled_from(NOW)), max_size=7).map(sorted)
