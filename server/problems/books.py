"""Libros: workbooks that are filled in, brought back and prepared."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there

SENTENCES: Mapping[str, Sentence] = {
    "unknown-book": not_there(
        lazy("Ese libro ya no espera aquí, o lo subió otra persona. Súbalo de nuevo.")
    ),
    "export-running": not_now(
        lazy("Ya se está preparando un libro suyo. Espere a que termine, o cancélelo.")
    ),
    "export-crowded": not_now(
        lazy("Ya se están preparando otros libros. Espere a que termine alguno y repita.")
    ),
    "export-gone": not_there(
        lazy("Ese libro ya no está: se guarda un día. Vuelva a prepararlo en su página.")
    ),
    "book-missing": bad(lazy("Elija el libro que llenó, en formato .xlsx.")),
    "book-moved": not_now(
        lazy("Alguien guardó mientras usted revisaba. No se guardó nada: revise de nuevo.")
    ),
    "book-unreadable": bad(
        lazy(
            "El libro está incompleto o dañado. Ábralo, guárdelo de nuevo como .xlsx y súbalo"
            " otra vez."
        )
    ),
    "book-not-xlsx": bad(
        lazy("No es un libro de Excel (.xlsx). Ábralo y guárdelo como «Libro de Excel (.xlsx)».")
    ),
    "book-locked": bad(
        lazy("El libro está cifrado con contraseña. Guárdelo sin contraseña y súbalo de nuevo.")
    ),
    "book-has-macros": bad(
        lazy("El libro trae macros. Guárdelo como «Libro de Excel (.xlsx)», sin ellas.")
    ),
    "book-has-links": bad(
        lazy(
            "El libro se completa con otros archivos o trae objetos. Pegue los valores en lugar"
            " de los vínculos y súbalo de nuevo."
        )
    ),
    "book-too-large": bad(
        lazy(
            "El libro es mucho mayor que el que descargó y no se leyó. Descargue uno nuevo y"
            " copie en él sus respuestas."
        )
    ),
    "questionnaire-too-large": bad(
        lazy(
            "El libro es demasiado grande para un cuestionario y no se leyó. Deje en él solo"
            " las hojas del formulario."
        )
    ),
    "questionnaire-missing": bad(lazy("Elija el libro del cuestionario, en formato .xlsx.")),
    "book-foreign": bad(
        lazy(
            "No es un libro descargado de aquí, o perdió su hoja oculta. Descargue uno y copie"
            " en él sus respuestas."
        )
    ),
    "book-forged": bad(
        lazy(
            "Lo que el libro dice de sí mismo fue alterado, o es de otro servidor. Descargue"
            " uno nuevo y copie en él sus respuestas."
        )
    ),
    "book-of-another-edition": bad(
        lazy("El libro es de la edición {edition}. Descargue el de esta edición.")
    ),
    "book-of-another": bad(lazy("El libro es de otro gobierno: aquí solo se sube el del suyo.")),
    "book-without-columns": bad(
        lazy("No es un libro de compromisos: descargue uno aquí y llene sus renglones.")
    ),
    "book-without-rows": bad(lazy("El libro no trae ningún renglón lleno.")),
    "rows-too-many": bad(lazy("Trae demasiados renglones nuevos: a lo más {most} por libro.")),
    "row-commitment-unknown": bad(
        lazy(
            "Su gobierno no tiene un compromiso {commitment}. Corrija el número, o bórrelo para"
            " proponer el renglón como nuevo."
        )
    ),
    "row-item-unknown": bad(lazy("No hay un reactivo {item} en esa edición.")),
    "row-step-beyond": bad(
        lazy(
            "Un compromiso nuevo lleva a lo más {most} hitos: deje estas celdas vacías y agregue"
            " los demás al modificarlo, en la página del compromiso."
        )
    ),
    "row-item-twice": bad(lazy("El reactivo {item} está en otro renglón de este libro.")),
}
