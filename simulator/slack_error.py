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
        "user_disabled",
        "user_not_found",
        "user_not_in_channel",
        "users_not_found",
        "view_closed",
    }
)
"""What depends on the workspace's state and people, which no app can know beforehand."""


class SlackError(Exception):
    """`error` is Slack's word; `kind` the breach's when it is another; `details` are said to the app as well."""

    def __init__(self, code: str, *details: str, kind: str | None = None, extra: Json | None = None) -> None:
        super().__init__(code, *details)
        self.code = code
        self.kind = kind or code
        self.details = details
        self.extra = extra or {}

    @property
    def is_breach(self) -> bool:
        return self.kind not in LEGITIMATE

    def answer(self) -> Json:
        answer = {"ok": False, "error": self.code, **self.extra}
        if self.details:
            answer["response_metadata"] = {"messages": [f"[ERROR] {each}" for each in self.details]}
        return answer
