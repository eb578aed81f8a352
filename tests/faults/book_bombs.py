"""Libros hostiles: made anew each time, each a book that would cost much or do harm."""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tests.books import a_book, filled, reference
from tests.files import (
    PLACES,
    Part,
    a_forged_zip,
    a_locked_zip,
    a_pdf,
    a_relationship,
    a_zip,
    an_ole,
    an_open,
    plain_part,
    zeros,
)

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET: Final = "xl/worksheets/sheet2.xml"
HEAD: Final = f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">'
LAUGHS: Final = "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' if n else '<!ENTITY a0 "ja">' for n in range(10)
)


@dataclass(frozen=True, slots=True)
class Bomb:
    """A book, and the code it is refused with."""

    id: str
    make: Callable[[], bytes]
    code: str


@cache
def good() -> bytes:
    """A book of ours, filled in."""
    return a_book(filled(reference()), reference())


@cache
def parts() -> Mapping[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(good())) as package:
        return {name: package.read(name) for name in package.namelist()}


def with_parts(**changed: str | bytes | None) -> bytes:
    """The same book with other parts by their names, `__` for a folder and `_` before an ending."""
    return packed({name.replace("__", "/"): part for name, part in changed.items()})


def packed(changed: Mapping[str, str | bytes | None]) -> bytes:
    together = {**parts(), **changed}
    return a_zip({name: part for name, part in together.items() if part is not None})


def replaced(name: str, old: str, new: str) -> bytes:
    """The same book with something of one part written otherwise."""
    text = parts()[name].decode()
    assert old in text
    return packed({name: text.replace(old, new, 1)})


def a_sheet(inside: Iterable[str] | str, head: str = "") -> bytes:
    """The book with a sheet that holds this."""
    content = "".join(inside)
    return packed({SHEET: f"{HEAD}{head}<sheetData>{content}</sheetData></worksheet>"})


def a_part(name: str, inside: str) -> bytes:
    return packed({name: inside})


def forged(*more: Part, shared: bool = False) -> bytes:
    own = [plain_part(name, content) for name, content in parts().items()]
    return a_forged_zip([*own, *more], shared=shared)


def zeros_in(megabytes: int, told: int | None = None, name: str = "xl/media/image1.bmp") -> Part:
    content, size, checked = zeros(megabytes)
    return Part(name, content, size, checked, told)


def _overlapping() -> bytes:
    content, size, checked = zeros(20)
    several = [Part(f"xl/media/image{n}.bmp", content, size, checked) for n in range(50)]
    return forged(*several, shared=True)


def _nested() -> bytes:
    inner = a_zip({"a.xml": b"0" * 20_000_000})
    return packed({"xl/media/image1.png": inner})


