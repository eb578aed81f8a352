"""Cuestionario en Excel: the workbook of an edition, and what one that is brought would make.

What could not be taken of it is told in the reader's language, with its sheet and its rows.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from game.changes import Change, Hits
from game.questionnaire import Kind
from server.i18n import Lazy, lazy, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.books import BookPage, Confirming, Taking, bringing
from server.pages.changes import ADVICE, change_text, wants_mark
from server.pages.flaws import flaw_text
from server.pages.links import Link, Url
from server.pages.method import ITEM_KINDS
from server.xlsforms.grids import told_rows
from server.xlsforms.listing import Left, Why
from server.xlsforms.sheets import items_of
from server.xlsforms.taking import Taken

SENTENCES: Final[Mapping[Why, Lazy]] = MappingProxyType(
    {
        Why.DEFINITION: lazy("{field}: {told}."),
        Why.FORMAT: lazy("el libro dice ser de otra forma («{text}»); expórtelo de nuevo."),
        Why.PART: lazy(
            "no hay una parte «{text}»; son edition, points, badges, final, room e index."
        ),
        Why.PATHS: lazy("las rutas de «{part}» se contradicen o se repiten: {text}."),
        Why.YES_OR_NO: lazy("«{text}» no es «yes» ni «no»."),
        Why.OUTSIDE_TOPIC: lazy("«{text}» está fuera de todo tema: va en un grupo «topic_CLAVE»."),
        Why.OUTSIDE_PILLAR: lazy("«{text}» está fuera de todo pilar, o dentro de otro tema."),
        Why.PERCENTAGE_PARTS: lazy(
            "el porcentaje «{text}» es un grupo con dos preguntas, «{text}_numerator» y"
            " «{text}_denominator», y su «end_group»."
        ),
        Why.AUDIENCE_DIFFERS: lazy(
            "no dice lo mismo que audience, population_from y population_to; debe terminar con:"
            " {text}"
        ),
        Why.RELEVANT: lazy(
            "un reactivo se pregunta por las opciones de un solo reactivo anterior; esto no se"
            " puede decir así: {text}"
        ),
        Why.CONSTRAINT: lazy("debe ser como «. >= 0 and . <= 100»; dice: {text}"),
        Why.SCORING: lazy(
            "debe ser «linear up», «linear down» o bandas como «0..10 = 1»; dice: {text}"
        ),
        Why.LEGAL: lazy("debe ser «CLAVE: artículos»; dice: {text}"),
        Why.NO_SURVEY: lazy("falta la hoja «survey», o está vacía."),
        Why.NO_COLUMN: lazy("falta esta columna en la primera fila."),
        Why.NO_TYPE: lazy("la pregunta no dice de qué tipo es."),
        Why.NO_NAME: lazy("la pregunta no tiene nombre (columna name)."),
        Why.NO_TEXT: lazy("la pregunta no tiene texto ni ayuda (columnas label y hint)."),
        Why.NAME_INVALID: lazy(
            "«{text}» no puede ser un nombre: empieza con letra o guion bajo y sigue con letras,"
            " cifras, puntos y guiones, sin espacios."
        ),
        Why.NAME_TWICE: lazy("el nombre «{text}» ya está en el mismo grupo."),
        Why.TYPE_UNKNOWN: lazy("XLSForm no tiene un tipo «{text}»."),
        Why.LIST_MISSING: lazy("no hay una lista «{text}» en la hoja choices."),
        Why.CHOICE_NAMELESS: lazy("una opción de la lista «{text}» no tiene nombre."),
        Why.CHOICE_TWICE: lazy("la opción «{text}» se repite en la lista «{list}»."),
        Why.CHOICE_SPACED: lazy("«{text}» lleva espacios, y su lista se usa para elegir varias."),
        Why.REFERENCE: lazy("nombra ${{{text}}}, y ninguna pregunta se llama así."),
        Why.GROUP_OPEN: lazy("este grupo o repetición no se cierra."),
        Why.GROUP_CLOSED: lazy("cierra un grupo que no se había abierto."),
        Why.GROUP_CROSSED: lazy("cierra o abre otra cosa mientras «{open}» sigue abierto."),
        Why.NOTHING: lazy("de este formulario no queda ninguna pregunta que Liga pueda hacer."),
        Why.REFUSED: lazy(
            "el lector de XLSForm no lo acepta. Detalle técnico, como lo dice el programa: «{text}»"
        ),
        Why.SHEET_UNUSED: lazy("la hoja no se usa."),
        Why.COLUMN_UNUSED: lazy("la columna no se usa ({meaning})."),
        Why.COLUMN_TWICE: lazy("la columna está dos veces; se lee la primera."),
        Why.NO_VALUE: lazy("la celda tiene una fórmula o un error sin valor, y no se lee."),
        Why.NO_HEADING: lazy("hay celdas sin encabezado, que no se leen."),
        Why.DERIVED: lazy("dice «{text}», que sale de otras celdas; queda «{kept}»."),
        Why.LIST_UNUSED: lazy("la lista «{text}» no la usa ninguna pregunta que se importe."),
        Why.CHOICE_TWINS: lazy("la opción «{text}» está dos veces en su lista; queda la primera."),
        Why.ROW_COMMENT: lazy(
            "la fila no dice de qué tipo es y se toma como comentario: «{text}»."
        ),
        Why.DISABLED: lazy("la fila está desactivada (disabled)."),
        Why.METADATA: lazy("«{text}» anota algo del aparato o de la hora; no es una pregunta."),
        Why.CALCULATED: lazy("«{text}» es una cuenta del formulario, no una pregunta."),
        Why.MEDIA: lazy(
            "«{label}» pide un archivo ({text}); en Liga los archivos se adjuntan como evidencia"
            " de un reactivo."
        ),
        Why.MAP: lazy("«{label}» pide un lugar en el mapa ({text}), que Liga no pregunta."),
        Why.MOMENT: lazy("«{label}» pide una hora ({text}); Liga pregunta fechas sin hora."),
        Why.FROM_FILE: lazy(
            "«{label}» toma sus opciones de un archivo que no viene en el libro ({text})."
        ),
        Why.FROM_ANSWERS: lazy("«{label}» toma sus opciones de otras respuestas ({text})."),
        Why.TYPE_UNUSED: lazy("«{label}» es de un tipo que Liga no tiene ({text})."),
        Why.REPEATED: lazy(
            "«{text}» se repite tantas veces como haga falta; en Liga se responde una vez."
        ),
        Why.IN_REPEAT: lazy("«{text}» está dentro de una repetición."),
        Why.EMPTY_GROUP: lazy(
            "del grupo «{text}» no queda ninguna pregunta, y no se hace un tema."
        ),
        Why.SUBGROUP: lazy(
            "el grupo «{text}» está dentro de otro: sus preguntas van en el tema «{group}»."
        ),
        Why.OF_GROUP: lazy("un grupo no lo tiene en Liga; decía: {text}"),
        Why.NOTE_ALONE: lazy(
            "la nota «{text}» no está delante de una pregunta a cuya ayuda sumarla."
        ),
        Why.NO_LABEL: lazy("no tiene texto; queda su nombre."),
        Why.OR_OTHER: lazy("«or_other»: se añade la opción «Otro»; no se pregunta cuál."),
        Why.CHOICES_FEW: lazy("«{text}» tiene menos de dos opciones en la lista «{list}»."),
        Why.FILTERED: lazy(
            "las opciones no se filtran por otra respuesta; se muestran todas. Decía: {text}"
        ),
        Why.CONDITION_LEFT: lazy(
            "la condición no se puede decir en Liga; se pregunta sin ella: {text}"
        ),
        Why.CONDITION_NEVER: lazy(
            "sus condiciones no se cumplen nunca a la vez; queda la primera: {text}"
        ),
        Why.CONDITION_LATER: lazy("la condición depende de una pregunta que viene después: {text}"),
        Why.CONDITION_MANY: lazy(
            "se pregunta por la respuesta a un solo reactivo: queda la condición sobre «{kept}», no"
            " la de «{item}»."
        ),
        Why.CONDITION_OF_LIST: lazy(
            "la condición depende de «{wanted}», que no es de sí o no ni de una sola opción: {text}"
        ),
        Why.CONDITION_OF_LEFT: lazy("la condición depende de algo que no se importa: {text}"),
        Why.CONDITION_OTHER: lazy(
            "con «distinto de» se pregunta ahora con cualquiera de las otras opciones, no también"
            " sin respuesta: {text}"
        ),
        Why.CONDITION_CHOICE: lazy("la condición nombra una opción «{choice}» que no está: {text}"),
        Why.LIMIT_LEFT: lazy("el límite no se puede decir en Liga; no se pone: {text}"),
        Why.NOT_REQUIRED: lazy("no era obligatoria; en Liga se responde todo lo que se pregunta."),
        Why.REQUIRED_WHEN: lazy("era obligatoria solo a veces; en Liga lo es siempre: {text}"),
        Why.LANGUAGE_UNUSED: lazy(
            "Liga se escribe en español e inglés; este texto no se usa{language}."
        ),
        Why.LANGUAGE_MISSING: lazy("falta el texto en {language}; queda el que hay."),
        Why.REFERENCE_IN_TEXT: lazy(
            "el texto cita otra respuesta, que Liga no sustituye: «{text}»."
        ),
        Why.CODE_MADE: lazy("de «{text}» se hizo la clave «{code}»."),
        Why.SETTING_UNUSED: lazy("«{text}» no se usa."),
        Why.BADGE_LEFT: lazy(
            "La insignia «{text}» es de un pilar de la edición base, y no se toma."
        ),
    }
)
# What columns that are not used are for, in XLSForm and where it is filled in.
MEANINGS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "appearance": lazy("cómo se ve la pregunta en otra aplicación"),
        "default": lazy("un valor inicial; en Liga se responde desde cero"),
        "calculation": lazy("una cuenta"),
        "constraint_message": lazy("el aviso de un límite; Liga tiene el suyo"),
        "required_message": lazy("el aviso de lo obligatorio; Liga tiene el suyo"),
        "read_only": lazy("solo de lectura"),
        "repeat_count": lazy("cuántas repeticiones"),
        "parameters": lazy("ajustes de la pregunta en otra aplicación"),
        "trigger": lazy("cuándo se rehace una cuenta"),
    }
)
MEDIA: Final = lazy("imágenes, audios o videos")
OWN: Final = lazy("Liga no tiene nada así")
LANGUAGES: Final[Mapping[str, Lazy]] = MappingProxyType(
    {"es": lazy("español"), "en": lazy("inglés")}
)
# What is told together with its rows, as it is the same of each.
TOGETHER: Final = frozenset(
    {
        Why.COLUMN_UNUSED,
        Why.LANGUAGE_UNUSED,
        Why.LANGUAGE_MISSING,
        Why.NOT_REQUIRED,
        Why.NO_HEADING,
        Why.NO_VALUE,
        Why.LIST_UNUSED,
        Why.METADATA,
        Why.NO_LABEL,
        Why.DISABLED,
    }
)
SECTIONS: Final[tuple[tuple[Lazy, frozenset[Why]], ...]] = (
    (
        lazy("Preguntas y filas que quedan fuera"),
        frozenset(
            {
                Why.ROW_COMMENT,
                Why.DISABLED,
                Why.METADATA,
                Why.CALCULATED,
                Why.MEDIA,
                Why.MAP,
                Why.MOMENT,
                Why.FROM_FILE,
                Why.FROM_ANSWERS,
                Why.TYPE_UNUSED,
                Why.REPEATED,
                Why.IN_REPEAT,
                Why.EMPTY_GROUP,
                Why.NOTE_ALONE,
                Why.CHOICES_FEW,
            }
        ),
    ),
    (
        lazy("Condiciones y límites que cambian"),
        frozenset(
            {
                Why.SUBGROUP,
                Why.OR_OTHER,
                Why.FILTERED,
                Why.CONDITION_LEFT,
                Why.CONDITION_NEVER,
                Why.CONDITION_LATER,
                Why.CONDITION_MANY,
                Why.CONDITION_OF_LIST,
                Why.CONDITION_OF_LEFT,
                Why.CONDITION_OTHER,
                Why.CONDITION_CHOICE,
                Why.LIMIT_LEFT,
                Why.NOT_REQUIRED,
                Why.REQUIRED_WHEN,
            }
        ),
    ),
    (
        lazy("Textos e idiomas"),
        frozenset(
            {
                Why.NO_LABEL,
                Why.OF_GROUP,
                Why.LANGUAGE_UNUSED,
                Why.LANGUAGE_MISSING,
                Why.REFERENCE_IN_TEXT,
                Why.DERIVED,
            }
        ),
    ),
    (lazy("Claves que se hicieron de los nombres"), frozenset({Why.CODE_MADE, Why.CHOICE_TWINS})),
    (
        lazy("Columnas, listas y hojas que no se usan"),
        frozenset(
            {
                Why.SHEET_UNUSED,
                Why.COLUMN_UNUSED,
                Why.COLUMN_TWICE,
                Why.NO_HEADING,
                Why.NO_VALUE,
                Why.LIST_UNUSED,
                Why.SETTING_UNUSED,
                Why.BADGE_LEFT,
            }
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a list: where it is, and what is said of it."""

    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}" if self.where else self.text


