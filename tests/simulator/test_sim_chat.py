"""chat.*: posting, updating, deleting, and what each refuses."""

import json

import pytest

from simulator import Rates, Simulator
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
    SEED,
    SUPPORT,
    actions,
    button,
    client_of,
    error_of,
    house,
    kinds,
    manifest,
    post_json,
    section,
)


async def test_posts_text_blocks_and_metadata() -> None:
    async with house() as sim:
        blocks = [section("*Acme* &amp; <@U0ALICE>"), actions(button("Clore"))]
        answer = await client_of(sim).chat_postMessage(
            channel=SUPPORT, text="Acme", blocks=blocks, metadata=METADATA
        )
        (message,) = sim.messages(SUPPORT)
        assert (answer["channel"], answer["ts"]) == (SUPPORT, message.ts)
        assert (message.user, message.bot_id, message.text) == ("U0BOT", "B0BOT", "Acme")
        assert (message.words, message.buttons) == ("*Acme* & @Alice", ["Clore"])
        assert message.metadata == METADATA
        assert sim.breaches == []


async def test_accepts_forms_json_bodies_and_queries_alike() -> None:
    async with house() as sim:
        client = client_of(sim)
        sent = {
            "channel": SUPPORT,
            "text": "a",
            "blocks": json.dumps([section("b")]),
            "metadata": json.dumps(METADATA),
        }
        await client.api_call("chat.postMessage", data=sent)
        await client.api_call(
            "chat.postMessage", json={**sent, "blocks": [section("b")], "metadata": METADATA}
        )
        await client.api_call("chat.postMessage", params=sent)
        await client.api_call("chat.postMessage", http_verb="GET", params=sent)
        assert [(each.words, each.metadata) for each in sim.messages(SUPPORT)] == [("b", METADATA)] * 4


async def test_gives_each_message_a_later_timestamp_of_its_own() -> None:
    async with house() as sim:
        for number in range(20):
            await client_of(sim).chat_postMessage(channel=SUPPORT, text=str(number))
        stamps = [each.ts for each in sim.messages(SUPPORT)]
        assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    ("channel", "error", "is_breach"),
    [
        ("C0NOWHERE", "channel_not_found", False),
        (ELSEWHERE, "not_in_channel", False),
        (OLD, "is_archived", False),
        (GONE, "user_disabled", False),
        ("U0BOT", "cannot_dm_bot", False),
    ],
)
async def test_says_where_it_may_not_post(channel: str, error: str, *, is_breach: bool) -> None:
    async with house() as sim:
        assert await error_of(client_of(sim).chat_postMessage(channel=channel, text="a")) == error
        assert bool(sim.breaches) is is_breach


async def test_a_private_channel_does_not_exist_from_outside() -> None:
    async with house() as sim:
        sim.leave(SECRET, "U0BOT")
        assert (
            await error_of(client_of(sim).chat_postMessage(channel=SECRET, text="a")) == "channel_not_found"
        )


async def test_posts_to_public_channels_with_the_scope_for_it() -> None:
    async with house(scopes=["chat:write", "chat:write.public"]) as sim:
        await client_of(sim).chat_postMessage(channel=ELSEWHERE, text="a")
        assert [each.text for each in sim.messages(ELSEWHERE)] == ["a"]


async def test_a_persons_id_opens_the_direct_messages() -> None:
    async with house() as sim:
        first = await client_of(sim).chat_postMessage(channel=ALICE, text="a")
        second = await client_of(sim).chat_postMessage(channel=first["channel"], text="b")
        assert first["channel"].startswith("D")
        assert second["channel"] == first["channel"]
        assert [each.text for each in sim.direct_messages(ALICE)] == ["a", "b"]
        assert sim.direct_messages(BRUNO) == []


async def test_refuses_direct_messages_without_their_tab() -> None:
    described = manifest()
    described["features"]["app_home"]["messages_tab_enabled"] = False
    async with Simulator(SEED, described, rates=Rates.lifted()) as sim:
        assert (
            await error_of(client_of(sim).chat_postMessage(channel=ALICE, text="a"))
            == "messages_tab_disabled"
        )


