"""Datos personales: what is told by its shape. All examples are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.personal import HIDDEN, Kind, found_in, hidden, is_card, is_clabe, parts_of


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        pytest.param(
            "Escriba a ana.p+x@correo.example ya", "email", "ana.p+x@correo.example", id="email"
        ),
        pytest.param("CURP GOMC850315HOCNRR09.", "curp", "GOMC850315HOCNRR09", id="curp"),
        pytest.param(
            "curp gomc850315hocnrr09", "curp", "gomc850315hocnrr09", id="in small letters"
        ),
        pytest.param("Clave GMRLCR85031520H400", "voter_key", "GMRLCR85031520H400", id="voter"),
        pytest.param("RFC GOMC8503154A1 a la vista", "rfc", "GOMC8503154A1", id="rfc"),
        pytest.param("CLABE 032180000118359719", "clabe", "032180000118359719", id="clabe"),
        pytest.param("tarjeta 4111 1111 1111 1111", "card", "4111 1111 1111 1111", id="card"),
        pytest.param("al 951 123 4567, por favor", "phone", "951 123 4567", id="phone"),
        pytest.param("al +52 (55) 1234-5678", "phone", "+52 (55) 1234-5678", id="with country"),
        pytest.param("el coche ABC-12-34", "plate", "ABC-12-34", id="plate"),
        pytest.param("vive en calle Morelos 123", "address", "calle Morelos 123", id="street"),
        pytest.param("Av. Juárez No. 45", "address", "Av. Juárez No. 45", id="avenue"),
        pytest.param("C.P. 68000", "address", "C.P. 68000", id="postcode"),
        pytest.param("al 55 12 34 56 78 ya", "phone", "55 12 34 56 78", id="in pairs"),
        pytest.param("al 951 123 45 67 ya", "phone", "951 123 45 67", id="three and pairs"),
        pytest.param("al 951-123-45-67.", "phone", "951-123-45-67", id="with hyphens"),
        pytest.param("044 951 123 4567", "phone", "044 951 123 4567", id="044"),
        pytest.param("045-55-1234-5678", "phone", "045-55-1234-5678", id="045"),
        pytest.param("al +52 1 951 123 45 67", "phone", "+52 1 951 123 45 67", id="+52 1"),
        pytest.param("al +5219511234567", "phone", "+5219511234567", id="+52 1 in one"),
        pytest.param("951 123 4567", "phone", "951 123 4567", id="spaces that hold"),
        pytest.param("951‑123‑4567", "phone", "951‑123‑4567", id="hyphens that hold"),
        pytest.param("+5219511230006", "phone", "+5219511230006", id="as long as a card"),
        pytest.param("RFC GOMC-850315-4A1", "rfc", "GOMC-850315-4A1", id="rfc with hyphens"),
        pytest.param("rfc gomc 850315 4a1", "rfc", "gomc 850315 4a1", id="rfc with spaces"),
        pytest.param(
            "CURP GOMC 850315 HOCNRR 09", "curp", "GOMC 850315 HOCNRR 09", id="curp with spaces"
        ),
        pytest.param(
            "GOMC-850315-HOCNRR-09", "curp", "GOMC-850315-HOCNRR-09", id="curp with hyphens"
        ),
        pytest.param("en Av Juárez 123", "address", "Av Juárez 123", id="avenue without dot"),
        pytest.param("CP 68000", "address", "CP 68000", id="postcode without dots"),
        pytest.param("CP: 68000", "address", "CP: 68000", id="postcode with a colon"),
        pytest.param(
            "ya: juan arroba gmail punto com",
            "email",
            "juan arroba gmail punto com",
            id="in words",
        ),
        pytest.param(
            "a juan (arroba) gmail.com", "email", "juan (arroba) gmail.com", id="half in words"
        ),
        pytest.param("a juan @ gmail.com", "email", "juan @ gmail.com", id="spaces around"),
        pytest.param("NSS 92854567895", "social_security", "92854567895", id="social security"),
        pytest.param(
            "92-85-45-6789-5", "social_security", "92-85-45-6789-5", id="social security in parts"
        ),
        pytest.param("a juan [arroba] gmail.com", "email", "juan [arroba] gmail.com", id="arroba"),
        pytest.param("a juan(at)gmail(dot)com", "email", "juan(at)gmail(dot)com", id="(at)"),
        pytest.param("RFC GOMC850315 ya", "rfc", " GOMC850315", id="rfc without its last three"),
        pytest.param("al 55\u200b12345678", "phone", "55\u200b12345678", id="unseen gap"),
        pytest.param("al 0052 55 1234 5678", "phone", "0052 55 1234 5678", id="0052"),
        pytest.param("en Paseo de la Loma 222", "address", "Paseo de la Loma 222", id="paseo"),
        pytest.param("en lote 5, manzana 12", "address", "lote 5, manzana 12", id="lot and block"),
        pytest.param("en Mz. 12 Lt. 5", "address", "Mz. 12 Lt. 5", id="block and lot"),
        pytest.param("avisó el Lic. Juan Pérez", "name", "Lic. Juan Pérez", id="after a title"),
        pytest.param(
            "la señora María de los Ángeles Ruiz pidió dinero",
            "name",
            "señora María de los Ángeles Ruiz",
            id="after señora",
        ),
        pytest.param("Me llamo Ana Ruiz.", "name", "Me llamo Ana Ruiz", id="after me llamo"),
        pytest.param("sigan a @juan.perez ya", "profile", "@juan.perez", id="account with a dot"),
        pytest.param("Fue @AnaRuiz_85.", "profile", "@AnaRuiz_85", id="account"),
        pytest.param("(@ana_ruiz)", "profile", "@ana_ruiz", id="account in brackets"),
        pytest.param(
            "vea https://www.facebook.com/ana.ruiz.85?ref=x.",
            "profile",
            "https://www.facebook.com/ana.ruiz.85?ref=x",
            id="facebook",
        ),
        pytest.param("en m.facebook.com/anaruiz", "profile", "m.facebook.com/anaruiz", id="phone"),
        pytest.param("en instagram.com/ana/", "profile", "instagram.com/ana/", id="instagram"),
        pytest.param("x.com/ana/status/12", "profile", "x.com/ana/status/12", id="x"),
        pytest.param("twitter.com/ana", "profile", "twitter.com/ana", id="twitter"),
        pytest.param("tiktok.com/@ana.r", "profile", "tiktok.com/@ana.r", id="tiktok"),
        pytest.param(
            "https://mx.linkedin.com/in/ana-ruiz-1",
            "profile",
            "https://mx.linkedin.com/in/ana-ruiz-1",
            id="linkedin",
        ),
        pytest.param("wa.me/5219511234567", "profile", "wa.me/5219511234567", id="wa.me"),
        pytest.param("llevé G12345678 y nada", "passport", "G12345678", id="passport"),
        pytest.param("Pasaporte núm. N12345678", "passport", "N12345678", id="pasaporte"),
        pytest.param("mi pasaporte es g 12345678", "passport", "g 12345678", id="pasaporte es"),
        pytest.param("Tel. 5123 4567", "phone", "5123 4567", id="eight after tel."),
        pytest.param("teléfono: 51234567", "phone", "51234567", id="eight after teléfono"),
        pytest.param("llamar al 51-23-45-67", "phone", "51-23-45-67", id="eight after llamar al"),
        pytest.param("llame al 512 345 67", "phone", "512 345 67", id="eight after llame al"),
        pytest.param("cel 951 12 34 567", "phone", "951 12 34 567", id="3-2-2-3"),
        pytest.param("al 9511 23 45 67", "phone", "9511 23 45 67", id="4-2-2-2"),
        pytest.param("al (951)1234567", "phone", "(951)1234567", id="area in brackets"),
        pytest.param("al 951.123.4567", "phone", "951.123.4567", id="with dots"),
        pytest.param("Folio: llame al 9511234567", "phone", "9511234567", id="folio, then a phone"),
        pytest.param(
            "folio 2026001234, tel. 9511234567", "phone", "9511234567", id="a folio and a phone"
        ),
        pytest.param("folio 951 123 4567", "phone", "951 123 4567", id="in groups is no folio"),
        pytest.param("mi número es 9511234567", "phone", "9511234567", id="mi número"),
        pytest.param(
            "expediente GOMC850315HOCNRR09", "curp", "GOMC850315HOCNRR09", id="curp in a file"
        ),
        pytest.param(
            "MI NOMBRE ES JUAN PÉREZ LÓPEZ Y VIVO AQUÍ",
            "name",
            "MI NOMBRE ES JUAN PÉREZ LÓPEZ",
            id="in capitals",
        ),
        pytest.param(
            "FUE LA LIC. MARÍA DE LOS ÁNGELES RUIZ QUE NO ATIENDE",
            "name",
            "LIC. MARÍA DE LOS ÁNGELES RUIZ",
            id="in capitals after a title",
        ),
        pytest.param(
            "el señor JUAN PÉREZ dijo", "name", "señor JUAN PÉREZ", id="a name alone in capitals"
        ),
        pytest.param(
            "La Lic. Ma. del Carmen Ruiz", "name", "Lic. Ma. del Carmen Ruiz", id="Ma. for María"
        ),
        pytest.param("Atentamente, Juan Pérez López", "name", "Juan Pérez López", id="signed"),
        pytest.param("Gracias.\nATENTAMENTE\nANA RUIZ LARA", "name", "ANA RUIZ LARA", id="below"),
        pytest.param("Ave. Juárez 12", "address", "Ave. Juárez 12", id="Ave."),
        pytest.param("juan.perez＠gmail.com", "email", "juan.perez＠gmail.com", id="wide at"),
        pytest.param(
            "al ９５１ １２３ ４５６７.", "phone", "９５１ １２３ ４５６７", id="wide digits"
        ),
        pytest.param(
            "el Lic. Jose\u0301 Pe\u0301rez dijo",
            "name",
            "Lic. Jose\u0301 Pe\u0301rez",
            id="accents by themselves",
        ),
        pytest.param("INE 1234567890123", "voter_key", "1234567890123", id="number of an INE"),
        pytest.param(
            "mi credencial para votar es 1234567890123.", "voter_key", "1234567890123", id="OCR"
        ),
        pytest.param("placa ABC1234", "plate", "ABC1234", id="plate in one"),
        pytest.param("placas ABC-12-34", "plate", "ABC-12-34", id="plates"),
        pytest.param("Placas DEF-123-A", "plate", "DEF-123-A", id="plate that begins with DE"),
        pytest.param("placas: A12-ABC", "plate", "A12-ABC", id="plate of the capital"),
        pytest.param("amex 3782 822463 10005", "card", "3782 822463 10005", id="card of fifteen"),
        pytest.param("C. Hidalgo 5, Centro", "address", "C. Hidalgo 5", id="C. and a centre"),
        pytest.param("las placas son ABC123D", "plate", "ABC123D", id="placas son"),
        pytest.param("en C. Hidalgo No. 5", "address", "C. Hidalgo No. 5", id="C. for calle"),
        pytest.param("el C. Juan Pérez No dijo", "name", "C. Juan Pérez", id="C. of a person"),
    ],
)
def test_what_is_found(text: str, kind: str, found: str) -> None:
    (only,) = found_in(text)
    assert (only.kind, text[only.start : only.end]) == (Kind(kind), found)


@pytest.mark.parametrize(
    "text",
    [
        "La licencia tardó 45 días y costó 1,234.50 pesos.",
        "Folio 2026000012345",
        "Folio 92854567898",
        "Entre 2019 y 2026 fueron 120 de 350",
        "De 9 a 14 h, ventanillas 1 2 3 4 5 6",
        "El trámite CASA 850315 del año",
        "La av principal y el cp nuevo",
        "Se paga una arroba de maíz",
        "Expediente 12345678901234567",
        "El reglamento del 15/03/2026, artículo 12",
        "GOMC851315HOCNRR09 no tiene ese mes",
        "Empresa ABC850315XY1",
        "Ventanilla 12 de la calle principal",
        "Juan Pérez",
        "",
        "En la calle hay 15 puestos",
        "La calle está cerrada desde 2024",
        "La avenida principal tiene 20 comercios",
        "Circuito de 5 ventanillas",
        "Del 2026-11-30 al 2026-12-01, o 2026-11-30 2026-12-01",
        "El C. Presidente Municipal y la Lic. Directora General de Comercio",
        "El señor de la ventanilla",
        "Con folio 2026001234 desde marzo",
        "expediente 5512345678",
        "el oficio número 9511234567 dice",
        "Oficio no. 9511234567",
        "número de trámite: 9511234567",
        "el trámite 9511234567",
        "licencia de funcionamiento 2026001234",
        "Solicitud de información núm. 9511234567",
        "línea de captura 9511234567",
        "folios 2026001234, 2026001235 y 2026001236",
        "Folio 92854567895",
        "folio G12345678",
        "Vea https://www.oaxaca.gob.mx/tramites y www.gob.mx/conamer",
        "El correo termina en @oaxaca.gob.mx",
        "un dominio @gmail.com cualquiera",
        "Contestaron desde @GobOaxaca y @gobmx",
        "en facebook.com/GobiernoDeOaxaca y x.com/MunicipioOaxaca",
        "facebook.com y x.com",
        "netflix.com/ana",
        "dos piezas @ 5 pesos",
        "se llamaron 20261130 oficios",
        "Del telón 12345678",
        "Marcaron 3 errores",
        "La clave G123456789 del plano",
        "EL C. PRESIDENTE MUNICIPAL Y LA LIC. DIRECTORA GENERAL DE COMERCIO",
        "LA SEÑORA ATIENDE MUY MAL EN LA VENTANILLA",
        "EL LIC. NO ESTÁ Y LA SRA. QUE COBRA TAMPOCO",
        "EL TRÁMITE SE LLAMA LICENCIA DE FUNCIONAMIENTO",
        "Atentamente, Ventanilla Única de Oaxaca",
        "Pido atentamente que contesten",
        "Atentamente, la Cámara de Comercio",
        "Con firma electrónica Avanzada Vigente",
        "LO FIRMA OTRA PERSONA, Y QUIEN FIRMA PUEDE REABRIRLO",
        "SOLICITO ATENTAMENTE REVISAR EXPEDIENTES",
        "Anexo C. Formato No. 3",
        "El ave migratoria llegó en 2024",
        "placas de 20 por 30",
        "PLACA DE 20 CM",
        "El INE contestó en 2024 y 1,234 personas",
        "n.º 5 y 1.ª vez, 3 m² a ½ precio…",
        "Folio n.º 9511234567",
        "Oficio nº 9511234567",
    ],
)
def test_what_is_not(text: str) -> None:
    assert found_in(text) == ()


def test_the_surer_one_is_told_where_two_overlap() -> None:
    found = found_in("GOMC850315HOCNRR09")
    assert [each.kind for each in found] == [Kind.CURP]


def test_what_is_hidden_leaves_the_rest() -> None:
    text = "Ana, 951 123 4567, ana@correo.example: ventanilla 3."
    assert hidden(text) == f"Ana, {HIDDEN}, {HIDDEN}: ventanilla 3."


@given(st.text())
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(piece for piece, _ in parts_of(text)) == text
    assert found_in(hidden(text)) == () or HIDDEN in hidden(text)


@given(st.text(alphabet="0123456789", min_size=12, max_size=18))
def test_a_card_is_known_by_its_check_digit(start: str) -> None:
    """Of the ten digits that may follow exactly one makes a card (Luhn)."""
    made = [start + last for last in "0123456789" if is_card(start + last)]
    assert len(made) == 1 or len(set(start)) == 1


@given(st.text(alphabet="0123456789", min_size=17, max_size=17))
def test_an_account_is_known_by_its_check_digit(start: str) -> None:
    (made,) = [start + last for last in "0123456789" if is_clabe(start + last)]
    found = found_in(f"depósito a {made} hoy")
    assert [each.kind for each in found] in ([Kind.CLABE], [Kind.CARD])
