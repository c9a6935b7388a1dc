"""The secrets, which are read from the environment alone and never shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Self

from bot.settings.errors import SettingsError, SettingsProblem, refusal
from bot.settings.section_reader import read_section
from bot.settings.values import OptionalPort, url


class Secret:
    """A text that is shown nowhere."""

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Returns the text."""
        return self._text

    def __repr__(self) -> str:
        return "Secret()"


OptionalSecret = Annotated[Secret | None, Secret]


def _folder(value: object) -> str:
    address = url(value)
    return address if address.endswith("/") else f"{address}/"


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """What comes from environment variables: each field from the one of its name in capitals.

    None stands for a missing or empty variable. `slack_api_url` and `port` are no secrets, but come the same way.
    """

    slack_bot_token: OptionalSecret = None
    slack_app_token: OptionalSecret = None
    slack_signing_secret: OptionalSecret = None
    smtp_user: OptionalSecret = None
    smtp_password: OptionalSecret = None
    gdp_token: OptionalSecret = None
    telephony_token: OptionalSecret = None
    database_url: OptionalSecret = None
    slack_api_url: Annotated[str, _folder] = "https://slack.com/api/"
    port: OptionalPort = None

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """Reads the variables.

        Raises:
            SettingsError: one of them has a value that is not allowed.
        """
        variables = {field.name: field.name.upper() for field in fields(cls)}
        given = {name: value for name, variable in variables.items() if (value := env.get(variable))}
        problems: list[SettingsProblem] = []
        secrets = read_section(cls, given, problems)
        if secrets is None:
            raise refusal(problems, variables)
        return secrets

    def require_bot_token(self) -> str:
        """Returns the bot token; raises `SettingsError` when it is missing."""
        if self.slack_bot_token is None:
            raise SettingsError("SLACK_BOT_TOKEN: missing; allowed: the bot token of the Slack app, xoxb-…")
        return self.slack_bot_token.reveal()

    def require_signing_secret(self) -> str:
        """Returns the signing secret; raises `SettingsError` when it is missing."""
        if self.slack_signing_secret is None:
            raise SettingsError(
                "SLACK_SIGNING_SECRET: missing; allowed: the signing secret of the Slack app, for HTTP, "
                "or SLACK_APP_TOKEN, xapp-…, for Socket Mode"
            )
        return self.slack_signing_secret.reveal()

    def require_telephony_token(self) -> str:
        """Returns the secret part of the telephony address; raises `SettingsError` where it is missing or no part."""
        token = self.telephony_token.reveal() if self.telephony_token else ""
        if not re.fullmatch(r"[^/?#%\s]+", token, re.ASCII):
            given = "not shown" if token else "missing"
            raise SettingsError(
                f"TELEPHONY_TOKEN: {given}; allowed: a long random word without / ? # % and spaces, for [telephony]"
            )
        return token

    def require_app_token(self) -> str:
        """Returns the app-level token; raises `SettingsError` when it is missing."""
        if self.slack_app_token is None:
            raise SettingsError(
                "SLACK_APP_TOKEN: missing; allowed: the app-level token for Socket Mode, xapp-…"
            )
        return self.slack_app_token.reveal()
