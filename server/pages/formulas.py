"""Fórmulas: how the index of an edition is computed, written out from its own definition."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from game.answers import Answer
from game.questionnaire import Questionnaire
from indicators.definition import Definition
from indicators.example import Example, Step, Term, worked_example
from indicators.ranks import Ties, closing, round_half_up
from indicators.scale import exact_text
from indicators.tree import Coverage, Excuse, Method, Node, Silence, ThinNode, Zeros
from server.i18n import Lazy, either_of, exact_percent, lazy, list_of, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.links import Url
from server.pages.names import node_name
from server.pages.reviews import answer_text
from server.pages.scores import score_text, trimmed

MOST_REMEMBERED: Final = 8
# Digits of the numbers of the example.
FINE: Final = 4
ROUNDED: Final = lazy("La columna se redondea de modo que sume lo que dice.")

PARTS: Final = lazy("w es el peso de cada parte y x su puntaje.")
ITEMS: Final = lazy("w es el peso de cada reactivo y f su factor, sin contar los que salieron.")
# What a formula is called, how it is read aloud, and what its letters are.
METHODS: Final[Mapping[Method, tuple[Lazy, Lazy, Lazy]]] = {
    Method.MEAN: (
        lazy("Media ponderada"),
        lazy(
            "x es igual a la suma de cada peso w por el puntaje x de su parte, entre la suma de "
            "los pesos"
        ),
        PARTS,
    ),
    Method.LEAF_MEAN: (
        lazy("Media de todos los reactivos de debajo"),
        lazy(
            "x es igual a la suma, sobre todos los reactivos que hay debajo, de cada peso w por su "
            "factor f, entre la suma de esos pesos"
        ),
        ITEMS,
    ),
    Method.POINTS: (
        lazy("Puntos entre el máximo"),
        lazy(
            "x es igual a los puntos obtenidos, que son la suma sobre todos los reactivos que hay "
            "debajo de cada peso w por su factor f, entre los puntos posibles, que son la suma de "
            "esos pesos"
        ),
        ITEMS,
    ),
    Method.GEOMETRIC: (
        lazy("Media geométrica ponderada"),
        lazy(
            "x es igual al producto de los puntajes de las partes, cada uno elevado a su peso w, y "
            "todo elevado a uno entre la suma de los pesos"
        ),
        PARTS,
    ),
    Method.HARMONIC: (
        lazy("Media armónica ponderada"),
        lazy(
            "x es igual a la suma de los pesos, entre la suma de cada peso w dividido entre el "
            "puntaje de su parte"
        ),
        PARTS,
    ),
}
TERMS: Final[Mapping[Method, Lazy]] = {
    Method.GEOMETRIC: lazy("Peso × logaritmo del puntaje"),
    Method.HARMONIC: lazy("Peso ÷ puntaje"),
}
TIES: Final[Mapping[Ties, Lazy]] = {
    Ties.COMPETITION: lazy("el siguiente espera: 1, 2, 2, 4"),
    Ties.DENSE: lazy("el siguiente va enseguida: 1, 2, 2, 3"),
}
SILENCES: Final[Mapping[Silence, Lazy]] = {
    Silence.EXCLUDE: lazy("sale del cálculo: ni suma ni resta"),
    Silence.ZERO: lazy("cuenta cero: callar no vale más que decir que no"),
}
EXCUSES: Final[Mapping[Excuse, Lazy]] = {
    Excuse.EXCLUDE: lazy("sale de la cuenta"),
    Excuse.FULL: lazy("cuenta 1"),
    Excuse.ZERO: lazy("cuenta 0"),
}
# The means by which robustness is tried.
KINDS_OF_MEAN: Final[Mapping[str, Lazy]] = {
    "mean": lazy("media aritmética"),
    "geometric": lazy("media geométrica"),
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula with how it is read aloud; `kind` names how it is drawn."""

    kind: str
    spoken: str


