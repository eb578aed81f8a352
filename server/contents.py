"""Contenido: what the bytes of a file say it is, and what is refused with what to do instead.

Every file is read to its end: what it begins with names its type, and the whole of it must be of
that type. What the sender says of it counts in one thing alone: a name may not say otherwise.

Own rules where no standard decides: a PDF begins with its mark (spaces before it are forgiven) and
nothing but spaces stands behind its end; a PDF that is encrypted, even if only against printing, is
refused, because what cannot be read without a key is no evidence; so is one that runs a program
(JavaScript, Launch) or carries another file, as whoever verifies has to open it.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO, Final

from game.rules import RuleBroken
from server.packages import package_type_of
from server.pictures import GIF, JPEG, PNG, TIFF, WEBP, check_picture

CHUNK: Final = 1 << 18
HEAD: Final = 1024
# A text may be told from a page by its first words, whatever comes before them.
OPENING: Final = 64 * 1024

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
CSV: Final = "text/csv"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT: Final = "application/vnd.oasis.opendocument.text"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
ODP: Final = "application/vnd.oasis.opendocument.presentation"
# Every type that may be taken, and the ending a file of it is given.
ENDINGS: Final[Mapping[str, str]] = {
    PDF: ".pdf",
    PNG: ".png",
    JPEG: ".jpg",
    WEBP: ".webp",
    GIF: ".gif",
    TIFF: ".tif",
    DOCX: ".docx",
    XLSX: ".xlsx",
    PPTX: ".pptx",
    ODT: ".odt",
    ODS: ".ods",
    ODP: ".odp",
    TEXT: ".txt",
    CSV: ".csv",
}
# Endings by which people know the same types.
ALIKE: Final[Mapping[str, frozenset[str]]] = {
    JPEG: frozenset({".jpeg", ".jpe", ".jfif"}),
    TIFF: frozenset({".tiff"}),
    TEXT: frozenset({".text", ".log", ".md"}),
    CSV: frozenset({".tsv"}),
}
_FOREIGN: Final = """
    7z ace apk app appx arj asp aspx avi avif bat bin bmp bz2 cab cer chm class cmd com cpl crt
    css dat deb dex dll dmg dmp doc docm dot dotm dotx eml epub exe gadget gz heic heif hta htm
    html img inf ini iqy iso jar java jnlp js jse json jsp lnk lz4 lzh mdb mht mhtml mov mp3
    mp4 msc msg msi msp ocx otp ots ott pas php pif pkg pl pot potm potx ppa ppam pps ppsm ppsx
    ppt pptm ps ps1 psd psm1 py rar rb reg rpm rtf scf scr sct settingcontent-ms sh shs slk svg
    svgz swf sys tar tgz torrent url vb vbe vbs wasm wav webm wma wmv ws wsf wsh xhtml xla xlam
    xll xls xlsb xlsm xlt xltm xltx xml xps xsl xz z zip zst
