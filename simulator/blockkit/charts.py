"""The limits of charts; https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block."""

from collections import Counter
from collections.abc import Iterator, Mapping

from simulator.blockkit.rules import ListOf, Number, Object, Rule, String
from simulator.json_types import Json

_LABEL = String(20)
_POINT = Object({"label": _LABEL, "value": Number()})
_AXES = Object({"categories": ListOf(_LABEL, 20)}, {"x_label": String(50), "y_label": String(50)})
_SERIES: Rule = ListOf(Object({"name": _LABEL, "data": ListOf(_POINT, 20)}), 6)

CHARTS: Mapping[str, Object] = {
    **dict.fromkeys(("bar", "line", "area"), Object({"series": _SERIES, "axis_config": _AXES})),
    "pie": Object({"segments": ListOf(_POINT, 6)}),
}
MOST = 2
"""Charts in one message."""


def chart_inconsistencies(block: Json, at: str) -> Iterator[str]:
    """Yields what is wrong with a chart of which each value is right; `at` is the block's path."""
    chart = block["chart"]
    if chart["type"] == "pie":
        return
    categories = chart["axis_config"]["categories"]
    for name, times in Counter(each["name"] for each in chart["series"]).items():
        if times > 1:
            yield f"{at}.chart.series[].name: {name!r} stands {times} times"
    for index, series in enumerate(chart["series"]):
        if Counter(point["label"] for point in series["data"]) != Counter(categories):
            yield f"{at}.chart.series[{index}].data: not one point for each category"


def chart_words(block: Json) -> Iterator[str]:
    """Yields what people read of a chart: its title, then each series or segment with its values."""
    yield block["title"]
    chart = block["chart"]
    for series in chart.get("series", ()):
        points = ", ".join(f"{point['label']} {point['value']}" for point in series["data"])
        yield f"{series['name']} : {points}"
    for segment in chart.get("segments", ()):
        yield f"{segment['label']} : {segment['value']}"
