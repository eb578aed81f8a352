"""Edición: a folder of YAML files read, checked and made one canonical definition.

edition.yaml         who answers, leagues, dates, policies
points.yaml          points by kind of item, and the shares of them given when
badges.yaml          badges and what they are given for; without it there are none
questionnaire.yaml   pillars and topics with their weights
laws.yaml            the laws items refer to
final.yaml           the final round; without it the edition has none
index.yaml           how the index is computed; without it as `game/index.py` says
room.yaml            by which figures it is followed; without it by those of `game/room.py`
items/TOPIC.yaml     the items of each topic, in order
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from game.badges import BadgeKind, Reach
from game.editions import FREEZE, Stage
from game.questionnaire import Direction, Effort, Expected, Kind
from indicators.tree import Method, ThinNode, Zeros
from server.imports.definitions import Definition, canonical, edition_of, version_of
from server.imports.edition_rules import (
    Known,
    Placed,
    check_badges,
    check_edition,
    check_final,
    check_index,
    check_items,
    check_laws,
    check_points,
    check_room,
    check_timeliness,
    check_tree,
)
from server.imports.shapes import (
    EXACT_NUMBER,
    Optional,
    Reader,
    Where,
    bilingual,
    boolean,
    choice,
    code,
    day,
    listed,
    mapped,
    moment,
    nullable,
    number,
    record,
    share,
    spdx,
    text,
    web_address,
    weight,
    whole,
)
from server.imports.yamls import read_yaml

__all__ = [
    "FIXTURES",
    "EditionInvalid",
    "canonical",
    "edition_of",
    "load_edition",
    "version_of",
]

FINAL_FILE = "final.yaml"
ROOM_FILE = "room.yaml"
INDEX_FILE = "index.yaml"
FIXTURES = Path(__file__).parents[2] / "fixtures" / "editions"

LEAGUE = record(
    code=code,
    name=bilingual,
    kind=code,
    population_from=Optional(whole()),
    population_to=Optional(whole()),
    members=Optional(listed(code, least=1)),
)
EDITION = record(
    code=code,
    instrument=code,
    name=bilingual,
    note=Optional(bilingual),
    synthetic=Optional(boolean, default=False),
    results=choice("public", "private", "aggregate"),
    continues=Optional(code),
    kinds=listed(code, least=1),
    leagues=listed(LEAGUE, least=1),
    dates=mapped(choice(*Stage, FREEZE), moment),
    no_answer=choice("exclude", "zero"),
    thresholds=record(topic=share, pillar=share, index=share),
    not_applicable_cap=Optional(share),
    assessed=Optional(record(first=day, last=day)),
    rest_days=Optional(listed(day)),
    plan_years=Optional(whole(1, 50)),
    licence=Optional(record(spdx=spdx, name=bilingual, url=web_address, credit=bilingual)),
    declaration=Optional(
        record(
            title=bilingual, text=bilingual, valid_days=whole(1, 3_650), renew_days=whole(0, 365)
        )
    ),
)
POINTS = record(
    default=whole(2),
    by_kind=mapped(choice(*Kind), whole(2)),
    provisional=Optional(share),
    returns=Optional(record(free=whole(), share=share)),
    reply=Optional(share),
    timeliness=Optional(listed(record(days=whole(1), points=whole(1)), least=1)),
)
BADGE = record(
    code=code,
    kind=choice(*BadgeKind),
    name=bilingual,
    description=bilingual,
    levels=Optional(whole(1)),
    reached=Optional(choice(*Reach)),
    pillar=Optional(code),
    items=Optional(whole(1)),
    working_days=Optional(whole(1)),
    points=Optional(whole(1)),
)
BADGES = record(badges=listed(BADGE))
TOPIC = record(code=code, name=bilingual, weight=Optional(weight, default="1"), minutes=whole(1))
PILLAR = record(
    code=code, name=bilingual, weight=Optional(weight, default="1"), topics=listed(TOPIC, least=1)
)
TREE = record(pillars=listed(PILLAR, least=1))
LAW = record(
    code=code,
    name=bilingual,
    valid_from=Optional(nullable(day)),
    valid_to=Optional(nullable(day)),
    replaced_by=Optional(code),
)
LAWS = record(laws=listed(LAW))
CRITERION = record(
    code=code,
    name=bilingual,
    text=bilingual,
    weight=weight,
    anchors=listed(record(mark=whole(), text=bilingual), least=2),
)
FINAL = record(
    places=whole(1),
    least_members=whole(1),
    names=choice("shown", "hidden"),
    scale=record(least=whole(), most=whole(1)),
    calendar=record(shortlist=day, marks=day, publication=day),
    criteria=listed(CRITERION, least=1),
)
# The largest numbers are what a page shows, or a forecast draws, without making anybody wait. No
# edition shows a figure of fewer than five governments; it may ask for more.
DAYS = Optional(whole(1, 365))
ROOM = record(
    held_up=Optional(
        record(
            quiet_days=DAYS,
            returned_days=DAYS,
            unsent_days=DAYS,
            unsigned_days=DAYS,
            last_days=DAYS,
        ),
        default={},
    ),
    reminder_days=DAYS,
    pace_hours=Optional(whole(2, 168)),
    forecast=Optional(
        record(
            window=Optional(whole(1, 60)),
            fewest=Optional(whole(1)),
            runs=Optional(whole(1, 500)),
            pool=Optional(share),
            inside=Optional(share),
        ),
        default={},
    ),
    burden=Optional(
        record(
            idle_minutes=Optional(whole(2, 1_440)),
            fewest=Optional(whole(5)),
            heaviest=Optional(whole(1)),
        ),
        default={},
    ),
    reports=Optional(
        record(
            answer_days=DAYS,
            review_days=DAYS,
            link_hours=Optional(whole(1, 720)),
            keep_months=Optional(whole(0, 120)),
            review_after=Optional(whole(2)),
            hourly=Optional(whole(1)),
            daily=Optional(whole(1)),
            brake=Optional(whole(1)),
            least_seconds=Optional(whole(0, 600)),
            most_links=Optional(whole(0, 20)),
            spam_from=Optional(whole(1)),
            alike=Optional(share),
        ),
        default={},
    ),
    late_days=DAYS,
    soon_days=Optional(whole(0, 365)),
    least_reach=Optional(share),
    ratify_days=Optional(whole(1, 365)),
    commitment_days=Optional(whole(0, 365)),
    efforts=Optional(
        record(
            low=Optional(whole(1, 100)),
            medium=Optional(whole(1, 100)),
            high=Optional(whole(1, 100)),
        ),
        default={},
    ),
    exchanges=Optional(
        record(
            hourly=Optional(whole(1)),
            daily=Optional(whole(1)),
            most_links=Optional(whole(0, 20)),
            told=Optional(whole(0, 50)),
        ),
        default={},
    ),
    terms=Optional(
        record(
            low=Optional(whole(1, 3_650)),
            medium=Optional(whole(1, 3_650)),
            high=Optional(whole(1, 3_650)),
        ),
        default={},
    ),
)
NODE_RULE = record(
    method=Optional(choice(*Method)), zeros=Optional(choice(*Zeros)), floor=Optional(share)
)
# More runs than a page waits for say nothing more, and no group of fewer than five is shown.
INDEX = record(
    index=Optional(NODE_RULE),
    pillars=Optional(NODE_RULE),
    topics=Optional(NODE_RULE),
    nodes=Optional(mapped(code, NODE_RULE), default={}),
    thin=Optional(choice(*ThinNode)),
    ties=Optional(choice("competition", "dense")),
    decimals=Optional(whole(0, 6)),
    robustness=Optional(
        record(
            runs=Optional(whole(100, 100_000)),
            seed=Optional(whole(0, 2**32 - 1)),
            spread=Optional(share),
            methods=Optional(listed(choice("mean", "geometric"), least=1)),
            zeros=Optional(choice("strict", "shift")),
            drops=Optional(boolean),
            outside=Optional(share),
            top=Optional(whole(1, 100)),
        )
    ),
    groups=Optional(
        record(
            least=Optional(whole(5)),
            quartiles=Optional(whole(5)),
            draws=Optional(whole(100, 20_000)),
            seed=Optional(whole(0, 2**32 - 1)),
        )
    ),
)
OPTION = record(
    code=code,
    text=bilingual,
    factor=Optional(share),
    exclusive=Optional(boolean, default=False),
)
ITEMS = record(topic=code, items=listed(lambda value, _: value, least=1))


def _limit(value: Any, where: Where) -> str | None:
    """A date stays a date; anything else must be a number. The kind is checked afterwards."""
    is_number = isinstance(value, int | float) or (
        isinstance(value, str) and EXACT_NUMBER.fullmatch(value.strip())
    )
    return number(value, where) if is_number else day(value, where)


BAND = record(from_=Optional(_limit), up_to=Optional(_limit), factor=share)
ITEM = record(
    code=code,
    kind=choice(*Kind),
    text=bilingual,
    help=bilingual,
    example=bilingual,
    weight=Optional(weight, default="1"),
    options=Optional(listed(OPTION, least=2), default=[]),
    unit=Optional(bilingual),
    numerator=Optional(bilingual),
    denominator=Optional(bilingual),
    minimum=Optional(number),
    maximum=Optional(number),
    decimals=Optional(whole(), default=0),
    scoring=Optional(
        record(
            bands=Optional(listed(BAND, least=1), default=[]),
            linear=Optional(choice(*Direction)),
        )
    ),
    audience=Optional(
        record(
            kinds=listed(code, least=1),
            population_from=Optional(whole()),
            population_to=Optional(whole()),
        )
    ),
    asked_when=Optional(record(item=code, any_of=listed(code, least=1))),
    not_applicable=nullable(
        record(
            when=bilingual,
            policy=Optional(choice("exclude", "full", "zero"), default="exclude"),
        )
    ),
    evidence=record(expected=choice(*Expected), text=bilingual),
    legal=listed(record(law=code, articles=text)),
    time_bound=boolean,
    recommendation=bilingual,
    effort=choice(*Effort),
    continues=Optional(code),
    scored=Optional(boolean, default=True),
)


class EditionInvalid(Exception):
    """Everything wrong with the files of an edition, each with its file, item and field."""

    def __init__(self, problems: Collection[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Files(Protocol):
    """The files of an edition, wherever they are: in a folder, or in a workbook."""

    def has(self, name: str) -> bool: ...

    def read(self, name: str, where: Where) -> Any:
        """What the file says; None, and a problem noted, where there is none."""

    def topics(self) -> frozenset[str]:
        """The topics that have a file of items."""


class Folder:
    """An edition as a folder of YAML files."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def has(self, name: str) -> bool:
        return (self.root / name).exists()

    def read(self, name: str, where: Where) -> Any:
        return read_yaml(self.root / name, where)

    def topics(self) -> frozenset[str]:
        return frozenset(path.stem for path in (self.root / "items").glob("*.yaml"))

    def earlier(self, edition: Any) -> frozenset[str] | None:
        """Codes of the edition this one continues; None where it does not stand beside this."""
        beside = self.root.parent / (edition["continues"] or "") if edition else self.root
        if beside in {self.root, self.root.parent} or not (beside / "items").is_dir():
            return None
        ignored: list[str] = []
        return frozenset(placed.item["code"] for placed in _items(Folder(beside), None, ignored))


