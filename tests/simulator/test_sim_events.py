"""Events: told once to those who subscribed, hold the scope and are there; told again while unanswered."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from simulator import MovableClock, PersonFixture, UserFacingError
from tests.simulator.sim_app import by_http, by_socket, furnished
from tests.simulator.sim_house import (
    ALICE,
    BRUNO,
    CHLOE,
    ELSEWHERE,
    EVENTS,
    SCOPES,
    SECRET,
    SUPPORT,
    client_of,
    house,
)


@pytest.mark.parametrize("arrival", [by_socket, by_http])
async def test_what_people_write_edit_and_delete_is_told(arrival: Any) -> None:
    async with house() as sim, arrival(sim) as app:
        person = sim.person(ALICE)
        parent = await person.write(SUPPORT, "imprimante <HS> & @Bruno")
        reply = await person.write(SUPPORT, "note", thread_ts=parent.ts)
        await person.edit(reply, "note 2")
        await person.delete(reply)
        new, threaded, changed, deleted = app.bodies("message")
        assert (new["text"], new["user"]) == ("imprimante &lt;HS&gt; &amp; <@U0BRUNO>", ALICE)
        assert (new["channel"], new["channel_type"]) == (SUPPORT, "channel")
        assert threaded["thread_ts"] == parent.ts
        assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("note 2", "note")
        assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", reply.ts)
        assert (parent.words, sim.messages(SUPPORT, parent.ts)) == ("imprimante <HS> & @Bruno", [])
        assert len({each["event_id"] for each in app.seen}) == 4
        assert sim.breaches == []


async def test_only_ones_own_messages_are_changed() -> None:
    async with furnished() as (sim, _):
        message = await sim.person(ALICE).write(SUPPORT, "mine")
        with pytest.raises(AssertionError, match="is not Bruno's"):
            await sim.person(BRUNO).edit(message, "yours")
        with pytest.raises(AssertionError, match="is not Bruno's"):
            await sim.person(BRUNO).delete(message)
        with pytest.raises(UserFacingError, match="channel_not_found"):
            await sim.person(CHLOE).write(SUPPORT, "a")


@pytest.mark.parametrize(
    ("channel", "scopes", "events", "told"),
    [
        (SUPPORT, SCOPES, EVENTS, True),
        (SECRET, SCOPES, EVENTS, True),
        (ELSEWHERE, SCOPES, EVENTS, False),
        (SUPPORT, [scope for scope in SCOPES if scope != "channels:history"], EVENTS, False),
        (SUPPORT, SCOPES, [event for event in EVENTS if event != "message.channels"], False),
        (SECRET, SCOPES, [event for event in EVENTS if event != "message.groups"], False),
    ],
)
async def test_events_need_membership_scope_and_subscription(
    channel: str, scopes: list[str], events: list[str], *, told: bool
) -> None:
    async with furnished(scopes=scopes, events=events) as (sim, app):
        await sim.person(ALICE).write(channel, "a")
        assert bool(app.bodies("message")) is told


async def test_the_workspaces_own_life_is_told() -> None:
    async with furnished() as (sim, app):
        sim.put_person(PersonFixture("U0NEW", "New"))
        sim.deactivate(ALICE)
        sim.join(SUPPORT, CHLOE)
        sim.set_group_users("S0N1", [BRUNO])
        await client_of(sim).conversations_join(channel=ELSEWHERE)
        await sim.until(lambda: len(app.seen) == 5)
        assert app.bodies("team_join")[0]["user"]["id"] == "U0NEW"
        assert app.bodies("user_change")[0]["user"]["deleted"] is True
        assert [each["user"] for each in app.bodies("member_joined_channel")] == [CHLOE, "U0BOT"]
        (changed,) = app.bodies("subteam_members_changed")
        assert (changed["added_users"], changed["removed_users"]) == ([BRUNO], [ALICE])
        with pytest.raises(UserFacingError, match="account_inactive"):
            await sim.person(ALICE).write(SUPPORT, "a")


async def test_an_event_waits_for_an_app_that_is_down() -> None:
    clock = MovableClock()
    async with house(clock=clock) as sim:
        await sim.person(ALICE).write(SUPPORT, "a")
        async with by_socket(sim) as app:
            clock.advance(timedelta(seconds=60))
            await sim.until(lambda: app.bodies("message"))
        assert sim.breaches == []


async def test_a_disconnected_app_comes_back_by_a_new_connection() -> None:
    async with furnished() as (sim, app):
        await sim.disconnect()
        await sim.until(lambda: sim.connections == 1)
        await sim.person(ALICE).write(SUPPORT, "a")
        assert len(app.bodies("message")) == 1
        opened = [call.method for call in sim.calls].count("apps.connections.open")
        assert opened == 2


async def test_each_payload_goes_to_one_of_the_connections() -> None:
    async with house() as sim, by_socket(sim) as first, by_socket(sim) as second:
        await sim.until(lambda: sim.connections == 2)
        for number in range(4):
            await sim.person(ALICE).write(SUPPORT, str(number))
        assert (len(first.seen), len(second.seen)) == (2, 2)


async def test_an_app_that_goes_away_in_the_middle_is_no_breach() -> None:
    async with house() as sim:
        async with by_socket(sim) as app:
            app.delay = 0.5
            command = asyncio.create_task(sim.person(ALICE).command("/lina"))
            await sim.until(lambda: app.seen)
        with pytest.raises(UserFacingError, match="dispatch_failed"):
            await command
        assert sim.breaches == []