@dataclass(frozen=True, slots=True)
class LeftSection:
    """What was left for one kind of reason."""

    title: str
    count: str
    lines: tuple[Told, ...]


def faults_told(faults: Sequence[Left]) -> tuple[Told, ...]:
    """Everything that is wrong, a line each."""
    return tuple(Told(_where(each, [each.place.row]), _text(each)) for each in faults)


def left_sections(left: Sequence[Left]) -> tuple[LeftSection, ...]:
    """What was left, by reason; what is the same of many rows is one line with all of them."""
    return tuple(_sections(left))


def _sections(left: Sequence[Left]) -> Iterator[LeftSection]:
    for title, whys in SECTIONS:
        lines = _lines([each for each in left if each.why in whys])
        if lines:
            count = ngettext("{n} línea", "{n} líneas", len(lines)).format(n=number(len(lines)))
            yield LeftSection(str(title), count, lines)


def _lines(left: Sequence[Left]) -> tuple[Told, ...]:
    grouped: dict[tuple[object, ...], list[Left]] = {}
    for n, each in enumerate(left):
        text = _text(each)
        alone = () if each.why in TOGETHER else (n,)
        key = (each.place.sheet, each.place.column, text, *alone)
        grouped.setdefault(key, []).append(each)
    return tuple(
        Told(_where(found[0], [each.place.row for each in found]), _text(found[0]))
        for found in grouped.values()
    )


