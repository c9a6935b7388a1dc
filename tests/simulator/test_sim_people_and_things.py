"""users.*, usergroups.*, pins, bookmarks, reactions and files."""

import aiohttp
import pytest

from simulator import PersonFixture
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    GONE,
    GUEST,
    SCOPES,
    SUPPORT,
    client_of,
    error_of,
    house,
    kinds,
)


async def test_a_user_has_a_zone_and_an_address_where_the_scope_allows() -> None:
    async with house() as sim:
        user = (await client_of(sim).users_info(user=BRUNO))["user"]
        assert (user["tz"], user["real_name"], user["deleted"]) == ("America/New_York", "Bruno Petit", False)
        assert user["tz_offset"] in (-18_000, -14_400)
        assert (user["profile"]["display_name"], user["profile"]["email"]) == ("Bruno", "bruno@example.fr")
        assert (await client_of(sim).users_info(user=GUEST))["user"]["is_restricted"]
        assert (await client_of(sim).users_info(user="U0BOT"))["user"]["is_bot"]
        assert await error_of(client_of(sim).users_info(user="U0NONE")) == "user_not_found"
    async with house(scopes=["users:read"]) as sim:
        assert "email" not in (await client_of(sim).users_info(user=BRUNO))["user"]["profile"]


async def test_lists_everybody() -> None:
    async with house() as sim:
        members = (await client_of(sim).users_list())["members"]
        assert [each["id"] for each in members if each["deleted"]] == [GONE]
        assert len(members) == 6


async def test_finds_people_by_address() -> None:
    async with house() as sim:
        client = client_of(sim)
        assert (await client.users_lookupByEmail(email="Alice@Example.fr"))["user"]["id"] == ALICE
        for missing in ("gone@example.fr", "nobody@example.fr"):
            assert await error_of(client.users_lookupByEmail(email=missing)) == "users_not_found"
        assert sim.breaches == []


async def test_a_group_is_replaced_whole() -> None:
    async with house() as sim:
        client = client_of(sim)
        assert (await client.usergroups_users_list(usergroup="S0N1"))["users"] == [ALICE]
        await client.usergroups_users_update(usergroup="S0N1", users=[BRUNO])
        groups = (await client.usergroups_list(include_users=True))["usergroups"]
        assert {each["handle"]: each["users"] for each in groups} == {"n1": [BRUNO], "locked": [ALICE]}
        assert "users" not in (await client.usergroups_list())["usergroups"][0]


@pytest.mark.parametrize(
    ("group", "users", "error", "is_breach"),
    [
        ("S0LOCKED", [BRUNO], "permission_denied", False),
        ("S0NONE", [BRUNO], "no_such_subteam", False),
        ("S0N1", [GUEST], "invalid_users", False),
        ("S0N1", [GONE], "invalid_users", False),
        ("S0N1", ["U0BOT"], "invalid_users", False),
        ("S0N1", [], "no_users_provided", True),
    ],
)
async def test_a_group_has_its_rules(group: str, users: list[str], error: str, *, is_breach: bool) -> None:
    async with house() as sim:
        assert await error_of(client_of(sim).usergroups_users_update(usergroup=group, users=users)) == error
        assert bool(sim.breaches) is is_breach


async def test_pins_once_and_takes_down_once() -> None:
    async with house() as sim:
        client = client_of(sim)
        ts = (await client.chat_postMessage(channel=SUPPORT, text="a"))["ts"]
        await client.pins_add(channel=SUPPORT, timestamp=ts)
        assert await error_of(client.pins_add(channel=SUPPORT, timestamp=ts)) == "already_pinned"
        items = (await client.pins_list(channel=SUPPORT))["items"]
        assert [each["message"]["ts"] for each in items] == [ts]
        await client.pins_remove(channel=SUPPORT, timestamp=ts)
        assert (await client.pins_list(channel=SUPPORT))["items"] == []
        assert await error_of(client.pins_remove(channel=SUPPORT, timestamp=ts)) == "no_pin"
        assert await error_of(client.pins_add(channel=SUPPORT, timestamp="1.000001")) == "message_not_found"


async def test_adds_a_bookmark_and_a_reaction() -> None:
    async with house() as sim:
        client = client_of(sim)
        link = {"channel_id": SUPPORT, "title": "Drive", "type": "link", "link": "https://drive.example.fr"}
        assert (await client.api_call("bookmarks.add", json=link))["bookmark"]["title"] == "Drive"
        assert (
            await error_of(client.api_call("bookmarks.add", json={**link, "link": "drive"})) == "invalid_link"
        )
        ts = (await client.chat_postMessage(channel=SUPPORT, text="a"))["ts"]
        await client.reactions_add(channel=SUPPORT, timestamp=ts, name="eyes")
        assert (
            await error_of(client.reactions_add(channel=SUPPORT, timestamp=ts, name="eyes"))
            == "already_reacted"
        )


async def test_uploads_a_file_into_a_channel() -> None:
    async with house(scopes=[*SCOPES, "files:read"]) as sim:
        client = client_of(sim)
        url = await client.files_getUploadURLExternal(filename="a.csv", length=3)
        await client._upload_file(  # noqa: SLF001 - the step that files_upload_v2 takes, without the deprecated rest
            url=url["upload_url"], data=b"a;b", logger=client.logger, timeout=5, proxy=None, ssl=None
        )
        files = [{"id": url["file_id"], "title": "Export"}]
        await client.files_completeUploadExternal(files=files, channel_id=SUPPORT, initial_comment="voilà")
        (message,) = sim.messages(SUPPORT)
        assert (message.text, [each["title"] for each in message.files]) == ("voilà", ["Export"])
        assert sim.breaches == []


async def test_an_upload_takes_a_form_as_well() -> None:
    async with house() as sim:
        url = await client_of(sim).files_getUploadURLExternal(filename="a", length=3)
        form = aiohttp.FormData()
        form.add_field("file", b"abc", filename="a")
        async with aiohttp.ClientSession() as session, session.post(url["upload_url"], data=form) as response:
            assert response.status == 200
        files = [{"id": url["file_id"], "title": "a"}]
        answer = await client_of(sim).files_completeUploadExternal(files=files)
        assert answer["files"][0]["size"] == 3
        assert sim.messages(SUPPORT) == []


async def test_an_upload_keeps_its_steps() -> None:
    async with house() as sim:
        client = client_of(sim)
        assert (
            await error_of(client.files_getUploadURLExternal(filename="a", length=0)) == "invalid_arguments"
        )
        url = await client.files_getUploadURLExternal(filename="a", length=3)
        files = [{"id": url["file_id"], "title": "a"}]
        assert await error_of(client.files_completeUploadExternal(files=files)) == "file_not_found"
        sent = await client._upload_file(  # noqa: SLF001 - as above
            url=url["upload_url"], data=b"long", logger=client.logger, timeout=5, proxy=None, ssl=None
        )
        assert sent.status == 400
        assert kinds(sim) == ["invalid_arguments", "file_not_found", "invalid_length"]


async def test_people_join_and_change_from_outside() -> None:
    async with house() as sim:
        sim.put_person(PersonFixture("U0NEW", "New"))
        sim.deactivate(ALICE)
        members = {each["id"]: each["deleted"] for each in (await client_of(sim).users_list())["members"]}
        assert (members["U0NEW"], members[ALICE]) == (False, True)
