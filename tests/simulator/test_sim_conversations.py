"""conversations.*: what the bot can see and read, by pages, and the topic."""

import pytest

from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    CHLOE,
    DEV,
    ELSEWHERE,
    GONE,
    METADATA,
    OLD,
    SECRET,
    SUPPORT,
    client_of,
    error_of,
    house,
    kinds,
)


async def test_info_tells_name_topic_and_membership() -> None:
    async with house() as sim:
        channel = (await client_of(sim).conversations_info(channel=DEV))["channel"]
        assert (channel["name"], channel["topic"]["value"], channel["is_member"]) == ("dev", "level 2", True)
        assert (channel["is_private"], channel["is_archived"]) == (False, False)
        outside = (await client_of(sim).conversations_info(channel=ELSEWHERE, include_num_members=True))[
            "channel"
        ]
        assert (outside["is_member"], outside["num_members"]) == (False, 1)
        assert await error_of(client_of(sim).conversations_info(channel="C0NONE")) == "channel_not_found"


async def test_members_come_by_pages() -> None:
    async with house() as sim:
        client, members, cursor = client_of(sim), [], ""
        while True:
            answer = await client.conversations_members(channel=SUPPORT, limit=2, cursor=cursor)
            members.append(answer["members"])
            cursor = answer["response_metadata"]["next_cursor"]
            if not cursor:
                break
        assert members == [[ALICE, BRUNO], ["U0BOT"]]


@pytest.mark.parametrize(
    ("name", "value", "error"), [("limit", "0", "invalid_limit"), ("cursor", "x", "invalid_cursor")]
)
async def test_pages_refuse_nonsense(name: str, value: str, error: str) -> None:
    async with house() as sim:
        call = client_of(sim).api_call("conversations.members", params={"channel": SUPPORT, name: value})
        assert await error_of(call) == error


async def test_lists_public_channels_and_the_private_ones_it_is_in() -> None:
    async with house() as sim:
        client = client_of(sim)
        await client.conversations_open(users=ALICE)

        async def ids(**asked: object) -> list[str]:
            return [
                each["id"] for each in (await client.api_call("conversations.list", params=asked))["channels"]
            ]

        assert await ids() == [SUPPORT, DEV, ELSEWHERE, OLD]
        assert await ids(exclude_archived="true") == [SUPPORT, DEV, ELSEWHERE]
        assert await ids(types="private_channel") == [SECRET]
        assert len(await ids(types="public_channel,im")) == 5
        sim.leave(SECRET, "U0BOT")
        assert await ids(types="private_channel") == []
        assert await error_of(client.conversations_list(types="mpim")) == "invalid_types"


async def test_history_is_newest_first_with_its_bounds() -> None:
    async with house() as sim:
        client = client_of(sim)
        stamps = [(await client.chat_postMessage(channel=SUPPORT, text=str(n)))["ts"] for n in range(5)]
        await client.chat_postMessage(channel=SUPPORT, text="reply", thread_ts=stamps[0])

        async def texts(**asked: object) -> list[str]:
            answer = await client.api_call("conversations.history", params={"channel": SUPPORT, **asked})
            return [each["text"] for each in answer["messages"]]

        assert await texts() == ["4", "3", "2", "1", "0"]
        assert await texts(oldest=stamps[1], latest=stamps[3]) == ["2"]
        assert await texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["3", "2", "1"]
        first = await client.conversations_history(channel=SUPPORT, limit=3)
        assert first["has_more"]
        cursor = first["response_metadata"]["next_cursor"]
        rest = await client.conversations_history(channel=SUPPORT, limit=3, cursor=cursor)
        assert ([each["text"] for each in rest["messages"]], rest["has_more"]) == (["1", "0"], False)
        assert rest["messages"][-1]["reply_count"] == 1


