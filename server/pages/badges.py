"""Insignias y racha: what was earned and when, what comes next, and what each one is given for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from game.badges import Award, Badge, BadgeKind, Reach, Streak
from game.editions import Edition
from game.questionnaire import Questionnaire
from server.days import today_of
from server.i18n import day, locale, ngettext, number
from server.i18n import gettext as _
from server.pages.level import width_of


@dataclass(frozen=True, slots=True)
class BadgeCard:
    """A badge as it stands: `note` is when it was earned, or what it is given for.

    `progress_text` is empty where there is no telling how far it is.
    """

    id: str
    kind: str
    name: str
    note: str
    is_earned: bool
    progress_text: str
    progress_width: str


@dataclass(frozen=True, slots=True)
class BadgesPanel:
    """The badges of a government in an edition: those it has, and the next ones."""

    title: str
    earned: tuple[BadgeCard, ...]
    coming: tuple[BadgeCard, ...]
    coming_text: str
    streak: str = ""


@dataclass(frozen=True, slots=True)
class BadgeRule:
    """What a badge is given for, and whether it can be lost."""

    code: str
    kind: str
    name: str
    description: str
    given: str
    kept: str


def badges_panel(
    awards: Sequence[Award], streak: Streak, questionnaire: Questionnaire
) -> BadgesPanel | None:
    """What its own team sees; nothing in an edition without badges and without a streak."""
    cards = [badge_card(award, questionnaire) for award in awards]
    coming = tuple(card for card in cards if not card.is_earned)
    found = streak_text(streak)
    if not cards and not found:
        return None
    text = ngettext("Ver la otra insignia", "Ver las otras {n} insignias", len(coming))
    return BadgesPanel(
        title=_("Insignias"),
        earned=tuple(card for card in cards if card.is_earned),
        coming=coming,
        coming_text=text.format(n=number(len(coming))) if coming else "",
        streak=found,
    )


def public_badges(
    found: Iterable[tuple[Edition, Questionnaire, Sequence[Award]]],
) -> tuple[BadgesPanel, ...]:
    """What everybody sees: what was earned, edition by edition; none where nothing was."""
    panels = []
    for edition, questionnaire, awards in found:
        cards = (badge_card(each, questionnaire) for each in awards if each.earned_at is not None)
        earned = tuple(cards)
        if earned:
            title = _("Edición {edition}").format(edition=edition.code)
            panels.append(BadgesPanel(title, earned, (), ""))
    return tuple(panels)


def badge_card(award: Award, questionnaire: Questionnaire) -> BadgeCard:
    """One badge as it stands."""
    badge = award.badge
    if award.earned_at is not None:
        note, progress, width = _("Desde el {day}."), "", ""
        note = note.format(day=day(today_of(award.earned_at)))
    else:
        note, progress = given_text(badge, questionnaire), _progress(award)
        width = width_of(award.done, award.of) if award.of and not award.is_out else ""
    return BadgeCard(
        f"badge-{questionnaire.edition}-{badge.code}",
        badge.kind.value,
        badge.name.of(locale()),
        note,
        is_earned=award.earned_at is not None,
        progress_text=progress,
        progress_width=width,
    )


def streak_text(streak: Streak) -> str:
    """How many working days in a row something was saved; nothing where none was."""
    if streak.last is None:
        return ""
    text = ngettext(
        "Racha: {n} día hábil con respuestas guardadas, el {day}.",
        "Racha: {n} días hábiles seguidos con respuestas guardadas, hasta el {day}.",
        streak.days,
    )
    return text.format(n=number(streak.days), day=day(streak.last))


def badge_rules(badges: Sequence[Badge], questionnaire: Questionnaire) -> tuple[BadgeRule, ...]:
    """Every badge of an edition, for the page that tells its method."""
    return tuple(
        BadgeRule(
            badge.code,
            badge.kind.value,
            badge.name.of(locale()),
            badge.description.of(locale()),
            given_text(badge, questionnaire),
            _kept(badge),
        )
        for badge in badges
    )


def given_text(badge: Badge, questionnaire: Questionnaire) -> str:
    """What a badge is given for, from its data alone."""
    return _GIVEN[badge.kind](badge, questionnaire)


def _for_levels(badge: Badge, _questionnaire: Questionnaire) -> str:
    if badge.reached is Reach.VERIFIED:
        text = ngettext(
            "Por {n} nivel con todas sus respuestas aceptadas.",
            "Por {n} niveles con todas sus respuestas aceptadas.",
            badge.levels,
        )
    else:
        text = ngettext("Por {n} nivel firmado.", "Por {n} niveles firmados.", badge.levels)
    return text.format(n=number(badge.levels))


def _for_pillar(badge: Badge, questionnaire: Questionnaire) -> str:
    pillars = {pillar.code: pillar.name.of(locale()) for pillar in questionnaire.pillars}
    text = (
        _("Por todos los niveles de {pillar} con todas sus respuestas aceptadas.")
        if badge.reached is Reach.VERIFIED
        else _("Por todos los niveles de {pillar} firmados.")
    )
    return text.format(pillar=pillars.get(badge.pillar, badge.pillar))


def _for_mending(badge: Badge, _questionnaire: Questionnaire) -> str:
    text = ngettext(
        "Por corregir todo lo que se devuelva y se siga preguntando, {n} reactivo o más, cada uno"
        " en {term} o menos.",
        "Por corregir todo lo que se devuelva y se siga preguntando, {n} reactivos o más, cada uno"
        " en {term} o menos.",
        badge.items,
    )
    return text.format(n=number(badge.items), term=_working_days(badge.working_days))


def _for_streak(badge: Badge, _questionnaire: Questionnaire) -> str:
    text = ngettext(
        "Por {n} día hábil con respuestas guardadas.",
        "Por {n} días hábiles seguidos con respuestas guardadas.",
        badge.working_days,
    )
    return text.format(n=number(badge.working_days))


def _for_improvement(badge: Badge, _questionnaire: Questionnaire) -> str:
    text = ngettext(
        "Por el primer lugar de su liga en mejora, {n} punto o más sobre la edición anterior."
        " Se sabe al publicarse la edición.",
        "Por el primer lugar de su liga en mejora, {n} puntos o más sobre la edición anterior."
        " Se sabe al publicarse la edición.",
        badge.points,
    )
    return text.format(n=number(badge.points))


def _for_helping(badge: Badge, _questionnaire: Questionnaire) -> str:
    text = ngettext(
        "Por ayudar a {n} gobierno que lo pidió en la página de una práctica y confirma que le"
        " ayudaron. Dos gobiernos cuentan una vez por edición, y no mueve puntos.",
        "Por ayudar a {n} gobiernos que lo pidieron en la página de una práctica y confirman que"
        " les ayudaron. Dos gobiernos cuentan una vez por edición, y no mueve puntos.",
        badge.items,
    )
    return text.format(n=number(badge.items))


_GIVEN: Final[Mapping[BadgeKind, Callable[[Badge, Questionnaire], str]]] = MappingProxyType(
    {
        BadgeKind.LEVELS: _for_levels,
        BadgeKind.PILLAR: _for_pillar,
        BadgeKind.MENDED: _for_mending,
        BadgeKind.STREAK: _for_streak,
        BadgeKind.IMPROVED: _for_improvement,
        BadgeKind.HELPED: _for_helping,
    }
)


def _kept(badge: Badge) -> str:
    """What takes it away, or that nothing does."""
    match badge.kind:
        case BadgeKind.LEVELS | BadgeKind.PILLAR if badge.reached is Reach.SIGNED:
            return _(
                "Se pierde si un nivel se reabre o queda sin firma por otro cambio, hasta que"
                " vuelva a firmarse. Corregir lo devuelto no la quita."
            )
        case BadgeKind.MENDED:
            return _("Se pierde con la primera corrección que pase de su plazo.")
        case _:
            return _("No se pierde.")


def _progress(award: Award) -> str:
    if award.is_out:
        return _("Una corrección pasó de su plazo: en esta edición ya no se da.")
    words = {
        BadgeKind.LEVELS: _("{done} de {of} niveles"),
        BadgeKind.PILLAR: _("{done} de {of} niveles"),
        BadgeKind.MENDED: _("{done} de {of} reactivos corregidos"),
        BadgeKind.STREAK: _("{done} de {of} días hábiles"),
        BadgeKind.HELPED: _("{done} de {of} ayudas confirmadas"),
    }
    if award.badge.kind not in words or not award.of:
        return ""
    text = words[award.badge.kind]
    return text.format(done=number(award.done), of=number(award.of))


def _working_days(count: int) -> str:
    return ngettext("{n} día hábil", "{n} días hábiles", count).format(n=number(count))
