"""Presencia: what is said beside an item of whoever else is at it, while one has it open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from game.questionnaire import Topic
from server.i18n import gettext as _
from server.i18n import hour, list_of, ngettext
from server.pages.links import Url


@dataclass(frozen=True, slots=True)
class LastSave:
    """The save in force of an item. `is_own`: of whoever watches, in this window or another."""

    revision: int
    author: str
    at: datetime
    is_own: bool


@dataclass(frozen=True, slots=True)
class ItemNews:
    """What is new at one item. A page that has that revision has no news of it."""

    id: str
    code: str
    item_id: str
    writing: str
    saved: str
    revision: str
    url: str


@dataclass(frozen=True, slots=True)
class LevelNews:
    """What is new at the items of a level, for one of its people."""

    items: tuple[ItemNews, ...]


def level_news(
    topic: Topic, writing: Mapping[str, Sequence[str]], saves: Mapping[str, LastSave], url: Url
) -> LevelNews:
    """`writing`: item to the names of those who are typing there."""
    return LevelNews(
        tuple(
            ItemNews(
                id=f"news-{item.code}",
                code=item.code,
                item_id=f"item-{item.code}",
                writing=_writing(writing.get(item.code, ())),
                saved=_saved(saves.get(item.code)),
                revision=str(saves[item.code].revision) if item.code in saves else "",
                url=url("item_now", item=item.code),
            )
            for item in topic.items
        )
    )


def _writing(names: Sequence[str]) -> str:
    if not names:
        return ""
    text = ngettext("{names} está escribiendo", "{names} están escribiendo", len(names))
    return text.format(names=list_of(names))


def _saved(save: LastSave | None) -> str:
    if save is None:
        return ""
    if save.is_own:
        # It may be as it was: whoever kept both left a note and gave way to it.
        text = _("Usted guardó otra versión a las {hour}, o hay una nota del equipo.")
        return text.format(hour=hour(save.at))
    text = _("{author} guardó otra versión a las {hour}.")
    return text.format(author=save.author, hour=hour(save.at))
