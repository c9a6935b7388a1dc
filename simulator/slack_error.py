"""SlackError: a request that Slack refuses, by its error code."""

from simulator.json_types import Json

LEGITIMATE = frozenset(
    {
        "already_in_channel",
        "already_pinned",
        "already_reacted",
        "cannot_dm_bot",
        "channel_not_found",
        "hash_conflict",
        "invalid_users",
        "is_archived",
        "is_inactive",
        "message_not_found",
        "no_such_subteam",
        "not_in_channel",
        "permission_denied",
        "subteam_not_found",
        "thread_not_found",
        "unsupported_block",
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
        "users_not_found",
        "view_closed",
    }
)
"""Errors that depend on the state of the workspace, so that a correct app may receive them too."""


class SlackError(Exception):
    """A request that Slack refuses.

    Attributes:
        code: Slack's error code, such as `channel_not_found`.
        kind: the kind of breach that it is recorded as; the code unless given.
        details: explanations that are sent to the app in response_metadata.
        extra: further properties of the answer.
    """

    def __init__(self, code: str, *details: str, kind: str | None = None, extra: Json | None = None) -> None:
        super().__init__(code, *details)
        self.code = code
        self.kind = kind or code
        self.details = details
        self.extra = extra or {}

    @property
    def is_breach(self) -> bool:
        """Whether a correct app never receives it."""
        return self.kind not in LEGITIMATE

    def answer(self) -> Json:
        """The answer of the Web API."""
        answer = {"ok": False, "error": self.code, **self.extra}
        if self.details:
            answer["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in self.details]}
        return answer