def _ten_million_rows() -> bytes:
    """Rows that pack to little: written as a stream, so that making it costs little too."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts().items():
            if name != SHEET:
                package.writestr(name, part)
        with package.open(SHEET, "w") as sheet:
            sheet.write(f"{HEAD}<sheetData>".encode())
            block = b"<row><c><v>1</v></c></row>" * 100_000
            for _ in range(100):
                sheet.write(block)
            sheet.write(b"</sheetData></worksheet>")
    return buffer.getvalue()


def _million_merged() -> bytes:
    ranges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 800_001))
    text = parts()[SHEET].decode()
    return packed(
        {SHEET: text.replace("</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>")}
    )


def _external() -> bytes:
    other = a_relationship("externalLinkPath", "file:///c:/otro.xlsx", "External")
    places = f'<Relationships xmlns="{PLACES}">{other}</Relationships>'
    link = f'<externalLink xmlns="{MAIN}"/>'
    return packed(
        {
            "xl/externalLinks/externalLink1.xml": link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": places,
        }
    )


def _outside() -> bytes:
    text = parts()["xl/_rels/workbook.xml.rels"].decode()
    other = a_relationship("attachedToolbars", "https://example.org/x", "External")
    more = f"{other}</Relationships>"
    return packed({"xl/_rels/workbook.xml.rels": text.replace("</Relationships>", more)})


def _laughs(name: str) -> bytes:
    text = parts().get(name, f'<sst xmlns="{MAIN}"><si><t>a</t></si></sst>'.encode()).decode()
    at = text.index("?>") + 2 if text.startswith("<?xml") else 0
    return packed({name: f"{text[:at]}<!DOCTYPE x [{LAUGHS}]>{text[at:]}"})


def _wide_laughs() -> bytes:
    """The same in letters of two bytes, which a search of bytes does not see."""
    made = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [{LAUGHS}]><x>&a9;</x>'
    return packed({"docProps/app.xml": made.encode("utf-16")})


def _macro_type() -> bytes:
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return replaced(
        "[Content_Types].xml", plain, "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    )


def _many_strings() -> bytes:
    made = f'<sst xmlns="{MAIN}" count="9" uniqueCount="9">{"<si><t>a</t></si>" * 300_000}</sst>'
    return a_part("xl/sharedStrings.xml", made)


def _long_string() -> bytes:
    made = f'<sst xmlns="{MAIN}"><si><t>{"a" * 28_000_000}</t></si></sst>'
    return a_part("xl/sharedStrings.xml", made)


def _noisy_strings() -> bytes:
    """Texts that hardly pack, so that no ratio gives them away."""
    texts = "".join(f"<si><t>{n * 7919 % 1_000_003:x}{n:x}</t></si>" for n in range(400_000))
    return a_part("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{texts}</sst>')


def _many_cells() -> bytes:
    return a_sheet(
        f'<row r="{n}">{f"<c><v>{n * 7919 % 9973}</v></c>" * 10}</row>' for n in range(1, 90_001)
    )


def _styles(inside: str) -> bytes:
    return a_part("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{inside}</styleSheet>')


def _names() -> bytes:
    names = "".join(
        f'<definedName name="n{n}">Listas!$A${n}</definedName>' for n in range(1, 100_000)
    )
    return replaced("xl/workbook.xml", "<definedNames>", f"<definedNames>{names}")


def _comments() -> bytes:
    told = "".join(
        f'<comment ref="A{n}" authorId="0"><text><t>{n * 7919}</t></text></comment>'
        for n in range(1, 200_001)
    )
    made = f'<comments xmlns="{MAIN}"><commentList>{told}</commentList></comments>'
    return packed({"xl/comments/comment1.xml": made})


def _deep(name: str) -> bytes:
    return packed({name: "<a>" * 500_000 + "</a>" * 500_000})


def _rules() -> bytes:
    told = "".join(
        f'<conditionalFormatting sqref="A{n}"><cfRule priority="{n}"/></conditionalFormatting>'
        for n in range(1, 100_001)
    )
    text = parts()[SHEET].decode()
    return packed({SHEET: text.replace("</sheetData>", f"</sheetData>{told}")})


def _attributes() -> bytes:
    told = " ".join(f'a{n}="{n}"' for n in range(900_000))
    return packed({"docProps/app.xml": f"<x {told}/>"})


def _many_keys() -> bytes:
    def text(place: str, told: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t>{told}</t></is></c>'

    marks = f'<row r="1">{text("A1", "liga:clave")}{text("D1", "liga:respuesta")}</row>'
    rows = (f'<row r="{n}">{text(f"A{n}", f"P1-01/option:x{n}")}</row>' for n in range(2, 60_000))
    return a_sheet((marks, *rows))


def _dimension(area: str) -> bytes:
    return a_sheet('<row r="1"><c r="A1"><v>1</v></c></row>', f'<dimension ref="{area}"/>')


def _many_sheets() -> bytes:
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(100, 60_000))
    return replaced("xl/workbook.xml", "</sheets>", f"{sheets}</sheets>")


def _round_target() -> bytes:
    """A sheet that says it is in the package twice over, and one that is not there."""
    text = parts()["xl/_rels/workbook.xml.rels"].decode()
    return packed({"xl/_rels/workbook.xml.rels": text.replace("sheet2.xml", "sheet999.xml")})


def _noise(count: int) -> Iterator[str]:
    """Numbers that hardly pack."""
    return (f"{n * 7919 % 1_000_003}.{n * 104_729 % 999_983}" for n in range(count))


def _hidden(body: str, name: str = "xl/worksheets/sheet2.bin") -> bytes:
    """A sheet in a part whose name does not say that it is XML."""
    old, new = (each.rpartition("/")[2] for each in (SHEET, name))
    named = ("xl/_rels/workbook.xml.rels", "[Content_Types].xml")
    renamed: dict[str, str | bytes | None] = {
        each: parts()[each].decode().replace(old, new) for each in named
    }
    return packed({**renamed, SHEET: None, name: body})


def _hidden_laughs() -> bytes:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a9;</t></is></c></row>'
    head = f'<?xml version="1.0"?><!DOCTYPE x [{LAUGHS}]><worksheet xmlns="{MAIN}">'
    return _hidden(f"{head}<sheetData>{row}</sheetData></worksheet>")


def _hidden_rows() -> bytes:
    rows = "".join(f"<row><c><v>{each}</v></c></row>" for each in _noise(400_000))
    return _hidden(f"{HEAD}<sheetData>{rows}</sheetData></worksheet>")


def _hidden_depth() -> bytes:
    tags = [f"a{n * 7919 % 1_000_003}" for n in range(400_000)]
    ends = "".join(f"</{tag}>" for tag in reversed(tags))
    return _hidden(f"<worksheet>{''.join(f'<{tag}>' for tag in tags)}{ends}</worksheet>")


def _hidden_merges() -> bytes:
    ranges = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 200_001))
    return _hidden(f"{HEAD}<sheetData/><mergeCells>{ranges}</mergeCells></worksheet>")


def _many_columns() -> bytes:
    told = "".join(
        f'<col min="1" max="16384" width="{n % 99}" customWidth="1"/>' for n in range(200_000)
    )
    return a_sheet("", f"<cols>{told}</cols>")


def _strays() -> bytes:
    """Rows of which each has something typed where answers go."""
    marks = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>liga:clave</t></is></c>'
        '<c r="D1" t="inlineStr"><is><t>liga:respuesta</t></is></c></row>'
    )
    rows = (
        f'<row r="{n}"><c r="D{n}" t="inlineStr"><is><t>{n}</t></is></c></row>'
        for n in range(2, 140_000)
    )
    return a_sheet((marks, *rows))


def _a_format(written: str, times: int) -> bytes:
    """Styles that all show numbers by one format."""
    told = f'<numFmts><numFmt numFmtId="200" formatCode="{written}"/></numFmts>'
    styles = '<xf numFmtId="200"/>' * times
    return _styles(f"{told}<cellXfs>{styles}</cellXfs>")


def _one_part_many_sheets() -> bytes:
    """As many sheets as there may be, all of them the same large part."""
    places = parts()["xl/_rels/workbook.xml.rels"].decode()
    own = next(each for each in places.split("<Relationship ") if "sheet2.xml" in each)
    place = own.partition('Id="')[2].partition('"')[0]
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="{place}"/>' for n in range(100, 200))
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 40_001))
    text = parts()["xl/workbook.xml"].decode()
    return packed(
        {
            "xl/workbook.xml": text.replace("</sheets>", f"{sheets}</sheets>"),
            SHEET: f"{HEAD}<sheetData>{rows}</sheetData></worksheet>",
        }
    )


def _twice(name: str) -> bytes:
    return forged(plain_part(name, "<worksheet/>"))


def _connections() -> bytes:
    told = '<connection id="1" name="x" type="5"><webPr url="http://127.0.0.1/x"/></connection>'
    return packed({"xl/connections.xml": f'<connections xmlns="{MAIN}">{told}</connections>'})


def _query_table() -> bytes:
    told = f'<queryTable xmlns="{MAIN}" name="x" connectionId="1"/>'
    return packed({"xl/queryTables/queryTable1.xml": told})


def _with_texts(inside: str, sheet: Iterable[str] = ()) -> bytes:
    """The book with shared texts that are read, and a sheet that may show them."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    place = f'<Relationship Id="texts" Type="{kind}" Target="/xl/sharedStrings.xml"/>'
    told = parts()["xl/_rels/workbook.xml.rels"].decode()
    changed: dict[str, str | bytes | None] = {
        "xl/_rels/workbook.xml.rels": told.replace("</Relationships>", f"{place}</Relationships>"),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{inside}</sst>',
    }
    rows = "".join(sheet)
    if rows:
        changed[SHEET] = f"{HEAD}<sheetData>{rows}</sheetData></worksheet>"
    return packed(changed)


