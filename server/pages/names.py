"""Nombres: how a level, an item and a node are called, and where they are."""

from game.questionnaire import Item, Questionnaire, Topic
from server.i18n import gettext as _
from server.i18n import locale
from server.pages.links import Url


def level_name(topic: Topic) -> str:
    """A level by its code and its name."""
    return f"{topic.code} {topic.name.of(locale())}"


def item_name(item: Item) -> str:
    """An item by its code and what it asks."""
    return f"{item.code}. {item.text.of(locale())}"


def node_name(questionnaire: Questionnaire, node: str) -> str:
    """The index, or a pillar or a topic by its own name."""
    pillars = {pillar.code: pillar.name for pillar in questionnaire.pillars}
    topics = {topic.code: topic.name for topic in questionnaire.topics}
    named = pillars | topics
    return named[node].of(locale()) if node in named else _("Índice")


def item_url(url: Url, topic: str, item: str) -> str:
    """Where an item stands on the page of its level."""
    return f"{url('level', topic=topic)}#item-{item}"