"""
# Endings that say what none of ours is. A name with one of them is not what its content is.
FOREIGN: Final = frozenset(f".{ending}" for ending in _FOREIGN.split())
LETTERS: Final = re.compile(r"\.[A-Za-z][A-Za-z0-9-]{0,15}\Z")
# Of a name: what nobody sees, and what turns the rest round.
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

PROGRAMS: Final = (
    b"\x7fELF",
    b"MZ",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\x00asm",
    b"dex\n",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
SCRIPT: Final = b"#!"
ARCHIVES: Final = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"\x28\xb5\x2f\xfd",
    b"\x04\x22\x4d\x18",
    b"LZIP",
    b"MSCF",
    b"ISc(",
    b"xar!",
    b"!<arch>",
    b"\xed\xab\xee\xdb",
    b"PK\x05\x06",
    b"PK\x07\x08",
)
# The marks of a text of two bytes a letter: Excel's "Unicode text".
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
HEIC: Final = re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1|avif|avis)", re.DOTALL)
# The text that every scanner of viruses takes for one, to be tried with.
EICAR: Final = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
# Control characters that no office program writes into a text file.
_NOT_TEXT: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_BLANK: Final = b"\xef\xbb\xbf \t\r\n\x0c"
_MARKUP: Final = re.compile(rb"<(?:!doctype|\?xml|\?php|\?=|%|!--|!\[)", re.IGNORECASE)
_SCRIPTED: Final = re.compile(
    rb"<\s*(?:script|iframe|object|embed|svg|html|body|meta|img|foreignobject)\b|<\?php|"
    rb"(?:java|vb)script\s*:",
    re.IGNORECASE,
)
# A cell that starts another program: =cmd|'/C calc'!A0
_COMMAND: Final = re.compile(
    rb"(?:^|[,;\t\"\n])[ ']*[=+@-][^\n,;\t\"|]{1,120}\|[^\n!,;\t|]{0,60}!", re.MULTILINE
)
_ENCRYPTED: Final = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
# A PDF that runs or carries something: actions of a program, files inside.
_ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia)\b")
# Any letter of a name may be written by its number: /#4caunch.
_BY_NUMBER: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAMED: Final = re.compile(
    rb"/[A-Za-z0-9#]*#[0-9A-Fa-f]{2}[A-Za-z0-9#]*(?:\s*(?:\d+\s+\d+\s+R|<<))?"
)
# Objects may stand packed in the stream behind this name, however far it is.
_PACKED: Final = re.compile(
    b"/"
    + b"".join(b"(?:%c|#(?i:%02x))" % (each, each) for each in b"ObjStm")
    + rb"(?![A-Za-z0-9#])"
)
_STREAM: Final = re.compile(rb"stream\r?\n")
_PACKED_LIMIT: Final = 4_000_000
# A PDF of 20 MB has a few thousand of them.
_MOST_PACKED: Final = 20_000
# Objects in all, unpacked: of 20 MB of PDF they are a few.
_UNPACKED_LIMIT: Final = 100_000_000
_PDF_END: Final = b"%%EOF"
# Where the end of a PDF is looked for, and what a reader needs to find its way from there.
_PDF_TAIL: Final = 65_536
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 65_557


def media_type_of(path: Path, filename: str = "") -> str:
    """The type that the content shows; a refusal that says what to do when it is none of ours."""
    with path.open("rb") as file:
        media_type = _type_of(file, path, filename)
    _check_name(filename, media_type)
    return media_type


def ending_of(filename: str) -> str:
    """What a name says it is, in lower case with its point; nothing where it says nothing."""
    found = LETTERS.search(_UNSEEN.sub("", filename).strip(" ."))
    return found[0].lower() if found else ""


def _type_of(file: BinaryIO, path: Path, filename: str) -> str:
    head = file.read(HEAD)
    if head.lstrip(_BLANK).startswith(b"%PDF-"):
        _check_pdf(file)
        return PDF
    if head.startswith(b"PK\x03\x04"):
        return package_type_of(path)
    _refuse_known(file, head)
    picture = check_picture(file, head)
    if picture:
        _refuse_tail(file)
        return picture
    _check_text(file, head)
    return CSV if ending_of(filename) in {".csv", ".tsv"} else TEXT


def _refuse_known(file: BinaryIO, head: bytes) -> None:
    """What surely is none of ours is called by its name.

    Some of the marks are letters, with which a text may begin too: MZA is a column of the census.
    """
    is_legible = not _NOT_TEXT.search(head)
    if head.startswith(SCRIPT) or (head.startswith(PROGRAMS) and not is_legible):
        raise RuleBroken("file-is-program")
    if not is_legible and (head.startswith(ARCHIVES) or head[257:262] == b"ustar"):
        raise RuleBroken("file-is-archive")
    if _is_disk(file):
        raise RuleBroken("file-is-archive")
    if head.startswith(OLE):
        locked = _holds(file, LOCKED_OFFICE)
        raise RuleBroken("file-is-locked" if locked else "file-is-old-office")
    if head.startswith(WIDE) and not _MARKUP.match(_narrow(head)):
        raise RuleBroken("file-is-wide-text")
    if HEIC.match(head):
        raise RuleBroken("file-is-heic")
    if b"%PDF-" in head:
        raise RuleBroken("file-has-tail")
    opening = _narrow(head)
    if _MARKUP.match(opening) or (opening.startswith(b"<") and b"</" in opening):
        raise RuleBroken("file-is-markup")


def _is_disk(file: BinaryIO) -> bool:
    file.seek(32_769)
    return file.read(5) == b"CD001"


def _narrow(head: bytes) -> bytes:
    """The first words of a text, also of one with two bytes for each letter."""
    return head.replace(b"\x00", b"").lstrip(_BLANK + b"\xff\xfe")


def _check_pdf(file: BinaryIO) -> None:
    """Whole, open to everybody, and nothing behind its end."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _PDF_TAIL))
    tail = file.read()
    kept, mark, after = tail.rpartition(_PDF_END)
    if not mark:
        raise RuleBroken("file-has-tail" if _holds(file, _PDF_END) else "file-cut-short")
    if after.strip(b"\x00 \t\r\n\x0c\x1a") or _is_zip(file):
        raise RuleBroken("file-has-tail")
    if b"startxref" not in kept:
        raise RuleBroken("file-cut-short")
    _refuse_active(file)


def _refuse_active(file: BinaryIO) -> None:
    """Refuse what is locked, and what does or carries something, also where that is packed."""
    for part in _parts_of(file):
        if _ENCRYPTED.search(part):
            raise RuleBroken("file-is-locked")
        if _ACTIVE.search(part):
            raise RuleBroken("file-is-active")


