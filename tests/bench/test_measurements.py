"""What the bench says of what it measured."""

from xml.etree import ElementTree as ET

import pytest

from bot.bench.figures import GrowthPoint, Measurement, median_ms, percentile_ms
from bot.bench.report import cells, plot


def figure(value: float, base: float | None = None, goal: float | None = None) -> Measurement:
    return Measurement(
        what="acknowledgement", subject="lina", value=value, unit="ms", base=base, against="bare", goal=goal
    )


@pytest.mark.parametrize(
    ("value", "base", "goal", "ratio", "reached"),
    [
        (7.0, 10.0, 0.7, 0.7, True),
        (7.1, 10.0, 0.7, 0.71, False),
        (7.0, 10.0, None, 0.7, None),
        (2999.0, None, 3000.0, None, True),
        (3001.0, None, 3000.0, None, False),
        (1.0, None, None, None, None),
    ],
)
def test_a_goal_is_a_ratio_where_there_is_a_base_and_a_value_else(
    value: float,
    base: float | None,
    goal: float | None,
    ratio: float | None,
    reached: bool | None,  # noqa: FBT001 - parametrised
):
    found = figure(value, base, goal)
    assert found.ratio == (None if ratio is None else pytest.approx(ratio))
    assert found.reached is reached


def test_a_row_has_the_ratio_and_the_goal_beside_it():
    assert cells(figure(15.0, 10.0, 1.3)) == (
        "acknowledgement",
        "lina",
        "15.0 ms",
        "10.0 ms (bare)",
        "1.50",
        "≤ 1.3",
        "missed",
    )
    assert cells(figure(2.0, goal=3000))[2:] == ("2.00 ms", "", "", "≤ 3000 ms", "reached")


def test_the_median_and_the_percentile_are_of_the_values():
    seconds = [n / 1000 for n in range(1, 101)]
    assert median_ms(seconds) == pytest.approx(50.5)
    assert percentile_ms(seconds, 99) == pytest.approx(100)
    assert percentile_ms([0.002], 99) == pytest.approx(2)


def test_the_picture_has_a_line_for_each_store_and_measure():
    points = [GrowthPoint("folder & co", 10**n, n, 2 * n) for n in (2, 3, 5)]
    root = ET.fromstring(plot(points))  # noqa: S314 - made here
    lines = root.findall("{http://www.w3.org/2000/svg}polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [3, 3]
    words = [text.text for text in root.findall("{http://www.w3.org/2000/svg}text")]
    assert {"folder & co, acknowledgement", "folder & co, command to card", "100", "1,000", "100,000"} <= set(
        words
    )


def test_one_point_and_none_are_pictures_too():
    for points in ([], [GrowthPoint("folder", 100, 1.0, 2.0)]):
        assert plot(points).startswith("<svg")
