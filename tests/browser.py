"""El navegador que revisa: opens pages of the running app as people do, and checks every one.

A page that any test opens has one h1, a title that begins with it, unique ids, a label for every
field, an action on every form, a caption on every table, and a language. What a page must never
do goes here when it is found.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Container, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

import httpx
from litestar import Litestar
from selectolax.lexbor import LexborNode

from server.security import SessionCookie, csrf_token
from tests.elements import Element, read

BASE = "http://localhost"
# What cookie jars call a host without a dot.
JAR = "localhost.local"
SESSION = SessionCookie(secure=False).name
PASSWORD = "una frase larga de prueba"
UNLABELLED = frozenset({"hidden", "submit", "button", "reset", "image"})
CONTROLS = frozenset({"input", "select", "textarea"})
ADDRESSES = frozenset({"href", "action", "hx-get", "hx-post", "src"})
INLINE = frozenset({"style", "onclick", "onchange", "hx-on"})
DESCRIBING = frozenset({"aria-describedby", "aria-labelledby"})
HTMX = {"HX-Request": "true"}


class Tag(NamedTuple):
    """An element of a page: to ask it for what it says of itself takes a while."""

    node: LexborNode
    name: str
    given: Mapping[str, str | None]


@dataclass(frozen=True)
class Page:
    """A response, and its HTML when it has any."""

    url: str
    response: httpx.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def source(self) -> str:
        """What came as HTML; nothing for a file or data."""
        kind = self.response.headers.get("content-type", "")
        return self.response.text if kind.startswith("text/html") else ""

    @cached_property
    def root(self) -> Element:
        return read(self.source)

    @property
    def is_whole(self) -> bool:
        """Whether this is a page, and no partial of one."""
        return "<html" in self.source[:200]

    @property
    def lang(self) -> str:
        """The language the page says it is in."""
        return self.root.get("lang")

    @property
    def h1(self) -> Element:
        return self.select_one("h1")

    @property
    def text(self) -> str:
        return words_of(self.root.node)

    def select(self, selector: str) -> list[Element]:
        return self.root.select(selector)

    def select_one(self, selector: str) -> Element:
        return self.root.select_one(selector)

    def field(self, name: str) -> str:
        """The value a form field holds now."""
        tag = self.select_one(f'[name="{name}"]')
        return tag.text if tag.name == "textarea" else tag.get("value")


@dataclass(slots=True)
class Browser:
    """One person's browser: it keeps cookies, follows redirects and sends what forms send."""

    app: Litestar
    client: httpx.AsyncClient
    token: str | None = None
    visited: list[str] = field(default_factory=list)

    async def open(
        self, url: str, status: int = 200, *, htmx: bool = False, **headers: str
    ) -> Page:
        """Go to an address and check the page that comes."""
        response = await self.client.get(url, headers={**(HTMX if htmx else {}), **headers})
        return self.arrive(response, status)

    async def send(
        self,
        url: str,
        /,
        status: int = 200,
        *,
        htmx: bool = False,
        csrf: str | None = None,
        files: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> Page:
        """Send a form, as a page of this site would, and check what comes back."""
        token = await self.csrf() if csrf is None else csrf
        sent = {"Origin": BASE, "Sec-Fetch-Site": "same-origin", **(headers or {})}
        data = {name: value for name, value in fields.items() if value is not None}
        if htmx:
            sent = {**HTMX, "X-CSRF": token, **sent}
        else:
            data["csrf"] = token
        response = await self.client.post(url, data=data, files=files, headers=sent)
        return self.arrive(response, status)

    async def sign_in(self, email: str, password: str = PASSWORD, status: int = 200) -> Page:
        """Fill in the form to sign in."""
        return await self.send("/entrar", status, email=email, password=password)

    def remember(self, token: str, seat: int | None) -> None:
        """Hold a session as if it had been opened here."""
        self.client.cookies.set(SESSION, token, domain=JAR)
        self.token = csrf_token(token, seat)

    async def sign_out(self) -> Page:
        return await self.send("/salir")

    async def csrf(self) -> str:
        """The token of this session as the last page with a form held it; empty for anonymous."""
        if self.token is None:
            await self.open("/")
        return self.token or ""

    def arrive(self, response: httpx.Response, status: int) -> Page:
        """Check what came, whichever way it was asked for."""
        page = Page(str(response.url), response)
        assert page.status == status, f"{page.url}: {page.status}, not {status}: {page.text[:600]}"
        self.visited.append(urlsplit(page.url).path)
        if page.source:
            problems = list(problems_of(page, self.app))
            assert not problems, f"{page.url}: " + "; ".join(problems)
        hidden = page.root.node.css_first('[name="csrf"]')
        if hidden is not None:
            self.token = hidden.attributes["value"]
        return page


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[Litestar]:
    """Start an app and stop it, both in one task: a fixture begins and ends in two."""
    started, over = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        async with app.lifespan():
            started.set()
            await over.wait()

    life = asyncio.create_task(run())
    start = asyncio.create_task(started.wait())
    await asyncio.wait((life, start), return_when=asyncio.FIRST_COMPLETED)
    start.cancel()
    if life.done():
        life.result()
    try:
        yield app
    finally:
        over.set()
        await life


@asynccontextmanager
async def browsing(app: Litestar) -> AsyncIterator[Browser]:
    """A new browser, without a cookie."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    async with httpx.AsyncClient(
        transport=transport, base_url=BASE, follow_redirects=True
    ) as client:
        yield Browser(app, client)


def words_of(node: LexborNode | None) -> str:
    """The text of an element and all in it, with one space between words."""
    return " ".join(node.text(separator=" ").split()) if node else ""


def problems_of(page: Page, app: Litestar) -> Iterator[str]:
    """What is wrong with a page or a partial. It is read once, tag by tag: every test waits."""
    tags = [Tag(node, node.tag or "", node.attributes) for node in page.root.node.css("*")]
    ids = Counter(tag.given["id"] for tag in tags if "id" in tag.given)
    yield from (f"the id {name} is there {times} times" for name, times in ids.items() if times > 1)
    labelled = {tag.given.get("for") for tag in tags if tag.name == "label"} - {None}
    here = urlsplit(page.url).path
    if page.is_whole:
        yield from _problems_of_whole(page, tags, ids)
    for node, tag, given in tags:
        if tag in CHECKS:
            yield from CHECKS[tag](node)
        if tag in CONTROLS and not _is_labelled(node, labelled):
            yield f"a field without label: {_begins(node)}"
        for name in ADDRESSES & given.keys():
            address = given[name] or ""
            if not _leads_somewhere(app, here, address):
                yield f"{name}={address} leads to no route"


def _problems_of_whole(
    page: Page, tags: Sequence[Tag], ids: Container[str | None]
) -> Iterator[str]:
    headings = [tag.node for tag in tags if tag.name == "h1"]
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    else:
        heading, title = words_of(headings[0]), words_of(page.root.node.css_first("head title"))
        if not heading or not title.startswith(heading):
            yield f"the title {title!r} does not begin with the h1 {heading!r}"
    if page.lang not in {"es", "en"}:
        yield "no lang"
    if sum(tag.name == "main" for tag in tags) != 1:
        yield "not one main"
    for _, tag, given in tags:
        # A block of data is read by programs that look for it, and run by nobody.
        is_data = given.get("type") == "application/ld+json"
        inline = tag == "script" and "src" not in given and not is_data
        if inline or tag == "style" or INLINE & given.keys():
            yield "inline styles or scripts, which the CSP forbids"
        for named in DESCRIBING & given.keys():
            names = (given[named] or "").split()
            yield from (f"described by nothing: {name}" for name in names if name not in ids)


def _problems_of_form(form: LexborNode) -> Iterator[str]:
    action = form.attributes.get("action")
    if not action:
        yield f"a form without action: {_begins(form)}"
    posts = (form.attributes.get("method") or "get").lower() == "post"
    if posts and form.css_first('[name="csrf"]') is None:
        yield f"a form without csrf: {action}"


def _problems_of_button(button: LexborNode) -> Iterator[str]:
    if not _named(button):
        yield f"a button without words: {_begins(button)}"


def _problems_of_link(link: LexborNode) -> Iterator[str]:
    if not link.attributes.get("href") and link.attributes.get("aria-disabled") != "true":
        yield f"a link to nowhere: {_begins(link)}"
    if not _named(link):
        yield f"an empty link: {_begins(link)}"


def _problems_of_table(table: LexborNode) -> Iterator[str]:
    if not words_of(table.css_first("caption")):
        yield "a table without caption"
    if table.css_first("th[scope]") is None:
        yield "a table without th scope"


def _problems_of_image(image: LexborNode) -> Iterator[str]:
    if "alt" not in image.attributes:
        yield f"an image without alt: {_begins(image)}"


CHECKS: Mapping[str, Callable[[LexborNode], Iterator[str]]] = {
    "form": _problems_of_form,
    "button": _problems_of_button,
    "a": _problems_of_link,
    "table": _problems_of_table,
    "img": _problems_of_image,
}


@lru_cache(maxsize=65536)
def _leads_somewhere(app: Litestar, here: str, address: str) -> bool:
    """Every address of ours leads to a route; those of others are theirs.

    A page leads to itself too, in another language: also the one that says there is no such page.
    """
    if address.startswith(("#", "mailto:", "data:")):
        return True
    target = urlsplit(urljoin(BASE + here, address))
    if target.path == here:
        return True
    return target.netloc != urlsplit(BASE).netloc or _is_routed(app, target.path)


@lru_cache(maxsize=65536)
def _is_routed(app: Litestar, path: str) -> bool:
    for method in ("GET", "POST"):
        try:
            app.asgi_router.handle_routing(path=path, method=method)
        except Exception:  # noqa: BLE001  (not this method, or no route at all)
            continue
        return True
    return False


def _is_labelled(control: LexborNode, labelled: Container[str | None]) -> bool:
    given = control.attributes
    if given.get("type") in UNLABELLED or given.get("aria-label") or given.get("aria-labelledby"):
        return True
    return given.get("id", "") in labelled or _is_inside(control, "label")


def _is_inside(node: LexborNode, tag: str) -> bool:
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return above is not None


def _named(tag: LexborNode) -> bool:
    if tag.attributes.get("aria-label") or words_of(tag):
        return True
    return any(image.attributes.get("alt") for image in tag.css("img"))


def _begins(tag: LexborNode) -> str:
    return (tag.html or "")[:120]
