# ruff: noqa: INP001  # a file to copy, in no package
"""Passes Aircall's webhooks on to the bot.

`LINA=https://lina.example.fr/telephony/TOKEN python aircall_to_lina.py 8081`. Aircall's page:
https://developer.aircall.io/api-references/#call-events. Another exchange needs another `event_of`.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

EVENTS = {"call.created": "newCall", "call.answered": "answer", "call.hungup": "hangup"}


def event_of(told: dict[str, Any]) -> dict[str, str] | None:
    """What the bot takes, of a webhook's body; None for what it has nothing to do with."""
    call = told.get("data", {})
    if told.get("event") not in EVENTS or call.get("direction") != "inbound":
        return None
    return {
        "event": EVENTS[told["event"]],
        "callId": str(call["id"]),
        "direction": "in",
        "from": call.get("raw_digits") or "anonymous",
        "to": (call.get("number") or {}).get("digits", ""),
        "user": (call.get("user") or {}).get("email", ""),
    }


class Adapter(BaseHTTPRequestHandler):
    """Answers as the bot does, so that Aircall sends again what the bot could not take."""

    lina = os.environ.get("LINA", "")

    def do_POST(self) -> None:
        event = event_of(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200 if event is None or self.passed_on(event) else 503)
        self.end_headers()

    def passed_on(self, event: dict[str, str]) -> bool:
        """Whether the bot took it."""
        request = Request(  # noqa: S310  # the address is the operator's own
            self.lina, json.dumps(event).encode(), {"Content-Type": "application/json"}
        )
        try:
            with urlopen(request, timeout=10):  # noqa: S310  # likewise
                return True
        except URLError:
            return False


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Adapter).serve_forever()
