"""Rules that hold for whatever is typed, whenever the clock moves."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from simulator import MovableClock
from simulator.api.limiter import Limiter, Rates
from simulator.people.typed_text import encode_command, encode_message
from simulator.slack_state.block_elements import with_ids
from simulator.slack_state.ids import Ids
from simulator.slack_state.visible_text import readable
from simulator.slack_state.workspace import Workspace
from tests.simulator.sim_house import SEED, actions, button, section

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

moves = st.lists(st.timedeltas(min_value=timedelta(days=-30), max_value=timedelta(days=30)), max_size=30)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="@#!")))
def test_what_is_typed_is_read_again_as_it_was(text: str) -> None:
    workspace = Workspace(SEED, "lina")
    assert readable(encode_message(workspace, text), workspace.name_of) == text
    assert readable(encode_command(workspace, text, escape=False), workspace.name_of) == text


@given(
    st.lists(st.sampled_from(["@Alice", "@Chloé Roux", "@n1", "#dev", "a@b.fr", "<@U0BRUNO>", "&", "word"]))
)
def test_mentions_are_read_again_by_their_names(words: list[str]) -> None:
    workspace, text = Workspace(SEED, "lina"), " ".join(words)
    sent = encode_message(workspace, text)
    assert "@Alice" not in sent
    assert readable(sent, workspace.name_of) == text.replace("<@U0BRUNO>", "@Bruno")


@given(moves)
def test_timestamps_rise_whatever_the_clock_does(steps: list[timedelta]) -> None:
    clock = MovableClock(NOW)
    ids, stamps = Ids(clock), []
    for step in steps:
        clock.advance(step)
        stamps.append(ids.ts())
    assert stamps == sorted(set(stamps))


@given(moves)
def test_the_clock_is_where_it_was_moved_and_tells_each_move(steps: list[timedelta]) -> None:
    clock, told = MovableClock(NOW), []
    clock.subscribe(lambda: told.append(clock.now()))
    for step in steps:
        clock.move_to(NOW + step)
        assert timedelta(0) <= clock.now() - (NOW + step) < timedelta(seconds=5)
    assert len(told) == len(steps)


@given(st.lists(st.integers(min_value=0, max_value=90_000), max_size=60))
def test_no_minute_ever_holds_more_calls_than_the_tier(milliseconds: list[int]) -> None:
    limiter, passed = Limiter(Rates(per_minute={"m": 5})), []
    for offset in sorted(milliseconds):
        now = NOW + timedelta(milliseconds=offset)
        if limiter.seconds_to_wait("m", None, now) == 0:
            passed.append(now)
    for start in passed:
        assert sum(start <= each < start + timedelta(minutes=1) for each in passed) <= 5


@given(st.lists(st.integers(min_value=0, max_value=30_000), max_size=60))
def test_no_stretch_of_time_holds_more_posts_than_a_burst_and_one_a_second(milliseconds: list[int]) -> None:
    rates = Rates(post_gap=timedelta(seconds=1), post_burst=3)
    limiter, passed = Limiter(rates), []
    for offset in sorted(milliseconds):
        now = NOW + timedelta(milliseconds=offset)
        wait = limiter.seconds_to_wait("chat.postMessage", "C1", now)
        if wait == 0:
            passed.append(now)
        else:
            assert 1 <= wait <= 2
    for start in passed:
        for end in passed:
            within = sum(start <= each <= end for each in passed)
            assert end < start or within <= 3 + (end - start) // timedelta(seconds=1)


def test_ids_are_added_where_they_are_missing_and_kept_where_they_are() -> None:
    blocks = [section("a"), actions(button("Go", "mine"), block_id="row")]
    ids = Ids(MovableClock())
    named = with_ids(blocks, ids.new)
    assert named[0]["block_id"]
    assert named[1] == blocks[1] | {"block_id": "row"}
    assert with_ids(named, ids.new) == named
