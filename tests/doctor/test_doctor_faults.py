"""The doctor through every fault: each check fails on its own, with a mend, and on nothing else."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from bot.demo.samples import WORKSPACE
from bot.doctor import DoctorContext, Verdict
from bot.doctor.tokens import check_scopes
from bot.domain.calls.call import ClientRef
from bot.domain.calls.opening import NewCall, open_call
from bot.domain.policy import Channels, Policy
from bot.domain.stamp import Stamp
from bot.manifest import manifest
from bot.storage.tiny.folder import TinyStore
from simulator import Fault, FaultKind, GroupFixture
from tests.doctor.installation import Installation, installation

Spoil = Callable[[Installation], object]


async def test_a_healthy_installation_has_nothing_wrong(tmp_path: Path):
    async with installation(tmp_path) as installed:
        findings = await installed.findings()
        assert [f for f in findings if f.verdict is not Verdict.OK] == []
        assert {f.check for f in findings} == {
            "configuration",
            "app token",
            "bot token",
            "scopes",
            "clock",
            "channel support",
            "channel dev",
            "channel service",
            "people",
            "user groups",
            "mail",
            "gdp",
            "telephony",
            "store",
            "disk",
            "undelivered",
            "optional keys",
        }
        assert installed.simulator.breaches == []


def policy() -> Policy:
    return Policy(channels=Channels("C0SUPPORT", "C0DEV", "C0LINA"), zone=ZoneInfo("Europe/Paris"))


def _put(installed: Installation, id: str, **changes: bool) -> None:
    installed.simulator.put_person(replace(installed.simulator.workspace.people[id], **changes))  # type: ignore[arg-type]  # its flags


def _group(installed: Installation, id: str, **changes: object) -> None:
    groups = installed.simulator.workspace.groups
    groups[id] = replace(groups[id], **changes)  # type: ignore[arg-type]  # its own fields


def _drop_group(installed: Installation, id: str) -> GroupFixture:
    return installed.simulator.workspace.groups.pop(id)


def _unreadable(method: str) -> Spoil:
    return lambda installed: installed.simulator.faults.add(
        Fault(kind=FaultKind.ERROR, method=method, channel="C0DEV", error="not_allowed_token_type")
    )


FAULTS: list[tuple[str, Spoil, str, str]] = [
    ("misspelt key", lambda p: p.set("escalation", aftr="10m"), "configuration", "unknown key"),
    ("unknown holidays", lambda p: p.set("rota", holidays="XX"), "configuration", "rota.holidays"),
    ("unknown variable", lambda p: p.env.update(LINA_AFTER="3s"), "configuration", "after"),
    ("no bot token", lambda p: p.env.pop("SLACK_BOT_TOKEN"), "bot token", "SLACK_BOT_TOKEN is not set"),
    ("revoked token", lambda p: p.env.update(SLACK_BOT_TOKEN="xoxb-0"), "bot token", "invalid_auth"),
    (
        "app token as bot token",
        lambda p: p.env.update(SLACK_BOT_TOKEN="xapp-0"),
        "bot token",
        "begins with xapp-",
    ),
    (
        "bot token as app token",
        lambda p: p.env.update(SLACK_APP_TOKEN="xoxb-0"),
        "app token",
        "begins with xoxb-",
    ),
    ("bad app token", lambda p: p.env.update(SLACK_APP_TOKEN="xapp-0"), "app token", "invalid_auth"),
    ("no way in", lambda p: p.env.pop("SLACK_APP_TOKEN"), "app token", "neither SLACK_APP_TOKEN nor"),
    ("clock ahead", lambda p: p.simulator.clock.advance(-timedelta(seconds=9)), "clock", "ahead of Slack's"),
    ("clock behind", lambda p: p.simulator.clock.advance(timedelta(seconds=9)), "clock", "behind Slack's"),
    ("no such channel", lambda p: p.set("channels", dev="C0NONE"), "channel dev", "channel_not_found"),
    ("archived", lambda p: p.simulator.archive("C0LINA"), "channel service", "is archived"),
    ("not invited", lambda p: p.simulator.leave("C0DEV", "U0BOT"), "channel dev", "the bot is not in"),
    ("unreadable history", _unreadable("conversations.history"), "channel dev", "not_allowed_token_type"),
    ("unreadable replies", _unreadable("conversations.replies"), "channel dev", "not_allowed_token_type"),
    ("unknown person", lambda p: p.set("rota", members=["U0NOBODY"]), "people", "nobody in this workspace"),
    ("deactivated", lambda p: p.simulator.deactivate("U0BRUNO"), "people", "is deactivated"),
    ("a guest on duty", lambda p: _put(p, "U0BRUNO", is_restricted=True), "people", "is a guest"),
    ("a bot on duty", lambda p: _put(p, "U0BRUNO", is_bot=True), "people", "is a bot"),
    ("absent", lambda p: p.simulator.leave("C0SUPPORT", "U0BRUNO"), "people", "not in the support channel"),
    ("not in dev", lambda p: p.set("escalation", mention=["U0CAMILLE"]), "people", "not in the dev channel"),
    ("no such lead", lambda p: p.set("escalation", lead="U0GONE"), "people", "escalation.lead"),
    ("no such group", lambda p: p.set("escalation", mention=["S0NONE"]), "user groups", "no such group"),
    ("empty group", lambda p: p.simulator.set_group_users("S0DEV", []), "user groups", "has no members"),
    ("group is away", lambda p: p.simulator.leave("C0DEV", "U0EMMA"), "user groups", "U0EMMA are not in"),
    (
        "group is gone",
        lambda p: _drop_group(p, "S0N1"),
        "user groups",
        "S0N1 (rota.usergroup): no such group",
    ),
    ("group not ours", lambda p: _group(p, "S0N1", writable=False), "user groups", "permission_denied"),
    ("mail without [mail]", lambda p: p.set("report", by=["mail"]), "mail", "there is no [mail]"),
    (
        "no mail server",
        lambda p: p.set("mail", host="127.0.0.1", port=9, tls="none", sender="l@a.fr", service="s@a.fr"),
        "mail",
        "127.0.0.1:9 does not answer",
    ),
    ("no tool", lambda p: p.set("gdp", url="http://127.0.0.1:9/cr"), "gdp", "does not answer"),
    (
        "no database",
        lambda p: p.env.update(DATABASE_URL="postgresql://lina@127.0.0.1:9/lina"),
        "store",
        "database",
    ),
    ("damaged", lambda p: (p.data / "open.json").write_text("{"), "store", "open.json"),
]


@pytest.mark.parametrize(
    ("spoil", "check", "words"), [fault[1:] for fault in FAULTS], ids=[f[0] for f in FAULTS]
)
async def test_each_fault_fails_its_check(tmp_path: Path, spoil: Spoil, check: str, words: str):
    async with installation(tmp_path) as installed:
        spoil(installed)
        findings = await installed.findings()
        failures = [finding for finding in findings if finding.verdict is Verdict.FAILED]
        assert {finding.check for finding in failures} == {check}
        assert any(words in finding.said for finding in failures)
        assert all(finding.mend for finding in failures)


async def test_a_missing_scope_fails(tmp_path: Path):
    declared = deepcopy(manifest())
    declared["oauth_config"]["scopes"]["bot"].remove("users:read.email")
    async with installation(tmp_path, declared) as installed:
        found = (await installed.wrong())["scopes"]
        assert (found.verdict, found.said) == (Verdict.FAILED, "missing: users:read.email")
        assert "lina manifest" in found.mend


async def test_a_scope_that_nobody_needs_warns(tmp_path: Path):
    declared = deepcopy(manifest())
    declared["oauth_config"]["scopes"]["bot"].append("reactions:write")
    async with installation(tmp_path, declared) as installed:
        found = (await installed.wrong())["scopes"]
        assert (found.verdict, found.said) == (Verdict.WARNING, "granted without need: reactions:write")


async def test_a_slack_that_is_not_there_is_no_fault_of_a_token(tmp_path: Path):
    async with installation(tmp_path) as installed:
        await installed.simulator.stop()
        wrong = await installed.wrong()
        assert set(wrong) == {"slack"}
        assert "Slack does not answer: connection_refused" in wrong["slack"].said
        assert "proxy" in wrong["slack"].mend


@pytest.mark.parametrize("method", ["*", "users.info", "conversations.info"])
async def test_a_slack_that_hangs_is_said_within_ten_seconds(tmp_path: Path, method: str):
    async with installation(tmp_path) as installed:
        fault = Fault(kind=FaultKind.DELAY, method=method, delay=60.0)
        installed.simulator.faults.start_outage(fault, timedelta(minutes=5))
        began = asyncio.get_running_loop().time()
        wrong = await installed.wrong()
        assert asyncio.get_running_loop().time() - began < 10
        assert any(f.verdict is not Verdict.OK for f in wrong.values())
        assert "bot token" not in wrong
        installed.simulator.faults.clear()


async def test_without_the_scopes_header_the_scopes_are_a_warning() -> None:
    answer = SimpleNamespace(headers={"Date": "Tue, 24 Nov 2026 09:00:00 GMT"})
    finding = check_scopes(DoctorContext(cast("Any", None), cast("Any", None), cast("Any", None)), answer)
    assert (finding.check, finding.verdict) == ("scopes", Verdict.WARNING)


async def test_optional_keys_without_a_value_are_named(tmp_path: Path):
    async with installation(tmp_path) as installed:
        named = {f.check: f for f in await installed.findings()}["optional keys"]
        assert named.verdict is Verdict.OK
        assert "lina.drive" in named.said
        installed.set("lina", drive="https://drive.example.fr/acces")
        again = {f.check: f for f in await installed.findings()}["optional keys"]
        assert "lina.drive" not in again.said


@pytest.mark.parametrize(
    ("mebibytes", "verdict"), [(99, Verdict.FAILED), (500, Verdict.WARNING), (2000, Verdict.OK)]
)
async def test_the_disk_needs_room(tmp_path: Path, mebibytes: int, verdict: Verdict):
    async with installation(tmp_path) as installed:
        findings = await installed.with_room(mebibytes * 1024**2)
        assert [f.verdict for f in findings if f.check == "disk"] == [verdict]


async def test_a_folder_that_cannot_be_written_to(tmp_path: Path):
    async with installation(tmp_path) as installed:
        installed.env["LINA_STORE__PATH"] = "/proc/lina"
        (found,) = [f for f in await installed.with_room(1024**4) if f.verdict is Verdict.FAILED]
        assert found.check == "store"
        assert "/proc cannot be written to" in found.said


async def test_before_the_first_start_there_is_nothing_wrong_with_the_store(tmp_path: Path):
    async with installation(tmp_path) as installed:
        installed.env["LINA_STORE__PATH"] = str(tmp_path / "not" / "yet")
        findings = {f.check: f for f in await installed.findings()}
        assert "made at the first start" in findings["store"].said
        assert {findings[check].verdict for check in ("store", "disk", "undelivered")} == {Verdict.OK}
        assert not (tmp_path / "not").exists()


async def test_private_channels_need_their_scopes(tmp_path: Path):
    private = replace(
        WORKSPACE, channels=tuple(replace(c, is_private=c.id == "C0DEV") for c in WORKSPACE.channels)
    )
    async with installation(tmp_path, manifest(private=True), private) as installed:
        assert await installed.wrong() == {}
    declared = deepcopy(manifest(private=True))
    declared["oauth_config"]["scopes"]["bot"].remove("groups:write")
    async with installation(tmp_path / "other", declared, private) as installed:
        found = (await installed.wrong())["scopes"]
        assert found.said == "missing: groups:write"
        assert "lina manifest --private" in found.mend
    async with installation(tmp_path / "public", manifest(), private) as installed:
        wrong = await installed.wrong()
        assert wrong["channel dev"].verdict is Verdict.FAILED
        assert "lina manifest --private" in wrong["channel dev"].mend


async def test_clients_people_who_left_are_a_warning(tmp_path: Path):
    async with installation(tmp_path) as installed:
        installed.simulator.deactivate("U0FARID")
        findings = [f for f in await installed.findings() if f.verdict is not Verdict.OK]
        assert {(f.check, f.verdict) for f in findings} == {("clients' people", Verdict.WARNING)}
        told = " ".join(f.said for f in findings)
        assert "Farid U0FARID (client " in told
        assert "is deactivated" in told
        assert "farid@example.fr (client DELTA): nobody in this workspace" in told


async def test_what_was_never_said_is_named(tmp_path: Path):
    async with installation(tmp_path) as installed:
        async with TinyStore.open(installed.data) as store:
            stamp = Stamp(installed.simulator.clock.now(), "U0ALICE")
            draft = NewCall(
                origin="form:1", stamp=stamp, client=ClientRef("ACME", "Acme"), request="imprimante HS"
            )
            await store.calls.open(draft.origin, 2026, lambda number: open_call(draft, number, policy()))
        assert "undelivered" not in await installed.wrong()
        installed.simulator.clock.advance(timedelta(days=1))
        found = (await installed.wrong())["undelivered"]
        assert found.verdict is Verdict.FAILED
        assert "2026-0001/1/card/1 to C0SUPPORT" in found.said
        assert "imprimante" not in found.said
