"""A screen: what a person sees of the page and does there, by clicks and keys alone."""

import re
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Locator, Page, Request, expect

AXE = (Path(__file__).parent / "fixtures" / "axe.min.js").read_text("utf-8")
# What the browser says by itself of an act that is refused, and of a simulator that has stopped.
NO_TROUBLE = ("status of 400", "ERR_CONNECTION", "ERR_INCOMPLETE")
SERIOUS = ("serious", "critical")


class Screen:
    """`troubles` are the errors of the console and the requests that went elsewhere."""

    def __init__(self, page: Page, url: str, pictures: Path) -> None:
        self.page = page
        self.troubles: list[str] = []
        self._url = url
        self._pictures = pictures
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(each in message.text for each in NO_TROUBLE):
            self.troubles.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._url, "data:", "blob:")):
            self.troubles.append(f"request: {request.url}")

    async def open(self) -> None:
        await self.page.goto(self._url)
        await self.page.get_by_role("main").wait_for()

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name, exact=True)

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def pane(self) -> Locator:
        return self.page.get_by_role("complementary")

    def message(self, *words: str) -> Locator:
        """The newest message of the conversation with all these words."""
        found = self.page.get_by_role("main").locator("[data-ts]")
        for each in words:
            found = found.filter(has_text=each)
        return found.last

    def composer(self, where: str = "#") -> Locator:
        return self.page.get_by_role("textbox", name=f"Écrire dans {where}")

    async def side(self, name: str) -> None:
        """Presses in the sidebar, which a narrow screen hides until it is asked for."""
        menu = self.button("Personnes et conversations")
        if await menu.is_visible():
            await menu.click()
        side = self.page.get_by_role("navigation", name="Personnes et conversations")
        await side.get_by_role("button", name=re.compile(rf"^{name}\b")).click()

    async def be(self, name: str, place: str) -> None:
        await self.side(name)
        await self.side(place)

    async def say(self, text: str) -> None:
        box = self.composer()
        await box.fill(text)
        await box.press("Enter")

    async def choose(self, label: str, typed: str, option: str) -> None:
        """In a list of the open form: types, then takes the option by keys."""
        box = self.form.get_by_role("combobox", name=label)
        await box.click()
        await box.fill(typed)
        await expect(self.page.get_by_role("option").first).to_contain_text(option)
        await box.press("Enter")

    async def act_on(self, message: Locator, name: str) -> None:
        """Presses among the message's tools, which show when it has the focus."""
        await message.focus()
        await self.button(name, message).click()

    async def backstage(self, tab: str) -> None:
        if not await self.pane.filter(has_text="Coulisses").is_visible():
            await self.page.get_by_role("button", name="Coulisses").click()
        await self.page.get_by_role("tab", name=tab).click()

    async def picture(self, name: str) -> None:
        """For the documentation, and for whoever wonders what the test saw."""
        await self.page.screenshot(path=self._pictures / f"{name}.png", animations="disabled")

    async def check(self, where: str) -> None:
        """No serious finding of axe in what is shown now."""
        await self.page.evaluate(AXE)
        options = {"resultTypes": ["violations"]}
        found: dict[str, Any] = await self.page.evaluate("options => axe.run(document, options)", options)
        serious = [
            f"{each['id']} at {[node['target'] for node in each['nodes']]}: {each['nodes'][0]['failureSummary']}"
            for each in found["violations"]
            if each["impact"] in SERIOUS
        ]
        assert not serious, f"{where}: {serious}"
