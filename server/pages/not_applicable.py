"""No aplica: how much of a level says so, for whoever fills it and for whoever verifies it."""

from collections.abc import Iterable

from game.answers import Problem
from game.levels import TOO_MANY_NOT_APPLICABLE, NotApplicableCount
from server.i18n import gettext as _
from server.i18n import ngettext, number


def filled_text(count: NotApplicableCount) -> str:
    """How much of the cap a government has used; nothing where it has used none of it."""
    if count.most is None or not count.standing:
        return ""
    return ngettext(
        "«No aplica» en {n} reactivo; este nivel admite {most}.",
        "«No aplica» en {n} reactivos; este nivel admite {most}.",
        count.standing,
    ).format(n=number(count.standing), most=number(count.most))


def beyond_text(count: NotApplicableCount) -> str:
    """What whoever fills the level has to mend; nothing up to the cap."""
    if count.most is None or not count.is_beyond:
        return ""
    return _too_many(count.standing, count.most)


def problem_texts(problems: Iterable[Problem]) -> tuple[str, ...]:
    """The sentences of what is wrong with a level as a whole, among the problems of an item."""
    return tuple(
        _too_many(problem.facts["given"], problem.facts["most"])
        for problem in problems
        if is_of_level(problem)
    )


def is_of_level(problem: Problem) -> bool:
    """Whether the problem is of the level and not of the item it is told beside."""
    return problem.code == TOO_MANY_NOT_APPLICABLE


def reviewed_text(count: NotApplicableCount, asked: int) -> str:
    """How much of a level says so, for its verifier."""
    if not count.standing:
        return ""
    if count.most is None:
        text = _("«no aplica» en {n} de {asked}")
    else:
        text = _("«no aplica» en {n} de {asked}, se admite en {most}")
    most = "" if count.most is None else number(count.most)
    return text.format(n=number(count.standing), asked=number(asked), most=most)


def too_many_text(count: NotApplicableCount) -> str:
    """What a verifier has to know of a level that goes beyond the cap."""
    if count.most is None or not count.is_beyond:
        return ""
    text = _(
        "Este nivel contesta «no aplica» en {n} reactivos y la edición admite {most}."
        " Aceptados hasta ahora: {accepted}; los que pasen de {most} no pueden aceptarse."
    )
    return text.format(
        n=number(count.standing), most=number(count.most), accepted=number(count.accepted)
    )


def _too_many(given: object, most: object) -> str:
    text = _("Contestó «no aplica» en {given} reactivos; este nivel admite {most}.")
    return text.format(given=given, most=most)
