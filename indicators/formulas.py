"""Fórmulas: the text of what the book computes, from the addresses of what it reads.

Only what Excel, LibreOffice and Google read alike: no dynamic arrays, nothing to be entered with
three keys. `IF` is never given a range inside a `SUMPRODUCT`, where Excel would look at one cell of
it. What has no value is an empty text, which `ISNUMBER` tells from a zero and `SUMPRODUCT` with
commas counts as nothing. `{r}` stands for the row of the formula.

Places are told by scores rounded to `STEADY` decimals: spreadsheets compare numbers with some
tolerance of their own, by which a can be b and b be c while a is more than c.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from indicators.means import LEAST_SHIFTED, NEAR
from indicators.scores import TOLERANCE

STEADY = 12
# Further than any list of bands goes.
FAR = 1000
# The day that spreadsheets count from, and what a string in a formula may be long.
EPOCH = date(1899, 12, 30)
PIECE = 200


@dataclass(frozen=True, slots=True)
class Words:
    """The words that cells hold and formulas compare."""

    answered: str
    not_applicable: str
    not_asked: str
    no_answer: str
    unknown: str
    undecided: str
    maybe_asked: str
    no: str
    accepted: str
    full: str
    zero: str
    leaves: str
    shift: str
    floor: str
    dense: str
    average: str


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that stand side by side: their weights, and what they are worth, as row ranges."""

    weights: str
    values: str


@dataclass(frozen=True, slots=True)
class Leaves:
    """Items that stand side by side: weights, factors or why there is none, and situations."""

    weights: str
    factors: str
    states: str

    @property
    def group(self) -> Group:
        return Group(self.weights, self.factors)


def text(word: str) -> str:
    """A word as a formula holds it."""
    return '"' + word.replace('"', '""') + '"'


def long_text(told: str) -> str | None:
    """The same of any text: a string in a formula is short, and in one line. None: it cannot be."""
    if any(letter < " " and letter != "\n" for letter in told):
        return None
    lines = (
        "&".join(text(line[at : at + PIECE]) for at in range(0, max(1, len(line)), PIECE))
        for line in told.split("\n")
    )
    return "&CHAR(10)&".join(lines)


def literal(value: object) -> str:
    """What a cell holds, as a formula compares it: a number, a day, a word, or nothing."""
    if isinstance(value, date):
        return f"{(value - EPOCH).days}"
    return f"{value!r}" if isinstance(value, int | float) else text(str(value or ""))


def summed(groups: Iterable[Group]) -> str:
    """A node without parts has nothing to sum."""
    return "+".join(f"SUMPRODUCT({each.weights},{each.values})" for each in groups) or "0"


def mass(groups: Iterable[Group]) -> str:
    """The weight of what has a value."""
    return (
        "+".join(f"SUMPRODUCT({each.weights},--ISNUMBER({each.values}))" for each in groups) or "0"
    )


def quotient(upper: str, lower: str) -> str:
    """Nothing where there is nothing to divide by."""
    upper, lower = upper or "0", lower or "0"
    return f'IF({lower}>0,({upper})/({lower}),"")'


def coverage(children: Sequence[Group], leaves: Sequence[Leaves], words: Words) -> str:
    """Known weight over asked weight; of nodes, `values` is their coverage."""
    known = [
        f"SUMPRODUCT({each.weights}*(({each.states}={text(words.answered)})"
        f"+({each.states}={text(words.not_applicable)})))"
        for each in leaves
    ]
    asked = [f"SUMPRODUCT({each.weights}*{_asked(each, words)})" for each in leaves]
    parts = (summed(children), *known) if children else known
    whole = (mass(children), *asked) if children else asked
    return quotient("+".join(parts), "+".join(whole))


def coverage_by_parts(children: Sequence[Group], leaves: Sequence[Leaves], words: Words) -> str:
    """How many of the parts that are asked have a value: `weights` holds that of nodes."""
    known = [
        f"SUMPRODUCT(({each.states}={text(words.answered)})"
        f"+({each.states}={text(words.not_applicable)}))"
        for each in leaves
    ]
    asked = [f"SUMPRODUCT({_asked(each, words)})" for each in leaves]
    parts = [*(f"COUNT({each.weights})" for each in children), *known]
    whole = [*(f"COUNT({each.values})" for each in children), *asked]
    return quotient("+".join(parts), "+".join(whole))


