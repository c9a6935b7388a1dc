"""One notice in Slack's hands: where it goes, what it says there, and whether it stands there already."""

from bot.delivery.custody import Custody
from bot.delivery.failures import Kind, SlackFailure
from bot.delivery.people import SlackPeople
from bot.delivery.scans import Scans
from bot.delivery.slack import Place, SlackVoice
from bot.desk.reading import ReadingDesk
from bot.domain.call import Call
from bot.domain.notice import Notice, What
from bot.domain.notices import parent
from bot.domain.ports import Document
from bot.rendering.renderer import Message, Renderer


class Speech:
    """Every method raises `SlackFailure`."""

    def __init__(
        self,
        *,
        custody: Custody,
        reading: ReadingDesk,
        renderer: Renderer,
        voice: SlackVoice,
        people: SlackPeople,
    ) -> None:
        self._custody = custody
        self._reading = reading
        self._renderer = renderer
        self._voice = voice
        self._scans = Scans(voice)
        self._people = people

    async def target(self, notice: Notice) -> str:
        """The channel; a person's direct messages for the lane of a person."""
        if not notice.lane.startswith("dm:"):
            return notice.to
        return await self._voice.direct(await self._people.reach(notice.to))

    async def speak(self, document: Document, notice: Notice, target: str) -> Place | None:
        """Where the message stands; None for what is no message."""
        if notice.what is What.USERGROUP:
            assert not isinstance(document, Call)  # noqa: S101  # only weeks have a user group
            if document.person:
                await self._voice.usergroup(target, document.person)
            return None
        if notice.what is What.TOPIC:
            assert not isinstance(document, Call)  # noqa: S101  # only weeks have a topic
            await self._voice.topic(target, self._renderer.topic(await self._reading.week(document, notice)))
            return None
        message = await self._render(document, notice)
        if not self._custody.may_post(document.id):
            raise SlackFailure(Kind.UNSENT, "lease_too_short")
        broadcast = notice.what is What.REMINDER
        return await self._voice.post(
            target, message, notice.key, _thread(document, notice), broadcast=broadcast
        )

    async def redraw(self, document: Document, notice: Notice, place: Place) -> None:
        await self._voice.redraw(place, await self._render(document, notice))

    async def find(self, document: Document, notice: Notice) -> list[Place]:
        """Every copy of the message, oldest first: attempts that nobody knows the end of may have posted it."""
        target = await self.target(notice)
        # Said again after a doubt, it may stand since any of its attempts.
        since = notice.due if notice.look_again or not notice.since else notice.since
        return await self._scans.find(target, _thread(document, notice), notice.key, since)

    async def delete(self, place: Place) -> None:
        await self._voice.delete(place)

    async def _render(self, document: Document, notice: Notice) -> Message:
        if isinstance(document, Call):
            return self._renderer.notice(await self._reading.call(document, notice))
        return self._renderer.notice(await self._reading.week(document, notice))


def _thread(document: Document, notice: Notice) -> str | None:
    above = parent(document.notices, notice)
    return above.ts if above else None