@pytest.mark.parametrize(
    ("sent", "error", "detail"),
    [
        ({"text": " "}, "no_text", "no_text"),
        ({"text": "a", "blocks": [{"type": "header"}]}, "invalid_blocks", "blocks[0].text: missing"),
        ({"text": "a", "blocks": "[{"}, "invalid_blocks_format", "blocks is no JSON"),
        ({"text": "a", "blocks": [section("x")] * 51}, "invalid_blocks", "blocks: 51 > 50"),
        ({"text": "a", "metadata": {"event_type": "x"}}, "invalid_metadata_format", "metadata is"),
        (
            {"text": "a", "thread_ts": "1.000001"},
            "cannot_reply_to_message",
            "thread_ts: 1.000001 is no parent",
        ),
        (
            {"text": "a", "attachments": [{"text": "b"}]},
            "invalid_attachments",
            "attachments are not simulated",
        ),
    ],
)
async def test_refuses_what_no_app_should_send(sent: dict[str, object], error: str, detail: str) -> None:
    async with house() as sim:
        call = client_of(sim).api_call("chat.postMessage", json={"channel": SUPPORT, **sent})
        assert await error_of(call) == error
        (breach,) = sim.breaches
        assert (breach.kind, breach.what) == (error, "chat.postMessage")
        assert breach.detail.startswith(detail)


async def test_names_the_block_that_is_too_long() -> None:
    async with house() as sim:
        blocks = [section("a"), actions(button("x" * 76))]
        await error_of(client_of(sim).chat_postMessage(channel=SUPPORT, text="a", blocks=blocks))
        assert [each.detail for each in sim.breaches] == ["blocks[1].elements[0].text: 76 > 75"]


async def test_a_reply_stands_in_its_thread_and_a_broadcast_one_in_both() -> None:
    async with house() as sim:
        client = client_of(sim)
        parent = (await client.chat_postMessage(channel=SUPPORT, text="card"))["ts"]
        await client.chat_postMessage(channel=SUPPORT, text="line", thread_ts=parent)
        await client.chat_postMessage(channel=SUPPORT, text="loud", thread_ts=parent, reply_broadcast=True)
        assert [each.text for each in sim.messages(SUPPORT)] == ["card", "loud"]
        assert [each.text for each in sim.messages(SUPPORT, parent)] == ["line", "loud"]
        reply = sim.messages(SUPPORT, parent)[0].ts
        call = client.chat_postMessage(channel=SUPPORT, text="deeper", thread_ts=reply)
        assert await error_of(call) == "cannot_reply_to_message"


async def test_an_ephemeral_message_is_for_a_member_alone() -> None:
    async with house() as sim:
        client = client_of(sim)
        await client.chat_postEphemeral(channel=DEV, user=CHLOE, text="psst", blocks=[section("b")])
        assert [(each.words, each.channel) for each in sim.ephemerals(CHLOE)] == [("b", DEV)]
        assert sim.ephemerals(CHLOE, SUPPORT) == sim.ephemerals(BRUNO) == []
        assert sim.messages(DEV) == []
        assert (
            await error_of(client.chat_postEphemeral(channel=DEV, user=ALICE, text="a"))
            == "user_not_in_channel"
        )
        assert sim.breaches == []


async def test_tells_a_permalink() -> None:
    async with house() as sim:
        client = client_of(sim)
        ts = (await client.chat_postMessage(channel=SUPPORT, text="a"))["ts"]
        answer = await client.chat_getPermalink(channel=SUPPORT, message_ts=ts)
        assert answer["permalink"] == sim.messages(SUPPORT)[0].permalink
        assert answer["permalink"] == f"https://lina.slack.com/archives/{SUPPORT}/p{ts.replace('.', '')}"
        missing = client.chat_getPermalink(channel=SUPPORT, message_ts="1.000001")
        assert await error_of(missing) == "message_not_found"


async def test_an_unknown_response_url_is_a_breach() -> None:
    async with house() as sim:
        status, _ = await post_json(f"{sim.url}response/none", {"text": "a"})
        assert (status, kinds(sim)) == (404, ["invalid_url"])
