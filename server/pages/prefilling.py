"""Prellenado: beside a question, the verified commitment that answers for it."""

from dataclasses import dataclass

from game.answers import Answer
from game.prefilling import AnsweringCommitment, commitment_in, may_prefill
from game.questionnaire import Item
from server.i18n import gettext as _
from server.i18n import locale
from server.pages.links import Url


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the commitment is, and the way to answer by it (empty where that is not possible now).

    `says`: what would be answered, and why that; `why_not`: why it cannot be.
    """

    text: str
    says: str
    url: str
    label: str
    use_url: str
    why_not: str


def prefill_of(
    item: Item, answer: Answer, promise: AnsweringCommitment | None, url: Url, *, is_open: bool
) -> Prefill | None:
    """Nothing where no commitment answers for the item, or where the answer already says so."""
    if promise is None or commitment_in(answer.copied_from) is not None:
        return None
    may = is_open and may_prefill(item, answer, promise.aim)
    open_kind = is_open and not may and answer.is_blank
    if not may and not open_kind:
        return None
    return Prefill(
        text=_("Su gobierno cumplió un compromiso por esta práctica, y está verificado."),
        says=_says(item, promise.aim) if may else "",
        url=url("commitment", id=promise.commitment),
        label=_("Compromiso {number}").format(number=promise.commitment),
        use_url=url("prefill_item", item=item.code) if may else "",
        why_not=_why_not(promise.aim) if open_kind else "",
    )


def _says(item: Item, aim: str) -> str:
    """Which answer it takes over: what was promised, and no more."""
    if not aim:
        return _("Se responderá con la mejor respuesta; puede cambiarla antes de confirmarla.")
    option = next(each.text.of(locale()) for each in item.options if each.code == aim)
    return _(
        "Se responderá «{option}», que es a lo que apuntaba la recomendación de la que nació; puede"
        " cambiarla antes de confirmarla."
    ).format(option=option)


def _why_not(aim: str) -> str:
    if aim:
        return _(
            "La pregunta ya no tiene la opción a la que apuntaba la recomendación: elija la que"
            " corresponda y cite el compromiso."
        )
    return _("Se responde con una cifra o una fecha: escríbala y cite el compromiso.")
