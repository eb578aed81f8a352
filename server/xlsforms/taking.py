"""Toma: a workbook that was read becomes the definition of an edition, ours or of somebody's form.

Of a form of others, what no form says (leagues, dates, points, rules) is that of another edition,
its base.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.imports.editions import EditionInvalid, definition_in
from server.xlsforms import columns as c
from server.xlsforms.documents import Documents, documents_of
from server.xlsforms.foreign import Draft, draft_of, topics_said
from server.xlsforms.grids import Grids, Place
from server.xlsforms.listing import Listing, Why
from server.xlsforms.own import is_own, own_definition

NOTE: Final = {
    "es": "Borrador hecho de un XLSForm: faltan puntaje, evidencia y recomendaciones.",
    "en": "Draft made from an XLSForm: scores, evidence and recommendations are still missing.",
}
PILLAR: Final = "F"


@dataclass(frozen=True, slots=True)
class Taken:
    """What a workbook gives. `definition`: None where it is wrong. `draft`: of somebody's form.

    `base`: the edition that the rest of it was taken from.
    """

    definition: Mapping[str, Any] | None
    listing: Listing
    draft: Draft | None = None
    base: str = ""


def taken(
    grids: Grids,
    base: Mapping[str, Any],
    said: Sequence[tuple[int, str]] = (),
    *,
    otherwise: str,
    earlier: Mapping[str, Any] | None = None,
) -> Taken:
    """The edition in a workbook, and everything of it that was left.

    `said`: why pyxform would not take it. `base`: the definition that a form of others is completed
    from; `earlier`: the one that ours continues, if at hand; `otherwise`: what the form is called
    where it does not say.
    """
    listing = Listing()
    if is_own(grids):
        return Taken(own_definition(grids, earlier, listing), listing)
    draft = draft_of(grids, listing, otherwise)
    if draft is None or said:
        _refuse(listing, said)
        return Taken(None, listing)
    code = base["edition"]["code"]
    return Taken(_completed(draft, base, listing), listing, draft, code)


def _refuse(listing: Listing, said: Sequence[tuple[int, str]]) -> None:
    """Tell what pyxform refuses, where our own checks found nothing wrong."""
    if listing.faults:
        return
    for each in listing.left:
        if each.why is Why.TYPE_UNUSED and not each.facts.get("is_known", True):
            listing.fault(each.place, Why.TYPE_UNKNOWN, each.name, text=each.facts["text"])
    if not listing.faults:
        for row, text in said:
            listing.fault(Place(c.SURVEY, row), Why.REFUSED, text=text)


def _completed(draft: Draft, base: Mapping[str, Any], listing: Listing) -> Mapping[str, Any] | None:
    """The definition of a draft, with what a form does not say as its base says it."""
    documents = documents_of(base)
    edition = {
        name: each
        for name, each in documents["edition.yaml"].items()
        if name not in {"continues", "synthetic"}
    }
    said = {"code": draft.code, "instrument": draft.code, "name": draft.name, "note": dict(NOTE)}
    items = {
        f"items/{topic.code}.yaml": {"topic": topic.code, "items": topic.items}
        for topic in draft.topics
    }
    pillar = {"code": PILLAR, "name": draft.name, "topics": list(topics_said(draft))}
    made = {name: each for name, each in documents.items() if not name.startswith("items/")}
    made |= {
        "edition.yaml": edition | said,
        "questionnaire.yaml": {"pillars": [pillar]},
        "laws.yaml": {"laws": []},
        **items,
    }
    if "badges.yaml" in made:
        kept = [each for each in made["badges.yaml"]["badges"] if not each.get("pillar")]
        for badge in made["badges.yaml"]["badges"]:
            if badge.get("pillar"):
                listing.leave(Place(""), Why.BADGE_LEFT, text=badge["name"])
        made["badges.yaml"] = {"badges": kept}
    if "index.yaml" in made:
        index = {name: each for name, each in made["index.yaml"].items() if name != "nodes"}
        made["index.yaml"] = index
    try:
        return definition_in(Documents(made))
    except EditionInvalid as error:
        rows = {found.item["code"]: found.row for found in draft.found}
        for flaw in error.problems:
            place, why = getattr(flaw, "place", ("", "", "")), getattr(flaw, "why", str(flaw))
            here = Place(c.SURVEY, rows.get(place[1], 0))
            listing.fault(here, Why.DEFINITION, place[1], told=why, field=place[2])
        return None