def _where(each: Left, rows: Sequence[int]) -> str:
    """The sheet, the rows and the column, as far as they are known."""
    told = [each.place.sheet] if each.place.sheet else []
    known = [row for row in rows if row]
    if known:
        words = ngettext("fila {rows}", "filas {rows}", len(set(known)))
        told.append(words.format(rows=told_rows(known)))
    if each.place.column:
        told.append(each.place.column)
    if each.name and len(known) == 1:
        told.append(each.name)
    return ", ".join(told)


def _text(each: Left) -> str:
    facts: dict[str, Any] = dict(each.facts)
    match each.why:
        case Why.COLUMN_UNUSED:
            column = str(facts.get("column", ""))
            media = str(MEDIA) if column.startswith("media::") else str(OWN)
            facts["meaning"] = str(MEANINGS[column]) if column in MEANINGS else media
        case Why.LANGUAGE_UNUSED:
            facts["language"] = f" ({facts['language']})" if facts.get("language") else ""
        case Why.LANGUAGE_MISSING:
            facts["language"] = str(LANGUAGES[str(facts["language"])])
        case Why.BADGE_LEFT:
            facts["text"] = facts["text"][locale()]
        case Why.DEFINITION if facts.get("field"):
            facts["told"] = flaw_text(facts["told"])
        case Why.DEFINITION:
            return f"{flaw_text(facts['told'])}."
        case Why.SHEET_UNUSED:
            rows = int(facts.get("count", 0))
            told = ngettext("{n} fila", "{n} filas", rows).format(n=number(rows))
            return f"{SENTENCES[each.why]} {told}."
    return str(SENTENCES[each.why]).format(**facts)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item that a form makes: its row, what the form calls it, and what it is here."""

    row: str
    name: str
    code: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class QuestionnairePreview:
    """What a workbook would make, before anything is stored. `refused`: why it cannot be."""

    title: str
    lead: str
    breadcrumb: tuple[Link, ...]
    facts: tuple[str, ...]
    moved: str
    refused: str
    faults: tuple[Told, ...]
    faults_title: str
    changes: tuple[str, ...]
    changes_title: str
    items: tuple[ItemLine, ...]
    items_title: str
    left: tuple[LeftSection, ...]
    confirming: Confirming


def questionnaire_page(
    edition: str, name: str, url: Url, megabytes: int, error: str = ""
) -> BookPage:
    """The page to begin with."""
    title = _("Cuestionario en Excel")
    return BookPage(
        title=title,
        lead=_(
            "Descargue el cuestionario completo, cámbielo en una hoja de cálculo y tráigalo de"
            " vuelta; o traiga un XLSForm de otros para empezar un borrador."
        ),
        breadcrumb=_crumbs(edition, name, title, url),
        taking=Taking(
            title=_("Descargar"),
            notes=(
                _("Tiene la forma de XLSForm (survey, choices, settings), en español e inglés."),
                _(
                    "Guarda todo lo que define la edición: puntaje, evidencia, leyes, ligas,"
                    " puntos."
                ),
                _("De una edición abierta, los cambios críticos se rechazan como siempre."),
            ),
            label=_("Descargar el cuestionario (.xlsx)"),
            url=url("questionnaire_file", edition=edition),
        ),
        bringing=bringing(
            _("Traer un libro"),
            _("Libro del cuestionario (.xlsx)"),
            url("questionnaire_send", edition=edition),
            megabytes,
            error,
            lead=_("El de esta edición, cambiado; o un XLSForm de otros, que empieza un borrador:"),
            notes=(
                _(
                    "Cada grupo se hace un tema y cada pregunta un reactivo sin puntaje, por"
                    " completar."
                ),
                _("Lo que un formulario no dice (ligas, fechas, puntos) se toma de esta edición."),
                _("Lo que no se puede usar se enumera con su fila; nada se pierde en silencio."),
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a definition would change: each change with whom it touches, where it is refused.

    `stage_text`: why its stage takes nothing. `seen`: what a confirmation must still find.
    """

    edition: str
    is_new: bool
    is_same: bool
    changes: tuple[tuple[Change, Hits | None], ...]
    stage_text: str
    seen: str


