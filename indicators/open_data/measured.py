"""Lo medido: scores and places, how firm they are, and what moved them since the edition before."""

from collections.abc import Iterator
from dataclasses import dataclass

from game.participants import alphabetical
from game.questionnaire import Text
from indicators.canonical import Json, decimal_text
from indicators.causes import Cause, part_of
from indicators.change import Change
from indicators.change_document import Between
from indicators.open_data.tables import Column, Reference, Row, Table, column
from indicators.ranks import place_bounds, round_half_up
from indicators.report import Results

Bounds = dict[tuple[str, str], tuple[int, int] | None]
OF_PARTICIPANT = Reference(("participante",), "participantes", ("participante",))
OF_NODE = Reference(("nodo",), "nodos", ("nodo",))
OF_LEAGUE = Reference(("liga",), "ligas", ("liga",))


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """Results of a snapshot with its robustness as JSON, and the change into it where there is."""

    results: Results
    robustness: Json
    between: Between | None = None


def measured_tables(measured: Measured, leagues: list[str]) -> tuple[Table, ...]:
    """`leagues`: their codes, in the order of the edition."""
    results, robustness = measured.results, measured.robustness
    found = (
        _index(results, robustness, leagues),
        _scores(results),
        _robustness(results, robustness),
        _frequencies(robustness),
    )
    return (*found, _changes(measured.between)) if measured.between else found


def _whole(name: str, es: str, en: str, *, required: bool = False) -> Column:
    return column(name, "integer", es, en, required=required, minimum=1)


def _node_figures() -> tuple[Column, ...]:
    return (
        column(
            "puntaje",
            "number",
            "De 0 a 1, con todas sus cifras; vacío si la cobertura no alcanza",
            "From 0 to 1, with all its digits; empty where the coverage is not enough",
        ),
        column(
            "cobertura",
            "number",
            "Parte del peso preguntado cuya respuesta se conoce",
            "Share of the weight asked whose answer is known",
        ),
        column(
            "cota_inferior",
            "number",
            "El puntaje con todo lo que falta en 0",
            "The score with everything missing at 0",
        ),
        column(
            "cota_superior",
            "number",
            "El puntaje con todo lo que falta en 1",
            "The score with everything missing at 1",
        ),
        _whole("lugar_liga", "Lugar en su liga", "Place in its league"),
        _whole("lugar_tipo", "Lugar entre los de su tipo", "Place among those of its kind"),
    )


def _scores(results: Results) -> Table:
    bounds = _place_bounds(results)
    rows = (
        (
            *(each.participant, each.node),
            *(_number(n) for n in (each.score, each.coverage, each.lower, each.upper)),
            *(each.league_place, each.kind_place),
            *(bounds[each.participant, each.node] or (None, None)),
        )
        for each in results.node_scores()
    )
    return Table(
        "puntajes",
        Text("Puntajes", "Scores"),
        Text(
            "Cada participante en el índice, en cada pilar y en cada tema.",
            "Each participant in the index, in each pillar and in each topic.",
        ),
        (
            column("participante", "string", "Clave del participante", "Code", required=True),
            column("nodo", "string", "Índice, pilar o tema", "Node", required=True),
            *_node_figures(),
            _whole("mejor_lugar", "El mejor que permiten las cotas", "Best that bounds allow"),
            _whole("peor_lugar", "El peor que permiten las cotas", "Worst that bounds allow"),
        ),
        ("participante", "nodo"),
        tuple(rows),
        (OF_PARTICIPANT, OF_NODE),
    )


def _place_bounds(results: Results) -> Bounds:
    """`Results.place_bounds` of everybody in every node, with each league taken apart once."""
    scores, ties, found = results.scores, results.definition.ties, Bounds()
    leagues: dict[str, list[int]] = {}
    for row, entry in enumerate(results.entries):
        leagues.setdefault(entry.league, []).append(row)
    for rows in leagues.values():
        for at, node in enumerate(scores.nodes):
            lower, upper = scores.lower[rows, at], scores.upper[rows, at]
            sure = scores.sure[rows, at]
            for own, row in enumerate(rows):
                place = place_bounds(lower, upper, own, ties, sure=sure)
                found[results.entries[row].participant, node] = place
    return found


def _index(results: Results, robustness: Json, leagues: list[str]) -> Table:
    decimals = results.definition.rules.decimals
    return Table(
        "indice",
        Text("Índice", "Index"),
        Text(
            "La clasificación de cada liga: quien no tiene índice va al final, sin lugar.",
            "The ranking of each league: whoever has no index comes last, without a place.",
        ),
        (
            column("liga", "string", "Clave de la liga", "Code of the league", required=True),
            _whole("lugar", "Lugar en su liga; los empates lo comparten", "Place in its league"),
            column("participante", "string", "Clave del participante", "Code", required=True),
            column("nombre", "string", "Nombre", "Name", required=True),
            column(
                "indice",
                "number",
                f"De 0 a 100, redondeado a {decimals} decimales como en las páginas",
                f"From 0 to 100, rounded to {decimals} decimals as pages show it",
            ),
            *_node_figures()[:4],
            _whole("intervalo_desde", "Mejor lugar del intervalo", "Best place of its interval"),
            _whole("intervalo_hasta", "Peor lugar del intervalo", "Worst place of its interval"),
            _whole(
                "banda",
                "Quienes tienen el mismo número no se distinguen por su lugar",
                "Those with the same number are not told apart by their place",
            ),
        ),
        ("participante",),
        tuple(_index_rows(results, robustness, leagues)),
        (OF_LEAGUE, OF_PARTICIPANT),
    )


