"""What the listeners call."""

from dataclasses import dataclass

from bot.domain.ports import CardLinks
from bot.rendering.renderer import Renderer
from bot.services.access import AccessService
from bot.services.callers import CallerQueries
from bot.services.calls import CallService
from bot.services.clients import ClientService
from bot.services.home import HomeService
from bot.services.opening import OpeningService
from bot.services.queries import QueryService
from bot.services.rota_changes import RotaService
from bot.services.rota_queries import RotaQueries


@dataclass(frozen=True, kw_only=True, slots=True)
class Services:
    """The services, and the renderer of their answers.

    Attributes:
        opening: opens and edits calls.
        calls: all else that changes a call.
        clients: completes client files.
        queries: the view models of calls and clients.
        callers: who rang.
        rota: swaps and absences.
        rota_queries: the view models of the rota.
        home: the view model of the Home tab.
        access: refuses people who may not use the bot.
        card_links: tells when a card is posted.
        renderer: renders view models and refusals.
        support_channel: the id of the channel in which cards are posted.
    """

    opening: OpeningService
    calls: CallService
    clients: ClientService
    queries: QueryService
    callers: CallerQueries
    rota: RotaService
    rota_queries: RotaQueries
    home: HomeService
    access: AccessService
    card_links: CardLinks
    renderer: Renderer
    support_channel: str
