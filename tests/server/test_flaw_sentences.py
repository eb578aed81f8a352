"""Fallas: every sentence that the checks of a definition say is told in both languages."""

import re
from pathlib import Path

import pytest

from server.i18n import speaking
from server.pages.flaws import SENTENCES, flaw_text

SERVER = Path(__file__).parents[2] / "server" / "imports"
SAID = re.compile(r"""say\(\s*f?"([^"]+)"\s*\)""")


def said() -> set[str]:
    """What is said in the code of the checks, with a word in place of each fact."""
    names = ("shapes", "edition_rules", "editions")
    code = "\n".join((SERVER / f"{name}.py").read_text("utf-8") for name in names)
    return {re.sub(r"\{[^{}]*(?:\[[^]]*\])*[^{}]*\}", "7", text) for text in SAID.findall(code)}


def test_the_checks_say_nothing_that_has_no_english() -> None:
    sentences = said() - {"debe ser un número entero desde 77"}
    with speaking("en"):
        untold = sorted(each for each in sentences if flaw_text(each) == each)
    assert len(sentences) > 50
    assert not untold


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("debe ser un número entero desde 1", "it must be a whole number from 1"),
        ("debe ser un número entero desde 1 hasta 50", "it must be a whole number from 1 to 50"),
        ("debe ser uno de: low, high", "it must be one of: low, high"),
        ("«LGX» no está en laws.yaml", "“LGX” is not among the laws"),
        ("algo que nadie dice", "algo que nadie dice"),
    ],
)
def test_a_sentence_with_its_facts(spanish: str, english: str) -> None:
    with speaking("es"):
        assert flaw_text(spanish) == spanish
    with speaking("en"):
        assert flaw_text(spanish) == english


def test_every_sentence_says_all_its_facts_in_english() -> None:
    with speaking("en"):
        for each in SENTENCES:
            assert set(re.findall(r"\{\w+\}", str(each))) == set(
                re.findall(r"\{\w+\}", each.message)
            )
