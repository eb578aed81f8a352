"""Paquetes: pages are sent small to those who can unpack them, and give no secret away by that."""

import pytest

from server.security import csrf_token, is_csrf_of, seat_drawn_for
from server.tables.accounts import SeatRow
from server.templating import Appearance
from tests.browser import Browser

PLAIN = {"Accept-Encoding": "identity"}
COOKIE = "liga_session"


@pytest.mark.parametrize("url", ["/", "/entrar", "/metodo", "/no-existe"])
async def test_a_page_is_packed_for_who_can_unpack_it(browser: Browser, url: str) -> None:
    packed = await browser.client.get(url, headers={"Accept-Encoding": "gzip, br"})
    plain = await browser.client.get(url, headers=PLAIN)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 2


@pytest.mark.parametrize("coding", ["gzip", "identity"])
async def test_who_keeps_a_page_is_told_on_what_it_depends(browser: Browser, coding: str) -> None:
    response = await browser.client.get("/", headers={"Accept-Encoding": coding})
    told = {name.strip() for name in response.headers["vary"].split(",")}
    assert told == {"Cookie", "Accept-Language", "Accept-Encoding"}


@pytest.mark.both
async def test_what_is_small_goes_as_it_is(browser: Browser) -> None:
    response = await browser.client.get("/salud", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in response.headers


async def test_scripts_and_styles_are_packed_once_when_the_program_starts(
    browser: Browser, appearance: Appearance
) -> None:
    asset = appearance.assets.files["css/components.css"]
    response = await browser.client.get(appearance.assets.address("css/components.css"))
    assert response.headers["content-encoding"] == "gzip"
    assert asset.packed
    assert response.headers["content-length"] == str(len(asset.packed))
    assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize(
    "url",
    ["/", "/salud", "/entrar", "/metodo", "/ligas", "/mi-liga", "/no-existe", "/salir", "/%00"],
)
async def test_a_question_for_the_head_is_answered_as_the_whole_without_its_body(
    browser: Browser, url: str, coding: str
) -> None:
    """Pages, what leads elsewhere, what is missing, what only takes forms, what is refused."""
    headers = {"Accept-Encoding": coding}
    whole = await browser.client.get(url, headers=headers)
    head = await browser.client.head(url, headers=headers)
    assert head.content == b""
    assert head.status_code == whole.status_code
    assert head.headers.multi_items() == whole.headers.multi_items()


async def test_a_strangers_host_gets_its_answer_without_a_body(browser: Browser) -> None:
    head = await browser.client.head("/", headers={"Host": "liga.invalid"})
    assert (head.status_code, head.content) == (400, b"")


async def test_an_asset_has_a_head_too(browser: Browser, appearance: Appearance) -> None:
    head = await browser.client.head(appearance.assets.address("css/components.css"))
    assert head.status_code == 200
    assert int(head.headers["content-length"]) > 0
    assert head.content == b""


@pytest.mark.both
async def test_every_response_masks_the_token_anew_and_each_is_good(ana: Browser) -> None:
    session = ana.client.cookies[COOKIE]
    tokens = []
    for title in ("Uno", "Dos"):
        page = await ana.open("/cuentas")
        (token,) = {str(each["value"]) for each in page.select("[name=csrf]")}
        assert token in str(page.select_one("body")["hx-headers:inherited"])
        tokens.append(token)
        await ana.send("/cuentas", csrf=token, role="contributor", title=title)
    assert tokens[0] != tokens[1]
    assert all(is_csrf_of(session, token) for token in tokens)
    assert await SeatRow.count().where(SeatRow.title.is_in(["Uno", "Dos"])) == 2


def test_two_tokens_of_a_session_share_nothing_but_the_seat() -> None:
    one, other = csrf_token("una", 7), csrf_token("una", 7)
    alike = sum(a == b for a, b in zip(one[:-2], other[:-2], strict=True))
    assert alike < 12  # of 86 letters out of 64, chance makes one or two
    assert one[-2:] == other[-2:] == ".7"


def test_a_token_serves_its_own_session_alone() -> None:
    token = csrf_token("una", 7)
    assert is_csrf_of("una", token)
    assert not is_csrf_of("otra", token)


@pytest.mark.parametrize(
    "given", ["", ".", "ñ", "x", "0" * 64, "A" * 86, "A" * 85 + ".7", "=" * 86, "A" * 4000, "A A"]
)
def test_what_is_no_token_serves_nobody(given: str) -> None:
    assert not is_csrf_of("una", given)


@pytest.mark.parametrize(
    ("given", "seat"),
    [
        (csrf_token("una", 7), 7),
        (csrf_token("una"), None),
        ("", None),
        ("x.-1", None),
        ("x.²", None),
        ("x." + "9" * 40, None),
    ],
    ids=["of a seat", "of nobody", "none", "below zero", "no digit", "too long"],
)
def test_a_token_says_for_which_seat_it_was_drawn(given: str, seat: int | None) -> None:
    assert seat_drawn_for(given) == seat
