"""`/lina chiffres`: charts where Slack has them, else the same figures as bars of text."""

from dataclasses import dataclass

from handlers.replies import Reply, SlackContext
from handlers.services import Services

TEAM = ("equipe", "équipe")


@dataclass
class ChartSupport:
    """Whether this workspace takes charts; remembered until the bot stops."""

    works: bool = True


async def reply(services: Services, charts: ChartSupport, typed: str) -> Reply:
    """Returns the figures of what was typed after `chiffres`, to be sent by the command's response_url.

    Raises:
        Refusal: what was typed is no month and no client.
    """
    if typed.strip().casefold() in TEAM:
        return Reply(message=services.renderer.message("team", view=await services.figures.team()))
    view = await services.figures.of(typed)
    renderer = services.renderer

    async def send(slack: SlackContext) -> None:
        if charts.works:
            charts.works = await slack.respond_if_known(renderer.message("figures", view=view, charts=True))
            if charts.works:
                return
        await slack.respond(renderer.message("figures", view=view, charts=False))

    return Reply(after_ack=send)
