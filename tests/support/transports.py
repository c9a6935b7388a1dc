"""Handing a compte rendu to a transport, as its sender does."""

from bot.delivery.senders.reports import ReportTransport
from bot.services.view_models import CallView


async def delivered(transport: ReportTransport, view: CallView) -> None:
    """Delivers the notice that the view is made for; raises what the transport raises."""
    assert view.notice
    await transport.deliver(view, view.notice)
