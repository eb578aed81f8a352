"""Compromisos: what a government takes upon itself, and its milestones."""

from collections.abc import Mapping

from server.i18n import lazy
from server.problems.sentence import Sentence, bad, not_now, not_there, not_you

SENTENCES: Mapping[str, Sentence] = {
    "commitment-changed": not_now(
        lazy("Alguien movió el compromiso mientras tanto. Ábralo de nuevo y repita.")
    ),
    "commitment-moved-on": not_now(
        lazy(
            "El compromiso cambió después de que usted abrió esta página, y lo que escribió no se"
            " envió. Así está ahora: léalo antes de enviarlo de nuevo."
        )
    ),
    "pillar-missing": bad(lazy("Elija el pilar al que aporta.")),
    "goal-missing": bad(lazy("Escriba la meta: qué quedará hecho.")),
    "indicator-missing": bad(lazy("Escriba cómo se sabrá que se cumplió.")),
    "responsible-missing": bad(lazy("Escriba el cargo que responde por el compromiso.")),
    "date-missing": bad(lazy("Elija la fecha.")),
    "date-unreadable": bad(lazy("Escriba la fecha como 31/12/2026.")),
    "date-not-there": bad(lazy("Ese día no existe en el calendario: revise el día y el mes.")),
    "milestone-missing": bad(lazy("Escriba al menos un hito con su fecha.")),
    "milestone-untitled": bad(lazy("Escriba qué se logra en este hito.")),
    "milestone-late": bad(lazy("El hito debe quedar a más tardar el {due}.")),
    "unknown-commitment": not_there(lazy("No hay un compromiso {commitment}.")),
    "commitment-forbids": not_now(
        lazy("El compromiso no admite este paso en la situación en que está.")
    ),
    "commitment-incomplete": bad(
        lazy("Al compromiso le falta algo: meta, indicador, responsable y fecha.")
    ),
    "due-today": bad(lazy("La fecha {due} es hoy. Elija una por venir.")),
    "due-in-the-past": bad(lazy("La fecha {due} ya pasó. Elija una por venir.")),
    "due-too-far": bad(lazy("Elija una fecha dentro de los próximos {years} años.")),
    "public-unconfirmed": bad(
        lazy("Marque que sabe que se publica: nada se publica sin que alguien lo confirme.")
    ),
    "already-promised": not_now(
        lazy(
            "Su gobierno ya tiene un compromiso para esa recomendación, el número {commitment}."
            " Ábralo en Compromisos; para otro, retire antes ese con su razón."
        )
    ),
    "not-due-yet": not_now(
        lazy("Está a tiempo hasta el {due}: solo después puede declararse no cumplido.")
    ),
    "new-date-required": bad(
        lazy("Nada cambió. Elija una fecha distinta de {due}, o cambie otro dato.")
    ),
    "finding-required": bad(lazy("Escríbalo: será público, y quien lo lea debe poder entenderlo.")),
    "milestones-open": bad(
        lazy("Hay hitos sin concluir: {milestones}. Conclúyalos o explique aquí la razón.")
    ),
    "milestone-after-due": bad(lazy("El hito «{title}» queda después de la fecha del compromiso.")),
    "milestone-already-done": not_now(lazy("El hito «{title}» ya estaba concluido.")),
    "milestone-incomplete": bad(lazy("Al hito «{title}» le falta su nombre o su fecha.")),
    "unknown-milestone": not_there(lazy("Ese hito no existe.")),
    "role-forbids": not_you(lazy("Su cargo no puede dar este paso.")),
    "milestone-early": bad(lazy("El hito no puede quedar antes del inicio, el {starts}.")),
    "weight-unreadable": bad(lazy("Escriba un número entero de 1 a {most}.")),
    "budget-unreadable": bad(
        lazy("Escriba los pesos como número entero, sin centavos, por ejemplo 1,500,000.")
    ),
    "start-after-due": bad(lazy("El inicio queda después de la fecha comprometida, {due}.")),
    "milestone-before-start": bad(lazy("El hito «{title}» queda antes del inicio del compromiso.")),
}
