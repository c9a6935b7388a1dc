"""Where comptes rendus go besides Slack, from the configuration."""

from pydantic import SecretStr

from bot.delivery.gdp import GdpTool
from bot.delivery.mail import MailServer
from bot.domain.policy import Reporting, Way
from bot.settings import Settings


def reporting_of(settings: Settings) -> Reporting:
    return Reporting(
        by=tuple(Way(way) for way in settings.report.by),
        mail=settings.mail.service if settings.mail else None,
        gdp=settings.gdp is not None,
    )


def mail_server_of(settings: Settings) -> MailServer | None:
    mail, secrets = settings.mail, settings.secrets
    if mail is None:
        return None
    return MailServer(
        host=mail.host,
        port=mail.port,
        tls=mail.tls,
        sender=mail.sender,
        user=_revealed(secrets.smtp_user),
        password=_revealed(secrets.smtp_password),
    )


def gdp_tool_of(settings: Settings) -> GdpTool | None:
    return (
        GdpTool(url=settings.gdp.url, token=_revealed(settings.secrets.gdp_token)) if settings.gdp else None
    )


def _revealed(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None
