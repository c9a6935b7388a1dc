"""One notice in Slack's hands: where it goes, what it says there, and whether it stands there already."""

from bot.delivery.history_search import HistorySearch
from bot.delivery.leases import DocumentLeases
from bot.delivery.people import SlackPeople
from bot.delivery.retry import DeliveryError, FailureKind
from bot.delivery.slack_gateway import Place, SlackGateway
from bot.domain.calls.call import Call
from bot.domain.outbox.notice import Notice, NoticeKind
from bot.domain.outbox.notices import parent
from bot.domain.ports import Document
from bot.rendering.renderer import Renderer, SlackMessage
from bot.services.queries import QueryService


class SlackMessages:
    """Every method raises `DeliveryError`."""

    def __init__(
        self,
        *,
        leases: DocumentLeases,
        reading: QueryService,
        renderer: Renderer,
        gateway: SlackGateway,
        people: SlackPeople,
    ) -> None:
        self._leases = leases
        self._reading = reading
        self._renderer = renderer
        self._gateway = gateway
        self._history = HistorySearch(gateway)
        self._people = people

    async def target(self, notice: Notice) -> str:
        """The channel; a person's direct messages for the lane of a person."""
        if not notice.queue.startswith("dm:"):
            return notice.to
        return await self._gateway.direct(await self._people.reach(notice.to))

    async def speak(self, document: Document, notice: Notice, target: str) -> Place | None:
        """Where the message stands; None for what is no message."""
        if notice.kind is NoticeKind.USERGROUP:
            assert not isinstance(document, Call)  # noqa: S101  # only weeks have a user group
            if document.person:
                await self._gateway.usergroup(target, document.person)
            return None
        if notice.kind is NoticeKind.TOPIC:
            assert not isinstance(document, Call)  # noqa: S101  # only weeks have a topic
            await self._gateway.topic(
                target, self._renderer.topic(await self._reading.week(document, notice))
            )
            return None
        message = await self._render(document, notice)
        if not self._leases.may_post(document.id):
            raise DeliveryError(FailureKind.RETRYABLE, "lease_too_short")
        broadcast = notice.kind is NoticeKind.REMINDER
        return await self._gateway.post(
            target, message, notice.key, _thread(document, notice), broadcast=broadcast
        )

    async def redraw(self, document: Document, notice: Notice, place: Place) -> None:
        await self._gateway.redraw(place, await self._render(document, notice))

    async def find(self, document: Document, notice: Notice) -> list[Place]:
        """Every copy of the message, oldest first: attempts that nobody knows the end of may have posted it."""
        target = await self.target(notice)
        # Said again after a doubt, it may stand since any of its attempts.
        since = notice.due if notice.duplicate_check_at or not notice.claimed_at else notice.claimed_at
        return await self._history.find(target, _thread(document, notice), notice.key, since)

    async def delete(self, place: Place) -> None:
        await self._gateway.delete(place)

    async def _render(self, document: Document, notice: Notice) -> SlackMessage:
        if isinstance(document, Call):
            return self._renderer.notice(await self._reading.call(document, notice))
        return self._renderer.notice(await self._reading.week(document, notice))


def _thread(document: Document, notice: Notice) -> str | None:
    above = parent(document.notices, notice)
    return above.ts if above else None
