"""Direcciones: which address of a page may be cited as evidence.

Own rule. Whoever reads a page of ours presses what somebody else wrote there, so that an address
has to lead everybody to the same place, from wherever they read:

- **http or https**, said or left out, which is https. One that only begins with `//` takes the
  scheme of the page it stands on, and is refused.
- **Nobody's name or password** before the host: what stands before an @ is read as the host.
- **A host of the public internet**: a name of two parts or more, or a number that is routed
  everywhere. Nothing of the machine or the network of whoever reads (`localhost`, `gaceta.local`,
  10.0.0.1, ::1), however it is written (2130706433, 0x7f.1, 127.1, ①②⑦.0.0.1).
- **Nothing that browsers read in another way than people do**: backslashes, spaces, quotes,
  characters that nobody sees.
"""

import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address, IPv6Network
from typing import Final

from game.rules import RuleBroken

LONGEST: Final = 2_000
LAST_PORT: Final = 65_535
# oaxaca.gob.mx, oaxaca.gob.mx:8443/gaceta: names with points, and what may follow them.
_BARE_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}\.?(?::\d+)?(?:[/?#]|$)")
_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# What stands between the scheme and the path, and what it is made of.
_WHOLE: Final = re.compile(r"https?://(?P<place>[^/?#]*)", re.IGNORECASE)
_PLACE: Final = re.compile(
    r"(?P<host>\[[0-9a-f:.]+\]|[^:\[\]]+)(?::(?P<port>[0-9]{0,5}))?", re.IGNORECASE
)
_UNFIT: Final = re.compile(r"[\s\x00-\x1f\x7f<>\"\\]")
_LABEL: Final = re.compile(r"[\w-]{1,63}")
# As browsers know a number: digits, or 0x and what follows it.
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
# What some keyboards type for the point between two parts.
_POINTS: Final = re.compile("[\u3002\uff0e\uff61]")
# Names that each machine or each network gives to what is its own.
_OWN_NAMES: Final = frozenset(
    {"localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private"}
)
_OWN_ENDINGS: Final = (".home.arpa",)
# Through it a network reaches every number of the older kind, its own too.
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")


def checked_address(typed: str) -> str:
    """The address to be cited, whole; refused with `link-…` where it is none for all."""
    text = typed.strip()
    if len(text) > LONGEST:
        raise RuleBroken("link-too-long", limit=LONGEST)
    address = _with_scheme(text)
    if _UNFIT.search(address) or any(unicodedata.category(each) == "Cf" for each in address):
        raise RuleBroken("link-invalid")
    whole = _WHOLE.match(address)
    if whole is not None and "@" in whole["place"]:
        raise RuleBroken("link-with-name")
    place = _PLACE.fullmatch(whole["place"]) if whole is not None else None
    if place is None or (place["port"] and not 0 < int(place["port"]) <= LAST_PORT):
        raise RuleBroken("link-invalid")
    _check_host(place["host"].strip("[]"))
    return address


def _with_scheme(typed: str) -> str:
    """The address as people type it, completed; a scheme that is not the web's is refused."""
    if _BARE_HOST.match(typed):
        return f"https://{typed}"
    scheme = _SCHEME.match(typed)
    if scheme is None:
        raise RuleBroken("link-invalid")
    if scheme[1].lower() not in {"http", "https"}:
        raise RuleBroken("link-scheme-refused", scheme=scheme[1].lower())
    return typed


def _check_host(host: str) -> None:
    """Refuse what is no host, and one that is not the same for everybody."""
    plain = _POINTS.sub(".", unicodedata.normalize("NFKC", host)).casefold().removesuffix(".")
    labels = plain.split(".")
    try:
        if ":" in plain:
            is_public = _is_routed(IPv6Address(plain))
        elif _NUMBER.fullmatch(labels[-1]):
            is_public = _is_routed(IPv4Address(plain))
        elif all(map(_LABEL.fullmatch, labels)):
            is_public = len(labels) > 1 and labels[-1] not in _OWN_NAMES
            is_public = is_public and not plain.endswith(_OWN_ENDINGS)
        else:
            raise RuleBroken("link-invalid")
    except ValueError:  # a number in a way that only programs read
        is_public = False
    if not is_public:
        raise RuleBroken("link-private", host=host)


def _is_routed(number: IPv4Address | IPv6Address) -> bool:
    """Whether a number leads to the same machine from everywhere; so must one that is in it."""
    if isinstance(number, IPv6Address):
        inner = [number.ipv4_mapped, number.sixtofour, *(number.teredo or ())]
        if number in _TRANSLATED:
            inner.append(IPv4Address(int(number) & 0xFFFFFFFF))
        if any(each is not None and not _is_routed(each) for each in inner):
            return False
    return number.is_global and not number.is_multicast
