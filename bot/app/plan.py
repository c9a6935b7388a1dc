"""What the bot is told before it starts."""

from dataclasses import dataclass, field

from bot.delivery.gate import Pace
from bot.delivery.gdp import GdpTool
from bot.delivery.mail import MailServer
from bot.domain.policy import House
from bot.domain.rota import Rota


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """The house, the rota, where comptes rendus go, and how fast Slack may be spoken to."""

    house: House
    rota: Rota
    mail: MailServer | None = None
    gdp: GdpTool | None = None
    pace: Pace = field(default_factory=Pace)
