"""El navegador que revisa: opens pages of the running app as people do, and checks every one.

A page that any test opens has one h1, a title that begins with it, unique ids, a label for every
field, an action on every form, a caption on every table, and a language. What a page must never
do goes here when it is found.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup, Tag
from litestar import Litestar

BASE = "http://localhost"
PASSWORD = "una frase larga de prueba"
UNLABELLED = frozenset({"hidden", "submit", "button", "reset", "image"})
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
        for hidden in page.soup.select("[name=csrf]")[:1]:
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
    """What is wrong with a page or a partial."""
    soup = page.soup
    if page.html is not None:
        yield from _problems_of_whole(page)
    ids = Counter(str(tag["id"]) for tag in soup.select("[id]"))
    yield from (f"the id {name} is there {times} times" for name, times in ids.items() if times > 1)
    yield from _problems_of_forms(soup)
    yield from _problems_of_content(soup)
    yield from _problems_of_addresses(page, app)


def _problems_of_whole(page: Page) -> Iterator[str]:
    soup = page.soup
    headings = soup.find_all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    else:
        heading = " ".join(headings[0].get_text(" ", strip=True).split())
        title = " ".join(one(soup, "head title").get_text().split())
        if not heading or not title.startswith(heading):
            yield f"the title {title!r} does not begin with the h1 {heading!r}"
    if page.html is not None and page.html.get("lang") not in {"es", "en"}:
        yield "no lang"
    if len(soup.find_all("main")) != 1:
        yield "not one main"
    if soup.select("[style], style, [onclick], [onchange], [hx-on], script:not([src])"):
        yield "inline styles or scripts, which the CSP forbids"
    for tag in soup.select("[aria-describedby], [aria-labelledby]"):
        named = f"{tag.get('aria-describedby', '')} {tag.get('aria-labelledby', '')}".split()
        yield from (f"described by nothing: {name}" for name in named if not soup.find(id=name))


def _problems_of_forms(soup: Tag) -> Iterator[str]:
    for form in soup.find_all("form"):
        if not form.get("action"):
            yield f"a form without action: {str(form)[:120]}"
        if form.get("method", "get").lower() == "post" and not form.select("[name=csrf]"):
            yield f"a form without csrf: {form.get('action')}"
    for control in soup.select("input, select, textarea"):
        if control.get("type") not in UNLABELLED and not _is_labelled(control, soup):
            yield f"a field without label: {str(control)[:120]}"
    for button in soup.find_all("button"):
        if not _named(button):
            yield f"a button without words: {str(button)[:120]}"


def _problems_of_content(soup: Tag) -> Iterator[str]:
    for link in soup.find_all("a"):
        if not link.get("href") and link.get("aria-disabled") != "true":
            yield f"a link to nowhere: {str(link)[:120]}"
        if not _named(link):
            yield f"an empty link: {str(link)[:120]}"
    for table in soup.find_all("table"):
        if table.find("caption") is None or not table.caption.get_text(strip=True):
            yield "a table without caption"
        if not table.select("th[scope]"):
            yield "a table without th scope"
    for image in soup.find_all("img"):
        if image.get("alt") is None:
            yield f"an image without alt: {str(image)[:120]}"


def _problems_of_addresses(page: Page, app: Litestar) -> Iterator[str]:
    """Every address of ours leads to a route."""
    for tag in page.soup.select("a[href], form[action], [hx-get], [hx-post], link[href], [src]"):
        for name in ("href", "action", "hx-get", "hx-post", "src"):
            address = tag.get(name)
            if address is None or str(address).startswith(("#", "mailto:", "data:")):
                continue
            target = urlsplit(urljoin(page.url, str(address)))
            if target.netloc == urlsplit(BASE).netloc and not _leads_somewhere(app, target.path):
                yield f"{name}={address} leads to no route"


def _leads_somewhere(app: Litestar, path: str) -> bool:
    for method in ("GET", "POST"):
        try:
            app.asgi_router.handle_routing(path=path, method=method)
        except Exception:  # noqa: BLE001  (not this method, or no route at all)
            continue
        return True
    return False


def _is_labelled(control: Tag, soup: Tag) -> bool:
    if control.get("aria-label") or control.get("aria-labelledby") or control.find_parent("label"):
        return True
    return bool(control.get("id")) and soup.find("label", attrs={"for": control["id"]}) is not None


def _named(tag: Tag) -> bool:
    images = (str(image.get("alt", "")) for image in tag.find_all("img"))
    return bool(tag.get_text(strip=True) or tag.get("aria-label") or "".join(images).strip())


def _is_html(response: httpx.Response) -> bool:
    return response.headers.get("content-type", "").startswith("text/html")
