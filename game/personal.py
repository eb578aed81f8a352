"""Datos personales: what can be told by its shape in a text that is about to be public.

A name has a shape only after what people put before one: "Lic.", "la señora", "me llamo". Others
nobody finds so. A number that is said to be of a file ("folio", "oficio") is nobody's phone, and an
account that is called as governments call theirs is nobody's own. Whatever is found is shown to
whoever wrote it, and to the moderator, who decides.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import combining, is_normalized, normalize

# What stands where something was hidden.
HIDDEN = "[dato personal oculto]"


class Kind(StrEnum):
    """What was found, the surest first."""

    EMAIL = "email"
    CURP = "curp"
    VOTER_KEY = "voter_key"
    RFC = "rfc"
    CLABE = "clabe"
    CARD = "card"
    SOCIAL_SECURITY = "social_security"
    PASSPORT = "passport"
    PROFILE = "profile"
    PHONE = "phone"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Found:
    """Where in a text something stands, from `start` up to `end`."""

    kind: Kind
    start: int
    end: int


# Between the parts of a code or a number: a space, also one that no line breaks at or nobody sees,
# or a hyphen.
_GAP = r"[ \u00a0\u2007\u202f\u200b\u200c\u200d\u2060\ufeff\-\u2010\u2011\u2012\u2013]"
_DATE = r"(?P<date>\d{6})"
_STREETS = (
    r"calle|avenida|av\.?|(?-i:Ave|AVE)\.?|avda\.?|calz(?:ada|\.)|blvd\.?|bulevar|boulevard|privada|priv\.|andador|"
    r"cerrada|circuito|prolongaci[oó]n|carretera|callej[oó]n|calzada|paseo"
)
_LOT, _BLOCK = r"(?:lote|lt\.?)\s*\d{1,4}", r"(?:manzana|mza?\.?)\s*\d{1,4}"
# What stands between a street and a number where no address is told: "en la calle hay 15 puestos".
_NOT_OF_A_STREET = re.compile(
    r"\b(?:hay|hab[ií]a|hubo|est[aá]n?|tienen?|tenían?|desde|hace|dur[óa]|tard[óa]|cuesta|"
    r"cierran?|durante|cada|fue|fueron|son|eran?)\b",
    re.IGNORECASE,
)
_JOINS = frozenset(
    ("a", "al", "con", "de", "del", "el", "en", "la", "las", "los", "por", "un", "y")
)
_BEFORE_A_NAME = (
    r"(?i:(?:lic|ing|dr|dra|mtr[oa]|arq|sr|sra|srta|c)\.|licenciad[oa]|ingenier[oa]|doctora?|"
    r"maestr[oa]|arquitect[oa]|sra?|señora?|señorita|don|doña|ciudadan[oa]|"
    r"(?:me|se)\s+llam[oa]|mi\s+nombre\s+es)"
)
# Part of an address that follows a name in it, and no surname.
_OF_AN_ADDRESS = r"(?:No|N[uú]m|N[uú]mero|Col|Colonia|Int|Ext)"
_CAPITALISED = rf"(?!{_OF_AN_ADDRESS}\b)[A-ZÁÉÍÓÚÑ][a-záéíóúñü]{{1,30}}"
# Given names as they are shortened on papers: María, Francisco, Guadalupe.
_SHORTENED = r"(?:Ma|Fco|Gpe)\."
_PERSON = (
    rf"(?:{_CAPITALISED}|{_SHORTENED})"
    rf"(?:\s+(?:(?:de|del|la|las|los|y)\s+){{0,2}}(?:{_CAPITALISED}|{_SHORTENED})){{1,4}}"
)
# In a text that is all in capitals a name is told from what follows by these alone.
_NO_NAMES = (
    r"(?:A|AL|ANTES|AQU[IÍ]|ATENDI[OÓ]|ATIENDE|COBRA|COBR[OÓ]|COMO|CON|CONTEST[OÓ]|CUANDO|DE|DEL|"
    r"DESDE|DICE|DIJO|EL|EN|ENTRE|ES|EST[AÁ]|FUE|FUI|HA|HACE|LA|LAS|LE|LO|LOS|ME|MI|NECESITO|NI|"
    r"NO|NOS|NUNCA|O|PARA|PERO|PIDE|PIDI[OÓ]|PIDO|POR|PORQUE|QUE|QUIEN|QUIERE|QUIERO|SE|SI|SIN|"
    r"SOLICIT[AOÓ]|SON|SOY|SU|TENGO|TIENE|TODOS?|UN|UNA|VIVO|Y|YA|YO)"
)
_SHOUTED = rf"(?!{_NO_NAMES}\b)[A-ZÁÉÍÓÚÑÜ]{{2,30}}\b"
_SHOUTED_PERSON = (
    rf"(?:{_SHOUTED}|MA\.|FCO\.|GPE\.)(?:\s+(?:(?:DE|DEL|LA|LAS|LOS)\s+){{0,2}}{_SHOUTED}){{1,3}}"
)
# Before a name in capitals: words that nobody writes before anything else.
_BEFORE_A_SHOUTED_NAME = (
    r"(?i:(?:lic|ing|dr|dra|mtr[oa]|arq|sr|sra|srta|c)\.|don|doña|me\s+llamo|mi\s+nombre\s+es)"
    r"|(?:licenciad[oa]|ingenier[oa]|doctora?|maestr[oa]|arquitect[oa]|señora?|señorita|ciudadan[oa])"
)
_SIGNED = r"(?i:(?:atentamente|atte)[\s,.:;]+|firma(?:do\s+por)?:\s*|firmado\s+por\s+)"
# In capitals what follows in the same breath may be anything: "pido atentamente revisar".
_SIGNED_APART = r"(?i:(?:atentamente|atte)[ \t]*[,.:;\r\n]\s*|firma(?:do\s+por)?:\s*)"
# Who signs and is nobody's name.
_SIGNING_BODY = (
    r"(?i:ventanilla|ayuntamiento|municipio|gobierno|secretar[ií]a|direcci[oó]n|coordinaci[oó]n|"
    r"comisi[oó]n|c[aá]mara|asociaci[oó]n|empresa|grupo|consejo|colegio|uni[oó]n|comit[eé]|"
    r"comercio|restaurantes?|taller|vecin[oa]s|comerciantes|usuari[oa]s?|ciudadan[oa]s?|un|una|"
    r"las?|los|el|electr[oó]nica|digital|aut[oó]grafa|avanzada)"
)
# Who is told by what they do: "el C. Presidente Municipal".
_OFFICES = (
    r"(?:Presidente|Presidenta|Secretari[oa]|Subsecretari[oa]|Directora?|Subdirectora?|Tesorer[oa]|"
    r"Regidora?|S[ií]ndic[oa]|Gobernadora?|Alcalde|Alcaldesa|Jef[ea]|Titular|Notari[oa]|"
    r"Comisionad[oa]|Contralora?|Coordinadora?|Delegad[oa]|Diputad[oa]|Juez|Jueza|Magistrad[oa]|"
    r"Inspectora?|Encargad[oa])"
)
# What numbers its parts by letters: "Anexo C. Formato No. 3".
_LETTERED = re.compile(
    r"\b(?:anexo|apartado|cl[aá]usula|formato|fracci[oó]n|grupo|inciso|opci[oó]n|punto|requisito|"
    r"secci[oó]n|tabla)\s*$",
    re.IGNORECASE,
)
# As plates of all states are made: letters, then digits, or the other way round.
_PLATE_LETTERS = r"(?!(?:DE|DEL|CON|SON|POR|LAS|LOS|UNA|QUE|EN|NO|Y|A)\b)[A-Z]"
_PLATE = (
    rf"{_PLATE_LETTERS}{{1,3}}{_GAP}?\d{{2,5}}(?:{_GAP}?\d{{1,2}})?(?:{_GAP}?[A-Z]{{1,3}})?"
    rf"|\d{{2,3}}{_GAP}?{_PLATE_LETTERS}{{2,3}}(?:{_GAP}?\d{{1,2}})?|[a-z]{{3}}-?\d{{3,4}}"
)
# What is said before the number of a file, which is as long as a phone.
_FILE = (
    r"folio|oficio|expediente|exp\.|tr[aá]mite|licencia|permiso|solicitud|acuse|registro|factura|"
    r"recibo|contrato|referencia|l[ií]nea\s+de\s+captura|c[eé]dula|ticket|turno|queja|cuenta\s+predial"
)
_KIND_OF_FILE = (
    r"funcionamiento|construcci[oó]n|conducir|operaci[oó]n|apertura|informaci[oó]n|"
    r"uso\s+de\s+suelo|atenci[oó]n|ingreso|pago"
)
_NUMBER = r"n[uú]m(?:ero|\.)?|no\.?|n\.?\s?[°º]|#|:|es|con"
_AFTER_ONE = rf"(?:\s+de\s+(?:{_KIND_OF_FILE}))?(?:[\s,]*(?:{_NUMBER}))*[\s:#.]*"
# Of several each stands after the one before it.
_OF_A_FILE = re.compile(
    rf"\b(?:{_FILE}){_AFTER_ONE}$|\b(?:{_FILE})e?s{_AFTER_ONE}(?:\d{{6,20}}\s*(?:,|y|al?|o)\s*)*$",
    re.IGNORECASE,
)
# More of a text nobody puts between a word and its number.
_BEFORE = 90
# How the last part of an address of mail or of a page is called.
_DOMAINS = frozenset(
    ("com", "mx", "org", "net", "edu", "gob", "info", "io", "example", "es", "us", "gov", "app")
)
# How governments and their offices call their accounts.
_OFFICIAL = re.compile(
    r"(?:gob(?:ierno)?(?=[A-Z_\d.]|mx|de|$)|(?:municipio|ayuntamiento|ayto|congreso|conamer|"
    r"secretar[ií]a|sedeco|ventanilla)(?=[A-Z_\d.]|de|$))",
)
_ACCOUNT = r"[A-Za-z_][\w.]{1,29}"
_CALLED = (
    r"tel(?:[eé]fonos?|s?\.?)|cel(?:ular(?:es)?|\.)?|whats?app|"
    r"ll[aá]m(?:ar|en?|ame|arme|enme|ó)(?:\s+al?)?|m[aá]rc(?:ar|a|ame|arme)(?:\s+al?)?"
)
_LOCAL = rf"\d{{4}}{_GAP}?\d{{4}}|\d{{2}}(?:{_GAP}\d{{2}}){{3}}|\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{2}}"
# A number with the sign of a country before it is one to call.
_DIGITS = re.compile(rf"(?<![\d.+])\d(?:{_GAP}?\d){{9,18}}(?![\d])")
_DOT = _GAP.replace("[", "[.", 1)
_NAME, _HOST = r"[\w.+%-]{1,64}", r"[\w-]{1,63}"
_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.EMAIL, re.compile(rf"{_NAME}[ \u00a0]?@[ \u00a0]?{_HOST}(?:\.[\w-]{{2,63}})+")),
    (
        Kind.EMAIL,
        re.compile(
            rf"{_NAME}(?:\s+arroba\s+|\s*[(\[{{]\s*(?:arroba|at)\s*[)\]}}]\s*){_HOST}"
            r"(?:\s+punto\s+[\w-]{2,63}|\s*[(\[{]\s*(?:punto|dot)\s*[)\]}]\s*[\w-]{2,63}"
            r"|\.[\w-]{2,63}){1,4}",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.CURP,
        re.compile(
            rf"\b[A-ZÑ]{{4}}{_GAP}?{_DATE}{_GAP}?[HMX][A-Z]{{5}}{_GAP}?[A-Z0-9]\d\b", re.IGNORECASE
        ),
    ),
    (
        Kind.VOTER_KEY,
        re.compile(rf"\b[A-ZÑ]{{6}}{_DATE}\d{{2}}[HM]\d{{3}}\b", re.IGNORECASE),
    ),
    # The numbers of a voter's card besides its key: OCR of 13 digits, CIC of 9.
    (
        Kind.VOTER_KEY,
        re.compile(
            rf"\b(?:INE|IFE|OCR|credencial(?:\s+(?:para\s+votar|de\s+elector|del\s+I[NF]E))?)\b"
            rf"(?:[\s,]+(?:{_NUMBER}))*[\s:#.]*(?P<only>\d(?:{_GAP}?\d){{12}})(?!{_GAP}?\d)"
            r"|\bCIC[\s:#.]*\d{9}\b|\bIDMEX\d{9,10}\b",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.RFC,
        re.compile(
            rf"\b[A-ZÑ&]{{4}}{_GAP}?{_DATE}(?:{_GAP}?(?=[A-Z]{{0,2}}\d)[A-Z0-9]{{3}}|[A-Z]{{3}})\b",
            re.IGNORECASE,
        ),
    ),
    # Without the three signs after the date it is told by what stands before it.
    (
        Kind.RFC,
        re.compile(
            rf"(?<=\bRFC)[:\s]{{1,3}}[A-ZÑ&]{{4}}{_GAP}?{_DATE}\b"
            rf"(?!{_GAP}(?=[A-Z]{{0,2}}\d)[A-Z0-9]{{3}}\b)",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.SOCIAL_SECURITY,
        re.compile(rf"(?<![\w.+])\d{{2}}{_GAP}?\d{{2}}{_GAP}?\d{{2}}{_GAP}?\d{{4}}{_GAP}?\d(?!\w)"),
    ),
    (Kind.PASSPORT, re.compile(r"\bG\d{8}\b")),
    (
        Kind.PASSPORT,
        re.compile(
            rf"\bpasaporte\b(?:\s+(?:mexicano|{_NUMBER}))*[\s:#]*(?P<only>[A-Z]{_GAP}?\d{{8}})\b",
            re.IGNORECASE,
        ),
    ),
    (Kind.PROFILE, re.compile(rf"(?<![\w.@/+-])@(?P<account>{_ACCOUNT})\b")),
    (
        Kind.PROFILE,
        re.compile(
            r"(?<![\w.@-])(?:https?://)?(?:(?:www|m|mx|es|es-la|web)\.)?"
            r"(?:(?:facebook|fb|instagram|x|twitter|tiktok|threads)\.(?:com|me|net)"
            r"|linkedin\.com/(?:in|pub)|youtube\.com(?:/(?:c|user|channel))?|t\.me|wa\.me)"
            r"/@?(?P<account>[\w.%+-]{2,80})(?:[/?][\w.@%?=&/+-]*)?(?<![.,])",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.PHONE,
        re.compile(
            rf"\b(?:{_CALLED})(?:\s+(?:fijo|particular|m[oó]vil|{_NUMBER}))*[\s:.]*"
            rf"(?P<only>{_LOCAL})(?!{_GAP}?\d)",
            re.IGNORECASE,
        ),
    ),
    (
        Kind.PHONE,
        re.compile(
            rf"(?<![\d\w])(?<!\d-)(?:(?:\+|00)?52{_DOT}?)?(?:(?:1|044|045|01){_DOT}?)?"
            rf"(?:\(?\d{{2,3}}\)?{_DOT}?\d{{3,4}}{_DOT}?\d{{4}}"
            rf"|\(?\d{{2}}\)?(?:{_DOT}?\d{{2}}){{4}}"
            rf"|\(?\d{{3}}\)?{_DOT}?\d{{3}}{_DOT}?\d{{2}}{_DOT}?\d{{2}}"
            rf"|\d{{3}}{_DOT}\d{{2}}{_DOT}\d{{2}}{_DOT}\d{{3}}"
            rf"|\d{{4}}(?:{_DOT}\d{{2}}){{3}})(?!-?\d)"
        ),
    ),
    (Kind.PLATE, re.compile(r"\b[A-Z]{3}-\d{2,3}-(?:\d{2}|[A-Z])\b")),
    (
        Kind.PLATE,
        re.compile(
            r"\b(?i:placas?|matr[ií]cula)\b(?:\s+(?i:de\s+circulaci[oó]n|son|"
            rf"{_NUMBER}))*[\s:#]*(?P<only>{_PLATE})\b"
        ),
    ),
    (
        Kind.ADDRESS,
        re.compile(
            rf"\bC\.\s+(?P<lane>(?!{_OFFICES}\b)[\wÁÉÍÓÚÑáéíóúñü]{{2,30}}"
            r"(?:\s+[\wáéíóúñü]{2,30}){0,4}?)"
            r"(?:,?\s+(?i:#|n[uú]m(?:ero|\.)?|no\.?)\s*\d{1,5}\b"
            r"|,?\s+\d{1,5}\b(?=,?\s+(?i:col\b|colonia|centro|barrio|fracc|c\.?\s?p\b)))"
        ),
    ),
    (
        Kind.ADDRESS,
        re.compile(
            rf"\b(?:{_STREETS})\s+(?P<street>[\w.áéíóúñü ]{{2,60}}?)"
            r"(?:#|n[uú]m(?:ero|\.)?|no\.|,)?\s*\d{1,5}\b"
            r"|\b(?:c\.?\s?p\.?|c[oó]digo postal)[:\s]*\d{5}\b"
            rf"|\b{_LOT},?\s+(?:de\s+la\s+)?{_BLOCK}\b|\b{_BLOCK},?\s+{_LOT}\b",
            re.IGNORECASE,
        ),
    ),
    (Kind.NAME, re.compile(rf"\b{_BEFORE_A_NAME}\s+(?!{_OFFICES}\b){_PERSON}")),
    (
        Kind.NAME,
        re.compile(rf"\b(?:{_BEFORE_A_SHOUTED_NAME})\s+(?!(?i:{_OFFICES})\b){_SHOUTED_PERSON}"),
    ),
    (
        Kind.NAME,
        re.compile(
            rf"\b(?:{_SIGNED}(?!(?i:{_OFFICES})\b)(?!{_SIGNING_BODY}\b)(?P<only>{_PERSON}))"
        ),
    ),
    (
        Kind.NAME,
        re.compile(
            rf"\b{_SIGNED_APART}(?!(?i:{_OFFICES})\b)(?!{_SIGNING_BODY}\b)"
            rf"(?P<only>{_SHOUTED_PERSON})"
        ),
    ),
)
# As long as the numbers that offices give to their papers.
MAYBE_OF_A_FILE = frozenset({Kind.PHONE, Kind.PASSPORT, Kind.SOCIAL_SECURITY})
ORDINALS = ("ª", "º")
CLABE_DIGITS = 18
CARD_DIGITS = range(13, 20)
CLABE_WEIGHTS = (3, 7, 1)
PHONE_DIGITS = 10
# Before the ten digits of a phone, as they were dialled until 2019.
DIALLED_FIRST = ("01", "044", "045")
SOCIAL_SECURITY_DIGITS = 11


def found_in(text: str) -> tuple[Found, ...]:
    """Everything that looks like personal data, in order; where two overlap, the surer one."""
    order = list(Kind)
    every = sorted(_every(text), key=lambda each: (order.index(each.kind), each.start))
    kept: list[Found] = []
    for each in every:
        if all(each.end <= one.start or each.start >= one.end for one in kept):
            kept.append(each)
    return tuple(sorted(kept, key=lambda each: each.start))


def parts_of(text: str) -> tuple[tuple[str, Kind | None], ...]:
    """The text in pieces, each with what was found in it; together they are the text again."""
    pieces: list[tuple[str, Kind | None]] = []
    at = 0
    for each in found_in(text):
        if each.start > at:
            pieces.append((text[at : each.start], None))
        pieces.append((text[each.start : each.end], each.kind))
        at = each.end
    if at < len(text):
        pieces.append((text[at:], None))
    return tuple(pieces)


def hidden(text: str) -> str:
    """The text with a mark in place of what was found."""
    return "".join(HIDDEN if kind else piece for piece, kind in parts_of(text))


def is_card(digits: str) -> bool:
    """Whether these digits end with the check digit of a card: the sum by Luhn (ISO/IEC 7812-1)."""
    return len(digits) in CARD_DIGITS and len(set(digits)) > 1 and _checks(digits)


def _checks(digits: str) -> bool:
    """Whether the last digit checks the others by Luhn (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (1 + place % 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_clabe(digits: str) -> bool:
    """Whether these are an account for transfers: the last digit checks the 17 before it."""
    if len(digits) != CLABE_DIGITS:
        return False
    weighed = (
        int(digit) * CLABE_WEIGHTS[place % len(CLABE_WEIGHTS)] % 10
        for place, digit in enumerate(digits[:-1])
    )
    return (10 - sum(weighed) % 10) % 10 == int(digits[-1])


def is_social_security(text: str) -> bool:
    """Whether these eleven digits are a number of social security: the last one checks the others.

    It is a check digit by Luhn, as that of a card.
    """
    digits = re.sub(r"\D", "", text)
    return len(digits) == SOCIAL_SECURITY_DIGITS and _checks(digits) and len(set(digits)) > 1


def _every(text: str) -> Iterator[Found]:
    """All that has a shape, in the places of the text as it was written, one over another too."""
    plain, places = _plain(text)
    for each in _shapes(plain):
        yield Found(each.kind, places[each.start][0], places[each.end - 1][1])


def _plain(text: str) -> tuple[str, Sequence[tuple[int, int]]]:
    """The text with each sign written in one way (NFKC), and where each one stands in `text`.

    A letter and the accent typed after it are one sign, so is a wide @. Ordinals stay: they are
    no letters of a word.
    """
    if is_normalized("NFKC", text):
        return text, [(at, at + 1) for at in range(len(text))]
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and combining(text[end]):
            end += 1
        written = text[start:end]
        signs.append(written if written in ORDINALS else normalize("NFKC", written))
        places += [(start, end)] * len(signs[-1])
        start = end
    return "".join(signs), places


def _shapes(text: str) -> Iterator[Found]:
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if _is_of_somebody(kind, match):
                yield Found(kind, *match.span("only" if match.groupdict().get("only") else 0))
    yield from _numbers(text, Kind.CLABE, is_clabe)
    yield from _numbers(text, Kind.CARD, is_card)


def _is_of_somebody(kind: Kind, match: re.Match[str]) -> bool:
    """Whether what has the shape of it is no date, no file, no street in passing, no office."""
    told = {name: text for name, text in match.groupdict().items() if text}
    checks = (
        "date" not in told or _is_date(told["date"]),
        "street" not in told or _is_street(told["street"]),
        "lane" not in told or not _LETTERED.search(match.string[: match.start()]),
        "account" not in told or _is_own(told["account"]),
        kind is not Kind.EMAIL or _is_address(match[0]),
        kind is not Kind.SOCIAL_SECURITY or is_social_security(match[0]),
        # What is told by the word before it is not asked of the number.
        kind is not Kind.PHONE or "only" in told or _is_phone(match[0]),
        kind not in MAYBE_OF_A_FILE or "only" in told or not _is_of_a_file(match),
    )
    return all(checks)


def _is_of_a_file(match: re.Match[str]) -> bool:
    """Whether a number in one piece is said to be that of a file; in groups it is one to call."""
    before = match.string[max(0, match.start() - _BEFORE) : match.start()]
    return match[0].isalnum() and _OF_A_FILE.search(before) is not None


def _is_address(text: str) -> bool:
    """Whether it is one of mail, and not an account or a domain after a word."""
    name, _, host = text.partition("@")
    if not name.endswith((" ", "\u00a0")) or host.startswith((" ", "\u00a0")):
        return True
    is_domain = host.rpartition(".")[2].casefold() in _DOMAINS
    return is_domain and name.strip().casefold() not in _JOINS | {"es", "termina", "dominio"}


def _is_own(account: str) -> bool:
    """Whether an account is somebody's: no domain, and not called as those of governments are."""
    name = account.rstrip(".")
    is_domain = "." in name and name.rpartition(".")[2].casefold() in _DOMAINS
    lowered = name[:1].lower() + name[1:]
    return not (is_domain or _OFFICIAL.match(lowered))


def _numbers(text: str, kind: Kind, check: Callable[[str], bool]) -> Iterator[Found]:
    for match in _DIGITS.finditer(text):
        if check(re.sub(r"\D", "", match[0])):
            yield Found(kind, *match.span())


def _is_phone(text: str) -> bool:
    """Ten digits, besides those of the country: other long numbers are of files and accounts."""
    digits = re.sub(r"\D", "", text).removeprefix("00")
    if len(digits) > PHONE_DIGITS and digits.startswith("52"):
        digits = digits.removeprefix("52")
        if len(digits) == PHONE_DIGITS + 1:
            digits = digits.removeprefix("1")
    for dialled in DIALLED_FIRST:
        if len(digits) == PHONE_DIGITS + len(dialled):
            digits = digits.removeprefix(dialled)
    return len(digits) == PHONE_DIGITS


def _is_street(text: str) -> bool:
    """Whether it is a name of one, and not the five windows of a circuit."""
    return not (_JOINS.issuperset(text.casefold().split()) or _NOT_OF_A_STREET.search(text))


def _is_date(digits: str) -> bool:
    """Year, month and day of somebody's birth: without them it is only a code."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    try:
        date(2000 + year, month, day)
    except ValueError:
        return False
    return True
