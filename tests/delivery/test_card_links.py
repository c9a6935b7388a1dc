"""Waiting for a card's link: told when this bot posts it, looked up when another one does."""

import asyncio

from bot.delivery.card_links import PostedCardLinks

NUMBER, LINK = "2026-0001", "https://lina.slack.com/archives/C0SUPPORT/p1"


class Posted:
    """The links that the store knows; `looks` counts how often it was asked."""

    def __init__(self) -> None:
        self.links: dict[str, str] = {}
        self.looks = 0

    async def link_of(self, number: str) -> str | None:
        self.looks += 1
        return self.links.get(number)


async def test_who_waits_is_told_as_soon_as_the_card_is_posted():
    store = Posted()
    links = PostedCardLinks(store.link_of, look_every=None)
    waiting = [asyncio.create_task(links.wait_for_link(NUMBER, 30)) for _ in range(3)]
    while store.looks < 3:  # noqa: ASYNC110  # nothing announces a look
        await asyncio.sleep(0)
    store.links[NUMBER] = LINK
    links.card_posted(NUMBER)
    assert await asyncio.gather(*waiting) == [LINK] * 3
    assert store.looks == 6


async def test_a_card_that_another_bot_posts_is_found_by_looking():
    store = Posted()
    links = PostedCardLinks(store.link_of, look_every=0.01)
    waiting = asyncio.create_task(links.wait_for_link(NUMBER, 30))
    while not store.looks:  # noqa: ASYNC110  # nothing announces a look
        await asyncio.sleep(0)
    store.links[NUMBER] = LINK
    assert await waiting == LINK


async def test_what_is_never_posted_is_given_up():
    links = PostedCardLinks(Posted().link_of, look_every=0.01)
    assert await links.wait_for_link(NUMBER, 0.05) is None


async def test_a_card_that_stands_already_is_told_at_once():
    store = Posted()
    store.links[NUMBER] = LINK
    assert await PostedCardLinks(store.link_of, look_every=None).wait_for_link(NUMBER, 30) == LINK
    assert store.looks == 1
