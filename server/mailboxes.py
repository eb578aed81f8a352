"""Direcciones de correo: whether a text can be one. Only a message that arrives proves more."""

from email.errors import MessageError
from email.headerregistry import Address

LONGEST = 254
# They deliver to one mailbox however many dots its name is written with.
DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def is_mailbox(text: str) -> bool:
    """Whether a letter can be addressed to it, as the mail programs of the world read addresses."""
    local, at, domain = text.partition("@")
    labels = domain.split(".")
    return (
        bool(local and at)
        and len(text) <= LONGEST
        and text.isprintable()
        and not any(letter.isspace() for letter in text)
        and len(labels) > 1
        and all(label and not label.startswith("-") for label in labels)
        and _is_addressable(text)
    )


def mailbox_of(text: str) -> str:
    """The mailbox behind an address: what follows a plus is only a label of its owner.

    Two addresses of one mailbox are one person. Where a plus begins the name it is the name.
    """
    name, at, host = text.strip().lower().rpartition("@")
    name = name.split("+", 1)[0] or name
    if host in DOTLESS:
        name = name.replace(".", "")
    return f"{name}{at}{host}"


def _is_addressable(text: str) -> bool:
    """The reader of addresses fails in several ways, one of them by looking past the end."""
    try:
        return Address(addr_spec=text).addr_spec == text
    except (MessageError, ValueError, AttributeError, IndexError):
        return False
