"""Avisos: the letters about a level, a law, a panel or a publication, to whoever has to know."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request

from game.coordination import SIGNING, Progress, is_awaited, waiting_in
from game.editions import Act, allows
from game.laws import Abrogation
from game.questionnaire import Law
from game.reviews import Verdict
from game.signatures import Signature
from game.threads import asker_of
from server.days import today_of
from server.i18n import speaking
from server.pages.laws import law_text
from server.pages.legal import law_name
from server.pages.letters import (
    Letter,
    answered_letter,
    asked_letter,
    law_letter,
    panel_letter,
    proposed_letter,
    reminder_letter,
    reopened_letter,
    signed_letter,
    to_sign_letter,
    verdict_letter,
    voided_letter,
)
from server.pages.links import seat_words
from server.pages.names import item_url, level_name
from server.pages.reminders import signing_lines, waiting_lines
from server.pages.signatures import voided_text
from server.people import GOVERNMENT, ROLE_NAMES, Account, Holder, Person, Role
from server.queries.accounts import leads, publishers, verifier_of
from server.queries.assignments import team_of
from server.queries.editions import EditionRules, Entry, editions, rules_of
from server.queries.finals import FinalNow, TellMember
from server.queries.laws import Tell as LawTell
from server.queries.laws import affected_of
from server.queries.mail import Message
from server.queries.publications import TellSecond
from server.queries.saves import Tell
from server.queries.threads import threads_of
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

    return Notices(rules, entry, by, at, address, settings.contact)


def panel_notice(request: Request[Any, Any, Any], settings: Settings, at: datetime) -> TellMember:
    """To whoever is put on the panel of a final round now, of each time they are."""

    def tell(final: FinalNow, account: Account) -> Message:
        with speaking(account.locale):
            made = panel_letter(
                edition=final.rules.edition.name.of(account.locale),
                until=final.round.marks_until,
                shows_names=final.round.shows_names,
                reader=account.name,
                address=settings.public_url + request.app.route_reverse("panel"),
            )
        key = f"panel.{final.edition}.{at:%Y%m%d%H%M%S%f}.{account.id}"
        return Message(key, account.email, account.name, made.subject, made.body)

    return tell


def second_notices(
    request: Request[Any, Any, Any], settings: Settings, by: Person, at: datetime, *, is_final: bool
) -> TellSecond:
    """To everybody who may confirm what `by` proposes to publish, once each."""

    async def tell(rules: EditionRules) -> Sequence[Message]:
        name = "final_room" if is_final else "edition"
        address = settings.public_url + request.app.route_reverse(name, edition=rules.code)
        found = {}
        for holder in await publishers():
            if holder.account == by.account:
                continue
            with speaking(holder.locale):
                made = proposed_letter(
                    edition=rules.edition.name.of(holder.locale),
                    is_final=is_final,
                    proposer=by.name,
                    reader=holder.name,
                    address=f"{address}#publishing",
                )
            key = f"proposed.{name}.{rules.code}.{at:%Y%m%d%H%M%S%f}.{holder.account}"
            found[key] = Message(key, holder.email, holder.name, made.subject, made.body)
        return tuple(found.values())

    return tell


def law_notices(address: str) -> LawTell:
    """To the leads of whoever answered on the ground of a law that is being abrogated.

    One letter each, whatever its number of answers. `address`: where they start.
    """

    async def tell(ending: Abrogation, laws: Mapping[str, Law]) -> Sequence[Message]:
        found = []
        holders = await leads()
        for edition in await editions():
            rules = await rules_of(edition.code)
            day = max(ending.since, today_of(ending.at))
            affected = await affected_of(rules, day, law=ending.law, in_force={ending.law: ending})
            counts = Counter(each.entry.participant.code for each in affected)
            names = {each.entry.participant.code: each.entry.participant.name for each in affected}
            for code, count in counts.items():
                for holder in holders.get(code, ()):
                    with speaking(holder.locale):
                        made = law_letter(
                            law=law_name(ending.law, laws),
                            said=law_text(ending, laws),
                            note=ending.note,
                            count=count,
                            reader=holder.name,
                            participant=names[code],
                            address=address,
                        )
                    where = f"{code}.{edition.code}.{ending.law}.{ending.at:%Y%m%d%H%M%S}"
                    key = f"law.{where}.{holder.account}"
                    found.append(Message(key, holder.email, holder.name, made.subject, made.body))
        return found

    return tell


@dataclass(frozen=True, slots=True)
class Notices:
    """Whoever acts on the levels of a government now. `address`: that of a page by its route.

    `contact`: of the observatory; where it has none, whoever acts is asked.
    """

    rules: EditionRules
    entry: Entry
    by: Person
    at: datetime
    address: Callable[..., str]
    contact: str = ""

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

    async def judged(self, item: str, verdict: Verdict) -> Sequence[Message]:
        """To the leads: answers of a level were returned or rejected; of each once a day.

        A verifier who returns a whole level fills nobody's mailbox.
        """
        if verdict is Verdict.ACCEPTED:
            return ()
        topic = self.rules.questionnaire.item(item).topic

        def letter(holder: Holder) -> Letter:
            return verdict_letter(
                verdict,
                level=self._level(topic),
                item=item,
                reader=holder.name,
                participant=self.entry.participant.name,
                address=self._item(item),
            )

        return await self._letters(verdict.value, topic, {Role.LEAD}, letter, once_a_day=True)

    async def asked(self, item: str) -> Sequence[Message]:
        """To the leads: a verifier asked again; of each level once a day."""
        topic = self.rules.questionnaire.item(item).topic

        def letter(holder: Holder) -> Letter:
            return asked_letter(
                level=self._level(topic),
                item=item,
                reader=holder.name,
                participant=self.entry.participant.name,
                address=self._item(item),
            )

        return await self._letters("asked", topic, {Role.LEAD}, letter, once_a_day=True)

    async def answered(self, item: str) -> Sequence[Message]:
        """To the verifier who spoke last in the thread of an item; of each level once a day."""
        code, topic = self.entry.participant.code, self.rules.questionnaire.item(item).topic
        thread = (await threads_of(code, self.rules.code)).get(item)
        account = asker_of(thread) if thread is not None else None
        holder = await verifier_of(account) if account is not None else None
        if holder is None or not holder.email:
            return ()
        review = self.address("review", edition=self.rules.code, participant=code, topic=topic)
        with speaking(holder.locale):
            made = answered_letter(
                level=self._level(topic),
                item=item,
                reader=holder.name,
                participant=self.entry.participant.name,
                address=f"{review}#item-{item}",
            )
        key = self._key("answered", topic, holder, once_a_day=True)
        return (Message(key, holder.email, holder.name, made.subject, made.body),)

    async def reminder(self, progress: Progress) -> Sequence[Message]:
        """To the leads and to the signers, each of what waits for them.

        Where whoever it waits for reads no mail, all of the team is told.
        """
        edition, questionnaire = self.rules.edition, self.rules.questionnaire

        def to_sign(holder: Holder) -> Letter:
            lines = signing_lines(progress, edition, self.at)
            return self._reminder(holder, lines, self.address("my_league"))

        def everything(holder: Holder) -> Letter:
            lines = waiting_lines(progress, edition, questionnaire, self.at)
            return self._reminder(holder, lines, self._goes_on(progress))

        signers: Sequence[Message] = ()
        if SIGNING & waiting_in(progress, edition.stage):
            signers = await self._letters("reminder-sign", "", {Role.SIGNER}, to_sign)
        if signers and not is_awaited(progress, edition.stage):
            return signers
        told = await self._letters("reminder", "", {Role.LEAD}, everything)
        if not told:
            others = GOVERNMENT - {Role.LEAD, *({Role.SIGNER} if signers else ())}
            told = await self._letters("reminder", "", others, everything)
        return (*told, *signers)

    def _reminder(self, holder: Holder, lines: Sequence[str], address: str) -> Letter:
        return reminder_letter(
            lines,
            edition=self.rules.edition.name.of(holder.locale),
            reader=holder.name,
            participant=self.entry.participant.name,
            address=address,
            author=f"{self.by.name}, {seat_words(self.by)}",
            contact=self.contact or self.by.email,
        )

    def _goes_on(self, progress: Progress) -> str:
        """Where work goes on: the level it is at, or all of them where only mending is left."""
        is_answering = allows(self.rules.stage, Act.ANSWER) and progress.answered < progress.asked
        if is_answering and progress.level:
            return self.address("level", topic=progress.level)
        return self.address("my_league")

    @property
    def tell(self) -> Tell:
        """To the signers, of a change that voids a signature."""
        return self._voided

    async def _voided(self, signature: Signature) -> Sequence[Message]:
        topic = signature.topic

        def letter(holder: Holder) -> Letter:
            return voided_letter(
                level=self._level(topic),
                said=voided_text(signature, holder.account),
                is_own=holder.account == signature.account,
                reader=holder.name,
                participant=self.entry.participant.name,
                address=self.address("signature", topic=topic),
            )

        return await self._letters("voided", topic, {Role.SIGNER}, letter)

    async def _letters(
        self,
        kind: str,
        topic: str,
        roles: Collection[Role],
        letter: Callable[[Holder], Letter],
        *,
        once_a_day: bool = False,
    ) -> Sequence[Message]:
        """One to each of these seats in the language of its holder; none to oneself."""
        code = self.entry.participant.code
        found = []
        for holder in await team_of(code):
            if holder.role not in roles or not holder.email or holder.account == self.by.account:
                continue
            with speaking(holder.locale):
                made = letter(holder)
            key = self._key(kind, topic, holder, once_a_day=once_a_day)
            found.append(Message(key, holder.email, holder.name, made.subject, made.body))
        return tuple(found)

    def _key(self, kind: str, topic: str, holder: Holder, *, once_a_day: bool) -> str:
        """What is told once: of this moment, or of this day."""
        when = f"{today_of(self.at):%Y%m%d}" if once_a_day else f"{self.at:%Y%m%d%H%M%S%f}"
        code = self.entry.participant.code
        return f"{kind}.{code}.{self.rules.code}.{topic}.{when}.{holder.account}"

    def _item(self, item: str) -> str:
        return item_url(self.address, self.rules.questionnaire.item(item).topic, item)

    def _level(self, topic: str) -> str:
        return level_name(self.rules.questionnaire.topic(topic))