def own_value(raw: str, covered: str, threshold: str) -> str:
    """The raw value where enough of it is known."""
    return f'IF(ISNUMBER({raw}),IF({covered}>={threshold}-{TOLERANCE:G},{raw},""),"")'


def bound(children: Sequence[Group], leaves: Sequence[Leaves], words: Words, *, upper: bool) -> str:
    """A mean with all that is missing at zero, or at one; no threshold holds it back."""
    open_ = [_open(each, words) for each in leaves]
    given = [summed(children)] if children else []
    given += [summed([each.group]) for each in leaves]
    if upper:
        given += [
            f"SUMPRODUCT({each.weights}*{gap}*({each.states}<>{text(words.answered)}))"
            for each, gap in zip(leaves, open_, strict=True)
        ]
    whole = [mass(children)] if children else []
    whole += [
        f"SUMPRODUCT({each.weights}*((ISNUMBER({each.factors})+{gap})>0))"
        for each, gap in zip(leaves, open_, strict=True)
    ]
    return quotient("+".join(given), "+".join(whole))


def _asked(leaves: Leaves, words: Words) -> str:
    """Of which it is known that they are asked."""
    no, maybe = text(words.not_asked), text(words.maybe_asked)
    return f"({leaves.states}<>{no})*({leaves.states}<>{maybe})"


def _open(leaves: Leaves, words: Words) -> str:
    """Applicable, and asked or perhaps asked: answered or missing."""
    asked, out = text(words.not_asked), text(words.not_applicable)
    return f"({leaves.states}<>{asked})*({leaves.states}<>{out})"


def leaf_bound(factor: str, state: str, words: Words, *, upper: bool) -> str:
    """What one item counts as with all that is missing at zero or at one."""
    missing = (
        f"OR({state}={text(words.no_answer)},{state}={text(words.undecided)},"
        f"{state}={text(words.unknown)},{state}={text(words.maybe_asked)})"
    )
    return f'IF({missing},{int(upper)},IF(ISNUMBER({factor}),{factor},""))'


def entering(part: str, zeros: str, floor: str, words: Words) -> str:
    """A part as the policy for zeros lets it in: shifted, lifted to the floor, or as it is."""
    shifted = f"{LEAST_SHIFTED}+{1 - LEAST_SHIFTED}*{part}"
    lifted = f"MAX({part},IF({zeros}={text(words.floor)},{floor},0))"
    return f'IF(ISNUMBER({part}),IF({zeros}={text(words.shift)},{shifted},{lifted}),"")'


def turned(part: str, *, is_geometric: bool) -> str:
    """What is averaged: the logarithm, or the reciprocal. A part at zero is an "x"."""
    own = f"LN({part})" if is_geometric else f"1/{part}"
    return f'IF(ISNUMBER({part}),IF({part}>0,{own},"x"),"")'


def turned_mean(weights: str, parts: str, *, is_geometric: bool) -> str:
    """Zero as soon as one part is."""
    group = [Group(weights, parts)]
    if is_geometric:
        found = f"EXP({summed(group)}/{mass(group)})"
    else:
        found = f"{mass(group)}/{summed(group)}"
    return f'IF(COUNTIF({parts},"x")>0,0,IF(COUNT({parts})>0,{found},""))'


def pull(weight: str, part: str, whole: str, *, is_geometric: bool) -> str:
    """Raw share of a part: its weight over the logarithmic mean of it and the whole, or over it."""
    between = _logarithmic_mean(part, whole) if is_geometric else part
    usual = f"IF({part}>0,IF({whole}>0,{weight}/({between}),0),{weight})"
    return f'IF(ISNUMBER({part}),{usual},"")'


def _logarithmic_mean(part: str, whole: str) -> str:
    ratio = f"LN({part}/{whole})"
    near = f"SQRT({part}*{whole})*(1+{ratio}^2/24)"
    return f"IF(ABS({ratio})<{NEAR:G},{near},({part}-{whole})/{ratio})"


def passed_on(share: str, weight: str, part: str, whole: str) -> str:
    """What a part has of what its node has: its weight over that of all that count there."""
    return f"IF(ISNUMBER({part}),IF({whole}>0,{share}*{weight}/{whole},0),0)"


