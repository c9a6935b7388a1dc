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

METADATA = {"event_type": "lina", "event_payload": {"key": "2026-0042/1/card"}}


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


async def test_an_update_replaces_blocks_and_keeps_metadata() -> None:
    async with house() as sim:
        client = client_of(sim)
        ts = (
            await client.chat_postMessage(channel=SUPPORT, text="a", blocks=[section("b")], metadata=METADATA)
        )["ts"]
        await client.chat_update(channel=SUPPORT, ts=ts, text="a", blocks=[section("c")])
        assert (sim.messages(SUPPORT)[0].words, sim.messages(SUPPORT)[0].edited) == ("c", False)
        await client.chat_update(channel=SUPPORT, ts=ts, text="only text")
        (message,) = sim.messages(SUPPORT)
        assert (message.words, message.blocks, message.metadata) == ("only text", (), METADATA)
        assert message.edited
        await client.chat_update(channel=SUPPORT, ts=ts, text="only text", metadata={})
        assert sim.messages(SUPPORT)[0].metadata is None


async def test_updates_and_deletes_only_what_the_bot_wrote() -> None:
    async with house() as sim:
        client, theirs = client_of(sim), await sim.person(ALICE).write(SUPPORT, "mine")
        assert (
            await error_of(client.chat_update(channel=SUPPORT, ts=theirs.ts, text="a"))
            == "cant_update_message"
        )
        assert await error_of(client.chat_delete(channel=SUPPORT, ts=theirs.ts)) == "cant_delete_message"
        assert kinds(sim) == ["cant_update_message", "cant_delete_message"]
        assert (
            await error_of(client.chat_update(channel=SUPPORT, ts="1.000001", text="a"))
            == "message_not_found"
        )
        assert len(sim.breaches) == 2


async def test_an_update_has_less_room_than_a_post() -> None:
    async with house() as sim:
        client = client_of(sim)
        ts = (await client.chat_postMessage(channel=SUPPORT, text="x" * 4001))["ts"]
        assert await error_of(client.chat_update(channel=SUPPORT, ts=ts, text="x" * 4001)) == "msg_too_long"
        await client.chat_update(channel=SUPPORT, ts=ts, text="x" * 4000)
        assert (
            await error_of(client.api_call("chat.update", json={"channel": SUPPORT, "ts": ts})) == "no_text"
        )


async def test_an_update_names_a_channel_and_not_a_person() -> None:
    async with house() as sim:
        client = client_of(sim)
        ts = (await client.chat_postMessage(channel=ALICE, text="a"))["ts"]
        assert await error_of(client.chat_update(channel=ALICE, ts=ts, text="b")) == "channel_not_found"


async def test_an_archived_channel_takes_no_update() -> None:
    async with house() as sim:
        client = client_of(sim)
        ts = (await client.chat_postMessage(channel=SUPPORT, text="a"))["ts"]
        sim.archive(SUPPORT)
        assert await error_of(client.chat_update(channel=SUPPORT, ts=ts, text="b")) == "is_inactive"


async def test_a_deleted_parent_leaves_its_thread() -> None:
    async with house() as sim:
        client = client_of(sim)
        parent = (await client.chat_postMessage(channel=SUPPORT, text="card"))["ts"]
        await client.chat_postMessage(channel=SUPPORT, text="line", thread_ts=parent)
        await client.chat_delete(channel=SUPPORT, ts=parent)
        assert sim.messages(SUPPORT) == []
        assert [each.text for each in sim.messages(SUPPORT, parent)] == ["line"]
        assert await error_of(client.chat_update(channel=SUPPORT, ts=parent, text="a")) == "message_not_found"
        await client.chat_postMessage(channel=SUPPORT, text="still", thread_ts=parent)
        alone = (await client.chat_postMessage(channel=SUPPORT, text="alone"))["ts"]
        await client.chat_delete(channel=SUPPORT, ts=alone)
        await client.chat_postMessage(channel=SUPPORT, text="to nobody", thread_ts=alone)
        assert sim.breaches == []


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


async def test_words_read_as_the_eye_does() -> None:
    async with house() as sim:
        text = (
            "<!date^1764000000^{time}|14:10> <https://gdp.example.fr|le dossier> <https://a.fr> <#C0DEV> "
            "<!subteam^S0N1> <!here> <mailto:a@b.fr|a@b.fr> 1 &lt; 2"
        )
        await client_of(sim).chat_postMessage(channel=SUPPORT, text=text)
        expected = "14:10 le dossier https://a.fr #dev @n1 @here a@b.fr 1 < 2"
        assert sim.messages(SUPPORT)[0].words == expected


async def test_words_are_those_of_the_blocks_without_the_buttons() -> None:
    async with house() as sim:
        blocks: list[dict[str, object]] = [
            {"type": "header", "text": {"type": "plain_text", "text": "Head"}},
            {
                "type": "section",
                "fields": [{"type": "mrkdwn", "text": "*F1*"}, {"type": "plain_text", "text": "F2 &"}],
            },
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "ctx"}]},
            {"type": "divider"},
            actions(button("Hidden")),
            section("last", accessory=button("Too", "other")),
        ]
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="fallback", blocks=blocks)
        (message,) = sim.messages(SUPPORT)
        assert message.words == "Head\n*F1*\nF2 &\nctx\nlast"
        assert message.buttons == ["Hidden", "Too"]


async def test_words_of_rich_text_and_tables() -> None:
    async with house() as sim:
        parts = [
            {"type": "text", "text": "vu par "},
            {"type": "user", "user_id": ALICE},
            {"type": "link", "url": "https://a.fr"},
        ]
        blocks: list[dict[str, object]] = [
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]},
            {
                "type": "table",
                "rows": [[{"type": "raw_text", "text": "A1"}, {"type": "raw_text", "text": "B1"}]],
            },
        ]
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="a", blocks=blocks)
        assert sim.messages(SUPPORT)[0].words == "vu par @Alicehttps://a.fr\nA1\nB1"


async def test_an_unknown_response_url_is_a_breach() -> None:
    async with house() as sim:
        status, _ = await post_json(f"{sim.url}response/none", {"text": "a"})
        assert (status, kinds(sim)) == (404, ["invalid_url"])
