"""Nombres: how a level and an item are called wherever they are pointed at, and where they are."""

from game.questionnaire import Item, Topic
from server.i18n import locale
from server.pages.links import Url


def level_name(topic: Topic) -> str:
    """A level by its code and its name."""
    return f"{topic.code} {topic.name.of(locale())}"


def item_name(item: Item) -> str:
    """An item by its code and what it asks."""
    return f"{item.code}. {item.text.of(locale())}"


def item_url(url: Url, topic: str, item: str) -> str:
    """Where an item stands on the page of its level."""
    return f"{url('level', topic=topic)}#item-{item}"
