"""Cartas entre pares: that somebody asks for help, writes, thanks, or that a text was hidden.

None of them tells a mailbox: whoever wants to answer does so from the page.
"""

from server.i18n import gettext as _
from server.pages.letters import Letter, quoted, written


def asking_letter(
    *, item: str, asker: str, text: str, reader: str, participant: str, address: str
) -> Letter:
    """That a peer asks for help with what the reader's government has verified."""
    subject = _("{asker} pide ayuda con una práctica").format(asker=asker)
    said = _(
        "{asker} pide ayuda con una práctica que {participant} tiene verificada: {item}"
    ).format(asker=asker, participant=participant, item=item)
    where = _("Cuente ahí cómo lo hicieron, o escríbale: {address}").format(address=address)
    return written(subject, reader, [said, quoted(text), where])


def contact_letter(
    *, item: str, author: str, sender: str, text: str, reader: str, participant: str, address: str
) -> Letter:
    """What somebody of another government writes to the seat. `address`: where to answer."""
    subject = _("{sender} escribe a {participant} sobre una práctica").format(
        sender=sender, participant=participant
    )
    said = _("{author}, de {sender}, le escribe sobre esta práctica: {item}").format(
        author=author, sender=sender, item=item
    )
    where = _("Conteste aquí; tampoco se mostrará su dirección de correo: {address}").format(
        address=address
    )
    return written(subject, reader, [said, quoted(text), where])


def thanks_letter(
    *, item: str, asker: str, thanks: str, reader: str, participant: str, address: str
) -> Letter:
    """That the peer who asked says in public who helped."""
    subject = _("{asker} agradece en público a {participant}").format(
        asker=asker, participant=participant
    )
    said = _("{asker} confirma que {participant} le ayudó con esta práctica: {item}").format(
        asker=asker, participant=participant, item=item
    )
    where = _("Está aquí: {address}").format(address=address)
    return written(subject, reader, [said, quoted(thanks), where])


def hidden_letter(*, item: str, text: str, reason: str, reader: str, address: str) -> Letter:
    """That the coordination hid what the reader wrote, and why."""
    subject = _("La coordinación ocultó un mensaje suyo")
    said = _("Lo escribió en la conversación sobre esta práctica: {item}").format(item=item)
    why = _("Razón: {reason}").format(reason=reason)
    after = _("El texto se conserva, y solo la coordinación lo lee. Puede escribir otro.")
    where = _("La conversación está aquí: {address}").format(address=address)
    return written(subject, reader, [said, quoted(text), why, after, where])
