"""Who belongs to the workspace of the installation, by what Slack says of a person (surface 3, «Who may»)."""

from dataclasses import dataclass

from bot.domain.ports import UserProfile


@dataclass(frozen=True, slots=True)
class SlackWorkspace:
    """The workspace that the bot is installed in.

    Attributes:
        team: its Slack id.
        enterprise: the Slack id of its enterprise (Enterprise Grid); None where it belongs to none.
    """

    team: str
    enterprise: str | None = None

    def has_member(self, person: UserProfile) -> bool:
        """Whether the person is a full member: no guest, no application, not deactivated, of this workspace.

        A colleague of another workspace of the same enterprise is one. Somebody of another organisation is none,
        whatever `is_stranger` says: Slack Connect shows the members of a shared channel as no strangers.
        """
        if person.gone or person.guest or person.bot:
            return False
        return person.team == self.team or (
            self.enterprise is not None and self.enterprise in {person.enterprise, person.team}
        )
