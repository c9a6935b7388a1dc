"""The wiring of what the bot says: outbox, leases, senders, dispatcher."""

from collections.abc import Mapping

from bot.app.instrumentation import count_outcomes
from bot.app.resources import Foundation
from bot.delivery.card_links import PostedCardLinks
from bot.delivery.dev_mentions import DevMentions
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.leases import DocumentLeases
from bot.delivery.reconcile import Reconciler
from bot.delivery.retry import RetryPolicy
from bot.delivery.senders import Sender
from bot.delivery.senders.files import StatementFileSender
from bot.delivery.senders.reports import ReportSender, ReportTransport, Unconfigured
from bot.delivery.senders.slack import MessageRenderer, SlackSender
from bot.delivery.senders.workspace_settings import WorkspaceSettingsSender
from bot.delivery.store_alarm import StoreAlarm
from bot.domain.outbox.notice import QueueKind
from bot.rendering.renderer import SlackMessage
from bot.services.outbox import Outbox


class Delivery:
    """What delivers the notices of documents.

    Attributes:
        store_alarm: tells the service that the store refuses.
        outbox: claims notices and records outcomes.
        leases: the documents that this bot delivers now.
        card_links: tells who waits for a card that it is posted.
        dispatcher: delivers what documents promise.
    """

    def __init__(self, base: Foundation) -> None:
        resources = base.resources
        self._base = base
        self.store_alarm = StoreAlarm(
            gateway=base.gateway,
            channel=base.policy.channels.service,
            message=self._store_refused,
            probe=resources.store.probe,
        )
        self.outbox = Outbox(
            resources.store.calls,
            resources.store.weeks,
            base.policy,
            resources.clock,
            observe=count_outcomes(resources.metrics, resources.clock),
            store_observer=self.store_alarm,
        )
        self.leases = DocumentLeases(
            resources.leases or resources.store.leases, self.outbox.recover, resources.monotonic
        )
        self.card_links = PostedCardLinks(base.queries.link_of)
        slack = self._slack()
        self.dispatcher = Dispatcher(
            outbox=self.outbox,
            leases=self.leases,
            senders=self._senders(slack),
            reconciler=Reconciler(outbox=self.outbox, searcher=slack, clock=resources.clock),
            retry=RetryPolicy(resources.jitter),
            card_links=self.card_links,
            alarms=base.alarms,
            clock=resources.clock,
            waiting=base.waiting,
            monotonic=resources.monotonic,
        )

    def _slack(self) -> SlackSender:
        base = self._base
        return SlackSender(
            gateway=base.gateway,
            messages=MessageRenderer(
                queries=base.queries,
                statements=base.statements,
                renderer=base.renderer,
                dev_mentions=DevMentions(base.policy.escalation.repeat),
            ),
            people=base.people,
            leases=self.leases,
            rate_limiter=base.rate_limiter,
        )

    def _senders(self, slack: SlackSender) -> Mapping[QueueKind, Sender]:
        """One sender for each kind of queue."""
        base, config = self._base, self._base.resources.config
        settings = WorkspaceSettingsSender(gateway=base.gateway, queries=base.queries, renderer=base.renderer)
        files = StatementFileSender(
            gateway=base.gateway,
            statements=base.statements,
            people=base.people,
            rate_limiter=base.rate_limiter,
            service=base.policy.channels.service,
        )
        mail: ReportTransport = Unconfigured()
        gdp: ReportTransport = Unconfigured()
        if config.mail:
            from bot.delivery.senders.mail import MailTransport

            mail = MailTransport(server=config.mail, addresses=base.people)
        if config.gdp:
            from bot.delivery.senders.gdp import GdpTransport

            gdp = GdpTransport(tool=config.gdp, session=base.resources.client.session)
        return {
            **dict.fromkeys(QueueKind, slack),
            **dict.fromkeys((QueueKind.TOPIC, QueueKind.USERGROUP), settings),
            QueueKind.MAIL: ReportSender(transport=mail, queries=base.queries),
            QueueKind.GDP: ReportSender(transport=gdp, queries=base.queries),
            QueueKind.FILE: files,
        }

    def _store_refused(self, error: str) -> SlackMessage:
        return self._base.renderer.message("store_refused", error=error, policy=self._base.policy)
