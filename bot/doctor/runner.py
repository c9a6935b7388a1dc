"""The examination: every check in the order in which a person would mend what it finds."""

from collections.abc import Mapping

from bot.app import config_of
from bot.delivery.retry import DeliveryError
from bot.doctor import outward, stores, tokens
from bot.doctor.channels import channels
from bot.doctor.context import DoctorContext, asked, refusal
from bot.doctor.findings import Findings, failed, ok, warning
from bot.doctor.groups import groups
from bot.doctor.people import clients_people, people
from bot.domain.clients.directory import Directory
from bot.domain.ports import Clock, StoreUnwritableError
from bot.settings import SettingsError, load_settings
from bot.storage.errors import StoreDamagedError

CONFIGURATION = "configuration"
NO_CLIENTS = Directory(clients={}, version=0)


async def examine(env: Mapping[str, str], clock: Clock) -> Findings:
    """Findings as they are made; the configuration comes first, and without one there is nothing to look at."""
    try:
        settings = load_settings(env)
        config_of(settings)
    except SettingsError as error:
        for line in str(error).splitlines():
            yield failed(CONFIGURATION, line, "docs/installation.md has every key")
        return
    yield ok(CONFIGURATION, "every key is known and has a value that is allowed")
    context = DoctorContext.of(settings)
    async for finding in visited(context, clock):
        yield finding


async def visited(context: DoctorContext, clock: Clock) -> Findings:
    """All but the configuration."""
    settings = context.settings
    directory = NO_CLIENTS
    found = stores.whole(settings)
    try:
        async with stores.opened(settings) as store:
            directory = await store.clients.directory() if store else NO_CLIENTS
            kept = found or [finding async for finding in stores.stored(context, store)]
            kept.append(await stores.undelivered(settings, store, clock))
    except (StoreUnwritableError, StoreDamagedError, ValueError) as error:
        kept = found or [failed(stores.STORE, str(error), "check DATABASE_URL or [store] path")]
    async for finding in _slack(context, directory):
        yield finding
    yield await outward.mail(settings)
    yield await outward.gdp(settings)
    for finding in kept:
        yield finding


async def _slack(context: DoctorContext, directory: Directory) -> Findings:
    async for finding in tokens.connecting(context):
        yield finding
    if context.settings.secrets.slack_bot_token is None:
        yield failed(tokens.BOT, "SLACK_BOT_TOKEN is not set", "copy it from OAuth & Permissions, xoxb-…")
        return
    sent = context.now()
    try:
        answer = await asked(context.client.auth_test())
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
    in_channels = [finding async for finding in channels(context)]
    yield tokens.granted(context, answer)
    yield tokens.clock(answer, sent, received)
    for finding in in_channels:
        yield finding
    for checks in (people(context), clients_people(context, directory), groups(context)):
        async for finding in checks:
            yield finding
