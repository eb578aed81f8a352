"""Prellenado: the page of a commitment as a document that an answer cites."""

import secrets
from datetime import datetime

from game.prefilling import VerifiedCommitment
from server.i18n import SOURCE, speaking
from server.i18n import gettext as _
from server.people import Person
from server.queries.documents import LINK, Document


def commitment_document(
    kept: VerifiedCommitment, participant: str, address: str, *, by: Person, at: datetime
) -> Document:
    """A link of the participant's own, dated the day the commitment was verified."""
    with speaking(SOURCE):
        title = _("Compromiso {number}, verificado").format(number=kept.commitment)
    return Document(
        id=secrets.token_hex(16),
        participant=participant,
        kind=LINK,
        title=title,
        filename="",
        media_type="",
        size=0,
        sha256="",
        url=address,
        dated=kept.on,
        account=by.account,
        author=by.name,
        at=at,
    )
