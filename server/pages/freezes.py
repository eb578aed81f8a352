"""Tabla detenida: what the observatory sees of the freeze of an edition, and what it can do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from game.days import CENTRAL
from game.editions import Act, Edition, FreezeAct, Stage, allows, frozen_since
from game.rules import RuleBroken
from server.i18n import gettext as _
from server.i18n import locale, moment
from server.pages.entered import NOT_ENTERED, Entered
from server.pages.links import Link, Url

# What is offered where nothing was declared: as long before the review as in the reference set.
BEFORE_REVIEW: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class FreezePanel:
    """The freeze as it stands. `label`: of the button to set or move it; empty where nobody may.

    `kind` and `lift_kind`: how the two buttons weigh. `lift`: of the button to take it
    away, with what comes of it in `lift_text`.
    """

    text: str
    label: str
    kind: str
    set_url: str
    value: str
    error: str
    lift: str
    lift_kind: str
    lift_text: str
    lift_url: str
    links: tuple[Link, ...]


def freeze_panel(
    edition: Edition,
    url: Url,
    *,
    now: datetime,
    last: FreezeAct | None,
    may_act: bool,
    has_ceremony: bool,
    entered: Entered = NOT_ENTERED,
) -> FreezePanel:
    """`last`: what was done with the freeze last; where there is none, how it was taken away.

    `has_ceremony`: whether its boards ever stood still, and whoever looks may see it told.
    `entered`: the moment as it was typed, where it was refused.
    """
    frozen = frozen_since(edition, now)
    is_over = edition.stage is Stage.PUBLISHED
    has_come = edition.freeze is not None and edition.freeze <= now
    may_set = may_act and allows(edition.stage, Act.FREEZE) and not has_come
    may_lift = may_act and edition.freeze is not None and not is_over
    return FreezePanel(
        text=f"{_text(edition, frozen)} {_lifted(edition, last)}".strip(),
        label=_label(edition) if may_set else "",
        kind="primary" if may_lift else "secondary",
        set_url=url("freeze_declare", edition=edition.code),
        value=entered.value or _typed(edition.freeze or _offered(edition)),
        error=entered.error,
        lift=(_("Reanudar la tabla") if frozen else _("Quitar la fecha")) if may_lift else "",
        lift_kind="secondary" if may_set else "primary",
        lift_text=_lift_text(frozen),
        lift_url=url("freeze_lift", edition=edition.code),
        links=_links(edition, frozen, url) if has_ceremony else (),
    )


def _links(edition: Edition, frozen: datetime | None, url: Url) -> tuple[Link, ...]:
    """The ceremony, and the boards that go on while the public ones stand still."""
    boards = (
        Link(
            _("Tabla de ahora: {league}").format(league=each.name.of(locale())),
            url("inner_board", edition=edition.code, league=each.code),
        )
        for each in edition.leagues
        if frozen is not None
    )
    ceremony = Link(_("Ceremonia, lugar por lugar"), url("ceremony", edition=edition.code))
    return (ceremony, *boards)


def moment_typed(text: str) -> datetime:
    """A moment as a field for one sends it, by the clocks of central Mexico; else refused."""
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise RuleBroken("freeze-unreadable") from None
    return typed if typed.tzinfo else typed.replace(tzinfo=CENTRAL)


def _text(edition: Edition, frozen: datetime | None) -> str:
    if edition.freeze is None and edition.stage is Stage.PUBLISHED:
        return _("La tabla pública ya no se detiene: la edición está publicada.")
    if edition.freeze is None:
        return _("La tabla pública no tiene fecha para detenerse.")
    at = moment(edition.freeze)
    if edition.stage is Stage.PUBLISHED:
        return _("La tabla pública se detuvo el {moment} y siguió al publicarse.").format(moment=at)
    if frozen:
        return _(
            "Tabla detenida desde el {moment}. El público ve todo como estaba entonces; cada "
            "gobierno, además, sus propios puntos; ustedes, todo."
        ).format(moment=at)
    return _("La tabla pública se detendrá el {moment}.").format(moment=at)


def _lifted(edition: Edition, last: FreezeAct | None) -> str:
    """Who took the freeze away and when; nothing where there is one, or never was."""
    if edition.freeze is not None or last is None or last.was is None:
        return ""
    if last.lifts:
        text = _("Estuvo detenida del {was} al {at}: la reanudó {author}.")
    else:
        text = _("Iba a detenerse el {was}: {author} quitó la fecha el {at}.")
    return text.format(was=moment(last.was), at=moment(last.at), author=last.author)


def _label(edition: Edition) -> str:
    return _("Cambiar la fecha") if edition.freeze else _("Detener la tabla en esa fecha")


def _lift_text(frozen: datetime | None) -> str:
    if frozen:
        return _(
            "La tabla pública mostrará de inmediato todo lo que ocurrió desde entonces. No se "
            "puede deshacer para lo que ya se vio."
        )
    return _("La tabla pública seguirá moviéndose hasta el final.")


def _offered(edition: Edition) -> datetime | None:
    review = edition.dates.get(Stage.REVIEW)
    return review - BEFORE_REVIEW if review else None


def _typed(at: datetime | None) -> str:
    return f"{at.astimezone(CENTRAL):%Y-%m-%dT%H:%M}" if at else ""