def _echoed(rows: int, columns: str) -> bytes:
    """One text of 33,000 letters, shown by many cells: 4 GB of what half a megabyte says."""
    return _with_texts(
        f"<si><t>{'eco ' * 8_250}</t></si>",
        (f'<row r="{n}">{"".join(_shows(c, n) for c in columns)}</row>' for n in range(1, rows)),
    )


def _shows(column: str, row: int) -> str:
    return f'<c r="{column}{row}" t="s"><v>0</v></c>'


def _echoed_answers() -> bytes:
    """The same as answers, each with a key of its own."""
    marks = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>liga:clave</t></is></c>'
        '<c r="D1" t="inlineStr"><is><t>liga:respuesta</t></is></c></row>'
    )
    rows = (
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>P1-01/option:x{n}</t></is></c>'
        f'<c r="D{n}" t="s"><v>0</v></c></row>'
        for n in range(2, 15_000)
    )
    return _with_texts(f"<si><t>{'eco ' * 8_250}</t></si>", (marks, *rows))


def _numbered_letters() -> bytes:
    texts = ("".join(f"_x{n * m * 7919 % 65_536:04X}_" for m in range(80)) for n in range(40_000))
    return _with_texts("".join(f"<si><t>{each}</t></si>" for each in texts))


def _long_name() -> bytes:
    text = parts()["xl/workbook.xml"].decode()
    own = text.split('<sheet name="')[2].partition('"')[0] if '<sheet name="' in text else ""
    assert own
    return packed({"xl/workbook.xml": text.replace(own, "n" * 400_000, 1)})