def load_edition(folder: Path, earlier: Definition | None = None) -> dict[str, Any]:
    """The definition of an edition; all its problems at once if it has any.

    `earlier` is the edition it continues; without it, the folder beside this one is looked at.
    """
    return definition_in(Folder(folder), earlier)


def definition_in(folder: Files, earlier: Definition | None = None) -> dict[str, Any]:
    """The same of its files, wherever they are; raises `EditionInvalid` with every problem."""
    problems: list[str] = []
    edition = _read(folder, "edition.yaml", EDITION, problems)
    points = _read(folder, "points.yaml", POINTS, problems)
    has_badges = folder.has("badges.yaml")
    badges = _read(folder, "badges.yaml", BADGES, problems) if has_badges else {"badges": []}
    tree = _read(folder, "questionnaire.yaml", TREE, problems)
    laws = _read(folder, "laws.yaml", LAWS, problems)
    final = _added(folder, FINAL_FILE, FINAL, problems)
    room = _added(folder, ROOM_FILE, ROOM, problems)
    index = _added(folder, INDEX_FILE, INDEX, problems)
    items = _items(folder, _topics(tree), problems)
    check_edition(edition, Where(problems, "edition.yaml"))
    check_points(points, Where(problems, "points.yaml"))
    check_timeliness(points, edition, Where(problems, "points.yaml").field("timeliness"))
    check_badges(badges, tree, Where(problems, "badges.yaml"))
    check_tree(tree, Where(problems, "questionnaire.yaml"))
    check_laws(laws, Where(problems, "laws.yaml"))
    check_final(final, Where(problems, FINAL_FILE))
    check_room(room, Where(problems, ROOM_FILE))
    check_index(index, tree, Where(problems, INDEX_FILE))
    check_items(items, Known.of(edition, laws, _earlier_codes(folder, edition, earlier)))
    if problems:
        raise EditionInvalid(problems)
    pillars = [_with_items(pillar, items) for pillar in tree["pillars"]]
    return {
        "format": 1,
        "edition": edition,
        "points": points,
        "badges": badges["badges"],
        "laws": laws["laws"],
        "pillars": pillars,
        **({"final": final} if final else {}),
        **({"room": room} if room else {}),
        **({"index": index} if index else {}),
    }


