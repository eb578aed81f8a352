"""Avisos: the letters about a level of a government, to the seats that have to know of it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request

from game.signatures import Signature
from server.i18n import locale, speaking
from server.pages.letters import (
    Letter,
    reopened_letter,
    signed_letter,
    to_sign_letter,
    voided_letter,
)
from server.pages.signatures import voided_text
from server.people import ROLE_NAMES, Holder, Person, Role
from server.queries.answers import Tell
from server.queries.assignments import team_of
from server.queries.editions import EditionRules, Entry
from server.queries.mail import Message
from server.settings import Settings


def notices_for(
    request: Request[Any, Any, Any],
    settings: Settings,
    rules: EditionRules,
    entry: Entry,
    by: Person,
    at: datetime,
) -> "Notices":
    """The letters of whoever sent a request, with whole addresses in them."""

    def address(route: str, **of: str) -> str:
        return settings.public_url + request.app.route_reverse(route, **of)

    return Notices(rules, entry, by, at, address)


@dataclass(frozen=True, slots=True)
class Notices:
    """Whoever acts on the levels of a government now. `address`: that of a page by its route."""

    rules: EditionRules
    entry: Entry
    by: Person
    at: datetime
    address: Callable[..., str]

    async def to_sign(self, topic: str) -> Sequence[Message]:
        """To the signers: a level was handed in."""

        def letter(holder: Holder) -> Letter:
            return to_sign_letter(
                level=self._level(topic),
                author=self.by.name,
                reader=holder.name,
                participant=self.entry.participant.name,
                address=self.address("signature", topic=topic),
            )

        return await self._letters("to-sign", topic, {Role.SIGNER}, letter)

    async def signed(self, topic: str) -> Sequence[Message]:
        """To the leads: a level was signed."""

        def letter(holder: Holder) -> Letter:
            return signed_letter(
                level=self._level(topic),
                author=self.by.name,
                reader=holder.name,
                participant=self.entry.participant.name,
                address=self.address("level", topic=topic),
            )

        return await self._letters("signed", topic, {Role.LEAD}, letter)

    async def reopened(self, topic: str, reason: str) -> Sequence[Message]:
        """To the leads and the signers: a level handed in was opened again."""

        def letter(holder: Holder) -> Letter:
            return reopened_letter(
                level=self._level(topic),
                role=str(ROLE_NAMES[self.by.role]),
                reason=reason,
                reader=holder.name,
                participant=self.entry.participant.name,
                address=self.address("level", topic=topic),
            )

        return await self._letters("reopened", topic, {Role.LEAD, Role.SIGNER}, letter)

    @property
    def tell(self) -> Tell:
        """To the signers, of a change that voids a signature."""
        return self._voided

    async def _voided(self, signature: Signature) -> Sequence[Message]:
        topic = signature.topic

        def letter(holder: Holder) -> Letter:
            return voided_letter(
                level=self._level(topic),
                said=voided_text(signature),
                reader=holder.name,
                participant=self.entry.participant.name,
                address=self.address("signature", topic=topic),
            )

        return await self._letters("voided", topic, {Role.SIGNER}, letter)

    async def _letters(
        self, kind: str, topic: str, roles: Collection[Role], letter: Callable[[Holder], Letter]
    ) -> Sequence[Message]:
        """One to each of these seats in the language of its holder; none to oneself."""
        code = self.entry.participant.code
        found = []
        for holder in await team_of(code):
            if holder.role not in roles or not holder.email or holder.account == self.by.account:
                continue
            with speaking(holder.locale):
                made = letter(holder)
            moment = f"{self.at:%Y%m%d%H%M%S%f}"
            key = f"{kind}.{code}.{self.rules.code}.{topic}.{moment}.{holder.account}"
            found.append(Message(key, holder.email, holder.name, made.subject, made.body))
        return tuple(found)

    def _level(self, topic: str) -> str:
        found = self.rules.questionnaire.topic(topic)
        return f"{found.code} {found.name.of(locale())}"
