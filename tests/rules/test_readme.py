"""The README says what there is: settings, targets, orders, files. And all of the settings."""

import re
import shlex
from dataclasses import fields
from pathlib import Path

import click
import pytest
import yaml

from server.cli import main
from server.settings import Settings

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "server"
README = (ROOT / "README.md").read_text(encoding="utf-8")
TARGETS = set(
    re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
)
SETTINGS = {f"LIGA_{field.name.upper()}" for field in fields(Settings)}
NAMED = sorted(set(re.findall(r"\bLIGA_[A-Z_]+[A-Z]\b", README)))
# In code alone: in a sentence "liga" is a league.
ORDERS = sorted(set(re.findall(r"(?:`|^ {4}|yes )(liga [^`\n#]+)", README, re.MULTILINE)))


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_setting_is_in_the_table(name: str) -> None:
    assert re.search(rf"^\| `{name}` \|", README, re.MULTILINE)


@pytest.mark.parametrize("name", NAMED)
def test_every_setting_it_names_exists(name: str) -> None:
    assert name in SETTINGS


@pytest.mark.parametrize(
    "target",
    sorted(set(re.findall(r"(?:`|^ {4})(?:\w+=\S+ )?make ([a-z-]+)", README, re.MULTILINE))),
)
def test_every_target_it_names_exists(target: str) -> None:
    assert target in TARGETS


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_it_names_exists(order: str) -> None:
    words = shlex.split(order)[1:]
    command: click.Command = main
    while words and isinstance(command, click.Group):
        if words[0].startswith("-"):
            break
        command = command.commands[words.pop(0)]
    known = {option for each in command.params for option in each.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_order_there_is_stands_in_it() -> None:
    assert [order for order in orders_of(main, "liga") if f"| `{order}` |" not in README] == []


def orders_of(command: click.Command, name: str) -> list[str]:
    if isinstance(command, click.Group):
        return [
            each
            for word, inner in command.commands.items()
            for each in orders_of(inner, f"{name} {word}")
        ]
    return [name]


@pytest.mark.parametrize(
    "path", sorted(set(re.findall(r"(?:\]\(|`)((?:[\w-]+/)+[\w.-]*|[\w-]+\.md)(?=[)`])", README)))
)
def test_every_file_it_names_exists(path: str) -> None:
    made = {".venv/", "var/", "backup/"}
    assert path in made or (ROOT / path).exists()


def test_every_module_of_the_server_is_on_its_map() -> None:
    table = (SERVER / "README.md").read_text(encoding="utf-8").partition("|---|---|")[2]
    rows = re.findall(r"^\| (`[^|]+`) \|", table, re.MULTILINE)
    named = [name.strip("`") for row in rows for name in row.split()]
    there = [path.stem for path in SERVER.glob("*.py") if path.stem != "__init__"]
    assert sorted(named) == sorted(there)


def test_demo_accounts_are_those_of_the_demo() -> None:
    demo = yaml.safe_load((ROOT / "fixtures/demo/demo.yaml").read_text(encoding="utf-8"))
    emails = {each["email"] for each in demo["accounts"]}
    assert set(re.findall(r"[\w.]+@demo\.example", README)) <= emails
    assert f"`{demo['password']}`" in README


def test_the_picture_is_there_and_small() -> None:
    picture = ROOT / "static" / "img" / "readme-board.png"
    assert 0 < picture.stat().st_size < 150_000
