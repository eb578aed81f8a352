"""Acuerdos: what meetings agreed, who signed it, who declined and why, and who has not answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from game.agreements import Agreement, Party, Stand, may_answer
from game.participants import alphabetical
from game.questionnaire import Text
from server.i18n import Lazy, day, lazy, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.commitment import Row
from server.pages.commitments.words import in_spanish
from server.pages.filters import Option, file_links
from server.pages.links import Link, Url
from server.pages.moves import Unsent
from server.pages.proposals import Complaint
from server.people import GOVERNMENT, ROLE_NAMES, Person, Role

# The look and the words of what was answered; looks are those of commitments.
STANDS: Mapping[Stand, tuple[str, Lazy]] = {
    Stand.SIGNED: ("agreed", lazy("Lo firmó")),
    Stand.DECLINED: ("withdrawn", lazy("Lo declinó")),
    Stand.INVITED: ("pending", lazy("No ha respondido")),
}


LABELS: Mapping[str, Lazy] = {
    "meeting": lazy("Reunión"),
    "held_on": lazy("Fecha de la reunión"),
    "title": lazy("Título del acuerdo"),
    "text": lazy("Texto del acuerdo"),
    "pillar": lazy("Pilar al que aporta"),
    "goal": lazy("Meta"),
    "indicator": lazy("Indicador de éxito"),
    "starts": lazy("Fecha de inicio"),
    "due": lazy("Fecha comprometida"),
    "sign_by": lazy("Se firma hasta"),
    "invited": lazy("Gobiernos invitados"),
}


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A government in the list of those invited."""

    name: str
    url: str
    code: str
    word: str
    lines: tuple[str, ...]
    note: str
    commitment_url: str
    commitment: str


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement in the list."""

    title: str
    url: str
    meeting: str
    counts: str
    closes: str


@dataclass(frozen=True, slots=True)
class AgreementsPage:
    """All agreements."""

    cards: tuple[AgreementCard, ...]
    new_url: str
    in_spanish: str
    files: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """What was typed and what is wrong with it."""

    value: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """How a head answers: two forms, each with what was typed and refused."""

    key: str
    sign_url: str
    decline_url: str
    responsible: Field
    budget: Field
    is_public: Field
    reason: Field
    is_declined: bool
    signs_again: bool
    declines_again: bool


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """One agreement, in public."""

    title: str
    kicker: str
    breadcrumb: tuple[Link, ...]
    text: str
    goal: str
    facts: tuple[Row, ...]
    milestones: tuple[Row, ...]
    counts: str
    parties: tuple[PartyRow, ...]
    answering: Answering | None
    in_spanish: str
    invite_url: str
    problems: tuple[Complaint, ...]
    unsent: Unsent | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """A form that was refused: which one, what was typed, and what to mend beside each field."""

    form: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]


def agreements_page(
    found: Sequence[tuple[Agreement, Sequence[Party]]], visitor: Person | None, url: Url
) -> AgreementsPage:
    """The newest meeting first."""
    return AgreementsPage(
        cards=tuple(
            AgreementCard(
                title=agreement.title,
                url=url("agreement", number=agreement.code),
                meeting=_meeting(agreement),
                counts=_counts(parties),
                closes=_("Se firma hasta el {day}").format(day=day(agreement.sign_by)),
            )
            for agreement, parties in found
        ),
        new_url=url("agreement_form") if visitor and visitor.role is Role.COORDINATOR else "",
        in_spanish=in_spanish() if found else "",
        files=file_links(url("agreements_table"), url("agreements_document")),
    )


def agreement_page(
    agreement: Agreement,
    parties: Sequence[Party],
    *,
    published_on: date,
    pillars: Mapping[str, Text],
    visitor: Person | None,
    seat: str,
    key: str,
    today: date,
    url: Url,
    tried: Tried | None = None,
) -> AgreementPage:
    """One agreement. `seat`: what the visitor's own is called; `key`: of a new sheet to sign."""
    name = pillars.get(agreement.pillar)
    numbered = _("Acuerdo {number}").format(number=agreement.code)
    rows = [
        Row(_("Reunión"), _meeting(agreement), is_typed=True),
        Row(_("Indicador de éxito"), agreement.indicator, is_typed=True),
        Row(_("Pilar"), name.of(locale()) if name else agreement.pillar),
        Row(_("Fecha de inicio"), day(agreement.starts) if agreement.starts else ""),
        Row(_("Fecha comprometida"), day(agreement.due)),
        Row(_("Se firma hasta"), day(agreement.sign_by)),
        Row(_("Publicado"), day(published_on)),
    ]
    is_coordinator = visitor is not None and visitor.role is Role.COORDINATOR
    answering = _answering(agreement, parties, visitor, seat, key, today, url, tried)
    return AgreementPage(
        title=agreement.title,
        kicker=numbered,
        breadcrumb=(
            Link(_("Compromisos"), url("commitments")),
            Link(_("Acuerdos"), url("agreements")),
            Link(numbered, ""),
        ),
        text=agreement.text,
        goal=agreement.goal,
        facts=tuple(row for row in rows if row.text),
        milestones=tuple(
            Row(step.title, day(step.due), is_typed=True) for step in agreement.milestones
        ),
        counts=_counts(parties),
        parties=tuple(
            _party(each, published_on, url)
            for each in sorted(parties, key=lambda each: alphabetical(each.participant.name))
        ),
        answering=answering,
        in_spanish=in_spanish(),
        invite_url=url("agreement_invite_form", number=agreement.code)
        if is_coordinator and today <= agreement.sign_by
        else "",
        problems=_complaints_of(tried) if tried and answering else (),
        unsent=_unsent(tried, is_open=answering is not None),
    )


