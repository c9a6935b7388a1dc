from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from bot.rendering.environment import slack_environment
from bot.rendering.filters import duration, hours, link
from tests.rendering.sample_calls import opened
from tests.rendering.sample_policy import NOON
from tests.rendering.sample_views import view
from tests.support.workspace import plain

ENVIRONMENT = slack_environment()


def printed(source: str, **values: object) -> str:
    return plain(ENVIRONMENT.from_string(source).render(view=view(opened()), **values))


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "moins d'une minute"),
        (3, "moins d'une minute"),
        (59.9, "moins d'une minute"),
        (60, "1 min"),
        (90, "1 min"),
        (120, "2 min"),
        (600, "10 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (3900, "1 h 05"),
        (86_399, "23 h 59"),
        (86_400, "1 j"),
        (97_200, "1 j 3 h"),
    ],
)
def test_durations(seconds: float, said: str) -> None:
    assert plain(duration(seconds)) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(210, "3 h 30"), (60, "1 h"), (5, "0 h 05"), (0, "0 h 00"), (-90, "1 h 30")]
)
def test_hours(minutes: int, said: str) -> None:
    assert plain(hours(minutes)) == said


@given(st.integers(min_value=60, max_value=10_000_000))
def test_a_duration_never_breaks_over_two_lines(seconds: int) -> None:
    assert " " not in duration(seconds)


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("U0ALICE", "<@U0ALICE>"),
        ("W0ALICE", "<@W0ALICE>"),
        ("S0DEV", "<!subteam^S0DEV>"),
        ("here", "<!here>"),
        ("camille.roy@example.fr", "<@U0CAMILLE>"),
        ("inconnu@example.fr", "inconnu@example.fr"),
        ("U1> <!channel", "U1&gt; &lt;!channel"),
    ],
)
def test_people_are_mentioned(reference: str, said: str) -> None:
    assert printed("{{ x | mention }}", x=reference) == said
    assert printed("{{ [x, x] | mentions }}", x=reference) == f"{said} {said}"


def test_names_are_plain() -> None:
    assert printed("{{ 'U0ALICE' | name }}, {{ 'U0GONE' | name }}") == "Alice Martin, U0GONE"


def test_instants_are_the_readers_with_the_houses_behind() -> None:
    told = "<!date^1795525200^{date_short_pretty} à {time}|24/11/2026 à 14:00>"
    for instant in (NOON, NOON.isoformat()):
        assert printed("{{ x | slack_date('{date_short_pretty} à {time}') }}", x=instant) == told


def test_days_and_times_are_the_houses() -> None:
    delay_reason = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert printed("{{ x | day }} {{ x | clock }}", x=delay_reason) == "25/11/2026 00:30"
    assert printed("{{ x | day }}", x=delay_reason.date()) == "24/11/2026"


@pytest.mark.parametrize(
    ("url", "label", "said"),
    [
        ("https://a.fr/?b=1&c=2", "lien", "<https://a.fr/?b=1&amp;c=2|lien>"),
        ("https://a.fr/|<x>", "R&D", "<https://a.fr/%7C%3Cx%3E|R&amp;D>"),
        ("https://a.fr/%20x", "x", "<https://a.fr/%20x|x>"),
        (None, "2026-0042", "2026-0042"),
        ("javascript:alert(1)", "x", "x"),
        ("https://a.fr deux mots", "x", "x"),
    ],
)
def test_links(url: str | None, label: str, said: str) -> None:
    assert link(url, label) == said


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing }}",
        "{{ view.nothing }}",
        "{% if view.call.nothing %}{% endif %}",
        "{{ 'x' | label('no') }}",
    ],
)
def test_a_name_that_is_missing_is_an_error(source: str) -> None:
    with pytest.raises((UndefinedError, KeyError)):
        printed(source)


@pytest.mark.parametrize("condition", ["true", "false"])
def test_an_element_may_be_left_out(condition: str) -> None:
    made = printed("{{ actions(button('A', 'a', '1') if " + condition + ", none, block_id='tools') }}")
    assert ('"action_id": "a"' in made) is (condition == "true")
    assert bool(made.strip()) is (condition == "true")


def test_only_three_characters_are_escaped() -> None:
    assert printed("{{ x }}", x='l\'été & <b> "ici"') == 'l\'été &amp; &lt;b&gt; "ici"'
