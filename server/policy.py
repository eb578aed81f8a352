"""Permisos: who may come to which address. One table; the server refuses to start without it.

Three questions are asked of every request:
1. role: may this seat come here? This table, by the guard on every route.
2. relation: is it theirs? A participant's own code comes from the person (`own_participant`), never
   from the address; what belongs to another answers 404 (`check_own`).
3. stage: does the edition allow it now? `game.editions.allows`, asked in the route.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import (
    ImproperlyConfiguredException,
    NotAuthorizedException,
    NotFoundException,
    PermissionDeniedException,
)
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from game.rules import RuleBroken
from server.people import GOVERNMENT, HOLDING_FINALS, PANEL, READING_ALL, Person, Role
from server.security import SAFE_METHODS, refuse_other_seat, refuse_unread


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may use a route (None: everybody, also without an account), and for what."""

    who: frozenset[Role] | None
    what: str

    def allows(self, person: Person | None) -> bool:
        return self.who is None or (person is not None and person.role in self.who)


PUBLIC = None
ANY_SEAT = frozenset(Role)
HEADS = frozenset({Role.LEAD, Role.SIGNER})
DECLARING = frozenset({Role.SIGNER, Role.OBSERVER})
VERIFYING = frozenset({Role.VERIFIER})
OBSERVATORY = frozenset({Role.VERIFIER, Role.COORDINATOR, Role.PUBLISHER, Role.ADMIN, Role.AUDITOR})
FOLLOWING = OBSERVATORY - VERIFYING
REMINDING = frozenset({Role.COORDINATOR})
COORDINATING = frozenset({Role.COORDINATOR, Role.ADMIN})
MODERATING = frozenset({Role.COORDINATOR, Role.VERIFIER})
ANSWERING = frozenset({Role.CONTRIBUTOR, Role.LEAD})
READING = GOVERNMENT | READING_ALL

POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "home": Policy(PUBLIC, "the front page"),
        "health": Policy(PUBLIC, "whether the process and its database answer"),
        "assets": Policy(PUBLIC, "styles, scripts and images"),
        "sign_in": Policy(PUBLIC, "the form to sign in"),
        "sign_in_send": Policy(PUBLIC, "open a session"),
        "sign_out": Policy(PUBLIC, "close one's own session, also one that has ended"),
        "session_token": Policy(ANY_SEAT, "go on in a page of one's own after signing in again"),
        "seat_choice": Policy(ANY_SEAT, "one's own seats, to work from another"),
        "seat_switch": Policy(ANY_SEAT, "go on in another seat of one's own"),
        "invitation": Policy(PUBLIC, "the form of whoever holds the link"),
        "invitation_accept": Policy(PUBLIC, "take the seat one was invited to"),
        "ranking_latest": Policy(PUBLIC, "the published index, newest edition"),
        "ranking": Policy(PUBLIC, "the published index of an edition"),
        "ranking_table": Policy(PUBLIC, "the same as a table, with all digits"),
        "snapshot": Policy(PUBLIC, "the published snapshot, to be recomputed by anybody"),
        "snapshot_numbered": Policy(PUBLIC, "one of them, also one that was corrected since"),
        "errata": Policy(
            PUBLIC, "everything that was published of an index, and what it put right"
        ),
        "open_data": Policy(PUBLIC, "the data of every published edition"),
        "open_data_latest": Policy(PUBLIC, "the newest publication of an edition"),
        "open_data_publication": Policy(PUBLIC, "one publication, with its dictionary"),
        "open_data_file": Policy(PUBLIC, "a file of it, the ZIP of all of them too"),
        "score_receipt": Policy(PUBLIC, "what a published number is made of, down to its evidence"),
        "governments": Policy(PUBLIC, "find a government by its name or its code"),
        "robustness": Policy(PUBLIC, "how firm the published places are, and what moves them"),
        "robustness_table": Policy(PUBLIC, "the same as a table"),
        "robustness_document": Policy(PUBLIC, "the same as data"),
        "profile": Policy(PUBLIC, "what is public about one government"),
        "score_change": Policy(PUBLIC, "what moved a published index since the last edition"),
        "method_latest": Policy(PUBLIC, "how the newest edition measures"),
        "method": Policy(PUBLIC, "how an edition measures"),
        "index_definition": Policy(PUBLIC, "all that decides how an index is computed"),
        "my_league": Policy(GOVERNMENT, "all levels of one's own government"),
        "points": Policy(GOVERNMENT, "every event of the points of one's own government"),
        "own_improvement": Policy(GOVERNMENT, "what one's own improvement is made of"),
        "level": Policy(GOVERNMENT, "one level of one's own government"),
        "level_live": Policy(GOVERNMENT, "what the team does in a level, as it happens"),
        "presence": Policy(ANSWERING, "say at which item one is typing"),
        "presence_again": Policy(GOVERNMENT, "back to the level from that address"),
        "level_again": Policy(GOVERNMENT, "back to a level from the address of its forms"),
        "item_now": Policy(GOVERNMENT, "one item of one's own government as it is now"),
        "note_resolve": Policy(ANSWERING, "mark a note of one's own team as resolved"),
        "note_again": Policy(GOVERNMENT, "back to an item from the address of its notes"),
        "item_again": Policy(GOVERNMENT, "back to an item from the address of its forms"),
        "upload_again": Policy(GOVERNMENT, "the same from those that take files"),
        "team": Policy(GOVERNMENT, "who is on what in one's own government"),
        "team_again": Policy(GOVERNMENT, "back to the team from the address of its forms"),
        "assignment_give": Policy(frozenset({Role.LEAD}), "delegate a level or an item"),
        "assignment_change": Policy(frozenset({Role.LEAD}), "another seat, date or note"),
        "assignment_move": Policy(ANSWERING, "say it is done; a lead also the rest"),
        "answer": Policy(ANSWERING, "save an answer"),
        "answer_history": Policy(GOVERNMENT, "every save of an answer of one's own"),
        "copying": Policy(GOVERNMENT, "what of the last edition can be copied, and what was"),
        "copying_level": Policy(GOVERNMENT, "the same of one level"),
        "copy_all": Policy(ANSWERING, "copy what can be copied in all levels"),
        "copy_level": Policy(ANSWERING, "copy what can be copied in one level"),
        "copy_item": Policy(ANSWERING, "copy one answer"),
        "prefill_item": Policy(ANSWERING, "answer by a commitment that was verified"),
        "copy_confirm": Policy(ANSWERING, "make a copy an answer"),
        "copy_again": Policy(GOVERNMENT, "back to an item from the address of those two"),
        "answer_book": Policy(ANSWERING, "take one's levels away as a workbook, and bring it back"),
        "answer_book_file": Policy(ANSWERING, "that workbook"),
        "answer_book_send": Policy(ANSWERING, "bring it back, to be looked at first"),
        "answer_book_preview": Policy(ANSWERING, "what one that was brought would change"),
        "answer_book_keep": Policy(ANSWERING, "store that"),
        "answer_book_settle": Policy(ANSWERING, "choose between two answers to one item"),
        "answer_book_back": Policy(ANSWERING, "the same workbook with what is to be put right"),
        "answer_book_forget": Policy(ANSWERING, "let it go"),
        "answer_book_again": Policy(ANSWERING, "back to it from the address of its forms"),
        "evidence": Policy(ANSWERING, "cite a file or a link"),
        "evidence_drop": Policy(ANSWERING, "stop citing it"),
        "law_confirm": Policy(ANSWERING, "say that an answer holds though a law changed"),
        "level_laws": Policy(ANSWERING, "what of a level is to be reviewed as laws changed"),
        "level_laws_confirm": Policy(ANSWERING, "say of many answers at once that they hold"),
        "item_seen": Policy(ANSWERING, "say that an answer holds though its item was reworded"),
        "confirm_again": Policy(GOVERNMENT, "back to an item from the address of those forms"),
        "own_affected": Policy(frozenset({Role.LEAD}), "one's own answers on abrogated laws"),
        "laws": Policy(FOLLOWING, "abrogated laws, and how much is to be reviewed"),
        "law_affected": Policy(COORDINATING, "the list of what rests on one of them"),
        "submit_level": Policy(frozenset({Role.LEAD}), "hand in a level"),
        "signature": Policy(GOVERNMENT, "what is signed of a level, to be read before"),
        "sign_level": Policy(frozenset({Role.SIGNER}), "sign a level that others filled"),
        "level_reopen": Policy(frozenset({Role.SIGNER}), "open one's own level again, in public"),
        "level_reopen_again": Policy(GOVERNMENT, "back to the level from the address of that form"),
        "thread_answer": Policy(ANSWERING, "answer a verifier about a returned item"),
        "thread_answer_again": Policy(GOVERNMENT, "back to the item from the address of that form"),
        "reply": Policy(frozenset({Role.LEAD}), "reply once to a verdict"),
        "evidence_renew": Policy(ANSWERING, "cite a newer version, or go on with the old one"),
        "documents": Policy(GOVERNMENT, "everything one's own government has shown"),
        "document_add": Policy(ANSWERING, "put a file or a link on the shelf"),
        "own_document": Policy(GOVERNMENT, "a document of one's own, and where it is cited"),
        "document_edit": Policy(ANSWERING, "put right its title and its dates"),
        "document_replace": Policy(ANSWERING, "a newer version of it"),
        "document_renew": Policy(ANSWERING, "cite the newer version in every open item"),
        "document_again": Policy(GOVERNMENT, "back to a document from the address of its forms"),
        "version_again": Policy(GOVERNMENT, "the same from the one that takes files"),
        "document": Policy(READING, "a file of evidence: one's own, or what was handed in"),
        "leagues": Policy(PUBLIC, "the leagues of every edition"),
        "board": Policy(PUBLIC, "the points of one league"),
        "board_live": Policy(PUBLIC, "the same board as it moves"),
        "improvement": Policy(PUBLIC, "what each of a league added to the last edition"),
        "improvement_live": Policy(PUBLIC, "the same board as it moves"),
        "coordination": Policy(FOLLOWING, "all leagues, and who is stuck"),
        "coordination_live": Policy(FOLLOWING, "the same page as it moves"),
        "inner_board": Policy(FOLLOWING, "the points of one league, also under a freeze"),
        "inner_board_live": Policy(FOLLOWING, "the same board as it moves"),
        "wall": Policy(FOLLOWING, "the same for a screen of the office: what everybody may see"),
        "wall_live": Policy(FOLLOWING, "that screen as it moves"),
        "reminders": Policy(REMINDING, "whom a reminder would go to, before it does"),
        "reminders_send": Policy(REMINDING, "remind governments of what waits for them"),
        "ceremony": Policy(FOLLOWING, "the places of a league after the freeze, one by one"),
        "burden": Policy(FOLLOWING, "what the questionnaire costs those who answer it"),
        "burden_export": Policy(FOLLOWING, "the same as a table"),
        "items": Policy(FOLLOWING, "what a published edition says of its items"),
        "items_table": Policy(FOLLOWING, "the same as a table"),
        "coordination_levels": Policy(FOLLOWING, "all levels of one government"),
        "coordination_reopen": Policy(
            frozenset({Role.COORDINATOR}), "open a level of any government again, in public"
        ),
        "coordination_reopen_again": Policy(FOLLOWING, "back to them from the address of its form"),
        "queue": Policy(VERIFYING, "signed levels that wait for a verdict"),
        "review": Policy(
            VERIFYING | {Role.PUBLISHER}, "a signed level as its verifier reads it; to read alone"
        ),
        "verdict": Policy(VERIFYING, "decide on one item"),
        "thread_verify": Policy(
            VERIFYING, "ask again about a returned item, or take it as resolved"
        ),
        "review_again": Policy(VERIFYING, "back to an item from the address of its form"),
        "thread_verify_again": Policy(VERIFYING, "the same from that of its thread"),
        "editions": Policy(OBSERVATORY, "all editions and their stages"),
        "edition": Policy(OBSERVATORY, "one edition and what comes next"),
        "edition_stage": Policy(
            frozenset({Role.COORDINATOR, Role.ADMIN}), "move an edition to its next stage"
        ),
        "questionnaire_book": Policy(
            COORDINATING, "take the questionnaire of an edition away as a workbook, or bring one"
        ),
        "questionnaire_file": Policy(OBSERVATORY, "that workbook, also of a draft"),
        "questionnaire_send": Policy(COORDINATING, "bring one, to be looked at first"),
        "questionnaire_preview": Policy(COORDINATING, "what one that was brought would make"),
        "questionnaire_keep": Policy(COORDINATING, "store that"),
        "questionnaire_forget": Policy(COORDINATING, "let it go"),
        "questionnaire_again": Policy(COORDINATING, "back to it from the address of that form"),
        "questionnaire_form": Policy(PUBLIC, "the questionnaire of an edition that has opened"),
        "freeze_declare": Policy(
            frozenset({Role.COORDINATOR}), "from when the public boards of it stand still"
        ),
        "freeze_lift": Policy(frozenset({Role.COORDINATOR}), "let them go on"),
        "freeze_again": Policy(OBSERVATORY, "back to it from the address of those forms"),
        "erratum": Policy(OBSERVATORY, "the erratum of a published edition, and what it waits for"),
        "erratum_open": Policy(frozenset({Role.PUBLISHER}), "say in public what was wrong"),
        "erratum_propose": Policy(frozenset({Role.PUBLISHER}), "the first of two people"),
        "erratum_confirm": Policy(frozenset({Role.PUBLISHER}), "the second of two people"),
        "erratum_close": Policy(frozenset({Role.PUBLISHER}), "leave what was published as it is"),
        "erratum_again": Policy(OBSERVATORY, "back to it from the address of one of its forms"),
        "publication_propose": Policy(frozenset({Role.PUBLISHER}), "the first of two people"),
        "publication_confirm": Policy(frozenset({Role.PUBLISHER}), "the second of two people"),
        "publication_withdraw": Policy(frozenset({Role.PUBLISHER}), "take a proposal back"),
        "final": Policy(PUBLIC, "a published final round"),
        "final_table": Policy(PUBLIC, "the same as a table"),
        "final_document": Policy(PUBLIC, "the same as it was frozen, to be hashed by anybody"),
        "final_room": Policy(HOLDING_FINALS, "finalists, panel and marking, before anybody else"),
        "final_room_again": Policy(HOLDING_FINALS, "back to it from the address of its forms"),
        "shortlist_draw": Policy(frozenset({Role.COORDINATOR}), "who is in the final round"),
        "finalist_leave": Policy(frozenset({Role.COORDINATOR}), "note that one withdrew"),
        "panel_appoint": Policy(frozenset({Role.COORDINATOR}), "put somebody on the panel"),
        "panel_release": Policy(frozenset({Role.COORDINATOR}), "take off who has done nothing"),
        "marking_close": Policy(frozenset({Role.COORDINATOR}), "end the marking for good"),
        "final_propose": Policy(frozenset({Role.PUBLISHER}), "the first of two people"),
        "final_confirm": Policy(frozenset({Role.PUBLISHER}), "the second of two people"),
        "final_withdraw": Policy(frozenset({Role.PUBLISHER}), "take a proposal back"),
        "panel": Policy(PANEL, "the finalists one marks, for whoever is on a panel"),
        "mark_sheet": Policy(PANEL, "one finalist, with one's own marks"),
        "mark_sheet_save": Policy(PANEL, "keep or hand in one's marks"),
        "recuse": Policy(PANEL, "not to mark a finalist, for a public reason"),
        "recuse_again": Policy(PANEL, "back to the finalist from the address of that form"),
        "export": Policy(OBSERVATORY, "the results workbook"),
        "answer_export": Policy(READING_ALL, "all answers that were signed, as a book to be made"),
        "answer_export_start": Policy(READING_ALL, "have it made"),
        "answer_export_live": Policy(READING_ALL, "how far it is"),
        "answer_export_cancel": Policy(READING_ALL, "stop making it"),
        "answer_export_again": Policy(READING_ALL, "back to it from the address of that form"),
        "answer_export_file": Policy(READING_ALL, "that book"),
        "public_export": Policy(PUBLIC, "the same of what was published"),
        "public_export_start": Policy(PUBLIC, "have it made, once for everybody"),
        "public_export_live": Policy(PUBLIC, "how far it is"),
        "public_export_file": Policy(PUBLIC, "that book"),
        "fulfilment": Policy(PUBLIC, "all commitments counted, and what part was kept"),
        "months": Policy(PUBLIC, "how many are due in each month"),
        "month": Policy(PUBLIC, "what is due in one month"),
        "happenings": Policy(PUBLIC, "what happened to commitments lately"),
        "disagreements": Policy(PUBLIC, "commitments on which the three voices do not agree"),
        "participant_commitments": Policy(PUBLIC, "all that one government promised"),
        "fulfilment_table": Policy(PUBLIC, "the counts, for a spreadsheet program"),
        "fulfilment_document": Policy(PUBLIC, "the same for programs"),
        "happenings_table": Policy(PUBLIC, "what happened, for a spreadsheet program"),
        "happenings_document": Policy(PUBLIC, "the same for programs"),
        "disagreements_table": Policy(PUBLIC, "the disagreements, for a spreadsheet program"),
        "disagreements_document": Policy(PUBLIC, "the same for programs"),
        "commitments": Policy(PUBLIC, "what governments promised"),
        "commitments_table": Policy(PUBLIC, "the list for a spreadsheet program"),
        "commitments_document": Policy(PUBLIC, "the list for programs, with every history"),
        "commitments_sheet": Policy(PUBLIC, "the list on paper"),
        "batches_table": Policy(PUBLIC, "what was recommended, for a spreadsheet program"),
        "batches_document": Policy(PUBLIC, "the same for programs"),
        "agreements_table": Policy(PUBLIC, "who signed what, for a spreadsheet program"),
        "agreements_document": Policy(PUBLIC, "the same for programs"),
        "reports_atom": Policy(PUBLIC, "what is reported and answered, for programs that follow"),
        "reports_table": Policy(PUBLIC, "what is reported, for a spreadsheet program"),
        "reports_document": Policy(PUBLIC, "the same for programs"),
        "commitment": Policy(PUBLIC, "one promise and its history"),
        "commitment_sheet": Policy(PUBLIC, "the same on paper"),
        "commitment_document": Policy(PUBLIC, "a document that a commitment cites"),
        "commitment_move": Policy(GOVERNMENT, "agree, start, move the date, withdraw, ratify"),
        "commitment_milestone": Policy(GOVERNMENT, "finish a milestone"),
        "commitment_report": Policy(GOVERNMENT, "report it done, with evidence"),
        "commitment_queue": Policy(VERIFYING, "what was reported done and waits"),
        "commitment_verdict": Policy(VERIFYING, "verify it, send it back, declare it not met"),
        "commitment_inherit": Policy(
            frozenset({Role.COORDINATOR, Role.ADMIN}), "pass it to a new administration"
        ),
        "commitments_atom": Policy(PUBLIC, "what happened to commitments, as a feed"),
        "commitment_atom": Policy(PUBLIC, "the same of one"),
        "topic_atom": Policy(PUBLIC, "the same of those about a topic"),
        "topic_calendar": Policy(PUBLIC, "their dates"),
        "commitments_calendar": Policy(PUBLIC, "the dates of commitments, for calendars"),
        "commitment_calendar": Policy(PUBLIC, "the same of one"),
        "commitment_badge": Policy(PUBLIC, "how one stands, as a picture for pages of others"),
        "commitment_card": Policy(PUBLIC, "the same for a frame in them"),
        "participant_badge": Policy(PUBLIC, "how those of a government stand, as a picture"),
        "participant_card": Policy(PUBLIC, "the same for a frame"),
        "follow": Policy(PUBLIC, "the form to be told by mail"),
        "follow_send": Policy(PUBLIC, "ask for it; the address has to confirm"),
        "follow_confirm": Policy(PUBLIC, "what whoever holds the link is about to confirm"),
        "follow_confirm_send": Policy(PUBLIC, "confirm it"),
        "follows": Policy(PUBLIC, "what the address of a signed link follows"),
        "follows_change": Policy(PUBLIC, "change that"),
        "unfollow": Policy(PUBLIC, "before the letters of a signed link are stopped"),
        "unfollow_send": Policy(PUBLIC, "stop them; a mail program may send it too"),
        "unfollowed": Policy(PUBLIC, "that they are stopped"),
        "reports": Policy(PUBLIC, "what businesses and citizens report"),
        "report": Policy(PUBLIC, "one report, with what its government answers"),
        "report_file": Policy(PUBLIC, "what came with it, once that was let be seen"),
        "report_answer_document": Policy(PUBLIC, "a document that an answer cites"),
        "report_answer": Policy(HEADS, "answer a report on one's own government"),
        "report_new": Policy(PUBLIC, "the form to report, without an account"),
        "report_send": Policy(PUBLIC, "look at it first, mend it or send it"),
        "report_send_again": Policy(PUBLIC, "to the reports from the address of that form"),
        "report_sent": Policy(PUBLIC, "what happens with what was sent"),
        "report_follow": Policy(PUBLIC, "one's own report, for whoever holds its link"),
        "report_follow_send": Policy(PUBLIC, "confirm, close or contest it"),
        "report_support": Policy(PUBLIC, "the form to say that the same happens to one"),
        "report_support_send": Policy(PUBLIC, "say so"),
        "join": Policy(PUBLIC, "where one proves the address with which one said so"),
        "join_confirm": Policy(PUBLIC, "prove it"),
        "own_reports": Policy(GOVERNMENT, "what is reported on one's own government"),
        "observer_desk": Policy(frozenset({Role.OBSERVER}), "what an observer follows"),
        "observer_desk_send": Policy(frozenset({Role.OBSERVER}), "follow more, or less"),
        "report_queue": Policy(MODERATING | {Role.AUDITOR}, "reports that wait to be read"),
        "report_case": Policy(MODERATING | {Role.AUDITOR}, "one of them as it was sent"),
        "report_case_file": Policy(MODERATING | {Role.AUDITOR}, "what came with it"),
        "report_discard": Policy(MODERATING, "refuse many that look like spam, with one reason"),
        "report_clear": Policy(MODERATING, "let one that looks like spam be read in its turn"),
        "report_moderate": Policy(MODERATING, "publish it, merge it, or refuse it with a reason"),
        "declarations": Policy(PUBLIC, "what heads and associations put their name to"),
        "declarations_table": Policy(PUBLIC, "the same as a table"),
        "declarations_document": Policy(PUBLIC, "the same as data"),
        "declaration": Policy(PUBLIC, "one declaration and its whole history"),
        "declaration_form": Policy(DECLARING, "the text, before it is signed or renewed"),
        "declaration_sign": Policy(DECLARING, "sign it in public, by one's password"),
        "declaration_revoke": Policy(
            DECLARING | {Role.COORDINATOR}, "revoke one, for a public reason"
        ),
        "practices": Policy(PUBLIC, "the items of a published edition, and who has each verified"),
        "practices_table": Policy(PUBLIC, "the same for a spreadsheet program"),
        "practices_document": Policy(PUBLIC, "the same for programs"),
        "practice": Policy(PUBLIC, "one of them; what governments say of it is for governments"),
        "practice_say": Policy(GOVERNMENT, "say something to the other governments"),
        "practice_ask": Policy(GOVERNMENT, "ask for help with it"),
        "practice_thank": Policy(HEADS, "say in public who helped"),
        "practice_hide": Policy(frozenset({Role.COORDINATOR}), "hide what somebody said"),
        "practice_contact": Policy(GOVERNMENT, "the form of a letter to another government"),
        "practice_contact_send": Policy(GOVERNMENT, "pass it on to whoever attends there"),
        "commitment_inherit_all": Policy(
            frozenset({Role.COORDINATOR, Role.ADMIN}), "pass all that is alive to a new one"
        ),
        "agreements": Policy(PUBLIC, "what meetings agreed"),
        "agreement": Policy(PUBLIC, "one agreement, who signed it and who declined"),
        "agreement_sign": Policy(HEADS, "sign it: a commitment in public"),
        "agreement_decline": Policy(HEADS, "decline it, for a public reason"),
        "agreement_form": Policy(frozenset({Role.COORDINATOR}), "the form of a new agreement"),
        "agreement_publish": Policy(frozenset({Role.COORDINATOR}), "publish it and invite"),
        "agreement_invite_form": Policy(
            frozenset({Role.COORDINATOR}), "whom else to invite to an agreement"
        ),
        "agreement_invite": Policy(frozenset({Role.COORDINATOR}), "invite more governments to it"),
        "recommendations": Policy(GOVERNMENT, "what would close each of one's own gaps"),
        "recommendation_decline": Policy(HEADS, "decline one that was issued, with a reason"),
        "batches": Policy(PUBLIC, "recommendations that were issued"),
        "batch": Policy(PUBLIC, "one batch of them, and what was answered"),
        "batch_list": Policy(COORDINATING, "batches of recommendations, drafts too"),
        "batch_draft": Policy(frozenset({Role.COORDINATOR}), "draft one from published gaps"),
        "batch_room": Policy(COORDINATING, "one batch, to be edited while it is a draft"),
        "batch_edit": Policy(frozenset({Role.COORDINATOR}), "edit, merge and drop in a draft"),
        "batch_issue": Policy(frozenset({Role.COORDINATOR}), "issue a draft, dated"),
        "promise_book": Policy(HEADS, "propose many from a workbook, and take them away in one"),
        "promise_book_file": Policy(HEADS, "one's own commitments as a workbook"),
        "promise_book_send": Policy(HEADS, "bring one, to be looked at first"),
        "promise_book_marked": Policy(HEADS, "take away what is to be corrected"),
        "promise_book_keep": Policy(HEADS, "propose what was looked at"),
        "proposal": Policy(HEADS, "the form of a new commitment"),
        "proposal_send": Policy(HEADS, "propose a commitment in public"),
        "accounts": Policy(frozenset({Role.ADMIN, Role.LEAD}), "seats; a lead sees their own"),
        "seat_add": Policy(frozenset({Role.ADMIN, Role.LEAD}), "a new seat; a lead's own team"),
        "seat": Policy(frozenset({Role.ADMIN, Role.LEAD}), "one seat; a lead's own team"),
        "mail": Policy(frozenset({Role.ADMIN}), "every message and what has become of it"),
        "seat_invite": Policy(frozenset({Role.ADMIN, Role.LEAD}), "invite somebody to a seat"),
        "handovers": Policy(ANY_SEAT, "the seats one hands over, receives, or is told of"),
        "handover_offer": Policy(ANY_SEAT, "the form to hand over one's own seat, or a team's"),
        "handover_start": Policy(ANY_SEAT, "offer a seat to somebody"),
        "handover_offer_again": Policy(ANY_SEAT, "back to that form from another address"),
        "handover_vacate": Policy(frozenset({Role.ADMIN}), "end somebody's access at once"),
        "handover": Policy(ANY_SEAT, "one handover that concerns one"),
        "handover_again": Policy(ANY_SEAT, "back to a handover from the address of its forms"),
        "handover_withdraw": Policy(ANY_SEAT, "take an offer back"),
        "handover_administration": Policy(
            ANY_SEAT, "say whether a new administration comes with a seat that is offered"
        ),
        "handover_receive": Policy(ANY_SEAT, "receive a seat that is offered to one"),
        "handover_record": Policy(ANY_SEAT, "the record of a handover that concerns one"),
        "handover_document": Policy(ANY_SEAT, "the frozen bytes of that record"),
        "handover_copy": Policy(PUBLIC, "where one proves that a record is one's own"),
        "handover_copy_send": Policy(PUBLIC, "one's copy, by one's password"),
        "inherited_received": Policy(GOVERNMENT, "say that an inherited matter is in one's hands"),
        "inherited_all_received": Policy(GOVERNMENT, "say so of all of them"),
        "inherited_again": Policy(GOVERNMENT, "back from the address of those forms"),
    }
)