def _complaints_of(tried: Tried) -> tuple[Complaint, ...]:
    """What is to be mended in an answer, before the terms that stand above its form."""
    labels = {
        "responsible": _("Cargo responsable"),
        "budget": _("Presupuesto"),
        "is_public": _("Publicación"),
        "reason": _("Razón pública"),
    }
    return tuple(
        Complaint(f"{labels[name]}: {text}", f"#{name}")
        for name, text in tried.errors.items()
        if name in labels
    )


def _unsent(tried: Tried | None, *, is_open: bool) -> Unsent | None:
    """Why an answer came too late, and what was typed, unless a form has it again."""
    if tried is None or (is_open and "form" not in tried.errors):
        return None
    names = () if is_open else ("reason", "responsible", "budget")
    typed = (tried.typed.get(name, "") for name in names)
    error = tried.errors.get("form", "") or next(iter(tried.errors.values()))
    return Unsent(error, tuple(text for text in typed if text.strip()))


def _meeting(agreement: Agreement) -> str:
    return _("{meeting}, {day}").format(meeting=agreement.meeting, day=day(agreement.held_on))


def _counts(parties: Sequence[Party]) -> str:
    """How many of those invited signed and declined."""
    signed = sum(each.stand is Stand.SIGNED for each in parties)
    declined = sum(each.stand is Stand.DECLINED for each in parties)
    told = ngettext(
        "{signed} de {n} gobierno lo firmó", "{signed} de {n} gobiernos lo firmaron", len(parties)
    ).format(signed=number(signed), n=number(len(parties)))
    if not declined:
        return told
    refused = ngettext("{n} lo declinó", "{n} lo declinaron", declined).format(n=number(declined))
    return _("{signed}; {declined}").format(signed=told, declined=refused)


def _party(party: Party, published_on: date, url: Url) -> PartyRow:
    """Who was invited and what they answered; when, where that was after it was published."""
    code, word = STANDS[party.stand]
    given = [line for line in party.lines if line.stand is not Stand.INVITED]
    later = party.invited_on if party.invited_on != published_on else None
    return PartyRow(
        name=party.participant.name,
        url=url("profile", code=party.participant.code),
        code=code,
        word=str(word),
        lines=(
            *([_("Se le invitó después, el {day}").format(day=day(later))] if later else []),
            *(
                _("{what}, {seat}, {day}").format(
                    what=STANDS[line.stand][1], seat=_seat(line.role), day=day(line.on)
                )
                for line in given
            ),
        ),
        note=given[-1].note if given else "",
        commitment_url=url("commitment", id=party.commitment) if party.commitment else "",
        commitment=_("Compromiso {number}").format(number=party.commitment)
        if party.commitment
        else "",
    )


