"""The one wiring: from what is there before the bot to the bot. `lina run`, the demo and every test use it.

`resources` has what all parts are made with, `delivery` what the bot says, `use_cases` what people do and read.
"""

from dataclasses import dataclass

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.delivery import Delivery
from bot.app.instrumentation import StateGauges
from bot.app.jobs import Jobs
from bot.app.resources import Foundation, Resources
from bot.app.use_cases import UseCases
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.identity import Identity
from bot.delivery.leases import DocumentLeases
from bot.delivery.membership import SlackMembership
from bot.delivery.rate_limit import RateLimiter
from bot.domain.policy import Channels
from bot.services.outbox import Outbox
from bot.services.precedents import PrecedentService
from bot.services.rota_upkeep import RotaUpkeep
from bot.services.search_upkeep import SearchUpkeep
from bot.services.telephony import TelephonyService
from bot.web import Expose, Health
from handlers.installation import Installation
from handlers.listeners import Listeners
from handlers.membership_events import MembershipObserver
from handlers.register import register
from handlers.services import Services

IN_FLIGHT_SECONDS = 2.0
"""For what is being delivered when the bot is told to stop."""

ANSWERS_SECONDS = 0.5
"""For what people are still told after that."""


@dataclass(frozen=True, kw_only=True)
class Bot:
    """The wired bot. `bolt` listens once a transport connects it.

    Attributes:
        bolt: the Bolt application with every listener.
        outbox: claims notices and records outcomes.
        leases: the documents that this bot delivers now.
        dispatcher: delivers what documents promise.
        rate_limiter: keeps to what Slack allows.
        listeners: what people do in Slack, and what they are answered.
        services: what people do and read.
        rota: what time brings to the rota.
        jobs: what the clock drives.
        search: keeps the closed calls searchable.
        precedents: looks for what came before a new call.
        health: the probes of the platform and the operators, where no others were opened before the bot.
        expose: the metrics, in Prometheus' text form.
        telephony: records what the telephone exchange tells; None where none is configured.
    """

    bolt: AsyncApp
    outbox: Outbox
    leases: DocumentLeases
    dispatcher: Dispatcher
    rate_limiter: RateLimiter
    listeners: Listeners
    services: Services
    rota: RotaUpkeep
    jobs: Jobs
    search: SearchUpkeep
    precedents: PrecedentService
    health: Health
    telephony: TelephonyService | None
    expose: Expose

    async def start(self) -> None:
        """Takes up what an earlier bot left, and begins to keep the time."""
        await self.jobs.start()

    def reconnected(self) -> None:
        """The socket is connected again: what Slack told nobody meanwhile is asked for."""
        self.jobs.connected()

    def connected(self) -> None:
        """Begins what can wait until Slack is heard."""
        self.search.start()
        self.jobs.begin()

    async def stop(self) -> None:
        """Finishes what is in flight and leaves the rest to the store."""
        self.jobs.stop()
        await self.search.stop()
        await self.precedents.stop()
        await self.dispatcher.drain(IN_FLIGHT_SECONDS)
        await self.listeners.finish(ANSWERS_SECONDS)


def build(resources: Resources) -> Bot:
    """Wires the bot; nothing is asked of Slack or of the store yet."""
    base = Foundation(resources)
    membership = SlackMembership(resources.client, _channels(base.policy.channels))
    delivery = Delivery(base)
    use_cases = UseCases(base, delivery, membership)
    bolt = _bolt(resources.client, resources.identity)
    listeners = register(
        bolt,
        use_cases.services,
        MembershipObserver(
            profile_changed=use_cases.jobs.person_changed, joined=membership.joined, left=membership.left
        ),
        resources.metrics.acknowledged,
        resources.config.ack_timeout,
        client=resources.client,
        waiting=base.waiting,
        ours=Installation(
            workspace=resources.identity.workspace,
            app=resources.identity.app,
            api_url=resources.client.base_url,
            bot_user=resources.identity.user,
        ),
        store_refused=delivery.store_alarm.refused,
    )
    gauges = StateGauges(resources.metrics, resources.store.calls, delivery.outbox, resources.clock)
    return Bot(
        bolt=bolt,
        outbox=delivery.outbox,
        leases=delivery.leases,
        dispatcher=delivery.dispatcher,
        rate_limiter=base.rate_limiter,
        listeners=listeners,
        services=use_cases.services,
        rota=use_cases.rota_upkeep,
        jobs=use_cases.jobs,
        search=use_cases.search_upkeep,
        precedents=use_cases.precedents,
        health=Health({"slack": resources.client.auth_test, "store": resources.store.probe}, gauges.exposed),
        expose=gauges.exposed,
        telephony=use_cases.telephony,
    )


def _channels(channels: Channels) -> set[str]:
    return {channels.support, channels.dev, channels.service}


def _bolt(client: AsyncWebClient, identity: Identity) -> AsyncApp:
    known = AuthorizeResult(
        enterprise_id=identity.enterprise,
        team_id=identity.team,
        bot_token=client.token,
        bot_id=identity.bot,
        bot_user_id=identity.user,
    )

    async def authorize() -> AuthorizeResult:
        # Known before connecting: Bolt's own asks Slack on the first command, and drops it when Slack fails.
        return known

    # Without a token of its own, which Bolt would say it ignores.
    untold = AsyncWebClient(base_url=client.base_url, retry_handlers=[])
    # What comes in by HTTP was verified before Bolt sees it; a socket needs no signature.
    return AsyncApp(
        name="lina",  # else Bolt looks for its caller's file, which takes as long as importing it
        client=untold,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        # Bolt's own takes the deletion of a message of ours for one of our own acts: `Installation` tells them apart.
        ignoring_self_events_enabled=False,
    )
