# ruff: noqa: INP001  # a file to copy, in no package
"""Asks OVHcloud what happens in a call queue (easyHunting, cloudHunting), and passes it on to the bot.

`LINA=https://lina.example.fr/telephony/TOKEN python ovh_to_lina.py EVENT_TOKEN`; the event token comes from
`POST /telephony/{billingAccount}/eventToken` of OVHcloud's API.
"""

import json
import os
import sys
import time
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

EVENTS = {"member-queue-start": "newCall", "bridge-agent-start": "answer", "member-queue-end": "hangup"}
POLLING = "https://events.voip.ovh.net/"
OWNERS: dict[str, str] = {}
"""Who answers as which agent of the queue: an e-mail address or a name, where the agent is another one."""


def event_of(told: dict[str, Any]) -> dict[str, str] | None:
    """What the bot takes, of an event of the queue; None for what it has nothing to do with."""
    call = told.get("Data") or {}
    if told.get("Event") not in EVENTS or not call.get("QueueMemberUUID"):
        return None
    agent = call.get("Agent") or call.get("QueueAgent") or ""
    return {
        "event": EVENTS[told["Event"]],
        "callId": call["QueueMemberUUID"],
        "direction": "in",
        "from": call.get("QueueMemberCIDNumber") or "anonymous",
        "to": call.get("QueueMemberDNIS") or "",
        "user": OWNERS.get(agent, agent),
    }


def passed_on(lina: str, event: dict[str, str]) -> None:
    """Sends it until the bot has taken or refused it: what is asked of OVHcloud is told once."""
    request = Request(lina, json.dumps(event).encode(), {"Content-Type": "application/json"})  # noqa: S310  # the operator's own
    while True:
        try:
            with urlopen(request, timeout=10):  # noqa: S310  # likewise
                return
        except URLError as error:
            print(error, file=sys.stderr)  # noqa: T201  # for the operator
            if isinstance(error, HTTPError) and error.code < 500:  # noqa: PLR2004  # refused for good
                return
            time.sleep(1)


def polled(lina: str, token: str, session: str = "", polling: str = POLLING) -> str:
    """Waits for events, passes them on, and returns the session to go on with."""
    asked = {"token": token, **({"session": session} if session else {})}
    with urlopen(f"{polling}?{urlencode(asked)}", timeout=65) as answer:  # noqa: S310  # OVHcloud's
        told = json.load(answer)
    for event in map(event_of, told.get("Events") or ()):
        if event:
            passed_on(lina, event)
    return str(told.get("Session") or session)


def main() -> None:
    """Goes on until it is stopped."""
    session = ""
    while True:
        try:
            session = polled(os.environ["LINA"], sys.argv[1], session)
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr)  # noqa: T201  # likewise
            time.sleep(1)


if __name__ == "__main__":
    main()
