"""Libro de resultados, read back: what was text is text, what was a number is that number."""

import re
import shutil
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from game.answers import Answer
from game.questionnaire import Item, Kind, Law, LegalBasis, Questionnaire, Text
from game.reviews import Verdict
from indicators.change import Changes
from indicators.given import Evidence, GivenAnswer
from indicators.report import Results, compute
from indicators.workbook import (
    CommitmentLine,
    Cover,
    Material,
    Since,
    answer_text,
    in_hundred,
    workbook_of,
)
from tests.calc import recalculated, values
from tests.conftest import NO_CALC
from tests.indicators.builders import (
    ALL_YES,
    NA,
    UNASKED,
    Given,
    a_questionnaire,
    a_text,
    an_item,
    cells,
    defined,
    entry,
)

SHEETS = [
    "Léame",
    "Reactivos",
    "Opciones",
    "Reglas",
    "Pesos",
    "Respuestas",
    "Situaciones",
    "Factores",
    "Cálculo",
    "Puntajes",
    "Orden",
    "Lugares",
    "Bandas",
    "Recibo",
    "Gráficas",
    "Compromisos",
    "Listas",
    "Textos largos",
    "Diccionario",
]
COMMITMENT = CommitmentLine(
    "7",
    "20",
    "=Oaxaca",
    "+Publicar el registro",
    "Dirección",
    "En curso",
    date(2026, 2, 1),
    date(2026, 9, 30),
    0.25,
    "H1-01",
)
NASTY = "Word\x0b y \x00 y 🏛️ <b>&amp; _x0041_\r\nfin"
COVER = Cover(
    title="Indicador 2025",
    edition="2025",
    made_on=date(2026, 1, 31),
    synthetic=True,
    sha256="ab" * 32,
    told_on=date(2026, 3, 1),
    note="Conjunto de referencia",
    names={"states": "Entidades", "state": "Estatal"},
    states={"20": "Oaxaca", "09": "Ciudad de México", "31050": "Yucatán"},
    hues={"P": "1D4ED8", "I": "FDE68A", "H": "047857"},
)
#   09 has all but one register item; 20 has half of one; 31050 said one thing.
ANSWERS: dict[str, dict[str, Given]] = {
    "20": {**ALL_YES, "H1-01": 0, "H1-02": Fraction(1, 3), "I1-01": NA, "P1-01": UNASKED},
    "09": {**ALL_YES, "H1-01": 0},
    "31050": {"P1-01": 1},
}
ENTRIES = (
    replace(entry("20"), name="=Oaxaca"),
    entry("09"),
    replace(entry("31050"), name="-Mérida"),
)
GIVEN = {
    ("20", "P2-01"): GivenAnswer(
        Answer("P2-01", chosen=("yes",)),
        Verdict.ACCEPTED,
        "=La gaceta lo prueba.",
        "Rita Díaz",
        (
            Evidence("Gaceta 12\n(extra)", "gaceta.pdf", "art. 5"),
            Evidence("Registro", "https://example.org/registro"),
        ),
    ),
    ("20", "P1-02"): GivenAnswer(Answer("P1-02", not_applicable=True, reason=NASTY)),
    ("31050", "I1-02"): GivenAnswer(Answer("I1-02", chosen=("yes",))),
    ("20", "I1-02"): GivenAnswer(Answer("I1-02", not_applicable=True, reason="ñ" * 40_000)),
}


def questionnaire() -> Questionnaire:
    return a_questionnaire()


def results() -> Results:
    return compute(defined(questionnaire()), ENTRIES, cells(ANSWERS))


def material(locale: str = "es", **changed: Any) -> Material:
    facts = {"given": GIVEN, "commitments": (COMMITMENT,), "locale": locale}
    return Material(results(), questionnaire(), **{"cover": COVER, **facts, **changed})


@cache
def made(locale: str = "es") -> bytes:
    return workbook_of(material(locale))


@cache
def book(locale: str = "es") -> Workbook:
    """What the cells show."""
    return load_workbook(BytesIO(made(locale)), data_only=True)


@cache
def formulas() -> Workbook:
    return load_workbook(BytesIO(made()))