def _read(folder: Files, name: str, reader: Reader, problems: list[str]) -> Any:
    """The content of one file, or None when something in it has a wrong shape."""
    where = Where(problems, name)
    before = len(problems)
    document = folder.read(name, where)
    content = None if len(problems) > before else reader(document, where)
    return None if len(problems) > before else content


def _added(folder: Files, name: str, reader: Reader, problems: list[str]) -> Any:
    """A file that may be missing; None where it is, or says something wrong."""
    return _read(folder, name, reader, problems) if folder.has(name) else None


def _topics(tree: Any) -> tuple[str, ...] | None:
    if tree is None:
        return None
    return tuple(topic["code"] for pillar in tree["pillars"] for topic in pillar["topics"])


def _items(folder: Files, topics: tuple[str, ...] | None, problems: list[str]) -> list[Placed]:
    """Every item of good shape, topic after topic."""
    files = folder.topics()
    if topics is None:
        topics = tuple(sorted(files))
    for stray in sorted(files.difference(topics)):
        where = Where(problems, f"items/{stray}.yaml")
        where.say("no corresponde a ningún tema de questionnaire.yaml")
    return [placed for topic in topics for placed in _topic_items(folder, topic, problems)]


def _topic_items(folder: Files, topic: str, problems: list[str]) -> Iterator[Placed]:
    name = f"items/{topic}.yaml"
    where = Where(problems, name)
    content = _read(folder, name, ITEMS, problems)
    if content is None:
        return
    if content["topic"] != topic:
        where.field("topic").say(f"debe decir {topic}, como el archivo")
    for number_in_file, raw in enumerate(content["items"], start=1):
        label = raw.get("code") if isinstance(raw, Mapping) else None
        here = where.within(str(label or f"reactivo {number_in_file}"))
        before = len(problems)
        item = _whole(ITEM(raw, here), here)
        if len(problems) == before:
            yield Placed(topic, item, here)


