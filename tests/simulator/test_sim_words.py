"""What the eye sees of a message, without its markup."""

from tests.simulator.sim_house import (
    ALICE,
    SUPPORT,
    actions,
    button,
    client_of,
    house,
    section,
)


async def test_words_read_as_the_eye_does() -> None:
    async with house() as sim:
        text = (
            "<!date^1764000000^{time}|14:10> <https://gdp.example.fr|le dossier> <https://a.fr> <#C0DEV> "
            "<!subteam^S0N1> <!here> <mailto:a@b.fr|a@b.fr> 1 &lt; 2"
        )
        await client_of(sim).chat_postMessage(channel=SUPPORT, text=text)
        expected = "14:10 le dossier https://a.fr #dev @n1 @here a@b.fr 1 < 2"
        assert sim.messages(SUPPORT)[0].words == expected


async def test_words_are_those_of_the_blocks_without_the_buttons() -> None:
    async with house() as sim:
        blocks: list[dict[str, object]] = [
            {"type": "header", "text": {"type": "plain_text", "text": "Head"}},
            {
                "type": "section",
                "fields": [{"type": "mrkdwn", "text": "*F1*"}, {"type": "plain_text", "text": "F2 &"}],
            },
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "ctx"}]},
            {"type": "divider"},
            actions(button("Hidden")),
            section("last", accessory=button("Too", "other")),
        ]
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="fallback", blocks=blocks)
        (message,) = sim.messages(SUPPORT)
        assert message.words == "Head\n*F1*\nF2 &\nctx\nlast"
        assert message.buttons == ["Hidden", "Too"]


async def test_words_of_rich_text_and_tables() -> None:
    async with house() as sim:
        parts = [
            {"type": "text", "text": "vu par "},
            {"type": "user", "user_id": ALICE},
            {"type": "link", "url": "https://a.fr"},
        ]
        blocks: list[dict[str, object]] = [
            {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]},
            {
                "type": "table",
                "rows": [[{"type": "raw_text", "text": "A1"}, {"type": "raw_text", "text": "B1"}]],
            },
        ]
        await client_of(sim).chat_postMessage(channel=SUPPORT, text="a", blocks=blocks)
        assert sim.messages(SUPPORT)[0].words == "vu par @Alicehttps://a.fr\nA1\nB1"
