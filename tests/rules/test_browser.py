"""The browser that checks every page finds what it is there for."""

import httpx
import pytest
from litestar import Litestar, get

from tests.browser import BASE, Page, problems_of

SOUND = """
<html lang="es"><head><title>Ligas · Liga</title></head><body><main>
<h1>Ligas</h1>
<p id="hint">Elija una.</p>
<form action="/there" method="post"><input type="hidden" name="csrf" value="x">
<label for="name">Nombre</label><input id="name" aria-describedby="hint"><button>Enviar</button>
</form>
<table><caption>Lugares</caption><tr><th scope="col">Liga</th></tr></table>
<a href="/there"><img src="/there" alt="Liga"></a> <a href="https://elsewhere.example/no">Ley</a>
</main></body></html>
"""


@pytest.fixture(scope="module")
def app() -> Litestar:
    @get("/there", sync_to_thread=False)
    def there() -> str:
        return ""

    return Litestar([there], openapi_config=None, logging_config=None)


def told(html: str, app: Litestar) -> str:
    response = httpx.Response(200, headers={"content-type": "text/html"}, text=html)
    return "; ".join(problems_of(Page(BASE, response), app))


def test_a_sound_page_has_no_problems(app: Litestar) -> None:
    assert told(SOUND, app) == ""


@pytest.mark.parametrize(
    ("there", "instead", "problem"),
    [
        ("<h1>Ligas</h1>", "", "0 h1"),
        ("<h1>Ligas</h1>", "<h1>Otra</h1>", "does not begin with the h1"),
        (' lang="es"', "", "no lang"),
        ("main>", "div>", "not one main"),
        ('<p id="hint">', '<p id="hint" style="color:red">', "inline styles"),
        ("</main>", "<script>1</script></main>", "inline styles or scripts"),
        ('id="hint"', 'id="name"', "the id name is there 2 times"),
        ('<p id="hint">', "<p>", "described by nothing: hint"),
        (' action="/there"', "", "a form without action"),
        ('name="csrf"', 'name="other"', "a form without csrf"),
        (' for="name"', "", "a field without label"),
        ("<button>Enviar", "<button>", "a button without words"),
        ('<a href="/there">', "<a>", "a link to nowhere"),
        ('alt="Liga"', 'alt=""', "an empty link"),
        (' alt="Liga"', "", "an image without alt"),
        ("<caption>Lugares</caption>", "", "a table without caption"),
        (' scope="col"', "", "a table without th scope"),
        ('<a href="/there">', '<a href="/nowhere">', "href=/nowhere leads to no route"),
    ],
)
def test_whatever_is_wrong_is_told(app: Litestar, there: str, instead: str, problem: str) -> None:
    assert there in SOUND
    assert problem in told(SOUND.replace(there, instead), app)
