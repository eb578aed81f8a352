"""Observación: its life, its clock, and when what was verified is looked at again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.answers import Citation
from game.days import Calendar, today_of
from game.personal import HIDDEN
from game.reports import (
    AWAITED,
    IN_QUEUE,
    LONGEST_TEXT,
    MOST_REASONS,
    OVER,
    PUBLIC,
    TRANSITIONS,
    Bearing,
    Clock,
    Mark,
    Move,
    Part,
    Report,
    Signs,
    Status,
    Told,
    Voucher,
    advance,
    ask_review,
    clear,
    contest,
    days_left,
    give_back,
    has_reason,
    is_spam,
    is_suspect,
    links_in,
    marks_of,
    merge,
    moves_of,
    publish,
    release,
    shown_status,
    waiting_reason,
    waiting_reasons,
    waits_since,
    withdraw,
)
from game.rules import RuleBroken

NOON = datetime(2026, 3, 3, 18, tzinfo=UTC)
TODAY = today_of(NOON)
# The third Monday of March is a day of rest.
CALENDAR = Calendar(frozenset({date(2026, 3, 16)}))
CLOCK = Clock(CALENDAR, 10)
TOLD = Told("Licencia de funcionamiento", "Ventanilla única", "La pidieron en papel.")
REPORT = Report("20", TOLD, Status.SENT, NOON, commitment=1, code=7)


def moved(report: Report, move: Move, text: str = "", **given: Any) -> Report:
    by = TRANSITIONS[move].by
    return advance(report, move, by, NOON, on=TODAY, text=text, clock=CLOCK, **given)


def published(report: Report = REPORT, shown: Told = TOLD) -> Report:
    confirmed = moved(report, Move.CONFIRM)
    return publish(confirmed, shown, NOON, on=TODAY, author="Rita", clock=CLOCK)


def test_a_report_goes_all_the_way() -> None:
    answered = moved(published(), Move.ANSWER, "Ya se recibe en línea.")
    contested = moved(answered, Move.CONTEST, "Sigue en papel.")
    disputed = moved(contested, Move.RELEASE, "Sigue en papel.")
    again = moved(disputed, Move.ANSWER, "Se corrigió.")
    closed = moved(again, Move.CLOSE)
    assert closed.status is Status.CLOSED
    assert [event.move for event in closed.history] == [
        Move.CONFIRM,
        Move.PUBLISH,
        Move.ANSWER,
        Move.CONTEST,
        Move.RELEASE,
        Move.ANSWER,
        Move.CLOSE,
    ]
    assert closed.told == TOLD


#   from         reporter            moderator           government
LIFE = {
    "sent": ("confirm", "", ""),
    "confirmed": ("withdraw", "publish reject merge", ""),
    "published": ("close withdraw", "merge", "answer"),
    "rejected": ("", "reconsider", ""),
    "merged": ("withdraw", "", ""),
    "answered": ("contest close withdraw", "", ""),
    "unanswered": ("", "", ""),
    "contested": ("contest close withdraw", "release dismiss", ""),
    "disputed": ("close withdraw", "", "answer"),
    "closed": ("withdraw", "", ""),
    "withdrawn": ("", "", ""),
}


@pytest.mark.parametrize("status", list(Status))
def test_who_may_do_what(status: Status) -> None:
    report = replace(REPORT, status=status)
    assert tuple(" ".join(moves_of(report, part)) for part in Part) == LIFE[status]


@pytest.mark.parametrize(
    ("status", "move", "part", "text", "code"),
    [
        pytest.param("sent", "publish", "moderator", "Sí", "report-forbids", id="not confirmed"),
        pytest.param("confirmed", "publish", "reporter", "Sí", "role-forbids", id="by oneself"),
        pytest.param("confirmed", "reject", "moderator", " ", "report-text-required", id="silent"),
        pytest.param("published", "answer", "participant", "", "report-text-required", id="empty"),
        pytest.param("answered", "answer", "participant", "Otra", "report-forbids", id="twice"),
        pytest.param("answered", "contest", "reporter", "x" * 4001, "text-too-long", id="a book"),
        pytest.param("closed", "close", "reporter", "", "report-forbids", id="closed before"),
    ],
)
def test_what_is_refused(status: str, move: str, part: str, text: str, code: str) -> None:
    report = replace(REPORT, status=Status(status))
    with pytest.raises(RuleBroken) as refused:
        advance(report, Move(move), Part(part), NOON, on=TODAY, text=text, clock=CLOCK)
    assert refused.value.code == code


def test_a_file_is_cited_with_its_page() -> None:
    with pytest.raises(RuleBroken, match="page-missing"):
        moved(published(), Move.ANSWER, "Véase.", evidence=(Citation("d", "", has_pages=True),))


def test_the_original_stays_and_what_is_published_may_be_less() -> None:
    shown = Told("Licencia", "", "La pidieron en papel.")
    report = published(shown=shown)
    assert (report.told, report.shown, report.is_redacted) == (TOLD, shown, True)
    assert not published().is_redacted


SENT = "Llamé al 951 123 4567; pidieron tres copias. Vea https://oaxaca.example/licencia ya."


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        pytest.param(SENT, "", id="as it was sent"),
        pytest.param("Pidieron tres copias.", "", id="less, with another capital"),
        pytest.param(f"Llamé al {HIDDEN}; pidieron copias.", "", id="masked"),
        pytest.param("Llamé al [dato personal]; [...] copias.", "", id="masked by hand"),
        pytest.param("Pidieron cuatro copias.", "report-words-added", id="another word"),
        pytest.param("copias tres", "report-words-added", id="another order"),
        pytest.param("Pidieron copias copias.", "report-words-added", id="twice"),
        pytest.param("[el alcalde] pidieron", "report-words-added", id="words in a mask"),
        pytest.param("Pidieron <tres> copias", "text-has-markup", id="markup of its words"),
        pytest.param("https://oaxaca.example www.licencia", "report-words-added", id="a link"),
    ],
)
def test_a_moderator_only_takes_away_or_masks(shown: str, code: str) -> None:
    given = Told(TOLD.asked, SENT, SENT)
    for told in (Told(TOLD.asked, "", shown), Told(TOLD.asked, shown, SENT)):
        report = replace(REPORT, status=Status.CONFIRMED, told=given)
        found = ""
        try:
            publish(report, told, NOON, on=TODAY, author="Rita", clock=CLOCK)
        except RuleBroken as refused:
            found = refused.code
        assert found == code


def test_no_link_is_made_of_words_that_were_sent() -> None:
    given = replace(REPORT, status=Status.CONFIRMED, told=Told("www", "", "www de oaxaca"))
    with pytest.raises(RuleBroken, match="too-many-links"):
        publish(given, Told("www", "", "www.de.oaxaca"), NOON, on=TODAY, author="Rita", clock=CLOCK)


def test_what_is_released_is_what_was_contested_or_less() -> None:
    answered = moved(published(), Move.ANSWER, "Ya.")
    contested = moved(answered, Move.CONTEST, "Las siguen pidiendo en papel.")
    given = {"on": TODAY, "author": "Rita", "clock": CLOCK}
    assert release(contested, "Siguen pidiendo.", NOON, **given).status is Status.DISPUTED
    with pytest.raises(RuleBroken, match="report-words-added"):
        release(contested, "El alcalde miente.", NOON, **given)


# The clock


def test_the_clock_counts_working_days_and_skips_days_of_rest() -> None:
    report = published()
    assert report.answer_by == date(2026, 3, 18)
    assert days_left(report, CALENDAR, TODAY) == 10
    assert days_left(report, CALENDAR, date(2026, 3, 18)) == 0
    assert days_left(report, CALENDAR, date(2026, 3, 20)) == -2


def test_a_dispute_that_is_published_begins_another_clock() -> None:
    answered = moved(published(), Move.ANSWER, "Ya.")
    assert (answered.answer_by, days_left(answered, CALENDAR, TODAY)) == (None, None)
    contested = moved(answered, Move.CONTEST, "No.")
    assert contested.answer_by is None
    late = NOON + timedelta(days=30)
    disputed = advance(
        contested, Move.RELEASE, Part.MODERATOR, late, on=today_of(late), text="No.", clock=CLOCK
    )
    assert disputed.answer_by == CALENDAR.after(today_of(late), 10)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(date(2026, 3, 18), Status.PUBLISHED, id="the last day is in time"),
        pytest.param(date(2026, 3, 19), Status.UNANSWERED, id="the next one is late"),
    ],
)
def test_the_calendar_says_what_was_not_answered(on: date, status: Status) -> None:
    assert shown_status(published(), on) is status


def test_a_late_answer_is_an_answer() -> None:
    late = NOON + timedelta(days=60)
    answered = advance(
        published(), Move.ANSWER, Part.PARTICIPANT, late, on=today_of(late), text="Tarde."
    )
    assert shown_status(answered, today_of(late)) is Status.ANSWERED


@given(st.lists(st.tuples(st.sampled_from(list(TRANSITIONS)), st.integers(0, 40)), max_size=12))
def test_no_status_comes_from_nowhere(course: list[tuple[Move, int]]) -> None:
    """Each line begins where the one before ended, by its rule, whatever was tried.

    And the clock runs exactly while the government is awaited.
    """
    report, at = REPORT, NOON
    for move, days in course:
        at += timedelta(days=days)
        rule = TRANSITIONS[move]
        try:
            if move is Move.PUBLISH:
                report = publish(report, TOLD, at, on=today_of(at), author="R", clock=CLOCK)
            else:
                report = advance(
                    report, move, rule.by, at, on=today_of(at), text="Sí.", clock=CLOCK
                )
        except RuleBroken:
            assert report.status not in rule.sources
    stood = Status.SENT
    for event in report.history:
        assert event.from_status is stood
        assert stood in TRANSITIONS[event.move].sources
        stood = TRANSITIONS[event.move].to
        assert event.to_status is stood
    assert report.status is stood
    assert (report.answer_by is not None) == (report.status in AWAITED)
    assert report.told == TOLD
    assert (report.status in PUBLIC) <= (report.shown is not None)


@given(st.integers(0, 400), st.integers(1, 30))
def test_a_term_holds_as_many_working_days_as_it_says(start: int, days: int) -> None:
    first = date(2026, 1, 1) + timedelta(days=start)
    last = Clock(CALENDAR, days).ends(first)
    assert CALENDAR.worked_between(first, last) == days
    assert CALENDAR.is_worked(last)


def test_every_status_is_somewhere_and_nowhere_twice() -> None:
    assert not PUBLIC & (OVER - {Status.CLOSED})
    assert IN_QUEUE.isdisjoint(AWAITED)


# Merging


def test_what_says_the_same_is_merged_into_what_is_published() -> None:
    other = moved(replace(REPORT, code=8), Move.CONFIRM)
    merged = merge(other, published(), NOON, on=TODAY, author="Rita")
    assert (merged.status, merged.into) == (Status.MERGED, 7)


@pytest.mark.parametrize(
    "into",
    [
        pytest.param(replace(published(), code=8), id="itself"),
        pytest.param(replace(published(), participant="31"), id="of another government"),
        pytest.param(replace(published(), commitment=99), id="of another commitment"),
        pytest.param(replace(published(), bearing=Bearing.SUPPORTS), id="that says another thing"),
        pytest.param(REPORT, id="not published"),
        pytest.param(moved(published(), Move.CLOSE), id="closed"),
    ],
)
def test_where_nothing_is_merged(into: Report) -> None:
    other = moved(replace(REPORT, code=8), Move.CONFIRM)
    with pytest.raises(RuleBroken, match="merge-elsewhere"):
        merge(other, into, NOON, on=TODAY, author="Rita")


# Another look at what was verified


def against(person: str, status: Status = Status.PUBLISHED, days: int = 1, **given: Any) -> Voucher:
    at = NOON + timedelta(days=days)
    return replace(Voucher(person, Bearing.CONTRADICTS, status, at), **given)


@pytest.mark.parametrize(
    ("vouchers", "asked"),
    [
        pytest.param([against("a"), against("b"), against("c")], True, id="three people"),
        pytest.param([against("a"), against("b"), against("b")], False, id="one of them twice"),
        pytest.param(
            [against("a"), against("b"), against("c", Status.MERGED)], True, id="one was merged"
        ),
        pytest.param(
            [against("a"), against("b"), against("c", Status.CONFIRMED, published_at=None)],
            False,
            id="one is not read yet",
        ),
        pytest.param(
            [against("a"), against("b"), against("c", Status.REJECTED)], False, id="one rejected"
        ),
        pytest.param(
            [against("a"), against("b"), against("c", days=-1)], False, id="one before the verdict"
        ),
        pytest.param(
            [against("a"), against("b"), against("c", bearing=Bearing.SUPPORTS)],
            False,
            id="one says it is kept",
        ),
    ],
)
def test_three_people_ask_for_another_look(vouchers: list[Voucher], asked: bool) -> None:
    assert ask_review(vouchers, NOON, 3) is asked


# What looks like spam


@pytest.mark.parametrize(
    ("text", "given", "marks"),
    [
        pytest.param("No me dejaron.", {}, set(), id="plain words"),
        pytest.param("No me dejaron.", {"fell_in": True}, {Mark.TRAP}, id="the hidden field"),
        pytest.param("No me dejaron.", {"is_quick": True}, {Mark.QUICK}, id="too quick"),
        pytest.param("No me dejaron.", {"is_refused": True}, {Mark.REFUSED}, id="refused before"),
        pytest.param("No me dejaron.", {"is_crowd": True}, {Mark.CROWD}, id="one of many"),
        pytest.param("www.a.mx " * 2, {}, {Mark.LINKS}, id="as many addresses as may be"),
        pytest.param("www.a.mx " * 3, {}, {Mark.MANY_LINKS}, id="one more"),
        pytest.param("Véase https://a.example", {}, {Mark.LINKS}, id="an address"),
        pytest.param("COMPRE YA " * 8, {}, {Mark.CAPITALS}, id="shouted"),
        pytest.param("SEDATU, RFC, CURP", {}, set(), id="a few codes"),
    ],
)
def test_marks(text: str, given: dict[str, bool], marks: set[Mark]) -> None:
    assert marks_of(text, Signs(**given), most_links=2) == marks


def test_one_small_mark_is_not_enough() -> None:
    assert not is_spam({Mark.LINKS}, 2)
    assert is_spam({Mark.LINKS, Mark.CAPITALS}, 2)
    assert is_spam({Mark.TRAP}, 2)
    assert is_spam({Mark.CROWD}, 2)


def test_what_looks_like_spam_waits_apart_until_a_moderator_says_something() -> None:
    marked = replace(REPORT, status=Status.CONFIRMED, marks=frozenset({Mark.QUICK}))
    assert is_suspect(marked, 2)
    assert not is_suspect(replace(marked, marks=frozenset({Mark.LINKS})), 2)
    assert not is_suspect(clear(marked), 2)
    assert clear(marked).marks == marked.marks
    # Published once, it does not go back among those that nobody read.
    for status in set(Status) - {Status.CONFIRMED}:
        moved = replace(marked, status=status)
        assert not is_suspect(moved, 2)
        with pytest.raises(RuleBroken, match="report-forbids"):
            clear(moved)


def test_links() -> None:
    assert links_in("http://a.example y www.b.example y HTTPS://c.example") == 3


# Taken back by whoever sent it


def test_whoever_sent_it_takes_it_back_and_its_words_are_kept() -> None:
    gone = withdraw(published(), NOON, on=TODAY)
    assert (gone.status, gone.answer_by, gone.is_public) == (Status.WITHDRAWN, None, False)
    assert gone.told == TOLD
    assert gone.shown == TOLD
    assert moves_of(gone, Part.REPORTER) == moves_of(gone, Part.MODERATOR) == ()


@pytest.mark.parametrize("status", [Status.SENT, Status.REJECTED, Status.WITHDRAWN])
def test_what_cannot_be_taken_back(status: Status) -> None:
    with pytest.raises(RuleBroken):
        withdraw(replace(REPORT, status=status), NOON, on=TODAY)


def test_one_that_was_merged_leaves_the_other_and_is_read_again_where_that_one_goes() -> None:
    merged = merge(published(), replace(published(), code=8), NOON, on=TODAY, author="Rita")
    assert merged.into == 8
    assert withdraw(merged, NOON, on=TODAY).into is None
    back = give_back(merged, NOON, on=TODAY, clock=CLOCK)
    assert (back.status, back.into, back.history[-1].move) == (Status.PUBLISHED, None, Move.RETURN)
    assert back.answer_by == CLOCK.ends(TODAY)
    unread = give_back(replace(merged, shown=None), NOON, on=TODAY, clock=CLOCK)
    assert (unread.status, unread.answer_by) == (Status.CONFIRMED, None)
    marked = replace(merged, shown=None, marks=frozenset({Mark.TRAP, Mark.QUICK}))
    assert not is_suspect(give_back(marked, NOON, on=TODAY, clock=CLOCK), 2)
    with pytest.raises(RuleBroken):
        give_back(published(), NOON, on=TODAY, clock=CLOCK)


def test_one_that_was_taken_back_contradicts_nothing() -> None:
    since = NOON - timedelta(days=1)
    stands = Voucher("a", Bearing.CONTRADICTS, Status.PUBLISHED, NOON)
    gone = Voucher("b", Bearing.CONTRADICTS, Status.WITHDRAWN, NOON)
    assert ask_review([stands], since, 1)
    assert not ask_review([stands, gone], since, 2)


# Not content with the answer


def against(report: Report, text: str, minutes: int = 0, **given: Any) -> Report:
    return contest(report, text, NOON + timedelta(minutes=minutes), on=TODAY, **given)


def test_every_reason_waits_beside_those_that_were_not_read_yet() -> None:
    answered = moved(published(), Move.ANSWER, "Ya se recibe en línea.")
    assert waiting_reasons(answered) == ()
    contested = against(against(answered, "Sigue en papel.", 1), "Y cobran las copias.", 9)
    assert contested.status is Status.CONTESTED
    assert waiting_reason(contested) == "Sigue en papel.\n\nY cobran las copias."
    assert waits_since(contested) == NOON + timedelta(minutes=1)
    disputed = release(
        contested,
        "Sigue en papel.\n\nY cobran [dato personal].",
        NOON,
        on=TODAY,
        author="Rita",
        clock=CLOCK,
    )
    assert disputed.status is Status.DISPUTED
    assert waiting_reasons(disputed) == ()
    with pytest.raises(RuleBroken, match="report-words-added"):
        release(contested, "Y cobran. Sigue", NOON, on=TODAY, author="Rita", clock=CLOCK)


def test_all_that_waits_can_be_published_whole() -> None:
    report = moved(published(), Move.ANSWER, "Ya.")
    for letter in "abcde":
        report = against(report, letter * LONGEST_TEXT)
    whole = waiting_reason(report)
    assert release(report, whole, NOON, on=TODAY, author="Rita", clock=CLOCK).history[-1].text


def test_the_same_reason_is_known_by_its_words_and_by_its_answer() -> None:
    first = against(moved(published(), Move.ANSWER, "Ya."), "Sigue  en papel.")
    assert has_reason(first, " Sigue en\r\npapel. ")
    assert not has_reason(first, "Sigue en papel")
    again = moved(moved(first, Move.RELEASE, "Sigue en papel."), Move.ANSWER, "Ahora sí.")
    assert not has_reason(again, "Sigue en papel.")
    assert not has_reason(again, "Sigue en papel.", 2)
    assert has_reason(again, "Sigue en papel.", 1)
    with pytest.raises(RuleBroken, match="report-answered-again"):
        against(again, "Nada cambió.", answer=1)
    assert against(again, "Nada cambió.", answer=2).status is Status.CONTESTED


def test_more_reasons_than_are_read_at_a_time_are_refused() -> None:
    report = moved(published(), Move.ANSWER, "Ya.")
    for number in range(MOST_REASONS):
        report = against(report, f"Razón {number}")
    with pytest.raises(RuleBroken, match="report-reasons-full"):
        against(report, "Una más")
