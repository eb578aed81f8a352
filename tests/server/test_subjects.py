"""Asuntos: the words of a letter's subject arrive as they were written, however they are folded."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP, default

from hypothesis import given
from hypothesis import strategies as st

from server.mail.carriers import letter_of
from server.queries.mail import KeptMessage, Message

NOON = datetime(2026, 3, 3, 18, tzinfo=UTC)
WORDS = "Consulta pública hito Oaxaca vence «mañana» el plazo de verificación recomendación órgano"


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=30).map(" ".join))
def test_a_subject_arrives_as_it_was_written(subject: str) -> None:
    message = Message("key", "eva@example.mx", "Eva", subject, "Hola")
    kept = KeptMessage(1, message, "<1@liga.invalid>", NOON, NOON, 0, None, "")
    sent = letter_of(kept, "liga@example.mx").as_bytes(policy=SMTP)
    assert message_from_bytes(sent, policy=default)["Subject"] == subject
    assert max(map(len, sent.split(b"\r\n"))) <= 78
