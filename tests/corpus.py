"""Muestras: hostile files and good ones, made anew each time and stored nowhere.

A hostile file says with which code it is refused; none of them does harm outside of its own kind.
"""

import bz2
import gzip
import lzma
import struct
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.files import (
    PLACES,
    Part,
    a_book,
    a_forged_zip,
    a_gif,
    a_jpeg,
    a_locked_zip,
    a_pdf,
    a_pe,
    a_png,
    a_relationship,
    a_tar,
    a_tiff,
    a_webp,
    a_zip,
    an_elf,
    an_office,
    an_ole,
    an_open,
    damaged,
    forged_office,
    noise,
    office_parts,
    plain_part,
    related,
    zeros,
)

Make = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Sample:
    """A file as somebody sends it. `code`: the refusal of a hostile one; `ending` of a good one."""

    id: str
    name: str
    make: Make
    code: str = ""
    ending: str = ""


EICAR: Final = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE!$H+H*"
PROGRAM: Final = b"<< /S /JavaScript /JS (app.alert(1)) >>"
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
        lambda: a_pdf(packed=PROGRAM),
        "file-is-active",
    ),
    Sample(
        "PDF with a program in its packed objects, spelt by number",
        "x.pdf",
        lambda: a_pdf(packed=PROGRAM).replace(b"/ObjStm", b"/Obj#53tm"),
        "file-is-active",
    ),
    Sample(
        "PDF with a program in its packed objects, far behind their name",
        "x.pdf",
        lambda: a_pdf(packed=PROGRAM).replace(b"/ObjStm", b"/ObjStm" + b" " * 5_000),
        "file-is-active",
    ),
    Sample(
        "PDF that says a hundred thousand times that objects are packed",
        "x.pdf",
        lambda: a_pdf(extra=b"/ObjStm stream\n" * 100_000),
        "file-expands",
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
