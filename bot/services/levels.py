"""Who is level 2: the developers, who are in the developers' channel and not in the rota."""

from dataclasses import dataclass

from bot.domain.ports import Membership


@dataclass(frozen=True, slots=True)
class Closer:
    """Who closes a call.

    Attributes:
        id: the Slack id.
        developer: whether the person is a developer.
    """

    id: str
    developer: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """Tells developers from technicians.

    Attributes:
        membership: who is in the bot's channels.
        dev_channel: the developers' channel, in which technicians may be too.
        members: the Slack ids of the rota.
    """

    membership: Membership
    dev_channel: str
    members: tuple[str, ...]

    def closer(self, person: str) -> Closer:
        """The person with this Slack id as who closes a call; no developer while Slack does not tell."""
        in_channel = self.membership.in_channel(self.dev_channel, person)
        return Closer(person, developer=in_channel is True and person not in self.members)