def _pieces_of_a_text() -> bytes:
    told = "".join(f"<t>{n * 7919 % 1_000_003}</t>" for n in range(700_000))
    return a_sheet(f'<row r="1"><c r="A1" t="inlineStr"><is>{told}</is></c></row>')


def _names_of_spaces() -> bytes:
    told = " ".join(f'xmlns:a{n}="urn:{n * 7919}"' for n in range(20_000))
    return a_sheet(f"<row {told}/>" * 30)


# Those that say a thousand times what they hold once, or hold it in a way of their own.
ECHOES: Final = (
    Bomb("one text in 126,000 cells", lambda: _echoed(18_000, "ABCDEFG"), "book-too-large"),
    Bomb("one text in 15,000 answers", _echoed_answers, "book-too-large"),
    Bomb("3,200,000 letters by their numbers", _numbered_letters, "book-too-large"),
    Bomb("a sheet of 400,000 letters of name", _long_name, "book-unreadable"),
    Bomb("a text of 700,000 pieces", _pieces_of_a_text, "book-too-large"),
    Bomb("600,000 names of spaces", _names_of_spaces, "book-too-large"),
    Bomb(
        "letters that no parser knows",
        lambda: packed({SHEET: '<?xml version="1.0" encoding="UTF-7"?>+ADw-worksheet/+AD4-'}),
        "book-unreadable",
    ),
    Bomb(
        "a text of a number of 5,000 digits",
        lambda: a_sheet(f'<row r="1"><c r="A1" t="s"><v>{"9" * 5_000}</v></c></row>'),
        "book-unreadable",
    ),
    Bomb(
        "49,000 times the same row",
        lambda: a_sheet(f'<row r="5"><c r="D5"><v>{n}</v></c></row>' for n in range(49_900)),
        "book-too-large",
    ),
    Bomb("a program before it", lambda: b"MZ" + bytes(1_000) + good(), "book-not-xlsx"),
)