def _whole(item: Any, where: Where) -> Any:
    """An item whose options all have a factor: none is worth anything where it is not scored.

    That an item is scored goes without saying, so that the definitions of before stay what they
    are.
    """
    if not isinstance(item, dict):
        return item
    is_scored = item.pop("scored")
    if is_scored is False:
        item["scored"] = False
    for n, option in enumerate(item["options"] or (), start=1):
        if option is not None and option["factor"] is None:
            option["factor"] = "0"
            if is_scored:
                where.field("options").position(n).field("factor").say("falta este campo")
    return item


def _earlier_codes(
    folder: Files, edition: Any, earlier: Definition | None
) -> frozenset[str] | None:
    """Codes of the edition this one continues; None when that edition is not at hand."""
    if earlier is not None:
        pillars = earlier["pillars"]
        topics = (topic for pillar in pillars for topic in pillar["topics"])
        return frozenset(item["code"] for topic in topics for item in topic["items"])
    return folder.earlier(edition) if isinstance(folder, Folder) else None


def _with_items(pillar: dict[str, Any], items: Collection[Placed]) -> dict[str, Any]:
    topics = [
        topic | {"items": [each.item for each in items if each.topic == topic["code"]]}
        for topic in pillar["topics"]
    ]
    return pillar | {"topics": topics}