def table(page: Worksheet) -> list[dict[str, object]]:
    """Rows by header, which is the row before the first that moves."""
    header_row = int(re.sub("[A-Z]", "", page.freeze_panes)) - 1
    header, *rows = page.iter_rows(min_row=header_row, values_only=True)
    return [
        {head: None if cell == "" else cell for head, cell in zip(header, row, strict=True)}
        for row in rows
    ]


def test_the_sheets_come_in_reading_order_in_both_languages() -> None:
    assert book().sheetnames == SHEETS
    assert book("en").sheetnames == [
        "README",
        "Items",
        "Options",
        "Rules",
        "Weights",
        "Answers",
        "Situations",
        "Factors",
        "Calculation",
        "Scores",
        "Order",
        "Places",
        "Bands",
        "Receipt",
        "Charts",
        "Commitments",
        "Lists",
        "Long texts",
        "Dictionary",
    ]


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_says_what_it_is_and_that_it_is_synthetic(name: str) -> None:
    page = book()[name]
    assert page["A1"].value == f"Indicador 2025 · {name} · DATOS SINTÉTICOS"
    header = int(re.sub("[A-Z]", "", page.freeze_panes)) - 1
    # Rows repeated on the sheet of charts would repeat the part of the charts that lies over them.
    assert page.print_title_rows == (None if name == "Gráficas" else f"$1:${header}")
    assert page.page_setup.orientation == "landscape"


def test_real_data_carry_no_mark() -> None:
    cover = replace(COVER, synthetic=False)
    real = load_workbook(BytesIO(workbook_of(material(cover=cover, commitments=()))))
    assert real["Puntajes"]["A1"].value == "Indicador 2025 · Puntajes"
    assert real.properties.keywords is None


def test_keys_are_text_with_their_zeros() -> None:
    for name, first in (("Respuestas", 3), ("Situaciones", 3), ("Factores", 7), ("Puntajes", 3)):
        keys = [row[0] for row in book()[name].iter_rows(min_row=first)]
        assert {key.value for key in keys} == {"20", "09", "31050"}
        assert {(key.data_type, key.number_format) for key in keys} == {("s", "@")}


def test_no_text_becomes_a_formula() -> None:
    ours = {"Reglas", "Situaciones", "Factores", "Cálculo", "Puntajes", "Orden", "Lugares"}
    for page in formulas():
        types = {cell.data_type for row in page.iter_rows() for cell in row}
        assert types <= {"s", "n", "d"} or page.title in {*ours, "Respuestas", "Recibo", "Gráficas"}
    names = formulas()["Puntajes"]["B"][2:]
    assert [(n.value, n.quotePrefix) for n in names] == [
        ("=Oaxaca", True),
        ("Gobierno 09", False),
        ("-Mérida", True),
    ]


def test_scores_are_rounded_half_up_as_they_are_shown() -> None:
    row = table(book()["Puntajes"])[1]
    assert {head: row[head] for head in [*row][:12]} == {
        "Participante": "09",
        "Nombre": "Gobierno 09",
        "Entidad federativa": "Ciudad de México",
        "Liga": "Entidades",
        "Ámbito": "Estatal",
        "Índice": 87.5,
        "Índice sin redondear": pytest.approx(87.5),
        "Cobertura": 100,
        "Cota inferior": pytest.approx(87.5),
        "Cota superior": pytest.approx(87.5),
        "Lugar en su liga": 1,
        "Lugar en su ámbito": 1,
    }
    assert row["P1 Marco"] == 100
    assert book()["Puntajes"]["F3"].number_format == "0.0"


def test_without_an_index_the_cells_are_empty() -> None:
    row = table(book()["Puntajes"])[2]
    assert (row["Índice"], row["Lugar en su liga"]) == (None, None)
    assert row["Cota superior"] == 100


def test_factors_have_one_row_each_and_words_where_there_is_none() -> None:
    row = table(book()["Factores"])[0]
    assert row["H1-02"] == 1 / 3
    assert (row["I1-01"], row["P1-01"]) == ("no aplica", "no preguntado")
    assert table(book()["Factores"])[2]["H1-02"] == "sin respuesta"
    assert book()["Factores"]["K7"].number_format == "0.000"


