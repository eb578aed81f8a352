"""Cartas: what the heads of a government are told of commitments, agreements, recommendations."""

from datetime import date

from server.i18n import day, ngettext, number
from server.i18n import gettext as _
from server.pages.letters import Letter, written


def inherited_letter(
    *, count: int, until: date, note: str, reader: str, participant: str, address: str
) -> Letter:
    """That a new administration found commitments, and until when it may ratify them in time."""
    subject = ngettext(
        "{participant} hereda {n} compromiso", "{participant} hereda {n} compromisos", count
    ).format(participant=participant, n=number(count))
    said = _(
        "La coordinación registró que pasan a una nueva administración. Cada uno se ratifica,"
        " cambia de fecha o se retira con su razón. Para ratificar a tiempo: hasta el {day}."
    ).format(day=day(until))
    where = _("Los encuentra aquí: {address}").format(address=address)
    return written(subject, reader, [said, note, where])


def agreement_letter(
    *, title: str, meeting: str, sign_by: date, reader: str, participant: str, address: str
) -> Letter:
    """That a government is invited to sign an agreement."""
    subject = _("Un acuerdo espera la respuesta de {participant}: {title}").format(
        participant=participant, title=title
    )
    said = _(
        "{meeting} acordó «{title}». Su gobierno puede firmarlo, y entonces es un compromiso"
        " público suyo, o declinarlo con una razón pública, hasta el {day}."
    ).format(meeting=meeting, title=title, day=day(sign_by))
    where = _("Léalo y responda aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])


def issued_letter(
    *, title: str, count: int, is_public: bool, reader: str, participant: str, address: str
) -> Letter:
    """That the observatory issued recommendations to a government."""
    subject = ngettext(
        "{n} recomendación para {participant}", "{n} recomendaciones para {participant}", count
    ).format(n=number(count), participant=participant)
    said = _("El observatorio emitió «{title}».").format(title=title)
    seen = (
        _("Es público, y también lo que su gobierno responda.")
        if is_public
        else _("Solo su gobierno ve las suyas; lo que responda será público, con su razón.")
    )
    asked = _(
        "Cada una se acepta, se adapta o se declina con su razón. Su plan dice cuáles dan más por"
        " menos esfuerzo."
    )
    where = _("Está aquí: {address}").format(address=address)
    return written(subject, reader, [said, seen, asked, where])
