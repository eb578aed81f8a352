"""Lo escrito: what a person types becomes a number or a date, or nothing."""

from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest

from game.typed import (
    date_fault,
    date_of,
    has_markup,
    is_blank,
    number_of,
    said,
    text_fault,
    whole_number,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("1234.5", "1234.5", id="plain"),
        pytest.param("1,234.5", "1234.5", id="comma for thousands"),
        pytest.param(" 1 234 567 ", "1234567", id="spaces anywhere"),
        pytest.param("1\u00a0234", "1234", id="space of a spreadsheet"),
        pytest.param("-3", "-3", id="below zero"),
        pytest.param("+3", "3", id="with its sign"),
        pytest.param("12 %", "12", id="with its unit"),
        pytest.param("0.5", "0.5", id="less than one"),
        pytest.param("1,5", None, id="comma for decimals is not how it is written here"),
        pytest.param("12,34,567", None, id="thousands in twos"),
        pytest.param("1.2.3", None, id="two points"),
        pytest.param("doce", None, id="in words"),
        pytest.param("1e9", None, id="like a computer"),
        pytest.param("NaN", None, id="not a number"),
        pytest.param("٣", None, id="other digits"),
        pytest.param("9" * 40, None, id="more digits than anybody types"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_number(typed: str, number: str | None) -> None:
    assert number_of(typed, "%") == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        pytest.param("2026-03-01", date(2026, 3, 1), id="as the browser sends it"),
        pytest.param("01/03/2026", date(2026, 3, 1), id="as it is written here"),
        pytest.param(" 1/3/2026 ", date(2026, 3, 1), id="without zeros"),
        pytest.param("2026-02-30", None, id="a day that is not"),
        pytest.param("20260301", None, id="without signs"),
        pytest.param("marzo", None, id="in words"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_date(typed: str, day: date | None) -> None:
    assert date_of(typed) == day


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        pytest.param("0", 0, id="none yet"),
        pytest.param("12", 12, id="some"),
        pytest.param("2147483647", 2147483647, id="the largest that is kept"),
        pytest.param("2147483648", None, id="one more"),
        pytest.param("9" * 5_000, None, id="more digits than python reads"),
        pytest.param("-1", None, id="below zero"),
        pytest.param("1.0", None, id="with decimals"),
        pytest.param("²", None, id="a digit of no number"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_whole_number(typed: str, number: int | None) -> None:
    assert whole_number(typed) == number


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param(" \n\t\u00a0\u2003", id="spaces"),
        pytest.param("\u200b\u2060\ufeff\u200d", id="no width"),
        pytest.param("\u00ad", id="a hyphen that breaks no line"),
        pytest.param("\u3164 \uffa0\u115f\u1160", id="fillers of Hangul"),
        pytest.param("\u2800\u2800", id="empty Braille"),
        pytest.param("\u034f\ufe0f\u0301", id="marks without a letter"),
        pytest.param("\U000e0041\u180e\u2066\u202e", id="tags and directions"),
    ],
)
def test_what_nobody_sees_says_nothing(text: str) -> None:
    assert is_blank(text)
    assert said(text) == ""


@pytest.mark.parametrize("text", [".", "x", "é", "e\u0301", "\u200bsí\u200b", "✓", "ñandú", "漢"])
def test_what_anybody_sees_is_said(text: str) -> None:
    assert said(f" {text}\n") == text


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        pytest.param("31/02/2027", "date-not-there", id="a day that no month has"),
        pytest.param("2027-02-29", "date-not-there", id="no leap year"),
        pytest.param(" 1/13/2027 ", "date-not-there", id="a month that no year has"),
        pytest.param("31 de junio", "date-unreadable", id="in words"),
        pytest.param("31/02/27", "date-unreadable", id="a year of two digits"),
    ],
)
def test_what_is_no_date_is_told_from_a_day_that_does_not_exist(typed: str, code: str) -> None:
    assert date_of(typed) is None
    assert date_fault(typed) == code


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<a href='x'>Compre</a>", id="a link"),
        pytest.param("<b>", id="opened"),
        pytest.param("sin abrir</b>", id="closed"),
        pytest.param("uno<br/>dos", id="closed at once"),
        pytest.param("<BR>", id="in capitals"),
        pytest.param("<a\nhref=x\n>", id="over lines"),
        pytest.param("<!-- -->", id="a comment"),
        pytest.param("<!-- x", id="a comment that nothing ends"),
        pytest.param("<!DOCTYPE html>", id="of a page"),
        pytest.param("<?php echo 1", id="of a program"),
        pytest.param("<img src=x onerror=1", id="left open, with an attribute"),
        pytest.param("<img/src = x", id="left open, without a space"),
        pytest.param('<a title="<" href=x', id="a sign within its attribute"),
        pytest.param("<svg:rect>", id="with its space of names"),
        pytest.param("<mi-parte>", id="of one's own making"),
        pytest.param("a <b y c> d", id="as a browser would take it"),
    ],
)
def test_a_tag_is_markup(text: str) -> None:
    assert has_markup(text)
    assert text_fault(text, 240) == ("text-has-markup", {})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Escriba a Ana <correo@ejemplo.com>", id="an address of mail"),
        pytest.param("<mailto:correo@ejemplo.com>", id="the same as a link has it"),
        pytest.param("Vea <https://ejemplo.com/a?b=c>", id="an address of a page"),
        pytest.param("<www.ejemplo.com>", id="the same, short"),
        pytest.param("a < b y c > d", id="letters compared"),
        pytest.param("3 < 5 y 7 > 2", id="numbers compared"),
        pytest.param("plazo <5 días o >20", id="without spaces"),
        pytest.param("costó <menos", id="left open, and nothing else"),
        pytest.param("costó <menos que antes", id="left open, with words"),
        pytest.param("< script >alert(1)", id="not at once: a browser shows it as words"),
        pytest.param("<-- aquí -->", id="arrows"),
        pytest.param("<>", id="empty"),
        pytest.param("<3", id="a heart"),
        pytest.param("x = y <", id="at the end"),
    ],
)
def test_what_only_looks_like_a_tag_is_words(text: str) -> None:
    assert not has_markup(text)


@pytest.mark.parametrize(
    "bad", ["<a " + "b" * 40_000, "<a " * 10_000, "<a-" * 10_000, "<" * 40_000]
)
def test_a_long_text_is_judged_at_once(bad: str) -> None:
    start = perf_counter()
    assert not has_markup(bad)
    assert perf_counter() - start < 1
