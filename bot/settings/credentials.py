"""The secrets, which are read from the environment alone and never shown."""

import re
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, SecretStr, ValidationError

from bot.settings.errors import SettingsError, refusal
from bot.settings.values import Port, Url


def _folder(url: str) -> str:
    return url if url.endswith("/") else f"{url}/"


class Secrets(BaseModel):
    """What comes from environment variables: each field from the one of its name in capitals.

    None stands for a missing or empty variable. `slack_api_url` and `port` are no secrets, but come the same way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    smtp_user: SecretStr | None = None
    smtp_password: SecretStr | None = None
    gdp_token: SecretStr | None = None
    telephony_token: SecretStr | None = None
    database_url: SecretStr | None = None
    slack_api_url: Annotated[Url, AfterValidator(_folder)] = "https://slack.com/api/"
    port: Port | None = None

    @classmethod
    def read(cls, env: Mapping[str, str]) -> Self:
        """Reads the variables.

        Raises:
            SettingsError: one of them has a value that is not allowed.
        """
        given = {name: env.get(name.upper(), "") for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in given.items() if value})
        except ValidationError as problem:
            raise refusal(problem, cls, {name: name.upper() for name in given}) from None

    def require_bot_token(self) -> str:
        """Returns the bot token; raises `SettingsError` when it is missing."""
        if self.slack_bot_token is None:
            raise SettingsError("SLACK_BOT_TOKEN: missing; allowed: the bot token of the Slack app, xoxb-…")
        return self.slack_bot_token.get_secret_value()

    def require_signing_secret(self) -> str:
        """Returns the signing secret; raises `SettingsError` when it is missing."""
        if self.slack_signing_secret is None:
            raise SettingsError(
                "SLACK_SIGNING_SECRET: missing; allowed: the signing secret of the Slack app, for HTTP, "
                "or SLACK_APP_TOKEN, xapp-…, for Socket Mode"
            )
        return self.slack_signing_secret.get_secret_value()

    def require_telephony_token(self) -> str:
        """Returns the secret part of the telephony address; raises `SettingsError` where it is missing or no part."""
        token = self.telephony_token.get_secret_value() if self.telephony_token else ""
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
        return self.slack_app_token.get_secret_value()