def preview_page(
    edition: str,
    name: str,
    book: str,
    filename: str,
    taken: Taken,
    weighed: Weighed | None,
    url: Url,
    *,
    is_moved: bool = False,
) -> QuestionnairePreview:
    """Everything that a workbook would make of an edition."""
    title = _("Lo que trae el libro")
    faults = faults_told(taken.listing.faults)
    lines = tuple(_changes(weighed)) if weighed else ()
    refused = _refused(weighed) if weighed else ""
    may_store = weighed is not None and not weighed.is_same and not refused
    items = tuple(item_lines(taken))
    return QuestionnairePreview(
        title=title,
        lead=filename,
        breadcrumb=(*_crumbs(edition, name, _("Cuestionario en Excel"), url), Link(title, "")),
        facts=tuple(_facts(taken, weighed)),
        moved=_("La edición cambió mientras usted revisaba. No se guardó nada: revise de nuevo.")
        if is_moved
        else "",
        refused=refused,
        faults=faults,
        faults_title=ngettext(
            "{n} cosa por corregir", "{n} cosas por corregir", len(faults)
        ).format(n=number(len(faults))),
        changes=lines,
        changes_title=ngettext("{n} cambio", "{n} cambios", len(lines)).format(
            n=number(len(lines))
        ),
        items=items,
        items_title=ngettext(
            "{n} reactivo que se haría", "{n} reactivos que se harían", len(items)
        ).format(n=number(len(items))),
        left=left_sections(taken.listing.left),
        confirming=Confirming(
            action=url("questionnaire_keep", edition=edition, book=book) if may_store else "",
            button=_button(weighed) if weighed else "",
            seen=weighed.seen if weighed else "",
            forget_url=url("questionnaire_forget", edition=edition, book=book),
            again_url=url("questionnaire_book", edition=edition),
        ),
    )


