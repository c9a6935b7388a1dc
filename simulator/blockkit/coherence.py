"""Checks what Block Kit requires of several values together, such as unique ids."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulator.blockkit.charts import MOST, chart_inconsistencies
from simulator.json_types import Json
from simulator.slack_state.input_types import options_of

_SELECTS = ("static_select", "multi_static_select")


def inconsistencies(blocks: list[Json], at: str) -> Iterator[str]:
    """Yields each violation as `path: what is wrong`; the blocks have to satisfy the table already."""
    yield from _repeated([block.get("block_id") for block in blocks], f"{at}[].block_id")
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield f"{at}: only one table allowed"
    if (charts := sum(block["type"] == "data_visualization" for block in blocks)) > MOST:
        yield f"{at}: {charts} charts, only {MOST} allowed"
    focused = [element for block in blocks for _, element in _elements(block) if element.get("focus_on_load")]
    if len(focused) > 1:
        yield f"{at}: focus_on_load on {len(focused)} elements"
    for index, block in enumerate(blocks):
        yield from _block(block, f"{at}[{index}]")


def _block(block: Json, at: str) -> Iterator[str]:
    if block["type"] == "section" and not (block.get("text") or block.get("fields")):
        yield f"{at}: neither text nor fields"
    if block["type"] == "image":
        yield from _image(block, at)
    if block["type"] == "data_visualization":
        yield from chart_inconsistencies(block, at)
    if block.get("dispatch_action") and block["element"]["type"] == "file_input":
        yield f"{at}.dispatch_action: not with a file_input"
    elements = list(_elements(block))
    yield from _repeated([element.get("action_id") for _, element in elements], f"{at}.elements[].action_id")
    for path, element in elements:
        yield from _element(element, f"{at}.{path}")


def _elements(block: Json) -> Iterator[tuple[str, Json]]:
    for key in ("accessory", "element"):
        if block.get(key):
            yield key, block[key]
    if block["type"] in ("actions", "context"):
        yield from ((f"elements[{index}]", element) for index, element in enumerate(block["elements"]))


def _element(element: Json, at: str) -> Iterator[str]:
    if element["type"] == "image":
        yield from _image(element, at)
    if element["type"] in _SELECTS and ("options" in element) == ("option_groups" in element):
        yield f"{at}: needs either options or option_groups"
    offered = options_of(element)
    if offered:
        chosen = [*element.get("initial_options", ()), element.get("initial_option")]
        for option in chosen:
            if option is not None and option not in offered:
                yield f"{at}: the initial option {option['value']!r} is not among the options"
    if element.get("min_length", 0) > element.get("max_length", 3000):
        yield f"{at}: min_length above max_length"


def _image(image: Json, at: str) -> Iterator[str]:
    if ("image_url" in image) == ("slack_file" in image):
        yield f"{at}: needs either image_url or slack_file"


def _repeated(values: list[Any], at: str) -> Iterator[str]:
    for value, times in Counter(value for value in values if value is not None).items():
        if times > 1:
            yield f"{at}: {value!r} stands {times} times"