def test_answers_add_up_to_the_index() -> None:
    lines = [row for row in table(book()["Respuestas"]) if row["Participante"] == "20"]
    index = table(book()["Puntajes"])[0]["Índice sin redondear"]
    assert sum(line["Aportación"] for line in lines) == pytest.approx(index, abs=1e-10)
    assert sum(line["Peso efectivo"] for line in lines) == pytest.approx(1, abs=1e-12)


def test_answers_stand_as_given_with_their_verdict() -> None:
    lines = {row["Reactivo"]: row for row in table(book()["Respuestas"])[:9]}
    assert (lines["P2-01"]["Respuesta"], lines["P2-01"]["Dictamen"]) == ("Sí", "aceptada")
    assert (lines["H1-01"]["Respuesta"], lines["H1-01"]["Dictamen"]) == (None, None)


def test_answers_show_who_decided_why_and_on_what_proof() -> None:
    line = {row["Reactivo"]: row for row in table(book()["Respuestas"])[:9]}["P2-01"]
    assert (line["Verificó"], line["Razón del dictamen"]) == ("Rita Díaz", "=La gaceta lo prueba.")
    assert str(line["Evidencia citada"]).split("\n") == ["Gaceta 12 (extra)", "Registro"]
    assert str(line["Archivo o dirección"]).split("\n") == [
        "gaceta.pdf",
        "https://example.org/registro",
    ]
    assert str(line["Página o artículo"]).split("\n") == ["art. 5", "—"]


@pytest.mark.parametrize(
    "header", ["Razón del dictamen", "Verificó", "Evidencia citada", "Archivo o dirección"]
)
def test_without_a_verdict_or_proof_the_cells_are_empty(header: str) -> None:
    lines = {row["Reactivo"]: row for row in table(book()["Respuestas"])[:9]}
    assert lines["P1-02"][header] is None


@pytest.mark.parametrize("name", ["Respuestas", "Factores", "Puntajes", "Lugares"])
def test_every_government_stands_with_its_state(name: str) -> None:
    states = {row["Participante"]: row["Entidad federativa"] for row in table(book()[name])}
    assert states == COVER.states


def test_the_book_says_answered_as_the_site_does() -> None:
    states = {row["Estado de la respuesta"] for row in table(book()["Respuestas"])}
    assert states == {"respondido", "no aplica", "sin dictamen", "sin respuesta", "no preguntado"}
    words = [str(cell.value) for page in book() for row in page.iter_rows() for cell in row]
    assert not [word for word in words if "contest" in word.lower()]


@pytest.mark.parametrize(
    ("locale", "sheets", "undecided", "silent"),
    [
        ("es", ("Respuestas", "Factores"), "sin dictamen", "sin respuesta"),
        ("en", ("Answers", "Factors"), "no verdict", "no answer"),
    ],
)
def test_answer_that_nobody_decided_on_is_not_called_silence(
    locale: str, sheets: tuple[str, str], undecided: str, silent: str
) -> None:
    merida = [row for row in book(locale)[sheets[0]].iter_rows(values_only=True) if "31050" in row]
    told = {row[2]: row[16] for row in merida}
    assert (told["I1-02"], told["H1-02"]) == (undecided, silent)
    factors = table(book(locale)[sheets[1]])[2]
    assert (factors["I1-02"], factors["H1-02"]) == (undecided, silent)


def test_dictionary_explains_both_silences() -> None:
    both = "sin dictamen (se respondió y no se llegó a verificar), sin respuesta, no preguntado o"
    rows = table(book()["Diccionario"])
    told = [row["Hoja"] for row in rows if both in str(row["Significado"])]
    assert told == ["Respuestas", "Factores", "Recibo"]


def test_control_characters_become_visible_and_nothing_else_changes() -> None:
    lines = {row["Reactivo"]: row for row in table(book()["Respuestas"])[:9]}
    found = str(lines["P1-02"]["Respuesta"])
    assert found == "no aplica: Word␋ y ␀ y 🏛️ <b>&amp; _x005F_x0041_\nfin"


