"""Prellenado: beside a question, the verified commitment that answers for it."""

from dataclasses import dataclass

from game.answers import Answer
from game.prefilling import commitment_in, may_prefill
from game.questionnaire import Item
from server.i18n import gettext as _
from server.pages.links import Url


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the commitment is, and the way to answer by it (empty where that is not possible now).

    `why_not`: why it cannot be.
    """

    text: str
    url: str
    label: str
    use_url: str
    why_not: str


def prefill_of(
    item: Item, answer: Answer, commitment: int | None, url: Url, *, is_open: bool
) -> Prefill | None:
    """Nothing where no commitment answers for the item, or where the answer already says so."""
    if commitment is None or commitment_in(answer.copied_from) is not None:
        return None
    may = is_open and may_prefill(item, answer)
    open_kind = is_open and not may and answer.is_blank
    if not may and not open_kind:
        return None
    return Prefill(
        text=_("Su gobierno cumplió un compromiso por esta práctica, y está verificado."),
        url=url("commitment", id=commitment),
        label=_("Compromiso {number}").format(number=commitment),
        use_url=url("prefill_item", item=item.code) if may else "",
        why_not=_("Se responde con una cifra o una fecha: escríbala y cite el compromiso.")
        if open_kind
        else "",
    )
