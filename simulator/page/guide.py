"""Guide: a tour of the page and the phrases it suggests; its texts come from whoever starts the simulator."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageShown:
    """Fulfilled when a message has all these words and buttons, in `channel`, or in the direct messages of `person`."""

    words: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    channel: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """Fulfilled when the page shows that place, to `person` or to anybody when "".

    `place` is a channel's id, `direct`, `home`, or a tab of the backstage panel such as `mails`.
    """

    place: str
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideStep:
    """One step of the tour.

    Attributes:
        text: what to do, in mrkdwn.
        done: the condition by which the page knows that it is done.
        person: the id of the person who does it; "" for anybody.
        types: what the page offers to write in the composer; "" for nothing.
    """

    text: str
    done: MessageShown | PlaceShown
    person: str = ""
    types: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that the composer suggests while people type; `…` marks where they continue."""

    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Guide:
    """The tour's title and steps, and the composer's suggestions; empty for a page without."""

    title: str = ""
    steps: tuple[GuideStep, ...] = ()
    phrases: tuple[Phrase, ...] = ()
