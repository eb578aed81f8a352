"""Reactivos a examen: what published answers say of each item, finished for its template."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from game.answers import Stance
from game.editions import Edition
from game.questionnaire import Topic
from indicators.canonical import decimal_text
from indicators.items import Examined, Frequencies, ItemStatistics, Pair, TopicStatistics
from indicators.ranks import round_half_up
from server.i18n import gettext as _
from server.i18n import locale, ngettext, number, percent
from server.pages.links import Link, Url
from server.pages.scores import NOTHING

FINE: Final = 2
MOST_PAIRS: Final = 40
HEADER: Final = (
    "item",
    "topic",
    "kind",
    "asked",
    "answered",
    "mean",
    "spread",
    "item_rest",
    "constant",
    "topic_alpha",
    "options",
    "stances",
)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what it is of, and its cells with the names and kinds of their columns."""

    code: str
    text: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TopicBlock:
    """The items of a topic."""

    code: str
    name: str
    pillar: str
    pillar_name: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """What an edition says of its items. The columns are names and kinds."""

    title: str
    lead: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    table_url: str
    method: tuple[str, ...]
    agreement: str
    topic_columns: tuple[tuple[str, str], ...]
    topics: tuple[Row, ...]
    columns: tuple[tuple[str, str], ...]
    blocks: tuple[TopicBlock, ...]
    pair_columns: tuple[tuple[str, str], ...]
    pairs: tuple[Row, ...]
    no_pairs: str


def items_page(rules: Edition, found: Examined, url: Url) -> ItemsPage:
    """All of it, from what was published."""
    return ItemsPage(
        title=_title(),
        lead=_(
            "Qué dicen de cada reactivo las respuestas publicadas, para escribir los de después."
        ),
        kicker=rules.name.of(locale()),
        breadcrumb=(
            Link(_("Coordinación"), url("coordination")),
            Link(_title(), "", current=True),
        ),
        table_url=url("items_table", edition=rules.code),
        method=tuple(_method()),
        agreement=_agreement(found),
        topic_columns=_topic_columns(),
        topics=tuple(_topic_row(found, each) for each in found.topics),
        columns=_columns(),
        blocks=tuple(_blocks(found)),
        pair_columns=_pair_columns(),
        pairs=tuple(_pair_row(found, pair) for pair in found.pairs[:MOST_PAIRS]),
        no_pairs="" if found.pairs else _("No hay dos reactivos que se parezcan tanto."),
    )


def items_table(found: Examined) -> Iterator[Sequence[str]]:
    """A row per item and kind; numbers with all their digits. The first row is its header."""
    yield HEADER
    alphas = {each.topic: each.alpha for each in found.topics}
    for item in found.items:
        for told in found.frequencies[item.item]:
            yield (
                item.item,
                item.topic,
                told.kind,
                str(told.asked),
                str(item.answered),
                _exact(item.difficulty),
                _exact(item.spread),
                _exact(item.item_rest),
                str(int(item.is_constant)),
                _exact(alphas[item.topic]),
                " ".join(f"{code}:{count}" for code, count in told.options.items()),
                " ".join(f"{stance.value}:{count}" for stance, count in told.stances.items()),
            )


def _title() -> str:
    return _("Los reactivos a examen")


def _method() -> Iterator[str]:
    yield _(
        "Solo cuenta lo verificado que se publicó. Antes de publicar no se muestra a nadie: con la "
        "media de cada reactivo y su peso se sabría la del índice. Lo devuelto o rechazado entra "
        "en las cifras como cero, y no entre lo que se respondió."
    )
    yield _(
        "Media: el factor medio, de 0 a 1; 1 es lo que todos tienen. Dispersión: su desviación "
        "estándar. Con los demás: la correlación con la media de los otros reactivos de su tema "
        "que el mismo gobierno respondió; baja o negativa, mide otra cosa que ellos."
    )
    yield _(
        "Alfa de Cronbach: qué tanto miden lo mismo los reactivos de un tema, por pares de quienes "
        "respondieron ambos. Con pocos gobiernos o reactivos dice poco, y puede ser negativa."
    )
    yield _(
        "Se parecen dos reactivos que correlacionan 0.9 o más, o que 95 % respondió igual, entre "
        "diez gobiernos o más: quizá sobre uno."
    )


