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
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup, Tag
from litestar import Litestar

from server.security import SessionCookie, csrf_token

BASE = "http://localhost"
# What cookie jars call a host without a dot.
JAR = "localhost.local"
SESSION = SessionCookie(secure=False).name
PASSWORD = "una frase larga de prueba"
UNLABELLED = frozenset({"hidden", "submit", "button", "reset", "image"})
CONTROLS = frozenset({"input", "select", "textarea"})
ADDRESSES = frozenset({"href", "action", "hx-get", "hx-post", "src"})
INLINE = frozenset({"style", "onclick", "onchange", "hx-on"})
HTMX = {"HX-Request": "true"}


@dataclass(frozen=True, slots=True)
class Page:
    """A response, and its HTML when it has any."""

    url: str
    response: httpx.Response
    soup: BeautifulSoup

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def html(self) -> Tag | None:
        """The root of a whole page; None for a partial."""
        return self.soup.find("html")

    @property
    def h1(self) -> Tag:
        return one(self.soup, "h1")

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    def select(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def select_one(self, selector: str) -> Tag:
        return one(self.soup, selector)

    def field(self, name: str) -> str:
        """The value a form field holds now."""
        tag = one(self.soup, f'[name="{name}"]')
        return tag.get_text() if tag.name == "textarea" else str(tag.get("value", ""))


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
        seen = BeautifulSoup(response.text, "html.parser") if _is_html(response) else ""
        page = Page(str(response.url), response, seen or BeautifulSoup("", "html.parser"))
        assert page.status == status, f"{page.url}: {page.status}, not {status}: {page.text[:600]}"
        self.visited.append(urlsplit(page.url).path)
        if _is_html(response):
            problems = list(problems_of(page, self.app))
            assert not problems, f"{page.url}: " + "; ".join(problems)
        hidden = page.soup.find(attrs={"name": "csrf"})
        if hidden is not None:
            self.token = str(hidden["value"])
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


def one(soup: Tag, selector: str) -> Tag:
    """The only element there is for a selector."""
    found = soup.select(selector)
    assert len(found) == 1, f"{len(found)} elements for {selector}, not one"
    return found[0]


def problems_of(page: Page, app: Litestar) -> Iterator[str]:
    """What is wrong with a page or a partial. It is read once, tag by tag: every test waits."""
    tags = list(page.soup.find_all(True))
    ids = Counter(str(tag["id"]) for tag in tags if "id" in tag.attrs)
    yield from (f"the id {name} is there {times} times" for name, times in ids.items() if times > 1)
    labelled = {str(tag["for"]) for tag in tags if tag.name == "label" and "for" in tag.attrs}
    if page.html is not None:
        yield from _problems_of_whole(page, tags, ids)
    for tag in tags:
        yield from CHECKS.get(tag.name, _nothing)(tag)
        if tag.name in CONTROLS and not _is_labelled(tag, labelled):
            yield f"a field without label: {str(tag)[:120]}"
        for name in ADDRESSES & tag.attrs.keys():
            if not _leads_somewhere(app, page.url, str(tag[name])):
                yield f"{name}={tag[name]} leads to no route"


def _problems_of_whole(page: Page, tags: Sequence[Tag], ids: Container[str]) -> Iterator[str]:
    headings = [tag for tag in tags if tag.name == "h1"]
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    else:
        heading = " ".join(headings[0].get_text(" ", strip=True).split())
        title = " ".join(one(page.soup, "head title").get_text().split())
        if not heading or not title.startswith(heading):
            yield f"the title {title!r} does not begin with the h1 {heading!r}"
    if page.html is not None and page.html.get("lang") not in {"es", "en"}:
        yield "no lang"
    if sum(tag.name == "main" for tag in tags) != 1:
        yield "not one main"
    for tag in tags:
        inline = tag.name == "script" and "src" not in tag.attrs
        if inline or tag.name == "style" or INLINE & tag.attrs.keys():
            yield "inline styles or scripts, which the CSP forbids"
        named = f"{tag.get('aria-describedby', '')} {tag.get('aria-labelledby', '')}".split()
        yield from (f"described by nothing: {name}" for name in named if name not in ids)


def _nothing(_: Tag) -> Iterator[str]:
    return iter(())


def _problems_of_form(form: Tag) -> Iterator[str]:
    if not form.get("action"):
        yield f"a form without action: {str(form)[:120]}"
    posts = str(form.get("method", "get")).lower() == "post"
    if posts and form.find(attrs={"name": "csrf"}) is None:
        yield f"a form without csrf: {form.get('action')}"


def _problems_of_button(button: Tag) -> Iterator[str]:
    if not _named(button):
        yield f"a button without words: {str(button)[:120]}"


def _problems_of_link(link: Tag) -> Iterator[str]:
    if not link.get("href") and link.get("aria-disabled") != "true":
        yield f"a link to nowhere: {str(link)[:120]}"
    if not _named(link):
        yield f"an empty link: {str(link)[:120]}"


def _problems_of_table(table: Tag) -> Iterator[str]:
    caption = table.find("caption")
    if caption is None or not caption.get_text(strip=True):
        yield "a table without caption"
    if table.find("th", attrs={"scope": True}) is None:
        yield "a table without th scope"


def _problems_of_image(image: Tag) -> Iterator[str]:
    if image.get("alt") is None:
        yield f"an image without alt: {str(image)[:120]}"


CHECKS: Mapping[str, Callable[[Tag], Iterator[str]]] = {
    "form": _problems_of_form,
    "button": _problems_of_button,
    "a": _problems_of_link,
    "table": _problems_of_table,
    "img": _problems_of_image,
}


def _leads_somewhere(app: Litestar, page: str, address: str) -> bool:
    """Every address of ours leads to a route; those of others are theirs.

    A page leads to itself too, in another language: also the one that says there is no such page.
    """
    if address.startswith(("#", "mailto:", "data:")):
        return True
    target = urlsplit(urljoin(page, address))
    if target.path == urlsplit(page).path:
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


def _is_labelled(control: Tag, labelled: Container[str]) -> bool:
    if control.get("type") in UNLABELLED:
        return True
    if control.get("aria-label") or control.get("aria-labelledby") or control.get("id") in labelled:
        return True
    return control.find_parent("label") is not None


def _named(tag: Tag) -> bool:
    if tag.get("aria-label") or tag.get_text(strip=True):
        return True
    images = (str(image.get("alt", "")) for image in tag.find_all("img"))
    return bool("".join(images).strip())


def _is_html(response: httpx.Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/html")
