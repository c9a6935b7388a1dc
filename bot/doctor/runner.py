"""Runs every check, in the order in which a person would mend what they find."""

import asyncio
from collections.abc import Mapping

from bot.app import config_of
from bot.delivery.retry import DeliveryError
from bot.doctor import integrations, stores, tokens
from bot.doctor.channels import check_channels
from bot.doctor.context import SLACK_SECONDS, DoctorContext, call_slack
from bot.doctor.findings import Finding, Findings, failed, ok, warning
from bot.doctor.groups import check_groups
from bot.doctor.people import check_clients_people, check_people
from bot.domain.clients.directory import Directory
from bot.domain.ports import Clock, StoreUnwritableError
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.errors import StoreDamagedError

CONFIGURATION = "configuration"
UNSET = "optional keys"
NO_CLIENTS = Directory(clients={}, version=0)


async def examine(env: Mapping[str, str], clock: Clock) -> Findings:
    """Yields findings as they are made: of the configuration, and if it is valid of all else."""
    try:
        settings = load_settings(env)
        config_of(settings)
    except SettingsError as error:
        for line in str(error).splitlines():
            yield failed(CONFIGURATION, line, "docs/installation.md has every key")
        return
    yield ok(CONFIGURATION, "every key is known and has a value that is allowed")
    context = DoctorContext.of(settings)
    async for finding in run_checks(context, clock):
        yield finding


async def run_checks(context: DoctorContext, clock: Clock) -> Findings:
    """Yields the findings of all checks but the configuration's."""
    settings = context.settings
    directory = NO_CLIENTS
    file_findings = stores.check_files(settings)
    try:
        async with stores.open_store(settings) as store:
            directory = await store.clients.directory() if store else NO_CLIENTS
            store_findings = file_findings or [
                finding async for finding in stores.check_store(context, store)
            ]
            store_findings.append(await stores.check_undelivered(settings, store, clock))
    except (StoreUnwritableError, StoreDamagedError, ValueError) as error:
        store_findings = file_findings or [
            failed(stores.STORE, str(error), "check DATABASE_URL or [store] path")
        ]
    slack_findings, mail, gdp = await asyncio.gather(
        _in_time(_slack(context, directory)),
        integrations.check_mail(settings),
        integrations.check_gdp(settings),
    )
    telephony = integrations.check_telephony(settings)
    for finding in (*slack_findings, mail, gdp, telephony, *store_findings, check_unset(settings)):
        yield finding


async def _in_time(findings: Findings) -> list[Finding]:
    """Collects what is found within `SLACK_SECONDS`; what was not looked at by then is said."""
    found: list[Finding] = []
    try:
        async with asyncio.timeout(SLACK_SECONDS):
            async for finding in findings:
                found.append(finding)  # noqa: PERF401  # what was found before the end of the time is kept
    except TimeoutError:
        found.append(
            failed(
                tokens.SLACK,
                f"Slack did not answer all questions within {SLACK_SECONDS:g} s: the rest was not looked at",
                "ask again; look at https://slack-status.com",
            )
        )
    return found


def check_unset(settings: Settings) -> Finding:
    """Names the optional keys that have no value, and what is not done without them."""
    unset = {
        "escalation.lead": settings.escalation.lead is None,
        "report.account_manager": settings.report.account_manager is None,
        "rota.members": not settings.rota.members,
        "rota.usergroup": settings.rota.usergroup is None,
        "rota.reminder": settings.rota.reminder is None,
        "hours": settings.hours is None,
        "mail": settings.mail is None,
        "gdp": settings.gdp is None,
        "lina.drive": settings.lina.drive is None,
    }
    names = [name for name, is_unset in unset.items() if is_unset]
    return ok(UNSET, f"optional, and not set: {', '.join(names)}" if names else "every optional key is set")


async def _slack(context: DoctorContext, directory: Directory) -> Findings:
    silent = False
    async for finding in tokens.check_connection(context):
        silent |= finding.check == tokens.SLACK
        yield finding
    if silent:
        return
    if context.settings.secrets.slack_bot_token is None:
        yield failed(tokens.BOT, "SLACK_BOT_TOKEN is not set", "copy it from OAuth & Permissions, xoxb-…")
        return
    token = context.settings.secrets.slack_bot_token.reveal()
    mend = "copy SLACK_BOT_TOKEN from OAuth & Permissions, xoxb-…"
    if wrong := tokens.wrong_prefix(tokens.BOT, "SLACK_BOT_TOKEN", token):
        yield failed(tokens.BOT, wrong, mend)
        return
    sent = context.now()
    try:
        answer = await call_slack(context.client.auth_test())
    except DeliveryError as failure:
        if tokens.is_silence(failure):
            yield tokens.unanswered(failure)
            return
        yield failed(tokens.BOT, f"Slack refuses the token: {failure.error}", mend)
        yield warning(
            tokens.SLACK,
            "channels, scopes and people were not looked at",
            "mend the bot token, then ask again",
        )
        return
    received = context.now()
    yield ok(tokens.BOT, f"{answer['user']} in {answer['team']}")
    channel_findings = [finding async for finding in check_channels(context)]
    yield tokens.check_scopes(context, answer)
    yield tokens.check_clock(answer, sent, received)
    for finding in channel_findings:
        yield finding
    for checks in (check_people(context), check_clients_people(context, directory), check_groups(context)):
        async for finding in checks:
            yield finding