def test_a_text_too_long_goes_on_where_its_cell_says() -> None:
    lines = {row["Reactivo"]: row for row in table(book()["Respuestas"])[:9]}
    found = str(lines["I1-02"]["Respuesta"])
    assert len(found) == 32_767
    assert found.endswith("ñ … [entero, de 40,011 caracteres, en la hoja Textos largos]")
    pieces = table(book()["Textos largos"])
    assert {(row["Hoja"], row["Celda"]) for row in pieces} == {("Respuestas", "J7")}
    assert "".join(str(row["Texto"]) for row in pieces) == "no aplica: " + "ñ" * 40_000


def test_places_go_league_by_league_from_the_best() -> None:
    rows = table(book()["Lugares"])
    assert [(r["Lugar en su liga"], r["Participante"]) for r in rows] == [
        (1, "09"),
        (2, "20"),
        (None, "31050"),
    ]
    assert rows[0]["H Herramientas"] == 75
    assert [(r["Cobertura"], r["Cota superior"]) for r in rows][2] == (pytest.approx(100 / 48), 100)


#   09 is better than 20 in H alone: no weight turns them around, and without H, in a quarter of
#   the runs, they are equal
def test_how_firm_each_place_is_has_a_sheet() -> None:
    rows = table(book()["Bandas"])
    assert [(r["Participante"], r["Lugar en su liga"], r["Banda"]) for r in rows] == [
        ("09", 1, 1),
        ("20", 2, 1),
    ]
    told = ("Mediana de lugares", "Intervalo, desde", "Intervalo, hasta", "Entre los primeros")
    assert [rows[1][each] for each in told] == [2, 1, 2, 100]
    assert (rows[1]["Desplazamiento medio"], rows[1]["Lugares y corridas"]) == (
        0.25,
        "1: 2500; 2: 7500",
    )


#   31050 said that it has P1-01, one of three by weight in P1
def test_every_number_stands_beside_its_coverage_and_its_bounds() -> None:
    row = {row["Participante"]: row for row in table(book()["Cálculo"])}["31050"]
    told = ("Puntaje", "Valor", "Cobertura", "Cota inferior", "Cota superior")
    third = pytest.approx(1 / 3)
    assert [row[f"{name} · P1"] for name in told] == [None, 1, third, third, 1]


def test_pillars_wear_their_colour_with_readable_letters() -> None:
    page = book()["Puntajes"]
    heads = {cell.value: cell for cell in page[2]}
    assert heads["P1 Marco"].fill.fgColor.rgb == "001D4ED8"
    assert heads["P1 Marco"].font.color.rgb == "00FFFFFF"
    assert heads["I Instituciones"].font.color.rgb == "001F2933"
    assert heads["Nombre"].fill.fgColor.rgb == "001F2933"


def test_the_first_sheet_says_what_the_book_is_and_how_it_is_read() -> None:
    rows = [tuple(row.values()) for row in table(book()["Léame"])]
    assert ("Huella SHA-256 de lo publicado", "ab" * 32) in rows
    definition = defined(questionnaire()).sha256
    assert ("Huella SHA-256 de la definición", definition) in rows
    assert ("Nota", "Conjunto de referencia") in rows
    assert ("Fecha de los datos", datetime(2026, 1, 31)) in rows  # noqa: DTZ001
    assert ("Sin respuesta o sin dictamen", "sale de la media") in rows
    assert ("Participantes", "3") in rows
    assert {row[0] for row in rows} > {f"Hoja {name}" for name in SHEETS[1:]}
    assert {"Licencia", "Cómo se lee", "Cómo se prueba", "Fórmulas"} < {row[0] for row in rows}


def test_weights_and_rules_of_every_node_and_item_are_declared() -> None:
    rows = {row["Clave"]: row for row in table(book()["Pesos"])}
    told = ("Nombre", "Es parte de", "Peso", "Cómo se hace", "Cobertura mínima")
    assert [rows["index"][each] for each in told] == ["Índice", None, 1, "media ponderada", 0.75]
    assert [rows["H"][each] for each in told][:3] == ["Herramientas", "index", 2]
    assert (rows["P1-02"]["Peso"], rows["P1-02"]["Es parte de"]) == (2, "P1")
    assert rows["I1-02"]["No aplica"] == "cuenta como 1"


