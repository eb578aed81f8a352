"""Imágenes: whether a picture is whole, read block by block without drawing it.

PNG: ISO/IEC 15948. JPEG: ITU-T T.81. GIF89a. WebP: its container is RIFF. TIFF 6.0. A picture that
would take more memory to draw than a scan ever does is refused: one byte can stand for a thousand.
"""

import struct
import zlib
from collections.abc import Callable, Mapping
from mmap import ACCESS_READ, mmap
from typing import BinaryIO, Final

from game.rules import RuleBroken

PNG: Final = "image/png"
JPEG: Final = "image/jpeg"
WEBP: Final = "image/webp"
GIF: Final = "image/gif"
TIFF: Final = "image/tiff"

# A page of newspaper scanned at 600 dots per inch has some 150 million.
MOST_DOTS: Final = 250_000_000
MOST_BLOCKS: Final = 200_000
MOST_FIELDS: Final = 4_096
MOST_PAGES: Final = 4_096
CHUNK: Final = 1 << 18
# What no camera writes behind a picture.
NOT_BEHIND: Final = (
    b"MZ",
    b"\x7fELF",
    b"PK",
    b"Rar!",
    b"7z\xbc",
    b"%PDF",
    b"<",
    b"#!",
    b"\xd0\xcf",
)
# In TIFF: width, height, where the strips (or tiles) are, how long each is.
WIDTH, HEIGHT, STRIPS, STRIP_SIZES, TILES, TILE_SIZES = 256, 257, 273, 279, 324, 325
FIELD_SIZES: Final = {3: 2, 4: 4}


def check_picture(file: BinaryIO, head: bytes) -> str:
    """The type of a whole picture; nothing where it is none; a refusal where it is broken."""
    media_type = _type_of(head)
    if not media_type:
        return ""
    file.seek(0)
    try:
        CHECKS[media_type](file)
    except (struct.error, IndexError, ValueError) as error:
        raise RuleBroken("file-cut-short") from error
    return media_type


def _type_of(head: bytes) -> str:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith((b"GIF87a", b"GIF89a")):
        return GIF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    return TIFF if head.startswith((b"II*\x00", b"MM\x00*")) else ""


def _check_png(file: BinaryIO) -> None:
    """Every block with its check sum, the first one says how large it is, the last one ends it."""
    file.seek(8)
    for number in range(MOST_BLOCKS):
        length, name = struct.unpack(">I4s", file.read(8))
        first = file.read(min(length, 8))
        if not number:
            if name != b"IHDR":
                raise ValueError(name)
            _check_dots(*struct.unpack(">II", first))
        found = _sum_of(file, zlib.crc32(first, zlib.crc32(name)), length - len(first))
        if struct.unpack(">I", file.read(4))[0] != found:
            raise ValueError(name)
        if name == b"IEND":
            _check_over(file)
            return
    raise ValueError(MOST_BLOCKS)


def _sum_of(file: BinaryIO, begun: int, length: int) -> int:
    while length > 0:
        chunk = file.read(min(length, CHUNK))
        if not chunk:
            raise ValueError(length)
        begun = zlib.crc32(chunk, begun)
        length -= len(chunk)
    return begun


def _check_jpeg(file: BinaryIO) -> None:
    """Segment by segment to the end of the picture.

    Cameras write more behind it (a smaller picture, a short film); a program is none of that.
    """
    with mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        at = _after_picture(data)
        behind = data[at : at + 16].lstrip(b"\x00\r\n ")
    if behind.startswith(NOT_BEHIND):
        raise RuleBroken("file-has-tail")


def _after_picture(data: mmap) -> int:
    at = 2
    while True:
        while data[at] == 0xFF and data[at + 1] == 0xFF:
            at += 1
        if data[at] != 0xFF:
            raise ValueError(at)
        mark = data[at + 1]
        at += 2
        if mark == 0xD9:
            return at
        if mark == 0x01 or 0xD0 <= mark <= 0xD7:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        if 0xC0 <= mark <= 0xCF and mark not in {0xC4, 0xC8, 0xCC}:
            _check_dots(*struct.unpack_from(">HH", data, at + 3)[::-1])
        at += length
        if mark == 0xDA:
            at = _after_scan(data, at)


