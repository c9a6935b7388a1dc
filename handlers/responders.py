"""How each of Slack's surfaces takes an answer: in the acknowledgement, and after it."""

from typing import Any, Protocol

from bot.rendering.renderer import Renderer
from handlers.replies import Reply, SlackContext

Acknowledgement = dict[str, Any]


class Responder(Protocol):
    def acknowledge(self, reply: Reply) -> Acknowledgement:
        """What the acknowledgement holds, within three seconds."""

    def waiting(self) -> Acknowledgement:
        """The acknowledgement while the store has not written yet."""

    async def follow(self, slack: SlackContext, reply: Reply) -> None:
        """What is said once the acknowledgement is out."""

    async def follow_late(self, slack: SlackContext, reply: Reply) -> None:
        """Tells the outcome of what was still being written at the acknowledgement."""


class CommandResponder:
    """A slash command: words in the acknowledgement, a form by its trigger."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def acknowledge(self, reply: Reply) -> Acknowledgement:
        if reply.message is None:
            return {}
        return {
            "text": reply.message.text,
            "blocks": reply.message.blocks,
            "response_type": "ephemeral",
        }

    def waiting(self) -> Acknowledgement:
        return self.acknowledge(Reply(message=self._renderer.message("saving")))

    async def follow(self, slack: SlackContext, reply: Reply) -> None:
        if reply.form:
            await slack.open(reply.form)

    async def follow_late(self, slack: SlackContext, reply: Reply) -> None:
        if reply.message:
            await slack.tell(reply.message)
        await self.follow(slack, reply)


class ButtonResponder:
    """A button, a menu or a select: nothing in the acknowledgement, a word by the response_url."""

    def acknowledge(self, _reply: Reply) -> Acknowledgement:
        return {}

    def waiting(self) -> Acknowledgement:
        return {}

    async def follow(self, slack: SlackContext, reply: Reply) -> None:
        if reply.message:
            await slack.tell(reply.message)
        if reply.form:
            await slack.open(reply.form)

    async def follow_late(self, slack: SlackContext, reply: Reply) -> None:
        await self.follow(slack, reply)


class FormResponder:
    """A submission: errors under its inputs, another form in its place, or nothing, which closes it."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def acknowledge(self, reply: Reply) -> Acknowledgement:
        if reply.errors:
            return {"response_action": "errors", "errors": dict(reply.errors)}
        if reply.form:
            return {"response_action": "update", "view": reply.form}
        if reply.message:
            word = self._renderer.form("word", words=reply.message.text)
            return {"response_action": "update", "view": word}
        return {}

    def waiting(self) -> Acknowledgement:
        return self.acknowledge(Reply(message=self._renderer.message("saving")))

    async def follow(self, slack: SlackContext, reply: Reply) -> None:
        """All was said in the acknowledgement."""

    async def follow_late(self, slack: SlackContext, reply: Reply) -> None:
        words = " ".join(reply.errors.values()) or (reply.message.text if reply.message else "")
        done = words or self._renderer.message("saved").text
        await slack.client.views_update(
            view_id=slack.body["view"]["id"], view=reply.form or self._renderer.form("word", words=done)
        )


class ShortcutResponder:
    """A shortcut has no channel to speak in: every word is a small form."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def acknowledge(self, _reply: Reply) -> Acknowledgement:
        return {}

    def waiting(self) -> Acknowledgement:
        return {}

    async def follow(self, slack: SlackContext, reply: Reply) -> None:
        form = reply.form
        if form is None and reply.message:
            form = self._renderer.form("word", words=reply.message.text)
        if form:
            await slack.open(form)

    async def follow_late(self, slack: SlackContext, reply: Reply) -> None:
        await self.follow(slack, reply)


class EventResponder:
    """An event: nobody waits for an answer; what went wrong is in the log."""

    def acknowledge(self, _reply: Reply) -> Acknowledgement:
        return {}

    def waiting(self) -> Acknowledgement:
        return {}

    async def follow(self, slack: SlackContext, reply: Reply) -> None:
        """Nobody to tell."""

    async def follow_late(self, slack: SlackContext, reply: Reply) -> None:
        """Nobody to tell."""
