"""Handing a compte rendu to a transport, as its sender does."""

from bot.delivery.senders.reports import ReportTransport
from bot.domain.outbox.notice import ToolReceipt
from bot.services.view_models import CallView


async def delivered(transport: ReportTransport, view: CallView) -> None:
    """Delivers the notice that the view is made for; raises what the transport raises."""
    assert view.notice
    await transport.deliver(view, view.notice)


async def receipt_for(transport: ReportTransport, view: CallView) -> ToolReceipt | None:
    """Delivers the notice that the view is made for; returns what the tool answered."""
    assert view.notice
    return await transport.deliver(view, view.notice)
