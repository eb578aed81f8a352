"""Bitácora: a line of the audit log, which is kept with what it tells or not at all."""

import json
from datetime import datetime
from typing import Final

from server.db import Step, params, statement
from server.people import Person
from server.tables.audit import AuditRow

NOTE: Final = statement(AuditRow.insert(params(AuditRow)))


def noting(
    edition: str | None,
    action: str,
    subject: str,
    by: Person | None,
    at: datetime,
    *,
    participant: str | None = None,
    **details: object,
) -> Step:
    """Note what was done, in an edition if in any, by a seat or without one (None)."""
    return Step(
        NOTE,
        {
            "at": at,
            "account": by.account if by else None,
            "role": by.role.value if by else "",
            "action": action,
            "participant": participant,
            "edition": edition,
            "subject": subject,
            "details": json.dumps(details, ensure_ascii=False),
        },
    )
