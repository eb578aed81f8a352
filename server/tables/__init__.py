"""Tablas: rows of the database, one file per aggregate. Only queries and imports come here.

A column without a sensible value of its own has no default: a row that forgets it is refused.
"""

from piccolo.table import Table

from server.tables.accounts import AccountRow, InvitationRow, SeatRow, SessionRow
from server.tables.agreements import AgreementEventRow, AgreementRow
from server.tables.answers import AnswerNoteRow, AnswerRevisionRow, AnswerRow
from server.tables.assignments import AssignmentEventRow, AssignmentRow
from server.tables.attempts import AttemptRow
from server.tables.audit import AuditRow, ReceiptRow
from server.tables.batches import BatchRow, RecommendationEventRow, RecommendationRow
from server.tables.commitments import CommitmentEventRow, CommitmentRow, MilestoneRow
from server.tables.declarations import DeclarationEventRow, DeclarationRow
from server.tables.documents import DocumentRow, VersionChoiceRow
from server.tables.editions import EditionRow, EditionVersionRow, StageChangeRow
from server.tables.exchanges import ExchangeMessageRow, HelpRow
from server.tables.finals import (
    FinalistRow,
    FinalPublicationRow,
    FinalRow,
    MarkSheetRow,
    PanelMemberRow,
    RecusalRow,
    ShortlistRow,
)
from server.tables.following import FollowerRow, FollowRequestRow, FollowRow, NewsRow
from server.tables.handovers import (
    HandoverMatterRow,
    HandoverRecordRow,
    HandoverRow,
    LeftSessionRow,
)
from server.tables.laws import ConfirmationRow, LawEventRow
from server.tables.levels import LevelRow
from server.tables.mail import MailRow
from server.tables.participants import EntryRow, ParticipantRow, PlaceRow
from server.tables.points import PointEventRow
from server.tables.presence import PresenceRow
from server.tables.reminders import ReminderRow
from server.tables.reopenings import ReopeningRow
from server.tables.reports import (
    ReportEventRow,
    ReportRow,
    ReportTurnRow,
    SupportRow,
    WatchRow,
)
from server.tables.results import ErratumRow, PublicationRow, SnapshotRow
from server.tables.reviews import ReplyRow, VerdictRow
from server.tables.searches import SearchRow
from server.tables.signatures import SignatureRow
from server.tables.threads import ThreadEntryRow, ThreadRow
from server.tables.visits import TimeRow, VisitRow

ALL: tuple[type[Table], ...] = (
    PlaceRow,
    ParticipantRow,
    EntryRow,
    EditionRow,
    StageChangeRow,
    AccountRow,
    SeatRow,
    InvitationRow,
    SessionRow,
    AnswerRow,
    AnswerRevisionRow,
    PointEventRow,
    LevelRow,
    VerdictRow,
    ReplyRow,
    DocumentRow,
    VersionChoiceRow,
    CommitmentRow,
    MilestoneRow,
    CommitmentEventRow,
    PublicationRow,
    SnapshotRow,
    AttemptRow,
    AuditRow,
    ReceiptRow,
    AssignmentRow,
    AssignmentEventRow,
    MailRow,
    VisitRow,
    TimeRow,
    HandoverRow,
    HandoverRecordRow,
    HandoverMatterRow,
    LeftSessionRow,
    SignatureRow,
    ReopeningRow,
    ReminderRow,
    ThreadRow,
    ThreadEntryRow,
    PresenceRow,
    AnswerNoteRow,
    LawEventRow,
    ConfirmationRow,
    EditionVersionRow,
    FinalRow,
    ShortlistRow,
    FinalistRow,
    PanelMemberRow,
    MarkSheetRow,
    RecusalRow,
    FinalPublicationRow,
    ErratumRow,
    NewsRow,
    FollowRequestRow,
    FollowerRow,
    FollowRow,
    ReportRow,
    ReportEventRow,
    SupportRow,
    ReportTurnRow,
    WatchRow,
    AgreementRow,
    AgreementEventRow,
    BatchRow,
    RecommendationRow,
    RecommendationEventRow,
    SearchRow,
    DeclarationRow,
    DeclarationEventRow,
    ExchangeMessageRow,
    HelpRow,
)
