"""What the listeners call."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.ports import CardLinks
from bot.rendering.renderer import Renderer
from bot.services.access import AccessService
from bot.services.callers import CallerQueries
from bot.services.calls import CallService
from bot.services.clients import ClientService
from bot.services.figures import FiguresService
from bot.services.home import HomeService
from bot.services.levels import Levels
from bot.services.opening import OpeningService
from bot.services.precedents import PrecedentService
from bot.services.queries import QueryService
from bot.services.rota_changes import RotaService
from bot.services.rota_queries import RotaQueries
from bot.services.search import SearchService
from bot.services.statements import StatementQueries, StatementService
from bot.services.take_over import TakeOverService
from bot.services.timesheets import TimeQueries


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
        take_over: gives the week's technician the calls of colleagues.
        statements: validates months and corrects calls.
        statement_queries: the view models of the month's statement.
        time_queries: what people spent on calls.
        home: the view model of the Home tab.
        levels: tells developers from technicians.
        search: finds closed calls.
        figures: the view models of the figures.
        precedents: what came before a call, and the recipes that were of use.
        access: refuses people who may not use the bot.
        card_links: tells when a card is posted.
        renderer: renders view models and refusals.
        support_channel: the id of the channel in which cards are posted.
        read_threads_again: has the threads of open calls read in a moment.
        dev_channel: the id of the channel in which level 2 is called.
    """

    opening: OpeningService
    calls: CallService
    clients: ClientService
    queries: QueryService
    callers: CallerQueries
    rota: RotaService
    rota_queries: RotaQueries
    take_over: TakeOverService
    statements: StatementService
    statement_queries: StatementQueries
    time_queries: TimeQueries
    home: HomeService
    levels: Levels
    search: SearchService
    figures: FiguresService
    precedents: PrecedentService
    access: AccessService
    card_links: CardLinks
    renderer: Renderer
    support_channel: str
    dev_channel: str
    read_threads_again: Callable[[], None]