def _seat(role: str) -> str:
    return str(ROLE_NAMES[Role(role)]) if role in set(Role) else role


def _answering(
    agreement: Agreement,
    parties: Sequence[Party],
    visitor: Person | None,
    seat: str,
    key: str,
    today: date,
    url: Url,
    tried: Tried | None,
) -> Answering | None:
    """For a head of a government that was invited and has not signed, while it can be signed."""
    if visitor is None or visitor.role not in GOVERNMENT:
        return None
    own = next((p for p in parties if p.participant.code == visitor.participant), None)
    stand = own.stand if own else None
    if not may_answer(agreement, stand, visitor.role.value, today):
        return None
    typed = {"responsible": seat, "key": key, **(tried.typed if tried else {})}
    errors = tried.errors if tried else {}

    def field(name: str) -> Field:
        return Field(typed.get(name, ""), errors.get(name, ""))

    return Answering(
        key=typed.get("key", "") or key,
        sign_url=url("agreement_sign", number=agreement.code),
        decline_url=url("agreement_decline", number=agreement.code),
        responsible=field("responsible"),
        budget=field("budget"),
        is_public=field("is_public"),
        reason=field("reason"),
        is_declined=stand is Stand.DECLINED,
        signs_again=tried is not None and tried.form == "sign",
        declines_again=tried is not None and tried.form == "decline",
    )


@dataclass(frozen=True, slots=True)
class StepFields:
    """A row for a milestone that every signature starts with."""

    name: str
    label: str
    title: Field
    due_name: str
    due_label: str
    due: Field


@dataclass(frozen=True, slots=True)
class AgreementFormPage:
    """The form of a new agreement with what was typed in it."""

    breadcrumb: tuple[Link, ...]
    problems: tuple[Complaint, ...]
    fields: Mapping[str, Field]
    pillars: tuple[Option, ...]
    steps: tuple[StepFields, ...]
    steps_help: str
    action: str


def agreement_form_page(
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    names: Sequence[str],
    pillars: Mapping[str, Text],
    most_steps: int,
    url: Url,
) -> AgreementFormPage:
    """The form as it was typed. `names`: of its fields; `errors`: in their order."""
    fields = {name: Field(typed.get(name, ""), errors.get(name, "")) for name in names}
    nothing = Field()
    return AgreementFormPage(
        breadcrumb=(Link(_("Acuerdos"), url("agreements")), Link(_("Nuevo acuerdo"), "")),
        problems=_complaints(errors, most_steps),
        fields=fields,
        pillars=tuple(
            Option(code, name.of(locale()), code == typed.get("pillar"))
            for code, name in pillars.items()
        ),
        steps=tuple(
            StepFields(
                name=f"milestone_{n}",
                label=_("Hito {number}").format(number=n),
                title=fields.get(f"milestone_{n}", nothing),
                due_name=f"milestone_{n}_due",
                due_label=_("Fecha del hito {number}").format(number=n),
                due=fields.get(f"milestone_{n}_due", nothing),
            )
            for n in range(1, most_steps + 1)
        ),
        steps_help=_(
            "De 1 a {n} pasos intermedios, cada uno con su fecha: con ellos empieza el compromiso"
            " de cada gobierno que lo firme. Las filas vacías no cuentan."
        ).format(n=number(most_steps)),
        action=url("agreement_publish"),
    )


def _complaints(errors: Mapping[str, str], most_steps: int) -> tuple[Complaint, ...]:
    """The summary names each field and leads to it: several of them may lack the same."""
    labels = {name: str(label) for name, label in LABELS.items()}
    for n in range(1, most_steps + 1):
        labels[f"milestone_{n}"] = _("Hito {number}").format(number=n)
        labels[f"milestone_{n}_due"] = _("Fecha del hito {number}").format(number=n)
    # A group of choices has no field of its own to lead to.
    places = {"pillar": "#pillar-error"}
    return tuple(
        Complaint(
            _("{field}: {text}").format(field=labels[name], text=text),
            places.get(name, f"#{name}"),
        )
        for name, text in errors.items()
    )
