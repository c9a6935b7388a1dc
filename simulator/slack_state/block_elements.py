"""The interactive elements of blocks, their labels, and the ids that Slack adds."""

from collections.abc import Callable, Iterator, Sequence

from simulator.json_types import Json


def controls(blocks: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """Yields (block, element) for each interactive element, from top to bottom."""
    for block in blocks:
        elements = [block.get("accessory"), block.get("element")]
        elements += block["elements"] if block["type"] == "actions" else []
        for element in elements:
            if element and element["type"] != "image":
                yield block, element


def button_labels(blocks: Sequence[Json]) -> list[str]:
    """The labels of the buttons, from top to bottom."""
    return [element["text"]["text"] for _, element in controls(blocks) if element["type"] == "button"]


def overflow_labels(blocks: Sequence[Json]) -> list[str]:
    """The labels of the options of the overflow menus, from top to bottom."""
    return [
        option["text"]["text"]
        for _, element in controls(blocks)
        if element["type"] == "overflow"
        for option in element["options"]
    ]


def with_ids(blocks: Sequence[Json], new: Callable[[str], str]) -> list[Json]:
    """The blocks with a new block_id and action_id wherever the app gave none, as Slack adds them."""
    return [_with_ids(block, new) for block in blocks]


def _with_ids(block: Json, new: Callable[[str], str]) -> Json:
    whole = {"block_id": new("b"), **block}
    for key in ("accessory", "element"):
        if key in whole:
            whole[key] = _named(whole[key], new)
    if block["type"] == "actions":
        whole["elements"] = [_named(element, new) for element in block["elements"]]
    return whole


def _named(element: Json, new: Callable[[str], str]) -> Json:
    return element if element["type"] == "image" else {"action_id": new("a"), **element}