def _parts_of(file: BinaryIO) -> Iterator[bytes]:
    """A PDF piece by piece, its names spelt out, and its packed objects, up to a limit in all."""
    packed: dict[int, None] = {}
    for start, piece in _pieces(file):
        yield piece
        yield _spelt_out(piece)
        packed |= dict.fromkeys(start + found.end() for found in _PACKED.finditer(piece))
        if len(packed) > _MOST_PACKED:
            raise RuleBroken("file-expands")
    left = _UNPACKED_LIMIT
    with mmap(file.fileno(), 0, access=ACCESS_READ) as whole:
        for start in _streams_behind(whole, packed):
            part = _unpacked(whole, start, left)
            yield part
            left -= len(part)
            if left <= 0:
                raise RuleBroken("file-expands")


def _streams_behind(whole: mmap, names: Iterable[int]) -> Iterator[int]:
    """Where the stream behind each of these names begins, in their order, each stream once."""
    begins = 0
    for name in names:
        if begins <= name:
            found = _STREAM.search(whole, name)
            if found is None:
                return
            begins = found.end()
            yield begins


def _pieces(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Where each piece of a file begins, and the piece; the end of one is in the next too."""
    file.seek(0)
    start, kept = 0, b""
    while chunk := file.read(CHUNK):
        piece = kept + chunk
        yield start, piece
        kept = piece[-HEAD:]
        start += len(piece) - len(kept)


def _spelt_out(content: bytes) -> bytes:
    """The names in which a letter stands by its number, as a reader of PDF takes them."""
    names = (found[0] for found in _NAMED.finditer(content))
    return b"\n".join(
        _BY_NUMBER.sub(lambda each: bytes([int(each[1], 16)]), name) for name in names
    )


def _unpacked(whole: mmap, start: int, most: int) -> bytes:
    """What a stream holds, as far as it can be unpacked."""
    unpacking, found = zlib.decompressobj(), bytearray()
    with suppress(zlib.error):
        for at in range(start, min(len(whole), start + _PACKED_LIMIT), OPENING):
            found += unpacking.decompress(whole[at : at + OPENING], most - len(found))
            if unpacking.eof or len(found) >= most:
                break
    return bytes(found)


def _refuse_tail(file: BinaryIO) -> None:
    """A picture that is a package as well opens as what its name will say next time."""
    if _is_zip(file):
        raise RuleBroken("file-has-tail")


def _is_zip(file: BinaryIO) -> bool:
    """Whether a file ends as a zip does: the mark of its end, and a comment up to the last byte."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _ZIP_TAIL))
    tail = file.read()
    at = tail.rfind(_ZIP_END)
    while at >= 0:
        told = int.from_bytes(tail[at + 20 : at + 22], "little")
        if at + 22 + told == len(tail):
            return True
        at = tail.rfind(_ZIP_END, 0, at)
    return False


def _check_text(file: BinaryIO, head: bytes) -> None:
    """UTF-8 or the Windows letters older spreadsheets write; no page, no program, no command."""
    if len(head) < HEAD and not head.strip(_BLANK):
        raise RuleBroken("file-empty")
    file.seek(0)
    kept = b""
    is_first = True
    while chunk := file.read(CHUNK):
        if _NOT_TEXT.search(chunk):
            raise RuleBroken("file-type-refused")
        seen = kept + chunk
        if EICAR in seen:
            raise RuleBroken("file-is-program")
        if is_first and _SCRIPTED.search(chunk[:OPENING]):
            raise RuleBroken("file-is-markup")
        if _COMMAND.search(seen):
            raise RuleBroken("file-has-commands")
        kept, is_first = chunk[-512:], False
    if head.lstrip(_BLANK).startswith((b"{\\rtf", b"%!PS")):
        raise RuleBroken("file-type-refused")


def _check_name(filename: str, media_type: str) -> None:
    """Refuse a name that says another type: whoever saves the file would be told two things.

    A text is anything, so of a text the name must say it or say nothing.
    """
    ending = ending_of(filename)
    own = {ENDINGS[media_type], *ALIKE.get(media_type, ())}
    if not ending or ending in own:
        return
    others = FOREIGN | set(ENDINGS.values()) | frozenset().union(*ALIKE.values())
    if ending in others or media_type in {TEXT, CSV}:
        raise RuleBroken("file-name-differs", ending=ending, right=ENDINGS[media_type])


def _holds(file: BinaryIO, wanted: bytes) -> bool:
    return _matches(file, re.compile(re.escape(wanted)))


def _matches(file: BinaryIO, pattern: re.Pattern[bytes]) -> bool:
    """Whether a pattern of less than 512 bytes stands anywhere in a file."""
    file.seek(0)
    kept = b""
    while chunk := file.read(CHUNK):
        seen = kept + chunk
        if pattern.search(seen):
            return True
        kept = seen[-512:]
    return False
