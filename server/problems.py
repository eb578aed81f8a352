"""Problemas: every refusal in one table.

`game` refuses by code and facts; here each code has its HTTP status and its sentence. A sentence
says what to do, may use the facts by name, and is translated when it is shown; the page or the
piece of one that shows it is made in `server/telling.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from types import MappingProxyType

from server.i18n import Lazy, day, lazy, list_of, number


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a refusal says and the status it is sent with."""

    status: HTTPStatus
    text: Lazy


def _bad(text: Lazy) -> Sentence:
    return Sentence(HTTPStatus.UNPROCESSABLE_ENTITY, text)


def _not_now(text: Lazy) -> Sentence:
    return Sentence(HTTPStatus.CONFLICT, text)


def _not_you(text: Lazy) -> Sentence:
    return Sentence(HTTPStatus.FORBIDDEN, text)


def _not_there(text: Lazy) -> Sentence:
    return Sentence(HTTPStatus.NOT_FOUND, text)


SENTENCES: Mapping[str, Sentence] = MappingProxyType(
    {
        # A request that cannot be trusted or served
        "foreign-request": _not_you(
            lazy("El envío no salió de una página de este sitio. Ábrala de nuevo y repita.")
        ),
        "form-expired": _not_you(
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
        "page-of-another": _not_you(
            lazy(
                "Esta página se abrió con otra cuenta o con otro cargo. Vuelva a ese cargo en otra"
                " pestaña; lo que escribió sigue en esta."
            )
        ),
        "seat-forbids": _not_you(lazy("El cargo con que trabaja ahora no puede enviar esto.")),
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
        "stale": _not_now(
            lazy("Alguien lo cambió mientras tanto. Abra la página de nuevo para ver cómo quedó.")
        ),
        "sent-before": _not_now(lazy("Esto ya se había enviado: no hace falta repetirlo.")),
        "text-unreadable": Sentence(
            HTTPStatus.BAD_REQUEST, lazy("El texto trae un carácter que no se puede guardar.")
        ),
        # Cuentas
        "too-many-attempts": Sentence(
            HTTPStatus.TOO_MANY_REQUESTS,
            lazy("Hubo demasiados intentos de entrar. Pruebe de nuevo en {minutes} min."),
        ),
        "sign-in-failed": _bad(
            lazy("El correo o la contraseña no coinciden. Revíselos y pruebe de nuevo.")
        ),
        "seat-missing": _not_you(
            lazy("Su cuenta no tiene un cargo vigente. Pida una invitación a quien la administra.")
        ),
        "password-short": _bad(lazy("La contraseña necesita al menos 10 caracteres.")),
        "password-long": _bad(lazy("La contraseña puede tener hasta 200 caracteres.")),
        "password-is-email": _bad(lazy("La contraseña no puede ser su correo.")),
        "password-sequence": _bad(
            lazy("Esa contraseña es una serie que cualquiera prueba primero. Elija otra.")
        ),
        "password-repeats": _bad(lazy("La contraseña no puede ser un solo carácter repetido.")),
        "passwords-differ": _bad(lazy("Las dos contraseñas no son iguales.")),
        "password-wrong": _bad(
            lazy("La contraseña no es la de su cuenta. Es la misma con la que ya entra.")
        ),
        "name-missing": _bad(lazy("Escriba su nombre completo.")),
        "email-invalid": _bad(lazy("Escriba un correo completo, como nombre@ejemplo.gob.mx.")),
        "invitation-used": Sentence(
            HTTPStatus.GONE,
            lazy("Esta invitación ya se usó o venció. Pida una nueva a quien se la envió."),
        ),
        # Entregas
        "seat-occupied": _bad(
            lazy(
                "Este cargo ya es o fue de alguien: pasa a otra persona con «Entregar a otra"
                " persona», que levanta un acta."
            )
        ),
        "seat-not-held": _not_now(lazy("Nadie ocupa ya este cargo, o es el suyo.")),
        "handover-open": _not_now(
            lazy("Este cargo ya se está entregando. Espere a que se reciba o cancele la entrega.")
        ),
        "handover-no-administration": _bad(
            lazy("Una nueva administración llega con el cargo que firma, no con este.")
        ),
        "handover-not-yours": _not_you(
            lazy("Esta entrega la cancela quien la inició o la administración de cuentas.")
        ),
        "handover-closed": _not_now(
            lazy("Esta entrega ya terminó: el cargo se recibió o se canceló.")
        ),
        "handover-stale": _not_now(
            lazy("El cargo cambió de manos mientras tanto. Abra de nuevo la entrega.")
        ),
        "handover-busy": Sentence(
            HTTPStatus.SERVICE_UNAVAILABLE,
            lazy(
                "El equipo guardaba algo en ese momento y el acta quedaría atrás. Acepte de nuevo."
            ),
        ),
        "handover-to-holder": _bad(lazy("Ese correo es de quien ya ocupa el cargo.")),
        "handover-name-missing": _bad(lazy("Escriba el nombre de quien recibe.")),
        "handover-reason-missing": _bad(
            lazy("Escriba por qué se entrega, como «cambio de administración».")
        ),
        "handover-date-missing": _bad(lazy("Escriba la fecha de efecto, como 31/12/2026.")),
        "handover-date-outside": _bad(
            lazy("La fecha de efecto es hoy o antes, sin pasar de un año.")
        ),
        # Cargos y gobiernos
        "seat-without-participant": _not_you(
            lazy("Su cargo no pertenece a un gobierno participante.")
        ),
        "seat-not-yours": _not_you(
            lazy("Este cargo lo asigna la administración de cuentas, no el enlace.")
        ),
        "seat-role-invalid": _bad(lazy("Elija el tipo de cargo.")),
        "participant-required": _bad(
            lazy("Escriba la clave del gobierno al que pertenece el cargo, como 20 o 20067.")
        ),
        "participant-unknown": _bad(
            lazy("No hay un participante con la clave «{participant}». Revísela.")
        ),
        "participant-not-found": _bad(
            lazy("No hay un gobierno con la clave o el nombre «{participant}». Revíselo.")
        ),
        "participant-unclear": _bad(
            lazy(
                "«{participant}» puede ser cualquiera de {n} gobiernos, como {several}."
                " Escriba la clave o el nombre completo."
            )
        ),
        "state-required": _bad(
            lazy("Escriba la entidad de quien verifica: no dictamina a la suya.")
        ),
        "state-unknown": _bad(lazy("No hay una entidad con la clave «{state}». Revísela.")),
        # Etapas y ediciones
        "stage-forbids": _not_now(lazy("La etapa en que está la edición ya no permite esto.")),
        "freeze-came": _not_now(
            lazy("La tabla ya está detenida: esa fecha no se mueve. Puede reanudarla.")
        ),
        "freeze-none": _not_now(
            lazy("La tabla de esta edición no está detenida ni por detenerse.")
        ),
        "no-ceremony": _not_there(
            lazy("La tabla de esta edición no se ha detenido, o esa liga no existe.")
        ),
        "ceremony-moment": _bad(
            lazy("Ese momento no es de esta ceremonia. Empiece la ceremonia de nuevo.")
        ),
        "freeze-past": _bad(lazy("Elija un momento que todavía no llega.")),
        "freeze-order": _bad(
            lazy(
                "La tabla se detiene después de abrir la edición y a más tardar al empezar la"
                " revisión."
            )
        ),
        "freeze-unreadable": _bad(
            lazy("Escriba la fecha y la hora, por ejemplo 2026-12-13 00:00.")
        ),
        "stage-order": _not_now(lazy("La edición solo puede pasar a la etapa que sigue.")),
        "two-publishers-required": _not_now(
            lazy("Publicar pide dos personas: quien propone y otra que confirma.")
        ),
        "already-confirmed": _not_now(lazy("La publicación ya estaba confirmada.")),
        "publication-changed": _not_now(
            lazy(
                "Los dictámenes u otros datos cambiaron desde la propuesta, que queda sin efecto."
                " Revise cómo quedaron y proponga de nuevo."
            )
        ),
        "replies-unanswered": _not_now(
            lazy(
                "No se publica con réplicas sin resolver ({n}). Son las de la lista: las resuelve"
                " otra persona verificadora."
            )
        ),
        "no-league": _not_now(lazy("El participante {participant} no cae en ninguna liga.")),
        "several-leagues": _not_now(
            lazy("El participante {participant} cae en varias ligas: {leagues}.")
        ),
        "unknown-edition": _not_there(lazy("No hay una edición {edition}.")),
        "edition-in-use": _not_now(
            lazy("La edición {edition} ya no se responde: su cuestionario no cambia.")
        ),
        # Leyes
        "unknown-law": _not_there(lazy("Ninguna edición nombra una ley {law}.")),
        "law-replaces-itself": _bad(lazy("La ley {law} no puede sustituirse a sí misma.")),
        "successor-abrogated": _not_now(
            lazy(
                "La ley {law} está abrogada desde el {since}: no puede sustituir a otra. Indique la"
                " que rige ahora."
            )
        ),
        "already-abrogated": _not_now(
            lazy(
                "La ley {law} ya está abrogada, desde el {since}. Si fue un error, deshágalo con"
                " «liga law restore {law}»."
            )
        ),
        "law-ended-before": _not_now(
            lazy(
                "Según su edición, la ley {law} estuvo vigente hasta el {last}: declárela abrogada"
                " con «--on {first}», o repita la orden con «--force» si la edición se equivoca."
            )
        ),
        "law-in-force": _not_now(lazy("La ley {law} no está abrogada.")),
        "nothing-chosen": _bad(
            lazy("No marcó ninguna respuesta. Marque las que siguen siendo ciertas.")
        ),
        "nothing-to-confirm": _not_now(
            lazy("En el reactivo {item} ya no hay nada por revisar. Abra la página de nuevo.")
        ),
        # Lo que no hay
        "not-entered": _not_there(lazy("Ese gobierno no participa en la edición {edition}.")),
        "unknown-league": _not_there(lazy("No hay una liga {league} en la edición {edition}.")),
        "no-improvement": _not_there(
            lazy("La edición {edition} no continúa otra cuyos puntos estén aquí.")
        ),
        "unknown-participant": _not_there(lazy("No hay un gobierno con la clave {participant}.")),
        "nothing-open": _not_there(
            lazy("Todavía no hay una edición abierta. Su método se verá aquí cuando abra.")
        ),
        # Resultados
        "nothing-published": _not_there(
            lazy("Todavía no hay resultados publicados. Mientras tanto, siga las ligas en vivo.")
        ),
        "not-published": _not_there(
            lazy("Los resultados de {edition} se verán cuando se publiquen, no antes.")
        ),
        "already-proposed": _not_now(
            lazy("La publicación ya está propuesta; falta que otra persona la confirme.")
        ),
        "erratum-none": _not_now(
            lazy("Lo publicado solo se revisa con una fe de erratas abierta, y no hay ninguna.")
        ),
        "erratum-open": _not_now(lazy("Ya hay una fe de erratas abierta de esta edición.")),
        "erratum-empty": _not_now(
            lazy("Nada de lo publicado cambia: no hay qué corregir con una fe de erratas.")
        ),
        "erratum-proposed": _not_now(
            lazy("La fe de erratas ya está propuesta; falta que otra persona la confirme.")
        ),
        "erratum-unproposed": _not_now(lazy("Nadie ha propuesto publicar la fe de erratas.")),
        "erratum-changes": _not_now(
            lazy(
                "Hay dictámenes que cambian lo publicado: publique la fe de erratas, o que se"
                " vuelva a dictaminar lo anterior."
            )
        ),
        "unknown-snapshot": _not_there(
            lazy("No hay una publicación n.º {number} del índice {edition}.")
        ),
        "not-proposed": _not_now(lazy("Nadie ha propuesto publicar esta edición.")),
        # Niveles y respuestas
        "unknown-item": _not_there(lazy("No hay un reactivo {item} en esta edición.")),
        "unknown-note": _not_there(lazy("No hay una nota así en el reactivo {item}.")),
        "edition-passed": _not_now(
            lazy(
                "Esto se escribió para la edición {edition}, que ya no se responde. Aquí está, por"
                " si le sirve en la de ahora."
            )
        ),
        "unknown-topic": _not_there(lazy("No hay un nivel {topic} en esta edición.")),
        "text-too-long": _bad(lazy("El texto es demasiado largo: hasta {limit} caracteres.")),
        "too-busy": Sentence(
            HTTPStatus.SERVICE_UNAVAILABLE,
            lazy("Varias personas guardan este reactivo a la vez. Guarde de nuevo."),
        ),
        "level-locked": _not_now(lazy("El nivel {level} ya se envió y no admite cambios.")),
        "level-empty": _not_now(lazy("El nivel {level} no tiene reactivos para su gobierno.")),
        "level-incomplete": _bad(
            lazy("Al nivel {level} le falta algo en estos reactivos: {items}.")
        ),
        "not-submitted": _not_now(lazy("El nivel {level} todavía no se envía.")),
        "signature-stale": _not_now(
            lazy(
                "Una respuesta del nivel {level}, un documento que cita o una pregunta cambió"
                " mientras lo leía, y no se firmó nada."
            )
        ),
        "signature-voided": _not_now(
            lazy(
                "La firma de este nivel quedó sin efecto por un cambio: se decide cuando se firme"
                " de nuevo."
            )
        ),
        "mended-unsigned": _not_now(
            lazy("Lo corregido nunca se firmó: puede rechazarse con su razón, no aceptarse.")
        ),
        "level-decided": _not_now(
            lazy("Todo el nivel {level} tiene dictamen: no queda nada que cambiar en él.")
        ),
        "reason-short": _bad(
            lazy("Escriba la razón, que será pública: al menos {least} caracteres.")
        ),
        "already-signed": _not_now(lazy("El nivel {level} ya está firmado.")),
        "signer-filled": _not_you(
            lazy("El nivel {level} lo firma una persona distinta de quien lo respondió.")
        ),
        # Verificación
        "reason-too-long": _bad(lazy("La razón es demasiado larga: hasta {limit} caracteres.")),
        "unknown-verdict": _bad(lazy("Elija un dictamen: aceptar, devolver o rechazar.")),
        "own-state": _not_you(lazy("Nadie verifica a los gobiernos de su propia entidad.")),
        "own-government": _not_you(
            lazy("Nadie verifica a un gobierno en el que trabaja o por el que respondió.")
        ),
        "other-verifier-required": _not_you(
            lazy("Lo resuelve una persona distinta de quien dio el dictamen anterior.")
        ),
        "reason-required": _bad(lazy("Escriba la razón: quien la lea debe poder entenderla.")),
        "already-replied": _not_now(
            lazy("El dictamen de {item} ya tiene la réplica de su gobierno.")
        ),
        "not-signed": _not_now(lazy("El nivel del reactivo {item} todavía no está firmado.")),
        "verdict-stale": _not_now(
            lazy("El reactivo {item} cambió mientras lo leía. Vuelva a leerlo antes de decidir.")
        ),
        "not-applicable-capped": _not_now(
            lazy(
                "Este nivel admite «no aplica» en {most} como máximo y ya se aceptó en {accepted}:"
                " en {item} no puede aceptarse."
            )
        ),
        "reply-empty": _bad(lazy("Escriba la réplica al reactivo {item}.")),
        "nothing-to-reply": _not_now(lazy("Este reactivo no tiene un dictamen que replicar.")),
        "being-mended": _not_now(
            lazy("El gobierno todavía corrige esta respuesta: se decide cuando esté completa.")
        ),
        "not-asked": _not_now(lazy("El reactivo {item} no se pregunta a este gobierno.")),
        "item-decided": _not_now(lazy("El reactivo {item} ya tiene dictamen.")),
        # Copias
        "copy-answered": _not_now(
            lazy("El reactivo {item} ya tiene respuesta: no se copió nada encima.")
        ),
        "prefill-answered": _not_now(
            lazy("El reactivo {item} ya tiene respuesta: el compromiso no se puso encima.")
        ),
        "prefill-impossible": _not_now(
            lazy("Ningún compromiso verificado responde por el reactivo {item}.")
        ),
        "copy-impossible": _not_now(
            lazy("Esta respuesta no se puede copiar en {item}: junto a la pregunta dice por qué.")
        ),
        "copy-moved": _not_now(
            lazy(
                "Alguien cambió la copia de {item} mientras la leía y no se confirmó. Léala como"
                " quedó y confirme entonces."
            )
        ),
        "copy-outdated": _not_now(
            lazy("La copia de {item} no se confirma tal cual: corrija lo que se indica y guárdela.")
        ),
        "nothing-to-copy": _not_there(
            lazy("Su gobierno no tiene una edición anterior de la que copiar.")
        ),
        # Hilos
        "no-thread": _not_now(
            lazy("Este reactivo no tiene un hilo: se abre cuando se devuelve la respuesta.")
        ),
        "thread-resolved": _not_now(
            lazy("El hilo ya se dio por resuelto. Se abre de nuevo si la respuesta se devuelve.")
        ),
        "entry-empty": _bad(lazy("Escriba lo que quiere decir.")),
        "unknown-entry": _bad(lazy("Elija qué hacer con el hilo.")),
        # Encargos
        "unknown-assignment": _not_there(lazy("No hay un encargo {assignment} en su gobierno.")),
        "assignee-unknown": _bad(lazy("Elija a quién de su equipo se lo encarga.")),
        "assignee-cannot-answer": _bad(
            lazy("Ese cargo firma, no responde. Elija un cargo de enlace o de colaboración.")
        ),
        "due-required": _bad(lazy("Escriba para cuándo, como 31/12/2026.")),
        "assignment-forbids": _not_now(
            lazy("El encargo no admite este paso en la situación en que está.")
        ),
        "assignment-changed": _not_now(
            lazy("Alguien cambió este encargo mientras tanto. Abra de nuevo el equipo y repita.")
        ),
        "nobody-to-remind": _not_now(
            lazy("A nadie más se le puede recordar: el cargo está vacío o es el suyo.")
        ),
        "nobody-chosen": _bad(lazy("Marque al menos un gobierno.")),
        "nobody-to-write-to": _not_now(
            lazy(
                "Este gobierno no tiene enlace ni equipo con cuenta: no hay a quién escribir. Llame"
                " o invite a alguien a su cargo."
            )
        ),
        "not-held-up": _not_now(
            lazy("Este gobierno ya no está rezagado: no hace falta recordarle nada.")
        ),
        "reminded-already": _not_now(
            lazy("Otra persona se lo recordó en este momento: el recordatorio no salió dos veces.")
        ),
        "reminded-lately": _not_now(
            lazy("{author} ya se lo recordó. Puede recordarle de nuevo desde el {again}.")
        ),
        "reminded-today": _not_now(lazy("Ya se le recordó hoy. Puede recordarle mañana.")),
        # Evidencia
        "evidence-one-at-a-time": _bad(
            lazy(
                "Adjunte una sola cosa a la vez: un archivo, una dirección o un documento que ya"
                " está."
            )
        ),
        "evidence-date-invalid": _bad(lazy("Escriba una fecha, como 31/12/2026.")),
        "validity-reversed": _bad(
            lazy("La vigencia no puede terminar antes del {first}, día en que empieza.")
        ),
        "document-unchanged": _bad(
            lazy(
                "Es lo mismo que ya está como versión de «{title}»: no hay nada que sustituir. Si"
                " lo que cambia es su título o sus fechas, están en «Corregir título y fechas»."
            )
        ),
        "document-known": _bad(
            lazy(
                "Ya está entre los documentos de su gobierno como «{title}». Cite ese, o elija otro"
                " archivo."
            )
        ),
        "document-replaced": _not_now(
            lazy(
                "Alguien subió otra versión mientras tanto. Abra de nuevo el documento y revise"
                " cuál es la que vale."
            )
        ),
        "document-changed": _not_now(
            lazy(
                "Alguien corrigió estos datos mientras tanto. Aquí sigue lo que escribió, junto a"
                " lo que está guardado: guarde de nuevo para que quede lo suyo."
            )
        ),
        "document-twice": _not_now(
            lazy(
                "Alguien de su gobierno subía el mismo archivo en ese momento. Envíelo de nuevo:"
                " se citará el que ya está."
            )
        ),
        "document-judged": _not_now(
            lazy(
                "El reactivo {item} cita este documento y ya se verificó: ahí queda como se leyó."
                " Para los demás, sustitúyalo por una versión nueva con los datos correctos. Si es"
                " el mismo archivo, guárdelo antes otra vez como PDF: uno idéntico no se sube dos"
                " veces."
            )
        ),
        "document-signed": _not_now(
            lazy(
                "El reactivo {item} cita este documento y ya no puede firmarse de nuevo: ahí queda"
                " como se firmó. Para los demás, sustitúyalo por una versión nueva con los datos"
                " correctos. Si es el mismo archivo, guárdelo antes otra vez como PDF: uno idéntico"
                " no se sube dos veces."
            )
        ),
        "citation-gone": _bad(
            lazy(
                "Alguien quitó esa cita mientras tanto. Si hace falta, cite aquí la versión nueva."
            )
        ),
        "document-vouched": _not_now(
            lazy(
                "El compromiso {commitment} cita este documento y ya se dictaminó: ahí queda como"
                " se leyó. Para lo demás, sustitúyalo por una versión nueva con los datos"
                " correctos. Si es el mismo archivo, guárdelo antes otra vez como PDF: uno idéntico"
                " no se sube dos veces."
            )
        ),
        "title-missing": _bad(lazy("Escriba el título del documento.")),
        "evidence-date-late": _bad(lazy("La fecha {dated} todavía no llega.")),
        "evidence-empty": _bad(lazy("Elija un archivo o escriba la dirección de una página.")),
        "evidence-required": _bad(lazy("Adjunte la evidencia que lo demuestra.")),
        "unknown-document": _not_there(lazy("Ese documento no existe o no es de su gobierno.")),
        # Libros de respuestas
        "unknown-book": _not_there(
            lazy("Ese libro ya no espera aquí, o lo subió otra persona. Súbalo de nuevo.")
        ),
        "export-running": _not_now(
            lazy("Ya se está preparando un libro suyo. Espere a que termine, o cancélelo.")
        ),
        "export-crowded": _not_now(
            lazy("Ya se están preparando otros libros. Espere a que termine alguno y repita.")
        ),
        "export-gone": _not_there(
            lazy("Ese libro ya no está: se guarda un día. Vuelva a prepararlo en su página.")
        ),
        "book-missing": _bad(lazy("Elija el libro que llenó, en formato .xlsx.")),
        "book-moved": _not_now(
            lazy("Alguien guardó mientras usted revisaba. No se guardó nada: revise de nuevo.")
        ),
        "book-unreadable": _bad(
            lazy(
                "El libro está incompleto o dañado. Ábralo, guárdelo de nuevo como .xlsx y súbalo"
                " otra vez."
            )
        ),
        "book-not-xlsx": _bad(
            lazy(
                "No es un libro de Excel (.xlsx). Ábralo y guárdelo como «Libro de Excel (.xlsx)»."
            )
        ),
        "book-locked": _bad(
            lazy("El libro está cifrado con contraseña. Guárdelo sin contraseña y súbalo de nuevo.")
        ),
        "book-has-macros": _bad(
            lazy("El libro trae macros. Guárdelo como «Libro de Excel (.xlsx)», sin ellas.")
        ),
        "book-has-links": _bad(
            lazy(
                "El libro se completa con otros archivos o trae objetos. Pegue los valores en lugar"
                " de los vínculos y súbalo de nuevo."
            )
        ),
        "book-too-large": _bad(
            lazy(
                "El libro es mucho mayor que el que descargó y no se leyó. Descargue uno nuevo y"
                " copie en él sus respuestas."
            )
        ),
        "questionnaire-too-large": _bad(
            lazy(
                "El libro es demasiado grande para un cuestionario y no se leyó. Deje en él solo"
                " las hojas del formulario."
            )
        ),
        "questionnaire-missing": _bad(lazy("Elija el libro del cuestionario, en formato .xlsx.")),
        "book-foreign": _bad(
            lazy(
                "No es un libro descargado de aquí, o perdió su hoja oculta. Descargue uno y copie"
                " en él sus respuestas."
            )
        ),
        "book-forged": _bad(
            lazy(
                "Lo que el libro dice de sí mismo fue alterado, o es de otro servidor. Descargue"
                " uno nuevo y copie en él sus respuestas."
            )
        ),
        "book-of-another-edition": _bad(
            lazy("El libro es de la edición {edition}. Descargue el de esta edición.")
        ),
        "book-of-another": _bad(
            lazy("El libro es de otro gobierno: aquí solo se sube el del suyo.")
        ),
        # Archivos
        "file-empty": _bad(lazy("El archivo está vacío.")),
        "file-too-large": Sentence(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            lazy("El archivo pesa más de {megabytes} MB. Redúzcalo o divídalo."),
        ),
        "file-type-refused": _bad(
            lazy(
                "Se aceptan PDF, imagen PNG, JPG, WebP, GIF o TIFF, texto, CSV, Word, Excel,"
                " PowerPoint o formatos abiertos, sin macros. Guárdelo como PDF y adjunte el PDF."
            )
        ),
        "file-type-not-here": _bad(
            lazy("Aquí no se aceptan archivos {ending}; sí {taken}. Guárdelo como uno de esos.")
        ),
        "file-is-program": _bad(
            lazy("Es un programa, no un documento. Adjunte el documento, de preferencia en PDF.")
        ),
        "file-is-archive": _bad(
            lazy("Es un archivo comprimido. Extraiga lo que trae y adjunte cada documento aparte.")
        ),
        "file-is-old-office": _bad(
            lazy(
                "Es del formato anterior de Office, que puede traer macros. Ábralo y guárdelo como"
                " .docx, .xlsx, .pptx o PDF."
            )
        ),
        "file-is-locked": _bad(
            lazy(
                "El archivo está protegido con contraseña o con restricciones. Guárdelo sin"
                " protección; si es público, cite la dirección de su página."
            )
        ),
        "file-is-markup": _bad(
            lazy(
                "Es una página o un dibujo que puede traer órdenes (HTML, XML, SVG). Imprímalo como"
                " PDF y adjunte el PDF, o cite su dirección."
            )
        ),
        "file-is-heic": _bad(
            lazy("Es una foto HEIC, que muchos equipos no abren. Guárdela como JPG o PDF.")
        ),
        "file-name-differs": _bad(
            lazy(
                "El nombre termina en {ending} y el contenido es {right}. Elija el archivo"
                " correcto, o cámbiele el nombre para que termine en {right}."
            )
        ),
        "file-cut-short": _bad(
            lazy(
                "El archivo está incompleto o dañado. Ábralo para comprobarlo, guárdelo de nuevo y"
                " vuelva a elegirlo."
            )
        ),
        "file-has-tail": _bad(
            lazy(
                "El archivo trae otra cosa pegada antes o después de su contenido. Ábralo,"
                " guárdelo de nuevo como PDF y adjunte el PDF."
            )
        ),
        "file-expands": _bad(
            lazy(
                "El archivo crece demasiado al abrirse. Divídalo, o guárdelo como PDF y adjunte el"
                " PDF."
            )
        ),
        "file-has-commands": _bad(
            lazy(
                "Una celda del archivo da una orden a otro programa. Quítela, o guárdelo como PDF y"
                " adjunte el PDF."
            )
        ),
        "file-has-macros": _bad(
            lazy("El archivo trae macros. Guárdelo sin ellas, como .docx, .xlsx, .pptx o PDF.")
        ),
        "file-is-active": _bad(
            lazy(
                "El PDF trae un programa u otro archivo adentro. Imprímalo a un PDF nuevo, o quite"
                " lo que trae, y adjunte ese."
            )
        ),
        "file-is-wide-text": _bad(
            lazy(
                "Es un texto «Unicode» de dos bytes por letra."
                " Guárdelo como UTF-8 o como CSV UTF-8."
            )
        ),
        "file-has-parts": _bad(
            lazy(
                "El archivo trae objetos incrustados o se completa con otro que está fuera de él"
                " (una plantilla, un libro, una imagen). Guárdelo como PDF y adjunte el PDF."
            )
        ),
        # Direcciones y páginas
        "link-invalid": _bad(
            lazy("Escriba la dirección completa de la página, como oaxaca.gob.mx/gaceta.")
        ),
        "link-scheme-refused": _bad(
            lazy("Una dirección «{scheme}:» no se acepta. Dé la de una página, con https://")
        ),
        "page-too-long": _bad(
            lazy("La página o el artículo es demasiado largo: hasta {limit} caracteres.")
        ),
        "page-missing": _bad(lazy("Falta la página o el artículo.")),
        "link-too-long": _bad(lazy("La dirección es demasiado larga: hasta {limit} caracteres.")),
        # Ronda final
        "no-final": _not_there(lazy("No hay una ronda final que ver de la edición {edition}.")),
        "unknown-finalist": _not_there(lazy("Ese gobierno no es finalista.")),
        "not-on-panel": _not_there(lazy("No hay aquí nada que usted califique.")),
        "no-shortlist": _not_now(lazy("Primero saque la lista de finalistas.")),
        "already-shortlisted": _not_now(
            lazy("Alguien sacó la lista de finalistas mientras tanto. Abra la página de nuevo.")
        ),
        "already-marked": _not_now(
            lazy("Ya hay calificaciones: la lista de finalistas no se saca de nuevo.")
        ),
        "shortlist-empty": _not_now(lazy("Ningún gobierno tiene todavía puntos firmes.")),
        "finalist-withdrew": _not_now(lazy("Ese finalista se retiró de la ronda final.")),
        "finalist-own-state": _not_you(lazy("Nadie califica a los gobiernos de su propio estado.")),
        "account-unknown": _bad(
            lazy("Nadie tiene una cuenta con ese correo. La administración de cuentas la crea.")
        ),
        "panel-not-eligible": _bad(
            lazy(
                "Del jurado es quien verifica, audita u observa y no coordina, publica, administra"
                " ni responde por un gobierno. Esa cuenta no puede."
            )
        ),
        "panel-state-missing": _bad(lazy("Elija su estado, o que no es de ninguno.")),
        "already-on-panel": _bad(lazy("Esa persona ya es del jurado.")),
        "member-has-marked": _not_now(
            lazy("Esa persona ya calificó o se excusó: sigue en el jurado.")
        ),
        "already-recused": _not_now(lazy("Usted se excusó de calificar a este finalista.")),
        "sheet-incomplete": _bad(lazy("Para entregar falta lo que se señala; nada se perdió.")),
        "sheet-too-long": _bad(lazy("Una calificación o una razón es demasiado larga.")),
        "nothing-marked": _not_now(lazy("Nadie ha entregado calificaciones todavía.")),
        "marking-open": _not_now(lazy("Primero se cierran las calificaciones.")),
        "marking-closed": _not_now(lazy("Las calificaciones ya se cerraron.")),
        "final-published": _not_now(lazy("La ronda final ya se publicó y no cambia.")),
        "final-frozen": _not_now(
            lazy("La tabla pública está detenida: la ronda final se publica cuando se reanude.")
        ),
        # Compromisos
        "commitment-changed": _not_now(
            lazy("Alguien movió el compromiso mientras tanto. Ábralo de nuevo y repita.")
        ),
        "follow-unknown": _not_there(lazy("No hay nada así que seguir. Elija entre lo que hay.")),
        "follow-email-invalid": _bad(lazy("Escriba una dirección de correo, como ana@example.mx.")),
        "follow-too-often": Sentence(
            HTTPStatus.TOO_MANY_REQUESTS,
            lazy("Se pidieron demasiadas confirmaciones. Pruebe de nuevo en {minutes} min."),
        ),
        "follow-link-wrong": _not_there(
            lazy("El enlace está incompleto. Cópielo entero del correo que recibió.")
        ),
        "follow-link-gone": _not_there(
            lazy(
                "El enlace ya se usó o venció. Si quiere seguir compromisos, pídalo de nuevo en la"
                " página de Compromisos."
            )
        ),
        "follow-stopped": _not_there(
            lazy("Esta dirección ya no sigue nada: no le escribiremos más.")
        ),
        "pillar-missing": _bad(lazy("Elija el pilar al que aporta.")),
        "goal-missing": _bad(lazy("Escriba la meta: qué quedará hecho.")),
        "indicator-missing": _bad(lazy("Escriba cómo se sabrá que se cumplió.")),
        "responsible-missing": _bad(lazy("Escriba el cargo que responde por el compromiso.")),
        "date-missing": _bad(lazy("Elija la fecha.")),
        "date-unreadable": _bad(lazy("Escriba la fecha como 31/12/2026.")),
        "milestone-missing": _bad(lazy("Escriba al menos un hito con su fecha.")),
        "milestone-untitled": _bad(lazy("Escriba qué se logra en este hito.")),
        "milestone-early": _bad(lazy("El hito no puede quedar antes del inicio, el {starts}.")),
        "weight-unreadable": _bad(lazy("Escriba un número entero de 1 a {most}.")),
        "budget-unreadable": _bad(
            lazy("Escriba los pesos como número entero, sin centavos, por ejemplo 1,500,000.")
        ),
        "start-after-due": _bad(lazy("El inicio queda después de la fecha comprometida, {due}.")),
        "milestone-before-start": _bad(
            lazy("El hito «{title}» queda antes del inicio del compromiso.")
        ),
        "milestone-late": _bad(lazy("El hito debe quedar a más tardar el {due}.")),
        "unknown-agreement": _not_there(lazy("No hay un acuerdo {agreement}.")),
        "agreement-untitled": _bad(lazy("Escriba el título del acuerdo.")),
        "meeting-missing": _bad(lazy("Escriba en qué reunión se acordó.")),
        "invited-missing": _bad(lazy("Elija quiénes pueden firmarlo.")),
        "meeting-to-come": _bad(lazy("La reunión no ha ocurrido: escriba el día en que fue.")),
        "due-before-signing": _bad(
            lazy("La fecha comprometida debe quedar después del último día para firmar, {sign_by}.")
        ),
        "agreement-not-invited": _not_there(lazy("Su gobierno no está entre quienes lo firman.")),
        "agreement-signed": _not_now(
            lazy("Su gobierno ya lo firmó: lo que siga se hace en su compromiso.")
        ),
        "agreement-closed": _not_now(lazy("Se podía firmar o declinar hasta el {sign_by}.")),
        "agreement-answered": _not_now(
            lazy("Alguien de su gobierno respondió mientras tanto. Abra de nuevo el acuerdo.")
        ),
        "unknown-batch": _not_there(lazy("No hay un lote de recomendaciones {batch}.")),
        "unknown-recommendation": _not_there(lazy("No hay una recomendación {recommendation}.")),
        "batch-untitled": _bad(lazy("Escriba el título del lote.")),
        "batch-issued": _not_now(lazy("El lote ya se emitió y no cambia.")),
        "batch-changed": _not_now(
            lazy("Alguien cambió estas recomendaciones mientras tanto. Ábralas de nuevo y repita.")
        ),
        "batch-empty": _bad(
            lazy("No queda ninguna recomendación: nadie tiene una brecha sin compromiso.")
        ),
        "batch-too-large": _bad(
            lazy(
                "Serían más de {most} recomendaciones. Elija menos gobiernos o menos por cada uno."
            )
        ),
        "merge-two": _bad(lazy("Marque dos o más para unirlas en una.")),
        "recommendation-answered": _not_now(
            lazy("Su gobierno ya respondió esta recomendación con un compromiso.")
        ),
        "priority-unreadable": _bad(lazy("Escriba la prioridad como número de 1 a {most}.")),
        "recommendation-text-missing": _bad(lazy("Escriba qué se recomienda.")),
        "book-without-columns": _bad(
            lazy("No es un libro de compromisos: descargue uno aquí y llene sus renglones.")
        ),
        "book-without-rows": _bad(lazy("El libro no trae ningún renglón lleno.")),
        "rows-too-many": _bad(lazy("Trae demasiados renglones: a lo más {most} por libro.")),
        "row-item-unknown": _bad(lazy("No hay un reactivo {item} en esa edición.")),
        "row-item-twice": _bad(lazy("El reactivo {item} está en otro renglón de este libro.")),
        "unknown-commitment": _not_there(lazy("No hay un compromiso {commitment}.")),
        "commitment-forbids": _not_now(
            lazy("El compromiso no admite este paso en la situación en que está.")
        ),
        "commitment-incomplete": _bad(
            lazy("Al compromiso le falta algo: meta, indicador, responsable y fecha.")
        ),
        "due-in-the-past": _bad(lazy("La fecha {due} ya pasó. Elija una por venir.")),
        "due-too-far": _bad(lazy("Elija una fecha dentro de los próximos {years} años.")),
        "public-unconfirmed": _bad(
            lazy("Marque que sabe que se publica: nada se publica sin que alguien lo confirme.")
        ),
        "already-promised": _not_now(
            lazy(
                "Su gobierno ya tiene un compromiso para esa recomendación, el número {commitment}."
                " Ábralo en Compromisos; para otro, retire antes ese con su razón."
            )
        ),
        "not-due-yet": _not_now(
            lazy("Su fecha es {due}: solo después de ella puede declararse no cumplido.")
        ),
        "new-date-required": _bad(
            lazy("Nada cambió. Elija una fecha distinta de {due}, o cambie otro dato.")
        ),
        "milestones-open": _bad(
            lazy("Hay hitos sin concluir: {milestones}. Conclúyalos o explique aquí la razón.")
        ),
        "milestone-after-due": _bad(
            lazy("El hito «{title}» queda después de la fecha del compromiso.")
        ),
        "milestone-already-done": _not_now(lazy("El hito «{title}» ya estaba concluido.")),
        "milestone-incomplete": _bad(lazy("Al hito «{title}» le falta su nombre o su fecha.")),
        "unknown-milestone": _not_there(lazy("Ese hito no existe.")),
        # Observaciones
        "unknown-report": _not_there(lazy("Esa observación no existe o no está publicada.")),
        "link-unknown": _not_there(
            lazy("Esa liga no existe o ya se borró lo que llevaba. Revise que esté completa.")
        ),
        "report-closed": _not_now(lazy("Quien la hizo ya dio por cerrada esta observación.")),
        "report-forbids": _not_now(lazy("La observación ya no está en ese paso. Ábrala de nuevo.")),
        "report-changed": _not_now(
            lazy("Alguien más decidió sobre esta observación. Ábrala para ver cómo quedó.")
        ),
        "report-text-required": _bad(lazy("Escriba el texto: no puede quedar vacío.")),
        "merge-elsewhere": _bad(
            lazy("Dé el número de otra observación publicada y abierta del mismo gobierno.")
        ),
        "own-verdict": _not_you(
            lazy("Usted dictaminó este compromiso: la observación la lee otra persona.")
        ),
        "second-verifier": _not_you(
            lazy("Usted ya dictaminó este compromiso: lo verifica de nuevo otra persona.")
        ),
        "topic-missing": _bad(lazy("Elija el tema al que se parece más.")),
        "bearing-missing": _bad(lazy("Elija qué dice del compromiso.")),
        "asked-missing": _bad(lazy("Escriba qué trámite, servicio o acción se pidió.")),
        "story-missing": _bad(lazy("Cuente qué pasó.")),
        "happened-later": _bad(lazy("Esa fecha todavía no llega.")),
        "reporter-email-invalid": _bad(
            lazy("Escriba un correo completo, como nombre@ejemplo.com: ahí llega la confirmación.")
        ),
        "report-has-markup": _bad(
            lazy("Escriba solo texto: las etiquetas como <a> o <b> no se aceptan.")
        ),
        "too-many-links": _bad(lazy("Deje a lo más {most} direcciones de páginas.")),
        "too-many-reports": Sentence(
            HTTPStatus.TOO_MANY_REQUESTS,
            lazy(
                "Desde aquí ya se enviaron muchas. Lo que escribió sigue: envíelo en {minutes} min."
            ),
        ),
        "looks-automatic": _bad(
            lazy("Parece un envío automático. Espere {seconds} segundos y envíelo otra vez.")
        ),
        # Declaraciones públicas e intercambio entre gobiernos
        "unknown-declaration": _not_there(lazy("No hay una declaración {declaration}.")),
        "declaration-none": _not_now(lazy("Ninguna edición tiene todavía un texto que declarar.")),
        "declaration-in-force": _not_now(
            lazy("Su declaración vale hasta el {until}: se renueva desde el {first}.")
        ),
        "declaration-stale": _not_now(
            lazy("El texto cambió desde que lo abrió. Léalo de nuevo abajo antes de firmar.")
        ),
        "declaration-changed": _not_now(
            lazy("Esta declaración se firmó o se revocó mientras tanto. Ábrala de nuevo.")
        ),
        "declaration-revoked": _not_now(lazy("Esta declaración ya se revocó.")),
        "unknown-message": _not_there(lazy("Ese mensaje no existe.")),
        "message-hidden": _not_now(lazy("Ese mensaje ya se ocultó.")),
        "help-not-needed": _not_now(
            lazy("Su gobierno la tiene verificada: no hace falta que pida ayuda.")
        ),
        "help-asked": _not_now(
            lazy("Su gobierno ya pidió ayuda con esta práctica: se pide una vez.")
        ),
        "help-not-asked": _not_now(lazy("Su gobierno no ha pedido ayuda con esta práctica.")),
        "help-thanked": _not_now(lazy("Su gobierno ya dijo quién le ayudó con esta práctica.")),
        "help-self": _bad(lazy("Elija a otro gobierno: nadie se ayuda a sí mismo.")),
        "help-stranger": _bad(
            lazy("Elija a un gobierno que la tenga verificada o que haya escrito aquí.")
        ),
        "contact-own": _not_now(lazy("Es su propio gobierno: escriba a su equipo.")),
        "contact-nobody": _not_there(lazy("Nadie ocupa ahora el cargo que contesta ahí.")),
        "role-forbids": _not_you(lazy("Su cargo no puede dar este paso.")),
    }
)

# The facts that count something.
QUANTITIES = frozenset(
    {"accepted", "least", "limit", "megabytes", "minutes", "most", "n", "seconds"}
)


def sentence_of(code: str, facts: Mapping[str, object]) -> str:
    """The sentence of a refusal, in the language of the request."""
    shown = {name: _shown(name, fact) for name, fact in facts.items()}
    return str(SENTENCES[code].text).format_map(_Facts(shown))


def retry_after(facts: Mapping[str, object]) -> dict[str, str]:
    """The header that says when to try again, where a refusal says so."""
    minutes = facts.get("minutes")
    return {"Retry-After": str(minutes * 60)} if isinstance(minutes, int) else {}


class _Facts(dict[str, str]):
    """A fact the sentence names and the refusal does not bring is left as a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


def _shown(name: str, fact: object) -> str:
    """A number is written with separators only where it counts something: most facts are codes."""
    match fact:
        case date():
            return day(fact)
        case int() if name in QUANTITIES:
            return number(fact)
        case tuple() | list() | frozenset():
            return list_of(_shown(name, each) for each in fact)
        case _:
            return str(fact)
