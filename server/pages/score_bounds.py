"""Cotas de un puntaje: in sentences, how firm a published number is."""

from collections.abc import Iterator

from indicators.matrix import AnswerState
from indicators.receipt import Receipt
from indicators.report import NodeScore, Results
from server.i18n import gettext as _
from server.pages.scores import place_text, score_text, share_text, span_of


def bounds_texts(results: Results, score: NodeScore, receipt: Receipt) -> Iterator[str]:
    """What coverage, bounds and possible places mean, with the figures of this number."""
    if score.lower is None:
        yield _("Nada de esto se le preguntó.")
        return
    if span_of(score):
        yield from _missing(score, receipt, results.definition.rules.decimals)
    else:
        yield _(
            "Se conoce todo lo que se le preguntó: las cotas coinciden con el puntaje y nada por "
            "verificar puede moverlo."
        )
    best, worst = results.place_bounds(score.participant, score.node) or (0, 0)
    if best != worst:
        yield _(
            "Lugares posibles: del {best} al {worst}. El mejor cuenta delante solo a quienes ya no "
            "podría alcanzar, porque su cota inferior rebasa la superior de aquí, y tendrán "
            "puntaje pase lo que pase; el peor, a todos los que aún podrían rebasarlo, también a "
            "quienes hoy no tienen puntaje."
        ).format(best=place_text(best), worst=place_text(worst))


def _missing(score: NodeScore, receipt: Receipt, decimals: int) -> Iterator[str]:
    """What is not known yet, and between what it leaves the score."""
    if score.coverage is not None:
        yield _(
            "Cobertura: se conoce {share} de lo que se le preguntó, por peso. Un «no aplica» "
            "aceptado se conoce; lo que nadie respondió o nadie verificó, no."
        ).format(share=share_text(score.coverage))
    if any(line.state is AnswerState.OPEN for line in receipt.lines):
        yield _(
            "De algunos reactivos aún no se sabe si se le preguntan, porque dependen de una "
            "respuesta sin verificar: no están en el puntaje ni en la cobertura, y sí en las "
            "cotas."
        )
    low, high = (score_text(bound, decimals) for bound in (score.lower, score.upper))
    yield _(
        "Cotas: si todo lo que falta fuera no, tendría {low}; si todo fuera sí, {high}. "
        "Ninguna respuesta pendiente puede llevarlo fuera de ahí."
    ).format(low=low, high=high)
