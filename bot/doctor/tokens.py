"""Checks tokens, their scopes, and this machine's clock against Slack's."""

from email.utils import parsedate_to_datetime
from typing import Any

from bot.delivery.retry import DeliveryError, FailureKind
from bot.doctor.context import DoctorContext, call_slack, refusal
from bot.doctor.findings import Finding, Findings, failed, ok, warning
from bot.manifest import scopes

BOT, APP, SIGNING, SCOPES, CLOCK = "bot token", "app token", "signing secret", "scopes", "clock"
SLACK = "slack"

PREFIXES = {BOT: "xoxb-", APP: "xapp-"}
"""How each token begins; https://docs.slack.dev/authentication/tokens."""

DRIFT_SECONDS = 2.0
"""How far the clocks may differ; Slack's time has whole seconds."""

REINSTALL = "paste what `lina manifest` prints under App Manifest, then reinstall the app"


async def check_connection(context: DoctorContext) -> Findings:
    """Yields whether Slack can reach the bot: by a socket with the app token, or by HTTP with the signing secret."""
    secrets = context.settings.secrets
    if secrets.slack_app_token is None:
        if secrets.slack_signing_secret is None:
            yield failed(
                APP,
                "neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set",
                "set SLACK_APP_TOKEN (Basic Information, App-Level Tokens, connections:write) for Socket Mode, "
                "or SLACK_SIGNING_SECRET (Basic Information) for HTTP",
            )
            return
        yield ok(SIGNING, "set, for HTTP")
        return
    token = secrets.slack_app_token.reveal()
    mend = "set SLACK_APP_TOKEN to a token of Basic Information, App-Level Tokens, with connections:write"
    if wrong := wrong_prefix(APP, "SLACK_APP_TOKEN", token):
        yield failed(APP, wrong, mend)
        return
    try:
        await call_slack(context.client.apps_connections_open(app_token=token))
    except DeliveryError as failure:
        yield unanswered(failure) if is_silence(failure) else failed(APP, refusal(failure), mend)
    else:
        yield ok(APP, "opens Slack's socket")


def wrong_prefix(check: str, variable: str, token: str) -> str | None:
    """Returns what is wrong with how a token begins; None where nothing is."""
    expected = PREFIXES[check]
    if token.startswith(expected):
        return None
    begins = f"{token.partition('-')[0]}-" if "-" in token[:6] else "something else"
    return f"{variable} begins with {begins}, and should with {expected}"


def is_silence(failure: DeliveryError) -> bool:
    """Whether Slack said nothing, or nothing of its own: the network or Slack is to blame, and no token."""
    return failure.kind is FailureKind.AMBIGUOUS or failure.error == "connection_refused"


def unanswered(failure: DeliveryError) -> Finding:
    """Returns the finding of a Slack that does not answer."""
    return failed(
        SLACK,
        f"Slack does not answer: {failure.error}",
        "check that this machine may reach slack.com (proxy, firewall, SLACK_API_URL), and look at "
        "https://slack-status.com",
    )


def check_scopes(context: DoctorContext, answer: Any) -> Finding:
    """Compares the scopes that the bot token was granted with those that the bot needs."""
    if not _header(answer, "x-oauth-scopes"):
        return warning(
            SCOPES,
            "Slack did not say which scopes are granted",
            "compare them under OAuth & Permissions with what `lina manifest` prints",
        )
    held = {scope.strip() for scope in str(_header(answer, "x-oauth-scopes")).split(",") if scope.strip()}
    needed = set(scopes(private=context.may_be_private))
    if missing := sorted(needed - held):
        private = " --private" if context.may_be_private else ""
        return failed(
            SCOPES, f"missing: {', '.join(missing)}", REINSTALL.replace("manifest`", f"manifest{private}`")
        )
    if more := sorted(held - set(scopes(private=True))):
        return warning(SCOPES, f"granted without need: {', '.join(more)}", REINSTALL)
    return ok(SCOPES, f"all {len(needed)} are granted")


def check_clock(answer: Any, sent: float, received: float) -> Finding:
    """Compares this machine's clock with Slack's.

    Args:
        answer: Slack's answer, whose `Date` header is cut to seconds.
        sent: seconds since 1970 when Slack was asked.
        received: seconds since 1970 when it had answered.
    """
    told = _header(answer, "date")
    if not told:
        return warning(CLOCK, "Slack did not say what time it is", "ask again")
    theirs = parsedate_to_datetime(told).timestamp()
    drift = max(sent - (theirs + 1), theirs - received, 0.0)
    if drift > DRIFT_SECONDS:
        side = "ahead of" if sent > theirs else "behind"
        return failed(CLOCK, f"{drift:.0f} s {side} Slack's", "have this machine's clock set by NTP")
    return ok(CLOCK, "agrees with Slack's")


def _header(answer: Any, name: str) -> str:
    headers = {key.lower(): value for key, value in answer.headers.items()}
    value = headers.get(name, "")
    return str(value[0] if isinstance(value, list) else value)
