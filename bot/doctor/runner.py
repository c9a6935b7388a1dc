"""Runs every check, in the order in which a person would mend what they find."""

from collections.abc import Mapping

from bot.app import config_of
from bot.delivery.retry import DeliveryError
from bot.doctor import integrations, stores, tokens
from bot.doctor.channels import check_channels
from bot.doctor.context import DoctorContext, call_slack, refusal
from bot.doctor.findings import Findings, failed, ok, warning
from bot.doctor.groups import check_groups
from bot.doctor.people import check_clients_people, check_people
from bot.domain.clients.directory import Directory
from bot.domain.ports import Clock, StoreUnwritableError
from bot.settings import SettingsError, load_settings
from bot.storage.errors import StoreDamagedError

CONFIGURATION = "configuration"
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
    async for finding in _slack(context, directory):
        yield finding
    yield await integrations.check_mail(settings)
    yield await integrations.check_gdp(settings)
    yield integrations.check_telephony(settings)
    for finding in store_findings:
        yield finding


async def _slack(context: DoctorContext, directory: Directory) -> Findings:
    async for finding in tokens.check_connection(context):
        yield finding
    if context.settings.secrets.slack_bot_token is None:
        yield failed(tokens.BOT, "SLACK_BOT_TOKEN is not set", "copy it from OAuth & Permissions, xoxb-…")
        return
    sent = context.now()
    try:
        answer = await call_slack(context.client.auth_test())
    except DeliveryError as failure:
        yield failed(
            tokens.BOT,
            refusal(failure),
            "copy SLACK_BOT_TOKEN from OAuth & Permissions; can this machine reach Slack?",
        )
        yield warning(
            "slack", "channels, scopes and people were not looked at", "mend the bot token, then ask again"
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
