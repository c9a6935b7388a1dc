"""Chromium, and pages in it that may neither fail nor load anything from elsewhere."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from bot.demo import demo
from simulator import MovableClock, Simulator
from tests.browser.screen import Screen
from tests.support.workspace import ACK_TIMEOUT, PATIENCE, TUESDAY_AT_TEN, limited_config

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TALL = 860
IN_THE_BROWSER = PATIENCE * 1000
"""Milliseconds that an element may take to appear."""
expect.set_options(timeout=IN_THE_BROWSER)

Opened = Callable[..., Awaitable[Screen]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def opened(chromium: Browser, tmp_path: Path) -> AsyncIterator[Opened]:
    """Opens a simulator's page: `await opened(sim, width=390, dark=True)`."""
    # Set to docs/images, it renews the documentation's pictures.
    pictures = Path(os.environ.get("LINA_IMAGES", tmp_path))
    async with AsyncExitStack() as closing:
        screens: list[Screen] = []

        async def open_(sim: Simulator, *, width: int = 1280, dark: bool = False) -> Screen:
            context = await chromium.new_context(
                viewport={"width": width, "height": TALL},
                locale="fr-FR",
                color_scheme="dark" if dark else "light",
                device_scale_factor=2,
                reduced_motion="reduce",
            )
            closing.push_async_callback(context.close)
            context.set_default_timeout(IN_THE_BROWSER)
            screen = Screen(await context.new_page(), sim.url, pictures)
            screens.append(screen)
            await screen.open()
            return screen

        yield open_
        for screen in screens:
            assert screen.troubles == []


@pytest_asyncio.fixture(loop_scope="session")
async def workspace(tmp_path: Path) -> AsyncIterator[Simulator]:
    """The demo, on a Tuesday at ten."""
    async with demo(tmp_path, 0, limited_config(), MovableClock(TUESDAY_AT_TEN), ACK_TIMEOUT) as sim:
        yield sim
        # A busy machine may bring two posts closer together than the bot sent them.
        assert [each for each in sim.breaches if each.kind != "rate_exceeded"] == []
