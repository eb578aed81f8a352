"""Hilos: what was said about a returned item, for its government and for its verifiers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from game.threads import EntryKind, Thread
from server.i18n import Lazy, lazy, moment, ngettext, number
from server.i18n import gettext as _
from server.pages.entered import Entered
from server.people import ROLE_NAMES, Role

KIND_WORDS: Final[Mapping[EntryKind, Lazy]] = MappingProxyType(
    {
        EntryKind.RETURNED: lazy("Devolvió la respuesta"),
        EntryKind.ASKED: lazy("Preguntó"),
        EntryKind.ANSWERED: lazy("Contestó"),
        EntryKind.RESOLVED: lazy("Lo dio por resuelto"),
    }
)


@dataclass(frozen=True, slots=True)
class EntryLine:
    """Something that was said, by whom and when."""

    word: str
    text: str
    author: str
    is_answer: bool


@dataclass(frozen=True, slots=True)
class ThreadForm:
    """What can be said now. `kinds`: the buttons, by what each sends and says.

    `opener`: what opens it, where it is not the first thing to be done; it `is_open` from the
    start where something was typed.
    """

    id: str
    action: str
    opener: str
    is_open: bool
    label: str
    help: str
    text: Entered
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ThreadCard:
    """A thread beside its item."""

    state: str
    state_word: str
    turn: str
    entries: tuple[EntryLine, ...]
    form: ThreadForm | None
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """An open thread among others: where it is, whose turn, and the last words."""

    label: str
    url: str
    turn: str
    is_own_turn: bool
    said: str


def thread_card(
    thread: Thread,
    action: str,
    entered: Entered,
    *,
    may_speak: bool,
    is_verifier: bool,
) -> ThreadCard:
    """`action`: where an entry is sent. `entered`: one that was refused, as it was typed.

    `is_verifier`: whether whoever looks is of those who verify; otherwise of the government. A
    refused entry is shown with its reason even where nothing can be said any more.
    """
    says = may_speak and thread.is_open
    return ThreadCard(
        state="open" if thread.is_open else "done",
        state_word=_("Abierto") if thread.is_open else _("Resuelto"),
        turn=_turn(thread, is_verifier=is_verifier),
        entries=tuple(
            EntryLine(
                str(KIND_WORDS[each.kind]),
                each.text,
                _("{name}, {role}, {at}").format(
                    name=each.author, role=ROLE_NAMES[Role(each.role)], at=moment(each.at)
                ),
                each.kind is EntryKind.ANSWERED,
            )
            for each in thread.entries
        ),
        form=_form(thread, action, entered, is_verifier=is_verifier)
        if says or entered.error
        else None,
    )


def thread_line(thread: Thread, label: str, url: str, *, is_verifier: bool) -> ThreadLine:
    """An open thread in a list; `url` is that of its level."""
    spoken = [each.text for each in thread.entries if each.text]
    return ThreadLine(
        label=label,
        url=f"{url}#item-{thread.item}",
        turn=_turn(thread, is_verifier=is_verifier),
        is_own_turn=thread.waits_for_answer is not is_verifier,
        said=spoken[-1] if spoken else "",
    )


def open_text(threads: Sequence[Thread]) -> str:
    """How many are open; nothing where none is."""
    if not threads:
        return ""
    return ngettext("{n} hilo abierto", "{n} hilos abiertos", len(threads)).format(
        n=number(len(threads))
    )


def _turn(thread: Thread, *, is_verifier: bool) -> str:
    """Who is to speak, as said to one of the two sides."""
    if not thread.is_open:
        return ""
    if thread.waits_for_answer:
        return _("Toca contestar al gobierno.") if is_verifier else _("Le toca contestar.")
    return _("Toca a verificación leer la respuesta.")


def _form(thread: Thread, action: str, entered: Entered, *, is_verifier: bool) -> ThreadForm:
    id_ = f"thread-{thread.item}"
    if is_verifier:
        return ThreadForm(
            id=id_,
            action=action,
            opener="",
            is_open=True,
            label=_("Preguntar de nuevo al gobierno"),
            help=_("Lo leen el gobierno y quienes verifican."),
            text=entered,
            kinds=(
                (EntryKind.ASKED.value, _("Preguntar")),
                (EntryKind.RESOLVED.value, _("Dar por resuelto")),
            ),
        )
    return ThreadForm(
        id=id_,
        action=action,
        opener=_("Contestar a quien verifica"),
        is_open=bool(entered.value or entered.error),
        label=_("Su mensaje"),
        help=_(
            "Contestar no cambia la respuesta: si hay algo que corregir, corríjalo también abajo."
        ),
        text=entered,
        kinds=((EntryKind.ANSWERED.value, _("Contestar")),),
    )
