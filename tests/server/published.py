"""Tres estados medidos: verified answers whose index can be computed by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from game.editions import Stage
from server.people import Person, Role
from server.queries.participants import enter
from server.queries.publications import confirm_publication, propose_publication
from tests.editions import EDITION, RITA, SOFIA, move_to, open_edition
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.signed import DATED, HALF, LATE, P1, WHOLE, verified

CAPITAL = "09"
# Rita's own state is Yucatán: somebody of no state verifies there.
ANYWHERE = Person(7, "Vera", "vera@observatorio.mx", 7, Role.VERIFIER, None, None)

#             I1-01  I1-02  P1 (three asked)  index: P and I weigh the same, H is not asked
#   Oaxaca    1/2    1      0, 1, 1/2: 1/2    (1/2 + 3/4) / 2 = 0.625
#   Yucatán   1/2    1      the same          0.625
#   capital   1      0      the same          (1/2 + 1/2) / 2 = 0.5
STRONG = {"I1-01": HALF, "I1-02": DATED, **P1}
WEAK = {"I1-01": WHOLE, "I1-02": LATE, **P1}


async def measured(definition: Mapping[str, Any] | None = None) -> None:
    """Three states whose answers are all verified, ready to be published."""
    await open_edition(definition)
    await enter(EDITION, {CAPITAL: "states"})
    for participant, answers in ((OAXACA, STRONG), (YUCATAN, STRONG), (CAPITAL, WEAK)):
        await verified(answers, participant, by=ANYWHERE)
    await move_to(Stage.REPLY)


async def publish(edition: str = EDITION, *, at: datetime = NOON) -> str:
    """Two people publish; gives the SHA-256."""
    seen = await propose_publication(edition, by=RITA, at=at)
    return await confirm_publication(edition, sha256=seen, by=SOFIA, at=at)
