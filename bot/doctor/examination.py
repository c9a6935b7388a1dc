"""The examination: every check in the order in which a person would mend what it finds."""

from collections.abc import Mapping

from bot.app import plan_of
from bot.delivery.failures import SlackFailure
from bot.doctor import outward, stores, tokens
from bot.doctor.channels import channels
from bot.doctor.findings import Findings, failed, ok, warning
from bot.doctor.groups import groups
from bot.doctor.people import clients_people, people
from bot.doctor.visit import Visit, asked, refusal
from bot.domain.directory import Directory
from bot.domain.ports import Clock, StoreUnwritableError
from bot.settings import SettingsError, load_settings
from bot.storage.errors import StoreDamagedError

CONFIGURATION = "configuration"
NO_CLIENTS = Directory(clients={}, version=0)


async def examine(env: Mapping[str, str], clock: Clock) -> Findings:
    """Findings as they are made; the configuration comes first, and without one there is nothing to look at."""
    try:
        settings = load_settings(env)
        plan_of(settings)
    except SettingsError as error:
        for line in str(error).splitlines():
            yield failed(CONFIGURATION, line, "docs/installation.md has every key")
        return
    yield ok(CONFIGURATION, "every key is known and has a value that is allowed")
    visit = Visit.of(settings)
    async for finding in visited(visit, clock):
        yield finding


async def visited(visit: Visit, clock: Clock) -> Findings:
    """All but the configuration."""
    settings = visit.settings
    directory = NO_CLIENTS
    found = stores.whole(settings)
    try:
        async with stores.opened(settings) as store:
            directory = await store.clients.directory() if store else NO_CLIENTS
            kept = found or [finding async for finding in stores.stored(visit, store)]
            kept.append(await stores.undelivered(settings, store, clock))
    except (StoreUnwritableError, StoreDamagedError, ValueError) as error:
        kept = found or [failed(stores.STORE, str(error), "check DATABASE_URL or [store] path")]
    async for finding in _slack(visit, directory):
        yield finding
    yield await outward.mail(settings)
    yield await outward.gdp(settings)
    for finding in kept:
        yield finding


async def _slack(visit: Visit, directory: Directory) -> Findings:
    async for finding in tokens.connecting(visit):
        yield finding
    if visit.settings.secrets.slack_bot_token is None:
        yield failed(tokens.BOT, "SLACK_BOT_TOKEN is not set", "copy it from OAuth & Permissions, xoxb-…")
        return
    sent = visit.now()
    try:
        answer = await asked(visit.client.auth_test())
    except SlackFailure as failure:
        yield failed(
            tokens.BOT,
            refusal(failure),
            "copy SLACK_BOT_TOKEN from OAuth & Permissions; can this machine reach Slack?",
        )
        yield warning(
            "slack", "channels, scopes and people were not looked at", "mend the bot token, then ask again"
        )
        return
    received = visit.now()
    yield ok(tokens.BOT, f"{answer['user']} in {answer['team']}")
    in_channels = [finding async for finding in channels(visit)]
    yield tokens.granted(visit, answer)
    yield tokens.clock(answer, sent, received)
    for finding in in_channels:
        yield finding
    for checks in (people(visit), clients_people(visit, directory), groups(visit)):
        async for finding in checks:
            yield finding