def _after_scan(data: mmap, at: int) -> int:
    """Where the next mark is: inside a scan FF 00 is a byte of it and FF D0 to D7 its steps."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError(at)
        after = data[at + 1]
        if after and after != 0xFF and not 0xD0 <= after <= 0xD7:
            return at
        at += 1 if after == 0xFF else 2


def _check_gif(file: BinaryIO) -> None:
    file.seek(6)
    width, height, flags, _, _ = struct.unpack("<HHBBB", file.read(7))
    _check_dots(width, height)
    _skip_colours(file, flags)
    for _ in range(MOST_BLOCKS):
        kind = file.read(1)
        if kind == b"\x3b":
            _check_over(file)
            return
        if kind == b"\x21":
            file.read(1)
        elif kind == b"\x2c":
            _, _, width, height, flags = struct.unpack("<HHHHB", file.read(9))
            _check_dots(width, height)
            _skip_colours(file, flags)
            file.read(1)
        else:
            raise ValueError(kind)
        while (length := file.read(1)[0]) > 0:
            if len(file.read(length)) < length:
                raise ValueError(length)
    raise ValueError(MOST_BLOCKS)


def _skip_colours(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.read(3 << ((flags & 7) + 1))


def _check_webp(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(4)
    (told,) = struct.unpack("<I", file.read(4))
    if size < told + 8:
        raise ValueError(told)
    if size > told + 8 + told % 2:
        raise RuleBroken("file-has-tail")
    file.seek(12)
    kind, length = struct.unpack("<4sI", file.read(8))
    if 20 + length > size:
        raise ValueError(length)
    _check_dots(*_webp_size(kind, file.read(10)))


def _webp_size(kind: bytes, data: bytes) -> tuple[int, int]:
    if kind == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if kind == b"VP8L" and data[0] == 0x2F:
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", data[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError(kind)


def _check_tiff(file: BinaryIO) -> None:
    """Page by page: where each of its strips is said to be, there it is."""
    size = file.seek(0, 2)
    file.seek(0)
    order = "<" if file.read(2) == b"II" else ">"
    file.seek(4)
    (at,) = struct.unpack(f"{order}I", file.read(4))
    seen: set[int] = set()
    while at:
        if at in seen or not 8 <= at < size or len(seen) >= MOST_PAGES:
            raise ValueError(at)
        seen.add(at)
        at = _check_page(file, order, at, size)
    if not seen:
        raise ValueError(at)


def _check_page(file: BinaryIO, order: str, at: int, size: int) -> int:
    file.seek(at)
    (count,) = struct.unpack(f"{order}H", file.read(2))
    if not 0 < count <= MOST_FIELDS:
        raise ValueError(count)
    fields = [struct.unpack(f"{order}HHI4s", file.read(12)) for _ in range(count)]
    (after,) = struct.unpack(f"{order}I", file.read(4))
    values = {
        tag: _values(file, order, kind, number, data, size)
        for tag, kind, number, data in fields
        if tag in {WIDTH, HEIGHT, STRIPS, STRIP_SIZES, TILES, TILE_SIZES}
    }
    _check_dots(values[WIDTH][0], values[HEIGHT][0])
    places = values.get(STRIPS) or values[TILES]
    sizes = values.get(STRIP_SIZES) or values[TILE_SIZES]
    if any(place + length > size for place, length in zip(places, sizes, strict=True)):
        raise ValueError(at)
    return int(after)


def _values(
    file: BinaryIO, order: str, kind: int, number: int, data: bytes, size: int
) -> tuple[int, ...]:
    width = FIELD_SIZES.get(kind)
    if width is None or not 0 < number * width <= size:
        raise ValueError(kind)
    if number * width > 4:
        file.seek(struct.unpack(f"{order}I", data)[0])
        data = file.read(number * width)
    letter = "H" if kind == 3 else "I"
    return struct.unpack(f"{order}{number}{letter}", data[: number * width])


def _check_dots(width: int, height: int) -> None:
    if not width or not height:
        raise ValueError(width)
    if width * height > MOST_DOTS:
        raise RuleBroken("file-expands")


def _check_over(file: BinaryIO) -> None:
    """Nothing but zeros stands behind the end."""
    while chunk := file.read(CHUNK):
        if chunk.strip(b"\x00\r\n"):
            raise RuleBroken("file-has-tail")


CHECKS: Final[Mapping[str, Callable[[BinaryIO], None]]] = {
    PNG: _check_png,
    JPEG: _check_jpeg,
    GIF: _check_gif,
    WEBP: _check_webp,
    TIFF: _check_tiff,
}
