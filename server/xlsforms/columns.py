"""Columnas: how the sheets of a questionnaire and their columns are called.

`survey`, `choices` and `settings` are XLSForm's, with columns of ours beside them; `laws` and
`rules` hold what no question says: laws, leagues, dates, points, badges, final round, index.
"""

from typing import Final

SURVEY: Final = "survey"
CHOICES: Final = "choices"
SETTINGS: Final = "settings"
LAWS: Final = "laws"
RULES: Final = "rules"
GUIDE: Final = "guide"

SPANISH: Final = "Español (es)"
ENGLISH: Final = "English (en)"
LANGUAGES: Final = {"es": SPANISH, "en": ENGLISH}

# What stands in the first row of `rules`: the workbook is one of ours, in this form.
FORMAT: Final = "liga-questionnaire-1"


def translated(column: str, language: str) -> str:
    """A column of XLSForm in one language."""
    return f"{column}::{LANGUAGES[language]}"


def own(column: str, language: str) -> str:
    """A column of ours in one language."""
    return f"{column}_{language}"


def both(*columns: str) -> tuple[str, ...]:
    return tuple(translated(each, language) for each in columns for language in LANGUAGES)


def both_own(*columns: str) -> tuple[str, ...]:
    return tuple(own(each, language) for each in columns for language in LANGUAGES)


SURVEY_HEADS: Final = (
    "type",
    "name",
    *both("label", "hint", "guidance_hint"),
    "required",
    "relevant",
    "constraint",
    "pillar",
    "topic",
    "kind",
    "weight",
    "minutes",
    *both_own("unit"),
    "decimals",
    "scoring",
    "audience",
    "population_from",
    "population_to",
    *both_own("na_when"),
    "na_policy",
    "evidence",
    *both_own("evidence"),
    "legal_basis",
    "time_bound",
    "lineage",
    *both_own("recommendation"),
    "effort",
    "scored",
)
CHOICES_HEADS: Final = ("list_name", "name", *both("label"), "factor", "exclusive")
LAWS_HEADS: Final = ("code", *both_own("name"), "valid_from", "valid_to", "replaced_by")
RULES_HEADS: Final = ("part", "path", "value", "kind")
SETTINGS_HEADS: Final = ("form_title", "form_id", "version", "default_language")