async def test_metadata_is_told_whole_only_when_asked_for() -> None:
    async with house() as sim:
        client = client_of(sim)
        await client.chat_postMessage(channel=SUPPORT, text="a", metadata=METADATA)
        bare = await client.conversations_history(channel=SUPPORT)
        whole = await client.conversations_history(channel=SUPPORT, include_all_metadata=True)
        assert bare["messages"][0]["metadata"] == {"event_type": "lina"}
        assert whole["messages"][0]["metadata"] == METADATA
        assert whole["messages"][0]["bot_id"] == "B0BOT"


async def test_replies_start_with_the_parent() -> None:
    async with house() as sim:
        client = client_of(sim)
        parent = (await client.chat_postMessage(channel=SUPPORT, text="card"))["ts"]
        stamps = [
            (await client.chat_postMessage(channel=SUPPORT, text=str(n), thread_ts=parent))["ts"]
            for n in range(3)
        ]

        async def texts(ts: str, **asked: object) -> list[str]:
            answer = await client.api_call(
                "conversations.replies", params={"channel": SUPPORT, "ts": ts, **asked}
            )
            return [each["text"] for each in answer["messages"]]

        assert await texts(parent) == ["card", "0", "1", "2"]
        assert await texts(parent, oldest=stamps[0]) == ["card", "1", "2"]
        assert await texts(parent, limit=2) == ["card", "0"]
        assert await texts(stamps[1]) == ["1"]
        missing = client.conversations_replies(channel=SUPPORT, ts="1.000001")
        assert await error_of(missing) == "thread_not_found"


async def test_reads_only_where_it_is_a_member() -> None:
    async with house() as sim:
        assert await error_of(client_of(sim).conversations_history(channel=ELSEWHERE)) == "not_in_channel"
        sim.leave(SECRET, "U0BOT")
        assert await error_of(client_of(sim).conversations_history(channel=SECRET)) == "channel_not_found"
        assert sim.breaches == []


async def test_joins_a_public_channel() -> None:
    async with house() as sim:
        client = client_of(sim)
        assert (await client.conversations_join(channel=ELSEWHERE))["channel"]["is_member"]
        assert (await client.conversations_join(channel=ELSEWHERE))["warning"] == "already_in_channel"
        assert sim.workspace.channels[ELSEWHERE].members == [ALICE, "U0BOT"]
        assert await error_of(client.conversations_join(channel=OLD)) == "is_archived"
        direct = (await client.conversations_open(users=ALICE))["channel"]["id"]
        error = await error_of(client.conversations_join(channel=direct))
        assert error == "method_not_supported_for_channel_type"


async def test_opens_direct_messages() -> None:
    async with house() as sim:
        client = client_of(sim)
        opened = await client.conversations_open(users=[ALICE])
        again = await client.conversations_open(users=ALICE, return_im=True)
        assert (again["channel"]["id"], again["channel"]["user"]) == (opened["channel"]["id"], ALICE)
        assert again["already_open"]
        assert await error_of(client.conversations_open(users=GONE)) == "user_disabled"
        assert await error_of(client.conversations_open(users="U0NONE")) == "user_not_found"
        assert sim.breaches == []
        assert await error_of(client.conversations_open(users=[])) == "users_list_not_supplied"
        assert await error_of(client.conversations_open(users=[ALICE, CHLOE])) == "invalid_arguments"
        assert kinds(sim) == ["users_list_not_supplied", "invalid_arguments"]


async def test_a_topic_is_told_in_the_channel_when_it_changes() -> None:
    async with house() as sim:
        client = client_of(sim)
        for _ in range(2):
            await client.conversations_setTopic(channel=SUPPORT, topic="N1 : Alice")
        assert sim.workspace.channels[SUPPORT].topic == "N1 : Alice"
        (told,) = sim.messages(SUPPORT)
        assert (told.subtype, told.text) == ("channel_topic", "<@U0BOT> set the channel topic: N1 : Alice")
        await client.conversations_setTopic(channel=SUPPORT, topic="x" * 250)
        assert await error_of(client.conversations_setTopic(channel=OLD, topic="a")) == "is_archived"
        assert await error_of(client.conversations_setTopic(channel=SUPPORT, topic="x" * 251)) == "too_long"
