"""chat.update, chat.delete and the threads that they leave."""

from tests.simulator.sim_house import (
    ALICE,
    METADATA,
    SUPPORT,
    client_of,
    error_of,
    house,
    kinds,
    section,
)


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
