"""Every address that can be asked for, what to put in each, and what comes back."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final

from litestar import Litestar

from tests.browser import Browser
from tests.editions import EDITION
from tests.server.frozen import BOARD, NEXT
from tests.server.leagues import CAPITAL, LEAGUE
from tests.server.people import OAXACA, YUCATAN

# The day on which `tests.server.published` publishes.
DATED: Final = "2026-03-03"
# A stream never ends: what it would send is drawn and compared by itself.
STREAMS: Final = frozenset(
    {
        "board_live",
        "improvement_live",
        "inner_board_live",
        "level_live",
        "coordination_live",
        "wall_live",
        "answer_export_live",
        "public_export_live",
    }
)
# What to put in an address; a new parameter that is not here fails the test.
VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    "book": ("1-" + "0" * 32,),
    "build": ("x",),
    "code": (OAXACA, YUCATAN, CAPITAL),
    "dated": (DATED,),
    "document": ("1",),
    "edition": (EDITION, NEXT),
    "file": ("respuestas.csv",),
    "id": ("1", OAXACA.rjust(32, "0")),
    "item": ("I1-01",),
    "law": ("LGMR",),
    "league": (LEAGUE,),
    "matter": ("1",),
    "month": ("2026-03",),
    "name": ("x",),
    "node": ("index", "P", "P1"),
    "note": ("1",),
    "number": ("1",),
    "participant": (OAXACA,),
    "seat": ("1",),
    "token": ("x",),
    "topic": ("P1", "I1"),
}
# Addresses that show more when they are asked something.
ASKING: Final = (
    "/gobiernos?nombre=a",
    "/gobiernos?nombre=Oaxaca",
    f"/compromisos?gobierno={OAXACA}",
    "/compromisos?texto=reglamento&liga=states&origen=recommendation&orden=changed",
    f"/compromisos.csv?gobierno={OAXACA}",
    f"/compromisos/ficha?gobierno={OAXACA}",
    f"/compromisos/calendario?gobierno={OAXACA}",
    f"/compromisos/novedades?gobierno={OAXACA}",
    f"/compromisos/desacuerdos?gobierno={OAXACA}",
    f"/metodo/{NEXT}?version=1",
    "/no-existe",
    f"/ligas/{NEXT}/no-existe",
    f"/ligas/{NEXT}/{LEAGUE}/en-vivo?sondeo=1",
    f"{BOARD}?comparar=ayer",
    f"{BOARD}?comparar=detenida",
    f"{BOARD}/mejora?comparar=detenida",
    f"{BOARD}/mejora/en-vivo?sondeo=1",
)
# What is drawn at random each time: the token of a session, masked anew, and keys of sheets.
RANDOM: Final = re.compile(r'[\w-]{86}\.\d+|name="(sheet|key|seal)" value="[^"]*"')


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: everything that can be read of it."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def whole(self) -> str:
        return f"{self.status}\n{json.dumps(dict(self.headers))}\n{self.body}"


def addresses(app: Litestar) -> Iterator[tuple[str, str]]:
    """Every address of the app that can be asked for, with the name of its route."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if "GET" in handler.http_methods and handler.name not in STREAMS:
                names = re.findall(r"{(\w+):\w+}", route.path)
                for values in product(*(VALUES[name] for name in names)):
                    given = dict(zip(names, values, strict=True))
                    path = re.sub(r"{(\w+):\w+}", lambda m, g=given: g[m[1]], route.path)
                    yield str(handler.name), path
    yield from (("", address) for address in ASKING)


async def ask(browser: Browser, addresses: list[str]) -> Mapping[tuple[str, str, bool], Reply]:
    """Ask for all of them in both languages, as a page and as a piece of one."""
    found = {}
    for address, locale, htmx in product(addresses, ("es", "en"), (False, True)):
        mark = "&" if "?" in address else "?"
        response = await browser.client.get(
            f"{address}{mark}idioma={locale}",
            headers={"Accept-Encoding": "identity", **({"HX-Request": "true"} if htmx else {})},
            follow_redirects=False,
        )
        headers = {name: value for name, value in response.headers.items() if name != "date"}
        body = RANDOM.sub("", response.text)
        found[(address, locale, htmx)] = Reply(response.status_code, headers, body)
    return found
