"""Firma: void by any later change, told to everybody, given anew; what follows where it is not."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from litestar import Litestar

from game.answers import Answer
from game.editions import Stage
from game.reviews import Verdict
from game.signatures import Cause, Voiding
from server.i18n import moment
from server.people import Role
from server.queries.answers import answer_history_of
from server.queries.checks import signature_differences
from server.queries.documents import document_of
from server.queries.editions import entry_of, rules_of
from server.queries.evidence import keep_evidence
from server.queries.levels import level_entry_of, once_signed_levels_of, signed_levels_of
from server.queries.matrix import matrix_rows_of, signed_answers_of
from server.queries.publications import tally_of
from server.queries.reopenings import reopen_level
from server.queries.replies import keep_reply
from server.queries.results import frozen
from server.queries.signatures import last_signatures_of, signatures_of
from server.queries.submissions import digest_of_level, state_of, submit_level
from server.tables.mail import MailRow
from server.tables.signatures import SignatureRow
from tests.browser import PASSWORD, Browser, Page
from tests.editions import EDITION, a_definition, an_item, move_to, open_edition
from tests.server.people import NOON, OAXACA, YUCATAN
from tests.server.signed import (
    HALF,
    NO,
    P1,
    YES,
    a_document,
    answer,
    decide,
    digest_now,
    puts_signature,
    sign,
    sign_again,
    somebody,
)
from tests.server.signing import (
    ANA,
    BETO,
    GAZETTE,
    LEVEL,
    REVIEW,
    SIGN,
    check_no_signature_over_anything_else,
    decide_and_mend,
    mend,
    renames,
)


@pytest.fixture
async def voided(app: Litestar) -> None:
    """The level was signed; of two items one was returned, and mended since."""
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    await mend()


# Void by any later change


async def test_a_change_voids_the_signature_and_everybody_sees_by_what(
    handed_in: None, sofia: Browser, ana: Browser, rita: Browser, coordinadora: Browser
) -> None:
    await puts_signature(sofia)
    await decide("I1-01", Verdict.RETURNED)
    page = await ana.send(
        "/mi-liga/reactivos/I1-01", htmx=True, revision="2", number="4", denominator="10"
    )
    text = "La firma de Sofía León del 3 de marzo de 2026 quedó sin efecto por un cambio en I1-01"
    assert f"{text} de Ana Ruiz" in page.text
    for browser, address in (
        (ana, LEVEL),
        (sofia, LEVEL),
        (sofia, SIGN),
        (sofia, "/mi-liga"),
        (ana, "/mi-liga"),
        (rita, REVIEW),
        (coordinadora, f"/coordinacion/{EDITION}/{OAXACA}"),
    ):
        said = text if browser is not sofia else text.replace("La firma de Sofía León", "Su firma")
        assert f"{said} de Ana Ruiz" in (await browser.open(address)).text, address
    page = await coordinadora.open("/coordinacion?ver=todos")
    assert "1 firma sin efecto" in page.text
    (kept,) = await signatures_of(OAXACA, EDITION)
    assert kept.voiding is not None
    assert (kept.voiding.cause, kept.voiding.item, kept.voiding.revision) == (
        Cause.MENDED,
        "I1-01",
        3,
    )


def told_before(page: Page) -> list[str]:
    """Of each answer, what is said of it as it was signed before; nothing where it is as it was."""
    found = []
    for row in page.select("#signed-answers tbody tr"):
        told = [" ".join(each.text.split()) for each in row.select("td p")]
        found.append(" | ".join(told).replace("\N{NO-BREAK SPACE}", " "))
    return found


async def test_whoever_signs_anew_sees_what_changed_since_and_what_it_said(
    voided: None, sofia: Browser
) -> None:
    changed, same = told_before(await sofia.open(SIGN))
    assert changed.startswith("Cambió desde la firma del 3 de marzo de 2026 | Antes: 5 de 10 (50")
    assert same == ""
    await puts_signature(sofia)
    assert told_before(await sofia.open(SIGN)) == ["", ""]


async def test_going_back_to_the_same_is_said_too(voided: None, sofia: Browser) -> None:
    await mend((await answer_history_of(OAXACA, EDITION, "I1-01"))[-2].answer)
    changed, _ = told_before(await sofia.open(SIGN))
    assert "Se cambió y se volvió a lo mismo." in changed


async def test_what_is_asked_anew_and_what_no_more_is_said(app: Litestar, sofia: Browser) -> None:
    await open_edition()
    await answer({**P1, "P1-01": YES, "P1-04": replace(NO, item="P1-04", chosen=(), number="12")})
    await sign("P1")
    await decide("P1-01", Verdict.RETURNED)
    await answer({"P1-01": NO})
    page = await sofia.open("/mi-liga/niveles/P1/firmar")
    assert "Se firmó y ya no se pregunta: P1-04." in page.text
    assert "Antes: " in told_before(page)[0]


async def test_levels_that_lost_their_signature_come_first(voided: None, sofia: Browser) -> None:
    await answer(P1)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await submit_level(rules, entry, "P1", by=somebody(Role.LEAD, entry), at=NOON)
    page = await sofia.open("/mi-liga")
    listed = [each.text for each in page.select("[aria-labelledby=to-sign] li a")]
    assert listed == ["I1 Tema I1", "P1 Tema P1"]
    assert page.select_one("main .panel .button-primary")["href"] == SIGN


async def test_new_proof_is_a_change_too(app: Litestar) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await keep_evidence(rules, entry, "I1-01", a_document(), "9", by=BETO, at=NOON)
    (kept,) = await signatures_of(OAXACA, EDITION)
    assert kept.voiding is not None
    assert kept.voiding.by == "Beto Cruz"


async def test_a_document_that_changed_meanwhile_is_read_before_it_is_signed(
    handed_in: None, sofia: Browser, ana: Browser
) -> None:
    page = await sofia.open(SIGN)
    shown = page.field("digest")
    for given in (
        {"title": "Gaceta oficial"},
        {"title": "Gaceta oficial", "dated": "2026-02-01"},
        {"title": "Gaceta oficial", "dated": "2026-02-01", "valid_until": "2026-02-28"},
    ):
        await ana.send(GAZETTE, **given)
        page = await sofia.send(SIGN, 409, digest=shown, password=PASSWORD)
        assert (
            "un documento o una pregunta cambió mientras usted leía"
            in page.select_one("[role=alert]").text
        )
        assert "Gaceta oficial" in page.text
        shown = page.field("digest")
    assert "1 de febrero de 2026" in page.text
    assert "28 de febrero de 2026" in page.text
    assert await signatures_of(OAXACA, EDITION) == ()
    await sofia.send(SIGN, digest=shown, password=PASSWORD)
    await check_no_signature_over_anything_else()


async def test_what_is_put_right_of_a_document_voids_what_was_signed_over_it(
    handed_in: None, sofia: Browser, ana: Browser, rita: Browser, coordinadora: Browser
) -> None:
    await puts_signature(sofia)
    await ana.send(GAZETTE, title="Gaceta")
    assert (await level_entry_of(OAXACA, EDITION, "I1")).signed_at is not None
    await ana.send(GAZETTE, title="Gaceta oficial")
    text = "quedó sin efecto por un cambio en el documento «Gaceta» de Ana Ruiz"
    for browser, address in (
        (ana, LEVEL),
        (sofia, SIGN),
        (rita, REVIEW),
        (coordinadora, f"/coordinacion/{EDITION}/{OAXACA}"),
    ):
        assert text in (await browser.open(address)).text, address
    page = await sofia.open(SIGN, **{"Accept-Language": "en"})
    assert "a change to the document “Gaceta” by Ana Ruiz" in page.text
    (letter,) = await MailRow.select().where(MailRow.key.like("voided.%"))
    assert letter["address"] == "sofia@oaxaca.gob.mx"
    assert text in letter["body"]
    (kept,) = await signatures_of(OAXACA, EDITION)
    assert kept.voiding is not None
    assert (kept.voiding.cause, kept.voiding.item) == (Cause.CHANGED, "")
    await puts_signature(sofia)
    await check_no_signature_over_anything_else()


async def test_whoever_verifies_sees_at_each_answer_since_when_nothing_signed_is_in_force(
    handed_in: None, sofia: Browser, ana: Browser, rita: Browser
) -> None:
    await puts_signature(sofia)
    page = await rita.open(REVIEW)
    assert "Sin firma vigente" not in page.text
    assert page.select("#item-I1-02 [name=verdict]")
    await ana.send(GAZETTE, title="Gaceta oficial")
    page = await rita.open(REVIEW)
    (kept,) = await signatures_of(OAXACA, EDITION)
    assert kept.voiding is not None
    moved = "se corrigieron los datos del documento «Gaceta oficial», que cita"
    for item in ("I1-01", "I1-02"):
        card = page.select_one(f"#item-{item}")
        assert "Sin firma vigente" in card.select_one(".item-head").text
        text = " ".join(card.text.split())
        assert f"Sin firma vigente desde el {moment(kept.voiding.at)}" in text
        assert moved in text
        assert not card.select("[name=verdict]")
    await puts_signature(sofia)
    page = await rita.open(REVIEW)
    assert "Sin firma vigente" not in page.text
    assert page.select("#item-I1-02 [name=verdict]")


async def test_a_document_that_was_judged_is_not_put_right(
    handed_in: None, sofia: Browser, ana: Browser
) -> None:
    await puts_signature(sofia)
    await decide("I1-02")
    page = await ana.send(GAZETTE, 409, title="Gaceta oficial")
    assert "El reactivo I1-02 cita este documento y ya se verificó" in page.text
    assert "Gaceta oficial" in [each["value"] for each in page.select("[name=title]")]
    assert (await document_of(a_document().id)).title == "Gaceta"
    assert (await level_entry_of(OAXACA, EDITION, "I1")).signed_at is not None
    await move_to(Stage.REPLY)
    page = await ana.send(GAZETTE, 409, title="Gaceta oficial")
    assert "ya se verificó" in page.text


async def test_a_document_signed_for_good_is_not_put_right(
    handed_in: None, sofia: Browser, ana: Browser
) -> None:
    await puts_signature(sofia)
    await move_to(Stage.REPLY)
    page = await ana.send(GAZETTE, 409, title="Gaceta oficial")
    assert "ya no puede firmarse de nuevo" in page.text
    assert (await document_of(a_document().id)).title == "Gaceta"


@pytest.mark.both
async def test_signatures_from_before_documents_were_signed_are_in_force_until_they_change(
    handed_in: None,
) -> None:
    await sign_again()
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    now = await state_of(rules, entry, rules.questionnaire.topic("I1"))
    old = digest_of_level(rules, entry, now.topic, now.asked, now.answers, {})
    assert old != now.digest(rules, entry)
    await SignatureRow.update({SignatureRow.digest: old}).where(SignatureRow.topic == "I1")
    assert await signature_differences() == []
    await renames("Gaceta oficial")
    assert (await level_entry_of(OAXACA, EDITION, "I1")).signed_at is None


async def test_changing_it_back_does_not_bring_the_signature_back(voided: None) -> None:
    await mend(HALF)
    assert (await level_entry_of(OAXACA, EDITION, "I1")).signed_at is None
    assert len(await signatures_of(OAXACA, EDITION)) == 1


@pytest.mark.both
async def test_what_happens_after_mending_does_not_rewrite_why_the_signature_fell(
    voided: None, sofia: Browser
) -> None:
    (before,) = await signatures_of(OAXACA, EDITION)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    later, by = NOON + timedelta(hours=3), somebody(Role.SIGNER, entry)
    await reopen_level(rules, entry, "I1", "Faltó anexar el acta.", by=by, at=later)
    (kept,) = await signatures_of(OAXACA, EDITION)
    assert kept.voiding == before.voiding
    assert kept.outdone == Voiding(later, "signer", Cause.REOPENED)
    text = " ".join((await sofia.open(LEVEL)).text.split())
    assert "quedó sin efecto por un cambio en I1-01 de Ana Ruiz" in text
    assert "Después, signer reabrió el nivel el 3 de marzo de 2026." in text
    # Once: what follows finds the day of the signature gone already.
    await mend(HALF)
    assert (await signatures_of(OAXACA, EDITION)) == (kept,)


async def test_saving_the_same_answer_changes_nothing(app: Litestar) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-01", Verdict.RETURNED)
    await mend(HALF)
    assert (await level_entry_of(OAXACA, EDITION, "I1")).signed_at == NOON


async def test_other_levels_stay_signed(voided: None) -> None:
    await answer(P1)
    await sign("P1")
    assert await signed_levels_of(EDITION) == {(OAXACA, "P1")}
    assert await once_signed_levels_of(EDITION) == {(OAXACA, "P1"), (OAXACA, "I1")}


async def test_what_opens_an_item_of_another_level_voids_that_one_too(app: Litestar) -> None:
    definition = a_definition()
    definition["pillars"][1]["topics"][0]["items"].append(
        an_item(
            "I1-03",
            "text",
            evidence={"expected": "never", "text": {"es": "-", "en": "-"}},
            asked_when={"item": "P1-01", "any_of": ["yes"]},
        )
    )
    await open_edition(definition)
    await answer(P1)
    await answer()
    await sign("P1")
    await sign()
    await decide("P1-01", Verdict.RETURNED)
    await answer({"P1-01": YES})
    found = await last_signatures_of(OAXACA, EDITION)
    assert [found[topic].voiding is not None for topic in ("P1", "I1")] == [True, True]
    lost = found["I1"].voiding
    assert lost is not None
    assert lost.item == "P1-01"


async def test_the_signer_is_told_and_led_to_sign_again(
    handed_in: None, sofia: Browser, ana: Browser
) -> None:
    await puts_signature(sofia)
    await decide("I1-01", Verdict.RETURNED)
    for number, base in (("4", "2"), ("3", "3")):
        await ana.send("/mi-liga/reactivos/I1-01", revision=base, number=number, denominator="10")
    (letter,) = await MailRow.select().where(MailRow.key.like("voided.%"))
    assert letter["address"] == "sofia@oaxaca.gob.mx"
    assert "quedó sin efecto por un cambio en I1-01 de Ana Ruiz" in letter["body"]
    assert SIGN in letter["body"]
    page = await sofia.open("/mi-liga")
    section = page.select_one("[aria-labelledby=to-sign]")
    assert section.select_one("a")["href"] == SIGN
    page = await sofia.open(SIGN)
    assert "quedó sin efecto" in page.text
    page = await puts_signature(sofia)
    assert "quedó sin efecto" not in page.text
    assert [each.voiding is None for each in await signatures_of(OAXACA, EDITION)] == [False, True]


async def test_all_levels_that_wait_are_listed_and_their_signers_told(
    app: Litestar, ana: Browser, sofia: Browser
) -> None:
    await open_edition()
    await answer()
    await answer(P1)
    for topic in ("I1", "P1"):
        await ana.send(f"/mi-liga/niveles/{topic}/enviar")
    page = await sofia.open("/mi-liga")
    links = [str(each["href"]) for each in page.select("[aria-labelledby=to-sign] a")]
    assert links == ["/mi-liga/niveles/P1/firmar", SIGN]
    letters = await MailRow.select().where(MailRow.key.like("to-sign.%")).order_by(MailRow.id)
    assert [letter["subject"] for letter in letters] == [
        "Por firmar: I1 Tema I1",
        "Por firmar: P1 Tema P1",
    ]
    await puts_signature(sofia)
    (letter,) = await MailRow.select().where(MailRow.key.like("signed.%"))
    assert letter["address"] == "ana@oaxaca.gob.mx"
    assert "Sofía León firmó I1 Tema I1" in letter["body"]


async def test_half_mended_level_is_signed_when_it_is_whole(app: Litestar, sofia: Browser) -> None:
    await open_edition()
    late = Answer(
        "I1-02", date="2010-01-01", reason="Falta.", plan="Hacerlo.", plan_by="2026-12-01"
    )
    await answer({"I1-01": HALF, "I1-02": late})
    await sign()
    await decide("I1-02", Verdict.RETURNED)
    await mend(Answer("I1-02", date="2019-01-01"))
    page = await sofia.open(SIGN)
    assert "todavía corrige" in page.text
    assert not page.select("main form")
    assert "Cuando todo esté completo" in (await sofia.open(LEVEL)).text
    assert "quedó sin efecto" in (await sofia.open("/mi-liga")).text
    await sofia.send(SIGN, 422, digest=await digest_now(), password=PASSWORD)


async def test_it_is_said_that_what_is_still_returned_will_void_it(
    handed_in: None, sofia: Browser
) -> None:
    await decide_and_mend()
    await sign_again()
    await decide("I1-02", Verdict.RETURNED)
    await decide("I1-01", Verdict.RETURNED)
    await mend(HALF)
    page = await sofia.open(SIGN)
    assert "Puede firmar ya para que se verifique lo demás" in page.text
    await puts_signature(sofia)


async def test_a_voided_level_is_signed_anew_in_the_review_and_no_later(
    voided: None, sofia: Browser
) -> None:
    await move_to(Stage.REVIEW)
    await puts_signature(sofia)
    await mend(HALF)
    await move_to(Stage.REPLY)
    page = await sofia.open(SIGN)
    assert not page.select("main form")
    assert "No se firmó de nuevo a tiempo: cuenta lo que ya tenía dictamen" in page.text
    assert "Niveles por firmar" not in (await sofia.open("/mi-liga")).text
    await sofia.send(SIGN, 409, digest=await digest_now(), password=PASSWORD)


# What follows from it


async def test_nothing_is_decided_until_it_is_signed_anew(voided: None, rita: Browser) -> None:
    page = await rita.open(REVIEW)
    assert not page.select("[name=verdict]")
    assert "6 de 10" not in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "cuando el nivel se firme de nuevo" in page.select_one("#item-I1-01").text
    address = f"/verificacion/{EDITION}/{OAXACA}/reactivos/I1-02"
    page = await rita.send(address, 409, verdict="returned", revision="2", reason="No abre.")
    assert "La firma de este nivel quedó sin efecto" in page.text
    assert "Lo que usted había escrito: No abre." in page.text
    await sign_again()
    page = await rita.send(address, verdict="accepted", revision="2")
    assert "Aceptada" in page.select_one("#item-I1-02 .item-head").text


async def test_what_others_changed_leaves_the_rest_of_the_level_unsigned_too(
    voided: None, rita: Browser
) -> None:
    page = await rita.open(REVIEW)
    assert "Sin firma vigente desde el" in page.select_one("#item-I1-02").text
    assert "se corrigieron los datos" not in page.text
    # The one that was changed is a draft of its government's own, and says so.
    assert "Sin firma vigente" not in page.select_one("#item-I1-01").text


async def test_what_was_accepted_stays_and_what_was_never_signed_anew_does_not_count(
    app: Litestar,
) -> None:
    await open_edition()
    await answer()
    await sign()
    await decide("I1-02")
    await decide("I1-01", Verdict.RETURNED)
    before = {(who, item): rest for who, item, *rest in await matrix_rows_of(EDITION)}
    await mend()
    after = {(who, item): rest for who, item, *rest in await matrix_rows_of(EDITION)}
    assert after[OAXACA, "I1-02"] == before[OAXACA, "I1-02"]
    assert after[OAXACA, "I1-01"] == after[YUCATAN, "I1-01"]
    tally = await tally_of(await rules_of(EDITION))
    assert (tally.signed, tally.voided, tally.accepted, tally.undecided) == (1, 1, 1, 1)


async def test_what_was_mended_and_not_signed_anew_stays_a_draft(voided: None) -> None:
    assert set(await signed_answers_of(EDITION)) == {(OAXACA, "I1-02")}
    _, document, _ = await frozen(EDITION)
    published = {each["item"]: each for each in json.loads(document)["answers"]}
    assert set(published) == {"I1-02"}
    await sign_again()
    assert set(await signed_answers_of(EDITION)) == {(OAXACA, "I1-01"), (OAXACA, "I1-02")}


async def test_reply_on_what_was_never_signed_anew_can_only_be_rejected(
    voided: None, victor: Browser
) -> None:
    await move_to(Stage.REPLY)
    rules, entry = await rules_of(EDITION), await entry_of(EDITION, OAXACA)
    await keep_reply(rules, entry, "I1-01", "Sí es.", by=ANA, at=NOON + timedelta(hours=2))
    page = await victor.open("/verificacion")
    assert page.select_one(".queue a")["href"] == REVIEW
    page = await victor.open(REVIEW)
    assert [str(each["value"]) for each in page.select("#item-I1-01 [name=verdict]")] == [
        "rejected"
    ]
    address = f"/verificacion/{EDITION}/{OAXACA}/reactivos/I1-01"
    await victor.send(address, 409, verdict="accepted", revision="3")
    await victor.send(address, verdict="rejected", revision="3", reason="Nunca se firmó.")
