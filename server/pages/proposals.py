"""Propuesta: the form in which a recommendation, or an idea, becomes a public commitment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from game.questionnaire import Effort, Item, Text
from server.amending import MOST_STEPS
from server.i18n import day, list_of, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.commitments.words import aim_words
from server.pages.filters import Option
from server.pages.legal import NONE_ABROGATED, Abrogations, LegalLine, legal_lines
from server.pages.links import Link, Url
from server.pages.recommendations import EFFORT_WORDS
from server.proposals import MOST_MILESTONES, ProposalForm

ALWAYS_SHOWN = 3
HIDDEN = ("key", "edition", "item", "recommendation")


@dataclass(frozen=True, slots=True)
class Typed:
    """A field with what was typed in it and what must be mended."""

    name: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """A row for one milestone: its name, date and weight, each with its own complaint."""

    label: str
    title: Typed
    due_label: str
    due: Typed
    weight_label: str
    weight: Typed


@dataclass(frozen=True, slots=True)
class Complaint:
    """A line of the summary, leading to its field."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An item as a question: what is recommended for it, and the answer that this aims at, if any.

    `code`: empty where it is the only one, which is named above.
    """

    code: str
    question: str
    recommendation: str
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Advice:
    """The recommendation the form answers to: several items where some were merged."""

    codes: str
    edition: str
    asked: tuple[Asked, ...]
    evidence: tuple[str, ...]
    legal: tuple[LegalLine, ...]


@dataclass(frozen=True, slots=True)
class Answering:
    """What was issued for the item, from which batch and when; when it was declined, if it was.

    `aims`: item to the option that is aimed at, where that is not the best one.
    """

    title: str
    issued_on: date | None
    declined_on: date | None
    aims: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Late:
    """The day of a plan that passed, and in how many `days` another is suggested, by its effort.

    `is_today`: it has not passed yet, and nobody can promise something for it any more.
    """

    planned: date
    effort: Effort
    days: int
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """The form with what was typed; `pillars` only for an idea without a recommendation.

    `notes`: what proposing it answers to in public. `due_help`: why another day stands there than
    the one that was planned.
    """

    participant: str
    breadcrumb: tuple[Link, ...]
    problems: tuple[Complaint, ...]
    advice: Advice | None
    hidden: tuple[Typed, ...]
    pillars: tuple[Option, ...]
    pillar_error: str
    goal: Typed
    indicator: Typed
    responsible: Typed
    starts: Typed
    due: Typed
    budget: Typed
    is_public: Typed
    first_steps: tuple[StepRow, ...]
    more_steps: tuple[StepRow, ...]
    shows_more: bool
    steps_help: str
    notes: tuple[str, ...] = ()
    due_help: str = ""


def proposal_page(
    form: ProposalForm,
    *,
    participant: str,
    items: Sequence[Item],
    pillars: Mapping[str, Text],
    errors: Mapping[str, str],
    url: Url,
    abrogated: Abrogations = NONE_ABROGATED,
    issued: Answering | None = None,
    late: Late | None = None,
) -> ProposalPage:
    """The form as it stands; `errors` has the sentence of each field that must be mended.

    `items`: those that it answers for; none for an idea of one's own. `late`: the plan whose day
    passed, where another one is suggested.
    """

    def typed(name: str) -> Typed:
        return Typed(name, getattr(form, name), errors.get(name, ""))

    steps = [
        StepRow(
            label=_("Hito {number}").format(number=place),
            title=typed(name),
            due_label=_("Fecha del hito {number}").format(number=place),
            due=typed(f"{name}_due"),
            weight_label=_("Peso del hito {number}").format(number=place),
            weight=typed(f"{name}_weight"),
        )
        for place, name in enumerate((step.name for step in form.steps()), start=1)
    ]
    more = steps[ALWAYS_SHOWN:]
    return ProposalPage(
        participant=participant,
        breadcrumb=(
            Link(_("Recomendaciones"), url("recommendations")),
            Link(_("Nuevo compromiso"), ""),
        ),
        problems=_complaints(steps, errors),
        advice=_advice(form, items, abrogated, issued.aims if issued else {}),
        hidden=tuple(map(typed, HIDDEN)),
        pillars=_pillars(form, pillars) if not items else (),
        pillar_error=errors.get("pillar", ""),
        goal=typed("goal"),
        indicator=typed("indicator"),
        responsible=typed("responsible"),
        starts=typed("starts"),
        due=typed("due"),
        budget=typed("budget"),
        is_public=typed("is_public"),
        first_steps=tuple(steps[:ALWAYS_SHOWN]),
        more_steps=tuple(more),
        shows_more=any(
            each.value or each.error for row in more for each in (row.title, row.due, row.weight)
        ),
        steps_help=_(
            "De 1 a {n} pasos intermedios, cada uno con su fecha y su peso: qué parte del trabajo"
            " es; sin peso vale 1. Las filas vacías no cuentan. Después, al modificarlo, se pueden"
            " agregar más, hasta {most}."
        ).format(n=number(MOST_MILESTONES), most=number(MOST_STEPS)),
        notes=answering_notes(issued) if issued else (),
        due_help=_due_help(late),
    )


def answering_notes(issued: Answering) -> tuple[str, ...]:
    """What is said in public of a recommendation once this is proposed."""
    on = day(issued.issued_on) if issued.issued_on else ""
    told = _(
        "Responde a la recomendación «{title}», emitida el {day}: al proponerlo queda en público"
        " que su gobierno la aceptó, o que la adaptó si la meta cambia."
    ).format(title=issued.title, day=on)
    notes = [told]
    if issued.declined_on is not None:
        declined = _("La declinó el {day}; aquella respuesta y su razón siguen a la vista.")
        notes.append(declined.format(day=day(issued.declined_on)))
    return tuple(notes)


def _due_help(late: Late | None) -> str:
    if late is None:
        return ""
    if late.is_today:
        text = ngettext(
            "La fecha de su plan es hoy. {effort}: se sugiere otra, a {n} día. Es una propuesta de"
            " Liga, no un plazo de ley; cámbiela si conviene.",
            "La fecha de su plan es hoy. {effort}: se sugiere otra, a {n} días. Es una propuesta de"
            " Liga, no un plazo de ley; cámbiela si conviene.",
            late.days,
        )
        return text.format(n=number(late.days), effort=EFFORT_WORDS[late.effort])
    return ngettext(
        "La fecha de su plan, {day}, ya pasó. {effort}: se sugiere otra, a {n} día. Es una"
        " propuesta de Liga, no un plazo de ley; cámbiela si conviene.",
        "La fecha de su plan, {day}, ya pasó. {effort}: se sugiere otra, a {n} días. Es una"
        " propuesta de Liga, no un plazo de ley; cámbiela si conviene.",
        late.days,
    ).format(day=day(late.planned), n=number(late.days), effort=EFFORT_WORDS[late.effort])


def _complaints(steps: Sequence[StepRow], errors: Mapping[str, str]) -> tuple[Complaint, ...]:
    """The summary names each field: two of them may lack the same."""
    labels = {
        "pillar": _("Pilar al que aporta"),
        "goal": _("Meta"),
        "indicator": _("Indicador de éxito"),
        "responsible": _("Cargo responsable"),
        "starts": _("Fecha de inicio"),
        "due": _("Fecha comprometida"),
        "budget": _("Presupuesto"),
        "is_public": _("Publicación"),
        **{step.title.name: step.label for step in steps},
        **{step.due.name: step.due_label for step in steps},
        **{step.weight.name: step.weight_label for step in steps},
    }
    # A group of choices has no field of its own to lead to.
    places = {"pillar": "#pillar-error"}
    return tuple(
        Complaint(f"{labels[name]}: {text}", places.get(name, f"#{name}"))
        for name, text in errors.items()
    )


def asked_of(items: Sequence[Item], aims: Mapping[str, str], aiming: str) -> tuple[Asked, ...]:
    """Items as a page asks them; `aims`: item to option; `aiming`: how `{option}` is told."""
    options = [aim_words(each, aims.get(each.code, "")) for each in items]
    return tuple(
        Asked(
            code=each.code if len(items) > 1 else "",
            question=each.text.of(locale()),
            recommendation=each.recommendation.of(locale()),
            aim=aiming.format(option=option) if option else "",
        )
        for each, option in zip(items, options, strict=True)
    )


def legal_of(items: Sequence[Item], abrogated: Abrogations) -> tuple[LegalLine, ...]:
    """What several items rest on, each once."""
    return tuple(dict.fromkeys(line for each in items for line in legal_lines(each, abrogated)))


def _advice(
    form: ProposalForm, items: Sequence[Item], abrogated: Abrogations, aims: Mapping[str, str]
) -> Advice | None:
    if not items:
        return None
    proofs = [(each.code, each.evidence.text.of(locale())) for each in items]
    return Advice(
        codes=list_of(each.code for each in items),
        edition=_("Edición {edition}").format(edition=form.edition),
        asked=asked_of(items, aims, _("Apunta a la respuesta «{option}».")),
        evidence=tuple(
            f"{code}: {proof}" if len(items) > 1 else proof for code, proof in proofs if proof
        ),
        legal=legal_of(items, abrogated),
    )


def _pillars(form: ProposalForm, pillars: Mapping[str, Text]) -> tuple[Option, ...]:
    return tuple(
        Option(code, name.of(locale()), code == form.pillar) for code, name in pillars.items()
    )