# Those that a reading of parts by their names, or of formats by their letters, would let in.
LATER: Final = (
    Bomb("laughs in a sheet named .bin", _hidden_laughs, "book-has-links"),
    Bomb("400,000 rows in a sheet named .bin", _hidden_rows, "book-too-large"),
    Bomb("deep in a sheet named .bin", _hidden_depth, "book-too-large"),
    Bomb("200,000 merged ranges in a sheet named .bin", _hidden_merges, "book-too-large"),
    Bomb("200,000 widths of columns", _many_columns, "book-too-large"),
    Bomb("140,000 strays", _strays, "book-too-large"),
    Bomb("a format of 400,000 brackets", lambda: _a_format("[" * 400_000, 2), "book-unreadable"),
    Bomb(
        "5,000 styles of a format of 40,000 quotes",
        lambda: _a_format("&quot;[" * 40_000, 5_000),
        "book-unreadable",
    ),
    Bomb(
        "19,000 styles of a format of 400,000 digits",
        lambda: _a_format("0" * 400_000, 19_000),
        "book-unreadable",
    ),
    Bomb("100 sheets of one part", _one_part_many_sheets, "book-unreadable"),
    Bomb("a part twice by its slashes", lambda: _twice("xl//workbook.xml"), "book-unreadable"),
    Bomb("a part twice by its letters", lambda: _twice("XL/Workbook.xml"), "book-unreadable"),
    Bomb(
        "a part twice by numbered letters", lambda: _twice("xl/%77orkbook.xml"), "book-unreadable"
    ),
    Bomb("a part twice by a dot", lambda: _twice("xl/./workbook.xml"), "book-unreadable"),
    Bomb("a connection to an address", _connections, "book-has-links"),
    Bomb("a table that is asked for elsewhere", _query_table, "book-has-links"),
    Bomb(
        "a row with 4,000 digits",
        lambda: a_sheet(f'<row r="{"9" * 4_000}"><c><v>1</v></c></row>'),
        "book-unreadable",
    ),
)
BOMBS: Final = (
    Bomb("zeros, 1,000 times smaller packed", lambda: forged(zeros_in(400)), "book-too-large"),
    Bomb(
        "zeros as a sheet",
        lambda: forged(zeros_in(25, name="xl/worksheets/sheet99.xml")),
        "book-too-large",
    ),
    Bomb(
        "zeros that say they are few", lambda: forged(zeros_in(400, told=1_000)), "book-too-large"
    ),
    Bomb("zip in a zip", _nested, "book-has-links"),
    Bomb(
        "6,000 parts",
        lambda: packed({f"xl/media/{n}.txt": b"" for n in range(6_000)}),
        "book-too-large",
    ),
    Bomb(
        "60,000 parts in the directory",
        lambda: a_forged_zip([plain_part("a" * 40, b"")], times=60_000),
        "book-too-large",
    ),
    Bomb("parts that overlap", _overlapping, "book-too-large"),
    Bomb(
        "the same part twice",
        lambda: forged(plain_part("xl/workbook.xml", "<x/>")),
        "book-unreadable",
    ),
    Bomb(
        "part outside of the package", lambda: packed({"../../x.xml": b"<x/>"}), "book-unreadable"
    ),
    Bomb(
        "a declared area of 17 thousand million cells",
        lambda: _dimension("A1:XFD1048576"),
        "book-too-large",
    ),
    Bomb("800,000 merged ranges", _million_merged, "book-too-large"),
    Bomb("10 million rows", _ten_million_rows, "book-too-large"),
    Bomb("900,000 cells that hardly pack", _many_cells, "book-too-large"),
    Bomb("300,000 shared texts", _many_strings, "book-too-large"),
    Bomb("400,000 shared texts that hardly pack", _noisy_strings, "book-too-large"),
    Bomb("one shared text of 28 MB", _long_string, "book-too-large"),
    Bomb("laughs in the shared texts", lambda: _laughs("xl/sharedStrings.xml"), "book-has-links"),
    Bomb("laughs in a sheet", lambda: _laughs(SHEET), "book-has-links"),
    Bomb("laughs in the styles", lambda: _laughs("xl/styles.xml"), "book-has-links"),
    Bomb("laughs in wide letters", _wide_laughs, "book-has-links"),
    Bomb(
        "a word from outside",
        lambda: packed(
            {"docProps/app.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}
        ),
        "book-has-links",
    ),
    Bomb("a link to another book", _external, "book-has-links"),
    Bomb("a part that is fetched", _outside, "book-has-links"),
    Bomb(
        "an object inside", lambda: packed({"xl/embeddings/oleObject1.bin": b"x"}), "book-has-links"
    ),
    Bomb("macros", lambda: packed({"xl/vbaProject.bin": b"x"}), "book-has-macros"),
    Bomb("macros by their type", _macro_type, "book-has-macros"),
    Bomb(
        "macros of old sheets",
        lambda: packed({"xl/macrosheets/sheet1.xml": "<x/>"}),
        "book-has-macros",
    ),
    Bomb("encrypted", lambda: an_ole("EncryptionInfo", "EncryptedPackage"), "book-locked"),
    Bomb("locked as a zip", a_locked_zip, "book-locked"),
    Bomb("of old Excel", lambda: an_ole("Workbook"), "book-not-xlsx"),
    Bomb("truncated", lambda: good()[: len(good()) // 2], "book-unreadable"),
    Bomb("without its last bytes", lambda: good()[:-40], "book-unreadable"),
    Bomb("with more behind it", lambda: good() + b"x" * 5_000, "book-unreadable"),
    Bomb("no types of content", lambda: packed({"[Content_Types].xml": None}), "book-not-xlsx"),
    Bomb(
        "types of a letter",
        lambda: packed({"xl/workbook.xml": None, "word/document.xml": "<x/>"}),
        "book-not-xlsx",
    ),
    Bomb("an open spreadsheet", lambda: an_open("spreadsheet"), "book-not-xlsx"),
    Bomb("a PDF", a_pdf, "book-not-xlsx"),
    Bomb("a table of commas", lambda: b"P1-01,si\n", "book-not-xlsx"),
    Bomb("a sheet that is not there", _round_target, "book-unreadable"),
    Bomb("a sheet that is no XML", lambda: packed({SHEET: b"\x00\x01<<<"}), "book-unreadable"),
    Bomb("deep in a sheet", lambda: _deep(SHEET), "book-too-large"),
    Bomb("deep in the styles", lambda: _deep("xl/styles.xml"), "book-too-large"),
    Bomb(
        "300,000 styles",
        lambda: _styles(f"<cellXfs>{'<xf/>' * 300_000}</cellXfs>"),
        "book-too-large",
    ),
    Bomb(
        "100,000 fonts",
        lambda: _styles(f"<fonts>{'<font><b/></font>' * 100_000}</fonts>"),
        "book-too-large",
    ),
    Bomb("100,000 defined names", _names, "book-too-large"),
    Bomb("200,000 comments", _comments, "book-too-large"),
    Bomb("100,000 conditional formats", _rules, "book-too-large"),
    Bomb("an element with 900,000 attributes", _attributes, "book-too-large"),
    Bomb("60,000 cells to fill in", _many_keys, "book-too-large"),
    Bomb("60,000 sheets", _many_sheets, "book-too-large"),
    *LATER,
    *ECHOES,
)
