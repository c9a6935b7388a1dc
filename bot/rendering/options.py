"""What the «Client» field offers while somebody types."""

from collections.abc import Sequence

from bot.domain.clients.client import Client
from bot.domain.clients.matching import fold
from bot.rendering.elements import OPTION, OPTION_VALUE, OPTIONS, Element, option
from bot.rendering.labels import load_labels
from bot.rendering.text import clean, cut

NEW = "new:"


def client_option(client: Client) -> Element:
    """A known client; the value is its code."""
    code = f" ({client.code})"
    return option(cut(clean(client.name), max(1, OPTION - len(code))) + code, client.code)


def new_client_option(typed: str) -> Element:
    """A client to be created under the name that was typed."""
    name = " ".join(clean(typed).split())[: OPTION_VALUE - len(NEW)]
    return option(load_labels().of("option", "new_client").format(name=name), f"{NEW}{name}")


def client_options(clients: Sequence[Client], typed: str) -> list[Element]:
    """The clients found, and the new one that the words may name, unless they name a known one exactly."""
    wanted = fold(typed)
    known = any(wanted in _names(client) for client in clients)
    offered = [client_option(client) for client in clients[: OPTIONS - 1]]
    return offered if known or not wanted else [*offered, new_client_option(typed)]


def _names(client: Client) -> set[str]:
    return {fold(client.code), fold(client.name), fold(f"{client.name} ({client.code})")}
