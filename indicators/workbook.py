"""Libro de resultados: what an edition found, for the people of the observatory.

The index stands in it as formulas: whoever changes a weight, a factor or an answer sees everything
follow, down to the places and the receipt. `layout` says where everything stands, `inputs` what may
be changed, `calculation` makes the index of it, `standings` and `receipt_sheet` show it. The sheets
made here hold what no formula gives: what was asked, what is promised, how firm places are.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from game.questionnaire import Item, LegalBasis, Topic
from indicators import wording
from indicators.calculation import Calculation
from indicators.firmness import firmness_of
from indicators.inputs import Inputs
from indicators.layout import Layout
from indicators.material import CommitmentLine, Cover, Material, Since, answer_text, joined
from indicators.receipt_sheet import ReceiptSheets
from indicators.robustness import Standing
from indicators.scale import scale_text
from indicators.sheets import NUMBER_FORMATS, Look, Row, Sheet, Style, Styled, book_of, long_texts
from indicators.standings import Standings
from indicators.tree import Excuse

__all__ = ["CommitmentLine", "Cover", "Material", "Since", "answer_text", "workbook_of"]

HUNDRED = 100
# Far behind any digit that is shown, and before the noise of binary numbers.
SCORE_DIGITS = 10


def workbook_of(material: Material) -> bytes:
    """The file."""
    layout = Layout(material)
    return book_of(
        sheets_of(layout), _look(material), _names(layout) if material.results.entries else None
    )


def _look(material: Material) -> Look:
    cover, locale = material.cover, material.locale
    decimals = material.results.definition.rules.decimals
    plain = NUMBER_FORMATS[Style.SCORE]
    return Look(
        title=cover.title,
        subject=cover.edition,
        keywords=wording.SYNTHETIC.of(locale) if cover.synthetic else "",
        language=locale,
        made_on=cover.made_on,
        cut=wording.CUT.of(locale),
        hues=cover.hues,
        score_format="0." + "0" * decimals if decimals else plain.partition(".")[0],
    )


def sheets_of(layout: Layout) -> tuple[Sheet, ...]:
    """In the order in which one reads the book; the dictionary explains all the others."""
    material = layout.material
    index, standings = Calculation(layout), Standings(layout)
    inputs = Inputs(layout, index)
    answers = inputs.answers()
    receipts = ReceiptSheets(layout, standings, answers.rows, index.state_words)
    is_empty = not material.results.entries
    told = (
        _items(material),
        inputs.options(),
        inputs.rules(),
        inputs.weights(),
        answers,
        index.states(),
        index.factors(),
        index.calculation(),
        standings.scores(),
        standings.order(),
        standings.ranking(),
        _bands(material),
        *(() if is_empty else (receipts.receipt(), receipts.charts())),
        *_changes(material),
        *_commitments(material),
        receipts.lists(),
    )
    whole = (*told, *_long(material, told))
    explained = (_readme(material, whole), *whole)
    return (*explained, _dictionary(material, explained))


def _names(layout: Layout) -> dict[str, str]:
    """What people look for by name: what may be changed, and what comes of it."""
    material = layout.material
    receipts = ReceiptSheets(layout, Standings(layout), (), ())
    found = {
        "governments": receipts.choosable,
        "chosen": receipts.chosen,
        "weights": layout.weights.column("part_weight"),
        "verdicts": layout.answers.column("verdict"),
        "index": layout.scores.column("index"),
        "places": layout.scores.column("league_place"),
        **{rule: layout.rule(rule) for rule in ("thin", "ties", "decimals")},
    }
    if layout.option_rows:
        found["factors"] = layout.options.column("option_factor")
    return {material.said(f"name_{name}"): cells for name, cells in found.items()}


def _readme(material: Material, sheets: Sequence[Sheet]) -> Sheet:
    columns = (
        material.column("subject", Style.LABEL, 34),
        material.column("value", Style.LONG_TEXT, 110),
    )
    rows = (*_facts(material), *_contents(material, sheets))
    return material.sheet("readme", columns, rows, has_filter=False)


def _facts(material: Material) -> Iterator[Row]:
    cover, locale, policies = material.cover, material.locale, material.results.scores.policies
    sentences = wording.SENTENCES
    ties = wording.TIES[material.results.definition.ties].of(locale)
    live = "live" if material.is_live else "still"
    facts: dict[str, str | date] = {
        "title": cover.title,
        "edition": cover.edition,
        "version": material.questionnaire.version,
        "made_on": cover.made_on,
        "sha256": cover.sha256,
        "definition": material.results.definition.sha256,
        "note": cover.note,
        "licence": f"{cover.licence} {sentences['licence'].of(locale)}".strip(),
        "assessed": cover.assessed,
        "participants": str(len(material.results.entries)),
        "items": str(len(material.results.scores.items)),
        "how": sentences["how"].of(locale),
        "silence": wording.SILENCES[policies.no_answer].of(locale),
        "thin": wording.THIN[policies.thin].of(locale),
        "ties": sentences["ties"].of(locale).format(rule=ties),
        "rounding": sentences["rounding"].of(locale),
        "read": sentences["read"].of(locale),
        "try": sentences["try"].of(locale),
        "formulas": sentences[live].of(locale),
        "protection": sentences["protection"].of(locale),
    }
    for subject, fact in facts.items():
        if fact:
            told = Styled(fact, Style.DAY) if isinstance(fact, date) else fact
            yield wording.SUBJECTS[subject].of(locale), told


def _contents(material: Material, sheets: Sequence[Sheet]) -> Iterator[Row]:
    names = {material.title(name): name for name in wording.SHEETS}
    said = wording.SUBJECTS["sheet"].of(material.locale)
    for sheet in (*sheets, None):
        name = names[sheet.name] if sheet else "dictionary"
        yield f"{said} {material.title(name)}", wording.CONTENTS[name].of(material.locale)


def _items(material: Material) -> Sheet:
    columns = (
        material.column("item"),
        material.column("pillar", width=8),
        material.column("topic", width=8),
        material.column("topic_name", Style.LONG_TEXT, 28),
        material.column("question", Style.LONG_TEXT, 60),
        material.column("kind", width=16),
        material.column("scale", Style.LONG_TEXT, 44),
        material.column("weight", Style.FACTOR, 8),
        material.column("excuse", width=18),
        material.column("evidence", Style.LONG_TEXT, 44),
        material.column("legal", Style.LONG_TEXT, 32),
        material.column("effort", width=10),
        material.column("recommendation", Style.LONG_TEXT, 50),
        material.column("continues"),
    )
    topics = material.questionnaire.topics
    rows = [_item_row(topic, item, material.locale) for topic in topics for item in topic.items]
    return material.sheet("items", columns, rows, frozen=1, table="t_items")


def _basis(basis: LegalBasis) -> str:
    """A law with its articles, and since when or until when it is in force where that is known."""
    law = basis.law
    days = [each.isoformat() if each else "…" for each in (law.valid_from, law.valid_to)]
    validity = f" ({days[0]} – {days[1]})" if law.valid_from or law.valid_to else ""
    return f"{law.code} {basis.articles}{validity}"


def _item_row(topic: Topic, item: Item, locale: str) -> Row:
    excuse = Excuse(item.not_applicable.policy) if item.not_applicable else None
    basis = "; ".join(_basis(each) for each in item.legal)
    return (
        item.code,
        topic.pillar,
        topic.code,
        topic.name.of(locale),
        item.text.of(locale),
        wording.KINDS[item.kind].of(locale),
        scale_text(item, locale),
        float(item.weight) if item.is_scored else None,
        wording.EXCUSES[excuse].of(locale) if excuse else None,
        joined(wording.EXPECTED[item.evidence.expected].of(locale), item.evidence.text.of(locale)),
        f"{basis} {wording.LAW_MARK.of(locale)}" if basis else None,
        wording.EFFORTS[item.effort].of(locale),
        item.recommendation.of(locale),
        item.continues,
    )


def _bands(material: Material) -> Sheet:
    """How firm each place is, league by league from the best; those without an index are not."""
    columns = (
        material.column("league", width=26),
        material.column("league_place", Style.WHOLE),
        material.column("participant"),
        material.column("name", width=28),
        material.column("state", width=20),
        material.column("band", Style.WHOLE, 8),
        material.column("median_place", Style.WHOLE),
        material.column("low_place", Style.WHOLE),
        material.column("high_place", Style.WHOLE),
        material.column("top_share", Style.SCORE),
        material.column("place_shift", Style.FACTOR),
        material.column("frequency", Style.LONG_TEXT, 60),
    )
    firmness = material.firmness or firmness_of(material.results)
    leagues = dict.fromkeys(entry.league for entry in material.results.entries)
    standings = chain.from_iterable(firmness.league(league) for league in leagues)
    rows = [_band_row(material, each, firmness.frequency(each.participant)) for each in standings]
    above = ((material.said("firm"),),)
    return material.sheet("bands", columns, rows, frozen=4, above=above, table="t_bands")


def _band_row(material: Material, standing: Standing, frequency: Sequence[tuple[int, int]]) -> Row:
    entry = material.results.entry(standing.participant)
    return (
        material.named(entry.league),
        standing.place,
        entry.participant,
        entry.name,
        material.state_of(entry),
        standing.band,
        standing.median,
        standing.low,
        standing.high,
        in_hundred(standing.top),
        standing.shift,
        "; ".join(f"{place}: {runs}" for place, runs in frequency),
    )


def _changes(material: Material) -> Iterator[Sheet]:
    """How the index moved since the edition before, split into its three causes."""
    if material.before is None:
        return
    columns = (
        *material.who_columns(),
        *(
            material.column(key, Style.SCORE, 14)
            for key in (
                "before",
                "after",
                "moved",
                "performance",
                "by_method",
                "by_coverage",
                "shared",
            )
        ),
    )
    changes = {each.participant: each for each in material.before.changes.all()}
    rows = []
    for entry in material.results.entries:
        found = changes[entry.participant]
        split = found.split
        causes = (split.performance, split.method, split.coverage) if split else (None, None, None)
        figures = (found.before, found.after, found.total, *causes, found.shared)
        rows.append((*material.who(entry), *map(in_hundred, figures)))
    above = ((material.said("since").format(edition=material.before.edition),),)
    yield material.sheet("change", columns, rows, frozen=2, above=above, table="t_change")


def _commitments(material: Material) -> Iterator[Sheet]:
    if not material.commitments:
        return
    columns = (
        material.column("commitment"),
        material.column("participant"),
        material.column("name", width=28),
        material.column("commitment_text", Style.LONG_TEXT, 60),
        material.column("item"),
        material.column("responsible", Style.LONG_TEXT, 34),
        material.column("status", width=18),
        material.column("proposed_on", Style.DAY, 13),
        material.column("due", Style.DAY, 13),
        material.column("progress", Style.SHARE, 10),
    )
    rows = [
        (
            each.code,
            each.participant,
            each.name,
            each.text,
            each.item or None,
            each.responsible,
            each.status,
            each.proposed_on,
            each.due,
            each.progress,
        )
        for each in material.commitments
    ]
    told = (material.said("on"), None, Styled(material.cover.told_on, Style.DAY))
    yield material.sheet(
        "commitments", columns, rows, frozen=3, above=(told,), table="t_commitments"
    )


def _long(material: Material, told: Sequence[Sheet]) -> Iterator[Sheet]:
    """The texts that no cell holds, in pieces."""
    rows = [*long_texts(told)]
    if rows:
        columns = (
            material.column("sheet", width=16),
            material.column("long_cell"),
            material.column("piece", Style.WHOLE, 8),
            material.column("piece_text", Style.LONG_TEXT, 110),
        )
        yield material.sheet("long", columns, rows)


def _dictionary(material: Material, told: Sequence[Sheet]) -> Sheet:
    """Each column of each sheet; alike columns that follow each other are explained once."""
    columns = (
        material.column("sheet", width=16),
        material.column("column", Style.LONG_TEXT, 36),
        material.column("meaning", Style.LONG_TEXT, 90),
    )
    explained = chain.from_iterable(
        ((sheet.name, title, meaning) for meaning, title in _meanings(sheet).items())
        for sheet in told
    )
    return material.sheet("dictionary", columns, [*explained], table="t_dictionary")


def _meanings(sheet: Sheet) -> dict[str, str]:
    """Titles by meaning: a run of alike columns is told as "first … last"."""
    titles: dict[str, list[str]] = {}
    for column in sheet.columns:
        titles.setdefault(column.meaning, []).append(column.title)
    return {
        meaning: alike[0] if len(alike) == 1 else f"{alike[0]} … {alike[-1]}"
        for meaning, alike in titles.items()
    }


def in_hundred(share: float | None) -> float | None:
    """A share as a value of the book: freed of noise, so that a half is rounded as on the pages."""
    return None if share is None else round(HUNDRED * share, SCORE_DIGITS)
