"""The bot, wired: what says things, what people do, and what the clock drives, around one Bolt application."""

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.config import BotConfig
from bot.app.delivering import Resources, delivery
from bot.app.instrumentation import Gauges, TimedStore
from bot.app.jobs import Jobs
from bot.app.wired_services import contract_service, rota_services, services
from bot.delivery.identity import Identity
from bot.delivery.membership import SlackMembership
from bot.delivery.people import SlackPeople
from bot.domain.policy import Channels
from bot.domain.ports import Clock
from bot.metrics import Metrics
from bot.rendering.renderer import Renderer
from bot.scheduler.alarms import AlarmClock
from bot.storage.store import Store
from bot.web import Health
from handlers.membership_events import MembershipListeners
from handlers.register import register

IN_FLIGHT_SECONDS = 3.0


class Bot:
    """`bolt` listens once somebody connects it; `start` says what is due, `stop` leaves the rest to the store."""

    def __init__(
        self, plan: BotConfig, store: Store, client: AsyncWebClient, identity: Identity, clock: Clock
    ) -> None:
        metrics, alarms = Metrics(), AlarmClock(clock)
        resources = Resources(
            plan=plan,
            store=TimedStore(store, metrics),
            client=client,
            identity=identity,
            clock=clock,
            alarms=alarms,
            metrics=metrics,
            people=SlackPeople(client),
            renderer=Renderer(),
        )
        resources.renderer.prepare()
        said = delivery(resources)
        rota = rota_services(resources, said)
        membership = SlackMembership(client, _three(plan.policy.channels))
        self.dispatcher = said.dispatcher
        self.time = Jobs(
            alarms=alarms,
            clock=clock,
            dispatcher=said.dispatcher,
            rota=rota.clock,
            contract_service=contract_service(resources, said, rota),
            people=resources.people,
            members=plan.rota.members,
            membership=membership,
            store=resources.store,
        )
        self.bolt = _bolt(client, identity)
        told = MembershipListeners(
            changed=self.time.person_changed, joined=membership.joined, left=membership.left
        )
        register(self.bolt, services(resources, said, rota, membership), told, metrics.acknowledged)
        gauges = Gauges(metrics, resources.store.calls, said.outbox, clock)
        self.health = Health({"slack": client.auth_test, "store": store.probe}, gauges.exposed)

    async def start(self) -> None:
        await self.time.start()

    async def stop(self) -> None:
        """Finishes what is in flight and leaves the rest to the store."""
        self.time.stop()
        await self.dispatcher.drain(IN_FLIGHT_SECONDS)


def _three(channels: Channels) -> set[str]:
    return {channels.support, channels.dev, channels.service}


def _bolt(client: AsyncWebClient, identity: Identity) -> AsyncApp:
    known = AuthorizeResult(
        enterprise_id=None,
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
    # What comes in by HTTP was verified at the door, before Bolt sees it; a socket needs no signature.
    return AsyncApp(
        client=untold,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )
