"""Guide: what the page tells a newcomer; its words come from whoever starts the simulator."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShown:
    """A message with all these words and buttons, in a channel, or in that person's direct messages."""

    words: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    channel: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """The page shows that place: a channel's id, `direct`, `home`, or a part of the backstage such as `mails`."""

    place: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """Something to do, in mrkdwn, and how the page sees that it is done.

    `person` is who does it, `types` what the page can write for them in the composer.
    """

    text: str
    done: MessageShown | PlaceShown
    person: str = ""
    types: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something that the app understands, offered while people type; `…` marks where they go on."""

    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Guide:
    title: str = ""
    steps: tuple[GuideStep, ...] = ()
    phrases: tuple[Phrase, ...] = ()
