"""Checks the mail server and the project-management tool: configured where they are needed, and answering."""

import asyncio
from contextlib import suppress
from http import HTTPStatus

import aiohttp
import aiosmtplib

from bot.doctor.findings import Finding, failed, ok, warning
from bot.settings import MailSection, Secrets, Settings, SettingsError

MAIL, GDP, TELEPHONY = "mail", "gdp", "telephony"
SECURE_TOKEN = 16
"""Characters of a token that nobody guesses."""

EXAMPLES = {"sender": "lina@example.fr", "service": "service-lina@example.fr"}
"""The addresses of [mail] in lina.example.toml, which are a stranger's."""

TIMEOUT = 3.0
"""Seconds for an answer."""


async def check_mail(settings: Settings) -> Finding:
    """Connects to the mail server, and logs in where there is a login; sends nothing."""
    if settings.mail is None:
        if "mail" in settings.report.by:
            return failed(
                MAIL,
                "report.by asks for mail, and there is no [mail]",
                "add [mail], or take mail out of report.by",
            )
        return ok(MAIL, "not configured: comptes rendus go by Slack")
    try:
        await _log_in(settings.mail, settings.secrets)
    except (aiosmtplib.SMTPException, OSError) as error:
        return _mail_failure(_server(settings.mail), error)
    forgotten = [name for name, example in EXAMPLES.items() if getattr(settings.mail, name) == example]
    if forgotten:
        return warning(
            MAIL,
            f"{_server(settings.mail)} answers, and the example's addresses would be used for "
            + ", ".join(f"mail.{name}: {EXAMPLES[name]}" for name in forgotten),
            "set " + " and ".join(f"mail.{name}" for name in forgotten),
        )
    return ok(
        MAIL,
        f"{_server(settings.mail)} answers" + (" and takes the login" if settings.secrets.smtp_user else ""),
    )


class NoLoginError(aiosmtplib.SMTPException):
    """The server offers no login (the extension AUTH) on this connection."""


def _mail_failure(server: str, error: Exception) -> Finding:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return failed(MAIL, f"{server} refuses the login: {error.code}", "check SMTP_USER and SMTP_PASSWORD")
    if isinstance(error, NoLoginError):
        return failed(
            MAIL,
            f"{server} answers, and takes no login (no AUTH) on a connection like this",
            'set mail.tls to "starttls" or "tls" if it takes one only then; else unset SMTP_USER and SMTP_PASSWORD',
        )
    return failed(
        MAIL,
        f"{server} does not answer: {_one_line(error)}",
        "check mail.host, mail.port and mail.tls, and that this machine may reach it",
    )


async def check_gdp(settings: Settings) -> Finding:
    """Sends a HEAD request, which files nothing: a compte rendu is a POST."""
    if settings.gdp is None:
        return ok(GDP, "not configured")
    token = settings.secrets.gdp_token
    headers = {"Authorization": f"Bearer {token.reveal()}"} if token else {}
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.head(settings.gdp.url, headers=headers) as response,
        ):
            status = response.status
    except (aiohttp.ClientError, TimeoutError) as error:
        return failed(
            GDP,
            f"{settings.gdp.url} does not answer: {_one_line(error)}",
            "check gdp.url, and that this machine may reach it",
        )
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return failed(GDP, f"{settings.gdp.url} refuses the token: {status}", "check GDP_TOKEN")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return failed(GDP, f"{settings.gdp.url} is out of order: {status}", "ask whoever runs it")
    if token is None:
        return warning(
            GDP,
            f"{settings.gdp.url} answers, and GDP_TOKEN is not set",
            "set GDP_TOKEN if the tool wants one",
        )
    return ok(GDP, f"{settings.gdp.url} answers")


def check_telephony(settings: Settings) -> Finding:
    """Looks at what the exchange needs in order to reach the bot."""
    token = settings.secrets.telephony_token
    if settings.telephony is None:
        if token is not None:
            return warning(
                TELEPHONY, "TELEPHONY_TOKEN is set, and there is no [telephony]", "add [telephony]"
            )
        return ok(TELEPHONY, "not configured")
    try:
        word = settings.secrets.require_telephony_token()
    except SettingsError as error:
        return failed(TELEPHONY, str(error), "set it to a long random word; docs/telephony.md")
    if settings.secrets.slack_app_token and settings.secrets.port is None:
        return warning(
            TELEPHONY,
            "in Socket Mode nothing is served without PORT",
            "set PORT, so that the exchange can post",
        )
    if len(word) < SECURE_TOKEN:
        return warning(
            TELEPHONY,
            f"TELEPHONY_TOKEN has fewer than {SECURE_TOKEN} characters",
            "set a long random word: whoever guesses it can open calls",
        )
    numbers = ", ".join(settings.telephony.numbers) or "every number"
    return ok(TELEPHONY, f"calls to {numbers} are taken")


async def _log_in(section: MailSection, secrets: Secrets) -> None:
    server = aiosmtplib.SMTP(
        hostname=section.host,
        port=section.port,
        use_tls=section.tls == "tls",
        start_tls=section.tls == "starttls",
        timeout=TIMEOUT,
    )
    async with asyncio.timeout(TIMEOUT):
        await _logged_in(server, secrets)


async def _logged_in(server: aiosmtplib.SMTP, secrets: Secrets) -> None:
    await server.connect()
    try:
        if secrets.smtp_user and secrets.smtp_password:
            await server.ehlo()
            if not server.supports_extension("auth"):
                raise NoLoginError("no AUTH")
            await server.login(secrets.smtp_user.reveal(), secrets.smtp_password.reveal())
    finally:
        with suppress(aiosmtplib.SMTPException):
            await server.quit()


def _server(section: MailSection) -> str:
    return f"{section.host}:{section.port}"


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