def _crumbs(edition: str, name: str, title: str, url: Url) -> tuple[Link, ...]:
    return (
        Link(_("Ediciones"), url("editions")),
        Link(name, url("edition", edition=edition)),
        Link(title, url("questionnaire_book", edition=edition)),
    )


def _button(weighed: Weighed) -> str:
    if weighed.is_new:
        return _("Guardar como borrador {edition}").format(edition=weighed.edition)
    return _("Cambiar la edición {edition}").format(edition=weighed.edition)


def _changes(weighed: Weighed) -> Iterator[str]:
    for change, hits in weighed.changes:
        yield change_text(change, hits)


def _refused(weighed: Weighed) -> str:
    if weighed.is_same:
        return ""
    if weighed.stage_text:
        return weighed.stage_text
    critical = [change for change, hits in weighed.changes if hits is not None]
    if not critical:
        return ""
    count = ngettext(
        "{n} cambio crítico: no se puede guardar nada.",
        "{n} cambios críticos: no se puede guardar nada.",
        len(critical),
    ).format(n=number(len(critical)))
    advice = str(ADVICE) if any(map(wants_mark, critical)) else ""
    return f"{count} {advice}".strip()


def _facts(taken: Taken, weighed: Weighed | None) -> Iterator[str]:
    if taken.draft is not None:
        yield _("Es un XLSForm de otros.")
    if taken.definition is None:
        return
    yield from facts_of(taken.definition)
    if taken.draft is not None:
        yield from draft_facts(taken)
    if weighed is None:
        return
    if weighed.is_same:
        yield _("No cambia nada de la edición {edition}.").format(edition=weighed.edition)
    elif weighed.is_new:
        yield _("La edición {edition} no existe todavía: quedaría como borrador.").format(
            edition=weighed.edition
        )
    else:
        yield _("La edición {edition} ya existe: esto cambiaría.").format(edition=weighed.edition)