def _agreement(found: Examined) -> str:
    """Between two seats that decided on the same."""
    told = found.agreement
    if not told.units or told.same is None:
        return _(
            "Nada fue dictaminado por dos cargos: no hay qué comparar entre quienes verifican."
        )
    units = ngettext(
        "{n} respuesta fue dictaminada por dos cargos o más",
        "{n} respuestas fueron dictaminadas por dos cargos o más",
        told.units,
    ).format(n=number(told.units))
    return _(
        "{units}: coinciden {share} de las veces, y el alfa de Krippendorff es {alpha}. La réplica "
        "la resuelve otra persona, que conoce el primer dictamen."
    ).format(units=units, share=percent(round_half_up(told.same, FINE)), alpha=_plain(told.alpha))


def _topic_columns() -> tuple[tuple[str, str], ...]:
    return (
        (_("Tema"), ""),
        (_("Alfa de Cronbach"), "number"),
        (_("Reactivos que varían"), "number"),
        (_("Respondieron todos"), "number"),
        (_("El par con menos"), "number"),
    )


def _columns() -> tuple[tuple[str, str], ...]:
    return (
        (_("Reactivo"), ""),
        (_("Responden"), "number"),
        (_("Media"), "number"),
        (_("Dispersión"), "number"),
        (_("Con los demás"), "number"),
        (_("Qué se respondió"), ""),
    )


def _pair_columns() -> tuple[tuple[str, str], ...]:
    return (
        (_("Reactivo"), ""),
        (_("Se parece a"), ""),
        (_("Responden ambos"), "number"),
        (_("Correlación"), "number"),
        (_("Igual"), "number"),
    )


def _made(code: str, text: str, columns: Sequence[tuple[str, str]], cells: Sequence[str]) -> Row:
    named = zip(columns[1:], cells, strict=True)
    return Row(code, text, tuple((label, kind, cell) for (label, kind), cell in named))


def _topic_row(found: Examined, told: TopicStatistics) -> Row:
    cells = (_plain(told.alpha), number(told.items), number(told.complete), number(told.fewest))
    name = found.questionnaire.topic(told.topic).name.of(locale())
    return _made(told.topic, name, _topic_columns(), cells)


def _blocks(found: Examined) -> Iterator[TopicBlock]:
    alphas = {each.topic: each.alpha for each in found.topics}
    for pillar in found.questionnaire.pillars:
        for topic in pillar.topics:
            own = [each for each in found.items if each.topic == topic.code]
            if own:
                yield TopicBlock(
                    topic.code,
                    topic.name.of(locale()),
                    pillar.code,
                    pillar.name.of(locale()),
                    _("alfa {alpha}").format(alpha=_plain(alphas[topic.code])),
                    tuple(_item_row(found, topic, each) for each in own),
                )


def _item_row(found: Examined, topic: Topic, told: ItemStatistics) -> Row:
    (item,) = (each for each in topic.items if each.code == told.item)
    given = _given(found, told.item, found.frequencies[told.item])
    if told.is_constant:
        given = _("Todos responden lo mismo. {given}").format(given=given).strip()
    numbers = (told.difficulty, told.spread, told.item_rest)
    cells = (number(told.answered), *map(_plain, numbers), given)
    return _made(told.item, item.text.of(locale()), _columns(), cells)


def _given(found: Examined, code: str, told: Sequence[Frequencies]) -> str:
    """How often each option was chosen, of all kinds together, and how many it does not fit."""
    options: Counter[str] = Counter()
    for each in told:
        options.update(each.options)
    item = found.questionnaire.item(code)
    parts = [
        f"{o.text.of(locale())}:\N{NO-BREAK SPACE}{number(options[o.code])}" for o in item.options
    ]
    excused = sum(each.stances[Stance.NOT_APPLICABLE] for each in told)
    if excused:
        word = _("No aplica")
        parts.append(f"{word}:\N{NO-BREAK SPACE}{number(excused)}")
    return "; ".join(parts)


def _pair_row(found: Examined, pair: Pair) -> Row:
    texts = [found.questionnaire.item(code).text.of(locale()) for code in (pair.first, pair.second)]
    cells = (
        f"{pair.second} {texts[1]}",
        number(pair.both),
        _plain(pair.correlation),
        percent(round_half_up(pair.agreement, FINE)),
    )
    return _made(pair.first, texts[0], _pair_columns(), cells)


def _plain(value: float | None) -> str:
    """Two decimals, the minus as it is printed."""
    if value is None:
        return NOTHING
    return number(round_half_up(value, FINE), FINE).replace("-", "\N{MINUS SIGN}")


def _exact(value: float | None) -> str:
    return "" if value is None else decimal_text(value)
