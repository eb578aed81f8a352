"""Formularios de otros: the shapes in which people write XLSForms, and what becomes of each.

`items` are told as `code kind`, with the condition behind `<`; `left` as sheet, row, column and
why; `faults` the same.
"""
# ruff: noqa: E501  (a row of a table is a line)

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Form:
    """A form and what is expected of it."""

    name: str
    table: str
    items: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


FORMS = (
    Form(
        "a plain one with every kind",
        """
        survey
        type | name | label::Español (es) | label::English (en) | hint::Español (es) | hint::English (en) | required
        text | nombre | ¿Cómo se llama? | What is it called? | Completo. | In full. | yes
        integer | cuantos | ¿Cuántos? | How many? | | | yes
        decimal | monto | ¿Cuánto? | How much? | | | true()
        date | cuando | ¿Cuándo? | When? | | | TRUE
        select_one yn | hay | ¿Hay? | Is there? | | | yes
        select_one nivel | nivel | ¿Qué nivel? | Which level? | | | yes
        select_multiple canal | canal | ¿Qué canales? | Which channels? | | | yes
        choices
        list_name | name | label::Español (es) | label::English (en)
        yn | yes | Sí | Yes
        yn | no | No | No
        nivel | bajo | Bajo | Low
        nivel | medio | Medio | Middle
        nivel | alto | Alto | High
        canal | web | Portal | Site
        canal | desk | Ventanilla | Desk
        """,
        (
            "nombre text",
            "cuantos number",
            "monto number",
            "cuando date",
            "hay yes_no",
            "nivel scale bajo medio alto",
            "canal multiple web desk",
        ),
    ),
    Form(
        "one language without its name, and a default one",
        """
        survey
        type | name | label | required
        text | a | Pregunta | yes
        settings
        form_title | form_id | default_language
        Mi forma | mi_forma | Español (es)
        """,
        ("a text",),
        ("survey 2 label language-missing en", "settings 2 form_id code-made"),
    ),
    Form(
        "three languages by their codes",
        """
        survey
        type | name | label::fr | label::es | label::en | required
        text | a | Quoi | Qué | What | yes
        """,
        ("a text",),
        ("survey 2 label::fr language-unused",),
    ),
    Form(
        "languages after single colons, as of old",
        """
        survey
        type | name | label:English | label:Spanish | required
        text | a | What | Qué | yes
        """,
        ("a text",),
    ),
    Form(
        "types with blanks, capitals and other words",
        """
        survey
        Type | Name | Caption | Relevance | Required
        Begin Group | g | Grupo | |
        Select One from yn | hay | ¿Hay? | | Yes
        select all that apply from canal | canal | ¿Cuáles? | ${hay} = 'si' | YES
        Integer | cuantos | ¿Cuántos? | | yes
        End Group | | | |
        choices
        list name | name | caption
        yn | si | Sí
        yn | no | No
        canal | web | Web
        canal | tel | Teléfono
        settings
        default_language |
        es |
        """,
        ("hay yes_no", "canal multiple web tel < hay yes", "cuantos number"),
        (
            "survey 2 label language-missing en",
            "survey 3 label language-missing en",
            "survey 4 label language-missing en",
            "survey 5 label language-missing en",
            "choices 2 label language-missing en",
            "choices 3 label language-missing en",
            "choices 4 label language-missing en",
            "choices 5 label language-missing en",
        ),
    ),
    Form(
        "metadata of the telephone",
        """
        survey
        type | name | label | required
        start | start | |
        end | end | |
        today | today | |
        deviceid | deviceid | |
        username | quien | |
        audit | | |
        text | a | Qué | yes
        settings
        default_language |
        Español (es) |
        """,
        ("a text",),
        (
            "survey 2 type metadata",
            "survey 3 type metadata",
            "survey 4 type metadata",
            "survey 5 type metadata",
            "survey 6 type metadata",
            "survey 7 type metadata",
            "survey 8 label language-missing en",
        ),
    ),
    Form(
        "places, pictures and times",
        """
        survey
        type | name | label::es | label::en | required
        geopoint | lugar | Dónde | Where |
        image | foto | Foto | Photo |
        file | acta | Acta | Minutes |
        barcode | codigo | Código | Code |
        time | hora | Hora | Time |
        dateTime | momento | Momento | Moment |
        acknowledge | acepta | Acepto | I agree |
        rank canal | orden | Orden | Order |
        text | a | Qué | What | yes
        choices
        list_name | name | label::es | label::en
        canal | web | Web | Web
        canal | tel | Tel | Tel
        """,
        ("a text",),
        (
            "survey 2 type map",
            "survey 3 type media",
            "survey 4 type media",
            "survey 5 type media",
            "survey 6 type moment",
            "survey 7 type moment",
            "survey 8 type type-unused",
            "survey 9 type type-unused",
            "choices 2 list_name list-unused",
            "choices 3 list_name list-unused",
        ),
    ),
    Form(
        "limits that a number can have",
        """
        survey
        type | name | label::es | label::en | required | constraint | constraint_message::es | parameters
        integer | edad | Edad | Age | yes | . >= 0 and . <= 120 | Entre 0 y 120 |
        integer | mas | Más | More | yes | .>17 | |
        decimal | parte | Parte | Share | yes | (. >= 0.5) | |
        decimal | otra | Otra | Another | yes | . > 0 | |
        integer | par | Par | Even | yes | . mod 2 = 0 | |
        range | gusto | Gusto | Liking | yes | | | start=0 end=10 step=1
        range | fino | Fino | Fine | yes | | | start=0 end=1 step=0.05
        text | clave | Clave | Code | yes | regex(., '[0-9]+') | |
        """,
        (
            "edad number 0..120",
            "mas number 18..",
            "parte number 0.5..",
            "otra number",
            "par number",
            "gusto number 0..10",
            "fino number 0..1",
            "clave text",
        ),
        (
            "survey 5 constraint limit-left",
            "survey 6 constraint limit-left",
            "survey 8 parameters limit-left",
            "survey 9 constraint limit-left",
            "survey 2 constraint_message::es column-unused",
        ),
    ),
    Form(
        "conditions that can be said",
        """
        survey
        type | name | label::es | label::en | required | relevant
        select_one yn | hay | ¿Hay? | Is there? | yes |
        select_one nivel | nivel | ¿Qué nivel? | Level? | yes | ${hay} = 'yes'
        text | uno | Uno | One | yes | selected(${hay}, "yes")
        text | dos | Dos | Two | yes | ${nivel}='bajo' or ${nivel} = 'alto'
        text | tres | Tres | Three | yes | not(${nivel} = 'bajo')
        text | cuatro | Cuatro | Four | yes | ${nivel} != 'bajo'
        text | cinco | Cinco | Five | yes | (${hay} = 'yes') and (${nivel} = 'alto')
        text | seis | Seis | Six | yes | true()
        text | siete | Siete | Seven | yes | ‘no’ = ${hay}
        choices
        list_name | name | label::es | label::en
        yn | yes | Sí | Yes
        yn | no | No | No
        nivel | bajo | Bajo | Low
        nivel | medio | Medio | Middle
        nivel | alto | Alto | High
        """,
        (
            "hay yes_no",
            "nivel scale bajo medio alto < hay yes",
            "uno text < hay yes",
            "dos text < nivel bajo alto",
            "tres text < nivel medio alto",
            "cuatro text < nivel medio alto",
            "cinco text < nivel alto",
            "seis text",
            "siete text < hay no",
        ),
        (
            "survey 6 relevant condition-other",
            "survey 7 relevant condition-other",
        ),
    ),
    Form(
        "conditions that cannot",
        """
        survey
        type | name | label::es | label::en | required | relevant
        select_one yn | hay | ¿Hay? | Is there? | yes |
        select_one yn | otra | ¿Otra? | Another? | yes |
        integer | edad | Edad | Age | yes |
        select_multiple canal | canal | Canales | Channels | yes |
        image | foto | Foto | Photo | |
        text | uno | Uno | One | yes | ${edad} >= 18
        text | dos | Dos | Two | yes | selected(${canal}, 'web')
        text | tres | Tres | Three | yes | ${hay} = 'yes' or ${otra} = 'yes'
        text | cuatro | Cuatro | Four | yes | ${hay} = 'yes' and ${otra} = 'yes'
        text | cinco | Cinco | Five | yes | ${foto} != ''
        text | seis | Seis | Six | yes | ${despues} = 'yes'
        text | siete | Siete | Seven | yes | ${hay} = 'quizas'
        text | ocho | Ocho | Eight | yes | ${hay} = 'yes' and ${edad} > 3
        select_one yn | despues | Después | Later | yes |
        choices
        list_name | name | label::es | label::en
        yn | yes | Sí | Yes
        yn | no | No | No
        canal | web | Web | Web
        canal | tel | Tel | Tel
        """,
        (
            "hay yes_no",
            "otra yes_no",
            "edad number",
            "canal multiple web tel",
            "uno text",
            "dos text",
            "tres text",
            "cuatro text < otra yes",
            "cinco text",
            "seis text",
            "siete text",
            "ocho text < hay yes",
            "despues yes_no",
        ),
        (
            "survey 6 type media",
            "survey 7 relevant condition-left",
            "survey 8 relevant condition-of-list",
            "survey 9 relevant condition-left",
            "survey 10 relevant condition-many",
            "survey 11 relevant condition-of-left",
            "survey 12 relevant condition-later",
            "survey 13 relevant condition-choice",
            "survey 14 relevant condition-left",
        ),
    ),
    Form(
        "groups in groups, with conditions of their own",
        """
        survey
        type | name | label::es | label::en | required | relevant
        select_one yn | hay | ¿Hay? | Is there? | yes |
        begin_group | g1 | Uno | One | | ${hay} = 'yes'
        text | a | A | A | yes |
        begin_group | g2 | Dos | Two | | ${hay} = 'yes'
        text | b | B | B | yes |
        end_group | | | | |
        end_group | | | | |
        begin group | g3 | Tres | Three | |
        text | c | C | C | yes |
        end group | | | | |
        text | d | D | D | yes |
        choices
        list_name | name | label::es | label::en
        yn | 1 | Sí | Yes
        yn | 0 | No | No
        """.replace("'yes'", "'1'"),
        (
            "hay yes_no",
            "a text < hay yes",
            "b text < hay yes",
            "c text",
            "d text",
        ),
        ("survey 5 type subgroup",),
    ),
    Form(
        "notes before questions, and one alone",
        """
        survey
        type | name | label::es | label::en | required | relevant
        note | n1 | Lea esto. | Read this. | |
        select_one yn | hay | ¿Hay? | Is there? | yes |
        note | n2 | Solo a veces. | Sometimes. | | ${hay} = 'no'
        text | a | A | A | yes |
        note | fin | Gracias. | Thanks. | |
        choices
        list_name | name | label::es | label::en
        yn | yes | Sí | Yes
        yn | no | No | No
        """,
        ("hay yes_no", "a text"),
        ("survey 4 label note-alone", "survey 6 label note-alone"),
    ),
    Form(
        "a roster of persons",
        """
        survey
        type | name | label::es | label::en | required | repeat_count
        integer | n | Cuántos | How many | yes |
        begin_repeat | persona | Persona | Person | | ${n}
        text | nombre | Nombre | Name | yes |
        begin_group | mas | Más | More | |
        integer | edad | Edad | Age | yes |
        end_group | | | | |
        end_repeat | | | | |
        text | a | A | A | yes |
        """,
        ("n number", "a text"),
        (
            "survey 3 type repeated",
            "survey 4 type in-repeat",
            "survey 5 type in-repeat",
            "survey 6 type in-repeat",
            "survey 3 repeat_count column-unused",
        ),
    ),
    Form(
        "cascading choices",
        """
        survey
        type | name | label::es | label::en | required | choice_filter | appearance
        select_one estado | estado | Estado | State | yes | | minimal
        select_one municipio | municipio | Municipio | Municipality | yes | estado=${estado} | minimal autocomplete
        choices
        list_name | name | label::es | label::en | estado
        estado | oax | Oaxaca | Oaxaca |
        estado | yuc | Yucatán | Yucatan |
        municipio | m1 | Tlaxiaco | Tlaxiaco | oax
        municipio | m2 | Mérida | Merida | yuc
        """,
        ("estado scale oax yuc", "municipio scale m1 m2"),
        (
            "survey 3 choice_filter filtered",
            "survey 2 appearance column-unused",
            "survey 3 appearance column-unused",
            "choices 4 estado column-unused",
            "choices 5 estado column-unused",
        ),
    ),
    Form(
        "choices from elsewhere",
        """
        survey
        type | name | label::es | label::en | required | choice_filter
        select_one_from_file lugares.csv | lugar | Lugar | Place | yes |
        select_multiple_from_file cosas.xml | cosas | Cosas | Things | yes |
        select_one_external ciudad | ciudad | Ciudad | City | yes | x='1'
        csv-external | otros | | | |
        text | a | A | A | yes |
        external_choices
        list_name | name | label
        ciudad | c1 | Una
        ciudad | c2 | Otra
        """,
        ("a text",),
        (
            "survey 2 type from-file",
            "survey 3 type from-file",
            "survey 4 type from-file",
            "survey 5 type from-file",
            "external_choices 0  sheet-unused",
        ),
    ),
    Form(
        "another choice to be specified",
        """
        survey
        type | name | label::es | label::en | required
        select_one fuente or_other | fuente | Fuente | Source | yes
        select_multiple canal or specify other | canal | Canal | Channel | yes
        choices
        list_name | name | label::es | label::en
        fuente | red | Red | Network
        fuente | pozo | Pozo | Well
        canal | web | Web | Web
        canal | other | Otro más | Any other
        """,
        ("fuente scale red pozo other", "canal multiple web other"),
        ("survey 2 type or-other", "survey 3 type or-other"),
    ),
    Form(
        "calculations, defaults and what is hidden",
        """
        survey
        type | name | label::es | label::en | required | calculation | default | read_only | trigger
        integer | a | A | A | yes | | 5 | |
        calculate | doble | | | | ${a} * 2 | | |
        hidden | oculto | | | | | x | |
        text | b | B | B | yes | concat('x', ${a}) | | yes | ${a}
        text | c | Son ${doble} | They are ${doble} | yes | | | |
        """,
        ("a number", "b text", "c text"),
        (
            "survey 3 type calculated",
            "survey 4 type calculated",
            "survey 6 label reference-in-text",
            "survey 3 calculation column-unused",
            "survey 5 calculation column-unused",
            "survey 2 default column-unused",
            "survey 4 default column-unused",
            "survey 5 read_only column-unused",
            "survey 5 trigger column-unused",
        ),
    ),
    Form(
        "pictures beside questions and choices",
        """
        survey
        type | name | label::es | label::en | required | media::image::es | audio::en
        select_one c | a | A | A | yes | a.png |
        text | b | B | B | yes | | b.mp3
        choices
        list_name | name | label::es | label::en | media::image | big-image
        c | x | X | X | x.png |
        c | y | Y | Y | | y.png
        """,
        ("a scale x y", "b text"),
        (
            "survey 2 media::image::es column-unused",
            "survey 3 audio::en column-unused",
            "choices 2 media::image column-unused",
            "choices 3 big-image column-unused",
        ),
    ),
    Form(
        "columns of its own, comments and rows switched off",
        """
        survey
        type | name | label::es | label::en | required | disabled | responsable | bind::oc:itemgroup
        text | a | A | A | yes | | Ana |
        text | b | B | B | yes | yes | |
        | | | | | | revisar |
        | | | | | | |
        text | c | C | C | yes | no | | G1
        notas
        cosa | otra
        1 | 2
        """,
        ("a text", "c text"),
        (
            "survey 3 disabled disabled",
            "survey 4  row-comment",
            "survey 2 responsable column-unused",
            "survey 4 responsable column-unused",
            "survey 6 bind::oc:itemgroup column-unused",
            "notas 0  sheet-unused",
        ),
    ),
    Form(
        "settings of all kinds",
        """
        survey
        type | name | label::es | label::en | required
        text | a | A | A | yes
        settings
        form_title | form_id | version | default_language | style | instance_name | allow_choice_duplicates
        Mi forma | mi-forma | 2024010101 | Español (es) | pages | concat(${a}, 'x') | yes
        """,
        ("a text",),
        (
            "settings 2 version setting-unused",
            "settings 2 style setting-unused",
            "settings 2 instance_name setting-unused",
            "settings 2 allow_choice_duplicates setting-unused",
        ),
    ),
    Form(
        "not everything required",
        """
        survey
        type | name | label::es | label::en | required | required_message::es
        select_one yn | hay | ¿Hay? | Is there? | yes | Responda
        text | a | A | A | |
        text | b | B | B | no |
        text | c | C | C | ${hay} = 'yes' |
        choices
        list_name | name | label::es | label::en
        yn | Yes | Sí | Yes
        yn | No | No | No
        """,
        ("hay yes_no", "a text", "b text", "c text"),
        (
            "survey 3 required not-required",
            "survey 4 required not-required",
            "survey 5 required required-when",
            "survey 2 required_message::es column-unused",
        ),
    ),
    Form(
        "names that are no codes, and long ones",
        """
        survey
        type | name | label::es | label::en | required
        begin_group | seccion_1.a | Sección | Section |
        text | q_1 | A | A | yes
        text | q.1 | B | B | yes
        text | nombre_completo_de_la_persona_responsable | C | C | yes
        text | años | D | D | yes
        select_one c | e | E | E | yes
        end_group | | | |
        choices
        list_name | name | label::es | label::en
        c | dont_know | No sé | Do not know
        c | 99 | Otro | Other
        """,
        (
            "q-1 text",
            "q-1-2 text",
            "nombre-completo-de-la-pe text",
            "anos text",
            "e scale dont-know 99",
        ),
        (
            "survey 2 name code-made",
            "survey 3 name code-made",
            "survey 4 name code-made",
            "survey 5 name code-made",
            "survey 6 name code-made",
            "choices 2 name code-made",
        ),
    ),
    Form(
        "lists with one choice, with twins and without labels",
        """
        survey
        type | name | label::es | label::en | required | hint::es | hint::en
        select_multiple uno | acepta | Acepto | I agree | yes | |
        select_one dos | b | B | B | yes | |
        text | c | | | yes | Escriba. | Write.
        choices
        list_name | name | label::es | label::en
        uno | ok | De acuerdo | OK
        dos | x | X | X
        dos | x | X otra vez | X again
        dos | y | |
        settings
        allow_choice_duplicates |
        yes |
        """,
        ("b scale x y", "c text"),
        (
            "survey 2 type choices-few",
            "choices 2 list_name list-unused",
            "choices 4 name choice-twins",
            "choices 5 label no-label",
            "survey 4 label no-label",
            "settings 2 allow_choice_duplicates setting-unused",
        ),
    ),
    Form(
        "only in French",
        """
        survey
        type | name | label::Français (fr) | required
        text | a | Quoi ? | yes
        """,
        ("a text",),
        ("survey 2 label language-missing es", "survey 2 label language-missing en"),
    ),
    Form(
        "a group without questions",
        """
        survey
        type | name | label::es | label::en | required
        begin_group | intro | Entrada | Entry |
        note | hola | Hola | Hello |
        end_group | | | |
        text | a | A | A | yes
        """,
        ("a text",),
        ("survey 3 label note-alone", "survey 2 type empty-group"),
    ),
    Form(
        "entities and a form for surveys on tablets",
        """
        survey
        type | name | label::es | label::en | required | save_to | instance::odk:tag
        text | a | A | A | yes | nombre | t
        entities
        list_name | label
        personas | ${a}
        """,
        ("a text",),
        (
            "survey 2 save_to column-unused",
            "survey 2 instance::odk:tag column-unused",
            "entities 0  sheet-unused",
        ),
    ),
    # What is no form.
    Form("no sheet of questions", "otra\na | b\n1 | 2", faults=("survey 0  no-survey",)),
    Form(
        "no column of names",
        "survey\ntype | label\ntext | A",
        faults=("survey 1 name no-column",),
    ),
    Form(
        "rows without type, name, or a good one",
        """
        survey
        type | name | label
        | a | A
        text | | B
        text | 1c | C
        text | d e | D
        text | f | F
        text | f | F
        text | g |
        """,
        faults=(
            "survey 2 type no-type",
            "survey 3 name no-name",
            "survey 4 name name-invalid",
            "survey 5 name name-invalid",
            "survey 7 name name-twice",
            "survey 8 label no-text",
        ),
    ),
    Form(
        "lists that are not there, or not sound",
        """
        survey
        type | name | label
        select_one nada | a | A
        select_multiple lista | b | B
        choices
        list_name | name | label
        lista | uno dos | Uno
        lista | x | X
        lista | x | X
        lista | | Y
        """,
        faults=(
            "choices 4 name choice-twice",
            "choices 5 name choice-nameless",
            "survey 2 type list-missing",
            "choices 2 name choice-spaced",
        ),
    ),
    Form(
        "groups that cross",
        """
        survey
        type | name | label
        begin_group | g | G
        begin_repeat | r | R
        text | a | A
        end_group | |
        end_repeat | |
        end_group | |
        begin_group | h | H
        text | b | B
        """,
        faults=(
            "survey 5 type group-crossed",
            "survey 6 type group-crossed",
            "survey 7 type group-closed",
            "survey 8 type group-open",
        ),
    ),
    Form(
        "a reference to nothing, and a type that is none",
        """
        survey
        type | name | label | relevant
        text | a | A | ${nadie} = 'x'
        """,
        faults=("survey 2 relevant reference",),
    ),
    Form(
        "a type that is none",
        """
        survey
        type | name | label
        text | a | A
        telepatia | b | B
        """,
        faults=("survey 3 type type-unknown",),
    ),
    Form(
        "nothing that can be asked",
        """
        survey
        type | name | label
        geopoint | a | A
        """,
        faults=("survey 0  nothing",),
    ),
    Form(
        "what only pyxform knows is wrong",
        """
        survey
        type | name | label | calculation
        text | a | A |
        calculate | b | |
        """,
        faults=("survey 3  refused",),
    ),
)
