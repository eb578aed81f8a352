"""Every route is opened by a test: a page nobody opens in a test is a page that may be broken.

The tests are read, not run: an address that a browser of theirs opens or sends to is given to the
router of the app, which says whose it is. What stands in an address for a code does not matter.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from litestar import Litestar

from server.app import create_app
from server.policy import POLICIES
from server.settings import Settings
from server.templating import Appearance, read_appearance

ROOT = Path(__file__).parents[2]
OPENING: Mapping[str, str] = {
    "open": "GET",
    "opens": "GET",
    "get": "GET",
    "goto": "GET",
    "stream": "GET",
    "watching": "GET",
    "send": "POST",
    "sends": "POST",
    "post": "POST",
}
# Stands for whatever a test puts in an address; routes that ask for a number take it too.
ANY = "1"


@pytest.fixture(scope="session")
def appearance() -> Appearance:
    return read_appearance()


@pytest.fixture
def app(appearance: Appearance) -> Litestar:
    """The app, put together and never started."""
    return create_app(Settings.from_environ({}), appearance=appearance)


@cache
def modules() -> Mapping[str, ast.Module]:
    """Every module of the tests, by its name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
        for path in sorted((ROOT / "tests").rglob("*.py"))
    }


def addresses() -> Iterator[tuple[str, str]]:
    """Method and address of every request the tests write down."""
    everywhere = _constants(modules().values(), {})
    own = {name: _constants([tree], everywhere) for name, tree in modules().items()}
    for tree in modules().values():
        known = _constants([tree], {**everywhere, **_imported(tree, own)})
        nodes = list(ast.walk(tree))
        methods = set()
        for call in (node for node in nodes if isinstance(node, ast.Call)):
            method = OPENING.get(getattr(call.func, "attr", ""))
            if method is None or not call.args:
                continue
            text = _text(call.args[0], known)
            if text.startswith(("/", "http")):
                yield method, text
            else:
                methods.add(method)
        # An address that comes from a table or an argument is one of those the module names.
        for node in nodes:
            text = _text(node, known) if isinstance(node, ast.Constant | ast.JoinedStr) else ""
            if text.startswith("/"):
                yield from ((method, text) for method in methods)


def _imported(tree: ast.Module, own: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """What a module takes from another one is what that one calls so."""
    return {
        each.name: own[node.module][each.name]
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module in own
        for each in node.names
        if each.name in own[node.module]
    }


def _constants(trees: object, known: Mapping[str, str]) -> dict[str, str]:
    found = dict(known)
    for tree in trees:
        for node in tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                text = _text(node.value, found)
                if text.startswith("/"):
                    found[node.targets[0].id] = text
    return found


def _text(node: ast.AST, known: Mapping[str, str]) -> str:
    """What an expression reads as; what only a run would tell is ANY."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.JoinedStr(values=values):
            return "".join(_text(value, known) for value in values)
        case ast.FormattedValue(value=value):
            return _text(value, known) if isinstance(value, ast.Name) else ANY
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _text(left, known) + _text(right, known)
        case ast.Name(id=name):
            return known.get(name, ANY)
        case _:
            return ANY


def opened(app: Litestar) -> set[str]:
    """Names of the routes that answer to those addresses."""
    names = set()
    for method, address in set(addresses()):
        path = re.sub(r"^https?://[^/]+", "", address).split("?")[0].split("#")[0]
        try:
            _, handler, *_ = app.asgi_router.handle_routing(path=path or "/", method=method)
        except Exception:  # noqa: BLE001  (a test may well open what is not there)
            continue
        names.add(str(handler.name))
    return names


def test_every_route_has_a_policy_and_a_test_that_opens_it(app: Litestar) -> None:
    never = sorted(POLICIES.keys() - opened(app))
    assert not never, f"no test opens {', '.join(never)}"