@dataclass(frozen=True, slots=True)
class IndexRule:
    """A rule of the index: its formula where it has one, and its sentences."""

    term: str
    texts: tuple[str, ...]
    formula: Formula | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a table, by its name and its kind."""

    label: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """A part of a node in the example."""

    code: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class ExampleStep:
    """One node of the example: its parts, and how they make its score."""

    id: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[ExampleRow, ...]
    left: str
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexMethod:
    """Everything that decides how the index is computed, and one that is worked out."""

    rules: tuple[IndexRule, ...]
    example: tuple[ExampleStep, ...]
    sha256: str
    url: str


def index_method(definition: Definition, questionnaire: Questionnaire, url: Url) -> IndexMethod:
    """From the definition alone; the questionnaire gives the names."""
    return IndexMethod(
        rules=tuple(_rules(definition, questionnaire)),
        example=tuple(_example(definition, questionnaire)),
        sha256=definition.sha256,
        url=url("index_definition", edition=definition.edition),
    )


def _rules(definition: Definition, questionnaire: Questionnaire) -> Iterator[IndexRule]:
    yield IndexRule(
        _("Factor de una respuesta"),
        (
            _(
                "Cada respuesta aceptada vale un factor f, de 0 a 1, según la escala de su "
                "reactivo. La devuelta o rechazada vale 0."
            ),
        ),
    )
    yield from _methods(definition, questionnaire)
    yield IndexRule(_("No aplica, ya aceptado"), (_excuses(definition, questionnaire),))
    policies = definition.policies
    yield IndexRule(
        _("Sin respuesta o sin dictamen"),
        (
            f"{_sentence(str(SILENCES[policies.no_answer]))}.",
            _("Lo que a un gobierno no se le pregunta sale siempre del cálculo."),
            _(
                "Si que se pregunte depende de una respuesta que nadie verificó, aún no se sabe si "
                "se pregunta: sale del puntaje y de la cobertura, y cuenta en las cotas."
            ),
        ),
    )
    yield _coverage(definition, questionnaire)
    yield IndexRule(
        _("Cotas"),
        (
            _(
                "Todo puntaje que aún puede moverse se da con sus cotas: L con todo lo que falta "
                "en 0 y U con todo lo que falta en 1, también lo que aún no se sabe si se pregunta."
            ),
        ),
        Formula("bounds", _("L es menor o igual que x, y x es menor o igual que U")),
    )
    yield IndexRule(
        _("Lo que aporta cada reactivo"),
        tuple(_shares(definition)),
        _share_formula(definition),
    )
    yield IndexRule(_("Lugares"), tuple(_places(definition)))
    yield IndexRule(_("Redondeo"), (_rounding(definition.rules.decimals),))
    yield IndexRule(_("Prueba de robustez"), tuple(robustness_texts(definition)))
    yield IndexRule(_("Medias de grupos"), tuple(_groups(definition)))


def _methods(definition: Definition, questionnaire: Questionnaire) -> Iterator[IndexRule]:
    """Each way a node is made in this edition, with the nodes that are made so."""
    made: dict[tuple[Method, Zeros, Fraction], list[str]] = {}
    for node in definition.tree.nodes():
        made.setdefault((node.method, node.zeros, node.floor), []).append(node.code)
    for (method, zeros, floor), codes in made.items():
        name, spoken, letters = METHODS[method]
        told = [_where(definition.tree, questionnaire, codes), str(letters)]
        if method.has_zeros:
            told.append(_zeros(zeros, floor))
        yield IndexRule(str(name), tuple(told), Formula(method.value, str(spoken)))


def _where(tree: Node, questionnaire: Questionnaire, codes: Sequence[str]) -> str:
    """Which nodes are meant, all of a level by its name."""
    pillars = {pillar.code for pillar in questionnaire.pillars}
    topics = {topic.code for topic in questionnaire.topics}
    named = []
    if tree.code in codes:
        named.append(_("el índice"))
    for level, all_of_them in ((pillars, _("los pilares")), (topics, _("los temas"))):
        some = [code for code in codes if code in level]
        if some and len(some) == len(level):
            named.append(all_of_them)
        else:
            named.extend(f"{code} {node_name(questionnaire, code)}" for code in some)
    return _("Se usa en {nodes}.").format(nodes=list_of(named))


def _zeros(zeros: Zeros, floor: Fraction) -> str:
    if zeros is Zeros.STRICT:
        return _("Una parte en cero la hace cero.")
    if zeros is Zeros.FLOOR:
        return _("Las partes bajo {floor} suben a {floor} antes de promediar.").format(
            floor=exact_text(floor)
        )
    return _("Todas las partes entran como 0.01 + 0.99 x, para que ninguna sea cero.")


def _excuses(definition: Definition, questionnaire: Questionnaire) -> str:
    """What an accepted "not applicable" does, counted over the items that allow it."""
    allow = {item.code for item in questionnaire.items if item.not_applicable}
    counts = Counter(leaf.excuse for leaf in definition.tree.all_leaves() if leaf.item in allow)
    if not counts:
        return _("Ningún reactivo con puntaje lo admite.")
    told = [
        ngettext("en {n} reactivo {effect}", "en {n} reactivos {effect}", counts[excuse]).format(
            n=number(counts[excuse]), effect=effect
        )
        for excuse, effect in EXCUSES.items()
        if counts[excuse]
    ]
    return f"{_sentence(list_of(told))}."


def _coverage(definition: Definition, questionnaire: Questionnaire) -> IndexRule:
    policies = definition.policies
    names = (_("el índice"), _("un pilar"), _("un tema"))
    least = [f"{name}, {limit}" for name, limit in zip(names, policies.thresholds, strict=False)]
    own = [
        f"{node.code} {node_name(questionnaire, node.code)}, {node.threshold}"
        for node in definition.tree.nodes()
        if node.threshold is not None
    ]
    by_weight = policies.coverage is Coverage.WEIGHT
    meaning = (
        _(
            "La cobertura es el peso de lo que se conoce entre el peso de lo que se preguntó: w es "
            "el peso de cada parte y c su cobertura, que de un reactivo es 1 si se conoce y 0 si "
            "no. Un «no aplica» aceptado se conoce."
        )
        if by_weight
        else _("La cobertura es cuántas partes tienen puntaje entre cuántas se preguntaron.")
    )
    told = [meaning]
    if least or own:
        words = _("Para tener puntaje hace falta al menos: {limits}.")
        told.append(words.format(limits="; ".join((*least, *own))))
    told.append(
        _(
            "Lo que no la alcanza no tiene puntaje propio, pero lo que se conoce de ello cuenta "
            "más arriba."
        )
        if policies.thin is ThinNode.COUNTS
        else _("Lo que no la alcanza no tiene puntaje y sale del cálculo más arriba.")
    )
    spoken = _(
        "c es igual a la suma de cada peso w por la cobertura c de su parte, entre la suma de los "
        "pesos de lo que se preguntó"
    )
    return IndexRule(
        _("Cobertura"), tuple(told), Formula("coverage", spoken) if by_weight else None
    )


def _share_formula(definition: Definition) -> Formula:
    if any(node.method.has_zeros for node in definition.tree.nodes()):
        words = _(
            "x es igual a la suma de la porción s de cada reactivo por su factor f, más a; las "
            "porciones s suman uno"
        )
        return Formula("lifted", words)
    words = _(
        "x es igual a la suma de la porción s de cada reactivo por su factor f; las porciones s "
        "suman uno"
    )
    return Formula("shares", words)


def _shares(definition: Definition) -> Iterator[str]:
    yield _(
        "La porción s de un reactivo es cuánto pesa en el puntaje de ese gobierno, ya sin lo que "
        "salió del cálculo. El recibo de cada puntaje las da todas."
    )
    if any(node.method.has_zeros for node in definition.tree.nodes()):
        yield _(
            "En una media geométrica o armónica la porción depende también de los puntajes, y a es "
            "lo que añade la regla de los ceros, si añade algo."
        )


def _places(definition: Definition) -> Iterator[str]:
    yield _(
        "Dos puntajes son iguales, y comparten lugar, si difieren en 0.000000001 o menos; {ties}."
    ).format(ties=TIES[definition.ties])
    yield _("Cada liga tiene sus lugares. Se comparan los puntajes sin redondear.")
    yield _(
        "El mejor y el peor lugar posibles cuentan delante a quienes seguro están arriba, por sus "
        "cotas, y a quienes podrían estarlo. Quien puede quedarse sin puntaje cuenta solo para el "
        "peor."
    )


def _rounding(decimals: int) -> str:
    shown = ngettext(
        "Los puntajes se muestran de 0 a 100 con {n} decimal; la mitad sube. Solo al mostrar.",
        "Los puntajes se muestran de 0 a 100 con {n} decimales; la mitad sube. Solo al mostrar.",
        decimals,
    )
    return shown.format(n=number(decimals))


def robustness_texts(definition: Definition) -> Iterator[str]:
    """What is varied to see which places hold, and what of it is told."""
    rules = definition.rules.robustness
    ways = [str(KINDS_OF_MEAN.get(each, METHODS[Method(each)][0])) for each in rules.methods]
    yield _(
        "Se recalcula el índice {runs} veces: en cada una cada peso cambia al azar hasta ±{spread} "
        "y el índice se hace con {ways}. La semilla es {seed}: en cualquier máquina salen los "
        "mismos sorteos."
    ).format(
        runs=number(rules.runs),
        spread=exact_percent(rules.spread),
        ways=either_of(ways),
        seed=rules.seed,
    )
    feels = [each for each in rules.methods if Method(each).has_zeros]
    if any(Method(each) is not definition.tree.method for each in feels):
        zeros = _zeros(Zeros(rules.zeros), Fraction(0))
        yield _("Si esa media no es la de la edición, {zeros}").format(
            zeros=f"{zeros[:1].lower()}{zeros[1:]}"
        )
    if rules.drops:
        yield _("En algunas se deja fuera un pilar.")
    yield _(
        "El intervalo de un lugar deja fuera {outside} de las veces por cada lado; también se "
        "pregunta cuántas veces queda entre los primeros {top}."
    ).format(outside=exact_percent(rules.outside), top=number(rules.top))


def _groups(definition: Definition) -> Iterator[str]:
    rules = definition.rules.groups
    yield _(
        "De menos de {least} no se muestra nada, ni lo que permitiría deducirlo; de menos de "
        "{quartiles} no se dan cuartiles."
    ).format(least=number(rules.least), quartiles=number(rules.quartiles))
    yield _("El intervalo de una media sale de {draws} sorteos, con semilla {seed}.").format(
        draws=number(rules.draws), seed=rules.seed
    )


# A definition says always the same example.
_examples: dict[str, Example] = {}


def _example(definition: Definition, questionnaire: Questionnaire) -> Iterator[ExampleStep]:
    key = definition.sha256
    if key not in _examples:
        if len(_examples) >= MOST_REMEMBERED:
            _examples.clear()
        _examples[key] = worked_example(definition, questionnaire)
    found = _examples[key]
    for step in found.steps:
        yield _step(step, found, definition, questionnaire)


def _step(
    step: Step, example: Example, definition: Definition, questionnaire: Questionnaire
) -> ExampleStep:
    is_topic = step.node == example.topic
    name = node_name(questionnaire, step.node)
    value = _("Factor") if is_topic else _("Puntaje")
    term = TERMS.get(step.method, _("Peso × factor") if is_topic else _("Peso × puntaje"))
    columns = (
        (_("Reactivo") if is_topic else _("Parte"), ""),
        *(((_("Respuesta inventada"), ""),) if is_topic else ()),
        (value, "number"),
        (_("Peso"), "number"),
        (str(term), "number"),
    )
    answers = example.answers if is_topic else None
    return ExampleStep(
        id=f"example-{step.node}",
        title=name if step.node == definition.tree.code else f"{step.node} · {name}",
        columns=columns,
        rows=tuple(
            _row(each, shown, answers, questionnaire, columns[1:])
            for each, shown in zip(step.terms, _closed(step), strict=True)
        ),
        left=_left(step.left, questionnaire),
        sums=tuple(_sums(step, definition.rules.decimals)),
    )


def _closed(step: Step) -> Sequence[Decimal]:
    """The last column, rounded so that it adds up to the sum that is told of it."""
    terms = [each.term for each in step.terms]
    return closing(terms, round_half_up(sum(terms), FINE), FINE)


def _row(
    term: Term,
    shown: Decimal,
    answers: Mapping[str, Answer] | None,
    questionnaire: Questionnaire,
    columns: Sequence[tuple[str, str]],
) -> ExampleRow:
    """`answers` are those of a topic, whose parts are items."""
    told = [_plain(term.value), exact_text(term.weight), trimmed(shown)]
    name = node_name(questionnaire, term.code)
    if answers is not None:
        item = questionnaire.item(term.code)
        name = item.text.of(locale())
        told.insert(0, answer_text(item, answers[term.code]) if term.code in answers else "")
    cells = (Cell(*column, text) for column, text in zip(columns, told, strict=True))
    return ExampleRow(term.code, name, tuple(cells))


def _left(codes: Sequence[str], questionnaire: Questionnaire) -> str:
    """The parts that are not in the sum."""
    if not codes:
        return ""
    if {*codes} <= {item.code for item in questionnaire.items}:
        return _("No aplica y sale del cálculo: {items}.").format(items=list_of(codes))
    named = list_of(node_name(questionnaire, code) for code in codes)
    return _("Sale del cálculo: {parts}.").format(parts=named)


def _sums(step: Step, decimals: int) -> Iterator[str]:
    """The quotient that makes the score, and how that is shown."""
    if step.is_dead:
        yield _("Una parte está en cero, así que el resultado es 0.")
        return
    quotient = f"{_plain(step.above)} ÷ {_plain(step.below)}"
    shown = score_text(step.score, decimals)
    if step.method is Method.GEOMETRIC:
        words = _("e elevado a ({quotient}) = {score}, que se muestra {shown}.")
    else:
        words = _("{quotient} = {score}, que se muestra {shown}.")
    yield _sums_lead(step)
    yield words.format(quotient=quotient, score=_plain(step.score), shown=shown)


def _sums_lead(step: Step) -> str:
    """What stands above and below in the quotient."""
    above, below = _plain(step.above), _plain(step.below)
    if not step.terms:
        words = _("El peso por el factor de todos los reactivos suma {above}; los pesos, {below}.")
    elif step.method is Method.HARMONIC:
        words = _("Los pesos suman {above}; los pesos divididos, {below}.")
    else:
        words = _("La última columna suma {above}; los pesos, {below}.")
    told = words.format(above=above, below=below)
    moved = any(
        trimmed(x) != _plain(t.term) for x, t in zip(_closed(step), step.terms, strict=True)
    )
    return f"{told} {ROUNDED}" if moved else told


def _plain(value: float) -> str:
    """A number with up to four decimals."""
    return trimmed(round_half_up(value, FINE))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
