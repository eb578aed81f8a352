"""Hacer una observación: the form, how it will be read ("así se verá"), and what comes after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from game.personal import Kind, found_in, parts_of
from game.reports import Report
from game.room import ReportRules
from server.i18n import Lazy, lazy, list_of, ngettext, number
from server.i18n import gettext as _
from server.pages.filters import Option
from server.pages.links import Link, Url
from server.pages.reports import BEARINGS, ToldView, told_view

KINDS: Mapping[Kind, Lazy] = MappingProxyType(
    {
        Kind.EMAIL: lazy("un correo"),
        Kind.CURP: lazy("una CURP"),
        Kind.VOTER_KEY: lazy("una clave de elector"),
        Kind.RFC: lazy("un RFC de persona"),
        Kind.SOCIAL_SECURITY: lazy("un número de seguridad social"),
        Kind.CLABE: lazy("una CLABE"),
        Kind.CARD: lazy("un número de tarjeta"),
        Kind.PASSPORT: lazy("un pasaporte"),
        Kind.PROFILE: lazy("una cuenta de red social"),
        Kind.PHONE: lazy("un teléfono"),
        Kind.PLATE: lazy("una placa"),
        Kind.ADDRESS: lazy("un domicilio"),
        Kind.NAME: lazy("un nombre de persona"),
    }
)
# In the order of the form: where the summary of problems leads.
LABELS: Mapping[str, Lazy] = MappingProxyType(
    {
        "topic": lazy("Tema"),
        "bearing": lazy("Qué dice del compromiso"),
        "asked": lazy("Qué se pidió"),
        "place": lazy("Dónde"),
        "happened_on": lazy("Cuándo"),
        "story": lazy("Qué pasó"),
        "file": lazy("Documento"),
        "shown_as": lazy("Nombre que se mostrará"),
        "email": lazy("Su correo"),
        "form": lazy("El envío"),
    }
)
GROUPS = frozenset({"bearing", "form"})


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line of the summary, leading to its field."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Field:
    """What was typed in a field, and what must be mended."""

    name: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form with what was typed. `notice`: what is done with the address."""

    about: str
    participant: str
    breadcrumb: tuple[Link, ...]
    action: str
    problems: tuple[Complaint, ...]
    hidden: tuple[tuple[str, str], ...]
    fields: Mapping[str, Field]
    topics: tuple[Option, ...]
    bearings: tuple[Option, ...]
    file: str
    file_most: str
    file_too_large: str
    asks_email: bool
    account_name: str
    notice: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `kind`: what was found in it, nothing where it is plain."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class FoundIn:
    """A field in which something was found, with its text in pieces."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """How it will be read, what looks like personal data, and the form carried along."""

    title: str
    participant: str
    about: str
    breadcrumb: tuple[Link, ...]
    action: str
    told: ToldView
    file: str
    found: tuple[FoundIn, ...]
    found_text: str
    carried: tuple[tuple[str, str], ...]
    next_text: str


@dataclass(frozen=True, slots=True)
class SentPage:
    """What happens with what was sent."""

    title: str
    lead: str
    steps: tuple[str, ...]
    link: Link


def form_page(
    typed: Mapping[str, str],
    *,
    about: str,
    participant: str,
    topics: Mapping[str, tuple[str, str]],
    is_of_commitment: bool,
    errors: Mapping[str, str],
    hidden: Sequence[tuple[str, str]],
    file: str,
    file_bytes: int,
    account_name: str | None,
    rules: ReportRules,
    url: Url,
) -> FormPage:
    """The form as it stands; `account_name`: of an account whose address needs no letter."""
    megabytes = file_bytes // (1024 * 1024)
    return FormPage(
        about=about,
        participant=participant,
        breadcrumb=(Link(_("Observaciones"), url("reports")), Link(_("Hacer una observación"), "")),
        action=url("report_send"),
        problems=_complaints(errors),
        hidden=tuple(hidden),
        fields={name: Field(name, typed.get(name, ""), errors.get(name, "")) for name in LABELS},
        topics=()
        if is_of_commitment
        else (
            Option("", _("Elija el tema"), not typed.get("topic")),
            *(
                Option(code, f"{code} {name}", code == typed.get("topic"))
                for code, (_pillar, name) in topics.items()
            ),
        ),
        bearings=tuple(
            Option(each.value, str(word), each.value == typed.get("bearing"))
            for each, word in BEARINGS.items()
        )
        if is_of_commitment
        else (),
        file=file,
        file_most=str(file_bytes),
        file_too_large=_("Ese archivo pesa más de {n} MB.").format(n=number(megabytes)),
        asks_email=account_name is None,
        account_name=account_name or "",
        notice=privacy_text(rules),
    )


def preview_page(
    report: Report,
    *,
    about: str,
    participant: str,
    carried: Sequence[tuple[str, str]],
    file: str,
    asks_email: bool,
    url: Url,
) -> PreviewPage:
    """How it will be read. Few names are told by their shape: whoever wrote them looks for them."""
    told = report.told
    texts = (
        (_("Qué se pidió"), told.asked),
        (_("Dónde"), told.place),
        (_("Qué pasó"), told.story),
        (_("Nombre que se mostrará"), report.shown_as),
    )
    found = tuple(FoundIn(label, pieces_of(text)) for label, text in texts if found_in(text))
    kinds = {each.kind for _label, text in texts for each in found_in(text)}
    letter = _("Le llegará una carta para confirmar su correo; después la lee el observatorio.")
    return PreviewPage(
        title=_("Así se verá"),
        participant=participant,
        about=about,
        breadcrumb=(Link(_("Observaciones"), url("reports")), Link(_("Así se verá"), "")),
        action=url("report_send"),
        told=told_view(report, told),
        file=file,
        found=found,
        found_text=_("Parece que escribió {kinds}. Quítelo si no hace falta: será público.").format(
            kinds=list_of(str(KINDS[kind]) for kind in KINDS if kind in kinds)
        )
        if kinds
        else "",
        carried=tuple(carried),
        next_text=letter if asks_email else _("Después la lee el observatorio."),
    )


def sent_page(rules: ReportRules, url: Url) -> SentPage:
    """The same for everybody, whatever happens next: nobody learns who is known here."""
    hours = ngettext(
        "Abra la carta y confirme su correo: el vínculo sirve {n} hora.",
        "Abra la carta y confirme su correo: el vínculo sirve {n} horas.",
        rules.link_hours,
    ).format(n=number(rules.link_hours))
    days = ngettext(
        "El observatorio la lee en {n} día hábil y le escribe qué decidió.",
        "El observatorio la lee en {n} días hábiles y le escribe qué decidió.",
        rules.review_days,
    ).format(n=number(rules.review_days))
    answer = ngettext(
        "Si se publica, el gobierno tiene {n} día hábil para contestar.",
        "Si se publica, el gobierno tiene {n} días hábiles para contestar.",
        rules.answer_days,
    ).format(n=number(rules.answer_days))
    return SentPage(
        title=_("Revise su correo"),
        lead=_("Su observación llegó. Falta que confirme que el correo es suyo."),
        steps=(hours, days, answer),
        link=Link(_("Ver las observaciones publicadas"), url("reports")),
    )


def privacy_text(rules: ReportRules) -> str:
    """What is done with the address of whoever sends something."""
    return ngettext(
        "Su correo no se muestra a nadie, tampoco al gobierno: sirve para confirmarla y escribirle."
        " Se borra {n} mes después del último movimiento.",
        "Su correo no se muestra a nadie, tampoco al gobierno: sirve para confirmarla y escribirle."
        " Se borra {n} meses después del último movimiento.",
        rules.keep_months,
    ).format(n=number(rules.keep_months))


def pieces_of(text: str) -> tuple[Piece, ...]:
    """A text in pieces, each with what was found in it."""
    return tuple(Piece(piece, str(KINDS[kind]) if kind else "") for piece, kind in parts_of(text))


def _complaints(errors: Mapping[str, str]) -> tuple[Complaint, ...]:
    return tuple(
        Complaint(
            f"{LABELS[name]}: {errors[name]}", f"#{name}-error" if name in GROUPS else f"#{name}"
        )
        for name in LABELS
        if name in errors
    )
