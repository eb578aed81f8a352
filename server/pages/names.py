"""Nombres: how a level, an item and a node are called, and where they are."""

import re
from typing import Final

from game.questionnaire import Item, Questionnaire, Topic
from server.i18n import gettext as _
from server.i18n import locale
from server.pages.links import Url

# Where a sentence ends: not in a number, nor after an abbreviation of one or two letters.
ENDS: Final = re.compile(r"(?<=[^\W\d_]{3}\.)\s+(?=[^\W\d_])")


def level_name(topic: Topic) -> str:
    """A level by its code and its name."""
    return f"{topic.code} {topic.name.of(locale())}"


def item_name(item: Item) -> str:
    """An item by its code and what it asks."""
    return f"{item.code}. {item.text.of(locale())}"


def practice_name(item: Item, spoken: str = "") -> str:
    """A practice as something that is done: what is recommended to whoever does not do it yet.

    Its first sentence, without the point. Where nothing is recommended it is called as the question
    asks. `spoken`: the language, that of the request where none is named.
    """
    advice = item.recommendation.of(spoken or locale()).strip()
    sentence = ENDS.split(advice, maxsplit=1)[0].rstrip(".")
    return sentence or item.text.of(spoken or locale())


def practice_label(item: Item) -> str:
    """The same with its code, where it stands alone."""
    return f"{item.code}. {practice_name(item)}"


def node_name(questionnaire: Questionnaire, node: str) -> str:
    """The index, or a pillar or a topic by its own name."""
    pillars = {pillar.code: pillar.name for pillar in questionnaire.pillars}
    topics = {topic.code: topic.name for topic in questionnaire.topics}
    named = pillars | topics
    return named[node].of(locale()) if node in named else _("Índice")


def item_url(url: Url, topic: str, item: str) -> str:
    """Where an item stands on the page of its level."""
    return f"{url('level', topic=topic)}#item-{item}"