def counted(
    state: str, factor: str, excuse: str, silence: str, unsure: str, *, words: Words
) -> str:
    """What an item counts as, or the word that says why it does not.

    `excuse`, `silence` and `unsure` hold the number that each counts as, or nothing.
    """
    return (
        f"IF({state}={text(words.answered)},{factor},"
        f"IF(OR({state}={text(words.not_asked)},{state}={text(words.maybe_asked)}),{state},"
        f"IF({state}={text(words.not_applicable)},{_or_word(excuse, state)},"
        f"IF({state}={text(words.unknown)},{_or_word(unsure, state)},"
        f"{_or_word(silence, state)}))))"
    )


def _or_word(number: str, word: str) -> str:
    return f"IF(ISNUMBER({number}),{number},{word})"


def counts_as(policy: str, words: Words) -> str:
    """The number that a policy counts as, or nothing where it leaves."""
    return f'IF({policy}={text(words.full)},1,IF({policy}={text(words.zero)},0,""))'


def verified_factor(asked: str, verdict: str, code: str, worth: str, *, words: Words) -> str:
    """Accepted it is what the answer is worth; returned or rejected it is zero."""
    return (
        f'IF(OR({asked}={text(words.no)},{verdict}=""),"",'
        f"IF({verdict}<>{text(words.accepted)},0,"
        f'IF({code}={text(words.not_applicable)},"",{worth})))'
    )


def situation(
    asked: str,
    verdict: str,
    factor: str,
    code: str,
    given: Sequence[str],
    *,
    words: Words,
    may_not_apply: bool = True,
) -> str:
    """What is known of an answer; `given` are the cells that hold it.

    `may_not_apply`: whether the item admits that; where it does not, nothing valid was answered.
    """
    not_applicable = f"{code}={text(words.not_applicable)}"
    unknown = f"{code}={text(words.unknown)}"
    is_word = f"OR({not_applicable},{unknown})" if may_not_apply else unknown
    blank = ",".join(f'{each}=""' for each in given)
    return (
        f"IF({asked}={text(words.no)},{text(words.not_asked)},"
        f'IF({verdict}="",IF(AND({blank}),{text(words.no_answer)},{text(words.undecided)}),'
        f"IF(ISNUMBER({factor}),{text(words.answered)},"
        f"IF({is_word},{code},"
        f"{text(words.no_answer)}))))"
    )


def chosen_one(code: str, codes: str, factors: str) -> str:
    """Compared and not looked up: a question mark would be found in any option of one letter."""
    found = f'({codes}={code}&"")'
    return f'IF(SUMPRODUCT(--{found})=1,SUMPRODUCT({found}*{factors}),"")'


def chosen_several(code: str, codes: str, factors: str, alone: str) -> str:
    """The factors of all that were chosen, to one at most; nothing where one is unknown.

    `alone`: a one beside the options that exclude all others.
    """
    found = f'ISNUMBER(FIND(";"&{codes}&";",";"&{code}&";"))'
    many = f'(LEN({code})-LEN(SUBSTITUTE({code},";",""))+1)'
    wrong = f"OR(SUMPRODUCT(--{found})<>{many},SUMPRODUCT({found}*{alone})*({many}-1)>0)"
    return f'IF({code}="","",IF({wrong},"",MIN(1,SUMPRODUCT({found}*{factors}))))'


def label_of(code: str, codes: str, labels: str) -> str:
    """The words of the option that was chosen; a code that is none stands as it is."""
    found = f'({codes}={code}&"")'
    place = f"SUMPRODUCT({found}*(ROW({codes})-MIN(ROW({codes}))+1))"
    return f'IF({code}="","",IF(SUMPRODUCT(--{found})=1,INDEX({labels},{place}),{code}&""))'


def labels_of(code: str, codes: str, pairs: Sequence[Sequence[str]]) -> str:
    """The words of all that were chosen, in the order of their list: `pairs` of code and words."""
    found = f'ISNUMBER(FIND(";"&{codes}&";",";"&{code}&";"))'
    many = f'(LEN({code})-LEN(SUBSTITUTE({code},";",""))+1)'
    said = "&".join(
        f'IF(ISNUMBER(FIND(";"&{own}&";",";"&{code}&";")),"; "&{label},"")' for own, label in pairs
    )
    told = f'IF(SUMPRODUCT(--{found})={many},MID({said},3,9999),{code}&"")'
    return f'IF({code}="","",{told})'


