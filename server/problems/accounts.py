"""Cuentas y cargos: who comes in, and from which seat."""

from collections.abc import Mapping
from http import HTTPStatus

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_you

SENTENCES: Mapping[str, Sentence] = {
    # Cuentas
    "too-many-attempts": Sentence(
        HTTPStatus.TOO_MANY_REQUESTS,
        lazy("Hubo demasiados intentos de entrar. Pruebe de nuevo en {minutes} min."),
    ),
    "sign-in-failed": bad(
        lazy("El correo o la contraseña no coinciden. Revíselos y pruebe de nuevo.")
    ),
    "seat-missing": not_you(
        lazy("Su cuenta no tiene un cargo vigente. Pida una invitación a quien la administra.")
    ),
    "password-short": bad(lazy("La contraseña necesita al menos 10 caracteres.")),
    "password-long": bad(lazy("La contraseña puede tener hasta 200 caracteres.")),
    "password-is-email": bad(lazy("La contraseña no puede ser su correo.")),
    "password-sequence": bad(
        lazy("Esa contraseña es una serie que cualquiera prueba primero. Elija otra.")
    ),
    "password-repeats": bad(lazy("La contraseña no puede ser un solo carácter repetido.")),
    "passwords-differ": bad(lazy("Las dos contraseñas no son iguales.")),
    "password-wrong": bad(
        lazy("La contraseña no es la de su cuenta. Es la misma con la que ya entra.")
    ),
    "name-missing": bad(lazy("Escriba su nombre completo.")),
    "email-invalid": bad(lazy("Escriba un correo completo, como nombre@ejemplo.gob.mx.")),
    "invitation-used": Sentence(
        HTTPStatus.GONE,
        lazy("Esta invitación ya se usó o venció. Pida una nueva a quien se la envió."),
    ),
    # Cargos y gobiernos
    "seat-without-participant": not_you(lazy("Su cargo no pertenece a un gobierno participante.")),
    "seat-not-yours": not_you(
        lazy("Este cargo lo asigna la administración de cuentas, no el enlace.")
    ),
    "seat-role-invalid": bad(lazy("Elija el tipo de cargo.")),
    "participant-required": bad(
        lazy("Escriba la clave del gobierno al que pertenece el cargo, como 20 o 20067.")
    ),
    "participant-unknown": bad(
        lazy("No hay un participante con la clave «{participant}». Revísela.")
    ),
    "participant-not-found": bad(
        lazy("No hay un gobierno con la clave o el nombre «{participant}». Revíselo.")
    ),
    "participant-unclear": bad(
        lazy(
            "«{participant}» puede ser cualquiera de {n} gobiernos, como {several}."
            " Escriba la clave o el nombre completo."
        )
    ),
    "state-required": bad(lazy("Escriba la entidad de quien verifica: no dictamina a la suya.")),
    "state-unknown": bad(lazy("No hay una entidad con la clave «{state}». Revísela.")),
}