def _index_rows(results: Results, robustness: Json, leagues: list[str]) -> Iterator[Row]:
    index, decimals = results.scores.tree.code, results.definition.rules.decimals
    firm = {each["participant"]: each for each in robustness["participants"]}
    found = [(results.node_score(each.participant, index), each) for each in results.entries]
    found.sort(
        key=lambda pair: (
            leagues.index(pair[1].league),
            pair[0].league_place is None,
            pair[0].league_place or 0,
            alphabetical(pair[1].name),
            pair[1].participant,
        )
    )
    for score, entry in found:
        own = firm.get(entry.participant, {})
        shown = None if score.score is None else str(round_half_up(score.score * 100, decimals))
        yield (
            *(entry.league, score.league_place, entry.participant, entry.name, shown),
            *(_number(n) for n in (score.score, score.coverage, score.lower, score.upper)),
            *(own.get("low"), own.get("high"), own.get("band")),
        )


def _robustness(results: Results, robustness: Json) -> Table:
    leagues = {entry.participant: entry.league for entry in results.entries}
    runs, outside = (getattr(results.definition.rules.robustness, n) for n in ("runs", "outside"))
    rows = (
        (
            *(each["participant"], leagues[each["participant"]], each["median"]),
            *(each["low"], each["high"], each["top"], each["shift"], each["band"]),
        )
        for each in robustness["participants"]
    )
    return Table(
        "robustez",
        Text("Robustez", "Robustness"),
        Text(
            f"Los lugares en {runs} corridas con otros pesos, medias y pilares: si son firmes.",
            f"Places in {runs} runs that move weights, means and pillars: how firm they are.",
        ),
        (
            column("participante", "string", "Clave del participante", "Code", required=True),
            column("liga", "string", "Clave de la liga", "Code of the league", required=True),
            _whole("mediana", "Lugar mediano", "Median place", required=True),
            _whole(
                "desde",
                f"Mejor lugar del intervalo, que deja fuera {outside} de las corridas por lado",
                f"Best place of the interval, with {outside} of the runs outside at each end",
                required=True,
            ),
            _whole("hasta", "Peor lugar del intervalo", "Worst place", required=True),
            column(
                "entre_los_primeros",
                "number",
                "Parte de las corridas, de 0 a 1, en que queda entre los primeros",
                "Share of the runs, 0 to 1, in which it is among the first",
                required=True,
                minimum=0,
                maximum=1,
            ),
            column(
                "desplazamiento",
                "number",
                "Lugares, en promedio, que se aleja del publicado; vacío si no tiene lugar",
                "Places away from the one published, in the mean; empty where it has none",
                minimum=0,
            ),
            _whole(
                "banda",
                "Quienes tienen el mismo número no se distinguen por su lugar",
                "Those with the same number are not told apart by their place",
            ),
        ),
        ("participante",),
        tuple(rows),
        (OF_PARTICIPANT, OF_LEAGUE),
    )


def _frequencies(robustness: Json) -> Table:
    rows = (
        (each["participant"], place, runs)
        for each in robustness["participants"]
        for place, runs in each["frequency"]
    )
    return Table(
        "frecuencias",
        Text("Corridas por lugar", "Runs by place"),
        Text(
            "En cuántas corridas tuvo cada participante cada lugar.",
            "In how many runs each participant had each place.",
        ),
        (
            column("participante", "string", "Clave del participante", "Code", required=True),
            _whole("lugar", "Lugar", "Place", required=True),
            _whole("corridas", "Corridas que lo dieron", "Runs that gave it", required=True),
        ),
        ("participante", "lugar"),
        tuple(rows),
        (OF_PARTICIPANT,),
    )


def _changes(between: Between) -> Table:
    former = between.before.code
    entries = [entry.participant for entry in between.after.results.entries]
    rows = (_change_row(each.of(code)) for code in entries for each in between.changes.values())
    return Table(
        "cambios",
        Text("Cambios", "Changes"),
        Text(
            f"Lo que movió el índice y sus pilares desde la edición {former}: "
            "cambio = desempeno + metodo + cobertura.",
            f"What moved the index and its pillars since edition {former}: "
            "cambio = desempeno + metodo + cobertura.",
        ),
        (
            column("participante", "string", "Clave del participante", "Code", required=True),
            column("nodo", "string", "Índice o pilar", "Index or pillar", required=True),
            column("antes", "number", "Puntaje anterior, de 0 a 1", "Score before, 0 to 1"),
            column("despues", "number", "Puntaje de esta edición", "Score of this edition"),
            column("cambio", "number", "Después menos antes", "After less before"),
            column(
                "en_comunes",
                "number",
                "Cambio en los reactivos que están en las dos; vacío si se sabe poco de ellos",
                "Change on the items of both; empty where too little is known of them",
            ),
            column("desempeno", "number", "Lo que movieron las respuestas", "By answers"),
            column("metodo", "number", "Lo que movieron reglas y pesos", "By rules and weights"),
            column("cobertura", "number", "Lo que movió qué se conoce", "By what is known"),
        ),
        ("participante", "nodo"),
        tuple(rows),
        (OF_PARTICIPANT, OF_NODE),
    )


def _change_row(change: Change) -> Row:
    split = change.split
    return (
        *(change.participant, change.node),
        *(_number(n) for n in (change.before, change.after, change.total, change.shared)),
        *(None if split is None else decimal_text(part_of(split, each)) for each in Cause),
    )


def _number(number: float | None) -> str | None:
    return None if number is None else decimal_text(number)
