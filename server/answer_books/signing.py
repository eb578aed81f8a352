"""Firma: what a workbook says of itself, signed, so that nobody else can have written it.

It names the edition, its questionnaire, the government and the revision of every answer. The
secret is made once and kept beside the data of this server; whoever has another one made another
book.
"""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from game.rules import RuleBroken

PURPOSE: Final = b"liga answer book"
SECRET: Final = "secret.key"
SECRET_SIZE: Final = 32
# As long as any program keeps a cell whole.
LINE: Final = 8_000
NUMBERED: Final = 3


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a workbook was made from. `revisions`: of the answer to each item."""

    edition: str
    version: str
    participant: str
    revisions: Mapping[str, int]


def secret_in(folder: Path) -> bytes:
    """The secret of this server; the first who asks makes it."""
    path = folder / SECRET
    with suppress(FileNotFoundError):
        return path.read_bytes()
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    draft = folder / f".{SECRET}-{secrets.token_hex(8)}"
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_SIZE))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # somebody else was first
            os.link(draft, path)
    finally:
        draft.unlink()
    return path.read_bytes()


def sealed(stamp: Stamp, secret: bytes) -> tuple[str, ...]:
    """The lines that go into the workbook: numbered, as somebody may sort them."""
    told = json.dumps(
        {
            "edition": stamp.edition,
            "version": stamp.version,
            "participant": stamp.participant,
            "revisions": dict(sorted(stamp.revisions.items())),
        },
        separators=(",", ":"),
    )
    text = f"{_proof(told, secret)}{told}"
    lines = [text[at : at + LINE] for at in range(0, len(text), LINE)]
    return tuple(f"{number:02d}:{line}" for number, line in enumerate(lines))


def unsealed(lines: Sequence[str], secret: bytes) -> Stamp:
    """What the lines say, if this server signed them; refused otherwise."""
    if not lines:
        raise RuleBroken("book-foreign")
    text = "".join(line[NUMBERED:] for line in sorted(lines))
    proof, told = text[:64], text[64:]
    if not hmac.compare_digest(proof.encode(), _proof(told, secret).encode()):
        raise RuleBroken("book-forged")
    found = json.loads(told)
    return Stamp(**found)


def _proof(told: str, secret: bytes) -> str:
    return hmac.new(secret, PURPOSE + told.encode(), hashlib.sha256).hexdigest()