def number_told(code: str, number: str, unit: str, words: Words) -> str:
    """A number with its unit; where there is none, the word in its place."""
    told = f"{number}&{text(f' {unit}')}" if unit else f'{number}&""'
    return _told_unless(code, f'{number}=""', told, words)


def part_told(code: str, part: str, whole: str, words: Words) -> str:
    """A part and its whole."""
    return _told_unless(code, f'AND({part}="",{whole}="")', f'{part}&" / "&{whole}', words)


def day_told(code: str, day: str, words: Words) -> str:
    """A day, the year first: what formats are called differs from one language to another."""
    month, date_ = (f'RIGHT("0"&{each}({day}),2)' for each in ("MONTH", "DAY"))
    told = f'IF(ISNUMBER({day}),YEAR({day})&"-"&{month}&"-"&{date_},{day}&"")'
    return _told_unless(code, f'{day}=""', told, words)


def _told_unless(code: str, is_empty: str, told: str, words: Words) -> str:
    """What does not apply has no value, whatever was left beside it."""
    return f'IF(OR({is_empty},{code}={text(words.not_applicable)}),{code}&"",{told})'


def in_band(value: str, low: str, high: str, factors: str) -> str:
    """The first band that holds the value, or zero."""
    holds = f'((({low}="")+({value}>={low}))>0)*((({high}="")+({value}<={high}))>0)'
    first = f"SUMPRODUCT(MIN(ROW({low})-MIN(ROW({low}))+1+{FAR}*(1-{holds})))"
    return f"IFERROR(INDEX({factors},{first}),0)"


def if_number(cell: str, worth: str) -> str:
    return f'IF(ISNUMBER({cell}),{worth},"")'


def if_part(part: str, whole: str, worth: str) -> str:
    """A part of a whole that is not empty, and not more than it."""
    good = f"AND(ISNUMBER({part}),ISNUMBER({whole}),N({whole})>0,N({part})<=N({whole}))"
    return f'IF({good},{worth},"")'


def in_hundred(value: str) -> str:
    return f'IF(ISNUMBER({value}),100*{value},"")'


def mean_of_group(groups: str, group: str, values: str) -> str:
    """Of those of a group that have a value; a group may be called as a criterion is written."""
    member = f"({groups}={group})*ISNUMBER({values})"
    return f'IFERROR(SUMPRODUCT({member},{values})/SUMPRODUCT({member}),"")'


def shown(value: str, decimals: str) -> str:
    """A share as it is shown, of a hundred: freed of noise, and halves up."""
    return f'IF(ISNUMBER({value}),ROUND(ROUND(100*{value},9),{decimals}),"")'


def steady(value: str) -> str:
    """What places are told by; whoever has no value stands behind all."""
    return f"IF(ISNUMBER({value}),ROUND({value},{STEADY}),-1)"


def position(before: str, groups: str, group: str, keys: str, key: str, rows: str) -> str:
    """Which row of the sorted lists is whose.

    `before`: how many stand in the lists before its own; `rows`: how many of the same key before
    it.
    """
    ahead = f"SUMPRODUCT(({groups}={group})*({keys}>{key}))"
    return f"{before}+1+{ahead}+{rows}"


def earlier(groups: str, group: str, keys: str, key: str) -> str:
    """How many of the same group and key stand further up."""
    return f"SUMPRODUCT(({groups}={group})*({keys}={key})*(ROW({keys})<ROW({key})))"


def gap(value: str, above: str) -> str:
    """One where a place begins: no value, none above, or a gap wider than the tolerance."""
    apart = f"IF(ABS({value}-{above})>{TOLERANCE:G},1,0)"
    return f"IF(ISNUMBER({value}),IF(ISNUMBER({above}),{apart},1),1)"


def place(value: str, best: str, step: str, worst: str, *, ties: str, words: Words) -> str:
    """By the rule for ties: how many are ahead, how many scores are, or the mean of those tied."""
    dense = f"IF({ties}={text(words.dense)},{step},{best})"
    mean = f"({best}+{worst})/2"
    return f'IF(ISNUMBER({value}),IF({ties}={text(words.average)},{mean},{dense}),"")'
