"""Quien teclea: the whole questionnaire answered by one person over HTTP, at the speed of typing.

The demonstration is loaded and one of its states begins the open edition anew. Its lead signs in,
opens every level, chooses, types with the pauses at which the browser saves by itself, attaches a
file where proof is missing, and hands the level in. What there is to fill is read from the forms
of the page; nothing here knows the fields of an item. Waits are shortened, requests are not.
"""

import argparse
import asyncio
import json
import os
import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

from bench.processes import free_port, pin, served
from server import db
from server.demo import demo_accounts, load_demo
from server.people import Role
from server.schema import migrate
from server.settings import Settings
from tests.files import a_pdf

EDITION = "2026"
# Milliseconds of the median of any kind of request; bytes of any page, as it travels.
GOAL_MS = 200
GOAL_BYTES = 60_000
# A person: seconds to read an item and to decide, and characters typed in a second.
READING = 8.0
DECIDING = 2.0
TYPING = 3.5
# The browser saves what was typed so far at a pause: here after each of these parts of a text.
SENTENCE = ("Lo lleva la unidad de enlace, ", "con un registro que se revisa ", "cada trimestre.")
FEW_TRIES = 4
BUTTONS = frozenset({"submit", "button", "reset", "image"})
IMPORTED = re.compile(r"""^import [^;]*?["'](\.[^"']+)["'];""", re.MULTILINE)
SAVING = ("save a choice", "save what was typed", "leave a field", "attach a file")
# Everything of the open edition that one participant did.
OWN = ("answer", "answer_revision", "point_event", "level", "verdict", "visit")


@dataclass(slots=True)
class Notes:
    """How long each kind of request took, in milliseconds, and what each page weighed."""

    times: dict[str, list[float]] = field(default_factory=dict)
    pages: dict[str, int] = field(default_factory=dict)
    waited: float = 0.0
    assets: int = 0

    def count(self, *kinds: str) -> int:
        return sum(len(self.times.get(kind, ())) for kind in kinds)


