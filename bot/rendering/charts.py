"""Charts of the figures, as Slack's `data_visualization` blocks.

At most two stand in a message, with six series at most: https://docs.slack.dev/reference/block-kit/blocks.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.calls.figures import Figures
from bot.domain.calls.triage import Imputation
from bot.rendering.blocks import Block, print_block
from bot.rendering.filters import short_month
from bot.rendering.labels import load_labels
from bot.rendering.text import Mrkdwn, cut

Course = Sequence[tuple[date, Figures]]

_TITLE = _AXIS = 50
_NAME = 20
_ALONE = (
    Imputation.PROJECT,
    Imputation.SUPPLEMENT,
    Imputation.WARRANTY,
    Imputation.REPAIR,
    Imputation.ASSISTANCE,
)
"""The imputations that have a series of their own; the others share one."""


def share_chart(course: Course) -> Mrkdwn:
    """Prints the share of calls that level 1 solved, by month, in per cent."""
    values = [round(100 * (figures.share or 0)) for _, figures in course]
    names = load_labels()
    return _chart("line", names.of("chart", "share"), course, {names.of("chart", "level1"): values}, "%")


def imputation_chart(course: Course) -> Mrkdwn:
    """Prints the calls of each month by imputation."""
    names = load_labels()
    series = {names.of("imputation", one): _booked(course, [one]) for one in _ALONE}
    others = [one for one in Imputation if one not in _ALONE]
    series[names.of("chart", "others")] = _booked(course, others)
    return _chart("bar", names.of("chart", "imputations"), course, series, names.of("chart", "calls"))


def _booked(course: Course, imputations: Iterable[Imputation]) -> list[int]:
    some = [*imputations]
    return [sum(figures.booked.get(one, 0) for one in some) for _, figures in course]


def _chart(kind: str, title: str, course: Course, series: dict[str, list[int]], unit: str) -> Mrkdwn:
    months = [cut(short_month(month), _NAME) for month, _ in course]
    chart: Block = {
        "type": kind,
        "series": [
            {
                "name": cut(name, _NAME),
                "data": [
                    {"label": month, "value": value} for month, value in zip(months, values, strict=True)
                ],
            }
            for name, values in series.items()
        ],
        "axis_config": {"categories": months, "y_label": cut(unit, _AXIS)},
    }
    return print_block({"type": "data_visualization", "title": cut(title, _TITLE), "chart": chart})
