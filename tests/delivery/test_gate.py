"""The rate gate, in a time that leaps: nothing here waits for real."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.rate_limit import STRICT_SECONDS, Limits, Rate, RateLimiter, TokenBucket
from simulator import Rates
from tests.delivery.virtual_time import now, run

CLOSE = 1e-6

Arrival = tuple[float, str]


async def entries(rate_limiter: RateLimiter, arrivals: list[Arrival]) -> list[Arrival]:
    """When each that arrives at an instant may post to its channel."""
    entered: list[Arrival] = []

    async def post(at: float, channel: str) -> None:
        await asyncio.sleep(at)
        await rate_limiter.acquire_post(channel)
        entered.append((now(), channel))

    await asyncio.gather(*(post(at, channel) for at, channel in arrivals))
    return entered


def posted(rate: Rate, arrivals: list[Arrival], channel: str) -> list[float]:
    async def story() -> list[Arrival]:
        return await entries(RateLimiter(Limits(post=rate), now), arrivals)

    return [at for at, where in run(story()) if where == channel]


def test_a_burst_passes_at_once_and_the_rest_one_by_one():
    came = [(0.0, "C1")] * 6
    assert posted(Rate(3, 2.0), came, "C1") == pytest.approx([0, 0, 0, 2, 4, 6])


def test_four_posts_go_at_once_and_the_rest_a_little_slower_than_once_a_second():
    times = posted(Limits().post, [(0.0, "C1")] * 8, "C1")
    assert times[:4] == [0, 0, 0, 0]
    assert all(1.0 <= after - before < 1.25 for before, after in pairwise(times[3:]))


def test_the_bots_own_limits_are_within_slacks():
    limits, slack = Limits(), Rates.slack()
    assert limits.post.burst <= slack.post_burst
    assert limits.post.every > slack.post_gap.total_seconds()
    assert limits.update.burst + 60 / limits.update.every <= slack.per_minute["chat.update"]


def test_channels_do_not_wait_for_one_another():
    came = [(0.0, "C1")] * 50 + [(0.0, "C2")]
    assert posted(Rate(1, 10.0), came, "C2") == [0]


def test_who_comes_after_a_pause_finds_the_burst_whole_again_and_no_more():
    came = [(0.0, "C1")] * 2 + [(100.0, "C1")] * 4
    assert posted(Rate(2, 1.0), came, "C1") == pytest.approx([0, 0, 100, 100, 101, 102])


def test_updates_have_a_door_of_their_own_for_all_channels():
    async def story() -> tuple[list[float], list[Arrival]]:
        rate_limiter = RateLimiter(Limits(post=Rate(1, 50.0), update=Rate(2, 3.0)), now)
        updated: list[float] = []
        for _ in range(4):
            await rate_limiter.acquire_update()
            updated.append(now())
        return updated, await entries(rate_limiter, [(0.0, "C1")])

    updated, after = run(story())
    assert updated == pytest.approx([0, 0, 3, 6])
    assert [at for at, _ in after] == pytest.approx([6])


def test_a_lifted_pace_never_waits():
    async def story() -> float:
        rate_limiter = RateLimiter(Limits.lifted(), now)
        for _ in range(1000):
            await rate_limiter.acquire_post("C1")
            await rate_limiter.acquire_update()
        return now()

    assert run(story()) == 0


@given(
    burst=st.integers(1, 5),
    every=st.floats(0.01, 60),
    arrivals=st.lists(st.tuples(st.floats(0, 300), st.sampled_from(["C1", "C2"])), max_size=40),
)
def test_no_window_ever_holds_more_than_the_burst_and_what_its_length_allows(
    burst: int, every: float, arrivals: list[Arrival]
):
    for channel in ("C1", "C2"):
        times = posted(Rate(burst, every), arrivals, channel)
        assert len(times) == sum(where == channel for _, where in arrivals)
        for first in range(len(times)):
            for last in range(first + burst, len(times)):
                allowed = (last - first - burst + 1) * every
                assert times[last] - times[first] >= allowed - CLOSE


@given(
    every=st.floats(0.01, 60),
    pauses=st.lists(st.floats(1.0, 5.0), max_size=20),
)
def test_who_keeps_the_pace_never_waits(every: float, pauses: list[float]):
    at, came = 0.0, []
    for pause in pauses:
        came.append((at, "C1"))
        at += pause * every
    assert posted(Rate(1, every), came, "C1") == pytest.approx([at for at, _ in came])


def test_a_refused_channel_waits_and_is_strict_for_a_minute_while_others_go_on():
    async def story() -> tuple[list[Arrival], list[Arrival]]:
        rate_limiter = RateLimiter(Limits(post=Rate(4, 1.0)), now)
        await rate_limiter.acquire_post("C1")
        rate_limiter.post_refused("C1", 7)
        refused = await entries(rate_limiter, [(0.0, "C1")] * 3 + [(0.0, "C2")] * 4)
        await asyncio.sleep(7 + STRICT_SECONDS - now())
        return refused, await entries(rate_limiter, [(0.0, "C1")] * 4)

    refused, after = run(story())
    assert sorted(refused) == [*[(0, "C2")] * 4, (7, "C1"), (8, "C1"), (9, "C1")]
    assert [at for at, _ in after] == [7 + STRICT_SECONDS] * 4


def test_who_waits_already_waits_longer_when_slack_refuses_meanwhile():
    async def story() -> list[Arrival]:
        rate_limiter = RateLimiter(Limits(post=Rate(1, 1.0)), now)

        async def refused() -> None:
            await asyncio.sleep(0.5)
            rate_limiter.post_refused("C1", 30)

        entered, _ = await asyncio.gather(entries(rate_limiter, [(0.0, "C1")] * 3), refused())
        return entered

    assert [at for at, _ in run(story())] == pytest.approx([0, 30.5, 31.5])


def test_refused_updates_wait_alone():
    async def story() -> tuple[float, float]:
        rate_limiter = RateLimiter(Limits(), now)
        rate_limiter.update_refused(5)
        await rate_limiter.acquire_post("C1")
        posted_at = now()
        await rate_limiter.acquire_update()
        return posted_at, now()

    assert run(story()) == (0, 5)


def test_for_a_clock_that_people_move_a_refusal_is_forgotten_and_nobody_waits_any_more():
    async def story() -> list[Arrival]:
        rate_limiter = RateLimiter(Limits(post=Rate(1, 1.0)), now)
        rate_limiter.post_refused("C1", 600)

        async def moved() -> None:
            await asyncio.sleep(5)
            rate_limiter.forget()

        entered, _ = await asyncio.gather(entries(rate_limiter, [(0.0, "C1")] * 2), moved())
        return entered

    assert [at for at, _ in run(story())] == pytest.approx([5, 6])


def test_who_stops_waiting_takes_no_turn():
    async def story() -> float:
        rate_limiter = RateLimiter(Limits(post=Rate(1, 10.0)), now)
        await rate_limiter.acquire_post("C1")
        given_up = asyncio.create_task(rate_limiter.acquire_post("C1"))
        await asyncio.sleep(1)
        given_up.cancel()
        await rate_limiter.acquire_post("C1")
        return now()

    assert run(story()) == 10


@given(
    rate=st.builds(Rate, st.integers(1, 5), st.floats(0.01, 5)),
    steps=st.lists(st.tuples(st.floats(0, 20), st.none() | st.floats(1, 90)), max_size=40),
)
def test_after_a_refusal_nothing_goes_too_early_and_a_minute_long_no_burst(
    rate: Rate, steps: list[tuple[float, float | None]]
):
    bucket, at = TokenBucket(rate), 0.0
    taken: list[float] = []
    refusals: list[tuple[float, float]] = []
    for pause, retry_after in steps:
        at += pause
        if retry_after is not None:
            bucket.refuse(at, retry_after)
            refusals.append((at, retry_after))
        at += bucket.wait(at)
        assert bucket.wait(at) == 0
        bucket.take(at)
        taken.append(at)
    for refused_at, retry_after in refusals:
        free, strict = refused_at + retry_after, refused_at + retry_after + STRICT_SECONDS
        assert not [t for t in taken if refused_at < t < free - CLOSE]
        during = [t for t in taken if free - CLOSE <= t < strict]
        assert all(after - before >= rate.every - CLOSE for before, after in pairwise(during))
