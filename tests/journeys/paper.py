"""En papel: a form filled in and sent as its page holds it, by a browser without scripts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from tests.browser import BASE, Browser, Page
from tests.elements import Element

NOT_SENT = frozenset({"submit", "button", "reset", "image", "file"})


@dataclass(frozen=True, slots=True)
class Paper:
    """A browser that knows links and forms, and nothing else."""

    browser: Browser

    async def follow(self, page: Page, words: str) -> Page:
        """Press the link that says so."""
        links = [link for link in page.select("a[href]") if words in " ".join(link.text.split())]
        assert links, f"{page.url}: no link says {words!r}"
        return await self.browser.open(urljoin(page.url, str(links[0]["href"])))

    async def fill(
        self,
        page: Page,
        form: str,
        /,
        *,
        press: str = "",
        files: Mapping[str, Any] | None = None,
        status: int = 200,
        **typed: str,
    ) -> Page:
        """Fill in the form of that selector and press the button of that value."""
        paper = page.select_one(form)
        assert paper.get("method", "get").lower() == "post"
        held = dict(fields_of(paper))
        unknown = typed.keys() - {str(each["name"]) for each in paper.select("[name]")}
        assert not unknown, f"the form has no field {unknown}"
        if files:
            assert paper.get("enctype") == "multipart/form-data"
        if press:
            button = paper.select_one(f'button[value="{press}"]')
            typed[str(button["name"])] = press
        response = await self.browser.client.post(
            urljoin(page.url, str(paper["action"])),
            data={**held, **typed},
            files=files,
            headers={"Origin": BASE, "Sec-Fetch-Site": "same-origin", "Referer": page.url},
        )
        return self.browser.arrive(response, status)


def fields_of(form: Element) -> Iterator[tuple[str, Any]]:
    """What the form sends when nothing is touched."""
    for control in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(control["name"]), str(control.get("type", ""))
        if control.has_attr("disabled") or kind in NOT_SENT:
            continue
        if kind in {"radio", "checkbox"} and not control.has_attr("checked"):
            continue
        if control.name == "textarea":
            yield name, control.text
        elif control.name == "select":
            chosen = control.select("option[selected]") or control.select("option")[:1]
            yield name, str(chosen[0].get("value", "")) if chosen else ""
        else:
            yield name, str(control.get("value", ""))
