"""The elements of a page, read as a browser reads them: by the rules of HTML 5, and quickly."""

from collections.abc import Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

# Stands between strings while they are told apart; no page may hold it.
BETWEEN = "\0"


def read(html: str) -> "Element":
    """The root of a page, or of what came of one."""
    root = LexborHTMLParser(html).root
    assert root is not None
    return Element(root)


@dataclass(frozen=True, slots=True)
class Element:
    """An element, what it says of itself and what is in it."""

    node: LexborNode

    @property
    def name(self) -> str:
        return self.node.tag or ""

    @property
    def attrs(self) -> Mapping[str, str]:
        return {name: value or "" for name, value in self.node.attributes.items()}

    def __getitem__(self, name: str) -> str:
        return self.attrs[name]

    def __str__(self) -> str:
        return self.node.html or ""

    def get(self, name: str, default: str = "") -> str:
        return self.attrs.get(name, default)

    def has_attr(self, name: str) -> bool:
        return name in self.node.attributes

    @property
    def inner(self) -> str:
        """What is in it, as HTML."""
        return self.node.inner_html or ""

    @property
    def text(self) -> str:
        """All that is written in it, as it was sent."""
        return self.node.text()

    def get_text(self, between: str = "", *, strip: bool = False) -> str:
        """All that is written in it, piece by piece with something between them.

        With `strip` without the space around each piece, and without those of space alone.
        """
        pieces = self.node.text(separator=BETWEEN).split(BETWEEN)
        if strip:
            pieces = [piece.strip() for piece in pieces if piece.strip()]
        return between.join(pieces)

    @property
    def parent(self) -> "Element | None":
        return Element(self.node.parent) if self.node.parent else None

    def closest(self, selector: str) -> "Element":
        """The nearest element around it that a selector names, itself included."""
        node: LexborNode | None = self.node
        while node is not None and not node.css_matches(selector):
            node = node.parent
        assert node is not None, f"nothing around {str(self)[:120]} is {selector}"
        return Element(node)

    def select(self, selector: str) -> list["Element"]:
        """All in it that a selector names, in the order of the page."""
        return [Element(node) for node in self.node.css(selector) if node != self.node]

    def select_one(self, selector: str) -> "Element":
        """The only one in it that a selector names."""
        found = self.select(selector)
        assert len(found) == 1, f"{len(found)} elements for {selector}, not one"
        return found[0]

    def first(self, selector: str) -> "Element":
        """The first in it that a selector names."""
        found = self.select(selector)
        assert found, f"nothing in {str(self)[:120]} is {selector}"
        return found[0]
