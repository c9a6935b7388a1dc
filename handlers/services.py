"""What the listeners work with: the desks, and the words."""

from dataclasses import dataclass

from bot.rendering.renderer import Renderer
from bot.services.access import Access
from bot.services.calls import CallService
from bot.services.clients import ClientService
from bot.services.home import HomeService
from bot.services.opening import OpeningService
from bot.services.queries import QueryService
from bot.services.rota_changes import RotaService
from bot.services.rota_queries import RotaQueries


@dataclass(frozen=True, kw_only=True, slots=True)
class Services:
    """`support` is the channel of the cards."""

    opening: OpeningService
    calls: CallService
    clients: ClientService
    reading: QueryService
    exchange: RotaService
    rota_pages: RotaQueries
    home: HomeService
    access: Access
    renderer: Renderer
    support: str
