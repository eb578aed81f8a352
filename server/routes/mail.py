"""Correo: what was sent to whom, for the administration of accounts."""

from typing import Any

from litestar import Request, Router, get
from litestar.di import NamedDependency
from litestar.plugins.htmx import HTMXTemplate
from litestar.response import Template

from server.pages.mail import Sent, mail_page
from server.queries.mail import KeptMessage, messages
from server.settings import Settings

MOST = 100


@get("/cuentas/correo", name="mail")
async def show_mail(
    request: Request[Any, Any, Any], settings: NamedDependency[Settings]
) -> Template:
    folder = "" if settings.smtp_url else str(settings.outbox)
    page = mail_page(
        [_sent(each) for each in await messages(MOST)], folder, request.app.route_reverse
    )
    return HTMXTemplate(template_name="pages/mail.html", context={"page": page})


def _sent(kept: KeptMessage) -> Sent:
    message = kept.message
    return Sent(
        kept.id,
        "" if kept.is_private else message.address,
        "" if kept.is_private else message.name,
        message.subject,
        "" if kept.is_private else message.body,
        kept.created_at,
        kept.sent_at,
        kept.try_at,
        kept.attempts,
        kept.failure,
        kept.is_given_up,
    )


router = Router("/", route_handlers=[show_mail])
