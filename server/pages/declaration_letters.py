"""Cartas: what whoever signed a declaration is told, and whoever comes after them."""

from server.i18n import gettext as _
from server.pages.letters import Letter, written


def revoked_letter(*, reader: str, who: str, reason: str, address: str) -> Letter:
    """That the coordination revoked a declaration, and the public reason."""
    subject = _("La coordinación revocó la declaración pública de {who}").format(who=who)
    said = _(
        "La declaración pública que usted firmó por {who} quedó revocada. Sigue a la vista, con su"
        " historia y esta razón."
    ).format(who=who)
    why = _("Razón, que es pública: {reason}").format(reason=reason)
    where = _("Ábrala aquí: {address}").format(address=address)
    return written(subject, reader, [said, why, where])


def new_text_letter(*, reader: str, who: str, edition: str, address: str) -> Letter:
    """That an edition opened with another text than the one that was signed."""
    subject = _("Declaración pública de {who}: hay otro texto").format(who=who)
    said = _(
        "La edición {edition} abrió con otro texto. El que usted firmó por {who} sigue a la vista,"
        " con la edición a la que pertenece; si lo hace suyo, renueve con el de ahora."
    ).format(edition=edition, who=who)
    where = _("Léala y fírmela aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])


def renewal_letter(*, reader: str, who: str, giver: str, address: str) -> Letter:
    """That the declaration of whoever held the seat before is theirs, and a new one is asked."""
    subject = _("Declaración pública de {who}: falta su firma").format(who=who)
    said = _(
        "{giver} firmó una declaración pública por {who} desde el cargo que usted recibió. Es suya"
        " y queda a la vista como concluida; la que sigue le toca a usted, si la hace propia."
    ).format(giver=giver, who=who)
    where = _("Léala y fírmela aquí: {address}").format(address=address)
    return written(subject, reader, [said, where])
