"""Tipos: what a row of somebody's XLSForm is, whatever way its type is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from game.questionnaire import Kind
from server.xlsforms.listing import Why


class Form(StrEnum):
    """What a row does in a form."""

    BEGIN_GROUP = "begin_group"
    END_GROUP = "end_group"
    BEGIN_REPEAT = "begin_repeat"
    END_REPEAT = "end_repeat"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    NOTE = "note"
    VALUE = "value"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a row. `kind`: of the item that a value makes; `why`: a row is left.

    `written`: as XLSForm writes it today. `is_known`: whether it is one of those we know of.
    """

    form: Form
    written: str
    list_name: str = ""
    or_other: bool = False
    kind: Kind | None = None
    why: Why | None = None
    is_known: bool = True

    @property
    def plain(self) -> str:
        """The type as pyxform knows it: what only another application has asks nothing there."""
        return "hidden" if self.written in _OTHERS else self.written


_CONTROL: Final = re.compile(
    r"(begin|end)[\s_]+(group|repeat|lgroup|looped group|loop|score|rank|kobomatrix)"
    r"(?:\s+over\s+(\S+))?",
    re.IGNORECASE,
)
_SELECTS: Final[Mapping[str, str]] = {
    "select_one": "select_one",
    "select one": "select_one",
    "select one from": "select_one",
    "select1": "select_one",
    "add select one prompt using": "select_one",
    "select_multiple": "select_multiple",
    "select multiple": "select_multiple",
    "select multiple from": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "add select multiple prompt using": "select_multiple",
    "rank": "rank",
    "select_one_external": "select_one_external",
    "select_one_from_file": "select_one_from_file",
    "select one from file": "select_one_from_file",
    "select_multiple_from_file": "select_multiple_from_file",
    "select multiple from file": "select_multiple_from_file",
}
_SELECT: Final = re.compile(
    rf"({'|'.join(re.escape(each) for each in sorted(_SELECTS, key=len, reverse=True))})"
    r"\s+(\S.*?)(\s+(?:or specify other|or_other|or other))?",
    re.IGNORECASE,
)
_VALUES: Final[Mapping[str, Kind]] = {
    "text": Kind.TEXT,
    "string": Kind.TEXT,
    "add text prompt": Kind.TEXT,
    "integer": Kind.NUMBER,
    "int": Kind.NUMBER,
    "add integer prompt": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "add decimal prompt": Kind.NUMBER,
    "range": Kind.NUMBER,
    "date": Kind.DATE,
    "add date prompt": Kind.DATE,
}
_WRITTEN: Final = {"int": "integer", "string": "text", "datetime": "dateTime"}
_LEFT: Final[Mapping[str, Why]] = {
    **dict.fromkeys(
        (
            "start",
            "end",
            "today",
            "deviceid",
            "imei",
            "subscriberid",
            "simserial",
            "phonenumber",
            "username",
            "email",
            "audit",
            "uuid",
            "start-geopoint",
            "background-audio",
            "background-geopoint",
            "get start time",
            "get end time",
            "get today",
            "get device id",
        ),
        Why.METADATA,
    ),
    **dict.fromkeys(("calculate", "hidden"), Why.CALCULATED),
    **dict.fromkeys(
        (
            "image",
            "photo",
            "audio",
            "video",
            "file",
            "barcode",
            "add image prompt",
            "add photo prompt",
            "add audio prompt",
            "add video prompt",
            "add file prompt",
        ),
        Why.MEDIA,
    ),
    **dict.fromkeys(
        ("geopoint", "geotrace", "geoshape", "location", "gps", "osm", "add location prompt"),
        Why.MAP,
    ),
    **dict.fromkeys(("datetime", "time", "add datetime prompt", "add time prompt"), Why.MOMENT),
    **dict.fromkeys(("xml-external", "csv-external"), Why.FROM_FILE),
    **dict.fromkeys(("acknowledge", "trigger"), Why.TYPE_UNUSED),
}


# Types of SurveyCTO and of KoboToolbox that XLSForm does not have.
_OTHERS: Final[Mapping[str, Why]] = {
    **dict.fromkeys(
        (
            "text audit",
            "audio audit",
            "speed violations count",
            "speed violations list",
            "speed violations audit",
            "caseid",
            "devicephonenum",
        ),
        Why.METADATA,
    ),
    "calculate_here": Why.CALCULATED,
    **dict.fromkeys(("comments", "score__row", "rank__level"), Why.TYPE_UNUSED),
}


def type_in(cell: str) -> Type:
    """The type that a cell says."""
    text = " ".join(cell.split())
    control = _CONTROL.fullmatch(text)
    if control:
        return _control(control)
    select = _SELECT.fullmatch(text)
    if select:
        return _select(select)
    low = text.lower()
    written = _WRITTEN.get(low, low)
    if low in {"note", "add note prompt"}:
        return Type(Form.NOTE, written)
    if low in _VALUES:
        return Type(Form.VALUE, written, kind=_VALUES[low])
    known = _LEFT.get(low) or _OTHERS.get(low) or (Why.MAP if low.startswith("osm ") else None)
    why = known or Why.TYPE_UNUSED
    return Type(
        Form.LEFT,
        written if low in _LEFT or low in _OTHERS else text,
        why=why,
        is_known=bool(known),
    )


def _control(found: re.Match[str]) -> Type:
    does, what = found[1].lower(), found[2].lower()
    # Groups of KoboToolbox, whose rows are of its types too.
    what = "group" if what in {"score", "rank", "kobomatrix"} else what
    name = "group" if what == "group" else "repeat"
    # A loop keeps the list that it goes over.
    written = f"{does}_{name}" if what in {"group", "repeat"} else " ".join(found[0].split())
    return Type(Form(f"{does}_{name}"), written)


def _select(found: re.Match[str]) -> Type:
    command, list_name = _SELECTS[found[1].lower()], found[2].strip()
    written = f"{command} {list_name}{' or_other' if found[3] else ''}"
    if command.endswith(("_external", "_from_file")):
        return Type(Form.LEFT, written, why=Why.FROM_FILE)
    if list_name.startswith("${"):
        return Type(Form.LEFT, written, why=Why.FROM_ANSWERS)
    return Type(Form(command), written, list_name, bool(found[3]))
