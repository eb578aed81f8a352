"""Sin enviar: what was typed and not kept, to be read and sent again."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from game.answers import Answer
from game.questionnaire import Item
from server.i18n import Lazy, gettext, lazy, list_of, locale
from server.i18n import gettext as _
from server.pages.handovers import farewell_text, farewell_title
from server.pages.links import Url, seat_words
from server.people import Farewell, Person
from server.unsent import Typed, carried

# What people type; the rest a form sends are codes of ours, and go with it unseen.
LABELS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "date": lazy("Fecha"),
        "dated": lazy("Fecha del documento o de la consulta"),
        "denominator": lazy("De un total de"),
        "due": lazy("Fecha comprometida"),
        "email": lazy("Correo"),
        "goal": lazy("Meta"),
        "indicator": lazy("Indicador de éxito"),
        "link": lazy("Dirección de una página"),
        "milestone": lazy("Hito"),
        "milestone_due": lazy("Fecha del hito"),
        "name": lazy("Nombre"),
        "note": lazy("Nota"),
        "number": lazy("Número"),
        "page": lazy("Página o artículo"),
        "participant": lazy("Clave del gobierno"),
        "plan": lazy("¿Qué hará su gobierno?"),
        "plan_by": lazy("¿Para cuándo?"),
        "reason": lazy("Razón"),
        "responsible": lazy("Cargo responsable"),
        "state": lazy("Entidad propia"),
        "text": lazy("Texto"),
        "title": lazy("Título o nombre"),
        "valid_from": lazy("Vigente desde"),
        "valid_until": lazy("Vigente hasta"),
    }
)
SECRET_LABELS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {"password": lazy("Contraseña"), "again": lazy("La misma contraseña")}
)
# What is typed in an answer, in the order of its form.
ANSWERED: Final = ("number", "denominator", "date", "text", "reason", "plan", "plan_by")
_NUMBERED: Final = re.compile(r"_\d+")

READY = "ready"
# The item that a form is about is no longer in the questionnaire.
GONE: Final = "unknown-item"
TITLES: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "form-expired": lazy("Falta enviar lo que escribió"),
        "session-ended": lazy("Su sesión terminó"),
        "seat-forbids": lazy("Su cargo de ahora no puede enviar esto"),
        "text-unreadable": lazy("Quitamos un carácter que no se puede guardar"),
        GONE: lazy("Esa pregunta ya no está en el cuestionario"),
        READY: lazy("Ya puede enviarlo"),
    }
)
TEXTS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "form-expired": lazy(
            "La página se abrió en otra sesión y por eso todavía no se guarda nada. Aquí está lo"
            " que escribió: revíselo y envíelo de nuevo."
        ),
        "session-ended": lazy(
            "Todavía no se guarda lo que escribió, pero aquí sigue. Entre y en el paso siguiente"
            " podrá enviarlo."
        ),
        "text-unreadable": lazy(
            "El texto traía un carácter invisible, de los que a veces se copian de otro programa."
            " Lo demás está completo: revíselo y envíelo de nuevo."
        ),
        GONE: lazy(
            "Se quitó mientras usted respondía, y por eso no se guardó. Aquí está lo que escribió:"
            " cópielo si le sirve en otra pregunta."
        ),
        READY: lazy("Aquí está lo que escribió: revíselo y envíelo."),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """What was typed in one field."""

    term: str
    text: str
    is_typed: bool = True


@dataclass(frozen=True, slots=True)
class Ask:
    """What has to be given once more: a password or a file is never carried."""

    name: str
    label: str
    type: str
    autocomplete: str = ""

    @property
    def is_file(self) -> bool:
        return self.type == "file"


@dataclass(frozen=True, slots=True)
class UnsentForm:
    """The one thing to do next."""

    action: str
    hidden: tuple[tuple[str, str], ...]
    asks: tuple[Ask, ...]
    button: str
    enctype: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class UnsentPage:
    """What happened, what was typed, and the way to send it after all."""

    title: str
    text: str
    seat: str
    lines: tuple[Line, ...]
    form: UnsentForm | None


def unsent_page(
    code: str, typed: Typed, person: Person | None, url: Url, left: Farewell | None = None
) -> UnsentPage:
    """Say why a form was not taken and offer it again, from the seat it was written for.

    Whoever `left` that seat can only copy it: nobody sends it in their name any more.
    """
    if left is not None:
        kept = _("No se guardó lo que envió. Aquí está: cópielo y entréguelo a quien corresponda.")
        text = f"{farewell_text(left)} {kept}"
        return UnsentPage(farewell_title(), text, "", typed_lines(typed), None)
    is_elsewhere = person is not None and typed.seat not in {None, person.seat}
    return UnsentPage(
        title=gettext("Esto se escribió con otro cargo") if is_elsewhere else str(TITLES[code]),
        text=_elsewhere(person) if is_elsewhere and person else _text(code),
        seat=seat_words(person) if person else "",
        lines=typed_lines(typed),
        form=_form(code, typed, person, url, is_elsewhere=is_elsewhere),
    )


def _text(code: str) -> str:
    return str(TEXTS[code]) if code in TEXTS else _("Todavía no se guarda lo que escribió.")


def _elsewhere(person: Person) -> str:
    if person.may_switch:
        return _(
            "Ahora trabaja con otro cargo y por eso no se guarda nada. Vuelva al cargo con que lo"
            " escribió y en el paso siguiente podrá enviarlo."
        )
    return _(
        "Ahora está dentro otra persona o con otro cargo, y por eso no se guarda nada. Copie lo"
        " que haga falta."
    )


def _form(
    code: str, typed: Typed, person: Person | None, url: Url, *, is_elsewhere: bool
) -> UnsentForm | None:
    if code == "session-ended":
        return _to_sign_in(typed, url)
    if is_elsewhere:
        return _to_switch(typed, url) if person and person.may_switch else None
    return None if code in {"seat-forbids", GONE} else _to_send(typed)


def _to_send(typed: Typed) -> UnsentForm:
    files = tuple(Ask(name, _("Elija de nuevo el archivo"), "file") for name in typed.files)
    secrets = tuple(
        Ask(name, str(SECRET_LABELS[name]), "password", "off") for name in typed.secrets
    )
    kind = "multipart/form-data" if files else "application/x-www-form-urlencoded"
    return UnsentForm(
        typed.address, typed.fields, (*secrets, *files), _("Enviar de nuevo"), enctype=kind
    )


def _to_sign_in(typed: Typed, url: Url) -> UnsentForm:
    asks = (
        Ask("email", _("Correo"), "email", "username"),
        Ask("password", _("Contraseña"), "password", "current-password"),
    )
    return UnsentForm(url("sign_in_send"), carried(typed), asks, _("Entrar"))


def _to_switch(typed: Typed, url: Url) -> UnsentForm:
    action = url("seat_switch", number=typed.seat)
    return UnsentForm(action, carried(typed), (), _("Volver a ese cargo"))


def typed_lines(typed: Typed) -> tuple[Line, ...]:
    """What can be read, each under its label."""
    named = ((LABELS.get(_NUMBERED.sub("", name)), text) for name, text in typed.fields)
    return tuple(Line(str(label), text) for label, text in named if label and text.strip())


@dataclass(frozen=True, slots=True)
class UnsentAnswer:
    """An answer that was not kept and has no place on the page: why, and what was typed."""

    title: str
    text: str
    lines: tuple[Line, ...]


def unsent_answer(item: Item, answer: Answer, refusal: str) -> UnsentAnswer:
    """To an item that is not asked any more: everything that was typed, to be copied."""
    words = {option.code: option.text.of(locale()) for option in item.options}
    ticked = [words.get(code, code) for code in answer.chosen]
    if answer.not_applicable:
        ticked.append(_("No aplica"))
    chosen = [Line(_("Lo que marcó"), list_of(ticked), is_typed=False)] if ticked else []
    typed = [(name, getattr(answer, name)) for name in ANSWERED]
    return UnsentAnswer(
        title=_("No se guardó lo que respondió en {item}").format(item=item.code),
        text=_("{refusal} Aquí está lo que escribió: cópielo si le sirve en otro lugar.").format(
            refusal=refusal
        ),
        lines=(
            Line(_("Pregunta"), item.text.of(locale()), is_typed=False),
            *chosen,
            *(Line(str(LABELS[name]), text) for name, text in typed if text.strip()),
        ),
    )