def test_what_nobody_told_has_no_line() -> None:
    bare = replace(COVER, sha256="", note="")
    page = load_workbook(BytesIO(workbook_of(material(cover=bare))))["Léame"]
    subjects = {row["Concepto"] for row in table(page)}
    assert not {"Nota", "Huella SHA-256 de lo publicado"} & subjects


def test_long_texts_are_given_the_room_to_be_read() -> None:
    page = book()["Léame"]
    how = next(row for row in page.iter_rows(min_row=3) if row[0].value == "Cómo se calcula")
    assert page.row_dimensions[how[0].row].height >= 30
    assert page.row_dimensions[3].height is None


def test_items_tell_what_a_jurist_asks() -> None:
    rows = {row["Reactivo"]: row for row in table(book()["Reactivos"])}
    assert rows["I1-02"]["Si no aplica"] == "cuenta como 1"
    assert rows["P1-02"]["Peso"] == 2
    assert rows["P1-03"]["Peso"] is None
    assert rows["P1-01"]["Fundamento"] is None


def test_the_legal_basis_is_marked_as_not_validated() -> None:
    basis = LegalBasis(Law("LGMR", a_text("Ley General")), "art. 5")
    plain = questionnaire()
    pillar, topic = plain.pillars[0], plain.pillars[0].topics[0]
    first = replace(topic.items[0], legal=(basis,))
    grounded = replace(
        plain,
        pillars=(
            replace(
                pillar,
                topics=(replace(topic, items=(first, *topic.items[1:])), *pillar.topics[1:]),
            ),
            *plain.pillars[1:],
        ),
    )
    page = load_workbook(BytesIO(workbook_of(Material(results(), grounded, COVER))))["Reactivos"]
    assert table(page)[0]["Fundamento"] == "LGMR art. 5 (por validar)"


def test_the_dictionary_explains_every_other_sheet() -> None:
    rows = table(book()["Diccionario"])
    assert {row["Hoja"] for row in rows} == set(SHEETS[:-1])
    assert any(row["Columna"] == "P1-01 … H1-04" for row in rows)
    assert all(row["Significado"] for row in rows)


def test_only_what_may_be_changed_is_open_on_guarded_sheets() -> None:
    guarded = [page for page in formulas() if page.protection.sheet]
    assert {page.title for page in guarded} == {
        *SHEETS[2:12],
        "Recibo",
        "Gráficas",
    }
    assert all(page.protection.password is None for page in guarded)
    open_ = {
        page.title: {cell.column_letter for row in page.iter_rows() for cell in row if _open(cell)}
        for page in guarded
    }
    assert {name for name, letters in open_.items() if letters} == {
        "Opciones",
        "Reglas",
        "Pesos",
        "Respuestas",
        "Recibo",
    }
    assert (open_["Opciones"], open_["Recibo"]) == ({"G"}, {"B"})
    assert open_["Respuestas"] == {"E", "F", "N"}


def _open(cell: Any) -> bool:
    return not cell.protection.locked


def test_what_takes_a_word_of_a_list_has_the_list() -> None:
    lists = {
        (page.title, str(each.sqref)): each.formula1
        for page in formulas()
        for each in page.data_validations.dataValidation
    }
    assert lists["Recibo", "B2"] == "'Listas'!$A$3:$A$5"
    assert lists["Respuestas", "N3:N29"] == '"aceptada,devuelta,rechazada"'
    assert lists["Pesos", "J11:J19"] == '"sale de la media,cuenta como 1,cuenta como 0"'
    assert lists["Reglas", "B4"] == '"1 2 2 4,1 2 2 3,1 2.5 2.5 4"'
    assert (lists["Pesos", "E3:E19"], lists["Opciones", "G3:G29"]) == ("0", "0")
    assert formulas()["Recibo"]["B2"].value in {c.value for c in formulas()["Listas"]["A"]}


