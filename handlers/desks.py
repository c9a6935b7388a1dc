"""What the listeners work with: the desks, and the words."""

from dataclasses import dataclass

from bot.desk.access import Access
from bot.desk.calls import CallDesk
from bot.desk.clients import ClientDesk
from bot.desk.home import HomeDesk
from bot.desk.opening import OpeningDesk
from bot.desk.reading import ReadingDesk
from bot.desk.rota_exchange import ExchangeDesk
from bot.desk.rota_pages import RotaPages
from bot.rendering.renderer import Renderer


@dataclass(frozen=True, kw_only=True, slots=True)
class Desks:
    """`support` is the channel of the cards."""

    opening: OpeningDesk
    calls: CallDesk
    clients: ClientDesk
    reading: ReadingDesk
    exchange: ExchangeDesk
    rota_pages: RotaPages
    home: HomeDesk
    access: Access
    renderer: Renderer
    support: str
