"""Tokens, scopes and the clock: who Slack takes the bot for, what it may, and what time it is there."""

from email.utils import parsedate_to_datetime
from typing import Any

from bot.delivery.retry import DeliveryError
from bot.doctor.context import DoctorContext, asked, refusal
from bot.doctor.findings import Finding, Findings, failed, ok, warning
from bot.manifest import scopes

BOT, APP, SIGNING, SCOPES, SYSTEM = "bot token", "app token", "signing secret", "scopes", "clock"

DRIFT = 2.0
"""Seconds by which the clocks may differ; Slack says whole seconds."""

REINSTALL = "paste what `lina manifest` prints under App Manifest, then reinstall the app"


async def connecting(context: DoctorContext) -> Findings:
    """What Slack comes in by: the socket's token, or the secret of HTTP."""
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
    try:
        await asked(
            context.client.apps_connections_open(app_token=secrets.slack_app_token.get_secret_value())
        )
    except DeliveryError as failure:
        yield failed(
            APP,
            refusal(failure),
            "set SLACK_APP_TOKEN to a token of Basic Information, App-Level Tokens, with connections:write",
        )
    else:
        yield ok(APP, "opens Slack's socket")


def granted(context: DoctorContext, answer: Any) -> Finding:
    """What the token was granted against what the code needs."""
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


def clock(answer: Any, sent: float, received: float) -> Finding:
    """Slack's time, which is cut to seconds, against ours when it was asked and when it answered."""
    told = _header(answer, "date")
    if not told:
        return warning(SYSTEM, "Slack did not say what time it is", "ask again")
    theirs = parsedate_to_datetime(told).timestamp()
    drift = max(sent - (theirs + 1), theirs - received, 0.0)
    if drift > DRIFT:
        side = "ahead of" if sent > theirs else "behind"
        return failed(SYSTEM, f"{drift:.0f} s {side} Slack's", "have this machine's clock set by NTP")
    return ok(SYSTEM, "agrees with Slack's")


def _header(answer: Any, name: str) -> str:
    headers = {key.lower(): value for key, value in answer.headers.items()}
    value = headers.get(name, "")
    return str(value[0] if isinstance(value, list) else value)