def test_names_lead_to_what_may_be_changed_and_to_what_comes_of_it() -> None:
    names = {name: each.attr_text for name, each in formulas().defined_names.items()}
    assert names["gobierno_elegido"] == "'Recibo'!$B$2"
    assert names["pesos"] == "'Pesos'!$E$3:$E$19"
    assert names["indice"] == "'Puntajes'!$F$3:$F$5"
    assert {"regla_empates", "regla_decimales", "factores_de_opciones", "lugares"} < {*names}


def test_flat_lists_are_tables() -> None:
    found = {page.title: [*page.tables] for page in formulas() if page.tables}
    assert found == {
        "Reactivos": ["t_items"],
        "Opciones": ["t_options"],
        "Pesos": ["t_weights"],
        "Bandas": ["t_bands"],
        "Compromisos": ["t_commitments"],
        "Diccionario": ["t_dictionary"],
    }


def test_charts_follow_the_live_ranges() -> None:
    with ZipFile(BytesIO(made())) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "/chart" in name]
    ranges = {each for chart in charts for each in re.findall(r"<(?:c:)?f>([^<]*)<", chart)}
    assert "'Lugares'!$F$3:$F$5" in ranges
    assert {"'Gráficas'!$C$3:$C$5", "'Gráficas'!$D$3:$D$5", "'Gráficas'!$C$6:$C$15"} < ranges