def guard_of(policies: Mapping[str, Policy]) -> Guard:
    """Make the guard that stands before every route."""

    async def enforce(
        connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
    ) -> None:
        if _is_automatic(handler):
            return
        policy = policies[str(handler.name)]
        if policy.who is not None and connection.scope.get("method") in SAFE_METHODS:
            refuse_other_seat(connection)
        if policy.allows(connection.user):
            return
        if connection.user is None:
            await refuse_unread(connection, "session-ended")
            raise NotAuthorizedException
        await refuse_unread(connection, "seat-forbids")
        raise PermissionDeniedException

    return enforce


def check_policies(app: Litestar, policies: Mapping[str, Policy]) -> None:
    """Refuse to start when a route has no policy or a policy has no route."""
    named = dict(_named_routes(app))
    unlisted = sorted(path for name, path in named.items() if name not in policies)
    gone = sorted(policies.keys() - named.keys())
    if unlisted or gone:
        raise ImproperlyConfiguredException(
            f"server/policy.py: routes without a policy: {', '.join(unlisted) or 'none'}; "
            f"policies without a route: {', '.join(gone) or 'none'}"
        )


def own_participant(person: Person) -> str:
    """The participant a person answers for."""
    if person.participant is None or person.role not in GOVERNMENT:
        raise RuleBroken("seat-without-participant")
    return person.participant


def check_own(person: Person, participant: str | None) -> None:
    """What belongs to another participant is not there."""
    if participant is None or participant != person.participant:
        raise NotFoundException


def _named_routes(app: Litestar) -> Iterator[tuple[str, str]]:
    for route in app.routes:
        handlers = getattr(route, "route_handlers", None) or (route.route_handler,)  # type: ignore[union-attr]
        for handler in handlers:
            if not _is_automatic(handler):
                yield str(handler.name or f"unnamed {handler}"), f"{handler.name} {route.path}"


def _is_automatic(handler: BaseRouteHandler) -> bool:
    """The framework answers OPTIONS by itself: it only says which methods there are."""
    return getattr(handler, "http_methods", None) == {"OPTIONS"}
