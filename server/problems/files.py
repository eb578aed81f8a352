"""Archivos: what a file must be to be kept."""

from collections.abc import Mapping
from http import HTTPStatus

from server.i18n import lazy
from server.problems.sentence import Sentence, bad

SENTENCES: Mapping[str, Sentence] = {
    "file-empty": bad(lazy("El archivo está vacío.")),
    "file-too-large": Sentence(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        lazy("El archivo pesa más de {megabytes} MB. Redúzcalo o divídalo."),
    ),
    "file-type-refused": bad(
        lazy(
            "Se aceptan PDF, imagen PNG, JPG, WebP, GIF o TIFF, texto, CSV, Word, Excel,"
            " PowerPoint o formatos abiertos, sin macros. Guárdelo como PDF y adjunte el PDF."
        )
    ),
    "file-type-not-here": bad(
        lazy("Aquí no se aceptan archivos {ending}; sí {taken}. Guárdelo como uno de esos.")
    ),
    "file-is-program": bad(
        lazy("Es un programa, no un documento. Adjunte el documento, de preferencia en PDF.")
    ),
    "file-is-archive": bad(
        lazy("Es un archivo comprimido. Extraiga lo que trae y adjunte cada documento aparte.")
    ),
    "file-is-old-office": bad(
        lazy(
            "Es del formato anterior de Office, que puede traer macros. Ábralo y guárdelo como"
            " .docx, .xlsx, .pptx o PDF."
        )
    ),
    "file-is-locked": bad(
        lazy(
            "El archivo está protegido con contraseña o con restricciones. Guárdelo sin"
            " protección; si es público, cite la dirección de su página."
        )
    ),
    "file-is-markup": bad(
        lazy(
            "Es una página o un dibujo que puede traer órdenes (HTML, XML, SVG). Imprímalo como"
            " PDF y adjunte el PDF, o cite su dirección."
        )
    ),
    "file-is-heic": bad(
        lazy("Es una foto HEIC, que muchos equipos no abren. Guárdela como JPG o PDF.")
    ),
    "file-name-differs": bad(
        lazy(
            "El nombre termina en {ending} y el contenido es {right}. Elija el archivo"
            " correcto, o cámbiele el nombre para que termine en {right}."
        )
    ),
    "file-cut-short": bad(
        lazy(
            "El archivo está incompleto o dañado. Ábralo para comprobarlo, guárdelo de nuevo y"
            " vuelva a elegirlo."
        )
    ),
    "file-has-tail": bad(
        lazy(
            "El archivo trae otra cosa pegada antes o después de su contenido. Ábralo,"
            " guárdelo de nuevo como PDF y adjunte el PDF."
        )
    ),
    "file-expands": bad(
        lazy(
            "El archivo crece demasiado al abrirse. Divídalo, o guárdelo como PDF y adjunte el PDF."
        )
    ),
    "file-has-commands": bad(
        lazy(
            "Una celda del archivo da una orden a otro programa. Quítela, o guárdelo como PDF y"
            " adjunte el PDF."
        )
    ),
    "file-has-macros": bad(
        lazy("El archivo trae macros. Guárdelo sin ellas, como .docx, .xlsx, .pptx o PDF.")
    ),
    "file-is-active": bad(
        lazy(
            "El PDF trae un programa u otro archivo adentro. Imprímalo a un PDF nuevo, o quite"
            " lo que trae, y adjunte ese."
        )
    ),
    "file-is-wide-text": bad(
        lazy("Es un texto «Unicode» de dos bytes por letra. Guárdelo como UTF-8 o como CSV UTF-8.")
    ),
    "file-has-parts": bad(
        lazy(
            "El archivo trae objetos incrustados o se completa con otro que está fuera de él"
            " (una plantilla, un libro, una imagen). Guárdelo como PDF y adjunte el PDF."
        )
    ),
}
