"""Archivos: hostile ones and good ones, made anew each time and stored nowhere.

A hostile file says with which code it is refused; none of them does harm outside of its own kind.
"""

import bz2
import gzip
import io
import lzma
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import openpyxl

Make = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file as somebody sends it. `code`: the refusal of a hostile one; `ending` of a good one."""

    id: str
    name: str
    make: Make
    code: str = ""
    ending: str = ""


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


EICAR: Final = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE!$H+H*"
HTML: Final = b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'
DTD: Final = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


def _bomb(megabytes: int, told: int | None = None) -> Part:
    packed, size, checked = zeros(megabytes)
    return Part("word/media/image1.bmp", packed, size, checked, told)


def _overlapping() -> bytes:
    packed, size, checked = zeros(40)
    parts = [Part(f"word/media/image{n}.bmp", packed, size, checked) for n in range(8)]
    return forged_office(*parts, shared=True)


def _large_directory() -> bytes:
    part = plain_part("a" * 40, b"")
    return a_forged_zip([part], times=60_000)


def _many_parts() -> bytes:
    return an_office(**{f"word/media/{n}.txt": b"" for n in range(6_000)})


def _deep_relationships() -> bytes:
    told = a_relationship("hyperlink", "https://example.org", "External") * 90_000
    return an_office(**related(told))


def _vast_open_text() -> bytes:
    return an_open("text", inside="<x:p/>" * 5_100_000)


def _twice() -> bytes:
    parts = [plain_part(name, content) for name, content in office_parts().items()]
    return a_forged_zip([*parts, plain_part("Word/Document.xml", "<other/>")])


def _round_tiff() -> bytes:
    """Its only page says that the next one is itself."""
    made = bytearray(a_tiff())
    made[8 + 2 + 48 : 8 + 2 + 48 + 4] = struct.pack("<I", 8)
    return bytes(made)


HOSTILE: Final[Sequence[Sample]] = (
    # programs
    Sample("program of Linux as a PDF", "gaceta.pdf", an_elf, "file-is-program"),
    Sample("program of Linux without a name", "", an_elf, "file-is-program"),
    Sample("program of Windows", "x.exe", a_pe, "file-is-program"),
    Sample("program of Windows as a PDF", "gaceta.pdf", a_pe, "file-is-program"),
    Sample("program with a PDF behind", "g.pdf", lambda: a_pe() + a_pdf(), "file-is-program"),
    Sample(
        "program with a letter behind", "o.docx", lambda: a_pe() + an_office(), "file-is-program"
    ),
    Sample("program of a Mac", "x", lambda: b"\xcf\xfa\xed\xfe" + b"\x00" * 99, "file-is-program"),
    Sample(
        "program of two Macs", "x", lambda: b"\xca\xfe\xba\xbe\x00\x00\x00\x02", "file-is-program"
    ),
    Sample(
        "class of Java", "A.class", lambda: b"\xca\xfe\xba\xbe\x00\x00\x00\x41", "file-is-program"
    ),
    Sample("module of the web", "a.txt", lambda: b"\x00asm\x01\x00\x00\x00", "file-is-program"),
    Sample(
        "program of a phone", "a.pdf", lambda: b"dex\n035\x00" + b"\x00" * 99, "file-is-program"
    ),
    Sample(
        "shortcut",
        "informe.pdf.lnk",
        lambda: b"L\x00\x00\x00\x01\x14\x02\x00" + b"\x00" * 99,
        "file-is-program",
    ),
    Sample(
        "script of a shell as a text", "n.txt", lambda: b"#!/bin/sh\nrm -r x\n", "file-is-program"
    ),
    Sample("script without a name", "", lambda: b"#!/usr/bin/env python3\n", "file-is-program"),
    Sample("what scanners are tried with", "a.txt", EICAR.encode, "file-is-program"),
    # names that say something else
    Sample("text named as a program", "x.exe", lambda: b"hola\n", "file-name-differs"),
    Sample("orders of Windows", "x.bat", lambda: b"@echo off\ndel *\n", "file-name-differs"),
    Sample("script of a page", "x.js", lambda: b"alert(1)\n", "file-name-differs"),
    Sample("script of Windows", "x.vbs", lambda: b'MsgBox "hola"\n', "file-name-differs"),
    Sample("script of a server", "x.PS1", lambda: b"Get-Process\n", "file-name-differs"),
    Sample("text named as a page", "x.html", lambda: b"hola\n", "file-name-differs"),
    Sample("text named as a PDF", "x.pdf", lambda: b"hola\n", "file-name-differs"),
    Sample("text with two endings", "informe.pdf.exe", lambda: b"hola\n", "file-name-differs"),
    Sample("text of an unknown ending", "x.finalisimo", lambda: b"hola\n", "file-name-differs"),
    Sample("table named as a book", "x.xlsx", lambda: b"a,b\n1,2\n", "file-name-differs"),
    Sample("picture named as a PDF", "informe.pdf", a_png, "file-name-differs"),
    Sample("PDF named as a picture", "foto.png", a_pdf, "file-name-differs"),
    Sample("PDF named as a program", "informe.exe", a_pdf, "file-name-differs"),
    Sample("JPEG named as a PNG", "foto.png", a_jpeg, "file-name-differs"),
    Sample("book named as a letter", "x.docx", a_book, "file-name-differs"),
    Sample("letter named as an old one", "x.doc", an_office, "file-name-differs"),
    Sample("letter named as a PDF", "x.pdf", an_office, "file-name-differs"),
    Sample("letter named with macros", "x.docm", an_office, "file-name-differs"),
    # archives
    Sample("zip of a text", "x.zip", lambda: a_zip({"a.txt": "a"}), "file-is-archive"),
    Sample("zip named as a letter", "x.docx", lambda: a_zip({"a.txt": "a"}), "file-is-archive"),
    Sample("zip of a program", "x.zip", lambda: a_zip({"a.exe": a_pe()}), "file-is-archive"),
    Sample(
        "package of Java",
        "x.jar",
        lambda: a_zip({"META-INF/MANIFEST.MF": "Main-Class: A", "A.class": "x"}),
        "file-is-archive",
    ),
    Sample(
        "book to read",
        "x.epub",
        lambda: a_zip({"mimetype": "application/epub+zip", "a.html": "x"}),
        "file-is-archive",
    ),
    Sample("zip of nothing", "x.zip", lambda: a_zip({}), "file-is-archive"),
    Sample("zip of zips", "x.zip", lambda: a_zip({"0.zip": a_zip({"1": "x"})}), "file-is-archive"),
    Sample("7z", "x.7z", lambda: b"7z\xbc\xaf\x27\x1c\x00\x04" + noise(), "file-is-archive"),
    Sample("rar", "x.rar", lambda: b"Rar!\x1a\x07\x00" + noise(), "file-is-archive"),
    Sample("rar as a PDF", "x.pdf", lambda: b"Rar!\x1a\x07\x01\x00" + noise(), "file-is-archive"),
    Sample("gzip", "x.gz", lambda: gzip.compress(a_pdf()), "file-is-archive"),
    Sample("bzip2", "x.bz2", lambda: bz2.compress(a_pdf()), "file-is-archive"),
    Sample("xz", "x.xz", lambda: lzma.compress(a_pdf()), "file-is-archive"),
    Sample("zstd", "x.zst", lambda: b"\x28\xb5\x2f\xfd" + noise(), "file-is-archive"),
    Sample("tar", "x.tar", a_tar, "file-is-archive"),
    Sample("cab", "x.cab", lambda: b"MSCF\x00\x00\x00\x00" + noise(), "file-is-archive"),
    Sample(
        "disk", "x.iso", lambda: b"\x00" * 32_769 + b"CD001\x01" + b"\x00" * 99, "file-is-archive"
    ),
    # pages and drawings
    Sample("page", "x.html", lambda: HTML, "file-is-markup"),
    Sample("page as a PDF", "x.pdf", lambda: HTML, "file-is-markup"),
    Sample("page as a text", "x.txt", lambda: b"\xef\xbb\xbf\n\n " + HTML, "file-is-markup"),
    Sample(
        "page in wide letters", "x.txt", lambda: HTML.decode().encode("utf-16"), "file-is-markup"
    ),
    Sample("page behind words", "x.txt", lambda: b"Buen dia\n" + HTML, "file-is-markup"),
    Sample("drawing", "x.svg", lambda: SVG, "file-is-markup"),
    Sample("drawing as a picture", "x.png", lambda: SVG, "file-is-markup"),
    Sample(
        "drawing with its head", "x.txt", lambda: b'<?xml version="1.0"?>' + SVG, "file-is-markup"
    ),
    Sample("XML", "x.xml", lambda: b"<acta><folio>1</folio></acta>", "file-is-markup"),
    Sample("page of a server", "x.txt", lambda: b"<?php system('id'); ?>", "file-is-markup"),
    Sample("comment of a page", "x.txt", lambda: b"<!-- --><b>x</b>", "file-is-markup"),
    Sample("picture that is a script", "x.gif", lambda: b"GIF89a/*" + HTML, "file-cut-short"),
    # old Office, locks
    Sample("old letter", "x.doc", lambda: an_ole("WordDocument"), "file-is-old-office"),
    Sample("old book", "x.xls", lambda: an_ole("Workbook"), "file-is-old-office"),
    Sample("old book as a new one", "x.xlsx", lambda: an_ole("Workbook"), "file-is-old-office"),
    Sample("old slides", "x.ppt", lambda: an_ole("PowerPoint Document"), "file-is-old-office"),
    Sample("installer", "x.msi", lambda: an_ole("SummaryInformation"), "file-is-old-office"),
    Sample(
        "letter with a password",
        "x.docx",
        lambda: an_ole("EncryptionInfo", "EncryptedPackage"),
        "file-is-locked",
    ),
    Sample("zip with a password", "x.docx", a_locked_zip, "file-is-locked"),
    Sample(
        "open text with a password",
        "x.odt",
        lambda: an_open(**{"META-INF/manifest.xml": "<m><encryption-data/></m>"}),
        "file-is-locked",
    ),
    Sample(
        "PDF with a password", "x.pdf", lambda: a_pdf(trailer=" /Encrypt 9 0 R"), "file-is-locked"
    ),
    Sample(
        "PDF with restrictions",
        "x.pdf",
        lambda: a_pdf(trailer=" /Encrypt << /Filter /Standard /V 2 >>"),
        "file-is-locked",
    ),
    # PDF
    Sample("PDF cut short", "x.pdf", lambda: a_pdf()[:-60], "file-cut-short"),
    Sample("PDF cut in the middle", "x.pdf", lambda: a_pdf()[:200], "file-cut-short"),
    Sample("PDF by its mark alone", "x.pdf", lambda: b"%PDF-1.7\n%%EOF", "file-cut-short"),
    Sample("PDF with a program behind", "x.pdf", lambda: a_pdf() + a_pe(), "file-has-tail"),
    Sample("PDF with much behind", "x.pdf", lambda: a_pdf() + noise(9000), "file-has-tail"),
    Sample("PDF with a zip behind", "x.pdf", lambda: a_pdf() + a_zip({"a": "b"}), "file-has-tail"),
    Sample(
        "PDF with a zip that ends as a PDF",
        "x.pdf",
        lambda: a_pdf() + a_zip({"a": "b"}, comment=b"startxref 0 %%EOF\n"),
        "file-has-tail",
    ),
    Sample("PDF with a page behind", "x.pdf", lambda: a_pdf() + HTML, "file-has-tail"),
    Sample("PDF behind words", "x.pdf", lambda: b"From: ana\n\n" + a_pdf(), "file-has-tail"),
    Sample("PDF behind noise", "x.pdf", lambda: a_pdf(head=b"\x01\x02\x03"), "file-has-tail"),
    # pictures
    Sample("PNG cut short", "x.png", lambda: a_png()[:-6], "file-cut-short"),
    Sample("PNG by its mark alone", "x.png", lambda: a_png()[:8], "file-cut-short"),
    Sample("PNG with a wrong sum", "x.png", lambda: damaged(a_png(), 45), "file-cut-short"),
    Sample("PNG with a zip behind", "x.png", lambda: a_png() + a_zip({"a": "b"}), "file-has-tail"),
    Sample("PNG with a page behind", "x.png", lambda: a_png() + HTML, "file-has-tail"),
    Sample("PNG of many dots", "x.png", lambda: a_png(told=(65_535, 65_535)), "file-expands"),
    Sample("JPEG cut short", "x.jpg", lambda: a_jpeg()[:-2], "file-cut-short"),
    Sample("JPEG by its mark alone", "x.jpg", lambda: b"\xff\xd8\xff", "file-cut-short"),
    Sample(
        "JPEG with a zip behind", "x.jpg", lambda: a_jpeg() + a_zip({"a": "b"}), "file-has-tail"
    ),
    Sample("JPEG with a program behind", "x.jpg", lambda: a_jpeg() + a_pe(), "file-has-tail"),
    Sample("JPEG of many dots", "x.jpg", lambda: a_jpeg(told=(65_000, 65_000)), "file-expands"),
    Sample("GIF cut short", "x.gif", lambda: a_gif()[:-3], "file-cut-short"),
    Sample("GIF with a script behind", "x.gif", lambda: a_gif() + b"*/alert(1)", "file-has-tail"),
    Sample("WebP cut short", "x.webp", lambda: a_webp()[:-4], "file-cut-short"),
    Sample("WebP with more behind", "x.webp", lambda: a_webp() + noise(), "file-has-tail"),
    Sample("TIFF with strips beyond it", "x.tif", lambda: a_tiff(beyond=999), "file-cut-short"),
    Sample("TIFF without a page", "x.tif", lambda: b"II*\x00\x00\x00\x00\x00", "file-cut-short"),
    Sample("TIFF that goes round", "x.tif", _round_tiff, "file-cut-short"),
    Sample(
        "photo of a phone", "x.heic", lambda: b"\x00\x00\x00\x18ftypheic" + noise(), "file-is-heic"
    ),
    # Office and OpenDocument
    Sample(
        "macros", "x.docx", lambda: an_office(**{"word/vbaProject.bin": b"x"}), "file-has-macros"
    ),
    Sample(
        "macros by their type",
        "x.docm",
        lambda: an_office(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "file-has-macros",
    ),
    Sample(
        "macros of a book",
        "x.xlsx",
        lambda: an_office("xlsx", **{"xl/vbaProject.bin": b"x"}),
        "file-has-macros",
    ),
    Sample(
        "macros of old sheets",
        "x.xlsx",
        lambda: an_office("xlsx", **{"xl/macrosheets/sheet1.xml": "<x/>"}),
        "file-has-macros",
    ),
    Sample(
        "macros of slides",
        "x.pptx",
        lambda: an_office("pptx", **{"ppt/vbaProject.bin": b"x"}),
        "file-has-macros",
    ),
    Sample(
        "macros of an open text",
        "x.odt",
        lambda: an_open(**{"Basic/Standard/Module1.xml": "<x/>"}),
        "file-has-macros",
    ),
    Sample(
        "template from elsewhere",
        "x.docx",
        lambda: an_office(
            **related(a_relationship("attachedTemplate", "https://example.org/x", "External"))
        ),
        "file-has-parts",
    ),
    Sample(
        "macros by another name",
        "x.docx",
        lambda: an_office(
            **{
                "word/vba.bin": b"x",
                "word/_rels/document.xml.rels": (
                    f'<Relationships xmlns="{PLACES}"><Relationship Id="rId9" Target="vba.bin"'
                    ' Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
                    "</Relationships>"
                ),
            }
        ),
        "file-has-macros",
    ),
    Sample(
        "macros spelt by number",
        "x.docx",
        lambda: an_office(main="application/vnd.ms-word.document.macro&#69;nabled.main+xml"),
        "file-has-macros",
    ),
    Sample(
        "program of macros by its type",
        "x.docx",
        lambda: an_office(main="application/vnd.ms-office.vbaProject"),
        "file-has-macros",
    ),
    Sample(
        "archive among the pictures",
        "x.docx",
        lambda: an_office(**{"word/media/a.png": a_zip({"x.exe": b"MZ"})}),
        "file-has-parts",
    ),
    Sample(
        "page among the pictures",
        "x.docx",
        lambda: an_office(**{"word/media/a.html": b"<html></html>"}),
        "file-has-parts",
    ),
    Sample(
        "open text that packs a thousand times",
        "x.odt",
        lambda: an_open("text", inside="<x:p/>" * 1_500_000),
        "file-expands",
    ),
    Sample(
        "PDF with a program",
        "x.pdf",
        lambda: a_pdf(trailer=" /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        "file-is-active",
    ),
    Sample(
        "PDF that starts a program",
        "x.pdf",
        lambda: a_pdf(trailer=" /OpenAction << /S /Launch /F (cmd.exe) >>"),
        "file-is-active",
    ),
    Sample(
        "PDF that starts a program, spelt by number",
        "x.pdf",
        lambda: a_pdf(trailer=" /OpenAction << /S /#4caunch /F (cmd.exe) >>"),
        "file-is-active",
    ),
    Sample(
        "PDF with a file inside",
        "x.pdf",
        lambda: a_pdf(trailer=" /Names << /EmbeddedFiles 9 0 R >>"),
        "file-is-active",
    ),
    Sample(
        "PDF with a program in its packed objects",
        "x.pdf",
        lambda: a_pdf(
            packed=b"<< /S /JavaScript /JS (app.alert(1)) >>",
        ),
        "file-is-active",
    ),
    Sample(
        "PDF locked, spelt by number",
        "x.pdf",
        lambda: a_pdf(trailer=" /#45ncrypt 9 0 R"),
        "file-is-locked",
    ),
    Sample(
        "text of two bytes a letter",
        "x.txt",
        lambda: "Trámite\tCosto\n".encode("utf-16"),
        "file-is-wide-text",
    ),
    Sample("program with a point behind", "x.exe.", a_pdf, "file-name-differs"),
    Sample("program with a letter nobody sees", "x.ex\u200be", a_pdf, "file-name-differs"),
    Sample(
        "object inside",
        "x.docx",
        lambda: an_office(**{"word/embeddings/oleObject1.bin": b"x"}),
        "file-has-parts",
    ),
    Sample(
        "program among the pictures",
        "x.docx",
        lambda: an_office(**{"word/media/image1.png": a_pe()}),
        "file-has-parts",
    ),
    Sample("words of its own", "x.docx", lambda: an_office(**related(head=DTD)), "file-has-parts"),
    Sample(
        "open text with a picture from elsewhere",
        "x.odt",
        lambda: an_open(inside='<x:image xlink:href="https://example.org/a.png"/>'),
        "file-has-parts",
    ),
    Sample(
        "open text with words of its own",
        "x.odt",
        lambda: an_open(**{"styles.xml": f"{DTD}<x/>"}),
        "file-has-parts",
    ),
    Sample("bomb", "x.docx", lambda: forged_office(_bomb(210)), "file-expands"),
    Sample(
        "bomb that says it is none", "x.docx", lambda: forged_office(_bomb(60, 9)), "file-expands"
    ),
    Sample("bomb of parts on one place", "x.docx", _overlapping, "file-expands"),
    Sample("letter of many parts", "x.docx", _many_parts, "file-expands"),
    Sample("package of a vast directory", "x.docx", _large_directory, "file-expands"),
    Sample("letter of many links", "x.docx", _deep_relationships, "file-expands"),
    Sample("open text that is vast", "x.odt", _vast_open_text, "file-expands"),
    Sample("letter cut short", "x.docx", lambda: an_office()[:-90], "file-cut-short"),
    Sample("letter by its mark alone", "x.docx", lambda: b"PK\x03\x04 cut", "file-cut-short"),
    Sample("letter with a wrong sum", "x.docx", lambda: damaged(an_office(), 60), "file-cut-short"),
    Sample("letter with a program behind", "x.docx", lambda: an_office() + a_pe(), "file-has-tail"),
    Sample("letter twice the same part", "x.docx", _twice, "file-cut-short"),
    Sample(
        "letter that leads out",
        "x.docx",
        lambda: an_office(**{"../../etc/cron.d/x": "x"}),
        "file-cut-short",
    ),
    Sample(
        "letter packed otherwise",
        "x.docx",
        lambda: a_zip(office_parts(), zipfile.ZIP_BZIP2),
        "file-cut-short",
    ),
    Sample(
        "letter that is a book too",
        "x.docx",
        lambda: an_office(**{"xl/workbook.xml": "<x/>"}),
        "file-type-refused",
    ),
    Sample(
        "book of bytes",
        "x.xlsb",
        lambda: a_zip({"[Content_Types].xml": "<x/>", "xl/workbook.bin": b"x"}),
        "file-type-refused",
    ),
    Sample("open formula", "x.odf", lambda: an_open("formula"), "file-type-refused"),
    Sample("open text that is broken", "x.odt", lambda: an_open(inside="<x:p>"), "file-cut-short"),
    # texts
    Sample("nothing", "x.pdf", lambda: b"", "file-empty"),
    Sample("blanks", "x.txt", lambda: b" \r\n\t\n", "file-empty"),
    Sample("noise", "x.bin", noise, "file-type-refused"),
    Sample("text with a zero", "x.txt", lambda: b"hola\x00mundo\n", "file-type-refused"),
    Sample("rich text", "x.rtf", lambda: b"{\\rtf1\\ansi hola}", "file-type-refused"),
    Sample("script of a printer", "x.ps", lambda: b"%!PS-Adobe-3.0\n", "file-type-refused"),
    Sample(
        "table with an order", "x.csv", lambda: b"a,b\n1,=cmd|'/C calc'!A0\n", "file-has-commands"
    ),
    Sample(
        "text with an order", "x.txt", lambda: b"@SUM(1+1)*cmd|' /C calc'!A0", "file-has-commands"
    ),
)


GOOD: Final[Sequence[Sample]] = (
    Sample("PDF", "gaceta.pdf", a_pdf, ending=".pdf"),
    Sample("PDF without a name", "", a_pdf, ending=".pdf"),
    Sample("PDF with a long name", "Acuerdo No. 5 de 2026", a_pdf, ending=".pdf"),
    Sample("PDF named with points", "Oficio SE.DGMR.2026", a_pdf, ending=".pdf"),
    Sample("PDF behind a line", "a.PDF", lambda: a_pdf(head=b"\r\n"), ending=".pdf"),
    Sample(
        "PDF behind its mark of order", "a.pdf", lambda: a_pdf(head=b"\xef\xbb\xbf"), ending=".pdf"
    ),
    Sample("PDF with a later revision", "a.pdf", lambda: a_pdf() + a_pdf(), ending=".pdf"),
    Sample("PDF with an annex", "a.pdf", lambda: a_pdf(extra=a_zip({"a": "b"})), ending=".pdf"),
    Sample("PDF filled with zeros", "a.pdf", lambda: a_pdf() + b"\x00" * 512, ending=".pdf"),
    Sample("PNG", "captura.png", a_png, ending=".png"),
    Sample("PNG of a screen", "captura.PNG", lambda: a_png(1920, 1080), ending=".png"),
    Sample("JPEG", "foto.jpg", a_jpeg, ending=".jpg"),
    Sample("JPEG by its long name", "foto.jpeg", a_jpeg, ending=".jpg"),
    Sample("JPEG of several scans", "foto.jpg", lambda: a_jpeg(scans=4), ending=".jpg"),
    Sample("JPEG with a smaller one behind", "f.jpg", lambda: a_jpeg() + a_jpeg(), ending=".jpg"),
    Sample(
        "JPEG with a film behind",
        "f.jpg",
        lambda: a_jpeg() + b"\x00\x00\x00\x18ftypmp42",
        ending=".jpg",
    ),
    Sample("GIF", "mapa.gif", a_gif, ending=".gif"),
    Sample("GIF that moves", "mapa.gif", lambda: a_gif(3), ending=".gif"),
    Sample("WebP", "mapa.webp", a_webp, ending=".webp"),
    Sample("WebP of a camera", "mapa.webp", lambda: a_webp(b"VP8 "), ending=".webp"),
    Sample("WebP with more in it", "mapa.webp", lambda: a_webp(b"VP8X"), ending=".webp"),
    Sample("TIFF", "acta.tif", a_tiff, ending=".tif"),
    Sample("TIFF of three pages", "acta.tiff", lambda: a_tiff(">", pages=3), ending=".tif"),
    Sample("letter", "oficio.docx", an_office, ending=".docx"),
    Sample("letter without a name", "oficio", an_office, ending=".docx"),
    Sample("letter not packed", "o.docx", lambda: a_zip(office_parts(), 0), ending=".docx"),
    Sample(
        "letter with a link",
        "oficio.docx",
        lambda: an_office(
            **related(a_relationship("hyperlink", "https://example.org", "External"))
        ),
        ending=".docx",
    ),
    Sample("book", "padron.xlsx", a_book, ending=".xlsx"),
    Sample(
        "book written in a stream", "padron.xlsx", lambda: a_book(streamed=True), ending=".xlsx"
    ),
    Sample("book with links", "padron.xlsx", lambda: a_book(linked=True), ending=".xlsx"),
    Sample("slides", "curso.pptx", lambda: an_office("pptx"), ending=".pptx"),
    Sample("open text", "oficio.odt", an_open, ending=".odt"),
    Sample("open sheet", "padron.ods", lambda: an_open("spreadsheet"), ending=".ods"),
    Sample("open slides", "curso.odp", lambda: an_open("presentation"), ending=".odp"),
    Sample("text", "nota.txt", "Año 2026: sí.\n".encode, ending=".txt"),
    Sample("text without a name", "nota", lambda: b"hola\n", ending=".txt"),
    Sample("text of a file number", "Acta núm. 3", lambda: b"hola\n", ending=".txt"),
    Sample(
        "text in the letters of Windows", "n.txt", lambda: "año".encode("cp1252"), ending=".txt"
    ),
    Sample(
        "text that compares",
        "nota.txt",
        lambda: b"<5 dias habiles, o > 3 | ver anexo\n",
        ending=".txt",
    ),
    Sample("table", "padron.csv", "año,número\n2026,-5\n".encode, ending=".csv"),
    Sample("table of the census", "iter.csv", lambda: b"MZA,POBTOT\n001,20\n", ending=".csv"),
    Sample(
        "table with sums", "p.csv", lambda: b"a,b\n1,=SUM(A1:A2)\n+52 951 555,@ana\n", ending=".csv"
    ),
    Sample("table with tabs", "padron.tsv", lambda: b"a\tb\n1\t2\n", ending=".csv"),
)

# What is taken and costs most: just under the limits, for the bench.
HEAVY: Final[Sequence[Sample]] = (
    Sample("open text of many tags", "x.odt", lambda: an_open(inside="<x:p/>" * 4_900_000)),
    Sample("letter with a large part", "x.docx", lambda: forged_office(_bomb(199))),
    Sample("letter of many links", "x.docx", lambda: an_office(**related("<a/>" * 2_400_000))),
    Sample("text of 25 MB", "x.txt", lambda: b"hola, esto es un texto\n" * 1_100_000),
    Sample(
        "JPEG of stuffed bytes",
        "x.jpg",
        lambda: a_jpeg()[:-2] + b"\xff\x00" * 12_500_000 + b"\xff\xd9",
    ),
)
