"""The mails in a browser, as mail programs show them: by day and by night, on a screen and on a telephone."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.domain.outbox.notice import NoticeKind
from bot.rendering.mail import MailRenderer, RenderedMail
from bot.services.view_models import CallView
from tests.browser.screen import Screen
from tests.rendering.sample_calls import CALLS
from tests.rendering.sample_views import notice_view

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG = "\\\\serveur\\partages\\" + "imprimantes_" * 40
"""A path, which has no place to be broken at."""

RENDERER = MailRenderer()


def long_winded(view: CallView) -> CallView:
    """The same, with words as people paste them."""
    *before, last = view.call.reports
    report = replace(last, request=LONG, solution=f"Vu : {LONG}\n\nFait.", recipe=LONG, contact=LONG)
    return replace(view, call=replace(view.call, reports=(*before, report)))


MAILS: dict[str, RenderedMail] = {
    "compte rendu": RENDERER.report(notice_view(CALLS["closed in full"](), NoticeKind.REPORT)),
    "corrigé": RENDERER.report(notice_view(CALLS["amended"](), NoticeKind.REPORT)),
    "bavard": RENDERER.report(long_winded(notice_view(CALLS["closed in full"](), NoticeKind.REPORT))),
    "au client": RENDERER.client_report(notice_view(CALLS["helped by another"](), NoticeKind.CLIENT_REPORT)),
    "au client, bavard": RENDERER.client_report(
        long_winded(notice_view(CALLS["mailed again"](), NoticeKind.CLIENT_REPORT))
    ),
}

LIGHTNESS = """() => {
  const of = colour => colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765;
  const style = getComputedStyle(document.querySelector(".card"));
  return of(style.backgroundColor);
}"""


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [600, 390])
@pytest.mark.parametrize("name", MAILS)
async def test_a_mail_is_read_without_scrolling_sideways_by_day_and_by_night(
    chromium: Browser, tmp_path: Path, name: str, width: int, *, dark: bool
):
    context = await chromium.new_context(
        viewport={"width": width, "height": 860}, color_scheme="dark" if dark else "light"
    )
    try:
        screen = Screen(await context.new_page(), "about:", tmp_path)
        await screen.page.set_content(MAILS[name].html)
        assert await screen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert (await screen.page.evaluate(LIGHTNESS) < 0.5) is dark
        await screen.check(f"{name}, {width}, dark: {dark}")
        assert screen.troubles == []
    finally:
        await context.close()
