"""Archivos: made by hand, byte by byte where that is needed, and stored nowhere."""

import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import openpyxl

# PDF


def a_pdf(
    text: str = "Gaceta",
    *,
    head: bytes = b"",
    extra: bytes = b"",
    trailer: str = "",
    packed: bytes = b"",
) -> bytes:
    """A PDF of one page, with its table of places. `packed`: an object that stands in a stream."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 612 792] /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    if extra:
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(extra), extra))
    if packed:
        small = zlib.compress(packed)
        told_of = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>"
        objects.append(told_of % len(small) + b"\nstream\n" + small + b"\nendstream")
    out = bytearray(head + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    told = f"<< /Size {len(objects) + 1} /Root 1 0 R{trailer} >>"
    out += f"trailer\n{told}\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


# Pictures


def a_block(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_png(width: int = 2, height: int = 2, *, told: tuple[int, int] | None = None) -> bytes:
    """A grey picture; `told`: the size it says it has."""
    rows = zlib.compress((b"\x00" + b"\x80" * width) * height)
    size = struct.pack(">IIBBBBB", *(told or (width, height)), 8, 0, 0, 0, 0)
    blocks = a_block(b"IHDR", size) + a_block(b"IDAT", rows) + a_block(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + blocks


def a_segment(mark: int, data: bytes) -> bytes:
    return bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data


def a_jpeg(*, scans: int = 1, told: tuple[int, int] = (8, 8)) -> bytes:
    """The segments of a picture, with stuffed and restarting scans as cameras write them."""
    frame = struct.pack(">BHHB", 8, told[1], told[0], 1) + b"\x01\x11\x00"
    scan = a_segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56\xff\x00"
    return (
        b"\xff\xd8"
        + a_segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00")
        + a_segment(0xDB, b"\x00" + bytes(range(1, 65)))
        + a_segment(0xC2 if scans > 1 else 0xC0, frame)
        + (a_segment(0xC4, b"\x00" + b"\x00" * 16) + scan) * scans
        + b"\xff\xd9"
    )


def a_gif(frames: int = 1) -> bytes:
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    control = b"\x21\xf9\x04\x00\x00\x00\x00\x00"
    head = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + b"\x00" * 3 + b"\xff" * 3
    return head + (control + frame) * frames + b"\x3b"


def a_webp(kind: bytes = b"VP8L", told: tuple[int, int] = (4, 4)) -> bytes:
    width, height = told[0] - 1, told[1] - 1
    if kind == b"VP8X":
        data = b"\x00" * 4 + width.to_bytes(3, "little") + height.to_bytes(3, "little")
    elif kind == b"VP8 ":
        data = b"\x10\x02\x00\x9d\x01\x2a" + struct.pack("<HH", *told) + b"\x00" * 6
    else:
        data = b"\x2f" + (width | height << 14).to_bytes(4, "little") + b"\x00" * 5
    inside = b"WEBP" + kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def a_tiff(order: str = "<", *, pages: int = 1, beyond: int = 0) -> bytes:
    """Pages of one strip each. `beyond`: by how much the last one is said to be longer."""
    out = bytearray((b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(f"{order}I", 8))
    for page in range(pages):
        at, strip = len(out), len(out) + 2 + 12 * 4 + 4
        last = page == pages - 1
        fields = [(256, 3, 4), (257, 3, 2), (273, 4, strip), (279, 4, 8 + beyond * last)]
        out += struct.pack(f"{order}H", len(fields))
        for tag, form, value in fields:
            packed = struct.pack(f"{order}{'H' if form == 3 else 'I'}", value).ljust(4, b"\x00")
            out += struct.pack(f"{order}HHI", tag, form, 1) + packed
        out += struct.pack(f"{order}I", 0 if last else strip + 8) + b"\x80" * 8
        assert len(out) == at + 2 + 48 + 4 + 8
    return bytes(out)


# Packages

TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
PLACES: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def a_zip(
    parts: Mapping[str, str | bytes], packing: int = zipfile.ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as package:
        for name, content in parts.items():
            package.writestr(name, content)
        package.comment = comment
    return buffer.getvalue()


def office_parts(kind: str = "docx", main: str = "") -> dict[str, str | bytes]:
    """The parts every Office file has."""
    part, word = KINDS[kind]
    told = main or f"application/vnd.openxmlformats-officedocument.{word}.main+xml"
    types = f'<Override PartName="/{part}" ContentType="{told}"/>'
    place = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{part}"/>'
    return {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{TYPES}">{types}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PLACES}">{place}</Relationships>',
        part: '<?xml version="1.0"?><document xmlns="urn:x"><p>Oficio</p></document>',
    }


def an_office(kind: str = "docx", main: str = "", **more: str | bytes) -> bytes:
    """An Office file; `more` parts by their names."""
    return a_zip({**office_parts(kind, main), **more})


def related(*relationships: str, head: str = "") -> dict[str, str]:
    """The part of a letter that says what else belongs to it."""
    told = f'{head}<Relationships xmlns="{PLACES}">{"".join(relationships)}</Relationships>'
    return {"word/_rels/document.xml.rels": told}


def a_relationship(kind: str, target: str, mode: str = "") -> str:
    said = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="rId9" Type="{OFFICE}/{kind}" Target="{target}"{said}/>'


def an_open(kind: str = "text", inside: str = "", **more: str | bytes) -> bytes:
    """An OpenDocument file whose first part says what it is, unpacked."""
    buffer = io.BytesIO()
    spaces = 'xmlns:x="urn:x" xmlns:xlink="http://www.w3.org/1999/xlink"'
    content = f'<?xml version="1.0"?><x:document {spaces}>{inside}</x:document>'
    parts = {"content.xml": content, "META-INF/manifest.xml": "<manifest/>", **more}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        mimetype = f"application/vnd.oasis.opendocument.{kind}"
        package.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, part in parts.items():
            package.writestr(name, part)
    return buffer.getvalue()


def a_book(*, streamed: bool = False, linked: bool = False) -> bytes:
    """A book as openpyxl writes it."""
    book = openpyxl.Workbook(write_only=streamed)
    sheet = book.create_sheet("Trámites") if streamed else book.active
    assert sheet is not None
    for row in range(200):
        sheet.append([f"Trámite {row}", row, "=1+1"])
    if linked:
        sheet["A1"].hyperlink = "https://oaxaca.gob.mx/gaceta"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zeros(megabytes: int) -> tuple[bytes, int, int]:
    """So many million zeros, deflated; their number and their check sum. Made in no time."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = b"\x00" * 1_000_000
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    found = 0
    for _ in range(megabytes):
        found = zlib.crc32(block, found)
    return once * megabytes + b"\x03\x00", megabytes * 1_000_000, found


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a package as its two headers tell of it, true or not."""

    name: str
    packed: bytes
    size: int
    checked: int
    told: int | None = None
    flags: int = 0
    method: int = 8


def plain_part(name: str, content: str | bytes) -> Part:
    data = content.encode() if isinstance(content, str) else content
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Part(name, packer.compress(data) + packer.flush(), len(data), zlib.crc32(data))


def a_forged_zip(parts: Sequence[Part], *, shared: bool = False, times: int = 1) -> bytes:
    """A package written by hand. `shared`: each part after the first starts where that one does."""
    out, directory, number, first = bytearray(), bytearray(), 0, None
    for part in parts:
        at = len(out)
        told = part.size if part.told is None else part.told
        facts = (part.flags, part.method, 0, 33, part.checked, len(part.packed), told)
        if not (shared and first is not None and part.packed is first[1]):
            name = part.name.encode()
            out += struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *facts, len(name), 0)
            out += name + part.packed
        else:
            at = first[0]
        if first is None or part.packed is not first[1]:
            first = (at, part.packed)
        for again in range(times):
            name = (part.name if not again else f"{part.name}{again}").encode()
            directory += struct.pack(
                "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *facts, len(name), 0, 0, 0, 0, 0, at
            )
            directory += name
            number += 1
    start = len(out)
    end = (0, 0, number & 0xFFFF, number & 0xFFFF, len(directory), start, 0)
    return bytes(out + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", *end))


def forged_office(*more: Part, shared: bool = False, kind: str = "docx") -> bytes:
    parts = [plain_part(name, content) for name, content in office_parts(kind).items()]
    return a_forged_zip([*parts, *more], shared=shared)


def a_locked_zip() -> bytes:
    parts = [plain_part(name, content) for name, content in office_parts().items()]
    return a_forged_zip([Part(p.name, p.packed, p.size, p.checked, flags=1) for p in parts])


def damaged(content: bytes, at: int) -> bytes:
    """The same with one byte turned over."""
    out = bytearray(content)
    out[at] ^= 0xFF
    return bytes(out)


# Programs and archives


def an_elf() -> bytes:
    return b"\x7fELF\x02\x01\x01\x00" + b"\x00" * 8 + struct.pack("<HHI", 2, 62, 1) + b"\x00" * 200


def a_pe() -> bytes:
    head = bytearray(b"MZ\x90\x00" + b"\x00" * 56 + struct.pack("<I", 64))
    return bytes(head) + b"PE\x00\x00" + struct.pack("<HH", 0x8664, 1) + b"\x00" * 200


def a_tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        told = tarfile.TarInfo("informe.pdf")
        told.size = len(a_pdf())
        archive.addfile(told, io.BytesIO(a_pdf()))
    return buffer.getvalue()


def an_ole(*names: str) -> bytes:
    """The beginning of a compound file, and the names of its streams."""
    streams = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in names)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + streams.ljust(512, b"\x00")


def noise(size: int = 4000) -> bytes:
    return random.Random(7).randbytes(size)
