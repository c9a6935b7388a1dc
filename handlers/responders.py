"""How each of Slack's surfaces is answered: what the acknowledgement holds, and what is sent after it."""

from dataclasses import dataclass
from typing import Any, Protocol

from bot.rendering.renderer import Renderer
from handlers.replies import Reply, SlackContext

Acknowledgement = dict[str, Any]
"""The keyword arguments of Bolt's `ack`."""


class Responder(Protocol):
    """Answers one kind of surface with a `Reply`."""

    def acknowledge(self, reply: Reply) -> Acknowledgement:
        """Returns the acknowledgement, for a reply that is known within Slack's three seconds."""

    def acknowledge_pending(self) -> Acknowledgement:
        """Returns the acknowledgement, for a reply that is not known yet."""

    async def respond(self, slack: SlackContext, reply: Reply) -> None:
        """Sends the part of the reply that `acknowledge` could not hold."""

    async def respond_late(self, slack: SlackContext, reply: Reply) -> None:
        """Sends the whole reply, after `acknowledge_pending`."""


class ButtonResponder:
    """A button, a menu or a select: an empty acknowledgement, then a message by the `response_url`, or a modal."""

    def acknowledge(self, _reply: Reply) -> Acknowledgement:
        return {}

    def acknowledge_pending(self) -> Acknowledgement:
        return {}

    async def respond(self, slack: SlackContext, reply: Reply) -> None:
        if reply.message:
            await slack.respond(reply.message)
        if reply.form:
            await slack.open_view(reply.form)

    async def respond_late(self, slack: SlackContext, reply: Reply) -> None:
        await self.respond(slack, reply)


@dataclass(frozen=True, slots=True)
class CommandResponder:
    """A slash command: the message stands in the acknowledgement, a modal is opened after it."""

    renderer: Renderer

    def acknowledge(self, reply: Reply) -> Acknowledgement:
        if reply.message is None:
            return {}
        return {
            "text": reply.message.text,
            "blocks": reply.message.blocks,
            "response_type": "ephemeral",
        }

    def acknowledge_pending(self) -> Acknowledgement:
        return self.acknowledge(Reply(message=self.renderer.message("saving")))

    async def respond(self, slack: SlackContext, reply: Reply) -> None:
        if reply.form:
            await slack.open_view(reply.form)

    async def respond_late(self, slack: SlackContext, reply: Reply) -> None:
        if reply.message:
            await slack.respond(reply.message)
        await self.respond(slack, reply)


@dataclass(frozen=True, slots=True)
class SubmissionResponder:
    """A submitted form: errors under its fields, another form in its place, or nothing, which closes it.

    Slack's page: https://docs.slack.dev/surfaces/modals#response_actions.
    """

    renderer: Renderer

    def acknowledge(self, reply: Reply) -> Acknowledgement:
        if reply.errors:
            return {"response_action": "errors", "errors": dict(reply.errors)}
        if reply.form:
            return {"response_action": "update", "view": reply.form}
        if reply.message:
            text = self.renderer.form("text", text=reply.message.text)
            return {"response_action": "update", "view": text}
        return {}

    def acknowledge_pending(self) -> Acknowledgement:
        return self.acknowledge(Reply(message=self.renderer.message("saving")))

    async def respond(self, slack: SlackContext, reply: Reply) -> None:
        """Sends nothing: the acknowledgement held it all."""

    async def respond_late(self, slack: SlackContext, reply: Reply) -> None:
        """Replaces the «saving» view: a form that was replaced can show no errors under its fields."""
        refused = " ".join(reply.errors.values()) or (reply.message.text if reply.message else "")
        text = refused or self.renderer.message("saved").text
        await slack.client.views_update(
            view_id=slack.body["view"]["id"], view=reply.form or self.renderer.form("text", text=text)
        )


@dataclass(frozen=True, slots=True)
class ShortcutResponder:
    """A shortcut: it has no channel to show a message in, so a message is a modal too."""

    renderer: Renderer

    def acknowledge(self, _reply: Reply) -> Acknowledgement:
        return {}

    def acknowledge_pending(self) -> Acknowledgement:
        return {}

    async def respond(self, slack: SlackContext, reply: Reply) -> None:
        form = reply.form
        if form is None and reply.message:
            form = self.renderer.form("text", text=reply.message.text)
        if form:
            await slack.open_view(form)

    async def respond_late(self, slack: SlackContext, reply: Reply) -> None:
        await self.respond(slack, reply)


class EventResponder:
    """An event: nobody waits for an answer; errors are in the log."""

    def acknowledge(self, _reply: Reply) -> Acknowledgement:
        return {}

    def acknowledge_pending(self) -> Acknowledgement:
        return {}

    async def respond(self, slack: SlackContext, reply: Reply) -> None:
        """Sends nothing."""

    async def respond_late(self, slack: SlackContext, reply: Reply) -> None:
        """Sends nothing."""
