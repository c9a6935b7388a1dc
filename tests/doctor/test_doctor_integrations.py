"""The doctor and what is outside of Slack: a mail server that answers or refuses, a tool that answers or refuses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from bot.doctor import Verdict
from bot.web import http_server
from tests.doctor.installation import installation


def authenticated(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: LoginPassword
) -> AuthResult:
    return AuthResult(success=given.password == b"right", handled=False)


@asynccontextmanager
async def mail_server() -> AsyncIterator[int]:

    def protocol() -> SMTP:
        return SMTP(object(), authenticator=authenticated, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(protocol, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


OURS = {"sender": "lina@integrateur.fr", "service": "service@integrateur.fr"}


async def test_example_addresses_are_warned_of(tmp_path: Path):
    async with installation(tmp_path) as installed, mail_server() as port:
        installed.set(
            "mail",
            host="127.0.0.1",
            port=port,
            tls="none",
            sender=OURS["sender"],
            service="service-lina@example.fr",
        )
        finding = {f.check: f for f in await installed.findings()}["mail"]
        assert finding.verdict is Verdict.WARNING
        assert "mail.service: service-lina@example.fr" in finding.said
        assert finding.mend == "set mail.service"


async def test_a_mail_server_that_answers(tmp_path: Path):
    async with installation(tmp_path) as installed, mail_server() as port:
        installed.set("mail", host="127.0.0.1", port=port, tls="none", **OURS)
        findings = {f.check: f for f in await installed.findings()}
        assert (findings["mail"].verdict, findings["mail"].said) == (Verdict.OK, f"127.0.0.1:{port} answers")


@pytest.mark.parametrize(
    ("password", "verdict", "said"),
    [("right", Verdict.OK, "takes the login"), ("wrong", Verdict.FAILED, "refuses the login")],
)
async def test_a_mail_server_with_a_login(tmp_path: Path, password: str, verdict: Verdict, said: str):
    async with installation(tmp_path) as installed, mail_server() as port:
        installed.set("mail", host="127.0.0.1", port=port, tls="none", **OURS)
        installed.env.update(SMTP_USER="lina", SMTP_PASSWORD=password)
        findings = {f.check: f for f in await installed.findings()}
        assert findings["mail"].verdict is verdict
        assert said in findings["mail"].said
        assert password not in str(findings["mail"])


async def test_a_mail_server_that_takes_no_login(tmp_path: Path):
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(object()), "127.0.0.1", 0)
    async with installation(tmp_path) as installed, server:
        port = server.sockets[0].getsockname()[1]
        installed.set("mail", host="127.0.0.1", port=port, tls="none", **OURS)
        installed.env.update(SMTP_USER="lina", SMTP_PASSWORD="right")
        finding = (await installed.wrong())["mail"]
        assert finding.verdict is Verdict.FAILED
        assert "takes no login" in finding.said
        assert "SMTP_USER" in finding.mend


async def test_a_mail_server_that_offers_no_starttls(tmp_path: Path):
    async with installation(tmp_path) as installed, mail_server() as port:
        installed.set("mail", host="127.0.0.1", port=port, tls="starttls", **OURS)
        assert (await installed.wrong())["mail"].verdict is Verdict.FAILED


@pytest.mark.parametrize(
    ("status", "token", "verdict"),
    [
        (200, "right", Verdict.OK),
        (405, "right", Verdict.OK),
        (401, "right", Verdict.FAILED),
        (503, "right", Verdict.FAILED),
        (200, "", Verdict.WARNING),
    ],
)
async def test_a_tool_that_answers(tmp_path: Path, status: int, token: str, verdict: Verdict):
    asked: list[tuple[str, str | None]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.method, request.headers.get("Authorization")))
        return web.Response(status=status)

    async with (
        installation(tmp_path) as installed,
        http_server([web.route("*", "/cr", answer)], 0, "127.0.0.1") as port,
    ):
        installed.set("gdp", url=f"http://127.0.0.1:{port}/cr")
        installed.env["GDP_TOKEN"] = token
        findings = {f.check: f for f in await installed.findings()}
        assert findings["gdp"].verdict is verdict
        assert asked == [("HEAD", f"Bearer {token}" if token else None)]


@pytest.mark.parametrize(
    ("section", "env", "verdict", "said"),
    [
        (None, {}, Verdict.OK, "not configured"),
        (None, {"TELEPHONY_TOKEN": "x" * 32}, Verdict.WARNING, "there is no [telephony]"),
        ({}, {}, Verdict.FAILED, "TELEPHONY_TOKEN: missing"),
        ({}, {"TELEPHONY_TOKEN": "x" * 32}, Verdict.WARNING, "nothing is served without PORT"),
        ({}, {"TELEPHONY_TOKEN": "short", "PORT": "3000"}, Verdict.WARNING, "fewer than 16 characters"),
        ({}, {"TELEPHONY_TOKEN": "x" * 32, "PORT": "3000"}, Verdict.OK, "calls to every number"),
        (
            {"numbers": ["+33472000000"]},
            {"TELEPHONY_TOKEN": "x" * 32, "PORT": "3000"},
            Verdict.OK,
            "calls to +33472000000",
        ),
    ],
)
async def test_the_telephone_exchange(
    tmp_path: Path, section: dict[str, list[str]] | None, env: dict[str, str], verdict: Verdict, said: str
):
    async with installation(tmp_path) as installed:
        if section is not None:
            installed.set("telephony", **section)
        installed.env.update(env)
        finding = {f.check: f for f in await installed.findings()}["telephony"]
        assert finding.verdict is verdict
        assert said in finding.said