def test_no_formula_is_of_one_program_alone() -> None:
    """Nothing that must be entered as an array, and no function that is newer than the format."""
    told = [
        str(cell.value)
        for page in formulas()
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    used = {name for each in told for name in re.findall(r"([A-Z][A-Z.]+)\(", each)}
    assert used <= {
        *("ABS", "AND", "COUNT", "FIND", "IF", "IFERROR", "INDEX", "ISNUMBER"),
        *("LEN", "LN", "MATCH", "MAX", "MIN", "N", "OR", "ROUND", "ROW", "SUBSTITUTE", "SUM"),
        *("SUMPRODUCT", "SQRT", "EXP", "COUNTIF", "MID", "RIGHT", "CHAR", "YEAR", "MONTH", "DAY"),
    }
    assert max(map(len, told)) < 8_000


def test_dates_are_dates() -> None:
    row = table(book()["Compromisos"])[0]
    assert (row["Propuesto"], row["Fecha límite"]) == (datetime(2026, 2, 1), datetime(2026, 9, 30))  # noqa: DTZ001
    assert book()["Compromisos"]["I4"].number_format == "[$-80A]dd/mm/yyyy"
    assert (row["Nombre"], row["Compromiso"]) == ("=Oaxaca", "+Publicar el registro")
    assert formulas()["Compromisos"]["D4"].quotePrefix


def test_the_receipt_adds_up_to_the_score() -> None:
    page = book()["Recibo"]
    sums, lift, index = (page[f"D{row}"].value for row in (2, 3, 4))
    assert sums + lift == pytest.approx(index, abs=1e-10)
    lines = table(page)
    assert sum(line["Aportación"] for line in lines) == pytest.approx(sums, abs=1e-10)
    assert page["B5"].value == round(index, 1)


def test_a_book_of_too_many_answers_keeps_the_worth_of_each_as_a_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("indicators.material.MOST_LIVE", 26)
    found = load_workbook(BytesIO(workbook_of(material())))
    told = {
        page.title
        for page in found
        for row in page.iter_rows(min_row=3)
        for cell in row
        if cell.data_type == "f"
    }
    assert "Factores" in told
    assert {cell.data_type for cell in found["Respuestas"]["R"][2:]} <= {"n"}
    assert "más de cien mil" in str([*found["Léame"].values])


def test_the_change_since_the_edition_before_adds_up() -> None:
    then = results()
    fewer = {**ANSWERS, "20": {**ANSWERS["20"], "H1-02": 0}}
    before = compute(defined(questionnaire()), ENTRIES, cells(fewer))
    pairs = [(item, item) for item in then.scores.items]
    since = Since(Changes(before.scores, then.scores, pairs), "Indicador 2024")
    page = load_workbook(BytesIO(workbook_of(material(before=since))))["Cambio"]
    assert "Indicador 2024" in page["A2"].value
    row = table(page)[0]
    causes = ("Por desempeño", "Por método", "Por cobertura")
    assert sum(row[cause] for cause in causes) == pytest.approx(row["Cambio"])
    assert row["Índice"] - row["Índice anterior"] == pytest.approx(row["Cambio"])
    assert row["Por desempeño"] > 0


def test_the_same_results_give_the_same_bytes() -> None:
    assert workbook_of(material()) == made()
    with ZipFile(BytesIO(made())) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_book_says_what_it_is() -> None:
    about = book().properties
    assert (about.title, about.subject, about.language) == ("Indicador 2025", "2025", "es")
    assert (about.creator, about.keywords) == ("Liga", "DATOS SINTÉTICOS")
    assert about.created == about.modified == datetime(2026, 1, 31)  # noqa: DTZ001


def test_an_edition_without_participants_is_still_a_book() -> None:
    nobody = compute(defined(questionnaire()), [], [])
    bare = Material(nobody, questionnaire(), COVER)
    page = load_workbook(BytesIO(workbook_of(bare)))["Puntajes"]
    assert page.auto_filter.ref.startswith("A2:")
    assert table(page) == []


DAYS = replace(an_item("X-1", kind=Kind.NUMBER), options=(), unit=Text("días", "days"))
SHARE = replace(an_item("X-2", kind=Kind.PERCENTAGE), options=())
DATED = replace(an_item("X-3", kind=Kind.DATE), options=())


@pytest.mark.parametrize(
    ("item", "answer", "text"),
    [
        pytest.param(
            an_item("X"), Answer("X", chosen=("yes", "half")), "Yes; In part", id="chosen"
        ),
        pytest.param(an_item("X"), Answer("X", chosen=("gone",)), "gone", id="option withdrawn"),
        pytest.param(DAYS, Answer("X-1", number="12"), "12 days", id="with its unit"),
        pytest.param(DAYS, Answer("X-1"), "", id="nothing typed"),
        pytest.param(SHARE, Answer("X-2", number="1", denominator="4"), "1 / 4", id="share"),
        pytest.param(SHARE, Answer("X-2", number="1"), "1", id="half a share"),
        pytest.param(DATED, Answer("X-3", date="2026-03-01"), "2026-03-01", id="date"),
        pytest.param(an_item("X", kind=Kind.TEXT), Answer("X", text="Así es"), "Así es", id="text"),
        pytest.param(an_item("X"), Answer("X", not_applicable=True), "not applicable", id="n/a"),
    ],
)
def test_an_answer_reads_as_people_read_it(item: Item, answer: Answer, text: str) -> None:
    assert answer_text(item, answer, "en") == text


@pytest.mark.parametrize(
    ("share", "kept"),
    [
        pytest.param(0.28749999999999996, 28.75, id="a half that binary numbers miss"),
        pytest.param(0.8889999999999999, 88.9, id="residue behind the digits"),
        pytest.param(1 / 3, 33.3333333333, id="no end"),
        pytest.param(None, None, id="no score"),
    ],
)
def test_a_score_is_kept_as_the_pages_round_it(share: float | None, kept: float | None) -> None:
    assert in_hundred(share) == kept


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason=NO_CALC)
@pytest.mark.parametrize("to", ["xlsx", "pdf"])
def test_libreoffice_opens_it_without_complaint(tmp_path: Path, to: str) -> None:
    found = recalculated(made(), tmp_path, to=to)
    assert found.stat().st_size > 5000
    if to == "xlsx":
        ours, theirs = (_texts(book) for book in (made(), found))
        assert theirs == ours
        assert {"=Oaxaca", "-Mérida", "09", "+Publicar el registro"} < {*ours.values()}


def _texts(book: bytes | Path) -> dict[tuple[str, str], object]:
    """Every text of a book as it is shown, which nothing may turn into something else."""
    told = values(book).items()
    return {here: text.replace("_x005F_", "_") for here, text in told if isinstance(text, str)}