def facts_of(definition: Mapping[str, Any]) -> Iterator[str]:
    """How much there is of an edition."""
    topics = sum(len(pillar["topics"]) for pillar in definition["pillars"])
    kinds = Counter(Kind(item["kind"]) for item in items_of(definition))
    yield ngettext("{n} tema", "{n} temas", topics).format(n=number(topics))
    total = kinds.total()
    told = ngettext("{n} reactivo", "{n} reactivos", total).format(n=number(total))
    parts = ", ".join(f"{ITEM_KINDS[kind]} {count}" for kind, count in kinds.most_common())
    yield f"{told}: {parts}"


def draft_facts(taken: Taken) -> Iterator[str]:
    """What a draft made of somebody's form still needs, and what it was completed with."""
    yield _(
        "Los reactivos no dan puntaje mientras nadie se lo dé; ejemplo, evidencia y recomendación"
        " quedan por escribir."
    )
    yield _(
        "Ligas, fechas, puntos y reglas son los de la edición {base}; cambie ahí las fechas."
    ).format(base=taken.base)
    yield _(
        "Los números decimales admiten dos decimales, los minutos se calculan de cuántos reactivos"
        " hay, y las claves se hacen de los nombres: el mismo formulario da siempre las mismas."
    )


def item_lines(taken: Taken) -> Iterator[ItemLine]:
    """The items that a form makes, row by row."""
    for found in taken.draft.found if taken.draft and taken.definition else ():
        item = found.item
        text = item["text"][locale()]
        kind = str(ITEM_KINDS[Kind(item["kind"])])
        yield ItemLine(str(found.row), found.name, item["code"], kind, text)
