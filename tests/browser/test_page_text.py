"""Text is drawn as Slack draws mrkdwn, where the reader is; what was escaped, or typed, stays text."""

from datetime import UTC, datetime

import pytest
from playwright.async_api import expect

from simulator import MovableClock, PersonFixture
from tests.browser.conftest import Opened
from tests.simulator.sim_house import SUPPORT, client_of, house

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEN = int(datetime(2026, 11, 24, 9, 0, tzinfo=UTC).timestamp())
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LINK = 'target="_blank" rel="noreferrer"'

DRAWN: list[tuple[str, str]] = [
    ("*gras* _italique_ ~rayé~", "<strong>gras</strong> <em>italique</em> <s>rayé</s>"),
    ("*gras et _italique_*", "<strong>gras et <em>italique</em></strong>"),
    ("(*gras*), «_i_».", "(<strong>gras</strong>), «<em>i</em>»."),
    ("2*3*4, a_b_c, * rien *", "2*3*4, a_b_c, * rien *"),
    ("`*code* &lt;b&gt;`", "<code>*code* &lt;b&gt;</code>"),
    ("avant\n```\n*x*\n  y\n```\naprès", "avant<pre><code>*x*\n  y</code></pre>après"),
    ("&gt; cité\n> encore\nfin", "<blockquote>cité\nencore</blockquote>fin"),
    ("&lt;!channel&gt; &amp;lt; &lt;b&gt;", "&lt;!channel&gt; &amp;lt; &lt;b&gt;"),
    ("<@U0ALICE> <@U0BRUNO>", '<span class="mention mine">@Alice</span> <span class="mention">@Bruno</span>'),
    (
        "<!subteam^S0N1> <!here>",
        '<span class="mention mine">@n1</span> <span class="mention mine">@here</span>',
    ),
    ("<#C0SUPPORT|x>", '<button type="button" class="mention link">#support</button>'),
    ("<https://a.fr/?a=1&amp;b=2|un *lien*>", f'<a href="https://a.fr/?a=1&amp;b=2" {LINK}>un *lien*</a>'),
    ("*<https://a.fr|fort>*", f'<strong><a href="https://a.fr" {LINK}>fort</a></strong>'),
    ("voir https://a.fr/x_y_z.", f'voir <a href="https://a.fr/x_y_z" {LINK}>https://a.fr/x_y_z</a>.'),
    ("<mailto:a@b.fr|a@b.fr>", f'<a href="mailto:a@b.fr" {LINK}>a@b.fr</a>'),
    ("<javascript:alert(1)|clic>", "<span>clic</span>"),
    ("fin\n\n", "fin"),
]


async def test_mrkdwn_is_drawn_as_slack_does(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        for text, _ in DRAWN:
            block = {"type": "section", "text": {"type": "mrkdwn", "text": text}}
            await client_of(sim).chat_postMessage(channel=SUPPORT, text=text, blocks=[block])
        found = screen.page.locator(".mrkdwn")
        await expect(found).to_have_count(len(DRAWN))
        drawn = await found.evaluate_all("all => all.map(each => each.innerHTML)")
        assert drawn == [html for _, html in DRAWN]


async def test_verbatim_text_has_no_links_of_its_own(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        text = {"type": "mrkdwn", "text": "https://a.fr *gras*", "verbatim": True}
        await client_of(sim).chat_postMessage(
            channel=SUPPORT, text="a", blocks=[{"type": "section", "text": text}]
        )
        await expect(screen.page.locator(".mrkdwn strong")).to_have_text("gras")
        await expect(screen.page.locator(".mrkdwn a")).to_have_count(0)


HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "&lt; &amp;amp; &#60;",
    "a < b > c & d",
    "\ue000\ue001 privé",
    "{{ 7 * 7 }} ${7}",
    "\u202erenversé",
    "/_sim/state",
]


async def test_what_people_type_is_shown_as_it_is(opened: Opened) -> None:
    async with house() as sim:
        screen = await opened(sim)
        for text in HOSTILE:
            await sim.person("U0ALICE").write(SUPPORT, text)
        found = screen.page.locator(".mrkdwn")
        await expect(found).to_have_count(len(HOSTILE))
        shown = await found.evaluate_all("all => all.map(each => each.textContent)")
        assert shown == [text.replace("\ue000", "\ufffd").replace("\ue001", "\ufffd") for text in HOSTILE]


DATES = [
    ("{time}", "10:00", "04:00"),
    ("{date_num}", "2026-11-24", "2026-11-24"),
    ("le {date}", "le 24 novembre 2026", "le 24 novembre 2026"),
    ("{date_short}", "24 nov. 2026", "24 nov. 2026"),
    ("{date_long_pretty} à {time_secs}", "aujourd’hui à 10:00:00", "aujourd’hui à 04:00:00"),
    ("{date_long}", "mardi 24 novembre 2026", "mardi 24 novembre 2026"),
    ("{ago}", "il y a 3 heures", "il y a 3 heures"),
    ("{autre}", "{autre}", "{autre}"),
]


async def test_dates_are_the_readers(opened: Opened) -> None:
    async with house(clock=MovableClock(NOW)) as sim:
        screen = await opened(sim)
        for tokens, _, _ in DATES:
            await client_of(sim).chat_postMessage(channel=SUPPORT, text=f"<!date^{TEN}^{tokens}|hier>")
        said = screen.page.locator(".mrkdwn time")
        await expect(said).to_have_text([alice for _, alice, _ in DATES])
        await screen.side("Bruno")
        await expect(said).to_have_text([bruno for _, _, bruno in DATES])


async def test_a_date_may_be_a_link(opened: Opened) -> None:
    async with house() as sim:
        text = f"<!date^{TEN}^{{date_num}}^https://a.fr|hier>"
        await client_of(sim).chat_postMessage(channel=SUPPORT, text=text)
        screen = await opened(sim)
        await expect(screen.page.get_by_role("link", name="2026-11-24")).to_have_attribute(
            "href", "https://a.fr"
        )


async def test_names_are_text_too(opened: Opened) -> None:
    async with house() as sim:
        sim.put_person(PersonFixture("U0X", "<b>X</b>", "<i>X</i>"))
        sim.join(SUPPORT, "U0X")
        await sim.person("U0X").write(SUPPORT, "bonjour")
        screen = await opened(sim)
        await expect(screen.message("bonjour").locator(".author")).to_have_text("<i>X</i>")