class Typist:
    """One person at one browser: it keeps the page as htmx leaves it after each reply."""

    def __init__(self, base: str, faster: float) -> None:
        self._faster = faster
        self._client = httpx.Client(base_url=base, timeout=60)
        self._same_origin = {"Origin": base, "Sec-Fetch-Site": "same-origin"}
        self._keys = 0
        self.notes = Notes()
        self.page = BeautifulSoup("", "html.parser")

    def sign_in(self, email: str, password: str) -> None:
        self._open("/entrar", "open another page")
        form = _one(self.page, "form:has([type=password])")
        values = {**_values(form), "email": email, "password": password}
        reply = self._send("sign in", str(form["action"]), values)
        self._arrive(reply, str(form["action"]), "open another page")

    def fetch_assets(self) -> None:
        """Styles, scripts and what these import: a browser fetches them once and keeps them."""
        linked = self.page.select("link[rel=stylesheet], script[src]")
        wanted = [str(each.get("href") or each["src"]) for each in linked]
        for address in wanted:  # grows while it is read
            reply = self._client.get(address)
            reply.raise_for_status()
            self.notes.assets += reply.num_bytes_downloaded
            found = (urljoin(address, name) for name in IMPORTED.findall(reply.text))
            wanted += [each for each in found if each not in wanted]

    def answer_everything(self) -> int:
        """Answer and hand in every level; gives how many items were answered."""
        self._open("/mi-liga", "open another page")
        found = (str(link["href"]) for link in self.page.select("a[href*='/niveles/']"))
        levels = list(dict.fromkeys(urlsplit(each).path for each in found))
        return sum(self._level(path) for path in levels)

    def _level(self, path: str) -> int:
        self._open(path, "open a level")
        done: set[str] = set()
        while (item := next(self._open_items(done), None)) is not None:
            done.add(item)
            self._wait(READING)
            self._answer(item, tries=FEW_TRIES)
        for _ in range(FEW_TRIES):
            flawed = self._hand_in(path)
            if not flawed:
                return len(done)
            for item in flawed:
                self._complete(item, FEW_TRIES)
        told = [each.get_text(" ", strip=True) for each in self.page.select(".field-error")]
        raise SystemExit(f"{path} was not handed in: {', '.join(flawed)}: {told}")

    def _open_items(self, done: set[str]) -> Iterator[str]:
        """Items that are asked and can be answered, in the order of the page."""
        for article in self.page.select("article.item"):
            form = article.select_one("form[data-save]")
            is_asked = article.find_parent(hidden=True) is None
            if form and is_asked and article["id"] not in done and _controls(form):
                yield str(article["id"])

    def _answer(self, item: str, tries: int) -> None:
        """Choose, then type what is empty; whatever is said to be wrong is typed again."""
        self._choose(item, turn=int("".join(filter(str.isdigit, item)) or "0"))
        self._complete(item, tries)

    def _complete(self, item: str, tries: int) -> None:
        for attempt in range(tries):
            self._type_all(item, attempt)
            if not self.page.select(f"#{item} .field-error:not(.item-previous *)"):
                break
        if self.page.select(f"#{item} form[data-save] > p.quiet"):
            self._attach(item)

    def _choose(self, item: str, turn: int) -> None:
        """One of the options, a different one from item to item; of boxes, the first two."""
        form = self._form(item)
        radios = form.select("input[type=radio]:not([disabled])")
        if radios:
            _tick(radios, radios[turn % len(radios)])
            self._save(item, "save a choice")
        boxes = form.select("fieldset input[type=checkbox]:not([disabled])")
        several = [box for box in boxes if [b["name"] for b in boxes].count(box["name"]) > 1]
        for box in several[:2]:
            found = self._form(item).select_one(f"#{box['id']}") if box.get("id") else box
            if found is not None:
                found["checked"] = ""
                self._save(item, "save a choice")

    def _type_all(self, item: str, attempt: int) -> None:
        """Type into every field in its turn, as the form stands after each save."""
        for number in range(len(_typed(self._form(item)))):
            fields = _typed(self._form(item))
            if number < len(fields):
                self._type(item, fields[number], number, attempt)

    def _type(self, item: str, control: Tag, number: int, attempt: int) -> None:
        name, form = str(control["name"]), self._form(item)
        if _is_prose(control):
            text = ""
            if not _value(control):
                for part in SENTENCE:
                    text += part
                    self._wait(len(part) / TYPING)
                    self._fill(item, name, text)
                self._save(item, "leave a field")
        else:
            value = _value_for(form, control, number, attempt)
            if value != _value(control):
                self._wait(len(value) / TYPING)
                self._fill(item, name, value)

    def _fill(self, item: str, name: str, value: str) -> None:
        control = _one(self._form(item), f"[name={name}]")
        if control.name == "textarea":
            control.string = value
        else:
            control["value"] = value
        self._save(item, "save what was typed")

    def _save(self, item: str, kind: str) -> None:
        """As htmx sends it: every field, the newest revision and a key of its own."""
        self._wait(DECIDING)
        form = self._form(item)
        self._keys += 1
        values = {**_values(form), "key": f"typist-{self._keys}"}
        reply = self._send(kind, str(form["action"]), values, htmx=True)
        if reply.status_code != 200:
            raise SystemExit(f"{item} was not saved: {reply.status_code} {reply.text[:500]}")
        self._swap(reply)

    def _attach(self, item: str) -> None:
        """A small file, its title and its page."""
        form = self.page.select_one(f"#{item} form:has(input[type=file])")
        if form is None:
            return
        self._wait(READING)
        values = _values(form)
        for control in _typed(form):
            if control.get("type") != "date" and control.get("inputmode") != "url":
                values[str(control["name"])] = f"Acta de {item}"
        file = {str(_one(form, "input[type=file]")["name"]): ("acta.pdf", a_pdf(item))}
        address = str(form["action"]).partition("#")[0]
        reply = self._send("attach a file", address, values, htmx=True, files=file)
        if reply.status_code != 200:
            raise SystemExit(
                f"{item}: the file was refused: {reply.status_code} {reply.text[:500]}"
            )
        self._swap(reply)

    def _hand_in(self, path: str) -> list[str]:
        """Send the form of the level; gives the items that keep it from being handed in."""
        form = self.page.select_one("form.submit")
        if form is None:
            raise SystemExit(f"{path} cannot be handed in")
        self._wait(DECIDING)
        address = str(form["action"])
        reply = self._send("hand a level in", address, _values(form))
        self._arrive(reply, address, "open a level")
        if reply.status_code == 303:
            return []
        links = (str(link["href"]) for link in self.page.select("main a[href*='#item-']"))
        return list(dict.fromkeys(link.rpartition("#")[2] for link in links))

    def _open(self, path: str, kind: str) -> None:
        started = time.perf_counter()
        reply = self._client.get(path)
        self._note(kind, started)
        self._arrive(reply, path, kind)

    def _send(
        self,
        kind: str,
        path: str,
        values: Mapping[str, str | list[str]],
        *,
        htmx: bool = False,
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> httpx.Response:
        headers = {**self._same_origin, **({"HX-Request": "true"} if htmx else {})}
        started = time.perf_counter()
        reply = self._client.post(path, data=values, files=files, headers=headers)
        self._note(kind, started)
        return reply

    def _note(self, kind: str, started: float) -> None:
        self.notes.times.setdefault(kind, []).append(1_000 * (time.perf_counter() - started))

    def _arrive(self, reply: httpx.Response, path: str, kind: str) -> None:
        """Look at a page, or go where a form sends one on to."""
        if reply.is_redirect:
            self._open(reply.headers["location"], kind)
            return
        if reply.status_code not in {200, 422}:
            raise SystemExit(f"{path}: {reply.status_code} {reply.text[:500]}")
        self.page = BeautifulSoup(reply.text, "html.parser")
        weight = reply.num_bytes_downloaded
        self.notes.pages[path] = max(weight, self.notes.pages.get(path, 0))

    def _swap(self, reply: httpx.Response) -> None:
        """Put what came where it belongs: the item, and the places of those it opens or closes."""
        parts = BeautifulSoup(reply.text, "html.parser").select("li[id], article.item")
        for part in [each for each in parts if each.find_parent("li", id=True) is None]:
            place = self.page.find(id=str(part["id"]))
            if place is not None:
                place.replace_with(part.extract())

    def _form(self, item: str) -> Tag:
        return _one(self.page, f"#{item} form[data-save]")

    def _wait(self, seconds: float) -> None:
        self.notes.waited += seconds
        time.sleep(seconds / self._faster)


def _one(place: Tag, selector: str) -> Tag:
    found = place.select_one(selector)
    if found is None:
        raise SystemExit(f"the page has no {selector}")
    return found


def _controls(form: Tag) -> list[Tag]:
    """What can be filled in."""
    return [
        each
        for each in form.select("input[name], textarea[name], select[name]")
        if not each.has_attr("disabled") and each.get("type") not in {"hidden", *BUTTONS}
    ]


def _typed(form: Tag) -> list[Tag]:
    """Those one types into."""
    ticked = {"radio", "checkbox", "file"}
    return [
        each
        for each in _controls(form)
        if each.name == "textarea" or (each.name == "input" and each.get("type") not in ticked)
    ]


def _is_prose(control: Tag) -> bool:
    return control.name == "textarea" or (
        control.get("type") != "date" and control.get("inputmode") not in {"numeric", "decimal"}
    )


def _value_for(form: Tag, control: Tag, number: int, attempt: int) -> str:
    """What one might type first, and what next where that is refused.

    A date alone is of the past; beside something else it is of a plan.
    """
    if control.get("type") == "date":
        is_alone = number == 0 and not form.select("input[type=radio], input[type=checkbox]")
        days = (date(2024, 5, 10), datetime.now(UTC).date() + timedelta(days=120))
        return days[(attempt + (not is_alone)) % 2].isoformat()
    return str((3, 1, 0, 50)[attempt % 4] + number)


def _value(control: Tag) -> str:
    """As a browser reads it: the first line break of a text area is none of its text."""
    if control.name == "textarea":
        return control.get_text().removeprefix("\n")
    return str(control.get("value", ""))


def _tick(radios: Sequence[Tag], chosen: Tag) -> None:
    for radio in radios:
        del radio["checked"]
    chosen["checked"] = ""


def _values(form: Tag) -> dict[str, str | list[str]]:
    """What the form would send now."""
    values: dict[str, str | list[str]] = {}
    for each in form.select("input[name], textarea[name], select[name]"):
        kind, name = each.get("type"), str(each["name"])
        if each.has_attr("disabled") or kind == "file" or kind in BUTTONS:
            continue
        if kind in {"radio", "checkbox"}:
            if each.has_attr("checked"):
                known = values.get(name, [])
                values[name] = [*([known] if isinstance(known, str) else known), str(each["value"])]
        elif each.name == "select":
            chosen = each.select_one("option[selected]") or each.select_one("option")
            values[name] = str(chosen.get("value", "")) if chosen else ""
        else:
            values[name] = _value(each)
    return values


async def _demonstration(settings: Settings) -> None:
    await db.connect(settings)
    try:
        await load_demo(datetime.now(UTC), lambda _told: None)
    finally:
        await db.close()


def begin_anew(database: Path, participant: str) -> None:
    """Take back what was invented for one participant in the open edition."""
    with closing(sqlite3.connect(database)) as connection:
        for table in OWN:
            connection.execute(
                f"DELETE FROM {table} WHERE participant = ? AND edition = ?",
                (participant, EDITION),
            )
        connection.commit()


def stored(database: Path, participant: str) -> int:
    """How many saves were new: each is a revision."""
    with closing(sqlite3.connect(database)) as connection:
        (count,) = connection.execute(
            "SELECT COUNT(*) FROM answer_revision WHERE participant = ? AND edition = ?",
            (participant, EDITION),
        ).fetchone()
    return int(count)


def percentile(values: Sequence[float], share: float) -> float:
    placed = sorted(values)
    return placed[min(len(placed) - 1, round(share * (len(placed) - 1)))]


def report(notes: Notes, items: int, kept: int, faster: float, seconds: float) -> dict[str, object]:
    """Everything that was measured, as JSON holds it."""
    kinds = {
        kind: {
            "count": len(times),
            "median_ms": round(statistics.median(times), 1),
            "p95_ms": round(percentile(times, 0.95), 1),
            "max_ms": round(max(times), 1),
        }
        for kind, times in notes.times.items()
    }
    slow = [kind for kind, each in kinds.items() if each["median_ms"] > GOAL_MS]
    heavy = [path for path, weight in notes.pages.items() if weight > GOAL_BYTES]
    return {
        "name": "typist",
        "items": items,
        "kinds": kinds,
        "assets": notes.assets,
        "pages": dict(sorted(notes.pages.items(), key=lambda each: -each[1])),
        "saves_sent": notes.count(*SAVING),
        "saves_stored": kept,
        "faster": faster,
        "person_minutes": round(notes.waited / 60, 1),
        "seconds": round(seconds, 1),
        "goal_ms": GOAL_MS,
        "goal_bytes": GOAL_BYTES,
        "slow": slow,
        "heavy": heavy,
    }


def show(found: Mapping[str, object]) -> None:
    kinds, pages = found["kinds"], found["pages"]
    assert isinstance(kinds, dict)
    assert isinstance(pages, dict)
    print(
        f"typist: {found['items']} items in {found['seconds']} s; a person would read and type for"
        f" {found['person_minutes']} minutes, here {found['faster']:g} times faster"
    )
    print(f"{'':22} {'count':>6} {'median ms':>10} {'p95 ms':>8} {'max ms':>8}")
    for kind, each in kinds.items():
        print(
            f"{kind:22} {each['count']:>6} {each['median_ms']:>10.1f}"
            f" {each['p95_ms']:>8.1f} {each['max_ms']:>8.1f}"
        )
    print(f"saves: {found['saves_sent']} sent, {found['saves_stored']} stored")
    weights = list(pages.values())
    print(f"pages as they travel: median {statistics.median(weights) / 1000:.1f} kB, heaviest:")
    for path, weight in list(pages.items())[:5]:
        print(f"  {weight / 1000:>6.1f} kB  {path}")
    print(f"styles and scripts, fetched once: {int(str(found['assets'])) / 1000:.1f} kB")
    for words, missed in (
        (f"goal: every kind has a median of {GOAL_MS} ms or less", found["slow"]),
        (f"goal: every page weighs {GOAL_BYTES // 1000} kB or less", found["heavy"]),
    ):
        print(f"{words}: {f'NOT met: {missed}' if missed else 'met'}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument(
        "--faster", type=float, default=50, help="how many times a person's waits are shortened"
    )
    given = parser.parse_args()
    pin(1)
    lead = next(each for each in demo_accounts() if each.role is Role.LEAD)
    with tempfile.TemporaryDirectory(prefix="liga-bench-") as folder:
        environment = {"LIGA_DATA_DIR": folder, "LIGA_DATABASE_URL": "", "LIGA_DEMO_PULSE": "0"}
        settings = Settings.from_environ(environment)
        database = Path(str(settings.sqlite_path))
        asyncio.run(migrate(settings))
        asyncio.run(_demonstration(settings))
        begin_anew(database, lead.where)
        port = free_port()
        arguments = ("-m", "bench.saves", "--serve", "ours", "--port", str(port))
        with served(*arguments, port=port, environment={**os.environ, **environment}):
            base = f"http://127.0.0.1:{port}"
            # Somebody was there before: the first pages after a start are drawn slowly.
            Typist(base, given.faster).sign_in(lead.email, lead.password)
            typist = Typist(base, given.faster)
            started = time.perf_counter()
            typist.sign_in(lead.email, lead.password)
            typist.fetch_assets()
            items = typist.answer_everything()
            seconds = time.perf_counter() - started
        found = report(typist.notes, items, stored(database, lead.where), given.faster, seconds)
    print(json.dumps(found)) if given.json else show(found)


if __name__ == "__main__":
    main()
