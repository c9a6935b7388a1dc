"""A new message costs the page one message's drawing, in a channel that holds many; how long that took is printed."""

import time

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Opened
from tests.simulator.sim_house import BRUNO, SUPPORT, client_of, house

pytestmark = pytest.mark.asyncio(loop_scope="session")

MANY = 500
TIMES = 5

COUNT = """() => {
  window.drawn = 0;
  const count = records => {
    for (const each of records) window.drawn += each.addedNodes.length + each.removedNodes.length;
  };
  new MutationObserver(count).observe(document.querySelector(".messages"), { childList: true, subtree: true });
}"""
"""Counts the nodes that come into the list or leave it, from now on."""

WATCH = """text => {
  window.seen = new Promise(resolve => {
    const look = () => document.querySelector(".messages").textContent.includes(text);
    const told = new MutationObserver(() => look() && requestAnimationFrame(() => resolve(Date.now())));
    told.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}"""


async def test_a_new_message_is_drawn_without_drawing_the_others_anew(opened: Opened) -> None:
    async with house() as sim:
        for number in range(MANY):
            await sim.person(BRUNO).write(SUPPORT, f"message {number} *gras* <@U0ALICE>")
        screen = await opened(sim)
        await expect(screen.page.locator("[data-ts]")).to_have_count(MANY)
        await screen.page.evaluate(COUNT)
        took = []
        for number in range(TIMES):
            await screen.page.evaluate(WATCH, f"nouveau {number}")
            posted = time.time() * 1000
            await client_of(sim).chat_postMessage(channel=SUPPORT, text=f"nouveau {number}")
            took.append(await screen.page.evaluate("window.seen") - posted)
        await expect(screen.page.locator("[data-ts]")).to_have_count(MANY + TIMES)
        assert TIMES <= await screen.page.evaluate("window.drawn") < 5 * TIMES
        await expect(screen.message(f"nouveau {TIMES - 1}")).to_be_in_viewport()
        middle = sorted(took)[TIMES // 2]
        print(f"shown after {middle:.0f} ms, at worst {max(took):.0f} ms, among {MANY} messages")  # noqa: T201  # asked for
