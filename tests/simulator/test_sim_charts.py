"""Charts in messages: what Slack refuses of them, what people read, and a workspace that does not have them yet."""

from typing import Any

import pytest

from simulator import SlackError, inspect_blocks, inspect_view
from tests.simulator.sim_house import SUPPORT, client_of, error_of, house, modal


def chart(kind: str = "bar", **series: list[tuple[str, float]]) -> dict[str, Any]:
    """A chart over two months."""
    data = series or {"Projet": [("oct.", 4), ("nov.", 7.5)]}
    drawn = [
        {"name": name, "data": [{"label": label, "value": value} for label, value in points]}
        for name, points in data.items()
    ]
    axes = {"categories": ["oct.", "nov."], "x_label": "Mois", "y_label": "Appels"}
    return {
        "type": "data_visualization",
        "title": "Appels par mois",
        "chart": {"type": kind, "series": drawn, "axis_config": axes},
    }


PIE = {
    "type": "data_visualization",
    "title": "Part",
    "chart": {
        "type": "pie",
        "segments": [{"label": "Niveau 1", "value": 3}, {"label": "Niveau 2", "value": 1}],
    },
}


@pytest.mark.parametrize("block", [chart("bar"), chart("line"), chart("area"), PIE])
def test_every_kind_is_taken(block: dict[str, Any]) -> None:
    assert inspect_blocks([block, block]) == (block, block)


def number_instead(value: object) -> dict[str, Any]:
    wrong = chart()
    wrong["chart"]["series"][0]["data"][0]["value"] = value
    return wrong


@pytest.mark.parametrize(
    ("blocks", "problem"),
    [
        ([chart()] * 3, "3 charts, only 2 allowed"),
        ([chart(Projet=[("oct.", 1)])], "series[0].data: not one point for each category"),
        ([chart(Projet=[("oct.", 1), ("oct.", 2)])], "not one point for each category"),
        ([number_instead("4")], "value: not a number"),
        ([number_instead(value=True)], "value: not a number"),
        ([number_instead(float("nan"))], "value: not a number"),
        ([{**PIE, "chart": {"type": "pie", "segments": []}}], "segments: 0 < 1"),
        ([{**PIE, "chart": {"type": "donut"}}], "unsupported type 'donut'"),
    ],
)
def test_what_slack_refuses(blocks: list[dict[str, Any]], problem: str) -> None:
    with pytest.raises(SlackError) as caught:
        inspect_blocks(blocks)
    assert problem in " ".join(caught.value.details)


def test_names_of_series_are_unique() -> None:
    twice = chart()
    twice["chart"]["series"] *= 2
    with pytest.raises(SlackError) as caught:
        inspect_blocks([twice])
    assert "'Projet' stands 2 times" in " ".join(caught.value.details)


def test_charts_stand_in_messages_alone() -> None:
    with pytest.raises(SlackError) as caught:
        inspect_view(modal(chart()), "modal")
    assert "unsupported type 'data_visualization'" in " ".join(caught.value.details)


async def test_people_read_the_figures() -> None:
    async with house() as sim:
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="t", blocks=[chart(), PIE])
        assert sim.messages(SUPPORT)[-1].words.splitlines() == [
            "Appels par mois",
            "Projet : oct. 4, nov. 7.5",
            "Part",
            "Niveau 1 : 3",
            "Niveau 2 : 1",
        ]


async def test_a_workspace_without_charts_refuses_them_and_blames_nobody() -> None:
    async with house() as sim:
        sim.unsupported_blocks.add("data_visualization")
        refused = client_of(sim).chat_postMessage(channel=SUPPORT, text="t", blocks=[PIE])
        assert await error_of(refused) == "invalid_blocks"
        assert (sim.messages(SUPPORT), sim.breaches) == ([], [])
