"""Envíos: a request that cannot be trusted or served."""

from collections.abc import Mapping
from http import HTTPStatus

from server.i18n import lazy
from server.problems.sentence import Sentence, not_now, not_you

SENTENCES: Mapping[str, Sentence] = {
    "foreign-request": not_you(
        lazy("El envío no salió de una página de este sitio. Ábrala de nuevo y repita.")
    ),
    "only-shown": not_now(lazy("Solo cambió el idioma: no se envió nada.")),
    "form-expired": not_you(
        lazy(
            "La página se abrió en otra sesión. Copie lo que falte guardar, vuelva a abrirla"
            " y envíe de nuevo."
        )
    ),
    "session-ended": Sentence(
        HTTPStatus.UNAUTHORIZED,
        lazy("Su sesión terminó. Entre en otra pestaña; lo que escribió sigue en esta."),
    ),
    "seat-left": Sentence(
        HTTPStatus.UNAUTHORIZED,
        lazy(
            "Mientras enviaba esto terminó su acceso con este cargo y no se guardó. Cópielo"
            " antes de cerrar esta página y pregunte al enlace de su gobierno o a la"
            " administración de cuentas."
        ),
    ),
    "page-of-another": not_you(
        lazy(
            "Esta página se abrió con otra cuenta o con otro cargo. Vuelva a ese cargo en otra"
            " pestaña; lo que escribió sigue en esta."
        )
    ),
    "seat-forbids": not_you(lazy("El cargo con que trabaja ahora no puede enviar esto.")),
    "form-too-large": Sentence(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        lazy(
            "Lo enviado pesa más de {limit} kB. Suele ser un documento pegado entero en un"
            " campo de texto: deje lo esencial o adjúntelo como archivo."
        ),
    ),
    "form-interrupted": Sentence(
        HTTPStatus.BAD_REQUEST,
        lazy("El envío se interrumpió antes de llegar completo. Envíelo de nuevo."),
    ),
    "busy": Sentence(
        HTTPStatus.SERVICE_UNAVAILABLE,
        lazy("Muchas personas están entrando a la vez. Intente de nuevo en un minuto."),
    ),
    "crowded": Sentence(
        HTTPStatus.SERVICE_UNAVAILABLE,
        lazy("Muchas personas siguen esta página. Se intentará de nuevo en {seconds} s."),
    ),
    "stale": not_now(
        lazy("Alguien lo cambió mientras tanto. Abra la página de nuevo para ver cómo quedó.")
    ),
    "sent-before": not_now(lazy("Esto ya se había enviado: no hace falta repetirlo.")),
    "text-unreadable": Sentence(
        HTTPStatus.BAD_REQUEST, lazy("El texto trae un carácter que no se puede guardar.")
    ),
}
